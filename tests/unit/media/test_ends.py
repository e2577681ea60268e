"""Where files say that they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from media_samples import drawing, opened, write_clip
from PIL import Image

from witnessbox.media.ends import announced_end


def end(path: Path) -> tuple[int | None, int]:
    with opened(path) as descriptor:
        size = path.stat().st_size
        return announced_end(descriptor, size), size


@pytest.fixture(params=["clip.mp4", "clip.avi", "still.png", "still.webp"])
def whole(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    if path.stem == "clip":
        return write_clip(path, codec="libx264" if path.suffix == ".mp4" else "mpeg4")
    Image.fromarray(drawing((320, 240))).save(path)
    return path


def test_a_whole_file_ends_where_it_says(whole: Path) -> None:
    announced, size = end(whole)
    assert announced == size


def test_what_stands_behind_does_not_move_the_end(whole: Path) -> None:
    size = whole.stat().st_size
    with whole.open("ab") as file:
        file.write(bytes(100))
    announced, longer = end(whole)
    assert announced is not None
    assert size <= announced <= longer


@pytest.mark.parametrize("tenths", [3, 5, 9])
def test_a_cut_file_ends_before_it_says(whole: Path, tenths: int) -> None:
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) * tenths // 10])
    announced, size = end(whole)
    assert announced is not None
    assert announced > size


def test_a_file_of_another_kind_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Nothing here says how long it is.")
    assert end(tmp_path / "text")[0] is None
