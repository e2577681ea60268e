"""Finding names in words: in every case of Russian, in Cyrillic and Latin letters, however the characters are written.

Two forms of each word are looked at. The *plain* form takes away what does not tell letters apart: upper and lower
case, accents, `ё`, characters that nobody sees. The *folded* form writes Cyrillic in Latin letters and then puts
together what the usual ways to write Russian in Latin letters write differently (`Yulia`, `Julija`, `Iuliia`), so that
a name that was typed in one script is found in the other. Rather too much is found than too little: what is found is
left out.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger_named import KeySet

_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
"""Where a word begins within another, as in names of files (`BeatingOfPetrov`)."""
_CYRILLIC = re.compile("[а-я]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""Characters within a word that nobody sees (Unicode: `Default_Ignorable_Code_Point`)."""
_APOSTROPHES = re.compile("['’ʼ`´‘]")

_SHORTEST = 3
"""Letters of a name that may begin a longer word; a shorter one counts as a whole word with a capital letter only."""
_PLAIN_WITHIN, _FOLDED_WITHIN = 5, 6
"""Letters from which on a name is looked for within a word as well (`freepetrov`)."""
_REMEMBERED = 65_536
"""Words of which it is remembered whether they name somebody."""
_MOST_MET = 6
"""Names that one title may hold before it is taken to name somebody without a closer look."""

_LETTERS = str.maketrans(
    dict(
        zip(
            "абвгдезийклмнопрстуфхцчшщъыьэюяіїєґўј",
            "a b v g d e z i y k l m n o p r s t u f h ts ch sh shch  y  e yu ya i yi ye g u y".split(" "),
            strict=True,
        )
    )
    | {"ж": "zh", "ё": "yo"}
)
"""Cyrillic in Latin letters; what signs soften or harden is not heard."""
_ALIKE = {
    "shch": "s", "sch": "s", "sh": "s", "zh": "z", "kh": "h", "tsch": "k", "tch": "k", "ch": "k", "ts": "k", "tz": "k",
    "ph": "f", "ck": "k", "c": "k", "x": "ks", "q": "k", "w": "v", "ou": "u", "yo": "e", "jo": "e", "io": "e",
}  # fmt: skip
_ALIKE_FOUND = re.compile("|".join(sorted(_ALIKE, key=len, reverse=True)))
_BEFORE_VOWEL = re.compile("[ijy]+(?=[aeou])")
_DOUBLE = re.compile(r"(.)\1+")
_FLEETING = re.compile("([^aeiou])[eo]([^aeiou])$")
"""Vowel that is there in the nominative only: Pavel, of Pavla."""
_ENDINGS = frozenset(["", "s", *"aeiou", "ei", "oi", "om", "em", "am", "ah", "ov", "ev", "ami"])
"""Folded endings of names in the cases of Russian, and the English possessive."""
_NO_NAMES = frozenset("the and von van der den for from his her of in из для при или его".split())

_NEAR = frozenset(
    "mother father parents wife husband widow widower brother sister son daughter child cousin uncle aunt nephew niece "
    "grandmother grandfather friend neighbour neighbor cellmate lawyer advocate driver relative relatives family "
    "мать мама отец папа родители жена муж вдова вдовец брат сестра сын дочь ребенок дядя тетя племянник племянница "
    "бабушка дедушка друг подруга сосед соседка сокамерник адвокат защитник родственник родственница родные "
    "семья".split()
)
"""Words by which somebody is called after somebody else."""


def plain(word: str) -> str:
    """A word without what does not tell letters apart."""
    if word.isascii():
        return word.lower()
    return _bare(_bare(word).casefold())


def _bare(text: str) -> str:
    """Letters without what stands above or below them."""
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def folded(word: str) -> str:
    """A plain word as all ways to write it in Latin letters have it in common."""
    latin = _ALIKE_FOUND.sub(lambda found: _ALIKE[found.group()], word.translate(_LETTERS))
    return _DOUBLE.sub(r"\1", _BEFORE_VOWEL.sub("", latin).replace("y", "i").replace("j", "i"))


def words_of(text: str) -> list[str]:
    """Words of a text, with their capitals; a word within a word counts as one, and characters in numbers are read."""
    if "&" in text or "%" in text:
        text = f"{text} {html.unescape(text)} {unquote(text)}"
    if not text.isascii():
        text = _bare(_UNSEEN.sub("", text))
    text = _APOSTROPHES.sub("", text)
    return [part for word in _WORD.findall(text) for part in _HUMP.split(word)]


def _plain_stem(word: str) -> str:
    """What of a name stays in all cases of Russian; other languages add to the end."""
    return word[: max(_SHORTEST, len(word) - 2)] if _CYRILLIC.search(word) else word


