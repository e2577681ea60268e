"""Names under which sealed contents are written out: readable, and safe on any file system and in any list.

The raw name of an item is bytes that may be anything. Its name in an export is for people and for tools that take files
by name: it keeps every letter that is harmless and writes all else as `=` and two hexadecimal digits a byte. The exact
bytes stand beside it in the list of items, so that nothing hangs on reading these names back.

`%` is never written: readers of bags do not agree on who has to undo it, and `bagit.py` undoes only the first two.
"""

from __future__ import annotations

import functools
import hashlib
import re
import struct
import unicodedata

from witnessbox.model.canonical import canonical
from witnessbox.model.items import Item

_HARMLESS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$&'()+,-.;@[]_{}~")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *$| *\.)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever ends they have."""
LONGEST_PART = 255
"""Bytes of one name: the limit of ext4 and APFS; NTFS and exFAT count UTF-16 units, which are never more."""
LONGEST_PATH = 900
"""Bytes of a whole name, so that it fits below a folder where a path may have 1,024 (macOS)."""
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def readable(path: bytes) -> str:
    """A raw path as text for people: as it is where that is harmless, else with backslash escapes."""
    text = path.decode("utf-8", "backslashreplace")
    return "".join(
        each if each == " " or unicodedata.category(each)[0] not in "CZ" else each.encode("unicode_escape").decode()
        for each in text
    )


def safe_path(path: bytes) -> str:
    """A raw path as a relative path of safe names; no part of it is empty, `.` or `..`."""
    return "/".join(safe_name(part) for part in path.split(b"/"))


@functools.lru_cache(maxsize=4096)
def safe_name(name: bytes) -> str:
    """One name, without `/`, that every file system takes, that hides nothing and that no list has to escape.

    The same bytes always give the same name, and other bytes give another one. Whether two differ only by case is for
    `Places` to see.
    """
    if not name:
        return "="
    text = _escaped(name)
    if text[-1] in ". ":
        text = text[:-1] + _hex(text[-1])
    if text[0] in ". ~-" or _RESERVED.match(text) or unicodedata.combining(text[0]):
        text = _hex(text[0]) + text[1:]
    return text if len(text.encode("utf-8")) <= LONGEST_PART else _shortened(text, name)


def _escaped(name: bytes) -> str:
    """All that is harmless, the rest escaped: bytes that are not UTF-8, controls, marks that turn the writing."""
    characters = name.decode("utf-8", "surrogateescape")
    text = "".join(each if _is_harmless(each) else _hex(each) for each in characters)
    if unicodedata.is_normalized("NFC", text):
        return text
    # Some file systems change such names on their own, so two that look the same would become one.
    text = "".join(_hex(each) if unicodedata.category(each)[0] == "M" else each for each in text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return "".join(each if each.isascii() else _hex(each) for each in text)


def _is_harmless(character: str) -> bool:
    return character in _HARMLESS or (not character.isascii() and unicodedata.category(character)[0] in "LMNPS")


def _hex(character: str) -> str:
    return "".join(f"={byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))


def _shortened(text: str, name: bytes) -> str:
    ending = _ENDING.search(text)
    tail = f"=~{hashlib.sha256(name).hexdigest()[:16]}{ending.group() if ending else ''}"
    kept = text.encode("utf-8")[: LONGEST_PART - len(tail)].decode("utf-8", "ignore")
    return re.sub(r"=[0-9A-F]?$", "", kept) + tail


class Places:
    """Gives every item a place of its own in an export, also on file systems that take upper and lower case as one.

    A file of the source lies at `files/…`, a member of a container at `members/<container>/…` under its own path. What
    cannot lie there, because something else has that place or because the path is too long, lies at `apart/<item>/…`.

    What was given away is remembered in a fixed 16 MiB (a Bloom filter), however many items there are. Where that takes
    a place as given that is not, once in a million items, the item lies apart, which harms nothing.
    """

    def __init__(self) -> None:
        self._bits = bytearray(1 << 24)

    def place(self, item: Item) -> str:
        """Where an item goes, as a relative path of safe names."""
        below = "files" if item.parent is None else f"members/{item.parent[:16]}"
        path = f"{below}/{safe_path(item.path)}"
        folded = unicodedata.normalize("NFC", path.casefold())
        folders = [folded[:end] for end, each in enumerate(folded) if each == "/"]
        free = len(path.encode("utf-8")) <= LONGEST_PATH and not (
            self._has(f"file {folded}") or self._has(f"folder {folded}") or any(self._has(f"file {f}") for f in folders)
        )
        if not free:
            identity = hashlib.sha256(canonical(item.identity())).hexdigest()
            return f"apart/{identity[:16]}/{path.rpartition('/')[2]}"
        self._add(f"file {folded}")
        for folder in folders:
            self._add(f"folder {folder}")
        return path

    def _positions(self, name: str) -> list[int]:
        digest = hashlib.blake2b(name.encode("utf-8"), digest_size=16).digest()
        return [number & ((1 << 27) - 1) for number in struct.unpack("<4I", digest)]

    def _has(self, name: str) -> bool:
        return all(self._bits[number >> 3] & (1 << (number & 7)) for number in self._positions(name))

    def _add(self, name: str) -> None:
        for number in self._positions(name):
            self._bits[number >> 3] |= 1 << (number & 7)
