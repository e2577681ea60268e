"""What the forms of export share: what is asked for, files written line by line, contents copied and hashed again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from witnessbox.intake.copying import extents
from witnessbox.intake.export_names import readable
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UnknownObjectError, VerificationError
from witnessbox.model.items import Access, Content, Item
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import SealedRow
from witnessbox.vault.files import write_all
from witnessbox.vault.objects import BLOCK

_ZEROS = bytes(BLOCK)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GATHERED = 256 * 1024
"""Bytes of lines gathered before they are written."""


class ExportForm(StrEnum):
    """Standard forms in which sealed originals, or their description, are written out."""

    BAGIT = "bagit"
    OCFL = "ocfl"
    DFXML = "dfxml"
    CASE = "case"
    SHA256SUMS = "sha256sums"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What a person asks for.

    Attributes:
        form: in which form.
        acquisition: number of the one acquisition that is wanted, None for all finished ones.
        digests: whether the person decided that raw digests of originals may leave the case.
        recipient: for whom, may be empty.
        purpose: what for, may be empty.
        legal_basis: on what ground, may be empty.
    """

    form: ExportForm
    acquisition: int | None = None
    digests: bool = False
    recipient: str = ""
    purpose: str = ""
    legal_basis: str = ""


class Export:
    """One export on its way: where it comes from, where it goes, what was counted.

    Args:
        case: the case.
        target: the folder to make, or the file to write; nothing lies there yet.
        request: what a person asked for.
        person: name of who exports.
        advance: told the bytes of each piece of a content that is done.

    Attributes:
        items: items listed so far.
        contents: files that were written with the bytes of a content.
        size: their bytes.
        withheld: items whose content may not be exported.
    """

    def __init__(
        self, case: Case, target: Path, request: ExportRequest, person: str, advance: Callable[[int], None]
    ) -> None:
        self.case, self.target, self.request, self.person = case, target, request, person
        self.made = datetime.now(UTC).replace(microsecond=0)
        self.items = 0
        self.contents = 0
        self.size = 0
        self.withheld = 0
        self.advance = advance

    def rows(self, *, by_content: bool = False) -> Iterator[SealedRow]:
        """What is to be exported; counts it."""
        for row in self.case.catalogue.sealed_items(self.request.acquisition, by_content=by_content):
            self.items += 1
            self.withheld += is_withheld(row)
            yield row

    def copy(self, content: Content, path: Path, item: Item) -> None:
        """Copy a content to a new file, hashing every byte.

        Raises:
            VerificationError: the object is missing, or its bytes are not those that its name says.
        """
        name = f"{readable(item.path)} ({content.sha256})"
        advice = f"nothing was exported; `witnessbox verify {self.case.path}` names all damage"
        if content.encoding != "identity":
            raise VerificationError(f"{name}: stored as {content.encoding}, which this version cannot write out")
        try:
            source = self.case.objects.open(content.sha256)
        except UnknownObjectError as error:
            raise VerificationError(f"{name}: the object is missing from the case; {advice}") from error
        try:
            target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            try:
                copied = self._bytes(source, target)
            finally:
                os.close(target)
        finally:
            os.close(source)
        if copied != content.sha256:
            raise VerificationError(f"{name}: the object is damaged, its bytes have the digest {copied}; {advice}")
        self.contents += 1
        self.size += content.size

    def _bytes(self, source: int, target: int) -> str:
        """Copy all bytes, holes as holes; returns their digest."""
        digest = hashlib.sha256()
        status = os.fstat(source)
        size = status.st_size
        sparse = status.st_blocks * 512 < size
        buffer = memoryview(bytearray(BLOCK))
        for start, end, holds_data in extents(source, size) if sparse else [(0, size, True)]:
            position = start
            while position < end:
                length = min(BLOCK, end - position)
                if holds_data:
                    length = os.preadv(source, [buffer[:length]], position)
                    if length == 0:
                        break
                    digest.update(buffer[:length])
                    if sparse:
                        os.lseek(target, position, os.SEEK_SET)
                    write_all(target, buffer[:length])
                else:
                    digest.update(_ZEROS[:length])
                position += length
                self.advance(length)
        if sparse:
            os.ftruncate(target, size)
        return digest.hexdigest()


