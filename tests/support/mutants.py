"""Damaged media by the thousand, and what the whole program makes of them."""

from __future__ import annotations

import os
import random
import re
import shutil
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cases import ask, call, copied, empty_case, here, passphrase
from media_samples import drawing, write_clip
from PIL import Image

LONGEST = 300_000
"""Bytes of a sample that are kept: what decoding costs grows with them, what can break hardly does."""
TOGETHER = 250
"""Mutants in one case."""
EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
ANALYSERS = ("headers", "probe", "salvage", "storyboard")
_MEDIA = {".mp4", ".mov", ".mkv", ".webm", ".avi", ".flv", ".wmv", ".mpg", ".3gp", ".ogv", ".gif", ".jpg", ".png",
          ".tif", ".bmp", ".psd", ".wav", ".mp3", ".ogg", ".opus", ".aac", ".ts", ".webp", ".heic"}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Figures:
    """What came of a campaign.

    Attributes:
        mutants: how many went in.
        seen: analyses that came to an end.
        refused: analyses that ended with a reason.
        died: those of them whose worker was ended or fell over, by reason.
    """

    mutants: int = 0
    seen: int = 0
    refused: int = 0
    died: Counter[str] = field(default_factory=Counter)


def samples(folder: Path, real: Path | None) -> list[bytes]:
    """Beginnings of real media where there are some, and small clips and pictures of our own in many formats."""
    folder.mkdir()
    picture = Image.fromarray(drawing((120, 80)))
    for name in ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"):
        picture.save(folder / f"picture.{name}", name)
    write_clip(folder / "clip.mp4", sound=True)
    write_clip(folder / "turned.mov", rotation=90)
    write_clip(folder / "clip.mkv", sound=True)
    write_clip(folder / "clip.avi", codec="mpeg4")
    write_clip(folder / "clip.ts", container="mpegts", codec="mpeg2video")
    write_clip(folder / "clip.flv", codec="flv")
    found = sorted(folder.iterdir())
    if real is not None:
        found += sorted(path for path in real.rglob("*") if path.suffix.lower() in _MEDIA)
    return [path.read_bytes()[:LONGEST] for path in found]


def mutants(whole: Sequence[bytes], number: int, seed: int) -> Iterator[bytes]:
    """So many damaged files: bits flipped, cut, spliced, repeated, blanked, numbers of headers made extreme."""
    chance = random.Random(f"mutants {seed}")
    for index in range(number):
        data = bytearray(whole[index % len(whole)])
        for _ in range(chance.choice((1, 1, 2, 4))):
            _change(data, chance, whole)
        yield bytes(data)


def _change(data: bytearray, chance: random.Random, whole: Sequence[bytes]) -> None:
    size = len(data)
    if size < 16:
        return
    at = chance.randrange(size) if chance.random() < 0.5 else chance.randrange(min(size, 2048))
    length = chance.randrange(1, min(size, 4096))
    match chance.randrange(6):
        case 0:
            for _ in range(chance.choice((1, 8, 64))):
                data[chance.randrange(size)] ^= 1 << chance.randrange(8)
        case 1:
            del data[max(at, 16) :]
        case 2:
            other = chance.choice(whole)
            start = chance.randrange(len(other))
            data[at : at + length] = other[start : start + length]
        case 3:
            data[at:at] = data[at : at + length]
        case 4:
            data[at : at + length] = bytes(len(data[at : at + length]))
        case _:
            form = chance.choice((">I", "<I", ">H", "<H", "B"))
            width = struct.calcsize(form)
            at = min(at, size - width)
            struct.pack_into(form, data, at, chance.choice(EXTREMES) & ((1 << 8 * width) - 1))


def campaign(folder: Path, whole: Sequence[bytes], *, number: int, seed: int) -> Figures:
    """Take mutants in and look into them by the whole program; its own process may neither fall over nor hang.

    Args:
        folder: an empty folder.
        whole: undamaged samples.
        number: how many mutants.
        seed: what chance starts from.
    """
    figures = Figures()
    made = mutants(whole, number, seed)
    for first in range(0, number, TOGETHER):
        trove, case = folder / "trove", copied(empty_case(), folder / "home" / "x.case")
        trove.mkdir()
        for index in range(first, min(first + TOGETHER, number)):
            (trove / f"{index:05}").write_bytes(next(made))
        call("intake", case, trove, "--no-recheck", "--passphrase-file", passphrase(), code=0)
        for analyser in ANALYSERS:
            _count(figures, ask("analyse", case, "--only", analyser))
        here("verify", case, code=0)
        figures.mutants += len(os.listdir(trove))
        named = {each["sha256"] for each in ask("status", case)["unseen"]}
        assert named <= {row["sha256"] for row in ask("items", case)["items"]}
        shutil.rmtree(trove)
        shutil.rmtree(case.parent)
    return figures


def _count(figures: Figures, answer: dict[str, object]) -> None:
    unseen = answer["unseen"]
    assert isinstance(unseen, list)
    figures.seen += int(str(answer["ran"]))
    figures.refused += len(unseen)
    for each in unseen:
        assert each["reason"], each
        if re.search(r"worker|killed|tried \d+ times|processor time|memory", each["reason"]):
            figures.died[f"{each['analyser']}: {each['reason']}"] += 1
