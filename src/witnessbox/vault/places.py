"""What stands beside a file in the catalogue: the other files of its folder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from witnessbox.vault.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file stood.

    Attributes:
        folder: raw path of its folder with the last `/`, empty for the outermost.
        name: its own.
        parent: digest of the container around it, empty for none.
        acquisition: digest of the entry that opened the acquisition.
    """

    folder: bytes
    name: bytes
    parent: str
    acquisition: str


def place_of(catalogue: Catalogue, content: str) -> Place | None:
    """Where a content was first found."""
    row = catalogue.connection.execute(
        "SELECT path, parent, acquisition FROM items WHERE content = ? ORDER BY parent, path LIMIT 1", (content,)
    ).fetchone()
    if row is None:
        return None
    path, parent, acquisition = row
    name = path.rpartition(b"/")[2]
    return Place(folder=path[: len(path) - len(name)], name=name, parent=parent, acquisition=acquisition)


def is_beside(catalogue: Catalogue, place: Place, names: Iterable[bytes]) -> bool:
    """Whether a file of one of these names stands in the folder of a place."""
    return any(
        catalogue.connection.execute(
            "SELECT 1 FROM items WHERE path = ? AND parent = ? AND acquisition = ? AND content <> ''",
            (place.folder + name, place.parent, place.acquisition),
        ).fetchone()
        for name in names
    )


def beside(catalogue: Catalogue, place: Place) -> dict[bytes, str]:
    """Contents by name in the folder of a place."""
    start = place.folder
    rows = catalogue.connection.execute(
        "SELECT path, content FROM items WHERE path >= ? AND path < ? AND parent = ? AND acquisition = ? "
        "AND content <> '' ORDER BY path",
        (start, start[:-1] + b"0" if start else b"\xff" * 5000, place.parent, place.acquisition),
    )
    names = {path[len(start) :]: sha256 for path, sha256 in rows}
    return {name: sha256 for name, sha256 in names.items() if b"/" not in name}
