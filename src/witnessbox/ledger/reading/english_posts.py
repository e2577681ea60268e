"""English: posts that stand beside a name where no verb says so.

"Viktor Hamme, governor of Sallow Moor until 2016", "the colony's commandant, Viktor Hamme", "Dr Vane, 61, formerly the
medical officer at Sallow Moor gaol", "Clara Imhof, who heads the Index", and the name with its post that ends a letter.
"""

from __future__ import annotations

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.parts import Extent, Mention, State, body_of
from witnessbox.model.claims import Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType

_BETWEEN = frozenset(
    "formerly then now currently until recently once previously at the time still also later himself".split()
)
"""Words that may stand between a name and its post: "until recently", "at the time"."""
_LINKS = frozenset("of at in for with on".split())
_OWNED = (EntitySchema.ORGANIZATION, EntitySchema.PUBLIC_BODY, EntitySchema.FACILITY, EntitySchema.PLACE)


def posts_beside_names(sentence: Sentence) -> list[State]:
    """Occupancies out of appositions that noun phrases alone do not show."""
    found: list[State] = []
    for index, chunk in enumerate(sentence.chunks):
        person = chunk.mention
        if person is None or not person.named or person.schema is not EntitySchema.PERSON or person.post is not None:
            continue
        state = _behind(sentence, index, person) or _ahead(sentence, index, person)
        if state is not None:
            found.append(state)
    return found


def _behind(sentence: Sentence, index: int, person: Mention) -> State | None:
    """`NAME, [61,] [formerly] the POST [of BODY]`."""
    place = index + 1
    chunks = sentence.chunks
    if place >= len(chunks) or chunks[place].kind != "PUNCT" or sentence.word(place).text not in ",—(":
        return None
    place += 1
    if place + 1 < len(chunks) and sentence.word(place).text.isdigit() and chunks[place + 1].kind == "PUNCT":
        place += 2
    while place < len(chunks) and chunks[place].kind != "NP" and sentence.word(place).low in _BETWEEN:
        place += 1
    role = chunks[place].mention if place < len(chunks) else None
    if role is None or not _is_post(sentence, place, role):
        return None
    end, body = _owned(sentence, place, role)
    return _state(sentence, person, (person.extent[0], end), role, body)


def _ahead(sentence: Sentence, index: int, person: Mention) -> State | None:
    """`the POST [at BODY], NAME`."""
    chunks = sentence.chunks
    if index < 2 or chunks[index - 1].kind != "PUNCT" or sentence.word(index - 1).text not in ",—:":
        return None
    place = index - 2
    if chunks[place].kind == "NP" and place >= 2 and sentence.word(place - 1).low in _LINKS:
        held = chunks[place - 2].mention
        if held is not None and _is_post(sentence, place - 2, held):
            place -= 2
    role = chunks[place].mention
    if role is None or not _is_post(sentence, place, role):
        return None
    _, body = _owned(sentence, place, role)
    return _state(sentence, person, (role.extent[0], person.extent[1]), role, body)


def _is_post(sentence: Sentence, place: int, role: Mention) -> bool:
    if role.pronoun or role.plural or role.named or role.count is not None:
        return False
    if role.head in words.ROLES - {"judge", "president"}:
        return True
    if role.head == "officer" and role.words & words.KINDS_OF_OFFICER:
        return True
    return role.head in words.STAFF and _owned(sentence, place, role)[1] is not None


def _owned(sentence: Sentence, place: int, role: Mention) -> tuple[int, Mention | None]:
    """Where the post with its body ends, and the body."""
    chunks = sentence.chunks
    if role.body is not None:
        return role.extent[1], body_of(role)
    if place + 2 < len(chunks) and sentence.word(place + 1).low in _LINKS:
        body = chunks[place + 2].mention
        if body is not None and not body.human and (body.named or body.schema in _OWNED):
            return body.extent[1], body
    inside = next(
        (at for at in range(chunks[place].first, chunks[place].last) if sentence.tags[at].pos == "POSS"), None
    )
    if inside is not None:
        start, end = sentence.tags[chunks[place].first].start, sentence.tags[inside - 1].end
        name = sentence.text[start:end].removeprefix("the ").removeprefix("The ")
        return role.extent[1], Mention(
            extent=(start, end), head=name.lower(), words=frozenset(name.lower().split()), name=name,
            schema=EntitySchema.ORGANIZATION, named=True,
        )  # fmt: skip
    return role.extent[1], None


def _state(sentence: Sentence, person: Mention, extent: Extent, role: Mention, body: Mention | None) -> State:
    parts = [(Part.HOLDER, person)]
    if body is not None:
        parts.append((Part.ORGANIZATION, body))
    start = role.extent[0]
    lowered = sentence.text[start : role.extent[1]].lower()
    for article in (
        "the then ",
        "the former ",
        "a former ",
        "former ",
        "the ",
        "a ",
        "an ",
        "our ",
        "its ",
        "his ",
        "her ",
    ):
        if lowered.startswith(article):
            start += len(article)
            break
    return State(
        type=ClaimType.OCCUPANCY,
        extent=extent,
        trigger=(start, role.extent[1]),
        parts=tuple(parts),
        position=(start, role.extent[1]),
    )
