"""Renditions with something in them that should not be there: each leak planted by hand."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.packet import Packet

NAME = b"Ivan Petrov"
"""What is planted."""


_STYLES = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize, PrimaryColour, "
    b"SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
    b"BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\r\n"
    b"Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\r\n\r\n[Events]\r\n"
    b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)


def box(kind: bytes, body: bytes = b"") -> bytes:
    """A box of an MP4 file."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def tampered(path: Path, out: Path, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a file, changed."""
    out.write_bytes(change(path.read_bytes()))
    return out


def remuxed(
    path: Path,
    out: Path,
    *,
    options: dict[str, str] | None = None,
    cover: bytes | None = None,
    caption: tuple[bytes, int, int] | None = None,
    chapter: str | None = None,
    metadata: dict[str, str] | None = None,
    sound: Any = None,
    sound_codec: str = "aac",
) -> Path:
    """The same pictures in a new file, with more in it.

    Args:
        path: a rendition.
        out: where the new file goes.
        options: of the container.
        cover: a JPEG that becomes an attached picture.
        caption: text, first and last millisecond.
        chapter: name of a chapter.
        metadata: of the container.
        sound: samples, (channels, n) at 48 kHz.
        sound_codec: what they are encoded with.
    """
    with (
        av.open(str(path)) as source,
        av.open(str(out), "w", container_options={"fflags": "+bitexact", **(options or {})}) as target,
    ):
        pictures = source.streams.video[0]
        stream: Any = target.add_stream_from_template(pictures)
        target.metadata.update(metadata or {})
        if chapter is not None:
            target.set_chapters(
                [{"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": {"title": chapter}}]
            )
        tone: Any = None
        if sound is not None:
            tone = target.add_stream(sound_codec, rate=48000, layout="mono" if len(sound) == 1 else "stereo")
            tone.codec_context.flags |= 1 << 23  # bit exact: AAC packets carry the encoder's name otherwise
        attached: Any = None
        if cover is not None:
            attached = target.add_stream("mjpeg", rate=1)
            attached.width, attached.height, attached.pix_fmt = 64, 64, "yuvj420p"
            attached.disposition = 0x400
        words: Any = None
        if caption is not None:
            words = target.add_stream("mov_text")
            words.codec_context.subtitle_header = _STYLES
        for packet in source.demux(pictures):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
        if tone is not None:
            _write_sound(target, tone, sound)
        if attached is not None and cover is not None:
            _write(target, attached, cover, 0, 1000)
        if words is not None and caption is not None:
            text, first, last = caption
            _write(target, words, struct.pack(">H", len(text)) + text, first, last - first)
    return tampered(out, out, without_user_data)


def without_user_data(data: bytes) -> bytes:
    """Take the user data box, which the muxer writes even when it is empty, out of the index, as the renderer does."""
    start, user = data.find(b"moov") - 4, data.find(b"udta") - 4
    if user < 0 or not data[user : data.find(b"ilst", user) + 4].endswith(b"\0\0\0\x08ilst"):
        return data  # there is something in it
    length = int.from_bytes(data[user : user + 4], "big")
    index = struct.pack(">I", int.from_bytes(data[start : start + 4], "big") - length)
    return b"".join((data[:start], index, data[start + 4 : user], data[user + length :]))


def _write(target: Any, stream: Any, data: bytes, pts: int, duration: int) -> None:
    packet = Packet(data)
    packet.stream = stream
    packet.pts = packet.dts = pts
    packet.duration, packet.time_base = duration, Fraction(1, 1000)
    packet.is_keyframe = True
    target.mux(packet)


def _write_sound(target: Any, stream: Any, samples: Any) -> None:
    layout = "mono" if len(samples) == 1 else "stereo"
    for start in range(0, samples.shape[1], 1024):
        piece = np.ascontiguousarray(samples[:, start : start + 1024], np.float32)
        frame = av.AudioFrame.from_ndarray(piece, "fltp", layout)
        frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
        _mux(target, stream.encode(frame))
    _mux(target, stream.encode(None))


def _mux(target: Any, packets: list[Any]) -> None:
    for packet in packets:
        if packet.pts >= 0:  # no edit list has to say then that the first one is not heard
            target.mux(packet)


def read_only(path: Path) -> int:
    """A descriptor of a file."""
    return os.open(path, os.O_RDONLY)
