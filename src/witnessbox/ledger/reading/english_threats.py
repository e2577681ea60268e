"""English threats that no verb names: "a caller told her that accidents happen", 'He said: "Your boy walks alone"'.

Whoever speaks must be a stranger or a keeper, or speak by letter or telephone, and what is said must be harm to come,
or somebody's child. The threat is the saying; what it says did not happen.
"""

from __future__ import annotations

import re

from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.frames import CLASSES
from witnessbox.ledger.reading.parts import Clause, Mention, Mood

_SAYING = frozenset(
    "say tell warn ask whisper hiss remark call phone ring text write lean mention remind shout murmur mutter advise "
    "suggest promise add reply come leave get receive find read have".split()
)
_WRITTEN = frozenset(
    "call calls letter letters note notes message messages text texts email emails voice caller".split()
)
_SPEAKERS = (
    CLASSES["en"]["strangers"]
    | CLASSES["en"]["keepers"]
    | frozenset(
        "colonel major captain lieutenant general deputy governor boss chief commander policeman policemen two three "
        "four "
        "interrogator superintendent commandant inspector operative driver visitor".split()
    )
)
_HARM = (
    r"(?:kill\w*|shoot|shot|burn\w*|die|dead|drown\w*|bury|buried|break|rot|torch\w*|disappear|vanish|regret|suffer|"
    r"hurt|crush\w*"
    r"|jail\w*|lock\w* up|charge\w*|register\w*|fir(?:e|ed)|take\w* away|end up|be next|lose|never (?:see|set|walk|"
    r"leave|meet)"
    r"|finish\w*|destroy\w*|rape\w*|cut|put (?:away|inside|behind)|join (?:him|her|them)|go to (?:prison|jail))"
)
_TO_COME = re.compile(
    rf"\b(?:will|would|'ll|'d|could|might|can|may|shall|gonna|going to)\b(?:\W+\w+){{0,5}}?\W+{_HARM}\b", re.IGNORECASE
)
_OR_ELSE = re.compile(
    rf"\b(?:or|if|unless|otherwise|stop|else|one word more|one more word)\b.*\b{_HARM}\b", re.IGNORECASE
)
_KIN = re.compile(
    r"\b(?:your|his|her|my|our|their|a|the)\W+(?:\w+\W+)?(?:child|children|kids?|daughters?|sons?|boys?|girls?|wife|"
    r"husband|mother"
    r"|family|sister|brother|grandchild\w*)\b",
    re.IGNORECASE,
)
_EXPOSED = re.compile(
    r"\b(?:alone|school|nursery|kindergarten|walks?|walked|accidents?|traffic|roads?|stairs|careful|think|pretty|"
    r"lovely|late"
    r"|conservatory|university|only one|bus stop|playground|swim\w*|health)\b",
    re.IGNORECASE,
)
_ACCIDENT = re.compile(
    r"\b(?:accidents (?:do )?happen|watch (?:your|her|his) step|think of (?:your|her|his|the)|know where you live)",
    re.IGNORECASE,
)


def clauses_of_threats(sentence: Sentence) -> list[Clause]:
    """The clauses in which somebody says what is a threat."""
    for clause in sentence.clauses:
        if clause.lemma not in _SAYING or not _spoken(sentence, clause):
            continue
        said = sentence.text[clause.trigger[1] : sentence.extent[1]]
        if clause.subject is not None and clause.subject.words & {
            "ministry",
            "court",
            "government",
            "lawyer",
            "minister",
        }:
            continue
        menacing = _TO_COME.search(said) or _OR_ELSE.search(said) or _ACCIDENT.search(said)
        if menacing is None and not (_KIN.search(said) and _EXPOSED.search(said)):
            continue
        return [_threat(sentence, clause)]
    return _written(sentence)


def _spoken(sentence: Sentence, clause: Clause) -> bool:
    """Whether a stranger or keeper speaks, or a letter does."""
    real = clause.mood is Mood.REAL or _asked(sentence, clause)
    if not real or (clause.passive and clause.lemma not in {"tell", "warn"}):
        return False
    subject = clause.subject
    around = {word.low for word in sentence.tags if clause.extent[0] <= word.start < clause.trigger[1] + 40}
    if clause.lemma in {"get", "receive", "find", "come", "leave", "have"}:
        return bool(around & _WRITTEN)
    return subject is not None and bool(subject.words & (_SPEAKERS | _WRITTEN)) and clause.finite


def _asked(sentence: Sentence, clause: Clause) -> bool:
    """Whether only what is quoted asks: 'He said: "Your children walk alone, don't they?"'."""
    text = sentence.text[slice(*sentence.extent)].rstrip()
    opens = sentence.text.find('"', clause.trigger[1], sentence.extent[1])
    return clause.mood is Mood.QUESTION and text.endswith('?"') and opens > 0


def _threat(sentence: Sentence, clause: Clause) -> Clause:
    end = sentence.extent[1]
    while end > clause.trigger[1] and sentence.text[end - 1] in '.!?; "':
        end -= 1
    end += sentence.text[end : end + 2].startswith(('"', '?"')) * (2 if sentence.text[end : end + 2] == '?"' else 1)
    return Clause(
        extent=(clause.extent[0], end),
        trigger=clause.trigger,
        lemma="threaten",
        subject=clause.subject if clause.subject is not None and clause.subject.words & _SPEAKERS else None,
        object=_told(clause),
        words=clause.words | {"threat"},
    )


def _told(clause: Clause) -> Mention | None:
    """Who is threatened: whom the words are said to."""
    if clause.lemma in {"get", "receive", "find", "have"}:
        return clause.subject
    told = [clause.object, *(each for link, each in clause.others if link in {"", "to"})]
    return next((each for each in told if each is not None and (each.human or each.pronoun)), None)


def _written(sentence: Sentence) -> list[Clause]:
    """Such as 'Phone calls at night: "Your boy walks home alone"': a letter or call without a verb."""
    colon = next((word for word in sentence.tags if word.text == ":"), None)
    if colon is None or colon.start - sentence.extent[0] > 60:
        return []
    lead = {word.low for word in sentence.tags if word.start < colon.start}
    said = sentence.text[colon.end : sentence.extent[1]]
    if not lead & _WRITTEN or any(
        word.pos == "VERB" and word.form in "sbd" for word in sentence.tags if word.start < colon.start
    ):
        return []
    if not (_TO_COME.search(said) or _OR_ELSE.search(said) or _ACCIDENT.search(said)) and not (
        _KIN.search(said) and _EXPOSED.search(said)
    ):
        return []
    first = next(word for word in sentence.tags if word.low in _WRITTEN)
    return [
        Clause(
            extent=(sentence.extent[0], sentence.extent[1]),
            trigger=(first.start, first.end),
            lemma="threaten",
            words=frozenset({"threat"}),
            elided=True,
            passive=True,
        )
    ]
