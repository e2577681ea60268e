"""Frames as they are encoded: eight bits of YUV 4:2:0, turned as displayed, even sides, masks painted over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from av.filter.graph import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from witnessbox.media.convert import unpacked
from witnessbox.media.cuts import plane_pixels
from witnessbox.media.decode import Orientation
from witnessbox.media.fills import BLACK, luma_of
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from witnessbox.model.faces import PlanBody
    from witnessbox.model.observations import Box

VIDEO_LEVELS, FULL_LEVELS = 1, 2
"""`AVColorRange` (libavutil/pixfmt.h): black is 16 or 0."""

_BT709, _UNSAID, _BT601 = 1, 2, 6  # AVColorSpace, likewise
_HIGH = 720  # stored rows from which browsers take colours that a file does not name as those of HDTV
_SMALLER = (3, 4)  # to which a smoothed picture is scaled down before it is scaled up again
# Each frame by itself: a filter that looks at several would smear a face from where it was to where no mask is now. The
# better spatial ones (nlmeans, fftdnoiz) take 4 to 6 times as long; with both scalers this one takes 28 ms for 1080p.
_DENOISE = "sigmaS=2:sigmaR=0.1:planes=7"


def even(side: int) -> int:
    """4:2:0 wants even sides; an odd one gets one more column or row."""
    return side + side % 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What the numbers of a frame mean, as the rendition's header says it: numbers of ITU-T H.273.

    Attributes:
        levels: `VIDEO_LEVELS` or `FULL_LEVELS`.
        space: matrix between RGB and YUV.
        primaries: of red, green and blue.
        transfer: from light to signal.
    """

    levels: int
    space: int
    primaries: int
    transfer: int


def colours_of(picture: VideoFrame) -> Colours:
    """Colours of a rendition, from the first frame of its content; a space that is not named is guessed as players do.

    It is written down because a turned picture has another height, and a player would guess anew.
    """
    space = picture.colorspace
    if picture.format.is_rgb or picture.format.name == "pal8":
        space = _BT709
    elif space in (_UNSAID, 0):
        space = _BT709 if picture.height >= _HIGH else _BT601
    return Colours(levels=_levels(picture), space=space, primaries=picture.color_primaries, transfer=picture.color_trc)


def _levels(picture: VideoFrame) -> int:
    """Whether black is 0 and white 255 in a YUV frame; RGB frames become video levels."""
    if picture.format.is_rgb:
        return VIDEO_LEVELS
    full = picture.format.name.startswith("yuvj") or picture.color_range == FULL_LEVELS
    return FULL_LEVELS if full else VIDEO_LEVELS


class Painter:
    """Makes the frames of one segment; what it does to a frame depends on no frame of another segment.

    Args:
        plan: says what is painted with what.
        colours: of the rendition.
        turn: how stored frames are turned for display.
    """

    def __init__(self, plan: PlanBody, colours: Colours, turn: Orientation) -> None:
        self._width, self._height = even(plan.canvas.width), even(plan.canvas.height)
        self._colours = colours
        self._turn = turn
        self._reformatter = VideoReformatter()
        self._luma = luma_of(plan, self._width, self._height)
        self._smoother = _Smoother(self._width, self._height) if plan.smoothed else None

    def paint(
        self, picture: VideoFrame, boxes: tuple[Box, ...], pts: int, duration: int, time_base: Fraction
    ) -> VideoFrame:
        """The frame to be encoded.

        Args:
            picture: as decoded.
            boxes: what is filled, in pixels of the displayed frame.
            pts: its time.
            duration: how long it is shown.
            time_base: seconds of one tick of both.
        """
        target = VideoFrame(self._width, self._height, "yuv420p")
        for index, plane in enumerate(self._planes(picture)):
            turned = self._turn.apply(plane) if self._turn != Orientation() else plane
            rows, columns = turned.shape
            pixels = self._plane(target, index)
            pixels[:rows, :columns] = turned
            pixels[rows:, :columns] = turned[-1:]
            pixels[:, columns:] = pixels[:, columns - 1 : columns]
        self._fill(target, boxes)
        if self._smoother is not None:
            # Painted before, so that nothing below a mask is smeared out of it, and after, so that masks have edges.
            target = self._smoother.smooth(target)
            self._fill(target, boxes)
        target.pts, target.duration, target.time_base = pts, duration, time_base
        return target

    def _fill(self, target: VideoFrame, boxes: tuple[Box, ...]) -> None:
        for index in range(3):
            unit = 2 if index else 1
            pixels = self._plane(target, index)
            for box in boxes:
                # Outward on both sides: half a chroma sample of a face is a piece of a face.
                rows = slice(box.y1 // unit, -(-box.y2 // unit))
                columns = slice(box.x1 // unit, -(-box.x2 // unit))
                pixels[rows, columns] = BLACK[index] if index else self._luma[rows, columns]

    def _plane(self, target: VideoFrame, index: int) -> NDArray[np.uint8]:
        unit = 2 if index else 1
        return plane_pixels(target, index, self._width // unit, self._height // unit)

    def _planes(self, picture: VideoFrame) -> list[NDArray[np.uint8]]:
        """The three planes of a frame in 8-bit 4:2:0, as stored: neither turned nor padded."""
        if picture.format.name not in ("yuv420p", "yuvj420p") or _levels(picture) != self._colours.levels:
            space = {"dst_colorspace": "ITU709"} if picture.format.is_rgb or picture.format.name == "pal8" else {}
            picture = self._reformatter.reformat(
                unpacked(picture),
                format="yuv420p",
                dst_color_range=self._colours.levels,
                threads=1,
                **cast("Any", space),
            )
        half = -(-picture.width // 2), -(-picture.height // 2)
        sizes = [(picture.width, picture.height), half, half]
        return [plane_pixels(picture, index, *size) for index, size in enumerate(sizes)]


class _Smoother:
    """Takes noise out and scales the picture down and up again: less is left of the pattern of one sensor."""

    def __init__(self, width: int, height: int) -> None:
        over, under = _SMALLER
        small = max(2, width * over // under // 2 * 2), max(2, height * over // under // 2 * 2)
        self._graph = Graph()
        self._graph.threads = 1
        source = self._graph.add("buffer", f"video_size={width}x{height}:pix_fmt=yuv420p:time_base=1/25")
        nodes = [
            source,
            self._graph.add("bilateral", _DENOISE),
            self._graph.add("scale", f"{small[0]}:{small[1]}:flags=area"),
            self._graph.add("scale", f"{width}:{height}:flags=bicubic"),
            self._graph.add("buffersink"),
        ]
        self._graph.link_nodes(*nodes)
        self._graph.configure(auto_buffer=False)
        self._count = 0

    def smooth(self, picture: VideoFrame) -> VideoFrame:
        picture.pts = self._count
        self._count += 1
        self._graph.vpush(picture)
        return self._graph.vpull()


def warm() -> None:
    """Build the graph of filters once, while libraries may still be loaded."""
    _Smoother(16, 16).smooth(VideoFrame(16, 16, "yuv420p"))
