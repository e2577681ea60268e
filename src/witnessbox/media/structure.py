"""What lies in a rendition besides its pixels: nothing may.

Every byte of the file must belong to a part that the format needs. The parts are listed, so a part that nobody thought
of is an objection, not an oversight. Pictures are checked here, videos in `structure_mp4` and `structure_webm`.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_INDEX = 512 * 1024 * 1024  # bytes: index of some days of video
_PNG_CHUNKS = frozenset({b"IHDR", b"IDAT", b"IEND"})
_JPEG_SEGMENTS = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD})  # frames, tables, restart interval
_JFIF = b"JFIF\x00"
_JFIF_LENGTH = 16  # without an embedded thumbnail


class StructureError(Exception):
    """The file holds something that a rendition may not hold, or is not put together as it should be."""


@dataclass(frozen=True, slots=True)
class Part:
    """One box of an MP4 file: where its content lies."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(descriptor: int, start: int, end: int) -> Iterator[Part]:
    """The boxes between two offsets.

    Raises:
        StructureError: they do not fill that space exactly.
    """
    while start < end:
        head = os.pread(descriptor, 16, start)
        if len(head) < 8:
            raise StructureError(f"{len(head)} stray bytes at the end")
        length, kind = struct.unpack(">I4s", head[:8])
        body = start + 8
        if length == 1 and len(head) == 16:
            length, body = struct.unpack(">Q", head[8:])[0], start + 16
        if length < body - start or start + length > end:
            raise StructureError(f"box {name_of(kind)} does not end within its parent")
        yield Part(kind, start, body, start + length)
        start += length


def check_png(descriptor: int) -> None:
    """Object to anything in a PNG file but its pixels.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    size = os.fstat(descriptor).st_size
    place, kind = 8, b""
    if os.pread(descriptor, 8, 0) != b"\x89PNG\r\n\x1a\n":
        raise StructureError("no PNG signature")
    while place < size:
        head = os.pread(descriptor, 8, place)
        if len(head) < 8 or kind == b"IEND":
            raise StructureError("bytes after its end")
        length, kind = struct.unpack(">I4s", head)
        if kind not in _PNG_CHUNKS:
            raise StructureError(f"a chunk {name_of(kind)}")
        place += length + 12
    if kind != b"IEND" or place != size:
        raise StructureError("its end is missing")


def check_jpeg(descriptor: int) -> None:
    """Object to anything in a JPEG file but its pixels.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    check_jpeg_bytes(os.pread(descriptor, os.fstat(descriptor).st_size, 0))


def check_jpeg_bytes(data: bytes) -> None:
    """Object to anything in the bytes of a JPEG file but its pixels.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    if not data.startswith(b"\xff\xd8"):
        raise StructureError("no JPEG signature")
    place = 2
    while data[place : place + 2] != b"\xff\xda":
        if place + 4 > len(data) or data[place] != 0xFF:
            raise StructureError("its segments do not follow each other")
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        jfif = marker == 0xE0 and length == _JFIF_LENGTH and data[place + 4 : place + 9] == _JFIF
        if marker not in _JPEG_SEGMENTS and not jfif:
            raise StructureError(f"a segment {marker:02X}")
        place += 2 + length
    end = data.find(b"\xff\xd9", place)
    if end != len(data) - 2:
        raise StructureError("bytes after its end")


def name_of(kind: bytes) -> str:
    """A four-letter name in words, whatever its bytes."""
    return "".join(chr(byte) if 32 < byte < 127 else "?" for byte in kind)
