"""Mail: the parts of a message, or of all messages of a mailbox (mboxrd), one message in memory at a time.

Python's own parser reads what RFC 5322 and MIME allow and most of what they do not. Bodies are members like
attachments: all that a message holds can then be looked at and searched.
"""

from __future__ import annotations

import email
import email.header
import email.utils
import mimetypes
import re
from collections.abc import Iterator
from email.errors import HeaderParseError, MessageError
from email.message import Message
from typing import IO

from witnessbox.media import archives_lib
from witnessbox.media.members import MemberWriter
from witnessbox.model.items import FileTimes, ItemKind, Outcome
from witnessbox.model.members import NO_TIMES, Bounds, ExpansionState, Member, Reading

READER = "email of Python"
LARGEST = 96 * 1024 * 1024
"""Bytes of one message: parsed, it takes four times as many, and mail servers allow half of it at most."""
_BEGINS = b"From "
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


class _TooLargeError(Exception):
    """A message is larger than may be parsed."""


def read_mail(source: archives_lib.Source, writer: MemberWriter, _bounds: Bounds) -> Reading:
    """Parts of a message, or of the messages of a mailbox, each below the number of its message."""
    damaged = done = 0
    reason = None
    with source.file() as file:
        several = file.read(len(_BEGINS)) == _BEGINS
        file.seek(0)
        try:
            for number, data in enumerate(_messages(file) if several else _whole(file), 1):
                message = email.message_from_bytes(data)
                damaged += _parts(message, b"%05d/" % number if several else b"", writer)
                done += len(data)
                source.tell(done)
        except _TooLargeError:
            reason = f"a message in it is larger than {LARGEST} bytes"
        except (MessageError, RecursionError, LookupError, ValueError) as error:
            reason = f"it is damaged: {error}"
            writer.abandon(reason)
    if damaged and reason is None:
        reason = f"{damaged} of its members are damaged"
    state = ExpansionState.WHOLE if reason is None else ExpansionState.PARTIAL
    if not writer.members:
        state, reason = ExpansionState.FAILED, reason or "it holds no message"
    return Reading(state=state, reader=READER, members=writer.members, reason=reason)


def _whole(file: IO[bytes]) -> Iterator[bytes]:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _TooLargeError
    yield data


def _messages(file: IO[bytes]) -> Iterator[bytes]:
    """Messages of a mailbox: each begins with a line `From …` after an empty one; `>` quotes such a line inside."""
    lines: list[bytes] = []
    size, empty = 0, True
    for line in file:
        if empty and line.startswith(_BEGINS):
            if lines:
                yield _QUOTED.sub(rb"\1", b"".join(lines))
            lines, size = [], 0
        else:
            lines.append(line)
            size += len(line)
            if size > LARGEST:
                raise _TooLargeError
        empty = line in (b"\n", b"\r\n")
    if lines:
        yield _QUOTED.sub(rb"\1", b"".join(lines))


def _parts(message: Message, folder: bytes, writer: MemberWriter) -> int:
    """Send the parts of a message that hold no others; gives how many are damaged."""
    damaged = 0
    times = _times(message)
    parts = [part for part in message.walk() if not part.is_multipart()]
    torn = [part.defects[0] for part in message.walk() if part.is_multipart() and part.defects]
    for number, part in enumerate(parts, 1):
        data = part.get_payload(decode=True)
        body = data if isinstance(data, bytes) else b""
        name = folder + (_name(part) or b"part-%d%s" % (number, _ending(part)))
        writer.begin(Member(path=name, kind=ItemKind.FILE, size=len(body), times=times))
        writer.data(body)
        defects = [*part.defects, *(torn if part is parts[-1] else ())]  # where parts have no end, the last is cut off
        if defects:
            damaged += 1
            writer.end(Outcome.PARTIAL, f"it is damaged in the archive: {type(defects[0]).__name__}")
        else:
            writer.end()
    return damaged


def _name(part: Message) -> bytes | None:
    """Name of an attachment, by RFC 2231 or in encoded words (RFC 2047), as UTF-8."""
    written = part.get_filename()
    if not written:
        return None
    try:
        text = str(email.header.make_header(email.header.decode_header(written)))
    except (HeaderParseError, LookupError, ValueError):
        text = written
    return text.encode("utf-8", "surrogateescape" if not re.search("[\ud800-\udc7f\udd00-\udfff]", text) else "replace")


def _ending(part: Message) -> bytes:
    if part.get_content_type() == "text/plain":
        return b".txt"
    return (mimetypes.guess_extension(part.get_content_type()) or ".bin").encode()


def _times(message: Message) -> FileTimes:
    """When the message says that it was sent; a time without a zone is nobody's."""
    try:
        sent = email.utils.parsedate_to_datetime(str(message["date"]))
    except (TypeError, ValueError, IndexError, OverflowError):
        return NO_TIMES
    if sent.tzinfo is None:
        return NO_TIMES
    return FileTimes(modified=str(int(sent.timestamp()) * 10**9))


def warm() -> None:
    """Load what the parser loads lazily: codecs of its headers, tables of endings."""
    mimetypes.init(files=[])
    message = email.message_from_bytes(
        b'Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png; name="=?utf-8?b?w6Q=?="\n'
        b"Content-Transfer-Encoding: base64\n\neA==\n--x\nContent-Transfer-Encoding: quoted-printable\n\n=41\n--x--\n"
    )
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
            _name(part)
            _ending(part)
