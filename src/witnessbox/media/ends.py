"""Where a file says that it ends: a cut-off copy plays as if it were shorter, and no decoder complains."""

from __future__ import annotations

import os
import struct

_MAX_BOXES = 100_000


def announced_end(descriptor: int, size: int) -> int | None:
    """Size in bytes that the container itself announces, None where its format does not tell.

    A file of the announced size may have more behind it; one that is shorter was cut off.
    """
    head = os.pread(descriptor, 64, 0)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"):
        return _boxes(descriptor, size)
    if head[:4] in (b"RIFF", b"RIFX") and len(head) >= 8:
        return 8 + int(struct.unpack(">I" if head[:4] == b"RIFX" else "<I", head[4:8])[0])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _matroska(descriptor)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _chunks(descriptor, size)
    return None


def _chunks(descriptor: int, size: int) -> int | None:
    """End of the last chunk of a PNG (its specification, 5.3 and 5.6)."""
    position = 8
    for _ in range(_MAX_BOXES):
        head = os.pread(descriptor, 8, position)
        if len(head) < 8:
            return max(position + 12, size + 1)  # at least the last chunk is missing
        position += 12 + int(struct.unpack(">I", head[:4])[0])
        if head[4:] == b"IEND" or position > size:
            return position
    return None


def _boxes(descriptor: int, size: int) -> int:
    """End of the last top-level box (ISO/IEC 14496-12, 4.2)."""
    position = 0
    for _ in range(_MAX_BOXES):
        if position >= size:
            break
        header = os.pread(descriptor, 16, position)
        if len(header) < 8:
            return position + 8
        length = int(struct.unpack(">I", header[:4])[0])
        if length == 1 and len(header) == 16:
            length = int(struct.unpack(">Q", header[8:])[0])
        elif length == 0:
            return size
        if length < 8:
            break
        position += length
    return position


def _matroska(descriptor: int) -> int | None:
    """End of the segment (RFC 8794, 4 to 6; RFC 9559, 5.1), None where its size was never filled in."""
    head = os.pread(descriptor, 4096, 0)
    length, width = ebml_number(head, 4)
    if length is None:
        return None
    start = 4 + width + length
    if head[start : start + 4] != b"\x18\x53\x80\x67":
        return None
    segment, segment_width = ebml_number(head, start + 4)
    return None if segment is None else start + 4 + segment_width + segment


def ebml_number(data: bytes, at: int) -> tuple[int | None, int]:
    """An EBML variable-size integer and its width in bytes; None for the reserved "unknown"."""
    if at >= len(data) or data[at] == 0:
        return None, 1
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), width
