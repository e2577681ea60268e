"""What programs saw in a content."""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.canonical import Json
from witnessbox.model.records import dataclass


class MediaKind(StrEnum):
    """The broad kind of a content, told by its first bytes and never by its name."""

    VIDEO = "video"
    PICTURE = "picture"
    SOUND = "sound"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    DISK = "disk image"
    OTHER = "other"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in whole pixels of the displayed frame (after rotation); the right and lower edges are exclusive."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one analyser saw in one content; never changed, only joined by later ones.

    Attributes:
        content: SHA-256 of the content, hexadecimal.
        kind: what was seen, for example `probe`, `shot`, `face`.
        analyzer: name of the program part that saw it.
        version: its version; a new version makes new observations.
        model: SHA-256 of the weights it used, or None.
        start_us: start of the span in microseconds of presentation time from the first frame, None for the whole.
        end_us: exclusive end of the span in the same time base.
        region: where in the displayed frame, None for all of it.
        value: the record of that kind as JSON (`witnessbox.model.media` and `witnessbox.model.faces` hold the types).
        confidence: permille, None where the analyser has none.
    """

    content: str
    kind: str
    analyzer: str
    version: str
    model: str | None = None
    start_us: int | None = None
    end_us: int | None = None
    region: Box | None = None
    value: Json = None
    confidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One analyser ran over one content to its end.

    Attributes:
        content: SHA-256 of the content.
        analyzer: name of the analyser.
        version: its version.
        model: digest of its weights joined by `+`, empty when it uses none.
        reason: why it could not see anything, in words; None when it could.
        observations: what it saw.
    """

    content: str
    analyzer: str
    version: str
    model: str
    reason: str | None = None
    observations: tuple[Observation, ...] = ()
