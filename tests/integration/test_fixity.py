"""Objects are read again, oldest-checked first; damage is named, logged and mended from a second copy."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cases import call, copied, empty_case, here, many_files, other_case, sealed_case, signed, start

from witnessbox.vault import fixity
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.check import check_case
from witnessbox.vault.fixity import check_objects
from witnessbox.vault.fixity_rows import next_due, queue_fixity
from witnessbox.vault.recordsets import read_record_set

SUPPORT = Path(__file__).resolve().parents[1] / "support"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(sealed_case(), tmp_path / "x.case")


@pytest.fixture
def replica(case: Path, tmp_path: Path) -> Path:
    return copied(case, tmp_path / "second copy")


def ask(*words: str | Path, code: int = 0) -> Any:
    return here(*words, "--json", code=code).json


def contents(case: Path) -> list[str]:
    return [sha256 for sha256, role, size in Case(case).catalogue.objects() if role == "content" and size]


def place(case: Path, sha256: str) -> Path:
    return case / "objects" / sha256[:2] / sha256


def spoil(case: Path, sha256: str) -> bytes:
    """Flip one bit, as a dying disk does."""
    path = place(case, sha256)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.chmod(0o644)
    path.write_bytes(data)
    return bytes(data)


def logged(case: Path) -> list[dict[str, Any]]:
    """What the log says of every check, oldest first, each operation by itself."""
    opened = Case(case)
    checks = {entry.digest for entry in opened.log.entries if entry.body.data.get("operation") == "fixity check"}
    records = []
    for entry in opened.log.entries:
        if entry.body.kind == "operation closed" and entry.body.data["operation"] in checks:
            assert entry.body.actor == Case(case).keys.program().key
            sets = entry.body.data["records"]
            assert isinstance(sets, list)
            records += [line.value for each in sets for line in read_record_set(opened.objects.read(str(each)))]
    return records


def test_everything_is_read_again_and_every_check_is_logged(case: Path) -> None:
    before = {sha256 for sha256, _, _ in Case(case).catalogue.objects()}
    assert ask("status", case)["fixity"] == {
        "objects": len(before), "never": len(before), "oldest": None, "damaged": 0, "missing": 0,
    }  # fmt: skip
    told = ask("fixity", case)
    assert (told["checked"], told["left"], told["repaired"], told["exit_code"]) == (len(before), 0, 0, 0)
    records = logged(case)
    assert {record["sha256"] for record in records} == before
    assert {record["result"] for record in records} == {"sound"}
    state = ask("status", case)["fixity"]
    assert (state["never"], state["oldest"]) == (0, Case(case).log.entries[-1].body.time)
    live = list(Case(case).catalogue.dump())
    assert any(line.startswith("fixity ") for line in live)
    here("rebuild", case, code=0)
    assert list(Case(case).catalogue.dump()) == live
    here("verify", case, code=0)
    assert "fixity" in here("status", case, code=0).out


def test_a_budget_goes_round_oldest_first(case: Path) -> None:
    first = [sha256 for sha256, _, _ in Case(case).catalogue.objects()]
    for done in range(1, 4):
        told = ask("fixity", case, "--budget-bytes", "0")
        assert told["checked"] == 1, "one object, however small the budget"
        assert [record["sha256"] for record in logged(case)] == first[:done]
    told = ask("fixity", case, "--budget-bytes", "1000000000")
    assert (told["checked"], told["left"]) == (len(first) + 3, 0)
    checked = [record["sha256"] for record in logged(case)][3:]
    assert checked[: len(first) - 3] == first[3:], "never checked"
    assert [sha256 for sha256 in checked[len(first) - 3 :] if sha256 in first] == first[:3], "then the oldest checked"


def test_a_budget_of_time_and_of_bytes_leaves_the_rest(case: Path) -> None:
    sizes = {sha256: size for sha256, _, size in Case(case).catalogue.objects()}
    assert ask("fixity", case, "--budget-seconds", "0")["checked"] == 1
    told = ask("fixity", case, "--budget-bytes", str(sum(sizes.values()) // 2))
    assert 0 < told["bytes"] <= sum(sizes.values()) // 2
    assert told["left"] > 0
    assert ask("fixity", case, "--budget-seconds", "3600")["left"] == 0
    for wrong in (("--budget-bytes", "-1"), ("--budget-seconds", "soon")):
        with pytest.raises(SystemExit, match="2"):
            here("fixity", case, *wrong)


def test_damage_is_named_logged_and_stands_until_it_is_mended(case: Path, replica: Path) -> None:
    changed, gone, piped, linked, *_ = contents(case)
    spoilt = spoil(case, changed)
    for sha256 in (gone, piped, linked):
        place(case, sha256).unlink()
    os.mkfifo(place(case, piped))
    place(case, linked).symlink_to(place(replica, linked))
    told = ask("fixity", case, code=21)
    standing = {each["sha256"]: each for each in told["standing"]}
    assert {sha256: each["result"] for sha256, each in standing.items()} == {
        changed: "damaged", gone: "missing", piped: "damaged", linked: "damaged",
    }  # fmt: skip
    assert standing[changed]["found"] == hashlib.sha256(spoilt).hexdigest()
    assert "plain file" in standing[piped]["reason"]
    assert "link" in standing[linked]["reason"]
    assert told["left"] == 0, "damage does not stop the rest"
    assert ask("fixity", case, "--budget-bytes", "0", code=21)["checked"] == 1, "known damage is not forgotten"
    assert "1 MISSING" in here("status", case, code=0).out

    told = ask("fixity", case, "--replica", replica, "--budget-seconds", "3600")
    assert told["repaired"] == 4
    assert told["state"]["damaged"] == told["state"]["missing"] == 0
    mended = {record["sha256"]: record for record in logged(case) if record["result"] == "repaired"}
    assert mended.keys() == {changed, gone, piped, linked}
    assert mended[gone]["kept"] is None
    kept = case / "derived" / "damaged" / str(mended[changed]["kept"])
    assert kept.read_bytes() == spoilt
    for sha256 in mended:
        assert place(case, sha256).stat().st_mode & 0o777 == 0o444
        assert hashlib.sha256(place(case, sha256).read_bytes()).hexdigest() == sha256
    live = list(Case(case).catalogue.dump())
    here("verify", case, code=0)
    here("rebuild", case, code=0)
    assert list(Case(case).catalogue.dump()) == live


def test_a_missing_object_alone_is_22_and_a_damaged_record_set_is_mended_too(case: Path, replica: Path) -> None:
    records = next(sha256 for sha256, role, _ in Case(case).catalogue.objects() if role == "records")
    place(case, records).unlink()
    assert "fixity CASE --replica" in here("fixity", case, code=22).out
    here("fixity", case, "--replica", replica, code=0)
    here("rebuild", case, code=0)
    here("verify", case, code=0)


def test_with_a_replica_what_is_known_to_be_damaged_comes_first(case: Path, replica: Path) -> None:
    damaged = contents(case)[0]
    spoil(case, damaged)
    here("fixity", case, code=21)
    told = ask("fixity", case, "--replica", replica, "--budget-bytes", "0")
    assert [(each["sha256"], each["result"]) for each in told["examples"]] == [(damaged, "repaired")]


def test_a_replica_that_is_damaged_mends_nothing(case: Path, replica: Path) -> None:
    one, other, third, *_ = contents(case)
    spoilt = spoil(case, one)
    spoil(replica, one)
    place(case, other).unlink()
    place(replica, other).unlink()
    spoil(case, third)
    told = ask("fixity", case, "--replica", replica, code=21)
    assert told["repaired"] == 1
    assert {each["sha256"] for each in told["standing"]} == {one, other}
    assert all("in the replica" in each["reason"] for each in told["standing"])
    assert place(case, one).read_bytes() == spoilt, "the damaged bytes stay where they are"
    assert not list((case / "tmp").iterdir())


def test_a_bare_folder_of_objects_is_a_replica_and_another_case_is_none(case: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(case / "objects", bare / "objects")
    gone = contents(case)[0]
    place(case, gone).unlink()
    for wrong, why in ((other_case(), "another case"), (case, "itself"), (tmp_path, "objects"), (gone, "no such")):
        answer = here("fixity", case, "--replica", wrong, code=2)
        assert why in answer.err
    assert logged(case) == [], "a call that cannot be understood does nothing"
    here("fixity", case, "--replica", bare, code=0)


def test_a_disk_that_reports_an_error_is_damage_and_the_rest_goes_on(case: Path, replica: Path) -> None:
    """A file of /proc that answers every read with EIO is bound over an object: the error is the kernel's own."""
    bad = contents(case)[0]
    script = 'mount --bind /proc/$$/mem "$1" && shift && exec "$@"'
    probe = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", str(place(case, bad))]
    run = subprocess.run([*probe, "cat", place(case, bad)], capture_output=True, text=True, check=False)
    if "put/output error" not in run.stderr:
        pytest.skip(f"this machine gives no mount namespaces: {run.stderr}")
    told = call("fixity", case, "--json", wrapper=probe, code=21).json
    assert [(each["sha256"], each["reason"]) for each in told["standing"]] == [
        (bad, "it cannot be read: Input/output error")
    ]
    assert told["left"] == 0
    here("fixity", case, "--replica", replica, code=0)


