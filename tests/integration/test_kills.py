"""A pulled plug loses nothing: killed at random moments, every verb comes to the same end when it is run again.

The long form is `make torture SEED=…` (tests/torture).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from kills import campaign, crash_points, verbs

VERBS = ("intake", "intake of containers", "analyse", "redact", "release")


@pytest.mark.parametrize("name", VERBS)
def test_a_killed_verb_comes_to_the_same_end(name: str, tmp_path: Path, seed: int) -> None:
    print(f"seed {seed}")
    result = campaign(verbs(files=600, clips=1)[name], tmp_path, seed=seed, kills=3, at_once=3)
    assert result.hits >= 1, f"{result}: no kill hit a running process"


@pytest.mark.parametrize("name", ["intake", "intake of containers", "release"])
def test_killed_just_before_it_changes_the_disk_a_verb_comes_to_the_same_end(name: str, tmp_path: Path) -> None:
    assert crash_points(verbs(files=1, clips=1)[name], tmp_path, most=3) > 10
