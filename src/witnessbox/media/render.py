"""Painting masks into a content and writing it anew: pixels only, nothing else of the original survives.

Videos stay in YUV 4:2:0 from decoder to encoder. Every frame keeps its number and time; the encoder makes no B-frames,
so the times in the file are the times of the frames and no edit list is needed.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Self, cast

import av
from av.bitstream import BitStreamFilterContext
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from PIL import Image

from witnessbox.media import decode
from witnessbox.media.cuts import plane_pixels
from witnessbox.media.decode import DescriptorFile, Orientation, displayed_picture, open_picture
from witnessbox.media.film import Film
from witnessbox.media.structure import drop_user_data
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Canvas, PlanBody, RenderResult, filled
from witnessbox.model.observations import Box, MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from witnessbox.media.tasks import Progress

FILL = (16, 128, 128)
"""Luma and both chromas of what is painted: black in video levels."""

X264 = {
    # Half the processor time of superfast at crf 20, for files that are a third larger and 3 dB further from the
    # original, which is still 41 dB near.
    "preset": "ultrafast",
    "crf": "23",
    # qpmax: not even noise falls below 34 dB. Two threads, always: another number would give other bytes.
    "x264-params": "bframes=0:qpmax=27:threads=2",
}
_ENCODER = "libx264 ultrafast crf 23 bframes 0 qpmax 27 threads 2"
_JPEG_QUALITY = 95
# Not the level that most programs write with: where nothing is hidden, the rendition must still be other bytes than its
# original, whose digest is never published.
_PNG_LEVEL = 7
_LOSSY = frozenset({"JPEG", "MPO", "AVIF"})
_BT709, _MPEG_RANGE, _JPEG_RANGE = 1, 1, 2  # libavutil/pixfmt.h
_TOLD_EVERY = 25  # frames between two reports of progress
_AGAIN = "analyse it again, then plan and approve anew"


def render(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: paint a plan into a content.

    Args:
        params: `plan`: a `PlanBody`.
        inputs: the content.
        outputs: an empty file, readable and writable, for the rendition.
        progress: frames done, of all.

    Returns:
        A `RenderResult`.

    Raises:
        UntrustedInputError: the content cannot be decoded, or decodes to other frames than the plan was made for.
    """
    plan = from_json(PlanBody, cast("dict[str, Json]", params)["plan"])
    work = _render_picture if plan.canvas.kind is MediaKind.PICTURE else _render_video
    return to_json(work(plan, inputs[0], outputs[0], progress))


