"""Expressions of time mean what people meant, and never more."""

from __future__ import annotations

import datetime
import re
from random import Random

import pytest
import relative_dates_table as table

from witnessbox.ledger.relative_dates import anchor_day, find_dates
from witnessbox.model.edtf import parse_edtf

ANCHOR = datetime.date(2021, 11, 25)


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("line", _lines(table.ENGLISH) + _lines(table.RUSSIAN))
def test_an_expression_means_its_date(line: str) -> None:
    marked, expected = line.rsplit(" | ", 1)
    text, marks = "", []
    for piece in re.split("([⟦⟧])", marked):
        if piece in "⟦⟧" and piece:
            marks.append(len(text))
        else:
            text += piece
    spans = list(zip(marks[::2], marks[1::2], strict=True))
    found = list(find_dates(text, ANCHOR))
    assert [(each.start, each.end) for each in found] == spans, [text[each.start : each.end] for each in found]
    last = found[-1]
    assert last.date.edtf == expected, last.date.basis
    assert last.date.as_written == text[last.start : last.end]
    assert last.date.basis
    assert str(parse_edtf(last.date.edtf)) == last.date.edtf


@pytest.mark.parametrize("text", _lines(table.NOTHING))
def test_other_words_are_no_dates(text: str) -> None:
    assert [text[found.start : found.end] for found in find_dates(text, ANCHOR)] == []


def test_offsets_are_code_points_whatever_stands_between_the_words() -> None:
    text = "\U0001f3a5 <b>He</b> was fired\u00a0in\u00a0October\u200b 2019, he\u2019d said "
    text += "\u202eon\u202c 3\u00a0May\u00a02021\u200f."
    found = list(find_dates(text, ANCHOR))
    assert [each.date.edtf for each in found] == ["2019-10", "2021-05-03"]
    for each in found:
        assert text[each.start : each.end] == each.date.as_written
    assert found[0].date.as_written == "in\u00a0October\u200b 2019"


def test_languages_may_mix_sentence_by_sentence() -> None:
    text = "He was fired in October. Его уволили в октябре 2019 года. He left the same day."
    assert [found.date.edtf for found in find_dates(text, ANCHOR)] == ["2021-10", "2019-10", "2019-10"]


def test_no_relative_date_is_an_exact_one_in_disguise() -> None:
    """Moving the anchor by a day moves only what counts from a day."""
    for line in _lines(table.ENGLISH) + _lines(table.RUSSIAN):
        text = re.sub("[⟦⟧]", "", line.rsplit(" | ", 1)[0])
        for shift in range(1, 400, 37):
            for found in find_dates(text, ANCHOR + datetime.timedelta(days=shift)):
                assert str(parse_edtf(found.date.edtf)) == found.date.edtf


def test_noise_is_read_to_its_end() -> None:
    random = Random(5)
    words = re.sub(r"[⟦⟧|]", " ", table.ENGLISH + table.RUSSIAN).split()
    words += ["31", "29 February", "0", "99", "30.02.2021"]
    for _ in range(30):
        text = " ".join(random.choice(words) for _ in range(120))
        for found in find_dates(text, ANCHOR):
            assert text[found.start : found.end] == found.date.as_written
            assert str(parse_edtf(found.date.edtf)) == found.date.edtf


@pytest.mark.parametrize(
    "published", ["2021-11", "2021", "2021-11-25~", "2021-11-2X", "[2021-11-24,2021-11-25]", "soon"]
)
def test_only_a_single_day_anchors(published: str) -> None:
    with pytest.raises(ValueError):
        anchor_day(published)


def test_a_day_anchors() -> None:
    assert anchor_day("2021-11-25") == ANCHOR
