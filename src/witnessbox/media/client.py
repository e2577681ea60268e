"""What a sandboxed worker can tell of a content, as checked records: the typed side of its tasks.

A worker that held a hostile file may answer anything, so each answer is decoded against its record type; one that
does not fit counts as the worker's death.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

from witnessbox.media.sandbox import NoRoomError, Worker
from witnessbox.media.wire import MAX_DESCRIPTORS
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import StorageError, WorkerDiedError
from witnessbox.model.faces import SheetMasks
from witnessbox.model.media import Format, Probe, Storyboard
from witnessbox.model.observations import MediaKind
from witnessbox.model.records import dataclass

BATCH = min(32, MAX_DESCRIPTORS)
"""Contents in one call of `identify`."""

_DOCUMENT_SECONDS = 20  # real documents take milliseconds
_MAX_STILL = 8 * 1024 * 1024  # bytes of one WebP picture; real ones have some 20 KB, a sheet 300
_ROOM = 1 << 20  # bytes that fit where a disk is not full
_STILL_NAME = re.compile(r"shot-[0-9]{4}\.webp|sheet\.webp")  # else a content could place what looks like a plan sheet

Record = TypeVar("Record")


def checked(kind: type[Record], answer: Json) -> Record:
    """Decode an answer of a worker.

    Raises:
        WorkerDiedError: it is no such record.
    """
    try:
        return from_json(kind, answer)
    except (ValueError, TypeError, RecursionError) as error:
        raise WorkerDiedError(f"the sandboxed process gave an answer that is no {kind.__name__}: {error}") from None


def allowance(size: int) -> float:
    """Seconds that reading a whole content may take: ten minutes, and one for each 30 MB.

    Half a megabyte a second is below the slowest decoder met (4K H.265 on one core).
    """
    return 600 + size / 500_000


def identify(worker: Worker, descriptors: Sequence[int]) -> tuple[Format, ...]:
    """Tell the formats of up to `BATCH` contents.

    Raises:
        WorkerDiedError: the worker died or gave nonsense.
    """
    answer = worker.call("identify", None, inputs=descriptors)
    if not isinstance(answer, list) or len(answer) != len(descriptors):
        raise WorkerDiedError("the sandboxed process told the formats of another number of contents")
    return tuple(checked(Format, each) for each in answer)


def probe(
    worker: Worker, descriptor: int, kind: MediaKind, on_progress: Callable[[int, int], None] | None = None
) -> Probe:
    """Decode a whole video, sound or picture and tell what it holds.

    Raises:
        UntrustedInputError: no decoder opens it; the message is the reason.
        WorkerDiedError: it broke a limit.
    """
    seconds = allowance(os.fstat(descriptor).st_size)
    answer = worker.call("probe", kind.value, inputs=[descriptor], on_progress=on_progress, seconds=seconds)
    return checked(Probe, answer)


def headers(worker: Worker, descriptor: int, kind: MediaKind) -> Probe:
    """Tell what the headers of a video, sound or picture say, decoding next to nothing.

    Returns:
        A probe without counts of frames and samples, duration and damage: all that only decoding can tell.

    Raises:
        UntrustedInputError: no decoder opens it; the message is the reason.
        WorkerDiedError: it broke a limit.
    """
    return checked(Probe, worker.call("headers", kind.value, inputs=[descriptor]))


def document_metadata(worker: Worker, descriptor: int) -> Probe | None:
    """Tell what a document says of itself: titles, people, software, times.

    Returns:
        A probe without streams; None for a document of a kind that states nothing.

    Raises:
        UntrustedInputError: it is damaged, or its properties unpack to more than their bounds; the message says which.
        WorkerDiedError: it broke a limit.
    """
    answer = worker.call("document-metadata", None, inputs=[descriptor], seconds=_DOCUMENT_SECONDS)
    return None if answer is None else checked(Probe, answer)


def storyboard(
    worker: Worker, descriptor: int, kind: MediaKind, on_progress: Callable[[int, int], None] | None = None
) -> tuple[Storyboard, dict[str, bytes]]:
    """Find the shots of a video, make a still of each and a contact sheet; a picture gets one still and a sheet.

    Returns:
        The storyboard, and the WebP pictures by the names it gives them. They come from a hostile file by way of the
        sandbox: show them, but decode them only where a browser or a worker would.

    Raises:
        UntrustedInputError: no frame can be decoded; the message is the reason.
        WorkerDiedError: it broke a limit or gave nonsense.
    """
    seconds = allowance(os.fstat(descriptor).st_size)
    with scratch_file() as scratch:
        answer = worker.call(
            "storyboard", kind.value, inputs=[descriptor], outputs=[scratch], on_progress=on_progress, seconds=seconds
        )
        return checked_storyboard(answer, scratch)


def checked_storyboard(answer: Json, scratch: int) -> tuple[Storyboard, dict[str, bytes]]:
    """A storyboard and its pictures, as a worker answered and wrote them.

    Raises:
        WorkerDiedError: they do not fit each other.
    """
    if not isinstance(answer, dict) or answer.keys() != {"storyboard", "pictures"}:
        raise WorkerDiedError("the sandboxed process gave an answer that is no storyboard")
    board = checked(Storyboard, answer["storyboard"])
    lengths = checked(_Lengths, answer["pictures"])
    names = [shot.still for shot in board.shots if shot.still is not None] + [board.sheet.name]
    fitting = len(names) == len(lengths.bytes) == len(set(names)) and len(board.spans) == len(board.shots)
    if not fitting or not all(map(_STILL_NAME.fullmatch, names)):
        raise WorkerDiedError("the sandboxed process gave a storyboard that does not fit its pictures")
    return board, dict(zip(names, _cut(scratch, lengths.bytes), strict=True))


def plan_sheet(worker: Worker, sheet: int, masks: SheetMasks) -> bytes:
    """Paint what a plan hides on a contact sheet.

    Args:
        worker: does the work.
        sheet: descriptor of the contact sheet, which is untrusted like the content that it shows.
        masks: what is hidden on each of its pictures.

    Returns:
        A WebP picture, to be treated like those of `storyboard`.

    Raises:
        UntrustedInputError: the sheet cannot be decoded, or holds another number of pictures.
        WorkerDiedError: it broke a limit or gave nonsense.
    """
    with scratch_file() as scratch:
        answer = worker.call("plan-sheet", to_json(masks), inputs=[sheet], outputs=[scratch])
        pictures = _cut(scratch, checked(_Lengths, answer).bytes)
    if len(pictures) != 1:
        raise WorkerDiedError("the sandboxed process gave another number of pictures than one")
    return pictures[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lengths:
    bytes: tuple[int, ...]


def _cut(scratch: int, lengths: Sequence[int]) -> list[bytes]:
    pictures = []
    position = 0
    for length in lengths:
        picture = os.pread(scratch, length, position) if 0 < length <= _MAX_STILL else b""
        if len(picture) != length or picture[:4] != b"RIFF" or picture[8:12] != b"WEBP":
            raise WorkerDiedError("the sandboxed process gave a still that is no WebP picture")
        pictures.append(picture)
        position += length
    return pictures


@contextmanager
def scratch_file() -> Iterator[int]:
    """A file without a name, in memory where the system can: stills must not touch a disk outside the case."""
    if sys.platform == "linux":
        descriptor = os.memfd_create("witnessbox-stills")
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    else:
        with tempfile.TemporaryFile() as file:
            yield file.fileno()


@contextmanager
def room_for(doing: str, *outputs: int) -> Iterator[None]:
    """Tell a full disk from a content that is refused.

    Args:
        doing: what is being done, for example `writing a rendition`.
        outputs: descriptors that a worker writes to.

    Raises:
        StorageError: the worker found no room, and there is none.
    """
    try:
        yield
    except NoRoomError:
        for output in outputs:
            require_room(output, doing)
        raise


def require_room(output: int, doing: str) -> None:
    """Make sure that more can be written to a file, which keeps its size.

    Raises:
        StorageError: it cannot.
    """
    size = os.fstat(output).st_size
    try:
        done = 0
        while done < _ROOM:
            done += os.pwrite(output, bytes(_ROOM - done), size + done)
        os.fsync(output)
    except OSError as error:
        raise StorageError(
            f"{doing}: {error.strerror}; make room on the disk or make the folder writable, then run the same command "
            "again"
        ) from error
    finally:
        with suppress(OSError):
            os.ftruncate(output, size)
