"""`witnessbox init`: make a case and its first person."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import new_passphrase
from witnessbox.vault.case import create_case

UNNAMED = "custodian"
"""Name of the first person when none is given."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "init",
        "make a case and its first person",
        "Makes the folder of a new case, its keys, and the key of its first person under a passphrase.\n"
        "Keep the passphrase apart from the case: nobody can recover it.",
        "witnessbox init saratov.case --name anna",
    )
    verb.add_argument("case", type=Path, metavar="CASE", help="folder to make")
    verb.add_argument("--name", help="name or pseudonym of the first person; it will stand in the log and in releases")
    return verb


def _ask_name(arguments: argparse.Namespace) -> str:
    """A name for the log and for releases; never the login name, which may be somebody's own."""
    if arguments.passphrase_file or not sys.stdin.isatty():
        return UNNAMED
    return input(f"Name or pseudonym of the first person [{UNNAMED}]: ").strip() or UNNAMED


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Make the case."""
    name = arguments.person or arguments.name or _ask_name(arguments)
    secret = new_passphrase(arguments.passphrase_file, name, "--passphrase-file")
    case = create_case(arguments.case, name=name, passphrase=secret)
    person = case.catalogue.persons()[0]
    pem = case.keys.folder / f"{person.key}.pem"
    output.text(f"Made the case {arguments.case}. First person: {name}, key {person.key}.")
    output.text(f"Their public key is {pem}: give it to those who will check your releases.")
    output.text(f"Next: witnessbox intake {arguments.case} SOURCE")
    output.answer(
        {
            "case": str(arguments.case),
            "id": case.file.id,
            "person": {"name": name, "key": person.key, "public_key_file": str(pem)},
            "checkpoint": str(case.log.checkpoint_path),
        }
    )
    return 0
