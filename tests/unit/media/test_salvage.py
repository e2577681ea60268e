"""The decodable part: the same pictures as in the whole video, up to the damage and again after it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from media_samples import drawing, write_clip

from witnessbox.media.client_salvage import salvage
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.items import Run
from witnessbox.model.salvage import Salvaged

FRAMES = 120


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("salvage",)) as one:
        yield one


def with_front(path: Path, flags: str) -> Path:
    """An MP4 whose index stands in front, or in fragments."""
    with av.open(str(path), "w", options={"movflags": flags}) as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 96, 64, "yuv420p", 12
        for index in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(drawing((96, 64), index), "rgb24")
            output.mux(stream.encode(frame.reformat(format="yuv420p", threads=1)))
        output.mux(stream.encode())
    return path


def whole(kind: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    if kind == "front":
        return with_front(folder / "front.mp4", "faststart")
    if kind == "fragments":
        return with_front(folder / "fragments.mp4", "frag_keyframe+empty_moov")
    codec = "mpeg4" if kind == "avi" else "libx264"
    return write_clip(folder / f"clip.{kind}", codec=codec, frames=FRAMES, sound=kind == "mkv")


def pictures(path: Path) -> list[str]:
    """Digests of all pictures that decode, as far as the file goes."""
    found: list[str] = []
    with contextlib.suppress(av.error.FFmpegError), av.open(str(path)) as container:
        for frame in container.decode(video=0):
            found += [hashlib.md5(frame.to_ndarray().tobytes(), usedforsecurity=False).hexdigest()]
    return found


def in_order(some: list[str], of: list[str]) -> bool:
    """Whether all of these pictures stand in that order among others."""
    rest = iter(of)
    return all(each in rest for each in some)


def salvaged(worker: Worker, path: Path, out: Path, missing: tuple[Run, ...] = ()) -> Salvaged | None:
    out.write_bytes(b"")
    source, target = os.open(path, os.O_RDONLY), os.open(out, os.O_RDWR)
    try:
        return salvage(worker, source, target, missing=missing)
    finally:
        os.close(source)
        os.close(target)


@pytest.mark.parametrize("share", [45, 70, 93])
@pytest.mark.parametrize("kind", ["front", "fragments", "mkv", "avi"])
def test_a_cut_video_keeps_every_picture_before_the_cut(kind: str, share: int, worker: Worker, tmp_path: Path) -> None:
    path = whole(kind, tmp_path / "whole")
    intact = pictures(path)
    data = path.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(data[: len(data) * share // 100])
    before = hashlib.sha256(cut.read_bytes()).hexdigest()
    made = salvaged(worker, cut, tmp_path / "out")
    assert made is not None
    kept = pictures(tmp_path / "out")
    assert in_order(kept, intact), "each of them is one that was recorded"
    # A picture at the cut that is shown late may be there, and others that are shown before it may not.
    assert kept[:-4] == intact[: len(kept) - 4]
    assert len(kept) >= len(pictures(cut)) - 1, "at most the picture at the cut itself is given up"
    assert len(kept) >= FRAMES // 10
    assert made.flaws == 0
    assert made.announced is None or made.announced > cut.stat().st_size
    assert hashlib.sha256(cut.read_bytes()).hexdigest() == before
    first = (tmp_path / "out").read_bytes()
    assert salvaged(worker, cut, tmp_path / "again") == made
    assert (tmp_path / "again").read_bytes() == first, "the same bytes each time"


def test_damage_in_the_middle_leaves_a_gap_and_what_follows_the_next_key_frame(worker: Worker, tmp_path: Path) -> None:
    path = whole("mkv", tmp_path / "whole")
    intact = pictures(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    (tmp_path / "holed").write_bytes(data)
    made = salvaged(worker, tmp_path / "holed", tmp_path / "out", (Run(offset=middle, length=600),))
    assert made is not None
    assert made.gap_count >= 1
    kept = pictures(tmp_path / "out")
    assert set(kept) <= set(intact)
    assert kept[-1] == intact[-1], "it goes on behind the damage"
    assert FRAMES * 0.6 < len(kept) < FRAMES
    assert made.flaws == 0


def test_a_whole_video_needs_no_copy(worker: Worker, tmp_path: Path) -> None:
    assert salvaged(worker, whole("mkv", tmp_path / "whole"), tmp_path / "out") is None


def test_an_index_that_was_never_written_is_said(worker: Worker, tmp_path: Path) -> None:
    path = whole("mp4", tmp_path / "whole")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(UntrustedInputError):
        salvaged(worker, path, tmp_path / "out")


def test_mutants_give_a_part_or_a_reason(worker: Worker, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for kind in ("front", "mkv", "avi"):
        data = whole(kind, tmp_path / "whole").read_bytes()
        for _ in range(12):
            bad = bytearray(data)
            for _flip in range(chance.choice([1, 20, 300])):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            (tmp_path / "bad").write_bytes(bad)
            try:
                made = salvaged(worker, tmp_path / "bad", tmp_path / "out")
            except UntrustedInputError as error:
                assert str(error)
                continue
            if made is not None:
                assert (tmp_path / "out").stat().st_size < 2 * len(data) + (1 << 20)
