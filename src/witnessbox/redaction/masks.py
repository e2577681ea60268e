"""From tracks to masks: what is painted over, on which frames. Pure functions over records."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from witnessbox.model.faces import Canvas, FaceTrack, KeyBox, Mask, MaskSpan, PlanBody, Sound
from witnessbox.model.observations import Box
from witnessbox.model.records import dataclass

FACES = "faces/3"
"""The preset that hides every face, with the version of its rule."""

LINGER_US = 500_000
"""A mask begins this long before a face is first seen and stays this long after: detectors see a face late."""

STEP_PERCENT = 10
"""Between two keys a mask follows in steps in which the face moves or grows by no more than this share of its side."""

SURE_FRAMES = 8
"""Between keys further apart than this nothing was seen: the mask lies over both places and all between."""


SMALL = 32
"""Pixels of a side below which a reach is rounded to the nearest even pixel, not outward: two pixels more on each side
are a third of the reach then, and made the masks of a street of 360 lines 4.14 times as large as its faces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a mask reaches beyond the box of a detector, in percent of the box's width (left, right) and height."""

    left: int
    right: int
    top: int
    bottom: int


FACE = Reach(left=20, right=20, top=20, bottom=20)
"""Two fifths wider than the face: hair and ears go with it. On 1,580 labelled faces of a street and a dark hall 15
still leaves none covered to less than 98 %; but a label ends where a detector ends, not where a person can be
recognised."""

HEAD_AND_SHOULDERS = Reach(left=100, right=100, top=60, bottom=150)
"""From a face: shoulders are about three faces wide (biacromial breadth 36 to 41 cm, a face 13 to 14), hair reaches
half a face above it, and one and a half faces below the chin the chest begins."""

AROUND_HEAD = Reach(left=60, right=60, top=15, bottom=80)
"""From a whole head, as a detector of heads boxes it, to the same shoulders."""

AROUND_PERSON = Reach(left=10, right=10, top=5, bottom=5)
"""Detectors of people cut off hands, hair and feet."""

AROUND_TEXT = Reach(left=5, right=5, top=25, bottom=25)
"""Strokes of letters stand out of the box of a line."""


def face_plan(canvas: Canvas, tracks: Iterable[FaceTrack]) -> PlanBody:
    """Hide every face of a content, solid, and take its sound away.

    Args:
        canvas: what the search for faces covered.
        tracks: the faces it found in the same content.

    Raises:
        ValueError: a track does not lie within the canvas.
    """
    times_us = list(canvas.timing.microseconds())
    masks = tuple(track_mask(canvas, track, times_us, FACE, track.kind.value) for track in tracks)
    return PlanBody(preset=FACES, canvas=canvas, sound=Sound.NONE, masks=masks)


def track_mask(canvas: Canvas, track: FaceTrack, times_us: Sequence[int], reach: Reach, reason: str) -> Mask:
    """The mask of what one track follows.

    It is where the track's boxes are, wider by `reach`; between two keys it moves with the face in small steps, each of
    which covers both its ends. It lingers at both ends of the track, and never reaches beyond the shot.

    Args:
        canvas: what the search covered.
        track: what is hidden.
        times_us: time of every frame of the canvas.
        reach: how far the mask reaches beyond the boxes.
        reason: what is hidden, in one word.

    Raises:
        ValueError: the track has no key, or does not lie within the canvas.
    """
    if not track.keys or not 0 <= track.shot_first <= track.keys[0].frame:
        raise ValueError(f"{reason} track {track.track} has no key within its shot")
    if not track.keys[-1].frame <= track.shot_last < len(times_us):
        raise ValueError(f"{reason} track {track.track} reaches beyond the {len(times_us)} frames of its content")
    first, last = track.keys[0], track.keys[-1]
    early = bisect_left(times_us, times_us[first.frame] - LINGER_US, lo=track.shot_first, hi=first.frame)
    late = bisect_right(times_us, times_us[last.frame] + LINGER_US, lo=last.frame, hi=track.shot_last + 1) - 1
    pieces = [(early, first.frame, first.box, first.box)]
    pieces += [piece for one, other in pairwise(track.keys) for piece in between(one, other)]
    pieces.append((last.frame, late, last.box, last.box))
    spans = [
        MaskSpan(first_frame=begin, last_frame=end, box=_around(canvas, one, other, reach))
        for begin, end, one, other in pieces
    ]
    return Mask(reason=reason, track=track.track, spans=tuple(merged(spans)))


def between(one: KeyBox, other: KeyBox) -> Iterator[tuple[int, int, Box, Box]]:
    """Frames from one key up to the next, in pieces: first and last frame, the place at the start and at the end."""
    frames = other.frame - one.frame
    moved = max(
        100 * max(abs(other.box.x1 - one.box.x1), abs(other.box.x2 - one.box.x2)) // max(1, one.box.x2 - one.box.x1),
        100 * max(abs(other.box.y1 - one.box.y1), abs(other.box.y2 - one.box.y2)) // max(1, one.box.y2 - one.box.y1),
    )
    steps = 1 if frames > SURE_FRAMES else min(frames, 1 + moved // STEP_PERCENT)
    for step in range(steps):
        begin, end = frames * step // steps, frames * (step + 1) // steps
        yield one.frame + begin, one.frame + end - 1, on_the_way(one, other, begin), on_the_way(one, other, end)


def on_the_way(one: KeyBox, other: KeyBox, frames: int, *, outward: bool = True) -> Box:
    """Where something is so many frames after one key when it moves evenly to the other, rounded outward or inward."""
    whole = other.frame - one.frame

    def low(start: int, end: int) -> int:
        return (start * whole + (end - start) * frames) // whole

    def high(start: int, end: int) -> int:
        return -low(-start, -end)

    first, last = (low, high) if outward else (high, low)
    return Box(
        x1=first(one.box.x1, other.box.x1),
        y1=first(one.box.y1, other.box.y1),
        x2=last(one.box.x2, other.box.x2),
        y2=last(one.box.y2, other.box.y2),
    )


def _around(canvas: Canvas, one: Box, other: Box, reach: Reach) -> Box:
    """The rectangle around two boxes, wider by the larger of them, on even pixels (4:2:0 has one colour for 2 x 2)."""
    across = max(one.x2 - one.x1, other.x2 - other.x1)
    down = max(one.y2 - one.y1, other.y2 - other.y1)
    left = _edge(min(one.x1, other.x1), across, reach.left)
    top = _edge(min(one.y1, other.y1), down, reach.top)
    right = -_edge(-max(one.x2, other.x2), across, reach.right)
    low = -_edge(-max(one.y2, other.y2), down, reach.bottom)
    return Box(x1=max(0, left), y1=max(0, top), x2=min(canvas.width, right), y2=min(canvas.height, low))


def _edge(inner: int, side: int, percent: int) -> int:
    """The even number below `inner` by so many percent of a side, rounded down; for a small side, to the nearest one.

    It never lies above `inner`, so what was found is covered whatever is rounded.
    """
    more = 100 if side < SMALL else 0
    return min((100 * inner - side * percent + more) // 200 * 2, inner // 2 * 2)


def merged(spans: Iterable[MaskSpan]) -> list[MaskSpan]:
    """Join neighbours with the same box."""
    result: list[MaskSpan] = []
    for span in spans:
        if result and result[-1].box == span.box and result[-1].last_frame >= span.first_frame - 1:
            first, last = result.pop().first_frame, span.last_frame
            span = MaskSpan(first_frame=first, last_frame=last, box=span.box)
        result.append(span)
    return result
