"""`SHA256SUMS`: a list that GNU `sha256sum --check` takes in the folder that was taken in.

A line that can be checked stands only for a file of the source whose every byte was sealed. Everything is told in a
comment before it, as JSON: members of containers, links, what could not be read, and the exact bytes of each path.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from witnessbox.intake.export_parts import Export, LineFile, is_withheld, item_line
from witnessbox.model.items import Item, Outcome
from witnessbox.vault.catalogue import SealedRow

_HEAD = (
    "# Sealed originals. In the folder that was taken in: sha256sum --check THIS-FILE\n"
    "# Lines with a digest: files of the source that were sealed whole. Lines with {…}: every item, exactly.\n"
)


def write_sums(export: Export) -> str:
    """Write the list; returns its SHA-256."""
    with LineFile(export.target) as sums:
        sums.write(_HEAD.encode())
        for path, rows in groupby(export.rows(), key=lambda row: row.item.path):
            newest = _told(rows, sums)
            if newest is not None and newest.item.content is not None:
                sums.write(sum_line(newest.item.content, path))
        return sums.close()


def _told(rows: Iterable[SealedRow], sums: LineFile) -> SealedRow | None:
    """Tell all items at one path; returns the one that should lie there now: the one that was sealed last."""
    newest: SealedRow | None = None
    for row in rows:
        sums.write(b"# " + item_line(row, None))
        if _can_be_checked(row.item) and not is_withheld(row) and (newest is None or newest.number < row.number):
            newest = row
    return newest


def _can_be_checked(item: Item) -> bool:
    return item.parent is None and item.outcome is Outcome.SEALED and item.content is not None


def sum_line(sha256: str, path: bytes) -> bytes:
    r"""One line: names with a backslash, line feed or carriage return are escaped and the line begins with `\`."""
    escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    mark = b"" if escaped == path else b"\\"
    name = b"./-" if path == b"-" else escaped  # alone, it would mean standard input
    return mark + sha256.encode("ascii") + b"  " + name + b"\n"
