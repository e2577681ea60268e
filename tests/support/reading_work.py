"""What processes that read do in tests of `Readers`; they import it by name."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """Something to read; one of negative size is deadly to processes."""

    number: int
    size: int = 1


def begin() -> None:
    """Nothing needs to be opened."""


def doubled(things: Sequence[Thing]) -> list[int]:
    """Twice their numbers."""
    if any(thing.size < 0 for thing in things) and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return [2 * thing.number for thing in things]