class LineFile:
    """A new file that is written piece by piece, hashed as it grows.

    Args:
        path: where; must not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._digest = hashlib.sha256()
        self._gathered = bytearray()

    def write(self, data: bytes) -> None:
        """Add some bytes."""
        self._gathered += data
        if len(self._gathered) >= _GATHERED:
            self._flush()

    def close(self) -> str:
        """Write what is gathered and close; returns the SHA-256 of the whole."""
        try:
            self._flush()
        finally:
            self.abandon()
        return self._digest.hexdigest()

    def abandon(self) -> None:
        """Close without another word, after an error; a second time it does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> LineFile:
        return self

    def __exit__(self, *error: object) -> None:
        self.abandon()

    def _flush(self) -> None:
        self._digest.update(self._gathered)
        write_all(self._file, bytes(self._gathered))
        self._gathered.clear()


def write_file(path: Path, data: bytes) -> str:
    """Write a small new file; returns its SHA-256."""
    with LineFile(path) as file:
        file.write(data)
        return file.close()


def is_withheld(row: SealedRow) -> bool:
    """Whether the content of an item may not be exported."""
    return row.content is not None and row.content.access is not Access.OPEN


def item_json(row: SealedRow, place: str | None) -> dict[str, Json]:
    """All that is known of one item; with `place`, where its bytes lie in the export."""
    item, content = row.item, row.content
    return {
        "path": readable(item.path),
        "path_bytes": to_json(item.path),
        "parent": item.parent,
        "sha256": item.content,
        "size": item.size,
        "kind": item.kind.value,
        "outcome": item.outcome.value,
        "reason": item.reason,
        "file": place,
        "withheld": content.access.value if content is not None and is_withheld(row) else None,
        "mime": None if content is None else content.format.mime,
        "times": to_json(item.times),
        "attributes": to_json(item.attributes),
        "recovery": None if item.recovery is None else item.recovery.value,
        "missing": to_json(item.missing),
        "runs": to_json(item.runs),
        "trove": item.trove_id,
        "acquisition": row.number,
    }


def item_line(row: SealedRow, place: str | None) -> bytes:
    """The same as one line of JSON, ASCII only."""
    return json.dumps(item_json(row, place)).encode("ascii") + b"\n"


_COLUMNS = ("file", "path", "container", "size", "sha256", "outcome", "reason", "modified", "withheld", "path_base64")


def table_head() -> bytes:
    """First line of the table for people, with the mark by which spreadsheets know UTF-8."""
    return "\ufeff".encode() + _csv(_COLUMNS)


def table_line(row: SealedRow, place: str | None) -> bytes:
    """One item as a line of that table; the exact record is in the JSON lines."""
    item = row.item
    moment = date_time(item.times.modified, local=item.times.local)
    return _csv(
        (
            place or "",
            readable(item.path),
            item.parent or "",
            str(item.size),
            item.content or "",
            item.outcome.value + (f", {item.recovery}" if item.recovery else ""),
            item.reason or "",
            moment or "",
            row.content.access.value if row.content is not None and is_withheld(row) else "",
            str(to_json(item.path)),
        )
    )


def _csv(cells: tuple[str, ...]) -> bytes:
    """One line; a cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    safe = (f"'{cell}" if cell[:1] in tuple("=+-@\t\r") else cell for cell in cells)
    csv.writer(text, lineterminator="\r\n").writerow(safe)
    return text.getvalue().encode("utf-8", "replace")


def date_time(nanoseconds: str | None, *, local: bool) -> str | None:
    """A time of the file system as ISO 8601 with as many digits as it has; without zone where none is known.

    None where there is none, or where it lies outside the years 1 to 9999.
    """
    if nanoseconds is None:
        return None
    seconds, rest = divmod(int(nanoseconds), 10**9)
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    digits = f".{rest:09}".rstrip("0") if rest else ""
    return f"{moment.strftime('%Y').zfill(4)}{moment.strftime('-%m-%dT%H:%M:%S')}{digits}{'' if local else 'Z'}"
