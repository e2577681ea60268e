"""What a clause tells of: its verb's frames filled with who and what stands in the clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from witnessbox.ledger.reading import english_words as words_en
from witnessbox.ledger.reading import russian_words as words_ru
from witnessbox.ledger.reading.appointing import appointment, body_of_post, stated_post
from witnessbox.ledger.reading.aspects import FRAMES, frames_of
from witnessbox.ledger.reading.completing import completed
from witnessbox.ledger.reading.english_frames import ENGLISH_NOUNS
from witnessbox.ledger.reading.english_lexicon import LIGHT as LIGHT_EN
from witnessbox.ledger.reading.english_turns import NOTES as NOTES_EN
from witnessbox.ledger.reading.frames import CLASSES
from witnessbox.ledger.reading.lexicon import ANY_VERB, Frames, of_the_doer
from witnessbox.ledger.reading.memory import Known, Memory
from witnessbox.ledger.reading.parts import Clause, Extent, Frame, Mention
from witnessbox.ledger.reading.russian_frames import RUSSIAN_NOUNS
from witnessbox.ledger.reading.russian_lexicon import LIGHT as LIGHT_RU
from witnessbox.ledger.reading.russian_turns import NOTES as NOTES_RU
from witnessbox.model.claims import Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimType

_SHOWING_EN = frozenset(
    "show depict contain capture feature document portray see hear watch describe list name call read have find "
    "give mean "
    "know ask want need try hang concern include do let".split()
)
_SHOWING_RU = frozenset(
    "показывать показать видеть слышать описать описывать содержать зафиксировать запечатлеть называть знать "
    "просить хотеть мочь "
    "иметь найти изъять видно стать".split()
)
_UNTELLING = {
    "en": words_en.SPEAKING | words_en.DENYING | words_en.FORETELLING | words_en.HOPING | _SHOWING_EN,
    "ru": words_ru.SPEAKING | words_ru.DENYING | words_ru.FORETELLING | words_ru.HOPING | _SHOWING_RU,
}
"""Verbs of speech and of what is shown: what they are about is not what they tell."""
NOUN_FRAMES = {"en": ENGLISH_NOUNS, "ru": RUSSIAN_NOUNS}
NOTE_FRAMES: dict[str, Frames] = {"en": NOTES_EN, "ru": NOTES_RU}
LIGHT = {"en": LIGHT_EN, "ru": LIGHT_RU}
_JAILED = frozenset("сизо изолятор тюрьма стража ивс".split())
_JAILING = frozenset("отправить поместить взять посадить направить водворить заключить".split())
_APPLICATIONS = frozenset("claim application request case appeal status ходатайство заявление прошение статус".split())
"""What in a text about asylum is a claim for it."""
SURE = {
    "en": frozenset(
        "arrest rearrest re-arrest detain jail imprison incarcerate remand acquit convict exonerate extradite deport "
        "torture rape beat handcuff interrogate strangle electrocute flog waterboard sack reinstate pardon amnesty "
        "abduct kidnap parole arraign indict sodomise sodomize pistol-whip strip-search".split()
    ),
    "ru": frozenset(
        "арестовать задержать этапировать приговорить осудить оправдать помиловать амнистировать избить избивать "
        "пытать насиловать изнасиловать истязать экстрадировать депортировать уволить допросить обвинить бить "
        "отпустить лупить колотить арестовывать задерживать конвоировать".split()
    ),
}
"""Verbs that nothing but people undergo, so that who it is need not be known for a person by other words."""
_RECEIVING = (EntitySchema.PUBLIC_BODY, EntitySchema.ORGANIZATION)
_AGAINST = frozenset("against of on for at over gen против в отношении у к на над в".split())
_WHOLE_CLAUSE = frozenset(
    "innocent guilty online absent country same prison_terms listed publicity retire leaves agent over free "
    "compensation asylum bodyparts retaliation replaced off askers abroad exile bars dead lives".split()
)
_ATTACKS = frozenset(
    "attack assault beat punch hit strike stab kick избить избивать бить побить напасть ударить".split()
)
"""What strangers in the street do as well as keepers."""
ABUSES = frozenset({ClaimType.ALLEGED_ABUSE, ClaimType.INJURY})
SEXUAL = frozenset("rape насиловать изнасиловать".split())
TORTURE = frozenset("torture electrocute пытать истязать мучить".split())
_PRISONERS = frozenset(
    "inmate prisoner patient detainee convict woman man people person client заключённый заключенный "
    "осуждённый осужденный арестант пациент арестованный человек задержанный подследственный".split()
)
_AIMS = ("against", "к", "on", "of", "for", "into", "over", "dat", "против", "в отношении", "над", "с", "на", "gen", "")
_GOALS = ("to", "in", "into", "for", "at", "в", "на", "во")
_CARRIERS = frozenset(
    "stick drive card phone disk disc usb flash sim флешка карта телефон диск носитель накопитель флэшка".split()
)
_COURTS = frozenset("court judge tribunal magistrate bench суд судья".split())
_AWAY = frozenset("abroad exile country border frontier эмиграция граница заграница рубеж родина".split())
"""Words that say that somebody left, where no place is named."""
_ACCUSERS = frozenset(
    "prosecutor prosecutors investigator investigators police authority authorities court committee".split()
)
_GOING = frozenset(
    {
        ClaimType.TRANSFER_OF_PRISONER,
        ClaimType.DEPARTURE,
        ClaimType.ARRIVAL,
        ClaimType.ASYLUM_REQUEST,
        ClaimType.SMUGGLING,
    }
)
_POSTED = frozenset(
    {
        ClaimType.DISMISSAL,
        ClaimType.GROUP_DISMISSAL,
        ClaimType.RESIGNATION,
        ClaimType.SUSPENSION,
        ClaimType.REINSTATEMENT,
    }
)


_STAFF = frozenset("guard warden officer nurse doctor judge employee staff надзиратель сотрудник".split())
"""Who is moved to another prison as staff, not as a prisoner."""
_KEEPERS = frozenset(
    "guard warder officer orderly jailer inmate cellmate staff convict надзиратель сотрудник дневальный сокамерник "
    "оперативник опер санитар конвоир охранник тюремщик активист подсудимый".split()
)
"""Whoever hurts somebody there keeps him, or is kept with him."""
_FREED = frozenset("charge charges bail custody arrest detention questioning hour hours".split())
"""Who is let go from there is free, not dismissed."""
_TOLD_IN_NOTES = frozenset(
    {
        ClaimType.DISMISSAL,
        ClaimType.SUSPENSION,
        ClaimType.REINSTATEMENT,
        ClaimType.ARREST,
        ClaimType.DETENTION,
        ClaimType.RELEASE,
        ClaimType.CHARGE,
        ClaimType.CASE_OPENED,
        ClaimType.CONVICTION,
        ClaimType.SENTENCE,
        ClaimType.ACQUITTAL,
        ClaimType.TRANSFER_OF_PRISONER,
        ClaimType.EXTRADITION,
        ClaimType.ALLEGED_ABUSE,
        ClaimType.SURVEILLANCE,
        ClaimType.DISAPPEARANCE,
        ClaimType.THREAT,
        ClaimType.KILLING,
        ClaimType.DEATH,
        ClaimType.INJURY,
        ClaimType.GROUP_DISMISSAL,
    }
)
"""What notes tell without saying to whom it was done."""
_STATES_OF_BEING = frozenset({ClaimType.IMPRISONMENT, ClaimType.INVESTIGATION})
"""What "to be in", "under" or "behind" something says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event being made: its frame, clause and the mentions that have its parts."""

    type: ClaimType
    clause: Clause
    parts: tuple[tuple[Part, Mention], ...]
    position: Extent | None = None


class Drafter:
    """Fills frames.

    Args:
        language: whose frames.
        memory: what the document has spoken of.
        who: whom a mention means.
    """

    def __init__(self, language: str, memory: Memory, who: Callable[[Mention], Known]) -> None:
        self.language, self.memory, self._who = language, memory, who

    def draft(self, clause: Clause) -> Draft | None:
        """The event that a clause tells of, whatever its mood."""
        if clause.nominal:
            noun = NOUN_FRAMES[self.language].get(clause.lemma)
            notes = NOTE_FRAMES[self.language].get(clause.lemma, ()) if clause.note else ()
            tried = (*notes, *(() if noun is None else (noun,)))
            return next((each for frame in tried if (each := self._fill(frame, clause)) is not None), None)
        lemma = clause.lemma
        if clause.passive and lemma.endswith("ся") and not frames_of(self.language, lemma):
            lemma = lemma.removesuffix("ся")  # «вменяется», «удерживаются»
        for frame in frames_of(self.language, lemma):
            found = self._fill(frame, clause)
            if found is not None:
                return found
        return self._light(clause) or self._cued(clause)

    def _cued(self, clause: Clause) -> Draft | None:
        """What the words around a verb tell that no lexicon has: a baton and a prisoner, a site and a filter."""
        if clause.lemma in _UNTELLING[self.language] or clause.lemma == "be":
            return None
        found = (self._fill(frame, clause) for frame in FRAMES[self.language].get(ANY_VERB, ()))
        return next((each for each in found if each is not None), None)

    def _light(self, clause: Clause) -> Draft | None:
        """The event that a verb's noun tells: "carried out a search", "was handed a sentence", «подвергся избиению»."""
        kind = LIGHT[self.language].get(clause.lemma)
        if kind is None:
            return None
        occurs = kind == "occurs"
        if kind == "rules" and not (clause.subject is not None and clause.subject.words & _COURTS):
            return None  # what anybody but a court orders may not come to pass
        told = [clause.subject or clause.object if occurs else clause.object]
        told += [] if occurs else [each for link, each in clause.others if link in {"", "dat"}]
        for mention in told:
            frame = NOUN_FRAMES[self.language].get(mention.head) if mention is not None else None
            if mention is None or frame is None or mention.human:
                continue
            if mention.head == "search" and any(link == "for" for link, _ in clause.others):
                continue
            owner = mention.inner or mention.owner
            given = next((each for each in (clause.object, *told) if each is not mention and each and each.human), None)
            about = clause.subject if kind == "gets" else given if kind == "gives" else None
            patient = about or owner or next((each for link, each in clause.others if link in _AGAINST), None)
            doer = clause.subject if kind in {"does", "gives", "rules"} else None
            does = of_the_doer(frame)
            found = self._fill(
                replace(frame, human=False),
                replace(
                    clause, subject=patient if does else doer, object=None if does else patient, lemma=mention.head
                ),
            )
            if found is not None and patient is not None:
                return replace(found, clause=clause)
        return None

    def _fill(self, frame: Frame, clause: Clause) -> Draft | None:
        said = clause.words - clause.named
        lacks = (frame.also and not said & frame.also) or (frame.too and not said & frame.too)
        if lacks or clause.words & frame.never:
            return None
        needed = CLASSES[self.language].get(frame.needs, frozenset())
        carrier = self._carrier(frame, clause, needed)
        if frame.needs and carrier is False:
            return None
        if frame.by and not (clause.subject is not None and clause.subject.words & CLASSES[self.language][frame.by]):
            return None
        barred = CLASSES[self.language].get(frame.bars, frozenset())
        target = clause.object
        if frame.bars and target is not None and target.words & barred and not target.human:
            return None
        parts: list[tuple[Part, Mention]] = []
        taken = carrier if isinstance(carrier, Mention) and Part.OBJECT not in {frame.object, frame.subject} else None
        if frame.human and taken is target:
            taken = None  # who it is done to is what the frame asks for: "moved three prisoners"
        doer = clause.subject if clause.subject is None or clause.subject.head not in needed else None
        if frame.subject and doer is not None and doer is not taken:
            parts.append((frame.subject, doer))
        if frame.object and target is not None and target is not taken:
            parts.append((frame.object, target))
        left_out = target is None and (clause.elided or clause.lemma in SURE[self.language])
        left_out = left_out and frame.type in _TOLD_IN_NOTES
        sure = clause.lemma in SURE[self.language] and target is not None and target is not taken
        if frame.human and not left_out and not sure and not self._has_human(target, taken):
            return None
        parts.extend(self._aimed(frame, clause, taken))
        type_ = frame.type
        if clause.lemma == "обвинять" and clause.passive and not clause.finite:
            type_ = ClaimType.CHARGE  # «обвиняемый в мошенничестве»
        if type_ in ABUSES:
            type_ = self._abuse(clause, target, type_)
        extra = self._by_type(type_, clause, parts)
        if extra is None:
            return None
        completed(extra[0], clause, parts)
        return Draft(type=extra[0], clause=clause, parts=tuple(parts), position=extra[1])

    def _carrier(self, frame: Frame, clause: Clause, needed: frozenset[str]) -> Mention | bool:
        """The mention that has a needed word; True when only the clause has it, False when nothing has."""
        for mention in (clause.object, *(each for _, each in clause.others), clause.subject):
            if mention is None or (
                mention is clause.subject and frame.subject in {Part.AGENT, Part.PATIENT, Part.CLAIMANT}
            ):
                continue
            if mention.words & needed:
                return mention
        if frame.needs in {"media", "handed"} and self.memory.media:
            it = clause.object if frame.object is Part.OBJECT else clause.subject
            if it is not None and (
                it.pronoun in {"it", "them", "they", "их", "его", "её", "ее", "он", "они", "she"}
                or it.words & {"them", "они", "них"}
            ):
                return it
        if frame.needs == "asylum" and self.memory.asylum and _applied(clause):
            return True
        if frame.needs == "asylum" and self.language == "ru":
            return False  # «защита» is also whoever defends
        return bool(frame.needs in _WHOLE_CLAUSE and clause.words & needed)

    def _has_human(self, target: Mention | None, taken: Mention | None) -> bool:
        if target is None or target is taken:
            return False
        known = self._who(target)
        if target.human or known.human or known.schema is EntitySchema.PERSON:
            return True
        return target.named and target.schema is EntitySchema.PLACE

    def _aimed(self, frame: Frame, clause: Clause, taken: Mention | None) -> list[tuple[Part, Mention]]:
        found: list[tuple[Part, Mention]] = []
        free = [(preposition, each) for preposition, each in clause.others if each is not taken]
        if frame.aim:
            object_ = clause.object if clause.object is not None and clause.object is not taken else None
            if object_ is not None and (object_.human or object_.schema is EntitySchema.PERSON):
                found.append((frame.aim, object_))
            else:
                if taken is not None and taken.inner is not None and (taken.inner.human or taken.inner.named):
                    found.append((frame.aim, taken.inner))
                for preposition in _AIMS if not found else ():
                    aimed = next(
                        (each for link, each in free if link == preposition and (each.human or each.named)), None
                    )
                    if aimed is not None:
                        found.append((frame.aim, aimed))
                        break
        if frame.to and not any(part is frame.to for part, _ in found):
            for preposition in ("to", "dat", "with", "в", "во"):
                local = preposition in {"with", "в", "во"}
                if (
                    local
                    and frame.type is not ClaimType.COMPLAINT
                    and not (preposition != "with" and frame.type is ClaimType.HANDOVER)
                    and clause.lemma not in {"share", "part"}
                ):
                    continue
                reached = next(
                    (
                        each
                        for link, each in free
                        if link == preposition and (not local or each.human or each.named or each.schema in _RECEIVING)
                    ),
                    None,
                )
                if reached is not None:
                    found.append((frame.to, reached))
                    break
        paid = frame.type is ClaimType.COMPENSATION and not found
        if paid and clause.object is not None and clause.object is not taken and clause.object.human:
            found.append((Part.RECIPIENT, clause.object))
        return found

    def _abuse(self, clause: Clause, target: Mention | None, type_: ClaimType) -> ClaimType:
        """Whether hurt is abuse in custody: by keepers, or of prisoners, or as nobody but keepers hurts."""
        classes = CLASSES[self.language]
        by = clause.subject.words if clause.subject is not None else frozenset()
        by_staff = bool(by & (_KEEPERS | classes["keepers"]))
        if type_ is ClaimType.INJURY:
            hurt = clause.words & (classes["bodyparts"] | classes["injuries"])
            return ClaimType.ALLEGED_ABUSE if by_staff and hurt and target is not None else type_
        if by_staff or target is None or target.pronoun or clause.words & {"карцер", "шизо"}:
            return type_
        if clause.lemma not in _ATTACKS:
            return type_
        kept = bool(target.words & _PRISONERS) or target.count is not None or by & {"torture", "rape"}
        if kept or clause.lemma in SEXUAL | TORTURE:
            return type_
        unknown = not by or bool(by & classes["strangers"])
        return ClaimType.INJURY if unknown and (clause.passive or by) else type_

    def _by_type(
        self, type_: ClaimType, clause: Clause, parts: list[tuple[Part, Mention]]
    ) -> tuple[ClaimType, Extent | None] | None:
        """Turns of single types: groups, posts, goals, carriers; None when the clause does not tell it after all."""
        holders = {Part.PATIENT, Part.HOLDER} | ({Part.AGENT} if type_ is ClaimType.RESIGNATION else set())
        who = next((each for part, each in parts if part in holders), None)
        position = who.post if who is not None and type_ in _POSTED else None
        if type_ is ClaimType.DISMISSAL and who is not None:
            if (who.plural or who.schema is EntitySchema.GROUP) and not who.pronoun:
                type_ = ClaimType.GROUP_DISMISSAL
            stated = stated_post(clause)
            position = position or (who.extent if not who.named and not who.pronoun and who.post else None) or stated
        if type_ is ClaimType.APPOINTMENT:
            return appointment(clause, parts, who)
        if type_ is ClaimType.TRANSFER_OF_PRISONER and who is not None and (who.post or who.words & _STAFF):
            if clause.words & _JAILED and clause.lemma in _JAILING:
                return None
            type_ = ClaimType.OTHER
        if type_ is ClaimType.HANDOVER and clause.lemma in {"post", "upload", "share"}:
            type_ = type_ if any(part is Part.RECIPIENT for part, _ in parts) else ClaimType.LEAK_PUBLICATION
        if type_ is ClaimType.HANDOVER:
            self._given(clause, parts)
            giver = next((each for link, each in clause.others if link in {"from", "от", "у"}), None)
            if giver is not None and not any(part is Part.AGENT for part, _ in parts):
                parts.append((Part.AGENT, giver))
        if type_ is ClaimType.DEPARTURE and clause.passive and _taken_away(clause, who):
            type_ = ClaimType.TRANSFER_OF_PRISONER
            parts[:] = [(Part.PATIENT, clause.object)] if clause.object is not None else parts
        if type_ is ClaimType.ARREST and clause.words & {"absentia", "заочно"}:
            type_ = ClaimType.ARREST_IN_ABSENTIA
        if _told_otherwise(type_, clause):
            return None
        if type_ is ClaimType.RELEASE and who is not None and _let_go(clause, who):
            many = who.plural or who.schema is EntitySchema.GROUP or bool(who.members)
            type_ = ClaimType.GROUP_DISMISSAL if many else ClaimType.DISMISSAL
        if (
            type_ is ClaimType.ESCAPE
            and self._goal(clause) is not None
            and not clause.words & CLASSES[self.language]["prison"]
        ):
            type_ = ClaimType.DEPARTURE
        if type_ in _GOING or type_ is ClaimType.RESIDENCE:
            goal = self._goal(clause) or self._facility(type_, clause)
            away = type_ is ClaimType.DEPARTURE and clause.words & _AWAY
            if goal is None and not away and type_ in {ClaimType.DEPARTURE, ClaimType.ARRIVAL, ClaimType.RESIDENCE}:
                return None
            if goal is not None and not (clause.lemma == "leave" and goal is clause.object):
                parts.append((Part.LOCATION if type_ is ClaimType.RESIDENCE else Part.DESTINATION, goal))
        if type_ is ClaimType.SMUGGLING or (type_ is ClaimType.DEPARTURE and clause.words & _CARRIERS):
            carrier = next((each for _, each in clause.others if each.words & _CARRIERS), None)
            if carrier is not None:
                type_ = ClaimType.SMUGGLING
                parts.append((Part.INSTRUMENT, carrier))
        if who is not None and who.body is not None and type_ in _POSTED:
            parts.append((Part.ORGANIZATION, body_of_post(who)))
        return type_, position

    def _given(self, clause: Clause, parts: list[tuple[Part, Mention]]) -> None:
        """Who is given something stands before it: "gave the ombudsman a hard drive"."""
        taken = next((each for part, each in parts if part is Part.OBJECT and each.human), None)
        thing = next((each for link, each in clause.others if not link and not each.human), None)
        if taken is not None and thing is not None and not any(part is Part.RECIPIENT for part, _ in parts):
            parts[:] = [each for each in parts if each[1] is not taken]
            parts.extend([(Part.RECIPIENT, taken), (Part.OBJECT, thing)])

    def _facility(self, type_: ClaimType, clause: Clause) -> Mention | None:
        """Where a prisoner was moved to."""
        if type_ is not ClaimType.TRANSFER_OF_PRISONER:
            return None
        named = [each for link, each in clause.others if link in {"to", "into", "в", "во"}]
        return next((each for each in named if each.schema is EntitySchema.FACILITY or each.named), None)

    def _goal(self, clause: Clause) -> Mention | None:
        if clause.object is not None and clause.object.schema is EntitySchema.PLACE and clause.object.named:
            return clause.object
        goals = ("for", "to") if clause.lemma == "leave" else _GOALS
        places = [each for link, each in clause.others if link in goals and each.schema is EntitySchema.PLACE]
        if places:
            return places[0]
        if clause.lemma == "покинуть" and clause.object is not None and clause.object.name[:1].isupper():
            return clause.object
        leaving = {"leave", "flee", "escape", "покинуть", "выехать", "уехать", "бежать", "сбежать", "улететь"}
        if clause.lemma in leaving and clause.words & CLASSES[self.language]["country"]:
            return clause.object or next((each for link, each in clause.others if link in {"из", "from"}), None)
        return None


