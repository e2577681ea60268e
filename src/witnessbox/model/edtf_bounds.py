"""Which days a date can mean: as its digits say, and when its marks are believed.

`?` says that nobody vouches for a part: then any value of that part is possible, and any day at all where the whole
date is doubtful. `~` says that a part is right or close; how close, ISO 8601-2 leaves to the application, and here it
is one unit of that part on either side, for a day `NEAR_DAYS`. What comes out is never narrower than what was written.
"""

from __future__ import annotations

from witnessbox.model.edtf import AllOf, Date, DateTime, Edtf, Interval, Open, Precision, Range
from witnessbox.model.edtf_calendar import EVER, Day, Spans, days_in, hull, joined, shifted, spans_of
from witnessbox.model.records import dataclass

NEAR_DAYS = 7
"""Days on either side of an approximate day."""

_MONTHS_A_YEAR = 12
_MONTHS_A_SEASON = 6
"""Months on either side of an approximate season: the lengths of parts of a year are 3, 4 and 6 months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Earliest and latest possible day; None where there is no such bound."""

    earliest: Day | None
    latest: Day | None


def bounds(value: Edtf) -> Bounds:
    """Earliest and latest day that `value` can touch, its marks counted."""
    return _bounds(possible_days(value))


def start_bounds(value: Edtf) -> Bounds:
    """When it can have begun: differs from `bounds` for intervals and for lists, of which every member holds."""
    return _bounds(starts(value))


def end_bounds(value: Edtf) -> Bounds:
    """When it can have ended."""
    return _bounds(ends(value))


def _bounds(spans: Spans) -> Bounds:
    first, last = (None if number is None else Day.of_number(number) for number in (spans.first, spans.last))
    return Bounds(earliest=first, latest=last)


# -- days ------------------------------------------------------------------------------------------------------------


def written_days(value: Edtf) -> Spans:
    """Days that the digits say, as if there were no marks."""
    return _days(value, doubts=False)


def possible_days(value: Edtf) -> Spans:
    """Days that it can mean, marks counted; for an interval and a list all days that it can touch."""
    return _days(value, doubts=True)


def _days(value: Edtf, *, doubts: bool) -> Spans:
    if isinstance(value, Date):
        return _with_doubts(value) if doubts else spans_of(*value.digits)
    if isinstance(value, DateTime):
        return spans_of(*value.date.digits)
    if isinstance(value, Interval):
        start, end = (_end_days(end, doubts=doubts) for end in (value.start, value.end))
        return Spans(runs=((start.first, end.last),), exact=start.exact and end.exact)
    return joined(_member_days(member, doubts=doubts) for member in value.members)


def _end_days(end: Date | Open, *, doubts: bool) -> Spans:
    return EVER if isinstance(end, Open) else _days(end, doubts=doubts)


def _member_days(member: Date | Range, *, doubts: bool) -> Spans:
    if isinstance(member, Date):
        return _days(member, doubts=doubts)
    first, last = (EVER if end is None else _days(end, doubts=doubts) for end in (member.first, member.last))
    return Spans(runs=((first.first, last.last),), exact=first.exact and last.exact)


def starts(value: Edtf) -> Spans:
    """Days on which it can have begun, marks counted."""
    if isinstance(value, Interval):
        start = _end_days(value.start, doubts=True)
        return _within(start, None, _end_days(value.end, doubts=True).last)
    if isinstance(value, AllOf):
        members = [_member_days(member, doubts=True) for member in value.members]
        lasts = [member.last for member in members if member.last is not None]
        return _within(hull(joined(members)), None, min(lasts, default=None))
    return possible_days(value)


def ends(value: Edtf) -> Spans:
    """Days on which it can have ended, marks counted."""
    if isinstance(value, Interval):
        end = _end_days(value.end, doubts=True)
        return _within(end, _end_days(value.start, doubts=True).first, None)
    if isinstance(value, AllOf):
        members = [_member_days(member, doubts=True) for member in value.members]
        firsts = [member.first for member in members if member.first is not None]
        return _within(hull(joined(members)), max(firsts, default=None), None)
    return possible_days(value)


