"""English: who says what in a sentence, and what is only foretold, hoped or denied."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.english_moods import not_so
from witnessbox.ledger.reading.english_phrases import pronoun
from witnessbox.ledger.reading.frames import CLASSES, MEDIA
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood, Statement, Voice
from witnessbox.model.claims import AttributionLevel, Hedge
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType

_ALLEGING = frozenset("allege accuse testify argue".split())
_ALONE = frozenset("apologise apologize protest".split())
_REPORTS = frozenset(
    "report reports claim claims allegation allegations account accounts suggestion suggestions rumour rumours "
    "rumor rumors story stories".split()
)
"""What is said about, and may be said to be untrue."""
_FEELINGS = frozenset("regret concern alarm outrage condolence condolences dismay sympathy shock".split())
_DEMANDING = frozenset("demand urge request exhort implore beseech petition recommend beg".split())
_PROMISING = frozenset("promise vow pledge undertake guarantee".split())
_WORDS = frozenset(
    "assurance assurances undertaking undertakings pledge word guarantee guarantees promise promises".split()
)
_FORESEEN = frozenset("expectation forecast prediction".split())


_HEARERS = frozenset("jury court tribunal inquiry panel committee inquest hearing judge judges jurors".split())
"""Who hears, or is told, what somebody says."""
_ACCOUNTS = frozenset("account telling version words view opinion description recollection testimony".split())


def official(speaker: Mention) -> bool:
    """Whether what somebody announces is an announcement of the state."""
    return bool(speaker.words & words.OFFICIAL) or speaker.schema.value == "PublicBody"


def voices(sentence: Sentence, quoted: Sequence[Extent]) -> tuple[Voice, ...]:
    """Who says what, from "X said that", "..., X said", quotations and "according to X"."""
    found: list[Voice] = []
    marks = [each for each in quoted if sentence.extent[0] <= each[0] and each[1] <= sentence.extent[1]]
    for clause in sentence.clauses:
        heard = clause.lemma == "hear" and clause.subject is not None and bool(clause.subject.words & _HEARERS)
        if clause.lemma in words.SPEAKING | {"hear" if heard else ""} and (
            clause.subject is not None and clause.finite and clause.mood is Mood.REAL
        ):
            voice = _spoken(sentence, clause, marks)
            if voice is not None:
                found.append(voice)
    found.extend(_nobody_named(sentence))
    found.extend(_according(sentence))
    found.extend(_by_account(sentence))
    return tuple(found)


def _nobody_named(sentence: Sentence) -> list[Voice]:
    """Such as "it is alleged that", "it was reported": a hedge without a speaker."""
    found = []
    for clause in sentence.clauses:
        spoken = clause.lemma in words.SPEAKING and clause.passive and clause.finite and clause.mood is Mood.REAL
        told = clause.object
        if not spoken or told is None or not (told.pronoun == "it" or told.words & _HEARERS):
            continue
        later = any(each.trigger[0] > clause.trigger[1] and each.finite for each in sentence.clauses)
        covers = (clause.trigger[1], sentence.extent[1]) if later else (sentence.extent[0], clause.extent[0])
        found.append(
            Voice(
                extent=clause.extent,
                speaker=told,
                verb=sentence.text[clause.trigger[0] : clause.trigger[1]],
                covers=covers,
                level=AttributionLevel.REPORTED,
                hedge=Hedge.ALLEGED if clause.lemma in _ALLEGING else Hedge.REPORTED,
                anonymous=True,
            )
        )
    return found


def _spoken(sentence: Sentence, clause: Clause, marks: list[Extent]) -> Voice | None:
    speaker = clause.subject
    assert speaker is not None  # noqa: S101  for the type checker
    verb = sentence.text[clause.trigger[0] : clause.trigger[1]]
    firm = clause.lemma in words.FIRM_SPEAKING and official(speaker)
    hedge = Hedge.OFFICIALLY_ANNOUNCED if firm else Hedge.ALLEGED if clause.lemma in _ALLEGING else Hedge.REPORTED
    attribution = clause.extent
    inside = [each for each in marks if each[0] < clause.trigger[0] < each[1]]
    outside = [each for each in marks if each not in inside]
    start, end = sentence.extent
    before = sentence.text[start : clause.extent[0]].rstrip()
    if outside and not inside:
        return _quoting(sentence, clause, speaker, verb, hedge, outside)
    opens = sentence.text[clause.trigger[1] : clause.trigger[1] + 6].startswith(" that ")
    tells = clause.object is None or clause.lemma in {"say", "tell", "inform", "assure", "remind", "warn"}
    if not opens and tells and (before.endswith((",", "'", '"')) or (before and before[-1] == "—")):
        return Voice(
            extent=attribution,
            speaker=speaker,
            verb=verb,
            covers=(start, clause.extent[0]),
            level=AttributionLevel.REPORTED,
            hedge=hedge,
        )
    later = [each for each in sentence.clauses if each.trigger[0] > clause.trigger[1] and each.finite]
    if not later:
        return None
    return Voice(
        extent=attribution,
        speaker=speaker,
        verb=verb,
        covers=(clause.trigger[1], end),
        level=AttributionLevel.REPORTED,
        hedge=hedge,
    )


def _quoting(
    sentence: Sentence, clause: Clause, speaker: Mention, verb: str, hedge: Hedge, marks: list[Extent]
) -> Voice | None:
    covers = marks[0][0], marks[-1][1]
    whole = any(covers[0] <= each.trigger[0] < covers[1] and each.finite for each in sentence.clauses)
    if not whole and covers[1] - covers[0] < 30:
        rest = [each for each in sentence.clauses if each.trigger[0] > clause.trigger[1] and each.finite]
        if not rest:
            return None
        covers = clause.trigger[1], sentence.extent[1]
    opens = sentence.text[max(0, covers[0] - 2) : covers[0]]
    after_that = covers[0] > clause.trigger[1] and ":" not in opens and sentence.text[covers[0] + 1].islower()
    level = AttributionLevel.PARTIAL_QUOTE if after_that else AttributionLevel.DIRECT_QUOTE
    return Voice(extent=clause.extent, speaker=speaker, verb=verb, covers=covers, level=level, hedge=hedge, quoted=True)


def _according(sentence: Sentence) -> list[Voice]:
    found = []
    for index, chunk in enumerate(sentence.chunks[:-2]):
        word = sentence.tags[chunk.first]
        if word.low != "according" or sentence.tags[sentence.chunks[index + 1].first].low != "to":
            continue
        speaker = sentence.chunks[index + 2].mention
        if speaker is None:
            continue
        hedge = Hedge.OFFICIALLY_ANNOUNCED if official(speaker) else Hedge.REPORTED
        found.append(
            Voice(
                extent=(word.start, speaker.extent[1]),
                speaker=speaker,
                verb=word.text + " to",
                covers=sentence.extent,
                level=AttributionLevel.REPORTED,
                hedge=hedge,
            )
        )
    return found


def _by_account(sentence: Sentence) -> list[Voice]:
    """Such as "in his account, guards ...", "by her own telling"."""
    for index, chunk in enumerate(sentence.chunks[:4]):
        mention = chunk.mention
        link = sentence.word(index - 1).low if index else ""
        if mention is None or link not in {"in", "by", "on"} or mention.head not in _ACCOUNTS:
            continue
        speaker = _teller(sentence, index) or mention.inner
        if speaker is None:
            continue
        return [
            Voice(
                extent=(sentence.word(index - 1).start, mention.extent[1]),
                speaker=speaker,
                verb=sentence.text[sentence.word(index - 1).start : mention.extent[1]],
                covers=sentence.extent,
                level=AttributionLevel.REPORTED,
                hedge=Hedge.REPORTED,
            )
        ]
    return []


def _teller(sentence: Sentence, index: int) -> Mention | None:
    """Whose account a phrase speaks of."""
    owner = sentence.word(index)
    return pronoun(owner) if owner.pos == "DET" and owner.low in words.POSSESSIVES - {"its", "whose"} else None


def statements(sentence: Sentence, found: Sequence[Voice]) -> tuple[Statement, ...]:
    """Claims that somebody speaks: denials, forecasts, hopes, quotations, comments."""
    made: list[Statement] = []
    for clause in sentence.clauses:
        statement = (
            _demand(sentence, clause)
            or _denial(sentence, clause)
            or _untrue(sentence, clause)
            or _there_may_be(sentence, clause)
            or _foretold(sentence, clause)
            or _comment(sentence, clause)
        )
        if statement is not None:
            made.append(statement)
    for voice in found:
        if not voice.anonymous:
            made.extend(_voiced(sentence, voice, made))
    return tuple(made)


def _to_end(sentence: Sentence, start: int) -> Extent:
    end = sentence.extent[1]
    while end > start and sentence.text[end - 1] in ".!; ":
        end -= 1
    return start, end


def _tail(sentence: Sentence, clause: Clause) -> Extent:
    """A clause with the clauses that hang on its verb, up to one that goes on with `but`."""
    end = clause.extent[1]
    for later in sentence.clauses:
        if later.trigger[0] > clause.trigger[0] and later.extent[0] <= end + 8:
            opener = sentence.text[later.extent[0] : later.extent[0] + 4].lower()
            if opener.startswith(("but", "and", "who", "whil", "alth", "afte")):
                break
            end = max(end, later.extent[1])
    return clause.extent[0], end


def _denial(sentence: Sentence, clause: Clause) -> Statement | None:
    if clause.subject is None or not clause.finite or clause.mood in {Mood.QUESTION, Mood.CONDITION}:
        return None
    denies = clause.lemma in words.DENYING and clause.mood is Mood.REAL and not clause.passive
    if denies and clause.lemma in {"dismiss", "reject", "dispute", "contest", "decline", "discount"}:
        objects = clause.object.words if clause.object else frozenset()
        waved_off = bool(objects & MEDIA["en"]) and "as" in clause.words
        denies = (
            bool(objects & (CLASSES["en"]["claims"] | {"this", "that", "it", "account", "story", "version"}))
            or "that" in clause.words
            or waved_off
        )
    if (
        denies
        and clause.lemma == "deny"
        and clause.object is not None
        and clause.object.words & CLASSES["en"]["asylum"]
    ):
        denies = False
    pleas = clause.lemma in {"enter", "file", "make"} and bool(clause.words & {"plea", "pleas"})
    pleads = (clause.lemma == "plead" or pleas) and "not" in clause.words
    denies = denies or (
        clause.lemma == "rule" and "out" in clause.words and clause.mood is Mood.REAL and not clause.passive
    )
    if clause.lemma in {"call", "describe", "dismiss"} and clause.mood is Mood.REAL:
        denies = denies or bool({word.low for word in sentence.tags} & words.FALSE_WORDS and clause.lemma != "dismiss")
    if not (denies or pleads):
        return None
    return Statement(
        type=ClaimType.DENIAL,
        extent=_tail(sentence, clause),
        trigger=clause.trigger,
        speaker=clause.subject,
        hedge=Hedge.ASSERTED,
    )


def _demand(sentence: Sentence, clause: Clause) -> Statement | None:
    """Such as "relatives demanded", "we urge that", "the council called on", "has promised an answer"."""
    subject = clause.subject
    real = clause.finite and clause.mood is Mood.REAL and not clause.passive
    speaks = subject is not None and (
        subject.human or subject.named or subject.pronoun or official(subject)
        or subject.schema is EntitySchema.ORGANIZATION
    )  # fmt: skip
    if not real or subject is None or not speaks:
        return None
    behind = sentence.text[clause.trigger[1] : clause.trigger[1] + 10]
    asks = clause.lemma in _DEMANDING or (
        clause.lemma in {"call", "appeal", "press"} and behind.startswith((" on ", " upon ", " for "))
    )
    asks = asks and not (clause.lemma in {"appeal", "press"} and behind.startswith(" on "))
    asks = asks or _asks_others(sentence, clause, behind)
    if not asks and clause.lemma not in _PROMISING and not _gives_word(clause):
        return None
    if "not" in clause.words or clause.words & CLASSES["en"]["asylum"]:
        return None
    return Statement(
        type=ClaimType.DEMAND if asks else ClaimType.PROMISE,
        extent=_tail(sentence, clause),
        trigger=clause.trigger,
        speaker=subject,
        to=_asked_of(clause) if asks else None,
        hedge=Hedge.ASSERTED if asks else Hedge.PREDICTED,
    )


def _gives_word(clause: Clause) -> bool:
    """Such as "gave an assurance that", "made a pledge", "I give my word"."""
    told = [clause.object, *(each for link, each in clause.others if not link)]
    return clause.lemma in {"give", "make", "offer"} and any(each is not None and each.words & _WORDS for each in told)


def _asked_of(clause: Clause) -> Mention | None:
    """Of whom something is demanded: "called on the minister", "urged ministers"."""
    told = [clause.object, *(each for link, each in clause.others if link in {"on", "upon", "to"})]
    return next((each for each in told if each is not None and (each.human or official(each) or each.named)), None)


def _asks_others(sentence: Sentence, clause: Clause, behind: str) -> bool:
    """Such as "has asked for access", "we ask you to write", "she wants the ministry to produce its emails"."""
    if clause.lemma == "ask" and behind.startswith(" for ") and not clause.words & words.SPEAKING:
        return True
    later = next((each for each in sentence.clauses if each.trigger[0] > clause.trigger[0]), None)
    done = later is not None and not later.finite and sentence.text[later.extent[0] : later.extent[0] + 3] == "to "
    told = clause.object is not None and (clause.lemma != "tell" or clause.object.human)
    near = later is not None and later.extent[0] - clause.extent[1] < 3
    ordered = clause.lemma in {"tell", "instruct", "order", "direct", "command"} and near
    return done and told and (clause.lemma in {"ask", "want"} or ordered)


def _untrue(sentence: Sentence, clause: Clause) -> Statement | None:
    """Such as "It is simply not the case that he has been punished"."""
    told = clause.subject if clause.lemma == "be" else clause.object if clause.passive else None
    hollow = clause.lemma in words.DENYING or bool(
        clause.words & (words.FALSE_WORDS | {"exaggerated", "unproven", "inaccurate"})
    )
    if told is not None and told.words & _REPORTS and hollow and clause.mood is Mood.REAL and clause.finite:
        return Statement(
            type=ClaimType.DENIAL, extent=clause.extent, trigger=clause.trigger, speaker=None, hedge=Hedge.ASSERTED
        )
    start, end = sentence.extent
    behind = not_so(sentence.text, start, end)
    if behind > end or clause is not sentence.clauses[0] or clause.mood in {Mood.QUESTION, Mood.CONDITION}:
        return None
    extent = _to_end(sentence, clause.extent[0])
    return Statement(type=ClaimType.DENIAL, extent=extent, trigger=clause.trigger, speaker=None, hedge=Hedge.ASSERTED)


def _there_may_be(sentence: Sentence, clause: Clause) -> Statement | None:
    """Such as "There may be more arrests"."""
    opener = next((word.low for word in sentence.tags if word.start >= clause.extent[0]), "")
    if opener != "there" or clause.lemma != "be" or clause.mood is not Mood.FORECAST:
        return None
    return Statement(
        type=ClaimType.PREDICTION, extent=clause.extent, trigger=clause.trigger, speaker=None, hedge=Hedge.PREDICTED
    )


def _foretold(sentence: Sentence, clause: Clause) -> Statement | None:
    """Such as "X expects", "X hopes", "an appeal is expected"."""
    if (
        not clause.finite
        or clause.mood not in {Mood.REAL, Mood.FORECAST}
        or clause.lemma not in words.FORETELLING | words.HOPING
    ):
        return None
    if clause.lemma in {"want", "call", "urge", "demand", "long", "dream", "warn", "promise", "vow", "pledge"}:
        return None
    speaker = clause.object if clause.passive else clause.subject
    if speaker is None:
        return None
    hoped = clause.lemma in words.HOPING
    if not hoped and clause.lemma in {"plan", "intend", "anticipate"} and clause.passive:
        return None
    return Statement(
        type=ClaimType.STATEMENT if hoped else ClaimType.PREDICTION,
        extent=_tail(sentence, clause),
        trigger=clause.trigger,
        speaker=None if clause.passive else speaker,
        hedge=Hedge.HOPED if hoped else Hedge.PREDICTED,
    )


def _comment(sentence: Sentence, clause: Clause) -> Statement | None:
    talks = clause.lemma in words.TALKING or _owns_up(clause)
    alone = clause.lemma in _ALONE or _owns_up(clause)
    if not talks or clause.passive or clause.subject is None or (clause.object is None and not alone):
        return None
    described = clause.lemma in {"call", "describe"}
    if described and (
        "what" in clause.words or not any(mark in sentence.text[slice(*sentence.extent)] for mark in "\"'")
    ):
        return None
    if not clause.finite or clause.mood is not Mood.REAL or clause.lemma in {"accuse", "refuse", "demand", "urge"}:
        return None
    if {word.low for word in sentence.tags} & words.FALSE_WORDS and clause.lemma in {"call", "describe"}:
        return None
    if not (
        clause.subject.named
        or clause.subject.human
        or official(clause.subject)
        or clause.subject.schema.value == "Organization"
    ):
        return None
    if clause.lemma == "announce" and any(
        each.trigger[0] > clause.trigger[1] and each.finite for each in sentence.clauses
    ):
        return None
    return Statement(
        type=ClaimType.STATEMENT,
        extent=clause.extent,
        trigger=clause.trigger,
        speaker=clause.subject,
        hedge=Hedge.ASSERTED,
    )


def _owns_up(clause: Clause) -> bool:
    """Such as "confessed", "pleaded guilty", "expressed regret"."""
    if clause.lemma == "plead":
        return "guilty" in clause.words and "not" not in clause.words
    if clause.lemma == "express":
        return bool(clause.words & _FEELINGS)
    return clause.lemma == "confess"


def _within(one: Extent, other: Extent) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _voiced(sentence: Sentence, voice: Voice, made: list[Statement]) -> list[Statement]:
    covered = [
        each
        for each in sentence.clauses
        if _within(each.trigger, voice.covers) and each.trigger[0] not in voice_verbs(voice)
    ]
    start = min(voice.extent[0], voice.covers[0])
    extent = (
        _to_end(sentence, start) if voice.quoted or voice.covers[1] >= sentence.extent[1] else (start, voice.extent[1])
    )
    trigger = voice.extent[0], voice.extent[1]
    already = [each for each in made if _within(each.trigger, voice.covers) or _within(each.trigger, voice.extent)]
    whole = sentence.tags and {word.low for word in sentence.tags}
    hoping = bool(whole and whole & {"hope", "hopes", "hoping", "hopeful"})
    if already and any(each.hedge is not Hedge.ASSERTED for each in already):
        for each in already:
            made.remove(each)
        hedged = max(already, key=lambda each: each.hedge.rank)
        return [
            Statement(
                type=hedged.type,
                extent=extent,
                trigger=hedged.trigger,
                speaker=voice.speaker,
                hedge=hedged.hedge,
                voice=voice,
            )
        ]
    if hoping:
        return [
            Statement(
                type=ClaimType.STATEMENT,
                extent=extent,
                trigger=trigger,
                speaker=voice.speaker,
                hedge=Hedge.HOPED,
                voice=voice,
            )
        ]
    kind = _what(sentence, voice, covered)
    if kind is None:
        return []
    hedge = Hedge.PREDICTED if kind is ClaimType.PREDICTION else Hedge.ASSERTED
    return [Statement(type=kind, extent=extent, trigger=trigger, speaker=voice.speaker, hedge=hedge, voice=voice)]


def voice_verbs(voice: Voice) -> range:
    """Characters of the words that attribute."""
    return range(*voice.extent)


def _relative(sentence: Sentence, clause: Clause) -> bool:
    """Whether a clause only says who is meant: "those who did it"."""
    between = [word.low for word in sentence.tags if clause.extent[0] <= word.start < clause.trigger[0]]
    return "who" in between or "which" in between


def _what(sentence: Sentence, voice: Voice, covered: list[Clause]) -> ClaimType | None:
    """What kind of speech it is; None where what is said is claimed itself, or is nothing to claim."""
    finite = [each for each in covered if each.finite]
    lows = {
        word.low for word in sentence.tags if voice.covers[0] <= word.start < voice.covers[1] and word.pos != "NAME"
    }
    foretold = [each for each in finite if each.mood is Mood.FORECAST]
    warned = [each for each in finite if each.mood is Mood.CONDITION]
    if warned and voice.quoted and lows & {"will", "'ll"} and lows & {"if", "unless", "once"}:
        return ClaimType.PREDICTION
    if warned and voice.verb in {"warned", "warn", "warns", "predicted", "predicts"}:
        return ClaimType.PREDICTION
    finite = (
        [each for each in finite if each.mood is not Mood.REAL or not _relative(sentence, each)] if foretold else finite
    )
    ahead = "ahead" in lows or "coming" in lows or (voice.verb in {"warned", "predicted"} and foretold)
    if (foretold and len(foretold) == len([each for each in finite if each.mood is not Mood.CONDITION])) or ahead:
        return ClaimType.PREDICTION
    if any(each.mood is Mood.QUESTION for each in finite):
        return ClaimType.STATEMENT if voice.quoted and voice.level is AttributionLevel.DIRECT_QUOTE else None
    false = lows & words.FALSE_WORDS
    negative = [each for each in finite if each.mood is Mood.DENIED] or (finite and "no" in lows)
    if (negative and len(finite) <= 2) or false:
        if voice.quoted and not false and "any" not in lows and "no longer" in sentence.text:
            return ClaimType.STATEMENT
        return ClaimType.DENIAL
    elliptic = not finite and ("not" in lows or "n't" in lows)
    if elliptic:
        return ClaimType.DENIAL
    return ClaimType.STATEMENT if voice.quoted and voice.level is AttributionLevel.DIRECT_QUOTE else None
