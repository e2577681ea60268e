"""Taking in a source: read once, hash while copying, tell items and contents apart, seal.

Work goes in batches. Each batch is an operation of its own: what it covers is sealed in the log as soon as it is
closed, so that a pulled plug costs one batch at most. The acquisition ends in an item tree and a new seal.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from witnessbox.intake.folder import Folder, Found, vanished
from witnessbox.media.client import BATCH, identify
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import AcquisitionClosed, AcquisitionOpened, NothingNew, Operation, SealStated
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.items import FAILED_OUTCOMES, Content, Item, ItemKind, Outcome
from witnessbox.model.media import Format
from witnessbox.model.seal import AcquisitionTree, acquisition_key, seal_tree
from witnessbox.model.words import to_words
from witnessbox.vault.case import PROGRAM, TROVE_ID, Case, Writer
from witnessbox.vault.files import storage_errors, write_all
from witnessbox.vault.keys import Signer
from witnessbox.vault.objects import BLOCK

BATCH_ITEMS = 2000
"""Items in one operation: few enough to lose little, many enough that flushes do not count."""
BATCH_BYTES = 512 * 1024 * 1024
"""Bytes of new contents in one operation."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One item that is not whole in the vault, and why."""

    path: bytes
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What goes to the compartment: where the source was and on which machine it was read."""

    place: bytes
    host: str
    device: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeResult:
    """What one run took in.

    Attributes:
        number: number of the acquisition, None when there was nothing new.
        outcomes: new items of this acquisition by outcome.
        known: items that the case held already.
        contents: new contents.
        troubles: items of this run whose bytes could not be taken whole.
        seal: the seal now, hexadecimal, None when nothing was ever sealed.
        words: the seal in twelve words, none when there is no seal.
    """

    number: int | None
    outcomes: dict[str, int]
    known: int
    contents: int
    troubles: tuple[Trouble, ...]
    seal: str | None
    words: tuple[str, ...]


@dataclass(slots=True)
class _Batch:
    """What has been read and is not yet sealed in the log."""

    items: list[Item] = field(default_factory=list)
    fresh: dict[str, tuple[Path, int]] = field(default_factory=dict)
    size: int = 0


def take_in(case: Case, source: bytes, person: Signer, *, on_progress: Progress | None = None) -> IntakeResult:
    """Take in a folder or a single file.

    Args:
        case: an open case.
        source: path of the source as raw bytes.
        person: who takes it in; their key signs.
        on_progress: called with bytes done and bytes in all.

    Raises:
        SourceUnreadableError: the source is not there; single files that cannot be read are recorded instead.
        UsageError: case and source lie one inside the other.
        StorageError: the case cannot be written; what was sealed stays, the same call goes on.
        KeyProblemError: the person may not take in; nothing was read.
    """
    folder = Folder(source)
    try:
        _keep_apart(case, folder.root)
        with case.writing() as writer, Worker() as worker:
            writer.require(Kind.ACQUISITION_OPENED, person)
            return _Intake(case, writer, worker, folder, person, on_progress).run()
    finally:
        folder.close()


def _keep_apart(case: Case, root: bytes) -> None:
    here = os.path.realpath(os.fsencode(case.path))
    common = os.path.commonpath([here, root])
    if common in (here, root):
        raise UsageError(f"{os.fsdecode(root)}: case and source lie one inside the other; keep the case elsewhere")


class _Intake:
    def __init__(
        self, case: Case, writer: Writer, worker: Worker, folder: Folder, person: Signer, progress: Progress | None
    ) -> None:
        self.case, self.writer, self.worker, self.folder, self.person = case, writer, worker, folder, person
        self.progress = progress
        self.isolation = canonical(to_json(worker.isolation)).decode()
        self.troubles: list[Trouble] = []
        self.known = 0
        self.sealed = {row.entry for row in writer.catalogue.acquisitions() if row.number is not None}
        self.contents = 0
        self.batch = _Batch()
        self.buffer = bytearray(BLOCK)
        self.done = self.total = 0

    def run(self) -> IntakeResult:
        self._state_seal()
        if self.progress is not None:
            _, self.total = self.folder.survey()
        acquisition = self._acquisition()
        for found in self.folder.walk():
            self._take(acquisition, found)
            if len(self.batch.items) >= BATCH_ITEMS or self.batch.size >= BATCH_BYTES:
                self._seal_batch(acquisition)
        self._seal_batch(acquisition)
        number, outcomes = self._close(acquisition)
        self._state_seal()
        tree = seal_tree(self.writer.catalogue.sealed_roots())
        return IntakeResult(
            number=number,
            outcomes=outcomes,
            known=self.known,
            contents=self.contents,
            troubles=tuple(self.troubles),
            seal=tree.root().hex() if len(tree) else None,
            words=to_words(tree.root()) if len(tree) else (),
        )

    def _acquisition(self) -> str:
        """Take up the acquisition of this source that was interrupted, or open a new one."""
        place = hmac.new(self.writer.master, b"witnessbox source 1" + self.folder.root, hashlib.sha256).hexdigest()
        rows = self.writer.catalogue.acquisitions()
        self.case.compartment.drop_unacknowledged({row.receipt for row in rows})
        for row in rows:
            if row.source == place and row.closed is None:
                return row.entry
        note = SourceNote(place=self.folder.root, host=socket.gethostname(), device=os.stat(self.folder.root).st_dev)
        receipt = self.case.compartment.seal(self.case.created.compartment_recipient, note)
        data = AcquisitionOpened(
            trove_id=TROVE_ID, source=place, receipt=receipt, program=PROGRAM, isolation=self.isolation
        )
        return self.writer.append(Kind.ACQUISITION_OPENED, data, self.person).digest

    # -- one item --------------------------------------------------------------------------------------------------

    def _take(self, acquisition: str, found: Found) -> None:
        earlier = self.writer.catalogue.sealed_at(acquisition, found.path)
        if earlier and earlier.size == found.size and earlier.times.modified == found.times.modified:
            self._advance(found.size)  # sealed by the attempt that was interrupted
            return
        item = self._read(found)
        if item.outcome in FAILED_OUTCOMES:
            if self.folder.gone():
                self._seal_batch(acquisition)
                raise self._lost()
            self.troubles.append(Trouble(path=item.path, outcome=item.outcome, reason=item.reason or ""))
        holder = self.writer.catalogue.holder(item)
        if holder in self.sealed:
            self.known += 1
        elif holder != acquisition:
            self.batch.items.append(item)

    def _read(self, found: Found) -> Item:
        if found.error is not None:
            return _item(found, *_why(found.error, "listing it"))
        if found.kind is ItemKind.LINK:
            return _item(found, Outcome.NOT_FOLLOWED, "a link: its target is recorded and was not opened")
        if found.kind is not ItemKind.FILE:
            return _item(found, Outcome.NOT_OPENED, f"a {found.kind.value}: it has no bytes to take in")
        try:
            source = self.folder.open(found.path)
        except OSError as error:
            return _item(found, *_why(error, "opening it"))
        try:
            return self._copy(found, source)
        finally:
            os.close(source)

    def _copy(self, found: Found, source: int) -> Item:
        """Copy one file into a temporary file while hashing it."""
        digest = hashlib.sha256()
        before = os.fstat(source)
        with storage_errors(f"copying into {self.case.path}"):
            target, path = self.case.objects.unfinished_file()
        size = 0
        try:
            view = memoryview(self.buffer)
            while True:
                try:
                    count = os.readv(source, [self.buffer])
                except OSError as error:
                    path.unlink()
                    return _item(found, Outcome.UNREADABLE, f"reading it failed after {size} bytes: {error.strerror}")
                if count == 0:
                    break
                digest.update(view[:count])
                with storage_errors(f"copying into {self.case.path}"):
                    write_all(target, view[:count])
                size += count
                self._advance(count)
            after = os.fstat(source)
        finally:
            os.close(target)
        sha256 = digest.hexdigest()
        self._keep(sha256, path, size)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
            reason = f"it changed while it was read: {before.st_size} bytes before, {after.st_size} after"
            return _item(found, Outcome.CHANGED, reason, content=sha256, size=size)
        return _item(found, Outcome.SEALED, None, content=sha256, size=size)

    def _keep(self, sha256: str, path: Path, size: int) -> None:
        if sha256 in self.batch.fresh or self.writer.catalogue.explains(sha256):
            path.unlink()
            return
        self.batch.fresh[sha256] = (path, size)
        self.batch.size += size

    def _advance(self, count: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done))

    # -- batches and the seal --------------------------------------------------------------------------------------

    def _seal_batch(self, acquisition: str) -> None:
        """Identify, put in place and log what was read since the last batch."""
        batch, self.batch = self.batch, _Batch()
        if not batch.items:
            return
        operation = self.writer.open_operation(
            Operation.INGESTION, self.person, isolation=self.isolation, purpose=acquisition
        )
        contents = [
            Content(sha256=sha256, size=size, stored_sha256=sha256, stored_size=size, format=told)
            for (sha256, (_, size)), told in zip(batch.fresh.items(), self._identify(batch), strict=True)
        ]
        with storage_errors(f"copying into {self.case.path}"):
            self.case.objects.place((path, sha256) for sha256, (path, _) in batch.fresh.items())
        records: list[tuple[str, object]] = [
            *(("content", content) for content in sorted(contents, key=lambda content: content.sha256)),
            *(("item", item) for item in batch.items),
        ]
        self.writer.close_operation(operation, self.person, [records], objects=batch.fresh.keys())
        self.contents += len(contents)

    def _identify(self, batch: _Batch) -> Iterator[Format]:
        paths = [path for path, _ in batch.fresh.values()]
        for start in range(0, len(paths), BATCH):
            descriptors = [os.open(path, os.O_RDONLY | os.O_CLOEXEC) for path in paths[start : start + BATCH]]
            try:
                yield from identify(self.worker, descriptors)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)

    def _close(self, acquisition: str) -> tuple[int | None, dict[str, int]]:
        """Grow the item tree of the acquisition and close it."""
        catalogue = self.writer.catalogue
        if self.folder.gone():
            raise self._lost()
        items = list(catalogue.items_of(acquisition))
        if not items:
            nothing = NothingNew(acquisition=acquisition, known=self.known)
            self.writer.append(Kind.NOTHING_NEW, nothing, self.person, rests_on=(acquisition,))
            return None, {}
        number = len(catalogue.sealed_roots()) + 1
        tree = AcquisitionTree(acquisition_key(self.writer.master, TROVE_ID, number), items)
        outcomes = dict(sorted(Counter(item.outcome.value for item in items).items()))
        closed = AcquisitionClosed(
            acquisition=acquisition, number=number, root=tree.root().hex(), outcomes=outcomes, known=self.known
        )
        self.writer.append(Kind.ACQUISITION_CLOSED, closed, self.person, rests_on=(acquisition,))
        return number, outcomes

    def _lost(self) -> SourceUnreadableError:
        return SourceUnreadableError(
            f"{os.fsdecode(self.folder.root)}: the source disappeared; all that was read is kept. "
            "Connect it again and run the same command: it goes on where it stopped"
        )

    def _state_seal(self) -> None:
        """State the seal in an entry of its own, unless that was done."""
        tree = seal_tree(self.writer.catalogue.sealed_roots())
        if len(tree) == 0 or self.writer.catalogue.seal_stated(len(tree)):
            return
        stated = SealStated(root=tree.root().hex(), acquisitions=len(tree), words=to_words(tree.root()))
        self.writer.append(Kind.SEAL_STATED, stated, self.person)


def _item(
    found: Found, outcome: Outcome, reason: str | None, *, content: str | None = None, size: int | None = None
) -> Item:
    return Item(
        trove_id=TROVE_ID,
        path=found.path,
        content=content,
        size=found.size if size is None else size,
        kind=found.kind,
        outcome=outcome,
        reason=reason,
        times=found.times,
        attributes=found.attributes,
    )


def _why(error: OSError, doing: str) -> tuple[Outcome, str]:
    outcome = Outcome.VANISHED if vanished(error) else Outcome.UNREADABLE
    return outcome, f"{doing} failed: {error.strerror}"
