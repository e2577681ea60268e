"""What a person draws is hidden outward and opened inward, in space and in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.errors import UsageError
from witnessbox.model.faces import Canvas, Finding, FindingKind, Mask, boxes_of, timing
from witnessbox.model.observations import Box, MediaKind
from witnessbox.redaction.regions import Area, Effect, Region, RegionKey, finding_mask, region_mask

WIDTH, HEIGHT, FRAMES = 101, 61, 10
CANVAS = Canvas(
    kind=MediaKind.VIDEO,
    width=WIDTH,
    height=HEIGHT,
    aspect_numerator=1,
    aspect_denominator=1,
    timing=timing(1, 10, list(range(FRAMES))),
)
HIDE, OPEN = Effect.HIDE, Effect.OPEN


def pixels(left: int, top: int, right: int, bottom: int) -> Area:
    return Area(left=left, top=top, right=right, bottom=bottom, shares=False)


def still(effect: Effect, area: Area, start: int | None = None, end: int | None = None) -> Mask:
    key = RegionKey(time_us=start or 0, area=area)
    return region_mask(CANVAS, Region(effect=effect, keys=(key,), from_us=start, to_us=end))


def frames(mask: Mask) -> list[int]:
    return [frame for frame, boxes in enumerate(boxes_of((mask,), FRAMES)) if boxes]


def test_a_box_is_there_for_the_whole_length_unless_said_otherwise() -> None:
    for effect in Effect:
        assert frames(still(effect, pixels(10, 10, 20, 20))) == list(range(FRAMES))


def test_what_hides_is_rounded_outward_and_what_opens_inward() -> None:
    assert still(HIDE, pixels(11, 11, 21, 21)).spans[0].box == Box(x1=10, y1=10, x2=22, y2=22)
    assert still(OPEN, pixels(11, 11, 21, 21)).spans[0].box == Box(x1=12, y1=12, x2=20, y2=20)
    whole = Area(left=0, top=0, right=10_000, bottom=10_000, shares=True)
    for effect in Effect:
        assert still(effect, whole).spans[0].box == Box(x1=0, y1=0, x2=WIDTH, y2=HEIGHT)
    part = Area(left=1_050, top=1_050, right=5_050, bottom=5_050, shares=True)  # 10.605 to 51.005 of 101
    assert still(HIDE, part).spans[0].box == Box(x1=10, y1=6, x2=52, y2=32)
    assert still(OPEN, part).spans[0].box == Box(x1=12, y1=8, x2=50, y2=30)


@pytest.mark.parametrize(
    ("start", "end", "hidden", "opened"),
    [
        (200_000, 400_000, [2, 3, 4], [2, 3]),
        (250_000, 399_999, [2, 3], []),
        (250_000, 450_000, [2, 3, 4], [3]),
        (None, 99_999, [0], []),
        (800_000, None, [8, 9], [8, 9]),
        (850_000, None, [8, 9], [9]),
    ],
)
def test_a_frame_is_hidden_if_any_moment_of_it_is_and_opened_if_all_of_it_is(
    start: int | None, end: int | None, hidden: list[int], opened: list[int]
) -> None:
    assert frames(still(HIDE, pixels(10, 10, 20, 20), start, end)) == hidden
    if opened:
        assert frames(still(OPEN, pixels(10, 10, 20, 20), start, end)) == opened
    else:
        with pytest.raises(UsageError, match="no frame"):
            still(OPEN, pixels(10, 10, 20, 20), start, end)


@pytest.mark.parametrize(("start", "end"), [(950_000, 1_200_000), (500_000, 400_000), (2_000_000, None)])
def test_times_outside_of_the_film_are_told(start: int, end: int | None) -> None:
    if start == 950_000:  # within the last frame, however long that is shown
        assert frames(still(HIDE, pixels(0, 0, 9, 9), start, end)) == [9]
        return
    with pytest.raises(UsageError, match="no frame"):
        still(HIDE, pixels(0, 0, 9, 9), start, end)


@pytest.mark.parametrize("area", [pixels(20, 10, 20, 30), pixels(200, 10, 300, 30), pixels(30, 10, 20, 30)])
def test_a_box_that_covers_nothing_is_told(area: Area) -> None:
    with pytest.raises(UsageError, match="101 x 61"):
        still(HIDE, area)


def test_between_key_frames_a_box_moves_evenly() -> None:
    keys = (
        RegionKey(time_us=200_000, area=pixels(10, 10, 20, 20)),
        RegionKey(time_us=600_000, area=pixels(50, 10, 60, 20)),
    )
    mask = region_mask(CANVAS, Region(effect=HIDE, keys=keys))
    lefts = [boxes[0].x1 for boxes in boxes_of((mask,), FRAMES)]
    assert lefts == [10, 10, 10, 20, 30, 40, 50, 50, 50, 50]


corner = st.tuples(st.integers(0, 80), st.integers(0, 40), st.integers(4, 21), st.integers(4, 20))


@given(st.lists(st.tuples(st.integers(0, 900_000), corner), min_size=1, max_size=4))
def test_what_is_opened_lies_within_what_would_be_hidden(wanted: list[tuple[int, tuple[int, int, int, int]]]) -> None:
    keys = tuple(
        RegionKey(time_us=at, area=pixels(left, top, left + across, top + down))
        for at, (left, top, across, down) in sorted(wanted)
    )
    distinct = {key.time_us // 100_000: key for key in keys}
    keys = tuple(distinct[frame] for frame in sorted(distinct))
    hidden = boxes_of((region_mask(CANVAS, Region(effect=HIDE, keys=keys)),), FRAMES)
    opened = boxes_of((region_mask(CANVAS, Region(effect=OPEN, keys=keys)),), FRAMES)
    for (outer,), (inner,) in zip(hidden, opened, strict=True):
        assert outer.x1 <= inner.x1 < inner.x2 <= outer.x2
        assert outer.y1 <= inner.y1 < inner.y2 <= outer.y2


def test_a_finding_is_hidden_wider_and_for_longer_than_it_was_seen() -> None:
    box = Box(x1=40, y1=20, x2=60, y2=40)
    one = Finding(kind=FindingKind.BARE_FACE, why="x", frame=7, time_us=700_000, box=box)
    mask = finding_mask(CANVAS, one)
    assert frames(mask) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert mask.spans[0].box == Box(x1=36, y1=16, x2=64, y2=44)
    assert mask.track is None
    with pytest.raises(UsageError, match="no place"):
        finding_mask(CANVAS, Finding(kind=FindingKind.METADATA, why="x"))