def _render_picture(plan: PlanBody, content: int, out: int, progress: Progress) -> RenderResult:
    lossy = open_picture(content).format in _LOSSY
    pixels = displayed_picture(content).copy()
    height, width = pixels.shape[:2]
    _same_size(plan.canvas, width, height)
    boxes = next(filled(plan))
    for box in boxes:
        pixels[box.y1 : box.y2, box.x1 : box.x2] = 0
    target = cast("Any", DescriptorFile(out, writable=True))
    picture = Image.fromarray(pixels)
    if lossy:
        # Full colour resolution, so that the edge of a mask does not smear.
        picture.save(target, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    else:
        picture.save(target, "PNG", compress_level=_PNG_LEVEL)
    progress(1, 1)
    return RenderResult(
        kind=MediaKind.PICTURE,
        mime="image/jpeg" if lossy else "image/png",
        suffix=".jpg" if lossy else ".png",
        width=width,
        height=height,
        frames=1,
        painted=int(bool(boxes)),
        encoder=f"JPEG quality {_JPEG_QUALITY}" if lossy else "PNG",
    )


def _render_video(plan: PlanBody, content: int, out: int, progress: Progress) -> RenderResult:
    total = plan.canvas.timing.frames
    count = hidden = 0
    with Film(content) as film, _Writer(out, plan.canvas) as writer:
        boxes = filled(plan)
        for frame in film:
            if frame.index == 0:
                _same_size(plan.canvas, *film.size)
            if frame.index >= total:
                raise UntrustedInputError(f"it has more than the {total} frames that were analysed: {_AGAIN}")
            here = next(boxes)
            writer.write(frame.picture, film.turn, here)
            hidden += bool(here)
            count += 1
            if count % _TOLD_EVERY == 0:
                progress(count, total)
        if count != total:
            raise UntrustedInputError(f"only {count} of its {total} frames decode this time: {_AGAIN}")
        if film.canvas() != plan.canvas:
            raise UntrustedInputError(f"its frames have other times than when it was analysed: {_AGAIN}")
    progress(total, total)
    return RenderResult(
        kind=MediaKind.VIDEO,
        mime="video/mp4",
        suffix=".mp4",
        width=_even(plan.canvas.width),
        height=_even(plan.canvas.height),
        frames=count,
        painted=hidden,
        encoder=_ENCODER,
    )


def _same_size(canvas: Canvas, width: int, height: int) -> None:
    if (width, height) != (canvas.width, canvas.height):
        was = f"{canvas.width} x {canvas.height}"
        raise UntrustedInputError(f"it is {width} x {height} pixels now, {was} when it was analysed: {_AGAIN}")


def _even(side: int) -> int:
    """4:2:0 in H.264 wants even sides."""
    return side + side % 2


class _Writer:
    """An MP4 file with one H.264 stream and nothing else in it."""

    def __init__(self, out: int, canvas: Canvas) -> None:
        self._out = out
        self._canvas = canvas
        timing = canvas.timing
        ticks = [tick * timing.numerator for tick in timing.ticks()]
        self._time_base = Fraction(1, timing.denominator)
        steps = [later - earlier for earlier, later in pairwise(ticks)]
        last = steps[-1] if steps else max(1, timing.denominator // 25)
        self._frames = iter(list(zip(ticks, [*steps, last], strict=True)))
        self._seconds = (ticks[-1] + last) * self._time_base
        self._reformatter = VideoReformatter()
        self._file = av.open(
            DescriptorFile(out, writable=True), "w", format="mp4", container_options={"fflags": "+bitexact"}
        )
        self._stream: Any = None
        self._filter: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._stream is not None:
            self._mux(self._stream.encode())
            for packet in self._filter.filter(None):
                self._file.mux(packet)
        self._file.close()
        if kind is None:
            drop_user_data(self._out)

    def write(self, picture: VideoFrame, turn: Orientation, boxes: tuple[Box, ...]) -> None:
        """Paint, turn and encode the next frame."""
        if self._stream is None:
            self._open(picture)
        planes = [turn.apply(plane) if turn != Orientation() else plane for plane in self._planes(picture)]
        width, height = _even(self._canvas.width), _even(self._canvas.height)
        target = VideoFrame(width, height, "yuv420p")
        for index, plane in enumerate(planes):
            unit = 2 if index else 1
            pixels = plane_pixels(target, index, width // unit, height // unit)
            rows, columns = plane.shape
            pixels[:rows, :columns] = plane
            pixels[rows:, :columns] = plane[-1:]
            pixels[:, columns:] = pixels[:, columns - 1 : columns]
            for box in boxes:
                # Outward on both sides: half a chroma sample of a face is a piece of a face.
                low, right = -(-box.y2 // unit), -(-box.x2 // unit)
                pixels[box.y1 // unit : low, box.x1 // unit : right] = FILL[index]
        target.pts, target.duration = next(self._frames)
        target.time_base = self._time_base
        self._mux(self._stream.encode(target))

    def _open(self, picture: VideoFrame) -> None:
        frames = self._canvas.timing.frames
        rate = max(Fraction(frames / self._seconds).limit_denominator(1001), Fraction(1, 1001))
        stream: Any = self._file.add_stream("libx264", rate=rate, options=X264)
        context = stream.codec_context
        context.width, context.height = _even(self._canvas.width), _even(self._canvas.height)
        context.pix_fmt = "yuv420p"
        context.time_base = stream.time_base = self._time_base
        context.sample_aspect_ratio = Fraction(self._canvas.aspect_numerator, self._canvas.aspect_denominator)
        context.color_range = _JPEG_RANGE if _full_range(picture) else _MPEG_RANGE
        context.colorspace = _BT709 if picture.format.is_rgb else picture.colorspace
        context.color_primaries, context.color_trc = picture.color_primaries, picture.color_trc
        self._stream = stream
        # x264 writes its name, version and settings into a message of the stream: NAL unit type 6.
        self._filter = BitStreamFilterContext("filter_units=remove_types=6", stream)

    def _planes(self, picture: VideoFrame) -> list[NDArray[np.uint8]]:
        """The three planes of a frame in 8-bit 4:2:0, as stored: neither turned nor padded."""
        if picture.format.name not in ("yuv420p", "yuvj420p"):
            keep = _JPEG_RANGE if _full_range(picture) else _MPEG_RANGE
            space = {"dst_colorspace": "ITU709"} if picture.format.is_rgb else {}
            picture = self._reformatter.reformat(
                picture, format="yuv420p", dst_color_range=keep, threads=1, **cast("Any", space)
            )
        half = -(-picture.width // 2), -(-picture.height // 2)
        sizes = [(picture.width, picture.height), half, half]
        return [plane_pixels(picture, index, *size) for index, size in enumerate(sizes)]

    def _mux(self, packets: Iterable[Any]) -> None:
        for packet in chain.from_iterable(self._filter.filter(each) for each in packets):
            self._file.mux(packet)


def _full_range(picture: VideoFrame) -> bool:
    """Whether black is 0 and white 255 in a YUV frame; RGB frames become video levels."""
    if picture.format.is_rgb:
        return False
    return picture.format.name.startswith("yuvj") or picture.color_range == _JPEG_RANGE


def warm() -> None:
    """Load what the encoder loads lazily."""
    decode.warm()
