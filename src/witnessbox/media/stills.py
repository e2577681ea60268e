"""Storyboards: the shots of a video, one small still of each, and a contact sheet; runs inside the sandboxed worker.

Everything comes from one pass from the first frame to the last, because seeking shows other frames than it says.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from av.video.stream import VideoStream
from PIL import Image

from witnessbox.media import decode
from witnessbox.media.cuts import CutFinder, Grids, luma
from witnessbox.media.decode import Frame, Pixels
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import Sheet, Shot, Span, Storyboard
from witnessbox.model.observations import MediaKind

MAX_WIDTH = 480
"""Pixels; a still is for finding one's way, not for evidence."""

_MAX_HEIGHT = 854  # an upright telephone video of that width
_MAX_STILLS = 1000
_TILE = 160  # pixels, longer side of a picture on the sheet
_MAX_TILES = 48
_FEW_SHOTS = 12  # below this the sheet shows moments at equal distance, since a camera on a wall never cuts
_COLUMNS = 6
_LOOK_US = 400_000  # a shot's frames are looked at for sharpness this often
_SHORTEST_US = 500_000  # what is cut faster is a flash or a flicker, and belongs to the shot around it
_SETTLE_US = 200_000  # the first frames of a shot may still be dissolving from the one before
_SHARPER = 1.15  # a later frame replaces the chosen one only when it is clearly better
_QUALITY = 70  # of WebP
_PAGE_US = 1_000_000  # a page of a document counts as a frame of a second


