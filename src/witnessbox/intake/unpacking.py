"""Members of archives and disk images become items of their own, level by level, from the sealed containers."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from witnessbox.intake.sealing import Sealing
from witnessbox.intake.volume_names import companions, volumes
from witnessbox.media.client_members import Hole, Part, expand
from witnessbox.media.sandbox import Limits, Worker
from witnessbox.media.wire import MAX_DESCRIPTORS
from witnessbox.model.acts import Operation
from witnessbox.model.items import TROVE_ID, Item, ItemKind, Outcome
from witnessbox.model.members import (
    ARCHIVE_MIMES,
    DISK_MIMES,
    LEFT_CLOSED,
    NOBODY,
    Bounds,
    Expansion,
    ExpansionState,
    Member,
    MemberEnd,
    Reading,
)
from witnessbox.vault.files import storage_errors, write_all
from witnessbox.vault.objects import ObjectStore
from witnessbox.vault.places import beside, is_beside, place_of

LIBRARIES = 640 * 1024 * 1024
"""Address space that Python and the reading libraries take before the first byte of a container."""
_ZEROS = bytes(256 * 1024)
_KEPT = frozenset({Outcome.SEALED, Outcome.PARTIAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """Passwords for encrypted containers.

    Attributes:
        known: tried on each.
        ask: asks a person for one more, given the container's digest; None when there is nobody to ask or to answer.
    """

    known: tuple[str, ...] = ()
    ask: Callable[[str], str | None] | None = None


@dataclass(slots=True)
class Unpacking:
    """Opens the containers of one acquisition.

    Attributes:
        sealing: where items and contents go.
        bounds: what one container may use.
        passwords: for those that are encrypted.
        advance: told the bytes of containers that are done.
        opened: what came of each container that was tried now.
    """

    sealing: Sealing
    bounds: Bounds
    passwords: Passwords
    advance: Callable[[int], None]
    opened: list[Expansion] = field(default_factory=list)
    _found: tuple[str, ...] = ()

    def run(self, containers: Iterable[str]) -> None:
        """Open containers, then those inside them, and so on to the deepest level allowed."""
        catalogue = self.sealing.writer.catalogue
        level, seen = list(containers), set[str]()
        depth = 1
        limits = Limits(memory=self.bounds.memory + LIBRARIES)
        if not level:
            return
        # Both tasks at once: a child that is started for a task later on would end with the thread that calls it.
        with Worker(limits, tasks=("unpack", "read-disk")) as worker:
            while level:
                for sha256 in level:
                    self._open_one(worker, sha256, depth)
                    self.sealing.flush_if_full(Operation.UNPACKING)
                self.sealing.flush(Operation.UNPACKING)
                seen.update(level)
                inner = {child for sha256 in level for child in catalogue.containers_in(sha256)}
                level = sorted(inner - seen)
                depth += 1

    def _open_one(self, worker: Worker, sha256: str, depth: int) -> None:
        catalogue = self.sealing.writer.catalogue
        content = catalogue.content(sha256)
        if content is None or content.format.mime in LEFT_CLOSED:
            return
        task = task_for(content.format.mime)
        earlier = catalogue.expansion(sha256)
        if earlier is not None and not self._worth_trying(earlier, task):
            return
        files = self._volumes(sha256, task)
        if files[0] != sha256:
            return  # a later volume: read with the first
        if task is None:
            reason = f"this version has no reader for it ({content.format.name})"
            reading = Reading(state=ExpansionState.FAILED, reader=NOBODY, members=0, reason=reason)
        elif depth > self.bounds.depth:
            bound = f"depth {self.bounds.depth}"
            reading = Reading(
                state=ExpansionState.REFUSED, reader=NOBODY, members=0, bound=bound, reason=f"it lies beyond {bound}"
            )
        else:
            reading = self._read(worker, task, sha256, files)
            if reading.state is ExpansionState.LOCKED and self.passwords.ask is not None:
                reading = self._ask_and_read(worker, task, sha256, files, reading)
        expansion = Expansion(content=sha256, reading=reading)
        self.opened.append(expansion)
        self.sealing.expanded(expansion)
        self.advance(content.size)

    def _worth_trying(self, earlier: Expansion, task: str | None) -> bool:
        """Whether a container may give more now: a reader came, a bound was raised, a password is known."""
        if earlier.reading.state is ExpansionState.FAILED:
            return earlier.reading.reader == NOBODY and task is not None
        if earlier.reading.state is ExpansionState.LOCKED:
            return bool(self._passwords() or self.passwords.ask)
        if earlier.reading.state is ExpansionState.REFUSED and earlier.reading.bound is not None:
            name, _, value = earlier.reading.bound.partition(" ")
            allowed = getattr(self.bounds, name, None)
            return isinstance(allowed, int) and value.isdecimal() and allowed > int(value)
        return False

    def _passwords(self) -> tuple[str, ...]:
        return (*self.passwords.known, *self._found)

    def _ask_and_read(
        self, worker: Worker, task: str, sha256: str, files: tuple[str, ...], reading: Reading
    ) -> Reading:
        while reading.state is ExpansionState.LOCKED and self.passwords.ask is not None:
            answer = self.passwords.ask(sha256)
            if not answer:
                return reading
            self._found = (*self._found, answer)
            reading = self._read(worker, task, sha256, files)
        return reading

    def _volumes(self, sha256: str, task: str | None) -> tuple[str, ...]:
        """Contents of all files that a container lies in, in their order; itself alone when the first is no such."""
        catalogue = self.sealing.writer.catalogue
        place = place_of(catalogue, sha256)
        if place is None or not is_beside(catalogue, place, companions(place.name)):
            return (sha256,)
        names = beside(catalogue, place)
        files = tuple(names.get(name, sha256) for name in volumes(place.name, names)[:MAX_DESCRIPTORS])
        tasks = [self._task_of(file) for file in files]
        # `backup.001` and `backup.002` may also be two whole archives; volumes of RAR and EnCase all have heads.
        several = place.name[-3:].isdigit() and task == "unpack" and any(tasks[1:])
        return files if tasks[0] == task is not None and not several else (sha256,)

    def _task_of(self, sha256: str) -> str | None:
        content = self.sealing.writer.catalogue.content(sha256)
        return None if content is None else task_for(content.format.mime)

    def _read(self, worker: Worker, task: str, sha256: str, files: tuple[str, ...]) -> Reading:
        descriptors: list[int] = []
        incoming: _Incoming | None = None
        try:
            descriptors.extend(self.sealing.case.objects.open(file) for file in files)
            parts = expand(worker, task, descriptors, self.bounds, passwords=self._passwords())
            while True:
                try:
                    part = next(parts)
                except StopIteration as end:
                    return _bounded(end.value, self.bounds)
                incoming = self._take(sha256, part, incoming)
                self.sealing.flush_if_full(Operation.UNPACKING)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
            if incoming is not None:
                incoming.drop()

    def _take(self, sha256: str, part: Part, incoming: _Incoming | None) -> _Incoming | None:
        if isinstance(part, Member):
            return _Incoming(part, self.sealing.case.objects)
        if incoming is None:
            return None
        if isinstance(part, MemberEnd):
            item, path = incoming.end(part, sha256)
            self.sealing.add(item, path)
            return None
        if isinstance(part, Hole):
            incoming.hole(part.length)
        else:
            incoming.data(part)
        return incoming


def task_for(mime: str) -> str | None:
    """The worker's task that opens contents of a media type; None for what is no container."""
    if mime in ARCHIVE_MIMES:
        return "unpack"
    return "read-disk" if mime in DISK_MIMES else None


