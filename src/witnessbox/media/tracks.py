"""Joining detections into tracks: one shot at a time, forward in time, then over gaps."""

from __future__ import annotations

from dataclasses import dataclass, field

Rect = tuple[float, float, float, float]
"""Left, top, right and lower edge in pixels of the displayed frame."""

Hit = tuple[Rect, float]
"""What a detector saw: where, and its score from 0 to 1."""

MIN_START = 0.2  # a track needs one detection of at least this score; weaker ones only continue or extend it
MIN_CHASE = 0.3  # and is followed between two searches from this one on; masks linger around the others
REACH = 1.0  # two boxes can be one face when their centres are less than this many face sizes apart
SIZE_RATIO = 2.0  # and one is at most this many times as large as the other
JUMP = 0.5  # face widths; beyond that the frames between two detections are searched, too
GROWTH = 1.5  # likewise for the size
MAX_GAP_US = 1_000_000  # a face that is lost for up to this long and comes back near by was there all the time


@dataclass(slots=True)
class Track:
    """A face while its track is being made: boxes and scores by frame."""

    keys: dict[int, tuple[Rect, float]] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return min(self.keys)

    @property
    def last(self) -> int:
        return max(self.keys)

    @property
    def score(self) -> float:
        """The best score."""
        return max(score for _, score in self.keys.values())

    def box(self, frame: int) -> Rect:
        return self.keys[frame][0]


def size(box: Rect) -> float:
    """Mean side of a box."""
    return max(1.0, (box[2] - box[0] + box[3] - box[1]) / 2)


def distance(one: Rect, other: Rect) -> float:
    """Distance of the centres in units of the larger face; infinite where the sizes do not fit."""
    large, small = max(size(one), size(other)), min(size(one), size(other))
    if large > SIZE_RATIO * small:
        return float("inf")
    across = (one[0] + one[2] - other[0] - other[2]) / 2
    down = (one[1] + one[3] - other[1] - other[3]) / 2
    return float((across**2 + down**2) ** 0.5) / large


def moved(one: Rect, other: Rect) -> bool:
    """Whether a face moved or grew so much that the frames between must be searched."""
    large, small = max(size(one), size(other)), min(size(one), size(other))
    return distance(one, other) > JUMP or large > GROWTH * small


def pairs(before: list[Rect], after: list[Rect], reach: float = REACH) -> list[tuple[int, int]]:
    """Match boxes of two frames, nearest first, each at most once: (index before, index after)."""
    candidates = sorted(
        (gap, i, j)
        for i, one in enumerate(before)
        for j, other in enumerate(after)
        if (gap := distance(one, other)) < reach
    )
    used_before: set[int] = set()
    used_after: set[int] = set()
    matched = []
    for _, i, j in candidates:
        if i not in used_before and j not in used_after:
            used_before.add(i)
            used_after.add(j)
            matched.append((i, j))
    return matched


def between(one: Rect, other: Rect, share: float) -> Rect:
    """The box at `share` (0 to 1) of the way from one to the other."""
    left, top, right, low = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return left, top, right, low


def joined(tracks: list[Track], times_us: list[int]) -> list[Track]:
    """Join the tracks of one shot over gaps, drop those that never were likely, and order them by first frame.

    Args:
        tracks: all tracks of the shot.
        times_us: time of every frame of the content so far, by frame number.
    """
    waiting = sorted(tracks, key=lambda track: (track.first, track.box(track.first)))
    done: list[Track] = []
    for track in waiting:
        best: Track | None = None
        nearest = float("inf")
        for earlier in done:
            gap = times_us[track.first] - times_us[earlier.last] if earlier.last < track.first else -1
            if not 0 < gap <= MAX_GAP_US:
                continue
            # A face that is hidden for a while walks on: it may be further away the longer it was gone.
            reach = REACH * (1 + gap / MAX_GAP_US)
            apart = distance(earlier.box(earlier.last), track.box(track.first))
            if apart < reach and apart < nearest:
                best, nearest = earlier, apart
        if best is None:
            done.append(track)
        else:
            best.keys.update(track.keys)
    return [track for track in done if track.score >= MIN_START]
