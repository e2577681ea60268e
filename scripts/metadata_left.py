"""Makes a rendition of every file of a folder and tells what ExifTool, mat2 and a search for bytes still find in it.

    scripts/metadata_left.py FOLDER [--keep FOLDER] [--no-look]

Every video, picture and document with pages goes through the search for faces, a plan that hides them, rendering and
the second look, as in a case (--no-look leaves that last one out: it changes no rendition). Then the rendition is read
back: by ExifTool and mat2, each with every field that describes no more than how the pixels are stored left out; and by
a search for each text that ExifTool finds in the original, as it is, in UTF-16, as base 64, as hexadecimal digits, and
inside whatever unpacks.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import os
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from witnessbox.media.client import identify
from witnessbox.media.client_faces import CENTERFACE, RETINAFACE, find_faces, look_again, render
from witnessbox.media.client_pages import PAGED, as_pages
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import WitnessboxError
from witnessbox.model.faces import PlanBody, RenderResult, SecondLook
from witnessbox.model.observations import MediaKind
from witnessbox.redaction.masks import face_plan

STORAGE = frozenset(
    """
    ImageWidth ImageHeight ImageSize Megapixels BitDepth BitsPerSample ColorComponents ColorType Compression Filter
    Interlace EncodingProcess YCbCrSubSampling JFIFVersion ResolutionUnit XResolution YResolution PDFVersion Linearized
    PageCount MIMEType FileType FileTypeExtension MajorBrand MinorVersion CompatibleBrands MediaDataSize
    MediaDataOffset MediaData Free Unknown_edts MovieHeaderVersion TimeScale Duration PreferredRate PreferredVolume
    PreviewTime PreviewDuration PosterTime SelectionTime SelectionDuration CurrentTime NextTrackID TrackHeaderVersion
    TrackID TrackDuration TrackLayer TrackVolume GraphicsMode OpColor CompressorID SourceImageWidth SourceImageHeight
    VideoFrameRate MatrixStructure MediaHeaderVersion MediaTimeScale MediaDuration MediaLanguageCode HandlerType
    BufferSize MaxBitrate AverageBitrate AvgBitrate PixelAspectRatio ColorProfiles ColorPrimaries
    TransferCharacteristics MatrixCoefficients VideoFullRangeFlag Rotation AVCConfiguration SyncSampleTable
    format SampleToChunk SampleSizes ChunkOffset ChunkOffset64 TimeToSampleTable EditList
    """.split()
)
"""Fields by which ExifTool, or mat2 with its help, tells how pixels are stored, and nothing of where they come from."""

EMPTY = {
    "CreateDate": "0000:00:00 00:00:00",
    "ModifyDate": "0000:00:00 00:00:00",
    "TrackCreateDate": "0000:00:00 00:00:00",
    "TrackModifyDate": "0000:00:00 00:00:00",
    "MediaCreateDate": "0000:00:00 00:00:00",
    "MediaModifyDate": "0000:00:00 00:00:00",
    "HandlerDescription": "VideoHandler",
    "HandlerVendorID": "",
    "VendorID": "",
    "CompressorName": "",
    "creation-date": "-1",
    "mod-date": "-1",
}
"""Fields that the format wants and that stay empty, with the value that says so."""

SHORTEST = 6  # letters of a text of the original that is searched for; shorter ones are in any file
_ZLIB = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda]")
_DEPTH = 3
_MOST = 64 * 1024**2  # bytes that one stream may unpack to


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A rendition and how it came about."""

    data: bytes
    result: RenderResult
    look: SecondLook | None
    plan: PlanBody


@dataclass(slots=True)
class Left:
    """What was found in one rendition."""

    exiftool: list[str] = field(default_factory=list)
    mat2: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Maker:
    """Makes renditions as a case does, without a case."""

    def __init__(self) -> None:
        self._models = ModelStore()
        self._worker = Worker(tasks=("identify", "find-faces", "render"))
        self._looker = Worker(tasks=("look-again",))

    def close(self) -> None:
        """End the workers."""
        self._worker.close()
        self._looker.close()

    def make(self, path: Path, *, look: bool = True) -> Made | None:
        """Search, plan, render, look again; None for what is not redacted.

        Raises:
            WitnessboxError: it cannot be opened or rendered.
        """
        content = os.open(path, os.O_RDONLY)
        opened = [content, self._models.open(CENTERFACE), self._models.open(RETINAFACE)]
        out, name = tempfile.mkstemp(prefix="rendition-")  # programs of others take a file by its name
        try:
            form = identify(self._worker, [content])[0]
            if form.kind not in (MediaKind.VIDEO, MediaKind.PICTURE) and form.mime not in PAGED:
                return None
            with as_pages(self._worker, content, form.kind) as shown:
                found = find_faces(self._worker, shown, opened[1], form.kind)
                plan = face_plan(found.summary.canvas, found.tracks)
                result = render(self._worker, shown, out, plan)
            looked = look_again(self._looker, out, plan, opened[2], opened[1], seed="0" * 64) if look else None
            data = os.pread(out, os.fstat(out).st_size, 0)
            return Made(data=data, result=result, look=looked, plan=plan)
        finally:
            os.unlink(name)
            os.close(out)
            for each in opened:
                os.close(each)


def hidden_forms(text: str) -> Iterator[bytes]:
    """Ways in which a text may stand in a file."""
    plain = text.encode()
    yield plain
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield binascii.hexlify(plain)
    yield binascii.hexlify(plain).upper()
    for shift in range(3):  # the letters of base 64 depend on where the text begins
        coded = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
        yield coded[(0, 2, 3)[shift] : len(coded) - (1 if (len(plain) + shift) % 3 else 0)]


