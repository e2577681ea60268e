"""Names of files that belong together."""

from __future__ import annotations

import os

import pytest

from witnessbox.intake.volume_names import companions, volumes


@pytest.mark.parametrize(
    ("first", "names", "found"),
    [
        (b"x.E01", [b"x.E01", b"x.E02", b"x.E10", b"y.E01"], (b"x.E01", b"x.E02", b"x.E10")),
        (b"x.E02", [b"x.E01", b"x.E02"], (b"x.E01", b"x.E02")),
        (b"x.E02", [b"x.E02"], (b"x.E02",)),
        (b"x.E01", [b"x.E99", b"x.EAB", b"x.EAA", b"x.E01"], (b"x.E01", b"x.E99", b"x.EAA", b"x.EAB")),
        (b"X.e01", [b"x.E02", b"X.e01"], (b"X.e01", b"x.E02")),
        (b"a.001", [b"a.000", b"a.001", b"a.003", b"a.002"], (b"a.001", b"a.002", b"a.003")),
        (b"a.002", [b"a.001", b"a.002"], (b"a.001", b"a.002")),
        (b"a.7z.003", [b"a.7z.001", b"a.7z.003"], (b"a.7z.003",)),
        (b"a.part2.RAR", [b"a.part1.rar", b"a.part2.RAR", b"b.part1.rar"], (b"a.part1.rar", b"a.part2.RAR")),
        (b"a.r00", [b"a.r00", b"a.rar", b"a.s00", b"a.r01"], (b"a.rar", b"a.r00", b"a.r01")),
        (b"a.rar", [b"a.rar", b"b.r00"], (b"a.rar",)),
        (b"a.zip", [b"a.zip", b"a.z02", b"a.z01"], (b"a.z01", b"a.z02", b"a.zip")),
        (b"a.zip", [b"a.zip", b"a.z02"], (b"a.zip",)),
        (b"a.z01", [b"a.z01"], (b"a.z01",)),
        (b"a.zip", [b"a.zip"], (b"a.zip",)),
        (b"stick.img", [b"stick.img", b"stick.001"], (b"stick.img",)),
        (b"\xff\n.001", [b"\xff\n.001", b"\xff\n.002"], (b"\xff\n.001", b"\xff\n.002")),
    ],
    ids=range(17),
)
def test_volumes_are_put_in_order(first: bytes, names: list[bytes], found: tuple[bytes, ...]) -> None:
    shuffled = sorted(names, key=lambda name: os.urandom(4))
    assert volumes(first, shuffled) == found


@pytest.mark.parametrize(
    ("name", "companion"),
    [
        (b"x.E01", b"x.E02"),
        (b"x.e07", b"x.E01"),
        (b"x.7z.001", b"x.7z.002"),
        (b"x.014", b"x.001"),
        (b"x.part01.rar", b"x.part02.rar"),
        (b"x.part2.RAR", b"x.part1.rar"),
        (b"x.rar", b"x.r00"),
        (b"X.R17", b"X.rar"),
        (b"x.ZIP", b"x.z01"),
        (b"x.z01", b"x.zip"),
    ],
)
def test_a_volume_has_companions(name: bytes, companion: bytes) -> None:
    assert companion in companions(name)
    assert name not in companions(name)


def test_most_names_have_no_companions() -> None:
    assert [companions(name) for name in (b"x.avi", b"archive", b"x.7z", b"x.tar.gz")] == [()] * 4
