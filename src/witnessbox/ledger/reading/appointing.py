"""Appointments: who, to which post, after whom."""

from __future__ import annotations

from witnessbox.ledger.reading.parts import Clause, Extent, Mention
from witnessbox.model.claims import Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType

_ACTING = frozenset("врио врид глава начальник директор руководитель министр председатель".split())
_INSTEAD = frozenset("place stead instead charge".split())
_NAMING = frozenset(
    "name install promote nominate elect choose pick select tap confirm ratify approve make утвердить".split()
)
"""Verbs that appoint only where the post is said too."""


def appointment(
    clause: Clause, parts: list[tuple[Part, Mention]], who: Mention | None
) -> tuple[ClaimType, Extent | None] | None:
    """An appointment with its post and whom it follows; None when the clause tells none after all."""
    substitute = next((each for link, each in clause.others if link in {"with", "на", "ins"} and each.human), None)
    before = next((each for part, each in parts if part is Part.PREDECESSOR), None)
    post = stated_post(clause)
    if before is not None and who is None:
        if substitute is None:
            new = next((each for part, each in parts if part is Part.AGENT), None)
            if new is None or not (new.human or new.named):
                return None
            parts[:] = [(Part.PATIENT if part is Part.AGENT else part, each) for part, each in parts]
            return ClaimType.APPOINTMENT, post
        parts.append((Part.PATIENT, substitute))
    for _, each in clause.others:
        first = next((word for word in ("her", "his", "their", "его", "её", "ее") if word in each.words), "")
        if each.head in {"successor", "replacement", "преемник"} and first:
            parts.append((Part.PREDECESSOR, _possessor(each, first)))
    if clause.lemma in {"become", "стать"}:
        led = clause.object if clause.object is not None and clause.object.post is not None else None
        led = led or next(
            (each for link, each in clause.others if link == "ins" and each.post is not None and not each.named),
            None,
        )
        led = led or next((each for link, each in clause.others if not link and each.head in _ACTING), None)
        if led is None:
            return None
        if led.body is not None:
            parts.append((Part.ORGANIZATION, body_of_post(led)))
        return ClaimType.APPOINTMENT, led.post or led.extent
    if clause.lemma in _NAMING and post is None and not clause.words & _INSTEAD:
        return None
    if clause.lemma == "возглавить" and not parts:
        return None
    body = next((each for _, each in clause.others if each.post and each.body is not None and not each.named), None)
    if body is not None:
        parts.append((Part.ORGANIZATION, body_of_post(body)))
    return ClaimType.APPOINTMENT, post


def body_of_post(who: Mention) -> Mention:
    """The organisation that somebody's post belongs to."""
    assert who.body is not None  # noqa: S101  callers look first
    return Mention(
        extent=who.body,
        head=who.body_name.casefold(),
        words=frozenset(who.body_name.casefold().split()),
        name=who.body_name,
        schema=EntitySchema.ORGANIZATION,
        named=True,
    )


def _possessor(of: Mention, word: str) -> Mention:
    """Whose successor somebody is."""
    return Mention(
        extent=(of.extent[0], of.extent[0] + len(word)),
        head=word,
        words=frozenset({word}),
        name=word,
        schema=EntitySchema.PERSON,
        human=True,
        pronoun=word,
        female={"her": True, "his": False, "его": False, "её": True, "ее": True}.get(word),
    )


def stated_post(clause: Clause) -> Extent | None:
    """A post that a clause names beside the person: "as head of", "appointed acting head"."""
    for link, each in clause.others:
        if each.post is not None and not each.named and link in {"as", "", "to", "ins", "from", "на", "с"}:
            return each.post
    return None
