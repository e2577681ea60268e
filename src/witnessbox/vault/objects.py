"""The content store: every object is one read-only file named by the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import itertools
import os
import threading
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path

from witnessbox.model.errors import UnknownObjectError
from witnessbox.vault.files import sync_file_system, sync_folder, write_all

BLOCK = 256 * 1024
"""Bytes read at once: blocks of 1 MiB cost four times the kernel time of these (measured on ext4)."""

FEW_SHELVES = 16
"""Folders that are flushed one by one: each costs a flush of the disk's cache."""


class ObjectStore:
    """`objects/ab/<sha256>` below a case.

    Args:
        folder: the `objects` folder.
        temporary: folder on the same file system for unfinished files.
    """

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.folder = folder
        self.temporary = temporary
        self._numbers = itertools.count()
        self._shelves: set[str] = set()
        self._own = threading.local()

    def path(self, sha256: str) -> Path:
        """Where the object of that digest lies or would lie."""
        return self.folder / sha256[:2] / sha256

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> int:
        """Open an object read-only; the caller closes the descriptor.

        Raises:
            UnknownObjectError: it is not there.
        """
        try:
            return os.open(self.path(sha256), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise UnknownObjectError(
                f"{sha256}: the object is missing from the case; `witnessbox verify` lists all that is wrong"
            ) from None

    def unfinished_file(self) -> tuple[int, Path]:
        """A file under a temporary name, writable by this descriptor alone."""
        path = self._own_folder() / f"object.{os.getpid()}.{next(self._numbers)}"
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o444), path

    def _own_folder(self) -> Path:
        """Threads that make files in one folder wait for each other: each but the main one gets its own."""
        if threading.current_thread() is threading.main_thread():
            return self.temporary
        if not hasattr(self._own, "folder"):
            self._own.folder = self.temporary / f"thread.{os.getpid()}.{threading.get_native_id()}"
            self._own.folder.mkdir(exist_ok=True)
        return typing.cast(Path, self._own.folder)

    def place(self, unfinished: Iterable[tuple[Path, str]]) -> None:
        """Move finished files into place: flush all data first, then rename, then flush the names.

        Args:
            unfinished: pairs of temporary path and digest; all bytes are written already.
        """
        pairs = list(unfinished)
        if not pairs:
            return
        sync_file_system(self.temporary)
        shelves = {sha256[:2] for _, sha256 in pairs}
        for shelf in shelves - self._shelves:
            (self.folder / shelf).mkdir(exist_ok=True)
        self._shelves |= shelves
        folder = os.fspath(self.folder)
        for path, sha256 in pairs:
            os.rename(path, f"{folder}/{sha256[:2]}/{sha256}")
        if len(shelves) > FEW_SHELVES:
            sync_file_system(self.temporary)
            return
        # To flush the file system would wait for all that others copied meanwhile.
        for shelf in shelves:
            sync_folder(self.folder / shelf)
        sync_folder(self.folder)

    def put(self, data: bytes) -> str:
        """Store a small object, flushed, and return its digest."""
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in self:
            return sha256
        descriptor, path = self.unfinished_file()
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        target = self.path(sha256)
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
        sync_folder(target.parent)
        sync_folder(self.folder)
        return sha256

    def read(self, sha256: str) -> bytes:
        """All bytes of a small object."""
        descriptor = self.open(sha256)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()

    def digest(self, sha256: str) -> str:
        """Digest of the bytes that are there now."""
        descriptor = self.open(sha256)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def names(self) -> Iterator[tuple[str, Path]]:
        """Every file below the store: its name and path, in order; also those that do not belong there."""
        for shelf in sorted(self.folder.iterdir()):
            if not shelf.is_dir() or shelf.is_symlink():
                yield shelf.name, shelf
                continue
            for path in sorted(shelf.iterdir()):
                yield path.name, path

    def remove(self, sha256: str) -> None:
        """Take an unfinished object away; only for what no closed operation explains."""
        self.path(sha256).unlink(missing_ok=True)
