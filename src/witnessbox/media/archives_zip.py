"""ZIP: Python's own reader for what it can read, libarchive for encrypted members and rare compressions.

An archive whose members overlap is refused: a few kilobytes of it can stand for any number of bytes.
"""

from __future__ import annotations

import calendar
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

import inflate64

from witnessbox.media import archives_lib
from witnessbox.media.members import PIECE, MemberWriter
from witnessbox.media.volumes import Volumes
from witnessbox.model.items import Attributes, FileTimes, ItemKind, Outcome, Run
from witnessbox.model.members import Bounds, ExpansionState, Member, Reading

READER = "zipfile of Python"
_DEFLATE64 = 9
"""Compression that Windows uses for members above 2 GB; neither zipfile nor libarchive 3.6 knows it."""
_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, _DEFLATE64}
_COMPRESSED_PIECE = 4096  # bytes: a thousand times as many may come of them at once
_DAMAGED = (zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, NotImplementedError, ValueError)
_LINK = 0o120000
_EPOCH_1601 = 11_644_473_600  # seconds from 1601, where NTFS begins to count, to 1970


def read_zip(source: archives_lib.Source, writer: MemberWriter, bounds: Bounds) -> Reading:
    """Members of a ZIP archive."""
    with source.file() as file:
        try:
            archive = zipfile.ZipFile(file)
        except (*_DAMAGED, struct.error) as error:
            # Without its directory at the end, the members can still be met one after the other.
            return archives_lib.read_by_library(source, writer, "zip", why=f"its directory cannot be read ({error})")
        with archive:
            infos = sorted(archive.infolist(), key=lambda info: (info.volume, info.header_offset))
            if len(infos) > bounds.entries:
                return _refused(f"entries {bounds.entries}", f"it announces {len(infos)} entries")
            names = [_raw_name(info) for info in infos if not info.is_dir()]
            listed = archives_lib.Listed(reader=READER, names=names, in_place=True)
            if any(info.volume for info in infos):  # its directory counts from the beginning of each volume
                return archives_lib.read_by_library(source, writer, "zip_streamable", listed)
            if _overlap(source.volumes, infos):
                return _refused("overlap 0", "its members overlap: one byte of it would count many times")
            needs_library = [info for info in infos if info.flag_bits & 1 or info.compress_type not in _PLAIN]
            if needs_library and not all(info.is_dir() for info in needs_library):
                return archives_lib.read_by_library(source, writer, "zip", listed)
            damaged = 0
            for info in infos:
                source.tell(info.header_offset)
                if not info.is_dir():
                    damaged += not _member(archive, source.volumes, info, writer)
    found = sum(not info.is_dir() for info in infos)
    second, again, alarm = archives_lib.count_again(source, "zip", READER, found)
    reason = f"{damaged} of its members are damaged" if damaged else alarm
    return Reading(
        state=ExpansionState.PARTIAL if reason else ExpansionState.WHOLE,
        reader=READER,
        members=writer.members,
        second_reader=second,
        second_members=again,
        reason=reason,
        alarms=() if alarm is None else (alarm,),
    )


def _refused(bound: str, reason: str) -> Reading:
    return Reading(state=ExpansionState.REFUSED, reader=READER, members=0, bound=bound, reason=reason)


def _overlap(volumes: Volumes, infos: list[zipfile.ZipInfo]) -> bool:
    """Whether the bytes of two members overlap, by the lengths in their local headers."""
    end = 0
    for info in infos:
        if info.header_offset < end:
            return True
        start = _start(volumes, info)
        if start is not None:
            end = start + info.compress_size
    return False


def _start(volumes: Volumes, info: zipfile.ZipInfo) -> int | None:
    """Where the bytes of a member begin, by its local header; None when that is not there."""
    header = volumes.read_at(info.header_offset, 30)
    if len(header) < 30:
        return None
    name, extra = struct.unpack_from("<HH", header, 26)
    return info.header_offset + 30 + int(name) + int(extra)


