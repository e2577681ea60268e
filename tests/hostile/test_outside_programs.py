"""What a program of others tries from inside its profile, and must not be able to do."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from camera_samples import photograph
from cases import ask, call, copied, empty_case, signed
from document_samples import docx
from media_samples import opened

from witnessbox.media import client_outside, outside
from witnessbox.media.outside import EXIFTOOL, FIDO, Bounds, Program, ProgramMissingError, require, run_outside
from witnessbox.model.errors import UntrustedInputError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="programs of others run on Linux only")


COMMON = Bounds()


def _profile_works() -> str | None:
    try:
        outside._require_profile()
    except ProgramMissingError as error:
        return str(error)
    return None


@pytest.fixture(autouse=True)
def profile() -> None:
    if why := _profile_works():
        pytest.skip(why)


def attempt(code: str, bounds: Bounds = COMMON, *, content: int | None = None) -> str:
    """Run Python code in the profile; gives what it printed."""
    program = Program(
        name="python",
        command=(sys.executable, "-I", "-c", textwrap.dedent(code)),
        folders=FIDO.folders,
        hint="",
    )
    with open(os.devnull, "rb") as nothing:
        return run_outside(program, nothing.fileno() if content is None else content, bounds).decode()


DENIED = """
import os, socket, sys
def attempt(act):
    try:
        act()
    except OSError as error:
        print("denied", type(error).__name__)
    else:
        print("DONE")
def closed(number):
    try:
        os.fstat(number)
    except OSError:
        return True
"""


def test_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        server.setblocking(False)
        code = (
            DENIED
            + f"""
attempt(lambda: socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), 2))
attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", {ear.getsockname()[1]})))
attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
"""
        )
        told = attempt(code).splitlines()
        assert all(line.startswith("denied") for line in told), told
        with pytest.raises(BlockingIOError):
            server.accept()
        with pytest.raises(BlockingIOError):
            ear.recv(1)


def test_no_file_of_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("never to be seen")
    told = attempt(DENIED + f"""
for path in ("/etc/passwd", "/etc/shadow", "/home", {os.path.expanduser("~/.bashrc")!r}, "/var", "/run", "/sys",
             {str(secret)!r}, {str(tmp_path)!r}, "/proc", {str(Path(__file__))!r}):
    attempt(lambda: os.listdir(path) if os.path.isdir(path) else open(path))
print(os.environ.get("HOME"), sorted(os.environ))
print([number for number in range(3, 64) if not closed(number)])
""").splitlines()  # fmt: skip
    assert all(line.startswith("denied") for line in told[:11]), told
    assert "WITNESSBOX" not in told[11]
    assert told[12] == "[]"


def test_nothing_can_be_written(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    victim.chmod(0o666)
    with opened(victim) as descriptor:
        told = attempt(DENIED + """
for path in ("/x", "/tmp/x", "/dev/x", "/dev/shm/x", "/usr/x", "/usr/lib/x", "/proc/x", sys.prefix + "/x",
             "/content"):
    attempt(lambda: open(path, "w"))
attempt(lambda: os.mkdir("/d"))
attempt(lambda: os.chmod("/content", 0o777))
attempt(lambda: os.fchmod(os.open("/content", os.O_RDONLY), 0o777))
attempt(lambda: os.utime("/content"))
attempt(lambda: os.truncate("/content", 0))
attempt(lambda: os.unlink("/content"))
attempt(lambda: os.open("/content", os.O_RDWR))
""", content=descriptor).splitlines()  # fmt: skip
    assert all(line.startswith("denied") for line in told), told
    assert victim.read_text() == "as it was"
    assert victim.stat().st_mode & 0o777 == 0o666


def test_no_second_process_and_no_privilege() -> None:
    told = attempt(DENIED + """
attempt(os.fork)
attempt(lambda: __import__("subprocess").run(["/usr/bin/env"]))
attempt(lambda: os.kill(1, 9))
attempt(lambda: os.setuid(0))
attempt(lambda: os.unshare(0x10000000) if hasattr(os, "unshare") else os.kill(1, 9))
print(os.getuid(), os.getpid() < 10)
""").splitlines()  # fmt: skip
    assert all(line.startswith("denied") for line in told[:5]), told
    assert told[5] == "65534 True"


def test_memory_has_a_bound() -> None:
    with pytest.raises(UntrustedInputError, match=r"status|memory"):
        attempt("x = bytearray(400 * 1024**2); print(len(x))", Bounds(memory=300 * 1024**2))
    assert attempt("x = bytearray(100 * 1024**2); print(len(x))", Bounds(memory=300 * 1024**2))


def test_time_has_a_bound() -> None:
    with pytest.raises(UntrustedInputError, match=r"longer than 1 s|processor time"):
        attempt("while True: pass", Bounds(seconds=1))
    with pytest.raises(UntrustedInputError, match="longer than 1 s"):
        attempt("import threading; threading.Event().wait()", Bounds(seconds=1))


def test_output_has_a_bound_and_complaints_do_not_block() -> None:
    with pytest.raises(UntrustedInputError, match="wrote more than 1000 bytes"):
        attempt("while True: print('x' * 1000)", Bounds(output=1000))
    told = attempt("import sys; sys.stderr.write('x' * 10_000_000); print('done')")
    assert told == "done\n"


def test_it_dies_with_its_parent() -> None:
    """The program holds the writing end of a pipe: the pipe ends when the last that holds it is gone."""
    reading, writing = os.pipe()
    code = f"""
    import os, sys
    from witnessbox.media.outside import Bounds, FIDO, Program, start_outside
    program = Program(name="p", command=(sys.executable, "-I", "-c",
        "import os, threading; os.write(1, b'up'); threading.Event().wait()"), folders=FIDO.folders, hint="")
    with start_outside(program, 0, Bounds(), {writing}) as process:
        process.wait()
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.DEVNULL, pass_fds=(writing,)
    )
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        assert pipe.read(2) == b"up"
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert pipe.read(1) == b""


