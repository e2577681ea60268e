"""Each tampering with a case is named by `witnessbox verify`, with an exit status of its own."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cases import Answer, copied, empty_case, here, other_case, rendered_case, sealed_case, signed, small_trove
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from witnessbox.model.canonical import canonical, parse
from witnessbox.model.entries import Kind, entry_digest, entry_line, key_id, read_entry
from witnessbox.model.errors import WitnessboxError
from witnessbox.model.merkle import Tree
from witnessbox.model.notes import Checkpoint, write_note
from witnessbox.vault.case import Case
from witnessbox.vault.check import check_case
from witnessbox.vault.damage import EXIT_CODES, SEVERITY, Damage
from witnessbox.vault.keys import public_pem
from witnessbox.vault.recordsets import read_record_set, write_record_set


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Two acquisitions and an analysis."""
    return copied(sealed_case(), tmp_path / "x.case")


@pytest.fixture
def outside(case: Path, tmp_path: Path) -> Path:
    """The checkpoint of the sound case, kept elsewhere."""
    kept = tmp_path / "checkpoint kept outside"
    shutil.copyfile(case / "log" / "checkpoint", kept)
    return kept


def verify(case: Path, damage: Damage | None, *words: str | Path, says: str = "") -> Answer:
    """Verify, expect one kind of damage, and expect it to be said in words too."""
    answer = here("verify", case, *words, code=0 if damage is None else EXIT_CODES[damage])
    if damage is None:
        assert "FAILED" not in answer.out
    else:
        assert f"{damage.value.upper()}: " in answer.out
    assert says in answer.out, answer.out
    if "--checkpoint" not in words or damage is not None:
        assert "unconfirmed" in answer.out
        assert "CONFIRMED: " not in answer.out
    return answer


# -- objects -------------------------------------------------------------------------------------------------------


def object_of(case: Path, role: str) -> Path:
    opened = Case(case)
    sha256 = next(sha256 for sha256, its_role, size in opened.catalogue.objects() if its_role == role and size > 40)
    return opened.objects.path(sha256)


def flip(path: Path, position: int | None = None, bit: int = 1) -> None:
    """Change one bit of a file, read-only or not."""
    mode = path.stat().st_mode
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if position is None else position] ^= bit
    path.write_bytes(data)
    path.chmod(mode)


@pytest.mark.parametrize("role", ["content", "records"])
def test_a_flipped_byte_in_an_object_is_named_with_its_digest(case: Path, role: str) -> None:
    target = object_of(case, role)
    flip(target)
    answer = verify(case, Damage.OBJECT_CHANGED, says=target.name)
    assert ("record set " if role == "records" else "content ") + target.name in answer.out
    assert here("verify", case, "--json").json["complaints"][0]["damage"] == "object changed"


def test_a_flipped_byte_in_a_rendition_is_named(tmp_path: Path) -> None:
    case = copied(rendered_case(), tmp_path / "r.case")
    target = object_of(case, "rendition")
    flip(target)
    verify(case, Damage.OBJECT_CHANGED, says=f"rendition {target.name}")


def test_an_object_that_grew_by_a_byte_is_changed(case: Path) -> None:
    target = object_of(case, "content")
    target.chmod(0o644)
    with target.open("ab") as file:
        file.write(b"\0")
    verify(case, Damage.OBJECT_CHANGED, says=target.name)


@pytest.mark.parametrize("role", ["content", "records"])
def test_a_removed_object_is_missing(case: Path, role: str) -> None:
    target = object_of(case, role)
    target.unlink()
    verify(case, Damage.OBJECT_MISSING, says=target.name)


def test_an_object_replaced_by_a_link_is_changed_even_where_the_bytes_are_right(case: Path, tmp_path: Path) -> None:
    target = object_of(case, "content")
    shutil.move(target, tmp_path / "elsewhere")
    target.symlink_to(tmp_path / "elsewhere")
    verify(case, Damage.OBJECT_CHANGED, says=target.name)


