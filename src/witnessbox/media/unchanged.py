"""Whether a content still shows what a plan was made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.model.errors import UntrustedInputError

if TYPE_CHECKING:
    from witnessbox.model.faces import Canvas

AGAIN = "analyse it again, then plan and approve anew"
"""What to do where a content no longer is what a plan was made for."""


def same_size(canvas: Canvas, width: int, height: int) -> None:
    """Refuse a content that shows frames of another size than a plan was made for.

    Raises:
        UntrustedInputError: it does.
    """
    if (width, height) != (canvas.width, canvas.height):
        was = f"{canvas.width} x {canvas.height}"
        raise UntrustedInputError(f"it is {width} x {height} pixels now, {was} when it was analysed: {AGAIN}")
