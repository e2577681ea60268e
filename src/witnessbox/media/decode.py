"""Reading frames out of untrusted files: containers by PyAV, pictures by Pillow, both from descriptors only.

Runs inside the sandboxed worker. Files are always decoded from their start: a broken seek index gives frames of
another time without any error.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from importlib import import_module
from typing import IO, Any, cast

import av
import av.error
import av.logging
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from witnessbox.media import animations, colours
from witnessbox.media.convert import scaler_for
from witnessbox.media.descriptors import DescriptorFile as DescriptorFile
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.records import dataclass

FORMATS = (
    "mov,matroska,webm,avi,flv,asf,mpeg,mpegts,mpegvideo,ogg,gif,apng,mxf,dv,rm,nut,ivf,obu,m4v,h261,h263,h264,hevc,"
    "mjpeg,dhav,hxvs,iv8,swf,nsv,gxf,mp3,aac,ac3,eac3,dts,wav,w64,flac,aiff,amr,amrnb,amrwb,au,caf,ape,wv,tta,mpc,mpc8"
)
"""Demuxers that read one file and nothing else. Playlists (hls, concat, dash, image2, sdp, ...) are left out on
purpose: they open the files that they name, and a playlist may be called `.mp4`."""

MAX_PICTURE_PIXELS = 120_000_000
"""Pixels of one still picture: the largest common telephone cameras give 108 million; 360 MB as RGB."""

MAX_FRAME_PIXELS = 70_000_000
"""Pixels of one video frame: 8192 x 8192 and a margin."""

_PICTURE_FORMATS = {
    "JPEG": "JpegImagePlugin",
    "MPO": "MpoImagePlugin",
    "PNG": "PngImagePlugin",
    "GIF": "GifImagePlugin",
    "TIFF": "TiffImagePlugin",
    "BMP": "BmpImagePlugin",
    "WEBP": "WebPImagePlugin",
    "AVIF": "AvifImagePlugin",
    "HEIF": "",  # pi-heif registers itself
    "JPEG2000": "Jpeg2KImagePlugin",
    "PSD": "PsdImagePlugin",
    "ICO": "IcoImagePlugin",
    "PPM": "PpmImagePlugin",
    "PCX": "PcxImagePlugin",
    "TGA": "TgaImagePlugin",
}
# Formats that run another program (EPS) or rarely hold photographs are left out.
_OPENERS = tuple(name for name in _PICTURE_FORMATS if name != "MPO")  # opened as JPEG, told apart by its reader

_UNDECODED = {"skip_frame": "all", "probesize": "32"}
"""FFmpeg decodes the first frame of each stream when it opens a container, most of the time that takes: 16 ms of a
1080p film, 1.3 without."""
_LAYERED = frozenset({"rgba", "bgra", "argb", "abgr", "ya8"})  # of GIF and APNG
_MAX_BAD_READS = 100  # consecutive; a container that yields no packet after so many errors has no more to give
_FLAG_OUTPUT_CORRUPT = 1 << 3  # AV_CODEC_FLAG_OUTPUT_CORRUPT: show what can be read of a damaged frame

Pixels = NDArray[np.uint8]


def reason(error: BaseException) -> str:
    """What a decoder says of a file, in a few words."""
    if isinstance(error, av.error.PermissionError):
        return "the decoder gave up on a part of it"  # FFmpeg's plain -1, which reads as "operation not permitted"
    if isinstance(error, av.error.EOFError):
        return "the file ends too early"
    if isinstance(error, av.error.FFmpegError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error) or type(error).__name__


def _refuse_other_files(*_: object) -> None:
    raise PermissionError("a media file may not open another one")


def open_container(descriptor: int, *, decoding: bool = True) -> InputContainer:
    """Open a video or sound container.

    Args:
        descriptor: of the content.
        decoding: whether to decode the first frames, for what a container need not state: the layout of pixels, and
            in formats without an index the size of the picture and the rate of the sound.

    Raises:
        UntrustedInputError: no decoder opens it.
        MemoryError: it wants more memory than the worker may use.
    """
    if os.fstat(descriptor).st_size == 0:
        raise UntrustedInputError("the file is empty")
    file: Any = DescriptorFile(descriptor)
    # FFmpeg looks for the control chunk in the first two kilobytes only.
    form = "apng" if os.pread(descriptor, 8, 0) == b"\x89PNG\r\n\x1a\n" else None
    if animations.is_animation(descriptor):
        file = animations.as_container(file, MAX_FRAME_PIXELS)
    try:
        opened: InputContainer = av.open(
            file,
            "r",
            format=form,
            metadata_errors="replace",
            io_open=_refuse_other_files,
            container_options={"format_whitelist": FORMATS, "protocol_whitelist": "", "max_streams": "64"},
            options={"max_pixels": str(MAX_FRAME_PIXELS), **({} if decoding else _UNDECODED)},
        )
    except MemoryError:
        raise
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise UntrustedInputError(f"no decoder opens it: {reason(error)}") from error
    return opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Where reading or decoding went wrong.

    Attributes:
        time_us: presentation time reached so far, microseconds from the first frame.
        what: what the decoder said.
    """

    time_us: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One decoded frame of a video, in presentation order.

    Attributes:
        index: 0 for the first frame that could be decoded.
        time_us: microseconds of presentation time from the first frame; strictly rising.
        repaired: the file gave no usable time, so this one was derived from the frame before.
        picture: the decoded frame as stored: neither turned nor stretched.
    """

    index: int
    time_us: int
    repaired: bool
    picture: VideoFrame


def video_stream(container: InputContainer) -> VideoStream | None:
    """The stream that a player would show: the best one that is not a cover picture, None without any."""
    streams = [stream for stream in container.streams.video if not is_cover(stream)]
    return max(streams, key=lambda stream: stream.width * stream.height, default=None)


def is_cover(stream: VideoStream) -> bool:
    """Whether the stream is a picture attached to a sound file."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def prepare(stream: Any, threads: int = 1) -> None:
    """Set a stream's decoder up: threads, bounds, and frames shown even where they are damaged.

    One thread unless asked: with several, what a decoder shows of a damaged stream depends on chance, and contents are
    worked on side by side anyway.
    """
    context = stream.codec_context
    context.thread_type = "AUTO"
    context.thread_count = threads
    context.flags = context.flags | _FLAG_OUTPUT_CORRUPT
    context.options = {**context.options, "max_pixels": str(MAX_FRAME_PIXELS)}


