"""Claims as people and programs write them: one JSON document with a source, entities and claims, and back again.

Names in a document are its own: `E03` is the third event of that document and becomes `<source>:E03` in the ledger. To
speak of another source's event or claim, a document writes it in full. Entities have one name in the whole ledger.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace
from typing import Any, NoReturn, TypeVar, cast

from witnessbox.model.canonical import MAX_INTEGER, Json
from witnessbox.model.claims import (
    Attribution,
    AttributionLevel,
    Claim,
    ClaimDate,
    Count,
    CountQualifier,
    Hedge,
    LedgerMoment,
    Part,
    Participant,
    Proposer,
    Quote,
    Reference,
    Relation,
)
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.edtf import parse_edtf
from witnessbox.model.errors import UsageError
from witnessbox.model.estimates import ListStatement
from witnessbox.model.ledger import Consent, Entity, LedgerEvent
from witnessbox.model.records import dataclass
from witnessbox.model.shown import exact_text
from witnessbox.model.vocabulary import FORECASTS, VOCABULARY, ClaimKind, ClaimType

FORMAT = "witnessbox-claims/1"
MAX_DOCUMENT = 64 * 2**20
"""Bytes of a document; more claims come in several."""

UNKNOWN_OFFSET = -1
"""Where a quote stands when the document does not say: it is looked for, and must stand there once only."""

_KEY = re.compile(r"[^\s:]{1,200}")
_CLAIM_MEMBERS = frozenset(
    "id type kind event core participants position place date count hedge attribution status inferred_fields quotes "
    "notes relations moments proposer source".split()
)
_ENTITY_MEMBERS = frozenset(
    "schema name as_written role_as_written country unnamed publisher published url organization point protection "
    "pseudonym".split()
)
_TOP_MEMBERS = frozenset(
    "format document date_convention hedge_scale entities events claims consents lists source anchor proposer".split()
)

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNote:
    """What a document says of its source; each may be empty."""

    name: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    sha256: str = ""
    chars: int = 0
    file: str = ""
    language: str = ""
    origin: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDocument:
    """A document, read and not yet checked against the ledger.

    Attributes:
        note: what it says of its source.
        source: key of the source that its claims rest on; empty when it has no claims.
        entities: its entities under its own keys.
        events: what it says of events as such.
        claims: its claims, with full ids.
        consents: its consents.
        lists: what it states about lists of people.
    """

    note: DocumentNote
    source: str
    entities: tuple[Entity, ...] = ()
    events: tuple[LedgerEvent, ...] = ()
    claims: tuple[Claim, ...] = ()
    consents: tuple[Consent, ...] = ()
    lists: tuple[ListStatement, ...] = ()


def load(data: bytes, name: str) -> dict[str, Json]:
    """JSON of a document.

    Raises:
        UsageError: it is too large, no JSON, or no object.
    """
    if len(data) > MAX_DOCUMENT:
        raise UsageError(f"{name}: larger than {MAX_DOCUMENT // 2**20} MB; split its claims over several documents")
    try:
        value = json.loads(
            data.decode("utf-8-sig"), parse_float=_no_float, parse_constant=_no_float, parse_int=_integer
        )
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else error
        raise UsageError(f"{name}: not a document of claims ({what}); docs/guide/ledger.md shows one") from error
    if not isinstance(value, dict):
        raise UsageError(f"{name}: an object is expected, with claims in it; docs/guide/ledger.md shows one")
    return value


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"the number {text} is no whole number")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise ValueError(f"the number {text[:20]} is too large")
    return int(text)


def read_document(
    value: dict[str, Json], name: str, *, source: str = "", known: Callable[[str], bool], events: Callable[[str], bool]
) -> LedgerDocument:
    """Read a document: a whole one, a list of claims, or one claim.

    Args:
        value: its JSON.
        name: of the file, for messages.
        source: key of the source; where empty, the document says it, or the stem of its `file`.
        known: whether the ledger has an entity with that key.
        events: whether the ledger has an event with that id.

    Raises:
        UsageError: a member is missing, unknown or of another form; the message names it.
    """
    if "type" in value and "claims" not in value:  # one claim alone
        source = source or _text(value.get("source"), f"{name}: source")
        value = {"claims": [value]}
    if unknown := value.keys() - _TOP_MEMBERS:
        raise UsageError(f"{name}: {', '.join(sorted(unknown))} is nothing that a document has; check the spelling")
    note = _record(DocumentNote, _without(value.get("document") or {}, "schema", name), f"{name}: document")
    source = source or note.id or _text(value.get("source"), f"{name}: source") or note.file.rsplit(".", 1)[0]
    rows = _list(value.get("claims"), f"{name}: claims")
    if rows and not source:
        raise UsageError(f"{name}: does not say what its claims rest on; name the source with --source KEY")
    if source:
        check_key(source, name)
    entities = tuple(
        _entity(key, each, f"{name}: entities.{key}")
        for key, each in _object(value.get("entities"), f"{name}: entities").items()
    )
    keys = {each.key for each in entities}
    own = {_text(_object(row, name).get("event"), name) for row in rows}
    scope = _Scope(source, lambda key: key in keys or known(key), events, own - {""})
    return LedgerDocument(
        note=note,
        source=source,
        entities=entities,
        events=tuple(
            _event(scope.full(key), each, f"{name}: events.{key}")
            for key, each in _object(value.get("events"), f"{name}: events").items()
        ),
        claims=tuple(_claim(_object(row, name), scope, f"{name}: claims[{at}]", at) for at, row in enumerate(rows)),
        consents=tuple(
            _record(Consent, each, f"{name}: consents") for each in _list(value.get("consents"), f"{name}: consents")
        ),
        lists=tuple(_stated(each, f"{name}: lists") for each in _list(value.get("lists"), f"{name}: lists")),
    )


def check_key(key: str, name: str) -> str:
    """A key that people can type and ids can hold.

    Raises:
        UsageError: it is empty or holds a blank or a colon.
    """
    if not _KEY.fullmatch(key) or exact_text(key) != key:
        raise UsageError(
            f"{name}: {key!r} cannot be a key: no blanks, no colons, nothing that cannot be seen, 200 characters at "
            "most; choose another"
        )
    return key


@dataclass(frozen=True, slots=True)
class _Scope:
    """How names in a document become names in the ledger."""

    source: str
    is_entity: Callable[[str], bool]
    is_event: Callable[[str], bool]
    own: Collection[str]

    def full(self, label: str) -> str:
        return label if ":" in label else f"{self.source}:{label}"

    def participant(self, role: Part, entity: str) -> Participant:
        if self.is_entity(entity):
            return Participant(role=role, entity=entity)
        if entity in self.own or (":" in entity and self.is_event(entity)):
            return Participant(role=role, entity=self.full(entity), refers=Reference.EVENT)
        return Participant(role=role, entity=entity, refers=Reference.TEXT)


# -- parts of a document -----------------------------------------------------------------------------------------------


def _entity(key: str, value: Json, where: str) -> Entity:
    fields = _object(value, where)
    if unknown := fields.keys() - _ENTITY_MEMBERS:
        raise UsageError(f"{where}: {', '.join(sorted(unknown))} is nothing that an entity has; check the spelling")
    check_key(key, where)
    entity = _record(Entity, {"key": key, "identity": None, **fields}, where)
    if not entity.name:
        raise UsageError(f"{where}: has no name; say how sources call it, “(unnamed)” if they do not")
    if entity.published:
        _checked_date(entity.published, f"{where}.published")
    return entity


def _event(id_: str, value: Json, where: str) -> LedgerEvent:
    return _record(LedgerEvent, {"id": id_, **_object(value, where)}, where)


def _stated(value: Json, where: str) -> ListStatement:
    stated = _record(ListStatement, value, where)
    check_key(stated.id, where)
    where = f"{where} ({stated.id})"
    names = [each.name for each in stated.lists]
    if len(names) not in (2, 3) or len(set(names)) < len(names) or not all(names):
        raise UsageError(f"{where}: name two or three lists, each by a name of its own")
    if not all(each.sources for each in stated.lists):
        raise UsageError(f"{where}: a list is made of sources; name their keys")
    if not stated.why.strip():
        raise UsageError(f"{where}: say why in `why`; it stands beside the estimate for good")
    if stated.period:
        _checked_date(stated.period, f"{where}.period")
    elif stated.closed:
        raise UsageError(f"{where}: a population is closed over a period; name it in `period`")
    return stated


def _claim(fields: dict[str, Json], scope: _Scope, where: str, at: int) -> Claim:
    label = _text(fields.get("id"), where) or f"c{at + 1}"
    where = f"{where} ({label})"
    if unknown := fields.keys() - _CLAIM_MEMBERS:
        raise UsageError(f"{where}: {', '.join(sorted(unknown))} is nothing that a claim has; check the spelling")
    type_ = _enum(ClaimType, fields.get("type"), f"{where}.type")
    given = {name: each for name, each in fields.items() if each is not None}
    participants = [_object(each, where) for each in _list(given.get("participants"), f"{where}.participants")]
    claim = Claim(
        id=scope.full(label),
        source=scope.source,
        type=type_,
        kind=_enum(ClaimKind, given.get("kind", VOCABULARY[type_].kind.value), f"{where}.kind"),
        event=scope.full(_text(given.get("event"), f"{where}.event") or label),
        core=given.get("core", True) is True,
        participants=tuple(
            scope.participant(
                _enum(Part, each.get("role"), f"{where}.participants.role"),
                _text(each.get("entity"), f"{where}.participants.entity"),
            )
            for each in participants
        ),
        position=_optional(given.get("position"), f"{where}.position"),
        place=_optional(given.get("place"), f"{where}.place"),
        date=None if "date" not in given else _record(ClaimDate, given["date"], f"{where}.date"),
        count=None if "count" not in given else _record(Count, given["count"], f"{where}.count"),
        hedge=_enum(Hedge, fields.get("hedge"), f"{where}.hedge"),
        attribution=_many(Attribution, given.get("attribution"), f"{where}.attribution") or _narrator(scope.source),
        status=_optional(given.get("status"), f"{where}.status"),
        inferred_fields=tuple(
            _text(each, f"{where}.inferred_fields")
            for each in _list(given.get("inferred_fields"), f"{where}.inferred_fields")
        ),
        quotes=tuple(_quote(each, f"{where}.quotes") for each in _list(given.get("quotes"), f"{where}.quotes")),
        notes=_optional(given.get("notes"), f"{where}.notes"),
        relations=tuple(
            replace(each, target=scope.full(each.target))
            for each in _many(Relation, given.get("relations"), f"{where}.relations")
        ),
        moments=_many(LedgerMoment, given.get("moments"), f"{where}.moments"),
        proposer=None if "proposer" not in given else _record(Proposer, given["proposer"], f"{where}.proposer"),
    )
    check_claim(claim, where)
    return claim


def _narrator(source: str) -> tuple[Attribution, ...]:
    return (Attribution(source=source, verb=None, level=AttributionLevel.NARRATOR),)


def _quote(value: Json, where: str) -> Quote:
    fields = _object(value, where)
    if fields.keys() == {"text"}:
        fields = {**fields, "start": UNKNOWN_OFFSET, "end": UNKNOWN_OFFSET}
    return _record(Quote, fields, where)


def check_claim(claim: Claim, where: str) -> None:
    """What can be told of a claim without its source.

    Raises:
        UsageError: a date that never was, a number that counts nothing, a forecast that poses as an event.
    """
    for id_ in (claim.id, claim.event):
        check_key(id_.replace(":", "-", 1), where)
    if claim.date is not None:
        _checked_date(claim.date.edtf, f"{where}.date.edtf")
    if claim.count is not None:
        count = claim.count
        wrong = count.value < 0 or (count.upper is not None) != (count.qualifier is CountQualifier.BETWEEN)
        if wrong or (count.upper is not None and count.upper < count.value):
            raise UsageError(
                f"{where}.count: counts nothing; `upper` goes with `between` alone and is not below `value`"
            )
    real = claim.kind in (ClaimKind.EVENT, ClaimKind.STATE)
    if real and (claim.type in FORECASTS or claim.hedge in (Hedge.PREDICTED, Hedge.HOPED)):
        raise UsageError(
            f"{where}: a forecast, hope, promise or demand is no {claim.kind}, whatever it speaks of; "
            "give it the kind `statement`"
        )
    if claim.type is ClaimType.DENIAL and claim.kind is not ClaimKind.STATEMENT:
        raise UsageError(f"{where}: that something was denied is a statement; give it the kind `statement`")


def _checked_date(text: str, where: str) -> None:
    try:
        parse_edtf(text)
    except ValueError as error:
        raise UsageError(
            f"{where}: {error}; write it as EDTF, for example 2021-11 or [2021-11-01..2021-11-24]"
        ) from error


# -- back to a document ------------------------------------------------------------------------------------------------


def claim_document(claim: Claim) -> dict[str, Json]:
    """A claim in the form in which a document of its source holds it: short ids, plain names of participants."""
    own = f"{claim.source}:"
    value = cast("dict[str, Json]", to_json(claim))
    for name in ("version", "source"):
        del value[name]
    value["id"] = claim.id.removeprefix(own)
    value["event"] = claim.event.removeprefix(own)
    value["participants"] = [
        {
            "role": each.role.value,
            "entity": each.entity.removeprefix(own) if each.refers is Reference.EVENT else each.entity,
        }
        for each in claim.participants
    ]
    if claim.count is not None and claim.count.upper is None:
        del cast("dict[str, Json]", value["count"])["upper"]
    for name in ("relations", "moments", "proposer"):
        if not getattr(claim, name):
            del value[name]
    return value


def entity_document(entity: Entity) -> dict[str, Json]:
    """An entity in the form in which a document holds it: without what is not said."""
    value = cast("dict[str, Json]", to_json(entity))
    del value["key"]
    return {name: each for name, each in value.items() if each not in (None, [], False)}


# -- JSON, member by member --------------------------------------------------------------------------------------------


def _record(kind: type[Record], value: Json, where: str) -> Record:
    try:
        return from_json(kind, value)
    except ValueError as error:
        raise UsageError(f"{where}: {error}; mend the document and add it again") from error


def _many(kind: type[Record], value: Json, where: str) -> tuple[Record, ...]:
    return tuple(_record(kind, each, where) for each in _list(value, where))


def _enum(kind: type[Record], value: Json, where: str) -> Record:
    members = _members(cast("Hashable", kind))
    if not isinstance(value, str) or value not in members:
        raise UsageError(f"{where}: {value!r} is not one of {', '.join(members)}")
    return cast("Record", members[value])


@functools.cache
def _members(kind: Any) -> Mapping[str, object]:
    return {each.value: each for each in kind.__members__.values()}


def _object(value: Json, where: str) -> dict[str, Json]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UsageError(f"{where}: an object is expected; mend the document and add it again")
    return value


def _list(value: Json, where: str) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UsageError(f"{where}: a list is expected; mend the document and add it again")
    return value


def _text(value: Json, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{where}: a text is expected; mend the document and add it again")
    return value


def _optional(value: Json, where: str) -> str | None:
    return None if value is None else _text(value, where)


def _without(value: Json, member: str, name: str) -> dict[str, Json]:
    return {key: each for key, each in _object(value, name).items() if key != member}
