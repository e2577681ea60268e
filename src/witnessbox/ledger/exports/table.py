"""CSV: a claim a row, and back. Cells that a spreadsheet would run as formulas are disarmed, reversibly."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import cast

from witnessbox.ledger.exports.dates import plain_dates
from witnessbox.ledger.exports.imported import Imported
from witnessbox.ledger.exports.view import View
from witnessbox.model.canonical import Json
from witnessbox.model.claims import Claim
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UsageError
from witnessbox.vault.ledger import ClaimRow

_PLAIN = "id version source standing type kind event core position place hedge status notes".split()
_DATE = "date_edtf date_as_written date_basis date_precision date start end".split()
_COUNT = "count count_upper count_unit count_qualifier".split()
_NESTED = "participants attribution inferred_fields quotes relations proposer".split()
COLUMNS = (*_PLAIN, *_DATE, *_COUNT, *_NESTED)
"""Columns of the table. `date`, `start` and `end` are what may be said without doubt; `date_edtf` is the date."""

_ARMED = ("=", "+", "-", "@", "\t", "\r", "'")
MAX_CELL = 2**24
csv.field_size_limit(MAX_CELL)


def rows(view: View) -> Iterator[dict[str, str]]:
    """A row for each claim."""
    return map(row_of, view.claims())


def row_of(row: ClaimRow) -> dict[str, str]:
    """One claim as a row of cells."""
    claim, dates = row.claim, plain_dates(row.claim)
    cells: dict[str, str | None] = {name: _text(getattr(claim, name)) for name in _PLAIN if name != "standing"}
    cells["standing"] = row.status.value
    if claim.date is not None:
        for name in ("edtf", "as_written", "basis", "precision"):
            cells[f"date_{name}"] = str(getattr(claim.date, name))
    cells |= {"date": dates.date, "start": dates.start, "end": dates.end}
    if claim.count is not None:
        cells["count"] = str(claim.count.value)
        cells["count_upper"] = _text(claim.count.upper)
        cells["count_unit"] = claim.count.unit
        cells["count_qualifier"] = claim.count.qualifier.value
    for name in _NESTED:
        value = getattr(claim, name)
        cells[name] = None if not value else json.dumps(to_json(value), ensure_ascii=False)
    return {name: _disarmed(cells.get(name) or "") for name in COLUMNS}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return "yes" if value is True else "no" if value is False else str(value)


def _disarmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ARMED) else cell


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ARMED) else cell


def read_table(lines: Iterable[str], name: str) -> Imported:
    """Read claims from a table as it is written here; columns may be missing or stand in another order.

    Raises:
        UsageError: there is no column for id, type or hedge, or a row is no claim; the message names the row.
    """
    lines = iter(lines)
    try:
        head = next(lines, "")
        reader = csv.DictReader(itertools.chain((head,), lines), delimiter=_delimiter(head))
        columns = reader.fieldnames or []
        if missing := {"id", "type", "hedge"} - set(columns):
            raise UsageError(f"{name}: has no column {', '.join(sorted(missing))}; export a table to see its columns")
        claims = tuple(_claim(row, f"{name}, row {number}") for number, row in enumerate(reader, start=2))
    except csv.Error as error:
        raise UsageError(f"{name}: no table ({error}); save it as CSV") from error
    left_out = sorted(set(columns) - set(COLUMNS))
    return Imported(claims=claims, left_out=tuple(f"column {column}" for column in left_out if column))


def _delimiter(head: str) -> str:
    """What stands between cells: spreadsheets write semicolons or tabulators in countries with a decimal comma."""
    return max(",;\t", key=head.count)


def _claim(row: dict[str, str | None], where: str) -> Claim:
    cells = {name: _armed(row.get(name) or "") for name in COLUMNS}
    try:
        value: dict[str, Json] = {
            "id": cells["id"],
            "version": _number(cells, "version") if cells["version"] else 1,
            "source": cells["source"] or cells["id"].partition(":")[0],
            "type": cells["type"],
            "kind": cells["kind"] or "event",
            "event": cells["event"] or cells["id"],
            "core": cells["core"] != "no",
            "hedge": cells["hedge"],
            "moments": [],
        }
        for name in ("position", "place", "status", "notes"):
            value[name] = cells[name] or None
        for name in _NESTED:
            blank: Json = None if name == "proposer" else []
            value[name] = cast("Json", json.loads(cells[name])) if cells[name] else blank
        value["date"] = _date(cells)
        value["count"] = _count(cells)
        return from_json(Claim, value)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: {error}; mend the row") from error


def _date(cells: dict[str, str]) -> Json:
    if not cells["date_edtf"]:
        return None
    return {name: cells[f"date_{name}"] for name in ("edtf", "as_written", "basis", "precision")}


def _number(cells: dict[str, str], name: str) -> int:
    text = cells[name].strip()
    if not re.fullmatch("[0-9]{1,15}", text):
        raise ValueError(f"{name}: {text[:40]!r} is no whole number")
    return int(text)


def _count(cells: dict[str, str]) -> Json:
    if not cells["count"]:
        return None
    return {
        "value": _number(cells, "count"),
        "unit": cells["count_unit"],
        "qualifier": cells["count_qualifier"] or "exact",
        "upper": _number(cells, "count_upper") if cells["count_upper"] else None,
    }
