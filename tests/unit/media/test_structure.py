"""Whatever lies in a file besides what is shown and heard is objected to, wherever it was put."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from film_samples import canvas_of, plan_for
from leak_samples import NAME, box, read_only, remuxed, tampered
from media_samples import write_clip
from PIL import Image, PngImagePlugin

from witnessbox.media.render import render
from witnessbox.media.structure import StructureError, check_jpeg, check_png
from witnessbox.media.structure_mp4 import check_mp4
from witnessbox.media.structure_webm import check_webm
from witnessbox.model.codec import to_json

FRAGMENTED = partial(check_mp4, fragmented=True)
FRAGMENTS = {"movflags": "+frag_keyframe+empty_moov+default_base_moof+skip_trailer"}


def checked(path: Path, check: Callable[[int], None] = check_mp4) -> None:
    descriptor = read_only(path)
    try:
        check(descriptor)
    finally:
        os.close(descriptor)


@pytest.fixture(scope="module")
def rendition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rendition")
    clip = write_clip(folder / "clip.mkv")
    content, out = read_only(clip), os.open(folder / "out.mp4", os.O_RDWR | os.O_CREAT)
    journal = os.open(folder / "journal", os.O_RDWR | os.O_CREAT)
    params = {"plan": to_json(plan_for(canvas_of(clip))), "key": "", "spoken": []}
    render(params, [content], [out, journal], lambda *_: None)
    for descriptor in (content, out, journal):
        os.close(descriptor)
    return folder / "out.mp4"


@pytest.fixture(scope="module")
def fragmented(rendition: Path) -> Path:
    return remuxed(rendition, rendition.with_name("fragments.mp4"), options=FRAGMENTS)


@pytest.fixture(scope="module")
def tone() -> np.ndarray:
    return (0.3 * np.sin(np.arange(48_000) / 20)).astype(np.float32)[None]


def test_renditions_of_each_form_pass(rendition: Path, fragmented: Path, tone: np.ndarray, tmp_path: Path) -> None:
    checked(rendition)
    checked(fragmented, FRAGMENTED)
    checked(remuxed(rendition, tmp_path / "plain.mp4"))
    checked(remuxed(rendition, tmp_path / "sound.mp4", sound=tone), partial(check_mp4, sound=True))
    both = remuxed(rendition, tmp_path / "both.mp4", sound=tone, options=FRAGMENTS)
    checked(both, partial(check_mp4, fragmented=True, sound=True))


def test_other_tracks_than_those_of_the_plan_are_refused(
    rendition: Path, fragmented: Path, tone: np.ndarray, tmp_path: Path
) -> None:
    sound = remuxed(rendition, tmp_path / "sound.mp4", sound=tone)
    words = remuxed(rendition, tmp_path / "words.mp4", caption=(NAME, 0, 500))
    for path, check in (
        (sound, check_mp4),
        (words, check_mp4),
        (words, partial(check_mp4, sound=True)),
        (rendition, partial(check_mp4, sound=True)),
        (rendition, FRAGMENTED),
        (fragmented, check_mp4),
    ):
        with pytest.raises(StructureError):
            checked(path, check)


def place_of(data: bytes, kind: bytes) -> int:
    """Where a box begins; `avc1` is a brand, too, before it is one."""
    return (data.rfind(kind) if kind == b"avc1" else data.find(kind)) - 4


def inside(kind: bytes, extra: bytes) -> Callable[[bytes], bytes]:
    """Put something at the end of a box and of all that hold it; media stay where they are."""

    def change(data: bytes) -> bytes:
        place = place_of(data, kind)
        end = place + int.from_bytes(data[place : place + 4], "big")
        data = data[:end] + extra + data[end:]
        holders = [each for each in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1") if each in data]
        for holder in {*holders, kind}:
            start = place_of(data, holder)
            length = int.from_bytes(data[start : start + 4], "big")
            if start <= place and (holder == kind or start + length >= end):
                data = data[:start] + struct.pack(">I", length + len(extra)) + data[start + 4 :]
        return data

    return change


def replaced(what: bytes, other: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(what, other, 1)


PLANTED = {
    "trailing bytes": (lambda data: data + NAME, "does not end|stray bytes"),
    "a free box with a name": (lambda data: data + box(b"free", NAME), "free"),
    "a uuid box": (lambda data: data + box(b"uuid", bytes(16) + NAME), "uuid"),
    "a second media box": (lambda data: data + box(b"mdat", NAME), "belong to none"),
    "a box skip": (lambda data: data + box(b"skip", NAME), "skip"),
    "user data": (inside(b"moov", box(b"udta", box(b"\xa9nam", NAME))), "udta"),
    "metadata": (inside(b"moov", box(b"meta", NAME)), "meta"),
    "a name behind the handler's": (inside(b"hdlr", NAME), "hdlr"),
    "rows behind a table": (inside(b"stts", NAME), "stts"),
    "bytes behind the header": (inside(b"mvhd", NAME), "mvhd"),
    "bytes behind the parameter sets": (inside(b"avcC", NAME), "avcC"),
    "a colour profile": (inside(b"avc1", box(b"colr", b"prof" + NAME)), "colr|sample description"),
    "a compressor's name": (
        lambda data: data[: place_of(data, b"avc1") + 50] + NAME + data[place_of(data, b"avc1") + 50 + len(NAME) :],
        "compressor",
    ),
    "a date": (lambda data: data[: data.find(b"mvhd") + 8] + b"\1" + data[data.find(b"mvhd") + 9 :], "date"),
    "a language": (
        lambda data: data[: data.find(b"hdlr") - 8] + b"\x48\xb3" + data[data.find(b"hdlr") - 6 :],
        "mdhd",
    ),
    "a brand of its own": (replaced(b"avc1mp41", b"avc1PETR"), "ftyp"),
    "a unit of messages": (
        lambda data: data[: data.find(b"mdat") + 8] + b"\6" + data[data.find(b"mdat") + 9 :],
        "type 6",
    ),
    "a matrix that turns": (
        lambda data: data[: data.find(b"tkhd") + 45] + b"\2" + data[data.find(b"tkhd") + 46 :],
        "matrix",
    ),
}


@pytest.mark.parametrize("leak", PLANTED)
def test_planted_bytes_are_refused(leak: str, rendition: Path, tmp_path: Path) -> None:
    change, why = PLANTED[leak]
    path = tampered(rendition, tmp_path / "leak.mp4", change)
    assert path.read_bytes() != rendition.read_bytes()
    with pytest.raises(StructureError, match=why):
        checked(path)


FRAGMENTS_PLANTED = {
    "trailing bytes": (lambda data: data + NAME, "does not end|stray bytes"),
    "an event": (lambda data: data + box(b"emsg", NAME), "emsg"),
    "a producer's clock": (lambda data: data + box(b"prft", bytes(24)), "prft"),
    "a name in a free box": (lambda data: data + box(b"free", NAME), "free"),
    "media of no sample": (lambda data: data + box(b"mdat", NAME), "belong to none"),
    "a fragment of a track that there is not": (
        lambda data: data[: data.find(b"tfhd") + 11] + b"\7" + data[data.find(b"tfhd") + 12 :],
        "track 7",
    ),
    "rows behind a run": (
        lambda data: data[: data.find(b"trun") + 11] + b"\1" + data[data.find(b"trun") + 12 :],
        "trun",
    ),
}


@pytest.mark.parametrize("leak", FRAGMENTS_PLANTED)
def test_planted_bytes_in_fragments_are_refused(leak: str, fragmented: Path, tmp_path: Path) -> None:
    change, why = FRAGMENTS_PLANTED[leak]
    with pytest.raises(StructureError, match=why):
        checked(tampered(fragmented, tmp_path / "leak.mp4", change), FRAGMENTED)


def test_covers_chapters_titles_and_second_pictures_are_refused(rendition: Path, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(picture, "JPEG")
    for name, leak in {
        "cover.mp4": {"cover": picture.getvalue()},
        "chapter.mp4": {"chapter": NAME.decode()},
        "title.mp4": {"metadata": {"title": NAME.decode()}},
    }.items():
        with pytest.raises(StructureError):
            checked(remuxed(rendition, tmp_path / name, **leak))  # type: ignore[arg-type]


def test_an_encoder_that_leaves_messages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StructureError):
        checked(write_clip(tmp_path / "x264.mp4"))


# -- WebM ----------------------------------------------------------------------------------------------------------


def element(kind: int, body: bytes) -> bytes:
    identity = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    return identity + (1 << 56 | len(body)).to_bytes(8, "big") + body


def webm(*parts: bytes) -> bytes:
    """The smallest file that the check knows, with more parts in its segment."""
    head = element(0x1A45DFA3, element(0x4286, b"\1") + element(0x4282, b"webm"))
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + element(0x4D80, b"none") + element(0x5741, b"none"))
    picture = element(0xE0, element(0xB0, b"\x40") + element(0xBA, b"\x40"))
    entry = element(0xAE, element(0xD7, b"\1") + element(0x83, b"\1") + element(0x86, b"V_VP9") + picture)
    cluster = element(0x1F43B675, element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\x80" + bytes(9)))
    return head + element(0x18538067, b"".join((info, element(0x1654AE6B, entry), cluster, *parts)))


WEBM_PLANTED = {
    "tags": element(0x1254C367, element(0x7373, NAME)),
    "chapters": element(0x1043A770, element(0x45B9, NAME)),
    "an attachment": element(0x1941A469, element(0x61A7, NAME)),
    "padding with a name": element(0xEC, NAME),
    "a second track": element(0x1654AE6B, element(0xAE, element(0x536E, NAME))),
    "a title": element(0x1549A966, element(0x7BA9, NAME)),
    "another program": element(0x1549A966, element(0x5741, NAME)),
    "a number that is a name": element(0x1549A966, element(0x4489, NAME)),
    "a block of a track that there is not": element(0x1F43B675, element(0xA3, b"\x82\0\0\x80" + NAME)),
    "a language": element(0x1654AE6B, element(0xAE, element(0x22B59C, b"rus"))),
    "much configuration": element(0x1654AE6B, element(0xAE, element(0x63A2, NAME * 9))),
}


def test_a_webm_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "plain.webm"
    path.write_bytes(webm(element(0xEC, bytes(40))))
    checked(path, check_webm)
    with av.open(str(tmp_path / "real.webm"), "w", container_options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("libvpx-vp9", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for index in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 40 * index, np.uint8), "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with pytest.raises(StructureError, match="4D80"):  # the muxer writes its name and tags unasked
        checked(tmp_path / "real.webm", check_webm)


@pytest.mark.parametrize("leak", WEBM_PLANTED)
def test_planted_elements_are_refused(leak: str, tmp_path: Path) -> None:
    path = tmp_path / "leak.webm"
    path.write_bytes(webm(WEBM_PLANTED[leak]))
    with pytest.raises(StructureError):
        checked(path, check_webm)


def test_bytes_behind_a_webm_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "leak.webm"
    for more in (NAME, bytes(1), element(0xEC, b"")[:-1]):
        path.write_bytes(webm() + more)
        with pytest.raises(StructureError):
            checked(path, check_webm)


# -- pictures ------------------------------------------------------------------------------------------------------


def picture(**options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "blue").save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def thumbnail() -> bytes:
    """An EXIF block with a small picture in it."""
    small = picture(format="JPEG")
    pointer = struct.pack(">HHHII", 1, 0x0201, 4, 1, 44) + struct.pack(">HHII", 0x0202, 4, 1, len(small))
    head = b"Exif\0\0MM\0*" + struct.pack(">IHI", 8, 0, 14) + struct.pack(">H", 2) + pointer[2:]
    return (head + struct.pack(">I", 0)).ljust(50, b"\0") + small


def texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", NAME.decode())
    return info


PICTURES = {
    "a thumbnail": (lambda: picture(format="JPEG", exif=thumbnail()), check_jpeg),
    "a comment": (lambda: picture(format="JPEG", comment=NAME), check_jpeg),
    "a colour profile": (lambda: picture(format="JPEG", icc_profile=NAME), check_jpeg),
    "XMP": (lambda: picture(format="JPEG", xmp=NAME), check_jpeg),
    "bytes after a JPEG": (lambda: picture(format="JPEG") + NAME, check_jpeg),
    "a second JPEG": (lambda: picture(format="JPEG") * 2, check_jpeg),
    "a thumbnail in JFIF": (
        lambda: (
            picture(format="JPEG").replace(b"\0\x10JFIF", b"\0\x13JFIF", 1)[:18]
            + b"\1\1abc"
            + picture(format="JPEG")[20:]
        ),
        check_jpeg,
    ),
    "a text in a PNG": (lambda: picture(format="PNG", pnginfo=texts()), check_png),
    "EXIF in a PNG": (lambda: picture(format="PNG", exif=thumbnail()), check_png),
    "bytes after a PNG": (lambda: picture(format="PNG") + NAME, check_png),
}


@pytest.mark.parametrize("leak", PICTURES)
def test_planted_bytes_in_pictures_are_refused(leak: str, tmp_path: Path) -> None:
    make, check = PICTURES[leak]
    path = tmp_path / "leak"
    path.write_bytes(make())
    with pytest.raises(StructureError):
        checked(path, check)


def test_plain_pictures_pass(tmp_path: Path) -> None:
    path = tmp_path / "plain"
    path.write_bytes(picture(format="JPEG", quality=95, subsampling=0))
    checked(path, check_jpeg)
    path.write_bytes(picture(format="PNG"))
    checked(path, check_png)
