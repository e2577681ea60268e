"""People's signatures under plans, and the rule that nothing goes out on one person's keys alone."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.model.acts import FindingOverruled, PlanApproved, Point
from witnessbox.model.entries import Kind
from witnessbox.model.errors import PersonMustActError, UnknownObjectError, UsageError, VerificationError
from witnessbox.model.faces import OVERRULABLE, Finding, PlanBody, Sound
from witnessbox.model.plans import Plan, PlanState, Rendition, RenditionState
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer
from witnessbox.vault.signatures import signatures

MIN_PREFIX = 8
"""Fewest digits by which a plan or rendition may be named."""

ROUNDING_US = 1000
"""How far a moment that a person names may lie from the moment that they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan and where it stands.

    Attributes:
        id: its id.
        plan: the plan.
        state: where it stands.
        signed_by: keys whose signatures count for it, each once; those that it carries included.
        carried: those of them that stand under a plan that this one grew from.
        reason: why it could not be rendered.
        countersigned: whether nobody has to sign any more before what is made by it may go out.
    """

    id: str
    plan: Plan
    state: PlanState
    signed_by: tuple[str, ...]
    carried: tuple[str, ...]
    reason: str | None
    countersigned: bool

    @property
    def waits(self) -> bool:
        """Whether a signature is missing."""
        return self.state is not PlanState.STALE and not self.countersigned


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionRow:
    """A rendition and where it stands.

    Attributes:
        id: its id.
        rendition: the rendition.
        state: where it stands.
        stops: findings that still keep it back.
        countersigned: whether its plan has all the signatures that a release demands.
    """

    id: str
    rendition: Rendition
    state: RenditionState
    stops: tuple[Finding, ...]
    countersigned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNumber:
    """The number of a finding of a second look, as it is listed."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A finding of a second look: its number, from 1, and whether it still keeps the rendition back."""

    number: int
    finding: Finding
    open: bool

    @property
    def may_be_overruled(self) -> bool:
        """Whether a person may call it a false alarm."""
        return self.finding.kind in OVERRULABLE and self.finding.time_us is not None


def points_of(body: PlanBody) -> tuple[Point, ...]:
    """Points that a person must have settled before they sign for a plan."""
    silent = body.sound is Sound.NONE and not body.captions
    return tuple(point for point in Point if not (silent and point is Point.SOUNDS))


def plan_rows(catalogue: Catalogue) -> list[PlanRow]:
    """Every plan and where it stands."""
    plans = catalogue.plans()
    newest = {plan.content: plan_id for plan_id, plan in plans}
    rendered = {rendition.plan for _, rendition in catalogue.renditions()}
    names = {person.key: person.name for person in catalogue.persons()}
    needed = min(2, len({person.name for person in catalogue.persons(active=True)}))
    rows = []
    for plan_id, plan in plans:
        reason = catalogue.rendering_failure(plan_id)
        signed = signatures(catalogue, plan_id)
        if newest[plan.content] != plan_id:
            state = PlanState.STALE
        elif not signed:
            state = PlanState.WAITING
        elif plan_id in rendered:
            state = PlanState.RENDERED
        else:
            state = PlanState.APPROVED if reason is None else PlanState.FAILED
        rows.append(
            PlanRow(
                id=plan_id,
                plan=plan,
                state=state,
                signed_by=tuple(signature.key for signature in signed),
                carried=tuple(signature.key for signature in signed if signature.grown),
                reason=reason,
                countersigned=len({names[signature.key] for signature in signed}) >= needed,
            )
        )
    return rows


def to_render(catalogue: Catalogue) -> list[PlanRow]:
    """Plans that may be rendered: signed for, and not rendered yet.

    Where a signature stands under an earlier plan, the two plans are compared again here, because the entry that says
    that one hides all that the other hides is the program's.

    Raises:
        VerificationError: such an entry is not true.
    """
    rows = [row for row in plan_rows(catalogue) if row.state is PlanState.APPROVED]
    for row in rows:
        require_signed(catalogue, row)
    return rows


def require_signed(catalogue: Catalogue, row: PlanRow) -> None:
    """Make sure that each signature that counts for a plan does so rightly.

    Raises:
        VerificationError: one is carried from a plan that hides more.
    """
    if row.carried and len(signatures(catalogue, row.id, compare=True)) != len(row.signed_by):
        raise VerificationError(
            f"{row.id}: the log says that it hides all that an earlier plan hides, and it does not; "
            "`witnessbox verify` names the entry. Have the plan approved anew"
        )


def rendition_rows(catalogue: Catalogue) -> list[RenditionRow]:
    """Every rendition of a plan that still counts, and where it stands."""
    counting = {row.id: row for row in plan_rows(catalogue) if row.state is not PlanState.STALE}
    released = catalogue.released()
    rows = []
    for rendition_id, rendition in catalogue.renditions():
        if rendition.plan not in counting or not counting[rendition.plan].signed_by:
            continue
        overruled = frozenset(row.time_us for row in catalogue.overrules(rendition.sha256))
        stops = rendition.second_look.open_findings(overruled)
        if stops:
            state = RenditionState.REFUSED
        else:
            state = RenditionState.RELEASED if rendition.sha256 in released else RenditionState.READY
        rows.append(
            RenditionRow(
                id=rendition_id,
                rendition=rendition,
                state=state,
                stops=stops,
                countersigned=counting[rendition.plan].countersigned,
            )
        )
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


