from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from film_samples import weights
from PIL import Image

from witnessbox.media import faces
from witnessbox.media.bare import Eyes
from witnessbox.media.detect import Boxes, CenterFace, Detector, Feed, Pixels, RetinaFace, suppress

FACE = (168, 60, 280, 205)
"""Where the astronaut's face is, by eye: from the left ear to the right, from the fringe to the chin."""


def planes(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.ascontiguousarray(np.asarray(image.convert("RGB")).transpose(2, 0, 1))


def loaded(name: str) -> bytes:
    descriptor = weights(name)
    try:
        return faces.weights(descriptor)
    finally:
        os.close(descriptor)


@pytest.fixture(scope="module", params=["centerface", "retinaface"])
def detector(request: pytest.FixtureRequest) -> Iterator[Detector]:
    yield CenterFace(loaded("centerface")) if request.param == "centerface" else RetinaFace(loaded("retinaface"))


def overlap(box: Boxes, other: tuple[int, int, int, int]) -> float:
    across = max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
    down = max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
    areas = (box[2] - box[0]) * (box[3] - box[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return float(across * down / (areas - across * down))


def test_a_face_is_found_where_it_is(detector: Detector, samples: Path) -> None:
    found = detector.find(planes(samples / "astronaut.png"), 0.5)
    assert len(found) == 1
    assert overlap(found[0], FACE) > 0.5


@pytest.mark.parametrize("scale", [0.25, 0.61, 1.7])
def test_boxes_grow_with_the_picture(detector: Detector, samples: Path, scale: float) -> None:
    with Image.open(samples / "astronaut.png") as image:
        side = round(512 * scale)
        picture = np.asarray(image.convert("RGB").resize((side, side - 7)), np.uint8).transpose(2, 0, 1)
    found = detector.find(np.ascontiguousarray(picture), 0.3)
    assert overlap(found[0] / np.array([scale] * 4 + [1]), FACE) > 0.5


def test_nothing_is_found_in_nothing(detector: Detector) -> None:
    assert detector.find(np.zeros((3, 100, 70), np.uint8), 0.2).shape == (0, 5)


def test_a_face_outside_of_all_masks_is_bare(samples: Path) -> None:
    eyes = Eyes(RetinaFace(loaded("retinaface")), CenterFace(loaded("centerface")))
    picture = planes(samples / "astronaut.png")
    hidden = np.zeros(picture.shape[1:], bool)
    for version in (picture, picture // 6):
        (bare,) = eyes.bare_faces(version, hidden)
        assert overlap(np.array(bare.edges, np.float32), FACE) > 0.5
    hidden[FACE[1] : FACE[3], FACE[0] : FACE[2]] = True
    assert not list(eyes.bare_faces(np.where(hidden, np.uint8(0), picture), hidden))


def test_the_best_of_each_heap_is_kept() -> None:
    boxes = np.array([[0, 0, 10, 10, 0.5], [1, 1, 11, 11, 0.9], [20, 20, 30, 30, 0.4], [0, 0, 10, 30, 0.3]], np.float32)
    assert suppress(boxes, 0.3)[:, 4].tolist() == pytest.approx([0.9, 0.4, 0.3], abs=1e-6)
    assert suppress(boxes[:0], 0.3).shape == (0, 5)


def test_pictures_are_padded_to_multiples_of_32() -> None:
    feed = Feed()
    feed.padded(np.full((3, 70, 90), 9, np.uint8))  # whatever the memory held before
    for height, width in ((33, 64), (64, 33), (40, 50)):
        tensor = feed.padded(np.full((3, height, width), 7, np.uint8))
        assert tensor.shape == (1, 3, 64, 64)
        assert tensor[0, :, :height, :width].min() == 7
        assert not tensor[0, :, height:].any()
        assert not tensor[0, :, :, width:].any()
    with pytest.raises(ValueError, match="larger than"):
        feed.padded(np.zeros((3, 10, 5000), np.uint8))


def test_a_graph_without_the_outputs_of_a_detector_of_faces_is_refused() -> None:
    with pytest.raises(ValueError, match=r"gives 537, 538, 539; this graph lacks one"):
        CenterFace(loaded("retinaface"))


@pytest.mark.parametrize("kind", [CenterFace, RetinaFace])
def test_weights_that_are_none_are_refused(kind: type[CenterFace | RetinaFace]) -> None:
    with pytest.raises(ValueError, match=r"no ONNX graph|no network|0 inputs"):
        kind(b"these are no weights")
