"""Videos for tests of redaction: odd formats, and a face that moves."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from witnessbox.media.film import Film
from witnessbox.media.models import ModelStore
from witnessbox.model.errors import WitnessboxError
from witnessbox.model.faces import Canvas, Mask, MaskSpan, PlanBody, Sound
from witnessbox.model.observations import Box

Pixels = NDArray[np.uint8]


def write_frames(
    path: Path,
    frames: Sequence[Pixels],
    *,
    codec: str = "ffv1",
    layout: str = "yuv420p",
    ticks: Sequence[int] | None = None,
    tick: Fraction = Fraction(1, 1000),
    options: dict[str, str] | None = None,
) -> Path:
    """Encode RGB frames; `ticks` are their times, 40 ms apart unless given."""
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as output:
        stream = output.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, layout
        stream.time_base = stream.codec_context.time_base = tick
        for index, pixels in enumerate(frames):
            picture = VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=layout, threads=1)
            picture.pts = ticks[index] if ticks is not None else round(index * Fraction(1, 25) / tick)
            picture.time_base = tick
            output.mux(stream.encode(picture))
        output.mux(stream.encode())
    return path


def canvas_of(path: Path) -> Canvas:
    """Sizes and times of a video, without looking for faces."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with Film(descriptor) as film:
            for _ in film:
                pass
            return film.canvas()
    finally:
        os.close(descriptor)


def plan_for(canvas: Canvas, *spans: tuple[int, int, Box]) -> PlanBody:
    """A plan with one mask."""
    made = tuple(MaskSpan(first_frame=first, last_frame=last, box=box) for first, last, box in spans)
    masks = (Mask(reason="face", track=0, spans=made),) if made else ()
    return PlanBody(preset="test", canvas=canvas, sound=Sound.NONE, masks=masks)


def shown(path: Path) -> list[Pixels]:
    """Every frame as RGB, as stored."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def times(path: Path) -> list[Fraction]:
    """Time of every frame in seconds from the first."""
    with av.open(str(path)) as container:
        stamps = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    return [Fraction(stamp - stamps[0]) for stamp in stamps]


def weights(name: str) -> int:
    """A descriptor of installed weights; skips where there are none."""
    store = ModelStore()
    try:
        return store.open(name)
    except WitnessboxError as error:
        pytest.skip(f"weights of {name}: {error}")


def face(samples: Path, side: int = 120) -> Pixels:
    """A photograph of a face, about three quarters of `side` high."""
    with Image.open(samples / "astronaut.png") as image:
        return np.asarray(image.convert("RGB").crop((150, 30, 300, 220)).resize((side * 150 // 190, side)), np.uint8)


def walk(samples: Path, *, frames: int = 30, size: tuple[int, int] = (320, 240), step: int = 4) -> list[Pixels]:
    """A face that crosses a room from left to right."""
    width, height = size
    room = np.zeros((height, width, 3), np.uint8)
    room[:, :, :] = np.linspace(60, 140, width, dtype=np.uint8)[None, :, None]
    room[::24, :, 2] = 170
    head = face(samples)
    pictures = []
    for index in range(frames):
        picture = room.copy()
        left = 10 + step * index
        picture[60 : 60 + head.shape[0], left : left + head.shape[1]] = head[:, : max(0, width - left)]
        pictures.append(picture)
    return pictures
