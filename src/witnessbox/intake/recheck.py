"""The second reading: the source once more, byte by byte against what lies in the vault."""

from __future__ import annotations

import os

from witnessbox.intake.copying import Reading, StoppedError, extents
from witnessbox.vault.objects import BLOCK


def same_bytes(source: int, kept: int, reading: Reading, *, size: int) -> bool:
    """Compare a file of the source with its object, both read anew from their disks.

    Args:
        source: descriptor of the file.
        kept: descriptor of the object.
        reading: how it is watched.
        size: number of bytes both should have.

    Raises:
        OSError: the source cannot be read this time.
        StoppedError: it was told to stop.
    """
    if os.fstat(kept).st_size != size:
        return False
    for descriptor in (source, kept):
        if hasattr(os, "posix_fadvise"):  # what lies in memory would prove nothing about the disk
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    sparse = os.fstat(kept).st_blocks * 512 < size
    for start, end, holds_data in extents(kept, size) if sparse else [(0, size, True)]:
        if not holds_data and _is_hole(source, start, end):
            reading.advance(end - start)
            continue
        position = start
        while position < end:
            if reading.stopped():
                raise StoppedError
            length = min(BLOCK, end - position)
            here, there = os.pread(source, length, position), os.pread(kept, length, position)
            if here != there or not here:
                return False
            position += len(here)
            reading.advance(len(here))
    return not os.pread(source, 1, size)


def _is_hole(descriptor: int, start: int, end: int) -> bool:
    try:
        return os.lseek(descriptor, start, os.SEEK_DATA) >= end
    except OSError:  # ENXIO: a hole up to the end of the file
        return os.fstat(descriptor).st_size >= end
