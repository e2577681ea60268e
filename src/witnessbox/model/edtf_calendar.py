"""Days of the Gregorian calendar for any year, and which days the digits of an EDTF date can mean.

`datetime.date` ends at the years 1 and 9999; EDTF does not. Days are therefore numbered here: day 1 is 0001-01-01, as
in `date.toordinal`, and numbers below it are earlier.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator

from witnessbox.model.records import dataclass

_DAYS_BEFORE_ERA = 719_468 - 719_163
"""Day 1 counted from 1 March of year 0: the algorithm below starts its years in March, so that leap days come last."""
_ERA_YEARS, _ERA_DAYS = 400, 146_097  # the Gregorian calendar repeats after so much
_LONG = (1, 3, 5, 7, 8, 10, 12)

MAX_SPANS = 1_200
"""Runs of days that one date is taken apart into; `XXXX-12` would need ten thousand, and is handled by its hull."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of the proleptic Gregorian calendar; year 0 is 1 BC."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since the day before 0001-01-01."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, _ERA_YEARS)
        of_year = (153 * (self.month + (-3 if self.month > 2 else 9)) + 2) // 5 + self.day - 1
        return era * _ERA_DAYS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _DAYS_BEFORE_ERA

    @classmethod
    def of_number(cls, number: int) -> Day:
        """The day with that number."""
        era, day = divmod(number + _DAYS_BEFORE_ERA, _ERA_DAYS)
        of_era = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
        of_year = day - (365 * of_era + of_era // 4 - of_era // 100)
        month = (5 * of_year + 2) // 153
        return cls(
            era * _ERA_YEARS + of_era + (month >= 10),
            month + (3 if month < 10 else -9),
            of_year - (153 * month + 2) // 5 + 1,
        )

    def __str__(self) -> str:
        sign, year = ("-" if self.year < 0 else ""), abs(self.year)
        return f"{'Y' if year > 9999 else ''}{sign}{year:04}-{self.month:02}-{self.day:02}"


def days_in(year: int, month: int) -> int:
    """Length of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 31 if month in _LONG else 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Days that something can mean.

    Attributes:
        runs: first and last number of each run of days, in order, apart from each other; None is no end.
        exact: whether every day of the runs is meant; otherwise they are a hull around too many to list.
    """

    runs: tuple[tuple[int | None, int | None], ...]
    exact: bool = True

    @property
    def first(self) -> int | None:
        """Number of the earliest day, None for no beginning."""
        return self.runs[0][0]

    @property
    def last(self) -> int | None:
        """Number of the latest day, None for no end."""
        return self.runs[-1][1]

    def meets(self, other: Spans) -> bool:
        """Whether some day is in both; a hull may say so wrongly, never the opposite."""
        ours, theirs = list(self.runs), list(other.runs)
        while ours and theirs:
            (first, last), (begin, end) = ours[-1], theirs[-1]
            if not _less(last, begin) and not _less(end, first):
                return True
            (ours if _less(end, first) else theirs).pop()
        return False

    def inside(self, other: Spans) -> bool:
        """Whether every day of these is surely one of `other`; False where a hull hides it."""
        return other.exact and all(
            any(_begins(begin, first) and _ends(last, end) for begin, end in other.runs) for first, last in self.runs
        )


EVER = Spans(runs=((None, None),))


def _less(last: int | None, first: int | None) -> bool:
    """Whether an end lies before a beginning."""
    return last is not None and first is not None and last < first


def _begins(outer: int | None, inner: int | None) -> bool:
    return outer is None or (inner is not None and outer <= inner)


def _ends(inner: int | None, outer: int | None) -> bool:
    return outer is None or (inner is not None and inner <= outer)


def joined(parts: Iterable[Spans]) -> Spans:
    """All days of several; runs that touch become one."""
    every = tuple(parts)
    runs = sorted((run for part in every for run in part.runs), key=lambda run: (run[0] is not None, run[0] or 0))
    merged: list[tuple[int | None, int | None]] = []
    for first, last in runs:
        if merged and (merged[-1][1] is None or first is None or first <= merged[-1][1] + 1):
            known = merged[-1][1]
            merged[-1] = (merged[-1][0], None if known is None or last is None else max(known, last))
        else:
            merged.append((first, last))
    return Spans(runs=tuple(merged), exact=all(part.exact for part in every))


def hull(spans: Spans) -> Spans:
    """The one run from the earliest to the latest day."""
    return Spans(runs=((spans.first, spans.last),), exact=spans.exact and len(spans.runs) == 1)


# -- digits ----------------------------------------------------------------------------------------------------------

_LONG_YEAR = re.compile(r"Y(?P<sign>-?)(?P<digits>\d+)(?:E(?P<power>\d+))?(?:S(?P<sure>\d+))?", re.ASCII)


def years(text: str) -> Iterable[tuple[int, int]]:
    """First and last year of each run that a written year can mean; `20X1` means ten runs, `201X` one."""
    if found := _LONG_YEAR.fullmatch(text):
        return (_significant(found["sign"], found["digits"] + "0" * int(found["power"] or 0), found["sure"]),)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    digits, _, sure = digits.partition("S")
    if sure:
        return (_significant(sign, digits, sure),)
    head = digits.rstrip("X")
    tail = len(digits) - len(head)
    return (_year_run(sign, digits, tail) for digits in _filled(head, tail))


def _filled(head: str, tail: int) -> Iterator[str]:
    """Every way to fill the unspecified digits of the head; the tail makes a run and stays."""
    choices = ["0123456789" if digit == "X" else digit for digit in head]
    for chosen in itertools.product(*choices):
        yield "".join(chosen) + "X" * tail


def _year_run(sign: str, digits: str, tail: int) -> tuple[int, int]:
    low, high = int(digits.replace("X", "0") if tail else digits), int(digits.replace("X", "9"))
    return (-high, -low) if sign else (low, high)


def _significant(sign: str, digits: str, sure: str | None) -> tuple[int, int]:
    kept = len(digits) if sure is None else int(sure)
    low, high = int(digits[:kept].ljust(len(digits), "0")), int(digits[:kept].ljust(len(digits), "9"))
    return (-high, -low) if sign else (low, high)


@functools.cache  # a hundred patterns or so, and the numbers of days and months
def fits(pattern: str, number: int) -> bool:
    """Whether a number of two digits fits digits of which some are `X`."""
    return all(digit in ("X", real) for digit, real in zip(pattern, f"{number:02}", strict=True))


@functools.lru_cache(maxsize=512)  # a ledger names the same days again and again
def spans_of(year: str, month: str | None, day: str | None) -> Spans:
    """Days that the digits of a date can mean: `2021-1X-XX` is October to December.

    Args:
        year: four digits, `X` for an unspecified one, or any other form of EDTF years.
        month: two digits or `X`, or the number of a season, 21 to 41; None where the date ends with the year.
        day: two digits or `X`, None where the date ends earlier.

    Raises:
        ValueError: there is no such day.
    """
    found: list[Spans] = []
    for first, last in years(year):
        if month is None or (month == "XX" and day in (None, "XX")):
            found.append(_run(Day(first, 1, 1), Day(last, 12, 31)))
        elif last - first >= MAX_SPANS:
            found.append(_far(first, last, month, day))
        else:
            for each in range(first, last + 1):
                found.extend(_of_year(each, month, day))
        if len(found) > MAX_SPANS:
            return _hull_of_many(year, month, day)
    if not found:
        raise ValueError(f"{'-'.join(part for part in (year, month, day) if part)} is no day that ever was")
    return joined(found)


def _hull_of_many(year: str, month: str | None, day: str | None) -> Spans:
    """First and last of more runs than are kept; by hand, because all others lie between."""
    runs = [run for first, last in years(year) for run in ((first, first), (last, last))]
    low, high = min(run[0] for run in runs), max(run[1] for run in runs)
    return _far(low, high, month or "XX", day)


def _far(low: int, high: int, month: str, day: str | None) -> Spans:
    """A hull over many years; at least eight lie at each end, so that 29 February has its leap year."""
    ends = [
        spans for year in (*range(low, low + 9), *range(high - 8, high + 1)) for spans in _of_year(year, month, day)
    ]
    if not ends:
        raise ValueError(f"{month}-{day} is no day that ever was")
    return Spans(runs=((joined(ends).first, joined(ends).last),), exact=False)


def _of_year(year: int, month: str, day: str | None) -> Iterator[Spans]:
    if "X" not in month and int(month) > 12:
        yield season(year, int(month))
        return
    for number in range(1, 13):
        if not fits(month, number):
            continue
        length = days_in(year, number)
        if day is None or day == "XX":
            yield _run(Day(year, number, 1), Day(year, number, length))
        else:
            yield from _runs_of_days(year, number, [each for each in range(1, length + 1) if fits(day, each)])


def _runs_of_days(year: int, month: int, days: Iterable[int]) -> Iterator[Spans]:
    # Days that follow each other have the same distance to their place in the list.
    for _, group in itertools.groupby(enumerate(days), key=lambda place: place[1] - place[0]):
        run = [day for _, day in group]
        yield _run(Day(year, month, run[0]), Day(year, month, run[-1]))


def _run(first: Day, last: Day) -> Spans:
    return Spans(runs=((first.number, last.number),))


# -- seasons ---------------------------------------------------------------------------------------------------------

# First and last day of each season, and the year counted from the one that is written. Nobody says whether a season is
# meant by the calendar (from 1 March) or by the sun (from 20 March or so), or to which year a winter belongs: all do.
_SPRING = ((0, 3, 1), (0, 6, 21))
_SUMMER = ((0, 6, 1), (0, 9, 23))
_AUTUMN = ((0, 9, 1), (0, 12, 22))
_WINTERS = (((-1, 12, 1), (0, 3, 21)), ((0, 12, 1), (1, 3, 21)))
_NORTH = {21: (_SPRING,), 22: (_SUMMER,), 23: (_AUTUMN,), 24: _WINTERS}
_SOUTH = {21: (_AUTUMN,), 22: _WINTERS, 23: (_SPRING,), 24: (_SUMMER,)}
LENGTHS = {33: 3, 37: 4, 40: 6}  # months in a quarter, a third and a half of a year


def season(year: int, number: int) -> Spans:
    """Days that a season can mean: 21 to 24 in either hemisphere, 25 to 28 northern, 29 to 32 southern, then parts.

    Raises:
        ValueError: EDTF has no such season.
    """
    if number in range(21, 25):
        runs: tuple[tuple[tuple[int, int, int], tuple[int, int, int]], ...] = (*_NORTH[number], *_SOUTH[number])
    elif number in range(25, 29):
        runs = _NORTH[number - 4]
    elif number in range(29, 33):
        runs = _SOUTH[number - 8]
    elif number in range(33, 42):
        begin = max(start for start in LENGTHS if start <= number)
        first = (number - begin) * LENGTHS[begin] + 1
        last = first + LENGTHS[begin] - 1
        return _run(Day(year, first, 1), Day(year, last, days_in(year, last)))
    else:
        raise ValueError(f"{number} is neither a month (01 to 12) nor a season (21 to 41)")
    return joined(
        _run(Day(year + shift, month, day), Day(year + later, until, end))
        for (shift, month, day), (later, until, end) in runs
    )


def shifted(number: int, months: int, *, last: bool) -> int:
    """Number of the same day some months away; the last day of a month stays a last day where `last` says so."""
    day = Day.of_number(number)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = days_in(year, month + 1)
    at_end = last and day.day == days_in(day.year, day.month)
    return Day(year, month + 1, length if at_end else min(day.day, length)).number
