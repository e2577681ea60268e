"""What the ledger holds, now or as it was known on an earlier day: questions to the catalogue."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

from witnessbox.model.claims import Claim, Relation, RelationKind
from witnessbox.model.codec import from_json
from witnessbox.model.estimates import ListStatement
from witnessbox.model.ledger import ClaimStatus, Consent, Entity, EntitySchema, LedgerEvent, NameReview, Source
from witnessbox.model.lifecycle import EVER, NEVER, History, HistoryKind, Stage, Stretch
from witnessbox.model.records import dataclass
from witnessbox.model.standing import Decision, Standing, standing
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault import ledger_rows, ledger_same
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger_same import SameRow

NOW = NEVER
"""A position beyond the end of any log: the ledger as it is."""

_DAY_NS = 86_400 * 10**9
_EPOCH = 719_163
"""`date.toordinal` of 1970-01-01."""

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim and where it stands."""

    claim: Claim
    status: ClaimStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """What somebody decided about a name.

    Attributes:
        review: the decision.
        key: of the person who decided.
        time: when, nanoseconds since 1970 as text.
    """

    review: NameReview
    key: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """What may be so of one history on one day.

    Attributes:
        history: what is followed.
        stages: all that may be so.
        known: date of the newest source that tells of it, EDTF; nothing here tells what came after.
        claims: how many claims tell of it.
    """

    history: History
    stages: tuple[Stage, ...]
    known: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A whole history.

    Attributes:
        history: what is followed.
        known: date of the newest source that tells of it, EDTF.
        claims: how many claims tell of it.
        stretches: what may be so, from the beginning of time on.
    """

    history: History
    known: str
    claims: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which claims are asked for; what is None does not matter."""

    source: str | None = None
    entity: str | None = None
    event: str | None = None
    type: str | None = None
    status: str | None = None


# -- time ------------------------------------------------------------------------------------------------------------


def known_on(catalogue: Catalogue, day: int) -> int:
    """Position of the last entry that was known at the end of a day (UTC).

    All entries before the first one with a later time count: should a clock have been wrong, less was known, not more.

    Args:
        catalogue: of the case.
        day: as `date.toordinal` counts.
    """
    end = min((day + 1 - _EPOCH) * _DAY_NS, 2**63 - 1)
    (later,) = catalogue.connection.execute(
        "SELECT min(position) FROM entries WHERE CAST(time AS INTEGER) >= ?", (end,)
    ).fetchone()
    return NOW if later is None else int(later) - 1


def first_known(catalogue: Catalogue) -> int | None:
    """The day, as `date.toordinal` counts, on which the first claim was entered; None where there is none."""
    (time,) = catalogue.connection.execute(
        "SELECT min(CAST(time AS INTEGER)) FROM entries WHERE position >= (SELECT min(position) FROM ledger_claims)"
    ).fetchone()
    return None if time is None else int(time) // _DAY_NS + _EPOCH


# -- records ---------------------------------------------------------------------------------------------------------


def _all(kind: type[Record], rows: Iterable[tuple[Any, ...]]) -> Iterator[Record]:
    return (from_json(kind, json.loads(row[0])) for row in rows)


def source(catalogue: Catalogue, id_: str, until: int = NOW) -> Source | None:
    """One source."""
    rows = catalogue.connection.execute(
        "SELECT record FROM ledger_sources WHERE id = ? AND position <= ?", (id_, until)
    )
    return next(_all(Source, rows), None)


def source_with(catalogue: Catalogue, sha256: str) -> Source | None:
    """The first source with these bytes."""
    rows = catalogue.connection.execute("SELECT record FROM ledger_sources WHERE sha256 = ? ORDER BY id", (sha256,))
    return next(_all(Source, rows), None)


def sources(catalogue: Catalogue, until: int = NOW) -> Iterator[Source]:
    """Every source, in the order in which they were registered."""
    rows = catalogue.connection.execute(
        "SELECT record FROM ledger_sources WHERE position <= ? ORDER BY position, id", (until,)
    )
    return _all(Source, rows)


def entity(catalogue: Catalogue, key: str, until: int = NOW) -> Entity | None:
    """One entity as it was last told."""
    rows = catalogue.connection.execute(
        "SELECT record FROM ledger_entities WHERE key = ? AND position <= ? ORDER BY position DESC LIMIT 1",
        (key, until),
    )
    return next(_all(Entity, rows), None)


