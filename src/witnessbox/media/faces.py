"""Finding every face of a video or picture and following it: one pass, a few frames in memory.

The whole picture is searched on every fourth frame, on both sides of each cut and on the last frame, at a threshold so
low that false tracks are common and missed faces rare. Where a face appears, vanishes or moves fast, the frames between
are searched around it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import numpy as np
from PIL import Image

from witnessbox.media import pages
from witnessbox.media import tracks as tracking
from witnessbox.media.cuts import CutFinder, plane_pixels
from witnessbox.media.decode import displayed_picture
from witnessbox.media.detect import MAX_SIDE, Boxes, CenterFace, Detector, Pixels, suppress
from witnessbox.media.film import Film
from witnessbox.media.pages import PageDigest, has_pages, open_pages, page_canvas
from witnessbox.media.tracks import Rect, Track
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.faces import Canvas, FaceFindings, FacesSummary, FaceTrack, KeyBox, timing
from witnessbox.model.observations import Box, MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from witnessbox.media.decode import Frame
    from witnessbox.media.tasks import Progress

EVERY = 4  # frames from one full search to the next
THRESHOLD = 0.12  # score from which a detection counts
SEARCH_PIXELS = 960 * 540  # size to which a frame is reduced before it is searched, never enlarged
PICTURE_SIDES = (512, 1024, 2048)  # longer sides at which a still picture is searched
_AROUND = 3.0  # face sizes: side of the square that is searched around a face between two full searches
_LEAST_CROP = 96  # pixels of the reduced frame
_FULL_FROM = 0.5  # share of the frame covered by such squares from which the whole frame is searched instead
_TOLD_EVERY = 25  # frames between two reports of progress


def shrunk(frame: Frame, film: Film, pixels: int = SEARCH_PIXELS) -> tuple[Pixels, float]:
    """A frame as it is displayed, reduced to at most `pixels`: planes of red, green and blue, and the scale."""
    picture = frame.picture
    scale = min(1.0, (pixels / (picture.width * picture.height)) ** 0.5, MAX_SIDE / max(picture.width, picture.height))
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = picture.reformat(width=width, height=height, format="gbrp", interpolation="BILINEAR", threads=1)
    planes = [film.turn.apply(plane_pixels(small, index, width, height)) for index in (2, 0, 1)]
    return np.stack(planes), scale


def reduced(pixels: NDArray[np.uint8]) -> Iterator[tuple[Pixels, float]]:
    """A still picture at several sizes, never enlarged: planes of red, green and blue, and the scale.

    Args:
        pixels: (height, width, 3).
    """
    height, width = pixels.shape[:2]
    image = Image.fromarray(pixels)
    for scale in sorted({min(1.0, side / max(width, height)) for side in PICTURE_SIDES}):
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = image if scale == 1 else image.resize(size, Image.Resampling.BOX, reducing_gap=None)
        yield np.ascontiguousarray(np.asarray(small).transpose(2, 0, 1)), scale


def weights(descriptor: int) -> bytes:
    """All bytes of a file of weights."""
    data = bytearray()
    while block := os.pread(descriptor, 1 << 20, len(data)):
        data += block
    return bytes(data)


def find_faces(params: Json, inputs: list[int], _: list[int], progress: Progress) -> Json:
    """Task: find and follow every face.

    Args:
        params: `kind`: `video`, `picture` or `document`; `threads`: of the detector, 1 unless given.
        inputs: the content, weights of CenterFace.
        progress: frames done, of about how many.

    Returns:
        `FaceFindings`.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
        ValueError: the weights are no such network.
    """
    wanted = cast("dict[str, Json]", params)
    detector = CenterFace(weights(inputs[1]), cast("int", wanted.get("threads", 1)))
    if wanted["kind"] == MediaKind.DOCUMENT or (wanted["kind"] == MediaKind.PICTURE and has_pages(inputs[0])):
        return to_json(in_pages(inputs[0], detector, progress))
    if wanted["kind"] == MediaKind.PICTURE:
        return to_json(in_picture(inputs[0], detector))
    with Film(inputs[0]) as film:
        return to_json(Search(film, detector).run(progress))


def in_picture(content: int, detector: Detector) -> FaceFindings:
    """Find the faces of a still picture, at several sizes of it.

    Raises:
        UntrustedInputError: no decoder opens it.
    """
    pixels = displayed_picture(content)
    height, width = pixels.shape[:2]
    tracks = [Track(keys={0: hit}) for hit in picture_hits(pixels, detector)]
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
    records = tuple(_record(number, 0, 0, track, [0]) for number, track in enumerate(tracks))
    return FaceFindings(summary=summary, tracks=records)


def in_pages(content: int, detector: Detector, progress: Progress) -> FaceFindings:
    """Find the faces on every page of a document or of a picture of several pages; a page is a shot of one frame.

    Raises:
        UntrustedInputError: it cannot be opened, or a page cannot be shown.
    """
    digest = PageDigest()
    found: list[tuple[int, Track]] = []
    with open_pages(content) as document:
        for index in range(document.count):
            pixels = document.page(index)
            digest.add(pixels)
            found += [(index, Track(keys={index: hit})) for hit in picture_hits(pixels, detector)]
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
    records = tuple(_record(number, page, page, track, times_us) for number, (page, track) in enumerate(found))
    return FaceFindings(summary=summary, tracks=records)


def picture_hits(pixels: NDArray[np.uint8], detector: Detector) -> list[tuple[Rect, float]]:
    """Faces in a still picture or page of shape (height, width, 3), searched at several sizes, with their scores."""
    found = [_rects(detector.find(picture, tracking.MIN_START), scale) for picture, scale in reduced(pixels)]
    hits = np.array([(*rect, score) for hits in found for rect, score in hits], np.float32).reshape(-1, 5)
    return _rects(suppress(hits, 0.3), 1.0)


class Search:
    """Follows faces through one film.

    Args:
        film: not read from yet.
        detector: finds faces in one picture.
    """

    def __init__(self, film: Film, detector: Detector) -> None:
        self._film = film
        self._detector = detector
        self._tracks: list[Track] = []  # of the current shot
        self._seen: list[Track] = []  # those of them that the last full search saw
        self._pending: list[Frame] = []  # since the last full search
        self._last_search = -1
        self._shot_first = 0
        self._times_us: list[int] = []
        self._found: list[tuple[int, int, Track]] = []  # with first and last frame of the shot
        self._cuts: list[int] = []
        self._searched = 0
        self._refined = 0

    def run(self, progress: Progress) -> FaceFindings:
        """Read the film through.

        Raises:
            UntrustedInputError: not one frame can be decoded.
        """
        finder = CutFinder()
        expected = self._film.guessed_frames
        for frame in self._film:
            self._times_us.append(frame.time_us)
            if finder.starts_shot(frame.picture):
                self._end_shot(frame.index - 1)
                self._cuts.append(frame.index)
            self._pending.append(frame)
            if (frame.index - self._shot_first) % EVERY == 0:
                self._search()
            if frame.index % _TOLD_EVERY == 0:
                progress(frame.index, max(expected, frame.index + 1))
        canvas = self._film.canvas()
        self._end_shot(canvas.timing.frames - 1)
        summary = FacesSummary(
            canvas=canvas,
            cuts=tuple(self._cuts),
            tracks=len(self._found),
            damaged=self._film.damaged,
            turned=90 * self._film.turn.turns,
            mirrored=self._film.turn.mirrored,
            searched=self._searched,
            refined=self._refined,
        )
        times_us = list(canvas.timing.microseconds())
        found = sorted(self._found, key=lambda each: (each[2].first, each[2].box(each[2].first)))
        tracks = tuple(_record(number, *each, times_us) for number, each in enumerate(found))
        return FaceFindings(summary=summary, tracks=tracks)

    def _end_shot(self, last: int) -> None:
        if self._pending:
            self._search()
        joined = tracking.joined(self._tracks, self._times_us)
        self._found += [(self._shot_first, last, track) for track in joined]
        self._tracks, self._seen, self._shot_first = [], [], last + 1

    def _search(self) -> None:
        """Search the newest pending frame whole, then what lies between it and the search before."""
        *skipped, newest = self._pending
        self._pending = []
        picture, scale = shrunk(newest, self._film)
        found = _rects(self._detector.find(picture, THRESHOLD), scale)
        self._searched += 1
        before = self._seen
        old = [track.box(self._last_search) for track in before]
        new = [rect for rect, _ in found]
        matched = tracking.pairs(old, new)
        after: list[Track] = [Track() for _ in found]
        wanted: list[tuple[Track, Rect, Rect, bool]] = []  # track, box before, box after, whether to go backwards
        for i, j in matched:
            after[j] = before[i]
            if tracking.moved(old[i], new[j]):
                wanted.append((before[i], old[i], new[j], False))
        continued = {i for i, _ in matched}
        lost = [i for i, track in enumerate(before) if i not in continued and track.score >= tracking.MIN_START]
        wanted += [(before[i], old[i], old[i], False) for i in lost]
        for j, (rect, score) in enumerate(found):
            if not after[j].keys:
                self._tracks.append(after[j])
                if score >= tracking.MIN_START:
                    wanted.append((after[j], rect, rect, True))
            after[j].keys[newest.index] = (rect, score)
        if wanted and skipped:
            self._refine(skipped, wanted)
        self._seen, self._last_search = after, newest.index

    def _refine(self, skipped: list[Frame], wanted: list[tuple[Track, Rect, Rect, bool]]) -> None:
        """Search around some faces on the frames between two full searches."""
        near = [(one, other) for _, one, other, _ in wanted]
        local = {frame.index: self._search_near(frame, near) for frame in skipped}
        self._refined += len(skipped)
        for track, one, other, backwards in wanted:
            frames = [frame.index for frame in skipped]
            box = one
            for number in reversed(frames) if backwards else frames:
                aim = box
                if one is not other:
                    share = (number - frames[0] + 1) / (len(frames) + 1)
                    aim = tracking.between(one, other, share)
                best = min(local[number], key=lambda hit: tracking.distance(aim, hit[0]), default=None)
                if best is None or tracking.distance(aim, best[0]) >= tracking.REACH:
                    if one is other:
                        break  # here the face was born or died
                    continue
                track.keys[number] = best
                box = best[0]

    def _search_near(self, frame: Frame, near: list[tuple[Rect, Rect]]) -> list[tuple[Rect, float]]:
        picture, scale = shrunk(frame, self._film)
        _, height, width = picture.shape
        crops = _merged([_crop(one, other, scale, width, height) for one, other in near])
        if sum((right - left) * (low - top) for left, top, right, low in crops) > _FULL_FROM * width * height:
            crops = [(0, 0, width, height)]
        hits: list[tuple[Rect, float]] = []
        for left, top, right, low in crops:
            boxes = self._detector.find(picture[:, top:low, left:right], THRESHOLD)
            boxes[:, 0:4:2] += left
            boxes[:, 1:4:2] += top
            hits += _rects(boxes, scale)
        return hits


def _record(number: int, shot_first: int, shot_last: int, track: Track, times_us: list[int]) -> FaceTrack:
    keys = tuple(
        KeyBox(frame=frame, time_us=times_us[frame], box=_outward(rect), confidence=min(1000, round(score * 1000)))
        for frame, (rect, score) in sorted(track.keys.items())
    )
    return FaceTrack(track=number, shot_first=shot_first, shot_last=shot_last, keys=keys)


def _rects(boxes: Boxes, scale: float) -> list[tuple[Rect, float]]:
    """Detections in a reduced picture as rectangles of the frame, with their scores."""
    return [((x1 / scale, y1 / scale, x2 / scale, y2 / scale), score) for x1, y1, x2, y2, score in boxes.tolist()]


def _outward(rect: Rect) -> Box:
    left, top, right, low = rect
    return Box(x1=int(left), y1=int(top), x2=-int(-right // 1), y2=-int(-low // 1))


def _crop(one: Rect, other: Rect, scale: float, width: int, height: int) -> tuple[int, int, int, int]:
    """The square or oblong around two boxes of the frame, in pixels of the reduced picture."""
    edges = []
    for axis, limit in ((0, width), (1, height)):
        low, high = min(one[axis], other[axis]) * scale, max(one[axis + 2], other[axis + 2]) * scale
        side = max(tracking.size(one), tracking.size(other)) * scale
        grow = max((_AROUND - 1) * side / 2, (_LEAST_CROP - (high - low)) / 2)
        edges.append((max(0, int(low - grow)), min(limit, int(high + grow) + 1)))
    (left, right), (top, bottom) = edges
    return left, top, right, bottom


def _merged(crops: Iterable[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Join crops that overlap, so that no pixel is searched twice."""
    result: list[tuple[int, int, int, int]] = []
    for crop in crops:
        left, top, right, low = crop
        changed = True
        while changed:
            changed = False
            for other in result:
                if left < other[2] and other[0] < right and top < other[3] and other[1] < low:
                    left, top = min(left, other[0]), min(top, other[1])
                    right, low = max(right, other[2]), max(low, other[3])
                    result.remove(other)
                    changed = True
                    break
        result.append((left, top, right, low))
    return result


def warm() -> None:
    """Load what decoders and runtime load lazily."""
    pages.warm()
