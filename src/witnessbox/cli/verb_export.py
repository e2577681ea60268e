"""`witnessbox export`: hand sealed originals over in a standard form."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output, size_words
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.intake.export import LISTS, WITHOUT_DIGESTS, export_sealed
from witnessbox.intake.export_parts import ExportForm, ExportRequest
from witnessbox.model.errors import UsageError
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "export",
        "hand sealed originals over in a standard form",
        "Writes what finished acquisitions hold, for a court, an archive or another forensic tool:\n"
        "  bagit       a BagIt 1.0 bag: every file under its own readable name, with lists\n"
        "  ocfl        an OCFL 1.1 storage root: every content once\n"
        "  dfxml       DFXML: a description with byte runs, without contents\n"
        "  case        CASE/UCO as JSON-LD: a description, without contents\n"
        "  sha256sums  a list that `sha256sum --check` takes in the folder of the source\n"
        "Every byte is hashed again while it is copied. All forms carry raw digests of originals, by which whoever\n"
        "holds the footage could tell which copy leaked: --digests says that this was decided. The log keeps who\n"
        "exported what for whom; a custodian signs.",
        "witnessbox export saratov.case to-court/ --form bagit --digests --recipient 'European Court of Human Rights' "
        "--purpose evidence",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("out", type=Path, metavar="OUT", help="new folder (bagit, ocfl) or new file (the others)")
    verb.add_argument("--form", required=True, choices=[form.value for form in ExportForm])
    verb.add_argument("--acquisition", type=int, metavar="N", help="only what this acquisition brought; default all")
    verb.add_argument("--digests", action="store_true", help="it was decided that raw digests may leave the case")
    verb.add_argument("--recipient", default="", metavar="TEXT", help="for whom; kept in the log and in a bag")
    verb.add_argument("--purpose", default="", metavar="TEXT", help="what for; kept likewise")
    verb.add_argument("--legal-basis", default="", metavar="TEXT", help="on what ground; kept likewise")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Export."""
    case = Case(arguments.case)
    form = ExportForm(arguments.form)
    if not arguments.digests:  # said before the passphrase is asked for
        raise UsageError(f"--form {form}: {WITHOUT_DIGESTS}")
    person = unlock(case, arguments)
    request = ExportRequest(
        form=form,
        acquisition=arguments.acquisition,
        digests=arguments.digests,
        recipient=arguments.recipient,
        purpose=arguments.purpose,
        legal_basis=arguments.legal_basis,
    )
    with output.progress("exporting") as progress:
        result = export_sealed(case, arguments.out, person, request, on_progress=progress)
    written = f", {result.contents} files with {size_words(result.size)}" if result.contents else ""
    output.text(f"Exported to {arguments.out}: {result.items} items{written}.")
    if result.withheld:
        output.text(f"{result.withheld} items are listed without their content, which may not be exported.")
    output.text(f"SHA-256 of {LISTS.get(form, 'the file')}, also in the log: {result.copy}")
    output.answer(
        {
            "export": str(arguments.out),
            "form": form.value,
            "copy": result.copy,
            "copy_of": LISTS.get(form),
            "entry": result.entry,
            "items": result.items,
            "contents": result.contents,
            "size": result.size,
            "withheld": result.withheld,
        }
    )
    return 0
