"""Encoders of renditions. Each segment has one of its own: it does not matter when the segment before was made."""

from __future__ import annotations

import re
from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
from av.codec.context import CodecContext

from witnessbox.media.paint import Colours, even
from witnessbox.model.errors import MediaError
from witnessbox.model.faces import Canvas, Container
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from av.video.frame import VideoFrame

SEGMENT_FRAMES = 250
"""Frames of a segment, and the most that a killed run loses: 10 seconds of video. It is also x264's distance of key
frames, so segments cost no more key frames than a film in one piece."""

_GLOBAL_HEADER, _BIT_EXACT = 1 << 22, 1 << 23  # AV_CODEC_FLAG_* of libavcodec/avcodec.h
_PICTURES = frozenset({1, 5})  # H.264 units that a packet may hold: slices (ITU-T H.264, table 7-1)
_START = re.compile(rb"\x00\x00\x01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """How one kind of rendition is encoded.

    Attributes:
        codec: name of the encoder in FFmpeg.
        options: of that encoder.
        name: encoder and settings, for the record.
        mime: media type of the file.
        suffix: file name ending with its dot.
    """

    codec: str
    options: dict[str, str]
    name: str
    mime: str
    suffix: str


_H264 = Encoder(
    codec="libx264",
    options={
        # Half the processor time of superfast at crf 20, for files that are larger.
        "preset": "ultrafast",
        # One quantiser for all frames, which x264 then need not look at before it encodes them: 43 dB of a crowd and 40
        # of noise, where a constant rate factor gives way.
        "qp": "22",
        # Two threads, always: another number would give other bytes.
        "x264-params": f"bframes=0:threads=2:keyint={SEGMENT_FRAMES}",
    },
    name=f"libx264 ultrafast qp 22 bframes 0 threads 2 segment {SEGMENT_FRAMES}",
    mime="video/mp4",
    suffix=".mp4",
)
_VP9 = Encoder(
    codec="libvpx-vp9",
    options={
        "deadline": "realtime",
        "cpu-used": "7",
        # No frame is held back and none is hidden: one packet a frame, at the frame's time.
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "crf": "24",
        "b": "0",
        "qmin": "4",
        "qmax": "36",
        # Threads by columns of tiles only: by rows, the bytes would depend on chance.
        "row-mt": "0",
        "tile-columns": "1",
        "threads": "2",
        "g": str(SEGMENT_FRAMES),
    },
    name=f"libvpx-vp9 realtime 7 crf 24 qmax 36 threads 2 segment {SEGMENT_FRAMES}",
    mime="video/webm",
    suffix=".webm",
)


def encoder_of(container: Container) -> Encoder:
    """How renditions in this kind of file are encoded."""
    return _VP9 if container is Container.WEBM else _H264


def configure(context: Any, canvas: Canvas, colours: Colours, rate: Fraction) -> None:
    """Tell an encoder what it will be given.

    Args:
        context: of the encoder, not opened yet.
        canvas: sizes and times.
        colours: what its numbers mean.
        rate: frames a second on average.
    """
    context.width, context.height = even(canvas.width), even(canvas.height)
    context.pix_fmt = "yuv420p"
    context.time_base = Fraction(1, canvas.timing.denominator)
    context.framerate = rate
    context.sample_aspect_ratio = Fraction(canvas.aspect_numerator, canvas.aspect_denominator)
    context.color_range, context.colorspace = colours.levels, colours.space
    context.color_primaries, context.color_trc = colours.primaries, colours.transfer
    context.flags |= _GLOBAL_HEADER | _BIT_EXACT


def mean_rate(canvas: Canvas) -> Fraction:
    """Frames a second on average: encoders want to know, and keep the times of frames whatever it is."""
    return max((canvas.timing.frames / seconds_of(canvas)).limit_denominator(1001), Fraction(1, 1001))


def seconds_of(canvas: Canvas) -> Fraction:
    """How long all frames take, the last one as long as the one before it."""
    ((last, duration),) = deque(frame_times(canvas), maxlen=1)
    return Fraction(last + duration, canvas.timing.denominator)


def frame_times(canvas: Canvas) -> Iterator[tuple[int, int]]:
    """Time and duration of each frame in turn, in parts of a second as many as the timing's denominator."""
    timing = canvas.timing
    before: int | None = None
    step = 0
    for tick in timing.ticks():
        now = tick * timing.numerator
        if before is not None:
            step = now - before
            yield before, step
        before = now
    if before is not None:
        yield before, step or max(1, timing.denominator // 25)


class SegmentEncoder:
    """Encodes one segment.

    Args:
        encoder: which, and how.
        canvas: sizes and times.
        colours: what the numbers of the frames mean.
        rate: frames a second on average.
    """

    def __init__(self, encoder: Encoder, canvas: Canvas, colours: Colours, rate: Fraction) -> None:
        self._context: Any = CodecContext.create(encoder.codec, "w")
        self._context.options = dict(encoder.options)
        configure(self._context, canvas, colours, rate)
        self._context.open()
        self._h264 = encoder.codec == "libx264"

    @property
    def header(self) -> bytes:
        """Parameters that a decoder needs before the first packet; the same for all segments of a rendition."""
        return bytes(self._context.extradata or b"")

    def encode(self, picture: VideoFrame | None) -> Iterator[tuple[bytes, bool]]:
        """Encode a frame, or what is left when there is none: packets, and whether each can be jumped to."""
        packets: Iterable[Any] = self._context.encode(picture)
        for packet in packets:
            data = bytes(packet)
            yield (pictures_only(data) if self._h264 else data), bool(packet.is_keyframe)


def pictures_only(data: bytes) -> bytes:
    """The slices of an H.264 packet: x264 writes its name, version and settings into a message of the first.

    Raises:
        MediaError: there is no slice in it.
    """
    starts = [found.end() for found in _START.finditer(data)]
    kept = []
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        unit = data[start:] if after is None else data[start : after - 3]
        if unit and unit[0] & 0x1F in _PICTURES:
            kept.append(b"\0\0\0\1" + (unit if after is None else unit.rstrip(b"\0")))
    if not kept:
        raise MediaError("the encoder gave a packet without a picture; report it with the version of PyAV")
    return b"".join(kept)


def libraries() -> str:
    """What encodes, with versions: another one may give other bytes."""
    parts = ", ".join(f"{name} {'.'.join(map(str, version))}" for name, version in sorted(av.library_versions.items()))
    return f"PyAV {av.__version__}, {parts}"
