"""`witnessbox ledger same`: two events found to be one, or that taken back."""

from __future__ import annotations

import argparse

from witnessbox.cli.ledger_words import Names, add_case, same_json, same_line
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.joining import say_same
from witnessbox.vault import ledger
from witnessbox.vault.case import Case


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "same",
        "two events are one, or that is taken back",
        "States under your key, and why, that two events are one: claims about either are held against each other,\n"
        "and figures count one act. Nothing is merged in the claims themselves, so --apart takes it back.",
        "witnessbox ledger same saratov.case report:E03 wire:E01 --why 'same guards, same colony, same day'\n"
        "witnessbox ledger same saratov.case report:E03 wire:E01 --apart --why 'the wire speaks of another colony'",
    )
    add_case(action)
    action.add_argument("one", metavar="EVENT", help="id of an event")
    action.add_argument("other", metavar="OTHER", help="id of another event")
    action.add_argument("--apart", action="store_true", help="they are not one: takes it back")
    action.add_argument("--why", default="", metavar="TEXT", help="your reason; stays beside the decision")
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Say so."""
    case = Case(arguments.case)
    person = unlock(case, arguments)
    row = say_same(case, person, arguments.one, arguments.other, stands=not arguments.apart, why=arguments.why)
    names = Names(case.catalogue)
    output.text(same_line(row, names))
    every = ledger.members(case.catalogue, row.same.one)
    if len(every) > 1:
        output.text(f"One event now: {', '.join(every)}")
    output.answer({"same": same_json(row, names), "event": every[0], "members": list(every)})
    return 0
