"""What was known at a position of the log is what a catalogue of that time says, to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from cases import copied, empty_case
from ledger_samples import ENTITIES, add_base, add_boris, add_notice, base_claims, by_anna, confirm_all, who

from witnessbox.ledger.figures import figures
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import NOW, Asked, Wanted
from witnessbox.vault.projection import apply_entry, stored

DAYS = [date(2022, 3, 5), date(2022, 3, 31), date(2022, 4, 18), date(2022, 4, 30), date(2022, 9, 1)]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Claims that come, are confirmed, doubted, denied, corrected and taken back, and a post that gets another name."""
    folder = tmp_path_factory.mktemp("then")
    path = copied(empty_case(), folder / "x.case")
    add_boris(path)
    add_base(path, folder)
    by_anna("ledger", "confirm", path, "base:B1", "base:B5", "base:B8")
    add_notice(path, folder, "court")
    confirm_all(path, two=True)
    add_notice(path, folder, "spokesman")
    by_anna("ledger", "dispute", path, "base:B2", "--why", "the ministry says otherwise")
    confirm_all(path)
    by_anna("ledger", "retract", path, "base:B5", "--why", "taken back")
    later = {"participants": who(patient="orlov", organization="npd"), "position": "head of the department"}
    corrected = {**base_claims()[0], **later}
    (folder / "base2.txt").write_text((folder / "base.txt").read_text("utf-8"), "utf-8")
    post = {"head": {"schema": "Position", "name": "head of the department", "organization": "npd",
                     "as_written": ["head of NPD"]}}  # fmt: skip
    document = {"entities": {**ENTITIES, **post}, "claims": [corrected]}
    (folder / "again.json").write_text(json.dumps({"source": "base", **document}), "utf-8")
    by_anna("ledger", "add", path, folder / "again.json", "--correct")
    confirm_all(path)
    return Case(path)


def then(case: Case) -> Iterator[tuple[int, Catalogue]]:
    """A catalogue of each position of the log."""
    catalogue = Catalogue(None)
    catalogue.create()
    for position, entry in enumerate(case.log.entries):
        apply_entry(catalogue, position, entry, stored(case.objects))
        yield position, catalogue
    catalogue.close()


def test_what_was_known_is_what_a_catalogue_of_that_time_says(case: Case) -> None:
    seen = set()
    asked = [Asked(), Asked(about="npd"), Asked(about="sadykov"), Asked(limit=1)]
    for position, catalogue in then(case):
        for day in DAYS:
            for each in asked:
                now = ledger.histories_on(catalogue, day.toordinal(), each)
                assert ledger.histories_then(case.catalogue, day.toordinal(), each, position) == now
                seen.add(tuple(now))
    assert len(seen) > 15


def test_proposed_claims_count_where_they_are_asked_for(case: Case) -> None:
    day = date(2022, 4, 30).toordinal()
    for position, catalogue in then(case):
        now = ledger.histories_then(catalogue, day, Asked(), NOW, proposed=True)
        assert ledger.histories_then(case.catalogue, day, Asked(), position, proposed=True) == now
        assert len(now) >= len(ledger.histories_on(catalogue, day))


def test_claims_that_were_known_are_those_of_a_catalogue_of_that_time(case: Case) -> None:
    types = (ClaimType.GROUP_DISMISSAL, ClaimType.DISMISSAL, ClaimType.CHARGES_PURSUED)
    wanted = [Wanted(), Wanted(type="dismissal"), Wanted(event="base:E3"), Wanted(entity="npd"), Wanted(source="wire")]
    seen = 0
    for position, catalogue in then(case):
        for each in wanted:
            assert list(ledger.claims(case.catalogue, each, position)) == list(ledger.claims(catalogue, each))
        some = [row for row in ledger.claims(catalogue) if row.claim.type in types]
        assert list(ledger.claims_of_types(case.catalogue, types, position)) == some
        assert figures(case.catalogue, position) == figures(catalogue)
        seen += len(some)
    assert seen > 5