def entities(catalogue: Catalogue, until: int = NOW, schemata: Collection[EntitySchema] = ()) -> Iterator[Entity]:
    """Every entity as it was last told, by key; of some schemata, or of all where none is named."""
    marks = ",".join("?" * len(schemata))
    rows = catalogue.connection.execute(
        "SELECT record, max(position) FROM ledger_entities WHERE position <= ? "  # noqa: S608 - question marks only
        f"{f'AND schema IN ({marks})' if schemata else ''} GROUP BY key ORDER BY key",
        (until, *sorted(schemata)),
    )
    return _all(Entity, rows)


def protected(catalogue: Catalogue) -> Iterator[Entity]:
    """Every entity that has a pseudonym, as it was last told, by key."""
    rows = catalogue.connection.execute(
        "SELECT record, max(position) FROM ledger_entities WHERE key IN (SELECT key FROM ledger_entities "
        "WHERE protection IS NOT NULL) GROUP BY key ORDER BY key"
    )
    return _all(Entity, rows)


def subjects(catalogue: Catalogue) -> int:
    """How many people have a pseudonym."""
    (number,) = catalogue.connection.execute(
        "SELECT count(DISTINCT key) FROM ledger_entities WHERE protection IS NOT NULL"
    ).fetchone()
    return int(number)


def event(catalogue: Catalogue, id_: str, until: int = NOW) -> LedgerEvent | None:
    """What was said about an event as such; one that is known by its claims alone has nothing."""
    rows = catalogue.connection.execute(
        "SELECT record FROM ledger_events WHERE id = ? AND position <= ? ORDER BY position DESC LIMIT 1", (id_, until)
    )
    return next(_all(LedgerEvent, rows), None)


def consents(catalogue: Catalogue, subject: str | None = None, until: int = NOW) -> Iterator[Consent]:
    """Consents as they stand, of one subject or all."""
    rows = catalogue.connection.execute(
        "SELECT record, max(position) FROM ledger_consents WHERE position <= ?1 AND (?2 IS NULL OR subject = ?2) "
        "GROUP BY id ORDER BY id",
        (until, subject),
    )
    return _all(Consent, rows)


def list_statements(catalogue: Catalogue, until: int = NOW) -> Iterator[tuple[ListStatement, str]]:
    """What people state about lists, as it stands, by id; each with the key of who states it."""
    rows = catalogue.connection.execute(
        "SELECT record, key, max(position) FROM ledger_lists WHERE position <= ? GROUP BY id ORDER BY id", (until,)
    )
    return ((from_json(ListStatement, json.loads(record)), str(key)) for record, key, _ in rows)


def name_reviews(catalogue: Catalogue, subject: str | None = None, until: int = NOW) -> list[ReviewRow]:
    """Every decision about names, of one person or all; of each person the oldest first: the last one counts."""
    rows = catalogue.connection.execute(
        "SELECT record, key, time FROM ledger_reviews WHERE position <= ?1 AND (?2 IS NULL OR subject = ?2) "
        "ORDER BY subject, position",
        (until, subject),
    )
    return [
        ReviewRow(review=from_json(NameReview, json.loads(record)), key=key, time=time) for record, key, time in rows
    ]


# -- claims ----------------------------------------------------------------------------------------------------------


def versions(catalogue: Catalogue, id_: str, until: int = NOW) -> list[Claim]:
    """Versions of a claim, oldest first."""
    return ledger_rows.versions(catalogue.connection, id_, until)


def decisions(catalogue: Catalogue, id_: str, until: int = NOW) -> list[Decision]:
    """What people did with a claim, oldest first."""
    return ledger_rows.decisions(catalogue.connection, id_, until)


def standing_of(catalogue: Catalogue, id_: str, until: int = NOW) -> Standing | None:
    """Where a claim stands, None when there was none by then."""
    every = versions(catalogue, id_, until)
    return _standing(catalogue, every, until) if every else None


def _standing(catalogue: Catalogue, every: Sequence[Claim], until: int) -> Standing:
    protected = ledger_rows.protections_in(catalogue.connection, every[-1])
    return standing(every, decisions(catalogue, every[-1].id, until), protected)


def claim_row(catalogue: Catalogue, id_: str, until: int = NOW) -> ClaimRow | None:
    """One claim as it stands."""
    if until == NOW:  # the catalogue has what came of all decisions
        return next(
            claim_rows(catalogue, "SELECT record, status FROM ledger_claims WHERE id = ? AND newest", (id_,)), None
        )
    every = versions(catalogue, id_, until)
    if not every:
        return None
    event = ledger_same.members(catalogue.connection, every[-1].event, until)[0]
    status = _standing(catalogue, every, until).status
    return ClaimRow(claim=ledger_rows.told_of(every[-1], event), status=status)


