from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import stuffed
from film_samples import Pixels
from media_samples import drawing, opened, stored_as
from PIL import Image

from witnessbox.media import client, client_faces, decode
from witnessbox.media.film import Film
from witnessbox.media.sandbox import Worker
from witnessbox.media.structure import check_jpeg, check_png
from witnessbox.model.faces import Canvas, Fill, Mask, MaskSpan, PlanBody, RenderResult, Sound, timing
from witnessbox.model.observations import Box, MediaKind

BOX = Box(x1=32, y1=16, x2=64, y2=48)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("identify", "render", "storyboard", "probe")) as worker:
        yield worker


def soft(size: tuple[int, int] = (128, 96)) -> Pixels:
    """A picture that every encoder keeps: large areas of strong colours."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (200, 40, 40)
    pixels[: height // 2, width // 2 :] = (40, 180, 60)
    pixels[height // 2 :, : width // 2] = (30, 60, 200)
    pixels[height // 2 :, width // 2 :] = (220, 210, 60)
    return pixels


def plan(width: int, height: int, *boxes: Box, fill: Fill = Fill.SOLID, smoothed: bool = False) -> PlanBody:
    canvas = Canvas(
        kind=MediaKind.PICTURE,
        width=width,
        height=height,
        aspect_numerator=1,
        aspect_denominator=1,
        timing=timing(1, 1, [0]),
    )
    masks = tuple(
        Mask(reason="face", track=0, spans=(MaskSpan(first_frame=0, last_frame=0, box=box),)) for box in boxes
    )
    return PlanBody(preset="test", canvas=canvas, sound=Sound.NONE, masks=masks, fill=fill, smoothed=smoothed)


def render(worker: Worker, path: Path, body: PlanBody) -> tuple[RenderResult, Pixels, bytes]:
    out = os.memfd_create("out")
    try:
        with opened(path) as content:
            result = client_faces.render(worker, content, out, body)
        data = os.pread(out, os.fstat(out).st_size, 0)
        {"image/jpeg": check_jpeg, "image/png": check_png}[result.mime](out)
    finally:
        os.close(out)
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        return result, np.asarray(picture.convert("RGB"), np.uint8), data


def close(one: Pixels, other: Pixels, within: float) -> bool:
    """Whether two pictures agree, but for the seams between colours."""
    difference = np.abs(one.astype(int) - other)
    return bool(np.median(difference) <= within and difference.mean() <= within + 3)


@pytest.mark.parametrize(
    ("ending", "mime"),
    [
        ("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/jpeg"), ("avif", "image/jpeg"),
        ("heic", "image/jpeg"),
    ],
)  # fmt: skip
def test_pixels_of_every_format_are_kept_and_nothing_else(
    worker: Worker, tmp_path: Path, ending: str, mime: str
) -> None:
    planted = stuffed.Planted()
    path = stuffed.STILLS[ending](tmp_path / f"a.{ending}", soft(), planted)
    result, pixels, data = render(worker, path, plan(128, 96, BOX))
    assert result.mime == mime
    assert pixels[20:44, 36:60].max() < 12
    expected = soft()[:, :, [1, 0, 2]]  # every one of them carries a profile in which red is green
    expected[16:48, 32:64] = 0
    assert close(pixels, expected, 14), ending
    assert not [text for text in planted.texts if text.encode() in data]
    assert render(worker, path, plan(128, 96, BOX))[2] == data, "the same plan gives the same bytes"


def test_where_a_picture_was_lossless_its_pixels_are_exact(worker: Worker, tmp_path: Path) -> None:
    Image.fromarray(drawing((128, 96))).save(tmp_path / "a.webp", lossless=True)
    result, pixels, _ = render(worker, tmp_path / "a.webp", plan(128, 96))
    assert result.mime == "image/png"
    assert np.array_equal(pixels, drawing((128, 96)))


def test_the_tables_of_a_jpeg_are_ours(worker: Worker, tmp_path: Path) -> None:
    def tables(data: bytes) -> object:
        with Image.open(io.BytesIO(data)) as picture:
            return {key: list(table) for key, table in picture.quantization.items()}  # type: ignore[attr-defined]

    path = stuffed.jpeg(tmp_path / "a.jpg", soft(), stuffed.Planted())
    ours = render(worker, path, plan(128, 96))[2]
    Image.fromarray(drawing((128, 96))).save(tmp_path / "b.jpg", quality=30)
    assert tables(ours) == tables(render(worker, tmp_path / "b.jpg", plan(128, 96))[2]) != tables(path.read_bytes())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_masks_lie_where_a_turned_picture_is_shown(worker: Worker, tmp_path: Path, orientation: int) -> None:
    stored = stored_as(soft(), orientation)
    path = stuffed.jpeg(tmp_path / "a.jpg", np.ascontiguousarray(stored), stuffed.Planted(), orientation=orientation)
    _, pixels, _ = render(worker, path, plan(128, 96, BOX))
    expected = soft()[:, :, [1, 0, 2]]
    expected[16:48, 32:64] = 0
    assert close(pixels, expected, 14)


def test_a_heic_is_turned_as_it_says(worker: Worker, tmp_path: Path) -> None:
    path = stuffed.heic(tmp_path / "a.heic", soft(), stuffed.Planted(), turns=1)
    with opened(path) as content:
        board, _ = client.storyboard(worker, content, MediaKind.PICTURE)
        probe = client.probe(worker, content, MediaKind.PICTURE)
    assert (board.sheet.width, board.sheet.height) == (96, 128)
    assert (probe.streams[0].width, probe.streams[0].height) == (96, 128)
    assert {statement.value for statement in probe.metadata} >= {"51.0 32.0 24.5678"}
    _, pixels, _ = render(worker, path, plan(96, 128))
    assert close(pixels, np.rot90(soft()[:, :, [1, 0, 2]]), 14)


def test_colours_of_every_kind_come_out_as_they_are_shown(worker: Worker, tmp_path: Path) -> None:
    picture = Image.fromarray(soft())
    saved = {
        "cmyk.jpg": picture.convert("CMYK"),
        "cmyk.tif": picture.convert("CMYK"),
        "palette.png": picture.quantize(16),
        "bmp.bmp": picture,
        "still.gif": picture.quantize(16),
        "two.jp2": picture,
    }
    for name, each in saved.items():
        each.save(tmp_path / name)
        _, pixels, _ = render(worker, tmp_path / name, plan(128, 96))
        assert close(pixels, soft(), 10), name


def test_sixteen_bits_and_transparency(worker: Worker, tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65_535, 128).astype(np.uint16), (96, 1))
    Image.fromarray(ramp).save(tmp_path / "grey.png")
    _, pixels, _ = render(worker, tmp_path / "grey.png", plan(128, 96))
    assert np.abs(pixels[:, :, 0].astype(int) - ramp // 257).max() <= 1
    (tmp_path / "rgb.png").write_bytes(_deep_png(soft()))
    _, pixels, _ = render(worker, tmp_path / "rgb.png", plan(128, 96))
    assert np.array_equal(pixels, soft())
    layered = np.dstack([soft(), np.zeros((96, 128), np.uint8)])
    layered[:48, :, 3] = 255
    Image.fromarray(layered).save(tmp_path / "clear.png")
    _, pixels, _ = render(worker, tmp_path / "clear.png", plan(128, 96))
    assert np.array_equal(pixels[:48], soft()[:48])
    assert pixels[48:].min() == 255, "what was transparent is not uncovered"


def _deep_png(pixels: Pixels) -> bytes:
    """A PNG of 16 bits a channel."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + (row.astype(">u2") * 257).astype(">u2").tobytes() for row in pixels)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_damaged_profile_is_left_out(worker: Worker, tmp_path: Path) -> None:
    Image.fromarray(soft()).save(tmp_path / "a.png", icc_profile=b"\0\0\1\0" + b"no profile" * 30)
    _, pixels, _ = render(worker, tmp_path / "a.png", plan(128, 96))
    assert np.array_equal(pixels, soft())


