from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_samples import drawing, opened, write_clip
from PIL import Image, ImageDraw

from witnessbox.analysis.analyzers import probe as analyzer
from witnessbox.media import client, decode
from witnessbox.media.client_watch import Viewing
from witnessbox.media.sandbox import Worker
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import Probe, Stream, StreamKind
from witnessbox.model.observations import MediaKind, Observation


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("identify", "probe", "headers")) as worker:
        yield worker


def probed(worker: Worker, path: Path, kind: MediaKind = MediaKind.VIDEO) -> Probe:
    with opened(path) as descriptor:
        return client.probe(worker, descriptor, kind)


def test_a_video_with_sound(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=50, sound=True, metadata={"title": "прогулка"})
    probe = probed(worker, path)
    video, sound = probe.streams
    assert (video.kind, video.codec, video.width, video.height) == (StreamKind.VIDEO, "h264", 96, 64)
    assert (video.frames, video.announced_frames, video.frame_rate, video.end_us) == (50, 50, "25/1", 1_960_000)
    assert (sound.kind, sound.sample_rate, sound.channels) == (StreamKind.SOUND, 48000, 1)
    assert sound.samples is not None
    assert sound.samples > 40_000
    assert probe.duration_us is not None
    assert abs(probe.duration_us - 2_000_000) < 60_000
    assert (probe.damage_count, probe.truncated) == (0, False)
    assert "прогулка" in [each.value for each in probe.metadata]


@pytest.mark.parametrize(("rotation", "turns"), [(90, 3), (-90, 1), (180, 2), (0, 0)])
def test_rotation_is_applied_to_the_displayed_size(worker: Worker, tmp_path: Path, rotation: int, turns: int) -> None:
    stream = probed(worker, write_clip(tmp_path / "clip.mp4", rotation=rotation, frames=3)).streams[0]
    assert stream.turns == turns
    assert (stream.width, stream.height) == ((64, 96) if turns % 2 else (96, 64))
    assert (stream.stored_width, stream.stored_height) == (96, 64)


def test_sample_aspect_widens_the_displayed_frame(worker: Worker, tmp_path: Path) -> None:
    stream = probed(worker, write_clip(tmp_path / "clip.mp4", aspect=Fraction(4, 3), frames=3)).streams[0]
    assert (stream.sample_aspect, stream.width, stream.height) == ("4/3", 128, 64)


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_damage_is_found_and_what_is_whole_is_counted(worker: Worker, tmp_path: Path, codec: str) -> None:
    path = write_clip(tmp_path / "clip.mkv", codec=codec, frames=100, size=(320, 240))
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 400, 20):
        data[at] ^= 0xFF
    path.write_bytes(data)
    probe = probed(worker, path)
    assert probe == probed(worker, path)
    assert probe.damage_count > 0
    assert probe.damage[0].start_us > 0
    assert 50 < (probe.streams[0].frames or 0) <= 100


