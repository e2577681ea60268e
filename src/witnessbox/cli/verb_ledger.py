"""`witnessbox ledger`: what followed. Each action is described in a module of its own."""

from __future__ import annotations

import argparse

from witnessbox.cli import (
    ledger_add,
    ledger_contradictions,
    ledger_decide,
    ledger_export,
    ledger_import,
    ledger_pages,
    ledger_read,
    ledger_review,
    ledger_same,
    ledger_show,
    ledger_source,
    ledger_status,
    ledger_timeline,
)
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import VerbParser, Verbs, add_verb

MODULES = (
    ledger_source,
    ledger_read,
    ledger_add,
    ledger_decide,
    ledger_review,
    ledger_same,
    ledger_show,
    ledger_timeline,
    ledger_status,
    ledger_contradictions,
    ledger_export,
    ledger_import,
    ledger_pages,
)
"""Modules with actions, in the order of the work: each has `add_actions`."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "ledger",
        "who did what, who says so, and what followed",
        "Keeps claims: what a source says that somebody did, with the words themselves, how firmly they are said, and\n"
        "dates that are never sharper than the source. `witnessbox ledger ACTION --help` tells more of each action.",
        "witnessbox ledger source saratov.case report.txt --date 2021-11-25\n"
        "witnessbox ledger read saratov.case report.txt --date 2021-11-25\n"
        "witnessbox ledger add saratov.case claims.json\n"
        "witnessbox ledger confirm saratov.case report:G01\n"
        "witnessbox ledger status saratov.case --as-of 2021-11-25",
    )
    actions = verb.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=VerbParser)
    for module in MODULES:
        module.add_actions(actions)
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Do what the action says."""
    return int(arguments.act(arguments, output))
