"""Writing acquisition reports: gathered, put into words, laid out, written whole or not at all, and said in the log."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from witnessbox.intake.export import check_target, check_texts, refuse_occupied, unfinished
from witnessbox.intake.export_parts import write_file
from witnessbox.intake.paper import Paper, write_paper
from witnessbox.intake.paper_html import as_html
from witnessbox.intake.paper_pdf import as_pdf
from witnessbox.intake.report import Report, ReportRequest, gather
from witnessbox.intake.report_texts import TEXTS
from witnessbox.model.acts import Exported
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UsageError
from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors, sync_file_system, sync_folder
from witnessbox.vault.keys import Signer

FORM = "report"
"""Form of the entry that says that a report went out."""
LIST = "SHA256SUMS"
"""In a folder of reports, the file whose SHA-256 the log keeps: it lists the others."""
LAYOUTS = {".pdf": as_pdf, ".html": as_html}
"""What lays a paper out, by the end of the file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """What was written.

    Attributes:
        number: of the acquisition.
        files: names of the papers in the folder; one name when it is a single file.
        copy: SHA-256 of the single file, or of the list of files in the folder.
        copy_of: name of the list, None for a single file.
        entry: digest of the entry that says so.
    """

    number: int
    files: tuple[str, ...]
    copy: str
    copy_of: str | None
    entry: str


def write_report(
    case: Case, out: Path, person: Signer, request: ReportRequest, *, languages: tuple[str, ...] = ()
) -> ReportResult:
    """Write the report on one acquisition, and say so in the log.

    The entry is signed when everything is written and flushed, just before it appears under its name: a paper that
    someone can take away is always in the log.

    Args:
        case: an open case.
        out: a new file that ends in `.pdf` or `.html`, or a new folder for both.
        person: who makes it; a custodian.
        request: what is asked for.
        languages: of `TEXTS`; for a file exactly one or none, which means English; for a folder none means all.

    Raises:
        UsageError: something lies at `out`, a text cannot be kept, nothing was sealed yet, or a file was asked for in
            several languages.
        UnknownObjectError: there is no finished acquisition of that number.
        VerificationError: what would stand on the paper is not what was signed and sealed; nothing was written.
        StorageError: the target or the log could not be written; nothing was written.
    """
    out = Path(os.path.abspath(out))
    check_texts(request.recipient, request.purpose, request.legal_basis)
    check_target(case, out)
    layout = LAYOUTS.get(out.suffix.lower())
    if layout is not None and len(languages) > 1:
        raise UsageError(f"{out}: a file holds one language; name one with --lang, or a folder for both")
    with case.writing() as writer:
        writer.require(Kind.EXPORTED, person, _said(request, ""))
        report = gather(
            case,
            request,
            master=writer.master,
            made=str(time.time_ns()),
            maker=(person.name, person.key),
            checkpoint=case.log.write_checkpoint(case.created.origin, writer.program),
        )
        with storage_errors(f"writing {out}"), unfinished(out) as folder:
            made = folder / "report"
            if layout is not None:
                files: tuple[str, ...] = (out.name,)
                copy = write_file(made, layout(write_paper(report, languages[0] if languages else "en")))
            else:
                files, copy = _write_folder(report, made, languages or tuple(TEXTS))
            sync_file_system(folder)
            refuse_occupied(out)
            entry = writer.append(Kind.EXPORTED, _said(request, copy), person)
            made.rename(out)
            sync_folder(out.parent)
    listed = None if layout is not None else LIST
    return ReportResult(number=report.number, files=files, copy=copy, copy_of=listed, entry=entry.digest)


def _write_folder(report: Report, folder: Path, languages: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Write every layout in every language and the list of them; names of the papers, and digest of the list."""
    folder.mkdir()
    sums: dict[str, str] = {}
    for language in languages:
        paper: Paper = write_paper(report, language)
        for ending, layout in LAYOUTS.items():
            name = f"acquisition-{report.number}.{language}{ending}"
            sums[name] = write_file(folder / name, layout(paper))
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    return tuple(sums), write_file(folder / LIST, text.encode())


def _said(request: ReportRequest, copy: str) -> Exported:
    return Exported(
        form=FORM,
        digests=request.digests,
        copy=copy,
        recipient=request.recipient,
        purpose=request.purpose,
        legal_basis=request.legal_basis,
    )
