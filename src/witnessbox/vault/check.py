"""Checking a case: the log, its signatures, every object, the seal, the catalogue; each damage has a name.

What the case alone cannot tell (whether its end was cut off, whether all of it is an older copy, whether somebody who
holds the program key wrote it anew) is answered only against a checkpoint kept outside, else it is *unconfirmed*.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from witnessbox.model import merkle
from witnessbox.model.acts import (
    AcquisitionClosed,
    AcquisitionOpened,
    CaseCreated,
    Exported,
    FindingOverruled,
    NothingNew,
    Operation,
    OperationClosed,
    OperationOpened,
    PersonAdded,
    PersonRevoked,
    PlanApproved,
    PlanGrown,
    ReleaseMade,
    Role,
    SealStated,
    may_sign,
)
from witnessbox.model.anchors import AnchorState
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Entry, Kind, key_id, read_entry
from witnessbox.model.errors import BusyError, KeyProblemError, UnknownObjectError, UsageError
from witnessbox.model.items import Content, Item
from witnessbox.model.ledger import Source
from witnessbox.model.messages import ChatExport
from witnessbox.model.notes import Checkpoint, note_key_hash, read_note
from witnessbox.model.plans import Rendition
from witnessbox.model.seal import acquisition_key, acquisition_root, parts_of, seal_tree
from witnessbox.model.words import from_words
from witnessbox.vault.anchors import AnchorCheck, Examine
from witnessbox.vault.case import FORMAT_VERSION, Case
from witnessbox.vault.catalogue import SCHEMA_VERSION, Catalogue, entries_known
from witnessbox.vault.checklist import Checklist
from witnessbox.vault.damage import CaseReport, Complaint, Damage, Verdict
from witnessbox.vault.keys import master_commitment, public_pem, read_public_pem, signature_fits
from witnessbox.vault.log import read_lines
from witnessbox.vault.projection import apply_entry, stored
from witnessbox.vault.recordsets import Line, read_record_set
from witnessbox.vault.signatures import contradiction


@dataclass(slots=True)
class _Actor:
    """What is known of a key while the log is replayed."""

    public_key: bytes
    roles: tuple[Role, ...] | None
    latest: str | None = None
    revoked: bool = False


_OTHER_DATA: dict[Kind, type] = {
    Kind.CASE_CREATED: CaseCreated,
    Kind.NOTHING_NEW: NothingNew,
    Kind.PLAN_APPROVED: PlanApproved,
    Kind.FINDING_OVERRULED: FindingOverruled,
    Kind.RELEASE_MADE: ReleaseMade,
    Kind.EXPORTED: Exported,
}
"""Data of entries that a check decodes and does not need."""

Progress = Callable[[int, int], None]


def check_case(
    path: Path,
    *,
    checkpoint: bytes | None = None,
    words: str | None = None,
    key: bytes | None = None,
    authorities: Sequence[bytes] = (),
    examine: Examine | None = None,
    on_progress: Progress | None = None,
) -> CaseReport:
    """Check a whole case, changing nothing.

    Args:
        path: the case folder.
        checkpoint: a checkpoint that was kept outside of the case.
        words: twelve words of a seal that were kept outside.
        key: raw public key of the first person, from outside.
        authorities: certificates (DER) of time-stamp authorities, from outside.
        examine: reads time stamps; without it they are compared with nothing.
        on_progress: called with bytes of objects read and in all.

    Raises:
        NotACaseError: the folder is not a case.
        UsageError: the checkpoint is none; the words are none.
        BusyError: the case was written to while it was checked.
    """
    case = Case(path)
    before = _size(case.log_path)
    check = _Check(case, on_progress)
    check.authorities, check.examine = authorities, examine
    report = check.run(checkpoint, words, key)
    if report.complaints and _size(case.log_path) > before:
        raise BusyError(f"{path}: another witnessbox wrote to this case meanwhile; verify again when it has ended")
    return report


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


class _Check:
    def __init__(self, case: Case, on_progress: Progress | None) -> None:
        self.case = case
        self.on_progress = on_progress
        self.complaints: list[Complaint] = []
        self.notes: list[str] = []
        self.entries: list[Entry] = []
        self.tree = merkle.Tree()
        self.actors: dict[str, _Actor] = {}
        self.created: CaseCreated | None = None
        self.opened: dict[str, Operation] = {}
        self.purposes: dict[str, str] = {}
        self.checklist = Checklist()
        self.receipts: list[str] = []
        self.sources: dict[str, AcquisitionOpened] = {}
        self.acquisitions: list[AcquisitionClosed] = []
        self.seals: list[SealStated] = []
        self.unfinished: list[str] = []
        self.sound = 0
        self.anchors = AnchorCheck()
        self.grown: list[tuple[int, PlanGrown]] = []
        self.authorities: Sequence[bytes] = ()
        self.examine: Examine | None = None

    def complain(self, damage: Damage, detail: str) -> None:
        self.complaints.append(Complaint(damage=damage, detail=detail))

    def run(self, checkpoint: bytes | None, words: str | None, key: bytes | None) -> CaseReport:
        outside = None if checkpoint is None else _outside(checkpoint)
        prefix = None if words is None else _prefix(words)
        self._log()
        self._case_file()
        self._inner_checkpoint()
        self._keys()
        self._objects()
        self._growth()
        self._seals()
        self._compartment()
        self._catalogue()
        anchors = self._anchors()
        if outside is not None and checkpoint is not None:
            self._against(outside, checkpoint)
        if prefix is not None:
            self._words(prefix)
        if key is not None and self.created is not None and key != self.created.person.public_key:
            self.complain(
                Damage.SIGNER,
                f"the case was made with key {key_id(self.created.person.public_key)}, "
                f"not with the given {key_id(key)}",
            )
        confirmed = Verdict.CONFIRMED if outside is not None else Verdict.UNCONFIRMED
        last = self.seals[-1] if self.seals else None
        return CaseReport(
            verdict=Verdict.FAILED if self.complaints else confirmed,
            complaints=tuple(self.complaints),
            unfinished=tuple(self.unfinished),
            entries=len(self.entries),
            objects=self.sound,
            seal=last.root if last else None,
            words=last.words if last else (),
            notes=tuple(self.notes),
            anchors=anchors,
        )

    # -- the log ---------------------------------------------------------------------------------------------------

    def _log(self) -> None:
        for number, line in enumerate(read_lines(self.case.log_path), 1):
            self.tree.append(merkle.leaf_hash(line))
            try:
                entry = read_entry(line)
                self._entry(number, entry)
            except (ValueError, KeyError) as error:
                self.complain(
                    Damage.ENTRY_CHANGED, f"entry {number} of the log was changed: it cannot be read ({error})"
                )
                continue
            self.entries.append(entry)
        if self.created is None and not self.complaints:
            self.complain(Damage.ENTRY_CHANGED, "entry 1 of the log is missing: the log is empty")

    def _entry(self, number: int, entry: Entry) -> None:
        body = entry.body
        if body.kind is Kind.CASE_CREATED and number == 1:
            self._first(from_json(CaseCreated, body.data))
        actor = self.actors.get(body.actor)
        if actor is None:
            self.complain(
                Damage.ENTRY_CHANGED,
                f"entry {number} ({body.kind}) is signed by key {body.actor}, "
                "which has no place in this case: forged or its key entry was changed",
            )
            return
        if not signature_fits(actor.public_key, entry.signature, entry.signed):
            self.complain(
                Damage.ENTRY_CHANGED,
                f"entry {number} ({body.kind}, {entry.digest}) was changed: its signature does not fit",
            )
        if body.previous != actor.latest:
            self.complain(
                Damage.ENTRY_CHANGED,
                f"entry {number} ({body.kind}) does not follow its signer's previous "
                "entry: an entry before it was changed, removed or put in another order",
            )
        actor.latest = entry.digest
        opened = self.opened.get(str(body.data.get("operation")))
        first = body.kind is Kind.CASE_CREATED and number == 1 and actor.roles is not None
        if actor.revoked or not (first or may_sign(body.kind, body.data, actor.roles, opened)):
            self.complain(
                Damage.ENTRY_CHANGED,
                f"entry {number} ({body.kind}) was signed by key {body.actor}, which may not sign it",
            )
        self._remember(entry)

    def _first(self, created: CaseCreated) -> None:
        self.created = created
        self.actors[key_id(created.person.public_key)] = _Actor(created.person.public_key, created.person.roles)
        self.actors[key_id(created.program_key)] = _Actor(created.program_key, None)

    def _remember(self, entry: Entry) -> None:
        data = entry.body.data
        match entry.body.kind:
            case Kind.PERSON_ADDED:
                person = from_json(PersonAdded, data).person
                self.actors[key_id(person.public_key)] = _Actor(person.public_key, person.roles)
            case Kind.PERSON_REVOKED:
                self.actors[from_json(PersonRevoked, data).key].revoked = True
            case Kind.OPERATION_OPENED:
                opened = from_json(OperationOpened, data)
                self.opened[entry.digest] = opened.operation
                self.purposes[entry.digest] = opened.purpose
            case Kind.OPERATION_CLOSED:
                self._results(from_json(OperationClosed, data))
            case Kind.ACQUISITION_OPENED:
                self.sources[entry.digest] = from_json(AcquisitionOpened, data)
            case Kind.ACQUISITION_CLOSED:
                self.acquisitions.append(from_json(AcquisitionClosed, data))
            case Kind.SEAL_STATED:
                self.seals.append(from_json(SealStated, data))
            case Kind.ANCHOR_REQUESTED | Kind.ANCHORED:
                self.anchors.remember(len(self.tree), entry)
            case Kind.PLAN_GROWN:
                self.grown.append((len(self.tree), from_json(PlanGrown, data)))
            case kind:
                from_json(_OTHER_DATA[kind], data)

    def _results(self, closed: OperationClosed) -> None:
        """Follow a closed operation to the objects that it explains."""
        self.opened.pop(closed.operation, None)
        for sha256 in closed.records:
            self.checklist.explain(sha256, "record set")
            try:
                for line in read_record_set(self.case.objects.read(sha256), strict=True):
                    if line.record == "content":
                        self.checklist.explain(line.build(Content).sha256, "content")
                    elif line.record == "rendition":
                        self.checklist.explain(line.build(Rendition).sha256, "rendition")
                    elif line.record == "chat export":
                        self.receipts.append(line.build(ChatExport).receipt)
                    elif line.record in ("source", "entity"):
                        self._ledger(line)
                    elif line.record == "item":
                        self.checklist.add(self.purposes.get(closed.operation, ""), line.build(Item), line.text)
            except UnknownObjectError:
                continue  # named with the objects
            except ValueError as error:
                if self.case.objects.digest(sha256) == sha256:
                    self.complain(Damage.RECORDS, f"record set {sha256} cannot be read: {error}")

    def _ledger(self, line: Line) -> None:
        """Objects and payloads of the compartment that the ledger keeps."""
        if line.record == "source":
            source = line.build(Source)
            for sha256, _ in source.objects():
                self.checklist.explain(sha256, "source")
        receipt = line.value.get("receipt" if line.record == "source" else "identity")
        if isinstance(receipt, str):
            self.receipts.append(receipt)

    def _case_file(self) -> None:
        if not self.entries or self.created is None:
            return
        file, first = self.case.file, self.entries[0]
        if (file.id, file.format, file.first_entry) != (self.created.case_id, FORMAT_VERSION, first.digest):
            self.complain(
                Damage.CASE_FILE,
                f"{self.case.path / 'case.toml'} does not name the first entry of the log "
                f"({first.digest}): one of them was changed",
            )

    def _inner_checkpoint(self) -> None:
        """The note beside the log: it may lag by the one entry that a pulled plug left behind, never lead."""
        if self.created is None:
            return
        path = self.case.path / "log" / "checkpoint"
        try:
            note = path.read_bytes()
            checkpoint, signatures = read_note(note)
        except (OSError, ValueError) as error:
            self.complain(Damage.CHECKPOINT, f"{path}: not a checkpoint ({error})")
            return
        mine = note_key_hash(self.created.origin, self.created.program_key)
        fits = any(
            (one.name, one.key_hash) == (checkpoint.origin, mine)
            and signature_fits(self.created.program_key, one.signature, checkpoint.text())
            for one in signatures
        )
        if checkpoint.origin != self.created.origin or not fits:
            self.complain(Damage.CHECKPOINT, f"{path}: swapped or changed, it is not signed for this log")
        elif checkpoint.size > len(self.tree):
            self.complain(
                Damage.TRUNCATED,
                f"the log was cut: its own checkpoint counts {checkpoint.size} entries, {len(self.tree)} are there",
            )
        elif self.tree.root(checkpoint.size) != checkpoint.root:
            self.complain(
                Damage.CHECKPOINT,
                f"{path}: its root is not that of the first {checkpoint.size} entries: "
                "an entry or the checkpoint was changed",
            )

    def _keys(self) -> None:
        """Files in `keys/` against the keys in the log."""
        if self.created is None:
            return
        for key, actor in self.actors.items():
            path = self.case.keys.folder / f"{key}.pem"
            if not path.is_file() or path.read_bytes() != public_pem(actor.public_key):
                self.complain(Damage.PUBLIC_KEY, f"{path}: the public key was replaced or removed; the log has another")
        for path in sorted(self.case.keys.folder.glob("*.pem")):
            if path.stem not in self.actors:
                self._stray_key(path)
        try:
            if self.case.keys.program().public_key != self.created.program_key:
                self.complain(Damage.PUBLIC_KEY, f"{self.case.keys.folder / 'program.key'}: not the log's program key")
            list(self.case.keys.key_files())  # each is read and compared with the name it lies under
        except KeyProblemError as error:
            self.complain(Damage.PUBLIC_KEY, str(error))

    def _stray_key(self, path: Path) -> None:
        """A public key that the log does not know counts for nothing; under a false name it is there to mislead."""
        try:
            honest = key_id(read_public_pem(path.read_bytes(), str(path))) == path.stem
        except KeyProblemError:
            honest = False
        if honest:
            self.notes.append(f"{path}: not in the log, it counts for nothing: an interrupted `people add` leaves such")
        else:
            self.complain(Damage.PUBLIC_KEY, f"{path}: a public key under a name that is not its own")

    # -- objects and seal ------------------------------------------------------------------------------------------

    def _objects(self) -> None:
        total = sum(path.lstat().st_size for _, path in self.case.objects.names())
        done = 0
        for name, path in self.case.objects.names():
            size = path.lstat().st_size
            what = self.checklist.met(name)
            if what is None:
                self._unexplained(name, path)
            elif path != self.case.objects.path(name) or not path.is_file() or path.is_symlink():
                self.complain(Damage.OBJECT_CHANGED, f"{what} {name}: not a plain file in its place")
            elif self.case.objects.digest(name) != name:
                self.complain(
                    Damage.OBJECT_CHANGED,
                    f"{what} {name} was changed: its bytes no longer have that SHA-256; restore the file from a copy",
                )
            else:
                self.sound += 1
            done += size
            if self.on_progress is not None:
                self.on_progress(done, total)
        for name, what in self.checklist.missing():
            self.complain(Damage.OBJECT_MISSING, f"{what} {name} is missing; restore the file from a copy")

    def _unexplained(self, name: str, path: Path) -> None:
        if self.opened:
            self.unfinished.append(name)
        else:
            self.complain(Damage.OBJECT_FOREIGN, f"foreign object {name} ({path}): no operation of the log explains it")

    def _growth(self) -> None:
        """Compare plans again of which the log says that one hides all that the other hides."""
        for number, grown in self.grown:
            if (wrong := contradiction(self.case, grown)) is not None:
                self.complain(Damage.ENTRY_CHANGED, f"entry {number} (plan grown) is not true: {wrong}")

    def _seals(self) -> None:
        """Grow the item trees anew from the record sets and compare."""
        try:
            master = self.case.keys.master()
        except KeyProblemError as error:
            self.complain(Damage.SEAL, f"the seal cannot be checked: {error}")
            return
        if self.created is not None and master_commitment(master) != self.created.master_commitment:
            self.complain(Damage.SEAL, f"{self.case.keys.folder / 'master.key'}: not the key this case was made with")
            return
        roots = []
        for closed in self.acquisitions:
            source = self.sources.get(closed.acquisition)
            key = acquisition_key(master, source.trove_id if source else "", closed.number)
            items = (from_json(Item, json.loads(record)) for record in self.checklist.seal(closed.acquisition))
            parts = list(parts_of(key, items))
            root = acquisition_root(key, parts) if parts else merkle.EMPTY_ROOT
            if root.hex() != closed.root:
                self.complain(
                    Damage.SEAL, f"acquisition {closed.number}: its items do not make the root that was sealed"
                )
            roots.append(root)
        tree = seal_tree(roots)
        for seal in self.seals:
            if not 0 < seal.acquisitions <= len(tree) or tree.root(seal.acquisitions).hex() != seal.root:
                self.complain(Damage.SEAL, f"the seal over {seal.acquisitions} acquisitions does not follow from them")

    def _compartment(self) -> None:
        moved = 0
        for receipt in (*(source.receipt for source in self.sources.values()), *self.receipts):
            damaged = self.case.compartment.damaged(receipt)
            if damaged is None:
                moved += 1
            elif damaged:
                self.complain(Damage.COMPARTMENT, f"compartment payload {receipt} was changed; restore it from a copy")
        if moved:
            self.notes.append(f"{moved} payloads of the compartment are not in this folder: moved to another device")

    def _anchors(self) -> tuple[AnchorState, ...]:
        if self.created is None:
            return ()
        complaints, states = self.anchors.run(self.tree, self.created, self.authorities, self.examine)
        self.complaints += complaints
        return tuple(states)

    def _catalogue(self) -> None:
        """Compare the catalogue with one made anew beside it."""
        path = self.case.path / "catalogue.sqlite"
        advice = f"`witnessbox rebuild {self.case.path}` makes it anew from the log"
        known = entries_known(path)
        if known > len(self.tree):
            self.complain(
                Damage.TRUNCATED,
                f"the log was cut: the catalogue knows {known} entries, {len(self.tree)} are there",
            )
        if self.complaints:
            self.notes.append("the catalogue was not compared, because the log or the objects are damaged")
            return
        fresh = Catalogue(None)
        fresh.create()
        same = False
        for position, entry in enumerate(self.entries):
            if position == known:  # it lags, as a pulled plug or a full disk leaves it
                same = self._same_catalogue(path, fresh, lags=True)
            try:
                with fresh.transaction():
                    apply_entry(fresh, position, entry, stored(self.case.objects))
            except (ValueError, KeyError, sqlite3.Error) as error:  # signed by a key of the case, and still nonsense
                self.complain(Damage.ENTRY_CHANGED, f"entry {position + 1} ({entry.body.kind}) makes no sense: {error}")
                return
        if known == len(self.entries):
            same = self._same_catalogue(path, fresh, lags=False)
        elif same:
            self.notes.append(f"the catalogue has {known} of {len(self.entries)} entries; the next call completes it")
        if not same:
            self.complain(Damage.CATALOGUE, f"{path}: does not say what the log says; {advice}")

    def _same_catalogue(self, path: Path, fresh: Catalogue, *, lags: bool) -> bool:
        """Whether the catalogue on disk is the same as one made anew from as many entries, and knows when it lags."""
        try:
            mine = Catalogue(path, read_only=True)
        except sqlite3.Error:
            return False
        try:
            knows_it_lags = mine.meta("log_bytes") != str(self.case.log_path.stat().st_size)
            if mine.schema_version() != SCHEMA_VERSION or (lags and not knows_it_lags):
                return False
            return all(one == other for one, other in zip_longest(mine.dump(), fresh.dump()))
        except sqlite3.Error:
            return False
        finally:
            mine.close()

    # -- against what was kept outside -----------------------------------------------------------------------------

    def _against(self, outside: Checkpoint, note: bytes) -> None:
        if self.created is None:
            return
        if outside.origin != self.created.origin:
            self.complain(
                Damage.REWRITTEN,
                f"the checkpoint is of another log ({outside.origin}): it belongs to another "
                "case, or the whole log was written anew",
            )
            return
        mine = note_key_hash(outside.origin, self.created.program_key)
        _, signatures = read_note(note)
        if not any(
            (one.name, one.key_hash) == (outside.origin, mine)
            and signature_fits(self.created.program_key, one.signature, outside.text())
            for one in signatures
        ):
            self.complain(
                Damage.REWRITTEN,
                "the outside checkpoint is not signed by this log's program key: "
                "the log was written anew under another key, or the checkpoint is forged",
            )
        elif outside.size > len(self.tree):
            truncated = any(complaint.damage is Damage.TRUNCATED for complaint in self.complaints)
            if truncated:
                self.complain(
                    Damage.TRUNCATED,
                    f"entries {len(self.tree) + 1} to {outside.size} were deleted from the log: "
                    f"the outside checkpoint counts {outside.size}",
                )
            else:
                self.complain(
                    Damage.ROLLED_BACK,
                    f"this is an older copy of the case: the outside checkpoint counts "
                    f"{outside.size} entries, this log and all around it end at {len(self.tree)}",
                )
        elif self.tree.root(outside.size) != outside.root:
            self.complain(
                Damage.REWRITTEN,
                f"the log was rewritten: its first {outside.size} entries are not those of the outside checkpoint",
            )
        elif outside.size < len(self.tree):
            self.notes.append(
                f"the outside checkpoint confirms entries 1 to {outside.size}; {len(self.tree) - outside.size} "
                "came later and are confirmed by none"
            )

    def _words(self, prefix: bytes) -> None:
        for seal in self.seals:
            if bytes.fromhex(seal.root)[: len(prefix)] == prefix:
                if seal is not self.seals[-1]:
                    self.notes.append(
                        f"the words are of the seal over {seal.acquisitions} acquisitions; more came later"
                    )
                return
        self.complain(
            Damage.WORDS,
            "the words are of no seal of this case: the items differ from what was sealed then, "
            "or the words belong to another case",
        )


def _outside(note: bytes) -> Checkpoint:
    try:
        return read_note(note)[0]
    except ValueError as error:
        raise UsageError(f"the checkpoint file is no checkpoint ({error}); give a copy of log/checkpoint") from error


def _prefix(words: str) -> bytes:
    try:
        return from_words(words)
    except ValueError as error:
        raise UsageError(f"--words: {error}") from error
