from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from media_samples import drawing, opened, write_clip
from PIL import Image

from witnessbox.analysis.analyzers import probe as probe_analyzer
from witnessbox.analysis.analyzers import storyboard as analyzer
from witnessbox.media import client, decode, stills
from witnessbox.media.client_watch import Viewing
from witnessbox.media.decode import Clock, Orientation, orientation_of
from witnessbox.media.sandbox import Worker
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import Sheet, Shot, Storyboard
from witnessbox.model.observations import MediaKind, Observation


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("probe", "storyboard")) as worker:
        yield worker


def board(worker: Worker, path: Path, kind: MediaKind = MediaKind.VIDEO) -> tuple[Storyboard, dict[str, bytes]]:
    with opened(path) as descriptor:
        return client.storyboard(worker, descriptor, kind)


def test_a_cut_makes_two_shots_with_a_still_each(worker: Worker, tmp_path: Path) -> None:
    found, pictures = board(worker, write_clip(tmp_path / "clip.mp4", frames=50, cut_at=30))
    assert [(shot.first_frame, shot.last_frame) for shot in found.shots] == [(0, 29), (30, 49)]
    assert [(span.start_us, span.end_us) for span in found.spans] == [(0, 1_200_000), (1_200_000, 2_000_000)]
    assert list(pictures) == ["shot-0000.webp", "shot-0001.webp", "sheet.webp"]
    first, second = (np.asarray(Image.open(io.BytesIO(pictures[name]))) for name in list(pictures)[:2])
    assert first.shape == second.shape == (64, 96, 3)
    assert second[..., 1].mean() > first[..., 1].mean() + 50


def test_a_flash_is_no_shot(worker: Worker, tmp_path: Path) -> None:
    found, _ = board(worker, write_clip(tmp_path / "clip.mp4", frames=50, cut_at=3))
    assert len(found.shots) == 1
    assert found.shots[0].still_us >= 120_000


def test_a_long_shot_is_shown_at_many_moments(worker: Worker, tmp_path: Path) -> None:
    found, _ = board(worker, write_clip(tmp_path / "clip.mp4", frames=200, size=(64, 48)))
    times = found.sheet.times_us
    assert 24 <= len(times) <= 48
    assert {later - earlier for earlier, later in pairwise(times)} == {times[1] - times[0]}
    assert found.sheet.frames == 200


def reel(path: Path, announced: int) -> stills.Reel:
    with opened(path) as descriptor, decode.open_container(descriptor) as container:
        stream = container.streams.video[0]
        made = stills.Reel(stream, announced)
        for frame in decode.frames(container, stream):
            made.take(frame)
        return made


def test_what_a_file_announces_changes_nothing(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=105, size=(64, 48))
    unknown, right, less, a_little_more = (reel(path, announced) for announced in (0, 105, 60, 150))
    assert not any(each.misled for each in (unknown, right, less, a_little_more))
    assert unknown.finish() == right.finish() == less.finish() == a_little_more.finish()


def test_a_sheet_for_which_too_much_was_announced_is_not_taken(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=105, size=(64, 48))
    assert reel(path, 1_000_000).misled
    assert reel(path, 2**62).misled


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (-90, (0, -1)), (180, (-1, -1)), (90, (-1, 0))])
def test_stills_are_upright(worker: Worker, tmp_path: Path, rotation: int, corner: tuple[int, int]) -> None:
    path = write_clip(tmp_path / "clip.mp4", rotation=rotation, frames=10)
    found, pictures = board(worker, path)
    still = np.asarray(Image.open(io.BytesIO(pictures["shot-0000.webp"])).convert("L")).astype(int)
    assert still.shape == ((96, 64) if abs(rotation) == 90 else (64, 96))
    assert still[corner] > 200
    assert (found.sheet.height, found.sheet.width) == still.shape


