"""What the ledger holds beside claims: sources, entities, events, people's decisions about claims, and consent.

All of it lies in salted record sets that the custody log names by digest: no entry names a person, a source or a claim.
"""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.claims import LedgerMoment
from witnessbox.model.records import dataclass


class SourceKind(StrEnum):
    """What claims rest on."""

    DOCUMENT = "document"
    MOMENT = "moment"
    """A moment of a sealed content."""
    TESTIMONY = "testimony"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that claims rest on; its bytes are kept, but are neither an item nor part of a seal.

    Attributes:
        id: key, chosen by the keeper or made from the file's name; unique in the ledger.
        kind: what it is.
        sha256: SHA-256 of its bytes, an object of the vault; None for a moment, and for a confidential source.
        size: number of its bytes.
        text: SHA-256 of its plain text (UTF-8), in which quotes are counted; the same as `sha256` for a text, None
            where there is none.
        text_size: number of its bytes.
        chars: its code points.
        receipt: of a confidential source: SHA-256 of the compartment payload that holds bytes, text and origin.
        moment: where it is a moment of a sealed content.
        name: title.
        publisher: who published it; empty when unknown or confidential.
        published: when, EDTF; relative dates in it count from there. Entered by a person.
        url: where it was found.
        language: `en`, `ru`, …
        origin: key of the group of sources that go back to one origin: syndicated copies share it, and count once.
    """

    id: str
    kind: SourceKind
    sha256: str | None = None
    size: int = 0
    text: str | None = None
    text_size: int = 0
    chars: int = 0
    receipt: str | None = None
    moment: LedgerMoment | None = None
    name: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    origin: str

    def objects(self) -> tuple[tuple[str, int], ...]:
        """Digest and size of the objects that it explains."""
        kept = {self.sha256: self.size, self.text: self.text_size or self.size}
        return tuple((sha256, size) for sha256, size in kept.items() if sha256 is not None)


class EntitySchema(StrEnum):
    """What an entity is; words of FollowTheMoney where it has one."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    PUBLIC_BODY = "PublicBody"
    POSITION = "Position"
    PROCEEDING = "Proceeding"
    FACILITY = "Facility"
    PLACE = "Place"
    GROUP = "Group"
    COLLECTION = "Collection"
    ARTICLE = "Article"


class Protection(StrEnum):
    """Why somebody is shown under a pseudonym only."""

    VICTIM = "victim"
    WITNESS = "witness"
    MINOR = "minor"
    INFORMANT = "informant"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPoint:
    """A place on earth, as exactly as it is known.

    Attributes:
        latitude: degrees north, decimal, as text.
        longitude: degrees east, decimal, as text.
        precision_m: how far off it may be, metres.
    """

    latitude: str
    longitude: str
    precision_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody or something that claims speak of; a later record of the same key takes the place of an earlier one.

    Attributes:
        key: unique in the ledger; of a protected person the pseudonym, `subject-1`, `subject-2`, …
        schema: what it is.
        name: its name; of a protected person the pseudonym.
        as_written: names that sources use.
        role_as_written: what sources call it (`whistleblower`).
        country: two letters.
        unnamed: whether no source names it.
        publisher: of an article.
        published: of an article, EDTF.
        url: of an article or organisation.
        organization: key of the organisation that a position, proceeding or facility belongs to.
        point: where a facility or place is.
        protection: why it is shown under a pseudonym only.
        pseudonym: of somebody who came under protection when claims knew them by name already: what to show instead.
        identity: SHA-256 of the compartment payload that says who it is, None when nothing is hidden.
    """

    key: str
    schema: EntitySchema
    name: str
    as_written: tuple[str, ...] = ()
    role_as_written: str | None = None
    country: str | None = None
    unnamed: bool = False
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    organization: str | None = None
    point: GeoPoint | None = None
    protection: Protection | None = None
    pseudonym: str | None = None
    identity: str | None = None

    @property
    def subject_id(self) -> str | None:
        """The pseudonym of a protected person: shown in place of name and key."""
        return (self.pseudonym or self.key) if self.protection is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The payload of the compartment that says who a subject is.

    Attributes:
        subject: the pseudonym.
        key: the key that the keeper's document used.
        name: the name.
        as_written: names that sources use.
        role_as_written: what sources call it.
    """

    subject: str
    key: str
    name: str
    as_written: tuple[str, ...] = ()
    role_as_written: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialSource:
    """The payload of the compartment that holds a confidential source whole."""

    source: str
    file_name: str
    data: bytes
    text: str | None = None
    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEvent:
    """A name for what several claims speak about; an event without a record is known by its claims alone."""

    id: str
    title: str = ""
    notes: str | None = None


class StepKind(StrEnum):
    """What a person did with a claim."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
    RETRACT = "retract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A person's decision about a claim; who made it is the signer of the entry that closes the operation.

    Attributes:
        claim: id of the claim.
        version: the version that the person saw.
        kind: what they did.
        fields: which fields; empty for the claim as a whole.
        why: their words.
    """

    claim: str
    version: int
    kind: StepKind
    fields: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReview:
    """Whether the name of somebody under suspicion may stand in what the public sees.

    Who reviewed it is the signer of the entry that closes the operation. A later record about the same person takes the
    place of an earlier one, which stays on record.

    Attributes:
        subject: key of the person.
        public: whether the name may stand in public pages and exports.
        ground: why, in the reviewer's words.
    """

    subject: str
    public: bool
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SameEvent:
    """Whether two events are one: claims about either then speak about the same.

    Who says so is the signer of the entry that closes the operation. A later record about the same two takes the place
    of an earlier one, which stays on record.

    Attributes:
        one: id of an event.
        other: id of another one.
        stands: whether they are one; False takes that back.
        why: the person's reason.
    """

    one: str
    other: str
    stands: bool = True
    why: str


class ClaimStatus(StrEnum):
    """Where a claim stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a subject allows; a later record with the same id takes the place of an earlier one.

    Attributes:
        id: unique in the ledger.
        subject: pseudonym of the subject.
        scope: what of them: `name`, `face`, `voice`, `story`, or a document in words.
        audience: to whom: `court`, `press`, `public`, or a name.
        given: when, EDTF.
        expires: the last day on which it counts, `YYYY-MM-DD`; empty for none.
        withdrawn: when it was withdrawn, `YYYY-MM-DD`; empty while it counts.
        note: how it was given, without any name.
    """

    id: str
    subject: str
    scope: tuple[str, ...]
    audience: str
    given: str
    expires: str = ""
    withdrawn: str = ""
    note: str = ""

    def allows(self, scope: str, audience: str, day: str) -> bool:
        """Whether it lets somebody show something to somebody on a day (`YYYY-MM-DD`)."""
        stands = not (self.expires and day > self.expires) and not (self.withdrawn and day >= self.withdrawn)
        return stands and scope in self.scope and self.audience in (audience, "public")
