"""Masking faces: witnessbox against deface 1.5.0, on the same labelled clips, in one run.

    .venv/bin/python benchmarks/bench_redaction.py            three runs, medians
    .venv/bin/python benchmarks/bench_redaction.py --runs 1   a quick look
    .venv/bin/python benchmarks/bench_redaction.py --recall   recall alone, of harder versions of the clips too

The street clip is also run four times over in one file (`--long 4`), so that what a run costs can be told from what a
frame costs. `--recall` makes the clips harder (every third frame dropped; shrunk to 360 lines), adds clips of packages
that are labelled in `labels/`, and measures only what witnessbox covers.

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
from real_clips import KEPT, fetch

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
LIMIT = "plain decode + encode, the limit"
LONG = "facenet_video"
X264 = {"preset": "ultrafast", "qp": "22", "x264-params": "bframes=0:threads=2"}  # as the renderer encodes

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


def call(*arguments: object, stdin: str | None = None, fine: tuple[int, ...] = (0,)) -> str:
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
    if done.returncode not in fine:
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
        result["renditions"] = json.loads(call(program, "redact", case, "--json", fine=(0, 4)))["renditions"]

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


# -- clips made from clips -----------------------------------------------------------------------------------------


def repeated(clip: Path, times: int, out: Path) -> Path:
    """The same packets several times over: every repetition begins with a key frame."""
    with av.open(str(clip)) as source, av.open(str(out), "w") as output:
        stream = source.streams.video[0]
        copy = output.add_stream_from_template(stream)
        packets = [packet for packet in source.demux(stream) if packet.size]
        length = max(p.pts + (p.duration or 0) for p in packets) - min(p.pts for p in packets)
        for turn in range(times):
            for packet in packets:
                data = av.Packet(bytes(packet))
                data.pts, data.dts = packet.pts + turn * length, packet.dts + turn * length
                data.time_base, data.is_keyframe, data.duration = packet.time_base, packet.is_keyframe, packet.duration
                data.stream = copy
                output.mux(data)
    return out


def harder(
    clip: Path, out: Path, *, keep: Callable[[int], bool] = lambda _: True, height: int | None = None, frames: int = 0
) -> float:
    """Encode some of the frames anew, perhaps smaller, only the first ones where `frames` says so; gives the scale."""
    with av.open(str(clip)) as source, av.open(str(out), "w") as output:
        shown = source.streams.video[0]
        scale = 1.0 if height is None else min(1.0, height / shown.height)
        made = output.add_stream("libx264", rate=shown.average_rate, options={"crf": "12", "preset": "fast"})
        made.width, made.height = round(shown.width * scale) // 2 * 2, round(shown.height * scale) // 2 * 2
        made.pix_fmt, made.time_base = "yuv420p", shown.time_base
        made.codec_context.time_base = shown.time_base
        for number, frame in enumerate(source.decode(shown)):
            if frames and number == frames:
                break
            if keep(number):
                small = frame.reformat(width=made.width, height=made.height, format="yuv420p", interpolation="AREA")
                small.pts, small.time_base = frame.pts, frame.time_base
                small.pict_type = 0
                output.mux(made.encode(small))
        output.mux(made.encode())
    return scale


PLAIN = """
import sys, av
from av.bitstream import BitStreamFilterContext
with av.open(sys.argv[1]) as source, av.open(sys.argv[2], "w", format="mp4") as output:
    shown = source.streams.video[0]
    shown.codec_context.thread_count = 1
    options = dict(each.split("=", 1) for each in sys.argv[3:])
    made = output.add_stream("libx264", rate=shown.average_rate, options=options)
    made.width, made.height, made.pix_fmt = shown.width, shown.height, "yuv420p"
    made.codec_context.time_base = made.time_base = shown.time_base
    for frame in source.decode(shown):
        frame.pict_type = 0
        output.mux(made.encode(frame))
    output.mux(made.encode())
"""


def plain(clip: Path, out: Path) -> None:
    """Decode and encode with the renderer's settings and nothing between, in a process of its own."""
    call(sys.executable, "-c", PLAIN, clip, out, *(f"{name}={value}" for name, value in X264.items()))


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
    parser.add_argument("--long", type=int, default=4, help="times the street clip is repeated in one file (4; 0: not)")
    parser.add_argument("--recall", action="store_true", help="only what is covered, of harder versions too")
    arguments = parser.parse_args()
    data = Path(os.environ.get("WITNESSBOX_DATA") or HERE.parent.parent / "shared" / "data") / "faces"
    if not data.is_dir():
        print(f"no labelled clips at {data}: WITNESSBOX_DATA names the folder that holds faces/")
        return
    clips = [data / f"{name}.mp4" for name in arguments.clip or CLIPS]
    if arguments.recall:
        write_down(recall_of(clips), "recall")
        return
    prepare_peer()
    document: dict[str, object] = {"machine": machine(), "runs": arguments.runs, "clips": {}}
    results = document["clips"]
    assert isinstance(results, dict)
    for clip in clips:
        with tempfile.TemporaryDirectory() as folder:
            results[clip.stem] = bench(clip, Path(folder), arguments.runs)
    total = totals(results)
    document["total"] = total
    print("\nall clips, CPU seconds:", ", ".join(f"{name} {seconds:.1f}" for name, seconds in total.items()))
    best = min(total[f"deface, {back_end}"] for back_end in BACK_ENDS)
    print(f"deface's better back end needs {best / total[WITHOUT]:.1f} x the CPU seconds", end="")
    print(f" ({best / total[WHOLE]:.1f} x with the second look)")
    if arguments.long and LONG in results:
        with tempfile.TemporaryDirectory() as folder:
            long = repeated(data / f"{LONG}.mp4", arguments.long, Path(folder) / f"{LONG}-x{arguments.long}.mp4")
            document["long"] = bench_long(long, Path(folder), results[LONG], arguments.long)
    write_down(document, "redaction")


