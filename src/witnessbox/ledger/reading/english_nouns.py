"""English nouns that tell an event: "the firing of 18 officers", "Brook's resignation was accepted", "his arrest".

A noun alone says little: a dismissal may be wanted, feared or ruled out. It counts only where the words around it take
it for a fact: behind "after" or "during", as what was announced, confirmed or condemned, or as what came, shocked or
drew protests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.english_frames import ENGLISH_NOUNS
from witnessbox.ledger.reading.english_phrases import Chunk, chunks, mention, pronoun
from witnessbox.ledger.reading.english_tags import Tag
from witnessbox.ledger.reading.frames import MEDIA
from witnessbox.ledger.reading.lexicon import of_the_doer
from witnessbox.ledger.reading.parts import Clause, Mention, Mood
from witnessbox.model.ledger import EntitySchema

_OF_THINGS = frozenset({"leak", "publication", "release", "destruction", "deletion"})
_COUNTED = frozenset("dismissal firing sacking arrest conviction killing murder death".split())
_LINKS = frozenset(
    "follow follows followed following after since amid despite over during to announce announces announced "
    "confirm confirmed confirms".split()
)
_WAKES = frozenset("wake aftermath day days week weeks month months news time result light announcement report".split())
"""Heads of phrases that take what stands behind their `of` for a fact: "in the wake of the dismissal of"."""
_TELLING = frozenset(
    "announce confirm report condemn welcome criticise criticize denounce mourn mark note recall deplore celebrate "
    "applaud praise hail lament regret protest follow disclose reveal record accept approve uphold".split()
)
"""Verbs that take what they are about for a fact."""
_HAPPENING = _TELLING | frozenset(
    "come occur happen follow take shock stun surprise cause spark trigger provoke prompt draw end mark make anger "
    "outrage lead leave bring carry become attract raise appal horrify open expose show shake spread emerge".split()
)
"""Verbs whose subject happened."""
_GOVERNING_UNREAL = frozenset(
    "want demand call urge seek fear deny rule prevent avoid oppose threaten face await plan prepare consider discuss "
    "propose recommend reject refuse require need hope promise expect predict request order ask advocate support "
    "justify "
    "risk escape evade forbid ban stop block delay cancel postpone resist contemplate mean wish press campaign argue "
    "favour favor suggest envisage foresee dread dismiss question contest challenge appeal dispute lack set hear read "
    "investigate probe examine review allege suspect warn vow pledge offer accuse charge be have weigh halt mull "
    "debate examine".split()
)
"""Verbs that leave open whether what they are about happened, or are not about its having happened."""
_TAKING_PART = frozenset("participated participating part complicit involved implicated instrumental engaged".split())
"""What stands before an "in" that takes what follows for a fact."""
_DOUBTED = frozenset(
    "possible likely unlikely potential imminent planned expected proposed feared threatened looming future further "
    "any no eventual attempted impending hypothetical rumoured rumored suggested alleged reported immediate".split()
)


def clauses_of_nouns(sentence: Sentence, surnames: set[str]) -> list[Clause]:
    """Clauses made of noun phrases that bring a number, a name or a date with them."""
    found = []
    for index, chunk in enumerate(sentence.chunks):
        if chunk.mention is None:
            continue
        inside = sentence.tags[chunk.first : chunk.last]
        place = _told_noun(inside, chunk.mention)
        if place is None or chunk.mention.words & _DOUBTED:
            continue
        behind = sentence.word(index + 1).low if index + 1 < len(sentence.chunks) else ""
        sought = behind == "for" and inside[place].low == "search"
        if sought:
            continue  # a search for evidence is none of a place
        made = _clause(sentence, index, inside, place, surnames)
        if made is not None:
            found.append(made)
            _apart(sentence, made)
    return found


def _apart(sentence: Sentence, noun: Clause) -> None:
    """A clause ends where what came before it is told: "resigned in May | following the publication of"."""
    for place, clause in enumerate(sentence.clauses):
        start, end = clause.extent
        if start < noun.extent[0] < end <= noun.extent[1] and clause.trigger[1] < noun.extent[0]:
            cut = len(sentence.text[: noun.extent[0]].rstrip(" ,"))
            sentence.clauses[place] = replace(clause, extent=(start, cut))


def _noun(word: Tag) -> str:
    return word.lemma if word.lemma in ENGLISH_NOUNS else word.low


def _told_noun(inside: Sequence[Tag], found: Mention) -> int | None:
    """Index of the noun that tells an event, when the phrase is about it."""
    for place, word in enumerate(inside):
        if _noun(word) not in ENGLISH_NOUNS or word.pos not in {"NOUN", "VERB", "ADJ"}:
            continue
        if found.head in {word.lemma, word.low}:
            return place
        before = {each.low for each in inside[:place]} - {"the", "of", "a", "his", "her", "their", "in", "this"}
        if before and before <= _WAKES:
            return place
        return None
    return None


def _clause(sentence: Sentence, index: int, inside: list[Tag], place: int, surnames: set[str]) -> Clause | None:
    chunk = sentence.chunks[index]
    around = _licence(sentence, index)
    if around is None:
        return None
    noun = inside[place]
    told = _noun(noun)
    patient = _of(sentence, inside[place:], surnames) or _owner(sentence, inside[:place], surnames)
    others: list[tuple[str, Mention]] = []
    end = chunk.last
    subject = None
    for later in range(index + 1, len(sentence.chunks)):
        each = sentence.chunks[later]
        if each.kind not in {"PREP", "DATE", "NP"} and not (each.kind == "SUB" and _low(sentence, each) == "as"):
            break
        link = _low(sentence, sentence.chunks[later - 1])
        if each.mention is not None:
            if link == "by":
                subject = each.mention
                if patient is None and subject.inner is not None:  # "the publication by the foundation of records"
                    patient = subject.inner
                    subject = replace(subject, name=subject.name.partition(" of ")[0], inner=None)
            elif link == "of":
                patient = patient or each.mention
            else:
                others.append((link, each.mention))
        end = each.last
    counted = chunk.mention.count if chunk.mention is not None else None
    if patient is None and counted is not None and chunk.mention is not None and told in _COUNTED:
        patient = replace(chunk.mention, human=True, plural=True, schema=EntitySchema.GROUP)
    known = patient is not None and (patient.count or patient.named or patient.human or subject is not None)
    note = around is True and _opens(sentence, chunk.first) and _leads(inside[:place])
    if around is True and not note and _opens(sentence, chunk.first):
        return None
    if note and patient is None and inside[0].low == "the":
        return None
    if not note and (patient is None or not (known or (told in _OF_THINGS and patient.words & MEDIA["en"]))):
        return None
    if told == "release" and patient is not None and patient.words & MEDIA["en"] and not patient.human:
        told = "leak"
    mine = of_the_doer(ENGLISH_NOUNS[told])
    opens = chunk.first - 1 if around is True and chunk.first else chunk.first
    span = sentence.tags[opens].start, sentence.tags[end - 1].end
    lows = frozenset(each for word in sentence.tags[chunk.first : end] for each in (word.low, word.lemma) if each)
    if isinstance(around, Clause):
        lows |= {each for each in around.words if each in {"allegedly", "reportedly"}}
        span = min(span[0], around.extent[0]), max(span[1], around.extent[1])
    return Clause(
        extent=span,
        trigger=(noun.start, noun.end),
        lemma=told,
        subject=patient if mine else subject,
        object=None if mine else patient,
        others=tuple(others),
        words=lows,
        finite=False,
        nominal=True,
        elided=note and patient is None,
    )


def _low(sentence: Sentence, chunk: Chunk) -> str:
    return sentence.tags[chunk.first].low


def _licence(sentence: Sentence, index: int) -> Clause | bool | None:
    """What takes the noun for a fact: the clause that tells of it, or True for a mere link; None when nothing does."""
    chunk = sentence.chunks[index]
    start, end = sentence.tags[chunk.first].start, sentence.tags[chunk.last - 1].end
    before = sentence.tags[chunk.first - 1].low if chunk.first else ""
    around = [each for each in sentence.clauses if each.extent[0] <= start < each.extent[1]]
    if any(each.mood is not Mood.REAL for each in around):
        return None
    if any(each.lemma in _GOVERNING_UNREAL and each.trigger[1] <= start for each in around):
        return None
    if not any(each.finite for each in around) and _opens(sentence, chunk.first):
        return True
    for clause in around:
        told = clause.object is not None and clause.object.extent == (start, end)
        subject = clause.subject is not None and clause.subject.extent == (start, end)
        if told and clause.finite and clause.lemma in (_HAPPENING if clause.passive else _TELLING):
            return clause
        if subject and clause.finite and not clause.passive and clause.lemma in _HAPPENING:
            return clause
        if (told or subject) and not clause.passive and clause.finite and clause.lemma not in _GOVERNING_UNREAL:
            return True
    lead = sentence.tags[chunk.first - 2].low if chunk.first > 1 else ""
    took_part = (before == "in" and lead in _TAKING_PART) or (
        before == "for" and lead in {"responsible", "liable", "blame"}
    )
    return True if before in _LINKS or took_part else None


def _leads(ahead: Sequence[Tag]) -> bool:
    """Whether only names, posts and small words stand ahead of a noun: "Brook's arrest", not "fears arrest"."""
    return all(
        word.pos in {"DET", "ADJ", "NAME", "POSS", "NUM", "QUAL"} or word.lemma in words.ROLES | words.CALLINGS
        for word in ahead
    )


def _opens(sentence: Sentence, first: int) -> bool:
    """Whether a phrase opens a sentence, or what stands behind a stop within it: a note without a verb."""
    index = first - 1
    while index >= 0 and (sentence.tags[index].pos in {"DATE", "ADV", "DET"} or sentence.tags[index].text == ","):
        index -= 1
    return index < 0 or sentence.tags[index].text in ":;—."


def _of(sentence: Sentence, behind: list[Tag], surnames: set[str]) -> Mention | None:
    """Whom a noun is about: the phrase behind its `of`, made anew because both were joined into one."""
    link = next((place for place, word in enumerate(behind) if word.low == "of"), None)
    if link is None or link + 1 >= len(behind):
        return None
    return next((each.mention for each in chunks(behind[link + 1 :], sentence.text, surnames) if each.mention), None)


def _owner(sentence: Sentence, ahead: list[Tag], surnames: set[str]) -> Mention | None:
    """Whose it is: "Brook's dismissal", "his arrest"."""
    if ahead and ahead[0].pos == "DET" and ahead[0].low in words.POSSESSIVES - {"its", "whose"} and len(ahead) < 3:
        return pronoun(ahead[0])
    mark = next((place for place, word in enumerate(ahead) if word.pos == "POSS"), None)
    return mention(ahead[:mark], sentence.text, surnames) if mark else None
