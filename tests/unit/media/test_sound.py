from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from film_samples import canvas_of
from media_samples import opened, write_clip
from numpy.typing import NDArray
from odd_videos import tone

from witnessbox.media import client_faces
from witnessbox.media.parts import check_video
from witnessbox.media.sandbox import Worker
from witnessbox.media.sound import RATE, Piece, SoundTrack, pieces_of
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Container, PlanBody, RenderResult, Sound, SoundSpan, SoundUse, Spoken

OPEN, BEEP, VOICE = SoundUse.OPEN, SoundUse.BEEP, SoundUse.VOICE
MARGIN = 2048  # samples beside a span into which a coder may spread what is within it


def span(first_ms: int, last_ms: int, use: SoundUse = OPEN, text: str = "") -> SoundSpan:
    return SoundSpan(first_us=first_ms * 1000, last_us=last_ms * 1000, use=use, text=text)


def plan_of(path: Path, *spans: SoundSpan, container: Container = Container.MP4) -> PlanBody:
    return PlanBody(
        preset="test", canvas=canvas_of(path), sound=Sound.SPANS, masks=(), sound_spans=spans, container=container
    )


def heard(plan: PlanBody, path: Path, seconds: Fraction = Fraction(6, 5), **more: object) -> NDArray[np.float32]:
    """What the encoder is given."""
    with opened(path) as content:
        track = SoundTrack(plan, content, start=Fraction(0), seconds=seconds, **more)  # type: ignore[arg-type]
        try:
            return np.concatenate(list(track.blocks()), axis=1)
        finally:
            track.close()


