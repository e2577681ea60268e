"""Estimates of how many there were in all, from two or three lists; only where a person stated all that it takes.

Who is on a list is taken from confirmed claims; what makes the lists comparable nobody can read off a text, so a person
states and signs it. Where anything is missing, nothing is estimated, and everything that is missing is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations

from witnessbox.ledger.figures import COUNTED_TYPES, Question, happened, is_person
from witnessbox.model.changes import days_of, days_of_edtf
from witnessbox.model.claims import Claim
from witnessbox.model.estimates import FEWEST_MATCHED, Chance, Chapman, ListStatement, PeopleList, chapman
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.lifecycle import EVER, NEVER
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, Wanted


class Missing(StrEnum):
    """Why nothing is estimated."""

    INDEPENDENT = "nobody states that the lists were made independently"
    ORIGIN = "two of the lists go back to one origin"
    CLOSED = "nobody states a period in which nobody joined or left"
    MATCHED = "nobody states that people are matched reliably by name"
    CHANCE = "nobody states whether all were equally likely to be listed"
    DOUBTFUL = "it is doubtful that all were equally likely to be listed"
    FEW = f"fewer than {FEWEST_MATCHED} people stand on both lists"
    APART = "pairs of the lists give intervals that exclude each other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOfLists:
    """Two lists held against each other.

    Attributes:
        first: name of one.
        second: name of the other.
        on_first: people on the one.
        on_second: people on the other.
        on_both: people on both.
        estimate: how many there were; None where anything is missing.
    """

    first: str
    second: str
    on_first: int
    on_second: int
    on_both: int
    estimate: Chapman | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What lists give, and what is missing.

    Attributes:
        stated: what a person stated.
        key: of that person.
        question: who is counted.
        pairs: each list against each other one.
        missing: why nothing is estimated; empty where it is.
        origins: how many origins the lists go back to.
        left_out: people whom a claim of a list names, but none within the period.
        first: first day of the period.
        last: last day of it.
    """

    stated: ListStatement
    key: str
    question: Question
    pairs: tuple[PairOfLists, ...]
    missing: tuple[Missing, ...]
    origins: int
    left_out: int
    first: int
    last: int


def estimates(catalogue: Catalogue, until: int = NOW) -> list[Estimate]:
    """Every statement about lists with what comes of it, by its id."""
    return [_estimate(catalogue, stated, key, until) for stated, key in ledger.list_statements(catalogue, until)]


def _estimate(catalogue: Catalogue, stated: ListStatement, key: str, until: int) -> Estimate:
    question = Question[stated.population.name]
    first, last = days_of_edtf(stated.period) if stated.period else (EVER, NEVER)
    rosters: list[frozenset[str]] = []
    left_out: set[str] = set()
    for each in stated.lists:
        within, outside = _people(catalogue, stated, each, (first, last), until)
        rosters.append(within)
        left_out |= outside
    origins = [_origins(catalogue, each, until) for each in stated.lists]
    shared = [len(one & other) for one, other in combinations(rosters, 2)]
    missing = list(_unstated(stated, first, last))
    if any(one & other for one, other in combinations(origins, 2)):
        missing.append(Missing.ORIGIN)
    if min(shared) < FEWEST_MATCHED:
        missing.append(Missing.FEW)
    found = [] if missing else [chapman(len(a), len(b), len(a & b)) for a, b in combinations(rosters, 2)]
    if any(one.high < other.low or other.high < one.low for one, other in combinations(found, 2)):
        missing.append(Missing.APART)
        found = []
    pairs = tuple(
        PairOfLists(
            first=stated.lists[one].name,
            second=stated.lists[other].name,
            on_first=len(rosters[one]),
            on_second=len(rosters[other]),
            on_both=shared[number],
            estimate=found[number] if found else None,
        )
        for number, (one, other) in enumerate(combinations(range(len(rosters)), 2))
    )
    return Estimate(
        stated=stated,
        key=key,
        question=question,
        pairs=pairs,
        missing=tuple(missing),
        origins=len(frozenset().union(*origins)),
        left_out=len(left_out - frozenset().union(*rosters)),
        first=first,
        last=last,
    )


def _unstated(stated: ListStatement, first: int, last: int) -> Iterable[Missing]:
    if not stated.independent:
        yield Missing.INDEPENDENT
    if not stated.closed or first == EVER or last == NEVER:
        yield Missing.CLOSED
    if not stated.matched:
        yield Missing.MATCHED
    if stated.chance is Chance.UNSTATED:
        yield Missing.CHANCE
    if stated.chance is Chance.DOUBTFUL:
        yield Missing.DOUBTFUL


def _people(
    catalogue: Catalogue, stated: ListStatement, list_: PeopleList, period: tuple[int, int], until: int
) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the people on a list: within the period, and named by it but not surely within."""
    types, parts = COUNTED_TYPES[Question[stated.population.name]]
    within: set[str] = set()
    outside: set[str] = set()
    for source in list_.sources:
        for row in ledger.claims(catalogue, Wanted(source=source), until):
            claim = row.claim
            counts = row.status is ClaimStatus.CONFIRMED and claim.type in types and happened(claim)
            if not counts or (stated.place and not _speaks_of(claim, stated.place)):
                continue
            first, last = days_of(claim.date)
            people = {key for key in claim.who(*parts) if is_person(catalogue, key)}
            (within if period[0] <= first and last <= period[1] else outside).update(people)
    return frozenset(within), frozenset(outside)


def _speaks_of(claim: Claim, place: str) -> bool:
    return claim.place == place or any(each.entity == place for each in claim.participants)


def _origins(catalogue: Catalogue, list_: PeopleList, until: int) -> frozenset[str]:
    found = (ledger.source(catalogue, key, until) for key in list_.sources)
    return frozenset(each.origin for each in found if each is not None)
