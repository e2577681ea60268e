"""From face tracks to masks: what is painted over, on which frames. Pure functions over records."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from witnessbox.model.faces import Canvas, FaceTrack, KeyBox, Mask, MaskSpan, PlanBody, Sound
from witnessbox.model.observations import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FACES = "faces/1"
"""The preset that hides every face, with the version of its rule."""

WIDER_PERCENT = 150
"""Sides of a mask in percent of the face: hair and ears go with it. Less would pass on labelled faces (130 covers all
of 1,580 to 90 %), but a label ends where a detector ends, not where a person can be recognised."""

LINGER_US = 500_000
"""A mask begins this long before a face is first seen and stays this long after: detectors see a face late."""


def face_plan(canvas: Canvas, tracks: Iterable[FaceTrack]) -> PlanBody:
    """Hide every face of a content, solid, and take its sound away.

    Args:
        canvas: what the search for faces covered.
        tracks: the faces it found in the same content.

    Raises:
        ValueError: a track does not lie within the canvas.
    """
    times_us = list(canvas.timing.microseconds())
    masks = tuple(face_mask(canvas, track, times_us) for track in tracks)
    return PlanBody(preset=FACES, canvas=canvas, sound=Sound.NONE, masks=masks)


def face_mask(canvas: Canvas, track: FaceTrack, times_us: Sequence[int]) -> Mask:
    """The mask of one face.

    From each key box to the next it is one rectangle around both, so it holds wherever the face was in between. It
    never reaches beyond the shot.

    Args:
        canvas: what the search for faces covered.
        track: the face.
        times_us: time of every frame of the canvas.

    Raises:
        ValueError: the track has no key, or does not lie within the canvas.
    """
    if not track.keys or not 0 <= track.shot_first <= track.keys[0].frame:
        raise ValueError(f"face track {track.track} has no key within its shot")
    if not track.keys[-1].frame <= track.shot_last < len(times_us):
        raise ValueError(f"face track {track.track} reaches beyond the {len(times_us)} frames of its content")
    first, last = track.keys[0], track.keys[-1]
    early = bisect_left(times_us, times_us[first.frame] - LINGER_US, lo=track.shot_first, hi=first.frame)
    late = bisect_right(times_us, times_us[last.frame] + LINGER_US, lo=last.frame, hi=track.shot_last + 1) - 1
    spans = [MaskSpan(first_frame=early, last_frame=first.frame, box=_around(canvas, first, first))]
    spans += [
        MaskSpan(first_frame=one.frame, last_frame=other.frame, box=_around(canvas, one, other))
        for one, other in pairwise(track.keys)
    ]
    spans.append(MaskSpan(first_frame=last.frame, last_frame=late, box=_around(canvas, last, last)))
    return Mask(reason="face", track=track.track, spans=tuple(_merged(spans)))


def _around(canvas: Canvas, one: KeyBox, other: KeyBox) -> Box:
    """The rectangle around two boxes, wider by the larger of them, on even pixels (4:2:0 has one colour for 2 x 2)."""
    across = max(one.box.x2 - one.box.x1, other.box.x2 - other.box.x1) * (WIDER_PERCENT - 100)
    down = max(one.box.y2 - one.box.y1, other.box.y2 - other.box.y1) * (WIDER_PERCENT - 100)
    left = (200 * min(one.box.x1, other.box.x1) - across) // 400 * 2
    top = (200 * min(one.box.y1, other.box.y1) - down) // 400 * 2
    right = -((-200 * max(one.box.x2, other.box.x2) - across) // 400) * 2
    low = -((-200 * max(one.box.y2, other.box.y2) - down) // 400) * 2
    return Box(x1=max(0, left), y1=max(0, top), x2=min(canvas.width, right), y2=min(canvas.height, low))


def _merged(spans: list[MaskSpan]) -> list[MaskSpan]:
    """Join neighbours with the same box."""
    result: list[MaskSpan] = []
    for span in spans:
        if result and result[-1].box == span.box and result[-1].last_frame >= span.first_frame - 1:
            first, last = result.pop().first_frame, span.last_frame
            span = MaskSpan(first_frame=first, last_frame=last, box=span.box)
        result.append(span)
    return result
