"""What every page draws on: the ledger as its readers may see it, names, addresses, and the folder that is written."""

from __future__ import annotations

import bisect
import datetime
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Generic, TextIO, TypeVar, cast

from witnessbox.ledger.comparing import Comparing
from witnessbox.ledger.exports.view import PUBLIC, Audience, View
from witnessbox.ledger.pages.markup import Frame, e, link, short_hash, word
from witnessbox.ledger.pages.texts import Texts
from witnessbox.model.ledger import ClaimStatus
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue

MOST_EVENT_PAGES = 1_000
"""Pages of events in each language; in a larger ledger neighbours share one: a hundred thousand small files take long
to write and to carry."""
ROWS = 100
"""Rows of a list on one page."""
_REMEMBERED = 8_192
"""Names that are kept; a ledger may know more."""
SUMS = "SHA256SUMS"

Row = TypeVar("Row")


class PageFile:
    """A page that is being written.

    Args:
        file: new, not buffered.
    """

    def __init__(self, file: FileIO) -> None:
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, text: str) -> None:
        """The next piece of it."""
        data = memoryview(text.encode("utf-8"))
        self.digest.update(data)
        self.size += len(data)
        while data:  # a disk that is nearly full takes a part
            data = data[self._file.write(data) or 0 :]


class Shelf:
    """The folder that is written, and the list of its files.

    Args:
        folder: empty and new.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._folders = folder, {folder}
        self.lines: list[str] = []
        self.size = 0

    def write(self, path: str, text: str) -> None:
        """Write one page."""
        with self.page(path) as page:
            page.write(text)

    @contextmanager
    def page(self, path: str) -> Iterator[PageFile]:
        """Write one page piece by piece."""
        target = self._folder / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            page = PageFile(file)
            yield page
        self.lines.append(f"{page.digest.hexdigest()}  {path}\n")
        self.size += page.size

    def nameless(self) -> TextIO:
        """A file for what waits to be written: it lies on the same disk and has no name."""
        return cast("TextIO", tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=self._folder))

    def take(self, lines: Iterable[str], size: int) -> None:
        """List files that another process wrote into the same folder: their lines, and their bytes in all."""
        self.lines += lines
        self.size += size

    def close(self) -> str:
        """Write the list of files, by path; gives its SHA-256."""
        data = "".join(sorted(self.lines, key=lambda line: line.partition("  ")[2])).encode()
        (self._folder / SUMS).write_bytes(data)
        return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Main:
    """A main page: its file, and its title in each language."""

    file: str
    title: Callable[[Texts], str]


MENU = (
    Main("index.html", lambda texts: texts.index),
    Main("timeline.html", lambda texts: texts.timeline),
    Main("posts.html", lambda texts: texts.posts),
    Main("proceedings.html", lambda texts: texts.proceedings),
    Main("retaliation.html", lambda texts: texts.retaliation),
    Main("places.html", lambda texts: texts.facilities),
    Main("contradictions.html", lambda texts: texts.contradictions),
    Main("forecasts.html", lambda texts: texts.forecasts),
    Main("figures.html", lambda texts: texts.figures),
    Main("sources.html", lambda texts: texts.sources),
    Main("corrections.html", lambda texts: texts.corrections),
)
"""Main pages, in the order of the menu."""


class Book:
    """One making of the pages.

    Args:
        view: the ledger as its readers may see it.
        languages: in which pages are written.
        shelf: where they are written.
        today: the day on which they are made.
    """

    def __init__(self, view: View, languages: Sequence[Texts], shelf: Shelf, today: datetime.date) -> None:
        self.view, self.languages, self.shelf, self.today = view, tuple(languages), shelf, today
        self.public = view.audience is Audience.PUBLIC
        self.comparing = Comparing(view.catalogue)
        self.persons = {row.key: row.name for row in view.catalogue.persons()}
        self._names: dict[str, str] = {}
        self._origins: dict[str, str] = {}
        self._markup: dict[tuple[str, ...], str] = {}
        self._languages_of: dict[str, str] = {}
        self._roots = ledger.event_roots(view.catalogue)
        self._sheets = self._bounds()
        self._frames = {
            (texts.language, depth): self._frame(texts, depth) for texts in self.languages for depth in (1, 2)
        }

    @property
    def catalogue(self) -> Catalogue:
        """Of the case."""
        return self.view.catalogue

    @property
    def statuses(self) -> frozenset[ClaimStatus]:
        """Which claims are shown."""
        return PUBLIC if self.public else frozenset(ClaimStatus)

    def _frame(self, texts: Texts, depth: int) -> Frame:
        made = e(texts.made.format(self.today.isoformat()))
        foot = f"<p>{e(texts.for_public if self.public else texts.for_all)}</p><p>{made}</p>"
        others = [each for each in self.languages if each is not texts]
        return Frame(texts, depth, [(main.file, texts.short[main.file]) for main in MENU], others, foot)

    def page(self, texts: Texts, path: str, title: str, body: str) -> None:
        """Write a page in one language, at `path` below its folder."""
        with self.growing(texts, path, title) as page:
            page.write(body)

    @contextmanager
    def growing(self, texts: Texts, path: str, title: str) -> Iterator[PageFile]:
        """The same; its body is written piece by piece."""
        above, below = self._frames[texts.language, 1 + path.count("/")].around(path, title)
        with self.shelf.page(f"{texts.language}/{path}") as page:
            page.write(above)
            yield page
            page.write(below)

    # -- names -------------------------------------------------------------------------------------------------------

    def plain_name(self, key: str) -> str:
        """What to call an entity or source that is shown under a key."""
        name = self._names.get(key)
        if name is None:
            if len(self._names) > _REMEMBERED:
                self._names.clear()
            name = self._names[key] = self._look_up(key)
        return name

    def _look_up(self, key: str) -> str:
        entity = self.view.entity(key)
        if entity is not None:
            return entity.subject_id or entity.name
        source = self.view.source(key)
        return key if source is None else source.name or source.publisher or source.id

    def name(self, key: str) -> str:
        """The same as markup."""
        return word(self.plain_name(key))

    def remember(self, what: tuple[str, ...], make: Callable[[], str]) -> str:
        """Markup that comes again and again, made once."""
        found = self._markup.get(what)
        if found is None:
            if len(self._markup) > _REMEMBERED:
                self._markup.clear()
            found = self._markup[what] = make()
        return found

    def origins(self, sources: Iterable[str]) -> set[str]:
        """Origins of some sources, all by the keys under which they are shown."""
        return {self._origin(source) for source in sources}

    def _origin(self, key: str) -> str:
        self._know(key)
        return self._origins[key]

    def language(self, key: str) -> str:
        """Language of a source, empty where nobody said."""
        self._know(key)
        return self._languages_of[key]

    def _know(self, key: str) -> None:
        if key in self._origins:
            return
        if len(self._origins) > _REMEMBERED:
            self._origins.clear()
        source = self.view.source(key)
        self._origins[key] = key if source is None else source.origin
        self._languages_of[key] = "" if source is None else source.language

    # -- addresses of events -----------------------------------------------------------------------------------------

    def _bounds(self) -> list[str]:
        """The first event of each sheet: which sheet an event is on follows from them."""
        number = sum(1 for _ in ledger.events(self.catalogue, self.statuses))
        self.events = number
        each = max(1, -(-number // MOST_EVENT_PAGES))
        return [id_ for at, id_ in enumerate(ledger.events(self.catalogue, self.statuses)) if at % each == 0]

    def sheet(self, event: str) -> str:
        """File of the page on which an event is, by its id in the ledger, below the folder of the language."""
        event = self._roots.get(event, event)
        first = self._sheets[bisect.bisect_right(self._sheets, event) - 1]
        return f"events/{short_hash(self.view.id(first))}.html"

    def anchor(self, event: str) -> str:
        """Place of an event on its page."""
        return f"e{short_hash(self.view.id(self._roots.get(event, event)))}"

    def members(self, event: str) -> Sequence[str]:
        """All events that people found to be one with an event, itself among them."""
        return ledger.members(self.catalogue, event) if event in self._roots else (event,)

    def event_link(self, event: str, text: str, depth: int = 1) -> str:
        """A link to an event, by its id in the ledger; the text is markup."""
        return link(f"{'../' * (depth - 1)}{self.sheet(event)}#{self.anchor(event)}", text)


class Listing(Generic[Row]):
    """A list over as many pages as it needs, written while it grows.

    Args:
        book: of the pages.
        stem: file of its first page without `.html`, below the folder of the language.
        title: of the page.
        lead: markup above the list.
        body: markup of some rows, whole or piece by piece; rows are given as they were added.
        rows: how many stand on a page.
    """

    def __init__(
        self,
        book: Book,
        stem: str,
        title: Callable[[Texts], str],
        lead: Callable[[Texts], str],
        body: Callable[[Sequence[Row], Texts], str | Iterator[str]],
        rows: int = ROWS,
    ) -> None:
        self._book, self._stem, self._title, self._lead, self._body = book, stem, title, lead, body
        self._size, self._number = rows, 1
        self._waiting: list[Row] = []

    def add(self, row: Row) -> None:
        """One more row."""
        if len(self._waiting) == self._size:
            self._write(last=False)
        self._waiting.append(row)

    def add_all(self, rows: Iterable[Row]) -> None:
        """All rows of an iterator, and the end."""
        for row in rows:
            self.add(row)
        self.close()

    def close(self) -> None:
        """No more rows come."""
        self._write(last=True)

    def _file(self, number: int) -> str:
        return f"{self._stem}.html" if number == 1 else f"{self._stem}-{number}.html"

    def _write(self, *, last: bool) -> None:
        for texts in self._book.languages:
            title = self._title(texts)
            turned = self._turning(texts, last=last)
            lead = self._lead(texts) if self._number == 1 else ""
            body = self._body(self._waiting, texts) if self._waiting else f"<p>{e(texts.nothing)}</p>"
            if self._number > 1:
                title = f"{title}, {texts.page.format(self._number)}"
            with self._book.growing(texts, self._file(self._number), title) as page:
                page.write(lead)
                for piece in (body,) if isinstance(body, str) else body:
                    page.write(piece)
                page.write(turned)
        self._waiting = []
        self._number += 1

    def _turning(self, texts: Texts, *, last: bool) -> str:
        links = []
        if self._number > 1:
            links.append(f'<a rel="prev" href="{self._name(self._number - 1)}">{e(texts.earlier_page)}</a>')
        if not last:
            links.append(f'<a rel="next" href="{self._name(self._number + 1)}">{e(texts.later_page)}</a>')
        here = e(texts.page.format(self._number))
        return f'<nav class="turning" aria-label="{here}">{"".join(links)}</nav>' if links else ""

    def _name(self, number: int) -> str:
        return self._file(number).rsplit("/", 1)[-1]
