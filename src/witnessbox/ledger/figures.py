"""Figures: how many people and acts, each with what it was counted from. Acts are counted, never files.

Two numbers of two events are never added up: nobody says that the people behind them are different ones. So a figure is
a documented minimum: the largest number that one event gives, or the number of people who are named apart. How many
there really were cannot be estimated from one list; the reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from witnessbox.ledger.comparing import Comparing, count_words
from witnessbox.model.changes import days_of
from witnessbox.model.claims import UNREAL, Claim, Part
from witnessbox.model.ledger import ClaimStatus, EntitySchema
from witnessbox.model.lifecycle import HistoryKind, Stage
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
        parts: what each event gives; they are not added up.
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
    found = []
    for question, (types, parts) in _TYPES.items():
        claims = [
            row.claim
            for type_ in sorted(types)
            for row in ledger.claims(catalogue, Wanted(type=type_.value), until)
            if row.status in (ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED) and _happened(row.claim)
        ]
        if claims:
            found.append(_figure(catalogue, comparing, question, claims, parts))
    return found


def figures_of(catalogue: Catalogue, comparing: Comparing, rows: Iterable[ClaimRow]) -> list[Figure]:
    """The same from some claims alone, for example those that speak of one place."""
    wanted: dict[Question, list[Claim]] = {question: [] for question in _TYPES}
    for row in rows:
        if row.status in (ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED) and _happened(row.claim):
            for question, (types, _) in _TYPES.items():
                if row.claim.type in types:
                    wanted[question].append(row.claim)
    return [
        _figure(catalogue, comparing, question, claims, _TYPES[question][1])
        for question, claims in wanted.items()
        if claims
    ]


def _happened(claim: Claim) -> bool:
    return claim.hedge not in UNREAL and claim.kind in (ClaimKind.EVENT, ClaimKind.STATE)


def _figure(
    catalogue: Catalogue, comparing: Comparing, question: Question, claims: Sequence[Claim], parts: tuple[Part, ...]
) -> Figure:
    events: dict[str, list[Claim]] = {}
    for claim in claims:
        events.setdefault(claim.event, []).append(claim)
    counted = tuple(_counted(comparing, event, some, parts) for event, some in sorted(events.items()))
    named = {key for claim in claims for key in claim.who(*parts) if _is_person(catalogue, key)}
    acts = sum(1 for some in events.values() if any(VOCABULARY[each.type].act for each in some)) or len(events)
    return Figure(
        question=question,
        minimum=max([len(named), *(each.least for each in counted)]),
        acts=acts,
        parts=counted,
        origins=len(comparing.origins(claims)),
        first=min(each.first for each in counted),
        last=max(each.last for each in counted),
        denominator=None,
        denominator_note="no source here says out of how many",
        estimate=ONE_LIST,
    )


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
