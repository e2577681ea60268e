"""Keys, log, record sets, objects: what is written is what is read, and what is damaged is refused in words."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from cases import PASSPHRASE, copied, empty_case, other_case, sealed_case
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st
from records import analysis, content, item

from witnessbox.model.acts import Role
from witnessbox.model.canonical import canonical
from witnessbox.model.codec import to_json
from witnessbox.model.entries import Kind, key_id
from witnessbox.model.errors import (
    BusyError,
    KeyProblemError,
    NotACaseError,
    StorageError,
    UnknownObjectError,
    VerificationError,
)
from witnessbox.vault.case import Case
from witnessbox.vault.derived import derived_file, derived_path
from witnessbox.vault.files import replace_file, storage_errors, write_all
from witnessbox.vault.keys import KeyFolder, public_pem, read_public_pem, signature_fits
from witnessbox.vault.log import CustodyLog
from witnessbox.vault.objects import ObjectStore
from witnessbox.vault.recordsets import read_record_set, write_record_set

SECRET = PASSPHRASE.strip().encode()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(copied(empty_case(), tmp_path / "x.case"))


def person(case: Case) -> str:
    return case.catalogue.persons()[0].key


# -- keys ----------------------------------------------------------------------------------------------------------


def test_a_key_opens_with_its_passphrase_and_signs(case: Case) -> None:
    signer = case.keys.unlock(SECRET, among=[person(case)])
    assert (signer.name, signer.key) == ("anna", key_id(signer.public_key))
    assert signature_fits(signer.public_key, signer.sign(b"x"), b"x")
    assert not signature_fits(signer.public_key, signer.sign(b"x"), b"y")
    assert not signature_fits(b"short", bytes(64), b"x")
    assert case.keys.unlock(SECRET, among=[person(case)], name=signer.key).key == signer.key


def test_a_key_that_does_not_count_is_not_tried(case: Case) -> None:
    with pytest.raises(KeyProblemError, match="does not open any key"):
        case.keys.unlock(SECRET, among=[])
    with pytest.raises(KeyProblemError, match="does not open the key of anna"):
        case.keys.unlock(b"wrong", among=[person(case)], name="anna")
    with pytest.raises(KeyProblemError, match="boris"):
        case.keys.unlock(SECRET, among=[person(case)], name="boris")


@pytest.mark.parametrize("member", ["n", "r", "p"])
def test_a_planted_key_file_cannot_freeze_the_machine(case: Case, member: str) -> None:
    path = case.keys.folder / f"{person(case)}.key"
    value = json.loads(path.read_bytes())
    value[member] = 2**30
    path.write_bytes(canonical(value))
    with pytest.raises(KeyProblemError):
        case.keys.unlock(SECRET, among=[person(case)])


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]", b'{"n":0}'])
def test_a_key_file_that_is_none_is_named(case: Case, data: bytes) -> None:
    path = case.keys.folder / f"{person(case)}.key"
    path.write_bytes(data)
    with pytest.raises(KeyProblemError, match=path.name):
        case.keys.unlock(SECRET, among=[person(case)])


def test_private_keys_are_readable_by_their_owner_only(case: Case) -> None:
    for path in case.keys.folder.glob("*.key"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert case.keys.folder.stat().st_mode & 0o077 == 0
    assert SECRET not in b"".join(path.read_bytes() for path in case.path.rglob("*") if path.is_file())


def test_public_keys_are_what_openssl_reads(case: Case) -> None:
    pem = (case.keys.folder / f"{person(case)}.pem").read_bytes()
    key = serialization.load_pem_public_key(pem)
    assert key.public_bytes_raw() == read_public_pem(pem, "x")  # type: ignore[union-attr]
    assert public_pem(read_public_pem(pem, "x")) == pem
    with pytest.raises(KeyProblemError, match=r"x\.pem"):
        read_public_pem(b"none", "x.pem")


@pytest.mark.parametrize("name", ["program.key", "master.key"])
@pytest.mark.parametrize("data", [None, b"", b"zz" * 32, b"00" * 31, b"00" * 33])
def test_damaged_secrets_are_named(case: Case, name: str, data: bytes | None) -> None:
    path = case.keys.folder / name
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(KeyProblemError, match=name):
        case.keys.program() if name == "program.key" else case.keys.master()


def test_keys_of_a_person_are_made_anew_each_time(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    folder = KeyFolder(tmp_path / "k", tmp_path)
    assert folder.new_person("a", b"x").key != folder.new_person("a", b"x").key


# -- log -----------------------------------------------------------------------------------------------------------


def test_a_torn_last_line_was_never_acknowledged(tmp_path: Path) -> None:
    case = Case(copied(sealed_case(), tmp_path / "x.case"))
    whole = case.log_path.read_bytes()
    number = len(case.log.entries)
    case.log_path.write_bytes(whole + whole.splitlines()[-1][:50])
    torn = Case(case.path)
    assert len(torn.log.entries) == number
    torn.log.drop_torn_line()
    assert case.log_path.read_bytes() == whole
    torn.log.drop_torn_line()
    assert case.log_path.read_bytes() == whole


def test_writing_mends_a_torn_line_and_goes_on(tmp_path: Path) -> None:
    case = Case(copied(sealed_case(), tmp_path / "x.case"))
    whole = case.log_path.read_bytes()
    case.log_path.write_bytes(whole + b'{"body":')
    with Case(case.path).writing() as writer:
        writer.append(Kind.PERSON_ADDED, _someone(), case.keys.unlock(SECRET, among=[person(case)]))
    assert case.log_path.read_bytes().startswith(whole + b'{"body":{')
    assert len(Case(case.path).log.entries) == len(whole.splitlines()) + 1


def _someone() -> object:
    from witnessbox.model.acts import Person, PersonAdded

    return PersonAdded(person=Person(name="x", roles=(Role.EDITOR,), public_key=bytes(32)))


def test_each_entry_names_its_signers_previous_one(tmp_path: Path) -> None:
    latest: dict[str, str] = {}
    for entry in Case(sealed_case()).log.entries:
        assert entry.body.previous == latest.get(entry.body.actor)
        latest[entry.body.actor] = entry.digest
    assert len(latest) == 2


def test_a_log_that_cannot_be_read_is_named_with_its_entry(case: Case) -> None:
    case.log_path.write_bytes(case.log_path.read_bytes() + b"nothing\n")
    with pytest.raises(VerificationError, match="entry 2 cannot be read"):
        CustodyLog(case.path / "log", case.temporary)


def test_only_those_who_may_sign_can_append(case: Case) -> None:
    stranger = Case(other_case())
    signer = stranger.keys.unlock(SECRET, among=[stranger.catalogue.persons()[0].key])
    before = case.log_path.read_bytes()
    with case.writing() as writer:
        with pytest.raises(KeyProblemError, match="does not count"):
            writer.append(Kind.PERSON_ADDED, _someone(), signer)
        with pytest.raises(KeyProblemError, match="custodian"):
            writer.append(Kind.PERSON_ADDED, _someone(), writer.program)
    assert case.log_path.read_bytes() == before


# -- the case ------------------------------------------------------------------------------------------------------


def test_one_writer_at_a_time(case: Case) -> None:
    with case.writing():
        with pytest.raises(BusyError), Case(case.path).writing():
            pass
        with pytest.raises(BusyError):
            Case(case.path).rebuild()
        assert Case(case.path).catalogue.persons()
    with Case(case.path).writing():
        pass


def test_dead_temporary_files_are_swept_by_the_next_writer_and_by_one_that_fails(case: Case) -> None:
    (case.temporary / "object.1.dead").write_bytes(b"x")
    with case.writing():
        assert list(case.temporary.iterdir()) == []
    with pytest.raises(RuntimeError), case.writing():
        (case.temporary / "object.2").write_bytes(b"x")
        raise RuntimeError
    assert list(case.temporary.iterdir()) == []


def test_case_toml_must_be_whole(case: Case) -> None:
    file = case.path / "case.toml"
    file.chmod(0o644)
    text = file.read_text()
    for spoiled in (text.replace("format = 1", "format = 'x'"), text + "more = 1\n", text.splitlines()[1], "= ="):
        file.write_text(spoiled)
        with pytest.raises(NotACaseError):
            Case(case.path)


# -- record sets ---------------------------------------------------------------------------------------------------


NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8), max_size=6)


@given(NAMES, st.binary(min_size=32, max_size=32))
@settings(max_examples=30)
def test_record_sets_are_read_back_and_depend_on_nothing_but_key_and_records(names: list[str], master: bytes) -> None:
    records: list[tuple[str, object]] = [
        pair
        for name in names
        for pair in (("content", content(name)), ("item", item(name)), ("analysis", analysis(name)))
    ]
    data = write_record_set(master, records)
    assert data == write_record_set(master, records)
    assert [(line.record, line.value) for line in read_record_set(data)] == [
        (kind, to_json(record)) for kind, record in records
    ]
    assert write_record_set(bytes(b ^ 1 for b in master), records) != data


def test_the_digest_of_a_record_set_tells_nothing_without_the_key() -> None:
    """Someone who guesses the records right still cannot make the digest that stands in the log."""
    records = [("content", content("known footage"))]
    data = write_record_set(b"k" * 32, records)
    salt = json.loads(data.split(b"\n")[0])["salt"]
    assert len(bytes.fromhex(salt)) == 32
    assert write_record_set(b"guess" * 6 + b"xx", records).split(b"\n")[1:] == data.split(b"\n")[1:]
    assert hashlib.sha256(write_record_set(b"guess" * 6 + b"xx", records)).digest() != hashlib.sha256(data).digest()


def test_record_sets_that_are_cut_or_changed_are_refused() -> None:
    data = write_record_set(bytes(32), [("content", content("a")), ("item", item("a"))])
    lines = data.split(b"\n")
    for spoiled in (
        b"",
        data[:-1],
        data[:-10],
        data + b"x",
        data + lines[1] + b"\n",
        b"\n".join(lines[:2]) + b"\n",
        b"\n".join([lines[0], lines[1] + b" ", *lines[2:]]),
        data.replace(b"witnessbox-records/1", b"witnessbox-records/2"),
        b"\n".join(lines[1:]),
    ):
        with pytest.raises(ValueError):
            list(read_record_set(spoiled, strict=True))


# -- objects and files ---------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    (tmp_path / "objects").mkdir()
    (tmp_path / "tmp").mkdir()
    return ObjectStore(tmp_path / "objects", tmp_path / "tmp")


def test_objects_are_read_only_and_named_by_their_bytes(store: ObjectStore) -> None:
    sha256 = store.put(b"bytes")
    assert sha256 == hashlib.sha256(b"bytes").hexdigest() == store.digest(sha256)
    assert store.put(b"bytes") == sha256
    assert store.read(sha256) == b"bytes"
    assert store.path(sha256).stat().st_mode & 0o777 == 0o444
    assert store.path(sha256).parent.name == sha256[:2]
    assert sha256 in store and "0" * 64 not in store
    assert [name for name, _ in store.names()] == [sha256]
    assert list(store.temporary.iterdir()) == []
    store.remove(sha256)
    store.remove(sha256)
    with pytest.raises(UnknownObjectError, match=sha256):
        store.open(sha256)


def test_a_link_in_the_store_is_not_followed(store: ObjectStore, tmp_path: Path) -> None:
    (store.folder / "ab").mkdir()
    (tmp_path / "secret").write_text("secret")
    (store.folder / "ab" / ("ab" * 32)).symlink_to(tmp_path / "secret")
    with pytest.raises(OSError):
        store.open("ab" * 32)


def test_many_unfinished_files_are_placed_at_once(store: ObjectStore) -> None:
    pairs = []
    for number in range(5):
        descriptor, path = store.unfinished_file()
        assert path.stat().st_mode & 0o222 == 0
        write_all(descriptor, b"%d" % number)
        os.close(descriptor)
        pairs.append((path, hashlib.sha256(b"%d" % number).hexdigest()))
    store.place(pairs)
    assert all(store.digest(sha256) == sha256 for _, sha256 in pairs)
    assert list(store.temporary.iterdir()) == []
    store.place([])


def test_replacing_a_file_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    target = tmp_path / "file"
    replace_file(target, b"old", temporary=tmp_path / "tmp")
    replace_file(target, b"new", temporary=tmp_path / "tmp", mode=0o600)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OSError):
        replace_file(tmp_path / "none" / "file", b"x", temporary=tmp_path / "tmp")


@pytest.mark.parametrize(("number", "says"), [(28, "disk is full"), (30, "read-only"), (13, "permission"), (5, "disk")])
def test_errors_of_the_disk_are_said_in_words(number: int, says: str) -> None:
    with pytest.raises(StorageError, match=says) as caught, storage_errors("writing something"):
        raise OSError(number, os.strerror(number), "/a/b")
    assert "writing something" in str(caught.value) and "/a/b" in str(caught.value)


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "A", "ж", "x" * 65, "a\0"])
def test_derived_files_cannot_leave_their_folder(case: Case, name: str) -> None:
    with pytest.raises(ValueError):
        derived_path(case, "0" * 64, name)


def test_a_derived_file_appears_whole_or_not_at_all(case: Case) -> None:
    path = derived_path(case, "ab" * 32, "sheet.webp")
    with pytest.raises(RuntimeError), derived_file(case, "ab" * 32, "sheet.webp") as descriptor:
        write_all(descriptor, b"half")
        raise RuntimeError
    assert not path.exists() and list(case.temporary.iterdir()) == []
    with derived_file(case, "ab" * 32, "sheet.webp") as descriptor:
        write_all(descriptor, b"whole")
    assert path.read_bytes() == b"whole" and list(case.temporary.iterdir()) == []


# -- compartment ---------------------------------------------------------------------------------------------------


def test_the_compartment_opens_with_the_passphrase_only_and_says_where_it_is_gone(tmp_path: Path) -> None:
    case = Case(copied(sealed_case(), tmp_path / "x.case"))
    opened = next(case.log.find(Kind.ACQUISITION_OPENED))
    receipt = str(opened.body.data["receipt"])
    note = json.loads(case.compartment.open(receipt, SECRET.decode()))
    assert note["host"] == os.uname().nodename
    with pytest.raises(KeyProblemError, match="does not open"):
        case.compartment.open(receipt, "wrong")
    raw = b"".join(path.read_bytes() for path in case.compartment.folder.iterdir())
    assert os.fsencode(tmp_path) not in raw
    shutil.rmtree(case.compartment.folder)
    with pytest.raises(KeyProblemError, match="another device"):
        case.compartment.open(receipt, SECRET.decode())
