"""Two events found to be one: acts are counted once, claims are held against each other, and it can be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case, here
from ledger_samples import (
    BASE,
    ENTITIES,
    add,
    add_boris,
    by_anna,
    by_boris,
    claim,
    confirm_all,
    date,
    public_id,
    who,
)

from witnessbox.vault import ledger
from witnessbox.vault.case import Case

WHY = ("--why", "same guards, same colony")


def fired(label: str, event: str, number: int, day: str) -> dict[str, Any]:
    return claim(
        label, "group_dismissal", event, "Twelve guards were fired in March",
        participants=who(patient="guards", organization="npd"), date=date(day),
        count={"value": number, "unit": "guards", "qualifier": "exact"},
    )  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Two papers of two events that may be one, somebody who denies one of them, and two arrests of one person."""
    case = copied(empty_case(), tmp_path / "x.case")
    add_boris(case)
    add(case, tmp_path, "one", BASE, "2022-04-18", "one", {
        "entities": ENTITIES, "claims": [
            fired("1", "fired", 12, "2022-03-10"),
            claim("2", "arrest", "arrest", "put Maria Lind", participants=who(patient="lind"), date=date("2022-04-01")),
            claim("3", "release", "free", "put Maria Lind", participants=who(patient="lind"), date=date("2022-04-03")),
        ],
    })  # fmt: skip
    add(case, tmp_path, "two", BASE, "2022-04-20", "two", {"claims": [
        fired("1", "fired", 14, "2022-03-10"),
        claim("2", "arrest", "arrest", "put Maria Lind", participants=who(patient="lind"), date=date("2022-04-05")),
        claim("3", "denial", "no", "They were later dropped", participants=who(speaker="police"),
              relations=[{"kind": "denies", "target": "one:arrest"}]),
    ]})  # fmt: skip
    confirm_all(case)
    return case


def figures(case: Path, *more: str) -> dict[str, tuple[int, int]]:
    found = here("ledger", "figures", case, *more, "--json", code=0).json["figures"]
    return {row["question"]: (row["minimum"], row["events"]) for row in found}


def test_acts_are_counted_once_and_twice_again_when_it_is_taken_back(case: Path, tmp_path: Path) -> None:
    lost = "people who lost their posts"
    assert figures(case)[lost] == (14, 2)
    assert here("ledger", "contradictions", case, "--json", code=0).json["events"][0]["event"] == "one:arrest"
    answer = by_anna("ledger", "same", case, "two:fired", "one:fired", *WHY, "--json").json
    assert (answer["event"], answer["members"]) == ("one:fired", ["one:fired", "two:fired"])
    assert figures(case)[lost] == (12, 1), "one source says twelve"
    assert by_boris("ledger", "same", case, "one:fired", "two:fired", "--apart", "--why", "two colonies").code == 0
    assert figures(case)[lost] == (14, 2)
    told = here("ledger", "show", case, "one:fired", code=0).out
    assert "are one event: anna" in told and "are two events: boris" in told, "all that was said stays on record"
    assert len(ledger.said_of_events(Case(case).catalogue)) == 2
    assert here("verify", case, "--json", code=0).json["complaints"] == []
    before = sorted(Case(case).catalogue.dump())
    by_anna("rebuild", case)
    assert sorted(Case(case).catalogue.dump()) == before


def test_claims_of_both_are_held_against_each_other(case: Path) -> None:
    by_anna("ledger", "same", case, "one:fired", "two:fired", *WHY)
    events = {row["event"]: row for row in here("ledger", "contradictions", case, "--json", code=0).json["events"]}
    assert {"one:1", "two:1"} == set(events["one:fired"]["claims"])
    rows = here("ledger", "timeline", case, "--event", "two:fired", "--json", code=0).json["claims"]
    assert {row["claim"]["event"] for row in rows} == {"one:fired"} and len(rows) == 2
    shown = here("ledger", "show", case, "two:fired", code=0).out
    assert "are one event: anna" in shown and "same guards, same colony" in shown


