"""Parts that a frame does not name: whose home was searched, before which court, from where, out of which body.

They follow from the type and from how a phrase is joined to the clause, in both languages.
"""

from __future__ import annotations

from witnessbox.ledger.reading.parts import Clause, Mention
from witnessbox.model.claims import Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType as T

_COURTS = frozenset("court tribunal magistrates bench court-martial суд трибунал".split())
_JUDGED = frozenset({T.TRIAL, T.HEARING, T.CONVICTION, T.SENTENCE, T.ACQUITTAL, T.APPEAL, T.CHARGE})
_OWNED = frozenset(
    {
        T.SEARCH, T.SENTENCE, T.ASYLUM_DENIAL, T.ASYLUM_GRANT, T.RETALIATION, T.WANTED_LISTING, T.WANTED_DELISTING,
        T.APPEAL, T.CASE_CLOSED, T.CHARGES_DROPPED, T.CONVICTION, T.ACQUITTAL, T.CHARGE, T.CASE_OPENED, T.INJURY,
        T.ASYLUM_REQUEST,
    }
)  # fmt: skip
"""What is done to what somebody owns, and so to them: "his claim was refused", "Prutkov's term was cut"."""
_VICTIMS = frozenset({T.RETALIATION, T.INJURY, T.THREAT, T.SURVEILLANCE})
_DOERS = frozenset({T.APPEAL, T.ASYLUM_REQUEST, T.RESIGNATION, T.COMPLAINT})
_LEFT = frozenset({T.RELEASE, T.TRANSFER_OF_PRISONER, T.ESCAPE, T.SMUGGLING})
_POSTED = frozenset({T.DISMISSAL, T.GROUP_DISMISSAL, T.RESIGNATION, T.SUSPENSION})
_HURT = frozenset({T.ALLEGED_ABUSE, T.TORTURE, T.ILL_TREATMENT, T.SEXUAL_VIOLENCE})
_PLACED = _HURT | frozenset(
    {T.DEATH, T.INJURY, T.KILLING, T.DETENTION, T.ARREST, T.IMPRISONMENT, T.LEAK_PUBLICATION, T.SEARCH, T.INVESTIGATION}
)
_INSIDE = frozenset("in at inside within on в во на у".split())
_OUT_OF = frozenset("from из с со".split())
_WITH_TOOLS = frozenset("with ins".split())
_BODIES = (EntitySchema.ORGANIZATION, EntitySchema.PUBLIC_BODY, EntitySchema.FACILITY)
_SITES = frozenset(
    "complex unit basement cellar hut yard corridor wing laundry washroom workshop bathhouse compound van cell ward "
    "room "
    "block infirmary school hospital market airport barracks подвал кабинет отдел отделение дежурка оперчасть медчасть "
    "барак бокс двор автозак цех баня душевая учреждение консультация корпус камера часть аэропорт рынок".split()
)
_WORKPLACES = frozenset(
    "school hospital board university service force factory company firm bar clinic school staff завод школа больница "
    "университет институт поликлиника служба комбинат предприятие училище театр фирма".split()
)
_TOOLS = frozenset(
    "baton batons truncheon truncheons hose cable cables stick sticks chair leg belt cane whip cord wire wires rope "
    "taser "
    "pipe bottle iron lighter boots fists mop butt rifle spray bag knife hammer current electricity extinguisher "
    "дубинка шокер электрошокер устройство ток провод кабель шланг швабра бутылка пакет полотенце палка труба сапог "
    "ремень верёвка веревка утюг сигарета табурет табуретка ножка молоток противогаз черенок плеть нож цепь".split()
)
"""What people are hurt with."""


def completed(type_: T, clause: Clause, parts: list[tuple[Part, Mention]]) -> None:
    """Add what a clause tells beside the parts of its frame, in place."""
    taken = {id(each) for _, each in parts}
    roles = {part for part, _ in parts}
    free = [(link, each) for link, each in clause.others if id(each) not in taken]
    if type_ in _JUDGED and Part.AGENT not in roles:
        _add(parts, Part.AGENT, next((each for link, each in free if link in {"before", "by"} and _court(each)), None))
    if type_ in _OWNED:
        _owned(type_, clause, parts, free)
    if type_ in _POSTED and Part.ORGANIZATION not in roles:
        _add(parts, Part.ORGANIZATION, next((each for link, each in free if _workplace(link, each)), None))
    if type_ in _LEFT and Part.ORIGIN not in roles:
        _add(parts, Part.ORIGIN, next((each for link, each in free if link in _OUT_OF and _site(each)), None))
    if type_ in _PLACED and Part.LOCATION not in roles:
        _add(parts, Part.LOCATION, next((each for link, each in free if link in _INSIDE and _site(each)), None))
    if type_ in _HURT and Part.INSTRUMENT not in roles:
        _add(parts, Part.INSTRUMENT, next((each for link, each in free if link in _WITH_TOOLS and _tool(each)), None))


def _add(parts: list[tuple[Part, Mention]], role: Part, mention: Mention | None) -> None:
    if mention is not None:
        parts.append((role, mention))


def _court(mention: Mention) -> bool:
    return bool(mention.words & _COURTS) and not mention.pronoun


def _site(mention: Mention) -> bool:
    return not mention.human and (mention.schema is EntitySchema.FACILITY or mention.head in _SITES)


def _tool(mention: Mention) -> bool:
    return bool(mention.words & _TOOLS) and not mention.human


def _workplace(link: str, mention: Mention) -> bool:
    body = mention.schema in _BODIES or mention.head in _WORKPLACES
    return link in _OUT_OF | {"at", "of"} and body and not mention.human


def _owned(type_: T, clause: Clause, parts: list[tuple[Part, Mention]], free: list[tuple[str, Mention]]) -> None:
    """Whoever owns what it is done to, or at whose place it happened: «у Гаймазова прошёл обыск»."""
    role = Part.VICTIM if type_ in _VICTIMS else Part.AGENT if type_ in _DOERS else Part.PATIENT
    if any(part in {role, Part.PATIENT, Part.VICTIM} for part, _ in parts):
        return
    told = [clause.object, *(each for link, each in free if link in {"", "against", "on", "of"}), clause.subject]
    owner = next((each.owner for each in told if each is not None and each.owner is not None), None)
    if owner is None and type_ is T.SEARCH:
        owner = next((each for link, each in free if link in {"у", "к"} and (each.human or each.pronoun)), None)
    if owner is not None and not any(each is owner for _, each in parts):
        parts.append((role, owner))
