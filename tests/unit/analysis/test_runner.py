"""The runner gives every analyser every content it has not met, once, and what cannot be seen gets its reason."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case, here, leftovers, picture, signed
from media_samples import write_clip

from witnessbox.analysis.contract import AnalyzerSpec
from witnessbox.analysis.runner import View, _ordered, all_analyzers, run_analysis
from witnessbox.engine.jobs import still_wanted
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UsageError, WorkerDiedError
from witnessbox.model.observations import MediaKind
from witnessbox.vault.case import Case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    folder = copied(empty_case(), tmp_path / "x.case")
    trove = tmp_path / "trove"
    trove.mkdir()
    clip = write_clip(trove / "clip.mp4", frames=30, cut_at=15)
    (trove / "copy.mp4").write_bytes(clip.read_bytes())
    (trove / "broken.mp4").write_bytes(clip.read_bytes()[:400])
    picture(trove / "picture.png")
    (trove / "note.txt").write_text("a note")
    here(*signed("intake", folder, trove), code=0)
    return Case(folder)


def spec(name: str, *needs: str) -> AnalyzerSpec:
    return AnalyzerSpec(name=name, version="1", kinds=frozenset({MediaKind.VIDEO}), needs=needs)


def test_analysers_run_after_those_they_need() -> None:
    ordered = _ordered([spec("c", "b"), spec("b", "a"), spec("a"), spec("d", "not asked for")])
    assert [each.name for each in ordered] == ["a", "d", "b", "c"]
    with pytest.raises(UsageError, match="need each other"):
        _ordered([spec("a", "b"), spec("b", "a")])


def test_each_content_is_looked_at_once_and_a_broken_one_gets_its_reason(case: Case) -> None:
    result = run_analysis(case, only="probe")
    contents = case.catalogue.contents([MediaKind.VIDEO, MediaKind.PICTURE])
    assert result.ran == len(contents) == 3
    (unseen,) = result.unseen
    assert unseen.reason
    again = run_analysis(Case(case.path), only="probe")
    assert (again.ran, again.unseen) == (0, ())
    assert leftovers(case.path) == []


def test_what_others_need_can_come_later(case: Case) -> None:
    """The storyboard reads the probe of a content; asked for alone it still comes to an end."""
    result = run_analysis(case, only="storyboard")
    assert result.ran == 3
    catalogue = Case(case.path).catalogue
    shots = [
        seen for each in catalogue.contents() for seen in catalogue.observations(each.sha256) if seen.kind == "shot"
    ]
    assert len(shots) == 3
    derived = list(case.derived.rglob("*.webp"))
    assert len(derived) == 5
    assert leftovers(case.path) == []


def test_ctrl_c_ends_a_job_of_several_analysers_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the worker died of, the next analyser does not start another once nobody waits for the job."""
    folder = copied(empty_case(), tmp_path / "x.case")
    (tmp_path / "trove").mkdir()
    write_clip(tmp_path / "trove" / "clip.mp4", frames=10)
    here(*signed("intake", folder, tmp_path / "trove"), code=0)
    asked: list[str] = []
    begun = threading.Event()
    call = Worker.call

    def killed_in_the_middle(self: Worker, task: str, *rest: Any, **words: Any) -> Any:
        asked.append(task)
        if task != "watch":
            return call(self, task, *rest, **words)
        begun.set()
        while still_wanted():
            time.sleep(0.01)
        raise WorkerDiedError("the sandboxed process was killed")

    def ctrl_c(_: int, __: int) -> None:
        if begun.is_set():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Worker, "call", killed_in_the_middle)
        with pytest.raises(KeyboardInterrupt):
            run_analysis(Case(folder), on_progress=ctrl_c)
    assert len(asked) == 2, f"{asked}: after the first refusal nothing is asked for"
    assert run_analysis(Case(folder)).ran >= 3
    assert leftovers(folder) == []


def test_a_view_gives_only_what_the_spec_says(case: Case) -> None:
    run_analysis(case, only="probe")
    opened = Case(case.path)
    clip = opened.catalogue.contents([MediaKind.VIDEO])[0]
    view = View(opened, clip, all_analyzers()["storyboard"].SPEC)
    view.observations("probe")
    with pytest.raises(UsageError, match="does not say"):
        view.observations("faces")
    assert (view.sha256, view.size, view.kind) == (clip.sha256, clip.size, MediaKind.VIDEO)


def test_an_unknown_analyser_is_a_mistake_of_the_call(case: Case) -> None:
    with pytest.raises(UsageError, match=r"nothing.*probe"):
        run_analysis(case, only="nothing")
