"""Members of containers: what a worker says of the files inside an archive or a disk image, and the bounds it keeps."""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.items import Attributes, FileTimes, ItemKind, Outcome, Recovery, Run
from witnessbox.model.records import dataclass

ARCHIVE_MIMES = frozenset(
    {
        "application/zip",
        "application/x-7z-compressed",
        "application/vnd.rar",
        "application/x-tar",
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/zstd",
        "application/x-lz4",
        "application/x-lzip",
        "application/x-compress",
        "application/x-cpio",
        "application/x-archive",
        "application/vnd.ms-cab-compressed",
        "message/rfc822",
        "application/mbox",
    }
)
"""Media types that the task `unpack` opens."""
DISK_MIMES = frozenset({"application/x-raw-disk-image", "application/x-ewf", "application/x-iso9660-image"})
"""Media types that the task `read-disk` opens."""
LEFT_CLOSED = frozenset({"application/vnd.android.package-archive"})
"""Media types of containers that are programs: sealed as they are, never opened."""
NOBODY = "none"
"""Reader of a container that this version, or this machine, has no reader for, or that lies too deep."""
NO_TIMES = FileTimes(modified=None)
NO_ATTRIBUTES = Attributes(mode=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the expansion of one container may use; its own bytes are sealed whatever it holds.

    Attributes:
        entries: members.
        size: bytes of all members together.
        ratio: bytes of all members for each byte of the container, looked at beyond `floor`.
        floor: bytes of all members that are always allowed.
        depth: containers inside each other; one that lies deeper is sealed but not expanded.
        seconds: of reading one container, on top of what its size allows.
        memory: bytes of the worker.
    """

    entries: int = 1_000_000
    size: int = 4 * 1024**4
    ratio: int = 250
    floor: int = 256 * 1024**2
    depth: int = 16
    seconds: int = 20
    memory: int = 512 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file, folder link or special file inside a container; its bytes follow it.

    Attributes:
        path: inside the container as raw bytes, `/` between the parts; whatever it says, nothing is written under it.
        kind: what stands there.
        size: bytes that the container announces, None when it does not.
        times: as the container tells them.
        attributes: as the container tells them.
        recovery: for a deleted file, how far its bytes can be trusted.
        runs: where its bytes lie in a disk image.
    """

    path: bytes
    kind: ItemKind
    size: int | None
    times: FileTimes = NO_TIMES
    attributes: Attributes = NO_ATTRIBUTES
    recovery: Recovery | None = None
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEnd:
    """What came of a member after its last byte.

    Attributes:
        outcome: `sealed`, `partial`, `unreadable`, `refused`, `not followed` or `not opened`.
        reason: why it is not `sealed`.
        missing: ranges that could not be read; they were sent as zeros.
    """

    outcome: Outcome
    reason: str | None = None
    missing: tuple[Run, ...] = ()


class ExpansionState(StrEnum):
    """How far a container could be read."""

    WHOLE = "whole"
    PARTIAL = "partial"
    """It is damaged, or its two readers do not agree: what could be read was."""
    LOCKED = "locked"
    """It needs a password that was not given."""
    REFUSED = "refused"
    """It met a bound; what came before was taken in. A call with a higher bound tries again."""
    FAILED = "failed"
    """No reader opens it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a worker says at the end of one container.

    Attributes:
        state: how far it got.
        reader: program and version that read it.
        members: how many it found.
        second_reader: who counted again, None when nobody could.
        second_members: how many that one found.
        bound: the bound that was met, for example `ratio 250`.
        reason: why the state is not `whole`.
        alarms: what a person must look at, for example that two readers gave different bytes.
    """

    state: ExpansionState
    reader: str
    members: int
    second_reader: str | None = None
    second_members: int | None = None
    bound: str | None = None
    reason: str | None = None
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """What came of opening one container.

    Attributes:
        content: SHA-256 of the container, or of the first of the files that it lies in.
        reading: what its reader said.
    """

    content: str
    reading: Reading