def _within(spans: Spans, first: int | None, last: int | None) -> Spans:
    """What lies between; all, should nothing (marks that widen both ends may leave none)."""
    kept = tuple(
        (
            begin if first is None else first if begin is None else max(begin, first),
            end if last is None else last if end is None else min(end, last),
        )
        for begin, end in spans.runs
    )
    kept = tuple(run for run in kept if run[0] is None or run[1] is None or run[0] <= run[1])
    return Spans(runs=kept, exact=spans.exact) if kept else spans


def _with_doubts(date: Date) -> Spans:
    if any(part.so_far.uncertain for part in date.parts):
        return EVER  # a mark on the right reaches the year, and then any day is possible
    if date.year.alone.uncertain:
        return EVER if date.month is None else Spans(runs=EVER.runs, exact=False)
    year, month, day = date.digits
    if date.month is not None and date.month.alone.uncertain:
        season = date.precision is Precision.SEASON
        if season:
            return Spans(
                runs=((Day(_years(date)[0] - 1, 12, 1).number, Day(_years(date)[1] + 1, 3, 21).number),), exact=False
            )
        month = "XX"
    if date.day is not None and date.day.alone.uncertain:
        day = "XX"
    spans = spans_of(year, month, day)
    for name, part in zip(("year", "month", "day"), date.parts, strict=False):
        if part.alone.approximate or part.so_far.approximate:
            spans = _widened(spans, name, date)
    return spans


def _years(date: Date) -> tuple[int, int]:
    """First and last year that the digits can mean."""
    spans = spans_of(date.year.digits, None, None)
    if spans.first is None or spans.last is None:
        raise ValueError(f"the year {date.year.digits} has no end")  # digits always have one
    return Day.of_number(spans.first).year, Day.of_number(spans.last).year


def _widened(spans: Spans, part: str, date: Date) -> Spans:
    """The days, and those one unit of the part away on either side."""
    if part == "day":
        runs = [
            (None if first is None else first - NEAR_DAYS, None if last is None else last + NEAR_DAYS)
            for first, last in spans.runs
        ]
        return joined(Spans(runs=(run,), exact=spans.exact) for run in runs)
    if part == "year":
        first, last = _years(date)
        months = _MONTHS_A_YEAR * (last - first + 1 if len(spans_of(date.year.digits, None, None).runs) == 1 else 1)
    else:
        months = _MONTHS_A_SEASON if date.precision is Precision.SEASON else 1
    return joined(
        Spans(
            runs=tuple(
                (
                    None if first is None else shifted(first, way * months, last=False),
                    None if last is None else shifted(last, way * months, last=True),
                )
                for first, last in spans.runs
            ),
            exact=spans.exact,
        )
        for way in (-1, 0, 1)
    )


# -- for formats that cannot hold uncertainty ------------------------------------------------------------------------


def shared_prefix(span: Bounds) -> str | None:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`: what the earliest and the latest possible day share, None for nothing.

    A format that reads it learns nothing that is not so; it may learn less than was written.
    """
    first, last = span.earliest, span.latest
    if first is None or last is None or first.year != last.year or not 0 <= first.year <= 9999:
        return None
    if first.month != last.month:
        return f"{first.year:04}"
    if first.day != last.day:
        return f"{first.year:04}-{first.month:02}"
    return f"{first.year:04}-{first.month:02}-{first.day:02}"


def safe_date(value: Edtf) -> str | None:
    """The prefix that all its possible days share."""
    return shared_prefix(bounds(value))


def safe_start(value: Edtf) -> str | None:
    """The prefix that all days on which it can have begun share."""
    return shared_prefix(start_bounds(value))


def safe_end(value: Edtf) -> str | None:
    """The prefix that all days on which it can have ended share."""
    return shared_prefix(end_bounds(value))


def is_one_day(value: Edtf) -> bool:
    """Whether it can mean one day only."""
    found = bounds(value)
    return found.earliest is not None and found.earliest == found.latest


def whole_month(year: int, month: int) -> tuple[Day, Day]:
    """First and last day of a month."""
    return Day(year, month, 1), Day(year, month, days_in(year, month))
