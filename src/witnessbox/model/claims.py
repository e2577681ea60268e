"""Claims: who did what to whom, when and where, says which source, in which words.

A claim never says more than its source. What the source leaves open stays open: a date is EDTF with the words it came
from, a count keeps its qualifier, a hedge keeps its strength, and what a reader added is listed in `inferred_fields`.
"""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimKind, ClaimType


class Hedge(StrEnum):
    """How firmly the source stands behind the claim, from strongest to weakest."""

    OFFICIALLY_ANNOUNCED = "officially_announced"
    ASSERTED = "asserted"
    """The source says it in its own voice, without reserve."""
    REPORTED = "reported"
    """The source says that somebody else says it."""
    ALLEGED = "alleged"
    IMPLIED = "implied"
    """The source puts things so that a reader will think it."""
    PREDICTED = "predicted"
    HOPED = "hoped"

    @property
    def rank(self) -> int:
        """Place in the scale: 0 for the strongest."""
        return list(Hedge).index(self)


FIRM = frozenset({Hedge.OFFICIALLY_ANNOUNCED, Hedge.ASSERTED, Hedge.REPORTED})
"""Hedges under which an event counts as having happened, so far as the source is right."""

UNREAL = frozenset({Hedge.PREDICTED, Hedge.HOPED})
"""Hedges under which nothing has happened."""


class Part(StrEnum):
    """The part that somebody or something has in a claim."""

    AGENT = "agent"
    PATIENT = "patient"
    VICTIM = "victim"
    WITNESS = "witness"
    PERPETRATOR = "perpetrator"
    HOLDER = "holder"
    PREDECESSOR = "predecessor"
    SUCCESSOR = "successor"
    ORGANIZATION = "organization"
    OBJECT = "object"
    INSTRUMENT = "instrument"
    LOCATION = "location"
    ORIGIN = "origin"
    DESTINATION = "destination"
    SPEAKER = "speaker"
    CHANNEL = "channel"
    TOPIC = "topic"
    CLAIMANT = "claimant"
    RECIPIENT = "recipient"
    CAUSE = "cause"
    EFFECT = "effect"
    PROCEEDING = "proceeding"
    COURT = "court"
    FAMILY = "family"
    OTHER = "other"


class Reference(StrEnum):
    """What the name in a participant names."""

    ENTITY = "entity"
    EVENT = "event"
    TEXT = "text"
    """Words of the source; nothing in the ledger bears that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody or something with a part in a claim.

    Attributes:
        role: its part.
        entity: key of an entity, id of an event, or plain words.
        refers: which of the three.
    """

    role: Part
    entity: str
    refers: Reference = Reference.ENTITY


class DatePrecision(StrEnum):
    """How the date is to be read: what the source settles of it."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    BEFORE = "before"
    AFTER = "after"
    RANGE = "range"
    UNTIL = "until"
    """A state that ended then; when it began is not said."""
    SINCE = "since"
    AS_OF = "as_of"
    """A state that held when the source was written; neither end is said."""
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDate:
    """When it was so, as far as the source says.

    Attributes:
        edtf: EDTF (ISO 8601-2, levels 1 and 2). A state spans an interval `a/b`; an event on one unknown day within a
            range is `[a..b]`.
        as_written: the words it rests on, `(none)` where there are none.
        basis: how the words became the date.
        precision: how it is to be read.
    """

    edtf: str
    as_written: str
    basis: str
    precision: DatePrecision


class CountQualifier(StrEnum):
    """What a number in a source settles."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    ABOUT = "about"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many, as the source says it.

    Attributes:
        value: the number; with `between` the lower one.
        unit: what is counted, in the source's words.
        qualifier: what the number settles.
        upper: with `between` the upper number.
    """

    value: int
    unit: str
    qualifier: CountQualifier
    upper: int | None = None

    def bounds(self) -> tuple[int, int | None] | None:
        """Least and greatest number that it allows, None above for no bound; None for a number that is only near."""
        match self.qualifier:
            case CountQualifier.EXACT:
                return self.value, self.value
            case CountQualifier.MORE_THAN:
                return self.value + 1, None
            case CountQualifier.AT_LEAST:
                return self.value, None
            case CountQualifier.LESS_THAN:
                return 0, self.value - 1
            case CountQualifier.AT_MOST:
                return 0, self.value
            case CountQualifier.BETWEEN:
                return self.value, self.upper
        return None


class AttributionLevel(StrEnum):
    """How words came from a speaker into the source."""

    NARRATOR = "narrator"
    """The source's own voice."""
    REPORTED = "reported"
    DIRECT_QUOTE = "direct_quote"
    PARTIAL_QUOTE = "partial_quote"
    INDIRECT_QUOTE = "indirect_quote"
    INFERRED_SAME_ANNOUNCEMENT = "inferred_same_announcement"
    DOCUMENT = "document"
    """The source shows or cites a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One link of the chain from who said it first to the source.

    Attributes:
        source: key of the entity or source that says it.
        verb: the verb that reports it, None for a narrator.
        level: how the words came.
    """

    source: str
    verb: str | None
    level: AttributionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A span of the source's text.

    Attributes:
        text: the words; empty where the source is confidential and its text lies in the compartment.
        start: code point at which it begins, from 0.
        end: code point after its last one.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMoment:
    """A moment of a sealed content that a claim speaks about.

    Attributes:
        content: SHA-256 of the content.
        start_us: microseconds of presentation time from the first frame; None for the whole content.
        end_us: exclusive end, in the same time base.
        note: what is to be seen or heard there.
    """

    content: str
    start_us: int | None = None
    end_us: int | None = None
    note: str = ""


