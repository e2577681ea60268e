"""`witnessbox analyse`: run what has not run yet."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from witnessbox.analysis.runner import run_analysis
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.errors import PersonMustActError
from witnessbox.vault.case import Case

SHOWN = 20
"""Reasons listed on the terminal."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "analyse",
        "run what has not run yet",
        "Runs every analyser over every content that it has not seen: headers (streams, times and devices, at once),\n"
        "probe (decodes everything once: true length, damage), salvage (the part of a damaged video that plays),\n"
        "storyboard (shots and stills), faces (tracks over time), people (heads and bodies, where you added a\n"
        "detector for them), documents (titles, people, software and times of PDF and office documents). texts (lines\n"
        "of writing as tracks over time) runs only when it is named; so do exiftool and pronom, in a sandbox of their\n"
        "own.\n"
        "Needs no passphrase: the program key signs.",
        "witnessbox analyse saratov.case\nwitnessbox analyse saratov.case --only texts",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument(
        "--only",
        metavar="NAME",
        help="one analyser: headers, probe, salvage, storyboard, faces, people, texts, documents, exiftool or pronom",
    )
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Analyse."""
    case = Case(arguments.case)
    with output.progress("analysing") as progress:
        result = run_analysis(case, only=arguments.only, on_progress=progress)
    output.text(f"{result.ran} analyses ran." if result.ran else "Nothing was left to run.")
    reasons = Counter(f"{each.analyzer}: {each.reason}" for each in result.unseen)
    for reason, number in reasons.most_common(SHOWN):
        output.text(f"  {number} × {reason}")
    for message in result.missing:
        output.note(f"witnessbox: {message}")
    output.answer(
        {
            "ran": result.ran,
            "unseen": [
                {"sha256": each.content, "analyser": each.analyzer, "reason": each.reason} for each in result.unseen
            ],
            "missing": list(result.missing),
        }
    )
    return PersonMustActError.exit_code if result.missing else 0
