"""Archives made to harm: bombs, lies, loops and names that lead out, through intake as a person runs it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import libarchive
import py7zr
import pytest
from archive_samples import tar, unpacked, unpacking_worker
from cases import copied, empty_case, here, leftovers, signed

from witnessbox.model.members import Bounds, ExpansionState


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "home" / "x.case")


@pytest.fixture
def trove(tmp_path: Path) -> Path:
    (tmp_path / "trove").mkdir()
    return tmp_path / "trove"


def items(case: Path) -> list[dict[str, Any]]:
    return here("items", case, "--json", code=0).json["items"]


def everything(folder: Path) -> set[str]:
    return {os.path.join(where, name) for where, folders, files in os.walk(folder) for name in (*folders, *files)}


def overlapping(path: Path, members: int) -> Path:
    """A zip whose directory names one member many times (after David Fifield, *A better zip bomb*, 2019)."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(bytes(100_000)) + packed.flush()
    crc = zlib.crc32(bytes(100_000))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, crc, len(data), 100_000, 1, 0) + b"x" + data
    directory = b"".join(
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, crc, len(data), 100_000, 8, 0, 0, 0, 0, 0, 0)
        + b"%08d" % number
        for number in range(members)
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, members, members, len(directory), len(local), 0)
    path.write_bytes(local + directory + end)
    return path


def test_members_that_overlap_are_refused_before_any_is_read(case: Path, trove: Path) -> None:
    bomb = overlapping(trove / "bomb.zip", 500)
    answer = here(*signed("intake", case, trove), "--json", code=0).json
    (opened,) = answer["opened"]
    assert (opened["state"], opened["members"], opened["bound"]) == ("refused", 0, "overlap 0")
    assert [row["sha256"] for row in items(case)] == [hashlib.sha256(bomb.read_bytes()).hexdigest()]


def test_ten_thousand_nested_archives_end_at_the_bound_on_depth(case: Path, trove: Path) -> None:
    data = b"the innermost"
    for _ in range(10_000):
        name = b"z"
        crc = zlib.crc32(data)
        local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 33, crc, len(data), len(data), 1, 0) + name
        entry = struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 33, crc, len(data), len(data), 1, 0, 0, 0, 0, 0, 0
        )
        end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry) + 1, len(local) + len(data), 0)
        data = local + data + entry + name + end
    (trove / "nest.zip").write_bytes(data)
    opened = here(*signed("intake", case, trove), "--json", code=0).json["opened"]
    assert [each["state"] for each in opened] == ["whole"] * 16 + ["refused"]
    assert opened[-1]["bound"] == "depth 16"
    assert len(items(case)) == 17
    again = here(*signed("intake", case, trove), "--max-depth", "20", "--json", code=0).json
    assert [each["state"] for each in again["opened"]] == ["whole"] * 4 + ["refused"]
    assert len(items(case)) == 21
    here("verify", case, code=0)


