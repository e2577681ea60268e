"""A person's own model proposes through a program; what does not stand in the text is dropped."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from witnessbox.ledger.reading.model_program import propose_by_program
from witnessbox.model.claims import Part
from witnessbox.model.errors import UsageError
from witnessbox.model.proposals import Proposal

TEXT = "Prosecutors charged Anna Holt on Monday. More than 1,000 files were published. Bo Rask may be arrested.\n"
QUOTE = "Prosecutors charged Anna Holt on Monday"


def program(folder: Path, body: str) -> Path:
    path = folder / "model"
    path.write_text(f"#!{sys.executable}\nimport sys, json, os\ntext = sys.stdin.read()\n{body}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def proposed(folder: Path, *claims: dict[str, Any], entities: dict[str, Any] | None = None) -> tuple[Proposal, ...]:
    answer = json.dumps({"claims": list(claims), "entities": entities or {}})
    return propose_by_program(program(folder, f"print({answer!r})"), TEXT, "2023-09-20", language="en")


def claim(**fields: Any) -> dict[str, Any]:
    return {"type": "charge", "hedge": "asserted", "quotes": [{"text": QUOTE}], **fields}


def test_what_stands_in_the_quote_is_kept_and_the_rest_dropped(tmp_path: Path) -> None:
    people = {"h": {"schema": "Person", "name": "Anna Holt"}, "x": {"schema": "Person", "name": "Ivan Petrov"}}
    parts = [{"role": "patient", "entity": "h"}, {"role": "agent", "entity": "x"}, {"role": "king", "entity": "h"}]
    date = {"edtf": "1999-01-01", "as_written": "Monday"}
    (made,) = proposed(
        tmp_path, claim(participants=parts, date=date, position="governor", place="Saratov"), entities=people
    )
    assert [(part.role, part.name) for part in made.parts] == [(Part.PATIENT, "Anna Holt")]
    assert made.date.date.edtf == "2023-09-18"  # from the words, not from the program
    assert (made.position, made.place, made.count) == (None, None, None)
    assert TEXT[made.quote.start : made.quote.end] == QUOTE


def test_numbers_must_be_written(tmp_path: Path) -> None:
    quote = [{"text": "More than 1,000 files were published"}]
    count = {"value": 1000, "unit": "files", "qualifier": "more_than"}
    (kept,) = proposed(tmp_path, claim(type="leak_publication", quotes=quote, count=count))
    assert kept.count is not None
    assert (kept.count.count.value, kept.count.words.text) == (1000, "1,000")
    for value in (100, 10001, 1, 0):
        (made,) = proposed(tmp_path, claim(type="leak_publication", quotes=quote, count={**count, "value": value}))
        assert made.count is None


@pytest.mark.parametrize(
    "changed",
    [
        {"quotes": [{"text": "Prosecutors freed Anna Holt"}]},
        {"quotes": []},
        {"quotes": [{"text": " "}]},
        {"type": "coronation"},
        {"hedge": "sure"},
        {"type": "arrest", "hedge": "predicted"},
        {"quotes": "Prosecutors"},
    ],
)
def test_a_claim_that_does_not_hold_is_dropped(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert proposed(tmp_path, claim(**changed)) == ()


def test_the_program_is_told_the_day_and_nothing_of_the_machine(tmp_path: Path) -> None:
    body = (
        'print(json.dumps({"claims": [], "seen": 1})) if set(os.environ) - {"LC_CTYPE"} == {"PATH", "WITNESSBOX_DATE",'
    )
    body += ' "WITNESSBOX_LANGUAGE"} else sys.exit(9)'
    assert propose_by_program(program(tmp_path, body), TEXT, "2023-09-20") == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [("sys.exit(3)", "status 3"), ("print('hello')", "JSON"), ("print('[]')", "claims"), ("print('{}')", "claims")],
)
def test_a_program_that_fails_is_named_with_what_to_do(tmp_path: Path, body: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        propose_by_program(program(tmp_path, body), TEXT, "2023-09-20")


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        propose_by_program(tmp_path / "none", TEXT, "2023-09-20")