def test_a_mosaic_is_the_same_over_every_picture(worker: Worker, tmp_path: Path) -> None:
    over = []
    for number, pixels in enumerate((soft(), drawing((128, 96)))):
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
        _, shown, _ = render(worker, tmp_path / f"{number}.png", plan(128, 96, BOX, fill=Fill.MOSAIC))
        over.append(shown[16:48, 32:64])
        outside = np.ones((96, 128), bool)
        outside[16:48, 32:64] = False
        assert np.array_equal(shown[outside], pixels[outside])
    assert np.array_equal(*over)
    assert len(np.unique(over[0])) > 2
    assert np.ptp(over[0], axis=2).max() == 0


def test_a_smoothed_picture_keeps_its_masks_and_loses_its_noise(worker: Worker, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(-12, 13, (96, 128, 1))
    noisy = np.clip(soft().astype(int) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(tmp_path / "a.png")
    _, pixels, _ = render(worker, tmp_path / "a.png", plan(128, 96, BOX, smoothed=True))
    assert pixels[16:48, 32:64].max() == 0
    assert pixels[60:90, 70:120].std(axis=(0, 1)).max() < noisy[60:90, 70:120].std(axis=(0, 1)).max() / 2
    assert close(pixels[50:], soft()[50:], 4)


def test_one_picture_of_several_in_a_file_is_shown(worker: Worker, tmp_path: Path) -> None:
    first, second = Image.fromarray(soft()), Image.fromarray(drawing((128, 96)))
    first.save(tmp_path / "a.mpo", "MPO", save_all=True, append_images=[second])
    with opened(tmp_path / "a.mpo") as content:
        assert decode.open_picture(content).format == "MPO"
    result, pixels, data = render(worker, tmp_path / "a.mpo", plan(128, 96))
    assert result.frames == 1
    assert close(pixels, soft(), 6)
    assert data.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("ending", ["apng", "gif", "webp"])
def test_what_is_transparent_in_a_moving_picture_is_not_uncovered(tmp_path: Path, ending: str) -> None:
    frames = []
    for index in range(4):
        layered = np.dstack([soft(), np.full((96, 128), 255, np.uint8)])
        layered[48:, :, 3] = 0
        layered[:8, 8 * index : 8 * index + 8, :3] = 255
        frames.append(Image.fromarray(layered))
    options: dict[str, object] = {
        "webp": {"lossless": True, "exact": True}, "gif": {"disposal": 2}, "apng": {"disposal": 1}
    }[ending]  # fmt: skip
    frames[0].save(
        tmp_path / f"a.{ending}",
        save_all=True,
        append_images=frames[1:],
        duration=[40, 80, 40, 40],
        **options,
    )
    with opened(tmp_path / f"a.{ending}") as content, Film(content) as film:
        shown = [frame.picture.to_ndarray(format="rgb24") for frame in film]
        canvas = film.canvas()
    assert list(canvas.timing.microseconds()) == [0, 40_000, 120_000, 160_000]
    for pixels in shown:
        assert pixels[50:].min() > 250
        assert np.abs(pixels[10:40, 10:50].astype(int) - (200, 40, 40)).max() < 20
