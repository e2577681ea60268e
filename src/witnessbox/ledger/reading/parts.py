"""What both languages turn a sentence into: mentions of somebody or something, and clauses that say what happened to
them.

All places are characters of the paragraph's readable text (`witnessbox.ledger.reading.texts`), not of the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from witnessbox.model.claims import AttributionLevel, Count, Hedge, Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimType

Extent = tuple[int, int]
"""First character, and the one after the last."""


class Mood(Enum):
    """Whether a clause says that something happened."""

    REAL = "real"
    FORECAST = "forecast"
    CONDITION = "condition"
    DENIED = "denied"
    QUESTION = "question"
    HOPED = "hoped"
    UNREAL = "unreal"
    """Wanted, tried, rumoured, ordered: whether it happened is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A phrase that names somebody or something.

    Attributes:
        extent: the whole phrase.
        head: lemma of its main word.
        words: lemmas of all its words.
        name: the proper name in it, else the phrase; in the nominative where that could be told.
        schema: what it is.
        named: it has a proper name.
        human: a person or people, as far as the words tell.
        plural: more than one.
        pronoun: the pronoun, empty for a noun.
        female: by pronoun, name or noun; None when that cannot be told.
        post: words of a post that stands with the name.
        body: words of the organisation that the post belongs to.
        former: the post is called former.
        count: a number in the phrase, with the characters that say it.
        owner: whose it is: "his flat", "Prutkov's term".
        inner: what stands behind `of`: "the resignation of the commissioner".
        members: of a list or a group with names, each by itself.
    """

    extent: Extent
    head: str
    words: frozenset[str]
    name: str
    schema: EntitySchema
    named: bool = False
    human: bool = False
    plural: bool = False
    pronoun: str = ""
    female: bool | None = None
    post: Extent | None = None
    body: Extent | None = None
    body_name: str = ""
    former: bool = False
    count: tuple[Count, Extent] | None = None
    members: tuple[Mention, ...] = ()
    owner: Mention | None = None
    inner: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One verb (or noun that stands for one) with what belongs to it.

    Attributes:
        extent: the clause without clauses that hang on it.
        trigger: the verb.
        lemma: its lemma.
        subject: who does it, in a passive clause too.
        object: whom or what it is done to, in a passive clause too.
        others: further phrases, each with its preposition, or its case where it has none.
        words: lemmas of all words of the clause.
        named: those that stand in it as names only: "Frost" is no frost, "Open Gate" no gate.
        mood: whether it happened.
        passive: said in the passive.
        finite: it has a verb with tense; else it is a participle or noun.
        nominal: it is a noun: "the dismissal of the warden".
        note: it is a line or stretch without a verb.
        present: its verb is in the present tense, which may mean what is to come.
        elided: whom it is done to is left out, as in notes: "Arrested on 3 May", «Отпущена под подписку».
    """

    extent: Extent
    trigger: Extent
    lemma: str
    subject: Mention | None = None
    object: Mention | None = None
    others: tuple[tuple[str, Mention], ...] = ()
    words: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    mood: Mood = Mood.REAL
    passive: bool = False
    finite: bool = True
    nominal: bool = False
    note: bool = False
    elided: bool = False
    present: bool = False

    def mentions(self) -> tuple[Mention, ...]:
        """Every phrase of it."""
        return tuple(each for each in (self.subject, self.object, *(other for _, other in self.others)) if each)


def note_clause(
    extent: Extent, trigger: Extent, lemma: str, mentions: Sequence[tuple[str, Mention]], words: frozenset[str]
) -> Clause:
    """The clause of a line or stretch without a verb: it is done to the first who is named, unless that is left out.

    Args:
        extent: the stretch.
        trigger: the word that tells an event.
        lemma: its lemma.
        mentions: the phrases of the stretch in their order, each with its preposition or case.
        words: lemmas of all its words.
    """
    people = [each for _, each in mentions if each.human and not each.pronoun]
    return Clause(
        extent=extent,
        trigger=trigger,
        lemma=lemma,
        object=people[0] if people else None,
        others=tuple(each for each in mentions if not people or each[1] is not people[0]),
        words=words,
        finite=False,
        nominal=True,
        note=True,
        elided=not people,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who says something in the text.

    Attributes:
        extent: the words that attribute, speaker and verb.
        speaker: who.
        verb: the verb or preposition, as written.
        covers: the words that are attributed.
        level: how they came into the text.
        hedge: what the attribution makes of them.
        quoted: they stand between quotation marks.
        anonymous: nobody is named ("it is alleged"); the speaker is a mere pronoun.
    """

    extent: Extent
    speaker: Mention
    verb: str
    covers: Extent
    level: AttributionLevel
    hedge: Hedge
    quoted: bool = False
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody speaks, denies, foretells or hopes: a claim of its own, whatever is said."""

    type: ClaimType
    extent: Extent
    trigger: Extent
    speaker: Mention | None
    hedge: Hedge
    voice: Voice | None = None
    to: Mention | None = None
    """Of whom something is demanded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Something that held over a time: a post, a citizenship, a sentence being served."""

    type: ClaimType
    extent: Extent
    trigger: Extent
    parts: tuple[tuple[Part, Mention], ...]
    position: Extent | None = None
    status: Extent | None = None
    hedge: Hedge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a sentence holds.

    Attributes:
        extent: the sentence.
        clauses: in their order.
        mentions: every phrase in it, in their order.
        voices: who says what.
        statements: speech that is claimed.
        states: what held.
        dates: words for dates.
        places: names of places, with the name.
        backward: who is said to have said what the sentence before says.
    """

    extent: Extent
    clauses: tuple[Clause, ...] = ()
    mentions: tuple[Mention, ...] = ()
    voices: tuple[Voice, ...] = ()
    statements: tuple[Statement, ...] = ()
    states: tuple[State, ...] = ()
    dates: tuple[Extent, ...] = ()
    places: tuple[tuple[Extent, str], ...] = ()
    backward: Voice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a verb makes a claim.

    Attributes:
        type: the claim.
        needs: a class of words, one of which must be in the clause (see `witnessbox.ledger.reading.frames`).
        bars: a class of words, none of which may be its object.
        subject: the part of who does it.
        object: the part of whom it is done to.
        aim: the part of whom a charge, a case or a complaint is against, where the object is the charge itself.
        to: the part of who receives it.
        human: the object must be somebody.
        by: a class of words, one of which must be in who does it: "a stranger told her".
        also: words, one of which must be in the clause: "laid *off*", "forced *out*".
        too: words, one of which must be there as well: "put *behind* *bars*".
        never: words, none of which may be in it.
    """

    type: ClaimType
    needs: str = ""
    bars: str = ""
    also: frozenset[str] = frozenset()
    too: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    subject: Part | None = Part.AGENT
    object: Part | None = Part.PATIENT
    aim: Part | None = None
    to: Part | None = None
    human: bool = False
    by: str = ""


def body_of(mention: Mention) -> Mention:
    """The organisation that a mention's post belongs to."""
    assert mention.body is not None  # noqa: S101  callers look first
    return Mention(
        extent=mention.body,
        head=mention.body_name.lower(),
        words=frozenset(),
        name=mention.body_name,
        schema=EntitySchema.ORGANIZATION,
        named=True,
    )
