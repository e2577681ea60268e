"""Sentences of a paragraph, and what stands between quotation marks. A quotation is never cut in two."""

from __future__ import annotations

import functools
import re
import unicodedata

from witnessbox.ledger.reading.parts import Extent

LONGEST_QUOTE = 1_500
"""Characters; a mark without a partner within them opens nothing."""

_PAIRS = {'"': '"', "«": "»"}
_STOP = re.compile(r"[.!?…]+[\"»)\]']{0,3}(?=\s)|[;](?=\s*\n)")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col maj capt lt sgt cpl no nos st vs jan feb mar apr jun jul aug sep sept oct "
    "nov dec art inc ltd co jr sr rep sen gov hon rev approx est dept г гг ул им т тыс млн млрд ст п пп см "
    "св т.е т.д т.п руб стр д корп кв обл р н".split()
)
_WORD_BEFORE = re.compile(r"[\w.]{1,6}$")


@functools.lru_cache(maxsize=4)  # asked for with each sentence of a paragraph
def quotations(text: str) -> tuple[Extent, ...]:
    """Spans between quotation marks, marks included, outermost only."""
    found: list[Extent] = []
    index = 0
    while index < len(text):
        character = text[index]
        closing = -1
        if character in _PAIRS:
            closing = text.find(_PAIRS[character], index + 1, index + LONGEST_QUOTE)
            if character == "«" and closing > 0:
                closing = _outer(text, index, closing)
        elif character == "'" and _opens(text, index):
            closing = _single(text, index)
        if closing < 0:
            index += 1
            continue
        found.append((index, closing + 1))
        index = closing + 1
    return tuple(found)


def _outer(text: str, start: int, closing: int) -> int:
    """The mark that closes the outer of nested quotations."""
    depth = 0
    for index in range(start, min(len(text), start + LONGEST_QUOTE)):
        if text[index] == "«":
            depth += 1
        elif text[index] == "»":
            depth -= 1
            if depth == 0:
                return index
    return closing


def _opens(text: str, index: int) -> bool:
    before = text[index - 1] if index else " "
    return before in " (\n" and index + 1 < len(text) and text[index + 1].isalnum()


def _single(text: str, start: int) -> int:
    """Where a quotation between single marks ends: at a mark after a word or stop that a blank follows."""
    index = start
    while True:
        index = text.find("'", index + 1, start + 400)
        if index < 0:
            return -1
        after = text[index + 1] if index + 1 < len(text) else " "
        if after in " .,;:!?)\n" and not text[index - 1].isspace():
            return index


def sentences(text: str, quoted: tuple[Extent, ...]) -> list[Extent]:
    """Where the sentences of a paragraph begin and end."""
    ends: list[int] = []
    inside = iter(quoted)
    current = next(inside, None)
    for stop in _STOP.finditer(text):
        while current is not None and current[1] < stop.end():
            current = next(inside, None)
        if current is not None and current[0] < stop.start() and stop.end() < current[1]:
            continue
        if _ends_here(text, stop):
            ends.append(stop.end())
    found = []
    start = 0
    for end in [*ends, len(text)]:
        while start < end and (text[start].isspace() or _bullet(text[start])):
            start += 1
        if start < end:
            found.append((start, end))
        start = end
    return found


def _bullet(mark: str) -> bool:
    """Whether a mark stands before a sentence and is none of its words: a bullet, a pictogram."""
    return mark in "*•‣◦" or unicodedata.category(mark) in {"So", "Mn", "Cf"}


def _ends_here(text: str, stop: re.Match[str]) -> bool:
    following = text[stop.end() : stop.end() + 3].lstrip()
    if not following or following[0].islower():
        return False
    if stop.group().rstrip("\"»)]'") != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, stop.start() - 6), stop.start())
    word = before.group() if before else ""
    short = word.strip(".").lower()
    if short in _ABBREVIATIONS:
        return following[0].isupper() and short in {"г", "гг", "т.д", "т.п", "руб", "р"}
    return not (len(word) == 1 and word.isalpha() and word.isupper())
