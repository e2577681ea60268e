"""English: a sentence becomes clauses, each with its verb, who, whom and whether it happened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english_arguments import (
    complements,
    done_to_inverted,
    inherited,
    said_who,
    together,
    told_of_object,
)
from witnessbox.ledger.reading.english_bounds import (
    WEAK,
    bare_ends,
    bound,
    closing_dash,
    enclosing_end,
    introduced,
    semicolon,
    start_of,
)
from witnessbox.ledger.reading.english_frames import ENGLISH
from witnessbox.ledger.reading.english_moods import (
    MOTION,
    SEEMING,
    brings_about,
    mood_of,
    recalled,
    told_of,
    understatement,
)
from witnessbox.ledger.reading.english_phrases import Chunk, chunks
from witnessbox.ledger.reading.english_tags import Tag, tag, tokenize
from witnessbox.ledger.reading.frames import MEDIA
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood

_EXPECTED = frozenset("expect schedule set plan slate due likely bind tip".split())
_PARTICLES = frozenset("up out off down".split())
_HANDING = frozenset("hand turn pass".split())
_LETTING = frozenset("let make have help".split())
_OF_THEMSELVES = frozenset("manage begin start proceed continue".split())
"""Who begins to do it does it; who is made to do it is another."""
_TRANSITIVE = (
    frozenset(
        lemma
        for lemma, frames in ENGLISH.items()
        if any(frame.object and frame.human and not frame.also for frame in frames)
    )
    | set(
        "hand publish leak smuggle search raid accuse designate name identify employ nickname dub implicate "
        "believe fine".split()
    )
) - frozenset(
    "move return land hang look relocate part make show cost set get turn commit bleed throw round "
    "follow call bring drop place send walk give deny refuse get keep".split()
)
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
        group.participle = group.participle or _between_commas(sentence, first, last)
        group.passive = group.participle
    return group


def _reduced(sentence: Sentence, last: int, main: Tag) -> bool:
    """Whether a bare past form is a participle: "the guard arrested on Monday", "Sixteen officers fired after"."""
    if main.lemma not in _TRANSITIVE:
        return False
    following = next((each for each in sentence.tags[last:] if each.pos not in WEAK), None)
    if following is not None and (_phrasal(sentence, last, main) or _hands_over(sentence, last, main)):
        return False
    if following is None or following.text in ".,;:)—-" or following.pos in {"PREP", "CONJ"}:
        return True
    return following.pos == "SUB" and following.low in {"after", "over", "as", "since", "when", "while"}


def _hands_over(sentence: Sentence, last: int, main: Tag) -> bool:
    """Whether somebody hands something in or over: "handed in his notice", "handed over to Sarnovia the blogger"."""
    particle = sentence.tags[last].low if last < len(sentence.tags) else ""
    place = next((at for at, word in enumerate(sentence.tags) if word is main), 0)
    doer = sentence.tags[place - 1] if place else None
    things = doer is None or bool({doer.lemma, doer.low} & MEDIA["en"])
    taken = any(word.low == "by" for word in sentence.tags[last : last + 6])
    if main.lemma == "pass" and particle in {"away", "on"}:
        return True
    return main.lemma in _HANDING and particle in {"in", "over", "on", "out", "back"} and not (things or taken)


def _between_commas(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a bare past form stands between commas behind a noun, and the sentence goes on with its own verb:
    "Officer Ray Dun, sent home on full pay, was given his keys".
    """
    tags = sentence.tags
    if first < 2 or tags[first - 1].text != "," or tags[first - 2].pos not in {"NOUN", "NAME"}:
        return False
    closing = next((at for at in range(last, len(tags)) if tags[at].text == ","), None)
    if closing is None or closing + 1 >= len(tags):
        return False
    taken = next((each for each in tags[last:closing] if each.pos not in WEAK), None)
    bare = taken is None or taken.pos in {"PREP", "NOUN", "SUB"}
    opened = not any(each.pos in {"VERB", "AUX"} for each in tags[: first - 1])
    return bare and opened and tags[closing + 1].pos in {"AUX", "VERB"}