def test_status_follows_and_so_does_what_was_known(case: Path) -> None:
    """Taken as two arrests, the second came after the release; as one, its day is open, and a denial is of both."""

    def possible() -> list[str]:
        rows = here("ledger", "status", case, "--as-of", "2022-04-06", "--json", code=0).json["histories"]
        return next(row["possible"] for row in rows if row["kind"] == "custody")

    apart = possible()
    by_anna("ledger", "same", case, "one:arrest", "two:arrest", *WHY)
    joined = possible()
    assert joined != apart
    by_anna("ledger", "same", case, "one:arrest", "two:arrest", "--apart", "--why", "she was arrested twice")
    assert possible() == apart


def test_pages_and_exports_follow(case: Path, tmp_path: Path) -> None:
    by_anna("ledger", "same", case, "one:fired", "two:fired", *WHY)
    for form, name in (("json", "x.json"), ("csv", "x.csv"), ("ftm", "x.ftm")):
        by_anna("ledger", "export", case, tmp_path / name, "--form", form, "--audience", "all")
    claims = json.loads((tmp_path / "x.json").read_text())["claims"]
    assert {row["claim"]["event"] for row in claims if row["claim"]["type"] == "group_dismissal"} == {"one:fired"}
    for form, name in (("csv", "x.csv"), ("ftm", "x.ftm")):
        again = by_anna("ledger", "import", case, tmp_path / name, "--form", form, "--json").json
        assert (again["new"], again["corrected"]) == ([], []), "the claims themselves were not changed"
    by_anna("ledger", "pages", case, tmp_path / "pages")
    pages = [path.read_text("utf-8") for path in (tmp_path / "pages" / "en" / "events").iterdir()]
    (both,) = (text for text in pages if "Events that people found to be one" in text)
    assert all(public_id(case, each) in both for each in ("one:1", "two:1", "two:fired"))


def test_three_events_are_one_until_the_link_between_them_goes(case: Path, tmp_path: Path) -> None:
    add(case, tmp_path, "three", BASE, "2022-04-21", "three", {"claims": [fired("1", "fired", 12, "2022-03-10")]})
    by_anna("ledger", "same", case, "one:fired", "two:fired", *WHY)
    answer = by_anna("ledger", "same", case, "two:fired", "three:fired", *WHY, "--json").json
    assert answer["members"] == ["one:fired", "three:fired", "two:fired"]
    by_anna("ledger", "same", case, "one:fired", "two:fired", "--apart", "--why", "no")
    catalogue = Case(case).catalogue
    assert ledger.event_roots(catalogue) == {"three:fired": "three:fired", "two:fired": "three:fired"}
    assert {row.claim.event for row in ledger.claims(catalogue)} >= {"one:fired", "three:fired"}


def test_what_was_known_before_and_after(case: Path) -> None:
    """Every position of the log tells what a catalogue of that time told."""
    before = len(Case(case).log.entries) - 1
    by_anna("ledger", "same", case, "one:fired", "two:fired", *WHY)
    during = len(Case(case).log.entries) - 1
    by_anna("ledger", "same", case, "one:fired", "two:fired", "--apart", "--why", "no")
    catalogue = Case(case).catalogue
    for until, events in ((before, {"one:fired", "two:fired"}), (during, {"one:fired"})):
        wanted = ledger.Wanted(type="group_dismissal")
        assert {row.claim.event for row in ledger.claims(catalogue, wanted, until)} == events
        together = [sorted(row.claim.id for row in rows) for rows in ledger.told_together(catalogue, until)]
        assert (["one:1", "two:1"] in together) is (until == during)
        found = {row.claim.id for row in ledger.claims(catalogue, ledger.Wanted(event="two:fired"), until)}
        assert found == ({"one:1", "two:1"} if until == during else {"two:1"})


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("one:fired", "two:fired"), 2, "say why"),
        (("one:fired", "one:fired", *WHY), 2, "is named twice"),
        (("one:fired", "one:nothing", *WHY), 9, "no claim speaks of such an event"),
        (("one:fired", "two:fired", "--apart", *WHY), 2, "nothing to take back"),
    ],
)
def test_what_cannot_be_said_is_refused(case: Path, words: tuple[str, ...], code: int, told: str) -> None:
    assert told in by_anna("ledger", "same", case, *words, code=code).err
