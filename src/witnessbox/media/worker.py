"""The sandboxed child process: `python -I -m witnessbox.media.worker SOCKET PARENT`.

It reads its configuration, isolates itself, says what isolation is active, then does tasks until its parent closes
the socket. It prints nothing and opens no path once the sandbox is closed.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from witnessbox.media import isolation, wire
from witnessbox.media.tasks import Task, load
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError

_ENCODINGS = ("latin-1", "ascii", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp1252", "cp437")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # of a file that is written, in all likelihood
_TOLD_SECONDS = 0.1  # between two reports of progress: nobody sees more, and each wakes three threads
_MAX_REASON = 300  # characters: a reason may quote a hostile file


def main() -> None:
    """Isolate, then serve; the exit status is 0 when the parent closed the socket."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    parent = int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    isolation.die_with(parent)
    gc.disable()  # what modules make while they load stays: to look through it over and over takes a tenth of the time
    try:
        configuration = json.loads(wire.receive(channel))
        active = isolation.leave_network()
        isolation.die_with(parent)
        limited = isolation.set_limits(configuration["memory"], configuration["output"], configuration["files"])
        active = replace(active, rlimits=limited)
        tasks = load(configuration["tasks"])
        _load_encodings()
        _silence()
        active = isolation.lock(active, parent)
    except isolation.IsolationError as error:
        _send(channel, {"unavailable": str(error)})
        return
    gc.freeze()
    gc.enable()
    _send(channel, {"hello": to_json(active)})
    while True:
        try:
            body, inputs, outputs = wire.receive_with_descriptors(channel)
        except wire.WireClosedError:
            return
        try:
            _send(channel, _answer(json.loads(body), tasks, inputs, outputs, channel))
        finally:
            for descriptor in (*inputs, *outputs):
                os.close(descriptor)


def _answer(
    request: dict[str, Json], tasks: dict[str, Task], inputs: list[int], outputs: list[int], channel: socket.socket
) -> dict[str, Json]:
    task = tasks[str(request["task"])]
    isolation.allow_processor_time(int(str(request["cpu"])))
    try:
        return {"ok": task(request["params"], inputs, outputs, _progress(channel))}
    except UntrustedInputError as error:
        return {"refused": _printable(str(error))}
    except MemoryError:
        return {"memory": True}
    except OSError as error:
        if error.errno in _NO_ROOM:
            return {"full": _printable(error.strerror or str(error))}
        return _refused(error)
    except Exception as error:  # noqa: BLE001  a hostile file may raise anything that any of the libraries can raise
        return _refused(error)


def _refused(error: BaseException) -> dict[str, Json]:
    return {"refused": _printable(f"{type(error).__name__}: {error}{_where(error)}")}


def _progress(channel: socket.socket) -> Callable[[int, int], None]:
    told = 0.0

    def report(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _TOLD_SECONDS or done >= total:
            told = now
            _send(channel, {"progress": [done, total]})

    return report


def _send(channel: socket.socket, message: dict[str, Json]) -> None:
    try:
        wire.send(channel, json.dumps(message, separators=(",", ":")).encode("ascii"))
    except wire.WireClosedError:
        os._exit(0)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_MAX_REASON])


def _where(error: BaseException) -> str:
    """Line of ours where an unforeseen error came up, so that a report from the field can be followed."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if f"{os.sep}witnessbox{os.sep}media{os.sep}" in path:
            place = f" ({os.path.basename(path)}:{trace.tb_lineno})"
        trace = trace.tb_next
    return place


def _load_encodings() -> None:
    """Python loads an encoding when it is first named; hostile files name them at will, later nothing can be loaded."""
    for name in _ENCODINGS:
        b"a".decode(name, "replace")


def _silence() -> None:
    """Codecs write to standard error what they think of a file; nobody may read a hostile file's words there."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


if __name__ == "__main__":
    main()
