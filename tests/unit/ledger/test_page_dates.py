"""Dates in words: nothing gains precision, and both languages say the same."""

from __future__ import annotations

import re

import pytest
from edtf_dates import seeded

from witnessbox.ledger.pages.dates import EN, RU, DateSpeech, day_words, days_words, edtf_words, value_words
from witnessbox.model.changes import days_of_edtf
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
    parse_edtf,
    plain_day,
)
from witnessbox.model.edtf_calendar import Day, years

TABLE = [
    ("2021-11-24", "24 November 2021", "24 ноября 2021 года"),
    ("2021-11", "November 2021", "ноябрь 2021 года"),
    ("2021", "2021", "2021 год"),
    ("201X", "the 2010s", "2010-е годы"),
    ("20XX", "a year from 2000 to 2099", "один из годов с 2000 по 2099"),
    ("2021-23", "autumn 2021", "осень 2021 года"),
    ("2021-34", "the second quarter of 2021", "II квартал 2021 года"),
    ("2021-10~", "about October 2021", "примерно октябрь 2021 года"),
    ("2021-10-04?", "4 October 2021 (uncertain)", "4 октября 2021 года (под вопросом)"),
    ("2021%", "about 2021 (uncertain)", "примерно 2021 год (под вопросом)"),
    ("2021-?10-04", "4 October 2021 (month uncertain)", "4 октября 2021 года (месяц под вопросом)"),
    ("2021~-10", "October 2021 (year approximate)", "октябрь 2021 года (год примерно)"),
    ("2021-XX", "one month of 2021, not known which", "один из месяцев, какой — неизвестно: 2021 год"),
    ("2021-10-XX", "one day in October 2021, not known which", "один из дней, какой — неизвестно: октябрь 2021 года"),
    ("20X1-1X", "a date of the form 20X1-1X (X: not known)", "дата вида 20X1-1X (X — неизвестно)"),
    ("-0043", "44 BC", "44 год до н. э."),
    ("1950S2", "a year from 1900 to 1999, estimated as 1950", "один из годов с 1900 по 1999, оценка — 1950"),
    ("[..2021-11-24]", "on or before 24 November 2021", "не позднее 24 ноября 2021 года"),
    ("[..2021-11]", "in or before November 2021", "не позднее ноября 2021 года"),
    ("[2021-11-24..]", "on or after 24 November 2021", "не ранее 24 ноября 2021 года"),
    (
        "[2021-11-02..2021-11-24]",
        "some time from 2 November 2021 to 24 November 2021",
        "в один из дней со 2 ноября 2021 года по 24 ноября 2021 года",
    ),
    (
        "[2021-11-23,2021-11-30]",
        "one of: 23 November 2021; 30 November 2021",
        "одно из: 23 ноября 2021 года; 30 ноября 2021 года",
    ),
    ("2015/..", "from 2015 on, no end stated", "начиная с 2015 года, конец не указан"),
    ("2015/", "from 2015 to a time that nobody states", "начиная с 2015 года, до какого времени — неизвестно"),
    (
        "../2021-11-25",
        "up to 25 November 2021, since when is not stated",
        "по 25 ноября 2021 года, с какого времени — не указано",
    ),
    ("2021-03/2021-08", "from March 2021 to August 2021", "с марта 2021 года по август 2021 года"),
    ("2021-10-04T10:00:00Z", "4 October 2021, 10:00:00 UTC", "4 октября 2021 года, 10:00:00 UTC"),
    (
        "2021-10-04T10:00:00",
        "4 October 2021, 10:00:00 (time zone not stated)",
        "4 октября 2021 года, 10:00:00 (часовой пояс не указан)",
    ),
    ("", "no date stated", "дата не указана"),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "english", "russian"), TABLE)
def test_words_of_each_form(edtf: str, english: str, russian: str) -> None:
    assert edtf_words(edtf, EN) == english
    assert edtf_words(edtf, RU) == russian


def test_the_reading_of_an_interval_is_told() -> None:
    readings = (None, DatePrecision.UNTIL, DatePrecision.AS_OF, DatePrecision.OPEN)
    for speech in (EN, RU):
        words = {edtf_words("../2021-11-25", speech, reading) for reading in readings}
        assert len(words) == len(readings)
        assert len({edtf_words(each, speech) for each in ("2015/..", "2015/", "../2015", "/2015")}) == 4


