"""Claims about one event, held against each other: what agrees, what is finer, what cannot both be so.

Nothing is decided here: sources that disagree are both kept and shown. And how many sources say something is counted by
their origins: copies of one report count once, as do the body and the caption of one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations

from witnessbox.model.changes import Names, post_name
from witnessbox.model.claims import (
    UNREAL,
    AttributionLevel,
    Claim,
    ClaimDate,
    Count,
    DatePrecision,
    Part,
    Reference,
    RelationKind,
)
from witnessbox.model.edtf import Edtf, Interval, Open, parse_edtf
from witnessbox.model.edtf_order import contradicts, refines
from witnessbox.model.ledger import ClaimStatus, Entity, EntitySchema
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, ClaimRow
from witnessbox.vault.ledger_lists import claims_by_id

_AS_OF = frozenset({DatePrecision.AS_OF, DatePrecision.OPEN, DatePrecision.UNKNOWN, DatePrecision.SINCE})
_ALONE = frozenset({Part.AGENT, Part.PATIENT, Part.HOLDER, Part.RECIPIENT, Part.PREDECESSOR, Part.SUCCESSOR})
"""Parts of which two sources that each name one person cannot both be right, if the persons differ."""


_REMEMBERED = 2_048
"""Entities that are kept; a ledger may know more."""


class Fit(StrEnum):
    """How two claims lie to each other in one field, or in all."""

    AGREES = "agrees"
    FITS = "fits"
    """Both can be so, and neither says all that the other does."""
    REFINES = "refines"
    """One says more, and nothing else."""
    DIFFERS = "differs"
    """They say different things; whether both can be so, a person must judge."""
    CONTRADICTS = "contradicts"
    """They cannot both be so."""
    DENIES = "denies"


_WORST = (Fit.AGREES, Fit.FITS, Fit.REFINES, Fit.DIFFERS, Fit.CONTRADICTS, Fit.DENIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFit:
    """One field of two claims.

    Attributes:
        field: its name; of a part `participants.<role>`.
        fit: how they lie to each other.
        one: what the first says.
        other: what the second says.
        finer: id of the claim that says more.
    """

    field: str
    fit: Fit
    one: str
    other: str
    finer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two claims about one event.

    Attributes:
        one: id of the first, in the order of the ledger.
        other: id of the second.
        fit: the gravest of all fields but the hedge: how firmly a thing is said changes nothing about it.
        fields: fields in which they do not simply agree.
        one_origin: whether both go back to one origin.
    """

    one: str
    other: str
    fit: Fit
    fields: tuple[FieldFit, ...]
    one_origin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one event.

    Attributes:
        event: its id.
        title: its name, where it has one.
        claims: what is told, retracted claims left out.
        origins: keys of the origins of their sources.
        voices: who is quoted, by key: several sources may rest on one announcement.
        pairs: claims held against each other; of claims that say the same, one stands for all.
    """

    event: str
    title: str
    claims: tuple[ClaimRow, ...]
    origins: tuple[str, ...]
    voices: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @property
    def fit(self) -> Fit:
        """The gravest of all pairs."""
        return max((pair.fit for pair in self.pairs), key=_WORST.index, default=Fit.AGREES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A forecast, hope, promise or demand, and what came of it.

    Attributes:
        claim: what was said.
        outcomes: claims that fulfil or belie it, each with which of the two; none while it is open.
    """

    claim: ClaimRow
    outcomes: tuple[tuple[RelationKind, ClaimRow], ...]


def told_events(catalogue: Catalogue, until: int = NOW) -> Iterator[Told]:
    """Every event that more than one claim speaks of, or that somebody denies."""
    comparing = Comparing(catalogue, until)
    for rows in ledger.told_together(catalogue, until):
        kept = [row for row in rows if row.status is not ClaimStatus.RETRACTED]
        if kept:
            yield comparing.told(kept)


def forecasts(catalogue: Catalogue, until: int = NOW) -> Iterator[Forecast]:
    """Every forecast with its outcomes, by its id."""
    targets = ledger.targets(catalogue)
    for row in claims_by_id(catalogue, (*_AHEAD, ClaimType.STATEMENT), until):
        ahead = row.claim.type in _AHEAD or row.claim.hedge in UNREAL
        if row.status is ClaimStatus.RETRACTED or not ahead:
            continue
        ties = ledger.related(catalogue, row.claim.id, until) if row.claim.id in targets else []
        outcomes = tuple(
            (tie.kind, other)
            for other, tie in ties
            if tie.kind in (RelationKind.FULFILS, RelationKind.BELIES) and other.status is not ClaimStatus.RETRACTED
        )
        yield Forecast(claim=row, outcomes=outcomes)


_AHEAD = (ClaimType.PREDICTION, ClaimType.HOPE, ClaimType.PROMISE, ClaimType.DEMAND)


