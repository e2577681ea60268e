"""Jobs end once each, survive an interrupted run, and one that kills its process does not stop the rest."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from engine_work import work

from witnessbox.engine.jobs import (
    DEATHS_ALLOWED,
    Job,
    JobState,
    JobTable,
    Result,
    mend_table,
    processes,
    run_jobs,
    still_wanted,
    together,
)
from witnessbox.model.errors import StorageError

SECRET = b"of this case"
SUPPORT = Path(__file__).resolve().parents[2] / "support"


@pytest.fixture
def table(tmp_path: Path) -> JobTable:
    return JobTable(tmp_path / "jobs.sqlite", SECRET)


def doubling(number: int) -> list[Job]:
    return [Job(key=f"{n:02}", payload={"act": "double", "value": n}, weight=n + 1) for n in range(number)]


def test_every_job_ends_once(table: JobTable) -> None:
    results = list(run_jobs(doubling(7), work, table, limit=2))
    assert sorted((each.key, each.value) for each in results) == [(f"{n:02}", {"value": 2 * n}) for n in range(7)]
    assert {each.state for each in results} == {JobState.DONE}
    assert list(run_jobs([], work, table)) == []


def test_results_are_written_down_and_not_made_again(table: JobTable, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    jobs = [
        Job(key=name, payload={"act": "double", "value": 1, "name": name, "marks": str(marks)}) for name in ("a", "b")
    ]
    run = run_jobs(jobs, work, table, limit=1)
    assert next(run).key == "a"
    run.close()
    table.close()
    later = JobTable(tmp_path / "jobs.sqlite", SECRET)
    assert {each.key for each in run_jobs(jobs, work, later, limit=1)} == {"a", "b"}
    assert (marks / "a").read_text() == "x"
    later.forget(["a"])
    assert later.result("a") is None
    assert later.result("b") == Result(key="b", state=JobState.DONE, value={"value": 2})


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE results SET value = '{\"passed\": true}'",
        "UPDATE results SET key = 'b'",
        "UPDATE results SET state = 'failed'",
        "UPDATE results SET reason = 'none'",
        "UPDATE results SET value = x'00'",
        "UPDATE results SET code = 'a text'",
        "UPDATE results SET code = 32",
        "INSERT INTO results VALUES ('b', 'done', 'true', NULL, x'00')",
    ],
)
def test_a_result_that_somebody_planted_is_not_there(tmp_path: Path, planted: str) -> None:
    path = tmp_path / "jobs.sqlite"
    table = JobTable(path, SECRET)
    table.put(Result(key="a", state=JobState.DONE, value={"passed": False}))
    table.close()
    with sqlite3.connect(path) as connection:
        connection.execute(planted)
    connection.close()
    table = JobTable(path, SECRET)
    assert table.result("b") is None
    kept = Result(key="a", state=JobState.DONE, value={"passed": False})
    assert table.result("a") == (kept if planted.startswith("INSERT") else None)
    assert JobTable(path, b"of another case").result("a") is None
    table.put(kept)
    assert table.result("a") == kept, "its job was done anew"


def test_a_table_of_earlier_versions_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE results (key TEXT PRIMARY KEY, state TEXT NOT NULL, value TEXT, reason TEXT)")
        connection.execute("INSERT INTO results VALUES ('a', 'done', 'true', NULL)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    table = JobTable(path, SECRET)
    assert table.result("a") is None
    table.put(Result(key="a", state=JobState.DONE, value=1))
    assert table.result("a") is not None


def test_a_refused_file_fails_with_its_reason_and_the_rest_goes_on(table: JobTable) -> None:
    jobs = [Job(key="bad", payload={"act": "refuse"}), *doubling(3)]
    results = {each.key: each for each in run_jobs(jobs, work, table, limit=2)}
    assert results["bad"] == Result(key="bad", state=JobState.FAILED, reason="no decoder opens it")
    assert len(results) == 4


def test_a_job_that_kills_its_process_is_quarantined_and_the_rest_goes_on(table: JobTable, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    killer = Job(key="killer", payload={"act": "die", "name": "killer", "marks": str(marks)})
    results = {each.key: each for each in run_jobs([killer, *doubling(5)], work, table, limit=2)}
    assert results["killer"].state is JobState.QUARANTINED
    assert "killed" in (results["killer"].reason or "")
    assert len(results) == 6
    assert [each.state for key, each in sorted(results.items()) if key != "killer"] == [JobState.DONE] * 5
    assert len((marks / "killer").read_text()) == DEATHS_ALLOWED + 1  # once beside others, then by itself


def test_a_single_job_runs_in_this_process_unless_it_ended_one(table: JobTable, tmp_path: Path) -> None:
    (alone,) = run_jobs([Job(key="alone", payload={"act": "pid"})], work, table)
    assert isinstance(alone.value, dict) and alone.value["pid"] == os.getpid()
    table.begin_here("killer")  # as a process leaves it that was killed over the job
    (killer,) = run_jobs([Job(key="killer", payload={"act": "die"})], work, table)
    assert killer.state is JobState.QUARANTINED
    marks = tmp_path / "marks"
    marks.mkdir()
    again = Job(key="again", payload={"act": "worker_dies", "name": "again", "marks": str(marks)})
    (tried,) = run_jobs([again], work, table)
    assert tried.state is JobState.QUARANTINED
    assert len((marks / "again").read_text()) == DEATHS_ALLOWED


def test_short_jobs_run_in_threads_of_this_process_unless_they_ended_one(table: JobTable) -> None:
    jobs = [Job(key=str(number), payload={"act": "pid"}) for number in range(20)]
    results = list(run_jobs(jobs, work, table, short=True))
    assert {each.key for each in results} == {job.key for job in jobs}
    assert {each.value["pid"] for each in results if isinstance(each.value, dict)} == {os.getpid()}
    deadly = [Job(key="killer", payload={"act": "die"}), *doubling(3)]
    table.begin_here(together(deadly))  # as a process leaves it that was killed over them
    after = {each.key: each.state for each in run_jobs(deadly, work, table, short=True)}
    assert after.pop("killer") is JobState.QUARANTINED
    assert set(after.values()) == {JobState.DONE}


def test_a_single_job_is_told_that_nobody_waits_for_it_any_more(table: JobTable, tmp_path: Path) -> None:
    def ctrl_c(_: int, __: int) -> None:
        if begun:
            raise KeyboardInterrupt
        begun.append(True)

    begun: list[bool] = []
    job = Job(key="long", payload={"act": "until_stopped", "told": str(tmp_path / "told")})
    with pytest.raises(KeyboardInterrupt):
        list(run_jobs([job], work, table, on_progress=ctrl_c))
    assert (tmp_path / "told").exists()
    assert still_wanted(), "what comes next is"
    (again,) = run_jobs([Job(key="another", payload={"act": "pid"})], work, table)
    assert again.state is JobState.DONE


def test_only_killers_are_quarantined_however_many_there_are(table: JobTable) -> None:
    jobs = [Job(key=f"killer {n}", payload={"act": "die"}) for n in range(2)] + doubling(2)
    results = {each.key: each.state for each in run_jobs(jobs, work, table, limit=4)}
    assert {key for key, state in results.items() if state is JobState.QUARANTINED} == {"killer 0", "killer 1"}
    assert len(results) == 4


def test_a_job_whose_worker_dies_is_tried_again_and_then_quarantined(table: JobTable, tmp_path: Path) -> None:
    jobs = [
        Job(key="always", payload={"act": "worker_dies"}),
        Job(key="once", payload={"act": "worker_dies_once", "once": str(tmp_path / "once")}),
    ]
    results = {each.key: each for each in run_jobs(jobs, work, table, limit=2)}
    assert results["always"].state is JobState.QUARANTINED
    assert "out of memory" in (results["always"].reason or "")
    assert results["once"].state is JobState.DONE


def test_a_mistake_in_the_program_is_not_swallowed(table: JobTable) -> None:
    with pytest.raises(RuntimeError, match="a mistake"):
        list(run_jobs([Job(key="x", payload={"act": "mistake"})], work, table))
    assert table.result("x") is None


def test_progress_counts_running_jobs_in_part_and_never_more_than_all(table: JobTable) -> None:
    told: list[tuple[int, int]] = []
    jobs = [Job(key="slow", payload={"act": "slow"}, weight=100)]
    list(run_jobs(jobs, work, table, on_progress=lambda done, total: told.append((done, total))))
    assert {total for _, total in told} == {100}
    assert told[0] == (0, 100)
    assert told[-1] == (100, 100)
    assert any(0 < done < 100 for done, _ in told)


def test_there_are_no_more_processes_than_asked_for_and_none_stays(table: JobTable) -> None:
    jobs = [Job(key=str(number), payload={"act": "pid"}) for number in range(6)]
    values = [each.value for each in run_jobs(jobs, work, table, limit=2)]
    pids = {value["pid"] for value in values}  # type: ignore[call-overload, index]
    assert 1 <= len(pids) <= 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert processes() >= 1


def test_a_table_that_cannot_be_opened_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"jobs\.sqlite"):
        JobTable(tmp_path / "file" / "jobs.sqlite", SECRET)
    (tmp_path / "garbage").write_bytes(b"nothing of a database" * 100)
    with pytest.raises(StorageError, match="garbage"):
        JobTable(tmp_path / "garbage", SECRET)
    JobTable(tmp_path / "made anew" / "jobs.sqlite", SECRET).close()
    with sqlite3.connect(tmp_path / "made anew" / "jobs.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM results").fetchone() == (0,)


PARENT = """
import sys, signal, os
sys.path.insert(0, {support!r})
from pathlib import Path
from engine_work import work
from witnessbox.engine.jobs import Job, JobTable, run_jobs

