"""`witnessbox redact`: render approved plans and take the second look."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from witnessbox.cli.output import Output, timecode
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.rows import rendition_json, stop_word
from witnessbox.cli.secrets import unlock
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import NotRepeatedError, PersonMustActError, UsageError
from witnessbox.model.plans import PlanState, RenditionState
from witnessbox.redaction.finding_pictures import make_finding_pictures, picture_path
from witnessbox.redaction.rendering import render_plans
from witnessbox.redaction.repeat import render_again
from witnessbox.review.approvals import (
    PlanRow,
    RenditionRow,
    Stop,
    find_plan,
    find_rendition,
    overrule,
    plan_rows,
    rendition_rows,
    require_signed,
    stops_of,
    to_render,
)
from witnessbox.vault.case import Case

BLANK = " .\u2026"
"""What a reason that was not filled in consists of."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "redact",
        "render approved plans and take the second look",
        "Renders every approved plan that has no rendition yet, then has another detector look at the result. What\n"
        "that finds stops the rendition, and a picture shows it. A person hides it, or calls it a false alarm, with\n"
        "a reason. --again tries a plan again that could not be rendered; --check renders a rendition again and\n"
        "compares.",
        "witnessbox redact saratov.case\n"
        'witnessbox redact saratov.case --overrule 9cbcac87 00:00:12.480 --why "a poster on the wall"\n'
        'witnessbox redact saratov.case --overrule 9cbcac87 stop-1 stop-3 --why "posters on the wall"\n'
        "witnessbox redact saratov.case --again 9cbcac87\n"
        "witnessbox redact saratov.case --check cbadc43e",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    what = verb.add_mutually_exclusive_group()
    what.add_argument(
        "--overrule",
        nargs="+",
        metavar=("PLAN", "MOMENT"),
        help="call findings false alarms: the plan, then their timecodes, or stop-N",
    )
    what.add_argument("--again", action="append", metavar="PLAN", help="render this plan again")
    what.add_argument("--check", metavar="RENDITION", help="render it again and compare bit for bit; keeps nothing")
    verb.add_argument(
        "--voice",
        metavar="VOICE",
        help="who reads what plans have read out: .onnx of a Piper voice, or espeak-ng:LANGUAGE; else captions only",
    )
    verb.add_argument("--why", help="your reason, kept in the log and published with the release")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Render, overrule, or compare."""
    case = Case(arguments.case)
    if arguments.overrule:
        return _overrule(case, arguments, output)
    if arguments.check:
        return _check(case, arguments.check, arguments.voice, output)
    rows = to_render(case.catalogue)
    if arguments.again:
        rows = [_to_repeat(case, name) for name in dict.fromkeys(arguments.again)]
    before = {row.id for row in plan_rows(case.catalogue) if row.state is PlanState.FAILED} - {row.id for row in rows}
    with output.progress("redacting") as progress:
        render_plans(case, [(row.id, row.plan) for row in rows], voice=arguments.voice, on_progress=progress)
    failed = [row for row in plan_rows(case.catalogue) if row.state is PlanState.FAILED and row.id not in before]
    return _tell(case, rendition_rows(case.catalogue), failed, output)


def _overrule(case: Case, arguments: argparse.Namespace, output: Output) -> int:
    plan, *moments = arguments.overrule
    if not moments:
        raise UsageError("redact --overrule: name the plan, then the timecode of each finding, or stop-N")
    if not (arguments.why or "").strip(BLANK):
        raise UsageError("redact --overrule: say --why; the reason stands in the log and in the release")
    wanted = [stop_word(moment) for moment in moments]
    row = overrule(case, plan, wanted, arguments.why, unlock(case, arguments))
    return _tell(case, [row], [], output)


def _to_repeat(case: Case, name: str) -> PlanRow:
    row = find_plan(plan_rows(case.catalogue), name)
    if row.state in (PlanState.STALE, PlanState.WAITING):
        raise UsageError(f"{name}: is {row.state}; only a plan that counts and was signed for can be rendered again")
    require_signed(case.catalogue, row)
    return row


def _check(case: Case, name: str, voice: str | None, output: Output) -> int:
    row = find_rendition(rendition_rows(case.catalogue), name)
    with output.progress("rendering again") as progress:
        repeated = render_again(case, row.rendition, voice=voice, on_progress=progress)
    then = row.rendition.workbench
    output.answer(
        {
            "rendition": row.id,
            "sha256": row.rendition.sha256,
            "again": repeated.sha256,
            "same": repeated.same,
            "then": to_json(then),
            "now": to_json(repeated.now),
        }
    )
    if not repeated.same:
        known = "nobody knows what it was made with" if then is None else "made with the same"
        why = known if then in (None, repeated.now) else "made with another processor or other versions"
        raise NotRepeatedError(
            f"{row.id}: rendered again it is {repeated.sha256}, not {row.rendition.sha256} ({why}); "
            f"`witnessbox masks {case.path} {row.id[:8]}` lists what the bytes depend on"
        )
    output.text(f"{row.id}: rendered again, the same {row.rendition.size} bytes.")
    return 0


def _tell(case: Case, rows: list[RenditionRow], failed: Sequence[PlanRow], output: Output) -> int:
    refused = [row for row in rows if row.state is RenditionState.REFUSED]
    for row in rows:
        output.text(
            f"{row.id}  {row.state.value:8}  content {row.rendition.content[:16]}  sha256 {row.rendition.sha256}"
        )
        for note in row.rendition.made.notes:
            output.text(f"    note: {note}")
        _tell_stops(case, row, output)
    for plan in failed:
        output.note(f"witnessbox: not rendered: {plan.id}: {plan.reason}")
        output.note(f"  once that is mended: witnessbox redact {case.path} --again {plan.id[:16]}")
    waiting = sum(not row.signed_by for row in plan_rows(case.catalogue) if row.waits)
    if waiting:
        output.text(f"{waiting} plans wait for approval: witnessbox approve {case.path}")
    _next(case, rows, refused, output)
    output.answer(
        {
            "renditions": [rendition_json(row) for row in rows],
            "pictures": {row.id: _pictures(case, row) for row in refused},
            "failed": [f"{plan.id}: {plan.reason}" for plan in failed],
        }
    )
    return PersonMustActError.exit_code if refused or failed else 0


def _tell_stops(case: Case, row: RenditionRow, output: Output) -> None:
    stops = [stop for stop in stops_of(row) if stop.open]
    why = make_finding_pictures(case, row.rendition, [(stop.number, stop.finding) for stop in stops])
    for stop in stops:
        finding = stop.finding
        moment = "" if finding.time_us is None else f" at {timecode(finding.time_us)}"
        output.text(f"    stop-{stop.number}  {finding.kind.value}{moment}: {finding.why}")
        path = picture_path(case, row.rendition, stop.number)
        if path.is_file():
            output.text(f"        picture: {path}")
        for line in _settling(case, row, stop, stops):
            output.text(f"        {line}")
    if why is not None:
        output.text(f"    no pictures: {why}")


def _settling(case: Case, row: RenditionRow, stop: Stop, stops: Sequence[Stop]) -> Iterator[str]:
    """The commands that settle one stop, to be copied as they are; a reason is all that is to be filled in."""
    folder, plan = shlex.quote(str(case.path)), row.rendition.plan[:16]
    if stop.finding.box is not None:
        yield f"hide it:     witnessbox plan {folder} --hide-finding {plan} stop-{stop.number}"
    if not stop.may_be_overruled:
        yield "nobody can overrule it"
        return
    # What is seen at one moment is settled together.
    moment = [each for each in stops if each.may_be_overruled and each.finding.time_us == stop.finding.time_us]
    names = " ".join(f"stop-{each.number}" for each in moment)
    both = " (look at all of them)" if len(moment) > 1 else ""
    yield f'false alarm: witnessbox redact {folder} --overrule {plan} {names} --why "\u2026"{both}'


def _pictures(case: Case, row: RenditionRow) -> dict[str, Json]:
    paths = {stop.number: picture_path(case, row.rendition, stop.number) for stop in stops_of(row) if stop.open}
    return {str(number): str(path) for number, path in paths.items() if path.is_file()}


def _next(case: Case, rows: list[RenditionRow], refused: list[RenditionRow], output: Output) -> None:
    if refused:
        output.text(
            "The second look stopped some. Look at each picture; the lines below it say how to hide what must not be "
            "seen,\nand how to call it a false alarm: your reason goes between the quotation marks. Then: "
            f"witnessbox redact {shlex.quote(str(case.path))}"
        )
    elif any(not row.countersigned for row in rows):
        output.text(f"Next: another person looks at the renditions and countersigns: witnessbox approve {case.path}")
    elif rows:
        output.text(f"Next: witnessbox release {case.path} OUT RENDITION…")
