"""Faces outside of all masks: what two detectors see on a finished rendition, and when they are believed.

A glance at every frame costs little: RetinaFace on a small picture. A search looks at more: larger pictures,
lifted ones where it is dark, turned ones, both detectors. Either only raises a suspicion; closer looks at the place,
magnified, mirrored and lifted, decide.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from witnessbox.media.lifted import lifted
from witnessbox.media.views import PlanesView
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from witnessbox.media.detect import Boxes, CenterFace, Detector, Pixels, RetinaFace
    from witnessbox.media.tracks import Rect
    from witnessbox.media.views import View
    from witnessbox.model.observations import Box

_GLANCE_PIXELS = 640 * 360  # size at which RetinaFace glances at every other frame
_GLANCE_CENTRE = 448 * 252  # and CenterFace at the others: as dear, and better in the dark
_OTHER_PIXELS = 640 * 360  # size at which CenterFace searches: another one than when the masks were made
_CLOSE_SIDE = 64.0  # pixels: side to which a larger face is reduced for closer looks
_TURNED_PIXELS = 640 * 360  # size at which turned frames are searched
_TURNED_MOST = (
    1100 * 1100
)  # size up to which a still picture is searched turned: larger ones were searched smaller, too
_SUSPECT = 0.3  # score from which a detector's word leads to a closer look
_EXPECTED = 0.12  # likewise, where a mask lies shortly before or after
_SURE_ALONE = 0.9  # mean score of the closer looks from which RetinaFace alone is believed
_SURE_TOGETHER = 0.5  # likewise, where CenterFace sees something too
_SEEN_TOO = 0.3  # CenterFace's mean score from which it does
_SEEN_TURNED = 0.5  # likewise, of a turned picture, where RetinaFace alone is never believed: a fist comes to .49
_SURE_AGAIN = 0.45  # CenterFace's mean score from which it is believed on what it finds itself: hands come to .48
_BOTH_AGAIN = 0.7  # and sum of both detectors' for that: a fist comes to .66, a face that is cut by a mask to .72
_SURE_OUTRIGHT = 0.6  # its score from which no closer look is needed: hair beside a mask comes to .51
_EXPECTED_SHARE = 0.75  # by so much less is enough where a mask lies shortly before or after
_BARE = 0.4  # share of a face outside of all masks from which it counts as bare
_CLOSER = ((1.0, False), (1.0, True), (1.5, False), (2.0, False))  # magnification, mirrored
_CLOSER_LIFTED = tuple((zoom, mirrored) for zoom in (1.0, 0.6, 1.6) for mirrored in (False, True))  # likewise
_LEAST_NEAR = 64.0  # pixels on each side of a place that a look at it takes in at least
_DARK = 60  # grey level below which a part of a picture is dark
_DARK_SHARE = 0.25  # share of such parts from which a picture is searched once more, lifted
_LIFTED_PIXELS = 640 * 360  # size at which CenterFace searches a lifted picture
_LIFTED_SMALLER = 384 * 216  # and both detectors: where compression left blocks, less is more
_LIFTED_SURE = 0.3  # CenterFace's mean score of the closer looks at a lifted piece from which it sees a face
_LIFTED_BOTH = 0.75  # sum of both detectors' from which they do: the hands and lamps of the dark clips come to .6
_SAME = 0.5  # overlap from which two boxes are one face
TURNS = (1, 2, 3)
"""Quarter turns at which people who lie or hang are searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What may be a face.

    Attributes:
        edges: in pixels of what is displayed.
        score: of the detector, 0 to 1.
        detector: its name.
        turns: quarter turns, counter-clockwise, by which the picture was turned when it was seen.
        lifted: whether it was seen in a lifted picture.
    """

    edges: Rect
    score: float
    detector: str
    turns: int = 0
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Bare:
    """A face outside of the masks: edges in pixels of the picture, the detector's score, its name."""

    edges: list[float]
    score: float
    detector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What closer looks say.

    Attributes:
        sure: how sure they are of a face, 0 where it is none.
        faint: whether CenterFace sees one in the lifted piece and RetinaFace none: one such look says nothing, many do.
    """

    sure: float
    faint: bool = False


class Eyes:
    """Two detectors and when to believe them."""

    def __init__(self, retina: RetinaFace, centre: CenterFace) -> None:
        self._retina = retina
        self._centre = centre
        self.name = f"{retina.name}, {centre.name}"

    def bare_faces(self, picture: Pixels, hidden: NDArray[np.bool_]) -> Iterator[Bare]:
        """Faces of a still picture outside of the masks, each once.

        Args:
            picture: reduced and as displayed.
            hidden: (height, width), true where a mask lies.
        """
        told: list[Rect] = []
        view = PlanesView(picture, hidden)
        turns = TURNS if view.detail <= _TURNED_MOST else ()
        for hit in self.search(view, turns=turns, dark=is_dark(picture, hidden)):
            left, top, right, low = (max(0, round(edge)) for edge in hit.edges)
            covered = float(hidden[top:low, left:right].mean()) if right > left and low > top else 1.0
            if hit.score < _SUSPECT or 1 - covered < _BARE or any(overlap(hit.edges, other) > _SAME for other in told):
                continue
            if sure := self.believed(view, hit).sure:
                told.append(hit.edges)
                yield Bare(list(hit.edges), sure, hit.detector)

    def glance(self, view: View, *, other: bool) -> list[Hit]:
        """Look at a frame quickly: with RetinaFace, or with the other detector."""
        if other:
            return self._seen(self._centre, *view.at(_GLANCE_CENTRE))
        return self._seen(self._retina, *view.at(_GLANCE_PIXELS))

    def search_near(self, view: View, box: Box) -> list[Hit]:
        """Look with both detectors at a place and what is around it, lifted too where it is dark."""
        picture, scale = view.at(view.detail, view.enlarged)
        across, down = (box.x1 + box.x2) / 2 * scale, (box.y1 + box.y2) / 2 * scale
        reach = max(_LEAST_NEAR, (box.x2 - box.x1) * scale, (box.y2 - box.y1) * scale)
        x1, y1 = int(max(0.0, across - reach)), int(max(0.0, down - reach))
        crop = np.ascontiguousarray(picture[:, y1 : int(down + reach), x1 : int(across + reach)])
        found = self._seen(self._retina, crop, scale) + self._seen(self._centre, crop, scale)
        if float(crop[1].mean()) < _DARK:
            better = lifted(crop, view.hidden(picture)[y1 : int(down + reach), x1 : int(across + reach)])
            more = self._seen(self._retina, better, scale) + self._seen(self._centre, better, scale)
            found += [replace(hit, lifted=True) for hit in more]
        moved = []
        for hit in found:
            left, top, right, low = hit.edges
            edges = left + x1 / scale, top + y1 / scale, right + x1 / scale, low + y1 / scale
            moved.append(replace(hit, edges=edges))
        return moved

    def search(self, view: View, *, turns: Iterable[int] = (), dark: bool = False) -> list[Hit]:
        """Look at a frame with both detectors.

        Args:
            view: what is displayed.
            turns: quarter turns at which it is looked at besides.
            dark: whether to look at it lifted, too.
        """
        picture, scale = view.at(view.detail, view.enlarged)
        other, other_scale = view.at(_OTHER_PIXELS)
        hits = self._seen(self._retina, picture, scale) + self._seen(self._centre, other, other_scale)
        if dark:
            hits += self._in_the_dark(view)
        small, small_scale = view.at(view.detail if isinstance(view, PlanesView) else _TURNED_PIXELS)
        for turn in turns:
            turned = np.ascontiguousarray(np.rot90(small, turn, axes=(1, 2)))
            for hit in self._seen(self._retina, turned, 1.0):
                edges = turned_back(hit.edges, turn, small.shape[2], small.shape[1])
                left, top, right, low = (edge / small_scale for edge in edges)
                hits.append(replace(hit, edges=(left, top, right, low), turns=turn))
        return hits

    def _in_the_dark(self, view: View) -> list[Hit]:
        """What both detectors see in the lifted frame: large for small faces, and small for blurred ones."""
        own = isinstance(view, PlanesView)
        sizes = ((view.detail, (self._retina,)), (_LIFTED_PIXELS, (self._centre,)))
        found = []
        for pixels, detectors in (*sizes, (_LIFTED_SMALLER, (self._retina, self._centre))):
            picture, scale = view.at(pixels, 1.0 if own else view.enlarged)
            better = lifted(picture, view.hidden(picture))
            for detector in detectors:
                found += self._seen(detector, better, scale)
        return [replace(hit, lifted=True) for hit in found]

    def believed(self, view: View, hit: Hit, *, expected: bool = False) -> Verdict:
        """Look closer at what may be a face.

        Args:
            view: what is displayed.
            hit: what may be a face.
            expected: whether a mask lies at this place shortly before or after.
        """
        again = hit.detector == self._centre.name
        if again and hit.score >= _SURE_OUTRIGHT and not hit.lifted:
            return Verdict(sure=hit.score)
        crop, covered, here = _cut(view, hit)
        sure = 0.0 if hit.lifted else self._plainly(hit, crop, here, _EXPECTED_SHARE if expected else 1.0)
        if sure or not (again or hit.lifted or is_dark(crop, covered)):
            return Verdict(sure=sure)
        return self._lifted(crop, covered, here, _SEEN_TURNED if hit.turns else _LIFTED_SURE)

    def _plainly(self, hit: Hit, crop: Pixels, here: Rect, share: float) -> float:
        """How sure closer looks at a piece of a picture are, as it is shown."""
        if hit.detector == self._centre.name:
            # No less where a mask lies beside it: what this detector doubts now, it doubted when the masks were made.
            sure = _sureness(self._centre, crop, here, _SURE_AGAIN)
            hint = _BOTH_AGAIN - sure
            return sure if sure and (hint <= 0 or _sureness(self._retina, crop, here, hint)) else 0.0
        sure = _sureness(self._retina, crop, here, _SURE_TOGETHER * share)
        if not sure or (sure >= _SURE_ALONE * share and not hit.turns):
            return sure
        least = _SEEN_TURNED if hit.turns else _SEEN_TOO
        return sure if _sureness(self._centre, crop, here, least * share) else 0.0

    def _lifted(self, crop: Pixels, covered: NDArray[np.bool_], here: Rect, least: float) -> Verdict:
        """Look closer at a piece of a picture when it is lifted: both detectors must see a face."""
        better = lifted(crop, covered)
        centre = _sureness(self._centre, better, here, least, _CLOSER_LIFTED)
        retina = _sureness(self._retina, better, here, _LIFTED_BOTH - centre, _CLOSER_LIFTED) if centre else 0.0
        return Verdict(sure=(centre + retina) / 2 if retina else 0.0, faint=centre > 0 and not retina)

    def sees_again(self, hit: Hit) -> bool:
        """Whether the detector that made the masks sees something in what they left open."""
        return hit.detector == self._centre.name and hit.score >= _SUSPECT and not hit.turns and not hit.lifted

    def _seen(self, detector: Detector, picture: Pixels, scale: float) -> list[Hit]:
        boxes: Boxes = detector.find(picture, _EXPECTED)
        return [
            Hit(edges=(x1 / scale, y1 / scale, x2 / scale, y2 / scale), score=score, detector=detector.name)
            for x1, y1, x2, y2, score in boxes.tolist()
        ]


def suspicious(hit: Hit, *, expected: bool) -> bool:
    """Whether a hit is worth a closer look."""
    return hit.score >= (_EXPECTED if expected else _SUSPECT)


def is_dark(picture: Pixels, hidden: NDArray[np.bool_]) -> bool:
    """Whether so much of what is shown lies in the dark that a brightened look may show more.

    Args:
        picture: planes of red, green and blue.
        hidden: (height, width), true where a mask lies: black there is not darkness.
    """
    shown = picture[1, ::8, ::8][~hidden[::8, ::8]]
    return bool(shown.size) and float((shown < _DARK).mean()) >= _DARK_SHARE


def turned_back(edges: Sequence[float], turns: int, width: int, height: int) -> Rect:
    """Edges seen in a picture that was turned counter-clockwise, in the picture of that size before."""
    left, top, right, low = edges
    if turns == 1:
        return width - low, left, width - top, right
    if turns == 2:
        return width - right, height - low, width - left, height - top
    if turns == 3:
        return top, height - right, low, height - left
    return left, top, right, low


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union."""
    across = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    down = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return across * down / max(areas - across * down, 1e-6)