def write_down(document: dict[str, object], name: str) -> None:
    target = HERE / "results" / f"{name}-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\nwritten to {target}")


def bench_long(clip: Path, folder: Path, short: dict[str, object], times: int) -> dict[str, object]:
    """Time alone, one run: the slope between the clip and its repetition is what a frame costs."""
    frames = sum(1 for _ in decoded(clip, "gray"))
    print(f"\n{clip.name}: {frames} frames", flush=True)
    costs = {name: Cost() for name in names()}
    redact(clip, folder / "run", costs)
    others(clip, folder, costs)
    result: dict[str, object] = {"frames": frames}
    for name, cost in costs.items():
        before = statistics.median(short["cpu_seconds"][name])  # type: ignore[index]
        each = (cost.median() - before) / (frames - frames // times)
        once = before - each * (frames // times)
        result[name] = {"cpu_seconds": cost.cpu, "a_frame_ms": 1000 * each, "a_run_s": once}
        print(f"  {name:54} {cost}: {1000 * cost.median() / frames:.0f} CPU ms a frame; ", end="")
        print(f"between the two lengths {1000 * each:.0f} a frame and {once:.1f} s a run")
    return result


def names() -> tuple[str, ...]:
    return WITHOUT, WHOLE, LOOK, LIMIT, *(f"deface, {back_end}" for back_end in BACK_ENDS)


def others(clip: Path, folder: Path, costs: dict[str, Cost]) -> None:
    timed(costs[LIMIT], lambda: plain(clip, folder / "plain.mp4"))
    for back_end in BACK_ENDS:
        out = folder / f"{back_end}.mp4"
        timed(costs[f"deface, {back_end}"], lambda out=out, each=back_end: deface(clip, out, "--backend", each))


def recall_of(clips: list[Path]) -> dict[str, object]:
    """What witnessbox covers on the clips, on harder versions of them, and on clips of packages."""
    found: dict[str, object] = {}
    for clip in clips:
        labels = json.loads(clip.with_suffix(".json").read_text())["frames"]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            versions = {"as it is": (clip, labels)}
            thin = [faces for number, faces in enumerate(labels) if number % 3 != 2]
            harder(clip, folder / "thin.mp4", keep=lambda number: number % 3 != 2)
            versions["every third frame dropped"] = (folder / "thin.mp4", thin)
            scale = harder(clip, folder / "small.mp4", height=360)
            if scale < 1:
                small = [[[each[0], *(edge * scale for edge in each[1:])] for each in faces] for faces in labels]
                versions["shrunk to 360 lines"] = (folder / "small.mp4", small)
            for version, (path, mine) in versions.items():
                found[f"{clip.stem}, {version}"] = covered(
                    path, mine, folder / version.replace(" ", "-"), clip.stem, version
                )
    for label in sorted((HERE / "labels").glob("*.json")):
        known = json.loads(label.read_text())
        path = labelled_clip(known)
        if path is None:
            print(f"{label.stem}: not measured, {known['from']} is not here")
            continue
        with tempfile.TemporaryDirectory() as name:
            first = Path(name) / path.name
            harder(path, first, frames=len(known["frames"]))
            version = f"the first {len(known['frames'])} frames"
            found[label.stem] = covered(first, known["frames"], Path(name) / "run", label.stem, version)
    return found


def covered(path: Path, labels: list[list[list[float]]], folder: Path, stem: str, version: str) -> dict[str, object]:
    made = redact(path, folder, {name: Cost() for name in names()})
    result = recall(labels, ours_hidden(made))
    print(f"{stem}, {version}: {result}; second look: {made.state}", flush=True)
    return {**vars(result), "state": made.state}


def labelled_clip(known: dict[str, str]) -> Path | None:
    """A labelled clip of a package, as `real_clips.py` took it out: known by its digest."""
    path = KEPT / known["file"]
    if not path.exists():
        fetch()
    return path if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == known["sha256"] else None


def totals(results: dict[str, dict[str, dict[str, list[float]]]]) -> dict[str, float]:
    """Median CPU seconds of each thing, summed over the clips."""
    seconds = [clip["cpu_seconds"] for clip in results.values()]
    return {name: sum(statistics.median(clip[name]) for clip in seconds) for name in seconds[0]}


def bench(clip: Path, folder: Path, runs: int) -> dict[str, object]:
    labels = json.loads(clip.with_suffix(".json").read_text())["frames"]
    costs = {name: Cost() for name in names()}
    print(f"\n{clip.name}: {len(labels)} frames", flush=True)
    for run in range(runs):
        made = redact(clip, folder / f"run{run}", costs)
        others(clip, folder, costs)
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
