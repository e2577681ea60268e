"""Documents through the command line: from the stick to a release that verifies."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
import stuffed
from cases import ask, call, copied, empty_case, here, needs_faces, signed
from document_samples import docx, letter, rich_text
from film_samples import Pixels, face
from PIL import Image

from witnessbox.media import client_pages, office, outside
from witnessbox.media.outside import ProgramMissingError, version_of
from witnessbox.media.words import TESSERACT


def needs(program: outside.Program) -> None:
    try:
        version_of(program)
    except ProgramMissingError as error:
        pytest.skip(str(error))


def portrait(samples: Path, *, faces: int = 1) -> Pixels:
    page = np.full((500, 360, 3), 255, np.uint8)
    head = face(samples, 130)
    for number in range(faces):
        page[60 + 200 * number : 190 + 200 * number, 120 : 120 + head.shape[1]] = head
    return page


def taken_in(folder: Path, files: dict[str, bytes]) -> Path:
    case = copied(empty_case(), folder / "x.case")
    trove = folder / "trove"
    trove.mkdir()
    for name, data in files.items():
        (trove / name).write_bytes(data)
    call(*signed("intake", case, trove), code=0)
    return case


def digests(case: Path) -> dict[str, str]:
    return {row["path"]: row["sha256"] for row in ask("items", case)["items"]}


def stored(case: Path, digest: str) -> Path:
    return case / "objects" / digest[:2] / digest


def shown(path: Path) -> list[Pixels]:
    with pdfium.PdfDocument(path) as document:
        return [np.asarray(page.render(scale=200 / 72 - 1e-6).to_pil().convert("RGB")) for page in document]


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> tuple[Path, dict[str, Any]]:
    needs_faces()
    folder = tmp_path_factory.mktemp("documents")
    planted = stuffed.Planted()
    pages = [portrait(samples), portrait(samples, faces=0), portrait(samples, faces=2)]
    stuffed.pdf(folder / "a.pdf", pages, planted)
    stuffed.tiff(folder / "a.tif", pages, planted)
    files = {name: (folder / name).read_bytes() for name in ("a.pdf", "a.tif")}
    case = taken_in(folder, {**files, "note.txt": b"a note\n"})
    answers: dict[str, Any] = {"planted": planted.texts, "items": digests(case)}
    answers["analyse"] = ask("analyse", case)
    answers["plan"] = ask("plan", case)
    plans = [plan["id"] for plan in answers["plan"]["plans"]]
    call(*signed("approve", case, *plans), code=0)
    answers["redact"] = ask("redact", case)
    renditions = [each["id"] for each in answers["redact"]["renditions"]]
    answers["release"] = call(*signed("release", case, folder / "out", *renditions), "--json", code=0).json
    return case, answers


def test_documents_go_all_the_way(job: tuple[Path, dict[str, Any]]) -> None:
    case, answers = job
    items = answers["items"]
    assert {plan["content"] for plan in answers["plan"]["plans"]} == {items["a.pdf"], items["a.tif"]}
    assert answers["plan"]["unplanned"] == answers["plan"]["without_sheet"] == []
    assert {each["state"] for each in answers["redact"]["renditions"]} == {"ready"}
    assert {each["mime"] for each in answers["redact"]["renditions"]} == {"application/pdf"}
    for each in answers["redact"]["renditions"]:
        leaves = shown(stored(case, each["sha256"]))
        assert len(leaves) == 3
        assert leaves[0].min() == leaves[2].min() == 0
        assert leaves[1].min() > 240, "nothing is hidden on a page without a face"
    call("verify", case, code=0)
    call("verify", case.parent / "out", code=40)


def test_a_page_is_a_moment_of_the_storyboard(job: tuple[Path, dict[str, Any]]) -> None:
    case, answers = job
    for name in ("a.pdf", "a.tif"):
        seen = ask("show", case, answers["items"][name])
        shots = [each for each in seen["observations"] if each["kind"] == "shot"]
        assert [(each["start_us"], each["end_us"]) for each in shots] == [
            (page * 1_000_000, (page + 1) * 1_000_000) for page in range(3)
        ]
        found = sorted(each["start_us"] for each in seen["observations"] if each["kind"] == "face")
        assert found == [0, 2_000_000, 2_000_000]
        assert len(list(Path(seen["stills"]).glob("shot-*.webp"))) == 3
        assert list(Path(seen["stills"]).glob("plan-*.webp"))


def test_a_release_links_to_the_document_and_holds_nothing_of_the_original(job: tuple[Path, dict[str, Any]]) -> None:
    case, answers = job
    out = case.parent / "out"
    page = (out / "data" / "index.html").read_text()
    files = sorted((out / "data" / "renditions").glob("*.pdf"))
    assert len(files) == 2
    assert all(f"renditions/{file.name}" in page for file in files)
    assert "Document 1" in page and "Документ 1" in (out / "data" / "index.ru.html").read_text()
    kept = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert not [text for text in answers["planted"] if text.encode() in kept]


def test_what_has_no_pages_is_not_planned_and_says_why(job: tuple[Path, dict[str, Any]]) -> None:
    case, answers = job
    told = here("plan", case, answers["items"]["note.txt"], "--json", code=0).json
    assert told["plans"] == []
    assert "documents with pages" in told["unplanned"][0]["reason"]


def test_office_documents_are_laid_out_and_redacted(samples: Path, tmp_path: Path) -> None:
    needs_faces()
    needs(office.LIBREOFFICE)
    picture = io.BytesIO()
    Image.fromarray(portrait(samples)).save(picture, "JPEG", quality=95)
    case = taken_in(tmp_path, {"letter.docx": letter("Witness 417", picture.getvalue(), (4, 5)), "bad.docx": docx()})
    told = call("analyse", case, "--json").json
    assert told["missing"] == []
    (plan,) = ask("plan", case)["plans"]
    assert plan["content"] == digests(case)["letter.docx"]
    call(*signed("approve", case, plan["id"]), code=0)
    (rendition,) = ask("redact", case)["renditions"]
    assert rendition["state"] == "ready"
    (page,) = shown(stored(case, rendition["sha256"]))
    assert page.shape[0] in (2200, 2339)
    assert (page == 0).all(axis=2).sum() > 100 * 100, "the face is hidden"
    reasons = [each["reason"] for each in ask("show", case, digests(case)["bad.docx"])["analyses"] if each["reason"]]
    assert any("libreoffice" in reason for reason in reasons)


def test_a_document_without_end_is_refused(tmp_path: Path) -> None:
    needs_faces()
    needs(office.LIBREOFFICE)
    case = taken_in(tmp_path, {"long.rtf": rich_text(*["a line"] * 1003)})
    call("analyse", case)
    (unplanned,) = here("plan", case, digests(case)["long.rtf"], "--json", code=0).json["unplanned"]
    assert re.search(r"1003 pages, more than the 1000", unplanned["reason"])


def test_without_libreoffice_office_documents_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needs_faces()
    case = taken_in(tmp_path, {"a.rtf": rich_text("a line")})
    gone = office.LIBREOFFICE.__class__(
        name="libreoffice", command=("/bin/sh",), needs=("/nowhere/soffice.bin",), hint=office.LIBREOFFICE.hint
    )
    with monkeypatch.context() as patched:
        patched.setattr(client_pages, "LIBREOFFICE", gone)
        told = here("analyse", case, "--json", code=4)
        assert any("apt install libreoffice-writer-nogui" in each for each in json.loads(told.out)["missing"])
        (unplanned,) = here("plan", case, digests(case)["a.rtf"], "--json", code=0).json["unplanned"]
        assert "not looked for yet" in unplanned["reason"]
    needs(office.LIBREOFFICE)
    here("analyse", case, code=0)
    assert len(here("plan", case, "--json", code=0).json["plans"]) == 1


def test_words_of_the_masked_pages_can_be_found(samples: Path, tmp_path: Path) -> None:
    needs_faces()
    needs(TESSERACT)
    page = portrait(samples)
    with pdfium.PdfDocument.new() as document:
        leaf = document.new_page(595, 842)
        picture = pdfium.PdfImage.new(document)
        picture.set_bitmap(pdfium.PdfBitmap.from_pil(Image.fromarray(page)))
        picture.set_matrix(pdfium.PdfMatrix().scale(360, 500).translate(100, 50))
        leaf.insert_obj(picture)
        leaf.gen_content()
        document.save(tmp_path / "face.pdf")
    text = b"BT /F 30 Tf 60 700 Td (Witness number 417) Tj ET BT /F 30 Tf 3 Tr 60 600 Td (Unseen name) Tj ET"
    data = _with_text((tmp_path / "face.pdf").read_bytes(), text)
    case = taken_in(tmp_path, {"a.pdf": data})
    call("analyse", case, code=0)
    (plan,) = ask("plan", case, "--searchable")["plans"]
    call(*signed("approve", case, plan["id"]), code=0)
    (rendition,) = ask("redact", case)["renditions"]
    assert rendition["state"] == "ready"
    with pdfium.PdfDocument(stored(case, rendition["sha256"])) as made:
        words = made[0].get_textpage().get_text_bounded().split()
    assert {"Witness", "number", "417"} <= set(words)
    assert "Unseen" not in words
    (leaf,) = shown(stored(case, rendition["sha256"]))
    assert (leaf == 0).all(axis=2).sum() > 200 * 200


def _with_text(data: bytes, content: bytes) -> bytes:
    """Add a line to the first page of a PDF."""
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page = writer.pages[0]
    page["/Resources"].get_object()[NameObject("/Font")] = DictionaryObject(
        {NameObject("/F"): writer._add_object(font)}
    )
    stream = DecodedStreamObject()
    stream.set_data(page.get_contents().get_data() + b"\n" + content)  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(stream)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
