"""Masks lie where a browser shows what they hide, checked on the pixels that it draws."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import browser
import numpy as np
import odd_videos
import pytest
from browser import Browser
from media_samples import opened
from numpy.typing import NDArray
from odd_videos import ODD

from witnessbox.media import client_faces
from witnessbox.media.faces import shrunk
from witnessbox.media.film import Film
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import Canvas, Container, Mask, MaskSpan, PlanBody, Sound
from witnessbox.model.observations import Box

WHITE = 150  # a pixel of the square has at least this in each colour, whatever the brightness became
BLACK = 60

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if browser.program() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with Browser() as started:
        yield started


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("render",)) as worker:
        yield worker


def square(picture: Pixels) -> NDArray[np.bool_]:
    """Where the square is, (height, width)."""
    return np.asarray(picture.min(axis=2) > WHITE)


def found(path: Path) -> tuple[Canvas, list[Box | None], float]:
    """Where the square is on each frame, as the search for faces sees that frame, and when the first is shown."""
    boxes: list[Box | None] = []
    with opened(path) as descriptor, Film(descriptor) as film:
        for frame in film:
            picture, scale = shrunk(frame, film)
            rows, columns = np.nonzero(square(picture.transpose(1, 2, 0)))
            if not rows.size:
                boxes.append(None)
                continue
            edges = (columns.min() / scale, rows.min() / scale, columns.max() / scale, rows.max() / scale)
            left, top, right, low = (int(edge) for edge in edges)
            boxes.append(Box(x1=max(0, left - 2), y1=max(0, top - 2), x2=right + 3, y2=low + 3))
        return film.canvas(), boxes, float(film.start or 0)


def plan_of(canvas: Canvas, boxes: list[Box | None], container: Container) -> PlanBody:
    spans = tuple(
        MaskSpan(first_frame=frame, last_frame=frame, box=box) for frame, box in enumerate(boxes) if box is not None
    )
    mask = Mask(reason="face", track=0, spans=spans)
    return PlanBody(preset="test", canvas=canvas, sound=Sound.NONE, masks=(mask,), container=container)


CASES = [(name, Container.MP4) for name in ODD] + [
    (name, container)
    for container in (Container.FRAGMENTED, Container.WEBM)
    for name in ("plain", "turned 90", "wide pixels", "PQ", "uneven times")
]


@pytest.mark.parametrize(("name", "container"), CASES)
def test_the_square_is_black_where_the_browser_shows_it(
    chromium: Browser, worker: Worker, tmp_path: Path, name: str, container: Container
) -> None:
    path = ODD[name](tmp_path)
    canvas, boxes, start = found(path)
    plan = plan_of(canvas, boxes, container)
    out = tmp_path / f"out.{'webm' if container is Container.WEBM else 'mp4'}"
    target = os.open(out, os.O_RDWR | os.O_CREAT)
    with opened(path) as content:
        client_faces.render(worker, content, target, plan)
    os.close(target)
    times = list(canvas.timing.microseconds())
    # Frames before the first key frame are grey, and the browser has nothing to show in their place.
    seen = [index for index, box in enumerate(boxes) if box is not None and index + 1 < len(times)]
    assert len(seen) > 15
    chosen = sorted({*seen[:2], *seen[10:12], seen[len(seen) // 2], seen[-1]})
    middles = [(times[index] + times[index + 1]) / 2e6 for index in chosen]
    before = chromium.shows(path, [start + middle for middle in middles])
    after = chromium.shows(out, middles)
    for index, original, rendition in zip(chosen, before.frames, after.frames, strict=True):
        height, width = original.shape[:2]
        assert 0 <= rendition.shape[0] - height <= 2 and 0 <= rendition.shape[1] - width <= 2, index
        rendition = rendition[:height, :width]
        face = square(original)
        assert face.sum() > odd_videos.SIDE**2 / 2, f"frame {index}: the browser shows no square in the original"
        assert rendition[face].max() < BLACK, f"frame {index}: something of the square is seen"
        far = ~grown(face, 12)
        difference = np.abs(rendition.astype(int) - original)[far]
        # Of wide brightness every program makes what it thinks right; ours shows dark parts lighter than Chromium.
        assert difference.mean() < (40 if name in ("PQ", "HLG") else 8), (
            f"frame {index}: {difference.mean()} beside the mask"
        )


def grown(where: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """All pixels within a distance of some."""
    result = where.copy()
    for axis in (0, 1):
        for shift in range(1, by + 1):
            for way in (shift, -shift):
                result |= np.roll(where, way, axis)
        where = result.copy()
    return result