def _opens_a_note(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a bare past form opens a sentence and takes no object: "Tailed for weeks", "Let go on Friday"."""
    before = sentence.tags[first - 1] if first else None
    opens = (
        before is None
        or before.text in ";:—"
        or (before.pos == "DATE" and sentence.tags[0].pos == "DATE" and first < 6)
    )
    following = next((each for each in sentence.tags[last:] if each.pos not in WEAK), None)
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
    starts = [start_of(sentence, group) for group in sentence.groups]
    for (first, _), group in zip(starts, sentence.groups, strict=True):
        dated = sentence.chunks[first].kind == "DATE" and sentence.tags[sentence.chunks[first].last - 1].low != "ago"
        if group.participle and dated and first < group.place - 1:
            group.participle = False
    bounds = [bound(sentence, group, first) for (first, _), group in zip(starts, sentence.groups, strict=True)]
    for index, group in enumerate(sentence.groups):
        first, subject_at = starts[index]
        end = min(
            enclosing_end(sentence, group, starts),
            closing_dash(sentence, first, group),
            semicolon(sentence, group),
        )
        for later, other in enumerate(sentence.groups[index + 1 :], start=index + 1):
            opens = other.finite or introduced(sentence, bounds[later])
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


def _clause(sentence: Sentence, group: Group, first: int, end: int, subject_at: int, number: int) -> Clause:
    found, tags = sentence.chunks, sentence.tags
    previous = sentence.clauses[number - 1] if number else None
    done = previous is not None and group.infinitive and (brings_about(previous) or told_of(previous, group))
    inverted = said_who(sentence, group) if subject_at < 0 else None
    named = found[subject_at].mention if subject_at >= 0 else None
    if named is not None:
        named = together(sentence, subject_at, group.place)
    subject, first = _whose(sentence, group, first, named or inverted or inherited(sentence, group, number), number)
    first, end = bare_ends(sentence, group, first, end)
    logical, done_to, others = _sides(sentence, group, subject, inverted, (subject_at, end))
    others += _where(sentence, group, first)
    stretch = tags[found[first].first : found[end - 1].last]
    lemmas = frozenset(each for word in stretch for each in (word.low, word.lemma) if each)
    if previous is not None and (recalled(sentence, number, group) or (done and told_of(previous, group))):
        lemmas |= {"allegedly" if previous.lemma == "allege" else "reportedly"}
    mood = mood_of(sentence, group, first, subject, number)
    if logical is None and _had_done(sentence, group, previous, number):
        logical = previous.subject if previous is not None else None
    understated = understatement(group, mood, lemmas, logical, done_to, sentence.tags)
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
        named=_named(stretch),
        mood=mood if understated is None else Mood.REAL,
        passive=group.passive,
        finite=group.finite,
        elided=group.passive and done_to is None,
        present=group.finite and sentence.tags[group.first].form in {"s", "b"},
    )


def _whose(
    sentence: Sentence, group: Group, first: int, subject: Mention | None, number: int
) -> tuple[Mention | None, int]:
    """Of whom a verb is said, and where its clause begins, as the verbs before it have it."""
    previous = sentence.clauses[number - 1] if number else None
    if group.infinitive and previous is not None and previous.lemma in SEEMING:
        subject, first = previous.subject, sentence.at(previous.extent[0])
    if previous is not None and group.infinitive and (brings_about(previous) or told_of(previous, group)):
        theirs = previous.passive or previous.lemma not in _OF_THEMSELVES
        subject, first = previous.object if theirs else previous.subject, sentence.at(previous.extent[0])
    subject = done_to_inverted(sentence, group, number) or subject
    if _had_done(sentence, group, previous, number):
        first = sentence.at(previous.extent[0]) if previous is not None else first
    moved = group.infinitive and next((each for each in reversed(sentence.clauses) if each.lemma in MOTION), None)
    return (moved.subject, sentence.at(moved.extent[0])) if moved else (subject, first)


def _named(stretch: list[Tag]) -> frozenset[str]:
    """Words that stand in a clause as names only."""
    plain = {each for word in stretch if word.pos != "NAME" for each in (word.low, word.lemma)}
    return frozenset(word.low for word in stretch if word.pos == "NAME") - plain


def _had_done(sentence: Sentence, group: Group, previous: Clause | None, number: int) -> bool:
    """Such as "had the site cut off", "had a prisoner hosed": whoever had it done did it."""
    if (
        previous is None
        or previous.lemma not in {"have", "get"}
        or not group.participle
        or previous.mood is not Mood.REAL
    ):
        return False
    between = sentence.chunks[sentence.groups[number - 1].place + 1 : group.place]
    return bool(between) and between[0].kind == "NP" and all(each.kind in {"NP", "PUNCT"} for each in between)


def _sides(
    sentence: Sentence, group: Group, subject: Mention | None, inverted: Mention | None, within: tuple[int, int]
) -> tuple[Mention | None, Mention | None, list[tuple[str, Mention]]]:
    """Who does it, whom it is done to, and further phrases of a clause."""
    subject_at, end = within
    objects, others = complements(sentence, group.place + 1, end)
    objects = [each for each in objects if each is not inverted]
    if not objects and others and not group.passive:
        shifted = next((each for each in others if not each[0] and each[1].human), None)
        if _phrasal(sentence, group.last, group.main):
            objects = [others.pop(0)[1]]
        elif shifted is not None:  # "handed over to Sarnovia the blogger"
            others.remove(shifted)
            objects = [shifted[1]]
    if 0 <= subject_at < group.place - 1:
        others += [each for each in complements(sentence, subject_at + 1, group.place)[1] if each[0]]
    if not group.passive:
        done_to = objects[0] if objects else told_of_object(sentence, group, subject_at)
        return subject, done_to, [*(("", each) for each in objects[1:]), *others]
    others = [*(("", each) for each in objects), *others]
    doer = next((index for index, (link, _) in enumerate(others) if link == "by"), None)
    return (others.pop(doer)[1] if doer is not None else None), subject, others


def _where(sentence: Sentence, group: Group, first: int) -> list[tuple[str, Mention]]:
    """The place that "where" tells of."""
    found = sentence.chunks
    places: list[tuple[str, Mention]] = []
    for index in range(first, group.place):
        if found[index].kind == "SUB" and sentence.word(index).low == "where":
            before = index - 1 if index and found[index - 1].kind == "NP" else index - 2
            told = found[before].mention if before >= 0 else None
            if told is not None:
                places.append(("in", told))
    return places