def frame_interval(stream: VideoStream) -> Fraction:
    """Nominal seconds between two frames; 1/25 where the file does not say anything believable."""
    rate = stream.average_rate or stream.guessed_rate
    if rate is None or not Fraction(1, 3600) <= Fraction(rate) <= 1000:
        return Fraction(1, 25)
    return 1 / Fraction(rate)


def packets(container: InputContainer, *streams: Any, damaged: Callable[[str], None]) -> Iterator[Any]:
    """Packets of some streams, past what cannot be read; an empty packet for each stream ends the sequence."""
    bad = 0
    demuxer = container.demux(*streams)
    while True:
        try:
            packet = next(demuxer)
        except StopIteration:
            return
        except MemoryError:
            raise
        except (av.error.FFmpegError, OSError, ValueError) as error:
            damaged(reason(error))
            bad += 1
            if bad >= _MAX_BAD_READS:
                return
            demuxer = container.demux(*streams)  # a generator that raised is over; the container goes on where it was
            continue
        bad = 0
        yield packet


def frames(
    container: InputContainer,
    stream: VideoStream,
    damaged: Callable[[Damage], None] | None = None,
) -> Iterator[Frame]:
    """Decode a stream from its start, in presentation order, past damage.

    Args:
        container: from `open_container`, not read from yet.
        stream: one of its video streams.
        damaged: told about each packet that could not be read or decoded.

    Yields:
        Every frame that the decoder gave. Its size may change on the way.
    """
    prepare(stream)
    clock = Clock(frame_interval(stream))

    def note(what: str) -> None:
        if damaged is not None:
            damaged(Damage(time_us=clock.last_us, what=what))

    for packet in packets(container, stream, damaged=note):
        for picture in decode_packet(packet, note):
            yield clock.place(picture)


def decode_packet(packet: Any, damaged: Callable[[str], None]) -> list[Any]:
    """Decode one packet of any stream; an error is told, never raised, since the next packet may be whole."""
    if packet.size == 0 and packet.pts is not None:
        return []  # Theora and VP8 repeat a frame so; an empty packet without a time ends the stream
    try:
        decoded: list[Any] = packet.decode()
    except MemoryError:
        raise
    except av.error.EOFError:
        return []  # flushed twice
    except (av.error.FFmpegError, OSError, ValueError) as error:
        damaged(reason(error))
        return []
    return [
        _on_white(each) if isinstance(each, VideoFrame) and each.format.name in _LAYERED else each for each in decoded
    ]


