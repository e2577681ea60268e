"""A large ledger: what a question, the pages, an export and an addition cost at 10,000, 50,000 and 100,000 claims.

    .venv/bin/python benchmarks/bench_ledger.py                         makes three cases, measures each
    .venv/bin/python benchmarks/bench_ledger.py --claims 10000          one of that size
    .venv/bin/python benchmarks/bench_ledger.py --folder F --only pages status    keeps the cases in F for the next time

All claims are made up, always the same for a size. A source has 500 of them, each beside a sentence of its text. One
organisation has more than 4,000 histories of 100,000, people have ten claims each, an event has one to three, one claim
in fifty denies another, one in fifty is disputed, one in a hundred taken back, one in twelve speaks of a protected
person, and three of four are confirmed. Half of the decisions come after all claims, so that what was known on an
earlier day differs. A larger case goes on from the smaller one.

- **status**: within the process, in milliseconds, for all histories (1,000 at a time), the one large organisation, and
  200 people; each 20 times or once for each. `known` is the same with what the log held when half of it was written.
- **pages**: `write_pages` for the public, both languages: wall-clock and CPU seconds of all processes, and resident
  memory: the peak of this one, how far that is above what it took before, and the peaks of those that it starts.
- **names opened**: what a public export or making of pages takes before: a second and half a gigabyte, for age's own
  use of scrypt, and the names of the subjects in the compartment.
- **exports**: each form for the public, the same figures.
- **add**: claims a second, of documents of 2,000 claims that go to what is there, quotes with and without their places;
  the case is copied for it.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import multiprocessing
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from witnessbox.ledger.adding import add_document
from witnessbox.ledger.asof import statuses
from witnessbox.ledger.deciding import decide
from witnessbox.ledger.document import LedgerDocument, read_document
from witnessbox.ledger.exports.seeing import open_identities
from witnessbox.ledger.exports.writing import LedgerExport, LedgerForm, export_ledger
from witnessbox.ledger.pages.writing import PagesRequest, write_pages
from witnessbox.ledger.sources import SourceNote, register
from witnessbox.model.acts import Person, PersonAdded, Role
from witnessbox.model.entries import Kind
from witnessbox.model.ledger import Identity, StepKind
from witnessbox.vault import ledger
from witnessbox.vault.case import Case, create_case
from witnessbox.vault.keys import Signer

SIZES = (10_000, 50_000, 100_000)
SECRET, SECOND = b"a passphrase for nothing but a benchmark", b"another one, of a second person"
A_SOURCE = 500
SOURCES_TOGETHER = 4
LARGE = "prison-service"
PARTS = ("status", "known", "pages", "exports", "add")
DAY = date(2021, 11, 25)


# -- material ------------------------------------------------------------------------------------------------------


def _who(**parts: str) -> list[dict[str, str]]:
    return [{"role": role, "entity": entity} for role, entity in parts.items()]


def _date(choice: random.Random) -> str:
    year, month, day = choice.randint(2012, 2023), choice.randint(1, 12), choice.randint(1, 28)
    whole = f"{year}-{month:02}-{day:02}"
    forms = [whole, whole, whole, whole, f"{year}-{month:02}", f"{year}", f"[..{whole}]", f"{whole}~", f"{whole}/.."]
    return choice.choice([*forms, f"[{year}-{month:02}-01..{year}-{month:02}-28]"])


def _told(number: int, choice: random.Random) -> dict[str, Any]:
    """Type and participants of a claim."""
    person, body = f"person-{choice.randrange(max(1, number // 10 + 10))}", f"office-{choice.randrange(200)}"
    if number % 17 == 0:  # each of them makes a history of the large organisation
        made = _who(patient=f"person-{number // 17}", organization=LARGE, agent=body)
        return {"type": "appointment", "position": f"head of department {number // 170}", "participants": made}
    if number % 12 == 1:
        prison = f"prison-{number % 40}"
        return {"type": "torture", "participants": _who(victim=f"inmate-{number // 120}"), "place": prison}
    deputy = f"deputy {number % 7}"
    kinds: list[dict[str, Any]] = [
        {"type": "dismissal", "position": deputy, "participants": _who(patient=person, organization=body)},
        {"type": "occupancy", "position": "director", "participants": _who(holder=person, organization=body)},
        {"type": "case_opened", "participants": _who(patient=person, agent=body)},
        {"type": "charge", "participants": _who(patient=person, agent=body)},
        {"type": "arrest", "participants": _who(patient=person, agent=body), "place": f"town-{number % 97}"},
        {"type": "conviction", "participants": _who(patient=person), "status": "convicted"},
        {"type": "wanted_listing", "participants": _who(patient=person, agent=body)},
        {"type": "group_dismissal", "participants": _who(organization=body),
         "count": {"value": number % 30 + 1, "unit": "guards", "qualifier": "at_least"}},
        {"type": "prediction", "participants": _who(speaker=person), "hedge": "predicted"},
        {"type": "leak_publication", "participants": _who(agent=person)},
        {"type": "threat", "participants": _who(patient=person, agent=body)},
    ]  # fmt: skip
    return choice.choice(kinds)


def _entities(document: list[dict[str, Any]]) -> dict[str, Any]:
    """Entities that the claims of a document name."""
    keys = {each["entity"] for claim in document for each in claim["participants"]} | {
        claim["place"] for claim in document if "place" in claim
    }
    found: dict[str, Any] = {}
    for key in sorted(keys):
        name, _, number = key.partition("-")
        if name in ("person", "inmate"):
            found[key] = {"schema": "Person", "name": f"{_NAMES[int(number) % len(_NAMES)]} {_word(int(number))}"}
            if name == "inmate":
                found[key]["protection"] = "victim"
        elif name == "town":
            found[key] = {"schema": "Place", "name": f"Town {number}"}
        elif name == "prison" and number.isdigit():
            found[key] = {"schema": "Facility", "name": f"Prison {number}"}
        else:
            found[key] = {"schema": "PublicBody", "name": f"{name.title()} {number}"}
    return found


_NAMES = ("Anna", "Boris", "Vera", "Gleb", "Daria", "Yegor", "Zhanna", "Ilya", "Karina", "Lev")
_SYLLABLES = ("ba", "rom", "tel", "kin", "os", "dar", "vin", "gol", "pet", "shu")


def _word(number: int) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in f"{number:05}").capitalize()


def document(source: str, first: int, count: int, *, places: bool = True) -> tuple[str, dict[str, Any]]:
    """A text and what it claims.

    Args:
        source: key of the source.
        first: number of its first claim.
        count: how many claims it has.
        places: whether quotes say where they stand.
    """
    choice = random.Random(f"{source} {first}")
    lines, claims, at = [], [], 0
    for number in range(first, first + count):
        told = _told(number, choice)
        who = " and ".join(each["entity"] for each in told["participants"])
        line = f"In report {number} it is said that {told['type'].replace('_', ' ')} befell {who} at that time.\n"
        event = f"S{number // 3 // A_SOURCE}:E{number // 3}" if number % 20 < 3 else f"E{number}"
        quote: dict[str, Any] = {"text": line[:-2]}
        if places:
            quote |= {"start": at, "end": at + len(line) - 2}
        claim: dict[str, Any] = {
            "id": f"C{number}",
            "event": event,
            "hedge": choice.choice(("asserted", "asserted", "reported", "alleged")),
            "date": {"edtf": _date(choice), "as_written": "at that time", "basis": "made up", "precision": "unknown"},
            "quotes": [quote],
            **told,
        }
        if number % 50 == 7 and number > 100:
            other = number - choice.randrange(1, 100)
            target = f"C{other}" if other >= first else f"S{other // A_SOURCE}:C{other}"
            claim["relations"] = [{"kind": "denies", "target": target}]
        claims.append(claim)
        lines.append(line)
        at += len(line)
    return "".join(lines), {"claims": claims, "entities": _entities(claims)}


# -- cases ---------------------------------------------------------------------------------------------------------


def two_keepers(case: Case) -> tuple[Signer, Signer]:
    keys = [person.key for person in case.catalogue.persons(active=True)]
    found = case.keys.unlock(SECRET, among=keys), case.keys.unlock(SECOND, among=keys)
    PEAK.forget()  # a passphrase is stretched in 64 MiB
    return found


def new_case(path: Path) -> None:
    create_case(path, name="anna", passphrase=SECRET, roles=tuple(Role))
    case = Case(path)
    with case.writing() as writer:
        signer = case.keys.unlock(SECRET, among=[person.key for person in writer.catalogue.persons(active=True)])
        second = case.keys.new_person("boris", SECOND)
        person = Person(name="boris", roles=(Role.LEDGER_KEEPER,), public_key=second.public_key)
        writer.append(Kind.PERSON_ADDED, PersonAdded(person=person), signer)


def known(case: Case, value: dict[str, Any], source: str) -> LedgerDocument:
    return read_document(
        value,
        source,
        source=source,
        known=lambda key: ledger.entity(case.catalogue, key) is not None,
        events=lambda id_: next(ledger.claims(case.catalogue, ledger.Wanted(event=id_)), None) is not None,
    )


def add_source(case: Case, folder: Path, person: Signer, first: int, count: int, *, places: bool = True) -> float:
    """Register a source and add its claims; gives the seconds that adding took."""
    source = f"S{first // A_SOURCE}"
    text, value = document(source, first, count, places=places)
    file = folder / "texts" / f"{source}.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    register(
        case, person, SourceNote(id=source, published=f"20{15 + first // A_SOURCE % 9}-03-01", language="en"), file
    )
    start = time.monotonic()
    add_document(case, person, known(case, value, source))
    return time.monotonic() - start


def fill(path: Path, folder: Path, first: int, last: int) -> None:
    """Add claims, decide about half of them at once and about the rest at the end."""
    case = Case(path)
    anna, boris = two_keepers(case)
    for number in range(first, last, A_SOURCE):
        add_source(case, folder, anna, number, A_SOURCE)
        _decide(case, anna, boris, range(number, number + A_SOURCE, 2))
        if number % 5_000 == 0:
            print(f"  {number} of {last} claims", file=sys.stderr)
    for number in range(first, last, 10 * A_SOURCE):
        _decide(case, anna, boris, range(number + 1, min(number + 10 * A_SOURCE, last), 2))


def make(path: Path, folder: Path, claims: int) -> None:
    """Make a case, out of the largest smaller one that is there."""
    start, unfinished = time.monotonic(), folder / f"{claims}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    there = max((size for each in folder.glob("*.case") if (size := int(each.stem)) < claims), default=0)
    if there:
        shutil.copytree(folder / f"{there}.case", unfinished)
    else:
        new_case(unfinished)
    fill(unfinished, folder, there, claims)
    unfinished.rename(path)
    print(f"made {path.name} in {time.monotonic() - start:.0f} s", file=sys.stderr)


def _decide(case: Case, anna: Signer, boris: Signer, numbers: range) -> None:
    ids = {number: f"S{number // A_SOURCE}:C{number}" for number in numbers}
    sure = [id_ for number, id_ in ids.items() if number % 4 != 2]
    decide(case, anna, StepKind.CONFIRM, sure)
    decide(case, boris, StepKind.CONFIRM, [id_ for number, id_ in ids.items() if number % 12 == 1 and number % 4 != 2])
    if doubted := [id_ for number, id_ in ids.items() if number % 50 == 11]:
        decide(case, boris, StepKind.DISPUTE, doubted, why="another source says otherwise")
    if gone := [id_ for number, id_ in ids.items() if number % 100 == 49]:
        decide(case, anna, StepKind.RETRACT, gone, why="the source took it back")


# -- measuring -----------------------------------------------------------------------------------------------------


class Peak(threading.Thread):
    """Resident memory of this process and of those that it starts, each at its peak, looked at ten times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.before = 0
        self.children: dict[str, int] = {}

    def forget(self) -> None:
        """Begin anew: what was taken so far is the floor (`clear_refs` in proc(5) of Linux)."""
        Path("/proc/self/clear_refs").write_text("5")
        self.before = self.own()

    def own(self) -> int:
        """Peak of this process, bytes."""
        return _high(Path("/proc/self/status"))

    def run(self) -> None:
        """Look at the children until the process ends."""
        while True:
            for task in Path("/proc/self/task").iterdir():
                with contextlib.suppress(OSError):
                    for child in (task / "children").read_text().split():
                        self.children[child] = max(_high(Path(f"/proc/{child}/status")), self.children.get(child, 0))
            time.sleep(0.1)


