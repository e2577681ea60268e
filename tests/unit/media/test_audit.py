from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from film_samples import canvas_of, plan_for, walk, weights, write_frames
from media_samples import opened, write_clip
from PIL import Image

from witnessbox.media import client_faces
from witnessbox.media.audit import SAMPLE, _frames_to_search
from witnessbox.media.gaps import beside
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import FindingKind, PlanBody, SecondLook, TickRun, Timing
from witnessbox.model.observations import Box, MediaKind
from witnessbox.redaction.masks import face_plan

COUNT = 30


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
    return write_frames(tmp_path_factory.mktemp("clip") / "walk.mkv", walk(samples, frames=COUNT))


@pytest.fixture(scope="module")
def plan(worker: Worker, clip: Path, networks: tuple[int, int]) -> PlanBody:
    with opened(clip) as content:
        found = client_faces.find_faces(worker, content, networks[1], MediaKind.VIDEO)
    return face_plan(found.summary.canvas, found.tracks)


def render(worker: Worker, clip: Path, plan: PlanBody, out: Path) -> Path:
    target = os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        with opened(clip) as content:
            client_faces.render(worker, content, target, plan)
    finally:
        os.close(target)
    return out


def look(
    worker: Worker, rendition: Path, plan: PlanBody, networks: tuple[int, int], seed: str = "0" * 64
) -> SecondLook:
    with opened(rendition) as descriptor:
        return client_faces.look_again(worker, descriptor, plan, *networks, seed=seed)


def kinds(looked: SecondLook) -> set[FindingKind]:
    return {finding.kind for finding in looked.findings}


def test_a_correct_rendition_passes(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path
) -> None:
    out = render(worker, clip, plan, tmp_path / "out.mp4")
    looked = look(worker, out, plan, networks)
    assert looked.passed, looked.findings
    assert looked.frames == COUNT
    assert looked.looked_at >= COUNT // SAMPLE
    assert looked == look(worker, out, plan, networks)


def test_a_bare_face_is_refused_with_its_place(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path
) -> None:
    nothing = replace(plan, masks=())
    looked = look(worker, render(worker, clip, nothing, tmp_path / "out.mp4"), nothing, networks)
    assert not looked.passed
    (finding,) = looked.findings
    assert finding.kind is FindingKind.BARE_FACE
    assert (finding.first_frame, finding.last_frame) == (0, COUNT - 1)
    assert finding.box is not None
    assert finding.frame is not None
    assert finding.time_us == 40_000 * finding.frame
    assert abs((finding.box.x1 + finding.box.x2) / 2 - (57 + 4 * finding.frame)) < 20
    assert looked.open_findings(frozenset([finding.time_us])) == ()
    assert looked.open_findings(frozenset()) == looked.findings


@pytest.mark.parametrize("bare", [0, 13, COUNT - 1])
def test_one_bare_frame_is_enough(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path, bare: int
) -> None:
    whole = Box(x1=0, y1=0, x2=320, y2=240)
    spans = [(first, last, whole) for first, last in ((0, bare - 1), (bare + 1, COUNT - 1)) if first <= last]
    holed = plan_for(plan.canvas, *spans)
    out = render(worker, clip, holed, tmp_path / "out.mp4")
    looked = look(worker, out, holed, networks)
    blinks = [FindingKind.MASK_GAP] if 0 < bare < COUNT - 1 else []
    assert sorted(finding.kind for finding in looked.findings) == [FindingKind.BARE_FACE, *blinks]
    assert {finding.frame for finding in looked.findings} == {bare}
    # A renderer that leaves out what the plan says is caught by looking at the masks themselves.
    looked = look(worker, out, plan, networks)
    assert (FindingKind.NOT_SOLID, bare) in [(finding.kind, finding.frame) for finding in looked.findings]


def test_other_times_frames_and_sizes_are_refused(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path
) -> None:
    out = render(worker, clip, plan, tmp_path / "out.mp4")
    canvas = plan.canvas

    def told(**changes: object) -> set[FindingKind]:
        return kinds(look(worker, out, replace(plan, canvas=replace(canvas, **changes)), networks))

    def steps(step: int, count: int) -> Timing:
        return Timing(numerator=1, denominator=1000, runs=(TickRun(first=0, step=step, count=count),))

    assert told(timing=steps(41, COUNT)) == {FindingKind.FRAME_TIME}
    assert FindingKind.FRAME_COUNT in told(timing=steps(40, COUNT + 1))
    assert FindingKind.FRAME_COUNT in told(timing=steps(40, COUNT - 1))
    assert told(width=400) == {FindingKind.FRAME_SIZE}
    assert told(aspect_numerator=2) == {FindingKind.FRAME_SIZE}


def test_sound_and_metadata_are_refused(worker: Worker, networks: tuple[int, int], tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", sound=True, metadata={"title": "a name"})
    plan = plan_for(canvas_of(path))
    assert kinds(look(worker, path, plan, networks)) == {
        FindingKind.STREAM,
        FindingKind.STRUCTURE,
        FindingKind.METADATA,
        FindingKind.SOUND,
    }


def test_what_does_not_decode_is_refused(
    worker: Worker, clip: Path, plan: PlanBody, networks: tuple[int, int], tmp_path: Path
) -> None:
    out = render(worker, clip, plan, tmp_path / "out.mp4")
    out.write_bytes(out.read_bytes()[:300])
    looked = look(worker, out, plan, networks)
    assert not looked.passed
    assert FindingKind.STREAM in kinds(looked)


def test_a_picture_is_audited(worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path) -> None:
    path = samples / "astronaut.png"
    with opened(path) as content:
        found = client_faces.find_faces(worker, content, networks[1], MediaKind.PICTURE)
    plan = face_plan(found.summary.canvas, found.tracks)
    out = render(worker, path, plan, tmp_path / "out.png")
    assert look(worker, out, plan, networks).passed
    bare = replace(plan, masks=())
    assert kinds(look(worker, render(worker, path, bare, tmp_path / "bare.png"), bare, networks)) == {
        FindingKind.BARE_FACE
    }
    with Image.open(out) as image:
        spoiled = np.asarray(image.convert("RGB")).copy()
    box = plan.masks[0].spans[0].box
    spoiled[(box.y1 + box.y2) // 2, (box.x1 + box.x2) // 2] = 200
    Image.fromarray(spoiled).save(out)
    assert kinds(look(worker, out, plan, networks)) == {FindingKind.NOT_SOLID}


def test_places_beside_every_edge_of_a_mask_are_watched(plan: PlanBody) -> None:
    box = Box(x1=0, y1=0, x2=10, y2=10)
    timing = Timing(numerator=1, denominator=25, runs=(TickRun(first=0, step=1, count=400),))
    holed = plan_for(replace(plan.canvas, timing=timing), (50, 90, box), (80, 130, box), (132, 200, box))
    found = beside(holed, list(timing.microseconds()))
    assert sorted(found.edges) == [49, 131, 201]
    assert [(gap.first, gap.last) for gap in found.gaps] == [(131, 131)]
    assert set(found.places) == {*range(38, 50), 131, *range(201, 213)}


def test_the_sample_follows_from_the_digest() -> None:
    wanted = _frames_to_search(400, "a")
    assert {0, 399} <= wanted
    assert all(wanted & set(range(start, start + SAMPLE)) for start in range(0, 400, SAMPLE))
    assert wanted == _frames_to_search(400, "a") != _frames_to_search(400, "b")
