"""A pulled plug loses nothing: killed at random moments, every verb comes to the same end when it is run again.

The long form is `make torture SEED=…` (tests/torture).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from kills import campaign, verbs

VERBS = ("intake", "analyse", "redact", "release")
KILLS = 3


@pytest.mark.parametrize("name", VERBS)
def test_a_killed_verb_comes_to_the_same_end(name: str, tmp_path: Path, seed: int) -> None:
    print(f"seed {seed}")
    result = campaign(verbs(files=1500, clips=2)[name], tmp_path, seed=seed, kills=KILLS)
    assert result.hits >= 1, f"{result}: no kill hit a running process"
