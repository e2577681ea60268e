"""What a decodable part is: a content made from a damaged one, and what of the original is in it and what is not."""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.media import StreamKind
from witnessbox.model.records import dataclass


class Method(StrEnum):
    """How a decodable part was made."""

    COPIED = "packets copied by the file's own index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A run of packets of one stream that was left out; times are of the container's own time base, microseconds.

    Attributes:
        stream: index of the stream in the original.
        start_us: time of the last frame before it that was kept, None where there is none.
        end_us: time of the first frame after it that was kept, None where there is none.
        packets: how many.
        size: their bytes.
        why: what was wrong with the first of them.
    """

    stream: int
    start_us: int | None
    end_us: int | None
    packets: int
    size: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SalvagedStream:
    """What was kept of one stream.

    Attributes:
        index: its number in the original.
        kind: what it carries.
        codec: the decoder's name for its coding, None where there is no decoder.
        packets: how many were kept; 0 for a stream that is not in the derived content at all.
        frames: how many frames, or blocks of sound, the derived content decodes to.
        size: bytes of the packets kept.
        left_out: how many packets were read and not kept.
        start_us: time of its first frame, microseconds in the container's own time base.
        end_us: time of its last frame.
    """

    index: int
    kind: StreamKind
    codec: str | None
    packets: int
    frames: int
    size: int
    left_out: int
    start_us: int | None
    end_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What the sandboxed worker says of a decodable part that it wrote.

    Attributes:
        method: how it was made.
        container: the format it was written in, in the muxer's words.
        tool: name and version of the library that wrote it: another version may write other bytes.
        streams: all streams of the original, in order.
        gaps: what was left out between, before and after what was kept, by stream and time.
        gap_count: how many there are; more than are listed where there are very many.
        flaws: complaints of the decoder when the derived content was decoded whole after it was written.
        reached: offset in the original just after the last byte that was kept.
        announced: size that the original announces for itself, None where it does not.
    """

    method: Method
    container: str
    tool: str
    streams: tuple[SalvagedStream, ...]
    gaps: tuple[Gap, ...]
    gap_count: int
    flaws: int
    reached: int
    announced: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """A decodable part: value of an observation of kind `salvage`.

    Attributes:
        sha256: the derived content.
        size: its bytes.
        source: SHA-256 of the original, which stays the evidence.
        used: bytes of the original that are in it.
        made: the rest, in the worker's words.
    """

    sha256: str
    size: int
    source: str
    used: int
    made: Salvaged
