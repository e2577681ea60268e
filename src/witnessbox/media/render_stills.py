"""Painting masks into pictures and documents and writing them anew: pixels only, in a fresh file.

Nothing of the original's structure comes along: no EXIF, XMP, IPTC or colour profile, no small copy of the unmasked
picture, no second picture, comment, text, palette or table, no byte behind its end.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from witnessbox.media import pages
from witnessbox.media.decode import DescriptorFile, displayed_picture, open_picture
from witnessbox.media.pages import DOTS, PageDigest, open_pages, page_canvas
from witnessbox.media.painting import JPEG_QUALITY, jpeg, page_picture, paint, png, smoothed
from witnessbox.media.pdf_file import PdfWriter
from witnessbox.media.unchanged import AGAIN, same_size
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import PlanBody, RenderResult, filled
from witnessbox.model.observations import MediaKind

if TYPE_CHECKING:
    from witnessbox.media.tasks import Progress

_LOSSY = frozenset({"JPEG", "MPO", "AVIF", "HEIF"})

warm = pages.warm


def render_still(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: paint a plan into a picture or document.

    Args:
        params: `plan`: a `PlanBody`.
        inputs: the content.
        outputs: an empty file for the rendition, readable and writable.
        progress: pictures or pages done, of all.

    Returns:
        A `RenderResult`.

    Raises:
        UntrustedInputError: the content cannot be decoded, or shows something else than the plan was made for.
    """
    plan = from_json(PlanBody, cast("dict[str, Json]", params)["plan"])
    still = render_picture if plan.canvas.kind is MediaKind.PICTURE else render_pages
    return to_json(still(plan, inputs[0], outputs[0], progress))


def render_picture(plan: PlanBody, content: int, out: int, progress: Progress) -> RenderResult:
    """Write a still picture anew: PNG, or JPEG where the original was compressed with losses.

    Args:
        plan: of a picture.
        content: descriptor of the original.
        out: descriptor of an empty file.
        progress: pictures done, of one.

    Raises:
        UntrustedInputError: it cannot be decoded, or has another size than the plan was made for.
    """
    lossy = _is_lossy(content)
    pixels = displayed_picture(content).copy()
    height, width = pixels.shape[:2]
    same_size(plan.canvas, width, height)
    if plan.smoothed:
        pixels = smoothed(pixels)
    boxes = next(filled(plan))
    paint(pixels, boxes, plan)
    DescriptorFile(out, writable=True).write(jpeg(pixels) if lossy else png(pixels))
    progress(1, 1)
    return RenderResult(
        kind=MediaKind.PICTURE,
        mime="image/jpeg" if lossy else "image/png",
        suffix=".jpg" if lossy else ".png",
        width=width,
        height=height,
        frames=1,
        painted=int(bool(boxes)),
        encoder=f"JPEG quality {JPEG_QUALITY}" if lossy else "PNG",
    )


def render_pages(plan: PlanBody, content: int, out: int, progress: Progress) -> RenderResult:
    """Write a document anew as a PDF of pictures of its pages.

    Args:
        plan: of a document.
        content: descriptor of a PDF or of a picture of several pages.
        out: descriptor of an empty file.
        progress: pages done, of all.

    Raises:
        UntrustedInputError: it cannot be shown, or shows something else than the plan was made for.
    """
    digest, hidden, boxes = PageDigest(), 0, filled(plan)
    with open_pages(content) as document:
        total = plan.canvas.timing.frames
        if document.count != total:
            raise UntrustedInputError(f"it has {document.count} pages now, {total} when it was analysed: {AGAIN}")
        same_size(plan.canvas, *document.size)
        writer = PdfWriter(DescriptorFile(out, writable=True).write, total, text=False)
        for index in range(total):
            pixels, here = document.page(index), next(boxes)
            digest.add(pixels)
            if plan.smoothed:
                pixels = smoothed(pixels)
            paint(pixels, here, plan)
            hidden += bool(here)
            writer.add(page_picture(pixels))
            progress(index + 1, total)
        writer.finish()
        if page_canvas(document, digest) != plan.canvas:
            raise UntrustedInputError(
                f"its pages look otherwise than when it was analysed, perhaps by other typefaces: {AGAIN}"
            )
    return RenderResult(
        kind=MediaKind.DOCUMENT,
        mime="application/pdf",
        suffix=".pdf",
        width=plan.canvas.width,
        height=plan.canvas.height,
        frames=total,
        painted=hidden,
        encoder=f"PDF of pictures, {DOTS} pixels an inch, JPEG quality {JPEG_QUALITY} or exact",
    )


def _is_lossy(content: int) -> bool:
    """Whether the original was compressed with losses, so that exact pixels would keep nothing but its traces."""
    kind = open_picture(content).format
    if kind == "WEBP":
        return os.pread(content, 4, 12) == b"VP8 " or b"VP8 " in os.pread(content, 65_536, 0)
    return kind in _LOSSY
