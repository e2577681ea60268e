"""Texts of an XML document, read by expat without any document type: no entity is ever declared, fetched or expanded.

Office documents and XMP packets need nothing that a document type declares, so one that has any is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat  # documents with a document type are refused, which is where entities would come from

from witnessbox.model.errors import UntrustedInputError

MAX_BYTES = 2 * 1024**2
"""Bytes of one XML document; those that hold an office document's properties have a few thousand."""

_MAX_DEPTH = 64
_MAX_TEXTS = 2000
_MAX_TEXT = 4000  # characters of one text
_FRAME = re.compile(r"^(?:rdf:|x:xmpmeta$|x:xapmeta$)")  # what XMP is wrapped in, not what it says
_SILENT = re.compile(r"^(?:xmlns|xml:|rdf:|x:|xsi:)")


@dataclass(slots=True)
class _Reader:
    stack: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0
    found: list[tuple[str, str]] = field(default_factory=list)

    def start(self, name: str, attributes: list[str]) -> None:
        if len(self.stack) >= _MAX_DEPTH:
            raise UntrustedInputError(f"an XML document is nested more than {_MAX_DEPTH} deep")
        self.stack.append(name)
        self.text, self.length = [], 0
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if not _SILENT.match(key):
                self.say(key, value)

    def characters(self, text: str) -> None:
        if self.length < _MAX_TEXT:
            self.text.append(text)
            self.length += len(text)

    def end(self, _name: str) -> None:
        if text := "".join(self.text).strip():
            self.say("", text)
        self.stack.pop()
        self.text, self.length = [], 0

    def say(self, attribute: str, value: str) -> None:
        if len(self.found) < _MAX_TEXTS:
            names = [name for name in self.stack if not _FRAME.match(name)] + [attribute] * bool(attribute)
            self.found.append((".".join(names[-2:]), value[:_MAX_TEXT]))


def xml_texts(data: bytes) -> list[tuple[str, str]]:
    """Every text and attribute of an XML document, in order, with the last two names that lead to it.

    A document that breaks off, as a cut-off file may hold it, gives what stands before the break.

    Raises:
        UntrustedInputError: it is larger than `MAX_BYTES`, nested too deeply, or has a document type.
    """
    if len(data) > MAX_BYTES:
        raise UntrustedInputError(f"an XML document is larger than {MAX_BYTES} bytes")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.characters
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data.strip(b" \t\r\n\0"), True)
    except expat.ExpatError:
        if not reader.found:
            raise UntrustedInputError("an XML document in it cannot be read") from None
    return reader.found


def _refuse(*_: object) -> NoReturn:
    raise UntrustedInputError("an XML document declares a document type, which none of its kind needs")
