"""What a worker gives up before it touches an untrusted byte.

Everything here runs inside the child, in this order: resource limits and a network namespace first, then the worker
imports and warms up its libraries, then `lock` takes files, processes and privileges away for good. Libraries that
load lazily after that point fail, which is why warming up comes in between.

Plain `ctypes` and system call numbers, because the kernel's interfaces are stable and no package is needed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import socket
import struct
import sys
import time
from dataclasses import replace

from witnessbox.media.syscalls import ARCHITECTURES, Architecture
from witnessbox.model.media import Isolation, NetworkIsolation

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38  # linux/prctl.h
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_THREAD = 0x10000000, 0x40000000, 0x00010000  # linux/sched.h
_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h

# linux/landlock.h: rights known to each version of the interface, all of them handled and none granted.
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION_FLAG = 444, 446, 1
_FS_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NET_RIGHTS, _SCOPES = 0b11, 0b11  # bind and connect TCP from version 4; abstract sockets and signals from version 6

# linux/bpf_common.h and linux/seccomp.h
_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_SECCOMP_SET_MODE_FILTER, _SECCOMP_ALL_THREADS = 1, 1
_LOCAL = 1  # AF_UNIX, bits/socket.h
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE, _OFFSET_FIRST_ARGUMENT = 0, 4, 16


_THREAD_SECONDS = 2


class IsolationError(Exception):
    """A measure that was reported as active did not hold, or none could be applied."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def die_with(parent: int) -> None:
    """End this process when its parent ends.

    The kernel forgets the request whenever the process changes its credentials, so it is made again after each step
    that does.

    Args:
        parent: process id of the parent, to notice that it ended before the request was made.
    """
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def set_limits(memory: int, output: int, files: int) -> bool:
    """Limit address space, size of a written file, open files; forbid core dumps. Processor time is set per task.

    Returns:
        Whether all of them took; macOS refuses some.
    """
    whole = True
    for what, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_AS, memory),
    ):
        hard = resource.getrlimit(what)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(what, (value, value))
        except (ValueError, OSError):
            whole = False
    return whole


