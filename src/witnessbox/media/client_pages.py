"""Documents as pages, for callers outside the sandbox: office documents become a PDF first, by a program of others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from witnessbox.media.client import checked, identify
from witnessbox.media.office import ENDINGS, LIBREOFFICE, office_pdf
from witnessbox.media.outside import ProgramMissingError, version_of
from witnessbox.media.words import TESSERACT, read_words
from witnessbox.model.codec import to_json
from witnessbox.model.observations import MediaKind

if TYPE_CHECKING:
    from witnessbox.media.sandbox import Worker
    from witnessbox.model.canonical import Json
    from witnessbox.model.faces import PlanBody

PAGED = frozenset({"application/pdf", *ENDINGS})
"""Media types of documents that can be shown as pages."""

_SECONDS = 3600.0
_BLOCK = 1 << 20


def lacks_program(mime: str) -> str | None:
    """What a person has to install before documents of that type can be shown as pages; None if nothing."""
    if mime not in ENDINGS:
        return None
    try:
        version_of(LIBREOFFICE)
    except ProgramMissingError as error:
        return str(error)
    return None


def require_reader() -> None:
    """Make sure that the words of pages can be read.

    Raises:
        ProgramMissingError: Tesseract or bubblewrap is missing; the message says how to get it.
    """
    version_of(TESSERACT)


@contextmanager
def as_pages(worker: Worker, content: int, kind: MediaKind) -> Iterator[int]:
    """A content as what `open_pages` in a worker reads: an office document as a PDF, all else as it is.

    Args:
        worker: tells the format.
        content: descriptor of the content.
        kind: its kind, or that of its canvas.

    Yields:
        A descriptor, closed when the block ends.

    Raises:
        ProgramMissingError: LibreOffice or bubblewrap is missing.
        UntrustedInputError: the document cannot be laid out, or broke a bound.
        WorkerDiedError: the worker broke a limit.
    """
    ending = ENDINGS.get(identify(worker, [content])[0].mime) if kind is MediaKind.DOCUMENT else None
    if ending is None:
        yield content
        return
    version_of(LIBREOFFICE)
    laid_out = os.memfd_create("witnessbox-pages")
    try:
        _fill(laid_out, office_pdf(content, ending))
        yield laid_out
    finally:
        os.close(laid_out)


def add_words(worker: Worker, rendition: int, plan: PlanBody) -> None:
    """Give a redacted document a layer of the words that Tesseract reads on its masked pages.

    Args:
        worker: does all but the reading.
        rendition: descriptor of the finished document, readable and writable; it is written anew.
        plan: what the document was made by. Words that touch a mask are left out.

    Raises:
        ProgramMissingError: Tesseract or bubblewrap is missing.
        UntrustedInputError: a page cannot be read.
        WorkerDiedError: the worker broke a limit.
    """
    words: list[Json] = []
    for index in range(plan.canvas.timing.frames):
        page = os.memfd_create("witnessbox-page")
        try:
            worker.call("page-picture", {"page": index}, inputs=[rendition], outputs=[page])
            words.append([to_json(word) for word in read_words(page)])
        finally:
            os.close(page)
    made = os.memfd_create("witnessbox-words")
    try:
        call: Json = {"plan": to_json(plan), "words": words}
        checked(int, worker.call("add-words", call, inputs=[rendition], outputs=[made], seconds=_SECONDS))
        os.ftruncate(rendition, 0)
        size = os.fstat(made).st_size
        for place in range(0, size, _BLOCK):
            _write(rendition, os.pread(made, _BLOCK, place), place)
    finally:
        os.close(made)


def _fill(descriptor: int, data: bytes) -> None:
    _write(descriptor, data, 0)


def _write(descriptor: int, data: bytes, place: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(descriptor, view, place)
        view, place = view[done:], place + done
