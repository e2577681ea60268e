"""What documents say of themselves comes out as it is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from document_samples import docx, ole, pdf
from media_samples import opened

from witnessbox.media import client
from witnessbox.media.sandbox import Worker
from witnessbox.model.media import Probe

META = """<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>
<meta:generator>LibreOffice/7.0</meta:generator><meta:initial-creator>Иванов</meta:initial-creator>
<dc:creator>Петров</dc:creator><meta:creation-date>2021-10-04T15:30:00.123</meta:creation-date>
<dc:date>2021-10-05T15:30:00</dc:date></office:meta></office:document-meta>"""
RTF = rb"""{\rtf1\ansi\ansicpg1251{\info{\title Order}{\author Ivanov}{\operator Petrov}
{\creatim\yr2021\mo10\dy4\hr15\min30}{\revtim\yr2021\mo10\dy5\hr1\min2}}text}"""
FILETIME = 132_778_242_000_000_000  # 2021-10-04T12:30:00Z


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tasks=("document-metadata",)) as worker:
        yield worker


def told(worker: Worker, folder: Path, data: bytes) -> Probe:
    (folder / "document").write_bytes(data)
    with opened(folder / "document") as descriptor:
        probe = client.document_metadata(worker, descriptor)
    assert probe is not None
    return probe


def times(probe: Probe) -> set[tuple[str, str, str | None]]:
    return {(each.key, each.value, each.zone) for each in probe.times}


def devices(probe: Probe) -> dict[str, str]:
    return {each.key: each.value for each in probe.devices}


def test_word(worker: Worker, tmp_path: Path) -> None:
    probe = told(worker, tmp_path, docx())
    assert times(probe) == {
        ("dcterms:created", "2021-10-04T12:30:00Z", "Z"),
        ("dcterms:modified", "2021-10-05T12:30:00Z", "Z"),
    }
    assert devices(probe) == {
        "dc:creator": "Ivanov",
        "cp:lastModifiedBy": "Petrov",
        "Application": "Microsoft Office Word",
        "Company": "FSIN",
    }
    assert ("dc:title", "Order") in {(each.key, each.value) for each in probe.metadata}


def test_open_document_keeps_no_zone(worker: Worker, tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype", (2021, 10, 5, 15, 30, 2)), "application/vnd.oasis.opendocument.text"
        )
        archive.writestr(zipfile.ZipInfo("meta.xml", (2021, 10, 5, 15, 30, 2)), META)
        archive.writestr("Thumbnails/thumbnail.png", b"")
    probe = told(worker, tmp_path, made.getvalue())
    assert times(probe) == {
        ("time of meta.xml", "2021-10-05T15:30:02", None),
        ("meta:creation-date", "2021-10-04T15:30:00.123", None),
        ("dc:date", "2021-10-05T15:30:00", None),
    }
    assert devices(probe) == {
        "meta:generator": "LibreOffice/7.0",
        "meta:initial-creator": "Иванов",
        "dc:creator": "Петров",
    }
    assert probe.thumbnail


def test_old_word(worker: Worker, tmp_path: Path) -> None:
    probe = told(worker, tmp_path, ole({2: "Приказ", 4: "Иванов", 12: FILETIME, 13: 0, 18: "Microsoft Word 8.0"}))
    assert ("create_time", "2021-10-04T12:30:00Z", "Z") in times(probe)
    assert not any(key == "last_saved_time" for key, _, _ in times(probe)), "never"
    assert {"author": "Иванов", "creating_application": "Microsoft Word 8.0"}.items() <= devices(probe).items()


def test_pdf(worker: Worker, tmp_path: Path) -> None:
    info = {"Author": "Ivanov", "Producer": "Scanner 3", "CreationDate": "D:20211004153000+03'00'", "ModDate": "D:2021"}
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r' xmlns:xmp='x'>"
    packet += b"<rdf:Description><xmp:CreateDate>2019-01-01</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>"
    probe = told(worker, tmp_path, pdf(info, packet=packet))
    assert times(probe) == {
        ("CreationDate", "D:20211004153000+03'00'", "+03:00"),
        ("ModDate", "D:2021", None),
        ("xmp:CreateDate", "2019-01-01", None),
    }
    assert devices(probe) == {"Author": "Ivanov", "Producer": "Scanner 3"}


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
@pytest.mark.parametrize("password", ["", "secret"])
def test_encrypted_pdf(worker: Worker, tmp_path: Path, algorithm: str, password: str) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_metadata({"/Author": "Ivanov"})
    writer.encrypt(password, "owner", algorithm=algorithm)  # type: ignore[arg-type]
    made = io.BytesIO()
    writer.write(made)
    probe = told(worker, tmp_path, made.getvalue())
    said = {each.key: each.value for each in probe.metadata}
    assert said["encryption"] == ("needs a password" if password else "opens without a password")
    assert said.get("Author") == (None if password else "Ivanov")


def test_a_pdf_with_a_broken_index_is_read_all_the_same(worker: Worker, tmp_path: Path) -> None:
    data = pdf({"Author": "Ivanov"}).replace(b"startxref\n", b"startxref\n9")
    assert devices(told(worker, tmp_path, data)) == {"Author": "Ivanov"}


def test_rich_text(worker: Worker, tmp_path: Path) -> None:
    probe = told(worker, tmp_path, RTF)
    assert times(probe) == {("creatim time", "2021-10-04 15:30", None), ("revtim time", "2021-10-05 01:02", None)}
    assert devices(probe) == {"author": "Ivanov", "operator": "Petrov"}


def test_what_states_nothing(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a plain text\n")
    with opened(tmp_path / "x") as descriptor:
        assert client.document_metadata(worker, descriptor) is None


def test_real_documents_name_their_author(worker: Worker, data: Path) -> None:
    folder = data / "stick" / "iscc" / "text"
    for ending in ("doc", "docx", "odt", "ppt", "pptx", "rtf", "xls"):
        with opened(folder / f"demo.{ending}") as descriptor:
            probe = client.document_metadata(worker, descriptor)
        assert probe is not None
        assert "titusz" in devices(probe).values(), ending
        assert probe.times, ending
