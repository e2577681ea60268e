"""What every analyser promises; a new file under `analyzers/` is tested by being there."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import inspect
import os
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import stuffed
from cases import face_clip, needs_faces, picture
from document_samples import docx
from film_samples import write_frames
from media_samples import drawing, write_clip
from PIL import Image, ImageDraw, ImageFont
from toy_networks import channels

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.analysis.runner import all_analyzers
from witnessbox.media.client_watch import Viewing
from witnessbox.media.models import ModelStore, pinned_models
from witnessbox.media.outside import ProgramMissingError, require
from witnessbox.media.sandbox import Worker
from witnessbox.media.tasks import TASKS
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.observations import Analysis, MediaKind, Observation

ANALYZERS = all_analyzers()
FORBIDDEN = {
    "pathlib", "sqlite3", "socket", "subprocess", "urllib", "http", "shutil", "tempfile", "requests", "ctypes",
    "multiprocessing", "av", "PIL", "onnxruntime", "numpy",
}  # fmt: skip
"""No paths, no databases, no network, no decoder outside of the sandbox."""
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(params=sorted(ANALYZERS))
def module(request: pytest.FixtureRequest) -> ModuleType:
    return ANALYZERS[request.param]


class View:
    """One content in a file of its own, as an analyser sees it."""

    def __init__(self, file: Path, kind: MediaKind, worker: Worker, seen: dict[str, tuple[Observation, ...]]) -> None:
        self.sha256 = "ab" * 32
        self.size = file.stat().st_size
        self.kind = kind
        self.worker = worker
        self.viewing = Viewing(worker)
        self.stills: dict[str, bytes] = {}
        self.told: list[tuple[int, int]] = []
        self._file, self._seen, self._opened = file, seen, []  # type: ignore[var-annotated]

    def open(self) -> int:
        self._opened.append(os.open(self._file, os.O_RDONLY))
        return int(self._opened[-1])

    def model(self, name: str) -> int:
        self._opened.append(ModelStore().open(name))
        return int(self._opened[-1])

    def model_digest(self, name: str) -> str:
        return ModelStore().find(name).sha256

    def observations(self, analyzer: str) -> tuple[Observation, ...]:
        return self._seen[analyzer]

    @contextlib.contextmanager
    def still(self, name: str) -> Iterator[int]:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name), name
        with open(self._file.with_name(f"still {name}"), "w+b", buffering=0) as file:
            yield file.fileno()
            file.seek(0)
            self.stills[name] = file.read()

    def progress(self, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.told.append((done, total))

    def still_open(self) -> list[int]:
        """Descriptors that the analyser forgot to close."""
        return [each for each in self._opened if _same(each)]


def _same(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_there_are_analysers_and_their_files_are_called_as_they_are() -> None:
    assert {"probe", "storyboard", "faces"} <= set(ANALYZERS)
    for name, module in ANALYZERS.items():
        assert module.__name__.rpartition(".")[2] == name


def test_the_spec_is_frozen_and_says_what_is_needed(module: ModuleType) -> None:
    spec = module.SPEC
    assert isinstance(spec, AnalyzerSpec)
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.name = "other"
    assert re.fullmatch(r"[a-z][a-z0-9-]*", spec.name)
    assert spec.version
    assert spec.kinds
    assert all(isinstance(kind, MediaKind) for kind in spec.kinds)
    assert isinstance(spec.kinds, frozenset)
    assert set(spec.needs) <= set(ANALYZERS) - {spec.name}
    assert spec.where_installed or set(spec.models) <= {model.name for model in pinned_models()}
    assert set(spec.tasks) <= set(TASKS)


def test_the_function_takes_a_view_and_gives_observations(module: ModuleType) -> None:
    hints = typing.get_type_hints(module.analyse)
    assert hints == {"view": ContentView, "return": tuple[Observation, ...]}
    assert list(inspect.signature(module.analyse).parameters) == ["view"]


def test_module_and_function_say_what_they_see(module: ModuleType) -> None:
    assert module.__doc__ and module.analyse.__doc__


def imported(module: ModuleType) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_no_path_no_database_no_network_is_imported(module: ModuleType) -> None:
    names = imported(module)
    assert not {name.partition(".")[0] for name in names} & FORBIDDEN
    rooms = {name.split(".")[1] for name in names if name.startswith("witnessbox.")}
    assert rooms <= {"analysis", "media", "model"}
    used = {
        f"os.{node.attr}"
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    assert used <= {"os.close", "os.fstat", "os.lseek", "os.SEEK_SET", "os.pread"}


def documented_kinds(module: ModuleType) -> set[str]:
    """Kinds of observations that the function's docstring names, in backquotes."""
    return set(re.findall(r"`([a-z][a-z-]*)`", module.analyse.__doc__ or ""))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as one:
        yield one