def claim_rows(catalogue: Catalogue, query: str, values: Sequence[object] = ()) -> Iterator[ClaimRow]:
    """Claims from a query of the vault for `record` and `status`."""
    for record, status in catalogue.connection.execute(query, values):
        yield ClaimRow(claim=from_json(Claim, json.loads(record)), status=ClaimStatus(status))


def claims(catalogue: Catalogue, wanted: Wanted = Wanted(), until: int = NOW) -> Iterator[ClaimRow]:
    """Claims as they stand, by the first day that they may speak of."""
    if until != NOW:
        types = () if wanted.type is None else (wanted.type,)
        if wanted.event is not None:
            wanted = replace(wanted, event=ledger_same.members(catalogue.connection, wanted.event, until)[0])
        yield from (row for row in _claims_then(catalogue, wanted, types, until) if _fits(row, wanted))
        return
    conditions, values = _conditions(catalogue, wanted, ("source", "event", "type", "status"))
    where = " AND ".join(("newest", *conditions))
    yield from claim_rows(
        catalogue,
        f"SELECT record, status FROM ledger_claims WHERE {where} "  # noqa: S608 - own words only
        "ORDER BY low, high, id",
        values,
    )


def _conditions(catalogue: Catalogue, wanted: Wanted, names: Iterable[str]) -> tuple[list[str], list[object]]:
    """What SQLite is asked of claims, by some names of what is wanted and by who takes part; and the values for it."""
    conditions: list[str] = []
    values: list[object] = []
    for name in names:
        value = getattr(wanted, name)
        if value is not None and name == "event":
            value = ledger_same.root_of(catalogue.connection, value)
        if value is not None:
            conditions.append(f"{name} = ?")
            values.append(value)
    if wanted.entity is not None:
        conditions.append("id IN (SELECT claim FROM ledger_parts WHERE entity = ?)")
        values.append(wanted.entity)
    return conditions, values


def claims_of_types(catalogue: Catalogue, types: Collection[ClaimType], until: int = NOW) -> Iterator[ClaimRow]:
    """Claims of some types as they stood at a position of the log, by the first day that they may speak of."""
    words = sorted(types)
    return (row for row in _claims_then(catalogue, Wanted(), words, until) if row.claim.type in words)


def _claims_then(catalogue: Catalogue, wanted: Wanted, types: Collection[str], until: int) -> Iterator[ClaimRow]:
    """Claims as they were known at a position of the log, and perhaps others: only what changed since is replayed.

    What has one version only says now what it always said, so SQLite leaves out most of what is not asked for.
    """
    then = ledger_same.roots(catalogue.connection, until)
    moved = then != ledger_same.roots(catalogue.connection)
    conditions, values = _conditions(catalogue, wanted, ("source",) if moved else ("source", "event"))
    if types:
        conditions.append(f"type IN ({','.join('?' * len(types))})")
        values += sorted(types)
    about = f"AND (c.version > 1 OR ({' AND '.join(conditions)}))" if conditions else ""
    rows = catalogue.connection.execute(
        "SELECT c.id, c.record, c.told, c.status, c.position <= ? AND NOT EXISTS "  # noqa: S608 - own words only
        "(SELECT 1 FROM ledger_steps s WHERE s.claim = c.id AND s.position > ?) FROM ledger_claims c WHERE c.newest "
        f"AND (c.position <= ? OR c.version > 1) {about} ORDER BY c.low, c.high, c.id",
        (until, until, until, *values),
    )
    for id_, record, told, status, same in rows:
        if same:
            claim = ledger_rows.told_of(from_json(Claim, json.loads(record)), then.get(told, told))
            row: ClaimRow | None = ClaimRow(claim=claim, status=ClaimStatus(status))
        else:
            row = claim_row(catalogue, id_, until)
        if row is not None:
            yield row


def _fits(row: ClaimRow, wanted: Wanted) -> bool:
    claim = row.claim
    return (
        wanted.event in (None, claim.event)
        and wanted.source in (None, claim.source)
        and wanted.type in (None, claim.type.value)
        and wanted.status in (None, row.status.value)
        and (wanted.entity is None or any(each.entity == wanted.entity for each in claim.participants))
    )


