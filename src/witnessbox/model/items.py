"""Items and contents: what was found where, and the bytes it had."""

from __future__ import annotations

import base64
from enum import StrEnum

from witnessbox.model.canonical import Json
from witnessbox.model.media import Format
from witnessbox.model.records import dataclass

TROVE_ID = "trove-1"
"""A case holds one trove today; every record names it, so that several need no new format."""


class ItemKind(StrEnum):
    """What stood at the place in the source."""

    FILE = "file"
    LINK = "link"
    FIFO = "fifo"
    SOCKET = "socket"
    DEVICE = "device"
    DIRECTORY = "directory"


class Outcome(StrEnum):
    """What came of taking one item in."""

    SEALED = "sealed"
    """All its bytes are in the vault."""
    UNREADABLE = "unreadable"
    """Its bytes could not be read; the reason stands beside it."""
    PARTIAL = "partial"
    """Some ranges could not be read; they are listed, and stand as zeros in the content."""
    REFUSED = "refused"
    """A member of a container beyond a bound on expansion; the bound stands beside it, the container is sealed."""
    CHANGED = "changed"
    """It grew or shrank while it was read; what was read is in the vault."""
    VANISHED = "vanished"
    """It was listed and gone when it was to be read."""
    NOT_FOLLOWED = "not followed"
    """A link: its target text is recorded and never opened."""
    NOT_OPENED = "not opened"
    """A pipe, socket or device: it has no bytes to take in."""


FAILED_OUTCOMES = frozenset({Outcome.UNREADABLE, Outcome.PARTIAL, Outcome.CHANGED, Outcome.VANISHED})
"""Outcomes that make an intake end with status 3."""


class Recovery(StrEnum):
    """How far a deleted file that a disk image still names can be trusted."""

    RECOVERED = "recovered"
    """Nothing that the file system keeps speaks against its bytes being those of the deleted file."""
    DOUBTFUL = "doubtful"
    """Its bytes may belong to another file: it was fragmented, or its place was given away since."""


class Access(StrEnum):
    """Whether a content may be decoded or exported; every room asks before it does."""

    OPEN = "open"
    RESTRICTED = "restricted"
    HANDED_OVER = "handed over"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTimes:
    """Times of the file system in nanoseconds since 1970 UTC, as decimal strings; None where it keeps none.

    Attributes:
        modified: when the bytes last changed.
        changed: when the entry last changed.
        accessed: when it was last read.
        born: when it was made.
        local: they were kept as the time of day of an unknown zone (FAT, ZIP) and are counted here as if that was UTC.
    """

    modified: str | None
    changed: str | None = None
    accessed: str | None = None
    born: str | None = None
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A range of bytes.

    Attributes:
        offset: of its first byte; None for a hole, which no bytes of the container stand for.
        length: in bytes.
    """

    offset: int | None
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What else the file system says: permission bits, owner and group numbers, link count, and a link's target."""

    mode: int
    owner: int = 0
    group: int = 0
    links: int = 1
    target: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file at one place in one acquisition.

    Attributes:
        trove_id: the trove it belongs to.
        path: its path below the source as raw bytes, `/` between the parts.
        parent: SHA-256 of the archive or image whose member it is, None for a file of the source itself.
        content: SHA-256 of its bytes, None when none were taken.
        size: number of bytes taken in, or what the file system said when none were.
        kind: what stood there.
        outcome: what came of it.
        reason: why the outcome is not `sealed`, or why a recovered file is doubtful, in words; None otherwise.
        times: as the source's file system told them before the file was opened.
        attributes: as the source's file system told them.
        recovery: for a deleted file of a disk image, how far it can be trusted; None for every other item.
        missing: ranges of a partial item that could not be read and stand as zeros in its content, in order.
        runs: where its bytes lie in the disk image that it is a member of, in order; none for any other item.
    """

    trove_id: str
    path: bytes
    parent: str | None = None
    content: str | None
    size: int
    kind: ItemKind
    outcome: Outcome
    reason: str | None = None
    times: FileTimes
    attributes: Attributes
    recovery: Recovery | None = None
    missing: tuple[Run, ...] = ()
    runs: tuple[Run, ...] = ()

    def identity(self) -> Json:
        """What makes it one item however often it is taken in: place and content."""
        return [self.parent, base64.b64encode(self.path).decode("ascii"), self.content, self.outcome.value]

    def sealed_fields(self) -> dict[str, Json]:
        """The fields behind the seal, by name, without the reference."""
        times, attributes = self.times, self.attributes
        target = attributes.target
        return {
            "content": self.content,
            "size": str(self.size),
            "path": base64.b64encode(self.path).decode("ascii"),
            "kind": self.kind.value,
            "outcome": self.outcome.value,
            "times": [times.modified, times.born, times.local],
            "attributes": [attributes.mode, None if target is None else base64.b64encode(target).decode("ascii")],
            "origin": [self.trove_id, self.parent],
            "condition": [
                None if self.recovery is None else self.recovery.value,
                [[run.offset, run.length] for run in self.missing],
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Unique bytes, named by their SHA-256.

    Attributes:
        sha256: digest of the bytes.
        size: their number.
        encoding: how the object file stores them; `identity` as they are. Encrypted objects get another word.
        stored_sha256: digest of the object file.
        stored_size: size of the object file.
        format: what they are.
        access: whether they may be decoded or exported.
    """

    sha256: str
    size: int
    encoding: str = "identity"
    stored_sha256: str
    stored_size: int
    format: Format
    access: Access = Access.OPEN
