"""Messages of chat exports: who wrote what, when, in reply to what, and which files they name.

People appear under pseudonyms (`p1`, `p2`, … in the order in which an export first names them); who they are stands in
a `PeerTable`, which goes to the compartment and nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum

from witnessbox.model.canonical import canonical
from witnessbox.model.records import dataclass


class ChatProgram(StrEnum):
    """Which program wrote an export."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"


class MessageKind(StrEnum):
    """Whether somebody wrote it, or the program noted that something happened."""

    MESSAGE = "message"
    SERVICE = "service"


class MediaState(StrEnum):
    """What came of looking for a file that a message names."""

    TIED = "tied"
    """One content stands at that place."""
    SEVERAL = "several"
    """Several contents stand there, because it changed while it was read."""
    UNREADABLE = "unreadable"
    """An item stands there, and none of its bytes could be taken in."""
    MISSING = "missing"
    """No item stands there."""
    OUTSIDE = "outside"
    """The path leads out of the folder of the export; nothing was looked for."""
    NOT_INCLUDED = "not included"
    """The export itself says that the file was left out."""


class ExportState(StrEnum):
    """How far an export could be read."""

    WHOLE = "whole"
    PARTIAL = "partial"
    """It is damaged, or it met a bound: what could be read was."""
    NONE = "no export"
    """It merely begins like one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time as an export states it.

    Attributes:
        written: as it stands there.
        possible: times of day that this may mean, in ISO 8601, local to a zone that nobody states. More than one where
            day and month cannot be told apart; none where it means no time at all.
        instant: nanoseconds since 1970 UTC as a decimal string, when the export states that, too.
    """

    written: str
    possible: tuple[str, ...]
    instant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file that a message names: its path as raw bytes, and whether the export says that it holds it."""

    written: bytes
    included: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """One message as the worker reads it, with the names of people.

    Attributes:
        chat: number of its chat, from 1.
        kind: whether somebody wrote it.
        id: as the export numbers it, None where it does not.
        when: when it was sent.
        edited: when it was last changed, where the export says that it was.
        author: name, and id where there is one, of who wrote it; None where nobody is named.
        text: as written.
        cut: the text was longer than the bound allows.
        reply_to: id of the message that it answers.
        forwarded_from: like author.
        action: what a service message tells, in Telegram's word.
        files: files that it names.
    """

    chat: int
    kind: MessageKind
    id: str | None
    when: When
    edited: When | None = None
    author: tuple[str, str] | None = None
    text: str
    cut: bool = False
    reply_to: str | None = None
    forwarded_from: tuple[str, str] | None = None
    action: str | None = None
    files: tuple[NamedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawChat:
    """One chat as the worker reads it: its name, id and type, empty where the export does not say."""

    number: int
    name: str
    id: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReading:
    """What the worker says at the end of an export.

    Attributes:
        state: how far it got.
        program: which program wrote it, None for no export.
        reason: why the state is not `whole`.
        chats: those that it holds.
        messages: how many were read.
    """

    state: ExportState
    program: ChatProgram | None = None
    reason: str | None = None
    chats: tuple[RawChat, ...] = ()
    messages: int = 0


# -- as they are kept ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPlace:
    """Where an export was found: the item of its `result.json` or its text."""

    parent: str | None
    path: bytes
    content: str

    @property
    def id(self) -> str:
        """Names the export: the first 32 hex digits of SHA-256 over the canonical JSON of place and content."""
        place = [self.parent, base64.b64encode(self.path).decode("ascii"), self.content]
        return hashlib.sha256(canonical([*place])).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFile:
    """A file that a message names, and the content it was tied to.

    Attributes:
        written: its path as raw bytes.
        state: what came of looking for it.
        path: path of the item; its parent is that of the export. None unless an item was found.
        content: SHA-256 of its bytes, when it is `tied`.
    """

    written: bytes
    state: MediaState
    path: bytes | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `export` and its position there, from 1, name it. The rest is as in `RawMessage`."""

    export: str
    number: int
    chat: int
    kind: MessageKind
    id: str | None
    when: When
    edited: When | None = None
    author: str | None = None
    text: str
    cut: bool = False
    reply_to: str | None = None
    forwarded_from: str | None = None
    action: str | None = None
    files: tuple[MessageFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatExport:
    """What came of reading one export.

    Attributes:
        id: `ExportPlace.id` of its place.
        place: where it was found.
        program: which program wrote it.
        state: how far it could be read.
        reason: why the state is not `whole`.
        chats: type of each chat in order; what chats are called stands in the compartment.
        messages: number of messages.
        peers: number of people whom it names.
        receipt: SHA-256 of the compartment payload that says who they are.
    """

    id: str
    place: ExportPlace
    program: ChatProgram
    state: ExportState
    reason: str | None
    chats: tuple[str, ...]
    messages: int
    peers: int
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who is behind a pseudonym: name and id as the export gives them."""

    peer: str
    name: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerTable:
    """What goes to the compartment: who the people of one export are, and what its chats are called."""

    export: str
    place: ExportPlace
    peers: tuple[Peer, ...]
    chats: tuple[RawChat, ...]
