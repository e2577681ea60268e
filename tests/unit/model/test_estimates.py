"""Chapman's estimate against figures reckoned by hand."""

from __future__ import annotations

import pytest

from witnessbox.model.estimates import Chapman, chapman


@pytest.mark.parametrize(
    ("first", "second", "both", "number", "low", "high"),
    [
        # 30 · 24 / 12 - 1 = 59; variance 30 · 24 · 18 · 12 / (144 · 13) = 83.077, 1.96 · 9.1147 = 17.865: 41.1 to 76.9
        (29, 23, 11, 59, 41, 77),
        # 11 · 10 / 8 - 1 = 12.75; variance 11 · 10 · 3 · 2 / (64 · 9) = 1.1458, half 2.098: 10.65 to 14.85; seen 12
        (10, 9, 7, 13, 12, 15),
        # 13 · 13 / 13 - 1 = 12; nobody stands on one list only, so nothing is left to doubt
        (12, 12, 12, 12, 12, 12),
        # 201 · 151 / 31 - 1 = 978.06; half of the interval 278.1: 699.9 to 1256.2
        (200, 150, 30, 978, 699, 1257),
        (0, 0, 0, 0, 0, 0),
    ],
)
def test_the_estimate_is_that_of_hand(first: int, second: int, both: int, number: int, low: int, high: int) -> None:
    assert chapman(first, second, both) == Chapman(number=number, low=low, high=high)
    assert chapman(second, first, both) == chapman(first, second, both)


def test_nobody_is_on_both_lists_who_is_not_on_each() -> None:
    with pytest.raises(ValueError, match="8 people on both lists of 7 and 9"):
        chapman(7, 9, 8)
