"""Taking in: witnessbox against `cp -r`, hashlib and bagit.py, on the same generated trove, in one run.

    .venv/bin/python benchmarks/bench_intake.py              five rounds, medians
    .venv/bin/python benchmarks/bench_intake.py --rounds 1   a quick look
    .venv/bin/python benchmarks/bench_intake.py --rows 1000000   also a case with as many items

Wall-clock time decides here, because the disk is part of the work; CPU seconds stand beside it. Each round starts with
another of the contenders. All are whole processes from start to end, with all bytes flushed to the disk. What they
leave is deleted at the very end: ext4 does not give an inode out again for one to five minutes (`recently_deleted` in
its `ialloc.c`) and makes files many times slower while it searches past those, and a disk that is told of freed blocks
is slow meanwhile. Where space is short, files of a round are emptied after it, and a minute is waited.

Before each measurement 4 GiB of memory are filled and freed: a virtual machine that gives free memory back to its host
pays for it once more when it is used next, which tripled the time of `cp` in some rounds and not in others. The program
is compiled first, as an installed package is.

- **cp**: `cp -r` and `sync` of the copy.
- **hashlib**: SHA-256 of every file of a copy that lies in memory, one process.
- **bagit.py**: a copy by `cp -r`, then `bagit.py --sha256 --processes 2`, then `sync`, as its users make a bag of a
  trove that they must not write to. Bag making alone is shown, too.
- **witnessbox**: `intake --no-recheck` into a fresh case; formats are told by the sandboxed worker.
- **with probing**: the same with `--probe`, into another fresh case.
- **with the second reading**: `intake` as it is by default; none of the others does that.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

HERE = Path(__file__).resolve().parent
PEER = HERE / ".env-bagit"
PEER_PACKAGES = ("bagit==1.9.0",)
PROGRAM = Path(sys.executable).with_name("witnessbox")
SECRET = "a passphrase for nothing but a benchmark\n"
SETTLE_SECONDS = 5.0
"""What was written before a measurement should not be written during it."""
WARM = 4 * 1024**3
"""Bytes of memory that are there when a measurement begins."""
LARGE, MEDIUM, SMALL, VIDEOS, PICTURES = 12, 60, 3000, 60, 200


@dataclass
class Cost:
    """Wall-clock and CPU seconds of the runs of one thing."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def call(*arguments: object) -> str:
    done = subprocess.run([str(each) for each in arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def timed(cost: Cost, work: Callable[[], object]) -> None:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    cost.wall.append(time.monotonic() - start)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


# -- material ------------------------------------------------------------------------------------------------------


def clip(path: Path) -> bytes:
    """A short H.264 clip."""
    with av.open(str(path), "w", format="mp4") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        noise = np.random.default_rng(1)
        for _ in range(50):
            frame = VideoFrame.from_ndarray(noise.integers(0, 255, (360, 640, 3), np.uint8), "rgb24")
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return path.read_bytes()


def make_mixed(folder: Path) -> None:
    """Twelve files of 100 MB, sixty of 10 MB, sixty videos, two hundred pictures, three thousand small files."""
    choice = random.Random(1)
    film = clip(folder.parent / "clip.mp4")
    Image.fromarray(np.random.default_rng(2).integers(0, 255, (480, 640, 3), np.uint8)).save(
        folder.parent / "still.jpg", quality=85
    )
    still = (folder.parent / "still.jpg").read_bytes()

    def put(name: str, data: bytes) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    for number in range(LARGE):
        put(f"large/{number:03}.bin", choice.randbytes(100_000_000))
    for number in range(MEDIUM):
        put(f"medium/{number:03}.bin", choice.randbytes(10_000_000))
    for number in range(VIDEOS):  # a box that players skip makes each of them another content
        put(f"video/{number:03}.mp4", film + (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big"))
    for number in range(PICTURES):
        put(f"pictures/{number:03}.jpg", still + number.to_bytes(8, "big"))
    for number in range(SMALL):
        put(f"small/{number % 40:02}/{number:04}.dat", choice.randbytes(choice.randrange(200, 60_000)))


def make_small(folder: Path, number: int) -> None:
    choice = random.Random(2)
    for each in range(number):
        path = folder / f"{each // 1000:03}" / f"{each:06}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(choice.randbytes(1024))


def make_rows(folder: Path, number: int) -> None:
    """Many names of few files: rows cost space in the catalogue, not on the disk."""
    for each in range(number):
        if each % 50_000 == 0:
            first = folder / f"{each:07}"
            first.mkdir(parents=True)
            (first / "first").write_bytes(os.urandom(1024))
        inner = first / f"{each // 1000 % 50:02}"
        inner.mkdir(exist_ok=True)
        (inner / f"{each:07}.bin").hardlink_to(first / "first")


def emptied(folder: Path) -> None:
    """Give the space of all files back without giving their names up."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o600)
            os.truncate(path, 0)


def size_of(folder: Path) -> tuple[int, int]:
    sizes = [path.lstat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


# -- contenders ----------------------------------------------------------------------------------------------------


class Round:
    """One round: each contender works in a folder of its own."""

    def __init__(self, trove: Path, folder: Path, costs: dict[str, Cost]) -> None:
        self.trove, self.folder, self.costs = trove, folder, costs
        folder.mkdir()

    def time(self, name: str, work: Callable[[], object]) -> None:
        call("sync")
        time.sleep(SETTLE_SECONDS)
        call(sys.executable, "-c", _FILL, WARM)
        timed(self.costs.setdefault(name, Cost()), work)

    def cp(self) -> None:
        target = self.folder / "copy"
        self.time("cp -r and sync", lambda: self.copy(target))
        self.time(
            "hashlib on the copy",
            lambda: call(sys.executable, "-c", _HASH, target),
        )

    def copy(self, target: Path) -> None:
        call("cp", "-r", self.trove, target)
        call("sync", "-f", target)

    def bagit(self) -> None:
        target = self.folder / "bag"
        whole = Cost()

        def bag() -> None:
            call(PEER / "bin" / "bagit.py", "--sha256", "--processes", "2", target)
            call("sync", "-f", target)

        self.time("cp -r, for bagit.py", lambda: self.copy(target))
        self.time("bagit.py, two processes", bag)
        first, second = self.costs["cp -r, for bagit.py"], self.costs["bagit.py, two processes"]
        whole = self.costs.setdefault("cp -r and bagit.py", Cost())
        whole.wall.append(first.wall[-1] + second.wall[-1])
        whole.cpu.append(first.cpu[-1] + second.cpu[-1])

    def witnessbox(self) -> None:
        case, secret = self.case("case")
        sealed = lambda: call(PROGRAM, "intake", case, self.trove, "--no-recheck", "--passphrase-file", secret)  # noqa: E731
        self.time("witnessbox", sealed)

    def probing(self) -> None:
        case, secret = self.case("probed")
        probed = lambda: call(  # noqa: E731
            PROGRAM, "intake", case, self.trove, "--no-recheck", "--probe", "--passphrase-file", secret
        )
        self.time("witnessbox with probing", probed)

    def second_reading(self) -> None:
        case, secret = self.case("twice")
        self.time(
            "witnessbox with the second reading",
            lambda: call(PROGRAM, "intake", case, self.trove, "--passphrase-file", secret),
        )

    def case(self, name: str) -> tuple[Path, Path]:
        secret = self.folder / "passphrase"
        secret.write_text(SECRET)
        call(PROGRAM, "init", self.folder / name, "--name", "custodian", "--passphrase-file", secret)
        return self.folder / name, secret


_FILL = """
import mmap, sys
memory = mmap.mmap(-1, int(sys.argv[1]))
for page in range(0, len(memory), mmap.PAGESIZE):
    memory[page] = 1
"""
_HASH = """
import hashlib, os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            hashlib.file_digest(file, "sha256").hexdigest()
"""


def mixed(work: Path, rounds: int) -> dict[str, object]:
    trove = work / "mixed"
    make_mixed(trove)
    count, size = size_of(trove)
    print(f"\nmixed trove: {count} files, {size / 1e9:.2f} GB", flush=True)
    costs: dict[str, Cost] = {}
    for number in range(rounds):
        each = Round(trove, work / f"round {number}", costs)
        turns = [each.cp, each.bagit, each.witnessbox, each.probing, each.second_reading]
        for turn in turns[number % len(turns) :] + turns[: number % len(turns)]:
            turn()
        if shutil.disk_usage(work).free < 6 * size:
            emptied(each.folder)
            time.sleep(60)
        walls = ", ".join(f"{name} {cost.wall[-1]:.2f}" for name, cost in costs.items())
        print(f"  round {number + 1} of {rounds}: {walls}", flush=True)
    base = statistics.median(costs["cp -r and sync"].wall)
    for name, cost in costs.items():
        wall = statistics.median(cost.wall)
        print(
            f"  {name:36} {wall:6.2f} s ({min(cost.wall):.2f} to {max(cost.wall):.2f})  {wall / base:5.2f} x cp  "
            f"{size / wall / 1e6:6.0f} MB/s  {statistics.median(cost.cpu):6.2f} CPU s"
        )
    return {
        "files": count,
        "bytes": size,
        "wall_seconds": {name: cost.wall for name, cost in costs.items()},
        "cpu_seconds": {name: cost.cpu for name, cost in costs.items()},
    }


# -- many files ----------------------------------------------------------------------------------------------------


class Peak:
    """Largest resident memory of a process and its descendants, looked at twice a second, in MB.

    Attributes:
        main: of the process itself.
        all: of all of them; what several share, above all the libraries, counts once (`Pss` of proc(5)).
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.all = self.main = 0
        self._process = process
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while self._process.poll() is None:
            main, shares = _resident(self._process.pid)
            self.main = max(self.main, main)
            self.all = max(self.all, shares)
            time.sleep(0.5)

    def join(self) -> None:
        self._thread.join()


def _resident(root: int) -> tuple[int, int]:
    """Resident MB of a process, and of it and its descendants together."""
    main, shares, waiting = 0, 0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):  # it has just ended
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        main = max(main, sizes["Rss"] if pid == root else 0)
        shares += sizes["Pss"]
    return main * 1024 // 1_000_000, shares * 1024 // 1_000_000


def watched(*arguments: object) -> tuple[float, Peak]:
    start = time.monotonic()
    with subprocess.Popen([str(each) for each in arguments], stdout=subprocess.DEVNULL) as process:
        peak = Peak(process)
        process.wait()
    peak.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} ended with {process.returncode}")
    return time.monotonic() - start, peak


def many(work: Path, name: str, number: int, make: Callable[[Path, int], None], rounds: int) -> dict[str, object]:
    trove = work / name
    make(trove, number)
    count, _ = size_of(trove)
    secret = work / "passphrase"
    secret.write_text(SECRET)
    seconds: dict[str, list[float]] = {}
    memory: dict[str, dict[str, int]] = {}
    for turn in range(rounds):
        case = work / f"{name}-case {turn}"
        call(PROGRAM, "init", case, "--name", "custodian", "--passphrase-file", secret)
        call("sync")
        time.sleep(SETTLE_SECONDS)
        verbs: dict[str, tuple[object, ...]] = {
            "intake": ("intake", case, trove, "--no-recheck", "--passphrase-file", secret, "--json")
        }
        if turn == rounds - 1:
            verbs |= {
                "status": ("status", case),
                "items": ("items", case, "--json"),
                "verify": ("verify", case),
                "intake again": ("intake", case, trove, "--no-recheck", "--passphrase-file", secret, "--json"),
            }
        for verb, arguments in verbs.items():
            wall, peak = watched(PROGRAM, *arguments)
            seconds.setdefault(verb, []).append(wall)
            memory[verb] = {"main_mb": peak.main, "all_mb": peak.all}
    print(f"\n{name}: {count} files")
    for verb, walls in seconds.items():
        wall = statistics.median(walls)
        print(
            f"  {verb:14} {wall:7.1f} s, {count / wall:8.0f} files/s; resident at most "
            f"{memory[verb]['main_mb']} MB, with all its processes {memory[verb]['all_mb']} MB"
        )
    return {"files": count, "wall_seconds": seconds, "memory": memory}


# -- the run -------------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="rounds over the mixed trove (5)")
    parser.add_argument("--small", type=int, default=100_000, help="number of files of 1 KB (100000), 0 for none")
    parser.add_argument("--rows", type=int, default=0, help="items of one more case (none): names of few files")
    parser.add_argument("--folder", type=Path, help="where to work; by default where temporary files lie")
    arguments = parser.parse_args()
    if not (PEER / "bin" / "bagit.py").exists():
        print("making the environment of bagit.py ...", flush=True)
        call(sys.executable, "-m", "venv", PEER)
        call(PEER / "bin" / "pip", "install", "--quiet", "setuptools<80", *PEER_PACKAGES)
    compileall.compile_dir(str(HERE.parent / "src"), quiet=1)
    document: dict[str, object] = {"machine": machine()}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        work = Path(name)
        if arguments.rounds:
            document["mixed"] = mixed(work, arguments.rounds)
        if arguments.small:
            document["small"] = many(work, "small files of 1 KB", arguments.small, make_small, 3)
        if arguments.rows:
            document["rows"] = many(work, "rows", arguments.rows, make_rows, 1)
    target = HERE / "results" / f"intake-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\nwritten to {target}")


def machine() -> dict[str, object]:
    processor = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "processor": processor[0].partition(": ")[2] if processor else platform.processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": commit,
        "peer_packages": call(PEER / "bin" / "pip", "freeze").split(),
    }


if __name__ == "__main__":
    main()
