"""Which words for a date are an event's own, and what follows from the day of the document alone."""

from __future__ import annotations

import re

from witnessbox.ledger.reading.parts import Clause, Extent, Reading
from witnessbox.model.claims import ClaimDate, DatePrecision
from witnessbox.model.proposals import UNDATED, Proposal, ProposedDate
from witnessbox.model.vocabulary import ClaimKind

_OPEN_ENDED = ("since", "until", "till", "by", "до", "к", "ко", "с", "со", "по", "from")


def to_come(event: Proposal, anchor: str) -> bool:
    """Whether a date after the text's own makes a forecast of what is told: "the trial begins in May"."""
    edtf = event.date.date.edtf.strip("[~?%")
    if re.match(r"\d{4}-2[1-4]", edtf):  # a season begins in its first month
        edtf = f"{edtf[:5]}{max(1, 3 * (int(edtf[5:7]) - 20) - (edtf[5:7] == '24') * 11):02}"
    return edtf[:1].isdigit() and edtf[:10].strip("~?%].") > anchor[: len(edtf[:10].strip("~?%]."))]


def month_alone(event: Proposal) -> bool:
    """Whether a month without a year dates what is told in the present: "their trial begins in May"."""
    words = event.date.words.text if event.date.words is not None else ""
    return (
        event.kind is ClaimKind.EVENT
        and event.date.date.precision is DatePrecision.MONTH
        and not re.search(r"\d{4}|last|past|this", words)
    )


def spanning(edtf: str) -> bool:
    """Whether a date has a beginning: "since Monday", "from April to September"."""
    return "/" in edtf and not edtf.startswith(("..", "/"))


def links() -> tuple[str, ...]:
    """What stands before a date that an act goes on from, or up to."""
    return tuple(f"{link} " for link in _OPEN_ENDED)


def unclaimed(reading: Reading, clause: Clause) -> list[Extent]:
    """Dates that no clause has, of which this one stands nearest behind: "the court found that on 3 May | guards"."""
    found = []
    for date in reading.dates:
        if any(
            each.extent[0] <= date[0] < each.extent[1] for each in reading.clauses if each.trigger != clause.trigger
        ):
            continue
        between = [each for each in reading.clauses if date[1] <= each.trigger[0] < clause.trigger[0] and each.finite]
        if date[1] <= clause.trigger[0] and not between:
            found.append(date)
    return found


def belongs(date: Extent, clause: Clause, reading: Reading, extent: Extent) -> bool:
    """Whether words for a date are a clause's own: it is the smallest clause around them, or the one they stand
    next to.
    """
    if not extent[0] <= date[0] < extent[1]:
        return False
    around = [each for each in reading.clauses if each.extent[0] <= date[0] < each.extent[1]]
    smaller = [
        each
        for each in around
        if each.trigger != clause.trigger
        and each.finite
        and each.extent[1] - each.extent[0] < clause.extent[1] - clause.extent[0]
        and each.extent[0] > clause.extent[0]
        and abs(each.trigger[0] - date[0]) < abs(clause.trigger[0] - date[0])
    ]
    return not smaller


def undated(kind: ClaimKind, anchor: str) -> ProposedDate:
    """What follows from the day of a document alone: an event lies before it, a state reaches up to it."""
    edtf, precision = {
        ClaimKind.EVENT: (f"[..{anchor}]", DatePrecision.BEFORE),
        ClaimKind.STATEMENT: (f"{anchor}~", DatePrecision.DAY),
        ClaimKind.RELATION: (anchor, DatePrecision.DAY),
    }.get(kind, (f"../{anchor}", DatePrecision.AS_OF))
    return ProposedDate(
        date=ClaimDate(
            edtf=edtf, as_written=UNDATED, basis="no words for a date; the day of the document", precision=precision
        )
    )
