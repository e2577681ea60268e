"""The report as PDF/A: set by Typst out of data, with the typefaces it brings, without any file or network.

Typst sees names only as strings inside JSON, and of those only letters and signs that its typefaces hold; all others
are escaped before. So a name is neither markup nor code, nothing of it can be missing on paper, and text that needs
shaping (Arabic, Indic) never reaches its shaper.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib import resources

import typst

from witnessbox.intake.paper import (
    Bullets,
    ByHand,
    Cell,
    Fields,
    Heading,
    Line,
    Paper,
    Paragraph,
    Part,
    Table,
    Verbatim,
    Words,
)
from witnessbox.model.canonical import Json
from witnessbox.model.errors import WitnessboxError
from witnessbox.model.shown import escaped
from witnessbox.vault.case import PROGRAM

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2): everything is inside, and readable as text; PDF/UA-1 (ISO 14289-1): read aloud in order."""
SETTABLE = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x36F),
    (0x384, 0x38A),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x477),
    (0x48C, 0x4C4),
    (0x4CF, 0x4F9),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x2037),
    (0x2039, 0x203F),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x20A0, 0x20B5),
    (0x20BD, 0x20BD),
    (0x2116, 0x2117),
    (0x2122, 0x2122),
    (0x2190, 0x222E),
    (0x2500, 0x25FF),
)
"""Characters that both typefaces together hold, first and last of each range (found by setting each, as PDF/A)."""
_SETTABLE = frozenset(code for first, last in SETTABLE for code in range(first, last + 1))
_ONE_PAGE = 1500
"""Characters that fit on a page in any column."""
_LONG_WORD = re.compile(r"[^ ]{25,}")
_PIECE = re.compile(r".{1,6}[\u0300-\u036f\u0483-\u0489]*", re.DOTALL)
"""A piece of such a word; marks stay with their letter."""


class TypesettingError(WitnessboxError):
    """Typst could not set a paper: a mistake in this program."""


def as_pdf(paper: Paper) -> bytes:
    """Lay a paper out as PDF; the same paper gives the same bytes.

    Raises:
        TypesettingError: it could not be set.
    """
    made = datetime.fromtimestamp(paper.made, UTC)
    data: dict[str, Json] = {
        "language": paper.language,
        "title": _settable(paper.title),
        "subtitle": _settable(paper.subtitle),
        "page": paper.page,
        "program": PROGRAM,
        "made": {
            "year": made.year,
            "month": made.month,
            "day": made.day,
            "hour": made.hour,
            "minute": made.minute,
            "second": made.second,
        },
        "parts": [_part(part, then) for part, then in zip(paper.parts, (*paper.parts[1:], None), strict=True)],
    }
    try:
        return typst.compile(
            resources.files(__package__).joinpath("paper.typ").read_bytes(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"paper": json.dumps(data)},
            pdf_standards=STANDARDS,
            timestamp=paper.made,
        )
    except typst.TypstError as error:
        raise TypesettingError(
            f"the report cannot be set as PDF: {error}; HTML needs no setting: name an .html file"
        ) from error


def _settable(text: str) -> str:
    return "".join(each if ord(each) in _SETTABLE else escaped(each) for each in text)


def _runs(text: str) -> list[Json]:
    """Text in which words that are longer than a column may be are given in pieces."""
    runs: list[Json] = []
    at = 0
    for found in _LONG_WORD.finditer(_settable(text)):
        runs.append(found.string[at : found.start()])
        runs.append([piece.group() for piece in _PIECE.finditer(found.group())])
        at = found.end()
    runs.append(_settable(text)[at:])
    return [run for run in runs if run]


def _line(line: Line) -> Json:
    return {"style": line.style.value, "runs": _runs(line.text)}


def _cell(cell: Cell) -> Json:
    return [_line(line) for line in cell] or [_line(Line(text=""))]


def _breaks(row: tuple[Cell, ...]) -> bool:
    """Whether a row may be broken over two pages: one that might fill a whole page must be."""
    return sum(len(_settable(line.text)) for cell in row for line in cell) > _ONE_PAGE


def _part(part: Part, then: Part | None) -> Json:
    """One part; a paragraph stays on the page of the table that it leads to."""
    match part:
        case Heading(text=text):
            return {"kind": "heading", "text": _settable(text)}
        case Paragraph(text=text, style=style):
            leads = isinstance(then, Table | Verbatim | Bullets)
            return {"kind": "paragraph", "text": _settable(text), "style": style.value, "leads": leads}
        case Fields(rows=rows):
            return {"kind": "fields", "rows": [[_settable(name), _cell(cell)] for name, cell in rows]}
        case Table():
            return {
                "kind": "table",
                "head": [_settable(name) for name in part.head],
                "widths": list(part.widths),
                "numbers": list(part.numbers),
                "rows": [{"cells": [_cell(cell) for cell in row], "breaks": _breaks(row)} for row in part.rows],
            }
        case Words(words=words):
            return {"kind": "words", "words": [_settable(word) for word in words]}
        case Bullets(texts=texts):
            return {"kind": "bullets", "texts": [list(_settable(text).split("`")) for text in texts]}
        case Verbatim(text=text):
            return {"kind": "verbatim", "lines": [_runs(line) for line in text.split("\n")]}
        case ByHand(labels=labels):
            return {"kind": "by hand", "labels": [_settable(label) for label in labels]}
