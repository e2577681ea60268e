"""Every kind of rendition passes the second look, and a bare face in it does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest
from film_samples import walk, weights
from media_samples import opened
from odd_videos import tone

from witnessbox.media import client_faces
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import Container, Fill, FindingKind, PlanBody, SecondLook, Sound, SoundSpan, SoundUse
from witnessbox.model.observations import MediaKind
from witnessbox.redaction.masks import face_plan

COUNT = 12

SPANS = (
    SoundSpan(first_us=100_000, last_us=300_000, use=SoundUse.OPEN),
    SoundSpan(first_us=350_000, last_us=400_000, use=SoundUse.BEEP),
)

KINDS = {
    "fragmented": {"container": Container.FRAGMENTED},
    "webm": {"container": Container.WEBM},
    "mosaic": {"fill": Fill.MOSAIC},
    "smoothed": {"smoothed": True},
    "sound": {"sound": Sound.SPANS, "sound_spans": SPANS},
    "all in webm": {
        "container": Container.WEBM,
        "fill": Fill.MOSAIC,
        "smoothed": True,
        "sound": Sound.SPANS,
        "sound_spans": SPANS,
    },
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=client_faces.TASKS) as worker:
        yield worker


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[int, int]]:
    opened = weights("retinaface"), weights("centerface")
    yield opened
    for descriptor in opened:
        os.close(descriptor)


@pytest.fixture(scope="module")
def clip(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face that crosses a room, with a tone."""
    folder = tmp_path_factory.mktemp("clip")
    heard = tone(folder / "tone.mkv", layout="stereo", seconds=COUNT / 25)
    path = folder / "walk.mkv"
    with av.open(str(heard)) as source, av.open(str(path), "w") as output:
        video = output.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "10"})
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        sound = output.add_stream_from_template(source.streams.audio[0])
        for picture in walk(samples, frames=COUNT):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p", threads=1)
            output.mux(video.encode(frame))
        output.mux(video.encode())
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = sound
                output.mux(packet)
    return path


@pytest.fixture(scope="module")
def plan(worker: Worker, clip: Path, networks: tuple[int, int]) -> PlanBody:
    with opened(clip) as content:
        found = client_faces.find_faces(worker, content, networks[1], MediaKind.VIDEO)
    return face_plan(found.summary.canvas, found.tracks)


def looked(worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], out: Path) -> SecondLook:
    target = os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        with opened(clip) as content:
            client_faces.render(worker, content, target, plan)
        return client_faces.look_again(worker, target, plan, *networks, seed="0" * 64)
    finally:
        os.close(target)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rendition_of_this_kind_passes(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path, kind: str
) -> None:
    look = looked(worker, clip, replace(plan, **KINDS[kind]), networks, tmp_path / "out")  # type: ignore[arg-type]
    assert look.passed, look.findings


def test_a_mosaic_of_another_plan_is_not_taken_for_this_ones(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    looked(worker, clip, plan, networks, out)
    with opened(out) as rendition:
        asked = replace(plan, fill=Fill.MOSAIC)
        look = client_faces.look_again(worker, rendition, asked, *networks, seed="0" * 64)
    assert {finding.kind for finding in look.findings} == {FindingKind.NOT_SOLID}


def test_sound_that_no_plan_asks_for_is_refused(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    looked(worker, clip, replace(plan, sound=Sound.SPANS, sound_spans=SPANS), networks, out)
    with opened(out) as rendition:
        look = client_faces.look_again(worker, rendition, plan, *networks, seed="0" * 64)
    assert {FindingKind.STREAM, FindingKind.STRUCTURE} <= {finding.kind for finding in look.findings}
