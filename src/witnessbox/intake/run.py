"""Taking in a source: read once, hash while copying, tell items and contents apart, look again, unpack, seal.

The acquisition ends in an item tree and a new seal. Everything before that goes in batches (`sealing.py`), so that an
interrupted call goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from witnessbox.engine.jobs import forked_pool, processes, spawned_pool, stop_pool
from witnessbox.intake.chats import read_all_chats
from witnessbox.intake.folder import Folder, Found, vanished
from witnessbox.intake.maps import read_map
from witnessbox.intake.origin import source_note
from witnessbox.intake.readers import FEW_FILES, LISTED, Processes, Readers
from witnessbox.intake.reading import (
    Count,
    FirstReading,
    Reader,
    begin_process,
    compare_there,
    read_there,
    rows_of_texts,
)
from witnessbox.intake.sealing import BATCH_BYTES, BATCH_ITEMS, LAST_BATCH_BYTES, Sealing, Trouble
from witnessbox.intake.unpacking import Passwords, Unpacking
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import (
    AcquisitionClosed,
    AcquisitionOpened,
    Circumstances,
    NothingNew,
    Operation,
    Recheck,
    SealStated,
)
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.items import TROVE_ID, Item, ItemKind, Outcome, Run
from witnessbox.model.members import Bounds, Expansion
from witnessbox.model.seal import TOGETHER, acquisition_key, acquisition_root, item_rows, seal_tree
from witnessbox.model.words import to_words
from witnessbox.vault.case import PROGRAM, Case, Writer
from witnessbox.vault.compartment import receipts
from witnessbox.vault.keys import Signer

WAITING = 1
"""Threads that read beyond one a processor: while some wait for the disk, the others hash."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """How to take in.

    Attributes:
        recheck: read the source a second time and compare, unless there was a read error.
        missing: ranges of a single file that the map file of an earlier copy calls unread (`ranges_missing`).
        bounds: what opening one archive or disk image may use.
        passwords: for those that are encrypted.
        circumstances: what the person says about the source; None when nothing is said.
    """

    recheck: bool = True
    missing: tuple[Run, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    passwords: Passwords = field(default_factory=Passwords)
    circumstances: Circumstances | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeResult:
    """What one run took in.

    Attributes:
        number: number of the acquisition, None when there was nothing new.
        outcomes: new items of this acquisition by outcome.
        known: items that the case held already.
        contents: new contents.
        troubles: items of this run whose bytes could not be taken whole.
        opened: archives and disk images that were opened, and what came of each.
        chats: chat exports whose messages were read.
        recheck: what came of the second reading; None when there was nothing new to compare.
        seal: the seal now, hexadecimal, None when nothing was ever sealed.
        words: the seal in twelve words, none when there is no seal.
    """

    number: int | None
    outcomes: dict[str, int]
    known: int
    contents: int
    troubles: tuple[Trouble, ...]
    opened: tuple[Expansion, ...]
    chats: int
    recheck: Recheck | None
    seal: str | None
    words: tuple[str, ...]


def sandboxed() -> Worker:
    """The worker that an intake wants; it starts in the background, and belongs to the thread that asked for it."""
    return Worker(tasks=("identify",))


@contextlib.contextmanager
def early_processes(case: Case, source: bytes) -> Iterator[Processes | None]:
    """Processes that read, there at once, for an intake in the block.

    Yields:
        None where they are made only when much is to be read: not on Linux, no folder, or this process has threads.

    Raises:
        SourceUnreadableError: the source is not there.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or not os.path.isdir(source):
        yield None
        return
    folder = Folder(source)
    try:
        early = _processes(case, folder, forked_pool)
    finally:
        folder.close()
    try:
        yield early
    finally:
        stop_pool(early.pool, at_once=True)


def _processes(case: Case, folder: Folder, pool: Callable[..., ProcessPoolExecutor]) -> Processes:
    count, number = Count(), processes()
    arguments = (folder.root, folder.identity, case.objects.folder, case.objects.temporary, count)
    return Processes(pool=pool(number, begin_process, arguments), number=number, count=count)


