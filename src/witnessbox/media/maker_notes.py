"""Serial numbers that camera makers keep in notes of their own, beside the fields that EXIF has for them.

Only the few that name one device are read, from the makers whose notes are plain directories; the layouts are those
that ExifTool documents (Image::ExifTool::TagNames). Everything else in a note is left to ExifTool itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_ENTRIES = 200
_MAX_VALUE = 256  # bytes
_EXIF_DIRECTORY, _MAKER_NOTE = 0x8769, 0x927C
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4}  # TIFF 6.0, section 2


@dataclass(frozen=True, slots=True)
class _Note:
    """How a maker's note is laid out.

    `own` says that offsets in it count from its own start and not from that of the EXIF block, or at which place in it
    a TIFF header of its own stands.
    """

    maker: str
    start: int
    own: bool
    order: str | None
    header: int | None
    tags: dict[int, str]


_NOTES: tuple[tuple[bytes, _Note], ...] = (
    (b"Nikon\0\x02", _Note("Nikon", 18, True, None, 10, {0x1D: "SerialNumber"})),
    (b"FUJIFILM", _Note("Fujifilm", 12, True, "<", None, {0x10: "InternalSerialNumber"})),
    (b"Panasonic\0\0\0", _Note("Panasonic", 12, False, None, None, {0x25: "InternalSerialNumber"})),
    (b"AOC\0", _Note("Pentax", 6, False, None, None, {0x229: "SerialNumber"})),
    (b"Apple iOS\0", _Note("Apple", 14, True, ">", None, {0x11: "ContentIdentifier", 0x2B: "PhotoIdentifier"})),
)
_CANON = _Note(
    "Canon",
    0,
    False,
    None,
    None,
    {0x07: "FirmwareVersion", 0x09: "OwnerName", 0x0C: "SerialNumber", 0x96: "InternalSerialNumber"},
)


def serials(block: bytes) -> Iterator[tuple[str, str]]:
    """What names one device in the maker's note of an EXIF block.

    Args:
        block: the whole block, from its TIFF header on or with `Exif` in front.

    Yields:
        Maker and field, and the value.
    """
    block = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return
    try:
        (first,) = struct.unpack_from(order + "I", block, 4)
        make = next((value for tag, value, _ in _directory(block, first, order) if tag == 0x010F), b"")
        place = next((at for tag, _, at in _directory(block, first, order) if tag == _EXIF_DIRECTORY), None)
        if place is None:
            return
        (inner,) = struct.unpack_from(order + "I", block, place)
        start = next((at for tag, _, at in _directory(block, inner, order) if tag == _MAKER_NOTE), None)
        if start is not None:
            yield from _note(block, start, order, make)
    except struct.error:
        return  # cut off


def _note(block: bytes, start: int, order: str, make: bytes) -> Iterator[tuple[str, str]]:
    data = block[start:]
    note = next((note for prefix, note in _NOTES if data.startswith(prefix)), None)
    if note is None:
        if not make.upper().startswith(b"CANON"):
            return
        note = _CANON
    base, at = (data, note.start) if note.own else (block, start + note.start)
    order = note.order or order
    if note.header is not None:
        base = data[note.header :]
        order = {b"II": "<", b"MM": ">"}.get(base[:2], order)
        (at,) = struct.unpack_from(order + "I", base, 4)
    elif note.maker == "Fujifilm":
        (at,) = struct.unpack_from("<I", data, 8)
    elif note.maker == "Pentax" and data[4:6] in (b"II", b"MM"):
        order = "<" if data[4:6] == b"II" else ">"
    if struct.unpack_from(order + "H", base, at)[0] > _MAX_ENTRIES:  # written in the other order, by an editor
        order = ">" if order == "<" else "<"
    for tag, value, place in _directory(base, at, order):
        if tag not in note.tags:
            continue
        if (note.maker, tag) == ("Canon", 0x0C):
            yield f"{note.maker} {note.tags[tag]}", str(struct.unpack_from(order + "I", base, place)[0])
        elif text := value.split(b"\0")[0].decode("latin-1").strip():
            yield f"{note.maker} {note.tags[tag]}", text


def _directory(block: bytes, at: int, order: str) -> Iterator[tuple[int, bytes, int]]:
    """Tag, bytes and place of each entry of a TIFF directory, values longer than a bound cut."""
    (count,) = struct.unpack_from(order + "H", block, at)
    for number in range(min(count, _MAX_ENTRIES)):
        tag, kind, values = struct.unpack_from(order + "HHI", block, at + 2 + 12 * number)
        length = _SIZES.get(kind, 1) * values
        place = at + 10 + 12 * number
        if length > 4:
            (place,) = struct.unpack_from(order + "I", block, place)
        yield tag, block[place : place + min(length, _MAX_VALUE)], place
