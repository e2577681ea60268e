"""Exports: sealed originals, or their description, in a standard form that others have tools for.

Nothing is linked to the vault: bytes are copied, hashed while they are copied, and compared with the digest under which
they were sealed. An export is made beside its target and appears under its name whole or not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from witnessbox.intake.export_bagit import write_bag
from witnessbox.intake.export_case import write_case
from witnessbox.intake.export_dfxml import write_dfxml
from witnessbox.intake.export_ocfl import write_ocfl
from witnessbox.intake.export_parts import Export, ExportForm, ExportRequest
from witnessbox.intake.export_sums import write_sums
from witnessbox.model.acts import Exported
from witnessbox.model.entries import Kind
from witnessbox.model.errors import StorageError, UnknownObjectError, UsageError
from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors, sync_file_system, sync_folder
from witnessbox.vault.keys import Signer

WITHOUT_DIGESTS = (
    "this form carries the raw digests of originals. Whoever holds the same footage can tell from them which copy "
    "leaked, and papers for a court may reach the opponent. If it is decided that they go out, call again with "
    "--digests: the decision is signed and stands in the log"
)

_FORMS: dict[ExportForm, Callable[[Export], str]] = {
    ExportForm.BAGIT: write_bag,
    ExportForm.OCFL: write_ocfl,
    ExportForm.DFXML: write_dfxml,
    ExportForm.CASE: write_case,
    ExportForm.SHA256SUMS: write_sums,
}
LISTS = {
    ExportForm.BAGIT: "tagmanifest-sha256.txt",
    ExportForm.OCFL: "inventory.json",
}
"""For forms that are folders, the file whose SHA-256 the log keeps: it lists all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was exported.

    Attributes:
        copy: SHA-256 of the file that was written, or of the list of files in the folder (`LISTS`).
        entry: digest of the entry that says so.
        items: items that are listed.
        contents: files that hold the bytes of a content; none for forms that only describe.
        size: their bytes.
        withheld: items that are listed, and whose content may not be exported.
    """

    copy: str
    entry: str
    items: int
    contents: int
    size: int
    withheld: int


def export_sealed(
    case: Case,
    out: Path,
    person: Signer,
    request: ExportRequest,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> ExportResult:
    """Write the items of finished acquisitions in a standard form, and say so in the log.

    The entry is signed when everything is written and flushed, just before it appears under its name: an export that
    someone can take away is always in the log.

    Args:
        case: an open case.
        out: the folder or file to make; must not exist, its folder must.
        person: who exports; a custodian.
        request: what is exported, for whom and why.
        on_progress: called with bytes done and in all.

    Raises:
        UsageError: something lies at `out`, the decision about digests is missing, a text cannot be kept, or nothing
            was sealed yet.
        UnknownObjectError: there is no finished acquisition of that number.
        VerificationError: an object is damaged or missing; nothing was exported.
        StorageError: the target or the log could not be written; nothing was exported.
    """
    out = Path(os.path.abspath(out))
    _check(case, out, request)
    with case.writing() as writer:
        said = Exported(
            form=request.form.value,
            digests=True,
            copy="",
            recipient=request.recipient,
            purpose=request.purpose,
            legal_basis=request.legal_basis,
        )
        writer.require(Kind.EXPORTED, person, said)
        total = _total(case, request)
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if on_progress is not None:
                on_progress(done, total)

        with storage_errors(f"writing {out}"), unfinished(out) as folder:
            export = Export(case, folder / "export", request, person.name, advance)
            copy = _FORMS[request.form](export)
            sync_file_system(folder)
            refuse_occupied(out)
            said = Exported(
                form=said.form,
                digests=True,
                copy=copy,
                recipient=said.recipient,
                purpose=said.purpose,
                legal_basis=said.legal_basis,
            )
            entry = writer.append(Kind.EXPORTED, said, person)
            export.target.rename(out)
            sync_folder(out.parent)
    return ExportResult(
        copy=copy,
        entry=entry.digest,
        items=export.items,
        contents=export.contents,
        size=export.size,
        withheld=export.withheld,
    )


def _check(case: Case, out: Path, request: ExportRequest) -> None:
    if not request.digests:
        raise UsageError(f"--form {request.form}: {WITHOUT_DIGESTS}")
    check_texts(request.recipient, request.purpose, request.legal_basis)
    check_target(case, out)


def check_texts(recipient: str, purpose: str, legal_basis: str) -> None:
    """Make sure that the log can keep what a person said about something that goes out.

    Raises:
        UsageError: one of them is no text.
    """
    for name, text in (("recipient", recipient), ("purpose", purpose), ("legal basis", legal_basis)):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError(f"the {name} is not UTF-8 text; write it in the encoding of this terminal") from None


def check_target(case: Case, out: Path) -> None:
    """Make sure that something new can be written at an absolute path outside of the case.

    Raises:
        UsageError: something lies there, its folder is missing, or it lies in the case.
    """
    refuse_occupied(out)
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent}: no such folder; make it, or name another place for the export")
    if out.is_relative_to(os.path.abspath(case.path)):
        raise UsageError(f"{out}: lies in the case; name a place outside of it")


def refuse_occupied(out: Path) -> None:
    """Make sure that nothing lies at a path.

    Raises:
        UsageError: something does.
    """
    if os.path.lexists(out):
        raise UsageError(f"{out}: something lies there already; name another place for the export")


def _total(case: Case, request: ExportRequest) -> int:
    """Bytes to be copied, for the progress bar."""
    numbers = [row.number for row in case.catalogue.acquisitions() if row.number is not None]
    if not numbers:
        raise UsageError(f"{case.path}: nothing is sealed yet; `witnessbox intake` comes first")
    if request.acquisition is not None and request.acquisition not in numbers:
        raise UnknownObjectError(
            f"{request.acquisition}: no finished acquisition has this number; there are 1 to {max(numbers)}"
        )
    return case.catalogue.sealed_totals(request.acquisition)[1]


@contextlib.contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """A folder beside the target for what is not whole yet, gone at the end; takes away what a crash left of others."""
    # The name of the target may be too long to stand in another name.
    stem = f".witnessbox-export-{hashlib.sha256(os.fsencode(out.name)).hexdigest()[:16]}-"
    for leftover in out.parent.glob(f"{stem}*"):
        with _locked(leftover) as ours:
            if ours:
                shutil.rmtree(leftover, ignore_errors=True)
    folder = out.parent / f"{stem}{secrets.token_hex(8)}"
    try:
        folder.mkdir(0o700)
    except PermissionError as error:
        raise StorageError(f"{out.parent}: cannot be written ({error.strerror}); choose another place") from error
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a lock on a folder while it is being filled; False when another process holds it."""
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
