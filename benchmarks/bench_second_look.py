"""How well the second look sees what was left bare, how often it cries wolf, and what it costs.

    .venv/bin/python benchmarks/bench_second_look.py [--only left-out | --only false-alarms] [--clip NAME]

*Left out*: of each labelled clip and each labelled person one rendition, in which that person's masks are missing and
all others are there: the frames in which the person is labelled and half a second around them. *False alarms*:
renditions of every real clip at hand by plans as `witnessbox plan` makes them. Every stop is listed with its frames, so
that a person can look: some are faces that the first detector missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from witnessbox.media import client_faces
from witnessbox.media.client_findings import TASK, finding_pictures
from witnessbox.media.film import Film
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import Canvas, FindingKind, Mask, PlanBody, SecondLook, boxes_of
from witnessbox.model.observations import MediaKind
from witnessbox.redaction.masks import face_plan

HERE = Path(__file__).resolve().parent
LABELLED = ("facenet_video", "hamilton")
SHAKE = "9" * 64  # what the sample is drawn from: here the same for all
AROUND = 12  # frames before and after those in which a person is labelled
BARE = 0.5  # share of a labelled face that masks leave open from which the frame is bare
BANDS = ((1, 3), (4, 12), (13, 10**6))  # frames that a person is bare

Edges = tuple[float, float, float, float]


@dataclass
class Tools:
    """A worker and the weights of both detectors."""

    worker: Worker
    centerface: int
    retinaface: int
    folder: Path

    def plan(self, clip: Path) -> PlanBody:
        with opened(clip) as content:
            found = client_faces.find_faces(self.worker, content, self.centerface, MediaKind.VIDEO)
        return face_plan(found.summary.canvas, found.tracks)

    def look(self, clip: Path, plan: PlanBody) -> tuple[SecondLook, float]:
        """Render, audit, and the CPU seconds of the audit."""
        out = os.open(self.folder / "rendition.mp4", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        try:
            with opened(clip) as content:
                client_faces.render(self.worker, content, out, plan)
            start = cpu()
            looked = client_faces.look_again(self.worker, out, plan, self.retinaface, self.centerface, seed=SHAKE)
            return looked, cpu() - start
        finally:
            os.close(out)


def cpu() -> float:
    """CPU seconds that the only child, the worker, used so far."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    total = 0
    for child in children:
        fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


