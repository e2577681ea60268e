"""Plans from observations: proposed by the program, decided by people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from witnessbox.media.client_pages import PAGED, require_reader
from witnessbox.model.acts import Operation
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UnknownObjectError
from witnessbox.model.faces import FacesSummary, FaceTrack
from witnessbox.model.items import Access, Content
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import Plan, Preset
from witnessbox.redaction.masks import face_plan
from witnessbox.redaction.sheets import WithoutSheet, make_plan_sheets
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.recordsets import write_record_set

ANALYZER = "faces"
"""The analyser on whose observations the preset `faces` rests."""

MIN_DIGITS = 8
"""Fewest digits by which a content may be named."""

RENDERED_KINDS = (MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT)
"""Kinds of contents of which a rendition can be made; of documents, those that have pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A content for which no plan was made, and why."""

    content: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningResult:
    """Ids of the plans that stand for the contents asked for, contents without one, and plans without a picture."""

    plans: tuple[str, ...]
    unplanned: tuple[Unplanned, ...]
    without_sheet: tuple[WithoutSheet, ...]


def propose_plans(
    case: Case,
    names: Sequence[str],
    preset: Preset,
    *,
    searchable: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> PlanningResult:
    """Propose a plan for each content, then make the sheets that show them.

    Args:
        case: an open case.
        names: SHA-256 of contents, or the beginning of one; all videos and pictures when empty.
        preset: what the plans set out to hide.
        searchable: whether documents get a layer of the words that can be read on their masked pages.
        on_progress: called with sheets done and sheets in all.

    Raises:
        UnknownObjectError: no such content.
        ProgramMissingError: Tesseract, which reads the words, is not installed; nothing was planned.
        StorageError: a sheet could not be written; the plans are on record, and the same call goes on.
    """
    if searchable:
        require_reader()
    with case.writing() as writer:
        contents = _contents(writer.catalogue, names)
        unplanned = []
        plans: list[tuple[str, Plan]] = []
        known = dict(writer.catalogue.plans())
        for content in contents:
            plan = _plan(writer.catalogue, content, preset)
            if isinstance(plan, Unplanned):
                unplanned.append(plan)
                continue
            if searchable and plan.body.canvas.kind is MediaKind.DOCUMENT:
                plan = replace(plan, body=replace(plan.body, searchable=True))
            plan_id = hashlib.sha256(write_record_set(writer.master, [("plan", plan)])).hexdigest()
            plans.append((plan_id, plan))
        new = [(plan_id, plan) for plan_id, plan in plans if plan_id not in known]
        if new or writer.catalogue.open_operations(Operation.PLANNING):
            operation = writer.open_operation(Operation.PLANNING, writer.program, isolation="no untrusted byte is read")
            writer.close_operation(operation, writer.program, [[("plan", plan)] for _, plan in new])
        # After the operation, which reads no untrusted byte; sheets are derived, so nothing rests on them.
        without_sheet = make_plan_sheets(writer, plans, on_progress)
        return PlanningResult(
            plans=tuple(plan_id for plan_id, _ in plans), unplanned=tuple(unplanned), without_sheet=without_sheet
        )


def _contents(catalogue: Catalogue, names: Sequence[str]) -> list[Content]:
    if not names:
        return [content for content in catalogue.contents(RENDERED_KINDS) if _is_shown(content)]
    return [find_content(catalogue, name) for name in dict.fromkeys(names)]


def _is_shown(content: Content) -> bool:
    """Whether a content is seen as frames: a mailbox or a database has none."""
    kind = content.format.kind
    return kind in RENDERED_KINDS and (kind is not MediaKind.DOCUMENT or content.format.mime in PAGED)


def find_content(catalogue: Catalogue, name: str) -> Content:
    """The content that a digest or the beginning of one names.

    Raises:
        UnknownObjectError: none or several.
    """
    if len(name) < MIN_DIGITS:
        raise UnknownObjectError(f"{name}: give at least {MIN_DIGITS} digits of the SHA-256")
    found = [content for content in catalogue.contents() if content.sha256.startswith(name.lower())]
    if len(found) != 1:
        how = "no such content" if not found else "several contents begin so"
        raise UnknownObjectError(f"{name}: {how}; `witnessbox items CASE` lists them")
    return found[0]


def _plan(catalogue: Catalogue, content: Content, preset: Preset) -> Plan | Unplanned:
    if not _is_shown(content):
        what = f"{content.format.kind} ({content.format.name})"
        return Unplanned(
            content=content.sha256,
            reason=f"a {what}: only videos, pictures and documents with pages (PDF, office documents) are redacted",
        )
    if content.access is not Access.OPEN:
        return Unplanned(content=content.sha256, reason=f"access is {content.access}")
    analyses = [row for row in catalogue.analyses(content.sha256) if row.analyzer == ANALYZER]
    if not analyses:
        return Unplanned(content=content.sha256, reason="faces were not looked for yet; run `witnessbox analyse`")
    newest = analyses[-1]
    if newest.reason is not None:
        return Unplanned(content=content.sha256, reason=newest.reason)
    seen = [
        observation
        for observation in catalogue.observations(content.sha256, ANALYZER)
        if observation.version == newest.version and (observation.model or "") == newest.model
    ]
    summary = next(from_json(FacesSummary, each.value) for each in seen if each.kind == "faces-summary")
    tracks = [from_json(FaceTrack, each.value) for each in seen if each.kind == "face"]
    return Plan(
        content=content.sha256,
        preset=preset,
        analyzer=newest.analyzer,
        version=newest.version,
        model=newest.model,
        body=face_plan(summary.canvas, tracks),
    )
