"""`witnessbox redact`: render approved plans and take the second look."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from witnessbox.cli.output import Output, timecode
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.rows import rendition_json
from witnessbox.cli.secrets import unlock
from witnessbox.model.errors import PersonMustActError, UsageError
from witnessbox.model.plans import PlanState, RenditionState
from witnessbox.redaction.rendering import render_plans
from witnessbox.review.approvals import RenditionRow, overrule, plan_rows, rendition_rows
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "redact",
        "render approved plans and take the second look",
        "Renders every approved plan that has no rendition yet, then has another detector look at the result. What\n"
        "that finds stops the rendition. A person can overrule a false alarm, moment by moment, with a reason.",
        "witnessbox redact saratov.case\n"
        'witnessbox redact saratov.case --overrule 3b1f0c9a 00:00:12.480 --why "a poster on the wall"',
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument(
        "--overrule", nargs=2, metavar=("PLAN", "TIMECODE"), help="call the finding at that moment a false alarm"
    )
    verb.add_argument(
        "--voice",
        metavar="VOICE",
        help="reads the spans of plans that are for a synthetic voice: a voice of Piper (FILE.onnx), or espeak-ng:ru",
    )
    verb.add_argument("--why", help="your reason, kept in the log and published with the release")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Render, or overrule."""
    case = Case(arguments.case)
    if arguments.overrule:
        if not arguments.why:
            raise UsageError("redact --overrule: say --why; the reason stands in the log and in the release")
        plan, moment = arguments.overrule
        time_us = _microseconds(moment)
        row = overrule(case, plan, time_us, arguments.why, unlock(case, arguments))
        return _tell(case, [row], (), output)
    failed_before = {row.id for row in plan_rows(case.catalogue) if row.state is PlanState.FAILED}
    with output.progress("redacting") as progress:
        render_plans(
            case,
            [(row.id, row.plan) for row in plan_rows(case.catalogue) if row.state is PlanState.APPROVED],
            voice=arguments.voice,
            on_progress=progress,
        )
    failed = tuple(
        f"{row.id}: {row.reason}"
        for row in plan_rows(case.catalogue)
        if row.state is PlanState.FAILED and row.id not in failed_before
    )
    return _tell(case, rendition_rows(case.catalogue), failed, output)


def _tell(case: Case, rows: list[RenditionRow], failed: tuple[str, ...], output: Output) -> int:
    refused = [row for row in rows if row.state is RenditionState.REFUSED]
    for row in rows:
        output.text(
            f"{row.id}  {row.state.value:8}  content {row.rendition.content[:16]}  sha256 {row.rendition.sha256}"
        )
        for note in row.rendition.made.notes:
            output.text(f"    note: {note}")
        for finding in row.stops:
            moment = "" if finding.time_us is None else f" at {timecode(finding.time_us)}"
            output.text(f"    {finding.kind.value}{moment}: {finding.why}")
    for message in failed:
        output.note(f"witnessbox: not rendered: {message}")
    waiting = sum(row.state is PlanState.WAITING for row in plan_rows(case.catalogue))
    if waiting:
        output.text(f"{waiting} plans wait for approval: witnessbox approve {case.path}")
    if refused:
        output.text(
            "The second look stopped some. Look at each moment; if it is a false alarm:\n"
            f"  witnessbox redact {case.path} --overrule PLAN TIMECODE --why TEXT"
        )
    elif rows:
        output.text(f"Next: witnessbox release {case.path} OUT RENDITION…")
    output.answer({"renditions": [rendition_json(row) for row in rows], "failed": list(failed)})
    return PersonMustActError.exit_code if refused or failed else 0


def _microseconds(moment: str) -> int:
    found = re.fullmatch(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:\.(\d{1,6}))?", moment)
    if found is None:
        raise UsageError(f"{moment}: write the moment as it is listed, HH:MM:SS.ffffff")
    hours, minutes, seconds, rest = (found[number] or "0" for number in range(1, 5))
    if (found[1] and int(minutes) > 59) or (found[2] and int(seconds) > 59):
        raise UsageError(f"{moment}: minutes and seconds end at 59")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000_000 + int(rest.ljust(6, "0"))
