"""Colours of still pictures: whatever a picture is stored in becomes sRGB on white, and its profile is gone.

A profile names a monitor or a camera, sometimes with a serial number, so it cannot be kept; without it the same numbers
would show other colours, so they are converted first.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

_PROFILED = {"1": "L", "L": "L", "RGB": "RGB", "CMYK": "CMYK", "LAB": "LAB", "P": "RGB", "YCbCr": "RGB"}
"""Modes that a profile can describe, and the mode in which it does."""

_MAX_PROFILE = 4 * 1024**2  # bytes; those of printing presses have two million


def flatten(picture: Image.Image) -> Image.Image:
    """A decoded picture as sRGB: transparent parts on white, 16-bit grey brought down to 8."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        values = np.asarray(picture, np.float32)
        top = max(float(np.nanmax(values, initial=0.0)), 255.0)
        shown = np.nan_to_num(np.clip(values, 0, None) * (255.0 / top), posinf=255.0)
        return Image.fromarray(np.clip(shown, 0, 255).astype(np.uint8)).convert("RGB")
    profile = picture.info.get("icc_profile")
    if "A" not in picture.getbands() and "a" not in picture.getbands() and "transparency" not in picture.info:
        return in_srgb(picture, profile)
    layered = picture.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    grey = picture.mode in ("LA", "La", "L")
    colours = layered.convert("L" if grey else "RGB")
    ground.paste(in_srgb(colours, profile), mask=layered.getchannel("A"))
    return ground


def in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """A picture without transparency as sRGB, by its profile where it has one that describes it.

    Args:
        picture: in any mode without an alpha channel.
        profile: an ICC profile as the picture carries it: untrusted.
    """
    mode = _PROFILED.get(picture.mode)
    if mode is not None and isinstance(profile, bytes) and 128 <= len(profile) <= _MAX_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            stored = picture if picture.mode == mode else picture.convert(mode)
            made = ImageCms.profileToProfile(stored, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            made = None  # it is damaged, or describes another kind of picture: every viewer ignores it then
        if made is not None:
            return made
    return picture.convert("RGB")


def warm() -> None:
    """Load what the colour engine loads lazily."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    in_srgb(Image.new("RGB", (2, 2)), profile)
