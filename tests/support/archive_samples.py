"""Archives of all kinds, made where they are needed, and how a worker reads them."""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import inflate64

from witnessbox.intake.unpacking import LIBRARIES
from witnessbox.media.client_members import Hole, expand
from witnessbox.media.sandbox import Limits, Worker
from witnessbox.model.members import Bounds, Member, MemberEnd, Reading

DEFAULT = Bounds()


@dataclass
class Got:
    """One member as it came out."""

    member: Member
    data: bytearray = field(default_factory=bytearray)
    end: MemberEnd | None = None


@contextmanager
def reading_worker(task: str) -> Iterator[Worker]:
    with Worker(Limits(memory=Bounds().memory + LIBRARIES), tasks=(task,)) as worker:
        yield worker


def unpacking_worker() -> AbstractContextManager[Worker]:
    return reading_worker("unpack")


def unpacked(
    worker: Worker, *paths: Path, bounds: Bounds = DEFAULT, passwords: Sequence[str] = (), task: str = "unpack"
) -> tuple[list[Got], Reading]:
    """Members of one archive, and what the reader said."""
    got: list[Got] = []
    descriptors = [os.open(path, os.O_RDONLY) for path in paths]
    try:
        parts = expand(worker, task, descriptors, bounds, passwords=passwords)
        while True:
            try:
                part = next(parts)
            except StopIteration as end:
                assert all(each.end is not None for each in got)
                return got, end.value
            if isinstance(part, Member):
                got.append(Got(part))
            elif isinstance(part, MemberEnd):
                got[-1].end = part
            elif isinstance(part, Hole):
                got[-1].data += bytes(part.length)
            else:
                got[-1].data += part
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def tar(path: Path, members: Sequence[tuple[str, bytes]], mode: str = "w") -> Path:
    """A tar of plain files; names may hold surrogates for bytes that are no text."""
    with tarfile.open(path, mode, encoding="utf-8", errors="surrogateescape") as archive:  # type: ignore[call-overload]
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1_600_000_000
            archive.addfile(info, io.BytesIO(data))
    return path


def rar4(members: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A RAR 4 archive of stored members (format: unrar's technical note, blocks of type 0x73, 0x74 and 0x7B)."""

    def block(kind: int, flags: int, body: bytes, more: int = 0) -> bytes:
        header = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header

    parts = [b"Rar!\x1a\x07\x00", block(0x73, 0, bytes(6))]
    for name, data in members:
        body = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5345_6000, 20, 0x30, len(name), 0o100644
        )
        parts += [block(0x74, 0x8000, body + name), data]
    return b"".join([*parts, block(0x7B, 0x4000, b"")])


def rar5(members: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A RAR 5 archive of stored members (format: the RAR 5.0 archive format of rarlab)."""

    def number(value: int) -> bytes:
        out = bytearray()
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        return bytes([*out, value])

    def block(kind: int, body: bytes, data: bytes | None = None) -> bytes:
        head = number(kind) + number(0 if data is None else 2) + (b"" if data is None else number(len(data))) + body
        head = number(len(head)) + head
        return struct.pack("<I", zlib.crc32(head)) + head + (data or b"")

    parts = [b"Rar!\x1a\x07\x01\x00", block(1, number(0))]
    for name, data in members:
        body = number(4) + number(len(data)) + number(0o644) + struct.pack("<I", zlib.crc32(data))
        parts.append(block(2, body + number(0) + number(1) + number(len(name)) + name, data))
    return b"".join([*parts, block(5, number(0))])


def rar4_volumes(name: bytes, data: bytes, sizes: Sequence[int]) -> list[bytes]:
    """The volumes of a RAR 4 archive that hold so many bytes each of one stored member."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        header = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header

    volumes, at = [], 0
    for number, size in enumerate(sizes):
        last, piece = number == len(sizes) - 1, data[at : at + size]
        at += size
        crc = zlib.crc32(data if last else piece)
        body = struct.pack("<IIBIIBBHI", size, len(data), 3, crc, 0x5345_6000, 20, 0x30, len(name), 0o100644)
        member = block(0x74, 0x8000 | (number > 0) | (not last) << 1, body + name) + piece
        main = block(0x73, 0x0011 | (number == 0) << 8, bytes(6))
        volumes.append(b"Rar!\x1a\x07\x00" + main + member + block(0x7B, 0x4000 | (not last), b""))
    return volumes


def cabinet(members: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A cabinet of stored members (format: MS-CAB)."""
    whole = b"".join(piece for _, piece in members)
    blocks = [whole[at : at + 32_768] for at in range(0, len(whole), 32_768)]
    data = b"".join(struct.pack("<IHH", 0, len(block), len(block)) + block for block in blocks)
    files, at = b"", 0
    for name, piece in members:
        files += struct.pack("<IIHHHH", len(piece), at, 0, 0x5345, 0x6000, 0x80) + name + b"\0"
        at += len(piece)
    first = 36 + 8
    folder = struct.pack("<IHH", first + len(files), len(blocks), 0)
    size = first + len(files) + len(data)
    header = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, size, 0, first, 0, 3, 1, 1, len(members), 0, 7, 0)
    return header + folder + files + data


def zip_with_deflate64(path: Path, name: str, data: bytes, *, damage: bool = False) -> Path:
    """A ZIP archive whose member is compressed as Windows compresses those above 2 GB."""
    deflater = inflate64.Deflater()
    packed = deflater.deflate(data) + deflater.flush()
    if damage:
        packed = packed[: len(packed) // 2] + bytes(len(packed) - len(packed) // 2)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, packed)
        info = archive.infolist()[0]
        info.file_size, info.CRC, info.compress_type = len(data), zlib.crc32(data), 9
    return path
