"""`witnessbox ledger review`: whether the name of somebody under suspicion may stand in what the public sees."""

from __future__ import annotations

import argparse

from witnessbox.cli.ledger_words import Names, add_case, review_json, review_line
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.reviewing import review_names
from witnessbox.model.errors import UsageError
from witnessbox.vault.case import Case


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "review",
        "let names of people under suspicion go out, or take that back",
        "States under your key, and on what ground, that the names of people under suspicion may stand in public\n"
        "pages and exports. Without it they are suspect-1, suspect-2, … there. --withhold states that a name may not\n"
        "stand there, or no longer; until somebody reviews it again, no call can let it out.",
        "witnessbox ledger review saratov.case petrov --ground 'convicted in open court on 3 March 2022'\n"
        "witnessbox ledger review saratov.case petrov --withhold --ground 'the conviction was quashed'",
    )
    add_case(action)
    action.add_argument("people", nargs="+", metavar="KEY", help="keys of people; - reads them from standard input")
    action.add_argument("--withhold", action="store_true", help="the name may not, or no longer, stand there")
    action.add_argument("--ground", default="", metavar="TEXT", help="on what ground; stays beside the decision")
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Review."""
    case = Case(arguments.case)
    keys = names_or_input(arguments.people)
    if not keys:
        raise UsageError("nobody is named; `witnessbox ledger show CASE` lists keys")
    person = unlock(case, arguments)
    found = review_names(case, person, keys, public=not arguments.withhold, ground=arguments.ground)
    names = Names(case.catalogue)
    for row in found:
        output.text(f"{row.review.subject}: {review_line(row, names)}")
    output.answer({"reviews": [review_json(row, names) for row in found]})
    return 0
