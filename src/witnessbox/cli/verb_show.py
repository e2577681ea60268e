"""`witnessbox show`: all that is known of one content."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from witnessbox.analysis.analyzers.salvage import NAME as DECODABLE_PART
from witnessbox.cli.output import Output, size_words, timecode
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.rows import plan_json, rendition_json
from witnessbox.cli.verb_items import item_json, item_place
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.observations import Observation
from witnessbox.model.shown import exact_text
from witnessbox.model.times import TimeLine, duration_of, side_by_side, stated_times
from witnessbox.redaction.planning import find_content
from witnessbox.review.approvals import plan_rows, rendition_rows
from witnessbox.vault.case import Case

LONGEST = 300
"""Characters of one observation on the terminal."""
NUMBERS = 6
"""Contradicted times that a line on the terminal names."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "show",
        "all that is known of one content",
        "Shows where a content was found, what it is, what programs saw in it, and what was decided about it.\n"
        "Every time that its names, file systems and the content itself state stands beside the others.\n"
        "The beginning of the digest is enough (8 digits).",
        "witnessbox show saratov.case 3b1f0c9a",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("sha256", metavar="SHA256")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show."""
    case = Case(arguments.case)
    catalogue = case.catalogue
    content = find_content(catalogue, arguments.sha256)
    items = catalogue.items_with(content.sha256)
    observations = catalogue.observations(content.sha256)
    analyses = catalogue.analyses(content.sha256)
    plans = [row for row in plan_rows(catalogue) if row.plan.content == content.sha256]
    renditions = [row for row in rendition_rows(catalogue) if row.rendition.content == content.sha256]
    stills = case.derived / content.sha256[:2] / content.sha256
    output.text(
        f"{content.sha256}\n{content.format.name} ({content.format.mime}), {size_words(content.size)}, "
        f"access: {content.access}"
    )
    for row in items:
        output.text(f"  item        {item_place(row.item)}  {row.item.outcome}")
    times = side_by_side(
        stated_times([(row.item, item_place(row.item)) for row in items], observations), duration_of(observations)
    )
    for number, line in enumerate(times, 1):
        output.text(f"  time {number:<6} {_time(line)}")
    for analysis in analyses:
        output.text(f"  analysis    {analysis.analyzer} {analysis.version}: {analysis.reason or 'done'}")
    for seen in observations:
        output.text(f"  {seen.kind:11} {_span(seen)}{_track(seen)}{_short(seen.value)}")
    for plan in plans:
        output.text(f"  plan        {plan.id}  {plan.state}")
    for rendition in renditions:
        output.text(f"  rendition   {rendition.id}  {rendition.state}")
    if stills.is_dir():
        output.text(f"  stills      {stills}")
    if (stills / DECODABLE_PART).is_file():
        output.text(f"  plays       {stills / DECODABLE_PART}: what decodes without damage, for any player")
    output.answer(
        {
            "content": to_json(content),
            "items": [item_json(row) for row in items],
            "times": [_time_json(line) for line in times],
            "analyses": [
                {"analyser": each.analyzer, "version": each.version, "model": each.model, "reason": each.reason}
                for each in analyses
            ],
            "observations": [to_json(each) for each in observations],
            "plans": [plan_json(case, row) for row in plans],
            "renditions": [rendition_json(row) for row in renditions],
            "stills": str(stills) if stills.is_dir() else None,
        }
    )
    return 0


def _time(line: TimeLine) -> str:
    stated = line.time
    against = ", ".join(str(number + 1) for number in line.contradicts[:NUMBERS])
    if len(line.contradicts) > NUMBERS:
        against += f" and {len(line.contradicts) - NUMBERS} more"
    return (
        f"{exact_text(stated.written)[:LONGEST]}, {stated.zone or 'no zone'}, {stated.precision}; {stated.claim}; "
        f"{stated.where}, {exact_text(stated.source)}" + (f"; contradicts {against}" if against else "")
    )


def _time_json(line: TimeLine) -> dict[str, Json]:
    stated = line.time
    return {
        "where": stated.where.value,
        "source": stated.source,
        "written": stated.written,
        "zone": stated.zone,
        "precision": stated.precision.value,
        "claim": stated.claim.value,
        "first": stated.first,
        "last": stated.last,
        "contradicts": [number + 1 for number in line.contradicts],
    }


def _span(seen: Observation) -> str:
    if seen.start_us is None or seen.end_us is None:
        return ""
    return f"{timecode(seen.start_us)} – {timecode(seen.end_us)}  "


def _track(seen: Observation) -> str:
    """The number by which people name a track."""
    number = seen.value.get("track") if isinstance(seen.value, dict) else None
    return "" if number is None else f"track {number}  "


def _short(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