def test_an_object_that_we_may_not_read_is_no_damage(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs this as the wrong user must not fill the log with false alarms."""

    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(fixity.os, "readv", forbidden)
    assert "permission" in here("fixity", case, code=6).err
    monkeypatch.undo()
    assert logged(case) == []
    assert check_case(case).complaints == ()


def test_ctrl_c_keeps_what_was_checked(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    here(*signed("intake", case, many_files(tmp_path / "trove", 50)), code=0)
    done = 0

    def stop(read: int, _: int) -> None:
        nonlocal done
        done += 1
        if done == 20:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        check_objects(Case(case), on_progress=stop)
    kept = logged(case)
    assert 0 < len(kept) < 50
    assert {record["result"] for record in kept} == {"sound"}
    assert check_case(case).complaints == ()
    assert Case(case).catalogue.open_operations() == []
    first = {record["sha256"] for record in kept}
    told = check_objects(Case(case), size=0)
    assert logged(case)[-1]["sha256"] not in first, "the next run goes on with what was not checked"
    assert told.checked == 1


def test_a_check_killed_anywhere_leaves_a_sound_case_and_the_next_takes_it_up(
    case: Path, replica: Path, tmp_path: Path
) -> None:
    """Killed just before one of its changes to the disk, some of them in the middle of a repair."""
    damaged = contents(case)[0]
    spoilt = spoil(case, damaged)
    count = tmp_path / "count"

    def killed_at(number: int, where: Path) -> int:
        script = [sys.executable, str(SUPPORT / "crash_at.py"), str(number), str(count)]
        words = ["fixity", where, "--replica", replica]
        return subprocess.run([*script, *words], capture_output=True, start_new_session=True, check=False).returncode

    assert killed_at(0, copied(case, tmp_path / "undisturbed")) == 0
    total = int(count.read_text())
    for number in range(1, total + 1, max(1, total // 8)):
        copy = copied(case, tmp_path / f"killed {number}")
        assert killed_at(number, copy) == -signal.SIGKILL
        here("fixity", copy, "--replica", replica, code=0)
        assert check_case(copy).complaints == ()
        assert Case(copy).catalogue.open_operations() == []
        assert not list((copy / "tmp").iterdir())
        kept = [path.read_bytes() for path in (copy / "derived" / "damaged").iterdir()]
        assert kept
        assert set(kept) <= {spoilt, place(copy, damaged).read_bytes()}


def test_a_case_without_objects_has_nothing_to_check(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    assert ask("fixity", case)["checked"] == 0
    assert len(Case(case).log.entries) == 1


def test_batches_are_closed_one_after_the_other(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixity, "BATCH_OBJECTS", 3)
    before = len(Case(case).log.entries)
    report = check_objects(Case(case))
    assert report.checked == len({record["sha256"] for record in logged(case)}) == len(logged(case))
    assert len(Case(case).log.entries) - before == 2 * -(-report.checked // 3)
    assert report.state.never == 0


def test_the_queue_leaves_no_trace_in_the_catalogue(case: Path) -> None:
    catalogue = Catalogue(case / "catalogue.sqlite")
    before = list(catalogue.dump())
    number, size = queue_fixity(catalogue, failed_first=True)
    assert (number, size) == (len(list(catalogue.objects())), sum(size for _, _, size in catalogue.objects()))
    assert [row.number for row in next_due(catalogue, 0, 5)] == [1, 2, 3, 4, 5]
    assert list(catalogue.dump()) == before
    catalogue.close()


def test_a_second_writer_is_told_to_wait(case: Path) -> None:
    with Case(case).writing():
        assert here("fixity", case).code == 8
    process = start("fixity", case)
    process.communicate(timeout=60)
    assert process.returncode == 0
