"""Writing an export: streamed to a new file, and said in the log before it appears under its name."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from witnessbox.ledger.exports import geo, hearings, table
from witnessbox.ledger.exports.ftm import STATEMENT_COLUMNS, ftm_entities, statements
from witnessbox.ledger.exports.leaving import FOR_THE_PUBLIC, Leaving
from witnessbox.ledger.exports.schema import FORMAT, ledger_schema
from witnessbox.ledger.exports.seeing import Seen
from witnessbox.ledger.exports.view import View
from witnessbox.model.codec import to_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import Identity
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors
from witnessbox.vault.keys import Signer
from witnessbox.vault.ledger_lists import keep_little

_UNFINISHED = ".unfinished"


class LedgerForm(StrEnum):
    """Forms in which the ledger can be written."""

    FTM = "ftm"
    FTM_STATEMENTS = "ftm-statements"
    CSV = "csv"
    GEOJSON = "geojson"
    ICAL = "ical"
    JSON = "json"
    JSON_SCHEMA = "json-schema"
    """What `json` holds, as a JSON Schema; the same for every case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerExport:
    """What is exported, for whom and why.

    Attributes:
        form: the form.
        leaving: for whom and why.
        at: when it is made, UTC; consents are asked as of that day.
        identities: who is behind the pseudonyms of the compartment, to leave their names out; None where nobody
            opened it.
    """

    form: LedgerForm
    leaving: Leaving = FOR_THE_PUBLIC
    at: datetime.datetime
    identities: tuple[Identity, ...] | None = None

    @property
    def seen(self) -> Seen:
        """Who may see what of it."""
        return Seen(
            audience=self.leaving.audience,
            today=self.at.date(),
            reviewed=self.leaving.reviewed,
            identities=self.identities,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerWritten:
    """What was written.

    Attributes:
        copy: SHA-256 of the file.
        size: its bytes.
        entry: the entry of the log that says so.
        blind: whether all words were left out, because names lie in the compartment that nobody opened.
    """

    copy: str
    size: int
    entry: str
    blind: bool


def export_ledger(case: Case, out: Path, person: Signer, request: LedgerExport) -> LedgerWritten:
    """Write the ledger in a form, and say so in the log.

    Args:
        case: an open case.
        out: file to make; must not exist, its folder must.
        person: who exports; a custodian.
        request: what, for whom and why.

    Raises:
        UsageError: something lies at `out`, or a suspect to be named is nobody.
        KeyProblemError: the person may not export.
        StorageError: the file or the log could not be written; nothing was exported.
    """
    out = Path(os.path.abspath(out))
    if os.path.lexists(out):
        raise UsageError(f"{out}: there is something already; name a new file")
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent}: no folder; make it first, or name another place")
    with case.writing() as writer:
        leaving = request.leaving
        said = leaving.said(f"ledger {request.form.value}")
        writer.require(Kind.EXPORTED, person, said)
        keep_little(writer.catalogue)
        view = request.seen.view(case)
        unfinished = out.with_name(out.name + _UNFINISHED)
        with storage_errors(f"writing {out}"):
            try:
                copy, size = _written(unfinished, pieces(view, request))
                entry = writer.append(Kind.EXPORTED, replace(said, copy=copy), person)
                unfinished.rename(out)
            finally:
                unfinished.unlink(missing_ok=True)
    return LedgerWritten(copy=copy, size=size, entry=entry.digest, blind=view.blind)


def _written(path: Path, texts: Iterable[str]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for text in texts:
            data = text.encode("utf-8", "surrogatepass")
            digest.update(data)
            size += file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def pieces(view: View, request: LedgerExport) -> Iterator[str]:
    """The text of an export, piece by piece: a ledger may be larger than memory."""
    return _FORMS[request.form](view, request)


def _ftm(view: View, _: LedgerExport) -> Iterator[str]:
    for entity in ftm_entities(view):
        yield json.dumps(entity.line(), ensure_ascii=True) + "\n"


def _ftm_statements(view: View, _: LedgerExport) -> Iterator[str]:
    rows = (row for entity in ftm_entities(view) for row in statements(entity))
    return _csv(STATEMENT_COLUMNS, rows, unix=True)


def _table(view: View, _: LedgerExport) -> Iterator[str]:
    return _csv(table.COLUMNS, table.rows(view), unix=False)


def _csv(columns: Iterable[str], rows: Iterable[dict[str, str]], *, unix: bool) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, tuple(columns), dialect=csv.unix_dialect if unix else csv.excel)
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _geojson(view: View, _: LedgerExport) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    yield from _between("\n", ",\n", geo.features(view))
    yield "\n]}\n"


def _ical(view: View, request: LedgerExport) -> Iterator[str]:
    yield hearings.BEGIN
    yield from hearings.court_days(view, request.at)
    yield hearings.END


def _json(view: View, request: LedgerExport) -> Iterator[str]:
    yield f'{{"format":"{FORMAT}","audience":"{request.leaving.audience.value}"'
    for name, records in (("sources", view.sources()), ("entities", view.entities())):
        yield f',\n"{name}":['
        yield from _between("\n", ",\n", (json.dumps(to_json(record)) for record in records))
        yield "\n]"
    yield ',\n"claims":['
    rows = ({"claim": to_json(row.claim), "standing": row.status.value} for row in view.claims())
    yield from _between("\n", ",\n", (json.dumps(row) for row in rows))
    yield "\n]}\n"


def _between(first: str, mark: str, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield first + text
        first = mark


_FORMS: dict[LedgerForm, Callable[[View, LedgerExport], Iterator[str]]] = {
    LedgerForm.FTM: _ftm,
    LedgerForm.FTM_STATEMENTS: _ftm_statements,
    LedgerForm.CSV: _table,
    LedgerForm.GEOJSON: _geojson,
    LedgerForm.ICAL: _ical,
    LedgerForm.JSON: _json,
    LedgerForm.JSON_SCHEMA: lambda _, __: iter([json.dumps(ledger_schema(), indent=1) + "\n"]),
}
