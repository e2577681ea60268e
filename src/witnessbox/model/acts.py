"""What stands in the `data` of each kind of entry.

No record here holds a raw digest, name, size or path of an original: those stand in record sets, which entries name by
the digest of a salted file. So any single entry can be shown to an outsider.
"""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.canonical import Json
from witnessbox.model.entries import Kind
from witnessbox.model.records import dataclass


class Role(StrEnum):
    """What a person may do."""

    CUSTODIAN = "custodian"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    LEDGER_KEEPER = "ledger keeper"


class Operation(StrEnum):
    """Operations by their PREMIS event names, where PREMIS has one."""

    INGESTION = "ingestion"
    UNPACKING = "unpacking"
    CHATS = "reading of chats"
    ANALYSIS = "metadata extraction"
    PLANNING = "redaction planning"
    REDACTION = "redaction"
    FIXITY = "fixity check"
    JUDGEMENT = "judgement"
    """A person decided something about people who are seen; signed by that person."""
    LEDGER = "ledger keeping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone with a key in this case; the name may be a pseudonym."""

    name: str
    roles: tuple[Role, ...]
    public_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCreated:
    """The first entry; its digest names the case.

    Attributes:
        case_id: random, hexadecimal.
        format_version: version of the case format.
        origin: name of the log in checkpoints, random.
        person: the first person.
        program_key: public key that signs what runs unattended.
        compartment_recipient: age recipient to which compartment payloads are sealed.
        master_commitment: SHA-256 of `witnessbox master 1` and the master key, hexadecimal.
    """

    case_id: str
    format_version: int
    origin: str
    person: Person
    program_key: bytes
    compartment_recipient: str
    master_commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded:
    """A person got a key in this case."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRevoked:
    """A key counts no more for anything signed after this entry."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the person who takes in says about the source and its handling; each may be empty.

    Outsiders may be shown this: nothing that leads to the informant belongs here. Serial numbers, places and hosts
    stand in the compartment.

    Attributes:
        device: what kind of thing the source is, for example `USB stick, 64 GB`.
        evidence_bag: number of the bag or seal that it arrived in.
        write_blocker: what kept it from being written to.
        clock_offset: how far the clock of this machine is known to be wrong, for example `+3 s`.
        zone: local zone of the place, a name (`Europe/Vienna`) or an offset (`+01:00`).
    """

    device: str = ""
    evidence_bag: str = ""
    write_blocker: str = ""
    clock_offset: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionOpened:
    """Taking in of one source began.

    Attributes:
        trove_id: the trove that the source belongs to.
        source: HMAC of the source's place under the master key: tells a second run on the same source, nothing else.
        receipt: SHA-256 of the compartment payload that holds place, host and device of the source.
        program: name and version of the program.
        isolation: what confined the worker that met the bytes, in words.
        circumstances: what the person said about the source and its handling; None when nothing was said.
    """

    trove_id: str
    source: str
    receipt: str
    program: str
    isolation: str
    circumstances: Circumstances | None = None


class Recheck(StrEnum):
    """What came of reading the source a second time and comparing."""

    SAME = "same"
    DIFFERENT = "different"
    """Some files gave other bytes: both readings were taken in, the second as `changed`."""
    LEFT_OUT = "left out"
    """A person asked for it."""
    AFTER_ERROR = "not done after a read error"
    """A dying medium is read once."""
    BROKEN_OFF = "broken off at a read error"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionClosed:
    """All that could be read of the source is in the vault.

    Attributes:
        acquisition: digest of the entry that opened it.
        number: 1 for the first finished acquisition of the case that brought something new.
        root: root of its item tree, hexadecimal.
        outcomes: number of its new items by outcome.
        known: number of items seen that earlier acquisitions hold already.
        recheck: what came of reading the source a second time.
        compared: number of its files whose second reading was compared with the first.
    """

    acquisition: str
    number: int
    root: str
    outcomes: dict[str, int]
    known: int
    recheck: Recheck
    compared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingNew:
    """The source was read whole and holds nothing that the case does not hold already."""

    acquisition: str
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealStated:
    """The seal as it stands, alone in an entry of its own so that it can be shown without the rest."""

    root: str
    acquisitions: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationOpened:
    """A program began work that will change the vault.

    Attributes:
        operation: what kind of work.
        purpose: what it belongs to: digest of the acquisition's entry, or empty.
        program: name and version of the program.
        isolation: what confined the worker that met the bytes, in words.
    """

    operation: Operation
    purpose: str = ""
    program: str
    isolation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationClosed:
    """The work is done and its results are in the vault.

    Attributes:
        operation: digest of the entry that opened it.
        records: digests of the record sets that hold the results.
        removed: number of unfinished objects of an interrupted attempt that were removed.
        resumed: whether an attempt was interrupted before this one ended well.
    """

    operation: str
    records: tuple[str, ...]
    removed: int = 0
    resumed: bool = False


class Point(StrEnum):
    """What the person who approves a plan must have looked at."""

    FACES = "faces"
    BODIES = "bodies"
    TATTOOS = "tattoos"
    CLOTHING = "clothing"
    VOICES = "voices"
    NAMES = "names"
    PLACE = "place"
    SCREENS = "screens"
    """Screens and telephones of others that show something."""
    SOUNDS = "sounds"
    """Asked only where something is heard: what gives a place or a person away besides the voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApproved:
    """A person signs for one plan.

    Attributes:
        plan: id of the plan.
        settled: points that the person states to have seen and settled.
        stated: `one by one` when each point was asked for, `by signing` when the call itself was the statement.
        pictures_shown: whether the program showed the stills with the masks before the signature.
        note: the person's words, may be empty.
    """

    plan: str
    settled: tuple[Point, ...]
    stated: str
    pictures_shown: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGrown:
    """A plan hides all that an earlier one of the same content hides: signatures under that one count for it, too.

    The program signs it after it compared the two; whoever has both can compare them again.

    Attributes:
        plan: id of the plan.
        grew_from: id of the plan that was signed for.
        rule: how they were compared (`witnessbox.model.growth.RULE`).
    """

    plan: str
    grew_from: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOverruled:
    """A person states that one finding of the second look is a false alarm."""

    plan: str
    rendition: str
    time_us: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMade:
    """A release was written and signed.

    Attributes:
        manifest: SHA-256 of its signed manifest.
        renditions: digests of the renditions in it.
        one_approver: whether only one person's keys stand behind it.
    """

    manifest: str
    renditions: tuple[str, ...]
    one_approver: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Something of the case was written out for someone: a paper, or the sealed contents in a standard form.

    Attributes:
        form: what was written: `report`, `bagit`, `ocfl`, `dfxml`, `case`, `sha256sums`, `ledger ftm (public)`, ….
        digests: whether raw digests of originals stand in it, which a person must have asked for.
        copy: SHA-256 of what was written, or of the list of its files.
        recipient: for whom, in the person's words; may be empty.
        purpose: what for; may be empty.
        legal_basis: on what ground; may be empty.
    """

    form: str
    digests: bool
    copy: str
    recipient: str = ""
    purpose: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSetHeader:
    """First line of a record set; the salt makes its digest tell nothing about what it holds."""

    format: str = "witnessbox-records/1"
    salt: str
    count: int


JUDGES = frozenset({Role.REVIEWER, Role.EDITOR})
"""Roles that decide about plans, findings and people who are seen."""

SIGNED_BY: dict[Operation, frozenset[Role]] = {
    Operation.INGESTION: frozenset({Role.CUSTODIAN}),
    Operation.UNPACKING: frozenset({Role.CUSTODIAN}),
    Operation.CHATS: frozenset({Role.CUSTODIAN}),
    Operation.JUDGEMENT: JUDGES,
    Operation.LEDGER: frozenset({Role.LEDGER_KEEPER}),
}
"""Operations that a person signs, with the roles of which it takes one; all others are signed by the program."""

ALLOWED: dict[Kind, frozenset[Role]] = {
    Kind.PERSON_ADDED: frozenset({Role.CUSTODIAN}),
    Kind.PERSON_REVOKED: frozenset({Role.CUSTODIAN}),
    Kind.ACQUISITION_OPENED: frozenset({Role.CUSTODIAN}),
    Kind.ACQUISITION_CLOSED: frozenset({Role.CUSTODIAN}),
    Kind.NOTHING_NEW: frozenset({Role.CUSTODIAN}),
    Kind.SEAL_STATED: frozenset({Role.CUSTODIAN}),
    Kind.PLAN_APPROVED: JUDGES,
    Kind.FINDING_OVERRULED: JUDGES,
    Kind.RELEASE_MADE: frozenset({Role.EDITOR}),
    Kind.EXPORTED: frozenset({Role.CUSTODIAN}),
}
"""Roles that may sign an entry of a kind. The program key signs anchors, comparisons of plans, and operations but those
in `SIGNED_BY`.

`case created` is not among them: it is the first entry, signed by the person whom it names, and never comes again."""


def may_sign(kind: Kind, data: dict[str, Json], roles: tuple[Role, ...] | None, opened: Operation | None) -> bool:
    """Whether an actor may sign an entry.

    Args:
        kind: of the entry.
        data: of the entry.
        roles: of the actor at that moment; None for the program key.
        opened: for an entry that closes an operation, what kind of operation it was.
    """
    if kind is Kind.OPERATION_OPENED:
        opened = Operation(str(data.get("operation")))
    if kind in (Kind.OPERATION_OPENED, Kind.OPERATION_CLOSED):
        if opened is None:
            return False
        return roles is None if (needed := SIGNED_BY.get(opened)) is None else bool(needed & set(roles or ()))
    if kind in (Kind.ANCHOR_REQUESTED, Kind.ANCHORED, Kind.PLAN_GROWN):
        return roles is None
    return roles is not None and bool(ALLOWED.get(kind, frozenset()) & set(roles))
