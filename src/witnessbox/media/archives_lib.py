"""Archives that only libarchive or py7zr read, and the second count of the others.

libarchive is a library of the system (`libarchive13` on Debian), reached through ctypes. Without it RAR, cpio, ar,
cabinets, Zstandard, LZ4, lzip, `compress` and encrypted ZIP archives are sealed but not opened, 7z is read by py7zr,
and nothing is counted twice.
"""

from __future__ import annotations

import ctypes
import io
import locale
import lzma
import os
import resource
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import IO, Any

import py7zr
import rarfile
from py7zr.io import Py7zIO, WriterFactory

from witnessbox.media.members import BoundMetError, MemberWriter
from witnessbox.media.tasks import Progress
from witnessbox.media.volumes import Volumes, VolumesFile
from witnessbox.model.items import Attributes, FileTimes, ItemKind, Outcome, Run
from witnessbox.model.members import NOBODY, Bounds, ExpansionState, Member, Reading
from witnessbox.model.records import dataclass

try:
    import libarchive
    from libarchive import ffi
except (ImportError, OSError, AttributeError):  # the package is there, the system's library may not be
    libarchive = None

MISSING = "libarchive is not installed: `apt-get install libarchive13` (Debian), then run the same command again"
NAME = "libarchive"
_KINDS = {
    0o120000: ItemKind.LINK,
    0o010000: ItemKind.FIFO,
    0o020000: ItemKind.DEVICE,
    0o060000: ItemKind.DEVICE,
    0o140000: ItemKind.SOCKET,
}
_DAMAGED_7Z = (
    py7zr.exceptions.ArchiveError,
    OSError,
    EOFError,
    lzma.LZMAError,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
)
_BUFFER = 256 * 1024
_LOCKED = ("passphrase", "password", "encrypt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The archive that is being read."""

    volumes: Volumes
    passwords: tuple[str, ...]
    progress: Progress

    @contextmanager
    def file(self) -> Iterator[IO[bytes]]:
        """It as a file object of its own position."""
        if len(self.volumes.descriptors) > 1:
            with io.BufferedReader(VolumesFile(self.volumes), _BUFFER) as file:
                yield file
            return
        os.lseek(self.volumes.descriptors[0], 0, os.SEEK_SET)
        with os.fdopen(os.dup(self.volumes.descriptors[0]), "rb", buffering=_BUFFER) as file:
            yield file

    def tell(self, done: int) -> None:
        """Report how far reading is."""
        self.progress(min(done, self.volumes.size), self.volumes.size)


@dataclass(slots=True)
class Listed:
    """What a second reader says of the entries that are no folders.

    Attributes:
        reader: who.
        names: raw names in its order.
        sums: CRC-32 of the bytes by name, where the archive states one.
        in_place: whether the order is that of their places, so that these names count.
    """

    reader: str
    names: list[bytes]
    sums: dict[bytes, list[int]] = field(default_factory=dict)
    in_place: bool = False

    def sum_of(self, name: bytes) -> int | None:
        """Checksum of the next entry of that name."""
        sums = self.sums.get(name)
        return sums.pop(0) if sums else None


def read_7z(source: Source, writer: MemberWriter, bounds: Bounds) -> Reading:
    """Members of a 7z archive: by libarchive, which needs little memory; by py7zr when they are encrypted."""
    listed, locked = _listed_7z(source)
    if locked or libarchive is None:
        return _by_py7zr(source, writer, bounds)
    return read_by_library(source, writer, "7zip", listed)


def read_rar(source: Source, writer: MemberWriter, _bounds: Bounds) -> Reading:
    """Members of a RAR archive."""
    head = source.volumes.read_at(0, 8)
    return read_by_library(source, writer, "rar5" if head[6:7] == b"\x01" else "rar", _listed_rar(source))


def read_as(form: str) -> Callable[[Source, MemberWriter, Bounds], Reading]:
    """A reader of the archives of one format, in libarchive's words."""
    return lambda source, writer, _bounds: read_by_library(source, writer, form)


def read_compressed(source: Source, writer: MemberWriter, _bounds: Bounds) -> Reading:
    """Zstandard, LZ4, lzip or `compress`: around a tar, or around one file."""
    if libarchive is None:
        return Reading(state=ExpansionState.FAILED, reader=NOBODY, members=0, reason=MISSING)
    try:
        with _opened(source, "tar", "all", ()) as archive:
            is_tar = next(iter(archive), None) is not None
    except libarchive.ArchiveError:
        is_tar = False
    return read_by_library(source, writer, "tar" if is_tar else "raw", filters="all")


def count_again(source: Source, form: str, reader: str, found: int) -> tuple[str | None, int | None, str | None]:
    """Have libarchive count the entries too.

    Returns:
        The second reader, None without libarchive; how many it found; and in words what the two do not agree on.
    """
    if libarchive is None:
        return None, None, None
    again = 0
    try:
        with _opened(source, form, "all", ()) as archive:
            for entry in archive:
                again += not entry.isdir
    except libarchive.ArchiveError as error:
        return _version(), again, f"{reader} found {found} entries, {_version()} gave up after {again}: {_words(error)}"
    return _version(), again, None if again == found else f"{reader} found {found} entries, {_version()} {again}"


def read_by_library(
    source: Source,
    writer: MemberWriter,
    form: str,
    listed: Listed | None = None,
    *,
    filters: str = "none",
    why: str | None = None,
) -> Reading:
    """Members by libarchive.

    Args:
        source: the archive.
        writer: where they go.
        form: the format, in libarchive's words; it must not guess, because it knows formats that name other files.
        listed: what a second reader says of the entries.
        filters: `all` for compressed streams.
        why: what is wrong with the archive already.
    """
    if libarchive is None:
        return Reading(state=ExpansionState.FAILED, reader=NOBODY, members=0, reason=MISSING)
    state = _State(listed=listed)
    try:
        with _opened(source, form, filters, source.passwords) as archive:
            for entry in archive:
                _entry(entry, writer, state)
                source.tell(archive.bytes_read)
    except libarchive.ArchiveError as error:
        state.error = _words(error)
        writer.abandon(f"the archive is damaged: {state.error}")
    return _reading(writer, state, why)


@dataclass(slots=True)
class _State:
    """How reading by libarchive goes."""

    listed: Listed | None
    entries: int = 0
    damaged: int = 0
    locked: int = 0
    error: str | None = None


def _reading(writer: MemberWriter, state: _State, why: str | None) -> Reading:
    alarms: tuple[str, ...] = ()
    expected = None if state.listed is None else len(state.listed.names)
    second = "" if state.listed is None else state.listed.reader
    if expected is not None and expected != state.entries:
        alarms = (f"{_version()} found {state.entries} entries, {second} {expected}",)
    reasons = [why, state.error, alarms[0] if alarms else None]
    if state.damaged:
        reasons.append(f"{state.damaged} of its members are damaged")
    result = ExpansionState.WHOLE
    if any(reasons):
        result = ExpansionState.PARTIAL if state.entries else ExpansionState.FAILED
    if state.locked or (state.error and _is_about_passwords(state.error)):
        result = ExpansionState.LOCKED
        reasons.insert(0, "it needs a password that was not given")
    return Reading(
        state=result,
        reader=_version(),
        members=writer.members,
        second_reader=None if expected is None else second,
        second_members=expected,
        reason="; ".join(reason for reason in reasons if reason) or None,
        alarms=alarms,
    )


def _entry(entry: Any, writer: MemberWriter, state: _State) -> None:
    """Send one entry."""
    kind_bits = ffi.entry_filetype(entry._entry_p)  # noqa: SLF001 - the package shows names decoded only
    if kind_bits == 0o040000:
        return
    number, state.entries = state.entries, state.entries + 1
    link = ffi.entry_symlink(entry._entry_p) or ffi.entry_hardlink(entry._entry_p)  # noqa: SLF001
    kind = ItemKind.LINK if link else _KINDS.get(kind_bits, ItemKind.FILE)
    name = ffi.entry_pathname(entry._entry_p)  # noqa: SLF001
    if state.listed is not None and state.listed.in_place and number < len(state.listed.names):
        name = state.listed.names[number]
    announced = entry.size if ffi.entry_size_is_set(entry._entry_p) else None  # noqa: SLF001
    member = Member(
        path=name or b"data",
        kind=kind,
        size=announced,
        times=FileTimes(
            modified=_time(entry, ffi.entry_mtime_is_set, ffi.entry_mtime, ffi.entry_mtime_nsec),
            born=_time(entry, ffi.entry_birthtime_is_set, ffi.entry_birthtime, ffi.entry_birthtime_nsec),
        ),
        attributes=Attributes(mode=entry.perm & 0o7777, owner=entry.uid, group=entry.gid, target=link or None),
    )
    writer.begin(member)
    if kind is ItemKind.LINK:
        writer.end(Outcome.NOT_FOLLOWED, "a link: its target is recorded and was not opened")
    elif kind is not ItemKind.FILE:
        writer.end(Outcome.NOT_OPENED, f"a {kind.value}: it has no bytes to take in")
    else:
        _content(entry, announced, writer, state, None if state.listed is None else state.listed.sum_of(name or b""))


def _content(entry: Any, announced: int | None, writer: MemberWriter, state: _State, stated: int | None) -> None:
    done = crc = 0
    try:
        for block in entry.get_blocks():
            writer.data(block)
            done += len(block)
            crc = zlib.crc32(block, crc)
    except libarchive.ArchiveError as error:
        if _is_about_passwords(_words(error)):
            state.locked += 1
            writer.end(Outcome.UNREADABLE, "it needs a password that was not given")
            return
        state.damaged += 1
        rest = max((announced or 0) - done, 0)
        if done == 0:
            writer.end(Outcome.UNREADABLE, f"it is damaged in the archive: {_words(error)}")
            return
        if rest:
            writer.hole(rest)
        missing = (Run(offset=done, length=rest),) if rest else ()
        writer.end(Outcome.PARTIAL, f"it is damaged in the archive after {done} bytes: {_words(error)}", missing)
        return
    if stated is not None and crc != stated:  # libarchive itself does not look at those of 7z and of stored RAR
        state.damaged += 1
        writer.end(Outcome.PARTIAL, "its bytes do not have the checksum that the archive states")
        return
    writer.end()


def _time(entry: Any, is_set: Any, seconds: Any, rest: Any) -> str | None:
    pointer = entry._entry_p  # noqa: SLF001
    return str(seconds(pointer) * 10**9 + rest(pointer)) if is_set(pointer) else None


def _words(error: Any) -> str:
    """What libarchive says, without the numbers that its Python package puts behind it."""
    return str(getattr(error, "msg", None) or "it cannot be read on")


def _is_about_passwords(message: str) -> bool:
    return any(word in message.lower() for word in _LOCKED)


def _version() -> str:
    number = ffi.version_number()
    return f"{NAME} {number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


@contextmanager
def _opened(source: Source, form: str, filters: str, passwords: tuple[str, ...]) -> Iterator[Any]:
    with libarchive.read.new_archive_read("empty", filters) as pointer:
        # The package knows the functions of formats that are older than itself only, so RAR 5 is asked for by name.
        ffi.libarchive[f"archive_read_support_format_{form}"](ctypes.c_void_p(pointer))
        for password in passwords:
            ffi.read_add_passphrase(pointer, password.encode("utf-8", "surrogateescape"))
        if len(source.volumes.descriptors) == 1:
            os.lseek(source.volumes.descriptors[0], 0, os.SEEK_SET)
            ffi.read_open_fd(pointer, source.volumes.descriptors[0], _BUFFER)
            yield libarchive.read.ArchiveRead(pointer)
            return
        buffer, volumes = ctypes.create_string_buffer(_BUFFER), VolumesFile(source.volumes)

        def read(_archive: Any, _context: Any, target: Any) -> int:
            ctypes.cast(target, ctypes.POINTER(ctypes.c_void_p))[0] = ctypes.addressof(buffer)
            return volumes.readinto(buffer)

        def seek(_archive: Any, _context: Any, offset: int, whence: int) -> int:
            return volumes.seek(offset, whence)

        calls = ffi.READ_CALLBACK(read), ffi.SEEK_CALLBACK(seek)  # they must live as long as they may be called
        ffi.read_set_seek_callback(pointer, calls[1])
        ffi.read_open(pointer, None, ffi.NO_OPEN_CB, calls[0], ffi.NO_CLOSE_CB)
        yield libarchive.read.ArchiveRead(pointer)


# -- 7z by py7zr -----------------------------------------------------------------------------------------------------


def _listed_7z(source: Source) -> tuple[Listed | None, bool]:
    """Entries in the header of a 7z archive, and whether they are encrypted."""
    with source.file() as file:
        try:
            with py7zr.SevenZipFile(file) as archive:
                infos = [info for info in archive.list() if not info.is_directory]
                listed = Listed(reader=f"py7zr {py7zr.__version__}", names=[])
                _list(listed, [(info.filename, info.crc32) for info in infos])
                return listed, archive.needs_password()
        except py7zr.PasswordRequired:
            return None, True
        except _DAMAGED_7Z:
            return None, False


def _listed_rar(source: Source) -> Listed | None:
    """Entries in the headers of a RAR archive; rarfile would call other programs to read them, and does not here."""
    with source.file() as file:
        try:
            with rarfile.RarFile(file) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
        except (rarfile.Error, OSError, ValueError, LookupError, struct.error):
            return None
    listed = Listed(reader=f"rarfile {rarfile.__version__}", names=[])
    _list(listed, [(info.filename, None if _goes_on(info) else info.CRC) for info in infos])
    return listed


def _goes_on(info: Any) -> bool:
    """Whether a member of a RAR archive goes on in the next volume: the checksum in its header is that of the part."""
    flags = getattr(info, "block_flags", None)
    if flags is not None:
        return bool(flags & rarfile.RAR5_BLOCK_FLAG_SPLIT_AFTER)
    return bool(info.flags & rarfile.RAR_FILE_SPLIT_AFTER)


def _list(listed: Listed, entries: list[tuple[str, int | None]]) -> None:
    for name, crc in entries:
        raw = name.encode("utf-8", "surrogateescape")
        listed.names.append(raw)
        if crc is not None:
            listed.sums.setdefault(raw, []).append(crc)


def _by_py7zr(source: Source, writer: MemberWriter, bounds: Bounds) -> Reading:
    reader = f"py7zr {py7zr.__version__}"
    for password in source.passwords or ((None,) if libarchive is None else ()):
        with source.file() as file:
            if not _opens(file, password):
                continue
        with source.file() as file, py7zr.SevenZipFile(file, password=password) as archive:
            infos = {info.filename: info for info in archive.list() if not info.is_directory}
            if len(infos) > bounds.entries:
                raise BoundMetError(f"entries {bounds.entries}")
            sink = _Sink(infos, writer)
            try:
                archive.extractall(factory=sink)
            except _DAMAGED_7Z as error:
                writer.abandon(f"the archive is damaged: {error}")
                return Reading(
                    state=ExpansionState.PARTIAL,
                    reader=reader,
                    members=writer.members,
                    reason=f"it is damaged: {error}",
                )
            sink.finish()
        return Reading(state=ExpansionState.WHOLE, reader=reader, members=writer.members)
    reason = "it needs a password that was not given"
    return Reading(state=ExpansionState.LOCKED, reader=reader, members=0, reason=reason)


def _opens(file: IO[bytes], password: str | None) -> bool:
    """Whether a password fits, by reading all of the archive: a wrong one shows in the checksums only."""
    try:
        with py7zr.SevenZipFile(file, password=password) as archive:
            archive.extractall(factory=_Nowhere())
    except (*_DAMAGED_7Z, py7zr.PasswordRequired):
        return False
    return True


class _Nowhere(WriterFactory):
    """Takes members and keeps nothing."""

    def create(self, filename: str) -> Py7zIO:  # noqa: ARG002 - the signature of the base class
        return _Member(lambda _: None)


class _Sink(WriterFactory):
    """Sends members on, one after the other."""

    def __init__(self, infos: dict[str, Any], writer: MemberWriter) -> None:
        self._infos, self._writer, self._open = infos, writer, False

    def create(self, filename: str) -> Py7zIO:
        self.finish()
        info = self._infos.get(filename)
        born = getattr(info, "creationtime", None)
        modified = None if born is None else str(int(born.timestamp()) * 10**9)
        self._writer.begin(
            Member(
                path=filename.encode("utf-8", "surrogateescape"),
                kind=ItemKind.FILE,
                size=getattr(info, "uncompressed", None),
                times=FileTimes(modified=modified),
            )
        )
        self._open = True
        return _Member(self._writer.data)

    def finish(self) -> None:
        """End the member that is open."""
        if self._open:
            self._writer.end()
            self._open = False


class _Member(Py7zIO):
    """One member on its way out."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send, self._size = send, 0

    def write(self, s: bytes | bytearray) -> int:
        self._send(bytes(s))
        self._size += len(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:  # noqa: ARG002
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        return offset

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        return self._size


def warm() -> None:
    """Names of archives pass through the C library's locale: UTF-8, so that their bytes are not touched."""
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:  # py7zr looks here for its buffers, and else in /proc, which the sandbox denies
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    plain = _try_7z(None)
    _try_7z("x")
    if libarchive is not None:
        with libarchive.memory_reader(plain, "7zip", "none") as archive:
            for entry in archive:
                for _ in entry.get_blocks():
                    pass


def _try_7z(password: str | None) -> bytes:
    """Write and read a 7z archive, so that py7zr has loaded all it will ever need."""
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", password=password, header_encryption=password is not None) as archive:
        archive.writestr(b"x", "x")
    data.seek(0)
    with py7zr.SevenZipFile(data, password=password) as archive:
        archive.extractall(factory=_Nowhere())
    return data.getvalue()
