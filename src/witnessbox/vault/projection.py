"""From entries to rows: the one function that fills the catalogue, live and in `rebuild`.

Records that most calls never meet are imported where they are met: making their classes takes longer (about a twentieth
of a second) than such a call.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

from witnessbox.model.acts import (
    AcquisitionClosed,
    AcquisitionOpened,
    CaseCreated,
    Exported,
    FindingOverruled,
    NothingNew,
    OperationClosed,
    OperationOpened,
    Person,
    PersonAdded,
    PersonRevoked,
    PlanApproved,
    PlanGrown,
    ReleaseMade,
    SealStated,
)
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.entries import Entry, Kind, key_id
from witnessbox.model.items import Content, Item
from witnessbox.model.members import Expansion
from witnessbox.model.observations import Analysis
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.objects import ObjectStore
from witnessbox.vault.recordsets import Line, read_record_set

Data = TypeVar("Data")
RecordSets: TypeAlias = Callable[[str], tuple[int, Iterable[Line]]]
"""Gives the size and the lines of the record set with a digest."""


def stored(objects: ObjectStore) -> RecordSets:
    """Record sets as they lie in the content store."""

    def read(sha256: str) -> tuple[int, Iterable[Line]]:
        content = objects.read(sha256)
        return len(content), read_record_set(content)

    return read


def apply_entry(catalogue: Catalogue, position: int, entry: Entry, record_sets: RecordSets) -> None:
    """Bring one entry into the catalogue, inside a transaction of the caller.

    Args:
        catalogue: it has all entries before this one.
        position: position of the entry in the log, from 0.
        entry: the entry; its signature was checked when it was made or verified.
        record_sets: the record sets that it names.

    Raises:
        ValueError: the entry or a record set does not have the form of its kind.
    """
    connection, body = catalogue.connection, entry.body
    connection.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
        (position, entry.digest, body.kind.value, body.actor, body.time, canonical(body.data).decode()),
    )
    _APPLY[body.kind](connection, entry, record_sets)
    catalogue.set_meta("applied", str(position + 1))


def _data(kind: type[Data], entry: Entry) -> Data:
    return from_json(kind, entry.body.data)


def _text(record: object) -> str:
    return canonical(to_json(record)).decode()


def _add_person(connection: sqlite3.Connection, person: Person, added: str) -> None:
    connection.execute(
        "INSERT INTO persons VALUES (?, ?, ?, ?, ?, NULL)",
        (key_id(person.public_key), person.name, json.dumps(to_json(person.roles)), person.public_key, added),
    )


def _case_created(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    if connection.execute("SELECT 1 FROM persons").fetchone():
        raise ValueError("a case is created once only")
    _add_person(connection, _data(CaseCreated, entry).person, entry.digest)


def _person_added(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    _add_person(connection, _data(PersonAdded, entry).person, entry.digest)


def _person_revoked(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(PersonRevoked, entry)
    connection.execute("UPDATE persons SET revoked = ? WHERE key = ?", (entry.digest, data.key))


def _acquisition_opened(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(AcquisitionOpened, entry)
    connection.execute(
        "INSERT INTO acquisitions VALUES (?, ?, ?, ?, NULL, NULL, NULL)",
        (entry.digest, data.trove_id, data.source, data.receipt),
    )


def _acquisition_closed(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(AcquisitionClosed, entry)
    connection.execute(
        "UPDATE acquisitions SET closed = ?, number = ?, root = ? WHERE entry = ?",
        (entry.digest, data.number, data.root, data.acquisition),
    )


def _nothing_new(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(NothingNew, entry)
    connection.execute("UPDATE acquisitions SET closed = ? WHERE entry = ?", (entry.digest, data.acquisition))


def _seal_stated(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(SealStated, entry)
    connection.execute("INSERT INTO seals VALUES (?, ?, ?)", (entry.digest, data.root, data.acquisitions))


def _operation_opened(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(OperationOpened, entry)
    connection.execute(
        "INSERT INTO operations VALUES (?, ?, ?, NULL)", (entry.digest, data.operation.value, data.purpose)
    )


def _operation_closed(connection: sqlite3.Connection, entry: Entry, record_sets: RecordSets) -> None:
    data = _data(OperationClosed, entry)
    ledger: _Ledger | None = None
    row = connection.execute(
        "SELECT purpose FROM operations WHERE entry = ? AND closed IS NULL", (data.operation,)
    ).fetchone()
    if row is None:
        raise ValueError("it closes an operation that is not open")
    (purpose,) = row
    connection.execute("UPDATE operations SET closed = ? WHERE entry = ?", (entry.digest, data.operation))
    for sha256 in data.records:
        size, lines = record_sets(sha256)
        _object(connection, sha256, "records", size, data.operation)
        origin = _Origin(data.operation, purpose, sha256, entry)
        for line in lines:
            if line.record in _RECORDS:
                _RECORDS[line.record](connection, line, origin)
            else:
                ledger = ledger or _Ledger(connection, entry)
                ledger.take(line, origin)
    if ledger is not None:
        ledger.settle()


def _plan_approved(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(PlanApproved, entry)
    connection.execute(
        "INSERT INTO approvals VALUES (?, ?, ?, ?, ?)",
        (entry.digest, data.plan, entry.body.actor, entry.body.time, _text(data)),
    )


def _plan_grown(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(PlanGrown, entry)
    known = connection.execute("SELECT count(*) FROM plans WHERE id IN (?, ?)", (data.plan, data.grew_from)).fetchone()
    if data.plan == data.grew_from or known != (2,):
        raise ValueError("it compares plans that are not both there")
    carries = json.dumps(to_json(entry.body.rests_on))
    connection.execute("INSERT INTO grown VALUES (?, ?, ?, ?)", (entry.digest, data.plan, data.grew_from, carries))


def _finding_overruled(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(FindingOverruled, entry)
    connection.execute(
        "INSERT INTO overrules VALUES (?, ?, ?, ?, ?, ?)",
        (entry.digest, data.plan, data.rendition, data.time_us, entry.body.actor, data.why),
    )


def _release_made(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    data = _data(ReleaseMade, entry)
    connection.execute(
        "INSERT INTO releases VALUES (?, ?, ?, ?)",
        (entry.digest, data.manifest, int(data.one_approver), json.dumps(to_json(data.renditions))),
    )


def _exported(_: sqlite3.Connection, entry: Entry, __: RecordSets) -> None:
    _data(Exported, entry)  # it changes nothing but must have its form


def _anchor_requested(_: sqlite3.Connection, entry: Entry, __: RecordSets) -> None:
    from witnessbox.model.anchors import AnchorRequested

    _data(AnchorRequested, entry)


def _anchored(connection: sqlite3.Connection, entry: Entry, _: RecordSets) -> None:
    from witnessbox.model.anchors import Anchored

    asked = (_data(Anchored, entry).request, Kind.ANCHOR_REQUESTED.value)
    if connection.execute("SELECT 1 FROM entries WHERE digest = ? AND kind = ?", asked).fetchone() is None:
        raise ValueError("it answers a request that nobody made")


_APPLY: dict[Kind, Callable[[sqlite3.Connection, Entry, RecordSets], None]] = {
    Kind.CASE_CREATED: _case_created,
    Kind.PERSON_ADDED: _person_added,
    Kind.PERSON_REVOKED: _person_revoked,
    Kind.ACQUISITION_OPENED: _acquisition_opened,
    Kind.ACQUISITION_CLOSED: _acquisition_closed,
    Kind.NOTHING_NEW: _nothing_new,
    Kind.SEAL_STATED: _seal_stated,
    Kind.OPERATION_OPENED: _operation_opened,
    Kind.OPERATION_CLOSED: _operation_closed,
    Kind.PLAN_APPROVED: _plan_approved,
    Kind.PLAN_GROWN: _plan_grown,
    Kind.FINDING_OVERRULED: _finding_overruled,
    Kind.RELEASE_MADE: _release_made,
    Kind.EXPORTED: _exported,
    Kind.ANCHOR_REQUESTED: _anchor_requested,
    Kind.ANCHORED: _anchored,
}


class _Origin:
    """Where a record comes from: its operation, what that belongs to, the record set, the closing entry, its signer."""

    __slots__ = ("closed", "key", "operation", "purpose", "record_set")

    def __init__(self, operation: str, purpose: str, record_set: str, closed: Entry) -> None:
        self.operation = operation
        self.purpose = purpose
        self.record_set = record_set
        self.closed = closed.digest
        self.key = closed.body.actor


def _object(connection: sqlite3.Connection, sha256: str, role: str, size: int, operation: str) -> None:
    connection.execute("INSERT OR IGNORE INTO objects VALUES (?, ?, ?, ?)", (sha256, role, size, operation))


class _Ledger:
    """Records of the ledger that one entry closes."""

    def __init__(self, connection: sqlite3.Connection, closed: Entry) -> None:
        from witnessbox.vault import ledger_rows

        asked = "SELECT position FROM entries WHERE digest = ?"
        (position,) = connection.execute(asked, (closed.digest,)).fetchone()
        self._rows = ledger_rows
        self._connection = connection
        self._batch = ledger_rows.Batch(position=position, time=closed.body.time, key=closed.body.actor)

    def take(self, line: Line, origin: _Origin) -> None:
        from witnessbox.model.ledger import Source

        self._rows.RECORDS[line.record](self._connection, line, self._batch)
        if line.record == "source":
            for sha256, size in line.build(Source).objects():
                _object(self._connection, sha256, "source", size, origin.operation)

    def settle(self) -> None:
        self._rows.settle(self._connection, self._batch)


def _item(connection: sqlite3.Connection, line: Line, origin: _Origin) -> None:
    item = line.build(Item)
    # An item belongs to the first acquisition that seals it: until then a later one that saw it, too, takes it over.
    connection.execute(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path, parent, content, outcome) "
        "DO UPDATE SET acquisition = excluded.acquisition, record = excluded.record, size = excluded.size, "
        "modified = excluded.modified WHERE acquisition IN (SELECT entry FROM acquisitions WHERE number IS NULL)",
        (
            item.path,
            item.parent or "",
            item.content or "",
            item.outcome.value,
            origin.purpose,
            item.size,
            item.times.modified or "",
            line.text,
        ),
    )


def _content(connection: sqlite3.Connection, line: Line, origin: _Origin) -> None:
    content = line.build(Content)
    connection.execute(
        "INSERT OR IGNORE INTO contents VALUES (?, ?, ?, ?, ?, ?)",
        (
            content.sha256,
            content.size,
            content.format.kind.value,
            content.format.mime,
            content.access.value,
            line.text,
        ),
    )
    _object(connection, content.sha256, "content", content.size, origin.operation)


def _expansion(connection: sqlite3.Connection, line: Line, _: _Origin) -> None:
    expansion = line.build(Expansion)
    row = (expansion.content, expansion.reading.state.value, line.text)
    connection.execute("INSERT OR REPLACE INTO expansions VALUES (?, ?, ?)", row)


def _chat_export(connection: sqlite3.Connection, line: Line, _: _Origin) -> None:
    from witnessbox.model.messages import ChatExport

    export = line.build(ChatExport)
    connection.execute("INSERT OR IGNORE INTO chats VALUES (?, ?, ?)", (export.id, export.receipt, line.text))


def _message(connection: sqlite3.Connection, line: Line, _: _Origin) -> None:
    from witnessbox.model.messages import Message

    message = line.build(Message)
    connection.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?)", (message.export, message.number, line.text))


def _analysis(connection: sqlite3.Connection, line: Line, _: _Origin) -> None:
    analysis = line.build(Analysis)
    key = (analysis.content, analysis.analyzer, analysis.version, analysis.model)
    connection.execute("INSERT OR IGNORE INTO analyses VALUES (?, ?, ?, ?, ?)", (*key, analysis.reason))
    rows = ((*key, number, seen.kind, _text(seen)) for number, seen in enumerate(analysis.observations))
    connection.executemany("INSERT OR IGNORE INTO observations VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _plan(connection: sqlite3.Connection, line: Line, origin: _Origin) -> None:
    from witnessbox.model.plans import Plan

    plan = line.build(Plan)
    # A plan that is proposed again takes its place at the end, so that it is the one that counts.
    connection.execute(
        "INSERT INTO plans VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET operation = excluded.operation",
        (origin.record_set, plan.content, plan.preset, origin.operation, line.text),
    )


def _subject(connection: sqlite3.Connection, line: Line, origin: _Origin) -> None:
    from witnessbox.model.subjects import SubjectJudged

    judged = line.build(SubjectJudged)
    connection.execute(
        "INSERT OR REPLACE INTO subjects VALUES (?, ?, ?, ?, ?, ?)",
        (judged.subject, judged.name, judged.visibility.value, origin.closed, origin.key, line.text),
    )


def _rendition(connection: sqlite3.Connection, line: Line, origin: _Origin) -> None:
    from witnessbox.model.plans import Rendition

    rendition = line.build(Rendition)
    connection.execute("DELETE FROM failures WHERE plan = ?", (rendition.plan,))
    connection.execute(
        "INSERT OR REPLACE INTO renditions VALUES (?, ?, ?, ?, ?, ?)",
        (
            rendition.id,
            rendition.sha256,
            rendition.plan,
            rendition.content,
            int(rendition.second_look.passed),
            line.text,
        ),
    )
    _object(connection, rendition.sha256, "rendition", rendition.size, origin.operation)


def _rendering_failed(connection: sqlite3.Connection, line: Line, _: _Origin) -> None:
    from witnessbox.model.plans import RenderingFailed

    failed = line.build(RenderingFailed)
    connection.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", (failed.content, failed.plan, failed.reason))


def _fixity(connection: sqlite3.Connection, line: Line, origin: _Origin) -> None:
    from witnessbox.model.fixity import Fixity

    fixity = line.build(Fixity)
    connection.execute(
        "INSERT OR REPLACE INTO fixity SELECT ?, position, ?, ? FROM entries WHERE digest = ?",
        (fixity.sha256, fixity.result.value, line.text, origin.closed),
    )


_RECORDS: dict[str, Callable[[sqlite3.Connection, Line, _Origin], None]] = {
    "item": _item,
    "content": _content,
    "expansion": _expansion,
    "chat export": _chat_export,
    "message": _message,
    "analysis": _analysis,
    "plan": _plan,
    "subject": _subject,
    "rendition": _rendition,
    "rendering failed": _rendering_failed,
    "fixity": _fixity,
}
