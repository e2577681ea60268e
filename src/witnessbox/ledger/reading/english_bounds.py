"""English: where the clause of a verb begins and ends, and where its subject stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from witnessbox.ledger.reading.english import Group, Sentence

WEAK = {"DATE", "ADV", "QUAL"}
"""Kinds of chunks that may stand between a subject and its verb."""


def bound(sentence: Sentence, group: Group, first: int) -> int:
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


def enclosing_end(sentence: Sentence, group: Group, starts: list[tuple[int, int]]) -> int:
    """Where a clause between commas ends because the sentence goes on behind it with its own verb."""
    for other, (_, subject) in zip(sentence.groups, starts, strict=True):
        if subject < group.place < other.place and subject >= 0 and other is not group:
            for index in range(other.place - 1, group.place, -1):
                if sentence.chunks[index].kind == "PUNCT":
                    return index
    return len(sentence.chunks)


def closing_dash(sentence: Sentence, first: int, group: Group) -> int:
    """Where a clause between dashes ends."""
    opened = any(sentence.word(index).text == "—" for index in range(max(0, first - 1), group.place))
    for index in range(group.place + 1, len(sentence.chunks)) if opened else ():
        if sentence.word(index).text == "—":
            return index
    return len(sentence.chunks)


def semicolon(sentence: Sentence, group: Group) -> int:
    """No clause goes on behind a semicolon, or behind a dash that a verb follows."""
    for index in range(group.place + 1, len(sentence.chunks)):
        if sentence.word(index).text == ";":
            return index
        if sentence.word(index).text == "—" and any(each.kind == "VG" for each in sentence.chunks[index + 1 :]):
            return index
    return len(sentence.chunks)


def introduced(sentence: Sentence, start: int) -> bool:
    """Whether a clause opens with a word or mark that sets it off."""
    kind = sentence.chunks[start].kind
    return kind in {"SUB", "CONJ"} or (kind == "PUNCT" and sentence.tags[sentence.chunks[start].first].text in ";:—")


def start_of(sentence: Sentence, group: Group) -> tuple[int, int]:
    """Index of the chunk at which a clause begins, and that of its subject (-1 for none)."""
    found = sentence.chunks
    index = group.place - 1
    while index >= 0 and (found[index].kind in WEAK | {"NEG"} or _dates_behind(sentence, index)):
        index -= 1
    opens_quote = index > 0 and found[index].kind == "PUNCT" and sentence.word(index).text == '"'
    if opens_quote and found[index - 1].kind == "NP" and group.finite:
        before = [each for each in range(index) if sentence.word(each).text == '"']
        index -= len(before) % 2 == 0  # 'the recordings "were overwritten in the ordinary course"'
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


def bare_ends(sentence: Sentence, group: Group, first: int, end: int) -> tuple[int, int]:
    """A clause without marks and conjunctions at its ends."""
    found = sentence.chunks
    while end - 1 > group.place and found[end - 1].kind in {"PUNCT", "CONJ"} and sentence.word(end - 1).text != ")":
        end -= 1
    while first < group.place and found[first].kind == "PUNCT":
        first += 1
    return first, end
