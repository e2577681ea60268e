"""The PDF that a redacted document becomes: pictures of pages, words if wanted, and nothing else.

There is one way to write each part, so a file can be checked by reading its pages and writing them again: whatever
differs, by a byte, does not belong there. No date, no identifier, no producer, no name.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator, Sequence

from witnessbox.media.structure import StructureError
from witnessbox.model.observations import Box
from witnessbox.model.records import dataclass

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_FIRST = 6  # number of the first object of the first page
_A_PAGE = 3  # objects of a page: page, picture, content
_BEGINNING = 64 * 1024  # bytes in which the list of pages ends
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Words /Encoding /Identity-H /DescendantFonts [4 0 R] "
    b"/ToUnicode 5 0 R >>"
)
_WIDTHS = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Words /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
    b"/Supplement 0 >> /DW 500 /FontDescriptor << /Type /FontDescriptor /FontName /Words /Flags 5 /FontBBox [0 0 500 "
    b"1000] /ItalicAngle 0 /Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 >> >>"
)
_UNICODE = (  # code = UTF-16 code unit; ranges may not cross a first byte (Adobe technical note 5411)
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering "
    b"(UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> "
    b"<FFFF>\nendcodespacerange\n"
    + b"".join(
        b"64 beginbfrange\n"
        + b"".join(b"<%02X00> <%02XFF> <%02X00>\n" % (row, row, row) for row in range(start, start + 64))
        + b"endbfrange\n"
        for start in range(0, 256, 64)
    )
    + b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
)
_PICTURE = re.compile(
    rb"<< /Type /XObject /Subtype /Image /Width (\d{1,5}) /Height (\d{1,5}) /ColorSpace /Device(RGB|Gray) "
    rb"/BitsPerComponent 8 /Filter /(DCT|Flate)Decode /Length (\d{1,10}) >>\nstream\n"
)
_CONTENT = re.compile(rb"<< /Length (\d{1,9}) >>\nstream\n")
_WORD = re.compile(rb"1 0 0 1 (\d{1,5}) (\d{1,5}) Tm /W (\d{1,5}) Tf (\d{1,6}) Tz <((?:[0-9A-F]{4}){1,200})> Tj\n")
_HEAD = 400  # bytes in which the head of an object ends
_MAX_UNITS = 200  # UTF-16 code units of a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the text layer, drawn without ink.

    Attributes:
        x: pixels of the page from its left edge.
        y: pixels from its lower edge.
        size: pixels, the height of the letters.
        wide: percent of their own width, half their height, to which the letters are stretched.
        text: one word.
    """

    x: int
    y: int
    size: int
    wide: int
    text: str

    def box(self, height: int) -> Box:
        """Where the word stands on a page of that height, in pixels from the upper left corner."""
        across = self.wide * self.size * len(self.text.encode("utf-16-be")) // 400
        low = height - self.y
        return Box(x1=self.x, y1=low - self.size, x2=self.x + max(1, across), y2=low)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """The picture of one page.

    Attributes:
        width: pixels.
        height: pixels.
        grey: one channel instead of three.
        jpeg: a JPEG file; else rows of samples, deflated.
        data: as it stands in the file.
        words: the text layer.
    """

    width: int
    height: int
    grey: bool
    jpeg: bool
    data: bytes
    words: tuple[Word, ...] = ()


class PdfWriter:
    """Writes pages one after the other; nothing but places is kept.

    Args:
        write: takes the next bytes of the file.
        pages: how many there will be.
        text: whether there is a text layer.
    """

    def __init__(self, write: Callable[[bytes], object], pages: int, *, text: bool) -> None:
        self._write = write
        self._pages = pages
        self._text = text
        self._place = 0
        self._places: list[int] = []
        self._added = 0
        self._put(HEADER)
        self._object(b"<< /Type /Catalog /Pages 2 0 R >>")
        kids = b" ".join(b"%d 0 R" % (_FIRST + _A_PAGE * index) for index in range(pages))
        self._object(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids))
        self._object(_FONT if text else b"null")
        self._object(_WIDTHS if text else b"null")
        self._object(_stream(b"<< /Length %d >>" % len(_UNICODE), _UNICODE) if text else b"null")

    def add(self, page: PagePicture) -> None:
        """Write the next page."""
        number = _FIRST + _A_PAGE * self._added
        box = b"%s %s" % (_points(page.width), _points(page.height))
        font = b" /Font << /W 3 0 R >>" if self._text else b""
        resources = b"/Resources << /XObject << /P %d 0 R >>%s >>" % (number + 1, font)
        head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] %s /Contents %d 0 R >>"
        self._object(head % (box, resources, number + 2))
        head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /Device%s /BitsPerComponent 8 "
        head %= (page.width, page.height, b"Gray" if page.grey else b"RGB")
        head += b"/Filter /%sDecode /Length %d >>" % (b"DCT" if page.jpeg else b"Flate", len(page.data))
        self._object(_stream(head, page.data))
        content = _content(page, text=self._text)
        self._object(_stream(b"<< /Length %d >>" % len(content), content))
        self._added += 1

    def finish(self) -> None:
        """Write the index.

        Raises:
            ValueError: there are fewer or more pages than were announced.
        """
        if self._added != self._pages:
            raise ValueError(f"{self._added} pages of {self._pages}")
        index = self._place
        rows = b"".join(b"%010d 00000 n \n" % place for place in self._places)
        count = len(self._places) + 1
        self._put(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows))
        self._put(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, index))

    def _object(self, body: bytes) -> None:
        self._places.append(self._place)
        self._put(b"%d 0 obj\n%s\nendobj\n" % (len(self._places), body))

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._place += len(data)


