"""The door to untrusted bytes: a persistent child process that gave up everything but the descriptors it is handed.

The parent trusts nothing that comes back: replies are bounded, parsed as JSON without floats, and checked against
record types by the typed wrappers in `client.py` and its neighbours.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from typing import NoReturn, Self

from witnessbox.media import wire
from witnessbox.media.tasks import TASKS
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json
from witnessbox.model.errors import MediaError, UntrustedInputError, WorkerDiedError
from witnessbox.model.media import Isolation
from witnessbox.model.records import dataclass

_COMMAND = (sys.executable, "-I", "-m", "witnessbox.media.worker")
_START_SECONDS = 60  # a worker on a busy machine with cold libraries takes seconds; one that hangs must not hang us
_ENVIRONMENT = {
    # A thread before the sandbox closes would stay outside of it; each later arena takes 64 MiB of address space.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "4",
    # Versions of ONNX Runtime that are not pinned here report home unless this is set.
    "ORT_DISABLE_TELEMETRY": "1",
}


class SandboxUnavailableError(MediaError):
    """No worker with a closed sandbox could be started on this machine; nothing untrusted was opened."""

    exit_code = 12


class WorkerStoppedError(MediaError):
    """Nobody waits for the work any more, so no child was started for it."""


class NoRoomError(UntrustedInputError):
    """The worker says that it cannot write what it makes; a content that took it over would say so of any disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a worker may use.

    Attributes:
        memory: bytes of address space, libraries included; it is not the memory that is really used.
        output: bytes of one written file.
        seconds: wall time of one call, when the call does not say otherwise.
        cpu_seconds: processor time of one call; None for the wall time on every processor.
        files: open descriptors.
    """

    memory: int = 6 * 1024**3
    output: int = 64 * 1024**3
    seconds: int = 600
    cpu_seconds: int | None = None
    files: int = wire.MAX_DESCRIPTORS + 32


class Worker:
    """One persistent sandboxed child process; for one thread at a time.

    The child ends when the thread that started it ends, so keep a worker in the thread that uses it.

    Args:
        limits: what it may use.
        tasks: names of tasks to prepare at once; the child starts in the background. Without any it starts with
            the first call. A call of a task that was not prepared replaces the child by one that has it, too.
        wanted: asked before and after a child is started; where it says no, there is none. Another thread that wants
            all to end makes it say so first, and then closes the worker.
    """

    def __init__(
        self, limits: Limits = Limits(), tasks: Sequence[str] = (), wanted: Callable[[], bool] | None = None
    ) -> None:
        self._limits = limits
        self._tasks = set(tasks)
        self._wanted = wanted
        self._child: _Child | None = None
        if tasks:
            self._start()

    @property
    def isolation(self) -> Isolation:
        """What is active in the child; starts one if none runs.

        Raises:
            SandboxUnavailableError: no sandbox can be had here.
        """
        return self._ready().isolation()

    def call(
        self,
        task: str,
        params: Json,
        *,
        inputs: Sequence[int] = (),
        outputs: Sequence[int] = (),
        on_progress: Callable[[int, int], None] | None = None,
        seconds: float | None = None,
    ) -> Json:
        """Do one task in the child.

        Args:
            task: a name in `tasks.TASKS`.
            params: what the task wants to know.
            inputs: descriptors to read from; they stay open here, and their file positions are not moved.
            outputs: descriptors to write to.
            on_progress: called with (done, total) as the task reports it.
            seconds: wall time allowed, instead of the limit's.

        Returns:
            The task's answer: untrusted, to be checked against a record type.

        Raises:
            UntrustedInputError: the task refused the file; the message is the reason.
            NoRoomError: it says that an output cannot be written.
            WorkerDiedError: the child broke a limit, crashed or was killed; the next call starts a fresh one.
            SandboxUnavailableError: no sandbox can be had here.
            WorkerStoppedError: nobody wants it done any more.
            KeyError: no task of that name.
        """
        if task not in TASKS:
            raise KeyError(f"no such task: {task}")
        if task not in self._tasks:
            self.close()
            self._tasks.add(task)
        child = self._ready()
        child.isolation()
        allowed = self._limits.seconds if seconds is None else seconds
        cpu = self._limits.cpu_seconds or int(allowed * (os.cpu_count() or 1)) + 1
        body = json.dumps({"task": task, "params": params, "cpu": cpu}, separators=(",", ":")).encode("utf-8")
        try:
            message = child.exchange(body, tuple(inputs), tuple(outputs), on_progress, allowed, cpu)
        except BaseException:  # also an interrupt: a child in the middle of a task cannot be used again
            self.close()
            raise
        if "refused" in message:
            raise UntrustedInputError(str(message["refused"]))
        if "full" in message:
            raise NoRoomError(str(message["full"]))
        if "memory" in message:
            self.close()
            raise UntrustedInputError(f"needs more than {_amount(self._limits.memory)} of memory")
        return message["ok"]

    def prepare(self, tasks: Collection[str]) -> None:
        """Have a child that can do these tasks, too: one start for several instead of one for each."""
        if not self._tasks.issuperset(tasks):
            self.close()
            self._tasks |= set(tasks)
            self._start()

    def close(self) -> None:
        """End the child; the worker can still be used and starts another."""
        child, self._child = self._child, None  # at once: another thread may close it, too
        if child is not None:
            child.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ready(self) -> _Child:
        if self._child is not None and self._child.ended():
            self.close()
        return self._child or self._start()

    def _start(self) -> _Child:
        self._require_wanted()
        child = self._child = _Child(self._tasks, self._limits)
        self._require_wanted()
        return child

    def _require_wanted(self) -> None:
        if self._wanted is not None and not self._wanted():
            self.close()
            raise WorkerStoppedError("the work was stopped")


class _Child:
    """One process and the socket to it."""

    def __init__(self, tasks: set[str], limits: Limits) -> None:
        unknown = tasks - TASKS.keys()
        if unknown:
            raise KeyError(f"no such task: {', '.join(sorted(unknown))}")
        self._isolation: Isolation | None = None
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        environment = dict(_ENVIRONMENT)
        if "LD_LIBRARY_PATH" in os.environ:  # some Python installations need it to start at all
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        with other:
            self._process = subprocess.Popen(
                [*_COMMAND, str(other.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=(other.fileno(),),
                env=environment,
                cwd="/",
            )
        configuration = {
            "memory": limits.memory,
            "output": limits.output,
            "files": limits.files,
            "tasks": sorted(tasks),
        }
        with contextlib.suppress(wire.WireClosedError):  # noticed, and explained, when the first message does not come
            wire.send(self._channel, json.dumps(configuration).encode("ascii"))

    def isolation(self) -> Isolation:
        """Wait for the child's first message."""
        if self._isolation is None:
            self._channel.settimeout(_START_SECONDS)
            try:
                message = _parse(wire.receive(self._channel))
                if "unavailable" in message:
                    self._fail(str(message["unavailable"]))
                self._isolation = from_json(Isolation, message["hello"])
            except (wire.WireClosedError, wire.WireBrokenError, TimeoutError, KeyError, ValueError) as error:
                self._fail(self._last_words() or str(error) or "it did not start")
            if self._process.stderr is not None:
                self._process.stderr.close()
        return self._isolation

    def exchange(
        self,
        body: bytes,
        inputs: tuple[int, ...],
        outputs: tuple[int, ...],
        on_progress: Callable[[int, int], None] | None,
        seconds: float,
        cpu: int,
    ) -> dict[str, Json]:
        """Send a request and wait for its answer."""
        deadline = time.monotonic() + seconds
        try:
            self._channel.settimeout(seconds)
            wire.send(self._channel, body, inputs, outputs)
            while True:
                self._channel.settimeout(max(deadline - time.monotonic(), 0.001))
                message = _parse(wire.receive(self._channel))
                if "progress" not in message:
                    if not message.keys() & {"ok", "refused", "full", "memory"}:
                        raise wire.WireBrokenError("an answer is of no known kind")
                    return message
                if on_progress is not None:
                    on_progress(*_two_integers(message["progress"]))
        except TimeoutError:
            raise WorkerDiedError(f"it took longer than {seconds:g} seconds") from None
        except wire.WireBrokenError as error:
            raise WorkerDiedError(f"the sandboxed process broke the protocol: {error}") from None
        except wire.WireClosedError:
            raise WorkerDiedError(self._cause_of_death(cpu)) from None

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _cause_of_death(self, cpu: int) -> str:
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "the sandboxed process closed its socket"
        if status == -signal.SIGXCPU:
            return f"it needs more than {cpu} seconds of processor time"
        if status == -signal.SIGKILL:
            return "the sandboxed process was killed, most likely because the machine ran out of memory"
        if status < 0:
            return f"the sandboxed process crashed ({signal.Signals(-status).name})"
        return f"the sandboxed process ended with status {status}"

    def _last_words(self) -> str:
        """Last line that a child which never said hello wrote; no untrusted byte was open then."""
        self._process.kill()
        self._process.wait()
        lines = self._process.stderr.read().decode("utf-8", "replace").split("\n") if self._process.stderr else []
        return next((line for line in reversed(lines) if line.strip()), "")

    def _fail(self, why: str) -> NoReturn:
        self.kill()
        raise SandboxUnavailableError(
            f"no sandboxed process could be started, so no file was opened: {why}. "
            "Run on Linux 5.13 or later with Landlock or seccomp, in a container that allows them."
        )


def _parse(data: bytes) -> dict[str, Json]:
    """Parse what the child sent.

    Raises:
        wire.WireBrokenError: it is no JSON object, or holds floats.
    """
    try:
        message = json.loads(data, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise wire.WireBrokenError("a message is not JSON") from error
    if not isinstance(message, dict):
        raise wire.WireBrokenError("a message is not an object")
    return message


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is a float")


def _two_integers(value: Json) -> tuple[int, int]:
    if not (isinstance(value, list) and len(value) == 2):
        raise wire.WireBrokenError("progress is not a pair")
    done, total = value
    if not (isinstance(done, int) and isinstance(total, int)):
        raise wire.WireBrokenError("progress is not a pair of integers")
    return done, total


def _amount(size: int) -> str:
    return f"{size / 1024**3:.1f} GiB" if size >= 1024**3 else f"{size // 1024**2} MiB"
