"""Answers of time-stamp authorities, read in the sandboxed worker: whoever sends one may send anything."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from cryptography import x509
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from witnessbox.media.tasks import Progress
from witnessbox.model.anchors import GRANTED, MAX_REPLY, Reply, Token
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHY = (re.compile(r'data: "Verify error: ([^"]{1,100})"'), re.compile(r'reason: "([^"]{1,100})"'))  # OpenSSL's words


def time_stamp(params: Json, inputs: list[int], _outputs: list[int], _progress: Progress) -> Json:
    """Task: the `Reply` in the input, its signature checked against certificates (base64 of DER) in the parameters."""
    data = os.pread(inputs[0], MAX_REPLY + 1, 0)
    if len(data) > MAX_REPLY:
        raise UntrustedInputError(f"it is larger than {MAX_REPLY} bytes")
    given = [x509.load_der_x509_certificate(base64.b64decode(each)) for each in cast(list[str], params)]
    try:
        reply = decode_timestamp_response(data)
        token = _token(reply, given) if reply.status == GRANTED else None
    except ValueError as error:
        raise UntrustedInputError(f"it is no time-stamp reply ({str(error)[:80]})") from error
    return to_json(Reply(status=reply.status, words=tuple(reply.status_string), token=token))


def _token(reply: TimeStampResponse, given: Sequence[x509.Certificate]) -> Token:
    info = reply.tst_info
    nonce = cast(int | None, info.nonce)  # the library's types do not say that an authority may leave it out
    distrust = _distrust(reply, given)
    return Token(
        algorithm=info.message_imprint.hash_algorithm.dotted_string,
        imprint=info.message_imprint.message,
        nonce=None if nonce is None else str(nonce),
        time=str((info.gen_time - _EPOCH) // timedelta(microseconds=1) * 1000),
        policy=info.policy.dotted_string,
        serial=str(info.serial_number),
        signer=_signer(reply),
        trusted=distrust is None,
        distrust=distrust,
    )


def _distrust(reply: TimeStampResponse, given: Sequence[x509.Certificate]) -> str | None:
    """Why the signature counts for nothing; None when it leads to a given certificate.

    The certificates need be valid at the time of the token, not today.
    """
    if not given:
        return "no certificate of the authority was given"
    try:
        VerifierBuilder(roots=list(given)).build().verify(reply, reply.tst_info.message_imprint.message)
    except VerificationError as error:
        found = next((match for words in _WHY if (match := words.search(str(error)))), None)
        return found.group(1) if found else str(error)[:120]
    return None


def _signer(reply: TimeStampResponse) -> str:
    """Subject of the certificate that the signature names; only as true as the signature."""
    signers = {(each.issuer, each.serial_number) for each in reply.signed_data.signer_infos}
    for der in reply.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if (certificate.issuer, certificate.serial_number) in signers:
            return certificate.subject.rfc4514_string()
    return ""


def warm() -> None:
    """Have OpenSSL read what it reads at first use."""
    from rfc3161_client._rust import verify  # noqa: PLC0415

    try:
        verify.pkcs7_verify(b"0\0", _EPOCH, [])
    except ValueError:
        return
