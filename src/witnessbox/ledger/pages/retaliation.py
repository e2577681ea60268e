"""What was done to those who told: steps beside the first publication, with the time between, and never a cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from witnessbox.ledger.pages.book import Book, Listing
from witnessbox.ledger.pages.lists import paragraph
from witnessbox.ledger.pages.markup import e, table
from witnessbox.ledger.pages.pictures import Band, Look, Segment, bands_picture, date_segments
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.words import badges, date_line, label, one_day_within, summary
from witnessbox.model.changes import days_of
from witnessbox.model.claims import UNREAL, Claim
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.lifecycle import EVER, NEVER, agreed
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimKind, ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.ledger import ClaimRow
from witnessbox.vault.ledger_lists import steps_against

BY_THEMSELVES = (
    ClaimType.RETALIATION,
    ClaimType.THREAT,
    ClaimType.SURVEILLANCE,
    ClaimType.BLOCKING,
    ClaimType.FOREIGN_AGENT_LISTING,
    ClaimType.WANTED_LISTING,
)
"""Steps that are listed whoever they are against, unless a source says that this one did an act."""

AGAINST_THEM = (
    ClaimType.INVESTIGATION,
    ClaimType.CASE_OPENED,
    ClaimType.CHARGES_PURSUED,
    ClaimType.CHARGE,
    ClaimType.ARREST,
    ClaimType.ARREST_IN_ABSENTIA,
    ClaimType.DETENTION,
    ClaimType.SEARCH,
    ClaimType.CONVICTION,
    ClaimType.SENTENCE,
    ClaimType.EXTRADITION,
    ClaimType.DISMISSAL,
    ClaimType.KILLING,
    ClaimType.DISAPPEARANCE,
    ClaimType.INJURY,
)
"""Steps that are listed where they are against somebody who told."""

TELLING = (
    ClaimType.LEAK_PUBLICATION,
    ClaimType.SMUGGLING,
    ClaimType.HANDOVER,
    ClaimType.ACQUISITION,
)
"""What those who told did."""

_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The days, as `date.toordinal` counts, between which the material was first published."""

    first: int
    last: int


def write_retaliation(book: Book) -> None:
    """Steps by the first day that they may have been on."""
    published = first_publication(book)
    listing: Listing[ClaimRow] = Listing(
        book,
        "retaliation",
        lambda texts: texts.retaliation,
        lambda texts: paragraph(texts.retaliation_lead) + _reference(published, texts),
        lambda rows, texts: _steps(book, rows, published, texts),
        rows=_ROWS,
    )
    listing.add_all(map(book.view.row, _found(book)))


def first_publication(book: Book) -> Published | None:
    """When the material was first published, as far as all that is told of publications settles it; None if nothing."""
    spans = (
        span
        for rows in ledger.claims_by_event(book.catalogue, (ClaimType.LEAK_PUBLICATION,))
        if (days := [days_of(row.claim.date) for row in rows if row.claim.date is not None and _counts(book, row)])
        for span in agreed(days)
    )
    first = last = NEVER
    found = False
    for begin, end in spans:
        first, last, found = min(first, begin), min(last, end), True
    return Published(first=first, last=last) if found else None


def _counts(book: Book, row: ClaimRow) -> bool:
    claim = row.claim
    real = claim.hedge not in UNREAL and claim.kind in (ClaimKind.EVENT, ClaimKind.STATE)
    return book.view.leaves(row) and row.status is not ClaimStatus.RETRACTED and real


def _found(book: Book) -> Iterator[ClaimRow]:
    statuses = book.statuses - {ClaimStatus.RETRACTED}
    return steps_against(book.catalogue, statuses, alone=BY_THEMSELVES, against=AGAINST_THEM, telling=TELLING)


def _reference(published: Published | None, texts: Texts) -> str:
    when = texts.no_reference if published is None else one_day_within(published.first, published.last, texts)
    return f'<p class="note"><strong>{e(texts.no_cause)}</strong></p><p>{e(texts.first_publication)}: {e(when)}.</p>'


def _steps(book: Book, rows: Sequence[ClaimRow], published: Published | None, texts: Texts) -> str:
    bands = []
    if published is not None:
        look = Look.KNOWN if published.first == published.last else Look.PERHAPS
        segment = Segment(first=published.first, last=published.last, look=look)
        bands.append(Band(label=texts.first_publication, segments=(segment,)))
    for row in rows:
        date = row.claim.date
        segments = () if date is None else date_segments(date.edtf)
        bands.append(Band(label=label(row.claim, book, texts), segments=segments))
    cells = (
        (
            summary(row, book, texts),
            date_line(row.claim.date, texts),
            e(interval_words(row.claim, published, texts)),
            badges(row, texts),
        )
        for row in rows
    )
    heads = (texts.step, texts.when, texts.interval, f"{texts.hedge}, {texts.standing.lower()}")
    picture = bands_picture("bands", texts.retaliation_picture, texts, bands)
    return picture + table("bands-table", texts.as_table, heads, cells)


def interval_words(claim: Claim, published: Published | None, texts: Texts) -> str:
    """How much time lies between the first publication and a step: the least and the most that all dates allow."""
    if published is None:
        return texts.no_reference
    first, last = days_of(claim.date)
    least = None if first == EVER or published.last == NEVER else first - published.last
    most = None if last == NEVER or published.first == EVER else last - published.first
    if least is not None and most is not None:
        if least >= 0:
            return texts.after_days.format(_span(least, most))
        return texts.before_days.format(_span(-most, -least)) if most <= 0 else texts.around_days.format(-least, most)
    if least is not None:
        return texts.at_least_days.format(least) if least >= 0 else texts.unknown_interval
    if most is not None:
        return texts.at_most_days.format(most) if most >= 0 else texts.before_at_least.format(-most)
    return texts.unknown_interval


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"
