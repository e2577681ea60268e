from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_worker import bad_worker

from witnessbox.media.sandbox import Worker, WorkerStoppedError
from witnessbox.media.tasks import TASKS, load
from witnessbox.media.wire import MAX_DESCRIPTORS
from witnessbox.model.errors import WorkerDiedError


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    with bad_worker(monkeypatch) as worker:
        yield worker


def test_descriptors_go_in_and_out_and_progress_is_told(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"some bytes")
    told: list[tuple[int, int]] = []
    with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as target:
        answer = worker.call(
            "misbehave",
            {"act": "copy"},
            inputs=[source.fileno()],
            outputs=[target.fileno()],
            on_progress=lambda done, total: told.append((done, total)),
        )
    assert answer == {"did": 10}
    assert (tmp_path / "out").read_bytes() == b"some bytes"
    assert told == [(1, 2), (2, 2)]


def test_descriptors_do_not_leak(worker: Worker, tmp_path: Path) -> None:
    source = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(10):
            answer = worker.call("misbehave", {"act": "descriptors"}, inputs=[source] * MAX_DESCRIPTORS)
            assert answer == {"did": MAX_DESCRIPTORS}
    finally:
        os.close(source)


def test_one_child_serves_many_calls(worker: Worker) -> None:
    assert len({str(worker.call("misbehave", {"act": "pid"})) for _ in range(5)}) == 1


def test_a_child_killed_between_calls_is_replaced(worker: Worker) -> None:
    answer = worker.call("misbehave", {"act": "pid"})
    assert isinstance(answer, dict)
    pid = answer["did"]
    assert isinstance(pid, int)
    os.kill(pid, 9)
    try:
        again = worker.call("misbehave", {"act": "pid"})
    except WorkerDiedError:  # it died between the look and the call
        again = worker.call("misbehave", {"act": "pid"})
    assert again != answer


def test_an_interrupt_while_a_task_runs_leaves_no_stale_answer(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"some bytes")

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as target:
        with pytest.raises(KeyboardInterrupt):
            worker.call(
                "misbehave", {"act": "copy"}, inputs=[source.fileno()], outputs=[target.fileno()], on_progress=interrupt
            )
        answer = worker.call("misbehave", {"act": "descriptors"}, inputs=[source.fileno()])
    assert answer == {"did": 1}


def test_a_task_that_was_not_prepared_is_added(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("plain words")
    with (tmp_path / "text").open("rb") as source:
        answer = worker.call("identify", None, inputs=[source.fileno()])
        assert isinstance(answer, list)
        assert worker.call("misbehave", {"act": "descriptors"}, inputs=[source.fileno()]) == {"did": 1}


def test_an_unknown_task_is_refused() -> None:
    with Worker() as worker, pytest.raises(KeyError, match="no such task"):
        worker.call("unheard-of", None)


def test_nothing_starts_before_it_is_needed() -> None:
    worker = Worker()
    assert worker._child is None
    worker.close()


def test_nothing_starts_once_nobody_wants_it() -> None:
    answers = [True, False]
    worker = Worker(wanted=lambda: answers.pop(0) if len(answers) > 1 else answers[0])
    with pytest.raises(WorkerStoppedError):  # it was stopped while its child started
        worker.prepare(["identify"])
    assert worker._child is None
    for again in (lambda: worker.prepare(["probe"]), lambda: worker.call("identify", None)):
        with pytest.raises(WorkerStoppedError):
            again()
    assert worker._child is None


def test_every_task_exists() -> None:
    assert set(load(TASKS)) == set(TASKS)
