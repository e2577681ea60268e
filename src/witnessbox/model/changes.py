"""What one claim says about histories: which change, and within which days."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from witnessbox.model.claims import FIRM, UNREAL, Claim, ClaimDate, DatePrecision, Part
from witnessbox.model.edtf import Date, Interval, parse_edtf, plain_day
from witnessbox.model.edtf_bounds import ends, possible_days, starts
from witnessbox.model.ledger import Entity
from witnessbox.model.lifecycle import ENDS, EVER, NEVER, RULES, Change, History, HistoryKind, Stage
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimKind

_UNENDED = frozenset({DatePrecision.AS_OF, DatePrecision.OPEN, DatePrecision.UNKNOWN, DatePrecision.SINCE})
"""Readings of an interval whose end is when the source was written, not when the state ended."""

_TRAILING = re.compile(r"(?:[\s,]+(?:of|the|at|in|for|\w+[’']s?))+$", re.IGNORECASE)
_EMPTY = re.compile(r"\(\s*\)")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is needed to tell that two names of a post mean the same one.

    Attributes:
        bodies: organisations by key.
        posts: posts that were entered as entities, by key.
    """

    bodies: Mapping[str, Entity]
    posts: Mapping[str, Entity]


def days_of(date: ClaimDate | None) -> tuple[int, int]:
    """First and last day that a date can mean."""
    if date is None:
        return EVER, NEVER
    return days_of_edtf(date.edtf)


def days_of_edtf(edtf: str) -> tuple[int, int]:
    """First and last day that an EDTF date can mean."""
    day = plain_day(edtf)
    return _days_of_edtf(edtf) if day is None else (day, day)


@functools.lru_cache(maxsize=4_096)  # many dates of a ledger are told of more than once
def _days_of_edtf(edtf: str) -> tuple[int, int]:
    return _hull(*_ends_of(possible_days(parse_edtf(edtf)).runs))


def _ends_of(runs: tuple[tuple[int | None, int | None], ...]) -> tuple[int | None, int | None]:
    return runs[0][0], runs[-1][1]


def _hull(first: int | None, last: int | None) -> tuple[int, int]:
    return EVER if first is None else first, NEVER if last is None else last


def changes_of(claim: Claim, names: Names) -> Iterator[tuple[History, Change]]:
    """What a claim says about histories; nothing where it speaks of what may come, or is no event and no state.

    Args:
        claim: the claim.
        names: organisations and posts that it may name.
    """
    if claim.hedge in UNREAL or claim.kind not in (ClaimKind.EVENT, ClaimKind.STATE):
        return
    firm = claim.hedge in FIRM
    for rule in RULES.get(claim.type, ()):
        found = tuple(_changes(claim, rule.stage, firm=firm))
        for subject in dict.fromkeys(claim.who(*rule.parts)):
            for history in _histories(claim, rule.kind, subject, names):
                yield from ((history, change) for change in found)


def _changes(claim: Claim, stage: Stage, *, firm: bool) -> Iterator[Change]:
    date = None if claim.date is None else parse_edtf(claim.date.edtf)
    if claim.kind is ClaimKind.EVENT or date is None or claim.date is None:
        low, high = days_of(claim.date)
        yield Change(event=claim.event, stage=stage, low=low, high=high, firm=firm)
        return
    low, high = _hull(*_ends_of(starts(date).runs))
    if not isinstance(date, Interval):  # so at some time within it, from when on is not said
        yield Change(event=claim.event, stage=stage, low=EVER, high=days_of(claim.date)[1], firm=firm)
        return
    ended = stage in ENDS and isinstance(date.end, Date) and claim.date.precision not in _UNENDED
    if ended:
        first, last = _hull(*_ends_of(ends(date).runs))
        if low < last:  # it was so before it ended
            high = min(high, last - 1)
        yield Change(event=claim.event, stage=ENDS[stage], low=first, high=last, firm=firm)
    yield Change(event=claim.event, stage=stage, low=low, high=high, firm=firm)


def _histories(claim: Claim, kind: HistoryKind, subject: str, names: Names) -> Iterator[History]:
    if kind is HistoryKind.POST:
        for body in dict.fromkeys(claim.who(Part.ORGANIZATION)) or ("",):
            yield History(kind=kind, subject=subject, body=body, matter=post_name(claim.position, body, names))
    elif kind is HistoryKind.PROCEEDING:
        for matter in dict.fromkeys(claim.who(Part.PROCEEDING)) or ("",):
            yield History(kind=kind, subject=subject, matter=matter)
    elif kind is HistoryKind.RESIDENCE:
        for place in dict.fromkeys((*claim.who(Part.LOCATION), *filter(None, [claim.place]))):
            yield History(kind=kind, subject=subject, body=place)
    else:
        yield History(kind=kind, subject=subject)


# -- posts -----------------------------------------------------------------------------------------------------------


def name_forms(entity: Entity) -> tuple[str, ...]:
    """All forms of a name, longest first: as given, without what stands in brackets, and that alone."""
    forms: set[str] = set()
    for name in (entity.name, *entity.as_written):
        forms |= {name, _BRACKETS.sub("", name), *_BRACKETS.findall(name)}
    return tuple(sorted({_plain(form) for form in forms} - {""}, key=lambda form: (-len(form), form)))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def post_name(position: str | None, body: str, names: Names) -> str:
    """One name for a post, however a source words it.

    That of a post that was entered as an entity and bears the source's words; else the words without the name of the
    organisation, which stands beside them: “head of Russia's Federal Prison Service (FSIN)” and “head of FSIN” are the
    *head* of one organisation.

    Args:
        position: the source's words; empty where it does not say which post.
        body: key of the organisation, empty when unknown.
        names: organisations and posts.
    """
    words = _plain(position or "")
    for key, post in sorted(names.posts.items()):
        if post.organization in (None, body) and words in name_forms(post):
            return key
    if body in names.bodies:
        for form in name_forms(names.bodies[body]):
            if form in words and form != words:
                words = words.replace(form, " ")
        words = _TRAILING.sub("", " ".join(_EMPTY.sub(" ", words).split()))
    return words
