"""The report as one HTML file: no script, nothing from outside, made to be printed."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib import resources

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
    Style,
    Table,
    Verbatim,
    Words,
)

_TAGS = {Style.NAME: "code", Style.CODE: "code", Style.STRONG: "strong", Style.SMALL: "small"}


def as_html(paper: Paper) -> bytes:
    """Lay a paper out as HTML; the same paper gives the same bytes."""
    style = resources.files(__package__).joinpath("paper.css").read_text("utf-8")
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"
    body = "\n".join(_part(part) for part in paper.parts)
    return (
        f'<!doctype html>\n<html lang="{paper.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(paper.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f"<header><h1>{escape(paper.title)}</h1>\n<p>{escape(paper.subtitle)}</p></header>\n{body}\n"
        "</main>\n</body>\n</html>\n"
    ).encode()


def _part(part: Part) -> str:
    match part:
        case Heading(text=text):
            return f"<h2>{escape(text)}</h2>"
        case Paragraph(text=text, style=Style.PLAIN):
            return f"<p>{escape(text)}</p>"
        case Paragraph(text=text, style=style):
            return f'<p class="{style}">{escape(text)}</p>'
        case Fields(rows=rows):
            return "<dl>" + "\n".join(f"<dt>{escape(name)}</dt><dd>{_cell(cell)}</dd>" for name, cell in rows) + "</dl>"
        case Table():
            return _table(part)
        case Words(words=words):
            return '<ol class="words">' + "".join(f"<li>{escape(word)}</li>" for word in words) + "</ol>"
        case Bullets(texts=texts):
            return "<ul>" + "".join(f"<li>{_ticks(text)}</li>" for text in texts) + "</ul>"
        case Verbatim(text=text):
            return f"<pre>{escape(text)}</pre>"
        case ByHand(labels=labels):
            return '<div class="hand">' + "".join(f"<p>{escape(label)}</p>" for label in labels) + "</div>"


def _table(table: Table) -> str:
    def cells(row: tuple[Cell, ...]) -> str:
        return "".join(
            f'<td class="number">{_cell(cell)}</td>' if column in table.numbers else f"<td>{_cell(cell)}</td>"
            for column, cell in enumerate(row)
        )

    head = "".join(
        f'<th scope="col" class="number">{escape(name)}</th>'
        if column in table.numbers
        else f'<th scope="col">{escape(name)}</th>'
        for column, name in enumerate(table.head)
    )
    rows = "\n".join(f"<tr>{cells(row)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _cell(cell: Cell) -> str:
    return "<br>".join(_line(line) for line in cell)


def _line(line: Line) -> str:
    """One line; text from outside stands apart, so that its direction turns nothing around it."""
    text = f"<bdi>{escape(line.text)}</bdi>"
    tag = _TAGS.get(line.style)
    return text if tag is None else f"<{tag}>{text}</{tag}>"


def _ticks(text: str) -> str:
    """What stands between backquotes is a command."""
    pieces = text.split("`")
    return "".join(f"<code>{escape(each)}</code>" if index % 2 else escape(each) for index, each in enumerate(pieces))
