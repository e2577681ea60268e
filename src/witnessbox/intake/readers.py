"""Several threads and processes that read a source, so that hashing and waiting for disks overlap.

Threads fight for the interpreter's lock over small files, which mean many short calls. So processes read those; where
none are there from the start, they are started as soon as there is enough to read, of small files or of large ones.
Threads read large files, and so does a process that has no small ones left.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeAlias, TypeVar

from witnessbox.engine.jobs import stop_pool
from witnessbox.intake.copying import Reading, StoppedError
from witnessbox.model.errors import SourceUnreadableError

GROUP_FILES = 64
"""Most files of one task: handing over a task costs as much as reading a small file."""
GROUP_BYTES = 4 * 1024 * 1024
"""Bytes from which a task is handed over."""
LISTED = 4096
"""Files that are listed before the first of them is read, so that large and small ones take turns."""
AHEAD_FILES = 4096
"""Most files that are read ahead of the batch that is being sealed,"""
AHEAD_BYTES = 1024 * 1024 * 1024
"""and their bytes: as much is read while a batch is sealed as goes into the next."""
FEW_FILES = 8192
"""Small files that are read by threads first: starting processes takes as long."""
FEW_BYTES = 256 * 1024 * 1024
"""Bytes of large files that are read by threads, for the same reason."""
_LOOK_SECONDS = 0.2
_TURN_SECONDS = 0.0001
"""After how long a thread asks for the interpreter's lock that another holds. Those that hash come back for it every
quarter of a megabyte, and waited five milliseconds each time; an intake of large and small files took 8 % longer."""
_NICENESS = 5
"""Of threads and processes that read (nice(2)): a third of the others' share of a busy processor."""


class Sized(Protocol):
    """Something to read, with the number of bytes that it announces."""

    @property
    def size(self) -> int: ...


