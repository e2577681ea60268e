"""`witnessbox rebuild`: make the catalogue anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "rebuild",
        "make the catalogue anew from log and objects",
        "The catalogue is only an index. This makes it anew from the log and the objects alone and puts it in place.",
        "witnessbox rebuild saratov.case",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Rebuild."""
    case = Case(arguments.case)
    entries = case.rebuild()
    output.text(f"Made the catalogue of {arguments.case} anew from {entries} entries of the log.")
    output.answer({"entries": entries})
    return 0
