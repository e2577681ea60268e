"""Bad input gets a clear error and the right exit status, and loses nothing."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from cases import (
    Answer,
    ask,
    call,
    copied,
    empty_case,
    face_clip,
    here,
    leftovers,
    needs_faces,
    other_passphrase,
    passphrase,
    planned_case,
    program,
    sealed_case,
    signed,
    small_trove,
    start,
    state,
)
from media_samples import write_clip

ROOT = os.geteuid() == 0


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "home" / "x.case")


def items(case: Path) -> dict[bytes, dict[str, Any]]:
    rows = here("items", case, "--json", code=0).json["items"]
    return {base64.b64decode(row["path_bytes"]): row for row in rows}


def sound(case: Path) -> None:
    here("verify", case, code=0)
    assert leftovers(case) == []


def says(answer: Answer, *words: str | Path) -> None:
    """An error names the thing and what to do; it is said once, on standard error, in one line."""
    for word in words:
        assert str(word) in answer.err, answer.err
    assert answer.err.startswith("witnessbox: ")


# -- paths that are no case ----------------------------------------------------------------------------------------


def every_verb(case: Path, out: Path) -> dict[str, tuple[str | Path, ...]]:
    return {
        "people": ("people", case, "list"),
        "intake": signed("intake", case, out),  # type: ignore[dict-item]
        "items": ("items", case),
        "analyse": ("analyse", case),
        "show": ("show", case, "0" * 64),
        "plan": ("plan", case),
        "approve": ("approve", case),
        "redact": ("redact", case),
        "release": ("release", case),
        "verify": ("verify", case),
        "fixity": ("fixity", case),
        "anchor": ("anchor", case),
        "log": ("log", case),
        "rebuild": ("rebuild", case),
        "status": ("status", case),
    }


@pytest.mark.parametrize("what", ["missing", "an empty folder", "a file", "a folder with garbage in case.toml"])
def test_every_verb_says_that_a_path_is_not_a_case(what: str, tmp_path: Path) -> None:
    path = tmp_path / "not a case"
    match what:
        case "an empty folder":
            path.mkdir()
        case "a file":
            path.write_text("text")
        case "a folder with garbage in case.toml":
            path.mkdir()
            (path / "case.toml").write_bytes(b"\xff\x00")
    before = sorted(tmp_path.rglob("*"))
    for words in every_verb(path, tmp_path).values():
        says(here(*words, code=5), path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_case_of_a_later_format_is_left_alone(case: Path) -> None:
    file = case / "case.toml"
    file.chmod(0o644)
    file.write_text(file.read_text().replace("format = 1", "format = 2"))
    says(here("status", case, code=5), "format 2", "newer")


def test_init_refuses_what_is_there_already(case: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in case.rglob("*")}
    says(here(*signed("init", case), code=2), case)
    assert {path: path.stat().st_mtime_ns for path in case.rglob("*")} == before
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "somebody's").touch()
    says(here(*signed("init", taken), code=2), taken)
    says(here(*signed("init", taken / "somebody's"), code=2), taken)
    says(here("init", tmp_path / "n.case", "--passphrase-file", tmp_path / "none", code=7), tmp_path / "none")
    assert not (tmp_path / "n.case").exists()


# -- keys ----------------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_and_a_person_who_is_not_in_the_case(case: Path, tmp_path: Path) -> None:
    trove = small_trove(tmp_path / "trove")
    before = state(case)
    says(here("intake", case, trove, "--passphrase-file", other_passphrase(), code=7), "passphrase")
    says(here(*signed("intake", case, trove), "--as", "nobody", code=7), "nobody")
    says(here("intake", case, trove, code=2), "--passphrase-file")
    empty = tmp_path / "empty"
    empty.touch()
    says(here("intake", case, trove, "--passphrase-file", empty, code=7), empty)
    assert state(case) == before
    sound(case)


def test_a_key_that_was_added_but_not_logged_opens_nothing(case: Path, tmp_path: Path) -> None:
    """A key file planted in the folder is not a key of the case."""
    stranger = tmp_path / "stranger.case"
    here("init", stranger, "--name", "stranger", "--passphrase-file", other_passphrase(), code=0)
    for file in (stranger / "keys").iterdir():
        if len(file.stem) == 32 and not (case / "keys" / file.name).exists():
            shutil.copyfile(file, case / "keys" / file.name)
    trove = small_trove(tmp_path / "trove")
    says(here("intake", case, trove, "--passphrase-file", other_passphrase(), code=7))
    assert items(case) == {}


def test_a_revoked_person_and_a_role_that_may_not(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    new = ("--new-passphrase-file", other_passphrase())
    here(*signed("people", case, "add", "boris", "--role", "reviewer"), *new, code=0)
    trove = small_trove(tmp_path / "trove")
    says(here("intake", case, trove, "--passphrase-file", other_passphrase(), code=7), "boris", "custodian")
    says(here(*signed("people", case, "revoke", "anna"), code=2), "anna")
    here(*signed("people", case, "revoke", "boris", "--why", "left"), code=0)
    says(here("intake", case, trove, "--passphrase-file", other_passphrase(), code=7), "passphrase")
    sound(case)


# -- sources -------------------------------------------------------------------------------------------------------


def test_sources_that_are_none(case: Path, tmp_path: Path) -> None:
    says(here(*signed("intake", case, tmp_path / "nothing here"), code=3), tmp_path / "nothing here")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    says(here(*signed("intake", case, fifo), code=2), fifo)
    sound(case)
    assert items(case) == {}


def test_case_and_source_may_not_lie_one_in_the_other(case: Path) -> None:
    says(here(*signed("intake", case, case.parent), code=2), case.parent)
    inside = case / "derived"
    says(here(*signed("intake", case, inside), code=2), inside)
    link = case.parent.parent / "link"
    link.symlink_to(case)
    says(here(*signed("intake", case, link), code=2))
    sound(case)


def test_an_empty_folder_is_nothing_new(case: Path, tmp_path: Path) -> None:
    (tmp_path / "trove" / "folder in it").mkdir(parents=True)
    answer = here(*signed("intake", case, tmp_path / "trove"), "--json", code=0)
    assert answer.json["nothing_new"] is True
    assert items(case) == {}
    sound(case)
    here(*signed("intake", case, tmp_path / "trove"), code=0)
    here("status", case, code=0)


def test_a_single_file_is_a_source_too(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "alone.txt"
    file.write_bytes(b"alone")
    here(*signed("intake", case, file), code=0)
    (row,) = items(case).values()
    assert (row["path"], row["sha256"]) == ("alone.txt", hashlib.sha256(b"alone").hexdigest())


ODD_NAMES = (
    b"\xf1\xed\xe8\xec\xee\xea.jpg",
    b"line\nfeed",
    b"return\rhere",
    "\u202egpj.exe".encode(),
    "zero\u200bwidth".encode(),
    b"tab\there",
    b"\x1b[31mred",
    b"  spaces  ",
    b"-rf",
    b"--json",
    b"*?[x]",
    b"'\"`$(x)",
    "e\u0301 and \u00e9".encode(),
    b"\xff\xfe",
    b"a" * 255,
    ("ж" * 127).encode() + b"x",
    b"...",
    b"%00",
)


def test_names_are_bytes_and_each_is_kept(case: Path, tmp_path: Path) -> None:
    trove = os.fsencode(tmp_path / "trove")
    os.mkdir(trove)
    for number, name in enumerate(ODD_NAMES):
        with open(trove + b"/" + name, "wb") as file:
            file.write(b"%d" % number)
        os.utime(trove + b"/" + name, ns=(1_633_416_077_123_456_789 + number, 1_633_416_077_123_456_789 + number))
    here(*signed("intake", case, tmp_path / "trove"), code=0)
    rows = items(case)
    assert set(rows) == set(ODD_NAMES)
    for number, name in enumerate(ODD_NAMES):
        assert rows[name]["sha256"] == hashlib.sha256(b"%d" % number).hexdigest()
        assert rows[name]["times"]["modified"] == str(1_633_416_077_123_456_789 + number)
    printed = here("items", case, code=0).out
    assert len(printed.splitlines()) == len(ODD_NAMES)
    assert not {"\x1b", "\u202e", "\r", "\u200b"} & set(printed)
    sound(case)


def test_a_source_whose_own_name_is_odd(case: Path, tmp_path: Path) -> None:
    trove = os.fsencode(tmp_path) + b"/\xf1\xed\n\xe8"
    os.mkdir(trove)
    with open(trove + b"/a", "wb") as file:
        file.write(b"a")
    call(*signed("intake", case, trove), code=0)
    assert set(items(case)) == {b"a"}
    call(*signed("intake", case, trove + b"/missing\xff"), code=3)


def test_folders_nested_beyond_the_longest_path(case: Path, tmp_path: Path) -> None:
    deep = 40
    name = b"d" * 200
    trove = tmp_path / "trove"
    trove.mkdir()
    here_before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(trove)
        for level in range(deep):
            with open("file", "wb") as file:
                file.write(b"level %d" % level)
            os.mkdir(name)
            os.chdir(name)
    finally:
        os.fchdir(here_before)
        os.close(here_before)
    answer = call(*signed("intake", case, trove), "--json", code=0)
    assert answer.json["outcomes"] == {"sealed": deep}
    assert max(map(len, items(case))) > 4096
    here("items", case, code=0)
    sound(case)
    subprocess.run(["rm", "-rf", trove], check=True)


def test_what_is_no_plain_file_is_recorded_and_not_opened(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("not of the trove")
    os.mkfifo(trove / "fifo")
    (trove / "dangling").symlink_to("nowhere")
    (trove / "out").symlink_to(outside)
    (trove / "out file").symlink_to(outside / "secret")
    (trove / "loop").symlink_to("loop")
    (trove / "up").symlink_to("..")
    (trove / "plain").write_text("plain")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(trove / "socket"))
        expected = {
            b"fifo": ("fifo", "not opened"),
            b"socket": ("socket", "not opened"),
            b"dangling": ("link", "not followed"),
            b"out": ("link", "not followed"),
            b"out file": ("link", "not followed"),
            b"loop": ("link", "not followed"),
            b"up": ("link", "not followed"),
            b"plain": ("file", "sealed"),
        }
        if ROOT:
            with contextlib.suppress(PermissionError):
                os.mknod(trove / "device", 0o600 | 0o020000, os.makedev(1, 5))
                expected[b"device"] = ("device", "not opened")
        here(*signed("intake", case, trove), code=0)
    rows = items(case)
    assert {path: (row["kind"], row["outcome"]) for path, row in rows.items()} == expected
    assert base64.b64decode(rows[b"out"]["attributes"]["target"]) == os.fsencode(outside)
    assert [path for path, row in rows.items() if row["sha256"]] == [b"plain"]
    sound(case)


def test_the_source_is_left_as_it_was(case: Path, tmp_path: Path) -> None:
    trove = small_trove(tmp_path / "trove")

    def look() -> dict[str, Any]:
        return {
            str(path): (*(found := os.lstat(path))[:7], found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns)
            for path in [trove, *sorted(trove.rglob("*"))]
        }

    before = look()
    here(*signed("intake", case, trove), code=0)
    assert {path: each[:7] + each[8:] for path, each in look().items()} == {
        path: each[:7] + each[8:] for path, each in before.items()
    }
    files = [str(path) for path in trove.rglob("*") if path.is_file() and not path.is_symlink()]
    after = look()
    assert [path for path in files if after[path] != before[path]] == []  # read without touching the access time


def test_files_that_may_not_be_read_are_recorded(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    (trove / "locked").mkdir(parents=True)
    (trove / "locked" / "inside").write_text("x")
    (trove / "mine").write_text("mine")
    (trove / "theirs").write_text("theirs")
    (trove / "theirs").chmod(0)
    (trove / "locked").chmod(0)
    try:
        answer = _bound("intake", case, trove, "--passphrase-file", passphrase(), "--json")
        assert answer.code == 3, answer.err
        troubles = {each["path"]: each for each in answer.json["troubles"]}
        assert {path: each["outcome"] for path, each in troubles.items()} == {
            "theirs": "unreadable",
            "locked": "unreadable",
        }
        assert all("denied" in each["reason"].lower() for each in troubles.values())
        rows = items(case)
        assert {path: row["outcome"] for path, row in rows.items()} == {
            b"mine": "sealed",
            b"theirs": "unreadable",
            b"locked": "unreadable",
        }
        sound(case)
        # Once they can be read, the same command takes them in; that they once could not be stays on record.
        (trove / "locked").chmod(0o755)
        (trove / "theirs").chmod(0o644)
        answer = _bound("intake", case, trove, "--passphrase-file", passphrase(), "--json")
        assert answer.code == 0, answer.err
        assert answer.json["outcomes"] == {"sealed": 2}
    finally:
        (trove / "locked").chmod(0o755)
    rows_now = [(row["path"], row["outcome"]) for row in here("items", case, "--json", code=0).json["items"]]
    assert ("theirs", "sealed") in rows_now
    assert ("theirs", "unreadable") in rows_now
    sound(case)


def _bound(*words: str | Path) -> Answer:
    """Run as somebody whom file permissions bind, which those of root do not."""
    if not ROOT:
        return call(*words)
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is missing, and root may read everything")
    return call(*words, wrapper=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))


def test_a_file_that_grows_while_it_is_read_is_recorded_as_changed(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    grows = trove / "grows"
    _sparse(grows, 150_000_000)
    stop = threading.Event()

    def grow() -> None:
        with grows.open("ab", buffering=0) as file:
            while not stop.is_set():
                file.write(b"x")
                time.sleep(0.001)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        answer = call(*signed("intake", case, trove), "--json", code=3)
    finally:
        stop.set()
        thread.join()
    (trouble,) = answer.json["troubles"]
    assert (trouble["path"], trouble["outcome"]) == ("grows", "changed")
    row = items(case)[b"grows"]
    taken = next((case / "objects").rglob(row["sha256"]))
    assert taken.stat().st_size == row["size"] >= 150_000_000
    sound(case)


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_a_trove_that_disappears_half_way(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    for number in range(8):
        _sparse(trove / f"{number}", 40_000_000 + number)
    (trove / "note").write_text("a note")
    away = tmp_path / "pulled out"
    process = start(*signed("intake", case, trove), "--json")
    _until(lambda: any((case / "tmp").rglob("object.*")), process)
    trove.rename(away)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 3, (out, err)
    assert b"disappeared" in err and os.fsencode(trove) in err
    sound(case)
    away.rename(trove)
    answer = here(*signed("intake", case, trove), "--json", code=0)
    assert answer.json["troubles"] == []
    assert {row["outcome"] for row in items(case).values()} == {"sealed"}
    assert len(items(case)) == 9
    sound(case)


def _until(condition: Any, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)


# -- the case's own disk -------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB, seen by this test's children through a mount namespace of their own, else skipped."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m,mode=755", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_in_the_middle_of_intake(small_disk: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    for number in range(10):
        (trove / f"{number}").write_bytes(bytes([number]) * 1_000_000)
    case = copied(empty_case(), small_disk / "x.case")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(5_000_000))
    answer = call(*signed("intake", case, trove), code=6)
    says(answer, "full", "make room", case)
    ballast.unlink()
    here("verify", case, code=0)
    call(*signed("intake", case, trove), code=0)
    assert {row["outcome"] for row in items(case).values()} == {"sealed"}
    assert len(items(case)) == 10
    sound(case)


@pytest.mark.parametrize("room", [0, 4096, 20_000, 60_000, 200_000])
def test_a_disk_with_next_to_no_room(small_disk: Path, tmp_path: Path, room: int) -> None:
    """Full at any stage: copying, the record set, the log, the checkpoint, the catalogue."""
    trove = small_trove(tmp_path / "trove")
    case = copied(empty_case(), small_disk / "x.case")
    (small_disk / "ballast").write_bytes(bytes(_free(small_disk) - room - 8192))
    answer = call(*signed("intake", case, trove))
    assert answer.code in (0, 6), answer.err
    if answer.code:
        says(answer, "room")
    here("verify", case, code=0)
    (small_disk / "ballast").unlink()
    call(*signed("intake", case, trove), code=0)
    sound(case)
    assert len(items(case)) == 9


def _free(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def test_a_limit_on_the_size_of_files_is_an_error_in_words(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    (trove / "large").write_bytes(bytes(3_000_000))

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    says(call(*signed("intake", case, trove), before=limit, code=6), "another file system")
    sound(case)
    here(*signed("intake", case, trove), code=0)
    sound(case)


def test_a_read_only_case_can_be_looked_at_and_not_changed(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    case = copied(sealed_case(), folder / "x.case")
    trove = small_trove(tmp_path / "trove")
    mounted = subprocess.run(["mount", "--bind", "-o", "ro", folder, folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    try:
        for verb in ("items", "log", "status", "verify"):
            here(verb, case, code=0)
        assert "readonly" in here(*signed("intake", case, trove), code=6).err
        says(here("rebuild", case, code=6), "writable")
        says(here(*signed("init", folder / "new.case"), code=6), "read-only")
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
    sound(case)


def test_a_release_to_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    case = copied(planned_case(), tmp_path / "x.case")
    renditions = ask("redact", case, code=None)["renditions"]
    ids = [each["id"] for each in renditions if each["state"] == "ready"]
    assert ids
    before = state(case)
    says(here(*signed("release", case, tmp_path / "none" / "out", *ids), code=6), tmp_path / "none")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "x").touch()
    says(here(*signed("release", case, taken, *ids), code=2), taken)
    assert os.listdir(taken) == ["x"]
    says(here(*signed("release", case, tmp_path / "out", "0123456789"), code=9), "0123456789")
    assert not (tmp_path / "out").exists()
    assert state(case) == before


# -- two at once, and stopping -------------------------------------------------------------------------------------


def test_two_writers_at_once(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    for number in range(6):
        _sparse(trove / f"{number}", 300_000_000 + number)
    process = start(*signed("intake", case, trove), "--json")
    _until(lambda: any((case / "tmp").rglob("object.*")), process)
    says(here(*signed("intake", case, trove), code=8), case, "another witnessbox")
    says(here("rebuild", case, code=8), case)
    here("status", case, code=0)
    here("items", case, code=0)
    here("log", case, code=0)
    answer = here("verify", case, "--json", code=0)
    assert answer.json["verdict"] == "unconfirmed"
    process.communicate(timeout=120)
    assert process.returncode == 0
    sound(case)


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_says_how_to_go_on(case: Path, tmp_path: Path, which: signal.Signals) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    for number in range(6):
        _sparse(trove / f"{number}", 300_000_000 + number)
    process = start(*signed("intake", case, trove))
    _until(lambda: any((case / "tmp").rglob("object.*")), process)
    os.killpg(process.pid, which)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert b"run the same command again" in err
    assert b"Traceback" not in err
    here("verify", case, code=0)
    here(*signed("intake", case, trove), code=0)
    sound(case)


def test_ctrl_c_during_analysis(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "home" / "x.case")
    trove = tmp_path / "trove"
    trove.mkdir()
    for number in range(4):
        write_clip(trove / f"{number}.mp4", frames=300, size=(640, 480), rate=25 + number)
    here(*signed("intake", case, trove), code=0)
    process = start("analyse", case, "--only", "storyboard")
    _until((case / "derived" / "jobs.sqlite").exists, process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert b"Traceback" not in err
    here("verify", case, code=0)
    call("analyse", case, "--only", "probe", code=0)
    sound(case)


def test_output_that_nobody_reads_is_no_error(case: Path, tmp_path: Path) -> None:
    here(*signed("intake", case, small_trove(tmp_path / "trove")), code=0)
    process = subprocess.Popen([*program(), "log", case, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) in (0, 141)
    assert b"Traceback" not in err


# -- media ---------------------------------------------------------------------------------------------------------


def test_a_video_without_frames_and_other_broken_media(case: Path, tmp_path: Path) -> None:
    trove = tmp_path / "trove"
    trove.mkdir()
    with av.open(str(trove / "no frames.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.start_encoding()
    whole = write_clip(trove / "whole.mp4", frames=30)
    (trove / "cut.mp4").write_bytes(whole.read_bytes()[:200])
    (trove / "noise.mp4").write_bytes(whole.read_bytes()[:40] + os.urandom(5000))
    (trove / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    (trove / "empty.mp4").touch()
    answer = call(*signed("intake", case, trove, "--probe"), "--json", code=0)
    assert answer.json["outcomes"] == {"sealed": 6}
    sound(case)
    assert ask("analyse", case, "--only", "headers")["ran"] == 0
    assert ask("analyse", case, "--only", "probe")["ran"] == 5
    status = here("status", case, "--json", code=0).json
    reasons = {each["sha256"]: each["reason"] for each in status["unseen"]}
    for path, row in items(case).items():
        shown = here("show", case, row["sha256"], "--json", code=0).json
        kind = shown["content"]["format"]["kind"]
        if kind in ("video", "picture", "sound"):
            assert shown["observations"] or reasons.get(row["sha256"]), path
    plans = call("plan", case, "--preset", "faces", "--json", code=0).json
    assert plans["plans"] == []


def test_a_video_without_frames_gets_no_plan_and_stops_nothing(tmp_path: Path) -> None:
    planned_case()  # skips without weights
    case = copied(empty_case(), tmp_path / "home" / "x.case")
    trove = tmp_path / "trove"
    trove.mkdir()
    with av.open(str(trove / "no frames.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.start_encoding()
    (trove / "cut.mp4").write_bytes(write_clip(tmp_path / "whole.mp4", frames=30).read_bytes()[:300])
    write_clip(trove / "whole.mp4", frames=20)
    call(*signed("intake", case, trove), code=0)
    call("analyse", case, code=0)
    answer = ask("plan", case, "--preset", "faces")
    whole = items(case)[b"whole.mp4"]["sha256"]
    assert [plan["content"] for plan in answer["plans"]] == [whole]
    assert all(each["reason"] for each in answer["unplanned"])
    sound(case)


# -- calls that cannot be understood -------------------------------------------------------------------------------


def test_names_that_are_none_are_named(tmp_path: Path) -> None:
    case = copied(sealed_case(), tmp_path / "x.case")
    for words in (
        ("show", case, "00000000"),
        ("show", case, "x"),
        ("plan", case, "0000000000"),
        signed("approve", case, "0000000000"),
        signed("release", case, tmp_path / "out", "0000000000"),
        signed("redact", case, "--overrule", "0000000000", "00:00:01", "--why", "x"),
        signed("people", case, "revoke", "nobody"),
    ):
        says(here(*words, code=9), words[2] if words[0] not in ("people", "redact", "release") else "")
    says(here("analyse", case, "--only", "nothing", code=2), "nothing", "probe")
    says(here(*signed("redact", case, "--overrule", "0" * 8, "noon"), "--why", "x", code=2), "noon")
    says(here(*signed("redact", case, "--overrule", "0" * 8, "1"), code=2), "--why")
    says(here("models", "add", "x", code=2))
    says(here("verify", tmp_path / "nowhere", code=5), "nowhere")


def test_errors_are_one_document_with_json(tmp_path: Path) -> None:
    answer = call("status", tmp_path / "nowhere", "--json", code=5)
    assert answer.json["error"]["exit_code"] == 5
    assert str(tmp_path / "nowhere") in answer.json["error"]["message"]


def test_a_full_disk_in_the_middle_of_rendering(small_disk: Path, tmp_path: Path) -> None:
    """It is an error of the run: nothing is on record against the content, and the same call makes the rendition."""
    needs_faces()
    (tmp_path / "trove").mkdir()
    face_clip(tmp_path / "trove/clip.mp4", frames=60, size=(480, 360))
    case = copied(empty_case(), small_disk / "x.case")
    call(*signed("intake", case, tmp_path / "trove"), code=0)
    call("analyse", case, code=0)
    (plan,) = ask("plan", case)["plans"]
    call(*signed("approve", case, plan["id"]), code=0)
    ballast = small_disk / "ballast"
    room = os.statvfs(small_disk)
    ballast.write_bytes(bytes(room.f_bavail * room.f_bsize - 200_000))
    answer = call("redact", case, code=6)
    says(answer, "writing a rendition", "No space left", "make room on the disk", "run the same command again")
    ballast.unlink()
    (plan,) = ask("plan", case)["plans"]
    assert plan["state"] == "approved", plan
    (rendition,) = ask("redact", case, code=None)["renditions"]
    assert rendition["plan"] == plan["id"]
    assert leftovers(case) == []
