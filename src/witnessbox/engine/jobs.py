"""Durable jobs on a pool of processes.

A job is a key and a payload. Its result is written down before it is handed on, so a run that was killed goes on where
it stopped. A job whose process died three times is quarantined instead of stopping the rest.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import hmac
import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from witnessbox.model.canonical import Json
from witnessbox.model.errors import StorageError, UntrustedInputError, WorkerDiedError
from witnessbox.model.records import dataclass

# `multiprocessing` is loaded where processes are started: a call with a single job needs none, and starts sooner.
if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

DEATHS_ALLOWED = 3
"""A worker that dies this often over one job is not given it again."""


WHOLE = 1000
"""A job that is done, in the unit of its own reports."""
COMMIT_SECONDS = 0.5
"""Results of so much work may be lost; to flush each by itself takes longer than many a job."""
REPORT_SECONDS = 0.2
"""How often reports are looked at."""
_BLOCK = 1 << 20
_HERE = " in this process"
PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


class JobState(StrEnum):
    """What came of a job."""

    DONE = "done"
    FAILED = "failed"
    """The file was refused for a reason that another try would not change."""
    QUARANTINED = "quarantined"
    """It killed its worker time and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work: a natural key, what the function needs to know, and its weight in the progress bar."""

    key: str
    payload: Json
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one job: its value when done, the reason otherwise."""

    key: str
    state: JobState
    value: Json = None
    reason: str | None = None


class JobTable:
    """Results that no log entry covers yet, in an SQLite file that may be deleted at any time.

    Each carries a code under a secret of the case: verdicts wait here, and whoever can only write beside it must not be
    able to plant one. A result without the right code is not there, and its job is done anew.

    Args:
        path: the file; it and its folder are made when they are missing.
        secret: of the case.
    """

    def __init__(self, path: Path, secret: bytes) -> None:
        self._secret = secret
        try:
            path.parent.mkdir(exist_ok=True)
            # A statement that is kept keeps what it wrote last, which may be all that was seen in hours of video.
            self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=0)
            self._began = 0.0
            if self._connection.execute("PRAGMA user_version").fetchone() == (1,):  # its results carry no code
                self._connection.execute("DROP TABLE IF EXISTS results")
            # Any change of a page also removes the journal that a pulled plug left, which reading alone does not.
            self._connection.execute("PRAGMA user_version = 2")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS results "
                "(key TEXT PRIMARY KEY, state TEXT NOT NULL, value TEXT NOT NULL, reason TEXT, code BLOB NOT NULL)"
            )
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS deaths (key TEXT PRIMARY KEY, number INTEGER NOT NULL)"
            )
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"{path}: {error}; make room or make the folder writable, then try again") from error

    def close(self) -> None:
        """Close the file."""
        with contextlib.closing(self._connection), _writing():
            self._commit()

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
            self._began = time.monotonic()

    def _commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def result(self, key: str) -> Result | None:
        """The result of a job that ran to its end, None otherwise."""
        query = "SELECT state, value, reason, code FROM results WHERE key = ?"
        row = self._connection.execute(query, (key,)).fetchone()
        if row is None or not all(isinstance(member, str | None) for member in row[:3]):
            return None
        state, value, reason, code = row
        if not isinstance(code, bytes) or not hmac.compare_digest(self._code(key, state, value, reason), code):
            return None
        return Result(key=key, state=JobState(state), value=json.loads(value), reason=reason)

    def put(self, result: Result) -> None:
        """Write a result down; it is on the disk after `COMMIT_SECONDS` at most."""
        with _writing():
            self._begin()
            row = (result.key, result.state.value, json.dumps(result.value), result.reason)
            self._connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)", (*row, self._code(*row)))
            if time.monotonic() - self._began > COMMIT_SECONDS:
                self._commit()

    def _code(self, *members: str | None) -> bytes:
        code = hmac.new(self._secret, b"witnessbox jobs 1", hashlib.sha256)
        for member in members:
            text = member or ""
            code.update(b"%d %d " % (member is None, len(text)))
            for start in range(0, len(text), _BLOCK):  # a value may be as large as all that was seen in hours of video
                code.update(text[start : start + _BLOCK].encode("utf-8", "surrogatepass"))
        return code.digest()

    def death(self, key: str) -> int:
        """Count one more death of a worker over a job and return the number."""
        with _writing():
            self._connection.execute(
                "INSERT INTO deaths VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET number = number + 1", (key,)
            )
            (number,) = self._connection.execute("SELECT number FROM deaths WHERE key = ?", (key,)).fetchone()
            self._commit()
        return int(number)

    def begin_here(self, key: str) -> bool:
        """Note that jobs begin in this very process; False when they did so before and never ended."""
        begun = self._connection.execute("SELECT 1 FROM deaths WHERE key = ?", (key + _HERE,)).fetchone() is None
        if begun:
            self.death(key + _HERE)
        return begun

    def end_here(self, key: str) -> None:
        """Note that the process outlived them; where the disk is full, they run in processes of their own next time."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("DELETE FROM deaths WHERE key = ?", (key + _HERE,))

    def forget(self, keys: Iterable[str]) -> None:
        """Drop results that a log entry covers now."""
        with _writing():
            self._begin()
            for key in keys:
                self._connection.execute("DELETE FROM results WHERE key = ?", (key,))
                self._connection.execute("DELETE FROM deaths WHERE key = ?", (key,))
            self._commit()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"writing results: {error}; make room, then run the same command again") from error


def mend_table(path: Path) -> None:
    """Take back what a pulled plug left half done of a table, so that no journal of it stays behind."""
    if path.exists():
        JobTable(path, b"").close()


def processes() -> int:
    """Number of processes to run: one a processor that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_jobs(
    jobs: Sequence[Job],
    work: Callable[[Json], Json],
    table: JobTable,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    limit: int | None = None,
    short: bool = False,
) -> Iterator[Result]:
    """Run jobs on a pool of processes, results in the order in which they end.

    A single job, or short ones, run in threads of this process, because to start another takes longer than many a job.
    Where this process died over them, they run in processes of their own the next time.

    Args:
        jobs: what to do; jobs that the table holds results for are not run again.
        work: a function of a module, called in another process with the payload.
        table: where results are written down first.
        on_progress: called with the weight done, running jobs counted in part, and the weight of all jobs.
        limit: most processes to use.
        short: each takes milliseconds, and most of that in a worker.

    Yields:
        One result a job.
    """
    weights = {job.key: job.weight for job in jobs}
    total = sum(weights.values())
    waiting = []
    done = 0
    for job in jobs:
        earlier = table.result(job.key)
        if earlier is None:
            waiting.append(job)
            continue
        done += job.weight
        yield earlier

    def tell(in_part: int) -> None:
        if on_progress is not None:
            on_progress(min(done + in_part, total), total)

    tell(0)
    for result in _pool(waiting, work, table, min(limit or processes(), len(waiting)), tell, short=short):
        table.put(result)
        done += weights[result.key]
        tell(0)
        yield result


