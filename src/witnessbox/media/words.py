"""The words that can be read on a masked page, by Tesseract: a program of others, in its bubblewrap profile."""

from __future__ import annotations

from witnessbox.media.outside import Bounds, Program, run_outside, version_of
from witnessbox.model.observations import Box
from witnessbox.model.records import dataclass

TESSERACT = Program(
    name="tesseract",
    command=("/usr/bin/tesseract", "stdin", "stdout", "-l", "rus+eng", "--dpi", "200", "tsv"),
    version=("--version",),
    hint="On Debian: apt install tesseract-ocr tesseract-ocr-rus tesseract-ocr-eng",
    needs=("/usr/bin/tesseract",),
    content=None,
)
"""Reads the page from standard input: what it reads was made by us and is no original."""

BOUNDS = Bounds(memory=2 * 1024**3, seconds=180, output=16 * 1024**2)

_SURE = 40  # of Tesseract's 100, below which a word is mostly dirt
_WORD = "5"  # level of a row that is a word
_COLUMNS = 12
_MOST = 20_000  # words of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWord:
    """A word and where it stands, in pixels of the page."""

    box: Box
    text: str


def read_words(page: int) -> tuple[ReadWord, ...]:
    """Read a page.

    Args:
        page: descriptor of a picture of it, 200 pixels an inch.

    Raises:
        ProgramMissingError: Tesseract or bubblewrap is missing.
        UntrustedInputError: it failed or broke a bound.
    """
    version_of(TESSERACT)
    told = run_outside(TESSERACT, page, BOUNDS).decode("utf-8", "replace")
    words: list[ReadWord] = []
    for line in told.splitlines()[1:]:
        row = line.split("\t")
        if len(row) != _COLUMNS or row[0] != _WORD or not row[11].strip():
            continue
        try:
            left, top, width, height = (int(each) for each in row[6:10])
            sure = float(row[10])
        except ValueError:
            continue
        text = "".join(letter for letter in row[11].strip() if letter.isprintable())
        if sure >= _SURE and text and len(words) < _MOST:
            words.append(ReadWord(box=Box(x1=left, y1=top, x2=left + width, y2=top + height), text=text))
    return tuple(words)