# -- nothing that the date does not say ------------------------------------------------------------------------------


def _dates(value: Edtf) -> list[Date]:
    if isinstance(value, Date):
        return [value]
    if isinstance(value, DateTime):
        return [value.date]
    if isinstance(value, Interval):
        return [end for end in (value.start, value.end) if not isinstance(end, Open)]
    assert isinstance(value, OneOf | AllOf)
    members = [(each.first, each.last) if isinstance(each, Range) else (each,) for each in value.members]
    return [each for some in members for each in some if each is not None]


def _allowed(date: Date) -> set[int]:
    """Numbers that words for a date may hold: its own digits, and the ends of what its year can be."""
    found = {int(part) for part in re.findall(r"\d+", str(date))}
    for first, last in years(date.year.digits):
        found |= {abs(first), abs(last), 1 - first, 1 - last, first // 10 * 10}
    stated = re.sub(r"S\d+$", "", date.year.digits)
    found |= {each for first, last in years(stated) for each in (abs(first), 1 - first)}
    return found


def _days_named(words: str, speech: DateSpeech) -> int:
    months = "|".join(re.escape(month[1]) for month in speech.months)
    return len(re.findall(rf"\b\d{{1,2}} (?:{months})\b", words))


@pytest.mark.parametrize("speech", [EN, RU], ids=["en", "ru"])
@pytest.mark.parametrize("reading", [None, *DatePrecision])
def test_no_words_say_more_than_the_date(speech: DateSpeech, reading: DatePrecision | None) -> None:
    for edtf in seeded(400, 7 + (0 if reading is None else list(DatePrecision).index(reading))):
        value = parse_edtf(edtf)
        dates, words = _dates(value), edtf_words(edtf, speech, reading)
        days = [each for each in dates if each.precision is Precision.DAY and each.day is not None]
        assert _days_named(words, speech) <= len(days), (edtf, words)
        numbers = {int(each) for each in re.findall(r"\d+", re.sub(r"\d\d:\d\d(:\d\d)?|UTC[+-][\d:]+", "", words))}
        assert numbers <= set().union(*map(_allowed, dates)), (edtf, words)
        doubts = len(re.findall(re.escape(speech.uncertain.partition("{}")[2].strip(" ()")), words))
        assert (doubts > 0) == any("?" in str(each) or "%" in str(each) for each in dates), (edtf, words)
        near = [speech.about.partition("{}")[0].strip(), speech.part_about.partition("{}")[2].strip()]
        assert any(each in words for each in near) == any("~" in str(each) or "%" in str(each) for each in dates), edtf
        if any("X" in part.digits for each in dates for part in each.parts):
            assert "X" in words or re.search(r"one (day|month)|a year|0s|один|одного|0-[ехм]", words), (edtf, words)


@pytest.mark.parametrize("speech", [EN, RU], ids=["en", "ru"])
def test_open_ends_and_lists_stay_so(speech: DateSpeech) -> None:
    closed = edtf_words("2020-01/2021-02", speech)
    assert closed != edtf_words("[2020-01..2021-02]", speech) != edtf_words("{2020-01..2021-02}", speech)
    for edtf in ("[..2021-02]", "[2021-02..]", "../2021-02", "2021-02/..", "/2021-02", "2021-02/"):
        assert edtf_words("2021-02", speech) != edtf_words(edtf, speech), edtf
    assert edtf_words("{..2021-02}", speech) != edtf_words("[..2021-02]", speech)


def test_plain_days_are_said_as_all_others() -> None:
    for speech in (EN, RU):
        for text in ("2021-11-02", "1000-01-01", "0999-12-31", "9999-12-31", "2020-02-29", "0001-01-01"):
            assert edtf_words(text, speech) == value_words(parse_edtf(text), speech)
            first = plain_day(text)
            assert first is not None and days_of_edtf(text) == (first, first)
        span = Day(2020, 11, 2).number, Day(2021, 7, 30).number
        assert days_words(*span, speech) == edtf_words("2020-11-02/2021-07-30", speech)
        assert "Y12000-03-01" in day_words(Day(12_000, 3, 1).number, speech)  # EDTF itself cannot say it
    assert [plain_day(text) for text in ("2021-W01-1", "2021-02-30", "0000-01-01", "2021-11")] == [None] * 4
