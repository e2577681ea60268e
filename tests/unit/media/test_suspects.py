"""Suspicions: what is told, how often, and what belongs together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from witnessbox.media.bare import Eyes, Hit
from witnessbox.media.suspects import LONGEST_US, Suspects
from witnessbox.media.views import PlanesView

FRAME_US = 40_000
EMPTY = PlanesView(np.full((3, 120, 160), 90, np.uint8))
"""A picture in which closer looks see nothing."""


def seen(suspects: Suspects, frame: int, score: float, left: float = 20, detector: str = "centerface") -> None:
    hit = Hit(edges=(left, 20.0, left + 24, 50.0), score=score, detector=detector)
    suspects.meet(frame, frame * FRAME_US, [hit], EMPTY, lambda _: False)


def test_what_closer_looks_do_not_bear_out_is_not_told(eyes: Eyes) -> None:
    suspects = Suspects(eyes)
    for frame in range(30):
        seen(suspects, frame, 0.8, detector="retinaface")
    assert suspects.stops() == []


def test_what_is_clear_at_once_is_told_once(eyes: Eyes) -> None:
    suspects = Suspects(eyes)
    for frame in range(20):
        seen(suspects, frame, 0.6)
    (stop,) = suspects.stops()
    assert (stop.first, stop.last) == (0, 19)


def test_what_the_first_detector_half_sees_is_looked_at_closer(eyes: Eyes, samples: Path) -> None:
    suspects = Suspects(eyes)
    seen(suspects, 0, 0.55)
    assert suspects.stops() == []
    face = PlanesView(np.asarray(Image.open(samples / "astronaut.png").convert("RGB")).transpose(2, 0, 1))
    hit = Hit(edges=(177.0, 66.0, 267.0, 187.0), score=0.35, detector="centerface")
    suspects.meet(1, FRAME_US, [hit], face, lambda _: False)
    (stop,) = suspects.stops()
    assert (stop.first, stop.last) == (1, 1)


def test_what_the_first_detector_keeps_seeing_is_told_however_faint(eyes: Eyes) -> None:
    suspects = Suspects(eyes)
    for frame in range(5):
        seen(suspects, frame, 0.35)
    assert suspects.stops() == []
    seen(suspects, 5, 0.35)
    (stop,) = suspects.stops()
    assert (stop.first, stop.last) == (0, 5)


def test_a_cut_another_place_and_a_long_absence_part_stops(eyes: Eyes) -> None:
    suspects = Suspects(eyes)
    seen(suspects, 0, 0.6)
    seen(suspects, 1, 0.6, left=110)
    suspects.cut()
    seen(suspects, 2, 0.6)
    seen(suspects, 60, 0.6)
    assert [(stop.first, stop.last) for stop in suspects.stops()] == [(0, 0), (1, 1), (2, 2), (60, 60)]


def test_what_is_away_for_a_moment_is_one_stop(eyes: Eyes) -> None:
    suspects = Suspects(eyes)
    for frame in (0, 5, 22):
        seen(suspects, frame, 0.6)
    assert [(stop.first, stop.last) for stop in suspects.stops()] == [(0, 22)]


def test_one_stop_does_not_last_for_ever(eyes: Eyes) -> None:
    suspects = Suspects(eyes)
    for frame in range(0, 2 * LONGEST_US // FRAME_US, 10):
        seen(suspects, frame, 0.6)
    stops = suspects.stops()
    assert len(stops) == 2
    assert all(stop.last_us - stop.first_us <= LONGEST_US for stop in stops)
