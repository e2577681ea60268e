"""Russian: words of a sentence with lemma, case and what each hangs on.

slovnet's models tell cases, names and syntax; pymorphy3 gives lemmas and puts names into the nominative. The weights
are
pinned (`witnessbox models fetch`); without them Russian is not read, rather than read worse without saying so.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pymorphy3
import razdel
from navec import Navec
from slovnet import NER, Morph, Syntax

from witnessbox.ledger.reading.parts import Extent
from witnessbox.media.models import ModelStore

LONGEST_SENTENCE = 120
"""Words; what is longer is read in stretches of that length, because syntax costs the square of it."""

_SHORT = {
    **dict.fromkeys(("намерен", "намерена", "намерены"), "намерен"),
    **dict.fromkeys(("уверен", "уверена", "уверены"), "уверен"),
}
_VERBAL = ("VERB", "INFN", "PRTF", "PRTS", "GRND")


@dataclass(slots=True)
class Word:
    """A word of a Russian sentence.

    Attributes:
        index: its place in the sentence.
        text: as written.
        start: character in the paragraph.
        end: behind its last character.
        lemma: dictionary form, in small letters; of a participle the infinitive.
        pos: part of speech (Universal Dependencies).
        feats: case, gender, number, tense, voice.
        head: index of the word that it hangs on, -1 for the root.
        rel: how (Universal Dependencies).
        children: indices of what hangs on it.
    """

    index: int
    text: str
    start: int
    end: int
    lemma: str = ""
    pos: str = ""
    feats: dict[str, str] = field(default_factory=dict)
    head: int = -1
    rel: str = ""
    children: list[int] = field(default_factory=list)

    @property
    def low(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence: its words, and names as spans of words with PER, ORG or LOC."""

    text: str
    extent: Extent
    words: tuple[Word, ...]
    names: tuple[tuple[int, int, str], ...]


class Parser:
    """slovnet with its weights."""

    def __init__(self, store: ModelStore) -> None:
        self._navec = _loaded(store, "navec-news", Navec.load)
        self._morph = _loaded(store, "slovnet-morph", lambda path: Morph.load(path, batch_size=1))
        self._syntax = _loaded(store, "slovnet-syntax", lambda path: Syntax.load(path, batch_size=1))
        self._ner = _loaded(store, "slovnet-ner", NER.load)
        for model in (self._morph, self._syntax, self._ner):
            model.navec(self._navec)

    def parse(self, text: str, extent: Extent) -> list[Tree]:
        """A sentence, in stretches of at most `LONGEST_SENTENCE` words."""
        tokens = [
            (token.text, extent[0] + token.start, extent[0] + token.stop)
            for token in razdel.tokenize(text[extent[0] : extent[1]])
        ]
        trees = []
        for first in range(0, len(tokens), LONGEST_SENTENCE):
            part = tokens[first : first + LONGEST_SENTENCE]
            trees.append(self._tree(text, (part[0][1], part[-1][2]), part))
        return trees

    def _tree(self, text: str, extent: Extent, tokens: Sequence[tuple[str, int, int]]) -> Tree:
        plain = [token[0][:80] for token in tokens]
        tagged = next(iter(self._morph.map([plain])))
        linked = next(iter(self._syntax.map([plain])))
        words = []
        for index, (token, morph, syntax) in enumerate(zip(tokens, tagged.tokens, linked.tokens, strict=True)):
            head = int(syntax.head_id) - 1
            words.append(
                Word(
                    index,
                    token[0],
                    token[1],
                    token[2],
                    _lemma(token[0], morph.pos, morph.feats.get("Tense", "")),
                    morph.pos,
                    dict(morph.feats),
                    head if head != index else -1,
                    syntax.rel,
                )
            )
        for word in words:
            _mend_class(word)
        _mend(words)
        for word in words:
            if 0 <= word.head < len(words):
                words[word.head].children.append(word.index)
        return Tree(text, extent, tuple(words), self._names(text, extent, words))

    def _names(self, text: str, extent: Extent, words: list[Word]) -> tuple[tuple[int, int, str], ...]:
        found = []
        for span in self._ner(text[extent[0] : extent[1]]).spans:
            start, end = span.start + extent[0], span.stop + extent[0]
            inside = [word.index for word in words if start <= word.start and word.end <= end]
            if inside:
                found.append((inside[0], inside[-1] + 1, span.type))
        return tuple(found)


