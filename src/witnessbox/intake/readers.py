"""Several threads that read a source, so that hashing and waiting for disks overlap; results come in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from typing import Protocol, TypeVar

from witnessbox.intake.copying import Reading

GROUP_FILES = 64
"""Most files of one task: handing over a task costs as much as reading a small file."""
GROUP_BYTES = 4 * 1024 * 1024
"""Bytes from which a task is handed over."""
AHEAD_FILES = 4096
"""Most files that are read ahead of the batch that is being sealed,"""
AHEAD_BYTES = 256 * 1024 * 1024
"""and their bytes."""
_LOOK_SECONDS = 0.2


class Sized(Protocol):
    """Something to read, with the number of bytes that it announces."""

    @property
    def size(self) -> int: ...


Thing = TypeVar("Thing", bound=Sized)
Result = TypeVar("Result")


class Readers:
    """A pool of threads over one source.

    Args:
        threads: how many.
        gone: whether the source disappeared.
        on_progress: called, in the thread that asks for results, with the bytes read so far.
    """

    def __init__(self, threads: int, gone: Callable[[], bool], on_progress: Callable[[int], None]) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._threads = threads
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.done = 0
        self.reading = Reading(advance=self.advance, gone=gone, stopped=self._stop.is_set)

    def advance(self, count: int) -> None:
        """Count bytes read, from any thread."""
        with self._lock:
            self.done += count

    def close(self) -> None:
        """Stop what is being read and let the threads end."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def each(
        self, things: Iterable[Thing], read: Callable[[Thing], Result]
    ) -> Generator[tuple[Thing, Result], None, None]:
        """Read every file of a source; pairs come in the order of the source."""
        pending: deque[tuple[list[Thing], Future[list[Result]], int]] = deque()
        files = size = 0
        for group in _groups(things):
            weight = sum(thing.size for thing in group)
            pending.append((group, self._pool.submit(_read_group, group, read), weight))
            files, size = files + len(group), size + weight
            while len(pending) > self._threads and (files > AHEAD_FILES or size > AHEAD_BYTES):
                group, future, weight = pending.popleft()
                files, size = files - len(group), size - weight
                yield from zip(group, self._wait(future), strict=True)
        while pending:
            group, future, _ = pending.popleft()
            yield from zip(group, self._wait(future), strict=True)

    def _wait(self, future: Future[list[Result]]) -> list[Result]:
        while True:
            self._on_progress(self.done)
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except NotYetError:
                if future.done():  # it was the reading itself that timed out
                    raise


def _read_group(group: list[Thing], read: Callable[[Thing], Result]) -> list[Result]:
    return [read(thing) for thing in group]


def _groups(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    group: list[Thing] = []
    size = 0
    for thing in things:
        group.append(thing)
        size += thing.size
        if len(group) >= GROUP_FILES or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group
