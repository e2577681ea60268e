"""Who held which post when, and how far proceedings went: possible and certain told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice

from witnessbox.ledger.figures import Step, funnel
from witnessbox.ledger.pages.book import Book, Listing
from witnessbox.ledger.pages.lists import paragraph
from witnessbox.ledger.pages.markup import bullets, e, table, word
from witnessbox.ledger.pages.pictures import Band, Look, Segment, bands_picture, funnel_picture
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.words import day_line, days_line, edtf_line
from witnessbox.model.lifecycle import NEVER, History, HistoryKind, Stage, Stretch
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.ledger import Asked, HistoryRow, Life, Wanted

_AT_ONCE = 2_000
"""Histories that are asked for in one go."""
_POSTS = 25
_HISTORIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `first` to `last`, as `date.toordinal` counts, on which the same may have been so.

    Attributes:
        first: first day, `EVER` for no beginning.
        last: last day, `NEVER` for no end.
        stages: all that may have been so.
    """

    first: int
    last: int
    stages: tuple[Stage, ...]


def spans(stretches: Sequence[Stretch]) -> Iterator[Span]:
    """Stretches with their ends."""
    for at, stretch in enumerate(stretches):
        last = stretches[at + 1].first - 1 if at + 1 < len(stretches) else NEVER
        yield Span(first=stretch.first, last=last, stages=stretch.stages)


def while_possible(stretches: Sequence[Stretch], stage: Stage) -> tuple[list[Span], list[Span]]:
    """Days on which a stage is certain, and those on which it is at least possible; neighbours put together."""
    certain, possible = [], []
    for span in spans(stretches):
        if span.stages == (stage,):
            certain.append(span)
        if stage in span.stages:
            possible.append(span)
    return _joined(certain), _joined(possible)


