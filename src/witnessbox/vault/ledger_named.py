"""Who is named in claims, and by which sources: asked of the catalogue as a whole, no claim is decoded for it."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from collections.abc import Collection, Iterable, Iterator

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
        """Keys of those whom claims accuse, each once, in the order in which they do.

        Args:
            types: of claims whose patient is under suspicion; a perpetrator always is.
        """
        words = ", ".join(f"'{type_.value}'" for type_ in sorted(types))
        table = f"temp.accused_{next(_NUMBERS)}"
        self._connection.execute(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)")
        self._connection.execute(
            f"INSERT OR IGNORE INTO {table} (key) "  # noqa: S608 - own words only
            "SELECT json_extract(p.value, '$.entity') FROM ledger_claims c, json_each(c.record, '$.participants') p "
            f"WHERE c.newest AND c.status IN ({self._words}) AND json_extract(p.value, '$.refers') = ? "
            f"AND (json_extract(p.value, '$.role') = ? OR (c.type IN ({words}) "
            "AND json_extract(p.value, '$.role') = ?)) ORDER BY c.low, c.high, c.id, p.key",
            (Reference.ENTITY.value, Part.PERPETRATOR.value, Part.PATIENT.value),
        )
        rows = self._connection.execute(f"SELECT key FROM {table} ORDER BY number")  # noqa: S608 - own words only
        return (str(key) for (key,) in rows)


_REMEMBERED = 8_192
"""Answers that are kept; a ledger may know more people."""


class ShownKeys:
    """Under which key somebody is shown whose own key is not, and back; in a temporary table, as `Named`.

    Args:
        catalogue: of the case.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._connection = catalogue.connection
        name = f"shown_{next(_NUMBERS)}"
        self._table = f"temp.{name}"
        self._connection.execute(
            f"CREATE TABLE {self._table} (key TEXT PRIMARY KEY, shown TEXT NOT NULL) WITHOUT ROWID"
        )
        self._connection.execute(f"CREATE INDEX temp.{name}_back ON {name} (shown)")
        self._known: dict[str, str | None] = {}

    def add(self, key: str, shown: str) -> None:
        """Show somebody under another key."""
        self._connection.execute(f"INSERT INTO {self._table} VALUES (?, ?)", (key, shown))  # noqa: S608 - own words
        self._known.pop(key, None)

    def get(self, key: str) -> str | None:
        """The key under which somebody is shown, None for those who are shown under their own."""
        if key in self._known:
            return self._known[key]
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        row = self._connection.execute(f"SELECT shown FROM {self._table} WHERE key = ?", (key,)).fetchone()  # noqa: S608
        shown = self._known[key] = None if row is None else str(row[0])
        return shown

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def real(self, shown: str) -> str:
        """The key of somebody by the one under which they are shown."""
        row = self._connection.execute(f"SELECT key FROM {self._table} WHERE shown = ?", (shown,)).fetchone()  # noqa: S608
        return shown if row is None else str(row[0])


CODE = 20
"""Hexadecimal digits of a code: of a million keys two have the same in one ledger of two million million."""
_GENERATION = 4_096
"""Codes that are remembered at least, and half of those that are remembered at most."""


class Codes:
    """Codes that stand for keys and ids, always the same for the same, and back.

    Nobody who lacks the secret can tell whether a code stands for a key that they guess. What a code stands for is
    remembered for some thousand of them; for others all keys are gone through.

    Args:
        catalogue: of the case.
        secret: from which they are made.
    """

    def __init__(self, catalogue: Catalogue, secret: bytes) -> None:
        self._connection, self._secret = catalogue.connection, secret
        self._codes: dict[tuple[str, str], str] = {}
        self._older: dict[tuple[str, str], str] = {}
        self._texts: dict[str, str] = {}
        self._older_texts: dict[str, str] = {}

    def of(self, kind: str, text: str) -> str:
        """The code of a text.

        Args:
            kind: what the text is; the same text has another code as another thing.
            text: the key or id.
        """
        code = self._codes.get((kind, text))
        if code is None:
            code = self._older.get((kind, text)) or self._made(kind, text)
            if len(self._codes) >= _GENERATION:
                self._older, self._older_texts = self._codes, self._texts
                self._codes, self._texts = {}, {}
            self._codes[kind, text] = code
            self._texts[code] = text
        return code

    def _made(self, kind: str, text: str) -> str:
        said = f"{kind} {text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, said, hashlib.sha256).hex()[:CODE]

    def real(self, code: str) -> str | None:
        """The text of a code; None where nothing in the ledger has it."""
        text = self._texts.get(code) or self._older_texts.get(code)
        return self._sought(code) if text is None and len(code) == CODE else text

    def _sought(self, code: str) -> str | None:
        for kind, query in (
            ("entity", "SELECT DISTINCT key FROM ledger_entities"),
            ("source", "SELECT id FROM ledger_sources UNION SELECT origin FROM ledger_sources"),
            ("id", "SELECT DISTINCT id FROM ledger_claims"),
            ("id", "SELECT DISTINCT told FROM ledger_claims"),
            ("id", "SELECT target FROM ledger_relations"),
        ):
            for (text,) in self._connection.execute(query):
                if self._made(kind, text) == code:
                    return str(text)
        return None


def by_shown_key(catalogue: Catalogue, keys: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Keys in the order of those under which they are shown; sorted by SQLite, as `Named`.

    Args:
        catalogue: of the case.
        keys: the key under which something is shown, and its own.
    """
    table = f"temp.order_{next(_NUMBERS)}"
    catalogue.connection.execute(f"CREATE TABLE {table} (shown TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID")
    catalogue.connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", keys)  # noqa: S608 - own words
    rows = catalogue.connection.execute(f"SELECT key FROM {table} ORDER BY shown")  # noqa: S608 - own words only
    return (str(key) for (key,) in rows)


class KeySet:
    """Words that are put aside one by one: few in memory, more of them in a temporary table, as `Named`.

    Args:
        catalogue: of the case.
    """

    _FEW = 2_048
    _BUCKETS = 1 << 18

    def __init__(self, catalogue: Catalogue) -> None:
        self._connection = catalogue.connection
        self._few: set[str] = set()
        self._table = ""
        self._maybe = bytearray()  # most words are not in it: SQLite is asked only where this says that one may be

    def add(self, key: str) -> bool:
        """Put a word in; tells whether it is new."""
        if not self._table:
            new = key not in self._few
            self._few.add(key)
            if len(self._few) > self._FEW:
                self._spill()
            return new
        return self._insert(key)

    def _spill(self) -> None:
        self._table = f"temp.keys_{next(_NUMBERS)}"
        self._maybe = bytearray(self._BUCKETS)
        self._connection.execute(f"CREATE TABLE {self._table} (key TEXT PRIMARY KEY) WITHOUT ROWID")
        for each in self._few:
            self._insert(each)
        self._few = set()

    def _insert(self, key: str) -> bool:
        self._maybe[hash(key) % self._BUCKETS] = 1
        added = self._connection.execute(f"INSERT OR IGNORE INTO {self._table} VALUES (?)", (key,))  # noqa: S608
        return added.rowcount > 0

    def __contains__(self, key: str) -> bool:
        if not self._table:
            return key in self._few
        if not self._maybe[hash(key) % self._BUCKETS]:
            return False
        query = f"SELECT 1 FROM {self._table} WHERE key = ?"  # noqa: S608 - own words only
        return self._connection.execute(query, (key,)).fetchone() is not None

    def __bool__(self) -> bool:
        return bool(self._table or self._few)
