"""Plan sheets: a contact sheet on which the masks of a plan are painted; runs inside the sandboxed worker.

A contact sheet shows pixels of the trove and was written by a worker that held a hostile file, so it is as untrusted
as the content itself.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from witnessbox.media import decode
from witnessbox.media.decode import Pixels
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

warm = decode.warm


def plan_sheet(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: paint `SheetMasks` on a contact sheet; writes a WebP picture and gives its length."""
    pixels = decode.displayed_picture(inputs[0]).copy()
    paint(pixels, from_json(SheetMasks, params))
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=_QUALITY, method=2)
    picture = buffer.getvalue()
    decode.DescriptorFile(outputs[0], writable=True).write(picture)
    progress(1, 1)
    return {"bytes": [len(picture)]}


def paint(sheet: Pixels, masks: SheetMasks) -> None:
    """Paint what a plan hides on every picture of a contact sheet.

    Args:
        sheet: RGB of shape (height, width, 3): pictures of one size in rows, one pixel between them.
        masks: what is hidden on each picture.

    Raises:
        UntrustedInputError: the sheet does not divide into so many pictures.
    """
    if masks.columns < 1 or not masks.cells:
        raise UntrustedInputError("the contact sheet has no pictures")
    rows = -(-len(masks.cells) // masks.columns)
    height, more_height = divmod(sheet.shape[0] + 1, rows)
    width, more_width = divmod(sheet.shape[1] + 1, masks.columns)
    if more_height or more_width or min(height, width) < 2:
        raise UntrustedInputError(f"the contact sheet is not {rows} rows of {masks.columns} pictures")
    for at, boxes in enumerate(masks.cells):
        top, left = at // masks.columns * height, at % masks.columns * width
        cell = sheet[top : top + height - 1, left : left + width - 1]
        hidden = np.zeros(cell.shape[:2], np.bool_)
        for box in boxes:
            hidden[_scaled(box, masks, cell.shape[1], cell.shape[0])] = True
        around = np.pad(hidden, 1)
        within = around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
        cell[hidden] = OUTLINE
        cell[hidden & within] = FILL


def _scaled(box: Box, masks: SheetMasks, width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of a picture that a box of the displayed frame covers.

    A picture is the whole frame stretched to its size, so pixels that are not square need no attention here.
    """
    return _span(box.y1, box.y2, masks.height, height), _span(box.x1, box.x2, masks.width, width)


def _span(start: int, end: int, side: int, small: int) -> slice:
    """The small pixels whose middle lies between start and end, and always one."""
    first = min(max(0, (2 * start * small + side) // (2 * side)), small - 1)
    return slice(first, max(first + 1, (2 * end * small + side) // (2 * side)))
