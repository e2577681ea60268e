"""Cuts: frames that begin a new shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

_GRID = 32  # cells across a frame; noise and small motion vanish in the mean of a cell
_LEAST = 10.0  # grey levels: mean change of a cell between two shots; motion alone stays below it in most footage
_LEAP = 2.5  # how many times the usual change of the last frames a cut must be
_MEMORY = 6  # frames from which the usual change is taken
_REBUILT = 0.45  # share of the histogram that moves: a cut even in the midst of violent motion


class Grids:
    """Frames as cells of brightness; those of the latest are kept, for who asks next about the same frame."""

    def __init__(self) -> None:
        self._latest: tuple[VideoFrame, NDArray[np.float32], NDArray[np.float64]] | None = None

    def of(self, picture: VideoFrame) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """The mean of each cell, and what share of the frame has which brightness."""
        if self._latest is None or self._latest[0] is not picture:
            self._latest = picture, *_grid(picture)
        return self._latest[1:]


def _grid(picture: VideoFrame) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    grey = luma(picture)
    step = max(1, grey.shape[1] // (_GRID * 4))
    sampled = np.ascontiguousarray(grey[::step, ::step])
    side = max(1, min(sampled.shape[0], sampled.shape[1] // _GRID))
    rows, columns = sampled.shape[0] // side, sampled.shape[1] // side
    whole = sampled[: rows * side, : columns * side]
    # One axis after the other, which takes half as long; sums of so few pixels are exact in any order.
    down = whole.reshape(rows, side, columns * side).sum(axis=1, dtype=np.float32)
    cells = down.reshape(rows, columns, side).sum(axis=2) / np.float32(side * side)
    histogram = np.bincount((sampled >> 3).ravel(), minlength=32) / sampled.size
    return cells, histogram


class CutFinder:
    """Tells, frame after frame, where a new shot begins.

    A cut that is missed or seen where none is does not bare a face: it only changes how far masks linger.

    Args:
        grids: shared with others who look at the same frames.
    """

    def __init__(self, grids: Grids | None = None) -> None:
        self._grids = grids or Grids()
        self._cells: NDArray[np.float32] | None = None
        self._histogram: NDArray[np.float64] | None = None
        self._changes: list[float] = []

    def starts_shot(self, picture: VideoFrame) -> bool:
        """Whether this frame, which follows the one given before, begins a new shot."""
        cells, histogram = self._grids.of(picture)
        before, self._cells = self._cells, cells
        histogram_before, self._histogram = self._histogram, histogram
        if before is None or histogram_before is None or before.shape != cells.shape:
            return False
        change = float(np.abs(cells - before).mean())
        moved = float(np.abs(histogram - histogram_before).sum()) / 2
        usual = sum(self._changes) / len(self._changes) if self._changes else 0.0
        cut = change >= _LEAST and (change >= _LEAP * usual or moved >= _REBUILT)
        self._changes = [] if cut else [*self._changes, change][-_MEMORY:]
        return cut


def plane_pixels(picture: VideoFrame, index: int, width: int, height: int) -> NDArray[np.uint8]:
    """One 8-bit plane of a frame as (height, width), without copying it."""
    plane = picture.planes[index]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[:height, :width]


def luma(picture: VideoFrame) -> NDArray[np.uint8]:
    """The brightness of a stored frame, (height, width); a view into the frame where its format allows."""
    planar = picture.format.name.startswith(("yuv4", "yuvj4", "nv12", "nv21", "gray"))
    if planar and picture.format.components[0].bits == 8:
        return plane_pixels(picture, 0, picture.width, picture.height)
    return np.asarray(picture.reformat(format="gray", threads=1).to_ndarray(), np.uint8)
