"""The catalogue is a projection of the log: whatever was done in whatever order, `rebuild` makes the same rows."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from cases import PASSPHRASE, copied, empty_case
from records import analysis, bare_face, content, digest, item, plan, rendition

from witnessbox.model.acts import (
    AcquisitionClosed,
    AcquisitionOpened,
    FindingOverruled,
    NothingNew,
    Operation,
    Person,
    PersonAdded,
    PersonRevoked,
    PlanApproved,
    Point,
    Recheck,
    ReleaseMade,
    Role,
    SealStated,
)
from witnessbox.model.entries import Kind
from witnessbox.model.fixity import Fixity, FixityResult
from witnessbox.model.plans import RenderingFailed
from witnessbox.model.seal import AcquisitionTree, acquisition_key, seal_tree
from witnessbox.model.words import to_words
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.check import check_case
from witnessbox.vault.keys import Signer


class Hand:
    """Does random things to a case through the writer, as the verbs do them."""

    def __init__(self, writer: Writer, person: Signer, seed: int) -> None:
        self.writer, self.person, self.chance = writer, person, random.Random(seed)
        self.names: list[str] = []
        self.plans: list[tuple[str, str]] = []
        self.renditions: list[tuple[str, str]] = []

    def step(self) -> None:
        self.chance.choice(
            [
                self.take_in,
                self.take_in,
                self.look,
                self.propose,
                self.sign,
                self.render,
                self.people,
                self.publish,
                self.check,
            ]
        )()

    def take_in(self) -> None:
        writer, person = self.writer, self.person
        receipt = writer.case.compartment.seal(writer.case.created.compartment_recipient, item("x"))
        opened = AcquisitionOpened(trove_id="trove-1", source="s", receipt=receipt, program="t", isolation="none")
        acquisition = writer.append(Kind.ACQUISITION_OPENED, opened, person).digest
        if self.names and self.chance.random() < 0.2:
            writer.append(Kind.NOTHING_NEW, NothingNew(acquisition=acquisition, known=1), person)
            return
        number = len(writer.catalogue.sealed_roots()) + 1
        items = []
        for batch in range(self.chance.randint(1, 2)):
            names = [f"{number}-{batch}-{each}" for each in range(self.chance.randint(1, 3))]
            operation = writer.open_operation(Operation.INGESTION, person, isolation="none", purpose=acquisition)
            for name in names:
                writer.case.objects.put(name.encode())
            found = [item(name) for name in names]
            records: list[tuple[str, object]] = [
                *(("content", content(name)) for name in names),
                *(("item", each) for each in found),
            ]
            writer.close_operation(operation, person, [records], objects=[digest(name) for name in names])
            items += found
            self.names += names
        key = acquisition_key(writer.master, "trove-1", number)
        closed = AcquisitionClosed(
            acquisition=acquisition,
            number=number,
            root=AcquisitionTree(key, items).root().hex(),
            outcomes={"sealed": len(items)},
            known=0,
            recheck=Recheck.SAME,
            compared=len(items),
        )
        writer.append(Kind.ACQUISITION_CLOSED, closed, person)
        root = seal_tree(writer.catalogue.sealed_roots()).root()
        writer.append(Kind.SEAL_STATED, SealStated(root=root.hex(), acquisitions=number, words=to_words(root)), person)

    def _program(self, operation: Operation, records: list[tuple[str, object]], objects: list[str]) -> tuple[str, ...]:
        opened = self.writer.open_operation(operation, self.writer.program, isolation="none")
        return self.writer.close_operation(opened, self.writer.program, [records], objects=objects)

    def look(self) -> None:
        names = self.chance.sample(self.names, min(len(self.names), 3))
        version = str(self.chance.randint(1, 2))
        records: list[tuple[str, object]] = [
            ("analysis", analysis(name, version, self.chance.choice([None, "cannot be opened"]))) for name in names
        ]
        self._program(Operation.ANALYSIS, records, [])

    def propose(self) -> None:
        if self.names:
            name = self.chance.choice(self.names)
            (made,) = self._program(
                Operation.PLANNING, [("plan", plan(name, f"faces/{self.chance.randint(1, 3)}"))], []
            )
            self.plans.append((name, made))

    def sign(self) -> None:
        if self.plans:
            _, which = self.chance.choice(self.plans)
            approved = PlanApproved(plan=which, settled=tuple(Point), stated="by signing", pictures_shown=True)
            self.writer.append(Kind.PLAN_APPROVED, approved, self.person)

    def render(self) -> None:
        if not self.plans:
            return
        name, which = self.chance.choice(self.plans)
        if self.chance.random() < 0.3:
            failed = RenderingFailed(content=digest(name), plan=which, reason="no room")
            self._program(Operation.REDACTION, [("rendering failed", failed)], [])
            return
        data = f"rendition of {which}".encode()
        findings = (bare_face(1000),) if self.chance.random() < 0.5 else ()
        made = rendition(name, which, data, findings)
        self.writer.case.objects.put(data)
        self._program(Operation.REDACTION, [("rendition", made)], [made.sha256])
        self.renditions.append((which, made.sha256))
        if findings:
            overruled = FindingOverruled(plan=which, rendition=made.sha256, time_us=1000, why="a poster")
            self.writer.append(Kind.FINDING_OVERRULED, overruled, self.person)

    def check(self) -> None:
        names = self.chance.sample(self.names, min(len(self.names), 3))
        results = [Fixity(sha256=digest(name), result=self.chance.choice(list(FixityResult))) for name in names]
        self._program(Operation.FIXITY, [("fixity", each) for each in results], [])

    def people(self) -> None:
        if len(self.writer.catalogue.persons()) > 2:
            return  # each key costs a fifth of a second
        added = self.writer.case.keys.new_person(f"p{self.chance.random()}", b"x")
        someone = Person(name="p", roles=(Role.EDITOR,), public_key=added.public_key)
        self.writer.append(Kind.PERSON_ADDED, PersonAdded(person=someone), self.person)
        if self.chance.random() < 0.5:
            self.writer.append(Kind.PERSON_REVOKED, PersonRevoked(key=added.key, reason="left"), self.person)

    def publish(self) -> None:
        if self.renditions:
            digests = tuple(sorted({self.chance.choice(self.renditions)[1]}))
            made = ReleaseMade(manifest=digest(str(self.chance.random())), renditions=digests, one_approver=True)
            self.writer.append(Kind.RELEASE_MADE, made, self.person)


def worked_on(folder: Path, seed: int, steps: int = 14) -> Case:
    case = Case(copied(empty_case(), folder))
    with case.writing() as writer:
        person = case.keys.unlock(PASSPHRASE.strip().encode(), among=[case.catalogue.persons()[0].key])
        hand = Hand(writer, person, seed)
        hand.take_in()
        for _ in range(steps):
            hand.step()
    return Case(folder)


@pytest.mark.parametrize("number", range(3))
def test_rebuild_makes_the_same_rows_after_any_history(tmp_path: Path, seed: int, number: int) -> None:
    case = worked_on(tmp_path / "x.case", seed * 1000 + number)
    live = list(case.catalogue.dump())
    assert Case(case.path).rebuild() == len(case.log.entries)
    assert list(Case(case.path).catalogue.dump()) == live
    report = check_case(case.path)
    assert report.complaints == ()


def test_a_catalogue_that_lags_is_brought_up_to_date_by_reading(tmp_path: Path) -> None:
    case = worked_on(tmp_path / "x.case", 1, steps=2)
    path = case.path / "catalogue.sqlite"
    kept, live = path.read_bytes(), list(case.catalogue.dump())
    with Case(case.path).writing() as writer:
        person = case.keys.unlock(PASSPHRASE.strip().encode(), among=[case.catalogue.persons()[0].key])
        Hand(writer, person, 2).take_in()
    later = list(Case(case.path).catalogue.dump())
    assert later != live
    path.write_bytes(kept)
    assert list(Case(case.path).catalogue.dump()) == later


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    catalogue.create()
    with pytest.raises(RuntimeError), catalogue.transaction():
        catalogue.set_meta("x", "1")
        raise RuntimeError
    assert catalogue.meta("x") is None


def test_natural_keys_keep_repeated_records_single(tmp_path: Path) -> None:
    """An interrupted batch may leave the same records in two record sets; the rows are one."""
    case = Case(copied(empty_case(), tmp_path / "x.case"))
    with case.writing() as writer:
        for _ in range(2):
            opened = writer.open_operation(Operation.ANALYSIS, writer.program, isolation="none")
            writer.close_operation(opened, writer.program, [[("analysis", analysis("a"))]])
        assert len(writer.catalogue.analyses()) == len(writer.catalogue.observations(digest("a"))) == 1
    assert check_case(case.path).complaints == ()


def test_an_interrupted_operation_is_taken_up_and_its_leftovers_removed(tmp_path: Path) -> None:
    case = Case(copied(empty_case(), tmp_path / "x.case"))
    with case.writing() as writer:
        writer.open_operation(Operation.REDACTION, writer.program, isolation="none")
        stray = case.objects.put(b"an unfinished rendition")
    report = check_case(case.path)
    assert (report.unfinished, report.complaints) == ((stray,), ())
    with Case(case.path).writing() as writer:
        opened = writer.open_operation(Operation.REDACTION, writer.program, isolation="none")
        writer.close_operation(opened, writer.program, [[]])
    assert stray not in case.objects
    closed = Case(case.path).log.entries[-1].body.data
    assert (closed["removed"], closed["resumed"]) == (1, True)
    report = check_case(case.path)
    assert (report.unfinished, report.complaints) == ((), ())
