"""Record sets: what an operation covers, in one content-addressed file of canonical JSON lines.

The first line holds a salt, so that the digest in the log tells nothing about the records; the salt derives from the
master key and the records, so that the same results always make the same file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar, cast

from witnessbox.model.acts import RecordSetHeader
from witnessbox.model.canonical import Json, canonical, parse
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.records import dataclass

RECORD_SET_FORMAT = "witnessbox-records/1"

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record of a record set.

    Attributes:
        record: its kind.
        text: canonical JSON of the record.
        made: the record itself where it was made just now, None where it was read.
        read: the record as JSON where it was read, None where it was made: it may be as large as all that was seen in
            hours of video.
    """

    record: str
    text: str
    made: object = None
    read: dict[str, Json] | None = None

    @property
    def value(self) -> dict[str, Json]:
        """The record as JSON."""
        return cast("dict[str, Json]", json.loads(self.text)) if self.read is None else self.read

    def build(self, kind: type[Record]) -> Record:
        """The record; one that was made just now is not decoded from its own text.

        Raises:
            ValueError: the line does not have the form of its kind.
        """
        return self.made if isinstance(self.made, kind) else from_json(kind, self.value)


def lines_of(records: Iterable[tuple[str, object]]) -> list[Line]:
    """Lines of a record set.

    Args:
        records: pairs of record kind (`item`, `content`, `observation`, …) and record.
    """
    lines = []
    for kind, record in records:
        lines.append(Line(record=kind, text=canonical(to_json(record)).decode("utf-8"), made=record))
    return lines


def write_record_set(master: bytes, records: Iterable[tuple[str, object]]) -> bytes:
    """Bytes of a record set.

    Args:
        master: master key of the case.
        records: pairs of record kind and record.
    """
    return join_lines(master, lines_of(records))


def join_lines(master: bytes, lines: Sequence[Line]) -> bytes:
    """Bytes of the record set that consists of these lines; `master` is the master key of the case."""
    # One line may be all that was seen in hours of video: no more than one copy of it is made beside the result.
    pieces = [b'{"record":"%b","value":%b}\n' % (line.record.encode(), line.text.encode()) for line in lines]
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    salt = hmac.new(master, b"witnessbox records 1" + digest.digest(), hashlib.sha256).hexdigest()
    header = RecordSetHeader(salt=salt, count=len(lines))
    return b"".join((canonical(to_json(header)), b"\n", *pieces))


def read_record_set(data: bytes, *, strict: bool = False) -> Iterator[Line]:
    """Records of a record set.

    Args:
        data: its bytes.
        strict: also insist that each line is canonical. The log names the bytes by digest, so this matters only to who
            checks that they were written as the format says.

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
        record = parse(line) if strict else json.loads(line)
        if not isinstance(record, dict) or record.keys() != {"record", "value"}:
            raise ValueError("a line has other members than `record` and `value`")
        kind, value = record["record"], record["value"]
        if not isinstance(kind, str) or not isinstance(value, dict):
            raise ValueError("a line has no name of a record and an object as its value")
        # Members stand in the order of their names: `record`, then `value`, which ends the line.
        yield Line(record=kind, read=value, text=line[len(kind) + len(b'{"record":"","value":') : -1].decode("utf-8"))
