"""Where a claim stands after all that people did with it.

A claim counts as confirmed when each of its filled fields is: by one person, or by two where it is about people who are
victims, witnesses or minors. A correction keeps the confirmations of the fields that it leaves alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from witnessbox.model.claims import CONFIRMABLE, Claim, Part
from witnessbox.model.ledger import ClaimStatus, Protection, Step, StepKind
from witnessbox.model.records import dataclass

FRAGILE = frozenset({Protection.VICTIM, Protection.WITNESS, Protection.MINOR})
"""People about whom one person alone confirms nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A step with its place in the log.

    Attributes:
        position: of the entry that closes the operation.
        time: of that entry, nanoseconds since 1970 UTC as text.
        key: id of the key that signed it.
        step: what was done.
    """

    position: int
    time: str
    key: str
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a claim stands.

    Attributes:
        status: the sum of it.
        keys_needed: how many people must confirm each field: 1 or 2.
        confirmed: fields that enough people confirmed.
        waiting: filled fields that still wait for somebody.
        disputed: fields under an open dispute; all filled ones where the claim as a whole is disputed.
        corrections: how many times it was corrected.
    """

    status: ClaimStatus
    keys_needed: int
    confirmed: tuple[str, ...]
    waiting: tuple[str, ...]
    disputed: tuple[str, ...]
    corrections: int


def filled(claim: Claim) -> tuple[str, ...]:
    """Confirmable fields in which something stands."""
    return tuple(name for name in CONFIRMABLE if getattr(claim, name) not in (None, ()))


def keys_needed(claim: Claim, protections: Mapping[str, Protection]) -> int:
    """How many people must confirm a claim.

    Args:
        claim: any version of it.
        protections: why entities are protected, by key.
    """
    fragile = any(
        each.role in (Part.VICTIM, Part.WITNESS) or protections.get(each.entity) in FRAGILE
        for each in claim.participants
    )
    return 2 if fragile else 1


def standing(
    versions: Sequence[Claim], decisions: Sequence[Decision], protections: Mapping[str, Protection]
) -> Standing:
    """Where a claim stands.

    Args:
        versions: all its versions, in their order, at least one.
        decisions: all that people did with it, in the order of the log.
        protections: why entities are protected, by key.
    """
    claim = versions[-1]
    needed, names = keys_needed(claim, protections), filled(claim)
    by_number = {each.version: each for each in versions}
    keys: dict[str, set[str]] = {name: set() for name in names}
    doubts: dict[str, set[str]] = {name: set() for name in names}
    retracted = False
    for decision in decisions:
        step = decision.step
        seen = by_number.get(step.version)
        if step.kind is StepKind.RETRACT:
            retracted = True
        if seen is None:
            continue
        for name in names:
            if (step.fields and name not in step.fields) or getattr(seen, name) != getattr(claim, name):
                continue
            if step.kind is StepKind.CONFIRM:
                keys[name].add(decision.key)
                doubts[name].discard(decision.key)
            elif step.kind is StepKind.DISPUTE:
                doubts[name].add(decision.key)
    confirmed = tuple(name for name in names if len(keys[name]) >= needed)
    disputed = tuple(name for name in names if doubts[name])
    if retracted:
        status = ClaimStatus.RETRACTED
    elif disputed:
        status = ClaimStatus.DISPUTED
    else:
        status = ClaimStatus.CONFIRMED if confirmed == names else ClaimStatus.PROPOSED
    return Standing(
        status=status,
        keys_needed=needed,
        confirmed=confirmed,
        waiting=tuple(name for name in names if name not in confirmed),
        disputed=disputed,
        corrections=len(versions) - 1,
    )
