"""The founding document is dated as its claims were dated by hand."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from witnessbox.ledger.relative_dates import bounded, date_of_clause, find_dates
from witnessbox.model.edtf import parse_edtf
from witnessbox.model.vocabulary import ClaimKind

ANCHOR = datetime.date(2021, 11, 25)

EXPRESSIONS = {
    "G01": ("Thursday", "2021-11-25"),
    "G03": ("effective immediately", "2021-11-25"),
    "G06": ("a month after", "2021-10~"),
    "G09": ("in October", "2021-10"),
    "G15": ("earlier in November", "[2021-11-01..2021-11-24]"),
    "G17": ("In October", "2021-10"),
    "G20": ("later", "[2021-10-01..2021-11-25]"),
    "G24": ("in February", "2021-02"),
    "G26": ("last month", "2021-10"),
    "G27": ("last month", "2021-10"),
    "G28": ("since 2015", "2015/.."),
    "G29": ("long been", "../2021-11-25"),
}
"""Claims whose date rests on an expression of time."""

UNDATED = {
    "G02": "[..2021-11-25]",
    "G04": "../2021-11-25",
    "G05": "../2021-11-25",
    "G07": "[..2021-11-25]",
    "G10": "[..2021-11-25]",
    "G12": "2021-11-25~",
    "G13": "2021-11-25~",
    "G14": "2021-11-25~",
    "G16": "../2021-11-25",
    "G19": "../2021-11-25",
    "G21": "../2021-11-25",
    "G30": "../2021-11-25",
}
"""Claims whose words hold none: what their kind allows."""

BOUNDED = {
    "G08": (ClaimKind.EVENT, None, "2021-10", "[..2021-10]"),
    "G18": (ClaimKind.EVENT, None, "2021-10", "[..2021-10]"),
    "G22": (ClaimKind.EVENT, None, "2021-02", "[..2021-02]"),
    "G23": (ClaimKind.STATE, None, "2021-02", "../2021-02"),
    "G25": (ClaimKind.EVENT, "2021-02", "2021-10", "[2021-02-01..2021-10-31]"),
}
"""Claims that another event bounds, and that event's date as the person who dated them took it."""

HEADLINE = {"G11"}
"""The date of a headline is that of the article: a relation, entered by hand."""


@pytest.fixture
def claims(data: Path) -> dict[str, dict[str, object]]:
    path = data / "ledger" / "claims.json"
    if not path.is_file():
        pytest.skip(f"the claims of the founding document are not at {path}")
    return {claim["id"]: claim for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]}


@pytest.fixture
def text(data: Path) -> str:
    path = data / "ledger" / "moscow-times-2021-11-25.txt"
    if not path.is_file():
        pytest.skip(f"the founding document is not at {path}")
    return path.read_text(encoding="utf-8")


def test_every_claim_is_dated_one_way(claims: dict[str, dict[str, object]]) -> None:
    assert {*EXPRESSIONS, *UNDATED, *BOUNDED} | HEADLINE == set(claims)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions(name: str, claims: dict[str, dict[str, object]], text: str) -> None:
    written, edtf = EXPRESSIONS[name]
    assert (claims[name]["date"]["as_written"], claims[name]["date"]["edtf"]) == (written, edtf)  # type: ignore[index]
    found = [each for each in find_dates(text, ANCHOR) if each.date.as_written == written]
    assert [each.date.edtf for each in found] == [edtf] * len(found)
    assert found
    assert all(text[each.start : each.end] == written for each in found)


def test_nothing_else_in_the_document_is_a_date(text: str) -> None:
    assert [each.date.as_written for each in find_dates(text, ANCHOR)] == [
        "Thursday",
        "a month after",
        "effective immediately",
        "in October",
        "earlier in November",
        "In October",
        "later",
        "in February",
        "since 2015",
        "last month",
        "long been",
    ]


@pytest.mark.parametrize("name", UNDATED)
def test_what_has_no_expression_is_bounded_by_the_article(
    name: str, claims: dict[str, dict[str, object]], text: str
) -> None:
    claim = claims[name]
    quote = claim["quotes"][0]  # type: ignore[index]
    date = date_of_clause(text, quote["start"], quote["end"], ANCHOR, ClaimKind(claim["kind"]))
    assert date.edtf == claim["date"]["edtf"] == UNDATED[name]  # type: ignore[index]


def test_the_present_perfect_is_named(claims: dict[str, dict[str, object]], text: str) -> None:
    quote = claims["G02"]["quotes"][0]  # type: ignore[index]
    date = date_of_clause(text, quote["start"], quote["end"], ANCHOR, ClaimKind.EVENT)
    assert date.as_written == claims["G02"]["date"]["as_written"] == "has been fired"  # type: ignore[index]


@pytest.mark.parametrize("name", BOUNDED)
def test_what_another_event_bounds(name: str, claims: dict[str, dict[str, object]]) -> None:
    kind, after, before, edtf = BOUNDED[name]
    date = bounded(kind, parse_edtf(after) if after else None, parse_edtf(before) if before else None, "as noted")
    assert date.edtf == claims[name]["date"]["edtf"] == edtf  # type: ignore[index]