def test_stills_have_square_pixels_and_a_bounded_size(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", size=(720, 400), aspect=Fraction(4, 3), frames=3)
    found, pictures = board(worker, path)
    assert (found.sheet.width, found.sheet.height) == (960, 400)
    assert Image.open(io.BytesIO(pictures["shot-0000.webp"])).size == (480, 200)


def test_a_picture_gets_one_still(worker: Worker, tmp_path: Path) -> None:
    Image.fromarray(drawing((1000, 500))).save(tmp_path / "photo.png")
    found, pictures = board(worker, tmp_path / "photo.png", MediaKind.PICTURE)
    assert len(found.shots) == 1
    assert Image.open(io.BytesIO(pictures["shot-0000.webp"])).size == (480, 240)
    assert Image.open(io.BytesIO(pictures["sheet.webp"])).size == (160, 80)


def test_the_same_video_gives_the_same_bytes(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=40)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF  # also where it is damaged
    path.write_bytes(data)
    assert board(worker, path) == board(worker, path)


def test_no_frames_at_all_is_refused(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=3)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\x1f\x43\xb6\x75") + 12])
    with pytest.raises(UntrustedInputError, match="not one frame"):
        board(worker, path)


@dataclass
class View:
    """What the runner shows an analyser, reduced to one file."""

    path: Path
    kind: MediaKind
    worker: Worker
    sha256: str = "0" * 64
    size: int = 0
    before: tuple[Observation, ...] = ()
    stills: dict[str, bytes] = field(default_factory=dict)

    @property
    def viewing(self) -> Viewing:
        return Viewing(self.worker)

    def open(self) -> int:
        return os.open(self.path, os.O_RDONLY)

    def model(self, name: str) -> int:
        raise NotImplementedError

    def model_digest(self, name: str) -> str:
        raise NotImplementedError

    def observations(self, analyzer: str) -> tuple[Observation, ...]:
        return self.before if analyzer == "probe" else ()

    @contextmanager
    def still(self, name: str) -> Iterator[int]:
        path = self.path.with_name(name)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
        self.stills[name] = path.read_bytes()

    def progress(self, done: int, total: int) -> None:
        assert 0 <= done <= total


def test_the_analyser_writes_what_its_observations_name(worker: Worker, tmp_path: Path) -> None:
    view = View(write_clip(tmp_path / "clip.mp4", frames=50, cut_at=25), MediaKind.VIDEO, worker)
    view.before = probe_analyzer.analyse(view)
    *shots, sheet = analyzer.analyse(view)
    assert [shot.kind for shot in shots] == ["shot", "shot"]
    assert [(shot.start_us, shot.end_us) for shot in shots] == [(0, 1_000_000), (1_000_000, 2_000_000)]
    names = [from_json(Shot, shot.value).still for shot in shots] + [from_json(Sheet, sheet.value).name]
    assert names == list(view.stills)
    assert all(still.startswith(b"RIFF") for still in view.stills.values())


def test_the_analyser_passes_over_what_has_no_frames(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=3)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\x1f\x43\xb6\x75") + 12])
    view = View(path, MediaKind.VIDEO, worker)
    view.before = probe_analyzer.analyse(view)
    assert analyzer.analyse(view) == ()


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ((1, 0, 0, 0, 1), Orientation()),
        ((0, 1, 0, -1, 0), Orientation(turns=1)),
        ((-1, 0, 0, 0, -1), Orientation(turns=2)),
        ((0, -1, 0, 1, 0), Orientation(turns=3)),
        ((-1, 0, 0, 0, 1), Orientation(mirrored=True)),
        ((0, 1, 0, 1, 0), Orientation(mirrored=True, turns=3)),
        ((1, 0, 0, 0, -1), Orientation(mirrored=True, turns=2)),
        ((0, -1, 0, -1, 0), Orientation(mirrored=True, turns=1)),
    ],
)
def test_display_matrix(matrix: tuple[int, ...], expected: Orientation) -> None:
    assert orientation_of(matrix) == expected
    stored = np.zeros((5, 7), np.uint8)
    stored[1, 2] = 9
    a, b, _, c, d = matrix
    x, y = 2 - 3, 1 - 2  # from the middle of the stored frame
    shown = expected.apply(stored)
    middle_y, middle_x = shown.shape[0] // 2, shown.shape[1] // 2
    assert shown[middle_y + b * x + d * y, middle_x + a * x + c * y] == 9


class _Stamped:
    """A decoded frame as far as the clock looks at it."""

    def __init__(self, pts: int | None, dts: int | None = None) -> None:
        self.pts, self.dts, self.time_base = pts, dts, Fraction(1, 1000)


def test_the_clock_repairs_missing_and_falling_times() -> None:
    clock = Clock(Fraction(1, 25))
    stamps = [_Stamped(500), _Stamped(540), _Stamped(None), _Stamped(None, 620), _Stamped(100), _Stamped(140)]
    placed = [clock.place(stamp) for stamp in stamps]  # type: ignore[arg-type]
    assert [frame.time_us for frame in placed] == [0, 40_000, 80_000, 120_000, 160_000, 200_000]
    assert [frame.repaired for frame in placed] == [False, False, True, False, True, False]


def test_a_size_fits_without_growing() -> None:
    assert decode.fit((1920, 1080), 480, 854) == (480, 270)
    assert decode.fit((1080, 1920), 480, 854) == (480, 853)
    assert decode.fit((100, 50), 480, 854) == (100, 50)
    assert decode.fit((10_000, 3), 480, 854) == (480, 1)
