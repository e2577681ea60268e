"""English: what held over a time, what recordings are said to hold, what is said to be the rule, what is put
side by side.
"""

from __future__ import annotations

import re

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english import Sentence
from witnessbox.ledger.reading.english_posts import posts_beside_names
from witnessbox.ledger.reading.frames import CLASSES, MEDIA
from witnessbox.ledger.reading.parts import Clause, Extent, Mention, Mood, State, body_of
from witnessbox.model.claims import Hedge, Part
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.vocabulary import ClaimType

_SHOWING = frozenset("show depict contain capture feature document portray".split())
_RUNNING = frozenset("lead head run manage direct chair command oversee supervise".split())
_RULE = frozenset(
    "systemic systematic systematically widespread routine routinely endemic commonplace norm pervasive "
    "entrenched regular regularly rife habitual institutional standard everyday".split()
)
_LASTING = re.compile(
    r"\b(?:for (?:many )?(?:years|decades)|go(?:es)? back (?:years|decades)|have long|has long|long been)\b"
)
_ABUSE = CLASSES["en"]["abuse"] | frozenset("rape ill-treatment brutality cruelty abuses mistreatment".split())
_DOING_HARM = frozenset("beat rape torture kick punch abuse whip strangle electrocute humiliate".split())
_TURNS = frozenset(
    "sacking firing dismissal removal resignation exit departure ouster arrest publication scandal leak "
    "release shake-up purge move reshuffle".split()
)
_FOLLOWING = frozenset("follow prompt trigger spark provoke cause stem come".split())
_CITIZEN = re.compile(r"\b(?:citizen|national|subject)s?\b")


def states(sentence: Sentence) -> tuple[State, ...]:
    """Claims that are no events."""
    found: list[State] = []
    for chunk in sentence.chunks:
        if chunk.mention is not None:
            found.extend(_of_mention(sentence, chunk.mention))
    found.extend(posts_beside_names(sentence))
    found.extend(_citizens(sentence))
    for clause in sentence.clauses:
        found.extend(_of_clause(sentence, clause))
    found.extend(_unspoken_content(sentence, found))
    found.extend(_headline(sentence))
    return tuple(found)


def _of_mention(sentence: Sentence, mention: Mention) -> list[State]:
    if mention.schema is not EntitySchema.PERSON or not mention.named or mention.post is None:
        return []
    post = sentence.text[slice(*mention.post)].lower()
    if post.endswith("president") or post in words.MERE_TITLES:
        return []
    return [_held(sentence, mention, mention, mention.post, mention.extent, mention.post)]


def _held(sentence: Sentence, holder: Mention, named: Mention, post: Extent, extent: Extent, trigger: Extent) -> State:
    """That somebody holds a post, which a mention names with its body."""
    parts = [(Part.HOLDER, holder)]
    if named.body is not None:
        parts.append((Part.ORGANIZATION, body_of(named)))
    return State(
        type=ClaimType.OCCUPANCY, extent=extent, trigger=trigger, parts=tuple(parts), position=_bare(sentence, post)
    )


def _bare(sentence: Sentence, post: Extent) -> Extent:
    lowered = sentence.text[slice(*post)].lower()
    for article in ("the former ", "a former ", "former ", "the ", "a ", "an "):
        if lowered.startswith(article):
            return post[0] + len(article), post[1]
    return post


def _citizens(sentence: Sentence) -> list[State]:
    found = []
    for index, chunk in enumerate(sentence.chunks[:-1]):
        mention = chunk.mention
        if mention is None or not (mention.named or mention.pronoun) or mention.schema is not EntitySchema.PERSON:
            continue
        following = sentence.chunks[index + 1 : index + 4]
        named = next((each.mention for each in following if each.mention is not None), None)
        between = sentence.chunks[index + 1].kind in {"PUNCT", "VG"}
        if named is not None and between and _CITIZEN.search(sentence.text, named.extent[0], named.extent[1]):
            found.append(
                State(
                    type=ClaimType.CITIZENSHIP,
                    extent=(mention.extent[0], named.extent[1]),
                    trigger=named.extent,
                    parts=((Part.HOLDER, mention),),
                    status=named.extent,
                )
            )
    return found


