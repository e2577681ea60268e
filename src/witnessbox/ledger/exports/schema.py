"""JSON Schema (2020-12) of the ledger as JSON, made from the records themselves, so that it cannot lag behind them."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from typing import Any

from witnessbox.ledger.exports.view import Audience
from witnessbox.model.canonical import Json
from witnessbox.model.claims import Claim
from witnessbox.model.ledger import ClaimStatus, Entity, Source

FORMAT = "witnessbox-ledger/1"


def ledger_schema() -> dict[str, Json]:
    """Schema of a whole document."""
    known: dict[str, Json] = {}
    row: dict[str, Json] = _closed({"claim": _schema(Claim, known), "standing": _schema(ClaimStatus, known)})
    members: dict[str, Json] = {
        "format": {"const": FORMAT},
        "audience": _schema(Audience, known),
        "sources": {"type": "array", "items": _schema(Source, known)},
        "entities": {"type": "array", "items": _schema(Entity, known)},
        "claims": {"type": "array", "items": row},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ledger of a witnessbox case",
        **_closed(members),
        "$defs": known,
    }


def _closed(members: dict[str, Json]) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _schema(kind: Any, known: dict[str, Json]) -> dict[str, Json]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_schema(each, known) for each in inner]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0], known)}
    if kind is types.NoneType:
        return {"type": "null"}
    if issubclass(kind, enum.Enum):
        return {"enum": [member.value for member in kind]}
    if dataclasses.is_dataclass(kind):
        return _record(kind, known)
    return {"type": {bool: "boolean", int: "integer", str: "string"}[kind]}


def _record(kind: Any, known: dict[str, Json]) -> dict[str, Json]:
    name = kind.__name__
    if name not in known:
        known[name] = {}  # before its members, which may name it again
        hints = typing.get_type_hints(kind)
        known[name] = _closed({each.name: _schema(hints[each.name], known) for each in dataclasses.fields(kind)})
    return {"$ref": f"#/$defs/{name}"}
