"""`witnessbox plan`: propose what is to be hidden."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.rows import plan_json, plan_sheet_of
from witnessbox.model.plans import Preset
from witnessbox.redaction.planning import propose_plans
from witnessbox.review.approvals import plan_rows
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "plan",
        "propose what is to be hidden",
        "Makes a redaction plan for each video, picture and document out of what the analysers saw. A plan is a\n"
        "proposal: nothing is rendered before a person approves it. The sheet of a plan shows moments of the content\n"
        "with the masks painted, each within a thin yellow line. No preset makes a picture safe: bodies, tattoos,\n"
        "rooms and voices identify people too, which is why signing takes a checklist.",
        "witnessbox plan saratov.case --preset faces\nwitnessbox plan saratov.case 3b1f0c9a --preset faces --json",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument(
        "sha256",
        nargs="*",
        metavar="SHA256",
        help="contents; all videos, pictures and documents with pages without any",
    )
    verb.add_argument(
        "--searchable",
        action="store_true",
        help="give documents a layer of the words that can be read on their masked pages (needs Tesseract)",
    )
    verb.add_argument("--preset", choices=[preset.value for preset in Preset], default=Preset.FACES.value)
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Propose."""
    case = Case(arguments.case)
    names = names_or_input(arguments.sha256)
    with output.progress("drawing plan sheets") as progress:
        result = propose_plans(
            case, names, Preset(arguments.preset), searchable=arguments.searchable, on_progress=progress
        )
    bare = {each.plan: each.reason for each in result.without_sheet}
    rows = [row for row in plan_rows(case.catalogue) if row.id in result.plans]
    for row in rows:
        masks = len(row.plan.body.masks)
        hidden = f"{masks} masks" if masks else "nothing found to hide"
        kind = row.plan.body.canvas.kind.value
        output.text(f"{row.id}  {row.state.value:9} {kind:8} {hidden}, content {row.plan.content[:16]}")
        sheet = plan_sheet_of(case, row)
        output.text(f"    sheet: {sheet}" if sheet else f"    no sheet: {bare.get(row.id, 'it is gone')}")
    for each in result.unplanned:
        output.text(f"no plan for {each.content[:16]}: {each.reason}")
    if rows:
        output.text(f"Next: look at sheets and contents, then witnessbox approve {arguments.case} PLAN…")
    output.answer(
        {
            "plans": [plan_json(case, row) for row in rows],
            "unplanned": [{"content": each.content, "reason": each.reason} for each in result.unplanned],
            "without_sheet": [{"plan": each.plan, "reason": each.reason} for each in result.without_sheet],
        }
    )
    return 0
