"""What people decide about claims: confirm field by field, dispute, retract. Nothing is ever erased."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.ledger.sources import ISOLATION
from witnessbox.model.acts import Operation
from witnessbox.model.claims import CONFIRMABLE, Claim
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.ledger import ClaimStatus, Step, StepKind
from witnessbox.model.records import dataclass
from witnessbox.model.standing import Decision, Standing, filled
from witnessbox.vault import ledger
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A claim after a decision."""

    claim: Claim
    standing: Standing


def decide(
    case: Case, person: Signer, kind: StepKind, ids: Sequence[str], *, fields: Sequence[str] = (), why: str = ""
) -> list[Decided]:
    """Put a person's decision about claims on record; one that they made already is not made again.

    Args:
        case: an open case.
        person: who signs, a ledger keeper.
        kind: what they decide.
        ids: ids of claims.
        fields: fields that it is about; none for the whole claim.
        why: their reason; a dispute and a retraction need one.

    Raises:
        UnknownObjectError: no such claim.
        UsageError: no such field, no reason, or the claim was retracted.
        KeyProblemError: the person is no ledger keeper.
    """
    if kind is not StepKind.CONFIRM and not why.strip():
        raise UsageError(f"{kind}: say why with --why TEXT; it stands beside the claim for good")
    if unknown := [name for name in fields if name not in CONFIRMABLE]:
        raise UsageError(f"{', '.join(unknown)}: no field to {kind}; there are {', '.join(CONFIRMABLE)}")
    if kind is StepKind.RETRACT and fields:
        raise UsageError("retract: a claim is retracted as a whole; dispute a field, or add a correction")
    with case.writing() as writer:
        wanted = [find_claim(writer.catalogue, name) for name in dict.fromkeys(ids)]
        steps = [
            step for claim in wanted if (step := _step(writer.catalogue, person, kind, claim, fields, why)) is not None
        ]
        if steps:
            _close(writer, person, steps)
        found = []
        for claim in wanted:
            where = ledger.standing_of(writer.catalogue, claim.id)
            if where is not None:
                found.append(Decided(claim=claim, standing=where))
        return found


def _close(writer: Writer, person: Signer, steps: Sequence[Step]) -> None:
    opened = writer.open_operation(Operation.LEDGER, person, isolation=ISOLATION)
    writer.close_operation(opened, person, [[("step", step) for step in steps]])


def _step(
    catalogue: Catalogue, person: Signer, kind: StepKind, claim: Claim, fields: Sequence[str], why: str
) -> Step | None:
    """The step to write, None where this person made it already and nothing happened since."""
    where = ledger.standing_of(catalogue, claim.id)
    if where is None:
        return None
    if where.status is ClaimStatus.RETRACTED:
        if kind is StepKind.RETRACT:
            return None
        raise UsageError(f"{claim.id}: was retracted; add what its source says now as a new claim")
    names = tuple(fields) or filled(claim)
    if empty := [name for name in names if name not in filled(claim)]:
        raise UsageError(f"{claim.id}: says nothing in {', '.join(empty)}; its fields are {', '.join(filled(claim))}")
    if kind is StepKind.CONFIRM and _confirmed_by(ledger.decisions(catalogue, claim.id), person.key, claim, names):
        return None
    return Step(claim=claim.id, version=claim.version, kind=kind, fields=tuple(fields), why=why)


def _confirmed_by(decisions: Sequence[Decision], key: str, claim: Claim, names: Sequence[str]) -> bool:
    """Whether a person stands behind these fields of this version already."""
    found: set[str] = set()
    for decision in decisions:
        step = decision.step
        if decision.key != key or step.version != claim.version:
            continue
        about = set(step.fields or names)
        found = found | about if step.kind is StepKind.CONFIRM else found - about
    return found >= set(names)


def find_claim(catalogue: Catalogue, name: str) -> Claim:
    """The claim that an id names; the label alone is enough where only one source has it.

    Raises:
        UnknownObjectError: none or several.
    """
    versions = ledger.versions(catalogue, name)
    if versions:
        return versions[-1]
    found = [] if ":" in name else ledger.ids_with_label(catalogue, name)
    if len(found) == 1:
        return ledger.versions(catalogue, found[0])[-1]
    if found:
        raise UnknownObjectError(
            f"{name}: several sources have a claim of that name: {', '.join(found[:5])}; say which"
        )
    raise UnknownObjectError(f"{name}: no such claim; `witnessbox ledger timeline CASE` lists them")
