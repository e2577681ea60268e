"""What expressions of time mean, whatever the language: from an anchor, and from the date named before, to EDTF.

Where words leave several days open, so does the result: as a set of days, as a range, with `~`. An event on one unknown
day is `[a..b]`, a state an interval `a/b`.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from enum import StrEnum

from witnessbox.model.claims import DatePrecision
from witnessbox.model.edtf import (
    Date,
    Edtf,
    Interval,
    Mark,
    OneOf,
    Open,
    Range,
    date_of,
    interval_of,
    one_of_range,
    parse_date,
    parse_edtf,
)
from witnessbox.model.edtf import Precision as Stated
from witnessbox.model.edtf_bounds import bounds, possible_days, written_days
from witnessbox.model.edtf_calendar import Day, days_in, shifted
from witnessbox.model.records import dataclass

_EXACT_DAYS = 6
"""So many days are counted; from a week on, people round."""

_WEEK = 7
DAY = datetime.timedelta(days=1)


class Tense(StrEnum):
    """Whether the words around speak of what was or of what is to come."""

    PAST = "past"
    FUTURE = "future"
    UNCLEAR = "unclear"


class Unit(StrEnum):
    """What time is counted in."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"


class Which(StrEnum):
    """Which of several weeks, months, weekdays, … is meant, seen from the anchor."""

    LAST = "last"
    JUST_PAST = "just past"
    """The nearest one before, whichever week it lies in."""
    THIS = "this"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an expression means.

    Attributes:
        value: the date.
        basis: how the words became it.
        precision: how it is to be read.
        refers: whether later words such as "the same day" can refer to it.
    """

    value: Edtf
    basis: str
    precision: DatePrecision
    refers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounds an expression.

    Attributes:
        anchor: the day on which the text was published.
        tense: of the words around.
        before: what was named last before it, None for nothing.
        same_sentence: whether that stands in the same sentence.
        monday: whether weeks surely begin on Monday; otherwise they may begin on Sunday, too.
    """

    anchor: datetime.date
    tense: Tense = Tense.UNCLEAR
    before: Edtf | None = None
    same_sentence: bool = False
    monday: bool = False


_PRECISION = {
    Stated.YEAR: DatePrecision.YEAR,
    Stated.SEASON: DatePrecision.SEASON,
    Stated.MONTH: DatePrecision.MONTH,
    Stated.DAY: DatePrecision.DAY,
}


def meaning(value: Edtf, basis: str, *, refers: bool = True) -> Meaning:
    """A meaning whose precision follows from the form of its date."""
    return Meaning(value=value, basis=basis, precision=precision_of(value), refers=refers)


def precision_of(value: Edtf) -> DatePrecision:
    """How a date of this form is to be read."""
    if isinstance(value, Date):
        if value.month is None and value.year.digits.endswith("X"):
            return DatePrecision.DECADE
        return _PRECISION[value.precision]
    if isinstance(value, Interval):
        if isinstance(value.start, Date):
            return precision_of(value.start) if isinstance(value.end, Open) else DatePrecision.RANGE
        return DatePrecision.UNTIL
    if isinstance(value, OneOf) and len(value.members) == 1 and isinstance(value.members[0], Range):
        only = value.members[0]
        if only.first is None:
            return DatePrecision.BEFORE
        if only.last is None:
            return DatePrecision.AFTER
    return DatePrecision.RANGE


# -- small makers ----------------------------------------------------------------------------------------------------


def day(when: datetime.date, mark: Mark = Mark.NONE) -> Date:
    """One day."""
    return date_of(when.year, when.month, when.day, mark)


