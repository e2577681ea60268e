"""A text may be hostile: markup, scripts, marks that turn the direction, no end, and patterns that run away."""

from __future__ import annotations

import resource
import tracemalloc
from collections.abc import Iterator

import pytest

from witnessbox.ledger.reading import propose, stream, texts
from witnessbox.ledger.reading.sentences import quotations, sentences
from witnessbox.ledger.reading.texts import LONGEST, PIECE, paragraphs, pieces_of
from witnessbox.model.vocabulary import ClaimType


def read(text: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(pieces_of(text))]


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("<p>Anna&nbsp;Holt &amp; co</p>", " Anna Holt & co "),
        ("a<script>fire('x')</script>b", "a"),
        ("Kala\u00adsh\u200bni\u202ekov", "Kalashnikov"),
        ("Russia’s “new” Kremlin’s", "Russia's \"new\" Kremlin's"),
        ("и\u0306од", "йод"),
        ("10 < 20 and 30 > 5", "10 < 20 and 30 > 5"),
    ],
)
def test_what_a_reader_sees_is_read(raw: str, seen: str) -> None:
    assert read(raw)[0] == seen


def test_spans_point_into_the_text_as_it_came() -> None:
    text = "\ufeff<b>Пол\u0301иция</b> — x\n<i>Police\u00a0arrested</i> Ann\u200ba\u202e Holt\u2019s brother "
    text += "&amp; Bo&nbsp;Rask in May.\n"
    (arrest,) = [each for each in propose(text, "2023-09-20", language="en") if each.type is ClaimType.ARREST]
    for _, words in arrest.spans():
        assert text[words.start : words.end] == words.text
    assert arrest.quote.text.startswith("Police\u00a0arrested</i> Ann\u200ba\u202e Holt\u2019s")
    assert arrest.date.words is not None
    assert arrest.date.words.text == "in May"


def test_hidden_scripts_propose_nothing() -> None:
    text = "<script>\nPolice arrested Anna Holt.\n</script>\nPolice arrested Bo Rask.\n"
    assert [part.name for each in propose(text, "2023-09-20") for part in each.parts] == ["Police", "Bo Rask"]


PATHOLOGICAL = [
    "(" * 30_000,
    "«" * 30_000,
    '"' * 30_001,
    "'" * 20_000 + "a",
    "<" * 30_000,
    "<script>" * 5_000,
    "&" * 30_000,
    "a." * 20_000,
    "A. " * 15_000,
    "of the " * 8_000,
    "1,1," * 10_000,
    "in in on on May May 1 1 " * 2_000,
    "that who which " * 4_000,
    "not no never " * 4_000,
    "said Holt, " * 4_000,
    "\u0301" * 30_000,
    "x" * 60_000,
    "\u202e\u200b" * 20_000,
    "more than 1 " * 4_000,
    "Anna Holt, the head, " * 2_000,
]


@pytest.mark.parametrize("text", PATHOLOGICAL, ids=lambda text: ascii(text[:12]))
def test_patterns_that_could_run_away_come_to_an_end(text: str) -> None:
    found = propose(text, "2023-09-20", language="en")
    assert all(text[each.quote.start : each.quote.end] == each.quote.text for each in found)


@pytest.mark.parametrize("text", ["в " * 300, "что кто который " * 60, "«" * 200, "1 000 " * 100], ids=range(4))
def test_russian_comes_to_an_end_too(text: str) -> None:
    propose(text, "2023-09-20", language="ru")


def test_a_line_without_end_is_cut_and_loses_nothing() -> None:
    text = "x" * (3 * LONGEST) + " " + "y " * LONGEST
    found = list(paragraphs(pieces_of(text)))
    assert max(len(each.text) for each in found) <= LONGEST
    assert sum(each.text.count("x") for each in found) == 3 * LONGEST
    assert sum(each.text.count("y") for each in found) == LONGEST


def test_offsets_hold_across_pieces() -> None:
    filler = "Nothing happened on that day in the whole of the town.\n\n"
    text = filler * (PIECE // len(filler) + 50) + "Police arrested Anna Holt in May.\n"
    (last,) = [each for each in paragraphs(pieces_of(text)) if "Holt" in each.text]
    words = last.quote(0, len(last.text))
    assert text[words.start : words.end] == words.text == "Police arrested Anna Holt in May."


def endless(lines: int) -> Iterator[tuple[int, str]]:
    line = "Ничего не произошло. <b>x</b>\n\n" * 200
    for number in range(lines):
        yield number * len(line), line


def test_memory_does_not_grow_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "PIECE", 8_192)
    peaks = []
    for lines in (8, 32):
        tracemalloc.start()
        for _ in paragraphs(endless(lines)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 3 // 2


@pytest.mark.torture
@pytest.mark.timeout(3_600)
def test_a_hundred_megabytes() -> None:
    """Spans point at the right characters to the end, and memory does not grow on the way."""
    quiet = "Nothing of note happened in the old town on that day — Пётр, “people” said\u00a0so.\n\n" * 1_000
    clause = "Police arrested Anna Holt\u2019s brother in May."
    part = f"{quiet}{clause}\n\n"
    parts = 100 * 2**20 // len(part.encode()) + 1
    found, before = 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for each in stream(((number * len(part), part) for number in range(parts)), "2023-09-20", language="en"):
        if each.type is ClaimType.ARREST:
            start = found * len(part)
            assert (each.quote.start, each.quote.text) == (start + len(quiet), clause[:-1])
            assert all(part[words.start - start : words.end - start] == words.text for _, words in each.spans())
            found += 1
    assert found == parts
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 2**10


def test_sentences_end_where_they_end() -> None:
    text = 'Maj. Holt came. "He left. He came back," she said. No. 8 is open!'
    assert [text[start:end] for start, end in sentences(text, quotations(text))] == [
        "Maj. Holt came.",
        '"He left. He came back," she said.',
        "No. 8 is open!",
    ]