def _of_clause(sentence: Sentence, clause: Clause) -> list[State]:
    footage = clause.mood is Mood.UNREAL and not clause.finite and clause.subject is not None
    if clause.mood is not Mood.REAL and not (
        footage and clause.subject is not None and clause.subject.words & MEDIA["en"]
    ):
        return []
    subject, object_ = clause.subject, clause.object
    runs = clause.lemma in _RUNNING and not clause.passive
    if subject is not None and object_ is not None and runs:  # noqa: SIM102  one condition of five lines reads worse
        if object_.schema in (EntitySchema.ORGANIZATION, EntitySchema.PUBLIC_BODY, EntitySchema.FACILITY) or (
            object_.words & words.BODIES | object_.words & words.FACILITIES | object_.words & {"branch"}
        ):
            return [
                State(
                    type=ClaimType.OCCUPANCY,
                    extent=clause.extent,
                    trigger=clause.trigger,
                    parts=((Part.HOLDER, subject), (Part.ORGANIZATION, object_)),
                )
            ]
    held = _is_post(sentence, clause)
    if held:
        return held
    if (
        clause.lemma in _SHOWING
        and subject is not None
        and (subject.words & MEDIA["en"] or subject.pronoun in {"it", "they"})
    ):
        hedge = Hedge.ALLEGED if clause.words & {"allegedly", "alleged"} else None
        return [
            State(
                type=ClaimType.CONTENT_CLAIM,
                extent=_content_extent(sentence, clause),
                trigger=clause.trigger,
                parts=((Part.OBJECT, subject),),
                hedge=hedge,
            )
        ]
    harmed = _harmed_in(clause)
    if harmed:
        return harmed
    if clause.lemma == "shed" and "light" in clause.words and subject is not None:
        return [
            State(
                type=ClaimType.ASSESSMENT, extent=clause.extent, trigger=clause.trigger, parts=((Part.OBJECT, subject),)
            )
        ]
    return _rule(sentence, clause) or _sequence(clause)


def _is_post(sentence: Sentence, clause: Clause) -> list[State]:
    """Such as "Holt was governor of the prison"."""
    subject, object_ = clause.subject, clause.object
    if clause.lemma == "be" and subject is not None and object_ is not None and object_.post and subject.human:
        return [_held(sentence, subject, object_, object_.post, clause.extent, clause.trigger)]
    return []


def _harmed_in(clause: Clause) -> list[State]:
    """Such as "footage of guards beating prisoners"."""
    subject = clause.subject
    harmed = (
        not clause.finite and not clause.passive and clause.lemma in _DOING_HARM | {"torture", "tie", "hose", "douse"}
    )
    if harmed and subject is not None and subject.inner is not None and subject.words & MEDIA["en"]:
        return [
            State(
                type=ClaimType.CONTENT_CLAIM,
                extent=clause.extent,
                trigger=clause.trigger,
                parts=((Part.OBJECT, subject),),
            )
        ]
    return []


def _content_extent(sentence: Sentence, clause: Clause) -> Extent:
    """What recordings show, without where they went: "files allegedly showing torture | to Gulagu.net"."""
    if not clause.finite and clause.others and clause.others[-1][0] == "to":
        end = clause.others[-1][1].extent[0]
        trimmed = sentence.text[:end].rstrip().removesuffix("to").rstrip()
        start = clause.subject.count[1][0] if clause.subject is not None and clause.subject.count else clause.extent[0]
        return start, len(trimmed)
    return clause.extent


