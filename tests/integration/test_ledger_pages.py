"""The ledger as pages: nothing in them runs, nobody protected is named, and every picture can be read as a table."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cases import copied, empty_case, here
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
    claim,
    confirm_all,
    date,
    notices,
    public_id,
    who,
)

from witnessbox.ledger.pages import writing
from witnessbox.ledger.pages.book import MENU
from witnessbox.ledger.pages.markup import POLICY
from witnessbox.ledger.pages.writing import LANGUAGES

VOID = frozenset("meta link br".split())
MAIN = [main.file for main in MENU]


def write(case: Path, out: Path, *more: str) -> Path:
    by_anna("ledger", "pages", case, out, *more)
    return out


def pages(out: Path) -> Iterator[tuple[str, str]]:
    """Every page with its path."""
    for path in sorted(out.rglob("*.html")):
        yield path.relative_to(out).as_posix(), path.read_text("utf-8")


class Reading(HTMLParser):
    """What one page holds; raises where its tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in ("bdi", "code", "a", "span", "strong", "i"):
            self.text.append(" ")
        assert len(found) == len(attrs), (tag, attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("href"):
            self.links.append(str(found["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding document and all notices, confirmed; a correction, a retraction, a publication."""
    folder = tmp_path_factory.mktemp("told")
    case = copied(empty_case(), folder / "told.case")
    add_boris(case)
    add_base(case, folder)
    for key in notices():
        add_notice(case, folder, key)
    leak = claim(
        "L1", "leak_publication", "L1", "who carried the videos out", participants=who(agent="sadykov"),
        date=date("2022-02"),
    )  # fmt: skip
    add(case, folder, "base", BASE, "2022-04-18", "base", {"claims": [leak]})
    confirm_all(case, two=True)
    wrong = {
        **next(each for each in base_claims() if each["id"] == "B3"),
        "date": date("2022-03-01", as_written="March"),
    }
    document = {"source": "base", "claims": [wrong]}
    (folder / "wrong.json").write_text(json.dumps(document), "utf-8")
    by_anna("ledger", "add", case, folder / "wrong.json", "--correct")
    confirm_all(case, two=True)
    by_anna("ledger", "retract", case, "copy:N2", "--why", "a copy of a copy")
    return case


@pytest.fixture(scope="module")
def public(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(told, tmp_path_factory.mktemp("public") / "pages")


@pytest.fixture(scope="module")
def named(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages in which suspects have their names."""
    names = ("--name", "sadykov", "--name", "lind", "--name", "gusev")
    return write(told, tmp_path_factory.mktemp("named") / "pages", *names)


# -- the folder ------------------------------------------------------------------------------------------------------


def test_both_languages_have_every_page(public: Path) -> None:
    english, russian = (
        sorted(path[3:] for path, _ in pages(public) if path.startswith(each)) for each in ("en/", "ru/")
    )
    assert english == russian
    assert set(MAIN) < set(english)
    assert len(english) > len(MAIN) + 5


def test_one_language_alone(told: Path, tmp_path: Path) -> None:
    out = write(told, tmp_path / "ru", "--lang", "ru")
    assert {path.split("/")[0] for path, _ in pages(out)} == {"index.html", "ru"}
    for path, text in pages(out):
        for link in Reading(text).links:
            assert ((out / path).parent / link.partition("#")[0]).is_file() or not link.partition("#")[0], (path, link)


def test_the_list_of_files_is_in_the_log(told: Path, tmp_path: Path) -> None:
    answer = by_anna("ledger", "pages", told, tmp_path / "out", "--recipient", "the press", "--json").json
    sums = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    assert hashlib.sha256(sums).hexdigest() == answer["copy"]
    assert answer["files"] == len(sums.splitlines())
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=True)
    listed = here("log", told, "--json", code=0).out
    assert answer["copy"] in listed
    assert "ledger pages (public)" in listed
    assert "the press" in listed


def test_a_process_for_each_language_writes_the_same(
    told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = (write(told, tmp_path / "one") / "SHA256SUMS").read_text()
    monkeypatch.setattr(writing, "LARGE", 1)
    assert (write(told, tmp_path / "two") / "SHA256SUMS").read_text() == one


def test_nothing_is_written_over_something(told: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert "something already" in by_anna("ledger", "pages", told, tmp_path / "mine", code=2).err
    assert list(tmp_path.iterdir()) == [tmp_path / "mine"]


def test_who_is_no_custodian_writes_no_pages(told: Path, tmp_path: Path) -> None:
    by_boris("ledger", "pages", told, tmp_path / "out", code=7)
    assert not list(tmp_path.iterdir())


# -- every page ------------------------------------------------------------------------------------------------------


def test_links_lead_somewhere_and_ids_stand_once(named: Path) -> None:
    ids = {path: Reading(text).ids for path, text in pages(named)}
    assert all(len(set(each)) == len(each) for each in ids.values())
    for path, text in pages(named):
        for link in Reading(text).links:
            file, _, anchor = link.partition("#")
            target = ((named / path).parent / file).resolve().relative_to(named.resolve()) if file else Path(path)
            assert (named / target).is_file(), (path, link)
            if anchor:
                assert anchor in ids[target.as_posix()], (path, link)


def test_nothing_runs_and_nothing_is_fetched(named: Path) -> None:
    for path, text in pages(named):
        assert f'content="{POLICY}"' in text, path
        page = Reading(text)
        for tag, attributes in page.tags:
            assert tag not in ("script", "style", "img", "iframe", "object", "form", "base", "video"), (path, tag)
            assert not any(name.startswith("on") or name in ("style", "src", "srcset") for name in attributes), (
                path,
                tag,
            )
        assert not re.search(r"url\((?!#)", text), path
    assert "url(" not in (named / "style.css").read_text() and "@import" not in (named / "style.css").read_text()


def test_each_picture_has_its_table(named: Path) -> None:
    pictures = 0
    for path, text in pages(named):
        page = Reading(text)
        captions = {attributes.get("id") for tag, attributes in page.tags if tag == "caption"}
        for tag, attributes in page.tags:
            if tag == "svg" and attributes.get("role") == "img":
                pictures += 1
                described = str(attributes["aria-describedby"]).split()
                assert set(described) <= set(page.ids), path
                assert captions & set(described), path
                assert attributes["aria-labelledby"] in page.ids
    assert pictures > 10


def test_the_page_says_what_it_is(named: Path) -> None:
    for path, text in pages(named):
        page = Reading(text)
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == tags.count("main") == tags.count("title") - tags.count("pattern") == 1, path
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False)), (path, levels)
        language = dict(page.tags)["html"]["lang"]
        assert language == (path[:2] if "/" in path else "en")


def test_russian_pages_have_no_english_of_ours(named: Path) -> None:
    """Words in Latin letters are those of sources, names, ids and signs."""
    english = set(re.findall(r"[a-z]{4,}", " ".join(_words(LANGUAGES["en"]))))
    own = BASE + json.dumps(notices()) + json.dumps(ENTITIES) + json.dumps(base_claims()) + "English index html SHA"
    own += "subject suspect confidential entered hand HURIDOCS EDTF two senior officials made"
    allowed = set(re.findall(r"[a-z]{4,}", own))
    for path, text in pages(named):
        if path.startswith("ru/"):
            found = set(re.findall(r"\b[a-z]{4,}\b", Reading(text).words))
            assert not (found & english) - allowed, path


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _words(each)
    elif hasattr(value, "__slots__"):
        for name in value.__slots__:
            yield from _words(getattr(value, name))


def test_every_word_of_the_ledger_has_its_translation() -> None:
    english, russian = LANGUAGES["en"], LANGUAGES["ru"]
    for name in english.__slots__:
        ours, theirs = getattr(english, name), getattr(russian, name)
        assert type(ours) is type(theirs), name
        if isinstance(ours, dict):
            assert list(ours) == list(theirs) or set(ours) == set(theirs), name
            kinds = {type(key) for key in ours}
            assert all(set(kind) == set(ours) for kind in kinds if hasattr(kind, "__members__")), name
            assert all(ours.values()) and all(theirs.values()), name
            assert all(re.search("[а-яё{]", each, re.IGNORECASE) for each in theirs.values()), name
            pairs = [(ours[key], theirs[key]) for key in ours]
        elif isinstance(ours, str):
            assert ours and theirs, name
            pairs = [(ours, theirs)]
        else:
            continue
        assert all(one.count("{}") == other.count("{}") for one, other in pairs), name


# -- what is told ----------------------------------------------------------------------------------------------------


def page(out: Path, name: str) -> str:
    return Reading((out / name).read_text("utf-8")).words


def test_dates_in_words_with_the_edtf_beside(named: Path) -> None:
    assert "on or before 18 April 2022 [..2022-04-18]" in page(named, "en/timeline.html")
    assert "не позднее 18 апреля 2022 года [..2022-04-18]" in page(named, "ru/timeline.html")


def test_figures_are_a_minimum_with_all_that_they_rest_on(named: Path) -> None:
    words = page(named, "en/index.html")
    assert "people who lost their posts at least 12" in words
    assert "at least 14" not in words and "at least 26" not in words
    assert "Cannot be estimated" in words and "no confirmed claim here says" in words
    assert "Оценить нельзя" in page(named, "ru/index.html")


def test_a_forecast_stands_with_what_came_of_it(named: Path) -> None:
    words = page(named, "en/forecasts.html")
    assert "Arrests of colonels are ahead" in words
    assert "fulfilled, says" in words and "30 August 2022" in words


def test_contradictions_refinements_and_denials_are_told_apart(named: Path) -> None:
    words = page(named, "en/contradictions.html")
    assert "contradicts: number" in words
    assert "refines: date" in words
    assert "denies: whether it is so" in words


def test_posts_and_proceedings(named: Path) -> None:
    posts = page(named, "en/posts.html")
    assert re.search(r"Irina Belova from 18 April 2022 on", posts)
    cases = page(named, "ru/proceedings.html")
    assert "Timur Sadykov" in cases and "прекращено 1 1 1" in cases


def test_retaliation_shows_time_and_never_cause(named: Path) -> None:
    words = page(named, "en/retaliation.html")
    assert "Time is shown, never cause" in words
    assert "put on a wanted list" in words and "Maria Lind" in words
    assert "32–75 days after" in words  # 28 February to 1 April, 1 February to 17 April
    assert "charges pursued" in words  # against somebody who carried the videos out
    assert "dismissal" not in words


def test_a_place_has_its_documented_minimum(named: Path) -> None:
    assert "victims of documented acts: at least 1" in page(named, "en/places.html")
    (place,) = (named / "en" / "places").glob("*.html")
    assert "Novosk" in place.read_text() and "alleged abuse" in place.read_text()


def test_corrections_and_retractions_are_shown(told: Path, named: Path) -> None:
    words = page(named, "en/corrections.html")
    assert "Version 2 corrected version 1" in words and "March 2022 2022-03 1 March 2022" in words
    assert f"{public_id(told, 'copy:N2')} Taken back on" in words
    assert "a copy of a copy" not in "".join(text for _, text in pages(named))


def test_copies_count_once_among_sources(named: Path) -> None:
    assert "sources: 5, which go back to origins: 5" in page(named, "en/index.html")  # the copy was taken back


# -- who is not named ------------------------------------------------------------------------------------------------

PROTECTED_TEXT = "Viktor Zhertvin was beaten by Oleg Palachov, Svetlana Ochevidets saw it. Pyotr Osvedomitel told us.\n"
SECRET = ("Zhertvin", "Ochevidets", "Osvedomitel", "zhertvin", "ochevidets", "osvedomitel", "Palachov", "palachov")


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a victim, a witness, the informant, a suspect, and a proceeding that bears a victim's name."""
    folder = tmp_path_factory.mktemp("fragile")
    case = copied(empty_case(), folder / "fragile.case")
    add_boris(case)
    entities = {
        "v": {"schema": "Person", "name": "Viktor Zhertvin", "protection": "victim"},
        "w": {"schema": "Person", "name": "Svetlana Ochevidets", "protection": "witness"},
        "i": {"schema": "Person", "name": "Pyotr Osvedomitel", "protection": "informant"},
        "s": {"schema": "Person", "name": "Oleg Palachov"},
        "case1": {"schema": "Proceeding", "name": "case of Oleg Palachov"},
        "colony": {"schema": "Facility", "name": "Colony 1"},
    }
    told = "Viktor Zhertvin was beaten by Oleg Palachov"
    claims = [
        claim(
            "T1", "torture", "T1", told, place="colony", date=date("2022-05", as_written="when Zhertvin was there"),
            participants=who(victim="v", perpetrator="s", witness="w"), position="guard Palachov",
        ),
        claim("T2", "handover", "T2", "Pyotr Osvedomitel told us", participants=who(agent="i")),
        claim(
            "T3", "charge", "T3", "Oleg Palachov", participants=who(patient="s", proceeding="case1"),
            status="Palachov charged", date=date("2022-06"),
        ),
        claim("T4", "threat", "T4", "Pyotr Osvedomitel told us", participants=who(patient="i")),
    ]  # fmt: skip
    events = {"T1": {"title": "What was done to Zhertvin"}}
    document = {"entities": entities, "claims": claims, "events": events}
    add(case, folder, "facts", PROTECTED_TEXT, "2022-07-01", "facts", document)
    confirm_all(case, two=True)
    return case


def test_nobody_protected_and_no_suspect_is_in_public_pages(fragile: Path, tmp_path: Path) -> None:
    out = write(fragile, tmp_path / "out")
    every = b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())
    assert b"subject-1" in every and b"suspect-1" in every
    assert not [name for name in SECRET if name.encode() in every]
    assert "withheld" in page(out, "en/timeline.html") or "withheld" in "".join(text for _, text in pages(out))


def test_a_reviewed_suspect_is_named_and_the_victim_is_not(fragile: Path, tmp_path: Path) -> None:
    out = write(fragile, tmp_path / "out", "--name", "s")
    every = b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())
    assert b"Palachov" in every
    assert not [name for name in SECRET if "alachov" not in name and name.encode() in every]


def test_claims_that_nobody_confirmed_are_for_people_of_the_case(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    add_base(case, tmp_path)
    assert "dismissal" not in page(write(case, tmp_path / "public"), "en/timeline.html")
    everything = write(case, tmp_path / "all", "--all")
    assert "Not to be published" in page(everything, "en/timeline.html")
    assert "○ proposed" in page(everything, "en/timeline.html")


# -- the founding document ---------------------------------------------------------------------------------------------


def test_the_founding_document_becomes_pages(data: Path, tmp_path: Path) -> None:
    if not (data / "ledger" / "claims.json").is_file():
        pytest.skip(f"the founding document is not at {data / 'ledger'}")
    for path in (data / "ledger").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    case = copied(empty_case(), tmp_path / "x.case")
    add_boris(case)
    by_anna("ledger", "add", case, tmp_path / "claims.json")
    confirm_all(case, two=True)
    out = write(case, tmp_path / "out", "--name", "osechkin", "--name", "savelyev")
    first = page(out, "en/index.html")
    assert "claims, confirmed 30" in first and "sources: 1, which go back to origins: 1" in first
    assert "people who lost their posts at least 18" in first and "at least 21" not in first
    assert "arrest" not in page(out, "en/proceedings.html")
    assert "open: no claim says" in page(out, "en/forecasts.html")
    steps = page(out, "ru/retaliation.html")
    assert "Vladimir Osechkin" in steps and "Sergei Savelyev" in steps
    assert "с 25 ноября 2021 года" in page(out, "ru/posts.html")


# -- hostile texts ---------------------------------------------------------------------------------------------------

EVIL = (
    "<script>alert(1)</script> </blockquote><img src=x onerror=alert(1)> &amp; it’s 'so' \"said\"\u00a0now "
    "\u202etxet desrever\u202c \u200f\u05e9\u05dc\u05d5\u05dd \u2066x\u2069 \x07 ]]> <!-- `backtick` ${x}"
)


def test_hostile_texts_are_words_and_nothing_else(tmp_path: Path) -> None:
    case = copied(empty_case(), tmp_path / "x.case")
    entities = {
        "e": {"schema": "Organization", "name": f"Org {EVIL}", "as_written": [EVIL], "url": "javascript:alert(1)"},
        "f": {"schema": "Facility", "name": f"Place {EVIL}"},
    }
    row = claim(
        "X1", "torture", "X1", EVIL.strip(), participants=[*who(agent="e"), {"role": "other", "entity": EVIL}],
        position=EVIL, place="f", status=EVIL, date=date("2022-04", as_written=EVIL),
        count={"value": 3, "unit": EVIL, "qualifier": "about"},
        attribution=[{"source": "e", "verb": EVIL, "level": "reported"}],
    )  # fmt: skip
    document = {"entities": entities, "events": {"X1": {"title": EVIL}}, "claims": [row]}
    add(case, tmp_path, "evil", f"{EVIL}\n", "2022-04-18", "evil", document)
    confirm_all(case)
    out = write(case, tmp_path / "out")
    shown = 0
    for path, text in pages(out):
        read = Reading(text)  # every tag is ours and closed
        assert not {tag for tag, _ in read.tags} & {"script", "img"}, path
        assert "javascript:" not in "".join(read.links), path
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", text), path
        shown += "<script>alert(1)</script>" in read.words
        if "events/" in path:
            assert "’s 'so' \"said\"\u00a0now" in "".join(read.text)
            assert "[U+202E]txet desrever[U+202C]" in "".join(read.text)
            quotes = [attributes for tag, attributes in read.tags if tag == "blockquote"]
            assert quotes and all(each["dir"] == "auto" for each in quotes)
    assert shown > 8
