"""Checkpoints are signed notes after C2SP, and nothing else is taken for one."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.model.notes import Checkpoint, note_key_hash, read_note, write_note

ORIGIN = "witnessbox.log/0123"
STATE = Checkpoint(origin=ORIGIN, size=17, root=bytes(range(32)))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
NOTE = write_note(STATE, name=ORIGIN, public_key=PUBLIC, signature=KEY.sign(STATE.text()))


def test_a_note_is_read_back_and_its_signature_checked_with_plain_means() -> None:
    state, (signature,) = read_note(NOTE)
    assert state == STATE
    assert (signature.name, signature.key_hash) == (ORIGIN, note_key_hash(ORIGIN, PUBLIC))
    text, _, tail = NOTE.partition(b"\n\n")
    raw = base64.b64decode(tail.split(b" ")[2])
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(raw[4:], text + b"\n")
    assert text.split(b"\n") == [ORIGIN.encode(), b"17", base64.b64encode(bytes(range(32)))]


def test_the_key_hash_is_that_of_signed_note() -> None:
    expected = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + PUBLIC).digest()[:4]
    assert note_key_hash(ORIGIN, PUBLIC) == expected


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_every_size_and_root_is_read_back(size: int, root: bytes) -> None:
    state = Checkpoint(origin="o", size=size, root=root)
    note = write_note(state, name="o", public_key=PUBLIC, signature=bytes(64))
    assert read_note(note)[0] == state


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff",
        NOTE.replace(b"\n17\n", b"\n017\n"),
        NOTE.replace(b"\n17\n", b"\n-17\n"),
        NOTE.replace(b"\n17\n", b"\n1 7\n"),
        NOTE.replace(b"\n17\n", b"\n\n"),
        NOTE.replace(b"17", "\u0661\u0667".encode()),
        NOTE.replace(ORIGIN.encode() + b"\n17", b"\n17"),
        NOTE.replace(b"\n\n", b"\nanother line\n\n"),
        NOTE.replace(base64.b64encode(bytes(range(32))), base64.b64encode(bytes(31))),
        NOTE.replace(base64.b64encode(bytes(range(32))), b"*" * 44),
        NOTE.replace("\u2014 ".encode(), b"- "),
        NOTE[:-10] + b"\n",
        NOTE + b"trailing\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(note: bytes) -> None:
    with pytest.raises(ValueError):
        read_note(note)


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\x0b", b"\x0c", "\u2028".encode()])
def test_lines_end_in_line_feeds_only(end: bytes) -> None:
    with pytest.raises(ValueError):
        read_note(NOTE[:-1] + end)


def test_a_note_without_signatures_has_none() -> None:
    text, _, _ = NOTE.partition(b"\n\n")
    assert read_note(text + b"\n\n")[1] == ()


def test_a_second_signature_is_read_too() -> None:
    line = NOTE.partition(b"\n\n")[2].replace(ORIGIN.encode(), b"witness.example")
    assert [one.name for one in read_note(NOTE + line)[1]] == [ORIGIN, "witness.example"]
