"""Records to JSON and back: frozen dataclasses, enums, tuples, optional members, bytes as base64.

Decoding checks every member against its annotation, so a file that was edited by hand fails with the name of the
member instead of somewhere later.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import enum
import functools
import operator
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from witnessbox.model.canonical import Json

Record = TypeVar("Record")

_PLAIN_HINTS: dict[str, Any] = {
    "bool": bool,
    "int": int,
    "str": str,
    "bool | None": bool | None,
    "int | None": int | None,
    "str | None": str | None,
}
_PLAIN = frozenset({int, str, bool, types.NoneType})


def to_json(value: object) -> Json:
    """Turn a record (or a tuple, enum, bytes, mapping of them) into JSON; what is JSON already is not copied.

    Raises:
        TypeError: the value, or one inside it, has no JSON form; floats have none on purpose.
    """
    kind: Any = type(value)
    # Most members are numbers and words, which are JSON already: nothing is called for them.
    return typing.cast(Json, value) if kind in _PLAIN else _encoder(kind)(value)


@functools.cache
def _encoder(kind: Any) -> Callable[[Any], Json]:
    """One encoder a type, made once: record sets hold millions of lines."""
    if issubclass(kind, enum.Enum):
        return lambda value: typing.cast(Json, value.value)
    if kind is types.NoneType or issubclass(kind, bool | int | str):
        return lambda value: typing.cast(Json, value)
    if issubclass(kind, bytes):
        return lambda value: base64.b64encode(value).decode("ascii")
    if dataclasses.is_dataclass(kind):
        # A member annotated as Json is JSON already, and large: it is not looked through again.
        names = tuple((field.name, field.type == "Json") for field in dataclasses.fields(kind))

        def encode_record(value: Any) -> Json:
            members = {}
            for name, done in names:
                member: Any = getattr(value, name)
                members[name] = member if done or type(member) in _PLAIN else to_json(member)
            return members

        return encode_record
    if issubclass(kind, frozenset):
        return lambda value: [to_json(member) for member in sorted(value)]
    if issubclass(kind, list | tuple):
        return _encode_list if kind is list else lambda value: [to_json(member) for member in value]
    if issubclass(kind, Mapping):
        return _encode_mapping
    raise TypeError(f"{kind.__name__} has no JSON form")


def _encode_list(value: list[Any]) -> Json:
    members = [to_json(member) for member in value]
    # What was seen in hours of video is JSON in a record, and large: one of it is enough.
    return value if all(map(operator.is_, members, value)) else members


def _encode_mapping(value: Mapping[Any, Any]) -> Json:
    members = {str(key): to_json(member) for key, member in value.items()}
    plain = type(value) is dict and all(map(operator.is_, members, value))
    same = plain and all(map(operator.is_, members.values(), value.values()))
    return typing.cast(Json, value) if same else members


def from_json(kind: type[Record], value: Json) -> Record:
    """Build a record of `kind` from JSON.

    Raises:
        ValueError: a member is missing, unknown or of another type; the message names its path.
    """
    decode = _decoder(typing.cast(typing.Any, kind))
    try:
        return typing.cast(Record, decode(value))
    except _MemberError as error:
        raise ValueError(f"{'.'.join([kind.__name__, *error.path])}: {error}") from None


class _MemberError(ValueError):
    """Something is not what its annotation says; the path is put together only when it is needed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: list[str] = []


