"""Searching a content for faces, people or writing, for callers outside the sandbox.

What was found in a video is read from its journal one track at a time: of hours with many people it is more than one
message may hold.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from witnessbox.media.client import checked, require_room
from witnessbox.media.segments import read_packets
from witnessbox.model.errors import WorkerDiedError
from witnessbox.model.faces import FaceFindings, FacesSummary, FaceTrack
from witnessbox.model.observations import MediaKind
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from witnessbox.media.sandbox import Worker
    from witnessbox.model.canonical import Json

SECONDS = 7 * 24 * 3600.0
"""What a call may take: hours of video take hours; a person sees the progress and can stop it."""

_MAX_TRACK = 128 * 1024 * 1024  # bytes: a face on every frame of two hours at 60 frames a second takes 50 MB
_MAX_FINDINGS = 2 * 1024**3  # bytes of all tracks


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that outlives a killed search: the next one goes on with what it holds.

    Attributes:
        descriptor: readable and writable.
        key: what the findings in it belong to; those of another key are made again.
    """

    descriptor: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one search found.

    Attributes:
        summary: what was searched.
        tracks: all that was followed; read once, while the file they lie in is open.
    """

    summary: FacesSummary
    tracks: Iterable[FaceTrack]

    def all(self) -> FaceFindings:
        """All of it in memory."""
        return FaceFindings(summary=self.summary, tracks=tuple(self.tracks))


def search(
    worker: Worker,
    task: str,
    content: int,
    detector: int,
    kind: MediaKind,
    kept: Kept | None = None,
    *,
    threads: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Find and follow faces, people and heads, or lines of writing.

    Args:
        worker: does the work.
        task: `find-faces`, `find-people` or `find-texts`.
        content: descriptor of the content.
        detector: descriptor of the weights.
        kind: video, picture or document.
        kept: of a video, what an interrupted search of it found.
        threads: of the detector; the result is the same.
        on_progress: told (frames done, about how many).

    Raises:
        UntrustedInputError: no decoder opens the content, it shows nothing, or the weights are no detector of a known
            form.
        WorkerDiedError: the worker broke a limit or its answer is no such record.
        StorageError: what is found cannot be written down.
    """
    params: Json = {"kind": kind.value, "threads": threads, "key": kept.key if kept else ""}
    outputs = (kept.descriptor,) if kept else ()
    answer = worker.call(
        task, params, inputs=(content, detector), outputs=outputs, on_progress=on_progress, seconds=SECONDS
    )
    if kept is not None:
        if isinstance(answer, str):
            require_room(kept.descriptor, "keeping what was found")
            raise WorkerDiedError("the sandboxed process could not write what it found, though there is room")
        return found_in(kept.descriptor, answer)
    findings = checked(FaceFindings, answer)
    return Found(summary=findings.summary, tracks=findings.tracks)


def found_in(journal: int, place: Json) -> Found:
    """What a worker wrote into a journal.

    Args:
        journal: descriptor.
        place: where, as it answered.

    Raises:
        WorkerDiedError: there are no findings; also from reading the tracks.
    """
    start, end = checked(tuple[int, int], place)
    if not 0 <= start <= end <= start + _MAX_FINDINGS:
        raise WorkerDiedError("the sandboxed process told of more findings than any video has")
    packets = _packets(journal, start, end)
    summary = checked(FacesSummary, next(packets, None))
    return Found(summary=summary, tracks=_tracks(packets, summary.tracks))


def _tracks(packets: Iterator[Json], count: int) -> Iterator[FaceTrack]:
    number = 0
    for packet in packets:
        number += 1
        yield checked(FaceTrack, packet)
    if number != count:
        raise WorkerDiedError(f"the sandboxed process told of {count} tracks and gave {number}")


def _packets(journal: int, start: int, end: int) -> Iterator[Json]:
    try:
        for data, _ in read_packets(journal, start, end, _MAX_TRACK):
            yield json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WorkerDiedError(f"the sandboxed process gave findings that cannot be read: {error}") from None
