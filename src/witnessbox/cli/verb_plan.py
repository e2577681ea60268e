"""`witnessbox plan`: propose what is to be hidden."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from witnessbox.cli.output import Output, timecode
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.plan_options import add_options, wishes_of
from witnessbox.cli.rows import plan_json, plan_sheet_of
from witnessbox.cli.secrets import unlock
from witnessbox.cli.track_words import track_of
from witnessbox.model.canonical import Json
from witnessbox.model.errors import UsageError
from witnessbox.model.faces import Ground, Sound
from witnessbox.model.subjects import Visibility
from witnessbox.redaction.planning import PlanningResult, Voided, find_content, propose_plans
from witnessbox.review.approvals import PlanRow, find_plan, plan_rows
from witnessbox.review.subjects import judge
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "plan",
        "propose what is to be hidden",
        "Makes a redaction plan for each video, picture and document out of what the analysers saw and what you ask\n"
        "for. A plan is a proposal: nothing is rendered before a person approves it. What was asked for earlier is\n"
        "kept. The sheet of a plan shows moments of the content with the masks painted, each within a yellow line.\n"
        "No preset makes a picture safe: bodies, tattoos, rooms and voices identify people too, which is why signing\n"
        "takes a checklist.",
        "witnessbox plan saratov.case --preset faces --preset text\n"
        "witnessbox plan saratov.case 3b1f0c9a --preset everything-but --open 10%,10%,60%,90%@00:00:05-00:00:12\n"
        "witnessbox plan saratov.case --amend 9cbcac87 --hide 120,40,300,260 --from 00:00:03 --to 00:00:04.5\n"
        "witnessbox plan saratov.case --hide-finding 9cbcac87 stop-1\n"
        'witnessbox plan saratov.case 3b1f0c9a --show 4 --name "the warden" --why "an official on duty"\n'
        "witnessbox plan saratov.case 3b1f0c9a --open-sound 00:01:02-00:01:10 --beep 00:01:05-00:01:06",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument(
        "sha256",
        nargs="*",
        metavar="SHA256",
        help="contents; all videos, pictures and documents with pages without any",
    )
    add_options(verb)
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Propose."""
    case = Case(arguments.case)
    names = _contents(case, arguments)
    wishes = wishes_of(arguments, case.catalogue)
    if arguments.show:
        _leave_visible(case, names, arguments)
    with output.progress("drawing plan sheets") as progress:
        result = propose_plans(case, names, wishes, on_progress=progress)
    return tell(case, result, output)


def _contents(case: Case, arguments: argparse.Namespace) -> list[str]:
    """Contents that a call is about: named themselves, or by plans of theirs."""
    names = names_or_input(arguments.sha256)
    plans = [arguments.amend] if arguments.amend else []
    plans += [plan for plan, _ in arguments.hide_finding]
    if not plans:
        return names
    rows = plan_rows(case.catalogue)
    found = {row.plan.content for row in (_counting(rows, name) for name in plans)}
    if names or len(found) != 1:
        raise UsageError(
            "--amend and --hide-finding name the content by its plan: give one plan and no content besides"
        )
    return sorted(found)


def _counting(rows: Sequence[PlanRow], name: str) -> PlanRow:
    row = find_plan(rows, name)
    newest = next(each for each in reversed(rows) if each.plan.content == row.plan.content)
    if newest.id != row.id:
        raise UsageError(f"{name}: another plan took its place; amend that one: {newest.id}")
    return row


def _leave_visible(case: Case, names: Sequence[str], arguments: argparse.Namespace) -> None:
    """Put on record who is left visible, before a plan is made by it."""
    if arguments.amend or arguments.hide_finding:
        raise UsageError("plan --show: makes masks anew, which --amend and --hide-finding do not; use two calls")
    if len(names) != 1 or not arguments.name or not arguments.why:
        raise UsageError("plan --show: name one content, and say --name and --why; both are kept in the case")
    content = find_content(case.catalogue, names[0]).sha256
    tracks = [track_of(case, content, word) for word in arguments.show]
    person = unlock(case, arguments)
    judge(case, person, arguments.name, tracks=tracks, visibility=Visibility.SHOWN, why=arguments.why)


def tell(case: Case, result: PlanningResult, output: Output) -> int:
    """Say which plans count now, and what has to be signed for anew."""
    bare = {each.plan: each.reason for each in result.without_sheet}
    voided = {each.plan: each for each in result.voided}
    rows = [row for row in plan_rows(case.catalogue) if row.id in result.plans]
    for row in rows:
        output.text(f"{row.id}  {row.state.value:9} {row.plan.body.canvas.kind.value:8} {_hidden(row)}")
        sheet = plan_sheet_of(case, row)
        output.text(f"    sheet: {sheet}" if sheet else f"    no sheet: {bare.get(row.id, 'it is gone')}")
        if row.id in voided:
            output.text(f"    {_voided(voided[row.id])}")
        elif row.carried:
            output.text(f"    it hides all that the plan before it hides: {len(row.carried)} signatures still count")
    for each in result.unplanned:
        output.text(f"no plan for {each.content[:16]}: {each.reason}")
    waiting = [row for row in rows if row.waits]
    if waiting:
        output.text(f"Next: look at sheets and contents, then witnessbox approve {case.path} PLAN…")
    elif rows:
        output.text(f"Next: witnessbox redact {case.path}")
    output.answer(
        {
            "plans": [plan_json(case, row) for row in rows],
            "unplanned": [{"content": each.content, "reason": each.reason} for each in result.unplanned],
            "without_sheet": [{"plan": each.plan, "reason": each.reason} for each in result.without_sheet],
            "voided": [_voided_json(each) for each in result.voided],
        }
    )
    return 0


def _hidden(row: PlanRow) -> str:
    body, masks = row.plan.body, len(row.plan.body.masks)
    hidden = f"{masks} masks" if masks else "nothing found to hide"
    if body.ground is Ground.HIDDEN:
        opened = f"{len(body.openings)} openings" if body.openings else "nothing opened yet (--open)"
        hidden = f"all hidden, {opened}, {masks} masks"
    heard = "" if body.sound is Sound.NONE else f", {len(body.sound_spans)} spans of sound"
    return f"{row.plan.preset}: {hidden}{heard}, content {row.plan.content[:16]}"


def _voided(voided: Voided) -> str:
    less = voided.less
    moment = "" if less.time_us is None else f" at {timecode(less.time_us)}"
    return f"signatures under the plan before it do not count: {less.what}{moment}. It has to be signed for anew"


def _voided_json(voided: Voided) -> Json:
    less = voided.less
    return {
        "plan": voided.plan,
        "what": less.what,
        "timecode": None if less.time_us is None else timecode(less.time_us),
    }