class Comparing:
    """Holds claims against each other, with what the ledger knows of entities and sources.

    Args:
        catalogue: of the case.
        until: position of the log up to which things are known.
    """

    def __init__(self, catalogue: Catalogue, until: int = NOW) -> None:
        self._catalogue, self._until = catalogue, until
        self._origins: dict[str, str] = {}
        self._entities: dict[str, Entity | None] = {}
        self._posts = {each.key: each for each in ledger.entities(catalogue, until, (EntitySchema.POSITION,))}

    def told(self, rows: Sequence[ClaimRow]) -> Told:
        """What some claims tell of their common event."""
        claims = [row.claim for row in rows]
        event = claims[0].event
        named = ledger.event(self._catalogue, event, self._until)
        return Told(
            event=event,
            title="" if named is None else named.title,
            claims=tuple(rows),
            origins=self.origins(claims),
            voices=voices(claims),
            pairs=tuple(self._pairs(claims)),
        )

    def origins(self, claims: Iterable[Claim]) -> tuple[str, ...]:
        """Keys of the origins that claims go back to."""
        return tuple(sorted({self._origin(claim.source) for claim in claims}))

    def _origin(self, source: str) -> str:
        if source not in self._origins:
            found = ledger.source(self._catalogue, source, self._until)
            self._origins[source] = source if found is None else found.origin
        return self._origins[source]

    def _pairs(self, claims: Sequence[Claim]) -> Iterator[Pair]:
        denials: list[Pair] = []
        for claim in claims:
            for target in {claim.id, claim.event}:
                for row, tie in ledger.related(self._catalogue, target, self._until):
                    if tie.kind is RelationKind.DENIES and row.status is not ClaimStatus.RETRACTED:
                        denials.append(self._denial(claim, row.claim))
        yield from dict.fromkeys(denials)
        groups: dict[object, Claim] = {}
        for claim in sorted(
            claims, key=lambda each: self._origin(each.source) != each.source
        ):  # originals before copies
            said = (claim.kind, claim.date and claim.date.edtf, claim.count, claim.participants)
            groups.setdefault((*said, claim.position, claim.place, claim.hedge, self._origin(claim.source)), claim)
        for one, other in combinations(groups.values(), 2):
            yield self._pair(one, other)

    def _denial(self, claim: Claim, denial: Claim) -> Pair:
        words = [each.quotes[0].text if each.quotes else each.id for each in (claim, denial)]
        fit = FieldFit(field="event", fit=Fit.DENIES, one=words[0], other=words[1])
        return self._made(claim, denial, (fit,))

    def _pair(self, one: Claim, other: Claim) -> Pair:
        return self._made(one, other, tuple(self.fields(one, other)))

    def _made(self, one: Claim, other: Claim, fields: tuple[FieldFit, ...]) -> Pair:
        return Pair(
            one=one.id,
            other=other.id,
            fit=max((each.fit for each in fields if each.field != "hedge"), key=_WORST.index, default=Fit.AGREES),
            fields=tuple(each for each in fields if each.fit is not Fit.AGREES),
            one_origin=self._origin(one.source) == self._origin(other.source),
        )

    def fields(self, one: Claim, other: Claim) -> Iterator[FieldFit]:
        """How two claims lie to each other, field by field; fields in which both are silent are left out."""
        if one.kind is other.kind:
            yield from _dates(one, other)
        yield from _counts(one, other)
        yield from self._participants(one, other)
        yield from self._positions(one, other)
        yield from _simple("place", one.place, other.place, one, other)
        if one.hedge is not other.hedge:
            firmer = one if one.hedge.rank < other.hedge.rank else other
            yield FieldFit(
                field="hedge", fit=Fit.DIFFERS, one=one.hedge.value, other=other.hedge.value, finer=firmer.id
            )

    def _participants(self, one: Claim, other: Claim) -> Iterator[FieldFit]:
        for role in Part:
            ours, theirs = _having(one, role), _having(other, role)
            if not ours and not theirs:
                continue
            fit, finer = Fit.DIFFERS, None
            if ours == theirs:
                fit = Fit.AGREES
            elif ours < theirs or theirs < ours:
                fit, finer = Fit.REFINES, (other if ours < theirs else one).id
            elif role in _ALONE and len(ours) == len(theirs) == 1 and self._named(*ours) and self._named(*theirs):
                fit = Fit.CONTRADICTS
            yield FieldFit(
                field=f"participants.{role}",
                fit=fit,
                one=", ".join(sorted(ours)),
                other=", ".join(sorted(theirs)),
                finer=finer,
            )

    def _named(self, key: str) -> bool:
        """Whether an entity is one that sources name: an unnamed group may be the same as another."""
        entity = self._entity(key)
        return entity is not None and not entity.unnamed and entity.schema is not EntitySchema.GROUP

    def _entity(self, key: str) -> Entity | None:
        if key not in self._entities:
            if len(self._entities) >= _REMEMBERED:
                self._entities.clear()
            self._entities[key] = ledger.entity(self._catalogue, key, self._until)
        return self._entities[key]

    def _positions(self, one: Claim, other: Claim) -> Iterator[FieldFit]:
        if not one.position or not other.position:
            yield from _simple("position", one.position, other.position, one, other)
            return
        names = [self._post(claim) for claim in (one, other)]
        fit = Fit.AGREES if names[0] == names[1] else Fit.DIFFERS
        yield FieldFit(field="position", fit=fit, one=one.position, other=other.position)

    def _post(self, claim: Claim) -> str:
        body = next(iter(claim.who(Part.ORGANIZATION)), "")
        entity = self._entity(body) if body else None
        return post_name(claim.position, body, Names(bodies={body: entity} if entity else {}, posts=self._posts))


