"""What processes that read do in tests of `Readers`; they import it by name."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from witnessbox.intake.reading import Count


@dataclass(frozen=True)
class Thing:
    """Something to read; one of negative size is deadly to processes."""

    number: int
    size: int = 1


_count: Count | None = None


def begin(count: Count) -> None:
    """Nothing needs to be opened."""
    global _count  # noqa: PLW0603 - given once, when the process starts
    _count = count


def doubled(things: Sequence[Thing]) -> list[int]:
    """Twice their numbers."""
    if any(thing.size < 0 for thing in things) and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    if _count is not None:
        _count.add(len(things))
    return [2 * thing.number for thing in things]
