"""English: a sentence becomes clauses, each with its verb, who, whom and whether it happened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english_arguments import complements, done_to_inverted, inherited, said_who, told_of_object
from witnessbox.ledger.reading.english_frames import ENGLISH
from witnessbox.ledger.reading.english_moods import MOTION, SEEMING, brings_about, mood_of, recalled, told_of, understatement
from witnessbox.ledger.reading.english_phrases import Chunk, chunks
from witnessbox.ledger.reading.english_tags import Tag, tag, tokenize
from witnessbox.ledger.reading.parts import Clause, Extent, Mood

_WEAK = {"DATE", "ADV", "QUAL"}
_EXPECTED = frozenset("expect schedule set plan slate due likely bind tip".split())
_PARTICLES = frozenset("up out off down".split())
_HANDING = frozenset("hand turn pass".split())
_LETTING = frozenset("let make have help".split())
_BEING = frozenset("be become remain".split())
_TRANSITIVE = (
    frozenset(lemma for lemma, frames in ENGLISH.items() if any(frame.object and frame.human and not frame.also for frame in frames))
    | set(
        "hand publish leak smuggle search raid accuse designate name identify employ nickname dub implicate "
        "believe fine".split()
    )
) - frozenset("move return land hang look relocate part make show cost set get turn commit bleed throw round "
    "follow call bring drop place send walk give deny refuse get keep".split())
"""Verbs whose bare past form can be a participle: "the guard arrested on Monday"."""


@dataclass(slots=True)
class Group:
    """A verb with its auxiliaries.

    Attributes:
        place: index among the chunks.
        first: index of its first tag.
        last: index behind its last tag.
        main: the verb that means something.
    """

    place: int
    first: int
    last: int
    main: Tag
    passive: bool = False
    future: bool = False
    modal: bool = False
    negated: bool = False
    infinitive: bool = False
    gerund: bool = False
    participle: bool = False

    @property
    def finite(self) -> bool:
        return not (self.infinitive or self.gerund or self.participle)


@dataclass(slots=True)
class Sentence:
    """One English sentence taken apart."""

    text: str
    extent: Extent
    tags: list[Tag]
    chunks: list[Chunk]
    groups: list[Group]
    clauses: list[Clause]
    title: bool

    def at(self, start: int) -> int:
        """Index of the chunk that begins at a character."""
        return next(index for index, each in enumerate(self.chunks) if self.tags[each.first].start >= start)

    def word(self, index: int) -> Tag:
        """The first word of a chunk."""
        return self.tags[self.chunks[index].first]

    def span(self, first: int, last: int) -> Extent:
        """Characters of the chunks from `first` to before `last`."""
        return self.tags[self.chunks[first].first].start, self.tags[self.chunks[last - 1].last - 1].end


def is_title(text: str) -> bool:
    """Whether a line is a headline with capitals: no stop, and most of its longer words are capitals."""
    longer = [word for word in re.findall(r"[A-Za-z]+", text[:400]) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in longer)
    return len(longer) > 2 and not text.rstrip().endswith((".", "?", "!")) and capitals * 10 >= len(longer) * 8


def parse(text: str, extent: Extent, dates: Sequence[Extent], surnames: set[str]) -> Sentence:
    """Take one sentence of a paragraph apart."""
    tags = tokenize(text, *extent)
    title = is_title(text[extent[0] : extent[1]])
    tag(tags, tuple(dates), surnames, title=title)
    pieces = chunks(tags, text, surnames) if tags else []
    sentence = Sentence(text, extent, tags, pieces, [], [], title)
    _join_verbs(sentence)
    _clauses(sentence)
    return sentence


def _join_verbs(sentence: Sentence) -> None:
    """Put verbs and their auxiliaries together into one chunk each."""
    made: list[Chunk] = []
    index, found = 0, sentence.chunks
    while index < len(found):
        if found[index].kind not in {"VG", "TO"}:
            made.append(found[index])
            index += 1
            continue
        end = _verbs_end(sentence, index)
        group = _group(sentence, found[index].first, found[end - 1].last, len(made))
        if group is None:
            made.append(found[index])
            index += 1
            continue
        made.append(Chunk("VG", found[index].first, found[end - 1].last))
        sentence.groups.append(group)
        index = end
    sentence.chunks = made


def _verbs_end(sentence: Sentence, start: int) -> int:
    """Index behind the chunks of one verb group that begins at `start`."""
    found, tags = sentence.chunks, sentence.tags
    index, seen = start, False
    while index < len(found):
        kind = found[index].kind
        word = tags[found[index].first]
        if kind == "VG":
            if seen:
                break
            seen = word.pos == "VERB"
            nominal_have = word.pos == "AUX" and not _goes_on(sentence, index)
            index += 1
            if nominal_have:
                break
        elif kind == "TO":
            going = index > start and (tags[found[index - 1].first].lemma == "go" or not seen)
            if index > start and not going:
                break
            seen = False
            index += 1
        elif kind in {"NEG", "ADV", "DATE"} and _goes_on(sentence, index):
            if seen or index == start:
                break
            index += 1
        else:
            break
    return max(index, start + 1)


def _goes_on(sentence: Sentence, index: int) -> bool:
    """Whether more of the verb group follows behind adverbs and negations."""
    for chunk in sentence.chunks[index + 1 : index + 5]:
        if chunk.kind in {"VG", "TO"}:
            return True
        if chunk.kind not in {"NEG", "ADV", "DATE"}:
            return False
    return False


def _group(sentence: Sentence, first: int, last: int, place: int) -> Group | None:
    tags = sentence.tags[first:last]
    verbs = [word for word in tags if word.pos in {"VERB", "AUX"}]
    if not verbs:
        return None
    main = next((word for word in reversed(verbs) if word.pos == "VERB"), verbs[-1])
    lemmas = [word.lemma for word in verbs if word is not main]
    lows = {word.low for word in tags}
    group = Group(place=place, first=first, last=last, main=main)
    group.negated = any(word.pos == "NEG" for word in tags) or bool(lows & words.NEGATIONS)
    group.future = "will" in lemmas or ("go" in lemmas and "to" in lows) or any(each in _EXPECTED for each in lemmas)
    group.future = group.future or (
        bool({"be"} & set(lemmas)) and "to" in lows and main.form in "bx" and tags[0].pos != "TO"
    )
    group.modal = "may" in lemmas and not group.future
    passive_helper = "be" in lemmas or any(word.lemma == "get" for word in verbs if word is not main)
    group.passive = passive_helper and main.form in {"x", "n"} and main.pos == "VERB"
    group.infinitive = tags[0].pos == "TO"
    group.gerund = (main.form == "g" and not passive_helper) or tags[0].low in {"being", "having"}
    if len(verbs) == 1 and main.form in {"x", "n"} and main.pos == "VERB":
        group.participle = main.form == "n" or _reduced(sentence, last, main) or _opens_a_note(sentence, first, last)
        group.passive = group.participle
    return group


def _reduced(sentence: Sentence, last: int, main: Tag) -> bool:
    """Whether a bare past form is a participle: "the guard arrested on Monday", "Sixteen officers fired after"."""
    if main.lemma not in _TRANSITIVE:
        return False
    following = next((each for each in sentence.tags[last:] if each.pos not in _WEAK), None)
    if following is not None and _phrasal(sentence, last, main):
        return False
    if following is None or following.text in ".,;:)—-" or following.pos in {"PREP", "CONJ"}:
        return True
    return following.pos == "SUB" and following.low in {"after", "over", "as", "since", "when", "while"}


def _opens_a_note(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a bare past form opens a sentence and takes no object: "Tailed for weeks by two cars", "Let go on Friday"."""
    before = sentence.tags[first - 1] if first else None
    opens = before is None or before.text in ";:—" or (before.pos == "DATE" and sentence.tags[0].pos == "DATE" and first < 6)
    following = next((each for each in sentence.tags[last:] if each.pos not in _WEAK), None)
    takes = following is not None and following.pos in {"DET", "NOUN", "NAME", "NUM", "ADJ", "PRON", "QUAL", "SUB"}
    return opens and not takes and sentence.tags[first].form == "x"


