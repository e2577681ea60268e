"""One pass over a video tells what the passes for themselves tell."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from av.video.frame import VideoFrame
from film_samples import walk, weights, write_frames
from media_samples import opened, write_clip

from witnessbox.media import client, client_faces, watch
from witnessbox.media.client_watch import Part, Viewing
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.observations import MediaKind

ALL = frozenset(Part)


class Counting(Worker):
    """A worker that remembers what it was asked."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.asked: list[str] = []

    def call(self, task: str, *rest: Any, **words: Any) -> Any:
        self.asked.append(task)
        return super().call(task, *rest, **words)


@pytest.fixture(scope="module")
def one() -> Iterator[Counting]:
    with Counting(tasks=("watch", "probe", "storyboard", "find-faces")) as worker:
        yield worker


@pytest.fixture
def worker(one: Counting) -> Counting:
    one.asked.clear()
    return one


@pytest.fixture(scope="module")
def centerface() -> Iterator[int]:
    descriptor = weights("centerface")
    yield descriptor
    os.close(descriptor)


def films(samples: Path, folder: Path) -> Iterator[Path]:
    yield write_frames(folder / "walk.mkv", walk(samples, frames=30))
    yield write_clip(folder / "cut.mp4", frames=40, cut_at=21, sound=True)
    yield write_clip(folder / "turned.mov", frames=12, rotation=90)
    yield write_clip(folder / "stream.ts", codec="mpeg2video", frames=30, sound=True)
    yield samples / "carphone_pristine.mp4"


@pytest.mark.parametrize("number", range(5))
def test_one_pass_tells_the_same(worker: Counting, centerface: int, samples: Path, tmp_path: Path, number: int) -> None:
    path = list(films(samples, tmp_path))[number]
    viewing = Viewing(worker, ALL, ModelStore().open)
    with opened(path) as content:
        probe = viewing.probe(content, MediaKind.VIDEO)
        board = viewing.storyboard(content, MediaKind.VIDEO)
        faces = viewing.faces(content, centerface, MediaKind.VIDEO).all()
        assert worker.asked == ["watch"]
        assert probe == client.probe(worker, content, MediaKind.VIDEO)
        assert board == client.storyboard(worker, content, MediaKind.VIDEO)
        assert faces == client_faces.find_faces(worker, content, centerface, MediaKind.VIDEO)


def test_a_damaged_video_is_read_anew_by_each(worker: Counting, centerface: int, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=40, sound=True)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 300] = bytes(300)
    path.write_bytes(data)
    viewing = Viewing(worker, ALL, ModelStore().open)
    with opened(path) as content:
        assert viewing.probe(content, MediaKind.VIDEO).damage_count
        viewing.storyboard(content, MediaKind.VIDEO)
        viewing.faces(content, centerface, MediaKind.VIDEO)
    assert worker.asked == ["watch", "storyboard", "find-faces"]


def test_what_nobody_opens_is_refused_with_each_ones_reason(worker: Counting, tmp_path: Path) -> None:
    path = tmp_path / "none.mp4"
    path.write_bytes(b"no video")
    viewing = Viewing(worker, ALL, ModelStore().open)
    with opened(path) as content:
        for ask in (viewing.probe, viewing.storyboard):
            with pytest.raises(UntrustedInputError, match="no decoder opens it"):
                ask(content, MediaKind.VIDEO)


def test_one_part_or_a_picture_needs_no_pass(worker: Counting, samples: Path) -> None:
    with opened(samples / "carphone_pristine.mp4") as content:
        Viewing(worker, frozenset({Part.PROBE})).probe(content, MediaKind.VIDEO)
    with opened(samples / "astronaut.png") as content:
        Viewing(worker, ALL, ModelStore().open).probe(content, MediaKind.PICTURE)
    assert worker.asked == ["probe", "probe"]


def test_no_frame_outlives_the_look_at_it(tmp_path: Path, centerface: int) -> None:
    """What holds a frame until the collector of garbage comes by costs three megabytes of each frame of full HD."""
    params: dict[str, Any] = {"parts": [part.value for part in Part], "key": ""}
    outputs = [os.memfd_create("pictures"), os.memfd_create("journal")]
    with opened(write_clip(tmp_path / "clip.mp4", frames=60)) as content:
        gc.collect()
        gc.disable()
        try:
            watch.watch(params, [content, centerface], outputs, lambda *_: None)
            held = [each for each in gc.get_objects() if isinstance(each, VideoFrame)]
        finally:
            gc.enable()
            for output in outputs:
                os.close(output)
    assert len(held) < 10
