"""Messages of chat exports; runs inside the sandboxed worker, one export a call, streamed.

Telegram Desktop writes pages of HTML, or `result.json` (one chat, or all of an account under `chats.list`). WhatsApp
writes lines of text whose form depends on telephone and language; it states no zone, and day and month can be in either
order.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import cast

from witnessbox.media.chats_html import TelegramPage, is_page
from witnessbox.media.json_stream import BrokenError, Cursor, pieces
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.codec import to_json
from witnessbox.model.messages import (
    ChatProgram,
    ChatReading,
    ExportState,
    MessageKind,
    NamedFile,
    RawChat,
    RawMessage,
    When,
)

HEAD = 4096
"""Bytes by which an export is told."""
MAX_TEXT = 256 * 1024
"""Characters of one message; Telegram allows 4,096, WhatsApp 65,536."""
MAX_VALUE = 8 * 1024**2
"""Characters of one message in JSON with all that it says."""
MAX_MESSAGES = 10_000_000
MAX_CHATS = 100_000
_BEFORE = "\ufeff \r\n\t".encode()
_FIRST = frozenset(bytes([first]) for first in b"<{[0123456789" + "\u200e".encode()[:1])
"""First bytes of exports: of HTML, of JSON, of a date, of a bracket or an invisible mark before one."""
_FILES = ("photo", "file", "thumbnail", "contact_vcard")

_LINE = re.compile(
    r"^[\u200e\u200f\ufeff]*(?P<open>\[)?(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}),? +"
    r"(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)(?:[ \u202f\u00a0](?P<half>[AaPp]\.?[Mm]\.?))?"
    r"(?(open)\] ?| - )(?P<rest>.*)$",
    re.DOTALL,
)
"""Where a message begins: `[4.10.21, 15:30:02] …` on an iPhone, `04/10/2021, 3:30 PM - …` on Android."""
_AUTHOR = re.compile(r"^[\u200e\u200f]*(?P<name>[^:\n]{1,120}): ?(?P<text>.*)$", re.DOTALL)
_ATTACHED = re.compile(
    r"<(?:attached|прикреплено|вложение): (?P<ios>[^<>\n]+)>|"
    r"^[\u200e]*(?P<android>[^<>\n]+\.\w{1,5}) \((?:file attached|файл добавлен|файл прикреплен)\)",
    re.MULTILINE,
)
_OMITTED = re.compile(
    r"<(?:Media omitted|Без медиафайлов|Медиа пропущено|Файл пропущен)>|^\u200e?\w+ (?:omitted|опущен\w*)$"
)

_Emit = Callable[[RawMessage], object]


class _BoundError(Exception):
    """A bound was met."""


def tell_chats(_params: Json, inputs: list[int], _outputs: list[int], _progress: Progress) -> Json:
    """Task: for each input the program whose export it begins like, or null."""
    return [None if (program := begins_like(os.pread(each, HEAD, 0))) is None else program.value for each in inputs]


def read_chats(_params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: the messages of one export, a line of JSON each, to `outputs[0]`; answers with a `ChatReading`.

    The inputs are the pages of an export in HTML, or the one file of any other.
    """
    descriptor = inputs[0]
    size = os.fstat(descriptor).st_size
    with os.fdopen(os.dup(outputs[0]), "wb", buffering=1 << 20) as out:
        reader = _Reader(lambda message: out.write(canonical(to_json(message)) + b"\n"))

        def read(offset: int, length: int) -> bytes:
            progress(min(offset, size), max(size, 1))
            return os.pread(descriptor, length, offset)

        head = os.pread(descriptor, HEAD, 0)
        program = begins_like(head)
        try:
            if program is ChatProgram.TELEGRAM and head.lstrip(_BEFORE)[:1] == b"<":
                reader.pages(inputs, progress)
            elif program is ChatProgram.TELEGRAM:
                reader.telegram(Cursor(pieces(lambda length, offset: read(offset, length)), MAX_VALUE))
            elif program is ChatProgram.WHATSAPP:
                reader.whatsapp(pieces(lambda length, offset: read(offset, length)))
        except (BrokenError, _BoundError) as error:
            reader.reason = str(error)
    return to_json(reader.reading(program))


def begins_like(head: bytes) -> ChatProgram | None:
    """The program whose export begins with these bytes, None when none does."""
    if head.lstrip(_BEFORE)[:1] not in _FIRST:  # most contents are no text: they should not be decoded as such
        return None
    text = head[:HEAD].decode("utf-8", "surrogateescape").lstrip("\ufeff \r\n\t")
    if text.startswith("<"):
        return ChatProgram.TELEGRAM if is_page(text) else None
    if text.startswith("{"):
        alone = '"messages"' in text and '"type"' in text
        account = '"personal_information"' in text or '"about": "Here is the data you requested' in text
        return ChatProgram.TELEGRAM if alone or account else None
    lines = [line for line in text.splitlines() if line][:6]
    dated = sum(_message_begins(line) is not None for line in lines)
    begins = lines and _message_begins(lines[0]) is not None
    return ChatProgram.WHATSAPP if begins and dated * 3 >= len(lines) else None


