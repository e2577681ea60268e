"""Members of a container as checked records, read from the stream of a sandboxed worker."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Sequence
from threading import Thread

from witnessbox.media.client import checked
from witnessbox.media.members import HEADER, PIECE
from witnessbox.media.sandbox import Worker
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError, WorkerDiedError
from witnessbox.model.items import Outcome
from witnessbox.model.members import Bounds, ExpansionState, Member, MemberEnd, Reading
from witnessbox.model.records import dataclass

_MAX_RECORD = 8 * 1024 * 1024  # bytes of one member's record: a path, and the runs of a badly fragmented file
_PER_SECOND = 2_000_000  # bytes of a container that a second of reading is allowed for; xz on one slow core does more


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Zero bytes of a member that its container does not hold."""

    length: int


Part = Member | bytes | Hole | MemberEnd


def expand(
    worker: Worker,
    task: str,
    containers: Sequence[int],
    bounds: Bounds,
    *,
    passwords: Sequence[str] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> Generator[Part, None, Reading]:
    """Read all members of one container, which may lie in several files.

    Args:
        worker: does the work; it must have been started with the task by the thread that calls this.
        task: `unpack` for archives, `read-disk` for disk images.
        containers: descriptors of its files in their order.
        bounds: what it may use.
        passwords: to be tried.
        on_progress: called with bytes of the container done and in all, where the reader knows.

    Yields:
        For each member a `Member`, then pieces of its bytes (`bytes` or `Hole`), then a `MemberEnd`.

    Returns:
        What the reader said at the end. A worker that dies gives a reading that says so, after a `MemberEnd` for the
        member that was open.
    """
    size = sum(os.fstat(descriptor).st_size for descriptor in containers)
    isolated = worker.isolation  # starts the child in this thread, with the task: it ends when its thread ends
    source, target = os.pipe()
    call = _Call(worker, task, _params(bounds, passwords), containers, target, bounds.seconds + size / _PER_SECOND)
    call.on_progress = on_progress
    call.start()
    counted = _Count(bounds)
    try:
        with os.fdopen(source, "rb", buffering=PIECE) as stream:
            yield from _parts(stream.read, counted)
    except WorkerDiedError as error:
        call.failure = call.failure or str(error)
    finally:
        call.join()
    if counted.open:
        yield MemberEnd(outcome=Outcome.UNREADABLE, reason=f"its container could not be read on: {call.failure}")
    if call.answer is None:
        why = call.failure or f"the sandboxed process gave no answer ({isolated.system})"
        return Reading(state=call.state, reader=task, members=counted.members, bound=call.bound, reason=why)
    return checked(Reading, call.answer)


class _Call(Thread):
    """The call itself, which blocks until the container is read, beside the loop that drains the pipe."""

    def __init__(
        self, worker: Worker, task: str, params: Json, containers: Sequence[int], target: int, seconds: float
    ) -> None:
        super().__init__(daemon=True)
        self._worker, self._task, self._params, self._containers = worker, task, params, containers
        self._target, self._seconds = target, seconds
        self.on_progress: Callable[[int, int], None] | None = None
        self.answer: Json = None
        self.failure = ""
        self.bound: str | None = None
        self.state = ExpansionState.FAILED

    def run(self) -> None:
        try:
            self.answer = self._worker.call(
                self._task,
                self._params,
                inputs=self._containers,
                outputs=[self._target],
                on_progress=self.on_progress,
                seconds=self._seconds,
            )
        except UntrustedInputError as error:
            self.failure = str(error)
            if "of memory" in self.failure:
                self.state, self.bound = ExpansionState.REFUSED, "memory"
        except WorkerDiedError as error:
            self.failure = str(error)
            if "seconds" in self.failure:
                self.state, self.bound = ExpansionState.REFUSED, "seconds"
        finally:
            os.close(self._target)


def _params(bounds: Bounds, passwords: Sequence[str]) -> Json:
    return {"bounds": to_json(bounds), "passwords": list(passwords)}


@dataclass(slots=True)
class _Count:
    """What came through the pipe, checked again on this side: the worker held a hostile file."""

    bounds: Bounds
    members: int = 0
    size: int = 0
    open: bool = False

    def more(self, length: int) -> None:
        self.size += length
        if not self.open or length < 0 or self.size > self.bounds.size:
            raise WorkerDiedError("the sandboxed process sent bytes that belong to no member, or too many")


def _parts(read: Callable[[int], bytes], counted: _Count) -> Generator[Part, None, None]:
    while header := read(HEADER.size):
        if len(header) != HEADER.size:
            return
        kind, length = HEADER.unpack(header)
        if length > (PIECE if kind == b"D" else _MAX_RECORD):
            raise WorkerDiedError("the sandboxed process sent a frame that is too long")
        body = read(length)
        if len(body) != length:
            return
        part = _part(kind, body)
        if isinstance(part, Member):
            counted.members += 1
            if counted.open or counted.members > counted.bounds.entries:
                raise WorkerDiedError("the sandboxed process began a member out of turn")
            counted.open = True
        elif isinstance(part, MemberEnd):
            if not counted.open:
                raise WorkerDiedError("the sandboxed process ended a member that it had not begun")
            counted.open = False
        else:
            counted.more(part.length if isinstance(part, Hole) else len(part))
        yield part


def _part(kind: bytes, body: bytes) -> Part:
    if kind == b"D":
        return body
    if kind == b"H":
        return Hole(length=_number(body))
    record: type[Member] | type[MemberEnd] = Member if kind == b"M" else MemberEnd
    if kind not in (b"M", b"E"):
        raise WorkerDiedError("the sandboxed process sent a frame of no known kind")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise WorkerDiedError("the sandboxed process sent a record that is no JSON") from None
    return checked(record, value)


def _number(body: bytes) -> int:
    if not body.isdigit() or len(body) > 18:
        raise WorkerDiedError("the sandboxed process sent a hole that is no number")
    return int(body)
