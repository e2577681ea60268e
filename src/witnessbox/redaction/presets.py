"""What each preset hides: from what analysers saw and people decided to the masks of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from witnessbox.model.faces import Canvas, FaceTrack, Ground, Mask, TrackKind
from witnessbox.model.plans import Preset
from witnessbox.model.records import dataclass
from witnessbox.redaction.masks import (
    AROUND_HEAD,
    AROUND_PERSON,
    AROUND_TEXT,
    FACE,
    FACES,
    HEAD_AND_SHOULDERS,
    Reach,
    track_mask,
)

RULES = {
    Preset.FACES: FACES,
    Preset.HEADS: "heads/1",
    Preset.PEOPLE: "people/1",
    Preset.EVERYTHING_BUT: "everything-but/1",
    Preset.TEXT: "text/1",
    Preset.MANUAL: "manual/1",
}
"""Each preset with the version of its rule, which is raised whenever it would make other masks."""

SHOWN = "shown"
"""Reason of regions in which a face is left visible by a person's decision."""

_MADE_FROM: dict[Preset, tuple[tuple[TrackKind, Reach], ...]] = {
    Preset.FACES: ((TrackKind.FACE, FACE),),
    # A face that no detector of heads saw is hidden all the same: what is there besides only adds.
    Preset.HEADS: ((TrackKind.FACE, HEAD_AND_SHOULDERS), (TrackKind.HEAD, AROUND_HEAD)),
    Preset.PEOPLE: (
        (TrackKind.PERSON, AROUND_PERSON),
        (TrackKind.FACE, HEAD_AND_SHOULDERS),
        (TrackKind.HEAD, AROUND_HEAD),
    ),
    Preset.EVERYTHING_BUT: ((TrackKind.FACE, FACE),),
    Preset.TEXT: ((TrackKind.TEXT, AROUND_TEXT),),
    Preset.MANUAL: (),
}
"""Tracks that each preset hides, and how far around them."""

_ALONE: dict[TrackKind, Reach] = {
    TrackKind.FACE: FACE,
    TrackKind.HEAD: AROUND_HEAD,
    TrackKind.PERSON: AROUND_PERSON,
    TrackKind.TEXT: AROUND_TEXT,
}
"""How far around a track the mask of someone reaches whom a person decided to hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of who and what is in a content.

    Attributes:
        tracks: the newest tracks of every analyser.
        shown: those of them that are someone who is left visible.
        hidden: tracks, perhaps of older analyses, of people who are hidden wherever they are seen.
    """

    tracks: tuple[FaceTrack, ...]
    shown: frozenset[tuple[TrackKind, int]] = frozenset()
    hidden: tuple[FaceTrack, ...] = ()


def rule_of(presets: Iterable[Preset]) -> str:
    """The rules of some presets together, each with its version."""
    return "+".join(RULES[preset] for preset in presets)


def ground_of(presets: Iterable[Preset]) -> Ground:
    """What is seen where nothing was drawn."""
    return Ground.HIDDEN if Preset.EVERYTHING_BUT in set(presets) else Ground.SHOWN


def preset_masks(presets: Sequence[Preset], canvas: Canvas, seen: Seen) -> tuple[Mask, ...]:
    """The masks that some presets make, and those of people who are hidden everywhere.

    Raises:
        ValueError: a track does not lie within the canvas.
    """
    return tuple(dict.fromkeys(_masks(presets, canvas, seen)))


def _masks(presets: Sequence[Preset], canvas: Canvas, seen: Seen) -> Iterator[Mask]:
    times_us = list(canvas.timing.microseconds())
    for track in seen.tracks:
        if (track.kind, track.track) in seen.shown:
            continue
        made = (each for preset in presets for each in _MADE_FROM[preset])
        reaches = list(dict.fromkeys(reach for kind, reach in made if kind is track.kind))
        if HEAD_AND_SHOULDERS in reaches and FACE in reaches:
            reaches.remove(FACE)  # it lies within
        for reach in reaches:
            yield track_mask(canvas, track, times_us, reach, track.kind.value)
    for track in seen.hidden:
        yield track_mask(canvas, track, times_us, _ALONE[track.kind], track.kind.value)


def shown_regions(canvas: Canvas, seen: Seen) -> tuple[Mask, ...]:
    """Where faces are left visible by a person's decision, so that the second look does not take them for mistakes."""
    times_us = list(canvas.timing.microseconds())
    return tuple(
        track_mask(canvas, track, times_us, FACE, SHOWN)
        for track in seen.tracks
        if track.kind is TrackKind.FACE and (track.kind, track.track) in seen.shown
    )
