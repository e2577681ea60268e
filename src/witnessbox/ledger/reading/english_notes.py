"""English notes without a verb: "Whereabouts unknown since 19 August", "Verdict of 30 November: six years".

Chronologies, lists and show notes tell events in lines that have no verb. A line counts where one of its words tells an
event, and nothing in it says that it is still to come, doubted or denied.
"""

from __future__ import annotations

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.english_turns import NOTES
from witnessbox.ledger.reading.parts import Clause, Mention, note_clause

_NOT_YET = frozenset(
    "if when whether unless no not never without possible possibly likely may might could would should will next "
    "future "
    "coming soon expected planned proposed threatened feared demand call calls hope hopes fear fears risk tomorrow "
    "upcoming why how what who threat promise alleged".split()
)
_STOPS = ";:—."
_LONGEST = 30
"""Tags of a note."""


def clauses_of_notes(sentence: Sentence, told: list[Clause]) -> list[Clause]:
    """Clauses made of stretches that have no verb and no noun that was told already."""
    if sentence.text[slice(*sentence.extent)].rstrip("\"') ").endswith("?"):
        return []
    found = []
    for first, last in _stretches(sentence):
        start, end = sentence.tags[first].start, sentence.tags[last - 1].end
        if any(start <= each.trigger[0] < end for each in told):
            continue
        made = _note(sentence, first, last)
        if made is not None:
            found.append(made)
    return found


def _stretches(sentence: Sentence) -> list[tuple[int, int]]:
    """Tags from stop to stop, without those that have a verb; "Verdict: six years" is one."""
    stops = [index for index, word in enumerate(sentence.tags) if word.text in _STOPS and word.pos == "PUNCT"]
    edges = [-1, *stops, len(sentence.tags)]
    parts = [(one + 1, other) for one, other in zip(edges, edges[1:], strict=False) if other - one > 1]
    bare = [part for part in parts if not any(word.pos in {"VERB", "AUX"} for word in sentence.tags[slice(*part)])]
    joined: list[tuple[int, int]] = []
    for part in bare:
        colon = joined and part[0] == joined[-1][1] + 1 and sentence.tags[joined[-1][1]].text == ":"
        if colon and joined[-1][1] - joined[-1][0] < 6:
            joined[-1] = joined[-1][0], part[1]
        else:
            joined.append(part)
    return [part for part in joined if part[1] - part[0] <= _LONGEST]


def _note(sentence: Sentence, first: int, last: int) -> Clause | None:
    inside = sentence.tags[first:last]
    lows = frozenset(each for word in inside for each in (word.low, word.lemma) if each)
    if lows & _NOT_YET or len(inside) < 2:
        return None
    told = next(
        (
            word
            for word in inside
            if (word.lemma in NOTES or word.low in NOTES) and (word.pos != "NAME" or word is inside[0])
        ),
        None,
    )
    if told is None or not _anchored(sentence, first, last):
        return None
    return note_clause(
        extent=(inside[0].start, inside[-1].end),
        trigger=(told.start, told.end),
        lemma=told.lemma if told.lemma in NOTES else told.low,
        mentions=_mentions(sentence, first, last),
        words=lows,
    )


def _anchored(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a date, a number or a name stands in the sentence, so that the note is about something in particular."""
    known = {"DATE", "NUM", "NAME"}
    return any(word.pos in known for word in sentence.tags) or any(
        word.low in words.POSSESSIVES for word in sentence.tags[first:last]
    )


def _mentions(sentence: Sentence, first: int, last: int) -> list[tuple[str, Mention]]:
    """Phrases of a stretch with the words before them."""
    found = []
    for index, chunk in enumerate(sentence.chunks):
        if chunk.mention is not None and first <= chunk.first and chunk.last <= last:
            before = sentence.chunks[index - 1] if index else None
            link = sentence.word(index - 1).low if before is not None and before.kind == "PREP" else ""
            found.append((link, chunk.mention))
    return found
