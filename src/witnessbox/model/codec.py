"""Records to JSON and back: frozen dataclasses, enums, tuples, optional members, bytes as base64.

Decoding checks every member against its annotation, so a file that was edited by hand fails with the name of the
member instead of somewhere later.
"""

from __future__ import annotations

import base64
import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from witnessbox.model.canonical import Json

Record = TypeVar("Record")


def to_json(value: object) -> Json:
    """Turn a record (or a tuple, enum, bytes, mapping of them) into JSON.

    Raises:
        TypeError: the value, or one inside it, has no JSON form; floats have none on purpose.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, enum.Enum):
        return typing.cast(Json, value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list | tuple | frozenset):
        members = sorted(value) if isinstance(value, frozenset) else value
        return [to_json(member) for member in members]
    if isinstance(value, Mapping):
        return {str(key): to_json(member) for key, member in value.items()}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def from_json(kind: type[Record], value: Json) -> Record:
    """Build a record of `kind` from JSON.

    Raises:
        ValueError: a member is missing, unknown or of another type; the message names its path.
    """
    decode = _decoder(typing.cast(typing.Any, kind))
    return typing.cast(Record, decode(value, kind.__name__))


@functools.cache
def _decoder(kind: Any) -> Callable[[Json, str], object]:
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


def _union(members: tuple[Any, ...]) -> Callable[[Json, str], object]:
    rest = [member for member in members if member is not types.NoneType]
    if bool in rest and str in rest:
        return lambda value, where: value  # a member annotated as Json: whatever it is, it is JSON already
    if len(rest) != 1 or len(rest) == len(members):
        raise TypeError(f"only `X | None` unions can be decoded, not {members}")
    inner = _decoder(rest[0])
    return lambda value, where: None if value is None else inner(value, where)


def _tuple(members: tuple[Any, ...]) -> Callable[[Json, str], object]:
    if len(members) == 2 and members[1] is ...:
        inner = _decoder(members[0])

        def decode_many(value: Json, where: str) -> object:
            if not isinstance(value, list):
                raise ValueError(f"{where}: a list is expected")
            return tuple(inner(member, where) for member in value)

        return decode_many
    inners = [_decoder(member) for member in members]

    def decode_fixed(value: Json, where: str) -> object:
        if not isinstance(value, list) or len(value) != len(inners):
            raise ValueError(f"{where}: a list of {len(inners)} is expected")
        return tuple(inner(member, where) for inner, member in zip(inners, value, strict=True))

    return decode_fixed


def _mapping(member: Any) -> Callable[[Json, str], object]:
    inner = _decoder(member)

    def decode(value: Json, where: str) -> object:
        if not isinstance(value, dict):
            raise ValueError(f"{where}: an object is expected")
        return {key: inner(each, f"{where}.{key}") for key, each in value.items()}

    return decode


def _enum(kind: type[enum.Enum]) -> Callable[[Json, str], object]:
    def decode(value: Json, where: str) -> object:
        try:
            return kind(value)
        except ValueError:
            raise ValueError(f"{where}: {value!r} is not one of {[member.value for member in kind]}") from None

    return decode


def _record(kind: type) -> Callable[[Json, str], object]:
    hints = typing.get_type_hints(kind)
    fields = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind)}
    required = {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }

    def decode(value: Json, where: str) -> object:
        if not isinstance(value, dict):
            raise ValueError(f"{where}: an object is expected")
        if missing := required - value.keys():
            raise ValueError(f"{where}: {', '.join(sorted(missing))} missing")
        if unknown := value.keys() - fields.keys():
            raise ValueError(f"{where}: {', '.join(sorted(unknown))} unknown")
        return kind(**{name: fields[name](member, f"{where}.{name}") for name, member in value.items()})

    return decode


def _scalar(kind: Any) -> Callable[[Json, str], object]:
    if kind is bytes:

        def decode_bytes(value: Json, where: str) -> object:
            if not isinstance(value, str):
                raise ValueError(f"{where}: base64 is expected")
            return base64.b64decode(value, validate=True)

        return decode_bytes
    if kind not in (str, int, bool):
        raise TypeError(f"{kind} cannot be decoded")

    def decode(value: Json, where: str) -> object:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ValueError(f"{where}: {kind.__name__} is expected, not {type(value).__name__}")
        return value

    return decode
