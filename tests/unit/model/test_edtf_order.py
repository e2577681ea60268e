"""Before, at once, within, finer, contradictory: certain only where nothing else can be."""

from __future__ import annotations

import pytest
from edtf_dates import edtf_texts
from hypothesis import given, settings

from witnessbox.model.edtf import AllOf, Interval, parse_edtf
from witnessbox.model.edtf_bounds import bounds
from witnessbox.model.edtf_order import Answer, after, before, contradicts, covers, overlap, refines, within

YES, MAYBE, NO = Answer.CERTAINLY, Answer.POSSIBLY, Answer.CERTAINLY_NOT


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("2021-10", "2021-11-25", YES),
        ("2021-11-25", "2021-10", NO),
        ("2021-11", "2021-11-25", MAYBE),
        ("2021-11-25", "2021-11-25", MAYBE),  # on one day either may have come first
        ("2021-10~", "2021-11-25", MAYBE),
        ("2021-10~", "2021-12", YES),
        ("2021?", "2030", MAYBE),
        ("[..2021-10]", "2021-11", YES),
        ("[2021-10..]", "2021-09", NO),
        ("2015/..", "2021", MAYBE),
        ("2015/2016", "2021", YES),
        ("2021", "2015/2016", NO),
        ("{2021-10-04,2021-11-08}", "2021-11-01", NO),
        ("{2021-10-04,2021-11-08}", "2021-12", YES),
        ("[2021-10-04,2021-11-08]", "2021-11-01", MAYBE),
        ("2021-11-25T23:00:00Z", "2021-11-26T00:00:00+03:00", NO),
        ("2021-11-25T20:00:00Z", "2021-11-26T00:00:00+03:00", YES),
        ("2021-11-25T20:00:00", "2021-11-25T21:00:00", MAYBE),
        ("2021-02", "2021-25", YES),
        ("2021-03", "2021-25", MAYBE),
    ],
)
def test_before(one: str, other: str, answer: Answer) -> None:
    assert before(parse_edtf(one), parse_edtf(other)) is answer
    assert after(parse_edtf(other), parse_edtf(one)) is answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("2021-11-25", "2021-11-25", YES),
        ("2021-11", "2021-11-25", MAYBE),
        ("2021-10", "2021-11-25", NO),
        ("2015/2022", "2021", YES),
        ("2015/2021", "2021", MAYBE),
        ("2015/..", "2021", MAYBE),
        ("2015/2020", "2018/2022", YES),
        ("[2021-10-04,2021-11-08]", "2021-10-20", NO),
        ("{2021-10-04,2021-11-08}", "2021-10-20", NO),
        ("2021?", "1066", MAYBE),
    ],
)
def test_overlap(one: str, other: str, answer: Answer) -> None:
    assert overlap(parse_edtf(one), parse_edtf(other)) is answer
    assert overlap(parse_edtf(other), parse_edtf(one)) is answer


@pytest.mark.parametrize(
    ("state", "when", "answer"),
    [
        ("2015/2022", "2021", YES),
        ("2015/2022", "2015", MAYBE),
        ("2015/2022", "2016/2021", YES),
        ("2015/2022", "2014", NO),
        ("2015/2022", "2014/2016", NO),
        ("2015/2022", "2014/2015", NO),  # it began earlier in any case
        ("2015/..", "2021", MAYBE),
        ("../2021-11-25", "2021-11-26", NO),
        ("../2021-11-25", "2021-11-25", YES),  # it ended on that day, and not before
        ("../2021-11-25", "2021-11-24", MAYBE),
        ("2021-10", "2021-10-05", YES),
        ("2021-10~", "2021-10-05", MAYBE),
    ],
)
def test_what_lasts_covers(state: str, when: str, answer: Answer) -> None:
    assert covers(parse_edtf(state), parse_edtf(when)) is answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("2021-10-04", "2021-10", YES),
        ("2021-10", "2021-10-04", MAYBE),
        ("2021-10", "2021", YES),
        ("2021-11", "2021-10", NO),
        ("2021-10~", "2021-10", MAYBE),
        ("2021-10~", "2021", YES),
        ("2021-10-04", "2021-10~", MAYBE),
        ("2021-12-25", "XXXX-12-25", MAYBE),  # too many days to list: a possibility, never a false certainty
        ("2021-12-25", "20XX-12-25", YES),
        ("2021-12-24", "20XX-12-25", NO),
        ("2021-10-04", "2021-10-01/2021-11-01", YES),
    ],
)
def test_within(one: str, other: str, answer: Answer) -> None:
    assert within(parse_edtf(one), parse_edtf(other)) is answer


