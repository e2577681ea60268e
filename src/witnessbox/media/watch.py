"""One pass over a video for several readers: it is decoded once, each frame goes to all of them.

Decoding is what costs most of a long video beside the search for faces, and three analysers want every frame.
Runs inside the sandboxed worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from witnessbox.media import decode, stills
from witnessbox.media.cuts import Grids
from witnessbox.media.detect import CenterFace
from witnessbox.media.film import Film
from witnessbox.media.probe import headers_of, read_through
from witnessbox.media.search import Search
from witnessbox.media.searching import MisfitError, Searching
from witnessbox.media.sight import weights
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from witnessbox.media.tasks import Progress

warm = decode.warm_videos


def watch(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: what several tasks would tell of a video.

    Args:
        params: `parts`: names, `probe` among them; `headers`, `storyboard` and `faces` beside it; `key`: what the
            journal belongs to, any text.
        inputs: the content; the weights of CenterFace where faces are wanted.
        outputs: an empty file for the pictures of the storyboard; where faces are wanted a journal, empty or of an
            earlier run, readable and writable.
        progress: bytes read, of all.

    Returns:
        The answer of each part by its name. Null where the part has to be done by itself: it says then what is wrong.

    Raises:
        UntrustedInputError: no decoder opens the content.
    """
    wanted = cast("dict[str, Json]", params)
    parts = cast("list[str]", wanted["parts"])
    with decode.open_container(inputs[0]) as container:
        stream = decode.video_stream(container)
        readers: dict[str, _Reader] = {}
        grids = Grids()
        if stream is not None and "storyboard" in parts:
            readers["storyboard"] = _Board(stream, outputs[0], grids)
        if stream is not None and "faces" in parts:
            readers["faces"] = _Faces(container, CenterFace(weights(inputs[1])), outputs[1], str(wanted["key"]), grids)

        def show(picture: VideoFrame) -> None:
            for name, reader in list(readers.items()):
                try:
                    reader.take(picture)
                except MemoryError:
                    raise
                except Exception:  # noqa: BLE001  a hostile file may make a reader raise anything; it has another try
                    del readers[name]

        answers: dict[str, Json] = dict.fromkeys(parts)
        if "headers" in parts:
            answers["headers"] = to_json(headers_of(inputs[0]))
        probe = read_through(container, inputs[0], progress, show)
        answers["probe"] = to_json(probe)
        for name, reader in readers.items():
            try:
                # What is shown of a damaged video may depend on which of its streams are read: the rendition will be
                # made from the video stream alone, so its frames are counted that way.
                answers[name] = None if probe.damage_count else reader.finish()
            except (UntrustedInputError, MisfitError):
                continue
    return answers


class _Reader(Protocol):
    """What wants to see every frame of a video."""

    def take(self, picture: VideoFrame) -> None:
        """Look at the next frame."""
        ...

    def finish(self) -> Json:
        """Give the answer of its task.

        Raises:
            UntrustedInputError: there was nothing to see.
        """
        ...


class _Board:
    """Makes the storyboard."""

    def __init__(self, stream: VideoStream, output: int, grids: Grids) -> None:
        self._reel = stills.Reel(stream, stream.frames, grids)
        self._clock = decode.Clock(decode.frame_interval(stream))
        self._output = output

    def take(self, picture: VideoFrame) -> None:
        self._reel.take(self._clock.place(picture))

    def finish(self) -> Json:
        if self._reel.misled:
            return None  # by itself it is made without regard to what the file announces
        board, pictures = self._reel.finish()
        return stills.answer(board, pictures, self._output)


class _Faces:
    """Looks for faces."""

    def __init__(self, container: InputContainer, detector: CenterFace, journal: int, key: str, grids: Grids) -> None:
        self._film = Film(container)
        self._searching = Searching([Search(self._film, detector, grids=grids)], journal, key)

    def take(self, picture: VideoFrame) -> None:
        self._searching.take(self._film.take(picture))

    def finish(self) -> Json:
        return self._searching.finish()
