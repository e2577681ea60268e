from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import toy_networks as toys
from film_samples import Pixels, weights, write_frames
from media_samples import opened
from PIL import Image, ImageDraw, ImageFont

from witnessbox.media import client_faces
from witnessbox.media.sandbox import Worker
from witnessbox.media.sight import weights as read
from witnessbox.media.things import People, Texts, lines
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import TrackKind
from witnessbox.model.observations import MediaKind

BRIGHT: Pixels = np.full((3, 128, 64), 250, np.uint8)
"""Twice as high as the toys' input: reduced by half."""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (toys.channels(2, 1, {0: "person", 1: "head"}), TrackKind.HEAD),
        (toys.channels(1), TrackKind.PERSON),
        (toys.channels(3, 2, {0: "car", 1: "dog", 2: "person"}, nhwc=True), TrackKind.PERSON),
        (toys.rows(80, 0), TrackKind.PERSON),
        (toys.ssd(1, shares=True), TrackKind.PERSON),
        (toys.ssd(1, shares=False), TrackKind.PERSON),
    ],
    ids=["channels", "one-class", "last", "rows", "shares", "pixels"],
)
def test_each_form_is_read(data: bytes, kind: TrackKind) -> None:
    detector = People(data)
    found = detector.find_kinds(BRIGHT, 0.12)
    (box,) = found[kind]
    assert box[:4].tolist() == [min(64, 2 * edge) if at % 2 == 0 else 2 * edge for at, edge in enumerate(toys.PLACE)]
    assert box[4] > 0.4
    assert all(not len(boxes) for other, boxes in found.items() if other is not kind)
    assert not len(detector.find_kinds(np.zeros_like(BRIGHT), 0.12)[kind])


def test_what_is_no_person_is_not_seen() -> None:
    assert not len(People(toys.rows(80, 7)).find_kinds(BRIGHT, 0.12)[TrackKind.PERSON])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (toys.unknown(), r"fit no known form: flat \[1, 1000\]. Expected is"),
        (toys.channels(5), "has 5 classes and does not say what they are"),
        (toys.channels(2, 0, {0: "cat", 1: "dog"}), "knows cat, dog: neither people nor heads"),
        (b"no network", "no network that ONNX Runtime opens"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        People(data)


def added(folder: Path, data: bytes) -> int:
    path = folder / "people.onnx"
    path.write_bytes(data)
    return os.open(path, os.O_RDONLY)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("find-people", "find-texts")) as worker:
        yield worker


def test_people_are_followed_and_numbered_through(worker: Worker, tmp_path: Path) -> None:
    frames: list[Pixels] = [np.full((64, 64, 3), 240, np.uint8)] * 10
    film = write_frames(tmp_path / "film.mkv", frames)
    detector = added(tmp_path, toys.channels(2, 1, {0: "person", 1: "head"}))
    try:
        with opened(film) as content:
            found = client_faces.find_things(worker, "find-people", content, detector, MediaKind.VIDEO)
    finally:
        os.close(detector)
    (track,) = found.tracks
    assert (track.track, track.kind) == (0, TrackKind.HEAD)
    assert (track.keys[0].frame, track.keys[-1].frame) == (0, 9)
    assert (found.summary.tracks, found.summary.canvas.timing.frames) == (1, 10)


def test_weights_that_fit_no_form_are_refused_by_the_worker(worker: Worker, tmp_path: Path) -> None:
    film = write_frames(tmp_path / "film.mkv", [np.zeros((64, 64, 3), np.uint8)])
    detector = added(tmp_path, toys.unknown())
    try:
        with opened(film) as content, pytest.raises(UntrustedInputError, match="fit no known form"):
            client_faces.find_things(worker, "find-people", content, detector, MediaKind.VIDEO)
    finally:
        os.close(detector)


def sign(words: str, size: tuple[int, int] = (320, 192), at: tuple[int, int] = (40, 60)) -> Pixels:
    image = Image.new("RGB", size, (70, 90, 80))
    ImageDraw.Draw(image).text(at, words, (240, 240, 230), ImageFont.load_default(28))
    return np.asarray(image, np.uint8)


def test_writing_is_found_where_it_is() -> None:
    descriptor = weights("pp-ocr-text")
    try:
        detector = Texts(read(descriptor))
    finally:
        os.close(descriptor)
    shown = sign("CELL 14  BLOCK B")
    (box,) = detector.find(np.ascontiguousarray(shown.transpose(2, 0, 1)), 0.12)
    rows, columns = np.nonzero(shown[:, :, 0] > 150)
    assert box[0] <= columns.min() + 2
    assert box[1] <= rows.min() + 2
    assert box[2] >= columns.max() - 2
    assert box[3] >= rows.max() - 2
    assert (box[2] - box[0]) * (box[3] - box[1]) < 0.4 * 320 * 192
    assert not len(detector.find(np.full((3, 96, 96), 90, np.uint8), 0.12))


def test_a_caption_is_one_track(worker: Worker, tmp_path: Path) -> None:
    frames = [sign("IVANOV") if 4 <= index < 20 else sign("") for index in range(26)]
    film = write_frames(tmp_path / "film.mkv", frames)
    detector = weights("pp-ocr-text")
    try:
        with opened(film) as content:
            found = client_faces.find_things(worker, "find-texts", content, detector, MediaKind.VIDEO)
    finally:
        os.close(detector)
    (track,) = found.tracks
    assert track.kind is TrackKind.TEXT
    assert (track.keys[0].frame, track.keys[-1].frame) == (4, 19)


def test_patches_of_a_map_become_boxes() -> None:
    likely = np.zeros((64, 96), np.float32)
    likely[8:16, 8:72] = 0.9
    likely[40:48, 8:40] = 0.35
    (box,) = lines(likely, 0.5)
    assert box[:4].tolist() == pytest.approx([3.2, 3.2, 76.8, 20.8])
    assert lines(np.zeros((8, 8), np.float32), 0.5).shape == (0, 5)
