"""Writes the pages into a folder that appears under its name whole or not at all, and says so in the log."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import resources
from pathlib import Path

from witnessbox.ledger.exports.leaving import FOR_THE_PUBLIC, Leaving
from witnessbox.ledger.exports.seeing import Seen
from witnessbox.ledger.pages.book import Book, Shelf
from witnessbox.ledger.pages.events import EventPages, events
from witnessbox.ledger.pages.facilities import write_places
from witnessbox.ledger.pages.figures import FigurePages
from witnessbox.ledger.pages.front import door, write_front
from witnessbox.ledger.pages.histories import write_posts, write_proceedings
from witnessbox.ledger.pages.lists import SideLists, write_forecasts, write_sources, write_timeline
from witnessbox.ledger.pages.retaliation import write_retaliation
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.texts_en import EN
from witnessbox.ledger.pages.texts_ru import RU
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import Identity
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors, sync_file_system, sync_folder
from witnessbox.vault.keys import Signer
from witnessbox.vault.ledger_lists import keep_little

LANGUAGES = {texts.language: texts for texts in (EN, RU)}
LARGE = 5_000
"""Claims from which on it pays to start processes of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesRequest:
    """What is written, for whom and why.

    Attributes:
        languages: `en`, `ru`.
        leaving: for whom and why.
        day: when it is made; consents are asked as of that day.
        identities: who is behind the pseudonyms of the compartment, to leave their names out; None where nobody
            opened it.
    """

    languages: tuple[str, ...] = tuple(LANGUAGES)
    leaving: Leaving = FOR_THE_PUBLIC
    day: datetime.date
    identities: tuple[Identity, ...] | None = None

    @property
    def seen(self) -> Seen:
        """Who may see what of them."""
        return Seen(
            audience=self.leaving.audience,
            today=self.day,
            reviewed=self.leaving.reviewed,
            identities=self.identities,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesWritten:
    """What was written.

    Attributes:
        files: how many, the list of them left out.
        size: their bytes.
        copy: SHA-256 of the list of files.
        entry: the entry of the log that says so.
        blind: whether all words were left out, because names lie in the compartment that nobody opened.
    """

    files: int
    size: int
    copy: str
    entry: str
    blind: bool


def write_pages(case: Case, out: Path, person: Signer, request: PagesRequest) -> PagesWritten:
    """Write the ledger as pages, and say so in the log.

    Args:
        case: an open case.
        out: folder to make; must not exist, its parent must.
        person: who exports; a custodian.
        request: what, for whom and why.

    Raises:
        UsageError: something lies at `out`.
        KeyProblemError: the person may not export.
        StorageError: the folder or the log could not be written; nothing was exported.
    """
    out = Path(os.path.abspath(out))
    if os.path.lexists(out):
        raise UsageError(f"{out}: there is something already; name a new folder")
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent}: no folder; make it first, or name another place")
    leaving = request.leaving
    said = leaving.said("ledger pages")
    with case.writing() as writer:
        writer.require(Kind.EXPORTED, person, said)
        keep_little(writer.catalogue)
        seen = request.seen
        blind = seen.view(case).blind
        with storage_errors(f"writing {out}"), _unfinished(out) as folder:
            shelf = build_pages(case, folder, [LANGUAGES[each] for each in request.languages], seen)
            copy = shelf.close()
            sync_file_system(folder)
            entry = writer.append(Kind.EXPORTED, replace(said, copy=copy), person)
            folder.rename(out)
            sync_folder(out.parent)
    return PagesWritten(files=len(shelf.lines), size=shelf.size, copy=copy, entry=entry.digest, blind=blind)


@contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    folder = out.parent / f".witnessbox-pages-{secrets.token_hex(8)}"
    folder.mkdir(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def build_pages(case: Case, folder: Path, languages: Sequence[Texts], seen: Seen) -> Shelf:
    """Write all pages into an empty folder; its list of files is still open.

    Args:
        case: an open case.
        folder: empty.
        languages: of the pages.
        seen: who may see them.
    """
    shelf = Shelf(folder)
    shelf.write("style.css", style())
    shelf.write("index.html", door(languages))
    if ledger.number_of_claims(case.catalogue) < LARGE:
        book = Book(seen.view(case), languages, shelf, seen.today)
        for write in _SHARES:
            write(book)
        return shelf
    names = [texts.language for texts in languages]
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(_SHARES), apart) as pool:
        shares = range(len(_SHARES))
        for lines, size in pool.map(partial(_write_share, case.path, folder, names, seen), shares):
            shelf.take(lines, size)
    return shelf


def _write_share(case: Path, folder: Path, languages: Sequence[str], seen: Seen, share: int) -> tuple[list[str], int]:
    """Write some of the pages, in a process of its own; gives their lines for the list, and their bytes."""
    shelf = Shelf(folder)
    opened = Case(case)
    keep_little(opened.catalogue)
    _SHARES[share](Book(seen.view(opened), [LANGUAGES[each] for each in languages], shelf, seen.today))
    return shelf.lines, shelf.size


def _write_events(book: Book) -> None:
    """Pages of events, and all that is found while claims go by once, event by event."""
    pages, lists, figures = EventPages(book), SideLists(book), FigurePages(book)
    for told in events(book):
        pages.add(told)
        lists.add(told)
        figures.add(told)
    pages.close()
    lists.close()
    write_front(book, figures.close())


def _write_lists(book: Book) -> None:
    """Pages in another order than that of events."""
    write_timeline(book)
    write_posts(book)
    write_proceedings(book)
    write_retaliation(book)
    write_places(book)
    write_forecasts(book)
    write_sources(book)


_SHARES = (_write_events, _write_lists)
"""What two processes write at the same time where the ledger is large."""


def style() -> str:
    """The style sheet of all pages."""
    return resources.files("witnessbox.ledger.pages").joinpath("style.css").read_text("utf-8")
