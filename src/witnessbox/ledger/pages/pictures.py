"""Pictures as inline SVG: bands over time, and bars. No text in them is scaled, and each stands beside its table.

Widths are per cent of the page and heights pixels, so letters keep their size on a phone. What is sure and what is only
possible differ in pattern and shape, not in colour alone.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from enum import StrEnum

from witnessbox.ledger.figures import Step
from witnessbox.ledger.pages.markup import e
from witnessbox.ledger.pages.texts import Texts
from witnessbox.model.edtf import Interval, parse_edtf, plain_day
from witnessbox.model.edtf_bounds import ends, possible_days, starts
from witnessbox.model.edtf_calendar import Day, Spans
from witnessbox.model.lifecycle import EVER, NEVER
from witnessbox.model.records import dataclass

_ROW, _AXIS = 42, 26
"""Heights of a row and of the axis, pixels."""
_LONGEST = 44
"""Characters of a label that fit on a phone; the table has all of it."""
_TICKS = 5
_EDGE, _OPEN = 4.0, 16.0
"""Room beside the first and the last day, per cent; the larger one where something is open, which reaches the edge."""
_THINNEST = 1.5
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 6_000, 12_000, 60_000, 600_000, 6_000_000)
"""Months between marks of the axis."""


class Look(StrEnum):
    """How a stretch of time is drawn."""

    KNOWN = "known"
    """A day that is known."""
    WHOLE = "whole"
    """It was so all the time."""
    PERHAPS = "perhaps"
    """It was so, or happened, on some day within, or may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of days, as `date.toordinal` counts; `EVER` and `NEVER` for open ends."""

    first: int
    last: int
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One row of a picture: its label in plain text, and what is drawn."""

    label: str
    segments: tuple[Segment, ...]


def date_segments(edtf: str) -> tuple[Segment, ...]:
    """What to draw for a date: no day that it can mean is left out."""
    day = plain_day(edtf)
    return _date_segments(edtf) if day is None else (Segment(first=day, last=day, look=Look.KNOWN),)


@functools.lru_cache(maxsize=2_048)  # lists go by days, so the same dates come one after the other
def _date_segments(edtf: str) -> tuple[Segment, ...]:
    value = parse_edtf(edtf)
    if not isinstance(value, Interval):
        spans = possible_days(value)
        known = len(spans.runs) == 1 and spans.first is not None and spans.first == spans.last
        look = Look.KNOWN if known else Look.PERHAPS
        return tuple(_segment(first, last, look) for first, last in spans.runs)
    begin, end = starts(value), ends(value)
    first, begun = _hull(begin)
    ending, last = _hull(end)
    if begun < ending and begun != EVER and ending != NEVER:
        return (
            *([Segment(first=first, last=begun, look=Look.PERHAPS)] if first < begun else []),
            Segment(first=begun, last=ending, look=Look.WHOLE),
            *([Segment(first=ending, last=last, look=Look.PERHAPS)] if ending < last else []),
        )
    return (Segment(first=first, last=last, look=Look.PERHAPS),)


def _segment(first: int | None, last: int | None, look: Look) -> Segment:
    return Segment(first=EVER if first is None else first, last=NEVER if last is None else last, look=look)


def _hull(spans: Spans) -> tuple[int, int]:
    return EVER if spans.first is None else spans.first, NEVER if spans.last is None else spans.last


