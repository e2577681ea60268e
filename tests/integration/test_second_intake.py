"""Taking in again: nothing new, or exactly what is new; and a real stick goes in whole."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from cases import ask, call, copied, empty_case, here, leftovers, many_files, signed, small_trove

from witnessbox.vault.case import Case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


def roots(case: Path) -> list[bytes]:
    return Case(case).catalogue.sealed_roots()


def items(case: Path) -> list[dict[str, Any]]:
    return list(here("items", case, "--json", code=0).json["items"])


def kinds(case: Path) -> list[str]:
    return [entry["kind"] for entry in here("log", case, "--json", code=0).json["entries"]]


def test_taking_in_again_is_nothing_new(case: Path, tmp_path: Path) -> None:
    trove = small_trove(tmp_path / "trove")
    first = call(*signed("intake", case, trove), "--json", code=0).json
    before, count = items(case), len(kinds(case))
    second = call(*signed("intake", case, trove), "--json", code=0).json
    assert second["nothing_new"] is True
    assert (second["acquisition"], second["outcomes"], second["contents"]) == (None, {}, 0)
    assert second["known"] == len(before)
    assert (second["seal"], second["words"]) == (first["seal"], first["words"])
    assert items(case) == before
    assert kinds(case)[count:] == ["acquisition opened", "nothing new"]
    log = call("log", case, code=0).out
    assert "nothing new" in log
    here("verify", case, code=0)


def test_nothing_new_from_another_place_of_the_same_things(case: Path, tmp_path: Path) -> None:
    trove = small_trove(tmp_path / "trove")
    here(*signed("intake", case, trove), code=0)
    shutil.copytree(trove, tmp_path / "copy", symlinks=True)
    before = items(case)
    answer = here(*signed("intake", case, tmp_path / "copy"), "--json", code=0).json
    assert answer["nothing_new"] is True
    assert items(case) == before


def test_one_file_added_is_one_new_item_under_a_new_tree(case: Path, tmp_path: Path) -> None:
    trove = small_trove(tmp_path / "trove")
    first = here(*signed("intake", case, trove), "--json", code=0).json
    old_roots, old_items = roots(case), items(case)
    (trove / "sub" / "added.txt").write_bytes(b"added later")
    second = here(*signed("intake", case, trove), "--json", code=0).json
    assert (second["acquisition"], second["outcomes"]) == (2, {"sealed": 1})
    assert second["known"] == len(old_items)
    assert roots(case)[:1] == old_roots
    assert len(roots(case)) == 2
    assert second["seal"] != first["seal"]
    new = [row for row in items(case) if row not in old_items]
    assert [row["path"] for row in new] == ["sub/added.txt"]
    assert len(items(case)) == len(old_items) + 1
    here("verify", case, "--words", " ".join(first["words"]), code=0)
    here("verify", case, "--words", " ".join(second["words"]), code=0)


def test_a_file_with_new_bytes_is_a_second_row_and_the_old_one_stays(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    (trove / "note").write_bytes(b"before")
    (trove / "other").write_bytes(b"same")
    here(*signed("intake", case, trove), code=0)
    (trove / "note").write_bytes(b"after")
    (trove / "other").unlink()
    answer = here(*signed("intake", case, trove), "--json", code=0).json
    assert answer["outcomes"] == {"sealed": 1}
    rows = sorted((row["path"], row["sha256"]) for row in items(case))
    digests = {name: hashlib.sha256(name).hexdigest() for name in (b"before", b"after", b"same")}
    assert rows == sorted([("note", digests[b"before"]), ("note", digests[b"after"]), ("other", digests[b"same"])])
    here("verify", case, code=0)


def test_the_same_things_taken_in_by_two_cases_have_different_seals(case: Path, tmp_path: Path) -> None:
    """Salts come from the master key of the case: equal seals would tell that two groups hold the same footage."""
    trove = small_trove(tmp_path / "trove")
    other = tmp_path / "other.case"
    here(*signed("init", other, "--name", "anna"), code=0)
    seals = {here(*signed("intake", each, trove), "--json", code=0).json["seal"] for each in (case, other)}
    assert len(seals) == 2


def test_two_copies_of_a_case_come_to_the_same_seal(tmp_path: Path) -> None:
    trove = many_files(tmp_path / "trove", 120)
    seals = set()
    for name in ("one", "two"):
        each = copied(empty_case(), tmp_path / f"{name}.case")
        seals.add(here(*signed("intake", each, trove), "--json", code=0).json["seal"])
    assert len(seals) == 1


def test_a_real_stick_goes_in_whole(case: Path, data: Path) -> None:
    stick = data / "stick"
    if not stick.is_dir():
        pytest.skip(f"{stick} is not there")
    expected = {}
    root = os.fsencode(stick)
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            expected[os.path.relpath(path, root)] = (digest, str(os.lstat(path).st_mtime_ns))
    answer = call(*signed("intake", case, stick, "--probe"), "--json", code=0).json
    assert answer["outcomes"] == {"sealed": len(expected)}
    rows = {base64.b64decode(row["path_bytes"]): row for row in items(case)}
    assert {key: (row["sha256"], row["times"]["modified"]) for key, row in rows.items()} == expected
    unseen = {each["sha256"]: each["reason"] for each in ask("status", case)["unseen"]}
    opened = Case(case)
    seen = {row.content for row in opened.catalogue.analyses() if row.reason is None}
    for path, row in rows.items():
        if row["format"]["kind"] in ("video", "picture", "sound"):
            assert row["sha256"] in seen or unseen[row["sha256"]], path
        if path.startswith((b"iscc/audio/", b"iscc/video/", b"intel/")):
            assert row["format"]["kind"] in ("video", "picture", "sound"), path
    again = here(*signed("intake", case, stick), "--json", code=0).json
    assert again["nothing_new"] is True
    here("verify", case, code=0)
    assert leftovers(case) == []
