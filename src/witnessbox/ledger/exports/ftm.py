"""FollowTheMoney: entities and statements, one dataset a source.

A claim becomes an `Event` of its own, so that two paragraphs that say the same stay two; who has which part becomes an
`UnknownLink` with its role; posts become OpenSanctions' `Position` and `Occupancy`. What FollowTheMoney has no place
for stands in `notes`, a field a line, and comes back from there. Written without its library, which the default install
does not need; tests hold every line against that library.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from witnessbox.ledger.exports.dates import PlainDates, plain, plain_dates
from witnessbox.ledger.exports.geo import decimals, degrees
from witnessbox.ledger.exports.view import View
from witnessbox.model.canonical import Json
from witnessbox.model.claims import FIRM, Claim, Part, Participant, Reference
from witnessbox.model.codec import to_json
from witnessbox.model.edtf import Date, Interval, parse_edtf
from witnessbox.model.ledger import ClaimStatus, Entity, EntitySchema, GeoPoint, Source
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault.ledger import ClaimRow

NOTE = "witnessbox/1 "
"""How a line of `notes` begins that holds a field: then its name, a blank, and its JSON."""

SCHEMATA = {
    EntitySchema.PERSON: "Person",
    EntitySchema.ORGANIZATION: "Organization",
    EntitySchema.PUBLIC_BODY: "PublicBody",
    EntitySchema.POSITION: "Position",
    EntitySchema.PROCEEDING: "CourtCase",
    EntitySchema.FACILITY: "Organization",
    EntitySchema.PLACE: "Address",
    EntitySchema.GROUP: "LegalEntity",
    EntitySchema.COLLECTION: "Folder",
    EntitySchema.ARTICLE: "Article",
}
"""FollowTheMoney's schema for each of ours; it has none for facilities and groups."""

_TYPES = {
    "name": "name",
    "alias": "name",
    "date": "date",
    "startDate": "date",
    "endDate": "date",
    "publishedAt": "date",
    "country": "country",
    "sourceUrl": "url",
    "notes": "text",
    "summary": "text",
    "subject": "entity",
    "object": "entity",
    "proof": "entity",
    "holder": "entity",
    "post": "entity",
    "organization": "entity",
    "addressEntity": "entity",
    "parent": "entity",
    "case": "entity",
    "party": "entity",
    "latitude": "number",
    "longitude": "number",
    "full": "address",
    "contentHash": "checksum",
    "language": "language",
    "caseNumber": "identifier",
}
"""Types of the properties that are written here; all others are plain strings."""

_IN_NOTES = (
    "version type kind event core position place date count hedge attribution status inferred_fields quotes notes "
    "relations proposer"
).split()
"""Fields of a claim that FollowTheMoney has no property for, or none that keeps them as they are."""

_ID = re.compile(r"[0-9a-zA-Z](?:[0-9a-zA-Z.-]{0,100}[0-9a-zA-Z])?")
_DATASET = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")

LANGUAGES = {
    "be": "bel", "de": "deu", "en": "eng", "fr": "fra", "hy": "hye", "ka": "kat", "kk": "kaz", "pl": "pol", "ru": "rus",
    "uk": "ukr", "uz": "uzb",
}  # fmt: skip
"""ISO 639-3 codes, which FollowTheMoney has, of languages that sources of a ledger are likely to be in."""

_OF_A_BODY = frozenset({"Organization", "PublicBody", "LegalEntity"})
"""Schemata that have a `parent`."""

_POST_BEGINS = frozenset({ClaimType.APPOINTMENT, ClaimType.REINSTATEMENT})
_POST_ENDS = frozenset({ClaimType.DISMISSAL, ClaimType.RESIGNATION})


@dataclass(slots=True)
class FtmEntity:
    """An entity of FollowTheMoney that is being put together.

    Attributes:
        id: as FollowTheMoney allows it.
        schema: its schema.
        datasets: one a source.
        properties: values by property, in order.
        originals: EDTF by property, of dates that had to be cut.
    """

    id: str
    schema: str
    datasets: list[str]
    properties: dict[str, list[str]] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, *values: str | None) -> None:
        """Add values; empty ones are left out."""
        kept = [value for value in values if value]
        if kept:
            self.properties.setdefault(name, []).extend(kept)

    def note(self, name: str, value: Json) -> None:
        """Keep a field for which there is no property."""
        self.add("notes", f"{NOTE}{name} {json.dumps(value, ensure_ascii=True)}")

    def dated(self, dates: PlainDates, **names: str | None) -> None:
        """Add dates; what of EDTF is cut stays beside them as the original value."""
        for name, value in names.items():
            self.add(name, value)
            if value is not None and value != dates.edtf:
                self.originals[name] = dates.edtf

    def line(self) -> dict[str, Json]:
        """As FollowTheMoney's JSON lines hold it."""
        properties: dict[str, Json] = {name: list(values) for name, values in self.properties.items()}
        return {"id": self.id, "schema": self.schema, "properties": properties, "datasets": list(self.datasets)}


