"""Texts of sources: spans in code points, however large the text, however odd its characters."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BLOCK = 2**20
"""Bytes decoded at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Code points from `start` up to and without `end`."""

    start: int
    end: int


def parts(descriptor: int) -> Iterator[tuple[int, str]]:
    """Pieces of a text with the code point at which each begins, from the beginning of the file.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = position = 0
    while True:
        data = os.pread(descriptor, BLOCK, position)
        position += len(data)
        text = decoder.decode(data, final=not data)
        if text:
            yield at, text
            at += len(text)
        if not data:
            return


def length(descriptor: int) -> int | None:
    """Code points of a text, None where the bytes are not UTF-8."""
    number = 0
    try:
        for at, text in parts(descriptor):
            number = at + len(text)
    except UnicodeDecodeError:
        return None
    return number


def at_spans(descriptor: int, spans: Sequence[Span]) -> dict[Span, str]:
    """The words at some spans; one that reaches beyond the end is cut there."""
    found = dict.fromkeys(spans, "")
    for at, text in parts(descriptor):
        end = at + len(text)
        for span in spans:
            if span.start < end and span.end > at:
                found[span] += text[max(0, span.start - at) : span.end - at]
    return found


def places_of(descriptor: int, words: str, limit: int = 2) -> list[Span]:
    """Where words stand, the first few times."""
    found: list[Span] = []
    kept, kept_at = "", 0
    for at, text in parts(descriptor):
        whole, start = (kept + text, kept_at) if kept else (text, at)
        place = whole.find(words)
        while place >= 0:
            found.append(Span(start=start + place, end=start + place + len(words)))
            if len(found) == limit:
                return found
            place = whole.find(words, place + 1)
        keep = len(words) - 1
        kept = whole[-keep:] if keep else ""
        kept_at = start + len(whole) - len(kept)
    return found
