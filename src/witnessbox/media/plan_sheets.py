"""Plan sheets: a contact sheet on which the masks of a plan are painted; runs inside the sandboxed worker.

A contact sheet shows pixels of the trove and was written by a worker that held a hostile file, so it is as untrusted
as the content itself. It is always a WebP picture, so neither decoders of videos nor NumPy have to be loaded, which
takes longer than to paint it.
"""

from __future__ import annotations

import functools
import io
import warnings
from importlib import import_module
from typing import IO, cast

from PIL import Image, ImageChops

from witnessbox.media.descriptors import DescriptorFile
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import SheetMasks
from witnessbox.model.observations import Box

FILL = (0, 0, 0)
"""What a mask is filled with, as in a rendition."""

OUTLINE = (255, 220, 0)
"""The outermost pixels of what is filled, so that it shows on dark footage. A rendition has no such line."""

_QUALITY = 85  # of WebP: the sheet was compressed once before
_MAX_PIXELS = 120_000_000  # of a sheet, as of any still picture


def plan_sheet(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: paint `SheetMasks` on a contact sheet; writes a WebP picture and gives its length."""
    sheet = _opened(inputs[0])
    paint(sheet, from_json(SheetMasks, params))
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=_QUALITY, method=2)
    picture = buffer.getvalue()
    DescriptorFile(outputs[0], writable=True).write(picture)
    progress(1, 1)
    return {"bytes": [len(picture)]}


def _opened(descriptor: int) -> Image.Image:
    """Decode a contact sheet.

    Raises:
        UntrustedInputError: it is no WebP picture, or one that cannot be decoded.
    """
    try:
        sheet = Image.open(cast(IO[bytes], DescriptorFile(descriptor)), formats=("WEBP",))
        if sheet.width * sheet.height > _MAX_PIXELS:
            raise UntrustedInputError(f"the contact sheet has more than {_MAX_PIXELS} pixels")
        return sheet.convert("RGB")
    except (MemoryError, UntrustedInputError):
        raise
    except Exception as error:  # broad: Pillow raises whatever a hostile file makes it raise
        raise UntrustedInputError(f"the contact sheet cannot be decoded: {type(error).__name__}: {error}") from error


def paint(sheet: Image.Image, masks: SheetMasks) -> None:
    """Paint what a plan hides on every picture of a contact sheet.

    Args:
        sheet: RGB: pictures of one size in rows, one pixel between them.
        masks: what is hidden on each picture.

    Raises:
        UntrustedInputError: the sheet does not divide into so many pictures.
    """
    if masks.columns < 1 or not masks.cells:
        raise UntrustedInputError("the contact sheet has no pictures")
    rows = -(-len(masks.cells) // masks.columns)
    height, more_height = divmod(sheet.height + 1, rows)
    width, more_width = divmod(sheet.width + 1, masks.columns)
    if more_height or more_width or min(height, width) < 2:
        raise UntrustedInputError(f"the contact sheet is not {rows} rows of {masks.columns} pictures")
    for at, boxes in enumerate(masks.cells):
        # One pixel wider on each side than the picture: what reaches its border has its line there.
        hidden = Image.new("L", (width + 1, height + 1))
        for box in boxes:
            down, across = _scaled(box, masks, width - 1, height - 1)
            hidden.paste(255, (across.start + 1, down.start + 1, across.stop + 1, down.stop + 1))
        sides = (ImageChops.offset(hidden, *step) for step in ((1, 0), (-1, 0), (0, 1), (0, -1)))
        within = functools.reduce(ImageChops.darker, sides, hidden)
        whole = (1, 1, width, height)
        place = at % masks.columns * width, at // masks.columns * height
        sheet.paste(OUTLINE, place, hidden.crop(whole))
        sheet.paste(FILL, place, within.crop(whole))


def _scaled(box: Box, masks: SheetMasks, width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of a picture that a box of the displayed frame covers.

    A picture is the whole frame stretched to its size, so pixels that are not square need no attention here.
    """
    return _span(box.y1, box.y2, masks.height, height), _span(box.x1, box.x2, masks.width, width)


def _span(start: int, end: int, side: int, small: int) -> slice:
    """The small pixels whose middle lies between start and end, and always one."""
    first = min(max(0, (2 * start * small + side) // (2 * side)), small - 1)
    return slice(first, max(first + 1, (2 * end * small + side) // (2 * side)))


def warm() -> None:
    """Load what Pillow loads lazily, by using it once."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = _MAX_PIXELS
    import_module("PIL.WebPImagePlugin")  # else all of Pillow's forty formats are loaded in search of it
    copy = io.BytesIO()
    Image.new("RGB", (16, 16)).save(copy, "WEBP", quality=_QUALITY, method=2)
    Image.open(copy, formats=("WEBP",)).convert("RGB")
