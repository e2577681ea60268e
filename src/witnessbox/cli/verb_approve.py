"""`witnessbox approve`: a person signs for plans."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.rows import plan_json, plan_sheet_of
from witnessbox.cli.secrets import unlock
from witnessbox.model.acts import Point
from witnessbox.model.errors import PersonMustActError
from witnessbox.model.plans import PlanState
from witnessbox.review.approvals import PlanRow, approve, find_plan, plan_rows
from witnessbox.vault.case import Case

QUESTIONS = {
    Point.FACES: "every face that must not be seen is masked",
    Point.BODIES: "nobody can be told by body, gait or posture",
    Point.TATTOOS: "no tattoo, scar or birthmark shows that could name someone",
    Point.CLOTHING: "no clothing, badge or number shows that could name someone",
    Point.VOICES: "no voice can be heard that must not be (sound is removed)",
    Point.NAMES: "no name can be read: papers, doors, screens, captions",
    Point.PLACE: "the place may be recognised, or cannot be",
}
"""What a person is asked about each point."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    points = ", ".join(point.value for point in Point)
    verb = add_verb(
        verbs,
        "approve",
        "sign for plans, one by one",
        "Signs for each named plan under your key. Your signature states that you looked at the content and\n"
        f"that each of these is settled: {points}. On a terminal each point is asked for, plan by plan;\n"
        "with --passphrase-file the call itself is the statement, and the log says so. Without ids: what waits,\n"
        "and the sheet of each plan, which shows what will be hidden and what stays visible.",
        "witnessbox approve saratov.case\n"
        "witnessbox approve saratov.case 3b1f0c9a --pictures-shown\n"
        "witnessbox plan saratov.case --json | jq -r '.plans[].id' | witnessbox approve saratov.case - "
        "--passphrase-file anna.txt",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("plans", nargs="*", metavar="PLAN", help="ids, or - to read them from standard input")
    verb.add_argument("--pictures-shown", action="store_true", help="state that you looked at the pictures themselves")
    verb.add_argument(
        "--unsettled",
        action="append",
        default=[],
        choices=[point.value for point in Point],
        metavar="POINT",
        help="a point that is not settled: the plan is then not signed",
    )
    verb.add_argument("--note", default="", help="your own words, kept in the log and published with the release")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Sign, or list what waits."""
    case = Case(arguments.case)
    names = names_or_input(arguments.plans)
    if not names:
        return _list(case, output)
    rows = plan_rows(case.catalogue)
    for name in names:
        find_plan(rows, name)  # a wrong id is told before a passphrase is asked for
    asking = not arguments.passphrase_file and sys.stdin.isatty()
    person = unlock(case, arguments)
    settled = tuple(point for point in Point if point.value not in arguments.unsettled)
    signed = []
    for group in [[name] for name in names] if asking else [names]:
        if asking:
            _show(case, find_plan(rows, group[0]), output)
        signed += approve(
            case,
            group,
            person,
            settled=tuple(point for point in settled if _settled(point, group[0])) if asking else settled,
            stated="one by one" if asking else "by signing",
            pictures_shown=arguments.pictures_shown,
            note=arguments.note,
        )
    for row in signed:
        output.text(f"{row.id}  {row.state.value}, signed by {len(row.signed_by)}")
    if signed:
        output.text(f"Next: witnessbox redact {arguments.case}")
    output.answer({"plans": [plan_json(case, row) for row in signed]})
    return 0


def _settled(point: Point, plan: str) -> bool:
    return input(f"{plan[:16]}  {point.value}: {QUESTIONS[point]}? [y/N] ").strip().lower() in ("y", "yes", "д", "да")


def _show(case: Case, row: PlanRow, output: Output) -> None:
    sheet = plan_sheet_of(case, row)
    output.text(f"{row.id}  {len(row.plan.body.masks)} masks, content {row.plan.content[:16]}")
    output.text(f"    sheet: {sheet}" if sheet else "    no sheet: `witnessbox plan` makes it or says why not")


def _list(case: Case, output: Output) -> int:
    waiting = [row for row in plan_rows(case.catalogue) if row.state is PlanState.WAITING]
    for row in waiting:
        _show(case, row, output)
    output.text(f"{len(waiting)} plans wait for approval." if waiting else "No plan waits for approval.")
    output.answer({"plans": [plan_json(case, row) for row in waiting]})
    return PersonMustActError.exit_code if waiting else 0
