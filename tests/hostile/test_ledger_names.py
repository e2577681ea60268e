"""Names of protected people typed into every field that takes words: none of them is in anything for the public."""

from __future__ import annotations

import functools
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case, here, other_passphrase, rendered_case
from ledger_samples import add, by_anna, by_boris, confirm_all, identities_of

from witnessbox.ledger.exports.leaving import FOR_THE_PUBLIC, Leaving
from witnessbox.ledger.exports.view import Audience
from witnessbox.ledger.exports.writing import LedgerExport, LedgerForm, pieces
from witnessbox.model.ledger import Identity
from witnessbox.vault.case import Case

PEOPLE: dict[str, tuple[str, ...]] = {
    "victim": (
        "Захар Жертвин",
        "Захару Жертвину",
        "Zakhar Zhertvin",
        "ЗАХАРОМ ЖЕРТВИНЫМ",
        "Захара Жер\u00adтви\u0301на",
    ),
    "witness": ("Людмила Очевидцева", "Людмилой Очевидцевой", "Lyudmila Ochevidtseva", "LUDMILLA OCHEVIDCEVA"),
    "minor": ("Пётр Юнцов", "Петра Юнцова", "Pyotr Yuntsov", "ПЕТРУ ЮНЦОВУ", "Petr Juncov"),
    "informant": ("Zhorzh Khranitelev", "Жоржем Хранителевым", "Жоржу Хранителеву", "khranitelev"),
    "suspect": ("Lev Palachov", "Льва Палачова", "Льву Палачёву", "Палачовым"),
}
"""Somebody of each kind as the ledger calls them first, and as other fields call them."""
TRACES = (
    "жертвин захар zhertvin zakhar очевидцев людмил ochevidts ochevidc lyudmil ludmil юнцов yuntsov juncov пётр петр "
    "pyotr хранител khranitel жорж zhorzh палач palach льв lev-"
).split()
PLAIN = "The ward was shut in May."


def typed(words: str, at: int) -> dict[str, Any]:
    """A claim into whose every field somebody typed a name."""
    key = "-".join(words.replace("\u00ad", "").split())
    return {
        "id": f"{key}-{at}",
        "type": "hearing",
        "event": f"beating-of-{key}-{at}",
        "hedge": "reported",
        "participants": [
            {"role": "agent", "entity": f"org-{key}"},
            {"role": "other", "entity": f"cousin of {words}"},
            {"role": "witness", "entity": f"mother-of-{key}"},
        ],
        "position": f"guard of {words}",
        "place": f"ward-{key}",
        "status": f"freed with {words}",
        "date": {
            "edtf": "2021-05",
            "as_written": f"when {words} came",
            "basis": f"{words} said so",
            "precision": "month",
        },
        "count": {"value": 3, "unit": f"friends of {words}", "qualifier": "exact"},
        "attribution": [{"source": f"org-{key}", "verb": f"told {words}", "level": "reported"}],
        "inferred_fields": [f"position of {words}", "date", "participants[0].role"],
        "notes": f"ask {words}",
        "relations": [{"kind": "answers", "target": "beating-of-nobody"}],
    }