def _mend_class(word: Word) -> None:
    """A short participle taken for a noun («от службы отстранён»), and a noun taken for a verb («через проходную»)."""
    parses = _analyzer().parse(word.text.lower()[:80])
    called = _called(word)
    if called:
        word.pos, word.lemma = "NOUN", called
        word.feats = {name: value for name, value in word.feats.items() if name in {"Case", "Number", "Gender"}}
        word.feats["Animacy"] = "Anim"
        return
    verbal = parses and all(each.tag.POS in {"VERB", "GRND"} for each in parses)
    if verbal and word.pos in {"NOUN", "PROPN", "ADJ"}:
        _as_verb(word, parses[0])
        return
    if (
        word.pos == "VERB"
        and word.feats.get("Tense") == "Fut"
        and parses
        and all("past" in each.tag for each in parses)
    ):
        word.feats["Tense"] = "Past"
    if word.pos in {"NOUN", "ADJ", "PROPN"} and (word.text[:1].islower() or not word.index):
        short = next((each for each in parses if each.tag.POS == "PRTS"), None)
        if short is not None and not any(each.tag.POS == "NOUN" and each.score > short.score for each in parses):
            word.pos, word.lemma = "ADJ", str(short.normal_form)
            word.feats = word.feats | {"Variant": "Short", "Voice": "Pass", "VerbForm": "Part", "Tense": "Past"}
            word.feats["Number"] = "Plur" if "plur" in short.tag else "Sing"
    elif word.pos == "ADJ" and parses and not any(each.tag.POS in {"ADJF", "ADJS", "PRTF", "PRTS"} for each in parses):
        if any(each.tag.POS == "NOUN" for each in parses):
            word.pos = "NOUN"
            if any("anim" in each.tag for each in parses):
                word.feats["Animacy"] = "Anim"
            word.lemma = next(str(each.normal_form) for each in parses if each.tag.POS == "NOUN")
    elif word.pos == "VERB" and not any(each.tag.POS in _VERBAL for each in parses):
        word.pos = "NOUN"


_PEOPLE = {
    "заключенн": "заключённый", "заключённ": "заключённый", "осужденн": "осуждённый", "осуждённ": "осуждённый",
    "задержанн": "задержанный", "арестованн": "арестованный", "подозреваем": "подозреваемый",
    "обвиняем": "обвиняемый", "потерпевш": "потерпевший", "пострадавш": "пострадавший", "погибш": "погибший",
    "умерш": "умерший", "избит": "избитый", "приговоренн": "приговорённый", "приговорённ": "приговорённый",
    "подследственн": "подследственный", "подсудим": "подсудимый", "раненн": "раненый", "ранен": "раненый",
}  # fmt: skip
"""Stems of participles that name people."""
_FULL = re.compile(r"(?:ый|ий|ого|его|ому|ему|ым|им|ом|ем|ые|ие|ых|их|ыми|ими|ая|яя|ой|ей|ую|юю)$")


def _called(word: Word) -> str:
    """The noun that a participle has become: «избили заключённого»; empty where it describes a noun or tells an act."""
    if word.pos != "VERB" or word.feats.get("VerbForm") != "Part" or word.rel in {"acl", "amod", "acl:relcl"}:
        return ""
    stem = _FULL.sub("", word.low)
    return _PEOPLE.get(stem, "") if stem != word.low else ""


_MARKS = (
    ("past", "Tense", "Past"), ("pres", "Tense", "Pres"), ("futr", "Tense", "Fut"), ("sing", "Number", "Sing"),
    ("plur", "Number", "Plur"), ("1per", "Person", "1"), ("2per", "Person", "2"), ("3per", "Person", "3"),
)  # fmt: skip
"""Marks of pymorphy and what the parser calls them."""


def _as_verb(word: Word, parse: pymorphy3.analyzer.Parse) -> None:
    """A word that can be nothing but a verb, with the tense and number that its form has."""
    tag = str(parse.tag)
    word.pos, word.lemma = "VERB", str(parse.normal_form)
    found = {name: value for mark, name, value in _MARKS if mark in tag}
    feats = {"VerbForm": "Conv" if parse.tag.POS == "GRND" else "Fin"} | found
    kept = {name: value for name, value in word.feats.items() if name in {"Voice", "Aspect", "Gender", "Mood"}}
    word.feats = kept | feats


def words_of(word: Word) -> tuple[str, ...]:
    """What a word counts as: its lemma, itself, and of a prison with a number what it is."""
    numbered = ("ик",) if word.low.startswith(("ик-", "лиу-", "кп-", "сизо-", "ик№", "т-")) else ()
    return (word.lemma, word.low, *numbered)


@functools.lru_cache(maxsize=20_000)
def may_be_nominative(word: str, *, plural: bool) -> bool:
    """Whether a word can stand in the nominative."""
    number = "plur" if plural else "sing"
    return any("nomn" in each.tag and number in each.tag for each in _analyzer().parse(word.lower()[:80]))


_TIMES = frozenset("сутки час день неделя месяц год раз".split())
_COMPARING = frozenset("менее более меньше больше".split())


