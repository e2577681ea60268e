"""How a worker hands over the members of a container: one stream of frames through a pipe.

A frame is one byte of kind, four bytes of length (big-endian), and that many bytes: `M` a `Member` as JSON, `D` bytes
of it, `H` a decimal number of zero bytes, `E` a `MemberEnd` as JSON. Nothing is kept: memory does not grow with what
a container holds.
"""

from __future__ import annotations

import json
import os
import struct

from witnessbox.model.codec import to_json
from witnessbox.model.items import Outcome, Run
from witnessbox.model.members import Bounds, Member, MemberEnd

HEADER = struct.Struct("!cI")
PIECE = 256 * 1024
"""Most bytes of one frame of data."""


class BoundMetError(Exception):
    """A bound on expansion was met; `bound` names it, as `ratio 250`."""

    def __init__(self, bound: str) -> None:
        super().__init__(bound)
        self.bound = bound


class MemberWriter:
    """The worker's side of the stream.

    Args:
        descriptor: a pipe.
        bounds: what all members together may use.
        size: bytes of the container, for the ratio.
    """

    def __init__(self, descriptor: int, bounds: Bounds, size: int) -> None:
        self._descriptor = descriptor
        self._bounds = bounds
        self._allowed = min(bounds.size, max(bounds.floor, bounds.ratio * size))
        self._limit = f"size {bounds.size}" if self._allowed == bounds.size else f"ratio {bounds.ratio}"
        self._sent = 0
        self._open = False
        self.members = 0

    def begin(self, member: Member) -> None:
        """Announce a member; its bytes follow.

        Raises:
            BoundMetError: too many members, or this one announces more than may be expanded: nothing was sent, go on
                with the next or stop.
        """
        if self.members >= self._bounds.entries:
            raise BoundMetError(f"entries {self._bounds.entries}")
        self.members += 1
        self._open = True
        self._frame(b"M", json.dumps(to_json(member)).encode())

    def data(self, piece: bytes | memoryview) -> None:
        """Send bytes of the member.

        Raises:
            BoundMetError: they are too many; the member was ended as refused.
        """
        self._count(len(piece))
        for start in range(0, len(piece), PIECE):
            self._frame(b"D", piece[start : start + PIECE])

    def hole(self, length: int) -> None:
        """Send zeros that the container does not hold; they count as bytes of the member.

        Raises:
            BoundMetError: they are too many; the member was ended as refused.
        """
        self._count(length)
        self._frame(b"H", str(length).encode())

    def end(self, outcome: Outcome = Outcome.SEALED, reason: str | None = None, missing: tuple[Run, ...] = ()) -> None:
        """Say what came of the member."""
        self._open = False
        self._frame(b"E", json.dumps(to_json(MemberEnd(outcome=outcome, reason=reason, missing=missing))).encode())

    def abandon(self, reason: str) -> None:
        """End a member that is still open as unreadable; for a container that breaks off in its middle."""
        if self._open:
            self.end(Outcome.UNREADABLE, reason)

    def _count(self, length: int) -> None:
        self._sent += length
        if self._sent > self._allowed:
            self.end(Outcome.REFUSED, f"beyond the bound on expansion: {self._limit}")
            raise BoundMetError(self._limit)

    def _frame(self, kind: bytes, body: bytes | memoryview) -> None:
        _write(self._descriptor, HEADER.pack(kind, len(body)))
        _write(self._descriptor, body)


def _write(descriptor: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
