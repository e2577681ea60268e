from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
import stuffed
from film_samples import Pixels, face, weights
from media_samples import drawing, opened, stored_as
from PIL import Image

from witnessbox.media import client, client_faces, page_fonts, pages
from witnessbox.media.client_findings import finding_pictures
from witnessbox.media.client_pages import as_pages
from witnessbox.media.pages import DOTS, MAX_SIDE, PageDigest, has_pages, open_pages, page_canvas
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UntrustedInputError, WitnessboxError
from witnessbox.model.faces import Fill, Finding, FindingKind, Mask, MaskSpan, PlanBody, RenderResult, SecondLook, Sound
from witnessbox.model.observations import Box, MediaKind
from witnessbox.redaction.masks import face_plan


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("identify", "find-faces", "render", "look-again", "storyboard")) as worker:
        yield worker


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[int, int]]:
    opened = weights("retinaface"), weights("centerface")
    yield opened
    for each in opened:
        os.close(each)


@contextmanager
def empty(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def sheets(*sizes: tuple[int, int]) -> list[Pixels]:
    return [drawing(size, index) for index, size in enumerate(sizes)]


def tiff(path: Path, pictures: list[Pixels]) -> Path:
    first, *rest = [Image.fromarray(pixels) for pixels in pictures]
    first.save(path, "TIFF", save_all=True, append_images=rest)
    return path


def plan_of(path: Path, *boxes: tuple[int, Box]) -> PlanBody:
    """A plan for what has pages, with one mask a page."""
    digest = PageDigest()
    with opened(path) as content, open_pages(content) as document:
        for index in range(document.count):
            digest.add(document.page(index))
        canvas = page_canvas(document, digest)
    masks = tuple(
        Mask(reason="face", track=number, spans=(MaskSpan(first_frame=page, last_frame=page, box=box),))
        for number, (page, box) in enumerate(boxes)
    )
    return PlanBody(preset="test", canvas=canvas, sound=Sound.NONE, masks=masks)


def render(worker: Worker, path: Path, plan: PlanBody, out: Path) -> RenderResult:
    with opened(path) as content, empty(out) as target:
        return client_faces.render(worker, content, target, plan)


def look(worker: Worker, path: Path, plan: PlanBody, networks: tuple[int, int]) -> SecondLook:
    with opened(path) as rendition:
        return client_faces.look_again(worker, rendition, plan, *networks, seed="ab")


def shown(path: Path) -> list[Pixels]:
    """Pages of a PDF at 200 pixels an inch."""
    with pdfium.PdfDocument(path) as document:
        return [np.asarray(page.render(scale=DOTS / 72 - 1e-6).to_pil().convert("RGB")) for page in document]


def kinds(findings: tuple[Finding, ...]) -> set[FindingKind]:
    return {finding.kind for finding in findings}


def portrait(samples: Path, *, faces: int = 1) -> Pixels:
    page = np.full((500, 360, 3), 255, np.uint8)
    page[40:470:24, 30:330] = 60
    head = face(samples, 130)
    for number in range(faces):
        page[60 + 200 * number : 190 + 200 * number, 120 : 120 + head.shape[1]] = head
    return page


# -- what a page is ------------------------------------------------------------------------------------------------


def test_pages_of_all_sizes_lie_on_one_canvas(tmp_path: Path) -> None:
    path = tiff(tmp_path / "fax.tif", sheets((96, 64), (60, 120), (96, 64)))
    with opened(path) as content:
        assert has_pages(content)
        with open_pages(content) as document:
            assert (document.count, document.size) == (3, (96, 120))
            assert [document.page(index).shape for index in range(3)] == [(64, 96, 3), (120, 60, 3), (64, 96, 3)]
            for index, pixels in enumerate(sheets((96, 64), (60, 120), (96, 64))):
                assert np.array_equal(document.page(index), pixels)
    canvas = plan_of(path).canvas
    assert (canvas.kind, canvas.timing.frames, len(canvas.pixels)) == (MediaKind.DOCUMENT, 3, 64)
    assert list(canvas.timing.microseconds()) == [0, 1_000_000, 2_000_000]


def test_small_copies_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    planted = stuffed.Planted()
    path = stuffed.tiff(tmp_path / "scan.tif", sheets((96, 64), (96, 64)), planted)
    with opened(path) as content, open_pages(content) as document:
        assert (document.count, document.size) == (2, (96, 64))
    single = stuffed.tiff(tmp_path / "photo.tif", sheets((96, 64)), planted)
    with opened(single) as content:
        assert not has_pages(content)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_page_of_a_tiff_is_turned_as_it_says(tmp_path: Path, orientation: int) -> None:
    upright = drawing((96, 64))
    stored = stored_as(upright, orientation)
    first = Image.fromarray(drawing((40, 30)))
    second = Image.fromarray(np.ascontiguousarray(stored))
    second.encoderinfo = {"tiffinfo": {274: orientation}}
    first.save(tmp_path / "a.tif", "TIFF", save_all=True, append_images=[second])
    with opened(tmp_path / "a.tif") as content, open_pages(content) as document:
        assert np.array_equal(document.page(1), upright)
        assert document.size == (96, 64)
        assert np.array_equal(document.page(0), drawing((40, 30)))


def test_a_pdf_is_laid_out_at_its_size(tmp_path: Path) -> None:
    with pdfium.PdfDocument.new() as document:
        for size in ((595, 842), (842, 595), (2_000_000, 1_000_000), (3, 3)):
            document.new_page(*size)
        document.save(tmp_path / "a.pdf")
    with opened(tmp_path / "a.pdf") as content, open_pages(content) as opened_pages:
        sizes = [opened_pages.page(index).shape[1::-1] for index in range(4)]
    assert sizes == [(1653, 2339), (2339, 1653), (MAX_SIDE, MAX_SIDE // 2), (8, 8)]


def test_what_cannot_be_searched_whole_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGES", 3)
    path = tiff(tmp_path / "long.tif", sheets(*[(40, 30)] * 5))
    with opened(path) as content, pytest.raises(UntrustedInputError, match="more than the 3"), open_pages(content):
        pass
    with pdfium.PdfDocument.new() as document:
        for _ in range(4):
            document.new_page(100, 100)
        document.save(tmp_path / "long.pdf")
    with (
        opened(tmp_path / "long.pdf") as content,
        pytest.raises(UntrustedInputError, match="4 pages"),
        open_pages(content),
    ):
        pass
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    bad = pytest.raises(UntrustedInputError, match="cannot be read")
    with opened(tmp_path / "bad.pdf") as content, bad, open_pages(content):
        pass


def test_what_is_typed_into_a_form_is_shown(tmp_path: Path) -> None:
    appearance = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 50 50] /Length 21 >>\nstream\n1 0 0 rg 0 0 50 50 re f\nendstream"
    )
    appearance = appearance.replace(b"/Length 21", b"/Length 23")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (b) /Rect [20 20 70 70] /F 4 /AP << /N 5 0 R >> >>",
        appearance,
    ]
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(bodies, 1))
    (tmp_path / "form.pdf").write_bytes(data + b"trailer << /Root 1 0 R /Size 6 >>")
    with opened(tmp_path / "form.pdf") as content, open_pages(content) as document:
        red = document.page(0)[150, 100]
    assert tuple(red) == (255, 0, 0)


