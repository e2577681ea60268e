"""`witnessbox status`: where the case stands and what to do next."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.items import FAILED_OUTCOMES
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import PlanState, RenditionState
from witnessbox.model.seal import seal_tree
from witnessbox.model.words import to_words
from witnessbox.review.approvals import plan_rows, rendition_rows
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue

ANALYSED = frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.SOUND})
"""Kinds of contents that analysers look into."""

SHOWN = 20
"""Reasons listed on the terminal."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "status",
        "where the case stands, and what to do next",
        "Counts what is in the case, names what was interrupted, damaged or not opened, and says the next step.",
        "witnessbox status saratov.case",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Report."""
    case = Case(arguments.case)
    catalogue = case.catalogue
    outcomes = Counter(row.item.outcome for row in catalogue.items())
    kinds = Counter(content.format.kind.value for content in catalogue.contents())
    analyses = catalogue.analyses()
    plans = Counter(row.state for row in plan_rows(catalogue))
    renditions = Counter(row.state for row in rendition_rows(catalogue))
    roots = catalogue.sealed_roots()
    words = to_words(seal_tree(roots).root()) if roots else ()
    open_operations = catalogue.open_operations()
    unseen = [row for row in analyses if row.reason is not None]
    looked_at = {row.content for row in analyses}
    left = [content for content in catalogue.contents() if content.sha256 not in looked_at]
    unopened = [content.format.name for content in left if content.format.kind not in ANALYSED]
    next_step = _next(arguments.case, catalogue, plans, renditions)
    people = catalogue.persons(active=True)

    output.text(
        f"{arguments.case}: {sum(outcomes.values())} items, {sum(kinds.values())} contents, "
        f"{len(people)} {'person' if len(people) == 1 else 'people'}"
    )
    output.text("  items       " + (_listed(outcomes) or "none"))
    output.text("  contents    " + (_listed(kinds) or "none"))
    output.text("  analyses    " + (_listed(Counter(row.analyzer for row in analyses)) or "none"))
    output.text("  plans       " + (_listed(plans) or "none"))
    output.text("  renditions  " + (_listed(renditions) or "none"))
    output.text("  seal        " + (" ".join(words) or "none yet"))
    if open_operations:
        output.text(f"  {len(open_operations)} operations were interrupted: run the same command again to go on")
    reasons = Counter(f"{row.analyzer}: {row.reason}" for row in unseen)
    reasons.update(f"{kind}: nothing here opens such contents yet; they are sealed as they are" for kind in unopened)
    for reason, number in reasons.most_common(SHOWN):
        output.text(f"  not seen    {number} × {reason}")
    if len(people) == 1:
        output.text(
            "  One person only: a release will say ONE APPROVER. `witnessbox people CASE add NAME` changes that."
        )
    output.text(f"Next: {next_step}")
    failed: list[Json] = [outcome.value for outcome in FAILED_OUTCOMES if outcomes[outcome]]
    output.answer(
        {
            "items": _object(outcomes),
            "contents": _object(kinds),
            "plans": _object(plans),
            "renditions": _object(renditions),
            "people": len(people),
            "entries": catalogue.count("entries"),
            "seal": seal_tree(roots).root().hex() if roots else None,
            "words": list(words),
            "interrupted": len(open_operations),
            "failed_outcomes": failed,
            "unseen": [{"sha256": row.content, "analyser": row.analyzer, "reason": row.reason} for row in unseen],
            "unopened": [
                {"sha256": content.sha256, "format": content.format.name}
                for content in left
                if content.format.kind not in ANALYSED
            ],
            "next": next_step,
        }
    )
    return 0


def _listed(counter: Mapping[Any, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()) if number)


def _object(counter: Mapping[Any, int]) -> dict[str, Json]:
    return {str(name): number for name, number in sorted(counter.items())}


def _next(case: Path, catalogue: Catalogue, plans: Counter[PlanState], renditions: Counter[RenditionState]) -> str:
    if not catalogue.sealed_roots():
        return f"witnessbox intake {case} SOURCE"
    if not catalogue.analyses():
        return f"witnessbox analyse {case}"
    if not plans:
        return f"witnessbox plan {case} --preset faces"
    if renditions[RenditionState.REFUSED]:
        return f"witnessbox redact {case} --overrule PLAN TIMECODE --why TEXT, or leave what was refused out"
    if plans[PlanState.APPROVED]:
        return f"witnessbox redact {case}"
    if plans[PlanState.WAITING]:
        return f"witnessbox approve {case} PLAN…"
    if renditions[RenditionState.READY]:
        return f"witnessbox release {case} OUT RENDITION…"
    return f"witnessbox verify {case}"
