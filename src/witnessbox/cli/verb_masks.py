"""`witnessbox masks`: what a rendition hides, frame by frame, and what it was made with."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from witnessbox.cli.output import Output, timecode
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UnknownObjectError
from witnessbox.model.faces import Mask
from witnessbox.model.plans import Plan
from witnessbox.review.approvals import RenditionRow, find_rendition, rendition_rows
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.signatures import signatures


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "masks",
        "the mask log of a rendition",
        "Lists every box that a rendition hides and on which frames, who approved it, which models and versions made\n"
        "the masks, painted, encoded and looked again, and what the same bytes depend on. It stays in the case: where\n"
        "masks are tells where faces were.",
        "witnessbox masks saratov.case cbadc43e\nwitnessbox masks saratov.case cbadc43e --json > masks.json",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("rendition", metavar="RENDITION")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Tell."""
    case = Case(arguments.case)
    catalogue = case.catalogue
    row = find_rendition(rendition_rows(catalogue), arguments.rendition)
    plan = catalogue.plan(row.rendition.plan)
    if plan is None:
        raise UnknownObjectError(f"{row.rendition.plan}: the plan is missing; run `witnessbox rebuild {case.path}`")
    _tell(catalogue, row, plan, output)
    output.answer(mask_log(catalogue, row, plan))
    return 0


def mask_log(catalogue: Catalogue, row: RenditionRow, plan: Plan) -> dict[str, Json]:
    """Everything that is known of how a rendition came to be."""
    rendition = row.rendition
    names = {person.key: person.name for person in catalogue.persons()}
    times = list(plan.body.canvas.timing.microseconds())
    analyses = [(plan.analyzer, plan.version, plan.model)]
    analyses += [(each.analyzer, each.version, each.model) for each in plan.further]
    return {
        "rendition": row.id,
        "sha256": rendition.sha256,
        "content": rendition.content,
        "plan": rendition.plan,
        "preset": plan.body.preset,
        "analyses": [{"analyser": name, "version": version, "model": model} for name, version, model in analyses],
        "approved_by": [
            {
                "name": names[each.key],
                "key": each.key,
                "entry": each.entry,
                "plan": each.plan,
                "grown": list(each.grown),
            }
            for each in signatures(catalogue, rendition.plan)
        ],
        "overruled": [
            {
                "name": names[each.key],
                "key": each.key,
                "entry": each.entry,
                "timecode": timecode(each.time_us),
                "why": each.why,
            }
            for each in catalogue.overrules(rendition.sha256)
        ],
        "made": to_json(rendition.made),
        "tool": rendition.tool,
        "workbench": to_json(rendition.workbench),
        "second_look": to_json(rendition.second_look),
        "second_look_model": rendition.second_look_model,
        "canvas": to_json(plan.body.canvas),
        "ground": plan.body.ground.value,
        "fill": plan.body.fill.value,
        "smoothed": plan.body.smoothed,
        "masks": list(_boxes(plan.body.masks, times)),
        "openings": list(_boxes(plan.body.openings, times)),
        "left_visible": list(_boxes(plan.body.shown, times)),
        "sound": plan.body.sound.value,
        "sound_spans": to_json(plan.body.sound_spans),
        "captions": to_json(plan.body.captions),
    }


def _boxes(masks: tuple[Mask, ...], times: list[int]) -> Iterator[Json]:
    for number, mask in enumerate(masks):
        for span in mask.spans:
            yield {
                "mask": number,
                "reason": mask.reason,
                "track": mask.track,
                "first_frame": span.first_frame,
                "last_frame": span.last_frame,
                "from": timecode(times[span.first_frame]),
                "to": timecode(times[span.last_frame]),
                "box": to_json(span.box),
            }


def _tell(catalogue: Catalogue, row: RenditionRow, plan: Plan, output: Output) -> None:
    rendition, body = row.rendition, plan.body
    names = {person.key: person.name for person in catalogue.persons()}
    output.text(f"{row.id}  {row.state.value}, sha256 {rendition.sha256}")
    output.text(f"  plan        {rendition.plan}, {body.preset}, ground {body.ground}, fill {body.fill}")
    for made in [f"{plan.analyzer} {plan.version}", *(f"{each.analyzer} {each.version}" for each in plan.further)]:
        output.text(f"  analysis    {made}")
    for each in signatures(catalogue, rendition.plan):
        output.text(f"  approved    {names[each.key]} {each.entry}" + (", under an earlier plan" if each.grown else ""))
    output.text(f"  rendered    {rendition.tool}, {rendition.made.encoder}")
    if rendition.workbench is not None:
        output.text(f"  made with   {', '.join(rendition.workbench.libraries)}; {rendition.workbench.processor}")
    look = rendition.second_look
    output.text(f"  second look {look.detector} {look.version}, {look.looked_at} of {look.frames} frames searched")
    times = list(body.canvas.timing.microseconds())
    for name, masks in (("mask", body.masks), ("opening", body.openings), ("visible", body.shown)):
        for number, mask in enumerate(masks):
            for span in mask.spans:
                box = span.box
                when = f"{timecode(times[span.first_frame])} to {timecode(times[span.last_frame])}"
                frames = f"frames {span.first_frame} to {span.last_frame}"
                place = f"{box.x1},{box.y1},{box.x2},{box.y2}"
                output.text(f"  {name:11} {number} {mask.reason}: {when}, {frames}: {place}")
