"""Members of archives; runs inside the sandboxed worker, one archive a call, streamed.

Which library reads what, and why, is in docs/decisions/0014. Names are raw bytes and never anything but data: whatever
a name says, the worker can open nothing and the caller writes nothing under it.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import IO, Any, cast

from witnessbox.media import archives_lib, archives_mail, archives_tar, archives_zip
from witnessbox.media.magic import mail_type
from witnessbox.media.members import PIECE, BoundMetError, MemberWriter
from witnessbox.media.tasks import Progress
from witnessbox.media.volumes import Volumes
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.items import FileTimes, ItemKind, Outcome
from witnessbox.model.members import NO_TIMES, Bounds, ExpansionState, Member, Reading

_READERS = {
    "application/x-7z-compressed": archives_lib.read_7z,
    "application/vnd.rar": archives_lib.read_rar,
    "application/x-cpio": archives_lib.read_as("cpio"),
    "application/x-archive": archives_lib.read_as("ar"),
    "application/vnd.ms-cab-compressed": archives_lib.read_as("cab"),
    "application/zstd": archives_lib.read_compressed,
    "application/x-lz4": archives_lib.read_compressed,
    "application/x-lzip": archives_lib.read_compressed,
    "application/x-compress": archives_lib.read_compressed,
    "application/zip": archives_zip.read_zip,
    "application/x-tar": archives_tar.read_plain_tar,
}


def unpack(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: the members of one archive, whose volumes are the inputs, to `outputs[0]`; answers with a `Reading`."""
    given = cast(dict[str, Json], params)
    bounds = from_json(Bounds, given["bounds"])
    passwords = tuple(str(each) for each in cast(list[Json], given["passwords"]))
    volumes = Volumes(inputs)
    writer = MemberWriter(outputs[0], bounds, volumes.size)
    source = archives_lib.Source(volumes=volumes, passwords=passwords, progress=progress)
    return to_json(_read(source, writer, bounds))


def _read(source: archives_lib.Source, writer: MemberWriter, bounds: Bounds) -> Reading:
    head = source.volumes.read_at(0, 4096)
    try:
        for mime, starts in _BEGINNINGS.items():
            if any(head.startswith(start) for start in starts):
                return _READERS[mime](source, writer, bounds)
        if archives_tar.is_header(head[:512]):
            return archives_tar.read_plain_tar(source, writer, bounds)
        if mail_type(head) is not None:
            return archives_mail.read_mail(source, writer, bounds)
        return _compressed(source, head, writer)
    except BoundMetError as met:
        writer.abandon(f"its archive met the bound {met.bound}")
        return Reading(
            state=ExpansionState.REFUSED,
            reader="witnessbox",
            members=writer.members,
            bound=met.bound,
            reason=f"expansion was stopped at the bound {met.bound}",
        )


_BEGINNINGS = {
    "application/zip": (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"),
    "application/x-7z-compressed": (b"7z\xbc\xaf\x27\x1c",),
    "application/vnd.rar": (b"Rar!\x1a\x07",),
    "application/x-cpio": (b"070701", b"070702", b"070707", b"\xc7\x71", b"\x71\xc7"),
    "application/zstd": (b"\x28\xb5\x2f\xfd",),
    "application/x-lz4": (b"\x04\x22\x4d\x18",),
    "application/x-lzip": (b"LZIP\x01",),
    "application/x-compress": (b"\x1f\x9d",),
    "application/x-archive": (b"!<arch>\n",),
    "application/vnd.ms-cab-compressed": (b"MSCF\0\0\0\0",),
}


def _compressed(source: archives_lib.Source, head: bytes, writer: MemberWriter) -> Reading:
    """gzip, bzip2 or xz: around a tar, or around one file."""
    with source.file() as file:
        inner, name, times, reader = _decompressor(head, file)
        stream = io.BufferedReader(inner, PIECE)
        if archives_tar.is_header(stream.peek(512)[:512]):
            return archives_tar.read_tar(stream, source, writer, f"{reader}, tarfile")
        piece = stream.read(PIECE)
        if inner.broken and not piece:
            return Reading(state=ExpansionState.FAILED, reader=reader, members=0, reason=inner.broken)
        writer.begin(Member(path=name, kind=ItemKind.FILE, size=None, times=times))
        done = 0
        while piece:
            writer.data(piece)
            done += len(piece)
            source.tell(file.tell())
            piece = stream.read(PIECE)
        if inner.broken:
            reason = f"the archive is damaged after {done} bytes of it: {inner.broken}"
            writer.end(Outcome.PARTIAL, reason)
            return Reading(state=ExpansionState.PARTIAL, reader=reader, members=1, reason=reason)
        writer.end()
        return Reading(state=ExpansionState.WHOLE, reader=reader, members=1)


def _decompressor(head: bytes, file: IO[bytes]) -> tuple[_Decompressed, bytes, FileTimes, str]:
    if head.startswith(b"\x1f\x8b"):
        name, times = _gzip_header(head)
        return _Decompressed(file, lambda: zlib.decompressobj(31)), name, times, "zlib of Python"
    if head.startswith(b"BZh"):
        return _Decompressed(file, bz2.BZ2Decompressor), b"data", NO_TIMES, "bz2 of Python"
    if head.startswith(b"\xfd7zXZ\x00"):
        return _Decompressed(file, lzma.LZMADecompressor), b"data", NO_TIMES, "lzma of Python"
    raise UntrustedInputError("no reader knows this archive")


class _Decompressed(io.RawIOBase):
    """What a compressed file holds, up to where it is damaged: Python's own files keep back the last good bytes.

    Attributes:
        broken: what is wrong, None while nothing is.
    """

    def __init__(self, file: IO[bytes], make: Callable[[], Any]) -> None:
        self._file, self._make, self._inner = file, make, make()
        self._held = b""  # compressed bytes that the decompressor did not want yet
        self._began = False
        self.broken: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self.broken is None:
            if self._inner.eof:  # another stream may follow, as in files put together with `cat`
                self._held = (self._inner.unused_data + self._held).lstrip(b"\0")
                self._held = self._held or self._file.read(PIECE).lstrip(b"\0")
                if not self._held:
                    return 0
                self._inner, self._began = self._make(), False
            piece = self._decompress(len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    def _decompress(self, length: int) -> bytes:
        ready = not getattr(self._inner, "needs_input", True) or bool(getattr(self._inner, "unconsumed_tail", b""))
        data = self._held or (b"" if ready else self._file.read(PIECE))
        data = getattr(self._inner, "unconsumed_tail", b"") + data
        self._held = b""
        if not data and not ready:
            self.broken = "it ends too early"
            return b""
        try:
            return bytes(self._inner.decompress(data, length))
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
            self.broken = str(error)
            return b""


def _gzip_header(head: bytes) -> tuple[bytes, FileTimes]:
    """Name and time as RFC 1952 keeps them: both may be missing, the time is UTC."""
    flags = head[3] if len(head) > 3 else 0
    seconds = int.from_bytes(head[4:8], "little")
    times = FileTimes(modified=str(seconds * 10**9)) if seconds else NO_TIMES
    start = 10
    if flags & 4:
        start += 2 + int.from_bytes(head[10:12], "little")
    end = head.find(b"\0", start)
    name = head[start:end] if flags & 8 and end > start else b""
    return name or b"data", times


def warm() -> None:
    """Load what the libraries load lazily."""
    archives_zip.warm()
    archives_tar.warm()
    archives_mail.warm()
    archives_lib.warm()
