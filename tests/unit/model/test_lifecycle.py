"""What may have been so on a day, held against every choice of days that there is."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest

from witnessbox.model.lifecycle import _RANK, EVER, NEVER, Change, HistoryKind, Stage, agreed, stretches

CASE = (Stage.INVESTIGATED, Stage.CHARGED, Stage.TRIED, Stage.CONVICTED, Stage.ACQUITTED, Stage.APPEALED)


def change(stage: Stage, low: int, high: int, event: str = "", *, firm: bool = True) -> Change:
    return Change(event=event or stage.value, stage=stage, low=low, high=high, firm=firm)


def on(kind: HistoryKind, changes: list[Change], day: int) -> set[str]:
    now: tuple[Stage, ...] = ()
    for stretch in stretches(kind, changes):
        if stretch.first <= day:
            now = stretch.stages
    return {stage.value for stage in now}


def worlds(changes: list[Change]) -> Iterator[list[int]]:
    """Every choice of days, `NEVER` for what may not have happened, that the legal order allows."""
    days = [[*range(each.low, each.high + 1), *([] if each.firm else [NEVER])] for each in changes]
    for chosen in itertools.product(*days):
        if all(
            _RANK[late.stage] <= _RANK[early.stage] or late.high < early.low or chosen[j] >= chosen[i]
            for i, early in enumerate(changes)
            for j, late in enumerate(changes)
        ):
            yield list(chosen)


def by_enumeration(changes: list[Change], day: int) -> set[str]:
    found = set()
    for world in worlds(changes):
        happened = [(at, _RANK[each.stage], each.stage) for at, each in zip(world, changes, strict=True) if at <= day]
        if not happened:
            found.add(Stage.UNTOLD.value)
            continue
        last = max((at, rank) for at, rank, _ in happened)
        found |= {stage.value for at, rank, stage in happened if (at, rank) == last}
    return found


def test_the_set_is_what_some_choice_of_days_allows(seed: int) -> None:
    chance = random.Random(seed)
    compared = 0
    for _ in range(400):
        changes = []
        for stage in chance.sample(CASE, chance.randint(1, 4)):
            low = chance.randint(1, 6)
            changes.append(change(stage, low, low + chance.randint(0, 4)))
        if next(worlds(changes), None) is None:
            continue  # sources that no order of things can make true together
        for day in range(13):
            assert on(HistoryKind.PROCEEDING, changes, day) == by_enumeration(changes, day), (changes, day)
            compared += 1
    assert compared > 2000


def test_what_may_not_have_happened_makes_nothing_certain(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        changes = []
        for stage in chance.sample(CASE, 3):
            low = chance.randint(1, 6)
            changes.append(change(stage, low, low + chance.randint(0, 3), firm=chance.random() < 0.5))
        if next(worlds(changes), None) is None:
            continue
        for day in range(12):
            assert on(HistoryKind.PROCEEDING, changes, day) >= by_enumeration(changes, day), (changes, day)


def test_claims_of_one_change_narrow_it_or_stand_side_by_side() -> None:
    assert agreed([(1, 31), (10, 10), (5, 20)]) == ((10, 10),)
    assert agreed([(1, 31), (40, 40)]) == ((1, 31), (40, 40))
    assert agreed([(1, 31), (12, 12), (40, 40)]) == ((12, 12), (40, 40))


@pytest.mark.parametrize(("day", "expected"), [
    (9, {"holds the post", "untold"}),
    (19, {"holds the post"}),
    (20, {"left the post"}),
])  # fmt: skip
def test_who_left_a_post_held_it_before(day: int, expected: set[str]) -> None:
    assert on(HistoryKind.POST, [change(Stage.LEFT, 20, 20)], day) == expected


def test_somebody_who_came_back_holds_the_post_again() -> None:
    changes = [
        change(Stage.HOLDS, 10, 10, "a"),
        change(Stage.LEFT, 20, 20, "b"),
        change(Stage.HOLDS, 30, 30, "c"),
    ]
    days = {5: "untold", 15: "holds the post", 25: "left the post", 35: "holds the post"}
    assert {day: on(HistoryKind.POST, changes, day) for day in days} == {day: {stage} for day, stage in days.items()}


def test_sources_that_differ_on_the_day_leave_both_open() -> None:
    begun = change(Stage.HOLDS, 10, 10, "c")
    changes = [begun, change(Stage.LEFT, 20, 20, "a"), change(Stage.LEFT, 25, 25, "b")]
    assert on(HistoryKind.POST, changes, 22) == {"holds the post", "left the post"}
    assert on(HistoryKind.POST, changes, 25) == {"left the post"}


def test_a_death_alone_makes_no_proceeding() -> None:
    assert stretches(HistoryKind.PROCEEDING, [change(Stage.DIED, 5, 5)]) == ()
    assert on(HistoryKind.PROCEEDING, [change(Stage.DIED, 9, 9), change(Stage.CHARGED, 5, 5)], 9) == {"died"}


def test_open_ends_stay_open() -> None:
    assert on(HistoryKind.PROCEEDING, [change(Stage.CHARGED, EVER, NEVER)], 700_000) == {"untold", "charged"}
