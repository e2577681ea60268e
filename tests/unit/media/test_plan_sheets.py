from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_samples import opened, write_clip
from numpy.typing import NDArray
from PIL import Image

from witnessbox.media import client
from witnessbox.media.plan_sheets import FILL, OUTLINE, paint
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import SheetMasks
from witnessbox.model.observations import Box, MediaKind

GREY = 128


def masks(*cells: tuple[Box, ...], columns: int = 2, size: tuple[int, int] = (200, 100)) -> SheetMasks:
    return SheetMasks(columns=columns, width=size[0], height=size[1], cells=cells)


def painted(width: int, height: int, what: SheetMasks) -> NDArray[np.uint8]:
    sheet = Image.new("RGB", (width, height), (GREY, GREY, GREY))
    paint(sheet, what)
    return np.asarray(sheet, np.uint8)


def colour(sheet: NDArray[np.uint8], value: tuple[int, int, int]) -> set[tuple[int, int]]:
    """Column and row of each pixel of that colour."""
    rows, columns = np.nonzero((sheet == value).all(axis=2))
    return set(zip(columns.tolist(), rows.tolist(), strict=True))


def test_a_box_is_black_within_a_line_and_nothing_beyond_it_changes() -> None:
    # two columns and two rows of pictures of 20 x 10, so a pixel of a picture is 10 x 10 of the frame
    sheet = painted(41, 21, masks((), (), (), (Box(x1=50, y1=20, x2=90, y2=70),)))
    every = {(column, row) for column in range(21 + 5, 21 + 9) for row in range(11 + 2, 11 + 7)}
    inner = {(column, row) for column in range(21 + 6, 21 + 8) for row in range(11 + 3, 11 + 6)}
    assert colour(sheet, FILL) == inner
    assert colour(sheet, OUTLINE) == every - inner
    assert len(colour(sheet, (GREY, GREY, GREY))) == 41 * 21 - len(every)


def test_boxes_that_overlap_have_one_line_around_them() -> None:
    one, other = Box(x1=20, y1=20, x2=100, y2=80), Box(x1=60, y1=20, x2=160, y2=80)
    apart = painted(20, 10, masks((one, other), columns=1))
    whole = painted(20, 10, masks((Box(x1=20, y1=20, x2=160, y2=80),), columns=1))
    assert np.array_equal(apart, whole)


def test_a_picture_is_the_frame_stretched_to_its_size() -> None:
    # stored 720 x 400 with pixels of 4:3, shown as 160 x 67
    sheet = painted(160, 67, masks((Box(x1=360, y1=0, x2=720, y2=400),), columns=1, size=(720, 400)))
    hidden = colour(sheet, FILL) | colour(sheet, OUTLINE)
    assert hidden == {(column, row) for column in range(80, 160) for row in range(67)}


def test_a_pixel_is_hidden_where_its_middle_is_and_no_mask_is_lost() -> None:
    def columns(x1: int, x2: int) -> list[int]:
        sheet = painted(20, 10, masks((Box(x1=x1, y1=0, x2=x2, y2=100),), columns=1))
        return sorted({column for column, _ in colour(sheet, FILL) | colour(sheet, OUTLINE)})

    assert columns(46, 74) == [5, 6]
    assert columns(44, 76) == [4, 5, 6, 7]
    assert columns(51, 53) == [5]
    assert columns(198, 200) == [19]
    assert columns(-30, 300) == list(range(20))


@pytest.mark.parametrize(("width", "height"), [(42, 21), (41, 20), (1, 1)])
def test_a_sheet_of_another_geometry_is_refused(width: int, height: int) -> None:
    with pytest.raises(UntrustedInputError, match="not 2 rows of 2 pictures"):
        painted(width, height, masks((), (), ()))


@pytest.mark.parametrize("what", [masks(), masks((), columns=0)])
def test_a_sheet_without_pictures_is_refused(what: SheetMasks) -> None:
    with pytest.raises(UntrustedInputError, match="no pictures"):
        painted(20, 10, what)


def test_a_real_sheet_is_painted_in_the_sandbox(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=50, size=(192, 128), aspect=Fraction(4, 3))
    with Worker(tasks=("storyboard", "plan-sheet")) as worker:
        with opened(path) as descriptor:
            board, pictures = client.storyboard(worker, descriptor, MediaKind.VIDEO)
        sheet = tmp_path / "sheet.webp"
        sheet.write_bytes(pictures[board.sheet.name])
        count = len(board.sheet.times_us)
        boxes = [(Box(x1=0, y1=0, x2=96, y2=128),) if at % 2 else () for at in range(count)]
        what = masks(*boxes, columns=board.sheet.columns, size=(192, 128))
        with opened(sheet) as descriptor:
            answer = client.plan_sheet(worker, descriptor, what)
            assert answer == client.plan_sheet(worker, descriptor, what)
        sheet.write_bytes(b"RIFF\0\0\0\0WEBPVP8 and nothing more")
        with opened(sheet) as descriptor, pytest.raises(UntrustedInputError):
            client.plan_sheet(worker, descriptor, what)
    before = np.asarray(Image.open(io.BytesIO(pictures[board.sheet.name]))).astype(int)
    after = np.asarray(Image.open(io.BytesIO(answer))).astype(int)
    assert after.shape == before.shape
    width = (before.shape[1] + 1) // board.sheet.columns
    second, third = after[:, width : 2 * width - 1], after[:, 2 * width : 3 * width - 1]
    assert second[10:70, 4:76].max() < 30
    assert np.abs(second - before[:, width : 2 * width - 1])[:70, 90:].mean() < 8
    assert np.abs(third - before[:, 2 * width : 3 * width - 1])[:70].mean() < 8
