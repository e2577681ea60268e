"""The ledger is evidence like everything else: tampering is named, a lost index comes back, a kill loses nothing."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cases import copied, empty_case, here, passphrase
from ledger_samples import BASE, add_base, by_anna, confirm_all, status

from witnessbox.model.acts import Operation, OperationOpened
from witnessbox.model.entries import Kind
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.check import check_case

CRASH_AT = Path(__file__).resolve().parents[1] / "support" / "crash_at.py"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with confirmed claims."""
    folder = tmp_path_factory.mktemp("kept")
    case = copied(empty_case(), folder / "kept.case")
    add_base(case, folder)
    confirm_all(case)
    return case


@pytest.fixture
def case(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "x.case")


def objects(case: Path) -> dict[str, Path]:
    """Objects of the ledger by what they hold: a record set by the kind of its first record, or the source."""
    found = {}
    for path in (case / "objects").rglob("*"):
        if path.is_file():
            lines = path.read_bytes().split(b"\n")
            kind = "text" if b"witnessbox-records" not in lines[0] else lines[1].split(b'"')[3].decode()
            found[kind] = path
    return found


@pytest.mark.parametrize(("kind", "old", "new"), [
    ("entity", b"Pavel Orlov", b"Pavel Orlow"),
    ("step", b'"confirm"', b'"dispute"'),
    ("source", b"2022-04-18", b"2022-04-19"),
    ("text", b"Twelve guards", b"Eleven guard"),
])  # fmt: skip
def test_a_changed_record_or_source_is_named(case: Path, kind: str, old: bytes, new: bytes) -> None:
    path = objects(case)[kind]
    data = path.read_bytes()
    assert old in data
    path.chmod(0o644)
    path.write_bytes(data.replace(old, new, 1))
    answer = here("verify", case, "--json", code=21)
    assert path.name in answer.out


def test_a_removed_source_is_missing(case: Path) -> None:
    path = objects(case)["text"]
    path.unlink()
    assert path.name in here("verify", case, "--json", code=22).out


def test_a_row_that_was_changed_is_named_and_rebuilt(case: Path) -> None:
    before = list(Case(case).catalogue.dump())
    assert sum(row.startswith("ledger_") for row in before) > 50
    with Case(case).writing() as writer, writer.catalogue.transaction():
        writer.catalogue.connection.execute("UPDATE ledger_stretches SET stages = '[\"convicted\"]'")
    assert status(case, "2022-12-31")["proceeding sadykov"] == ["convicted"]
    here("verify", case, "--json", code=42)
    here("rebuild", case, code=0)
    assert list(Case(case).catalogue.dump()) == before
    here("verify", case, code=0)


def test_rebuild_makes_the_same_rows_from_the_log_alone(case: Path) -> None:
    before = list(Case(case).catalogue.dump())
    (case / "catalogue.sqlite").unlink()
    here("rebuild", case, code=0)
    assert list(Case(case).catalogue.dump()) == before


def test_the_program_may_not_keep_the_ledger(case: Path) -> None:
    """Whoever reads the folder holds the program key and can append to the log."""
    opened = Case(case)
    program = opened.keys.program()
    data = OperationOpened(operation=Operation.LEDGER, program="x", isolation="none")
    opened.log.append(Kind.OPERATION_OPENED, data, program)
    opened.log.write_checkpoint(opened.created.origin, program)
    assert any("may not sign" in each.detail for each in check_case(case).complaints)


@pytest.mark.parametrize("verb", ["source", "add", "confirm"])
def test_a_kill_at_any_change_loses_nothing_and_adds_nothing(kept: Path, tmp_path: Path, verb: str) -> None:
    text = tmp_path / "later.txt"
    text.write_text("Later he was charged.\n")
    document = tmp_path / "later.json"
    document.write_text(
        '{"claims": [{"id": "L1", "type": "charge", "hedge": "asserted", "participants": '
        '[{"role": "patient", "entity": "sadykov"}], "quotes": [{"text": "he was charged"}]}]}'
    )
    start = copied(kept, tmp_path / "start.case")
    calls = {
        "source": ("ledger", "source", text),
        "add": ("ledger", "add", document, "--source", "later"),
        "confirm": ("ledger", "confirm", "later:L1"),
    }
    for done in list(calls)[: list(calls).index(verb)]:
        words = calls[done]
        by_anna(*words[:2], start, *words[2:])
    words = calls[verb]

    def killed_at(number: int, case: Path) -> int:
        call = [*words[:2], case, *words[2:], "--passphrase-file", passphrase()]
        script = [sys.executable, CRASH_AT, str(number), tmp_path / "count", *call]
        return subprocess.run(script, capture_output=True, start_new_session=True, check=False).returncode

    whole = copied(start, tmp_path / "whole.case")
    assert killed_at(0, whole) == 0
    total = int((tmp_path / "count").read_text())
    expected = state(whole)
    for number in range(2, total + 1, max(1, total // 2)):
        case = copied(start, tmp_path / f"killed {number}.case")
        assert killed_at(number, case) == -signal.SIGKILL
        assert check_case(case).complaints == (), f"killed before change {number}"
        by_anna(*words[:2], case, *words[2:])
        assert state(case) == expected, f"killed before change {number}"
        assert check_case(case).complaints == ()
        assert check_case(case).unfinished == ()
        assert Case(case).catalogue.open_operations() == []


def state(case: Path) -> tuple[list[str], list[str], int]:
    """Sources, claims with their standing, and the number of objects that are not record sets."""
    catalogue = Case(case).catalogue
    claims = [f"{row.claim.id} {row.claim.version} {row.status}" for row in ledger.claims(catalogue)]
    held = sum(role == "source" for _, role, _ in catalogue.objects())
    return sorted(each.id for each in ledger.sources(catalogue)), claims, held


def test_a_source_that_lies_in_the_trove_too_is_one_object(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    (trove / "base.txt").write_text(BASE, "utf-8")
    by_anna("intake", case, trove)
    assert here("verify", case, code=0)
    moment = hashlib.sha256(BASE.encode()).hexdigest()
    by_anna("ledger", "source", case, "--id", "clip", "--moment", f"{moment}@1000000-2000000")
    source = here("ledger", "show", case, "clip", "--json", code=0).json["source"]
    assert (source["kind"], source["moment"]["start_us"]) == ("moment", 1_000_000)
    refused = by_anna("ledger", "source", case, "--id", "other", "--moment", "ab" * 32, code=9)
    assert "no such content" in refused.err
