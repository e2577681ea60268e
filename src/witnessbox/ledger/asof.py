"""What may have been so on a day, as far as it is known now, or was known on an earlier day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from witnessbox.model.changes import changes_of, names_of
from witnessbox.model.claims import RelationKind
from witnessbox.model.edtf import Date, parse_edtf
from witnessbox.model.edtf_bounds import possible_days
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.ledger import ClaimStatus, EntitySchema
from witnessbox.model.lifecycle import Change, History, HistoryKind, Stage, stretches
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, ClaimRow, HistoryRow, Wanted

_FIRM_STATUS = ClaimStatus.CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who may hold a post.

    Attributes:
        subject: key of the person.
        certain: whether nothing else is possible.
        known: date of the newest source that tells of it.
        claims: how many claims tell of it.
    """

    subject: str
    certain: bool
    known: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Who may hold a post on a day; where nobody does for certain, it may be somebody of whom no source here tells.

    Attributes:
        body: key of the organisation, empty when unknown.
        matter: name of the post.
        holders: everybody who may.
        gone: keys of those who certainly held it before.
    """

    body: str
    matter: str
    holders: tuple[Holder, ...]
    gone: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether one person, and only one, can hold it as far as the ledger tells."""
        return len(self.holders) == 1 and self.holders[0].certain


def day_number(text: str, option: str) -> int:
    """A day as `date.toordinal` counts.

    Raises:
        UsageError: it is no single day.
    """
    try:
        value = parse_edtf(text)
        spans = possible_days(value)
    except ValueError as error:
        raise UsageError(f"{option}: {error}; write one day, for example 2021-11-25") from error
    if not isinstance(value, Date) or spans.first is None or spans.first != spans.last:
        raise UsageError(f"{option}: {text} is no single day; write one, for example 2021-11-25")
    return spans.first


def statuses(
    catalogue: Catalogue,
    day: int,
    *,
    about: str | None = None,
    until: int = NOW,
    proposed: bool = False,
    limit: int | None = None,
    after: str = "",
) -> list[HistoryRow]:
    """What may be so of every history at the end of a day.

    Args:
        catalogue: of the case.
        day: as `date.toordinal` counts.
        about: key of a person, organisation or proceeding; None for all.
        until: position of the log up to which things are known.
        proposed: whether claims count, too, that nobody stands behind yet.
        limit: how many at most; None for all.
        after: id of the history after which to begin.

    Raises:
        UnknownObjectError: there is no such entity.
    """
    if about is not None and ledger.entity(catalogue, about) is None:
        raise UnknownObjectError(f"{about}: no such entity; `witnessbox ledger show CASE` lists them")
    asking = _Asking(catalogue, day, until, proposed)
    rows = asking.rows(about, limit, after)
    return sorted({row.history.id: row for row in (*rows, *asking.beside(rows, about, limit))}.values(), key=_id)


def _id(row: HistoryRow) -> str:
    return row.history.id


@dataclass(frozen=True, slots=True)
class _Asking:
    catalogue: Catalogue
    day: int
    until: int
    proposed: bool

    def rows(self, about: str | None, limit: int | None = None, after: str = "") -> list[HistoryRow]:
        if self.until == NOW and not self.proposed:
            return ledger.histories_on(self.catalogue, self.day, about, limit, after)
        rows = _replayed(self.catalogue, self.day, about, self.until, proposed=self.proposed)
        return [row for row in rows if row.history.id > after][:limit]

    def beside(self, rows: Sequence[HistoryRow], about: str | None, limit: int | None) -> list[HistoryRow]:
        """Others who may hold the same posts: without them nobody could tell whether a post is settled."""
        posts = {(row.history.body, row.history.matter) for row in rows if row.history.kind is HistoryKind.POST}
        if about is None and limit is not None and len(rows) == limit and rows[-1].history.kind is HistoryKind.POST:
            last = rows[-1].history
            return [row for row in self.rows(last.body or None) if _post_of(row) == (last.body, last.matter)]
        if about is None or {body for body, _ in posts} == {about}:
            return []
        bodies = sorted({body for body, _ in posts})
        return [row for body in bodies for row in self.rows(body or None) if _post_of(row) in posts]