class _Scale:
    """Days to per cent of the width."""

    def __init__(self, bands: Sequence[Band]) -> None:
        days = [
            day
            for band in bands
            for segment in band.segments
            for day in (segment.first, segment.last)
            if day not in (EVER, NEVER)
        ]
        self.first, self.last = min(days, default=0), max(days, default=0)
        self.dated = bool(days)
        self._days = max(1, self.last - self.first)
        ends = {day for band in bands for segment in band.segments for day in (segment.first, segment.last)}
        self._left = _OPEN if EVER in ends else _EDGE
        self._width = 100 - self._left - (_OPEN if NEVER in ends else _EDGE)

    def at(self, day: int) -> float:
        """Place of a day."""
        if day == EVER:
            return 0.0
        return 100.0 if day == NEVER else self._left + self._width * (day - self.first) / self._days

    def ticks(self) -> list[tuple[float, str]]:
        """Marks of the axis, on first days of months, or on the ends where there is none between."""
        if not self.dated:
            return []
        first, last = Day.of_number(self.first), Day.of_number(self.last)
        months = (first.year * 12 + first.month - 1, last.year * 12 + last.month - 1)
        step = next((each for each in _STEPS if (months[1] - months[0]) // each < _TICKS), _STEPS[-1])
        found = []
        for month in range(-(-months[0] // step) * step, months[1] + 1, step):
            day = Day(month // 12, month % 12 + 1, 1)
            if self.first <= day.number <= self.last:
                found.append((self.at(day.number), str(day.year) if step % 12 == 0 else str(day)[:-3]))
        if len(found) < 2:
            return [(self.at(day), str(Day.of_number(day))) for day in sorted({self.first, self.last})]
        return found


def bands_picture(id_: str, title: str, texts: Texts, bands: Sequence[Band], *, key: bool = True) -> str:
    """Bands over time.

    Args:
        id_: unique in the page; the table has the id `<id_>-table`.
        title: what it shows.
        texts: of the language.
        bands: from top to bottom.
        key: whether to say what the signs mean; else the page says it once.
    """
    scale = _Scale(bands)
    height = _AXIS + _ROW * len(bands)
    body = []
    for at, label in scale.ticks():
        anchor = "start" if at < 15 else "end" if at > 85 else "middle"
        body.append(f'<line class="tick" x1="{at:.2f}%" x2="{at:.2f}%" y1="{_AXIS - 6}" y2="{height}"/>')
        body.append(f'<text class="axis" x="{at:.2f}%" y="{_AXIS - 11}" text-anchor="{anchor}">{e(label)}</text>')
    for row, band in enumerate(bands):
        top = _AXIS + row * _ROW
        body.append(f'<text x="0" y="{top + 15}">{_label(band.label)}</text>')
        body += [_drawn(segment, scale, top + 21, id_) for segment in band.segments]
    return _svg(id_, title, texts.bands_key if key else "", height, "".join(body))


def _label(text: str) -> str:
    return e(text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…")


def _drawn(segment: Segment, scale: _Scale, top: int, id_: str) -> str:
    left, right = scale.at(segment.first), scale.at(segment.last)
    if segment.look is Look.KNOWN:
        diamond = f'<path class="known" d="M0 {top - 1}l7 7-7 7-7-7z"/>'
        return f'<svg x="{left:.2f}%" y="0" overflow="visible">{diamond}</svg>'
    right = max(right, left + _THINNEST)
    fill = f' fill="url(#{id_}-hatch)"' if segment.look is Look.PERHAPS else ""
    box = (
        f'<rect class="{segment.look.value}"{fill} x="{left:.2f}%" y="{top}" width="{right - left:.2f}%" height="12"/>'
    )
    arrows = []
    if segment.first == EVER:
        arrows.append(f'<path class="open" d="M13 {top - 3}l-12 9 12 9z"/>')
    if segment.last == NEVER:
        arrows.append(
            f'<svg x="100%" y="0" overflow="visible"><path class="open" d="M-13 {top - 3}l12 9-12 9z"/></svg>'
        )
    return box + "".join(arrows)


def funnel_picture(id_: str, title: str, texts: Texts, steps: Sequence[Step]) -> str:
    """Bars: full for what is certain, hatched for what is possible, an outline for all there are."""
    body = []
    for row, step in enumerate(steps):
        top = row * _ROW
        certain, possible = (100 * number / max(1, step.of) for number in (step.certain, step.possible))
        label = f"{texts.stages[step.stage]}: {texts.share.format(step.certain, step.of)}"
        if step.possible > step.certain:
            label += f" ({texts.possibly.lower()} {step.possible})"
        body.append(f'<text x="0" y="{top + 15}">{_label(label)}</text>')
        body.append(f'<rect class="all" x="0" y="{top + 21}" width="100%" height="12"/>')
        if step.possible:
            body.append(
                f'<rect class="perhaps" fill="url(#{id_}-hatch)" x="0" y="{top + 21}" width="{possible:.2f}%" '
                'height="12"/>'
            )
        if step.certain:
            body.append(f'<rect class="whole" x="0" y="{top + 21}" width="{certain:.2f}%" height="12"/>')
    return _svg(id_, title, texts.funnel_lead.split(". ")[-1], _ROW * len(steps), "".join(body))


def _svg(id_: str, title: str, about: str, height: int, body: str) -> str:
    return (
        f'<figure><svg class="picture" role="img" aria-labelledby="{id_}-title" '
        f'aria-describedby="{id_}-about {id_}-table" '
        f'width="100%" height="{height}"><title id="{id_}-title">{e(title)}</title><defs><pattern id="{id_}-hatch" '
        'width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="gap" width="6" '
        f'height="6"/><rect class="stripe" width="3" height="6"/></pattern></defs>{body}</svg><figcaption>'
        f'<strong>{e(title)}.</strong> <span id="{id_}-about">{e(about)}</span></figcaption></figure>'
    )