SAMPLES = {
    "clip": MediaKind.VIDEO,
    "picture": MediaKind.PICTURE,
    "sound": MediaKind.SOUND,
    "document": MediaKind.DOCUMENT,
}


def sample(name: str, folder: Path, module: ModuleType) -> Path:
    if name == "picture":
        return picture(folder / "picture.png")
    if name == "sound":
        return _tone(folder / "tone.wav")
    if name == "document" and module.SPEC.documents:
        return stuffed.pdf(folder / "order.pdf", [drawing((300, 400), 1), drawing((300, 400), 9)], stuffed.Planted())
    if name == "document":
        (folder / "order.docx").write_bytes(docx())
        return folder / "order.docx"
    if module.SPEC.name == "texts":
        return _caption(folder / "clip.mp4")
    if module.SPEC.models and not module.SPEC.where_installed:
        needs_faces()
        return face_clip(folder / "clip.mp4", frames=12)
    if module.SPEC.name == "salvage":
        return cut_off(write_clip(folder / "clip.mkv", frames=30))
    return write_clip(folder / "clip.mp4", frames=30, cut_at=15)


def _caption(path: Path) -> Path:
    image = Image.new("RGB", (320, 192), (60, 80, 70))
    ImageDraw.Draw(image).text((40, 60), "CELL 14", (240, 240, 230), ImageFont.load_default(28))
    return write_frames(path, [np.asarray(image, np.uint8)] * 12, codec="libx264")


def cut_off(path: Path) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    return path


def needs_program(name: str) -> None:
    try:
        require(name)
    except ProgramMissingError as error:
        pytest.skip(str(error))


def _tone(path: Path) -> Path:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(range(256)) * 20)
    return path


def run(module: ModuleType, file: Path, kind: MediaKind, worker: Worker) -> tuple[View, tuple[Observation, ...]]:
    seen: dict[str, tuple[Observation, ...]] = {}
    for need in module.SPEC.needs:
        if kind not in ANALYZERS[need].SPEC.kinds:
            seen[need] = ()
            continue
        _, seen[need] = run(ANALYZERS[need], file, kind, worker)
    view = View(file, kind, worker, seen)
    found = module.analyse(view)
    assert view.still_open() == []
    return view, found


LOOKS_AT = [
    (analyzer, name)
    for analyzer in sorted(ANALYZERS)
    for name in SAMPLES
    if SAMPLES[name] in ANALYZERS[analyzer].SPEC.kinds
]


@pytest.mark.parametrize(("analyzer", "name"), LOOKS_AT)
def test_the_same_content_is_seen_the_same(
    analyzer: str, name: str, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, kind = ANALYZERS[analyzer], SAMPLES[name]
    if module.SPEC.where_installed:
        monkeypatch.setenv("WITNESSBOX_MODELS", str(tmp_path / "models"))
        weights = tmp_path / "toy.onnx"
        weights.write_bytes(channels(1))
        ModelStore().add(*module.SPEC.models, weights)
    elif module.SPEC.models:
        needs_faces()
    if module.SPEC.program:
        needs_program(module.SPEC.program)
    file = sample(name, tmp_path, module)
    first, seen = run(module, file, kind, worker)
    second, again = run(module, file, kind, worker)
    assert seen == again
    assert first.stills == second.stills
    assert isinstance(seen, tuple) and seen
    assert all(done <= total for done, total in first.told)
    for each in seen:
        assert (each.content, each.analyzer, each.version) == (first.sha256, module.SPEC.name, module.SPEC.version)
        assert each.kind in documented_kinds(module), f"{each.kind} is not in the docstring of analyse"
        assert (each.model is None) == (not module.SPEC.models)
        assert (each.start_us is None) == (each.end_us is None)
        assert each.start_us is None or each.end_us is None or 0 <= each.start_us <= each.end_us
        assert each.confidence is None or 0 <= each.confidence <= 1000
        assert each.region is None or (each.region.x1 < each.region.x2 and each.region.y1 < each.region.y2)
        canonical(to_json(each))
    whole = Analysis(content=first.sha256, analyzer=module.SPEC.name, version="1", model="", observations=seen)
    assert from_json(Analysis, to_json(whole)) == whole
