"""The ledger in forms of others and back: nothing gains precision, nobody protected is named."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import jsonschema
import pytest
from cases import copied, empty_case, here
from edtf_dates import seeded
from ledger_samples import (
    BASE,
    ENTITIES,
    add,
    add_base,
    add_boris,
    add_notice,
    base_claims,
    by_anna,
    by_boris,
    confirm_all,
    identities_of,
    notices,
    public_id,
)

from witnessbox.ledger.exports.ftm_import import read_ftm
from witnessbox.ledger.exports.leaving import Leaving
from witnessbox.ledger.exports.table import read_table
from witnessbox.ledger.exports.view import Audience
from witnessbox.ledger.exports.writing import LedgerExport, LedgerForm, pieces
from witnessbox.model.claims import Claim
from witnessbox.model.edtf import DateTime, Interval, parse_edtf
from witnessbox.model.edtf_bounds import bounds, end_bounds, start_bounds
from witnessbox.vault import ledger
from witnessbox.vault.case import Case

FORMS = ("ftm", "ftm-statements", "csv", "geojson", "ical", "json", "json-schema")
DATES = seeded(1000, 35)


def export(case: Path, form: str, audience: str = "all", *, reviewed: tuple[str, ...] = ()) -> str:
    """What an export holds; `through_the_program` writes one to a file."""
    opened = Case(case)
    leaving = Leaving(audience=Audience(audience), reviewed=frozenset(reviewed))
    request = LedgerExport(
        form=LedgerForm(form), leaving=leaving, at=datetime.now(UTC), identities=identities_of(opened)
    )
    return "".join(pieces(request.seen.view(opened), request))


def through_the_program(case: Path, out: Path, form: str, *more: str) -> str:
    by_anna("ledger", "export", case, out, "--form", form, *more)
    return out.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding document and all notices, with a place on the map; all confirmed."""
    folder = tmp_path_factory.mktemp("told")
    case = copied(empty_case(), folder / "told.case")
    add_boris(case)
    add_base(case, folder)
    for key in notices():
        add_notice(case, folder, key)
    point = {"latitude": "51.5331234", "longitude": "46.0342345", "precision_m": 2000}
    place = {"entities": {"novosk": {"schema": "Place", "name": "Novosk", "point": point}}}
    (folder / "place.json").write_text(json.dumps(place), "utf-8")
    by_anna("ledger", "add", case, folder / "place.json")
    confirm_all(case, two=True)
    return case


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a hearing or a post for each of a thousand dates of every form."""
    folder = tmp_path_factory.mktemp("dated")
    case = copied(empty_case(), folder / "dated.case")
    claims: list[dict[str, Any]] = []
    for at, edtf in enumerate(DATES):
        lasting = isinstance(parse_edtf(edtf), Interval)
        claims.append(
            {
                "id": f"C{at}",
                "type": "occupancy" if lasting else "hearing",
                "event": f"E{at}",
                "hedge": "asserted",
                "position": "head of NPD" if lasting else None,
                "participants": [{"role": "holder" if lasting else "patient", "entity": "orlov"}],
                "place": "novosk",
                "date": {"edtf": edtf, "as_written": "(none)", "basis": "made up", "precision": "unknown"},
            }
        )
    add(case, folder, "dates", BASE, "2022-04-18", "dates", {"entities": ENTITIES, "claims": claims})
    return case


# -- nothing gains precision -------------------------------------------------------------------------------------------


def no_sharper(told: str | None, edtf: str, which: str = "date") -> None:
    """Whatever was told allows every day that the date allows."""
    if not told:
        return
    found = {"date": bounds, "start": start_bounds, "end": end_bounds}[which](parse_edtf(edtf))
    said = bounds(parse_edtf(told))
    assert found.earliest is not None, (told, edtf)
    assert found.latest is not None, (told, edtf)
    assert said.earliest is not None
    assert said.latest is not None
    assert said.earliest <= found.earliest <= found.latest <= said.latest, (told, edtf)


def by_id(rows: Any) -> dict[str, Claim]:
    return {claim.id: claim for claim in rows}


def held(case: Path) -> dict[str, Claim]:
    return {row.claim.id: row.claim for row in ledger.claims(Case(case).catalogue)}


def test_a_thousand_dates_go_through_followthemoney_and_back(dated: Path) -> None:
    text = export(dated, "ftm")
    events = 0
    for line in text.splitlines():
        row = json.loads(line)
        properties = row["properties"]
        if row["schema"] in ("Event", "Occupancy"):
            edtf = DATES[int(properties["recordId"][0].split(":C")[1])]
            events += row["schema"] == "Event"
            for name, which in (("date", "date"), ("startDate", "start"), ("endDate", "end")):
                for value in properties.get(name, []):
                    no_sharper(value, edtf, which)
    assert events == len(DATES)
    assert by_id(read_ftm(text.splitlines(), "x").claims) == held(dated)


def test_a_thousand_dates_go_through_statements_with_their_edtf_beside_them(dated: Path) -> None:
    text = export(dated, "ftm-statements")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    numbers = {row["entity_id"]: row["value"] for row in rows if row["prop"] == "recordId"}
    dates = [row for row in rows if row["prop_type"] == "date" and row["prop"] != "publishedAt"]
    assert len(dates) > 500
    for row in dates:
        edtf = DATES[int(numbers[row["entity_id"]].split(":C")[1])]
        no_sharper(row["value"], edtf, {"date": "date", "startDate": "start", "endDate": "end"}[row["prop"]])
        assert (row["original_value"] or row["value"]) == edtf


def test_a_thousand_dates_go_through_a_table_and_back(dated: Path) -> None:
    text = export(dated, "csv")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        edtf = DATES[int(row["id"].split(":C")[1])]
        for name in ("date", "start", "end"):
            no_sharper(row[name].removeprefix("'"), edtf, name)
    assert by_id(read_table(io.StringIO(text, newline=""), "x").claims) == held(dated)


def test_a_thousand_dates_in_geojson(dated: Path) -> None:
    features = json.loads(export(dated, "geojson"))["features"]
    claims = [each["properties"] for each in features if each["id"].startswith("claim:")]
    assert len(claims) == len(DATES)
    for each in claims:
        edtf = DATES[int(each["claim"].split(":C")[1])]
        assert each["edtf"] == edtf
        for name in ("date", "start", "end"):
            no_sharper(each[name], edtf, name)


def test_a_thousand_dates_in_a_calendar(dated: Path) -> None:
    """An independent reader finds a day only where the date is one, and a time only where it is a time."""
    calendar = icalendar.Calendar.from_ical(export(dated, "ical"))
    found = placed = 0
    for part in calendar.walk():
        if part.name not in ("VEVENT", "VTODO"):
            continue
        found += 1
        edtf = str(part["X-WITNESSBOX-EDTF"]).replace("\\,", ",")
        value = parse_edtf(edtf)
        if part.name == "VTODO":
            assert "DTSTART" not in part
            assert "DUE" not in part
            continue
        placed += 1
        start = part.decoded("DTSTART")
        if isinstance(value, DateTime):
            assert start.strftime("%M:%S") == value.clock[3:] or value.zone.endswith("30")
        else:
            assert not hasattr(start, "hour")
            no_sharper(f"{start.year:04}-{start.month:02}-{start.day:02}", edtf)
    assert found == sum(not isinstance(parse_edtf(edtf), Interval) for edtf in DATES)
    assert 50 < placed < found


def test_a_thousand_dates_in_json(dated: Path) -> None:
    document = json.loads(export(dated, "json"))
    schema = json.loads(export(dated, "json-schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert [row["claim"]["date"]["edtf"] for row in document["claims"]] == [
        claim.date.edtf for claim in held(dated).values() if claim.date is not None
    ]
    document["claims"][0]["claim"]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


# -- FollowTheMoney ----------------------------------------------------------------------------------------------------


def ftm(*words: str, given: str) -> str:
    run = subprocess.run(
        [Path(sys.executable).with_name("ftm"), *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


def test_followthemoney_takes_every_value_as_it_is(told: Path) -> None:
    text = export(told, "ftm")
    ours = {row["id"]: row for row in map(json.loads, text.splitlines())}
    assert len(ours) == len(text.splitlines())
    theirs = {row["id"]: row for row in map(json.loads, ftm("validate", given=text).splitlines())}
    assert theirs.keys() == ours.keys()
    for id_, row in ours.items():
        assert theirs[id_]["schema"] == row["schema"]
        mine = {name: sorted(set(values)) for name, values in row["properties"].items()}
        assert {name: sorted(values) for name, values in theirs[id_]["properties"].items()} == mine
        assert sorted(theirs[id_]["datasets"]) == sorted(row["datasets"])


def test_what_followthemoney_wrote_again_is_the_same_claim(told: Path) -> None:
    text = export(told, "ftm")
    found = read_ftm(ftm("validate", given=text).splitlines(), "x")
    expected = {id_: replace(claim, moments=()) for id_, claim in held(told).items()}
    assert by_id(found.claims) == expected
    assert not found.left_out
    entities = {each.key: each for each in ledger.entities(Case(told).catalogue)}
    assert all(each == replace(entities[each.key], identity=None) for each in found.entities)


def test_statements_become_the_same_entities(told: Path) -> None:
    text = export(told, "ftm-statements")
    made = [json.loads(line) for line in ftm("aggregate-statements", "-d", "all", given=text).splitlines()]
    ours = [json.loads(line) for line in export(told, "ftm").splitlines()]
    assert {row["id"] for row in made} == {row["id"] for row in ours}


def test_each_source_is_a_dataset_and_roles_are_links(told: Path) -> None:
    rows = [json.loads(line) for line in export(told, "ftm").splitlines()]
    events = [row for row in rows if row["schema"] == "Event"]
    assert {tuple(row["datasets"]) for row in events} == {("base",), *((key,) for key in notices())}
    fired = [row for row in events if row["properties"]["recordId"][0] in ("wire:N1", "copy:N2")]
    assert len(fired) == 2, "two papers that say the same stay two"
    links = [row["properties"] for row in rows if row["schema"] == "UnknownLink"]
    assert {"patient", "agent", "victim", "speaker"} <= {link["role"][0] for link in links}
    ids = {row["id"] for row in rows}
    assert all(link["subject"][0] in ids and link["object"][0] in ids for link in links)


def test_posts_are_positions_and_occupancies(told: Path) -> None:
    rows = [json.loads(line) for line in export(told, "ftm").splitlines()]
    held_posts = [row["properties"] for row in rows if row["schema"] == "Occupancy"]
    assert [(each["holder"], each.get("startDate"), each.get("endDate"), each["status"]) for each in held_posts] == [
        (["orlov"], None, ["2022-04-18"], ["ended"]),
        (["belova"], ["2022-04-18"], None, ["unknown"]),
    ]
    posts = {row["id"]: row["properties"] for row in rows if row["schema"] == "Position"}
    assert all(each["post"][0] in posts for each in held_posts)
    assert all(each["organization"] == ["npd"] for each in posts.values())


# -- who sees what -----------------------------------------------------------------------------------------------------

SECRETS = ("Ivan Tikhonov", "Tikhonov", "tikhonov", "night shift")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A victim, a suspect, and a claim that nobody confirmed."""
    tmp_path = tmp_path_factory.mktemp("guarded")
    case = copied(empty_case(), tmp_path / "guarded.case")
    add_boris(case)
    text = (
        "Ivan Tikhonov was beaten by Lt. Grom on the night shift in May 2021.\nGrom was promoted. The ward was shut.\n"
    )
    entities = {
        "tikhonov": {"schema": "Person", "name": "Ivan Tikhonov", "protection": "victim"},
        "grom": {"schema": "Person", "name": "Lt. Grom"},
    }
    date = {"edtf": "2021-05", "as_written": "on the night shift in May 2021", "basis": "month", "precision": "month"}
    claims = [
        {
            "id": "V1", "type": "torture", "event": "X1", "hedge": "asserted", "date": date,
            "notes": "Tikhonov told us",
            "participants": [{"role": "victim", "entity": "tikhonov"}, {"role": "perpetrator", "entity": "grom"}],
            "quotes": [{"text": "Ivan Tikhonov was beaten by Lt. Grom"}],
        },
        {
            "id": "V2", "type": "appointment", "event": "X2", "hedge": "asserted", "position": "captain",
            "participants": [{"role": "patient", "entity": "grom"}], "quotes": [{"text": "Grom was promoted"}],
        },
        {"id": "V3", "type": "other", "event": "X3", "hedge": "asserted", "quotes": [{"text": "The ward was shut"}]},
    ]  # fmt: skip
    add(case, tmp_path, "ward", text, "2021-06-01", "ward", {"entities": entities, "claims": claims})
    ids = ["ward:V1", "ward:V2"]
    by_anna("ledger", "confirm", case, *ids)
    by_boris("ledger", "confirm", case, *ids)
    return case


