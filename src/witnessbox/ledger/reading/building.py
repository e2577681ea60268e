"""Clauses, voices and states of either language become proposals: type, parts, date, count and hedge, each with
its words.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from witnessbox.ledger.reading import english_words as words_en
from witnessbox.ledger.reading import russian_words as words_ru
from witnessbox.ledger.reading.dating import belongs, links, month_alone, spanning, to_come, unclaimed, undated
from witnessbox.ledger.reading.drafting import ABUSES, SEXUAL, TORTURE, Draft, Drafter
from witnessbox.ledger.reading.extents import completed_extent, with_voice
from witnessbox.ledger.reading.frames import MEDIA
from witnessbox.ledger.reading.framing import Framing, of_event, past_of
from witnessbox.ledger.reading.memory import Known, Memory
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood, Reading, State, Statement, Voice
from witnessbox.ledger.reading.texts import Paragraph
from witnessbox.model.claims import ClaimDate, Count, Hedge, Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.proposals import (
    Proposal,
    ProposedCount,
    ProposedDate,
    ProposedPart,
    ProposedPlace,
    ProposedVoice,
)
from witnessbox.model.vocabulary import VOCABULARY, ClaimKind, ClaimType

_CORRECTION = re.compile(r"\W{0,3}(?:correction|clarification|erratum|поправка|опровержение)\b", re.IGNORECASE)
"""How a sentence begins that takes back what was said before: what it repeats did not happen."""

_RUMOURED = re.compile(
    r"\b(?:ходит|ходят|гуляет|гуляют|распростран\w+с[ья]|циркулиру\w+|circulat\w+|(?:been|is|are) spread\w*|going round"
    r"|doing the rounds|went viral|gone viral|viral (?:post|message|claim))\b[^.«\"]{0,60}[:,]?\s*[«\"]"
    r"|\b(?:rumou?rs? (?:has|had|have) it|по слухам|ходят слухи,? что|the (?:false|fake) (?:claim|report|post|story) "
    r"that)\b",
    re.IGNORECASE,
)
"""What only goes round, as a message between quotation marks or a rumour, is told by nobody."""

Dated = Mapping[Extent, ClaimDate]
"""Words for dates in a paragraph, and what they come to."""

_SELF = frozenset("i me my myself я меня мне мной you вы вас вам тебя".split())
"""Whoever speaks in an interview or under a name, or is spoken to."""
OFFICIALS = {"en": words_en.OFFICIAL, "ru": words_ru.OFFICIAL}
_PERIODS = frozenset("year month week day hour minute год месяц день час лет неделя сутки минута time раз".split())
_ALLEGED = frozenset("alleged allegedly якобы предполагаемый".split())
_REPORTEDLY = frozenset("reportedly apparently".split())
_DOCUMENTING = frozenset(
    "document register verify задокументировать зафиксировать документировать зарегистрировать".split()
)
_DECREES = frozenset("decree order указ приказ распоряжение постановление".split())
_CALLING = frozenset(
    "call see regard describe consider denounce view brand interpret treat называть назвать считать видеть усматривать "
    "расценить расценивать усмотреть".split()
)
_GOING_ON = frozenset({ClaimType.DETENTION, ClaimType.SURVEILLANCE, ClaimType.BLOCKING, ClaimType.DISAPPEARANCE})
"""Events that may go on since a day."""
_TOGETHER = frozenset("they them both pair оба обоих они их им обоим ними".split())
"""Words for several people named together before."""
_AUTHOR = re.compile(r"(?:I|Я), (?:the undersigned,? )?([A-ZА-ЯЁ][\w-]+(?: [A-ZА-ЯЁ][\w.-]+){1,2}),")
"""How an affidavit names who writes it."""
_FINDING = frozenset("find see найти усмотреть обнаружить увидеть находить усматривать".split())
_TOLD = 500
"""Events that are remembered."""
_TOLD_OF = frozenset({Part.PATIENT, Part.VICTIM, Part.HOLDER, Part.OBJECT, Part.LOCATION})


class Told:
    """Events told before, by their type and whom they are about: the last of them only, so that memory stays flat."""

    def __init__(self) -> None:
        self._recent: deque[tuple[ClaimType, frozenset[str]]] = deque(maxlen=_TOLD)

    def __contains__(self, event: tuple[ClaimType, frozenset[str]]) -> bool:
        return event in self._recent

    def add(self, event: tuple[ClaimType, frozenset[str]]) -> None:
        """Remember an event."""
        self._recent.append(event)


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
        self.told: Told = Told()
        self.dated: Dated = {}
        self.heard: dict[Extent, Known] = {}
        self.framing = Framing()
        self.narrator: Known | None = None
        self.author: Known | None = None
        self.official_narrator = self.labels = False
        self.drafter = Drafter(language, self.memory, self._who)

    def enter(self, framing: Framing) -> None:
        """Take notice of the form of the paragraph that comes; who speaks in it is told by its first mention."""
        self.framing = framing
        if framing.interview and framing.speaker is None and not self.labels:
            self.narrator, self.official_narrator = self.memory.first, False

    def _labelled(self, reading: Reading) -> None:
        """Who speaks, where the paragraph names a speaker ahead: "Mr Renn: I have seen it"."""
        label = self.framing.speaker
        if label is None:
            return
        named = [each for each in reading.mentions if label[0] <= each.extent[0] and each.extent[1] <= label[1]]
        chosen = next((each for each in named if each.named and each.human), next(iter(named), None))
        if chosen is None or not chosen.human:
            return
        self.narrator, self.labels = self.memory.resolve(chosen), True
        words = {word for each in named for word in each.words} | self.narrator.words
        self.official_narrator = bool(words & OFFICIALS[self.language])

    def sentence(self, paragraph: Paragraph, reading: Reading, dated: Dated) -> list[Proposal]:
        """Proposals of one sentence; what it speaks of is remembered for those that follow."""
        made: list[Proposal] = []
        self.dated = dated
        media = MEDIA[self.language]
        self._listen(reading, media)
        self._labelled(reading)
        written = _AUTHOR.search(paragraph.text, *reading.extent)
        if written is not None:
            self.author = Known(name=written[1], schema=EntitySchema.PERSON, words=frozenset(), human=True)
        taken_back = _CORRECTION.match(paragraph.text, reading.extent[0]) is not None
        content = [each.extent for each in reading.states if each.type is ClaimType.CONTENT_CLAIM]
        rumour = _RUMOURED.search(paragraph.text, *reading.extent)
        for clause in reading.clauses:
            if rumour is not None and clause.trigger[0] >= rumour.end():
                continue
            draft = self.drafter.draft(clause)
            shown = any(start <= clause.trigger[0] < end for start, end in content)
            draft = _refused(draft)
            clause = draft.clause if draft is not None else clause
            if draft is None or taken_back or clause.mood is not Mood.REAL or (shown and draft.type in ABUSES):
                continue
            if draft.type in ABUSES and self._in_recordings(clause, reading):
                shown_in = self._content(reading, clause)
                content_state = self._state(paragraph, reading, shown_in)
                made += [content_state] if content_state is not None and not content else []
                continue
            event = self._event(paragraph, reading, draft)
            about = event.type, frozenset(each.name for each in event.parts if each.role in _TOLD_OF)
            if clause.nominal and about in self.told:
                continue  # "the dismissal of X" speaks again of what was told
            if to_come(event, self.anchor) or (clause.present and self.framing.date is None and month_alone(event)):
                continue
            self.told.add(about)
            made.append(event)
        spoken = [each for each in reading.statements if not self._told_already(paragraph, each, made)]
        made.extend(self._statement(paragraph, reading, each) for each in spoken)
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
            if mention.plural and mention.human and not mention.pronoun:
                self.memory.group = ()
            self.memory.note(mention, media=bool(mention.words & media))

    def _who(self, mention: Mention) -> Known:
        """Whom a mention means."""
        if mention.pronoun in _SELF and (self.narrator or self.author) is not None:
            return self.narrator or self.author  # type: ignore[return-value]  # one of them is there
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

    def _in_recordings(self, clause: Clause, reading: Reading) -> bool:
        """Whether a clause in the present, or a participle, tells what recordings show that the sentence speaks of."""
        media = MEDIA[self.language]
        near = any(each.words & media for each in reading.mentions if each.extent[0] < clause.trigger[0])
        pointed = self.memory.media and any(
            each.pronoun in {"it", "them", "них", "ней", "нём"} and each.extent[0] - reading.extent[0] < 5
            for each in reading.mentions
        )
        shown = clause.present or (not clause.finite and not clause.nominal)
        if self._voice(reading, clause.trigger) is not None and not near:
            return False
        return shown and (near or pointed)

    def _content(self, reading: Reading, clause: Clause) -> State:
        media = MEDIA[self.language]
        named = [each for each in reading.mentions if each.words & media and each.extent[0] < clause.trigger[0]]
        parts = ((Part.OBJECT, named[-1]),) if named else ()
        return State(type=ClaimType.CONTENT_CLAIM, extent=clause.extent, trigger=clause.trigger, parts=parts)

    def _event(self, paragraph: Paragraph, reading: Reading, draft: Draft) -> Proposal:
        clause = draft.clause
        voice = self._voice(reading, clause.trigger)
        extent = with_voice(paragraph.text, completed_extent(paragraph.text, reading, draft), voice)
        hedge, hedge_words = self._hedge(clause, voice)
        if draft.type is ClaimType.RETALIATION and clause.lemma in _CALLING and hedge is Hedge.ASSERTED:
            hedge, hedge_words = Hedge.REPORTED, clause.trigger  # whoever calls it so says it
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
        if voice is None or voice.anonymous:
            return ()
        speaker = self._who(voice.speaker)
        words = paragraph.quote(*voice.speaker.extent)
        return (ProposedVoice(name=speaker.name, verb=voice.verb, level=voice.level, words=words),)

    def _hedge(self, clause: Clause, voice: Voice | None) -> tuple[Hedge, Extent | None]:
        if clause.words & _ALLEGED:
            return Hedge.ALLEGED, clause.extent
        if voice is not None:
            return voice.hedge, voice.extent
        if clause.lemma in _DOCUMENTING or (
            clause.lemma == "record" and clause.words & {"case", "instance", "incident"}
        ):
            return Hedge.REPORTED, clause.trigger
        if clause.words & _REPORTEDLY:
            return Hedge.REPORTED, clause.extent
        decree = next(
            (each for link, each in clause.others if each.words & _DECREES and link in {"by", "ins", "under", ""}), None
        )
        if decree is not None:
            return Hedge.OFFICIALLY_ANNOUNCED, decree.extent
        if self.framing.hearsay:
            return Hedge.REPORTED, clause.extent
        if self.narrator is not None and not self.framing.asked:
            return Hedge.OFFICIALLY_ANNOUNCED if self.official_narrator else Hedge.REPORTED, clause.extent
        return Hedge.ASSERTED, None

    def _parts(self, paragraph: Paragraph, draft: Draft) -> tuple[tuple[ProposedPart, ...], tuple[str, ...]]:
        made: list[ProposedPart] = []
        taken: set[str] = set()
        for part, mention in draft.parts:
            if mention.members:
                each_of = [(each, self._who(each)) for each in mention.members]
                made.extend(self._part(paragraph, part, each, one) for each, one in each_of)
                taken.update(one.name for _, one in each_of)
                self.memory.group = tuple(one for _, one in each_of)
                continue
            if self.memory.group and (mention.pronoun in _TOGETHER or mention.head in _TOGETHER):
                made.extend(self._part(paragraph, part, mention, one) for one in self.memory.group)
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
        own = [each for each in reading.dates if belongs(each, clause, reading, extent)]
        guessed = False
        if not own and voice is not None:
            own = [each for each in reading.dates if voice.extent[0] <= each[0] < voice.extent[1]]
        if not own and kind is not ClaimKind.STATE:
            own = list(self._shared(reading, clause)) or unclaimed(reading, clause)
            guessed = bool(own)
        open_ended = [each for each in own if paragraph.text[each[0] : each[1]].lower().startswith(links())]
        closed = [each for each in own if each not in open_ended]
        if kind is ClaimKind.EVENT:
            closed += [each for each in open_ended if not self.framing.date and spanning(self.dated[each].edtf)]
        chosen = (open_ended or closed) if kind is ClaimKind.STATE else closed
        for each in sorted(chosen, key=lambda span: abs(span[0] - clause.trigger[0])):
            quoted = paragraph.quote(*each)
            date = self.dated[each]
            if kind is ClaimKind.EVENT and not (type_ in _GOING_ON and date.edtf.endswith("/..")):
                date = (
                    past_of(of_event(date, self.anchor), self.anchor)
                    if not clause.present
                    else of_event(date, self.anchor)
                )
                if self.framing.date is not None and self.framing.date.words is not None:
                    head = self.framing.date.words
                    if head.start <= quoted.start < head.end:
                        return self.framing.date, guessed
            return ProposedDate(date=replace(date, as_written=quoted.text), words=quoted), guessed
        if kind is ClaimKind.EVENT and self.framing.date is not None:
            headed = self.framing.date
            return replace(headed, date=of_event(headed.date, self.anchor)), False
        return undated(kind, self.anchor), False

    def _shared(self, reading: Reading, clause: Clause) -> Iterable[Extent]:
        """The date that leads a sentence, for clauses joined to the first by `and`."""
        if not reading.clauses or clause is reading.clauses[0]:
            return ()
        first = reading.clauses[0]
        joined = clause.finite and clause.extent[0] >= first.trigger[1]
        return [each for each in reading.dates if joined and each[1] <= first.trigger[0]]

    def _said_on(self, paragraph: Paragraph, reading: Reading, statement: Statement) -> ProposedDate | None:
        """When somebody spoke: the date beside the words that attribute, or in the clause of a denial or promise."""
        voice = statement.voice
        clause = next((each for each in reading.clauses if each.trigger == statement.trigger), None)
        within = [voice.extent] if voice is not None else [clause.extent] if clause is not None else []
        ahead = min((each.trigger[0] for each in reading.clauses), default=0)
        for date in reading.dates:
            covered = voice is not None and voice.covers[0] <= date[0] < voice.covers[1]
            leads = date[1] <= ahead and (voice is None or voice.extent[0] <= ahead + 40) and not covered
            if covered or not (leads or any(first <= date[0] < last for first, last in within)):
                continue
            quoted = paragraph.quote(*date)
            told = past_of(of_event(self.dated[date], self.anchor), self.anchor)
            if told.edtf.strip("[.")[:10] <= self.anchor:
                return ProposedDate(date=replace(told, as_written=quoted.text), words=quoted)
        return None

    def _statement(self, paragraph: Paragraph, reading: Reading, statement: Statement) -> Proposal:
        parts: tuple[ProposedPart, ...] = ()
        if statement.speaker is not None:
            known = self._who(statement.speaker)
            parts = (self._part(paragraph, Part.SPEAKER, statement.speaker, known),)
        if statement.to is not None:
            parts += (self._part(paragraph, Part.RECIPIENT, statement.to, self._who(statement.to)),)
        words = paragraph.quote(*statement.trigger)
        spoken = self._said_on(paragraph, reading, statement) or self.framing.date
        return Proposal(
            type=statement.type,
            quote=paragraph.quote(*statement.extent),
            trigger=words,
            parts=parts,
            date=spoken or undated(ClaimKind.STATEMENT, self.anchor),
            hedge=statement.hedge,
            hedge_words=words if statement.hedge is not Hedge.ASSERTED else None,
            voices=self._voices(paragraph, statement.voice),
            inferred=() if spoken else ("date",),
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
        extent = with_voice(paragraph.text, state.extent, voice)
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


def _asserted_abuse(clause: Clause) -> ClaimType:
    if clause.lemma in SEXUAL or "sexually" in clause.words:
        return ClaimType.SEXUAL_VIOLENCE
    return ClaimType.TORTURE if clause.lemma in TORTURE else ClaimType.ILL_TREATMENT


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


def _refused(draft: Draft | None) -> Draft | None:
    """Protection that was not given, or a case that they would not open, is a refusal."""
    if draft is None or draft.clause.mood is not Mood.DENIED:
        return draft
    clause = draft.clause
    refused = {ClaimType.ASYLUM_GRANT: ClaimType.ASYLUM_DENIAL}.get(draft.type)
    would = clause.words & {"стать", "would", "will"} and "not" not in clause.words
    if draft.type is ClaimType.CASE_OPENED and would:
        refused = ClaimType.CASE_REFUSED
    if draft.type is ClaimType.CASE_REFUSED and clause.finite and clause.lemma in _FINDING:
        return replace(draft, clause=replace(clause, mood=Mood.REAL))  # "found no grounds"
    if refused is None or not (clause.finite or would) or clause.words & {"if", "если", "yet", "пока", "ещё"}:
        return draft
    return replace(draft, type=refused, clause=replace(clause, mood=Mood.REAL))


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
