"""Small videos, sounds and pictures that tests make for themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray


def write_clip(
    path: Path,
    *,
    container: str | None = None,
    codec: str = "libx264",
    frames: int = 25,
    size: tuple[int, int] = (96, 64),
    rate: int = 25,
    cut_at: int | None = None,
    rotation: int = 0,
    aspect: Fraction | None = None,
    sound: bool = False,
    metadata: dict[str, str] | None = None,
    gop: int = 12,
) -> Path:
    """Encode a clip with a moving square; from `cut_at` on the picture is another one."""
    with av.open(str(path), "w", format=container) as output:
        output.metadata.update(metadata or {})
        stream = output.add_stream(codec, rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = gop
        if rotation:
            stream.set_display_rotation(rotation)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        tone = output.add_stream("aac", rate=48000, layout="mono") if sound else None
        for index in range(frames):
            picture = VideoFrame.from_ndarray(drawing(size, index, cut_at is not None and index >= cut_at), "rgb24")
            # Converted here, by one thread: what the encoder converts by itself comes out differently now and then.
            output.mux(stream.encode(picture.reformat(format="yuv420p", threads=1)))
        output.mux(stream.encode())
        if tone is not None:
            for block in range(frames * 48000 // rate // 1024):
                wave = np.sin(np.arange(1024) / 20 + block).astype(np.float32).reshape(1, -1)
                samples = av.AudioFrame.from_ndarray(wave, "fltp", "mono")
                samples.sample_rate = 48000
                samples.pts = block * 1024
                output.mux(tone.encode(samples))
            output.mux(tone.encode())
    return path


def drawing(size: tuple[int, int], index: int = 0, other: bool = False) -> NDArray[np.uint8]:
    """A frame with texture and a square that moves, white in its upper left corner."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, :, 1] = 200 if other else 40
    pixels[::4, :, 0] = 30 if other else 160
    left = 2 * index % max(1, width - 16)
    pixels[height // 2 : height // 2 + 12, left : left + 12] = (20, 20, 250)
    pixels[: height // 4, : width // 4] = 255
    return pixels


def stored_as(shown: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """How a picture is stored so that this value of EXIF's tag 0x0112 shows it upright."""
    turned = {
        1: shown,
        2: shown[:, ::-1],
        3: shown[::-1, ::-1],
        4: shown[::-1],
        5: shown.transpose(1, 0, 2),
        6: np.rot90(shown),
        7: np.rot90(shown, 2).transpose(1, 0, 2),
        8: np.rot90(shown, -1),
    }
    return np.ascontiguousarray(turned[orientation])


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A read-only descriptor of a file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
