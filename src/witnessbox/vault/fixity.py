"""Fixity checks: objects are read again, oldest-checked first, and mended from a second copy where there is one.

The program key signs, because nobody need be there. What was checked is logged in batches, so that an interruption
loses a minute at most and a budget can be as small as one likes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from witnessbox.model.acts import Operation
from witnessbox.model.errors import UsageError
from witnessbox.model.fixity import FAILED_RESULTS, Fixity, FixityResult
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case, Writer, read_case_file
from witnessbox.vault.files import storage_errors, sync_folder, write_all
from witnessbox.vault.fixity_rows import DueRow, FixityState, fixity_state, next_due, queue_fixity
from witnessbox.vault.objects import BLOCK

BATCH_SECONDS = 60
"""A batch is logged after so long: what a killed check loses at most. A 2 TB case then takes about seventy entries."""

BATCH_OBJECTS = 10_000
"""Objects in one batch: about 1.5 MB of records in memory."""

REPAIR_SECONDS = 1
"""A batch that mended something is logged after so long, so that hardly any repair goes unlogged if we are killed."""

EXAMPLES = 100
"""Failures and repairs that a report names; the catalogue has all of them."""

_OURS = frozenset({errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Errors of this call, not of the object: to log *damaged* for want of a permission would be a lie on record."""

_STEP = 32 * BLOCK  # progress is told so often

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixityReport:
    """What one run found.

    Attributes:
        checked: objects that were read.
        size: bytes that were read for it.
        repaired: how many were mended.
        left: objects that the budget did not reach.
        examples: the first of those that were mended, damaged or missing.
        state: of the whole case after the run, also of objects that only earlier runs met.
    """

    checked: int
    size: int
    repaired: int
    left: int
    examples: tuple[Fixity, ...]
    state: FixityState


def replica_objects(case: Case, replica: Path) -> Path:
    """The folder of objects in a second copy.

    Args:
        case: the case that is checked.
        replica: another copy of the case, or any folder that holds `objects`.

    Raises:
        UsageError: it is this case itself, another case, or holds no objects.
        NotACaseError: its `case.toml` is damaged.
    """
    objects = replica / "objects"
    if not objects.is_dir():
        raise UsageError(f"{replica}: holds no folder `objects`; name a second copy of the case")
    if objects.samefile(case.objects.folder):
        raise UsageError(f"{replica}: is the case itself; name a second copy")
    if (replica / "case.toml").exists() and read_case_file(replica).id != case.file.id:
        raise UsageError(f"{replica}: is another case; name a second copy of this one")
    return objects


def check_objects(
    case: Case,
    *,
    seconds: int | None = None,
    size: int | None = None,
    replica: Path | None = None,
    on_progress: Progress | None = None,
) -> FixityReport:
    """Read objects again, compare them with their names, and log what was found.

    Args:
        case: an open case.
        seconds: no object is begun that would not be done within this time, as far as the speed so far tells.
        size: no object is begun that would exceed this number of bytes.
        replica: a second copy to mend from (`replica_objects`).
        on_progress: called with done and total: milliseconds when there is a budget of time, else bytes.

    At least one object is checked whatever the budget, else a large one could keep all others waiting for ever.

    Raises:
        UsageError: the replica cannot be one.
        StorageError: the case could not be written, or an object may not be read by this user.
        BusyError: another process is writing.
    """
    second = None if replica is None else replica_objects(case, replica)
    with case.writing() as writer, storage_errors("checking objects"):
        return _Run(writer, second, seconds, size, on_progress).run()


