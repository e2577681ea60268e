"""Animated WebP as a film: FFmpeg decodes single WebP pictures only, so Pillow's frames are put into a container.

The frames are kept without loss, in memory, and from there on it is a video like any other: searched, planned, rendered
and looked at again frame by frame.
"""

from __future__ import annotations

import io
import os
from fractions import Fraction
from typing import IO, TYPE_CHECKING, cast

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image, ImageSequence

from witnessbox.media import colours
from witnessbox.model.errors import UntrustedInputError

if TYPE_CHECKING:
    from typing import Any

_MOST = 1024**3  # bytes of all frames together
_MILLISECOND = Fraction(1, 1000)
_TOO_SHORT, _INSTEAD = 10, 100  # milliseconds: what browsers show a frame for that asks for so little


def is_animation(descriptor: int) -> bool:
    """Whether it is a WebP with the flag of an animation (RFC 9649, 2.7.1.1)."""
    head = os.pread(descriptor, 21, 0)
    return head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X" and bool(head[20:] and head[20] & 2)


def as_container(file: io.RawIOBase, most_pixels: int) -> io.BytesIO:
    """The frames of an animated WebP as a NUT file of FFV1.

    Args:
        file: the content.
        most_pixels: of one frame.

    Raises:
        UntrustedInputError: it cannot be decoded, or is too large.
    """
    try:
        with Image.open(cast("IO[bytes]", file), formats=("WEBP",)) as picture:
            if picture.width * picture.height > most_pixels:
                raise UntrustedInputError(f"its frames have more than {most_pixels} pixels")
            return _packed(picture)
    except (UntrustedInputError, MemoryError):
        raise
    except Exception as error:  # broad: Pillow's plugins raise whatever a hostile file makes them raise
        raise UntrustedInputError(f"the animation cannot be decoded: {error}") from error


def _packed(picture: Image.Image) -> io.BytesIO:
    buffer, time = io.BytesIO(), 0
    with av.open(buffer, "w", format="nut", container_options={"fflags": "+bitexact"}) as output:
        stream: Any = output.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "bgr0"
        stream.codec_context.thread_count = 1
        stream.time_base = stream.codec_context.time_base = _MILLISECOND
        for each in ImageSequence.Iterator(picture):
            each.load()
            shown = colours.flatten(each.copy()).convert("RGB")
            frame = VideoFrame.from_ndarray(np.asarray(shown), "rgb24").reformat(format="bgr0", threads=1)
            frame.pts, frame.time_base = time, _MILLISECOND
            output.mux(stream.encode(frame))
            lasts = int(each.info.get("duration") or 0)
            time += lasts if lasts > _TOO_SHORT else _INSTEAD
            if buffer.tell() > _MOST:
                raise UntrustedInputError(f"its frames need more than {_MOST} bytes")
        output.mux(stream.encode())
    buffer.seek(0)
    return buffer


def warm() -> None:
    """Load the encoder."""
    file = io.BytesIO()
    pictures = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    pictures[0].save(file, "WEBP", save_all=True, append_images=pictures[1:], duration=40)
    file.seek(0)
    as_container(cast("io.RawIOBase", file), 1024)
