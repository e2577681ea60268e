"""Descriptors as file objects, for libraries that read and write those."""

from __future__ import annotations

import io
import os
from typing import Any


class DescriptorFile(io.RawIOBase):
    """A file object over a descriptor, with a position of its own: descriptors passed on share one with the sender."""

    def __init__(self, descriptor: int, *, writable: bool = False) -> None:
        self._descriptor = descriptor
        self._position = 0
        self._writable = writable

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return self._writable

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = os.preadv(self._descriptor, [buffer], self._position)
        self._position += count
        return count

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view):
            done += os.pwrite(self._descriptor, view[done:], self._position + done)
        self._position += done
        return done

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}.get(whence)
        if base is None:
            base = os.fstat(self._descriptor).st_size
        if base + offset < 0:
            raise OSError("position before the start of the file")
        self._position = base + offset
        return self._position
