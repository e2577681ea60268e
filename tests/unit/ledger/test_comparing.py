"""How dates and numbers of two sources lie to each other."""

from __future__ import annotations

import pytest

from witnessbox.ledger.comparing import Fit, count_fit, date_fit
from witnessbox.model.claims import ClaimDate, Count, CountQualifier, DatePrecision


def date(edtf: str, precision: str = "day") -> ClaimDate:
    return ClaimDate(edtf=edtf, as_written="", basis="", precision=DatePrecision(precision))


@pytest.mark.parametrize(("one", "other", "expected"), [
    (date("2021-10"), date("2021-11-10"), (Fit.CONTRADICTS, None)),
    (date("2021-11"), date("2021-11-10"), (Fit.REFINES, 1)),
    (date("2021-11-10"), date("[..2021-11-25]"), (Fit.REFINES, 0)),
    (date("2021-11-10"), date("2021-11-10"), (Fit.AGREES, None)),
    (date("[2021-10-20..2021-11-10]"), date("2021-11"), (Fit.FITS, None)),
    (date("../2021-11-25", "as_of"), date("../2022-03-01", "as_of"), (Fit.AGREES, None)),
    (date("../2021-11-25", "until"), date("../2022-03-01", "until"), (Fit.CONTRADICTS, None)),
    (date("2015/2021-11-25", "as_of"), date("2016/..", "since"), (Fit.CONTRADICTS, None)),
])  # fmt: skip
def test_dates(one: ClaimDate, other: ClaimDate, expected: tuple[Fit, int | None]) -> None:
    assert date_fit(one, other) == expected


def count(value: int, qualifier: str = "exact", unit: str = "guards", upper: int | None = None) -> Count:
    return Count(value=value, unit=unit, qualifier=CountQualifier(qualifier), upper=upper)


@pytest.mark.parametrize(("one", "other", "expected"), [
    (count(18), count(18), (Fit.AGREES, None)),
    (count(18), count(20), (Fit.CONTRADICTS, None)),
    (count(1000, "more_than"), count(1000), (Fit.CONTRADICTS, None)),
    (count(1000, "at_least"), count(1000), (Fit.REFINES, 1)),
    (count(18), count(10, "between", upper=20), (Fit.REFINES, 0)),
    (count(5, "less_than"), count(5, "at_least"), (Fit.CONTRADICTS, None)),
    (count(3, "at_least"), count(10, "at_most"), (Fit.FITS, None)),
    (count(18, "about"), count(20), (Fit.DIFFERS, None)),
    (count(18), count(3, unit="officials"), (Fit.DIFFERS, None)),
])  # fmt: skip
def test_numbers(one: Count, other: Count, expected: tuple[Fit, int | None]) -> None:
    assert count_fit(one, other) == expected
