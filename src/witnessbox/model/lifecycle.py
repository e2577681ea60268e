"""Posts, proceedings, custody and asylum as histories: what may have been so on a day, computed and never guessed.

A claim says that a change took place within some days. Of a history we ask: on that day, which change may have been
the latest? Every answer that some choice of days allows is one, so the status on a day is a set. Days count as whole:
*on a day* means at its end.

One assumption goes beyond dates, and only where dates leave the order of two changes open: that a proceeding runs in
its legal order (charges before they are dropped, a trial before its verdict), and that a post is held before it is
left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from witnessbox.model.canonical import canonical
from witnessbox.model.claims import Part
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import VOCABULARY, ClaimType

EVER = -10_000_000
"""A day before all days, in days since 0001-01-01 (`date.toordinal`)."""

NEVER = 100_000_000
"""A day after all days."""


class HistoryKind(StrEnum):
    """What a history follows."""

    POST = "post"
    PROCEEDING = "proceeding"
    WANTED = "wanted"
    CUSTODY = "custody"
    ASYLUM = "asylum"
    RESIDENCE = "residence"


class Stage(StrEnum):
    """Where a history may stand."""

    UNTOLD = "untold"
    """Nothing that a source here tells had happened yet."""
    HOLDS = "holds the post"
    SUSPENDED = "suspended"
    LEFT = "left the post"
    ALLEGED = "alleged"
    INVESTIGATED = "investigated"
    REFUSED = "proceeding refused"
    PURSUED = "charges pursued"
    CHARGED = "charged"
    TRIED = "tried"
    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    DROPPED = "dropped"
    PARDONED = "pardoned"
    APPEALED = "appealed"
    DIED = "died"
    WANTED = "wanted"
    OFF_LIST = "off the wanted list"
    HELD = "held"
    FREE = "free"
    SOUGHT = "asylum sought"
    GRANTED = "asylum granted"
    DENIED = "asylum refused"
    LIVES = "lives there"
    GONE = "lives there no more"


_RANK: dict[Stage, int] = {
    Stage.HOLDS: 1,
    Stage.SUSPENDED: 2,
    Stage.LEFT: 3,
    Stage.ALLEGED: 1,
    Stage.INVESTIGATED: 2,
    Stage.REFUSED: 3,
    Stage.PURSUED: 3,
    Stage.CHARGED: 4,
    Stage.TRIED: 5,
    Stage.CONVICTED: 6,
    Stage.ACQUITTED: 6,
    Stage.DROPPED: 6,
    Stage.PARDONED: 7,
    Stage.APPEALED: 7,
    Stage.DIED: 8,
    Stage.WANTED: 1,
    Stage.OFF_LIST: 2,
    Stage.HELD: 1,
    Stage.FREE: 2,
    Stage.SOUGHT: 1,
    Stage.GRANTED: 2,
    Stage.DENIED: 2,
    Stage.LIVES: 1,
    Stage.GONE: 2,
}
"""Legal order of stages, for changes whose order the dates leave open."""

ENDS: dict[Stage, Stage] = {Stage.HOLDS: Stage.LEFT, Stage.HELD: Stage.FREE, Stage.LIVES: Stage.GONE}
"""What the end of a state leads to; the end alone tells that the state was there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a type of claim means for a history.

    Attributes:
        kind: the history that it speaks of.
        stage: what began.
        parts: whose history it is: entities with one of these parts in the claim.
    """

    kind: HistoryKind
    stage: Stage
    parts: tuple[Part, ...]


_WHOM = (Part.PATIENT, Part.HOLDER)
_POST, _CASE, _BODY = HistoryKind.POST, HistoryKind.PROCEEDING, HistoryKind.CUSTODY


def _leave(*more: Part) -> tuple[Rule, ...]:
    return (
        Rule(kind=_POST, stage=Stage.LEFT, parts=(*_WHOM, Part.PREDECESSOR, *more)),
        Rule(kind=_POST, stage=Stage.HOLDS, parts=(Part.SUCCESSOR,)),
    )


def _one(kind: HistoryKind, stage: Stage, *parts: Part) -> tuple[Rule, ...]:
    return (Rule(kind=kind, stage=stage, parts=parts or _WHOM),)


RULES: dict[ClaimType, tuple[Rule, ...]] = {
    ClaimType.APPOINTMENT: (
        Rule(kind=_POST, stage=Stage.HOLDS, parts=(*_WHOM, Part.SUCCESSOR)),
        Rule(kind=_POST, stage=Stage.LEFT, parts=(Part.PREDECESSOR,)),
    ),
    ClaimType.REINSTATEMENT: _one(_POST, Stage.HOLDS),
    ClaimType.OCCUPANCY: _one(_POST, Stage.HOLDS),
    ClaimType.SUSPENSION: _one(_POST, Stage.SUSPENDED),
    ClaimType.DISMISSAL: _leave(),
    ClaimType.GROUP_DISMISSAL: _leave(),
    ClaimType.RESIGNATION: _leave(Part.AGENT),
    ClaimType.COMPLAINT: _one(_CASE, Stage.ALLEGED, Part.PATIENT, Part.PERPETRATOR),
    ClaimType.INVESTIGATION: _one(_CASE, Stage.INVESTIGATED),
    ClaimType.CASE_OPENED: _one(_CASE, Stage.INVESTIGATED),
    ClaimType.CASE_REFUSED: _one(_CASE, Stage.REFUSED),
    ClaimType.CASE_CLOSED: _one(_CASE, Stage.DROPPED),
    ClaimType.CHARGES_PURSUED: _one(_CASE, Stage.PURSUED),
    ClaimType.CHARGE: _one(_CASE, Stage.CHARGED),
    ClaimType.CHARGES_DROPPED: _one(_CASE, Stage.DROPPED),
    ClaimType.TRIAL: _one(_CASE, Stage.TRIED),
    ClaimType.CONVICTION: _one(_CASE, Stage.CONVICTED),
    ClaimType.SENTENCE: _one(_CASE, Stage.CONVICTED),
    ClaimType.ACQUITTAL: _one(_CASE, Stage.ACQUITTED),
    ClaimType.APPEAL: _one(_CASE, Stage.APPEALED),
    ClaimType.PARDON: _one(_CASE, Stage.PARDONED),
    ClaimType.DEATH: _one(_CASE, Stage.DIED),
    ClaimType.WANTED_LISTING: _one(HistoryKind.WANTED, Stage.WANTED),
    ClaimType.WANTED_DELISTING: _one(HistoryKind.WANTED, Stage.OFF_LIST),
    ClaimType.ARREST: _one(_BODY, Stage.HELD),
    ClaimType.DETENTION: _one(_BODY, Stage.HELD),
    ClaimType.IMPRISONMENT: _one(_BODY, Stage.HELD),
    ClaimType.RELEASE: _one(_BODY, Stage.FREE),
    ClaimType.ESCAPE: _one(_BODY, Stage.FREE, Part.PATIENT, Part.AGENT),
    ClaimType.ASYLUM_REQUEST: _one(HistoryKind.ASYLUM, Stage.SOUGHT, Part.AGENT, Part.PATIENT),
    ClaimType.ASYLUM_GRANT: _one(HistoryKind.ASYLUM, Stage.GRANTED, Part.PATIENT, Part.RECIPIENT),
    ClaimType.ASYLUM_DENIAL: _one(HistoryKind.ASYLUM, Stage.DENIED, Part.PATIENT, Part.RECIPIENT),
    ClaimType.RESIDENCE: _one(HistoryKind.RESIDENCE, Stage.LIVES, Part.HOLDER, Part.PATIENT),
    **{
        type_: _one(_CASE, Stage.ALLEGED, Part.PERPETRATOR)
        for type_, note in VOCABULARY.items()
        if note.act and type_ not in (ClaimType.ARREST, ClaimType.DETENTION)
    },
}
"""Which claims change which histories. A claim of any other type changes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is followed.

    Attributes:
        kind: post, proceeding, …
        subject: key of whose history it is.
        body: of a post: key of the organisation; of a residence: the place; else empty.
        matter: of a post: its name; of a proceeding: key of the proceeding, empty where sources name none.
    """

    kind: HistoryKind
    subject: str
    body: str = ""
    matter: str = ""

    @property
    def id(self) -> str:
        """Its natural key."""
        return canonical([self.kind.value, self.body, self.matter, self.subject]).decode("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One claim's word about a history.

    Attributes:
        event: what it speaks about; claims about the same event speak of the same change.
        stage: what began.
        low: first day on which it may have begun, `EVER` when open.
        high: last such day, `NEVER` when open.
        firm: whether it happened for sure, if the source is right: its hedge is firm, its date is neither approximate
            nor uncertain, and nobody denies it.
    """

    event: str
    stage: Stage
    low: int
    high: int
    firm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on which the same stages are possible: from `first` to the day before the next stretch."""

    first: int
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class _Turn:
    """A change with all that claims say of its day: the days on which they agree, or each of those they differ on."""

    stage: Stage
    days: tuple[tuple[int, int], ...]
    firm: bool

    @property
    def low(self) -> int:
        return min(low for low, _ in self.days)

    @property
    def high(self) -> int:
        return max(high for _, high in self.days)

    @property
    def sure(self) -> int:
        """The day by whose end it has happened."""
        return self.high if self.firm else NEVER

    def latest(self, day: int) -> int:
        """The latest day up to the given one on which it may have happened."""
        return max(min(high, day) for low, high in self.days if low <= day)


def agreed(days: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """What several claims say of one day: the days that all allow, or else the narrowest of what each allows.

    Args:
        days: first and last possible day of each claim.
    """
    spans = sorted(set(days))
    low, high = max(low for low, _ in spans), min(high for _, high in spans)
    if low <= high:
        return ((low, high),)
    return tuple(one for one in spans if not any(_within(other, one) for other in spans if other != one))


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def stretches(kind: HistoryKind, changes: Sequence[Change]) -> tuple[Stretch, ...]:
    """All that may have been so, from the beginning of time on.

    Args:
        kind: of the history.
        changes: what claims say, in any order.
    """
    turns = _turns(kind, changes)
    if not turns or {turn.stage for turn in turns} == {Stage.DIED}:  # a death alone makes no proceeding
        return ()
    days = {EVER, *(day for turn in turns for span in turn.days for day in span)} - {NEVER}
    found: list[Stretch] = []
    for day in sorted(days):
        stages = _possible(turns, day)
        if not found or found[-1].stages != stages:
            found.append(Stretch(first=day, stages=stages))
    return tuple(found)


def _turns(kind: HistoryKind, changes: Sequence[Change]) -> list[_Turn]:
    """Changes about the same thing, put together."""
    # A proceeding may be charged twice. A post is begun and left once, unless dates prove that somebody came back.
    apart = kind is HistoryKind.PROCEEDING or _came_back(changes)
    groups: dict[tuple[str, Stage], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.event if apart else "", change.stage), []).append(change)
    turns = [
        _Turn(stage, agreed((one.low, one.high) for one in some), any(one.firm for one in some))
        for (_, stage), some in sorted(groups.items())
    ]
    return _in_order([*turns, *_implied(turns)])


def _in_order(turns: Sequence[_Turn]) -> list[_Turn]:
    """Days that the legal order leaves: what follows a change is not before the first day of that change.

    Where the order would leave no day at all, sources contradict each other, and all their days stay.
    """
    found = list(turns)
    pairs = [
        (early, late)
        for early, one in enumerate(turns)
        for late, other in enumerate(turns)
        if one.firm and other.firm and len(one.days) == len(other.days) == 1 and _follows(other, one)
    ]
    moved = True
    while moved:
        moved = False
        for early, late in pairs:
            one, other = found[early], found[late]
            last, first = min(one.high, other.high), max(one.low, other.low)
            if first > last or (last, first) == (one.high, other.low):
                continue
            found[early] = _Turn(one.stage, ((one.low, last),), one.firm)
            found[late] = _Turn(other.stage, ((first, other.high),), other.firm)
            moved = True
    return found


def _came_back(changes: Sequence[Change]) -> bool:
    ends = [one.high for one in changes if one.stage in ENDS.values() and one.firm]
    begins = [one.low for one in changes if one.stage in ENDS and one.firm]
    return bool(ends and begins) and min(ends) < max(begins)


def _implied(turns: Sequence[_Turn]) -> list[_Turn]:
    """Whoever left a post held it before, even if no source says since when."""
    begins = {end: begin for begin, end in ENDS.items()}
    return [
        _Turn(begins[turn.stage], ((EVER, turn.high - 1),), turn.firm)
        for turn in turns
        if turn.stage in begins
        and turn.high not in (EVER, NEVER)
        and not any(one.stage is begins[turn.stage] and one.low <= turn.high for one in turns)
    ]


def _possible(turns: Sequence[_Turn], day: int) -> tuple[Stage, ...]:
    """Stages of the changes that may have been the latest by the end of a day."""
    past = [turn for turn in turns if turn.sure <= day]
    found = set() if past else {Stage.UNTOLD}
    floor = max((turn.low for turn in past), default=EVER)
    for turn in turns:
        if turn.low > day or turn.stage in found:
            continue
        latest = turn.latest(day)
        if latest >= floor and not any(_follows(other, turn) for other in past):
            found.add(turn.stage)
    order = list(Stage)
    return tuple(sorted(found, key=order.index))


def _follows(later: _Turn, earlier: _Turn) -> bool:
    """Whether the legal order puts one change after another that dates do not put after it."""
    return _RANK[later.stage] > _RANK[earlier.stage] and later.high >= earlier.low
