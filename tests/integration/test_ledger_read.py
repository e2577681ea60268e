"""`witnessbox ledger read`: proposals shown, as JSON, and kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import copied, empty_case, here
from ledger_samples import by_anna

from witnessbox.cli import ledger_read, output
from witnessbox.ledger.reading import proposing, texts
from witnessbox.vault.case import Case

TEXT = (
    "The government sacked Anna Holt, head of the Prison Directorate, on Monday.\n\n"
    "“More arrests will follow,” lawyer Bo Rask said. If convicted, she could be jailed for ten years.\n"
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_proposals_are_shown_and_the_case_stays_as_it_is(case: Path, file: Path) -> None:
    before = len(list(Case(case).log.entries))
    answer = here("ledger", "read", case, file, "--date", "2023-09-20", "--json", code=0).json
    assert [each["type"] for each in answer["claims"]] == ["dismissal", "occupancy", "prediction"]
    dismissal = answer["claims"][0]
    assert dismissal["date"]["edtf"] == "2023-09-18"
    assert dismissal["position"] == "head of the Prison Directorate"
    for claim in answer["claims"]:
        for quote in [*claim["quotes"], *claim["proposer"]["spans"]]:
            assert quote["end"] > quote["start"]
        assert TEXT[claim["quotes"][0]["start"] : claim["quotes"][0]["end"]] == claim["quotes"][0]["text"]
    assert len(list(Case(case).log.entries)) == before


def test_added_proposals_wait_for_people(case: Path, file: Path) -> None:
    told = by_anna("ledger", "read", case, file, "--date", "2023-09-20", "--add").out
    assert "3 claims added as proposals" in told
    shown = here("ledger", "show", case, "report", "--json", code=0).json
    assert shown["source"]["id"] == "report"
    listed = here("ledger", "timeline", case, "--json", code=0).out
    assert '"proposed"' in listed
    assert '"confirmed"' not in listed


def test_the_json_is_what_add_takes(case: Path, file: Path, tmp_path: Path) -> None:
    proposals = tmp_path / "proposals.json"
    read = here("ledger", "read", case, file, "--date", "2023-09-20", "--json", code=0)
    proposals.write_text(read.out, "utf-8")
    by_anna("ledger", "source", case, file, "--date", "2023-09-20")
    assert len(by_anna("ledger", "add", case, proposals, "--json").json["new"]) == 3


def test_a_text_that_is_none_at_its_end_is_refused_before_anything_is_shown(case: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes() * 200 + b"\xff\xfe")
    for form in ([], ["--json"]):
        refused = here("ledger", "read", case, file, "--date", "2023-09-20", *form, code=2)
        assert "--encoding" in refused.err
        assert "claims" not in refused.out


def test_more_than_one_document_holds_is_not_added(case: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_read, "MOST_ADDED", 2)
    before = len(list(Case(case).log.entries))
    assert "Split the text" in by_anna("ledger", "read", case, file, "--date", "2023-09-20", "--add", code=2).err
    assert len(list(Case(case).log.entries)) == before


def test_progress_is_told_while_a_long_text_is_read(case: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "LINE_SECONDS", 0.0)
    monkeypatch.setattr(proposing, "_BLOCK", 64)
    monkeypatch.setattr(texts, "PIECE", 64)
    file.write_text(TEXT * 4, "utf-8")
    told = here("ledger", "read", case, file, "--date", "2023-09-20", code=0).err
    assert re.search(r"reading: \d+ %, about \d+ s left", told)


def test_another_encoding_is_named_or_refused(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Полиция задержала журналиста Тома Редина.\n".encode("windows-1251"))
    refused = here("ledger", "read", case, path, "--date", "2023-09-20", code=2)
    assert "--encoding" in refused.err
    read = here("ledger", "read", case, path, "--date", "2023-09-20", "--encoding", "windows-1251", "--json", code=0)
    assert [each["type"] for each in read.json["claims"]] == ["detention"]
    assert (
        "not an encoding" in here("ledger", "read", case, path, "--date", "2023-09-20", "--encoding", "hex", code=2).err
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--date", "2023-09"), "YYYY-MM-DD"),
        (("--date", "2023-09-20", "--by", "model"), "--model PROGRAM"),
        (("--date", "2023-09-20", "--model", "x"), "--by model"),
    ],
)
def test_what_is_missing_is_said(case: Path, file: Path, words: tuple[str, ...], why: str) -> None:
    assert why in here("ledger", "read", case, file, *words, code=2).err


def test_a_file_that_is_not_there(case: Path, tmp_path: Path) -> None:
    assert "check the path" in here("ledger", "read", case, tmp_path / "none.txt", "--date", "2023-09-20", code=3).err
