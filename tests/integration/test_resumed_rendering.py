"""`kill -9` in the middle of a rendering: the next call goes on with the current segment and makes the same bytes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from cases import ask, call, case_of_a_face, copied, kill_group, leftovers, signed, start

from witnessbox.media.encode import SEGMENT_FRAMES

FRAMES = 2 * SEGMENT_FRAMES + 150
SECONDS = 60


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with one approved plan for a video of several segments."""
    case = case_of_a_face(tmp_path_factory.mktemp("long"), frames=FRAMES)
    call("analyse", case, code=0)
    (plan,) = ask("plan", case)["plans"]
    call(*signed("approve", case, plan["id"]), code=0)
    return case


def journals(case: Path) -> list[Path]:
    return sorted((case / "derived").rglob("segments-*"))


def segments(case: Path) -> int:
    return sum(path.read_bytes().count(b"segm") for path in journals(case))


def rendition(answer: Any) -> tuple[str, str]:
    (only,) = answer["renditions"]
    return only["sha256"], only["state"]


def test_a_killed_rendering_goes_on_and_ends_in_the_same_bytes(approved: Path, tmp_path: Path) -> None:
    undisturbed, killed = copied(approved, tmp_path / "a.case"), copied(approved, tmp_path / "b.case")
    process = start("redact", killed)
    deadline = time.monotonic() + SECONDS
    while segments(killed) < 1 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert kill_group(process), "it ended before it was killed"
    assert segments(killed) >= 1, "nothing was kept"
    answer = ask("redact", killed, code=None)
    assert answer["renditions"], answer
    assert rendition(answer) == rendition(ask("redact", undisturbed, code=None))
    assert journals(killed) == []
    assert leftovers(killed) == []
    call("verify", killed, code=0)
