"""Plans and renditions stand where people's signatures put them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import PASSPHRASE, copied, empty_case
from records import bare_face, digest, plan, rendition

from witnessbox.model.acts import Operation, Point, ReleaseMade
from witnessbox.model.entries import Kind
from witnessbox.model.errors import PersonMustActError, UnknownObjectError, UsageError
from witnessbox.model.faces import Finding, FindingKind
from witnessbox.model.plans import PlanState, RenderingFailed, RenditionState
from witnessbox.review.approvals import StopNumber, approve, find_plan, overrule, plan_rows, rendition_rows
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer

ALL = tuple(Point)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(copied(empty_case(), tmp_path / "x.case"))


@pytest.fixture
def anna(case: Case) -> Signer:
    return case.keys.unlock(PASSPHRASE.strip().encode(), among=[case.catalogue.persons()[0].key])


def program(case: Case, operation: Operation, records: list[tuple[str, object]], objects: list[str]) -> tuple[str, ...]:
    with Case(case.path).writing() as writer:
        opened = writer.open_operation(operation, writer.program, isolation="none")
        return writer.close_operation(opened, writer.program, [[record] for record in records], objects=objects)


def planned(case: Case, name: str, preset: str = "faces/1") -> str:
    (made,) = program(case, Operation.PLANNING, [("plan", plan(name, preset))], [])
    return made


def rendered(case: Case, name: str, plan_id: str, *findings: Finding) -> str:
    data = f"{plan_id} rendered".encode()
    case.objects.put(data)
    made = rendition(name, plan_id, data, findings)
    program(case, Operation.REDACTION, [("rendition", made)], [made.sha256])
    return made.sha256


def states(case: Case) -> dict[str, PlanState]:
    return {row.id: row.state for row in plan_rows(Case(case.path).catalogue)}


def only(case: Case) -> RenditionState:
    (row,) = rendition_rows(Case(case.path).catalogue)
    return row.state


def sign(case: Case, person: Signer, *names: str) -> None:
    approve(Case(case.path), names, person, settled=ALL, stated="by signing", pictures_shown=False)


def test_a_plan_waits_is_approved_and_rendered(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    assert states(case) == {which: PlanState.WAITING}
    sign(case, anna, which[:8])
    assert states(case) == {which: PlanState.APPROVED}
    rendered(case, "a", which)
    assert states(case) == {which: PlanState.RENDERED}
    assert only(case) is RenditionState.READY


def test_signing_twice_is_one_signature(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    sign(case, anna, which, which[:10])
    sign(case, anna, which)
    catalogue = Case(case.path).catalogue
    assert len(catalogue.approvals(which)) == 1
    assert plan_rows(catalogue)[0].signed_by == (anna.key,)


def test_a_newer_plan_makes_the_old_one_stale_with_its_rendition(case: Case, anna: Signer) -> None:
    old = planned(case, "a")
    sign(case, anna, old)
    rendered(case, "a", old)
    new = planned(case, "a", "faces/2")
    assert states(case) == {old: PlanState.STALE, new: PlanState.WAITING}
    assert rendition_rows(Case(case.path).catalogue) == []
    with pytest.raises(UsageError, match="newer plan"):
        sign(case, anna, old)


def test_a_plan_of_another_content_does_not(case: Case) -> None:
    assert set(states(case)) == set()
    first, second = planned(case, "a"), planned(case, "b")
    assert states(case) == {first: PlanState.WAITING, second: PlanState.WAITING}


def test_a_rendering_that_failed_is_on_record_until_one_goes_well(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    sign(case, anna, which)
    failed = RenderingFailed(content=digest("a"), plan=which, reason="the decoder met other frames")
    program(case, Operation.REDACTION, [("rendering failed", failed)], [])
    (row,) = plan_rows(Case(case.path).catalogue)
    assert (row.state, row.reason) == (PlanState.FAILED, "the decoder met other frames")
    rendered(case, "a", which)
    assert states(case) == {which: PlanState.RENDERED}


def test_every_point_must_be_settled(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    for point in Point:
        if point is Point.SOUNDS:  # nothing is heard
            continue
        settled = tuple(each for each in Point if each is not point)
        with pytest.raises(PersonMustActError, match=point.value):
            approve(Case(case.path), [which], anna, settled=settled, stated="one by one", pictures_shown=True)
    assert states(case) == {which: PlanState.WAITING}


def test_one_wrong_name_and_nothing_is_signed(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    with pytest.raises(UnknownObjectError, match="00000000"):
        sign(case, anna, which, "00000000")
    assert states(case) == {which: PlanState.WAITING}


def test_names_of_plans_are_whole_or_long_enough_beginnings(case: Case) -> None:
    which = planned(case, "a")
    rows = plan_rows(Case(case.path).catalogue)
    assert find_plan(rows, which).id == find_plan(rows, which[:8]).id == which
    for name in (which[:7], "", which[1:9], which + "0"):
        with pytest.raises(UnknownObjectError):
            find_plan(rows, name)


def test_a_bare_face_refuses_a_rendition_until_a_person_overrules_each(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    sign(case, anna, which)
    rendered(case, "a", which, bare_face(1_234_567), bare_face(2_000_000))
    assert only(case) is RenditionState.REFUSED
    row = overrule(Case(case.path), which, [1_234_000], "a poster", anna)
    assert [finding.time_us for finding in row.stops] == [2_000_000]
    assert only(case) is RenditionState.REFUSED
    overrule(Case(case.path), which[:8], [2_000_000], "a statue", anna)
    assert only(case) is RenditionState.READY
    assert [row.why for row in Case(case.path).catalogue.overrules()] == ["a poster", "a statue"]


def test_what_is_no_bare_face_cannot_be_overruled(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    sign(case, anna, which)
    broken = Finding(kind=FindingKind.FRAME_TIME, why="a frame comes too late", frame=1, time_us=5_000_000)
    rendered(case, "a", which, broken, bare_face(7_000_000))
    for moment in (5_000_000, 6_000_000, 7_001_000):
        with pytest.raises(UnknownObjectError):
            overrule(Case(case.path), which, [moment], "x", anna)
    overrule(Case(case.path), which, [StopNumber(number=2)], "x", anna)
    assert only(case) is RenditionState.REFUSED


def test_a_plan_without_a_rendition_has_nothing_to_overrule(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    with pytest.raises(UnknownObjectError, match="redact"):
        overrule(Case(case.path), which, [0], "x", anna)


def test_a_released_rendition_says_so(case: Case, anna: Signer) -> None:
    which = planned(case, "a")
    sign(case, anna, which)
    sha256 = rendered(case, "a", which)
    with Case(case.path).writing() as writer:
        made = ReleaseMade(manifest="00", renditions=(sha256,), one_approver=True)
        writer.append(Kind.RELEASE_MADE, made, anna)
    assert only(case) is RenditionState.RELEASED
