"""Files stuffed with everything that tells where they come from: nothing of it is in a rendition."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import metadata_left
import numpy as np
import pytest
import stuffed
from cases import needs_faces
from film_samples import Pixels, face, walk
from metadata_left import Maker, look_into, statements, texts_in
from PIL import Image

COORDINATES = ("51.54", "46.01", "+51.5400", "24.5678", "36.1234")
MAKERS = {f"still.{ending}": maker for ending, maker in stuffed.STILLS.items()}
MAKERS |= {f"film.{ending}": maker for ending, maker in stuffed.FILMS.items()}  # type: ignore[dict-item]
MAKERS |= {f"pages.{ending}": maker for ending, maker in stuffed.DOCUMENTS.items()}  # type: ignore[dict-item]


@pytest.fixture(scope="module")
def maker() -> Iterator[Maker]:
    needs_faces()
    made = Maker()
    yield made
    made.close()


@pytest.fixture(scope="module")
def tools() -> None:
    for tool, package in (("exiftool", "libimage-exiftool-perl"), ("mat2", "mat2")):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (Debian: {package})")


def portrait(samples: Path) -> Pixels:
    room = np.full((192, 256, 3), (90, 110, 130), np.uint8)
    room[::16] = (120, 90, 80)
    head = face(samples, 120)
    room[32:152, 80 : 80 + head.shape[1]] = head
    return room


def stuff(name: str, folder: Path, samples: Path) -> tuple[Path, stuffed.Planted]:
    planted = stuffed.Planted()
    shown: object = portrait(samples)
    if name.startswith("film."):
        shown = walk(samples, frames=8)
    elif name.startswith("pages."):
        shown = [portrait(samples), portrait(samples)[::-1].copy()]
    return MAKERS[name](folder / name, shown, planted), planted  # type: ignore[arg-type]


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("name", MAKERS)
def test_nothing_that_was_planted_is_left(maker: Maker, samples: Path, tmp_path: Path, name: str) -> None:
    path, planted = stuff(name, tmp_path, samples)
    original = path.read_bytes()
    assert texts_in(original, planted.texts), "the search finds what is there"
    made = maker.make(path)
    assert made is not None
    assert made.look is not None
    assert made.look.passed, made.look.findings
    assert made.result.painted, "the face was found"
    left = look_into(made.data, made.result.suffix, [*planted.texts, *statements(path), *COORDINATES], with_mat2=True)
    assert (left.exiftool, left.mat2, left.texts) == ([], [], [])
    assert made.data.count(b"\xff\xd8\xff") <= made.result.frames, "no small copy of the unmasked picture"


def test_the_search_sees_through_every_form(tmp_path: Path) -> None:
    import base64
    import gzip
    import zlib

    text = "Qz77Somewhere"
    for hidden in (
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode().hex().encode(),
        base64.b64encode(b"a" + text.encode() + b"bcd"),
        base64.b64encode(b"ab" + text.encode()),
        base64.b64encode(text.encode() + b"tail"),
        b"before" + zlib.compress(text.encode() * 3) + b"behind",
        gzip.compress(zlib.compress(text.encode("utf-16-le") * 3)),
    ):
        assert texts_in(b"\1\2\3" + hidden + b"\4", [text, "Qz78Elsewhere"]) == [text], hidden


@pytest.mark.usefixtures("tools")
def test_the_tools_find_what_is_left(tmp_path: Path, samples: Path) -> None:
    planted = stuffed.Planted()
    for ending in ("jpg", "png"):
        path = stuffed.STILLS[ending](tmp_path / f"a.{ending}", portrait(samples), planted)
        assert len(metadata_left.exiftool_left(path)) > 20
        assert len(metadata_left.mat2_left(path)) > 10
    Image.new("RGB", (8, 8)).save(tmp_path / "b.jpg", comment=b"Anna")
    assert [line for line in metadata_left.exiftool_left(tmp_path / "b.jpg") if "Anna" in line]
