"""`witnessbox ledger export`: the ledger in a form that others read."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from witnessbox.cli.ledger_words import BLIND, FOR, add_case, add_circumstances, identities, leaving
from witnessbox.cli.output import Output, size_words
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock_with
from witnessbox.ledger.exports import hearings
from witnessbox.ledger.exports.view import Audience
from witnessbox.ledger.exports.writing import LedgerExport, LedgerForm, export_ledger
from witnessbox.vault.case import Case


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "export",
        "the ledger in a form that others read",
        "Writes the ledger to a new file:\n"
        "  ftm             entities of FollowTheMoney, one JSON a line; one dataset a source\n"
        "  ftm-statements  the same as statements (CSV), EDTF beside each date\n"
        "  csv             a claim a row\n"
        "  geojson         places, and claims that speak of them, no nearer than they are known\n"
        "  ical            hearings and trials as a calendar\n"
        "  json            records as they are; json-schema tells what they hold\n"
        "No form makes a date sharper than it is. The file is for the public unless --audience all is given:\n"
        "protected people are pseudonyms, names of suspects wait for `ledger review`; words that may name them, the\n"
        "keeper's remarks and claims that nobody confirmed are left out. A custodian signs; the log keeps who\n"
        "exported what for whom.",
        "witnessbox ledger export saratov.case ledger.ftm.json --form ftm\n"
        "witnessbox ledger export saratov.case ledger.csv --form csv --audience all --recipient 'the court'",
    )
    add_case(action)
    action.add_argument("out", type=Path, metavar="OUT", help="new file")
    action.add_argument("--form", required=True, choices=[form.value for form in LedgerForm])
    action.add_argument("--audience", choices=[each.value for each in Audience], default=Audience.PUBLIC.value)
    add_circumstances(action)
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Export."""
    case = Case(arguments.case)
    person, secret = unlock_with(case, arguments)
    audience = Audience(arguments.audience)
    request = LedgerExport(
        form=LedgerForm(arguments.form),
        leaving=leaving(arguments, audience),
        at=datetime.now(UTC).replace(microsecond=0),
        identities=identities(case, person, secret, audience, f"ledger {arguments.form}"),
    )
    written = export_ledger(case, arguments.out, person, request)
    output.text(f"Exported to {arguments.out}: {request.form}, {FOR[audience]}, {size_words(written.size)}.")
    if request.form is LedgerForm.ICAL and written.size == len(hearings.BEGIN + hearings.END):
        output.note("No hearing, trial, sentence or appeal may be seen, so the calendar is empty.")
    if written.blind:
        output.note(BLIND)
    output.text(f"SHA-256, also in the log: {written.copy}")
    output.answer(
        {
            "export": str(arguments.out),
            "form": request.form.value,
            "audience": request.leaving.audience.value,
            "copy": written.copy,
            "size": written.size,
            "entry": written.entry,
        }
    )
    return 0
