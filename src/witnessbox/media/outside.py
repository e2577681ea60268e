"""The only place that starts programs of others on bytes of the trove: inside bubblewrap, without a network.

Such a program sees its own files under `/usr` and the content, all read-only, and nothing else: no home, no `/etc`, no
`/proc`, no writable place. It cannot open a socket nor start a second process, and is bounded in memory,
time and output. Where the kernel does not let us build that, it is not run at all.

One that cannot work so (LibreOffice) gets a folder in memory, may start processes, which end with it, and may talk to
them by sockets that have no network.
"""

from __future__ import annotations

import functools
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from witnessbox.media.isolation import filter_program
from witnessbox.media.syscalls import ARCHITECTURES
from witnessbox.model.errors import PersonMustActError, UntrustedInputError
from witnessbox.model.records import dataclass

CONTENT = "/content"
"""Path at which a program finds the content: an ending would make it believe a name."""

_TRIAL_SECONDS = 20
_MAX_COMPLAINT = 4096  # bytes of standard error that are kept
_CHUNK = 65_536
_LOADER = ("/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32")  # links into /usr, or folders on older systems


class ProgramMissingError(PersonMustActError):
    """A program of others, or what is needed to run it safely, is not there; a person has to install it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program of others.

    Attributes:
        name: in words.
        command: absolute path of the executable and its arguments; `CONTENT` stands for the content.
        version: arguments that make it tell its version.
        folders: what it needs to see besides `/usr`.
        hint: how a person gets it.
        answers: exit statuses with which it still gives an answer, if it wrote any.
        needs: executables that must be there besides the first word of the command.
        content: path at which it finds the content; None where it reads it from standard input, which is for what we
            made ourselves: through a descriptor it could change the mode of an original.
        writable: bytes that it may write to `/tmp`, in memory; with any it may also start processes and open local
            sockets.
        trial: what it may use while it is asked for its version; the common bounds where None.
    """

    name: str
    command: tuple[str, ...]
    version: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    hint: str
    answers: frozenset[int] = frozenset({0})
    needs: tuple[str, ...] = ()
    content: str | None = CONTENT
    writable: int = 0
    trial: Bounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one run may use.

    Attributes:
        memory: bytes of address space; ExifTool on ordinary files takes 60 MB, on a made-up one it took 3.1 GB.
        seconds: wall time.
        output: bytes of standard output.
    """

    memory: int = 768 * 1024**2
    seconds: int = 60
    output: int = 4 * 1024**2


def _python_folders() -> tuple[str, ...]:
    roots = {os.path.realpath(sys.base_prefix), os.path.realpath(sys.prefix), sys.prefix, sys.base_prefix}
    return tuple(sorted(root for root in roots if not root.startswith("/usr/") and root != "/usr"))


EXIFTOOL = Program(
    name="exiftool",
    command=("/usr/bin/exiftool", "-config", "", "-json", "-a", "-G1:4", "-m", "-q", "-e", "-x", "System:all", CONTENT),
    version=("-ver",),
    hint="On Debian: apt install libimage-exiftool-perl",
    answers=frozenset({0, 1}),  # 1 where it found an error in the content
)
# Plain PRONOM, and no help from the name: the program's own additions have no number that others know.
_FIDO_ROW = "%(info.puid)s\t%(info.matchtype)s\t%(info.mimetype)s\t%(info.formatname)s\n"
_FIDO = (sys.executable, "-I", "-B", "-m", "fido.fido")
FIDO = Program(
    name="fido",
    command=(*_FIDO, "-q", "-noextension", "-pronom_only", "-matchprintf", _FIDO_ROW, "-nomatchprintf", "", CONTENT),
    version=(*_FIDO[1:], "-v"),
    folders=_python_folders(),
    hint="It comes with: pip install opf-fido (into the environment of witnessbox)",
)
PROGRAMS = {program.name: program for program in (EXIFTOOL, FIDO)}
"""Programs that an analyser may name."""


def require(name: str) -> str:
    """Make sure that a program of `PROGRAMS` can be run, and how.

    Returns:
        Its version in its own words.

    Raises:
        ProgramMissingError: it, or bubblewrap, is missing, or namespaces cannot be made here; the message says which.
    """
    return version_of(PROGRAMS[name])


@functools.cache
def version_of(program: Program) -> str:
    """Make sure that a program can be run; its version in its own words.

    Raises:
        ProgramMissingError: as for `require`.
    """
    _require_profile()
    if not all(os.access(executable, os.X_OK) for executable in (program.command[0], *program.needs)):
        raise ProgramMissingError(f"{program.name} is not installed. {program.hint}")
    with open(os.devnull, "rb") as nothing:
        asked = replace(program, command=(program.command[0], *program.version))
        try:
            told = run_outside(asked, nothing.fileno(), program.trial or Bounds())
        except UntrustedInputError as error:
            raise ProgramMissingError(f"{program.name} does not start: {error}. {program.hint}") from None
    return told.decode("utf-8", "replace").strip()[:200]


def profile_words(bounds: Bounds = Bounds()) -> str:
    """What closes a program of others in, in words, for the record of what it said."""
    return (
        f"{_bubblewrap()}: own user, network, process, IPC and mount namespaces, nothing writable, no capabilities, "
        f"system call filter without sockets and new processes, {bounds.memory} bytes of memory, {bounds.seconds} s"
    )


@functools.cache
def _bubblewrap() -> str:
    told = subprocess.run(
        [shutil.which("bwrap") or "bwrap", "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return told.stdout.decode("utf-8", "replace").strip()[:100] or "bubblewrap"


@functools.cache
def _require_profile() -> None:
    if sys.platform != "linux" or os.uname().machine not in ARCHITECTURES:
        raise ProgramMissingError(
            f"programs of others run only inside bubblewrap, which there is not for {sys.platform} "
            f"{os.uname().machine}; run this analysis on Linux"
        )
    for tool, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux")):
        if shutil.which(tool) is None:
            raise ProgramMissingError(
                f"{tool} is not installed, and programs of others run only inside its profile, else not at all. "
                f"On Debian: apt install {package}"
            )
    trial = Program(name="the profile", command=("/usr/bin/env",), hint="")
    with open(os.devnull, "rb") as nothing:
        try:
            run_outside(trial, nothing.fileno(), Bounds(seconds=_TRIAL_SECONDS))
        except UntrustedInputError as error:
            raise ProgramMissingError(
                f"bubblewrap cannot close a sandbox on this machine, so no program of others is run: {error}. "
                "It needs user namespaces: see kernel.unprivileged_userns_clone, AppArmor, or the container's settings"
            ) from None


def run_outside(program: Program, content: int, bounds: Bounds = Bounds()) -> bytes:
    """Run a program on a content, inside the profile.

    Args:
        program: what to run.
        content: descriptor of a file that has a name. The program gets it by a mount that is read-only: through a
            descriptor it could change the mode of the original, which belongs to the same user.
        bounds: what it may use.

    Returns:
        Its standard output: untrusted, like everything that met a hostile file.

    Raises:
        UntrustedInputError: it failed, or broke a bound; the message says which.
    """
    with start_outside(program, content, bounds, subprocess.PIPE) as process:
        output, complaint, broken = _collect(process, bounds)
    if broken is not None:
        raise UntrustedInputError(f"{program.name} {broken}")
    if process.returncode not in program.answers or (process.returncode and not output):
        words = complaint.decode("utf-8", "replace").strip().splitlines()
        said = "".join(each if each.isprintable() else "?" for each in words[0][:200]) if words else ""
        raise UntrustedInputError(
            f"{program.name} {_ending(process.returncode, bounds)}" + (f": {said}" if said else "")
        )
    return output


@contextmanager
def start_outside(program: Program, content: int, bounds: Bounds, stdout: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program inside the profile; when the block ends, nothing of it is left.

    It also ends when the thread that started it ends, however that comes.

    Args:
        program: what to run.
        content: descriptor of the content.
        bounds: what it may use; the caller watches time and output.
        stdout: as for `subprocess.Popen`.
    """
    with _filter(program) as rules:
        process = subprocess.Popen(
            [*_profile(program, content, rules, bounds), *program.command],
            stdin=subprocess.DEVNULL if program.content else content,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env={},
            cwd="/",
            pass_fds=(rules,),
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()  # bubblewrap's end ends the process namespace with all that is in it
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _path(content: int) -> bytes:
    """The name of an open file.

    Raises:
        UntrustedInputError: it has none any more, or another file has it now.
    """
    path = os.readlink(f"/proc/self/fd/{content}".encode())
    try:
        named = os.stat(path)
    except OSError:
        named = None
    opened = os.fstat(content)
    if named is None or (named.st_dev, named.st_ino) != (opened.st_dev, opened.st_ino):
        raise UntrustedInputError("the content has no name by which a program of others could be given it")
    return path


@contextmanager
def _filter(program: Program) -> Iterator[int]:
    """The system call filter in a file without a name, as bubblewrap takes it."""
    rules = os.memfd_create("witnessbox-filter")
    try:
        os.write(rules, filter_program(ARCHITECTURES[os.uname().machine], workshop=program.writable > 0))
        os.lseek(rules, 0, os.SEEK_SET)
        yield rules
    finally:
        os.close(rules)


def _profile(program: Program, content: int, rules: int, bounds: Bounds) -> Sequence[str | bytes]:
    bubblewrap, limiter = shutil.which("bwrap") or "bwrap", shutil.which("prlimit") or "prlimit"
    words: list[str | bytes] = [
        bubblewrap,
        "--unshare-all",
        "--unshare-user",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
    ]
    words += ["--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--cap-drop", "ALL"]
    words += ["--setenv", "PATH", "/usr/bin", "--setenv", "LC_ALL", "C.UTF-8", "--setenv", "HOME", "/nonexistent"]
    words += [
        "--setenv",
        "TZ",
        "UTC",
        "--ro-bind",
        "/usr",
        "/usr",
        "--ro-bind-try",
        "/etc/ld.so.cache",
        "/etc/ld.so.cache",
    ]
    for folder in _LOADER:
        if os.path.islink(folder):
            words += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            words += ["--ro-bind", folder, folder]
    for folder in program.folders:
        words += ["--ro-bind", folder, folder]
    words += ["--dev-bind", "/dev/null", "/dev/null"]
    if program.content is not None:
        words += ["--ro-bind", _path(content), program.content]
    if program.writable:
        words += ["--dev-bind", "/dev/urandom", "/dev/urandom", "--size", str(program.writable), "--tmpfs", "/tmp"]  # noqa: S108
    words += ["--remount-ro", "/", "--chdir", "/"]
    words += ["--seccomp", str(rules), "--", limiter, f"--as={bounds.memory}", f"--cpu={bounds.seconds}", "--core=0"]
    return [*words, f"--fsize={program.writable}", f"--nofile={1024 if program.writable else 64}", "--"]


def _collect(process: subprocess.Popen[bytes], bounds: Bounds) -> tuple[bytes, bytes, str | None]:
    """Read both outputs up to their bounds, and the bound that was broken."""
    output, complaint = bytearray(), bytearray()
    deadline = time.monotonic() + bounds.seconds
    if process.stdout is None or process.stderr is None:
        raise ValueError("both outputs must be pipes")
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ, output)
        ready.register(process.stderr, selectors.EVENT_READ, complaint)
        while ready.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return b"", b"", f"took longer than {bounds.seconds} s"
            for key, _ in ready.select(left):
                data = os.read(key.fd, _CHUNK)
                if not data:
                    ready.unregister(key.fileobj)
                elif key.data is output:
                    output += data
                else:
                    complaint += data[: _MAX_COMPLAINT - len(complaint)]
            if len(output) > bounds.output:
                return b"", b"", f"wrote more than {bounds.output} bytes"
    try:
        process.wait(max(0.0, deadline - time.monotonic()))  # it may close its outputs and stay
    except subprocess.TimeoutExpired:
        return b"", b"", f"took longer than {bounds.seconds} s"
    return bytes(output), bytes(complaint), None


def _ending(status: int, bounds: Bounds) -> str:
    number = -status if status < 0 else status - 128
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return f"was ended by the kernel: more than {bounds.seconds} s of processor time, or no memory left"
    if number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
        return f"fell over (signal {number}), as programs do that get no more than {bounds.memory} bytes of memory"
    return f"ended with status {status}"
