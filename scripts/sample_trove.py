"""Builds a small trove out of real videos and pictures, with what real troves have: copies, strange names, damage.

Run as `python scripts/sample_trove.py FOLDER`; the same samples and the same encoder make the same trove again.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

REPO = Path(__file__).resolve().parent.parent
SAMPLES = REPO / "build" / "samples"

SECONDS = 5
RATE = 24
WIDTH, HEIGHT = 640, 480
TAKEN = "2021-10-05T06:41:17.000000Z"
"""When the moving clip says it was taken, as a telephone would write it."""
PLACE = "+29.5593-095.0890/"
"""Where it says it was taken (ISO 6709)."""
MODIFIED_NS = 1_633_416_077_123_456_789
"""Time of last change of the first file; each further one is a minute later."""


def build(trove: Path, samples: Path = SAMPLES) -> None:
    """Fill a new folder.

    Raises:
        FileExistsError: the folder is there already.
        FileNotFoundError: the samples were not fetched (scripts/samples).
    """
    trove.mkdir(parents=True)
    for folder in ("telephone", "street", "film", "pictures", "copies", "копии"):
        (trove / folder).mkdir()
    shutil.copyfile(samples / "carphone_pristine.mp4", trove / "telephone" / "carphone_pristine.mp4")
    shutil.copyfile(samples / "bikes.mp4", trove / "street" / "bikes.mp4")
    shutil.copyfile(samples / "bigbuckbunny.mp4", trove / "film" / "bigbuckbunny.mp4")
    shutil.copyfile(samples / "astronaut.png", trove / "pictures" / "astronaut.png")
    moving_clip(samples / "astronaut.png", trove / "telephone" / "IMG_0042.MOV")

    shutil.copyfile(samples / "bikes.mp4", trove / "copies" / "bikes (1).mp4")
    shutil.copyfile(samples / "carphone_pristine.mp4", trove / "копии" / "Разговор в машине.mp4")
    # The same name as an old Russian camera writes it: Windows-1251, which is not UTF-8.
    odd_name = os.fsencode(trove / "copies") + b"/" + "снимок.png".encode("cp1251")
    shutil.copyfile(os.fsencode(samples / "astronaut.png"), odd_name)

    whole = (samples / "bigbuckbunny.mp4").read_bytes()
    (trove / "film" / "bigbuckbunny_broken_off.mp4").write_bytes(whole[: len(whole) * 3 // 5])
    (trove / "empty.dat").touch()
    (trove / "elsewhere").symlink_to("../../somebody-elses-files")
    _settle_times(trove)


def moving_clip(picture: Path, clip: Path) -> None:
    """Film a still picture with a slow pan and zoom; the clip carries a time and a place, like one from a telephone."""
    with av.open(str(clip), "w", format="mov", options={"fflags": "+bitexact"}) as container:
        container.metadata.update({"creation_time": TAKEN, "location": PLACE, "make": "Sample", "model": "Sample One"})
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.thread_count = 1  # the order of work, and with it the bytes, stays the same
        stream.options = {"crf": "20", "preset": "veryfast"}
        for number, image in enumerate(_frames(picture)):
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(picture: Path) -> Iterator[Image.Image]:
    with Image.open(picture) as opened:
        whole = opened.convert("RGB")
    last = SECONDS * RATE - 1
    for number in range(last + 1):
        part = number / last
        width = whole.width * (1 - 0.4 * part)
        height = width * HEIGHT / WIDTH
        left = (whole.width - width) * 0.3 * part
        yield whole.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box=(left, 0, left + width, height))


def _settle_times(trove: Path) -> None:
    paths = sorted(
        os.path.join(folder, name)
        for folder, folders, files in os.walk(os.fsencode(trove))
        for name in [*folders, *files]
    )
    for place, path in reversed(list(enumerate(paths))):
        when = MODIFIED_NS + place * 60_000_000_000
        os.utime(path, ns=(when, when), follow_symlinks=False)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/sample_trove.py FOLDER")
    build(Path(sys.argv[1]))
