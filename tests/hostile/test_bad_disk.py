"""A stick that fails, one that is pulled, and a full disk: what can be read is sealed, to the same seal."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_disk import failing
from cases import call, copied, empty_case, here, leftovers, signed, start
from disk_samples import fat

from witnessbox.intake.maps import read_map

SECTOR = 512


def rows(case: Path) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in here("items", case, "--json", code=0).json["items"] if row["parent"] is None}


def seal(case: Path) -> str:
    return str(here("status", case, "--json", code=0).json["seal"])


def stored(case: Path, sha256: str) -> bytes:
    return (case / "objects" / sha256[:2] / sha256).read_bytes()


def rounded(ranges: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The sectors that bad ranges touch; those that touch each other made one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        first, last = low // SECTOR * SECTOR, min(-(-high // SECTOR) * SECTOR, size)
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_disk_loses_only_its_bad_sectors(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    trove, case = tmp_path / "trove", copied(empty_case(), tmp_path / "x.case")
    (trove / "fine").mkdir(parents=True)
    bad: dict[str, list[tuple[int, int]]] = {}
    for name in ("large.mp4", "end.bin", "odd.bin", "scattered.bin"):
        size = chance.randrange(2_000_000, 4_000_000)
        (trove / name).write_bytes(chance.randbytes(size))
        starts = [chance.randrange(size - 5000) for _ in range(12 if name == "scattered.bin" else 2)]
        bad[name] = [(low, low + chance.choice([1, 511, 512, 513, 4097])) for low in starts]
    bad["end.bin"].append(((trove / "end.bin").stat().st_size - 10, 1 << 40))
    for number in range(20):
        (trove / "fine" / f"{number}").write_bytes(chance.randbytes(5000))
    with failing(trove, tmp_path / "stick", bad=bad) as stick:
        answer = here(*signed("intake", case, stick.path), "--json", code=3).json
    assert answer["recheck"] == "not done after a read error", "a dying stick is read once"
    found = rows(case)
    assert {name for name, row in found.items() if row["outcome"] == "partial"} == set(bad)
    for name, ranges in bad.items():
        data = bytearray((trove / name).read_bytes())
        lost = rounded(ranges, len(data))
        assert [(run["offset"], run["offset"] + run["length"]) for run in found[name]["missing"]] == lost, name
        for low, high in lost:
            data[low:high] = bytes(high - low)
        assert stored(case, found[name]["sha256"]) == data, name
        assert found[name]["size"] == len(data)
        map_file = case / "derived" / "maps" / f"{found[name]['sha256']}.map"
        assert [((run.offset or 0), (run.offset or 0) + run.length) for run in read_map(map_file.read_bytes())] == lost
    for path in (trove / "fine").iterdir():
        assert found[f"fine/{path.name}"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    here("verify", case, code=0)
    assert leftovers(case) == []


def test_a_disk_image_on_a_bad_disk_gives_its_other_files(tmp_path: Path) -> None:
    (tmp_path / "make").mkdir()
    (tmp_path / "trove").mkdir()
    disk = fat(tmp_path / "make", 32)
    image = disk.path.read_bytes()
    (tmp_path / "trove" / "stick.img").write_bytes(image)
    case = copied(empty_case(), tmp_path / "x.case")
    with failing(
        tmp_path / "trove", tmp_path / "stick", bad={"stick.img": [(len(image) - 5000, len(image) - 4990)]}
    ) as stick:
        here(*signed("intake", case, stick.path), code=3)
    items = here("items", case, "--json", code=0).json["items"]
    assert [row["outcome"] for row in items if row["parent"] is None] == ["partial"]
    assert sum(row["parent"] is not None and row["outcome"] == "sealed" for row in items) >= 3


def _trove(folder: Path) -> Path:
    chance = random.Random(7)
    for number in range(60):
        path = folder / f"{number % 4}" / f"{number:02}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(chance.randrange(1, 400_000)))
    return folder


@pytest.mark.parametrize("done", [5, 50, 90])
def test_a_pulled_stick_goes_on_when_it_is_back(tmp_path: Path, done: int) -> None:
    """Pulled when so many percent were read; it comes back in the same place."""
    trove, place = _trove(tmp_path / "trove"), tmp_path / "stick"
    total = sum(path.stat().st_size for path in trove.rglob("*") if path.is_file())
    case, quiet = (copied(empty_case(), tmp_path / name) for name in ("x.case", "quiet.case"))
    with failing(trove, place) as stick:
        here(*signed("intake", quiet, stick.path), code=0)
    with failing(trove, place, delay=10) as stick:
        process = start(*signed("intake", case, stick.path))
        while _copied(case) < total * done // 100:
            assert process.poll() is None, process.communicate()
        stick.pull()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    assert b"disappeared" in err
    assert b"same command" in err
    here("verify", case, code=0)
    with failing(trove, place) as stick:
        here(*signed("intake", case, stick.path), code=0)
    assert seal(case) == seal(quiet)
    here("verify", case, code=0)
    assert leftovers(case) == []


def _copied(case: Path) -> int:
    size = 0
    for folder in (case / "tmp", case / "objects"):
        for path in folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # it was moved into its place
                size += path.stat().st_size if path.is_file() else 0
    return size


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=9m", "none", folder], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_ends_in_the_same_seal_when_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    trove = _trove(tmp_path / "trove")
    quiet = copied(empty_case(), tmp_path / "quiet.case")
    case = copied(empty_case(), small_disk / "x.case")
    here(*signed("intake", quiet, trove), code=0)
    answer = call(*signed("intake", case, trove), code=6)
    assert "make room" in answer.err
    here("verify", case, code=0)
    subprocess.run(["mount", "-o", "remount,size=40m", small_disk], check=True)
    here(*signed("intake", case, trove), code=0)
    assert seal(case) == seal(quiet)
    assert leftovers(case) == []


def test_the_plan_of_the_failing_disk_is_kept(tmp_path: Path) -> None:
    """The disk of these tests does fail, and only where it should."""
    trove = tmp_path / "trove"
    trove.mkdir()
    (trove / "file").write_bytes(b"x" * 100_000)
    with failing(trove, tmp_path / "stick", bad={"file": [(50_000, 50_001)]}) as stick:
        descriptor = os.open(stick.path / "file", os.O_RDONLY)
        assert os.pread(descriptor, 1000, 0) == b"x" * 1000
        with pytest.raises(OSError, match="Input/output error"):
            os.pread(descriptor, 1000, 50_000)
        os.close(descriptor)
        assert json.loads(json.dumps(os.listdir(stick.path))) == ["file"]