def _phrasal(sentence: Sentence, last: int, main: Tag) -> bool:
    """Whether a verb has a particle and an object behind it, so that it is active: "picked up the activist"."""
    particle = sentence.tags[last].low if last < len(sentence.tags) else ""
    behind = sentence.tags[last + 1] if last + 1 < len(sentence.tags) else None
    splits = particle in _PARTICLES or (particle == "over" and main.lemma in _HANDING)
    return splits and behind is not None and behind.pos in {"DET", "NUM", "QUAL", "NAME", "PRON", "NOUN", "ADJ"}


def _let_do(before: Group, group: Group, chunks: list[Chunk]) -> None:
    """Such as "let him go", "made them kneel": the second verb is an infinitive without "to"."""
    between = chunks[before.place + 1 : group.place]
    bare = group.main.form in {"b", "n"} and group.last - group.first == 1
    if before.main.lemma in _LETTING and bare and len(between) == 1 and between[0].kind == "NP":
        group.infinitive, group.participle, group.passive = True, False, False


def _clauses(sentence: Sentence) -> None:
    for before, group in itertools.pairwise(sentence.groups):
        _let_do(before, group, sentence.chunks)
    for before, group in itertools.pairwise(sentence.groups):
        _goes_on_passive(sentence, before, group)
    starts = [_start(sentence, group) for group in sentence.groups]
    for (first, _), group in zip(starts, sentence.groups, strict=True):
        dated = sentence.chunks[first].kind == "DATE" and sentence.tags[sentence.chunks[first].last - 1].low != "ago"
        if group.participle and dated and first < group.place - 1:
            group.participle = False
    bounds = [_bound(sentence, group, first) for (first, _), group in zip(starts, sentence.groups, strict=True)]
    for index, group in enumerate(sentence.groups):
        first, subject_at = starts[index]
        end = min(
            _enclosing_end(sentence, group, starts),
            _closing_dash(sentence, first, group),
            _semicolon(sentence, group),
        )
        for later, other in enumerate(sentence.groups[index + 1 :], start=index + 1):
            opens = other.finite or _introduced(sentence, bounds[later])
            if opens and bounds[later] > group.place:
                end = min(end, bounds[later])
                break
        sentence.clauses.append(_clause(sentence, group, first, end, subject_at, index))


