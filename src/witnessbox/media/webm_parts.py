"""What the muxer leaves in WebM files that nobody asked for, and what may be in one.

The format is EBML (RFC 8794): elements of an id, a length and a body, one inside the other. Every element of a
rendition is in the list below (RFC 9559), so one that nobody thought of is an objection.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from witnessbox.media.structure import StructureError

if TYPE_CHECKING:
    from collections.abc import Iterator

_EBML, _SEGMENT, _SEEK_HEAD, _VOID, _INFO, _TRACKS, _CLUSTER, _CUES, _TAGS = (
    *(0x1A45DFA3, 0x18538067, 0x114D9B74, 0xEC, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B, 0x1254C367),
)
_ENTRY, _VIDEO, _COLOUR, _AUDIO, _BLOCK_GROUP = 0xAE, 0xE0, 0x55B0, 0xE1, 0xA0
_SIMPLE_BLOCK, _BLOCK, _CUE_POINT, _CUE_PLACE, _SEEK = 0xA3, 0xA1, 0xBB, 0xB7, 0x4DBB
_MUXER, _WRITER, _CODEC, _TYPE, _UNIQUE, _NAME = 0x4D80, 0x5741, 0x86, 0x83, 0x73C5, 0x536E
_KNOWN: dict[int, frozenset[int]] = {
    0: frozenset({_EBML, _SEGMENT}),
    _EBML: frozenset({0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285}),
    _SEGMENT: frozenset({_SEEK_HEAD, _VOID, _INFO, _TRACKS, _CLUSTER, _CUES}),
    _SEEK_HEAD: frozenset({_SEEK}),
    _SEEK: frozenset({0x53AB, 0x53AC}),
    # Scale of times, duration, and two names that the format wants.
    _INFO: frozenset({0x2AD7B1, 0x4489, _MUXER, _WRITER}),
    _TRACKS: frozenset({_ENTRY}),
    # Number, id, lacing, language, codec, its parameters and delays, kind, default duration, picture, sound.
    _ENTRY: frozenset(
        {0xD7, _UNIQUE, 0x9C, 0x22B59C, _CODEC, 0x63A2, 0x56AA, 0x56BB, _TYPE, 0x23E383, _VIDEO, _AUDIO, 0x88, 0x55AA}
    ),
    _VIDEO: frozenset({0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x9A, 0x53B8, _COLOUR}),
    _COLOUR: frozenset({0x55B1, 0x55B2, 0x55B3, 0x55B4, 0x55B5, 0x55B6, 0x55B7, 0x55B8, 0x55B9, 0x55BA, 0x55BB}),
    _AUDIO: frozenset({0x9F, 0xB5, 0x78B5, 0x6264}),
    _CLUSTER: frozenset({0xE7, _SIMPLE_BLOCK, _BLOCK_GROUP}),
    _BLOCK_GROUP: frozenset({_BLOCK, 0x9B, 0xFB, 0x75A2}),
    _CUES: frozenset({_CUE_POINT}),
    _CUE_POINT: frozenset({0xB3, _CUE_PLACE}),
    _CUE_PLACE: frozenset({0xF7, 0xF1, 0xF0}),
}
NAMELESS = b"none"
"""What stands where the format wants the names of programs."""
_MAX_SMALL = 1 << 20
_MOST_DEPTH = 6


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


def check_webm(descriptor: int, *, sound: bool) -> None:
    """Object to anything in a WebM file but one VP9 track, one Opus track where there is sound, and their index.

    Args:
        descriptor: of the file.
        sound: whether it should have sound.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    codecs: list[bytes] = []
    for parent, part in _walk(descriptor, 0, 0, os.fstat(descriptor).st_size, 0):
        if part.kind == _VOID and parent in (_SEGMENT, _SEEK_HEAD):
            if any(_small(descriptor, part)):
                raise StructureError("empty space that is not empty")
            continue
        if part.kind not in _KNOWN[parent]:
            raise StructureError(f"an element {part.kind:X} that does not belong there")
        if part.kind in (_MUXER, _WRITER) and _small(descriptor, part).rstrip(b"\0") != NAMELESS:
            raise StructureError("the name of a program")
        if part.kind == _CODEC:
            codecs.append(_small(descriptor, part))
        if part.kind in (_SIMPLE_BLOCK, _BLOCK) and os.pread(descriptor, 4, part.body)[3] & 0x06:
            raise StructureError("a block that holds several packets")
    wanted = [b"V_VP9", b"A_OPUS"] if sound else [b"V_VP9"]
    if codecs != wanted:
        raise StructureError("other tracks than its pictures and its sound")


def _walk(descriptor: int, parent: int, start: int, end: int, depth: int) -> Iterator[tuple[int, Element]]:
    for part in elements(descriptor, start, end):
        yield parent, part
        if part.kind in _KNOWN and depth < _MOST_DEPTH:
            yield from _walk(descriptor, part.kind, part.body, part.end, depth + 1)


def _small(descriptor: int, part: Element, *, head: bool = False) -> bytes:
    start = part.start if head else part.body
    if part.end - part.body > _MAX_SMALL:
        raise StructureError(f"element {part.kind:X} is too large")
    return os.pread(descriptor, part.end - start, start)


def _write(descriptor: int, data: bytes, place: int) -> None:
    done = 0
    while done < len(data):
        done += os.pwrite(descriptor, data[done:], place + done)
