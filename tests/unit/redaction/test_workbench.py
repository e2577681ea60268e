"""What a rendition depends on is told as the standard library tells it."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from witnessbox.redaction import workbench


def test_versions_are_those_of_the_packages() -> None:
    told = dict(each.rsplit(" ", 1) for each in workbench.workbench().libraries)
    assert {name: told[name] for name in workbench.LIBRARIES} == {
        name: metadata.version(name) for name in workbench.LIBRARIES
    }


def test_a_package_that_left_no_folder_is_asked_for_and_one_that_is_not_there_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "_known", dict)
    monkeypatch.setattr(workbench, "LIBRARIES", ("av", "no-such-package"))
    assert workbench._installed()[1:] == [f"av {metadata.version('av')}"]
    monkeypatch.undo()
    monkeypatch.setattr("sys.path", [str(tmp_path / "gone.zip")])
    assert workbench._known() == {}
