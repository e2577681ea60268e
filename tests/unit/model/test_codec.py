"""Records become JSON and come back the same; what does not fit is refused by the name of the member."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model import acts, entries, faces, items, media, observations, plans, seal
from witnessbox.model.canonical import MAX_INTEGER, Json, canonical, parse
from witnessbox.model.codec import from_json, to_json

RECORDS = [
    kind
    for module in (acts, entries, faces, items, media, observations, plans, seal)
    for kind in vars(module).values()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
]


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    name: str
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    number: int
    flag: bool
    colour: Colour
    maybe: Inner | None
    many: tuple[Inner, ...]
    pair: tuple[int, str]
    mapping: dict[str, Colour]
    rest: int = 7


INNER = st.builds(Inner, name=st.text(st.characters(exclude_categories=["Cs"])), data=st.binary())
OUTER = st.builds(
    Outer,
    number=st.integers(-MAX_INTEGER, MAX_INTEGER),
    flag=st.booleans(),
    colour=st.sampled_from(Colour),
    maybe=st.none() | INNER,
    many=st.lists(INNER, max_size=3).map(tuple),
    pair=st.tuples(st.integers(0, 9), st.text(st.characters(exclude_categories=["Cs"]))),
    mapping=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(Colour), max_size=3),
)
GOOD: dict[str, Any] = {
    "number": 1,
    "flag": True,
    "colour": "red",
    "maybe": {"name": "x", "data": "AAE="},
    "many": [{"name": "y"}],
    "pair": [1, "a"],
    "mapping": {"k": "dark blue"},
}


@given(OUTER)
def test_a_record_comes_back_the_same(record: Outer) -> None:
    assert from_json(Outer, parse(canonical(to_json(record)))) == record


def test_defaults_are_filled_in() -> None:
    record = from_json(Outer, GOOD)
    assert record.rest == 7
    assert record.maybe == Inner(name="x", data=b"\0\1")
    assert record.many == (Inner(name="y"),)


@pytest.mark.parametrize(
    ("member", "value", "named"),
    [
        ("number", "1", "Outer.number"),
        ("number", True, "Outer.number"),
        ("number", None, "Outer.number"),
        ("flag", 1, "Outer.flag"),
        ("colour", "green", "Outer.colour"),
        ("colour", None, "Outer.colour"),
        ("maybe", {}, "Outer.maybe"),
        ("maybe", {"name": "x", "more": 1}, "more unknown"),
        ("maybe", {"name": 3}, "Outer.maybe.name"),
        ("many", {}, "Outer.many"),
        ("many", ["x"], "Outer.many"),
        ("pair", [1], "Outer.pair"),
        ("pair", [1, "a", 2], "Outer.pair"),
        ("mapping", [], "Outer.mapping"),
        ("mapping", {"k": "green"}, "Outer.mapping.k"),
    ],
)
def test_what_does_not_fit_is_named(member: str, value: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named.replace(".", r"\.")):
        from_json(Outer, {**GOOD, member: value})


@pytest.mark.parametrize("text", ["A", "AA", "AAA", "A===", "AA==\n", " AAE=", "AAE", "А" * 4, "_-=="])
def test_base64_is_read_strictly(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(Inner, {"name": "x", "data": text})


def test_members_that_are_missing_or_unknown_are_named() -> None:
    short = {name: value for name, value in GOOD.items() if name != "pair"}
    with pytest.raises(ValueError, match="pair missing"):
        from_json(Outer, short)
    with pytest.raises(ValueError, match="extra unknown"):
        from_json(Outer, {**GOOD, "extra": 1})
    for value in (None, [], "x", 3):
        with pytest.raises(ValueError, match="object is expected"):
            from_json(Outer, value)


@pytest.mark.parametrize("value", [1.5, object(), {1, 2}, Inner(name="x", data=1.0)])  # type: ignore[arg-type]
def test_what_has_no_json_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        to_json(value)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_of_the_model_is_frozen_and_can_be_decoded(kind: type) -> None:
    parameters = kind.__dataclass_params__  # type: ignore[attr-defined]
    assert parameters.frozen, "records never change"
    assert "__slots__" in vars(kind)
    try:
        from_json(kind, {"no such member": 1})
    except ValueError:
        return
    assert not dataclasses.fields(kind), "an unknown member was taken"


def test_what_is_json_already_is_not_copied() -> None:
    value: Json = {"a": [1, "two", None, {"b": True}], "c": []}
    assert to_json(value) is value
    mixed = {"a": [1, b"two"], "c": [3]}
    assert to_json(mixed) == {"a": [1, "dHdv"], "c": [3]}
    assert mixed["a"] == [1, b"two"], "what was given is left alone"
    assert to_json({1: "a"}) == {"1": "a"}
    assert to_json(MappingProxyType({"a": 1})) == {"a": 1}
