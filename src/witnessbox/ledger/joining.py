"""Two events found to be one: a person says so under their key, and can take it back."""

from __future__ import annotations

from witnessbox.ledger.sources import ISOLATION
from witnessbox.model.acts import Operation
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.ledger import SameEvent
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer
from witnessbox.vault.ledger_same import SameRow


def say_same(case: Case, person: Signer, one: str, other: str, *, stands: bool, why: str) -> SameRow:
    """Put on record whether two events are one; gives what counts of them now.

    What the same person said of them last, in the same words, is not written again.

    Args:
        case: an open case.
        person: who signs, a ledger keeper.
        one: id of an event.
        other: id of another one.
        stands: whether they are one.
        why: the person's reason.

    Raises:
        UnknownObjectError: no claim speaks of one of them.
        UsageError: no reason is given, the two ids are one, or what is taken back was never said.
        KeyProblemError: the person is no ledger keeper.
    """
    if not why.strip():
        raise UsageError("same: say why with --why TEXT; it stays beside the decision for good")
    if one == other:
        raise UsageError(f"{one}: is named twice; name two events")
    first, second = sorted((one, other))
    with case.writing() as writer:
        for event in (first, second):
            _check(writer.catalogue, event)
        told = _about(writer.catalogue, first, second)
        if not stands and not told:
            raise UsageError(f"{first}, {second}: nobody said that they are one, so there is nothing to take back")
        same = SameEvent(one=first, other=second, stands=stands, why=why)
        if not told or (told[-1].same, told[-1].key) != (same, person.key):
            opened = writer.open_operation(Operation.LEDGER, person, isolation=ISOLATION)
            writer.close_operation(opened, person, [[("same", same)]])
        return _about(writer.catalogue, first, second)[-1]


def _about(catalogue: Catalogue, one: str, other: str) -> list[SameRow]:
    return [row for row in ledger.said_of_events(catalogue, one) if {row.same.one, row.same.other} == {one, other}]


def _check(catalogue: Catalogue, event: str) -> None:
    if next(ledger.claims(catalogue, ledger.Wanted(event=event)), None) is None:
        raise UnknownObjectError(
            f"{event}: no claim speaks of such an event; write it as SOURCE:LABEL, `witnessbox ledger show CASE CLAIM "
            "--json` tells the event of a claim"
        )
