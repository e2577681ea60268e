"""Texts of sources: spans in code points, however large the text, however odd its characters."""

from __future__ import annotations

import codecs
import os
from collections.abc import Collection, Iterator, Sequence

from witnessbox.model.records import dataclass

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
    waiting = sorted(found, key=lambda span: span.start, reverse=True)
    begun: list[Span] = []
    for at, text in parts(descriptor):
        end = at + len(text)
        while waiting and waiting[-1].start < end:
            begun.append(waiting.pop())
        for span in begun:
            found[span] += text[max(0, span.start - at) : max(0, span.end - at)]
        begun = [span for span in begun if span.end > end]
    return found


def places_of(descriptor: int, words: Collection[str], limit: int = 2) -> dict[str, list[Span]]:
    """Where each of some words stands, the first few times; the text is gone through once for all of them.

    Args:
        descriptor: of the text.
        words: none of them empty.
        limit: places that are enough.
    """
    found: dict[str, list[Span]] = {each: [] for each in words}
    looking = set(words)
    keep = max(map(len, words), default=1) - 1
    kept, kept_at = "", 0
    for at, text in parts(descriptor):
        whole, start = (kept + text, kept_at) if kept else (text, at)
        for each, place in _in_piece(whole, looking, at - start):
            if each in looking:
                found[each].append(Span(start=start + place, end=start + place + len(each)))
                if len(found[each]) == limit:
                    looking.discard(each)
        if not looking:
            break
        kept = whole[-keep:] if keep else ""
        kept_at = start + len(whole) - len(kept)
    return found


_FEW = 20
"""Words that are looked for one after another."""
_HEAD = 8
"""Letters by which many words are told apart at first."""


def _in_piece(whole: str, looking: set[str], seen: int) -> Iterator[tuple[str, int]]:
    """Places of words in a piece, of each word in their order; the first `seen` letters were looked through before.

    The caller takes words out of `looking` while this goes on.
    """
    many = [each for each in looking if len(each) >= _HEAD] if len(looking) > _FEW else []
    for each in list(looking.difference(many)):
        place = whole.find(each, max(0, seen - len(each) + 1))
        while place >= 0 and each in looking:
            yield each, place
            place = whole.find(each, place + 1)
    lengths: dict[str, set[int]] = {}
    for each in many:
        lengths.setdefault(each[:_HEAD], set()).add(len(each))
    if not lengths:
        return
    for place in range(len(whole) - _HEAD + 1):
        for length in lengths.get(whole[place : place + _HEAD], ()):
            each = whole[place : place + length]
            if len(each) == length and place + length > seen and each in looking:
                yield each, place