def _mend(words: list[Word]) -> None:
    """Two habits of the parser: what is counted hangs on "не менее", and an object in the accusative is a second
    subject.
    """
    for word in words:
        above = words[word.head] if 0 <= word.head < len(words) else None
        timed = word.low in {"его", "её", "ее", "их"} and above is not None and 0 <= above.head < len(words)
        if timed and above is not None and word.rel == "det" and (above.pos == "NUM" or above.lemma in _TIMES):
            top = above if words[above.head].pos == "VERB" else words[above.head]
            if 0 <= top.head < len(words) and words[top.head].pos == "VERB":
                word.head, word.rel, word.pos = top.head, "obj", "PRON"
                top.rel = "obl"
            continue
        if (
            word.rel == "xcomp"
            and word.pos == "NOUN"
            and above is not None
            and word.feats.get("Case") in {"Acc", "Gen"}
        ):
            word.rel = "obj"
        if above is not None and above.low in _COMPARING and word.pos == "NOUN" and 0 <= above.head < len(words):
            verb = words[above.head]
            core = above.rel in {"nsubj", "nsubj:pass", "obj"}
            passive = verb.feats.get("Voice") == "Pass" or verb.feats.get("Variant") == "Short"
            word.head, word.rel = above.head, above.rel if core else "nsubj:pass" if passive else "obj"
            above.head, above.rel = word.index, "advmod"
        active = above is not None and above.pos == "VERB" and above.feats.get("Voice", "Act") == "Act"
        if (
            active
            and word.feats.get("Case") == "Acc"
            and word.rel in {"nsubj", "xcomp"}
            and word.pos in {"NOUN", "PROPN", "PRON"}
        ):
            word.rel = "obj"


def _loaded(store: ModelStore, name: str, load):  # type: ignore[no-untyped-def]  # slovnet and navec have no types
    """A model read from its checked file."""
    descriptor = store.open(name)
    try:
        return load(f"/dev/fd/{descriptor}")
    finally:
        os.close(descriptor)


@functools.cache
def parser() -> Parser:
    """The parser, loaded once a process.

    Raises:
        ModelMissingError: weights are not installed.
    """
    return Parser(ModelStore())


@functools.cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@functools.lru_cache(maxsize=20_000)
def _lemma(word: str, pos: str, tense: str) -> str:
    low = word.lower()[:80]
    if low in _SHORT:
        return _SHORT[low]
    parses = _analyzer().parse(low)
    verbal = [each for each in parses if each.tag.POS in _VERBAL]
    if tense == "Past":
        verbal = [each for each in verbal if "past" in each.tag] or verbal
    if pos in {"VERB", "AUX"} and verbal:
        return str(verbal[0].normal_form)
    if pos == "ADJ":
        short = [each for each in parses if each.tag.POS == "PRTS"]
        if short:
            return str(short[0].normal_form)
    nominal = [each for each in parses if each.tag.POS not in _VERBAL]
    if pos in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"} and nominal:
        best = [each for each in nominal if _same_class(str(each.tag.POS), pos)]
        return str((best or nominal)[0].normal_form)
    if pos == "NOUN" and verbal and (noun := verbal[0].inflect({"nomn", "sing"})) is not None:
        return str(noun.word)  # a participle that became a noun: "заключённый"
    return str(parses[0].normal_form)


def _same_class(tag: str, pos: str) -> bool:
    return tag in {"NOUN": {"NOUN"}, "PROPN": {"NOUN"}, "ADJ": {"ADJF", "ADJS"}, "NUM": {"NUMR"}, "PRON": {"NPRO"}}.get(
        pos, {tag}
    )


_CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
_GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}


@functools.lru_cache(maxsize=20_000)
def nominative(word: str, case: str, gender: str, name: bool) -> str:
    """A word in the nominative, with the letters' size kept; itself where that cannot be told."""
    if case in {"", "Nom"} or not word[:1].isalpha():
        return word
    parses = _analyzer().parse(word.lower()[:80])
    wanted = _CASES.get(case, "")
    marks = {"Surn", "Name", "Patr"} if name else set()

    def fit(parse: pymorphy3.analyzer.Parse) -> tuple[bool, bool, bool]:
        tag = parse.tag
        same_gender = _GENDERS.get(gender, "") in str(tag) or "GNdr" in str(tag) or "ms-f" in str(tag)
        return bool(marks & set(tag.grammemes)), wanted in tag, same_gender

    best = max(parses, key=fit)
    # inflecting, not the normal form: that of a woman's surname is a man's
    number = "plur" if "plur" in best.tag and "sing" not in best.tag else "sing"
    made = best.inflect({"nomn", number})
    if made is None or (wanted not in best.tag and not name):
        return word
    return _sized(made.word, word)


def _sized(made: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return str(made.upper())
    return "-".join(part[:1].upper() + part[1:] for part in made.split("-")) if like[:1].isupper() else str(made)


@functools.lru_cache(maxsize=5_000)
def first_name_gender(word: str) -> bool | None:
    """True for a woman's first name, False for a man's, None where pymorphy does not know it."""
    for parse in _analyzer().parse(word.lower()[:40]):
        if "Name" in parse.tag:
            return "femn" in parse.tag
    return None
