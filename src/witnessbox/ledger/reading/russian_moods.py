"""Russian: whether a clause says that something happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.ledger.reading import russian_words as words
from witnessbox.ledger.reading.parts import Mood
from witnessbox.ledger.reading.russian_arguments import kids
from witnessbox.ledger.reading.russian_parse import Tree, Word

if TYPE_CHECKING:
    from witnessbox.ledger.reading.russian import Sentence

_DOUBTS = frozenset("слух домысел вероятность возможность опасение угроза риск надежда сомнение свидетельство".split())
_BROUGHT_ABOUT = frozenset(
    "вынудить удаться успеть прийтись вынужденный ухитриться суметь умудриться исхитриться смочь посчастливиться "
    "довестись "
    "решиться".split()
)
"""Whoever managed to, or had to, did it."""
_NEVER = frozenset("никто ничто никакой нет ни".split())


def mood(sentence: Sentence, verb: Word) -> Mood:
    """Whether a clause says that something happened."""
    tree = sentence.tree
    lows = {word.low for word in tree.words}
    own = {tree.words[index].low for index in verb.children}
    if sentence.text().rstrip('»" )').endswith("?") or "ли" in own:
        return Mood.QUESTION
    if lows & {"неизвестно", "неясно", "непонятно"} and any(_asks(tree.words[index]) for index in verb.children):
        return Mood.QUESTION
    if "бы" in lows and verb.feats.get("Tense") == "Past" and verb.rel != "acl:relcl":
        return Mood.CONDITION
    if own & {"если", "бы", "пока", "иначе"} or _conditional(tree, verb, lows):
        return Mood.CONDITION
    if "чтобы" in own:
        return Mood.HOPED
    before = [word.low for word in tree.words[max(0, verb.index - 2) : verb.index]]
    if before in (["едва", "не"], ["чуть", "не"]) or before[-1:] == ["почти"]:
        return Mood.UNREAL
    if lows & {"неправда", "ложь", "выдумка"} and tree.words[0].low in {"неправда", "ложь", "это", "выдумка"}:
        return Mood.DENIED
    if _negated(tree, verb) or _denied(tree, verb):
        return Mood.DENIED
    governed = _governed(sentence, verb)
    if governed is not None:
        return governed
    future = verb.feats.get("Tense") == "Fut" or any(
        tree.words[index].low in {"будет", "будут"}
        for index in verb.children
        if tree.words[index].rel.startswith(("aux", "cop"))
    )
    if future:
        return Mood.CONDITION if lows & {"если"} else Mood.FORECAST
    if verb.feats.get("VerbForm") == "Part" and any(tree.words[index].low == "быть" for index in verb.children):
        return Mood.REAL if brought_about(tree, verb) else Mood.UNREAL  # «может быть обжаловано»
    if verb.feats.get("VerbForm") == "Inf" and verb.rel in {"xcomp", "csubj"} and brought_about(tree, verb):
        return Mood.REAL
    if verb.feats.get("VerbForm") == "Inf":
        return Mood.FORECAST if own & {"будет", "будут"} else Mood.UNREAL
    return Mood.REAL


def brought_about(tree: Tree, verb: Word) -> bool:
    """Who was forced to do it, or managed to, did it: «вынуждена была бежать», «удалось вывезти»."""
    head = tree.words[verb.head] if 0 <= verb.head < len(tree.words) else None
    if head is None or head.lemma not in _BROUGHT_ABOUT:
        return False
    past = head.feats.get("Tense") == "Past" or head.pos == "ADJ" or head.feats.get("VerbForm") == "Part"
    return past and not any(tree.words[index].low in {"не", "будет", "будут"} for index in head.children)


def _negated(tree: Tree, verb: Word) -> bool:
    """`не` before the verb, not before a number ("не менее 30")."""
    for index in verb.children:
        word = tree.words[index]
        following = tree.words[index + 1].low if index + 1 < len(tree.words) else ""
        if word.low in {"не", "ни"} and following not in {
            "менее",
            "более",
            "меньше",
            "больше",
            "только",
            "позднее",
            "просто",
        }:
            return True
    return False


def _asks(word: Word) -> bool:
    return word.low in {"кто", "что", "почему", "зачем", "когда", "где", "чём", "чем", "кого", "сколько", "как", "куда"}


def _conditional(tree: Tree, verb: Word, lows: set[str]) -> bool:
    """A condition somewhere, and a verb that is not plainly in the past."""
    text = tree.text[tree.extent[0] : tree.extent[1]].lower()
    conditioned = bool(lows & {"если"}) or "в случае" in text or "при условии" in text
    return conditioned and (verb.feats.get("Tense") != "Past" or "бы" in lows)


def _denied(tree: Tree, verb: Word) -> bool:
    subjects = kids(tree, verb, "nsubj", "nsubj:pass", "obj")
    if any(word.lemma in _NEVER or word.low in {"никто", "никого", "ничего"} for word in subjects):
        return True
    auxiliary = [tree.words[index] for index in verb.children if tree.words[index].rel.startswith(("aux", "cop"))]
    return any(tree.words[index].low == "не" for word in auxiliary for index in word.children)


def _governed(sentence: Sentence, verb: Word) -> Mood | None:
    """The mood that the verb or noun above gives to a clause that completes it."""
    tree = sentence.tree
    if verb.rel not in {"ccomp", "acl", "csubj", "xcomp", "acl:relcl", "conj", "advcl"} or not 0 <= verb.head < len(
        tree.words
    ):
        return None
    head = tree.words[verb.head]
    if verb.rel == "conj":
        return _governed(sentence, head) if head.rel in {"ccomp", "acl"} else None
    if verb.rel in {"acl:relcl", "advcl"}:
        return None
    if head.lemma in words.DENYING or _denying_above(tree, head):
        return Mood.DENIED
    if head.lemma in words.HOPING:
        return Mood.HOPED
    if head.lemma in _DOUBTS:
        return Mood.UNREAL
    if head.lemma in words.WANTING and verb.feats.get("VerbForm") == "Inf":
        return Mood.UNREAL
    negated = any(tree.words[index].low == "не" for index in head.children)
    if head.lemma in words.FORETELLING and not negated and verb.feats.get("Tense") != "Past":
        return Mood.FORECAST
    return None


def _denying_above(tree: Tree, head: Word) -> bool:
    """Such as "The report that ... was denied": the noun hangs on a verb of denial."""
    steps = 0
    while 0 <= head.head < len(tree.words) and steps < 4:
        head, steps = tree.words[head.head], steps + 1
        if head.lemma in words.DENYING:
            return True
    return False
