"""Whatever an authority sends, the task answers with a reply or refuses it; it never takes a changed time for true."""

from __future__ import annotations

import base64
import random
import tempfile
from pathlib import Path

import pytest
from authority import Authority
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from witnessbox.media.timestamps import time_stamp
from witnessbox.model.anchors import MAX_REPLY, Reply
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UntrustedInputError


def read(data: bytes, root: Path) -> Reply:
    certificate = x509.load_pem_x509_certificate(root.read_bytes()).public_bytes(Encoding.DER)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return from_json(
            Reply, time_stamp([base64.b64encode(certificate).decode()], [file.fileno()], [], lambda *_: None)
        )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    request = TimestampRequestBuilder(data=b"x", hash_algorithm=HashAlgorithm.SHA256).build()
    return authority.answer(request.as_bytes())


def test_changed_replies_are_refused_or_say_the_same_or_are_not_trusted(
    authority: Authority, reply: bytes, seed: int
) -> None:
    honest = read(reply, authority.root)
    assert honest.token is not None
    assert honest.token.trusted
    chance = random.Random(seed)
    refused = 0
    for _ in range(600):
        changed = bytearray(reply)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if chance.random() < 0.2:
            changed = changed[: chance.randrange(len(changed))]
        try:
            seen = read(bytes(changed), authority.root)
        except Exception:  # noqa: BLE001  the worker turns whatever the parsers raise into a refusal
            refused += 1
            continue
        if seen.token is not None and seen.token.trusted:
            assert seen.token == honest.token, "bytes outside of the signature may differ, what is signed may not"
    assert refused > 100


@pytest.mark.parametrize("data", [b"", b"\0", b"0\0", b"<html>", bytes(MAX_REPLY), bytes(MAX_REPLY + 1)])
def test_what_is_no_reply_is_refused(data: bytes, authority: Authority) -> None:
    with pytest.raises(UntrustedInputError):
        read(data, authority.root)