def events(catalogue: Catalogue, statuses: Iterable[ClaimStatus] = ClaimStatus) -> Iterator[str]:
    """Ids of events of which claims with one of these statuses tell, in their order."""
    words = [status.value for status in statuses]
    rows = catalogue.connection.execute(
        "SELECT DISTINCT event FROM ledger_claims WHERE newest AND status IN "  # noqa: S608 - question marks only
        f"({','.join('?' * len(words))}) ORDER BY event",
        words,
    )
    return (str(id_) for (id_,) in rows)


def claims_by_event(catalogue: Catalogue, types: Collection[ClaimType] = ()) -> Iterator[list[ClaimRow]]:
    """Every claim as it stands, or those of some types, the claims of each event together, in the order of `events`."""
    marks = ",".join("?" * len(types))
    rows = catalogue.connection.execute(
        f"SELECT event, record, status FROM ledger_claims WHERE newest {f'AND type IN ({marks})' if types else ''} "  # noqa: S608
        "ORDER BY event, low, high, id",
        sorted(types),
    )
    for _, some in groupby(rows, key=lambda row: str(row[0])):
        yield [
            ClaimRow(claim=from_json(Claim, json.loads(record)), status=ClaimStatus(status))
            for _, record, status in some
        ]


def claims_at(catalogue: Catalogue, place: str, *, by_event: bool = False) -> Iterator[ClaimRow]:
    """Claims that speak of a place, as where it was or as a participant.

    Args:
        catalogue: of the case.
        place: key of the place.
        by_event: whether they come by the ids of their events; else by the first day that they may speak of.
    """
    return claim_rows(
        catalogue,
        "SELECT record, status FROM ledger_claims WHERE newest AND id IN (SELECT id FROM ledger_claims WHERE newest "  # noqa: S608
        "AND json_extract(record, '$.place') = ?1 UNION SELECT claim FROM ledger_parts WHERE entity = ?1) "
        f"ORDER BY {'event, ' if by_event else ''}low, high, id",
        (place,),
    )


def told_together(catalogue: Catalogue, until: int = NOW) -> Iterator[list[ClaimRow]]:
    """Claims about one event, for each event that more than one claim speaks of or that somebody denies, by its id."""
    rows = catalogue.connection.execute(
        "SELECT event FROM ledger_claims WHERE position <= ?1 GROUP BY event HAVING count(DISTINCT id) > 1 "
        "UNION SELECT event FROM ledger_relations r JOIN ledger_claims c ON c.told = r.target OR c.id = r.target "
        "WHERE r.kind = ?2 ORDER BY event",
        (until, RelationKind.DENIES.value),
    ).fetchall()
    merged = set(ledger_same.events(catalogue.connection))
    for (id_,) in rows:
        if until != NOW and id_ in merged:  # what was one then may be two now, and the other way round
            continue
        found = list(claims(catalogue, Wanted(event=id_), until)) if until == NOW else _about(catalogue, id_, until)
        if found:
            yield found
    if until != NOW and merged:
        yield from _merged_then(catalogue, merged, until)


def _merged_then(catalogue: Catalogue, merged: Iterable[str], until: int) -> Iterator[list[ClaimRow]]:
    """Claims about events of which people said at some time that they are one with others, as it was known then."""
    groups: dict[str, list[ClaimRow]] = {}
    ids = catalogue.connection.execute(
        "SELECT DISTINCT id FROM ledger_claims WHERE told IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(sorted(merged)),),
    ).fetchall()
    for (id_,) in ids:
        row = claim_row(catalogue, id_, until)
        if row is not None:
            groups.setdefault(row.claim.event, []).append(row)
    denied = tied_to(catalogue, RelationKind.DENIES)
    for _, some in sorted(groups.items()):
        about = {row.claim.id for row in some} | set(
            ledger_same.members(catalogue.connection, some[0].claim.event, until)
        )
        if len(some) > 1 or about & denied:
            yield some


def _about(catalogue: Catalogue, id_: str, until: int) -> list[ClaimRow]:
    rows = catalogue.connection.execute(
        "SELECT DISTINCT id FROM ledger_claims WHERE event = ? AND position <= ? ORDER BY id", (id_, until)
    ).fetchall()
    found = (claim_row(catalogue, claim, until) for (claim,) in rows)
    return [row for row in found if row is not None and row.claim.event == id_]


def one_event(catalogue: Catalogue, one: str, other: str) -> bool:
    """Whether two ids name one event, as people found."""
    connection = catalogue.connection
    return one == other or ledger_same.root_of(connection, one) == ledger_same.root_of(connection, other)


