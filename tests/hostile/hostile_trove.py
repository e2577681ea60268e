"""A trove that attacks whoever opens it: every file that once broke a tool, and those that an opponent would think of.

Run it to have the trove in a folder of your own: `python tests/hostile/hostile_trove.py FOLDER`.
"""

from __future__ import annotations

import io
import os
import socket
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import libarchive
import py7zr
from archive_samples import rar4, rar5
from media_samples import write_clip

SECRET = b"never to be seen: the canary outside of the trove"
PAYLOAD = b"an attempt to write outside"
LEADING_OUT = ("../../../../tmp/evil", "/tmp/evil", "..\\..\\evil", "a/../../../evil", "C:\\evil", "//server/evil")
ODD_NAMES = (
    *(b"n" * 255, "ы".encode() * 127, b"new\nline", b"\xe2\x80\xaefdp.exe", b"\xff\xfe invalid", b"a\x01\x1b[2Jb"),
    *(b"-rf", b"$(reboot)", b"`reboot`", b"'; --", b" ", b"\\", b"con", b"%s%n"),
)
BOMB, SPARSE = 2 * 10**9, 50 * 10**9
"""What bombs grow to, and the length of the sparse file; tests that run often make both smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One attack.

    Attributes:
        path: of its file in the trove, raw bytes.
        outcomes: those of the item that are right.
        attack: what it tries.
    """

    path: bytes
    outcomes: frozenset[str]
    attack: str