def ftm_id(kind: str, key: str) -> str:
    """An id that FollowTheMoney takes: the key itself where it can be one, else its digest."""
    if kind == "entity" and _ID.fullmatch(key):
        return key
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def dataset_of(source: str) -> str:
    """Name of the dataset of a source."""
    plain_name = re.sub(r"[^a-z0-9]+", "_", source.lower()).strip("_")
    if _DATASET.fullmatch(source):
        return source
    return f"{plain_name or 'source'}_{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def ftm_entities(view: View) -> Iterator[FtmEntity]:
    """The ledger as entities of FollowTheMoney: sources, entities, then claim by claim with its links."""
    for source in view.sources():
        yield source_entity(source)
    for entity in view.entities():
        if datasets := sorted(set(map(dataset_of, view.named_by(entity.key)))):
            yield from named_entities(entity, datasets)
    posts: set[tuple[str, str]] = set()
    for row in view.claims():
        yield from claim_entities(row, posts)


def source_entity(source: Source) -> FtmEntity:
    """A source as an article."""
    made = FtmEntity(id=ftm_id("source", source.id), schema="Article", datasets=[dataset_of(source.id)])
    made.add("title", source.name or source.id)
    made.add("name", source.name or source.id)
    made.add("publisher", source.publisher)
    made.add("sourceUrl", source.url)
    dates = plain(source.published)
    made.dated(dates, publishedAt=dates.date)
    made.add("language", LANGUAGES.get(source.language))
    made.note("source", to_json(source))
    return made


def named_entities(entity: Entity, datasets: list[str]) -> Iterator[FtmEntity]:
    """Somebody or something that claims name, and the address of a facility."""
    made = named_entity(entity, datasets)
    if entity.schema is EntitySchema.FACILITY and entity.point is not None:
        address = FtmEntity(id=ftm_id("address", entity.key), schema="Address", datasets=datasets)
        _locate(address, entity.point)
        address.note("address-of", entity.key)
        made.add("addressEntity", address.id)
        yield address
    yield made


def named_entity(entity: Entity, datasets: list[str]) -> FtmEntity:
    """Somebody or something that claims name."""
    made = FtmEntity(id=ftm_id("entity", entity.key), schema=SCHEMATA[entity.schema], datasets=datasets)
    made.add("name", entity.name)
    made.add("alias", *entity.as_written)
    made.add("country", entity.country)
    made.add("sourceUrl", entity.url)
    made.add("summary", entity.role_as_written)
    if entity.organization and entity.schema is EntitySchema.POSITION:
        made.add("organization", ftm_id("entity", entity.organization))
    elif entity.organization and made.schema in _OF_A_BODY:
        made.add("parent", ftm_id("entity", entity.organization))
    if entity.schema is EntitySchema.ARTICLE:
        made.add("title", entity.name)
        made.add("publisher", entity.publisher)
        dates = plain(entity.published or "")
        made.dated(dates, publishedAt=dates.date)
    if entity.schema is EntitySchema.PLACE:
        made.add("full", entity.name)
        if entity.point is not None:
            _locate(made, entity.point)
    made.note("entity", to_json(entity))
    return made


def _locate(made: FtmEntity, point: GeoPoint) -> None:
    """Where something is, with no more digits than are known; as it was entered it stands in `notes`."""
    places = decimals(point.precision_m)
    made.add("latitude", degrees(point.latitude, places))
    made.add("longitude", degrees(point.longitude, places))


def claim_entities(row: ClaimRow, posts: set[tuple[str, str]]) -> Iterator[FtmEntity]:
    """A claim, a link for each entity with a part in it, and the post that it tells of.

    Args:
        row: the claim and where it stands.
        posts: posts that were written already, with their datasets.
    """
    claim, dates = row.claim, plain_dates(row.claim)
    datasets = [dataset_of(claim.source)]
    event = FtmEntity(id=ftm_id("claim", claim.id), schema="Event", datasets=datasets)
    event.add("name", claim.type.value.replace("_", " "))
    event.add("recordId", claim.id)
    event.add("proof", ftm_id("source", claim.source))
    event.add("summary", *(quote.text for quote in claim.quotes))
    event.add("keywords", claim.type.value, claim.hedge.value, row.status.value)
    event.dated(dates, date=dates.date, startDate=dates.start, endDate=dates.end)
    if claim.place is not None:
        event.add("addressEntity", ftm_id("entity", claim.place))
    for name, value in _fields(claim):
        event.note(name, value)
    others: list[Json] = [
        [at, to_json(each)] for at, each in enumerate(claim.participants) if each.refers is not Reference.ENTITY
    ]
    if others:
        event.note("participants", others)
    event.note("standing", row.status.value)
    yield event
    for at, participant in enumerate(claim.participants):
        if participant.refers is Reference.ENTITY:
            yield _link(claim, event.id, at, participant, datasets)
    yield from _parties(claim, datasets)
    yield from _post(row, dates, posts)


