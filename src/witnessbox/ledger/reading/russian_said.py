"""Russian: who says what in a sentence, and what is only foretold, hoped or denied."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.ledger.reading import russian_words as words
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood, Statement, Voice
from witnessbox.ledger.reading.russian import Sentence, region
from witnessbox.ledger.reading.russian_parse import Word
from witnessbox.model.claims import AttributionLevel, Hedge
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType

_DEMANDING = frozenset(
    "ходатайствовать рекомендовать порекомендовать добиваться умолять требовать потребовать призвать призывать "
    "просить попросить "
    "настаивать".split()
)
_PROMISING = frozenset("обещать пообещать сулить посулить обещаться поклясться гарантировать обязаться".split())
_RUMOURS = frozenset("слух сообщение информация утверждение сведение обвинение мнение версия публикация".split())
_ACCUSERS = frozenset("следствие следователь".split())


def official(speaker: Mention) -> bool:
    """Whether what somebody announces is an announcement of the state."""
    return bool(speaker.words & words.OFFICIAL) or speaker.schema is EntitySchema.PUBLIC_BODY


def voices(sentence: Sentence, quoted: Sequence[Extent]) -> tuple[Voice, ...]:
    """Who says what: "X сообщил, что", "..., сообщили в Y", "по словам X", "«...», — сказал X"."""
    found: list[Voice] = []
    start, end = sentence.tree.extent
    marks = [each for each in quoted if start <= each[0] and each[1] <= end and each[1] - each[0] > 8]
    for verb in sentence.verbs:
        if verb.lemma in words.SPEAKING or _states(sentence, verb):
            voice = _spoken(sentence, verb, marks)
            if voice is not None:
                found.append(voice)
    found.extend(_by_words_of(sentence))
    found.extend(_colon(sentence, found, marks))
    return tuple(found)


def _states(sentence: Sentence, verb: Word) -> bool:
    """Such as "уверена Вербова": an adjective that speaks."""
    return verb.lemma == "уверен" and any(sentence.tree.words[each].rel.startswith("nsubj") for each in verb.children)


def _speaker(sentence: Sentence, verb: Word) -> Mention | None:
    tree = sentence.tree
    for index in verb.children:
        word = tree.words[index]
        if word.rel in {"nsubj", "nsubj:pass"} and word.pos in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"}:
            return sentence.phrases.mention(word)
    plural = verb.feats.get("Number") == "Plur"
    for index in verb.children:
        word = tree.words[index]
        case = [tree.words[each].low for each in word.children if tree.words[each].rel == "case"]
        if (
            plural
            and word.rel in {"obl", "nmod"}
            and case
            and case[0] in {"в", "во", "на"}
            and _can_speak(sentence, word)
        ):
            return sentence.phrases.mention(word)
    return None


def _can_speak(sentence: Sentence, word: Word) -> bool:
    mention = sentence.phrases.mention(word)
    return (
        mention.schema in {EntitySchema.ORGANIZATION, EntitySchema.PUBLIC_BODY, EntitySchema.FACILITY}
        or word.lemma in words.BODIES | words.OFFICIAL
    )


def _hedge(speaker: Mention, lemma: str) -> Hedge:
    if speaker.words & _ACCUSERS:
        return Hedge.ALLEGED
    if lemma in words.FIRM and official(speaker) and speaker.head != "источник" and "источник" not in speaker.words:
        return Hedge.OFFICIALLY_ANNOUNCED
    return Hedge.REPORTED


def _spoken(sentence: Sentence, verb: Word, marks: list[Extent]) -> Voice | None:
    speaker = _speaker(sentence, verb)
    if speaker is None or verb.feats.get("VerbForm") in {"Inf", "Part", "Conv"}:
        return None
    tree = sentence.tree
    first, stop = region(sentence, verb)
    extent = _attribution(sentence, verb, speaker, first, stop)
    hedge = _hedge(speaker, verb.lemma)
    outside = [each for each in marks if not each[0] < verb.start < each[1]]
    inside = any(each[0] < verb.start < each[1] for each in marks)
    quoted = [each for each in outside if _speech(sentence, each)]
    if quoted and not inside:
        covers = quoted[0][0], quoted[-1][1]
        return Voice(
            extent=extent,
            speaker=speaker,
            verb=verb.text,
            covers=covers,
            level=AttributionLevel.DIRECT_QUOTE,
            hedge=hedge,
            quoted=True,
        )
    completed = any(
        tree.words[index].rel in {"ccomp", "acl"} or (tree.words[index].rel == "parataxis" and index > verb.index)
        for index in verb.children
    )
    comma = tree.text[tree.extent[0] : extent[0]].rstrip()
    if comma.endswith((",", "—", "-")) and len(comma) > 12:
        return Voice(
            extent=extent,
            speaker=speaker,
            verb=verb.text,
            covers=(max(tree.extent[0], tree.text.rfind(";", tree.extent[0], extent[0]) + 1), extent[0]),
            level=AttributionLevel.REPORTED,
            hedge=hedge,
        )
    if completed or " что " in tree.text[extent[0] : tree.extent[1]]:
        return Voice(
            extent=extent,
            speaker=speaker,
            verb=verb.text,
            covers=(max(extent[1], verb.end), tree.extent[1]),
            level=AttributionLevel.REPORTED,
            hedge=hedge,
        )
    return None


def _attribution(sentence: Sentence, verb: Word, speaker: Mention, first: int, stop: int) -> Extent:
    """The words that attribute: from verb to speaker, no more of the sentence than they need."""
    start, end = sentence.phrases.extent(first, stop)
    tight = min(verb.start, speaker.extent[0]), max(verb.end, speaker.extent[1])
    for mark in (",", "—"):
        place = sentence.tree.text.rfind(mark, start, tight[0])
        if place >= 0:
            start = place + 1
            while sentence.tree.text[start] in " —":
                start += 1
    comma = sentence.tree.text.find(",", tight[1], end)
    return start, comma if comma > 0 else max(end, tight[1])


def _speech(sentence: Sentence, mark: Extent) -> bool:
    """Whether what stands between marks is speech, not a name: it has a verb, or ends with a mark of its own."""
    inside = [word for word in sentence.tree.words if mark[0] <= word.start < mark[1]]
    return (
        any(word.pos == "VERB" for word in inside)
        or len(inside) > 5
        or sentence.tree.text[mark[1] : mark[1] + 2] in {", ", ",—"}
    )


def _by_words_of(sentence: Sentence) -> list[Voice]:
    """Such as "По словам X", "по данным Y", "как сообщает Z", "со ссылкой на"."""
    found: list[Voice] = []
    tree = sentence.tree
    for word in tree.words:
        before = tree.words[word.index - 1].low if word.index else ""
        own = before in {"его", "её", "ее", "их"}
        described = word.index > 1 and tree.words[word.index - 1].pos in {"ADJ", "VERB"}
        lead = tree.words[word.index - 2].low if (own or described) and word.index > 1 else before
        if word.lemma not in words.SOURCES or lead not in {"по", "согласно", "с", "со"}:
            continue
        speaker: Mention | None = None
        if own:
            speaker = sentence.phrases._pronoun(tree.words[word.index - 1])  # noqa: SLF001  a possessive is no phrase
            end = word.end
        else:
            owner = next(
                (
                    tree.words[each]
                    for each in word.children
                    if tree.words[each].rel in {"nmod", "appos", "nsubj", "obl"}
                ),
                None,
            )
            if owner is None:
                found.extend(_nobody_named(sentence, word, before))
                continue
            speaker = sentence.phrases.mention(owner)
            end = speaker.extent[1]
        start = tree.words[word.index - (2 if own or described else 1)].start
        hedge = Hedge.ALLEGED if speaker.words & _ACCUSERS else Hedge.REPORTED
        if (
            hedge is Hedge.REPORTED
            and word.lemma in {"данные", "информация", "сведение", "слово"}
            and official(speaker)
        ):
            hedge = Hedge.OFFICIALLY_ANNOUNCED
        found.append(
            Voice(
                extent=(start, end),
                speaker=speaker,
                verb=tree.text[start : word.end],
                covers=tree.extent,
                level=AttributionLevel.REPORTED,
                hedge=hedge,
            )
        )
    return found


def _nobody_named(sentence: Sentence, word: Word, before: str) -> list[Voice]:
    """Such as «по поступившим сведениям», «по имеющейся информации»: a hedge without a speaker."""
    tree = sentence.tree
    lead = tree.words[word.index - 2].low if word.index > 1 else ""
    if before != "по" and lead != "по":
        return []
    mention = sentence.phrases.mention(word)
    start = min(mention.extent[0], tree.words[word.index - (1 if before == "по" else 2)].start)
    return [
        Voice(
            extent=(start, word.end),
            speaker=mention,
            verb=tree.text[start : word.end],
            covers=tree.extent,
            level=AttributionLevel.REPORTED,
            hedge=Hedge.REPORTED,
            anonymous=True,
        )
    ]


def _colon(sentence: Sentence, found: Sequence[Voice], marks: Sequence[Extent]) -> list[Voice]:
    """Such as "The commission: ..." and "the lawyer is sceptical: «...»"."""
    tree = sentence.tree
    place = tree.text.find(":", tree.extent[0], tree.extent[1])
    if place < 0 or found or place - tree.extent[0] > 90:
        return []
    subjects = [
        word
        for word in tree.words
        if word.start < place and word.rel in {"nsubj", "root", "nsubj:pass"} and word.pos in {"NOUN", "PROPN"}
    ]
    for word in subjects:
        mention = sentence.phrases.mention(word)
        speaks = mention.named or mention.schema is EntitySchema.PUBLIC_BODY or mention.human
        spoken = any(mark[0] > place for mark in marks)
        verbs = [each for each in sentence.verbs if each.start < place]
        if speaks and mention.extent[1] <= place and (spoken or not verbs):
            hedge = Hedge.OFFICIALLY_ANNOUNCED if official(mention) or "комиссия" in mention.words else Hedge.REPORTED
            return [
                Voice(
                    extent=(tree.extent[0], place),
                    speaker=mention,
                    verb=":",
                    covers=(place + 1, tree.extent[1]),
                    level=AttributionLevel.REPORTED,
                    hedge=hedge,
                    quoted=spoken,
                )
            ]
    return []


def backward(sentence: Sentence) -> Voice | None:
    """Such as "Об этом сообщил X": what the sentence before says is attributed."""
    tree = sentence.tree
    lead = [word.low for word in tree.words[:2]]
    if lead not in (["об", "этом"], ["это", "подтвердили"], ["информацию", "подтвердили"], ["о", "том"]) and lead[
        :1
    ] != ["это"]:
        return None
    for verb in sentence.verbs[:1]:
        speaker = _speaker(sentence, verb)
        if verb.lemma in words.SPEAKING and speaker is not None:
            return Voice(
                extent=tree.extent,
                speaker=speaker,
                verb=verb.text,
                covers=(0, 0),
                level=AttributionLevel.REPORTED,
                hedge=_hedge(speaker, verb.lemma),
            )
    return None


def statements(sentence: Sentence, found: Sequence[Voice]) -> tuple[Statement, ...]:
    """Claims that somebody speaks: denials, forecasts, hopes, quotations."""
    made: list[Statement] = []
    for verb, clause in zip(sentence.verbs, sentence.clauses, strict=True):
        statement = (
            _demand(sentence, verb, clause)
            or _denial(sentence, verb, clause)
            or _foretold(sentence, verb, clause)
            or _comment(clause)
        )
        if statement is not None:
            made.append(statement)
    for voice in found:
        made.extend(_voiced(sentence, voice, made))
    return tuple(made)


def _whole(sentence: Sentence) -> Extent:
    start, end = sentence.tree.extent
    while end > start and sentence.tree.text[end - 1] in ".!;… ":
        end -= 1
    return start, end


def _part(sentence: Sentence, clause: Clause) -> Extent:
    """A clause with what completes it: to the end of the sentence, or to a stop within it."""
    start, end = _whole(sentence)
    text = sentence.tree.text
    for mark in (";", ": "):
        cut = text.find(mark, clause.trigger[1], end)
        end = cut if cut > 0 else end
        opened = text.rfind(mark, start, clause.extent[0] + 1)
        start = opened + len(mark) if opened >= 0 else start
    return start, end


def _subject(sentence: Sentence, verb: Word, clause: Clause) -> Mention | None:
    return clause.subject or _speaker(sentence, verb)


def _denial(sentence: Sentence, verb: Word, clause: Clause) -> Statement | None:
    speaker = _subject(sentence, verb, clause)
    if clause.mood in {Mood.QUESTION, Mood.CONDITION, Mood.FORECAST}:
        return None
    denies = verb.lemma in words.DENYING and clause.mood is Mood.REAL and not clause.passive
    if denies and verb.lemma.startswith("оспор"):
        denies = False
    guilt = (
        clause.mood is Mood.DENIED
        and verb.lemma in {"признать", "признавать"}
        and bool(clause.words & {"вина", "причастность"})
    )
    innocent = verb.lemma in {"настаивать", "заявить", "заявлять"} and bool(clause.words & {"невиновность"})
    unseen = clause.mood is Mood.DENIED and verb.lemma == "видеть" and "вина" in clause.words
    told = clause.subject is not None and bool(clause.subject.words & _RUMOURS)
    unfounded = told and (
        (clause.mood is Mood.DENIED and verb.lemma in {"соответствовать", "подтвердиться", "иметь", "найти"})
        or "лишить" in clause.words
        or bool(clause.words & words.FALSE)
    )
    if unfounded:
        return Statement(
            type=ClaimType.DENIAL,
            extent=clause.extent,
            trigger=clause.trigger,
            speaker=None,
            hedge=Hedge.ASSERTED,
        )
    lied = verb.lemma in {"назвать", "называть", "считать", "объявить"} and bool(clause.words & words.FALSE)
    ours = verb.feats.get("Person") == "1" and denies
    if (speaker is None and not ours) or not (denies or guilt or lied or innocent or unseen):
        return None
    return Statement(
        type=ClaimType.DENIAL,
        extent=_part(sentence, clause),
        trigger=clause.trigger,
        speaker=speaker,
        hedge=Hedge.ASSERTED,
    )


def _demand(sentence: Sentence, verb: Word, clause: Clause) -> Statement | None:
    """Such as «родственники требуют», «совет призвал», «пообещал дать оценку»."""
    asks = verb.lemma in _DEMANDING and "невиновность" not in clause.words
    promises = verb.lemma in _PROMISING or (
        verb.lemma in {"дать", "давать"}
        and bool(clause.words & {"слово", "обещание", "гарантия", "заверение", "клятва", "обязательство"})
    )
    if not (asks or promises) or clause.mood is not Mood.REAL or not clause.finite or clause.passive:
        return None
    speaker = _subject(sentence, verb, clause)
    ours = verb.feats.get("Person") == "1"
    if (speaker is None and not ours) or clause.words & {"убежище", "защита"}:
        return None
    if promises and any(sentence.tree.words[each].lemma == "не" for each in verb.children):
        return None
    return Statement(
        type=ClaimType.DEMAND if asks else ClaimType.PROMISE,
        extent=_asked(sentence, verb, clause),
        trigger=clause.trigger,
        speaker=speaker,
        to=_asked_of(clause) if asks else None,
        hedge=Hedge.ASSERTED if asks else Hedge.PREDICTED,
    )


def _asked_of(clause: Clause) -> Mention | None:
    """Of whom something is demanded: «призвал власти», «рекомендовала администрации»."""
    told = [clause.object, *(each for link, each in clause.others if link in {"dat", "к", "от", "у", "gen"})]
    return next((each for each in told if each is not None and (each.human or official(each) or each.named)), None)


def _asked(sentence: Sentence, verb: Word, clause: Clause) -> Extent:
    """A demand with what it asks for."""
    below = {verb.index}
    end = clause.extent[1]
    for each, hangs in zip(sentence.verbs, sentence.clauses, strict=True):
        if each.head in below and each.index > verb.index and each.rel in {"xcomp", "ccomp", "advcl", "conj"}:
            below.add(each.index)
            end = max(end, hangs.extent[1])
    return (clause.extent[0], end) if len(below) > 1 else _part(sentence, clause)


def _comment(clause: Clause) -> Statement | None:
    """Such as «министр извинился перед семьями», «правозащитники приветствовали решение»."""
    speaker = clause.subject
    talks = clause.lemma in words.TALKING and (clause.lemma != "выразить" or bool(clause.words & words.FEELINGS))
    if not talks or speaker is None or clause.mood is not Mood.REAL or not clause.finite:
        return None
    return Statement(
        type=ClaimType.STATEMENT,
        extent=clause.extent,
        trigger=clause.trigger,
        speaker=speaker,
        hedge=Hedge.ASSERTED,
    )


def _foretold(sentence: Sentence, verb: Word, clause: Clause) -> Statement | None:
    if clause.mood in {Mood.QUESTION, Mood.CONDITION} or not clause.finite:
        return None
    speaker = _subject(sentence, verb, clause)
    if verb.lemma in words.HOPING and clause.mood is not Mood.DENIED:
        return Statement(
            type=ClaimType.STATEMENT,
            extent=_part(sentence, clause),
            trigger=clause.trigger,
            speaker=speaker,
            hedge=Hedge.HOPED,
        )
    if verb.lemma == "хотеть":
        return None
    negated = clause.mood is Mood.DENIED
    if verb.lemma not in words.FORETELLING or (negated and verb.lemma != "исключать"):
        return None
    if (verb.lemma == "исключать" and not negated) or verb.lemma in {
        "уверенный",
        "уверен",
        "предупредить",
        "предупреждать",
    }:
        return None
    if (
        verb.lemma in {"ожидать", "ожидаться"}
        and speaker is not None
        and not speaker.human
        and verb.lemma == "ожидаться"
    ):
        speaker = None
    return Statement(
        type=ClaimType.PREDICTION,
        extent=_part(sentence, clause),
        trigger=clause.trigger,
        speaker=speaker,
        hedge=Hedge.PREDICTED,
    )


def _voiced(sentence: Sentence, voice: Voice, made: list[Statement]) -> list[Statement]:
    start = min(voice.extent[0], voice.covers[0])
    end = max(voice.extent[1], min(voice.covers[1], _whole(sentence)[1]))
    extent = start, end
    already = [
        each
        for each in made
        if voice.covers[0] <= each.trigger[0] < voice.covers[1] or each.trigger[0] in range(*voice.extent)
    ]
    if already:
        for each in already:
            made.remove(each)
        hedged = max(already, key=lambda each: each.hedge.rank)
        speaker = voice.speaker if hedged.type is not ClaimType.DENIAL else hedged.speaker
        return [
            Statement(
                type=hedged.type,
                extent=_union(extent, hedged.extent),
                trigger=hedged.trigger,
                speaker=speaker,
                hedge=hedged.hedge,
                voice=voice,
            )
        ]
    kind = _what(sentence, voice)
    if kind is None:
        return []
    hedge = Hedge.PREDICTED if kind in {ClaimType.PREDICTION, ClaimType.PROMISE} else Hedge.ASSERTED
    return [Statement(type=kind, extent=extent, trigger=voice.extent, speaker=voice.speaker, hedge=hedge, voice=voice)]


def _union(one: Extent, other: Extent) -> Extent:
    return min(one[0], other[0]), max(one[1], other[1])


def _what(sentence: Sentence, voice: Voice) -> ClaimType | None:
    covered = [
        each
        for each in sentence.clauses
        if voice.covers[0] <= each.trigger[0] < voice.covers[1] and each.trigger[0] not in range(*voice.extent)
    ]
    lows = {
        each
        for word in sentence.tree.words
        if voice.covers[0] <= word.start < voice.covers[1]
        for each in (word.low, word.lemma)
    }
    finite = [each for each in covered if each.finite]
    foretold = [each for each in finite if each.mood is Mood.FORECAST]
    negative_future = any(_future(sentence, each) for each in finite)
    there_will_be = voice.quoted and not finite and bool(lows & {"будет", "будут"})
    if "впереди" in lows or foretold or negative_future or there_will_be:
        assured = voice.verb.lower().startswith(("завери", "пообеща", "обеща", "гарантир", "поклял"))
        return ClaimType.PROMISE if assured else ClaimType.PREDICTION
    if lows & words.FALSE:
        return ClaimType.DENIAL
    if voice.quoted and "если" in lows and any(each.mood is Mood.CONDITION for each in finite):
        return ClaimType.PREDICTION
    if any(each.mood in {Mood.QUESTION, Mood.CONDITION} for each in finite):
        return None
    denied = [each for each in finite if each.mood is Mood.DENIED]
    if "нет" in lows and lows & words.ABUSE and not voice.quoted:
        return ClaimType.DENIAL
    if denied and 2 * len(denied) >= len(finite):
        return ClaimType.DENIAL
    if voice.quoted and not any(each.mood is Mood.REAL and each.lemma in _EVENTFUL for each in finite):
        return ClaimType.STATEMENT
    return None


def _future(sentence: Sentence, clause: Clause) -> bool:
    verb = next((each for each in sentence.verbs if each.start == clause.trigger[0]), None)
    return verb is not None and verb.feats.get("Tense") == "Fut" and clause.mood is Mood.DENIED


_EVENTFUL = frozenset(
    "возбудить уволить арестовать задержать осудить приговорить назначить освободить погибнуть избить".split()
)