if __name__ == "__main__":
    jobs = [Job(key=str(n), payload={{"act": "pid"}}) for n in range(2)] + [Job(key="s", payload={{"act": "slow"}})]
    for result in run_jobs(jobs, work, JobTable(Path(sys.argv[1]), b"of this case"), limit=2):
        print(result.value["pid"], flush=True)
        if result.key == "1":
            {end}
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children die with their parent on Linux only")
def test_children_die_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(support=str(SUPPORT), end="os.kill(os.getpid(), signal.SIGKILL)"))
    done = subprocess.run([sys.executable, script, tmp_path / "jobs"], capture_output=True, text=True, check=False)
    assert done.returncode < 0
    for pid in done.stdout.split():
        with pytest.raises(ProcessLookupError):
            for _ in range(500):
                os.kill(int(pid), 0)
                subprocess.run(["sleep", "0.01"], check=True)


def test_a_table_killed_in_the_middle_of_a_change_leaves_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    table = JobTable(path, SECRET)
    table.put(Result(key="a", state=JobState.DONE, value=1))
    table.close()
    killed = (
        "import os, signal, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN'); "
        "c.execute('DELETE FROM results'); c.execute('PRAGMA cache_spill = 1'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", killed, path], check=False)
    assert sorted(os.listdir(tmp_path)) == ["jobs.sqlite", "jobs.sqlite-journal"]
    mend_table(path)
    assert os.listdir(tmp_path) == ["jobs.sqlite"]
    assert JobTable(path, SECRET).result("a") is not None
    mend_table(tmp_path / "none.sqlite")
    assert os.listdir(tmp_path) == ["jobs.sqlite"]
