"""Damaged media go through the whole program: it answers or gives a reason, and never falls over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from mutants import campaign, samples

MUTANTS = int(os.environ.get("WITNESSBOX_MUTANTS", "5000"))


def test_some_mutants(tmp_path: Path, seed: int) -> None:
    figures = campaign(tmp_path, samples(tmp_path / "samples", None), number=72, seed=seed)
    assert figures.mutants == 72
    assert figures.refused < figures.seen


@pytest.mark.torture
def test_thousands_of_mutants_of_real_media(tmp_path: Path, data: Path, seed: int) -> None:
    whole = samples(tmp_path / "samples", data / "stick")
    figures = campaign(tmp_path, whole, number=MUTANTS, seed=seed)
    print(
        f"mutants: seed {seed}, {figures.mutants} of {len(whole)} samples, {figures.seen} analyses, "
        f"{figures.refused} refused with a reason, {sum(figures.died.values())} ended workers"
    )
    for reason, number in figures.died.most_common():
        print(f"  {number} x {reason}")
    assert figures.mutants == MUTANTS