def _on_white(picture: VideoFrame) -> VideoFrame:
    """A frame whose transparent parts lie on white, as those of pictures do: what nobody sees is not uncovered."""
    layered = picture.to_ndarray(format="rgba")
    alpha = layered[:, :, 3:].astype(np.uint16)
    if alpha.min(initial=255) == 255:
        return picture
    shown = (layered[:, :, :3] * alpha + 255 * (255 - alpha)) // 255
    flat = VideoFrame.from_ndarray(shown.astype(np.uint8), "rgb24")
    flat.pts, flat.time_base = picture.pts, picture.time_base
    return flat


class Clock:
    """Gives each frame a number and a time that rises, whatever the file says."""

    def __init__(self, interval: Fraction) -> None:
        self._interval_us = max(1, round(interval * 1_000_000))
        self._count = 0
        self._shift_us: int | None = None
        self.last_us = 0

    def place(self, picture: VideoFrame) -> Frame:
        """Number the next frame in presentation order."""
        stamp = picture.pts if picture.pts is not None else picture.dts
        expected = self.last_us + self._interval_us if self._count else 0
        repaired = stamp is None or picture.time_base is None
        time_us = expected
        if stamp is not None and picture.time_base is not None:
            raw_us = round(stamp * picture.time_base * 1_000_000)
            if self._shift_us is None:
                self._shift_us = expected - raw_us
            time_us = raw_us + self._shift_us
            if self._count and time_us <= self.last_us:  # time went back: the file was cut together, or is damaged
                self._shift_us = expected - raw_us
                time_us, repaired = expected, True
        frame = Frame(index=self._count, time_us=time_us, repaired=repaired, picture=picture)
        self._count += 1
        self.last_us = time_us
        return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """How a stored frame becomes the displayed one: mirrored left to right first, then turned.

    Attributes:
        mirrored: left and right are swapped.
        turns: quarter turns clockwise, 0 to 3.
    """

    mirrored: bool = False
    turns: int = 0

    def apply(self, pixels: Pixels) -> Pixels:
        """Turn an array of shape (height, width) or (height, width, channels)."""
        turned = pixels[:, ::-1] if self.mirrored else pixels
        if self.turns:
            turned = np.rot90(turned, -self.turns)
        return np.ascontiguousarray(turned)


def orientation(picture: VideoFrame) -> Orientation:
    """Read the display matrix of a frame; one that is no whole quarter turn counts as its nearest.

    Ask seldom: a frame that was asked for what lies beside it is held until the collector of garbage comes by.
    """
    try:
        side = cast("SideData | None", picture.side_data.get("DISPLAYMATRIX"))
    except ValueError:  # PyAV does not know every kind of side data, EXIF among them, and then gives none
        return Orientation(turns=round(-picture.rotation / 90) % 4)
    if side is None:
        return Orientation()
    return orientation_of(np.frombuffer(bytes(side), np.int32)[:5].tolist())


def orientation_of(matrix: Sequence[int]) -> Orientation:
    """Read the first five members a, b, u, c, d of a display matrix (libavutil/display.h).

    A stored point (x, y) is shown at (a x + c y, b x + d y), with y pointing down.
    """
    a, b, _, c, d = matrix
    mirrored = a * d - b * c < 0
    if mirrored:  # take "mirrored left to right first" out
        a, b = -a, -b
    if abs(a) >= abs(b):
        return Orientation(mirrored=mirrored, turns=0 if a >= 0 else 2)
    return Orientation(mirrored=mirrored, turns=1 if b > 0 else 3)


def displayed_size(picture: VideoFrame, aspect: Fraction | None = None) -> tuple[int, int]:
    """Width and height in square pixels as a player shows the frame: stretched by the aspect ratio, then turned.

    Args:
        picture: a decoded frame.
        aspect: sample aspect ratio of its stream (`sample_aspect`).
    """
    width, height = picture.width, picture.height
    if aspect is not None and aspect > 1:
        width = round(width * aspect)
    elif aspect is not None:
        height = round(height / aspect)
    return (height, width) if orientation(picture).turns % 2 else (width, height)


def sample_aspect(stream: VideoStream) -> Fraction | None:
    """Width of a stored pixel over its height; None for square or for a value that no camera has."""
    ratio = stream.sample_aspect_ratio
    if not ratio or ratio == 1 or not Fraction(1, 8) <= ratio <= 8:
        return None
    return Fraction(ratio)


