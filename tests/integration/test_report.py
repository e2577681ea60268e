"""Acquisition reports of a real case, read back as a court's expert would: the PDF by another reader."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import sqlite3
import zipfile
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from cases import Answer, call, copied, empty_case, here, signed
from odd_names import odd_folder

from witnessbox.model.shown import exact_path

SAID = ("--recipient", "Суд первой инстанции", "--purpose", "evidence", "--legal-basis", "order 7")
BAG = ("--device", "USB stick", "--evidence-bag", "B-12 <b>", "--write-blocker", "none", "--zone", "Europe/Vienna")
INJECTED = (
    b"#sys.version.typ",
    b"$x^2$ *bold* _it_ @ref [link](x).txt",
    b"<img src=x onerror=alert(1)>.jpg",
    b"\\u202e.md",
)


@pytest.fixture(scope="module")
def trove(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = odd_folder(tmp_path_factory.mktemp("informant-desk") / "stick-serial-0815")
    for name in INJECTED:
        (folder / name.decode()).write_bytes(b"bytes of " + name)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.bin", bytes(300_000_000))
        archive.writestr("../escape.txt", b"out")
    return folder


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, trove: Path) -> Path:
    path = copied(empty_case(), tmp_path_factory.mktemp("case") / "x.case")
    call(*signed("intake", path, trove, *BAG), code=0)
    return path


@pytest.fixture(scope="module")
def papers(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "report"
    call(*signed("report", case, out, *SAID), code=0)
    return out


def text_of(paper: Path) -> str:
    """All text of a paper, in one line, words that were broken over two lines joined at blanks."""
    if paper.suffix == ".html":
        return " ".join(
            unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", paper.read_text(), flags=re.DOTALL)).split()
        )
    document = pypdfium2.PdfDocument(paper)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def says(answer: Answer, *words: str) -> None:
    for word in words:
        assert word in answer.err, answer.err


def digests(case: Path) -> set[str]:
    rows = here("items", case, "--json", code=0).json["items"]
    return {row["sha256"] for row in rows if row["sha256"]}


@pytest.mark.parametrize("ending", [".pdf", ".html"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_says_what_came_of_the_acquisition(case: Path, papers: Path, language: str, ending: str) -> None:
    text = text_of(papers / f"acquisition-1.{language}{ending}")
    status = here("status", case, "--json", code=0).json
    for word in status["words"]:
        assert word in text
    squeezed = text.replace(" ", "")
    assert status["seal"] in squeezed
    assert case.joinpath("case.toml").read_text().split('id = "')[1].split('"')[0] in squeezed
    for said in ("USB stick", "B-12 <b>", "Europe/Vienna", "Суд первой инстанции", "order 7"):
        assert said in text
    assert "zeros.bin" in squeezed, "what was refused is named"
    assert "250" in text, "with the bound"
    wanted = {"en": ("refused", "What this report does not say"), "ru": ("отклонено", "Журнал и подписи")}
    for phrase in wanted[language]:
        assert phrase in text


def test_raw_digests_stand_in_it_only_when_a_person_says_so(case: Path, papers: Path, tmp_path: Path) -> None:
    known = digests(case)
    for paper in papers.iterdir():
        squeezed = (text_of(paper) if paper.suffix != "" else paper.read_text()).replace(" ", "")
        assert not any(digest in squeezed or digest[:16] in squeezed for digest in known), paper.name
    out = tmp_path / "with.html"
    call(*signed("report", case, out, "--digests", "--items"), code=0)
    squeezed = text_of(out).replace(" ", "")
    assert all(digest in squeezed for digest in known)


def test_nothing_in_it_leads_to_the_informant(trove: Path, papers: Path) -> None:
    for paper in papers.iterdir():
        raw = paper.read_bytes().decode("latin-1")
        text = text_of(paper) if paper.suffix else ""
        for secret in (trove.name, trove.parent.name):
            assert secret not in raw + text, (paper.name, secret)
        assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", text), paper.name


def test_names_are_neither_markup_nor_code(case: Path, tmp_path: Path) -> None:
    for ending in (".html", ".pdf"):
        out = tmp_path / f"all{ending}"
        call(*signed("report", case, out, "--items"), code=0)
        text = text_of(out).replace(" ", "")
        for name in INJECTED:
            shown = name.decode().replace(" ", "").replace("\\", "\\\\")
            assert shown in text, (ending, shown)
    html = (tmp_path / "all.html").read_text()
    assert "<img" not in html
    assert "<script" not in html
    assert "Content-Security-Policy" in html
    assert not re.search(r"(src|href)\s*=|url\(|@import", re.sub(r"&lt;img.*?&gt;", "", html)), "nothing from outside"
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", html + text_of(tmp_path / "all.pdf"))


def test_the_log_says_that_it_went_out(case: Path, papers: Path) -> None:
    entries = here("log", case, "--json", code=0).json["entries"]
    said = next(entry for entry in entries if entry["kind"] == "exported")
    assert said["data"]["form"] == "report"
    assert said["data"]["recipient"] == "Суд первой инстанции"
    assert said["data"]["copy"] == hashlib.sha256((papers / "SHA256SUMS").read_bytes()).hexdigest()
    for line in (papers / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((papers / name).read_bytes()).hexdigest() == digest
    assert "unconfirmed" in here("verify", case, code=0).out, "and the case is sound"


def test_it_is_refused_when_the_catalogue_is_not_what_was_sealed(case: Path, tmp_path: Path) -> None:
    forged = copied(case, tmp_path / "forged.case")
    with sqlite3.connect(forged / "catalogue.sqlite") as connection:
        connection.execute('UPDATE items SET record = replace(record, \'"outcome":"refused"\', \'"outcome":"sealed"\')')
    answer = here(*signed("report", forged, tmp_path / "forged.pdf"))
    assert answer.code not in (0, 1)
    assert "sealed" in answer.err
    assert not (tmp_path / "forged.pdf").exists()


def test_refusals(case: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    says(here(*signed("report", case, tmp_path / "there"), code=2), "there", "another place")
    says(here(*signed("report", case, tmp_path / "x.pdf", "--acquisition", "7")), "7", "1")
    fresh = copied(empty_case(), tmp_path / "fresh.case")
    says(here(*signed("report", fresh, tmp_path / "x.pdf"), code=2), "intake")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh.case", "there"]


def test_odd_bytes_can_be_told_from_what_is_shown(case: Path, tmp_path: Path) -> None:
    """Two names that differ in one byte are never one line on paper."""
    out = tmp_path / "items.html"
    call(*signed("report", case, out, "--items"), code=0)
    rows = here("items", case, "--json", code=0).json["items"]
    paths = {base64.b64decode(row["path_bytes"]) for row in rows if row["parent"] is None}
    codes = {unescape(found) for found in re.findall(r"<code><bdi>(.*?)</bdi></code>", out.read_text())}
    assert len(codes & {exact_path(path) for path in paths}) == len(paths)
