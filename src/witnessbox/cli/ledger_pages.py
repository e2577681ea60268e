"""`witnessbox ledger pages`: the ledger as pages and pictures for people."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from witnessbox.cli.ledger_words import BLIND, FOR, add_case, add_circumstances, identities, leaving
from witnessbox.cli.output import Output, size_words
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock_with
from witnessbox.ledger.exports.view import Audience
from witnessbox.ledger.pages.writing import LANGUAGES, PagesRequest, write_pages
from witnessbox.vault.case import Case


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "pages",
        "the ledger as pages and pictures, in English and Russian",
        "Writes a new folder of pages without scripts, to be read in any browser, without the network: what the\n"
        "ledger holds, a timeline, posts, proceedings, what was done to those who told, places, contradictions,\n"
        "forecasts, figures, sources, corrections, and a page for each event with the words of its sources.\n"
        "The pages are for the public unless --all is given: protected people are pseudonyms, names of suspects\n"
        "wait for `ledger review`; words that may name them, the keeper's remarks and claims that nobody\n"
        "confirmed are left out. A custodian signs; the log keeps who wrote what for whom.",
        "witnessbox ledger pages saratov.case pages\n"
        "witnessbox ledger pages saratov.case pages-for-the-court --lang ru --all --recipient 'the court'",
    )
    add_case(action)
    action.add_argument("out", type=Path, metavar="OUT", help="new folder")
    action.add_argument("--lang", choices=[*LANGUAGES, "both"], default="both")
    action.add_argument(
        "--all", action="store_true", help="all that the ledger holds in the clear; not to be published"
    )
    add_circumstances(action)
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Write."""
    case = Case(arguments.case)
    person, secret = unlock_with(case, arguments)
    audience = Audience.ALL if arguments.all else Audience.PUBLIC
    request = PagesRequest(
        languages=tuple(LANGUAGES) if arguments.lang == "both" else (arguments.lang,),
        leaving=leaving(arguments, audience),
        day=datetime.now(UTC).date(),
        identities=identities(case, person, secret, audience, "ledger pages"),
    )
    written = write_pages(case, arguments.out, person, request)
    output.text(f"Wrote {arguments.out}: {written.files} files, {size_words(written.size)}, {FOR[audience]}.")
    if written.blind:
        output.note(BLIND)
    output.text(f"Open {arguments.out / 'index.html'} in a browser.")
    output.text(f"SHA-256 of the list of files, also in the log: {written.copy}")
    output.answer(
        {
            "pages": str(arguments.out),
            "audience": request.leaving.audience.value,
            "languages": list(request.languages),
            "files": written.files,
            "size": written.size,
            "copy": written.copy,
            "entry": written.entry,
        }
    )
    return 0
