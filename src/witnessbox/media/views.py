"""One frame or picture at the sizes that detectors look at; each size is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from witnessbox.media.convert import red_green_blue
from witnessbox.media.detect import MAX_SIDE, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from witnessbox.media.decode import Frame
    from witnessbox.media.film import Film
    from witnessbox.model.observations import Box


class View:
    """What is displayed, at any size.

    Attributes:
        detail: area in pixels at which it is searched, and from which closer looks are cut.
        enlarged: how many times it is enlarged at most to have that area.

    Args:
        width: pixels of the displayed frame.
        height: likewise.
        hidden: where masks lie on it.
    """

    detail = 1056 * 594
    enlarged = 1.65

    def __init__(self, width: int, height: int, hidden: Iterable[Box] = ()) -> None:
        self.width = width
        self.height = height
        self._boxes = tuple(hidden)
        self._made: dict[tuple[int, int], Pixels] = {}

    def at(self, pixels: int, most: float = 1.0) -> tuple[Pixels, float]:
        """The picture with about `pixels`: planes of red, green and blue, and its scale.

        Args:
            pixels: its area.
            most: how many times it may be enlarged at most.
        """
        scale = min(most, (pixels / (self.width * self.height)) ** 0.5, MAX_SIDE / max(self.width, self.height))
        size = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        if size not in self._made:
            self._made[size] = self._make(*size)
        return self._made[size], scale

    def hidden(self, picture: Pixels) -> NDArray[np.bool_]:
        """Where masks lie on one of the pictures that `at` gave: (height, width)."""
        scale = picture.shape[2] / self.width
        return raster(self._boxes, picture.shape[1:], scale)

    def _make(self, width: int, height: int) -> Pixels:
        raise NotImplementedError


class FrameView(View):
    """A frame of a film."""

    def __init__(self, frame: Frame, film: Film, hidden: Iterable[Box] = ()) -> None:
        super().__init__(*film.size, hidden)
        self._frame = frame
        self._turn = film.turn

    def _make(self, width: int, height: int) -> Pixels:
        if self._turn.turns % 2:
            width, height = height, width
        return np.stack([self._turn.apply(plane) for plane in red_green_blue(self._frame.picture, width, height)])


class PictureView(View):
    """A still picture: (height, width, 3)."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        super().__init__(pixels.shape[1], pixels.shape[0])
        self._image = Image.fromarray(pixels)

    def _make(self, width: int, height: int) -> Pixels:
        kind = Image.Resampling.BOX if width < self.width else Image.Resampling.BILINEAR
        image = self._image if (width, height) == self._image.size else self._image.resize((width, height), kind)
        return np.ascontiguousarray(np.asarray(image, np.uint8).transpose(2, 0, 1))


class PlanesView(View):
    """A picture at one of the sizes at which it is searched: planes of red, green and blue, and where masks lie."""

    def __init__(self, planes: Pixels, hidden: NDArray[np.bool_] | None = None) -> None:
        super().__init__(planes.shape[2], planes.shape[1])
        self.detail, self.enlarged = self.width * self.height, 1.0
        self._planes = planes
        self._hidden = np.zeros(planes.shape[1:], bool) if hidden is None else hidden

    def hidden(self, picture: Pixels) -> NDArray[np.bool_]:
        """Where masks lie on one of the pictures that `at` gave: (height, width)."""
        height, width = picture.shape[1:]
        rows = np.arange(height) * self.height // height
        return np.asarray(self._hidden[rows[:, None], np.arange(width) * self.width // width], np.bool_)

    def _make(self, width: int, height: int) -> Pixels:
        if (width, height) == (self.width, self.height):
            return self._planes
        image = Image.fromarray(np.ascontiguousarray(self._planes.transpose(1, 2, 0)))
        image = image.resize((width, height), Image.Resampling.BILINEAR)
        return np.ascontiguousarray(np.asarray(image, np.uint8).transpose(2, 0, 1))


def raster(boxes: Iterable[Box], shape: tuple[int, ...], scale: float) -> NDArray[np.bool_]:
    """Where boxes lie on a picture of that shape, (height, width), reduced or enlarged by `scale`."""
    hidden = np.zeros(shape, bool)
    for box in boxes:
        hidden[int(box.y1 * scale) : int(box.y2 * scale) + 1, int(box.x1 * scale) : int(box.x2 * scale) + 1] = True
    return hidden
