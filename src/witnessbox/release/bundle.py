"""Writes a release: a BagIt bag that appears under its name whole or not at all.

Everything is written into a folder beside the target, checked there by the same `verify.py` that lies in the bag,
flushed, and only then moved into place. docs/explain/release-format.md defines every byte.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

from witnessbox.model.canonical import canonical, parse
from witnessbox.model.captions import webvtt
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.entries import key_id, read_entry
from witnessbox.model.errors import StorageError, UsageError, VerificationError
from witnessbox.model.records import dataclass
from witnessbox.model.releases import (
    BagFile,
    ReleaseManifest,
    ReleaseParts,
    RenditionPart,
    SigningPerson,
    key_file,
    manifest_of,
)
from witnessbox.model.wordlist_english import WORDS
from witnessbox.release import verify
from witnessbox.release.instructions import instructions
from witnessbox.release.page import pages
from witnessbox.vault.files import storage_errors, sync_file_system, sync_folder
from witnessbox.vault.keys import public_pem

MANIFEST = verify.MANIFEST

_PIECE = 1 << 18
"""Bytes copied at once: larger writes cost four times the kernel time."""
_SHORTEST_NEEDLE = 8
"""Bytes below which a forbidden string would be found by chance."""

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRelease:
    """A release that lies in its place.

    Attributes:
        manifest: what its persons signed.
        sha256: digest of the manifest's bytes.
    """

    manifest: ReleaseManifest
    sha256: str


def write_release(parts: ReleaseParts, out: Path, *, on_progress: Progress | None = None) -> WrittenRelease:
    """Write a release into a new folder.

    Args:
        parts: everything that goes into it.
        out: the folder; must not exist, or be empty. Its parent must exist.
        on_progress: called while the renditions are copied.

    Raises:
        UsageError: something lies at `out` already.
        VerificationError: the parts contradict each other, an object of the vault has other bytes than its name says,
            something forbidden is in a file, or the finished bag does not verify. Nothing is left behind.
        StorageError: the target could not be written.
    """
    out = Path(os.path.abspath(out))
    _refuse_occupied(out)
    with storage_errors("writing the release"), _unfinished(out) as folder:
        try:
            written = _Writer(folder, parts, on_progress).write()
        except ValueError as error:
            raise VerificationError(f"the release cannot be made: {error}") from error
        signers = [signer.public_key for signer in parts.signers]
        report = verify.verify_release(folder, keys=signers)
        if report.exit_code != 0:
            failed = "; ".join(check.detail for check in report.checks if not check.ok)
            raise VerificationError(f"the release was not made, because it would not verify: {failed}")
        sync_file_system(folder)
        folder.rename(out)
        sync_folder(out.parent)
    return written


def read_release(folder: Path, *, keys: Iterable[bytes]) -> WrittenRelease | None:
    """Read a release that was written whole, for example just before a crash.

    Args:
        folder: where it may lie.
        keys: raw public keys of the persons of the case.

    Returns:
        The release, or None when nothing lies there, when it does not verify, or when none of the keys signed it.
    """
    if verify.verify_release(folder, keys=keys).exit_code != 0:
        return None
    data = (folder / MANIFEST).read_bytes()
    manifest = from_json(ReleaseManifest, parse(data))
    return WrittenRelease(manifest=manifest, sha256=hashlib.sha256(data).hexdigest())


def _refuse_occupied(out: Path) -> None:
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise UsageError(f"{out}: something lies there already; name a new folder for the release")
    if not out.parent.is_dir():
        raise StorageError(f"{out.parent}: no such folder; make it, or name another place for the release")


@contextlib.contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    """A folder beside the target that is removed unless it was moved away; removes those that a crash left behind."""
    # The name of the target may be too long to stand in another name.
    stem = f".witnessbox-release-{hashlib.sha256(os.fsencode(out.name)).hexdigest()[:16]}-"
    for leftover in out.parent.glob(f"{stem}*"):
        with _locked(leftover) as ours:
            if ours:
                shutil.rmtree(leftover, ignore_errors=True)
    folder = out.parent / f"{stem}{secrets.token_hex(8)}"
    folder.mkdir(0o755)
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a lock on a folder while it is being written; False when another process holds it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        yield False
        return
    try:
        ours = True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            ours = False
        yield ours
    finally:
        os.close(descriptor)


class _Needles:
    """Looks for forbidden byte strings in everything that is written."""

    def __init__(self, parts: ReleaseParts) -> None:
        needles = set(parts.forbidden)
        for part in parts.renditions:
            digest = bytes.fromhex(part.rendition.content)
            needles |= {digest, digest.hex().encode(), base64.b64encode(digest)}
        self._needles = sorted(needle for needle in needles if len(needle) >= _SHORTEST_NEEDLE)
        self._overlap = max(map(len, self._needles), default=1) - 1

    def look(self, path: str, tail: bytes, piece: bytes) -> bytes:
        """Look through a piece and the end of the one before it; returns the end to be handed in next time."""
        window = tail + piece
        if any(needle in window for needle in self._needles):
            raise ValueError(f"{path} would hold something that must not leave the case (a digest, name or path)")
        return window[max(0, len(window) - self._overlap) :]


class _Writer:
    """Writes the files of one bag."""

    def __init__(self, folder: Path, parts: ReleaseParts, on_progress: Progress | None) -> None:
        self._folder = folder
        self._parts = parts
        self._needles = _Needles(parts)
        self._files: dict[str, BagFile] = {}
        self._on_progress = on_progress
        self._done = 0

    def write(self) -> WrittenRelease:
        parts = self._parts
        draft = manifest_of(parts, ())
        for part, rendition in zip(parts.renditions, draft.renditions, strict=True):
            if rendition.file not in self._files:
                self._copy(rendition.file, part)
            if part.captions:
                # Beside it, under its name: players find it, and every script of the world can be written in it.
                self._put(f"data/renditions/{rendition.sha256}.vtt", webvtt(part.captions).encode())
            self._put(rendition.opening, canonical(to_json(part.opening)))
        for entry in parts.entries:
            self._put(f"data/log/{read_entry(entry.line).digest}.entry", entry.line)
        self._put(draft.log.checkpoint, parts.checkpoint)
        needed = {person.key for person in draft.persons}
        for public_key in (parts.log_key, *(person.public_key for person in parts.persons)):
            if (key := key_id(public_key)) in needed or key == draft.log.key:
                self._put(key_file(key), public_pem(public_key))
        self._put("data/wordlist.txt", ("\n".join(WORDS) + "\n").encode("ascii"))
        self._put("data/verify.py", Path(verify.__file__).read_bytes())
        self._put("data/style.css", resources.files("witnessbox.release").joinpath("style.css").read_bytes())
        openings = {each.reference: part.opening for each, part in zip(draft.renditions, parts.renditions, strict=True)}
        self._put("data/VERIFY.md", instructions(draft, parts.checkpoint, openings).encode())
        for name, page in pages(draft, ledger=bool(parts.ledger)).items():
            self._put(f"data/{name}", page.encode())
        for name, source in parts.ledger:
            self._put(f"data/ledger/{name}", source.read_bytes())
        manifest = replace(draft, files=tuple(self._files[path] for path in sorted(self._files)))
        data = canonical(to_json(manifest))
        self._sign(data, parts.signers)
        return WrittenRelease(manifest=manifest, sha256=hashlib.sha256(data).hexdigest())

    def _sign(self, data: bytes, signers: Iterable[SigningPerson]) -> None:
        self._put(MANIFEST, data)
        for signer in signers:
            self._put(f"{MANIFEST}.{key_id(signer.public_key)}.sig", signer.sign(data))
        digests = {path: file.sha256 for path, file in self._files.items()}
        sizes = [file.size for file in self._files.values()]
        for path, tag in verify.tag_files(digests, sizes, self._parts.made).items():
            self._put(path, tag)

    def _put(self, path: str, data: bytes) -> None:
        """Write one small file; the same file may come up twice, with the same bytes."""
        file = BagFile(path=path, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        if self._files.setdefault(path, file) != file:
            raise ValueError(f"{path} would have two different contents")
        self._needles.look(path, b"", data)
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def _copy(self, path: str, part: RenditionPart) -> None:
        """Copy a rendition in pieces; its bytes must be those that its name says."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        state, size, tail = hashlib.sha256(), 0, b""
        with part.source.open("rb", buffering=0) as source, target.open("wb", buffering=0) as copy:
            while piece := source.read(_PIECE):
                tail = self._needles.look(path, tail, piece)
                state.update(piece)
                copy.write(piece)
                size += len(piece)
                self._progress(len(piece))
        if (state.hexdigest(), size) != (part.rendition.sha256, part.rendition.size):
            raise ValueError(
                f"{part.source} has {size} bytes and the SHA-256 {state.hexdigest()}, not "
                f"{part.rendition.sha256}; verify the case and restore it from a copy"
            )
        self._files[path] = BagFile(path=path, sha256=state.hexdigest(), size=size)

    def _progress(self, size: int) -> None:
        self._done += size
        if self._on_progress is not None:
            self._on_progress(self._done, sum(part.rendition.size for part in self._parts.renditions))
