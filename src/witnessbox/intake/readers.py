"""Several threads and processes that read a source, so that hashing and waiting for disks overlap; results in order.

Threads fight for the interpreter's lock: over small files, which mean many short calls, and over large ones whenever
another thread works on what was read. So processes are started as soon as there is enough to read, of small files or of
large ones.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from witnessbox.engine.jobs import stop_pool
from witnessbox.intake.copying import Reading

GROUP_FILES = 64
"""Most files of one task: handing over a task costs as much as reading a small file."""
GROUP_BYTES = 4 * 1024 * 1024
"""Bytes from which a task is handed over."""
LISTED = 4096
"""Files that are listed before the first of them is read, so that large and small ones take turns."""
AHEAD_FILES = 4096
"""Most files that are read ahead of the batch that is being sealed,"""
AHEAD_BYTES = 512 * 1024 * 1024
"""and their bytes."""
FEW_FILES = 8192
"""Small files that are read by threads first: starting processes takes as long."""
FEW_BYTES = 256 * 1024 * 1024
"""Bytes of large files that are read by threads, for the same reason."""
_LOOK_SECONDS = 0.2
_TURN_SECONDS = 0.0001
"""After how long a thread asks for the interpreter's lock that another holds. Those that hash come back for it every
quarter of a megabyte, and waited five milliseconds each time; an intake of large and small files took 8 % longer."""


class Sized(Protocol):
    """Something to read, with the number of bytes that it announces."""

    @property
    def size(self) -> int: ...


class Counted(Protocol):
    """What counts the bytes that processes read."""

    def total(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """Processes that read, and the count of what they have read."""

    pool: ProcessPoolExecutor
    count: Counted


@dataclass(slots=True)
class _Load:
    """Bytes that threads, or processes, have been given and have not read yet."""

    size: int = 0


Thing = TypeVar("Thing", bound=Sized)
Result = TypeVar("Result")
Part = TypeVar("Part")


class Readers:
    """Threads and processes over one source.

    Args:
        threads: how many, and as many processes.
        gone: whether the source disappeared.
        start_processes: starts processes that read; None when there are to be none.

    Attributes:
        on_progress: called, in the thread that asks for results, with the bytes read so far.
        on_wait: called in that thread when the next result is not there yet.
    """

    def __init__(
        self,
        threads: int,
        gone: Callable[[], bool],
        start_processes: Callable[[], Processes] | None = None,
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._threads = threads
        self.on_progress: Callable[[int], None] = lambda _: None
        self.on_wait: Callable[[], None] = lambda: None
        self._start_processes = start_processes
        self._processes: Processes | None = None
        self._first: Future[int] | None = None
        self._small = self._large = 0
        self._here, self._there = _Load(), _Load()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._advanced = 0
        self.reading = Reading(advance=self.advance, gone=gone, stopped=self._stop.is_set)
        self._turn_before = sys.getswitchinterval()
        sys.setswitchinterval(_TURN_SECONDS)

    def advance(self, count: int) -> None:
        """Count bytes read, from any thread."""
        with self._lock:
            self._advanced += count

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self._advanced + (0 if self._processes is None else self._processes.count.total())

    def close(self) -> None:
        """Stop what is being read and let threads and processes end."""
        self._stop.set()
        if self._processes is not None:
            stop_pool(self._processes.pool, at_once=True)
        self._pool.shutdown(wait=True, cancel_futures=True)
        sys.setswitchinterval(self._turn_before)

    def each(
        self,
        things: Iterable[Thing],
        read: Callable[[Thing], Result],
        there: Callable[[Sequence[Thing]], list[Result]] | None = None,
    ) -> Generator[tuple[Thing, Result], None, None]:
        """Read every file of a source; pairs come in the order of `in_turns`.

        Args:
            things: the files, in the order of the source.
            read: reads one, in any thread.
            there: reads several, in a process; None when only threads can.
        """
        pending: deque[tuple[list[Thing], Future[list[Result]], int]] = deque()
        files = size = 0
        for group in _groups(in_turns(things)):
            weight = sum(thing.size for thing in group)
            pending.append((group, self._submit(group, weight, read, there), weight))
            files, size = files + len(group), size + weight
            while len(pending) > self._threads and (files > AHEAD_FILES or size > AHEAD_BYTES):
                group, future, weight = pending.popleft()
                files, size = files - len(group), size - weight
                yield from zip(group, self._wait(group, future, read), strict=True)
        while pending:
            group, future, _ = pending.popleft()
            yield from zip(group, self._wait(group, future, read), strict=True)

    def _submit(
        self,
        group: list[Thing],
        weight: int,
        read: Callable[[Thing], Result],
        there: Callable[[Sequence[Thing]], list[Result]] | None,
    ) -> Future[list[Result]]:
        if there is not None and self._suits_processes(group, weight):
            future = self._in_process(there, group)
            if future is not None:
                return self._counted(future, self._there, weight)
        return self._counted(self._pool.submit(_read_group, group, read), self._here, weight)

    def _suits_processes(self, group: list[Thing], weight: int) -> bool:
        """Many small files do; many large ones are shared out, so that processes hash while threads wait for disks."""
        if not _large(weight):
            self._small += len(group)
            return self._small > FEW_FILES
        self._large += weight
        return self._large > FEW_BYTES and self._begun() and self._there.size <= self._here.size

    def _begun(self) -> bool:
        """Whether processes are there to read; they are started now if they were not, and threads go on meanwhile."""
        if self._first is None:
            self._first = self._in_process(os.getpid)
        return self._first is not None and self._first.done()

    def _counted(self, future: Future[list[Result]], load: _Load, weight: int) -> Future[list[Result]]:
        with self._lock:
            load.size += weight

        def ended(_: Future[list[Result]]) -> None:
            with self._lock:
                load.size -= weight

        future.add_done_callback(ended)
        return future

    def _in_process(self, function: Callable[..., Result], *arguments: object) -> Future[Result] | None:
        """Hand a call to a process; None when there are none."""
        if self._processes is None:
            if self._start_processes is None:
                return None
            self._processes = self._start_processes()
        try:
            return self._processes.pool.submit(function, *arguments)
        except BrokenProcessPool:
            return None

    def start(self, call: Callable[[], Result]) -> Future[Result]:
        """Make a call in a thread, as soon as one has read what was asked for before."""
        return self._pool.submit(call)

    def compute(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """Call a function with each of several arguments, in order: in the processes where there are any."""
        pending: deque[tuple[Part, Future[Result] | None]] = deque()
        for part in parts:
            pending.append((part, self._in_process(function, part) if self._small > FEW_FILES else None))
            if len(pending) > 2 * self._threads:
                yield _outcome(function, *pending.popleft())
        while pending:
            yield _outcome(function, *pending.popleft())

    def _wait(self, group: list[Thing], future: Future[list[Result]], read: Callable[[Thing], Result]) -> list[Result]:
        self.on_progress(self.done)
        if not future.done():
            self.on_wait()
        # Not `result` with a time: what it raises cannot be told from an error of a reading that ends at that moment.
        while not wait([future], timeout=_LOOK_SECONDS).done:
            self.on_progress(self.done)
        try:
            return future.result()
        except BrokenProcessPool:  # one of the processes was killed, and all of them with it: threads take over
            return _read_group(group, read)


def _large(size: int) -> bool:
    return size >= GROUP_BYTES


def in_turns(things: Iterable[Thing], listed: int = LISTED) -> Iterator[Thing]:
    """Large files evenly among the small ones that are listed with them, so many at a time.

    A large one keeps a processor busy without the interpreter's lock, many small ones keep the lock busy: together they
    take as long as the longer of the two, one after the other as long as both.
    """
    rest = iter(things)
    while some := list(islice(rest, listed)):
        large = [thing for thing in some if _large(thing.size)]
        small = [thing for thing in some if not _large(thing.size)]
        size = sum(thing.size for thing in large)
        begun = given = 0
        for thing in large:
            due = len(small) * begun // size
            yield from small[given:due]
            yield thing
            given, begun = due, begun + thing.size
        yield from small[given:]


def _outcome(function: Callable[[Part], Result], part: Part, future: Future[Result] | None) -> Result:
    try:
        return function(part) if future is None else future.result()
    except BrokenProcessPool:
        return function(part)


def _read_group(group: list[Thing], read: Callable[[Thing], Result]) -> list[Result]:
    return [read(thing) for thing in group]


def _groups(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    group: list[Thing] = []
    size = 0
    for thing in things:
        if group and _large(thing.size):
            yield group
            group, size = [], 0
        group.append(thing)
        size += thing.size
        if len(group) >= GROUP_FILES or _large(size):
            yield group
            group, size = [], 0
    if group:
        yield group
