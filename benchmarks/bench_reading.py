"""Reading a document: proposals of `witnessbox ledger read` against claims that people labelled, field by field.

    .venv/bin/python benchmarks/bench_reading.py                      the founding document and the tuning half
    .venv/bin/python benchmarks/bench_reading.py --half heldout4      was held out; rules are made from it now
    .venv/bin/python benchmarks/bench_reading.py --half heldout5      held out: no rule was made from it
    .venv/bin/python benchmarks/bench_reading.py --half dev6 --half dev7      two more tuning halves
    .venv/bin/python benchmarks/bench_reading.py --half dev7 --numbers odd
    .venv/bin/python benchmarks/bench_reading.py --half tuning --show en-03    what was missed and made up in one text
    .venv/bin/python benchmarks/bench_reading.py --half founding --table       each claim: proposed, or left to a person

A **hit** is one proposal for one claim, of the same type, where the overlap of the two spans is at least half of the
longer one. Fields are looked at in hits only:

- **span**: the overlap is at least four fifths of what both cover together.
- **participants**: slot by slot, a role and a name; one too many is wrong as one too few is. What the labels call
  inferred is left out on both sides. A name is right when it names the same: the last word of a person, half of the
  words else, whatever the ending.
- **date**: the same EDTF, looked at where either side has words for a date.
- **count**: the same number and qualifier, looked at where either side has one.
- **hedge**: the same.

**From unreal words** counts events that were proposed from a forecast, conditional, denial or question: their trigger
stands in a span that the labels call a trap, or half of their span does. It must be 0.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from witnessbox.ledger.reading import propose
from witnessbox.model.proposals import claims_document

REPO = Path(__file__).resolve().parent.parent
TEXTS = REPO / "tests" / "support" / "ledger_texts"
FIELDS = ("span", "participants", "date", "count", "hedge")
HALVES = tuple("founding tuning heldout heldout2 heldout3 heldout4 heldout5 dev4 dev5 dev6 dev7".split())
UNREAL = {"forecast", "conditional", "denial", "question", "hope"}

Claim = dict[str, Any]
Span = tuple[int, int]


@dataclass
class Score:
    """Sums over one or more texts."""

    claims: int = 0
    core: int = 0
    hits: int = 0
    core_hits: int = 0
    proposals: int = 0
    unreal: int = 0
    right: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        for name in ("claims", "core", "hits", "core_hits", "proposals", "unreal"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.right += other.right
        self.seen += other.seen

    def figures(self) -> dict[str, float | int | None]:
        """What is reported: shares with their sums beside them."""
        fields = {name: _share(self.right[name], self.seen[name]) for name in FIELDS}
        return {
            "claims": self.claims,
            "core": self.core,
            "proposals": self.proposals,
            "recall": _share(self.hits, self.claims),
            "core recall": _share(self.core_hits, self.core),
            "precision": _share(self.hits, self.proposals),
            **fields,
            "all fields": _share(self.right.total(), self.seen.total()),
            "from unreal words": self.unreal,
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def span_of(claim: Claim) -> Span:
    """From the first to the last quoted code point."""
    return min(each["start"] for each in claim["quotes"]), max(each["end"] for each in claim["quotes"])


def common(one: Span, other: Span) -> int:
    """Code points in both."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def overlaps_by_half(one: Span, other: Span) -> bool:
    """The overlap is at least half of the longer span."""
    return 2 * common(one, other) >= max(one[1] - one[0], other[1] - other[0]) > 0


def pairs(gold: list[Claim], proposed: list[Claim]) -> list[tuple[Claim, Claim]]:
    """One proposal for one claim, the largest overlaps first."""
    found = [
        (common(span_of(claim), span_of(each)), number, place)
        for number, claim in enumerate(gold)
        for place, each in enumerate(proposed)
        if claim["type"] == each["type"] and overlaps_by_half(span_of(claim), span_of(each))
    ]
    taken_gold: set[int] = set()
    taken: set[int] = set()
    chosen = []
    for _, number, place in sorted(found, key=lambda each: (-each[0], each[1], each[2])):
        if number not in taken_gold and place not in taken:
            taken_gold.add(number)
            taken.add(place)
            chosen.append((gold[number], proposed[place]))
    return chosen


def _words(name: str) -> list[str]:
    kept = "".join(each if each.isalnum() else " " for each in name.casefold().replace("ё", "е"))
    return [
        word for word in kept.split() if word not in {"the", "a", "an", "of", "s", "its", "his", "her", "and", "и", "в"}
    ]


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or one.isdigit():
        return False
    pairs_of = zip(one, other, strict=False)
    shared = next((place for place, (ours, theirs) in enumerate(pairs_of) if ours != theirs), min(len(one), len(other)))
    return shared >= max(len(one), len(other)) - 3 and shared >= 3


