"""The custody log on disk: `log/entries`, one line an entry, and `log/checkpoint`, a signed note over all of them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from witnessbox.model import merkle
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.entries import Body, Entry, Kind, entry_digest, entry_line, read_entry
from witnessbox.model.errors import VerificationError
from witnessbox.model.notes import Checkpoint, write_note
from witnessbox.vault.files import replace_file, storage_errors, sync_folder, write_all
from witnessbox.vault.keys import Signer


class CustodyLog:
    """The log of one case. Reading never writes; only the holder of the case's lock appends.

    Args:
        folder: the `log` folder.
        temporary: folder on the same file system for unfinished files.
    """

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.path = folder / "entries"
        self.checkpoint_path = folder / "checkpoint"
        self._temporary = temporary
        self.tree = merkle.Tree()
        self.entries: list[Entry] = []
        self._latest: dict[str, str] = {}
        self._load()

    def _load(self) -> None:
        for line in read_lines(self.path):
            try:
                entry = read_entry(line)
            except ValueError as error:
                raise VerificationError(
                    f"{self.path}: entry {len(self.entries) + 1} cannot be read ({error}); "
                    "`witnessbox verify` names all damage; restore the log from a copy of the case"
                ) from error
            self._remember(entry)

    def _remember(self, entry: Entry) -> None:
        self.tree.append(bytes.fromhex(entry.digest))
        self.entries.append(entry)
        self._latest[entry.body.actor] = entry.digest

    def append(self, kind: Kind, data: object, signer: Signer, *, rests_on: tuple[str, ...] = ()) -> Entry:
        """Sign an entry and add it, flushed, to the log.

        Args:
            kind: what happened.
            data: the record of that kind.
            signer: whose key signs.
            rests_on: digests of the entries that this one builds on.

        Raises:
            StorageError: it could not be written; the log is as before.
        """
        value = to_json(data)
        if not isinstance(value, dict):
            raise TypeError("the data of an entry is a record")
        body = Body(
            kind=kind,
            actor=signer.key,
            time=str(time.time_ns()),
            rests_on=rests_on,
            previous=self._latest.get(signer.key),
            data=value,
        )
        signature = signer.sign(canonical(to_json(body)))
        line = entry_line(body, signature)
        with storage_errors("writing the custody log"):
            self._write_line(line)
        entry = Entry(body=body, signature=signature, digest=entry_digest(line))
        self._remember(entry)
        return entry

    def _write_line(self, line: bytes) -> None:
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            try:
                write_all(descriptor, line + b"\n")
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.path.parent)

    def drop_torn_line(self) -> None:
        """Cut off what a pulled plug left of an entry that was never acknowledged: a last line without its end."""
        if not self.path.exists():
            return
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole != len(data):
            with storage_errors("mending the custody log"), self.path.open("r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())

    def checkpoint(self, origin: str) -> Checkpoint:
        """The state of the log as a checkpoint."""
        return Checkpoint(origin=origin, size=len(self.tree), root=self.tree.root())

    def write_checkpoint(self, origin: str, program: Signer) -> bytes:
        """Sign the state of the log and lay the note beside it."""
        checkpoint = self.checkpoint(origin)
        note = write_note(
            checkpoint, name=origin, public_key=program.public_key, signature=program.sign(checkpoint.text())
        )
        with storage_errors("writing the checkpoint"):
            replace_file(self.checkpoint_path, note, temporary=self._temporary)
        return note

    def find(self, *kinds: Kind) -> Iterator[Entry]:
        """Entries of some kinds, oldest first."""
        return (entry for entry in self.entries if entry.body.kind in kinds)


def read_lines(path: Path) -> Iterator[bytes]:
    """Whole lines of the log; a last line without its end was never acknowledged and is left out."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield line[:-1]
