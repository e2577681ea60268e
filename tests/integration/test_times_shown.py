"""What `show` says of times: all of them, side by side."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cases import ask, call, copied, empty_case, signed
from document_samples import docx, pdf
from media_samples import write_clip
from PIL import Image


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("times")
    trove = folder / "trove"
    trove.mkdir()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "EOS"
    exif.get_ifd(0x8769).update({0x9003: "2019:01:02 03:04:05", 0x9011: "+03:00", 0xA431: "0123456789"})
    Image.new("RGB", (16, 16)).save(trove / "20211004_153000.jpg", exif=exif)
    shutil.copy(trove / "20211004_153000.jpg", trove / "IMG-20211005-WA0001.jpg")
    write_clip(trove / "walk.mp4", frames=5, metadata={"creation_time": "2021-10-04T12:30:00Z"})
    (trove / "order.docx").write_bytes(docx())
    (trove / "order.pdf").write_bytes(pdf({"Author": "Ivanov", "CreationDate": "D:20211004153000+03'00'"}))
    moment = datetime(2021, 10, 6, 12, tzinfo=UTC).timestamp()
    for path in trove.iterdir():
        os.utime(path, (moment, moment))
    made = copied(empty_case(), folder / "times.case")
    call(*signed("intake", made, trove), code=0)
    for name in ("headers", "documents"):
        call("analyse", made, "--only", name, code=0)
    return made


def shown(case: Path, ending: str) -> list[dict[str, object]]:
    digest = next(row["sha256"] for row in ask("items", case)["items"] if row["path"].endswith(ending))
    return list(ask("show", case, digest)["times"])


def test_a_photograph_whose_name_and_camera_disagree(case: Path) -> None:
    times = shown(case, "153000.jpg")
    by_place = {str(each["source"]): each for each in times}
    named, camera = by_place["20211004_153000.jpg: date and time of day"], by_place["exif DateTimeOriginal"]
    sent, kept = by_place["IMG-20211005-WA0001.jpg: WhatsApp"], by_place["20211004_153000.jpg: modified"]
    assert (named["where"], named["zone"], named["precision"]) == ("file name", None, "second")
    assert (camera["where"], camera["zone"], camera["written"]) == ("inside", "+03:00", "2019:01:02 03:04:05")
    assert (sent["claim"], sent["precision"]) == ("made or later", "day")
    assert (kept["where"], kept["zone"], kept["contradicts"]) == ("file system", "Z", [])
    assert named["contradicts"] == [times.index(camera) + 1]
    assert camera["contradicts"] == [times.index(named) + 1]


def test_the_line_says_so(case: Path) -> None:
    digest = next(row["sha256"] for row in ask("items", case)["items"] if row["path"].endswith("153000.jpg"))
    text = call("show", case, digest, code=0).out
    (line,) = [line for line in text.splitlines() if "DateTimeOriginal" in line and line.startswith("  time")]
    assert "2019:01:02 03:04:05, +03:00, second; made; inside, exif DateTimeOriginal; contradicts" in line
    assert "no zone" in text


def test_videos_and_documents_state_theirs(case: Path) -> None:
    assert ("2021-10-04T12:30:00.000000Z", "Z") in {(each["written"], each["zone"]) for each in shown(case, ".mp4")}
    word = {each["source"]: each for each in shown(case, ".docx")}
    assert word["docProps/core.xml dcterms:created"]["claim"] == "made"
    assert word["docProps/core.xml dcterms:modified"]["claim"] == "made or later"
    paper = {each["source"]: each for each in shown(case, ".pdf")}
    assert paper["pdf info CreationDate"]["zone"] == "+03:00"
    assert all(each["contradicts"] == [] for each in paper.values())
