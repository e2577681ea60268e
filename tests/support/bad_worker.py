"""A worker that can also misbehave, and one whose sandbox is partly missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from witnessbox.media import sandbox
from witnessbox.media.tasks import TASKS

HERE = str(Path(__file__).parent)
WITHOUT_LANDLOCK = "isolation._landlock = lambda libc: 0; "
WITHOUT_SECCOMP = "isolation._seccomp = lambda libc: False; "


def bad_worker(patch: pytest.MonkeyPatch, limits: sandbox.Limits | None = None, missing: str = "") -> sandbox.Worker:
    """Start a worker that knows the task `misbehave`; `missing` takes layers of the sandbox away."""
    program = (
        f"import sys; sys.path.insert(0, {HERE!r}); import misbehaving; "
        "from witnessbox.media import isolation, tasks, worker; "
        f"tasks.TASKS.update(misbehaving.TASKS); {missing}worker.main()"
    )
    patch.setattr(sandbox, "_COMMAND", (sys.executable, "-I", "-c", program))
    patch.setitem(TASKS, "misbehave", "misbehaving:misbehave")
    return sandbox.Worker(limits or sandbox.Limits(), tasks=("misbehave",))