def allow_processor_time(seconds: int) -> None:
    """Give the next task that much processor time on top of what was used; beyond it the kernel ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def leave_network() -> Isolation:
    """Move to an empty network namespace, if the system lets us; must run before the first thread starts.

    A privileged process moves alone; any other needs a user namespace around it.
    """
    isolation = Isolation(system=sys.platform)
    if sys.platform != "linux":
        return isolation
    libc = _libc()
    if os.geteuid() == 0 and libc.unshare(_CLONE_NEWNET) == 0:
        return replace(isolation, network=NetworkIsolation.NAMESPACE)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        return replace(isolation, network=NetworkIsolation.NAMESPACE, user_namespace=True)
    return isolation


def lock(isolation: Isolation, parent: int) -> Isolation:
    """Give up files, processes, programs, network and privileges, and test that they are gone.

    Args:
        isolation: what is active so far.
        parent: process id of the parent.

    Returns:
        What is active now.

    Raises:
        IsolationError: nothing could be applied, or what was applied does not hold.
    """
    if sys.platform != "linux":
        return isolation
    _await_single_thread()
    libc = _libc()
    header, nothing = struct.pack("Ii", _CAPABILITY_VERSION_3, 0), bytes(24)
    dropped = libc.capset(header, nothing) == 0
    no_new_privileges = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    die_with(parent)
    abi = _landlock(libc)
    seccomp = _seccomp(libc)
    if not abi and not seccomp:
        raise IsolationError("neither Landlock nor seccomp is available")
    network = isolation.network
    if network is NetworkIsolation.NONE and seccomp:
        network = NetworkIsolation.SECCOMP
    result = replace(
        isolation,
        landlock_abi=abi,
        seccomp=seccomp,
        network=network,
        capabilities_dropped=dropped,
        no_new_privileges=no_new_privileges,
    )
    _check(result)
    return result


def _await_single_thread() -> None:
    """Landlock binds the calling thread only, so no other may run; those of a closed codec take a moment to end."""
    deadline = time.monotonic() + _THREAD_SECONDS
    while (threads := len(os.listdir("/proc/self/task"))) != 1:
        if time.monotonic() > deadline:
            raise IsolationError(f"{threads - 1} threads were still running when the sandbox was to close")
        time.sleep(0.001)


def _landlock(libc: ctypes.CDLL) -> int:
    """Deny every right on files, and TCP, abstract sockets and signals where the kernel can; 0 without Landlock."""
    abi = int(libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _LANDLOCK_VERSION_FLAG))
    if abi < 1:
        return 0
    rights = (1 << _FS_RIGHTS_BY_ABI[min(abi, 5)]) - 1
    attributes = struct.pack("Q", rights)
    if abi >= 4:
        attributes += struct.pack("Q", _NET_RIGHTS)
    if abi >= 6:
        attributes += struct.pack("Q", _SCOPES)
    ruleset = int(libc.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0))
    if ruleset < 0:
        return 0
    applied = libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return abi if applied else 0


def _seccomp(libc: ctypes.CDLL) -> bool:
    architecture = ARCHITECTURES.get(os.uname().machine)
    if architecture is None:
        return False
    program = _program(architecture)
    buffer = ctypes.create_string_buffer(program, len(program))
    pointer = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    number = architecture.seccomp
    return int(libc.syscall(number, _SECCOMP_SET_MODE_FILTER, _SECCOMP_ALL_THREADS, pointer)) == 0


def filter_program(architecture: Architecture, *, workshop: bool = False) -> bytes:
    """The filter for a program of others, which is loaded and opens its own files; all else is the same.

    Args:
        architecture: of this machine.
        workshop: for a program that writes files, starts processes and talks to them over local sockets.
    """
    allowed = {*architecture.needed, *(architecture.workshop if workshop else ())}
    paths = tuple(number for number in architecture.denied_paths if number not in allowed)
    rest = tuple(number for number in architecture.denied if number not in allowed)
    return _program(replace(architecture, denied_paths=paths, denied=rest), workshop=workshop)


def _program(architecture: Architecture, *, workshop: bool = False) -> bytes:
    """The filter: other architectures end the process, listed calls fail with an error, the rest goes through."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    steps = [
        step(_LOAD, _OFFSET_ARCHITECTURE),
        step(_EQUAL, architecture.audit, 1, 0),
        step(_RETURN, _KILL),
        step(_LOAD, _OFFSET_NUMBER),
    ]
    if architecture.foreign_from is not None:
        steps += [step(_GREATER_EQUAL, architecture.foreign_from, 0, 1), step(_RETURN, _ERRNO | errno.EPERM)]
    # The C library falls back from clone3, whose flags a filter cannot read, to clone, whose flags it can.
    steps += [step(_EQUAL, architecture.clone3, 0, 1), step(_RETURN, _ERRNO | errno.ENOSYS)]
    for number in architecture.denied_paths:
        steps += [step(_EQUAL, number, 0, 1), step(_RETURN, _ERRNO | errno.EACCES)]
    for number in architecture.denied:
        steps += [step(_EQUAL, number, 0, 1), step(_RETURN, _ERRNO | errno.EPERM)]
    if workshop:
        steps += [
            step(_EQUAL, architecture.socket, 1, 0),
            step(_RETURN, _ALLOW),
            step(_LOAD, _OFFSET_FIRST_ARGUMENT),
            step(_EQUAL, _LOCAL, 1, 0),
            step(_RETURN, _ERRNO | errno.EPERM),
            step(_RETURN, _ALLOW),
        ]
        return b"".join(steps)
    steps += [
        step(_EQUAL, architecture.clone, 1, 0),
        step(_RETURN, _ALLOW),
        step(_LOAD, _OFFSET_FIRST_ARGUMENT),
        step(_ANY_BIT, _CLONE_THREAD, 1, 0),
        step(_RETURN, _ERRNO | errno.EPERM),
        step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)


def _check(isolation: Isolation) -> None:
    """Try what must fail: a measure that the kernel accepted but that does not hold would be worse than none."""
    try:
        os.close(os.open("/", os.O_RDONLY))
    except OSError:
        pass
    else:
        raise IsolationError("the file system could still be read after the sandbox closed")
    if isolation.seccomp:
        try:
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
        except OSError:
            pass
        else:
            raise IsolationError("a network socket could still be made after the sandbox closed")
