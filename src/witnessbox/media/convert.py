"""Frames as red, green and blue, each pixel of them made from the frame and from nothing else.

FFmpeg's fast conversion from 4:2:0 and 4:2:2 at the same size works in blocks of sixteen columns and, on x86, leaves
those of a part of a block unwritten: up to eight columns at the right edge then show whatever the memory held before.
So frames that are no whole number of blocks wide are converted from a copy that is.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from witnessbox.media.cuts import plane_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 64  # columns: four blocks of today's code, so that a faster one may work in larger ones
_FAST = frozenset({"yuv420p", "yuvj420p", "yuva420p", "yuv422p", "yuvj422p", "yuva422p"})
"""What libswscale converts so, or may (`ff_yuv2rgb_init_x86` in libswscale/x86/yuv2rgb.c)."""

_PACKED = frozenset({"yuyv422", "uyvy422", "yvyu422"})


def red_green_blue(picture: VideoFrame, width: int, height: int) -> list[NDArray[np.uint8]]:
    """A stored frame scaled to `width` by `height`: its planes of red, green and blue, each (height, width)."""
    if (width, height) == (picture.width, picture.height):
        picture = _whole_blocks(picture)
        across = picture.width
    else:
        across = width
    scaler = scaler_for(picture, across, height)
    made = scaler.reformat(picture, width=across, height=height, format="gbrp", interpolation="BILINEAR", threads=1)
    return [plane_pixels(made, index, width, height) for index in (2, 0, 1)]


def scaler_for(picture: VideoFrame, width: int, height: int) -> VideoReformatter:
    """What scales such frames to that size: its tables take a fifth of the time of a frame to make."""
    return _scaler(picture.format.name, picture.width, picture.height, width, height)


@functools.lru_cache(maxsize=32)  # parts of frames come in many sizes, and must not drive those of whole ones out
def _scaler(*_: object) -> VideoReformatter:
    return VideoReformatter()


def layered(picture: VideoFrame) -> NDArray[np.uint8]:
    """A stored frame with transparent parts: (height, width, 4), red, green, blue and opacity."""
    made = _whole_blocks(picture).reformat(format="rgba", threads=1)
    return np.asarray(made.to_ndarray(), np.uint8)[:, : picture.width]


def unpacked(picture: VideoFrame) -> VideoFrame:
    """The frame itself, or one in planes where the way from packed 4:2:2 to 4:2:0 leaves a last odd line unwritten."""
    if picture.format.name in _PACKED and picture.height % 2:
        return picture.reformat(format="yuv422p", threads=1)
    return picture


def _whole_blocks(picture: VideoFrame) -> VideoFrame:
    """The frame itself, or a copy that is as wide as whole blocks: its last column goes on."""
    if picture.format.name not in _FAST or picture.width % _BLOCK == 0:
        return picture
    wide = VideoFrame(-(-picture.width // _BLOCK) * _BLOCK, picture.height, picture.format.name)
    for index, (source, target) in enumerate(zip(picture.planes, wide.planes, strict=True)):
        pixels = plane_pixels(wide, index, target.width, target.height)
        pixels[:, : source.width] = plane_pixels(picture, index, source.width, source.height)
        pixels[:, source.width :] = pixels[:, source.width - 1 : source.width]
    wide.colorspace, wide.color_range = picture.colorspace, picture.color_range
    wide.color_primaries, wide.color_trc = picture.color_primaries, picture.color_trc
    return wide