def _goes_on_passive(sentence: Sentence, before: Group, group: Group) -> None:
    """Such as "was questioned and then let go": the second verb is as passive as the first."""
    if group.main.form not in "xn" or group.last - group.first > 1 or group.passive or not before.passive:
        return
    place = group.place - 1
    while place > before.place and sentence.chunks[place].kind in {"ADV", "DATE"}:
        place -= 1
    following = sentence.word(group.place + 1) if group.place + 1 < len(sentence.chunks) else None
    has_object = following is not None and following.low != "go" and sentence.chunks[group.place + 1].kind == "NP"
    if sentence.chunks[place].kind == "CONJ" and not has_object:
        group.passive = group.participle = True


def _bound(sentence: Sentence, group: Group, first: int) -> int:
    """Where the clause before ends: a relative one quotes what it tells of, but takes it from no other clause."""
    for index in range(first, group.place):
        if sentence.chunks[index].kind == "SUB" and sentence.word(index).low in {
            "who",
            "which",
            "that",
            "where",
            "when",
        }:
            return index
    return first


def _enclosing_end(sentence: Sentence, group: Group, starts: list[tuple[int, int]]) -> int:
    """Where a clause between commas ends because the sentence goes on behind it with its own verb."""
    for other, (_, subject) in zip(sentence.groups, starts, strict=True):
        if subject < group.place < other.place and subject >= 0 and other is not group:
            for index in range(other.place - 1, group.place, -1):
                if sentence.chunks[index].kind == "PUNCT":
                    return index
    return len(sentence.chunks)


def _closing_dash(sentence: Sentence, first: int, group: Group) -> int:
    """Where a clause between dashes ends."""
    opened = any(sentence.word(index).text == "—" for index in range(max(0, first - 1), group.place))
    for index in range(group.place + 1, len(sentence.chunks)) if opened else ():
        if sentence.word(index).text == "—":
            return index
    return len(sentence.chunks)


