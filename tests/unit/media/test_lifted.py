"""Lifted pictures: masks are filled from around them, what is shown fills the scale, and faces in the dark are seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from film_samples import face

from witnessbox.media.bare import Eyes, Hit
from witnessbox.media.lifted import lifted
from witnessbox.media.views import PlanesView

SHAPE = (3, 120, 161)


def test_a_mask_becomes_what_lies_around_it() -> None:
    picture = np.zeros(SHAPE, np.uint8)
    picture[:] = np.linspace(20, 60, SHAPE[2], dtype=np.uint8)
    whole = lifted(picture, np.zeros(SHAPE[1:], bool))
    hidden = np.zeros(SHAPE[1:], bool)
    hidden[40:75, 50:93] = True
    picture[:, hidden] = 0
    filled = lifted(picture, hidden)
    assert filled.shape == SHAPE
    assert np.abs(filled.astype(int) - whole).max() < 30


def test_what_is_shown_fills_the_scale_and_the_masks_do_not_count() -> None:
    picture = np.random.default_rng(1).integers(15, 40, SHAPE).astype(np.uint8)
    hidden = np.zeros(SHAPE[1:], bool)
    hidden[:, :80] = True
    picture[:, hidden] = 255
    shown = lifted(picture, hidden)[:, :, 90:]
    assert shown.mean() == pytest.approx(127, abs=20)
    assert shown.std() > 20


def test_a_picture_that_is_hidden_whole_or_even_does_not_divide_by_nothing() -> None:
    black = np.zeros(SHAPE, np.uint8)
    assert (lifted(black, np.ones(SHAPE[1:], bool)) == 0).all()
    assert len(np.unique(lifted(black, np.zeros(SHAPE[1:], bool)))) == 1


def test_a_face_in_the_dark_beside_a_mask_is_believed_by_both(eyes: Eyes, samples: Path) -> None:
    """A face at a tenth of its light, in coarse steps, with a black box over a corner of it."""
    picture = np.full((240, 320, 3), 110, np.uint8)
    head = face(samples, 90)
    picture[70 : 70 + head.shape[0], 120 : 120 + head.shape[1]] = head
    dark = (picture // 12).transpose(2, 0, 1).astype(np.uint8)
    hidden = np.zeros((240, 320), bool)
    hidden[60:100, 100:145] = True
    dark[:, hidden] = 0
    view = PlanesView(np.ascontiguousarray(dark), hidden)
    hits = [hit for hit in eyes.search(view, dark=True) if hit.lifted and hit.score > 0.3]
    assert {hit.detector for hit in hits} == {"retinaface", "centerface"}
    assert max(eyes.believed(view, hit).sure for hit in hits) > 0.4
    nothing = Hit(edges=(10.0, 150.0, 60.0, 210.0), score=0.9, detector="centerface", lifted=True)
    assert eyes.believed(view, nothing).sure == 0.0
