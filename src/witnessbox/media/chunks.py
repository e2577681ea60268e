"""What AVI, WAV, Matroska, PNG and Photoshop files state in parts that a decoder does not pass on."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from witnessbox.media.boxes import add_boxes
from witnessbox.media.ends import ebml_number
from witnessbox.media.statements import Statements

_MAX_CHUNKS = 10_000
_MAX_BYTES = 2 * 1024**2  # of one chunk
_MAX_INFO = 64 * 1024  # bytes: the information of a Matroska segment
_BMFF = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_TEXT = re.compile(rb"[\x20-\x7e]{6,}")
_PHOTOSHOP = {1058: "exif", 1060: "xmp"}  # image resources, Adobe's file format specification
_MATROSKA_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)  # RFC 9559, 5.1.2.8
_SEGMENT, _INFO, _CLUSTER = 0x18538067, 0x1549A966, 0x1F43B675
_DATE, _MUXER, _WRITER = 0x4461, 0x4D80, 0x5741


def add_structure(descriptor: int, said: Statements) -> None:
    """Take in what the parts of a container state besides what its decoder tells."""
    head = os.pread(descriptor, 12, 0)
    try:
        if head[4:8] in _BMFF:
            add_boxes(descriptor, said)
        elif head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE"):
            _riff(descriptor, said)
        elif head[:4] == b"\x1a\x45\xdf\xa3":
            _matroska(descriptor, said)
        elif head.startswith(b"\x89PNG\r\n\x1a\n"):
            _png(descriptor, said)
        elif head[:4] == b"8BPS":
            _photoshop(descriptor, said)
    except (struct.error, IndexError, OverflowError, OSError):
        return  # cut off in the middle of a part: what was found before it stands


def _riff(descriptor: int, said: Statements) -> None:
    open_lists = [(12, os.fstat(descriptor).st_size)]
    for _ in range(_MAX_CHUNKS):
        while open_lists and open_lists[-1][0] + 8 > open_lists[-1][1]:
            open_lists.pop()
        if not open_lists:
            return
        position, end = open_lists.pop()
        kind, length = struct.unpack("<4sI", os.pread(descriptor, 8, position))
        body = position + 8
        open_lists.append((body + length + length % 2, end))
        if kind == b"LIST" and len(open_lists) < 8 and os.pread(descriptor, 4, body) != b"movi":
            open_lists.append((body + 4, min(body + length, end)))
        elif kind in (b"IDIT", b"strd", b"ecor", b"emdl", b"etim", b"bext") and length <= _MAX_BYTES:
            _riff_part(kind, os.pread(descriptor, length, body), said)


def _riff_part(kind: bytes, data: bytes, said: Statements) -> None:
    if kind == b"IDIT":
        said.add("avi", "IDIT", data.decode("latin-1").strip("\0\r\n "))
    elif kind == b"bext" and len(data) >= 338:  # EBU Tech 3285: the day and the time of day stand apart
        day, hour = data[320:330].decode("latin-1"), data[330:338].decode("latin-1")
        said.add("bext", "OriginationDate and Time", f"{day} {hour.replace('-', ':').replace('.', ':')}".strip("\0 "))
    elif kind == b"strd":
        said.add("avi", "strd", " ".join(text.decode("ascii") for text in _TEXT.findall(data)[:50]))
    else:
        names = {b"ecor": "make", b"emdl": "model", b"etim": "time of day"}
        said.add("riff exif", names.get(kind, ""), data.decode("latin-1").strip("\0 "))


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """EBML elements (RFC 8794) that lie whole in some bytes."""
    position = 0
    while position < len(data):
        width = 9 - data[position].bit_length() if data[position] else 9
        kind = int.from_bytes(data[position : position + width], "big")
        length, length_width = ebml_number(data, position + width)
        start = position + width + length_width
        if width > 4 or length is None or start + length > len(data):
            return
        yield kind, data[start : start + length]
        position = start + length


def _matroska(descriptor: int, said: Statements) -> None:
    position, size = 0, os.fstat(descriptor).st_size
    for _ in range(_MAX_CHUNKS):
        head = os.pread(descriptor, 16, position)
        if position >= size or not head or not head[0]:
            return
        width = 9 - head[0].bit_length()
        kind = int.from_bytes(head[:width], "big")
        length, length_width = ebml_number(head, width)
        body = position + width + length_width
        if kind == _CLUSTER or (length is None and kind != _SEGMENT):
            return
        if kind == _INFO and length is not None:
            _segment(os.pread(descriptor, min(length, _MAX_INFO), body), said)
            return
        position = body if kind == _SEGMENT or length is None else body + length


def _segment(data: bytes, said: Statements) -> None:
    for kind, value in _elements(data):
        if kind == _DATE and len(value) == 8:
            moment = _MATROSKA_EPOCH + timedelta(microseconds=int.from_bytes(value, "big", signed=True) // 1000)
            said.add("segment", "DateUTC", moment.isoformat().replace("+00:00", "Z"))
        elif kind in (_MUXER, _WRITER):
            said.add("segment", "MuxingApp" if kind == _MUXER else "WritingApp", value.decode("utf-8", "replace"))


def _png(descriptor: int, said: Statements) -> None:
    position = 8
    for _ in range(_MAX_CHUNKS):
        length, kind = struct.unpack(">I4s", os.pread(descriptor, 8, position))
        if kind == b"IEND":
            return
        if kind == b"tIME" and length == 7:
            parts = struct.unpack(">HBBBBB", os.pread(descriptor, 7, position + 8))
            said.add("png", "tIME", "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*parts), "Z")  # its 11.3.6.1: in UTC
        position += 12 + length


def _photoshop(descriptor: int, said: Statements) -> None:
    (colours,) = struct.unpack(">I", os.pread(descriptor, 4, 26))
    (length,) = struct.unpack(">I", os.pread(descriptor, 4, 30 + colours))
    position, end = 34 + colours, 34 + colours + length
    for _ in range(_MAX_CHUNKS):
        head = os.pread(descriptor, 7, position)
        if position + 12 > end or head[:4] != b"8BIM":
            return
        name = head[6] + 1
        place = position + 6 + name + name % 2
        (size,) = struct.unpack(">I", os.pread(descriptor, 4, place))
        what = _PHOTOSHOP.get(struct.unpack(">H", head[4:6])[0])
        if what is not None and size <= _MAX_BYTES:
            data = os.pread(descriptor, size, place + 4)
            if what == "xmp":
                said.add_xmp(data)
            else:
                said.add_exif(data)
        position = place + 4 + size + size % 2