def _pool(
    jobs: list[Job],
    work: Callable[[Json], Json],
    table: JobTable,
    size: int,
    tell: Callable[[int], None],
    *,
    short: bool,
) -> Iterator[Result]:
    waiting = list(reversed(jobs))
    key = together(jobs)
    if jobs and (short or len(jobs) == 1) and table.begin_here(key):
        try:
            yield from _until_broken(waiting, work, table, size, tell, here=True)
        finally:
            table.end_here(key)
    while waiting:
        for suspect in (yield from _until_broken(waiting, work, table, size, tell)):
            yield from _alone(suspect, work, table, tell)


def together(jobs: Sequence[Job]) -> str:
    """Key under which it is noted that jobs run in this process."""
    return jobs[0].key if len(jobs) == 1 else hashlib.sha256(repr([job.key for job in jobs]).encode()).hexdigest()


def _alone(
    job: Job, work: Callable[[Json], Json], table: JobTable, tell: Callable[[int], None]
) -> Generator[Result, None, None]:
    """Run a job that was there when a process of the pool died: by itself, so that no other is blamed for it."""
    while (yield from _until_broken([job], work, table, 1, tell)):
        if table.death(job.key) >= DEATHS_ALLOWED:
            reason = f"its process was killed {DEATHS_ALLOWED} times; is there enough memory?"
            yield Result(key=job.key, state=JobState.QUARANTINED, reason=reason)
            return


