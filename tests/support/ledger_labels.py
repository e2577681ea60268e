"""Labels of the ledger's test texts: written by hand as lines, turned into the shape of ``witnessbox-claims/1``.

``NAME.txt`` is a text, ``NAME.labels`` beside it says by hand what it claims. A label begins with ``+ type : words``
(``*`` after the type: a core claim) and goes on with indented fields; ``?`` after a role or field: inferred, stands
nowhere in the text, so nobody is scored on it. After ``--- traps`` stand spans that must never become events. This
module finds the quotes in the text, counts their offsets in code points, and fills what an undated claim of its kind
gets.

    python tests/support/ledger_labels.py      writes NAME.json beside every text anew
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "ledger_texts"
STATES = {"occupancy", "citizenship", "imprisonment", "residence", "content_claim"}
STATEMENTS = {"statement", "prediction", "denial", "hope", "promise", "demand"}
PATTERNS = {"pattern_claim", "assessment"}
RELATIONS = {"causal_implication"}
SCHEMAS = {
    "P": "Person",
    "O": "Organization",
    "G": "Group",
    "F": "Facility",
    "L": "Place",
    "C": "Collection",
    "I": "Thing",
}


def kind_of(claim_type: str) -> str:
    """The kind that claims of this type have in the founding document, or would have there."""
    for kind, types in (("state", STATES), ("statement", STATEMENTS), ("pattern", PATTERNS), ("relation", RELATIONS)):
        if claim_type in types:
            return kind
    return "event"


def _undated(kind: str, published: str) -> dict[str, str]:
    edtf, precision = {
        "event": (f"[..{published}]", "before"),
        "statement": (f"{published}~", "day"),
        "relation": (published, "day"),
    }.get(kind, (f"../{published}", "as_of"))
    return {"edtf": edtf, "as_written": "(none)", "basis": "as of the text", "precision": precision}


def _precision(edtf: str) -> str:
    if edtf.startswith("[.."):
        return "before"
    if edtf.startswith("["):
        return "range"
    if "/" in edtf:
        return {"..": "since", "": "open"}.get(edtf.partition("/")[2], "until" if edtf.startswith("..") else "range")
    return {4: "year", 7: "month" if edtf[5:7] < "13" else "season"}.get(len(edtf.rstrip("~?%")), "day")


class _Labels:
    """One file of labels being read."""

    def __init__(self, text: str, head: dict[str, str], name: str) -> None:
        self.text, self.head, self.name = text, head, name
        self.entities: dict[str, dict[str, str]] = {}
        self.claims: list[dict[str, Any]] = []

    def span(self, quote: str) -> dict[str, Any]:
        count = self.text.count(quote)
        if count != 1:
            raise ValueError(f"{self.name}: {quote!r} stands {count} times in the text: quote more, or quote exactly")
        start = self.text.index(quote)
        return {"text": quote, "start": start, "end": start + len(quote)}

    def entity(self, written: str) -> str:
        schema, _, name = written.partition(":")
        key = re.sub(r"\W+", "-", name.casefold()).strip("-")
        self.entities.setdefault(key, {"schema": SCHEMAS[schema], "name": name})
        return key

    def open(self, line: str) -> None:
        head, _, quote = line.removeprefix("+ ").partition(" : ")
        kind = kind_of(head.rstrip("*"))
        number = len(self.claims) + 1
        self.claims.append(
            {
                "id": f"C{number:02}",
                "type": head.rstrip("*"),
                "kind": kind,
                "event": None,
                "core": head.endswith("*"),
                "participants": [],
                "position": None,
                "place": None,
                "date": _undated(kind, self.head["date"]),
                "count": None,
                "hedge": "asserted",
                "attribution": [],
                "status": None,
                "inferred_fields": [],
                "quotes": [self.span(quote)],
                "notes": None,
            }
        )

    def field(self, line: str) -> None:
        name, _, value = (part.strip() for part in line.partition(": "))
        claim = self.claims[-1]
        if name.endswith("?"):
            name = name[:-1]
            claim["inferred_fields"].append(name)
        getattr(self, f"_{name}")(claim, value)

    def _who(self, claim: dict[str, Any], value: str) -> None:
        for part in value.split("; "):
            role, _, written = part.partition("=")
            if role.endswith("?"):
                role = role[:-1]
                claim["inferred_fields"].append(f"participants.{role}")
            claim["participants"].append({"role": role, "entity": self.entity(written)})

    def _date(self, claim: dict[str, Any], value: str) -> None:
        edtf, _, written = value.partition(" | ")
        claim["date"] = {
            "edtf": edtf,
            "as_written": written,
            "basis": "labelled by hand",
            "precision": _precision(edtf),
        }
        if written not in self.text:
            raise ValueError(f"{self.name}: the date {written!r} does not stand in the text")

    def _count(self, claim: dict[str, Any], value: str) -> None:
        number, unit, qualifier = value.split(" | ")
        low, _, high = number.partition("-")
        claim["count"] = {"value": int(low), "unit": unit, "qualifier": qualifier}
        if high:
            claim["count"]["upper"] = int(high)

    def _by(self, claim: dict[str, Any], value: str) -> None:
        source, verb, level = value.split(" | ")
        claim["attribution"].append({"source": source, "verb": None if verb == "null" else verb, "level": level})

    def _position(self, claim: dict[str, Any], value: str) -> None:
        claim["position"] = value

    def _place(self, claim: dict[str, Any], value: str) -> None:
        claim["place"] = value

    def _hedge(self, claim: dict[str, Any], value: str) -> None:
        claim["hedge"] = value

    def _status(self, claim: dict[str, Any], value: str) -> None:
        claim["status"] = value


def read_labels(labels: Path) -> dict[str, Any]:
    """The document of one ``.labels`` file.

    Raises:
        ValueError: when a quote does not stand exactly once in the text.
    """
    raw = labels.with_suffix(".txt").read_bytes()
    text = raw.decode("utf-8")
    header, claims, traps = re.split(r"^--- (?:claims|traps)\n", labels.read_text("utf-8"), flags=re.MULTILINE)
    head = dict(line.split(": ", 1) for line in header.splitlines())
    reader = _Labels(text, head, labels.name)
    for line in claims.splitlines():
        (reader.open if line.startswith("+ ") else reader.field)(line)
    spans = [{"trap": line.split(" : ", 1)[0], **reader.span(line.split(" : ", 1)[1])} for line in traps.splitlines()]
    return {
        "format": "witnessbox-claims/1",
        "document": {
            "schema": "Article",
            "name": text.splitlines()[0],
            "publisher": head["publisher"],
            "published": head["date"],
            "language": head["language"],
            "sha256": hashlib.sha256(raw).hexdigest(),
            "chars": len(text),
            "file": labels.with_suffix(".txt").name,
        },
        "entities": reader.entities,
        "claims": reader.claims,
        "traps": spans,
    }


def rendered(document: dict[str, Any]) -> str:
    """The document as it is written beside its text."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path in sorted(TEXTS.rglob("*.labels")):
        path.with_suffix(".json").write_text(rendered(read_labels(path)), "utf-8")
