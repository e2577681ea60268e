"""Finding every face of a video, a picture or a document.

Thresholds are so low that false tracks are common and missed faces rare. How faces are followed through a video stands
in `media/search.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from witnessbox.media import tracks as tracking
from witnessbox.media.decode import displayed_picture
from witnessbox.media.detect import CenterFace, Detector, suppress
from witnessbox.media.search import Search, track_record
from witnessbox.media.searching import search_film
from witnessbox.media.sight import TURNED_SURE, added, brightened, is_dark, rects, turned, upright
from witnessbox.media.sight import reduced as reduced
from witnessbox.media.sight import shrunk as shrunk
from witnessbox.media.sight import weights as weights
from witnessbox.media.tracks import Hit, Track
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.faces import Canvas, FaceFindings, FacesSummary, TrackKind, timing
from witnessbox.model.observations import MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from witnessbox.media.tasks import Progress

_TURNED_SIDE = 1024  # longer side at which a still picture is searched turned


def find_faces(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: find and follow every face.

    Args:
        params: `kind`: `video`, `picture` or `document`; `threads`: of the detector, 1 unless given; `key`: what the
            journal belongs to, any text.
        inputs: the content, weights of CenterFace.
        outputs: of a video a journal, empty or of an earlier run; readable and writable.
        progress: frames done, of about how many.

    Returns:
        `FaceFindings`; of a video, where they lie in the journal, as `Searching.finish` tells it.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
        ValueError: the weights are no such network.
    """
    from witnessbox.media.pages import has_pages  # noqa: PLC0415  PDFium is loaded where stills are searched

    wanted = cast("dict[str, Json]", params)
    detector = CenterFace(weights(inputs[1]), cast("int", wanted.get("threads", 1)))
    if wanted["kind"] == MediaKind.DOCUMENT or (wanted["kind"] == MediaKind.PICTURE and has_pages(inputs[0])):
        return to_json(in_pages(inputs[0], detector, progress))
    if wanted["kind"] == MediaKind.PICTURE:
        return to_json(in_picture(inputs[0], detector))
    return search_film(inputs[0], lambda film: [Search(film, detector)], outputs[0], str(wanted["key"]), progress)


def in_picture(
    content: int, detector: Detector, kind: TrackKind = TrackKind.FACE, *, thorough: bool = True
) -> FaceFindings:
    """Find the faces of a still picture, at several sizes of it.

    Args:
        content: the picture.
        detector: finds faces in it.
        kind: what it finds, where it is something else.
        thorough: whether to look at it brightened if it is dark, and turned.

    Raises:
        UntrustedInputError: no decoder opens it.
    """
    pixels = displayed_picture(content)
    height, width = pixels.shape[:2]
    tracks = [Track({0: hit}) for hit in picture_hits(pixels, detector, thorough=thorough)]
    canvas = Canvas(
        kind=MediaKind.PICTURE,
        width=width,
        height=height,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 1, [0]),
    )
    summary = FacesSummary(
        canvas=canvas, cuts=(), tracks=len(tracks), damaged=0, turned=0, mirrored=False, searched=1, refined=0
    )
    records = tuple(track_record(number, 0, 0, track, [0], kind) for number, track in enumerate(tracks))
    return FaceFindings(summary=summary, tracks=records)


def in_pages(
    content: int,
    detector: Detector,
    progress: Progress,
    kind: TrackKind = TrackKind.FACE,
    *,
    thorough: bool = True,
) -> FaceFindings:
    """Find the faces on every page of a document or of a picture of several pages; a page is a shot of one frame.

    Raises:
        UntrustedInputError: it cannot be opened, or a page cannot be shown.
    """
    from witnessbox.media.pages import PageDigest, open_pages, page_canvas  # noqa: PLC0415  see above

    digest = PageDigest()
    found: list[tuple[int, Track]] = []
    with open_pages(content) as document:
        for index in range(document.count):
            pixels = document.page(index)
            digest.add(pixels)
            found += [(index, Track({index: hit})) for hit in picture_hits(pixels, detector, thorough=thorough)]
            progress(index + 1, document.count)
        shown = page_canvas(document, digest)
    times_us = list(shown.timing.microseconds())
    summary = FacesSummary(
        canvas=shown,
        cuts=tuple(range(1, shown.timing.frames)),
        tracks=len(found),
        damaged=0,
        turned=0,
        mirrored=False,
        searched=shown.timing.frames,
        refined=0,
    )
    records = tuple(
        track_record(number, page, page, track, times_us, kind) for number, (page, track) in enumerate(found)
    )
    return FaceFindings(summary=summary, tracks=records)


def picture_hits(pixels: NDArray[np.uint8], detector: Detector, *, thorough: bool = True) -> list[Hit]:
    """Faces in a still picture or page of shape (height, width, 3), searched at several sizes, with their scores."""
    found = [rects(detector.find(picture, tracking.MIN_START), scale) for picture, scale in reduced(pixels)]
    hits = np.array([(*rect, score) for hits in found for rect, score in hits], np.float32).reshape(-1, 5)
    kept = rects(suppress(hits, 0.3), 1.0)
    return kept + added(kept, _seen_otherwise(pixels, detector)) if thorough else kept


def _seen_otherwise(pixels: NDArray[np.uint8], detector: Detector) -> Iterator[Hit]:
    """Faces that show where a still picture is turned, or brightened if it is dark."""
    *_, (picture, scale) = (each for each in reduced(pixels) if each[1] == 1 or max(each[0].shape) <= _TURNED_SIDE)
    _, height, width = picture.shape
    if is_dark(picture):
        yield from rects(detector.find(brightened(picture), tracking.MIN_START), scale)
    for turns in (1, 2, 3):
        found = detector.find(turned(picture, turns), TURNED_SURE)
        yield from rects(upright(found, turns, width, height), scale)


def warm() -> None:
    """Load what decoders and runtime load lazily."""
    from witnessbox.media import pages  # noqa: PLC0415  see above

    pages.warm()