def either(days: list[Date]) -> Edtf:
    """One of several dates, in order; the date itself where there is only one."""
    texts = sorted(set(map(str, days)))
    return parse_edtf(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")


def span(first: datetime.date, last: datetime.date) -> Edtf:
    """One unknown day from `first` to `last`."""
    return day(first) if first >= last else one_of_range(day(first), day(last))


def up_to(setting: Setting) -> Meaning:
    """An event of which only is said that it happened."""
    value = one_of_range(None, day(setting.anchor))
    return meaning(value, "nothing bounds it but the date of the source", refers=False)


def _as_date(of: Day | None) -> datetime.date | None:
    return None if of is None or not 1 <= of.year <= 9999 else datetime.date(of.year, of.month, of.day)


def written_ends(value: Edtf) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day that the digits of a date can mean."""
    spans = written_days(value)
    first, last = (None if number is None else _as_date(Day.of_number(number)) for number in (spans.first, spans.last))
    return first, last


def clip(setting: Setting, first: datetime.date, last: datetime.date) -> Edtf:
    """What was lies before the anchor's end, what will be after its beginning."""
    if setting.tense is Tense.PAST and first <= setting.anchor:
        last = min(last, setting.anchor)
    elif setting.tense is Tense.FUTURE and last >= setting.anchor:
        first = max(first, setting.anchor)
    return span(first, last)


# -- years, months, days ---------------------------------------------------------------------------------------------


def in_year(year: int | None, which: Which | None, setting: Setting) -> int | None:
    """The year that is named, or that lies before, at or after the anchor's; None for no year."""
    if which is None:
        return year
    return setting.anchor.year + {Which.LAST: -1, Which.JUST_PAST: -1, Which.THIS: 0, Which.NEXT: 1}[which]


def _years_of(setting: Setting, comes_later: bool, is_now: bool) -> list[int]:
    """Years that a month or day without one can belong to."""
    year = setting.anchor.year
    if comes_later:
        return {Tense.PAST: [year - 1], Tense.FUTURE: [year], Tense.UNCLEAR: [year - 1, year]}[setting.tense]
    return [year + 1] if setting.tense is Tense.FUTURE and not is_now else [year]


def month(number: int, year: int | None, setting: Setting) -> Meaning:
    """A month, with or without its year."""
    if year is not None:
        return meaning(date_of(year, number), "month and year as written")
    now = setting.anchor.month
    years = _years_of(setting, comes_later=number > now, is_now=number == now)
    basis = "month + year of the source" if years == [setting.anchor.year] else "month, year by tense of the words"
    return meaning(either([date_of(each, number) for each in years]), basis)


def month_of(which: Which, number: int, setting: Setting) -> Meaning:
    """As in "Last October", "next March"."""
    year, now = setting.anchor.year, setting.anchor.month
    if which is Which.THIS:
        years = [year]
    elif which is Which.NEXT:
        years = [year, year + 1] if number > now else [year + 1]
    elif which is Which.JUST_PAST:
        years = [year if number <= now else year - 1]
    else:
        years = [year - 1, year] if number < now else [year - 1]
    return meaning(either([date_of(each, number) for each in years]), f"{which.value} month of that name")


def month_day(number: int, of_month: int, year: int | None, setting: Setting) -> Meaning | None:
    """A day and month, with or without its year; None for a day that never was."""
    if year is not None:
        return _checked_day(year, of_month, number, "day, month and year as written")
    anchor = (setting.anchor.month, setting.anchor.day)
    years = _years_of(setting, comes_later=(of_month, number) > anchor, is_now=(of_month, number) == anchor)
    days = [date_of(each, of_month, number) for each in years if _exists(each, of_month, number)]
    if not days:
        return None
    basis = "day and month + year of the source" if years == [setting.anchor.year] else "day and month, year by tense"
    return meaning(either(days), basis)


def _exists(year: int, of_month: int, number: int) -> bool:
    return 1 <= of_month <= 12 and 1 <= number <= days_in(year, of_month)


def _checked_day(year: int, of_month: int, number: int, basis: str) -> Meaning | None:
    return meaning(date_of(year, of_month, number), basis) if _exists(year, of_month, number) else None


def numeric(first: int, second: int, year: int, setting: Setting, *, day_first: bool) -> Meaning | None:
    """`04.10.2021` has the day first; of `04/10/2021` nobody knows, so both are kept."""
    year += 2000 if year < 100 and 2000 + year <= setting.anchor.year + 1 else 1900 if year < 100 else 0
    readings = [(first, second)] if day_first else [(first, second), (second, first)]
    days = [date_of(year, of_month, number) for number, of_month in readings if _exists(year, of_month, number)]
    return meaning(either(days), "day, month and year as written") if days else None


def days_of_month(
    first: int, last: int, of_month: int, year: int | None, setting: Setting
) -> tuple[Meaning, Meaning] | None:
    """Both ends of "5 to 10 October"."""
    end = month_day(last, of_month, year, setting)
    if end is None or not isinstance(end.value, Date):
        return None
    start = month_day(first, of_month, int(end.value.year.digits), setting)
    return None if start is None else (start, end)


def year_of(number: int) -> Meaning:
    """A year."""
    return meaning(date_of(number), "year as written")


def decade(number: int) -> Meaning:
    """The ten years that begin with `number`."""
    return meaning(parse_date(f"{number // 10:03}X"), "decade as written")


def season(number: int, year: int | None, which: Which | None, setting: Setting) -> Meaning:
    """A season (21 to 24) of a year; "last winter" may belong to either year."""
    this = setting.anchor.year
    if year is not None:
        return meaning(date_of(year, number), "season and year as written")
    begun = setting.anchor.month >= 3 * (number - 20)
    winter = number == 24
    if which is Which.NEXT:
        years = [this, this + 1] if not begun or winter else [this + 1]
    elif which is Which.LAST:
        years = [this - 1, this] if begun or winter else [this - 1]
    elif which is not None:
        years = [this - 1, this] if winter else [this]
    elif winter:
        years = [this, this + 1] if setting.tense is Tense.FUTURE else [this - 1, this]
    else:
        years = _years_of(setting, comes_later=not begun, is_now=False)
    return meaning(either([date_of(each, number) for each in years]), "season, year from the source's date")


def weekday(number: int, which: Which | None, setting: Setting) -> Meaning:
    """A day of the week, 0 for Monday."""
    anchor = setting.anchor
    back, ahead = (anchor.weekday() - number) % _WEEK, (number - anchor.weekday() - 1) % _WEEK + 1
    past, coming = anchor - back * DAY, anchor + ahead * DAY
    this = anchor + (number - anchor.weekday()) * DAY
    if which is Which.THIS:
        days, basis = [this], "weekday of the source's week"
    elif which is Which.JUST_PAST:
        days, basis = [past if back else past - _WEEK * DAY], "nearest such weekday before the source"
    elif which is Which.LAST:
        nearest = past if back else past - _WEEK * DAY
        days = [nearest - _WEEK * DAY, nearest] if number < anchor.weekday() else [nearest]
        basis = "last such weekday; in the source's own week it may mean the one before"
    elif which is Which.NEXT:
        days = [coming, coming + _WEEK * DAY] if number > anchor.weekday() else [coming]
        basis = "next such weekday; in the source's own week it may mean the one after"
    elif setting.tense is Tense.PAST:
        days = [past]
        basis = "weekday resolved to the source's date" if not back else "nearest such weekday before the source"
    elif setting.tense is Tense.FUTURE:
        days, basis = ([anchor, coming] if not back else [coming]), "nearest such weekday to come"
    else:
        days, basis = [past, coming], "weekday; nothing says whether it was or is to come"
    return meaning(either([day(each) for each in days]), basis)


def day_away(days: int, setting: Setting) -> Meaning:
    """Today, yesterday, the day after tomorrow."""
    return meaning(day(setting.anchor + days * DAY), "counted from the source's date")


def last_night(setting: Setting) -> Meaning:
    """A night has two days."""
    return meaning(span(setting.anchor - DAY, setting.anchor), "the night before the source's date")


def night_to(end: Meaning) -> Meaning:
    """«В ночь на 4 мая»: the evening before, or the morning."""
    _, last = written_ends(end.value)
    if last is None:
        return end
    return meaning(span(last - DAY, last), "the night has two days")


def weekend(setting: Setting) -> Meaning:
    """The nearest weekend before, or after what is to come."""
    back = (setting.anchor.weekday() - 5) % _WEEK
    saturday = setting.anchor - back * DAY
    if setting.tense is Tense.FUTURE:
        saturday += _WEEK * DAY
    return meaning(clip(setting, saturday, saturday + DAY), "nearest Saturday and Sunday")


def period(unit: Unit, which: Which, setting: Setting) -> Meaning:
    """Last week, this month, next year."""
    step = {Which.LAST: -1, Which.JUST_PAST: -1, Which.THIS: 0, Which.NEXT: 1}[which]
    anchor = setting.anchor
    if unit is Unit.YEAR:
        return meaning(date_of(anchor.year + step), f"year of the source {step:+}" if step else "year of the source")
    if unit is Unit.MONTH:
        year, number = divmod(anchor.year * 12 + anchor.month - 1 + step, 12)
        return meaning(date_of(year, number + 1), f"month of the source {step:+}" if step else "month of the source")
    first, last = _week(setting, step)
    if which is Which.THIS:
        return meaning(clip(setting, first, last), "week of the source")
    return meaning(span(first, last), f"week of the source {step:+}")


def _week(setting: Setting, step: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of a week; where nobody says on which day weeks begin, both count."""
    monday = setting.anchor + (step * _WEEK - setting.anchor.weekday()) * DAY
    return (monday if setting.monday else monday - DAY), monday + 6 * DAY


def part_of(whole: Meaning) -> Meaning:
    """As in "Early in October", "at the end of 2019": no day is said, so none is gained."""
    return replace(whole, basis=f"{whole.basis}; which part of it is not bounded by days")


def earlier_in(whole: Meaning, setting: Setting) -> Meaning:
    """As in "Earlier in November": before the source's date, if that lies within."""
    first, last = written_ends(whole.value)
    if first is None or last is None or not first <= setting.anchor <= last:
        return whole
    end = max(first, setting.anchor - DAY)
    return meaning(span(first, end), "the period of the source, before its date")


def later_in(whole: Meaning, setting: Setting) -> Meaning:
    """As in "Later this year": after the source's date, if that lies within."""
    first, last = written_ends(whole.value)
    if first is None or last is None or not first <= setting.anchor < last:
        return whole
    return meaning(span(setting.anchor + DAY, last), "the period of the source, after its date")


# -- counted away ----------------------------------------------------------------------------------------------------


def away(count: int, unit: Unit, start: Edtf, basis: str) -> Meaning:
    """So many units after `start`, before it for a negative count; rounded numbers are approximate."""
    first, last = written_ends(start)
    if unit is Unit.HOUR:
        if first is None or last is None:
            return meaning(start, basis)
        return meaning(span(first + min(count, 0) // abs(count or 1) * DAY, last), f"{basis}; hours may cross midnight")
    if first is None or last is None:
        return meaning(start, basis)
    if unit in (Unit.DAY, Unit.WEEK):
        days = count * (_WEEK if unit is Unit.WEEK else 1)
        first, last = first + days * DAY, last + days * DAY
        if first < last:
            return meaning(span(first, last), basis)
        counted = unit is Unit.DAY and count % 5  # nobody rounds to nine days
        exact = abs(days) <= _EXACT_DAYS or counted
        return meaning(day(first, Mark.NONE if exact else Mark.APPROXIMATE), basis)
    months = count * {Unit.MONTH: 1, Unit.YEAR: 12, Unit.DECADE: 120}[unit]
    begin, end = (
        Day.of_number(shifted(when.toordinal(), months, last=last_one))
        for when, last_one in ((first, False), (last, True))
    )
    if unit is Unit.DECADE and begin.year // 10 == end.year // 10:
        return meaning(parse_date(f"{begin.year // 10:03}X~"), f"{basis}, approximate")
    if unit is Unit.YEAR and begin.year == end.year:
        return meaning(date_of(begin.year, mark=Mark.APPROXIMATE), f"{basis}, approximate")
    if unit is Unit.MONTH and (begin.year, begin.month) == (end.year, end.month):
        return meaning(date_of(begin.year, begin.month, mark=Mark.APPROXIMATE), f"{basis}, approximate")
    ends = [date_of(each.year, each.month, each.day) for each in (begin, end)]
    return meaning(one_of_range(ends[0], ends[1]), basis)


def ago(count: int, unit: Unit, setting: Setting) -> Meaning:
    """As in "Two weeks ago"."""
    return away(-count, unit, day(setting.anchor), f"source's date minus {count} {unit.value}{'s' * (count != 1)}")


def later(count: int, unit: Unit, setting: Setting) -> Meaning:
    """As in "Two weeks later": counted from what was named before; ahead of the anchor for what is to come."""
    if setting.before is not None:
        return away(
            count, unit, setting.before, f"{count:+} {unit.value}{'s' * (abs(count) != 1)} from the date before"
        )
    if setting.tense is Tense.FUTURE:
        return away(count, unit, day(setting.anchor), f"source's date {count:+} {unit.value}")
    return up_to(setting)


def after_unnamed(count: int, unit: Unit, setting: Setting) -> Meaning:
    """As in "…, a month after": what follows happened so long before the date that the same sentence names."""
    if setting.before is None or not setting.same_sentence:
        return up_to(setting)
    basis = f"date of the sentence minus {count} {unit.value}{'s' * (count != 1)}"
    # What lies in the background is not what "later" or "effective immediately" refer to.
    return replace(away(-count, unit, setting.before, basis), refers=False)


def past_units(count: int, unit: Unit, setting: Setting) -> Meaning:
    """As in "In the past two months": some day from then to the source's date."""
    start = ago(count, unit, setting).value
    first = start if isinstance(start, Date) else None
    value = one_of_range(first, day(setting.anchor))
    return meaning(value, "from so long ago to the source's date", refers=False)


# -- from what was named before --------------------------------------------------------------------------------------


def same(unit: Unit, setting: Setting) -> Meaning:
    """As in "The same day", "that year"."""
    if setting.before is None:
        return up_to(setting)
    first, last = written_ends(setting.before)
    if first is None or last is None or unit is Unit.DAY:
        return meaning(setting.before, "the date named before")
    if unit is Unit.YEAR and first.year == last.year:
        return meaning(date_of(first.year), "year of the date named before")
    if unit is Unit.MONTH and (first.year, first.month) == (last.year, last.month):
        return meaning(date_of(first.year, first.month), "month of the date named before")
    return meaning(setting.before, "the date named before")


def following(unit: Unit, step: int, setting: Setting) -> Meaning:
    """As in "The next day", "the previous year"."""
    if setting.before is None:
        return up_to(setting)
    first, last = written_ends(setting.before)
    if first is None or last is None:
        return meaning(setting.before, "the date named before")
    basis = f"{unit.value} of the date named before {step:+}"
    if unit is Unit.YEAR and first.year == last.year:
        return meaning(date_of(first.year + step), basis)
    if unit is Unit.MONTH and (first.year, first.month) == (last.year, last.month):
        year, number = divmod(first.year * 12 + first.month - 1 + step, 12)
        return meaning(date_of(year, number + 1), basis)
    days = {Unit.DAY: 1, Unit.WEEK: _WEEK, Unit.MONTH: 31, Unit.YEAR: 366}.get(unit, 1) * step
    if unit is Unit.DAY or unit is Unit.WEEK:
        return meaning(span(first + days * DAY, last + days * DAY), basis)
    return meaning(span(min(first, first + days * DAY), max(last, last + days * DAY)), basis)


def season_near(number: int, step: int, setting: Setting) -> Meaning:
    """As in "that autumn", "the following spring": of the year of the date named before, or the next that comes."""
    first, last = written_ends(setting.before) if setting.before is not None else (None, None)
    if first is None or last is None:
        return season(number, None, None, setting)
    year = last.year
    if step and last.month >= 3 * (number - 20):
        year += step
    return meaning(date_of(year, number), "season after the date named before" if step else "season of that year")


def day_of_that_month(number: int, setting: Setting) -> Meaning | None:
    """As in "on the 6th": of the month of the date named before, else of the source's month or the one before."""
    first, last = written_ends(setting.before) if setting.before is not None else (None, None)
    if first is not None and last is not None and (first.year, first.month) == (last.year, last.month):
        return _checked_day(first.year, first.month, number, "day of the month named before")
    anchor = setting.anchor
    if number <= anchor.day:
        return _checked_day(anchor.year, anchor.month, number, "day of the source's month")
    year, month = (anchor.year, anchor.month - 1) if anchor.month > 1 else (anchor.year - 1, 12)
    return _checked_day(year, month, number, "day of the month before the source's")


def eve(setting: Setting) -> Meaning:
    """«Накануне»: the day before the source, or before what was named last."""
    days = [day(setting.anchor - DAY)]
    if setting.before is not None and (first := written_ends(setting.before)[0]) is not None:
        whole = written_ends(setting.before)[1] == first
        if not whole:
            return meaning(
                span(first - DAY, setting.anchor - DAY), "the day before the source or before the date named"
            )
        days.append(day(first - DAY))
    return meaning(either(days), "the day before the source or before the date named")


def afterwards(unit: Unit | None, setting: Setting) -> Meaning:
    """As in "Later", "later that year": after what was named before; what was, before the source's date."""
    if setting.before is None:
        return up_to(setting)
    first, last = written_ends(setting.before)
    if first is None or last is None:
        return up_to(setting)
    if unit is Unit.DAY:
        return meaning(setting.before, "the date named before")
    ends = {Unit.YEAR: datetime.date(last.year, 12, 31), Unit.MONTH: last.replace(day=days_in(last.year, last.month))}
    end = setting.anchor if unit is None else ends.get(unit, setting.anchor)
    if end >= setting.anchor >= first and setting.tense is not Tense.FUTURE:
        end = setting.anchor
    start = first + DAY if first == last and unit is not None and first < end else first
    if end < start:
        return meaning(one_of_range(day(start), None), "after the date named before")
    return meaning(span(start, end), "after the date named before, before the source's")


# -- bounds ----------------------------------------------------------------------------------------------------------


def _whole(value: Edtf, *, last: bool) -> Date | None:
    """The date itself, or the end of a range that is meant as a bound."""
    if isinstance(value, Date):
        return value
    if isinstance(value, OneOf):
        member = value.members[-1] if last else value.members[0]
        return member if isinstance(member, Date) else member.last if last else member.first
    return None


def since(start: Meaning) -> Meaning:
    """A state that began then; whether it ended is not said."""
    date = _whole(start.value, last=False)
    if date is None:
        return start
    return Meaning(
        value=interval_of(date, Open.OPEN),
        basis=f"{start.basis}, open end",
        precision=start.precision,
        refers=False,
    )


def until(end: Meaning) -> Meaning:
    """A state that ended then; when it began is not said."""
    date = _whole(end.value, last=True)
    return end if date is None else meaning(interval_of(Open.OPEN, date), f"{end.basis}, open start", refers=False)


def before(end: Meaning) -> Meaning:
    """An event before the first day of a date."""
    first, _ = written_ends(end.value)
    date = end.value
    if first is None or not isinstance(date, Date):
        return end
    if date.precision is Stated.YEAR and first.year > 1 and date.month is None and "X" not in date.year.digits:
        bound = date_of(first.year - 1)
    elif date.precision is Stated.MONTH and date.day is None:
        year, number = divmod(first.year * 12 + first.month - 2, 12)
        bound = date_of(year, number + 1)
    else:
        bound = day(first - DAY)
    return meaning(one_of_range(None, bound), f"{end.basis}; before it")


def after(start: Meaning, setting: Setting) -> Meaning:
    """An event after the last day of a date; what was, before the source's date."""
    _, last = written_ends(start.value)
    date = start.value
    if last is None or not isinstance(date, Date):
        return start
    if date.precision is Stated.YEAR and date.month is None and "X" not in date.year.digits:
        bound = date_of(last.year + 1)
    elif date.precision is Stated.MONTH and date.day is None:
        year, number = divmod(last.year * 12 + last.month, 12)
        bound = date_of(year, number + 1)
    else:
        bound = day(last + DAY)
    return meaning(_up_to_anchor(bound, setting), f"{start.basis}; after it")


def _up_to_anchor(first: Date, setting: Setting) -> Edtf:
    begin = bounds(first).earliest
    in_time = begin is not None and begin.number <= setting.anchor.toordinal()
    return one_of_range(first, day(setting.anchor) if in_time and setting.tense is not Tense.FUTURE else None)


def by(end: Meaning, setting: Setting) -> Meaning:
    """An event on a date or before it; what is to come, from the source's date on."""
    date = _whole(end.value, last=True)
    if date is None:
        return end
    last = written_ends(date)[1]
    ahead = setting.tense is Tense.FUTURE and last is not None and last >= setting.anchor
    value = one_of_range(day(setting.anchor) if ahead else None, date)
    return meaning(value, f"{end.basis}; then or before")


def from_then(start: Meaning) -> Meaning:
    """An event on a date or after it."""
    date = _whole(start.value, last=False)
    return start if date is None else meaning(one_of_range(date, None), f"{start.basis}; then or after")


def from_to(start: Meaning, end: Meaning) -> Meaning | None:
    """A state between two dates."""
    first, last = _whole(start.value, last=False), _whole(end.value, last=True)
    if first is None or last is None:
        return None
    try:
        return meaning(interval_of(first, last), "start and end as written")
    except ValueError:
        return None  # "from 10 to 5" is no span of time


def between(start: Meaning, end: Meaning) -> Meaning | None:
    """An event between two dates."""
    first, last = _whole(start.value, last=False), _whole(end.value, last=True)
    if first is None or last is None:
        return None
    try:
        return meaning(one_of_range(first, last), "bounds as written")
    except ValueError:
        return None


def marked(core: Meaning, mark: Mark) -> Meaning:
    """As in "About 2015", "possibly in 2015"."""
    if not isinstance(core.value, Date) or core.value.marked:
        return core
    word = "approximate" if mark is Mark.APPROXIMATE else "uncertain"
    return Meaning(
        value=parse_date(str(core.value) + mark.value), basis=f"{core.basis}, {word}", precision=core.precision
    )


def with_weekday(core: Meaning, number: int) -> Meaning:
    """A date that names its weekday; one that does not fit is told, and decides nothing."""
    spans = possible_days(core.value)
    fits = any(
        first is not None
        and last is not None
        and any((each - 1) % _WEEK == number for each in range(first, min(last, first + 6) + 1))
        for first, last in spans.runs
    )
    note = "" if fits else "; the weekday does not fit that day"
    return Meaning(value=core.value, basis=core.basis + note, precision=core.precision)


def lasting(setting: Setting) -> Meaning:
    """As in "Long been", "in recent years": a state of the source's day whose beginning is not said."""
    value = interval_of(Open.OPEN, day(setting.anchor))
    return Meaning(value=value, basis="open start, as of the source", precision=DatePrecision.OPEN, refers=False)


def at_once(setting: Setting) -> Meaning:
    """As in "Effective immediately": on the day of what was announced."""
    if setting.before is None:
        return up_to(setting)
    return meaning(setting.before, "same announcement as the date named before")
