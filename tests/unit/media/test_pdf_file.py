from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pypdf
import pypdfium2 as pdfium
import pytest
from media_samples import drawing

from witnessbox.media.painting import page_picture
from witnessbox.media.pdf_file import PagePicture, PdfWriter, Word, placed, read_pages, touches
from witnessbox.media.structure import StructureError
from witnessbox.model.observations import Box


@contextmanager
def stored(data: bytes) -> Iterator[int]:
    descriptor = os.memfd_create("a")
    try:
        os.write(descriptor, data)
        yield descriptor
    finally:
        os.close(descriptor)


def written(pages: list[PagePicture], *, text: bool = False) -> bytes:
    out = io.BytesIO()
    writer = PdfWriter(out.write, len(pages), text=text)
    for page in pages:
        writer.add(page)
    writer.finish()
    return out.getvalue()


def leaves() -> list[PagePicture]:
    noise = np.random.default_rng(3).integers(0, 256, (500, 400, 3)).astype(np.uint8)
    return [page_picture(drawing((120, 80))), page_picture(np.full((60, 90, 3), 200, np.uint8)), page_picture(noise)]


_PLACED = (placed(Box(x1=10, y1=12, x2=70, y2=30), 80, "Свидетель"), placed(Box(x1=5, y1=50, x2=9, y2=60), 80, "№417"))
WORDS = tuple(word for word in _PLACED if word is not None)


def read(data: bytes) -> list[PagePicture]:
    with stored(data) as descriptor:
        return list(read_pages(descriptor))


def test_text_and_lines_are_exact_photographs_are_jpeg_and_grey_is_grey() -> None:
    assert [(page.jpeg, page.grey) for page in leaves()] == [(False, False), (False, True), (True, False)]


@pytest.mark.parametrize("text", [False, True])
def test_what_is_written_is_read(text: bool) -> None:
    pages = leaves()
    if text:
        pages[0] = replace(pages[0], words=WORDS)
    data = written(pages, text=text)
    assert read(data) == pages
    assert written(pages, text=text) == data
    for page, (width, height) in zip(
        pypdf.PdfReader(io.BytesIO(data), strict=True).pages, ((120, 80), (90, 60), (400, 500)), strict=True
    ):
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx([width * 0.36, height * 0.36])


def test_a_file_names_nobody() -> None:
    data = written(leaves())
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert reader.metadata is None
    assert set(reader.trailer) == {"/Size", "/Root"}
    assert set(reader.trailer["/Root"]) == {"/Type", "/Pages"}
    assert not re.search(rb"Producer|Creator|Date|/ID|Metadata|witnessbox", data)


def test_words_can_be_searched_and_are_not_seen() -> None:
    page = replace(leaves()[0], words=WORDS)
    with pdfium.PdfDocument(written([page], text=True)) as with_words, pdfium.PdfDocument(written([page])) as without:
        assert with_words[0].get_textpage().get_text_bounded().split() == ["Свидетель", "№417"]
        left, low, right, top = with_words[0].get_textpage().get_charbox(0)
        assert (left, low) == pytest.approx((10 * 0.36, (80 - 30) * 0.36), abs=8)
        seen = [document[0].render(scale=2).to_numpy() for document in (with_words, without)]
    assert np.array_equal(*seen)
    assert right > left and top > low


@pytest.mark.parametrize("text", [False, True])
def test_no_byte_can_be_changed_added_or_removed(text: bool) -> None:
    data = written([replace(leaves()[0], words=WORDS if text else ())], text=text)
    picture = data.index(b"/FlateDecode")
    start = data.index(b"stream\n", picture) + 7
    end = data.index(b"\nendstream", start)
    words = range(data.index(b"BT 3 Tr"), data.index(b"ET Q")) if text else range(0)  # another number is another place
    for at in [*range(0, start, 7), *range(end, len(data), 7)]:
        if at in words:
            continue
        spoiled = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        with pytest.raises(StructureError):
            read(spoiled)
    for spoiled in (
        data + b"\n",
        data[:-1],
        data[:50] + b" " + data[50:],
        b"%PDF-1.7\n" + data,
        data + data,
        b"",
        b"%PDF-",
    ):
        with pytest.raises(StructureError):
            read(spoiled)


def test_nothing_hides_behind_the_samples_of_a_picture() -> None:
    page = leaves()[1]
    samples = zlib.decompress(page.data)
    for hidden in (
        page.data + b"a name",
        zlib.compress(samples + b"a name"),
        zlib.compress(samples[:-1]),
        b"no stream",
    ):
        with pytest.raises(StructureError):
            read(written([replace(page, data=hidden)]))


def test_a_page_is_not_forgotten() -> None:
    writer = PdfWriter(io.BytesIO().write, 2, text=False)
    writer.add(leaves()[0])
    with pytest.raises(ValueError, match="1 pages of 2"):
        writer.finish()


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (Box(x1=-1, y1=0, x2=5, y2=5), "a"),
        (Box(x1=0, y1=0, x2=5, y2=90), "a"),
        (Box(x1=5, y1=0, x2=5, y2=5), "a"),
        (Box(x1=0, y1=0, x2=5, y2=5), ""),
        (Box(x1=0, y1=0, x2=5, y2=5), "a" * 300),
        (Box(x1=0, y1=0, x2=5, y2=5), "\ud800"),
    ],
)
def test_a_word_that_does_not_fit_is_left_out(box: Box, text: str) -> None:
    assert placed(box, 80, text) is None


def test_where_a_word_stands_is_known_again() -> None:
    box = WORDS[0].box(80)
    assert (box.x1, box.y1, box.y2) == (10, 12, 30)
    assert 66 <= box.x2 <= 70
    assert touches(box, [Box(x1=0, y1=0, x2=11, y2=13)])
    assert not touches(box, [Box(x1=0, y1=0, x2=10, y2=80), Box(x1=0, y1=30, x2=120, y2=80)])
    assert Word(x=0, y=0, size=10, wide=100, text="ab").box(80) == Box(x1=0, y1=70, x2=10, y2=80)
