"""What one claim says about histories, and when two names of a post are one."""

from __future__ import annotations

from datetime import date

import pytest

from witnessbox.model.changes import Names, changes_of, post_name
from witnessbox.model.claims import Claim, ClaimDate, DatePrecision, Hedge, Part, Participant
from witnessbox.model.ledger import Entity, EntitySchema
from witnessbox.model.lifecycle import EVER, NEVER, Stage
from witnessbox.model.vocabulary import VOCABULARY, ClaimKind, ClaimType

FSIN = Entity(key="fsin", schema=EntitySchema.PUBLIC_BODY, name="Federal Prison Service (FSIN)", as_written=("ФСИН",))
HEAD = Entity(
    key="chief", schema=EntitySchema.POSITION, name="prison chief", as_written=("top jailer",), organization="fsin"
)
NAMES = Names(bodies={"fsin": FSIN}, posts={"chief": HEAD})


def claim(type_: ClaimType, edtf: str, precision: str = "day", hedge: Hedge = Hedge.ASSERTED) -> Claim:
    return Claim(
        id="s:1", source="s", type=type_, kind=VOCABULARY[type_].kind, event="s:e", hedge=hedge,
        position="head of FSIN",
        participants=(Participant(role=Part.PATIENT, entity="a"), Participant(role=Part.ORGANIZATION, entity="fsin")),
        date=ClaimDate(edtf=edtf, as_written="", basis="", precision=DatePrecision(precision)),
    )  # fmt: skip


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def said(made: Claim) -> list[tuple[Stage, int, int, bool]]:
    return [(each.stage, each.low, each.high, each.firm) for _, each in changes_of(made, NAMES)]


@pytest.mark.parametrize(("made", "expected"), [
    (claim(ClaimType.DISMISSAL, "2021-11"), [(Stage.LEFT, day("2021-11-01"), day("2021-11-30"), True)]),
    (claim(ClaimType.DISMISSAL, "[..2021-11-25]", "before"), [(Stage.LEFT, EVER, day("2021-11-25"), True)]),
    (claim(ClaimType.CHARGE, "2021", "year", Hedge.ALLEGED),
     [(Stage.CHARGED, day("2021-01-01"), day("2021-12-31"), False)]),
    (claim(ClaimType.OCCUPANCY, "../2021-11-25", "as_of"), [(Stage.HOLDS, EVER, day("2021-11-25"), True)]),
    (claim(ClaimType.OCCUPANCY, "../2021-11-25", "until"),
     [(Stage.LEFT, day("2021-11-25"), day("2021-11-25"), True), (Stage.HOLDS, EVER, day("2021-11-24"), True)]),
    (claim(ClaimType.OCCUPANCY, "2015/..", "since"), [(Stage.HOLDS, day("2015-01-01"), day("2015-12-31"), True)]),
    (claim(ClaimType.CHARGE, "2021", "year", Hedge.PREDICTED), []),
    (claim(ClaimType.PREDICTION, "2021", "year"), []),
    (claim(ClaimType.LEAK_PUBLICATION, "2021", "year"), []),
])  # fmt: skip
def test_what_a_claim_says(made: Claim, expected: list[tuple[Stage, int, int, bool]]) -> None:
    assert said(made) == expected


def test_an_approximate_date_reaches_further() -> None:
    ((_, low, high, _),) = said(claim(ClaimType.DISMISSAL, "2021-10~", "month"))
    assert (low, high) == (day("2021-09-01"), day("2021-11-30"))


def test_a_claim_without_a_date_may_be_of_any_day() -> None:
    made = Claim(
        id="s:1", source="s", type=ClaimType.CHARGE, kind=ClaimKind.EVENT, event="s:e", hedge=Hedge.ASSERTED,
        participants=(Participant(role=Part.PATIENT, entity="a"),),
    )  # fmt: skip
    assert said(made) == [(Stage.CHARGED, EVER, NEVER, True)]


@pytest.mark.parametrize(("words", "expected"), [
    ("head of Russia's Federal Prison Service (FSIN)", "head"),
    ("head of Russia’s Federal Prison Service (FSIN)", "head"),
    ("Head of FSIN", "head"),
    ("head of the Federal Prison Service", "head"),
    ("глава ФСИН", "глава"),
    ("top jailer", "chief"),
    ("Deputy Interior Minister", "deputy interior minister"),
    (None, ""),
])  # fmt: skip
def test_one_post_has_one_name(words: str | None, expected: str) -> None:
    assert post_name(words, "fsin", NAMES) == expected
