"""Finds expressions of time in a text and says which dates they mean.

Own rules for English and Russian instead of a library: dateparser, anchored to a Thursday, reads "Thursday" as the
week before, "a month after" as the month to come, and "we" as a date. The anchor, the day on which the text was
published, is entered by a person. What comes out are proposals; a person confirms each.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from witnessbox.ledger import date_senses as sense
from witnessbox.ledger.date_rules import Language
from witnessbox.ledger.date_senses import Meaning, Setting
from witnessbox.model.claims import ClaimDate, DatePrecision
from witnessbox.model.edtf import Date, Edtf, Mark, Open, Precision, interval_of, one_of_range, parse_edtf
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimKind

NONE_WRITTEN = "(none)"
"""What a claim's date rests on where the source has no words for it."""

LONGEST_SENTENCE = 2_000
"""Code points; what is longer is cut there, so that no text makes the rules slow."""

_SENTENCE_END = re.compile(
    r"(?<!\bг)(?<!\b[A-Z])(?<!Jan)(?<!Feb)(?<!Mar)(?<!Aug)(?<!Sep)(?<!Sept)(?<!Oct)(?<!Nov)(?<!Dec)[.!?…]+[»”\"'’)]*\s+|\n+"
)
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")


def _spoken(text: str, language: str | None = None) -> Language:
    """The rules of a language, told by the letters where nobody names it; loaded where they are met.

    To compile those of Russian takes half a second, and few calls of the program look for dates in words.
    """
    if language == "ru" or (language != "en" and _CYRILLIC.search(text)):
        from witnessbox.ledger.date_rules_russian import RUSSIAN  # noqa: PLC0415

        return RUSSIAN
    from witnessbox.ledger.date_rules_english import ENGLISH  # noqa: PLC0415

    return ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """An expression of time in a text.

    Attributes:
        start: code point at which it begins, from 0.
        end: code point after its last one.
        date: what it means.
        told: its value, where words further on may refer to it; else None.
    """

    start: int
    end: int
    date: ClaimDate
    told: Edtf | None = None


def anchor_day(published: str) -> datetime.date:
    """The day of a source's date; only a single, certain day can anchor relative dates.

    Raises:
        ValueError: it is no EDTF, or no single day; the message says what to enter.
    """
    value = parse_edtf(published)
    if not isinstance(value, Date) or value.precision is not Precision.DAY or value.marked or "X" in str(value):
        raise ValueError(
            f"{published} is no single day: relative dates count from the day on which the text was published"
        )
    return datetime.date.fromisoformat(published)


def find_dates(
    text: str, anchor: datetime.date, language: str | None = None, before: Edtf | None = None
) -> Iterator[FoundDate]:
    """Every expression of time in a text, in order.

    Args:
        text: any length; offsets count its code points.
        anchor: the day on which it was published, as a person entered it.
        language: `en` or `ru`; None tells it sentence by sentence from the letters.
        before: what was named last before this text.
    """
    for start, sentence in _sentences(text):
        spoken = _spoken(sentence, language)
        if not spoken.hint.search(sentence):
            continue
        for first, last, found in _in_sentence(sentence, spoken, anchor, before):
            if found.refers:
                before = found.value
            yield FoundDate(
                start=start + first,
                end=start + last,
                date=_claim_date(found, sentence[first:last]),
                told=found.value if found.refers else None,
            )


def date_of_clause(
    text: str, start: int, end: int, anchor: datetime.date, kind: ClaimKind, language: str | None = None
) -> ClaimDate:
    """The date of what a span of a text says: of its first expression of time, else what its kind allows.

    An undated event lies before the source's date, a state held on it, and a statement beside an event of the source's
    day was made about that day.

    Args:
        text: the whole text, because words such as "later" refer to what stands before.
        start: code point at which the span begins.
        end: code point after it.
        anchor: the day on which the text was published.
        kind: what the span is about.
        language: as for `find_dates`.
    """
    same_day = False
    for found in find_dates(text, anchor, language):
        if found.start >= end:
            break
        if found.start >= start and found.end <= end:
            return found.date
        same_day = same_day or found.date.edtf == anchor.isoformat()
    return _undated(text[start:end], anchor, kind, same_day=same_day)


