"""The scorer of proposals is itself right: each rule of it on claims small enough to count by hand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

_PATH = Path(__file__).resolve().parents[3] / "benchmarks" / "bench_reading.py"
_SPEC = importlib.util.spec_from_file_location("bench_reading", _PATH)
assert _SPEC is not None and _SPEC.loader is not None
bench = importlib.util.module_from_spec(_SPEC)
sys.modules["bench_reading"] = bench
_SPEC.loader.exec_module(bench)


def claim(start: int, end: int, **fields: Any) -> dict[str, Any]:
    return {
        "type": "dismissal", "kind": "event", "core": True, "participants": [], "count": None, "hedge": "asserted",
        "date": {"edtf": "[..2021-11-25]", "as_written": "(none)"}, "inferred_fields": [],
        "quotes": [{"text": "x" * (end - start), "start": start, "end": end}], **fields,
    }  # fmt: skip


def scored(gold: list[dict[str, Any]], proposed: list[dict[str, Any]], **more: Any) -> Any:
    names = {"a": {"schema": "Person", "name": "Anna Holt"}, "b": {"schema": "Person", "name": "Bo Rask"}}
    return bench.score({"claims": gold, "entities": names, **more}, {"claims": proposed, "entities": names})


def test_the_same_claims_are_all_hits() -> None:
    result = scored([claim(0, 10), claim(20, 40)], [claim(0, 10), claim(20, 40)])
    assert (result.claims, result.hits, result.proposals) == (2, 2, 2)
    assert result.figures()["recall"] == result.figures()["precision"] == result.figures()["all fields"] == 1.0


@pytest.mark.parametrize(
    ("start", "end", "hits"), [(0, 50, 1), (0, 49, 0), (50, 150, 1), (51, 151, 0), (0, 200, 1), (0, 201, 0)]
)
def test_half_of_the_longer_span_is_a_hit(start: int, end: int, hits: int) -> None:
    assert scored([claim(0, 100)], [claim(start, end)]).hits == hits


def test_another_type_is_no_hit() -> None:
    assert scored([claim(0, 10)], [claim(0, 10, type="arrest")]).hits == 0


def test_one_proposal_serves_one_claim() -> None:
    result = scored([claim(0, 10), claim(0, 11)], [claim(0, 10)])
    assert (result.hits, result.claims) == (1, 2)
    assert scored([claim(0, 10)], [claim(0, 10), claim(0, 11)]).figures()["precision"] == 0.5


def test_core_claims_are_counted_apart() -> None:
    figures = scored([claim(0, 10), claim(20, 30, core=False)], [claim(20, 30)]).figures()
    assert (figures["recall"], figures["core recall"]) == (0.5, 0.0)


def test_participants_are_slots_and_one_too_many_is_wrong() -> None:
    def parts(*pairs: tuple[str, str]) -> list[dict[str, str]]:
        return [{"role": role, "entity": entity} for role, entity in pairs]

    gold = [claim(0, 10, participants=parts(("patient", "a"), ("agent", "b")))]
    missing = scored(gold, [claim(0, 10, participants=parts(("patient", "a")))])
    assert (missing.right["participants"], missing.seen["participants"]) == (1, 2)
    swapped = scored(gold, [claim(0, 10, participants=parts(("patient", "b"), ("agent", "a")))])
    assert (swapped.right["participants"], swapped.seen["participants"]) == (0, 4)
    free = [claim(0, 10, participants=parts(("patient", "a"), ("agent", "b")), inferred_fields=["participants.agent"])]
    assert scored(free, [claim(0, 10, participants=parts(("patient", "a")))]).figures()["participants"] == 1.0


@pytest.mark.parametrize(
    ("schema", "label", "name", "same"),
    [
        ("Person", "Anna Holt", "Holt", True),
        ("Person", "Игнат Полозов", "Игната Полозова", True),
        ("Person", "Anna Holt", "Anna Rask", False),
        ("Group", "three prison generals", "three generals", True),
        ("Group", "8 women", "8 guards", True),
        ("Group", "eight women", "four guards", False),
        ("Organization", "Тюремная служба", "Тюремной службы", True),
        ("Organization", "Open Cells", "Justice Ministry", False),
    ],
)
def test_names_are_the_same_whatever_the_ending(schema: str, label: str, name: str, same: bool) -> None:
    assert bench.same_name(schema, label, name) is same


def test_dates_and_counts_are_looked_at_where_either_side_has_one() -> None:
    dated = {"edtf": "2021-10", "as_written": "in October"}
    five = {"value": 5, "unit": "guards", "qualifier": "exact"}
    result = scored([claim(0, 10, date=dated, count=five)], [claim(0, 10)])
    assert (result.right["date"], result.seen["date"]) == (0, 1)
    assert (result.right["count"], result.seen["count"]) == (0, 1)
    assert scored([claim(0, 10)], [claim(0, 10)]).seen["date"] == 0
    more = {**five, "qualifier": "more_than"}
    assert scored([claim(0, 10, count=five)], [claim(0, 10, count=more)]).figures()["count"] == 0.0


def test_hedges_must_be_the_same() -> None:
    assert scored([claim(0, 10, hedge="alleged")], [claim(0, 10)]).figures()["hedge"] == 0.0


def test_events_from_unreal_words_are_found_by_span_and_by_trigger() -> None:
    traps = [{"trap": "conditional", "text": "", "start": 100, "end": 140}]
    assert scored([], [claim(100, 130)], traps=traps).unreal == 1
    assert scored([], [claim(0, 130)], traps=traps).unreal == 0
    spans = {"spans": [{"field": "type", "start": 120, "end": 126}]}
    assert scored([], [claim(0, 130, proposer=spans)], traps=traps).unreal == 1
    assert scored([], [claim(100, 130, kind="statement", type="prediction")], traps=traps).unreal == 0


def test_a_half_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any) -> None:
    monkeypatch.setattr(bench, "TEXTS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["bench_reading.py", "--half", "heldout2"])
    assert bench.main() == 2
    assert f"heldout2: no labelled texts at {tmp_path / 'heldout2'}" in capsys.readouterr().err