def voices(claims: Iterable[Claim]) -> tuple[str, ...]:
    """Who is quoted first in each chain: several sources may rest on one announcement."""
    found = {
        claim.attribution[0].source
        for claim in claims
        if claim.attribution and claim.attribution[0].level is not AttributionLevel.NARRATOR
    }
    return tuple(sorted(found))


def _having(claim: Claim, role: Part) -> frozenset[str]:
    return frozenset(
        each.entity for each in claim.participants if each.role is role and each.refers is not Reference.TEXT
    )


def _simple(name: str, one: str | None, other: str | None, first: Claim, second: Claim) -> Iterator[FieldFit]:
    if not one and not other:
        return
    fit, finer = Fit.DIFFERS, None
    if one == other:
        fit = Fit.AGREES
    elif not one or not other:
        fit, finer = Fit.REFINES, (first if one else second).id
    yield FieldFit(field=name, fit=fit, one=one or "", other=other or "", finer=finer)


def _dates(one: Claim, other: Claim) -> Iterator[FieldFit]:
    if one.date is None and other.date is None:
        return
    said = ("" if one.date is None else one.date.edtf, "" if other.date is None else other.date.edtf)
    if one.date is None or other.date is None:
        finer = (other if one.date is None else one).id
        yield FieldFit(field="date", fit=Fit.REFINES, one=said[0], other=said[1], finer=finer)
        return
    fit, finer_at = date_fit(one.date, other.date)
    name = None if finer_at is None else (one if finer_at == 0 else other).id
    yield FieldFit(field="date", fit=fit, one=said[0], other=said[1], finer=name)


def date_fit(one: ClaimDate, other: ClaimDate) -> tuple[Fit, int | None]:
    """How two dates lie to each other, and which (0 or 1) is finer."""
    if one.edtf == other.edtf:
        return Fit.AGREES, None
    mine, theirs = _comparable(one), _comparable(other)
    if mine is None or theirs is None or mine == theirs:
        return Fit.AGREES, None
    if contradicts(mine, theirs):
        return Fit.CONTRADICTS, None
    if refines(mine, theirs):
        return Fit.REFINES, 0
    if refines(theirs, mine):
        return Fit.REFINES, 1
    return Fit.FITS, None


def _comparable(date: ClaimDate) -> Edtf | None:
    """A date without an end that is only when its source was written."""
    value = parse_edtf(date.edtf)
    if not isinstance(value, Interval) or date.precision not in _AS_OF:
        return value
    return None if isinstance(value.start, Open) else Interval(start=value.start, end=Open.OPEN)


def _counts(one: Claim, other: Claim) -> Iterator[FieldFit]:
    if one.count is None and other.count is None:
        return
    said = (count_words(one.count), count_words(other.count))
    if one.count is None or other.count is None:
        finer = (other if one.count is None else one).id
        yield FieldFit(field="count", fit=Fit.REFINES, one=said[0], other=said[1], finer=finer)
        return
    fit, finer_at = count_fit(one.count, other.count)
    name = None if finer_at is None else (one if finer_at == 0 else other).id
    yield FieldFit(field="count", fit=fit, one=said[0], other=said[1], finer=name)


def count_fit(one: Count, other: Count) -> tuple[Fit, int | None]:
    """How two numbers lie to each other, and which (0 or 1) is finer; of other units they only differ."""
    if one == other:
        return Fit.AGREES, None
    mine, theirs = one.bounds(), other.bounds()
    if one.unit.casefold() != other.unit.casefold() or mine is None or theirs is None:
        return Fit.DIFFERS, None
    if mine == theirs:
        return Fit.AGREES, None
    if _over(mine[0], theirs[1]) or _over(theirs[0], mine[1]):
        return Fit.CONTRADICTS, None
    if _inside(mine, theirs):
        return Fit.REFINES, 0
    return (Fit.REFINES, 1) if _inside(theirs, mine) else (Fit.FITS, None)


def _over(least: int, most: int | None) -> bool:
    return most is not None and least > most


def _inside(inner: tuple[int, int | None], outer: tuple[int, int | None]) -> bool:
    return inner[0] >= outer[0] and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def count_words(count: Count | None) -> str:
    """A number with what it settles, in words."""
    if count is None:
        return ""
    words = count.qualifier.value.replace("_", " ")
    number = f"{count.value}" if count.upper is None else f"{count.value} and {count.upper}"
    return f"{number} {count.unit}" if words == "exact" else f"{words} {number} {count.unit}"
