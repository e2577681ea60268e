"""The second reading."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from witnessbox.intake.copying import Reading, StoppedError
from witnessbox.intake.recheck import same_bytes

SIZE = 600_000


def compare(one: Path, other: Path, size: int, *, stopped: bool = False) -> bool:
    descriptors = [os.open(path, os.O_RDONLY) for path in (one, other)]
    try:
        reading = Reading(advance=lambda _: None, gone=lambda: False, stopped=lambda: stopped)
        return same_bytes(*descriptors, reading, size=size)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


@pytest.mark.parametrize("change", [0, 262_143, 262_144, SIZE - 1])
def test_one_other_byte_is_noticed(change: int, tmp_path: Path) -> None:
    data = bytearray(os.urandom(SIZE))
    (tmp_path / "one").write_bytes(data)
    (tmp_path / "other").write_bytes(data)
    assert compare(tmp_path / "one", tmp_path / "other", SIZE)
    data[change] ^= 1
    (tmp_path / "one").write_bytes(data)
    assert not compare(tmp_path / "one", tmp_path / "other", SIZE)


@pytest.mark.parametrize("size", [SIZE - 1, SIZE + 1, 0])
def test_another_length_is_noticed(size: int, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"x" * size)
    (tmp_path / "other").write_bytes(b"x" * SIZE)
    assert not compare(tmp_path / "one", tmp_path / "other", SIZE)
    assert not compare(tmp_path / "other", tmp_path / "one", SIZE)


@pytest.mark.parametrize("dense", [None, 0, 5_000_000, 9_999_999])
def test_holes_are_compared_without_being_read(dense: int | None, tmp_path: Path) -> None:
    for name in ("one", "other"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(10_000_000)
    if dense is not None:
        with (tmp_path / "one").open("r+b") as file:
            file.seek(dense)
            file.write(b"x")
    assert compare(tmp_path / "one", tmp_path / "other", 10_000_000) == (dense is None)
    assert compare(tmp_path / "other", tmp_path / "one", 10_000_000) == (dense is None)


def test_zeros_and_a_hole_are_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(bytes(SIZE))
    with (tmp_path / "other").open("wb") as file:
        file.truncate(SIZE)
    assert compare(tmp_path / "one", tmp_path / "other", SIZE)
    assert compare(tmp_path / "other", tmp_path / "one", SIZE)


def test_it_stops_when_told(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"x" * SIZE)
    with pytest.raises(StoppedError):
        compare(tmp_path / "one", tmp_path / "one", SIZE, stopped=True)
