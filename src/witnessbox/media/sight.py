"""What a detector sees on the frames of a film: reduced, in parts, brightened in the dark, turned where that may help.

A detector learned from upright faces in daylight. So dark frames are searched once more with the shadows lifted, and a
sample of all frames once more turned by 90, 180 and 270 degrees: for people who lie or hang. Where such a look answers,
it is taken at every search, and the frames before are made up for.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from witnessbox.media import tracks as tracking
from witnessbox.media.convert import red_green_blue
from witnessbox.media.cuts import plane_pixels
from witnessbox.media.detect import MAX_SIDE, STRIDE, Boxes, Detector, Pixels
from witnessbox.media.tracks import Hit, Rect
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from witnessbox.media.decode import Frame, Orientation
    from witnessbox.media.film import Film

THRESHOLD = 0.12  # score from which a detection counts
SEARCH_PIXELS = 960 * 540  # size to which a frame is reduced before it is searched, never enlarged
COARSE_PIXELS = 736 * 414  # size to which it is reduced at most searches, since most faces are larger than they need be
FULL_EVERY = 3  # searches from one at full size to the next
PICTURE_SIDES = (512, 1024, 2048)  # longer sides at which a still picture is searched
DARK = 60  # mean grey level below which a frame is searched once more, brightened
_GAMMA = 0.45  # exponent that brightens
_DARK_EVERY = 2  # searches of dark frames from one brightened look to the next, unless the last one saw more
_TURNED_EVERY = 12  # searches from one look at each turn to the next, unless the last one saw more
_TURNED_PIXELS = 480 * 270  # size at which that sample is searched
TURNED_SURE = 0.4  # score from which a face in a turned picture is believed: upright faces answer weakly there, too
_AROUND = 2.6  # face sizes: side of the square that is searched around a face between two full searches
_LEAST_CROP = 64  # pixels of the reduced frame
ENOUGH_OF_A_FACE = 52  # pixels of its side: a face is found again in far fewer than large ones have
_SQUEEZE = 0.08  # share by which such a part is squeezed so that it fills whole strides of the detector
_FULL_FROM = 0.5  # share of the frame covered by such squares from which the whole frame is searched instead
_PLANAR = frozenset({"yuv420p", "yuvj420p"})  # formats of which a part can be taken without converting the whole


def shrunk(frame: Frame, film: Film, pixels: int = SEARCH_PIXELS) -> tuple[Pixels, float]:
    """A frame as it is displayed, reduced to at most `pixels`: planes of red, green and blue, and the scale."""
    picture = frame.picture
    scale = scale_to(picture.width, picture.height, pixels)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return _planes(picture, size, film.turn), scale


def scale_to(width: int, height: int, pixels: int) -> float:
    """By how much a picture is reduced so that it has at most `pixels`."""
    return min(1.0, math.sqrt(pixels / (width * height)), MAX_SIDE / max(width, height))


def _planes(picture: VideoFrame, size: tuple[int, int], turn: Orientation) -> Pixels:
    return np.stack([turn.apply(plane) for plane in red_green_blue(picture, *size)])


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
    size = os.fstat(descriptor).st_size
    data = os.pread(descriptor, size, 0)
    while len(data) < size and (block := os.pread(descriptor, size - len(data), len(data))):
        data += block
    return data


def brightened(picture: Pixels) -> Pixels:
    """The same picture with its shadows lifted."""
    table = (255 * (np.arange(256) / 255) ** _GAMMA).astype(np.uint8)
    return table[picture]


def is_dark(picture: Pixels) -> bool:
    """Whether a picture is so dark that a brightened look may show more."""
    return bool(picture[1, ::4, ::4].mean() < DARK)


def turned(picture: Pixels, turns: int) -> Pixels:
    """A picture turned by quarter turns, counter-clockwise."""
    return np.ascontiguousarray(np.rot90(picture, turns, axes=(1, 2)))


def upright(boxes: Boxes, turns: int, width: int, height: int) -> Boxes:
    """Boxes found in a picture turned by `turned`, in pixels of the picture before that.

    Args:
        boxes: (n, 5).
        turns: as given to `turned`.
        width: of the picture before.
        height: likewise.
    """
    result = boxes.copy()
    left, top, right, low = (boxes[:, index] for index in range(4))
    if turns == 1:
        edges = [width - low, left, width - top, right]
    elif turns == 2:
        edges = [width - right, height - low, width - left, height - top]
    elif turns == 3:
        edges = [top, height - right, low, height - left]
    else:
        edges = [left, top, right, low]
    result[:, :4] = np.stack(edges, axis=1)
    return result


def rects(boxes: Boxes, scale: float) -> list[Hit]:
    """Detections in a reduced picture as rectangles of the frame, with their scores."""
    return [((x1 / scale, y1 / scale, x2 / scale, y2 / scale), score) for x1, y1, x2, y2, score in boxes.tolist()]


def added(hits: list[Hit], more: Iterable[Hit]) -> list[Hit]:
    """Those of `more` that none of the hits tells of already."""
    new: list[Hit] = []
    for hit in more:
        if all(tracking.distance(hit[0], other) > _SAME for other, _ in (*hits, *new)):
            new.append(hit)
    return new


_SAME = 0.5  # face sizes between the centres of two detections up to which they are of one face


@dataclass(frozen=True, slots=True, kw_only=True)
class LookMemory:
    """When a further look was taken last, None if never in this shot, and whether it then saw more."""

    last: int | None
    answers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPicture:
    """A picture that was searched: the frame it was made of, and whether it was a small one."""

    frame: int
    coarse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SightMemory:
    """The state of a `Sight` between two searches.

    Attributes:
        searches: of the shot.
        bright: the look at the dark, brightened.
        turns: the looks at pictures turned by one, two and three quarters.
        recent: pictures that may be searched once more, the latest last.
        brightened: frames so far that were searched brightened.
        upended: frames so far that were searched turned.
    """

    searches: int
    bright: LookMemory
    turns: tuple[LookMemory, ...]
    recent: tuple[RecentPicture, ...]
    brightened: int
    upended: int


@dataclass(slots=True)
class _Look:
    """One further way of looking: when it was taken last, and whether it then saw more."""

    every: int
    last: int | None = None
    answers: bool = False

    def memory(self) -> LookMemory:
        return LookMemory(last=self.last, answers=self.answers)

    def resume(self, memory: LookMemory) -> None:
        self.last, self.answers = memory.last, memory.answers

    def due(self, search: int) -> bool:
        return self.answers or self.last is None or search - self.last >= self.every

    def taken(self, search: int, *, answers: bool) -> None:
        self.last, self.answers = search, answers


@dataclass(slots=True)
class Seen:
    """What one full search saw.

    Attributes:
        hits: in pixels of the frame.
        turns: for hits that only a turned picture showed, by their place in `hits`: by how much it was turned.
    """

    hits: list[Hit]
    turns: dict[int, int] = field(default_factory=dict)


class Sight:
    """Searches frames of one film.

    Args:
        film: whose frames they are.
        detector: finds things in one picture.
        pixels: size to which a frame is reduced.
        thorough: whether to look at dark frames brightened and at a sample turned.
        enough: side in pixels to which what is looked for where it should be may be reduced; None where the detector
            wants to see it as large as anywhere.
    """

    def __init__(
        self,
        film: Film,
        detector: Detector,
        pixels: int = SEARCH_PIXELS,
        *,
        thorough: bool = True,
        enough: int | None = None,
    ) -> None:
        self._film = film
        self._detector = detector
        self._pixels = pixels
        self._thorough = thorough
        self._enough = enough
        self._searches = 0
        self._bright = _Look(_DARK_EVERY)
        self._turns = {turns: _Look(_TURNED_EVERY) for turns in (1, 2, 3)}
        self._recent: deque[tuple[RecentPicture, Pixels, float]] = deque(maxlen=_TURNED_EVERY)
        self._again: dict[RecentPicture, tuple[Pixels, float]] = {}  # pictures of frames that were passed by
        self.brightened = 0
        self.upended = 0

    def new_shot(self) -> None:
        """Forget what was seen: the next frame is of another shot."""
        self._recent.clear()
        self._searches = 0
        for look in (self._bright, *self._turns.values()):
            look.last, look.answers = None, False

    def memory(self) -> SightMemory:
        """The state; pictures are told by what they were made of."""
        return SightMemory(
            searches=self._searches,
            bright=self._bright.memory(),
            turns=tuple(look.memory() for look in self._turns.values()),
            recent=tuple(recent for recent, _, _ in self._recent),
            brightened=self.brightened,
            upended=self.upended,
        )

    def pass_by(self, frame: Frame, memory: SightMemory) -> None:
        """Make again what that state needs of a frame."""
        for recent in memory.recent:
            if recent.frame == frame.index:
                self._again[recent] = self._shrunk(frame, coarse=recent.coarse)

    def resume(self, memory: SightMemory) -> None:
        """Go on as another one stood, after the frames that it needs were passed by.

        Raises:
            ValueError: some were not, or it is no such state.
        """
        if len(memory.turns) != len(self._turns) or not self._again.keys() >= set(memory.recent):
            raise ValueError("the state of the search does not fit the frames")
        self._searches = memory.searches
        for look, kept in zip((self._bright, *self._turns.values()), (memory.bright, *memory.turns), strict=True):
            look.resume(kept)
        self._recent.extend((recent, *self._again[recent]) for recent in memory.recent)
        self._again = {}
        self.brightened, self.upended = memory.brightened, memory.upended

    def _shrunk(self, frame: Frame, *, coarse: bool) -> tuple[Pixels, float]:
        return shrunk(frame, self._film, COARSE_PIXELS if coarse else self._pixels)

    def whole(self, frame: Frame, known: Sequence[Rect] = ()) -> Seen:
        """Search a whole frame.

        Args:
            frame: of the film.
            known: what the search before saw. Two searches in three are of a smaller picture: what is too small for
                that is searched for where it was.
        """
        coarse = self._searches % FULL_EVERY != 0
        picture, scale = self._shrunk(frame, coarse=coarse)
        seen = Seen(rects(self._detector.find(picture, THRESHOLD), scale))
        if coarse:
            lost = [rect for rect in known if all(tracking.distance(rect, hit) > _SAME for hit, _ in seen.hits)]
            seen.hits += added(seen.hits, self.near(frame, lost))
        if not self._thorough:
            self._searches += 1
            return seen
        if is_dark(picture) and self._bright.due(self._searches):
            more = added(seen.hits, rects(self._detector.find(brightened(picture), tracking.MIN_START), scale))
            self._bright.taken(self._searches, answers=any(score >= tracking.MIN_CHASE for _, score in more))
            seen.hits += more
            self.brightened += 1
        self._look_turned(seen, frame, picture, scale)
        self._recent.append((RecentPicture(frame=frame.index, coarse=coarse), picture, scale))
        self._searches += 1
        return seen

    def _look_turned(self, seen: Seen, frame: Frame, picture: Pixels, scale: float) -> None:
        due = [(turns, look) for turns, look in self._turns.items() if look.due(self._searches)]
        small = shrunk(frame, self._film, _TURNED_PIXELS) if any(not look.answers for _, look in due) else None
        for turns, look in due:
            view = (picture, scale) if look.answers or small is None else small
            more = added(seen.hits, self._in_turned(*view, turns))
            look.taken(self._searches, answers=bool(more))
            seen.turns |= dict.fromkeys(range(len(seen.hits), len(seen.hits) + len(more)), turns)
            seen.hits += more
        self.upended += bool(due)

    def _in_turned(self, picture: Pixels, scale: float, turns: int) -> list[Hit]:
        """What is to be believed of what a turned picture shows."""
        _, height, width = picture.shape
        found = self._detector.find(turned(picture, turns), TURNED_SURE)
        return rects(upright(found, turns, width, height), scale)

    def earlier(self, index: int, turns: int) -> Iterator[tuple[int, list[Hit]]]:
        """What searched frames before that one show when they are turned: (frame, hits), the latest first."""
        for recent, picture, scale in reversed(self._recent):
            if recent.frame < index:
                yield recent.frame, self._in_turned(picture, scale, turns)

    def near(self, frame: Frame, places: Sequence[Rect]) -> list[Hit]:
        """Search around some places of a frame."""
        width, height = self._film.size
        scale = scale_to(width, height, self._pixels)
        if not places:
            return []
        crops = _merged([_crop(place, scale, width, height, self._enough) for place in places])
        if sum((right - left) * (low - top) for left, top, right, low in crops) > _FULL_FROM * width * height:
            crops = {(0, 0, width, height): max(crops.values())}
        whole = None if frame.picture.format.name in _PLANAR else shrunk(frame, self._film, self._pixels)[0]
        hits: list[Hit] = []
        for crop, enough in crops.items():
            picture = self._part(frame, crop, enough) if whole is None else _cut(whole, crop, scale)
            found = rects(self._detector.find(picture, THRESHOLD), 1.0)
            if self._bright.answers and is_dark(picture):
                found += added(found, rects(self._detector.find(brightened(picture), THRESHOLD), 1.0))
            for turns, look in self._turns.items():
                if look.answers:
                    found += added(found, self._in_turned(picture, 1.0, turns))
            hits += _moved(found, crop, picture)
        return hits

    def _part(self, frame: Frame, crop: tuple[int, int, int, int], scale: float) -> Pixels:
        """A part of a frame as it is displayed, reduced; the rest of the frame is not converted."""
        left, top, right, low = _stored(crop, self._film.size, self._film.turn)
        part = _copied(frame.picture, left, top, right - left, low - top)
        size = max(1, round(part.width * scale)), max(1, round(part.height * scale))
        if self._enough is not None:
            size = _squeezed(size[0]), _squeezed(size[1])
        return _planes(part, size, self._film.turn)


def _moved(hits: list[Hit], crop: tuple[int, int, int, int], picture: Pixels) -> list[Hit]:
    """Hits in a reduced part of a frame, in pixels of the frame."""
    left, top, right, low = crop
    across, down = (right - left) / picture.shape[2], (low - top) / picture.shape[1]
    return [
        ((left + x1 * across, top + y1 * down, left + x2 * across, top + y2 * down), score)
        for (x1, y1, x2, y2), score in hits
    ]


def _cut(whole: Pixels, crop: tuple[int, int, int, int], scale: float) -> Pixels:
    left, top, right, low = (round(edge * scale) for edge in crop)
    return np.ascontiguousarray(whole[:, top : max(low, top + 1), left : max(right, left + 1)])


def _stored(crop: tuple[int, int, int, int], size: tuple[int, int], turn: Orientation) -> tuple[int, int, int, int]:
    """Where a part of the displayed frame lies in the stored one."""
    left, top, right, low = crop
    width, height = size
    for _ in range(turn.turns):
        left, top, right, low = top, width - right, low, width - left
        width, height = height, width
    return (width - right, top, width - left, low) if turn.mirrored else (left, top, right, low)


def _copied(picture: VideoFrame, left: int, top: int, width: int, height: int) -> VideoFrame:
    """A part of a 4:2:0 frame; its edges are even or those of the frame."""
    part = VideoFrame(width, height, picture.format.name)
    for index in range(3):
        unit = 2 if index else 1
        rows, columns = -(-height // unit), -(-width // unit)
        source = plane_pixels(picture, index, -(-picture.width // unit), -(-picture.height // unit))
        x, y = left // unit, top // unit
        plane_pixels(part, index, columns, rows)[:] = source[y : y + rows, x : x + columns]
    part.colorspace, part.color_range = picture.colorspace, picture.color_range
    return part


def _squeezed(side: int) -> int:
    """A side of a reduced part in pixels: a little less where the detector would fill up nearly a whole stride."""
    whole = side // STRIDE * STRIDE
    return whole if side - whole <= _SQUEEZE * side else side


def _crop(
    place: Rect, scale: float, width: int, height: int, enough: int | None
) -> tuple[tuple[int, int, int, int], float]:
    """The square or oblong around a box of the frame, on even pixels of it, and how far it may be reduced."""
    edges = []
    for axis, limit in ((0, width), (1, height)):
        low, high = place[axis], place[axis + 2]
        side = tracking.size(place)
        grow = max((_AROUND - 1) * side / 2, (_LEAST_CROP / scale - (high - low)) / 2)
        first, last = max(0, int(low - grow)) // 2 * 2, min(limit, int(high + grow + 2) // 2 * 2)
        edges.append((first, max(last, min(limit, first + 2))))
    (left, right), (top, bottom) = edges
    needed = scale if enough is None else min(scale, enough / tracking.size(place))
    return (left, top, right, bottom), needed


def _merged(crops: Iterable[tuple[tuple[int, int, int, int], float]]) -> dict[tuple[int, int, int, int], float]:
    """Join crops that overlap, so that no pixel is searched twice; each with the scale that its smallest face needs."""
    result: dict[tuple[int, int, int, int], float] = {}
    for (left, top, right, low), scale in crops:
        changed = True
        while changed:
            changed = False
            for other in result:
                if left < other[2] and other[0] < right and top < other[3] and other[1] < low:
                    left, top = min(left, other[0]), min(top, other[1])
                    right, low = max(right, other[2]), max(low, other[3])
                    scale = max(scale, result.pop(other))
                    changed = True
                    break
        result[left, top, right, low] = max(scale, result.get((left, top, right, low), 0.0))
    return result
