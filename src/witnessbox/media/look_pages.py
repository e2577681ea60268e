"""The second look at a document: its file part by part, its pages as a viewer shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.media import structure
from witnessbox.media.faces import reduced
from witnessbox.media.pages import open_pages
from witnessbox.media.painting import greys
from witnessbox.media.pdf_file import read_pages, touches
from witnessbox.media.structure import StructureError
from witnessbox.model.faces import Finding, FindingKind, PlanBody, filled
from witnessbox.model.observations import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from witnessbox.media.bare import Eyes
    from witnessbox.media.decode import Pixels
    from witnessbox.media.tasks import Progress

_INSET = 4  # pixels at the edge of a mask that a viewer may blend with what lies beside it
_LEVEL = 32  # how far a channel inside a mask may be off the fill; JPEG at this quality stays below 12


@dataclass(slots=True)
class PageLook:
    """What looking at the pages came to.

    Attributes:
        findings: objections in order of pages.
        pages: number of pages that the file shows.
    """

    findings: list[Finding] = field(default_factory=list)
    pages: int = 0


def look_at_pages(rendition: int, plan: PlanBody, eyes: Eyes, progress: Progress) -> PageLook:
    """Audit a document against its plan: every page, at every size.

    Args:
        rendition: descriptor of the PDF.
        plan: what it was made by.
        eyes: two detectors.
        progress: pages done, of all.

    Raises:
        UntrustedInputError: it cannot be shown.
    """
    look = PageLook()
    try:
        _check_file(rendition, plan)
    except StructureError as error:
        look.findings.append(Finding(kind=FindingKind.STRUCTURE, why=f"the file holds what it should not: {error}"))
        return look  # it is not laid out: what is in it is unknown
    total = plan.canvas.timing.frames
    with open_pages(rendition) as pages:
        look.pages = pages.count
        if pages.count != total:
            why = f"{pages.count} pages, the original has {total}"
            look.findings.append(Finding(kind=FindingKind.FRAME_COUNT, why=why))
            return look
        if pages.size != (plan.canvas.width, plan.canvas.height):
            why = (
                f"{pages.size[0]} x {pages.size[1]} pixels, the original has {plan.canvas.width} x {plan.canvas.height}"
            )
            look.findings.append(Finding(kind=FindingKind.FRAME_SIZE, why=why))
            return look
        times_us, boxes = plan.canvas.timing.microseconds(), filled(plan)
        for index in range(total):
            pixels = pages.page(index)
            look.findings += _page(pixels, next(boxes), plan, eyes, (index, next(times_us)))
            progress(index + 1, total)
    return look


def _check_file(rendition: int, plan: PlanBody) -> None:
    """Object to anything but pages, and in their pictures to anything but pixels."""
    boxes = filled(plan)
    for page in read_pages(rendition):
        if page.jpeg:
            structure.check_jpeg_bytes(page.data)
        here = next(boxes, ())
        if page.words and not plan.searchable:
            raise StructureError("words that the plan does not ask for")
        if any(touches(word.box(page.height), here) for word in page.words):
            raise StructureError("a word on a mask")


def _page(
    pixels: Pixels, boxes: tuple[Box, ...], plan: PlanBody, eyes: Eyes, where: tuple[int, int]
) -> Iterator[Finding]:
    index, time_us = where
    expected = greys(plan, pixels.shape[1], pixels.shape[0]) if boxes else pixels
    for box in boxes:
        if not _is_hidden(pixels, expected, box):
            why = "something shows through a mask"
            yield Finding(kind=FindingKind.NOT_SOLID, why=why, frame=index, time_us=time_us, box=box)
    for picture, scale in reduced(pixels):
        for bare in eyes.bare_faces(picture, _hidden(picture, scale, boxes)):
            left, top, right, low = (round(edge / scale) for edge in bare.edges)
            yield Finding(
                kind=FindingKind.BARE_FACE,
                why=f"{bare.detector} sees a face that no mask covers",
                frame=index,
                time_us=time_us,
                box=Box(x1=left, y1=top, x2=right, y2=low),
                confidence=min(1000, round(bare.score * 1000)),
            )


def _is_hidden(pixels: Pixels, expected: Pixels, box: Box) -> bool:
    """Whether nothing but the fill lies in a box, leaving its edge out."""
    inset = min(_INSET, (box.x2 - box.x1) // 4, (box.y2 - box.y1) // 4)
    rows, columns = slice(max(0, box.y1 + inset), box.y2 - inset), slice(max(0, box.x1 + inset), box.x2 - inset)
    inside = pixels[rows, columns]
    return not inside.size or int(np.abs(inside.astype(np.int16) - expected[rows, columns]).max()) <= _LEVEL


def _hidden(picture: Pixels, scale: float, boxes: tuple[Box, ...]) -> NDArray[np.bool_]:
    hidden = np.zeros(picture.shape[1:], bool)
    for box in boxes:
        hidden[int(box.y1 * scale) : int(box.y2 * scale) + 1, int(box.x1 * scale) : int(box.x2 * scale) + 1] = True
    return hidden
