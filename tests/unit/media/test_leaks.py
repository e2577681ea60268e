"""Planted leaks: each bare face below must stop its rendition, wherever and however it shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from film_samples import canvas_of, face, plan_for, weights, write_frames
from media_samples import opened
from numpy.typing import NDArray

from witnessbox.media import client_faces
from witnessbox.media.client_findings import TASK, finding_pictures
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import Finding, FindingKind, Mask, MaskSpan, PlanBody, SecondLook
from witnessbox.model.observations import Box, MediaKind

Pixels = NDArray[np.uint8]
SIZE = (320, 240)
COUNT = 16


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=(*client_faces.TASKS, TASK)) as worker:
        yield worker


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[int, int]]:
    opened = weights("retinaface"), weights("centerface")
    yield opened
    for descriptor in opened:
        os.close(descriptor)


Look = Callable[[Sequence[Pixels], tuple[tuple[int, int, Box], ...]], SecondLook]


@pytest.fixture
def look(worker: Worker, networks: tuple[int, int], tmp_path: Path) -> Look:
    """Render frames by a plan with some spans of one mask, and audit that."""

    def work(frames: Sequence[Pixels], spans: tuple[tuple[int, int, Box], ...] = ()) -> SecondLook:
        clip = write_frames(tmp_path / "clip.mkv", frames)
        return audited(worker, networks, clip, plan_for(canvas_of(clip), *spans))

    return work


def audited(
    worker: Worker, networks: tuple[int, int], clip: Path, plan: PlanBody, judged: PlanBody | None = None
) -> SecondLook:
    """Render by one plan, audit by the same or another one."""
    out = clip.with_suffix(".mp4")
    target = os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        with opened(clip) as content:
            client_faces.render(worker, content, target, plan)
        return client_faces.look_again(worker, target, judged or plan, *networks, seed="5" * 64)
    finally:
        os.close(target)


def room(size: tuple[int, int] = SIZE, other: bool = False) -> Pixels:
    """A picture without anybody in it."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, :, :] = np.linspace(200 if other else 60, 140, width, dtype=np.uint8)[None, :, None]
    pixels[:: 40 if other else 24, :, 2] = 170
    if other:
        pixels[:, ::30, 1] = 40
    return pixels


def with_head(ground: Pixels, head: Pixels, left: int, top: int) -> Pixels:
    """A picture with a head in it, cut off where it reaches beyond the border."""
    pixels = ground.copy()
    height, width = pixels.shape[:2]
    x1, y1, x2, y2 = max(left, 0), max(top, 0), min(left + head.shape[1], width), min(top + head.shape[0], height)
    pixels[y1:y2, x1:x2] = head[y1 - top : y2 - top, x1 - left : x2 - left]
    return pixels


def bare(looked: SecondLook) -> list[Finding]:
    return [finding for finding in looked.findings if finding.kind is FindingKind.BARE_FACE]


def at(finding: Finding) -> tuple[float, float]:
    assert finding.box is not None
    return (finding.box.x1 + finding.box.x2) / 2, (finding.box.y1 + finding.box.y2) / 2


def test_an_empty_room_passes(look: Look) -> None:
    assert look([room()] * COUNT, ()).findings == ()


AROUND = Box(x1=44, y1=14, x2=116, y2=106)


@pytest.mark.parametrize(
    "hole", [437, pytest.param(1, marks=pytest.mark.torture), pytest.param(998, marks=pytest.mark.torture)]
)
def test_one_bare_frame_in_a_thousand(look: Look, samples: Path, hole: int) -> None:
    frames = [with_head(room((160, 120)), face(samples, 68), 53, 26)] * 1000
    findings = look(frames, ((0, hole - 1, AROUND), (hole + 1, 999, AROUND))).findings
    assert sorted(finding.kind for finding in findings) == [FindingKind.BARE_FACE, FindingKind.MASK_GAP]
    assert {(finding.first_frame, finding.last_frame) for finding in findings} == {(hole, hole)}


def test_a_renderer_that_leaves_one_frame_out(
    worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path
) -> None:
    clip = write_frames(tmp_path / "clip.mkv", [with_head(room(), face(samples, 80), 58, 32)] * COUNT)
    holed = plan_for(canvas_of(clip), (0, 6, AROUND), (8, COUNT - 1, AROUND))
    whole = plan_for(canvas_of(clip), (0, COUNT - 1, AROUND))
    (finding,) = audited(worker, networks, clip, holed, judged=whole).findings
    assert finding.kind is FindingKind.NOT_SOLID
    assert (finding.frame, finding.first_frame, finding.last_frame) == (7, 7, 7)
    assert finding.box == AROUND


def test_a_hole_that_no_detector_would_see(look: Look) -> None:
    """A mask that blinks is objected to by itself: detectors see no face in what lies below."""
    spans = ((0, 6, AROUND), (8, COUNT - 1, AROUND))
    (finding,) = look([room()] * COUNT, spans).findings
    assert (finding.kind, finding.first_frame, finding.last_frame) == (FindingKind.MASK_GAP, 7, 7)
    assert finding.box == AROUND


def test_a_mask_that_ends_or_is_elsewhere_after_a_cut_does_not_blink(look: Look) -> None:
    frames = [room()] * 8 + [room(other=True)] * 8
    assert look(frames, ((0, 6, AROUND), (9, COUNT - 1, AROUND))).findings == ()
    assert look([room()] * COUNT, ((0, 6, AROUND),)).findings == ()