def _semicolon(sentence: Sentence, group: Group) -> int:
    """No clause goes on behind a semicolon."""
    for index in range(group.place + 1, len(sentence.chunks)):
        if sentence.word(index).text == ";":
            return index
    return len(sentence.chunks)


def _introduced(sentence: Sentence, start: int) -> bool:
    kind = sentence.chunks[start].kind
    return kind in {"SUB", "CONJ"} or (kind == "PUNCT" and sentence.tags[sentence.chunks[start].first].text in ";:—")


def _start(sentence: Sentence, group: Group) -> tuple[int, int]:
    """Index of the chunk at which a clause begins, and that of its subject (-1 for none)."""
    found = sentence.chunks
    index = group.place - 1
    while index >= 0 and (found[index].kind in _WEAK | {"NEG"} or _dates_behind(sentence, index)):
        index -= 1
    if index < 0:
        return 0, -1
    if group.infinitive:
        return group.place, -1
    if found[index].kind == "PUNCT" and sentence.word(index).text in ',—-)"':
        called = _nicknamed(sentence, index)
        if called >= 0 and group.finite:
            return _leading(sentence, called), called
        opened = _parenthesis(sentence, index)
        if opened > 0 and group.finite:
            subject = _behind_phrases(sentence, opened - 1)
            return _leading(sentence, subject), subject
        if found[index - 1].kind == "NP" and _holds_comma(sentence, index - 1) and group.finite:
            return _leading(sentence, index - 1), index - 1
        if found[index].kind == "PUNCT" and index and found[index - 1].kind == "NP" and group.participle:
            return index - 1, index - 1
        return index, -1
    if found[index].kind == "NP" and not group.infinitive:
        opened = _behind_phrases(sentence, index)
        if opened != index:
            return _leading(sentence, opened), opened
        joined = _coordinated(sentence, index)
        return _leading(sentence, joined), joined
    if found[index].kind == "SUB":
        return _after_subordinator(sentence, index)
    if found[index].kind == "CONJ":
        return index, -1
    return group.place, -1


def _dates_behind(sentence: Sentence, index: int) -> bool:
    """Whether a preposition stands between a subject and a date: "the logbook for that week had been burned"."""
    found = sentence.chunks
    dated = found[index].kind == "PREP" and index + 1 < len(found) and found[index + 1].kind == "DATE"
    return dated and index > 0 and found[index - 1].kind == "NP"


def _nicknamed(sentence: Sentence, closing: int) -> int:
    """Index of who is meant before a name in quotation marks: 'a guard known as "Uncle" was fired'; -1 for nobody."""
    found = sentence.chunks
    if sentence.word(closing).text != '"':
        return -1
    index = closing - 1
    while index >= 0 and not (found[index].kind == "PUNCT" and sentence.word(index).text == '"'):
        index -= 1
    index -= 1
    while index >= 0 and found[index].kind in {"SUB", "PREP", "ADV"}:
        index -= 1
    named = index > 0 and found[index].kind == "VG" and found[index - 1].kind == "NP"
    return index - 1 if named and closing - index < 8 else -1


def _holds_comma(sentence: Sentence, index: int) -> bool:
    """Whether a phrase is a name and its post between commas, of which the second stands behind it."""
    chunk = sentence.chunks[index]
    return any(word.text in ",—-" for word in sentence.tags[chunk.first : chunk.last])


def _coordinated(sentence: Sentence, index: int) -> int:
    """The first of several subjects: "Glybin and Oselkov were ..."."""
    found = sentence.chunks
    before = [chunk.kind for chunk in found[:index]]
    if index >= 2 and before[-1] == "CONJ" and before[-2] == "NP":
        free = index == 2 or before[-3] in {"SUB", "DATE", "ADV"} or (before[-3] == "PUNCT" and "VG" not in before)
        return index - 2 if free else index
    return index


