"""An independent reader of EDTF (python-edtf 5.0.2) says the same, but for the places where it is wrong, named here."""

from __future__ import annotations

import math
import re

import pytest
from edtf import EDTFParseException
from edtf import parse_edtf as read_by_peer
from edtf_dates import seeded

from witnessbox.model.edtf import parse_edtf
from witnessbox.model.edtf_bounds import written_days
from witnessbox.model.edtf_calendar import Day

ACCEPTS_WRONGLY = {
    "2021-02-29": "a day that never was",
    "190X-02-3X": "no February has a day of the thirties",
    "2021-11-25 ": "a blank",
    "1950S2-10": "significant digits belong to a year alone",
    "1950S5": "five significant digits of four",
    "2021-11T10:00:00": "a time on no day: it fills in the 31st of November",
    "2008/2004": "an interval that ends before it starts",
    "[2021, 2022]": "ISO 8601-2 has no blanks",
    "[2022..2021]": "a range that ends before it starts",
    "Y1E999999999": "a year that fills the memory once it is worked out",
}
REFUSES_WRONGLY = {
    "2001-21?": "a season may be doubtful",
    "201X-25": "a season of an unknown year",
    "[2020~..2024?]": "members of a set may be marked",
}
OTHER_BOUNDS = {
    "1985/": "an unknown end becomes ten years later: precision from nowhere",
    "2001-24": "the winter of a year ends with its last day, and lies in the north",
    "1950S2": "the estimate is taken for exact",
    "XXXX-02-29": "29 February 9999 never comes",
}


@pytest.mark.parametrize("text", ACCEPTS_WRONGLY)
def test_where_the_peer_reads_what_is_no_date(text: str) -> None:
    read_by_peer(text)
    with pytest.raises(ValueError):
        parse_edtf(text)


@pytest.mark.parametrize("text", REFUSES_WRONGLY)
def test_where_the_peer_refuses_a_date(text: str) -> None:
    with pytest.raises(EDTFParseException):
        read_by_peer(text)
    assert str(parse_edtf(text)) == text


@pytest.mark.parametrize("text", OTHER_BOUNDS)
def test_where_the_peer_has_other_bounds(text: str) -> None:
    assert _peer_bounds(text) != _our_bounds(text)


def test_both_say_the_same_of_everything_else() -> None:
    compared = 0
    for text in seeded(600, 11):
        if _is_known_to_differ(text):
            continue
        try:
            theirs = _peer_bounds(text)
        except (EDTFParseException, TypeError, AttributeError):
            continue  # marks on both sides of a part, ranges of unequal ends, sets with one member or an open end
        assert theirs == _our_bounds(text), text
        compared += 1
    assert compared > 250


def _is_known_to_differ(text: str) -> bool:
    return bool(
        re.search(r"-[234]\d(?!-?\d)(?=[?~%]?$)", text)  # seasons
        or "S" in text  # significant digits
        or text.endswith("/")  # unknown ends
        or text.startswith("/")
        or (text[0] in "[{" and re.search(r"[?~%]", text))  # marks in sets
        or re.search(r"-(0X|1X|X\d)|-\dX$|-X\d$", text)  # months and days with one unspecified digit
        or ("X" in text and text.endswith(("-29", "-30", "-31")))
    )


def _our_bounds(text: str) -> tuple[object, object]:
    spans = written_days(parse_edtf(text))
    first, last = (None if number is None else Day.of_number(number) for number in (spans.first, spans.last))
    return (
        -math.inf if first is None else (first.year, first.month, first.day),
        math.inf if last is None else (last.year, last.month, last.day),
    )


def _peer_bounds(text: str) -> tuple[object, object]:
    value = read_by_peer(text)
    first, last = value.lower_strict(), value.upper_strict()
    return (first if isinstance(first, float) else tuple(first[:3])), (
        last if isinstance(last, float) else tuple(last[:3])
    )
