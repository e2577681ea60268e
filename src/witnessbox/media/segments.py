"""The journal of a rendering or a search: finished segments, one after the other, in a file that outlives a killed run.

A file begins with a mark and a digest of everything that the bytes of a segment depend on. A segment is a head with
its length and the digest of its packets, then those packets. A head is written after its packets, so a segment that a
kill cut short has none, and the next run makes it again.
"""

from __future__ import annotations

import hashlib
import os
import struct
from typing import TYPE_CHECKING

from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = b"witnessbox segments 1\n"
_HEAD = struct.Struct(">4sIIIQ32s")  # mark, number, frames, painted, bytes of packets, digest
_SEGMENT, _WHOLE = b"segm", b"done"
_PACKET = struct.Struct(">BI")  # whether it is a key frame, length
_BLOCK = 1 << 20
_MAX_PACKET = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One finished segment.

    Attributes:
        frames: number of its frames.
        painted: number of those on which something was painted.
        start: where its packets begin in the file.
        end: where they end.
    """

    frames: int
    painted: int
    start: int
    end: int


class Journal:
    """Finished segments of one film. What does not fit the key, or is damaged, is cut off when it is opened.

    Args:
        descriptor: readable and writable.
        key: 32 bytes: digest of all that the segments depend on.
    """

    def __init__(self, descriptor: int, key: bytes) -> None:
        self._descriptor = descriptor
        self.segments: list[Segment] = []
        self.whole = False
        start = _MARK + key
        self._start = self._end = len(start)
        if os.pread(descriptor, len(start), 0) != start:
            os.ftruncate(descriptor, 0)
            _write(descriptor, start, 0)
        self._read()
        os.ftruncate(descriptor, self._end + (_HEAD.size if self.whole else 0))
        self._place = 0
        self._digest = hashlib.sha256()

    @property
    def frames(self) -> int:
        """Number of frames in finished segments."""
        return sum(segment.frames for segment in self.segments)

    @property
    def painted(self) -> int:
        """Number of frames in them on which something was painted."""
        return sum(segment.painted for segment in self.segments)

    def begin(self, header: bytes) -> None:
        """Begin a segment with a packet that is no frame: the parameters of its encoder, the state of a search."""
        self._digest = hashlib.sha256()
        self._place = self._end + _HEAD.size
        self.add(header, key=False)

    def add(self, data: bytes, *, key: bool) -> None:
        """Add a packet."""
        for piece in (_PACKET.pack(key, len(data)), data):
            _write(self._descriptor, piece, self._place)
            self._digest.update(piece)
            self._place += len(piece)

    def end(self, frames: int, painted: int = 0) -> None:
        """Finish the segment: from here on it is not made again."""
        start = self._end + _HEAD.size
        self._put_head(_SEGMENT, frames, painted, self._place - start, self._digest.digest())
        self.segments.append(Segment(frames=frames, painted=painted, start=start, end=self._place))
        self._end = self._place

    @property
    def begun(self) -> tuple[int, int]:
        """Where the packets of the segment that was begun last start in the file, and where they end so far."""
        return self._end + _HEAD.size, self._place

    def clear(self) -> None:
        """Take all segments back."""
        self.segments, self.whole, self._end = [], False, self._start
        os.ftruncate(self._descriptor, self._start)

    def finish(self) -> None:
        """Say that all segments are there, and that their content had the frames and times of the plan."""
        self._put_head(_WHOLE, self.frames, self.painted, 0, hashlib.sha256().digest())
        self.whole = True

    def header(self) -> bytes:
        """Parameters of the encoder, the same in every segment.

        Raises:
            ValueError: they are not.
        """
        found = {next(self.packets_of(segment))[0] for segment in self.segments}
        if len(found) != 1:
            raise ValueError("segments were made with different settings")
        return found.pop()

    def packets(self) -> Iterator[tuple[bytes, bool]]:
        """All packets in order, and whether each is a key frame."""
        for segment in self.segments:
            packets = self.packets_of(segment)
            next(packets)
            yield from packets

    def packets_of(self, segment: Segment) -> Iterator[tuple[bytes, bool]]:
        """All packets of a segment, the one that is no frame first; as `read_packets`."""
        return read_packets(self._descriptor, segment.start, segment.end)

    def _put_head(self, kind: bytes, frames: int, painted: int, length: int, digest: bytes) -> None:
        os.fsync(self._descriptor)
        head = _HEAD.pack(kind, len(self.segments), frames, painted, length, digest)
        _write(self._descriptor, head, self._end)
        os.fsync(self._descriptor)

    def _read(self) -> None:
        """Take over the segments that are whole."""
        size = os.fstat(self._descriptor).st_size
        while True:
            data = os.pread(self._descriptor, _HEAD.size, self._end)
            if len(data) < _HEAD.size:
                return
            kind, number, frames, painted, length, digest = _HEAD.unpack(data)
            start = self._end + _HEAD.size
            if kind == _WHOLE and number == len(self.segments):
                self.whole = (frames, painted) == (self.frames, self.painted)
                return
            fits = kind == _SEGMENT and number == len(self.segments) and length <= size - start
            if not fits or self._sum(start, start + length) != digest:
                return
            self.segments.append(Segment(frames=frames, painted=painted, start=start, end=start + length))
            self._end = start + length

    def _sum(self, start: int, end: int) -> bytes:
        state = hashlib.sha256()
        while start < end:
            block = os.pread(self._descriptor, min(_BLOCK, end - start), start)
            if not block:
                break
            state.update(block)
            start += len(block)
        return state.digest()


def read_packets(descriptor: int, start: int, end: int, most: int = _MAX_PACKET) -> Iterator[tuple[bytes, bool]]:
    """Packets that lie between two places of a journal, and whether each is a key frame.

    Args:
        descriptor: of the journal.
        start: where the first begins.
        end: where the last ends.
        most: bytes of one.

    Raises:
        ValueError: they do not fill the space between.
    """
    place = start
    while place < end:
        head = os.pread(descriptor, _PACKET.size, place)
        if len(head) < _PACKET.size:
            raise ValueError("a packet is cut off")
        key, length = _PACKET.unpack(head)
        place += _PACKET.size
        if length > min(most, end - place):
            raise ValueError("a packet reaches beyond its segment")
        data = os.pread(descriptor, length, place)
        if len(data) < length:
            raise ValueError("a packet is cut off")
        yield data, bool(key)
        place += length


def _write(descriptor: int, data: bytes, place: int) -> None:
    done = 0
    while done < len(data):
        done += os.pwrite(descriptor, data[done:], place + done)