def _undated(clause: str, anchor: datetime.date, kind: ClaimKind, *, same_day: bool) -> ClaimDate:
    spoken = _spoken(clause)
    published = sense.day(anchor)
    if kind in (ClaimKind.STATE, ClaimKind.PATTERN):
        value: Edtf = interval_of(Open.OPEN, published)
        return ClaimDate(
            edtf=str(value), as_written=NONE_WRITTEN, basis="as of the source", precision=DatePrecision.AS_OF
        )
    if kind is ClaimKind.STATEMENT and same_day:
        verb = spoken.said.search(clause)
        value = sense.day(anchor, Mark.APPROXIMATE)
        basis = "reaction to an event of the source's day"
        return ClaimDate(
            edtf=str(value),
            as_written=verb.group() if verb else NONE_WRITTEN,
            basis=basis,
            precision=DatePrecision.DAY,
        )
    value = one_of_range(None, published)
    perfect = spoken.perfect.search(clause)
    return ClaimDate(
        edtf=str(value),
        as_written=perfect.group() if perfect else NONE_WRITTEN,
        basis="present perfect; bounded by the source's date" if perfect else "undated; bounded by the source's date",
        precision=DatePrecision.BEFORE,
    )


def bounded(kind: ClaimKind, after: Edtf | None, before: Edtf | None, basis: str) -> ClaimDate:
    """The date of what lies after one date and before another: `basis` says which, in words.

    A mark of a bound stays with it. Bounds of one side keep their own form; two are told in days, because the event may
    lie within either.

    Raises:
        ValueError: neither bound is a date, or the later one lies before the earlier.
    """
    first, last = _bound(after, last=False), _bound(before, last=True)
    if kind in (ClaimKind.STATE, ClaimKind.PATTERN):
        value: Edtf = interval_of(first or Open.OPEN, last or Open.OPEN)
    elif first is not None and last is not None:
        value = one_of_range(_as_day(first, last=False), _as_day(last, last=True))
    else:
        value = one_of_range(first, last)
    return ClaimDate(edtf=str(value), as_written=NONE_WRITTEN, basis=basis, precision=sense.precision_of(value))


def _bound(value: Edtf | None, *, last: bool) -> Date | None:
    if value is None or isinstance(value, Date):
        return value
    end = sense.written_ends(value)[last]
    return None if end is None else sense.day(end)


def _as_day(date: Date, *, last: bool) -> Date:
    """First or last day of an unmarked date; a marked one stays as it is, since its days are not sure."""
    end = sense.written_ends(date)[last]
    return date if date.marked or end is None else sense.day(end)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in [*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]:
        for begin in range(start, end, LONGEST_SENTENCE):
            yield begin, text[begin : min(end, begin + LONGEST_SENTENCE)]
        start = end


def _in_sentence(
    sentence: str, language: Language, anchor: datetime.date, before: Edtf | None
) -> Iterator[tuple[int, int, Meaning]]:
    hits = [
        (found.start(), -found.end(), order, found)
        for order, rule in enumerate(language.rules)
        for found in rule.pattern.finditer(sentence)
    ]
    verbs = language.verbs(sentence)
    reached, same_sentence = 0, False
    for start, negative_end, order, found in sorted(hits, key=lambda hit: hit[:3]):
        if start < reached:
            continue
        setting = Setting(
            anchor=anchor,
            tense=verbs.tense(start, -negative_end),
            before=before,
            same_sentence=same_sentence,
            monday=language.monday,
        )
        meaning = language.rules[order].sense(found, setting, language.resolve)
        if meaning is None:
            continue
        reached = -negative_end
        if meaning.refers:
            before, same_sentence = meaning.value, True
        yield start, reached, meaning


def _claim_date(meaning: Meaning, written: str) -> ClaimDate:
    return ClaimDate(edtf=str(meaning.value), as_written=written, basis=meaning.basis, precision=meaning.precision)
