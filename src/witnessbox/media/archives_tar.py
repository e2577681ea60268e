"""Tar, by Python's own reader, as a stream; counted again by libarchive."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from typing import IO

from witnessbox.media import archives_lib
from witnessbox.media.members import MemberWriter
from witnessbox.model.items import Attributes, FileTimes, ItemKind, Outcome, Run
from witnessbox.model.members import Bounds, ExpansionState, Member, Reading

PIECE_OF_TAR = 16 * 1024
"""Bytes read at once: where a tar ends too early, that many are lost at most."""
_KINDS = {
    tarfile.SYMTYPE: ItemKind.LINK,
    tarfile.LNKTYPE: ItemKind.LINK,
    tarfile.CHRTYPE: ItemKind.DEVICE,
    tarfile.BLKTYPE: ItemKind.DEVICE,
    tarfile.FIFOTYPE: ItemKind.FIFO,
}
_DAMAGED = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError, OverflowError)


def is_header(block: bytes) -> bool:
    """Whether 512 bytes are the header of a tar member: their sum stands in them (POSIX.1, *pax*)."""
    if len(block) < 512 or not block.strip(b"\0"):
        return False
    try:
        stated = int(block[148:156].strip(b" \0") or b"-1", 8)
    except ValueError:
        return False
    return stated == sum(block) - sum(block[148:156]) + 8 * 32


def read_plain_tar(source: archives_lib.Source, writer: MemberWriter, _bounds: Bounds) -> Reading:
    """Members of a tar that is not compressed."""
    with source.file() as file:
        return read_tar(file, source, writer, "tarfile of Python")


def read_tar(stream: IO[bytes], source: archives_lib.Source, writer: MemberWriter, reader: str) -> Reading:
    """Members of a tar stream."""
    reason = None
    count = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape", encoding="utf-8") as archive:
            for info in archive:
                if not info.isdir():
                    count += 1
                    _member(archive, info, writer)
                archive.members = []  # type: ignore[attr-defined]  # it would keep the header of every member otherwise
                source.tell(info.offset_data)
    except _DAMAGED as error:
        reason = f"it is damaged or ends too early, after {count} entries: {error}"
        writer.abandon(reason)
    second, again, alarm = archives_lib.count_again(source, "tar", reader, count)
    alarms = () if alarm is None or reason else (alarm,)
    state = ExpansionState.PARTIAL if reason or alarms else ExpansionState.WHOLE
    return Reading(
        state=state,
        reader=reader,
        members=writer.members,
        second_reader=second,
        second_members=again,
        reason=reason or (alarms[0] if alarms else None),
        alarms=alarms,
    )


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, writer: MemberWriter) -> None:
    kind = ItemKind.FILE if info.isreg() else _KINDS.get(info.type, ItemKind.FILE)
    link = info.linkname.encode("utf-8", "surrogateescape") if kind is ItemKind.LINK else None
    writer.begin(
        Member(
            path=info.name.encode("utf-8", "surrogateescape"),
            kind=kind,
            size=max(info.size, 0),
            times=FileTimes(modified=_nanoseconds(info)),
            attributes=Attributes(mode=info.mode & 0o7777, owner=info.uid, group=info.gid, target=link),
        )
    )
    if kind is ItemKind.LINK:
        writer.end(Outcome.NOT_FOLLOWED, "a link: its target is recorded and was not opened")
        return
    content = archive.extractfile(info) if kind is ItemKind.FILE else None
    if content is None:
        writer.end(Outcome.NOT_OPENED, f"a {kind.value}: it has no bytes to take in")
        return
    done = 0
    try:
        while piece := content.read(PIECE_OF_TAR):
            writer.data(piece)
            done += len(piece)
    except tarfile.TarError:
        if done == 0:
            raise
    if done < info.size:
        writer.hole(info.size - done)
        missing = (Run(offset=done, length=info.size - done),)
        writer.end(Outcome.PARTIAL, f"the archive ends after {done} of {info.size} bytes of it", missing)
        raise tarfile.ReadError(f"it ends after {done} of {info.size} bytes of a member")
    writer.end()


def _nanoseconds(info: tarfile.TarInfo) -> str | None:
    """Time of modification; pax keeps fractions as decimal text, which a float would round."""
    text = info.pax_headers.get("mtime")
    if text is not None:
        whole, _, rest = text.partition(".")
        try:
            return str(int(whole) * 10**9 + int((rest + "0" * 9)[:9]) * (-1 if whole.startswith("-") else 1))
        except ValueError:
            return None
    return str(int(info.mtime) * 10**9)


def warm() -> None:
    """Nothing is loaded lazily but the codec of names."""
    "x".encode("utf-8", "surrogateescape")