class opened:  # noqa: N801  used like a function
    """A read-only descriptor."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)

    def __enter__(self) -> int:
        return self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


# -- people left out -----------------------------------------------------------------------------------------------


def left_out(tools: Tools, clip: Path, wanted: list[int] | None) -> list[dict[str, Any]]:
    labels = json.loads(clip.with_suffix(".json").read_text())["frames"]
    plan = tools.plan(clip)
    rows = []
    people = sorted({int(each[0]) for frame in labels for each in frame})
    for person in (each for each in people if not wanted or each in wanted):
        places = {
            index: tuple(each[1:]) for index, frame in enumerate(labels) for each in frame if int(each[0]) == person
        }
        kept = tuple(mask for mask in plan.masks if not hides(mask, places))
        first = max(0, min(places) - AROUND)
        last = min(len(labels) - 1, max(places) + AROUND)
        part, canvas = cut(clip, tools.folder / "part.mkv", first, last)
        shifted = tuple(each for mask in kept if (each := moved(mask, first, last)) is not None)
        without = replace(plan, canvas=canvas, masks=shifted)
        boxes = list(boxes_of(shifted, canvas.timing.frames))
        shares = {frame - first: share_open(edges, boxes[frame - first]) for frame, edges in places.items()}
        bare = {frame for frame, share in shares.items() if share >= BARE}
        looked, seconds = tools.look(part, without)
        stops = [each for each in looked.findings if each.frame is not None]
        told = [each for each in stops if meets(each, places, first)]
        rows.append(
            {
                "clip": clip.stem,
                "person": person,
                "frames": len(places),
                "bare": len(bare),
                "side": round(float(np.median([(e[2] - e[0] + e[3] - e[1]) / 2 for e in places.values()]))),
                "refused": not looked.passed,
                "told": bool(told),
                "by": sorted({each.why.split(" ")[0] for each in told}),
                "stops": len(stops),
                "ms": round(1000 * seconds / canvas.timing.frames),
            }
        )
        print("  ", rows[-1], flush=True)
    return rows


def hides(mask: Mask, places: dict[int, Edges]) -> bool:
    """Whether a mask was made for that person: its middle lies in the labelled face on half of their common frames."""
    common = inside = 0
    for span in mask.spans:
        for frame in range(span.first_frame, span.last_frame + 1):
            if frame in places:
                left, top, right, low = places[frame]
                across, down = (span.box.x1 + span.box.x2) / 2, (span.box.y1 + span.box.y2) / 2
                common += 1
                inside += left <= across <= right and top <= down <= low
    return common > 0 and 2 * inside >= common


def moved(mask: Mask, first: int, last: int) -> Mask | None:
    """A mask as it is in a part of the clip."""
    spans = tuple(
        replace(span, first_frame=max(0, span.first_frame - first), last_frame=min(last, span.last_frame) - first)
        for span in mask.spans
        if span.last_frame >= first and span.first_frame <= last
    )
    return replace(mask, spans=spans) if spans else None


def share_open(edges: Edges, boxes: tuple[Any, ...]) -> float:
    left, top, right, low = (round(edge) for edge in edges)
    hidden = np.zeros((max(1, low - top), max(1, right - left)), bool)
    for box in boxes:
        hidden[max(0, box.y1 - top) : max(0, box.y2 - top), max(0, box.x1 - left) : max(0, box.x2 - left)] = True
    return 1 - float(hidden.mean())


def meets(finding: Any, places: dict[int, Edges], first: int) -> bool:
    """Whether a finding lies on the person."""
    edges = places.get(finding.frame + first)
    if edges is None:
        near = min(places, key=lambda frame: abs(frame - first - finding.frame))
        edges = places[near]
    box = finding.box
    across, down = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    wide, high = edges[2] - edges[0], edges[3] - edges[1]
    return bool(edges[0] - wide < across < edges[2] + wide and edges[1] - high < down < edges[3] + high)


def cut(clip: Path, out: Path, first: int, last: int) -> tuple[Path, Canvas]:
    """Some frames of a clip, kept exactly."""
    with av.open(str(clip)) as source, av.open(str(out), "w") as target:
        stream: Any = None
        for index, frame in enumerate(source.decode(video=0)):
            if index < first or index > last:
                continue
            if stream is None:
                stream = target.add_stream("ffv1", rate=25)
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
            frame.pts, frame.time_base = index - first, Fraction(1, 25)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    with opened(out) as descriptor, Film(descriptor) as film:
        for _ in film:
            pass
        return out, film.canvas()


def summary(rows: list[dict[str, Any]]) -> None:
    for clip in sorted({row["clip"] for row in rows}):
        for low, high in BANDS:
            band = [row for row in rows if row["clip"] == clip and low <= row["bare"] <= high]
            if band:
                told = sum(row["told"] for row in band)
                alone = sum("retinaface" in row["by"] for row in band)
                frames = f"{low} to {high}" if high < 10**6 else f"{low} or more"
                print(f"{clip}, bare in {frames} frames: {told} of {len(band)} refused, {alone} by RetinaFace")


# -- false alarms --------------------------------------------------------------------------------------------------


def clips(data: Path) -> Iterator[Path]:
    """Every real video at hand."""
    yield from sorted((data / "faces").glob("*.mp4"))
    yield from sorted((HERE.parent / "build" / "samples").glob("*.mp4"))
    yield from sorted((data / "stick" / "intel").rglob("*.*"))


def false_alarms(tools: Tools, clip: Path, pictures: Path | None) -> dict[str, Any]:
    plan = tools.plan(clip)
    looked, seconds = tools.look(clip, plan)
    *_, last_us = plan.canvas.timing.microseconds()
    for finding in looked.findings:
        span = f"{finding.first_frame} to {finding.last_frame}"
        print(f"    {finding.kind.value} {span} at {finding.frame} {finding.box} {finding.confidence}: {finding.why}")
    if pictures is not None and looked.findings:
        with opened(tools.folder / "rendition.mp4") as rendition:
            shown = finding_pictures(tools.worker, rendition, MediaKind.VIDEO, looked.findings)
        for number, picture in enumerate(shown, 1):
            if picture is not None:
                (pictures / f"{clip.stem}-stop-{number}.webp").write_bytes(picture)
    kinds = {kind.value: sum(each.kind is kind for each in looked.findings) for kind in FindingKind}
    return {
        "clip": clip.name,
        "frames": looked.frames,
        "searched": looked.looked_at,
        "seconds": last_us / 1e6,
        "masks": len(plan.masks),
        "ms": round(1000 * seconds / looked.frames),
        "stops": {kind: count for kind, count in kinds.items() if count},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("left-out", "false-alarms"))
    parser.add_argument("--clip", action="append", help="only clips whose name contains this")
    parser.add_argument("--person", action="append", type=int, help="only labelled people of this number")
    parser.add_argument("--pictures", type=Path, help="folder into which a picture of each stop is written")
    arguments = parser.parse_args()
    if arguments.pictures is not None:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    data = Path(os.environ.get("WITNESSBOX_DATA") or HERE.parent.parent / "shared" / "data")
    if not data.is_dir():
        print(f"no real clips at {data}: WITNESSBOX_DATA names the folder that holds faces/ and stick/")
        return
    wanted = arguments.clip or [""]
    store = ModelStore()
    document: dict[str, Any] = {"left out": [], "false alarms": []}
    with tempfile.TemporaryDirectory() as folder, Worker(tasks=(*client_faces.TASKS, TASK)) as worker:
        tools = Tools(worker, store.open("centerface"), store.open("retinaface"), Path(folder))
        if arguments.only != "false-alarms":
            for name in LABELLED:
                if any(each in name for each in wanted):
                    print(name, flush=True)
                    document["left out"] += left_out(tools, data / "faces" / f"{name}.mp4", arguments.person)
            summary(document["left out"])
        if arguments.only != "left-out":
            for clip in clips(data):
                if any(each in clip.name for each in wanted):
                    document["false alarms"].append(false_alarms(tools, clip, arguments.pictures))
                    print(document["false alarms"][-1], flush=True)
            stops = sum(sum(row["stops"].values()) for row in document["false alarms"])
            minutes = sum(row["seconds"] for row in document["false alarms"]) / 60
            print(f"{stops} stops in {minutes:.2f} minutes: {stops / max(minutes, 1e-9):.2f} a minute")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    document["cpu_seconds"] = children.ru_utime + children.ru_stime
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False)
    document["commit"] = commit.stdout.strip()
    target = HERE / "results" / f"second-look-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"written to {target}")


if __name__ == "__main__":
    main()
