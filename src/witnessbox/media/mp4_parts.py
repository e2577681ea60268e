"""What the muxer leaves in MP4 files that nobody asked for, and the parts of files with fragments or with sound.

`structure.py` checks the plain file: one track, no fragments.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from witnessbox.media.structure import StructureError, boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from witnessbox.media.structure import Part

_HOLDERS = frozenset({b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl", b"mvex", b"moof", b"traf"})
_KNOWN = {
    (): {b"ftyp", b"free", b"mdat", b"moov", b"moof"},
    (b"moov",): {b"mvhd", b"trak", b"mvex"},
    (b"moov", b"trak"): {b"tkhd", b"edts", b"mdia"},
    (b"moov", b"trak", b"edts"): {b"elst"},
    (b"moov", b"trak", b"mdia"): {b"mdhd", b"hdlr", b"minf"},
    (b"moov", b"trak", b"mdia", b"minf"): {b"vmhd", b"smhd", b"dinf", b"stbl"},
    (b"moov", b"trak", b"mdia", b"minf", b"dinf"): {b"dref"},
    (b"moov", b"trak", b"mdia", b"minf", b"stbl"): {
        *(b"stsd", b"stts", b"stss", b"stsc", b"stsz", b"stco", b"co64", b"sgpd", b"sbgp"),
    },
    (b"moov", b"mvex"): {b"trex", b"mehd"},
    (b"moof",): {b"mfhd", b"traf"},
    (b"moof", b"traf"): {b"tfhd", b"tfdt", b"trun"},
}
_MANY = frozenset({b"free", b"trak", b"trex", b"moof", b"mdat", b"traf"})
_HANDLERS = {b"vide": b"VideoHandler\0", b"soun": b"SoundHandler\0"}  # what the muxer calls every track of a kind
_VIDEO_PARTS, _SOUND_PARTS = frozenset({b"avcC", b"colr", b"pasp", b"btrt"}), frozenset({b"esds", b"btrt"})
_NAL_TYPES = frozenset({1, 5, 7, 8})  # slices, parameter sets; no messages (6), nothing of another kind
_BRANDS = frozenset({b"isom", b"iso2", b"iso5", b"iso6", b"avc1", b"mp41"})
_MOST_VERSION = 0x200
_MOST_USER_DATA = 256
_MAX_INDEX = 512 * 1024 * 1024
_DURATION, _SIZE, _FLAGS, _OFFSET = 0x100, 0x200, 0x400, 0x800  # of a trun box, per sample (ISO/IEC 14496-12, 8.8.8)
_DATA_OFFSET, _FIRST_FLAGS = 0x1, 0x4
_BASE, _DESCRIPTION, _DEFAULTS = 0x1, 0x2, (0x8, 0x10, 0x20)  # of a tfhd box: duration, size, flags


def clean(descriptor: int) -> None:
    """Turn the user data, which the muxer writes at the end of the index unasked, into a free box of zeros.

    Nothing moves: the index ends before it, and what follows keeps its place.

    Args:
        descriptor: of a finished file, readable and writable.

    Raises:
        StructureError: it is not there, or not where it should be.
    """
    index = next(part for part in boxes(descriptor, 0, os.fstat(descriptor).st_size) if part.kind == b"moov")
    *_, last = boxes(descriptor, index.body, index.end)
    if last.kind != b"udta":
        return
    length = last.end - last.start
    if length > _MOST_USER_DATA:
        raise StructureError("the muxer wrote more user data than it does without metadata")
    os.pwrite(descriptor, struct.pack(">I", index.end - index.start - length), index.start)
    os.pwrite(descriptor, struct.pack(">I4s", length, b"free").ljust(length, b"\0"), last.start)


def check_parts(descriptor: int, *, fragmented: bool, sound: bool) -> None:
    """Object to anything in an MP4 file but one H.264 track, one AAC track where there is sound, and their index.

    Args:
        descriptor: of the file.
        fragmented: whether it should be in fragments.
        sound: whether it should have sound.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    size = os.fstat(descriptor).st_size
    wanted = [b"vide", b"soun"] if sound else [b"vide"]
    tracks: list[_Track] = []
    seen: set[bytes] = set()
    for path, part in _walk(descriptor, (), 0, size):
        _allowed(descriptor, path, part)
        if not path and part.kind not in _MANY:
            if part.kind in seen:
                raise StructureError(f"a second box {_name(part.kind)}")
            seen.add(part.kind)
        if path == (b"moov",) and part.kind == b"trak":
            tracks.append(_Track(descriptor, part))
    if [track.handler for track in tracks] != wanted:
        raise StructureError("other tracks than its pictures and its sound")
    samples = _fragment_samples(descriptor, size, tracks) if fragmented else _indexed_samples(tracks)
    _check_samples(descriptor, size, samples)


