"""Finding faces, painting them over and looking again, for callers outside the sandbox.

Each call hands descriptors to the worker and checks what comes back against the record it should be.
"""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from witnessbox.media.client import room_for, scratch_file
from witnessbox.media.client_search import SECONDS, Kept, search
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import WorkerDiedError
from witnessbox.model.faces import FaceFindings, PlanBody, RenderResult, SecondLook, Spoken
from witnessbox.model.observations import MediaKind
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from witnessbox.media.sandbox import Worker
    from witnessbox.model.canonical import Json

CENTERFACE = "centerface"
"""Name of the weights that find faces, in the models lock file."""

PEOPLE = "people"
"""Name under which a person adds a detector of people or heads: `witnessbox models add people FILE`."""

TEXTS = "pp-ocr-text"
"""Name of the weights that find writing, in the models lock file."""

RETINAFACE = "retinaface"
"""Name of the weights of the second look."""

TASKS = ("find-faces", "render", "render-still", "look-again")
"""Tasks to prepare a worker for."""

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a synthetic voice said: 16-bit samples of one channel in one file, and where those of each span are.

    Attributes:
        descriptor: of the file.
        spoken: one for each span.
    """

    descriptor: int
    spoken: tuple[Spoken, ...]


def find_faces(
    worker: Worker,
    content: int,
    centerface: int,
    kind: MediaKind,
    *,
    threads: int = 1,
    kept: Kept | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> FaceFindings:
    """Find and follow every face of a video or picture, all of them in memory.

    Args:
        worker: does the work.
        content: descriptor of the content.
        centerface: descriptor of the weights of CenterFace.
        kind: video or picture.
        threads: of the detector; the result is the same.
        kept: with it, a call goes on where an earlier one was killed. Without it, a call begins at the beginning.
        on_progress: told (frames done, about how many).

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
        WorkerDiedError: the worker broke a limit or its answer is no such record.
    """
    return find_things(
        worker, "find-faces", content, centerface, kind, threads=threads, kept=kept, on_progress=on_progress
    )


def find_things(
    worker: Worker,
    task: str,
    content: int,
    detector: int,
    kind: MediaKind,
    *,
    threads: int = 1,
    kept: Kept | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> FaceFindings:
    """Find and follow people and heads, or lines of writing, all of them in memory.

    Args:
        worker: does the work.
        task: `find-people` or `find-texts`.
        content: descriptor of the content.
        detector: descriptor of the weights.
        kind: video or picture.
        threads: as in `find_faces`.
        kept: likewise.
        on_progress: told (frames done, about how many).

    Raises:
        UntrustedInputError: no decoder opens the content, or the weights are no detector of a known form.
        WorkerDiedError: the worker broke a limit or its answer is no such record.
    """
    with contextlib.ExitStack() as opened:
        if kept is None and kind is MediaKind.VIDEO:
            kept = Kept(descriptor=opened.enter_context(scratch_file()), key="")
        return search(worker, task, content, detector, kind, kept, threads=threads, on_progress=on_progress).all()


def render(
    worker: Worker,
    content: int,
    out: int,
    plan: PlanBody,
    *,
    journal: int | None = None,
    key: str = "",
    voice: Said | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> RenderResult:
    """Paint the masks of a plan into its content and write it anew.

    Args:
        worker: does the work.
        content: descriptor of the content.
        out: descriptor of an empty file, readable and writable. Whatever is in it after an error is no rendition.
        plan: what is hidden.
        journal: descriptor of a file, readable and writable, that keeps finished segments: with it, a call goes on
            where an earlier one was killed. Without one, a call begins at the beginning.
        key: what the journal belongs to; segments of another key are made again.
        voice: what a synthetic voice said for spans of the plan.
        on_progress: told (frames done, of all).

    Raises:
        UntrustedInputError: the content decodes to other frames than the plan was made for, or not at all.
        WorkerDiedError: the worker broke a limit or its answer is no such record.
        StorageError: there is no room for it.
    """
    with contextlib.ExitStack() as opened:
        if journal is None:
            journal = opened.enter_context(tempfile.TemporaryFile()).fileno()
        spoken = to_json(voice.spoken) if voice is not None else []
        params: Json = {"plan": to_json(plan), "key": key, "spoken": spoken}
        inputs = (content,) if voice is None else (content, voice.descriptor)
        outputs = (out, journal)
        task = "render" if plan.canvas.kind is MediaKind.VIDEO else "render-still"
        with room_for("writing a rendition", *outputs):
            answer = worker.call(task, params, inputs=inputs, outputs=outputs, on_progress=on_progress, seconds=SECONDS)
    return _checked(RenderResult, answer)


def look_again(
    worker: Worker,
    rendition: int,
    plan: PlanBody,
    retinaface: int,
    centerface: int,
    *,
    seed: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> SecondLook:
    """Audit a rendition: bare faces, masks that are not solid, frames, times, leftovers in the file.

    Args:
        worker: does the work.
        rendition: descriptor of the rendition; programs of others read it by its name.
        plan: what it was made by.
        retinaface: descriptor of the weights of RetinaFace, which looks.
        centerface: descriptor of the weights of CenterFace, which is asked where RetinaFace is in doubt.
        seed: SHA-256 of the rendition, hexadecimal: the sample of frames is drawn from it.
        on_progress: told (frames done, of all).

    Raises:
        WorkerDiedError: the worker broke a limit or its answer is no such record.
    """
    from witnessbox.media.leftovers import OWN_READERS, read_back  # noqa: PLC0415  most calls never look again

    params: Json = {"plan": to_json(plan), "seed": seed}
    inputs = (rendition, retinaface, centerface)
    answer = worker.call("look-again", params, inputs=inputs, on_progress=on_progress, seconds=SECONDS)
    looked = _checked(SecondLook, answer)
    back = read_back(rendition)
    return replace(
        looked,
        passed=looked.passed and not back.findings,
        findings=(*back.findings, *looked.findings),
        tools=(*OWN_READERS, *back.tools),
    )


def _checked(kind: type[Record], answer: Json) -> Record:
    try:
        return from_json(kind, answer)
    except ValueError as error:
        raise WorkerDiedError(f"the sandboxed process broke the protocol: {error}") from None
