"""What an acquisition report says, as one record without words of any language.

It is gathered from the log and the catalogue; `paper.py` puts it into words, and two renderers put those on paper.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from witnessbox.model.acts import (
    AcquisitionClosed,
    AcquisitionOpened,
    Operation,
    OperationClosed,
    OperationOpened,
    Role,
)
from witnessbox.model.anchors import Anchored
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Entry, Kind, key_id
from witnessbox.model.errors import UnknownObjectError, UsageError, VerificationError
from witnessbox.model.items import TROVE_ID, Item, Outcome, Recovery
from witnessbox.model.media import Isolation
from witnessbox.model.members import Expansion, ExpansionState
from witnessbox.model.seal import acquisition_key, acquisition_root, parts_of, seal_tree
from witnessbox.model.words import to_words
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue, KindRow
from witnessbox.vault.keys import signature_fits

LISTED = 1000
"""Most rows of one table: what is beyond is counted on paper, and the paper says where it is."""
BATCHES = 20
"""Most operations of one acquisition that the paper names one by one."""
ANCHORS = 20
"""Most statements of authorities that the paper names."""
_DEEPEST = 64
"""Containers inside each other that a name on paper goes through; intake opens 16 levels unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEntry:
    """One entry of the log that the report rests on; its signature was checked.

    Attributes:
        position: in the log, from 1.
        digest: names the entry.
        kind: what happened.
        operation: of an operation's entry, what kind of operation.
        time: nanoseconds since 1970 UTC as a decimal string, by the clock of the machine.
        name: of who signed, `program` for the program key.
        key: id of the key that signed.
    """

    position: int
    digest: str
    kind: Kind
    operation: Operation | None
    time: str
    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedItem:
    """An item with the raw paths of the containers around it, outermost first, its own last."""

    place: tuple[bytes, ...]
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedExpansion:
    """A container that was opened, with its raw path behind those of the containers around it."""

    place: tuple[bytes, ...]
    expansion: Expansion


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A key that signed something that the report rests on; `roles` is empty for the program."""

    name: str
    key: str
    roles: tuple[Role, ...]
    entries: int
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The seal over the acquisitions up to this one."""

    root: str
    acquisitions: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """Operations in which the acquisition went into the vault: how many, and how many after an interruption."""

    number: int
    resumed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What a person asks for.

    Attributes:
        acquisition: its number, None for the last one.
        digests: whether the person decided that raw digests of originals may stand in the paper.
        items: whether all items are listed, up to `LISTED`.
        recipient: for whom, may be empty.
        purpose: what for, may be empty.
        legal_basis: on what ground, may be empty.
    """

    acquisition: int | None = None
    digests: bool = False
    items: bool = False
    recipient: str = ""
    purpose: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that stands in an acquisition report, but for the list of all items.

    Attributes:
        case_id: of the case.
        number: of the acquisition.
        acquisitions: finished ones in the case when the report was made.
        request: what was asked for.
        made: when the report was made, nanoseconds since 1970 UTC as a decimal string.
        maker: name and key id of who makes it.
        opened: what was said when the acquisition began.
        closed: what was said when it ended.
        began: that entry.
        ended: that entry.
        isolation: what confined the worker, None when the log says it in words only.
        kinds: contents by broad kind.
        total: its items.
        source_outcomes: number of items of the source itself, not of members, by outcome.
        not_whole: items that are not sealed whole, up to `LISTED`.
        expansions: archives and disk images, those that are not whole or have alarms first, up to `LISTED`.
        expansions_total: number of all of them.
        recovered: number of recovered deleted files by state.
        recovered_items: those, up to `LISTED`.
        seal: over the acquisitions up to this one.
        batches: operations of this acquisition.
        entries: entries that the report rests on.
        signatories: whose signatures those are.
        anchored: statements of authorities over a log that holds the closing entry, the first `ANCHORS`.
        items: the first items by path, where they are asked for.
        checkpoint: the signed checkpoint of the log on which the report rests.
        log_size: entries under it.
        program_key: id of the program's key.
    """

    case_id: str
    number: int
    acquisitions: int
    request: ReportRequest
    made: str
    maker: tuple[str, str]
    opened: AcquisitionOpened
    closed: AcquisitionClosed
    began: SignedEntry
    ended: SignedEntry
    isolation: Isolation | None
    kinds: tuple[KindRow, ...]
    total: int
    source_outcomes: dict[Outcome, int]
    not_whole: tuple[PlacedItem, ...]
    expansions: tuple[PlacedExpansion, ...]
    expansions_total: int
    recovered: tuple[tuple[Recovery, int], ...]
    recovered_items: tuple[PlacedItem, ...]
    seal: Seal
    batches: Batches
    entries: tuple[SignedEntry, ...]
    signatories: tuple[Signatory, ...]
    anchored: tuple[Anchored, ...]
    items: tuple[PlacedItem, ...]
    checkpoint: str
    log_size: int
    program_key: str

    @property
    def not_whole_total(self) -> int:
        """Number of all items that are not sealed whole."""
        return self.total - self.closed.outcomes.get(Outcome.SEALED.value, 0)


