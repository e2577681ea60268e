"""The hostile trove goes in: nothing falls over, nothing leaves the case, each outcome is told, the rest is sealed."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case, here, leftovers, passphrase, program, signed
from hostile_trove import PAYLOAD, SECRET, Hostile, Trove

MEGABYTES = 512
"""What a worker may take."""
EVIL = (Path("/tmp/evil"), Path("/evil"))


def peaks_of_workers(root: int, seen: dict[int, int]) -> None:
    """Highest resident memory so far of the sandboxed workers below a process, in MB."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                waiting += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
            if b"witnessbox.media.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                status = Path(f"/proc/{pid}/status").read_text()
                seen[pid] = int(status.split("VmHWM:")[1].split()[0]) // 1024
        except (OSError, IndexError, ValueError):  # it has just ended
            continue


def watched(*words: str | Path) -> tuple[int, str, dict[int, int]]:
    """Run the program; exit status, standard error, and the highest resident memory of each worker."""
    seen: dict[int, int] = {}
    with subprocess.Popen(
        [*program(), *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.02):
                peaks_of_workers(process.pid, seen)

        thread = threading.Thread(target=watch)
        thread.start()
        assert process.stderr is not None
        err = process.stderr.read().decode()
        process.wait()
        ended.set()
        thread.join()
    assert "Traceback" not in err, err
    return process.returncode, err, seen


def surroundings(folder: Path, without: Path) -> set[str]:
    """Every name below a folder but for those below another."""
    found = set()
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(where, name) != without]
        found |= {os.path.join(where, name) for name in (*folders, *files)}
    return found


def goes_in(tmp_path: Path, hostile: Trove) -> dict[str, Any]:
    """The whole trove, taken in and looked into; gives the figures."""
    case = copied(empty_case(), tmp_path / "home" / "x.case")
    attacks = hostile.make()
    for path in EVIL:
        assert not path.exists(), f"{path} is in the way of this test"
    before = surroundings(tmp_path, case)
    begun = time.monotonic()
    code, err, workers = watched("intake", case, hostile.folder, "--passphrase-file", passphrase())
    assert code in (0, 3), err
    seconds = {"intake": time.monotonic() - begun}
    for analyser in ("headers", "probe", "storyboard"):
        begun = time.monotonic()
        code, err, more = watched("analyse", case, "--only", analyser)
        assert code == 0, err
        seconds[analyser] = time.monotonic() - begun
        workers |= more
    assert surroundings(tmp_path, case) == before
    assert not any(path.exists() for path in EVIL)
    assert max(workers.values()) <= MEGABYTES, workers
    outcomes_are_told(case, hostile.folder, attacks)
    nothing_leaked(case)
    here("verify", case, code=0)
    assert leftovers(case) == []
    return {"seconds": seconds, "peak": max(workers.values()), "workers": len(workers), "attacks": len(attacks)}


def outcomes_are_told(case: Path, folder: Path, attacks: list[Hostile]) -> None:
    rows = here("items", case, "--json", code=0).json["items"]
    top = {base64.b64decode(row["path_bytes"]): row for row in rows if row["parent"] is None}
    assert set(top) == {each.path for each in attacks}
    for each in attacks:
        row = top[each.path]
        assert row["outcome"] in each.outcomes, (each, row)
        assert (row["outcome"] == "sealed") == (row["sha256"] is not None)
        assert row["outcome"] == "sealed" or row["reason"], each
        path = os.fsencode(folder) + b"/" + each.path
        if row["outcome"] == "sealed" and len(path) < 1000 and row["size"] < 100_000_000:
            with open(path, "rb") as file:
                assert hashlib.file_digest(file, "sha256").hexdigest() == row["sha256"], each
    report = case.parent.parent / "report.html"
    here(*signed("report", case, report, "--items"), code=0)
    text = report.read_text()
    for name in ("fifo", "sparse", "zeros.7z", "overlap.zip", "nested.zip"):
        assert name in text
    report.unlink()


def nothing_leaked(case: Path) -> None:
    """The canary is nowhere in the case, and members with names that lead out are members like others."""
    for path in case.rglob("*"):
        if path.is_file() and path.stat().st_blocks * 512 < 100_000_000 and path.stat().st_size < 200_000_000:
            assert SECRET not in path.read_bytes(), path
    digest = hashlib.sha256(PAYLOAD).hexdigest()
    rows = here("items", case, "--json", code=0).json["items"]
    assert sum(row["sha256"] == digest for row in rows) > 50
    assert not any(row["sha256"] == hashlib.sha256(SECRET).hexdigest() for row in rows)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    shutil.rmtree(tmp_path / "trove", ignore_errors=True)


def test_the_hostile_trove_goes_in(ground: Path) -> None:
    goes_in(ground, Trove(ground / "trove", ground / "canary", bomb=150_000_000, sparse=2 * 10**9))


@pytest.mark.torture
def test_the_hostile_trove_goes_in_at_full_size(ground: Path) -> None:
    figures = goes_in(ground, Trove(ground / "trove", ground / "canary"))
    print(
        f"hostile trove: {figures['attacks']} attacks, {figures['workers']} workers, the largest {figures['peak']} MB; "
        + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in figures["seconds"].items())
    )
