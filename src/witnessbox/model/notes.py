"""Checkpoints: signed notes after C2SP `tlog-checkpoint` and `signed-note`.

The text is three lines: origin, tree size, base64 of the root; then an empty line and one signature line a key:
`— NAME BASE64(key hash || signature)`, where the key hash is the first four bytes of
SHA-256(name || 0x0A || 0x01 || public key).
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from witnessbox.model.records import dataclass

ED25519 = b"\x01"
"""Algorithm byte of Ed25519 in C2SP signed-note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A statement of a log's size and root.

    Attributes:
        origin: name of the log: random, so that it tells nothing about the case.
        size: number of entries.
        root: RFC 6962 root over them, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """The bytes under the signature."""
        root = base64.b64encode(self.root).decode("ascii")
        return f"{self.origin}\n{self.size}\n{root}\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line of a note."""

    name: str
    key_hash: bytes
    signature: bytes


def note_key_hash(name: str, public_key: bytes) -> bytes:
    """Four bytes that tell which key signed."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def write_note(checkpoint: Checkpoint, *, name: str, public_key: bytes, signature: bytes) -> bytes:
    """Put text and signature together."""
    blob = base64.b64encode(note_key_hash(name, public_key) + signature).decode("ascii")
    return checkpoint.text() + f"\n\u2014 {name} {blob}\n".encode()


def read_note(data: bytes) -> tuple[Checkpoint, tuple[NoteSignature, ...]]:
    """Take a note apart; the caller checks the signatures over `Checkpoint.text()`.

    Raises:
        ValueError: not a checkpoint.
    """
    try:
        text, _, tail = data.decode("utf-8").partition("\n\n")
        lines = text.split("\n")
        if len(lines) != 3 or not lines[0] or not lines[1].isdecimal():
            raise ValueError("a checkpoint has three lines")
        root = base64.b64decode(lines[2], validate=True)
        *signed, end = tail.split("\n")
        if end:
            raise ValueError("the last signature line has no end")
        signatures = []
        for line in signed:
            dash, name, blob = line.split(" ")
            raw = base64.b64decode(blob, validate=True)
            if dash != "\u2014" or len(raw) != 68:
                raise ValueError("a signature line has a dash, a name and 68 bytes of base64")
            signatures.append(NoteSignature(name=name, key_hash=raw[:4], signature=raw[4:]))
    except (UnicodeDecodeError, binascii.Error) as error:
        raise ValueError(str(error)) from error
    if len(root) != 32 or str(int(lines[1])) != lines[1]:
        raise ValueError("the root has 32 bytes and the size no leading zero")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root), tuple(signatures)
