"""Documents as pictures of their pages: PDF laid out by PDFium, pictures of several pages by Pillow.

Runs inside the sandboxed worker. Analysis, rendering and the second look all read through `open_pages`, so page 7 is
the same picture to each of them. All pages lie on one canvas, in its upper left corner: a page is a frame, one second
long. A document is refused as a whole when one page cannot be shown: what nobody searched must not be rendered.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from witnessbox.media import bounds, colours, decode, page_fonts
from witnessbox.media.decode import DescriptorFile, Pixels, load_picture, open_picture
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Canvas, timing
from witnessbox.model.observations import MediaKind

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 1000
"""Pages of one document; an office table printed in full may have a million."""

DOTS = 200
"""Pixels an inch: small print stays legible, and a passport photograph has 250 pixels."""

MAX_SIDE = 3508
"""Pixels of the longer side of a page: A3 at 212 an inch. A larger page is shown smaller."""

POINTS = 72
"""Units of a PDF an inch (ISO 32000-1, 8.3.2.3)."""

_MEMORY = 1536 * 1024**2  # bytes that laying out a page may take: two kilobytes of nested streams took 2.1 GB
_REDUCED, _MASK = 1, 4  # of a TIFF's NewSubfileType: a small copy, a mask of transparency (TIFF 6.0, page 36)
_SUBFILE = 254
_PASSWORD = 4  # FPDF_ERR_PASSWORD


class Pages(Protocol):
    """The pages of a document in order: writable arrays (height, width, 3), full range, at most as large as `size`."""

    count: int
    size: tuple[int, int]

    def page(self, index: int) -> Pixels:
        """One page as it is shown.

        Raises:
            UntrustedInputError: it cannot be shown.
        """
        ...


def is_pdf(descriptor: int) -> bool:
    """Whether the first kilobyte says so; that is how far viewers look."""
    return b"%PDF-" in os.pread(descriptor, 1024, 0)


def has_pages(descriptor: int) -> bool:
    """Whether a picture is one of several pages: a fax, a scanned file.

    Raises:
        UntrustedInputError: no decoder opens it.
    """
    return is_pdf(descriptor) or len(_sheets(open_picture(descriptor))) > 1


@contextmanager
def open_pages(descriptor: int) -> Iterator[Pages]:
    """Open a document or a picture of several pages.

    Args:
        descriptor: of a PDF or of a picture.

    Raises:
        UntrustedInputError: it cannot be opened, has no page, or more than `MAX_PAGES`.
    """
    if not is_pdf(descriptor):
        yield _Sheets(descriptor)
        return
    page_fonts.lay_out()
    with bounds.memory(_MEMORY):
        pages = _Pdf(descriptor)
    try:
        yield pages
    finally:
        pages.close()


class PageDigest:
    """SHA-256 over the sizes and pixels of pages in order.

    How a page looks depends on typefaces and programs of the machine; a plan holds this, so that a document that looks
    otherwise than when it was analysed is not rendered with masks in wrong places.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, pixels: Pixels) -> None:
        """Take the next page in."""
        self._digest.update(f"{pixels.shape[1]}x{pixels.shape[0]}\n".encode())
        self._digest.update(np.ascontiguousarray(pixels).data)

    def hexdigest(self) -> str:
        """The digest, hexadecimal."""
        return self._digest.hexdigest()


def page_canvas(pages: Pages, digest: PageDigest) -> Canvas:
    """What a document shows, as a plan holds it."""
    width, height = pages.size
    return Canvas(
        kind=MediaKind.DOCUMENT,
        width=width,
        height=height,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 1, list(range(pages.count))),
        pixels=digest.hexdigest(),
    )


