"""What is not exported, and what an export leaves behind when it ends early: nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from odd_names import PASSPHRASE, OddCase, file

from witnessbox.intake import export as module
from witnessbox.intake.export import export_sealed
from witnessbox.intake.export_parts import Export, ExportForm, ExportRequest
from witnessbox.model.acts import Person, PersonAdded, Role
from witnessbox.model.entries import Kind
from witnessbox.model.errors import (
    KeyProblemError,
    StorageError,
    UnknownObjectError,
    UsageError,
    VerificationError,
    WitnessboxError,
)

BAG = ExportRequest(form=ExportForm.BAGIT, digests=True)
DATA = b"content" * 100_000


@pytest.fixture
def odd(tmp_path: Path) -> OddCase:
    made = OddCase(tmp_path / "x.case")
    made.acquire(file(b"one", b"1"), file(b"two", DATA), file(b"copy of two", DATA))
    return made


def exported(odd: OddCase) -> list[dict[str, object]]:
    return [dict(entry.body.data) for entry in type(odd.case)(odd.case.path).log.find(Kind.EXPORTED)]


def refused(odd: OddCase, out: Path, request: ExportRequest, error: type[WitnessboxError], match: str) -> None:
    before = sorted(out.parent.iterdir()) if out.parent.is_dir() else []
    with pytest.raises(error, match=match):
        export_sealed(odd.case, out, odd.person, request)
    assert (sorted(out.parent.iterdir()) if out.parent.is_dir() else []) == before, "nothing is left behind"
    assert exported(odd) == []


@pytest.mark.parametrize("form", list(ExportForm))
def test_without_the_decision_about_digests_nothing_goes_out(odd: OddCase, tmp_path: Path, form: ExportForm) -> None:
    refused(odd, tmp_path / "out", ExportRequest(form=form), UsageError, "which copy leaked")


def test_nothing_is_overwritten(odd: OddCase, tmp_path: Path) -> None:
    for name in ("folder", "file", "link"):
        out = tmp_path / name
        out.mkdir() if name == "folder" else out.write_text("mine") if name == "file" else out.symlink_to("nowhere")
        refused(odd, out, BAG, UsageError, "something lies there already")
    assert (tmp_path / "file").read_text() == "mine"


def test_not_into_the_case_and_not_into_nowhere(odd: OddCase, tmp_path: Path) -> None:
    refused(odd, odd.case.path / "out", BAG, UsageError, "lies in the case")
    refused(odd, tmp_path / "no" / "out", BAG, UsageError, "no such folder")


def test_an_unknown_acquisition(odd: OddCase, tmp_path: Path) -> None:
    refused(odd, tmp_path / "out", replace(BAG, acquisition=7), UnknownObjectError, "there are 1 to 1")


def test_a_case_without_a_seal(tmp_path: Path) -> None:
    odd = OddCase(tmp_path / "x.case")
    odd.acquire(file(b"one", b"1"), close=False)
    refused(odd, tmp_path / "out", BAG, UsageError, "nothing is sealed yet")


def test_text_that_no_log_can_keep(odd: OddCase, tmp_path: Path) -> None:
    refused(odd, tmp_path / "out", replace(BAG, recipient="\udcff"), UsageError, "not UTF-8")


def test_only_a_custodian_exports(odd: OddCase, tmp_path: Path) -> None:
    boris = odd.case.keys.new_person("boris", PASSPHRASE)
    with odd.case.writing() as writer:
        person = Person(name="boris", roles=(Role.EDITOR,), public_key=boris.public_key)
        writer.append(Kind.PERSON_ADDED, PersonAdded(person=person), odd.person)
    with pytest.raises(KeyProblemError, match="custodian"):
        export_sealed(odd.case, tmp_path / "out", boris, BAG)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", [ExportForm.BAGIT, ExportForm.OCFL])
def test_a_damaged_object_stops_the_export_by_name(odd: OddCase, tmp_path: Path, form: ExportForm) -> None:
    sha256 = file(b"two", DATA)[0].content or ""
    path = odd.case.objects.path(sha256)
    path.chmod(0o600)
    path.write_bytes(b"X" + DATA[1:])
    request = replace(BAG, form=form)
    refused(odd, tmp_path / "out", request, VerificationError, rf"(copy of )?two \({sha256}\): the object is damaged")
    path.write_bytes(DATA[:-1])
    refused(odd, tmp_path / "out", request, VerificationError, "the object is damaged")
    path.unlink()
    refused(odd, tmp_path / "out", request, VerificationError, f"{sha256}.*missing from the case")


def test_an_object_in_an_encoding_of_the_future_is_not_written_raw(odd: OddCase, tmp_path: Path) -> None:
    item, _ = file(b"one", b"1")
    content = odd.case.catalogue.content(item.content or "")
    assert content is not None
    export = Export(odd.case, tmp_path, BAG, "anna", lambda _: None)
    with pytest.raises(VerificationError, match="stored as age"):
        export.copy(replace(content, encoding="age"), tmp_path / "x", item)


def test_ctrl_c_leaves_nothing_and_the_same_call_does_it_again(odd: OddCase, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_sealed(odd.case, tmp_path / "out", odd.person, BAG, on_progress=stop)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["x.case"]
    assert exported(odd) == []
    assert export_sealed(odd.case, tmp_path / "out", odd.person, BAG).contents == 3
    assert len(exported(odd)) == 1


def test_what_a_crash_left_is_taken_away(odd: OddCase, tmp_path: Path) -> None:
    with module.unfinished(tmp_path / "out") as folder:
        (folder / "export").mkdir()
        (tmp_path / f"{folder.name[:-16]}dead").mkdir()
        (tmp_path / f"{folder.name[:-16]}dead" / "file").write_text("plain text of an original")
        export_sealed(odd.case, tmp_path / "out", odd.person, BAG)
        assert [each for each in tmp_path.iterdir() if each.name.startswith(".")] == [folder], "another's stays"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "x.case"]


def test_a_folder_that_cannot_be_written(odd: OddCase, tmp_path: Path) -> None:
    shut = Path("/sys")  # where root may not write either
    if os.geteuid() != 0:
        shut = tmp_path / "shut"
        shut.mkdir(mode=0o500)
    refused(odd, shut / "out", BAG, StorageError, "choose another place")


def test_the_log_says_who_exported_what_for_whom(odd: OddCase, tmp_path: Path) -> None:
    request = replace(BAG, recipient="ECtHR", purpose="evidence", legal_basis="Rule 44")
    result = export_sealed(odd.case, tmp_path / "out", odd.person, request)
    (entry,) = exported(odd)
    assert entry == {
        "form": "bagit",
        "digests": True,
        "copy": result.copy,
        "recipient": "ECtHR",
        "purpose": "evidence",
        "legal_basis": "Rule 44",
    }


def test_holes_of_a_sparse_file_stay_holes(tmp_path: Path) -> None:
    odd = OddCase(tmp_path / "x.case")
    size = 64 << 20
    data = bytes(size // 2) + b"x" + bytes(size // 2 - 1)
    odd.acquire(file(b"sparse", data))
    path = odd.case.objects.path(file(b"sparse", data)[0].content or "")
    path.chmod(0o600)
    with path.open("r+b") as object_file:
        object_file.truncate(0)
        object_file.truncate(size)
        object_file.seek(size // 2)
        object_file.write(b"x")
    export_sealed(odd.case, tmp_path / "out", odd.person, BAG)
    copy = tmp_path / "out" / "data" / "files" / "sparse"
    assert copy.read_bytes() == data
    assert copy.stat().st_blocks * 512 < size // 2
