"""Copying one file into the vault: hashed while it is read, holes kept, damaged ranges read around.

A read error does not end a file. The first pass takes what reads at once and jumps ahead of errors, farther each time,
because a dying medium should give its good parts first (the idea of GNU ddrescue). Then the ranges left out are read in
ever smaller blocks. What still fails is listed and stands as zeros.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import mmap
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import local

from witnessbox.model.items import Run
from witnessbox.vault.files import begin_writing, storage_errors
from witnessbox.vault.objects import BLOCK, ObjectStore

UNSIZED = 64 * 1024 * 1024
"""Most bytes taken of a file that claims to have none, as those of /proc do."""
SMALLER = (64 * 1024, 4096, 512)
"""Blocks in which a range that failed is tried again; the last is the smallest sector of any disk."""
WRITE_BEHIND = 8 * 1024 * 1024
"""Bytes after which the system is asked to write what was copied, so that the disk works while we read on."""
DIRECT_FROM = 1024 * 1024
"""Size of files that are written past the page cache: the system need not find room for them there, nor flush them
later. Of 1.2 GB on ext4 and a disk of 2 GB/s: 0.6 s to the disk, through the cache 1.0 s."""
HELD = 4 * 1024 * 1024
"""Bytes that are written at once past the page cache: a disk takes more a second when it is given more to do."""
LONGEST_JUMP = 8 * 1024 * 1024
"""Farthest that the first pass jumps ahead of an error."""
_DAMAGED = {errno.EIO, errno.EILSEQ, errno.EBADMSG, errno.ENODATA, getattr(errno, "EREMOTEIO", errno.EIO)}

_thread = local()
_ZEROS = bytes(BLOCK)
_DIRECT_UNIT = 4096
"""Bytes of which positions and lengths must be multiples past the page cache, whatever the disk."""


class StoppedError(Exception):
    """Copying was told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What came of reading one file.

    Attributes:
        path: the temporary file that holds the bytes, None when there are none to keep.
        sha256: digest of the bytes, missing ranges as zeros; None when there are none to keep.
        size: their number, or how many were read before it failed.
        missing: ranges that could not be read, in order.
        error: why it could not be read on, None when it was read to its end.
        sizes: size by the file system before and after, when size or time changed meanwhile.
    """

    path: Path | None
    sha256: str | None
    size: int
    missing: tuple[Run, ...] = ()
    error: OSError | None = None
    sizes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How reading is watched and ended.

    Attributes:
        advance: told the number of bytes read, from any thread.
        gone: whether the whole source disappeared, so that an error is not one of this file.
        stopped: whether to stop now.
    """

    advance: Callable[[int], None]
    gone: Callable[[], bool]
    stopped: Callable[[], bool]


