"""A bound on memory for one step of a task, below the worker's own.

A library that lays out documents believes what they announce. Beyond the bound its request is refused: it raises, or
ends the worker, and a worker that ends costs one content.
"""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator

_PAGE = resource.getpagesize()
_state: dict[str, int] = {}


def warm() -> None:
    """Open what tells the size of this process: once the sandbox is closed, nothing can be opened."""
    if "statm" not in _state:
        with contextlib.suppress(OSError):  # there is none on macOS
            _state["statm"] = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)


@contextlib.contextmanager
def memory(more: int) -> Iterator[None]:
    """Let the process grow by so many bytes of address space while the block runs.

    Args:
        more: bytes. Where the size of the process cannot be told, the worker's own limit has to do.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if "statm" not in _state:
        yield
        return
    used = int(os.pread(_state["statm"], 64, 0).split()[0]) * _PAGE
    allowed = used + more if soft == resource.RLIM_INFINITY else min(used + more, soft)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
