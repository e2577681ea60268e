"""Frames as ordinary screens show them."""

from __future__ import annotations

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from odd_videos import frame_of

from witnessbox.media.shown import HLG, PQ, as_shown


def ramp(transfer: int, layout: str = "yuv420p10le", full: bool = False) -> VideoFrame:
    """All codes from darkest to brightest, left to right."""
    ends = (0, 1023) if full else (64, 940)
    luma = np.linspace(*ends, 256).astype(np.uint16)[None].repeat(16, 0)
    picture = frame_of(luma, layout)
    picture.color_trc, picture.color_primaries, picture.colorspace = transfer, 9, 9
    picture.color_range = 2 if full else 1
    return picture


def luma_of(picture: VideoFrame) -> NDArray[np.int64]:
    plane = picture.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[0, : picture.width].astype(np.int64)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_wide_brightness_becomes_ordinary(transfer: int, full: bool) -> None:
    shown = as_shown(ramp(transfer, full=full))
    assert (shown.format.name, shown.color_trc, shown.color_primaries, shown.color_range) == ("yuv420p", 1, 9, 1)
    luma = luma_of(shown)
    assert (np.diff(luma) >= 0).all()
    assert luma[0] == 16 and luma[-1] == 235
    white = {PQ: 0.58, HLG: 0.75}[transfer]  # the code of white in ITU-R BT.2408, table 1
    assert 170 < luma[round(white * 255)] < 200


def test_grey_stays_grey_and_colour_keeps_its_side() -> None:
    picture = ramp(PQ)
    for index, level in ((1, 612), (2, 412)):
        plane = picture.planes[index]
        np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)[:8, :64] = level
    shown = as_shown(picture)
    planes = [np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size) for plane in shown.planes[1:]]
    for plane, side in zip(planes, (1, -1), strict=True):
        assert (plane[4, 70:128] == 128).all()
        assert (side * (plane[4, 20:60].astype(int) - 128) > 5).all()


@pytest.mark.parametrize("size", [(33, 17), (16, 1), (1, 16)])
def test_odd_sizes_are_mapped_whole(size: tuple[int, int]) -> None:
    picture = frame_of(np.full((size[1], size[0]), 572, np.uint16), "yuv420p10le")
    picture.color_trc, picture.color_range = PQ, 1
    shown = as_shown(picture)
    assert (shown.width, shown.height) == size
    assert set(luma_of(shown)) == {luma_of(shown)[0]}


def test_transparent_parts_lie_on_white() -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :4] = (200, 10, 10, 255)
    pixels[:, 4:] = (10, 200, 10, 0)
    shown = as_shown(VideoFrame.from_ndarray(pixels, "rgba")).to_ndarray(format="rgb24")
    assert (shown[:, :4] == (200, 10, 10)).all()
    assert (shown[:, 4:] == 255).all()


@pytest.mark.parametrize("layout", ["yuv420p", "yuv422p", "yuv420p10le"])
def test_ordinary_frames_are_left_alone(layout: str) -> None:
    picture = frame_of(np.full((16, 16), 100, np.uint16 if "10" in layout else np.uint8), layout)
    assert as_shown(picture) is picture
