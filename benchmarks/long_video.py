"""Peak memory of a long video: analysis and rendering that are killed and go on, and the second look.

    .venv/bin/python benchmarks/long_video.py                       two hours of 720p at 25 frames a second
    .venv/bin/python benchmarks/long_video.py --hours 0.5 --rate 60
    .venv/bin/python benchmarks/long_video.py --only analyse

The video is ten seconds of a face that sways before a noisy wall, encoded once and repeated, so it is made in seconds.
It is analysed by `witnessbox analyse` in a case, with all that runs by itself. All of its processes are killed once,
with `kill -9`, when a third is done; the same call then goes on. What is shown is the most memory that each process
ever held (`VmHWM` of Linux) and the most that all held at once (the sum of `Pss`, so that what they share counts once).
Rendering and the second look run in a sandboxed worker each, beside this process, which holds plan and findings;
rendering is killed when a third is done, too. The lines say how many frames the next run took over.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from witnessbox.media import client_faces
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.media.segments import Journal
from witnessbox.model.codec import from_json
from witnessbox.model.faces import FaceFindings, FacesSummary, FaceTrack, PlanBody
from witnessbox.model.observations import MediaKind
from witnessbox.redaction.masks import face_plan
from witnessbox.vault.case import Case

REPO = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-m", "witnessbox.cli.main")
SIZE = (1280, 720)
LOOP = 10  # seconds
TOLD_SECONDS = 30.0


def make(path: Path, hours: float, rate: int) -> None:
    """Write the video: packets of one loop, again and again."""
    width, height = SIZE
    noise = np.random.default_rng(1).normal(0, 10, (height, width, 1))
    wall = np.clip(np.linspace(60, 150, width)[None, :, None] + noise, 0, 255).repeat(3, 2).astype(np.uint8)
    with Image.open(REPO / "build" / "samples" / "astronaut.png") as image:
        face = np.asarray(image.convert("RGB").crop((150, 30, 300, 220)).resize((160, 200)), np.uint8)
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, rate), rate
    encoder.options = {"preset": "veryfast", "x264-params": f"bframes=0:scenecut=0:keyint={LOOP * rate}"}
    packets: list[tuple[bytes, bool]] = []
    for index in range(LOOP * rate):
        picture, left = wall.copy(), 400 + int(60 * np.sin(2 * np.pi * index / (LOOP * rate)))
        picture[200:400, left : left + 160] = face
        frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p", threads=1)
        frame.pts, frame.time_base = index, Fraction(1, rate)
        packets += [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(frame)]
    packets += [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(None)]
    with av.open(str(path), "w") as output:
        stream: Any = output.add_stream("libx264", rate=rate)
        stream.width, stream.height = SIZE
        for number in range(int(hours * 3600 * rate)):
            data, key = packets[number % len(packets)]
            packet: Any = av.Packet(data)
            packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, rate), key
            packet.pts = packet.dts = number
            packet.duration = 1
            output.mux(packet)


def most(pid: int) -> int:
    """MiB of memory that a process held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


