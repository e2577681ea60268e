"""Figures: how many people and acts, each with what it was counted from. Acts are counted, never files.

Two numbers of two events are never added up: nobody says that the people behind them are different ones. So a figure is
a documented minimum: the largest number that one event gives, or the number of people who are named apart. How many
there really were cannot be estimated from one list; the reason stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import StrEnum
from itertools import groupby

from witnessbox.ledger.comparing import Comparing, count_words
from witnessbox.model.changes import days_of
from witnessbox.model.claims import UNREAL, Claim, CountQualifier, Part, RelationKind
from witnessbox.model.ledger import ClaimStatus, EntitySchema
from witnessbox.model.lifecycle import EVER, NEVER, HistoryKind, Stage
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import VOCABULARY, ClaimKind, ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, ClaimRow, HistoryRow
from witnessbox.vault.ledger_named import KeySet

ONE_LIST = (
    "cannot be estimated: that would need lists that were made independently, and a person who states so and all else "
    "that it takes; what rests on one trove is one list"
)


NO_WHOLE = "no claim that people stand behind says out of how many"


class Question(StrEnum):
    """What is counted."""

    DISMISSED = "people who lost their posts"
    ABUSED = "victims of documented acts"
    CHARGED = "people against whom charges were pursued"
    CONVICTED = "people convicted"
    RETALIATED = "people against whom steps were taken"


COUNTED_TYPES: dict[Question, tuple[frozenset[ClaimType], tuple[Part, ...]]] = {
    Question.DISMISSED: (
        frozenset({ClaimType.DISMISSAL, ClaimType.GROUP_DISMISSAL, ClaimType.RESIGNATION}),
        (Part.PATIENT, Part.HOLDER),
    ),
    Question.ABUSED: (
        frozenset(
            {
                ClaimType.ALLEGED_ABUSE,
                ClaimType.TORTURE,
                ClaimType.ILL_TREATMENT,
                ClaimType.SEXUAL_VIOLENCE,
                ClaimType.KILLING,
                ClaimType.INJURY,
            }
        ),
        (Part.VICTIM, Part.PATIENT),
    ),
    Question.CHARGED: (frozenset({ClaimType.CHARGE, ClaimType.CHARGES_PURSUED}), (Part.PATIENT,)),
    Question.CONVICTED: (frozenset({ClaimType.CONVICTION}), (Part.PATIENT,)),
    Question.RETALIATED: (
        frozenset({ClaimType.RETALIATION, ClaimType.THREAT, ClaimType.WANTED_LISTING}),
        (Part.PATIENT, Part.VICTIM),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A number of people with what it is a part of; both are exact, and each is told by a claim of its own.

    Attributes:
        part: how many.
        whole: of how many.
        claim: id of the claim that tells the whole.
        origins: how many origins the claims that tell the whole go back to.
    """

    part: int
    whole: int
    claim: str
    origins: int

    @property
    def percent(self) -> int:
        """In whole percent, halves rounded up."""
        return (200 * self.part + self.whole) // (2 * self.whole)

    def words(self) -> str:
        """Such as `18 of 40 (45 %)`."""
        return f"{self.part} of {self.whole} ({self.percent} %)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one event gives.

    Attributes:
        event: its id.
        said: the numbers that its sources give, in words; more than one where they disagree.
        least: the least number of people that all of them allow.
        origins: how many origins its sources go back to.
        first: first day that it may have been on, as `date.toordinal` counts; `EVER` when open.
        last: last such day, `NEVER` when open.
        share: of how many; None where no confirmed claim tells an exact whole, or two tell different ones.
    """

    event: str
    said: tuple[str, ...]
    least: int
    origins: int
    first: int
    last: int
    share: Share | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An answer with all it rests on.

    Attributes:
        question: what was counted.
        minimum: people or acts that are documented at least.
        acts: distinct acts or events that are told of.
        parts: what each event gives; they are not added up. Empty where they were not kept.
        origins: how many origins all sources together go back to.
        first: first day of the period.
        last: last day of the period.
        share: of the event that gives the minimum; None where nobody says of how many.
        denominator_note: what the denominator is, or why there is none.
        estimate: why no more than the minimum is given.
    """

    question: Question
    minimum: int
    acts: int
    parts: tuple[Counted, ...]
    origins: int
    first: int
    last: int
    share: Share | None
    denominator_note: str
    estimate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the funnel of proceedings.

    Attributes:
        stage: where proceedings may stand.
        certain: how many stand there and nowhere else.
        possible: how many may stand there.
        of: how many proceedings there are.
    """

    stage: Stage
    certain: int
    possible: int
    of: int


def figures(catalogue: Catalogue, until: int = NOW) -> list[Figure]:
    """Every question that the ledger can answer, from claims that people stand behind."""
    comparing = Comparing(catalogue, until)
    counting = Counting(catalogue, comparing, until)
    types = {type_ for some, _ in COUNTED_TYPES.values() for type_ in some}
    counting.add_all(row.claim for row in ledger.claims_of_types(catalogue, types, until) if counts(row))
    return counting.figures()


def figures_of(catalogue: Catalogue, comparing: Comparing, rows: Iterable[ClaimRow]) -> list[Figure]:
    """The same from some claims alone, for example those that speak of one place, without what each event gives.

    Args:
        catalogue: of the case.
        comparing: knows the origins of sources.
        rows: claims; those of one event come together.
    """
    counting = Counting(catalogue, comparing)
    for event, some in groupby((row.claim for row in rows if counts(row)), key=lambda claim: claim.event):
        counting.add(event, tuple(some))
    return counting.figures()


def counts(row: ClaimRow) -> bool:
    """Whether a claim counts: people stand behind it, and it speaks of what happened."""
    return row.status in (ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED) and happened(row.claim)


class Counting:
    """Counts while claims come; of an event all claims come together.

    Args:
        catalogue: of the case.
        comparing: knows the origins of sources.
        until: position of the log up to which things are known.
    """

    def __init__(self, catalogue: Catalogue, comparing: Comparing, until: int = NOW) -> None:
        self._catalogue, self._wholes = catalogue, Wholes(catalogue, comparing, until)
        self._sums: dict[Question, _Sum] = {}

    def add_all(self, claims: Iterable[Claim]) -> None:
        """Claims of any number of events, in any order; what each event gives is kept."""
        events: dict[str, list[Claim]] = {}
        for claim in claims:
            if any(claim.type in types for types, _ in COUNTED_TYPES.values()):
                events.setdefault(claim.event, []).append(claim)
        for event, some in sorted(events.items()):
            for question, counted in self.add(event, some):
                self._sums[question].parts.append(counted)

    def add(self, event: str, claims: Sequence[Claim]) -> list[tuple[Question, Counted]]:
        """Claims of one event that count; gives what the event gives to each question."""
        found = []
        for question, (types, parts) in COUNTED_TYPES.items():
            about = [claim for claim in claims if claim.type in types]
            if about:
                counted = _counted(self._wholes, event, about, parts)
                sums = self._sums.get(question)
                if sums is None:
                    sums = self._sums[question] = _Sum(met=KeySet(self._catalogue))
                sums.events += 1
                sums.acts += any(VOCABULARY[each.type].act for each in about)
                sums.least = max(sums.least, counted.least)
                sums.first, sums.last = min(sums.first, counted.first), max(sums.last, counted.last)
                sums.origins.update(self._wholes.comparing.origins(about))
                if counted.share is not None:
                    sums.shares.setdefault(counted.share.part, counted.share)
                self._name(sums, about, parts)
                found.append((question, counted))
        return found

    def _name(self, sums: _Sum, claims: Iterable[Claim], parts: tuple[Part, ...]) -> None:
        for key in sorted({key for claim in claims for key in claim.who(*parts)}):
            if sums.met.add(key):
                sums.named += is_person(self._catalogue, key)

    def figures(self) -> list[Figure]:
        """What was counted so far."""
        return [_figure(question, sums) for question in Question if (sums := self._sums.get(question)) is not None]


@dataclass(slots=True)
class _Sum:
    """What was counted for one question."""

    met: KeySet
    events: int = 0
    acts: int = 0
    least: int = 0
    named: int = 0
    first: int = NEVER
    last: int = EVER
    origins: set[str] = field(default_factory=set)
    shares: dict[int, Share] = field(default_factory=dict)
    parts: list[Counted] = field(default_factory=list)


def _figure(question: Question, sums: _Sum) -> Figure:
    minimum = max(sums.named, sums.least)
    share = sums.shares.get(minimum)
    return Figure(
        question=question,
        minimum=minimum,
        acts=sums.acts or sums.events,
        parts=tuple(sums.parts),
        origins=len(sums.origins),
        first=sums.first,
        last=sums.last,
        share=share,
        denominator_note=NO_WHOLE if share is None else f"{share.words()}, by {share.claim}",
        estimate=ONE_LIST,
    )


def happened(claim: Claim) -> bool:
    """Whether a claim says that something happened, whoever says so."""
    return claim.hedge not in UNREAL and claim.kind in (ClaimKind.EVENT, ClaimKind.STATE)


class Wholes:
    """Claims that tell out of how many people something happened to some.

    Args:
        catalogue: of the case.
        comparing: what knows the origins of sources.
        until: position of the log up to which things are known.
    """

    def __init__(self, catalogue: Catalogue, comparing: Comparing, until: int = NOW) -> None:
        self.comparing = comparing
        self._catalogue, self._until = catalogue, until
        self._targets = ledger.tied_to(catalogue, RelationKind.WHOLE_OF)

    def share(self, event: str, claims: Sequence[Claim]) -> Share | None:
        """The share that an event gives: its claims agree on one exact number, and so do those that tell the whole."""
        parts = {_exactly(claim) for claim in claims if claim.count is not None}
        targets = {event, *(claim.id for claim in claims)} & self._targets
        wholes = {
            row.claim.id: row.claim
            for target in sorted(targets)
            for row, tie in ledger.related(self._catalogue, target, self._until)
            if tie.kind is RelationKind.WHOLE_OF and row.status is ClaimStatus.CONFIRMED
        }
        numbers = {_exactly(claim) for claim in wholes.values()}
        if len(parts) != 1 or len(numbers) != 1:
            return None
        part, whole = parts.pop(), numbers.pop()
        if part is None or whole is None or not 0 < whole >= part:
            return None
        origins = len(self.comparing.origins(wholes.values()))
        return Share(part=part, whole=whole, claim=min(wholes), origins=origins)


def _exactly(claim: Claim) -> int | None:
    exact = claim.count is not None and claim.count.qualifier is CountQualifier.EXACT
    return claim.count.value if exact and claim.count is not None else None


def _counted(wholes: Wholes, event: str, claims: Sequence[Claim], parts: tuple[Part, ...]) -> Counted:
    said = tuple(sorted({count_words(claim.count) for claim in claims if claim.count is not None}))
    bounds = [bound[0] for claim in claims if claim.count is not None and (bound := claim.count.bounds()) is not None]
    people = max(len(claim.who(*parts)) for claim in claims)
    days = [days_of(claim.date) for claim in claims]
    return Counted(
        event=event,
        said=said,
        least=max(min(bounds, default=0), people),
        origins=len(wholes.comparing.origins(claims)),
        first=min(first for first, _ in days),
        last=max(last for _, last in days),
        share=wholes.share(event, claims),
    )


def is_person(catalogue: Catalogue, key: str) -> bool:
    """Whether a key is that of one person whom sources name, or who has a pseudonym here."""
    entity = ledger.entity(catalogue, key)
    return entity is not None and entity.schema is EntitySchema.PERSON and not entity.unnamed


def funnel(rows: Iterable[HistoryRow]) -> list[Step]:
    """How many proceedings stand, or may stand, at which stage."""
    sets = Counter(row.stages for row in rows if row.history.kind is HistoryKind.PROCEEDING)
    return [
        Step(stage=stage, certain=sets[(stage,)], possible=possible, of=sets.total())
        for stage in Stage
        if (possible := sum(number for stages, number in sets.items() if stage in stages))
    ]
