"""EDTF is read strictly and written back as it was."""

from __future__ import annotations

import re

import pytest
from edtf_dates import edtf_texts
from hypothesis import given, settings

from witnessbox.model.edtf import AllOf, Date, DateTime, Interval, Mark, OneOf, Open, Precision, date_of, parse_edtf

# The examples of ISO 8601-2 and of the Library of Congress' specification, level by level, and further ones.
GOOD = """
1985-04-12 1985-04 1985 0000 -0001 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04
1985-04-12T23:20:30+04:30 1964/2008
2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02 2004-02-01/2005 2005/2006-02
Y170000002 Y-170000002 2001-21 2001-22 2001-23 2001-24 1984? 2004-06~ 2004-06-11%
201X 20XX 2004-XX 1985-04-XX 1985-XX-XX
1985-04-12/.. 1985-04/.. 1985/.. ../1985-04-12 ../1985-04 ../1985 1985-04-12/ 1985-04/ 1985/ /1985-04-12 /1985-04 /1985
1984~/2004-06 1984/2004-06~ 1984?/2004% 1984-06-02?/2004-08-08~ -1985 -0044-03-15
Y-17E7 Y17E8 1950S2 Y171010000S3 Y3388E2S3 2001-34 2001-41 2001-25 2001-32 -1859S3 2001-21? 201X-25
[1667,1668,1670..1672] [..1760-12-03] [1760-12..] [1760-01,1760-02,1760-12..] [1667,1760-12] {1667,1668,1670..1672}
{1960,1961-12} {..1984} [..1984] [2021-10-01..2021-11-25] [2020~..2024?]
2004-06-11% 2004-06~-11 2004?-06-11 ?2004-06-~11 2004-%06-11 2004?-?06-?11 ~2004-06
156X-12-25 15XX-12-25 XXXX-12-XX
1XXX-XX 1XXX-12 1984-1X 2004-06-~01/2004-06-~20 2004-06-XX/2004-07-03 2021-X2 2021-0X-3X
XXXX XXXX-02-29 2020-02-29 2000-02-29
""".split()

BAD = {
    "": "empty",
    "2021-13": "neither a month",
    "2021-00": "neither a month",
    "2021-42": "neither a month",
    "2021-20": "neither a month",
    "2021-02-30": "never has",
    "2021-02-29": "no day that ever was",
    "1900-02-29": "no day that ever was",
    "190X-02-3X": "no day that ever was",
    "2021-11-31": "never has",
    "2021-11-00": "never has",
    "2021-21-01": "a day in the season",
    "2021-9X": "no day that ever was",
    "21-11-25": "is no date",
    "25.11.2021": "no date",
    "25/11/2021": "slash",
    "11/2021": "the year comes first|is no date",
    "20211125": "hyphens",
    "2021–11–25": "hyphen-minus",
    "2021-11-25 ": "blanks",
    "2021-1": "is no date",
    "201x": "capital X",
    "2021-11-25t10:00:00": "capital X",
    "12021": "begin with Y",
    "Y2021": "more than four digits",
    "Y02021": "more than four digits",
    "Y17E1": "more than four digits",
    "Y1E99": "more than 18 digits",
    "Y1E999999999": "more than 18 digits",
    "Y12345-10": "stands alone",
    "1950S2-10": "stands alone",
    "19X0S2": "both unspecified and significant",
    "1950S5": "more significant digits",
    "1950S0": "starts with 0",
    "-0000": "minus",
    "2021-11-25T24:00:00": "no clock",
    "2021-11-25T10:60:00": "no clock",
    "2021-11-25T10:00": "no time",
    "2021-11-25T10:00:00.5": "no time",
    "2021-11-25T10:00:00+15": "zone",
    "2021-11-25T10:00:00-00:00": "zone",
    "2021-11T10:00:00": "not fully known",
    "2021-11-2XT10:00:00": "not fully known",
    "2021-11-25~T10:00:00": "not fully known",
    "2008/2004": "ends before it starts",
    "2021-11-25/2021-11-24": "ends before it starts",
    "../..": "at one end",
    "/": "at one end",
    "../": "at one end",
    "2004/2005/2006": "more than one slash",
    "2004/open": "`..`",
    "unknown/2004": "`..`",
    "2021-11-25T10:00:00/2021-11-26": "time of day",
    "[]": "empty set",
    "[..]": "one end",
    "[2021": "does not close",
    "[2021}": "does not close",
    "[2021,]": "empty place",
    "[2021, 2022]": "blanks",
    "[2022..2021]": "ends before it starts",
    "[2020..2021..2022]": "more than one",
    "[2020..,2022]": "open end in its middle",
    "[2019,..2020]": "open end in its middle",
    "[[2020]]": "no date",
    "[2020/2021]": "no date",
    "2021~?": "is no date",
    "2021-11-25??": "is no date",
    "٢٠٢١": "is no date",
    "2021-11-25\n": "blanks",
    "{" + "2021," * 500 + "2021}": "at most",
}


@pytest.mark.parametrize("text", GOOD)
def test_what_is_read_is_written_back_as_it_was(text: str) -> None:
    assert str(parse_edtf(text)) == text


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_edtf_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match=BAD[text]) as error:
        parse_edtf(text)
    assert len(str(error.value)) < 300


@settings(deadline=None)
@given(edtf_texts())
def test_every_form_comes_back_as_written_and_equal(text: str) -> None:
    value = parse_edtf(text)
    assert str(value) == text
    assert parse_edtf(str(value)) == value
    assert hash(parse_edtf(text)) == hash(value)


def test_records_say_what_was_written() -> None:
    date = parse_edtf("?2004-06~-XX")
    assert isinstance(date, Date)
    assert date.year.alone is Mark.UNCERTAIN
    assert date.month is not None
    assert date.month.so_far is Mark.APPROXIMATE
    assert date.precision is Precision.MONTH
    assert date.marked
    open_end, unknown = parse_edtf("2015/.."), parse_edtf("2015/")
    assert isinstance(open_end, Interval)
    assert isinstance(unknown, Interval)
    assert (open_end.end, unknown.end) == (Open.OPEN, Open.UNKNOWN)
    assert isinstance(parse_edtf("[2021]"), OneOf)
    assert isinstance(parse_edtf("{2021}"), AllOf)
    assert isinstance(parse_edtf("2021-11-25T10:00:00Z"), DateTime)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2021", "year"),
        ("2021-XX", "year"),
        ("2021-XX-XX", "year"),
        ("2021-25", "season"),
        ("2021-1X", "month"),
        ("2021-10-XX", "month"),
        ("2021-10-1X", "day"),
    ],
)
def test_precision_is_what_is_stated(text: str, precision: str) -> None:
    date = parse_edtf(text)
    assert isinstance(date, Date)
    assert date.precision == precision


def test_a_date_is_made_of_numbers() -> None:
    assert str(date_of(2021, 3)) == "2021-03"
    assert str(date_of(5, 3, 1, Mark.BOTH)) == "0005-03-01%"
    with pytest.raises(ValueError, match=re.escape("10000")):
        date_of(10000)
