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


class Numbers:
    """Counts things instead of bytes."""

    def __init__(self) -> None:
        self._number = multiprocessing.get_context("spawn").Value("q", 0)

    def add(self, number: int) -> None:
        """Count in any process."""
        with self._number:
            self._number.value += number

    def total(self) -> int:
        """How many so far."""
        return int(self._number.get_obj().value)


_numbers: Numbers | None = None


def begin(numbers: Numbers) -> None:
    """Nothing needs to be opened."""
    global _numbers  # noqa: PLW0603 - given once, when the process starts
    _numbers = numbers


def doubled(things: Sequence[Thing]) -> list[int]:
    """Twice their numbers."""
    if any(thing.size < 0 for thing in things) and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    if _numbers is not None:
        _numbers.add(len(things))
    return [2 * thing.number for thing in things]