class _Run:
    def __init__(
        self, writer: Writer, replica: Path | None, seconds: int | None, size: int | None, on_progress: Progress | None
    ) -> None:
        self.writer = writer
        self.objects = writer.case.objects
        self.replica = replica
        self.on_progress = on_progress
        self.start = time.monotonic()
        self.seconds = seconds
        self.number, in_all = queue_fixity(writer.catalogue, failed_first=replica is not None)
        self.size = in_all if size is None else min(size, in_all)
        self.bounded = size is not None
        self.read = 0
        self.told = 0
        self.checked = 0
        self.repaired = 0
        self.examples: list[Fixity] = []

    def run(self) -> FixityReport:
        rows = self._due()
        row = next(rows, None)
        pending = bool(self.writer.catalogue.open_operations(Operation.FIXITY))
        while row is not None or pending:
            operation = self.writer.open_operation(
                Operation.FIXITY, self.writer.program, isolation="bytes are hashed and copied, none is decoded"
            )
            records: list[tuple[str, object]] = []
            began, mended = time.monotonic(), False
            try:
                while row is not None:
                    checked = self._check(row)
                    records.append(("fixity", checked))
                    mended = mended or checked.result is FixityResult.REPAIRED
                    row = next(rows, None)
                    limit = REPAIR_SECONDS if mended else BATCH_SECONDS
                    if len(records) >= BATCH_OBJECTS or time.monotonic() - began >= limit:
                        break
            finally:  # whoever stops us keeps what was checked
                self.writer.close_operation(operation, self.writer.program, [records])
            pending = False
        return FixityReport(
            checked=self.checked,
            size=self.read,
            repaired=self.repaired,
            left=self.number - self.checked,
            examples=tuple(self.examples),
            state=fixity_state(self.writer.catalogue),
        )

    def _due(self) -> Iterator[DueRow]:
        """Objects in their order, until the budget is used up."""
        last = 0
        while page := next_due(self.writer.catalogue, last, 1000):
            for row in page:
                if self.checked and not self._affordable(row.size):
                    return
                yield row
            last = page[-1].number

    def _affordable(self, size: int) -> bool:
        if self.bounded and self.read + size > self.size:
            return False
        if self.seconds is None:
            return True
        spent = time.monotonic() - self.start
        expected = spent * size / self.read if self.read else 0
        return spent + expected < self.seconds

    def _check(self, row: DueRow) -> Fixity:
        path = self.objects.path(row.sha256)
        found = _look(row.sha256, path, self._count)
        if found.result in FAILED_RESULTS and self.replica is not None:
            found = self._repair(found, path, self.replica / row.sha256[:2] / row.sha256)
        self.checked += 1
        self.repaired += found.result is FixityResult.REPAIRED
        if found.result is not FixityResult.SOUND and len(self.examples) < EXAMPLES:
            self.examples.append(found)
        return found

    def _count(self, size: int) -> None:
        self.read += size
        if self.on_progress is None or self.read - self.told < _STEP < self.size:
            return
        self.told = self.read
        if self.seconds is None:
            self.on_progress(min(self.read, self.size), self.size)
        else:
            spent = int(1000 * (time.monotonic() - self.start))
            self.on_progress(min(spent, 1000 * self.seconds), 1000 * self.seconds)

    def _repair(self, found: Fixity, path: Path, source: Path) -> Fixity:
        """Put the replica's bytes in the place of a damaged or missing object, if they are the right ones."""
        descriptor, unfinished = self.objects.unfinished_file()
        try:
            theirs = _look(found.sha256, source, lambda _: None, copy=descriptor)
            if theirs.result is not FixityResult.SOUND:
                return replace(found, reason=f"{found.reason}; in the replica: {theirs.reason}")
            os.fsync(descriptor)
            os.fchmod(descriptor, 0o444)
            kept = self._keep(found.sha256, path)
            path.parent.mkdir(exist_ok=True)
            unfinished.replace(path)
            sync_folder(path.parent)
            sync_folder(self.objects.folder)
        finally:
            os.close(descriptor)
            unfinished.unlink(missing_ok=True)
        again = _look(found.sha256, path, lambda _: None)
        if again.result is not FixityResult.SOUND:
            return replace(found, reason=f"{found.reason}; mended, and then: {again.reason}", kept=kept)
        return replace(found, result=FixityResult.REPAIRED, kept=kept)

    def _keep(self, sha256: str, path: Path) -> str | None:
        """Give the damaged file a second name: how it was damaged may tell who or what did it."""
        if not os.path.lexists(path):
            return None
        folder = self.writer.case.derived / "damaged"
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while os.path.lexists(folder / f"{sha256}.{number}"):
            number += 1
        kept = folder / f"{sha256}.{number}"
        try:
            os.link(path, kept, follow_symlinks=False)
        except OSError:  # a folder in the object's place, or a file system without second names
            path.rename(kept)
        sync_folder(folder)
        return kept.name


def _look(sha256: str, path: Path, count: Callable[[int], None], copy: int | None = None) -> Fixity:
    """Read a file whole and compare it with the digest that it should have, copying it on the way."""
    try:
        # Without O_NONBLOCK a pipe in the place of an object would keep us waiting for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return Fixity(sha256=sha256, result=FixityResult.MISSING, reason="there is no such file")
    except OSError as error:
        if error.errno in _OURS:
            raise
        why = "it is a link" if error.errno == errno.ELOOP else f"it cannot be opened: {error.strerror}"
        return Fixity(sha256=sha256, result=FixityResult.DAMAGED, reason=why)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return Fixity(sha256=sha256, result=FixityResult.DAMAGED, reason="it is no plain file")
        found = _digest(descriptor, count, copy)
    except OSError as error:
        if error.errno in _OURS:
            raise
        why = f"it cannot be read: {error.strerror}"
        return Fixity(sha256=sha256, result=FixityResult.DAMAGED, reason=why)
    finally:
        os.close(descriptor)
    if found != sha256:
        why = "its bytes have another SHA-256"
        return Fixity(sha256=sha256, result=FixityResult.DAMAGED, reason=why, found=found)
    return Fixity(sha256=sha256, result=FixityResult.SOUND)


def _digest(descriptor: int, count: Callable[[int], None], copy: int | None) -> str:
    _forget_cache(descriptor)  # what the system remembers of a file is sound even where the disk under it is not
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(BLOCK))
    while read := os.readv(descriptor, [buffer]):
        digest.update(buffer[:read])
        if copy is not None:
            with storage_errors("mending an object"):
                write_all(copy, buffer[:read])
        count(read)
    _forget_cache(descriptor)
    return digest.hexdigest()


def _forget_cache(descriptor: int) -> None:
    """Have the pages of a file read from the disk, where the system takes such advice (Linux does)."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        with contextlib.suppress(OSError):
            advise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
