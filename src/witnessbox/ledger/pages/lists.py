"""Pages that are lists: the timeline, contradictions, forecasts, sources and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from witnessbox.ledger.comparing import Fit, forecasts
from witnessbox.ledger.pages.book import Book, Listing
from witnessbox.ledger.pages.events import EventTold, corrected_table, day_of, pairs_seen
from witnessbox.ledger.pages.markup import code, e, said, short_hash, table, terms, web, word
from witnessbox.ledger.pages.pictures import Band, bands_picture, date_segments
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.words import badges, date_line, edtf_line, label, summary
from witnessbox.model.claims import Claim, Part, RelationKind
from witnessbox.model.ledger import ClaimStatus, Source, StepKind
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.ledger import ClaimRow, Wanted

_GRAVEST = (Fit.AGREES, Fit.FITS, Fit.REFINES, Fit.DIFFERS, Fit.CONTRADICTS, Fit.DENIES)


def paragraph(text: str) -> str:
    """The sentence above a list."""
    return f'<p class="lead">{e(text)}</p>'


# -- timeline --------------------------------------------------------------------------------------------------------


def write_timeline(book: Book) -> None:
    """Every claim by the first day that it may speak of, with a picture on each page."""
    listing: Listing[ClaimRow] = Listing(
        book,
        "timeline",
        lambda texts: texts.timeline,
        lambda texts: paragraph(texts.timeline_lead),
        lambda rows, texts: claims_with_picture(book, rows, texts, texts.timeline_picture),
        rows=50,
    )
    listing.add_all(book.view.claims())


def claims_with_picture(book: Book, rows: Sequence[ClaimRow], texts: Texts, title: str, depth: int = 1) -> str:
    """Claims as bands over time, and as a table."""
    bands = [
        Band(
            label=label(row.claim, book, texts),
            segments=() if row.claim.date is None else date_segments(row.claim.date.edtf),
        )
        for row in rows
    ]
    cells = ((date_line(row.claim.date, texts), summary(row, book, texts, depth), badges(row, texts)) for row in rows)
    heads = (texts.when, texts.what, f"{texts.hedge}, {texts.standing.lower()}")
    return bands_picture("bands", title, texts, bands) + table("bands-table", texts.as_table, heads, cells)


# -- contradictions and corrections: filled while the pages of events are written ------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """An event of which sources say different things.

    Attributes:
        told: all that is told of it.
        fit: the gravest way in which two claims lie to each other.
    """

    told: EventTold
    fit: Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A claim that was changed, or taken back.

    Attributes:
        event: its event in the ledger; None where no page tells of it any more.
        claim: the id under which it is shown.
        versions: all its versions as they may be seen, oldest first; empty for one that was taken back.
        retracted: the day on which it was taken back, empty while it stands.
    """

    event: str | None
    claim: str
    versions: tuple[Claim, ...] = ()
    retracted: str = ""


