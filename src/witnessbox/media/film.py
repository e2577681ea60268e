"""A video as redaction sees it: every frame with its number, its exact time and one size.

Analysis, rendering and the second look all read through `Film`, so frame 1,000 is the same picture to each of them.
"""

from __future__ import annotations

from array import array
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from witnessbox.media.decode import (
    Clock,
    Frame,
    Orientation,
    decode_packet,
    frame_interval,
    is_cover,
    open_container,
    orientation,
    packets,
    prepare,
    sample_aspect,
    video_stream,
)
from witnessbox.media.shown import as_shown
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Canvas, Timing, timing
from witnessbox.model.observations import MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.video.frame import VideoFrame

_MICROSECONDS = Fraction(1, 1_000_000)
_MAX_TICK = 2**31 - 1  # largest time scale of the MP4 container


class Film:
    """The video that a container shows, decoded once from its start.

    Decoding runs in one thread: several would make what is shown of a damaged stream depend on chance. Interlaced
    frames stay whole, as browsers show them: a mask covers the lines of both fields.

    Attributes:
        stream: what is decoded.
        damaged: packets that the decoder refused so far.
        turn: how stored frames are turned for display, once the first was seen.
        start: time of the first frame in seconds of the container's clock; None while, or if, that is unknown.

    Args:
        source: descriptor of the file, read-only; or a container that somebody else opened, reads and closes, who then
            gives each frame of `stream` to `take`.

    Raises:
        UntrustedInputError: no decoder opens it, or it shows nothing.
    """

    def __init__(self, source: int | InputContainer) -> None:
        self._container = open_container(source) if isinstance(source, int) else source
        stream = video_stream(self._container)
        if stream is None:
            if isinstance(source, int):
                self._container.close()
            raise UntrustedInputError("it has no video")
        self.stream = stream
        self._clock = Clock(frame_interval(stream))
        self.damaged = 0
        self.turn = Orientation()
        self._size: tuple[int, int] | None = None
        self.start: Fraction | None = None
        # Eight bytes a frame and no more: hours of video have half a million of them.
        self._stamps = array("q")
        self._times_us = array("q")
        self._time_base: Fraction | None = None
        self._repaired = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        """Yield every frame in presentation order; a frame of another size than the first is scaled to it."""
        prepare(self.stream, threads=1)
        for packet in packets(self._container, self.stream, damaged=self._note):
            for picture in decode_packet(packet, self._note):
                yield self.take(picture)

    @property
    def guessed_frames(self) -> int:
        """Number of frames the container claims, 0 when it claims none: good for progress only."""
        if self.stream.frames:
            return self.stream.frames
        if self.stream.duration and self.stream.time_base:
            return int(self.stream.duration * self.stream.time_base / frame_interval(self.stream))
        return 0

    @property
    def streams(self) -> int:
        """Number of streams of any kind in the container."""
        return len(self._container.streams)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The other videos of the container, in words; covers of sound files are no videos."""
        others = [each for each in self._container.streams.video if each.index != self.stream.index]
        return tuple(f"number {each.index}, {each.width} x {each.height}" for each in others if not is_cover(each))

    @property
    def repaired(self) -> bool:
        """Whether the time of any frame so far was not the file's own, or the time base changed on the way."""
        return self._repaired

    @property
    def metadata(self) -> dict[str, str]:
        """What the container and the stream say about themselves."""
        return {**self._container.metadata, **self.stream.metadata}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the displayed frame in stored pixels, once the first frame was seen."""
        width, height = self._size or (0, 0)
        return (height, width) if self.turn.turns % 2 else (width, height)

    @property
    def aspect(self) -> Fraction:
        """Width of a displayed pixel over its height."""
        aspect = sample_aspect(self.stream) or Fraction(1)
        return 1 / aspect if self.turn.turns % 2 else aspect

    def canvas(self) -> Canvas:
        """Sizes and times of all that was shown, after the last frame.

        Raises:
            UntrustedInputError: there was no frame.
        """
        if not self._times_us:
            raise UntrustedInputError("it has a video stream, but not one frame can be decoded")
        width, height = self.size
        return Canvas(
            kind=MediaKind.VIDEO,
            width=width,
            height=height,
            aspect_numerator=self.aspect.numerator,
            aspect_denominator=self.aspect.denominator,
            timing=self._timing(),
        )

    def _timing(self) -> Timing:
        """Times in the stream's own ticks where every frame has one, else in microseconds as repaired."""
        base, stamps = self._time_base, self._stamps
        whole = not self._repaired and len(stamps) == len(self._times_us)
        rising = all(later > earlier for earlier, later in pairwise(stamps))
        if base is not None and whole and rising and base.denominator <= _MAX_TICK:
            return timing(base.numerator, base.denominator, (stamp - stamps[0] for stamp in stamps))
        first = self._times_us[0]
        return timing(1, _MICROSECONDS.denominator, (time - first for time in self._times_us))

    def take(self, picture: VideoFrame) -> Frame:
        """Give the next frame of the stream its number and time; one of another size than the first is scaled."""
        if self._size is None:
            self._size = picture.width, picture.height
            self.turn = orientation(picture)
            self._time_base = picture.time_base
            if picture.pts is not None and picture.time_base is not None:
                self.start = picture.pts * picture.time_base
        frame = self._clock.place(picture)
        if picture.pts is not None:
            self._stamps.append(picture.pts)
        self._times_us.append(frame.time_us)
        self._repaired |= frame.repaired or picture.time_base != self._time_base
        shown = as_shown(picture)
        if (shown.width, shown.height) != self._size:
            shown = shown.reformat(width=self._size[0], height=self._size[1], threads=1)
        if shown is not picture:
            frame = Frame(index=frame.index, time_us=frame.time_us, repaired=frame.repaired, picture=shown)
        return frame

    def _note(self, _: str) -> None:
        self.damaged += 1
