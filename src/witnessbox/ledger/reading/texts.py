"""A document as paragraphs without markup and tricks, in which every character knows where it stood.

The text is hostile. What a reader does not see (tags, scripts, marks that turn the direction, soft hyphens) is left
out;
what looks alike is made alike (blanks, apostrophes, quotation marks). Each kept character keeps the place of what it
was
made from, so a span always points into the document as it came. One paragraph is held at a time, and none is longer
than
`LONGEST`: memory stays flat, and nothing that works on a paragraph can take long.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from witnessbox.model.claims import Quote

LONGEST = 8_000
"""Code points of a paragraph; a longer line is cut at a blank, or, without one, in mid-word."""

PIECE = 2**20
"""Code points that are held at once."""

_WRAPPED = range(50, 110)
"""Lengths of lines that may be one paragraph broken by a terminal or a mail program."""

_MARKUP = re.compile(r"<(?:!--|[A-Za-z/!?])[^<>]{0,400}>|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
_OPENS = re.compile(r"<(script|style|head|noscript|template)\b[^<>]{0,400}>", re.IGNORECASE)
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‛ʼʹ′´`＇", "'"),
        **dict.fromkeys("“”„‟″＂", '"'),
        **dict.fromkeys("‐‑‒−﹣－", "-"),
        **dict.fromkeys("–―", "—"),
    }
)
_ENDS = '.!?:;»"”…'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph made readable.

    Attributes:
        text: what is read.
        starts: for each character of it where it began in the document, in code points.
        ends: where it ended.
        source: the document's own characters from `offset` on, for quotes.
        offset: where they begin.
    """

    text: str
    starts: list[int]
    ends: list[int]
    source: str
    offset: int

    def quote(self, start: int, end: int) -> Quote:
        """The document's own words for characters `start` to `end` of `text`."""
        first, last = self.starts[start], self.ends[end - 1]
        return Quote(text=self.source[first - self.offset : last - self.offset], start=first, end=last)


def paragraphs(pieces: Iterable[tuple[int, str]]) -> Iterator[Paragraph]:
    """The paragraphs of a document, those that hold something, in order.

    Args:
        pieces: stretches of the document in their order, each with the code point at which it begins.
    """
    for base, text in _cut_at_lines(pieces):
        for start, end in _joined(text, _lines(text)):
            made = _readable(text, start, end, base)
            if made.text.strip():
                yield made


def pieces_of(text: str) -> Iterator[tuple[int, str]]:
    """A text in stretches."""
    for start in range(0, len(text), PIECE):
        yield start, text[start : start + PIECE]


def _cut_at_lines(pieces: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Stretches that end where an empty line or at least a line ends; one without any is cut where it comes to
    an end.
    """
    held, base = "", 0
    for start, piece in pieces:
        if not held:
            base = start
        held += piece
        if len(held) < PIECE:
            continue
        cut = max(held.rfind("\n\n", PIECE // 2) + 2, held.rfind("\n", PIECE // 2) + 1)
        cut = cut if cut > 1 else len(held)
        yield base, held[:cut]
        held, base = held[cut:], base + cut
    if held:
        yield base, held


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of lines that are not longer than `LONGEST` and lie outside of scripts and the like."""
    position, size = 0, len(text)
    unclosed: set[str] = set()
    while position < size:
        end = text.find("\n", position, position + LONGEST)
        if end < 0:
            end = min(position + LONGEST, size)
            if end < size:
                blank = text.rfind(" ", position + LONGEST // 2, end)
                end = blank if blank > 0 else end
        hidden = _OPENS.search(text, position, end)
        if hidden is None:
            yield position, end
            position = end + 1 if end < size and text[end] in "\n " else end
            continue
        yield position, hidden.start()
        position = _closing(text, hidden, unclosed)


def _closing(text: str, opened: re.Match[str], unclosed: set[str]) -> int:
    """Where what a tag hides is over; without an end, that is at the end of the tag itself: nothing readable is lost.

    What was once searched for in vain to the end of the text is not searched for again.
    """
    name = opened.group(1).lower()
    for spelt in (name, name.upper()):
        found = -1 if spelt in unclosed else text.find(f"</{spelt}", opened.end())
        if found >= 0:
            closed = text.find(">", found, found + 100)
            return closed + 1 if closed >= 0 else found + len(name) + 2
        unclosed.add(spelt)
    return opened.end()


def _joined(text: str, lines: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines put together again where a program broke a sentence."""
    held: tuple[int, int] | None = None
    last = 0
    for start, end in lines:
        if held is not None:
            broken = last in _WRAPPED and text[held[1] - 1] not in _ENDS and start == held[1] + 1 and start < end
            if broken and text[start].isalnum() and end - held[0] <= LONGEST:
                held, last = (held[0], end), end - start
                continue
            yield held
        held, last = (start, end), end - start
    if held is not None:
        yield held


def _readable(text: str, start: int, end: int, base: int) -> Paragraph:
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(character: str, first: int, last: int) -> None:
        kept.append(character)
        starts.append(first + base)
        ends.append(last + base)

    position = start
    for markup in _MARKUP.finditer(text, start, end):
        _plain(text, (position, markup.start()), base, keep, kept, ends)
        position = markup.end()
        meant = " " if markup.group().startswith("<") else html.unescape(markup.group())
        for character in meant[:2]:
            folded = _folded(character)
            if folded:
                keep(folded, markup.start(), markup.end())
    _plain(text, (position, end), base, keep, kept, ends)
    return Paragraph("".join(kept), starts, ends, text[start:end], start + base)


def _plain(
    text: str, span: tuple[int, int], base: int, keep: Callable[[str, int, int], None], kept: list[str], ends: list[int]
) -> None:
    for index in range(*span):
        character = text[index]
        if unicodedata.combining(character) and kept:
            composed = unicodedata.normalize("NFC", kept[-1] + character)
            if len(composed) == 1:
                kept[-1] = composed
            ends[-1] = index + 1 + base
            continue
        folded = _folded(character)
        if folded:
            keep(folded, index, index + 1)


def _folded(character: str) -> str:
    """What is read in place of a character, nothing for one that is not seen."""
    if character.isascii():
        return character if character.isprintable() else " "
    made = character.translate(_ALIKE)
    if made != character:
        return made
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character
