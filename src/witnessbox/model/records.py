"""Records that cost little until they are used: `dataclasses.dataclass` for frozen records, with late methods.

The decorator of the standard library writes and compiles six methods for each class, 0.3 ms of processor time, and a
call of the command line loads some 130 records of which it makes a few. Here a record gets the same fields, slots and
checks at once, but what has to be compiled only when it is called for the first time.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
else:

    def dataclass(
        *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True, order: bool = False
    ) -> Callable[[type], type]:
        """As `dataclasses.dataclass`; what is no plain record goes to it unchanged."""
        options = {"frozen": frozen, "slots": slots, "kw_only": kw_only, "eq": eq, "order": order}
        if frozen and slots and kw_only and eq and not order:
            return functools.partial(_record, options)
        return dataclasses.dataclass(**options)


_MADE = ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__", "__setstate__")


def _record(options: dict[str, bool], kind: type) -> type:
    if not _is_plain(kind):
        return dataclasses.dataclass(**options)(kind)
    if kind.__doc__ is None:
        kind.__doc__ = kind.__name__  # else the standard library works a signature out
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(kind)
    parameters = made.__dataclass_params__
    parameters.init = parameters.repr = parameters.eq = parameters.frozen = True
    for name, compiled in (("__init__", _init), ("__eq__", _eq), ("__hash__", _hash)):
        setattr(made, name, _late(made, name, compiled))
    made.__repr__, made.__setattr__, made.__delattr__ = _repr, _refuse_to_set, _refuse_to_delete
    made.__getstate__, made.__setstate__ = _get_state, _set_state
    return made  # type: ignore[no-any-return]


def _is_plain(kind: type) -> bool:
    """Whether a record needs nothing but fields with or without a default: no parent, no methods made in its place."""
    if kind.__bases__ != (object,) or not kind.__dict__.keys().isdisjoint(_MADE):
        return False
    for name, annotation in kind.__annotations__.items():
        if "InitVar" in str(annotation) or isinstance(kind.__dict__.get(name), dataclasses.Field):
            return False
    return True


def _late(kind: Any, name: str, compiled: Callable[[type], Any]) -> Callable[..., Any]:
    """A method that puts the compiled one in its place when it is called for the first time."""

    def method(self: Any, /, *arguments: Any, **members: Any) -> Any:
        setattr(kind, name, compiled(kind))
        return getattr(kind, name)(self, *arguments, **members)

    method.__name__, method.__qualname__ = name, f"{kind.__qualname__}.{name}"
    return method


def _names(kind: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def _init(kind: Any) -> Any:
    """What makes a record from its members, all of them named."""
    known: dict[str, Any] = {}
    members, lines = ["self", "*"], []
    for field in dataclasses.fields(kind):
        known[f"_set_{field.name}"] = getattr(kind, field.name).__set__
        lines.append(f"_set_{field.name}(self, {field.name})")
        has_default = field.default is not dataclasses.MISSING
        known[f"_default_{field.name}"] = field.default
        members.append(f"{field.name}=_default_{field.name}" if has_default else field.name)
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    return _compiled(kind, "__init__", members if len(members) > 2 else ["self"], lines or ["pass"], known)


def _eq(kind: Any) -> Any:
    mine, others = (f"({''.join(f'{whose}.{name}, ' for name in _names(kind))})" for whose in ("self", "other"))
    lines = ["if other.__class__ is not self.__class__: return NotImplemented", f"return {mine} == {others}"]
    return _compiled(kind, "__eq__", ["self", "other"], lines, {})


def _hash(kind: Any) -> Any:
    members = "".join(f"self.{name}, " for name in _names(kind))
    return _compiled(kind, "__hash__", ["self"], [f"return hash(({members}))"], {})


def _compiled(kind: Any, name: str, members: list[str], lines: list[str], known: dict[str, Any]) -> Any:
    exec("\n ".join([f"def {name}({', '.join(members)}):", *lines]), known)  # noqa: S102  as the standard library does
    known[name].__qualname__ = f"{kind.__qualname__}.{name}"
    return known[name]


def _repr(self: Any) -> str:
    members = (f"{name}={getattr(self, name)!r}" for name in _names(self))
    return f"{type(self).__qualname__}({', '.join(members)})"


def _refuse_to_set(_: Any, name: str, __: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in _names(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(_names(self), state, strict=True):
        object.__setattr__(self, name, value)