class Call:
    """A call of the program, watched from outside.

    Args:
        words: verb and arguments.
        stop_at: percent of progress at which all of its processes are killed.
    """

    def __init__(self, *words: str | Path, stop_at: int | None = None) -> None:
        self.peaks: dict[int, tuple[str, int]] = {}
        self.together = 0
        self.shown: list[str] = []
        self._stop_at = stop_at
        begun = time.monotonic()
        self._process = subprocess.Popen(
            [*PROGRAM, *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
        )
        reader = threading.Thread(target=self._read)
        reader.start()
        while self._process.poll() is None:
            self._measure()
            time.sleep(0.5)
        reader.join()
        self.seconds = time.monotonic() - begun

    def _read(self) -> None:
        for line in self._process.stderr or ():
            self.shown.append(f"{time.strftime('%H:%M:%S')} {line.strip()}")
            print(" ", self.shown[-1], file=sys.stderr, flush=True)
            done = re.search(r"(\d+) %", line)
            if done and self._stop_at is not None and int(done[1]) >= self._stop_at:
                os.killpg(self._process.pid, signal.SIGKILL)
                return

    def _measure(self) -> None:
        together = 0
        for pid in members(self._process.pid):
            try:
                name = "worker" if b"media.worker" in Path(f"/proc/{pid}/cmdline").read_bytes() else "own process"
                self.peaks[pid] = name, most(pid)
                together += pss(pid)
            except (OSError, StopIteration):
                continue  # it just ended
        self.together = max(self.together, together)

    def told(self) -> str:
        held = ", ".join(f"{name} {peak}" for name, peak in sorted(self.peaks.values(), key=lambda each: -each[1])[:4])
        return f"{held} MiB; all together at most {self.together} MiB; {self.seconds:.0f} s"


def members(leader: int) -> list[int]:
    """The processes of a session."""
    found = []
    for each in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if each.isdigit() and int(Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[3]) == leader:
                found.append(int(each))
    return found


def pss(pid: int) -> int:
    """MiB of memory that a process holds now; of what it shares, its part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def analyse(folder: Path, video: Path) -> FaceFindings:
    """Seal the video in a case and analyse it, killed once."""
    case, passphrase = folder / "long.case", folder / "passphrase"
    passphrase.write_text("a passphrase for a benchmark\n")
    Call("init", case, "--name", "bench", "--passphrase-file", passphrase)
    Call("intake", case, video.parent, "--passphrase-file", passphrase)
    call = Call("analyse", case, stop_at=33)
    print(f"analyse      {call.told()}, killed", flush=True)
    for path in (case / "derived" / "searches").iterdir():
        journal = os.open(path, os.O_RDWR)
        kept = Journal(journal, os.pread(journal, 32, len(b"witnessbox segments 1\n"))).frames
        print(f"             {path.name.rpartition('.')[2]}: {kept} frames kept, {path.stat().st_size / 1e6:.1f} MB")
        os.close(journal)
    call = Call("analyse", case)
    print(f"analyse more {call.told()}")
    print(f"             shown: {'; '.join(call.shown[1 :: max(1, len(call.shown) // 6)])}", flush=True)
    catalogue = Case(case).catalogue
    (content,) = catalogue.contents([MediaKind.VIDEO])
    seen = catalogue.observations(content.sha256, "faces")
    summary = next(from_json(FacesSummary, each.value) for each in seen if each.kind == "faces-summary")
    tracks = tuple(from_json(FaceTrack, each.value) for each in seen if each.kind == "face")
    print(f"             {summary.canvas.timing.frames} frames, {len(tracks)} tracks", flush=True)
    return FaceFindings(summary=summary, tracks=tracks)


class Station:
    """One worker, and what it took."""

    def __init__(self, name: str, task: str) -> None:
        self.name = name
        self.worker = Worker(tasks=(task,))
        self.worker.isolation  # noqa: B018  starts it
        self._pid = self.worker._child._process.pid  # noqa: SLF001  nobody but a benchmark wants to know
        self._start = self._told = time.monotonic()
        self.done = self._stop = 0

    def stop_at(self, frame: int) -> None:
        self._stop = frame

    def tell(self, done: int, total: int) -> None:
        self.done = done
        self.peak = most(self._pid)
        if self._stop and done >= self._stop:
            self.worker.close()  # SIGKILL
            raise InterruptedError
        now = time.monotonic()
        if now - self._told > TOLD_SECONDS:
            self._told = now
            left = (now - self._start) * (total - done) / max(done, 1)
            print(f"  {self.name}: {done} of {total}, about {left / 60:.0f} min left, {self.peak} MiB", file=sys.stderr)

    def end(self, what: str = "") -> None:
        wall = time.monotonic() - self._start
        print(f"{self.name:12} worker {self.peak} MiB, this process {most(os.getpid())} MiB, {wall:.0f} s {what}")
        self.worker.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--rate", type=int, default=25)
    parser.add_argument("--only", choices=("analyse",), help="no rendering")
    parser.add_argument("--folder", type=Path, help="where the case is made; by default where temporary files are")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path = Path(folder) / "trove" / "long.mp4"
        path.parent.mkdir()
        make(path, arguments.hours, arguments.rate)
        found = analyse(Path(folder), path)
        if arguments.only is None:
            render(Path(folder), os.open(path, os.O_RDONLY), face_plan(found.summary.canvas, found.tracks))


def render(folder: Path, content: int, plan: PlanBody) -> None:
    journal = os.open(folder / "journal", os.O_RDWR | os.O_CREAT)
    out = os.open(folder / "out", os.O_RDWR | os.O_CREAT)
    station = Station("render", "render")
    station.stop_at(plan.canvas.timing.frames // 3)
    try:
        client_faces.render(station.worker, content, out, plan, journal=journal, key="long", on_progress=station.tell)
    except InterruptedError:
        key = os.pread(journal, 32, len(b"witnessbox segments 1\n"))
        kept = Journal(journal, key).frames
        station.end(f"killed at frame {station.done}, {kept} kept")
    station = Station("render again", "render")
    made = client_faces.render(
        station.worker, content, out, plan, journal=journal, key="long", on_progress=station.tell
    )
    station.end(f"{made.frames} frames, {os.fstat(out).st_size / 1e6:.0f} MB")
    store = ModelStore()
    station = Station("second look", "look-again")
    networks = store.open("retinaface"), store.open("centerface")
    look = client_faces.look_again(station.worker, out, plan, *networks, seed="0" * 64, on_progress=station.tell)
    station.end(f"{'passed' if look.passed else f'{len(look.findings)} findings'}")


if __name__ == "__main__":
    main()
