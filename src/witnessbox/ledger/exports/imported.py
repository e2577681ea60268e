"""What an import brings: records, and the documents by which the ledger takes them in."""

from __future__ import annotations

from witnessbox.ledger.document import claim_document, entity_document
from witnessbox.model.canonical import Json
from witnessbox.model.claims import Claim, Reference
from witnessbox.model.ledger import Entity, Source
from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Records that were read from another form; nothing of it is in the ledger yet.

    Attributes:
        sources: sources that it describes.
        entities: entities.
        claims: claims, in the order in which they stood.
        left_out: what it held that no record holds, in words.
    """

    sources: tuple[Source, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    left_out: tuple[str, ...] = ()

    def documents(self) -> dict[str, dict[str, Json]]:
        """A document of claims for each source, as `witnessbox ledger add` takes it.

        Every document brings all entities: claims of one may name any. A source comes after those whose claims and
        events its own claims speak of, as far as that is possible.
        """
        entities: dict[str, Json] = {}
        for entity in self.entities:
            value = entity_document(entity)
            for name in ("identity", "pseudonym"):
                value.pop(name, None)
            entities[entity.key] = value
        found: dict[str, dict[str, Json]] = {}
        for claim in self.claims:
            document = found.setdefault(claim.source, {"source": claim.source, "entities": entities, "claims": []})
            claims = document["claims"]
            if isinstance(claims, list):
                claims.append(claim_document(claim))
        return {source: found[source] for source in self._in_order()}

    def _in_order(self) -> list[str]:
        needs: dict[str, set[str]] = {}
        for claim in self.claims:
            named = {claim.event, *(tie.target for tie in claim.relations)}
            named |= {each.entity for each in claim.participants if each.refers is Reference.EVENT}
            needs.setdefault(claim.source, set()).update(id_.partition(":")[0] for id_ in named)
        order: list[str] = []
        while len(order) < len(needs):
            waiting = [source for source in needs if source not in order]
            free = [source for source in waiting if not (needs[source] - {source}) & set(waiting)]
            order += free or waiting[:1]  # two that speak of each other: one must come first
        return order