def _joined(found: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in found:
        if joined and joined[-1].last + 1 == span.first:
            joined[-1] = Span(first=joined[-1].first, last=span.last, stages=())
        else:
            joined.append(span)
    return joined


# -- posts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHeld:
    """A post, and who may have held it.

    Attributes:
        body: key of the organisation as it is shown, empty where nobody names it.
        matter: name of the post in plain text; empty where nobody names it, None where it is withheld.
        holders: histories of people with it.
    """

    body: str
    matter: str | None
    holders: tuple[Life, ...]


def write_posts(book: Book) -> None:
    """Who held which post when."""
    listing: Listing[PostHeld] = Listing(
        book,
        "posts",
        lambda texts: texts.posts,
        lambda texts: paragraph(texts.posts_lead) + f"<p>{e(texts.after_newest)} {e(texts.bands_key)}</p>",
        lambda rows, texts: (_post(book, each, f"p{at}", texts) for at, each in enumerate(rows)),
        rows=_POSTS,
    )
    lives = ledger.lives(book.catalogue, kind=HistoryKind.POST)
    listing.add_all(_posts(book, lives))


def _posts(book: Book, lives: Iterable[Life]) -> Iterator[PostHeld]:
    for (body, matter), some in groupby(
        lives, key=lambda life: (book.view.key(life.history.body), _matter(book, life))
    ):
        while holders := tuple(islice(some, _HISTORIES)):  # a picture that fits on a page
            yield PostHeld(body=body, matter=matter, holders=holders)


def _matter(book: Book, life: Life) -> str | None:
    """Name of a post; None where it would tell who a person is that must not be named."""
    history, view = life.history, book.view
    if not book.public or not history.matter:
        return _post_name(book, history)
    if view.hides(history.subject) or view.names_somebody(history.matter):
        return None
    if view.sealed_names:  # words of some sources are left out: is there one that may be read and names the post?
        about = (row for row in ledger.claims(book.catalogue, Wanted(entity=history.subject)) if view.leaves(row))
        if not any(row.claim.position and view.row(row).claim.position for row in about):
            return None
    return _post_name(book, history)


def _post_name(book: Book, history: History) -> str:
    entity = book.view.entity(history.matter) if history.matter else None
    return history.matter if entity is None else entity.name


def _post(book: Book, post: PostHeld, id_: str, texts: Texts) -> str:
    name = e(texts.withheld) if post.matter is None else word(post.matter) if post.matter else e(texts.post_unnamed)
    body = book.name(post.body) if post.body else e(texts.body_unnamed)
    bands, rows = [], []
    for life in post.holders:
        certain, possible = while_possible(life.stretches, Stage.HOLDS)
        segments = [Segment(first=each.first, last=each.last, look=Look.PERHAPS) for each in possible]
        segments += [Segment(first=each.first, last=each.last, look=Look.WHOLE) for each in certain]
        subject = book.view.key(life.history.subject)
        bands.append(Band(label=book.plain_name(subject), segments=tuple(segments)))
        rows.append(
            (
                book.name(subject),
                _spans_line(certain, texts),
                _spans_line(possible, texts),
                f"{edtf_line(life.known, texts)}<br>{e(texts.claims)}: {life.claims}",
            )
        )
    heads = (texts.holder, texts.certainly, texts.possibly, texts.newest)
    picture = bands_picture(id_, texts.posts_picture, texts, bands, key=False)
    return f"<section><h2>{name}, {body}</h2>{picture}{table(f'{id_}-table', texts.as_table, heads, rows)}</section>"


def _spans_line(found: Sequence[Span], texts: Texts) -> str:
    return "<br>".join(e(days_line(each.first, each.last, texts)) for each in found) or "—"


# -- proceedings -----------------------------------------------------------------------------------------------------

_FOLLOWED = (HistoryKind.PROCEEDING, HistoryKind.WANTED, HistoryKind.CUSTODY, HistoryKind.ASYLUM)


def write_proceedings(book: Book) -> None:
    """The funnel, and every proceeding with what may have been so when."""
    steps = funnel(_now(book))
    listing: Listing[Life] = Listing(
        book,
        "proceedings",
        lambda texts: texts.proceedings,
        lambda texts: paragraph(texts.proceedings_lead) + _funnel(book, steps, texts),
        lambda rows, texts: _lives(book, rows, texts),
        rows=_HISTORIES,
    )
    listing.add_all(chain.from_iterable(ledger.lives(book.catalogue, kind=kind) for kind in _FOLLOWED))


def _now(book: Book) -> Iterator[HistoryRow]:
    """Every history as it may stand today, some at a time."""
    after, day = "", book.today.toordinal()
    while rows := ledger.histories_on(book.catalogue, day, Asked(limit=_AT_ONCE, after=after)):
        yield from rows
        after = rows[-1].history.id


def _funnel(book: Book, steps: Sequence[Step], texts: Texts) -> str:
    if not steps:
        return ""
    lead = texts.funnel_lead.format(steps[0].of, day_line(book.today.toordinal(), texts))
    rows = ((e(texts.stages[each.stage]), str(each.certain), str(each.possible), str(each.of)) for each in steps)
    heads = (texts.stage, texts.certain, texts.possible, texts.of)
    picture = funnel_picture("funnel", texts.funnel_picture.format(steps[0].of), texts, steps)
    return (
        f"<section><h2>{e(texts.funnel)}</h2><p>{e(lead)}</p>{picture}"
        f"{table('funnel-table', texts.as_table, heads, rows)}<p>{e(texts.after_newest)}</p></section>"
    )


def _lives(book: Book, rows: Sequence[Life], texts: Texts) -> str:
    bands, cells = [], []
    for life in rows:
        history = life.history
        name = book.view.key(history.subject)
        segments = tuple(
            Segment(first=each.first, last=each.last, look=Look.WHOLE if len(each.stages) == 1 else Look.PERHAPS)
            for each in spans(life.stretches)
            if each.stages != (Stage.UNTOLD,)
        )
        bands.append(Band(label=f"{book.plain_name(name)}: {texts.histories[history.kind]}", segments=segments))
        matter = f", {book.name(book.view.key(history.matter))}" if history.matter else ""
        what = [
            e(texts.stands.format(days_line(each.first, each.last, texts), _stages(each.stages, texts)))
            for each in spans(life.stretches)
        ]
        cells.append(
            (
                f"{book.name(name)}<br>{e(texts.histories[history.kind])}{matter}",
                bullets(what),
                f"{edtf_line(life.known, texts)}<br>{e(texts.claims)}: {life.claims}",
            )
        )
    heads = (texts.follows, texts.may_be, texts.newest)
    picture = bands_picture("bands", texts.proceedings_picture, texts, bands)
    return picture + table("bands-table", texts.as_table, heads, cells)


def _stages(stages: Sequence[Stage], texts: Texts) -> str:
    return " / ".join(texts.stages[each] for each in stages)
