"""A seal in twelve words that a person can read out on the telephone.

The first 16 bytes of the root (128 bits) and 4 check bits, the first of their SHA-256, make twelve groups of eleven
bits, most significant first; each group is the position of a word in the sorted list.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from witnessbox.model.wordlist_english import WORDS

WORD_COUNT = 12
"""Twelve times eleven bits hold 128 bits of the root and four to check them."""

PREFIX_BYTES = 16
"""How much of the root the words say: finding another seal with the same words would take 2^128 tries."""

_BITS = 11
_CHECK_BITS = 4
_ENOUGH = 4  # letters that tell any word of the list from all others


def to_words(root: bytes) -> tuple[str, ...]:
    """Say a root in twelve words.

    Args:
        root: 32 bytes; the first 16 are said.

    Raises:
        ValueError: the root is not 32 bytes long.
    """
    if len(root) != 32:
        raise ValueError(f"a root has 32 bytes, not {len(root)}")
    prefix = root[:PREFIX_BYTES]
    number = int.from_bytes(prefix, "big") << _CHECK_BITS | _check(prefix)
    mask = (1 << _BITS) - 1
    return tuple(WORDS[number >> shift & mask] for shift in range((WORD_COUNT - 1) * _BITS, -1, -_BITS))


def from_words(text: str) -> bytes:
    """Read twelve words back; case, commas, hyphens, line breaks and numbering do not matter, four letters suffice.

    Returns:
        The first 16 bytes of the root.

    Raises:
        ValueError: a word is not in the list (the message names it and its place), there are not twelve, or the check
            does not fit.
    """
    heard = re.findall(r"[^\W\d_]+", text.lower())
    number = 0
    for place, word in enumerate(heard, start=1):
        number = number << _BITS | _position(word, place)
    if len(heard) != WORD_COUNT:
        raise ValueError(f"a seal has {WORD_COUNT} words; there are {len(heard)} here")
    prefix = (number >> _CHECK_BITS).to_bytes(PREFIX_BYTES, "big")
    if number & ((1 << _CHECK_BITS) - 1) != _check(prefix):
        raise ValueError(
            "each word is in the list, but together they fail the check: a word is wrong or two changed places; "
            "read all twelve again"
        )
    return prefix


def _check(prefix: bytes) -> int:
    return hashlib.sha256(prefix).digest()[0] >> (8 - _CHECK_BITS)


@cache
def _positions() -> dict[str, int]:
    return {word[:_ENOUGH]: position for position, word in enumerate(WORDS)}


def _position(word: str, place: int) -> int:
    position = _positions().get(word[:_ENOUGH])
    # "acornish" is not a way to say "acorn", while "acor" is: only a beginning of the word itself will do.
    if position is None or len(word) < _ENOUGH or not WORDS[position].startswith(word):
        raise ValueError(f"word {place}, {word!r}, is not in the list; its first four letters would be enough")
    return position