def _message_begins(line: str) -> re.Match[str] | None:
    """A line with which a message begins; those of log files, with the year first or with seconds, are none."""
    found = _LINE.match(line)
    if found and not found["open"] and (len(found["date"].split("-")[0]) == 4 or found["time"].count(":") > 1):
        return None
    return found


class _Reader:
    """Reads one export and hands its messages on."""

    def __init__(self, emit: _Emit) -> None:
        self._emit = emit
        self.reason: str | None = None
        self.chats: list[RawChat] = []
        self.messages = 0
        self._alarms = 0

    def reading(self, program: ChatProgram | None) -> ChatReading:
        if program is None or (self.messages == 0 and (self.reason is not None or not self.chats)):
            return ChatReading(state=ExportState.NONE)
        reason = self.reason
        if reason is None and self._alarms:
            reason = f"{self._alarms} entries have no form of a message"
        state = ExportState.WHOLE if reason is None else ExportState.PARTIAL
        return ChatReading(state=state, program=program, reason=reason, chats=tuple(self.chats), messages=self.messages)

    def _send(self, message: RawMessage) -> None:
        if self.messages >= MAX_MESSAGES:
            raise _BoundError(f"it holds more than {MAX_MESSAGES} messages")
        self.messages += 1
        self._emit(message)

    def _begin_chat(self) -> int:
        if len(self.chats) >= MAX_CHATS:
            raise _BoundError(f"it holds more than {MAX_CHATS} chats")
        self.chats.append(RawChat(number=len(self.chats) + 1, name="", id="", type=""))
        return len(self.chats)

    # -- Telegram --------------------------------------------------------------------------------------------------

    def telegram(self, cursor: Cursor) -> None:
        self._object(cursor, {"chats": self._list_of_chats, "left_chats": self._list_of_chats}, top=True)

    def _list_of_chats(self, cursor: Cursor) -> None:
        def chats(inner: Cursor) -> None:
            for _ in inner.elements():
                self._object(inner, {})

        for name in cursor.names():
            if name == "list" and cursor.peek() == "[":
                chats(cursor)
            else:
                cursor.skip()

    def _object(self, cursor: Cursor, more: dict[str, Callable[[Cursor], None]], *, top: bool = False) -> None:
        """One chat, or the whole account; its name may stand behind its messages."""
        number = 0 if top else self._begin_chat()
        said = {"name": "", "id": "", "type": ""}
        for name in cursor.names():
            if name in more and cursor.peek() == "{":
                more[name](cursor)
            elif name == "messages" and cursor.peek() == "[":
                number = number or self._begin_chat()
                for _ in cursor.elements():
                    self._message(cursor, number)
            elif name in said:
                said[name] = _text(cursor.value())
            else:
                cursor.skip()
        if number:
            self.chats[number - 1] = RawChat(number=number, **said)

    def _message(self, cursor: Cursor, chat: int) -> None:
        if cursor.peek() != "{":
            cursor.skip()
            self._alarms += 1
            return
        value = cast("dict[str, Json]", cursor.value())
        if "date" not in value and "date_unixtime" not in value:
            self._alarms += 1
            return
        text, cut = _flat(value.get("text"))
        self._send(
            RawMessage(
                chat=chat,
                kind=MessageKind.SERVICE if value.get("type") == "service" else MessageKind.MESSAGE,
                id=_text(value["id"]) if "id" in value else None,
                when=_stated(value, "date"),
                edited=_stated(value, "edited") if "edited" in value else None,
                author=_who(value, "from", "from_id") or _who(value, "actor", "actor_id"),
                text=text,
                cut=cut,
                reply_to=_text(value["reply_to_message_id"]) if "reply_to_message_id" in value else None,
                forwarded_from=_who(value, "forwarded_from", "forwarded_from_id"),
                action=_text(value["action"]) if "action" in value else None,
                files=tuple(_telegram_files(value)),
            )
        )

    def pages(self, inputs: list[int], progress: Progress) -> None:
        """The pages of a chat in HTML, in their order."""
        number = self._begin_chat()
        for done, descriptor in enumerate(inputs):
            progress(done, len(inputs))
            if not is_page(os.pread(descriptor, HEAD, 0).decode("utf-8", "replace")):
                raise BrokenError(f"page {done + 1} of {len(inputs)} is none of Telegram's")
            page = TelegramPage(self._send, number, MAX_TEXT, _clean, _raw)
            page.read(pieces(functools.partial(os.pread, descriptor)))
            self._alarms += page.strange
            if done == 0:
                self.chats[number - 1] = RawChat(number=number, name=_text(page.name.strip()), id="", type="")

    # -- WhatsApp --------------------------------------------------------------------------------------------------

    def whatsapp(self, text: Iterator[str]) -> None:
        number = self._begin_chat()
        entry: list[str] = []
        size = 0
        for line in _lines(text):
            if _message_begins(line) is not None:
                self._entry("\n".join(entry), number, size > MAX_TEXT)
                entry, size = [line], len(line)
            elif size <= MAX_TEXT:
                entry.append(line)
                size += len(line) + 1
        self._entry("\n".join(entry), number, size > MAX_TEXT)

    def _entry(self, text: str, chat: int, cut: bool) -> None:
        found = _LINE.match(text)
        if found is None:
            self._alarms += bool(text.strip())
            return
        named = _AUTHOR.match(found["rest"])
        said = named["text"] if named else found["rest"]
        files = [NamedFile(written=_raw((each["ios"] or each["android"]).strip())) for each in _ATTACHED.finditer(said)]
        if not files and _OMITTED.search(said):
            files = [NamedFile(written=_raw(said.strip()), included=False)]
        self._send(
            RawMessage(
                chat=chat,
                kind=MessageKind.MESSAGE if named else MessageKind.SERVICE,
                id=None,
                when=_local(found),
                author=(_clean(named["name"].strip()), "") if named else None,
                text=_clean(said[:MAX_TEXT]),
                cut=cut,
                files=tuple(files),
            )
        )


