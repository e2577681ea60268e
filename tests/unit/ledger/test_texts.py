"""Spans of a text in code points, whatever the blocks it is read in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from witnessbox.ledger import texts
from witnessbox.ledger.texts import Span, at_spans, length, places_of

TEXT = "Пётр said “да” 𝕏\u202e\u00a0x’s — end. " * 40


@pytest.fixture
def descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(texts, "BLOCK", 7)  # cuts characters and words in two
    file = tmp_path / "text"
    file.write_text(TEXT, "utf-8")
    opened = os.open(file, os.O_RDONLY)
    yield opened
    os.close(opened)


def test_characters_are_counted_not_bytes(descriptor: int) -> None:
    assert length(descriptor) == len(TEXT)


def test_words_stand_where_python_says(descriptor: int) -> None:
    spans = [Span(start=start, end=start + size) for start in range(0, len(TEXT), 37) for size in (1, 3, 50)]
    assert at_spans(descriptor, spans) == {span: TEXT[span.start : span.end] for span in spans}


@pytest.mark.parametrize("words", ["𝕏\u202e", "Пётр", "end. Пётр said", "x", "nowhere"])
def test_words_are_found_across_blocks(descriptor: int, words: str) -> None:
    expected = [start for start in range(len(TEXT)) if TEXT.startswith(words, start)][:3]
    assert [span.start for span in places_of(descriptor, [words], 3)[words]] == expected


@pytest.mark.parametrize("limit", [1, 2, 1_000])
def test_many_words_are_found_as_one_alone_is(descriptor: int, limit: int) -> None:
    words = {TEXT[start : start + size] for start in range(40) for size in (1, 5, 8, 9, 30, 100)}
    words |= {f"Пётр said {number}" for number in range(30)} | {"nowhere at all", TEXT, TEXT[-9:]}
    assert len(words) > 100
    found = places_of(descriptor, words, limit)
    assert found == {each: [*places_of(descriptor, [each], limit)[each]] for each in words}
    for each, spans in found.items():
        expected = [start for start in range(len(TEXT)) if TEXT.startswith(each, start)][:limit]
        assert [span.start for span in spans] == expected


def test_what_is_no_text_has_no_length(tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(b"\x89PNG\xff\xfe")
    opened = os.open(file, os.O_RDONLY)
    assert length(opened) is None
    os.close(opened)
