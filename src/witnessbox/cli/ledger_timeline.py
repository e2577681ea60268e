"""`witnessbox ledger timeline`: claims in the order of what they speak of."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from witnessbox.cli.ledger_words import Names, add_case, add_known_on, claim_line, day_words, position_of, row_json
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.ledger.asof import day_number
from witnessbox.model.canonical import Json
from witnessbox.model.changes import days_of
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.lifecycle import EVER, NEVER
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.ledger import ClaimRow, Wanted


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "timeline",
        "claims in the order of what they speak of",
        "Lists claims by the first day that they may speak of, each with its date as the source allows it. What may\n"
        "be so at any time comes first.",
        "witnessbox ledger timeline saratov.case\n"
        "witnessbox ledger timeline saratov.case --about osechkin --from 2021-10-01 --status confirmed",
    )
    add_case(action)
    action.add_argument("--about", metavar="KEY", help="claims in which this entity has a part")
    action.add_argument("--source", metavar="KEY")
    action.add_argument("--event", metavar="ID")
    action.add_argument("--type", choices=[each.value for each in ClaimType], metavar="TYPE")
    action.add_argument("--status", choices=[each.value for each in ClaimStatus])
    action.add_argument("--from", dest="first", metavar="DATE", help="leave out what was certainly before this day")
    action.add_argument("--to", dest="last", metavar="DATE", help="leave out what was certainly after this day")
    add_known_on(action)
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """List."""
    catalogue = Case(arguments.case).catalogue
    until = position_of(catalogue, arguments.known_on)
    first = EVER if arguments.first is None else day_number(arguments.first, "--from")
    last = NEVER if arguments.last is None else day_number(arguments.last, "--to")
    if first > last:
        raise UsageError(f"--from {arguments.first} is later than --to {arguments.last}; turn them round")
    wanted = Wanted(
        source=arguments.source,
        entity=arguments.about,
        event=arguments.event,
        type=arguments.type,
        status=arguments.status,
    )
    found = (row for row in ledger.claims(catalogue, wanted, until) if _meets(row, first, last))
    if output.as_json:
        output.answer_rows("claims", _rows(found))
        return 0
    names, number = Names(catalogue, until), 0
    for row in found:
        output.text(claim_line(row, names))
        number += 1
    if not number:
        output.text(f"No claims. `witnessbox ledger add {arguments.case} FILE` adds some.")
    return 0


def _meets(row: ClaimRow, first: int, last: int) -> bool:
    low, high = days_of(row.claim.date)
    return low <= last and high >= first


def _rows(found: Iterator[ClaimRow]) -> Iterator[Json]:
    for row in found:
        low, high = days_of(row.claim.date)
        yield {**row_json(row), "earliest": day_words(low), "latest": day_words(high)}
