"""Work that processes of the pool do in tests of the engine."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from witnessbox.engine.jobs import report, still_wanted
from witnessbox.model.errors import UntrustedInputError, WorkerDiedError


def work(payload: Any) -> Any:
    """Do what the payload says, and leave a mark of having begun."""
    if "marks" in payload:
        with open(Path(payload["marks"]) / payload["name"], "a") as file:
            file.write("x")
    return _ACTS[payload["act"]](payload)


def _double(payload: Any) -> Any:
    return {"value": payload["value"] * 2}


def _refuse(payload: Any) -> Any:
    raise UntrustedInputError("no decoder opens it")


def _die(payload: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _worker_dies(payload: Any) -> Any:
    raise WorkerDiedError("out of memory")


def _worker_dies_once(payload: Any) -> Any:
    mark = Path(payload["once"])
    if not mark.exists():
        mark.touch()
        raise WorkerDiedError("out of memory")
    return {"value": 1}


def _mistake(payload: Any) -> Any:
    raise RuntimeError("a mistake in the program")


def _slow(payload: Any) -> Any:
    for step in range(10):
        report(step, 10)
        time.sleep(0.1)
    return {"value": 0}


def _until_stopped(payload: Any) -> Any:
    for _ in range(3000):
        if not still_wanted():
            Path(payload["told"]).touch()
            raise WorkerDiedError("it was closed")
        time.sleep(0.01)


def _pid(payload: Any) -> Any:
    return {"pid": os.getpid(), "parent": os.getppid()}


_ACTS = {name[1:]: act for name, act in globals().items() if name.startswith("_") and callable(act)}
