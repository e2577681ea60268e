"""Disk images with live, deleted, fragmented and Cyrillic-named files, made without mounting anything."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LIVE, GONE, TORN, TORN_AND_GONE, CYRILLIC = "live.bin", "gone.bin", "torn.bin", "torngone.bin", "привет.txt"
CLUSTERS = 4096
"""Bytes that every file takes a whole number of."""
CONTENTS = {
    LIVE: random.Random(1).randbytes(300_000),
    GONE: random.Random(2).randbytes(200_000),
    TORN: random.Random(3).randbytes(160_000),
    TORN_AND_GONE: random.Random(4).randbytes(120_000),
    CYRILLIC: "слова ".encode() * 900,
}


@dataclass(frozen=True)
class Disk:
    """An image, and whether deleting loses where the pieces of a file lie."""

    path: Path
    loses_chains: bool


def needs(*programs: str) -> None:
    """Skip where a program is missing; `make test` installs them all."""
    for program in programs:
        if shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            pytest.skip(f"{program} is not installed: scripts/install-debian dosfstools ntfs-3g exfatprogs ewf-tools")


def tool(*words: str | Path) -> None:
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin", "MTOOLS_SKIP_CHECK": "1"}
    environment |= {"LC_ALL": "C.UTF-8"}
    subprocess.run([str(word) for word in words], check=True, capture_output=True, env=environment)


def blank(path: Path, megabytes: int) -> Path:
    with path.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    return path


def sources(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in CONTENTS.items():
        (folder / name).write_bytes(data)
    return folder


# -- FAT and exFAT: made by mkfs, then filled by hand, so that every cluster is where a test wants it ------------------


class _FatVolume:
    """Puts files into an empty FAT file system, cluster by cluster (Microsoft FAT specification, 2005)."""

    def __init__(self, path: Path, bits: int) -> None:
        self.path, self.bits = path, bits
        self.data = bytearray(path.read_bytes())
        sector, per_cluster, reserved, fats, roots, _, _, fat16 = struct.unpack_from("<HBHBHHBH", self.data, 11)
        fat_sectors = fat16 or struct.unpack_from("<I", self.data, 36)[0]
        self.fats = [(reserved + number * fat_sectors) * sector for number in range(fats)]
        root = (reserved + fats * fat_sectors) * sector
        self.first = root + roots * 32
        self.cluster = sector * per_cluster
        self.root = root if bits != 32 else self.at(struct.unpack_from("<I", self.data, 44)[0])
        self.slot = 1  # after the label

    def at(self, cluster: int) -> int:
        return self.first + (cluster - 2) * self.cluster

    def link(self, cluster: int, following: int) -> None:
        for fat in self.fats:
            if self.bits == 32:
                struct.pack_into("<I", self.data, fat + cluster * 4, following & 0x0FFFFFFF)
            elif self.bits == 16:
                struct.pack_into("<H", self.data, fat + cluster * 2, following & 0xFFFF)
            else:
                place = fat + cluster * 3 // 2
                (old,) = struct.unpack_from("<H", self.data, place)
                new = (old & 0x000F | (following & 0xFFF) << 4) if cluster % 2 else (old & 0xF000 | following & 0xFFF)
                struct.pack_into("<H", self.data, place, new)

    def add(self, name: str, data: bytes, clusters: list[int], *, deleted: bool = False) -> None:
        assert len(clusters) == -(-len(data) // self.cluster)
        for number, cluster in enumerate(clusters):
            piece = data[number * self.cluster : (number + 1) * self.cluster]
            self.data[self.at(cluster) : self.at(cluster) + len(piece)] = piece
            following = clusters[number + 1] if number + 1 < len(clusters) else 0x0FFFFFFF
            self.link(cluster, 0 if deleted else following)
        for entry in self._entries(name, clusters[0], len(data)):
            place = self.root + self.slot * 32
            self.data[place : place + 32] = entry
            if deleted:
                self.data[place] = 0xE5
            self.slot += 1

    def _entries(self, name: str, first: int, size: int) -> list[bytes]:
        short = b"F%-7d%-3s" % (self.slot, b"BIN")
        total = 0
        for byte in short:
            total = ((total & 1) << 7 | total >> 1) + byte & 0xFF
        text = name.encode("utf-16-le")
        padded = text + b"\0\0" if len(name) % 13 else text
        padded = padded.ljust(-(-len(padded) // 26) * 26, b"\xff")
        longs = []
        for number in range(len(padded) // 26):
            part = padded[number * 26 : number * 26 + 26]
            last = 0x40 if (number + 1) * 26 == len(padded) else 0
            longs.append(
                struct.pack("<B10sBBB12sH4s", number + 1 | last, part[:10], 15, 0, total, part[10:22], 0, part[22:])
            )
        date, time = (2021 - 1980) << 9 | 11 << 5 | 25, 13 << 11 | 14 << 5 | 16 // 2
        entry = struct.pack(
            "<11sBBBHHHHHHHI", short, 0x20, 0, 0, time, date, date, first >> 16, time, date, first & 0xFFFF, size
        )
        return [*reversed(longs), entry]

    def close(self) -> None:
        self.path.write_bytes(self.data)


def fat(folder: Path, bits: int) -> Disk:
    """FAT12, FAT16 or FAT32."""
    needs("mkfs.vfat")
    path = blank(folder / f"fat{bits}.img", {12: 6, 16: 40, 32: 140}[bits])
    tool("mkfs.vfat", "-F", str(bits), "-n", "STICK", "-s", {12: "8", 16: "4", 32: "4"}[bits], path)
    volume = _FatVolume(path, bits)
    _fill(volume.add, volume.cluster)
    volume.close()
    return Disk(path, loses_chains=True)


def _fill(add: Any, cluster: int, first: int = 10) -> None:
    """The five files: two of them in pieces that lie between those of each other."""
    counts = {name: -(-len(data) // cluster) for name, data in CONTENTS.items()}
    place = first
    for name in (LIVE, CYRILLIC, GONE):
        add(name, CONTENTS[name], list(range(place, place + counts[name])), deleted=name == GONE)
        place += counts[name] + 3
    torn, gone = counts[TORN], counts[TORN_AND_GONE]
    middle, rest = place + torn // 2, place + torn // 2 + gone // 2
    add(TORN, CONTENTS[TORN], [*range(place, middle), *range(rest, rest + torn - torn // 2)])
    tail = rest + torn - torn // 2
    add(
        TORN_AND_GONE,
        CONTENTS[TORN_AND_GONE],
        [*range(middle, rest), *range(tail, tail + gone - gone // 2)],
        deleted=True,
    )


class _ExfatVolume:
    """The same for exFAT (Microsoft exFAT specification, 2019)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = bytearray(path.read_bytes())
        fat, _, heap, _, root = struct.unpack_from("<IIIII", self.data, 80)
        sector, per_cluster = 1 << self.data[108], 1 << self.data[109]
        self.cluster = sector * per_cluster
        self.fat, self.heap = fat * sector, heap * sector
        self.root = self.at(root)
        slots = [self.root + number * 32 for number in range(self.cluster // 32)]
        self.slot = next(place for place in slots if self.data[place] == 0)
        bitmap = next(place for place in slots if self.data[place] == 0x81)
        self.bitmap = self.at(struct.unpack_from("<I", self.data, bitmap + 20)[0])

    def at(self, cluster: int) -> int:
        return self.heap + (cluster - 2) * self.cluster

    def add(self, name: str, data: bytes, clusters: list[int], *, deleted: bool = False) -> None:
        plain = clusters == list(range(clusters[0], clusters[0] + len(clusters)))
        for number, cluster in enumerate(clusters):
            piece = data[number * self.cluster : (number + 1) * self.cluster]
            self.data[self.at(cluster) : self.at(cluster) + len(piece)] = piece
            if not deleted:
                self.data[self.bitmap + (cluster - 2) // 8] |= 1 << (cluster - 2) % 8
                following = clusters[number + 1] if number + 1 < len(clusters) else 0xFFFFFFFF
                struct.pack_into("<I", self.data, self.fat + cluster * 4, 0 if plain else following)
        text = name.encode("utf-16-le")
        stamp = (2021 - 1980) << 25 | 11 << 21 | 25 << 16 | 13 << 11 | 14 << 5 | 8
        names = [text[at : at + 30] for at in range(0, len(text), 30)]
        file = bytearray(
            struct.pack("<BBHHHIIIBBBBB7x", 0x85, 1 + len(names), 0, 0x20, 0, stamp, stamp, stamp, 0, 0, 0, 0, 0)
        )
        stream = struct.pack(
            "<BBBBHHQIIQ",
            0xC0,
            3 if plain else 1,
            0,
            len(name),
            self._hash(name),
            0,
            len(data),
            0,
            clusters[0],
            len(data),
        )
        entries = bytes(file) + stream + b"".join(struct.pack("<BB30s", 0xC1, 0, part) for part in names)
        total = 0
        for at, byte in enumerate(entries):
            if at not in (2, 3):
                total = ((total & 1) << 15 | total >> 1) + byte & 0xFFFF
        entries = entries[:2] + struct.pack("<H", total) + entries[4:]
        self.data[self.slot : self.slot + len(entries)] = entries
        for number in range(len(entries) // 32):
            if deleted:
                self.data[self.slot + number * 32] &= 0x7F
        self.slot += len(entries)

    @staticmethod
    def _hash(name: str) -> int:
        value = 0
        for byte in name.upper().encode("utf-16-le"):
            value = ((value & 1) << 15 | value >> 1) + byte & 0xFFFF
        return value

    def close(self) -> None:
        self.path.write_bytes(self.data)


def exfat(folder: Path) -> Disk:
    """exFAT."""
    needs("mkfs.exfat")
    path = blank(folder / "exfat.img", 20)
    tool("mkfs.exfat", "-c", "4096", path)
    volume = _ExfatVolume(path)
    _fill(volume.add, volume.cluster, first=20)
    volume.close()
    return Disk(path, loses_chains=True)


# -- ext4 and NTFS: filled by their own tools ------------------------------------------------------------------------


def ext4(folder: Path) -> Disk:
    """ext4: files taken away leave the holes in which the next ones come to lie."""
    needs("mke2fs", "debugfs")
    files = sources(folder / "files")
    path = blank(folder / "ext4.img", 8)
    tool("mke2fs", "-q", "-t", "ext4", "-b", "1024", path)
    (folder / "small").write_bytes(b"s" * 20_480)
    script = [f"write {files / name} {name}" for name in (LIVE, CYRILLIC, GONE)]
    for name in (TORN, TORN_AND_GONE):
        script += [f"write {folder / 'small'} small{name}{number}" for number in range(12)]
        script += [f"rm small{name}{number}" for number in range(0, 12, 2)]
        script += [f"write {files / name} {name}"]
    script += [f"rm {GONE}", f"rm {TORN_AND_GONE}"]
    (folder / "script").write_text("\n".join(script) + "\n")
    tool("debugfs", "-w", "-f", folder / "script", path)
    return Disk(path, loses_chains=False)


def ntfs(folder: Path) -> Disk:
    """NTFS: a file that is written again and longer lies in pieces; a deleted one is one whose record is not in use."""
    needs("mkntfs", "ntfscp")
    files = sources(folder / "files")
    path = blank(folder / "ntfs.img", 20)
    tool("mkntfs", "-q", "-F", "-s", "512", path)
    for name in (LIVE, CYRILLIC, GONE):
        tool("ntfscp", "-q", path, files / name, name)
    for name in (TORN, TORN_AND_GONE):
        (folder / "first").write_bytes(CONTENTS[name][:20_000])
        tool("ntfscp", "-q", path, folder / "first", name)
        (folder / "first").write_bytes(b"between")
        tool("ntfscp", "-q", path, folder / "first", f"between {name}")
        (folder / "first").write_bytes(b"b" * 50_000)
        tool("ntfscp", "-q", path, folder / "first", f"between {name}")
        tool("ntfscp", "-q", path, files / name, name)
    data = bytearray(path.read_bytes())
    for name in (GONE, TORN_AND_GONE):
        at = -1
        while (at := data.find(b"FILE", at + 1)) >= 0:
            if at % 1024 == 0 and name.encode("utf-16-le") in data[at : at + 1024] and data[at + 0x16] & 3 == 1:
                data[at + 0x16] &= 0xFE
    path.write_bytes(data)
    return Disk(path, loses_chains=False)


def partitioned(volume: Path, to: Path, *, start: int = 2048) -> Path:
    """The image of a disk whose first partition is that volume."""
    data = volume.read_bytes()
    table = bytearray(512)
    struct.pack_into("<B3sB3sII", table, 446, 0, b"\0\2\0", 0x0C, b"\xff\xff\xff", start, len(data) // 512)
    table[510:] = b"\x55\xaa"
    to.write_bytes(bytes(table) + bytes(start * 512 - 512) + data)
    return to


def encase(image: Path, to: Path, *, segment_megabytes: int | None = None) -> list[Path]:
    """An EnCase image, in one segment or in several."""
    needs("ewfacquire")
    size = [] if segment_megabytes is None else ["-S", f"{segment_megabytes}MiB"]
    tool("ewfacquire", "-u", "-q", "-c", "deflate:fast", *size, "-t", to, image)
    return sorted(to.parent.glob(f"{to.name}.E*"))
