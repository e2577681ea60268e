from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.codec import from_json, to_json
from witnessbox.model.faces import (
    Canvas,
    FaceTrack,
    Ground,
    KeyBox,
    Mask,
    MaskSpan,
    PlanBody,
    Sound,
    TickRun,
    Timing,
    boxes_of,
    filled,
    timing,
)
from witnessbox.model.observations import Box, MediaKind
from witnessbox.redaction.masks import FACE, SURE_FRAMES, face_plan, track_mask

WIDTH, HEIGHT, FRAMES = 641, 363, 100


def canvas(step: int = 40) -> Canvas:
    return Canvas(
        kind=MediaKind.VIDEO,
        width=WIDTH,
        height=HEIGHT,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=Timing(numerator=1, denominator=1000, runs=(TickRun(first=0, step=step, count=FRAMES),)),
    )


def track(*keys: tuple[int, Box], first: int = 0, last: int = FRAMES - 1) -> FaceTrack:
    boxes = tuple(KeyBox(frame=frame, time_us=frame * 40_000, box=box, confidence=900) for frame, box in keys)
    return FaceTrack(track=3, shot_first=first, shot_last=last, keys=boxes)


def box(left: int = 100, top: int = 100, side: int = 40) -> Box:
    return Box(x1=left, y1=top, x2=left + side, y2=top + side)


def face_mask(canvas: Canvas, track: FaceTrack) -> Mask:
    return track_mask(canvas, track, list(canvas.timing.microseconds()), FACE, "face")


def covered(mask: Mask) -> list[int]:
    return [frame for frame, boxes in enumerate(boxes_of((mask,), FRAMES)) if boxes]


def test_a_mask_is_wider_than_the_face_and_lingers_half_a_second() -> None:
    mask = face_mask(canvas(), track((50, box())))
    assert mask.spans == (MaskSpan(first_frame=38, last_frame=62, box=Box(x1=92, y1=92, x2=148, y2=148)),)
    assert (mask.reason, mask.track) == ("face", 3)


def test_the_reach_of_a_small_face_is_not_rounded_up_and_covers_it() -> None:
    # a fifth of 14 pixels is 2.8: from 98 to 95.2 and from 112 to 114.8
    (span,) = face_mask(canvas(), track((50, box(98, 98, 14)))).spans
    assert span.box == Box(x1=96, y1=96, x2=114, y2=114)
    (span,) = face_mask(canvas(), track((50, box(101, 101, 1)))).spans
    assert span.box == Box(x1=100, y1=100, x2=102, y2=102)


def test_lingering_is_measured_in_time_not_in_frames() -> None:
    assert covered(face_mask(canvas(step=250), track((50, box())))) == [48, 49, 50, 51, 52]
    assert covered(face_mask(canvas(step=501), track((50, box())))) == [50]


def test_a_mask_never_crosses_a_cut() -> None:
    assert covered(face_mask(canvas(), track((50, box()), first=47, last=52))) == [47, 48, 49, 50, 51, 52]


def test_between_two_keys_the_mask_moves_with_the_face() -> None:
    mask = face_mask(canvas(), track((40, box(100)), (44, box(160))))
    between = [span for span in mask.spans if 40 <= span.first_frame < 44]
    assert [(span.first_frame, span.last_frame) for span in between] == [(40, 40), (41, 41), (42, 42), (43, 43)]
    # each step covers where the face is at its beginning and at its end, and a fifth of it more on each side
    assert between[0].box == Box(x1=92, y1=92, x2=164, y2=148)
    assert between[3].box == Box(x1=136, y1=92, x2=208, y2=148)


def test_a_face_that_keeps_still_has_one_span() -> None:
    mask = face_mask(canvas(), track((40, box(100)), (44, box(101)), (48, box(100))))
    assert len(mask.spans) <= 4


def test_where_nothing_was_seen_for_long_the_mask_holds_both_places() -> None:
    apart = SURE_FRAMES + 1
    mask = face_mask(canvas(), track((40, box(100)), (40 + apart, box(160))))
    assert mask.spans[1] == MaskSpan(first_frame=40, last_frame=40 + apart - 1, box=Box(x1=92, y1=92, x2=208, y2=148))


def test_a_mask_stays_within_the_picture() -> None:
    mask = face_mask(canvas(), track((0, Box(x1=0, y1=0, x2=WIDTH, y2=HEIGHT))))
    assert {span.box for span in mask.spans} == {Box(x1=0, y1=0, x2=WIDTH, y2=HEIGHT)}


