"""The whole job where no network exists but loopback, and without opening any socket that could reach one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cases import ask, call, face_picture, needs_faces, signed, small_trove

GUARD = """
import socket, sys
def watch(event, arguments):
    if event == "socket.__new__" and arguments[1] != socket.AF_UNIX:
        sys.stderr.write(f"a socket of family {arguments[1]} was opened\\n")
        sys.stderr.flush()
        import os
        os._exit(99)
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "urllib.Request"):
        sys.stderr.write(f"{event} {arguments!r}\\n")
        sys.stderr.flush()
        import os
        os._exit(98)
sys.addaudithook(watch)
"""


@pytest.fixture
def trove(tmp_path: Path) -> Path:
    needs_faces()
    trove = small_trove(tmp_path / "trove")
    face_picture(trove / "portrait.jpg")
    return trove


def whole_job(folder: Path, trove: Path, call_words: list[str], environment: dict[str, str]) -> None:
    case = folder / "x.case"

    def run(*words: str | Path, given: str = "", code: int = 0) -> str:
        return call(*words, given=given, code=code, wrapper=call_words, environment=environment).out

    run(*signed("init", case, "--name", "anna"))  # type: ignore[arg-type]
    run(*signed("intake", case, trove, "--probe"))  # type: ignore[arg-type]
    run("analyse", case)
    run("plan", case, "--preset", "faces")
    plans = "\n".join(plan["id"] for plan in ask("approve", case, code=4)["plans"])
    run(*signed("approve", case, "-"), given=plans)  # type: ignore[arg-type]
    run("redact", case)
    ids = "\n".join(each["id"] for each in ask("release", case, code=4)["renditions"])
    run(*signed("release", case, folder / "published", "-"), given=ids)  # type: ignore[arg-type]
    run("verify", case)
    key = next(path for path in (case / "keys").glob("*.key") if len(path.stem) == 32).with_suffix(".pem")
    run("verify", folder / "published", "--key", key)
    run("anchor", case, "--request", folder / "request.tsq")
    for verb in ("items", "fixity", "log", "status", "rebuild"):
        run(verb, case)


def test_the_whole_job_runs_with_loopback_only(tmp_path: Path, trove: Path) -> None:
    unshare = ["unshare", "--net", "--map-root-user"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine gives no network namespaces")
    interfaces = subprocess.run([*unshare, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True).stdout
    assert [line.split(":")[0].strip() for line in interfaces.splitlines()[2:]] == ["lo"]
    whole_job(tmp_path, trove, unshare, {})


def test_no_socket_is_opened_that_could_reach_a_network(tmp_path: Path, trove: Path) -> None:
    """Every Python process but the sandboxed worker, which may open none at all, reports its sockets and is stopped."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(GUARD)
    environment = {"PYTHONPATH": str(hook)}
    probe = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket()"], env={**environment}, capture_output=True, check=False
    )
    assert probe.returncode == 99, probe.stderr
    whole_job(tmp_path, trove, [], environment)
