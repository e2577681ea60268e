"""`witnessbox ledger source`: register what claims rest on."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from witnessbox.cli.ledger_words import add_case
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.sources import SourceNote, register
from witnessbox.model.claims import LedgerMoment
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import SourceKind
from witnessbox.vault.case import Case

_MOMENT = re.compile(r"(?P<content>[0-9a-f]{64})(?:@(?P<start>[0-9]+)(?:-(?P<end>[0-9]+))?)?")


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "source",
        "register what claims rest on",
        "Keeps a text, a document or a moment of a sealed content, so that claims can rest on it. Its bytes lie in\n"
        "the vault, but are no item and no part of a seal. A confidential source goes to the compartment whole.\n"
        "Copies of one agency's report share its --origin: together they count once.",
        "witnessbox ledger source saratov.case report.txt --date 2021-11-25 --publisher 'The Moscow Times'\n"
        "witnessbox ledger source saratov.case copy.txt --date 2021-11-26 --origin report\n"
        "witnessbox ledger source saratov.case --id walk --moment 91028f…@1000000-3000000",
    )
    add_case(action)
    action.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the source as it was found")
    action.add_argument("--id", default="", metavar="KEY", help="key; made from the file's name without it")
    action.add_argument("--text", type=Path, metavar="FILE", help="its plain text in UTF-8, where FILE is none")
    action.add_argument("--date", default="", metavar="EDTF", help="when it was published")
    action.add_argument("--name", default="", metavar="TEXT", help="its title")
    action.add_argument("--publisher", default="", metavar="TEXT")
    action.add_argument("--url", default="", metavar="URL", help="where it was found; nothing is fetched")
    action.add_argument("--language", default="", metavar="LANG", help="en, ru, …")
    action.add_argument("--origin", default="", metavar="KEY", help="the source or agency that it goes back to")
    action.add_argument("--kind", choices=["document", "testimony"], default="document")
    action.add_argument("--confidential", action="store_true", help="seal it to the compartment whole")
    action.add_argument(
        "--moment", metavar="CONTENT[@START-END]", help="a sealed content, or a moment of it in microseconds"
    )
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Register."""
    case = Case(arguments.case)
    note = SourceNote(
        id=arguments.id,
        kind=SourceKind(arguments.kind),
        name=arguments.name,
        publisher=arguments.publisher,
        published=arguments.date,
        url=arguments.url,
        language=arguments.language,
        origin=arguments.origin,
        confidential=arguments.confidential,
        moment=None if arguments.moment is None else _moment(arguments.moment),
    )
    source = register(case, unlock(case, arguments), note, arguments.file, arguments.text)
    where = "sealed to the compartment" if source.receipt else f"{source.chars} characters of text"
    output.text(f"{source.id}: registered, {'a moment of a content' if source.moment else where}")
    if source.origin != source.id:
        output.text(f"It goes back to {source.origin}: both count as one.")
    output.text(f"Next: witnessbox ledger add {arguments.case} CLAIMS.json --source {source.id}")
    output.answer({"source": to_json(source)})
    return 0


def _moment(text: str) -> LedgerMoment:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise UsageError(f"--moment {text}: write CONTENT, or CONTENT@START-END in microseconds")
    start, end = (None if found[name] is None else int(found[name]) for name in ("start", "end"))
    if start is not None and end is not None and end <= start:
        raise UsageError(f"--moment {text}: ends before it begins; swap its ends")
    return LedgerMoment(content=found["content"], start_us=start, end_us=end)
