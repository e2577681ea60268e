"""`witnessbox ledger confirm | dispute | retract`: what a person decides about claims."""

from __future__ import annotations

import argparse

from witnessbox.cli.ledger_words import add_case, claim_json, standing_json
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.deciding import Decided, decide
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import ClaimStatus, StepKind
from witnessbox.vault.case import Case


def add_actions(actions: Verbs) -> None:
    """Describe the calls."""
    confirm = add_verb(
        actions,
        "confirm",
        "stand behind claims, field by field",
        "States under your key that you held claims against their source and that they say what it says. --field\n"
        "names single fields. Claims about victims, witnesses and minors need the keys of two people.",
        "witnessbox ledger confirm saratov.case report:G01 report:G03\n"
        "witnessbox ledger confirm saratov.case report:G09 --field count --field date",
    )
    dispute = add_verb(
        actions,
        "dispute",
        "doubt claims",
        "States that a claim, or some of its fields, may not say what its source says. It counts for nothing that is\n"
        "certain until you confirm it or somebody corrects it.",
        'witnessbox ledger dispute saratov.case report:G17 --field type --why "pursued is weaker than brought"',
    )
    retract = add_verb(
        actions,
        "retract",
        "take claims back for good",
        "States that a claim should not have been made. It stays on record, with the reason, and counts no more.",
        'witnessbox ledger retract saratov.case report:G26 --why "another Savelyev"',
    )
    for action, kind in ((confirm, StepKind.CONFIRM), (dispute, StepKind.DISPUTE), (retract, StepKind.RETRACT)):
        add_case(action)
        action.add_argument(
            "claims", nargs="+", metavar="CLAIM", help="ids of claims; - reads them from standard input"
        )
        action.add_argument("--field", action="append", default=[], metavar="FIELD", help="this field alone")
        action.add_argument("--why", default="", metavar="TEXT", help="your reason; stays beside the claim")
        action.set_defaults(act=run, kind=kind)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Decide."""
    case = Case(arguments.case)
    ids = names_or_input(arguments.claims)
    if not ids:
        raise UsageError("no claims named; `witnessbox ledger timeline CASE --status proposed` lists what waits")
    person = unlock(case, arguments)
    found = decide(case, person, arguments.kind, ids, fields=arguments.field, why=arguments.why)
    for each in found:
        output.text(f"{each.claim.id}: {each.standing.status}{_waits(each)}")
    if any(each.standing.keys_needed > 1 and each.standing.status is ClaimStatus.PROPOSED for each in found):
        output.text(
            "Claims about victims, witnesses and minors need a second person: let another ledger keeper confirm."
        )
    output.answer(
        {"claims": [{"claim": claim_json(each.claim), "standing": standing_json(each.standing)} for each in found]}
    )
    return 0


def _waits(decided: Decided) -> str:
    where = decided.standing
    if where.status is ClaimStatus.DISPUTED:
        return f" in {', '.join(where.disputed)}; confirm it, or add a correction"
    if where.status is ClaimStatus.PROPOSED and where.waiting:
        return f"; {', '.join(where.waiting)} wait for a person"
    return ""