class Trove:
    """Makes the files.

    Args:
        folder: where; made.
        canary: a file outside that no attack may read.
        bomb: what the largest bomb grows to.
        sparse: length of the sparse file.
    """

    def __init__(self, folder: Path, canary: Path, *, bomb: int = BOMB, sparse: int = SPARSE) -> None:
        self.folder, self.canary, self.bomb, self.sparse = folder, canary, bomb, sparse
        self.made: list[Hostile] = []

    def make(self) -> list[Hostile]:
        """Make all of it."""
        self.folder.mkdir()
        self.canary.write_bytes(SECRET)
        for part in (self._media, self._documents, self._archives, self._names, self._nodes, self._plain):
            part()
        return self.made

    def _put(self, name: str | bytes, data: bytes, attack: str) -> None:
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        self._know(name, attack)

    def _know(self, name: str | bytes, attack: str, *outcomes: str) -> None:
        self.made.append(Hostile(path=os.fsencode(name), outcomes=frozenset(outcomes or ("sealed",)), attack=attack))

    # -- media -----------------------------------------------------------------------------------------------------

    def _media(self) -> None:
        canary = self.canary
        for name, text in {
            "hls.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{canary}\n#EXT-X-ENDLIST\n",
            "hls.mp4": f"#EXTM3U\n#EXTINF:1,\n{canary}\n#EXT-X-ENDLIST\n",
            "ffconcat.mp4": f"ffconcat version 1.0\nfile '{canary}'\n",
        }.items():
            self._put(f"media/{name}", text.encode(), "a playlist that names another file")
        text = b"Comment\0\0" + deflated(self.bomb // 2)
        self._put("media/ztxt.png", png(8, 8, chunk(b"zTXt", text)), "a text that grows a thousandfold")
        self._put("media/pixels.png", png(16_000, 10_000), "160 million pixels")
        self._put("media/stts.mp4", self._tables(), "tables of a billion entries")
        self._put("media/metadata.mp4", self._not_text(), "metadata that is no UTF-8")
        self._put("media/index.avi", self._false_index(), "an index that points elsewhere")

    def _clip(self, name: str, **more: object) -> bytes:
        path = self.folder.parent / name
        data = write_clip(path, frames=20, **more).read_bytes()  # type: ignore[arg-type]
        path.unlink()
        return data

    def _tables(self) -> bytes:
        data = bytearray(self._clip("tables.mp4"))
        for table in (b"stts", b"stsz", b"stco", b"stsc"):
            struct.pack_into(">I", data, data.index(table) + (12 if table == b"stsz" else 8), 0x3FFFFFFF)
        return bytes(data)

    def _not_text(self) -> bytes:
        data = self._clip("metadata.mp4", metadata={"title": "TITLETITLE"})
        return data.replace(b"TITLETITLE", b"\xff\xfe\xc3\x28\xa0\xf0\x28\x8c\xbc\x80")

    def _false_index(self) -> bytes:
        data = bytearray(self._clip("index.avi", codec="mpeg4"))
        at = data.index(b"idx1") + 8
        while at + 16 <= len(data):
            struct.pack_into("<II", data, at + 8, 0x7FFFFFF0 - at, 3)
            at += 16
        return bytes(data)

    # -- documents -------------------------------------------------------------------------------------------------

    def _documents(self) -> None:
        data = zlib.compress(zlib.compress(deflated(self.bomb), 9), 9)
        page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 1 1] >>"
        filters = b"[/FlateDecode /FlateDecode /FlateDecode]"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(data), filters, data),
        ]
        body = b"%PDF-1.7\n"
        for number, each in enumerate(objects, 1):
            body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
        self._put("documents/flate.pdf", body + b"trailer << /Root 1 0 R >>\n%%EOF\n", "filters inside filters")
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a9;</x>'
        self._put("documents/laughs.xml", laughs.encode(), "entities that grow a billionfold")
        outside = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{self.canary}">]><x>&e;</x>'
        self._put("documents/outside.svg", outside.encode(), "an entity that names another file")

    # -- archives --------------------------------------------------------------------------------------------------

    def _archives(self) -> None:
        self._put("archives/zeros.7z", self._zeros_7z(), "2 GB in 2 KB")
        self._put("archives/overlap.zip", overlapping(5000, 10_000_000), "50 GB of members that overlap")
        self._put("archives/nested.zip", nested(10_000), "10,000 archives in each other")
        self._put("archives/zeros.gz", gzipped(self.bomb // 2), "a single stream that grows a thousandfold")
        self._put("archives/cut.rar", rar5([(b"a.txt", b"a" * 5000)])[:3000], "an archive that ends in its middle")
        self._put("archives/huge.rar", self._huge_rar(), "a member that claims 2^60 bytes")
        for name, data in self._leading_out():
            self._put(f"archives/{name}", data, "names that lead out of the case")

    def _zeros_7z(self) -> bytes:
        out, source = io.BytesIO(), self.folder.parent / "zeros"
        with source.open("wb") as file:
            file.truncate(self.bomb)
        with py7zr.SevenZipFile(out, "w", filters=[{"id": py7zr.FILTER_BZIP2}]) as archive:
            archive.write(source, "zeros")
        source.unlink()
        return out.getvalue()

    def _huge_rar(self) -> bytes:
        data = bytearray(rar4([(b"huge.bin", b"x" * 100)]))
        at = data.index(b"huge.bin") - 25
        struct.pack_into("<I", data, at + 4, 0xFFFFFFFF)
        return bytes(data)

    def _leading_out(self) -> Iterator[tuple[str, bytes]]:
        link, outside = "link", str(self.folder.parent)
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w") as archive:
            for name in LEADING_OUT:
                archive.writestr(name, PAYLOAD)
            info = zipfile.ZipInfo(link)
            info.create_system, info.external_attr = 3, 0o120777 << 16
            archive.writestr(info, outside)
            archive.writestr(f"{link}/evil", PAYLOAD)
        yield "out.zip", plain.getvalue()
        for suffix in ("", ".gz", ".bz2", ".xz"):
            out = io.BytesIO()
            mode = "w" + suffix.replace(".", ":")
            with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
                info = tarfile.TarInfo(link)
                info.type, info.linkname = tarfile.SYMTYPE, outside
                archive.addfile(info)
                info = tarfile.TarInfo("hard")
                info.type, info.linkname = tarfile.LNKTYPE, str(self.canary)
                archive.addfile(info)
                for name in (*LEADING_OUT, f"{link}/evil"):
                    info = tarfile.TarInfo(name)
                    info.size = len(PAYLOAD)
                    archive.addfile(info, io.BytesIO(PAYLOAD))
                for kind in (tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE):
                    info = tarfile.TarInfo(f"node {kind!r}")
                    info.type, info.devmajor, info.devminor = kind, 1, 5
                    archive.addfile(info)
            yield f"out.tar{suffix}", out.getvalue()
        for form, suffix in (("7zip", "7z"), ("cpio", "cpio"), ("pax", "zst.tar")):
            path = self.folder.parent / f"made.{suffix}"
            arguments = (form, "zstd") if suffix == "zst.tar" else (form,)
            with libarchive.file_writer(str(path), *arguments) as archive:
                for name in LEADING_OUT:
                    archive.add_file_from_memory(name, len(PAYLOAD), PAYLOAD)
            yield f"out.{suffix}", path.read_bytes()
            path.unlink()
        members = [(name.encode(), PAYLOAD) for name in LEADING_OUT]
        yield "out4.rar", rar4(members)
        yield "out5.rar", rar5(members)

    # -- names and nodes -------------------------------------------------------------------------------------------

    def _names(self) -> None:
        for name in ODD_NAMES:
            self._put(b"names/" + name, b"under an odd name: " + name, "an odd name")

    def _nodes(self) -> None:
        folder = self.folder / "nodes"
        folder.mkdir()
        os.mkfifo(folder / "fifo")
        self._know("nodes/fifo", "a pipe that nobody writes to", "not opened")
        here = os.getcwd()
        os.chdir(folder)  # the path of a socket is short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket")
        os.chdir(here)
        self._know("nodes/socket", "a socket", "not opened")
        if os.geteuid() == 0:
            os.mknod(folder / "zero", 0o666 | stat.S_IFCHR, os.makedev(1, 5))
            self._know("nodes/zero", "a device without end", "not opened")
        for name, target in (("loop", "."), ("up", ".."), ("out", str(self.canary)), ("self", "self")):
            (folder / name).symlink_to(target)
            self._know(f"nodes/{name}", "a link", "not followed")
        with (folder / "sparse").open("wb") as file:
            file.truncate(self.sparse)
            file.seek(self.sparse // 2)
            file.write(b"in the middle")
        self._know("nodes/sparse", f"{self.sparse // 10**9} GB with 13 bytes of data")
        deep = self.folder / "deep"
        for _ in range(60):
            deep = deep / ("d" * 50)
        here = os.open(self.folder, os.O_RDONLY)
        try:
            parent = here
            for part in deep.relative_to(self.folder).parts:  # deeper than one path may be long
                os.mkdir(part, dir_fd=parent)
                inner = os.open(part, os.O_RDONLY, dir_fd=parent)
                if parent != here:
                    os.close(parent)
                parent = inner
            os.close(os.open("bottom", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=parent))
            os.close(parent)
        finally:
            os.close(here)
        self._know(str(deep.relative_to(self.folder) / "bottom"), "a path of 3,000 bytes")

    def _plain(self) -> None:
        for number in range(20):
            self._put(f"plain/{number:02}.txt", b"harmless %d" % number, "nothing: it must come through")


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def deflated(size: int, window: int = zlib.MAX_WBITS) -> bytes:
    """So many zeros, compressed."""
    packer = zlib.compressobj(6, zlib.DEFLATED, window)
    block = bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join([*parts, packer.flush()])


def gzipped(size: int) -> bytes:
    """The same as a gzip file."""
    return deflated(size, 16 + zlib.MAX_WBITS)


def png(width: int, height: int, more: bytes = b"") -> bytes:
    """A black picture of one bit a pixel."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes((1 + width // 8) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _entry(name: bytes, crc: int, packed: int, size: int, method: int, offset: int) -> bytes:
    fields = (0x02014B50, 20, 20, 0, method, 0, 33, crc, packed, size, len(name), 0, 0, 0, 0, 0, offset)
    return struct.pack("<IHHHHHHIIIHHHHHII", *fields) + name


def _local(name: bytes, crc: int, packed: int, size: int, method: int) -> bytes:
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, method, 0, 33, crc, packed, size, len(name), 0) + name


def _end(entries: int, length: int, offset: int) -> bytes:
    return struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, entries, entries, length, offset, 0)


def overlapping(members: int, size: int) -> bytes:
    """A ZIP whose directory names one member many times (after David Fifield, *A better zip bomb*, 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(size)) + packer.flush()
    crc = zlib.crc32(bytes(size))
    local = _local(b"00000000", crc, len(data), size, 8) + data
    directory = b"".join(_entry(b"%08d" % number, crc, len(data), size, 8, 0) for number in range(members))
    return local + directory + _end(members, len(directory), len(local))


def nested(levels: int) -> bytes:
    """A ZIP in a ZIP in a ZIP."""
    data = b"the innermost"
    for _ in range(levels):
        crc = zlib.crc32(data)
        local = _local(b"z", crc, len(data), len(data), 0) + data
        entry = _entry(b"z", crc, len(data), len(data), 0, 0)
        data = local + entry + _end(1, len(entry), len(local))
    return data


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for each in Trove(target, target.parent / "canary").make():
        print(f"{each.path!r}: {each.attack}")