def storyboard(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: a `Storyboard`, and the lengths of its WebP pictures, which are written one after the other."""
    from witnessbox.media.pages import has_pages  # noqa: PLC0415  PDFium is loaded where stills are shown

    if params == MediaKind.DOCUMENT or (params == MediaKind.PICTURE and has_pages(inputs[0])):
        board, pictures = _pages(inputs[0], progress)
    elif params == MediaKind.PICTURE:
        board, pictures = _picture(inputs[0])
    else:
        board, pictures = _video(inputs[0], progress)
    return answer(board, pictures, outputs[0])


def answer(board: Storyboard, pictures: list[bytes], output: int) -> Json:
    """Write the pictures of a storyboard and put the answer of the task together."""
    file = decode.DescriptorFile(output, writable=True)
    for picture in pictures:
        file.write(picture)
    return {"storyboard": to_json(board), "pictures": {"bytes": [len(picture) for picture in pictures]}}


@dataclass
class _OpenShot:
    """The shot that is running, and the best frame of it so far."""

    first: int
    start_us: int
    since_us: int
    sharpness: float = -1.0
    settled: bool = False
    next_look_us: int = 0
    still: Pixels | None = None
    still_us: int = 0

    def settle_from(self, time_us: int) -> None:
        """Choose the still anew among what comes now: what was seen so far was a flash."""
        self.since_us, self.next_look_us = time_us, time_us
        self.sharpness, self.settled = -1.0, False


class _Moments:
    """Tiles at equal distances over a time that is not known beforehand: when full, every other one goes.

    Args:
        announced: number of frames that there may be; those that would go anyway are not made then.
    """

    def __init__(self, announced: int) -> None:
        self.tiles: list[tuple[int, Pixels]] = []
        self._step = _step(announced)

    def suit(self, frames: int) -> bool:
        """Whether the tiles are those of a film of so many frames, of which nothing was known."""
        return self._step == _step(frames)

    def offer(self, frame: Frame, tile: tuple[int, int], shown: decode.Orientation) -> None:
        if frame.index % self._step:
            return
        if len(self.tiles) == _MAX_TILES:
            self.tiles = self.tiles[::2]
            self._step *= 2
            if frame.index % self._step:
                return
        self.tiles.append((frame.time_us, decode.displayed(frame.picture, tile, shown)))


def _step(frames: int) -> int:
    """Frames from one tile to the next in a film of so many frames."""
    step = 1
    while -(-frames // step) > _MAX_TILES:
        step *= 2
    return step


def _video(descriptor: int, progress: Progress) -> tuple[Storyboard, list[bytes]]:
    with decode.open_container(descriptor) as container:
        stream = decode.video_stream(container)
        if stream is None:
            raise UntrustedInputError("it has no video")
        expected = _expected_us(container.duration)
        reel = Reel(stream)
        shown = 0
        for frame in decode.frames(container, stream):
            reel.take(frame)
            if expected and frame.time_us > shown + expected // 100:
                shown = frame.time_us
                progress(min(shown, expected), expected)
        return reel.finish()


class Reel:
    """Takes the frames of a video, one after the other, and makes its storyboard.

    Args:
        stream: whose frames they are.
        announced: how many there may be, 0 for unknown: where it is right, the same is done in less time.
        grids: shared with others who look at the same frames.
    """

    def __init__(self, stream: VideoStream, announced: int = 0, grids: Grids | None = None) -> None:
        self._aspect = decode.sample_aspect(stream)
        self._interval_us = round(decode.frame_interval(stream) * 1_000_000)
        self._cuts = CutFinder(grids)
        self._moments = _Moments(announced)
        self._shots: list[Shot] = []
        self._spans: list[Span] = []
        self._stills: list[Pixels] = []
        self._open: _OpenShot | None = None
        self._frames = 0
        self._last_us = 0
        self._size = (0, 0)
        self._shown = decode.Orientation()  # of the first frame, as masks take it

    def take(self, frame: Frame) -> None:
        """Look at the next frame."""
        if self._frames == 0:
            self._size = decode.displayed_size(frame.picture, self._aspect)
            self._shown = decode.orientation(frame.picture)
        if self._cuts.starts_shot(frame.picture) and self._open is not None:
            if frame.time_us - self._open.start_us >= _SHORTEST_US:
                self._close(self._open, frame.time_us)
                self._open = None
            else:
                self._open.settle_from(frame.time_us)
        if self._open is None:
            self._open = _OpenShot(first=frame.index, start_us=frame.time_us, since_us=frame.time_us)
        self._consider(self._open, frame)
        self._moments.offer(frame, decode.fit(self._size, _TILE, _TILE), self._shown)
        self._frames += 1
        self._last_us = frame.time_us

    @property
    def misled(self) -> bool:
        """Whether fewer frames came than were announced, so that too few moments were kept for a sheet."""
        return not self._moments.suit(self._frames)

    def finish(self) -> tuple[Storyboard, list[bytes]]:
        """Close the last shot and put the pictures together.

        Raises:
            UntrustedInputError: there was no frame.
        """
        if self._open is None:
            raise UntrustedInputError("it has a video stream, but not one frame can be decoded")
        self._close(self._open, self._last_us + self._interval_us)
        tiles = self._moments.tiles
        if len(self._stills) >= _FEW_SHOTS:
            chosen = _evenly(len(self._stills), _MAX_TILES)
            tile = decode.fit(self._size, _TILE, _TILE)
            tiles = [(self._shots[at].still_us, _scaled(self._stills[at], tile)) for at in chosen]
        sheet = _sheet(tiles, self._frames, self._size)
        pictures = [_webp(still) for still in self._stills]
        pictures.append(_webp(_mosaic([pixels for _, pixels in tiles])))
        return Storyboard(shots=tuple(self._shots), spans=tuple(self._spans), sheet=sheet), pictures

    def _consider(self, shot: _OpenShot, frame: Frame) -> None:
        if shot.still is not None and frame.time_us < shot.next_look_us:
            return
        settled = frame.time_us >= shot.since_us + _SETTLE_US
        sharpness = _sharpness(luma(frame.picture))
        first_settled = settled and not shot.settled
        if shot.still is None or first_settled or sharpness > shot.sharpness * _SHARPER:
            size = decode.fit(self._size, MAX_WIDTH, _MAX_HEIGHT)
            shot.still = decode.displayed(frame.picture, size, self._shown)
            shot.still_us, shot.sharpness = frame.time_us, sharpness
        shot.settled = shot.settled or settled
        shot.next_look_us = frame.time_us + (_LOOK_US if shot.settled else _SETTLE_US)

    def _close(self, shot: _OpenShot, end_us: int) -> None:
        index = len(self._shots)
        kept = index < _MAX_STILLS and shot.still is not None
        if kept and shot.still is not None:
            self._stills.append(shot.still)
        self._shots.append(
            Shot(
                index=index,
                first_frame=shot.first,
                last_frame=self._frames - 1,
                still=f"shot-{index:04d}.webp" if kept else None,
                still_us=shot.still_us,
            )
        )
        self._spans.append(Span(start_us=shot.start_us, end_us=end_us))


def _picture(descriptor: int) -> tuple[Storyboard, list[bytes]]:
    picture = decode.displayed_picture(descriptor)
    size = picture.shape[1], picture.shape[0]
    still = _scaled(picture, decode.fit(size, MAX_WIDTH, _MAX_HEIGHT))
    tile = _scaled(picture, decode.fit(size, _TILE, _TILE))
    board = Storyboard(
        shots=(Shot(index=0, first_frame=0, last_frame=0, still="shot-0000.webp", still_us=0),),
        spans=(Span(start_us=0, end_us=0),),
        sheet=_sheet([(0, tile)], 1, size),
    )
    return board, [_webp(still), _webp(tile)]


def _pages(descriptor: int, progress: Progress) -> tuple[Storyboard, list[bytes]]:
    """A shot of one second for each page, as it lies on the canvas of the document."""
    from witnessbox.media.pages import on_canvas, open_pages  # noqa: PLC0415  see above

    stills: list[bytes] = []
    tiles: list[tuple[int, Pixels]] = []
    with open_pages(descriptor) as document:
        count, size = document.count, document.size
        chosen = set(_evenly(count, _MAX_TILES))
        for index in range(count):
            page = on_canvas(document.page(index), size)
            stills.append(_webp(_scaled(page, decode.fit(size, MAX_WIDTH, _MAX_HEIGHT))))
            if index in chosen:
                tiles.append((index * _PAGE_US, _scaled(page, decode.fit(size, _TILE, _TILE))))
            progress(index + 1, count)
    names = [f"shot-{index:04d}.webp" for index in range(count)]
    shots = tuple(
        Shot(index=index, first_frame=index, last_frame=index, still=name, still_us=index * _PAGE_US)
        for index, name in enumerate(names)
    )
    spans = tuple(Span(start_us=index * _PAGE_US, end_us=(index + 1) * _PAGE_US) for index in range(count))
    board = Storyboard(shots=shots, spans=spans, sheet=_sheet(tiles, count, size))
    return board, [*stills, _webp(_mosaic([pixels for _, pixels in tiles]))]


def _expected_us(duration: int | None) -> int:
    return duration if duration is not None and duration > 0 else 0


def _sheet(tiles: list[tuple[int, Pixels]], frames: int, size: tuple[int, int]) -> Sheet:
    return Sheet(
        name="sheet.webp",
        columns=min(_COLUMNS, len(tiles)),
        times_us=tuple(time_us for time_us, _ in tiles),
        frames=frames,
        width=size[0],
        height=size[1],
    )


def _evenly(count: int, most: int) -> list[int]:
    """Numbers below `count`, at most `most` of them, first and last among them."""
    if count <= most:
        return list(range(count))
    return [round(at * (count - 1) / (most - 1)) for at in range(most)]


def _sharpness(grey: Pixels) -> float:
    """Strength of the edges in a frame: the mean square of a Laplacian over every few pixels."""
    step = max(1, min(grey.shape) // 180)
    small = grey[::step, ::step].astype(np.int16)
    if min(small.shape) < 3:
        return 0.0
    edges = 4 * small[1:-1, 1:-1] - small[:-2, 1:-1] - small[2:, 1:-1] - small[1:-1, :-2] - small[1:-1, 2:]
    return float(np.mean(np.square(edges, dtype=np.int32)))


def _scaled(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    if (pixels.shape[1], pixels.shape[0]) == size:
        return pixels
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), np.uint8)


def _mosaic(tiles: Iterable[Pixels]) -> Pixels:
    """Tiles of one size in rows, one dark pixel between them."""
    pictures = list(tiles)
    height, width = pictures[0].shape[:2]
    columns = min(_COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    ground = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1, 3), 32, np.uint8)
    for at, picture in enumerate(pictures):
        top, left = at // columns * (height + 1), at % columns * (width + 1)
        ground[top : top + height, left : left + width] = picture
    return ground


def _webp(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=_QUALITY, method=2)
    return buffer.getvalue()


def warm() -> None:
    """Load what decoders load lazily."""
    from witnessbox.media import pages  # noqa: PLC0415  see above

    pages.warm()
