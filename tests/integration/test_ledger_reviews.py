"""Names of people under suspicion: a recorded review lets them out, can be taken back, and says who decided on what."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import copied, empty_case, here
from ledger_samples import add, add_base, add_boris, by_anna, by_boris, claim, confirm_all, date, who

GROUND = "convicted in open court"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reviewed")
    case = copied(empty_case(), folder / "told.case")
    add_boris(case)
    add_base(case, folder)
    confirm_all(case)
    return case


@pytest.fixture
def case(told: Path, tmp_path: Path) -> Path:
    return copied(told, tmp_path / "x.case")


def exported(case: Path, out: Path, *more: str, code: int = 0) -> str:
    by_anna("ledger", "export", case, out, "--form", "json", *more, code=code)
    return out.read_text("utf-8") if code == 0 else ""


def pages(case: Path, out: Path) -> str:
    by_anna("ledger", "pages", case, out)
    return "".join(path.read_text("utf-8") for path in sorted(out.rglob("*.html")))


def test_a_review_lets_a_name_out_until_it_is_taken_back(case: Path, tmp_path: Path) -> None:
    assert "Sadykov" not in exported(case, tmp_path / "1.json")
    by_anna("ledger", "review", case, "sadykov", "--ground", GROUND)
    for text in (exported(case, tmp_path / "2.json"), pages(case, tmp_path / "2")):
        assert "Timur Sadykov" in text
        assert "Maria Lind" not in text and "suspect-1" in text
        assert GROUND not in text
    by_boris("ledger", "review", case, "sadykov", "--withhold", "--ground", "the verdict was quashed")
    for text in (exported(case, tmp_path / "3.json"), pages(case, tmp_path / "3")):
        assert "Sadykov" not in text


def test_show_tells_who_decided_when_and_on_what_ground(case: Path) -> None:
    by_anna("ledger", "review", case, "sadykov", "lind", "--ground", GROUND)
    by_boris("ledger", "review", case, "sadykov", "--withhold", "--ground", "quashed")
    found = here("ledger", "show", case, "sadykov", "--json", code=0).json["reviews"]
    assert [(each["person"], each["public"], each["ground"]) for each in found] == [
        ("anna", True, GROUND), ("boris", False, "quashed")
    ]  # fmt: skip
    told = here("ledger", "show", case, "sadykov", code=0).out
    assert f"name may be named in public: anna, {found[0]['time']}: {GROUND}" in told
    assert "name is not to be named in public: boris" in told
    assert len(here("ledger", "show", case, "--json", code=0).json["reviews"]) == 3
    assert here("verify", case, "--json", code=0).json["complaints"] == []


def test_the_same_review_again_changes_nothing(case: Path) -> None:
    first = by_anna("ledger", "review", case, "lind", "--ground", GROUND, "--json").json
    assert by_anna("ledger", "review", case, "lind", "--ground", GROUND, "--json").json == first
    assert len(here("ledger", "show", case, "lind", "--json", code=0).json["reviews"]) == 1


def test_no_call_goes_behind_a_review(case: Path, tmp_path: Path) -> None:
    assert "Timur Sadykov" in exported(case, tmp_path / "1.json", "--name", "sadykov")
    by_anna("ledger", "review", case, "sadykov", "--withhold", "--ground", "he may be innocent")
    answer = by_anna("ledger", "pages", case, tmp_path / "2", "--name", "sadykov", code=2)
    assert "he may be innocent" in answer.err and not (tmp_path / "2").exists()
    exported(case, tmp_path / "3.json", "--name", "sadikov", code=2)


def test_who_cannot_be_reviewed(case: Path, tmp_path: Path) -> None:
    assert "--ground" in by_anna("ledger", "review", case, "lind", code=2).err
    assert "is no person" in by_anna("ledger", "review", case, "police", "--ground", GROUND, code=2).err
    by_anna("ledger", "review", case, "nobody", "--ground", GROUND, code=None)
    by_anna("ledger", "review", case, "lind", "--ground", GROUND)
    (tmp_path / "p.json").write_text(
        '{"entities": {"lind": {"schema": "Person", "name": "Maria Lind", "protection": "witness"}}}'
    )
    by_anna("ledger", "add", case, tmp_path / "p.json")
    assert "protected" in by_anna("ledger", "review", case, "lind", "--ground", GROUND, code=2).err
    assert "Lind" not in exported(case, tmp_path / "o.json")


def test_a_key_that_holds_a_name_does_not_go_out(case: Path, tmp_path: Path) -> None:
    text = "The case against Timur Sadykov, no. 7, was opened in May. The Sadykov ward was closed.\n"
    opened = claim(
        "K1", "case_opened", "K1", "was opened in May",
        participants=who(patient="sadykov", proceeding="case-sadykov"), date=date("2022-05", "month", "in May"),
    )  # fmt: skip
    closed = claim("K2", "threat", "K2", "was closed", participants=who(agent="police"), place="ward-sadykov")
    entities = {
        "case-sadykov": {"schema": "Proceeding", "name": "Case against Timur Sadykov"},
        "ward-sadykov": {"schema": "Facility", "name": "The Sadykov ward"},
    }
    add(case, tmp_path, "late", text, "2022-06-01", "late", {"entities": entities, "claims": [opened, closed]})
    confirm_all(case)
    for form in ("json", "csv", "ftm", "ftm-statements", "geojson", "ical"):
        out = tmp_path / f"out.{form}"
        by_anna("ledger", "export", case, out, "--form", form)
        assert "sadykov" not in out.read_text("utf-8").casefold(), form
    assert "sadykov" not in pages(case, tmp_path / "pages").casefold()
    found = [path.read_text("utf-8") for path in (tmp_path / "pages" / "en" / "places").iterdir()]
    assert any("threat" in text for text in found if "withheld-" in text)
    by_anna("ledger", "review", case, "sadykov", "--ground", GROUND)
    assert "Case against Timur Sadykov" in exported(case, tmp_path / "named.json")