def displayed(picture: VideoFrame, size: tuple[int, int], shown: Orientation | None = None) -> Pixels:
    """A frame as it is displayed, scaled to `size`: (height, width, 3).

    Args:
        picture: a decoded frame.
        size: width and height of the result, in the displayed orientation.
        shown: how it is turned, where that is known: see `orientation`.
    """
    shown = orientation(picture) if shown is None else shown
    width, height = (size[1], size[0]) if shown.turns % 2 else size
    # One thread: starting more for each frame costs 40 % more processor time than it saves.
    # The mean of what a pixel covers: a bilinear one takes half as long again to a tenth of the size.
    scaler = scaler_for(picture, width, height)
    small = scaler.reformat(picture, width=width, height=height, format="rgb24", interpolation="AREA", threads=1)
    array = small.to_ndarray()
    return shown.apply(np.asarray(array, np.uint8))


def fit(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The largest size of the same shape within a box, never enlarged, at least 1 x 1."""
    scale = min(Fraction(width, size[0]), Fraction(height, size[1]), Fraction(1))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def open_picture(descriptor: int) -> Image.Image:
    """Open a still picture; nothing is decoded yet.

    Raises:
        UntrustedInputError: no decoder opens it, or it has too many pixels.
    """
    try:
        picture = Image.open(cast(IO[bytes], DescriptorFile(descriptor)), formats=_OPENERS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UntrustedInputError(f"the picture has more than {MAX_PICTURE_PIXELS} pixels") from error
    except UnidentifiedImageError as error:
        raise UntrustedInputError("no decoder opens it: no known picture format") from error
    except MemoryError:
        raise
    except Exception as error:  # broad: Pillow's plugins raise whatever a hostile file makes them raise
        raise UntrustedInputError(f"no decoder opens it: {reason(error)}") from error
    if picture.width * picture.height > MAX_PICTURE_PIXELS:
        raise UntrustedInputError(f"the picture has more than {MAX_PICTURE_PIXELS} pixels")
    return picture


def displayed_picture(descriptor: int) -> Pixels:
    """A still picture as it is displayed (orientation of its EXIF data applied): RGB, shape (height, width, 3).

    Transparent parts lie on white. A damaged picture comes as far as it could be decoded.

    Raises:
        UntrustedInputError: no decoder opens it, or nothing of it can be decoded.
    """
    return np.asarray(colours.flatten(load_picture(open_picture(descriptor))), np.uint8)


def load_picture(picture: Image.Image) -> Image.Image:
    """Decode, turn as its EXIF data says.

    Raises:
        UntrustedInputError: nothing of it can be decoded.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        picture.load()
        return ImageOps.exif_transpose(picture)
    except MemoryError:
        raise
    except Exception as error:  # broad: Pillow's plugins raise whatever a hostile file makes them raise
        raise UntrustedInputError(f"the picture cannot be decoded: {reason(error)}") from error


def warm() -> None:
    """Load all that videos, sounds and pictures are read with, by using each once."""
    import pi_heif  # noqa: PLC0415  whoever reads only videos does without

    warm_videos()
    for plugin in filter(None, _PICTURE_FORMATS.values()):
        import_module(f"PIL.{plugin}")
    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    picture = Image.fromarray(np.zeros((16, 16, 3), np.uint8))
    for name in ("WEBP", "PNG", "JPEG"):
        copy = io.BytesIO()
        picture.save(copy, name)
        ImageOps.exif_transpose(Image.open(copy)).convert("RGBA").resize((8, 8))


def warm_videos() -> None:
    """Load what PyAV, NumPy and Pillow load lazily when a video is read; animated pictures are videos, too."""
    av.logging.set_level(None)
    av.logging.set_skip_repeated(False)  # else what is logged of one file depends on the file before
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PIXELS
    Image.preinit()
    import_module("PIL.WebPImagePlugin")
    colours.warm()
    animations.warm()
    _warm_video()


def _warm_video() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as output:
        stream = output.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 16
        stream.codec_context.thread_count = 1  # a thread that lingers would keep the sandbox from closing
        for _ in range(2):
            output.mux(stream.encode(VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")))
        output.mux(stream.encode())
    descriptor = os.memfd_create("warm") if hasattr(os, "memfd_create") else None
    if descriptor is None:
        return
    try:
        os.write(descriptor, buffer.getvalue())
        with open_container(descriptor) as container:
            for frame in frames(container, container.streams.video[0]):
                displayed(frame.picture, displayed_size(frame.picture))
    finally:
        os.close(descriptor)