def copy_file(source: int, objects: ObjectStore, reading: Reading, *, size: int | None = None) -> Copied:
    """Copy an open file into an unfinished object.

    Args:
        source: descriptor of the file.
        objects: the vault's content store.
        reading: how it is watched.
        size: bytes to take, for a device, which does not tell its size like a file.

    Raises:
        StorageError: the vault cannot be written.
        StoppedError: it was told to stop.
    """
    before = os.fstat(source)
    announced = before.st_size if size is None else size
    doing = f"copying into {objects.folder.parent}"
    with storage_errors(doing):
        target, path = objects.unfinished_file()
    try:
        copy = _Copy(source, target, announced or UNSIZED, reading, doing)
        sparse = size is None and before.st_blocks * 512 < announced
        copy.run(sparse=sparse, direct=announced >= DIRECT_FROM and not sparse)
        if copy.error is not None or (copy.missing and sum(run.length for run in copy.missing) == copy.size):
            path.unlink()
            error = copy.error or OSError(errno.EIO, os.strerror(errno.EIO))
            return Copied(path=None, sha256=None, size=copy.size, error=error)
        after = os.fstat(source)
        changed = size is None and (
            (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or copy.size != after.st_size
        )
        return Copied(
            path=path,
            sha256=copy.sha256,
            size=copy.size,
            missing=copy.missing,
            sizes=(before.st_size, after.st_size) if changed else None,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(target)


def extents(source: int, size: int) -> Iterator[tuple[int, int, bool]]:
    """Ranges of a sparse file in order: start, end, and whether it holds data or is a hole."""
    position = 0
    while position < size:
        try:
            data = os.lseek(source, position, os.SEEK_DATA)
            hole = min(os.lseek(source, data, os.SEEK_HOLE), size)
        except OSError as error:
            # ENXIO: nothing but a hole follows. Anything else: the file system cannot tell, so all of it is data.
            yield position, size, error.errno != errno.ENXIO
            return
        if data > position:
            yield position, min(data, size), False
        if data < hole:
            yield data, hole, True
        position = max(hole, position + 1)


class _Copy:
    """One file on its way: what was read so far, and which ranges are still open."""

    def __init__(self, source: int, target: int, limit: int, reading: Reading, doing: str) -> None:
        self.source, self.target, self.limit, self.reading, self.doing = source, target, limit, reading, doing
        if not hasattr(_thread, "buffer"):
            _thread.buffer = memoryview(mmap.mmap(-1, HELD))  # begins at a page, as `O_DIRECT` wants it
        self.buffer: memoryview = _thread.buffer
        self.held = 0
        self.direct = False
        self.least = 0
        self.begun = 0
        self.digest = hashlib.sha256()
        self.size = 0
        self.sha256 = ""
        self.error: OSError | None = None
        self.missing: tuple[Run, ...] = ()

    def run(self, *, sparse: bool, direct: bool) -> None:
        left: list[tuple[int, int]] = []
        if direct:
            self._write_past_the_cache()
        ranges: Iterable[tuple[int, int, bool]] = (
            extents(self.source, self.limit) if sparse else [(0, self.limit, True)]
        )
        for start, end, holds_data in ranges:
            if not holds_data:
                self._hole(start, end)
            elif not self._forward(start, end, left):
                break
        if self._gave_up():
            return
        failed = bool(left)
        if left:
            self._write_through_the_cache()
        for block in SMALLER:
            if not left:
                break
            with self._past_the_cache(block, left[0][0]):
                left = [span for start, end in left for span in self._again(start, end, block)]
            if self._gave_up():
                return
        self.missing = tuple(Run(offset=start, length=end - start) for start, end in joined(left))
        with storage_errors(self.doing):
            if os.fstat(self.target).st_size != self.size:
                # It ends in a hole, or in a range that could not be read; or it is shorter than was announced.
                os.ftruncate(self.target, self.size)
        self.sha256 = self._digest_of_target() if failed else self.digest.hexdigest()

    def _gave_up(self) -> bool:
        return self.error is not None

    def _hole(self, start: int, end: int) -> None:
        for position in range(start, end, BLOCK):
            length = min(BLOCK, end - position)
            self.digest.update(_ZEROS[:length])
            self._advance(length)
        self.size = end

    def _forward(self, start: int, end: int, left: list[tuple[int, int]]) -> bool:
        """Take a range of data, jumping ahead of errors; False when the file ended before, or cannot be read on."""
        position, jump = start, BLOCK
        try:
            while position < end:
                try:
                    count = self._read(position, min(BLOCK, end - position))
                except OSError as error:
                    if error.errno not in _DAMAGED or self.reading.gone():
                        self.error = error
                        return False
                    self._write_held(position)
                    count = min(jump, end - position)
                    left.append((position, position + count))
                    jump = min(jump * 2, LONGEST_JUMP)
                else:
                    if count == 0:
                        return False
                    jump = BLOCK
                position += count
                self.size = position
                if not self.direct or self.held + BLOCK > HELD:
                    self._write_held(position)
                self._advance(count)
        finally:
            self._write_held(position)
        return True

    def _read(self, position: int, length: int) -> int:
        """Read and hash behind what is held."""
        view = self.buffer[self.held : self.held + length]
        count = os.preadv(self.source, [view], position)
        self.digest.update(view[:count])
        self.held += count
        return count

    def _write_held(self, end: int) -> None:
        """Write what is held; it ends at that position."""
        held, self.held = self.held, 0
        self._write(self.buffer[:held], end - held)
        if not self.direct and end - self.begun >= WRITE_BEHIND:
            begin_writing(self.target, self.begun, end - self.begun)
            self.begun = end

    def _write(self, view: memoryview, position: int) -> None:
        with storage_errors(self.doing):
            while view:
                count = len(view)
                if self.direct and (position | count) % _DIRECT_UNIT:
                    count -= count % _DIRECT_UNIT  # the odd end of a file goes through the cache
                    if position % _DIRECT_UNIT or count == 0:
                        self._write_through_the_cache()
                        count = len(view)
                try:
                    written = os.pwrite(self.target, view[:count], position)
                except OSError as error:
                    if error.errno != errno.EINVAL or not self.direct:
                        raise
                    self._write_through_the_cache()  # a disk of larger units, or a file system that cannot after all
                    continue
                view, position = view[written:], position + written

    def _write_past_the_cache(self) -> None:
        direct = getattr(os, "O_DIRECT", 0)
        with contextlib.suppress(OSError):  # some file systems cannot
            fcntl.fcntl(self.target, fcntl.F_SETFL, fcntl.fcntl(self.target, fcntl.F_GETFL) | direct)
            self.direct = bool(direct)
        if self.direct:
            with storage_errors(self.doing):  # writes that do not move the end of a file do not wait for each other
                os.ftruncate(self.target, self.limit)

    def _write_through_the_cache(self) -> None:
        if self.direct:
            self.direct = False
            fcntl.fcntl(self.target, fcntl.F_SETFL, fcntl.fcntl(self.target, fcntl.F_GETFL) & ~os.O_DIRECT)

    def _again(self, start: int, end: int, block: int) -> Iterator[tuple[int, int]]:
        """Read a range that failed in smaller blocks; yields those that still fail."""
        position = start
        while position < end:
            length = min(block - position % block, end - position)
            try:
                count = self._take(position, length)
            except OSError as error:
                if error.errno not in _DAMAGED or self.reading.gone():
                    self.error = error
                    return
                count = length
                yield position, position + length
            if count == 0:  # the file ends inside the range
                self.size = min(self.size, position)
                return
            position += count
            self._advance(0)

    @contextlib.contextmanager
    def _past_the_cache(self, block: int, position: int) -> Iterator[None]:
        """Read blocks smaller than a page from the disk itself: the page cache would fail all of a page's sectors."""
        before, direct = fcntl.fcntl(self.source, fcntl.F_GETFL), getattr(os, "O_DIRECT", 0)
        if not direct or block >= mmap.PAGESIZE:
            yield
            return
        cached = self.buffer
        with mmap.mmap(-1, mmap.PAGESIZE) as aligned, memoryview(aligned) as view:
            try:
                fcntl.fcntl(self.source, fcntl.F_SETFL, before | direct)
                os.preadv(self.source, [view[:block]], position)
            except OSError as error:
                if error.errno not in _DAMAGED:  # the file system cannot, or not in such small blocks
                    fcntl.fcntl(self.source, fcntl.F_SETFL, before)
            try:
                self.buffer, self.least = view, block
                yield
            finally:
                self.buffer, self.least = cached, 0
                fcntl.fcntl(self.source, fcntl.F_SETFL, before)

    def _take(self, position: int, length: int) -> int:
        # Past the cache, only whole blocks can be asked for, also where the file ends inside one.
        count = min(os.preadv(self.source, [self.buffer[: max(length, self.least)]], position), length)
        self._write(self.buffer[:count], position)
        return count

    def _advance(self, count: int) -> None:
        if self.reading.stopped():
            raise StoppedError
        self.reading.advance(count)

    def _digest_of_target(self) -> str:
        with storage_errors(self.doing), os.fdopen(os.dup(self.target), "rb", buffering=0) as file:
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()


def joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order, those that touch each other made one."""
    begin = until = -1
    for start, end in sorted(spans):
        if start > until:
            if until > begin:
                yield begin, until
            begin = start
        until = max(until, end)
    if until > begin:
        yield begin, until
