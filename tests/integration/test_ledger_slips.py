"""Slips of the pen at the ledger: each is told with what to do, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cases import copied, empty_case, here
from ledger_samples import BASE, ENTITIES, add, add_base, by_anna

BY_HAND = ("--source", "base", "--type", "arrest")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slips")
    case = copied(empty_case(), folder / "x.case")
    add_base(case, folder)
    return case


@pytest.mark.parametrize(
    ("words", "told_of"),
    [
        (("add", *BY_HAND, "--date", "2021-13-45"), "neither a month (01 to 12) nor a season"),
        (("add", *BY_HAND, "--date", "2021-02-30"), "which month 02 never has"),
        (("add", *BY_HAND, "--event", "a\u202eb"), "nothing that cannot be seen"),
        (("add", *BY_HAND, "--event", "a b"), "no blanks"),
        (("add", *BY_HAND, "--who", "patient=x", "--entity", "x\u200by=Person:X"), "nothing that cannot be seen"),
        (("timeline", "--from", "2022-01-01", "--to", "2021-01-01"), "turn them round"),
        (("pages", "nowhere/pages"), "nowhere: no folder; make it first"),
        (("export", "nowhere/x.csv", "--form", "csv"), "nowhere: no folder; make it first"),
    ],
)
def test_a_slip_is_told_with_the_next_step(told: Path, words: tuple[str, ...], told_of: str) -> None:
    verb, *rest = words
    before = (told / "log" / "entries").read_bytes()
    answer = by_anna("ledger", verb, told, *rest, code=2)
    assert told_of in answer.err
    assert (told / "log" / "entries").read_bytes() == before


@pytest.mark.parametrize(
    ("row", "told_of"),
    [
        ("base:1,other,asserted,many", "count: 'many' is no whole number"),
        ("base:1,other,asserted,-3", "is no whole number"),
        ("base:1,other", "hedge"),
        ('"base:1,other,asserted', "row 2"),
    ],
)
def test_a_damaged_row_is_told_by_its_number(told: Path, tmp_path: Path, row: str, told_of: str) -> None:
    (tmp_path / "t.csv").write_text(f"id,type,hedge,count\n{row}\n", "utf-8")
    answer = by_anna("ledger", "import", told, tmp_path / "t.csv", "--form", "csv", code=2)
    assert told_of in answer.err and "t.csv, row 2" in answer.err


def test_words_in_the_place_of_a_key_are_remarked(told: Path, tmp_path: Path) -> None:
    case = copied(told, tmp_path / "x.case")
    answer = by_anna("ledger", "add", case, *BY_HAND, "--who", "patient=orlof")
    assert "orlof is no entity here and was taken as words" in answer.err
    assert "1 claim added." in answer.out


def test_a_title_that_came_too_late_is_remarked(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    (tmp_path / "base.txt").write_text(BASE, "utf-8")
    by_anna("ledger", "source", case, tmp_path / "base.txt", "--date", "2022-04-18")
    document = {"document": {"file": "base.txt", "name": "Prison chief"}, "source": "base", "claims": []}
    document["claims"] = [{"id": "1", "type": "other", "hedge": "asserted"}]
    (tmp_path / "d.json").write_text("\ufeff" + json.dumps(document), "utf-8")
    assert "--name 'Prison chief'" in by_anna("ledger", "add", case, tmp_path / "d.json").err


def test_a_day_before_the_ledger_began_is_told(told: Path) -> None:
    answer = here("ledger", "status", told, "--as-of", "2022-04-18", "--known-on", "2022-04-19", code=0)
    assert "nothing was known here on 2022-04-19" in answer.out


def test_names_that_turn_the_line_and_fields_of_any_size(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    entities = {**ENTITIES, "odd": {"schema": "Person", "name": "evil \u202e eman \u200f\n\u05e9\u05dc"}}
    claim = {
        "id": "1", "type": "release", "event": "1", "hedge": "asserted", "position": "x" * 1_000_000,
        "participants": [{"role": "patient", "entity": "odd"}],
    }  # fmt: skip
    add(case, tmp_path, "base", BASE, "2022-04-18", "base", {"entities": entities, "claims": [claim]})
    by_anna("ledger", "confirm", case, "base:1")
    for words in (("show", "odd"), ("timeline",), ("show", "base:1")):
        answer = here("ledger", words[0], case, *words[1:], code=0)
        assert not {"\u202e", "\u200f"} & set(answer.out)
    by_anna("ledger", "pages", case, tmp_path / "pages")
    for form in ("csv", "json", "ftm", "ical"):
        by_anna("ledger", "export", case, tmp_path / f"x.{form}", "--form", form)
    assert "x" * 1_000_000 in (tmp_path / "x.csv").read_text("utf-8")


def test_figures_are_asked_without_a_day(told: Path) -> None:
    assert "No claim that people stand behind gives a number" in here("ledger", "figures", told, code=0).out