class RelationKind(StrEnum):
    """What a claim has to do with an earlier one."""

    DENIES = "denies"
    FULFILS = "fulfils"
    """What a forecast foretold came."""
    BELIES = "belies"
    """What a forecast foretold did not come, or the opposite did."""
    CORRECTS = "corrects"
    """The source takes back or mends what it, or its publisher, said before."""
    ANSWERS = "answers"
    WHOLE_OF = "whole_of"
    """Its number is how many there were in all; the target says what happened to some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A tie from one claim to another claim, or to an event as a whole.

    Attributes:
        kind: what the tie is.
        target: id of a claim or of an event.
    """

    kind: RelationKind
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpan:
    """Where in the text one field of a proposal comes from, in code points."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposer:
    """The program that proposed a claim.

    Attributes:
        tool: its name.
        version: its version.
        model: SHA-256 of the weights it used, None for rules.
        spans: where each field that it proposed comes from. A field without a span was entered by a person.
    """

    tool: str
    version: str
    model: str | None = None
    spans: tuple[FieldSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of one source; a correction is a new version under the same id.

    Attributes:
        id: `<source>:<label>`, unique in the ledger.
        version: 1, and one more for each correction.
        source: key of the source.
        type: from the vocabulary.
        kind: its form.
        event: id of the event, state or statement that it speaks about: `<source>:<label>`. Claims that name the same
            one speak about the same.
        core: whether it carries the document's news, or is said in passing.
        participants: who and what has which part.
        position: a post, in the source's words.
        place: key of an entity.
        date: when it was so.
        count: how many.
        hedge: how firmly it is said.
        attribution: the chain from who said it first to the source.
        status: a state of affairs that it reports, in words (`charges dropped`).
        inferred_fields: names of fields that a reader added to the source's words.
        quotes: the words themselves.
        notes: the keeper's remarks.
        relations: ties to earlier claims and events.
        moments: moments of sealed contents.
        proposer: the program that proposed it, None when a person entered it.
    """

    id: str
    version: int = 1
    source: str
    type: ClaimType
    kind: ClaimKind
    event: str
    core: bool = True
    participants: tuple[Participant, ...] = ()
    position: str | None = None
    place: str | None = None
    date: ClaimDate | None = None
    count: Count | None = None
    hedge: Hedge
    attribution: tuple[Attribution, ...] = ()
    status: str | None = None
    inferred_fields: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notes: str | None = None
    relations: tuple[Relation, ...] = ()
    moments: tuple[LedgerMoment, ...] = ()
    proposer: Proposer | None = None

    def who(self, *roles: Part) -> tuple[str, ...]:
        """Keys of the entities that have one of some parts, in their order."""
        return tuple(
            each.entity for each in self.participants if each.role in roles and each.refers is Reference.ENTITY
        )


CONFIRMABLE = (
    "type",
    "kind",
    "event",
    "participants",
    "position",
    "place",
    "date",
    "count",
    "hedge",
    "attribution",
    "status",
    "quotes",
    "relations",
    "moments",
)
"""Fields that people confirm, one by one or all at once. `core`, `inferred_fields` and `notes` are the keeper's own
words about the claim, not the source's."""
