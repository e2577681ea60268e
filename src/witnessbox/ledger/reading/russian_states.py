"""Russian: what held over a time, what recordings are said to hold, what is said to be the rule, what is put
side by side.
"""

from __future__ import annotations

from witnessbox.ledger.reading import russian_words as words
from witnessbox.ledger.reading.frames import MEDIA
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood, State, body_of
from witnessbox.ledger.reading.russian import Sentence
from witnessbox.ledger.reading.russian_parse import Word
from witnessbox.model.claims import Hedge, Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType

_RUNNING = frozenset("руководить возглавлять управлять занимать командовать".split())
_SEEN = frozenset("видно видный слышно слышный видеть запечатлеть показывать зафиксировать".split())
_TURNS = frozenset("отставка увольнение назначение арест обыск задержание преследование решение смена".split())


def states(sentence: Sentence) -> tuple[State, ...]:
    """Claims that are no events."""
    found: list[State] = []
    for mention in list(sentence.phrases.made.values()):
        found.extend(_of_mention(mention))
    found.extend(_citizens(sentence))
    for clause in sentence.clauses:
        found.extend(_of_clause(clause))
    found.extend(_content(sentence))
    found.extend(_rule(sentence))
    found.extend(_cause(sentence))
    return tuple(found)


def _of_mention(mention: Mention) -> list[State]:
    if mention.schema is not EntitySchema.PERSON or not mention.named or mention.post is None:
        return []
    parts = [(Part.HOLDER, mention)]
    if mention.body is not None:
        parts.append((Part.ORGANIZATION, body_of(mention)))
    return [
        State(
            type=ClaimType.OCCUPANCY,
            extent=mention.extent,
            trigger=mention.post,
            parts=tuple(parts),
            position=mention.post,
        )
    ]


def _citizens(sentence: Sentence) -> list[State]:
    found = []
    tree = sentence.tree
    for word in tree.words:
        if word.lemma not in {"гражданин", "гражданка", "подданный"} or not any(
            tree.words[each].rel == "nmod" for each in word.children
        ):
            continue
        holder = _beside(sentence, word)
        if holder is None:
            continue
        mention, own = sentence.phrases.mention(holder), sentence.phrases.mention(word)
        extent = (
            min(mention.extent[0], own.extent[0]),
            max(own.extent[1], mention.extent[1] if mention.extent[0] > own.extent[0] else 0),
        )
        found.append(
            State(
                type=ClaimType.CITIZENSHIP,
                extent=extent,
                trigger=(word.start, word.end),
                parts=((Part.HOLDER, mention),),
                status=own.extent,
            )
        )
    return found


def _beside(sentence: Sentence, word: Word) -> Word | None:
    """Who is called a citizen: the subject, or the noun that it stands beside."""
    tree = sentence.tree
    subject = next((tree.words[each] for each in word.children if tree.words[each].rel == "nsubj"), None)
    if subject is not None:
        return subject
    if 0 <= word.head < len(tree.words) and word.rel in {"appos", "nmod", "conj", "flat", "parataxis"}:
        return tree.words[word.head]
    named = [start for start, _, kind in tree.names if kind == "PER" and start < word.index]
    return tree.words[named[-1]] if named else None


def _of_clause(clause: Clause) -> list[State]:
    if clause.mood is not Mood.REAL or clause.lemma not in _RUNNING or clause.subject is None:
        return []
    led = next((each for link, each in clause.others if link in {"ins", ""}), None) or clause.object
    if led is None:
        return []
    if clause.lemma == "занимать":
        if not led.words & {"пост", "должность"}:
            return []
        return [
            State(
                type=ClaimType.OCCUPANCY,
                extent=_with_owner(clause),
                trigger=clause.trigger,
                parts=((Part.HOLDER, clause.subject),),
                position=led.extent,
            )
        ]
    return [
        State(
            type=ClaimType.OCCUPANCY,
            extent=clause.extent,
            trigger=clause.trigger,
            parts=((Part.HOLDER, clause.subject), (Part.ORGANIZATION, led)),
        )
    ]


def _with_owner(clause: Clause) -> Extent:
    assert clause.subject is not None  # noqa: S101  callers look first
    return min(clause.extent[0], clause.subject.extent[0]), clause.extent[1]


def _content(sentence: Sentence) -> list[State]:
    """What recordings show: "на кадрах сотрудники бьют", "видно, как", "в архиве более 2000 файлов"."""
    tree = sentence.tree
    start, end = tree.extent
    while end > start and tree.text[end - 1] in ".!; ":
        end -= 1
    for word in tree.words:
        case = [tree.words[each].low for each in word.children if tree.words[each].rel == "case"]
        media = word.lemma in MEDIA["ru"] and bool(case) and case[0] in {"на", "в"}
        owner = tree.words[word.head] if 0 <= word.head < len(tree.words) else None
        relative = word.low.startswith("котор") and bool(case) and case[0] in {"на", "в"} and _of_media(sentence, word)
        if not (media or relative):
            continue
        shows = (
            relative
            or _numbered(sentence, word)
            or (owner is not None and (owner.lemma in _SEEN or (owner.pos == "VERB" and _abuses(owner))))
        )
        if not shows:
            continue
        mention = sentence.phrases.mention(word)
        first = tree.words[max(0, word.index - 1)].start
        if not relative:
            opened = max(tree.text.rfind(mark, start, first) for mark in (":", ";", "«"))
            first = opened + 1 if opened >= 0 else start
            while tree.text[first] == " ":
                first += 1
        stop = _relative_end(sentence, word, end) if relative else end
        return [
            State(
                type=ClaimType.CONTENT_CLAIM,
                extent=(first, stop),
                trigger=(word.start, word.end),
                parts=((Part.OBJECT, _media(sentence, word) or mention),)
                if not _counted(sentence, word)
                else ((Part.OBJECT, _counted(sentence, word) or mention),),
            )
        ]
    return _size(sentence, (start, end))


