"""The sound of a rendition: silence, but for what people opened, beeps, and a synthetic voice.

The encoder is given exact zeros wherever nothing was opened, so nothing of the original can be in what it makes of it.
What is opened begins and ends with a ramp that lies inside its span.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import av.error
import numpy as np
from av.audio.resampler import AudioResampler

from witnessbox.media.decode import decode_packet, open_container, packets, prepare, reason
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import PlanBody, SoundSpan, SoundUse, Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from numpy.typing import NDArray

RATE = 48_000
"""Samples a second of every rendition."""

CHANNELS = 2
"""Always two: a number of channels that depends on the content would tell of its camera. 5.1 is mixed down."""

BLOCK = 1024
"""Samples that are made at a time: one AAC frame."""

RAMP = 480
"""Samples, 10 ms, over which an opened piece rises and falls, inside its span."""

_TONE_HZ, _TONE_LEVEL = 1000, 0.1  # -20 dB below full scale: heard, and no blow to whoever wears headphones
_STRAY = 960  # samples, 20 ms: a time that is off by more is a gap in the sound, not the rounding of a container
_OPEN_NOTHING = "open no sound of it"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the rendition: from one sample up to another, and where its sound comes from."""

    first: int
    last: int
    use: SoundUse
    span: int


def pieces_of(spans: Iterable[SoundSpan], samples: int) -> list[Piece]:
    """What is heard when: pieces in order that do not overlap. A beep lies over all else, a voice over opened sound.

    Args:
        spans: of the plan, in any order.
        samples: length of the rendition.
    """
    order = (SoundUse.BEEP, SoundUse.VOICE, SoundUse.OPEN)
    taken: list[Piece] = []
    numbered = sorted(enumerate(spans), key=lambda each: (order.index(each[1].use), each[1].first_us, each[0]))
    for number, span in numbered:
        # Inward at both ends: not one sample beyond what a person opened.
        first, last = -(-span.first_us * RATE // 1_000_000), min(span.last_us * RATE // 1_000_000, samples)
        if span.use is SoundUse.BEEP:  # outward: not one sample of a name
            first, last = span.first_us * RATE // 1_000_000, min(-(-span.last_us * RATE // 1_000_000), samples)
        free = [(max(first, 0), last)]
        for other in taken:
            free = [part for here in free for part in _without(here, other)]
        taken += [Piece(start, end, span.use, number) for start, end in free if start < end]
    return sorted(taken, key=lambda piece: piece.first)


def _without(here: tuple[int, int], other: Piece) -> list[tuple[int, int]]:
    first, last = here
    if other.last <= first or other.first >= last:
        return [here]
    return [(first, min(last, other.first)), (max(first, other.last), last)]


class SoundTrack:
    """All samples of a rendition's sound, block by block.

    Args:
        plan: what is heard.
        content: descriptor of the content.
        start: time of its first frame in seconds of the container's clock.
        seconds: length of the rendition.
        voices: descriptor of what a voice said, None without any.
        spoken: where in it.

    Raises:
        UntrustedInputError: sound is opened that the content does not have, or not at times that can be told.
    """

    def __init__(
        self,
        plan: PlanBody,
        content: int,
        *,
        start: Fraction | None,
        seconds: Fraction,
        voices: int | None = None,
        spoken: tuple[Spoken, ...] = (),
    ) -> None:
        self.samples = int(seconds * RATE)
        self._spans = plan.sound_spans
        self._pieces = pieces_of(plan.sound_spans, self.samples)
        self._voices = {each.span: _said(voices, each) for each in spoken} if voices is not None else {}
        self._firsts = [piece.first for piece in self._pieces]
        self._source: Source | None = None
        if any(piece.use is SoundUse.OPEN for piece in self._pieces):
            if start is None:
                raise UntrustedInputError(f"its pictures have no time of their own: {_OPEN_NOTHING}")
            self._source = Source(content, start)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Blocks of shape (2, 1024) from the first frame to the end of the last; the last is filled up with silence."""
        for place in range(0, self.samples, BLOCK):
            block = np.zeros((CHANNELS, BLOCK), np.float32)
            at = max(0, bisect_right(self._firsts, place) - 1)
            for piece in self._pieces[at : bisect_right(self._firsts, place + BLOCK - 1)]:
                first, last = max(piece.first, place), min(piece.last, place + BLOCK)
                if first < last:
                    block[:, first - place : last - place] = self._heard(piece, first, last)
            yield np.clip(block, -1, 1)

    @property
    def damaged(self) -> int:
        """Packets of sound that the decoder refused."""
        return self._source.damaged if self._source is not None else 0

    def close(self) -> None:
        """Close the content."""
        if self._source is not None:
            self._source.close()

    def _heard(self, piece: Piece, first: int, last: int) -> NDArray[np.float32]:
        """Samples of a piece between two places of the rendition."""
        samples = np.zeros((CHANNELS, last - first), np.float32)
        if piece.use is SoundUse.BEEP:
            samples[:] = _TONE_LEVEL * np.sin(2 * np.pi * _TONE_HZ / RATE * (np.arange(first, last) % RATE))
        elif piece.use is SoundUse.OPEN and self._source is not None:
            samples = self._source.read(first, last)
        elif (said := self._voices.get(piece.span)) is not None:
            start = -(-self._spans[piece.span].first_us * RATE // 1_000_000)
            here = said[first - start : last - start]
            samples[:, : here.size] = here
        samples *= _ramp(piece, first, last)
        return samples


def _ramp(piece: Piece, first: int, last: int) -> NDArray[np.float32]:
    """A factor for each sample: 0 at both ends of the piece, 1 from 10 ms inside of it."""
    places = np.arange(first, last)
    inside = np.minimum(places - piece.first, piece.last - 1 - places)
    factor: NDArray[np.float32] = np.minimum(inside / RAMP, 1).astype(np.float32)
    return factor


def _said(voices: int, spoken: Spoken) -> NDArray[np.float32]:
    data = os.pread(voices, 2 * spoken.samples, spoken.start)
    samples: NDArray[np.float32] = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32)
    samples /= 32768
    places = np.arange(int(samples.size * RATE / spoken.rate)) * (spoken.rate / RATE)
    if places.size:
        samples = np.interp(places, np.arange(samples.size), samples).astype(np.float32)
    return samples


class Source:
    """The sound of a content at places of the rendition, read forward only.

    Args:
        content: descriptor of the content.
        start: time of the first frame of its video in seconds of the container's clock.

    Raises:
        UntrustedInputError: it has no sound.
    """

    def __init__(self, content: int, start: Fraction) -> None:
        self._container: InputContainer = open_container(content)
        stream: Any = next(iter(self._container.streams.audio), None)
        if stream is None:
            self._container.close()
            raise UntrustedInputError(f"it has no sound: {_OPEN_NOTHING}")
        prepare(stream)
        self._stream = stream
        self._start = start
        self.damaged = 0
        self._chunks = self._read()
        self._chunk: tuple[int, NDArray[np.float32]] | None = next(self._chunks, None)

    def close(self) -> None:
        """Close the content."""
        self._container.close()

    def read(self, first: int, last: int) -> NDArray[np.float32]:
        """Samples between two places; zeros where the content has none.

        Raises:
            UntrustedInputError: its sound has no times, or they go back.
        """
        samples = np.zeros((CHANNELS, last - first), np.float32)
        while self._chunk is not None and self._chunk[0] < last:
            place, here = self._chunk
            start, end = max(place, first), min(place + here.shape[1], last)
            if start < end:
                samples[:, start - first : end - first] = here[:, start - place : end - place]
            if place + here.shape[1] > last:
                break  # the rest belongs to the next piece that is asked for
            self._chunk = next(self._chunks, None)
        return samples

    def _read(self) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Two channels of 48,000 samples a second, with the place of each stretch."""
        resampler: AudioResampler | None = None
        form: tuple[str, str, int] | None = None
        place: int | None = None
        for frame in self._frames():
            at = self._place_of(frame)
            if place is None and at is None:
                raise UntrustedInputError(f"its sound has no times: {_OPEN_NOTHING}")
            if place is not None and at is not None and at < place - _STRAY:
                raise UntrustedInputError(f"the times of its sound go back: {_OPEN_NOTHING}")
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if place is None or (at is not None and at > place + _STRAY):
                place, resampler = at or 0, None
            if resampler is None or now != form:
                resampler, form = AudioResampler("fltp", "stereo", RATE), now
            for samples in self._resampled(resampler, frame):
                yield place, samples
                place += samples.shape[1]

    def _resampled(self, resampler: AudioResampler, frame: AudioFrame) -> Iterator[NDArray[np.float32]]:
        try:
            for each in resampler.resample(frame):
                yield np.asarray(each.to_ndarray(), np.float32)
        except (av.error.FFmpegError, ValueError) as error:
            raise UntrustedInputError(f"its sound cannot be mixed to two channels ({reason(error)})") from error

    def _frames(self) -> Iterator[AudioFrame]:
        for packet in packets(self._container, self._stream, damaged=self._note):
            yield from decode_packet(packet, self._note)

    def _place_of(self, frame: AudioFrame) -> int | None:
        if frame.pts is None or frame.time_base is None:
            return None
        return round((frame.pts * frame.time_base - self._start) * RATE)

    def _note(self, _: str) -> None:
        self.damaged += 1
