"""Long lists of claims in the order in which pages show them: sorted and sifted by SQLite, decoded one at a time."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator

from witnessbox.model.claims import UNREAL, Part
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.vocabulary import ClaimKind, ClaimType
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, ClaimRow, claim_rows, claims_of_types

_NUMBERS = itertools.count(1)
_AGAINST = (Part.PATIENT, Part.VICTIM, Part.HOLDER, Part.OBJECT)
"""Parts of those against whom a step is taken."""


def _words(values: Iterable[str]) -> str:
    """Our own words as a list in SQL."""
    return ", ".join(f"'{value}'" for value in sorted(values))


_REAL = (
    f"c.kind IN ({_words((ClaimKind.EVENT, ClaimKind.STATE))}) "
    f"AND json_extract(c.record, '$.hedge') NOT IN ({_words(UNREAL)})"
)
"""What a source says that happened, or was so."""


def keep_little(catalogue: Catalogue) -> None:
    """Keep few pages of the file in memory, for a long walk through it: what was read is not read again."""
    catalogue.connection.execute("PRAGMA cache_size = -4096")


def claims_by_id(catalogue: Catalogue, types: Collection[ClaimType], until: int = NOW) -> Iterator[ClaimRow]:
    """Claims of some types, by their ids."""
    if until != NOW:
        return iter(sorted(claims_of_types(catalogue, types, until), key=lambda row: row.claim.id))
    return claim_rows(
        catalogue,
        f"SELECT c.record, c.status FROM ledger_claims c WHERE c.newest AND +c.type IN ({_words(types)}) ORDER BY c.id",  # noqa: S608
    )


def steps_against(
    catalogue: Catalogue,
    statuses: Collection[ClaimStatus],
    *,
    alone: Collection[ClaimType],
    against: Collection[ClaimType],
    telling: Collection[ClaimType],
) -> Iterator[ClaimRow]:
    """Steps against people who told something, by the first day that they may have been on.

    Args:
        catalogue: of the case.
        statuses: of the claims that count.
        alone: types of steps that are listed whoever they are against, unless a claim says that this one did an act.
        against: types of steps that are listed where they are against a protected person or an agent of `telling`.
        telling: types of claims whose agent told something.
    """
    connection, number = catalogue.connection, next(_NUMBERS)
    told, accused, seen = f"temp.told_{number}", f"temp.accused_{number}", f"+c.status IN ({_words(statuses)})"
    agents = (
        f"ledger_claims c JOIN ledger_parts p ON p.claim = c.id AND p.role = '{Part.AGENT.value}' "
        f"WHERE c.newest AND c.type IN ({_words(telling)}) AND {seen} AND {_REAL}"
    )
    for table, query in (
        (told, f"key FROM ledger_entities WHERE protection NOT NULL UNION SELECT p.entity FROM {agents}"),  # noqa: S608
        (accused, f"DISTINCT entity FROM ledger_parts WHERE role = '{Part.PERPETRATOR.value}'"),
    ):
        connection.execute(f"CREATE TABLE {table} (key TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute(f"INSERT INTO {table} SELECT {query}")

    def whom(table: str) -> str:
        return (
            f"EXISTS (SELECT 1 FROM ledger_parts p WHERE p.claim = c.id AND p.role IN ({_words(_AGAINST)}) "  # noqa: S608
            f"AND +p.entity IN {table})"
        )

    return claim_rows(
        catalogue,
        f"SELECT c.record, c.status FROM ledger_claims c WHERE c.newest AND {seen} AND {_REAL} AND "  # noqa: S608
        f"((+c.type IN ({_words(alone)}) AND NOT {whom(accused)}) OR "
        f"(+c.type IN ({_words({*alone, *against})}) AND {whom(told)})) ORDER BY c.low, c.high, c.id",
    )
