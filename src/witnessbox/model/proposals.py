"""What a program proposes after reading a document: claims that nobody has confirmed, each field with the words it
rests on.

A proposal holds names as the text has them, not keys of the ledger: whom a name means is for a person to say. A field
without words (`None`) was concluded and stands in `inferred`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from witnessbox.model.canonical import Json
from witnessbox.model.claims import AttributionLevel, ClaimDate, Count, Hedge, Part, Quote
from witnessbox.model.codec import to_json
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import VOCABULARY, ClaimKind, ClaimType

FORMAT = "witnessbox-claims/1"
"""Name of the JSON form, which labelled documents have too."""

TOOL = "ledger read"
VERSION = "1"
"""What proposes, and which of its versions: other rules get another number."""

UNDATED = "(none)"
"""What `as_written` says where no words of the text give a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPart:
    """Somebody or something with a part in a proposed claim.

    Attributes:
        role: its part.
        name: its name; in Russian with the endings of the nominative where that could be told.
        schema: what it is.
        words: where it is named in this claim, perhaps by a pronoun or by its post.
    """

    role: Part
    name: str
    schema: EntitySchema
    words: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPlace:
    """Where it was.

    Attributes:
        name: the place, in Russian in the nominative where that could be told.
        words: where it is named.
    """

    name: str
    words: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDate:
    """When it was.

    Attributes:
        date: the resolved date; of an undated claim what follows from the day of the document.
        words: the words for it, None where there are none.
    """

    date: ClaimDate
    words: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCount:
    """How many.

    Attributes:
        count: number, unit and qualifier.
        words: all three in the text.
    """

    count: Count
    words: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedVoice:
    """Who says so.

    Attributes:
        name: the speaker.
        verb: the verb or preposition that says that they say it; None where punctuation does.
        level: how the words came into the text.
        words: where the speaker is named.
    """

    name: str
    verb: str | None
    level: AttributionLevel
    words: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One claim that a program proposes.

    Attributes:
        type: from the vocabulary.
        quote: the clause that says it.
        trigger: the word in it that decided the type.
        parts: who and what has which part.
        position: a post, in the text's words.
        place: where.
        date: when.
        count: how many.
        hedge: how firmly it is said.
        hedge_words: the words that hedge it, None for a plain statement.
        voices: who says so, the nearest speaker first; empty for the text's own voice.
        status: the state of affairs that it reports.
        inferred: names of fields that were concluded.
        model: SHA-256 of the weights that were used, None for rules alone.
    """

    type: ClaimType
    quote: Quote
    trigger: Quote
    parts: tuple[ProposedPart, ...] = ()
    position: Quote | None = None
    place: ProposedPlace | None = None
    date: ProposedDate
    count: ProposedCount | None = None
    hedge: Hedge
    hedge_words: Quote | None = None
    voices: tuple[ProposedVoice, ...] = ()
    status: Quote | None = None
    inferred: tuple[str, ...] = ()
    model: str | None = None

    @property
    def kind(self) -> ClaimKind:
        """The form that claims of this type have."""
        return VOCABULARY[self.type].kind

    def spans(self) -> tuple[tuple[str, Quote], ...]:
        """Every field that rests on words of the text, with the words."""
        fields: list[tuple[str, Quote | None]] = [
            ("type", self.trigger),
            *((f"participants.{part.role.value}", part.words) for part in self.parts),
            ("position", self.position),
            ("place", self.place.words if self.place else None),
            ("date", self.date.words),
            ("count", self.count.words if self.count else None),
            ("hedge", self.hedge_words),
            *(("attribution", voice.words) for voice in self.voices),
            ("status", self.status),
        ]
        return tuple((name, words) for name, words in fields if words is not None)


class _Names:
    """Keys for names, each name once."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.entities: dict[str, Json] = {}
        self._numbers: dict[str, int] = {}

    def key(self, name: str, schema: EntitySchema, unnamed: bool) -> str:
        known = self.keys.get(name.casefold())
        if known is None:
            plain = known = re.sub(r"\W+", "-", name.casefold()).strip("-") or "unnamed"
            while known in self.entities:
                self._numbers[plain] = self._numbers.get(plain, 1) + 1
                known = f"{plain}-{self._numbers[plain]}"
            self.keys[name.casefold()] = known
            self.entities[known] = {"schema": schema.value, "name": name, **({"unnamed": True} if unnamed else {})}
        return known


class ClaimsDocument:
    """Proposals in the form of `witnessbox-claims/1`, claim by claim: of a long text there are more than memory holds.

    Args:
        proposals: in their order.
    """

    def __init__(self, proposals: Iterable[Proposal]) -> None:
        self._proposals, self._names = proposals, _Names()

    def claims(self) -> Iterator[Json]:
        """Each claim names its proposer, with one span for each field that rests on words of the text."""
        for number, proposal in enumerate(self._proposals, start=1):
            yield _claim(number, proposal, self._names)

    def rest(self) -> dict[str, Json]:
        """The other members, `entities` that the claims so far name among them."""
        return {"format": FORMAT, "entities": self._names.entities}


def claims_document(proposals: Iterable[Proposal]) -> dict[str, Json]:
    """All of it at once: `claims` and the `entities` that they name."""
    document = ClaimsDocument(proposals)
    claims = list(document.claims())
    return {**document.rest(), "claims": claims}


def _claim(number: int, proposal: Proposal, names: _Names) -> Json:
    participants: list[Json] = []
    for part in proposal.parts:
        unnamed = part.schema is EntitySchema.GROUP
        participants.append({"role": part.role.value, "entity": names.key(part.name, part.schema, unnamed)})
    attribution: list[Json] = [
        {
            "source": names.key(voice.name, EntitySchema.ORGANIZATION, False),
            "verb": voice.verb,
            "level": voice.level.value,
        }
        for voice in proposal.voices
    ]
    return {
        "id": f"P{number:02}",
        "type": proposal.type.value,
        "kind": proposal.kind.value,
        "event": None,
        "core": proposal.kind is ClaimKind.EVENT or proposal.type in (ClaimType.PREDICTION, ClaimType.DENIAL),
        "participants": participants,
        "position": proposal.position.text if proposal.position else None,
        "place": names.key(proposal.place.name, EntitySchema.PLACE, False) if proposal.place else None,
        "date": to_json(proposal.date.date),
        "count": to_json(proposal.count.count) if proposal.count else None,
        "hedge": proposal.hedge.value,
        "attribution": attribution,
        "status": proposal.status.text if proposal.status else None,
        "inferred_fields": list(proposal.inferred),
        "quotes": [to_json(proposal.quote)],
        "notes": None,
        "proposer": {
            "tool": TOOL,
            "version": VERSION,
            "model": proposal.model,
            "spans": [{"field": name, "start": words.start, "end": words.end} for name, words in proposal.spans()],
        },
    }
