"""Runs the command line and kills the whole process group just before one of its changes to the disk.

Called as `python crash_at.py NUMBER COUNT_FILE WORD…`; with number 0 nothing is killed and the changes are counted.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "os.symlink"}
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

number, count_file, *words = sys.argv[1:]
seen = [0]


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or not (flags or 0) & WRITING or "/dev/" in os.fsdecode(path):
            return
    elif event not in CHANGES:
        return
    seen[0] += 1
    if seen[0] == int(number):
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    from witnessbox.cli.main import main

    sys.addaudithook(_hook)
    status = main(words)
    total = seen[0]
    with open(count_file, "w") as file:
        file.write(str(total))
    sys.exit(status)
