"""`witnessbox people`: who has a key in the case."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import new_passphrase, unlock
from witnessbox.model.acts import Person, PersonAdded, PersonRevoked, Role
from witnessbox.model.entries import Kind
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "people",
        "persons, roles, keys",
        "Lists the people of a case, gives someone a key, or revokes one. A second person is what makes releases that\n"
        "do not say ONE APPROVER. --passphrase-file is the passphrase of the person who makes the call;\n"
        "the new person's own is asked for, or read with --new-passphrase-file.",
        "witnessbox people saratov.case list\n"
        "witnessbox people saratov.case add boris --role reviewer --role editor\n"
        'witnessbox people saratov.case revoke boris --why "left the team"',
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("action", choices=("list", "add", "revoke"), help="what to do")
    verb.add_argument("name", nargs="?", metavar="NAME", help="name, pseudonym or key of the person")
    verb.add_argument(
        "--role",
        action="append",
        choices=[role.value for role in Role],
        help="what a new person may do; reviewer and editor unless said otherwise",
    )
    verb.add_argument("--new-passphrase-file", metavar="FILE", help="passphrase of the new person")
    verb.add_argument("--why", default="", help="why a key is revoked")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """List, add or revoke."""
    case = Case(arguments.case)
    if arguments.action != "list":
        if not arguments.name:
            raise UsageError(f"people {arguments.action}: name the person")
        (_add if arguments.action == "add" else _revoke)(case, arguments, output)
    people = case.catalogue.persons()
    for person in people:
        state = "revoked" if person.revoked else ", ".join(person.roles)
        output.text(f"{person.name:20} {person.key}  {state}")
    output.answer(
        {
            "people": [
                {
                    "name": person.name,
                    "key": person.key,
                    "roles": [role.value for role in person.roles],
                    "state": "revoked" if person.revoked else "active",
                    "public_key_file": str(case.keys.folder / f"{person.key}.pem"),
                }
                for person in people
            ]
        }
    )
    return 0


def _add(case: Case, arguments: argparse.Namespace, output: Output) -> None:
    if any(person.name == arguments.name for person in case.catalogue.persons(active=True)):
        raise UsageError(f"{arguments.name}: has a key already; choose another name or revoke that one first")
    if arguments.passphrase_file and not arguments.new_passphrase_file:
        raise UsageError("people add: with --passphrase-file nothing is asked; name --new-passphrase-file too")
    signer = unlock(case, arguments)
    secret = new_passphrase(arguments.new_passphrase_file, arguments.name, "--new-passphrase-file")
    roles = tuple(Role(role) for role in arguments.role or (Role.REVIEWER, Role.EDITOR))
    with case.writing() as writer:
        writer.require(Kind.PERSON_ADDED, signer)
        added = case.keys.new_person(arguments.name, secret)
        person = Person(name=arguments.name, roles=roles, public_key=added.public_key)
        writer.append(Kind.PERSON_ADDED, PersonAdded(person=person), signer)
    output.text(f"{arguments.name} has a key now: {added.key}")


def _revoke(case: Case, arguments: argparse.Namespace, output: Output) -> None:
    active = case.catalogue.persons(active=True)
    found = [person for person in active if arguments.name in (person.name, person.key)]
    if len(found) != 1:
        raise UnknownObjectError(f"{arguments.name}: nobody of that name has a key; `witnessbox people CASE list`")
    if len(active) == 1:
        raise UsageError(f"{arguments.name}: is the only person left; add another one first")
    if not any(Role.CUSTODIAN in person.roles for person in active if person != found[0]):
        raise UsageError(f"{arguments.name}: is the only custodian; give another person that role first")
    signer = unlock(case, arguments)
    with case.writing() as writer:
        revoked = PersonRevoked(key=found[0].key, reason=arguments.why)
        writer.append(Kind.PERSON_REVOKED, revoked, signer)
    output.text(f"The key of {found[0].name} counts no more for anything signed from now on.")
