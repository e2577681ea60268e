"""The catalogue: an SQLite index over the log. Everything in it can be made anew from log and objects.

All SQL of the program is in this folder: here, in `projection.py`, and for chats and the ledger in files of their own.
"""

from __future__ import annotations

import contextlib
import functools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from witnessbox.model.acts import Operation, Role
from witnessbox.model.codec import from_json
from witnessbox.model.items import Content, Item, Outcome
from witnessbox.model.members import Expansion
from witnessbox.model.observations import MediaKind, Observation
from witnessbox.model.records import dataclass

if TYPE_CHECKING:  # records that most calls never meet are imported where they are met, as in `projection.py`
    from witnessbox.model.plans import Plan, Rendition

SCHEMA_VERSION = 8
"""Raised with every change of the tables; a catalogue of another version is made anew from the log."""

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
  position INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, actor TEXT NOT NULL,
  time TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE persons (
  key TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, public_key BLOB NOT NULL,
  added TEXT NOT NULL, revoked TEXT) WITHOUT ROWID;
CREATE TABLE acquisitions (
  entry TEXT PRIMARY KEY, trove_id TEXT NOT NULL, source TEXT NOT NULL, receipt TEXT NOT NULL,
  closed TEXT, number INTEGER, root TEXT) WITHOUT ROWID;
