"""`witnessbox source`: where an acquisition came from; for those alone who hold the compartment's passphrase."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import cast

from witnessbox.cli.output import Output, json_path, shown_path
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import passphrase
from witnessbox.intake.origin import SourceNote
from witnessbox.model.acts import Exported
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UnknownObjectError
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "source",
        "where an acquisition came from",
        "Opens what the compartment keeps of a source: its place, the machine, serial numbers of stick and file\n"
        "system. All of it can lead to the informant: nothing of it stands anywhere else. Only the first person of\n"
        "the case can, as a custodian; the log keeps that it was opened, by whom and what for.",
        "witnessbox source saratov.case\nwitnessbox source saratov.case --acquisition 2 --json",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("--acquisition", type=int, metavar="N", help="which finished acquisition; default all")
    verb.add_argument("--purpose", default="", metavar="TEXT", help="what for; stands in the log")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show it."""
    case = Case(arguments.case)
    rows = [row for row in case.catalogue.acquisitions() if arguments.acquisition in (None, row.number)]
    if not rows:
        raise UnknownObjectError(f"{arguments.acquisition or case.path}: no such acquisition; see `witnessbox status`")
    secret = passphrase(arguments, "the first person of this case")
    among = [row.key for row in case.catalogue.persons(active=True)]
    person = case.keys.unlock(secret, among=among, name=arguments.person)
    opening = secret.decode("utf-8", "surrogateescape")
    notes = [(row, from_json(SourceNote, json.loads(case.compartment.open(row.receipt, opening)))) for row in rows]
    with case.writing() as writer:
        for row, _ in notes:
            said = Exported(
                form="source", digests=False, copy=row.receipt, recipient="", purpose=arguments.purpose, legal_basis=""
            )
            writer.append(Kind.EXPORTED, said, person, rests_on=(row.entry,))
    answers: list[Json] = []
    for row, note in notes:
        output.text(f"acquisition {row.number or '(open)'}: {shown_path(note.place)} on {note.host}")
        told = cast("dict[str, Json]", to_json(note))
        for name in ("file_system", "vendor", "model", "serial", "volume", "label"):
            if told[name]:
                output.text(f"  {name.replace('_', ' '):12} {shown_path(str(told[name]).encode())}")
        if note.mount:
            output.text(f"  {'mounted at':12} {shown_path(note.mount)}")
        places: dict[str, Json] = {"place": json_path(note.place), "mount": json_path(note.mount)}
        answers.append({"acquisition": row.number, **told, **places})
    output.answer({"sources": answers})
    return 0
