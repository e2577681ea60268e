"""Videos as cameras and programs really make them: turned, odd, interlaced, cut, wide in brightness.

Each shows a white square, which stands for a face, on a dark ground; it moves from frame to frame.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

SIZE = (240, 160)
SIDE = 40
FRAMES = 30
RATE = 25
GROUND, FACE = 56, 235


def place(index: float) -> tuple[int, int]:
    """Upper left corner of the square in stored pixels, on even places."""
    return 8 + 2 * int(2.5 * index), 20 + 2 * int(1.5 * index)


def grey(index: float, size: tuple[int, int] = SIZE, face: int = FACE, ground: int = GROUND) -> Pixels:
    """Luma of a frame."""
    width, height = size
    picture = np.full((height, width), ground, np.uint8)
    picture[: height // 4, : width // 3] += 30  # so that a picture that lies on its side is told from one that stands
    left, top = place(index)
    picture[top : top + SIDE, left : left + SIDE] = face
    return picture


def frame_of(luma: NDArray[Any], layout: str = "yuv420p") -> VideoFrame:
    """A grey frame of any layout of YUV."""
    height, width = luma.shape
    picture = VideoFrame(width, height, layout)
    ten = "10le" in layout
    for number, plane in enumerate(picture.planes):
        kind = np.uint16 if ten else np.uint8
        rows = np.frombuffer(memoryview(plane), kind).reshape(-1, plane.line_size // (2 if ten else 1))
        if number:
            rows[:] = 512 if ten else 128
        else:
            rows[:height, :width] = luma
    return picture


def write(
    path: Path,
    frames: Sequence[NDArray[Any]],
    *,
    codec: str = "libx264",
    layout: str = "yuv420p",
    ticks: Sequence[int] | None = None,
    tick: Fraction = Fraction(1, 12800),
    options: dict[str, str] | None = None,
    set_up: Callable[[Any], None] | None = None,
    container: str | None = None,
) -> Path:
    """Encode grey frames."""
    height, width = frames[0].shape
    with av.open(str(path), "w", format=container) as output:
        stream: Any = output.add_stream(codec, rate=RATE, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, layout
        stream.time_base = stream.codec_context.time_base = tick
        if set_up is not None:
            set_up(stream)
        for index, luma in enumerate(frames):
            picture = frame_of(luma, layout)
            picture.pts = ticks[index] if ticks is not None else round(Fraction(index, RATE) / tick)
            picture.time_base = tick
            output.mux(stream.encode(picture))
        output.mux(stream.encode())
    return path


def greys(size: tuple[int, int] = SIZE, count: int = FRAMES) -> list[Pixels]:
    """All frames of a plain video."""
    return [grey(index, size) for index in range(count)]


def plain(folder: Path) -> Path:
    return write(folder / "plain.mp4", greys())


def turned(folder: Path, degrees: int) -> Path:
    return write(folder / f"turned-{degrees}.mp4", greys(), set_up=lambda stream: stream.set_display_rotation(degrees))


def with_matrix(folder: Path, name: str, matrix: tuple[int, int, int, int]) -> Path:
    """A video with another display matrix (a, b, c, d) in its track header."""
    path = plain(folder).rename(folder / f"{name}.mp4")
    data = bytearray(path.read_bytes())
    at = (
        data.index(b"tkhd") + 4 + 40
    )  # version, flags, times, number, duration, layer, volume (ISO/IEC 14496-12, 8.3.2)
    a, b, c, d = matrix
    one = 1 << 16
    data[at : at + 36] = struct.pack(">9i", a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


def mirrored(folder: Path) -> Path:
    return with_matrix(folder, "mirrored", (-1, 0, 0, 1))


def mirrored_and_turned(folder: Path) -> Path:
    return with_matrix(folder, "mirrored-turned", (0, 1, 1, 0))


def odd(folder: Path) -> Path:
    return write(
        folder / "odd.webm", greys((241, 161)), codec="libvpx-vp9", options={"cpu-used": "8", "deadline": "realtime"}
    )


def wide_pixels(folder: Path) -> Path:
    def set_up(stream: Any) -> None:
        stream.codec_context.sample_aspect_ratio = Fraction(16, 11)

    return write(folder / "wide-pixels.mp4", greys(), set_up=set_up)


def ten_bits(folder: Path) -> Path:
    frames = [each.astype(np.uint16) * 4 for each in greys()]
    return write(folder / "ten-bits.mp4", frames, layout="yuv420p10le")


def wide_brightness(folder: Path, transfer: int) -> Path:
    """PQ (16) or HLG (18): the square at the white of a page, the ground dark grey."""
    levels = {16: (572, 300), 18: (721, 250)}[transfer]
    frames = []
    for index in range(FRAMES):
        base = grey(index).astype(np.uint16)
        frames.append(
            np.where(base == FACE, levels[0], np.where(base == GROUND, levels[1], levels[1] + 40)).astype(np.uint16)
        )

    def set_up(stream: Any) -> None:
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = transfer, 9, 9, 1

    return write(
        folder / f"wide-brightness-{transfer}.mp4",
        frames,
        codec="libsvtav1",
        layout="yuv420p10le",
        options={"preset": "12", "crf": "30"},
        set_up=set_up,
    )


def interlaced(folder: Path) -> Path:
    """Each frame holds two moments: lines of even number of one, of odd number of the next."""
    frames = []
    for index in range(FRAMES):
        woven = grey(index)
        woven[1::2] = grey(index + 0.5)[1::2]
        frames.append(woven)
    return write(folder / "interlaced.mp4", frames, options={"x264-params": "tff=1"})


def uneven(folder: Path) -> Path:
    """Frames at uneven times."""
    steps = [512, 512, 1024, 256, 256, 2048, 512, 128, 1500, 700] * 3
    ticks = [sum(steps[:index]) for index in range(FRAMES)]
    return write(folder / "uneven.mp4", greys(), ticks=ticks)


def with_edit_list(folder: Path) -> Path:
    """Its edit list shows it from the ninth frame on: the first eight are there and are not shown."""
    path = write(folder / "edit-list.mp4", greys(), options={"x264-params": "bframes=0:keyint=4:scenecut=0"})
    data = bytearray(path.read_bytes())
    at = data.index(b"elst") + 4
    assert struct.unpack(">II", data[at : at + 8]) == (0, 1)
    duration, _ = struct.unpack(">Ii", data[at + 8 : at + 16])
    data[at + 8 : at + 16] = struct.pack(">Ii", duration * (FRAMES - 8) // FRAMES, 8 * 512)
    path.write_bytes(data)
    return path


def b_frames_at_cuts(folder: Path) -> Path:
    """Three shots, and frames beside each cut that are predicted from both sides."""
    frames = [grey(index, ground=GROUND if index // 10 % 2 == 0 else 110) for index in range(FRAMES)]
    options = {"x264-params": "bframes=4:b-adapt=0:scenecut=0:keyint=100:open-gop=1"}
    return write(folder / "b-frames.mp4", frames, options=options)


def without_first_key_frame(folder: Path) -> Path:
    """It begins in the middle of a group of pictures, as a recording that was cut by bytes does."""
    whole = write(folder / "whole.mp4", greys(), options={"x264-params": "bframes=0:keyint=10:scenecut=0"})
    path = folder / "no-key.mkv"
    with av.open(str(whole)) as source, av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(source.streams.video[0])
        for index, packet in enumerate(source.demux(video=0)):
            if packet.size and index >= 4:
                packet.stream = stream
                output.mux(packet)
    whole.unlink()
    return path


def two_videos(folder: Path) -> Path:
    """The larger one comes first; the other is smaller and shows something else."""
    path = folder / "two.mp4"
    with av.open(str(path), "w") as output:
        streams = []
        for size in (SIZE, (96, 64)):
            stream: Any = output.add_stream("libx264", rate=RATE)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            streams.append((stream, size))
        for index in range(FRAMES):
            for stream, size in streams:
                luma = grey(index) if size == SIZE else np.full((64, 96), 90, np.uint8)
                output.mux(stream.encode(frame_of(luma)))
        for stream, _ in streams:
            output.mux(stream.encode())
    return path


def tone(path: Path, *, layout: str = "5.1", hertz: int = 440, seconds: float = 1.2, codec: str = "aac") -> Path:
    """A plain video with a tone in every channel of its sound."""
    with av.open(str(path), "w") as output:
        video: Any = output.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        sound: Any = output.add_stream(codec, rate=48000, layout=layout)
        channels = sound.codec_context.layout.nb_channels
        for index in range(round(seconds * RATE)):
            output.mux(video.encode(frame_of(grey(index % FRAMES))))
        output.mux(video.encode())
        for block in range(int(seconds * 48000 / 1024)):
            at = np.arange(block * 1024, (block + 1) * 1024)
            wave = (0.25 * np.sin(2 * np.pi * hertz * at / 48000)).astype(np.float32)
            frame = AudioFrame.from_ndarray(np.repeat(wave[None], channels, 0), "fltp", layout)
            frame.sample_rate, frame.pts = 48000, block * 1024
            output.mux(sound.encode(frame))
        output.mux(sound.encode())
    return path


def with_51_sound(folder: Path) -> Path:
    return tone(folder / "sound-51.mp4")


def another_size(folder: Path) -> Path:
    """It grows in the middle: raw parts of two sizes, one after the other."""
    parts = []
    for number, size in enumerate((SIZE, (320, 240))):
        part = write(folder / f"{number}.h264", greys(size, 10), container="h264")
        parts.append(part.read_bytes())
        part.unlink()
    path = folder / "sizes.h264"
    path.write_bytes(b"".join(parts))
    return path


ODD: dict[str, Callable[[Path], Path]] = {
    "plain": plain,
    "turned 90": lambda folder: turned(folder, 90),
    "turned 180": lambda folder: turned(folder, 180),
    "turned 270": lambda folder: turned(folder, 270),
    "mirrored": mirrored,
    "mirrored and turned": mirrored_and_turned,
    "odd sizes": odd,
    "wide pixels": wide_pixels,
    "ten bits": ten_bits,
    "PQ": lambda folder: wide_brightness(folder, 16),
    "HLG": lambda folder: wide_brightness(folder, 18),
    "interlaced": interlaced,
    "uneven times": uneven,
    "edit list": with_edit_list,
    "B-frames at cuts": b_frames_at_cuts,
    "no first key frame": without_first_key_frame,
    "two videos": two_videos,
    "5.1 sound": with_51_sound,
}
"""What browsers play, by what is odd about it."""