def _size(sentence: Sentence, extent: Extent) -> list[State]:
    """Such as "Объём архива — порядка 40 гигабайт"."""
    lemmas = [word.lemma for word in sentence.tree.words]
    if not {"объём", "объем", "размер"} & set(lemmas) or not set(lemmas) & MEDIA["ru"]:
        return []
    word = next(each for each in sentence.tree.words if each.lemma in {"объём", "объем", "размер"})
    counted = [
        mention
        for each in sentence.tree.words
        if each.pos == "NOUN" and (mention := sentence.phrases.mention(each)).count
    ]
    if not counted:
        return []
    return [
        State(
            type=ClaimType.CONTENT_CLAIM,
            extent=extent,
            trigger=(word.start, word.end),
            parts=((Part.OBJECT, counted[0]),),
        )
    ]


def _of_media(sentence: Sentence, word: Word) -> bool:
    verb = sentence.tree.words[word.head] if 0 <= word.head < len(sentence.tree.words) else None
    owner = sentence.tree.words[verb.head] if verb is not None and 0 <= verb.head < len(sentence.tree.words) else None
    return owner is not None and owner.lemma in MEDIA["ru"]


def _media(sentence: Sentence, word: Word) -> Mention | None:
    if not word.low.startswith("котор"):
        return None
    verb = sentence.tree.words[word.head]
    return sentence.phrases.mention(sentence.tree.words[verb.head])


def _relative_end(sentence: Sentence, word: Word, end: int) -> int:
    comma = sentence.tree.text.find(",", word.end, end)
    return comma if comma > 0 else end


def _abuses(verb: Word) -> bool:
    return verb.lemma in {"бить", "избивать", "пытать", "насиловать", "издеваться", "унижать", "мучить", "истязать"}


def _numbered(sentence: Sentence, word: Word) -> bool:
    return word.lemma == "архив" and _counted(sentence, word) is not None


def _counted(sentence: Sentence, word: Word) -> Mention | None:
    if word.lemma not in {"архив", "база", "досье"}:
        return None
    for other in sentence.tree.words:
        if other.pos == "NOUN" and other is not word:
            mention = sentence.phrases.mention(other)
            if mention.count:
                return mention
    return None


def _rule(sentence: Sentence) -> list[State]:
    lemmas = {each for word in sentence.tree.words for each in (word.lemma, word.low)}
    lasting = lemmas & {"десятилетиями", "годами", "повсеместно", "регулярно", "систематически", "постоянно"}
    if not lemmas & words.ABUSE or not (lasting or lemmas & words.RULE):
        return []
    ruled = next((word for word in sentence.tree.words if word.lemma in words.RULE or word.low in lasting), None)
    if ruled is None or any(clause.mood in {Mood.QUESTION, Mood.CONDITION, Mood.DENIED} for clause in sentence.clauses):
        return []
    start, end = sentence.tree.extent
    while end > start and sentence.tree.text[end - 1] in ".!; ":
        end -= 1
    parts: list[tuple[Part, Mention]] = []
    for verb, clause in zip(sentence.verbs, sentence.clauses, strict=True):
        if verb.lemma in words.SPEAKING and clause.subject is not None:
            parts.append((Part.CLAIMANT, clause.subject))
    return [
        State(
            type=ClaimType.PATTERN_CLAIM,
            extent=(start, end),
            trigger=(ruled.start, ruled.end),
            parts=tuple(parts),
            hedge=Hedge.REPORTED if parts else None,
        )
    ]


def _cause(sentence: Sentence) -> list[State]:
    """Such as "Отставка последовала за публикацией", "обыск связан с публикацией", "поводом стала публикация"."""
    start, end = sentence.tree.extent
    while end > start and sentence.tree.text[end - 1] in ".!; ":
        end -= 1
    cut = sentence.tree.text.find(":", start, end)
    for verb, clause in zip(sentence.verbs, sentence.clauses, strict=True):
        told = {each for mention in clause.mentions() for each in mention.words}
        follows = (
            verb.lemma in {"последовать", "связать", "вызвать", "спровоцировать", "стать"} and clause.mood is Mood.REAL
        )
        reason = verb.lemma != "стать" or bool(clause.words & {"повод", "причина", "основание", "поводом", "причиной"})
        linked = bool(told & _TURNS) or verb.lemma == "стать"
        if follows and reason and linked:
            return [
                State(
                    type=ClaimType.CAUSAL_IMPLICATION,
                    extent=(start, cut if cut > 0 else end),
                    trigger=clause.trigger,
                    parts=(),
                    hedge=None if verb.lemma == "связать" else Hedge.IMPLIED,
                )
            ]
    return []