def take_in(
    case: Case,
    source: bytes,
    person: Callable[[], Signer],
    *,
    early: Processes | None = None,
    worker: Worker | None = None,
    options: IntakeOptions = IntakeOptions(),
    on_progress: Progress | None = None,
) -> IntakeResult:
    """Take in a folder, a single file or a block device.

    Args:
        case: an open case.
        source: path of the source as raw bytes.
        person: waits for the key of who takes it in, which signs. Reading begins while it is derived; the log says that
            the source was opened before anything of it is sealed.
        early: from `early_processes`.
        worker: from `sandboxed`, when it was started before; it stays open.
        options: how.
        on_progress: called with bytes done and bytes in all.

    Raises:
        SourceUnreadableError: the source is not there; single files that cannot be read are recorded instead.
        UsageError: case and source lie one inside the other, or an interrupted acquisition of the source was opened
            under other circumstances.
        StorageError: the case cannot be written; what was sealed stays, the same call goes on.
        KeyProblemError: the person may not take in; nothing of the source is kept.
    """
    folder = Folder(source)
    try:
        _keep_apart(case, folder.root)
        with contextlib.ExitStack() as stack:
            worker = worker or stack.enter_context(sandboxed())
            writer = stack.enter_context(case.writing())
            intake = _Intake(case, writer, folder, options, on_progress)
            if early is not None:
                intake.readers.use(early)
            return intake.run(worker, person)
    finally:
        folder.close()


