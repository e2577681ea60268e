"""What lies in an MP4 rendition besides its pictures and its sound: nothing may.

Progressive and fragmented files (ISO/IEC 14496-12). Boxes are listed by place; each must have exactly the length that
its fields need, so there is no room for anything else; and every byte of the media boxes must belong to one sample.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from witnessbox.media.structure import Part, StructureError, boxes, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_BOX = 512 * 1024 * 1024  # bytes of one box that is read whole: the index of some days of video
_BLOCK = 8 * 1024 * 1024  # bytes of media that are read at a time
_FRAGMENT = (b"moof", b"traf")
_SAMPLES = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_KNOWN: dict[tuple[bytes, ...], frozenset[bytes]] = {
    (): frozenset({b"ftyp", b"styp", b"free", b"mdat", b"moov", b"moof", b"mfra", b"sidx"}),
    (b"moov",): frozenset({b"mvhd", b"trak", b"mvex"}),
    (b"moov", b"mvex"): frozenset({b"trex", b"mehd"}),
    (b"moov", b"trak"): frozenset({b"tkhd", b"edts", b"mdia"}),
    (b"moov", b"trak", b"edts"): frozenset({b"elst"}),
    (b"moov", b"trak", b"mdia"): frozenset({b"mdhd", b"hdlr", b"minf"}),
    (b"moov", b"trak", b"mdia", b"minf"): frozenset({b"vmhd", b"smhd", b"dinf", b"stbl"}),
    (b"moov", b"trak", b"mdia", b"minf", b"dinf"): frozenset({b"dref"}),
    _SAMPLES: frozenset({*(b"stsd", b"stts", b"stss", b"stsc", b"stsz", b"stco", b"co64", b"ctts", b"sgpd", b"sbgp")}),
    (b"moof",): frozenset({b"mfhd", b"traf"}),
    _FRAGMENT: frozenset({b"tfhd", b"tfdt", b"trun", b"sgpd", b"sbgp"}),
    (b"mfra",): frozenset({b"tfra", b"mfro"}),
}
_REPEATED = frozenset(
    {*(b"free", b"mdat", b"moof", b"traf", b"trak", b"trun", b"trex", b"tfra", b"styp", b"sidx", b"sgpd", b"sbgp")}
)
_BRANDS = frozenset(
    {*(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"avc1", b"mp41", b"mp42", b"msdh", b"msix", b"dash", b"cmfc")}
)
_IDENTITY = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED = 0x55C4  # the language `und`
_HANDLERS = {b"vide": b"VideoHandler\0", b"soun": b"SoundHandler\0"}  # what the muxer calls every track of a kind
_ENTRIES = {b"avc1": b"vide", b"mp4a": b"soun"}
_NAL_TYPES = frozenset({1, 5, 7, 8})  # slices, parameter sets; no messages (6), nothing of another kind
_URL = struct.pack(">II4sI", 1, 12, b"url ", 1)  # the media lie in this file
_BASE_OFFSET, _DESCRIPTION, _DURATION, _SIZE, _FLAGS = 1, 2, 8, 16, 32
_RUN_OFFSET, _FIRST_FLAGS = 1, 4
_RUN_COLUMNS = (0x100, 0x200, 0x400, 0x800)
_RUN_SIZE = 0x200


@dataclass(slots=True)
class Track:
    """One track: its kind, where its samples lie, and what the index says of them."""

    kind: bytes = b""
    number: int = 0
    tables: dict[bytes, bytes] = field(default_factory=dict)
    default_size: int = 0
    runs: list[tuple[int, list[int]]] = field(default_factory=list)
    """Offset of the first sample, and the lengths of it and those that follow it without a gap."""


def check_mp4(descriptor: int, *, fragmented: bool = False, sound: bool = False) -> None:
    """Object to anything in an MP4 file but its pictures, its sound, and their index.

    Args:
        descriptor: of the file.
        fragmented: whether it should be in fragments.
        sound: whether it should have sound.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    file = _Mp4(descriptor)
    if [track.kind for track in file.tracks] != [b"vide", b"soun"][: 1 + sound]:
        raise StructureError("other tracks than its pictures and its sound")
    if fragmented != file.fragmented:
        raise StructureError("fragments where there should be none, or none where they should be")
    file.check_samples()


