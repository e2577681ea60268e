"""What lies in a WebM rendition besides its pictures, sound and captions: nothing may.

A WebM file is a tree of EBML elements (RFC 8794, RFC 9559). Those that a rendition needs are listed by place; tags,
chapters, attachments, names and padding with anything in it are none of them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from witnessbox.media.structure import StructureError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEGMENT, _CLUSTER, _TRACK, _GROUP = 0x18538067, 0x1F43B675, 0xAE, 0xA0
_VOID, _CHECKSUM, _CODEC = 0xEC, 0xBF, 0x86
_HOLDERS: dict[int, frozenset[int]] = {
    0: frozenset({0x1A45DFA3, _SEGMENT}),
    0x1A45DFA3: frozenset({0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285}),
    _SEGMENT: frozenset({0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, _CLUSTER}),
    0x114D9B74: frozenset({0x4DBB}),  # where the other parts begin
    0x4DBB: frozenset({0x53AB, 0x53AC}),
    0x1549A966: frozenset({0x2AD7B1, 0x4489, 0x4D80, 0x5741}),  # time scale, length, names of the programs
    0x1654AE6B: frozenset({_TRACK}),
    _TRACK: frozenset(
        {
            *(0xD7, 0x73C5, 0x83, 0x9C, 0x88, 0xB9, 0x55AA, 0x22B59C, _CODEC, 0x63A2, 0x23E383),
            *(0x56AA, 0x56BB, 0x55EE, 0xE0, 0xE1),  # delay, lead-in, video, sound
        }
    ),
    0xE0: frozenset({0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x9A, 0x53B8, 0x55B0}),
    0x55B0: frozenset(range(0x55B1, 0x55BE)),
    0xE1: frozenset({0x9F, 0xB5, 0x78B5, 0x6264}),
    0x1C53BB6B: frozenset({0xBB}),  # where the key frames are
    0xBB: frozenset({0xB3, 0xB7}),
    0xB7: frozenset({0xF7, 0xF1, 0xF0, 0xB2, 0x5378}),
    _CLUSTER: frozenset({0xE7, 0xAB, 0xA3, _GROUP}),
    _GROUP: frozenset({0xA1, 0x9B, 0xFB, 0x75A2}),
}
_TEXTS: dict[int, frozenset[bytes]] = {
    0x4282: frozenset({b"webm"}),
    0x4D80: frozenset({b"none"}),
    0x5741: frozenset({b"none"}),
    0x22B59C: frozenset({b"und", b"eng"}),  # the second is what a missing language means anyway
    _CODEC: frozenset({b"V_VP9", b"A_OPUS"}),
}
_MAX_NUMBER = 8  # bytes: longest element that is a number
_MAX_PRIVATE = 64  # bytes of a codec's configuration
_BLOCKS = (0xA3, 0xA1)
_LACED = 0x06
_BLOCK_FLAGS = 3  # offset of the flags behind a track number of one byte and the time
_READ = 64 * 1024


def check_webm(descriptor: int, *, sound: bool = False) -> None:
    """Object to anything in a WebM file but its pictures, its sound, and their index.

    Args:
        descriptor: of the file.
        sound: whether it should have sound.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    tracks: set[int] = set()
    used: set[int] = set()
    codecs: list[bytes] = []
    for kind, start, end in _walk(descriptor, 0, 0, os.fstat(descriptor).st_size):
        length = end - start
        if kind in (_VOID, _CHECKSUM):
            if kind == _VOID and not _empty(descriptor, start, end):
                raise StructureError("padding that is not empty")
            continue
        if kind in _BLOCKS:
            head = os.pread(descriptor, 4, start)
            if len(head) < 4 or not head[0] & 0x80 or head[_BLOCK_FLAGS] & _LACED:
                raise StructureError("a block that is not of one frame")
            used.add(head[0] & 0x7F)
            continue
        if kind in _TEXTS:
            if os.pread(descriptor, min(length, _READ), start).rstrip(b"\0") not in _TEXTS[kind]:
                raise StructureError(f"a text in element {kind:X} that should not be there")
        elif kind == 0x63A2:
            if length > _MAX_PRIVATE:
                raise StructureError("more than a codec's configuration in element 63A2")
        elif length > _MAX_NUMBER:
            raise StructureError(f"element {kind:X} is longer than a number")
        if kind == _CODEC:
            codecs.append(os.pread(descriptor, length, start))
        if kind == 0xD7:
            tracks.add(int.from_bytes(os.pread(descriptor, length, start), "big"))
    if not used or used - tracks:
        raise StructureError("blocks of a track that there is not")
    if codecs != [b"V_VP9", b"A_OPUS"][: 1 + sound]:
        raise StructureError("other tracks than its pictures and its sound")


def _walk(descriptor: int, holder: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Every element that holds no others: kind, start and end of its content."""
    while start < end:
        head = os.pread(descriptor, 12, start)
        kind, width = _vint(head, keep=True)
        length, more = _vint(head[width:], keep=False)
        body = start + width + more
        if body + length > end:
            raise StructureError(f"element {kind:X} does not end within its parent")
        if kind not in (_VOID, _CHECKSUM) and kind not in _HOLDERS[holder]:
            raise StructureError(f"an element {kind:X} that does not belong there")
        if kind == _CHECKSUM and length != 4:
            raise StructureError("a checksum that is none")
        start = body + length
        if kind in _HOLDERS:
            yield from _walk(descriptor, kind, body, start)
        else:
            yield kind, body, start


def _vint(data: bytes, *, keep: bool) -> tuple[int, int]:
    """A number of variable length and how many bytes it takes (RFC 8794, section 4).

    Raises:
        StructureError: there is none, or it stands for *unknown*.
    """
    width = 9 - data[0].bit_length() if data else 9
    if width > 8 or len(data) < width:
        raise StructureError("stray bytes at the end")
    value = int.from_bytes(data[:width], "big")
    if keep:
        return value, width
    value &= (1 << 7 * width) - 1
    if value == (1 << 7 * width) - 1:
        raise StructureError("an element of unknown length")
    return value, width


def _empty(descriptor: int, start: int, end: int) -> bool:
    return all(not any(os.pread(descriptor, min(_READ, end - at), at)) for at in range(start, end, _READ))
