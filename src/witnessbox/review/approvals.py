"""People's signatures under plans, and the rule that nothing goes out on one person's keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from witnessbox.model.acts import FindingOverruled, PlanApproved, Point
from witnessbox.model.entries import Kind
from witnessbox.model.errors import PersonMustActError, UnknownObjectError, UsageError
from witnessbox.model.faces import Finding
from witnessbox.model.plans import Plan, PlanState, Rendition, RenditionState
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer

MIN_PREFIX = 8
"""Fewest digits by which a plan or rendition may be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan and where it stands."""

    id: str
    plan: Plan
    state: PlanState
    signed_by: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionRow:
    """A rendition and where it stands; `stops` are the findings that still keep it back."""

    id: str
    rendition: Rendition
    state: RenditionState
    stops: tuple[Finding, ...]


def plan_rows(catalogue: Catalogue) -> list[PlanRow]:
    """Every plan and where it stands."""
    plans = catalogue.plans()
    newest = {(plan.content, plan.preset): plan_id for plan_id, plan in plans}
    rendered = {rendition.plan for _, rendition in catalogue.renditions()}
    signers: dict[str, list[str]] = {}
    for approval in catalogue.approvals():
        signers.setdefault(approval.plan, []).append(approval.key)
    rows = []
    for plan_id, plan in plans:
        reason = catalogue.rendering_failure(plan_id)
        if newest[plan.content, plan.preset] != plan_id:
            state = PlanState.STALE
        elif plan_id in rendered:
            state = PlanState.RENDERED
        elif reason is not None:
            state = PlanState.FAILED
        else:
            state = PlanState.APPROVED if plan_id in signers else PlanState.WAITING
        signed_by = tuple(dict.fromkeys(signers.get(plan_id, [])))
        rows.append(PlanRow(id=plan_id, plan=plan, state=state, signed_by=signed_by, reason=reason))
    return rows


def rendition_rows(catalogue: Catalogue) -> list[RenditionRow]:
    """Every rendition of a plan that still counts, and where it stands."""
    stale = {row.id for row in plan_rows(catalogue) if row.state is PlanState.STALE}
    released = catalogue.released()
    rows = []
    for rendition_id, rendition in catalogue.renditions():
        if rendition.plan in stale:
            continue
        overruled = frozenset(row.time_us for row in catalogue.overrules(rendition.sha256))
        stops = rendition.second_look.open_findings(overruled)
        if stops:
            state = RenditionState.REFUSED
        else:
            state = RenditionState.RELEASED if rendition.sha256 in released else RenditionState.READY
        rows.append(RenditionRow(id=rendition_id, rendition=rendition, state=state, stops=stops))
    return rows


def find_plan(rows: Sequence[PlanRow], name: str) -> PlanRow:
    """The plan that an id or the beginning of one names.

    Raises:
        UnknownObjectError: none or several.
    """
    found = [row for row in rows if row.id == name or (len(name) >= MIN_PREFIX and row.id.startswith(name))]
    if len(found) != 1:
        how = "no such plan" if not found else "several plans begin so"
        raise UnknownObjectError(f"{name}: {how}; `witnessbox approve CASE` lists what waits")
    return found[0]


def approve(
    case: Case,
    names: Sequence[str],
    person: Signer,
    *,
    settled: tuple[Point, ...],
    stated: str,
    pictures_shown: bool,
    note: str = "",
) -> list[PlanRow]:
    """Sign for plans, one by one.

    Args:
        case: an open case.
        names: ids of plans.
        person: who signs.
        settled: points of the checklist that the person states to have seen and settled.
        stated: how they stated it.
        pictures_shown: whether the pictures were shown before the signature.
        note: their words.

    Raises:
        PersonMustActError: a point of the checklist is not settled.
        UnknownObjectError: no such plan.
        UsageError: a plan that no longer counts.
    """
    unsettled = [point.value for point in Point if point not in settled]
    if unsettled:
        raise PersonMustActError(f"not signed: {', '.join(unsettled)} not settled; settle them and approve again")
    with case.writing() as writer:
        rows = plan_rows(writer.catalogue)
        wanted = list({row.id: row for row in (find_plan(rows, name) for name in names)}.values())
        for row in wanted:
            if row.state is PlanState.STALE:
                raise UsageError(f"{row.id}: a newer plan took its place; `witnessbox approve CASE` lists what waits")
        for row in wanted:
            if person.key not in row.signed_by:
                data = PlanApproved(
                    plan=row.id, settled=settled, stated=stated, pictures_shown=pictures_shown, note=note
                )
                writer.append(Kind.PLAN_APPROVED, data, person)
        ids = {row.id for row in wanted}
        return [row for row in plan_rows(writer.catalogue) if row.id in ids]


def overrule(case: Case, plan: str, time_us: int, why: str, person: Signer) -> RenditionRow:
    """Call one finding of a second look a false alarm, on record.

    Args:
        case: an open case.
        plan: id of the plan.
        time_us: moment of the finding.
        why: the person's reason.
        person: who signs.

    Raises:
        UnknownObjectError: no rendition of that plan, or no finding at that moment that a person may overrule.
    """
    with case.writing() as writer:
        wanted = find_plan(plan_rows(writer.catalogue), plan)
        row = next((row for row in rendition_rows(writer.catalogue) if row.rendition.plan == wanted.id), None)
        if row is None:
            raise UnknownObjectError(f"{plan}: no rendition of it yet; run `witnessbox redact` first")
        # People copy timecodes rounded to milliseconds.
        moments = {
            finding.time_us
            for finding in row.stops
            if finding.time_us is not None
            and abs(finding.time_us - time_us) < 1000
            and finding not in row.rendition.second_look.open_findings(frozenset([finding.time_us]))
        }
        if not moments:
            raise UnknownObjectError(
                f"{plan}: nothing that a person may overrule at that moment; `witnessbox redact` lists the findings"
            )
        for moment in sorted(moments):
            data = FindingOverruled(plan=wanted.id, rendition=row.rendition.sha256, time_us=moment, why=why)
            writer.append(Kind.FINDING_OVERRULED, data, person)
        return next(each for each in rendition_rows(writer.catalogue) if each.id == row.id)
