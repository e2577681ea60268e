"""Reading threads and processes: order, bounds and ends."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait

import pytest
import reading_work
from hypothesis import given
from hypothesis import strategies as st
from reading_work import Thing

from witnessbox.engine.jobs import spawned_pool
from witnessbox.intake.copying import StoppedError
from witnessbox.intake.readers import (
    AHEAD_BYTES,
    AHEAD_FILES,
    FEW_BYTES,
    FEW_FILES,
    GROUP_BYTES,
    LISTED,
    Processes,
    Readers,
    in_turns,
)
from witnessbox.intake.reading import Count


def make(threads: int = 3) -> Readers:
    return Readers(threads, lambda: False)


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 5000])
def test_every_file_is_read_once(count: int) -> None:
    readers = make()
    things = [Thing(number, size=number % 7 * 1_000_000) for number in range(count)]
    results = readers.each(things, lambda thing: thing.number * 2)
    assert sorted(results, key=lambda pair: pair[0].number) == [(each, each.number * 2) for each in things]
    readers.close()


def test_what_is_read_sooner_comes_sooner() -> None:
    readers = make(2)
    waits = threading.Event()
    things = [Thing(0, GROUP_BYTES), *(Thing(number, GROUP_BYTES) for number in range(1, 4))]
    results = readers.each(things, lambda thing: waits.wait() if thing.number == 0 else None)
    assert [next(results)[0].number for _ in range(3)] == [1, 2, 3]
    waits.set()
    assert next(results)[0].number == 0
    readers.close()


def test_reading_begins_before_a_result_is_asked_for() -> None:
    readers = make()
    begun = threading.Event()
    results = readers.each([Thing(0)], lambda _: begun.set())
    assert begun.wait(10)
    assert list(results) == [(Thing(0), None)]
    readers.close()


def test_large_files_stand_among_small_ones_which_come_to_their_end_at_two_thirds() -> None:
    """Else the large ones of one folder would leave the lock idle, and the small ones of another would fight for it."""
    sizes = [GROUP_BYTES] * 6 + [1] * 8
    turns = [thing.number for thing in in_turns([Thing(number, size) for number, size in enumerate(sizes)])]
    assert turns == [0, 6, 7, 1, 8, 9, 2, 10, 11, 3, 12, 13, 4, 5]


@given(st.lists(st.sampled_from([0, 1, GROUP_BYTES - 1, GROUP_BYTES, 9 * GROUP_BYTES])), st.integers(1, 5))
def test_taking_turns_loses_no_file(sizes: list[int], listed: int) -> None:
    things = [Thing(number, size) for number, size in enumerate(sizes)]
    assert sorted(in_turns(things, listed), key=lambda thing: thing.number) == things


def test_a_source_is_listed_by_parts() -> None:
    """Names of a source may be too many to hold."""
    endless = (Thing(number, GROUP_BYTES * (number % 2)) for number in itertools.count())
    assert len(list(itertools.islice(in_turns(endless, 10), 25))) == 25


@pytest.mark.parametrize("size", [1, 50_000_000])
def test_reading_runs_ahead_by_a_bounded_amount(size: int) -> None:
    readers = make(2)
    asked: list[int] = []

    def things() -> list[Thing]:
        for number in range(20_000):
            asked.append(number)
            yield Thing(number, size)

    results = readers.each(things(), lambda thing: thing.number)
    next(results)
    assert len(asked) <= min(AHEAD_FILES, AHEAD_BYTES // size) + LISTED + 4 * 64
    results.close()
    readers.close()


def test_an_error_reaches_the_caller() -> None:
    readers = make()

    def fail(thing: Thing) -> int:
        if thing.number == 70:
            raise ValueError("seventy")
        return thing.number

    with pytest.raises(ValueError, match="seventy"):
        list(readers.each([Thing(number) for number in range(200)], fail))
    readers.close()


def test_a_reading_that_ends_when_it_is_looked_at_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    result = Future.result

    def too_late(future: Future[list[int]], timeout: float | None = None) -> list[int]:
        if timeout is not None:  # the time is up, and in that moment it ends
            wait([future])
            raise TimeoutError
        return result(future)

    monkeypatch.setattr(Future, "result", too_late)
    readers = make()
    things = [Thing(number) for number in range(200)]
    assert sorted(got for _, got in readers.each(things, lambda thing: thing.number)) == list(range(200))
    readers.close()


def test_a_reading_that_times_out_says_so() -> None:
    readers = make()

    def fail(_: Thing) -> int:
        raise TimeoutError("a share of the network does not answer")

    with pytest.raises(TimeoutError, match="does not answer"):
        list(readers.each([Thing(1)], fail))
    readers.close()


def test_closing_stops_what_is_being_read() -> None:
    readers = make(1)
    started = threading.Event()

    def endless(_: Thing) -> None:
        while not readers.reading.stopped():
            started.set()
        raise StoppedError

    results = readers.each([Thing(1, 10**9)] * 3, endless)
    stopped: list[bool] = []

    def ask() -> None:
        try:
            next(results)
        except StoppedError:
            stopped.append(True)

    thread = threading.Thread(target=ask)
    thread.start()
    started.wait()
    readers.close()
    thread.join()
    assert stopped == [True]


class Started:
    """Processes that a test starts, and how often."""

    def __init__(self) -> None:
        self.numbers = Count()  # of things, not bytes
        self.times = 0

    def __call__(self) -> Processes:
        self.times += 1
        pool = spawned_pool(1, reading_work.begin, (self.numbers,))
        return Processes(pool=pool, number=1, count=self.numbers)


@pytest.mark.parametrize("deadly", [False, True])
def test_small_files_are_read_in_processes_and_by_threads_when_one_dies(deadly: bool) -> None:
    """A process that the system kills for want of memory costs nothing but time."""
    started = Started()
    readers = Readers(2, lambda: False, started)
    fatal = FEW_FILES + 3000 if deadly else None
    things = [Thing(number, size=-1 if number == fatal else 1) for number in range(FEW_FILES + 4000)]
    results = readers.each(things, lambda thing: 2 * thing.number, reading_work.doubled)
    assert sorted(results, key=lambda pair: pair[0].number) == [(each, 2 * each.number) for each in things]
    if not deadly:
        assert readers.done == started.numbers.total() >= len(things) - FEW_FILES
    assert list(readers.compute(reading_work.doubled, [things[:3], things[3:5]])) == [[0, 2, 4], [6, 8]]
    readers.close()
    assert started.times == 1


def test_many_large_files_are_shared_out_between_threads_and_processes() -> None:
    """Else every block of them waits for the interpreter's lock while what was read is sealed."""
    started = Started()
    readers = Readers(2, lambda: False, started)
    asked: list[Thing] = []

    def until_a_process_reads() -> Iterator[Thing]:
        while started.numbers.total() == 0:
            asked.append(Thing(len(asked), FEW_BYTES // 8))
            yield asked[-1]

    def read(thing: Thing) -> int:
        time.sleep(0.01)
        return 2 * thing.number

    things = itertools.chain(until_a_process_reads(), (Thing(number, 1) for number in range(5)))
    results = list(readers.each(things, read, reading_work.doubled))
    assert sorted(result for _, result in results) == sorted([2 * each.number for each in asked] + [0, 2, 4, 6, 8])
    assert all(result == 2 * thing.number for thing, result in results)
    readers.close()
    assert started.times == 1


def test_no_process_is_started_for_few_large_files() -> None:
    started = Started()
    readers = Readers(2, lambda: False, started)
    things = [Thing(number, FEW_BYTES // 8) for number in range(8)]
    assert len(list(readers.each(things, lambda thing: thing.number, reading_work.doubled))) == 8
    readers.close()
    assert started.times == 0