@functools.cache
def _decoder(kind: Any) -> Callable[[Json], object]:
    """One decoder a type, made once: record sets hold millions of lines."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _union(typing.get_args(kind))
    if origin is tuple:
        return _tuple(typing.get_args(kind))
    if origin is dict or origin is Mapping or origin is types.MappingProxyType:
        return _mapping(typing.get_args(kind)[1])
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _enum(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record(kind)
    return _scalar(kind)


def _union(members: tuple[Any, ...]) -> Callable[[Json], object]:
    rest = [member for member in members if member is not types.NoneType]
    if bool in rest and str in rest:
        return lambda value: value  # a member annotated as Json: whatever it is, it is JSON already
    if len(rest) != 1 or len(rest) == len(members):
        raise TypeError(f"only `X | None` unions can be decoded, not {members}")
    inner = _decoder(rest[0])
    return lambda value: None if value is None else inner(value)


def _tuple(members: tuple[Any, ...]) -> Callable[[Json], object]:
    if len(members) == 2 and members[1] is ...:
        inner = _decoder(members[0])

        def decode_many(value: Json) -> object:
            if not isinstance(value, list):
                raise _MemberError("a list is expected")
            return tuple([inner(member) for member in value])  # a generator would cost more than most members

        return decode_many
    inners = [_decoder(member) for member in members]

    def decode_fixed(value: Json) -> object:
        if not isinstance(value, list) or len(value) != len(inners):
            raise _MemberError(f"a list of {len(inners)} is expected")
        return tuple(inner(member) for inner, member in zip(inners, value, strict=True))

    return decode_fixed


def _mapping(member: Any) -> Callable[[Json], object]:
    inner = _decoder(member)

    def decode(value: Json) -> object:
        if not isinstance(value, dict):
            raise _MemberError("an object is expected")
        return _members(value, dict.fromkeys(value, (frozenset[type](), inner)))

    return decode


def _enum(kind: type[enum.Enum]) -> Callable[[Json], object]:
    members: dict[Json, enum.Enum] = {member.value: member for member in kind}

    def decode(value: Json) -> object:
        try:
            return members[value]
        except (KeyError, TypeError):
            raise _MemberError(f"{value!r} is not one of {list(members)}") from None

    return decode


def _record(kind: Any) -> Callable[[Json], object]:
    hints = _hints(kind)
    fields = {
        field.name: (_as_they_are(hints[field.name]), _decoder(hints[field.name])) for field in dataclasses.fields(kind)
    }
    required = {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }

    names = fields.keys()

    def decode(value: Json) -> object:
        if not isinstance(value, dict):
            raise _MemberError("an object is expected")
        if value.keys() != names:  # seldom: records are written whole
            if missing := required - value.keys():
                raise _MemberError(f"{', '.join(sorted(missing))} missing")
            if unknown := value.keys() - names:
                raise _MemberError(f"{', '.join(sorted(unknown))} unknown")
        return kind(**_members(value, fields))

    return decode


def _hints(kind: Any) -> dict[str, Any]:
    """What the annotations of a record say; to have the plain ones worked out would cost more than all the rest."""
    if len(kind.__mro__) > 2:  # it has members of a parent, which may stand in another module
        return typing.get_type_hints(kind)
    known = {name: _PLAIN_HINTS[said] for name, said in kind.__annotations__.items() if said in _PLAIN_HINTS}
    rest = {name: said for name, said in kind.__annotations__.items() if name not in known}
    stand_in = type(kind.__name__, (), {"__annotations__": rest, "__module__": kind.__module__})
    return known | (typing.get_type_hints(stand_in) if rest else {})


def _as_they_are(hint: Any) -> frozenset[type]:
    """Types of which a member may be that are the same in JSON: most are, and nothing is called for them."""
    members = typing.get_args(hint) if typing.get_origin(hint) in (types.UnionType, typing.Union) else (hint,)
    return frozenset(members) if _PLAIN.issuperset(members) else frozenset()


def _members(
    value: dict[str, Json], decoders: Mapping[str, tuple[frozenset[type], Callable[[Json], object]]]
) -> dict[str, object]:
    """Decode members by name: each has the types that are the same in JSON, and what decodes any other."""
    members: dict[str, object] = {}
    name = ""
    try:
        for name, member in value.items():
            same, inner = decoders[name]
            members[name] = member if type(member) in same else inner(member)
    except _MemberError as error:
        error.path.insert(0, name)
        raise
    return members


def _scalar(kind: Any) -> Callable[[Json], object]:
    if kind is bytes:

        def decode_bytes(value: Json) -> object:
            if not isinstance(value, str):
                raise _MemberError("base64 is expected")
            try:
                return base64.b64decode(value, validate=True)
            except binascii.Error as error:
                raise _MemberError(str(error)) from None

        return decode_bytes
    if kind not in (str, int, bool):
        raise TypeError(f"{kind} cannot be decoded")

    def decode(value: Json) -> object:
        if type(value) is not kind:  # `isinstance` would take a truth value for a number
            raise _MemberError(f"{kind.__name__} is expected, not {type(value).__name__}")
        return value

    return decode
