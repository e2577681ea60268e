from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from film_samples import Pixels, canvas_of, plan_for, shown, times, write_frames
from media_samples import drawing, opened, write_clip
from odd_videos import SIZE, two_videos
from PIL import Image

from witnessbox.media import client_faces, decode
from witnessbox.media.encode import SEGMENT_FRAMES
from witnessbox.media.fills import BLOCK, mosaic
from witnessbox.media.parts import check_video
from witnessbox.media.sandbox import Limits, Worker
from witnessbox.media.structure import StructureError, check_jpeg, check_png
from witnessbox.media.structure_mp4 import check_mp4
from witnessbox.model.errors import StorageError, UntrustedInputError
from witnessbox.model.faces import Canvas, Container, Fill, PlanBody, RenderResult, TickRun, Timing
from witnessbox.model.observations import Box, MediaKind

BOX = Box(x1=20, y1=10, x2=50, y2=41)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("render",)) as worker:
        yield worker


@contextmanager
def empty(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def render(worker: Worker, path: Path, plan: PlanBody, out: Path) -> RenderResult:
    with opened(path) as content, empty(out) as target:
        return client_faces.render(worker, content, target, plan)


def rendered(worker: Worker, path: Path, box: Box = BOX) -> tuple[RenderResult, Path, Canvas]:
    canvas = canvas_of(path)
    out = path.with_suffix(".out.mp4")
    return render(worker, path, plan_for(canvas, (0, canvas.timing.frames - 1, box)), out), out, canvas


def frames(size: tuple[int, int] = (96, 64), count: int = 8) -> list[Pixels]:
    """Pictures whose colours do not change from one pixel to the next, as 4:2:0 could not keep that."""
    small = [drawing((-(-size[0] // 4), -(-size[1] // 4)), index) for index in range(count)]
    return [np.repeat(np.repeat(each, 4, 0), 4, 1)[: size[1], : size[0]] for each in small]


def assert_painted(picture: Pixels, original: Pixels, box: Box = BOX) -> None:
    """Black inside the box, the original outside of it, but for what the encoder does at edges."""
    inside = picture[box.y1 + 2 : box.y2 - 2, box.x1 + 2 : box.x2 - 2]
    assert inside.max() < 40
    outside = np.ones(original.shape[:2], bool)
    outside[max(0, box.y1 - 4) : box.y2 + 4, max(0, box.x1 - 4) : box.x2 + 4] = False
    height, width = original.shape[:2]
    difference = picture[:height, :width].astype(int) - original
    assert np.abs(difference[outside]).mean() < 6


def test_every_frame_keeps_its_time(worker: Worker, tmp_path: Path) -> None:
    ticks = [0, 40, 41, 80, 500, 501, 2000, 2033]
    path = write_frames(tmp_path / "clip.mkv", frames(), ticks=ticks)
    result, out, canvas = rendered(worker, path)
    assert times(out) == times(path) == [Fraction(tick, 1000) for tick in ticks]
    assert (result.frames, result.painted, canvas.timing.frames) == (8, 8, 8)


@pytest.mark.parametrize("tick", [Fraction(1, 90000), Fraction(1001, 30000), Fraction(1, 12800)])
def test_times_are_kept_in_the_unit_of_the_file(worker: Worker, tmp_path: Path, tick: Fraction) -> None:
    path = write_frames(tmp_path / "clip.nut", frames(), ticks=[0, 1, 2, 3, 5, 8, 13, 21], tick=tick)
    _, out, _ = rendered(worker, path)
    assert times(out) == times(path)


@pytest.mark.parametrize(
    ("layout", "codec", "suffix"),
    [
        ("yuv420p", "ffv1", ".mkv"),
        ("yuv422p10le", "ffv1", ".mkv"),
        ("yuv444p", "ffv1", ".mkv"),
        ("gray", "ffv1", ".mkv"),
        ("bgr0", "ffv1", ".mkv"),
        ("yuvj420p", "mjpeg", ".avi"),
        ("yuvj422p", "mjpeg", ".avi"),
        ("yuv410p", "ffv1", ".mkv"),
        ("pal8", "gif", ".gif"),
    ],
)
def test_colours_survive_whatever_the_pixel_format(
    worker: Worker, tmp_path: Path, layout: str, codec: str, suffix: str
) -> None:
    pictures = frames(count=6)
    path = tmp_path / f"clip{suffix}"
    if layout == "pal8":
        images = [Image.fromarray(picture) for picture in pictures]
        images[0].save(path, save_all=True, append_images=images[1:], duration=40)
    else:
        write_frames(
            path, pictures, codec=codec, layout=layout, tick=Fraction(1, 25) if suffix == ".avi" else Fraction(1, 1000)
        )
    _, out, _ = rendered(worker, path)
    before, after = shown(path), shown(out)
    assert len(before) == len(after)
    for original, picture in zip(before, after, strict=True):
        assert_painted(picture, original)


@pytest.mark.parametrize("size", [(97, 64), (96, 65), (97, 65), (33, 17)])
def test_odd_sizes_get_one_more_column_or_row(worker: Worker, tmp_path: Path, size: tuple[int, int]) -> None:
    path = write_frames(tmp_path / "clip.mkv", frames(size), layout="yuv444p")
    box = Box(x1=8, y1=4, x2=size[0] - 10, y2=13)
    result, out, canvas = rendered(worker, path, box)
    assert (canvas.width, canvas.height) == size
    assert (result.width, result.height) == tuple(side + side % 2 for side in size)
    assert_painted(shown(out)[3], shown(path)[3], box)
    assert shown(out)[0].shape[:2] == (result.height, result.width)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_video_is_turned_and_masked_where_it_is_seen(worker: Worker, tmp_path: Path, rotation: int) -> None:
    path = write_clip(tmp_path / "clip.mp4", rotation=rotation, frames=6)
    _, out, canvas = rendered(worker, path)
    assert (canvas.width, canvas.height) == ((96, 64) if rotation == 180 else (64, 96))
    with av.open(str(path)) as container:
        first = next(container.decode(video=0))
        original = decode.displayed(first, (canvas.width, canvas.height))
    assert_painted(shown(out)[0], original)
    with av.open(str(out)) as container:
        assert next(container.decode(video=0)).rotation == 0


def test_pixels_keep_their_shape(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", aspect=Fraction(128, 117), frames=4)
    _, out, canvas = rendered(worker, path)
    assert (canvas.aspect_numerator, canvas.aspect_denominator) == (128, 117)
    with av.open(str(out)) as container:
        assert container.streams.video[0].sample_aspect_ratio == Fraction(128, 117)


def test_nothing_but_pixels_is_left(worker: Worker, tmp_path: Path) -> None:
    planted = {"title": "PLANTED-TITLE", "location": "+12.3456+065.4321/", "comment": "PLANTED-COMMENT"}
    path = write_clip(tmp_path / "clip.mp4", sound=True, metadata=planted)
    assert b"PLANTED-TITLE" in path.read_bytes()
    assert b"x264" in path.read_bytes()
    _, out, _ = rendered(worker, path)
    data = out.read_bytes()
    for word in (b"PLANTED", b"12.3456", b"x264", b"Lavc", b"Lavf", b"udta"):
        assert word not in data
    with av.open(str(out)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
    with opened(out) as descriptor:
        check_mp4(descriptor)
    with opened(path) as descriptor, pytest.raises(StructureError):
        check_mp4(descriptor)


def test_the_same_plan_gives_the_same_bytes(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=40, size=(320, 240))
    _, first, canvas = rendered(worker, path)
    again = tmp_path / "again.mp4"
    render(worker, path, plan_for(canvas, (0, 39, BOX)), again)
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("container", list(Container))
def test_every_kind_of_file_shows_the_same_and_holds_nothing_else(
    worker: Worker, tmp_path: Path, container: Container
) -> None:
    planted = {"title": "PLANTED-TITLE"}
    path = write_clip(tmp_path / "clip.mp4", frames=30, sound=True, metadata=planted)
    canvas = canvas_of(path)
    plan = replace(plan_for(canvas, (0, 29, BOX)), container=container)
    out = tmp_path / "out"
    result = render(worker, path, plan, out)
    assert result.suffix == (".webm" if container is Container.WEBM else ".mp4")
    assert times(out) == times(path)
    for original, picture in zip(shown(path), shown(out), strict=True):
        assert_painted(picture, original)
    data = out.read_bytes()
    for word in (b"PLANTED", b"x264", b"Lavc", b"Lavf", b"vpx", b"udta", b"DURATION", b"ENCODER"):
        assert word not in data
    with av.open(str(out)) as file:
        assert [stream.type for stream in file.streams] == ["video"]
    with opened(out) as descriptor:
        check_video(descriptor, plan)
    again = tmp_path / "again"
    render(worker, path, plan, again)
    assert data == again.read_bytes()


def test_the_index_is_in_front(worker: Worker, tmp_path: Path) -> None:
    _, out, _ = rendered(worker, write_clip(tmp_path / "clip.mp4"))
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_frames_closer_than_webm_can_tell_are_refused(worker: Worker, tmp_path: Path) -> None:
    path = write_frames(tmp_path / "clip.nut", frames(), ticks=list(range(8)), tick=Fraction(1, 90000))
    plan = replace(plan_for(canvas_of(path), (0, 7, BOX)), container=Container.WEBM)
    with pytest.raises(UntrustedInputError, match="WebM"):
        render(worker, path, plan, tmp_path / "out")


@pytest.mark.parametrize("container", list(Container))
def test_a_run_that_was_killed_goes_on_and_makes_the_same_bytes(tmp_path: Path, container: Container) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=2 * SEGMENT_FRAMES + 150, cut_at=300)
    plan = replace(plan_for(canvas_of(path), (10, 400, BOX)), container=container)
    undisturbed = tmp_path / "undisturbed"
    told: list[int] = []

    def kill(done: int, _: int) -> None:
        told.append(done)
        if done >= SEGMENT_FRAMES + 100:
            raise KeyboardInterrupt

    with Worker(tasks=("render",)) as worker:
        render(worker, path, plan, undisturbed)
        with opened(path) as content, empty(tmp_path / "journal") as journal:
            with empty(tmp_path / "killed") as out, pytest.raises(KeyboardInterrupt):
                client_faces.render(worker, content, out, plan, journal=journal, key="a", on_progress=kill)
            kept = os.fstat(journal).st_size
            assert kept > 0
            head = os.pread(journal, kept, 0)
            with empty(tmp_path / "resumed") as out:
                result = client_faces.render(worker, content, out, plan, journal=journal, key="a")
            # The first segment is the one of the killed run: its bytes were not written again.
            first = head.index(b"segm")
            assert os.pread(journal, 2000, 0)[: first + 2000] == head[:2000]
    assert (tmp_path / "resumed").read_bytes() == undisturbed.read_bytes()
    assert (result.frames, result.painted) == (2 * SEGMENT_FRAMES + 150, 391)


def test_segments_of_another_plan_are_not_used(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=SEGMENT_FRAMES + 10)
    canvas = canvas_of(path)
    one, other = plan_for(canvas, (0, 259, BOX)), plan_for(canvas, (0, 9, BOX))
    fresh = tmp_path / "fresh"
    render(worker, path, other, fresh)
    with opened(path) as content, empty(tmp_path / "journal") as journal:
        for plan, key in ((one, "one"), (other, "other")):
            with empty(tmp_path / key) as out:
                client_faces.render(worker, content, out, plan, journal=journal, key=key)
    assert (tmp_path / "other").read_bytes() == fresh.read_bytes()


def test_a_mosaic_is_noise_of_the_plan_and_nothing_of_the_picture(worker: Worker, tmp_path: Path) -> None:
    box = Box(x1=16, y1=8, x2=80, y2=56)
    seen = []
    for level in (30, 200):
        path = write_frames(tmp_path / f"{level}.mkv", [np.full((64, 96, 3), level, np.uint8)] * 5)
        plan = replace(plan_for(canvas_of(path), (0, 4, box)), fill=Fill.MOSAIC)
        out = tmp_path / f"{level}.mp4"
        render(worker, path, plan, out)
        with av.open(str(out)) as container:
            planes = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
        seen.append(planes[3][box.y1 + 4 : box.y2 - 4, box.x1 + 4 : box.x2 - 4].astype(int))
        expected = mosaic(plan, 96, 64)[box.y1 + 4 : box.y2 - 4, box.x1 + 4 : box.x2 - 4].astype(int)
    assert np.abs(seen[0] - seen[1]).max() < 32
    assert np.abs(seen[0] - (expected - 16) * 255 / 219).max() < 32
    assert len(np.unique(expected)) > 3


def test_another_plan_has_another_mosaic(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=5)
    canvas = canvas_of(path)
    one = mosaic(plan_for(canvas, (0, 4, BOX)), 96, 64)
    assert one.shape == (64, 96)
    assert np.array_equal(one, mosaic(plan_for(canvas, (0, 4, BOX)), 96, 64))
    assert not np.array_equal(one, mosaic(plan_for(canvas, (0, 3, BOX)), 96, 64))
    assert (one[:BLOCK, :BLOCK] == one[0, 0]).all()


def test_a_smoothed_video_has_less_noise_and_masks_with_edges(worker: Worker, tmp_path: Path) -> None:
    noise = np.random.default_rng(1)
    pictures = [np.clip(noise.normal(120, 12, (64, 96, 1)).repeat(3, 2), 0, 255).astype(np.uint8) for _ in range(8)]
    for each in pictures:
        each[BOX.y1 : BOX.y2, BOX.x1 : BOX.x2] = 250
    path = write_frames(tmp_path / "clip.mkv", pictures)
    plan = plan_for(canvas_of(path), (0, 7, BOX))
    plain, smoothed = tmp_path / "plain.mp4", tmp_path / "smoothed.mp4"
    render(worker, path, plan, plain)
    render(worker, path, replace(plan, smoothed=True), smoothed)
    spread = [float(shown(out)[5][48:60, 60:90].std()) for out in (plain, smoothed)]
    assert spread[1] < spread[0] / 2
    beside = shown(smoothed)[5][BOX.y1 : BOX.y2, BOX.x2 + 4 : BOX.x2 + 10].astype(int)
    assert beside.max() < 160  # nothing of what the mask hides was smeared out of it
    assert shown(smoothed)[5][BOX.y1 + 2 : BOX.y2 - 2, BOX.x1 + 2 : BOX.x2 - 2].max() < 40


def test_a_second_video_is_told_of(worker: Worker, tmp_path: Path) -> None:
    result, _, canvas = rendered(worker, two_videos(tmp_path))
    assert (canvas.width, canvas.height) == SIZE
    assert result.notes == (
        "the content holds several videos: number 0, 240 x 160, is in the rendition; left out: number 1, 96 x 64",
    )


def test_a_mask_holds_on_its_frames_only(worker: Worker, tmp_path: Path) -> None:
    path = write_frames(tmp_path / "clip.mkv", [np.full((64, 96, 3), 200, np.uint8)] * 9)
    out = tmp_path / "out.mp4"
    result = render(worker, path, plan_for(canvas_of(path), (2, 4, BOX), (4, 5, BOX), (8, 8, BOX)), out)
    assert result.painted == 5
    assert [bool(picture[30, 30].max() < 30) for picture in shown(out)] == [
        index in (2, 3, 4, 5, 8) for index in range(9)
    ]


def test_frames_other_than_those_analysed_are_refused(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=10)
    canvas = canvas_of(path)
    run = canvas.timing.runs[0]
    tick = (canvas.timing.numerator, canvas.timing.denominator)
    for count, step, what in (
        (9, run.step, "more than the 9"),
        (11, run.step, "only 10 of its 11"),
        (10, 7, "other times"),
    ):
        timing = Timing(numerator=tick[0], denominator=tick[1], runs=(TickRun(first=0, step=step, count=count),))
        with pytest.raises(UntrustedInputError, match=what):
            render(worker, path, plan_for(_with(canvas, timing=timing)), tmp_path / "out.mp4")
    with pytest.raises(UntrustedInputError, match="96 x 64 pixels now, 98 x 64"):
        render(worker, path, plan_for(_with(canvas, width=98)), tmp_path / "out.mp4")


def _with(canvas: Canvas, *, timing: Timing | None = None, width: int | None = None) -> Canvas:
    return Canvas(
        kind=canvas.kind,
        width=width or canvas.width,
        height=canvas.height,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing or canvas.timing,
    )


def test_a_damaged_video_is_rendered_as_far_as_it_decodes(worker: Worker, tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "whole.ts", frames=60, size=(320, 240), codec="mpeg2video").read_bytes()
    damaged = tmp_path / "damaged.ts"
    damaged.write_bytes(whole[: len(whole) // 3] + bytes(2000) + whole[len(whole) // 3 + 2000 : len(whole) * 3 // 4])
    result, out, canvas = rendered(worker, damaged)
    assert 10 < result.frames == canvas.timing.frames == len(shown(out)) < 60


def test_a_size_that_changes_on_the_way_is_brought_to_the_first(worker: Worker, tmp_path: Path) -> None:
    parts = [
        write_clip(tmp_path / f"{width}.h264", size=(width, 64), frames=5, container="h264").read_bytes()
        for width in (96, 160)
    ]
    path = tmp_path / "both.h264"
    path.write_bytes(b"".join(parts))
    result, out, _ = rendered(worker, path)
    assert result.frames == 10
    assert {picture.shape for picture in shown(out)} == {(64, 96, 3)}


def test_a_video_with_one_frame(worker: Worker, tmp_path: Path) -> None:
    path = write_frames(tmp_path / "clip.mkv", frames(count=1))
    result, out, _ = rendered(worker, path)
    assert (result.frames, len(shown(out))) == (1, 1)


def picture_plan(width: int, height: int, box: Box) -> PlanBody:
    timing = Timing(numerator=1, denominator=1, runs=(TickRun(first=0, step=0, count=1),))
    canvas = Canvas(
        kind=MediaKind.PICTURE, width=width, height=height, aspect_numerator=1, aspect_denominator=1, timing=timing
    )
    return plan_for(canvas, (0, 0, box))


def test_a_photograph_becomes_a_fresh_file(worker: Worker, tmp_path: Path) -> None:
    image = Image.fromarray(frames(count=1)[0])
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right for display
    exif[0x010F] = "PLANTED-CAMERA"
    path, out = tmp_path / "photo.jpg", tmp_path / "photo.out"
    image.save(path, exif=exif, comment=b"PLANTED-COMMENT", quality=95)
    result = render(worker, path, picture_plan(64, 96, BOX), out)
    assert (result.mime, result.suffix, result.width, result.height) == ("image/jpeg", ".jpg", 64, 96)
    assert b"PLANTED" not in out.read_bytes()
    with Image.open(out) as after, Image.open(path) as before:
        assert_painted(np.asarray(after), np.asarray(before.transpose(Image.Transpose.ROTATE_270)))
    with opened(out) as descriptor:
        check_jpeg(descriptor)
    with opened(path) as descriptor, pytest.raises(StructureError, match="segment"):
        check_jpeg(descriptor)


def test_a_lossless_picture_stays_lossless(worker: Worker, tmp_path: Path) -> None:
    pixels = drawing((96, 64))
    path, out = tmp_path / "picture.bmp", tmp_path / "picture.out"
    Image.fromarray(pixels).save(path)
    result = render(worker, path, picture_plan(96, 64, BOX), out)
    assert result.mime == "image/png"
    expected = pixels.copy()
    expected[BOX.y1 : BOX.y2, BOX.x1 : BOX.x2] = 0
    with Image.open(out) as image:
        assert np.array_equal(np.asarray(image), expected)
    with opened(out) as descriptor:
        check_png(descriptor)
    out.write_bytes(out.read_bytes() + b"more")
    with opened(out) as descriptor, pytest.raises(StructureError, match="after its end"):
        check_png(descriptor)


def test_leftovers_in_the_file_are_found(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=5)
    _, out, _ = rendered(worker, path)
    data = out.read_bytes()
    spoiled = {
        "stray bytes": data + b"abc",
        "does not belong": data + b"\0\0\0\x0cuuidabcd",
        "is not empty": data.replace(b"\0\0\0\x08free", b"\0\0\0\x0cfreeabcd", 1),
        "a name in box hdlr": data.replace(b"VideoHandler", b"VideoHandleR"),
        "a date in box mvhd": data.replace(b"mvhd\0\0\0\0\0\0\0\0", b"mvhd\0\0\0\0\0\0\0\1"),
    }
    for what, changed in spoiled.items():
        out.write_bytes(changed)
        with opened(out) as descriptor, pytest.raises(StructureError, match=what):
            check_mp4(descriptor)


def test_a_full_disk_is_no_fault_of_the_content(worker: Worker, tmp_path: Path) -> None:
    """`/dev/full` takes nothing; a worker that only says so is not believed."""
    path = write_frames(tmp_path / "clip.mkv", frames())
    plan = plan_for(canvas_of(path), (0, 7, BOX))
    full = os.open("/dev/full", os.O_RDWR)
    with opened(path) as content, pytest.raises(StorageError, match=r"writing a rendition: No space left.*make room"):
        client_faces.render(worker, content, full, plan)
    os.close(full)
    with (
        Worker(Limits(output=1000), tasks=("render",)) as bounded,
        pytest.raises(UntrustedInputError, match="File too large"),
    ):
        render(bounded, path, plan, tmp_path / "out.mp4")
    assert render(worker, path, plan, tmp_path / "out.mp4").frames == 8