@pytest.mark.parametrize(
    "wrong",
    [track(), track((5, box()), first=6), track((5, box()), last=4), track((5, box()), last=FRAMES)],
    ids=["no key", "before its shot", "after its shot", "beyond the content"],
)
def test_a_track_outside_of_its_shot_is_refused(wrong: FaceTrack) -> None:
    with pytest.raises(ValueError, match="face track 3"):
        face_mask(canvas(), wrong)


coordinates = st.tuples(
    st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(1, 200), st.integers(1, 200)
).map(lambda each: Box(x1=each[0], y1=each[1], x2=min(WIDTH, each[0] + each[2]), y2=min(HEIGHT, each[1] + each[3])))
keys = st.dictionaries(st.integers(0, FRAMES - 1), coordinates, min_size=1, max_size=8)


def holds(outer: Box, inner: tuple[float, float, float, float]) -> bool:
    return outer.x1 <= inner[0] and outer.y1 <= inner[1] and outer.x2 >= inner[2] and outer.y2 >= inner[3]


@given(keys)
def test_wherever_the_face_was_between_its_keys_it_is_covered(places: dict[int, Box]) -> None:
    ordered = sorted(places.items())
    mask = face_mask(canvas(), track(*ordered))
    frames = list(boxes_of((mask,), FRAMES))
    for (start, one), (end, other) in zip(ordered, ordered[1:] or ordered, strict=False):
        for frame in range(start, end + 1):
            share = (frame - start) / max(1, end - start)
            place = tuple(
                a + (b - a) * share
                for a, b in ((one.x1, other.x1), (one.y1, other.y1), (one.x2, other.x2), (one.y2, other.y2))
            )
            left, top, right, low = place
            assert any(holds(each, (left, top, right, low)) for each in frames[frame])
    for span in mask.spans:
        assert span.box.x1 % 2 == span.box.y1 % 2 == 0
        assert span.box.x2 % 2 == 0 or span.box.x2 == WIDTH
        assert span.box.y2 % 2 == 0 or span.box.y2 == HEIGHT


def test_a_plan_survives_as_json() -> None:
    plan = face_plan(canvas(), [track((10, box()), (14, box(130))), track((60, box(200)))])
    assert from_json(PlanBody, to_json(plan)) == plan
    assert len(plan.masks) == 2
    assert face_plan(canvas(), []).masks == ()


@given(st.lists(st.integers(1, 5), max_size=60), st.integers(0, 3))
def test_times_are_packed_without_loss(steps: list[int], first: int) -> None:
    ticks = [first]
    for step in steps:
        ticks.append(ticks[-1] + step)
    packed = timing(1001, 30000, ticks)
    assert list(packed.ticks()) == ticks
    assert packed.frames == len(ticks)
    assert list(packed.microseconds()) == [tick * 1001 * 1_000_000 // 30000 for tick in ticks]


def test_steady_times_are_one_run() -> None:
    assert timing(1, 25, list(range(0, 400, 4))).runs == (TickRun(first=0, step=4, count=100),)
    assert timing(1, 25, []).runs == ()
    with pytest.raises(ValueError, match="do not rise"):
        timing(1, 25, [0, 5, 5])


openings = st.lists(
    st.tuples(st.integers(-5, 30), st.integers(-5, 30), st.integers(1, 20), st.integers(1, 20), st.integers(0, 3)),
    max_size=5,
)


@given(openings)
def test_on_hidden_ground_every_pixel_but_the_opened_ones_is_filled_once(wanted: list[tuple[int, ...]]) -> None:
    small = Canvas(
        kind=MediaKind.VIDEO,
        width=24,
        height=20,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 25, [0, 1, 2]),
    )
    opened = [
        (first, Box(x1=left, y1=top, x2=left + across, y2=top + down)) for left, top, across, down, first in wanted
    ]
    spans = tuple(MaskSpan(first_frame=first, last_frame=2, box=box) for first, box in opened)
    hidden = Box(x1=3, y1=4, x2=9, y2=8)
    body = PlanBody(
        preset="test",
        canvas=small,
        sound=Sound.NONE,
        masks=(Mask(reason="face", track=None, spans=(MaskSpan(first_frame=1, last_frame=1, box=hidden),)),),
        ground=Ground.HIDDEN,
        openings=(Mask(reason="opened", track=None, spans=spans),),
    )
    for frame, boxes in enumerate(filled(body)):
        ground = boxes[:-1] if frame == 1 else boxes
        assert (boxes[-1:] == (hidden,)) is (frame == 1)
        here = [box for first, box in opened if first <= frame]
        for y in range(20):
            for x in range(24):
                seen = any(box.x1 <= x < box.x2 and box.y1 <= y < box.y2 for box in here)
                times = sum(box.x1 <= x < box.x2 and box.y1 <= y < box.y2 for box in ground)
                assert times == (0 if seen else 1)
