"""Registering a source: its bytes go to the vault, or to the compartment where it is confidential."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from witnessbox.ledger.document import check_key
from witnessbox.ledger.texts import Span, at_spans, length
from witnessbox.model.acts import Operation
from witnessbox.model.claims import LedgerMoment
from witnessbox.model.edtf import parse_edtf
from witnessbox.model.errors import SourceUnreadableError, UnknownObjectError, UsageError
from witnessbox.model.ledger import ConfidentialSource, Source, SourceKind
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.files import storage_errors, write_all
from witnessbox.vault.keys import Signer
from witnessbox.vault.objects import BLOCK

ISOLATION = "text is decoded as UTF-8; nothing else of a source is opened"
MAX_CONFIDENTIAL = 32 * 2**20
"""Bytes of a confidential source: it is sealed to the compartment in one piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What a person says of a source.

    Attributes:
        id: key; empty: made from the file's name.
        kind: what it is.
        name: title.
        publisher: who published it.
        published: when, EDTF; must be a day or wider.
        url: where it was found.
        language: `en`, `ru`, …
        origin: key of the origin that it shares with other sources; empty: it is its own origin.
        confidential: whether all of it goes to the compartment.
        moment: moment of a sealed content that it is.
    """

    id: str = ""
    kind: SourceKind = SourceKind.DOCUMENT
    name: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    origin: str = ""
    confidential: bool = False
    moment: LedgerMoment | None = None


def key_from(file: Path) -> str:
    """A key made from a file's name."""
    return "-".join(file.stem.replace(":", " ").split()) or "source"


def register(
    case: Case, person: Signer, note: SourceNote, file: Path | None = None, text: Path | None = None
) -> Source:
    """Register a source; one that is there with the same bytes and notes is given back as it is.

    Args:
        case: an open case.
        person: who signs, a ledger keeper.
        note: what the person says of it.
        file: its bytes; None for a moment.
        text: its plain text, where the file itself is none.

    Raises:
        UsageError: the notes do not fit together, or another source has that key.
        SourceUnreadableError: a file cannot be read.
        UnknownObjectError: the content of a moment is not in the case.
        KeyProblemError: the person is no ledger keeper.
    """
    if (file is None) != (note.moment is not None):
        raise UsageError("a source is a file or a moment of a content: name FILE, or --moment CONTENT, not both")
    id_ = check_key(note.id or (key_from(file) if file is not None else ""), "--id")
    _check(note)
    with case.writing() as writer:
        made = _Making(case, writer, person, note, id_)
        return made.moment() if file is None else made.document(file, text)


def _check(note: SourceNote) -> None:
    if note.published:
        try:
            parse_edtf(note.published)
        except ValueError as error:
            raise UsageError(f"--date: {error}; write the day it was published, for example 2021-11-25") from error
    if note.origin:
        check_key(note.origin, "--origin")


