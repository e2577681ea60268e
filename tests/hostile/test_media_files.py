"""Files made to break or to abuse a decoder: each gets a clean reason, and the worker goes on."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from media_samples import drawing, opened, write_clip
from PIL import Image

from witnessbox.media import client
from witnessbox.media.sandbox import Limits, Worker
from witnessbox.model.errors import MediaError, UntrustedInputError
from witnessbox.model.media import Probe
from witnessbox.model.observations import MediaKind

TASKS = ("identify", "probe", "storyboard")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Limits(memory=3 * 1024**3), tasks=TASKS) as worker:
        yield worker


def probed(worker: Worker, path: Path, kind: MediaKind = MediaKind.VIDEO) -> Probe:
    with opened(path) as descriptor:
        return client.probe(worker, descriptor, kind)


def _playlists(secret: Path) -> dict[str, str]:
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        "hls-plain": f"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{secret}'\n",
        "sdp": f"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns={secret}\r\nc=IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n",
        "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
        f"<Representation id='1'><BaseURL>{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    }


@pytest.mark.parametrize("form", ["hls", "hls-plain", "ffconcat", "sdp", "dash"])
@pytest.mark.parametrize("name", ["holiday.mp4", "list.m3u8"])
def test_a_playlist_tells_nothing_of_the_file_it_names(worker: Worker, tmp_path: Path, form: str, name: str) -> None:
    secret = write_clip(tmp_path / "secret.mp4", metadata={"title": "never to be seen"})
    bait = tmp_path / name
    bait.write_text(_playlists(secret)[form])
    with opened(bait) as descriptor:
        assert client.identify(worker, [descriptor])[0].kind in (MediaKind.OTHER, MediaKind.DOCUMENT)
    with pytest.raises(UntrustedInputError) as caught:
        probed(worker, bait)
    assert "secret" not in str(caught.value)
    assert "never" not in str(caught.value)
    with opened(bait) as descriptor, pytest.raises(UntrustedInputError):
        client.storyboard(worker, descriptor, MediaKind.VIDEO)


def _png(width: int, height: int, chunks: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    row = zlib.compress(bytes(1 + width // 8) * min(height, 20_000))
    return b"\x89PNG\r\n\x1a\n" + header + chunks + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def test_a_picture_of_too_many_pixels(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(_png(16_000, 16_000))
    with pytest.raises(UntrustedInputError, match="more than 120000000 pixels"):
        probed(worker, tmp_path / "bomb.png", MediaKind.PICTURE)


def test_a_text_that_grows_a_thousandfold(worker: Worker, tmp_path: Path) -> None:
    body = b"Comment\x00\x00" + zlib.compress(bytes(500 * 1024 * 1024), 9)
    text = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    (tmp_path / "bomb.png").write_bytes(_png(8, 8, text))
    try:
        probe = probed(worker, tmp_path / "bomb.png", MediaKind.PICTURE)
    except UntrustedInputError:
        return
    assert sum(len(statement.value) for statement in probe.metadata) < 100_000


def test_a_table_of_a_billion_entries(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=5)
    data = bytearray(path.read_bytes())
    for table in (b"stts", b"stsz", b"stco", b"stsc"):
        at = data.index(table)
        struct.pack_into(">I", data, at + (12 if table == b"stsz" else 8), 0x3FFFFFFF)
    path.write_bytes(data)
    with_limits = Limits(memory=2 * 1024**3)
    with Worker(with_limits, tasks=("probe",)) as small:
        try:
            probed(small, path)
        except MediaError as error:
            assert str(error)
        assert probed(small, write_clip(tmp_path / "fine.mp4", frames=5)).streams[0].frames == 5


def test_a_frame_too_large_for_the_worker(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "huge.gif"
    frames = [Image.new("P", (16, 16), index) for index in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    data = bytearray(path.read_bytes())
    struct.pack_into("<HH", data, 6, 65_535, 65_535)
    path.write_bytes(data)
    try:
        probe = probed(worker, path)
    except UntrustedInputError:
        return
    assert not any(stream.frames for stream in probe.streams)


def _samples(folder: Path) -> dict[str, MediaKind]:
    picture = Image.fromarray(drawing((120, 80)))
    for name in ("PNG", "JPEG", "TIFF", "WEBP", "BMP"):
        picture.save(folder / f"picture.{name}", name)
    write_clip(folder / "clip.mp4", sound=True)
    write_clip(folder / "clip.mkv")
    write_clip(folder / "clip.avi", codec="mpeg4")
    write_clip(folder / "clip.ts", container="mpegts", codec="mpeg2video")
    return {
        path.name: MediaKind.PICTURE if path.name.startswith("picture") else MediaKind.VIDEO
        for path in sorted(folder.iterdir())
    }


def test_damaged_files_give_an_answer_or_a_reason(worker: Worker, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "whole"
    folder.mkdir()
    bad = tmp_path / "damaged"
    pids = set()
    for name, kind in _samples(folder).items():
        whole = (folder / name).read_bytes()
        for _ in range(12):
            data = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
            for _flip in range(chance.randrange(0, 30)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            bad.write_bytes(data)
            for work in (lambda fd, kind=kind: client.probe(worker, fd, kind), _storyboard(worker, kind)):
                with opened(bad) as descriptor:
                    try:
                        work(descriptor)
                    except UntrustedInputError as error:
                        assert str(error)
            child = worker._child
            assert child is not None
            pids.add(child._process.pid)
    assert len(pids) == 1, "a damaged file ended the worker"


def _storyboard(worker: Worker, kind: MediaKind):  # type: ignore[no-untyped-def]
    return lambda descriptor: client.storyboard(worker, descriptor, kind)