def test_an_object_on_another_shelf_is_not_in_its_place(case: Path) -> None:
    target = object_of(case, "content")
    shelf = target.parent.parent / ("00" if target.name[:2] != "00" else "11")
    shelf.mkdir(exist_ok=True)
    target.rename(shelf / target.name)
    verify(case, Damage.OBJECT_CHANGED, says=target.name)


FOREIGN: dict[str, Callable[[Path], str]] = {
    "named by its digest": lambda objects: _put(objects, b"planted"),
    "with a name of its own": lambda objects: _write(objects / "ab" / "notes.txt"),
    "beside the shelves": lambda objects: _write(objects / "readme.txt"),
    "hidden": lambda objects: _write(objects / "ab" / ".hidden"),
    "a folder": lambda objects: _write(objects / "ab" / "folder" / "inside").rpartition("/")[0] or "folder",
    "a link": lambda objects: _link(objects / "ab" / ("ab" * 32)),
}


def _put(objects: Path, data: bytes) -> str:
    import hashlib

    name = hashlib.sha256(data).hexdigest()
    _write(objects / name[:2] / name, data)
    return name


def _write(path: Path, data: bytes = b"planted") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path.name


def _link(path: Path) -> str:
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("/etc/passwd")
    return path.name


@pytest.mark.parametrize("how", FOREIGN)
def test_a_foreign_object_is_named(case: Path, how: str) -> None:
    name = FOREIGN[how](case / "objects")
    verify(case, Damage.OBJECT_FOREIGN, says=f"foreign object {name}")


# -- the log -------------------------------------------------------------------------------------------------------


def lines(case: Path) -> list[bytes]:
    return (case / "log" / "entries").read_bytes().splitlines()


def write_lines(case: Path, new: list[bytes]) -> None:
    (case / "log" / "entries").write_bytes(b"".join(line + b"\n" for line in new))


def edited(line: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """An entry with another body and its old signature, in canonical form again."""
    value: Any = parse(line)
    change(value)
    return canonical(value)


def _later(value: dict[str, Any]) -> None:
    value["body"]["time"] = str(int(value["body"]["time"]) + 1)


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "one digit": lambda line: edited(line, _later),
    "not canonical any more": lambda line: line.replace(b",", b", ", 1),
    "not JSON any more": lambda line: line[:-1],
    "not UTF-8 any more": lambda line: line.replace(b"witnessbox", b"witn\xffssbox", 1),
    "another signature": lambda line: edited(
        line, lambda value: value.update(signature=base64.b64encode(bytes(64)).decode())
    ),
    "a member more": lambda line: edited(line, lambda value: value["body"].update(more=1)),
    "another kind": lambda line: edited(line, lambda value: value["body"].update(kind="seal stated")),
    "an unknown kind": lambda line: edited(line, lambda value: value["body"].update(kind="nothing of ours")),
    "data of another shape": lambda line: edited(line, lambda value: value["body"].update(data={"a": []})),
    "gone but for its line": lambda _: b"",
}


