"""What MP4, QuickTime and HEIC boxes state that a decoder does not pass on: times of every box, XMP, EXIF, serials.

ISO/IEC 14496-12 (boxes), 23008-12 (HEIC); every walk is bounded by boxes, depth and bytes.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from witnessbox.media.statements import Statements
from witnessbox.media.xml_texts import xml_texts
from witnessbox.model.errors import UntrustedInputError

_MAX_BOXES = 20_000
_MAX_BYTES = 2 * 1024**2  # of one part
_MAX_DEPTH = 8
_MAX_PACKETS = 8  # of a kind; cameras write one, and places in a list of items may overlap at will
_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"udta", b"iprp", b"ipco"})
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)  # ISO/IEC 14496-12, 8.2.2
_XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # XMP specification part 3, 1.2.7.1
_USER_DATA = {  # texts of cameras that name themselves, as QuickTime user data
    b"CAME": "camera serial number hash",
    b"FIRM": "firmware",
    b"LENS": "lens serial number",
    b"SNum": "serial number",
    b"cmid": "camera id",
    b"cmnm": "camera model",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a content: where it starts and ends."""

    start: int
    end: int


@dataclass(slots=True)
class Boxes:
    """What one walk over the boxes of a content found."""

    descriptor: int
    times: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    packets: list[Place] = field(default_factory=list)
    documents: list[Place] = field(default_factory=list)
    texts: list[tuple[str, bytes]] = field(default_factory=list)
    exif: list[Place] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)
    left: int = _MAX_BOXES
    tracks: int = 0

    def read(self, place: Place) -> bytes:
        """The bytes of a part, nothing of one that is too large to be what it claims."""
        length = place.end - place.start
        inside = place.start < os.fstat(self.descriptor).st_size  # a list of items may name any place below 2^128
        return os.pread(self.descriptor, length, place.start) if inside and 0 < length <= _MAX_BYTES else b""


def read_boxes(descriptor: int) -> Boxes:
    """Walk the boxes of an MP4, QuickTime or HEIC file as far as they can be followed."""
    found = Boxes(descriptor)
    _walk(found, Place(0, os.fstat(descriptor).st_size), 0)
    return found


def add_boxes(descriptor: int, said: Statements) -> Boxes:
    """Take in what boxes state: each distinct time once, with all the boxes that state it."""
    found = read_boxes(descriptor)
    for (which, seconds), boxes in found.times.items():
        try:
            moment = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
        except OverflowError:
            moment = f"{seconds} seconds after 1904"
        said.add("boxes", f"{which}_time of {', '.join(boxes)}", moment)
    for key, value in found.texts:
        said.add("user data", key, _printable(value))
    for place in found.packets[:_MAX_PACKETS]:
        if packet := found.read(place):
            said.add_xmp(packet)
    for place in found.exif[:_MAX_PACKETS]:  # 23008-12, A.2.1: an offset to the TIFF header stands in front
        block = found.read(place)
        said.add_exif(block[4 + int.from_bytes(block[:4], "big") :])
    for place in found.documents[:_MAX_PACKETS]:
        try:
            said.add_all("xml", xml_texts(found.read(place)))
        except UntrustedInputError as error:
            said.add("xml", "unreadable", str(error))
    return found


def _children(found: Boxes, within: Place) -> Iterator[tuple[bytes, Place]]:
    """Boxes one after the other, up to the first that does not fit."""
    position = within.start
    while position + 8 <= within.end and found.left > 0:
        found.left -= 1
        head = os.pread(found.descriptor, 16, position)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head[:8])
        body = position + 8
        if length == 1 and len(head) == 16:
            length, body = struct.unpack(">Q", head[8:])[0], position + 16
        elif length == 0:
            length = within.end - position
        if length < body - position:
            return
        yield kind, Place(body, min(position + length, within.end))
        position += length


