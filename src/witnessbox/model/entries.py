"""Entries of the custody log and their signatures.

A line of the log is canonical JSON `{"body": …, "signature": base64}`. The signature is Ed25519 over the canonical
JSON of the body; the leaf of the log's tree is the whole line without its line feed. A body holds no position: it names
by digest the entries it rests on and its actor's previous entry, so that logs of several devices can be merged.
"""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum

from witnessbox.model import merkle
from witnessbox.model.canonical import Json, canonical, parse
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.records import dataclass

ENTRY_FORMAT = "witnessbox-entry/1"


class Kind(StrEnum):
    """Kinds of entries. Preservation events carry their PREMIS name in the operation."""

    CASE_CREATED = "case created"
    PERSON_ADDED = "person added"
    PERSON_REVOKED = "person revoked"
    ACQUISITION_OPENED = "acquisition opened"
    ACQUISITION_CLOSED = "acquisition closed"
    SEAL_STATED = "seal stated"
    NOTHING_NEW = "nothing new"
    OPERATION_OPENED = "operation opened"
    OPERATION_CLOSED = "operation closed"
    PLAN_APPROVED = "plan approved"
    PLAN_GROWN = "plan grown"
    FINDING_OVERRULED = "finding overruled"
    RELEASE_MADE = "release made"
    EXPORTED = "exported"
    ANCHOR_REQUESTED = "anchor requested"
    ANCHORED = "anchored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The signed part of an entry.

    Attributes:
        format: `ENTRY_FORMAT`.
        kind: what happened.
        actor: key id of who signed (`key_id`).
        time: when by the clock of this machine, nanoseconds since 1970 UTC as a decimal string.
        rests_on: digests of the entries that this one builds on.
        previous: digest of the actor's previous entry, None for the first.
        data: the record of that kind as JSON (`witnessbox.model.acts`).
    """

    format: str = ENTRY_FORMAT
    kind: Kind
    actor: str
    time: str
    rests_on: tuple[str, ...] = ()
    previous: str | None = None
    data: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A body with its signature and the digest that names it."""

    body: Body
    signature: bytes
    digest: str

    @property
    def signed(self) -> bytes:
        """The bytes under the signature."""
        return canonical(to_json(self.body))


def entry_line(body: Body, signature: bytes) -> bytes:
    """The line of the log, without line feed."""
    return canonical({"body": to_json(body), "signature": base64.b64encode(signature).decode("ascii")})


def entry_digest(line: bytes) -> str:
    """Digest that names an entry: the RFC 6962 leaf hash of its line, hexadecimal."""
    return merkle.leaf_hash(line).hex()


def read_entry(line: bytes) -> Entry:
    """Read one line of the log.

    Raises:
        ValueError: not canonical JSON, or a member is missing or wrong.
    """
    value = parse(line)
    if not isinstance(value, dict) or value.keys() != {"body", "signature"} or not isinstance(value["signature"], str):
        raise ValueError("an entry has a body and a signature")
    body = from_json(Body, value["body"])
    if body.format != ENTRY_FORMAT:
        raise ValueError(f"format {body.format!r} is not known")
    signature = base64.b64decode(value["signature"], validate=True)
    return Entry(body=body, signature=signature, digest=entry_digest(line))


def key_id(public_key: bytes) -> str:
    """Name of a key: the first 32 hexadecimal digits of SHA-256 over the 32 raw bytes of the public key."""
    return hashlib.sha256(public_key).hexdigest()[:32]
