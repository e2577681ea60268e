"""What the second look saw, cut out of the rendition for the person who decides; runs inside the sandboxed worker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from witnessbox.media import decode, pages
from witnessbox.media.film import Film
from witnessbox.media.views import FrameView, PictureView, View
from witnessbox.model.codec import from_json
from witnessbox.model.faces import Finding
from witnessbox.model.observations import Box, MediaKind
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from witnessbox.media.tasks import Progress
    from witnessbox.model.canonical import Json

MOST = 200
"""Findings that get pictures in one call."""

_WHOLE = 640 * 480  # pixels of the frame as a whole
_CLOSE = 240  # pixels: side of the piece around the box
_AROUND = 2.5  # sides of the box that the piece takes in
_LINE = (255, 220, 0)
_QUALITY = 85

warm = pages.warm


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Findings of one rendition, and its kind."""

    kind: MediaKind
    findings: tuple[Finding, ...]


def finding_pictures(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: one WebP picture for each finding that names a frame, written one after the other.

    On the left the frame with a line around the box, on the right what is in it, larger; one row each for the first
    frame in which it was seen, the one that shows it best and the last.

    Args:
        params: `Wanted`.
        inputs: the rendition.
        outputs: an empty file.
        progress: frames done, of all that are needed.

    Returns:
        `bytes`: the length of each picture; 0 for a finding without one.
    """
    wanted = from_json(Wanted, params)
    moments = [_moments(finding) for finding in wanted.findings]
    needed = {frame for frames in moments for frame in frames}
    rows: dict[tuple[int, int], Image.Image] = {}
    last = max(needed, default=-1)
    for frame, view in _views(inputs[0], wanted.kind, needed, progress, last):
        for number, finding in enumerate(wanted.findings):
            if frame in moments[number]:
                rows[number, frame] = _row(view, _place(finding, frame), finding.frame == frame)
    lengths: list[Json] = []
    out = decode.DescriptorFile(outputs[0], writable=True)
    for number, frames in enumerate(moments):
        found = [rows[number, frame] for frame in frames if (number, frame) in rows]
        data = _stacked(found) if found else b""
        out.write(data)
        lengths.append(len(data))
    return {"bytes": lengths}


def _place(finding: Finding, frame: int) -> Box | None:
    """Where it is in that frame, as far as that is known."""
    if frame == finding.frame:
        return finding.box
    return next((key.box for key in finding.path if key.frame == frame), None)


def _moments(finding: Finding) -> list[int]:
    frames = {finding.frame, finding.first_frame, finding.last_frame} - {None}
    return sorted(frame for frame in frames if frame is not None)


def _views(
    descriptor: int, kind: MediaKind, needed: set[int], progress: Progress, last: int
) -> Iterator[tuple[int, View]]:
    if kind is MediaKind.PICTURE:
        yield 0, PictureView(decode.displayed_picture(descriptor))
        return
    if kind is MediaKind.DOCUMENT:
        with pages.open_pages(descriptor) as document:
            for page in sorted(page for page in needed if page < document.count):
                yield page, PictureView(document.page(page))
                progress(page, max(last, 1))
        return
    with Film(descriptor) as film:
        for frame in film:
            if frame.index > last:
                return
            if frame.index in needed:
                yield frame.index, FrameView(frame, film)
                progress(frame.index, max(last, 1))


def _row(view: View, box: Box | None, best: bool) -> Image.Image:
    pixels, scale = view.at(_WHOLE)
    whole = Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    row = Image.new("RGB", (whole.width + _CLOSE + 4, max(whole.height, _CLOSE)))
    close = None
    if box is not None:
        close = _closer(view, box) if best else None
        edges = [edge * scale for edge in (box.x1, box.y1, box.x2, box.y2)]
        ImageDraw.Draw(whole).rectangle(edges, outline=_LINE)
    row.paste(whole, (0, 0))
    if close is not None:
        row.paste(close, (whole.width + 4, 0))
    return row


def _closer(view: View, box: Box) -> Image.Image:
    side = max(box.x2 - box.x1, box.y2 - box.y1, 8) * _AROUND
    whole, scale = view.at(view.width * view.height)
    across, down, reach = (box.x1 + box.x2) / 2 * scale, (box.y1 + box.y2) / 2 * scale, side * scale / 2
    image = Image.fromarray(np.ascontiguousarray(whole.transpose(1, 2, 0)))
    edges = (across - reach, down - reach, across + reach, down + reach)
    return image.transform((_CLOSE, _CLOSE), Image.Transform.EXTENT, edges, Image.Resampling.BILINEAR)


def _stacked(rows: list[Image.Image]) -> bytes:
    picture = Image.new("RGB", (max(row.width for row in rows), sum(row.height + 2 for row in rows) - 2))
    top = 0
    for row in rows:
        picture.paste(row, (0, top))
        top += row.height + 2
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=_QUALITY, method=2)
    return buffer.getvalue()
