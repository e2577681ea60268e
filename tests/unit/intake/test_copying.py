"""Copying: holes, ends that move, and disks that fail."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from witnessbox.intake.copying import Copied, Reading, StoppedError, copy_file, extents, joined
from witnessbox.model.items import Run
from witnessbox.vault.objects import ObjectStore

BLOCK = 256 * 1024


def reading(*, gone: bool = False, stopped: bool = False, advance: Callable[[int], None] = lambda _: None) -> Reading:
    return Reading(advance=advance, gone=lambda: gone, stopped=lambda: stopped)


@pytest.fixture
def objects(tmp_path: Path) -> ObjectStore:
    for name in ("objects", "tmp"):
        (tmp_path / name).mkdir()
    return ObjectStore(tmp_path / "objects", tmp_path / "tmp")


def copied(path: Path, objects: ObjectStore, **more: Any) -> Copied:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return copy_file(descriptor, objects, more.pop("reading", reading()), **more)
    finally:
        os.close(descriptor)


def bad_ranges(monkeypatch: pytest.MonkeyPatch, *bad: tuple[int, int]) -> list[tuple[int, int]]:
    """A disk whose reads fail when they touch a range; gives the reads that were tried."""
    real, tried = os.preadv, []

    def preadv(descriptor: int, buffers: Any, offset: int) -> int:
        length = sum(len(buffer) for buffer in buffers)
        tried.append((offset, length))
        if any(start < offset + length and offset < end for start, end in bad):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(descriptor, buffers, offset)

    monkeypatch.setattr(os, "preadv", preadv)
    return tried


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK + 1, 3 * BLOCK + 17, 4 * BLOCK, 9 * BLOCK + 5])
def test_bytes_and_digest(size: int, tmp_path: Path, objects: ObjectStore) -> None:
    data = random.Random(size).randbytes(size)
    (tmp_path / "file").write_bytes(data)
    counted: list[int] = []
    result = copied(tmp_path / "file", objects, reading=reading(advance=counted.append))
    assert result.path is not None and result.path.read_bytes() == data
    assert (result.sha256, result.size, sum(counted)) == (hashlib.sha256(data).hexdigest(), size, size)
    assert (result.missing, result.error, result.sizes) == ((), None, None)


def odd_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that gives fewer bytes than were asked for, and odd numbers of them."""
    real = os.preadv
    monkeypatch.setattr(os, "preadv", lambda descriptor, views, at: real(descriptor, [views[0][:100_001]], at))


def no_way_past_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    real = fcntl.fcntl

    def refuse(descriptor: int, command: int, flags: int = 0) -> Any:
        if command == fcntl.F_SETFL and flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return real(descriptor, command, flags)

    monkeypatch.setattr(fcntl, "fcntl", refuse)


