"""Whose signature counts for which plan: after a change that hides more, one that hides less, one that is undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import OTHER_PASSPHRASE, PASSPHRASE, copied, empty_case
from records import digest, plan, rendition

from witnessbox.model.acts import Operation, Person, PersonAdded, PlanGrown, Point, Role
from witnessbox.model.entries import Kind
from witnessbox.model.errors import KeyProblemError, PersonMustActError, UnknownObjectError, UsageError
from witnessbox.model.errors import VerificationError as NotTrue
from witnessbox.model.faces import Finding, FindingKind, Mask, MaskSpan, Sound
from witnessbox.model.growth import RULE
from witnessbox.model.observations import Box
from witnessbox.model.plans import Plan, PlanState
from witnessbox.model.subjects import TrackRef, Visibility
from witnessbox.review.approvals import PlanRow, StopNumber, approve, overrule, plan_rows, rendition_rows, to_render
from witnessbox.review.subjects import judge
from witnessbox.vault.case import Case
from witnessbox.vault.check import check_case
from witnessbox.vault.damage import Damage, Verdict
from witnessbox.vault.keys import Signer
from witnessbox.vault.signatures import carry, signatures
from witnessbox.vault.subjects import subjects

FEW, MORE = (0, 0, 20, 20), (0, 0, 40, 40)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(copied(empty_case(), tmp_path / "x.case"))


@pytest.fixture
def anna(case: Case) -> Signer:
    return case.keys.unlock(PASSPHRASE.strip().encode(), among=[case.catalogue.persons()[0].key])


@pytest.fixture
def boris(case: Case, anna: Signer) -> Signer:
    with case.writing() as writer:
        added = case.keys.new_person("boris", OTHER_PASSPHRASE.strip().encode())
        person = Person(name="boris", roles=(Role.REVIEWER,), public_key=added.public_key)
        writer.append(Kind.PERSON_ADDED, PersonAdded(person=person), anna)
    return added


def made(*boxes: tuple[int, int, int, int]) -> Plan:
    spans = [MaskSpan(first_frame=0, last_frame=2, box=Box(x1=a, y1=b, x2=c, y2=d)) for a, b, c, d in boxes]
    masks = tuple(Mask(reason="drawn", track=None, spans=(span,)) for span in spans)
    plain = plan("a")
    return replace(plain, body=replace(plain.body, masks=masks))


def propose(case: Case, wanted: Plan) -> str:
    """As planning does it: on record, then signatures carried where they may be."""
    with Case(case.path).writing() as writer:
        opened = writer.open_operation(Operation.PLANNING, writer.program, isolation="none")
        (plan_id,) = writer.close_operation(opened, writer.program, [[("plan", wanted)]])
        carry(writer, plan_id)
    return plan_id


def render(case: Case, plan_id: str, *findings: Finding) -> None:
    data = f"{plan_id} rendered".encode()
    case.objects.put(data)
    record = rendition("a", plan_id, data, findings)
    with Case(case.path).writing() as writer:
        opened = writer.open_operation(Operation.REDACTION, writer.program, isolation="none")
        writer.close_operation(opened, writer.program, [[("rendition", record)]], objects=[record.sha256])


def sign(case: Case, person: Signer, which: str) -> None:
    approve(Case(case.path), [which], person, settled=tuple(Point), stated="by signing", pictures_shown=False)


def row(case: Case, which: str) -> PlanRow:
    return next(row for row in plan_rows(Case(case.path).catalogue) if row.id == which)


def verified(case: Case) -> Verdict:
    return check_case(case.path).verdict


def test_one_signs_and_another_countersigns(case: Case, anna: Signer, boris: Signer) -> None:
    which = propose(case, made(FEW))
    sign(case, anna, which)
    assert (row(case, which).state, row(case, which).countersigned) == (PlanState.APPROVED, False)
    render(case, which)
    assert [each.countersigned for each in rendition_rows(Case(case.path).catalogue)] == [False]
    assert row(case, which).waits
    sign(case, boris, which)
    assert row(case, which).countersigned
    assert not row(case, which).waits


def test_in_a_case_of_one_person_one_signature_is_all(case: Case, anna: Signer) -> None:
    which = propose(case, made(FEW))
    sign(case, anna, which)
    assert row(case, which).countersigned


def test_two_keys_of_one_name_are_one_person(case: Case, anna: Signer, boris: Signer) -> None:
    with case.writing() as writer:
        again = case.keys.new_person("anna", b"a third passphrase")
        writer.append(
            Kind.PERSON_ADDED,
            PersonAdded(person=Person(name="anna", roles=(Role.REVIEWER,), public_key=again.public_key)),
            anna,
        )
    which = propose(case, made(FEW))
    sign(case, anna, which)
    sign(case, again, which)
    assert len(row(case, which).signed_by) == 2
    assert not row(case, which).countersigned


def test_a_plan_that_only_grew_keeps_both_signatures(case: Case, anna: Signer, boris: Signer) -> None:
    first = propose(case, made(FEW))
    sign(case, anna, first)
    sign(case, boris, first)
    second = propose(case, made(FEW, (30, 30, 40, 40)))
    third = propose(case, made(MORE))
    assert row(case, second).state is PlanState.STALE
    grown = row(case, third)
    assert (grown.state, grown.signed_by, grown.countersigned) == (PlanState.APPROVED, (anna.key, boris.key), True)
    assert grown.carried == grown.signed_by
    assert [len(each.grown) for each in signatures(Case(case.path).catalogue, third)] == [2, 2]
    assert [each.id for each in to_render(Case(case.path).catalogue)] == [third]
    assert verified(case) is Verdict.UNCONFIRMED
    case.rebuild()
    assert row(case, third) == grown


def test_a_plan_that_shrank_anywhere_has_to_be_signed_for_anew(case: Case, anna: Signer, boris: Signer) -> None:
    first = propose(case, made(MORE))
    sign(case, anna, first)
    sign(case, boris, first)
    second = propose(case, made(FEW, (0, 0, 40, 39)))
    assert (row(case, second).state, row(case, second).signed_by) == (PlanState.WAITING, ())
    sign(case, anna, second)
    assert not row(case, second).countersigned


def test_opened_sound_has_to_be_signed_for_anew_and_asks_for_one_point_more(case: Case, anna: Signer) -> None:
    first = propose(case, made(FEW))
    sign(case, anna, first)
    heard = made(FEW)
    second = propose(case, replace(heard, body=replace(heard.body, sound=Sound.SPANS)))
    assert row(case, second).signed_by == ()
    silent = tuple(point for point in Point if point is not Point.SOUNDS)
    with pytest.raises(PersonMustActError, match="sounds"):
        approve(Case(case.path), [second], anna, settled=silent, stated="by signing", pictures_shown=False)


def test_a_plan_that_comes_back_has_to_be_signed_for_anew(case: Case, anna: Signer) -> None:
    first = propose(case, made(FEW))
    sign(case, anna, first)
    second = propose(case, made(MORE))
    assert row(case, second).signed_by == (anna.key,)
    assert propose(case, made(FEW)) == first
    assert row(case, second).state is PlanState.STALE
    assert (row(case, first).state, row(case, first).signed_by) == (PlanState.WAITING, ())
    sign(case, anna, first)
    assert row(case, first).state is PlanState.APPROVED


def test_a_signature_that_is_carried_can_be_made_again_under_the_plan_itself(case: Case, anna: Signer) -> None:
    sign(case, anna, propose(case, made(FEW)))
    second = propose(case, made(MORE))
    sign(case, anna, second)
    assert row(case, second).carried == ()
    assert len(Case(case.path).catalogue.approvals(second)) == 1


def test_the_word_of_the_program_key_is_not_taken_for_it(case: Case, anna: Signer) -> None:
    first = propose(case, made(MORE))
    sign(case, anna, first)
    second = propose(case, made(FEW))
    with Case(case.path).writing() as writer:  # somebody who holds the program key only
        (entry,) = [each.entry for each in writer.catalogue.approvals(first)]
        lie = PlanGrown(plan=second, grew_from=first, rule=RULE)
        writer.append(Kind.PLAN_GROWN, lie, writer.program, rests_on=(entry,))
    assert row(case, second).signed_by == (anna.key,), "the list believes it"
    assert signatures(Case(case.path).catalogue, second, compare=True) == ()
    with pytest.raises(NotTrue, match="does not"):
        to_render(Case(case.path).catalogue)
    report = check_case(case.path)
    assert report.verdict is Verdict.FAILED
    assert [complaint.damage for complaint in report.complaints] == [Damage.ENTRY_CHANGED]
    assert "hides less" in report.complaints[0].detail


def test_no_person_can_say_that_a_plan_grew(case: Case, anna: Signer) -> None:
    first, second = propose(case, made(MORE)), propose(case, made(FEW))
    with Case(case.path).writing() as writer, pytest.raises(KeyProblemError):
        writer.append(Kind.PLAN_GROWN, PlanGrown(plan=second, grew_from=first, rule=RULE), anna)


def test_signatures_of_a_circle_of_plans_end(case: Case, anna: Signer) -> None:
    first = propose(case, made(FEW))
    sign(case, anna, first)
    second = propose(case, made(FEW, FEW))
    with Case(case.path).writing() as writer:
        rests_on = tuple(each.entry for each in writer.catalogue.approvals(first))
        data = PlanGrown(plan=first, grew_from=second, rule=RULE)
        writer.append(Kind.PLAN_GROWN, data, writer.program, rests_on=rests_on)
    assert [each.key for each in signatures(Case(case.path).catalogue, second)] == [anna.key]


# -- findings ------------------------------------------------------------------------------------------------------


def face(time_us: int, left: int) -> Finding:
    box = Box(x1=left, y1=0, x2=left + 10, y2=10)
    return Finding(kind=FindingKind.BARE_FACE, why="a face", frame=1, time_us=time_us, box=box)


def test_a_false_alarm_does_not_settle_the_face_beside_it(case: Case, anna: Signer) -> None:
    which = propose(case, made(FEW))
    sign(case, anna, which)
    render(case, which, face(40_000, 0), face(40_000, 30), face(80_000, 30))
    with pytest.raises(PersonMustActError, match="stop-1, stop-2"):
        overrule(Case(case.path), which, [40_000], "a poster", anna)
    with pytest.raises(PersonMustActError, match="stop-2"):
        overrule(Case(case.path), which, [StopNumber(number=1)], "a poster", anna)
    assert Case(case.path).catalogue.overrules() == []
    done = overrule(Case(case.path), which, [StopNumber(number=1), StopNumber(number=2)], "two posters", anna)
    assert [finding.time_us for finding in done.stops] == [80_000]
    with pytest.raises(UnknownObjectError):
        overrule(Case(case.path), which, [StopNumber(number=1)], "again", anna)


# -- people who are seen -------------------------------------------------------------------------------------------


def track(number: int, name: str = "a") -> TrackRef:
    return TrackRef(content=digest(name), analyzer="faces", version="1", model="00", track=number)


def test_a_judgement_is_signed_by_a_person_and_names_nobody_in_the_log(case: Case, anna: Signer, boris: Signer) -> None:
    row = judge(Case(case.path), boris, "Ivan the warden", tracks=[track(4), track(0, "b")])
    assert (row.judged.subject, row.judged.visibility, row.key) == ("s1", Visibility.HIDDEN, boris.key)
    with pytest.raises(UsageError, match="why"):
        judge(Case(case.path), anna, "s1", visibility=Visibility.SHOWN)
    row = judge(Case(case.path), anna, "s1", visibility=Visibility.SHOWN, why="an official on duty")
    assert (row.judged.name, set(row.judged.tracks), row.key) == (
        "Ivan the warden",
        {track(4), track(0, "b")},
        anna.key,
    )
    assert len(subjects(Case(case.path).catalogue)) == 1
    log = (case.path / "log" / "entries").read_bytes()
    for secret in (b"Ivan", b"official", digest("a").encode()):
        assert secret not in log
    assert verified(case) is Verdict.UNCONFIRMED
    case.rebuild()
    assert subjects(Case(case.path).catalogue) == [row]


def test_a_track_is_one_person_and_can_be_taken_back(case: Case, anna: Signer) -> None:
    judge(Case(case.path), anna, "one", tracks=[track(1), track(2)])
    with pytest.raises(UsageError, match="one"):
        judge(Case(case.path), anna, "other", tracks=[track(2)])
    judge(Case(case.path), anna, "one", without=[track(2)])
    other = judge(Case(case.path), anna, "other", tracks=[track(2)])
    assert other.judged.subject == "s2"
    with pytest.raises(UnknownObjectError, match="nobody"):
        judge(Case(case.path), anna, "third")
    entries = len(Case(case.path).log.entries)
    judge(Case(case.path), anna, "other", tracks=[track(2)])
    assert len(Case(case.path).log.entries) == entries, "what is known already is no new judgement"


def test_a_custodian_alone_judges_nobody(case: Case, anna: Signer) -> None:
    with case.writing() as writer:
        keeper = case.keys.new_person("clara", b"a third passphrase")
        person = Person(name="clara", roles=(Role.CUSTODIAN,), public_key=keeper.public_key)
        writer.append(Kind.PERSON_ADDED, PersonAdded(person=person), anna)
    with pytest.raises(KeyProblemError, match="editor or reviewer"):
        judge(Case(case.path), keeper, "one", tracks=[track(1)])
