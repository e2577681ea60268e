"""Writing files so that a pulled plug leaves either the old or the new one, and errors that say what to do."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from witnessbox.model.errors import StorageError

_ADVICE = {
    errno.ENOSPC: "the disk is full: make room and run the same command again, nothing that was sealed is lost",
    errno.EDQUOT: "the disk quota is used up: make room and run the same command again, nothing sealed is lost",
    errno.EROFS: "the file system is read-only: mount it writable or choose another place",
    errno.EACCES: "permission denied: run as the owner of the folder or choose another place",
    errno.EPERM: "permission denied: run as the owner of the folder or choose another place",
    errno.EIO: "the disk reports an error: copy the case to a sound disk and verify it there",
    errno.EFBIG: "the file system cannot hold a file of that size: use another file system",
}


@contextlib.contextmanager
def storage_errors(what: str) -> Iterator[None]:
    """Turn an `OSError` of the case's own disk into words.

    Args:
        what: what was being done, for example `writing the custody log`.

    Raises:
        StorageError: with the file, the reason and the next step.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads our output has seen enough; that is no failure of the disk
    except OSError as error:
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        advice = _ADVICE.get(error.errno or 0, error.strerror or str(error) or type(error).__name__)
        raise StorageError(f"{what}: {where}{advice}") from error


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_LIBC = ctypes.CDLL(None, use_errno=True)
_SYNC_FILE_RANGE_WRITE = 2  # linux/fs.h


def begin_writing(descriptor: int, position: int, length: int) -> None:
    """Have the system begin to write a range of a file to the disk, without waiting: a flush later finds less to do.

    Where the system cannot, nothing happens.
    """
    sync_file_range = getattr(_LIBC, "sync_file_range", None)
    if sync_file_range is not None:
        sync_file_range(
            descriptor, ctypes.c_int64(position), ctypes.c_int64(length), ctypes.c_uint(_SYNC_FILE_RANGE_WRITE)
        )


def sync_file_system(folder: Path) -> None:
    """Flush the whole file system that holds a folder: one call for a batch of thousands of files."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        syncfs = getattr(_LIBC, "syncfs", None)
        if syncfs is None:
            os.sync()
        elif syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), os.fspath(folder))
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte; `os.write` may take fewer."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def replace_file(path: Path, data: bytes, *, temporary: Path, mode: int = 0o644) -> None:
    """Write a file under a temporary name, flush it, move it into place and flush the name.

    Args:
        path: where it ends up.
        data: all its bytes.
        temporary: folder on the same file system for the unfinished file.
        mode: permission bits.
    """
    unfinished = temporary / f"{path.name}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    unfinished.replace(path)
    sync_folder(path.parent)
