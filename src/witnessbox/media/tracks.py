"""Joining detections into tracks: one shot at a time, forward in time, then over gaps."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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


_NOWHERE: Rect = (0.0, 0.0, 0.0, 0.0)
_KEY = struct.Struct("<I5d")  # frame, edges, score: exactly what was seen, so a search can go on from its bytes


class Track:
    """A face while its track is being made: boxes and scores by frame, packed, since hours hold millions of them.

    Attributes:
        first: the first frame, -1 while there is none.
        last: the last one, likewise.
        start: where it was in the first.
        end: where it was in the last.
        score: the best score.

    Args:
        keys: box and score by frame.
    """

    __slots__ = ("_kept", "_packed", "end", "first", "last", "score", "start")

    def __init__(self, keys: Mapping[int, Hit] | None = None) -> None:
        self._packed = bytearray()
        self._kept = 0
        self.first = self.last = -1
        self.start = self.end = _NOWHERE
        self.score = 0.0
        for frame, hit in (keys or {}).items():
            self.put(frame, hit)

    def __len__(self) -> int:
        return len(self._packed) // _KEY.size

    def put(self, frame: int, hit: Hit) -> None:
        """Add what was seen in a frame of which it holds nothing yet."""
        rect, score = hit
        self._packed += _KEY.pack(frame, *rect, score)
        self._reach(frame, rect, score)

    def add(self, packed: bytes) -> None:
        """Add keys as `fresh` gave them; its frames are others than those it has.

        Raises:
            ValueError: they are cut off.
        """
        if len(packed) % _KEY.size:
            raise ValueError("the keys of a track are cut off")
        self._packed += packed
        for frame, left, top, right, low, score in _KEY.iter_unpack(packed):
            self._reach(frame, (left, top, right, low), score)

    def fresh(self) -> bytes:
        """What came to it since this was asked last."""
        packed = bytes(memoryview(self._packed)[self._kept :])
        self._kept = len(self._packed)
        return packed

    def settle(self) -> None:
        """Count all that it holds as asked for."""
        self._kept = len(self._packed)

    def join(self, later: Track) -> None:
        """Take in a track that begins after this one ends."""
        self.add(bytes(later._packed))

    def hits(self) -> Iterator[tuple[int, Hit]]:
        """Frames in rising order, and what was seen in each."""
        for frame, left, top, right, low, score in sorted(_KEY.iter_unpack(self._packed)):
            yield frame, ((left, top, right, low), score)

    def _reach(self, frame: int, rect: Rect, score: float) -> None:
        if self.first < 0 or frame < self.first:
            self.first, self.start = frame, rect
        if frame > self.last:
            self.last, self.end = frame, rect
        self.score = max(self.score, score)


def size(box: Rect) -> float:
    """Mean side of a box."""
    return max(1.0, (box[2] - box[0] + box[3] - box[1]) / 2)


def distance(one: Rect, other: Rect) -> float:
    """Distance of the centres in units of the larger face; infinite where the sizes do not fit."""
    first, second = size(one), size(other)
    large, small = (first, second) if first > second else (second, first)
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


def joined(tracks: Iterable[Track], times_us: Sequence[int]) -> list[Track]:
    """Join the tracks of one shot over gaps, drop those that never were likely, and order them by first frame.

    Args:
        tracks: all tracks of the shot.
        times_us: time of every frame of the content so far, by frame number.
    """
    waiting = sorted(tracks, key=lambda track: (track.first, track.start))
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
            apart = distance(earlier.end, track.start)
            if apart < reach and apart < nearest:
                best, nearest = earlier, apart
        if best is None:
            done.append(track)
        else:
            best.join(track)
    return [track for track in done if track.score >= MIN_START]
