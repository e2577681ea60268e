"""A picture as a detector sees more in it: masks filled from around them, contrast stretched, blocks softened.

A detector that learned from whole pictures loses a face in the dark beside the black box of a neighbour: the box is
the strongest edge in sight, and compression has left blocks where the face has shades. Brightening lifts the blocks
with the face. Here the boxes are filled with what lies around them, the rest is spread over the whole scale, and a
slight blur takes the blocks away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from witnessbox.media.detect import Pixels

_DARKEST, _BRIGHTEST = 0.01, 0.995  # shares of what is shown that lie below what becomes black and white
_LEAST_SPAN = 12  # grey levels: less than that is spread no further, it is noise
_FLOOR, _SCALE = 10, 235  # grey levels of black and from there to white
_SOFT = 1.0  # pixels of blur
_EVERY = 2  # pixels between those that are counted
_FINEST = 2  # halvings before the filling starts: it is blurred anyway, and takes a sixteenth of the time


def lifted(picture: Pixels, hidden: NDArray[np.bool_]) -> Pixels:
    """The same picture with masks filled, contrast stretched and blocks softened.

    Args:
        picture: planes of red, green and blue.
        hidden: (height, width), true where a mask lies.
    """
    shown = picture[:, ::_EVERY, ::_EVERY][:, ~hidden[::_EVERY, ::_EVERY]]
    if not shown.size:
        return picture
    counted = np.cumsum(np.bincount(shown.ravel(), minlength=256)) / shown.size
    low, high = (int(np.searchsorted(counted, share)) for share in (_DARKEST, _BRIGHTEST))
    levels = (np.arange(256) - low) / max(high - low, _LEAST_SPAN) * _SCALE + _FLOOR
    table = np.clip(levels, 0, 255).astype(np.uint8)
    stretched = table[_filled(picture, hidden)]
    image = Image.fromarray(np.ascontiguousarray(stretched.transpose(1, 2, 0)))
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(_SOFT)), np.uint8)
    return np.ascontiguousarray(soft.transpose(2, 0, 1))


def _filled(picture: Pixels, hidden: NDArray[np.bool_]) -> Pixels:
    """Fill what is hidden with means of what is shown around it, coarser the further away (push and pull)."""
    if not hidden.any():
        return picture
    height, width = hidden.shape
    weight = (~hidden).astype(np.float32)
    levels = []
    colour = picture * weight
    for _ in range(_FINEST):
        colour, weight = _halved(colour, weight)
    while weight.min() == 0 and max(weight.shape) > 1:
        levels.append((colour, weight))
        colour, weight = _halved(colour, weight)
    for finer, share in reversed(levels):
        coarse = _enlarged(colour, 2)[:, : share.shape[0], : share.shape[1]]
        colour = finer + (1 - share) * coarse
    around = _enlarged(colour, 2**_FINEST)[:, :height, :width]
    return np.where(hidden, np.rint(around), picture).astype(np.uint8)


def _enlarged(colour: NDArray[np.float32], times: int) -> NDArray[np.float32]:
    size = colour.shape[2] * times, colour.shape[1] * times
    planes = [Image.fromarray(plane).resize(size, Image.Resampling.BILINEAR) for plane in colour]
    return np.stack([np.asarray(plane, np.float32) for plane in planes])


def _halved(
    colour: NDArray[np.float32], weight: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Each four pixels as one, the mean of those that are shown; its weight is 1 where any is, else both are 0."""
    height, width = weight.shape
    odd = ((0, height % 2), (0, width % 2))
    colour, weight = np.pad(colour, ((0, 0), *odd)), np.pad(weight, odd)
    summed = colour[:, ::2] + colour[:, 1::2]
    summed = summed[:, :, ::2] + summed[:, :, 1::2]
    weights = weight[::2] + weight[1::2]
    weights = weights[:, ::2] + weights[:, 1::2]
    return summed / np.maximum(weights, 1), np.minimum(weights, 1)
