"""Names of people under suspicion: a person reviews each before it stands in what the public sees."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.ledger.sources import ISOLATION
from witnessbox.model.acts import Operation
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.ledger import EntitySchema, NameReview
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer
from witnessbox.vault.ledger import ReviewRow


def review_names(case: Case, person: Signer, keys: Sequence[str], *, public: bool, ground: str) -> list[ReviewRow]:
    """Put on record whether names may stand in public pages and exports; gives what counts of each person now.

    What the same person decided last about somebody, in the same words, is not written again.

    Args:
        case: an open case.
        person: who signs, a ledger keeper.
        keys: of the people.
        public: whether their names may stand there.
        ground: why.

    Raises:
        UnknownObjectError: there is no such entity.
        UsageError: no ground is given, or somebody is no person or is protected.
        KeyProblemError: the person is no ledger keeper.
    """
    if not ground.strip():
        raise UsageError("review: say on what ground with --ground TEXT; it stays beside the decision for good")
    with case.writing() as writer:
        wanted = list(dict.fromkeys(keys))
        for key in wanted:
            _check(writer.catalogue, key)
        made = [NameReview(subject=key, public=public, ground=ground) for key in wanted]
        new = [each for each in made if _last(writer.catalogue, each.subject) != (each, person.key)]
        if new:
            opened = writer.open_operation(Operation.LEDGER, person, isolation=ISOLATION)
            writer.close_operation(opened, person, [[("review", each) for each in new]])
        return [ledger.name_reviews(writer.catalogue, key)[-1] for key in wanted]


def _check(catalogue: Catalogue, key: str) -> None:
    entity = ledger.entity(catalogue, key)
    if entity is None:
        raise UnknownObjectError(f"{key}: no such entity; `witnessbox ledger show CASE` lists them")
    if entity.protection is not None:
        raise UsageError(f"{key}: is protected ({entity.protection}); what may be shown of them is a consent's to say")
    if entity.schema is not EntitySchema.PERSON:
        raise UsageError(f"{key}: is no person but {entity.schema}; names of others are shown anyway")


def _last(catalogue: Catalogue, key: str) -> tuple[NameReview, str] | None:
    rows = ledger.name_reviews(catalogue, key)
    return (rows[-1].review, rows[-1].key) if rows else None
