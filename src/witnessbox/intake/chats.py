"""Chat exports in a trove: their messages become records, tied to the files they name; people get pseudonyms.

Messages go to the vault some thousand at a time. Who is behind a pseudonym goes to the compartment at the end, just
before the record that names that payload; an interrupted reading is made good by the next run.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from witnessbox.intake.sealing import Sealing
from witnessbox.media.client_chats import read_chats, tell_chats
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import Operation
from witnessbox.model.codec import from_json
from witnessbox.model.errors import WorkerDiedError
from witnessbox.model.items import Item
from witnessbox.model.messages import (
    ChatExport,
    ChatProgram,
    ChatReading,
    ExportPlace,
    ExportState,
    MediaState,
    Message,
    MessageFile,
    NamedFile,
    Peer,
    PeerTable,
    RawMessage,
)
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.chats import chat_export, contents_at, number_of_messages, texts_of

TOGETHER = 100
"""Contents that the worker looks at in one call."""
SET = 5000
"""Messages in one operation: an export may hold millions."""
PAGES = 200
"""Pages of an export in HTML that the worker reads in one call."""
_PAGE = re.compile(rb"((?:.*/)?messages)([0-9]{0,6})(\.html)", re.DOTALL)


def read_all_chats(sealing: Sealing) -> int:
    """Read the chat exports of an acquisition that were not read yet; gives their number."""
    candidates = texts_of(sealing.writer.catalogue, sealing.acquisition)
    number = 0
    some = list(islice(candidates, TOGETHER))
    with Worker(tasks=("tell-chats", "read-chats") if some else ()) as worker:
        while some:
            for item, sha256 in _exports(sealing, worker, some):
                number += _read(sealing, worker, item, sha256)
            some = list(islice(candidates, TOGETHER))
    return number


def _exports(sealing: Sealing, worker: Worker, some: list[tuple[Item, str]]) -> Iterator[tuple[Item, str]]:
    """Those of some items that begin like an export."""
    descriptors: list[int] = []
    try:
        descriptors.extend(sealing.case.objects.open(sha256) for _, sha256 in some)
        told = tell_chats(worker, descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return (each for each, program in zip(some, told, strict=True) if program is not None)


def _read(sealing: Sealing, worker: Worker, item: Item, sha256: str) -> bool:
    place = ExportPlace(parent=item.parent, path=item.path, content=sha256)
    pages = _pages(sealing.writer.catalogue, place)
    if not pages or chat_export(sealing.writer.catalogue, place.id) is not None:
        return False
    with tempfile.TemporaryFile(dir=sealing.case.temporary) as lines:
        try:
            reading = _read_pages(sealing, worker, pages, lines.fileno())
        except WorkerDiedError:  # whatever it was, it is sealed; another program may read it
            return False
        if reading.state is ExportState.NONE or reading.program is None:
            return False
        lines.seek(0)
        _keep(sealing, place, reading.program, reading, lines)
    return True


def _pages(catalogue: Catalogue, place: ExportPlace) -> list[str]:
    """Contents of all pages of an export; none for a page that another comes before, its own for one without pages."""
    found = _PAGE.fullmatch(place.path)
    if found is None:
        return [place.content]
    number = int(found[2] or 1)

    def page(number: int) -> str | None:
        path = found[1] + (b"" if number == 1 else b"%d" % number) + found[3]
        return next(filter(None, contents_at(catalogue, path, place.parent)), None)

    if number > 1 and page(number - 1) is not None:
        return []
    pages = [place.content]
    while (following := page(number + len(pages))) is not None:
        pages.append(following)
    return pages


def _read_pages(sealing: Sealing, worker: Worker, pages: list[str], out: int) -> ChatReading:
    """What came of all pages; their messages stand behind each other."""
    whole = ChatReading(state=ExportState.NONE)
    for start in range(0, len(pages), PAGES):
        descriptors: list[int] = []
        try:
            descriptors.extend(sealing.case.objects.open(sha256) for sha256 in pages[start : start + PAGES])
            reading = read_chats(worker, descriptors, out)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        if start == 0:
            whole = reading
        elif reading.state is not ExportState.NONE:
            reason = whole.reason or reading.reason
            state = ExportState.WHOLE if reason is None else ExportState.PARTIAL
            whole = replace(whole, state=state, reason=reason, messages=whole.messages + reading.messages)
    return whole


def _keep(
    sealing: Sealing, place: ExportPlace, program: ChatProgram, reading: ChatReading, lines: Iterable[bytes]
) -> None:
    ties = _Ties(sealing.writer.catalogue, place)
    kept = number_of_messages(sealing.writer.catalogue, place.id)  # by an attempt that was interrupted
    some: list[tuple[str, object]] = []
    for number, line in enumerate(lines, 1):
        some.append(("message", ties.message(number, from_json(RawMessage, json.loads(line)))))
        if len(some) >= SET:
            if number > kept:
                _close(sealing, [some])
            some = []
    table = PeerTable(export=place.id, place=place, peers=ties.peers(), chats=reading.chats)
    export = ChatExport(
        id=place.id,
        place=place,
        program=program,
        state=reading.state,
        reason=reading.reason,
        chats=tuple(chat.type for chat in reading.chats),
        messages=reading.messages,
        peers=ties.number,
        receipt=sealing.case.compartment.seal(sealing.case.created.compartment_recipient, table),
    )
    _close(sealing, [some, [("chat export", export)]])


def _close(sealing: Sealing, record_sets: list[list[tuple[str, object]]]) -> None:
    opened = sealing.writer.open_operation(
        Operation.CHATS, sealing.person, isolation=sealing.isolation, purpose=sealing.acquisition
    )
    sealing.writer.close_operation(opened, sealing.person, record_sets)


class _Ties:
    """People and files of one export."""

    def __init__(self, catalogue: Catalogue, place: ExportPlace) -> None:
        self._catalogue, self._place = catalogue, place
        self._peers: dict[tuple[str, str], str] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._folder = posixpath.dirname(place.path)

    def peers(self) -> tuple[Peer, ...]:
        """All that were met."""
        return tuple(Peer(peer=peer, name=name, id=number) for (name, number), peer in self._peers.items())

    @property
    def number(self) -> int:
        """How many people they are."""
        return len(self._known)

    def message(self, number: int, raw: RawMessage) -> Message:
        """A message as it is kept."""
        return Message(
            export=self._place.id,
            number=number,
            chat=raw.chat,
            kind=raw.kind,
            id=raw.id,
            when=raw.when,
            edited=raw.edited,
            author=self._peer(raw.author),
            text=raw.text,
            cut=raw.cut,
            reply_to=raw.reply_to,
            forwarded_from=self._peer(raw.forwarded_from),
            action=raw.action,
            files=tuple(self._file(each) for each in raw.files),
        )

    def _peer(self, who: tuple[str, str] | None) -> str | None:
        """The pseudonym of somebody; an id tells people apart, whatever they are called."""
        if who is None:
            return None
        key = ("", who[1]) if who[1] else who
        if key not in self._known:
            self._known[key] = f"p{len(self._known) + 1}"
        self._peers.setdefault(who, self._known[key])
        return self._known[key]

    def _file(self, named: NamedFile) -> MessageFile:
        if not named.included:
            return MessageFile(written=named.written, state=MediaState.NOT_INCLUDED)
        path = posixpath.normpath(posixpath.join(self._folder, named.written))
        within = self._folder == b"" or path.startswith(self._folder + b"/")
        if named.written.startswith(b"/") or path.startswith(b"..") or not within:
            return MessageFile(written=named.written, state=MediaState.OUTSIDE)
        found = contents_at(self._catalogue, path, self._place.parent)
        contents = [content for content in found if content]
        if not contents:
            state = MediaState.UNREADABLE if found else MediaState.MISSING
            return MessageFile(written=named.written, state=state, path=path if found else None)
        if len(contents) > 1:
            return MessageFile(written=named.written, state=MediaState.SEVERAL, path=path)
        return MessageFile(written=named.written, state=MediaState.TIED, path=path, content=contents[0])