def _folded_stems(word: str) -> Iterator[str]:
    """The same in folded form; a name from which a vowel may flee has two."""
    stem = word
    while len(stem) > _SHORTEST and stem[-1] in "aeiou":
        stem = stem[:-1]
    yield stem
    fled = _FLEETING.sub(r"\1\2", stem)
    if fled != stem:
        yield from [fled] if len(fled) >= _SHORTEST else [f"{fled}{vowel}" for vowel in "aeiou"]


def _fits(stem: str, word: str) -> bool:
    """Whether a word that begins with a part of a name may be it: after a short one only an ending may follow."""
    return len(stem) > _SHORTEST or folded(word[len(stem) :]) in _ENDINGS


class Stems:
    """Beginnings of names, and whether a word begins with one of them.

    Args:
        catalogue: of the case.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._stems = KeySet(catalogue)
        self._lengths: dict[str, set[int]] = {}

    def add(self, stem: str) -> None:
        """One more."""
        self._stems.add(stem)
        self._lengths.setdefault(stem[:_SHORTEST], set()).add(len(stem))

    def at(self, word: str, place: int = 0) -> Iterator[str]:
        """Those that stand at a place of a word."""
        for length in sorted(self._lengths.get(word[place : place + _SHORTEST], ())):
            stem = word[place : place + length]
            if len(stem) == length and stem in self._stems:
                yield stem

    def within(self, word: str, shortest: int) -> bool:
        """Whether one of at least so many letters stands anywhere in a word."""
        places = range(1, len(word) - shortest + 1)
        return any(len(stem) >= shortest for place in places for stem in self.at(word, place))


class Names:
    """Names that must not be read, and whether words hold one of them.

    Args:
        catalogue: of the case; many names lie in a temporary table of its connection.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._plain, self._folded = Stems(catalogue), Stems(catalogue)
        self._short, self._whole = KeySet(catalogue), KeySet(catalogue)
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._whole)

    def add(self, name: str, *, alias: bool = False) -> None:
        """One more name, or one more way to call somebody.

        Args:
            name: as it is written.
            alias: whether it may be a description (`the former prisoner`): of several words those with a capital count.
        """
        words = [word for word in words_of(name) if plain(word) not in _NO_NAMES]
        capital = [word for word in words if not word[0].islower()]
        if capital or (alias and len(words) > 1):
            words = capital
        stems = [list(self._add_word(word)) for word in words]
        for one_each in itertools.islice(itertools.product(*stems), 2**_MOST_MET if stems else 0):
            self._whole.add(" ".join(sorted(set(one_each))))
        self._known.clear()

    def _add_word(self, word: str) -> Iterator[str]:
        low = plain(word)
        fold = folded(low)
        if len(low) >= _SHORTEST:
            self._plain.add(_plain_stem(low))
        for stem in _folded_stems(fold):
            if len(stem) >= _SHORTEST:
                self._folded.add(stem)
            else:
                self._short.add(stem)
            yield stem

    def in_words(self, *texts: str) -> bool:
        """Whether words may hold a part of a name."""
        return bool(self) and any(self._names(word) for text in texts if text for word in words_of(text))

    def in_title(self, title: str) -> bool:
        """Whether a person's name may name somebody else: whole, or in part where it tells whose relative they are.

        A part alone does not: others of the family, and others of the same first name, may be named.
        """
        if not self:
            return False
        words = words_of(title)
        if any(word[0].islower() or plain(word) in _NEAR for word in words):
            return self.in_words(title)
        met = {stem for word in words for stem in self._met(word)}
        return len(met) > _MOST_MET or any(
            " ".join(sorted(some)) in self._whole
            for number in range(1, len(met) + 1)
            for some in itertools.combinations(met, number)
        )

    def _names(self, word: str) -> bool:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._looked_up(word)
        return found

    def _looked_up(self, word: str) -> bool:
        low = plain(word)
        if any(_fits(stem, low) for stem in self._plain.at(low)) or next(self._met(word), None) is not None:
            return True
        return self._plain.within(low, _PLAIN_WITHIN) or self._folded.within(folded(low), _FOLDED_WITHIN)

    def _met(self, word: str) -> Iterator[str]:
        """Folded parts of names with which a word begins."""
        fold = folded(plain(word))
        for stem in self._folded.at(fold):
            if _fits(stem, fold):
                yield stem
        if not word[0].islower() and self._short:
            for length in range(1, _SHORTEST):
                if fold[:length] in self._short and fold[length:] in _ENDINGS:
                    yield fold[:length]
