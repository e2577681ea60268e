"""Every form, read back by a reader that is not ours, tells the same items."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import ocfl
import pytest
import rdflib
from ocfl.storage_root import StorageRoot
from odd_names import BOX, DISK, SECRET, Told, odd_case

from witnessbox.intake.export import LISTS, ExportResult, export_sealed
from witnessbox.intake.export_parts import ExportForm, ExportRequest
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer

Odd = tuple[Case, Signer, set[Told]]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Odd:
    return odd_case(tmp_path_factory.mktemp("odd") / "x.case")


def export(odd: Odd, out: Path, form: ExportForm, acquisition: int | None = None) -> ExportResult:
    case, person, _ = odd
    request = ExportRequest(
        form=form,
        acquisition=acquisition,
        digests=True,
        recipient="Суд\nвторая строка",
        purpose="evidence",
        legal_basis="order 12/3",
    )
    seen: list[tuple[int, int]] = []
    result = export_sealed(case, out, person, request, on_progress=lambda *done: seen.append(done))
    if result.contents and acquisition is None:  # bytes of what is withheld are never done
        assert seen[-1] == (seen[-1][1] - len(SECRET), seen[-1][1])
    assert result.withheld == (0 if acquisition else 1)
    assert [each.name for each in out.parent.iterdir() if each.name.startswith(".witnessbox")] == []
    return result


def from_json(record: dict[str, Any]) -> Told:
    return Told(
        path=base64.b64decode(record["path_bytes"], validate=True),
        parent=record["parent"],
        sha256=record["sha256"],
        size=record["size"],
        outcome=record["outcome"],
    )


def check_records(records: list[dict[str, Any]]) -> None:
    """What must be told beside place and bytes, whatever the form."""
    by_path = {(base64.b64decode(each["path_bytes"]), each["parent"]): each for each in records}
    doubtful = by_path[b"DCIM/doubtful.jpg", hashlib.sha256(DISK).hexdigest()]
    assert (doubtful["recovery"], doubtful["runs"]) == ("doubtful", [{"offset": 0, "length": 8}])
    assert by_path[b"partial", None]["missing"] == [{"offset": 4, "length": 512}]
    assert by_path[b"secret", None]["withheld"] == "restricted"
    assert base64.b64decode(by_path[b"link", None]["attributes"]["target"]) == b"/etc/\xff]]>"
    assert by_path[b"lost", None]["reason"] == '?> "input/output" error\n<b>'
    assert by_path[b"fifo", None]["times"]["modified"] == "1700000000123456789"
    assert {each["acquisition"] for each in records} == {1, 2, 3}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_a_bag(odd: Odd, tmp_path: Path) -> None:
    result = export(odd, tmp_path / "bag", ExportForm.BAGIT)
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert bag.version == "1.0"
    assert bag.info["Recipient"] == "Суд вторая строка"
    assert bag.info["Payload-Oxum"] == f"{result.size}.{result.contents}"
    records = lines(tmp_path / "bag" / "metadata" / "items.jsonl")
    assert {from_json(record) for record in records} == odd[2]
    assert len(records) == len(odd[2]) == result.items
    check_records(records)
    payload = {name: each["sha256"] for name, each in bag.payload_entries().items()}
    assert {each["file"]: each["sha256"] for each in records if each["file"]} == payload
    for record in records:
        has_file = record["sha256"] is not None and record["withheld"] is None
        assert (record["file"] is not None) == has_file
        if has_file:
            data = (tmp_path / "bag" / record["file"]).read_bytes()
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (record["sha256"], record["size"])
    assert SECRET not in b"".join(path.read_bytes() for path in (tmp_path / "bag").rglob("*") if path.is_file())
    listed = (tmp_path / "bag" / LISTS[ExportForm.BAGIT]).read_bytes()
    assert hashlib.sha256(listed).hexdigest() == result.copy


def test_files_of_a_bag_are_nobody_elses(odd: Odd, tmp_path: Path) -> None:
    """No hard link to the vault: a court's virus scanner must not be able to change an original."""
    export(odd, tmp_path / "bag", ExportForm.BAGIT)
    assert {path.stat().st_nlink for path in (tmp_path / "bag").rglob("*") if path.is_file()} == {1}


