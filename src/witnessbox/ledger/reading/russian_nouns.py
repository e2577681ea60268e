"""Russian nouns that tell an event: «после увольнения Врунова», «сообщили об аресте», «принял отставку министра».

As in English, a noun counts only where the words around it take it for a fact; what is possible, denied or demanded
does not.
"""

from __future__ import annotations

from witnessbox.ledger.reading.lexicon import of_the_doer
from witnessbox.ledger.reading.parts import Clause, Mention, Mood
from witnessbox.ledger.reading.russian import Sentence
from witnessbox.ledger.reading.russian_frames import RUSSIAN_NOUNS
from witnessbox.ledger.reading.russian_parse import Word

_OF_THINGS = frozenset(
    "публикация обнародование возбуждение утечка уничтожение удаление передача вывоз блокировка".split()
)
_NOT_YET = frozenset(
    "впереди нет будет будут не может могут возможен возможны вероятен ждёт ждут ли без если никаких".split()
)
"""Words of a note that tells of what is not there, or not yet."""
_AFTER = frozenset("после вслед вследствие".split())
_TELLING = frozenset(
    "сообщить сообщать объявить объявлять рассказать рассказывать известно подтвердить узнать написать сообщаться "
    "отчитаться принять осудить прокомментировать раскритиковать приветствовать отметить опубликовать".split()
)
_HAPPENING = frozenset("состояться произойти вызвать последовать случиться привести потрясти".split())
_DOUBTED = frozenset(
    "возможный вероятный скорый предстоящий ожидаемый планируемый предполагаемый будущий неминуемый мнимый".split()
)


def clauses_of_nouns(sentence: Sentence) -> list[Clause]:
    """Clauses made of nouns that are told as facts and say whom they are about."""
    found = []
    for word in sentence.tree.words:
        if word.pos == "NOUN" and word.lemma in RUSSIAN_NOUNS:
            made = _clause(sentence, word)
            if made is not None:
                found.append(made)
    return found


def _clause(sentence: Sentence, noun: Word) -> Clause | None:
    tree, phrases = sentence.tree, sentence.phrases
    kids = [tree.words[index] for index in noun.children]
    if any(kid.lemma in _DOUBTED or kid.low == "не" for kid in kids):
        return None
    told = _governor(sentence, noun)
    links = {kid.low for kid in kids if kid.rel == "case"}
    if told is not None and (told.mood is not Mood.REAL or "не" in told.words or "слух" in told.words):
        return None
    behind = bool(links & _AFTER)
    lows = {word.low for word in tree.words}
    note = (
        told is None
        and not links
        and not lows & _NOT_YET
        and noun.rel in {"root", "nsubj", "conj", "parataxis", "appos"}
    )
    if not behind and not note and (told is None or not _takes_for_a_fact(told, noun, links)):
        return None
    patient, others = _about(sentence, noun)
    mine = of_the_doer(RUSSIAN_NOUNS[noun.lemma])
    if (
        patient is None
        and told is not None
        and noun.lemma == "отставка"
        and told.subject is not None
        and told.subject.human
    ):
        patient = told.subject  # the minister announced a resignation: his own
    if not note and patient is None:
        return None
    if (
        patient is not None
        and not note
        and not (patient.named or patient.human or patient.count or noun.lemma in _OF_THINGS)
    ):
        return None
    first, end = phrases.span(noun)
    start, stop = phrases.extent(first, end)
    start = min([start, *(kid.start for kid in kids if kid.rel == "case")])
    ends = max([stop, *(each.extent[1] for each in (patient, *(other for _, other in others)) if each is not None)])
    extent = (start, ends) if behind or told is None else told.extent
    inside = [word for word in tree.words if extent[0] <= word.start < extent[1]]
    return Clause(
        extent=extent,
        trigger=(noun.start, noun.end),
        lemma=noun.lemma,
        subject=patient if mine else None,
        object=None if mine else patient,
        others=tuple(others),
        words=frozenset(each for word in inside for each in (word.lemma, word.low)) - {"отставка"},
        finite=False,
        nominal=True,
        elided=note and patient is None,
    )


def _about(sentence: Sentence, noun: Word) -> tuple[Mention | None, list[tuple[str, Mention]]]:
    """Whom or what a noun is about, and its further phrases."""
    tree = sentence.tree
    patient = None
    others: list[tuple[str, Mention]] = []
    for index in noun.children:
        word = tree.words[index]
        if word.rel not in {"nmod", "obl", "iobj", "obj"} or word.pos not in {"NOUN", "PROPN", "PRON", "NUM"}:
            continue
        case = [tree.words[each] for each in word.children if tree.words[each].rel == "case"]
        link = " ".join(
            [each.low for each in case]
            + [tree.words[more].low for each in case for more in each.children if tree.words[more].rel == "fixed"]
        )
        if not link and patient is None and word.feats.get("Case") == "Gen":
            patient = sentence.phrases.mention(word)
        else:
            others.append(
                (
                    link or {"Ins": "ins", "Dat": "dat"}.get(word.feats.get("Case", ""), ""),
                    sentence.phrases.mention(word),
                )
            )
            if noun.lemma == "возбуждение" and link in {"против", "в отношении"}:
                patient = patient or others[-1][1]
    return patient, others


def _governor(sentence: Sentence, noun: Word) -> Clause | None:
    """The clause that a noun stands in."""
    tree = sentence.tree
    word, steps = noun, 0
    while 0 <= word.head < len(tree.words) and steps < 6:
        word, steps = tree.words[word.head], steps + 1
        for verb, clause in zip(sentence.verbs, sentence.clauses, strict=True):
            if verb is word:
                return clause
    return None


def _takes_for_a_fact(told: Clause, noun: Word, links: set[str]) -> bool:
    """Whether a clause takes the noun for a fact: as what it tells of, or as what happened."""
    if links & {"о", "об", "обо"}:
        return bool(told.words & _TELLING)
    if links:
        return False
    if noun.rel == "obj" or (noun.rel in {"nsubj", "nsubj:pass"} and told.passive):
        return told.lemma in _TELLING
    return noun.rel == "nsubj" and told.lemma in _HAPPENING
