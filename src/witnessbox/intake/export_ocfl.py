"""An OCFL 1.1 storage root with one object: every content once, under its digest; every item a logical path.

A repository shows the logical paths, which are the readable names of a bag; the files on disk need no names of people.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from pathlib import Path

from witnessbox import __version__
from witnessbox.intake.export_names import Places
from witnessbox.intake.export_parts import (
    Export,
    LineFile,
    is_withheld,
    item_line,
    table_head,
    table_line,
    write_file,
)
from witnessbox.model.canonical import Json

_LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
_ITEMS, _TABLE = "metadata/items.jsonl", "metadata/items.csv"


def write_ocfl(export: Export) -> str:
    """Write a storage root; returns the SHA-256 of the object's `inventory.json`, which lists all contents."""
    root = export.target
    identity = f"urn:uuid:{uuid.uuid4()}"
    digest = hashlib.sha256(identity.encode()).hexdigest()
    folder = root / digest[:3] / digest[3:6] / digest[6:9] / identity.replace(":", "%3a")
    version = folder / "v1"
    (version / "content" / "metadata").mkdir(parents=True)
    _write_root(root)
    write_file(folder / "0=ocfl_object_1.1", b"ocfl_object_1.1\n")
    # The two halves of the inventory grow side by side, so that it never has to fit into memory.
    manifest, state = root.parent / "manifest", root.parent / "state"
    _write_contents(export, version / "content", manifest, state)
    inventory = _join_inventory(export, identity, folder / "inventory.json", manifest, state)
    write_file(folder / "inventory.json.sha256", f"{inventory}  inventory.json\n".encode())
    for name in ("inventory.json", "inventory.json.sha256"):
        shutil.copyfile(folder / name, version / name)
    return inventory


def _write_root(root: Path) -> None:
    write_file(root / "0=ocfl_1.1", b"ocfl_1.1\n")
    described: dict[str, Json] = {
        "extension": _LAYOUT,
        "description": "Three folders by SHA-256 of the object's id, then the id",
    }
    write_file(root / "ocfl_layout.json", _document(described))
    (root / "extensions" / _LAYOUT).mkdir(parents=True)
    config: dict[str, Json] = {
        "extensionName": _LAYOUT,
        "digestAlgorithm": "sha256",
        "tupleSize": 3,
        "numberOfTuples": 3,
    }
    write_file(root / "extensions" / _LAYOUT / "config.json", _document(config))


def _write_contents(export: Export, content: Path, manifest: Path, state: Path) -> None:
    """Copy every content once and write down where it lies and what it is called."""
    places = Places()
    current = ""
    with (
        LineFile(manifest) as stored,
        LineFile(state) as named,
        LineFile(content / _ITEMS) as items,
        LineFile(content / _TABLE) as table,
    ):
        table.write(table_head())
        for row in export.rows(by_content=True):
            place = None
            if row.content is not None and not is_withheld(row):
                sha256, place = row.content.sha256, places.place(row.item)
                if sha256 == current:
                    export.advance(row.content.size)
                    named.write(b", " + _text(place))
                else:
                    path = f"objects/{sha256[:2]}/{sha256}"
                    (content / path).parent.mkdir(parents=True, exist_ok=True)
                    export.copy(row.content, content / path, row.item)
                    stored.write(_text(sha256) + b": [" + _text(f"v1/content/{path}") + b"],\n")
                    named.write((b"],\n" if current else b"") + _text(sha256) + b": [" + _text(place))
                    current = sha256
            items.write(item_line(row, place))
            table.write(table_line(row, place))
        if current:
            named.write(b"],\n")
        for name, digest in ((_ITEMS, items.close()), (_TABLE, table.close())):
            mark = b",\n" if name == _ITEMS else b"\n"
            stored.write(_text(digest) + b": [" + _text(f"v1/content/{name}") + b"]" + mark)
            named.write(_text(digest) + b": [" + _text(name) + b"]" + mark)
        stored.close()
        named.close()


def _join_inventory(export: Export, identity: str, path: Path, manifest: Path, state: Path) -> str:
    request = export.request
    told = [f"exported by witnessbox {__version__}", request.recipient, request.purpose, request.legal_basis]
    with LineFile(path) as inventory:
        inventory.write(b'{\n"id": ' + _text(identity) + b',\n"type": "https://ocfl.io/1.1/spec/#inventory",\n')
        inventory.write(b'"digestAlgorithm": "sha256",\n"head": "v1",\n"manifest": {\n')
        _append(inventory, manifest)
        inventory.write(b'},\n"versions": {"v1": {\n"created": ' + _text(export.made.isoformat()) + b",\n")
        inventory.write(b'"message": ' + _text("; ".join(filter(None, told))) + b",\n")
        inventory.write(b'"user": {"name": ' + _text(export.person) + b'},\n"state": {\n')
        _append(inventory, state)
        inventory.write(b"}}}\n}\n")
        return inventory.close()


def _append(file: LineFile, part: Path) -> None:
    with part.open("rb") as lines:
        while piece := lines.read(1 << 18):
            file.write(piece)
    part.unlink()


def _text(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode("utf-8")


def _document(value: Json) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"
