"""Whether masks are solid: on every frame, every mask, every pixel but those at its edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.media.gaps import uncovered
from witnessbox.model.faces import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from witnessbox.media.detect import Pixels
    from witnessbox.model.observations import Box

_INSET = 4  # pixels at the edge of a mask that the encoder's filters may smear
_LEVELS = (32, 24)  # how far luma and chroma inside a mask may be off; encoding alone stays below 16 and 10


@dataclass(slots=True)
class _Hole:
    """Frames in a row on which something shows through masks at one place."""

    first: int
    last: int
    time_us: int
    box: Box


class Solid:
    """Checks the masks of one rendition.

    Args:
        fills: what masks show in each of the three planes: one level, or one for every place.
    """

    def __init__(self, fills: Sequence[int | Pixels]) -> None:
        self._fills = fills
        self._holes: list[_Hole] = []

    def check(self, planes: list[Pixels], boxes: tuple[Box, ...], frame: int, time_us: int) -> None:
        """Check one frame.

        Args:
            planes: three planes as displayed, the last two of them perhaps of half the size.
            boxes: its masks.
            frame: its number.
            time_us: its time.
        """
        for box in boxes:
            if not self._is_solid(planes, box):
                self._note(box, frame, time_us)

    def findings(self) -> list[Finding]:
        """One objection for each place and each row of frames."""
        return [
            Finding(
                kind=FindingKind.NOT_SOLID,
                why="something shows through a mask"
                + ("" if hole.first == hole.last else f", frames {hole.first} to {hole.last}"),
                frame=hole.first,
                time_us=hole.time_us,
                box=hole.box,
                first_frame=hole.first,
                last_frame=hole.last,
            )
            for hole in self._holes
        ]

    def _is_solid(self, planes: list[Pixels], box: Box) -> bool:
        inset = min(_INSET, (box.x2 - box.x1) // 4, (box.y2 - box.y1) // 4)
        for index, plane in enumerate(planes):
            unit = planes[0].shape[1] // plane.shape[1]
            rows = slice((box.y1 + inset) // unit, (box.y2 - inset) // unit)
            columns = slice((box.x1 + inset) // unit, (box.x2 - inset) // unit)
            inside = plane[rows, columns]
            if not inside.size:
                continue
            if _off(inside, self._fills[index], rows, columns) > _LEVELS[min(index, 1)]:
                return False
        return True

    def _note(self, box: Box, frame: int, time_us: int) -> None:
        for hole in reversed(self._holes[-32:]):
            near = uncovered((box.x1, box.y1, box.x2, box.y2), (hole.box,)) < 0.5
            if hole.last >= frame - 1 and near:
                hole.last = frame
                return
        self._holes.append(_Hole(frame, frame, time_us, box))


def _off(inside: Pixels, fill: int | Pixels, rows: slice, columns: slice) -> int:
    """The greatest distance of any level within a mask from what it should be."""
    if isinstance(fill, int):
        return max(int(inside.max()) - fill, fill - int(inside.min()))
    return int(np.abs(inside.astype(np.int16) - fill[rows, columns]).max())
