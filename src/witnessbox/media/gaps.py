"""Where a plan's masks are missing beside themselves: places that are hidden shortly before or after and not now.

One bare frame is a leak, and most bare frames lie beside masked ones: where a face was lost for a moment, or found too
late. The plan alone tells where to look for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from witnessbox.media.tracks import distance
from witnessbox.model.faces import Ground, PlanBody, boxes_of, filled
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from witnessbox.model.observations import Box

WINDOW_US = 500_000
"""How long before and after a mask its place is watched: as long as masks linger by themselves."""

BARE = 0.5
"""Share of a place outside of all masks from which it is missing."""

_CORE = 2 / 3  # share of the sides of a mask, in its middle, that what it hides takes up: masks are wider than faces

_SAME = 0.5  # sizes between the middles of two masks up to which the second is the first come back
_MOVED = 1.0  # likewise, up to which the second may be the first that moved
_GRID = (np.arange(12) + 0.5) / 12  # points along each side of a box at which it is looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A mask that ends and begins again at the same place shortly after.

    Attributes:
        first: the first frame without it.
        last: the last one.
        box: the mask.
        clear: whether nothing hides that place meanwhile. Else the mask may only have moved, or lie under another one.
    """

    first: int
    last: int
    box: Box
    clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a plan's masks leave out beside themselves.

    Attributes:
        places: by frame, masks that end up to `WINDOW_US` before it or begin as soon after it.
        edges: by frame, masks that end with the frame before it or begin with the one after it.
        gaps: masks that are away for up to `WINDOW_US`.
    """

    places: dict[int, tuple[Box, ...]]
    edges: dict[int, tuple[Box, ...]]
    gaps: tuple[Gap, ...]


def uncovered(edges: Sequence[float], boxes: Iterable[Box]) -> float:
    """Share of a rectangle outside of all boxes: 0 to 1, counted on a grid of 144 points."""
    left, top, right, low = edges
    across, down = left + (right - left) * _GRID, top + (low - top) * _GRID
    hidden = np.zeros((_GRID.size, _GRID.size), bool)
    for box in boxes:
        rows, columns = (down >= box.y1) & (down < box.y2), (across >= box.x1) & (across < box.x2)
        hidden |= rows[:, None] & columns[None, :]
    return 1.0 - float(hidden.mean())


def beside(plan: PlanBody, times_us: Sequence[int]) -> Beside:
    """Find the places beside masks in time.

    Args:
        plan: what was rendered.
        times_us: time of every frame.
    """
    frames = len(times_us)
    hidden = list(filled(plan))
    masks = hidden if plan.ground is Ground.SHOWN else list(boxes_of(plan.masks, frames))
    places: dict[int, list[Box]] = {}
    edges: dict[int, list[Box]] = {}
    gaps: list[Gap] = []
    for backwards in (False, True):
        left: list[tuple[Box, int]] = []  # masks that ended, with their last frame
        order = range(frames - 1, -1, -1) if backwards else range(frames)
        before = -1
        for frame in order:
            if before >= 0 and (left or masks[before] is not masks[frame]):
                ended = [(box, before) for box in masks[before] if box not in masks[frame]]
                still = []
                for box, last in (*left, *ended):
                    if abs(times_us[frame] - times_us[last]) > WINDOW_US:
                        continue
                    if uncovered(_core(box), hidden[frame]) >= BARE:
                        still.append((box, last))
                        places.setdefault(frame, []).append(box)
                        if last == before:
                            edges.setdefault(frame, []).append(box)
                    elif not backwards and frame > last + 1 and _near(box, masks[frame], _SAME):
                        clear = all(_clear(box, here) for here in hidden[last + 1 : frame])
                        gaps.append(Gap(first=last + 1, last=frame - 1, box=box, clear=clear))
                left = still
            before = frame
    return Beside(
        places={frame: tuple(found) for frame, found in places.items()},
        edges={frame: tuple(found) for frame, found in edges.items()},
        gaps=_merged(gaps),
    )


def _edges(box: Box) -> tuple[float, float, float, float]:
    return float(box.x1), float(box.y1), float(box.x2), float(box.y2)


def _core(box: Box) -> tuple[float, float, float, float]:
    across, down = (box.x2 - box.x1) * (1 - _CORE) / 2, (box.y2 - box.y1) * (1 - _CORE) / 2
    return box.x1 + across, box.y1 + down, box.x2 - across, box.y2 - down


def _near(box: Box, others: Iterable[Box], reach: float) -> bool:
    return any(distance(_edges(box), _edges(other)) < reach for other in others)


def _clear(box: Box, hidden: tuple[Box, ...]) -> bool:
    return uncovered(_core(box), hidden) == 1.0 and not _near(box, hidden, _MOVED)


def _merged(gaps: list[Gap]) -> tuple[Gap, ...]:
    """One of those that are the same: spans of one mask overlap."""
    kept: list[Gap] = []
    for gap in sorted(gaps, key=lambda each: (each.first, each.first - each.last)):
        if not any(other.last >= gap.first and _near(gap.box, (other.box,), _SAME) for other in kept):
            kept.append(gap)
    return tuple(kept)
