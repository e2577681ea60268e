"""What cameras state comes out: make, model, serial numbers, times with their zone or lack of it, places, software."""

from __future__ import annotations

import random
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from camera_samples import camera_exif, film, heic, photograph, png_with_time, surveillance
from media_samples import opened, write_clip

from witnessbox.media import client
from witnessbox.media.maker_notes import serials
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import Probe
from witnessbox.model.observations import MediaKind


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("identify", "headers")) as worker:
        yield worker


def headers(worker: Worker, path: Path) -> Probe:
    with opened(path) as descriptor:
        kind = client.identify(worker, [descriptor])[0].kind
        return client.headers(worker, descriptor, kind)


def times(probe: Probe) -> set[tuple[str, str, str | None]]:
    return {(f"{each.source} {each.key}", each.value, each.zone) for each in probe.times}


def devices(probe: Probe) -> dict[str, str]:
    return {each.key: each.value for each in probe.devices}


@pytest.mark.parametrize("ending", ["jpg", "tif", "png", "webp", "avif", "heic"])
def test_a_photograph(worker: Worker, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    probe = headers(worker, heic(path) if ending == "heic" else photograph(path))
    said = devices(probe)
    assert {"Make": "Canon", "Model": "EOS 90D", "Software": "Firmware 1.0"}.items() <= said.items()
    assert {
        "BodySerialNumber": "BODY123",
        "LensSerialNumber": "LENS456",
        "CameraOwnerName": "Ivanov",
    }.items() <= said.items()
    assert {"xmp:CreatorTool": "Editor 9", "aux:SerialNumber": "XMP777"}.items() <= said.items()
    assert {
        ("exif DateTimeOriginal", "2021:10:04 15:30:00", "+03:00"),
        ("exif DateTimeDigitized", "2021:10:04 15:30:01", None),
        ("exif DateTime", "2021:10:04 15:31:00", None),
        ("xmp xmp:CreateDate", "2021-10-04T15:30:00.12+03:00", "+03:00"),
    } <= times(probe)
    places = {(each.source, each.latitude, each.longitude) for each in probe.places if each.latitude is not None}
    assert places == {("exif gps", 51_540_000, 46_010_000), ("xmp", 51_540_000, 46_010_000)}
    if ending == "jpg":
        assert said["Canon SerialNumber"] == "1234567890"
    if ending == "heic":
        assert (probe.streams[0].stored_width, probe.streams[0].stored_height) == (4032, 3024)


def test_texts_times_and_exif_of_a_png(worker: Worker, tmp_path: Path) -> None:
    probe = headers(worker, png_with_time(tmp_path / "x.png"))
    assert {
        ("picture Creation Time", "Mon, 04 Oct 2021 15:30:00 +0300", "+03:00"),
        ("png tIME", "2021-10-05T06:07:08", "Z"),
        ("exif DateTimeOriginal", "2021:10:04 15:30:00", "+03:00"),
    } <= times(probe)
    assert "Snip 1" in [each.value for each in probe.devices]


def test_boxes_that_state_different_times_stand_side_by_side(worker: Worker, tmp_path: Path) -> None:
    probe = headers(worker, film(tmp_path / "x.mp4"))
    assert {
        ("boxes creation_time of mvhd, mdhd 1", "2021-10-04T12:30:00Z", "Z"),
        ("boxes creation_time of tkhd 1", "2021-10-05T12:30:00Z", "Z"),
        ("xml CreationDate.value", "2021-10-04T15:30:00+03:00", "+03:00"),
        ("xmp xmp:CreateDate", "2021-10-04T15:30:00.12+03:00", "+03:00"),
    } <= times(probe)
    said = devices(probe)
    assert {"Device.serialNo": "0101234", "Device.modelName": "PXW-Z90", "firmware": "HD8.01"}.items() <= said.items()
    assert said["camera serial number hash"] == bytes(range(16)).hex()


def test_keys_of_a_telephone(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "x.mov"
    said = {
        "com.apple.quicktime.make": "Apple",
        "com.apple.quicktime.model": "iPhone 12",
        "com.apple.quicktime.software": "15.0",
        "com.apple.quicktime.creationdate": "2021-10-04T15:30:00+0300",
        "com.apple.quicktime.location.ISO6709": "+51.5400+046.0100+030.000/",
    }
    source = write_clip(tmp_path / "source.mp4", frames=3)
    with av.open(str(source)) as given, av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as made:
        made.metadata.update(said)
        stream = made.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                made.mux(packet)
    probe = headers(worker, path)
    assert {"Apple", "iPhone 12", "15.0"} <= set(devices(probe).values())
    assert ("container com.apple.quicktime.creationdate", "2021-10-04T15:30:00+0300", "+03:00") in times(probe)
    assert (51_540_000, 46_010_000) in {(each.latitude, each.longitude) for each in probe.places}


def test_a_recorder_and_a_screen_recorder(worker: Worker, tmp_path: Path) -> None:
    probe = headers(worker, surveillance(tmp_path / "x.avi"))
    assert ("avi IDIT", "Mon Oct 04 15:30:00 2021", None) in times(probe)
    assert "DVR-SERIAL 00A1B2C3" in [each.value for each in probe.metadata]
    made = write_clip(tmp_path / "x.mkv", frames=3, metadata={"creation_time": "2021-10-04T12:30:00Z"})
    probe = headers(worker, made)
    assert ("segment DateUTC", "2021-10-04T12:30:00Z", "Z") in times(probe)
    assert "WritingApp" in devices(probe)


def test_a_voice_recorder(worker: Worker, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "x.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1000))
    bext = bytes(320) + b"2021-10-0415-30-00" + bytes(264)
    data = (tmp_path / "x.wav").read_bytes()
    data = data[:12] + b"bext" + len(bext).to_bytes(4, "little") + bext + data[12:]
    (tmp_path / "x.wav").write_bytes(data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:])
    assert ("bext OriginationDate and Time", "2021-10-04 15:30:00", None) in times(headers(worker, tmp_path / "x.wav"))


@pytest.mark.parametrize("ending", ["heic", "mp4", "avi", "png", "jpg"])
def test_damaged_parts_give_what_can_be_read(worker: Worker, tmp_path: Path, ending: str, seed: int) -> None:
    chance = random.Random(seed)
    makers = {"heic": heic, "mp4": film, "avi": surveillance, "png": png_with_time, "jpg": photograph}
    whole = makers[ending](tmp_path / f"whole.{ending}").read_bytes()
    bad = tmp_path / f"bad.{ending}"
    kind = MediaKind.VIDEO if ending in ("mp4", "avi") else MediaKind.PICTURE
    for _ in range(60):
        data = bytearray(whole if chance.random() < 0.6 else whole[: chance.randrange(16, len(whole))])
        for _flip in range(chance.randrange(1, 40)):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        bad.write_bytes(data)
        with opened(bad) as descriptor:
            try:
                client.headers(worker, descriptor, kind)
            except UntrustedInputError as error:
                assert "(boxes.py" not in str(error)
                assert "(chunks.py" not in str(error)
                assert "(maker_notes.py" not in str(error)
                assert "(statements.py" not in str(error)
                died = "of memory" in str(error)  # FFmpeg, which believes what tables announce
                assert died or worker._child is not None


def _entry(order: str, tag: int, text: bytes, place: int) -> bytes:
    inline = text.ljust(4, b"\0") if len(text) <= 4 else struct.pack(order + "I", place)
    return struct.pack(order + "HHHI", 1, tag, 2, len(text)) + inline + bytes(4)


NOTES = {
    "Nikon SerialNumber": b"Nikon\0\x02\x10\0\0MM\0*\0\0\0\x08" + _entry(">", 0x1D, b"6012345\0", 26) + b"6012345\0",
    "Fujifilm InternalSerialNumber": b"FUJIFILM\x0c\0\0\0" + _entry("<", 0x10, b"FPX 5930\0", 30) + b"FPX 5930\0",
    "Panasonic InternalSerialNumber": b"Panasonic\0\0\0" + _entry(">", 0x25, b"F90\0", 0),
    "Apple ContentIdentifier": b"Apple iOS\0\0\x01MM" + _entry(">", 0x11, b"AB12-CD34\0", 32) + b"AB12-CD34\0",
}


@pytest.mark.parametrize("field", NOTES)
def test_serial_numbers_in_notes_of_makers(field: str) -> None:
    found = dict(serials(camera_exif(NOTES[field]).tobytes()))
    assert list(found) == [field]
    assert found[field] in ("6012345", "FPX 5930", "F90", "AB12-CD34")


def test_an_item_at_a_place_beyond_any_file(worker: Worker, tmp_path: Path) -> None:
    path = heic(tmp_path / "x.heic")
    data = path.read_bytes()
    at = data.index(b"iloc")
    extents = struct.pack(">HHHQQ", 2, 0, 1, 2**64 - 1, 100) + struct.pack(">HHHQQ", 3, 0, 1, 2**63, 100)
    body = b"iloc" + bytes(4) + b"\x88\0" + struct.pack(">H", 2) + extents
    start = data.index(b"meta")
    meta = data[start + 4 : at - 4] + struct.pack(">I", len(body) + 4) + body
    path.write_bytes(data[: start - 4] + struct.pack(">I", len(meta) + 8) + b"meta" + meta)
    assert headers(worker, path).container == "HEIF"