def _after_subordinator(sentence: Sentence, index: int) -> tuple[int, int]:
    """A clause opened by `who`, `after`, `that`: a relative one begins with what it tells of."""
    found = sentence.chunks
    low = sentence.word(index).low
    if low in {"who", "which", "that"}:
        place = index - 1
        if place >= 0 and found[place].kind == "PUNCT" and sentence.word(place).text == ",":
            place -= 1
        if place >= 0 and found[place].kind == "NP":
            if place >= 2 and found[place - 1].kind == "PUNCT" and found[place - 2].kind == "NP" and low != "that":
                mention = found[place].mention
                if mention is not None and not mention.named:
                    return place - 2, place - 2
            return place, place
    while index and found[index - 1].kind == "DATE":
        index -= 1
    return index, -1


def _behind_phrases(sentence: Sentence, index: int) -> int:
    """The subject before what describes it: "Officials in the capital rejected", "videos showing rape in a cell
    leaked".
    """
    found = sentence.chunks
    gerunds = {group.place for group in sentence.groups if group.gerund or group.participle}
    while index >= 2:
        if index >= 3 and index - 2 in gerunds and found[index - 1].kind == "PREP" and found[index - 3].kind == "NP":
            index -= 3  # "guards suspected of torture"
            continue
        if found[index - 2].kind != "NP":
            break
        between = found[index - 1]
        described = between.kind == "PREP" or index - 1 in gerunds or sentence.word(index - 1).low == "as"
        listed = between.kind == "CONJ" and index >= 3 and (found[index - 3].kind == "PREP" or index - 3 in gerunds)
        if not (described or listed):
            break
        index -= 2
    return _told_of(sentence, index)


def _told_of(sentence: Sentence, index: int) -> int:
    """Whom a relative clause before the verb tells of: "prisoners who had met the delegation | were moved"."""
    found = sentence.chunks
    before = index - 1
    while before > 0 and found[before].kind in {"PREP", "DATE", "ADV", "NP"}:
        before -= 1
    if before < 2 or (before == index - 1 and found[before].kind != "VG") or found[before].kind != "VG":
        return index
    finite = any(each.finite and each.place == before for each in sentence.groups)
    chained = before - 1 if found[before - 1].kind == "VG" else before
    link = chained - 1
    relative = link >= 1 and found[link].kind == "SUB" and sentence.word(link).low in {"who", "which"}
    if not (relative and (finite or chained != before)) or found[link - 1].kind != "NP":
        return index
    return link - 1


def _parenthesis(sentence: Sentence, closing: int) -> int:
    """Index of the mark that opens what the mark at `closing` ends, if a noun phrase stands before it; else 0."""
    found = sentence.chunks
    mark = sentence.word(closing).text
    opening = {")": "("}.get(mark, mark)
    for index in range(closing - 1, 0, -1):
        if found[index].kind == "PUNCT" and sentence.word(index).text == opening:
            return index if found[index - 1].kind == "NP" else 0
        if found[index].kind == "PUNCT" and sentence.word(index).text in ";:":
            return 0
    return 0


def _leading(sentence: Sentence, subject: int) -> int:
    """Where a clause begins, with the phrases of time and place that lead to its subject."""
    found = sentence.chunks
    index = fallback = subject
    while fallback and found[fallback - 1].kind == "DATE":
        fallback -= 1
    if fallback < subject and sentence.word(subject - 1).low not in {"after", "before"}:
        fallback = subject
    while index > 0:
        before = found[index - 1]
        if before.kind in {"DATE", "ADV", "PREP", "NP"} or (
            before.kind == "PUNCT" and sentence.word(index - 1).text == ","
        ):
            index -= 1
            continue
        if before.kind == "SUB" and sentence.word(index - 1).low in {
            "after",
            "before",
            "while",
            "when",
            "where",
            "since",
            "as",
        }:
            if sentence.word(index - 1).low == "as" and index < subject:
                return fallback
            return _opened(sentence, index - 1)
        if before.kind in {"CONJ", "SUB"} or (before.kind == "PUNCT" and sentence.word(index - 1).text in ';:"—*•)('):
            return index
        return fallback
    return 0


def _opened(sentence: Sentence, index: int) -> int:
    """The place or date that "where" or "when" tells of belongs to what it opens."""
    found = sentence.chunks
    before = index - 1
    if before >= 0 and found[before].kind == "PUNCT" and sentence.word(before).text == ",":
        before -= 1
    if before >= 0 and sentence.word(index).low == "when" and found[before].kind == "DATE":
        while before and found[before - 1].kind == "DATE":
            before -= 1
        return before
    if before == index - 1 and before >= 0 and sentence.word(index).low == "where" and found[before].kind == "NP":
        return before
    return index


