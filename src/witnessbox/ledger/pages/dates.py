"""EDTF in words of a language, without gaining precision: what is open stays open in words too.

Every form has words of its own. Where a date says something that words could only blur (`20X1-1X`), its digits are
shown as they are. The EDTF itself stands beside the words on every page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from witnessbox.model.claims import DatePrecision
from witnessbox.model.edtf import (
    AllOf,
    Date,
    DateTime,
    Edtf,
    Interval,
    OneOf,
    Open,
    Precision,
    Range,
    parse_date,
    parse_edtf,
    plain_day,
)
from witnessbox.model.edtf_calendar import Day, years


class Case(Enum):
    """Grammatical case in which a date stands; English has only the first."""

    NOMINATIVE = 0
    GENITIVE = 1
    ACCUSATIVE = 2


_NOM, _GEN, _ACC = Case.NOMINATIVE, Case.GENITIVE, Case.ACCUSATIVE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # there is one of each language: told apart by which it is
class DateSpeech:
    """How a language speaks of dates. Members with `{}` are filled in; those of three words are in the three cases.

    Attributes:
        months: January first.
        seasons: by their number in EDTF, 21 to 41.
        day: day, month (genitive) and year.
        month: month and year.
        year: a year of four digits that stands alone, or after a season.
        of_year: a year behind a month.
        season: season and year.
        early_year: a year before 1000.
        before_christ: a year BC.
        decade: ten years, from their first three digits.
        year_between: a year of which only first and last possibility are known.
        estimated: the same with the year that was written.
        in_form: digits that words would blur.
        a_day_in, a_month_in: one unknown part of something.
        about, uncertain: marks of a whole date.
        part_uncertain, part_about: marks of parts.
        parts: year, month, season, day.
        from_to: what lasts from one date to another.
        from_two: the same from the second day of a month, where the language says it otherwise.
        since, from_unknown: the end is open, or unknown.
        up_to, until, as_of, both_open, unknown_until: the start is open, by how the date is to be read, or unknown.
        some_day: one unknown day from one date to another.
        some_day_two: the same from the second day of a month.
        not_after_day, not_after, not_before_day, not_before: bounded at one end only.
        one_of, each_of: lists.
        every: all dates from one to another.
        every_two: the same from the second day of a month.
        every_until, every_since: the same, bounded at one end only.
        no_zone: behind a time of day whose zone is not stated.
        no_date: nothing is said.
    """

    months: tuple[tuple[str, str, str], ...]
    seasons: tuple[tuple[str, str, str], ...]
    day: str
    month: str
    year: tuple[str, str, str]
    of_year: str
    season: str
    early_year: tuple[str, str, str]
    before_christ: tuple[str, str, str]
    decade: tuple[str, str, str]
    year_between: tuple[str, str, str]
    estimated: str
    in_form: tuple[str, str, str]
    a_day_in: tuple[str, str, str]
    a_month_in: tuple[str, str, str]
    about: str
    uncertain: str
    part_uncertain: str
    part_about: str
    parts: tuple[str, str, str, str]
    from_to: str
    from_two: str
    since: str
    from_unknown: str
    up_to: str
    until: str
    as_of: str
    both_open: str
    unknown_until: str
    some_day: str
    some_day_two: str
    not_after_day: str
    not_after: str
    not_before_day: str
    not_before: str
    one_of: str
    each_of: str
    every: str
    every_two: str
    every_until: str
    every_since: str
    no_zone: str
    no_date: str


def _same(*words: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((word, word, word) for word in words)


_ENGLISH_SEASONS = "spring|summer|autumn|winter"
EN = DateSpeech(
    months=_same(*"January February March April May June July August September October November December".split()),
    seasons=_same(
        *_ENGLISH_SEASONS.split("|"),
        *(f"{each} (northern hemisphere)" for each in _ENGLISH_SEASONS.split("|")),
        *(f"{each} (southern hemisphere)" for each in _ENGLISH_SEASONS.split("|")),
        *(f"the {each} quarter of" for each in ("first", "second", "third", "fourth")),
        *(f"the {each} four months of" for each in ("first", "second", "third")),
        *(f"the {each} half of" for each in ("first", "second")),
    ),
    day="{day} {month} {year}",
    month="{month} {year}",
    year=("{}", "{}", "{}"),
    of_year="{}",
    season="{season} {year}",
    early_year=("the year {}", "the year {}", "the year {}"),
    before_christ=("{} BC", "{} BC", "{} BC"),
    decade=("the {}0s", "the {}0s", "the {}0s"),
    year_between=("a year from {} to {}", "a year from {} to {}", "a year from {} to {}"),
    estimated="{}, estimated as {}",
    in_form=_same("a date of the form {} (X: not known)")[0],
    a_day_in=_same("one day in {}, not known which")[0],
    a_month_in=_same("one month of {}, not known which")[0],
    about="about {}",
    uncertain="{} (uncertain)",
    part_uncertain="{} uncertain",
    part_about="{} approximate",
    parts=("year", "month", "season", "day"),
    from_to="from {} to {}",
    from_two="from {} to {}",
    since="from {} on, no end stated",
    from_unknown="from {} to a time that nobody states",
    up_to="up to {}, since when is not stated",
    until="until {}, since when is not stated",
    as_of="as of {}; since when and until when is not stated",
    both_open="up to {}; neither beginning nor end is certain",
    unknown_until="until {}, from a time that nobody states",
    some_day="some time from {} to {}",
    some_day_two="some time from {} to {}",
    not_after_day="on or before {}",
    not_after="in or before {}",
    not_before_day="on or after {}",
    not_before="in or after {}",
    one_of="one of: {}",
    each_of="each of: {}",
    every="every date from {} to {}",
    every_two="every date from {} to {}",
    every_until="every date up to {}",
    every_since="every date from {} on",
    no_zone="{} (time zone not stated)",
    no_date="no date stated",
)

_RUSSIAN_SEASONS = (
    ("весна", "весны", "весну"),
    ("лето", "лета", "лето"),
    ("осень", "осени", "осень"),
    ("зима", "зимы", "зиму"),
)


def _numbered(numbers: str, nominative: str, genitive: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((f"{each} {nominative}", f"{each} {genitive}", f"{each} {nominative}") for each in numbers.split())


def _behind(words: tuple[tuple[str, str, str], ...], note: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((f"{a} {note}", f"{b} {note}", f"{c} {note}") for a, b, c in words)


_RUSSIAN_MONTHS = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)
RU = DateSpeech(
    months=tuple((nominative, genitive, nominative) for nominative, genitive in _RUSSIAN_MONTHS),
    seasons=(
        *_RUSSIAN_SEASONS,
        *_behind(_RUSSIAN_SEASONS, "(северное полушарие)"),
        *_behind(_RUSSIAN_SEASONS, "(южное полушарие)"),
        *_numbered("I II III IV", "квартал", "квартала"),
        *_numbered("I II III", "треть", "трети"),
        *_numbered("I II", "полугодие", "полугодия"),
    ),
    day="{day} {month} {year}",
    month="{month} {year}",
    year=("{} год", "{} года", "{} год"),
    of_year="{} года",
    season="{season} {year}",
    early_year=("{} год н. э.", "{} года н. э.", "{} год н. э."),
    before_christ=("{} год до н. э.", "{} года до н. э.", "{} год до н. э."),
    decade=("{}0-е годы", "{}0-х годов", "{}0-е годы"),
    year_between=("один из годов с {} по {}", "одного из годов с {} по {}", "один из годов с {} по {}"),
    estimated="{}, оценка — {}",
    in_form=(
        "дата вида {} (X — неизвестно)",
        "даты вида {} (X — неизвестно)",
        "дату вида {} (X — неизвестно)",
    ),
    a_day_in=("один из дней, какой — неизвестно: {}", "одного из дней ({})", "один из дней ({})"),
    a_month_in=("один из месяцев, какой — неизвестно: {}", "одного из месяцев ({})", "один из месяцев ({})"),
    about="примерно {}",
    uncertain="{} (под вопросом)",
    part_uncertain="{} под вопросом",
    part_about="{} примерно",
    parts=("год", "месяц", "сезон", "день"),
    from_to="с {} по {}",
    from_two="со {} по {}",
    since="начиная с {}, конец не указан",
    from_unknown="начиная с {}, до какого времени — неизвестно",
    up_to="по {}, с какого времени — не указано",
    until="до {}, с какого времени — не указано",
    as_of="по состоянию на {}; с какого и до какого времени — не указано",
    both_open="по {}; ни начало, ни конец не установлены",
    unknown_until="до {}, с какого времени — неизвестно",
    some_day="в один из дней с {} по {}",
    some_day_two="в один из дней со {} по {}",
    not_after_day="не позднее {}",
    not_after="не позднее {}",
    not_before_day="не ранее {}",
    not_before="не ранее {}",
    one_of="одно из: {}",
    each_of="каждое из: {}",
    every="все даты с {} по {}",
    every_two="все даты со {} по {}",
    every_until="все даты по {}",
    every_since="все даты, начиная с {}",
    no_zone="{} (часовой пояс не указан)",
    no_date="дата не указана",
)

_PLAIN_YEAR = re.compile(r"-?[0-9]{4}")
_DECADE = re.compile(r"[1-9][0-9]{2}X")
_PLAIN_YEARS = range(1_000, 10_000)
"""Years that are said by their number alone."""


def edtf_words(edtf: str, speech: DateSpeech, reading: DatePrecision | None = None) -> str:
    """A date in words.

    Args:
        edtf: as it is written; empty for none.
        speech: of the language.
        reading: how the claim says that an interval is to be read.

    Raises:
        ValueError: it is no EDTF.
    """
    day = plain_day(edtf)
    if day is not None:
        return day_words(day, speech)
    return value_words(parse_edtf(edtf), speech, reading) if edtf else speech.no_date


def day_words(number: int, speech: DateSpeech) -> str:
    """A day by its number, in words."""
    return _day(Day.of_number(number), speech, _NOM)


def days_words(first: int, last: int, speech: DateSpeech) -> str:
    """All days from one to another, by their numbers, in words."""
    begin, end = Day.of_number(first), Day.of_number(last)
    words = _day(begin, speech, _GEN), _day(end, speech, _ACC)
    return (speech.from_two if words[0].startswith("2 ") else speech.from_to).format(*words)


def _day(day: Day, speech: DateSpeech, case: Case) -> str:
    if day.year not in _PLAIN_YEARS:
        far = abs(day.year) >= _PLAIN_YEARS.stop  # EDTF has no days in such years
        return speech.in_form[case.value].format(day) if far else date_words(parse_date(str(day)), speech, case)
    year = speech.of_year.format(day.year)
    return speech.day.format(day=day.day, month=speech.months[day.month - 1][_GEN.value], year=year)


def value_words(value: Edtf, speech: DateSpeech, reading: DatePrecision | None = None) -> str:
    """The same of a date that was read already."""
    if isinstance(value, Date):
        return date_words(value, speech)
    if isinstance(value, DateTime):
        words = f"{date_words(value.date, speech)}, {value.clock}"
        if not value.zone:
            return speech.no_zone.format(words)
        return f"{words} UTC{'' if value.zone == 'Z' else value.zone}"
    if isinstance(value, Interval):
        return _interval(value, speech, reading)
    return _set(value, speech)


def _interval(value: Interval, speech: DateSpeech, reading: DatePrecision | None) -> str:
    start, end = value.start, value.end
    if isinstance(start, Date) and isinstance(end, Date):
        return _between(start, end, speech, speech.from_to, speech.from_two)
    if isinstance(start, Date):
        template = speech.since if end is Open.OPEN else speech.from_unknown
        return template.format(date_words(start, speech, _GEN))
    if not isinstance(end, Date):  # `interval_of` refuses it
        return speech.no_date
    if start is Open.UNKNOWN:
        return speech.unknown_until.format(date_words(end, speech, _GEN))
    if reading is DatePrecision.UNTIL:
        return speech.until.format(date_words(end, speech, _GEN))
    template = {
        DatePrecision.AS_OF: speech.as_of,
        DatePrecision.OPEN: speech.both_open,
        DatePrecision.UNKNOWN: speech.both_open,
    }.get(reading or DatePrecision.DAY, speech.up_to)
    return template.format(date_words(end, speech, _ACC))


def _between(first: Date, last: Date, speech: DateSpeech, template: str, second_of_month: str) -> str:
    words = date_words(first, speech, _GEN)
    return (second_of_month if words.startswith("2 ") else template).format(words, date_words(last, speech, _ACC))


def _set(value: OneOf | AllOf, speech: DateSpeech) -> str:
    either = isinstance(value, OneOf)
    words = [_member(member, speech, either=either) for member in value.members]
    if len(words) == 1:
        return words[0]
    return (speech.one_of if either else speech.each_of).format("; ".join(words))


def _member(member: Date | Range, speech: DateSpeech, *, either: bool) -> str:
    if isinstance(member, Date):
        return date_words(member, speech)
    first, last = member.first, member.last
    if first is not None and last is not None:
        if either:
            return _between(first, last, speech, speech.some_day, speech.some_day_two)
        return _between(first, last, speech, speech.every, speech.every_two)
    if last is not None:
        if not either:
            return speech.every_until.format(date_words(last, speech, _ACC))
        template = speech.not_after_day if _is_day(last) else speech.not_after
        return template.format(date_words(last, speech, _GEN))
    if first is None:  # no range is open at both ends
        return speech.no_date
    if not either:
        return speech.every_since.format(date_words(first, speech, _GEN))
    return (speech.not_before_day if _is_day(first) else speech.not_before).format(date_words(first, speech, _GEN))


def _is_day(date: Date) -> bool:
    return date.precision is Precision.DAY


# -- one date ----------------------------------------------------------------------------------------------------------


def date_words(date: Date, speech: DateSpeech, case: Case = _NOM) -> str:
    """A year, season, month or day with its marks."""
    words = _bare(date, speech, case)
    if not date.marked:
        return words
    marks = _marks(date)
    if len(set(marks)) == 1:
        uncertain, approximate = marks[0]
        words = speech.about.format(words) if approximate else words
        return speech.uncertain.format(words) if uncertain else words
    notes = []
    for at, (uncertain, approximate) in enumerate(marks):
        name = speech.parts[(0, 2 if date.precision is Precision.SEASON else 1, 3)[at]]
        notes += [speech.part_uncertain.format(name)] if uncertain else []
        notes += [speech.part_about.format(name)] if approximate else []
    return f"{words} ({', '.join(notes)})"


def _marks(date: Date) -> list[tuple[bool, bool]]:
    """Of each part whether it is uncertain, and whether it is approximate."""
    parts = date.parts
    return [
        (
            part.alone.uncertain or any(later.so_far.uncertain for later in parts[at:]),
            part.alone.approximate or any(later.so_far.approximate for later in parts[at:]),
        )
        for at, part in enumerate(parts)
    ]


def _bare(date: Date, speech: DateSpeech, case: Case) -> str:
    year, month, day = date.digits
    if month is None:
        return _year(year, speech, case)
    if not _PLAIN_YEAR.fullmatch(year):
        return speech.in_form[case.value].format(_digits(date))
    if day == "XX" and "X" not in month:
        return speech.a_day_in[case.value].format(_month(year, int(month), speech, _NOM))
    if month == "XX" and day in (None, "XX"):
        unknown = speech.a_month_in if day is None else speech.a_day_in
        return unknown[case.value].format(_year(year, speech, _NOM))
    if "X" in month or (day is not None and "X" in day):
        return speech.in_form[case.value].format(_digits(date))
    number = int(month)
    if number > len(speech.months):
        season = speech.seasons[number - 21][case.value]
        return speech.season.format(season=season, year=_year(year, speech, _GEN))
    if day is None:
        return _month(year, number, speech, case)
    return speech.day.format(day=int(day), month=speech.months[number - 1][_GEN.value], year=_of_year(year, speech))


def _digits(date: Date) -> str:
    return "-".join(part.digits for part in date.parts)


def _month(year: str, month: int, speech: DateSpeech, case: Case) -> str:
    return speech.month.format(month=speech.months[month - 1][case.value], year=_of_year(year, speech))


def _of_year(year: str, speech: DateSpeech) -> str:
    return speech.of_year.format(int(year)) if int(year) >= 1000 else _year(year, speech, _GEN)


def _year(digits: str, speech: DateSpeech, case: Case) -> str:
    if _DECADE.fullmatch(digits):
        return speech.decade[case.value].format(digits[:3])
    runs = tuple(years(digits))
    if len(runs) > 1:
        return speech.in_form[case.value].format(digits)
    first, last = runs[0]
    if first == last:
        return _one_year(first, speech, case)
    words = speech.year_between[case.value].format(_number(first, speech), _number(last, speech))
    stated = re.sub(r"S[0-9]+$", "", digits)
    if "S" in digits:
        return speech.estimated.format(words, _number(next(iter(years(stated)))[0], speech))
    return words


def _one_year(year: int, speech: DateSpeech, case: Case) -> str:
    if year <= 0:
        return speech.before_christ[case.value].format(1 - year)
    return (speech.year if year >= 1000 else speech.early_year)[case.value].format(year)


def _number(year: int, speech: DateSpeech) -> str:
    """A year within a phrase that says already that it is one."""
    return str(year) if year > 0 else speech.before_christ[_GEN.value].format(1 - year)
