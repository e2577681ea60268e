"""What masks are painted with: one black, or blocks of grey drawn from noise.

Nothing here has ever seen a picture, so nothing of one can be read back from a mask.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.model.faces import Fill

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from witnessbox.model.faces import PlanBody

BLACK = (16, 128, 128)
"""Luma and both chromas of what is painted: black in video levels."""

BLOCK = 16
"""Side of a block of a mosaic in pixels: what encoders cut pictures into, so that no edge costs bytes."""

_GREYS = (40, 64, 88, 112, 136, 160, 184, 208)


def mosaic(plan: PlanBody, width: int, height: int) -> NDArray[np.uint8]:
    """Luma of a mosaic over the whole frame, (height, width); a mask shows the piece of it that lies there.

    It is the same on every frame: one that changed would cost bytes, and one that moved with its mask would tell how.

    Args:
        plan: seeds the noise; another plan has another mosaic.
        width: of the frame.
        height: likewise.
    """
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    # SHAKE instead of a generator of NumPy's: its bytes are the same in every version of every library.
    noise = np.frombuffer(hashlib.shake_256(_seed(plan)).digest(rows * columns), np.uint8)
    greys = np.array(_GREYS, np.uint8)[noise % len(_GREYS)].reshape(rows, columns)
    return np.repeat(np.repeat(greys, BLOCK, 0), BLOCK, 1)[:height, :width]


def luma_of(plan: PlanBody, width: int, height: int) -> NDArray[np.uint8]:
    """Luma that masks of this plan show, for every place of a frame: what an audit expects to find.

    Args:
        plan: says what masks are painted with.
        width: of the frame.
        height: likewise.
    """
    if plan.fill is Fill.MOSAIC:
        return mosaic(plan, width, height)
    return np.broadcast_to(np.uint8(BLACK[0]), (height, width))


def _seed(plan: PlanBody) -> bytes:
    """A digest of what is hidden when, span by span: a long plan as one text would take much memory."""
    state = hashlib.sha256(f"{plan.preset} {plan.canvas.width} {plan.canvas.height}".encode())
    for mask in (*plan.masks, *plan.openings):
        state.update(f"/{mask.reason} {mask.track}".encode())
        for span in mask.spans:
            box = span.box
            state.update(f" {span.first_frame} {span.last_frame} {box.x1} {box.y1} {box.x2} {box.y2}".encode())
    return state.digest()
