"""Reading FollowTheMoney: what was written here comes back whole; of others, people, bodies, posts and events.

An event or occupancy of others becomes a claim of the source that the keeper names, as precise as FollowTheMoney has
it, and without words: its hedge is `reported`, because the dataset says it, and nobody knows how its source did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, cast

from witnessbox.ledger.exports.ftm import NOTE
from witnessbox.ledger.exports.imported import Imported
from witnessbox.model.canonical import Json
from witnessbox.model.claims import Attribution, AttributionLevel, Claim, ClaimDate, DatePrecision, Hedge, Part
from witnessbox.model.claims import Participant as Party
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.edtf import Open, interval_of, parse_date, parse_edtf
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import Entity, EntitySchema, Source
from witnessbox.model.vocabulary import ClaimKind, ClaimType

MAX_IMPORT = 64 * 2**20
"""Characters of a file that is read: links may stand far from what they link, so all of it is held."""

_BACK = {"Person": EntitySchema.PERSON, "PublicBody": EntitySchema.PUBLIC_BODY, "Position": EntitySchema.POSITION}
_BACK |= {"CourtCase": EntitySchema.PROCEEDING, "Address": EntitySchema.PLACE, "LegalEntity": EntitySchema.GROUP}
_BACK |= {"Organization": EntitySchema.ORGANIZATION, "Company": EntitySchema.ORGANIZATION}
_BACK |= {"Folder": EntitySchema.COLLECTION, "Article": EntitySchema.ARTICLE}


_OURS = re.compile("(?:post|party)-[0-9a-f]{32}")
"""Ids of posts of claims, and of who took part in a proceeding."""


class _Reading:
    def __init__(self, rows: list[dict[str, Any]], source: str, name: str) -> None:
        self.name, self.source = name, source
        self.rows = rows
        self.by_id = {str(row["id"]): row for row in rows}
        self.records = {_one(row, "recordId") for row in rows if row["schema"] == "Event"}
        self.keys: dict[str, str] = {}
        self.sources: dict[str, Source] = {}
        self.entities: dict[str, Entity] = {}
        self.claims: list[Claim] = []
        self.left_out: list[str] = []

    def run(self) -> Imported:
        parts: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            if row["schema"] == "UnknownLink":
                parts.setdefault(_one(row, "object"), []).append(row)
            elif row["schema"] not in ("Event", "Occupancy"):
                self._thing(row)
        for row in self.rows:
            if row["schema"] == "Event":
                self._event(row, parts.pop(str(row["id"]), []))
            elif row["schema"] == "Occupancy" and not self._is_ours(row):
                self._occupancy(row)
        self.left_out += [f"{len(rows)} links to {target}, which is no event here" for target, rows in parts.items()]
        return Imported(
            sources=tuple(self.sources.values()),
            entities=tuple(self.entities.values()),
            claims=tuple(self.claims),
            left_out=tuple(self.left_out),
        )

    def _thing(self, row: dict[str, Any]) -> None:
        notes = _notes(row)
        try:
            if "source" in notes:
                source = from_json(Source, notes["source"])
                self.sources[source.id] = source
                return
            if "entity" in notes:
                entity = from_json(Entity, notes["entity"])
                self.keys[str(row["id"])] = entity.key
                self.entities[entity.key] = entity
                return
        except ValueError as error:
            raise UsageError(f"{self.name}: {row['id']}: its notes are damaged ({error}); export it again") from error
        if "claim-post" in notes or "address-of" in notes or _told_twice(row):
            return
        schema = _BACK.get(str(row["schema"]))
        if schema is None:
            self.left_out.append(f"{row['id']}: the ledger has nothing for the schema {row['schema']}")
            return
        key = str(row["id"]).replace(":", "-")
        self.keys[str(row["id"])] = key
        names = row["properties"].get("name") or [key]
        self.entities[key] = Entity(
            key=key,
            schema=schema,
            name=str(names[0]),
            as_written=tuple(map(str, [*names[1:], *row["properties"].get("alias", [])])),
            country=_one(row, "country") or None,
            url=_one(row, "sourceUrl") or None,
        )

    def _event(self, row: dict[str, Any], links: list[dict[str, Any]]) -> None:
        notes = _notes(row)
        if "type" not in notes:
            self._foreign_event(row, links)
            return
        given: dict[int, Json] = {}
        for at, participant in cast("list[Any]", notes.pop("participants", [])):
            given[int(at)] = participant
        for place, link in enumerate(links):
            at = int(_one(link, "recordId").rpartition("#")[2] or 1000 + place)
            given[at] = {"role": _one(link, "role"), "entity": self._key(_one(link, "subject")), "refers": "entity"}
        notes.pop("standing", None)
        id_ = _one(row, "recordId")
        value: dict[str, Json] = {
            **cast("dict[str, Json]", to_json(_BLANK)),
            **notes,
            "id": id_,
            "source": id_.partition(":")[0],
            "participants": [given[at] for at in sorted(given)],
        }
        try:
            self.claims.append(from_json(Claim, value))
        except ValueError as error:
            raise UsageError(f"{self.name}: {id_}: {error}; its notes were changed: export it again") from error

    def _is_ours(self, row: dict[str, Any]) -> bool:
        """Whether an occupancy only repeats a claim that stands beside it."""
        return str(row["id"]).startswith("held-") and _one(row, "recordId") in self.records

    def _key(self, id_: str) -> str:
        return self.keys.get(id_, id_)

    def _foreign_event(self, row: dict[str, Any], links: list[dict[str, Any]]) -> None:
        parts = [Party(role=Part.OTHER, entity=self._key(str(id_))) for id_ in row["properties"].get("involved", [])]
        parts += [Party(role=_part(_one(link, "role")), entity=self._key(_one(link, "subject"))) for link in links]
        self._add(row, ClaimType.OTHER, ClaimKind.EVENT, parts, _one(row, "name"))

    def _occupancy(self, row: dict[str, Any]) -> None:
        post = self.by_id.get(_one(row, "post"))
        parts = [Party(role=Part.HOLDER, entity=self._key(_one(row, "holder")))]
        if post is not None and _one(post, "organization"):
            parts.append(Party(role=Part.ORGANIZATION, entity=self._key(_one(post, "organization"))))
        position = _one(post, "name") if post is not None else None
        self._add(row, ClaimType.OCCUPANCY, ClaimKind.STATE, parts, None, position)

    def _add(
        self,
        row: dict[str, Any],
        type_: ClaimType,
        kind: ClaimKind,
        parts: list[Party],
        notes: str | None,
        position: str | None = None,
    ) -> None:
        known = [part for part in parts if part.entity in self.entities]
        if len(known) < len(parts):
            self.left_out.append(f"{row['id']}: names somebody who is not in the file")
        id_ = f"{self.source}:{str(row['id']).replace(':', '-')}"
        self.claims.append(
            Claim(
                id=id_,
                source=self.source,
                type=type_,
                kind=kind,
                event=id_,
                participants=tuple(known),
                position=position,
                date=_foreign_date(row),
                hedge=Hedge.REPORTED,
                attribution=(Attribution(source=self.source, verb=None, level=AttributionLevel.NARRATOR),),
                notes=notes,
            )
        )


_BLANK = Claim(id="-:-", source="-", type=ClaimType.OTHER, kind=ClaimKind.EVENT, event="-", hedge=Hedge.REPORTED)


def read_ftm(lines: Iterable[str], name: str, source: str = "") -> Imported:
    """Read entities of FollowTheMoney, one JSON a line.

    Args:
        lines: of the file.
        name: of the file, for messages.
        source: key of the source that entities of others rest on.

    Raises:
        UsageError: a line is no entity, or it is too large; or entities of others rest on no source.
    """
    rows, size = [], 0
    for number, line in enumerate(lines, start=1):
        size += len(line)
        if size > MAX_IMPORT:
            raise UsageError(f"{name}: larger than {MAX_IMPORT // 2**20} MB; split it, each part with its links")
        if line.strip():
            rows.append(_row(line, f"{name}, line {number}"))
    found = _Reading(rows, source, name).run()
    if not source and any(not claim.source for claim in found.claims):
        raise UsageError(f"{name}: does not say what its events rest on; register it and name it with --source KEY")
    return found


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: no JSON ({error}); FollowTheMoney has one entity a line") from error
    properties = row.get("properties") if isinstance(row, dict) else None
    if not isinstance(properties, dict) or not {"id", "schema"} <= row.keys():
        raise UsageError(f"{where}: no entity of FollowTheMoney: id, schema and properties are expected")
    row["properties"] = {
        str(name): [str(value) for value in values] if isinstance(values, list) else [str(values)]
        for name, values in properties.items()
    }
    return cast("dict[str, Any]", row)


def _notes(row: dict[str, Any]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for note in row["properties"].get("notes", []):
        if note.startswith(NOTE):
            name, _, value = note[len(NOTE) :].partition(" ")
            try:
                found[name] = json.loads(value)
            except ValueError as error:
                raise UsageError(f"{row['id']}: the note {name} is damaged ({error}); export it again") from error
    return found


def _told_twice(row: dict[str, Any]) -> bool:
    """Whether something written here only repeats what a claim says."""
    return _OURS.fullmatch(str(row["id"])) is not None


def _one(row: dict[str, Any], name: str) -> str:
    values = row["properties"].get(name) or [""]
    return str(values[0])


def _part(role: str) -> Part:
    word = role.strip().lower()
    return Part(word) if word in {part.value for part in Part} else Part.OTHER


def _foreign_date(row: dict[str, Any]) -> ClaimDate | None:
    """A date as FollowTheMoney has it; a time of day is left out, because it says no zone."""
    dates = [_one(row, name)[:10] for name in ("date", "startDate", "endDate")]
    try:
        if dates[0]:
            value, precision = str(parse_edtf(dates[0])), DatePrecision.RANGE
        elif dates[1] or dates[2]:
            start, end = (parse_date(each) if each else Open.UNKNOWN for each in dates[1:])
            value, precision = str(interval_of(start, end)), DatePrecision.RANGE
        else:
            return None
    except ValueError:
        return None
    if dates[0]:
        precision = {4: DatePrecision.YEAR, 7: DatePrecision.MONTH}.get(len(dates[0]), DatePrecision.DAY)
    return ClaimDate(edtf=value, as_written="(none)", basis="as FollowTheMoney has it", precision=precision)