class Counted(Protocol):
    """What counts the bytes that processes read."""

    def total(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """Processes that read, how many, and the count of what they have read."""

    pool: ProcessPoolExecutor
    number: int
    count: Counted


Thing = TypeVar("Thing", bound=Sized)
Result = TypeVar("Result")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A group of files to read, in a thread or, where that can be, in a process."""

    group: Sequence[Any]
    read: Callable[[Any], Any]
    there: Callable[[Sequence[Any]], list[Any]] | None


_Read: TypeAlias = "tuple[Sequence[Any], list[Any]] | None"
"""A group and what came of its files, None where no group was left to read."""


class Readers:
    """Threads and processes over one source.

    Args:
        threads: how many read by themselves.
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
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader", initializer=give_way)
        self._threads = threads
        self._waiting_large: deque[_Task] = deque()
        self._waiting_small: deque[_Task] = deque()
        self._done: SimpleQueue[Future[_Read]] = SimpleQueue()
        self.on_progress: Callable[[int], None] = lambda _: None
        self.on_wait: Callable[[], None] = lambda: None
        self._start_processes = start_processes
        self._processes: Processes | None = None
        self._askers: ThreadPoolExecutor | None = None  # each waits for one of the processes
        self._small = self._large = 0
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
        for pool in filter(None, (self._askers, self._pool)):
            pool.shutdown(wait=True, cancel_futures=True)
        sys.setswitchinterval(self._turn_before)

    def each(
        self,
        things: Iterable[Thing],
        read: Callable[[Thing], Result],
        there: Callable[[Sequence[Thing]], list[Result]] | None = None,
    ) -> Generator[tuple[Thing, Result], None, None]:
        """Read every file of a source; pairs come as they are read.

        The first files are handed over before this returns, and read whether or not a result is asked for.

        Args:
            things: the files, in the order of the source; they are read in the order of `in_turns`.
            read: reads one, in any thread.
            there: reads several, in a process; None when only threads can.

        Raises:
            StoppedError: the readers were closed meanwhile.
        """
        groups = _groups(in_turns(things))
        done: SimpleQueue[Future[_Read]] = SimpleQueue()
        self._done = done
        pending = files = size = 0

        def hand_over() -> None:
            nonlocal pending, files, size
            while pending <= self._threads or (files <= AHEAD_FILES and size <= AHEAD_BYTES):
                group = next(groups, None)
                if group is None:
                    return
                pending, files, size = pending + 1, files + len(group), size + _size(group)
                self._hand_over(_Task(group=group, read=read, there=there))

        def results() -> Generator[tuple[Thing, Result], None, None]:
            nonlocal pending, files, size
            while pending:
                future = self._next(done)
                if future.cancelled():
                    raise StoppedError
                found = future.result()
                if found is not None:
                    group, came = found
                    pending, files, size = pending - 1, files - len(group), size - _size(group)
                    hand_over()
                    yield from zip(group, came, strict=True)

        hand_over()
        return results()

    def _hand_over(self, task: _Task) -> None:
        size = _size(task.group)
        if _large(size):
            self._large += size
            self._waiting_large.append(task)
        else:
            self._small += len(task.group)
            self._waiting_small.append(task)
        if task.there is not None and (self._large > FEW_BYTES or self._small > FEW_FILES):
            self._begin()
        self._ask(self._pool, self._read_here)
        if self._askers is not None:
            self._ask(self._askers, self._read_there)

    def _ask(self, pool: ThreadPoolExecutor, read: Callable[[], _Read]) -> None:
        pool.submit(read).add_done_callback(self._done.put)

    def _begin(self) -> None:
        """Start the processes, unless that was done; threads go on until they are there."""
        if self._processes is None and self._start_processes is not None:
            self._processes = started = self._start_processes()
            started.pool.submit(os.getpid).add_done_callback(lambda _: self.use(started))

    def use(self, processes: Processes) -> None:
        """Have processes that are there read what waits, and what is handed over from now on."""
        self._processes = processes
        self._askers = askers = ThreadPoolExecutor(processes.number, thread_name_prefix="asker")
        for _ in range(len(self._waiting_small) + len(self._waiting_large)):
            self._ask(askers, self._read_there)

    def _read_here(self) -> _Read:
        """Read one of the groups that wait; small files only while there are no processes."""
        kinds = (self._waiting_large, self._waiting_small) if self._processes is None else (self._waiting_large,)
        task = _next_of(*kinds)
        return None if task is None else (task.group, [task.read(thing) for thing in task.group])

    def _read_there(self) -> _Read:
        """Have a process read one of the groups that wait."""
        task = _next_of(self._waiting_small, self._waiting_large)
        if task is None:
            return None
        if task.there is not None and self._processes is not None:
            # One was killed, and all of them with it; or the source moved, and only this process has it still open.
            with contextlib.suppress(BrokenProcessPool, SourceUnreadableError):
                return task.group, self._processes.pool.submit(task.there, task.group).result()
        return task.group, [task.read(thing) for thing in task.group]

    def _next(self, done: SimpleQueue[Result]) -> Result:
        """What was read next; while there is nothing, it is told how far reading is."""
        self.on_progress(self.done)
        if done.empty():
            self.on_wait()
        while True:
            try:
                return done.get(timeout=_LOOK_SECONDS)
            except Empty:
                self.on_progress(self.done)

    def start(self, call: Callable[[], Result]) -> Future[Result]:
        """Make a call in a thread, as soon as one has read what was asked for before."""
        return self._pool.submit(call)

    def compute(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """Call a function with each of several arguments, in order: in the processes where there are any."""
        pending: deque[tuple[Part, Future[Result] | None]] = deque()
        for part in parts:
            pending.append((part, self._in_process(function, part)))
            if len(pending) > 2 * self._threads:
                yield _outcome(function, *pending.popleft())
        while pending:
            yield _outcome(function, *pending.popleft())

    def _in_process(self, function: Callable[[Part], Result], part: Part) -> Future[Result] | None:
        if self._processes is None or self._small <= FEW_FILES:
            return None
        try:
            return self._processes.pool.submit(function, part)
        except BrokenProcessPool:
            return None


def give_way() -> None:
    """Have this thread step back behind the one that seals what was read: an intake took 6 % longer without."""
    if sys.platform == "linux":  # elsewhere it would be the whole process
        this = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, this, min(os.getpriority(os.PRIO_PROCESS, this) + _NICENESS, 19))


def _next_of(*kinds: deque[_Task]) -> _Task | None:
    for waiting in kinds:
        with contextlib.suppress(IndexError):  # another thread may have taken it meanwhile
            return waiting.popleft()
    return None


def _large(size: int) -> bool:
    return size >= GROUP_BYTES


def _size(group: Iterable[Sized]) -> int:
    return sum(thing.size for thing in group)


def in_turns(things: Iterable[Thing], listed: int = LISTED) -> Iterator[Thing]:
    """Large files among the small ones that are listed with them, so many at a time.

    A large one keeps a processor busy without the interpreter's lock, many small ones keep the lock busy: together they
    take as long as the longer of the two, one after the other as long as both. The small ones come to their end at two
    thirds: nearly all items are sealed while the rest is read, and everybody waits for the last batch.
    """
    rest = iter(things)
    while some := list(islice(rest, listed)):
        large = [thing for thing in some if _large(thing.size)]
        small = [thing for thing in some if not _large(thing.size)]
        size = sum(thing.size for thing in large)
        begun = given = 0
        for thing in large:
            due = len(small) * begun * 3 // (size * 2)
            yield from small[given:due]
            yield thing
            given, begun = due, begun + thing.size
        yield from small[given:]


def _outcome(function: Callable[[Part], Result], part: Part, future: Future[Result] | None) -> Result:
    try:
        return function(part) if future is None else future.result()
    except BrokenProcessPool:
        return function(part)


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