def _bounded(reading: Reading, bounds: Bounds) -> Reading:
    """Complete the name of a bound that the worker ran into without being able to say its value."""
    if reading.bound not in ("memory", "seconds"):
        return reading
    value = getattr(bounds, reading.bound)
    return Reading(
        state=reading.state,
        reader=reading.reader,
        members=reading.members,
        bound=f"{reading.bound} {value}",
        reason=reading.reason,
    )


class _Incoming:
    """A member on its way from the worker into a temporary file."""

    def __init__(self, member: Member, objects: ObjectStore) -> None:
        self.member = member
        self._objects = objects
        self._digest = hashlib.sha256()
        self._size = 0
        self._file: tuple[int, Path] | None = None

    def _open(self) -> tuple[int, Path]:
        if self._file is None:
            with storage_errors("unpacking"):
                self._file = self._objects.unfinished_file()
        return self._file

    def data(self, piece: bytes) -> None:
        self._digest.update(piece)
        with storage_errors("unpacking"):
            write_all(self._open()[0], piece)
        self._size += len(piece)

    def hole(self, length: int) -> None:
        for start in range(0, length, len(_ZEROS)):
            self._digest.update(_ZEROS[: length - start])
        with storage_errors("unpacking"):
            os.lseek(self._open()[0], length, os.SEEK_CUR)
        self._size += length

    def end(self, end: MemberEnd, parent: str) -> tuple[Item, Path | None]:
        """The item, and the temporary file of its bytes when it has any to keep."""
        member = self.member
        kept = member.kind is ItemKind.FILE and end.outcome in _KEPT
        path = self._finish() if kept else None
        self.drop()
        item = Item(
            trove_id=TROVE_ID,
            path=member.path,
            parent=parent,
            content=self._digest.hexdigest() if kept else None,
            size=self._size if kept else member.size or 0,
            kind=member.kind,
            outcome=end.outcome,
            reason=end.reason,
            times=member.times,
            attributes=member.attributes,
            recovery=member.recovery,
            missing=end.missing,
            runs=member.runs,
        )
        return item, path

    def _finish(self) -> Path:
        descriptor, path = self._open()
        self._file = None
        with storage_errors("unpacking"):
            os.ftruncate(descriptor, self._size)
            os.close(descriptor)
        return path

    def drop(self) -> None:
        """Take the unfinished file away."""
        if self._file is not None:
            os.close(self._file[0])
            self._file[1].unlink()
            self._file = None
