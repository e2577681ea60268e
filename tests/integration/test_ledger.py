"""The ledger from end to end: claims of a document, later sources that disagree, and what may have been so on a day."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case, here
from ledger_samples import (
    BASE,
    ENTITIES,
    add_base,
    add_boris,
    add_notice,
    base_claims,
    by_anna,
    by_boris,
    confirm_all,
    notices,
    status,
    who,
)

from witnessbox.ledger.document import claim_document, entity_document
from witnessbox.vault import ledger
from witnessbox.vault.case import Case

DAY = 86_400 * 10**9


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with the founding document and all five notices, every claim confirmed by two people.

    The clock of each step is that of another day, so that what was known when can be asked.
    """
    folder = tmp_path_factory.mktemp("told")
    case = copied(empty_case(), folder / "told.case")
    with pytest.MonkeyPatch.context() as patch:
        start = max(int(entry.body.time) for entry in Case(case).log.entries)
        clock = [start]
        patch.setattr("witnessbox.vault.log.time.time_ns", lambda: clock[0])
        add_boris(case)
        for key in ("base", *notices()):
            clock[0] += DAY
            (add_base(case, folder) if key == "base" else add_notice(case, folder, key))
            confirm_all(case, two=key == "base")
    return case


def days_of_entries(case: Path) -> list[str]:
    """Days on which something was written, in order."""
    seconds = {int(entry.body.time) // 10**9 for entry in Case(case).log.entries}
    return sorted({datetime.fromtimestamp(each, tz=UTC).date().isoformat() for each in seconds})


# -- the founding document ---------------------------------------------------------------------------------------------


def same_claims(case: Path, source: str, expected: list[dict[str, Any]]) -> None:
    rows = ledger.claims(Case(case).catalogue, ledger.Wanted(source=source))
    held = {row.claim.id: claim_document(row.claim) for row in rows}
    assert held.keys() == {f"{source}:{each['id']}" for each in expected}
    for each in expected:
        assert held[f"{source}:{each['id']}"] == each, each["id"]


def test_the_founding_document_is_held_whole(case: Path, data: Path) -> None:
    file = data / "ledger" / "claims.json"
    document = json.loads(file.read_text("utf-8"))
    answer = by_anna("ledger", "add", case, file, "--json").json
    assert (len(answer["new"]), answer["known"]) == (30, 0)
    same_claims(case, "moscow-times-2021-11-25", document["claims"])
    entities = {each.key: entity_document(each) for each in ledger.entities(Case(case).catalogue)}
    assert entities == document["entities"]
    again = by_anna("ledger", "add", case, file, "--json").json
    assert (again["new"], again["known"], again["entities"]) == ([], 30, [])
    confirm_all(case)
    rows = list(ledger.claims(Case(case).catalogue, ledger.Wanted(status="proposed")))
    assert {row.claim.id.split(":")[1] for row in rows} == {"G08", "G29"}, "victims need two people"
    said = here("ledger", "figures", case, "--as-of", "2021-11-25", "--json", code=0).json["figures"]
    lost = next(each for each in said if each["question"].startswith("people who lost"))
    assert (lost["minimum"], lost["origins"]) == (18, 1), "18 and 3 are not 21; caption and body are one origin"
    assert {"custody savelyev", "proceeding savelyev", "wanted osechkin"} <= status(case, "2021-11-25").keys()
    arrests = [key for key in status(case, "2030-01-01") if key.startswith("custody") and "savelyev" not in key]
    assert arrests == [], "a forecast of arrests is no arrest"
    assert here("verify", case, "--json", code=0).json["complaints"] == []


def test_a_document_of_our_own_is_held_whole(case: Path, tmp_path: Path) -> None:
    answer = add_base(case, tmp_path)
    assert (len(answer["new"]), len(answer["entities"])) == (9, len(ENTITIES))
    narrator = [{"source": "base", "verb": None, "level": "narrator"}]
    empty = {"position": None, "place": None, "count": None, "status": None, "notes": None}
    kinds = {"prediction": "statement"}
    expected = [
        {
            "kind": kinds.get(each["type"], "event"),
            "core": True,
            "attribution": narrator,
            "inferred_fields": [],
            **empty,
            **each,
            "quotes": [{"text": text, "start": BASE.index(text), "end": BASE.index(text) + len(text)}],
        }
        for each in base_claims()
        for text in [each["quotes"][0]["text"]]
    ]
    same_claims(case, "base", expected)


def test_one_claim_is_added_from_the_call(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    words = ("--source", "base", "--type", "occupancy", "--who", "holder=belova", "--who", "organization=ministry")
    more = ("--entity", "ivanov=Person:Ivan Ivanov", "--who", "other=ivanov", "--date", "../2022-04-18")
    quote = ("--quote", "Irina Belova replaced him", "--count", "1", "--tie", "answers=base:B1")
    answer = by_anna("ledger", "add", case, *words, *more, *quote, "--json").json
    assert answer["new"] == ["base:1"]
    shown = here("ledger", "show", case, "base:1", "--json", code=0).json["claim"]
    assert (shown["kind"], shown["date"]["precision"], shown["relations"]) == (
        "state", "until", [{"kind": "answers", "target": "base:B1"}],
    )  # fmt: skip
    assert shown["quotes"][0]["start"] == BASE.index("Irina Belova replaced him")
    assert here("ledger", "show", case, "ivanov", "--json", code=0).json["entity"]["name"] == "Ivan Ivanov"


# -- later sources -----------------------------------------------------------------------------------------------------


def test_contradictions_refinements_and_origins(told: Path) -> None:
    answer = here("ledger", "contradictions", told, "--all", "--json", code=0).json
    events = {each["event"]: each for each in answer["events"]}
    table = {
        key: (each["fit"], each["origins"], [(p["one"], p["other"], p["fit"], p["one_origin"]) for p in each["pairs"]])
        for key, each in events.items()
    }
    assert table == {
        "base:E3": ("contradicts", ["base", "wire"], [("base:B3", "wire:N1", "contradicts", False)]),
        "base:E6": ("refines", ["base", "court"], [("base:B6", "court:N3", "refines", False)]),
        "base:E8": ("denies", ["base"], [("base:B8", "spokesman:N4", "denies", False)]),
    }
    assert events["base:E3"]["claims"] == ["base:B3", "copy:N2", "wire:N1"], (
        "the copy is kept, and counts with the wire"
    )
    fields = {each["field"]: (each["fit"], each["finer"]) for each in events["base:E3"]["pairs"][0]["fields"]}
    assert fields == {"count": ("contradicts", None), "date": ("refines", "wire:N1")}
    assert answer["forecasts"] == [
        {"claim": "base:B7", "hedge": "predicted", "outcomes": [{"kind": "fulfils", "claim": "verdicts:N5"}]}
    ]
    plain = here("ledger", "contradictions", told, code=0).out
    assert "base:E3: 3 claims, 2 origins" in plain
    assert "base:E6" not in plain, "a refinement is no contradiction"


STATUS = {
    "2022-03-05": {"proceeding sadykov": ["untold", "charges pursued"], "wanted lind": ["untold"]},
    "2022-04-04": {"proceeding sadykov": ["charges pursued", "dropped"], "wanted lind": ["untold", "wanted"]},
    "2022-04-05": {"proceeding sadykov": ["dropped"], "post head orlov": ["untold", "holds the post"]},
    "2022-04-18": {
        "post head orlov": ["left the post"],
        "post head belova": ["holds the post"],
        "custody gusev": ["untold"],
    },
    "2022-12-31": {"wanted lind": ["untold", "wanted"], "custody gusev": ["held"], "proceeding sadykov": ["dropped"]},
}


def test_status_as_of_a_day_is_a_set(told: Path) -> None:
    for day, expected in STATUS.items():
        found = status(told, day)
        if day == "2022-04-04":  # before the court's word, and after it
            expected = {**expected, "proceeding sadykov": ["charges pursued"]}
        assert {key: found[key] for key in expected} == expected, day
    posts = here("ledger", "status", told, "--as-of", "2022-04-16", "--json", code=0).json["posts"]
    head = next(each for each in posts if each["post"] == "head")
    assert [each["entity"] for each in head["holders"]] == ["orlov"]
    assert not head["settled"], "since when he held it, nobody says"


def test_a_history_is_shown_from_day_to_day(told: Path) -> None:
    (proceeding,) = here("ledger", "show", told, "sadykov", "--json", code=0).json["histories"]
    assert [(each["from"], each["possible"]) for each in proceeding["stretches"]] == [
        (None, ["untold"]),
        ("2022-03-01", ["untold", "charges pursued"]),
        ("2022-03-31", ["charges pursued"]),
        ("2022-04-05", ["dropped"]),
    ]
    assert "2022-04-05: dropped" in here("ledger", "show", told, "sadykov", code=0).out


def test_what_was_known_on_a_day(told: Path) -> None:
    days = days_of_entries(told)
    with_base, with_court, with_denial = days[-6], days[-3], days[-2]
    known = {
        "charges pursued, dropped": status(told, "2022-04-10", "--known-on", with_base)["proceeding sadykov"],
        "dropped": status(told, "2022-04-10", "--known-on", with_court)["proceeding sadykov"],
        "wanted": status(told, "2022-05-01", "--known-on", with_court)["wanted lind"],
        "untold, wanted": status(told, "2022-05-01", "--known-on", with_denial)["wanted lind"],
    }
    assert {words: ", ".join(found) for words, found in known.items()} == {words: words for words in known}
    assert status(told, "2022-04-10", "--known-on", "2000-01-01") == {}
    then = here("ledger", "contradictions", told, "--known-on", with_base, "--json", code=0).json
    assert then["events"] == []
    assert then["forecasts"][0]["outcomes"] == []
    assert len(here("ledger", "timeline", told, "--known-on", with_base, "--json", code=0).json["claims"]) == 9


def test_replaying_everything_says_what_the_index_says(told: Path) -> None:
    for day in STATUS:
        assert status(told, day, "--known-on", "2999-12-31") == status(told, day)
        assert status(told, day, "--proposed") == status(told, day)


def test_figures_are_minima_with_what_they_rest_on(told: Path) -> None:
    answer = here("ledger", "figures", told, "--as-of", "2022-04-10", "--json", code=0).json
    lost = answer["figures"][0]
    assert lost["question"] == "people who lost their posts"
    said = {part["event"]: (part["said"], part["at_least"], part["origins"]) for part in lost["parts"]}
    assert said == {
        "base:E1": ([], 1, 1),
        "base:E3": (["12 guards", "14 guards"], 12, 2),
        "base:E4": (["2 senior officials"], 2, 1),
    }
    assert (lost["minimum"], lost["origins"], lost["from"], lost["to"]) == (12, 2, None, "2022-04-18")
    assert lost["estimate"].startswith("cannot be estimated: ")
    assert answer["proceedings"] == [{"stage": "dropped", "certain": 1, "possible": 1, "of": 1}]


# -- decisions ---------------------------------------------------------------------------------------------------------


def standing(case: Path, claim: str) -> tuple[str, list[str]]:
    found = here("ledger", "show", case, claim, "--json", code=0).json["standing"]
    return found["status"], found["waiting"]


def test_a_claim_is_confirmed_field_by_field(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    assert status(case, "2022-04-10") == {}, "nobody stands behind anything yet"
    assert status(case, "2022-04-10", "--proposed")["proceeding sadykov"] == ["charges pursued", "dropped"]
    by_anna("ledger", "confirm", case, "base:B5", "--field", "type", "--field", "date")
    assert standing(case, "base:B5")[0] == "proposed"
    assert standing(case, "base:B5")[1] == ["kind", "event", "participants", "hedge", "attribution", "quotes"]
    by_anna("ledger", "confirm", case, "B5")
    assert standing(case, "base:B5") == ("confirmed", [])
    decided = here("ledger", "show", case, "base:B5", "--json", code=0).json["decisions"]
    assert [(each["person"], each["did"], each["fields"]) for each in decided] == [
        ("anna", "confirm", ["type", "date"]), ("anna", "confirm", []),
    ]  # fmt: skip
    by_anna("ledger", "confirm", case, "B5")
    assert len(here("ledger", "show", case, "base:B5", "--json", code=0).json["decisions"]) == 2, "said already"


def test_victims_need_two_people(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    add_boris(case)
    by_anna("ledger", "confirm", case, "base:B9")
    assert "second person" in by_anna("ledger", "confirm", case, "base:B9").out
    assert standing(case, "base:B9")[0] == "proposed"
    by_boris("ledger", "confirm", case, "base:B9")
    assert standing(case, "base:B9")[0] == "confirmed"


def test_a_dispute_takes_certainty_and_a_correction_settles_it(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    by_anna("ledger", "confirm", case, "B5", "B6")
    assert status(case, "2022-12-31")["proceeding sadykov"] == ["dropped"]
    refused = by_anna("ledger", "dispute", case, "B6", code=2)
    assert "--why" in refused.err
    by_anna("ledger", "dispute", case, "B6", "--field", "date", "--why", "later than what?")
    assert standing(case, "base:B6")[0] == "disputed"
    assert status(case, "2022-12-31")["proceeding sadykov"] == ["charges pursued", "dropped"]
    document = {
        "claims": [{**base_claims()[5], "date": {**base_claims()[5]["date"], "edtf": "[2022-04-01..2022-04-18]"}}]
    }
    (tmp_path / "mended.json").write_text(json.dumps(document))
    call = ("ledger", "add", case, tmp_path / "mended.json", "--source", "base")
    assert "--correct" in by_anna(*call, code=2).err
    assert by_anna(*call, "--correct", "--json").json["corrected"] == ["base:B6"]
    assert standing(case, "base:B6") == ("proposed", ["date"]), "what was left alone stays confirmed"
    by_anna("ledger", "confirm", case, "B6", "--field", "date")
    assert standing(case, "base:B6") == ("confirmed", [])
    shown = here("ledger", "show", case, "base:B6", "--json", code=0).json
    assert [each["date"]["edtf"] for each in shown["versions"]] == [
        "[2022-03-01..2022-04-18]",
        "[2022-04-01..2022-04-18]",
    ]
    assert shown["standing"]["corrections"] == 1


def test_a_retracted_claim_stays_and_counts_no_more(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    by_anna("ledger", "confirm", case, "B8")
    assert "wanted lind" in status(case, "2022-12-31")
    by_anna("ledger", "retract", case, "B8", "--why", "another Lind")
    assert "wanted lind" not in status(case, "2022-12-31")
    shown = here("ledger", "show", case, "base:B8", "--json", code=0).json
    assert (shown["standing"]["status"], shown["decisions"][-1]["why"]) == ("retracted", "another Lind")
    assert "retracted" in by_anna("ledger", "confirm", case, "B8", code=2).err


def test_only_a_ledger_keeper_keeps_the_ledger(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    from cases import other_passphrase

    by_anna("people", case, "add", "boris", "--new-passphrase-file", other_passphrase())
    refused = by_boris("ledger", "confirm", case, "B5", code=7)
    assert "ledger keeper" in refused.err


# -- people who are protected ------------------------------------------------------------------------------------------


def test_a_protected_person_is_a_pseudonym_everywhere(case: Path, tmp_path: Path) -> None:
    text = tmp_path / "testimony.txt"
    text.write_text("He was beaten in cell four.\n")
    document = {
        "entities": {"petrov": {"schema": "Person", "name": "Ivan Petrov", "protection": "victim"}},
        "claims": [
            {"id": "T1", "type": "torture", "hedge": "asserted", "participants": who(victim="petrov"),
             "quotes": [{"text": "beaten in cell four"}]}
        ],
    }  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps(document))
    by_anna("ledger", "source", case, text, "--kind", "testimony")
    call = ("ledger", "add", case, tmp_path / "t.json", "--source", "testimony", "--json")
    assert by_anna(*call).json["entities"] == ["subject-1"]
    shown = here("ledger", "show", case, "testimony:T1", "--json", code=0)
    assert shown.json["claim"]["participants"][0]["entity"] == "subject-1"
    for path in (*case.joinpath("objects").rglob("*"), case / "log" / "entries", case / "catalogue.sqlite"):
        if path.is_file():
            assert b"Petrov" not in path.read_bytes(), path
            assert b"petrov" not in path.read_bytes(), path
    opened = by_anna("ledger", "show", case, "subject-1", "--identity", "--purpose", "court", "--json").json
    assert (opened["name"], opened["key"]) == ("Ivan Petrov", "petrov")
    assert here("log", case, "--json", code=0).json["entries"][-1]["kind"] == "exported"
    assert by_anna(*call).json["known"] == 1, "the same document again changes nothing"
    consent = {
        "consents": [{"id": "k1", "subject": "subject-1", "scope": ["story"], "audience": "court", "given": "2022"}]
    }
    (tmp_path / "k.json").write_text(json.dumps(consent))
    by_anna("ledger", "add", case, tmp_path / "k.json")
    kept = here("ledger", "show", case, "subject-1", "--json", code=0).json["consents"]
    assert [(each["scope"], each["withdrawn"]) for each in kept] == [(["story"], "")]
    assert here("verify", case, "--json", code=0).json["complaints"] == []


def test_a_confidential_source_lies_in_the_compartment_alone(case: Path, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("The colonel knew of it.\n")
    named = ("--confidential", "--publisher", "nurse of ward 3")
    source = by_anna("ledger", "source", case, text, "--id", "letter", *named, "--json").json["source"]
    assert (source["sha256"], source["publisher"]) == (None, "")
    assert (case / "compartment" / f"{source['receipt']}.age").is_file()
    document = {
        "claims": [
            {"id": "L1", "type": "assessment", "hedge": "asserted", "quotes": [{"text": "x", "start": 4, "end": 11}]}
        ]
    }
    (tmp_path / "l.json").write_text(json.dumps(document))
    by_anna("ledger", "add", case, tmp_path / "l.json", "--source", "letter")
    quote = here("ledger", "show", case, "L1", "--json", code=0).json["claim"]["quotes"]
    assert quote == [{"text": "", "start": 4, "end": 11}]
    for path in (*case.joinpath("objects").rglob("*"), case / "log" / "entries"):
        if path.is_file():
            assert b"colonel" not in path.read_bytes()
            assert b"nurse" not in path.read_bytes()
    assert here("verify", case, "--json", code=0).json["complaints"] == []


# -- what is refused ---------------------------------------------------------------------------------------------------

REFUSED = {
    "a forecast that poses as an event": ({"type": "prediction", "kind": "event"}, "statement"),
    "a hoped event": ({"type": "conviction", "hedge": "hoped"}, "statement"),
    "a date that never was": (
        {"date": {"edtf": "2022-02-30", "as_written": "", "basis": "", "precision": "day"}},
        "EDTF",
    ),
    "a type that is no word of ours": ({"type": "sacking"}, "dismissal"),
    "a quote that stands elsewhere": (
        {"quotes": [{"text": "was dismissed", "start": 0, "end": 13}]},
        "the words stand at",
    ),
    "a quote that stands nowhere": ({"quotes": [{"text": "was\u00a0dismissed"}]}, "do not stand"),
    "a quote that stands twice": ({"quotes": [{"text": "Svidetel"}]}, "more than once"),
    "a place that nobody knows": ({"place": "atlantis"}, "atlantis"),
    "a tie to nothing": ({"relations": [{"kind": "denies", "target": "base:Z9"}]}, "base:Z9"),
    "a member that is misspelt": ({"hedgehog": "asserted"}, "hedgehog"),
    "a number of less than none": ({"count": {"value": -1, "unit": "x", "qualifier": "exact"}}, "counts nothing"),
    "a moment of a content that is not here": ({"moments": [{"content": "ab" * 32}]}, "no such content"),
}


def test_what_does_not_fit_is_refused_with_the_next_step(case: Path, tmp_path: Path) -> None:
    add_base(case, tmp_path)
    before = len(Case(case).log.entries)
    for what, (fields, word) in REFUSED.items():
        document = {"claims": [{"id": "X", "type": "dismissal", "hedge": "asserted", **fields}]}
        (tmp_path / "bad.json").write_text(json.dumps(document))
        answer = by_anna("ledger", "add", case, tmp_path / "bad.json", "--source", "base", code=None)
        assert answer.code in (2, 9), what
        assert word in answer.err, what
    other = {"entities": {"orlov": {"schema": "Person", "name": "Pyotr Orlov"}}}
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert "another key" in by_anna("ledger", "add", case, tmp_path / "other.json", code=2).err
    for junk in (b"{", b"[1]", b'{"claims": 1.5}', b"[" * 100_000, b"\xff"):
        (tmp_path / "junk.json").write_bytes(junk)
        assert "ledger.md" in by_anna("ledger", "add", case, tmp_path / "junk.json", "--source", "base", code=2).err
    assert len(Case(case).log.entries) == before, "nothing of it was added"


def test_a_hostile_text_keeps_its_spans(case: Path, tmp_path: Path) -> None:
    text = "<script>alert('x')</script>\u202e desrever\u00a0name’s 'quote' — Шиза 𝕏 end"
    (tmp_path / "odd.txt").write_text(text, "utf-8")
    by_anna("ledger", "source", case, tmp_path / "odd.txt")
    words = text[20:60]
    document = {
        "claims": [
            {"id": "O", "type": "other", "hedge": "asserted", "quotes": [{"text": words, "start": 20, "end": 60}]}
        ]
    }
    (tmp_path / "odd.json").write_text(json.dumps(document))
    by_anna("ledger", "add", case, tmp_path / "odd.json", "--source", "odd")
    shown = here("ledger", "show", case, "odd:O", code=0).out
    assert "\u202e" not in shown, "marks that turn the line are shown escaped"
    assert "\\u202e" in shown
