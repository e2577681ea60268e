"""Disk images taken in by the whole program: members, segments, block devices, and a second run."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from archive_samples import rar4_volumes
from cases import copied, empty_case, here, leftovers, signed
from disk_samples import CONTENTS, CYRILLIC, GONE, LIVE, TORN_AND_GONE, encase, fat, partitioned


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


def items(case: Path) -> dict[str, dict[str, Any]]:
    return {row["path"].split("/")[-1]: row for row in here("items", case, "--json", code=0).json["items"]}


def sha256(name: str) -> str:
    return hashlib.sha256(CONTENTS[name]).hexdigest()


def test_files_on_a_stick_become_items(case: Path, tmp_path: Path) -> None:
    (tmp_path / "trove").mkdir()
    (tmp_path / "make").mkdir()
    image = partitioned(fat(tmp_path / "make", 16).path, tmp_path / "trove" / "stick.img")
    answer = here(*signed("intake", case, tmp_path / "trove"), "--json", code=0).json
    found = items(case)
    container = hashlib.sha256(image.read_bytes()).hexdigest()
    assert found["stick.img"]["sha256"] == container
    for name in (LIVE, CYRILLIC, GONE):
        assert (found[name]["sha256"], found[name]["parent"]) == (sha256(name), container)
    assert found[GONE]["recovery"] == "recovered"
    assert found[TORN_AND_GONE]["recovery"] == "doubtful"
    assert found[LIVE]["runs"][0]["length"] == len(CONTENTS[LIVE])
    (opened,) = answer["opened"]
    assert opened["state"] == "whole" and opened["second_reader"].startswith("libfsfat")
    assert "doubtful" in here("items", case, code=0).out
    again = here(*signed("intake", case, tmp_path / "trove"), "--json", code=0).json
    assert again["nothing_new"] and again["seal"] == answer["seal"]
    here("verify", case, code=0)
    assert leftovers(case) == []
    assert "volume: sealed as it is" not in here("status", case, code=0).out


def test_segments_are_read_as_one_image(case: Path, tmp_path: Path) -> None:
    for name in ("trove", "make"):
        (tmp_path / name).mkdir()
    image = fat(tmp_path / "make", 16).path
    segments = encase(image, tmp_path / "trove" / "stick", segment_megabytes=1)
    data = image.read_bytes()
    for number in range(3):
        part = data[number * 15_000_000 : (number + 1) * 15_000_000]
        (tmp_path / "trove" / f"raw.00{number + 1}").write_bytes(part)
    answer = here(*signed("intake", case, tmp_path / "trove"), "--json", code=0).json
    assert [each["state"] for each in answer["opened"]] == ["whole", "whole"], answer["opened"]
    rows = here("items", case, "--json", code=0).json["items"]
    parents = {row["parent"] for row in rows if row["sha256"] == sha256(LIVE)}
    assert len(parents) == 2
    assert sum(row["parent"] is None for row in rows) == len(segments) + 3


def test_volumes_of_an_archive_are_read_as_one(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    with zipfile.ZipFile(tmp_path / "whole", "w") as archive:
        archive.writestr("inside.bin", CONTENTS[LIVE])
    whole = (tmp_path / "whole").read_bytes()
    half = len(whole) // 2
    (trove / "cut.zip.001").write_bytes(whole[:half])
    (trove / "cut.zip.002").write_bytes(whole[half:])
    for number in (1, 2):  # numbered, and each of them whole
        with zipfile.ZipFile(trove / f"backup.00{number}", "w") as archive:
            archive.writestr(f"day {number}", f"day {number}")
    for number, volume in enumerate(rar4_volumes(b"long.bin", CONTENTS[LIVE][:2300], [1000, 1000, 300]), 1):
        (trove / f"long.part{number}.rar").write_bytes(volume)
    answer = here(*signed("intake", case, trove), "--json", code=0).json
    assert [each["state"] for each in answer["opened"]] == ["whole"] * 4, answer["opened"]
    found = items(case)
    assert found["inside.bin"]["sha256"] == sha256(LIVE)
    assert found["inside.bin"]["parent"] == hashlib.sha256(whole[:half]).hexdigest()
    assert found["long.bin"]["size"] == 2300
    assert {"day 1", "day 2"} < found.keys()


def test_containers_that_nothing_opens_are_told(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    (trove / "machine.vmdk").write_bytes(b"KDMV" + bytes(5000))
    answer = here(*signed("intake", case, trove), code=0).out
    assert "this version has no reader for it (VMware disk)" in answer
    assert here("status", case, "--json", code=0).json["containers"] == {"failed": 1}
    assert here(*signed("intake", case, trove), "--json", code=0).json["nothing_new"]