# -- the whole way -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["tif", "pdf"])
def test_faces_on_every_page_are_found_masked_and_looked_for_again(
    worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path, ending: str
) -> None:
    leaves = [portrait(samples), portrait(samples, faces=0), portrait(samples, faces=2)]
    path = stuffed.DOCUMENTS[ending](tmp_path / f"a.{ending}", leaves, stuffed.Planted())
    kind = MediaKind.DOCUMENT if ending == "pdf" else MediaKind.PICTURE
    with opened(path) as content:
        found = client_faces.find_faces(worker, content, networks[1], kind)
        board, stills = client.storyboard(worker, content, kind)
    assert [track.keys[0].frame for track in found.tracks] == [0, 2, 2]
    assert all(track.shot_first == track.shot_last == track.keys[0].frame for track in found.tracks)
    assert found.summary.cuts == (1, 2)
    plan = face_plan(found.summary.canvas, found.tracks)
    assert (board.sheet.frames, board.sheet.times_us) == (3, (0, 1_000_000, 2_000_000))
    assert (board.sheet.width, board.sheet.height) == (plan.canvas.width, plan.canvas.height)
    assert len(stills) == 4

    out = tmp_path / "out.pdf"
    result = render(worker, path, plan, out)
    assert (result.mime, result.suffix, result.frames, result.painted) == ("application/pdf", ".pdf", 3, 2)
    assert look(worker, out, plan, networks).passed
    before = out.read_bytes()
    render(worker, path, plan, out)
    assert out.read_bytes() == before, "the same plan gives the same bytes"

    bare = replace(plan, masks=plan.masks[:2])
    looked = look(worker, out, bare, networks)
    assert looked.passed, "a mask more than the plan says hides nothing that should be seen"
    render(worker, path, bare, out)
    looked = look(worker, out, bare, networks)
    assert kinds(looked.findings) == {FindingKind.BARE_FACE}
    assert {finding.frame for finding in looked.findings} == {2}
    assert {finding.time_us for finding in looked.findings} == {2_000_000}