def ranges_missing(path: Path) -> tuple[Run, ...]:
    """Ranges that a map file of GNU ddrescue does not call finished.

    Raises:
        UsageError: it cannot be read, or is no such file.
    """
    try:
        return read_map(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name the map file that ddrescue wrote") from error
    except ValueError as error:
        raise UsageError(f"{path}: no map file of GNU ddrescue: {error}") from error


def _keep_apart(case: Case, root: bytes) -> None:
    here = os.path.realpath(os.fsencode(case.path))
    common = os.path.commonpath([here, root])
    if common in (here, root):
        raise UsageError(f"{os.fsdecode(root)}: case and source lie one inside the other; keep the case elsewhere")


class _Listing:
    """The first walk through a source, gone on with while files are read."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._rest = folder.walk()
        self._first = list(islice(self._rest, LISTED))
        self._listed = len(self._first)
        self._size = sum(map(folder.size_of, self._first))

    def size(self) -> int:
        """Bytes of all files; a large source is walked through once more for it."""
        return self._size if self._listed < LISTED else sum(map(self._folder.size_of, self._folder.walk()))

    def walk(self) -> Iterator[Found]:
        """What there is, once: nothing of it is kept."""
        first, self._first = self._first, []
        yield from first
        yield from self._rest


class _Intake:
    sealing: Sealing
    person: Signer

    def __init__(
        self, case: Case, writer: Writer, folder: Folder, options: IntakeOptions, progress: Progress | None
    ) -> None:
        self.case, self.writer, self.folder, self.options, self.progress = case, writer, folder, options, progress
        self.place = hmac.new(writer.master, b"witnessbox source 1" + folder.root, hashlib.sha256).hexdigest()
        self.interrupted = self._interrupted()
        try:
            self.note = source_note(folder.root)
        except OSError as error:
            raise self._lost() from error
        self.size = 0
        self.total = 0
        start = None if options.missing else partial(_processes, case, folder, spawned_pool)
        self.readers = Readers(processes() + WAITING, folder.gone, start)
        self.readers.on_progress = self._tell
        self.readers.on_wait = self._seal_meanwhile
        self.reader = Reader(folder, case.objects, self.readers.reading, options.missing)
        self.number = len(writer.catalogue.sealed_roots()) + 1
        self.key = acquisition_key(writer.master, TROVE_ID, self.number)
        self.rows: list[Future[bytes]] = []
        self.rowed = 0

    def run(self, worker: Worker, person: Callable[[], Signer]) -> IntakeResult:
        try:
            listing = _Listing(self.folder)
            coming = self.readers.each(self._not_yet_sealed(listing), self.reader.read, read_there)
            self.person = person()
            self.writer.require(Kind.ACQUISITION_OPENED, self.person)
            self._state_seal()
            self.sealing = Sealing(self.case, self.writer, worker, self.person)
        except BaseException:
            self.readers.close()
            raise
        self.sealing.on_new = self._make_rows
        try:
            self.sealing.acquisition = acquisition = self._acquisition()
            if self.progress is not None:
                self.size = listing.size()
                self.total = self.size * (2 if self.options.recheck else 1)
            self._copy_all(coming)
            recheck, compared = self._look_again()
            unpacking = self._unpack()
            chats = read_all_chats(self.sealing)
            number, outcomes = self._close(acquisition, recheck, compared)
        finally:
            self.readers.close()
            self.sealing.close()
        self._state_seal()
        tree = seal_tree(self.writer.catalogue.sealed_roots())
        return IntakeResult(
            number=number,
            outcomes=outcomes,
            known=self.sealing.known,
            contents=self.sealing.contents,
            troubles=tuple(self.sealing.troubles),
            opened=tuple(unpacking.opened),
            chats=chats,
            recheck=None if number is None else recheck,
            seal=tree.root().hex() if len(tree) else None,
            words=to_words(tree.root()) if len(tree) else (),
        )

    def _tell(self, done: int) -> None:
        if self.progress is not None:
            self.progress(done, max(self.total, done))

    def _interrupted(self) -> str | None:
        """The acquisition of this source that was opened and not closed, None without any."""
        for row in self.writer.catalogue.acquisitions():
            if row.source == self.place and row.closed is None:
                self._keep_circumstances(row.entry)
                return row.entry
        return None

    def _keep_circumstances(self, acquisition: str) -> None:
        """What was said when an acquisition was opened is signed: it cannot be said otherwise when it goes on."""
        said = self.options.circumstances
        entry = self.case.log.entries[self.writer.catalogue.position(acquisition)]
        if said is not None and said != from_json(AcquisitionOpened, entry.body.data).circumstances:
            raise UsageError(
                "the interrupted acquisition of this source was opened with other words about device, bag, write "
                "blocker, clock or zone, and those are signed; leave these options out and the call goes on"
            )

    def _acquisition(self) -> str:
        """Take up the acquisition of this source that was interrupted, or open a new one."""
        self.case.compartment.drop_unacknowledged(receipts(self.writer.catalogue))
        if self.interrupted is not None:
            return self.interrupted
        recipient = self.case.created.compartment_recipient
        receipt = self.case.compartment.seal(recipient, self.note)
        data = AcquisitionOpened(
            trove_id=TROVE_ID,
            source=self.place,
            receipt=receipt,
            program=PROGRAM,
            isolation=self.sealing.isolation,
            circumstances=self.options.circumstances,
        )
        return self.writer.append(Kind.ACQUISITION_OPENED, data, self.person).digest

    # -- reading ---------------------------------------------------------------------------------------------------

    def _copy_all(self, coming: Iterable[tuple[Found, tuple[Item, Path | None]]]) -> None:
        for found, (item, path) in coming:
            if item.outcome in (Outcome.UNREADABLE, Outcome.VANISHED) and found.kind is ItemKind.FILE:
                self._check_source()
            self.sealing.add(item, path)
            if self._left() != 0 or self.sealing.waiting > 2 * BATCH_ITEMS:  # else what is left goes into one batch
                self.sealing.flush_if_full(Operation.INGESTION)
        self.sealing.flush(Operation.INGESTION)

    def _left(self) -> int | None:
        """Bytes that are not read yet, as far as they were counted."""
        return max(self.size - self.readers.done, 0) if self.size else None

    def _seal_meanwhile(self) -> None:
        """Nothing has been read yet that is not in a batch: seal it rather than wait, as long as much is to come."""
        left = self._left()
        if left:
            self.sealing.flush_if_full(Operation.INGESTION, min(BATCH_BYTES, max(left, LAST_BATCH_BYTES)))

    def _not_yet_sealed(self, listing: _Listing) -> Iterator[Found]:
        """What the source holds, without what an interrupted attempt has sealed already."""
        for found in listing.walk():
            earlier = self._sealed_before(found)
            if earlier and earlier.size == found.size and earlier.times.modified == found.times.modified:
                self.readers.advance(found.size)
            else:
                yield found

    def _sealed_before(self, found: Found) -> Item | None:
        if self.interrupted is None:
            return None
        return self.writer.catalogue.sealed_at(self.interrupted, found.path)

    def _check_source(self) -> None:
        """Stop when the source as a whole is gone: what was read is sealed and the acquisition stays open."""
        if self.folder.gone():
            self.sealing.flush(Operation.INGESTION)
            raise self._lost()

    # -- the second reading ----------------------------------------------------------------------------------------

    def _look_again(self) -> tuple[Recheck, int]:
        """Read the files of this acquisition once more and compare; a dying medium is left alone."""
        if not self.options.recheck:
            return Recheck.LEFT_OUT, 0
        if any(trouble.outcome in (Outcome.UNREADABLE, Outcome.PARTIAL) for trouble in self.sealing.troubles):
            return Recheck.AFTER_ERROR, 0
        compared = different = 0
        for first, same in self.readers.each(self._to_compare(), self.reader.compare, compare_there):
            if isinstance(same, OSError):
                self._check_source()
                if not vanished(same):
                    return Recheck.BROKEN_OFF, compared
                continue
            compared += 1
            if not same:
                different += 1
                self._take_second_reading(first.found)
        self.sealing.flush(Operation.INGESTION)
        return (Recheck.DIFFERENT if different else Recheck.SAME), compared

    def _to_compare(self) -> Iterator[FirstReading]:
        """The files that this acquisition sealed."""
        for found in self.folder.walk():
            item = self.writer.catalogue.sealed_at(self.sealing.acquisition, found.path)
            if item is not None and item.content is not None:
                yield FirstReading(found=found, sha256=item.content, size=item.size)

    def _take_second_reading(self, found: Found) -> None:
        item, path = self.reader.read(found)
        if item.outcome is Outcome.SEALED:
            reason = "a second reading gave other bytes than the first; both are in the vault"
            item = replace(item, outcome=Outcome.CHANGED, reason=reason)
        self.sealing.add(item, path)

    # -- members, and the end --------------------------------------------------------------------------------------

    def _unpack(self) -> Unpacking:
        """Open the archives and disk images of this acquisition, and those that it met again."""
        options = self.options
        unpacking = Unpacking(self.sealing, options.bounds, options.passwords, self.readers.advance)
        containers = dict.fromkeys(self.writer.catalogue.containers_of(self.sealing.acquisition))
        unpacking.run([*containers, *(sha for sha in self.sealing.known_containers if sha not in containers)])
        return unpacking

    def _close(self, acquisition: str, recheck: Recheck, compared: int) -> tuple[int | None, dict[str, int]]:
        """Grow the item tree of the acquisition and close it."""
        catalogue = self.writer.catalogue
        if self.folder.gone():
            raise self._lost()
        outcomes = catalogue.outcomes_of(acquisition)
        known = self.sealing.known
        if not outcomes:
            nothing = NothingNew(acquisition=acquisition, known=known)
            self.writer.append(Kind.NOTHING_NEW, nothing, self.person, rests_on=(acquisition,))
            return None, {}
        closed = AcquisitionClosed(
            acquisition=acquisition,
            number=self.number,
            root=acquisition_root(self.key, self._all_rows(acquisition, sum(outcomes.values()))).hex(),
            outcomes=outcomes,
            known=known,
            recheck=recheck,
            compared=compared,
        )
        self.writer.append(Kind.ACQUISITION_CLOSED, closed, self.person, rests_on=(acquisition,))
        return self.number, closed.outcomes

    def _make_rows(self, items: Sequence[Item]) -> None:
        """Make the part of the item tree for what is being sealed, while files are read and disks waited for."""
        self.rowed += len(items)
        if self.rowed <= FEW_FILES:
            self.rows.append(self.readers.start(partial(item_rows, self.key, items)))

    def _all_rows(self, acquisition: str, number: int) -> Iterable[bytes]:
        """All of the item tree: of many items, or where an interrupted attempt sealed some, it is made at the end."""
        if number == self.rowed <= FEW_FILES:
            return [rows.result() for rows in self.rows]
        texts = self.writer.catalogue.item_texts(acquisition, TOGETHER)
        return self.readers.compute(rows_of_texts, ((self.key, some) for some in texts))

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