def test_a_content_is_read_whatever_its_owner_and_its_position_stays(tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"0123456789")
    path.chmod(0o400)
    with opened(path) as descriptor:
        assert attempt(f"print(open({outside.CONTENT!r}).read())", content=descriptor) == "0123456789\n"
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0


# -- the programs themselves ---------------------------------------------------------------------------------------


@pytest.fixture
def exiftool() -> None:
    try:
        require("exiftool")
    except ProgramMissingError as error:
        pytest.skip(str(error))


def test_exiftool_reads_what_makers_hide(exiftool: None, tmp_path: Path) -> None:
    with opened(photograph(tmp_path / "x.jpg")) as descriptor:
        found = client_outside.exiftool(descriptor)
    assert found.format == "JPEG"
    said = {(each.source, each.key): each.value for each in found.devices}
    assert said[("Canon", "SerialNumber")] == "1234567890"
    assert said[("ExifIFD", "LensSerialNumber")] == "LENS456"
    assert ("XMP-xmp", "CreateDate", "+03:00") in {(each.source, each.key, each.zone) for each in found.times}
    assert "bubblewrap" in found.isolation
    assert str(tmp_path) not in repr(found)


def test_the_bomb_that_took_exiftool_three_gigabytes(exiftool: None, tmp_path: Path) -> None:
    body = b"Comment\0\0" + zlib.compress(bytes(600 * 1024**2), 1)
    text = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    (tmp_path / "x.png").write_bytes(png + text + b"\0\0\0\0IEND\xaeB`\x82")
    with opened(tmp_path / "x.png") as descriptor, pytest.raises(UntrustedInputError, match=r"exiftool .*[Mm]emory"):
        client_outside.exiftool(descriptor)


def test_exiftool_says_what_it_does_not_know(exiftool: None, tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(b"\x01\x02\x03\x04" * 100)
    with opened(tmp_path / "x.jpg") as descriptor, pytest.raises(UntrustedInputError, match="exiftool says"):
        client_outside.exiftool(descriptor)


def test_pronom_names_formats(tmp_path: Path) -> None:
    try:
        require("fido")
    except ProgramMissingError as error:
        pytest.skip(str(error))
    with opened(photograph(tmp_path / "x.jpg")) as descriptor:
        (match,) = client_outside.pronom(descriptor).matches
    assert (match.puid, match.mime, match.basis) == ("fmt/44", "image/jpeg", "signature") or match.puid == "fmt/43"
    (tmp_path / "nothing.docx").write_bytes(b"\x01\x02\x03")
    with opened(tmp_path / "nothing.docx") as descriptor:
        assert client_outside.pronom(descriptor).matches == ()


@pytest.fixture
def forget() -> Iterator[None]:
    for cached in (outside.version_of, outside._require_profile):
        cached.cache_clear()
    yield
    for cached in (outside.version_of, outside._require_profile):
        cached.cache_clear()


def test_what_is_missing_is_named_and_nothing_runs(
    forget: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = replace(EXIFTOOL, command=("/usr/bin/no-such-exiftool",))
    monkeypatch.setitem(outside.PROGRAMS, "exiftool", gone)
    with pytest.raises(ProgramMissingError, match="apt install libimage-exiftool-perl"):
        require("exiftool")
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "prlimit").symlink_to(str(shutil.which("prlimit")))
    monkeypatch.setenv("PATH", str(tools))
    outside.version_of.cache_clear()
    outside._require_profile.cache_clear()
    with pytest.raises(ProgramMissingError, match="apt install bubblewrap"):
        require("fido")
    answer = ask("analyse", copied(empty_case(), tmp_path / "x.case"), "--only", "pronom", code=4)
    assert answer["ran"] == 0
    assert "apt install bubblewrap" in answer["missing"][0]


def test_without_namespaces_nothing_runs(forget: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A kernel that refuses namespaces, as far as bubblewrap can tell."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "prlimit").symlink_to(str(shutil.which("prlimit")))
    (tools / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    (tools / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(
        ProgramMissingError, match=r"no program of others is run: .*No permissions to create new namespace"
    ):
        require("exiftool")


def test_they_run_only_when_they_are_named(exiftool: None, tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    trove = tmp_path / "trove"
    trove.mkdir()
    (trove / "order.docx").write_bytes(docx())
    call(*signed("intake", case, trove), code=0)
    call("analyse", case)
    (digest,) = (row["sha256"] for row in ask("items", case)["items"])
    assert not {"exiftool", "pronom"} & {each["analyser"] for each in ask("show", case, digest)["analyses"]}
    assert ask("analyse", case, "--only", "exiftool")["ran"] == 1
    shown = ask("show", case, digest)
    assert "exiftool" in {each["analyser"] for each in shown["analyses"]}
    assert any(each["source"].startswith("exiftool: XML") for each in shown["times"])
