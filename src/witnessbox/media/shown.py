"""What a frame shows: wide brightness mapped to that of ordinary screens, transparent parts on white.

`Film` brings every frame through here, so detectors, masks, the rendition and the second look mean the same picture.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame

from witnessbox.media.convert import layered

if TYPE_CHECKING:
    from numpy.typing import NDArray

PQ, HLG = 16, 18
"""Transfers of wide brightness in `AVColorTransferCharacteristic` (ITU-T H.273): SMPTE ST 2084 and ARIB STD-B67."""

_BT709_TRANSFER, _VIDEO_LEVELS, _FULL_LEVELS = 1, 1, 2  # libavutil/pixfmt.h
_WHITE = 203.0  # candela a square metre: white of ordinary pictures within wide brightness (ITU-R BT.2408)
_PEAK = 1000.0  # the brightest that keeps its detail; cameras that people carry stay below
_SCREEN_GAMMA = 2.4  # ITU-R BT.1886
_MOST_GAIN = 2.0  # of chroma: in the dark, more would only lift noise


@dataclass(frozen=True, slots=True)
class _Tables:
    """For each of the 1,024 codes of ten-bit brightness: what it becomes, and the factor of the colour beside it."""

    luma: NDArray[np.uint8]
    gain: NDArray[np.float32]


def as_shown(picture: VideoFrame) -> VideoFrame:
    """The frame itself where it is an ordinary one, else a copy that ordinary screens can show, with the same size."""
    if picture.color_trc in (PQ, HLG) and not picture.format.is_rgb:
        return _to_ordinary(picture)
    if any(component.is_alpha for component in picture.format.components):
        return _on_white(picture)
    return picture


def _to_ordinary(picture: VideoFrame) -> VideoFrame:
    """Map PQ or HLG brightness to eight ordinary bits; the primaries stay BT.2020 and say so.

    A curve on brightness and a factor on colour instead of a trip through linear light: 10 ms instead of 200 for a
    frame of 1080p. Hues stay, very bright colours come out a little paler or stronger than a reference monitor's.
    """
    full = picture.color_range == _FULL_LEVELS
    ten = picture
    if picture.format.name != "yuv420p10le":
        level = _FULL_LEVELS if full else _VIDEO_LEVELS
        ten = picture.reformat(format="yuv420p10le", dst_color_range=level, threads=1)
    tables = _tables(picture.color_trc, full)
    luma, *chroma = (np.minimum(_ten_bits(ten, index), 1023) for index in range(3))
    shown = VideoFrame(picture.width, picture.height, "yuv420p")
    _eight_bits(shown, 0)[:] = tables.luma[luma]
    rows, columns = chroma[0].shape
    gain = tables.gain[luma[::2, ::2][:rows, :columns]]
    scale = 224 / (1023 if full else 896)
    for index, plane in enumerate(chroma, 1):
        colour = (plane.astype(np.float32) - 512) * (gain * np.float32(scale)) + 128.5
        _eight_bits(shown, index)[:] = np.clip(colour, 16, 240).astype(np.uint8)
    shown.color_range = _VIDEO_LEVELS
    shown.colorspace, shown.color_primaries = picture.colorspace, picture.color_primaries
    shown.color_trc = _BT709_TRANSFER
    return shown


@functools.cache
def _tables(transfer: int, full: bool) -> _Tables:
    codes = np.arange(1024, dtype=np.float64)
    signal = codes / 1023 if full else np.clip((codes - 64) / 876, 0, 1)
    light = (_pq_light(signal) if transfer == PQ else _hlg_light(signal)) / _WHITE
    # Reinhard's curve with a white point: one at the peak, and never beyond.
    mapped = np.clip(light * (1 + light / (_PEAK / _WHITE) ** 2) / (1 + light), 0, 1)
    shown = mapped ** (1 / _SCREEN_GAMMA)
    gain = np.minimum(shown / np.maximum(signal, 1 / 1023), _MOST_GAIN)
    return _Tables((16.5 + 219 * shown).astype(np.uint8), gain.astype(np.float32))


def _pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Candela a square metre of a PQ signal (SMPTE ST 2084, in ITU-R BT.2100 table 4)."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    root = signal ** (1 / m2)
    return 10000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)


def _hlg_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Candela a square metre of an HLG signal on a screen of 1,000 (ITU-R BT.2100 table 5, grey only)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return _PEAK * np.clip(scene, 0, 1) ** 1.2


def _on_white(picture: VideoFrame) -> VideoFrame:
    """Lay a frame with transparent parts on white, as still pictures are; what lies under them is not shown."""
    pixels = layered(picture)
    part = pixels[:, :, 3:].astype(np.uint16)
    mixed = (pixels[:, :, :3] * part + 255 * (255 - part) + 127) // 255
    return VideoFrame.from_ndarray(np.ascontiguousarray(mixed, np.uint8), "rgb24")


def _ten_bits(picture: VideoFrame, index: int) -> NDArray[np.uint16]:
    plane = picture.planes[index]
    rows = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
    return rows[: plane.height, : plane.width]


def _eight_bits(picture: VideoFrame, index: int) -> NDArray[np.uint8]:
    plane = picture.planes[index]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
