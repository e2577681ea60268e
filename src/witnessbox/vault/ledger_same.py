"""Events that people found to be one: which event stands for all of them, now or at a position of the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from witnessbox.model.codec import from_json
from witnessbox.model.ledger import SameEvent
from witnessbox.model.lifecycle import NEVER
from witnessbox.model.records import dataclass

SCHEMA = """
CREATE TABLE ledger_same (
  one TEXT NOT NULL, other TEXT NOT NULL, position INTEGER NOT NULL, time TEXT NOT NULL, key TEXT NOT NULL,
  record TEXT NOT NULL, PRIMARY KEY (one, other, position)) WITHOUT ROWID;
CREATE TABLE ledger_roots (member TEXT PRIMARY KEY, root TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX ledger_roots_root ON ledger_roots (root);
"""
"""What people said of two events, and what follows now: each event that is one with others, with the one that stands
for all of them, itself too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameRow:
    """What somebody said of two events.

    Attributes:
        same: what they said.
        key: of the person.
        time: when, nanoseconds since 1970 as text.
    """

    same: SameEvent
    key: str
    time: str


def said(connection: sqlite3.Connection, event: str | None = None, until: int = NEVER) -> list[SameRow]:
    """All that people said of two events, the oldest first: the last word about two counts.

    Args:
        connection: of the catalogue.
        event: only what is said of this one.
        until: position of the log.
    """
    rows = connection.execute(
        "SELECT record, key, time FROM ledger_same WHERE position <= ?1 AND (?2 IS NULL OR one = ?2 OR other = ?2) "
        "ORDER BY position, one, other",
        (until, event),
    )
    return [SameRow(same=from_json(SameEvent, json.loads(record)), key=key, time=time) for record, key, time in rows]


def roots(connection: sqlite3.Connection, until: int = NEVER) -> dict[str, str]:
    """Each event that is one with others, and which stands for all of them: the first in the order of their ids."""
    if until >= NEVER:
        return dict(connection.execute("SELECT member, root FROM ledger_roots"))
    return _roots(row.same for row in said(connection, until=until))


def _roots(every: Iterable[SameEvent]) -> dict[str, str]:
    last = {frozenset((same.one, same.other)): same for same in every}
    found: dict[str, str] = {}

    def root(event: str) -> str:
        while found.get(event, event) != event:
            event = found[event]
        return event

    for same in last.values():
        if same.stands:
            low, high = sorted((root(same.one), root(same.other)))
            found[low], found[high] = low, low
            found.setdefault(same.one, low)
            found.setdefault(same.other, low)
    return {event: root(event) for event in found}


def members(connection: sqlite3.Connection, event: str, until: int = NEVER) -> Sequence[str]:
    """All events that are one with an event, itself among them."""
    if until >= NEVER:
        rows = connection.execute(
            "SELECT member FROM ledger_roots WHERE root = (SELECT root FROM ledger_roots WHERE member = ?) "
            "ORDER BY member",
            (event,),
        )
        return [str(member) for (member,) in rows] or [event]
    found = roots(connection, until)
    return sorted(each for each, root in found.items() if root == found.get(event)) or [event]


def root_of(connection: sqlite3.Connection, event: str) -> str:
    """The event that stands for an event now."""
    row = connection.execute("SELECT root FROM ledger_roots WHERE member = ?", (event,)).fetchone()
    return event if row is None else str(row[0])


def follow(connection: sqlite3.Connection, said_now: SameEvent) -> set[str]:
    """Bring all claims about two events to what people say now; gives the ids of claims for which that may matter."""
    two = (said_now.one, said_now.other)
    before = roots(connection)
    now = _roots(row.same for row in said(connection))
    connection.execute("DELETE FROM ledger_roots")
    connection.executemany("INSERT INTO ledger_roots VALUES (?, ?)", sorted(now.items()))
    whole = {root.get(event, event) for root in (before, now) for event in two}
    affected = {event for root in (before, now) for event, its in root.items() if its in whole} | set(two)
    touched: set[str] = set()
    for event in sorted(affected):
        root = now.get(event, event)
        if before.get(event, event) != root:
            connection.execute(
                "UPDATE ledger_claims SET event = ?1, record = json_set(record, '$.event', ?1) WHERE told = ?2",
                (root, event),
            )
        rows = connection.execute("SELECT id FROM ledger_claims WHERE told = ? AND newest", (event,))
        touched.update(str(claim) for (claim,) in rows)
    return touched


def events(connection: sqlite3.Connection) -> list[str]:
    """Events of which somebody said, at some time, that they are one with another or are not."""
    rows = connection.execute("SELECT one FROM ledger_same UNION SELECT other FROM ledger_same")
    return [str(event) for (event,) in rows]
