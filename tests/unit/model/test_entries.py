"""Entries: one line has one digest, and a line that is not of this form is refused."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from witnessbox.model.canonical import canonical, parse
from witnessbox.model.codec import to_json
from witnessbox.model.entries import Body, Kind, entry_digest, entry_line, key_id, read_entry

BODY = Body(kind=Kind.NOTHING_NEW, actor="a" * 32, time="1", data={"acquisition": "x", "known": 3})
LINE = entry_line(BODY, bytes(64))


def test_an_entry_is_read_back_and_named_by_the_leaf_hash_of_its_line() -> None:
    entry = read_entry(LINE)
    assert (entry.body, entry.signature) == (BODY, bytes(64))
    assert entry.digest == entry_digest(LINE) == hashlib.sha256(b"\x00" + LINE).hexdigest()
    assert entry.signed == canonical(to_json(BODY))
    assert entry.signed in LINE


def test_a_key_is_named_by_the_first_half_of_its_digest() -> None:
    assert key_id(bytes(32)) == hashlib.sha256(bytes(32)).hexdigest()[:32]


def changed(**members: Any) -> bytes:
    value: Any = parse(LINE)
    value.update(members)
    return canonical(value)


def changed_body(**members: Any) -> bytes:
    value: Any = parse(LINE)
    value["body"].update(members)
    return canonical(value)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        LINE + b" ",
        LINE.replace(b":", b": ", 1),
        changed(more=1),
        changed(signature=1),
        changed(signature="not base64!"),
        changed(body=[]),
        changed_body(format="witnessbox-entry/2"),
        changed_body(kind="unheard of"),
        changed_body(actor=1),
        changed_body(time=1),
        changed_body(rests_on="x"),
        changed_body(data=[]),
        changed_body(more=1),
    ],
)
def test_what_is_no_entry_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        read_entry(line)


def test_every_member_is_under_the_signature() -> None:
    for member in ("kind", "actor", "time", "rests_on", "previous", "data", "format"):
        assert f'"{member}":'.encode() in read_entry(LINE).signed
    assert base64.b64encode(bytes(64)) not in read_entry(LINE).signed