def _allowed(descriptor: int, path: tuple[bytes, ...], part: Part) -> None:
    if part.kind not in _KNOWN[path]:
        raise StructureError(f"a box {_name(part.kind)} that does not belong there")
    if part.kind == b"free" and any(_body(descriptor, part)):
        raise StructureError("a box that is called free and is not empty")
    if part.kind == b"ftyp":
        body = _body(descriptor, part)
        brands = {body[:4], *(body[at : at + 4] for at in range(8, len(body), 4))}
        if brands - _BRANDS or int.from_bytes(body[4:8]) > _MOST_VERSION:
            raise StructureError("a brand that the muxer does not write")
    if part.kind in (b"mvhd", b"tkhd", b"mdhd"):
        body = _body(descriptor, part)
        if any(body[4 : 4 + (16 if body[:1] == b"\1" else 8)]):
            raise StructureError(f"a date in box {_name(part.kind)}")


class _Track:
    """One track of the index: what it is, and where its samples lie."""

    def __init__(self, descriptor: int, trak: Part) -> None:
        found: dict[bytes, bytes] = {}
        for _, part in _walk(descriptor, (b"moov", b"trak"), trak.body, trak.end):
            if part.kind in found:
                raise StructureError(f"a second box {_name(part.kind)} in one track")
            found[part.kind] = b"" if part.kind in _HOLDERS else _body(descriptor, part)
        if missing := {b"tkhd", b"mdhd", b"hdlr", b"stsd", b"stsz", b"stsc"} - found.keys():
            raise StructureError(f"no box {_name(min(missing))}")
        self.number = int.from_bytes(found[b"tkhd"][12:16] if found[b"tkhd"][:1] == b"\0" else found[b"tkhd"][20:24])
        self.handler = found[b"hdlr"][8:12]
        if found[b"hdlr"][24:] != _HANDLERS.get(self.handler):
            raise StructureError("a name in box hdlr")
        _check_description(found[b"stsd"], self.handler)
        self._found = found

    def samples(self) -> Iterator[tuple[int, int]]:
        """Place and length of each sample, from the index."""
        found = self._found
        same, count = struct.unpack(">II", found[b"stsz"][4:12])
        lengths = iter([same] * count if same else _numbers(found[b"stsz"][12:], count))
        wide = b"co64" in found
        table = found[b"co64" if wide else b"stco"]
        chunks = _numbers(table[8:], int.from_bytes(table[4:8]), wide=wide)
        runs = [struct.unpack(">III", found[b"stsc"][at : at + 12]) for at in range(8, len(found[b"stsc"]), 12)]
        left = count
        for number, place in enumerate(chunks, 1):
            while len(runs) > 1 and runs[1][0] <= number:
                runs.pop(0)
            for _ in range(min(runs[0][1], left)):
                length = next(lengths)
                yield place, length
                place += length
                left -= 1
        if left:
            raise StructureError("samples that lie in no chunk")


def _indexed_samples(tracks: list[_Track]) -> list[tuple[int, int, bytes]]:
    return sorted((place, length, track.handler) for track in tracks for place, length in track.samples())


def _fragment_samples(descriptor: int, size: int, tracks: list[_Track]) -> list[tuple[int, int, bytes]]:
    handlers = {track.number: track.handler for track in tracks}
    samples: list[tuple[int, int, bytes]] = []
    for part in boxes(descriptor, 0, size):
        if part.kind != b"moof":
            continue
        for each in boxes(descriptor, part.body, part.end):
            if each.kind == b"traf":
                samples += _run_samples(descriptor, part.start, each, handlers)
    return sorted(samples)