def _rule(sentence: Sentence, clause: Clause) -> list[State]:
    """Torture is systemic, reports go back years, campaigners have long complained of beatings."""
    lows = {word.low for word in sentence.tags} | {word.lemma for word in sentence.tags}
    lasting = _LASTING.search(sentence.text, *sentence.extent)
    speaks_of_abuse = bool(lows & _ABUSE)
    if not speaks_of_abuse or not (
        clause.words & _RULE or (lasting and clause.extent[0] <= lasting.start() < clause.extent[1])
    ):
        return []
    if (
        not clause.finite
        or clause.lemma in words.SPEAKING - {"report"}
        or (clause.passive and clause.lemma == "charge")
    ):
        return []
    usual = (
        clause.passive
        and bool(clause.words & _RULE)
        and (clause.lemma in _DOING_HARM or clause.lemma in {"make", "tie"})
    )
    lasting_verbs = {"be", "go", "complain", "become", "remain", "persist", "warn", "report", "document"}
    if clause.lemma not in lasting_verbs and not usual:
        return []
    parts: list[tuple[Part, Mention]] = []
    if clause.subject is not None and clause.subject.human:
        parts.append((Part.CLAIMANT, clause.subject))
    parts.extend(
        (Part.CLAIMANT, before.subject)
        for before in sentence.clauses
        if before.trigger[0] < clause.trigger[0] and before.lemma in words.SPEAKING and before.subject is not None
    )
    parts.extend(
        (Part.VICTIM, each.mention)
        for each in sentence.chunks
        if each.mention is not None and each.mention.head in {"inmate", "prisoner", "detainee", "patient", "convict"}
    )
    start = min(
        [clause.extent[0], *(each.extent[0] for each in sentence.clauses if each.trigger[0] < clause.trigger[0])]
    )
    hedge = Hedge.REPORTED if parts or clause.words & {"report", "reports"} else None
    return [
        State(
            type=ClaimType.PATTERN_CLAIM,
            extent=(start, clause.extent[1]),
            trigger=clause.trigger,
            parts=tuple(parts[:2]),
            hedge=hedge,
        )
    ]


def _sequence(clause: Clause) -> list[State]:
    """One turn is said to follow another: an order in time that hints at a cause."""
    subject = clause.subject
    if clause.lemma not in _FOLLOWING or subject is None or not subject.words & _TURNS:
        return []
    told = clause.object is not None and clause.object.words & (_TURNS | _ABUSE)
    if not told or clause.object is None or clause.object.count:
        return []
    return [
        State(
            type=ClaimType.CAUSAL_IMPLICATION,
            extent=clause.extent,
            trigger=clause.trigger,
            parts=(),
            hedge=Hedge.IMPLIED,
        )
    ]


def _unspoken_content(sentence: Sentence, found: list[State]) -> list[State]:
    """Such as "in which orderlies are seen raping patients", "On one file a man is beaten": recordings, and what is in
    them.
    """
    if any(each.type is ClaimType.CONTENT_CLAIM for each in found):
        return []
    for clause in sentence.clauses:
        stretch = sentence.text[clause.extent[0] : clause.extent[1]].lower()
        media = any(link in {"on", "in"} and each.words & MEDIA["en"] for link, each in clause.others)
        leads = re.match(r"(?:on|in) (?:one|the|another|some|two|several)?\s*(?:of the )?(\w+)", stretch)
        media = media or bool(leads and words.noun_lemma(leads.group(1)) in MEDIA["en"])
        shown = clause.passive or clause.lemma == "be"
        seen = bool({"seen", "heard"} & clause.words and shown) or "visible" in clause.words
        if (
            (seen or media)
            and clause.mood is Mood.REAL
            and clause.finite
            and (clause.words & _ABUSE or seen or "beaten" in stretch or clause.lemma in _DOING_HARM)
        ):
            return [State(type=ClaimType.CONTENT_CLAIM, extent=clause.extent, trigger=clause.trigger, parts=())]
    return []


def _headline(sentence: Sentence) -> list[State]:
    """A headline that puts one event after another."""
    if not sentence.title or not re.search(r"\b[Aa]fter\b", sentence.text[slice(*sentence.extent)]):
        return []
    if not sentence.clauses:
        return []
    return [
        State(
            type=ClaimType.CAUSAL_IMPLICATION,
            extent=sentence.extent,
            trigger=sentence.clauses[0].trigger,
            parts=(),
            hedge=Hedge.IMPLIED,
        )
    ]