def unpacked(data: bytes, depth: int = _DEPTH) -> Iterator[bytes]:
    """Some bytes, and whatever in them unpacks as zlib or gzip, and whatever in that does."""
    yield data
    if not depth:
        return
    for found in _ZLIB.finditer(data):
        part = data[found.start() :]
        try:
            more = zlib.decompressobj().decompress(part, _MOST)
        except zlib.error:
            continue
        if len(more) > 16:
            yield from unpacked(more, depth - 1)
    start = -1
    while (start := data.find(b"\x1f\x8b\x08", start + 1)) >= 0:
        try:
            yield from unpacked(zlib.decompressobj(31).decompress(data[start:], _MOST), depth - 1)
        except zlib.error:
            continue


def texts_in(data: bytes, texts: Sequence[str]) -> list[str]:
    """Those of some texts that stand in some bytes in any form, also unpacked."""
    wanted = {text: list(hidden_forms(text)) for text in texts}
    left = set()
    for part in unpacked(data):
        left |= {text for text, forms in wanted.items() if any(form in part for form in forms)}
    return sorted(left)


def exiftool(path: Path) -> dict[str, str]:
    """All fields that ExifTool finds, unknown and embedded ones too, by group and name."""
    words = ["exiftool", "-json", "-a", "-u", "-ee", "-G1", "-struct", "-api", "largefilesupport=1", str(path)]
    told = subprocess.run(words, capture_output=True, check=False).stdout
    (rows,) = json.loads(told, parse_float=str, parse_int=str)
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for key, value in rows.items()
    }


def exiftool_left(path: Path) -> list[str]:
    """Fields of a rendition that say more than how its pixels are stored."""
    left = []
    for key, value in exiftool(path).items():
        group, _, name = key.rpartition(":")
        if group not in ("", "ExifTool", "System") and not _is_storage(name, value):
            left.append(f"{key}={value[:80]}")
    return left


def mat2_left(path: Path) -> list[str]:
    """Lines of `mat2 --show` that name metadata."""
    told = subprocess.run(["mat2", "--show", str(path)], capture_output=True, text=True, check=False)
    lines = [line.strip() for line in told.stdout.splitlines() if line.strip()]
    if told.returncode or not lines:
        return [f"mat2 ended with {told.returncode}: {told.stderr.strip()[:200]}"]
    rows = [line.partition(": ") for line in lines if not line.startswith(("[+]", "No metadata found"))]
    return [f"{name}: {value}" for name, _, value in rows if not _is_storage(name, value)]


def _is_storage(name: str, value: str) -> bool:
    return name in STORAGE or EMPTY.get(name) == value.strip()


def statements(path: Path) -> list[str]:
    """Texts that ExifTool finds in an original and that could tell where it comes from."""
    found = set()
    for key, value in exiftool(path).items():
        if key != "SourceFile" and not key.startswith(("ExifTool:", "System:", "File:", "Composite:")):
            found |= {part.strip() for part in re.split(r"[\n,;]", value) if len(part.strip()) >= SHORTEST}
    found -= set(EMPTY.values())
    return sorted(text for text in found if not re.fullmatch(r"[\d\s.:+\-/()x]*|\(Binary data.*", text))


def look_into(data: bytes, suffix: str, texts: Sequence[str], *, with_mat2: bool) -> Left:
    """Read a rendition back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rendition{suffix}"
        path.write_bytes(data)
        return Left(
            exiftool=exiftool_left(path), mat2=mat2_left(path) if with_mat2 else [], texts=texts_in(data, texts)
        )


def main() -> int:
    """Go through a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-look", action="store_true", help="leave the second look out")
    parser.add_argument("--keep", type=Path, help="write the renditions to this folder")
    arguments = parser.parse_args()
    counts = dict.fromkeys(("files", "renditions", "clean", "other", "not opened", "refused by the second look"), 0)
    maker = Maker()
    for path in sorted(each for each in arguments.folder.rglob("*") if each.is_file()):
        counts["files"] += 1
        name = str(path.relative_to(arguments.folder))
        try:
            made = maker.make(path, look=not arguments.no_look)
        except WitnessboxError as error:
            counts["not opened"] += 1
            print(f"not opened  {name}: {error}", flush=True)
            continue
        if made is None:
            counts["other"] += 1
            print(f"other       {name}", flush=True)
            continue
        counts["renditions"] += 1
        texts = statements(path)
        left = look_into(made.data, made.result.suffix, texts, with_mat2=True)
        clean = not (left.exiftool or left.mat2 or left.texts)
        counts["clean"] += clean
        objections = () if made.look is None else made.look.findings
        counts["refused by the second look"] += bool(objections)
        frames = f"{made.result.frames} frames, {made.result.painted} painted, {len(texts)} texts searched for"
        print(f"{'clean' if clean else 'LEFT':11} {name} -> {made.result.mime}, {frames}", flush=True)
        for line in (*left.exiftool, *left.mat2, *left.texts, *(finding.why for finding in objections)):
            print(f"            {line}", flush=True)
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            (arguments.keep / (name.replace(os.sep, "_") + made.result.suffix)).write_bytes(made.data)
    maker.close()
    print(", ".join(f"{name}: {number}" for name, number in counts.items()))
    return int(counts["clean"] != counts["renditions"])


if __name__ == "__main__":
    sys.exit(main())