def event_roots(catalogue: Catalogue) -> dict[str, str]:
    """Events that people found to be one with others, and which stands for each."""
    return ledger_same.roots(catalogue.connection)


def members(catalogue: Catalogue, event: str, until: int = NOW) -> Sequence[str]:
    """All events that are one with an event, itself among them, in their order: the first one stands for all."""
    return ledger_same.members(catalogue.connection, event, until)


def said_of_events(catalogue: Catalogue, event: str | None = None, until: int = NOW) -> list[SameRow]:
    """All that people said of whether two events are one, the oldest first."""
    return ledger_same.said(catalogue.connection, event, until)


def related(catalogue: Catalogue, target: str, until: int = NOW) -> list[tuple[ClaimRow, Relation]]:
    """Claims that are tied to a claim or event, each with the tie."""
    targets = ledger_same.members(catalogue.connection, target, until)
    rows = catalogue.connection.execute(
        "SELECT DISTINCT claim FROM ledger_relations WHERE target IN (SELECT value FROM json_each(?)) ORDER BY claim",
        (json.dumps(targets),),
    ).fetchall()
    found = []
    for (id_,) in rows:
        row = claim_row(catalogue, id_, until)
        if row is not None:
            found += [(row, tie) for tie in row.claim.relations if tie.target in targets]
    return found


def tied_to(catalogue: Catalogue, kind: RelationKind) -> set[str]:
    """Ids of claims and events that some claim is tied to in this way, now or once."""
    rows = catalogue.connection.execute(
        "SELECT target FROM ledger_relations WHERE kind = ?1 UNION SELECT root FROM ledger_roots WHERE member IN "
        "(SELECT target FROM ledger_relations WHERE kind = ?1)",
        (kind.value,),
    )
    return {str(target) for (target,) in rows}


def targets(catalogue: Catalogue) -> set[str]:
    """Ids of claims and events that some claim is tied to, now or once."""
    rows = catalogue.connection.execute(
        "SELECT target FROM ledger_relations UNION SELECT root FROM ledger_roots WHERE member IN "
        "(SELECT target FROM ledger_relations)"
    )
    return {str(target) for (target,) in rows}


def ids_with_label(catalogue: Catalogue, label: str, limit: int = 20) -> list[str]:
    """Ids of claims that bear this label in any source."""
    rows = catalogue.connection.execute(
        "SELECT c.id FROM ledger_sources s JOIN ledger_claims c ON c.id = s.id || ':' || ? AND c.version = 1 "
        "ORDER BY c.id LIMIT ?",
        (label, limit),
    )
    return [str(id_) for (id_,) in rows]


def number_of_claims(catalogue: Catalogue, status: ClaimStatus | None = None) -> int:
    """How many claims there are, of one status or of all."""
    (number,) = catalogue.connection.execute(
        "SELECT count(*) FROM ledger_claims WHERE newest AND (?1 IS NULL OR status = ?1)",
        (None if status is None else status.value,),
    ).fetchone()
    return int(number)


def period(catalogue: Catalogue, statuses: Iterable[ClaimStatus]) -> tuple[int, int]:
    """First and last day that claims with one of these statuses name, `EVER` and `NEVER` where none does."""
    words = [status.value for status in statuses]
    marks = ",".join("?" * len(words))
    first, last = catalogue.connection.execute(
        "SELECT min(CASE WHEN low > ? THEN low WHEN high < ? THEN high END), "  # noqa: S608 - question marks only
        "max(CASE WHEN high < ? THEN high WHEN low > ? THEN low END) FROM ledger_claims WHERE newest "
        f"AND status IN ({marks})",
        (EVER, NEVER, NEVER, EVER, *words),
    ).fetchone()
    return (EVER if first is None else int(first)), (NEVER if last is None else int(last))