class _Mp4:
    """One walk through a file.

    Args:
        descriptor: of the file.

    Raises:
        StructureError: the first thing that does not belong there.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.tracks: list[Track] = []
        self._media: list[Part] = []
        self._seen: set[bytes] = set()
        self._moof = 0
        self._fragment: Track | None = None
        self._fragment_base = 0
        self._fragment_size = 0
        self._walk((), 0, os.fstat(descriptor).st_size)
        missing = {b"ftyp", b"mdat", b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"stsd"} - self._seen
        if missing:
            raise StructureError(f"no box {name_of(min(missing))}")

    @property
    def fragmented(self) -> bool:
        """Whether it is in fragments."""
        return b"moof" in self._seen

    def check_samples(self) -> None:
        """Every byte of the media boxes belongs to one sample, and pictures are made of pictures.

        Raises:
            StructureError: the first thing that does not belong there.
        """
        for track in self.tracks:
            if b"stsz" in track.tables:
                _place_chunks(track)
        pieces = sorted((start, start + sum(sizes)) for track in self.tracks for start, sizes in track.runs if sizes)
        media = iter(part for part in self._media if part.end > part.body)
        here = next(media, None)
        place = here.body if here else 0
        for start, end in pieces:
            if here is not None and place == here.end:
                here = next(media, None)
                place = here.body if here else 0
            if here is None or start != place or end > here.end:
                raise StructureError("bytes between the samples that belong to none")
            place = end
        if here is not None and (place != here.end or next(media, None) is not None):
            raise StructureError("bytes between the samples that belong to none")
        for track in self.tracks:
            if track.kind == b"vide":
                for start, sizes in track.runs:
                    self._check_pictures(start, sizes)

    # -- boxes ---------------------------------------------------------------------------------------------------------

    def _walk(self, path: tuple[bytes, ...], start: int, end: int) -> None:
        once: set[bytes] = set()
        for part in boxes(self._descriptor, start, end):
            if part.kind not in _KNOWN[path]:
                raise StructureError(f"a box {name_of(part.kind)} that does not belong there")
            if part.kind in once and part.kind not in _REPEATED:
                raise StructureError(f"a second box {name_of(part.kind)}")
            once.add(part.kind)
            self._seen.add(part.kind)
            inside = (*path, part.kind)
            if inside in _KNOWN:
                self._enter(part)
                self._walk(inside, part.body, part.end)
            elif part.kind == b"mdat":
                self._media.append(part)
            else:
                if part.end - part.body > _MAX_BOX:
                    raise StructureError(f"box {name_of(part.kind)} is too large")
                self._leaf(part.kind, os.pread(self._descriptor, part.end - part.body, part.body))

    def _enter(self, part: Part) -> None:
        if part.kind == b"trak":
            self.tracks.append(Track())
        elif part.kind == b"moof":
            self._moof = part.start

    def _leaf(self, kind: bytes, body: bytes) -> None:
        """Check a box that holds fields; its length must be exactly theirs."""
        try:
            fits = self._fields(kind, body)
        except (struct.error, IndexError):
            fits = False
        if not fits:
            raise StructureError(f"a box {name_of(kind)} with other fields than it should have")

    def _fields(self, kind: bytes, body: bytes) -> bool:
        if kind in (b"tfhd", b"trun", b"tfdt", b"mfhd", b"sidx", b"mfro", b"trex", b"mehd", b"tfra"):
            return self._fragment_fields(kind, body)
        if kind in (b"ftyp", b"styp"):
            brands = {body[:4], *(body[at : at + 4] for at in range(8, len(body), 4))}
            return len(body) % 4 == 0 and brands <= _BRANDS and body[4:8] in (b"\0\0\0\0", b"\0\0\2\0", b"\0\0\0\1")
        if kind == b"free":
            if any(body):
                raise StructureError("a box that is called free and is not empty")
            return True
        if kind in (b"mvhd", b"tkhd", b"mdhd"):
            return self._header(kind, body)
        if kind in (b"vmhd", b"smhd"):
            return len(body) == (12 if kind == b"vmhd" else 8) and not any(body[4:])
        if kind == b"dref":
            return body[4:] == _URL
        if kind == b"elst":
            return len(body) == 8 + _number(body, 4) * (20 if body[0] else 12)
        track = self.tracks[-1]
        if kind == b"hdlr":
            track.kind = body[8:12]
            named = _HANDLERS.get(track.kind)
            if named is not None and body[24:] != named:
                raise StructureError("a name in box hdlr")
            return named is not None and not any(body[:8]) and not any(body[12:24])
        if kind == b"stsd":
            _check_description(body, track.kind)
            return True
        track.tables[kind] = body
        return _table_fits(kind, body)

    def _header(self, kind: bytes, body: bytes) -> bool:
        long = body[0] == 1
        if any(body[4 : 20 if long else 12]):
            raise StructureError(f"a date in box {name_of(kind)}")
        rest = body[(20 if long else 12) :]
        width = 8 if long else 4
        if kind == b"mdhd":  # time scale, duration, language, nothing
            return len(rest) == 4 + width + 4 and struct.unpack(">HH", rest[-4:]) == (_UNDETERMINED, 0)
        if kind == b"mvhd":  # time scale, duration, rate, volume, nothing, matrix, nothing, next track
            middle = rest[4 + width :]
            return len(middle) == 80 and middle[:6] == b"\0\1\0\0\1\0" and _plain_matrix(middle[6:16], middle[16:])
        self.tracks[-1].number = _number(rest, 0)
        middle = rest[8 + width :]  # after number, nothing, duration: nothing, layer, group, volume, matrix, size
        return len(middle) == 60 and not any(rest[4:8]) and _plain_matrix(middle[:8], middle[16:52])

    def _fragment_fields(self, kind: bytes, body: bytes) -> bool:
        flags = _number(body, 0) & 0xFFFFFF
        long = body[0] == 1
        if kind in (b"mfhd", b"mfro"):
            return len(body) == 8
        if kind == b"mehd":
            return len(body) == (12 if long else 8)
        if kind == b"tfdt":
            return len(body) == (12 if long else 8)
        if kind == b"trex":
            track = self._numbered(_number(body, 4))
            track.default_size = _number(body, 16)
            return len(body) == 24
        if kind == b"sidx":
            fixed = 12 + (16 if long else 8)
            return len(body) == fixed + 4 + 12 * int(struct.unpack_from(">H", body, fixed + 2)[0])
        if kind == b"tfra":
            sizes = _number(body, 8)
            entry = (16 if long else 8) + sum(((sizes >> shift) & 3) + 1 for shift in (0, 2, 4))
            return len(body) == 16 + _number(body, 12) * entry
        if kind == b"tfhd":
            return self._fragment_header(body, flags)
        return self._run(body, flags)

    def _numbered(self, number: int) -> Track:
        for track in self.tracks:
            if track.number == number:
                return track
        raise StructureError(f"samples of a track {number} that there is not")

    def _fragment_header(self, body: bytes, flags: int) -> bool:
        self._fragment = self._numbered(_number(body, 4))
        self._fragment_size = self._fragment.default_size
        self._fragment_base = self._moof
        place = 8
        if flags & _BASE_OFFSET:
            self._fragment_base = struct.unpack_from(">Q", body, place)[0]
            place += 8
        place += 4 * bool(flags & _DESCRIPTION) + 4 * bool(flags & _DURATION)
        if flags & _SIZE:
            self._fragment_size = _number(body, place)
            place += 4
        return len(body) == place + 4 * bool(flags & _FLAGS)

    def _run(self, body: bytes, flags: int) -> bool:
        count = _number(body, 4)
        place = 8
        start = self._fragment_base
        if not flags & _RUN_OFFSET or self._fragment is None:
            return False
        start += struct.unpack_from(">i", body, place)[0]
        place += 4 + 4 * bool(flags & _FIRST_FLAGS)
        columns = [column for column in _RUN_COLUMNS if flags & column]
        if len(body) != place + 4 * count * len(columns):
            return False
        sizes = [self._fragment_size] * count
        if _RUN_SIZE in columns:
            numbers = struct.unpack_from(f">{count * len(columns)}I", body, place)
            sizes = list(numbers[columns.index(_RUN_SIZE) :: len(columns)])
        self._fragment.runs.append((start, sizes))
        return True

    def _check_pictures(self, start: int, sizes: list[int]) -> None:
        """Each sample is a row of H.264 units, and each of those a slice or a parameter set."""
        place, base, data = start, start, b""
        for size in sizes:
            end = place + size
            if end > base + len(data):
                base, data = place, os.pread(self._descriptor, max(_BLOCK, size), place)
            while place < end:
                head = data[place - base : place - base + 5]
                unit = int.from_bytes(head[:4], "big")
                if len(head) < 5 or not 1 <= unit <= end - place - 4:
                    raise StructureError("a sample that is not made of H.264 units")
                if head[4] & 0x1F not in _NAL_TYPES:
                    raise StructureError(f"an H.264 unit of type {head[4] & 0x1F}")
                place += 4 + unit


def _number(body: bytes, place: int) -> int:
    return int(struct.unpack_from(">I", body, place)[0])


def _plain_matrix(empty: bytes, matrix: bytes) -> bool:
    """Whether nothing is turned, and nothing stands in the reserved fields around it."""
    if matrix[:36] != _IDENTITY:
        raise StructureError("a matrix that turns the picture")
    return not any(empty) and not any(matrix[36:60])


_WIDTHS = {b"stts": 8, b"stss": 4, b"stsc": 12, b"stco": 4, b"co64": 8, b"ctts": 8}


def _table_fits(kind: bytes, body: bytes) -> bool:
    """Whether a table ends with its last row."""
    if kind in _WIDTHS:
        return len(body) == 8 + _number(body, 4) * _WIDTHS[kind]
    if kind == b"stsz":
        return len(body) == 12 + (0 if _number(body, 4) else 4 * _number(body, 8))
    if kind == b"sbgp":  # rolls: how many samples of sound a player decodes before the first
        return body[4:8] == b"roll" and len(body) == 12 + 8 * _number(body, 8)
    return body[4:8] == b"roll" and _number(body, 8) == 2 and len(body) == 16 + 2 * _number(body, 12)


def _place_chunks(track: Track) -> None:
    """Read the samples of a progressive file out of its index."""
    same, count = struct.unpack(">II", track.tables[b"stsz"][4:12])
    sizes = [same] * count if same else list(struct.unpack_from(f">{count}I", track.tables[b"stsz"], 12))
    wide = b"co64" in track.tables
    table = track.tables.get(b"co64" if wide else b"stco", b"\0" * 8)
    offsets = struct.unpack_from(f">{_number(table, 4)}{'Q' if wide else 'I'}", table, 8)
    rows = track.tables.get(b"stsc", b"\0" * 8)
    chunks = [struct.unpack_from(">3I", rows, 8 + 12 * row) for row in range(_number(rows, 4))]
    done = 0
    for at, (first, many, _) in enumerate(chunks):
        last = chunks[at + 1][0] - 1 if at + 1 < len(chunks) else len(offsets)
        for chunk in range(first, last + 1):
            if not 1 <= chunk <= len(offsets):
                raise StructureError("an index of chunks that does not fit its samples")
            track.runs.append((offsets[chunk - 1], sizes[done : done + many]))
            done += many
    if done != count:
        raise StructureError("an index of chunks that does not fit its samples")


def _check_description(body: bytes, handler: bytes) -> None:
    """One entry of a kind that a rendition may hold, without names (ISO/IEC 14496-12, 8.5.2 and 12)."""
    entry = body[8:]
    kind = entry[4:8]
    if len(entry) < 16 or body[4:8] != b"\0\0\0\1" or _ENTRIES.get(kind) != handler or _number(entry, 0) != len(entry):
        raise StructureError("a sample description other than plain H.264 and AAC")
    if kind == b"avc1" and (len(entry) < 86 or any(entry[50:82])):
        raise StructureError("a name of the compressor")
    parts = list(_parts(entry, 86 if kind == b"avc1" else 36))
    for name, inside in parts:
        if not _part_fits(name, inside):
            raise StructureError(f"a part {name_of(name)} in the sample description")
    if len({name for name, _ in parts}) != len(parts):
        raise StructureError("a part that comes twice in the sample description")


def _parts(entry: bytes, place: int) -> Iterator[tuple[bytes, bytes]]:
    while place < len(entry):
        length, kind = struct.unpack(">I4s", entry[place : place + 8].ljust(8, b"\0"))
        if length < 8 or place + length > len(entry):
            raise StructureError("stray bytes in the sample description")
        yield kind, entry[place + 8 : place + length]
        place += length


def _part_fits(kind: bytes, body: bytes) -> bool:
    if kind == b"avcC":
        return _avc_fits(body)
    if kind == b"esds":
        return _esds_fits(body)
    if kind == b"colr":
        return body[:4] in (b"nclx", b"nclc") and len(body) == (11 if body[:4] == b"nclx" else 10)
    return (kind == b"pasp" and len(body) == 8) or (kind == b"btrt" and len(body) == 12)


def _avc_fits(body: bytes) -> bool:
    """Whether the decoder's configuration ends with its last parameter set (ISO/IEC 14496-15, 5.3.3)."""
    if len(body) < 7 or body[4] & 3 != 3:
        return False
    place = 5
    for mask in (0x1F, 0xFF):
        count = body[place] & mask if place < len(body) else 0
        place += 1
        for _ in range(count):
            place += 2 + int.from_bytes(body[place : place + 2], "big")
    high = body[1] in (100, 110, 122, 144, 244)
    return place == len(body) or (high and place + 4 == len(body) and body[-1] == 0)


def _esds_fits(body: bytes) -> bool:
    """Whether the stream descriptor holds a decoder's configuration and nothing else (ISO/IEC 14496-1, 7.2.6)."""

    def inside(data: bytes) -> tuple[int, bytes, bytes]:
        place, length = 1, 0
        while True:
            byte = data[place]
            length, place = length << 7 | byte & 0x7F, place + 1
            if not byte & 0x80:
                return data[0], data[place : place + length], data[place + length :]

    try:
        tag, stream, rest = inside(body[4:])
        config_tag, config, after = inside(stream[3:])
        specific_tag, specific, tail = inside(config[13:])
        end_tag, end, last = inside(after)
    except IndexError:
        return False
    tags = (tag, config_tag, specific_tag, end_tag) == (3, 4, 5, 6)
    return tags and not rest and not tail and not last and stream[2] == 0 and len(specific) <= 8 and end == b"\2"
