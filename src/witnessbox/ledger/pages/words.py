"""Claims in words of a language, as markup: what, who, when, how many, how firmly, and where it stands."""

from __future__ import annotations

import functools

from witnessbox.ledger.exports.view import WITHHELD
from witnessbox.ledger.pages.book import Book
from witnessbox.ledger.pages.dates import day_words, days_words, edtf_words
from witnessbox.ledger.pages.markup import code, e, word
from witnessbox.ledger.pages.texts import Texts
from witnessbox.model.claims import Claim, ClaimDate, Count, DatePrecision, Hedge, Participant, Reference
from witnessbox.model.edtf import plain_day
from witnessbox.model.edtf_calendar import Day
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.lifecycle import EVER, NEVER
from witnessbox.vault import ledger
from witnessbox.vault.ledger import ClaimRow, Wanted

_MARKS = {
    ClaimStatus.PROPOSED: "○",
    ClaimStatus.CONFIRMED: "●",
    ClaimStatus.DISPUTED: "◐",
    ClaimStatus.RETRACTED: "✕",
}
"""Signs before a status: told apart by shape, beside the word."""
_HEDGE_MARKS = {
    Hedge.OFFICIALLY_ANNOUNCED: "▮▮▮▮",
    Hedge.ASSERTED: "▮▮▮▮",
    Hedge.REPORTED: "▮▮▮▯",
    Hedge.ALLEGED: "▮▮▯▯",
    Hedge.IMPLIED: "▮▯▯▯",
    Hedge.PREDICTED: "▯▯▯▯",
    Hedge.HOPED: "▯▯▯▯",
}


_WHOLE = 26
"""Characters of a date that stay on one line, as narrow as a page may be."""


def source_words(text: str, texts: Texts) -> str:
    """Words of a source within a line, or that they are withheld."""
    return e(texts.withheld) if text == WITHHELD else word(text)


def date_line(date: ClaimDate | None, texts: Texts) -> str:
    """A date in words, and its EDTF beside it."""
    if date is None:
        return e(texts.dates.no_date)
    return edtf_line(date.edtf, texts, date)


def edtf_line(edtf: str, texts: Texts, date: ClaimDate | None = None) -> str:
    """The same of an EDTF that stands by itself."""
    day = plain_day(edtf)
    if day is not None:
        return f'<span class="date">{e(day_words(day, texts.dates))}</span> <code class=day dir="ltr">{edtf}</code>'
    return _edtf_line(edtf, texts, None if date is None else date.precision)


@functools.lru_cache(maxsize=8_192)  # many dates of a ledger are told of more than once
def _edtf_line(edtf: str, texts: Texts, reading: DatePrecision | None) -> str:
    if not edtf:
        return e(texts.dates.no_date)
    return (
        f'<span class="date">{e(edtf_words(edtf, texts.dates, reading))}</span> {code(edtf, whole=len(edtf) <= _WHOLE)}'
    )


def day_line(day: int, texts: Texts) -> str:
    """A day by its number, in words."""
    return day_words(day, texts.dates)


def days_line(first: int, last: int, texts: Texts) -> str:
    """From one day to another, either of which may be open; plain text."""
    if first == EVER and last == NEVER:
        return texts.always
    if first == EVER:
        return texts.days_to.format(day_line(last, texts))
    if last == NEVER:
        return texts.days_from.format(day_line(first, texts))
    if first == last:
        return day_line(first, texts)
    return days_words(first, last, texts.dates)


def one_day_within(first: int, last: int, texts: Texts) -> str:
    """One unknown day from one to another, either of which may be open; plain text."""
    if first == EVER and last == NEVER:
        return texts.dates.no_date
    if first == last:
        return day_line(first, texts)
    begin, end = ("" if each in (EVER, NEVER) else str(Day.of_number(each)) for each in (first, last))
    return edtf_words(f"[{begin}..{end}]", texts.dates)


def count_line(count: Count, texts: Texts) -> str:
    """A number with what it settles, and what is counted in the source's words."""
    numbers = (count.value,) if count.upper is None else (count.value, count.upper)
    return f"{e(texts.qualifiers[count.qualifier].format(*numbers))} {source_words(count.unit, texts)}"


def participant_line(each: Participant, book: Book, texts: Texts) -> str:
    """One participant without its part."""
    if each.refers is Reference.ENTITY:
        return book.name(each.entity)
    if each.refers is Reference.EVENT:
        return event_words(each.entity, book, texts)
    return source_words(each.entity, texts)


def event_words(shown: str, book: Book, texts: Texts) -> str:
    """An event by what happened and its id, both as they may be seen."""
    return book.remember(("event", shown, texts.language), lambda: _event_words(shown, book, texts))


def _event_words(shown: str, book: Book, texts: Texts) -> str:
    rows = ledger.claims(book.catalogue, Wanted(event=book.view.real_id(shown)))
    type_ = next((row.claim.type for row in rows if book.view.leaves(row)), None)
    return code(shown) if type_ is None else f"{e(texts.types[type_])} {code(shown)}"


def who_line(claim: Claim, book: Book, texts: Texts) -> str:
    """All participants with their parts in a line."""
    return "; ".join(
        f'<span class="part">{e(texts.parts[each.role])}</span> {participant_line(each, book, texts)}'
        for each in claim.participants
    ) or e(texts.nobody)


def label(claim: Claim, book: Book, texts: Texts) -> str:
    """A claim as plain text, for a picture."""
    names = [book.plain_name(each.entity) for each in claim.participants if each.refers is Reference.ENTITY]
    return ": ".join(filter(None, [texts.types[claim.type], ", ".join(names[:2])]))


def badges(row: ClaimRow, texts: Texts) -> str:
    """How firmly it is said and where it stands: in words, with signs of different shape."""
    return _badges(row.claim.hedge, row.status, texts)


@functools.cache
def _badges(hedge: Hedge, status: ClaimStatus, texts: Texts) -> str:
    return (
        f'<span class="badge hedge-{hedge.value}"><span aria-hidden="true">{_HEDGE_MARKS[hedge]}</span> '
        f"{e(texts.hedges[hedge])}</span> "
        f'<span class="badge status-{status.value}"><span aria-hidden="true">{_MARKS[status]}</span> '
        f"{e(texts.statuses[status])}</span>"
    )


def summary(row: ClaimRow, book: Book, texts: Texts, depth: int = 1) -> str:
    """A claim in a cell: what happened as a link to its event, who, and how many.

    Args:
        row: as it may be seen.
        book: of the pages.
        texts: of the language.
        depth: of the page on which it stands.
    """
    claim = row.claim
    event = book.event_link(book.view.real_id(claim.event), e(texts.types[claim.type]), depth)
    count = f" — {count_line(claim.count, texts)}" if claim.count is not None else ""
    return f"{event}{count}<br>{who_line(claim, book, texts)}"