def test_the_table_for_people_holds_no_formula(odd: Odd, tmp_path: Path) -> None:
    export(odd, tmp_path / "bag", ExportForm.BAGIT)
    with open(tmp_path / "bag" / "metadata" / "items.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {base64.b64decode(row["path_base64"].removeprefix("'")) for row in rows} == {each.path for each in odd[2]}
    assert len(rows) == len(odd[2])
    assert {"'=x", "'+1", "'@sum", "'--help"} <= {row["path"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@")]


def test_a_storage_root_of_ocfl(odd: Odd, tmp_path: Path) -> None:
    root = tmp_path / "ocfl"
    result = export(odd, root, ExportForm.OCFL)
    assert StorageRoot(root=str(root)).validate()
    (folder,) = (path.parent for path in root.rglob("0=ocfl_object_1.1"))
    assert ocfl.Object().validate(str(folder), log_warnings=False)
    ocfl.Object().extract(str(folder), "v1", str(tmp_path / "out"))
    records = lines(tmp_path / "out" / "metadata" / "items.jsonl")
    assert {from_json(record) for record in records} == odd[2]
    check_records(records)
    placed = {each["file"]: each["sha256"] for each in records if each["file"]}
    found = {
        str(path.relative_to(tmp_path / "out")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and "metadata" not in path.parts
    }
    assert found == placed
    assert result.contents == len(set(placed.values())), "every content once"
    inventory = (folder / LISTS[ExportForm.OCFL]).read_bytes()
    assert hashlib.sha256(inventory).hexdigest() == result.copy
    assert "Суд" in json.loads(inventory)["versions"]["v1"]["message"]


ORDER = (
    "filename id name_type filesize unalloc alloc mode nlink uid gid mtime ctime atime crtime link_target libmagic "
    "byte_runs hashdigest"
).split()
"""What of a file object's elements is used, in the order of the published schema (dfxml.xsd 1.1.0)."""
DFXML = "{http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML}"


def file_objects(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, ET.Element]]]:
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_pis=True))
    top = ET.parse(path, parser).getroot()
    assert (top.tag, top.get("version")) == (f"{DFXML}dfxml", "1.1.0")
    assert [each.tag for each in top[:3]] == [f"{DFXML}{name}" for name in ("metadata", "creator", "source")]
    for element in top[3:]:
        assert element.tag == f"{DFXML}fileobject"
        record = json.loads((element[0].text or "").partition(" ")[2])
        names = [str(each.tag).removeprefix(DFXML) for each in element[1:]]
        assert names == sorted(names, key=ORDER.index), names
        yield record, dict(zip(names, element[1:], strict=True))


def test_dfxml(odd: Odd, tmp_path: Path) -> None:
    result = export(odd, tmp_path / "x.xml", ExportForm.DFXML)
    told, records = set(), []
    for record, elements in file_objects(tmp_path / "x.xml"):
        records.append(record)
        digest = elements["hashdigest"].text if "hashdigest" in elements else None
        read = from_json(record)
        assert (digest, int(elements["filesize"].text or "")) == (read.sha256, read.size)
        told.add(read)
        if read.path == b"DCIM/deleted.jpg":
            assert elements["unalloc"].text == "1"
            assert [dict(run.attrib) for run in elements["byte_runs"]] == [
                {"file_offset": "0", "img_offset": "512", "len": "4"},
                {"file_offset": "4", "fill": "0", "len": "3"},
                {"file_offset": "7", "img_offset": str(2**40), "len": "2"},
            ]
            assert elements["mtime"].text == "2017-07-14T02:40:00", "a time without a zone gains none"
        if read.path == b"DCIM/doubtful.jpg":
            assert "mtime" not in elements, "a time that no calendar holds is told in the record only"
        if read.path == b"note.txt":
            assert elements["mtime"].text == "2023-11-14T22:13:20.123456789Z"
            assert elements["atime"].text == "1969-12-31T23:59:59.999999999Z"
    assert told == odd[2]
    assert len(records) == result.items
    check_records(records)
    assert hashlib.sha256((tmp_path / "x.xml").read_bytes()).hexdigest() == result.copy


