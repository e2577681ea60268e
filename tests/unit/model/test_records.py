"""What the standard library's frozen records do, and nothing is lost for being made late."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    first: int
    second: str = "x"
    third: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    first: int
    second: str = "x"
    third: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """Without a member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low is above high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    names: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Ordered:
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: str

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer(Late):
    fourth: int = 4


def test_it_has_the_same_fields() -> None:
    def fields(kind: type) -> list[tuple[str, object, object, bool]]:
        return [(each.name, each.type, each.default, each.kw_only) for each in dataclasses.fields(kind)]

    assert fields(Late) == fields(Standard)
    assert Late.__slots__ == Standard.__slots__
    assert Late.__match_args__ == Standard.__match_args__
    mine, theirs = (
        {name: getattr(kind.__dataclass_params__, name) for name in ("init", "repr", "eq", "order", "frozen")}
        for kind in (Late, Standard)
    )
    assert mine == theirs


def test_it_takes_and_shows_the_same_members() -> None:
    late, standard = Late(first=1, third=(2,)), Standard(first=1, third=(2,))
    assert dataclasses.asdict(late) == dataclasses.asdict(standard)
    assert repr(late) == repr(standard).replace("Standard", "Late")
    assert repr(Nothing()) == "Nothing()"
    assert repr(Named(name="a")) == "<a>"
    assert Listed().names is not Listed().names


@pytest.mark.parametrize(
    "members", [{}, {"first": 1, "fourth": 2}, {"second": "y"}], ids=["none", "an unknown one", "one is missing"]
)
def test_it_refuses_other_members(members: dict[str, object]) -> None:
    for kind in (Late, Standard):
        with pytest.raises(TypeError, match=r"first|fourth"):
            kind(**members)  # type: ignore[arg-type]


def test_members_are_named() -> None:
    with pytest.raises(TypeError, match="positional"):
        Late(1)  # type: ignore[misc]
    Late(first=1)
    with pytest.raises(TypeError, match="positional"):
        Late(1)  # type: ignore[misc]


def test_equal_members_make_equal_records() -> None:
    first, second, other = Late(first=1), Late(first=1), Late(first=2)
    assert first == second
    assert first != other
    assert hash(first) == hash(second)
    assert first != Standard(first=1)
    assert len({first, second, other, Nothing(), Nothing()}) == 3
    assert Late(first=1) != Longer(first=1)


def test_it_cannot_be_changed() -> None:
    record = Late(first=1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="first"):
        record.first = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="other"):
        record.other = 2  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError, match="first"):
        del record.first
    assert record == Late(first=1)


def test_it_is_checked_when_it_is_made() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="above"):
            Checked(low=2, high=1)
    assert dataclasses.replace(Checked(low=1, high=2), high=3) == Checked(low=1, high=3)


def test_it_can_be_copied_and_sent() -> None:
    record = Late(first=1, third=(2, 3))
    assert pickle.loads(pickle.dumps(record)) == record
    assert copy.deepcopy(record) == record


def test_what_is_more_than_a_plain_record_is_made_by_the_standard_library() -> None:
    assert Ordered(place=1) < Ordered(place=2)
    assert Longer(first=1, fourth=2) == Longer(first=1, fourth=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Longer(first=1).first = 2  # type: ignore[misc]