@pytest.mark.parametrize("name", ["clip.mkv", "clip.avi"])
def test_a_cut_off_file_is_truncated(worker: Worker, tmp_path: Path, name: str) -> None:
    path = write_clip(tmp_path / name, codec="mpeg4", frames=100, size=(320, 240))
    whole = probed(worker, path)
    os.truncate(path, path.stat().st_size * 2 // 3)
    cut = probed(worker, path)
    assert (whole.truncated, cut.truncated) == (False, True)
    assert 0 < (cut.streams[0].frames or 0) < 100


def test_a_video_without_frames_is_reported_as_such(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=3)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\x1f\x43\xb6\x75") + 12])  # the head of the first cluster
    probe = probed(worker, path)
    assert [stream.frames for stream in probe.streams] == [0]
    assert probe.truncated


def test_times_and_places_of_a_container_are_kept_apart(worker: Worker, tmp_path: Path) -> None:
    metadata = {
        "creation_time": "2021-11-25T10:00:00Z",
        "date": "2019",
        "location": "+51.5331+046.0342/",
        "make": "Anymake",
    }
    probe = probed(worker, write_clip(tmp_path / "clip.mov", frames=3, metadata=metadata))
    times = {(each.source, each.key): (each.value[:10], each.zone) for each in probe.times}
    assert times[("container", "creation_time")] == ("2021-11-25", "Z")
    assert ("stream 0", "creation_time") in times
    assert times[("container", "date")] == ("2019", None)
    assert (probe.places[0].latitude, probe.places[0].longitude) == (51_533_100, 46_034_200)
    assert "Anymake" in [each.value for each in probe.devices]


def test_metadata_that_is_not_utf8_is_kept_as_far_as_it_goes(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", frames=3, metadata={"title": "AAAABBBB"})
    path.write_bytes(path.read_bytes().replace(b"AAAABBBB", b"AAAA\xff\xfe\xff\xfe"))
    values = [each.value for each in probed(worker, path).metadata]
    assert any(value.startswith("AAAA") for value in values)


def test_a_cover_is_no_video(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format="mp4") as output:
        tone = output.add_stream("aac", rate=48000, layout="mono")
        for block in range(20):
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            samples.sample_rate, samples.pts = 48000, block * 1024
            output.mux(tone.encode(samples))
        output.mux(tone.encode())
    probe = probed(worker, path, MediaKind.SOUND)
    assert [stream.kind for stream in probe.streams] == [StreamKind.SOUND]


def _photo(path: Path, orientation: int = 1) -> Path:
    picture = Image.fromarray(drawing((80, 40)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Anymake"
    exif.get_ifd(0x8769)[0x9003] = "2021:02:03 04:05:06"
    exif.get_ifd(0x8769)[0x9011] = "+04:00"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    exif.get_ifd(0x8825)[3] = "W"
    exif.get_ifd(0x8825)[4] = (46.0, 15.0, 0.0)
    picture.save(path, "JPEG", exif=exif, quality=90)
    return path


def test_exif_of_a_photograph(worker: Worker, tmp_path: Path) -> None:
    probe = probed(worker, _photo(tmp_path / "photo.jpg"), MediaKind.PICTURE)
    assert probe.streams[0].kind is StreamKind.PICTURE
    assert [(time.key, time.value, time.zone) for time in probe.times] == [
        ("DateTimeOriginal", "2021:02:03 04:05:06", "+04:00")
    ]
    assert [(place.latitude, place.longitude) for place in probe.places] == [(51_500_000, -46_250_000)]
    assert [device.value for device in probe.devices] == ["Anymake"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_gives_the_displayed_picture(worker: Worker, tmp_path: Path, orientation: int) -> None:
    path = _photo(tmp_path / "photo.jpg", orientation)
    stream = probed(worker, path, MediaKind.PICTURE).streams[0]
    with opened(path) as descriptor:
        shown = decode.displayed_picture(descriptor)
    assert (stream.width, stream.height) == (shown.shape[1], shown.shape[0])
    stored = np.asarray(Image.open(path))
    turned = decode.Orientation(mirrored=stream.mirrored, turns=stream.turns).apply(stored)
    assert np.abs(turned.astype(int) - shown.astype(int)).max() <= 1


def test_a_cut_off_photograph(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    picture = Image.effect_noise((300, 300), 60)
    ImageDraw.Draw(picture).rectangle((10, 10, 50, 50), fill=255)
    picture.save(path, "JPEG")
    os.truncate(path, path.stat().st_size // 2)
    probe = probed(worker, path, MediaKind.PICTURE)
    assert probe.truncated
    assert probe.damage_count == 1


def test_what_no_decoder_opens_is_refused_with_a_reason(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_bytes(b"not a video at all, by any means" * 100)
    for kind in (MediaKind.VIDEO, MediaKind.PICTURE):
        with pytest.raises(UntrustedInputError, match="no decoder opens it"):
            probed(worker, path, kind)


@dataclass
class View:
    """What the runner shows an analyser, reduced to one file."""

    path: Path
    kind: MediaKind
    worker: Worker
    sha256: str = "0" * 64
    size: int = 0

    @property
    def viewing(self) -> Viewing:
        return Viewing(self.worker)

    def open(self) -> int:
        return os.open(self.path, os.O_RDONLY)

    def model(self, name: str) -> int:
        raise NotImplementedError

    def model_digest(self, name: str) -> str:
        raise NotImplementedError

    def observations(self, analyzer: str) -> tuple[Observation, ...]:
        return ()

    @contextmanager
    def still(self, name: str) -> Iterator[int]:
        raise NotImplementedError
        yield 0

    def progress(self, done: int, total: int) -> None:
        assert 0 <= done <= total


def test_the_analyser_gives_one_observation(worker: Worker, tmp_path: Path) -> None:
    view = View(write_clip(tmp_path / "clip.mp4"), MediaKind.VIDEO, worker)
    (observation,) = analyzer.analyse(view)
    assert (observation.kind, observation.start_us, observation.end_us) == ("probe", 0, 1_000_000)
    assert from_json(Probe, observation.value).streams[0].frames == 25


def test_every_real_video_picture_and_sound_is_probed(worker: Worker, data: Path) -> None:
    refused: dict[str, str] = {}
    kinds: dict[MediaKind, int] = {}
    for path in sorted(each for each in (data / "stick").rglob("*") if each.is_file()):
        with opened(path) as descriptor:
            kind = client.identify(worker, [descriptor])[0].kind
            kinds[kind] = kinds.get(kind, 0) + 1
            if kind not in analyzer.SPEC.kinds:
                continue
            try:
                probe = client.probe(worker, descriptor, kind)
            except UntrustedInputError as error:
                refused[path.name] = str(error)
                continue
            assert any(stream.frames for stream in probe.streams), path.name
            assert not probe.truncated, path.name
            if "demo.og" not in path.name:  # the encoder that made those two Theora files was broken
                assert probe.damage_count == 0, path.name
    assert refused == {}
    assert kinds == {MediaKind.VIDEO: 52, MediaKind.PICTURE: 6, MediaKind.SOUND: 7, MediaKind.DOCUMENT: 10}


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov", "clip.mkv", "clip.avi", "clip.ts"])
def test_headers_say_the_same_without_decoding(worker: Worker, tmp_path: Path, name: str) -> None:
    path = write_clip(tmp_path / name, frames=50, sound=True, metadata={"title": "прогулка"})
    whole = probed(worker, path)
    with opened(path) as descriptor:
        found = client.headers(worker, descriptor, MediaKind.VIDEO)
    assert (found.container, found.announced_us, found.metadata) == (
        whole.container,
        whole.announced_us,
        whole.metadata,
    )
    assert [stated(each) for each in found.streams] == [stated(each) for each in whole.streams]
    assert [each.codec for each in found.streams] == ["h264", "aac"]
    assert [each.frames for each in found.streams] == [None, None]
    assert (found.duration_us, found.damage, found.damage_count) == (None, (), 0)


def stated(stream: Stream) -> tuple[object, ...]:
    picture = (stream.stored_width, stream.stored_height, stream.frame_rate, stream.sample_aspect)
    return (stream.index, stream.kind, stream.codec, *picture, stream.sample_rate, stream.channels)


def test_headers_of_a_film_whose_first_frame_is_broken_are_read_all_the_same(worker: Worker, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=10)
    with av.open(str(path)) as container:
        first = next(container.demux(video=0))
    data = bytearray(path.read_bytes())
    assert first.pos is not None
    data[first.pos : first.pos + first.size] = bytes(first.size)
    path.write_bytes(data)
    with opened(path) as descriptor:
        (stream,) = client.headers(worker, descriptor, MediaKind.VIDEO).streams
    assert (stream.codec, stream.stored_width, stream.stored_height) == ("h264", 96, 64)


def test_headers_of_a_picture_and_of_what_is_none(worker: Worker, tmp_path: Path) -> None:
    Image.fromarray(drawing((640, 480))).save(tmp_path / "still.jpg")
    with opened(tmp_path / "still.jpg") as descriptor:
        stream = client.headers(worker, descriptor, MediaKind.PICTURE).streams[0]
    assert (stream.width, stream.height) == (640, 480)
    Image.fromarray(drawing((640, 480))).save(tmp_path / "still.png")
    whole = (tmp_path / "still.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    with opened(tmp_path / "cut.png") as descriptor:
        assert client.headers(worker, descriptor, MediaKind.PICTURE).truncated
    (tmp_path / "noise.mp4").write_bytes(bytes(1000))
    with opened(tmp_path / "noise.mp4") as descriptor, pytest.raises(UntrustedInputError):
        client.headers(worker, descriptor, MediaKind.VIDEO)