def _bare_ends(sentence: Sentence, group: Group, first: int, end: int) -> tuple[int, int]:
    """A clause without marks and conjunctions at its ends."""
    found = sentence.chunks
    while end - 1 > group.place and found[end - 1].kind in {"PUNCT", "CONJ"} and sentence.word(end - 1).text != ")":
        end -= 1
    while first < group.place and found[first].kind == "PUNCT":
        first += 1
    return first, end


def _clause(sentence: Sentence, group: Group, first: int, end: int, subject_at: int, number: int) -> Clause:
    found, tags = sentence.chunks, sentence.tags
    subject = found[subject_at].mention if subject_at >= 0 else None
    inverted = said_who(sentence, group) if subject is None else None
    if subject is None:
        subject = inverted or inherited(sentence, group, number)
    if group.infinitive and number and sentence.clauses[number - 1].lemma in SEEMING:
        subject = sentence.clauses[number - 1].subject
        first = sentence.at(sentence.clauses[number - 1].extent[0])
    previous = sentence.clauses[number - 1] if number else None
    done = previous is not None and group.infinitive and (brings_about(previous) or told_of(previous, group))
    if previous is not None and done:
        subject = previous.object if previous.passive or previous.lemma != "manage" else previous.subject
        first = sentence.at(previous.extent[0])
    if group.passive and done_to_inverted(sentence, group, number) is not None:
        subject = done_to_inverted(sentence, group, number)
    moved = group.infinitive and next((each for each in reversed(sentence.clauses) if each.lemma in MOTION), None)
    if moved:
        subject, first = moved.subject, sentence.at(moved.extent[0])
    first, end = _bare_ends(sentence, group, first, end)
    objects, others = complements(sentence, group.place + 1, end)
    if inverted is not None:
        objects = [each for each in objects if each is not inverted]
    if not objects and others and not group.passive and _phrasal(sentence, group.last, group.main):
        objects = [others.pop(0)[1]]
    if 0 <= subject_at < group.place - 1:
        others += [each for each in complements(sentence, subject_at + 1, group.place)[1] if each[0]]
    if group.passive:
        logical, done_to = None, subject
        others = [*(("", each) for each in objects), *others]
        for index, (preposition, each) in enumerate(others):
            if preposition == "by" and logical is None:
                logical = each
                others.pop(index)
                break
    else:
        logical, done_to = subject, objects[0] if objects else told_of_object(sentence, group, subject_at)
        others = [*(("", each) for each in objects[1:]), *others]
    for index in range(first, group.place):
        if found[index].kind == "SUB" and sentence.word(index).low == "where":
            before = index - 1 if index and found[index - 1].kind == "NP" else index - 2
            told = found[before].mention if before >= 0 else None
            if told is not None:
                others.append(("in", told))
    stretch = tags[found[first].first : found[end - 1].last]
    lemmas = frozenset(each for word in stretch for each in (word.low, word.lemma) if each)
    if previous is not None and (recalled(sentence, number, group) or (done and told_of(previous, group))):
        lemmas |= {"allegedly" if previous.lemma == "allege" else "reportedly"}
    mood = mood_of(sentence, group, first, subject, number)
    understated = understatement(group, mood, lemmas, logical, done_to)
    if understated is not None:
        mood = Mood.REAL
        if understated == "vanish":
            logical, done_to = done_to or logical, None
        elif understated == "starve" and (done_to is None or not done_to.human):
            logical, done_to = None, logical
    return Clause(
        extent=sentence.span(first, end),
        trigger=(group.main.start, group.main.end),
        lemma=understated or group.main.lemma,
        subject=logical,
        object=done_to,
        others=tuple(others),
        words=lemmas,
        mood=mood,
        passive=group.passive,
        finite=group.finite,
        elided=group.passive and done_to is None,
        present=group.finite and sentence.tags[group.first].form in {"s", "b"},
    )
