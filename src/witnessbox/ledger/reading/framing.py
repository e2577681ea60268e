"""What the form of a document says of its paragraphs: the date that heads one, who speaks in it, whose word it is.

A chronology, a diary or a bulletin puts the date before what happened; minutes and interviews put the speaker before
what is said; a letter says "according to the information received:" and goes on. None of it stands in the sentence
that tells the event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from witnessbox.ledger.reading.parts import Extent
from witnessbox.ledger.reading.texts import Paragraph
from witnessbox.model.claims import ClaimDate, DatePrecision
from witnessbox.model.proposals import ProposedDate

_LEAD = re.compile(r"[^\w«\"'(]*(?:\d{1,2}[.)]\s+)?(?:UPD|Update|Обновление)?\s*")
"""A bullet or number before a paragraph."""
_BEHIND = re.compile(r"\s*(?:\(|[.:,;—-]|$)")
"""What stands behind a date that heads a paragraph."""
_RANGE = re.compile(r"(?P<month>[А-ЯЁ][а-яё]+|[A-Z][a-z]+)\s*[—-]\s*$")
_MONTHS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10,
    "ноя": 11, "дек": 12, "jan": 1, "feb": 2, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_SPEAKER = re.compile(
    r"(?P<who>(?:(?:The|Mr|Mrs|Ms|Dr|Sir|Prof)\.?\s)?[A-ZА-ЯЁ][\w.'-]*(?:\s(?:of|for|the|and|и|по)\s[\w'-]+"
    r"|\s[A-ZА-ЯЁ][\w.'-]*){0,6}(?:\s\([^()]{2,60}\))?):\s+(?=\S)"
)
_HEARSAY = re.compile(
    r"(?:according to|as (?:reported|described) by|по (?:словам|данным|информации|сведениям|имеющ)|как (?:сообща"
    r"|расска))"
    r"[^.!?]{0,200}:\s*$|[^.!?]{0,80}\b(?:we have received reports|reported the following|сообщ\w+ следующее)"
    r"[^.!?]{0,60}:\s*$",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(r"(?:we|i|without prejudging|мы|я)\b", re.IGNORECASE)
_EITHER = re.compile(r"\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)\]")
_THEN = 4
"""Paragraphs that hearsay reaches over, unless the writer speaks again."""
_SHORT = 200
"""Characters of a question in an interview."""


@dataclass(slots=True)
class Framing:
    """What holds for the paragraph being read.

    Attributes:
        date: what the paragraph, or the heading above it, is dated.
        speaker: words that name who speaks, at the start of the paragraph.
        hearsay: the paragraph retells what somebody said.
        asked: the paragraph before was a question, so that this one is an answer.
        interview: the text is questions and answers.
    """

    date: ProposedDate | None = None
    speaker: Extent | None = None
    hearsay: bool = False
    asked: bool = False
    interview: bool = False
    _reach: int = 0
    _headed: bool = False

    def enter(self, paragraph: Paragraph, dated: Mapping[Extent, ClaimDate], anchor: str) -> None:
        """Take notice of the next paragraph."""
        text = paragraph.text
        self._date(paragraph, dated, anchor)
        label = _SPEAKER.match(text)
        self.speaker = label.span("who") if label and len(label["who"]) < 90 else None
        self._reach = 0 if _OWN_WORDS.match(text) else max(0, self._reach - 1)
        self.hearsay = self._reach > 0
        if _HEARSAY.match(text):
            self._reach = _THEN + 1
        single = text[:1].isalnum() and not re.search(r"[.!:] ", text)
        question = single and text.rstrip().endswith("?") and len(text) < _SHORT
        self.interview = self.interview or (question and self.speaker is None and "\n" not in text.strip())
        self.asked = question

    def _date(self, paragraph: Paragraph, dated: Mapping[Extent, ClaimDate], anchor: str) -> None:
        lead = leading_date(paragraph, dated, anchor)
        alone = lead is not None and len(paragraph.text.strip()) - (lead[0][1] - lead[0][0]) < 6
        if lead is not None and alone and lead[1].date.edtf == anchor:
            return  # the day of the text itself
        if lead is not None:
            self.date, self._headed = lead[1], alone
        elif not self._headed or len(paragraph.text) < 60:
            self.date = None


def leading_date(
    paragraph: Paragraph, dated: Mapping[Extent, ClaimDate], anchor: str
) -> tuple[Extent, ProposedDate] | None:
    """The date that heads a paragraph, as in «14 октября 2019. Арестован», "Monday. The trial opened", "* 4 May, X"."""
    text = paragraph.text
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    for (first, last), date in sorted(dated.items()):
        range_ = _RANGE.search(text, start, first) if first > start else None
        if first < start or (first > start and range_ is None):
            if first > start:
                return None
            continue
        if not _BEHIND.match(text, last) or (text[last : last + 1] == "," and not start):
            return None
        words = paragraph.quote(start, last)
        if date.edtf.startswith(".."):
            return None
        edtf = _plain(date.edtf, anchor)
        date = replace(date, edtf=edtf, precision=DatePrecision.DAY if edtf != date.edtf else date.precision)
        if range_ is not None:
            month = _MONTHS.get(range_["month"][:3].lower())
            if month is None or not re.fullmatch(r"\d{4}-\d\d", date.edtf):
                return None
            date = replace(date, edtf=f"[{date.edtf[:4]}-{month:02}..{date.edtf}]", precision=DatePrecision.RANGE)
        return (start, last), ProposedDate(date=replace(date, as_written=words.text), words=words)
    return None


def _plain(edtf: str, anchor: str) -> str:
    """A weekday that heads a paragraph of what happened is the last one before the text."""
    either = _EITHER.fullmatch(edtf)
    if either is None:
        return edtf
    past = [each for each in either.groups() if each <= anchor]
    return max(past) if past else edtf


def past_of(date: ClaimDate, anchor: str) -> ClaimDate:
    """Of a day that is past or to come, the past one: what has happened did not happen on a day to come."""
    either = _EITHER.fullmatch(date.edtf)
    if either is None:
        return date
    past = [each for each in either.groups() if each <= anchor]
    return replace(date, edtf=past[0], precision=DatePrecision.DAY) if len(past) == 1 else date


def of_event(date: ClaimDate, anchor: str) -> ClaimDate:
    """A stretch of time in which an event lies is no stretch over which it goes on: one of its days.

    "In 2018-2020" and "since Monday" say when something happened, not that it lasted.
    """
    first, mark, last = date.edtf.partition("/")
    if not mark or not first or first == ".." or date.edtf.startswith("["):
        return date
    end = anchor if last in {"..", ""} else last
    if first.strip("?~%")[:4] > end[:4]:
        return date
    return replace(date, edtf=f"[{first}..{end}]", precision=DatePrecision.RANGE)
