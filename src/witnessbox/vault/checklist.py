"""What a check of a case has met so far, kept in a private temporary database: a case may hold millions of items.

The database has no name, lies in memory until it grows, then in a file that is unlinked as soon as it is made.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from witnessbox.model.canonical import canonical
from witnessbox.model.items import Item

_TABLES = """
CREATE TABLE explained (name TEXT PRIMARY KEY, what TEXT NOT NULL, there INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE items (
    acquisition TEXT, identity BLOB, record TEXT NOT NULL, PRIMARY KEY (acquisition, identity)
) WITHOUT ROWID;
CREATE TABLE sealed (identity BLOB PRIMARY KEY) WITHOUT ROWID;
"""


class Checklist:
    """Objects that the log explains, and items by acquisition."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.executescript(_TABLES)
        self._connection.execute("BEGIN")

    def close(self) -> None:
        """Forget all of it."""
        self._connection.close()

    # -- objects ---------------------------------------------------------------------------------------------------

    def explain(self, name: str, what: str) -> None:
        """The log explains an object of that name, as a thing of that kind."""
        self._connection.execute("INSERT OR REPLACE INTO explained (name, what) VALUES (?, ?)", (name, what))

    def met(self, name: str) -> str | None:
        """An object of that name is there; as what the log explains it, None when it does not."""
        row = self._connection.execute("SELECT what FROM explained WHERE name = ?", (name,)).fetchone()
        if row is None:
            return None
        self._connection.execute("UPDATE explained SET there = 1 WHERE name = ?", (name,))
        return str(row[0])

    def missing(self) -> Iterator[tuple[str, str]]:
        """Name and kind of the objects that the log explains and that were not met."""
        rows = self._connection.execute("SELECT name, what FROM explained WHERE there = 0 ORDER BY name")
        yield from rows

    # -- items -----------------------------------------------------------------------------------------------------

    def add(self, acquisition: str, item: Item, record: str) -> None:
        """An operation of an acquisition brought an item; a later record of the same item counts instead of it."""
        identity = hashlib.sha256(canonical(item.identity())).digest()
        self._connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", (acquisition, identity, record))

    def seal(self, acquisition: str) -> Iterator[str]:
        """Records (JSON) of the items of an acquisition that none before it sealed; they count as sealed after that."""
        fresh = "FROM items WHERE acquisition = ? AND identity NOT IN (SELECT identity FROM sealed)"
        for (record,) in self._connection.execute(f"SELECT record {fresh}", (acquisition,)):
            yield str(record)
        self._connection.execute(f"INSERT INTO sealed SELECT identity {fresh}", (acquisition,))
        self._connection.execute("DELETE FROM items WHERE acquisition = ?", (acquisition,))
