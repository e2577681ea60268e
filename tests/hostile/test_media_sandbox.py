"""What code inside the sandbox tries, and must not be able to do."""

from __future__ import annotations

import errno
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_worker import HERE, WITHOUT_LANDLOCK, WITHOUT_SECCOMP, bad_worker

from witnessbox.media.sandbox import Limits, SandboxUnavailableError, Worker
from witnessbox.media.syscalls import ARCHITECTURES
from witnessbox.model.errors import UntrustedInputError, WorkerDiedError
from witnessbox.model.media import NetworkIsolation

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox of other systems denies less, and says so")

DENIED = {errno.EACCES, errno.EPERM}
LAYERS = {"whole": "", "landlock": WITHOUT_SECCOMP, "seccomp": WITHOUT_LANDLOCK}


@pytest.fixture(params=sorted(LAYERS))
def layered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker with both layers of the sandbox, or with one of them alone."""
    with bad_worker(monkeypatch, missing=LAYERS[request.param]) as worker:
        if request.param == "landlock" and not worker.isolation.landlock_abi:
            pytest.skip("this kernel has no Landlock")
        yield worker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    with bad_worker(monkeypatch) as worker:
        yield worker


def attempt(
    worker: Worker, act: str, *, inputs: tuple[int, ...] = (), outputs: tuple[int, ...] = (), **more: Any
) -> Any:
    return worker.call("misbehave", {"act": act, **more}, inputs=inputs, outputs=outputs, seconds=30)


def test_both_layers_are_active_and_reported(worker: Worker) -> None:
    isolation = worker.isolation
    assert isolation.system == "linux"
    assert isolation.seccomp
    assert isolation.rlimits
    assert isolation.no_new_privileges
    assert isolation.capabilities_dropped
    assert isolation.network is not NetworkIsolation.NONE


def test_no_path_can_be_opened_written_listed_moved_or_deleted(layered: Worker, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("secret")
    for act, path in (
        ("open", "/etc/passwd"),
        ("open", str(victim)),
        ("open", "/proc/self/environ"),
        ("write", str(tmp_path / "new")),
        ("write", str(victim)),
        ("list", "/"),
        ("list", str(tmp_path)),
        ("rename", str(victim)),
        ("delete", str(victim)),
    ):
        assert attempt(layered, act, path=path).get("denied") in DENIED, act
    assert [each.name for each in tmp_path.iterdir()] == ["victim"]
    assert victim.read_text() == "secret"


def test_an_input_cannot_be_reopened_for_writing(layered: Worker, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_text("as it was")
    descriptor = os.open(original, os.O_RDONLY)
    try:
        assert attempt(layered, "reopen", inputs=(descriptor,))["denied"] in DENIED
    finally:
        os.close(descriptor)
    assert original.read_text() == "as it was"


def test_no_network_in_any_layer(layered: Worker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        server.settimeout(0.2)
        assert "denied" in attempt(layered, "tcp", port=server.getsockname()[1])
        attempt(layered, "udp", port=ear.getsockname()[1])
        with pytest.raises(TimeoutError):
            server.accept()
        with pytest.raises(BlockingIOError):
            ear.recv(1)


@pytest.mark.parametrize("act", ["udp", "tcp"])
def test_sockets_cannot_even_be_made(worker: Worker, act: str) -> None:
    assert attempt(worker, act, port=9)["denied"] in DENIED


@pytest.mark.parametrize("act", ["unix", "socketpair", "execve", "fork", "kill_parent"])
def test_no_program_process_or_signal(worker: Worker, act: str) -> None:
    assert attempt(worker, act)["denied"] in DENIED


def test_the_mode_of_an_original_cannot_be_changed(worker: Worker, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.touch(mode=0o400)
    descriptor = os.open(original, os.O_RDONLY)
    try:
        assert attempt(worker, "chmod_input", inputs=(descriptor,))["denied"] in DENIED
    finally:
        os.close(descriptor)
    assert original.stat().st_mode & 0o777 == 0o400


def test_every_listed_system_call_is_denied(worker: Worker) -> None:
    architecture = ARCHITECTURES[platform.machine()]
    for number in (*architecture.denied_paths, *architecture.denied):
        assert attempt(worker, "system_call", number=number).get("denied") in DENIED, number


def test_threads_still_work(worker: Worker) -> None:
    assert attempt(worker, "thread") == {"did": 4}


def test_without_any_layer_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        bad_worker(monkeypatch, missing=WITHOUT_LANDLOCK + WITHOUT_SECCOMP) as worker,
        pytest.raises(SandboxUnavailableError, match="neither Landlock nor seccomp"),
    ):
        attempt(worker, "pid")


def test_a_layer_that_does_not_hold_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = "isolation._landlock = lambda libc: 7; " + WITHOUT_SECCOMP
    with bad_worker(monkeypatch, missing=lie) as worker, pytest.raises(SandboxUnavailableError, match="still be read"):
        attempt(worker, "pid")


@pytest.mark.parametrize(
    ("act", "limits", "words"),
    [
        ("spin", Limits(cpu_seconds=1), "1 seconds of processor time"),
        ("sleep", Limits(), "longer than 1 seconds"),
        ("abort", Limits(), "SIGABRT"),
        ("exit", Limits(), "status 7"),
        ("kill_self", Limits(), "ran out of memory"),
        ("long", Limits(), "too long"),
        ("number", Limits(), "not JSON"),
    ],
)
def test_a_worker_that_dies_is_named_and_replaced(
    monkeypatch: pytest.MonkeyPatch, act: str, limits: Limits, words: str
) -> None:
    with bad_worker(monkeypatch, limits) as worker:
        before = attempt(worker, "pid")["did"]
        seconds = 1 if act == "sleep" else 30
        with pytest.raises(WorkerDiedError, match=words):
            worker.call("misbehave", {"act": act, "value": 1}, seconds=seconds)
        assert attempt(worker, "pid")["did"] != before


def test_memory_has_a_limit_with_a_clean_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with bad_worker(monkeypatch, Limits(memory=1024**3)) as worker:
        with pytest.raises(UntrustedInputError, match=r"more than 1\.0 GiB of memory"):
            attempt(worker, "allocate", size=2 * 1024**3)
        assert attempt(worker, "allocate", size=1024) == {"did": 1024}


def test_a_written_file_has_a_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with bad_worker(monkeypatch, Limits(output=1000)) as worker, (tmp_path / "out").open("wb") as out:
        assert attempt(worker, "grow_output", outputs=(out.fileno(),), size=5000) == {"denied": errno.EFBIG}


def test_a_reason_is_short_and_cannot_steer_a_terminal(worker: Worker) -> None:
    with pytest.raises(UntrustedInputError) as caught:
        attempt(worker, "raise", text="\x1b[2J" + "y" * 10_000)
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


def test_the_worker_dies_with_its_parent() -> None:
    program = (
        f"import sys, os, signal; sys.path.insert(0, {HERE!r})\n"
        "import pytest, bad_worker\n"
        "worker = bad_worker.bad_worker(pytest.MonkeyPatch())\n"
        "print(worker.call('misbehave', {'act': 'pid'})['did'], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    pid = int(done.stdout)
    for _ in range(500):
        if not _alive(pid):
            return
        time.sleep(0.01)
    pytest.fail("the worker outlived its parent")


def _alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"
