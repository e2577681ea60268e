"""What a person states about lists of people, and how many there were in all by two lists."""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction

from witnessbox.model.records import dataclass

FEWEST_MATCHED = 7
"""People on both lists below which Chapman's estimate may be far too low (Robson and Regier 1964, by Seber 1970)."""

_Z = 1.96
"""Of the normal distribution, for an interval of 95 %."""


class Population(StrEnum):
    """Who is listed."""

    DISMISSED = "dismissed"
    ABUSED = "abused"
    CHARGED = "charged"
    CONVICTED = "convicted"
    RETALIATED = "retaliated"


class Chance(StrEnum):
    """Whether everybody was as likely as the others to come to be listed."""

    UNSTATED = "unstated"
    ALIKE = "alike"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleList:
    """Sources that together are one list: whoever a confirmed claim of one of them is about stands on it.

    Attributes:
        name: what to call it.
        sources: keys of the sources.
    """

    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStatement:
    """What a person states about two or three lists; a later record with the same id takes the place of an earlier one.

    Whoever signs the entry that closes the operation states it. What is not stated is false, and nothing is estimated.

    Attributes:
        id: unique in the ledger.
        population: who is listed.
        lists: the lists.
        place: key of a place or facility that claims must speak of; empty for any.
        period: EDTF; claims count whose date lies wholly within it; empty for any time.
        independent: to be on one list made nobody more or less likely to be on another.
        closed: nobody joined or left the population in the period.
        matched: whoever is on two lists has one key in the ledger, and nobody shares it.
        chance: whether everybody was equally likely to be listed.
        why: the person's reasons.
    """

    id: str
    population: Population
    lists: tuple[PeopleList, ...]
    place: str = ""
    period: str = ""
    independent: bool = False
    closed: bool = False
    matched: bool = False
    chance: Chance = Chance.UNSTATED
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapman:
    """An estimate of how many people there were, from two lists.

    Attributes:
        number: people, rounded.
        low: lower end of the 95 % interval, never less than were seen.
        high: upper end of it.
    """

    number: int
    low: int
    high: int


def chapman(first: int, second: int, both: int) -> Chapman:
    """How many people there were, by two lists that were made independently.

    N = (n1 + 1)(n2 + 1) / (m + 1) - 1 (Chapman 1951, "Some properties of the hypergeometric distribution with
    applications to zoological sample censuses", University of California Publications in Statistics 1, 131-160), with
    the variance (n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)² (m + 2)) (Seber 1970, "The effects of trap response on
    tag recapture estimates", Biometrics 26, 13-22), and a normal interval, rounded outwards.

    Args:
        first: people on one list.
        second: people on the other.
        both: people on both.

    Raises:
        ValueError: more people are on both lists than on one.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} people on both lists of {first} and {second}")
    number = Fraction((first + 1) * (second + 1), both + 1) - 1
    variance = Fraction((first + 1) * (second + 1) * (first - both) * (second - both), (both + 1) ** 2 * (both + 2))
    half = _Z * math.sqrt(variance)
    seen = first + second - both
    return Chapman(
        number=math.floor(number + Fraction(1, 2)),
        low=max(seen, math.floor(number - half)),
        high=math.ceil(number + half),
    )
