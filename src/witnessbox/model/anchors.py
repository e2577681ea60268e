"""Checkpoints whose time an authority of others states: RFC 3161 time-stamp tokens."""

from __future__ import annotations

from witnessbox.model.records import dataclass

MAX_REPLY = 64 * 1024
"""Bytes of a reply that is looked at; tokens with a whole chain of certificates have some ten thousand."""

SHA256_OID = "2.16.840.1.101.3.4.2.1"
"""Object identifier of SHA-256 (NIST CSOR)."""

GRANTED = 0
"""PKIStatus `granted` (RFC 3161, 2.4.2). `grantedWithMods` is not taken: nothing may differ from what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a time-stamp token says.

    Attributes:
        algorithm: object identifier of the hash in the imprint, dotted.
        imprint: hash of what was stamped.
        nonce: decimal, None when the authority left it out.
        time: the authority's time, nanoseconds since 1970 UTC as a decimal string.
        policy: object identifier of the authority's policy, dotted.
        serial: the authority's number of this token, decimal.
        signer: subject of the signing certificate as the token states it, RFC 4514; empty when there is none.
        trusted: whether the signature leads to one of the given certificates.
        distrust: why not, in words; None when it does.
    """

    algorithm: str
    imprint: bytes
    nonce: str | None
    time: str
    policy: str
    serial: str
    signer: str
    trusted: bool
    distrust: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An authority's answer: PKIStatus, its words, and the token when there is one."""

    status: int
    words: tuple[str, ...]
    token: Token | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorRequested:
    """A time stamp over the log as it stood before this entry was asked for.

    Attributes:
        note: the signed checkpoint, whole; its SHA-256 is the imprint.
        size: entries under it.
        root: its root, hexadecimal.
        request: the request as it went out, DER.
        nonce: that of the request, decimal.
        host: name of the machine that was asked over the network; empty when the request travelled otherwise.
    """

    note: bytes
    size: int
    root: str
    request: bytes
    nonce: str
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """An authority states that a checkpoint existed.

    Attributes:
        request: digest of the entry that asked.
        size: entries under the checkpoint.
        root: its root, hexadecimal.
        time: the authority's time, nanoseconds since 1970 UTC as a decimal string.
        policy: object identifier of its policy, dotted.
        serial: its number of the token, decimal.
        reply: its answer as it came, DER.
        certificates: certificates (DER) that the signature was checked against then; none means unchecked.
    """

    request: str
    size: int
    root: str
    time: str
    policy: str
    serial: str
    reply: bytes
    certificates: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorState:
    """One anchor as a check found it.

    Attributes:
        entry: digest of the entry `anchored`.
        size: entries under the checkpoint.
        time: the authority's time, nanoseconds.
        signer: who signed, as the token states it.
        trusted: whether the signature leads to a certificate that was given to the check.
        distrust: why not, in words.
    """

    entry: str
    size: int
    time: str
    signer: str
    trusted: bool
    distrust: str | None
