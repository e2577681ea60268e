"""English: who and whom a verb has beside it, or takes over from the clause before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english_phrases import is_media
from witnessbox.ledger.reading.parts import Mention

if TYPE_CHECKING:
    from witnessbox.ledger.reading.english import Group, Sentence


def inherited(sentence: Sentence, group: Group, number: int) -> Mention | None:
    """The subject of a clause that names none: that of the clause it is joined to."""
    for clause, other in zip(reversed(sentence.clauses[:number]), reversed(sentence.groups[:number]), strict=True):
        if other.infinitive:
            continue
        return clause.object if other.passive else clause.subject
    if group.gerund or not group.finite:
        for other in sentence.groups[number + 1 :]:
            place = other.place - 1
            if other.finite and place >= 0 and sentence.chunks[place].kind == "NP":
                return sentence.chunks[place].mention
    return None


def told_of_object(sentence: Sentence, group: Group, subject_at: int) -> Mention | None:
    """What a relative clause is about, as its object: "the recordings, which an inmate had passed to the group"."""
    link = subject_at - 1
    if not group.finite or link < 1 or sentence.word(link).low not in {"which", "who", "whom", "that"}:
        return None
    before = link - 2 if sentence.word(link - 1).text == "," else link - 1
    told = sentence.chunks[before].mention if before >= 0 else None
    return told if told is not None and (told.human or is_media(told)) else None


def done_to_inverted(sentence: Sentence, group: Group, number: int) -> Mention | None:
    """Whom a participle that opens a sentence is about: "Arrested on Tuesday were two guards"."""
    later = sentence.groups[number + 1] if number + 1 < len(sentence.groups) else None
    if not group.participle or group.place or later is None or later.main.lemma != "be":
        return None
    between = sentence.chunks[group.place + 1 : later.place]
    told = sentence.chunks[later.place + 1].mention if later.place + 1 < len(sentence.chunks) else None
    return None if any(each.kind == "PUNCT" for each in between) else told


def said_who(sentence: Sentence, group: Group) -> Mention | None:
    """Who speaks, where the verb of a quotation comes first: '"...," said the lawyer'."""
    after = group.place + 1
    if group.main.lemma not in words.SPEAKING or not group.finite or not group.place or after >= len(sentence.chunks):
        return None
    quoted = sentence.word(group.place - 1).text in "\"',"
    speaker = sentence.chunks[after].mention
    return speaker if quoted and speaker is not None and (speaker.human or speaker.named) else None


def together(sentence: Sentence, first: int, end: int) -> Mention | None:
    """The phrase at a place, with those that are joined to it as its members: "Kern and Dahl", "two officers, K and D".

    Args:
        sentence: it stands in.
        first: index of its chunk.
        end: index behind the last chunk that may belong to it.
    """
    found = sentence.chunks
    led = _by_name(sentence, first) or found[first].mention
    listed: list[Mention] = []
    index, joined = first, False
    while led is not None and index + 2 < len(found) and index + 2 <= end:
        mark, following = found[index + 1], found[index + 2].mention
        both = mark.kind == "CONJ" and sentence.word(index + 1).low == "and"
        comma = mark.kind == "PUNCT" and sentence.word(index + 1).text == ","
        if not (both or comma) or following is None or following.pronoun or not (following.human or following.named):
            break
        listed.append(following)
        joined, index = joined or both, index + 2
        if both:
            break
    if led is None or not joined or not (led.human or led.named) or led.pronoun:
        return led
    several = not led.named and led.plural and len(listed) > 1 and all(each.named for each in listed)
    members = listed if several else [led, *listed]
    if not several and sum(each.human for each in members) < len(members):
        return led
    return replace(led, members=tuple(members), plural=True)


def _by_name(sentence: Sentence, first: int) -> Mention | None:
    """Somebody with the name that stands behind: "a colleague from the practice, Samir Haddo, has", "one of them, Leo".

    None where no name stands so.
    """
    found = sentence.chunks
    led = found[first].mention
    if led is None or led.named or led.plural or led.pronoun or not (led.human or led.head in {"one", "group"}):
        return None
    index = first + 1
    while (
        index + 1 < len(found) and found[index].kind == "PREP" and found[index + 1].kind == "NP" and index - first < 4
    ):
        index += 2
    if index + 1 >= len(found) or found[index].kind != "PUNCT" or sentence.word(index).text != ",":
        return None
    named = found[index + 1].mention
    closed = index + 2 >= len(found) or found[index + 2].kind in {"PUNCT", "VG"}
    person = named is not None and named.named and (named.human or led.head == "group") and not named.plural
    return named if person and closed and named is not None else None


def complements(sentence: Sentence, start: int, end: int) -> tuple[list[Mention], list[tuple[str, Mention]]]:
    """Objects right behind a verb, and phrases with their prepositions."""
    objects: list[Mention] = []
    others: list[tuple[str, Mention]] = []
    preposition = ""
    direct = True
    for index in range(start, end):
        chunk = sentence.chunks[index]
        if chunk.kind == "NP" and chunk.mention is not None:
            named = together(sentence, index, end) or chunk.mention
            if preposition:
                others.append((preposition, named))
            elif all(word.pos == "ADJ" for word in sentence.tags[chunk.first : chunk.last]):
                continue  # "shot dead a prisoner"
            elif direct and len(objects) < 2:
                objects.append(named)
            else:
                others.append(("", chunk.mention))
            preposition = ""
        elif chunk.kind == "PREP" or (
            chunk.kind == "SUB" and sentence.word(index).low in {"as", "after", "before", "since"}
        ):
            preposition, direct = sentence.word(index).low, False
        elif chunk.kind == "VG":
            preposition, direct = "", False
        elif chunk.kind == "PUNCT" and sentence.word(index).text not in "(\"'":
            direct = False
    return objects, others