class SideLists:
    """Lists that are filled while the pages of events are written.

    Args:
        book: of the pages.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._disagreements: Listing[Disagreement] = Listing(
            book,
            "contradictions",
            lambda texts: texts.contradictions,
            lambda texts: paragraph(texts.contradictions_lead) + fits_key(texts),
            lambda rows, texts: _disagreements(book, rows, texts),
        )
        self._corrections: Listing[Correction] = Listing(
            book,
            "corrections",
            lambda texts: texts.corrections,
            lambda texts: paragraph(texts.corrections_lead),
            lambda rows, texts: _corrections(book, rows, texts),
        )

    def add(self, told: EventTold) -> None:
        """What an event has for the lists."""
        pairs = pairs_seen(told)
        if pairs:
            fit = max((pair.fit for pair in pairs), key=_GRAVEST.index)
            self._disagreements.add(Disagreement(told=told, fit=fit))
        for claim, versions in told.versions.items():
            self._corrections.add(Correction(event=told.event, claim=claim, versions=versions))

    def close(self) -> None:
        """No more events come; claims that were taken back come last."""
        self._disagreements.close()
        for row in _taken_back(self._book):
            self._corrections.add(row)
        self._corrections.close()


def fits_key(texts: Texts) -> str:
    """What the words for comparing mean."""
    return terms((texts.fits[fit], e(texts.fits_mean[fit])) for fit in Fit if fit is not Fit.AGREES)


def _disagreements(book: Book, rows: Sequence[Disagreement], texts: Texts) -> str:
    heads = (texts.what, texts.how_they_lie, texts.said_claims)
    return table("disagreements", texts.contradictions, heads, (_disagreement(book, row, texts) for row in rows))


def _disagreement(book: Book, row: Disagreement, texts: Texts) -> tuple[str, str, str]:
    told = row.told
    title = word(told.title) if told.title else e(texts.types[told.rows[0].claim.type])
    fields = dict.fromkeys(
        f"{texts.fits[field.fit]}: {texts.fields[field.field.partition('.')[0]]}"
        for pair in pairs_seen(told)
        for field in pair.fields
    )
    number = len(book.origins(each.claim.source for each in told.rows))
    voices = [] if told.told is None else [book.name(book.view.key(voice)) for voice in told.told.voices]
    about = [e(texts.origins.format(number)), f"{e(texts.claims)}: {len(told.rows)}"]
    about += [f"{e(texts.voices)}: {', '.join(voices)}"] if voices else []
    lie = f'<strong class="fit-{row.fit.value}">{e(texts.fits[row.fit])}</strong>'
    name = f"{book.event_link(told.event, title)}<br>{code(book.view.id(told.event))}"
    return name, f"{lie}<br>{'<br>'.join(map(e, fields))}", "<br>".join(about)


def _taken_back(book: Book) -> Iterator[Correction]:
    """Claims that people stood behind once, and took back; for the public without any of their words."""
    for row in ledger.claims(book.catalogue, Wanted(status=ClaimStatus.RETRACTED.value)):
        steps = ledger.decisions(book.catalogue, row.claim.id)
        stood = any(each.step.kind is StepKind.CONFIRM for each in steps)
        times = [each.time for each in steps if each.step.kind is StepKind.RETRACT]
        if times and (stood or not book.public):
            event = None if book.public else row.claim.event
            yield Correction(event=event, claim=book.view.id(row.claim.id), retracted=day_of(times[0]))


def _corrections(book: Book, rows: Sequence[Correction], texts: Texts) -> str:
    return "".join(_correction(book, row, texts) for row in rows)


def _correction(book: Book, row: Correction, texts: Texts) -> str:
    name = code(row.claim)
    head = name if row.event is None else book.event_link(row.event, name)
    if row.retracted:
        return f"<section><h2>{head}</h2><p>{e(texts.retracted_on.format(row.retracted))}</p></section>"
    tables = (
        corrected_table(book, old, new, texts, f"c{short_hash(new.id)}-{new.version}")
        for old, new in zip(row.versions, row.versions[1:], strict=False)
    )
    return f"<section><h2>{head}</h2>{''.join(tables)}</section>"


# -- forecasts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastShown:
    """A forecast as it may be seen, with its outcomes that may be seen."""

    row: ClaimRow
    outcomes: tuple[tuple[RelationKind, ClaimRow], ...]


def write_forecasts(book: Book) -> None:
    """Forecasts, hopes, promises and demands, and what came of each."""
    view = book.view
    listing: Listing[ForecastShown] = Listing(
        book,
        "forecasts",
        lambda texts: texts.forecasts,
        lambda texts: paragraph(texts.forecasts_lead),
        lambda rows, texts: _forecasts(book, rows, texts),
    )
    listing.add_all(
        ForecastShown(
            row=view.row(each.claim),
            outcomes=tuple((kind, view.row(other)) for kind, other in each.outcomes if view.leaves(other)),
        )
        for each in forecasts(book.catalogue)
        if view.leaves(each.claim)
    )


def _forecasts(book: Book, rows: Sequence[ForecastShown], texts: Texts) -> str:
    heads = (texts.foretold, texts.by_whom, texts.came)
    return table("forecasts", texts.forecasts, heads, (_forecast(book, each, texts) for each in rows))


def _forecast(book: Book, each: ForecastShown, texts: Texts) -> tuple[str, str, str]:
    claim = each.row.claim
    language = book.language(claim.source)
    words = "".join(said(quote.text, language) if quote.text else e(texts.withheld) for quote in claim.quotes[:1])
    link = book.event_link(book.view.real_id(claim.event), e(texts.types[claim.type]))
    speakers = ", ".join(map(book.name, claim.who(Part.SPEAKER, Part.AGENT))) or book.name(claim.source)
    came = [_outcome(book, kind, row, texts) for kind, row in each.outcomes]
    return (
        f"{link} {badges(each.row, texts)}{words}",
        f"{speakers}<br>{date_line(claim.date, texts)}",
        "".join(came) or e(texts.open_forecast),
    )


def _outcome(book: Book, kind: RelationKind, row: ClaimRow, texts: Texts) -> str:
    head = f"<strong>{e(texts.related_by[kind])}</strong> {book.name(row.claim.source)}: "
    return f"<p>{head}{summary(row, book, texts)}<br>{date_line(row.claim.date, texts)}</p>"


# -- sources ---------------------------------------------------------------------------------------------------------


def write_sources(book: Book) -> None:
    """What claims rest on, with origins."""
    listing: Listing[Source] = Listing(
        book,
        "sources",
        lambda texts: texts.sources,
        lambda texts: paragraph(texts.sources_lead),
        lambda rows, texts: table(
            "sources",
            texts.sources,
            (texts.title, texts.published, texts.origin),
            (_source(book, each, texts) for each in rows),
        ),
    )
    listing.add_all(book.view.sources())


def _source(book: Book, source: Source, texts: Texts) -> tuple[str, str, str]:
    title = word(source.name) if source.name else e(texts.source_kinds[source.kind])
    parts = [f"{title} {code(source.id)}", e(texts.source_kinds[source.kind]) if source.name else ""]
    parts.append(web(source.url) if source.url else "")
    published = [word(source.publisher) if source.publisher else "", edtf_line(source.published, texts)]
    origin = e(texts.own_origin)
    if source.origin != source.id:
        known = book.view.source(source.origin)
        name = code(source.origin) if known is None else f"{book.name(source.origin)} {code(source.origin)}"
        origin = e(texts.shared_origin).format(name)
    return "<br>".join(filter(None, parts)), "<br>".join(filter(None, published)), origin
