"""Masking faces: witnessbox against deface 1.5.0, on the same labelled clips, in one run.

    .venv/bin/python benchmarks/bench_redaction.py            three runs, medians
    .venv/bin/python benchmarks/bench_redaction.py --runs 1   a quick look

witnessbox is driven through its command line from `init` to `redact`; its time is that of `analyse`, `plan`, `approve`
and `redact`. The second look is part of `redact`, deface has nothing like it, so it is measured once more alone.
deface runs with its defaults and each of its two back ends. Time is CPU seconds of all descendants. What is covered is
read from the pixels of the finished files: ours where the plan says so and the picture is black there, deface's
in one more run with a loud colour instead of its blur, whose ellipses hide less.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from witnessbox.media import client_faces
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import PlanBody, filled
from witnessbox.vault.case import Case

HERE = Path(__file__).resolve().parent
PEER = HERE / ".env-deface"
# onnxruntime before 1.29: later ones report home as soon as they are imported.
PEER_PACKAGES = ("deface==1.5.0", "onnxruntime==1.28.0", "onnx==1.23.2")
BACK_ENDS = ("onnxrt", "opencv")
CLIPS = ("facenet_video", "hamilton")
LOUD = (255, 0, 255)
QUALITY = "deface, solid rectangles"
WITHOUT = "witnessbox, analyse to redact without the second look"
WHOLE = "witnessbox, analyse to redact"
LOOK = "the second look alone"

Pixels = NDArray[np.uint8]


@dataclass
class Cost:
    """CPU and wall-clock seconds of the runs of one thing."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def median(self) -> float:
        return statistics.median(self.cpu)

    def __str__(self) -> str:
        spread = f" ({min(self.cpu):.1f} to {max(self.cpu):.1f})" if len(self.cpu) > 1 else ""
        return f"{self.median():7.1f} CPU s{spread}, {statistics.median(self.wall):.1f} s wall"


def timed(cost: Cost, work: Callable[[], object]) -> None:
    """Add CPU seconds of all descendants and wall-clock seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    cost.wall.append(time.monotonic() - start)


def call(*arguments: object, stdin: str | None = None) -> str:
    environment = {**os.environ, "ORT_DISABLE_TELEMETRY": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is not compiled anew by each call
    done = subprocess.run(
        [str(argument) for argument in arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


# -- witnessbox ----------------------------------------------------------------------------------------------------


@dataclass
class Redacted:
    """What one run of witnessbox made of a clip."""

    rendition: Path
    plan: PlanBody
    state: str


def redact(clip: Path, folder: Path, costs: dict[str, Cost]) -> Redacted:
    """The whole job on one clip, in a fresh case."""
    case, trove, secret = folder / "case", folder / "trove", folder / "passphrase"
    trove.mkdir(parents=True)
    (trove / clip.name).write_bytes(clip.read_bytes())
    secret.write_text("a passphrase for nothing but a benchmark\n")
    program = Path(sys.executable).with_name("witnessbox")
    signed = ("--passphrase-file", secret)
    call(program, "init", case, *signed)
    call(program, "intake", case, trove, *signed)

    def work() -> None:
        call(program, "analyse", case)
        plans = json.loads(call(program, "plan", case, "--preset", "faces", "--json"))["plans"]
        call(program, "approve", case, "-", *signed, stdin="\n".join(plan["id"] for plan in plans))
        result["renditions"] = json.loads(call(program, "redact", case, "--json"))["renditions"]

    result: dict[str, list[dict[str, str]]] = {}
    timed(costs[WHOLE], work)
    (row,) = result["renditions"]
    rendition = case / "objects" / row["sha256"][:2] / row["sha256"]
    ((_, plan),) = Case(case).catalogue.plans()
    timed(costs[LOOK], lambda: look_again(rendition, plan.body, row["sha256"]))
    costs[WITHOUT].cpu.append(costs[WHOLE].cpu[-1] - costs[LOOK].cpu[-1])
    costs[WITHOUT].wall.append(costs[WHOLE].wall[-1] - costs[LOOK].wall[-1])
    return Redacted(rendition, plan.body, row["state"])


def look_again(rendition: Path, plan: PlanBody, seed: str) -> None:
    store = ModelStore()
    opened = [os.open(rendition, os.O_RDONLY), store.open("retinaface"), store.open("centerface")]
    with Worker(tasks=("look-again",)) as worker:
        client_faces.look_again(worker, opened[0], plan, opened[1], opened[2], seed=seed)
    for descriptor in opened:
        os.close(descriptor)


# -- deface --------------------------------------------------------------------------------------------------------


def prepare_peer() -> None:
    if not (PEER / "bin" / "deface").exists():
        print("making the environment of deface ...", flush=True)
        call(sys.executable, "-m", "venv", PEER)
        call(PEER / "bin" / "pip", "install", "--quiet", *PEER_PACKAGES)


def deface(clip: Path, out: Path, *options: object) -> None:
    call(PEER / "bin" / "deface", clip, "--output", out, *options)


# -- what is covered -----------------------------------------------------------------------------------------------


def decoded(path: Path, layout: str) -> Iterator[Pixels]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format=layout), np.uint8)


def ours_hidden(made: Redacted) -> Iterator[NDArray[np.bool_]]:
    """Where the plan hides something and the rendition is really black."""
    canvas = made.plan.canvas
    boxes = filled(made.plan)
    for here, grey in zip(boxes, decoded(made.rendition, "gray"), strict=True):
        hidden = np.zeros((canvas.height, canvas.width), bool)
        for box in here:
            hidden[box.y1 : box.y2, box.x1 : box.x2] = True
        yield hidden & (grey[: canvas.height, : canvas.width] < 48)


def loud(path: Path, clip: Path, skipped: int) -> Iterator[NDArray[np.bool_]]:
    """Where deface put the loud colour, in the clip's pixels: its writer stretches frames to multiples of 16."""
    height, width = next(decoded(clip, "gray")).shape
    for number, picture in enumerate(decoded(path, "rgb24")):
        if number >= skipped:
            rows = np.arange(height) * picture.shape[0] // height
            columns = np.arange(width) * picture.shape[1] // width
            yield np.abs(picture[rows][:, columns].astype(np.int16) - LOUD).max(axis=2) < 90


