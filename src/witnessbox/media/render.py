"""Painting masks into a content and writing it anew: pixels only, nothing else of the original survives.

Videos stay in YUV 4:2:0 from decoder to encoder. Every frame keeps its number and time; the encoder makes no B-frames,
so the times in the file are the times of the frames and no edit list is needed. A video is encoded in segments, each
closed in itself, which a journal keeps: a run that was killed loses the current one. A run that goes on decodes from
the start and skips what it has: the index of a file may be wrong, and would give other frames without any error.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from witnessbox.media import decode, paint
from witnessbox.media.encode import (
    SEGMENT_FRAMES,
    SegmentEncoder,
    encoder_of,
    frame_times,
    libraries,
    mean_rate,
    seconds_of,
)
from witnessbox.media.film import Film
from witnessbox.media.join import join
from witnessbox.media.paint import Painter, colours_of, even
from witnessbox.media.segments import Journal
from witnessbox.media.sound import SoundTrack
from witnessbox.media.unchanged import AGAIN, same_size
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import PlanBody, RenderResult, Sound, SoundUse, Spoken, filled
from witnessbox.model.observations import MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.video.frame import VideoFrame

    from witnessbox.media.decode import Frame
    from witnessbox.media.paint import Colours
    from witnessbox.media.tasks import Progress
    from witnessbox.model.observations import Box

_TOLD_EVERY = 25  # frames between two reports of progress


def render(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: paint a plan into a video.

    Args:
        params: `plan`: a `PlanBody`; `key`: what the journal belongs to, any text; `spoken`: list of `Spoken`.
        inputs: the content; what a voice said, where `spoken` is not empty.
        outputs: an empty file for the rendition, and a journal, empty or of an earlier run; readable and writable.
        progress: frames done, of all.

    Returns:
        A `RenderResult`.

    Raises:
        UntrustedInputError: the content cannot be decoded, or decodes to other frames than the plan was made for.
    """
    wanted = cast("dict[str, Json]", params)
    plan = from_json(PlanBody, wanted["plan"])
    spoken = from_json(tuple[Spoken, ...], wanted.get("spoken", []))
    return to_json(_Rendering(plan, inputs, outputs, str(wanted["key"]), spoken).run(progress))


class _Rendering:
    """One video on its way from a content to a rendition."""

    def __init__(
        self, plan: PlanBody, inputs: list[int], outputs: list[int], key: str, spoken: tuple[Spoken, ...]
    ) -> None:
        self._plan = plan
        self._content, *voices = inputs
        self._voices = voices[0] if voices else None
        self._spoken = spoken
        self._out, journal = outputs
        self._encoder = encoder_of(plan.container)
        self._rate = mean_rate(plan.canvas)
        depends = "\n".join((key, self._encoder.name, libraries()))
        self._journal = Journal(journal, hashlib.sha256(depends.encode()).digest())
        self._hears = any(span.use is SoundUse.OPEN for span in plan.sound_spans)

    def run(self, progress: Progress) -> RenderResult:
        """Make the segments that the journal lacks, then put the file together."""
        canvas = self._plan.canvas
        with Film(self._content) as film:
            colours = self._segments(film, progress)
            notes = _notes(film)
            damage = self._join(film, colours)
        progress(canvas.timing.frames, canvas.timing.frames)
        if damage:
            notes = (*notes, f"{damage} packets of its sound do not decode: they are silent")
        return RenderResult(
            kind=MediaKind.VIDEO,
            mime=self._encoder.mime,
            suffix=self._encoder.suffix,
            width=even(canvas.width),
            height=even(canvas.height),
            frames=canvas.timing.frames,
            painted=self._journal.painted,
            encoder=self._encoder.name,
            notes=notes,
        )

    def _segments(self, film: Film, progress: Progress) -> Colours:
        total = self._plan.canvas.timing.frames
        have = self._journal.frames
        colours: Colours | None = None
        segment: _Segment | None = None
        count = 0
        frames = zip(_no_more_than(total, film), filled(self._plan), frame_times(self._plan.canvas), strict=False)
        for frame, boxes, (time, duration) in frames:
            if colours is None:
                same_size(self._plan.canvas, *film.size)
                colours = colours_of(frame.picture)
            if self._journal.whole:
                break
            count += 1
            if count % _TOLD_EVERY == 0:
                progress(count, total)
            if frame.index < have:
                continue
            if segment is None:
                segment = _Segment(self._journal, self._plan, colours, film, self._rate)
            segment.add(frame.picture, boxes, time, duration)
            if segment.full:
                segment.end()
                segment = None
        if colours is None or (count != total and not self._journal.whole):
            raise UntrustedInputError(f"only {count} of its {total} frames decode this time: {AGAIN}")
        if segment is not None:
            segment.end()
        if not self._journal.whole:
            self._check_times(film)
            self._journal.finish()
        return colours

    def _check_times(self, film: Film) -> None:
        if film.canvas() != self._plan.canvas:
            raise UntrustedInputError(f"its frames have other times than when it was analysed: {AGAIN}")
        if self._hears and film.repaired:
            raise UntrustedInputError("its pictures and its sound keep no common time: open no sound of it")

    def _join(self, film: Film, colours: Colours) -> int:
        """Put the file together; gives the number of packets of sound that do not decode."""
        if self._plan.sound is Sound.NONE:
            join(self._plan, colours, self._journal, self._out, None)
            return 0
        seconds = seconds_of(self._plan.canvas)
        sound = SoundTrack(
            self._plan, self._content, start=film.start, seconds=seconds, voices=self._voices, spoken=self._spoken
        )
        try:
            join(self._plan, colours, self._journal, self._out, sound)
        finally:
            sound.close()
        return sound.damaged


class _Segment:
    """The segment that is being made."""

    def __init__(self, journal: Journal, plan: PlanBody, colours: Colours, film: Film, rate: Fraction) -> None:
        self._journal = journal
        self._encoder = SegmentEncoder(encoder_of(plan.container), plan.canvas, colours, rate)
        self._painter = Painter(plan, colours, film.turn)
        self._time_base = Fraction(1, plan.canvas.timing.denominator)
        self._frames = self._painted = 0
        journal.begin(self._encoder.header)

    @property
    def full(self) -> bool:
        return self._frames == SEGMENT_FRAMES

    def add(self, picture: VideoFrame, boxes: tuple[Box, ...], time: int, duration: int) -> None:
        self._write(self._painter.paint(picture, boxes, time, duration, self._time_base))
        self._frames += 1
        self._painted += bool(boxes)

    def end(self) -> None:
        self._write(None)
        self._journal.end(self._frames, self._painted)

    def _write(self, picture: VideoFrame | None) -> None:
        for data, key in self._encoder.encode(picture):
            self._journal.add(data, key=key)


def _no_more_than(total: int, film: Film) -> Iterator[Frame]:
    for frame in film:
        if frame.index >= total:
            raise UntrustedInputError(f"it has more than the {total} frames that were analysed: {AGAIN}")
        yield frame


def _notes(film: Film) -> tuple[str, ...]:
    """What the rendition does not show of its content."""
    if not film.left_out:
        return ()
    stream = film.stream
    shown = f"number {stream.index}, {stream.width} x {stream.height}"
    return (f"the content holds several videos: {shown}, is in the rendition; left out: {'; '.join(film.left_out)}",)


def warm() -> None:
    """Load what encoder and filters load lazily."""
    decode.warm_videos()
    paint.warm()
