"""Messages of Telegram's HTML form, which Telegram Desktop writes unless it is told otherwise; a page at a time.

The pages state what they show: names without ids, and times of the exporting computer, since version 4 with its
distance from UTC. A page holds up to a thousand messages; `messages2.html` goes on where `messages.html` ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from witnessbox.model.messages import MessageKind, NamedFile, RawMessage, When

DEEPEST = 200
"""Elements inside each other; Telegram's own pages have about fifteen."""
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_TITLE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: UTC([+-])(\d\d):?(\d\d))?")
_GO_TO = re.compile(r"#go_to_message(\d+)$")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_page(head: str) -> bool:
    """Whether a page of messages begins like this; lists of chats and contacts are none."""
    return "<title>Exported Data</title>" in head and "page_body chat_page" in head


@dataclass(slots=True)
class _Open:
    """A message whose end was not met yet."""

    depth: int
    id: str
    service: bool
    texts: dict[str, list[str]] = field(default_factory=dict)
    when: str = ""
    reply_to: str | None = None
    files: list[NamedFile] = field(default_factory=list)


class TelegramPage(HTMLParser):
    """Reads one page.

    Args:
        send: takes each message.
        chat: number of the chat.
        longest: characters of a text beyond which it is cut.
        clean: makes text that canonical JSON can hold.
        raw: makes the bytes of a path.

    Attributes:
        name: of the chat.
        strange: messages that state no time although somebody wrote them.
    """

    def __init__(
        self,
        send: Callable[[RawMessage], None],
        chat: int,
        longest: int,
        clean: Callable[[str], str],
        raw: Callable[[str], bytes],
    ) -> None:
        super().__init__(convert_charrefs=True)
        self._send, self._chat, self._longest, self._clean, self._raw = send, chat, longest, clean, raw
        self.name = ""
        self.strange = 0
        self._author: tuple[str, str] | None = None  # of the messages that follow without a name
        self._elements: list[tuple[str, frozenset[str]]] = []
        self._day = ""
        self._message: _Open | None = None
        self._captures: list[tuple[int, str]] = []  # depth of the element, and what its text is

    def read(self, text: Iterator[str]) -> None:
        """Read all of it; a message whose end is missing is sent as far as it goes."""
        for piece in text:
            self.feed(piece)
        self.close()
        self._end_message()

    # -- elements --------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data("\n")
        if tag in _EMPTY or len(self._elements) >= DEEPEST:
            return
        said = {name: value or "" for name, value in attrs}
        classes = frozenset(said.get("class", "").split())
        self._elements.append((tag, classes))
        if tag == "div" and "message" in classes:
            self._end_message()
            number = said.get("id", "").removeprefix("message")
            self._message = _Open(depth=len(self._elements), id=number, service="service" in classes)
        elif self._message is not None:
            self._inside(self._message, tag, classes, said)
        elif {"text", "bold"} <= classes and self._within("page_header"):
            self._capture("name")

    def handle_endtag(self, tag: str) -> None:
        if all(tag != name for name, _ in self._elements):
            return
        while self._elements:
            name, _ = self._elements.pop()
            self._close(len(self._elements))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._captures:
            return
        what = self._captures[-1][1]
        if what == "name":
            self.name = (self.name + data)[:1000]
        elif self._message is not None:
            self._message.texts.setdefault(what, []).append(data)

    def _close(self, depth: int) -> None:
        """What ends when elements end beyond a depth."""
        while self._captures and self._captures[-1][0] > depth:
            self._captures.pop()
        if self._message is not None and self._message.depth > depth:
            self._end_message()

    def _within(self, name: str) -> bool:
        return any(name in classes for _, classes in self._elements)

    def _capture(self, what: str) -> None:
        self._captures.append((len(self._elements), what))

    # -- messages --------------------------------------------------------------------------------------------------

    def _inside(self, message: _Open, tag: str, classes: frozenset[str], said: dict[str, str]) -> None:
        forwarded = self._within("forwarded")
        if "date" in classes and "details" in classes:
            if not forwarded and not message.when:
                message.when = said.get("title", "")
            self._capture("nothing")
        elif "from_name" in classes:
            self._capture("forwarded from" if forwarded else "author")
        elif "reply_to" in classes or "initials" in classes or (tag == "span" and "details" in classes):
            self._capture("nothing")
        elif tag == "a" and self._within("reply_to"):
            found = _GO_TO.search(said.get("href", ""))
            message.reply_to = found[1] if found else message.reply_to
        elif message.service and "details" in classes:
            self._capture("service")
        elif self._within("media_wrap"):
            self._media(message, tag, classes, said)
        elif "text" in classes:
            self._capture("text")

    def _media(self, message: _Open, tag: str, classes: frozenset[str], said: dict[str, str]) -> None:
        href = said.get("href", "")
        if tag == "a" and href and not _SCHEME.match(href) and not href.startswith("#"):
            message.files.append(NamedFile(written=self._raw(href)))
        elif tag == "div" and "media" in classes and not self._within("block_link"):
            self._capture("left out")
        elif tag == "div" and "media_poll" in classes:
            self._capture("text")

    def _end_message(self) -> None:
        message, self._message = self._message, None
        if message is None:
            return
        self._captures = [each for each in self._captures if each[0] < message.depth]
        texts = {what: "".join(parts).strip() for what, parts in message.texts.items()}
        if message.service and message.id.startswith("-"):  # no message: the day of those that follow
            self._day = texts.get("service", "")
            return
        if not message.service and texts.get("author"):
            self._author = (self._clean(texts["author"])[:1000], "")
        if not message.service and not message.when:
            self.strange += 1
        if left_out := " ".join(texts.get("left out", "").split()):
            message.files.append(NamedFile(written=self._raw(left_out), included=False))
        text = texts.get("service" if message.service else "text", "")
        forwarded = texts.get("forwarded from")
        self._send(
            RawMessage(
                chat=self._chat,
                kind=MessageKind.SERVICE if message.service else MessageKind.MESSAGE,
                id=message.id or None,
                when=_when(message.when, self._clean(self._day)),
                author=None if message.service else self._author,
                text=self._clean(text[: self._longest]),
                cut=len(text) > self._longest,
                reply_to=message.reply_to,
                forwarded_from=(self._clean(forwarded)[:1000], "") if forwarded else None,
                files=tuple(message.files),
            )
        )


def _when(title: str, day: str) -> When:
    """The time in a title; of a service message, which has none, the day that stands above it."""
    found = _TITLE.fullmatch(title)
    if found is None:
        return When(written=title[:100] or day[:100], possible=())
    year, month, of_month, hour, minute, second = (int(found[number]) for number in (3, 2, 1, 4, 5, 6))
    try:
        local = datetime(year, month, of_month, hour, minute, second)  # noqa: DTZ001 - a zone is stated by newer versions only
    except ValueError:
        return When(written=title, possible=())
    instant = None
    if found[7]:
        ahead = timedelta(hours=int(found[8]), minutes=int(found[9])) * (1 if found[7] == "+" else -1)
        instant = f"{int((local.replace(tzinfo=UTC) - ahead).timestamp())}000000000"
    return When(written=title, possible=(local.isoformat(),), instant=instant)
