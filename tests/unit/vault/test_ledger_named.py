"""What waits in temporary tables while pages are written: it holds as much as a set would."""

from __future__ import annotations

from pathlib import Path

from cases import copied, empty_case

from witnessbox.vault.case import Case
from witnessbox.vault.ledger_named import KeySet, ShownKeys


def test_more_keys_than_are_held_in_memory(tmp_path: Path) -> None:
    kept = KeySet(Case(copied(empty_case(), tmp_path / "x.case")).catalogue)
    assert not kept
    words = [f"word-{number}" for number in range(3 * KeySet._FEW)]
    assert all(kept.add(word) for word in words)
    assert not any(kept.add(word) for word in words)
    assert kept and all(word in kept for word in words)
    assert not any(f"{word}!" in kept for word in words)


def test_shown_keys_lead_there_and_back(tmp_path: Path) -> None:
    shown = ShownKeys(Case(copied(empty_case(), tmp_path / "x.case")).catalogue)
    assert shown.get("orlov") is None and "orlov" not in shown
    shown.add("orlov", "suspect-1")
    assert (shown.get("orlov"), shown.real("suspect-1")) == ("suspect-1", "orlov")
    assert (shown.get("suspect-1"), shown.real("lind")) == (None, "lind")
