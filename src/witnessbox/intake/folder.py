"""A folder as a source: listed and read without following a link, writing nothing, and without leaving its root."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace

from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.items import Attributes, FileTimes, ItemKind

_KINDS = {
    stat.S_IFREG: ItemKind.FILE,
    stat.S_IFLNK: ItemKind.LINK,
    stat.S_IFIFO: ItemKind.FIFO,
    stat.S_IFSOCK: ItemKind.SOCKET,
    stat.S_IFCHR: ItemKind.DEVICE,
    stat.S_IFBLK: ItemKind.DEVICE,
    stat.S_IFDIR: ItemKind.DIRECTORY,
}
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One name in the source.

    Attributes:
        path: below the source, raw bytes.
        kind: what stands there, None when not even that could be told.
        size: as the file system says.
        times: as the file system says.
        attributes: as the file system says.
        error: why it could not be looked at, None when it could.
    """

    path: bytes
    kind: ItemKind
    size: int
    times: FileTimes
    attributes: Attributes
    error: OSError | None = None


_NO_TIMES = FileTimes(modified=None)
_NO_ATTRIBUTES = Attributes(mode=0, links=0)


class Folder:
    """A folder to take in; or a single file, or a block device, which is read like a file when a person names it.

    Args:
        root: the folder, file or device, as raw bytes.

    Attributes:
        root: its real path.
        device: whether it is a block device.

    Raises:
        SourceUnreadableError: it is not there or may not be read.
        UsageError: it is none of these.
    """

    def __init__(self, root: bytes) -> None:
        self.root = os.path.realpath(root)
        try:
            kind = os.stat(self.root).st_mode
            self.device = stat.S_ISBLK(kind)
            if stat.S_ISDIR(kind):
                self._folder, self._only = os.open(self.root, _FOLDER_FLAGS), None
            elif stat.S_ISREG(kind) or self.device:
                self._only = os.path.basename(self.root)
                self._folder = os.open(os.path.dirname(self.root), _FOLDER_FLAGS)
            else:
                raise UsageError(f"{os.fsdecode(root)}: no folder, file or block device; name the folder to take in")
        except OSError as error:
            raise SourceUnreadableError(
                f"{os.fsdecode(root)}: {error.strerror}; check the path and that the stick is still there"
            ) from error

    @property
    def identity(self) -> tuple[int, int]:
        """Device and number of the folder that is open, which a path alone does not tell."""
        status = os.fstat(self._folder)
        return status.st_dev, status.st_ino

    def close(self) -> None:
        """Let go of the source."""
        os.close(self._folder)

    def gone(self) -> bool:
        """Whether the source itself has disappeared since it was opened."""
        try:
            here, there = os.fstat(self._folder), os.stat(self.root)
            os.close(os.open(b".", _FOLDER_FLAGS, dir_fd=self._folder))
        except OSError:
            return True
        return self._only is None and (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino)

    def walk(self) -> Iterator[Found]:
        """Everything below the source but folders, files of a folder first, in the order of their bytes.

        A folder that cannot be listed is yielded with its error.
        """
        if self._only is not None:
            found = self._look(self._folder, b"", self._only)
            yield replace(found, size=self._device_size()) if self.device and found.error is None else found
            return
        pending = [b""]
        while pending:
            path = pending.pop()
            try:
                folder = self._open_folder(path)
            except OSError as error:
                yield _unlisted(path, error)
                continue
            try:
                with os.scandir(folder) as entries:
                    names = sorted(os.fsencode(entry.name) for entry in entries)
                inner = []
                for name in names:
                    found = self._look(folder, path, name)
                    if found.kind is ItemKind.DIRECTORY and found.error is None:
                        inner.append(found.path)
                    else:
                        yield found
                pending.extend(reversed(inner))
            except OSError as error:
                yield _unlisted(path, error)
            finally:
                os.close(folder)

    def size_of(self, found: Found) -> int:
        """Bytes that there are to read of something that was found."""
        return found.size if found.kind is ItemKind.FILE or self.device else 0

    def open(self, path: bytes) -> int:
        """Open one file for reading; the caller closes it. No part of the path may be a link."""
        head, _, name = path.rpartition(b"/")
        folder = self._open_folder(head)
        try:
            if hasattr(os, "O_NOATIME"):
                try:
                    return os.open(name, _FILE_FLAGS | os.O_NOATIME, dir_fd=folder)
                except PermissionError:  # only the owner may leave the access time alone
                    pass
            return os.open(name, _FILE_FLAGS, dir_fd=folder)
        finally:
            os.close(folder)

    def _device_size(self) -> int:
        descriptor = self.open(self._only or b"")
        try:
            return os.lseek(descriptor, 0, os.SEEK_END)
        finally:
            os.close(descriptor)

    def _open_folder(self, path: bytes) -> int:
        folder = os.dup(self._folder)
        for part in filter(None, path.split(b"/")):
            try:
                inner = os.open(part, _FOLDER_FLAGS, dir_fd=folder)
            finally:
                os.close(folder)
            folder = inner
        return folder

    @staticmethod
    def _look(folder: int, path: bytes, name: bytes) -> Found:
        whole = path + b"/" + name if path else name
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), ItemKind.DEVICE)
            target = os.readlink(name, dir_fd=folder) if kind is ItemKind.LINK else None
        except OSError as error:
            return Found(
                path=whole, kind=ItemKind.FILE, size=0, times=_NO_TIMES, attributes=_NO_ATTRIBUTES, error=error
            )
        return Found(
            path=whole,
            kind=kind,
            size=status.st_size,
            times=FileTimes(
                modified=str(status.st_mtime_ns), changed=str(status.st_ctime_ns), accessed=str(status.st_atime_ns)
            ),
            attributes=Attributes(
                mode=stat.S_IMODE(status.st_mode),
                owner=status.st_uid,
                group=status.st_gid,
                links=status.st_nlink,
                target=target,
            ),
        )


def _unlisted(path: bytes, error: OSError) -> Found:
    return Found(
        path=path or b".",
        kind=ItemKind.DIRECTORY,
        size=0,
        times=_NO_TIMES,
        attributes=_NO_ATTRIBUTES,
        error=error,
    )


def vanished(error: OSError) -> bool:
    """Whether an error says that the thing is no longer there."""
    return error.errno in (errno.ENOENT, errno.ESTALE, errno.ENODEV, errno.ENXIO)