def _let_go(clause: Clause, who: Mention) -> bool:
    """Whether letting go of a member of a staff is a dismissal."""
    staff = who.post is not None or bool(who.words & (words_en.ROLES | _STAFF))
    return clause.lemma == "let" and staff and not clause.words & _FREED


def _applied(clause: Clause) -> bool:
    """Whether a clause speaks of a claim or application, in a text that speaks of asylum."""
    told = [clause.object, clause.subject, *(each for link, each in clause.others if not link)]
    heads = {each.head for each in told if each is not None}
    pronouns = {each.pronoun for each in told if each is not None and not each.human}
    return bool(heads & _APPLICATIONS) or bool(pronouns & {"it"})


def _taken_away(clause: Clause, who: Mention | None) -> bool:
    """Whether somebody was moved who is no member of a staff: "was moved from Blackmere to Highgarth"."""
    moved = clause.lemma in {"move", "relocate", "take", "transfer"}
    return moved and not (who is not None and (who.post or who.words & _STAFF))


def _told_otherwise(type_: ClaimType, clause: Clause) -> bool:
    """Whether a clause with the verb and the words of a type does not tell it after all."""
    if clause.lemma == "accuse":  # whoever is accused by nobody named is not prosecuted
        return clause.subject is None or not clause.subject.words & _ACCUSERS
    if clause.lemma == "appeal":  # to be heard for help, or by the public, is no appeal
        return any(link == "for" and each.extent[0] > clause.trigger[0] for link, each in clause.others)
    if type_ is ClaimType.TRIAL and clause.lemma in {"передать", "направить", "отправить"}:
        return "суд" not in clause.words
    if clause.lemma == "be" and type_ in _STATES_OF_BEING:
        held = type_ is ClaimType.IMPRISONMENT
        if held and (clause.subject is None or not (clause.subject.human or clause.subject.named)):
            return True
        if (
            type_ is ClaimType.INVESTIGATION
            and clause.subject is not None
            and clause.subject.words & CLASSES["en"]["probe"]
        ):
            return not clause.words & {"way", "underway", "ongoing"}
        probed = CLASSES["en"]["probe"]
        return not any(
            link in {"under", "in", "behind"} and (held or each.words & probed) for link, each in clause.others
        )
    return False
