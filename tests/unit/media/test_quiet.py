"""A rendition is silent wherever its plan does not say that something is heard."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from film_samples import canvas_of, plan_for
from leak_samples import read_only, remuxed
from media_samples import write_clip
from numpy.typing import NDArray

from witnessbox.media.quiet import Noise, noises
from witnessbox.model.faces import PlanBody, Sound, SoundSpan, SoundUse

RATE = 48_000
Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", frames=50)


@pytest.fixture(scope="module")
def plan(clip: Path) -> PlanBody:
    spans = (
        SoundSpan(first_us=400_000, last_us=1_000_000, use=SoundUse.OPEN),
        SoundSpan(first_us=600_000, last_us=800_000, use=SoundUse.BEEP),
    )
    return replace(plan_for(canvas_of(clip)), sound=Sound.SPANS, sound_spans=spans)


def speech(level: float, first_us: int, last_us: int) -> Samples:
    """Two seconds of silence, but for noise as wide as speech between two moments."""
    samples = np.zeros((2, 2 * RATE), np.float32)
    start, end = first_us * RATE // 1_000_000, last_us * RATE // 1_000_000
    samples[:, start:end] = level * np.random.default_rng(7).uniform(-1, 1, end - start)
    return samples


def beep(samples: Samples) -> Samples:
    """The same with a tone instead of what is heard from 0.6 to 0.8 s."""
    places = np.arange(6 * RATE // 10, 8 * RATE // 10)
    samples[:, places] = 0.1 * np.sin(2 * np.pi * 1000 * places / RATE)
    return samples


def heard(clip: Path, plan: PlanBody, out: Path, samples: Samples) -> list[Noise]:
    descriptor = read_only(remuxed(clip, out, sound=samples))
    try:
        return list(noises(descriptor, plan, Fraction(0)))
    finally:
        os.close(descriptor)


def test_what_the_plan_says_is_heard(clip: Path, plan: PlanBody, tmp_path: Path) -> None:
    assert heard(clip, plan, tmp_path / "out.mp4", beep(speech(0.5, 400_000, 1_000_000))) == []
    assert heard(clip, plan, tmp_path / "silent.mp4", speech(0, 0, 0)) == []


@pytest.mark.parametrize("first_us", [0, 200_000, 1_200_000, 1_880_000])
def test_sound_in_one_muted_span_is_found(clip: Path, plan: PlanBody, tmp_path: Path, first_us: int) -> None:
    whisper = speech(0.002, first_us, first_us + 100_000)
    (noise,) = heard(clip, plan, tmp_path / "out.mp4", beep(speech(0.5, 400_000, 1_000_000)) + whisper)
    assert not noise.beep
    assert abs(noise.first_us - first_us) < 50_000
    assert abs(noise.last_us - first_us - 100_000) < 50_000


def test_sound_without_any_in_the_plan_is_found(clip: Path, plan: PlanBody, tmp_path: Path) -> None:
    mute = replace(plan, sound=Sound.NONE)
    assert heard(clip, mute, tmp_path / "out.mp4", speech(0.5, 500_000, 700_000))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda samples: speech(0.5, 400_000, 1_000_000),
        lambda samples: samples + speech(0.02, 600_000, 800_000),
    ],
    ids=["the name instead of the beep", "the name below the beep"],
)
def test_a_name_in_a_beep_is_found(
    clip: Path, plan: PlanBody, tmp_path: Path, spoil: Callable[[Samples], Samples]
) -> None:
    found = heard(clip, plan, tmp_path / "out.mp4", spoil(beep(speech(0.5, 400_000, 1_000_000))))
    assert found
    assert all(noise.beep and 600_000 <= noise.first_us < noise.last_us <= 800_000 for noise in found)
