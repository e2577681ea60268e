"""Record sets: what an operation covers, in one content-addressed file of canonical JSON lines.

The first line holds a salt, so that the digest in the log tells nothing about the records; the salt derives from the
master key and the records, so that the same results always make the same file.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from typing import cast

from witnessbox.model.acts import RecordLine, RecordSetHeader
from witnessbox.model.canonical import Json, canonical, parse
from witnessbox.model.codec import from_json, to_json

RECORD_SET_FORMAT = "witnessbox-records/1"


def write_record_set(master: bytes, records: Iterable[tuple[str, object]]) -> bytes:
    """Bytes of a record set.

    Args:
        master: master key of the case.
        records: pairs of record kind (`item`, `content`, `observation`, …) and record.
    """
    lines = [
        canonical(to_json(RecordLine(record=kind, value=cast(dict[str, Json], to_json(record)))))
        for kind, record in records
    ]
    body = b"".join(line + b"\n" for line in lines)
    salt = hmac.new(master, b"witnessbox records 1" + hashlib.sha256(body).digest(), hashlib.sha256).hexdigest()
    header = RecordSetHeader(salt=salt, count=len(lines))
    return canonical(to_json(header)) + b"\n" + body


def read_record_set(data: bytes) -> Iterator[RecordLine]:
    """Records of a record set.

    Raises:
        ValueError: not a record set, or not whole.
    """
    lines = data.split(b"\n")
    header = from_json(RecordSetHeader, parse(lines[0]))
    if header.format != RECORD_SET_FORMAT:
        raise ValueError(f"format {header.format!r} is not known")
    if len(lines) != header.count + 2 or lines[-1] != b"":
        raise ValueError(f"{header.count} records are announced, {len(lines) - 2} are there")
    for line in lines[1:-1]:
        yield from_json(RecordLine, parse(line))
