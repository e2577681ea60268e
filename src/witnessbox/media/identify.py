"""What a content is, by its first bytes; runs inside the sandboxed worker, many contents a call."""

from __future__ import annotations

import os
import struct

import puremagic

from witnessbox.media.chats import begins_like
from witnessbox.media.magic import Guess, Sample, look
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.media import Format, FormatAuthority
from witnessbox.model.observations import MediaKind

HEAD = 65_536
"""Bytes looked at; a few containers are looked at more deeply where their head is not enough."""

_CONFIDENT = 0.8  # puremagic's own scale: below this its answers rest on two or three bytes
_KINDS = {"video": MediaKind.VIDEO, "image": MediaKind.PICTURE, "audio": MediaKind.SOUND, "text": MediaKind.DOCUMENT}


def identify(_params: Json, inputs: list[int], _outputs: list[int], _progress: Progress) -> Json:
    """Task: a `Format` for each input, in order."""
    return [to_json(identify_one(descriptor)) for descriptor in inputs]


def identify_one(descriptor: int) -> Format:
    """Tell the format of one content."""
    size = os.fstat(descriptor).st_size
    if size == 0:
        return Format(mime="inode/x-empty", name="empty file", kind=MediaKind.EMPTY, by=FormatAuthority.OWN_TABLE)

    def read(offset: int, length: int) -> bytes:
        return os.pread(descriptor, length, offset)

    head = read(0, HEAD)
    try:
        guess = look(Sample(head, size, read))
    except (IndexError, ValueError, struct.error):  # a header cut off in its middle
        guess = None
    if guess is not None and guess.sure:
        return _own(guess, None)
    opinions = _second_opinion(head)
    if guess is not None:
        agreed = not opinions or any(_same(guess.mime, mime) for mime, _ in opinions)
        return _own(guess, None if agreed else opinions[0][0])
    if opinions:
        mime, name = opinions[0]
        kind = _KINDS.get(mime.split("/")[0], MediaKind.OTHER)
        return Format(mime=mime, name=name, kind=kind, by=FormatAuthority.PUREMAGIC)
    if begins_like(head) is not None:  # a chat export, damaged so that not every byte of it is text
        return Format(mime="text/plain", name="text", kind=MediaKind.DOCUMENT, by=FormatAuthority.OWN_TABLE)
    return Format(mime="application/octet-stream", name="unknown", kind=MediaKind.OTHER, by=FormatAuthority.NOBODY)


def _own(guess: Guess, second: str | None) -> Format:
    return Format(mime=guess.mime, name=guess.name, kind=guess.kind, by=FormatAuthority.OWN_TABLE, second=second)


def _known_beginnings() -> list[tuple[int, dict[bytes, tuple[bytes, ...]]]]:
    """Puremagic's table by place and first byte: its own search compares each of 1,400 rows with every content."""
    places: dict[int, dict[bytes, tuple[bytes, ...]]] = {}
    for row in (*puremagic.magic_header_array, *puremagic.magic_footer_array):
        here = places.setdefault(row.offset, {})
        here[row.byte_match[:1]] = (*here.get(row.byte_match[:1], ()), row.byte_match)
    return list(places.items())


_BEGINNINGS = _known_beginnings()


def _second_opinion(head: bytes) -> list[tuple[str, str]]:
    if not any(head.startswith(known.get(head[at : at + 1 or None], ()), at) for at, known in _BEGINNINGS):
        return []
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return [(match.mime_type, match.name) for match in found if match.mime_type and match.confidence >= _CONFIDENT]


def _same(one: str, other: str) -> bool:
    return one.replace("/x-", "/") == other.replace("/x-", "/")


def warm() -> None:
    """Load puremagic's tables."""
    _second_opinion(b"\x00" * 64)
