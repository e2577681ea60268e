"""`make torture SEED=…`: killed at many moments, each verb comes to the same end when it is run again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kills import campaign, crash_points, verbs

pytestmark = pytest.mark.torture

KILLS = int(os.environ.get("WITNESSBOX_KILLS", "50"))
OF_INTAKE = 4
"""Kills of an intake of containers for each of another verb: it has the most states."""
MUST_HIT = 0.8
"""Share of kills that must hit a running process; else the moments prove nothing."""
VERBS = ("intake", "intake of containers", "analyse", "redact", "release")


@pytest.mark.parametrize("name", VERBS)
def test_kills_at_random_moments(name: str, tmp_path: Path, seed: int) -> None:
    kills = KILLS * (OF_INTAKE if name == "intake of containers" else 1)
    result = campaign(verbs(files=3000, clips=4)[name], tmp_path, seed=seed, kills=kills)
    print(f"{name}: seed {seed}, {result.hits} of {result.kills} kills hit a run of {result.seconds:.1f} s")
    assert result.hits >= MUST_HIT * kills


@pytest.mark.parametrize("name", VERBS)
def test_kills_before_every_change_to_the_disk(name: str, tmp_path: Path) -> None:
    points = crash_points(verbs(files=40, clips=1)[name], tmp_path, most=60)
    print(f"{name}: {points} changes to the disk")
    assert points > 10