def _cut(view: View, hit: Hit) -> tuple[Pixels, NDArray[np.bool_], Rect]:
    """The piece around a hit, turned as the detector saw it, where masks lie in it, and where the face is."""
    picture, scale = view.at(view.detail)
    left, top, right, low = (edge * scale for edge in hit.edges)
    reach = max(48.0, 1.5 * max(right - left, low - top))
    across, down = (left + right) / 2, (top + low) / 2
    x1, y1 = int(max(0.0, across - reach)), int(max(0.0, down - reach))
    x2, y2 = int(min(picture.shape[2], across + reach)), int(min(picture.shape[1], down + reach))
    crop, covered = picture[:, y1:y2, x1:x2], view.hidden(picture)[y1:y2, x1:x2]
    here = (left - x1, top - y1, right - x1, low - y1)
    if hit.turns:
        crop, covered = np.rot90(crop, hit.turns, axes=(1, 2)), np.rot90(covered, hit.turns)
        wide, high = x2 - x1, y2 - y1
        here = turned_back(here, 4 - hit.turns, *((high, wide) if hit.turns % 2 else (wide, high)))
    crop = np.ascontiguousarray(crop)
    zoom = min(1.0, _CLOSE_SIDE / max(right - left, low - top, 1.0))
    if zoom == 1.0:
        return crop, covered, here
    left, top, right, low = here
    small = _zoomed(crop, zoom)
    rows = np.arange(small.shape[1]) * covered.shape[0] // small.shape[1]
    columns = np.arange(small.shape[2]) * covered.shape[1] // small.shape[2]
    return small, covered[rows[:, None], columns], (left * zoom, top * zoom, right * zoom, low * zoom)


