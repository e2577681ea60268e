from __future__ import annotations

from dataclasses import replace

import pytest

from witnessbox.model.errors import MediaError
from witnessbox.model.faces import Canvas, Ground, Mask, MaskSpan, PlanBody, Sound, timing
from witnessbox.model.media import Sheet
from witnessbox.model.observations import Box, MediaKind
from witnessbox.redaction.sheets import sheet_masks

ONE, OTHER = Box(x1=0, y1=0, x2=40, y2=40), Box(x1=100, y1=20, x2=150, y2=90)


def body(*, aspect: tuple[int, int] = (1, 1), size: tuple[int, int] = (720, 576), rate: int = 30000) -> PlanBody:
    """A hundred frames; one box on frames 10 to 20, another on 15 to 30."""
    spans = (MaskSpan(first_frame=10, last_frame=20, box=ONE), MaskSpan(first_frame=15, last_frame=30, box=OTHER))
    canvas = Canvas(
        kind=MediaKind.VIDEO,
        width=size[0],
        height=size[1],
        aspect_numerator=aspect[0],
        aspect_denominator=aspect[1],
        timing=timing(1001, rate, list(range(100))),
    )
    return PlanBody(
        preset="faces/1", canvas=canvas, sound=Sound.NONE, masks=(Mask(reason="face", track=0, spans=spans),)
    )


def sheet(*times_us: int, frames: int = 100, size: tuple[int, int] = (720, 576)) -> Sheet:
    return Sheet(name="sheet.webp", columns=3, times_us=times_us, frames=frames, width=size[0], height=size[1])


def test_each_picture_has_the_boxes_of_its_frame() -> None:
    # the decoder rounds the time of a frame, the canvas is exact: frame 20 is at 667,333.33 µs
    times = [round(frame * 1001 * 1_000_000 / 30000) for frame in (9, 10, 15, 20, 21, 30, 31)]
    found = sheet_masks(body(), sheet(*times))
    assert found.cells == ((), (ONE,), (ONE, OTHER), (ONE, OTHER), (OTHER,), (OTHER,), ())
    assert (found.columns, found.width, found.height) == (3, 720, 576)


def test_on_hidden_ground_all_but_the_openings_is_painted_and_masks_lie_over_them() -> None:
    opening = Mask(reason="opened", track=None, spans=(MaskSpan(first_frame=0, last_frame=12, box=ONE),))
    hidden = replace(body(), ground=Ground.HIDDEN, openings=(opening,))
    whole = Box(x1=0, y1=0, x2=720, y2=576)
    around = (Box(x1=40, y1=0, x2=720, y2=40), Box(x1=0, y1=40, x2=720, y2=576))
    times = [round(frame * 1001 * 1_000_000 / 30000) for frame in (9, 11, 13)]
    assert sheet_masks(hidden, sheet(*times)).cells == (around, (*around, ONE), (whole, ONE))


@pytest.mark.parametrize("off_us", [-2, -1, 0, 1, 2])
def test_every_frame_is_found_whatever_rounding_did(off_us: int) -> None:
    for frame in range(1, 100):
        (boxes,) = sheet_masks(body(), sheet(frame * 1001 * 1_000_000 // 30000 + off_us)).cells
        assert bool(boxes) == (10 <= frame <= 30)


@pytest.mark.parametrize(
    ("aspect", "size", "shown"),
    [((16, 15), (720, 576), (768, 576)), ((8, 9), (720, 480), (720, 540)), ((1, 2), (100, 50), (100, 100))],
)
def test_pixels_that_are_not_square(aspect: tuple[int, int], size: tuple[int, int], shown: tuple[int, int]) -> None:
    plan = body(aspect=aspect, size=size)
    assert sheet_masks(plan, sheet(0, size=shown)).width == size[0]  # boxes stay in stored pixels
    with pytest.raises(MediaError, match="other frames"):
        sheet_masks(plan, sheet(0, size=size))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (sheet(0, frames=99), "other frames"),
        (sheet(0, size=(576, 720)), "other frames"),
        (sheet(0, 10_000), "moments"),
        (sheet(5_000_000), "moments"),
    ],
    ids=["number of frames", "turned", "between two frames", "after the end"],
)
def test_a_sheet_of_something_else_is_refused(wrong: Sheet, why: str) -> None:
    with pytest.raises(MediaError, match=why):
        sheet_masks(body(), wrong)
