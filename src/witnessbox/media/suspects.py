"""Suspicions followed over time: one thing that may be a face is looked at closely a few times, and told once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from witnessbox.media import tracks as tracking
from witnessbox.media.bare import Eyes, Hit, overlap, suspicious

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from witnessbox.media.tracks import Rect
    from witnessbox.media.views import View

LOST_US = 500_000
"""A suspicion that is not seen for so long is over; what comes after it is another one."""

LONGEST_US = 30_000_000
"""One stop covers at most so much: nobody calls an hour a false alarm by one look."""

_WAY_EVERY = 4  # frames between two places of its way that are kept
_STEADY = 6  # frames in which CenterFace sees it again: small faces in the dark bear no closer look
_FAINT = 3  # closer looks in which CenterFace alone sees it once the picture is lifted
_LOOKS = 12  # closer looks at one suspicion
_BETTER = 0.1  # by so much more than at the last closer look, and it is looked at again at once


@dataclass(slots=True)
class Suspect:
    """Something that may be a face, over time.

    Attributes:
        first: frame in which it was first seen.
        first_us: its time.
        last: frame in which it was last seen.
        last_us: its time.
        start: where, in `first`.
        edges: where, in `last`.
        best: frame that shows it best, its time, the hit and how sure the closer look was; None while nothing was sure.
        way: frames, times, places and scores on its way.
        again: frames in which the detector that made the masks sees it.
        faint: closer looks in which CenterFace alone saw it once the picture was lifted.
        looks: closer looks so far.
        looked_us: time of the last one.
        looked_score: the detector's score then.
        shot: number of the shot in which it is seen.
    """

    first: int
    first_us: int
    last: int
    last_us: int
    start: Rect
    edges: Rect
    best: tuple[int, int, Hit, float] | None = None
    way: list[tuple[int, int, Rect, float]] = field(default_factory=list)
    again: int = 0
    faint: int = 0
    looks: int = 0
    looked_us: int = -1
    looked_score: float = 0.0
    shot: int = 0


@dataclass(slots=True)
class Suspects:
    """All suspicions of one film.

    Args:
        eyes: take the closer looks.
    """

    eyes: Eyes
    told: list[Suspect] = field(default_factory=list)
    _alive: list[Suspect] = field(default_factory=list)
    _shot: int = 0

    def cut(self) -> None:
        """A new shot begins: nothing that was seen goes on."""
        self._alive = []
        self._shot += 1

    def meet(self, frame: int, time_us: int, hits: Iterable[Hit], view: View, expected: Callable[[Hit], bool]) -> None:
        """Take in what one frame shows outside of all masks.

        Args:
            frame: its number.
            time_us: its time.
            hits: what detectors saw.
            view: the frame, for closer looks.
            expected: whether a mask lies where a hit is shortly before or after.
        """
        self._alive = [
            each for each in self._alive if time_us - each.last_us <= LOST_US and time_us - each.first_us <= LONGEST_US
        ]
        for heap in _heaps(hits):
            expects = any(expected(hit) for hit in heap)
            if not any(suspicious(hit, expected=expects) for hit in heap):
                continue
            suspect = self._suspect(heap[0], frame, time_us)
            for hit in heap:
                if suspicious(hit, expected=expects) and _worth(suspect, hit, time_us):
                    self._look(suspect, hit, frame, time_us, view, expects=expects)
            seen = next((hit for hit in heap if self.eyes.sees_again(hit)), None)
            if seen is not None:
                suspect.again += 1
                if suspect.again >= _STEADY and suspect.best is None:
                    self.told.append(suspect)
                    suspect.best = (frame, time_us, seen, seen.score)

    def _suspect(self, hit: Hit, frame: int, time_us: int) -> Suspect:
        near = [(tracking.distance(each.edges, hit.edges), at) for at, each in enumerate(self._alive)]
        apart, at = min(near, default=(float("inf"), -1))
        if apart < tracking.REACH:
            suspect = self._alive[at]
        else:
            suspect = Suspect(frame, time_us, frame, time_us, hit.edges, hit.edges, shot=self._shot)
            self._alive.append(suspect)
        suspect.last, suspect.last_us, suspect.edges = frame, time_us, hit.edges
        if not suspect.way or frame - suspect.way[-1][0] >= _WAY_EVERY:
            suspect.way.append((frame, time_us, hit.edges, hit.score))
        return suspect

    def _look(self, suspect: Suspect, hit: Hit, frame: int, time_us: int, view: View, *, expects: bool) -> None:
        suspect.looks += 1
        suspect.looked_us, suspect.looked_score = time_us, hit.score
        verdict = self.eyes.believed(view, hit, expected=expects)
        suspect.faint += verdict.faint
        sure = verdict.sure or (hit.score if suspect.faint >= _FAINT else 0.0)
        if sure > (suspect.best[3] if suspect.best else 0.0):
            if suspect.best is None:
                self.told.append(suspect)
            suspect.best = (frame, time_us, hit, sure)

    def stops(self) -> list[Suspect]:
        """What was believed; what was seen at one place in quick succession is one."""
        joined: list[Suspect] = []
        for suspect in sorted(self.told, key=lambda each: (each.first, each.edges)):
            for other in joined:
                together = other.shot == suspect.shot and suspect.first_us - other.last_us <= 2 * LOST_US
                short = max(suspect.last_us, other.last_us) - other.first_us <= LONGEST_US
                if together and short and tracking.distance(other.edges, suspect.start) < tracking.REACH:
                    _join(other, suspect)
                    break
            else:
                joined.append(suspect)
        return joined


def _join(suspect: Suspect, other: Suspect) -> None:
    if other.last > suspect.last:
        suspect.last, suspect.last_us, suspect.edges = other.last, other.last_us, other.edges
    if other.best is not None and (suspect.best is None or other.best[3] > suspect.best[3]):
        suspect.best = other.best
    suspect.way = sorted([*suspect.way, *other.way])


def _worth(suspect: Suspect, hit: Hit, time_us: int) -> bool:
    """Whether another closer look may say something new: less and less often, unless it is clearer than before."""
    if suspect.best is not None:
        return False
    if suspect.looks == 0 or hit.score > suspect.looked_score + _BETTER:
        return True
    return suspect.looks < _LOOKS and time_us - suspect.looked_us >= 40_000 * 2 ** (suspect.looks // 2)


def _heaps(hits: Iterable[Hit]) -> list[list[Hit]]:
    """Hits that are of one thing, the best of each heap first; one of each detector and way of looking."""
    heaps: list[list[Hit]] = []
    for hit in sorted(hits, key=lambda each: -each.score):
        for heap in heaps:
            if overlap(heap[0].edges, hit.edges) > 0.4:
                if all((hit.detector, hit.turns) != (other.detector, other.turns) for other in heap):
                    heap.append(hit)
                break
        else:
            heaps.append([hit])
    return heaps