def test_case_uco(odd: Odd, tmp_path: Path) -> None:
    out = tmp_path / "x.jsonld"
    result = export(odd, out, ExportForm.CASE)
    graph = rdflib.Graph().parse(out)
    rows = graph.query("""
        PREFIX core: <https://ontology.unifiedcyberontology.org/uco/core/>
        PREFIX o: <https://ontology.unifiedcyberontology.org/uco/observable/>
        PREFIX t: <https://ontology.unifiedcyberontology.org/uco/types/>
        PREFIX w: <urn:witnessbox:export:1:>
        SELECT ?path ?parent ?sha ?size ?outcome ?record WHERE {
            ?file core:hasFacet ?own . ?own w:pathBytes ?path ; w:outcome ?outcome ; w:record ?record .
            ?file core:hasFacet ?f . ?f a o:FileFacet ; o:sizeInBytes ?size .
            OPTIONAL { ?file core:hasFacet ?d . ?d a o:ContentDataFacet ; o:hash/t:hashValue ?sha }
            OPTIONAL { ?r core:source ?file ; core:kindOfRelationship "Contained_Within" ; core:target ?box .
                       ?box core:hasFacet/o:hash/t:hashValue ?parent }
        }""")
    told, records = set(), []
    for path, parent, sha, size, outcome, record in rows:
        told.add(
            Told(
                path=base64.b64decode(str(path)),
                parent=None if parent is None else str(parent).lower(),
                sha256=None if sha is None else str(sha).lower(),
                size=int(size),
                outcome=str(outcome),
            )
        )
        records.append(json.loads(record))
    assert told == odd[2]
    assert len(records) == result.items
    check_records(records)
    script = Path(sys.executable).parent / "case_validate"
    run = subprocess.run([script, out], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]
    assert "Conforms: True" in run.stdout


def test_sha256sums(odd: Odd, tmp_path: Path) -> None:
    out = tmp_path / "SHA256SUMS"
    result = export(odd, out, ExportForm.SHA256SUMS)
    comments = [line[2:] for line in out.read_bytes().split(b"\n") if line.startswith(b"# {")]
    records = [json.loads(line) for line in comments]
    assert {from_json(record) for record in records} == odd[2]
    assert len(records) == result.items
    check_records(records)
    lines_that_count = [line for line in out.read_bytes().split(b"\n") if line and not line.startswith(b"#")]
    names = [line.lstrip(b"\\")[66:] for line in lines_that_count]
    assert len(names) == len(set(names))
    assert not any(b"passwd" in name or b"secret" in name or b"DCIM" in name for name in names)
    assert b"./-" in names
    folder = tmp_path / "folder"
    newest = {record["path_bytes"]: record for record in records if record["parent"] is None}
    assert newest[base64.b64encode(b"note.txt").decode()]["acquisition"] in (1, 2)
    folder.mkdir()
    (folder / "note.txt").write_bytes(b"another note")
    done = subprocess.run(
        ["sha256sum", "--check", "--ignore-missing", out], cwd=folder, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"note.txt: OK\n"), "of two at one path, the one sealed last"


@pytest.mark.parametrize("form", list(ExportForm))
def test_one_acquisition_only(odd: Odd, tmp_path: Path, form: ExportForm) -> None:
    result = export(odd, tmp_path / "out", form, acquisition=2)
    assert result.items == 2
    assert result.contents == (2 if form in LISTS else 0)
    if form is ExportForm.BAGIT:
        bagit.Bag(str(tmp_path / "out")).validate()
        assert os.path.exists(tmp_path / "out" / "data" / "files" / "note.txt")


def test_a_container_and_its_members(odd: Odd, tmp_path: Path) -> None:
    export(odd, tmp_path / "bag", ExportForm.BAGIT)
    data = tmp_path / "bag" / "data"
    assert (data / "files" / "box.zip").read_bytes() == BOX
    members = data / "members" / hashlib.sha256(BOX).hexdigest()[:16]
    assert (members / "note.txt").read_bytes() == b"content of note.txt"
    assert (members / "C=3A=5CWindows=5Cx.dll").read_bytes() == rb"member C:\Windows\x.dll"
    placed = {each["path"]: each["file"] for each in lines(tmp_path / "bag" / "metadata" / "items.jsonl")}
    assert placed["../../etc/passwd"].startswith("data/apart/"), "the place of `..` is taken by a file of that name"
    assert (tmp_path / "bag" / placed["../../etc/passwd"]).read_bytes() == b"member ../../etc/passwd"