def test_masks_lie_where_the_page_shows_what_they_hide(worker: Worker, tmp_path: Path) -> None:
    leaves = sheets((400, 600), (300, 300))
    path = stuffed.pdf(tmp_path / "a.pdf", leaves, stuffed.Planted())
    box = Box(x1=100, y1=200, x2=301, y2=333)
    plan = plan_of(path, (1, box))
    for fill in Fill:
        render(worker, path, replace(plan, fill=fill), tmp_path / "out.pdf")
        first, second = shown(tmp_path / "out.pdf")
        with opened(path) as content, open_pages(content) as document:
            originals = [document.page(0), document.page(1)]
        assert np.abs(first.astype(int) - originals[0]).mean() < 6
        inside, hidden = second[204:329, 104:297], second[200:333, 100:301]
        assert (inside.max() < 20) if fill is Fill.SOLID else (28 < inside.min() < inside.max() < 220)
        second = second.copy()
        second[200:333, 100:301] = originals[1][200:333, 100:301]
        assert hidden.size and np.abs(second.astype(int) - originals[1]).mean() < 6


def test_a_document_that_looks_otherwise_than_it_was_analysed_is_not_rendered(worker: Worker, tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", sheets((96, 64), (96, 64)))
    plan = plan_of(path)
    tiff(path, [drawing((96, 64)), drawing((96, 64), 9)])
    with pytest.raises(UntrustedInputError, match="look otherwise"):
        render(worker, path, plan, tmp_path / "out.pdf")
    tiff(path, sheets((96, 64), (96, 64), (96, 64)))
    with pytest.raises(UntrustedInputError, match="3 pages now, 2"):
        render(worker, path, plan, tmp_path / "out.pdf")
    tiff(path, sheets((98, 64), (96, 64)))
    with pytest.raises(UntrustedInputError, match="98 x 64"):
        render(worker, path, plan, tmp_path / "out.pdf")


def test_the_second_look_objects_to_a_leak_in_a_document(
    worker: Worker, networks: tuple[int, int], tmp_path: Path
) -> None:
    path = tiff(tmp_path / "a.tif", sheets((400, 300), (400, 300)))
    plan = plan_of(path, (0, Box(x1=100, y1=100, x2=200, y2=200)))
    out = tmp_path / "out.pdf"
    render(worker, path, plan, out)
    assert look(worker, out, plan, networks).passed
    elsewhere = replace(plan, masks=plan_of(path, (1, Box(x1=100, y1=100, x2=200, y2=200))).masks)
    assert kinds(look(worker, out, elsewhere, networks).findings) == {FindingKind.NOT_SOLID}
    clean = out.read_bytes()
    for spoiled in (
        clean + b"x",
        clean.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 9 0 R"),
        clean.replace(b"/Count 2", b"/Count 1"),
        clean.replace(b"null\nendobj", b"(a name)\nendobj", 1),
    ):
        out.write_bytes(spoiled)
        assert kinds(look(worker, out, plan, networks).findings) == {FindingKind.STRUCTURE}
    other = plan_of(tiff(tmp_path / "b.tif", sheets((400, 300), (400, 300), (400, 300))))
    out.write_bytes(clean)
    assert kinds(look(worker, out, other, networks).findings) == {FindingKind.FRAME_COUNT}


def test_what_is_no_office_document_is_shown_as_it_is(worker: Worker, tmp_path: Path) -> None:
    path = stuffed.pdf(tmp_path / "a.pdf", sheets((40, 40)), stuffed.Planted())
    with opened(path) as content, as_pages(worker, content, MediaKind.DOCUMENT) as given:
        assert given == content


def test_a_password_is_asked_for_in_words(worker: Worker, tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with opened(tmp_path / "locked.pdf") as content, pytest.raises(WitnessboxError, match="password"):
        client.storyboard(worker, content, MediaKind.DOCUMENT)


def test_russian_without_an_embedded_typeface_is_shown_in_the_closed_sandbox(tmp_path: Path) -> None:
    if not page_fonts.lay_out():
        pytest.skip("no typeface with Cyrillic in /usr/share/fonts/truetype (Debian: fonts-dejavu-core)")
    content = b"BT /A 40 Tf 20 30 Td <D0D1D2D3D4D5> Tj ET"
    letters = b" ".join(b"/afii%d" % number for number in range(10_017, 10_023))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 90] /Contents 4 0 R /Resources << /Font << /A 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /TrueType /BaseFont /TimesNewRomanPSMT /FirstChar 208 /LastChar 213 /Widths [%s] "
        b"/Encoding << /Type /Encoding /Differences [208 %s] >> /FontDescriptor 6 0 R >>" % (b"600 " * 6, letters),
        b"<< /Type /FontDescriptor /FontName /TimesNewRomanPSMT /Flags 34 /FontBBox [0 0 9 9] /StemV 80 >>",
    ]
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(bodies, 1))
    (tmp_path / "a.pdf").write_bytes(data + b"trailer << /Root 1 0 R /Size 7 >>")
    with (
        Worker(tasks=("page-picture",)) as fresh,
        empty(tmp_path / "a.png") as out,
        opened(tmp_path / "a.pdf") as document,
    ):
        fresh.call("page-picture", {"page": 0}, inputs=[document], outputs=[out])
    with Image.open(tmp_path / "a.png") as picture:
        grey = np.asarray(picture.convert("L"))
    assert (grey < 128).sum() > 3000
    assert (grey[:, 100:].min(axis=0) < 128).sum() > 200, "letters follow each other"


def test_what_was_found_on_a_page_can_be_looked_at(
    worker: Worker, networks: tuple[int, int], samples: Path, tmp_path: Path
) -> None:
    path = tiff(tmp_path / "a.tif", [portrait(samples, faces=0), portrait(samples)])
    plan = plan_of(path)
    render(worker, path, plan, tmp_path / "out.pdf")
    findings = look(worker, tmp_path / "out.pdf", plan, networks).findings
    assert {finding.frame for finding in findings} == {1}
    with Worker() as fresh, opened(tmp_path / "out.pdf") as rendition:
        pictures = finding_pictures(fresh, rendition, MediaKind.DOCUMENT, findings)
    assert all(picture is not None and picture[8:12] == b"WEBP" for picture in pictures)
