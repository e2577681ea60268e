"""Rows of the ledger: its tables, and how records of a ledger operation become rows.

What a claim says about histories is taken down once, when it or its standing changes; what may have been so on which
days follows from that and is kept too, so that *status as of a date* reads an index and no claim.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from witnessbox.model.changes import Names, changes_of, days_of
from witnessbox.model.claims import Claim, Reference, RelationKind
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.estimates import ListStatement
from witnessbox.model.ledger import (
    ClaimStatus,
    Consent,
    Entity,
    EntitySchema,
    LedgerEvent,
    NameReview,
    Protection,
    SameEvent,
    Source,
    Step,
)
from witnessbox.model.lifecycle import NEVER, Change, History, HistoryKind, Stage, Stretch, stretches
from witnessbox.model.standing import Decision, standing
from witnessbox.vault import ledger_same
from witnessbox.vault.recordsets import Line

SCHEMA = """
CREATE TABLE ledger_sources (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL, published TEXT NOT NULL,
  sha256 TEXT, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE ledger_entities (
  key TEXT NOT NULL, position INTEGER NOT NULL, schema TEXT NOT NULL, protection TEXT, record TEXT NOT NULL,
  PRIMARY KEY (key, position)) WITHOUT ROWID;
CREATE INDEX ledger_entities_schema ON ledger_entities (schema);
CREATE INDEX ledger_entities_protected ON ledger_entities (key) WHERE protection IS NOT NULL;
CREATE TABLE ledger_events (
  id TEXT NOT NULL, position INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (id, position)) WITHOUT ROWID;
CREATE TABLE ledger_claims (
  id TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, newest INTEGER NOT NULL, source TEXT NOT NULL,
  event TEXT NOT NULL, told TEXT NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
  low INTEGER NOT NULL, high INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE INDEX ledger_claims_event ON ledger_claims (event) WHERE newest;
CREATE INDEX ledger_claims_told ON ledger_claims (told);
CREATE INDEX ledger_claims_days ON ledger_claims (low, high, id) WHERE newest;
CREATE INDEX ledger_claims_source ON ledger_claims (source) WHERE newest;
CREATE INDEX ledger_claims_status ON ledger_claims (status) WHERE newest;
CREATE INDEX ledger_claims_place ON ledger_claims (json_extract(record, '$.place'))
  WHERE newest AND json_extract(record, '$.place') IS NOT NULL;
CREATE INDEX ledger_claims_type ON ledger_claims (type) WHERE newest;
CREATE TABLE ledger_parts (
  entity TEXT NOT NULL, claim TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (entity, claim, role)) WITHOUT ROWID;
CREATE INDEX ledger_parts_claim ON ledger_parts (claim);
CREATE TABLE ledger_steps (
  claim TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL, time TEXT NOT NULL, key TEXT NOT NULL,
  record TEXT NOT NULL, PRIMARY KEY (claim, number)) WITHOUT ROWID;
CREATE TABLE ledger_relations (
  target TEXT NOT NULL, claim TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (target, claim, kind)) WITHOUT ROWID;
CREATE INDEX ledger_relations_claim ON ledger_relations (claim);
CREATE TABLE ledger_consents (
  id TEXT NOT NULL, position INTEGER NOT NULL, subject TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (id, position)
) WITHOUT ROWID;
CREATE TABLE ledger_reviews (
  subject TEXT NOT NULL, position INTEGER NOT NULL, time TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (subject, position)) WITHOUT ROWID;
CREATE TABLE ledger_lists (
  id TEXT NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (id, position)
) WITHOUT ROWID;
CREATE TABLE ledger_changes (
  history TEXT NOT NULL, claim TEXT NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL, till INTEGER NOT NULL,
  event TEXT NOT NULL, stage TEXT NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, firm INTEGER NOT NULL,
  status TEXT NOT NULL, known TEXT NOT NULL, PRIMARY KEY (history, claim, number, since)) WITHOUT ROWID;
CREATE INDEX ledger_changes_claim ON ledger_changes (claim);
CREATE TABLE ledger_histories (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, matter TEXT NOT NULL,
  known TEXT NOT NULL, claims INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX ledger_histories_subject ON ledger_histories (subject);
CREATE INDEX ledger_histories_body ON ledger_histories (body);
CREATE INDEX ledger_histories_matter ON ledger_histories (matter) WHERE matter <> '';
CREATE INDEX ledger_histories_told ON ledger_histories (id) WHERE claims;
CREATE TABLE ledger_stretches (
  history TEXT NOT NULL, first INTEGER NOT NULL, stages TEXT NOT NULL, PRIMARY KEY (history, first)) WITHOUT ROWID;
"""
"""Tables of the ledger, beside those of `ledger_same`. A claim has a row for each version, an entity and an event one
for each entry that told of it; the latest counts. `event` of a claim is the one that stands for all that are one with
the event that it was told of (`told`), and `record` says the same. Days are numbers of `date.toordinal`. What a claim
says about a history stood from position `since` of the log up to and without `till`, so that what was known on an
earlier day is read and not made again; for the same reason histories stay when nothing tells of them any more."""

COUNTED = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED})
"""Claims that make a history: those that people stand behind. Under dispute they make things possible, never sure."""


@dataclass(slots=True)
class Batch:
    """The records of one operation on their way into rows.

    Attributes:
        position: of the entry that closes it.
        time: of that entry.
        key: who signed it.
        claims: claims whose standing or histories may have changed.
    """

    position: int
    time: str
    key: str
    claims: set[str] = field(default_factory=set)


Apply = Callable[[sqlite3.Connection, Line, Batch], None]


def _source(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    source = line.build(Source)
    connection.execute(
        "INSERT OR IGNORE INTO ledger_sources VALUES (?, ?, ?, ?, ?, ?, ?)",
        (source.id, batch.position, source.kind.value, source.origin, source.published, source.sha256, line.text),
    )


def _entity(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    entity = line.build(Entity)
    protection = None if entity.protection is None else entity.protection.value
    connection.execute(
        "INSERT OR REPLACE INTO ledger_entities VALUES (?, ?, ?, ?, ?)",
        (entity.key, batch.position, entity.schema.value, protection, line.text),
    )
    keys = {entity.key, entity.organization or ""}
    for key in keys - {""}:  # another name of an organisation or post, or a protection, can change what claims mean
        rows = connection.execute("SELECT claim FROM ledger_parts WHERE entity = ?", (key,))
        batch.claims.update(claim for (claim,) in rows)


def _event(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    event = line.build(LedgerEvent)
    connection.execute("INSERT OR REPLACE INTO ledger_events VALUES (?, ?, ?)", (event.id, batch.position, line.text))


def _claim(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    claim = line.build(Claim)
    (known,) = connection.execute("SELECT count(*) FROM ledger_claims WHERE id = ?", (claim.id,)).fetchone()
    if claim.version != known + 1:
        raise ValueError(f"version {claim.version} of claim {claim.id} does not follow version {known}")
    low, high = days_of(claim.date)
    batch.claims.update(_denied_by(connection, claim.id))
    event = ledger_same.root_of(connection, claim.event)
    connection.execute("UPDATE ledger_claims SET newest = 0 WHERE id = ?", (claim.id,))
    connection.execute(
        "INSERT INTO ledger_claims VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            claim.id,
            claim.version,
            batch.position,
            claim.source,
            event,
            claim.event,
            claim.type.value,
            claim.kind.value,
            ClaimStatus.PROPOSED.value,
            low,
            high,
            line.text if event == claim.event else json.dumps(to_json(replace(claim, event=event)), ensure_ascii=False),
        ),
    )
    connection.execute("DELETE FROM ledger_parts WHERE claim = ?", (claim.id,))
    connection.execute("DELETE FROM ledger_relations WHERE claim = ?", (claim.id,))
    connection.executemany(
        "INSERT OR IGNORE INTO ledger_parts VALUES (?, ?, ?)",
        [(each.entity, claim.id, each.role.value) for each in claim.participants if each.refers is Reference.ENTITY],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO ledger_relations VALUES (?, ?, ?)",
        [(each.target, claim.id, each.kind.value) for each in claim.relations],
    )
    batch.claims.add(claim.id)


def _step(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    step = line.build(Step)
    if connection.execute("SELECT 1 FROM ledger_claims WHERE id = ?", (step.claim,)).fetchone() is None:
        raise ValueError(f"a step about claim {step.claim}, which is not there")
    connection.execute(
        "INSERT INTO ledger_steps SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5 FROM ledger_steps WHERE claim = ?1",
        (step.claim, batch.position, batch.time, batch.key, line.text),
    )
    batch.claims.add(step.claim)


def _consent(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    consent = line.build(Consent)
    connection.execute(
        "INSERT OR REPLACE INTO ledger_consents VALUES (?, ?, ?, ?)",
        (consent.id, batch.position, consent.subject, line.text),
    )


def _review(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    review = line.build(NameReview)
    connection.execute(
        "INSERT OR REPLACE INTO ledger_reviews VALUES (?, ?, ?, ?, ?)",
        (review.subject, batch.position, batch.time, batch.key, line.text),
    )


def _lists(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    stated = line.build(ListStatement)
    connection.execute(
        "INSERT OR REPLACE INTO ledger_lists VALUES (?, ?, ?, ?)", (stated.id, batch.position, batch.key, line.text)
    )


def _same(connection: sqlite3.Connection, line: Line, batch: Batch) -> None:
    same = line.build(SameEvent)
    connection.execute(
        "INSERT OR REPLACE INTO ledger_same VALUES (?, ?, ?, ?, ?, ?)",
        (same.one, same.other, batch.position, batch.time, batch.key, line.text),
    )
    batch.claims.update(ledger_same.follow(connection, same))


RECORDS: dict[str, Apply] = {
    "source": _source,
    "entity": _entity,
    "event": _event,
    "claim": _claim,
    "step": _step,
    "consent": _consent,
    "lists": _lists,
    "review": _review,
    "same": _same,
}
"""Records of a ledger operation."""


# -- what follows from the records -----------------------------------------------------------------------------------


def settle(connection: sqlite3.Connection, batch: Batch) -> None:
    """Bring standings, changes and stretches of the touched claims up to date."""
    touched = sorted(batch.claims)
    if not touched:
        return
    denials: set[str] = set()
    for claim in touched:
        denials |= _denied_by(connection, claim)
        _restate(connection, claim)
    names = _Known(connection)
    histories: set[str] = set()
    for claim in sorted({*touched, *denials}):
        histories |= _retake(connection, claim, names, batch.position)
    for history in sorted(histories):
        _restretch(connection, history)


def _denied_by(connection: sqlite3.Connection, claim: str) -> set[str]:
    """Claims that a claim denies, itself or by their event."""
    rows = connection.execute(
        "SELECT c.id FROM ledger_relations r JOIN ledger_claims c ON c.newest AND c.event = coalesce((SELECT root FROM "
        "ledger_roots WHERE member = r.target), r.target) "
        "WHERE r.claim = ?1 AND r.kind = ?2 UNION SELECT target FROM ledger_relations WHERE claim = ?1 AND kind = ?2",
        (claim, RelationKind.DENIES.value),
    )
    return {target for (target,) in rows}


def protections_in(connection: sqlite3.Connection, claim: Claim) -> dict[str, Protection]:
    """Why those with a part in a claim are protected, by key; those that never were are left out."""
    rows = connection.execute(
        "SELECT key, protection FROM ledger_entities WHERE protection IS NOT NULL "
        "AND key IN (SELECT value FROM json_each(?)) ORDER BY position",
        (json.dumps([each.entity for each in claim.participants]),),
    )
    return {key: Protection(protection) for key, protection in rows}


def decisions(connection: sqlite3.Connection, claim: str, until: int = NEVER) -> list[Decision]:
    """What people did with a claim, up to a position of the log."""
    rows = connection.execute(
        "SELECT position, time, key, record FROM ledger_steps WHERE claim = ? AND position <= ? ORDER BY number",
        (claim, until),
    )
    return [
        Decision(position=position, time=time, key=key, step=from_json(Step, json.loads(record)))
        for position, time, key, record in rows
    ]


def versions(connection: sqlite3.Connection, claim: str, until: int = NEVER) -> list[Claim]:
    """Versions of a claim as they were told, up to a position of the log."""
    rows = connection.execute(
        "SELECT record, told FROM ledger_claims WHERE id = ? AND position <= ? ORDER BY version", (claim, until)
    )
    return [told_of(from_json(Claim, json.loads(record)), told) for record, told in rows]


def told_of(claim: Claim, event: str) -> Claim:
    """A claim that speaks of an event."""
    return claim if claim.event == event else replace(claim, event=event)


def _restate(connection: sqlite3.Connection, claim: str) -> None:
    every = versions(connection, claim)
    now = standing(every, decisions(connection, claim), protections_in(connection, every[-1]))
    connection.execute("UPDATE ledger_claims SET status = ? WHERE id = ? AND newest", (now.status.value, claim))


class _Known:
    """Organisations and posts, looked up when they are needed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._bodies: dict[str, Entity | None] = {}
        rows = connection.execute(
            "SELECT key, record FROM ledger_entities WHERE schema = ? ORDER BY position", (EntitySchema.POSITION.value,)
        )
        self._posts = {key: from_json(Entity, json.loads(record)) for key, record in rows}

    def names(self, keys: Sequence[str]) -> Names:
        """Some organisations, and every post."""
        for key in keys:
            if key not in self._bodies:
                row = self._connection.execute(
                    "SELECT record FROM ledger_entities WHERE key = ? ORDER BY position DESC LIMIT 1", (key,)
                ).fetchone()
                self._bodies[key] = None if row is None else from_json(Entity, json.loads(row[0]))
        bodies = {key: body for key in keys if (body := self._bodies[key]) is not None}
        return Names(bodies=bodies, posts=self._posts)


def _retake(connection: sqlite3.Connection, id_: str, known: _Known, position: int) -> set[str]:
    """Take down anew what a claim says about histories; gives the histories that this may have changed."""
    row = connection.execute(
        "SELECT c.record, c.status, s.published FROM ledger_claims c LEFT JOIN ledger_sources s ON s.id = c.source "
        "WHERE c.id = ? AND c.newest",
        (id_,),
    ).fetchone()
    if row is None:  # a denial of an event that has no claim
        return set()
    record, status, published = row
    claim = from_json(Claim, json.loads(record))
    names = known.names([each.entity for each in claim.participants if each.refers is Reference.ENTITY])
    found = list(changes_of(claim, names))
    denied = bool(found) and _is_denied(connection, claim)
    now: dict[tuple[str, int], tuple[Any, ...]] = {}
    for number, (history, change) in enumerate(found):
        connection.execute(
            "INSERT OR IGNORE INTO ledger_histories VALUES (?, ?, ?, ?, ?, '', 0)",
            (history.id, history.kind.value, history.subject, history.body, history.matter),
        )
        firm = int(change.firm and not denied)
        said = (change.event, change.stage.value, change.low, change.high, firm, status, published or "")
        now[history.id, number] = said
    before = {
        (history, number): tuple(said)
        for history, number, *said in connection.execute(
            "SELECT history, number, event, stage, low, high, firm, status, known FROM ledger_changes "
            "WHERE claim = ? AND till = ?",
            (id_, NEVER),
        )
    }
    gone = [key for key, said in before.items() if now.get(key) != said]
    come = [key for key, said in now.items() if before.get(key) != said]
    connection.executemany(
        "UPDATE ledger_changes SET till = ? WHERE history = ? AND claim = ? AND number = ? AND till = ?",
        [(position, history, id_, number, NEVER) for history, number in gone],
    )
    connection.executemany(
        "INSERT INTO ledger_changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(history, id_, number, position, NEVER, *now[history, number]) for history, number in come],
    )
    moved = [(history, before[history, number]) for history, number in gone]
    moved += [(history, now[history, number]) for history, number in come]
    return {history for history, said in moved if said[5] in COUNTED}


def _is_denied(connection: sqlite3.Connection, claim: Claim) -> bool:
    row = connection.execute(
        "SELECT 1 FROM ledger_relations r CROSS JOIN ledger_claims c ON c.id = r.claim AND c.newest "  # ties are few
        "WHERE r.target IN (SELECT value FROM json_each(?)) AND r.kind = ? AND c.status IN (?, ?) AND c.id <> ?",
        (
            json.dumps([claim.id, *ledger_same.members(connection, claim.event)]),
            RelationKind.DENIES.value,
            ClaimStatus.CONFIRMED.value,
            ClaimStatus.DISPUTED.value,
            claim.id,
        ),
    ).fetchone()
    return row is not None


def _restretch(connection: sqlite3.Connection, history: str) -> None:
    """Find anew what may have been so on which days."""
    rows = connection.execute(
        f"SELECT {TOLD} FROM ledger_changes c WHERE history = ? AND till = ? AND status IN (?, ?)",  # noqa: S608
        (history, NEVER, *sorted(COUNTED)),
    ).fetchall()
    connection.execute("DELETE FROM ledger_stretches WHERE history = ?", (history,))
    known, number, found = told(HistoryKind(json.loads(history)[0]), rows)
    connection.execute("UPDATE ledger_histories SET known = ?, claims = ? WHERE id = ?", (known, number, history))
    connection.executemany(
        "INSERT INTO ledger_stretches VALUES (?, ?, ?)",
        [(history, each.first, json.dumps(to_json(each.stages))) for each in found],
    )


TOLD = "c.event, c.stage, c.low, c.high, c.firm, c.status, c.known, c.claim"
"""Columns of `ledger_changes c`, as `told` takes them."""


def told(kind: HistoryKind, rows: Sequence[tuple[Any, ...]]) -> tuple[str, int, tuple[Stretch, ...]]:
    """What claims tell of one history: the date of the newest source, how many they are, what may have been so when."""
    changes = [
        Change(
            event=event,
            stage=Stage(stage),
            low=low,
            high=high,
            firm=bool(firm) and status != ClaimStatus.DISPUTED.value,
        )
        for event, stage, low, high, firm, status, *_ in rows
    ]
    known = max((row[6] for row in rows), default="")
    return known, len({row[7] for row in rows}), stretches(kind, changes)


def history_of(kind: str, subject: str, body: str, matter: str) -> History:
    """A history from its row."""
    return History(kind=HistoryKind(kind), subject=subject, body=body, matter=matter)