# -- histories -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which histories are asked for.

    Attributes:
        about: key of a person, organisation, place or proceeding; None for all.
        post: organisation and name of a post, for those of that post alone; None for all.
        limit: how many histories at most are looked at; None for all.
        after: id of the history after which to begin.
    """

    about: str | None = None
    post: tuple[str, str] | None = None
    limit: int | None = None
    after: str = ""

    def condition(self) -> str:
        """For histories `h`."""
        if self.post is not None:
            return "h.id > :after AND h.body = :body AND h.kind = :post AND h.matter = :matter"
        if self.about is None:
            return "h.id > :after"
        return (
            "h.id > :after AND h.id IN (SELECT id FROM ledger_histories WHERE subject = :about UNION SELECT id FROM "
            "ledger_histories WHERE body = :about UNION SELECT id FROM ledger_histories WHERE matter = :about AND "
            "matter <> '')"
        )

    def values(self) -> dict[str, object]:
        """What stands in it."""
        body, matter = self.post or ("", "")
        return {
            "about": self.about,
            "body": body,
            "matter": matter,
            "post": HistoryKind.POST.value,
            "after": self.after,
            "limit": -1 if self.limit is None else self.limit,
        }


def histories_on(catalogue: Catalogue, day: int, asked: Asked = Asked()) -> list[HistoryRow]:
    """What may be so at the end of a day, of every history that people stand behind, by their ids.

    Args:
        catalogue: of the case.
        day: as `date.toordinal` counts.
        asked: of which histories.
    """
    rows = catalogue.connection.execute(
        "SELECT h.kind, h.subject, h.body, h.matter, h.known, h.claims, (SELECT s.stages FROM ledger_stretches s "  # noqa: S608
        "WHERE s.history = h.id AND s.first <= :day ORDER BY s.first DESC LIMIT 1) FROM ledger_histories h "
        f"WHERE h.claims AND {asked.condition()} ORDER BY h.id LIMIT :limit",
        {"day": day, **asked.values()},
    )
    stages = {stage.value: stage for stage in Stage}
    sets: dict[str, tuple[Stage, ...]] = {}
    found = []
    for kind, subject, body, matter, known, number, listed in rows:
        if listed is None:
            continue
        if listed not in sets:
            sets[listed] = tuple(stages[each] for each in json.loads(listed))
        history = ledger_rows.history_of(kind, subject, body, matter)
        found.append(HistoryRow(history=history, stages=sets[listed], known=known, claims=number))
    return found


def histories_then(
    catalogue: Catalogue, day: int, asked: Asked, until: int, *, proposed: bool = False
) -> list[HistoryRow]:
    """The same as it was known at a position of the log, or with the claims that nobody stands behind yet.

    Args:
        catalogue: of the case.
        day: as `date.toordinal` counts.
        asked: of which histories.
        until: the position.
        proposed: whether proposed claims count.
    """
    counted = ledger_rows.COUNTED | ({ClaimStatus.PROPOSED} if proposed else set())
    words = ", ".join(f"'{status.value}'" for status in sorted(counted))
    rows = catalogue.connection.execute(
        f"SELECT h.id, h.kind, h.subject, h.body, h.matter, {ledger_rows.TOLD} FROM ledger_histories h "  # noqa: S608
        "CROSS JOIN ledger_changes c ON c.history = h.id AND c.since <= :until AND c.till > :until AND c.status IN "
        f"({words}) WHERE {asked.condition()} ORDER BY h.id",
        {"until": min(until, NEVER - 1), **asked.values()},
    )
    found: list[HistoryRow] = []
    for (_, *names), some in groupby(rows, key=lambda row: row[:5]):
        if asked.limit is not None and len(found) == asked.limit:
            break
        history = ledger_rows.history_of(*names)
        known, number, told = ledger_rows.told(history.kind, [row[5:] for row in some])
        now = [stretch.stages for stretch in told if stretch.first <= day]
        if now:
            found.append(HistoryRow(history=history, stages=now[-1], known=known, claims=number))
    return found


def lives(catalogue: Catalogue, about: str | None = None, kind: HistoryKind | None = None) -> Iterator[Life]:
    """Histories that people stand behind, whole, by their ids.

    Args:
        catalogue: of the case.
        about: key of a person, organisation, place or proceeding; None for all.
        kind: only those of one kind; None for all.
    """
    rows = catalogue.connection.execute(
        "SELECT id, kind, subject, body, matter, known, claims FROM ledger_histories WHERE claims "
        "AND (?1 IS NULL OR subject = ?1 OR body = ?1 OR matter = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY id",
        (about, None if kind is None else kind.value),
    )
    for id_, word, subject, body, matter, known, number in rows:
        told = catalogue.connection.execute(
            "SELECT first, stages FROM ledger_stretches WHERE history = ? ORDER BY first", (id_,)
        )
        yield Life(
            history=ledger_rows.history_of(word, subject, body, matter),
            known=known,
            claims=number,
            stretches=tuple(
                Stretch(first=first, stages=tuple(Stage(each) for each in json.loads(listed))) for first, listed in told
            ),
        )


def number_of_histories(catalogue: Catalogue) -> int:
    """How many histories people stand behind."""
    (number,) = catalogue.connection.execute("SELECT count(*) FROM ledger_histories WHERE claims").fetchone()
    return int(number)
