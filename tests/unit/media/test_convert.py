"""What a frame becomes depends on the frame alone, never on what the memory held before."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from av.video.frame import VideoFrame
from film_samples import plan_for
from numpy.typing import NDArray

from witnessbox.media import paint
from witnessbox.media.convert import layered, red_green_blue
from witnessbox.media.decode import Orientation
from witnessbox.model.faces import Canvas, timing
from witnessbox.model.observations import MediaKind

WIDTHS = (17, 24, 40, 50, 88, 130, 184, 426, 854)
HEIGHT = 34


def plane(picture: VideoFrame, index: int) -> NDArray[np.uint8]:
    """All bytes of a plane, those past the picture among them."""
    pixels = np.frombuffer(memoryview(picture.planes[index]), np.uint8)
    return pixels.reshape(-1, picture.planes[index].line_size)


def noise(width: int, height: int, layout: str, beyond: int = 0) -> VideoFrame:
    """A frame of noise, the same at every call, with `beyond` in the bytes past its columns."""
    picture = VideoFrame(width, height, layout)
    drawn = np.random.default_rng(3)
    for index, each in enumerate(picture.planes):
        pixels = plane(picture, index)
        pixels[:] = beyond
        bytes_across = each.width
        if layout in ("yuyv422", "uyvy422"):
            bytes_across = 4 * -(-width // 2)
        elif layout == "nv12" and index == 1:
            bytes_across = 2 * each.width
        pixels[: each.height, :bytes_across] = drawn.integers(0, 256, (each.height, bytes_across), np.uint8)
    return picture


def leave_behind(value: int, width: int, height: int, layout: str) -> None:
    """Fill memory with a value and free it, so that the next frame of the size begins with it."""
    left = [VideoFrame(width, height, layout) for _ in range(8)]
    for picture in left:
        for index in range(len(picture.planes)):
            plane(picture, index)[:] = value


@pytest.mark.parametrize("layout", ["yuv420p", "yuvj420p", "yuv422p", "yuva420p", "yuv444p", "nv12"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_column_comes_from_the_frame(width: int, layout: str) -> None:
    made = []
    for value in (0, 90, 200):
        picture = noise(width, HEIGHT, layout, value)
        leave_behind(value, width, HEIGHT, "gbrp")
        made.append(np.stack(red_green_blue(picture, width, HEIGHT)))
    assert (made[0] == made[1]).all()
    assert (made[0] == made[2]).all()
    assert made[0].shape == (3, HEIGHT, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_last_columns_are_those_of_a_wider_frame(width: int) -> None:
    """Noise repeats from row to row here, so a column that was written late or not at all cannot pass."""
    wide = VideoFrame(1024, HEIGHT, "yuv420p")
    narrow = VideoFrame(width, HEIGHT, "yuv420p")
    drawn = np.random.default_rng(7)
    for index, each in enumerate(narrow.planes):
        plane(wide, index)[:] = drawn.integers(0, 256, plane(wide, index).shape[1], np.uint8)
        plane(narrow, index)[:, : each.width] = plane(wide, index)[: plane(narrow, index).shape[0], : each.width]
    expected = red_green_blue(wide, 1024, HEIGHT)
    for found, colour in zip(red_green_blue(narrow, width, HEIGHT), expected, strict=True):
        assert (found == colour[:, :width]).all()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_scaled_comes_from_the_frame(width: int) -> None:
    made = []
    for value in (0, 200):
        picture = noise(width, HEIGHT, "yuv420p", value)
        leave_behind(value, width // 2, HEIGHT // 2, "gbrp")
        made.append(np.stack(red_green_blue(picture, width // 2, HEIGHT // 2)))
    assert (made[0] == made[1]).all()


@pytest.mark.parametrize("width", WIDTHS)
def test_transparent_frames_are_converted_whole(width: int) -> None:
    made = []
    for value in (0, 200):
        picture = noise(width, HEIGHT, "yuva420p", value)
        leave_behind(value, width, HEIGHT, "rgba")
        made.append(layered(picture))
    assert (made[0] == made[1]).all()
    assert made[0].shape == (HEIGHT, width, 4)
    assert (made[0][:, :, 3] == plane(noise(width, HEIGHT, "yuva420p"), 3)[:HEIGHT, :width]).all()


@pytest.mark.parametrize("layout", ["yuyv422", "uyvy422"])
def test_the_last_odd_line_of_a_packed_frame_is_painted(layout: str) -> None:
    canvas = Canvas(
        kind=MediaKind.VIDEO,
        width=40,
        height=33,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 25, [0]),
    )
    made = []
    for value in (0, 200):
        picture = noise(40, 33, layout, value)
        painter = paint.Painter(plan_for(canvas), paint.colours_of(picture), Orientation())
        leave_behind(value, 40, 33, "yuv420p")
        painted = painter.paint(picture, (), 0, 1, Fraction(1, 25))
        made.append([plane(painted, index)[: painted.planes[index].height].copy() for index in range(3)])
    for one, other in zip(*made, strict=True):
        shown = slice(0, 40 if one.shape[0] == 34 else 20)
        assert (one[:, shown] == other[:, shown]).all()
