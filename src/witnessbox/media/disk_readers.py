"""Images as one range of bytes, file systems on them, and the second readers."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

import pyewf
import pyfsext
import pyfsfat
import pyfsntfs
import pytsk3

from witnessbox.media.volumes import Volumes
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.items import Attributes, FileTimes, ItemKind, Recovery, Run
from witnessbox.model.members import Member

EWF = (b"EVF\x09\x0d\x0a\xff\x00", b"EVF2\x0d\x0a\x81\x00")
_KINDS = {
    pytsk3.TSK_FS_META_TYPE_LNK: ItemKind.LINK,
    pytsk3.TSK_FS_META_TYPE_CHR: ItemKind.DEVICE,
    pytsk3.TSK_FS_META_TYPE_BLK: ItemKind.DEVICE,
    pytsk3.TSK_FS_META_TYPE_FIFO: ItemKind.FIFO,
    pytsk3.TSK_FS_META_TYPE_SOCK: ItemKind.SOCKET,
}
_FAT = {
    pytsk3.TSK_FS_TYPE_FAT12,
    pytsk3.TSK_FS_TYPE_FAT16,
    pytsk3.TSK_FS_TYPE_FAT32,
    pytsk3.TSK_FS_TYPE_EXFAT,
}
_EXT = {pytsk3.TSK_FS_TYPE_EXT2, pytsk3.TSK_FS_TYPE_EXT3, pytsk3.TSK_FS_TYPE_EXT4}


class Image:
    """A disk image: one file, several in a row, or an EnCase image.

    Attributes:
        size: bytes of the disk.
    """

    def __init__(self, read: Callable[[int, int], bytes], size: int) -> None:
        self.read_at = read
        self.size = size

    def for_tsk(self) -> Any:
        """It as the Sleuth Kit wants it."""
        return _TskImage(self)


def opened_image(descriptors: list[int]) -> Image:
    """Open an image by the descriptors of its segments, in their order.

    Raises:
        UntrustedInputError: it is an EnCase image that cannot be opened.
    """
    if os.pread(descriptors[0], 8, 0) in EWF:
        return _opened_ewf(descriptors)
    volumes = Volumes(descriptors)
    return Image(volumes.read_at, volumes.size)


def _opened_ewf(descriptors: list[int]) -> Image:
    handle = pyewf.handle()
    try:
        handle.open_file_objects([os.fdopen(os.dup(descriptor), "rb") for descriptor in descriptors])
    except OSError as error:
        raise UntrustedInputError(
            f"the EnCase image cannot be opened; are all segments there? {describe(error)}"
        ) from None
    return Image(lambda offset, length: bytes(handle.read_buffer_at_offset(length, offset)), handle.get_media_size())


class _TskImage(pytsk3.Img_Info):  # type: ignore[misc]  # the package has no types
    def __init__(self, image: Image) -> None:
        self._image = image
        super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

    def close(self) -> None:
        """The descriptors belong to the caller."""

    def read(self, offset: int, length: int) -> bytes:
        try:
            return self._image.read_at(offset, length)
        except OSError:
            return b""

    def get_size(self) -> int:
        return self._image.size


class Volume:
    """A file system on an image.

    Attributes:
        system: it as the Sleuth Kit sees it.
        offset: where it begins on the image, in bytes.
        prefix: what paths on it begin with.
        is_ntfs: whether it is NTFS.
        loses_chains: whether deleting a file loses the knowledge of where its later pieces lie (FAT, exFAT).
    """

    def __init__(self, image: Image, system: Any, offset: int, prefix: bytes) -> None:
        self.image, self.system, self.offset, self.prefix = image, system, offset, prefix
        self.kind_of_system = system.info.ftype
        self.is_ntfs = self.kind_of_system == pytsk3.TSK_FS_TYPE_NTFS
        self.loses_chains = self.kind_of_system in _FAT
        self._block = system.info.block_size

    def kind(self, meta: Any) -> ItemKind:
        """What stands there."""
        return _KINDS.get(meta.type, ItemKind.FILE)

    def runs(self, stream: Any) -> tuple[Run, ...]:
        """Where the bytes of a stream lie on the image, in order; none for one inside its record."""
        if stream.info.flags & pytsk3.TSK_FS_ATTR_RES:
            return ()
        block, runs, left = self._block, [], stream.info.size
        for run in stream:
            length = min(run.len * block, left)
            if length <= 0:
                break
            hole = run.flags & (pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE | pytsk3.TSK_FS_ATTR_RUN_FLAG_FILLER)
            runs.append(Run(offset=None if hole else self.offset + run.addr * block, length=length))
            left -= length
        return tuple(runs)

    def reader(self, entry: Any, stream: Any) -> Callable[[int, int], bytes]:
        """Bytes of a stream by the Sleuth Kit."""
        kind, number = stream.info.type, stream.info.id

        def read(offset: int, length: int) -> bytes:
            return bytes(entry.read_random(offset, length, kind, number))

        return read

    def by_runs(self, runs: tuple[Run, ...], size: int) -> Callable[[int, int], bytes]:
        """Bytes of a stream by its runs alone; only for what is stored plainly."""
        known = sum(run.length for run in runs) == size

        def read(offset: int, length: int) -> bytes:
            if not known:
                raise OSError("its bytes do not lie in runs")
            parts, position = [], 0
            for run in runs:
                start, end = max(offset, position), min(offset + length, position + run.length)
                if start < end:
                    at = None if run.offset is None else run.offset + start - position
                    parts.append(bytes(end - start) if at is None else self.image.read_at(at, end - start))
                position += run.length
            return b"".join(parts)

        return read

    def member(
        self,
        entry: Any,
        path: bytes,
        size: int,
        runs: tuple[Run, ...],
        *,
        kind: ItemKind = ItemKind.FILE,
        target: bytes | None = None,
        recovery: Recovery | None = None,
    ) -> Member:
        """What the file system says of a file."""
        meta = entry.info.meta
        return Member(
            path=path,
            kind=kind,
            size=size,
            times=FileTimes(
                modified=_time(meta.mtime, meta.mtime_nano),
                changed=None if self.loses_chains else _time(meta.ctime, meta.ctime_nano),
                accessed=_time(meta.atime, meta.atime_nano),
                born=_time(meta.crtime, meta.crtime_nano),
                local=self.loses_chains,
            ),
            attributes=Attributes(
                mode=int(meta.mode) & 0o7777,
                owner=int(meta.uid),
                group=int(meta.gid),
                links=int(meta.nlink),
                target=target,
            ),
            recovery=recovery,
            runs=runs,
        )


def _time(seconds: int, nanoseconds: int) -> str | None:
    return str(int(seconds) * 10**9 + int(nanoseconds)) if seconds else None


class _Window(io.RawIOBase):
    """A part of an image as a file, for the second readers."""

    def __init__(self, image: Image, offset: int) -> None:
        self._image, self._offset, self._position = image, offset, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.get_size()}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def read(self, size: int = -1) -> bytes:
        length = self.get_size() - self._position if size < 0 else size
        data = self._image.read_at(self._offset + self._position, max(length, 0))
        self._position += len(data)
        return data

    def get_size(self) -> int:
        """Bytes up to the end of the image; the second readers ask for it under this name."""
        return self._image.size - self._offset


class _Second:
    """A second reader of one file system."""

    def __init__(self, name: str, volume: Any, find: Callable[[Any, bytes, int], Any]) -> None:
        self.name = name
        self._volume = volume
        self._find = find

    def reader(self, path: bytes, number: int, stream: bytes) -> Callable[[int, int], bytes] | None:
        """Bytes of a file as this one sees them; None for what it cannot name."""
        try:
            entry = self._find(self._volume, path, number)
            if entry is not None and stream:
                entry = entry.get_alternate_data_stream_by_name(stream[1:].decode("utf-8"))
        except (OSError, UnicodeDecodeError, ValueError):
            return None
        if entry is None:
            return None

        def read(offset: int, length: int) -> bytes:
            return bytes(entry.read_buffer_at_offset(length, offset))

        return read


def second_reader(volume: Volume) -> _Second | None:
    """The library that reads this file system as well; None when there is none, or it cannot open it."""
    window = _Window(volume.image, volume.offset)
    try:
        if volume.loses_chains:
            fat = pyfsfat.volume()
            fat.open_file_object(window)
            return _Second(f"libfsfat {pyfsfat.get_version()}", fat, _by_path)
        if volume.kind_of_system in _EXT:
            ext = pyfsext.volume()
            ext.open_file_object(window)
            return _Second(
                f"libfsext {pyfsext.get_version()}", ext, lambda system, _, number: _by_inode(system, number)
            )
        if volume.is_ntfs:
            ntfs = pyfsntfs.volume()
            ntfs.open_file_object(window)
            return _Second(
                f"libfsntfs {pyfsntfs.get_version()}", ntfs, lambda system, _, number: system.get_file_entry(number)
            )
    except OSError:
        return None
    return None


def _by_path(system: Any, path: bytes, _: int) -> Any:
    return system.get_file_entry_by_path("\\" + path.decode("utf-8").replace("/", "\\"))


def _by_inode(system: Any, number: int) -> Any:
    return system.get_file_entry_by_inode(number)


def describe(error: BaseException) -> str:
    """A library's message on one short line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
