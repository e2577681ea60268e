"""English nouns that tell an event: "the firing of 18 officers", "the publication by the foundation of records"."""

from __future__ import annotations

from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.english_phrases import mention
from witnessbox.ledger.reading.parts import Clause, Mention, Mood

_VERBS = {
    "firing": "fire",
    "sacking": "sack",
    "dismissal": "fire",
    "arrest": "arrest",
    "detention": "detain",
    "conviction": "convict",
    "appointment": "appoint",
    "publication": "publish",
    "release": "release",
    "resignation": "resign",
    "acquittal": "acquit",
    "leak": "leak",
    "handover": "hand",
    "extradition": "extradite",
    "suspension": "suspend",
    "sentence": "hand",
}
_LINKS = frozenset(
    "follow follows followed following after since amid despite with over to announce announces announced "
    "confirm confirmed confirms".split()
)


def clauses_of_nouns(sentence: Sentence) -> list[Clause]:
    """Clauses made of noun phrases that bring a number, a name or a date with them."""
    found = []
    for index, chunk in enumerate(sentence.chunks):
        head = sentence.tags[chunk.first : chunk.last]
        noun = next(
            (word for word in head if (word.pos in {"NOUN", "VERB"} and word.lemma in _VERBS) or word.low in _VERBS),
            None,
        )
        if chunk.mention is None or noun is None or chunk.mention.head not in {noun.lemma, noun.low}:
            continue
        made = _clause(sentence, index, noun.low if noun.low in _VERBS else noun.lemma)
        if made is not None:
            found.append(made)
    return found


def _clause(sentence: Sentence, index: int, noun: str) -> Clause | None:
    chunk = sentence.chunks[index]
    before = sentence.tags[chunk.first - 1].low if chunk.first else ""
    governed = any(
        each.mood is not Mood.REAL and each.extent[0] <= sentence.tags[chunk.first].start < each.extent[1]
        for each in sentence.clauses
    )
    if governed or before not in _LINKS:
        return None
    patient = _of(sentence, index)
    others: list[tuple[str, Mention]] = []
    end = chunk.last
    subject = None
    for place in range(index + 1, len(sentence.chunks)):
        each = sentence.chunks[place]
        if each.kind in {"PREP", "DATE", "NP"}:
            link = sentence.tags[sentence.chunks[place - 1].first].low
            if each.mention is not None:
                if link == "by":
                    subject = each.mention
                elif link == "of":
                    patient = patient or each.mention
                else:
                    others.append((link, each.mention))
            end = each.last
            continue
        break
    if patient is None or not (patient.count or patient.named or subject is not None):
        return None
    words = frozenset(each for word in sentence.tags[chunk.first : end] for each in (word.low, word.lemma) if each)
    return Clause(
        extent=(sentence.tags[chunk.first].start, sentence.tags[end - 1].end),
        trigger=_noun(sentence, index, noun),
        lemma=_VERBS[noun],
        subject=subject,
        object=patient,
        others=tuple(others),
        words=words,
        finite=False,
    )


def _noun(sentence: Sentence, index: int, noun: str) -> tuple[int, int]:
    chunk = sentence.chunks[index]
    word = next(each for each in sentence.tags[chunk.first : chunk.last] if noun in {each.low, each.lemma})
    return word.start, word.end


def _of(sentence: Sentence, index: int) -> Mention | None:
    """Whom a noun is about: the phrase behind its `of`, made anew because both were joined into one."""
    chunk = sentence.chunks[index]
    inside = sentence.tags[chunk.first : chunk.last]
    link = next((place for place, word in enumerate(inside) if word.low == "of"), None)
    if link is None or link + 1 >= len(inside):
        return None
    return mention(inside[link + 1 :], sentence.text, set())
