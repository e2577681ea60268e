"""Exports of a real case of odd names, by the installed program."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import bagit
import ocfl
import pytest
from cases import call, copied, empty_case, here, signed
from odd_names import odd_folder

EXPORT = ("--digests", "--recipient", "суд", "--purpose", "evidence", "--legal-basis", "order")


@pytest.fixture(scope="module")
def trove(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return odd_folder(tmp_path_factory.mktemp("trove") / "t")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, trove: Path) -> Path:
    path = copied(empty_case(), tmp_path_factory.mktemp("case") / "x.case")
    call(*signed("intake", path, trove), code=0)
    return path


def items(case: Path) -> set[tuple[bytes, str | None, int, str]]:
    rows: list[dict[str, Any]] = here("items", case, "--json", code=0).json["items"]
    return {(base64.b64decode(r["path_bytes"]), r["sha256"], r["size"], r["outcome"]) for r in rows}


def listed(path: Path) -> set[tuple[bytes, str | None, int, str]]:
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    return {(base64.b64decode(r["path_bytes"]), r["sha256"], r["size"], r["outcome"]) for r in rows}


def test_a_bag_of_the_trove_gives_the_trove_back(case: Path, trove: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    answer = call(*signed("export", case, bag, "--form", "bagit", *EXPORT), "--json", code=0).json
    bagit.Bag(str(bag)).validate(processes=1)
    assert listed(bag / "metadata" / "items.jsonl") == items(case)
    assert answer["copy"] == hashlib.sha256((bag / answer["copy_of"]).read_bytes()).hexdigest()
    root = os.fsencode(trove)
    for line in (bag / "metadata" / "items.jsonl").read_bytes().splitlines():
        record = json.loads(line)
        if record["file"]:
            with open(root + b"/" + base64.b64decode(record["path_bytes"]), "rb") as original:
                assert original.read() == (bag / record["file"]).read_bytes()
    last = here("log", case, "--json", code=0).json["entries"][-1]
    assert last["kind"] == "exported"
    assert last["data"]["copy"] == answer["copy"]
    assert "bagit" in last["words"]
    assert "суд" in last["words"]
    here("verify", case, code=0)


def test_ocfl_of_the_trove(case: Path, tmp_path: Path) -> None:
    call(*signed("export", case, tmp_path / "root", "--form", "ocfl", *EXPORT), code=0)
    validate = Path(sys.executable).parent / "ocfl-root.py"
    run = subprocess.run(
        [validate, "validate", "--root", tmp_path / "root"], capture_output=True, text=True, check=False
    )
    assert "is VALID" in run.stdout, run.stdout + run.stderr
    (folder,) = (path.parent for path in (tmp_path / "root").rglob("0=ocfl_object_1.1"))
    assert ocfl.Object().validate(str(folder), log_warnings=False)
    assert listed(folder / "v1" / "content" / "metadata" / "items.jsonl") == items(case)


def test_the_sums_are_checked_in_the_trove(case: Path, trove: Path, tmp_path: Path) -> None:
    sums = tmp_path / "SHA256SUMS"
    call(*signed("export", case, sums, "--form", "sha256sums", *EXPORT), code=0)
    run = subprocess.run(["sha256sum", "--check", "--strict", sums], cwd=trove, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    whole = [each for each in items(case) if each[3] == "sealed"]
    assert run.stdout.count(b": OK\n") == len(whole)


@pytest.mark.parametrize("form", ["dfxml", "case"])
def test_descriptions_are_made_twice_the_same(case: Path, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        here(*signed("export", case, tmp_path / name, "--form", form, *EXPORT), code=0)
    one, two = ((tmp_path / name).read_bytes().splitlines() for name in ("one", "two"))
    assert [line for line in one if b"start_time" not in line] == [line for line in two if b"start_time" not in line]


def test_the_verb_says_why_digests_must_be_decided(case: Path, tmp_path: Path) -> None:
    answer = here("export", case, tmp_path / "x", "--form", "dfxml", code=2)
    assert "which copy leaked" in answer.err
    assert "--digests" in answer.err
    assert not (tmp_path / "x").exists()


def test_a_full_disk_leaves_nothing(case: Path, tmp_path: Path) -> None:
    """The largest file a process may write stands in for a disk that is full."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    answer = call(*signed("export", case, tmp_path / "bag", "--form", "bagit", *EXPORT), code=6, before=small)
    assert "writing" in answer.err
    assert list(tmp_path.iterdir()) == []
