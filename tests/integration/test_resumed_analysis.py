"""`kill -9` in the middle of an analysis: the next call goes on with the current segment and sees the same."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from cases import ask, call, case_of_a_face, copied, kill_group, leftovers, start, state

from witnessbox.media.searching import SEGMENT_FRAMES
from witnessbox.vault.case import Case

FRAMES = 2 * SEGMENT_FRAMES + 200
SECONDS = 60


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with one video of several segments."""
    return case_of_a_face(tmp_path_factory.mktemp("long"), frames=FRAMES)


def journals(case: Path) -> list[Path]:
    return sorted((case / "derived").glob("searches/*"))


def segments(case: Path) -> int:
    return sum(path.read_bytes().count(b"segm") for path in journals(case))


def killed_after(case: Path, number: int, *words: str) -> None:
    """Start the analysis and kill it once it has written down so many segments."""
    process = start("analyse", case, *words)
    deadline = time.monotonic() + SECONDS
    while segments(case) < number and time.monotonic() < deadline:
        time.sleep(0.005)
    assert kill_group(process), "it ended before it was killed"
    assert segments(case) >= number, "nothing was kept"


@pytest.mark.parametrize("words", [(), ("--only", "faces")])
def test_a_killed_analysis_goes_on_and_sees_the_same(sealed: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    undisturbed, killed = copied(sealed, tmp_path / "a.case"), copied(sealed, tmp_path / "b.case")
    killed_after(killed, 1, *words)
    kept = segments(killed)
    killed_after(killed, kept + 1, *words)
    ran = ask("analyse", killed, *words)["ran"]
    assert ran == ask("analyse", undisturbed, *words)["ran"]
    assert state(killed) == state(undisturbed)
    assert journals(killed) == []
    assert leftovers(killed) == []
    call("verify", killed, code=0)


def test_what_nobody_will_go_on_with_is_removed(sealed: Path, tmp_path: Path) -> None:
    case = copied(sealed, tmp_path / "x.case")
    killed_after(case, 1, "--only", "faces")
    (journal,) = journals(case)
    journal.with_name("0" * 64 + ".find-faces").touch()
    journal.with_name("something else").touch()
    call("analyse", case, "--only", "probe", code=0)
    assert journals(case) == [journal], "the search for faces can still go on"
    call("analyse", case, code=0)
    assert journals(case) == []
    assert not journal.parent.exists()
    assert Case(case).catalogue.observations(journal.name[:64], "faces")
