"""`witnessbox log`: who did what."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.entries import Entry, Kind, key_id
from witnessbox.vault.anchors import time_words
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "log",
        "who did what, and when",
        "Prints the custody log, oldest first. Times are those of this machine's clock when the entry was signed.",
        "witnessbox log saratov.case",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Print."""
    case = Case(arguments.case)
    names = {person.key: person.name for person in case.catalogue.persons()}
    names[key_id(case.created.program_key)] = "program"
    rows: list[Json] = []
    for position, entry in enumerate(case.log.entries, 1):
        body = entry.body
        when = datetime.fromtimestamp(int(body.time) // 10**9, UTC).isoformat()
        who = names.get(body.actor, body.actor)
        output.text(f"{position:5}  {when}  {who:12}  {in_words(entry)}")
        rows.append(
            {
                "entry": position,
                "digest": entry.digest,
                "time": body.time,
                "actor": {"key": body.actor, "name": who},
                "kind": body.kind.value,
                "words": in_words(entry),
                "data": dict(body.data),
                "rests_on": list(body.rests_on),
            }
        )
    output.answer({"entries": rows})
    return 0


def in_words(entry: Entry) -> str:
    """One entry as a sentence."""
    data, kind = entry.body.data, entry.body.kind
    match kind:
        case Kind.ACQUISITION_CLOSED:
            outcomes = data["outcomes"]
            listed = (
                ", ".join(f"{number} {name}" for name, number in outcomes.items()) if isinstance(outcomes, dict) else ""
            )
            return f"{kind}: number {data['number']}, {listed}; second reading: {data['recheck']}"
        case Kind.NOTHING_NEW:
            return f"{kind}: all {data['known']} items are known"
        case Kind.SEAL_STATED:
            words = data["words"]
            return f"{kind}: {' '.join(map(str, words)) if isinstance(words, list) else ''}"
        case Kind.OPERATION_OPENED:
            return f"{kind}: {data['operation']}"
        case Kind.OPERATION_CLOSED:
            resumed = ", after an interruption" if data.get("resumed") else ""
            removed = f", {data['removed']} unfinished objects removed" if data.get("removed") else ""
            return f"{kind}: {str(data['operation'])[:16]}{resumed}{removed}"
        case Kind.PLAN_APPROVED:
            shown = "pictures shown" if data["pictures_shown"] else "pictures not shown"
            return f"{kind}: {str(data['plan'])[:16]}, settled {data['stated']}, {shown}"
        case Kind.PLAN_GROWN:
            return f"{kind}: {str(data['plan'])[:16]} hides all that {str(data['grew_from'])[:16]} hides"
        case Kind.PERSON_ADDED:
            return f"{kind}: {json.dumps(data['person'], ensure_ascii=False)}"
        case Kind.FINDING_OVERRULED:
            return f"{kind}: plan {str(data['plan'])[:16]} at {data['time_us']} µs: {data['why']}"
        case Kind.RELEASE_MADE:
            one = ", ONE APPROVER" if data["one_approver"] else ""
            return f"{kind}: manifest {str(data['manifest'])[:16]}{one}"
        case Kind.EXPORTED:
            whom = f", for {data['recipient']}" if data["recipient"] else ""
            purpose = f", {data['purpose']}" if data["purpose"] else ""
            digests = ", with raw digests" if data["digests"] else ""
            return f"{kind}: {data['form']} {str(data['copy'])[:16]}{digests}{whom}{purpose}"
        case Kind.ANCHOR_REQUESTED:
            return f"{kind}: over entries 1 to {data['size']}" + (f", asked of {data['host']}" if data["host"] else "")
        case Kind.ANCHORED:
            return f"{kind}: entries 1 to {data['size']}, {time_words(str(data['time']))}"
        case _:
            return kind.value