def theirs(labels: list[list[list[float]]], path: Path, clip: Path) -> Recall:
    """What deface covered; its reader shows the first frame again until the sound has begun."""
    return recall(labels, loud(path, clip, sum(1 for _ in decoded(path, "gray")) - len(labels)))


@dataclass
class Recall:
    """How well labelled faces are covered."""

    faces: int
    well: float
    half: float
    leaking: int
    tracks: int
    area: float
    labelled: float

    def __str__(self) -> str:
        return (
            f"{self.faces} face-frames: {self.well:.4f} covered to 90 %, {self.half:.4f} to 50 %; "
            f"{self.leaking} of {self.tracks} tracks leak; "
            f"mask area {self.area:.1%} = {self.area / self.labelled:.2f} x labels"
        )


def recall(labels: list[list[list[float]]], hidden: Iterator[NDArray[np.bool_]]) -> Recall:
    """A track leaks where one of its frames is covered to less than half."""
    shares: list[tuple[int, float]] = []
    area = labelled = 0.0
    for faces, mask in zip(labels, hidden, strict=True):
        height, width = mask.shape
        boxes = np.zeros_like(mask)
        for track, *edges in faces:
            left, top, right, low = (round(edge) for edge in edges)
            place = (slice(max(0, top), min(height, low)), slice(max(0, left), min(width, right)))
            boxes[place] = True
            if mask[place].size:
                shares.append((int(track), float(mask[place].mean())))
        area += float(mask.mean())
        labelled += float(boxes.mean())
    return Recall(
        faces=len(shares),
        well=sum(share >= 0.9 for _, share in shares) / len(shares),
        half=sum(share >= 0.5 for _, share in shares) / len(shares),
        leaking=len({track for track, share in shares if share < 0.5}),
        tracks=len({track for track, _ in shares}),
        area=area / len(labels),
        labelled=labelled / len(labels),
    )


def noise(clip: Path, made: Redacted) -> tuple[float, float]:
    """PSNR of luma outside the masks in dB: over all frames, and of the worst."""
    canvas = made.plan.canvas
    boxes = filled(made.plan)
    total = count = 0.0
    worst = float("inf")
    for here, before, after in zip(boxes, decoded(clip, "yuv420p"), decoded(made.rendition, "yuv420p"), strict=True):
        shown = np.ones((canvas.height, canvas.width), bool)
        for box in here:
            shown[box.y1 : box.y2, box.x1 : box.x2] = False
        difference = before[: canvas.height].astype(np.float32) - after[: canvas.height]
        error = float((difference[shown] ** 2).sum())
        total, count = total + error, count + float(shown.sum())
        worst = min(worst, 10 * np.log10(255**2 * shown.sum() / max(error, 1e-9)))
    return 10 * float(np.log10(255**2 * count / max(total, 1e-9))), worst


