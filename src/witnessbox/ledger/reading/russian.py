"""Russian: clauses out of a parsed sentence, each with its verb, who, whom and whether it happened."""

from __future__ import annotations

from dataclasses import dataclass, field

from witnessbox.ledger.reading import russian_words as words
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood
from witnessbox.ledger.reading.russian_parse import Tree, Word
from witnessbox.ledger.reading.russian_phrases import Phrases

_CLAUSAL = {"conj", "parataxis", "acl:relcl", "advcl", "ccomp", "csubj", "root", "acl", "xcomp"}
_ARGUMENTS = {"obj", "iobj", "obl", "obl:agent", "nsubj", "nsubj:pass", "nmod", "csubj", "orphan"}
_DOUBTS = frozenset("слух домысел вероятность возможность опасение угроза риск надежда сомнение свидетельство".split())
_NEAR = 25
"""Words between a subject and its verb."""
_NEVER = frozenset("никто ничто никакой нет ни".split())


@dataclass(slots=True)
class Sentence:
    """One Russian sentence, or a stretch of a long one, taken apart."""

    tree: Tree
    phrases: Phrases
    clauses: list[Clause] = field(default_factory=list)
    verbs: list[Word] = field(default_factory=list)

    def text(self) -> str:
        return self.tree.text[self.tree.extent[0] : self.tree.extent[1]]


def take_apart(tree: Tree, surnames: set[str]) -> Sentence:
    """Clauses of a parsed sentence."""
    sentence = Sentence(tree, Phrases(tree, surnames))
    for word in tree.words:
        if _predicate(word):
            sentence.verbs.append(word)
    for verb in sentence.verbs:
        sentence.clauses.append(_clause(sentence, verb))
    return sentence


def _predicate(word: Word) -> bool:
    if word.pos == "VERB":
        told = word.feats.get("VerbForm") == "Part" and word.rel in {"nmod", "obj", "nsubj", "obl", "iobj"}
        return not told  # «мать погибшего» names somebody
    if word.pos != "ADJ":
        return False
    short = word.feats.get("Variant") == "Short" and word.lemma.endswith(("ть", "ти", "чь", "ться", "тись"))
    participle = word.rel in {"amod", "acl"} and word.lemma.endswith(("ть", "ти"))
    return short or participle or word.lemma in {"намерен", "уверен"}


def _kids(tree: Tree, word: Word, *rels: str) -> list[Word]:
    return [tree.words[index] for index in word.children if tree.words[index].rel in rels]


def region(sentence: Sentence, verb: Word) -> tuple[int, int]:
    """Indices of the words of a clause: what hangs on its verb, without clauses that hang on it."""
    tree = sentence.tree
    inside = {verb.index}
    stack = [verb.index]
    while stack:
        for child in tree.words[stack.pop()].children:
            word = tree.words[child]
            splits = word.rel in _CLAUSAL and (
                word.pos in {"VERB", "AUX"} or _predicate(word) or _has_subject(tree, word)
            )
            if child in inside or (splits and not (word.rel == "xcomp" and word.pos != "VERB")):
                continue
            inside.add(child)
            stack.append(child)
    first = last = verb.index
    while first - 1 >= 0 and (
        first - 1 in inside
        or _bridge(tree, first - 1, inside, -1)
        or (first != verb.index and _bridge(tree, first, inside, -1))
    ):
        first -= 1
    while last + 1 < len(tree.words) and (last + 1 in inside or _bridge(tree, last + 1, inside, 1)):
        last += 1
    return _trimmed(tree, first, last + 1)


def _bridge(tree: Tree, index: int, inside: set[int], step: int) -> bool:
    """A stretch between marks that the parser hung elsewhere, with no verb in it, and words of the clause behind it."""
    if tree.words[index].pos != "PUNCT" or tree.words[index].text in ";:":
        return False
    for _ in range(12):
        index += step
        if index in inside:
            return True
        if (
            not 0 <= index < len(tree.words)
            or tree.words[index].pos in {"VERB", "AUX", "SCONJ"}
            or tree.words[index].text in ";:"
        ):
            return False
    return False


