"""Dates as EDTF (ISO 8601-2:2019, levels 0, 1 and 2): read strictly, written back as they were.

A record keeps what was written and nothing that was not: no field holds a guess. What days a date can mean is worked
out in `edtf_bounds`, how two dates lie to each other in `edtf_order`. Sources: ISO 8601-2:2019, clause 4 to 11, and the
Library of Congress' specification of EDTF of 4 February 2019.
"""

from __future__ import annotations

import datetime
import functools
import re
from enum import StrEnum

from witnessbox.model.edtf_calendar import days_in, spans_of
from witnessbox.model.records import dataclass

LONGEST = 2_000
"""Characters of one date; only a list of many days comes near it."""

LARGEST_YEAR = 18
"""Digits of a year, its power of ten counted: more would be no date but a way to fill memory."""


class Mark(StrEnum):
    """How a part of a date is qualified."""

    NONE = ""
    UNCERTAIN = "?"
    """The source of the date is doubtful."""
    APPROXIMATE = "~"
    """An estimate: right, or close."""
    BOTH = "%"

    @property
    def uncertain(self) -> bool:
        """Whether the source is doubtful."""
        return self in (Mark.UNCERTAIN, Mark.BOTH)

    @property
    def approximate(self) -> bool:
        """Whether it is an estimate."""
        return self in (Mark.APPROXIMATE, Mark.BOTH)


class Precision(StrEnum):
    """The smallest part of a date that is stated."""

    YEAR = "year"
    SEASON = "season"
    """A season, quarter, or other part of a year."""
    MONTH = "month"
    DAY = "day"
    TIME = "time"
    """To the second."""


