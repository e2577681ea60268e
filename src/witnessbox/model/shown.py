"""Raw names as people see them: nothing in them can turn the line, hide, or pass for something else."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)]
)
"""Letters, marks and symbols that leave no trace on paper (Unicode: `Default_Ignorable_Code_Point`, empty Braille)."""
_SIMPLE = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_DIGEST = re.compile(r"[0-9A-Fa-f]{32,}")


def shown_path(path: bytes) -> str:
    """A raw path as one line that a terminal can show and nobody can be fooled by.

    Bytes that are not UTF-8, line feeds, control characters and marks that turn the direction of writing are escaped.
    """
    text = path.decode("utf-8", "backslashreplace")
    return "".join(
        each if unicodedata.category(each)[0] not in "CZ" or each == " " else each.encode("unicode_escape").decode()
        for each in text
    )


def exact_path(path: bytes) -> str:
    r"""A raw path as one line from which its bytes can be told: other bytes never give the same line.

    Like `shown_path`, and: a backslash is doubled, `\x` stands for a byte that is no UTF-8 or for a control character
    below 128, `\u` for every other character that cannot be seen. A blank is escaped at either end and beside another.
    """
    text = "".join(_exact(each) for each in path.decode("utf-8", "surrogateescape"))
    if text and unicodedata.combining(text[0]):
        text = escaped(text[0]) + text[1:]
    return re.sub(r"^ | $|(?<= ) | (?= )", r"\\x20", text)


def exact_text(text: str) -> str:
    """The same of text that a person or a program wrote, without doubling backslashes."""
    kept = (each if each in "\\ " else _exact(each) for each in text.replace("\n", " "))
    return "".join(kept)


def escaped(character: str) -> str:
    r"""One character as `\xNN` (below 128), `\uNNNN` or `\UNNNNNNNN`."""
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def without_digests(text: str, instead: str = "[{number} hexadecimal digits]") -> str:
    """Text in which nothing is left that could be a digest: 32 and more hexadecimal digits in a row are only counted.

    Args:
        text: any.
        instead: what stands there then, with `{number}`.
    """
    return _DIGEST.sub(lambda found: instead.format(number=len(found.group())), text)


def _exact(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if character in _SIMPLE:
        return _SIMPLE[character]
    seen = character == " " or (unicodedata.category(character)[0] not in "CZ" and code not in _UNSEEN)
    return character if seen and not 0xE0100 <= code <= 0xE01EF else escaped(character)
