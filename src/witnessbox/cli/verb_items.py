"""`witnessbox items`: every item."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output, json_path, shown_path, size_words
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.items import Item
from witnessbox.model.spelling import likely_spelling
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
    if output.as_json:
        output.answer_rows("items", (item_json(row) for row in case.catalogue.items()))
        return 0
    for row in case.catalogue.items():
        digest = (row.item.content or "-")[:16]
        what = row.content.format.mime if row.content else row.item.kind.value
        line = f"{digest:16}  {size_words(row.item.size):>9}  {row.item.outcome.value:12}  {what:24}  "
        output.text(line + item_place(row.item))
        if row.item.reason:
            output.text(f"{'':18}{row.item.reason}")
    return 0


def item_place(item: Item) -> str:
    """Where an item was, on one line: a member stands behind the digest of its container."""
    container = "" if item.parent is None else f"{item.parent[:16]} > "
    recovery = "" if item.recovery is None else f"  ({item.recovery})"
    meant = likely_spelling(item.path)
    spelled = "" if meant is None else f"  ({meant.code_page}: {shown_path(meant.text.encode())})"
    return container + shown_path(item.path) + spelled + recovery


def item_json(row: ItemRow) -> dict[str, Json]:
    """One item for scripts."""
    item, content = row.item, row.content
    return {
        **json_path(item.path),
        "spelled": to_json(likely_spelling(item.path)),
        "parent": item.parent,
        "sha256": item.content,
        "size": item.size,
        "kind": item.kind.value,
        "state": content.access.value if content else "no content",
        "outcome": item.outcome.value,
        "reason": item.reason,
        "times": to_json(item.times),
        "attributes": to_json(item.attributes),
        "recovery": None if item.recovery is None else item.recovery.value,
        "missing": to_json(item.missing),
        "runs": to_json(item.runs),
        "format": to_json(content.format) if content else None,
        "trove": item.trove_id,
        "acquisition": row.acquisition,
    }