# -- the run -------------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="runs of each, in turns (3)")
    parser.add_argument("--clip", action="append", choices=CLIPS, help="only this clip")
    arguments = parser.parse_args()
    data = Path(os.environ.get("WITNESSBOX_DATA") or HERE.parent.parent / "shared" / "data") / "faces"
    if not data.is_dir():
        print(f"no labelled clips at {data}: WITNESSBOX_DATA names the folder that holds faces/")
        return
    prepare_peer()
    document: dict[str, object] = {"machine": machine(), "runs": arguments.runs, "clips": {}}
    results = document["clips"]
    assert isinstance(results, dict)
    for name in arguments.clip or CLIPS:
        with tempfile.TemporaryDirectory() as folder:
            results[name] = bench(data / f"{name}.mp4", Path(folder), arguments.runs)
    total = totals(results)
    document["total"] = total
    print("\nall clips, CPU seconds:", ", ".join(f"{name} {seconds:.1f}" for name, seconds in total.items()))
    best = min(total[f"deface, {back_end}"] for back_end in BACK_ENDS)
    print(f"deface's better back end needs {best / total[WITHOUT]:.1f} x the CPU seconds", end="")
    print(f" ({best / total[WHOLE]:.1f} x with the second look)")
    target = HERE / "results" / f"redaction-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\nwritten to {target}")


def totals(results: dict[str, dict[str, dict[str, list[float]]]]) -> dict[str, float]:
    """Median CPU seconds of each thing, summed over the clips."""
    seconds = [clip["cpu_seconds"] for clip in results.values()]
    return {name: sum(statistics.median(clip[name]) for clip in seconds) for name in seconds[0]}


def bench(clip: Path, folder: Path, runs: int) -> dict[str, object]:
    labels = json.loads(clip.with_suffix(".json").read_text())["frames"]
    names = (WITHOUT, WHOLE, LOOK, *(f"deface, {back_end}" for back_end in BACK_ENDS))
    costs = {name: Cost() for name in names}
    print(f"\n{clip.name}: {len(labels)} frames", flush=True)
    for run in range(runs):
        made = redact(clip, folder / f"run{run}", costs)
        for back_end in BACK_ENDS:
            out = folder / f"{back_end}.mp4"
            timed(costs[f"deface, {back_end}"], lambda out=out, each=back_end: deface(clip, out, "--backend", each))
    Image.new("RGB", (64, 64), LOUD).save(folder / "loud.png")
    deface(clip, folder / "loud.mp4", "--replacewith", "img", "--replaceimg", folder / "loud.png")
    found = {"witnessbox": recall(labels, ours_hidden(made)), QUALITY: theirs(labels, folder / "loud.mp4", clip)}
    whole, worst = noise(clip, made)
    best = min(costs[f"deface, {back_end}"].median() for back_end in BACK_ENDS)
    for name, cost in costs.items():
        print(f"  {name:54} {cost}, {1000 * cost.median() / len(labels):.0f} CPU ms a frame")
    print(f"  deface's better back end needs {best / costs[WITHOUT].median():.1f} x the CPU seconds", end="")
    print(f" ({best / costs[WHOLE].median():.1f} x with the second look)")
    for name, each in found.items():
        print(f"  {name}: {each}")
    print(f"  PSNR of luma outside the masks: {whole:.1f} dB, worst frame {worst:.1f} dB; second look: {made.state}")
    return {
        "sha256": hashlib.sha256(clip.read_bytes()).hexdigest(),
        "frames": len(labels),
        "cpu_seconds": {name: cost.cpu for name, cost in costs.items()},
        "wall_seconds": {name: cost.wall for name, cost in costs.items()},
        "covered": {name: vars(each) for name, each in found.items()},
        "psnr_db": {"all": whole, "worst_frame": float(worst)},
        "state": made.state,
    }


def machine() -> dict[str, object]:
    cpu = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [after for line, after in pairwise(cpu.replace("\t: ", "\n").splitlines()) if line.startswith("model name")]
    packages = call(sys.executable, "-m", "pip", "freeze").split()
    peer = call(PEER / "bin" / "pip", "freeze").split()
    wanted = ("av", "numpy", "onnxruntime", "onnx", "pillow", "deface", "opencv-python", "imageio-ffmpeg", "imageio")
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": commit,
        "packages": [each for each in packages if each.split("==")[0].lower() in wanted],
        "peer_packages": [each for each in peer if each.split("==")[0].lower() in wanted],
    }


if __name__ == "__main__":
    main()