class Places:
    """Where items are: through which containers, by raw paths.

    Args:
        catalogue: of the case.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[str, tuple[bytes, ...]] = {}

    def of(self, item: Item) -> tuple[bytes, ...]:
        """Paths of the containers around an item, outermost first, and its own."""
        return (*(() if item.parent is None else self.container(item.parent)), item.path)

    def container(self, sha256: str) -> tuple[bytes, ...]:
        """The same of a container, by the first place where it was found."""
        if sha256 not in self._known:
            chain: list[bytes] = []
            inner = sha256
            for _ in range(_DEEPEST):
                found = self._catalogue.first_place(inner)
                if found is None:
                    break
                chain.insert(0, found[0])
                inner = found[1]
                if not inner:
                    break
            self._known[sha256] = tuple(chain)
        return self._known[sha256]


def gather(
    case: Case, request: ReportRequest, *, master: bytes, made: str, maker: tuple[str, str], checkpoint: bytes
) -> Report:
    """Gather what stands in the report on one acquisition.

    Args:
        case: an open case.
        request: what is asked for.
        master: key from which the salts of the seal derive.
        made: time of the report, nanoseconds since 1970 UTC as a decimal string.
        maker: name and key id of who makes it.
        checkpoint: the signed checkpoint over the log as it stands.

    Raises:
        UsageError: nothing is sealed yet.
        UnknownObjectError: there is no finished acquisition of that number.
        VerificationError: a signature under an entry is wrong, or the seal is not the stated one.
    """
    catalogue = case.catalogue
    row = _finished(case, request)
    entries = _Entries(case)
    opened = from_json(AcquisitionOpened, entries.find(row[0]).body.data)
    closed = from_json(AcquisitionClosed, entries.find(row[1]).body.data)
    seal = _seal(case, closed, master, catalogue.items_of(row[0]))
    stated = catalogue.seal_stated(closed.number)
    operations, batches = entries.operations(row[0])
    rests = [entries.first(), row[0], *operations, row[1], *([stated] if stated else [])]
    signed = tuple(entries.signed(digest) for digest in rests)
    places = Places(catalogue)
    recovered, recovered_items = catalogue.recovered(row[0], LISTED)
    expansions = sorted(catalogue.expansions_of(row[0]), key=_grave)
    return Report(
        case_id=case.created.case_id,
        number=closed.number,
        acquisitions=len(catalogue.sealed_roots()),
        request=request,
        made=made,
        maker=maker,
        opened=opened,
        closed=closed,
        began=entries.signed(row[0]),
        ended=entries.signed(row[1]),
        isolation=_isolation(opened.isolation),
        kinds=tuple(catalogue.kinds_of(row[0])),
        total=sum(closed.outcomes.values()),
        source_outcomes=catalogue.source_outcomes(row[0]),
        not_whole=tuple(PlacedItem(place=places.of(item), item=item) for item in catalogue.not_whole(row[0], LISTED)),
        expansions=tuple(
            PlacedExpansion(place=places.container(each.content), expansion=each) for each in islice(expansions, LISTED)
        ),
        expansions_total=len(expansions),
        recovered=tuple((Recovery(state), number) for state, number in recovered.items()),
        recovered_items=tuple(PlacedItem(place=places.of(item), item=item) for item in recovered_items),
        seal=seal,
        batches=batches,
        entries=signed,
        signatories=entries.signatories(signed),
        anchored=entries.anchored(catalogue.position(row[1]) + 1),
        items=tuple(
            PlacedItem(place=places.of(item), item=item)
            for item in (catalogue.first_items(row[0], LISTED) if request.items else ())
        ),
        checkpoint=checkpoint.decode(),
        log_size=len(case.log.entries),
        program_key=key_id(case.created.program_key),
    )


def _finished(case: Case, request: ReportRequest) -> tuple[str, str]:
    """Digests of the entries that opened and closed the acquisition."""
    rows = {row.number: row for row in case.catalogue.acquisitions() if row.number is not None}
    if not rows:
        raise UsageError(f"{case.path}: nothing is sealed yet; `witnessbox intake` comes first")
    row = rows.get(max(rows) if request.acquisition is None else request.acquisition)
    if row is None or row.closed is None:
        raise UnknownObjectError(
            f"{request.acquisition}: no finished acquisition has this number; there are 1 to {max(rows)}"
        )
    return row.entry, row.closed


def _seal(case: Case, closed: AcquisitionClosed, master: bytes, items: Iterable[Item]) -> Seal:
    """The seal, after the items in the catalogue were found to be those under it."""
    roots = case.catalogue.sealed_roots()[: closed.number]
    key = acquisition_key(master, TROVE_ID, closed.number)
    grown = acquisition_root(key, parts_of(key, items))
    if roots[-1] != grown or grown.hex() != closed.root:
        raise VerificationError(
            f"{case.path}: the items in the catalogue are not those that were sealed; `witnessbox verify {case.path}` "
            f"names the damage, `witnessbox rebuild {case.path}` makes the catalogue anew"
        )
    root = seal_tree(roots).root()
    return Seal(root=root.hex(), acquisitions=closed.number, words=to_words(root))


def _isolation(text: str) -> Isolation | None:
    try:
        return from_json(Isolation, json.loads(text))
    except ValueError:
        return None


def _grave(expansion: Expansion) -> tuple[bool, bool, str]:
    reading = expansion.reading
    return not reading.alarms, reading.state is ExpansionState.WHOLE, expansion.content


class _Entries:
    """Entries of the log by digest, with who signed them."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._positions = {entry.digest: number for number, entry in enumerate(case.log.entries)}
        self._persons = {row.key: row for row in case.catalogue.persons()}
        self._program = key_id(case.created.program_key)

    def first(self) -> str:
        return self._case.log.entries[0].digest

    def find(self, digest: str) -> Entry:
        return self._case.log.entries[self._positions[digest]]

    def signed(self, digest: str) -> SignedEntry:
        """One entry, its signature checked."""
        entry = self.find(digest)
        body = entry.body
        person = self._persons.get(body.actor)
        public = self._case.created.program_key if body.actor == self._program else person and person.public_key
        if not public or not signature_fits(public, entry.signature, entry.signed):
            raise VerificationError(
                f"{self._case.path}: the signature of entry {self._positions[digest] + 1} is wrong; "
                f"run `witnessbox verify {self._case.path}` before anything goes on paper"
            )
        opening = entry
        if body.kind is Kind.OPERATION_CLOSED:
            opening = self.find(from_json(OperationClosed, body.data).operation)
        operation = None
        if opening.body.kind is Kind.OPERATION_OPENED:
            operation = from_json(OperationOpened, opening.body.data).operation
        return SignedEntry(
            position=self._positions[digest] + 1,
            digest=digest,
            kind=body.kind,
            operation=operation,
            time=body.time,
            name=person.name if person else "program",
            key=body.actor,
        )

    def operations(self, acquisition: str) -> tuple[list[str], Batches]:
        """Closing entries of the operations of one acquisition, the first `BATCHES`, and what all of them were."""
        own = {
            entry.digest
            for entry in self._case.log.find(Kind.OPERATION_OPENED)
            if entry.body.data.get("purpose") == acquisition
        }
        closing = [
            entry for entry in self._case.log.find(Kind.OPERATION_CLOSED) if entry.body.data.get("operation") in own
        ]
        resumed = sum(entry.body.data.get("resumed") is True for entry in closing)
        return [entry.digest for entry in closing[:BATCHES]], Batches(number=len(closing), resumed=resumed)

    def signatories(self, signed: tuple[SignedEntry, ...]) -> tuple[Signatory, ...]:
        """Whose signatures stand under entries, in the order of the first."""
        found: dict[str, Signatory] = {}
        for each in signed:
            before = found.get(each.key)
            person = self._persons.get(each.key)
            found[each.key] = Signatory(
                name=each.name,
                key=each.key,
                roles=person.roles if person else (),
                entries=1 + (before.entries if before else 0),
                revoked=bool(person and person.revoked),
            )
        return tuple(found.values())

    def anchored(self, size: int) -> tuple[Anchored, ...]:
        """The first statements of authorities over a log of at least that size."""
        statements = (from_json(Anchored, entry.body.data) for entry in self._case.log.find(Kind.ANCHORED))
        return tuple(islice((each for each in statements if each.size >= size), ANCHORS))
