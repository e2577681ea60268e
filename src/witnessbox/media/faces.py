"""Finding every face of a video or picture and following it: one pass, a few frames in memory.

The whole picture is searched on every fourth frame, on both sides of each cut and on the last frame, at a threshold so
low that false tracks are common and missed faces rare. Where a face appears, vanishes or moves fast, the frames between
are searched around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from witnessbox.media import tracks as tracking
from witnessbox.media.cuts import CutFinder
from witnessbox.media.decode import displayed_picture
from witnessbox.media.detect import CenterFace, Detector, suppress
from witnessbox.media.film import Film
from witnessbox.media.sight import (
    ENOUGH_OF_A_FACE,
    TURNED_SURE,
    Sight,
    added,
    brightened,
    is_dark,
    rects,
    turned,
    upright,
)
from witnessbox.media.sight import reduced as reduced
from witnessbox.media.sight import shrunk as shrunk
from witnessbox.media.sight import weights as weights
from witnessbox.media.tracks import Hit, Rect, Track
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.faces import Canvas, FaceFindings, FacesSummary, FaceTrack, KeyBox, TrackKind, timing
from witnessbox.model.observations import Box, MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from witnessbox.media.decode import Frame
    from witnessbox.media.tasks import Progress

EVERY = 4  # frames from one full search to the next
_TURNED_SIDE = 1024  # longer side at which a still picture is searched turned
_TOLD_EVERY = 25  # frames between two reports of progress


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
    from witnessbox.media.pages import has_pages  # noqa: PLC0415  PDFium is loaded where stills are searched

    wanted = cast("dict[str, Json]", params)
    detector = CenterFace(weights(inputs[1]), cast("int", wanted.get("threads", 1)))
    if wanted["kind"] == MediaKind.DOCUMENT or (wanted["kind"] == MediaKind.PICTURE and has_pages(inputs[0])):
        return to_json(in_pages(inputs[0], detector, progress))
    if wanted["kind"] == MediaKind.PICTURE:
        return to_json(in_picture(inputs[0], detector))
    with Film(inputs[0]) as film:
        search = Search(film, detector)
        expected = film.guessed_frames
        for frame in film:
            search.take(frame)
            if frame.index % _TOLD_EVERY == 0:
                progress(frame.index, max(expected, frame.index + 1))
        return to_json(search.finish())


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
    tracks = [Track(keys={0: hit}) for hit in picture_hits(pixels, detector, thorough=thorough)]
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
    records = tuple(_record(number, 0, 0, track, [0], kind) for number, track in enumerate(tracks))
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
            found += [(index, Track(keys={index: hit})) for hit in picture_hits(pixels, detector, thorough=thorough)]
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
    records = tuple(_record(number, page, page, track, times_us, kind) for number, (page, track) in enumerate(found))
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


class Search:
    """Follows faces through one film, frame after frame; a few frames are in memory at a time.

    Args:
        film: whose frames they are.
        detector: finds faces in one picture.
        kind: what it finds.
        every: frames from one full search to the next.
        thorough: whether to look at dark frames brightened and at a sample turned.
    """

    def __init__(
        self,
        film: Film,
        detector: Detector,
        kind: TrackKind = TrackKind.FACE,
        every: int = EVERY,
        *,
        thorough: bool = True,
    ) -> None:
        self._film = film
        enough = ENOUGH_OF_A_FACE if kind is TrackKind.FACE else None
        self._sight = Sight(film, detector, thorough=thorough, enough=enough)
        self._kind = kind
        self._every = every
        self._finder = CutFinder()
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

    def take(self, frame: Frame) -> None:
        """Look at the next frame."""
        self._times_us.append(frame.time_us)
        if self._finder.starts_shot(frame.picture):
            self._end_shot(frame.index - 1)
            self._cuts.append(frame.index)
        self._pending.append(frame)
        if (frame.index - self._shot_first) % self._every == 0:
            self._search()

    def finish(self) -> FaceFindings:
        """What was found, after the last frame.

        Raises:
            UntrustedInputError: there was no frame.
        """
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
            brightened=self._sight.brightened,
            upended=self._sight.upended,
        )
        times_us = list(canvas.timing.microseconds())
        found = sorted(self._found, key=lambda each: (each[2].first, each[2].box(each[2].first)))
        tracks = tuple(_record(number, *each, times_us, self._kind) for number, each in enumerate(found))
        return FaceFindings(summary=summary, tracks=tracks)

    def _end_shot(self, last: int) -> None:
        if self._pending:
            self._search()
        joined = tracking.joined(self._tracks, self._times_us)
        self._found += [(self._shot_first, last, track) for track in joined]
        self._tracks, self._seen, self._shot_first = [], [], last + 1
        self._sight.new_shot()

    def _search(self) -> None:
        """Search the newest pending frame whole, then what lies between it and the search before."""
        *skipped, newest = self._pending
        self._pending = []
        before = self._seen
        old = [track.box(self._last_search) for track in before]
        seen = self._sight.whole(newest, old)
        found = seen.hits
        self._searched += 1
        new = [rect for rect, _ in found]
        matched = tracking.pairs(old, new)
        after: list[Track] = [Track() for _ in found]
        frames = [frame.index for frame in skipped]
        chases: list[_Chase] = []
        for i, j in matched:
            after[j] = before[i]
            if tracking.moved(old[i], new[j]):
                chases.append(_Chase(before[i], frames, old[i], new[j]))
        continued = {i for i, _ in matched}
        for i, track in enumerate(before):
            if i not in continued and track.score >= tracking.MIN_CHASE:
                chases.append(_Chase(track, frames, old[i]))
        for j, (rect, score) in enumerate(found):
            if not after[j].keys:
                self._tracks.append(after[j])
                if j in seen.turns:
                    self._make_up(after[j], newest.index, rect, seen.turns[j])
                if score >= tracking.MIN_CHASE:
                    chases.append(_Chase(after[j], frames[::-1], rect))
            after[j].keys[newest.index] = (rect, score)
        if chases and skipped:
            self._refine(skipped, chases)
        self._seen, self._last_search = after, newest.index

    def _make_up(self, track: Track, number: int, box: Rect, turns: int) -> None:
        """Follow a face that only a turned picture shows back through the searches in which nobody turned it."""
        for earlier, hits in self._sight.earlier(number, turns):
            best = min(hits, key=lambda hit: tracking.distance(box, hit[0]), default=None)
            if best is None or tracking.distance(box, best[0]) >= tracking.REACH:
                return
            track.keys[earlier] = best
            box = best[0]

    def _refine(self, skipped: list[Frame], chases: list[_Chase]) -> None:
        """Search around some faces on the frames between two full searches, from each face's own end of them."""
        looked = set()
        for step in range(len(skipped)):
            wanted: dict[int, list[_Chase]] = {}
            for chase in chases:
                if not chase.over:
                    wanted.setdefault(chase.frames[step], []).append(chase)
            for frame in skipped:
                here = wanted.get(frame.index, [])
                if here:
                    hits = self._sight.near(frame, [chase.aim(step) for chase in here])
                    looked.add(frame.index)
                    for chase in here:
                        chase.take(step, hits)
        self._refined += len(looked)


