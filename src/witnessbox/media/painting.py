"""Painting masks into still pictures and pages, and writing their pixels anew."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from witnessbox.media.fills import mosaic
from witnessbox.media.pdf_file import PagePicture
from witnessbox.model.faces import Fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from witnessbox.media.decode import Pixels
    from witnessbox.model.faces import PlanBody
    from witnessbox.model.observations import Box

JPEG_QUALITY = 95
"""Of renditions of what was compressed with losses: the tables are those of this quality, never the original's."""

PNG_LEVEL = 7
"""Not the level that most programs write with: where nothing is hidden, the rendition must still be other bytes than
its original, whose digest is never published."""

_SMOOTHED = (3, 4)  # share of the pixels along a side that a smoothed picture keeps before it is enlarged again
_FEW = 256  # kilobytes of a page's samples deflated up to which they are kept so: text stays sharp


def paint(pixels: Pixels, boxes: Sequence[Box], plan: PlanBody) -> None:
    """Paint what is hidden over a picture or page.

    Args:
        pixels: (height, width, 3), changed in place. Boxes may reach beyond it.
        boxes: what is hidden.
        plan: says what it is painted with.
    """
    if not boxes:
        return
    shown = greys(plan, pixels.shape[1], pixels.shape[0])
    for box in boxes:
        area = (slice(max(0, box.y1), max(0, box.y2)), slice(max(0, box.x1), max(0, box.x2)))
        pixels[area] = shown[area]


def greys(plan: PlanBody, width: int, height: int) -> Pixels:
    """What masks show at every place of a picture, (height, width, 1)."""
    if plan.fill is Fill.MOSAIC:
        return mosaic(plan, width, height)[:, :, None]
    return np.zeros((height, width, 1), np.uint8)


def smoothed(pixels: Pixels) -> Pixels:
    """A picture without its finest detail, against matching by the noise of the sensor."""
    picture = Image.fromarray(pixels).filter(ImageFilter.MedianFilter(3))
    size = picture.size
    part, whole = _SMOOTHED
    small = max(1, size[0] * part // whole), max(1, size[1] * part // whole)
    small_picture = picture.resize(small, Image.Resampling.BOX)
    return np.asarray(small_picture.resize(size, Image.Resampling.BICUBIC), np.uint8).copy()


def jpeg(pixels: Pixels) -> bytes:
    """A JPEG file with nothing in it but the picture, in full colour resolution, so that no edge of a mask smears."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def png(pixels: Pixels) -> bytes:
    """A PNG file with nothing in it but the picture."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=PNG_LEVEL)
    return buffer.getvalue()


def page_picture(pixels: Pixels) -> PagePicture:
    """A page as it stands in a document: exact where that is small, as text and lines are, else a JPEG."""
    height, width = pixels.shape[:2]
    grey = bool((pixels[:, :, 0] == pixels[:, :, 1]).all() and (pixels[:, :, 1] == pixels[:, :, 2]).all())
    samples = np.ascontiguousarray(pixels[:, :, 0] if grey else pixels)
    data, as_jpeg = zlib.compress(samples.data, PNG_LEVEL), False
    if len(data) > _FEW * 1024 and len(smaller := jpeg(samples)) < len(data):
        data, as_jpeg = smaller, True
    return PagePicture(width=width, height=height, grey=grey, jpeg=as_jpeg, data=data)
