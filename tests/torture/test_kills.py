"""`make torture SEED=…`: the whole process group is killed at many moments; what was interrupted comes to the same end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kills import campaign, crash_points, verbs

pytestmark = pytest.mark.torture

KILLS = int(os.environ.get("WITNESSBOX_KILLS", "50"))
MUST_HIT = 0.8
"""Share of kills that must hit a running process; else the moments prove nothing."""
VERBS = ("intake", "analyse", "redact", "release")


@pytest.mark.parametrize("name", VERBS)
def test_kills_at_random_moments(name: str, tmp_path: Path, seed: int, record_property: pytest.RecordProperty) -> None:
    result = campaign(verbs(files=3000, clips=4)[name], tmp_path, seed=seed, kills=KILLS)
    print(f"{name}: seed {seed}, {result.hits} of {result.kills} kills hit a run of {result.seconds:.1f} s")
    record_property("hits", result.hits)
    assert result.hits >= MUST_HIT * KILLS


@pytest.mark.parametrize("name", VERBS)
def test_kills_before_every_change_to_the_disk(name: str, tmp_path: Path) -> None:
    points = crash_points(verbs(files=40, clips=1)[name], tmp_path, most=200)
    print(f"{name}: killed before each of {points} changes to the disk")
    assert points > 10
