"""Clauses, voices and states of either language become proposals: type, parts, date, count and hedge, each with
its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from witnessbox.ledger.reading.frames import CLASSES, FRAMES, MEDIA
from witnessbox.ledger.reading.memory import Known, Memory
from witnessbox.ledger.reading.parts import Clause, Extent, Frame, Mention, Mood, Reading, State, Statement, Voice
from witnessbox.ledger.reading.texts import Paragraph
from witnessbox.model.claims import ClaimDate, Count, DatePrecision, Hedge, Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.proposals import (
    UNDATED,
    Proposal,
    ProposedCount,
    ProposedDate,
    ProposedPart,
    ProposedPlace,
    ProposedVoice,
)
from witnessbox.model.vocabulary import VOCABULARY, ClaimKind, ClaimType

Dated = Mapping[Extent, ClaimDate]
"""Words for dates in a paragraph, and what they come to."""

_WHOLE_CLAUSE = frozenset(
    "innocent guilty online absent country same prison_terms listed publicity retire leaves agent over free "
    "replaced".split()
)
_ABUSES = frozenset({ClaimType.ALLEGED_ABUSE, ClaimType.INJURY})
_SEXUAL = frozenset("rape насиловать изнасиловать".split())
_TORTURE = frozenset("torture electrocute пытать истязать мучить".split())
_PRISONERS = frozenset(
    "inmate prisoner patient detainee convict woman man people person client заключённый заключенный "
    "осуждённый осужденный арестант пациент арестованный человек задержанный подследственный".split()
)
_AIMS = ("against", "on", "of", "for", "into", "over", "dat", "против", "в отношении", "на", "gen", "")
_GOALS = ("to", "in", "into", "for", "at", "в", "на", "во", "из")
_PLACES = ("in", "at", "inside", "near", "from", "outside", "to", "into", "within", "в", "во", "на", "из", "под", "при")
_CARRIERS = frozenset(
    "stick drive card phone disk disc usb flash sim флешка карта телефон диск носитель накопитель флэшка".split()
)
_PERIODS = frozenset("year month week day hour minute год месяц день час лет неделя сутки минута time раз".split())
_ACCUSERS = frozenset(
    "prosecutor prosecutors investigator investigators police authority authorities court committee".split()
)
_ALLEGED = frozenset("alleged allegedly якобы предполагаемый".split())
_REPORTEDLY = frozenset("reportedly apparently".split())
_DECREES = frozenset("decree order указ приказ распоряжение постановление".split())
_OPEN_ENDED = ("since", "until", "till", "by", "до", "к", "ко", "с", "со", "по", "from")
_GOING = frozenset({ClaimType.DEPARTURE, ClaimType.ARRIVAL, ClaimType.ASYLUM_REQUEST, ClaimType.SMUGGLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event being made: its frame, clause and the mentions that have its parts."""

    type: ClaimType
    clause: Clause
    parts: tuple[tuple[Part, Mention], ...]
    position: Extent | None = None


