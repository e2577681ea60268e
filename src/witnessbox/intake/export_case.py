"""CASE/UCO as JSON-LD: every item as an observable file, its content data and where it was contained.

Strings of JSON hold text only, and the ontology has no words for outcomes. So each file has one facet more, in a
namespace of this program, with the exact bytes of the path and all else as `witnessbox:record`.
"""

from __future__ import annotations

import json
import uuid

from witnessbox.intake.export_names import readable
from witnessbox.intake.export_parts import Export, LineFile, date_time, item_json
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.items import Item, ItemKind, Recovery
from witnessbox.vault.catalogue import SealedRow

NAMESPACE = "urn:witnessbox:export:1:"
"""Where the words of our own facet live; it is a name and leads nowhere."""
_CONTEXT: dict[str, Json] = {
    "kb": "urn:witnessbox:kb:",
    "witnessbox": NAMESPACE,
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CLASSES = {
    ItemKind.FILE: "uco-observable:File",
    ItemKind.DIRECTORY: "uco-observable:Directory",
    ItemKind.LINK: "uco-observable:SymbolicLink",
    ItemKind.FIFO: "uco-observable:NamedPipe",
    ItemKind.SOCKET: "uco-observable:FileSystemObject",  # what UCO calls a socket is one of a network
    ItemKind.DEVICE: "uco-observable:FileSystemObject",
}
_RECOVERED = {Recovery.RECOVERED: "recovered", Recovery.DOUBTFUL: "unknown"}
"""In the words of UCO's vocabulary; that it is doubtful stands in our own facet."""
_IDS = uuid.UUID("5f3a8f5e-6a0f-5f0c-9f0b-7d1b8a6c2e41")
"""Under which names of nodes are made, so that the same item has the same name in every export."""


def write_case(export: Export) -> str:
    """Write the graph; returns the SHA-256 of the file."""
    containers: set[str] = set()
    mark = b"\n"
    with LineFile(export.target) as graph:
        graph.write(b'{\n"@context": ' + _line(_CONTEXT) + b',\n"@graph": [')
        for row in export.rows():
            nodes = [_file(row)]
            parent = row.item.parent
            if parent is not None:
                nodes.append(_contained(row.item, parent))
                if parent not in containers:
                    containers.add(parent)
                    nodes.append(_container(parent))
            for node in nodes:
                graph.write(mark + _line(node))
                mark = b",\n"
        graph.write(b"\n]\n}\n")
        return graph.close()


def _file(row: SealedRow) -> dict[str, Json]:
    item = row.item
    facets: list[Json] = [_file_facet(item), _own_facet(row)]
    if item.content is not None:
        data = _content_facet(item.content, _name(item))
        data["uco-observable:sizeInBytes"] = _typed("integer", str(item.size))
        if row.content is not None:
            data["uco-observable:mimeType"] = row.content.format.mime
        facets.append(data)
    if item.recovery is not None:
        facets.append(_recovered_facet(item, item.recovery))
    return {"@id": _id("file", _name(item)), "@type": _CLASSES[item.kind], "uco-core:hasFacet": facets}


def _file_facet(item: Item) -> dict[str, Json]:
    path = readable(item.path)
    facet: dict[str, Json] = {
        "@id": _id("file-facet", _name(item)),
        "@type": "uco-observable:FileFacet",
        "uco-observable:fileName": path.rpartition("/")[2],
        "uco-observable:filePath": path,
        "uco-observable:sizeInBytes": _typed("integer", str(item.size)),
    }
    times = item.times
    for name, nanoseconds in (
        ("modifiedTime", times.modified),
        ("metadataChangeTime", times.changed),
        ("accessedTime", times.accessed),
        ("observableCreatedTime", times.born),
    ):
        moment = date_time(nanoseconds, local=times.local)
        if moment is not None:
            facet[f"uco-observable:{name}"] = _typed("dateTime", moment)
    if item.recovery is not None:
        facet["uco-observable:allocationStatus"] = "unallocated"
    return facet


def _own_facet(row: SealedRow) -> dict[str, Json]:
    item = row.item
    record = item_json(row, None)
    return {
        "@id": _id("item-facet", _name(item)),
        "@type": ["witnessbox:ItemFacet", "uco-core:Facet"],
        "witnessbox:pathBytes": _typed("base64Binary", str(record["path_bytes"])),
        "witnessbox:outcome": item.outcome.value,
        "witnessbox:acquisition": _typed("integer", str(row.number)),
        "witnessbox:record": canonical(record).decode("utf-8"),
    }


def _content_facet(sha256: str, owner: str) -> dict[str, Json]:
    """A facet of one object only, as UCO wants it; the hash is one node for each content, wherever that is."""
    return {
        "@id": _id("content-data-facet", owner),
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:hash": {
            "@id": _id("hash", sha256),
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": _typed("hexBinary", sha256),
        },
    }


def _recovered_facet(item: Item, recovery: Recovery) -> dict[str, Json]:
    return {
        "@id": _id("recovered-object-facet", _name(item)),
        "@type": "uco-observable:RecoveredObjectFacet",
        "uco-observable:contentRecoveredStatus": _RECOVERED[recovery],
        "uco-observable:nameRecoveredStatus": "recovered",
    }


def _container(sha256: str) -> dict[str, Json]:
    return {
        "@id": _id("content-data", sha256),
        "@type": "uco-observable:ContentData",
        "uco-core:hasFacet": _content_facet(sha256, sha256),
    }


def _contained(item: Item, parent: str) -> dict[str, Json]:
    return {
        "@id": _id("relationship", _name(item)),
        "@type": "uco-observable:ObservableRelationship",
        "uco-core:source": {"@id": _id("file", _name(item))},
        "uco-core:target": {"@id": _id("content-data", parent)},
        "uco-core:kindOfRelationship": "Contained_Within",
        "uco-core:isDirectional": True,
    }


def _name(item: Item) -> str:
    return canonical(item.identity()).decode("utf-8")


def _id(kind: str, name: str) -> str:
    return f"kb:{kind}-{uuid.uuid5(_IDS, f'{kind} {name}')}"


def _typed(kind: str, value: str) -> dict[str, Json]:
    return {"@type": f"xsd:{kind}", "@value": value}


def _line(value: Json) -> bytes:
    return json.dumps(value).encode("ascii")