def on_canvas(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """A page on its canvas; what lies beside a smaller page is white."""
    width, height = size
    if pixels.shape[:2] == (height, width):
        return pixels
    whole = np.full((height, width, 3), 255, np.uint8)
    whole[: pixels.shape[0], : pixels.shape[1]] = pixels
    return whole


def _bounded(count: int) -> int:
    if count < 1:
        raise UntrustedInputError("it has no page")
    if count > MAX_PAGES:
        raise UntrustedInputError(f"it has {count} pages, more than the {MAX_PAGES} that are searched; split it")
    return count


class _Pdf:
    """A PDF, its pages laid out one by one."""

    def __init__(self, descriptor: int) -> None:
        self._document = _opened(descriptor)
        try:
            self.count = _bounded(len(self._document))
            self._document.init_forms()
            self._sizes = [self._pixels(index) for index in range(self.count)]
        except pdfium.PdfiumError as error:
            self._document.close()
            raise UntrustedInputError(f"the PDF cannot be read: {error}") from error
        except UntrustedInputError:
            self._document.close()
            raise
        self.size = max(width for width, _ in self._sizes), max(height for _, height in self._sizes)

    def close(self) -> None:
        self._document.close()

    def page(self, index: int) -> Pixels:
        width, height = self._sizes[index]
        with bounds.memory(_MEMORY):
            try:
                page = self._document[index]
            except pdfium.PdfiumError as error:
                raise UntrustedInputError(f"page {index + 1} cannot be laid out") from error
            try:
                bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium_c.FPDFBitmap_BGR)
                pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
                flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_REVERSE_BYTE_ORDER
                area = (0, 0, width, height, 0, flags)
                pdfium_c.FPDF_RenderPageBitmap(bitmap, page, *area)
                if self._document.formenv is not None:
                    pdfium_c.FPDF_FFLDraw(self._document.formenv, bitmap, page, *area)
                pixels = bitmap.to_numpy().copy()
                bitmap.close()
            finally:
                page.close()
        return np.asarray(pixels, np.uint8)

    def _pixels(self, index: int) -> tuple[int, int]:
        width, height = self._document.get_page_size(index)
        if not (0 < width < float("inf") and 0 < height < float("inf")):
            raise UntrustedInputError(f"page {index + 1} has no size")
        scale = min(DOTS / POINTS, MAX_SIDE / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


def _opened(descriptor: int) -> pdfium.PdfDocument:
    if os.fstat(descriptor).st_size == 0:
        raise UntrustedInputError("the file is empty")
    try:
        return pdfium.PdfDocument(DescriptorFile(descriptor))
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise UntrustedInputError("it needs a password: open it, print it to a PDF, take that in as well") from None
        raise UntrustedInputError(f"the PDF cannot be read: {error}") from error


class _Sheets:
    """A picture of several pages, each turned as its data say, in sRGB on white."""

    def __init__(self, descriptor: int) -> None:
        self._picture = open_picture(descriptor)
        self._numbers = _sheets(self._picture)
        self.count = _bounded(len(self._numbers))
        shapes = [self.page(index).shape for index in range(self.count)]
        self.size = max(shape[1] for shape in shapes), max(shape[0] for shape in shapes)

    def page(self, index: int) -> Pixels:
        try:
            self._picture.seek(self._numbers[index])
            if self._picture.width * self._picture.height > decode.MAX_PICTURE_PIXELS:
                raise UntrustedInputError(f"page {index + 1} has more than {decode.MAX_PICTURE_PIXELS} pixels")
            # A copy: Pillow turns what it loads in place, and the next page is read from the same object.
            return np.array(colours.flatten(load_picture(self._picture).copy()), np.uint8)
        except (UntrustedInputError, MemoryError):
            raise
        except Exception as error:  # broad: Pillow's plugins raise whatever a hostile file makes them raise
            raise UntrustedInputError(f"page {index + 1} cannot be decoded: {decode.reason(error)}") from error


def _sheets(picture: Image.Image) -> list[int]:
    """Numbers of the pages of a picture; small copies and masks of a TIFF are none, and other formats have one.

    Of several pictures in an MPO or HEIC file, an icon or the layers of Photoshop, every program shows the one that
    Pillow opens; the others reach nobody.
    """
    if picture.format != "TIFF":
        return [0]
    numbers = []
    try:
        for number in range(MAX_PAGES + 1):
            picture.seek(number)
            if not int(picture.tag_v2.get(_SUBFILE, 0)) & (_REDUCED | _MASK):  # type: ignore[attr-defined]
                numbers.append(number)
    except EOFError:
        pass
    except MemoryError:
        raise
    except Exception as error:  # broad: Pillow's plugins raise whatever a hostile file makes them raise
        raise UntrustedInputError(f"its pages cannot be counted: {decode.reason(error)}") from error
    picture.seek(0)
    return numbers or [0]


_PROOF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</A<</Type/Font"
    b"/Subtype/Type1/BaseFont/Helvetica>>/B<</Type/Font/Subtype/TrueType/BaseFont/Unknown>>>>>>>>endobj "
    b"4 0 obj<</Length 55>>stream\nBT /A 9 Tf 9 9 Td(a)Tj /B 9 Tf 9 9 Td(b)Tj ET           \nendstream endobj\n"
    b"trailer<</Root 1 0 R>>"
)


def warm() -> None:
    """Load what Pillow and PDFium load lazily, by laying out a page with text in two typefaces."""
    decode.warm()
    bounds.warm()
    page_fonts.lay_out()
    descriptor = os.memfd_create("warm") if hasattr(os, "memfd_create") else None
    if descriptor is None:
        return
    try:
        os.write(descriptor, _PROOF)
        with open_pages(descriptor) as pages:
            pages.page(0)
    finally:
        os.close(descriptor)