def _high(status: Path) -> int:
    for line in status.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


PEAK = Peak()


def _cpu() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def apart(work: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    """Do something in a process of its own, so that its memory is its own; wall, CPU and memory are added."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        found: dict[str, Any] = ours.recv()
    except EOFError:
        raise SystemExit("what was to be measured failed; it says why above") from None
    finally:
        process.join()
    return found


def _measured(pipe: Any, work: Callable[..., dict[str, Any]], arguments: tuple[object, ...]) -> None:
    PEAK.start()
    PEAK.forget()
    cpu, start = _cpu(), time.monotonic()
    found = work(*arguments)
    pipe.send(
        {
            "wall_s": round(time.monotonic() - start, 2),
            "cpu_s": round(_cpu() - cpu, 2),
            "peak_mb": round(PEAK.own() / 1e6, 1),
            "grown_mb": round((PEAK.own() - PEAK.before) / 1e6, 1),
            "children_mb": [round(each / 1e6, 1) for each in PEAK.children.values() if each > 20e6],
            **found,
        }
    )


def _each(times: list[float]) -> dict[str, float]:
    return {
        "median_ms": round(statistics.median(times) * 1000, 2),
        "max_ms": round(max(times) * 1000, 2),
        "runs": len(times),
    }


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def status(path: Path, until: int) -> dict[str, Any]:
    """Answers for a day, in milliseconds."""
    catalogue, day = Case(path).catalogue, DAY.toordinal()
    people = [f"person-{number}" for number in range(0, 4_000, 20)]
    people = [key for key in people if ledger.entity(catalogue, key) is not None]
    often = 20 if until == ledger.NOW else 3
    offices = [f"office-{number}" for number in range(0, 200, 10)]

    def ask(about: str | None = None, limit: int | None = None) -> int:
        return len(statuses(catalogue, day, about=about, until=until, limit=limit))

    return {
        "first 1,000 histories": _each([_timed(lambda: ask(limit=1_000)) for _ in range(often)]),
        "all histories": _each([_timed(ask) for _ in range(3)]),
        "the large organisation": _each([_timed(lambda: ask(LARGE)) for _ in range(often)]),
        "an organisation": _each([_timed(functools.partial(ask, key)) for key in offices]),
        "a person": _each([_timed(functools.partial(ask, key)) for key in people]),
        "histories in all": ask(),
        "of the large organisation": ask(LARGE),
    }


def opened(path: Path) -> dict[str, Any]:
    """Who is behind the pseudonyms, as whoever exports for the public opens it."""
    case = Case(path)
    anna, _ = two_keepers(case)
    return {"identities": open_identities(case, anna, SECRET, "a benchmark")}


def pages(path: Path, out: Path, identities: tuple[Identity, ...]) -> dict[str, Any]:
    """Write the public pages in both languages."""
    case = Case(path)
    anna, _ = two_keepers(case)
    written = write_pages(case, out, anna, PagesRequest(day=DAY, identities=identities))
    return {"files": written.files, "mb": round(written.size / 1e6, 1)}


def export(path: Path, out: Path, form: str, identities: tuple[Identity, ...]) -> dict[str, Any]:
    """Write one export for the public."""
    case = Case(path)
    anna, _ = two_keepers(case)
    at = datetime(2021, 11, 25, tzinfo=UTC)
    written = export_ledger(case, out, anna, LedgerExport(form=LedgerForm(form), at=at, identities=identities))
    return {"mb": round(written.size / 1e6, 1)}


def add(path: Path, folder: Path, claims: int, places: bool) -> dict[str, Any]:
    """Add one document of 2,000 claims to what is there."""
    case = Case(path)
    anna, _ = two_keepers(case)
    taken = add_source(case, folder, anna, claims, 2_000, places=places)
    return {"claims a second": round(2_000 / taken)}


def measured(path: Path, folder: Path, claims: int, only: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All figures of one case."""
    half = Case(path).catalogue.applied // 2
    if "status" in only:
        yield "status", apart(status, path, ledger.NOW)
    if "known" in only:
        yield "known", apart(status, path, half)
    if {"pages", "exports"} & set(only):
        names = apart(opened, path)
        identities = names.pop("identities")
        yield "names opened", {**names, "people": len(identities)}
    if "pages" in only:
        yield "pages", apart(pages, path, folder / f"pages-{claims}-{time.time_ns()}", identities)
    if "exports" in only:
        for form in LedgerForm:
            if form is not LedgerForm.JSON_SCHEMA:
                out = folder / f"export-{claims}.{form}"
                yield f"export {form}", apart(export, path, out, form.value, identities)
                out.unlink()
    if "add" in only:
        for places in (True, False):
            copy = folder / "copy.case"
            shutil.copytree(path, copy)
            yield f"add, {'with' if places else 'without'} places", apart(add, copy, folder, claims, places)
            shutil.rmtree(copy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=list(SIZES))
    parser.add_argument(
        "--folder", type=Path, help="where cases are made and kept; a new one that is removed without it"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--make", action="store_true", help="make the cases, measure nothing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        for claims in sorted(arguments.claims):
            path = folder / f"{claims}.case"
            if not path.exists():
                make(path, folder, claims)
            if not arguments.make:
                for name, figures in measured(path, folder, claims, arguments.only):
                    print(json.dumps({"claims": claims, "what": name, **figures}, ensure_ascii=False), flush=True)
    print(json.dumps({"processors": os.cpu_count(), "python": sys.version.split()[0]}))


if __name__ == "__main__":
    main()