@pytest.mark.parametrize("form", FORMS)
def test_the_public_learns_no_protected_name_and_no_suspect(guarded: Path, form: str) -> None:
    text = export(guarded, form, "public")
    for secret in (*SECRETS, "Grom", "grom", "The ward was shut", "captain"):
        assert secret not in text
    if form not in ("ical", "json-schema"):
        assert "subject-1" in text or form == "geojson"
        assert "V3" not in text, "nobody confirmed it"


def test_a_name_is_found_in_every_case_of_russian(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    text = "Семёнову предъявили обвинение. У Семеновой был обыск. Палату закрыли.\n"
    claims = [
        {
            "id": "1",
            "type": "charge",
            "event": "1",
            "hedge": "asserted",
            "participants": [{"role": "patient", "entity": "semenova"}],
            "quotes": [{"text": "Семёнову предъявили обвинение"}],
        },
        {"id": "2", "type": "other", "event": "2", "hedge": "asserted", "quotes": [{"text": "У Семеновой был обыск"}]},
        {"id": "3", "type": "other", "event": "3", "hedge": "asserted", "quotes": [{"text": "Палату закрыли"}]},
    ]
    entities = {"semenova": {"schema": "Person", "name": "Анна Семёнова"}}
    add(case, tmp_path, "ru", text, "2021-06-01", "ru", {"entities": entities, "claims": claims})
    by_anna("ledger", "confirm", case, "ru:1", "ru:2", "ru:3")
    found = export(case, "json", "public")
    quotes = [row["claim"]["quotes"][0]["text"] for row in json.loads(found)["claims"]]
    assert sorted(quotes) == ["", "", "Палату закрыли"]
    assert "suspect-1" in found
    assert "semenova" not in found


def test_a_suspect_whose_name_was_reviewed_is_named_and_the_victim_is_not(guarded: Path) -> None:
    document = json.loads(export(guarded, "json", "public", reviewed=("grom",)))
    text = json.dumps(document)
    assert "Lt. Grom" in text
    assert not [secret for secret in SECRETS if secret in text]
    quotes = {row["claim"]["id"]: row["claim"]["quotes"] for row in document["claims"]}
    assert all(each["text"] == "" for each in quotes[public_id(guarded, "ward:V1")])


def test_a_consent_to_the_story_lets_the_words_out(guarded: Path, tmp_path: Path) -> None:
    guarded = copied(guarded, tmp_path / "consenting.case")
    consent = {"id": "c1", "subject": "subject-1", "scope": ["story"], "audience": "public", "given": "2021-12-01"}
    (tmp_path / "consent.json").write_text(json.dumps({"consents": [consent]}), "utf-8")
    by_anna("ledger", "add", guarded, tmp_path / "consent.json")
    rows = {
        row["claim"]["id"]: row["claim"]
        for row in json.loads(export(guarded, "json", "public", reviewed=("grom",)))["claims"]
    }
    assert rows[public_id(guarded, "ward:V2")]["quotes"][0]["text"] == "Grom was promoted"
    withdrawn = {**consent, "withdrawn": "2021-12-02"}
    (tmp_path / "consent.json").write_text(json.dumps({"consents": [withdrawn]}), "utf-8")
    by_anna("ledger", "add", guarded, tmp_path / "consent.json")
    rows = {
        row["claim"]["id"]: row["claim"]
        for row in json.loads(export(guarded, "json", "public", reviewed=("grom",)))["claims"]
    }
    assert rows[public_id(guarded, "ward:V2")]["quotes"][0]["text"] == ""


def test_people_of_the_case_see_all_that_stands_in_the_clear(guarded: Path) -> None:
    text = export(guarded, "json")
    assert "Lt. Grom" in text
    assert "V3" in text
    entities = json.loads(text)["entities"]
    assert [each["name"] for each in entities] == ["Lt. Grom", "subject-1"]


def test_a_confidential_source_is_nobody(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    (tmp_path / "guard-petrov.txt").write_text("The ward was shut in May.\n", "utf-8")
    by_anna(
        "ledger", "source", case, tmp_path / "guard-petrov.txt", "--date", "2021-06-01", "--publisher", "Guard Petrov",
        "--url", "https://petrov.example", "--confidential",
    )  # fmt: skip
    claim = {
        "id": "1", "type": "other", "event": "1", "hedge": "asserted",
        "quotes": [{"text": "", "start": 0, "end": 17}],
    }  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps({"source": "guard-petrov", "claims": [claim]}), "utf-8")
    by_anna("ledger", "add", case, tmp_path / "c.json")
    by_anna("ledger", "confirm", case, "guard-petrov:1")
    for form in FORMS:
        assert "petrov" not in export(case, form, "public").lower()
    assert json.loads(export(case, "json", "public"))["claims"][0]["claim"]["id"] == public_id(case, "guard-petrov:1")
    assert public_id(case, "guard-petrov:1").startswith("confidential-1:")


def test_the_log_keeps_who_exported_what_for_whom(told: Path, tmp_path: Path) -> None:
    case = copied(told, tmp_path / "copy.case")
    out = tmp_path / "x.csv"
    answer = by_anna(
        "ledger", "export", case, out, "--form", "csv", "--recipient", "the court", "--purpose", "evidence", "--json"
    ).json
    entry = next(each for each in Case(case).log.entries if each.digest == answer["entry"])
    assert entry.body.data["form"] == "ledger csv (public)"
    assert entry.body.data["recipient"] == "the court"
    assert entry.body.data["copy"] == answer["copy"]
    by_anna("ledger", "export", case, out, "--form", "csv", code=2)
    by_boris("ledger", "export", case, tmp_path / "y.csv", "--form", "csv", code=7)
    assert not (tmp_path / "y.csv").exists()


# -- places, tables, imports -------------------------------------------------------------------------------------------


def test_places_are_no_nearer_than_they_are_known(told: Path) -> None:
    text = export(told, "geojson")
    features = {each["id"]: each for each in json.loads(text)["features"]}
    assert features["place:novosk"]["geometry"] == {"type": "Point", "coordinates": [46.0, 51.5]}
    assert features["place:novosk"]["properties"]["precision_m"] == 2000
    assert features["claim:base:B9"]["geometry"] == features["place:novosk"]["geometry"]
    assert features["claim:base:B1"]["geometry"] is None


def test_a_table_comes_back_into_another_case(told: Path, tmp_path: Path) -> None:
    table = through_the_program(told, tmp_path / "told.csv", "csv", "--audience", "all")
    other = copied(empty_case(), tmp_path / "other.case")
    (tmp_path / "base.txt").write_text(BASE, "utf-8")
    lines = list(csv.reader(io.StringIO(table, newline="")))
    kept = [lines[0], *(line for line in lines[1:] if line[0].startswith("base:"))]
    with (tmp_path / "base.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(kept)
    (tmp_path / "entities.json").write_text(json.dumps({"entities": ENTITIES}), "utf-8")
    by_anna("ledger", "add", other, tmp_path / "entities.json")
    by_anna("ledger", "import", other, tmp_path / "base.csv", "--form", "csv", code=9)  # its source is not there
    by_anna("ledger", "source", other, tmp_path / "base.txt", "--date", "2022-04-18")
    answer = by_anna("ledger", "import", other, tmp_path / "base.csv", "--form", "csv", "--json").json
    assert len(answer["new"]) == 9
    assert held(other) == {id_: claim for id_, claim in held(told).items() if claim.source == "base"}
    again = by_anna("ledger", "import", other, tmp_path / "base.csv", "--form", "csv", "--json").json
    assert (again["new"], again["known"]) == ([], 9)


@pytest.mark.parametrize(("mark", "begin"), [(";", "\ufeff"), ("\t", ""), (",", "\ufeff")])
def test_a_table_that_a_spreadsheet_saved_comes_back(tmp_path: Path, mark: str, begin: str) -> None:
    """Excel begins a file with a byte order mark, and puts semicolons where the decimal mark is a comma."""
    case = copied(empty_case(), tmp_path / "x.case")
    add(case, tmp_path, "base", BASE, "2022-04-18", "base", {"entities": ENTITIES, "claims": base_claims()})
    rows = csv.reader(io.StringIO(export(case, "csv"), newline=""))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    (tmp_path / "saved.csv").write_text(begin + text.getvalue(), "utf-8", newline="")
    answer = by_anna("ledger", "import", case, tmp_path / "saved.csv", "--form", "csv", "--json").json
    assert (answer["new"], answer["known"], answer["left_out"]) == ([], 9, [])


def test_a_table_says_where_its_entities_come_from(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    (tmp_path / "base.txt").write_text(BASE, "utf-8")
    by_anna("ledger", "source", case, tmp_path / "base.txt", "--date", "2022-04-18")
    (tmp_path / "t.csv").write_text("id,type,hedge,place\nbase:1,other,asserted,novosk\n", "utf-8")
    answer = by_anna("ledger", "import", case, tmp_path / "t.csv", "--form", "csv", code=2)
    assert "novosk" in answer.err and "add a document that has nothing but entities" in answer.err


def test_an_empty_calendar_says_so(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    answer = by_anna("ledger", "export", case, tmp_path / "x.ics", "--form", "ical")
    assert "the calendar is empty" in answer.err and "for the public" in answer.out


def test_followthemoney_comes_back_into_another_case(told: Path, tmp_path: Path) -> None:
    file = tmp_path / "told.ftm.json"
    through_the_program(told, file, "ftm", "--audience", "all")
    other = copied(empty_case(), tmp_path / "other.case")
    for key, text, day in [("base", BASE, "2022-04-18"), *((key, n[0], n[1]) for key, n in notices().items())]:
        (tmp_path / f"{key}.txt").write_text(text, "utf-8")
        by_anna("ledger", "source", other, tmp_path / f"{key}.txt", "--date", day)
    answer = by_anna("ledger", "import", other, file, "--form", "ftm", "--json").json
    assert len(answer["new"]) == len(held(told))
    assert held(other) == held(told)


def test_positions_of_others_become_claims_of_the_source_that_is_named(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    rows = [
        {"id": "Q1", "schema": "Person", "properties": {"name": ["Pavel Orlov"], "country": ["ru"]}},
        {"id": "Q2", "schema": "PublicBody", "properties": {"name": ["Prison Department"]}},
        {"id": "Q3", "schema": "Position", "properties": {"name": ["Head"], "organization": ["Q2"]}},
        {"id": "Q4", "schema": "Occupancy", "properties": {"holder": ["Q1"], "post": ["Q3"], "startDate": ["2019"]}},
        {"id": "Q5", "schema": "Event", "properties": {"name": ["Hearing"], "date": ["2021-11"], "involved": ["Q1"]}},
        {"id": "Q6", "schema": "Vessel", "properties": {"name": ["Ship"]}},
    ]
    file = tmp_path / "positions.json"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    by_anna("ledger", "import", case, file, "--form", "ftm", code=2)
    by_anna("ledger", "source", case, file, "--id", "sanctions", "--date", "2022-01-01")
    answer = by_anna("ledger", "import", case, file, "--form", "ftm", "--source", "sanctions", "--json").json
    assert len(answer["left_out"]) == 1
    claims = held(case)
    post = claims["sanctions:Q4"]
    assert post.date is not None
    assert (post.date.edtf, post.position, post.who()) == ("2019/", "Head", ())
    assert [(each.role, each.entity) for each in post.participants] == [("holder", "Q1"), ("organization", "Q2")]
    event = claims["sanctions:Q5"]
    assert event.date is not None
    assert event.date.edtf == "2021-11"


@pytest.mark.parametrize(
    ("form", "text", "word"),
    [
        ("ftm", "{", "no JSON"),
        ("ftm", "[]", "no entity"),
        ("ftm", '{"id": "x", "schema": "Event"}', "no entity"),
        ("ftm", "[" * 100_000, "no JSON"),
        ("csv", "a,b\n1,2\n", "no column"),
        ("csv", "id,type,hedge\nx:1,nonsense,asserted\n", "row 2"),
        ("csv", "id,type,hedge,quotes\nx:1,other,asserted,[\n", "row 2"),
    ],
)
def test_what_is_no_import_is_refused_with_the_place(tmp_path: Path, form: str, text: str, word: str) -> None:
    file = tmp_path / "bad"
    file.write_text(text, "utf-8")
    answer = here("ledger", "import", copied(empty_case(), tmp_path / "x.case"), file, "--form", form, code=2)
    assert word in answer.err
    assert "bad" in answer.err


def test_cells_that_a_spreadsheet_would_run_are_disarmed_and_come_back(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    words = ['=HYPERLINK("http://x")', "+1", "-0044", "@SUM(A1)", "'=x", "''", "a\r\nb", 'say "x", y;', "\u202eabc"]
    claims = [
        {"id": f"H{at}", "type": "other", "event": f"H{at}", "hedge": "asserted", "notes": word, "position": word}
        for at, word in enumerate(words)
    ]
    add(case, tmp_path, "odd", BASE, "2022-04-18", "odd", {"claims": claims})
    text = export(case, "csv")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        assert not row["notes"].startswith(("=", "+", "-", "@"))
    assert by_id(read_table(io.StringIO(text, newline=""), "x").claims) == held(case)
    again = export(case, "ftm")
    assert by_id(read_ftm(again.splitlines(), "x").claims) == held(case)


def test_the_founding_document_goes_out_and_comes_back(data: Path, tmp_path: Path) -> None:
    folder = data / "ledger"
    if not (folder / "claims.json").is_file():
        pytest.skip(f"the founding document is not at {folder}")
    case = copied(empty_case(), tmp_path / "x.case")
    by_anna("ledger", "add", case, folder / "claims.json")
    claims = held(case)
    assert len(claims) == 30
    assert by_id(read_ftm(ftm("validate", given=export(case, "ftm")).splitlines(), "x").claims) == claims
    assert by_id(read_table(io.StringIO(export(case, "csv"), newline=""), "x").claims) == claims
    jsonschema.validate(json.loads(export(case, "json")), json.loads(export(case, "json-schema")))
