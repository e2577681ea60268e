"""`witnessbox intake`: take a source in and seal it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from witnessbox.analysis.runner import run_analysis
from witnessbox.cli.output import Output, json_path, shown_path
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.intake.run import IntakeResult, take_in
from witnessbox.model.errors import SourceUnreadableError
from witnessbox.vault.case import Case

SHOWN = 20
"""Troubles listed on the terminal; all of them stand in `items`."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "intake",
        "take in, identify, seal, print the seal in words",
        "Takes in a folder or a single file: reads every byte once, follows no link, changes nothing in the source,\n"
        "tells what each file is, and seals it. Twelve words at the end say the seal: write them down.\n"
        "Running it again on the same source goes on after an interruption, or finds what is new.",
        "witnessbox intake saratov.case /media/stick --probe",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("source", metavar="SOURCE", help="folder or file to take in")
    verb.add_argument("--probe", action="store_true", help="look into each video, picture and sound at once")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Take in."""
    case = Case(arguments.case)
    person = unlock(case, arguments)
    with output.progress("taking in") as progress:
        result = take_in(case, os.fsencode(arguments.source), person, on_progress=progress)
    unseen = 0
    if arguments.probe:
        with output.progress("looking into contents") as progress:
            unseen = len(run_analysis(case, only="probe", on_progress=progress).unseen)
    _tell(result, output, arguments.case, unseen)
    output.answer(
        {
            "acquisition": result.number,
            "nothing_new": result.number is None,
            "outcomes": dict(result.outcomes),
            "known": result.known,
            "contents": result.contents,
            "troubles": [
                {**json_path(each.path), "outcome": each.outcome.value, "reason": each.reason}
                for each in result.troubles
            ],
            "seal": result.seal,
            "words": list(result.words),
        }
    )
    return SourceUnreadableError.exit_code if result.troubles else 0


def _tell(result: IntakeResult, output: Output, case: Path, unseen: int) -> None:
    if result.number is None and result.seal is None:
        output.text("Nothing was found to take in.")
    elif result.number is None:
        output.text(f"Nothing new: the case holds all {result.known} items already. The seal is unchanged.")
    else:
        count = sum(result.outcomes.values())
        listed = ", ".join(f"{number} {outcome}" for outcome, number in result.outcomes.items())
        output.text(f"Acquisition {result.number}: {count} new items ({listed}), {result.contents} new contents.")
        if result.known:
            output.text(f"{result.known} items were known already.")
    for trouble in result.troubles[:SHOWN]:
        output.text(f"  {trouble.outcome}: {shown_path(trouble.path)}: {trouble.reason}")
    if len(result.troubles) > SHOWN:
        output.text(f"  … and {len(result.troubles) - SHOWN} more; `witnessbox items {case}` lists all")
    if unseen:
        number = "1 content" if unseen == 1 else f"{unseen} contents"
        output.text(f"{number} could not be opened by any decoder; `witnessbox status {case}` says why.")
    output.text("")
    output.text("The seal in words, to write down and to read out:" if result.words else "There is no seal yet.")
    for start in range(0, len(result.words), 4):
        output.text("   " + "  ".join(f"{word:10}" for word in result.words[start : start + 4]))
    if result.troubles:
        output.text("")
        output.text("Some bytes could not be read. Try again with another reader: the same command goes on.")
