"""`witnessbox report`: how an acquisition went, on paper."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.intake.report import ReportRequest
from witnessbox.intake.report_texts import TEXTS
from witnessbox.intake.reporting import write_report
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "report",
        "how an acquisition went, as PDF and HTML",
        "Writes the acquisition report: what was taken in, by whom and when, counts by kind and outcome, everything\n"
        "that is damaged, refused or recovered with its reason, the seal in words, the signatures behind it. OUT is a\n"
        "new folder for PDF and HTML in English and Russian, or one new file whose name ends in .pdf or .html.\n"
        "Raw digests stand in it only with --digests. The log keeps who made it for whom; a custodian signs.",
        "witnessbox report saratov.case report/ --recipient 'District Court' --purpose evidence\n"
        "witnessbox report saratov.case report.pdf --lang ru --acquisition 1",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("out", type=Path, metavar="OUT", help="new folder, or new file that ends in .pdf or .html")
    verb.add_argument("--acquisition", type=int, metavar="N", help="which acquisition; default the last")
    verb.add_argument("--lang", choices=sorted(TEXTS), help="language; default both in a folder, English in a file")
    verb.add_argument("--items", action="store_true", help="list items that are whole, too (2,000 at most)")
    verb.add_argument("--digests", action="store_true", help="it was decided that raw digests of contents stand in it")
    verb.add_argument("--recipient", default="", metavar="TEXT", help="for whom; stands in the report and in the log")
    verb.add_argument("--purpose", default="", metavar="TEXT", help="what for; likewise")
    verb.add_argument("--legal-basis", default="", metavar="TEXT", help="on what ground; likewise")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Write it."""
    case = Case(arguments.case)
    person = unlock(case, arguments)
    request = ReportRequest(
        acquisition=arguments.acquisition,
        digests=arguments.digests,
        items=arguments.items,
        recipient=arguments.recipient,
        purpose=arguments.purpose,
        legal_basis=arguments.legal_basis,
    )
    languages = () if arguments.lang is None else (arguments.lang,)
    result = write_report(case, arguments.out, person, request, languages=languages)
    output.text(f"Report on acquisition {result.number}: {arguments.out}")
    for name in result.files if result.copy_of else ():
        output.text(f"  {name}")
    output.text(f"SHA-256 of {result.copy_of or 'the file'}, also in the log: {result.copy}")
    output.answer(
        {
            "report": str(arguments.out),
            "acquisition": result.number,
            "files": list(result.files),
            "copy": result.copy,
            "copy_of": result.copy_of,
            "entry": result.entry,
        }
    )
    return 0
