"""How a source is read, by the whole program: twice, in spite of damage, and with a map of an earlier copy."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cases import PASSPHRASE, copied, empty_case, here, leftovers, many_files, signed

from witnessbox.intake import run
from witnessbox.intake.run import take_in
from witnessbox.model.acts import Recheck
from witnessbox.model.errors import KeyProblemError
from witnessbox.model.items import Outcome
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


def person(case: Case) -> Signer:
    return case.keys.unlock(PASSPHRASE.strip().encode(), among=[row.key for row in case.catalogue.persons()])


def rows(case: Path) -> list[dict[str, Any]]:
    return here("items", case, "--json", code=0).json["items"]


def closed(case: Path) -> dict[str, Any]:
    entries = here("log", case, "--json", code=0).json["entries"]
    return next(entry["data"] for entry in reversed(entries) if entry["kind"] == "acquisition closed")


def test_the_source_is_read_twice(case: Path, tmp_path: Path) -> None:
    trove = many_files(tmp_path / "trove", 20)
    os.symlink("nowhere", trove / "link")
    answer = here(*signed("intake", case, trove), "--json", code=0).json
    assert answer["recheck"] == "same"
    assert closed(case)["compared"] == sum(row["kind"] == "file" for row in rows(case))


def test_the_second_reading_can_be_left_out(case: Path, tmp_path: Path) -> None:
    answer = here(*signed("intake", case, many_files(tmp_path / "trove", 3)), "--no-recheck", "--json", code=0).json
    assert answer["recheck"] == "left out"
    assert closed(case)["compared"] == 0
    assert "left out" in here("log", case, code=0).out


def test_two_readings_that_differ_are_both_kept(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    first, second = b"a" * 100_000, b"b" * 100_000
    (trove / "changes").write_bytes(first)
    (trove / "stays").write_bytes(b"stays")
    there = os.stat(trove / "changes")
    look_again = run._Intake._look_again

    def change_before(intake: run._Intake) -> tuple[Recheck, int]:
        (trove / "changes").write_bytes(second)
        os.utime(trove / "changes", ns=(there.st_atime_ns, there.st_mtime_ns))
        return look_again(intake)

    monkeypatch.setattr(run._Intake, "_look_again", change_before)
    opened = Case(case)
    result = take_in(opened, os.fsencode(trove), partial(person, opened))
    assert result.recheck is Recheck.DIFFERENT
    assert [(trouble.path, trouble.outcome) for trouble in result.troubles] == [(b"changes", Outcome.CHANGED)]
    found = {(row["path"], row["outcome"]): row["sha256"] for row in rows(case)}
    assert found[("changes", "sealed")] == hashlib.sha256(first).hexdigest()
    assert found[("changes", "changed")] == hashlib.sha256(second).hexdigest()
    assert closed(case)["recheck"] == "different"
    here("verify", case, code=0)
    assert leftovers(case) == []


def test_of_what_was_read_before_the_key_was_refused_nothing_is_kept(case: Path, tmp_path: Path) -> None:
    trove = many_files(tmp_path / "trove", 200)
    before = here("log", case, "--json", code=0).json["entries"]

    def refused() -> Signer:
        deadline = time.monotonic() + 20
        while not list((case / "tmp").rglob("object.*")):  # reading has begun
            assert time.monotonic() < deadline
            time.sleep(0.001)
        raise KeyProblemError("no key here opens with that passphrase")

    with pytest.raises(KeyProblemError):
        take_in(Case(case), os.fsencode(trove), refused)
    assert here("log", case, "--json", code=0).json["entries"] == before
    assert leftovers(case) == []
    kept = [path for path in (case / "objects").rglob("*") if path.is_file()]
    assert not any(path.read_bytes().startswith(b"file ") for path in kept)
    assert here(*signed("intake", case, trove), "--json", code=0).json["contents"] > 0


def test_processes_that_are_there_from_the_start_read(case: Path, tmp_path: Path) -> None:
    """In a process of its own, for one with threads makes none."""
    trove = many_files(tmp_path / "trove", 200)
    script = """
import os, sys
from pathlib import Path
from witnessbox.intake.run import early_processes, take_in
from witnessbox.vault.case import Case
case, source = Case(Path(sys.argv[1])), os.fsencode(sys.argv[2])
with early_processes(case, source) as early:
    key = lambda: case.keys.unlock(sys.argv[3].encode(), among=[row.key for row in case.catalogue.persons()])
    result = take_in(case, source, key, early=early)
    print(early.count.total() if early else None, result.contents, flush=True)
"""
    words = [sys.executable, "-W", "error", "-c", script, str(case), str(trove), PASSPHRASE.strip()]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    size = sum(path.stat().st_size for path in trove.rglob("*") if path.is_file())
    read, contents = done.stdout.split()
    assert int(contents) == len({path.read_bytes() for path in trove.rglob("*") if path.is_file()})
    assert read == ("None" if sys.platform != "linux" else str(2 * size))
    here("verify", case, code=0)
    assert leftovers(case) == []


def test_a_map_of_an_earlier_copy_makes_the_item_partial(case: Path, tmp_path: Path) -> None:
    image = tmp_path / "stick.img"
    image.write_bytes(os.urandom(100_000))
    before = hashlib.sha256(image.read_bytes()).hexdigest()
    (tmp_path / "stick.map").write_text("0x0 + 1\n0x0 0x1000 +\n0x1000 0x200 -\n0x1200 0x17200 +\n0x18400 0x200 ?\n")
    answer = here(*signed("intake", case, image), "--map", tmp_path / "stick.map", "--json", code=3).json
    assert answer["troubles"][0]["outcome"] == "partial"
    (row,) = rows(case)
    assert row["sha256"] == before
    assert row["missing"] == [
        {"offset": 0x1000, "length": 0x200},
        {"offset": 0x18400, "length": min(0x200, 100_000 - 0x18400)},
    ]
    assert answer["recheck"] == "not done after a read error"
    assert (case / "derived" / "maps" / f"{before}.map").exists()


@pytest.mark.parametrize("content", [None, b"no map"])
def test_a_map_that_is_none_is_refused_before_anything_is_read(
    content: bytes | None, case: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    if content is not None:
        (tmp_path / "map").write_bytes(content)
    answer = here(*signed("intake", case, tmp_path / "file"), "--map", tmp_path / "map", code=2)
    assert "map" in answer.err
    assert rows(case) == []