def loud(samples: NDArray[np.float32], first_ms: int, last_ms: int) -> float:
    return float(np.abs(samples[:, first_ms * RATE // 1000 : last_ms * RATE // 1000]).max(initial=0.0))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tone(tmp_path_factory.mktemp("sound") / "stereo.mp4", layout="stereo")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("render",)) as worker:
        yield worker


def test_pieces_do_not_overlap_and_a_beep_lies_over_all() -> None:
    spans = (span(0, 1000), span(200, 300, BEEP), span(500, 700, VOICE), span(650, 800, BEEP))
    assert pieces_of(spans, RATE) == [
        Piece(0, 9600, OPEN, 0),
        Piece(9600, 14400, BEEP, 1),
        Piece(14400, 24000, OPEN, 0),
        Piece(24000, 31200, VOICE, 2),
        Piece(31200, 38400, BEEP, 3),
        Piece(38400, 48000, OPEN, 0),
    ]
    assert pieces_of((span(900, 5000),), RATE) == [Piece(43200, 48000, OPEN, 0)]
    edge = SoundSpan(first_us=10, last_us=100, use=OPEN)
    assert pieces_of((edge,), RATE) == [Piece(1, 4, OPEN, 0)]
    beep = SoundSpan(first_us=10, last_us=100, use=BEEP)
    assert pieces_of((beep,), RATE) == [Piece(0, 5, BEEP, 0)]


def test_nothing_is_heard_but_what_was_opened(clip: Path) -> None:
    samples = heard(plan_of(clip, span(300, 600)), clip)
    first, last = 300 * RATE // 1000, 600 * RATE // 1000
    assert not samples[:, :first].any()
    assert not samples[:, last:].any()
    assert loud(samples, 320, 580) > 0.2
    edge = np.abs(samples[0, first : first + 480])
    assert edge[:24].max() < 0.25 * 24 / 480 + 0.001
    assert np.abs(samples[0, last - 24 : last]).max() < 0.25 * 24 / 480 + 0.001


def test_what_is_opened_is_heard_at_its_time(clip: Path) -> None:
    samples = heard(plan_of(clip, span(300, 600)), clip)[0]
    places = np.arange(400 * RATE // 1000, 500 * RATE // 1000)
    wave = 0.25 * np.sin(2 * np.pi * 440 * places / RATE)
    assert np.abs(samples[places] - wave).max() < 0.05


def test_nothing_of_the_original_is_below_a_beep(clip: Path) -> None:
    samples = heard(plan_of(clip, span(0, 1200), span(400, 600, BEEP)), clip)[0]
    part = samples[420 * RATE // 1000 : 580 * RATE // 1000]
    power = np.abs(np.fft.rfft(part * np.hanning(part.size)))
    frequencies = np.fft.rfftfreq(part.size, 1 / RATE)
    assert 990 < frequencies[power.argmax()] < 1010
    assert power[(frequencies > 400) & (frequencies < 480)].max() < 1e-3 * power.max()


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
def test_every_number_of_channels_becomes_two(tmp_path: Path, layout: str) -> None:
    path = tone(tmp_path / "clip.mp4", layout=layout)
    samples = heard(plan_of(path, span(0, 1200)), path)
    assert samples.shape[0] == 2
    assert 0.1 < loud(samples, 200, 1000) <= 1.0


def test_a_voice_is_heard_in_its_span_alone(clip: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.write_bytes(b"\0" * 10 + np.full(16000, 8192, "<i2").tobytes())
    plan = plan_of(clip, span(200, 1000, VOICE, "a"), span(1000, 1200, VOICE, "b"))
    with opened(said) as voices:
        samples = heard(plan, clip, voices=voices, spoken=(Spoken(span=0, start=10, samples=8000, rate=16000),))
    assert loud(samples, 0, 200) == 0
    assert 0.24 < loud(samples, 220, 680) < 0.26
    assert loud(samples, 701, 1200) == 0


def test_without_a_voice_its_spans_are_silent(clip: Path) -> None:
    assert loud(heard(plan_of(clip, span(200, 1000, VOICE, "a")), clip), 0, 1200) == 0


def test_sound_is_opened_only_where_there_is_some(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    with pytest.raises(UntrustedInputError, match="no sound"):
        heard(plan_of(path, span(0, 500)), path)
    assert 0.09 < loud(heard(plan_of(path, span(0, 500, BEEP)), path), 0, 500) < 0.101


def test_sound_whose_times_go_back_is_not_opened(tmp_path: Path) -> None:
    parts = [tone(tmp_path / f"{number}.ts", layout="stereo", codec="mp2") for number in range(2)]
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    with pytest.raises(UntrustedInputError, match="go back"):
        heard(plan_of(path, span(0, 5000)), path, Fraction(5))


def render(worker: Worker, path: Path, plan: PlanBody, out: Path) -> RenderResult:
    target = os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        with opened(path) as content:
            return client_faces.render(worker, content, target, plan)
    finally:
        os.close(target)


def test_where_pictures_keep_no_time_no_sound_is_opened(worker: Worker, tmp_path: Path) -> None:
    parts = [tone(tmp_path / f"{number}.ts", layout="stereo", codec="mp2") for number in range(2)]
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    with pytest.raises(UntrustedInputError, match="no common time"):
        render(worker, path, plan_of(path, span(0, 500)), tmp_path / "out.mp4")
    render(worker, path, plan_of(path, span(0, 500, BEEP)), tmp_path / "out.mp4")
    assert np.abs(decoded(tmp_path / "out.mp4")).max() > 0.08


def decoded(path: Path) -> NDArray[np.float32]:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.layout.name) == (RATE, "stereo")
        frames = list(container.decode(stream))
    assert frames[0].pts is not None and frames[0].time_base is not None
    assert abs(frames[0].pts * frames[0].time_base) < Fraction(1, 100)
    return np.concatenate([np.asarray(frame.to_ndarray(), np.float32) for frame in frames], axis=1)


@pytest.mark.parametrize("container", list(Container))
def test_renditions_are_silent_but_for_what_was_opened(
    worker: Worker, clip: Path, tmp_path: Path, container: Container
) -> None:
    plan = plan_of(clip, span(300, 600), span(800, 900, BEEP), container=container)
    out = tmp_path / "out"
    render(worker, clip, plan, out)
    samples = decoded(out)
    assert abs(samples.shape[1] - 1.2 * RATE) < 2 * 1024
    edges = [0, 300, 600, 800, 900, 1200]
    for number, (first, last) in enumerate(zip(edges, edges[1:], strict=False)):
        start, end = first * RATE // 1000, last * RATE // 1000
        if number % 2:
            assert np.abs(samples[:, start + 1000 : end - 1000]).max() > 0.08
        else:
            quiet = samples[:, start + (MARGIN if first else 0) : end - MARGIN]
            assert np.abs(quiet).max() < 1e-4
    part = samples[0, 400 * RATE // 1000 : 500 * RATE // 1000]
    wave = 0.25 * np.exp(2j * np.pi * 440 * np.arange(400 * RATE // 1000, 500 * RATE // 1000) / RATE)
    delay = np.angle((part * wave.conj()).sum() * 1j) / (2 * np.pi * 440)
    assert abs(delay) < 0.0005
    with opened(out) as descriptor:
        check_video(descriptor, plan)


def test_a_rendition_without_opened_sound_is_silent_to_the_last_sample(
    worker: Worker, clip: Path, tmp_path: Path
) -> None:
    render(worker, clip, plan_of(clip), tmp_path / "out.mp4")
    assert not decoded(tmp_path / "out.mp4").any()


def test_sound_is_repeatable(worker: Worker, clip: Path, tmp_path: Path) -> None:
    plan = plan_of(clip, span(300, 600))
    for name in ("a", "b"):
        render(worker, clip, plan, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
