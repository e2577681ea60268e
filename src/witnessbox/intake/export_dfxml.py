"""Digital Forensics XML (DFXML 1.1): every item as a file object with its times, digest and byte runs.

XML cannot hold every byte that a path can, and DFXML has no words for outcomes, for containers that are no disk image,
or for doubt. So each file object begins with a processing instruction `witnessbox-item`, which schemas and readers pass
over, with the exact record as JSON. Elements stand in the order that the published schema asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from witnessbox import __version__
from witnessbox.intake.export_names import readable
from witnessbox.intake.export_parts import Export, LineFile, date_time, item_line
from witnessbox.model.items import Item, ItemKind
from witnessbox.vault.catalogue import SealedRow

NAMESPACE = "http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML"
_NAME_TYPES = {
    ItemKind.FILE: "r",
    ItemKind.DIRECTORY: "d",
    ItemKind.LINK: "l",
    ItemKind.FIFO: "p",
    ItemKind.SOCKET: "s",
    ItemKind.DEVICE: "-",  # the schema knows block and character devices; an item says neither
}


def write_dfxml(export: Export) -> str:
    """Write the document; returns its SHA-256."""
    with LineFile(export.target) as document:
        document.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<dfxml xmlns="{NAMESPACE}" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" version="1.1.0">\n'
            "<metadata><dc:type>Sealed items</dc:type></metadata>\n"
            f"<creator><program>witnessbox</program><version>{__version__}</version><execution_environment>"
            f"<start_time>{export.made.isoformat()}</start_time></execution_environment></creator>\n<source/>\n".encode()
        )
        for row in export.rows():
            document.write("".join(_file_object(row)).encode("utf-8"))
        document.write(b"</dfxml>\n")
        return document.close()


def _file_object(row: SealedRow) -> Iterator[str]:
    item = row.item
    record = item_line(row, None).decode("ascii").rstrip("\n").replace("?", "\\u003f")
    yield f"<fileobject><?witnessbox-item {record}?>"
    yield f"<filename>{escape(readable(item.path))}</filename>"
    yield f"<name_type>{_NAME_TYPES[item.kind]}</name_type><filesize>{item.size}</filesize>"
    yield f"<{'alloc' if item.recovery is None else 'unalloc'}>1</{'alloc' if item.recovery is None else 'unalloc'}>"
    attributes = item.attributes
    yield f"<mode>{attributes.mode}</mode><nlink>{attributes.links}</nlink>"
    yield f"<uid>{attributes.owner}</uid><gid>{attributes.group}</gid>"
    yield from _times(item)
    if attributes.target is not None:
        yield f"<link_target>{escape(readable(attributes.target))}</link_target>"
    if row.content is not None:
        yield f"<libmagic>{escape(row.content.format.mime)}</libmagic>"
    if item.runs:
        yield f"<byte_runs>{''.join(_byte_runs(item))}</byte_runs>"
    if item.content is not None:
        yield f'<hashdigest type="sha256">{item.content}</hashdigest>'
    yield "</fileobject>\n"


def _times(item: Item) -> Iterator[str]:
    times = item.times
    named: Iterable[tuple[str, str | None]] = (
        ("mtime", times.modified),
        ("ctime", times.changed),
        ("atime", times.accessed),
        ("crtime", times.born),
    )
    for name, nanoseconds in named:
        moment = date_time(nanoseconds, local=times.local)
        if moment is not None:
            yield f"<{name}>{moment}</{name}>"


def _byte_runs(item: Item) -> Iterator[str]:
    """Where the bytes lie in the image; a hole has no place there and is filled with zeros."""
    position = 0
    for run in item.runs:
        where = 'fill="0"' if run.offset is None else f'img_offset="{run.offset}"'
        yield f'<byte_run file_offset="{position}" {where} len="{run.length}"/>'
        position += run.length
