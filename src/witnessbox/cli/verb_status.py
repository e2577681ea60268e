"""`witnessbox status`: where the case stands and what to do next."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.items import FAILED_OUTCOMES
from witnessbox.model.members import ExpansionState
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import PlanState, RenditionState
from witnessbox.model.seal import seal_tree
from witnessbox.model.words import to_words
from witnessbox.review.approvals import plan_rows, rendition_rows
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.fixity_rows import FixityState, fixity_state

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
    state = _State(case.catalogue)
    next_step = _next(arguments.case, state)
    _tell(arguments.case, state, output)
    output.text(f"Next: {next_step}")
    output.answer({**state.document(), "next": next_step})
    return 0


class _State:
    """What is counted."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.outcomes = Counter(catalogue.outcomes())
        contents = catalogue.contents()
        self.kinds = Counter(content.format.kind.value for content in contents)
        analyses = catalogue.analyses()
        self.analyses = Counter(row.analyzer for row in analyses)
        self.unseen = [row for row in analyses if row.reason is not None]
        expansions = catalogue.expansions()
        self.expansions = Counter(each.reading.state.value for each in expansions)
        self.unexpanded = [each for each in expansions if each.reading.state is not ExpansionState.WHOLE]
        self.alarms = [(each.content, alarm) for each in expansions for alarm in each.reading.alarms]
        opened = {each.content for each in expansions}
        seen = {row.content for row in analyses if row.analyzer == "faces" and row.reason is None}
        self.unopened = [
            content
            for content in contents
            if content.format.kind not in ANALYSED and content.sha256 not in opened and content.sha256 not in seen
        ]
        self.plans = Counter(row.state for row in plan_rows(catalogue))
        renditions = rendition_rows(catalogue)
        self.renditions = Counter(row.state for row in renditions)
        self.uncountersigned = sum(not row.countersigned for row in renditions)
        self.people = len(catalogue.persons(active=True))
        self.entries = catalogue.count("entries")
        self.interrupted = len(catalogue.open_operations())
        roots = catalogue.sealed_roots()
        self.seal = seal_tree(roots).root() if roots else None
        self.fixity = fixity_state(catalogue)

    def document(self) -> dict[str, Json]:
        """The counts for scripts."""
        return {
            "items": _object(self.outcomes),
            "contents": _object(self.kinds),
            "analyses": _object(self.analyses),
            "plans": _object(self.plans),
            "renditions": _object(self.renditions),
            "uncountersigned": self.uncountersigned,
            "people": self.people,
            "entries": self.entries,
            "seal": self.seal.hex() if self.seal else None,
            "words": list(to_words(self.seal)) if self.seal else [],
            "fixity": to_json(self.fixity),
            "interrupted": self.interrupted,
            "failed_outcomes": [outcome.value for outcome in sorted(FAILED_OUTCOMES) if self.outcomes[outcome]],
            "containers": _object(self.expansions),
            "alarms": [{"sha256": sha256, "alarm": alarm} for sha256, alarm in self.alarms],
            "unseen": [{"sha256": row.content, "analyser": row.analyzer, "reason": row.reason} for row in self.unseen],
            "unopened": [{"sha256": content.sha256, "format": content.format.name} for content in self.unopened],
        }


def _tell(case: Path, state: _State, output: Output) -> None:
    people = "1 person" if state.people == 1 else f"{state.people} people"
    output.text(f"{case}: {sum(state.outcomes.values())} items, {sum(state.kinds.values())} contents, {people}")
    output.text("  items       " + (_listed(state.outcomes) or "none"))
    output.text("  contents    " + (_listed(state.kinds) or "none"))
    if state.expansions:
        output.text("  containers  " + _listed(state.expansions))
    for sha256, alarm in state.alarms[:SHOWN]:
        output.text(f"  ALARM       {sha256[:16]}: {alarm}")
    output.text("  analyses    " + (_listed(state.analyses) or "none"))
    output.text("  plans       " + (_listed(state.plans) or "none"))
    output.text("  renditions  " + (_listed(state.renditions) or "none"))
    output.text("  seal        " + (" ".join(to_words(state.seal)) if state.seal else "none yet"))
    output.text("  fixity      " + _fixity(state.fixity))
    if state.interrupted:
        output.text(f"  interrupted {state.interrupted} operations: run the same command again to go on")
    reasons = Counter(f"{row.analyzer}: {row.reason}" for row in state.unseen)
    reasons.update(f"{content.format.name}: sealed as it is; no analyser opens it yet" for content in state.unopened)
    reasons.update(f"container {each.reading.state}: {each.reading.reason}" for each in state.unexpanded)
    for reason, number in reasons.most_common(SHOWN):
        output.text(f"  not seen    {number} × {reason}")
    if state.people == 1:
        output.text(
            "  One person only: a release will say ONE APPROVER. `witnessbox people CASE add NAME` changes that."
        )


def _fixity(state: FixityState) -> str:
    """When objects were last read again, the oldest of these times, and what is known to be damaged."""
    if state.oldest is None:
        return f"none of {state.objects} objects was checked since it was stored"
    oldest = datetime.fromtimestamp(int(state.oldest) // 10**9, UTC).isoformat()
    known = (("damaged", state.damaged), ("missing", state.missing))
    bad = [f"{number} {word.upper()}" for word, number in known if number]
    never = [f"{state.never} of {state.objects} objects never checked"] if state.never else []
    return ", ".join([*bad, f"oldest check {oldest}", *never])


def _listed(counter: Mapping[Any, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()) if number)


def _object(counter: Mapping[Any, int]) -> dict[str, Json]:
    return {str(name): number for name, number in sorted(counter.items())}


def _next(case: Path, state: _State) -> str:
    if state.seal is None:
        return f"witnessbox intake {case} SOURCE"
    if not state.analyses:
        return f"witnessbox analyse {case}"
    if not state.plans:
        return f"witnessbox plan {case} --preset faces"
    if state.renditions[RenditionState.REFUSED]:
        return f"witnessbox redact {case}: it shows what the second look refused, and how to hide or overrule it"
    if state.plans[PlanState.APPROVED]:
        return f"witnessbox redact {case}"
    if state.plans[PlanState.WAITING]:
        return f"witnessbox approve {case} PLAN…"
    if state.uncountersigned:
        return f"witnessbox approve {case} PLAN… --as NAME: another person countersigns"
    if state.renditions[RenditionState.READY]:
        return f"witnessbox release {case} OUT RENDITION…"
    if state.plans[PlanState.FAILED]:
        return f"witnessbox redact {case} --again PLAN, once the reason is mended"
    return f"witnessbox verify {case}"
