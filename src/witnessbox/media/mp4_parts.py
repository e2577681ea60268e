"""What the muxer leaves in MP4 files that nobody asked for. `structure_mp4` checks what comes of it."""

from __future__ import annotations

import os
import struct

from witnessbox.media.structure import StructureError, boxes

_MOST_USER_DATA = 256


def clean(descriptor: int) -> None:
    """Turn the user data, which the muxer writes at the end of the index unasked, into a free box of zeros.

    Nothing moves: the index ends before it, and what follows keeps its place.

    Args:
        descriptor: of a finished file, readable and writable.

    Raises:
        StructureError: it is not there, or not where it should be.
    """
    index = next(part for part in boxes(descriptor, 0, os.fstat(descriptor).st_size) if part.kind == b"moov")
    *_, last = boxes(descriptor, index.body, index.end)
    if last.kind != b"udta":
        return
    length = last.end - last.start
    if length > _MOST_USER_DATA:
        raise StructureError("the muxer wrote more user data than it does without metadata")
    os.pwrite(descriptor, struct.pack(">I", index.end - index.start - length), index.start)
    os.pwrite(descriptor, struct.pack(">I4s", length, b"free").ljust(length, b"\0"), last.start)
