"""`witnessbox approve`: a person signs for plans."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from witnessbox.cli.output import Output, timecode
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.rows import plan_json, plan_sheet_of
from witnessbox.cli.secrets import unlock
from witnessbox.model.acts import Point
from witnessbox.model.errors import PersonMustActError
from witnessbox.model.faces import Ground, Mask, PlanBody
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import PlanState
from witnessbox.review.approvals import PlanRow, approve, find_plan, plan_rows, points_of
from witnessbox.vault.case import Case

QUESTIONS = {
    Point.FACES: "every face that must not be seen is masked",
    Point.BODIES: "nobody can be told by body, gait or posture",
    Point.TATTOOS: "no tattoo, scar or birthmark shows that could name someone",
    Point.CLOTHING: "no clothing, badge or number shows that could name someone",
    Point.VOICES: "no voice can be heard that must not be (sound is removed)",
    Point.NAMES: "no name can be read: papers, doors, screens, captions",
    Point.PLACE: "the place may be recognised, or cannot be",
    Point.SCREENS: "no screen or telephone of others shows someone or something that must not be seen",
    Point.SOUNDS: "no sound gives away who or where: names that are called, announcements, prayers, trains",
}
"""What a person is asked about each point."""

QUESTIONS_WITH_SOUND = {
    Point.VOICES: "every voice that can be heard was heard to the end and may be recognised",
    Point.NAMES: "no name can be read or heard: papers, doors, screens, captions, what is said",
}
"""What they are asked instead where something is heard or captions are shown."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    points = ", ".join(point.value for point in Point)
    verb = add_verb(
        verbs,
        "approve",
        "sign for plans, one by one",
        "Signs for each named plan under your key. Your signature states that you looked at the content and\n"
        f"that each of these is settled: {points};\n"
        "sounds only where something is heard. On a terminal each point is asked for, plan by plan;\n"
        "with --passphrase-file the call itself is the statement, and the log says so. One signature lets a plan be\n"
        "rendered; where the case has several people another one has to countersign before the release. Without ids:\n"
        "what waits, and the sheet of each plan, which shows what will be hidden and what stays visible.",
        "witnessbox approve saratov.case\n"
        "witnessbox approve saratov.case 3b1f0c9a --as boris\n"
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
            settled=_asked(find_plan(rows, group[0]), settled) if asking else settled,
            stated="one by one" if asking else "by signing",
            pictures_shown=arguments.pictures_shown,
            note=arguments.note,
        )
    for row in signed:
        missing = "" if row.countersigned else "; another person has to countersign before it is released"
        output.text(f"{row.id}  {row.state.value}, signed by {len(row.signed_by)}{missing}")
    if any(row.state is PlanState.APPROVED for row in signed):
        output.text(f"Next: witnessbox redact {arguments.case}")
    elif signed:
        output.text(f"Next: witnessbox status {arguments.case}")
    output.answer({"plans": [plan_json(case, row) for row in signed]})
    return 0


def _asked(row: PlanRow, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points that the person says are settled."""
    heard = Point.SOUNDS in points_of(row.plan.body)
    questions = {**QUESTIONS, **QUESTIONS_WITH_SOUND} if heard else QUESTIONS
    return tuple(
        point
        for point in points_of(row.plan.body)
        if point in points and _yes(f"{row.id[:16]}  {point.value}: {questions[point]}? [y/N] ")
    )


def _yes(question: str) -> bool:
    return input(question).strip().lower() in ("y", "yes", "д", "да")


def _show(case: Case, row: PlanRow, output: Output) -> None:
    sheet = plan_sheet_of(case, row)
    body = row.plan.body
    signed = f", signed by {len(row.signed_by)}" if row.signed_by else ""
    output.text(f"{row.id}  {row.plan.preset}: {len(body.masks)} masks, content {row.plan.content[:16]}{signed}")
    output.text(f"    sheet: {sheet}" if sheet else "    no sheet: `witnessbox plan` makes it or says why not")
    for line in _not_on_the_sheet(row):
        output.text(f"    {line}")


def _not_on_the_sheet(row: PlanRow) -> list[str]:
    """What the approver must know besides the sheet."""
    body = row.plan.body
    lines = []
    if body.canvas.kind is not MediaKind.PICTURE:
        frames = body.canvas.timing.frames
        lines.append(
            f"not on the sheet: all moments between its pictures (of {frames} frames at most 48), and small things"
        )
    if body.ground is Ground.HIDDEN:
        lines.append(f"all is hidden but {len(body.openings)} openings; masks lie over them")
    lines += [f"left visible by decision: face {mask.track}, {_when(body, mask)}" for mask in body.shown]
    for span in body.sound_spans:
        heard = f"{timecode(span.first_us)} to {timecode(span.last_us)}"
        lines.append(f"heard, not on the sheet: {span.use.value} {heard}{': ' + span.text if span.text else ''}")
    if body.captions:
        lines.append(f"shown as words, not on the sheet: {len(body.captions)} captions")
    return lines


def _when(body: PlanBody, mask: Mask) -> str:
    times = list(body.canvas.timing.microseconds())
    return f"{timecode(times[mask.spans[0].first_frame])} to {timecode(times[mask.spans[-1].last_frame])}"


def _list(case: Case, output: Output) -> int:
    waiting = [row for row in plan_rows(case.catalogue) if row.waits]
    for row in waiting:
        _show(case, row, output)
    once = sum(bool(row.signed_by) for row in waiting)
    output.text(
        f"{len(waiting) - once} plans wait for approval." if len(waiting) > once else "No plan waits for approval."
    )
    if once:
        output.text(
            f"{once} plans wait for another person's signature: look at the rendition, then countersign (--as NAME)."
        )
    output.answer({"plans": [plan_json(case, row) for row in waiting]})
    return PersonMustActError.exit_code if waiting else 0