def same_name(schema: str, label: str, name: str) -> bool:
    """Whether two names name the same, whatever the ending."""
    ours, theirs = _words(label), _words(name)
    if not ours or not theirs:
        return False
    if schema == "Person" and len(ours) <= 3:
        return any(_same_word(ours[-1], word) for word in theirs)
    shared = sum(any(_same_word(word, each) for each in theirs) for word in ours)
    return 2 * shared >= min(len(ours), len(theirs)) and shared > 0


def _slots(claim: Claim, entities: dict[str, Any], *, inferred: bool) -> list[tuple[str, str, str]]:
    guessed = {name.removeprefix("participants.") for name in claim["inferred_fields"]}
    return [
        (part["role"], entities.get(part["entity"], {}).get("schema", "Text"), _name(part["entity"], entities))
        for part in claim["participants"]
        if (part["role"] in guessed) is inferred and part["role"] not in {"topic", "cause", "effect"}
    ]


def _name(key: str, entities: dict[str, Any]) -> str:
    return str(entities.get(key, {}).get("name", key))


def _participants(gold: Claim, names: dict[str, Any], each: Claim, theirs: dict[str, Any]) -> tuple[int, int]:
    """Slots that are right, and slots that either side has."""
    want = _slots(gold, names, inferred=False)
    free = _slots(gold, names, inferred=True)
    have = _slots(each, theirs, inferred=False) + _slots(each, theirs, inferred=True)
    right = 0
    for role, schema, label in want:
        for slot in have:
            if slot[0] == role and same_name(schema, label, slot[2]):
                have.remove(slot)
                right += 1
                break
    spurious = [slot for slot in have if not any(slot[0] == role for role, _, _ in free)]
    spurious = [slot for slot in spurious if slot not in _slots(each, theirs, inferred=True)]
    return right, len(want) + len(spurious)


def _compare(score: Score, gold: Claim, names: dict[str, Any], each: Claim, theirs: dict[str, Any]) -> None:
    one, other = span_of(gold), span_of(each)
    both = max(one[1], other[1]) - min(one[0], other[0])
    results: dict[str, tuple[int, int]] = {
        "span": (int(5 * common(one, other) >= 4 * both), 1),
        "participants": _participants(gold, names, each, theirs),
        "hedge": (int(gold["hedge"] == each["hedge"]), 1),
    }
    dates = gold["date"], each["date"]
    if any(date and date["as_written"] != "(none)" for date in dates) and "date" not in gold["inferred_fields"]:
        results["date"] = (int(all(dates) and gold["date"]["edtf"] == each["date"]["edtf"]), 1)
    counts = [(count["value"], count["qualifier"]) if count else None for count in (gold["count"], each["count"])]
    if any(counts) and "count" not in gold["inferred_fields"]:
        results["count"] = (int(counts[0] == counts[1]), 1)
    for name, (right, seen) in results.items():
        score.right[name] += right
        score.seen[name] += seen
        if right < seen:
            score.wrong.append(f"{name}: {_told(name, gold, names)}  !=  {_told(name, each, theirs)}")


def _told(name: str, claim: Claim, entities: dict[str, Any]) -> str:
    if name == "participants":
        return f"{claim['type']} " + str(
            [(part["role"], _name(part["entity"], entities)) for part in claim["participants"]]
        )
    if name == "span":
        return repr(claim["quotes"][0]["text"])
    value = claim[name]
    return f"{claim['type']} " + str(
        {key: value[key] for key in value if key != "basis"} if isinstance(value, dict) else value
    )


def _unreal(each: Claim, traps: Iterable[dict[str, Any]]) -> bool:
    if each["kind"] != "event":
        return False
    start, end = span_of(each)
    trigger = next(
        ((span["start"], span["end"]) for span in each.get("proposer", {}).get("spans", ()) if span["field"] == "type"),
        None,
    )
    for trap in traps:
        if trap["trap"] not in UNREAL:
            continue
        within = trap["start"], trap["end"]
        if 2 * common((start, end), within) >= end - start:
            return True
        if trigger is not None and common(trigger, within):
            return True
    return False


