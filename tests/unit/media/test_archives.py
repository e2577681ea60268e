"""Members of every kind of archive, through the real sandboxed worker."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mailbox
import random
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import libarchive
import py7zr
import pytest
from archive_samples import (
    Got,
    cabinet,
    rar4,
    rar4_volumes,
    rar5,
    reading_worker,
    tar,
    unpacked,
    unpacking_worker,
    zip_with_deflate64,
)

from witnessbox.media.archives_tar import is_header
from witnessbox.media.magic import mail_type
from witnessbox.media.sandbox import Worker
from witnessbox.model.items import ItemKind, Outcome
from witnessbox.model.members import ARCHIVE_MIMES, Bounds, ExpansionState, Reading

NOISE = random.Random(5).randbytes(300_000)
WORDS = "слова и ещё слова ".encode() * 5000
TWO = [("one.bin", NOISE), ("folder/два.txt", WORDS)]
PASSWORD = "пароль 1"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with unpacking_worker() as one:
        yield one


def make_zip(path: Path, members: list[tuple[str, bytes]] = TWO, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.mkdir("empty folder")
        for name, data in members:
            archive.writestr(name, data)
    return path


def make_7z(path: Path, **more: Any) -> Path:
    with py7zr.SevenZipFile(path, "w", **more) as archive:
        for name, data in TWO:
            archive.writestr(data, name)
    return path


def by_library(form: str, filters: str | None = None, **more: Any) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        with libarchive.file_writer(str(path), form, filters, **more) as archive:
            for name, data in TWO:
                archive.add_file_from_memory(name, len(data), data)
        return path

    return make


def written(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


UNCHECKED = ("tar", "tar zstd", "tar lz4", "tar compress", "cpio")
"""Kinds that have no checksum of the bytes, or not of each block."""
RAW_TWO = [(name.encode(), data) for name, data in TWO]
KINDS: dict[str, Callable[[Path], Path]] = {
    "zip": make_zip,
    "zip stored": lambda path: make_zip(path, method=zipfile.ZIP_STORED),
    "zip bzip2": lambda path: make_zip(path, method=zipfile.ZIP_BZIP2),
    "zip lzma": lambda path: make_zip(path, method=zipfile.ZIP_LZMA),
    "7z": make_7z,
    "tar": lambda path: tar(path, TWO),
    "tar gzip": lambda path: tar(path, TWO, "w:gz"),
    "tar bzip2": lambda path: tar(path, TWO, "w:bz2"),
    "tar xz": lambda path: tar(path, TWO, "w:xz"),
    "tar zstd": by_library("pax", "zstd"),
    "tar lz4": by_library("pax", "lz4"),
    "tar lzip": by_library("pax", "lzip"),
    "tar compress": by_library("pax", "compress"),
    "cpio": by_library("cpio_newc"),
    "rar 4": written(rar4([(b"one.bin", NOISE), ("folder/два.txt".encode(), WORDS)])),
    "rar 5": written(rar5(RAW_TWO)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_members_come_out_byte_for_byte(kind: str, worker: Worker, tmp_path: Path) -> None:
    got, reading = unpacked(worker, KINDS[kind](tmp_path / "archive"))
    assert {each.member.path.decode(): bytes(each.data) for each in got} == dict(TWO)
    assert {each.member.size for each in got} == {len(NOISE), len(WORDS)}
    assert outcomes(got) == [Outcome.SEALED] * 2
    assert (reading.state, reading.members, reading.alarms, reading.reason) == (ExpansionState.WHOLE, 2, (), None)
    assert reading.second_members in (2, None)


def test_archives_of_ar_are_opened(worker: Worker, tmp_path: Path) -> None:
    got, reading = unpacked(worker, by_library("ar_svr4")(tmp_path / "x"))
    assert [(each.member.path.decode(), bytes(each.data)) for each in got] == [("one.bin", NOISE), ("два.txt", WORDS)]
    assert reading.state is ExpansionState.WHOLE


def test_cabinets_are_opened(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(cabinet([(b"one.bin", NOISE[:30_000]), (b"two.txt", WORDS[:20_000])]))
    got, reading = unpacked(worker, tmp_path / "x")
    assert {each.member.path: bytes(each.data) for each in got} == {
        b"one.bin": NOISE[:30_000],
        b"two.txt": WORDS[:20_000],
    }
    assert reading.state is ExpansionState.WHOLE


def test_discs_are_opened(tmp_path: Path) -> None:
    path = by_library("iso9660")(tmp_path / "disc.iso")
    with reading_worker("read-disk") as worker:
        got, reading = unpacked(worker, path, task="read-disk")
    assert {each.member.path.decode(): bytes(each.data) for each in got} == dict(TWO)
    assert (reading.state, reading.alarms) == (ExpansionState.WHOLE, ())


# -- mail ------------------------------------------------------------------------------------------------------------


DEEP = b"From: a\nDate: b\nSubject: c\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 3000


def mail(*attachments: tuple[str, bytes]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "one@example.org", "other@example.org", "видео"
    message["Date"] = "Mon, 04 Oct 2021 12:00:00 +0300"
    message.set_content("слова\n")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def test_parts_of_a_message_come_out_byte_for_byte(worker: Worker, tmp_path: Path) -> None:
    inner = mail(("inside.txt", WORDS))
    outer = mail(*TWO)
    outer.add_attachment(inner)
    (tmp_path / "x.eml").write_bytes(bytes(outer))
    got, reading = unpacked(worker, tmp_path / "x.eml")
    assert [(each.member.path.decode(), bytes(each.data)) for each in got] == [
        ("part-1.txt", "слова\n".encode()),
        *TWO,
        ("part-4.txt", "слова\n".encode()),
        ("inside.txt", WORDS),
    ]
    assert {each.member.times.modified for each in got} == {"1633338000000000000"}
    assert (reading.state, reading.reason) == (ExpansionState.WHOLE, None)


def test_messages_of_a_mailbox_come_out_one_by_one(worker: Worker, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "x.mbox")
    for name in ("first", "second"):
        message = mail((name, NOISE))
        message.preamble = "From here on: parts"
        box.add(message)
    box.close()
    got, reading = unpacked(worker, tmp_path / "x.mbox")
    assert [each.member.path for each in got] == [
        b"00001/part-1.txt",
        b"00001/first",
        b"00002/part-1.txt",
        b"00002/second",
    ]
    assert [bytes(got[number].data) for number in (1, 3)] == [NOISE, NOISE]
    assert reading.state is ExpansionState.WHOLE


@pytest.mark.parametrize(
    ("damage", "state"),
    [
        (lambda data: data[:2000] + b"*" * 40 + data[2040:], "partial"),
        (lambda data: data[: len(data) // 2], "partial"),
        (
            lambda data: DEEP,
            None,
        ),
        (lambda data: b"From: \xff\xfe\nDate: 99\nContent-Type: x/y; name*=bogus'x'%ff\n\n\x00\xff", "whole"),
    ],
    ids=["base64", "cut", "deep", "odd"],
)
def test_damaged_mail_is_told(
    damage: Callable[[bytes], bytes], state: str | None, worker: Worker, tmp_path: Path
) -> None:
    (tmp_path / "x.eml").write_bytes(damage(bytes(mail(*TWO))))
    _, reading = unpacked(worker, tmp_path / "x.eml")
    assert state is None or reading.state.value == state, reading


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"From: a\r\nTo: b\r\nSubject: c\r\n\r\n", "message/rfc822"),
        (b"Received: from x\n by y;\n\tMon\nX-Odd: 1\nMIME-Version: 1.0\n", "message/rfc822"),
        (b"From x@y Mon Oct  4 12:00:00 2021\nDate: a\nFrom: b\nTo: c\n", "application/mbox"),
        (b"From here on it gets worse.\nThen: more\n", None),
        (b"Note: a\nPlace: b\nSubject: c\n", None),
        (b"Subject: only\n\ntext", None),
    ],
)
def test_mail_is_told_by_its_header(head: bytes, mime: str | None) -> None:
    assert mail_type(head) == mime


# -- archives in several files ---------------------------------------------------------------------------------------


def cut(data: bytes, folder: Path, size: int = 100_000) -> list[Path]:
    paths = [folder / f"x.{number:03}" for number in range(1, 2 + (len(data) - 1) // size)]
    for number, path in enumerate(paths):
        path.write_bytes(data[number * size : (number + 1) * size])
    return paths


@pytest.mark.parametrize("kind", ["zip", "7z", "tar gzip", "tar zstd", "rar 5"])
def test_an_archive_cut_in_pieces_is_read_as_one(kind: str, worker: Worker, tmp_path: Path) -> None:
    pieces = cut(KINDS[kind](tmp_path / "whole").read_bytes(), tmp_path)
    assert len(pieces) > 2
    got, reading = unpacked(worker, *pieces)
    assert {each.member.path.decode(): bytes(each.data) for each in got} == dict(TWO)
    assert (reading.state, reading.alarms) == (ExpansionState.WHOLE, ())
    _, reading = unpacked(worker, *pieces[:-1])
    assert reading.state in (ExpansionState.PARTIAL, ExpansionState.FAILED)


def test_an_encrypted_7z_cut_in_pieces_is_read_as_one(worker: Worker, tmp_path: Path) -> None:
    pieces = cut(make_7z(tmp_path / "whole", password=PASSWORD).read_bytes(), tmp_path)
    got, reading = unpacked(worker, *pieces, passwords=[PASSWORD])
    assert {each.member.path.decode(): bytes(each.data) for each in got} == dict(TWO)
    assert reading.state is ExpansionState.WHOLE


def test_volumes_of_rar_are_read_as_one(worker: Worker, tmp_path: Path) -> None:
    paths = []
    for number, volume in enumerate(rar4_volumes(b"one.bin", NOISE, [120_000, 120_000, 60_000])):
        paths.append(tmp_path / f"x.part{number + 1}.rar")
        paths[-1].write_bytes(volume)
    (one,), reading = unpacked(worker, *paths)
    assert (one.member.path, bytes(one.data)) == (b"one.bin", NOISE)
    assert (reading.state, reading.alarms) == (ExpansionState.WHOLE, ())


# -- compression that Windows uses above 2 GB ------------------------------------------------------------------------


def test_deflate64_comes_out_byte_for_byte(worker: Worker, tmp_path: Path) -> None:
    data = WORDS * 30 + NOISE
    (one,), reading = unpacked(worker, zip_with_deflate64(tmp_path / "x", "фильм.avi", data))
    assert (one.member.path.decode(), bytes(one.data), one.member.size) == ("фильм.avi", data, len(data))
    assert (reading.state, reading.alarms, reading.reason) == (ExpansionState.WHOLE, (), None)


def test_damaged_deflate64_is_told(worker: Worker, tmp_path: Path) -> None:
    (one,), reading = unpacked(worker, zip_with_deflate64(tmp_path / "x", "a", NOISE, damage=True))
    assert one.end is not None
    assert one.end.outcome is Outcome.PARTIAL
    assert bytes(one.data[:100_000]) == NOISE[:100_000]
    assert reading.state is ExpansionState.PARTIAL


def test_a_bomb_of_deflate64_is_stopped(worker: Worker, tmp_path: Path) -> None:
    path = zip_with_deflate64(tmp_path / "x", "zeros", bytes(40_000_000))
    _, reading = unpacked(worker, path, bounds=Bounds(floor=100_000))
    assert (reading.state, reading.bound) == (ExpansionState.REFUSED, "ratio 250")


def test_what_can_be_counted_twice_is(worker: Worker, tmp_path: Path) -> None:
    counted = {kind: unpacked(worker, KINDS[kind](tmp_path / "x"))[1].second_members for kind in ("zip", "tar", "7z")}
    assert counted == {"zip": 2, "tar": 2, "7z": 2}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (gzip.compress(WORDS), b"data"),
        (bz2.compress(WORDS), b"data"),
        (lzma.compress(WORDS), b"data"),
        (gzip.compress(WORDS[:7]) + gzip.compress(WORDS[7:]) + bytes(50), b"data"),
    ],
    ids=["gzip", "bzip2", "xz", "two gzip streams"],
)
def test_one_compressed_file(data: bytes, name: bytes, worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    got, reading = unpacked(worker, tmp_path / "x")
    assert [(each.member.path, bytes(each.data)) for each in got] == [(name, WORDS)]
    assert reading.state is ExpansionState.WHOLE


def test_gzip_keeps_name_and_time(worker: Worker, tmp_path: Path) -> None:
    with gzip.GzipFile(filename="n\xe4me", mode="wb", fileobj=(tmp_path / "x").open("wb"), mtime=1_500_000_000) as file:
        file.write(b"bytes")
    (one,), _ = unpacked(worker, tmp_path / "x")
    assert (one.member.path, one.member.times.modified) == (b"n\xe4me", "1500000000000000000")


def outcomes(got: list[Got]) -> list[Outcome]:
    return [each.end.outcome for each in got if each.end is not None]


# -- names, times, links ---------------------------------------------------------------------------------------------


ODD = ["/etc/passwd", "../../out", "a\\..\\b", "line\nfeed", "\u202egpj.exe", "x" * 255, " ", "."]


@pytest.mark.parametrize("kind", ["zip", "tar", "7z"])
def test_names_are_only_data(kind: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "x"
    if kind == "zip":
        make_zip(path, [(name, b"x") for name in ODD])
    elif kind == "tar":
        tar(path, [(name, b"x") for name in ODD])
    else:
        with libarchive.file_writer(str(path), "7zip") as archive:
            for name in ODD:
                archive.add_file_from_memory(name, 1, b"x")
    got, reading = unpacked(worker, path)
    assert [each.member.path for each in got] == [name.encode() for name in ODD]
    assert reading.state is ExpansionState.WHOLE
    assert list(tmp_path.iterdir()) == [path]


def test_names_that_are_no_text(worker: Worker, tmp_path: Path) -> None:
    raw = b"\xcf\xee\xe4\xea\xe0\xf1\xf2.avi"
    got, _ = unpacked(worker, tar(tmp_path / "x.tar", [(raw.decode("utf-8", "surrogateescape"), b"x")]))
    assert got[0].member.path == raw
    data = make_zip(tmp_path / "x.zip", [("Rodkast.avi", b"x")]).read_bytes().replace(b"Rodkast.avi", raw)
    (tmp_path / "x.zip").write_bytes(data)
    got, _ = unpacked(worker, tmp_path / "x.zip")
    assert got[0].member.path == raw


def test_a_name_that_comes_twice_is_two_members(worker: Worker, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x", "w") as archive, pytest.warns(UserWarning):
        archive.writestr("same", "one")
        archive.writestr("same", "two")
    got, _ = unpacked(worker, tmp_path / "x")
    assert [bytes(each.data) for each in got] == [b"one", b"two"]


def test_times_of_zip_have_no_zone_unless_they_say_so(worker: Worker, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        archive.writestr(zipfile.ZipInfo("dos", (2021, 11, 25, 13, 14, 16)), "x")
        for name, extra in (
            ("unix", b"\x55\x54\x05\x00\x01" + (1_600_000_001).to_bytes(4, "little")),
            (
                "ntfs",
                b"\x0a\x00\x20\x00"
                + bytes(4)
                + b"\x01\x00\x18\x00"
                + (132_446_304_010_000_000).to_bytes(8, "little") * 3,
            ),
        ):
            info = zipfile.ZipInfo(name)
            info.extra = extra
            archive.writestr(info, "x")
    got, _ = unpacked(worker, tmp_path / "x")
    times = {each.member.path: each.member.times for each in got}
    assert (times[b"dos"].modified, times[b"dos"].local) == ("1637846056000000000", True)
    assert (times[b"unix"].modified, times[b"unix"].local) == ("1600000001000000000", False)
    assert (times[b"ntfs"].modified, times[b"ntfs"].born) == ("1600156801000000000", "1600156801000000000")


def test_links_and_devices_are_not_followed(worker: Worker, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd" if kind != tarfile.FIFOTYPE else ""
            archive.addfile(info)
        info = tarfile.TarInfo("soft/through")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    got, _ = unpacked(worker, tmp_path / "x.tar")
    assert [each.member.kind for each in got] == [ItemKind.LINK, ItemKind.LINK, ItemKind.FIFO, ItemKind.FILE]
    assert [each.member.attributes.target for each in got] == [b"/etc/passwd", b"/etc/passwd", None, None]
    assert outcomes(got) == [Outcome.NOT_FOLLOWED, Outcome.NOT_FOLLOWED, Outcome.NOT_OPENED, Outcome.SEALED]
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as zipped:
        link = zipfile.ZipInfo("soft")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    ((one),), _ = unpacked(worker, tmp_path / "x.zip")
    assert (one.member.kind, one.member.attributes.target) == (ItemKind.LINK, b"/etc/passwd")


def test_fractions_of_seconds_are_kept_exactly(worker: Worker, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x", "w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("x")
        info.pax_headers = {"mtime": "1600000000.123456789"}
        archive.addfile(info)
    (one,), _ = unpacked(worker, tmp_path / "x")
    assert one.member.times.modified == "1600000000123456789"


def test_what_a_tar_header_is(tmp_path: Path) -> None:
    block = tar(tmp_path / "x", [("a", b"")]).read_bytes()[:512]
    assert is_header(block)
    assert not is_header(b"b" + block[1:])
    assert not is_header(bytes(512))
    assert not is_header(block[:511])


# -- passwords -------------------------------------------------------------------------------------------------------


LOCKED: dict[str, Callable[[Path], Path]] = {
    "zip aes": by_library("zip", passphrase=PASSWORD, options="encryption=aes256"),
    "zip old": by_library("zip", passphrase=PASSWORD, options="encryption=zipcrypt"),
    "7z": lambda path: make_7z(path, password=PASSWORD),
    "7z with its names": lambda path: make_7z(path, password=PASSWORD, header_encryption=True),
}


@pytest.mark.parametrize("kind", LOCKED)
def test_encrypted_archives_open_with_their_password_only(kind: str, worker: Worker, tmp_path: Path) -> None:
    path = LOCKED[kind](tmp_path / "x")
    for passwords in ((), ("wrong",)):
        got, reading = unpacked(worker, path, passwords=passwords)
        assert reading.state is ExpansionState.LOCKED
        assert reading.reason is not None and "password" in reading.reason
        assert set(outcomes(got)) <= {Outcome.UNREADABLE}
    got, reading = unpacked(worker, path, passwords=("wrong", PASSWORD))
    assert reading.state is ExpansionState.WHOLE
    assert {each.member.path.decode(): bytes(each.data) for each in got} == dict(TWO)
    assert PASSWORD not in repr(reading)


# -- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.8, 0.999])
def test_of_an_archive_that_is_cut_what_comes_before_comes_out(
    kind: str, share: float, worker: Worker, tmp_path: Path
) -> None:
    path = KINDS[kind](tmp_path / "x")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    got, reading = unpacked(worker, path)
    assert_nothing_false(got, reading, kind)
    if kind.startswith("tar") and share == 0.8 and kind in ("tar", "tar gzip"):
        assert len(got[0].data) == len(NOISE)
        assert len(NOISE) * 0.7 < len(got[0].data.rstrip(b"\0")) and NOISE.startswith(got[0].data.rstrip(b"\0"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_changed_byte_is_never_taken_for_good(kind: str, place: float, worker: Worker, tmp_path: Path) -> None:
    path = KINDS[kind](tmp_path / "x")
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 0x55
    path.write_bytes(data)
    got, reading = unpacked(worker, path)
    if kind not in UNCHECKED:
        assert_nothing_false(got, reading, kind)


def assert_nothing_false(got: list[Got], reading: Reading, kind: str) -> None:
    whole = {
        each.member.path.decode(errors="replace"): bytes(each.data)
        for each in got
        if each.end and each.end.outcome is Outcome.SEALED
    }
    assert set(whole.items()) <= set(TWO), kind
    if reading.state is ExpansionState.WHOLE:
        assert whole == dict(TWO)
    else:
        assert reading.reason


# -- bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zip", "tar", "tar gzip", "7z", "rar 5"])
def test_bounds_are_kept_and_named(kind: str, worker: Worker, tmp_path: Path) -> None:
    path = KINDS[kind](tmp_path / "x")
    _, reading = unpacked(worker, path, bounds=Bounds(entries=1))
    assert (reading.state, reading.bound) == (ExpansionState.REFUSED, "entries 1")
    got, reading = unpacked(worker, path, bounds=Bounds(size=310_000))
    assert (reading.state, reading.bound) == (ExpansionState.REFUSED, "size 310000")
    assert outcomes(got)[-1] is Outcome.REFUSED
    assert sum(len(each.data) for each in got) <= 310_000


@pytest.mark.parametrize("kind", ["zip", "gzip", "7z"])
def test_a_small_archive_of_many_zeros_meets_the_ratio(kind: str, worker: Worker, tmp_path: Path) -> None:
    path, zeros = tmp_path / "x", bytes(3_000_000)
    if kind == "zip":
        make_zip(path, [("zeros", zeros)])
    elif kind == "7z":
        with py7zr.SevenZipFile(path, "w") as archive:
            archive.writestr(zeros, "zeros")
    else:
        path.write_bytes(gzip.compress(zeros))
    _, reading = unpacked(worker, path, bounds=Bounds(floor=100_000))
    assert (reading.state, reading.bound) == (ExpansionState.REFUSED, "ratio 250")
    _, reading = unpacked(worker, path, bounds=Bounds(floor=100_000, ratio=100_000))
    assert reading.state is ExpansionState.WHOLE


@pytest.mark.parametrize(
    "data", [b"", b"x" * 600, b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x02\x00", b"BZh9"]
)
def test_what_is_no_archive_fails_with_a_reason(data: bytes, worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    got, reading = unpacked(worker, tmp_path / "x")
    assert got == []
    assert reading.state in (ExpansionState.FAILED, ExpansionState.PARTIAL)
    assert reading.reason


def test_every_media_type_that_is_said_to_be_opened_has_a_sample() -> None:
    assert len(ARCHIVE_MIMES) == 16