def find_rendition(rows: Sequence[RenditionRow], name: str) -> RenditionRow:
    """The rendition that an id, a digest, or the beginning of one names.

    Raises:
        UnknownObjectError: none or several.
    """
    found = [
        row
        for row in rows
        if name in (row.id, row.rendition.sha256)
        or (len(name) >= MIN_PREFIX and (row.id.startswith(name) or row.rendition.sha256.startswith(name)))
    ]
    if len(found) != 1:
        how = "no such rendition" if not found else "several renditions begin so"
        raise UnknownObjectError(f"{name}: {how}; `witnessbox release CASE` lists what is ready")
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
    with case.writing() as writer:
        rows = plan_rows(writer.catalogue)
        wanted = list({row.id: row for row in (find_plan(rows, name) for name in names)}.values())
        for row in wanted:
            if row.state is PlanState.STALE:
                raise UsageError(f"{row.id}: a newer plan took its place; `witnessbox approve CASE` lists what waits")
            if unsettled := [point.value for point in points_of(row.plan.body) if point not in settled]:
                raise PersonMustActError(f"not signed: {', '.join(unsettled)} not settled; settle them, approve again")
        for row in wanted:
            if person.key not in row.signed_by or person.key in row.carried:
                points = tuple(point for point in points_of(row.plan.body) if point in settled)
                data = PlanApproved(
                    plan=row.id, settled=points, stated=stated, pictures_shown=pictures_shown, note=note
                )
                writer.append(Kind.PLAN_APPROVED, data, person)
        ids = {row.id for row in wanted}
        return [row for row in plan_rows(writer.catalogue) if row.id in ids]


def overrule(case: Case, plan: str, wanted: Sequence[int | StopNumber], why: str, person: Signer) -> RenditionRow:
    """Call findings of a second look false alarms, on record.

    An overruled finding is told by its moment, so findings that share one are settled together or not at all: else a
    false alarm would settle the bare face beside it.

    Args:
        case: an open case.
        plan: id of the plan.
        wanted: for each finding its moment, microseconds, or its number.
        why: the person's reason.
        person: who signs.

    Raises:
        UnknownObjectError: no rendition of that plan, or nothing there that a person may overrule.
        PersonMustActError: another finding shares the moment and was not named. Nothing was signed then.
    """
    with case.writing() as writer:
        row = rendition_of(writer.catalogue, plan)
        open_stops = [stop for stop in stops_of(row) if stop.may_be_overruled and stop.open]
        chosen = [stop_at(open_stops, plan, each) for each in wanted]
        times = sorted({stop.finding.time_us for stop in chosen if stop.finding.time_us is not None})
        beside = [stop.number for stop in open_stops if stop not in chosen and stop.finding.time_us in times]
        if beside:
            raise PersonMustActError(
                f"not signed: stop-{beside[0]} is at the same moment; look at it, too, and name both by their numbers "
                "if both are false alarms. If one is a face, hide it: `witnessbox plan CASE --hide-finding PLAN stop-N`"
            )
        for time_us in times:
            data = FindingOverruled(plan=row.rendition.plan, rendition=row.rendition.sha256, time_us=time_us, why=why)
            writer.append(Kind.FINDING_OVERRULED, data, person)
        return next(each for each in rendition_rows(writer.catalogue) if each.id == row.id)


def rendition_of(catalogue: Catalogue, plan: str) -> RenditionRow:
    """The rendition of a plan that an id or the beginning of one names.

    Raises:
        UnknownObjectError: no such plan, or no rendition of it.
    """
    plan_id = find_plan(plan_rows(catalogue), plan).id
    row = next((row for row in rendition_rows(catalogue) if row.rendition.plan == plan_id), None)
    if row is None:
        raise UnknownObjectError(f"{plan}: no rendition of it yet; run `witnessbox redact` first")
    return row


def stops_of(row: RenditionRow) -> list[Stop]:
    """What the second look found in a rendition, numbered; numbers stay while findings are overruled."""
    return [
        Stop(number=number, finding=finding, open=finding in row.stops)
        for number, finding in enumerate(row.rendition.second_look.findings, 1)
    ]


def stop_at(stops: Sequence[Stop], plan: str, wanted: int | StopNumber) -> Stop:
    """The finding of a number, or at a moment. People copy timecodes rounded to milliseconds.

    Raises:
        UnknownObjectError: there is none.
        PersonMustActError: there are several.
    """
    if isinstance(wanted, StopNumber):
        found = [stop for stop in stops if stop.number == wanted.number]
    else:
        found = [stop for stop in stops if abs((stop.finding.time_us or 0) - wanted) < ROUNDING_US]
    if not found:
        raise UnknownObjectError(
            f"{plan}: nothing there that a person may overrule or hide; `witnessbox redact` lists the findings"
        )
    if len(found) > 1:
        numbers = ", ".join(f"stop-{stop.number}" for stop in found)
        raise PersonMustActError(f"{plan}: {numbers} are at that moment; look at each, and name it by its number")
    return found[0]