class Open(StrEnum):
    """An end of an interval that is no date."""

    OPEN = ".."
    """Nothing is said to bound it."""
    UNKNOWN = ""
    """There is an end, and nobody says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Year, month, season or day.

    Attributes:
        digits: as written: `2021`, `20XX`, `-0044`, `Y17E7`, `1950S2`, `11`, `X1`.
        alone: the mark on its left, which qualifies this part alone.
        so_far: the mark on its right, which qualifies this part and all that stand before it.
    """

    digits: str
    alone: Mark = Mark.NONE
    so_far: Mark = Mark.NONE

    def __str__(self) -> str:
        return f"{self.alone.value}{self.digits}{self.so_far.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day, or one unknown day in a month, season or year.

    Attributes:
        year: always there.
        month: month or season; None where the date ends with the year.
        day: None where the date ends earlier.
    """

    year: Part
    month: Part | None = None
    day: Part | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Those that are stated, the year first."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    @property
    def digits(self) -> tuple[str, str | None, str | None]:
        """Year, month and day without marks, as `spans_of` takes them."""
        month, day = (None if part is None else part.digits for part in (self.month, self.day))
        return self.year.digits, month, day

    @property
    def precision(self) -> Precision:
        """The smallest part that is stated; `2021-10-XX` states a day's place, but only the month."""
        if self.day is not None and self.day.digits != "XX":
            return Precision.DAY
        if self.month is None or (self.month.digits == "XX"):
            return Precision.YEAR
        return Precision.SEASON if "X" not in self.month.digits and int(self.month.digits) > 12 else Precision.MONTH

    @property
    def marked(self) -> bool:
        """Whether any part is qualified."""
        return any(part.alone or part.so_far for part in self.parts)

    def __str__(self) -> str:
        return "-".join(map(str, self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTime:
    """A moment to the second, as a clock showed it.

    Attributes:
        date: day without any mark or unspecified digit.
        clock: `hh:mm:ss`.
        zone: `Z`, an offset such as `+03:00` or `+03`, or empty: the zone is not stated.
    """

    date: Date
    clock: str
    zone: str = ""

    def __str__(self) -> str:
        return f"{self.date}T{self.clock}{self.zone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What lasts from `start` to `end`: a state, never one unknown day within (that is `OneOf`)."""

    start: Date | Open
    end: Date | Open

    def __str__(self) -> str:
        return "/".join(end.value if isinstance(end, Open) else str(end) for end in (self.start, self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """All dates from `first` to `last` in a set; None for no end, and never for both."""

    first: Date | None
    last: Date | None

    def __str__(self) -> str:
        return f"{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One of several dates, nobody knows which: `[2021-10-01..2021-11-25]`."""

    members: tuple[Date | Range, ...]

    def __str__(self) -> str:
        return f"[{','.join(map(str, self.members))}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Each of several dates: `{2021-10-04,2021-11-08}`."""

    members: tuple[Date | Range, ...]

    def __str__(self) -> str:
        return f"{{{','.join(map(str, self.members))}}}"


Edtf = Date | DateTime | Interval | OneOf | AllOf


# -- making ----------------------------------------------------------------------------------------------------------


def date_of(year: int, month: int | None = None, day: int | None = None, mark: Mark = Mark.NONE) -> Date:
    """A date of the years 0 to 9999; the mark qualifies all of it.

    Raises:
        ValueError: there is no such day.
    """
    if not 0 <= year <= 9999:
        raise ValueError(f"the year {year} is not one of 0 to 9999")
    numbers = [f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)]
    return parse_date("-".join(numbers) + mark.value)


def one_of_range(first: Date | None, last: Date | None) -> OneOf:
    """One unknown day from `first` to `last`: `[a..b]`, `[..b]`, `[a..]`.

    Raises:
        ValueError: neither end is given, or the last lies before the first.
    """
    return OneOf(members=(_checked_range(Range(first=first, last=last), ""),))


def interval_of(start: Date | Open, end: Date | Open) -> Interval:
    """What lasts from `start` to `end`.

    Raises:
        ValueError: neither end is a date, or the end lies before the start.
    """
    if not isinstance(start, Date) and not isinstance(end, Date):
        raise ValueError("an interval needs a date at one end at least")
    if isinstance(start, Date) and isinstance(end, Date) and _wholly_before(end, start):
        raise ValueError(f"the interval {start}/{end} ends before it starts: swap its ends")
    return Interval(start=start, end=end)


# -- reading ---------------------------------------------------------------------------------------------------------

_MARK = r"[?~%]?"
_DATE = re.compile(
    rf"(?P<y_alone>{_MARK})(?P<y>-?[0-9X]{{4}}(?:S[0-9]+)?|Y-?[0-9]+(?:E[0-9]+)?(?:S[0-9]+)?)(?P<y_so_far>{_MARK})"
    rf"(?:-(?P<m_alone>{_MARK})(?P<m>[0-9X]{{2}})(?P<m_so_far>{_MARK})"
    rf"(?:-(?P<d_alone>{_MARK})(?P<d>[0-9X]{{2}})(?P<d_so_far>{_MARK}))?)?"
)
_CLOCK = re.compile(
    r"(?P<clock>(?P<h>[0-9]{2}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2}))(?P<zone>Z|[+-][0-9]{2}(?::[0-9]{2})?)?"
)
_HINTS = (
    (re.compile(r"\s"), "EDTF has no blanks"),
    (re.compile(r"unknown|open", re.IGNORECASE), "write `..` for an open end, and nothing for an unknown one"),
    (re.compile(r"[xuUzt]"), "EDTF uses capital X, T and Z"),
    (re.compile(r"[–—−‐‑]"), "use the plain hyphen-minus"),
    (re.compile(r"\.[0-9]"), "EDTF writes 2021-11-25 and no fractions of a second"),
    (re.compile(r"^[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}$"), "the year comes first: 2021-11-25"),
    (re.compile(r"^[0-9]{8}$|^[0-9]{6}$"), "write hyphens: 2021-11-25"),
    (re.compile(r"^[0-9]{5,}"), "years of more than four digits begin with Y"),
)


def parse_edtf(text: str) -> Edtf:
    """Read a date; `str()` of the result gives back `text`.

    Raises:
        ValueError: it is no EDTF, or names a day that never was; the message says what is wrong.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a date has at most {LONGEST} characters, this has {len(text)}")
    return _remembered(text) if len(text) <= _SHORT else _parsed(text)


def plain_day(text: str) -> int | None:
    """Number of a day that is written in full and without marks, `2021-11-25`: a short way for most dates of a ledger.

    None for every other form, and for what is no date.
    """
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        return None


_SHORT = 40
"""Characters of a date that is remembered: most days of a ledger are told of more than once, long lists are not."""


def _parsed(text: str) -> Edtf:
    if not text:
        raise ValueError("an empty text is no date")
    if text[0] in "[{":
        return _set(text)
    if "/" in text:
        return _interval(text)
    if "T" in text:
        return _date_time(text)
    return parse_date(text)


_remembered = functools.lru_cache(maxsize=4_096)(_parsed)


def parse_date(text: str) -> Date:
    """Read a year, month, season or day with its marks.

    Raises:
        ValueError: it is something else.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise _wrong(text, "is no date: YYYY, YYYY-MM or YYYY-MM-DD with ?, ~, % and X are expected")
    parts = [
        None
        if found[name] is None
        else Part(digits=found[name], alone=Mark(found[f"{name}_alone"]), so_far=Mark(found[f"{name}_so_far"]))
        for name in "ymd"
    ]
    year, month, day = parts
    if year is None:
        raise _wrong(text, "has no year")
    _check_year(text, year.digits, month is not None)
    _check_month_and_day(text, None if month is None else month.digits, None if day is None else day.digits)
    try:
        spans_of(year.digits, None if month is None else month.digits, None if day is None else day.digits)
    except ValueError as error:
        raise _wrong(text, f"cannot be: {error}") from None
    return Date(year=year, month=month, day=day)


def _wrong(text: str, reason: str) -> ValueError:
    hint = next((f" ({hint})" for sign, hint in _HINTS if sign.search(text)), "")
    shown = text if len(text) <= 80 else text[:80] + "…"
    return ValueError(f"{shown!r} {reason}{hint}")


def _check_year(text: str, digits: str, more: bool) -> None:
    if digits == "-0000":
        raise _wrong(text, "has a year 0 with a minus")
    if not digits.startswith("Y") and "S" not in digits:
        return
    if more:
        raise _wrong(text, "has a year with Y or S, which stands alone, without month")
    bare, _, sure = digits.removeprefix("Y").removeprefix("-").partition("S")
    bare, _, power = bare.partition("E")
    if "X" in bare:
        raise _wrong(text, "has both unspecified and significant digits")
    if any(number.startswith("0") for number in (power, sure) if number):
        raise _wrong(text, "has a count that starts with 0")
    if len(power) > 2 or len(bare) + int(power or 0) > LARGEST_YEAR:
        raise _wrong(text, f"has a year of more than {LARGEST_YEAR} digits")
    length = len(bare) + int(power or 0)
    if digits.startswith("Y") and (bare.startswith("0") or length < 5):
        raise _wrong(text, "starts with Y, which is for years of more than four digits")
    if sure and int(sure) > length:
        raise _wrong(text, f"has more significant digits than the {length} of its year")


def _check_month_and_day(text: str, month: str | None, day: str | None) -> None:
    if month is None:
        return
    if "X" not in month:
        number = int(month)
        if not (1 <= number <= 12 or 21 <= number <= 41):
            raise _wrong(text, f"has {month}, which is neither a month (01 to 12) nor a season (21 to 41)")
        if number > 12 and day is not None:
            raise _wrong(text, f"has a day in the season {month}")
        if day is not None and "X" not in day and not 1 <= int(day) <= (days_in(2000, number) if number <= 12 else 31):
            raise _wrong(text, f"has the day {day}, which month {month} never has")


def _date_time(text: str) -> DateTime:
    day, _, rest = text.partition("T")
    date = parse_date(day)
    found = _CLOCK.fullmatch(rest)
    if found is None:
        raise _wrong(text, "has no time hh:mm:ss with nothing, Z, +hh or +hh:mm behind it")
    if int(found["h"]) > 23 or int(found["m"]) > 59 or int(found["s"]) > 59:
        raise _wrong(text, f"has a time that no clock shows: {found['clock']}")
    zone = found["zone"] or ""
    if zone in ("-00", "-00:00") or zone[1:3] > "14" or zone[4:] > "59":
        raise _wrong(text, f"has a zone that does not exist: {zone}")
    if date.precision is not Precision.DAY or date.marked or any("X" in part.digits for part in date.parts):
        raise _wrong(text, "has a time on a day that is not fully known")
    return DateTime(date=date, clock=found["clock"], zone=zone)


def _interval(text: str) -> Interval:
    ends = text.split("/")
    if len(ends) != 2:
        raise _wrong(text, "has more than one slash")
    if "T" in text:
        raise _wrong(text, "has a time of day, which EDTF does not allow in intervals")
    start, end = (Open(end) if end in ("", "..") else parse_date(end) for end in ends)
    return interval_of(start, end)


def _set(text: str) -> OneOf | AllOf:
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        raise _wrong(text, f"opens with {text[0]} and does not close")
    inner = text[1:-1]
    if not inner:
        raise _wrong(text, "is an empty set")
    pieces = inner.split(",")
    members = tuple(_member(piece, text) for piece in pieces)
    for place, member in enumerate(members):
        if isinstance(member, Range) and (
            (member.first is None and place > 0) or (member.last is None and place < len(members) - 1)
        ):
            raise _wrong(text, "has an open end in its middle")
    return OneOf(members=members) if text[0] == "[" else AllOf(members=members)


def _member(piece: str, text: str) -> Date | Range:
    if not piece:
        raise _wrong(text, "has an empty place between commas")
    if ".." not in piece:
        return parse_date(piece)
    ends = piece.split("..")
    if len(ends) != 2:
        raise _wrong(text, "has more than one .. in a range")
    first, last = (parse_date(end) if end else None for end in ends)
    return _checked_range(Range(first=first, last=last), text)


def _checked_range(found: Range, text: str) -> Range:
    if found.first is None and found.last is None:
        raise ValueError(f"{text} a range needs a date at one end at least".strip())
    if found.first is not None and found.last is not None and _wholly_before(found.last, found.first):
        raise ValueError(f"the range {found} ends before it starts: swap its ends")
    return found


def _wholly_before(one: Date, other: Date) -> bool:
    """Whether every day that one's digits can mean lies before every day of the other's."""
    last, first = spans_of(*one.digits).last, spans_of(*other.digits).first
    return last is not None and first is not None and last < first
