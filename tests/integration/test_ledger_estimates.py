"""Shares and estimates: only where people stated, with a source or a key of their own, what it takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cases import Answer, copied, empty_case, here
from ledger_samples import add, by_anna, claim, confirm_all, date, who

NAMES = [f"P{number:02d}" for number in range(12)]
LISTED = {"club": NAMES[:10], "union": NAMES[3:], "late": NAMES[:10]}
"""10 and 9 people, 7 of them on both; everybody on the third list stands on the first, 7 on the second."""


def sentence(name: str) -> str:
    return f"Detainee {name} was beaten in May."


def victims(case: Path, folder: Path, key: str, names: list[str], origin: str = "") -> None:
    claims = [
        claim(
            name, "ill_treatment", name, sentence(name), participants=who(patient=name.lower()),
            date=date("2022-05", "month", "in May"),
        )
        for name in names
    ]  # fmt: skip
    entities = {name.lower(): {"schema": "Person", "name": f"Detainee {name}"} for name in names}
    text = " ".join(map(sentence, names))
    add(case, folder, key, text, "2022-06-01", origin or key, {"entities": entities, "claims": claims})


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listed")
    case = copied(empty_case(), folder / "listed.case")
    for key, names in LISTED.items():
        victims(case, folder, key, names)
    victims(case, folder, "copy", NAMES[2:10], origin="club")
    confirm_all(case)
    return case


@pytest.fixture
def case(listed: Path, tmp_path: Path) -> Path:
    return copied(listed, tmp_path / "x.case")


STATED: dict[str, Any] = {
    "id": "detainees", "population": "abused", "independent": True, "closed": True, "matched": True,
    "chance": "alike", "period": "2022-05-01/2022-05-31", "why": "two groups that did not know of each other",
    "lists": [{"name": "club", "sources": ["club"]}, {"name": "union", "sources": ["union"]}],
}  # fmt: skip


def state(case: Path, code: int | None = 0, **changed: Any) -> Answer:
    file = case.with_name("lists.json")
    file.write_text(json.dumps({"lists": [{**STATED, **changed}]}), "utf-8")
    return by_anna("ledger", "add", case, file, "--json", code=code)


def figures(case: Path, *more: str) -> dict[str, Any]:
    return dict(here("ledger", "figures", case, "--as-of", "2022-06-01", *more, "--json", code=0).json)


def test_all_conditions_stated_and_signed_give_an_estimate(case: Path) -> None:
    assert figures(case)["estimates"] == []
    state(case)
    (found,) = figures(case)["estimates"]
    assert found["lists"] == [
        {"first": "club", "second": "union", "on_first": 10, "on_second": 9, "on_both": 7, "estimate": 13,
         "low": 12, "high": 15}
    ]  # fmt: skip
    assert (found["missing"], found["left_out"], found["origins"]) == ([], 0, 2)
    assert (found["from"], found["to"]) == ("2022-05-01", "2022-05-31")
    assert found["stated_by"] == "anna" and found["why"] == STATED["why"]
    told = here("ledger", "figures", case, "--as-of", "2022-06-01", code=0).out
    assert "10 on club, 9 on union, 7 on both: 13, 95 % interval 12 to 15 (Chapman)" in told
    assert by_anna("verify", case, code=0)


UNMET: list[tuple[dict[str, Any], str]] = [
    ({"independent": False}, "nobody states that the lists were made independently"),
    ({"closed": False}, "nobody states a period in which nobody joined or left"),
    ({"period": "2022-05-01/.."}, "nobody states a period in which nobody joined or left"),
    ({"matched": False}, "nobody states that people are matched reliably by name"),
    ({"chance": "unstated"}, "nobody states whether all were equally likely to be listed"),
    ({"chance": "doubtful"}, "it is doubtful that all were equally likely to be listed"),
    (
        {"lists": [{"name": "club", "sources": ["club"]}, {"name": "copy", "sources": ["copy"]}]},
        "two of the lists go back to one origin",
    ),
]


def test_each_condition_that_is_missing_is_named_and_nothing_is_estimated(case: Path) -> None:
    file = case.with_name("all.json")
    named = [{**STATED, **changed, "id": f"s{number}"} for number, (changed, _) in enumerate(UNMET)]
    file.write_text(json.dumps({"lists": named}), "utf-8")
    by_anna("ledger", "add", case, file)
    said = here("ledger", "figures", case, "--as-of", "2022-06-01", code=0).out
    for found, (_, missing) in zip(figures(case)["estimates"], UNMET, strict=True):
        assert found["missing"] == [missing]
        assert [pair["estimate"] for pair in found["lists"]] == [None]
        assert f"cannot be estimated: {missing}" in said


def test_nothing_stated_names_everything(case: Path) -> None:
    bare = {name: STATED[name] for name in ("id", "population", "lists", "why")}
    file = case.with_name("bare.json")
    file.write_text(json.dumps({"lists": [bare]}), "utf-8")
    by_anna("ledger", "add", case, file)
    (found,) = figures(case)["estimates"]
    assert len(found["missing"]) == 4


def test_people_named_outside_the_period_are_left_out_and_too_few_give_nothing(case: Path) -> None:
    state(case, period="2022-04-01/2022-05-15")
    (found,) = figures(case)["estimates"]
    assert (found["lists"][0]["on_both"], found["left_out"]) == (0, 12)
    assert found["missing"] == ["fewer than 7 people stand on both lists"]


def test_three_lists_are_held_against_each_other(case: Path) -> None:
    lists = [{"name": each, "sources": [each]} for each in ("club", "union", "late")]
    state(case, lists=lists)
    (found,) = figures(case)["estimates"]
    assert [(each["on_first"], each["on_second"], each["on_both"]) for each in found["lists"]] == [
        (10, 9, 7), (10, 10, 10), (9, 10, 7)
    ]  # fmt: skip
    # club and union: 12 to 15; club and late are the same people, so 10 and no more: these two hang together
    assert found["missing"] == ["pairs of the lists give intervals that exclude each other"]


def test_a_place_narrows_both_lists(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "ward.json"
    file.write_text(json.dumps({"entities": {"ward": {"schema": "Facility", "name": "Ward 4"}}}), "utf-8")
    by_anna("ledger", "add", case, file)
    state(case, place="ward")
    (found,) = figures(case)["estimates"]
    assert (found["place"], found["lists"][0]["on_first"], found["left_out"]) == ("ward", 0, 0)
    assert "Ward 4" in here("ledger", "figures", case, "--as-of", "2022-06-01", code=0).out
    by_anna("ledger", "pages", case, tmp_path / "pages")
    assert "Ward 4" in (tmp_path / "pages" / "en" / "figures.html").read_text("utf-8")
    shown = here("ledger", "show", case, "--json", code=0).json["lists"]
    assert [each["id"] for each in shown] == ["detainees"]


def test_what_was_stated_is_replaced_and_what_was_known_on_a_day_is_not(case: Path) -> None:
    state(case)
    state(case, independent=False, why="one group had copied from the other, as it turned out")
    (found,) = figures(case)["estimates"]
    assert found["missing"] == ["nobody states that the lists were made independently"]
    assert figures(case, "--known-on", "2000-01-01")["estimates"] == []
    before = figures(case)
    by_anna("rebuild", case)
    assert figures(case) == before


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"why": " "}, "say why"),
    ({"lists": STATED["lists"][:1]}, "two or three lists"),
    ({"lists": [*STATED["lists"], {"name": "club", "sources": ["late"]}]}, "a name of its own"),
    ({"lists": [{"name": "a", "sources": []}, {"name": "b", "sources": ["club"]}]}, "made of sources"),
    ({"lists": [{"name": "a", "sources": ["nowhere"]}, {"name": "b", "sources": ["club"]}]}, "no such source"),
    ({"period": ""}, "closed over a period"),
    ({"period": "spring"}, "spring"),
    ({"place": "nowhere"}, "no place or facility"),
    ({"population": "cats"}, "cats"),
]


def test_a_statement_that_says_too_little_is_refused(case: Path) -> None:
    for changed, message in REFUSED:
        answer = state(case, code=None, **changed)
        assert answer.code != 0 and message in answer.err, changed
    assert figures(case)["estimates"] == []


# -- shares ------------------------------------------------------------------------------------------------------------

STAFF = "The colony had 40 guards, the ministry said. In May 18 guards were fired."


def told(case: Path, folder: Path, key: str, text: str, whole: dict[str, Any] | None, part: dict[str, Any]) -> None:
    claims = [
        claim(
            "part", "group_dismissal", "fired", "In May 18 guards were fired", participants=who(patient="guards"),
            date=date("2022-05", "month", "In May"), count=part,
        ),
        claim(
            "whole", "other", "staff", "The colony had 40 guards, the ministry said", participants=who(holder="guards"),
            date=date("../2022-06-01", "as_of"), count=whole,
            relations=[{"kind": "whole_of", "target": f"{key}:fired"}],
        ),
    ]  # fmt: skip
    entities = {"guards": {"schema": "Group", "name": "guards (unnamed)", "unnamed": True}}
    add(case, folder, key, text, "2022-06-01", key, {"entities": entities, "claims": claims})


def people(value: int, qualifier: str = "exact") -> dict[str, Any]:
    return {"value": value, "unit": "guards", "qualifier": qualifier}


def lost(case: Path) -> dict[str, Any]:
    return dict(next(each for each in figures(case)["figures"] if each["question"].startswith("people who lost")))


def test_a_share_needs_a_confirmed_claim_that_tells_the_whole(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    told(case, tmp_path, "report", STAFF, people(40), people(18))
    by_anna("ledger", "confirm", case, "report:part")
    assert (lost(case)["denominator"], lost(case)["parts"][0]["share"]) == (None, None)
    by_anna("ledger", "confirm", case, "report:whole")
    found = lost(case)
    assert found["parts"][0]["share"] == {
        "part": 18, "whole": 40, "percent": 45, "claim": "report:whole", "origins": 1
    }  # fmt: skip
    assert (found["denominator"], found["denominator_note"]) == (40, "18 of 40 (45 %), by report:whole")
    assert "18 of 40 (45 %) by report:whole" in here("ledger", "figures", case, "--as-of", "2022-06-01", code=0).out
    by_anna("ledger", "dispute", case, "report:whole", "--why", "it counts the whole region")
    assert lost(case)["denominator"] is None


UNFIT = [
    (people(40, "about"), people(18)),
    (people(40), people(18, "at_least")),
    (people(12), people(18)),
    (None, people(18)),
]


def test_no_share_of_numbers_that_are_not_exact_or_do_not_fit(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    for number, (whole, part) in enumerate(UNFIT):
        told(case, tmp_path, f"report{number}", STAFF, whole, part)
    confirm_all(case)
    found = lost(case)
    assert [each["share"] for each in found["parts"]] == [None] * len(UNFIT)
    assert found["denominator_note"].startswith("no claim that people stand behind")


def test_pages_show_shares_and_estimates_in_both_languages(case: Path, tmp_path: Path) -> None:
    state(case)
    told(case, tmp_path, "report", STAFF, people(40), people(18))
    confirm_all(case)
    by_anna("ledger", "pages", case, tmp_path / "pages")
    english = (tmp_path / "pages" / "en" / "figures.html").read_text("utf-8")
    russian = (tmp_path / "pages" / "ru" / "figures.html").read_text("utf-8")
    assert "18 of 40 (45 %)" in english and "13, between 12 and 15 (95 % interval" in english
    assert "18 из 40 (45 %)" in russian and "13, от 12 до 15 (интервал 95 %" in russian
    state(case, chance="doubtful", matched=False)
    by_anna("ledger", "pages", case, tmp_path / "again")
    again = (tmp_path / "again" / "ru" / "figures.html").read_text("utf-8")
    assert "Оценить нельзя:" in again and "сомнительно, что все могли попасть" in again
    assert "сопоставлены по именам" in again and "от 12 до 15" not in again.split("<h2>Что даёт")[0]
