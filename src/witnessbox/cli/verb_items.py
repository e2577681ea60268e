"""`witnessbox items`: every item."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output, json_path, shown_path, size_words
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.vault.case import Case
from witnessbox.vault.catalogue import ItemRow


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "items",
        "every item",
        "Lists every item: what it is, where it stood, what came of it. With --json the exact bytes of each path\n"
        "stand in path_bytes (base64).",
        "witnessbox items saratov.case\nwitnessbox items saratov.case --json",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """List."""
    case = Case(arguments.case)
    rows: list[Json] = []
    for row in case.catalogue.items():
        if output.as_json:
            rows.append(item_json(row))
            continue
        digest = (row.item.content or "-")[:16]
        what = row.content.format.mime if row.content else row.item.kind.value
        line = f"{digest:16}  {size_words(row.item.size):>9}  {row.item.outcome.value:12}  {what:24}  "
        output.text(line + shown_path(row.item.path))
        if row.item.reason:
            output.text(f"{'':18}{row.item.reason}")
    output.answer({"items": rows})
    return 0


def item_json(row: ItemRow) -> dict[str, Json]:
    """One item for scripts."""
    item, content = row.item, row.content
    return {
        **json_path(item.path),
        "parent": item.parent,
        "sha256": item.content,
        "size": item.size,
        "kind": item.kind.value,
        "state": content.access.value if content else "no content",
        "outcome": item.outcome.value,
        "reason": item.reason,
        "times": to_json(item.times),
        "attributes": to_json(item.attributes),
        "format": to_json(content.format) if content else None,
        "trove": item.trove_id,
        "acquisition": row.acquisition,
    }
