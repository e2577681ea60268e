"""Which days a date can mean, and what of it may be told to formats that cannot doubt."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest
from edtf_dates import edtf_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.model.edtf import Interval, parse_edtf
from witnessbox.model.edtf_bounds import (
    bounds,
    end_bounds,
    is_one_day,
    possible_days,
    safe_date,
    safe_end,
    safe_start,
    shared_prefix,
    start_bounds,
    written_days,
)
from witnessbox.model.edtf_calendar import Day

BOUNDS = {
    "2021-11-25": "2021-11-25 2021-11-25",
    "2021-11": "2021-11-01 2021-11-30",
    "2020-02": "2020-02-01 2020-02-29",
    "1900-02": "1900-02-01 1900-02-28",
    "2021": "2021-01-01 2021-12-31",
    "0000": "0000-01-01 0000-12-31",
    "-0044-03-15": "-0044-03-15 -0044-03-15",
    "2021-11-25T23:30:00-05": "2021-11-25 2021-11-25",
    "202X": "2020-01-01 2029-12-31",
    "20XX": "2000-01-01 2099-12-31",
    "2X21": "2021-01-01 2921-12-31",
    "2021-XX": "2021-01-01 2021-12-31",
    "2021-XX-25": "2021-01-25 2021-12-25",
    "2021-1X": "2021-10-01 2021-12-31",
    "2021-02-XX": "2021-02-01 2021-02-28",
    "2021-10-1X": "2021-10-10 2021-10-19",
    "XXXX-12-25": "0000-12-25 9999-12-25",
    "Y17E7": "Y170000000-01-01 Y170000000-12-31",
    "Y-17E7": "Y-170000000-01-01 Y-170000000-12-31",
    "1950S2": "1900-01-01 1999-12-31",
    "Y171010000S3": "Y171000000-01-01 Y171999999-12-31",
    "Y3388E2S3": "Y338000-01-01 Y338999-12-31",
    "-019X": "-0199-01-01 -0190-12-31",
    # parts of a year; a season that nobody placed on a hemisphere may be on either
    "2021-33": "2021-01-01 2021-03-31",
    "2021-36": "2021-10-01 2021-12-31",
    "2021-38": "2021-05-01 2021-08-31",
    "2021-41": "2021-07-01 2021-12-31",
    "2021-25": "2021-03-01 2021-06-21",
    "2021-28": "2020-12-01 2022-03-21",
    "2021-30": "2020-12-01 2022-03-21",
    "2021-21": "2021-03-01 2021-12-22",
    "2021-24": "2020-12-01 2022-03-21",
    # marks: doubt about a part leaves its whole open, an estimate goes one unit farther
    "2021-10~": "2021-09-01 2021-11-30",
    "2021-01~": "2020-12-01 2021-02-28",
    "2021~": "2020-01-01 2022-12-31",
    "202X~": "2010-01-01 2039-12-31",
    "2021-11-25~": "2021-11-18 2021-12-02",
    "2021~-10": "2020-10-01 2022-10-31",
    "2021-~10-05": "2021-09-05 2021-11-05",
    "2021-25~": "2020-09-01 2021-12-21",
    "2021-?10": "2021-01-01 2021-12-31",
    "2021-10-?05": "2021-10-01 2021-10-31",
    "2021-?10-05": "2021-01-05 2021-12-05",
    "2021?": "- -",
    "2021-10%": "- -",
    "2021-10?-05": "- -",
    "?2021-10": "- -",
    # several
    "[2021-11-01..2021-11-24]": "2021-11-01 2021-11-24",
    "[..2021-10]": "- 2021-10-31",
    "[2021-10..]": "2021-10-01 -",
    "[1667,1668,1670..1672]": "1667-01-01 1672-12-31",
    "{2021-10-04,2021-11-08}": "2021-10-04 2021-11-08",
    "2015/..": "2015-01-01 -",
    "2015/": "2015-01-01 -",
    "../2021-11-25": "- 2021-11-25",
    "2015/2021-02": "2015-01-01 2021-02-28",
    "2015~/2021-02": "2014-01-01 2021-02-28",
}


@pytest.mark.parametrize("text", BOUNDS)
def test_bounds(text: str) -> None:
    found = bounds(parse_edtf(text))
    assert f"{found.earliest or '-'} {found.latest or '-'}" == BOUNDS[text]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2015/..", "2015-01-01 2015-12-31", "2015-01-01 -"),
        ("2015/2021-02", "2015-01-01 2015-12-31", "2021-02-01 2021-02-28"),
        ("2015/2015-02", "2015-01-01 2015-02-28", "2015-02-01 2015-02-28"),
        ("../2021-11-25", "- 2021-11-25", "2021-11-25 2021-11-25"),
        ("2015?/2021", "- 2021-12-31", "2021-01-01 2021-12-31"),
        ("{2021-10-04,2021-11}", "2021-10-04 2021-10-04", "2021-11-01 2021-11-30"),
        ("2021-10", "2021-10-01 2021-10-31", "2021-10-01 2021-10-31"),
    ],
)
def test_an_interval_has_a_start_and_an_end(text: str, start: str, end: str) -> None:
    value = parse_edtf(text)
    for found, expected in ((start_bounds(value), start), (end_bounds(value), end)):
        assert f"{found.earliest or '-'} {found.latest or '-'}" == expected


@pytest.mark.parametrize(
    ("text", "one", "start", "end"),
    [
        ("2021-11-25", "2021-11-25", "2021-11-25", "2021-11-25"),
        ("[2021-11-01..2021-11-24]", "2021-11", "2021-11", "2021-11"),
        ("2021-11-01/2021-11-24", "2021-11", "2021-11-01", "2021-11-24"),
        ("2021-10-01/2021-11-24", "2021", "2021-10-01", "2021-11-24"),
        ("[2021-10-01..2021-11-25]", "2021", "2021", "2021"),
        ("[..2021-11-25]", None, None, None),
        ("2015/..", None, "2015", None),
        ("../2021-11-25", None, None, "2021-11-25"),
        ("2021-10~", "2021", "2021", "2021"),
        ("2021-11-25~", "2021", "2021", "2021"),
        ("2021-06-15~", "2021-06", "2021-06", "2021-06"),
        ("2021?", None, None, None),
        ("202X", None, None, None),
        ("2021-28", None, None, None),
        ("2021-25", "2021", "2021", "2021"),
        ("Y17E7", None, None, None),
        ("-0044", None, None, None),
        ("2021-XX-25", "2021", "2021", "2021"),
        ("2021-11-25T10:00:00Z", "2021-11-25", "2021-11-25", "2021-11-25"),
        ("0033-04-03", "0033-04-03", "0033-04-03", "0033-04-03"),
    ],
)
def test_only_what_all_possible_days_share_is_told(
    text: str, one: str | None, start: str | None, end: str | None
) -> None:
    value = parse_edtf(text)
    assert (safe_date(value), safe_start(value), safe_end(value)) == (one, start, end)


@settings(deadline=None)
@given(edtf_texts())
def test_no_prefix_gains_precision(text: str) -> None:
    """Every day that the date can mean is one that the prefix, read as a date again, can mean."""
    value = parse_edtf(text)
    for prefix, found in (
        (safe_date(value), bounds(value)),
        (safe_start(value), start_bounds(value)),
        (safe_end(value), end_bounds(value)),
    ):
        if prefix is None:
            continue
        assert found.earliest is not None
        assert found.latest is not None
        again = bounds(parse_edtf(prefix))
        assert again.earliest is not None
        assert again.latest is not None
        assert again.earliest <= found.earliest <= found.latest <= again.latest


@settings(deadline=None)
@given(edtf_texts())
def test_marks_never_narrow(text: str) -> None:
    value, bare = parse_edtf(text), parse_edtf(re.sub("[?~%]", "", text))
    assert written_days(value) == written_days(bare)
    here, there = bounds(value), bounds(bare)
    assert here.earliest is None or (there.earliest is not None and here.earliest <= there.earliest)
    assert here.latest is None or (there.latest is not None and here.latest >= there.latest)


@settings(deadline=None)
@given(edtf_texts())
def test_runs_are_in_order_and_apart(text: str) -> None:
    runs = possible_days(parse_edtf(text)).runs
    assert runs
    for first, last in runs:
        assert first is None or last is None or first <= last
    for (_, last), (first, _) in zip(runs, runs[1:], strict=False):
        assert last is not None
        assert first is not None
        assert last + 1 < first
    assert all(last is not None for _, last in runs[:-1])


@settings(deadline=None)
@given(edtf_texts())
def test_starts_lie_before_ends(text: str) -> None:
    value = parse_edtf(text)
    start, end, whole = start_bounds(value), end_bounds(value), bounds(value)
    assert start.earliest is None or end.earliest is None or start.earliest <= end.earliest
    assert start.latest is None or end.latest is None or start.latest <= end.latest
    if not isinstance(value, Interval) or "?" not in text:
        assert start.earliest == whole.earliest or whole.earliest is None
        assert end.latest == whole.latest or whole.latest is None


@settings(deadline=None)
@given(st.dates())
def test_days_are_numbered_as_the_standard_library_does(day: date) -> None:
    ours = Day(day.year, day.month, day.day)
    assert ours.number == day.toordinal()
    assert Day.of_number(day.toordinal()) == ours
    assert is_one_day(parse_edtf(day.isoformat()))
    assert safe_date(parse_edtf(day.isoformat())) == day.isoformat()


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_days_of_any_year_come_back(number: int) -> None:
    assert Day.of_number(number).number == number
    assert Day.of_number(number) < Day.of_number(number + 1)


def test_unspecified_digits_mean_exactly_the_days_that_fit() -> None:
    random = Random(3)
    for _ in range(40):
        pattern = "".join("X" if random.random() < 0.4 else digit for digit in f"{random.randint(2015, 2025)}")
        month = random.choice(["XX", "0X", "1X", "X2"])
        day = random.choice(["XX", "3X", "X9", "05"])
        regex = re.compile(f"{pattern}-{month}-{day}".replace("X", "[0-9]"))
        spans = possible_days(parse_edtf(f"{pattern}-{month}-{day}"))
        for number in random.sample(range(date(2014, 12, 1).toordinal(), date(2026, 2, 1).toordinal()), 300):
            hit = any(
                first is None or (first <= number and (last is None or number <= last)) for first, last in spans.runs
            )
            meant = bool(regex.fullmatch(date.fromordinal(number).isoformat()))
            assert hit == meant if spans.exact else hit or not meant


def test_nothing_is_shared_without_bounds() -> None:
    assert shared_prefix(bounds(parse_edtf("2021%"))) is None