@pytest.mark.parametrize("where", ["first", "middle", "last"])
@pytest.mark.parametrize("how", EDITS)
def test_an_edited_entry_is_named_by_its_number(case: Path, how: str, where: str) -> None:
    log = lines(case)
    position = {"first": 0, "middle": len(log) // 2, "last": len(log) - 1}[where]
    log[position] = EDITS[how](log[position])
    write_lines(case, log)
    report = check_case(case)
    assert report.exit_code == EXIT_CODES[Damage.ENTRY_CHANGED]
    named = [each.detail for each in report.complaints if each.damage is Damage.ENTRY_CHANGED]
    assert any(f"entry {position + 1} " in detail for detail in named), named


def test_an_edited_entry_is_named_on_the_command_line(case: Path) -> None:
    log = lines(case)
    log[3] = edited(log[3], _later)
    write_lines(case, log)
    verify(case, Damage.ENTRY_CHANGED, says="entry 4 ")
    log[3] = b"{}"
    write_lines(case, log)
    verify(case, Damage.ENTRY_CHANGED, says="entry 4 ")
    write_lines(case, [])
    verify(case, Damage.TRUNCATED, says="entry 1 ")
    (case / "log" / "entries").unlink()
    verify(case, Damage.TRUNCATED, says="entry 1 ")


def test_entries_that_changed_places_were_repeated_or_removed_are_named(case: Path) -> None:
    log = lines(case)
    middle = len(log) // 2
    for spoiled, number in (
        ([*log[:middle], log[middle + 1], log[middle], *log[middle + 2 :]], middle + 1),
        ([*log[:middle], log[middle], *log[middle:]], middle + 2),
        ([*log[:middle], *log[middle + 1 :]], middle + 1),
        (log[1:], 1),
        (log[::-1], 1),
    ):
        write_lines(case, spoiled)
        report = check_case(case)
        # Where fewer are there than the checkpoint and the catalogue count, the log is also cut.
        assert report.exit_code == EXIT_CODES[Damage.TRUNCATED if len(spoiled) < len(log) else Damage.ENTRY_CHANGED]
        assert any(f"entry {number} " in each.detail for each in report.complaints), report.complaints


def test_an_entry_by_a_stranger_is_named(case: Path) -> None:
    stranger = Ed25519PrivateKey.generate()
    log = lines(case)
    body: Any = parse(log[-1])
    body["body"]["actor"] = key_id(stranger.public_key().public_bytes_raw())
    body["body"]["previous"] = None
    body["signature"] = base64.b64encode(stranger.sign(canonical(body["body"]))).decode()
    write_lines(case, [*log, canonical(body)])
    verify(case, Damage.ENTRY_CHANGED, says="has no place in this case")


def test_the_program_key_cannot_sign_for_a_person(case: Path) -> None:
    """Who holds the program key writes entries with good signatures, but not those that only people may make."""
    log = lines(case)
    program = Case(case).keys.program()
    entries = [read_entry(line) for line in log]
    previous = [entry.digest for entry in entries if entry.body.actor == program.key][-1]
    stated = next(entry.body for entry in reversed(entries) if entry.body.kind is Kind.SEAL_STATED)
    value: Any = {"body": json.loads(canonical(_body(stated)))}
    value["body"].update(actor=program.key, previous=previous)
    value["signature"] = base64.b64encode(program.sign(canonical(value["body"]))).decode()
    write_lines(case, [*log, canonical(value)])
    verify(case, Damage.ENTRY_CHANGED, says="may not sign")


def _body(body: object) -> Any:
    from witnessbox.model.codec import to_json

    return to_json(body)


def test_a_key_replaced_in_the_first_entry_is_named(case: Path) -> None:
    log = lines(case)
    other = Ed25519PrivateKey.generate()
    public = other.public_key().public_bytes_raw()

    def replace(value: dict[str, Any]) -> None:
        value["body"]["data"]["person"]["public_key"] = base64.b64encode(public).decode()

    write_lines(case, [edited(log[0], replace), *log[1:]])
    answer = here("verify", case)
    assert answer.code in (EXIT_CODES[Damage.ENTRY_CHANGED], EXIT_CODES[Damage.PUBLIC_KEY])
    assert "entry 1 " in answer.out

    # The same with the entry signed anew and everything around it adapted: the person's later entries betray it.
    def adopt(value: dict[str, Any]) -> None:
        replace(value)
        value["body"]["actor"] = key_id(public)

    adopted: Any = parse(edited(log[0], adopt))
    adopted["signature"] = base64.b64encode(other.sign(canonical(adopted["body"]))).decode()
    first = canonical(adopted)
    write_lines(case, [first, *log[1:]])
    for pem in (case / "keys").glob("*.pem"):
        if pem.read_bytes() != public_pem(Case(case).keys.program().public_key):
            pem.unlink()
    (case / "keys" / f"{key_id(public)}.pem").write_bytes(public_pem(public))
    file = case / "case.toml"
    file.chmod(0o644)
    file.write_text(file.read_text().replace(entry_digest(log[0]), entry_digest(first)))
    answer = here("verify", case)
    assert answer.code in (EXIT_CODES[Damage.ENTRY_CHANGED], EXIT_CODES[Damage.PUBLIC_KEY])


@pytest.mark.parametrize(
    "how", ["of another case", "another root", "another size", "garbage", "gone", "signed by another"]
)
def test_a_swapped_checkpoint_is_named(case: Path, how: str) -> None:
    path = case / "log" / "checkpoint"
    note = path.read_bytes()
    origin, size, root = note.split(b"\n")[:3]
    match how:
        case "of another case":
            shutil.copyfile(other_case() / "log" / "checkpoint", path)
        case "another root":
            path.write_bytes(note.replace(root, base64.b64encode(bytes(32))))
        case "another size":
            path.write_bytes(note.replace(b"\n" + size + b"\n", b"\n" + str(int(size) - 1).encode() + b"\n"))
        case "garbage":
            path.write_bytes(b"\xff\xfe nothing of a checkpoint")
        case "gone":
            path.unlink()
        case "signed by another":
            other = Ed25519PrivateKey.generate()
            public = other.public_key().public_bytes_raw()
            name = origin.decode()
            same = Checkpoint(origin=name, size=int(size), root=base64.b64decode(root))
            path.write_bytes(write_note(same, name=name, public_key=public, signature=other.sign(same.text())))
    verify(case, Damage.CHECKPOINT)


def test_a_checkpoint_signed_by_the_program_over_other_entries_is_named(case: Path) -> None:
    sign_checkpoint(case, Tree([bytes(32)] * len(lines(case))))
    verify(case, Damage.CHECKPOINT)


def test_nonsense_signed_by_a_key_of_the_case_is_named(case: Path) -> None:
    """The program key signs; what it signs must still make sense, and nonsense must not stop the check."""
    opened = Case(case)
    program, master = opened.keys.program(), opened.keys.master()
    log = lines(case)
    latest = read_entry(log[-1])
    assert latest.body.actor == program.key
    for records in ([("analysis", {"content": 1})], [("nobody knows this", {})], [("plan", {"a": [1]})]):
        body = opened.log.append(
            Kind.OPERATION_CLOSED,
            {
                "operation": latest.body.data["operation"],
                "records": [opened.objects.put(write_record_set(master, records))],
                "removed": 0,
                "resumed": False,
            },
            program,
        )
        assert body
        report = check_case(case)
        assert report.exit_code, records
        write_lines(case, log)
        opened.__dict__.pop("log")


# -- keys, case.toml, catalogue, compartment ----------------------------------------------------------------------


def test_a_replaced_public_key_is_named(case: Path) -> None:
    stranger = public_pem(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    for pem in sorted((case / "keys").glob("*.pem")):
        kept = pem.read_bytes()
        pem.write_bytes(stranger)
        verify(case, Damage.PUBLIC_KEY, says=pem.name)
        pem.unlink()
        verify(case, Damage.PUBLIC_KEY, says=pem.name)
        pem.write_bytes(kept)
    planted = case / "keys" / f"{'0' * 32}.pem"
    planted.write_bytes(stranger)
    verify(case, Damage.PUBLIC_KEY, says=planted.name)


def test_replaced_private_keys_are_named(case: Path) -> None:
    keys, others = case / "keys", other_case() / "keys"
    for name, damage in (("program.key", Damage.PUBLIC_KEY), ("master.key", Damage.SEAL)):
        kept = (keys / name).read_bytes()
        shutil.copyfile(others / name, keys / name)
        verify(case, damage, says=name)
        (keys / name).unlink()
        verify(case, damage, says=name)
        (keys / name).write_bytes(kept)
    person = next(path for path in keys.glob("*.key") if len(path.stem) == 32)
    stranger = next(path for path in others.glob("*.key") if len(path.stem) == 32)
    shutil.copyfile(stranger, person)
    verify(case, Damage.PUBLIC_KEY, says=person.name)


@pytest.mark.parametrize("member", ["id", "first_entry"])
def test_an_edited_case_file_is_named(case: Path, member: str) -> None:
    path = case / "case.toml"
    path.chmod(0o644)
    text = path.read_text()
    value = next(line for line in text.splitlines() if line.startswith(member)).split('"')[1]
    path.write_text(text.replace(value, "0" * len(value)))
    verify(case, Damage.CASE_FILE, says="case.toml")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE items SET size = size + 1 WHERE path = X'6E6F74652E747874'",
        "DELETE FROM items WHERE path = X'6E6F74652E747874'",
        "INSERT INTO observations SELECT content, analyzer, version, model, 99, kind, record FROM observations LIMIT 1",
        "UPDATE entries SET time = '0' WHERE position = 1",
        "UPDATE persons SET roles = '[]'",
        "UPDATE objects SET role = 'rendition'",
        "DROP TABLE seals",
        "ALTER TABLE seals ADD COLUMN more TEXT",
    ],
)
def test_an_edited_catalogue_is_named_and_rebuild_mends_it(case: Path, statement: str) -> None:
    connection = sqlite3.connect(case / "catalogue.sqlite")
    assert connection.execute(statement).rowcount != 0
    connection.commit()
    connection.close()
    verify(case, Damage.CATALOGUE, says="witnessbox rebuild")
    here("rebuild", case, code=0)
    verify(case, None)


