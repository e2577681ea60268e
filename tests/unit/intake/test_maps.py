"""Map files of GNU ddrescue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.intake.maps import read_map, write_map
from witnessbox.model.items import Run

BY_DDRESCUE = b"""# Mapfile. Created by GNU ddrescue version 1.27
# Command line: ddrescue -f /dev/sdb stick.img stick.map
# Start time:   2026-11-01 10:11:12
# Current time: 2026-11-01 11:11:12
# Finished
# current_pos  current_status  current_pass
0x00120000     +               3
#      pos        size  status
0x00000000  0x00117000  +
0x00117000  0x00000200  -
0x00117200  0x00001000  /
0x00118200  0x00007DE0  +
0x0011FFE0  0x00000020  ?
"""


def test_what_is_not_finished_is_missing() -> None:
    assert read_map(BY_DDRESCUE) == (
        Run(offset=0x117000, length=0x200),
        Run(offset=0x117200, length=0x1000),
        Run(offset=0x11FFE0, length=0x20),
    )


def test_older_maps_name_no_pass() -> None:
    assert read_map(b"0 +\n0 10 +\n10 5 *\n") == (Run(offset=10, length=5),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# only words\n",
        b"0x0 + 1\n",
        b"0x0 + 1\n0x0 0x10\n",
        b"0x0 + 1\n0x0 0x10 x\n",
        b"0x0 + 1\n0x0 zzz +\n",
        b"0x0 + 1\n0x0 0x10 +\n0x20 0x10 +\n",
        b"0x0 + 1\n-5 0x10 +\n",
        b"\xff\xfe",
    ],
    ids=range(9),
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_map(data)


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 1000)), max_size=20), st.integers(0, 500))
def test_what_is_written_can_be_read(steps: list[tuple[int, int]], rest: int) -> None:
    missing, position = [], 0
    for gap, length in steps:
        missing.append(Run(offset=position + gap, length=length))
        position += gap + length
    assert read_map(write_map(missing, position + rest) if position + rest else b"0 +\n0 0 +\n") == tuple(missing)