def _lines(text: Iterator[str]) -> Iterator[str]:
    rest = ""
    for piece in text:
        *whole, rest = (rest + piece).split("\n")
        yield from (line.removesuffix("\r") for line in whole)
        if len(rest) > 4 * MAX_TEXT:
            yield rest
            rest = ""
    if rest:
        yield rest


def _clean(text: str) -> str:
    """Text that canonical JSON can hold: what is no Unicode stands as U+FFFD."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _raw(text: str) -> bytes:
    return (
        text.encode("utf-8", "surrogateescape")
        if not re.search("[\ud800-\udc7f\udd00-\udfff]", text)
        else (_clean(text).encode())
    )


def _text(value: Json) -> str:
    return _clean(value if isinstance(value, str) else "" if value is None else str(value))[:1000]


def _flat(value: Json) -> tuple[str, bool]:
    """Text of a message, which Telegram writes as a string or as a list of strings and entities."""
    parts = value if isinstance(value, list) else [value]
    texts = [
        each if isinstance(each, str) else str(each.get("text", "")) for each in parts if isinstance(each, str | dict)
    ]
    whole = "".join(texts)
    return _clean(whole[:MAX_TEXT]), len(whole) > MAX_TEXT


def _who(value: dict[str, Json], name: str, number: str) -> tuple[str, str] | None:
    if value.get(name) is None and value.get(number) is None:
        return None
    return _text(value.get(name)), _text(value.get(number))


def _telegram_files(value: dict[str, Json]) -> Iterator[NamedFile]:
    for name in _FILES:
        written = value.get(name)
        if isinstance(written, str) and written:
            # Telegram puts a sentence in brackets where it left a file out.
            yield NamedFile(written=_raw(written), included=not written.startswith("(File "))


def _stated(value: dict[str, Json], name: str) -> When:
    written = _text(value.get(name))
    seconds = value.get(f"{name}_unixtime")
    digits = str(seconds) if isinstance(seconds, str | int) else ""
    instant = f"{digits}000000000" if digits.isascii() and digits.isdecimal() and len(digits) < 12 else None
    possible: list[str] = []
    with contextlib.suppress(ValueError):
        possible.append(datetime.fromisoformat(written).isoformat())
    return When(written=written, possible=tuple(possible), instant=instant)


def _local(found: re.Match[str]) -> When:
    """All that a line's date and time may mean: day and month stand in either order."""
    first, second, third = (int(part) for part in re.split(r"[./-]", found["date"]))
    hour, minute, *rest = (int(part) for part in re.split(r"[:.]", found["time"]))
    if half := found["half"]:
        hour = hour % 12 + (12 if half[0] in "Pp" else 0)
    orders = [(first, second, third)] if first > 31 else [(third, second, first), (third, first, second)]
    possible: list[str] = []
    for year, month, day in orders:
        try:
            moment = datetime(year if year > 99 else 2000 + year, month, day, hour, minute, sum(rest[:1]))  # noqa: DTZ001
        except ValueError:
            continue
        text = moment.isoformat(timespec="seconds" if rest else "minutes")
        if text not in possible:
            possible.append(text)
    written = f"{found['date']} {found['time']}{' ' + half if half else ''}"
    return When(written=written, possible=tuple(possible))