def _fields(claim: Claim) -> Iterable[tuple[str, Json]]:
    """Fields that go to `notes`; those that hold their default are left out."""
    values = cast("dict[str, Json]", to_json(claim))
    for name in _IN_NOTES:
        value = values[name]
        if value not in (None, []) and (name, value) not in (("version", 1), ("core", True)):
            yield name, value


def _link(claim: Claim, event: str, at: int, participant: Participant, datasets: list[str]) -> FtmEntity:
    link = FtmEntity(id=ftm_id("part", f"{claim.id}#{at}"), schema="UnknownLink", datasets=datasets)
    link.add("subject", ftm_id("entity", participant.entity))
    link.add("object", event)
    link.add("role", participant.role.value)
    link.add("recordId", f"{claim.id}#{at}")
    return link


def _parties(claim: Claim, datasets: list[str]) -> Iterator[FtmEntity]:
    """Who takes which part in a proceeding that a claim names."""
    for case in claim.who(Part.PROCEEDING):
        for at, each in enumerate(claim.participants):
            if each.refers is Reference.ENTITY and each.role is not Part.PROCEEDING:
                party = FtmEntity(
                    id=ftm_id("party", f"{claim.id}#{at}#{case}"), schema="CourtCaseParty", datasets=datasets
                )
                party.add("party", ftm_id("entity", each.entity))
                party.add("case", ftm_id("entity", case))
                party.add("role", each.role.value)
                party.add("recordId", f"{claim.id}#{at}")
                yield party


def _post(row: ClaimRow, dates: PlainDates, posts: set[tuple[str, str]]) -> Iterator[FtmEntity]:
    """Position and occupancy, as OpenSanctions has them, of what a source says firmly."""
    claim = row.claim
    holders = claim.who(Part.HOLDER, Part.PATIENT)
    told = claim.type is ClaimType.OCCUPANCY or claim.type in _POST_BEGINS or claim.type in _POST_ENDS
    standing = row.status not in (ClaimStatus.RETRACTED, ClaimStatus.DISPUTED)
    if not told or not holders or not claim.position or claim.hedge not in FIRM or not standing:
        return
    organizations = claim.who(Part.ORGANIZATION)
    datasets = [dataset_of(claim.source)]
    post = ftm_id("post", json.dumps([organizations[0] if organizations else "", claim.position]))
    if (post, datasets[0]) not in posts:
        posts.add((post, datasets[0]))
        position = FtmEntity(id=post, schema="Position", datasets=datasets)
        position.add("name", claim.position)
        if organizations:
            position.add("organization", ftm_id("entity", organizations[0]))
        yield position
    for holder in holders:
        held = FtmEntity(id=ftm_id("held", f"{claim.id}#{holder}"), schema="Occupancy", datasets=datasets)
        held.add("holder", ftm_id("entity", holder))
        held.add("post", post)
        held.add("recordId", claim.id)
        held.add("proof", ftm_id("source", claim.source))
        held.add("status", _occupancy_status(claim))
        if claim.type in _POST_BEGINS:
            held.dated(dates, startDate=dates.date or dates.start)
        elif claim.type in _POST_ENDS:
            held.dated(dates, endDate=dates.date or dates.end)
        else:
            held.dated(dates, date=dates.date, startDate=dates.start, endDate=dates.end)
        yield held


def _occupancy_status(claim: Claim) -> str:
    """`ended` only where a source says that it was; nobody knows what is so today."""
    if claim.type in _POST_ENDS:
        return "ended"
    value = None if claim.date is None else parse_edtf(claim.date.edtf)
    ended = claim.date is not None and claim.date.precision.value == "until"
    return "ended" if ended and isinstance(value, Interval) and isinstance(value.end, Date) else "unknown"


# -- statements ------------------------------------------------------------------------------------------------------

STATEMENT_COLUMNS = (
    "canonical_id entity_id prop prop_type schema value dataset origin lang original_value external "
    "first_seen last_seen id"
).split()


def statements(entity: FtmEntity) -> Iterator[dict[str, str]]:
    """Rows of FollowTheMoney's statement format: one a value and dataset, dates with their EDTF beside them."""
    for dataset in entity.datasets:
        for name, values in entity.properties.items():
            for value in values:
                yield {
                    "canonical_id": entity.id,
                    "entity_id": entity.id,
                    "prop": name,
                    "prop_type": _TYPES.get(name, "string"),
                    "schema": entity.schema,
                    "value": value,
                    "dataset": dataset,
                    "origin": "",
                    "lang": "",
                    "original_value": entity.originals.get(name, ""),
                    "external": "false",
                    "first_seen": "",
                    "last_seen": "",
                    "id": "",
                }
