"""A document in, proposals out, paragraph by paragraph."""

from __future__ import annotations

import codecs
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from witnessbox.ledger.reading.building import Builder, without_echoes
from witnessbox.ledger.reading.framing import Framing
from witnessbox.ledger.reading.parts import Extent, Reading
from witnessbox.ledger.reading.reader_english import EnglishReader
from witnessbox.ledger.reading.texts import Paragraph, paragraphs, pieces_of
from witnessbox.ledger.relative_dates import anchor_day, find_dates
from witnessbox.model.edtf import Edtf
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.proposals import Proposal
from witnessbox.model.vocabulary import ClaimKind, ClaimType

LANGUAGES = ("en", "ru")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_USUAL = "utf-8 and windows-1251 are usual"
_BLOCK = 2**20
"""Bytes that are read at once."""
_SAMPLE = 20_000
"""Code points that tell the language."""


class Reader(Protocol):
    """What reads the sentences of one language."""

    language: str

    def extents(self, paragraph: Paragraph) -> list[Extent]: ...

    def read(self, paragraph: Paragraph, extent: Extent, surnames: set[str], dates: tuple[Extent, ...]) -> Reading: ...


def language_of(text: str) -> str:
    """The language that most letters of the first pages belong to."""
    sample = text[:_SAMPLE]
    return "ru" if len(_CYRILLIC.findall(sample)) > len(_LATIN.findall(sample)) else "en"


def propose(text: str, anchor: str, *, language: str | None = None) -> tuple[Proposal, ...]:
    """Every claim that the rules find in a document.

    Args:
        text: the document; spans are counted in its code points.
        anchor: the day that relative dates count from, `YYYY-MM-DD`; a person entered it.
        language: `en` or `ru`, None to tell it by the letters.

    Raises:
        UsageError: no rules read that language.
        ModelMissingError: the weights that read Russian are not installed.
    """
    return tuple(stream(pieces_of(text), anchor, language=language))


def stream(pieces: Iterable[tuple[int, str]], anchor: str, *, language: str | None = None) -> Iterator[Proposal]:
    """What `propose` finds, paragraph by paragraph: memory does not grow with the text.

    Args:
        pieces: stretches of the document in their order, each with the code point at which it begins.
        anchor: as for `propose`.
        language: as for `propose`.
    """
    all_pieces = iter(pieces)
    first = next(all_pieces, (0, ""))
    chosen = language or language_of(first[1])
    reader = reader_of(chosen)
    builder = Builder(chosen, anchor)
    try:
        day = anchor_day(anchor)
    except ValueError as error:
        raise UsageError(f"--date: {error}; enter it as YYYY-MM-DD") from error
    headlines: list[Proposal] = []
    seen: set[ClaimType] = set()
    framing = Framing()
    told_last: Edtf | None = None
    for number, paragraph in enumerate(paragraphs(itertools.chain([first], all_pieces))):
        found: list[Proposal] = []
        times = list(find_dates(paragraph.text, day, chosen, told_last))
        told_last = next((each.told for each in reversed(times) if each.told is not None), told_last)
        dated = {(each.start, each.end): each.date for each in times}
        framing.enter(paragraph, dated, anchor)
        builder.enter(framing)
        sentences_here = reader.extents(paragraph)
        for extent in sentences_here:
            reading = reader.read(paragraph, extent, builder.memory.surnames, tuple(dated))
            if reading.backward is not None and found:
                found = builder.attributed(paragraph, reading.backward, found)
            found.extend(builder.sentence(paragraph, reading, dated))
        found = without_echoes(found)
        if number < 3 and len(sentences_here) == 1 and _headline(paragraph.text):
            headlines.extend(found)
            continue
        seen.update(each.type for each in found)
        yield from found
    yield from (each for each in headlines if each.type not in seen or each.kind is ClaimKind.RELATION)


def pieces_of_file(descriptor: int, name: str, encoding: str = "utf-8") -> Iterator[tuple[int, str]]:
    """A file's text in stretches, decoded strictly.

    Args:
        descriptor: of the open file.
        name: for messages.
        encoding: a name that Python knows, for text only.

    Raises:
        UsageError: no such encoding, or the bytes are none of it; the message says what to do.
        SourceUnreadableError: the file cannot be read to its end.
    """
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        is_text = isinstance(decoder.decode(b"", final=False), str)
    except (LookupError, TypeError, ValueError) as error:
        raise UsageError(f"--encoding {encoding}: not an encoding of text; {_USUAL}") from error
    if not is_text:
        raise UsageError(f"--encoding {encoding}: not an encoding of text; {_USUAL}")
    at = read = 0
    while True:
        try:
            data = os.read(descriptor, _BLOCK)
            text = decoder.decode(data, final=not data)
        except OSError as error:
            raise SourceUnreadableError(
                f"{name}: cannot be read to its end ({error.strerror}); check the disk"
            ) from error
        except UnicodeError as error:
            raise UsageError(
                f"{name}: not text in {encoding} (near byte {read}); name its encoding with "
                "--encoding, or give its plain text"
            ) from error
        read += len(data)
        if text:
            yield at, text
            at += len(text)
        if not data:
            return


def _headline(text: str) -> bool:
    """A first line without a stop: what it says in short, the text says at length."""
    return len(text) < 160 and not text.rstrip().endswith((".", "!", "?", '"', "»", ":", ";"))


def reader_of(language: str) -> Reader:
    """The rules of a language."""
    if language == "en":
        return EnglishReader()
    if language == "ru":
        from witnessbox.ledger.reading.reader_russian import RussianReader  # noqa: PLC0415  a second, only when needed

        return RussianReader()
    raise UsageError(f"no rules read {language!r}: choose one of {', '.join(LANGUAGES)}, or enter the claims by hand")
