"""The sound of a rendition: silent wherever the plan does not say that something is heard.

Judged on decoded samples of every sound stream, frame by frame of the sound codec, on the clock of the pictures.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from av.audio.resampler import AudioResampler

from witnessbox.media import decode
from witnessbox.model.faces import Container, PlanBody, Sound, SoundUse
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SILENCE = 1 / 32768
"""Largest sample of what counts as silence, of full scale: one step of 16 bits, -90 dB. AAC and Opus give exact zeros
back where they were given zeros."""

EDGE_US = 50_000
"""How far an encoder smears a sound beyond the ends of its span. AAC, after white noise at full scale: 22 ms."""

FADE_US = 300_000
"""How long after a span Opus fades out: after white noise at full scale it fell below `SILENCE` after 280 ms."""

FAINT = 1 / 256
"""Largest sample of that fading: 0.0022 of full scale were left 50 ms after the same noise."""

PURE = 0.9995
"""Share of the energy of a beep that lies around its strongest frequency. Measured: .99999 of AAC, .99988 of Opus, and
.9989 and .9984 with noise below the tone that is 26 dB weaker."""

_NARROW_HZ = 60  # half the width of what counts as one frequency
_STRETCH_US = 200_000  # a beep is judged over so long at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """A stretch in which something is heard that the plan does not have: microseconds, and its loudest sample."""

    first_us: int
    last_us: int
    peak: float
    beep: bool = False


@dataclass(slots=True)
class _Spans:
    """Times in rising order in which something may be heard."""

    starts: list[int]
    ends: list[int]

    def meet(self, first_us: int, last_us: int) -> bool:
        """Whether all of a stretch lies in them."""
        at = bisect_right(self.starts, first_us) - 1
        return at >= 0 and last_us <= self.ends[at]


def noises(descriptor: int, plan: PlanBody, origin: Fraction) -> Iterator[Noise]:
    """What is heard outside of the spans of a plan, and what besides a tone in its beeps.

    Args:
        descriptor: of the rendition.
        plan: what it was made by.
        origin: presentation time of its first picture in seconds.
    """
    spans = [] if plan.sound is Sound.NONE else sorted(plan.sound_spans, key=lambda span: span.first_us)
    allowed = _joined([(span.first_us - EDGE_US, span.last_us + EDGE_US) for span in spans])
    fade_us = FADE_US if plan.container is Container.WEBM else EDGE_US
    fading = _joined([(span.first_us - EDGE_US, span.last_us + fade_us) for span in spans])
    beeps = [(span.first_us + EDGE_US, span.last_us - EDGE_US) for span in spans if span.use is SoundUse.BEEP]
    with decode.open_container(descriptor) as container:
        count = len(container.streams.audio)
    for number in range(count):
        loud: Noise | None = None
        tones = [_Tone(first_us, last_us) for first_us, last_us in beeps]
        for at_us, rate, samples in _pieces(_decoded(descriptor, number, origin)):
            end_us = at_us + samples.shape[1] * 1_000_000 // rate
            while tones and tones[0].last_us <= at_us:
                yield from tones.pop(0).impure()
            for tone in tones:
                if tone.first_us <= at_us and end_us <= tone.last_us:
                    tone.hear(rate, samples)
            peak = float(np.abs(samples).max(initial=0.0))
            if peak <= (FAINT if fading.meet(at_us, end_us) else SILENCE) or allowed.meet(at_us, end_us):
                continue
            if loud is not None and at_us <= loud.last_us + EDGE_US:
                loud = Noise(first_us=loud.first_us, last_us=end_us, peak=max(peak, loud.peak))
                continue
            if loud is not None:
                yield loud
            loud = Noise(first_us=at_us, last_us=end_us, peak=peak)
        for tone in tones:
            yield from tone.impure()
        if loud is not None:
            yield loud


def _joined(spans: list[tuple[int, int]]) -> _Spans:
    joined = _Spans([], [])
    for first, last in spans:
        if joined.ends and first <= joined.ends[-1]:
            joined.ends[-1] = max(joined.ends[-1], last)
        else:
            joined.starts.append(first)
            joined.ends.append(last)
    return joined


def _pieces(
    frames: Iterator[tuple[int, int, NDArray[np.float32]]],
) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """Ten milliseconds at a time, so that the end of a span lies near the end of a piece."""
    for first_us, rate, samples in frames:
        step = max(1, rate // 100)
        for start in range(0, samples.shape[1], step):
            yield first_us + start * 1_000_000 // rate, rate, samples[:, start : start + step]


def _decoded(descriptor: int, number: int, origin: Fraction) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """Frames of a sound stream: microseconds from the first picture, samples a second, samples (channels, n)."""
    with decode.open_container(descriptor) as container:
        stream: Any = container.streams.audio[number]
        decode.prepare(stream)
        resampler = AudioResampler(format="fltp")
        next_us = 0
        for packet in decode.packets(container, stream, damaged=lambda _: None):
            for frame in decode.decode_packet(packet, lambda _: None):
                if frame.pts is not None and frame.time_base is not None:
                    next_us = round((frame.pts * frame.time_base - origin) * 1_000_000)
                for plain in resampler.resample(frame):
                    samples = np.asarray(plain.to_ndarray(), np.float32)
                    yield next_us, plain.sample_rate, samples
                    next_us += samples.shape[1] * 1_000_000 // plain.sample_rate


class _Tone:
    """A beep: what is heard in it, and whether that is a tone and nothing else."""

    def __init__(self, first_us: int, last_us: int) -> None:
        self.first_us = first_us
        self.last_us = last_us
        self._rate = 0
        self._heard: list[NDArray[np.float32]] = []

    def hear(self, rate: int, samples: NDArray[np.float32]) -> None:
        self._rate = rate
        self._heard.append(samples.mean(axis=0))

    def impure(self) -> Iterator[Noise]:
        """Stretches in which more than a tone is heard."""
        if not self._heard:
            return
        whole, rate = np.concatenate(self._heard), self._rate
        step = max(1, _STRETCH_US * rate // 1_000_000)
        for start in range(0, len(whole), step):
            piece = whole[start : start + step]
            if len(piece) < rate // 50 or float(np.abs(piece).max()) <= SILENCE:
                continue
            energy = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
            top, width = int(energy.argmax()), max(2, _NARROW_HZ * len(piece) // rate)
            if float(energy[max(0, top - width) : top + width + 1].sum()) < PURE * float(energy.sum()):
                at_us, end_us = (self.first_us + at * 1_000_000 // rate for at in (start, start + len(piece)))
                yield Noise(first_us=at_us, last_us=end_us, peak=float(np.abs(piece).max()), beep=True)


def warm() -> None:
    """Load what the libraries load lazily."""
    np.fft.rfft(np.hanning(8))