class _Chase:
    """One face that is followed through the frames between two full searches.

    Args:
        track: of the face.
        frames: in the order in which it is followed.
        start: where it was before the first of them.
        end: where it is after the last; None where it may appear or vanish on the way.
    """

    def __init__(self, track: Track, frames: list[int], start: Rect, end: Rect | None = None) -> None:
        self.frames = frames
        self.over = False
        self._track = track
        self._start = start
        self._end = end

    def aim(self, step: int) -> Rect:
        """Where it should be on that frame."""
        if self._end is None:
            return self._start
        return tracking.between(self._start, self._end, 1 / (len(self.frames) - step + 1))

    def take(self, step: int, hits: list[Hit]) -> None:
        """Take the nearest of what was seen there."""
        aim = self.aim(step)
        best = min(hits, key=lambda hit: tracking.distance(aim, hit[0]), default=None)
        if best is None or tracking.distance(aim, best[0]) >= tracking.REACH:
            self.over = self._end is None  # here it appeared or vanished
            self._start = aim
            return
        self._track.keys[self.frames[step]] = best
        self._start = best[0]


def _record(
    number: int, shot_first: int, shot_last: int, track: Track, times_us: list[int], kind: TrackKind
) -> FaceTrack:
    keys = tuple(
        KeyBox(frame=frame, time_us=times_us[frame], box=_outward(rect), confidence=min(1000, round(score * 1000)))
        for frame, (rect, score) in sorted(track.keys.items())
    )
    return FaceTrack(track=number, shot_first=shot_first, shot_last=shot_last, keys=keys, kind=kind)


def _outward(rect: Rect) -> Box:
    left, top, right, low = rect
    return Box(x1=int(left), y1=int(top), x2=-int(-right // 1), y2=-int(-low // 1))


def warm() -> None:
    """Load what decoders and runtime load lazily."""
    from witnessbox.media import pages  # noqa: PLC0415  see above

    pages.warm()