class _Making:
    def __init__(self, case: Case, writer: Writer, person: Signer, note: SourceNote, id_: str) -> None:
        self.case, self.writer, self.person, self.note = case, writer, person, note
        self.source = Source(
            id=id_,
            kind=note.kind,
            name=note.name,
            publisher="" if note.confidential else note.publisher,
            published=note.published,
            url="" if note.confidential else note.url,
            language=note.language,
            origin=note.origin or id_,
        )

    def moment(self) -> Source:
        moment = self.note.moment
        if moment is None or self.writer.catalogue.content(moment.content) is None:
            content = "" if moment is None else moment.content
            raise UnknownObjectError(f"{content}: no such content in this case; `witnessbox items` lists them")
        source = replace(self.source, kind=SourceKind.MOMENT, moment=moment)
        return self._known(None) or self._close(source, self._open())

    def document(self, file: Path, text: Path | None) -> Source:
        if self.note.confidential:
            return self._confidential(file, text)
        known = self._known(file)
        if known is not None:
            return known
        opened = self._open()
        with storage_errors("keeping a source"):
            sha256, size, chars = self._keep(file)
            source = replace(self.source, sha256=sha256, size=size)
            if chars is not None and text is None:
                source = replace(source, text=sha256, text_size=size, chars=chars)
            elif text is not None:
                text_sha256, text_size, text_chars = self._keep(text)
                if text_chars is None:
                    raise UsageError(f"{text}: not UTF-8; write the text as plain text in UTF-8")
                source = replace(source, text=text_sha256, text_size=text_size, chars=text_chars)
        return self._close(source, opened)

    def _open(self) -> str:
        return self.writer.open_operation(Operation.LEDGER, self.person, isolation=ISOLATION)

    def _close(self, source: Source, opened: str) -> Source:
        objects = [sha256 for sha256, _ in source.objects()]
        self.writer.close_operation(opened, self.person, [[("source", source)]], objects=objects)
        return source

    def _known(self, file: Path | None) -> Source | None:
        """The same source, if it is there.

        Raises:
            UsageError: another one has its key, or it is there with other notes.
        """
        known = ledger.source(self.writer.catalogue, self.source.id)
        if known is None:
            return None
        same = known.moment == self.note.moment
        if file is not None and known.sha256 is not None:
            digest = hashlib.sha256()
            for block in _blocks(file):
                digest.update(block)
            same = digest.hexdigest() == known.sha256
        told = replace(self.source, kind=known.kind)
        names = ("name", "publisher", "published", "url", "language", "origin")
        other = [name for name in names if getattr(told, name) not in ("", getattr(known, name))]
        if same and known.receipt is None and other in ([], ["origin"]) and (not other or not self.note.origin):
            return known
        what = f"is there with another {', '.join(other)}" if same else "is the key of another source"
        raise UsageError(f"{known.id}: {what} (`witnessbox ledger show CASE {known.id}`); choose another key with --id")

    def _keep(self, file: Path) -> tuple[str, int, int | None]:
        """Copy a file into the vault; gives digest, size and, where it is UTF-8, code points."""
        objects = self.case.objects
        digest, size = hashlib.sha256(), 0
        descriptor, unfinished = objects.unfinished_file()
        try:
            for block in _blocks(file):
                digest.update(block)
                size += len(block)
                write_all(descriptor, block)
            os.fsync(descriptor)
            chars = length(descriptor)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        name = digest.hexdigest()
        if name in objects:
            unfinished.unlink()
        else:
            objects.place([(unfinished, name)])
        return name, size, chars

    def _confidential(self, file: Path, text: Path | None) -> Source:
        """Seal a source whole to the compartment; the records tell that it exists, and nothing of it."""
        if ledger.source(self.writer.catalogue, self.source.id) is not None:
            raise UsageError(f"{self.source.id}: a source has this key already; choose another one with --id")
        data = _small(file)
        words = data if text is None else _small(text)
        try:
            plain: str | None = words.decode("utf-8")
        except UnicodeDecodeError:
            plain = None
        opened = self._open()
        payload = ConfidentialSource(
            source=self.source.id,
            file_name=file.name,
            data=data,
            text=plain,
            publisher=self.note.publisher,
            url=self.note.url,
        )
        receipt = self.case.compartment.seal(self.case.created.compartment_recipient, payload)
        return self._close(replace(self.source, receipt=receipt), opened)


def _blocks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb", buffering=0) as opened:
            while block := opened.read(BLOCK):
                yield block
    except OSError as error:
        raise SourceUnreadableError(f"{file}: cannot be read ({error.strerror}); check the path") from error


def words_at(case: Case, source: Source, spans: list[Span]) -> dict[Span, str] | None:
    """The words of a source at some spans; None where it has no text outside of the compartment."""
    if source.text is None:
        return None
    descriptor = case.objects.open(source.text)
    try:
        return at_spans(descriptor, spans)
    finally:
        os.close(descriptor)


def _small(file: Path) -> bytes:
    data = b"".join(_blocks(file))
    if len(data) > MAX_CONFIDENTIAL:
        raise UsageError(
            f"{file}: a confidential source has {MAX_CONFIDENTIAL // 2**20} MB at most; give a shorter one"
        )
    return data
