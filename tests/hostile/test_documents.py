"""Documents made to break or to abuse a reader of properties: a clean reason, little memory, and the worker goes on."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from document_samples import docx, ole, pdf
from media_samples import opened

from witnessbox.media import client
from witnessbox.media.sandbox import Limits, Worker
from witnessbox.model.errors import MediaError, UntrustedInputError
from witnessbox.model.media import Probe

FEW = 512 * 1024**2


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Limits(memory=3 * 1024**3), tasks=("document-metadata",)) as worker:
        yield worker
        assert peak(worker) < FEW


def peak(worker: Worker) -> int:
    child = worker._child
    assert child is not None
    status = Path(f"/proc/{child._process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def told(worker: Worker, path: Path, data: bytes) -> Probe | None:
    path.write_bytes(data)
    with opened(path) as descriptor:
        return client.document_metadata(worker, descriptor)


def nested(layers: int, size: int) -> bytes:
    data = bytes(size)
    for _ in range(layers):
        data = zlib.compress(data, 9)
    return data


@pytest.mark.parametrize("layers", [1, 2, 4, 40])
def test_a_pdf_of_nested_flate_stays_small(worker: Worker, tmp_path: Path, layers: int) -> None:
    packet = nested(layers, 300 * 1024**2 if layers < 3 else 4 * 1024**2)
    filters = b"[" + b"/FlateDecode " * layers + b"]"
    bomb = pdf({"Title": "bomb"}, packet=packet, filters=filters)
    probe = told(worker, tmp_path / "bomb.pdf", bomb)
    assert probe is not None
    said = {(each.source, each.key) for each in probe.metadata}
    assert {("pdf info", "Title"), ("xmp", "unreadable")} <= said
    assert peak(worker) < FEW


@pytest.mark.parametrize("where", ["xref", "objects"])
def test_a_pdf_whose_index_is_a_bomb(worker: Worker, tmp_path: Path, where: str) -> None:
    stream = nested(2, 300 * 1024**2)
    kind = b"/XRef /W [1 2 1] /Size 9 /Root 1 0 R" if where == "xref" else b"/ObjStm /N 1 /First 4"
    body = b"%PDF-1.5\n5 0 obj\n<< /Type " + kind + b" /Filter [/FlateDecode /FlateDecode] /Length "
    body += str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    with pytest.raises(UntrustedInputError):
        told(worker, tmp_path / "bomb.pdf", body)
    assert peak(worker) < FEW


def test_a_pdf_that_leads_in_circles(worker: Worker, tmp_path: Path) -> None:
    data = b"%PDF-1.4\n1 0 obj\n2 0 R\nendobj\n2 0 obj\n1 0 R\nendobj\n"
    at = len(data)
    data += b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000030 00000 n \n"
    data += b"trailer\n<< /Size 3 /Root 1 0 R /Info 2 0 R /Prev " + str(at).encode() + b" >>\nstartxref\n"
    data += str(at).encode() + b"\n%%EOF\n"
    try:
        told(worker, tmp_path / "circle.pdf", data)
    except MediaError as error:
        assert str(error)


@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>',
        b"<x>" * 100_000,
        b"<x>" + bytes(0) + b"a" * (3 * 1024**2) + b"</x>",
    ],
    ids=["laughs", "file", "network", "deep", "large"],
)
def test_an_xml_bomb_in_a_docx_is_refused(worker: Worker, tmp_path: Path, bomb: bytes) -> None:
    with pytest.raises(UntrustedInputError):
        told(worker, tmp_path / "bomb.docx", docx(core=bomb))
    packet = told(worker, tmp_path / "bomb.pdf", pdf({"Title": "x"}, packet=bomb[:1_000_000]))
    assert packet is not None
    assert "root:" not in repr(packet)


def test_a_zip_bomb_in_a_docx_is_read_no_further_than_its_bound(worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(UntrustedInputError, match="unpacks to more than"):
        told(worker, tmp_path / "bomb.docx", docx(core=bytes(200 * 1024**2)))


def test_a_docx_with_a_directory_of_a_million(worker: Worker, tmp_path: Path) -> None:
    whole = docx()
    start = whole.index(b"PK\x01\x02")
    entry = whole[start : whole.index(b"PK\x01\x02", start + 4)]
    directory = entry * 200_000
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory), start, 0)
    with pytest.raises(UntrustedInputError, match="bytes at once"):
        told(worker, tmp_path / "many.docx", whole[:start] + directory + end)


def test_overlapping_parts_take_no_time(worker: Worker, tmp_path: Path) -> None:
    data = io.BytesIO(docx())
    with zipfile.ZipFile(data, "a") as archive:
        first = archive.infolist()[0]
        for number in range(500):
            twin = zipfile.ZipInfo(f"word/{number}.xml")
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.compress_size, twin.file_size, twin.compress_type = first.compress_size, 10**8, first.compress_type
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        archive._didModify = True  # type: ignore[attr-defined]
    assert told(worker, tmp_path / "overlapping.docx", data.getvalue()) is not None


def test_an_old_document_that_announces_four_billion_values(worker: Worker, tmp_path: Path) -> None:
    whole = ole({2: "title", 4: "author"})
    vector = whole.replace(struct.pack("<II", 30, 8) + b"title", struct.pack("<II", 0x101E, 0xFFFFFFFF) + b"title")
    assert vector != whole
    probe = told(worker, tmp_path / "vector.doc", vector)
    assert probe is not None
    assert [each.value for each in probe.devices] == ["author"]
    many = whole.replace(struct.pack("<I", 3) + struct.pack("<I", 1), struct.pack("<II", 0xFFFFFFFF, 1))
    assert many != whole
    assert told(worker, tmp_path / "many.doc", many) is not None


def test_damaged_documents_give_an_answer_or_a_reason(worker: Worker, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    pids = set()
    for whole in (
        pdf({"Title": "x", "CreationDate": "D:20211004"}),
        docx(),
        ole({2: "x", 12: 132_776_000_000_000_000}),
    ):
        for _ in range(60):
            data = bytearray(whole if chance.random() < 0.5 else whole[: chance.randrange(1, len(whole) + 1)])
            for _flip in range(chance.randrange(0, 30)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                told(worker, tmp_path / "damaged", bytes(data))
            except UntrustedInputError as error:
                assert str(error)
            assert worker._child is not None
            pids.add(worker._child._process.pid)
    assert len(pids) == 1, "a damaged document ended the worker"
