"""Searches of one film that outlive a kill: what they found goes to a journal, segment by segment.

A search that goes on decodes from the start, as a rendering does, but looks at no frame that the journal tells of. It
ends in the same findings, bit for bit, as one that nobody disturbed. Findings are read from the journal too, one track
at a time: those of hours with many people are more than one message may hold.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import onnxruntime

from witnessbox.media.encode import libraries
from witnessbox.media.film import Film
from witnessbox.media.search import Memory, Piece
from witnessbox.media.segments import Journal
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from witnessbox.media.decode import Frame
    from witnessbox.media.search import Search
    from witnessbox.media.tasks import Progress
    from witnessbox.model.canonical import Json
    from witnessbox.model.faces import FaceTrack

SEGMENT_FRAMES = 250
"""Frames after which what was found is written down: seconds of work, the most that a killed search loses."""

_FORM = "search 1"  # raised whenever what is written down has another form
_PIECE = struct.Struct("<cBI")  # what it is, number of its search, number of its track or last frame of its shot
_KEYS, _SHOT = b"k", b"s"
_TOLD_EVERY = 25  # frames between two reports of progress


class KeepingError(Exception):
    """The journal cannot be written: the disk is full, for example. No fault of the content."""


class MisfitError(Exception):
    """The journal does not fit the frames; it was emptied, and all has to be done anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Boundary:
    """The state of all searches of a film after some of its frames.

    Attributes:
        frames: how many.
        time_us: time of the last of them.
        memories: one a search.
    """

    frames: int
    time_us: int
    memories: tuple[Memory, ...]


class Searching:
    """Some searches of one film, side by side.

    Args:
        searches: they search with the same step, so that they come to rest together.
        journal: descriptor of a file, readable and writable, empty or of an earlier run.
        key: what the journal belongs to, any text.
    """

    def __init__(self, searches: Sequence[Search], journal: int, key: str) -> None:
        self._searches = searches
        versions = (f"ONNX Runtime {onnxruntime.__version__}", f"numpy {np.__version__}", libraries())
        what = [f"{search.kind} {search.every}" for search in searches]
        depends = "\n".join((_FORM, key, *what, *versions))
        with _writing():
            self._journal = Journal(journal, hashlib.sha256(depends.encode()).digest())
        self._frames = 0
        self._kept: _Boundary | None = None
        if self._journal.segments:
            with contextlib.suppress(MisfitError), self._fitting():
                self._kept = self._last_boundary()
        self._done = self._kept.frames if self._kept is not None else 0

    def take(self, frame: Frame) -> None:
        """Look at the next frame, unless the journal tells of it.

        Raises:
            MisfitError: it tells of other frames.
            KeepingError: it cannot be written.
        """
        self._frames += 1
        if self._kept is not None:
            if frame.index < self._kept.frames:
                for search, memory in zip(self._searches, self._kept.memories, strict=True):
                    search.pass_by(frame, memory)
                if frame.index == self._kept.frames - 1:
                    self._resume(self._kept, frame)
                return
            self._kept = None
        for search in self._searches:
            search.take(frame)
        if self._frames - self._done >= SEGMENT_FRAMES and all(search.settled for search in self._searches):
            with _writing():
                self._keep(frame)

    def finish(self) -> Json:
        """Write the findings behind the segments, as a `FacesSummary` and one `FaceTrack` after the other.

        Returns:
            Where they begin in the journal, and where they end.

        Raises:
            MisfitError: the journal tells of more frames than there are.
            KeepingError: it cannot be written.
            UntrustedInputError: there was no frame.
        """
        if self._kept is not None and self._frames < self._kept.frames:
            self._misfit("it ends earlier")
        summaries = [search.end() for search in self._searches]
        summary = replace(summaries[0], tracks=sum(each.tracks for each in summaries))
        with _writing():
            # Without a head they are no segment: the next run cuts them off.
            self._journal.begin(canonical(to_json(summary)))
            for number, track in enumerate(self._tracks()):
                self._journal.add(canonical(to_json(replace(track, track=number))), key=False)
        return list(self._journal.begun)

    def _tracks(self) -> Iterator[FaceTrack]:
        for search in self._searches:
            yield from search.tracks()

    def _keep(self, frame: Frame) -> None:
        """Write down what came since the last segment."""
        memories = tuple(search.memory() for search in self._searches)
        boundary = _Boundary(frames=self._frames, time_us=frame.time_us, memories=memories)
        self._journal.begin(canonical(to_json(boundary)))
        for at, search in enumerate(self._searches):
            for piece in search.pieces():
                what = _SHOT if piece.keys is None else _KEYS
                self._journal.add(_PIECE.pack(what, at, piece.number) + (piece.keys or b""), key=False)
        self._journal.end(self._frames - self._done)
        self._done = self._frames

    # -- going on --------------------------------------------------------------------------------------------------

    def _last_boundary(self) -> _Boundary:
        head, *_ = self._journal.packets_of(self._journal.segments[-1])
        boundary = from_json(_Boundary, json.loads(head[0]))
        if boundary.frames != self._journal.frames or len(boundary.memories) != len(self._searches):
            raise ValueError("a segment has another number of frames than it says")
        return boundary

    def _resume(self, kept: _Boundary, frame: Frame) -> None:
        with self._fitting():
            if frame.time_us != kept.time_us:
                raise ValueError("a frame is shown at another time")
            for at, (search, memory) in enumerate(zip(self._searches, kept.memories, strict=True)):
                search.resume(self._pieces(at), memory)

    def _pieces(self, at: int) -> Iterator[Piece]:
        """All pieces of one search."""
        for segment in self._journal.segments:
            for data, _ in itertools.islice(self._journal.packets_of(segment), 1, None):
                what, whose, number = _PIECE.unpack_from(data)
                if whose == at:
                    yield Piece(number=number, keys=data[_PIECE.size :] if what == _KEYS else None)

    @contextlib.contextmanager
    def _fitting(self) -> Iterator[None]:
        """Whatever in the journal does not fit empties it."""
        try:
            yield
        except (ValueError, LookupError, struct.error) as error:
            self._misfit(str(error))

    def _misfit(self, why: str) -> NoReturn:
        self._journal.clear()
        raise MisfitError(f"what was kept of an interrupted search does not fit: {why}")


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeepingError(error.strerror or str(error)) from error


def search_film(
    content: int, searches: Callable[[Film], Sequence[Search]], journal: int, key: str, progress: Progress
) -> Json:
    """Search a film, from where an earlier run was killed.

    Args:
        content: descriptor of the film.
        searches: gives the searches of a film.
        journal: as `Searching` takes it.
        key: likewise.
        progress: frames done, of about how many.

    Returns:
        As `Searching.finish`; the reason in words where the journal cannot be written.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
    """
    try:
        with contextlib.suppress(MisfitError):
            return _search_film(content, searches, journal, key, progress)
        return _search_film(content, searches, journal, key, progress)  # from an empty journal
    except KeepingError as error:
        return str(error)


def _search_film(
    content: int, searches: Callable[[Film], Sequence[Search]], journal: int, key: str, progress: Progress
) -> Json:
    with Film(content) as film:
        running = Searching(searches(film), journal, key)
        expected = film.guessed_frames
        for frame in film:
            running.take(frame)
            if frame.index % _TOLD_EVERY == 0:
                progress(frame.index, max(expected, frame.index + 1))
        return running.finish()