CREATE TABLE seals (entry TEXT PRIMARY KEY, root TEXT NOT NULL, acquisitions INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE operations (
  entry TEXT PRIMARY KEY, operation TEXT NOT NULL, purpose TEXT NOT NULL, closed TEXT) WITHOUT ROWID;
CREATE TABLE objects (
  sha256 TEXT PRIMARY KEY, role TEXT NOT NULL, size INTEGER NOT NULL, operation TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (
  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, access TEXT NOT NULL,
  record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE items (
  path BLOB NOT NULL, parent TEXT NOT NULL, content TEXT NOT NULL, outcome TEXT NOT NULL,
  acquisition TEXT NOT NULL, size INTEGER NOT NULL, modified TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (path, parent, content, outcome)) WITHOUT ROWID;
CREATE TABLE chats (id TEXT PRIMARY KEY, receipt TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE messages (
    export TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (export, number)
) WITHOUT ROWID;
CREATE TABLE expansions (content TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX items_acquisition ON items (acquisition);
CREATE INDEX items_content ON items (content);
CREATE INDEX items_parent ON items (parent) WHERE parent <> '';
CREATE TABLE analyses (
  content TEXT NOT NULL, analyzer TEXT NOT NULL, version TEXT NOT NULL, model TEXT NOT NULL, reason TEXT,
  PRIMARY KEY (content, analyzer, version, model)) WITHOUT ROWID;
CREATE TABLE observations (
  content TEXT NOT NULL, analyzer TEXT NOT NULL, version TEXT NOT NULL, model TEXT NOT NULL, number INTEGER NOT NULL,
  kind TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (content, analyzer, version, model, number)) WITHOUT ROWID;
CREATE TABLE plans (
  id TEXT PRIMARY KEY, content TEXT NOT NULL, preset TEXT NOT NULL, operation TEXT NOT NULL, record TEXT NOT NULL)
  WITHOUT ROWID;
CREATE INDEX plans_content ON plans (content);
CREATE TABLE approvals (
  entry TEXT PRIMARY KEY, plan TEXT NOT NULL, key TEXT NOT NULL, time TEXT NOT NULL, record TEXT NOT NULL)
  WITHOUT ROWID;
CREATE INDEX approvals_plan ON approvals (plan);
CREATE TABLE grown (
  entry TEXT PRIMARY KEY, plan TEXT NOT NULL, grew_from TEXT NOT NULL, carries TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX grown_plan ON grown (plan);
CREATE TABLE subjects (
  subject TEXT PRIMARY KEY, name TEXT NOT NULL, visibility TEXT NOT NULL, entry TEXT NOT NULL, key TEXT NOT NULL,
  record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE renditions (
  id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, plan TEXT NOT NULL, content TEXT NOT NULL, passed INTEGER NOT NULL,
  record TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX renditions_plan ON renditions (plan);
CREATE TABLE failures (
  content TEXT NOT NULL, plan TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (content, plan)) WITHOUT ROWID;
CREATE TABLE overrules (
  entry TEXT PRIMARY KEY, plan TEXT NOT NULL, rendition TEXT NOT NULL, time_us INTEGER NOT NULL, key TEXT NOT NULL,
  why TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE fixity (
  sha256 TEXT PRIMARY KEY, position INTEGER NOT NULL, result TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
  entry TEXT PRIMARY KEY, manifest TEXT NOT NULL, one_approver INTEGER NOT NULL, renditions TEXT NOT NULL)
  WITHOUT ROWID;
"""

_TOGETHER = 200
"""Rows asked for in one query."""
_CONTAINERS = (MediaKind.ARCHIVE.value, MediaKind.DISK.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as the log stands now."""

    key: str
    name: str
    roles: tuple[Role, ...]
    public_key: bytes
    added: str
    revoked: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item and what is known of its content."""

    item: Item
    acquisition: str
    content: Content | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """An item of a finished acquisition, and what is known of its content."""

    item: Item
    number: int
    content: Content | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """Contents of one broad kind that an acquisition brought: items that hold them, their number, their bytes once."""

    kind: MediaKind
    items: int
    contents: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionRow:
    """An acquisition; `number` and `root` are None while it is open or when it brought nothing new."""

    entry: str
    trove_id: str
    source: str
    receipt: str
    closed: str | None
    number: int | None
    root: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """A signature under a plan."""

    entry: str
    plan: str
    key: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverruleRow:
    """A finding that a person called a false alarm."""

    entry: str
    plan: str
    rendition: str
    time_us: int
    key: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisRow:
    """An analysis that ran to its end; `reason` says why it could not, None when it did."""

    content: str
    analyzer: str
    version: str
    model: str
    reason: str | None


@functools.lru_cache(maxsize=8)
def _plan(record: str) -> Plan:
    """A plan from its record. One call asks for the same few over and over, and long ones are slow to read."""
    from witnessbox.model.plans import Plan

    return from_json(Plan, json.loads(record))


class Catalogue:
    """Queries over the index.

    Args:
        path: the SQLite file; None for a private one, in memory until it grows, then in a nameless temporary file.
        read_only: open without the right to write, for verbs that change nothing.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        uri = "" if path is None else f"{path.absolute().as_uri()}{'?mode=ro' if read_only else ''}"
        self.connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        self.connection.execute("PRAGMA cache_size = -65536")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def create(self) -> None:
        """Make the tables of a new catalogue."""
        from witnessbox.vault import ledger_rows, ledger_same

        self.connection.executescript(SCHEMA + ledger_rows.SCHEMA + ledger_same.SCHEMA)
        self.set_meta("schema", str(SCHEMA_VERSION))
        self.set_meta("applied", "0")

    def schema_version(self) -> int | None:
        """Version of the tables, None when there are none."""
        try:
            value = self.meta("schema")
        except sqlite3.DatabaseError:
            return None
        return None if value is None else int(value)

    def meta(self, key: str) -> str | None:
        """One value about the catalogue itself."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Set one value about the catalogue itself."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def applied(self) -> int:
        """Number of entries of the log that are in the catalogue."""
        return int(self.meta("applied") or 0)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def dump(self) -> Iterator[str]:
        """Every row of every table in order: two catalogues are the same when their dumps are.

        The table about the catalogue itself is left out.
        """
        tables = self.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'meta' ORDER BY name"
        )
        for (table,) in tables.fetchall():
            columns = len(self.connection.execute(f"PRAGMA table_info({table})").fetchall())
            order = ", ".join(str(number + 1) for number in range(columns))
            for row in self.connection.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - own names
                yield f"{table} {row!r}"

    # -- people ----------------------------------------------------------------------------------------------------

    def persons(self, *, active: bool = False) -> list[PersonRow]:
        """People in the order they joined; with `active` only those whose key counts now."""
        rows = self.connection.execute(
            "SELECT p.key, p.name, p.roles, p.public_key, p.added, p.revoked FROM persons p "
            "JOIN entries e ON e.digest = p.added ORDER BY e.position"
        )
        people = [
            PersonRow(
                key=key,
                name=name,
                roles=tuple(Role(role) for role in json.loads(roles)),
                public_key=public_key,
                added=added,
                revoked=revoked,
            )
            for key, name, roles, public_key, added, revoked in rows
        ]
        return [person for person in people if not (active and person.revoked)]

    # -- acquisitions and items ------------------------------------------------------------------------------------

    def acquisitions(self) -> list[AcquisitionRow]:
        """Every acquisition in the order of the log."""
        rows = self.connection.execute(
            "SELECT a.entry, a.trove_id, a.source, a.receipt, a.closed, a.number, a.root FROM acquisitions a "
            "JOIN entries e ON e.digest = a.entry ORDER BY e.position"
        )
        return [
            AcquisitionRow(
                entry=entry, trove_id=trove, source=source, receipt=receipt, closed=closed, number=number, root=root
            )
            for entry, trove, source, receipt, closed, number, root in rows
        ]

    def sealed_roots(self) -> list[bytes]:
        """Roots of the finished acquisitions in the order of their numbers."""
        rows = self.connection.execute("SELECT root FROM acquisitions WHERE number IS NOT NULL ORDER BY number")
        return [bytes.fromhex(root) for (root,) in rows]

    def seal_stated(self, acquisitions: int) -> str | None:
        """Digest of the entry that states the seal over that many acquisitions, None when there is none."""
        row = self.connection.execute("SELECT entry FROM seals WHERE acquisitions = ?", (acquisitions,)).fetchone()
        return None if row is None else str(row[0])

    def outcomes_of(self, acquisition: str) -> dict[str, int]:
        """Number of items that one acquisition brought, by outcome."""
        rows = self.connection.execute(
            "SELECT outcome, count(*) FROM items WHERE acquisition = ? GROUP BY outcome ORDER BY outcome",
            (acquisition,),
        )
        return {str(outcome): int(number) for outcome, number in rows}

    def item_texts(self, acquisition: str, size: int) -> Iterator[list[str]]:
        """Items that one acquisition brought, as canonical JSON, so many at a time."""
        rows = self.connection.execute("SELECT record FROM items WHERE acquisition = ?", (acquisition,))
        while some := rows.fetchmany(size):
            yield [record for (record,) in some]

    def items_of(self, acquisition: str) -> Iterator[Item]:
        """Items that one acquisition brought."""
        rows = self.connection.execute("SELECT record FROM items WHERE acquisition = ?", (acquisition,))
        return (from_json(Item, json.loads(record)) for (record,) in rows)

    def holder(self, item: Item) -> str | None:
        """The acquisition that an item of that identity belongs to: a sealed one, or one that is still open."""
        row = self.connection.execute(
            "SELECT acquisition FROM items WHERE path = ? AND parent = ? AND content = ? AND outcome = ?",
            (item.path, item.parent or "", item.content or "", item.outcome.value),
        ).fetchone()
        return None if row is None else str(row[0])

    def holders(self, items: Sequence[Item]) -> list[str | None]:
        """What `holder` says of each of many items, in a few queries."""
        found: list[str | None] = []
        for start in range(0, len(items), _TOGETHER):
            some = items[start : start + _TOGETHER]
            keys = [
                value
                for item in some
                for value in (item.path, item.parent or "", item.content or "", item.outcome.value)
            ]
            values = ", ".join(["(?, ?, ?, ?)"] * len(some))
            rows = self.connection.execute(
                f"WITH q (path, parent, content, outcome) AS (VALUES {values}) "  # noqa: S608 - question marks only
                "SELECT i.acquisition FROM q LEFT JOIN items i USING (path, parent, content, outcome)",
                keys,
            )
            found.extend(acquisition for (acquisition,) in rows)
        return found

    def explained(self, digests: Sequence[str]) -> set[str]:
        """Those of many digests that are contents already; an object may be there as something else, a source say."""
        found: set[str] = set()
        for start in range(0, len(digests), _TOGETHER):
            some = digests[start : start + _TOGETHER]
            marks = ", ".join("?" * len(some))
            rows = self.connection.execute(f"SELECT sha256 FROM contents WHERE sha256 IN ({marks})", some)  # noqa: S608
            found.update(sha256 for (sha256,) in rows)
        return found

    def sealed_at(self, acquisition: str, path: bytes) -> Item | None:
        """The whole item that an acquisition took in from a path, if it did."""
        row = self.connection.execute(
            "SELECT record FROM items WHERE path = ? AND parent = '' AND outcome = 'sealed' AND acquisition = ?",
            (path, acquisition),
        ).fetchone()
        return None if row is None else from_json(Item, json.loads(row[0]))

    def outcomes(self) -> dict[Outcome, int]:
        """Number of items by outcome."""
        rows = self.connection.execute("SELECT outcome, count(*) FROM items GROUP BY outcome ORDER BY outcome")
        return {Outcome(outcome): number for outcome, number in rows}

    def expansion(self, content: str) -> Expansion | None:
        """What came of opening a container, None when nobody tried."""
        row = self.connection.execute("SELECT record FROM expansions WHERE content = ?", (content,)).fetchone()
        return None if row is None else from_json(Expansion, json.loads(row[0]))

    def expansions(self) -> list[Expansion]:
        """What came of every container that was opened, by its digest."""
        rows = self.connection.execute("SELECT record FROM expansions ORDER BY content")
        return [from_json(Expansion, json.loads(record)) for (record,) in rows]

    def containers_of(self, acquisition: str) -> list[str]:
        """Archives and disk images that an acquisition found in its source itself, by digest."""
        rows = self.connection.execute(
            "SELECT DISTINCT c.sha256 FROM items i JOIN contents c ON c.sha256 = i.content "
            "WHERE i.acquisition = ? AND i.parent = '' AND c.kind IN (?, ?) ORDER BY c.sha256",
            (acquisition, *_CONTAINERS),
        )
        return [sha256 for (sha256,) in rows]

    def containers_in(self, container: str) -> list[str]:
        """Archives and disk images that are members of a container, by digest."""
        rows = self.connection.execute(
            "SELECT DISTINCT c.sha256 FROM items i JOIN contents c ON c.sha256 = i.content "
            "WHERE i.parent = ? AND c.kind IN (?, ?) ORDER BY c.sha256",
            (container, *_CONTAINERS),
        )
        return [sha256 for (sha256,) in rows]

    def is_container(self, content: str) -> bool:
        """Whether a content is an archive or a disk image."""
        row = self.connection.execute("SELECT kind FROM contents WHERE sha256 = ?", (content,)).fetchone()
        return row is not None and row[0] in _CONTAINERS

    def items(self) -> Iterator[ItemRow]:
        """Every item, ordered by path."""
        rows = self.connection.execute(
            "SELECT i.record, i.acquisition, c.record FROM items i LEFT JOIN contents c ON c.sha256 = i.content "
            "ORDER BY i.path, i.parent, i.content, i.outcome"
        )
        for record, acquisition, content in rows:
            yield ItemRow(
                item=from_json(Item, json.loads(record)),
                acquisition=acquisition,
                content=None if content is None else from_json(Content, json.loads(content)),
            )

    def sealed_items(self, number: int | None = None, *, by_content: bool = False) -> Iterator[SealedRow]:
        """Items of one finished acquisition or of all, ordered by path, or by content and then by path."""
        order = "i.content, i.path, i.parent, i.outcome" if by_content else "i.path, i.parent, i.content, i.outcome"
        rows = self.connection.execute(  # a cross join is not reordered, so the rows come sorted out of their index
            "SELECT i.record, a.number, c.record FROM items i CROSS JOIN acquisitions a ON a.entry = i.acquisition "  # noqa: S608
            "LEFT JOIN contents c ON c.sha256 = i.content "
            f"WHERE a.number IS NOT NULL AND (?1 IS NULL OR a.number = ?1) ORDER BY {order}",
            (number,),
        )
        for record, sealed_in, content in rows:
            yield SealedRow(
                item=from_json(Item, json.loads(record)),
                number=sealed_in,
                content=None if content is None else from_json(Content, json.loads(content)),
            )

    def sealed_totals(self, number: int | None = None) -> tuple[int, int]:
        """Number of items of one finished acquisition or of all, and the bytes of their contents, copies counted."""
        items, size = self.connection.execute(
            "SELECT count(*), coalesce(sum(i.size) FILTER (WHERE i.content <> ''), 0) FROM items i "
            "JOIN acquisitions a ON a.entry = i.acquisition "
            "WHERE a.number IS NOT NULL AND (?1 IS NULL OR a.number = ?1)",
            (number,),
        ).fetchone()
        return int(items), int(size)

    def kinds_of(self, acquisition: str) -> list[KindRow]:
        """Contents of one acquisition by broad kind."""
        rows = self.connection.execute(
            "SELECT kind, sum(held), count(*), sum(size) FROM (SELECT c.kind, c.size, count(*) AS held FROM items i "
            "JOIN contents c ON c.sha256 = i.content WHERE i.acquisition = ? GROUP BY c.sha256) GROUP BY kind "
            "ORDER BY kind",
            (acquisition,),
        )
        return [
            KindRow(kind=MediaKind(kind), items=items, contents=contents, size=size)
            for kind, items, contents, size in rows
        ]

    def source_outcomes(self, acquisition: str) -> dict[Outcome, int]:
        """Number of items of the source itself, not of members, that one acquisition brought, by outcome."""
        rows = self.connection.execute(
            "SELECT outcome, count(*) FROM items WHERE acquisition = ? AND parent = '' GROUP BY outcome",
            (acquisition,),
        )
        return {Outcome(outcome): int(number) for outcome, number in rows}

    def not_whole(self, acquisition: str, limit: int) -> list[Item]:
        """Items of one acquisition that are not sealed whole, the gravest outcomes first, then by path."""
        rows = self.connection.execute(
            "SELECT record FROM items WHERE acquisition = ? AND outcome <> 'sealed' ORDER BY CASE outcome "
            "WHEN 'unreadable' THEN 1 WHEN 'partial' THEN 2 WHEN 'changed' THEN 3 WHEN 'vanished' THEN 4 "
            "WHEN 'refused' THEN 5 WHEN 'not opened' THEN 6 ELSE 7 END, path, parent, content LIMIT ?",
            (acquisition, limit),
        )
        return [from_json(Item, json.loads(record)) for (record,) in rows]

    def first_items(self, acquisition: str, limit: int) -> list[Item]:
        """The first items of one acquisition by path, those of the source itself before members."""
        rows = self.connection.execute(
            "SELECT record FROM items WHERE acquisition = ? ORDER BY parent, path, content LIMIT ?",
            (acquisition, limit),
        )
        return [from_json(Item, json.loads(record)) for (record,) in rows]

    def recovered(self, acquisition: str, limit: int) -> tuple[dict[str, int], list[Item]]:
        """Deleted files of disk images that one acquisition recovered: how many of each state, the first by path."""
        rows = self.connection.execute(
            "SELECT json_extract(record, '$.recovery') AS state, count(*) FROM items "
            "WHERE acquisition = ? AND state IS NOT NULL GROUP BY state ORDER BY state",
            (acquisition,),
        )
        counts = {str(state): int(number) for state, number in rows}
        items = self.connection.execute(
            "SELECT record FROM items WHERE acquisition = ? AND json_extract(record, '$.recovery') IS NOT NULL "
            "ORDER BY path, parent, content LIMIT ?",
            (acquisition, limit if counts else 0),
        )
        return counts, [from_json(Item, json.loads(record)) for (record,) in items]

    def expansions_of(self, acquisition: str) -> list[Expansion]:
        """What came of the containers that one acquisition brought, or whose members it brought, by digest."""
        rows = self.connection.execute(
            "SELECT record FROM expansions WHERE content IN (SELECT content FROM items WHERE acquisition = ?1 "
            "UNION SELECT parent FROM items WHERE acquisition = ?1) ORDER BY content",
            (acquisition,),
        )
        return [from_json(Expansion, json.loads(record)) for (record,) in rows]

    def first_place(self, content: str) -> tuple[bytes, str] | None:
        """Path and container (empty for the source itself) of the first item that holds a content, by those."""
        row = self.connection.execute(
            "SELECT path, parent FROM items WHERE content = ? ORDER BY parent, path LIMIT 1", (content,)
        ).fetchone()
        return None if row is None else (bytes(row[0]), str(row[1]))

    def items_with(self, content: str) -> list[ItemRow]:
        """Items that hold one content."""
        rows = self.connection.execute(
            "SELECT record, acquisition FROM items WHERE content = ? ORDER BY path, parent, outcome", (content,)
        )
        known = self.content(content)
        return [
            ItemRow(item=from_json(Item, json.loads(record)), acquisition=acquisition, content=known)
            for record, acquisition in rows
        ]

    # -- contents and observations ---------------------------------------------------------------------------------

    def content(self, sha256: str) -> Content | None:
        """One content, or None."""
        row = self.connection.execute("SELECT record FROM contents WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else from_json(Content, json.loads(row[0]))

    def contents(self, kinds: Iterable[MediaKind] | None = None) -> list[Content]:
        """Contents ordered by digest, of some kinds or of all."""
        wanted = None if kinds is None else set(kinds)
        rows = self.connection.execute("SELECT record FROM contents ORDER BY sha256")
        contents = (from_json(Content, json.loads(record)) for (record,) in rows)
        return [content for content in contents if wanted is None or content.format.kind in wanted]

    def analysis(self, content: str, analyzer: str, version: str, model: str) -> AnalysisRow | None:
        """What came of one analysis, None when it has not run."""
        row = self.connection.execute(
            "SELECT reason FROM analyses WHERE content = ? AND analyzer = ? AND version = ? AND model = ?",
            (content, analyzer, version, model),
        ).fetchone()
        if row is None:
            return None
        return AnalysisRow(content=content, analyzer=analyzer, version=version, model=model, reason=row[0])

    def analyses(self, content: str | None = None) -> list[AnalysisRow]:
        """Analyses of one content or of all."""
        rows = self.connection.execute(
            "SELECT content, analyzer, version, model, reason FROM analyses WHERE ?1 IS NULL OR content = ?1 "
            "ORDER BY content, analyzer, version, model",
            (content,),
        )
        return [
            AnalysisRow(content=sha256, analyzer=analyzer, version=version, model=model, reason=reason)
            for sha256, analyzer, version, model, reason in rows
        ]

    def observations(self, content: str, analyzer: str | None = None) -> tuple[Observation, ...]:
        """Observations of one content, by one analyser or by all."""
        rows = self.connection.execute(
            "SELECT record FROM observations WHERE content = ?1 AND (?2 IS NULL OR analyzer = ?2) "
            "ORDER BY analyzer, version, model, number",
            (content, analyzer),
        )
        return tuple(from_json(Observation, json.loads(record)) for (record,) in rows)

    # -- plans, renditions, releases -------------------------------------------------------------------------------

    def plan(self, plan_id: str) -> Plan | None:
        """One plan, or None."""
        row = self.connection.execute("SELECT record FROM plans WHERE id = ?", (plan_id,)).fetchone()
        return None if row is None else _plan(row[0])

    def plans(self) -> list[tuple[str, Plan]]:
        """Every plan with its id, by content and from old to new."""
        rows = self.connection.execute(
            "SELECT p.id, p.record FROM plans p JOIN entries e ON e.digest = p.operation "
            "ORDER BY p.content, e.position, p.id"
        )
        return [(plan_id, _plan(record)) for plan_id, record in rows]

    def approvals(self, plan_id: str | None = None) -> list[ApprovalRow]:
        """Signatures under one plan or all plans, oldest first."""
        rows = self.connection.execute(
            "SELECT a.entry, a.plan, a.key, a.time FROM approvals a JOIN entries e ON e.digest = a.entry "
            "WHERE ?1 IS NULL OR a.plan = ?1 ORDER BY e.position",
            (plan_id,),
        )
        return [ApprovalRow(entry=entry, plan=plan, key=key, time=time) for entry, plan, key, time in rows]

    def renditions(self) -> list[tuple[str, Rendition]]:
        """Every rendition with its id, ordered by content and id."""
        from witnessbox.model.plans import Rendition

        rows = self.connection.execute("SELECT id, record FROM renditions ORDER BY content, id")
        return [(rendition_id, from_json(Rendition, json.loads(record))) for rendition_id, record in rows]

    def released(self) -> frozenset[str]:
        """Digests of all renditions that stand in a release."""
        rows = self.connection.execute("SELECT renditions FROM releases")
        return frozenset(digest for (listed,) in rows for digest in json.loads(listed))

    def manifests(self) -> frozenset[str]:
        """Digests of the manifests of all releases."""
        return frozenset(manifest for (manifest,) in self.connection.execute("SELECT manifest FROM releases"))

    def rendering_failure(self, plan_id: str) -> str | None:
        """Why an approved plan could not be rendered, None when it was not tried or went well."""
        row = self.connection.execute("SELECT reason FROM failures WHERE plan = ?", (plan_id,)).fetchone()
        return None if row is None else str(row[0])

    def overrules(self, rendition: str | None = None) -> list[OverruleRow]:
        """Overruled findings of one rendition or of all, by time."""
        rows = self.connection.execute(
            "SELECT entry, plan, rendition, time_us, key, why FROM overrules WHERE ?1 IS NULL OR rendition = ?1 "
            "ORDER BY rendition, time_us, entry",
            (rendition,),
        )
        return [
            OverruleRow(entry=entry, plan=plan, rendition=each, time_us=time_us, key=key, why=why)
            for entry, plan, each, time_us, key, why in rows
        ]

    # -- operations and objects ------------------------------------------------------------------------------------

    def operation_kind(self, entry: str) -> Operation | None:
        """What kind of operation an entry opened, None when it opened none."""
        row = self.connection.execute("SELECT operation FROM operations WHERE entry = ?", (entry,)).fetchone()
        return None if row is None else Operation(row[0])

    def open_operations(self, operation: Operation | None = None) -> list[tuple[str, str]]:
        """Operations that nobody closed: entry digest and purpose, oldest first."""
        rows = self.connection.execute(
            "SELECT o.entry, o.purpose FROM operations o JOIN entries e ON e.digest = o.entry "
            "WHERE o.closed IS NULL AND (?1 IS NULL OR o.operation = ?1) ORDER BY e.position",
            (operation,),
        )
        return [(entry, purpose) for entry, purpose in rows]

    def explains(self, sha256: str) -> bool:
        """Whether a closed operation explains an object."""
        return self.connection.execute("SELECT 1 FROM objects WHERE sha256 = ?", (sha256,)).fetchone() is not None

    def objects(self) -> Iterator[tuple[str, str, int]]:
        """Digest, role and size of every explained object."""
        yield from self.connection.execute("SELECT sha256, role, size FROM objects ORDER BY sha256")

    def count(self, table: str) -> int:
        """Number of rows of a table."""
        (number,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - own names
        return int(number)

    def position(self, entry: str) -> int:
        """Position of an entry in the log, from 0.

        Raises:
            KeyError: it is not there.
        """
        row: Any = self.connection.execute("SELECT position FROM entries WHERE digest = ?", (entry,)).fetchone()
        if row is None:
            raise KeyError(entry)
        return int(row[0])


def entries_known(path: Path) -> int:
    """How many entries a catalogue has seen; 0 when it cannot be read."""
    if not path.is_file():
        return 0
    try:
        catalogue = Catalogue(path, read_only=True)
        known = catalogue.applied
    except sqlite3.Error:
        return 0
    catalogue.close()
    return known
