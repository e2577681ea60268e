from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from media_samples import drawing, opened, write_clip
from PIL import Image

from witnessbox.media import client
from witnessbox.media.sandbox import Worker
from witnessbox.model.media import Format, FormatAuthority
from witnessbox.model.observations import MediaKind

VIDEO, PICTURE, SOUND = MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.SOUND
DOCUMENT, ARCHIVE, OTHER = MediaKind.DOCUMENT, MediaKind.ARCHIVE, MediaKind.OTHER


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("identify",)) as worker:
        yield worker


def told(worker: Worker, path: Path) -> Format:
    with opened(path) as descriptor:
        return client.identify(worker, [descriptor])[0]


def tell(worker: Worker, tmp_path: Path, data: bytes) -> Format:
    path = tmp_path / "content"
    path.write_bytes(data)
    return told(worker, path)


def _zip(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x" * 100)
    return buffer.getvalue()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("member"))
    return buffer.getvalue()


def _ole(stream: str) -> bytes:
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 0)
    return bytes(header) + stream.encode("utf-16-le").ljust(128, b"\x00") + bytes(1024)


@pytest.mark.parametrize(
    ("data", "mime", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf", DOCUMENT),
        (b"{\\rtf1\\ansi", "application/rtf", DOCUMENT),
        (b"SQLite format 3\x00" + bytes(100), "application/vnd.sqlite3", DOCUMENT),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed", ARCHIVE),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar", ARCHIVE),
        (b"\x1f\x8b\x08\x00" + bytes(20), "application/gzip", ARCHIVE),
        (_tar(), "application/x-tar", ARCHIVE),
        (_zip("a.txt"), "application/zip", ARCHIVE),
        (
            _zip("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            DOCUMENT,
        ),
        (
            _zip(*(f"filler{n}" for n in range(900)), "[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            DOCUMENT,
        ),
        (
            _zip("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
            DOCUMENT,
        ),
        (_ole("WordDocument"), "application/msword", DOCUMENT),
        (_ole("Workbook"), "application/vnd.ms-excel", DOCUMENT),
        (_ole("Anything"), "application/x-ole-storage", DOCUMENT),
        (b"\x00\x00\x00\x18ftyp3gp4" + bytes(8), "video/3gpp", VIDEO),
        (b"\x00\x00\x00\x18ftypqt  " + bytes(8), "video/quicktime", VIDEO),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(8), "audio/mp4", SOUND),
        (b"\x00\x00\x00\x18ftypheic" + bytes(8), "image/heic", PICTURE),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", "image/avif", PICTURE),
        (b"\x00\x00\x00\x18ftypavif" + bytes(8), "image/avif", PICTURE),
        (b"FLV\x01\x05\x00\x00\x00\x09", "video/x-flv", VIDEO),
        (b"\x00\x00\x01\xba\x44", "video/mpeg", VIDEO),
        ((b"\x47" + bytes(187)) * 6, "video/mp2t", VIDEO),
        ((bytes(4) + b"\x47" + bytes(187)) * 6, "video/mp2t", VIDEO),
        (b"OggS\x00\x02" + bytes(22) + b"\x80theora", "video/ogg", VIDEO),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "audio/ogg", SOUND),
        (b"fLaC\x00", "audio/flac", SOUND),
        (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"\xff\xfb\x90\x00" + bytes(500), "audio/mpeg", SOUND),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", SOUND),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "video/x-msvideo", VIDEO),
        (b"8BPS\x00\x01", "image/vnd.adobe.photoshop", PICTURE),
        (b"DHAV\xfd\x00", "video/x-dhav", VIDEO),
        ("Протокол допроса".encode(), "text/plain", DOCUMENT),
        ("Протокол".encode("utf-16"), "text/plain", DOCUMENT),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "application/x-playlist", OTHER),
        (b"ffconcat version 1.0\nfile x.mp4\n", "application/x-playlist", OTHER),
    ],
)
def test_own_table(worker: Worker, tmp_path: Path, data: bytes, mime: str, kind: MediaKind) -> None:
    found = tell(worker, tmp_path, data)
    assert (found.mime, found.kind, found.by) == (mime, kind, FormatAuthority.OWN_TABLE)


def test_empty_and_unknown(worker: Worker, tmp_path: Path) -> None:
    assert tell(worker, tmp_path, b"").kind is MediaKind.EMPTY
    unknown = tell(worker, tmp_path, bytes(range(1, 32)) * 30)
    assert (unknown.kind, unknown.by) == (OTHER, FormatAuthority.NOBODY)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "BMP", "TIFF", "WEBP", "GIF", "PPM"])
def test_pictures(worker: Worker, tmp_path: Path, name: str) -> None:
    path = tmp_path / "named.mp4"
    Image.fromarray(drawing((40, 30))).save(path, name)
    assert told(worker, path).kind is PICTURE


@pytest.mark.parametrize("name", ["GIF", "PNG"])
def test_a_picture_that_moves_is_a_video(worker: Worker, tmp_path: Path, name: str) -> None:
    path = tmp_path / "moving"
    frames = [Image.fromarray(drawing((40, 30), index)) for index in range(3)]
    frames[0].save(path, name, save_all=True, append_images=frames[1:])
    assert told(worker, path).kind is VIDEO


@pytest.mark.parametrize(
    ("container", "codec", "mime"),
    [
        ("mp4", "libx264", "video/mp4"),
        ("mov", "libx264", "video/quicktime"),
        ("matroska", "libx264", "video/matroska"),
        ("webm", "libvpx", "video/webm"),
        ("avi", "mpeg4", "video/x-msvideo"),
        ("mpegts", "mpeg2video", "video/mp2t"),
        ("mpeg", "mpeg1video", "video/mpeg"),
        ("flv", "flv", "video/x-flv"),
        ("asf", "msmpeg4", "video/x-ms-wmv"),
    ],
)
def test_containers(worker: Worker, tmp_path: Path, container: str, codec: str, mime: str) -> None:
    found = told(worker, write_clip(tmp_path / "clip.jpg", container=container, codec=codec, frames=5))
    assert (found.mime, found.kind) == (mime, VIDEO)


def test_a_batch_keeps_its_order(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"%PDF-1.4")
    (tmp_path / "b").write_bytes(b"fLaC")
    with opened(tmp_path / "a") as a, opened(tmp_path / "b") as b:
        found = client.identify(worker, [a, b, a])
    assert [each.kind for each in found] == [DOCUMENT, SOUND, DOCUMENT]


def test_headers_cut_at_every_byte_never_fail(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=2)
    data = path.read_bytes()
    for start in (data, _zip("[Content_Types].xml"), _ole("Book"), b"GIF89a" + b"\xff" * 30, b"\xff\xfb\x90" * 9):
        for length in range(1, 40):
            tell(worker, tmp_path, start[:length])


def test_a_gif_of_endless_blocks_is_told_in_bounded_time(worker: Worker, tmp_path: Path) -> None:
    data = b"GIF89a\x01\x00\x01\x00\x00\x00\x00!\xfe" + b"\x01x" * 8_000_000
    assert tell(worker, tmp_path, data).mime == "image/gif"
