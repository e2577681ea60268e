"""A disk that fails where it is told to: a read-only file system of our own over a folder, by FUSE.

As a program: `bad_disk.py FOLDER MOUNT PLAN`, where PLAN is JSON: `bad` maps paths to ranges of bytes that cannot be
read, `delay` is how many milliseconds each read takes.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SECONDS = 20.0


class Mounted:
    """A folder seen through the failing disk.

    Attributes:
        path: where it is seen.
    """

    def __init__(self, folder: Path, path: Path, plan: dict[str, Any]) -> None:
        self.path = path
        self._process = subprocess.Popen(
            [sys.executable, __file__, folder, path, json.dumps(plan)], stdin=subprocess.DEVNULL
        )
        until = time.monotonic() + SECONDS
        while not os.path.ismount(path):
            assert self._process.poll() is None, "the file system ended at once"
            assert time.monotonic() < until, "the file system was not mounted"
            time.sleep(0.01)

    def pull(self) -> None:
        """Pull the stick: whoever reads from it gets errors from now on, and nothing is mounted any more."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        subprocess.run(["umount", "-l", self.path], check=True)


@contextlib.contextmanager
def failing(folder: Path, path: Path, **plan: Any) -> Iterator[Mounted]:
    """Mount a folder; skips where that is not allowed."""
    if not os.path.exists("/dev/fuse") or os.geteuid() != 0:
        pytest.skip("mounting a file system of one's own takes /dev/fuse and root")
    path.mkdir(exist_ok=True)
    mounted = Mounted(folder, path, plan)
    try:
        yield mounted
    finally:
        if os.path.ismount(path) or mounted._process.poll() is None:
            mounted.pull()


def main(folder: str, path: str, plan: dict[str, Any]) -> None:
    """Serve until killed."""
    import mfusepy

    class Disk(mfusepy.Operations):  # type: ignore[misc]
        use_ns = True

        def _real(self, name: str) -> str:
            return folder + name

        def getattr(self, name: str, _fh: int | None = None) -> dict[str, int]:
            status = os.lstat(self._real(name))
            found = {
                key: getattr(status, key) for key in ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid", "st_ino")
            }
            return found | {key: getattr(status, f"{key}_ns") for key in ("st_atime", "st_mtime", "st_ctime")}

        def readdir(self, name: str, _fh: int) -> list[str]:
            return [".", "..", *os.listdir(self._real(name))]

        def readlink(self, name: str) -> str:
            return os.readlink(self._real(name))

        def open(self, name: str, _flags: int) -> int:
            return os.open(self._real(name), os.O_RDONLY)

        def read(self, name: str, size: int, offset: int, fh: int) -> bytes:
            time.sleep(plan.get("delay", 0) / 1000)
            if any(start < offset + size and offset < end for start, end in plan.get("bad", {}).get(name[1:], [])):
                raise mfusepy.FuseOSError(errno.EIO)
            return os.pread(fh, size, offset)

        def release(self, _name: str, fh: int) -> int:
            os.close(fh)
            return 0

    mfusepy.FUSE(Disk(), path, foreground=True, nothreads=False, ro=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