def entities_of(words: str) -> dict[str, Any]:
    """Things called after somebody."""
    key = "-".join(words.replace("\u00ad", "").split())
    return {
        f"org-{key}": {
            "schema": "Organization", "name": f"Friends of {words}", "as_written": [f"The {words} fund"],
            "country": words,
            "role_as_written": f"they help {words}", "url": f"https://{key}.example/", "publisher": words,
        },
        f"mother-of-{key}": {
            "schema": "Person", "name": f"Mother of {words}", "as_written": [words], "role_as_written": f"of {words}",
        },
        f"ward-{key}": {
            "schema": "Facility", "name": f"Ward of {words}", "organization": f"org-{key}",
            "point": {"latitude": words, "longitude": "46.0", "precision_m": 10},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose keeper typed names of protected people wherever words can be typed."""
    folder = tmp_path_factory.mktemp("attacked")
    case = copied(empty_case(), folder / "x.case")
    roles = ("--role", "ledger keeper", "--role", "custodian")
    by_anna("people", case, "add", "boris", *roles, "--new-passphrase-file", other_passphrase())
    nobody = {
        "id": "n",
        "type": "other",
        "event": "beating-of-nobody",
        "hedge": "asserted",
        "quotes": [{"text": PLAIN}],
    }
    add(case, folder, "plain", PLAIN, "2021-06-01", "plain", {"claims": [nobody]})
    # the minor comes under protection later, the others from the first
    whom = {kind: {"schema": "Person", "name": forms[0]} for kind, forms in PEOPLE.items()}
    guarded = {kind: {**who, "protection": kind} for kind, who in whom.items() if kind not in ("minor", "suspect")}
    told = "".join(f"{words} was there.\n" for forms in PEOPLE.values() for words in forms)
    parts = {
        "victim": "victim",
        "witness": "witness",
        "minor": "victim",
        "informant": "patient",
        "suspect": "perpetrator",
    }
    claims = [
        {
            "id": f"t{at}", "type": "torture", "event": "t", "hedge": "asserted",
            "participants": [{"role": part, "entity": kind}], "quotes": [{"text": f"{PEOPLE[kind][0]} was there."}],
        }
        for at, (kind, part) in enumerate(parts.items())
    ]  # fmt: skip
    document = {
        "entities": {**whom, **guarded}, "claims": claims,
        "events": {"t": {"title": f"What {PEOPLE['victim'][1]} saw", "notes": PEOPLE["victim"][2]}},
    }  # fmt: skip
    add(case, folder, "palachov-papers", told, "2021-06-01", "palachov-papers", document)
    (folder / "minor.json").write_text(json.dumps({"entities": {"minor": {**whom["minor"], "protection": "minor"}}}))
    by_anna("ledger", "add", case, folder / "minor.json")
    for at, words in enumerate(words for forms in PEOPLE.values() for words in forms):
        key = "-".join(words.replace("\u00ad", "").split())
        source = folder / f"letter-of-{key}.txt"
        source.write_text(f"{told}{at}", "utf-8")
        by_anna(
            "ledger", "source", case, source, "--date", "2021-07-01", "--name", f"What {words} told",
            "--publisher", words, "--url", f"https://example.org/{key}", "--language", words,
            "--origin", f"origin-{key}",
        )  # fmt: skip
        row = {**typed(words, at), "quotes": [{"text": f"{words} was there."}]}
        row["relations"] = [{"kind": "answers", "target": "plain:beating-of-nobody"}]
        document = {
            "source": f"letter-of-{key}", "entities": entities_of(words), "claims": [row],
            "events": {row["event"]: {"title": f"Beating of {words}", "notes": words}},
        }  # fmt: skip
        (folder / "d.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        by_anna("ledger", "add", case, folder / "d.json")
    confirm_all(case, two=True)
    return case


def seen(data: bytes) -> str:
    """All that somebody could read out of a file: escapes undone, marks that nobody sees left out."""
    text = re.sub(r"\r\n ", "", data.decode("utf-8", "replace"))
    text = html.unescape(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text))
    bare = unicodedata.normalize("NFKD", re.sub("[\u00ad\u200b-\u200f]", "", text)).casefold()
    return unicodedata.normalize("NFC", "".join(each for each in bare if not unicodedata.combining(each)))


def named(data: bytes) -> list[str]:
    text = seen(data)
    return [trace for trace in map(seen, map(str.encode, TRACES)) if trace in text]


@functools.cache
def opened_names(case: Path) -> tuple[Identity, ...]:
    """Who is behind the pseudonyms of a case; to open the compartment takes a second."""
    return identities_of(Case(case))


def export(case: Path, form: str, leaving: Leaving = FOR_THE_PUBLIC, *, opened: bool = True) -> bytes:
    this = Case(case)
    identities = opened_names(case) if opened else None
    request = LedgerExport(form=LedgerForm(form), leaving=leaving, at=datetime.now(UTC), identities=identities)
    return "".join(pieces(request.seen.view(this), request)).encode()


@pytest.mark.parametrize("form", [form.value for form in LedgerForm])
def test_no_export_for_the_public_names_anybody(attacked: Path, form: str) -> None:
    data = export(attacked, form)
    assert [line for line in data.splitlines() if named(line)] == []
    if form in ("json", "ftm", "ftm-statements", "csv"):
        assert PLAIN.encode() in data, "words that name nobody go out"
        assert len(named(export(attacked, form, Leaving(audience=Audience.ALL)))) > 12, (
            "the names are there to be found"
        )


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder).as_posix(), path.read_bytes() if path.is_file() else b""


def test_no_page_for_the_public_names_anybody(attacked: Path, tmp_path: Path) -> None:
    by_anna("ledger", "pages", attacked, tmp_path / "out")
    plain = 0
    for path, data in files(tmp_path / "out"):
        assert named(path.encode()) == [] and named(data) == [], path
        plain += PLAIN.encode() in data
    assert plain
    log = here("log", attacked, "--json", code=0).out
    assert "to leave their names out of ledger pages" in log, "that the names were opened is on record"


def test_where_nobody_opens_the_names_no_words_go_out(attacked: Path, tmp_path: Path) -> None:
    case = copied(attacked, tmp_path / "x.case")
    answer = by_boris("ledger", "export", case, tmp_path / "out.json", "--form", "json")
    assert "All words were left out, and all names but reviewed ones" in answer.err
    data = (tmp_path / "out.json").read_bytes()
    assert named(data) == [] and PLAIN.encode() not in data
    assert data == b"" or len(json.loads(data)["claims"]) > 20


# -- keys and ids ------------------------------------------------------------------------------------------------------


@pytest.fixture
def colliding(tmp_path: Path) -> Path:
    """A case whose keeper typed keys that look like pseudonyms."""
    case = copied(empty_case(), tmp_path / "x.case")
    entities = {
        "suspect-1": {"schema": "Person", "name": "Olga Publichnaya"},
        "withheld-1": {"schema": "Organization", "name": "Ministry"},
        "accused": {"schema": "Person", "name": "Lev Palachov"},
    }
    claims = [
        {
            "id": "confidential-1", "type": "charge", "event": "e", "hedge": "asserted",
            "participants": [{"role": "agent", "entity": "suspect-1"}, {"role": "patient", "entity": "accused"}],
        },
        {
            "id": "2", "type": "appointment", "event": "confidential-1", "hedge": "asserted",
            "participants": [{"role": "agent", "entity": "withheld-1"}, {"role": "patient", "entity": "suspect-1"}],
        },
    ]  # fmt: skip
    add(case, tmp_path, "confidential-1", PLAIN, "2021-06-01", "x", {"entities": entities, "claims": claims})
    confirm_all(case)
    return case


def test_a_typed_key_is_never_taken_for_a_pseudonym(colliding: Path) -> None:
    document = json.loads(export(colliding, "json"))
    keys = {each["key"]: each["name"] for each in document["entities"]}
    assert keys["suspect-1"] == "suspect-1" and "Lev Palachov" not in keys.values()
    assert sorted(name for key, name in keys.items() if key.startswith("entity-")) == ["Ministry", "Olga Publichnaya"]
    codes = [document["sources"][0]["id"], *(row["claim"]["id"] for row in document["claims"])]
    assert all(re.fullmatch("source-[0-9a-f]{20}(:[0-9a-f]{20})?", each) for each in codes)
    assert len({row["claim"]["event"] for row in document["claims"]} | set(codes)) == 4


def test_a_protected_person_never_gets_a_key_that_somebody_has(colliding: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.json"
    file.write_text(json.dumps({"entities": {"subject-1": {"schema": "Person", "name": "Olga Publichnaya"}}}))
    assert "choose another key" in by_anna("ledger", "add", colliding, file, code=2).err
    file.write_text(json.dumps({"entities": {"subject-1": {"schema": "Person", "name": "A", "protection": "victim"}}}))
    assert by_anna("ledger", "add", colliding, file, "--json").json["entities"] == ["subject-1"]


def test_codes_stay_the_same_and_tell_nothing(colliding: Path, tmp_path: Path) -> None:
    """Whoever guesses an id cannot check the guess: another case has another code for it."""
    again = json.loads(export(colliding, "json"))
    assert again == json.loads(export(colliding, "json"))
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "x.case"
    by_anna("init", other, "--name", "anna")
    add(other, tmp_path / "other", "confidential-1", PLAIN, "2021-06-01", "x", {
        "claims": [{"id": "2", "type": "other", "event": "e", "hedge": "asserted"}]
    })  # fmt: skip
    confirm_all(other)
    (row,) = json.loads(export(other, "json"))["claims"]
    assert row["claim"]["id"] not in {each["claim"]["id"] for each in again["claims"]}


def test_the_keeper_finds_what_a_code_stands_for(colliding: Path) -> None:
    document = json.loads(export(colliding, "json"))
    for code, key in ((document["claims"][0]["claim"]["id"], "confidential-1:"), ("suspect-1", "Olga Publichnaya")):
        assert key in here("ledger", "show", colliding, code, code=0).out
    (ministry,) = (each["key"] for each in document["entities"] if each["name"] == "Ministry")
    assert "withheld-1: Ministry" in here("ledger", "show", colliding, ministry, code=0).out
    here("ledger", "show", colliding, "entity-0123456789abcdef0123", code=9)


def test_no_release_names_anybody(tmp_path: Path) -> None:
    """All bytes of a release that takes the ledger along."""
    case = copied(rendered_case(), tmp_path / "r.case")
    secret = {"entities": {"v": {"schema": "Person", "name": PEOPLE["victim"][0], "protection": "victim"}}}
    words = PEOPLE["victim"][2]
    key = "-".join(words.replace("\u00ad", "").split())
    row = {**typed(words, 1), "quotes": [{"text": PLAIN}], "relations": []}
    row["participants"] = [each for each in row["participants"] if each["role"] != "witness"]  # who would need two keys
    document = {"entities": {**secret["entities"], **entities_of(words)}, "claims": [row]}
    document["events"] = {row["event"]: {"title": words}}
    add(case, tmp_path, f"letter-of-{key}", PLAIN, "2021-06-01", f"origin-{key}", document)
    confirm_all(case)
    ids = [each["id"] for each in here("release", case, "--json").json["renditions"]]
    by_anna("release", case, tmp_path / "out", *ids, "--ledger")
    assert len(list((tmp_path / "out/data/ledger/en/events").iterdir())) == 1
    for path, data in files(tmp_path / "out"):
        if not path.startswith("data/renditions/"):
            assert not {"жертвин", "zhertvin", "захар", "zakhar"} & set(named(data) + named(path.encode())), path