def test_an_archive_that_holds_itself_is_opened_once(case: Path, trove: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x", "x")
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(trove / name, "w") as archive:
            archive.writestr(zipfile.ZipInfo("same.zip"), inner.getvalue())
    opened = here(*signed("intake", case, trove), "--json", code=0).json["opened"]
    assert len(opened) == 2  # two names of one content, and the archive in it
    assert len(items(case)) == 4


@pytest.mark.parametrize("kind", ["zip", "tar", "7z"])
def test_names_that_lead_out_write_nothing_outside(kind: str, case: Path, trove: Path, tmp_path: Path) -> None:
    evil = ["../../../../evil", "/tmp/evil", "..\\..\\evil", "a/../../../evil", "C:\\evil", "//server/evil", "\x01\n\r"]
    if kind == "zip":
        with zipfile.ZipFile(trove / "x", "w") as archive:
            for name in evil:
                archive.writestr(name, name)
            link = zipfile.ZipInfo("link")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr(link, str(tmp_path))
            archive.writestr("link/evil", "through the link")
    elif kind == "tar":
        with tarfile.open(trove / "x", "w") as archive:
            info = tarfile.TarInfo("link")
            info.type, info.linkname = tarfile.SYMTYPE, str(tmp_path)
            archive.addfile(info)
            for name in [*evil, "link/evil"]:
                info = tarfile.TarInfo(name)
                info.size = len(name.encode())
                archive.addfile(info, io.BytesIO(name.encode()))
    else:
        with libarchive.file_writer(str(trove / "x"), "7zip") as archive:
            for name in evil:
                archive.add_file_from_memory(name, len(name.encode()), name.encode())
    before = everything(tmp_path)
    here(*signed("intake", case, trove), code=0)
    home = str(tmp_path / "home")
    assert {path for path in everything(tmp_path) ^ before if not path.startswith(home)} == set()
    assert not Path("/tmp/evil").exists()
    members = {base64.b64decode(row["path_bytes"]) for row in items(case) if row["parent"]}
    assert {name.encode() for name in evil} <= members
    here("verify", case, code=0)


def test_bombs_stay_small_in_memory(tmp_path: Path) -> None:
    with py7zr.SevenZipFile(tmp_path / "7z", "w") as archive:
        archive.writestr(bytes(200_000_000), "zeros")
    (tmp_path / "gz").write_bytes(gzip.compress(bytes(200_000_000)))
    with zipfile.ZipFile(tmp_path / "zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    bounds = Bounds(memory=64 * 1024**2, floor=1024**3)
    with unpacking_worker() as worker:
        for kind in ("7z", "gz", "zip"):
            got, reading = unpacked(worker, tmp_path / kind, bounds=bounds)
            assert (reading.state, len(got[0].data)) == (ExpansionState.WHOLE, 200_000_000)
        assert peak(worker) < 300_000_000


def peak(worker: Any) -> int:
    status = Path(f"/proc/{worker._child._process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def test_a_directory_that_lies_about_its_entries(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        for number in range(50):
            archive.writestr(f"{number}", "x")
    data = bytearray((tmp_path / "x").read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    del data[entry:end]  # the last entry: its member is still there
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HHI", data, end + 8, 49, 49, end - data.index(b"PK\x01\x02"))
    (tmp_path / "x").write_bytes(data)
    with unpacking_worker() as worker:
        got, reading = unpacked(worker, tmp_path / "x")
    assert len(got) == reading.members == 49
    assert reading.second_members in (49, 50)


def test_a_million_declared_members_are_bounded(case: Path, trove: Path) -> None:
    with tarfile.open(trove / "x.tar.gz", "w:gz", compresslevel=1) as archive:
        for number in range(5_000):
            archive.addfile(tarfile.TarInfo(f"{number}"))
    opened = here(*signed("intake", case, trove), "--max-entries", "1000", "--json", code=0).json["opened"]
    assert (opened[0]["state"], opened[0]["bound"], opened[0]["members"]) == ("refused", "entries 1000", 1000)
    assert len(items(case)) == 1001
    opened = here(*signed("intake", case, trove), "--json", code=0).json["opened"]
    assert (opened[0]["state"], opened[0]["members"]) == ("whole", 5000)
    assert len(items(case)) == 5001
    here("verify", case, code=0)


def test_sizes_that_cannot_be(tmp_path: Path) -> None:
    path = tar(tmp_path / "x", [("a", b"abc"), ("b", b"def")])
    with unpacking_worker() as worker:
        for field in (b"77777777777\0", b"-0000000001\0", b"\xff" * 12, b"\x80" + b"\xff" * 11):
            data = bytearray(path.read_bytes())
            data[124:136] = field
            block = bytes(data[:148]) + b" " * 8 + bytes(data[156:512])
            data[148:156] = b"%06o\0 " % sum(block)
            (tmp_path / "y").write_bytes(data)
            got, reading = unpacked(worker, tmp_path / "y")
            assert reading.state in (ExpansionState.PARTIAL, ExpansionState.FAILED, ExpansionState.REFUSED)
            assert sum(len(each.data) for each in got) < 10**10


def test_archives_in_archives_become_items_and_seal_alike_after_a_kill(case: Path, trove: Path, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("video.mp4", b"bytes of a video")
        archive.writestr("again.tar.gz", tar(tmp_path / "t", [("deep", b"deepest")], "w:gz").read_bytes())
    tar(trove / "outer.tar", [("inner.zip", inner.getvalue()), ("text", b"text")])
    (trove / "text").write_bytes(b"text")
    answer = here(*signed("intake", case, trove), "--json", code=0).json
    rows = items(case)
    by_path = {(row["path"], row["parent"] is None): row for row in rows}
    assert len(rows) == 7
    assert by_path["inner.zip", False]["parent"] == by_path["outer.tar", True]["sha256"]
    assert by_path["deep", False]["parent"] == by_path["again.tar.gz", False]["sha256"]
    assert by_path["text", False]["sha256"] == by_path["text", True]["sha256"]
    assert answer["outcomes"] == {"sealed": 7}
    second = here(*signed("intake", case, trove), "--json", code=0).json
    assert second["nothing_new"] and second["opened"] == [] and second["seal"] == answer["seal"]
    here("verify", case, code=0)
    here("rebuild", case, code=0)
    assert items(case) == rows
    assert leftovers(case) == []
