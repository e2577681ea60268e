"""Markup of the pages: every text is escaped here, and nothing in it can turn the line or hide."""

from __future__ import annotations

import functools
import hashlib
import html
import re
from collections.abc import Iterable, Sequence

from witnessbox.ledger.pages.texts import Texts

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
"""Content Security Policy: one style sheet beside the pages, and nothing else; nothing runs."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Characters that HTML may not hold, that nobody sees, or that turn the direction of what follows. Marks that scripts
need (the joiners, the left-to-right and right-to-left marks) and blanks that do not break stay."""

_WEB = re.compile(r"https?://[!-~]+", re.IGNORECASE)


@functools.lru_cache(maxsize=4_096)  # our own words come again and again
def e(words: str) -> str:
    """Text as markup; what nobody can see is shown as its number."""
    if not words.isascii() or not words.isprintable():
        words = _UNSEEN.sub(_visible, words)
    return html.escape(words)


def _visible(found: re.Match[str]) -> str:
    return f"[U+{ord(found.group()):04X}]"


def word(text: str) -> str:
    """Somebody else's words within a line of ours: their direction stays their own."""
    return f"<bdi>{e(text)}</bdi>"


def code(text: str, *, whole: bool = False) -> str:
    """An id, a date in EDTF, or another text for machines; one that is whole stays on one line."""
    return f'<code{" class=day" if whole else ""} dir="ltr">{e(text)}</code>'


def said(text: str, language: str = "") -> str:
    """Words of a source, as a block of their own."""
    lang = f' lang="{e(language)}"' if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", language) else ""
    return f'<blockquote dir="auto"{lang}>{e(text)}</blockquote>'


def web(address: str) -> str:
    """An address: a link where it leads to the web, else plain text."""
    if not _WEB.fullmatch(address):
        return code(address)
    return f'<a href="{e(address)}" rel="noreferrer nofollow external">{code(address)}</a>'


def link(target: str, text: str) -> str:
    """A link within the pages; the text is markup already."""
    return f'<a href="{e(target)}">{text}</a>'


def bullets(members: Iterable[str]) -> str:
    """A list of what is markup already."""
    return "<ul>" + "".join(f"<li>{member}</li>" for member in members) + "</ul>"


def terms(rows: Iterable[tuple[str, str]]) -> str:
    """Terms of ours and what stands for them, which is markup already; rows without it are left out."""
    return "<dl>" + "".join(f"<div><dt>{e(name)}</dt><dd>{value}</dd></div>" for name, value in rows if value) + "</dl>"


def table(id_: str, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are markup already, the first of each row names it.

    Args:
        id_: unique in the page.
        caption: what it shows.
        heads: of the columns.
        rows: cells.
    """
    # On a narrow page the style sheet sets the cells under each other, so the roles that this would lose are named.
    head = "".join(f'<th role="columnheader" scope="col">{e(each)}</th>' for each in heads)
    names = [f'<td role="cell" data-head="{e(each)}">' for each in heads[1:]]
    body = "".join(
        f'<tr role="row"><th role="rowheader" scope="row">{first}</th>'
        + "".join(f"{name}{cell}</td>" for name, cell in zip(names, rest, strict=True))
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<table role="table" aria-labelledby="{id_}"><caption id="{id_}">{e(caption)}</caption><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def short_hash(text: str) -> str:
    """A name for files and anchors that stays the same for the same text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Frame:
    """What stands around the content of a page, for one language and one depth of folders.

    Args:
        texts: of the language.
        depth: how many folders below the top the page lies.
        menu: file (below the folder of the language) and title of each main page.
        others: texts of the other languages in which the page is there.
        foot: markup at the end.
    """

    def __init__(
        self, texts: Texts, depth: int, menu: Sequence[tuple[str, str]], others: Sequence[Texts], foot: str
    ) -> None:
        self._texts, self._menu, self._others, self._foot = texts, menu, others, foot
        self._top, self._here = "../" * depth, "../" * (depth - 1)

    def around(self, path: str, title: str) -> tuple[str, str]:
        """What stands above and below the body of a page.

        Args:
            path: of the page, below the folder of the language.
            title: of the page, plain text.
        """
        texts = self._texts
        here = {path: ' aria-current="page"'}
        menu = "".join(
            f'<li><a href="{self._here}{file}"{here.get(file, "")}>{e(name)}</a></li>' for file, name in self._menu
        )
        others = "".join(
            f'<a href="{self._top}{each.language}/{path}" lang="{each.language}" hreflang="{each.language}">'
            f"{e(each.own_name)}</a>"
            for each in self._others
        )
        return (
            f'<!doctype html>\n<html lang="{texts.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noarchive">\n'
            f'<title>{e(title)} · {e(texts.ledger)}</title>\n<link rel="stylesheet" href="{self._top}style.css">\n'
            f'</head>\n<body>\n<a class="skip" href="#content">{e(texts.skip)}</a>\n<header>'
            f'<nav aria-label="{e(texts.menu)}"><ul>{menu}</ul></nav>'
            + (f'<p class="language">{others}</p>' if others else "")
            + f'</header>\n<main id="content">\n<h1>{e(title)}</h1>\n',
            f"\n</main>\n<footer>{self._foot}</footer>\n</body>\n</html>\n",
        )