@pytest.mark.parametrize("how", ["gone", "empty", "garbage", "of another case", "cut short"])
def test_a_catalogue_that_is_none_is_named_and_rebuild_mends_it(case: Path, how: str) -> None:
    path = case / "catalogue.sqlite"
    data = path.read_bytes()
    match how:
        case "gone":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "garbage":
            path.write_bytes(random.Random(1).randbytes(len(data)))
        case "of another case":
            shutil.copyfile(other_case() / "catalogue.sqlite", path)
        case "cut short":
            path.write_bytes(data[: len(data) // 2])
    verify(case, Damage.CATALOGUE)
    here("rebuild", case, code=0)
    verify(case, None)


def test_a_changed_payload_of_the_compartment_is_named_and_one_moved_away_is_not_an_error(case: Path) -> None:
    payload = next(path for path in (case / "compartment").iterdir() if len(path.stem) == 64)
    kept = payload.read_bytes()
    flip(payload)
    verify(case, Damage.COMPARTMENT, says=payload.stem)
    payload.write_bytes(kept)
    shutil.rmtree(case / "compartment")
    verify(case, None, says="moved to another device")


# -- what shows only against something kept outside ----------------------------------------------------------------


def sign_checkpoint(case: Path, tree: Tree) -> None:
    """What anyone who holds the program key can do."""
    opened = Case(case)
    program = opened.keys.program()
    origin = (case / "log" / "checkpoint").read_bytes().split(b"\n", 1)[0].decode()
    state = Checkpoint(origin=origin, size=len(tree), root=tree.root())
    note = write_note(state, name=origin, public_key=program.public_key, signature=program.sign(state.text()))
    (case / "log" / "checkpoint").write_bytes(note)


def settle(case: Path) -> None:
    """Make checkpoint and catalogue fit the log, as a forger who holds the program key would."""
    sign_checkpoint(case, Tree([bytes.fromhex(entry_digest(line)) for line in lines(case)]))
    (case / "catalogue.sqlite").unlink()
    here("rebuild", case, code=0)


def test_a_sound_case_is_confirmed_by_any_earlier_checkpoint_and_unconfirmed_without(case: Path, outside: Path) -> None:
    verify(case, None, says="unconfirmed")
    assert here("verify", case, "--json", code=0).json["verdict"] == "unconfirmed"
    verify(case, None, "--checkpoint", outside, says="CONFIRMED: ")
    trove = case.parent / "one more"
    small_trove(trove, "third")
    here(*signed("intake", case, trove), code=0)
    verify(case, None, "--checkpoint", outside, says="CONFIRMED: ")
    report = here("verify", case, "--checkpoint", outside, "--json", code=0).json
    assert (report["verdict"], report["confirmed"]) == ("confirmed", True)


def seal_stated_last(case: Path) -> Path:
    """Take in a little more, so that the log ends with the statement of the seal; gives the checkpoint after it."""
    trove = case.parent / "more"
    trove.mkdir()
    (trove / "one").write_text("more")
    here(*signed("intake", case, trove), code=0)
    kept = case.parent / "checkpoint after that"
    shutil.copyfile(case / "log" / "checkpoint", kept)
    return kept


def test_a_deleted_last_entry_shows_against_the_checkpoint(case: Path) -> None:
    kept = seal_stated_last(case)
    write_lines(case, lines(case)[:-1])
    verify(case, Damage.TRUNCATED, "--checkpoint", kept)
    verify(case, Damage.TRUNCATED, says="unconfirmed")  # the note beside the log tells already


def test_a_last_entry_deleted_with_the_program_key_is_unconfirmed_without_and_named_with_a_checkpoint(
    case: Path,
) -> None:
    kept = seal_stated_last(case)
    write_lines(case, lines(case)[:-1])
    settle(case)
    verify(case, None, says="unconfirmed")
    answer = here("verify", case, "--checkpoint", kept)
    assert answer.code in (EXIT_CODES[Damage.TRUNCATED], EXIT_CODES[Damage.ROLLED_BACK])


def test_an_older_copy_of_the_whole_case_is_unconfirmed_without_and_named_with_a_checkpoint(
    case: Path, tmp_path: Path
) -> None:
    older = copied(case, tmp_path / "older.case")
    kept = seal_stated_last(case)
    verify(older, None, says="unconfirmed")
    verify(older, Damage.ROLLED_BACK, "--checkpoint", kept, says="older copy")


def rewrite_analysis(case: Path) -> None:
    """What someone who holds the program key can make of the log: another result of an analysis, signed."""
    opened = Case(case)
    program, master = opened.keys.program(), opened.keys.master()
    log = lines(case)
    entry = read_entry(log[-1])
    assert entry.body.kind is Kind.OPERATION_CLOSED and entry.body.actor == program.key
    old = str(entry.body.data["records"][0])  # type: ignore[index, call-overload]
    records = [(line.record, line.value) for line in read_record_set(opened.objects.read(old))]
    new = opened.objects.put(write_record_set(master, records[1:]))
    opened.objects.remove(old)
    value: Any = parse(log[-1])
    value["body"]["data"]["records"] = [new]
    signature = program.sign(canonical(value["body"]))
    from witnessbox.model.codec import from_json
    from witnessbox.model.entries import Body

    write_lines(case, [*log[:-1], entry_line(from_json(Body, value["body"]), signature)])
    settle(case)


def test_a_log_rewritten_with_the_program_key_is_unconfirmed_without_and_named_with_a_checkpoint(
    case: Path, outside: Path
) -> None:
    rewrite_analysis(case)
    verify(case, None, says="unconfirmed")
    verify(case, Damage.REWRITTEN, "--checkpoint", outside)


def test_a_rewritten_log_that_went_on_growing_is_still_named(case: Path, outside: Path) -> None:
    rewrite_analysis(case)
    seal_stated_last(case)
    verify(case, None, says="unconfirmed")
    verify(case, Damage.REWRITTEN, "--checkpoint", outside)


def test_a_case_made_anew_in_place_of_the_old_one_is_named(outside: Path) -> None:
    verify(other_case(), Damage.REWRITTEN, "--checkpoint", outside)


def test_an_outside_checkpoint_that_is_none_is_a_mistake_of_the_call(case: Path, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"\xff\n\n")
    assert here("verify", case, "--checkpoint", garbage, code=2).err
    assert "no such" in here("verify", case, "--checkpoint", tmp_path / "missing", code=2).err.lower()


def test_a_checkpoint_with_a_forged_signature_confirms_nothing(case: Path, outside: Path) -> None:
    origin, size, root = outside.read_text().split("\n")[:3]
    forger = Ed25519PrivateKey.generate()
    state = Checkpoint(origin=origin, size=int(size), root=base64.b64decode(root))
    public = forger.public_key().public_bytes_raw()
    outside.write_bytes(write_note(state, name=origin, public_key=public, signature=forger.sign(state.text())))
    verify(case, Damage.REWRITTEN, "--checkpoint", outside)


def test_words_of_this_seal_and_of_earlier_ones_fit_and_others_do_not(case: Path) -> None:
    words = " ".join(here("verify", case, "--json", code=0).json["words"])
    verify(case, None, "--words", words)
    seal_stated_last(case)
    now = " ".join(here("verify", case, "--json", code=0).json["words"])
    assert now != words
    verify(case, None, "--words", now)
    verify(case, None, "--words", words.upper().replace(" ", ", "))
    foreign = " ".join(here("verify", other_case(), "--json", code=0).json["words"])
    verify(case, Damage.WORDS, "--words", foreign)
    assert here("verify", case, "--words", "these are not words of the list", code=2).err
    verify(empty_case(), Damage.WORDS, "--words", words)


def test_the_first_persons_key_fits_and_others_do_not(case: Path, tmp_path: Path) -> None:
    first = read_entry(lines(case)[0]).body.actor
    verify(case, None, "--key", case / "keys" / f"{first}.pem")
    stranger = tmp_path / "stranger.pem"
    stranger.write_bytes(public_pem(Ed25519PrivateKey.generate().public_key().public_bytes_raw()))
    verify(case, Damage.SIGNER, "--key", stranger)
    stranger.write_bytes(b"no key")
    assert here("verify", case, "--key", stranger, code=7).err


# -- all of it -----------------------------------------------------------------------------------------------------


def test_every_damage_has_a_status_of_its_own() -> None:
    assert set(EXIT_CODES) == set(Damage) == set(SEVERITY)
    assert len(set(EXIT_CODES.values())) == len(Damage)
    assert not {0, 1, 2, 3, 4, 130} & set(EXIT_CODES.values())


def test_verify_changes_nothing(case: Path) -> None:
    def look() -> dict[str, tuple[int, int, bytes]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
            for path in sorted(case.rglob("*"))
            if path.is_file()
        }

    before = look()
    here("verify", case, code=0)
    assert look() == before


def test_a_flipped_byte_anywhere_is_named_and_never_ends_in_a_fall(tmp_path: Path, seed: int) -> None:
    """Random bytes of all that the log vouches for: each change is a complaint or an error in words."""
    case = copied(sealed_case(), tmp_path / "x.case")
    chance = random.Random(seed)
    vouched = [
        *(path for path in sorted((case / "objects").rglob("*")) if path.is_file() and path.stat().st_size),
        *[case / "log" / "entries"] * 10,
        *[case / "log" / "checkpoint"] * 5,
        *[case / "case.toml"] * 5,
        *sorted((case / "keys").glob("*.pem")),
        case / "keys" / "program.key",
        case / "keys" / "master.key",
        *(path for path in (case / "compartment").iterdir() if len(path.stem) == 64),
    ]
    for _ in range(120):
        path = chance.choice(vouched)
        kept = path.read_bytes()
        # A letter of another case in hexadecimal digits, or a comment in case.toml, says the same.
        position, bit = chance.randrange(len(kept)), 1 << chance.randrange(8)
        if path.name == "case.toml" and position < kept.index(b"\n"):
            continue
        if path.suffix == ".key" and (bit == 32 or position >= 64):
            continue
        flip(path, position, bit)
        try:
            report = check_case(case)
        except WitnessboxError as error:
            assert str(case) in str(error)
        else:
            changed = path.read_bytes()
            assert report.complaints, (
                f"seed {seed}: {path} at {position} bit {bit}: {changed[max(0, position - 20) : position + 20]!r}"
            )
        mode = path.stat().st_mode
        path.chmod(0o644)
        path.write_bytes(kept)
        path.chmod(mode)
    assert not check_case(case).complaints


def test_derived_files_may_be_deleted(case: Path) -> None:
    shutil.rmtree(case / "derived")
    os.mkdir(case / "derived")
    verify(case, None)


def test_a_catalogue_that_lags_is_no_damage_and_one_that_hides_rows_is(case: Path) -> None:
    """A full disk or a pulled plug leaves the catalogue behind the log; a catalogue that claims to be whole lies."""
    path = case / "catalogue.sqlite"
    kept = path.read_bytes()
    seal_stated_last(case)
    log_bytes = str((case / "log" / "entries").stat().st_size)
    path.write_bytes(kept)
    verify(case, None, says="the catalogue has ")
    assert path.read_bytes() == kept
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'log_bytes'", (log_bytes,))
        connection.commit()
    verify(case, Damage.CATALOGUE)
    path.write_bytes(kept)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'applied'")
        connection.commit()
    verify(case, Damage.CATALOGUE)