def _pieces(archive: zipfile.ZipFile, volumes: Volumes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.compress_type == _DEFLATE64:
        yield from _inflated(volumes, info)
        return
    with archive.open(info) as content:
        while piece := content.read(PIECE):
            yield piece


def _inflated(volumes: Volumes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces of a member compressed by Deflate64 (APPNOTE 4.4.5).

    Raises:
        BadZipFile: it is damaged.
    """
    position = _start(volumes, info)
    if position is None:
        raise zipfile.BadZipFile("it has no local header")
    end = position + info.compress_size
    inflater = inflate64.Inflater()
    crc = done = 0
    while position < end and not inflater.eof:
        compressed = volumes.read_at(position, min(_COMPRESSED_PIECE, end - position))
        if not compressed:
            break
        position += len(compressed)
        piece = inflater.inflate(compressed)
        crc, done = zlib.crc32(piece, crc), done + len(piece)
        if piece:
            yield piece
    if done != info.file_size or crc != info.CRC:
        raise zipfile.BadZipFile("its bytes do not have the length and the checksum that the archive states")


def _member(archive: zipfile.ZipFile, volumes: Volumes, info: zipfile.ZipInfo, writer: MemberWriter) -> bool:
    """Send one member; False when it is damaged."""
    unix = info.external_attr >> 16
    link = info.create_system == 3 and unix & 0o170000 == _LINK and info.file_size < 4096
    done = 0
    begun = False
    try:
        pieces = _pieces(archive, volumes, info)
        target = b"".join(pieces) if link else None
        writer.begin(_described(info, unix, target))
        begun = True
        if target is not None:
            writer.end(Outcome.NOT_FOLLOWED, "a link: its target is recorded and was not opened")
            return True
        for piece in pieces:
            writer.data(piece)
            done += len(piece)
    except _DAMAGED as error:
        if not begun:
            writer.begin(_described(info, unix, None))
        return _broken(info, done, error, writer)
    writer.end()
    return True


def _broken(info: zipfile.ZipInfo, done: int, error: Exception, writer: MemberWriter) -> bool:
    if done == 0:
        writer.end(Outcome.UNREADABLE, f"it is damaged in the archive: {error}")
    else:
        rest = max(info.file_size - done, 0)
        if rest:
            writer.hole(rest)
        missing = (Run(offset=done, length=rest),) if rest else ()
        writer.end(Outcome.PARTIAL, f"it is damaged in the archive after {done} bytes: {error}", missing)
    return False


def _described(info: zipfile.ZipInfo, unix: int, target: bytes | None) -> Member:
    return Member(
        path=_raw_name(info),
        kind=ItemKind.FILE if target is None else ItemKind.LINK,
        size=info.file_size,
        times=_times(info),
        attributes=Attributes(mode=unix & 0o7777 if info.create_system == 3 else 0, target=target),
    )


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """The name as it is stored; Python gives it decoded, either from UTF-8 or from code page 437."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "surrogateescape")


def _times(info: zipfile.ZipInfo) -> FileTimes:
    """UTC from the extra fields of Unix or NTFS where there are any, else the time of day that DOS kept."""
    extra, position = info.extra, 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, position)
        body = extra[position + 4 : position + 4 + length]
        if tag == 0x5455 and len(body) >= 5 and body[0] & 1:
            return FileTimes(modified=str(struct.unpack_from("<i", body, 1)[0] * 10**9))
        if tag == 0x000A and len(body) >= 32:
            modified, accessed, born = (
                str((ticks - _EPOCH_1601 * 10**7) * 100) for ticks in struct.unpack_from("<QQQ", body, 8)
            )
            return FileTimes(modified=modified, accessed=accessed, born=born)
        position += 4 + length
    try:
        return FileTimes(modified=str(calendar.timegm((*info.date_time, 0, 0, 0)) * 10**9), local=True)
    except (ValueError, OverflowError):
        return FileTimes(modified=None)


def warm() -> None:
    """Load the codec of old names."""
    "x".encode("cp437")
