"""Queries over the chat exports and messages in the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator

from witnessbox.model.codec import from_json
from witnessbox.model.items import Item
from witnessbox.model.messages import ChatExport, Message
from witnessbox.vault.catalogue import Catalogue


def chat_exports(catalogue: Catalogue) -> list[ChatExport]:
    """Chat exports that were read, by place."""
    rows = [
        from_json(ChatExport, json.loads(row)) for (row,) in catalogue.connection.execute("SELECT record FROM chats")
    ]
    return sorted(rows, key=lambda each: (each.place.path, each.place.parent or "", each.id))


def chat_export(catalogue: Catalogue, id_: str) -> ChatExport | None:
    """One chat export."""
    row = catalogue.connection.execute("SELECT record FROM chats WHERE id = ?", (id_,)).fetchone()
    return None if row is None else from_json(ChatExport, json.loads(row[0]))


def messages(catalogue: Catalogue, export: str) -> Iterator[Message]:
    """Messages of a chat export in their order."""
    rows = catalogue.connection.execute("SELECT record FROM messages WHERE export = ? ORDER BY number", (export,))
    return (from_json(Message, json.loads(record)) for (record,) in rows)


def texts_of(catalogue: Catalogue, acquisition: str) -> Iterator[tuple[Item, str]]:
    """Items of an acquisition that may be chat exports, each with the digest of its bytes."""
    rows = catalogue.connection.execute(
        "SELECT i.record, c.sha256 FROM items i JOIN contents c ON c.sha256 = i.content WHERE i.acquisition = ? "
        "AND c.size > 0 AND c.access = 'open' AND (c.mime LIKE 'text/%' OR c.mime LIKE '%json%') "
        "ORDER BY i.parent, i.path, c.sha256",
        (acquisition,),
    )
    return ((from_json(Item, json.loads(record)), sha256) for record, sha256 in rows.fetchall())


def contents_at(catalogue: Catalogue, path: bytes, parent: str | None) -> list[str]:
    """Digests of the items at a place, empty for one without bytes."""
    rows = catalogue.connection.execute(
        "SELECT DISTINCT content FROM items WHERE path = ? AND parent = ? ORDER BY content", (path, parent or "")
    )
    return [str(content) for (content,) in rows]


def number_of_messages(catalogue: Catalogue, export: str) -> int:
    """How many messages of an export are kept; they are kept in their order."""
    (number,) = catalogue.connection.execute("SELECT count(*) FROM messages WHERE export = ?", (export,)).fetchone()
    return int(number)
