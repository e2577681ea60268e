"""Entities of a document against those of the ledger: one name in the whole ledger, pseudonyms for who needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from witnessbox.model.claims import Claim, Participant, Reference
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import Entity, Identity
from witnessbox.vault import ledger
from witnessbox.vault.case import Writer

SUBJECT = "subject-"
_PSEUDONYM = re.compile(r"subject-[0-9]+")


@dataclass(slots=True)
class Entities:
    """What becomes of a document's entities.

    Attributes:
        writer: the right to change the case.
        made: records to write.
        renamed: pseudonyms of the protected ones by the document's own keys.
    """

    writer: Writer
    made: list[Entity] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    _keys: set[str] = field(default_factory=set)
    _number: int | None = None

    def take(self, entities: Iterable[Entity]) -> None:
        """Compare with the ledger and note what is new.

        Raises:
            UsageError: a key that means somebody else in the ledger, or that may become a pseudonym.
        """
        for entity in entities:
            known = ledger.entity(self.writer.catalogue, entity.key)
            if known is None and entity.protection is None and _PSEUDONYM.fullmatch(entity.key):
                raise UsageError(
                    f"{entity.key}: keys of this form are given to protected people; choose another key, or say why "
                    "they are protected"
                )
            self._keys.add(entity.key)
            if known is None and entity.protection is not None:
                self._hide(entity)
            elif known is None:
                self.made.append(entity)
            else:
                merged = _merged(known, entity)
                if merged.protection is not None and known.protection is None:
                    merged = replace(merged, pseudonym=self._next())
                if merged != known:
                    self.made.append(merged)

    def _hide(self, entity: Entity) -> None:
        pseudonym = self._next()
        identity = Identity(
            subject=pseudonym,
            key=entity.key,
            name=entity.name,
            as_written=entity.as_written,
            role_as_written=entity.role_as_written,
        )
        case = self.writer.case
        receipt = case.compartment.seal(case.created.compartment_recipient, identity)
        hidden = replace(
            entity,
            key=pseudonym,
            name=pseudonym,
            as_written=(),
            role_as_written=None,
            url=None,
            pseudonym=None,
            identity=receipt,
        )
        self.made.append(hidden)
        self.renamed[entity.key] = pseudonym

    def _next(self) -> str:
        """The next pseudonym that nobody has, as a key or to be shown by."""
        if self._number is None:
            self._number = ledger.subjects(self.writer.catalogue)
        while True:
            self._number += 1
            pseudonym = f"{SUBJECT}{self._number}"
            if ledger.entity(self.writer.catalogue, pseudonym) is None:
                return pseudonym

    def knows(self, key: str) -> bool:
        """Whether an entity has that key, in the document or in the ledger."""
        return key in self._keys or ledger.entity(self.writer.catalogue, key) is not None

    def renamed_in(self, claim: Claim) -> Claim:
        """A claim with pseudonyms in place of the document's keys."""
        if not self.renamed:
            return claim
        return replace(
            claim,
            participants=tuple(self._participant(each) for each in claim.participants),
            place=self.renamed.get(claim.place or "", claim.place),
            attribution=tuple(
                replace(each, source=self.renamed.get(each.source, each.source)) for each in claim.attribution
            ),
        )

    def _participant(self, participant: Participant) -> Participant:
        if participant.refers is not Reference.ENTITY or participant.entity not in self.renamed:
            return participant
        return replace(participant, entity=self.renamed[participant.entity])


def _merged(known: Entity, told: Entity) -> Entity:
    """What both say of one entity; the later word counts where they differ in what is no name."""
    names = {known.name, *known.as_written}
    hidden = known.identity is not None
    if told.schema is not known.schema or (not hidden and not names & {told.name, *told.as_written}):
        raise UsageError(
            f"{told.key}: in the ledger this is {known.name} ({known.schema}), in the document {told.name} "
            f"({told.schema}); give the document's another key, or, if it is the same, add “{known.name}” to its "
            "as_written"
        )
    if hidden:
        return known
    also = [name for name in (told.name, *told.as_written) if name != known.name and name not in known.as_written]
    told_of = {
        name: value
        for name in (
            "role_as_written", "country", "publisher", "published", "url", "organization", "point", "protection"
        )
        if (value := getattr(told, name)) is not None
    }  # fmt: skip
    unnamed = known.unnamed and told.unnamed
    return replace(known, as_written=(*known.as_written, *also), unnamed=unnamed, **told_of)