def _sureness(
    detector: Detector, crop: Pixels, here: Rect, least: float, looks: Sequence[tuple[float, bool]] = _CLOSER
) -> float:
    """Mean score of the closer looks for a face at this place of a piece of a picture, 0 where it is less than that."""
    total = 0.0
    for left, (zoom, mirrored) in zip(range(len(looks) - 1, -1, -1), looks, strict=True):
        total += _closer(detector, crop, here, zoom, mirrored)
        if total + left < least * len(looks):  # whatever the others say
            return 0.0
    return total / len(looks)


def _closer(detector: Detector, crop: Pixels, here: Rect, zoom: float, mirrored: bool) -> float:
    """The best score for a face at this place in a magnified or mirrored piece of a picture, 0 if there is none."""
    crop = _zoomed(crop, zoom)
    side = crop.shape[2]
    if mirrored:
        crop = np.ascontiguousarray(crop[:, :, ::-1])
    best = 0.0
    for *edges, score in detector.find(crop, 0.05).tolist():
        left, top, right, low = edges
        if mirrored:
            left, right = side - right, side - left
        if overlap([left / zoom, top / zoom, right / zoom, low / zoom], here) > 0.3:
            best = max(best, score)
    return best


def _zoomed(picture: Pixels, zoom: float) -> Pixels:
    if zoom == 1.0:
        return picture
    _, height, width = picture.shape
    size = max(1, round(width * zoom)), max(1, round(height * zoom))
    image = Image.fromarray(np.ascontiguousarray(picture.transpose(1, 2, 0)))
    filtered = image.resize(size, Image.Resampling.BILINEAR)
    return np.ascontiguousarray(np.asarray(filtered, np.uint8).transpose(2, 0, 1))