class Builder:
    """Makes proposals of one document, sentence by sentence.

    Args:
        language: of the text, `en` or `ru`.
        anchor: day of the document, EDTF.
    """

    def __init__(self, language: str, anchor: str) -> None:
        self.language, self.anchor = language, anchor
        self.memory = Memory()
        self.posts_told: dict[tuple[str, str], bool] = {}
        self.dated: Dated = {}
        self.heard: dict[Extent, Known] = {}

    def sentence(self, paragraph: Paragraph, reading: Reading, dated: Dated) -> list[Proposal]:
        """Proposals of one sentence; what it speaks of is remembered for those that follow."""
        made: list[Proposal] = []
        self.dated = dated
        media = MEDIA[self.language]
        self._listen(reading, media)
        content = [each.extent for each in reading.states if each.type is ClaimType.CONTENT_CLAIM]
        for clause in reading.clauses:
            draft = self.draft(clause)
            shown = any(start <= clause.trigger[0] < end for start, end in content)
            if draft is None or clause.mood is not Mood.REAL or (shown and draft.type in _ABUSES):
                continue
            made.append(self._event(paragraph, reading, draft))
        spoken = [each for each in reading.statements if not self._told_already(paragraph, each, made)]
        made.extend(self._statement(paragraph, each) for each in spoken)
        made.extend(each for state in reading.states if (each := self._state(paragraph, reading, state)) is not None)
        self._subject_last(reading)
        return made

    def _listen(self, reading: Reading, media: frozenset[str]) -> None:
        """Hear the mentions in their order: a pronoun means somebody named before it, and nobody beside it in
        its clause.
        """
        self.heard = {}
        for mention in reading.mentions:
            if mention.pronoun:
                partners = {
                    self.heard[each.extent].name
                    for clause in reading.clauses
                    if clause.object is mention or any(other is mention for _, other in clause.others)
                    for each in (clause.subject,)
                    if each is not None and each.extent in self.heard
                }
                self.heard[mention.extent] = self.memory.resolve(mention, frozenset(partners))
                continue
            self.heard[mention.extent] = self.memory.resolve(mention)
            self.memory.note(mention, media=bool(mention.words & media))

    def _who(self, mention: Mention) -> Known:
        """Whom a mention means."""
        known = self.heard.get(mention.extent)
        return known if known is not None and (mention.pronoun or not mention.named) else self.memory.resolve(mention)

    def _told_already(self, paragraph: Paragraph, statement: Statement, made: Sequence[Proposal]) -> bool:
        """Plain speech whose content is claimed itself is no claim of its own."""
        if (
            statement.voice is None
            or statement.hedge is not Hedge.ASSERTED
            or statement.type is not ClaimType.STATEMENT
        ):
            return False
        start, end = (paragraph.starts[statement.voice.covers[0]], paragraph.ends[statement.voice.covers[1] - 1])
        return any(start <= each.trigger.start < end and each.kind is ClaimKind.EVENT for each in made)

    def _subject_last(self, reading: Reading) -> None:
        """A pronoun in the next sentence most likely means who this one was about."""
        for clause in reading.clauses:
            for mention in (clause.object if clause.passive else clause.subject,):
                if (
                    mention is not None
                    and mention.schema is EntitySchema.PERSON
                    and (mention.named or not mention.pronoun)
                ):
                    self.memory.note(mention)
                    return
                if mention is not None and mention.pronoun:
                    return

    def attributed(self, paragraph: Paragraph, voice: Voice, before: list[Proposal]) -> list[Proposal]:
        """What the sentence before said, said by somebody: "Об этом сообщила пресс-служба суда"."""
        start = max(each.quote.start for each in before)
        made = []
        for each in before:
            told = each.kind is ClaimKind.EVENT and each.hedge is Hedge.ASSERTED and each.quote.end > start - 200
            words = paragraph.quote(*voice.extent)
            made.append(
                replace(each, hedge=voice.hedge, hedge_words=words, voices=self._voices(paragraph, voice))
                if told
                else each
            )
        return made

    # Frames

    def draft(self, clause: Clause) -> Draft | None:
        """The event that a clause tells of, whatever its mood."""
        for frame in FRAMES[self.language].get(clause.lemma, ()):
            found = self._fill(frame, clause)
            if found is not None:
                return found
        return None

    def _fill(self, frame: Frame, clause: Clause) -> Draft | None:
        needed = CLASSES[self.language].get(frame.needs, frozenset())
        carrier = self._carrier(frame, clause, needed)
        if frame.needs and carrier is False:
            return None
        barred = CLASSES[self.language].get(frame.bars, frozenset())
        target = clause.object
        if frame.bars and target is not None and target.words & barred and not target.human:
            return None
        parts: list[tuple[Part, Mention]] = []
        taken = carrier if isinstance(carrier, Mention) and Part.OBJECT not in {frame.object, frame.subject} else None
        if frame.subject and clause.subject is not None and clause.subject is not taken:
            parts.append((frame.subject, clause.subject))
        if frame.object and target is not None and target is not taken:
            parts.append((frame.object, target))
        if frame.human and not self._has_human(target, taken):
            return None
        parts.extend(self._aimed(frame, clause, taken))
        type_ = frame.type
        if type_ in _ABUSES:
            type_ = self._abuse(clause, target, type_)
        extra = self._by_type(type_, clause, parts)
        if extra is None:
            return None
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
        if frame.needs == "media" and self.memory.media:
            it = clause.object if frame.object is Part.OBJECT else clause.subject
            if it is not None and (
                it.pronoun in {"it", "them", "they", "их", "его", "её", "ее", "он", "они", "she"}
                or ("them" in it.words)
            ):
                return it
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
                for preposition in _AIMS:
                    aimed = next(
                        (each for link, each in free if link == preposition and (each.human or each.named)), None
                    )
                    if aimed is not None:
                        found.append((frame.aim, aimed))
                        break
        if frame.to and not any(part is frame.to for part, _ in found):
            for preposition in ("to", "dat", "with"):
                reached = next((each for link, each in free if link == preposition), None)
                if reached is not None:
                    found.append((frame.to, reached))
                    break
        return found

    def _abuse(self, clause: Clause, target: Mention | None, type_: ClaimType) -> ClaimType:
        prisoners = target is None or bool(target.words & _PRISONERS) or target.count is not None
        if clause.lemma in _SEXUAL | _TORTURE or (
            clause.subject is not None and clause.subject.words & {"torture", "rape"}
        ):
            return ClaimType.ALLEGED_ABUSE
        if prisoners or (target is not None and target.pronoun in {"them", "we", "us", "they", "их", "нас"}):
            return ClaimType.ALLEGED_ABUSE
        return ClaimType.INJURY if target is not None else type_

    def _by_type(
        self, type_: ClaimType, clause: Clause, parts: list[tuple[Part, Mention]]
    ) -> tuple[ClaimType, Extent | None] | None:
        """Turns of single types: groups, posts, goals, carriers; None when the clause does not tell it after all."""
        who = next((each for part, each in parts if part in {Part.PATIENT, Part.HOLDER}), None)
        position = who.post if who is not None and type_ in _POSTED else None
        if type_ is ClaimType.DISMISSAL and who is not None:
            if (who.plural or who.schema is EntitySchema.GROUP) and not who.pronoun:
                type_ = ClaimType.GROUP_DISMISSAL
            stated = _stated_post(clause)
            position = position or (who.extent if not who.named and not who.pronoun and who.post else None) or stated
        if type_ is ClaimType.APPOINTMENT:
            return self._appointment(clause, parts, who)
        if clause.lemma == "accuse" and (clause.subject is None or not clause.subject.words & _ACCUSERS):
            return None
        if type_ is ClaimType.HANDOVER:
            giver = next((each for link, each in clause.others if link in {"from", "от", "у"}), None)
            if giver is not None and not any(part is Part.AGENT for part, _ in parts):
                parts.append((Part.AGENT, giver))
        if type_ is ClaimType.ARREST and clause.words & {"absentia", "заочно"}:
            type_ = ClaimType.ARREST_IN_ABSENTIA
        if type_ is ClaimType.RELEASE and clause.lemma == "let" and who is not None and who.post is not None:
            type_ = ClaimType.DISMISSAL
        if (
            type_ is ClaimType.TRIAL
            and clause.lemma in {"передать", "направить", "отправить"}
            and "суд" not in clause.words
        ):
            return None
        if (
            clause.lemma == "be"
            and type_ is not ClaimType.WANTED_LISTING
            and not any(
                link in {"under", "in", "behind"}
                and (each.words & CLASSES["en"]["probe"] or type_ is ClaimType.IMPRISONMENT)
                for link, each in clause.others
            )
        ):
            return None
        if (
            type_ is ClaimType.ESCAPE
            and self._goal(clause) is not None
            and not clause.words & CLASSES[self.language]["prison"]
        ):
            type_ = ClaimType.DEPARTURE
        if type_ in _GOING or type_ is ClaimType.RESIDENCE:
            goal = self._goal(clause)
            if goal is None and type_ in {ClaimType.DEPARTURE, ClaimType.ARRIVAL, ClaimType.RESIDENCE}:
                return None
            if goal is not None:
                parts.append((Part.LOCATION if type_ is ClaimType.RESIDENCE else Part.DESTINATION, goal))
        if type_ is ClaimType.SMUGGLING or (type_ is ClaimType.DEPARTURE and clause.words & _CARRIERS):
            carrier = next((each for _, each in clause.others if each.words & _CARRIERS), None)
            if carrier is not None:
                type_ = ClaimType.SMUGGLING
                parts.append((Part.INSTRUMENT, carrier))
        if type_ in _LOCATED:
            place = next(
                (each for link, each in clause.others if each.schema is EntitySchema.FACILITY and link in _PLACES), None
            )
            if place is not None and not any(each is place for _, each in parts):
                parts.append((Part.LOCATION, place))
        if who is not None and who.body is not None and type_ in _POSTED:
            parts.append((Part.ORGANIZATION, _body(who)))
        return type_, position

    def _appointment(
        self, clause: Clause, parts: list[tuple[Part, Mention]], who: Mention | None
    ) -> tuple[ClaimType, Extent | None] | None:
        substitute = next((each for link, each in clause.others if link in {"with", "на", "ins"} and each.human), None)
        before = next((each for part, each in parts if part is Part.PREDECESSOR), None)
        post = _stated_post(clause)
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
            if led is None:
                return None
            if led.body is not None:
                parts.append((Part.ORGANIZATION, _body(led)))
            return ClaimType.APPOINTMENT, led.post
        if clause.lemma in {"name", "install", "promote", "nominate", "утвердить"} and post is None:
            return None
        if clause.lemma == "возглавить" and not parts:
            return None
        body = next((each for _, each in clause.others if each.post and each.body is not None and not each.named), None)
        if body is not None:
            parts.append((Part.ORGANIZATION, _body(body)))
        return ClaimType.APPOINTMENT, post

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

    # Proposals

    def _event(self, paragraph: Paragraph, reading: Reading, draft: Draft) -> Proposal:
        clause = draft.clause
        voice = self._voice(reading, clause.trigger)
        extent = _with_voice(paragraph.text, clause.extent, voice)
        hedge, hedge_words = self._hedge(clause, voice)
        if draft.type is ClaimType.ALLEGED_ABUSE and hedge is Hedge.ASSERTED:
            draft = replace(draft, type=_asserted_abuse(clause))
        parts, inferred = self._parts(paragraph, draft)
        date, guessed = self._date(paragraph, reading, clause, extent, draft.type, voice)
        count = _count(draft)
        place = self._place(paragraph, reading, extent)
        return Proposal(
            type=draft.type,
            quote=paragraph.quote(*extent),
            trigger=paragraph.quote(*clause.trigger),
            parts=parts,
            position=paragraph.quote(*draft.position) if draft.position else None,
            place=place,
            date=date,
            count=ProposedCount(count=count[0], words=paragraph.quote(*count[1])) if count else None,
            hedge=hedge,
            hedge_words=paragraph.quote(*hedge_words) if hedge_words else None,
            voices=self._voices(paragraph, voice),
            status=paragraph.quote(*clause.trigger),
            inferred=(*inferred, *(("date",) if guessed else ())),
        )

    def _voice(self, reading: Reading, trigger: Extent) -> Voice | None:
        covering = [
            each
            for each in reading.voices
            if each.covers[0] <= trigger[0] < each.covers[1] and not each.extent[0] <= trigger[0] < each.extent[1]
        ]
        return min(covering, key=lambda each: each.covers[1] - each.covers[0], default=None)

    def _voices(self, paragraph: Paragraph, voice: Voice | None) -> tuple[ProposedVoice, ...]:
        if voice is None:
            return ()
        speaker = self._who(voice.speaker)
        words = paragraph.quote(*voice.speaker.extent)
        return (ProposedVoice(name=speaker.name, verb=voice.verb, level=voice.level, words=words),)

    def _hedge(self, clause: Clause, voice: Voice | None) -> tuple[Hedge, Extent | None]:
        if clause.words & _ALLEGED:
            return Hedge.ALLEGED, clause.extent
        if voice is not None:
            return voice.hedge, voice.extent
        if clause.lemma in {"document", "register", "verify"}:
            return Hedge.REPORTED, clause.trigger
        if clause.words & _REPORTEDLY:
            return Hedge.REPORTED, clause.extent
        decree = next(
            (each for link, each in clause.others if each.words & _DECREES and link in {"by", "ins", "under", ""}), None
        )
        if decree is not None:
            return Hedge.OFFICIALLY_ANNOUNCED, decree.extent
        return Hedge.ASSERTED, None

    def _parts(self, paragraph: Paragraph, draft: Draft) -> tuple[tuple[ProposedPart, ...], tuple[str, ...]]:
        made: list[ProposedPart] = []
        taken: set[str] = set()
        for part, mention in draft.parts:
            if mention.members:
                made.extend(self._part(paragraph, part, each, self._who(each)) for each in mention.members)
                continue
            known = self._who(mention)
            if part in {Part.AGENT, Part.PATIENT, Part.HOLDER}:
                taken.add(known.name)
            if any(each.role is part and each.name == known.name for each in made):
                continue
            made.append(self._part(paragraph, part, mention, known))
        return tuple(made), ()

    def _part(self, paragraph: Paragraph, part: Part, mention: Mention, known: Known) -> ProposedPart:
        name, schema = known.name, known.schema
        if part is Part.OBJECT and mention.pronoun and self.memory.media_name:
            name, schema = self.memory.media_name, EntitySchema.COLLECTION
        return ProposedPart(role=part, name=name, schema=schema, words=paragraph.quote(*mention.extent))

    def _place(self, paragraph: Paragraph, reading: Reading, extent: Extent) -> ProposedPlace | None:
        for where, name in reading.places:
            if extent[0] <= where[0] and where[1] <= extent[1]:
                return ProposedPlace(name=name, words=paragraph.quote(*where))
        return None

    def _date(
        self,
        paragraph: Paragraph,
        reading: Reading,
        clause: Clause,
        extent: Extent,
        type_: ClaimType,
        voice: Voice | None = None,
    ) -> tuple[ProposedDate, bool]:
        kind = VOCABULARY[type_].kind
        own = [each for each in reading.dates if _belongs(each, clause, reading, extent)]
        guessed = False
        if not own and voice is not None:
            own = [each for each in reading.dates if voice.extent[0] <= each[0] < voice.extent[1]]
        if not own:
            own = list(self._shared(reading, clause))
            guessed = bool(own)
        open_ended = [each for each in own if paragraph.text[each[0] : each[1]].lower().startswith(_links())]
        closed = [each for each in own if each not in open_ended]
        chosen = (open_ended or closed) if kind is ClaimKind.STATE else closed
        for each in sorted(chosen, key=lambda span: abs(span[0] - clause.trigger[0])):
            quoted = paragraph.quote(*each)
            return ProposedDate(date=replace(self.dated[each], as_written=quoted.text), words=quoted), guessed
        return undated(kind, self.anchor), False

    def _shared(self, reading: Reading, clause: Clause) -> Iterable[Extent]:
        """The date that leads a sentence, for clauses joined to the first by `and`."""
        if not reading.clauses or clause is reading.clauses[0]:
            return ()
        first = reading.clauses[0]
        joined = clause.finite and clause.extent[0] >= first.trigger[1]
        return [each for each in reading.dates if joined and each[1] <= first.trigger[0]]

    def _statement(self, paragraph: Paragraph, statement: Statement) -> Proposal:
        parts: tuple[ProposedPart, ...] = ()
        if statement.speaker is not None:
            known = self._who(statement.speaker)
            parts = (self._part(paragraph, Part.SPEAKER, statement.speaker, known),)
        words = paragraph.quote(*statement.trigger)
        return Proposal(
            type=statement.type,
            quote=paragraph.quote(*statement.extent),
            trigger=words,
            parts=parts,
            date=undated(ClaimKind.STATEMENT, self.anchor),
            hedge=statement.hedge,
            hedge_words=words if statement.hedge is not Hedge.ASSERTED else None,
            voices=self._voices(paragraph, statement.voice),
            inferred=("date",),
        )

    def _state(self, paragraph: Paragraph, reading: Reading, state: State) -> Proposal | None:
        parts = tuple(self._part(paragraph, part, mention, self._who(mention)) for part, mention in state.parts)
        if state.type is ClaimType.OCCUPANCY and parts:
            post = paragraph.text[slice(*state.position)] if state.position else ""
            key = parts[0].name.casefold(), post.casefold()[:60]
            if key in self.posts_told:
                return None
            if len(self.posts_told) > 2_000:
                self.posts_told.clear()
            self.posts_told[key] = True
        voice = self._voice(reading, state.trigger) if state.type is not ClaimType.OCCUPANCY else None
        kind = VOCABULARY[state.type].kind
        extent = _with_voice(paragraph.text, state.extent, voice)
        within = Clause(extent=extent, trigger=state.trigger, lemma="")
        date, guessed = self._date(paragraph, reading, within, extent, state.type)
        if state.type is ClaimType.OCCUPANCY and date.words is not None and state.trigger != state.position:
            guessed = False
        hedge = state.hedge or (voice.hedge if voice else Hedge.ASSERTED)
        counted = next(
            (mention.count for _, mention in state.parts if mention.count and not mention.words & _PERIODS), None
        )
        return Proposal(
            type=state.type,
            quote=paragraph.quote(*extent),
            trigger=paragraph.quote(*state.trigger),
            parts=parts,
            position=paragraph.quote(*state.position) if state.position else None,
            place=self._place(paragraph, reading, extent) if kind is ClaimKind.STATE else None,
            date=date,
            count=ProposedCount(count=counted[0], words=paragraph.quote(*counted[1])) if counted else None,
            hedge=hedge,
            hedge_words=paragraph.quote(*voice.extent) if voice else None,
            voices=self._voices(paragraph, voice),
            status=paragraph.quote(*state.status) if state.status else None,
            inferred=("date",) if guessed else (),
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
_LOCATED = frozenset(
    {
        ClaimType.ALLEGED_ABUSE,
        ClaimType.IMPRISONMENT,
        ClaimType.DEATH,
        ClaimType.KILLING,
        ClaimType.LEAK_PUBLICATION,
    }
)


def _links() -> tuple[str, ...]:
    return tuple(f"{link} " for link in _OPEN_ENDED)


def _body(who: Mention) -> Mention:
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


def _stated_post(clause: Clause) -> Extent | None:
    """A post that a clause names beside the person: "as head of", "appointed acting head"."""
    for link, each in clause.others:
        if each.post is not None and not each.named and link in {"as", "", "to", "ins", "from", "на", "с"}:
            return each.post
    return None


def _asserted_abuse(clause: Clause) -> ClaimType:
    if clause.lemma in _SEXUAL:
        return ClaimType.SEXUAL_VIOLENCE
    return ClaimType.TORTURE if clause.lemma in _TORTURE else ClaimType.ILL_TREATMENT


def _count(draft: Draft) -> tuple[Count, Extent] | None:
    for part in (Part.PATIENT, Part.VICTIM, Part.OBJECT, Part.LOCATION):
        for role, mention in draft.parts:
            if role is part and mention.count is not None and not mention.words & _PERIODS - {"hour", "час"}:
                return mention.count
    if draft.type in {ClaimType.CASE_OPENED, ClaimType.SEARCH, ClaimType.ALLEGED_ABUSE, ClaimType.COMPLAINT}:
        for mention in draft.clause.mentions():
            if mention.count is not None and not mention.words & _PERIODS:
                return mention.count
    return None


def _belongs(date: Extent, clause: Clause, reading: Reading, extent: Extent) -> bool:
    """Whether words for a date are a clause's own: it is the smallest clause around them, or the one they stand
    next to.
    """
    if not extent[0] <= date[0] < extent[1]:
        return False
    around = [each for each in reading.clauses if each.extent[0] <= date[0] < each.extent[1]]
    smaller = [
        each
        for each in around
        if each.trigger != clause.trigger
        and each.finite
        and each.extent[1] - each.extent[0] < clause.extent[1] - clause.extent[0]
        and each.extent[0] > clause.extent[0]
        and abs(each.trigger[0] - date[0]) < abs(clause.trigger[0] - date[0])
    ]
    return not smaller


def _with_voice(text: str, extent: Extent, voice: Voice | None) -> Extent:
    """A clause together with the words right beside it that attribute it."""
    if voice is None:
        return extent
    start, end = extent
    if (
        voice.extent[0] >= end
        and voice.extent[0] - end <= 60
        and voice.covers[1] <= voice.extent[0]
        and "." not in text[end : voice.extent[0]]
    ):
        end = voice.extent[1]
    if (
        voice.extent[1] <= start
        and start - voice.extent[1] <= 8
        and not text[voice.extent[1] : start].strip(" ,:«\"'").count(".")
    ):
        start = voice.extent[0]
    return start, end


def undated(kind: ClaimKind, anchor: str) -> ProposedDate:
    """What follows from the day of a document alone: an event lies before it, a state reaches up to it."""
    edtf, precision = {
        ClaimKind.EVENT: (f"[..{anchor}]", DatePrecision.BEFORE),
        ClaimKind.STATEMENT: (f"{anchor}~", DatePrecision.DAY),
        ClaimKind.RELATION: (anchor, DatePrecision.DAY),
    }.get(kind, (f"../{anchor}", DatePrecision.AS_OF))
    return ProposedDate(
        date=ClaimDate(
            edtf=edtf, as_written=UNDATED, basis="no words for a date; the day of the document", precision=precision
        )
    )


def without_echoes(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Leave out what is proposed twice for the same words."""
    seen: set[tuple[ClaimType, int]] = set()
    kept = []
    for proposal in proposals:
        key = proposal.type, proposal.trigger.start
        if key not in seen:
            seen.add(key)
            kept.append(proposal)
    return kept
