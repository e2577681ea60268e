"""A BagIt 1.0 bag (RFC 8493): every item a file of its own under a readable name, and lists that say all about it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from witnessbox import __version__
from witnessbox.intake.export_names import Places
from witnessbox.intake.export_parts import Export, LineFile, is_withheld, item_line, table_head, table_line, write_file
from witnessbox.vault.catalogue import SealedRow

_DESCRIPTION = (
    "Sealed originals, copied and hashed again. metadata/items.jsonl says of every item where it stood, in exact bytes "
    "(path_bytes, base64), and what came of it, also where there is no content; metadata/items.csv is for people."
)


def write_bag(export: Export) -> str:
    """Write a bag; returns the SHA-256 of `tagmanifest-sha256.txt`, which lists all else."""
    bag = export.target
    (bag / "data").mkdir(parents=True)
    (bag / "metadata").mkdir()
    places, made = Places(), _Folders(bag)
    tags: dict[str, str] = {}
    with (
        LineFile(bag / "manifest-sha256.txt") as manifest,
        LineFile(bag / "metadata" / "items.jsonl") as items,
        LineFile(bag / "metadata" / "items.csv") as table,
    ):
        table.write(table_head())
        for row in export.rows():
            place = _payload(export, row, places, made)
            if place is not None:
                manifest.write(f"{row.item.content}  {place}\n".encode())
            items.write(item_line(row, place))
            table.write(table_line(row, place))
        tags["manifest-sha256.txt"] = manifest.close()
        tags["metadata/items.csv"] = table.close()
        tags["metadata/items.jsonl"] = items.close()
    tags["bagit.txt"] = write_file(bag / "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    tags["bag-info.txt"] = write_file(bag / "bag-info.txt", _bag_info(export))
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(tags.items()))
    return write_file(bag / "tagmanifest-sha256.txt", lines.encode())


class _Folders:
    """Makes folders of a bag, each once; the last one is remembered because items come in order of their paths."""

    def __init__(self, bag: Path) -> None:
        self._bag = bag
        self._last = ""

    def file(self, place: str) -> Path:
        folder = place.rpartition("/")[0]
        if folder != self._last:
            (self._bag / folder).mkdir(parents=True, exist_ok=True)
            self._last = folder
        return self._bag / place


def _payload(export: Export, row: SealedRow, places: Places, folders: _Folders) -> str | None:
    """Copy the content of an item into the bag, if it has one that may go out; returns where it lies."""
    if row.content is None or is_withheld(row):
        return None
    place = f"data/{places.place(row.item)}"
    export.copy(row.content, folders.file(place), row.item)
    return place


def _bag_info(export: Export) -> bytes:
    request = export.request
    fields = (
        ("Bag-Software-Agent", f"witnessbox {__version__}"),
        ("Bagging-Date", export.made.date().isoformat()),
        ("Contact-Name", export.person),
        ("External-Description", _DESCRIPTION),
        ("Payload-Oxum", f"{export.size}.{export.contents}"),
        ("Recipient", request.recipient),
        ("Purpose", request.purpose),
        ("Legal-Basis", request.legal_basis),
        ("Acquisition", "" if request.acquisition is None else str(request.acquisition)),
    )
    return "".join(f"{label}: {one_line(value)}\n" for label, value in fields if value).encode()


def one_line(text: str) -> str:
    """Free text on one line."""
    return " ".join("".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text).split())