def _has_subject(tree: Tree, word: Word) -> bool:
    return word.rel in {"conj", "parataxis", "root"} and bool(_kids(tree, word, "nsubj", "nsubj:pass"))


def _pause(tree: Tree, index: int, inside: set[int], step: int) -> bool:
    """A mark, or a word that the parser hung elsewhere, with words of the clause right behind it."""
    following = index + step
    return tree.words[index].pos == "PUNCT" and following in inside and tree.words[index].text != ";"


def _trimmed(tree: Tree, first: int, end: int) -> tuple[int, int]:
    while end - 1 > first and tree.words[end - 1].pos in {"PUNCT", "CCONJ"} and tree.words[end - 1].text not in '»")':
        end -= 1
    while first < end - 1 and tree.words[first].pos == "PUNCT" and tree.words[first].text not in '«"(':
        first += 1
    return first, end


def _clause(sentence: Sentence, verb: Word) -> Clause:
    tree = sentence.tree
    first, end = region(sentence, verb)
    subject, object_, others = _arguments(sentence, verb)
    passive = _passive(tree, verb)
    if passive:
        logical = next(
            (
                mention
                for link, mention in others
                if link == "ins" and (mention.human or _acts(mention)) and (mention.named or mention.post is None)
            ),
            None,
        )
        done_to = subject or object_
        if logical is not None:
            others = [each for each in others if each[1] is not logical]
    else:
        logical, done_to = subject, object_
    start, stop = sentence.phrases.extent(first, end)
    owner = _owner(sentence, verb)
    if owner is not None and verb.rel == "acl:relcl":
        start = min(start, sentence.phrases.mention(owner).extent[0]) if verb.index - owner.index < 6 else start
    for kid in _kids(tree, verb, "nsubj", "nsubj:pass"):
        if kid.start < start and verb.index - kid.index < _NEAR and not kid.low.startswith("котор"):
            start = sentence.phrases.mention(kid).extent[0]
    if passive and done_to is not None and verb.rel in {"root", "conj"} and 0 < done_to.extent[1] - stop < 120:
        stop = done_to.extent[1]
    if verb.feats.get("VerbForm") == "Inf" and _brought_about(tree, verb) and logical is not None:
        start = min(start, logical.extent[0])
    inside = tree.words[first:end]
    return Clause(
        extent=(start, stop),
        trigger=(verb.start, verb.end),
        lemma=verb.lemma,
        subject=logical,
        object=done_to,
        others=tuple(others),
        words=frozenset(each for word in inside for each in (word.lemma, word.low)),
        mood=mood(sentence, verb),
        passive=passive,
        finite=verb.feats.get("VerbForm", "Fin") == "Fin" or verb.pos == "ADJ",
    )


def _acts(mention: Mention) -> bool:
    return mention.schema.value in {"Organization", "PublicBody", "Person"}


def _passive(tree: Tree, verb: Word) -> bool:
    if verb.lemma in {"намерен", "уверен"}:
        return False
    if verb.feats.get("Voice") == "Pass":
        return True
    if _kids(tree, verb, "nsubj:pass"):
        return True
    if verb.pos == "ADJ" or verb.feats.get("VerbForm") == "Part":
        return verb.low.rstrip("оаыийеяюмхг").endswith(("н", "т", "ем", "им", "ом")) and not verb.low.endswith(
            ("щий", "вший")
        )
    return False


def _owner(sentence: Sentence, verb: Word) -> Word | None:
    """The noun that a relative clause or participle tells of."""
    if verb.rel in {"acl:relcl", "acl", "amod"} and 0 <= verb.head < len(sentence.tree.words):
        return sentence.tree.words[verb.head]
    return None


