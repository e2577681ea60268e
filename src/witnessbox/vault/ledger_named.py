"""Who is named in claims, and by which sources: asked of the catalogue as a whole, no claim is decoded for it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator

from witnessbox.model.claims import Part, Reference
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault.catalogue import Catalogue

_NUMBERS = itertools.count(1)


class Named:
    """Keys of entities and sources that claims with some standing name, each with the sources of those claims.

    They lie in a temporary table of the connection, which SQLite moves to a nameless file as it grows.

    Args:
        catalogue: of the case.
        statuses: which claims are looked at.
    """

    def __init__(self, catalogue: Catalogue, statuses: Collection[ClaimStatus]) -> None:
        self._connection = catalogue.connection
        self._words = ", ".join(f"'{status.value}'" for status in sorted(statuses))
        self._table = f"temp.named_{next(_NUMBERS)}"
        self._connection.execute(
            f"CREATE TABLE {self._table} (key TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (key, source)) "
            "WITHOUT ROWID"
        )
        seen = f"c.newest AND c.status IN ({self._words})"
        parts = f"ledger_parts p JOIN ledger_claims c ON c.id = p.claim AND {seen}"
        chain = f"json_each(c.record, '$.attribution') a WHERE {seen}"
        for told in (
            f"p.entity, c.source FROM {parts}",
            f"json_extract(record, '$.place') AS place, source FROM ledger_claims c WHERE {seen} AND place NOT NULL",
            f"json_extract(a.value, '$.source'), c.source FROM ledger_claims c, {chain}",
        ):
            self._connection.execute(f"INSERT OR IGNORE INTO {self._table} SELECT {told}")

    def __contains__(self, key: str) -> bool:
        query = f"SELECT 1 FROM {self._table} WHERE key = ? LIMIT 1"  # noqa: S608 - own words only
        return self._connection.execute(query, (key,)).fetchone() is not None

    def by(self, key: str) -> list[str]:
        """Keys of the sources whose claims name an entity or source, in their order."""
        query = f"SELECT source FROM {self._table} WHERE key = ? ORDER BY source"  # noqa: S608 - own words only
        return [str(source) for (source,) in self._connection.execute(query, (key,))]

    def telling_of(self, key: str) -> set[str]:
        """Keys of the sources of claims in which an entity has a part."""
        rows = self._connection.execute(
            "SELECT DISTINCT c.source FROM ledger_parts p JOIN ledger_claims c ON c.id = p.claim AND c.newest "  # noqa: S608
            f"AND c.status IN ({self._words}) WHERE p.entity = ?",
            (key,),
        )
        return {str(source) for (source,) in rows}

    def sources(self) -> set[str]:
        """Keys of the sources of all these claims."""
        rows = self._connection.execute(
            f"SELECT DISTINCT source FROM ledger_claims WHERE newest AND status IN ({self._words})"  # noqa: S608
        )
        return {str(source) for (source,) in rows}

    def accused(self, types: Collection[ClaimType]) -> Iterator[str]:
        """Keys of those whom claims accuse, in the order in which they do; one may come more than once.

        Args:
            types: of claims whose patient is under suspicion; a perpetrator always is.
        """
        words = ", ".join(f"'{type_.value}'" for type_ in sorted(types))
        rows = self._connection.execute(
            "SELECT json_extract(p.value, '$.entity') FROM ledger_claims c, json_each(c.record, '$.participants') p "  # noqa: S608
            f"WHERE c.newest AND c.status IN ({self._words}) AND json_extract(p.value, '$.refers') = ? "
            f"AND (json_extract(p.value, '$.role') = ? OR (c.type IN ({words}) "
            "AND json_extract(p.value, '$.role') = ?)) ORDER BY c.low, c.high, c.id, p.key",
            (Reference.ENTITY.value, Part.PERPETRATOR.value, Part.PATIENT.value),
        )
        return (str(key) for (key,) in rows)
