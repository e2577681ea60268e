"""Russian: who and whom a verb has beside it, takes over from another, or lost to the parser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from witnessbox.ledger.reading import russian_words as words
from witnessbox.ledger.reading.parts import Mention
from witnessbox.ledger.reading.russian_frames import RUSSIAN
from witnessbox.ledger.reading.russian_parse import Tree, Word, may_be_nominative
from witnessbox.model.ledger import EntitySchema

if TYPE_CHECKING:
    from witnessbox.ledger.reading.russian import Sentence

_DONE_TO_PEOPLE = frozenset(
    lemma for lemma, frames in RUSSIAN.items() if frames and all(frame.human and not frame.also for frame in frames)
) | {"заставить", "выгнать", "задержать", "уволить", "отпустить", "избить", "допросить"}
"""Verbs that nobody does without somebody to do it to: «девять женщин заставили стоять»."""
_COUNTED_ONES = frozenset(
    "двоих троих четверых пятерых шестерых семерых обоих обеих одного одну многих некоторых".split()
)
_ARGUMENTS = {"obj", "iobj", "obl", "obl:agent", "nsubj", "nsubj:pass", "nmod", "csubj", "orphan"}


def kids(tree: Tree, word: Word, *rels: str) -> list[Word]:
    """What hangs on a word in one of some ways."""
    return [tree.words[index] for index in word.children if tree.words[index].rel in rels]


def is_passive(tree: Tree, verb: Word) -> bool:
    """Whether a verb is said of whom it is done to."""
    if verb.lemma in {"намерен", "уверен"}:
        return False
    if verb.feats.get("Voice") == "Pass":
        return True
    if kids(tree, verb, "nsubj:pass"):
        return True
    if verb.pos == "ADJ" or verb.feats.get("VerbForm") == "Part":
        return verb.low.rstrip("оаыийеяюмхг").endswith(("н", "т", "ем", "им", "ом")) and not verb.low.endswith(
            ("щий", "вший")
        )
    return False


def owner_of(sentence: Sentence, verb: Word) -> Word | None:
    """The noun that a relative clause or participle tells of."""
    if verb.rel in {"acl:relcl", "acl", "amod"} and 0 <= verb.head < len(sentence.tree.words):
        return sentence.tree.words[verb.head]
    return None


def arguments(sentence: Sentence, verb: Word) -> tuple[Mention | None, Mention | None, list[tuple[str, Mention]]]:
    """Who does it, whom it is done to, and further phrases with their prepositions or cases."""
    tree, phrases = sentence.tree, sentence.phrases
    subject = object_ = None
    others: list[tuple[str, Mention]] = []
    owner = owner_of(sentence, verb)
    for word in _spread(tree, verb):
        if word.index in sentence.dated or word.low in {"того", "то", "это", "тем", "этому"}:
            continue
        mention = phrases.mention(word)
        if word.low.startswith("котор") and owner is not None:
            mention = phrases.mention(owner)
        link = _link(tree, word)
        if object_ is None and word.rel == "nsubj" and _disagrees(tree, verb, word):
            object_ = mention
        elif word.rel in {"nsubj", "nsubj:pass"} and not link and word.feats.get("Case") != "Dat":
            subject = subject or mention
        elif word.rel == "obj" and not link and word.feats.get("Case") not in {"Ins", "Dat"}:
            if object_ is None:
                object_ = mention
            else:
                others.append(("", mention))
        elif object_ is None and _measured(tree, word):
            object_ = mention
        elif word.rel in _ARGUMENTS | {"xcomp", "nmod"}:
            others.append(
                (link or {"Dat": "dat", "Ins": "ins", "Gen": "gen"}.get(word.feats.get("Case", ""), ""), mention)
            )
    if object_ is None:
        counted = next((each for each in others if each[0] in {"", "gen"} and each[1].count is not None), None)
        if counted is not None and not is_passive(tree, verb):
            object_ = counted[1]
            others.remove(counted)
    if object_ is None and not is_passive(tree, verb) and verb.feats.get("VerbForm") != "Part":
        object_ = _counted_apart(sentence, verb) or _named_apart(sentence, verb)
    if object_ is None and subject is not None and _done_to_things(sentence, verb):
        subject, object_ = None, subject
    if object_ is None and verb.pos in {"VERB", "ADJ"}:
        object_ = _stray(sentence, verb, alone=subject is None)
    if object_ is None and verb.rel == "conj" and not is_passive(tree, verb):
        object_ = _shared_object(sentence, verb)
    if subject is None and object_ is not None and verb.rel != "conj" and _nominative_body(sentence, verb):
        subject, object_ = object_, None
    if owner is not None and verb.rel in {"acl", "amod"}:
        told = phrases.mention(owner)
        subject = subject or told
    if owner is not None and verb.rel == "acl:relcl" and any(tree.words[index].low == "где" for index in verb.children):
        others.append(("в", phrases.mention(owner)))
    if subject is None and verb.feats.get("VerbForm") not in {"Inf", "Conv"} and owner is None:
        subject = _taken_elsewhere(sentence, verb) or _misread(sentence, verb, object_)
    if subject is None and not _impersonal(verb):
        subject = _shared_subject(sentence, verb)
    others.extend(_attached(sentence, verb))
    return _with_joined(sentence, subject), _with_joined(sentence, object_), others


def _done_to_things(sentence: Sentence, verb: Word) -> bool:
    """Things in the plural ahead of a verb that somebody does to things: «Записи с камер стёрли»."""
    subjects = kids(sentence.tree, verb, "nsubj")
    frames = RUSSIAN.get(verb.lemma, ())
    if len(subjects) != 1 or is_passive(sentence.tree, verb) or verb.lemma.endswith("ся"):
        return False
    word = subjects[0]
    thing = word.feats.get("Animacy") == "Inan" and word.feats.get("Number") == "Plur" and word.index < verb.index
    done = bool(frames) and all(frame.object is not None or frame.aim is not None for frame in frames)
    return thing and done and verb.feats.get("Number") == "Plur" and word.lemma not in words.BODIES


def _with_joined(sentence: Sentence, mention: Mention | None) -> Mention | None:
    """Somebody with whoever is joined to them: «Бердников и его заместитель»."""
    if (
        mention is None
        or mention.members
        or mention.pronoun
        or not (mention.human or mention.named or mention.head == "один")
    ):
        return mention
    tree = sentence.tree
    head = next((word for word in tree.words if sentence.phrases.made.get(word.index) is mention), None)
    if head is not None and not mention.named and not mention.plural:
        for word in kids(tree, head, "appos"):
            told = sentence.phrases.mention(word)
            if told.named and told.schema is EntitySchema.PERSON and told.extent[0] >= mention.extent[0]:
                return told  # «Один из пострадавших, А. Маланьин, переведён»
    joined = kids(tree, head, "conj") if head is not None else []
    named = [sentence.phrases.mention(word) for word in joined if word.pos in {"NOUN", "PROPN"}]
    named = [each for each in named if each.human and not each.pronoun and each.extent[0] >= mention.extent[1]]
    return replace(mention, members=(mention, *named), plural=True) if named and mention.human else mention


def _counted_apart(sentence: Sentence, verb: Word) -> Mention | None:
    """Whom a number in the accusative counts, glued to the subject by the parser: «Двоих контролёров суд отправил»."""
    tree = sentence.tree
    for subject in kids(tree, verb, "nsubj"):
        for number in kids(tree, subject, "nummod"):
            if number.low in _COUNTED_ONES and number.index < subject.index:
                following = tree.words[number.index + 1]
                head = following if following.pos in {"NOUN", "ADJ", "PROPN"} and following is not subject else number
                return sentence.phrases.mention(head)
    return None


def _named_apart(sentence: Sentence, verb: Word) -> Mention | None:
    """Whom a verb is done to, glued to the receiver by the parser: «передала властям Дениса Крапивина»."""
    tree = sentence.tree
    for receiver in kids(tree, verb, "iobj"):
        for word in kids(tree, receiver, "nmod"):
            if word.pos == "PROPN" and any(
                start <= word.index < end and kind == "PER" for start, end, kind in tree.names
            ):
                return sentence.phrases.mention(word)
    return None


def _number(word: Word) -> str:
    return word.feats.get("Number", "")


def _taken_elsewhere(sentence: Sentence, verb: Word) -> Mention | None:
    """A subject that the parser gave to a later verb it does not agree with: «главврач была отстранена — об этом
    рассказали».
    """
    tree = sentence.tree
    for index in range(verb.index - 1, max(-1, verb.index - 14), -1):
        word = tree.words[index]
        if word.pos == "VERB" or word.low in {";", "что"}:
            return None
        if word.rel in {"nsubj", "nsubj:pass"} and 0 <= word.head < len(tree.words):
            later = tree.words[word.head]
            fits = _number(word) == _number(verb) and later.index > verb.index
            return sentence.phrases.mention(word) if fits and _number(later) != _number(word) else None
    return None


def _misread(sentence: Sentence, verb: Word, object_: Mention | None) -> Mention | None:
    """A name that could stand in the nominative before a verb without a subject: «Куликаева вину отрицает»."""
    tree = sentence.tree
    for index in verb.children:
        word = tree.words[index]
        free = word.pos == "PROPN" and word.index < verb.index and word.rel in {"iobj", "obl", "nmod", "obj"}
        if free and not kids(tree, word, "case") and may_be_nominative(word.text, plural=_number(verb) == "Plur"):
            mention = sentence.phrases.mention(word)
            if mention is not object_ and mention.human:
                return mention
    return None


def _stray(sentence: Sentence, verb: Word, *, alone: bool) -> Mention | None:
    """Whom a verb is about where the parser hung it elsewhere.

    «Обоих суд отправил», «отстранили, а его зама — уволили», «Арестован и помещён в изолятор предприниматель Лунц».
    """
    tree, phrases = sentence.tree, sentence.phrases
    for index in verb.children:
        word = tree.words[index]
        if (
            word.pos == "NUM"
            and word.lemma in {"оба", "двое", "трое", "четверо"}
            and word.rel not in {"nsubj", "nsubj:pass"}
        ):
            return phrases.mention(word)
    head = tree.words[verb.head] if 0 <= verb.head < len(tree.words) else None
    if head is not None and verb.rel == "conj" and head.pos == "VERB" and not is_passive(tree, verb):
        between = [each for each in kids(tree, head, "obj") if head.index < each.index < verb.index]
        if between:
            return phrases.mention(between[-1])
    if alone and is_passive(tree, verb) and verb.rel in {"root", "conj"} and verb.pos in {"VERB", "ADJ"}:
        taken = {word.index for word in tree.words if word.rel in {"nsubj", "nsubj:pass"}}
        for start, _, kind in tree.names:
            word = tree.words[start]
            free = kind == "PER" and word.index > verb.index and word.index not in taken
            if (
                free
                and word.feats.get("Case") == "Nom"
                and not any(
                    each.pos == "VERB" and verb.index < each.index < word.index and each.rel != "conj"
                    for each in tree.words
                )
            ):
                return phrases.mention(word)
    return None


def _shared_object(sentence: Sentence, verb: Word) -> Mention | None:
    """They suspended and dismissed him: the first verb's object is the second's, where that has none."""
    head = sentence.tree.words[verb.head] if 0 <= verb.head < len(sentence.tree.words) else None
    objects = kids(sentence.tree, head, "obj") if head is not None else []
    between = [word for word in sentence.tree.words[min(verb.index, verb.head) : verb.index] if word.text == ","]
    return sentence.phrases.mention(objects[0]) if objects and not between else None


def _measured(tree: Tree, word: Word) -> bool:
    """Such as "Свыше тысячи файлов": what looks like a preposition is part of the number."""
    case = [tree.words[index].low for index in word.children if tree.words[index].rel == "case"]
    return bool(case) and case[0] in {"свыше", "около", "порядка"} and not _link(tree, word)


def _disagrees(tree: Tree, verb: Word, word: Word) -> bool:
    """One person and a verb in the plural: not who did it, but whom it was done to ("Морозкину заключили под
    стражу").
    """
    alone = word.feats.get("Number") == "Sing" and not kids(tree, word, "conj", "nummod", "nummod:gov")
    if verb.feats.get("Number") != "Plur" or is_passive(tree, verb) or verb.feats.get("Person") == "1":
        return False
    if alone and word.pos in {"PROPN", "NOUN"} and word.lemma not in words.BODIES:
        return True
    counted = bool(kids(tree, word, "nummod:gov")) and word.index < verb.index
    return counted and verb.lemma in _DONE_TO_PEOPLE


def _nominative_body(sentence: Sentence, verb: Word) -> bool:
    """Whether what was taken for the object is a body in the nominative, so that it rather acts."""
    objects = kids(sentence.tree, verb, "obj")
    return bool(objects) and objects[0].feats.get("Case") == "Nom" and objects[0].lemma in words.BODIES


def _spread(tree: Tree, verb: Word) -> list[Word]:
    """Arguments of a verb, those of an infinitive or adjective that completes it among them."""
    found = []
    for index in verb.children:
        word = tree.words[index]
        if (word.rel in _ARGUMENTS and word.pos not in {"VERB", "ADP"}) or (
            word.rel == "xcomp" and word.pos in {"NOUN", "ADJ", "PROPN", "VERB"} and word.feats.get("Case")
        ):
            found.append(word)
    return found


def _attached(sentence: Sentence, verb: Word) -> list[tuple[str, Mention]]:
    """Phrases that hang on an argument: "a case against him", "the decree on the dismissal of the head"."""
    found: list[tuple[str, Mention]] = []
    tree = sentence.tree
    stack = [word for word in _spread(tree, verb) if not (word.rel == "nsubj" and word.feats.get("Case") == "Nom")]
    steps = 0
    while stack and steps < 20:
        steps += 1
        holder = stack.pop(0)
        for word in kids(tree, holder, "nmod", "obl", "obj", "iobj"):
            if (word.index not in sentence.dated and word.pos in {"NOUN", "PROPN", "PRON", "NUM"}) or (
                word.pos == "ADJ" and word.feats.get("Animacy") == "Anim"
            ):
                link = _link(tree, word) or {"Dat": "dat", "Ins": "ins", "Gen": "gen"}.get(
                    word.feats.get("Case", ""), ""
                )
                found.append((link, sentence.phrases.mention(word)))
                stack.append(word)
    return found


def _link(tree: Tree, word: Word) -> str:
    """The preposition of a phrase, `в отношении` among them."""
    for case in kids(tree, word, "case"):
        if case.low in {"свыше", "около", "порядка"}:
            continue
        fixed = kids(tree, case, "fixed")
        return " ".join([case.low, *(each.low for each in fixed)])
    return ""


def _impersonal(verb: Word) -> bool:
    """They arrested him: a plural without a subject names nobody."""
    return verb.feats.get("Number") == "Plur" and verb.rel != "conj" and verb.pos == "VERB"


def _shared_subject(sentence: Sentence, verb: Word) -> Mention | None:
    """The subject of the clause that a verb is joined to."""
    seen = 0
    current = verb
    while (
        current.rel in {"conj", "xcomp", "advcl", "acl:relcl"}
        and 0 <= current.head < len(sentence.tree.words)
        and seen < 6
    ):
        head = sentence.tree.words[current.head]
        subjects = kids(sentence.tree, head, "nsubj", "nsubj:pass")
        agrees = verb.feats.get("Number", head.feats.get("Number")) == head.feats.get("Number")
        if subjects and (agrees or verb.feats.get("VerbForm") in {"Inf", "Conv"}):
            if owner_of(sentence, head) is not None and subjects[0].low.startswith("котор"):
                return sentence.phrases.mention(sentence.tree.words[head.head])
            return sentence.phrases.mention(subjects[0])
        current, seen = head, seen + 1
        while current.pos not in {"VERB", "ADJ"} and 0 <= current.head < len(sentence.tree.words) and seen < 6:
            current, seen = sentence.tree.words[current.head], seen + 1
            subjects = kids(sentence.tree, current, "nsubj", "nsubj:pass")
            if current.pos == "VERB" and subjects:
                return sentence.phrases.mention(subjects[0])
    return None