REFINES = """
2021-10-04 2021-10
2021-10 2021
2021-10-04 2021-10~
2021-10-04 2021?
2021-10-04 [2021-10-01..2021-11-25]
[2021-10-04..2021-10-08] 2021-10
2021-10 [..2021-11-25]
2021-11-25T10:00:00Z 2021-11-25
2021-11-25T10:00:00Z 2021-11-25T10:00:00
2015-03/.. 2015/..
2015/2021-05 2015/..
2015-03/2021-05 2015/2021
2021-05 2021-38
2021-XX 2021
{2021-10-04,2021-11-08} {2021-10,2021-11}
2021-10 2021-10
""".split("\n")[1:-1]

REFINES_NOT = """
2021 2021-10
2021-11-02 2021-10~
1999 2021?
2021-10~ 2021-10
2021-10? 2021
2021-11 2021-10
2021-10-05 2021-10/2021-11
2015/.. 2015-03/..
2015/.. 2015/2021
2021-11-25T10:00:00 2021-11-25T10:00:00Z
2021-11-25 2021-11-25T10:00:00Z
{2021-10-04} {2021-10,2021-11}
2021-12-25 XXXX-12-25
""".split("\n")[1:-1]


@pytest.mark.parametrize("pair", REFINES)
def test_what_says_more_and_nothing_else_refines(pair: str) -> None:
    one, other = map(parse_edtf, pair.split())
    assert refines(one, other)
    assert not contradicts(one, other)


@pytest.mark.parametrize("pair", REFINES_NOT)
def test_what_says_less_or_something_else_does_not_refine(pair: str) -> None:
    one, other = map(parse_edtf, pair.split())
    assert not refines(one, other)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("2021-10", "2021-11-10", True),
        ("2021-10", "2021", False),
        ("2021-10~", "2021-11-10", False),
        ("2021-10~", "2021-12-01", True),
        ("2021-10?", "1999", False),
        ("[..2021-10]", "2021-11", True),
        ("[2021-10-04,2021-11-08]", "2021-10-05", True),
        ("2015/..", "2014/..", True),
        ("2015/..", "2015-03/2021", False),
        ("2015/2020", "2015/2021", True),
        ("2015/2020", "2021", True),
        ("2015/2020", "2018", False),
        ("2021-11-25T23:30:00-05:00", "2021-11-26T04:30:00Z", False),
        ("2021-11-25T10:00:00Z", "2021-11-25T11:00:00Z", True),
        ("2021-11-25T10:00:00", "2021-11-25T11:00:00Z", False),
        ("{2021-10-04,2021-11-08}", "{2021-10-04,2021-11-09}", True),
        ("{2021-10-04,2021-11-08}", "{2021-10,2021-11}", False),
        ("XXXX-12-25", "2021-11", False),  # a hull hides it: no contradiction is claimed
        ("20XX-12-25", "2021-11", True),
    ],
)
def test_contradictions_have_no_common_value(one: str, other: str, answer: bool) -> None:
    assert contradicts(parse_edtf(one), parse_edtf(other)) is answer
    assert contradicts(parse_edtf(other), parse_edtf(one)) is answer


@settings(deadline=None)
@given(edtf_texts(), edtf_texts())
def test_answers_fit_each_other(here: str, there: str) -> None:
    one, other = parse_edtf(here), parse_edtf(there)
    assert contradicts(one, other) == contradicts(other, one)
    assert overlap(one, other) is overlap(other, one)
    first, second = before(one, other), before(other, one)
    if first is Answer.CERTAINLY:
        assert second is Answer.CERTAINLY_NOT
        assert overlap(one, other) is Answer.CERTAINLY_NOT
        assert within(one, other) is Answer.CERTAINLY_NOT
    if refines(one, other):
        assert not contradicts(one, other)
        assert overlap(one, other) is not Answer.CERTAINLY_NOT
    if within(one, other) is Answer.CERTAINLY:
        outer, inner = bounds(other), bounds(one)
        assert outer.earliest is None or (inner.earliest is not None and outer.earliest <= inner.earliest)
        assert outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)


@settings(deadline=None)
@given(edtf_texts())
def test_a_date_agrees_with_itself(text: str) -> None:
    one = parse_edtf(text)
    assert not contradicts(one, one)
    assert overlap(one, one) is not Answer.CERTAINLY_NOT
    if isinstance(one, Interval | AllOf) or "XXX" not in text:
        assert before(one, one) is not Answer.CERTAINLY
