"""The scripts that a newcomer runs first."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

import demo
import pytest
import sample_trove
from tree import REPO


def _contents(folder: Path) -> dict[bytes, str]:
    found = {}
    for parent, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = os.path.join(parent, name)
            within = os.path.relpath(path, os.fsencode(folder))
            if os.path.islink(path):
                found[within] = "-> " + os.fsdecode(os.readlink(path))
            else:
                with open(path, "rb") as file:
                    found[within] = hashlib.sha256(file.read()).hexdigest() + str(os.stat(path).st_mtime_ns)
    return found


def test_the_sample_trove_is_the_same_each_time(samples: Path, tmp_path: Path) -> None:
    sample_trove.build(tmp_path / "one", samples)
    sample_trove.build(tmp_path / "two", samples)
    one = _contents(tmp_path / "one")
    assert one == _contents(tmp_path / "two")
    assert len(one) == 11
    assert any(b"\xf1\xed\xe8\xec\xee\xea" in name for name in one), "a name in Windows-1251"
    assert sum(digest.startswith("->") for digest in one.values()) == 1
    digests = [digest[:64] for digest in one.values() if not digest.startswith("->")]
    assert len(digests) - len(set(digests)) == 3, "three files are copies"
    assert hashlib.sha256(b"").hexdigest() in digests


def test_the_sample_trove_overwrites_nothing(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        sample_trove.build(tmp_path, samples)


def test_the_demo_removes_nothing_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "diary.txt").write_text("mine")
    with pytest.raises(SystemExit, match="was not made by this script"):
        demo.start_afresh()
    assert (tmp_path / "demo" / "diary.txt").read_text() == "mine"


def test_the_demo_removes_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    demo.start_afresh()
    kept = tmp_path / "demo" / "demo.case"
    kept.mkdir()
    (kept / "object").touch(mode=0o400)
    kept.chmod(0o500)
    demo.start_afresh()
    assert not kept.exists()
    assert stat.S_IMODE((tmp_path / "demo" / "passphrase.txt").stat().st_mode) == 0o600


def test_make_help_names_every_target() -> None:
    text = (REPO / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    assert {f"make {target}" for target in targets - {"help"}} <= set(re.findall(r"make [a-z]+", text))


def test_scripts_may_be_run() -> None:
    unready = [
        path.name
        for path in [*(REPO / "scripts").iterdir(), REPO / ".ci" / "run"]
        if path.is_file() and path.read_bytes().startswith(b"#!") and not os.access(path, os.X_OK)
    ]
    assert not unready
