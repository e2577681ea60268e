"""Batches: what was read goes into the vault in operations that are closed one by one.

Each batch is an operation of its own: what it covers is sealed in the log as soon as it is closed, so that a pulled
plug costs two batches at most, the one that is being sealed and the one that is being read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from witnessbox.intake.maps import write_map
from witnessbox.media.client import BATCH, identify
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import Operation
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.errors import WorkerDiedError
from witnessbox.model.items import FAILED_OUTCOMES, Content, Item, Outcome
from witnessbox.model.media import Format, FormatAuthority
from witnessbox.model.members import Expansion
from witnessbox.model.observations import MediaKind
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.files import replace_file, storage_errors
from witnessbox.vault.keys import Signer

BATCH_ITEMS = 2000
"""Items in one operation: few enough to lose little, many enough that flushes do not count."""
BATCH_BYTES = 512 * 1024 * 1024
"""Bytes of new contents in one operation."""
LAST_BATCH_BYTES = 64 * 1024 * 1024
"""Fewest bytes of those that are closed before the source comes to its end, so that little is left to do then."""
UNTOLD = Format(mime="application/octet-stream", name="unknown", kind=MediaKind.OTHER, by=FormatAuthority.NOBODY)
"""Format of a content that killed the worker that was to tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One item that is not whole in the vault, and why."""

    path: bytes
    outcome: Outcome
    reason: str


@dataclass(slots=True)
class _Batch:
    """What has been read and is not yet sealed in the log."""

    items: list[Item] = field(default_factory=list)
    fresh: dict[str, tuple[Path, int]] = field(default_factory=dict)
    expansions: list[Expansion] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    asked: list[Future[dict[str, Format]]] = field(default_factory=list)
    size: int = 0

    def take(self, other: _Batch) -> None:
        """Take over what another holds."""
        self.items += other.items
        self.fresh |= other.fresh
        self.expansions += other.expansions
        self.unasked += other.unasked
        self.asked += other.asked
        self.size += other.size


class Sealing:
    """Takes items and the temporary files of their contents, and seals them in batches.

    Args:
        case: the case.
        writer: the right to change it.
        worker: identifies contents.
        person: who takes in; their key signs.

    Attributes:
        acquisition: digest of the entry that opened the acquisition; to be set before the first batch.
        isolation: what confines the worker, for the log.
        known: items that earlier acquisitions hold already.
        contents: new contents so far.
        troubles: items of the source itself whose bytes could not be taken whole.
        known_containers: archives and disk images among the items that were known.
        on_new: called with the new items of each batch before they are sealed.
    """

    def __init__(self, case: Case, writer: Writer, worker: Worker, person: Signer) -> None:
        self.case, self.writer, self.person = case, writer, person
        self._worker = worker
        self.isolation = canonical(to_json(worker.isolation)).decode()
        self.acquisition = ""
        self.known = 0
        self.contents = 0
        self.troubles: list[Trouble] = []
        self.known_containers: list[str] = []
        self.on_new: Callable[[Sequence[Item]], None] = lambda _: None
        self._sealed = {row.entry for row in writer.catalogue.acquisitions() if row.number is not None}
        self._batch = _Batch()
        self._full: _Batch | None = None
        self._identifying = ThreadPoolExecutor(1, thread_name_prefix="identifier")

    def close(self) -> None:
        """Let the thread that identifies end; the worker may be closed after that."""
        self._identifying.shutdown(wait=True, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """Items that were taken and are not sealed yet."""
        return len(self._batch.items) + (0 if self._full is None else len(self._full.items))

    def add(self, item: Item, path: Path | None) -> None:
        """Take one item and, when it has new bytes, the temporary file that holds them."""
        if item.outcome in FAILED_OUTCOMES and item.parent is None:
            self.troubles.append(Trouble(path=item.path, outcome=item.outcome, reason=item.reason or ""))
        if path is not None and item.content is not None:
            self._keep(item.content, path, item.size)
        if item.missing and item.content is not None:
            self._write_map(item)
        self._batch.items.append(item)

    def expanded(self, expansion: Expansion) -> None:
        """Take what came of a container, after its last member."""
        self._batch.expansions.append(expansion)

    def flush_if_full(self, operation: Operation, size: int = BATCH_BYTES) -> None:
        """Seal a full batch when the worker has told its formats, or when another is full.

        Args:
            operation: what is done.
            size: bytes of new contents that make a batch full.
        """
        if self._full is not None and self._full.asked[-1].done():  # one thread asks, one after the other
            self._flush_full(operation)
        if len(self._batch.items) >= BATCH_ITEMS or self._batch.size >= size:
            self._ask()
            self._flush_full(operation)
            self._full, self._batch = self._batch, _Batch()

    def flush(self, operation: Operation) -> None:
        """Seal all that was taken."""
        self._ask()
        batch, self._batch = self._batch, _Batch()
        if self._full is not None:
            self._full.take(batch)
            self._flush_full(operation)
        else:
            self._seal(batch, operation)

    def _flush_full(self, operation: Operation) -> None:
        full, self._full = self._full, None
        if full is not None:
            self._seal(full, operation)

    def _seal(self, batch: _Batch, operation: Operation) -> None:
        """Put the contents of a batch in place and log what they are and where they were."""
        batch.items = self._new(batch.items)
        formats: dict[str, Format] = {}
        for asked in batch.asked:
            formats |= asked.result()
        needed = {item.content for item in (*batch.items, *self._batch.items)}
        for sha256 in batch.fresh.keys() - needed:  # the interrupted attempt has an item of it already
            batch.fresh.pop(sha256)[0].unlink()
        if not batch.items and not batch.expansions:
            return
        self.on_new(batch.items)
        opened = self.writer.open_operation(operation, self.person, isolation=self.isolation, purpose=self.acquisition)
        contents = [
            Content(sha256=sha256, size=size, stored_sha256=sha256, stored_size=size, format=formats[sha256])
            for sha256, (_, size) in batch.fresh.items()
        ]
        with storage_errors(f"copying into {self.case.path}"):
            self.case.objects.place((path, sha256) for sha256, (path, _) in batch.fresh.items())
        records: list[tuple[str, object]] = [
            *(("content", content) for content in sorted(contents, key=lambda content: content.sha256)),
            *(("item", item) for item in batch.items),
            *(("expansion", expansion) for expansion in batch.expansions),
        ]
        self.writer.close_operation(opened, self.person, [records], objects=batch.fresh.keys())
        self.contents += len(contents)

    def _new(self, items: list[Item]) -> list[Item]:
        """Those items that no acquisition holds yet, each once."""
        new: dict[tuple[str | None, bytes, str | None, Outcome], Item] = {}
        for item, holder in zip(items, self.writer.catalogue.holders(items), strict=True):
            if holder in self._sealed:
                self.known += 1
                content = item.content if item.parent is None else None
                if content is not None and self.writer.catalogue.is_container(content):
                    self.known_containers.append(content)
            elif holder != self.acquisition:
                new.setdefault((item.parent, item.path, item.content, item.outcome), item)
        return list(new.values())

    def _keep(self, sha256: str, path: Path, size: int) -> None:
        batch = self._batch
        if sha256 in batch.fresh or (self._full is not None and sha256 in self._full.fresh):
            path.unlink()
            return
        batch.fresh[sha256] = (path, size)
        batch.size += size
        batch.unasked.append(sha256)
        if len(batch.unasked) >= BATCH:
            self._ask()

    def _write_map(self, item: Item) -> None:
        """Leave a map that GNU ddrescue understands beside the stills, so that it can try what is missing."""
        folder = self.case.derived / "maps"
        with storage_errors("writing a map of what is missing"):
            folder.mkdir(parents=True, exist_ok=True)
            data = write_map(item.missing, item.size)
            replace_file(folder / f"{item.content}.map", data, temporary=self.case.temporary)

    def _ask(self) -> None:
        """Have the worker tell the formats of new contents, while the next ones are read."""
        batch = self._batch
        asked, batch.unasked = batch.unasked, []
        for sha256 in self.writer.catalogue.explained(asked):
            batch.fresh.pop(sha256)[0].unlink()
        paths = {sha256: batch.fresh[sha256][0] for sha256 in asked if sha256 in batch.fresh}
        batch.asked.append(self._identifying.submit(self._formats, paths))

    def _formats(self, paths: dict[str, Path]) -> dict[str, Format]:
        try:
            return self._told(paths)
        except WorkerDiedError:  # one of them kills it: each by itself, so that the others get their formats
            formats: dict[str, Format] = {}
            for sha256, path in paths.items():
                try:
                    formats |= self._told({sha256: path})
                except WorkerDiedError:
                    formats[sha256] = UNTOLD
            return formats

    def _told(self, paths: dict[str, Path]) -> dict[str, Format]:
        descriptors: list[int] = []
        try:
            descriptors.extend(os.open(path, os.O_RDONLY | os.O_CLOEXEC) for path in paths.values())
            return dict(zip(paths, identify(self._worker, descriptors), strict=True))
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
