"""English: whether a clause says that something happened, or only that it may, should or would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.frames import CLASSES
from witnessbox.ledger.reading.parts import Clause, Mention, Mood

if TYPE_CHECKING:
    from witnessbox.ledger.reading.english import Group, Sentence
    from witnessbox.ledger.reading.english_tags import Tag

MOTION = frozenset("arrive flee travel go come leave cross return fly escape".split())
"""Who came to do it did it."""
SEEMING = frozenset("appear seem purport".split())
_BROUGHT_ABOUT = frozenset(
    "force compel oblige coerce manage begin start proceed continue make let dare contrive".split()
)
"""Who was forced to do it, or managed to, did it."""
_TOLD = frozenset("say report allege know".split())
"""Of whom it is said that he did it: a claim with a hedge."""
_RECALLING = frozenset("describe recall recount report remember".split())
_TELLING_HOW = _RECALLING | frozenset("tell say testify detail relate show reveal relive outline".split())
"""Whoever tells how something happened says that it did."""
_WITHHELD = frozenset(
    "sleep eat drink food water insulin medicine medication doctor toilet treatment blanket blankets".split()
)
"""What nobody goes without unharmed: "was not allowed to sleep"."""
_GOING_ON = frozenset("begin start keep continue finish".split())
_NO_TIMES = frozenset("time way point circumstances occasion case means account sense".split())
_TIMES = frozenset("minute minutes hour hours day days week weeks month months moment".split())
_SENSES = frozenset("see hear".split())
_NEARLY = frozenset("nearly almost narrowly".split())
_ANYBODY = frozenset("anyone anybody whoever whichever".split())
_SUPPOSED = frozenset("imagine suppose supposing".split())
_FEARING = words.HOPING | {"fear", "rumour", "speculate", "propose"}
_DOUBTS = frozenset(
    "evidence proof sign indication suspicion fear fears risk possibility chance likelihood hope hopes idea impression "
    "speculation doubt notion belief".split()
)
_NOT_SO = re.compile(
    r"\b(?:not|n't|never) (?:\w+ ){0,2}(?:true|the case|correct|accurate) (?:to say )?that\b"
    r"|\b(?:no truth (?:in|to)|(?:untrue|false|a lie|a myth|nonsense) that)\b",
    re.IGNORECASE,
)
_INVERTED = frozenset("should were had".split())


def mood_of(sentence: Sentence, group: Group, first: int, subject: Mention | None, number: int) -> Mood:
    """Whether a clause happened.

    Args:
        sentence: it stands in; its clauses before this one are made.
        group: its verb.
        first: index of the chunk at which it begins.
        subject: who or what its verb is said of.
        number: its place among the clauses.
    """
    supposed = _asked_or_supposed(sentence, group, first, number)
    if supposed is not None:
        return supposed
    if _negated(sentence, group, first, subject):
        return Mood.DENIED
    if _less_than_done(sentence, group, subject):
        return Mood.UNREAL
    perceived = group.modal and group.passive and group.main.lemma in _SENSES
    if group.future or (group.modal and not perceived):
        return Mood.FORECAST
    if _gone_on_with(sentence, group, number):
        return Mood.REAL
    if group.infinitive:
        return _infinitive_mood(sentence, number)
    stands = bool(number) and sentence.clauses[number - 1].lemma in {"stand", "remain"}
    if group.participle and group.main.lemma in {"accuse", "suspect"} and not stands:
        return Mood.UNREAL
    later = sentence.groups[number + 1] if number + 1 < len(sentence.groups) else None
    if group.main.lemma in SEEMING and later is not None and later.infinitive:
        return Mood.UNREAL
    joined = _as_before(sentence, group, first, number)
    if joined is not None:
        return joined
    if recalled(sentence, number, group):
        return Mood.REAL
    return _of_gerund(sentence, group, first, number) or _governed(sentence, group, first)


def _asked_or_supposed(sentence: Sentence, group: Group, first: int, number: int) -> Mood | None:
    """The mood of what is asked, supposed or said to be untrue."""
    if sentence.text[sentence.extent[0] : sentence.extent[1]].rstrip("\"' )").endswith("?"):
        return Mood.QUESTION
    opener = sentence.word(first).low
    head = sentence.tags[0].low if sentence.tags else ""
    openers = {
        sentence.word(index).low
        for index in range(max(0, first - 1), group.place)
        if sentence.chunks[index].kind == "SUB"
    }
    told = bool(number) and sentence.clauses[number - 1].lemma in _TELLING_HOW
    if ("how" in openers and not told) or (head == "to" and len(sentence.tags) > 1 and sentence.tags[1].low == "ask"):
        return Mood.QUESTION
    if openers & words.CONDITIONS or opener in words.CONDITIONS:
        return Mood.CONDITION
    whole = {word.low for word in sentence.tags if word.pos == "SUB"} & {"if", "unless"}
    if head in _SUPPOSED or (head in _INVERTED and sentence.tags[0].pos == "AUX"):
        return Mood.CONDITION
    if not_so(sentence.text, *sentence.extent) <= sentence.tags[group.first].start:
        return Mood.DENIED
    if head in {"if", "unless"} and group.main.form in {"s", "b"}:
        return Mood.CONDITION
    return Mood.CONDITION if (group.future or group.modal) and whole else None


def _negated(sentence: Sentence, group: Group, first: int, subject: Mention | None) -> bool:
    """Whether a clause says that something did not happen."""
    before = group.place - 1
    while before > first and sentence.chunks[before].kind in {"ADV", "DATE"}:
        before -= 1
    if before >= 0 and sentence.chunks[before].kind == "NEG":
        return True
    if group.negated or (subject is not None and subject.words & {"no", "nobody", "none", "neither", "nothing"}):
        return True
    behind = sentence.chunks[group.place + 1].kind if group.place + 1 < len(sentence.chunks) else ""
    if group.main.pos == "AUX" and behind == "NEG":
        return True
    return _at_no_time(sentence, group, first) or _ruled_out(sentence, group, first)


def _gone_on_with(sentence: Sentence, group: Group, number: int) -> bool:
    """Such as "began serialising the diaries": what somebody begins or keeps doing happens."""
    before = sentence.clauses[number - 1] if number else None
    begun = before is not None and before.lemma in _GOING_ON and before.mood is Mood.REAL
    return group.gerund and begun and sentence.groups[number - 1].last == group.first


def _of_gerund(sentence: Sentence, group: Group, first: int, number: int) -> Mood | None:
    """The mood of a gerund: "denies having beaten", "risks being arrested", "in releasing"; None where others tell."""
    past = sentence.tags[group.first].low == "having" and group.last - group.first > 1
    hangs = bool(number) and sentence.groups[number - 1].last == group.first
    if past and hangs and sentence.clauses[number - 1].lemma in words.DENYING:
        return Mood.DENIED
    if sentence.tags[group.first].low == "being" and not any(each.finite for each in sentence.groups):
        return Mood.UNREAL
    alone = first == group.place or sentence.chunks[group.place - 1].kind == "PREP"
    return Mood.UNREAL if group.gerund and not past and alone else None


def not_so(text: str, start: int, end: int) -> int:
    """Where what is said to be untrue begins: "it is simply not the case that"; behind the sentence if nothing is."""
    found = _NOT_SO.search(text, start, end)
    return found.end() if found else end + 1


def understatement(
    group: Group,
    mood: Mood,
    lemmas: frozenset[str],
    subject: Mention | None,
    told: Mention | None,
    sentence_tags: list[Tag],
) -> str | None:
    """The verb that says without "not" what this one says with it: "did not survive", "nobody has seen him since"."""
    lemma = group.main.lemma
    if mood is Mood.DENIED and lemma in {"give", "let", "allow", "permit", "receive", "get"} and lemmas & _WITHHELD:
        held = told if told is not None and told.human else subject
        return "starve" if "will" not in lemmas and held is not None and held.human else None
    if mood is not Mood.DENIED or group.future or group.modal or group.infinitive:
        return None
    human = subject is not None and subject.human
    if lemma in {"survive", "wake"} or (lemma == "live" and "see" in lemmas):
        return "die" if human and not lemmas & {"if"} else None
    after = {word.low for word in sentence_tags[group.last : group.last + 2]}
    gone = lemma in {"see", "hear"} and ("since" in lemmas or "since" in after) and told is not None and told.human
    eyes = lemma in {"set", "lay", "clap"} and "eyes" in lemmas
    if eyes and told is not None:
        return "vanish"
    back = (
        lemma in {"return", "come"} and human and (lemma == "return" or lemmas & {"back", "home"}) and "never" in lemmas
    )
    return "vanish" if gone or back else None


def brings_about(clause: Clause) -> bool:
    """Whether what hangs on a verb by "to" happened: "was forced to leave", "managed to flee"."""
    return clause.lemma in _BROUGHT_ABOUT


def told_of(clause: Clause, infinitive: Group) -> bool:
    """Whether somebody is said to have done what follows: "are said to have beaten"."""
    return clause.passive and clause.lemma in _TOLD and infinitive.main.form in "xn"


def recalled(sentence: Sentence, number: int, group: Group) -> bool:
    """Such as "described being beaten"."""
    before = sentence.clauses[number - 1] if number else None
    told = before is not None and before.mood is Mood.REAL and before.lemma in _RECALLING and not before.passive
    return group.gerund and told and sentence.groups[number - 1].last == group.first


def _as_before(sentence: Sentence, group: Group, first: int, number: int) -> Mood | None:
    """A participle is as unreal as the verb it hangs on: "needs to be shut and its staff laid off", "to have him
    extradited".
    """
    before = sentence.clauses[number - 1] if number and group.participle else None
    if before is None or before.mood is Mood.REAL or not first:
        return None
    hangs = sentence.chunks[first - 1].kind == "CONJ" or sentence.groups[number - 1].place == first - 1
    return before.mood if hangs else None


def _at_no_time(sentence: Sentence, group: Group, first: int) -> bool:
    """Such as "was at no time in custody", "was in no way harmed"."""
    start, end = sentence.chunks[first].first, min(len(sentence.tags) - 1, group.last + 6)
    return any(
        sentence.tags[place].low == "no" and sentence.tags[place + 1].low in _NO_TIMES for place in range(start, end)
    )


def _ruled_out(sentence: Sentence, group: Group, first: int) -> bool:
    """Such as "not one guard was charged", "neither Brook nor his deputy has been charged"."""
    for index in range(max(0, first - 1), group.place):
        opposed = index and sentence.word(index).low == "not" and sentence.chunks[index - 1].kind == "PUNCT"
        if (
            not opposed
            and sentence.chunks[index].kind == "NEG"
            and sentence.word(index).low in {"not", "neither", "nor", "never"}
        ):
            following = sentence.tags[sentence.chunks[index].last]
            return following.low != "only"
    return False


def _less_than_done(sentence: Sentence, group: Group, subject: Mention | None) -> bool:
    """Such as "was nearly sacked", "ordered that he be released", "anyone who beats a prisoner is dismissed"."""
    lows = {word.low for word in sentence.tags[group.first : group.last]}
    near = sentence.tags[group.first - 1].low if group.first else ""
    if (lows | {near}) & _NEARLY:
        return True
    if sentence.tags[group.first].low == "be":
        return not _court_orders(sentence, group)
    following = sentence.chunks[group.place + 1].mention if group.place + 1 < len(sentence.chunks) else None
    if group.main.lemma == "be" and following is not None and following.head in _DOUBTS - {"evidence", "proof"}:
        return True  # "there is a risk of reprisals"
    whoever = sentence.tags[0].low in _ANYBODY
    return whoever or (subject is not None and bool(subject.words & _ANYBODY))


def _court_orders(sentence: Sentence, group: Group) -> bool:
    """Whether a court orders somebody into custody: "ordered that he be taken into custody in his absence"."""
    before = sentence.clauses[-1] if sentence.clauses else None
    courts = before is not None and before.subject is not None and bool(before.subject.words & CLASSES["en"]["courts"])
    ordered = courts and before is not None and before.lemma in {"order", "rule", "decide", "direct"}
    held = {word.low for word in sentence.tags[group.last : group.last + 6]} | {group.main.lemma}
    return (
        ordered
        and before is not None
        and before.mood is Mood.REAL
        and bool(held & {"custody", "detain", "arrest", "remand"})
    )


def _infinitive_mood(sentence: Sentence, number: int) -> Mood:
    """What "to do" means depends on the verb that it hangs on: who came to seek asylum seeks it, who tries to
    may not.
    """
    if number == 0:
        return Mood.UNREAL
    before = sentence.clauses[number - 1]
    if before.lemma in SEEMING:
        return Mood.REAL
    served = sentence.groups[number].main.lemma in {"serve", "pay"} and before.lemma == "order" and before.passive
    if served and before.mood is Mood.REAL:
        return Mood.REAL  # "was ordered to serve ten years"
    timed = before.lemma == "take" and before.object is not None and bool(before.object.words & _TIMES)
    if timed and before.mood is Mood.REAL:
        return Mood.REAL  # "a jury took an hour to clear him"
    if before.mood is Mood.REAL and (brings_about(before) or told_of(before, sentence.groups[number])):
        return Mood.REAL
    # "left in May and is expected to give evidence": what stands right before "to" rules, or one word before ("due").
    near = sentence.groups[number].first - sentence.groups[number - 1].last <= 1
    earlier = (each for each in reversed(sentence.clauses) if each.lemma in MOTION)
    governor = before if near else next(earlier, before)
    if governor.lemma in words.HOPING:
        return Mood.HOPED
    return Mood.REAL if governor.lemma in MOTION and governor.mood is Mood.REAL else Mood.UNREAL


def _governed(sentence: Sentence, group: Group, first: int) -> Mood:
    """The mood that a verb or noun before "that" gives to what follows."""
    for index in range(first, max(-1, first - 3), -1):
        if sentence.chunks[index].kind == "SUB" and sentence.word(index).low == "that" and index:
            before = sentence.chunks[index - 1]
            if (
                before.kind == "NP"
                and before.mention is not None
                and before.mention.words & (CLASSES["en"]["claims"] | _DOUBTS)
            ):
                return Mood.UNREAL
            break
    for clause in reversed(sentence.clauses):
        if clause.trigger[0] >= group.main.start or (not clause.finite and clause.lemma not in words.HOPING):
            continue
        close = clause.trigger[1] <= sentence.span(first, first + 1)[0] + 1
        claimed = clause.object is None or bool(clause.object.words & CLASSES["en"]["claims"])
        if close and claimed and clause.lemma in words.DENYING and clause.mood is Mood.REAL and not clause.passive:
            return Mood.DENIED
        if close and clause.lemma in words.HOPING and not clause.passive:
            return Mood.HOPED
        if close and clause.mood is Mood.DENIED and clause.lemma in words.SPEAKING:
            return Mood.UNREAL
        if close and clause.lemma in _FEARING and clause.passive:
            return Mood.UNREAL
        if close and clause.lemma in words.FORETELLING and clause.mood is Mood.REAL and clause.lemma != "warn":
            return Mood.FORECAST
        return clause.mood if clause.mood == Mood.QUESTION else Mood.REAL
    return Mood.REAL