def score(gold: dict[str, Any], proposed: dict[str, Any]) -> Score:
    """Compare one labelled document with what was proposed for it, both in the shape of `witnessbox-claims/1`."""
    claims, proposals = gold["claims"], proposed["claims"]
    found = pairs(claims, proposals)
    hit = {id(claim) for claim, _ in found}
    used = {id(each) for _, each in found}
    result = Score(
        claims=len(claims),
        core=sum(claim["core"] for claim in claims),
        hits=len(found),
        core_hits=sum(claim["core"] for claim, _ in found),
        proposals=len(proposals),
        unreal=sum(_unreal(each, gold.get("traps", ())) for each in proposals),
    )
    for claim, each in found:
        _compare(result, claim, gold["entities"], each, proposed["entities"])
    result.missed = [_line(claim) for claim in claims if id(claim) not in hit]
    result.made_up = [_line(each) for each in proposals if id(each) not in used]
    result.made_up += [f"FROM UNREAL WORDS {_line(each)}" for each in proposals if _unreal(each, gold.get("traps", ()))]
    return result


def table(gold: dict[str, Any], proposed: dict[str, Any]) -> Iterator[str]:
    """Lines of a Markdown table: for each claim which fields the machine proposed right, and which a person enters."""
    yield "| claim | type | proposed | right | by hand |"
    yield "|---|---|---|---|---|"
    found = {id(claim): each for claim, each in pairs(gold["claims"], proposed["claims"])}
    for claim in gold["claims"]:
        start = f"| {claim['id']} | {claim['type']}"
        if id(claim) not in found:
            yield f"{start} | no | | all |"
            continue
        result = Score()
        _compare(result, claim, gold["entities"], found[id(claim)], proposed["entities"])
        right = [name for name in FIELDS if result.seen[name] and result.right[name] == result.seen[name]]
        wrong = [
            f"{name} {result.right[name]} of {result.seen[name]}"
            for name in FIELDS
            if result.right[name] < result.seen[name]
        ]
        yield f"{start} | yes | {', '.join(right)} | {', '.join(wrong) or '-'} |"


def _line(claim: Claim) -> str:
    return f"{claim['type']}{'*' if claim.get('core') else ''} {claim['hedge']}: {claim['quotes'][0]['text']!r}"


def _read(path: Path, gold: dict[str, Any]) -> dict[str, Any]:
    text = path.read_text("utf-8")
    proposals = propose(text, gold["document"]["published"], language=gold["document"].get("language"))
    return json.loads(json.dumps(claims_document(proposals)))


def _folder(half: str) -> Path:
    if half != "founding":
        return TEXTS / half
    return Path(os.environ.get("WITNESSBOX_DATA") or REPO.parent / "shared" / "data") / "ledger"


def _documents(half: str, numbers: str | None) -> list[Path]:
    found = sorted(_folder(half).glob("claims.json" if half == "founding" else "*.json"))
    return [path for path in found if numbers is None or int(path.stem[-2:]) % 2 == (numbers == "odd")]


def main() -> int:
    """Score, print, and say what was missed if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", action="append", choices=HALVES)
    parser.add_argument("--numbers", choices=["odd", "even"], help="only the texts whose number is odd, or even")
    parser.add_argument("--show", action="append", default=[], help="name of a text, or `all`")
    parser.add_argument("--table", action="store_true", help="tell claim by claim what is proposed")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    answer = {}
    lacking = False
    for half in arguments.half or ["founding", "tuning"]:
        sums: dict[str, Score] = {}
        documents = _documents(half, arguments.numbers)
        if not documents:
            print(f"{half}: no labelled texts at {_folder(half)}; this checkout lacks them", file=sys.stderr)
            lacking = True
        for path in documents:
            gold = json.loads(path.read_text("utf-8"))
            proposed = _read(path.parent / gold["document"]["file"], gold)
            result = score(gold, proposed)
            if arguments.table:
                print(f"{half}/{path.stem}", *table(gold, proposed), sep="\n")
            for name in (gold["document"].get("language", "en"), "all"):
                sums.setdefault(name, Score()).add(result)
            if path.stem in arguments.show or "all" in arguments.show:
                print(f"== {half}/{path.stem}")
                for title, lines in (("missed", result.missed), ("made up", result.made_up), ("wrong", result.wrong)):
                    for line in lines:
                        print(f"  {title}: {line}")
        answer[half] = {name: each.figures() for name, each in sums.items()}
    status = 2 if lacking and arguments.half else 0
    if arguments.json:
        print(json.dumps(answer, indent=1))
        return status
    for half, languages in answer.items():
        for name, figures in languages.items():
            print(f"{half} {name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
    return status


if __name__ == "__main__":
    sys.exit(main())
