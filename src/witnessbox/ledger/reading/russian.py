"""Russian: clauses out of a parsed sentence, each with its verb, who, whom and whether it happened."""

from __future__ import annotations

from dataclasses import dataclass, field

from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood
from witnessbox.ledger.reading.russian_arguments import arguments, is_passive, kids, owner_of
from witnessbox.ledger.reading.russian_moods import brought_about, mood
from witnessbox.ledger.reading.russian_parse import Tree, Word, words_of
from witnessbox.ledger.reading.russian_phrases import Phrases

_CLAUSAL = {"conj", "parataxis", "acl:relcl", "advcl", "ccomp", "csubj", "root", "acl", "xcomp"}
_UNDERSTATED = dict.fromkeys("выжить дожить пережить стать проснуться очнуться".split(), "умереть")
"""Verbs that say with «не» what another says without it: «его не стало», «до суда не дожил»."""
_NEEDED = frozenset("спать есть пить сесть вода еда инсулин лекарство врач помощь лечение сон туалет".split())
"""What nobody goes without unharmed: «не давали спать»."""
_NEAR = 25
"""Words between a subject and its verb."""


@dataclass(slots=True)
class Sentence:
    """One Russian sentence, or a stretch of a long one, taken apart."""

    tree: Tree
    phrases: Phrases
    clauses: list[Clause] = field(default_factory=list)
    verbs: list[Word] = field(default_factory=list)
    dated: frozenset[int] = frozenset()
    """Indices of words for dates: they are nobody."""

    def text(self) -> str:
        return self.tree.text[self.tree.extent[0] : self.tree.extent[1]]


def take_apart(tree: Tree, surnames: set[str], dates: tuple[Extent, ...] = ()) -> Sentence:
    """Clauses of a parsed sentence; words for dates have no part in them."""
    dated = frozenset(
        word.index for word in tree.words if any(start <= word.start and word.end <= end for start, end in dates)
    )
    sentence = Sentence(tree, Phrases(tree, surnames), dated=dated)
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


def _window(sentence: Sentence, verb: Word, first: int, end: int) -> tuple[int, int]:
    """A clause made longer to the marks around it, where no other verb, conjunction or mark lies between."""
    tree = sentence.tree
    others = {each.index for each in sentence.verbs if each is not verb and each.rel != "amod"}
    place = first
    while place > 0 and first - place < _NEAR:
        word = tree.words[place - 1]
        if place - 1 in others or word.pos in {"SCONJ", "CCONJ", "VERB"} or word.text in ',;:—«»()"-':
            break
        place -= 1
    last = end
    while last < len(tree.words) and last - end < _NEAR:
        word = tree.words[last]
        if last in others or word.pos in {"SCONJ", "CCONJ", "VERB"} or word.text in ',;:—«»().!?"-…':
            break
        last += 1
    return _trimmed(tree, place, last)


def _bridge(tree: Tree, index: int, inside: set[int], step: int) -> bool:
    """A stretch between marks that the parser hung elsewhere, with no verb in it, and words of the clause behind it."""
    if tree.words[index].pos in {"VERB", "AUX", "SCONJ", "CCONJ"} or tree.words[index].text in ";:":
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
    return word.rel in {"conj", "parataxis", "root"} and bool(kids(tree, word, "nsubj", "nsubj:pass"))


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
    subject, object_, others = arguments(sentence, verb)
    passive = is_passive(tree, verb)
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
    start, stop = sentence.phrases.extent(*_window(sentence, verb, first, end))
    owner = owner_of(sentence, verb)
    if owner is not None and verb.rel == "acl:relcl":
        start = min(start, sentence.phrases.mention(owner).extent[0]) if verb.index - owner.index < 6 else start
    for kid in kids(tree, verb, "nsubj", "nsubj:pass"):
        if kid.start < start and verb.index - kid.index < _NEAR and not kid.low.startswith("котор"):
            start = sentence.phrases.mention(kid).extent[0]
    if passive and done_to is not None and verb.rel in {"root", "conj"} and 0 < done_to.extent[1] - stop < 120:
        stop = done_to.extent[1]
    for mention in (logical, done_to):
        if mention is not None and not mention.pronoun and _alone_between(tree, verb, mention):
            start, stop = min(start, mention.extent[0]), max(stop, mention.extent[1])
    if verb.feats.get("VerbForm") == "Inf" and brought_about(tree, verb) and logical is not None:
        start = min(start, logical.extent[0])
    inside = tree.words[first:end]
    held = mood(sentence, verb)
    known = frozenset(each for word in [*inside, *_completing(tree, verb)] for each in words_of(word))
    lemma = _understated(verb, known, done_to) if held is Mood.DENIED else ""
    if lemma in {"исчезнуть", "заблокировать"}:
        logical, done_to = (done_to, None) if lemma == "исчезнуть" else (None, logical)
    elif lemma == "морить":
        done_to = next((each for link, each in others if link == "dat"), done_to)
    start, stop = _between_stops(sentence, verb, start, stop)
    return Clause(
        extent=(start, stop),
        trigger=(verb.start, verb.end),
        lemma=lemma or verb.lemma,
        subject=logical,
        object=done_to,
        others=tuple(others),
        words=known,
        mood=Mood.REAL
        if lemma and (lemma == "заблокировать" or any(each is not None and each.human for each in (logical, done_to)))
        else held,
        passive=passive,
        elided=done_to is None and (passive or (verb.feats.get("Number") == "Plur" and logical is None)),
        finite=verb.feats.get("VerbForm", "Fin") == "Fin" or verb.pos == "ADJ",
        present=verb.feats.get("Tense") == "Pres" and verb.feats.get("VerbForm", "Fin") == "Fin",
    )