def _stream(head: bytes, data: bytes) -> bytes:
    return b"%s\nstream\n%s\nendstream" % (head, data)


def _points(pixels: int) -> bytes:
    """Pixels at 200 an inch in points, 72 an inch, exactly."""
    return b"%d.%02d" % divmod(pixels * 36, 100)


def _content(page: PagePicture, *, text: bool) -> bytes:
    """Draw the picture over the whole page, then the words without ink, in pixels from the lower left corner."""
    drawn = b"q %s 0 0 %s 0 0 cm /P Do Q\n" % (_points(page.width), _points(page.height))
    if not text:
        return drawn
    rows = []
    for word in page.words:
        codes = word.text.encode("utf-16-be").hex().upper().encode()
        rows.append(b"1 0 0 1 %d %d Tm /W %d Tf %d Tz <%s> Tj\n" % (word.x, word.y, word.size, word.wide, codes))
    return drawn + b"q 0.36 0 0 0.36 0 0 cm BT 3 Tr\n%sET Q\n" % b"".join(rows)


def read_pages(descriptor: int) -> Iterator[PagePicture]:
    """Read a file that `PdfWriter` wrote, page by page.

    Raises:
        StructureError: the first thing that the writer would not have written.
    """
    size = os.fstat(descriptor).st_size
    check = _Check(descriptor)
    count, text = _announced(descriptor)
    writer = PdfWriter(check.expect, count, text=text)
    for _ in range(count):
        page = _page_at(descriptor, check.place, text)
        writer.add(page)
        yield page
    writer.finish()
    if check.place != size:
        raise StructureError("bytes after its end")


def _announced(descriptor: int) -> tuple[int, bool]:
    """The number of pages, and whether there is a text layer: all that is believed, to be compared."""
    head = os.pread(descriptor, _BEGINNING, 0)
    found = re.search(rb"/Type /Pages /Count (\d{1,5}) ", head)
    if found is None or int(found[1]) < 1:
        raise StructureError("it does not begin like a document of ours")
    return int(found[1]), b"3 0 obj\n<< /Type /Font" in head


class _Check:
    """Compares what the writer writes with what is there."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.place = 0

    def expect(self, data: bytes) -> None:
        there = os.pread(self._descriptor, len(data), self.place)
        if there != data:
            at = next((at for at, (a, b) in enumerate(zip(there, data, strict=False)) if a != b), len(there))
            raise StructureError(f"byte {self.place + at} does not belong there")
        self.place += len(data)


def _page_at(descriptor: int, place: int, text: bool) -> PagePicture:
    head = os.pread(descriptor, 2 * _HEAD, place)
    found = _PICTURE.search(head)
    if found is None:
        raise StructureError("a page that is no picture")
    width, height, length = int(found[1]), int(found[2]), int(found[5])
    start = place + found.end()
    if start + length > os.fstat(descriptor).st_size or not (width and height):
        raise StructureError("a picture that does not end within the file")
    data = os.pread(descriptor, length, start)
    after = os.pread(descriptor, _HEAD, start + length)
    opened = _CONTENT.search(after)
    if opened is None:
        raise StructureError("a page without content")
    content = os.pread(descriptor, int(opened[1]), start + length + opened.end())
    grey, jpeg = found[3] == b"Gray", found[4] == b"DCT"
    if not jpeg:
        _check_samples(data, width * height * (1 if grey else 3))
    words = tuple(_words(content)) if text else ()
    return PagePicture(width=width, height=height, grey=grey, jpeg=jpeg, data=data, words=words)


def _check_samples(data: bytes, size: int) -> None:
    """The deflated samples are those of the picture and nothing behind them."""
    unpacker = zlib.decompressobj()
    try:
        samples = len(unpacker.decompress(data, size + 1))
    except zlib.error as error:
        raise StructureError(f"a picture that cannot be unpacked: {error}") from error
    if samples != size or not unpacker.eof or unpacker.unused_data:
        raise StructureError("more or less in a picture than its pixels")


def _words(content: bytes) -> Iterator[Word]:
    for x, y, size, wide, codes in _WORD.findall(content):
        try:
            text = bytes.fromhex(codes.decode()).decode("utf-16-be")
        except UnicodeDecodeError as error:
            raise StructureError("a word that is no text") from error
        yield Word(x=int(x), y=int(y), size=int(size), wide=int(wide), text=text)


def touches(word: Box, boxes: Sequence[Box]) -> bool:
    """Whether a word lies on something that is hidden."""
    return any(word.x1 < box.x2 and box.x1 < word.x2 and word.y1 < box.y2 and box.y1 < word.y2 for box in boxes)


def placed(box: Box, height: int, text: str) -> Word | None:
    """A word that fills a box of a page, None for one that does not fit into the file.

    Args:
        box: pixels from the upper left corner.
        height: of the page.
        text: one word.
    """
    units = len(text.encode("utf-16-be", "ignore")) // 2
    size, across = box.y2 - box.y1, box.x2 - box.x1
    if not 0 < units <= _MAX_UNITS or min(box.x1, box.y1) < 0 or size < 1 or across < 1 or box.y2 > height:
        return None
    wide = max(1, across * 200 // (size * units))
    if max(size, box.x1) > 99_999 or wide > 999_999:
        return None
    text = text.encode("utf-16-be", "ignore").decode("utf-16-be")
    return Word(x=box.x1, y=height - box.y2, size=size, wide=wide, text=text)
