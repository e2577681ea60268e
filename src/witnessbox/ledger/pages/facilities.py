"""A page for each place: the least that is documented there, and the claims that speak of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from witnessbox.ledger.exports.geo import decimals
from witnessbox.ledger.figures import Figure, figures_of
from witnessbox.ledger.pages.book import Book, Listing
from witnessbox.ledger.pages.figures import figures_table
from witnessbox.ledger.pages.lists import claims_with_picture, paragraph
from witnessbox.ledger.pages.markup import e, link, short_hash, table, word
from witnessbox.ledger.pages.texts import Texts
from witnessbox.model.ledger import Entity, EntitySchema
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.ledger import ClaimRow

PLACES = frozenset({EntitySchema.FACILITY, EntitySchema.PLACE})
_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """A place with what is documented there.

    Attributes:
        entity: the place as it may be seen.
        claims: how many claims that may be seen speak of it.
        figures: what is counted there.
    """

    entity: Entity
    claims: int
    figures: tuple[Figure, ...]


def write_places(book: Book) -> None:
    """The list of places, and a page for each."""
    listing: Listing[PlaceShown] = Listing(
        book,
        "places",
        lambda texts: texts.facilities,
        lambda texts: paragraph(texts.facilities_lead),
        _places,
    )
    for entity in book.view.entities(PLACES):
        if entity.subject_id is None:
            listing.add(_write_place(book, entity))
    listing.close()


def _file(entity: Entity) -> str:
    return f"places/{short_hash(entity.key)}"


def _places(rows: Sequence[PlaceShown], texts: Texts) -> str:
    heads = (texts.facility, texts.minimum, texts.claims)
    return table("places", texts.facilities, heads, (_row(each, texts) for each in rows))


def _row(each: PlaceShown, texts: Texts) -> tuple[str, str, str]:
    name = link(f"{_file(each.entity)}.html", word(each.entity.name))
    least = "<br>".join(e(f"{texts.questions[one.question]}: {_least(one, texts)}") for one in each.figures)
    schema = e(texts.schemas[each.entity.schema])
    return f"{name}<br>{schema}", least or e(texts.no_minimum), str(each.claims)


def _least(figure: Figure, texts: Texts) -> str:
    acts = texts.acts.format(figure.acts)
    return f"{texts.at_least.format(figure.minimum)} ({acts})" if figure.minimum else acts


def _write_place(book: Book, entity: Entity) -> PlaceShown:
    found = figures_of(book.catalogue, book.comparing, _rows(book, entity, by_event=True))
    number = 0
    listing: Listing[ClaimRow] = Listing(
        book,
        _file(entity),
        lambda _: entity.name,
        _lead(entity, found),
        lambda rows, texts: claims_with_picture(book, rows, texts, texts.claims_here, depth=2),
        rows=_ROWS,
    )
    for row in _rows(book, entity):
        listing.add(book.view.row(row))
        number += 1
    listing.close()
    return PlaceShown(entity=entity, claims=number, figures=tuple(found))


def _rows(book: Book, entity: Entity, *, by_event: bool = False) -> Iterator[ClaimRow]:
    found = ledger.claims_at(book.catalogue, book.view.real_key(entity.key), by_event=by_event)
    return (row for row in found if book.view.leaves(row))


def _lead(entity: Entity, found: Sequence[Figure]) -> Callable[[Texts], str]:
    def lead(texts: Texts) -> str:
        about = [e(texts.schemas[entity.schema])]
        if entity.country:
            about.append(word(entity.country.upper()))
        if entity.point is not None:
            places = decimals(entity.point.precision_m)
            about.append(word(f"{_cut(entity.point.latitude, places)}, {_cut(entity.point.longitude, places)}"))
        figures = figures_table(found, texts) if found else f"<p>{e(texts.no_minimum)}</p>"
        return f"<p>{' · '.join(about)}</p><h2>{e(texts.minimum)}</h2>{figures}<h2>{e(texts.claims_here)}</h2>"

    return lead


def _cut(degrees: str, places: int) -> str:
    """A coordinate with no more digits than are known."""
    whole, _, rest = degrees.partition(".")
    return f"{whole}.{rest[:places]}" if places and rest else whole
