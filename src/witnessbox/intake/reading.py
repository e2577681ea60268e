"""Reading one file of a source: into the vault, and once more against what lies there.

A file is read in a thread, or in a process of its own where threads would wait for the interpreter's lock more than for
the disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from witnessbox.intake.copying import Copied, Reading, copy_file, joined
from witnessbox.intake.folder import Folder, Found, vanished
from witnessbox.intake.readers import give_way
from witnessbox.intake.recheck import same_bytes
from witnessbox.model.codec import from_json
from witnessbox.model.errors import SourceUnreadableError
from witnessbox.model.items import TROVE_ID, Item, ItemKind, Outcome, Run
from witnessbox.model.seal import item_rows
from witnessbox.vault.files import storage_errors
from witnessbox.vault.objects import ObjectStore


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReading:
    """A file of the source and the object that its first reading became."""

    found: Found
    sha256: str
    size: int


def _merged(one: tuple[Run, ...], other: tuple[Run, ...], size: int) -> tuple[Run, ...]:
    """Ranges that either calls missing, within the file."""
    spans = [(run.offset or 0, min((run.offset or 0) + run.length, size)) for run in (*one, *other)]
    return tuple(Run(offset=start, length=end - start) for start, end in joined(spans) if end > start)


def _item(
    found: Found, outcome: Outcome, reason: str | None, *, copied: Copied | None = None, missing: tuple[Run, ...] = ()
) -> Item:
    return Item(
        trove_id=TROVE_ID,
        path=found.path,
        content=None if copied is None else copied.sha256,
        size=found.size if copied is None else copied.size,
        kind=found.kind,
        outcome=outcome,
        reason=reason,
        times=found.times,
        attributes=found.attributes,
        missing=missing,
    )


def _why(error: OSError, doing: str) -> tuple[Outcome, str]:
    outcome = Outcome.VANISHED if vanished(error) else Outcome.UNREADABLE
    return outcome, f"{doing} failed: {error.strerror}"


class Reader:
    """Reads files of one source.

    Args:
        folder: the source.
        objects: the vault's content store.
        reading: how it is watched.
        missing: ranges of a single file that an earlier copy could not read.
    """

    def __init__(self, folder: Folder, objects: ObjectStore, reading: Reading, missing: tuple[Run, ...] = ()) -> None:
        self._folder, self._objects, self._reading, self._missing = folder, objects, reading, missing

    def read(self, found: Found) -> tuple[Item, Path | None]:
        """Read one file into an unfinished object.

        Returns:
            What came of it, and the temporary file that holds its bytes, None when there are none.

        Raises:
            StorageError: the vault cannot be written.
            StoppedError: it was told to stop.
        """
        if found.error is not None:
            return _item(found, *_why(found.error, "listing it")), None
        if found.kind is ItemKind.LINK:
            return _item(found, Outcome.NOT_FOLLOWED, "a link: its target is recorded and was not opened"), None
        if found.kind is not ItemKind.FILE and not self._folder.device:
            return _item(found, Outcome.NOT_OPENED, f"a {found.kind.value}: it has no bytes to take in"), None
        try:
            source = self._folder.open(found.path)
        except OSError as error:
            return _item(found, *_why(error, "opening it")), None
        try:
            size = found.size if self._folder.device else None
            return self._told(found, copy_file(source, self._objects, self._reading, size=size))
        finally:
            os.close(source)

    def _told(self, found: Found, copied: Copied) -> tuple[Item, Path | None]:
        if copied.error is not None:
            reason = f"reading it failed after {copied.size} bytes: {copied.error.strerror}"
            return _item(found, Outcome.UNREADABLE, reason), None
        missing = _merged(copied.missing, self._missing, copied.size)
        if missing:
            lost = sum(run.length for run in missing)
            reason = f"{lost} of {copied.size} bytes could not be read, in {len(missing)} ranges"
            return _item(found, Outcome.PARTIAL, reason, copied=copied, missing=missing), copied.path
        if copied.sizes is not None:
            before, after = copied.sizes
            reason = f"it changed while it was read: {before} bytes before, {after} after"
            return _item(found, Outcome.CHANGED, reason, copied=copied), copied.path
        return _item(found, Outcome.SEALED, None, copied=copied), copied.path

    def compare(self, first: FirstReading) -> bool | OSError:
        """Whether a file has the bytes of its object; an error of the source is no exception but the answer."""
        kept = self._objects.open(first.sha256)
        try:
            source = self._folder.open(first.found.path)
            try:
                return same_bytes(source, kept, self._reading, size=first.size)
            finally:
                os.close(source)
        except OSError as error:
            return error
        finally:
            os.close(kept)


_here: Reader | None = None


class Count:
    """Bytes that all processes of a pool have read."""

    def __init__(self) -> None:
        import multiprocessing  # noqa: PLC0415  takes long, and few sources are so large

        self._bytes = multiprocessing.get_context("spawn").Value("q", 0)

    def add(self, count: int) -> None:
        """Count bytes, in any of the processes. One that is killed with the lock ends the pool, and all others."""
        with self._bytes:
            self._bytes.value += count

    def total(self) -> int:
        """Bytes so far."""
        return int(self._bytes.get_obj().value)


_source: tuple[bytes, tuple[int, int], Path, Path, Count] | None = None


def begin_process(root: bytes, identity: tuple[int, int], objects: Path, temporary: Path, count: Count) -> None:
    """Say what a process will read; it opens nothing before it is asked to read, when the case is locked.

    Args:
        root: the source.
        identity: device and number of the folder that is meant: another stick may be in its place by now.
        objects: folder of the content store.
        temporary: folder for unfinished objects.
        count: of the bytes read.
    """
    global _source  # noqa: PLW0603 - given once, when the process starts
    _source = root, identity, objects, temporary, count


def _begun() -> Reader:
    """The reader of this process.

    Raises:
        SourceUnreadableError: the source is not there, or is another one.
    """
    global _here  # noqa: PLW0603 - made once, with the first file
    if _here is None:
        if _source is None:
            raise RuntimeError("the process was not begun")
        root, identity, objects, temporary, count = _source
        folder = Folder(root)
        if folder.identity != identity:
            raise SourceUnreadableError(f"{os.fsdecode(root)}: another folder took its place while it was read")
        give_way()
        # Processes that make files in one folder wait for each other, spinning: each gets its own.
        own = temporary / f"reader.{os.getpid()}"
        with storage_errors(f"copying into {objects.parent}"):
            own.mkdir()
        reading = Reading(advance=count.add, gone=folder.gone, stopped=lambda: False)
        _here = Reader(folder, ObjectStore(objects, own), reading)
    return _here


def read_there(files: Sequence[Found]) -> list[tuple[Item, Path | None]]:
    """`Reader.read` of several files, in a process that was begun."""
    return [_begun().read(found) for found in files]


def compare_there(files: Sequence[FirstReading]) -> list[bool | OSError]:
    """`Reader.compare` of several files, in a process that was begun."""
    return [_begun().compare(first) for first in files]


def rows_of_texts(part: tuple[bytes, Sequence[str]]) -> bytes:
    """`item_rows` for a key and items that are given as JSON; in any process."""
    key, texts = part
    return item_rows(key, (from_json(Item, json.loads(text)) for text in texts))
