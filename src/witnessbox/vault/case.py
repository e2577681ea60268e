"""A case on disk: making one, opening one, and the one writer that may change it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import sqlite3
import tomllib
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import cast

from witnessbox import __version__
from witnessbox.model.acts import (
    ALLOWED,
    SIGNED_BY,
    CaseCreated,
    Operation,
    OperationClosed,
    OperationOpened,
    Person,
    Role,
    may_sign,
)
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.entries import Entry, Kind
from witnessbox.model.errors import (
    BusyError,
    KeyProblemError,
    NotACaseError,
    StorageError,
    UsageError,
    VerificationError,
)
from witnessbox.model.records import dataclass
from witnessbox.vault.catalogue import SCHEMA_VERSION, Catalogue
from witnessbox.vault.compartment import Compartment
from witnessbox.vault.files import replace_file, storage_errors, sync_folder
from witnessbox.vault.keys import KeyFolder, Signer, master_commitment
from witnessbox.vault.log import CustodyLog
from witnessbox.vault.objects import ObjectStore
from witnessbox.vault.projection import RecordSets, apply_entry, stored
from witnessbox.vault.recordsets import Line, join_lines, lines_of

FORMAT_VERSION = 1
PROGRAM = f"witnessbox {__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """`case.toml`: what never changes."""

    id: str
    format: int
    first_entry: str

    def text(self) -> str:
        """The file as it is written."""
        return (
            "# A witnessbox case. This file never changes; the custody log in log/ is the truth.\n"
            f'id = "{self.id}"\nformat = {self.format}\nfirst_entry = "{self.first_entry}"\n'
        )


def read_case_file(path: Path) -> CaseFile:
    """Read `case.toml` of a case.

    Raises:
        NotACaseError: the folder is not a case, or one of a format that this program does not know.
    """
    file = path / "case.toml"
    try:
        values = tomllib.loads(file.read_text("utf-8"))
        case = from_json(CaseFile, values)
    except FileNotFoundError:
        what = "no such folder" if not path.exists() else "there is no case.toml in it"
        raise NotACaseError(f"{path}: not a case ({what}); check the path, or `witnessbox init` one") from None
    except (NotADirectoryError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise NotACaseError(f"{path}: not a case ({error}); check the path or restore case.toml from a copy") from error
    except OSError as error:
        raise StorageError(f"{file}: cannot be read ({error.strerror}); check the permissions") from error
    if case.format != FORMAT_VERSION:
        raise NotACaseError(f"{path}: case format {case.format} is not known here; use a newer witnessbox")
    return case


class Case:
    """One case, open for reading; `writing()` gives the right to change it.

    Args:
        path: the case folder.

    Raises:
        NotACaseError: the folder is not a case.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = read_case_file(path)
        self.temporary = path / "tmp"
        self.derived = path / "derived"
        self.objects = ObjectStore(path / "objects", self.temporary)
        self.keys = KeyFolder(path / "keys", self.temporary)
        self.compartment = Compartment(path / "compartment", self.temporary)

    @cached_property
    def log(self) -> CustodyLog:
        """The custody log."""
        return CustodyLog(self.path / "log", self.temporary)

    @cached_property
    def created(self) -> CaseCreated:
        """The first entry's record."""
        first = next(self.log.find(Kind.CASE_CREATED), None)
        if first is None:
            raise VerificationError(f"{self.log.path}: the first entry is missing; restore the log from a copy")
        return from_json(CaseCreated, first.body.data)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue, brought up to date when the log is ahead and nobody else is writing."""
        path = self.path / "catalogue.sqlite"
        with storage_errors("opening the catalogue"):
            if not path.exists():
                raise VerificationError(f"{path}: missing; `witnessbox rebuild {self.path}` makes it anew from the log")
        # A journal beside it means a writer at work, or one that was killed: only a writer can undo half-done work.
        if not path.with_name("catalogue.sqlite-journal").exists():
            catalogue = self._open_catalogue(path, read_only=True)
            if catalogue.meta("log_bytes") == str(self._log_bytes()):
                return catalogue
            catalogue.close()
        with contextlib.suppress(BusyError, StorageError, sqlite3.OperationalError), self._locked():
            writable = self._open_catalogue(path, read_only=False)
            self._catch_up(writable)
            writable.close()
        return self._open_catalogue(path, read_only=True)

    def _open_catalogue(self, path: Path, *, read_only: bool) -> Catalogue:
        try:
            catalogue = Catalogue(path, read_only=read_only)
            version = catalogue.schema_version()
        except sqlite3.Error as error:
            raise StorageError(f"{path}: cannot be opened ({error}); try `witnessbox rebuild {self.path}`") from error
        if version != SCHEMA_VERSION:
            catalogue.close()
            raise VerificationError(
                f"{path}: damaged or of another version; `witnessbox rebuild {self.path}` makes it anew from the log"
            )
        return catalogue

    def _log_bytes(self) -> int:
        return self.log_path.stat().st_size if self.log_path.exists() else 0

    @property
    def log_path(self) -> Path:
        """The file that holds the entries."""
        return self.path / "log" / "entries"

    def _catch_up(self, catalogue: Catalogue) -> None:
        applied = catalogue.applied
        if applied > len(self.log.entries):
            raise VerificationError(
                f"{self.log_path}: shorter than the catalogue ({len(self.log.entries)} entries, {applied} were known): "
                "the log was cut; `witnessbox verify` says more, restore the log from a copy"
            )
        for position in range(applied, len(self.log.entries)):
            try:
                with catalogue.transaction():
                    apply_entry(catalogue, position, self.log.entries[position], stored(self.objects))
            except ValueError as error:
                raise VerificationError(
                    f"{self.log_path}: entry {position + 1} cannot be followed ({error}); "
                    f"`witnessbox verify {self.path}` names all damage"
                ) from error
        catalogue.set_meta("log_bytes", str(self._log_bytes()))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with storage_errors("opening the case"):
            descriptor = os.open(self.path / "case.toml", os.O_RDONLY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    f"{self.path}: another witnessbox is writing to this case; wait for it to end"
                ) from None
            yield
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writer]:
        """Take the case's lock, clear away what an interrupted writer left, and give the right to change the case.

        Raises:
            BusyError: another process holds the lock.
            StorageError: the case cannot be written.
        """
        with self._locked():
            with storage_errors("preparing the case"):
                self._sweep()
            for stale in ("log", "catalogue", "created"):
                self.__dict__.pop(stale, None)
            self.log.drop_torn_line()
            catalogue = self._open_catalogue(self.path / "catalogue.sqlite", read_only=False)
            try:
                with _catalogue_errors(self.path):
                    self._catch_up(catalogue)
                self.__dict__["catalogue"] = catalogue
                yield Writer(self, catalogue)
            finally:
                self.__dict__.pop("catalogue", None)
                catalogue.close()
                with contextlib.suppress(OSError):  # what stays is removed by the next writer
                    self._sweep()

    def _sweep(self) -> None:
        """Remove temporary files: only the holder of the lock makes them, so all that lie there are dead."""
        self.temporary.mkdir(exist_ok=True)
        for path in self.temporary.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def rebuild(self) -> int:
        """Make the catalogue anew from log and objects alone; returns the number of entries.

        Raises:
            BusyError: another process is writing.
            UnknownObjectError: a record set is missing.
            StorageError: the catalogue could not be written.
        """
        with self._locked():
            with storage_errors("preparing the case"):
                self._sweep()
            self.__dict__.pop("log", None)
            self.log.drop_torn_line()
            unfinished = self.temporary / "catalogue.sqlite"
            with _catalogue_errors(self.path):
                catalogue = Catalogue(unfinished)
                catalogue.create()
                self._catch_up(catalogue)
                catalogue.close()
            with storage_errors("writing the catalogue"):
                unfinished.replace(self.path / "catalogue.sqlite")
                (self.path / "catalogue.sqlite-journal").unlink(missing_ok=True)
                sync_folder(self.path)
            return len(self.log.entries)


@contextlib.contextmanager
def _catalogue_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"{path / 'catalogue.sqlite'}: {error}; make room or make it writable, then run the same command again"
        ) from error


class Writer:
    """The right to change a case; exists only while its lock is held."""

    def __init__(self, case: Case, catalogue: Catalogue) -> None:
        self.case = case
        self.catalogue = catalogue
        self.program = case.keys.program()
        self.master = case.keys.master()
        self._resumed: set[str] = set()

    def append(self, kind: Kind, data: object, signer: Signer, *, rests_on: tuple[str, ...] = ()) -> Entry:
        """Add an entry: to the log, then the checkpoint, then the catalogue.

        Raises:
            KeyProblemError: the signer may not do this in this case.
            StorageError: it could not be written; what was sealed before stays.
        """
        return self._append(kind, data, signer, rests_on, stored(self.case.objects))

    def _append(
        self, kind: Kind, data: object, signer: Signer, rests_on: tuple[str, ...], record_sets: RecordSets
    ) -> Entry:
        log = self.case.log
        self.require(kind, signer, data)
        entry = log.append(kind, data, signer, rests_on=rests_on)
        log.write_checkpoint(self.case.created.origin, self.program)
        with _catalogue_errors(self.case.path), self.catalogue.transaction():
            apply_entry(self.catalogue, len(log.entries) - 1, entry, record_sets)
            self.catalogue.set_meta("log_bytes", str(self.case.log_path.stat().st_size))
        return entry

    def require(self, kind: Kind, signer: Signer, data: object | None = None) -> None:
        """Make sure that someone may sign an entry.

        Raises:
            KeyProblemError: the key does not count in this case, or its person lacks the role.
        """
        fields = cast(dict[str, Json], {} if data is None else to_json(data))
        roles = None
        if signer.public_key != self.case.created.program_key:
            person = next((row for row in self.catalogue.persons(active=True) if row.key == signer.key), None)
            if person is None:
                raise KeyProblemError(f"{signer.name}: this key does not count in the case; see `witnessbox people`")
            roles = person.roles
        opened = self.catalogue.operation_kind(str(fields.get("operation")))
        if not may_sign(kind, fields, roles, opened):
            operation = opened or (Operation(str(fields["operation"])) if kind is Kind.OPERATION_OPENED else None)
            roles_of = SIGNED_BY.get(operation) if operation else ALLOWED.get(kind)
            needed = " or ".join(sorted(roles_of or {Role.CUSTODIAN}))
            raise KeyProblemError(f"{signer.name}: may not sign “{kind}”; that takes the role {needed}")

    def open_operation(self, operation: Operation, signer: Signer, *, isolation: str, purpose: str = "") -> str:
        """Open an operation, or take up the one of the same kind and purpose that was interrupted.

        Returns:
            Digest of the entry that opened it.
        """
        for entry, its_purpose in self.catalogue.open_operations(operation):
            if its_purpose == purpose:
                self._resumed.add(entry)
                return entry
        data = OperationOpened(operation=operation, purpose=purpose, program=PROGRAM, isolation=isolation)
        rests_on = (purpose,) if purpose else ()
        return self.append(Kind.OPERATION_OPENED, data, signer, rests_on=rests_on).digest

    def close_operation(
        self,
        opened: str,
        signer: Signer,
        record_sets: Collection[Collection[tuple[str, object]]],
        *,
        objects: Collection[str] = (),
    ) -> tuple[str, ...]:
        """Store the results of an operation and close it.

        Args:
            opened: what `open_operation` returned.
            signer: whose key signs.
            record_sets: record sets to write, each a collection of (kind, record); empty ones are left out.
            objects: digests of the objects that these records explain.

        Returns:
            Digests of the record sets.
        """
        with storage_errors("writing results"):
            digests: list[str] = []
            made: dict[str, tuple[int, list[Line]]] = {}
            for records in filter(None, record_sets):
                lines = lines_of(records)
                data = join_lines(self.master, lines)
                digests.append(self.case.objects.put(data))
                made[digests[-1]] = len(data), lines
                del data  # as large as all that was seen, and still to be entered into the catalogue
            removed = self._remove_leftovers(opened, {*digests, *objects})
        closed = OperationClosed(
            operation=opened, records=tuple(digests), removed=removed, resumed=opened in self._resumed
        )
        self._append(Kind.OPERATION_CLOSED, closed, signer, (opened,), made.__getitem__)
        return tuple(digests)

    def _remove_leftovers(self, opened: str, explained: set[str]) -> int:
        """Remove objects that an interrupted attempt placed and this one did not make again.

        Only when no other operation is open, because then they could be its own.
        """
        if opened not in self._resumed or len(self.catalogue.open_operations()) != 1:
            return 0
        leftovers = [
            name for name, _ in self.case.objects.names() if name not in explained and not self.catalogue.explains(name)
        ]
        for name in leftovers:
            self.case.objects.remove(name)
        return len(leftovers)


def create_case(path: Path, *, name: str, passphrase: bytes, roles: tuple[Role, ...] = tuple(Role)) -> Case:
    """Make a case and its first person; the folder appears whole or not at all.

    Args:
        path: where; must not exist, or be an empty folder.
        name: of the first person, may be a pseudonym.
        passphrase: of the first person.
        roles: of the first person.

    Raises:
        UsageError: something is there already.
        StorageError: it could not be written.
    """
    if (path / "case.toml").exists():
        raise UsageError(f"{path}: is a case already; choose another place")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path}: is not empty; choose another place")
    with storage_errors("making the case"):
        path.parent.mkdir(parents=True, exist_ok=True)
        for dead in path.parent.glob(f".{path.name}.unfinished.*"):
            shutil.rmtree(dead)
        unfinished = path.parent / f".{path.name}.unfinished.{secrets.token_hex(4)}"
        try:
            _fill_case(unfinished, name, passphrase, roles)
            unfinished.replace(path)
            sync_folder(path.parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return Case(path)


def _fill_case(path: Path, name: str, passphrase: bytes, roles: tuple[Role, ...]) -> None:
    for folder in ("log", "objects", "keys", "compartment", "derived", "tmp"):
        (path / folder).mkdir(parents=True, mode=0o755 if folder != "keys" else 0o700)
    temporary = path / "tmp"
    keys = KeyFolder(path / "keys", temporary)
    person = keys.new_person(name, passphrase)
    program, master = keys.new_secrets()
    recipient = Compartment(path / "compartment", temporary).create(passphrase.decode("utf-8", "surrogateescape"))
    case_id = secrets.token_hex(16)
    origin = f"witnessbox.log/{secrets.token_hex(16)}"
    log = CustodyLog(path / "log", temporary)
    created = CaseCreated(
        case_id=case_id,
        format_version=FORMAT_VERSION,
        origin=origin,
        person=Person(name=name, roles=roles, public_key=person.public_key),
        program_key=program.public_key,
        compartment_recipient=recipient,
        master_commitment=master_commitment(master),
    )
    first = log.append(Kind.CASE_CREATED, created, person)
    log.write_checkpoint(origin, program)
    text = CaseFile(id=case_id, format=FORMAT_VERSION, first_entry=first.digest).text()
    replace_file(path / "case.toml", text.encode(), temporary=temporary, mode=0o444)
    catalogue = Catalogue(path / "catalogue.sqlite")
    catalogue.create()
    with catalogue.transaction():
        apply_entry(catalogue, 0, first, stored(ObjectStore(path / "objects", temporary)))
        catalogue.set_meta("log_bytes", str((path / "log" / "entries").stat().st_size))
    catalogue.close()