def _between_stops(sentence: Sentence, verb: Word, start: int, stop: int) -> Extent:
    """A clause ends at a semicolon, colon or dash behind which another verb stands."""
    text = sentence.tree.text
    others = [each.start for each in sentence.verbs if each is not verb]
    for mark in ("; ", ": ", " — "):
        left = text.rfind(mark, start, verb.start)
        if left >= 0 and any(start <= each < left for each in others):
            start = left + len(mark)
        right = text.find(mark, verb.end, stop)
        if right >= 0 and any(right < each for each in others):
            stop = right
    return start, stop


def _alone_between(tree: Tree, verb: Word, mention: Mention) -> bool:
    """Whether no other verb and no long way lies between a verb and who it is about."""
    first, last = sorted((verb.start, mention.extent[0]))
    between = [word for word in tree.words if first < word.start < last]
    if verb.rel == "conj" and mention.extent[0] < verb.start and any(word.pos == "CCONJ" for word in between):
        return False
    return len(between) < _NEAR and not any(word.pos in {"VERB", "SCONJ"} or word.text in ";:" for word in between)


def _completing(tree: Tree, verb: Word) -> list[Word]:
    """An infinitive that completes a verb, with its own words: «велели молчать»."""
    found = [tree.words[index] for index in verb.children if tree.words[index].rel in {"xcomp", "csubj", "ccomp"}]
    dead = [word for word in found if word.feats.get("VerbForm") == "Part" and word.feats.get("Case") == "Ins"]
    found = [*dead, *(word for word in found if word.feats.get("VerbForm") == "Inf")]
    return [*found, *(tree.words[index] for word in found for index in word.children)]


def _understated(verb: Word, known: frozenset[str], done_to: Mention | None) -> str:
    """The verb that says without «не» what this one says with it; empty for none."""
    past = verb.feats.get("Tense") == "Past"
    if past and verb.lemma in _UNDERSTATED:
        return _UNDERSTATED[verb.lemma]
    if past and verb.lemma in {"видеть", "слышать"} and done_to is not None and done_to.human and known & {"с", "со"}:
        return "исчезнуть"
    if (
        verb.feats.get("Tense") != "Fut"
        and verb.lemma in {"давать", "дать", "выдавать", "пускать", "оказывать"}
        and known & _NEEDED
    ):
        return "морить"
    return (
        "заблокировать"
        if verb.lemma in {"открываться", "грузиться", "загружаться"} and verb.feats.get("Tense") == "Pres"
        else ""
    )


def _acts(mention: Mention) -> bool:
    return mention.schema.value in {"Organization", "PublicBody", "Person"}


def words_between(sentence: Sentence, start: int, end: int) -> list[Word]:
    """Words whose first character stands between two characters."""
    return [word for word in sentence.tree.words if start <= word.start < end]


def extent_of(sentence: Sentence, first: int, end: int) -> Extent:
    """Characters of a stretch of words."""
    return sentence.phrases.extent(*_trimmed(sentence.tree, first, end))
