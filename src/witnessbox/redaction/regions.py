"""What a person draws: boxes that are hidden or opened for a while, still or moving between key frames."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from witnessbox.model.errors import UsageError
from witnessbox.model.faces import Canvas, FaceTrack, Finding, KeyBox, Mask, MaskSpan
from witnessbox.model.observations import Box
from witnessbox.model.records import dataclass
from witnessbox.redaction.masks import FACE, Reach, merged, on_the_way, track_mask

DRAWN = "drawn"
"""Reason of masks that a person drew."""

OPENED = "opened"
"""Reason of openings."""

FOUND = "finding"
"""Reason of masks over what a second look found."""

BY_PEOPLE = frozenset({DRAWN, FOUND})
"""Reasons of masks that people made: a plan that is made anew keeps them."""

WHOLE_PARTS = 10_000
"""Parts into which the whole width or height is divided where an area is given by shares."""


AROUND_MOVING = Reach(left=75, right=75, top=75, bottom=75)
"""How far a mask reaches around a finding that was seen in several frames and may have moved meanwhile."""


class Effect(StrEnum):
    """What a region does."""

    HIDE = "hide"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of the displayed frame.

    Attributes:
        left: pixels, or parts of `WHOLE_PARTS` of the width where `shares` is true.
        top: likewise, of the height.
        right: likewise; exclusive.
        bottom: likewise; exclusive.
        shares: whether these are shares of the frame.
    """

    left: int
    top: int
    right: int
    bottom: int
    shares: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionKey:
    """Where a region is at one moment, in microseconds from the first frame."""

    time_us: int
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What a person drew.

    Attributes:
        effect: whether it hides or opens.
        keys: where it is, in rising order of times; between two keys it moves evenly, before the first and after the
            last it stays.
        from_us: when it begins; None for the beginning.
        to_us: when it ends; None for the end.
    """

    effect: Effect
    keys: tuple[RegionKey, ...]
    from_us: int | None = None
    to_us: int | None = None


def region_mask(canvas: Canvas, region: Region) -> Mask:
    """The mask or opening that a person drew.

    What hides is rounded outward, in space and in time: a frame that is shown at any moment of it is hidden. What opens
    is rounded inward.

    Args:
        canvas: frames of the content.
        region: what was drawn.

    Raises:
        UsageError: it lies outside of the frame or of the film, or is empty.
    """
    times_us = list(canvas.timing.microseconds())
    first, last = _frames(times_us, region)
    keys = _keys(canvas, times_us, region)
    spans = [
        MaskSpan(first_frame=frame, last_frame=frame, box=box)
        for frame, box in zip(range(first, last + 1), _places(keys, first, last, region.effect), strict=True)
    ]
    reason = DRAWN if region.effect is Effect.HIDE else OPENED
    return Mask(reason=reason, track=None, spans=tuple(merged(spans)))


def _frames(times_us: Sequence[int], region: Region) -> tuple[int, int]:
    """First and last frame of a region; the last frame of a film is shown as long as the one before it."""
    over = times_us[-1] + (times_us[-1] - times_us[-2] if len(times_us) > 1 else 1)
    start = 0 if region.from_us is None else region.from_us
    end = over if region.to_us is None else region.to_us
    if region.effect is Effect.HIDE:
        first, last = max(0, bisect_right(times_us, start) - 1), bisect_right(times_us, end) - 1
    else:
        first = bisect_left(times_us, start)
        last = bisect_right([*times_us[1:], over], end) - 1
    if start > end or start >= over or first > last:
        raise UsageError(
            f"from {start} to {end} microseconds: no frame of this content, which ends at {over}; times are "
            "counted from its first frame"
        )
    return first, last


def _keys(canvas: Canvas, times_us: Sequence[int], region: Region) -> list[KeyBox]:
    found: dict[int, KeyBox] = {}
    for key in region.keys:
        frame = max(0, bisect_right(times_us, key.time_us) - 1)
        box = _box(canvas, key.area, region.effect)
        if frame in found and region.effect is Effect.HIDE:
            box = _joined(found[frame].box, box)
        found[frame] = KeyBox(frame=frame, time_us=times_us[frame], box=box, confidence=1000)
    if not found:
        raise UsageError("a region has no box")
    return [found[frame] for frame in sorted(found)]


def _box(canvas: Canvas, area: Area, effect: Effect) -> Box:
    whole = WHOLE_PARTS if area.shares else 1
    outward = effect is Effect.HIDE

    def low(value: int, side: int) -> int:
        exact = value * (side if area.shares else 1)
        return exact // (2 * whole) * 2 if outward else -(-exact // (2 * whole)) * 2

    def high(value: int, side: int) -> int:
        exact = value * (side if area.shares else 1)
        if exact >= side * whole:
            return side
        return -(-exact // (2 * whole)) * 2 if outward else exact // (2 * whole) * 2

    width, height = canvas.width, canvas.height
    box = Box(
        x1=max(0, low(area.left, width)),
        y1=max(0, low(area.top, height)),
        x2=min(width, high(area.right, width)),
        y2=min(height, high(area.bottom, height)),
    )
    if box.x1 >= box.x2 or box.y1 >= box.y2:
        raise UsageError(
            f"the box {area.left},{area.top},{area.right},{area.bottom} covers nothing of a frame of {width} x "
            f"{height} pixels; write left, top, right, bottom"
        )
    return box


def _places(keys: Sequence[KeyBox], first: int, last: int, effect: Effect) -> Iterator[Box]:
    """Where a region is on each frame."""
    steps = list(pairwise(keys))
    at = 0
    for frame in range(first, last + 1):
        while at < len(steps) - 1 and frame > steps[at][1].frame:
            at += 1
        if not steps or frame <= keys[0].frame:
            yield keys[0].box
        elif frame >= keys[-1].frame:
            yield keys[-1].box
        else:
            one, other = steps[at]
            yield on_the_way(one, other, frame - one.frame, outward=effect is Effect.HIDE)


def finding_mask(canvas: Canvas, finding: Finding) -> Mask:
    """A mask over what a second look found, from before its first frame to after its last.

    Where a finding has no path, its one box stands for all of its frames, and the mask reaches further around it.

    Args:
        canvas: frames of the content.
        finding: with a place.

    Raises:
        UsageError: no place is known.
    """
    times_us = list(canvas.timing.microseconds())
    if finding.box is None or finding.frame is None or not 0 <= finding.frame < len(times_us):
        raise UsageError("that finding has no place in the picture; draw a box with --hide")
    first = finding.frame if finding.first_frame is None else finding.first_frame
    last = finding.frame if finding.last_frame is None else finding.last_frame
    inside = sorted({min(max(0, frame), len(times_us) - 1) for frame in (first, finding.frame, last)})
    keys = tuple(KeyBox(frame=frame, time_us=times_us[frame], box=finding.box, confidence=1000) for frame in inside)
    if finding.path and 0 <= finding.path[0].frame <= finding.path[-1].frame < len(times_us):
        keys = finding.path
    track = FaceTrack(track=0, shot_first=0, shot_last=len(times_us) - 1, keys=keys)
    reach = FACE if len(inside) == 1 or keys is finding.path else AROUND_MOVING
    return Mask(reason=FOUND, track=None, spans=track_mask(canvas, track, times_us, reach, FOUND).spans)


def _joined(one: Box, other: Box) -> Box:
    return Box(x1=min(one.x1, other.x1), y1=min(one.y1, other.y1), x2=max(one.x2, other.x2), y2=max(one.y2, other.y2))
