"""What the muxer leaves in WebM files that nobody asked for. `structure_webm` checks what comes of it.

The format is EBML (RFC 8794): elements of an id, a length and a body, one inside the other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from witnessbox.media.structure import StructureError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEEK_HEAD, _VOID, _INFO, _TRACKS, _TAGS = 0x114D9B74, 0xEC, 0x1549A966, 0x1654AE6B, 0x1254C367  # RFC 9559
_ENTRY, _VIDEO, _MUXER, _WRITER = 0xAE, 0xE0, 0x4D80, 0x5741
NAMELESS = b"none"
"""What stands where the format wants the names of programs."""
_MAX_SMALL = 1 << 20


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its id, where it begins, where its body begins and ends."""

    kind: int
    start: int
    body: int
    end: int


def elements(descriptor: int, start: int, end: int) -> Iterator[Element]:
    """The elements between two offsets.

    Raises:
        StructureError: they do not fill that space exactly, or one does not say how long it is.
    """
    while start < end:
        head = os.pread(descriptor, 12, start)
        kind, id_length = _number(head, marked=True)
        length, length_length = _number(head[id_length:], marked=False)
        body = start + id_length + length_length
        if length == (1 << (7 * length_length)) - 1 or body + length > end:
            raise StructureError(f"element {kind:X} does not end within its parent")
        yield Element(kind, start, body, body + length)
        start = body + length


def _number(data: bytes, *, marked: bool) -> tuple[int, int]:
    """A number of variable length, with or without the bit that says its length, and how many bytes it takes."""
    length = 9 - data[0].bit_length() if data and data[0] else 0
    if not 1 <= length <= min(8, len(data)):
        raise StructureError("stray bytes that are no element")
    value = int.from_bytes(data[:length])
    return (value if marked else value & ((1 << (7 * length)) - 1)), length


def clean(descriptor: int, shown: tuple[int, int] | None = None) -> None:
    """Overwrite the muxer's name, turn the tags that it writes unasked into empty space, and say how pixels are shaped.

    Args:
        descriptor: of a finished file, readable and writable.
        shown: width and height in square pixels where those of the frame are not square. PyAV gives the muxer no such
            thing; the space of the tags, behind the tracks, has room for it.

    Raises:
        StructureError: the file is not put together as it should be.
    """
    _, segment = elements(descriptor, 0, os.fstat(descriptor).st_size)
    for part in elements(descriptor, segment.body, segment.end):
        if part.kind == _TAGS:
            _empty(descriptor, part)
        if part.kind == _INFO:
            for each in elements(descriptor, part.body, part.end):
                if each.kind in (_MUXER, _WRITER):
                    _write(descriptor, NAMELESS.ljust(each.end - each.body, b"\0")[: each.end - each.body], each.body)
        if part.kind == _SEEK_HEAD:
            for each in elements(descriptor, part.body, part.end):
                if _TAGS.to_bytes(4) in _small(descriptor, each):
                    _empty(descriptor, each)

    if shown is not None:
        _shape(descriptor, segment, shown)


def _shape(descriptor: int, segment: Element, shown: tuple[int, int]) -> None:
    """Put the shown size into the description of the pictures, at the cost of the empty space behind it."""
    parts = elements(descriptor, segment.body, segment.end)
    tracks = next(part for part in parts if part.kind == _TRACKS)
    room = next(parts)
    width, height = (_element(kind, side.to_bytes(4)) for kind, side in zip((0x54B0, 0x54BA), shown, strict=True))
    entries = [_small(descriptor, part, head=True) for part in elements(descriptor, tracks.body, tracks.end)]
    entry = next(elements(descriptor, tracks.body, tracks.end))
    members = [
        _element(_VIDEO, _small(descriptor, part) + width + height)
        if part.kind == _VIDEO
        else _small(descriptor, part, head=True)
        for part in elements(descriptor, entry.body, entry.end)
    ]
    data = _element(_TRACKS, b"".join([_element(_ENTRY, b"".join(members)), *entries[1:]]))
    left = room.end - tracks.start - len(data)
    if room.kind != _VOID or left < 9:
        raise StructureError("no room for the shape of pixels")
    _write(descriptor, data, tracks.start)
    _empty(descriptor, Element(_VOID, room.end - left, room.end - left + 9, room.end))


def _element(kind: int, body: bytes) -> bytes:
    """An element with a length of two bytes."""
    return kind.to_bytes((kind.bit_length() + 7) // 8) + (0x4000 | len(body)).to_bytes(2) + body


def _empty(descriptor: int, part: Element) -> None:
    """Make an element empty space of the same length."""
    length = part.end - part.start
    if not 9 <= length < _MAX_SMALL:
        raise StructureError("a part that cannot be emptied")
    head = bytes([_VOID]) + ((1 << 56) | (length - 9)).to_bytes(8)
    _write(descriptor, head.ljust(length, b"\0"), part.start)


def _small(descriptor: int, part: Element, *, head: bool = False) -> bytes:
    start = part.start if head else part.body
    if part.end - part.body > _MAX_SMALL:
        raise StructureError(f"element {part.kind:X} is too large")
    return os.pread(descriptor, part.end - start, start)


def _write(descriptor: int, data: bytes, place: int) -> None:
    done = 0
    while done < len(data):
        done += os.pwrite(descriptor, data[done:], place + done)
