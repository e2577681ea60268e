"""A small founding document of our own and five later notices, each with its claims; all of it made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases import Answer, here, other_passphrase, passphrase

from witnessbox.ledger.exports.seeing import Seen
from witnessbox.model.codec import from_json
from witnessbox.model.ledger import Identity
from witnessbox.vault import ledger
from witnessbox.vault.case import Case

BASE = """Prison chief goes after videos

The Ministry of Prisons announced on Monday that Pavel Orlov, head of the Novosk Prison Department (NPD), was dismissed.
Irina Belova replaced him with immediate effect.

Twelve guards were fired in March. Two senior officials also lost their posts. The alleged torture took place in Novosk.

In March prosecutors pursued charges against Timur Sadykov, who carried the videos out. They were later dropped.
Earlier in April police put Maria Lind, who founded the group Svidetel, on a wanted list.

“Arrests of colonels are ahead,” Svidetel said.
"""
WIRE = "NOVOSK — Fourteen guards of the Novosk prison were fired on 10 March, the agency Vestnik has learned.\n"
COPY = "From our wires: “Fourteen guards of the Novosk prison were fired on 10 March,” Vestnik reports.\n"
COURT = "The case against Timur Sadykov was closed on 5 April 2022, his lawyer said.\n"
SPOKESMAN = "“Ms Lind is not on any wanted list,” a police spokesman said.\n"
VERDICTS = "Colonel Anton Gusev was arrested on 30 August.\n"

ENTITIES: dict[str, Any] = {
    "orlov": {"schema": "Person", "name": "Pavel Orlov"},
    "belova": {"schema": "Person", "name": "Irina Belova"},
    "sadykov": {"schema": "Person", "name": "Timur Sadykov", "role_as_written": "who carried the videos out"},
    "lind": {"schema": "Person", "name": "Maria Lind"},
    "npd": {"schema": "PublicBody", "name": "Novosk Prison Department (NPD)", "country": "ru"},
    "ministry": {"schema": "PublicBody", "name": "Ministry of Prisons"},
    "prosecutors": {"schema": "PublicBody", "name": "prosecutors"},
    "police": {"schema": "PublicBody", "name": "police"},
    "svidetel": {"schema": "Organization", "name": "Svidetel"},
    "guards": {"schema": "Group", "name": "guards (unnamed)", "unnamed": True},
    "officials": {"schema": "Group", "name": "two senior officials (unnamed)", "unnamed": True},
    "inmates": {"schema": "Group", "name": "inmates (unnamed)", "unnamed": True},
    "novosk": {"schema": "Place", "name": "Novosk"},
}


def date(edtf: str, precision: str = "day", as_written: str = "(none)") -> dict[str, Any]:
    return {"edtf": edtf, "as_written": as_written, "basis": "entered by hand", "precision": precision}


def who(**parts: str) -> list[dict[str, str]]:
    return [{"role": role, "entity": entity} for role, entity in parts.items()]


def claim(label: str, type_: str, event: str, quote: str, **more: Any) -> dict[str, Any]:
    return {"id": label, "type": type_, "event": event, "hedge": "asserted", "quotes": [{"text": quote}], **more}


def base_claims() -> list[dict[str, Any]]:
    head = {"position": "head of the Novosk Prison Department (NPD)"}
    return [
        claim(
            "B1", "dismissal", "E1", "Pavel Orlov, head of the Novosk Prison Department (NPD), was dismissed",
            participants=who(agent="ministry", patient="orlov", organization="npd"), **head,
            date=date("2022-04-18", as_written="Monday"), hedge="officially_announced",
            attribution=[
                {"source": "ministry", "verb": "announced", "level": "reported"},
                {"source": "base", "verb": None, "level": "narrator"},
            ],
        ),
        claim(
            "B2", "appointment", "E2", "Irina Belova replaced him with immediate effect",
            participants=who(patient="belova", predecessor="orlov", organization="npd"), position="head of NPD",
            date=date("2022-04-18", as_written="with immediate effect"), inferred_fields=["date"],
        ),
        claim(
            "B3", "group_dismissal", "E3", "Twelve guards were fired in March",
            participants=who(patient="guards", organization="npd"), date=date("2022-03", "month", "in March"),
            count={"value": 12, "unit": "guards", "qualifier": "exact"},
        ),
        claim(
            "B4", "group_dismissal", "E4", "Two senior officials also lost their posts",
            participants=who(patient="officials"), date=date("[..2022-04-18]", "before"),
            count={"value": 2, "unit": "senior officials", "qualifier": "exact"},
        ),
        claim(
            "B5", "charges_pursued", "E5", "prosecutors pursued charges against Timur Sadykov",
            participants=who(agent="prosecutors", patient="sadykov"), date=date("2022-03", "month", "In March"),
        ),
        claim(
            "B6", "charges_dropped", "E6", "They were later dropped", participants=who(patient="sadykov"),
            date=date("[2022-03-01..2022-04-18]", "range", "later"), status="charges dropped",
        ),
        claim(
            "B7", "prediction", "E7", "“Arrests of colonels are ahead,” Svidetel said",
            participants=who(speaker="svidetel", topic="E1"), date=date("2022-04-18~"), hedge="predicted",
        ),
        claim(
            "B8", "wanted_listing", "E8", "police put Maria Lind, who founded the group Svidetel, on a wanted list",
            participants=who(agent="police", patient="lind"),
            date=date("[2022-04-01..2022-04-17]", "range", "Earlier in April"), status="wanted",
        ),
        claim(
            "B9", "alleged_abuse", "E9", "The alleged torture took place in Novosk", hedge="alleged",
            participants=who(victim="inmates"), place="novosk", date=date("[..2022-04-18]", "unknown"),
        ),
    ]  # fmt: skip


def notices() -> dict[str, tuple[str, str, str, dict[str, Any]]]:
    """By key: text, day it was published, origin, document."""
    fired = {
        "participants": who(patient="guards", organization="npd"),
        "date": date("2022-03-10", as_written="on 10 March"),
        "count": {"value": 14, "unit": "guards", "qualifier": "exact"},
    }
    words = "Fourteen guards of the Novosk prison were fired on 10 March"
    return {
        "wire": (WIRE, "2022-04-20", "wire", {"claims": [
            claim("N1", "group_dismissal", "base:E3", words, **fired)
        ]}),
        "copy": (COPY, "2022-04-21", "wire", {"claims": [
            claim("N2", "group_dismissal", "base:E3", words, **fired)
        ]}),
        "court": (COURT, "2022-05-30", "court", {"claims": [
            claim(
                "N3", "charges_dropped", "base:E6", "The case against Timur Sadykov was closed on 5 April 2022",
                participants=who(patient="sadykov"), date=date("2022-04-05", as_written="on 5 April 2022"),
            )
        ]}),
        "spokesman": (SPOKESMAN, "2022-06-01", "spokesman", {"claims": [
            claim(
                "N4", "denial", "D1", "“Ms Lind is not on any wanted list,” a police spokesman said",
                participants=who(speaker="police", topic="base:E8"), date=date("2022-06-01~"),
                relations=[{"kind": "denies", "target": "base:E8"}],
            )
        ]}),
        "verdicts": (VERDICTS, "2022-09-01", "verdicts", {
            "entities": {"gusev": {"schema": "Person", "name": "Anton Gusev", "role_as_written": "Colonel"}},
            "claims": [
                claim(
                    "N5", "arrest", "A1", "Colonel Anton Gusev was arrested on 30 August",
                    participants=who(patient="gusev"), date=date("2022-08-30", as_written="on 30 August"),
                    relations=[{"kind": "fulfils", "target": "base:B7"}],
                )
            ],
        }),
    }  # fmt: skip


def by_anna(*words: str | Path, code: int | None = 0, given: str = "") -> Answer:
    """A call of the first person, in this process."""
    return here(*words, "--passphrase-file", passphrase(), given=given, code=code)


def by_boris(*words: str | Path, code: int | None = 0) -> Answer:
    """A call of the second ledger keeper."""
    return here(*words, "--passphrase-file", other_passphrase(), code=code)


def add_boris(case: Path) -> None:
    """A second ledger keeper."""
    new = ("--new-passphrase-file", other_passphrase())
    by_anna("people", case, "add", "boris", "--role", "ledger keeper", *new)


def add(case: Path, folder: Path, key: str, text: str, published: str, origin: str, document: dict[str, Any]) -> Any:
    """Register a notice and add its claims; gives the answer."""
    (folder / f"{key}.txt").write_text(text, "utf-8")
    note = {"file": f"{key}.txt", "published": published, "origin": origin}
    (folder / f"{key}.json").write_text(json.dumps({"document": note, **document}, ensure_ascii=False), "utf-8")
    return by_anna("ledger", "add", case, folder / f"{key}.json", "--json").json


def add_base(case: Path, folder: Path) -> Any:
    """The founding document."""
    return add(case, folder, "base", BASE, "2022-04-18", "base", {"entities": ENTITIES, "claims": base_claims()})


def add_notice(case: Path, folder: Path, key: str) -> Any:
    """One of the later notices."""
    text, published, origin, document = notices()[key]
    return add(case, folder, key, text, published, origin, document)


def confirm_all(case: Path, *, two: bool = False) -> None:
    """Every claim that waits, by one person or by two."""
    waiting = here("ledger", "timeline", case, "--status", "proposed", "--json", code=0).json["claims"]
    ids = [row["claim"]["id"] for row in waiting]
    if ids:
        by_anna("ledger", "confirm", case, *ids)
        if two:
            by_boris("ledger", "confirm", case, *ids)


def identities_of(case: Case) -> tuple[Identity, ...]:
    """Who is behind the pseudonyms, opened with the first person's passphrase; nothing is written down of it."""
    receipts = [each.identity for each in ledger.protected(case.catalogue) if each.identity is not None]
    secret = passphrase().read_text().rstrip("\n")
    opened = case.compartment.open_all(receipts, secret) if receipts else []
    return tuple(from_json(Identity, json.loads(each)) for each in opened)


def public_id(case: Path, id_: str) -> str:
    """Under which id the public sees a claim or event."""
    return Seen(today=datetime.now(UTC).date(), identities=()).view(Case(case)).id(id_)


def status(case: Path, day: str, *more: str) -> dict[str, list[str]]:
    """What may be so on a day: `kind matter subject` to the stages that are possible."""
    rows = here("ledger", "status", case, "--as-of", day, *more, "--json", code=0).json["histories"]
    return {" ".join(filter(None, [row["kind"], row["matter"], row["subject"]])): row["possible"] for row in rows}