def _run_samples(
    descriptor: int, start: int, traf: Part, handlers: dict[int, bytes]
) -> Iterator[tuple[int, int, bytes]]:
    inside = {part.kind: _body(descriptor, part) for part in boxes(descriptor, traf.body, traf.end)}
    head = inside.get(b"tfhd", b"")
    flags, number = int.from_bytes(head[1:4]), int.from_bytes(head[4:8])
    if flags & _BASE or number not in handlers:
        raise StructureError("a fragment of an unknown track")
    at = 8 + (4 if flags & _DESCRIPTION else 0) + (4 if flags & _DEFAULTS[0] else 0)
    usual = int.from_bytes(head[at : at + 4]) if flags & _DEFAULTS[1] else 0
    for part in boxes(descriptor, traf.body, traf.end):
        if part.kind != b"trun":
            continue
        run = _body(descriptor, part)
        flags, count = int.from_bytes(run[1:4]), int.from_bytes(run[4:8])
        if not flags & _DATA_OFFSET:
            raise StructureError("a fragment that does not say where its samples are")
        place, at = start + int.from_bytes(run[8:12], signed=True), 12 + (4 if flags & _FIRST_FLAGS else 0)
        width = 4 * sum(bool(flags & each) for each in (_DURATION, _SIZE, _FLAGS, _OFFSET))
        if at + width * count != len(run):
            raise StructureError("stray bytes in the index of a fragment")
        skip = 4 if flags & _DURATION else 0
        for _ in range(count):
            length = int.from_bytes(run[at + skip : at + skip + 4]) if flags & _SIZE else usual
            yield place, length, handlers[number]
            place += length
            at += width


def _check_samples(descriptor: int, size: int, samples: list[tuple[int, int, bytes]]) -> None:
    """The media boxes hold the samples and nothing else; samples of pictures hold pictures and nothing else."""
    waiting = iter(samples)
    sample = next(waiting, None)
    for part in boxes(descriptor, 0, size):
        if part.kind != b"mdat":
            continue
        place = part.body
        while place < part.end:
            if sample is None or sample[0] != place or place + sample[1] > part.end:
                raise StructureError("bytes between the samples that belong to none")
            if sample[2] == b"vide":
                _check_units(descriptor, place, place + sample[1])
            place += sample[1]
            sample = next(waiting, None)
    if sample is not None:
        raise StructureError("samples outside of the media")


def _check_units(descriptor: int, place: int, end: int) -> None:
    while place < end:
        head = os.pread(descriptor, 5, place)
        unit = int.from_bytes(head[:4])
        if len(head) < 5 or not 1 <= unit <= end - place - 4:
            raise StructureError("a sample that is not made of H.264 units")
        if head[4] & 0x1F not in _NAL_TYPES:
            raise StructureError(f"an H.264 unit of type {head[4] & 0x1F}")
        place += 4 + unit


def _check_description(body: bytes, handler: bytes) -> None:
    """One entry `avc1` without a compressor name, or one `mp4a`, with known parts (ISO/IEC 14496-12, 12.1 and 12.2)."""
    entry = body[8:]
    kind, start, parts = (b"avc1", 86, _VIDEO_PARTS) if handler == b"vide" else (b"mp4a", 36, _SOUND_PARTS)
    if len(entry) < start or body[4:8] != b"\0\0\0\1" or entry[4:8] != kind:
        raise StructureError("a sample description other than plain H.264 and AAC")
    if handler == b"vide" and any(entry[50:82]):
        raise StructureError("the name of a compressor in the sample description")
    place = start
    while place + 8 <= len(entry):
        length, part = struct.unpack(">I4s", entry[place : place + 8])
        if part not in parts or length < 8:
            raise StructureError(f"a part {_name(part)} in the sample description")
        place += length
    if place != len(entry):
        raise StructureError("stray bytes in the sample description")


def _walk(descriptor: int, path: tuple[bytes, ...], start: int, end: int) -> Iterator[tuple[tuple[bytes, ...], Part]]:
    for part in boxes(descriptor, start, end):
        yield path, part
        if part.kind in _HOLDERS and (*path, part.kind) in _KNOWN:
            yield from _walk(descriptor, (*path, part.kind), part.body, part.end)


def _body(descriptor: int, part: Part) -> bytes:
    if part.end - part.body > _MAX_INDEX:
        raise StructureError(f"box {_name(part.kind)} is too large")
    return os.pread(descriptor, part.end - part.body, part.body)


def _numbers(data: bytes, count: int, *, wide: bool = False) -> tuple[int, ...]:
    length = count * (8 if wide else 4)
    if len(data) != length:
        raise StructureError("a table of the index is shorter or longer than it says")
    return struct.unpack(f">{count}{'Q' if wide else 'I'}", data)


def _name(kind: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 else "?" for byte in kind)
