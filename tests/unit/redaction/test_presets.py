"""What each preset hides of what was seen, and what people's decisions change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from witnessbox.model.errors import UsageError
from witnessbox.model.faces import (
    Canvas,
    Caption,
    FaceTrack,
    Ground,
    KeyBox,
    Mask,
    PlanBody,
    Sound,
    SoundSpan,
    SoundUse,
    TrackKind,
    filled,
    timing,
)
from witnessbox.model.growth import less_hidden
from witnessbox.model.observations import Box, MediaKind
from witnessbox.model.plans import Preset, joined
from witnessbox.redaction.presets import Seen, preset_masks
from witnessbox.redaction.regions import Area, Effect, Region, RegionKey
from witnessbox.redaction.wishes import Wishes, body_of, presets_for

CANVAS = Canvas(
    kind=MediaKind.VIDEO,
    width=640,
    height=480,
    aspect_numerator=1,
    aspect_denominator=1,
    timing=timing(1, 25, list(range(10))),
)
FACE = Box(x1=300, y1=200, x2=340, y2=250)
EVERY = tuple(TrackKind)


def track(number: int, kind: TrackKind, box: Box = FACE) -> FaceTrack:
    keys = (KeyBox(frame=3, time_us=120_000, box=box, confidence=900),)
    return FaceTrack(track=number, shot_first=0, shot_last=9, keys=keys, kind=kind)


SEEN = Seen(
    tracks=(
        track(0, TrackKind.FACE),
        track(1, TrackKind.HEAD, Box(x1=290, y1=180, x2=350, y2=260)),
        track(2, TrackKind.PERSON, Box(x1=250, y1=170, x2=400, y2=470)),
        track(0, TrackKind.TEXT, Box(x1=20, y1=20, x2=120, y2=40)),
    )
)


def masks(*presets: Preset, seen: Seen = SEEN) -> list[str]:
    return [mask.reason for mask in preset_masks(presets, CANVAS, seen)]


def made(*presets: Preset, seen: Seen = SEEN, before: PlanBody | None = None, **asked: object) -> PlanBody:
    return body_of(presets, CANVAS, seen, Wishes(**asked), before)  # type: ignore[arg-type]


def drawn(effect: Effect = Effect.HIDE) -> Region:
    area = Area(left=10, top=10, right=50, bottom=50, shares=False)
    return Region(effect=effect, keys=(RegionKey(time_us=0, area=area),))


def box_of(mask: Mask) -> Box:
    return mask.spans[0].box


def test_each_preset_hides_what_it_says() -> None:
    assert masks(Preset.FACES) == ["face"]
    assert masks(Preset.HEADS) == ["face", "head"]
    assert masks(Preset.PEOPLE) == ["face", "head", "person"]
    assert masks(Preset.TEXT) == ["text"]
    assert masks(Preset.EVERYTHING_BUT) == ["face"]
    assert masks(Preset.MANUAL) == []
    assert masks(Preset.FACES, Preset.TEXT) == ["face", "text"]


def test_heads_and_shoulders_grow_from_a_face_by_the_documented_rule() -> None:
    (face,) = preset_masks((Preset.HEADS,), CANVAS, Seen(tracks=(track(0, TrackKind.FACE),)))
    assert box_of(face) == Box(x1=260, y1=170, x2=380, y2=326)


@pytest.mark.parametrize("wider", [Preset.HEADS, Preset.PEOPLE])
def test_what_hides_more_of_people_hides_all_that_faces_hides(wider: Preset) -> None:
    for seen in (SEEN, Seen(tracks=(track(0, TrackKind.FACE),))):
        assert less_hidden(made(Preset.FACES, seen=seen), made(wider, seen=seen)) is None


def test_everything_but_hides_all_and_faces_lie_over_openings() -> None:
    body = made(Preset.EVERYTHING_BUT)
    assert body.ground is Ground.HIDDEN
    assert next(filled(body))[0] == Box(x1=0, y1=0, x2=640, y2=480)
    area = Area(left=0, top=0, right=10_000, bottom=10_000, shares=True)
    whole = Region(effect=Effect.OPEN, keys=(RegionKey(time_us=0, area=area),))
    opened = made(Preset.EVERYTHING_BUT, regions=(whole,))
    assert next(filled(opened)) == (box_of(preset_masks((Preset.FACES,), CANVAS, SEEN)[0]),)


def test_someone_who_is_shown_has_no_mask_and_the_second_look_is_told() -> None:
    shown = replace(SEEN, shown=frozenset({(TrackKind.FACE, 0)}))
    body = made(Preset.FACES, seen=shown)
    assert body.masks == ()
    assert [(mask.reason, mask.track) for mask in body.shown] == [("shown", 0)]
    assert less_hidden(made(Preset.FACES), body) is not None
    # a detector of people saw the same person: still hidden, until that track is shown, too
    assert masks(Preset.PEOPLE, seen=shown) == ["head", "person"]


def test_someone_who_is_hidden_everywhere_is_hidden_whatever_the_preset() -> None:
    hidden = replace(SEEN, hidden=(track(7, TrackKind.PERSON),))
    assert masks(Preset.MANUAL, seen=hidden) == ["person"]
    assert masks(Preset.FACES, seen=replace(SEEN, hidden=(track(0, TrackKind.FACE),))) == ["face"]


def test_what_people_asked_for_is_kept_when_a_plan_is_made_anew() -> None:
    span = SoundSpan(first_us=0, last_us=100_000, use=SoundUse.OPEN)
    caption = Caption(first_us=0, last_us=100_000, text="words")
    first = made(Preset.FACES, regions=(drawn(),), sound_spans=(span,), captions=(caption,), smoothed=True)
    assert (first.sound, first.sound_spans, first.captions, first.smoothed) == (Sound.SPANS, (span,), (caption,), True)
    more = replace(SEEN, tracks=(*SEEN.tracks, track(9, TrackKind.FACE, Box(x1=0, y1=300, x2=40, y2=340))))
    again = made(Preset.FACES, seen=more, before=first)
    assert [mask.reason for mask in again.masks] == ["face", "face", "drawn"]
    assert (again.sound_spans, again.captions, again.smoothed) == ((span,), (caption,), True)
    assert made(Preset.FACES, before=again, sound=Sound.NONE).sound_spans == ()
    assert made(Preset.FACES, before=again, captions=()).captions == ()
    assert made(Preset.FACES, before=again, afresh=True) == made(Preset.FACES)


def test_amending_leaves_the_masks_of_presets_as_they_are() -> None:
    before = made(Preset.FACES)
    amended = made(Preset.FACES, seen=Seen(tracks=()), before=before, regions=(drawn(),), as_planned=True)
    assert [mask.reason for mask in amended.masks] == ["face", "drawn"]
    assert less_hidden(before, amended) is None


def test_drawn_masks_are_not_laid_over_other_frames_than_they_were_drawn_for() -> None:
    before = made(Preset.FACES, regions=(drawn(),))
    before = replace(before, canvas=replace(CANVAS, width=650))
    with pytest.raises(UsageError, match="afresh"):
        made(Preset.FACES, before=before)
    assert made(Preset.FACES, before=before, afresh=True) == made(Preset.FACES)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"sound": Sound.NONE, "sound_spans": (SoundSpan(first_us=0, last_us=1, use=SoundUse.OPEN),)}, "--sound none"),
        ({"presets": (Preset.MANUAL, Preset.FACES)}, "manual"),
        ({"regions": (drawn(Effect.OPEN),)}, "everything-but"),
        ({"as_planned": True, "presets": (Preset.HEADS,)}, "amend"),
        ({"as_planned": True, "afresh": True}, "amend"),
    ],
)
def test_what_contradicts_itself_is_told(asked: dict[str, object], why: str) -> None:
    wishes = Wishes(**asked)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=why):
        body_of(presets_for(wishes, None, ()), CANVAS, SEEN, wishes, None)


def test_a_picture_is_silent() -> None:
    picture = replace(CANVAS, kind=MediaKind.PICTURE, timing=timing(1, 1, [0]))
    with pytest.raises(UsageError, match="only a video"):
        body_of((Preset.MANUAL,), picture, Seen(tracks=()), Wishes(sound=Sound.SPANS), None)


def test_presets_are_named_in_one_order() -> None:
    assert joined([Preset.TEXT, Preset.FACES]) == "faces+text"
    assert presets_for(Wishes(presets=(Preset.TEXT, Preset.FACES)), None, ()) == (Preset.FACES, Preset.TEXT)
    assert presets_for(Wishes(), None, ()) == (Preset.FACES,)
    assert presets_for(Wishes(), made(Preset.TEXT), (Preset.TEXT,)) == (Preset.TEXT,)
