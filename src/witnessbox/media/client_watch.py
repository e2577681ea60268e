"""What several analysers ask of one content, for callers outside the sandbox: a video is decoded once for all."""

from __future__ import annotations

import os
import tempfile
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from witnessbox.media import client
from witnessbox.media.client import checked, checked_storyboard, scratch_file
from witnessbox.media.client_faces import CENTERFACE
from witnessbox.media.client_search import SECONDS, Found, Kept, found_in, search
from witnessbox.model.errors import UntrustedInputError, WorkerDiedError
from witnessbox.model.media import Probe, Storyboard
from witnessbox.model.observations import MediaKind
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from witnessbox.media.sandbox import Worker
    from witnessbox.model.canonical import Json

    Progress = Callable[[int, int], None]


class Part(StrEnum):
    """What can be had from one pass over a video."""

    HEADERS = "headers"
    PROBE = "probe"
    STORYBOARD = "storyboard"
    FACES = "faces"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one pass told; None for what has to be asked for by itself."""

    headers: Probe | None = None
    probe: Probe | None = None
    storyboard: tuple[Storyboard, dict[str, bytes]] | None = None
    faces: Found | None = None


class Viewing:
    """One content, looked at by several analysers in turn.

    Args:
        worker: does the work.
        parts: what will be asked for. The first to ask for one of several parts of a video has all of them made.
        weights: opens weights by their name; the descriptor is closed here.
        keep: gives what outlives a killed search, for a task of the worker. What is found is read from it, so it stays
            open as long as that. By default it is a file that nobody finds again.
    """

    def __init__(
        self,
        worker: Worker,
        parts: frozenset[Part] = frozenset(),
        weights: Callable[[str], int] | None = None,
        keep: Callable[[str], Kept] | None = None,
    ) -> None:
        self._worker = worker
        self._parts = parts
        self._weights = weights
        self._keep = keep or self._nowhere
        self._seen: _Seen | None = None
        self._scratch: list[IO[bytes]] = []

    def headers(self, content: int, kind: MediaKind, on_progress: Progress | None = None) -> Probe:
        """As `client.headers`."""
        seen = self._pass(Part.HEADERS, content, kind, on_progress).headers
        return seen or client.headers(self._worker, content, kind)

    def probe(self, content: int, kind: MediaKind, on_progress: Progress | None = None) -> Probe:
        """As `client.probe`."""
        seen = self._pass(Part.PROBE, content, kind, on_progress).probe
        return seen or client.probe(self._worker, content, kind, on_progress)

    def storyboard(
        self, content: int, kind: MediaKind, on_progress: Progress | None = None
    ) -> tuple[Storyboard, dict[str, bytes]]:
        """As `client.storyboard`."""
        seen = self._pass(Part.STORYBOARD, content, kind, on_progress).storyboard
        return seen or client.storyboard(self._worker, content, kind, on_progress)

    def faces(self, content: int, centerface: int, kind: MediaKind, on_progress: Progress | None = None) -> Found:
        """Find every face, as `client_search.search`."""
        seen = self._pass(Part.FACES, content, kind, on_progress).faces
        return seen or self.things("find-faces", content, centerface, kind, on_progress)

    def things(
        self, task: str, content: int, detector: int, kind: MediaKind, on_progress: Progress | None = None
    ) -> Found:
        """Find what a task looks for, as `client_search.search`."""
        kept = self._keep(task) if kind is MediaKind.VIDEO else None
        return search(self._worker, task, content, detector, kind, kept, on_progress=on_progress)

    def _nowhere(self, _task: str) -> Kept:
        self._scratch.append(tempfile.TemporaryFile())  # noqa: SIM115  it ends with this object
        return Kept(descriptor=self._scratch[-1].fileno(), key="")

    def _pass(self, part: Part, content: int, kind: MediaKind, on_progress: Progress | None) -> _Seen:
        if self._seen is None:
            shared = kind is MediaKind.VIDEO and len(self._parts) > 1 and part in self._parts
            try:
                self._seen = self._watch(content, on_progress) if shared else _Seen()
            except (UntrustedInputError, WorkerDiedError):
                self._seen = _Seen()  # each part by itself: it says what is wrong, and spoils no other
        return self._seen

    def _watch(self, content: int, on_progress: Progress | None) -> _Seen:
        inputs = [content]
        kept: list[Kept] = []
        seconds = client.allowance(os.fstat(content).st_size)
        if Part.FACES in self._parts and self._weights is not None:
            kept.append(self._keep("watch"))
            inputs.append(self._weights(CENTERFACE))
            seconds = SECONDS
        params: Json = {
            "parts": [part.value for part in Part if part in self._parts or part is Part.PROBE],
            "key": kept[0].key if kept else "",
        }
        try:
            with scratch_file() as scratch:
                outputs = [scratch, *(each.descriptor for each in kept)]
                answer = self._worker.call(
                    "watch", params, inputs=inputs, outputs=outputs, on_progress=on_progress, seconds=seconds
                )
                return _checked(answer, scratch, kept)
        finally:
            for descriptor in inputs[1:]:
                os.close(descriptor)


def _checked(answer: Json, scratch: int, kept: list[Kept]) -> _Seen:
    if not isinstance(answer, dict):
        raise WorkerDiedError("the sandboxed process gave an answer that is no set of answers")
    headers, probe, board, faces = (answer.get(part.value) for part in Part)
    return _Seen(
        headers=None if headers is None else checked(Probe, headers),
        probe=None if probe is None else checked(Probe, probe),
        storyboard=None if board is None else checked_storyboard(board, scratch),
        faces=None if faces is None or not kept else found_in(kept[0].descriptor, faces),
    )
