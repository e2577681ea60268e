"""iCalendar (RFC 5545): hearings and trials.

A hearing on a known day is an event of that day. One whose day is not known is a thing to do without a date, because a
calendar can only place what it knows; its EDTF stands in the summary and in `X-WITNESSBOX-EDTF`.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator

from witnessbox.ledger.exports.view import View
from witnessbox.model.claims import Claim, Hedge
from witnessbox.model.edtf import DateTime, Edtf, parse_edtf
from witnessbox.model.edtf_bounds import is_one_day, safe_date
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault.ledger import ClaimRow

COURT_DAYS = frozenset({ClaimType.HEARING, ClaimType.TRIAL, ClaimType.APPEAL, ClaimType.SENTENCE})
"""Types of claims that speak of a day in court."""

_FOLD = 75
"""Octets of a line, after which RFC 5545 folds it."""

BEGIN = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//witnessbox//ledger//EN\r\n"
END = "END:VCALENDAR\r\n"


def court_days(view: View, stamp: datetime.datetime) -> Iterator[str]:
    """One component a claim.

    Args:
        view: what may be seen.
        stamp: when the calendar is made, UTC.
    """
    for row in view.claims():
        if row.claim.type in COURT_DAYS:
            yield component(row, stamp)


def component(row: ClaimRow, stamp: datetime.datetime) -> str:
    """A hearing: `VEVENT` on a known day, else `VTODO` without one."""
    claim = row.claim
    value = None if claim.date is None else parse_edtf(claim.date.edtf)
    start = _start(value)
    kind = "VTODO" if start is None else "VEVENT"
    edtf = "" if claim.date is None else claim.date.edtf
    lines = [
        f"BEGIN:{kind}",
        f"UID:{hashlib.sha256(claim.id.encode()).hexdigest()[:32]}@witnessbox",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_escaped(_summary(claim, edtf, known=start is not None))}",
        f"DESCRIPTION:{_escaped(_description(row))}",
        f"STATUS:{_status(claim, todo=start is None)}",
        f"X-WITNESSBOX-CLAIM:{_escaped(claim.id)}",
        f"X-WITNESSBOX-EDTF:{_escaped(edtf)}",
    ]
    if start is not None:
        lines.insert(3, start)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, f"END:{kind}"])


def _start(value: Edtf | None) -> str | None:
    """`DTSTART` as exact as it is known; None where the day is not."""
    if isinstance(value, DateTime):
        clock = value.clock.replace(":", "")
        day = str(value.date).replace("-", "")
        if not value.zone:
            return f"DTSTART:{day}T{clock}"
        zone = "+00:00" if value.zone == "Z" else value.zone if ":" in value.zone else f"{value.zone}:00"
        try:
            moment = datetime.datetime.fromisoformat(f"{value.date}T{value.clock}{zone}").astimezone(datetime.UTC)
        except (ValueError, OverflowError):  # years that the standard library does not have
            return None
        return f"DTSTART:{moment.year:04}{moment:%m%dT%H%M%SZ}"
    day_known = value is not None and is_one_day(value)
    prefix = safe_date(value) if value is not None and day_known else None
    return None if prefix is None or prefix.startswith("0000") else f"DTSTART;VALUE=DATE:{prefix.replace('-', '')}"


def _summary(claim: Claim, edtf: str, *, known: bool) -> str:
    words = claim.type.value.replace("_", " ")
    hedge = "" if claim.hedge is Hedge.ASSERTED else f" ({claim.hedge.value.replace('_', ' ')})"
    return f"{words}{hedge}" if known else f"{words}{hedge}, day not known: {edtf or 'no date'}"


def _description(row: ClaimRow) -> str:
    claim = row.claim
    lines = [f"{each.role.value}: {each.entity}" for each in claim.participants]
    lines += [f"“{quote.text}”" for quote in claim.quotes if quote.text]
    return "\n".join([*lines, f"source: {claim.source}", f"standing: {row.status.value}"])


def _status(claim: Claim, *, todo: bool) -> str:
    if todo:
        return "NEEDS-ACTION"
    return "CONFIRMED" if claim.hedge in (Hedge.OFFICIALLY_ANNOUNCED, Hedge.ASSERTED) else "TENTATIVE"


def _escaped(text: str) -> str:
    """Text as RFC 5545 writes it; control characters, which it has no place for, are left out."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(each for each in escaped if each >= " " or each == "\t")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, no character torn."""
    parts, size = [""], 0
    for each in line:
        octets = len(each.encode("utf-8", "surrogatepass"))
        if size + octets > _FOLD:
            parts.append("")
            size = 1  # the blank with which the next line begins
        parts[-1] += each
        size += octets
    return "\r\n ".join(parts)