def _walk(found: Boxes, within: Place, depth: int) -> None:
    if depth > _MAX_DEPTH:
        return
    for kind, place in _children(found, within):
        if kind in _HOLDERS:
            found.tracks += kind == b"trak"
            _walk(found, place, depth + 1)
        elif kind == b"meta":
            _meta(found, place, depth)
        elif kind in (b"mvhd", b"tkhd", b"mdhd"):
            _header(found, kind.decode("ascii"), place)
        elif kind == b"uuid" and os.pread(found.descriptor, 16, place.start) == _XMP_BOX:
            found.packets.append(Place(place.start + 16, place.end))
        elif kind == b"XMP_":
            found.packets.append(place)
        elif kind == b"xml ":
            found.documents.append(Place(place.start + 4, place.end))
        elif kind == b"ispe":  # tiles and thumbnails have theirs, too
            found.size = max(found.size, _size(found.read(place)), key=lambda size: size[0] * size[1])
        elif kind in _USER_DATA and place.end - place.start <= 4096:
            found.texts.append((_USER_DATA[kind], found.read(place)))


def _header(found: Boxes, kind: str, place: Place) -> None:
    data = os.pread(found.descriptor, min(20, place.end - place.start), place.start)
    form = ">QQ" if data[:1] == b"\1" else ">II"
    if len(data) < 4 + struct.calcsize(form):
        return
    name = kind if kind == "mvhd" else f"{kind} {found.tracks}"
    for which, seconds in zip(("creation", "modification"), struct.unpack_from(form, data, 4), strict=True):
        if seconds:
            found.times.setdefault((which, seconds), []).append(name)


def _size(data: bytes) -> tuple[int, int]:
    if len(data) < 12:
        return 0, 0
    width, height = struct.unpack_from(">II", data, 4)
    return int(width), int(height)


# -- items of HEIC, AVIF and their like ----------------------------------------------------------------------------


def _meta(found: Boxes, place: Place, depth: int) -> None:
    """ISO files put a version before the boxes of this one, QuickTime does not."""
    quicktime = os.pread(found.descriptor, 8, place.start)[4:] == b"hdlr"
    inside = place if quicktime else Place(place.start + 4, place.end)
    parts = {kind: part for kind, part in _children(found, inside) if kind in (b"iinf", b"iloc", b"idat")}
    if b"iinf" in parts and b"iloc" in parts:
        with contextlib.suppress(struct.error, IndexError):  # cut off: what was found before it stands
            _items(found, parts)
    _walk(found, inside, depth + 1)


def _items(found: Boxes, parts: dict[bytes, Place]) -> None:
    kinds: dict[int, bytes] = {}
    wide = os.pread(found.descriptor, 1, parts[b"iinf"].start) != b"\0"
    for kind, entry in _children(found, Place(parts[b"iinf"].start + (8 if wide else 6), parts[b"iinf"].end)):
        data = found.read(entry)
        if kind == b"infe" and data[0] >= 2:
            long = data[0] > 2
            number = struct.unpack_from(">I" if long else ">H", data, 4)[0]
            kinds[number] = data[10 if long else 8 :]
    for number, place in _extents(found.read(parts[b"iloc"]), parts.get(b"idat")):
        what = kinds.get(number, b"")
        if what.startswith(b"Exif"):
            found.exif.append(place)
        elif what.startswith(b"mime") and b"application/rdf+xml" in what:
            found.packets.append(place)


def _extents(data: bytes, inline: Place | None) -> Iterator[tuple[int, Place]]:
    """The first extent of each item (ISO/IEC 14496-12, 8.11.3); EXIF and XMP have one."""
    version, sizes, more = data[0], data[4], data[5]
    widths = sizes >> 4, sizes & 15, more >> 4, (more & 15) if version in (1, 2) else 0
    position = 6

    def number(width: int) -> int:
        nonlocal position
        if position + width > len(data):
            raise IndexError
        position += width
        return int.from_bytes(data[position - width : position], "big")

    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        inside = number(2) & 15 if version in (1, 2) else 0
        number(2)
        base = number(widths[2])
        for extent in range(number(2)):
            number(widths[3])
            start, length = base + number(widths[0]), number(widths[1])
            if inside == 1 and inline is not None:
                start += inline.start
            if extent == 0 and inside <= 1:
                yield item, Place(start, start + length)


def _printable(data: bytes) -> str:
    text = data.rstrip(b"\0")
    return text.decode("ascii") if text.isascii() and text.decode("ascii").isprintable() else data.hex()