def _arguments(sentence: Sentence, verb: Word) -> tuple[Mention | None, Mention | None, list[tuple[str, Mention]]]:
    tree, phrases = sentence.tree, sentence.phrases
    subject = object_ = None
    others: list[tuple[str, Mention]] = []
    owner = _owner(sentence, verb)
    for word in _spread(tree, verb):
        if word.low in {"того", "то", "это", "тем", "этому"}:
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
        if counted is not None and not _passive(tree, verb):
            object_ = counted[1]
            others.remove(counted)
    if object_ is None and verb.pos in {"VERB", "ADJ"}:
        object_ = _stray(sentence, verb, alone=subject is None)
    if object_ is None and verb.rel == "conj" and not _passive(tree, verb):
        object_ = _shared_object(sentence, verb)
    if subject is None and object_ is not None and verb.rel != "conj" and _nominative_body(sentence, verb):
        subject, object_ = object_, None
    if owner is not None and verb.rel in {"acl", "amod"}:
        told = phrases.mention(owner)
        subject = subject or told
    if owner is not None and verb.rel == "acl:relcl" and any(tree.words[index].low == "где" for index in verb.children):
        others.append(("в", phrases.mention(owner)))
    if subject is None and not _impersonal(verb):
        subject = _shared_subject(sentence, verb)
    others.extend(_attached(sentence, verb))
    return subject, object_, others


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
    if head is not None and verb.rel == "conj" and head.pos == "VERB" and not _passive(tree, verb):
        between = [each for each in _kids(tree, head, "obj") if head.index < each.index < verb.index]
        if between:
            return phrases.mention(between[-1])
    if alone and _passive(tree, verb) and verb.rel in {"root", "conj"} and verb.pos in {"VERB", "ADJ"}:
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
    objects = _kids(sentence.tree, head, "obj") if head is not None else []
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
    alone = word.feats.get("Number") == "Sing" and not _kids(tree, word, "conj", "nummod", "nummod:gov")
    return verb.feats.get("Number") == "Plur" and alone and word.pos == "PROPN" and not _passive(tree, verb)


def _nominative_body(sentence: Sentence, verb: Word) -> bool:
    """Whether what was taken for the object is a body in the nominative, so that it rather acts."""
    objects = _kids(sentence.tree, verb, "obj")
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
        for word in _kids(tree, holder, "nmod", "obl", "obj", "iobj"):
            if word.pos in {"NOUN", "PROPN", "PRON", "NUM"} or (
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
    for case in _kids(tree, word, "case"):
        if case.low in {"свыше", "около", "порядка"}:
            continue
        fixed = _kids(tree, case, "fixed")
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
        subjects = _kids(sentence.tree, head, "nsubj", "nsubj:pass")
        agrees = verb.feats.get("Number", head.feats.get("Number")) == head.feats.get("Number")
        if subjects and (agrees or verb.feats.get("VerbForm") in {"Inf", "Conv"}):
            if _owner(sentence, head) is not None and subjects[0].low.startswith("котор"):
                return sentence.phrases.mention(sentence.tree.words[head.head])
            return sentence.phrases.mention(subjects[0])
        current, seen = head, seen + 1
        while current.pos not in {"VERB", "ADJ"} and 0 <= current.head < len(sentence.tree.words) and seen < 6:
            current, seen = sentence.tree.words[current.head], seen + 1
            subjects = _kids(sentence.tree, current, "nsubj", "nsubj:pass")
            if current.pos == "VERB" and subjects:
                return sentence.phrases.mention(subjects[0])
    return None


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
    if verb.feats.get("VerbForm") == "Inf" and verb.rel in {"xcomp", "csubj"} and _brought_about(tree, verb):
        return Mood.REAL
    if verb.feats.get("VerbForm") == "Inf":
        return Mood.FORECAST if own & {"будет", "будут"} else Mood.UNREAL
    return Mood.REAL


def _brought_about(tree: Tree, verb: Word) -> bool:
    """Who was forced to do it, or managed to, did it: «вынуждена была бежать», «удалось вывезти»."""
    head = tree.words[verb.head] if 0 <= verb.head < len(tree.words) else None
    if head is None or head.lemma not in {"вынудить", "удаться", "успеть", "прийтись", "вынужденный"}:
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
    subjects = _kids(tree, verb, "nsubj", "nsubj:pass", "obj")
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


def words_between(sentence: Sentence, start: int, end: int) -> list[Word]:
    """Words whose first character stands between two characters."""
    return [word for word in sentence.tree.words if start <= word.start < end]


def extent_of(sentence: Sentence, first: int, end: int) -> Extent:
    """Characters of a stretch of words."""
    return sentence.phrases.extent(*_trimmed(sentence.tree, first, end))
