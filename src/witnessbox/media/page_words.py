"""The text layer of a redacted document: pages as pictures for the reader, and the words that it read put back.

Runs inside the sandboxed worker.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PIL import Image

from witnessbox.media import pages
from witnessbox.media.decode import DescriptorFile
from witnessbox.media.pdf_file import PdfWriter, placed, read_pages, touches
from witnessbox.media.structure import StructureError
from witnessbox.media.words import ReadWord
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import PlanBody, filled

if TYPE_CHECKING:
    from witnessbox.media.tasks import Progress

warm = pages.warm


def page_picture(params: Json, inputs: list[int], outputs: list[int], _: Progress) -> Json:
    """Task: write one page of a document as a PNG; params: `page`, its number from 0."""
    index = cast("dict[str, int]", params)["page"]
    with pages.open_pages(inputs[0]) as document:
        picture = Image.fromarray(document.page(index))
    picture.save(cast("str", DescriptorFile(outputs[0], writable=True)), "PNG", compress_level=1, dpi=(pages.DOTS,) * 2)
    return None


def add_words(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: write a redacted document anew with a text layer.

    Args:
        params: `plan`: a `PlanBody`; `words`: for each page a list of `ReadWord`.
        inputs: the document, as `PdfWriter` wrote it.
        outputs: an empty file.
        progress: pages done, of all.

    Returns:
        The number of words.

    Raises:
        UntrustedInputError: the document is none of ours.
    """
    wanted = cast("dict[str, Json]", params)
    plan = from_json(PlanBody, wanted["plan"])
    words = cast("list[list[Json]]", wanted["words"])
    total, count, boxes = plan.canvas.timing.frames, 0, filled(plan)
    writer = PdfWriter(DescriptorFile(outputs[0], writable=True).write, total, text=True)
    try:
        for index, page in enumerate(read_pages(inputs[0])):
            here = next(boxes)
            read = [from_json(ReadWord, each) for each in words[index]]
            kept = [placed(word.box, page.height, word.text) for word in read if not touches(word.box, here)]
            layer = tuple(word for word in kept if word is not None)
            writer.add(replace(page, words=layer))
            count += len(layer)
            progress(index + 1, total)
    except StructureError as error:
        raise UntrustedInputError(f"it is no document of ours: {error}") from error
    writer.finish()
    return count
