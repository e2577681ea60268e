"""Figures: how many people and acts, each with what it was counted from. Acts are counted, never files.

Two numbers of two events are never added up: nobody says that the people behind them are different ones. So a figure is
a documented minimum: the largest number that one event gives, or the number of people who are named apart. How many
there really were cannot be estimated from one list; the reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from witnessbox.ledger.comparing import Comparing, count_words
from witnessbox.model.changes import days_of
from witnessbox.model.claims import UNREAL, Claim, Part
from witnessbox.model.ledger import ClaimStatus, EntitySchema
from witnessbox.model.lifecycle import EVER, NEVER, HistoryKind, Stage
from witnessbox.model.vocabulary import VOCABULARY, ClaimKind, ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, ClaimRow, HistoryRow, Wanted

ONE_LIST = (
    "cannot be estimated: that would need three lists that were made independently, a closed period and a stated "
    "assumption; what rests on one trove is one list"
)


class Question(StrEnum):
    """What is counted."""

    DISMISSED = "people who lost their posts"
    ABUSED = "victims of documented acts"
    CHARGED = "people against whom charges were pursued"
    CONVICTED = "people convicted"
    RETALIATED = "people against whom steps were taken"


_TYPES: dict[Question, tuple[frozenset[ClaimType], tuple[Part, ...]]] = {
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
class Counted:
    """What one event gives.

    Attributes:
        event: its id.
        said: the numbers that its sources give, in words; more than one where they disagree.
        least: the least number of people that all of them allow.
        origins: how many origins its sources go back to.
        first: first day that it may have been on, as `date.toordinal` counts; `EVER` when open.
        last: last such day, `NEVER` when open.
    """

    event: str
    said: tuple[str, ...]
    least: int
    origins: int
    first: int
    last: int


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
        denominator: of how many; None where nobody says, and then no share is given.
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
    denominator: int | None
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
    counting = Counting(catalogue, comparing)
    types = sorted({type_ for some, _ in _TYPES.values() for type_ in some})
    rows = (row for type_ in types for row in ledger.claims(catalogue, Wanted(type=type_.value), until))
    counting.add_all(row.claim for row in rows if counts(row))
    return counting.figures()


def figures_of(catalogue: Catalogue, comparing: Comparing, rows: Iterable[ClaimRow]) -> list[Figure]:
    """The same from some claims alone, for example those that speak of one place."""
    counting = Counting(catalogue, comparing)
    counting.add_all(row.claim for row in rows if counts(row))
    return counting.figures()


def counts(row: ClaimRow) -> bool:
    """Whether a claim counts: people stand behind it, and it speaks of what happened."""
    stands = row.status in (ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED)
    return stands and row.claim.hedge not in UNREAL and row.claim.kind in (ClaimKind.EVENT, ClaimKind.STATE)


class Counting:
    """Counts while claims come; of an event all claims come together.

    Args:
        catalogue: of the case.
        comparing: knows the origins of sources.
    """

    def __init__(self, catalogue: Catalogue, comparing: Comparing) -> None:
        self._catalogue, self._comparing = catalogue, comparing
        self._sums: dict[Question, _Sum] = {}

    def add_all(self, claims: Iterable[Claim]) -> None:
        """Claims of any number of events, in any order; what each event gives is kept."""
        events: dict[str, list[Claim]] = {}
        for claim in claims:
            if any(claim.type in types for types, _ in _TYPES.values()):
                events.setdefault(claim.event, []).append(claim)
        for event, some in sorted(events.items()):
            for question, counted in self.add(event, some):
                self._sums[question].parts.append(counted)

    def add(self, event: str, claims: Sequence[Claim]) -> list[tuple[Question, Counted]]:
        """Claims of one event that count; gives what the event gives to each question."""
        found = []
        for question, (types, parts) in _TYPES.items():
            about = [claim for claim in claims if claim.type in types]
            if about:
                counted = _counted(self._comparing, event, about, parts)
                sums = self._sums.setdefault(question, _Sum())
                sums.events += 1
                sums.acts += any(VOCABULARY[each.type].act for each in about)
                sums.least = max(sums.least, counted.least)
                sums.first, sums.last = min(sums.first, counted.first), max(sums.last, counted.last)
                sums.origins.update(self._comparing.origins(about))
                self._name(sums, about, parts)
                found.append((question, counted))
        return found

    def _name(self, sums: _Sum, claims: Iterable[Claim], parts: tuple[Part, ...]) -> None:
        for key in {key for claim in claims for key in claim.who(*parts)} - sums.met:
            sums.met.add(key)
            sums.named += _is_person(self._catalogue, key)

    def figures(self) -> list[Figure]:
        """What was counted so far."""
        return [
            Figure(
                question=question,
                minimum=max(sums.named, sums.least),
                acts=sums.acts or sums.events,
                parts=tuple(sums.parts),
                origins=len(sums.origins),
                first=sums.first,
                last=sums.last,
                denominator=None,
                denominator_note="no source here says out of how many",
                estimate=ONE_LIST,
            )
            for question in Question
            if (sums := self._sums.get(question)) is not None
        ]


@dataclass(slots=True)
class _Sum:
    """What was counted for one question."""

    events: int = 0
    acts: int = 0
    least: int = 0
    named: int = 0
    first: int = NEVER
    last: int = EVER
    met: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    parts: list[Counted] = field(default_factory=list)


def _counted(comparing: Comparing, event: str, claims: Sequence[Claim], parts: tuple[Part, ...]) -> Counted:
    said = tuple(sorted({count_words(claim.count) for claim in claims if claim.count is not None}))
    bounds = [bound[0] for claim in claims if claim.count is not None and (bound := claim.count.bounds()) is not None]
    people = max(len(claim.who(*parts)) for claim in claims)
    days = [days_of(claim.date) for claim in claims]
    return Counted(
        event=event,
        said=said,
        least=max(min(bounds, default=0), people),
        origins=len(comparing.origins(claims)),
        first=min(first for first, _ in days),
        last=max(last for _, last in days),
    )


def _is_person(catalogue: Catalogue, key: str) -> bool:
    entity = ledger.entity(catalogue, key)
    return entity is not None and entity.schema is EntitySchema.PERSON and not entity.unnamed


def funnel(rows: Iterable[HistoryRow]) -> list[Step]:
    """How many proceedings stand, or may stand, at which stage."""
    cases = [row for row in rows if row.history.kind is HistoryKind.PROCEEDING]
    found = []
    for stage in Stage:
        possible = sum(1 for row in cases if stage in row.stages)
        if possible:
            certain = sum(1 for row in cases if row.stages == (stage,))
            found.append(Step(stage=stage, certain=certain, possible=possible, of=len(cases)))
    return found
