"""What lies in a rendition besides its pixels: nothing may.

Every byte of the file must belong to a part that the format needs. The parts are listed, so a part that nobody thought
of is an objection, not an oversight.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLDERS = frozenset({b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"})
_KNOWN = {
    (): {b"ftyp", b"free", b"mdat", b"moov"},
    (b"moov",): {b"mvhd", b"trak"},
    (b"moov", b"trak"): {b"tkhd", b"edts", b"mdia"},
    (b"moov", b"trak", b"edts"): {b"elst"},
    (b"moov", b"trak", b"mdia"): {b"mdhd", b"hdlr", b"minf"},
    (b"moov", b"trak", b"mdia", b"minf"): {b"vmhd", b"dinf", b"stbl"},
    (b"moov", b"trak", b"mdia", b"minf", b"dinf"): {b"dref"},
    (b"moov", b"trak", b"mdia", b"minf", b"stbl"): {
        *(b"stsd", b"stts", b"stss", b"stsc", b"stsz", b"stco", b"co64"),
    },
}
_SAMPLE_PARTS = frozenset({b"avcC", b"colr", b"pasp", b"btrt"})
_HANDLER = b"VideoHandler\x00"  # what the muxer calls every video track
_NAL_TYPES = frozenset({1, 5, 7, 8})  # slices, parameter sets; no messages (6), nothing of another kind
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
            raise StructureError(f"box {_name(kind)} does not end within its parent")
        yield Part(kind, start, body, start + length)
        start += length


def check_mp4(descriptor: int) -> None:
    """Object to anything in an MP4 file but one H.264 track and its index.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    seen: dict[bytes, Part] = {}
    for path, part in _walk(descriptor, (), 0, os.fstat(descriptor).st_size):
        if part.kind not in _KNOWN[path]:
            raise StructureError(f"a box {_name(part.kind)} that does not belong there")
        if part.kind in seen and part.kind != b"free":
            raise StructureError(f"a second box {_name(part.kind)}")
        seen[part.kind] = part
        if part.kind == b"free" and any(_body(descriptor, part)):
            raise StructureError("a box that is called free and is not empty")
    if missing := {b"mdat", b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"stsd", b"stsz"} - seen.keys():
        raise StructureError(f"no box {_name(min(missing))}")
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        body = _body(descriptor, seen[kind])
        if any(body[4 : 4 + (16 if body[:1] == b"\1" else 8)]):
            raise StructureError(f"a date in box {_name(kind)}")
    if _body(descriptor, seen[b"hdlr"])[24:] != _HANDLER:
        raise StructureError("a name in box hdlr")
    _check_sample_description(_body(descriptor, seen[b"stsd"]))
    _check_samples(descriptor, seen[b"mdat"], _body(descriptor, seen[b"stsz"]))


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
            raise StructureError(f"a chunk {_name(kind)}")
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


def _walk(descriptor: int, path: tuple[bytes, ...], start: int, end: int) -> Iterator[tuple[tuple[bytes, ...], Part]]:
    for part in boxes(descriptor, start, end):
        yield path, part
        if part.kind in _HOLDERS and (*path, part.kind) in _KNOWN:
            yield from _walk(descriptor, (*path, part.kind), part.body, part.end)


def _body(descriptor: int, part: Part) -> bytes:
    if part.end - part.body > _MAX_INDEX:
        raise StructureError(f"box {_name(part.kind)} is too large")
    return os.pread(descriptor, part.end - part.body, part.body)


def _check_sample_description(body: bytes) -> None:
    """One entry `avc1` without a compressor name, with known parts only (ISO/IEC 14496-12, 8.5.2 and 12.1.3)."""
    entry = body[8:]
    if len(entry) < 86 or body[4:8] != b"\0\0\0\1" or entry[4:8] != b"avc1" or any(entry[50:82]):
        raise StructureError("a sample description other than plain H.264")
    place = 86
    while place + 8 <= len(entry):
        length, kind = struct.unpack(">I4s", entry[place : place + 8])
        if kind not in _SAMPLE_PARTS or length < 8:
            raise StructureError(f"a part {_name(kind)} in the sample description")
        place += length
    if place != len(entry):
        raise StructureError("stray bytes in the sample description")


def _check_samples(descriptor: int, media: Part, sizes: bytes) -> None:
    """The media box holds the samples in order and nothing else; the samples hold pictures and nothing else."""
    same, count = struct.unpack(">II", sizes[4:12])
    lengths = [same] * count if same else list(struct.unpack(f">{count}I", sizes[12 : 12 + 4 * count]))
    if sum(lengths) != media.end - media.body:
        raise StructureError("bytes between the samples that belong to none")
    place = media.body
    for length in lengths:
        end = place + length
        while place < end:
            head = os.pread(descriptor, 5, place)
            unit = int.from_bytes(head[:4], "big")
            if len(head) < 5 or not 1 <= unit <= end - place - 4:
                raise StructureError("a sample that is not made of H.264 units")
            if head[4] & 0x1F not in _NAL_TYPES:
                raise StructureError(f"an H.264 unit of type {head[4] & 0x1F}")
            place += 4 + unit


def _name(kind: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 else "?" for byte in kind)
