"""Whether one plan hides all that another hides, against a comparison that looks at every pixel by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.faces import (
    Canvas,
    Caption,
    Container,
    Fill,
    Ground,
    Mask,
    MaskSpan,
    PlanBody,
    Sound,
    SoundSpan,
    SoundUse,
    filled,
    timing,
)
from witnessbox.model.growth import less_hidden
from witnessbox.model.observations import Box, MediaKind

WIDTH, HEIGHT, FRAMES = 12, 8, 4
CANVAS = Canvas(
    kind=MediaKind.VIDEO,
    width=WIDTH,
    height=HEIGHT,
    aspect_numerator=1,
    aspect_denominator=1,
    timing=timing(1, 25, list(range(FRAMES))),
)


def mask(first: int, last: int, *edges: int) -> Mask:
    x1, y1, x2, y2 = edges
    span = MaskSpan(first_frame=first, last_frame=last, box=Box(x1=x1, y1=y1, x2=x2, y2=y2))
    return Mask(reason="drawn", track=None, spans=(span,))


def body(*masks: Mask, **more: object) -> PlanBody:
    plain = PlanBody(preset="test", canvas=CANVAS, sound=Sound.NONE, masks=masks)
    return replace(plain, **more)  # type: ignore[arg-type]


def sounds(*spans: tuple[int, int, SoundUse]) -> PlanBody:
    made = tuple(SoundSpan(first_us=first, last_us=last, use=use) for first, last, use in spans)
    return body(sound=Sound.SPANS, sound_spans=made)


def hidden_pixels(plan: PlanBody) -> set[tuple[int, int, int]]:
    return {
        (frame, x, y)
        for frame, boxes in enumerate(filled(plan))
        for box in boxes
        for x in range(max(0, box.x1), min(WIDTH, box.x2))
        for y in range(max(0, box.y1), min(HEIGHT, box.y2))
    }


masks = st.lists(
    st.tuples(
        st.integers(0, FRAMES - 1),
        st.integers(0, 2),
        st.integers(-1, WIDTH),
        st.integers(-1, HEIGHT),
        st.integers(1, 7),
        st.integers(1, 7),
    ).map(
        lambda each: mask(
            each[0], min(FRAMES - 1, each[0] + each[1]), each[2], each[3], each[2] + each[4], each[3] + each[5]
        )
    ),
    max_size=4,
).map(tuple)
plans = st.builds(
    lambda drawn, opened, ground: body(*drawn, openings=opened, ground=ground),
    masks,
    masks,
    st.sampled_from(list(Ground)),
)


@given(plans, plans)
def test_it_says_what_a_look_at_every_pixel_says(old: PlanBody, new: PlanBody) -> None:
    assert (less_hidden(old, new) is None) == (hidden_pixels(old) <= hidden_pixels(new))


@given(plans, masks)
def test_a_plan_with_more_masks_hides_all_that_it_hid(old: PlanBody, more: tuple[Mask, ...]) -> None:
    assert less_hidden(old, old) is None
    assert less_hidden(old, replace(old, masks=old.masks + more)) is None
    assert less_hidden(old, replace(old, ground=Ground.HIDDEN, openings=())) is None


def test_it_names_the_first_moment_at_which_less_is_hidden() -> None:
    less = less_hidden(body(mask(0, 3, 0, 0, 8, 8)), body(mask(0, 1, 0, 0, 8, 8), mask(2, 3, 0, 0, 8, 7)))
    assert less is not None
    assert less.time_us == 80_000


def test_several_boxes_together_may_cover_what_one_covered() -> None:
    one = body(mask(0, 3, 2, 2, 10, 6))
    assert less_hidden(one, body(mask(0, 3, 0, 0, 6, 8), mask(0, 3, 6, 0, 12, 8))) is None
    assert less_hidden(one, body(mask(0, 3, 0, 0, 6, 8), mask(0, 3, 7, 0, 12, 8))) is not None


OPEN, BEEP, VOICE = SoundUse.OPEN, SoundUse.BEEP, SoundUse.VOICE


@pytest.mark.parametrize(
    ("old", "new", "grows"),
    [
        (body(), body(sound=Sound.SPANS), False),
        (sounds((0, 9, OPEN)), body(), True),
        (sounds((0, 9, OPEN)), sounds((2, 7, OPEN)), True),
        (sounds((2, 7, OPEN)), sounds((2, 8, OPEN)), False),
        (sounds((0, 5, OPEN), (5, 9, OPEN)), sounds((2, 8, OPEN)), True),
        (sounds((0, 5, OPEN), (6, 9, OPEN)), sounds((2, 8, OPEN)), False),
        (sounds((0, 9, OPEN)), sounds((0, 9, OPEN), (3, 4, BEEP)), True),
        (sounds((0, 9, OPEN), (3, 4, BEEP)), sounds((0, 9, OPEN)), False),
        (sounds((0, 9, OPEN), (3, 4, BEEP)), sounds((0, 3, OPEN), (4, 9, OPEN)), True),
        (sounds((0, 9, OPEN)), sounds((0, 9, OPEN), (3, 4, VOICE)), False),
        (sounds((0, 9, OPEN), (3, 4, VOICE)), sounds((0, 9, OPEN)), False),
        (sounds((0, 9, OPEN), (3, 4, VOICE)), sounds((0, 9, OPEN), (3, 4, VOICE), (6, 7, BEEP)), True),
    ],
)
def test_what_is_heard(old: PlanBody, new: PlanBody, grows: bool) -> None:
    assert (less_hidden(old, new) is None) is grows


def test_words_that_are_shown_count() -> None:
    one, other = (Caption(first_us=0, last_us=9, text=text) for text in ("they came", "Ivan came"))
    assert less_hidden(body(captions=(one, other)), body(captions=(one,))) is None
    assert less_hidden(body(captions=(one,)), body(captions=(other,))) is not None


def test_everything_else_that_could_show_more_counts() -> None:
    plain = body(mask(0, 3, 0, 0, 8, 8))
    expecting = mask(0, 3, 0, 0, 4, 4)
    assert less_hidden(plain, replace(plain, shown=(expecting,))) is not None
    assert less_hidden(replace(plain, shown=(expecting,)), plain) is None
    assert less_hidden(plain, replace(plain, fill=Fill.MOSAIC)) is not None
    assert less_hidden(replace(plain, fill=Fill.MOSAIC), plain) is None
    assert less_hidden(replace(plain, smoothed=True), plain) is not None
    assert less_hidden(plain, replace(plain, smoothed=True, container=Container.WEBM, preset="other")) is None
    assert less_hidden(plain, replace(plain, canvas=replace(CANVAS, width=WIDTH + 2))) is not None
