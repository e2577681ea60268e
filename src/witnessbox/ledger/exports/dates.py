"""What of a claim's date may be told to a form that knows no doubt."""

from __future__ import annotations

from witnessbox.model.claims import Claim
from witnessbox.model.edtf import Interval, parse_edtf
from witnessbox.model.edtf_bounds import safe_date, safe_end, safe_start
from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainDates:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` each: what all days that are possible share; None for nothing.

    Attributes:
        edtf: the date itself, empty where there is none.
        date: when it happened, of what happened on one day.
        start: when it began, of what lasted.
        end: when it ended.
    """

    edtf: str
    date: str | None = None
    start: str | None = None
    end: str | None = None


def plain_dates(claim: Claim) -> PlainDates:
    """The dates of a claim without doubt."""
    return plain(claim.date.edtf if claim.date is not None else "")


def plain(edtf: str) -> PlainDates:
    """The same of a date by itself."""
    if not edtf:
        return PlainDates(edtf="")
    value = parse_edtf(edtf)
    if isinstance(value, Interval):
        return PlainDates(edtf=edtf, start=safe_start(value), end=safe_end(value))
    return PlainDates(edtf=edtf, date=safe_date(value))
