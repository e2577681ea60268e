"""JSON read piece by piece: a huge document in little memory, and what stands behind a damaged part of it.

Small values are decoded by the standard library; this finds where they begin and end. Parsers that stream were tried:
they stop at the first damage, and the quickest puts a question mark in the place of half a surrogate pair.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator

from witnessbox.model.canonical import Json

PIECE = 256 * 1024
"""Bytes read at once."""
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LONGEST_NUMBER = 18  # digits: what fits into 63 bits; longer ones are kept as text


class BrokenError(Exception):
    """The document is no JSON from here on, or a value in it is larger or deeper than may be decoded."""


def pieces(read: Callable[[int, int], bytes]) -> Iterator[str]:
    """Text of a file; bytes that are not UTF-8 become lone surrogates (PEP 383).

    Args:
        read: gives up to so many bytes from an offset.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    offset = 0
    while data := read(PIECE, offset):
        offset += len(data)
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


class Cursor:
    """A place in a document.

    Args:
        text: the document in pieces.
        longest: characters of the longest value that is decoded.

    Attributes:
        doubled: members that an object held twice; the last of them counts.
    """

    def __init__(self, text: Iterator[str], longest: int) -> None:
        self._pieces = text
        self._longest = longest
        self._text = ""
        self._at = 0
        self._ended = False
        self.doubled = 0
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=_integer,
            parse_float=str,
            parse_constant=lambda _: None,
            strict=False,
        )

    def peek(self) -> str:
        """The next character that is no space, empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = self._at if space is None else space.end()
            if self._at < len(self._text) or not self._fill():
                return self._text[self._at : self._at + 1]

    def take(self, character: str) -> None:
        """Go past one character.

        Raises:
            BrokenError: another stands there.
        """
        found = self.peek()
        if found != character:
            raise BrokenError(f"{character} is expected, not {found or 'its end'}")
        self._at += 1

    def names(self) -> Iterator[str]:
        """Names of the members of an object; whoever gets one must go past its value before the next.

        Raises:
            BrokenError: it is none.
        """
        self.take("{")
        if self.peek() == "}":
            return self.take("}")
        while True:
            if self.peek() != '"':
                raise BrokenError("the name of a member is expected")
            name = self.value()
            self.take(":")
            self.peek()
            yield str(name)
            if not self._more("}"):
                return None

    def elements(self) -> Iterator[None]:
        """Once for each element of a list, which must be gone past before the next.

        Raises:
            BrokenError: it is none.
        """
        self.take("[")
        if self.peek() == "]":
            return self.take("]")
        while True:
            self.peek()
            yield
            if not self._more("]"):
                return None

    def value(self) -> Json:
        """Decode the value that begins here and go past it.

        Raises:
            BrokenError: it is none, or too large or too deep; the place is still that where it begins.
        """
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                raise BrokenError("a value lies too deep") from None
            except ValueError as error:
                if len(self._text) - self._at > self._longest:
                    raise BrokenError(f"a value is no JSON, or larger than {self._longest} characters") from error
                if not self._fill():
                    raise BrokenError(f"a value is no JSON: {str(error).partition(':')[0]}") from error
                continue
            if end < len(self._text) or not self._fill():  # a number may go on in the next piece
                self._at = end
                return value  # type: ignore[no-any-return]

    def skip(self) -> None:
        """Go past the value that begins here without decoding it, however large and deep it is.

        Raises:
            BrokenError: it does not end.
        """
        if self.peek() not in ("{", "["):
            self.value()
            return
        depth = 0
        while True:
            token = _TOKEN.search(self._text, self._at)
            if token is None:
                self._at = len(self._text)
            elif token[0][0] == '"' and token.end() == len(self._text):  # it may go on in the next piece
                self._at = token.start()
                if len(token[0]) > self._longest:
                    raise BrokenError(f"a text is longer than {self._longest} characters")
            else:
                self._at = token.end()
                depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
                if depth == 0:
                    return
                continue
            if not self._fill():
                raise BrokenError("it ends in the middle of a value")

    def _more(self, end: str) -> bool:
        found = self.peek()
        if found not in (",", end) or not found:
            raise BrokenError(f", or {end} is expected, not {found or 'its end'}")
        self._at += 1
        return found == ","

    def _fill(self) -> bool:
        """Get more text, as much again as is waiting, so that a long value is not begun too often."""
        waiting = self._text[self._at :]
        more: list[str] = []
        size = 0
        while not self._ended and size <= len(waiting):
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
            else:
                more.append(piece)
                size += len(piece)
        self._text = waiting + "".join(more)
        self._at = 0
        return size > 0

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        made = dict(pairs)
        self.doubled += len(pairs) - len(made)
        return made


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text
