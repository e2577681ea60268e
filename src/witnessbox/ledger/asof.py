"""What may have been so on a day, as far as it is known now, or was known on an earlier day."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.model.edtf import Date, parse_edtf
from witnessbox.model.edtf_bounds import possible_days
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.lifecycle import HistoryKind, Stage
from witnessbox.model.records import dataclass
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, Asked, HistoryRow


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
    rows = asking.rows(Asked(about=about, limit=limit, after=after))
    beside = asking.beside(rows, about, limit)
    return sorted({row.history.id: row for row in (*rows, *beside)}.values(), key=_id) if beside else rows


def _id(row: HistoryRow) -> str:
    return row.history.id


@dataclass(frozen=True, slots=True)
class _Asking:
    catalogue: Catalogue
    day: int
    until: int
    proposed: bool

    def rows(self, asked: Asked) -> list[HistoryRow]:
        if self.until == NOW and not self.proposed:
            return ledger.histories_on(self.catalogue, self.day, asked)
        return ledger.histories_then(self.catalogue, self.day, asked, self.until, proposed=self.proposed)

    def beside(self, rows: Sequence[HistoryRow], about: str | None, limit: int | None) -> list[HistoryRow]:
        """Others who may hold the same posts: without them nobody could tell whether a post is settled."""
        if about is None and limit is not None and len(rows) == limit:
            held = {_post_of(rows[-1])}
        elif about is not None:
            held = {_post_of(row) for row in rows if row.history.body != about}
        else:
            held = set()
        return [row for post in sorted(held - {None}, key=str) for row in self.rows(Asked(post=post))]


def _post_of(row: HistoryRow) -> tuple[str, str] | None:
    return (row.history.body, row.history.matter) if row.history.kind is HistoryKind.POST else None


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