def larger_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk past whose cache only blocks of 2 MiB can be written."""
    real = os.pwrite

    def refuse(descriptor: int, data: memoryview, offset: int) -> int:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_DIRECT:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return real(descriptor, data, offset)

    monkeypatch.setattr(os, "pwrite", refuse)


@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="this system has no way past the cache")
@pytest.mark.parametrize("world", [odd_reads, no_way_past_the_cache, larger_units])
def test_large_files_where_the_way_past_the_cache_is_barred(
    world: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, objects: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = random.Random(7).randbytes(9 * BLOCK + 5)
    (tmp_path / "file").write_bytes(data)
    world(monkeypatch)
    result = copied(tmp_path / "file", objects)
    assert result.path is not None and result.path.read_bytes() == data
    assert result.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("data_at", [[], [0], [1 << 20], [0, 1 << 20, (5 << 20) - 4096]])
def test_holes_are_kept(data_at: list[int], tmp_path: Path, objects: ObjectStore) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        for offset in data_at:
            file.seek(offset)
            file.write(b"x" * 4096)
        file.truncate(5 << 20)
    result = copied(path, objects)
    assert result.path is not None and result.path.read_bytes() == path.read_bytes()
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert result.path.stat().st_blocks <= path.stat().st_blocks + 8


def test_extents_cover_the_file_in_order(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        for offset in (4096, 1 << 20, 3 << 20):
            file.seek(offset)
            file.write(b"x" * 5000)
        file.truncate(4 << 20)
    descriptor = os.open(path, os.O_RDONLY)
    spans = list(extents(descriptor, 4 << 20))
    os.close(descriptor)
    assert [start for start, _, _ in spans[1:]] == [end for _, end, _ in spans[:-1]]
    assert (spans[0][0], spans[-1][1]) == (0, 4 << 20)
    data = path.read_bytes()
    assert all(holds_data or not data[start:end].strip(b"\0") for start, end, holds_data in spans)


def test_a_file_that_claims_to_be_empty(objects: ObjectStore) -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("no /proc here")
    result = copied(path, objects)
    assert result.path is not None and result.path.read_bytes().startswith(b"Name:")


def test_growing_is_bounded_and_told(tmp_path: Path, objects: ObjectStore) -> None:
    path = tmp_path / "grows"
    path.write_bytes(b"a" * BLOCK)

    def grow(count: int) -> None:
        if count:
            with path.open("ab") as file:
                file.write(b"b" * BLOCK)

    result = copied(path, objects, reading=reading(advance=grow))
    assert result.size == BLOCK
    assert result.sizes == (BLOCK, 2 * BLOCK)
    assert result.sha256 == hashlib.sha256(b"a" * BLOCK).hexdigest()


def test_shrinking_is_told(tmp_path: Path, objects: ObjectStore) -> None:
    path = tmp_path / "shrinks"
    path.write_bytes(b"a" * 4 * BLOCK)
    result = copied(path, objects, reading=reading(advance=lambda _: os.truncate(path, BLOCK)))
    assert (result.size, result.sizes) == (BLOCK, (4 * BLOCK, BLOCK))


@pytest.mark.parametrize(
    "bad",
    [
        [(0, 512)],
        [(BLOCK + 512, BLOCK + 1024)],
        [(5 * BLOCK, 5 * BLOCK + 77), (30 * BLOCK - 1, 30 * BLOCK)],
        [(2 * BLOCK, 6 * BLOCK)],
        [(40 * BLOCK + 1000, 40 * BLOCK + 1117)],
    ],
    ids=range(5),
)
def test_only_bad_sectors_are_lost(
    bad: list[tuple[int, int]], tmp_path: Path, objects: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = random.Random(3).randbytes(40 * BLOCK + 1117)
    path = tmp_path / "file"
    path.write_bytes(data)
    bad_ranges(monkeypatch, *bad)
    result = copied(path, objects)
    expected = bytearray(data)
    lost = [(start // 512 * 512, min(-(-end // 512) * 512, len(data))) for start, end in bad]
    for start, end in lost:
        expected[start:end] = bytes(end - start)
    assert result.missing == tuple(Run(offset=start, length=end - start) for start, end in lost)
    assert result.path is not None and result.path.read_bytes() == expected
    assert result.sha256 == hashlib.sha256(expected).hexdigest()
    assert result.size == len(data)


def test_good_parts_come_before_bad_ones_are_tried_again(
    tmp_path: Path, objects: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 8 * BLOCK)
    tried = bad_ranges(monkeypatch, (BLOCK, BLOCK + 512))
    copied(path, objects)
    again = tried.index((BLOCK, 64 * 1024))
    assert max(offset for offset, _ in tried[:again]) == 7 * BLOCK
    assert all(BLOCK <= offset < 2 * BLOCK for offset, _ in tried[again:])


def test_nothing_readable_is_an_error(tmp_path: Path, objects: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 3 * BLOCK)
    bad_ranges(monkeypatch, (0, 3 * BLOCK))
    result = copied(path, objects)
    assert (result.path, result.sha256) == (None, None)
    assert result.error is not None and result.error.errno == errno.EIO
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_source_that_is_gone_is_not_tried_again(
    tmp_path: Path, objects: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 30 * BLOCK)
    tried = bad_ranges(monkeypatch, (2 * BLOCK, 30 * BLOCK))
    result = copied(path, objects, reading=reading(gone=True))
    assert result.error is not None and result.size == 2 * BLOCK
    assert len(tried) == 3


def test_stopping_leaves_nothing(tmp_path: Path, objects: ObjectStore) -> None:
    (tmp_path / "file").write_bytes(b"x" * BLOCK)
    with pytest.raises(StoppedError):
        copied(tmp_path / "file", objects, reading=reading(stopped=True))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_spans_that_touch_become_one() -> None:
    assert list(joined([(5, 7), (0, 2), (2, 3), (6, 9), (12, 12)])) == [(0, 3), (5, 9)]
    assert list(joined([])) == []
