"""Map files of GNU ddrescue: which ranges of an image were read (GNU ddrescue manual, chapter *Mapfile structure*)."""

from __future__ import annotations

from collections.abc import Iterable

from witnessbox.model.items import Run

_FINISHED = "+"
_BAD_SECTOR = "-"
_STATES = frozenset("?*/-+")


def read_map(data: bytes) -> tuple[Run, ...]:
    """Ranges that a map file does not call finished, in order.

    Raises:
        ValueError: it is no map file.
    """
    try:
        lines = [line.split() for line in data.decode("ascii").split("\n") if line.strip() and line[0] != "#"]
    except UnicodeDecodeError:
        raise ValueError("it is not plain text") from None
    if len(lines) < 2 or not 2 <= len(lines[0]) <= 3:
        raise ValueError("it lacks the line of the current position, or any line of a block")
    missing = []
    end = None
    for line in lines[1:]:
        if len(line) != 3 or line[2] not in _STATES:
            raise ValueError(f"“{' '.join(line)[:80]}” is no position, size and status")
        offset, length = int(line[0], 0), int(line[1], 0)
        if offset < 0 or length < 0 or (end is not None and offset != end):
            raise ValueError(f"the block at {line[0]} does not follow the one before")
        end = offset + length
        if line[2] != _FINISHED and length:
            missing.append(Run(offset=offset, length=length))
    return tuple(missing)


def write_map(missing: Iterable[Run], size: int) -> bytes:
    """A map file over a file of `size` bytes in which some ranges are missing."""
    lines = [
        "# Mapfile. Created by witnessbox",
        "# current_pos  current_status  current_pass",
        "0x00000000     +               1",
        "#      pos        size  status",
    ]
    position = 0
    for run in missing:
        offset = run.offset or 0
        if offset > position:
            lines.append(_line(position, offset - position, _FINISHED))
        lines.append(_line(offset, run.length, _BAD_SECTOR))
        position = offset + run.length
    if position < size:
        lines.append(_line(position, size - position, _FINISHED))
    return ("\n".join(lines) + "\n").encode("ascii")


def _line(offset: int, length: int, state: str) -> str:
    return f"0x{offset:08X}  0x{length:08X}  {state}"