def _post_of(row: HistoryRow) -> tuple[str, str] | None:
    return (row.history.body, row.history.matter) if row.history.kind is HistoryKind.POST else None


def _replayed(catalogue: Catalogue, day: int, about: str | None, until: int, *, proposed: bool) -> list[HistoryRow]:
    """The same, made from the claims themselves."""
    names = names_of(ledger.entities(catalogue, until))
    found: dict[str, tuple[History, list[tuple[Change, str, str]]]] = {}
    published: dict[str, str] = {}
    doubted = ledger.denied(catalogue)
    for row in _counted(catalogue, _part_of(catalogue, about), until, proposed=proposed):
        claim = row.claim
        if claim.source not in published:
            source = ledger.source(catalogue, claim.source, until)
            published[claim.source] = "" if source is None else source.published
        firm = row.status in (_FIRM_STATUS, ClaimStatus.PROPOSED) and not _denied(catalogue, row, until, doubted)
        for history, change in changes_of(claim, names):
            if about in (None, history.subject, history.body, history.matter):
                made = Change(
                    event=change.event,
                    stage=change.stage,
                    low=change.low,
                    high=change.high,
                    firm=change.firm and firm,
                )
                found.setdefault(history.id, (history, []))[1].append((made, published[claim.source], claim.id))
    rows = []
    for history, told in found.values():
        stages = _on(history.kind, [change for change, _, _ in told], day)
        if stages:
            known = max(known for _, known, _ in told)
            number = len({claim for _, _, claim in told})
            rows.append(HistoryRow(history=history, stages=stages, known=known, claims=number))
    return sorted(rows, key=lambda row: row.history.id)


def _part_of(catalogue: Catalogue, about: str | None) -> Wanted:
    """Claims that can tell of an entity: those in which it has a part; a post or a place may be named otherwise."""
    entity = None if about is None else ledger.entity(catalogue, about)
    elsewhere = entity is None or entity.schema in (EntitySchema.POSITION, EntitySchema.PLACE, EntitySchema.FACILITY)
    return Wanted() if elsewhere else Wanted(entity=about)


def _counted(catalogue: Catalogue, wanted: Wanted, until: int, *, proposed: bool) -> Iterator[ClaimRow]:
    counted = {ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED, *([ClaimStatus.PROPOSED] if proposed else [])}
    return (row for row in ledger.claims(catalogue, wanted, until) if row.status in counted)


def _denied(catalogue: Catalogue, row: ClaimRow, until: int, doubted: set[str]) -> bool:
    return any(
        tie.kind is RelationKind.DENIES and other.status in (ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED)
        for target in {row.claim.id, row.claim.event} & doubted
        for other, tie in ledger.related(catalogue, target, until)
    )


def _on(kind: HistoryKind, changes: Sequence[Change], day: int) -> tuple[Stage, ...]:
    now: tuple[Stage, ...] = ()
    for stretch in stretches(kind, changes):
        if stretch.first > day:
            break
        now = stretch.stages
    return now


def posts(rows: Sequence[HistoryRow]) -> list[Post]:
    """Who may hold which post."""
    found: dict[tuple[str, str], list[HistoryRow]] = {}
    for row in rows:
        if row.history.kind is HistoryKind.POST:
            found.setdefault((row.history.body, row.history.matter), []).append(row)
    return [_post(body, matter, some) for (body, matter), some in sorted(found.items())]


def _post(body: str, matter: str, rows: Sequence[HistoryRow]) -> Post:
    return Post(
        body=body,
        matter=matter,
        holders=tuple(
            Holder(
                subject=row.history.subject,
                certain=row.stages == (Stage.HOLDS,),
                known=row.known,
                claims=row.claims,
            )
            for row in rows
            if Stage.HOLDS in row.stages
        ),
        gone=tuple(row.history.subject for row in rows if row.stages == (Stage.LEFT,)),
    )