@pytest.mark.parametrize("where", [0, COUNT - 1])
def test_a_face_in_the_first_or_last_frame_alone(look: Look, samples: Path, where: int) -> None:
    frames = [room()] * COUNT
    frames[where] = with_head(room(), face(samples), 60, 60)
    (finding,) = bare(look(frames, ()))
    assert finding.frame == where


@pytest.mark.parametrize("where", [7, 8], ids=["before", "after"])
def test_a_face_at_a_cut(look: Look, samples: Path, where: int) -> None:
    frames = [room()] * 8 + [room(other=True)] * 8
    frames[where] = with_head(frames[where], face(samples, 90), 200, 100)
    (finding,) = bare(look(frames, ()))
    assert finding.frame == where


def test_a_face_in_the_dark(look: Look, samples: Path) -> None:
    noise = np.random.default_rng(3)
    pictures = []
    for _ in range(COUNT):
        light = with_head(room(), face(samples), 60, 60).astype(np.float32) * 0.12
        pictures.append(np.clip(light + noise.normal(0, 2, light.shape), 0, 255).astype(np.uint8))
    looked = look(pictures, ())
    assert bare(looked)


def test_a_dark_corner_beside_a_bright_window(look: Look, samples: Path) -> None:
    picture = with_head(room(), face(samples, 90), 20, 120)
    dark = (picture.astype(np.float32) * 0.12).astype(np.uint8)
    dark[:, 200:] = 235
    assert bare(look([dark] * COUNT, ()))


@pytest.mark.parametrize("place", [(-38, 60), (320 - 57, 60), (120, -40)], ids=["left", "right", "top"])
def test_a_face_cut_by_the_border(look: Look, samples: Path, place: tuple[int, int]) -> None:
    assert bare(look([with_head(room(), face(samples), *place)] * COUNT, ()))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_people_who_lie_or_hang(look: Look, samples: Path, turns: int) -> None:
    head = np.rot90(face(samples), turns)
    looked = look([with_head(room(), head, 100, 60)] * 26, ())
    assert bare(looked)
    across, down = at(bare(looked)[0])
    assert abs(across - (100 + head.shape[1] / 2)) < 30
    assert abs(down - (60 + head.shape[0] / 2)) < 30


def test_a_smaller_reflected_copy(look: Look, samples: Path) -> None:
    size = (640, 360)
    head, small = face(samples, 160), face(samples, 44)[:, ::-1]
    frames = [with_head(with_head(room(size), head, 100, 80), small, 520, 40)] * COUNT
    mask = Box(x1=80, y1=60, x2=260, y2=270)
    (finding,) = bare(look(frames, ((0, COUNT - 1, mask),)))
    across, down = at(finding)
    assert abs(across - 537) < 20
    assert abs(down - 62) < 20


def test_a_rotated_video(worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mov"
    stored = np.ascontiguousarray(np.rot90(with_head(room(), face(samples), 60, 60)))
    with av.open(str(clip), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = stored.shape[1], stored.shape[0], "yuv420p"
        stream.set_display_rotation(-90)
        for index in range(COUNT):
            frame = av.VideoFrame.from_ndarray(stored, "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    canvas = canvas_of(clip)
    assert (canvas.width, canvas.height) == SIZE
    hidden = Box(x1=50, y1=40, x2=180, y2=200)
    looked = audited(worker, networks, clip, plan_for(canvas, (0, COUNT - 1, hidden)))
    assert looked.findings == ()
    (finding,) = bare(audited(worker, networks, clip, plan_for(canvas)))
    assert abs(at(finding)[0] - 105) < 25
    assert abs(at(finding)[1] - 120) < 30


def test_one_face_is_one_stop_with_a_picture(
    worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path
) -> None:
    head = face(samples, 100)
    frames = [with_head(room(), head, 20 + 6 * index, 70) for index in range(COUNT)]
    clip = write_frames(tmp_path / "clip.mkv", frames)
    plan = plan_for(canvas_of(clip))
    looked = audited(worker, networks, clip, plan)
    (finding,) = looked.findings
    assert (finding.first_frame, finding.last_frame) == (0, COUNT - 1)
    assert [key.frame for key in finding.path][:: len(finding.path) - 1] == [0, COUNT - 1]
    for key in finding.path:
        assert abs((key.box.x1 + key.box.x2) / 2 - (59 + 6 * key.frame)) < 20
    assert finding.time_us is not None
    assert looked.open_findings(frozenset([finding.time_us])) == ()
    other = Finding(kind=FindingKind.STREAM, why="two streams")
    with opened(clip.with_suffix(".mp4")) as rendition:
        picture, nothing = finding_pictures(worker, rendition, MediaKind.VIDEO, [finding, other])
    assert picture is not None
    assert picture[8:12] == b"WEBP"
    assert nothing is None


def test_who_is_shown_on_purpose_is_no_leak(
    worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path
) -> None:
    frames = [with_head(with_head(room(), face(samples, 90), 20, 70), face(samples, 90), 220, 70)] * COUNT
    clip = write_frames(tmp_path / "clip.mkv", frames)
    span = MaskSpan(first_frame=0, last_frame=COUNT - 1, box=Box(x1=0, y1=40, x2=120, y2=190))
    plan = replace(plan_for(canvas_of(clip)), shown=(Mask(reason="official", track=0, spans=(span,)),))
    (finding,) = audited(worker, networks, clip, plan).findings
    assert at(finding)[0] > 200
