"""What the catalogue knows of fixity checks: the queue of what is due, and how well the objects were looked after."""

from __future__ import annotations

import json

from witnessbox.model.codec import from_json
from witnessbox.model.fixity import Fixity
from witnessbox.model.records import dataclass
from witnessbox.vault.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class FixityState:
    """How well the objects of a case were looked after.

    Attributes:
        objects: explained objects.
        never: those that no fixity check has met, without the record sets of the checks themselves.
        oldest: time of the oldest last check of any object that was checked, nanoseconds; None when none was.
        damaged: objects whose last check found them damaged.
        missing: objects whose last check did not find them.
    """

    objects: int
    never: int
    oldest: str | None
    damaged: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """An object that waits for its check; `number` is its place in the queue."""

    number: int
    sha256: str
    role: str
    size: int


def queue_fixity(catalogue: Catalogue, *, failed_first: bool) -> tuple[int, int]:
    """Queue every object that the log explains now, those never checked first, then the oldest checked.

    Record sets of the checks themselves count as checked when they were written, else a small budget would go
    into them alone.

    Args:
        catalogue: of a case.
        failed_first: put those before all others whose last check found them damaged or missing.

    Returns:
        Number of objects and of bytes in the queue, which lasts until the catalogue is closed.
    """
    catalogue.connection.executescript(
        "DROP TABLE IF EXISTS temp.due; CREATE TEMP TABLE due "
        "(number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, role TEXT NOT NULL, size INTEGER NOT NULL)"
    )
    catalogue.connection.execute(
        "INSERT INTO temp.due (sha256, role, size) SELECT o.sha256, o.role, o.size FROM objects o "
        "LEFT JOIN fixity f ON f.sha256 = o.sha256 LEFT JOIN operations p ON p.entry = o.operation "
        "LEFT JOIN entries e ON e.digest = p.closed AND p.operation = 'fixity check' ORDER BY "
        "CASE WHEN ? AND f.result IN ('damaged', 'missing') THEN 0 ELSE 1 END, "
        "coalesce(f.position, e.position, -1), o.sha256",
        (failed_first,),
    )
    number, size = catalogue.connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM temp.due").fetchone()
    return int(number), int(size)


def next_due(catalogue: Catalogue, after: int, limit: int) -> list[DueRow]:
    """A part of the queue, after the given number."""
    rows = catalogue.connection.execute(
        "SELECT number, sha256, role, size FROM temp.due WHERE number > ? ORDER BY number LIMIT ?", (after, limit)
    )
    return [DueRow(number=number, sha256=sha256, role=role, size=size) for number, sha256, role, size in rows]


def fixity_state(catalogue: Catalogue) -> FixityState:
    """How well the objects were looked after."""
    (objects,) = catalogue.connection.execute("SELECT count(*) FROM objects").fetchone()
    checked, damaged, missing, oldest = catalogue.connection.execute(
        "SELECT count(*), coalesce(sum(result = 'damaged'), 0), coalesce(sum(result = 'missing'), 0), "
        "min(position) FROM fixity"
    ).fetchone()
    (own,) = catalogue.connection.execute(
        "SELECT count(*) FROM objects o JOIN operations p ON p.entry = o.operation "
        "WHERE p.operation = 'fixity check' AND NOT EXISTS (SELECT 1 FROM fixity f WHERE f.sha256 = o.sha256)"
    ).fetchone()
    row = catalogue.connection.execute("SELECT time FROM entries WHERE position = ?", (oldest,)).fetchone()
    return FixityState(
        objects=int(objects),
        never=int(objects) - int(checked) - int(own),
        oldest=None if row is None else str(row[0]),
        damaged=int(damaged),
        missing=int(missing),
    )


def fixity_failures(catalogue: Catalogue, limit: int) -> list[Fixity]:
    """Objects that their last check found damaged or missing, by digest."""
    rows = catalogue.connection.execute(
        "SELECT record FROM fixity WHERE result IN ('damaged', 'missing') ORDER BY sha256 LIMIT ?", (limit,)
    )
    return [from_json(Fixity, json.loads(record)) for (record,) in rows]