def _until_broken(
    waiting: list[Job],
    work: Callable[[Json], Json],
    table: JobTable,
    size: int,
    tell: Callable[[int], None],
    *,
    here: bool = False,
) -> Generator[Result, None, list[Job]]:
    """Run jobs until none is left, or until a process of the pool dies; gives the jobs that ran at that moment."""
    pool: Executor
    reports: ctypes.Array[ctypes.c_longlong]
    if here:
        reports = (ctypes.c_longlong * size)()
        pool = ThreadPoolExecutor(size, thread_name_prefix="job", initializer=_report_to, initargs=(reports,))
    else:
        from multiprocessing import sharedctypes  # noqa: PLC0415  see above

        # Plain shared memory without a lock: a child that is killed in the middle of a report can block nobody.
        reports = sharedctypes.RawArray(ctypes.c_longlong, size)
        pool = spawned_pool(size, _report_to, (reports,))
    running: dict[Future[Json], tuple[Job, int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < size:
                slot = min(set(range(size)) - {slot for _, slot in running.values()})
                reports[slot] = 0
                future = pool.submit(_call, work, waiting[-1].payload, slot)  # may find the pool broken
                running[future] = (waiting.pop(), slot)
            ended, _ = wait(running, timeout=REPORT_SECONDS, return_when=FIRST_COMPLETED)
            tell(sum(job.weight * reports[slot] // WHOLE for job, slot in running.values()))
            for future in ended:
                job, _ = running[future]
                result = _result(job, future, table)
                del running[future]
                if result is None:
                    waiting.append(job)
                else:
                    yield result
        stop_pool(pool, at_once=False)
    except BrokenExecutor:
        stop_pool(pool, at_once=True)
    except BaseException:
        stop_pool(pool, at_once=True)
        raise
    return [job for job, _ in running.values()]


def _result(job: Job, future: Future[Json], table: JobTable) -> Result | None:
    """Result of an ended job; None when it is to be tried again."""
    try:
        return Result(key=job.key, state=JobState.DONE, value=future.result())
    except UntrustedInputError as error:
        return Result(key=job.key, state=JobState.FAILED, reason=str(error))
    except WorkerDiedError as error:
        if table.death(job.key) < DEATHS_ALLOWED:
            return None
        return Result(key=job.key, state=JobState.QUARANTINED, reason=f"{error} (tried {DEATHS_ALLOWED} times)")


_closed_at_end: list[Callable[[], None]] = []
_interrupted = threading.Event()
_reports: ctypes.Array[ctypes.c_longlong] | None = None
_of_a_pool = False


class _Mine(threading.local):
    """The slot of this thread's job among the reports."""

    slot = 0


_mine = _Mine()


def report(done: int, total: int) -> None:
    """Tell the parent how far the job of this process is; `work` functions call it in any unit.

    It never goes back: a job may be several pieces of work, each of which counts from its beginning.
    """
    if _reports is not None and total > 0:
        _reports[_mine.slot] = max(_reports[_mine.slot], min(done * WHOLE // total, WHOLE))


def still_wanted() -> bool:
    """Whether somebody waits for the job of this process: after Ctrl-C it may start nothing new."""
    return not _interrupted.is_set()


def spawned_pool(size: int, begin: Callable[..., None], arguments: tuple[object, ...]) -> ProcessPoolExecutor:
    """A pool of fresh processes that end with this one; `stop_pool` ends it.

    Args:
        size: how many.
        begin: called in each of them first, with the arguments.
        arguments: what can be pickled.
    """
    return _pool_of("spawn", size, begin, arguments)


def forked_pool(size: int, begin: Callable[..., None], arguments: tuple[object, ...]) -> ProcessPoolExecutor:
    """A pool of copies of this process, there at once, with all that it has loaded; `stop_pool` ends it.

    Only for Linux, and only before this process has threads: what another thread holds would stay held in a copy.

    Args:
        size: how many.
        begin: called in each of them first, with the arguments.
        arguments: anything.
    """
    pool = _pool_of("fork", size, begin, arguments)
    pool.submit(os.getpid)  # they are made with the first call
    return pool


def _pool_of(method: str, size: int, begin: Callable[..., None], arguments: tuple[object, ...]) -> ProcessPoolExecutor:
    import multiprocessing  # noqa: PLC0415  see above
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(size, mp_context=context, initializer=_begin, initargs=(begin, arguments))


def _begin(begin: Callable[..., None], arguments: tuple[object, ...]) -> None:
    global _of_a_pool  # noqa: PLW0603 - this process was started for a pool
    _of_a_pool = True
    tie_to_parent()
    begin(*arguments)


def at_end(close: Callable[[], None]) -> None:
    """Have something closed when this process of the pool ends in peace, or the jobs that run in this process."""
    _closed_at_end.append(close)
    if _of_a_pool:
        from multiprocessing.util import Finalize  # noqa: PLC0415  see above

        Finalize(None, close, exitpriority=1)


def _call(work: Callable[[Json], Json], payload: Json, slot: int) -> Json:
    _mine.slot = slot
    return work(payload)


def _report_to(reports: ctypes.Array[ctypes.c_longlong]) -> None:
    global _reports  # noqa: PLW0603 - given once, when the process or the thread for a single job starts
    _reports = reports


def tie_to_parent() -> None:
    """Have this process of a pool die with its parent, and leave Ctrl-C to it."""
    import multiprocessing  # noqa: PLC0415  see above

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)  # the parent died before that


def stop_pool(pool: Executor, *, at_once: bool) -> None:
    """End the pool; `at_once` after Ctrl-C or a crash: results are on disk, so nothing is waited for."""
    if at_once:
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()
    here = isinstance(pool, ThreadPoolExecutor)
    if here and at_once:
        _interrupted.set()  # first, so that nothing is begun between closing and the end of the job
        _close_all()  # what the job waits for ends, and so does the job
    pool.shutdown(wait=True, cancel_futures=True)
    if here:
        _close_all()
        _interrupted.clear()  # no job is left that could begin anything


def _close_all() -> None:
    for close in _closed_at_end:
        close()
