"""An export of many claims needs no more memory than one of few."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case
from edtf_dates import seeded
from ledger_samples import BASE, ENTITIES, add

from witnessbox.ledger.exports.leaving import Leaving
from witnessbox.ledger.exports.view import Audience
from witnessbox.ledger.exports.writing import LedgerExport, LedgerForm, pieces
from witnessbox.vault.case import Case

FEW, MANY = 100, 2_000
SLACK = 6_000_000
"""Bytes by which peaks may differ: one odd date may stand for 1,200 runs of days. Claims that stay would be more."""

pytestmark = pytest.mark.torture


def _case(folder: Path, count: int) -> Path:
    folder.mkdir()
    case = copied(empty_case(), folder / "x.case")
    claims: list[dict[str, Any]] = [
        {
            "id": f"C{at}",
            "type": "hearing",
            "event": f"E{at}",
            "hedge": "asserted",
            "participants": [{"role": "patient", "entity": "orlov"}],
            "quotes": [{"text": "Twelve guards were fired in March."}],
            "notes": f"{at} " * 2_000,
            "date": {"edtf": edtf, "as_written": "(none)", "basis": "made up", "precision": "unknown"},
        }
        for at, edtf in enumerate(seeded(count, 9))
    ]
    add(case, folder, "many", BASE, "2022-04-18", "many", {"entities": ENTITIES, "claims": claims})
    return case


def _peak(case: Path, form: LedgerForm) -> int:
    request = LedgerExport(form=form, leaving=Leaving(audience=Audience.ALL), at=datetime.now(UTC))
    opened = Case(case)
    _ = opened.catalogue
    tracemalloc.start()
    for _ in pieces(request.seen.view(opened), request):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_number_of_claims(tmp_path: Path) -> None:
    few, many = _case(tmp_path / "few", FEW), _case(tmp_path / "many", MANY)
    for form in (LedgerForm.FTM, LedgerForm.CSV, LedgerForm.JSON):
        _peak(few, form)  # fills the caches
        assert _peak(many, form) < _peak(few, form) + SLACK, form
