"""Faces outside of all masks: what two detectors see on a finished rendition, and when they are believed.

RetinaFace looks at full size, brightened too where it is dark, and is believed where several closer looks agree.
CenterFace, which found the faces in the first place, looks once more at another size: whatever it is sure of now should
have been masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from witnessbox.media.detect import CenterFace, Detector, Pixels, RetinaFace

# Measured on 882 frames of five correct renditions, with 140 suspects (hands, patterned cloth, bicycles): no false
# alarm with these. Of 312 labelled faces, unmasked and each looked at in a single frame, the first three alone caught
# 142 of 148 in the street and 126 of 164 in a dark hall.
_SUSPECT = 0.3  # score from which a detector's word leads to a closer look
_SURE_ALONE = 0.9  # mean score of the closer looks from which RetinaFace alone is believed
_SURE_TOGETHER = 0.5  # likewise, where CenterFace sees something too
_SEEN_TOO = 0.2  # CenterFace's mean score from which it does
_SURE_AGAIN = 0.3  # mean score from which CenterFace is believed on what it finds itself
_SURE_OUTRIGHT = 0.45  # score from which it needs no closer look: small faces in the dark do not bear magnifying
_BARE = 0.4  # share of a face outside of all masks from which it counts as bare
_CLOSER = ((1.0, False), (1.0, True), (1.5, False), (2.0, False))  # magnification, mirrored
_DARK = 80  # mean grey level below which a picture is searched once more, brightened
_GAMMA = 0.4  # exponent that brightens
_OTHER_PIXELS = 640 * 360  # size at which CenterFace looks


@dataclass(frozen=True, slots=True)
class Bare:
    """A face outside of the masks: edges in pixels of the picture, the detector's score, its name."""

    edges: list[float]
    score: float
    detector: str


class Eyes:
    """Two detectors and when to believe them."""

    def __init__(self, retina: RetinaFace, centre: CenterFace) -> None:
        self._retina = retina
        self._centre = centre
        self.name = f"{retina.name}, {centre.name}"

    def bare_faces(self, picture: Pixels, hidden: NDArray[np.bool_]) -> Iterator[Bare]:
        """Faces outside of the masks, each once.

        Args:
            picture: reduced and as displayed.
            hidden: (height, width), true where a mask lies.
        """
        told: list[list[float]] = []
        for bare, version in self._suspects(picture):
            left, top, right, low = (max(0, round(edge)) for edge in bare.edges)
            covered = float(hidden[top:low, left:right].mean()) if right > left and low > top else 1.0
            if 1 - covered < _BARE or any(_overlap(bare.edges, other) > 0.5 for other in told):
                continue
            if self._believed(version, bare):
                told.append(bare.edges)
                yield bare

    def _suspects(self, picture: Pixels) -> Iterator[tuple[Bare, Pixels]]:
        """What may be a face, with the version of the picture on which it was seen."""
        versions = [picture]
        if picture[1].mean() < _DARK:
            versions.append(_brightened(picture))
        for version in versions:
            for *edges, score in self._retina.find(version, _SUSPECT).tolist():
                yield Bare(edges, score, self._retina.name), version
        _, height, width = picture.shape
        zoom = min(1.0, (_OTHER_PIXELS / (width * height)) ** 0.5)
        for *edges, score in self._centre.find(_zoomed(picture, zoom), _SUSPECT).tolist():
            yield Bare([edge / zoom for edge in edges], score, self._centre.name), picture

    def _believed(self, picture: Pixels, bare: Bare) -> bool:
        again = bare.detector == self._centre.name
        if again and bare.score >= _SURE_OUTRIGHT:
            return True
        left, top, right, low = bare.edges
        reach = max(48.0, 1.5 * max(right - left, low - top))
        across, down = (left + right) / 2, (top + low) / 2
        x1, y1 = int(max(0.0, across - reach)), int(max(0.0, down - reach))
        x2, y2 = int(min(picture.shape[2], across + reach)), int(min(picture.shape[1], down + reach))
        crop = np.ascontiguousarray(picture[:, y1:y2, x1:x2])
        here = [left - x1, top - y1, right - x1, low - y1]
        if again:
            return _sureness(self._centre, crop, here) >= _SURE_AGAIN
        sure = _sureness(self._retina, crop, here)
        return sure >= _SURE_ALONE or (sure >= _SURE_TOGETHER and _sureness(self._centre, crop, here) >= _SEEN_TOO)


def _brightened(picture: Pixels) -> Pixels:
    table = (255 * (np.arange(256) / 255) ** _GAMMA).astype(np.uint8)
    return table[picture]


def _sureness(detector: Detector, crop: Pixels, here: list[float]) -> float:
    """Mean score of the closer looks for a face at this place of a piece of a picture."""
    return sum(_closer(detector, crop, here, zoom, mirrored) for zoom, mirrored in _CLOSER) / len(_CLOSER)


def _closer(detector: Detector, crop: Pixels, here: list[float], zoom: float, mirrored: bool) -> float:
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
        if _overlap([left / zoom, top / zoom, right / zoom, low / zoom], here) > 0.3:
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


def _overlap(one: list[float], other: list[float]) -> float:
    """Intersection over union."""
    across = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    down = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return across * down / max(areas - across * down, 1e-6)
