"""The first page, and the page that offers the languages."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.ledger.figures import Figure
from witnessbox.ledger.pages.book import MENU, Book
from witnessbox.ledger.pages.figures import figures_table
from witnessbox.ledger.pages.lists import fits_key
from witnessbox.ledger.pages.markup import POLICY, bullets, e, link, terms
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.words import days_line
from witnessbox.model.claims import Hedge
from witnessbox.model.ledger import ClaimStatus
from witnessbox.vault import ledger


def write_front(book: Book, found: Sequence[Figure]) -> None:
    """What the ledger holds, in each language."""
    sources, origins = 0, set()
    for source in book.view.sources():
        sources += 1
        origins.add(source.origin)
    for texts in book.languages:
        body = (
            f'<p class="lead">{e(texts.lead)}</p>{_holds(book, sources, len(origins), texts)}'
            f"<section><h2>{e(texts.figures)}</h2><p>{e(texts.figures_lead)}</p>{figures_table(found, texts)}"
            f"</section>{_pages(texts)}{_words(book, texts)}"
        )
        book.page(texts, "index.html", texts.index, body)


def _holds(book: Book, sources: int, origins: int, texts: Texts) -> str:
    first, last = ledger.period(book.catalogue, book.statuses)
    rows = [
        (texts.claims_of.format(texts.statuses[status]), str(ledger.number_of_claims(book.catalogue, status)))
        for status in ClaimStatus
        if status in book.statuses
    ]
    rows += [
        (texts.events_number, str(book.events)),
        (texts.sources, e(texts.sources_and_origins.format(sources, origins))),
        (texts.period, e(days_line(first, last, texts))),
    ]
    return f"<section><h2>{e(texts.holds)}</h2>{terms(rows)}</section>"


def _pages(texts: Texts) -> str:
    links = (link(main.file, e(main.title(texts))) for main in MENU[1:])
    return f"<section><h2>{e(texts.pages_title)}</h2>{bullets(links)}</section>"


def _words(book: Book, texts: Texts) -> str:
    statuses = terms(
        (texts.statuses[each], e(texts.statuses_mean[each])) for each in ClaimStatus if each in book.statuses
    )
    hedges = terms((texts.hedges[each], e(texts.hedges_mean[each])) for each in Hedge)
    names = f"<h3>{e(texts.pseudonyms_title)}</h3><p>{e(texts.pseudonyms)}</p>" if book.public else ""
    return (
        f"<section><h2>{e(texts.words_title)}</h2><h3>{e(texts.hedge)}</h3>{hedges}<h3>{e(texts.standing)}</h3>"
        f"{statuses}<h3>{e(texts.how_they_lie)}</h3>{fits_key(texts)}{names}</section>"
        f"<section><h2>{e(texts.limits_title)}</h2>{bullets(map(e, texts.limits))}</section>"
    )


def door(languages: Sequence[Texts]) -> str:
    """The page at the top of the folder."""
    links = "".join(
        f'<li><a href="{each.language}/index.html" lang="{each.language}" hreflang="{each.language}">'
        f"{e(each.ledger)} — {e(each.own_name)}</a></li>"
        for each in languages
    )
    title = " · ".join(each.ledger for each in languages)
    return (
        f'<!doctype html>\n<html lang="{languages[0].language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noarchive">\n'
        f'<title>{e(title)}</title>\n<link rel="stylesheet" href="style.css">\n</head>\n<body>\n<main id="content">\n'
        f"<h1>{e(title)}</h1>\n<ul>{links}</ul>\n</main>\n</body>\n</html>\n"
    )
