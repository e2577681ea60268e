"""Containers that lie in several files: read as one, in the order of the files."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import Any


class Volumes:
    """The files of one archive or disk image, as one range of bytes.

    Args:
        descriptors: of the files, in their order.

    Attributes:
        descriptors: the same.
        size: bytes of all of them.
    """

    def __init__(self, descriptors: Sequence[int]) -> None:
        self.descriptors = tuple(descriptors)
        self._ends: list[int] = []
        self.size = 0
        for descriptor in self.descriptors:
            self.size += os.fstat(descriptor).st_size
            self._ends.append(self.size)

    def read_at(self, offset: int, length: int) -> bytes:
        """Bytes from an offset on, fewer at the end."""
        parts = []
        for number, end in enumerate(self._ends):
            start = self._ends[number - 1] if number else 0
            if start <= offset < end and length > 0:
                part = os.pread(self.descriptors[number], min(length, end - offset), offset - start)
                parts.append(part)
                offset, length = offset + len(part), length - len(part)
        return b"".join(parts)


class VolumesFile(io.RawIOBase):
    """Volumes as a file of its own position.

    Args:
        volumes: what to read.
    """

    def __init__(self, volumes: Volumes) -> None:
        self._volumes, self._position = volumes, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._volumes.size}[whence]
        if base + offset < 0:
            raise OSError(f"position {base + offset} lies before the beginning")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        piece = self._volumes.read_at(self._position, len(buffer))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
