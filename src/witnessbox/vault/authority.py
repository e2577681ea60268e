"""Asking a time-stamp authority over the network: the one place that does, and only when a person names the address."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request

from witnessbox.model.anchors import MAX_REPLY
from witnessbox.model.errors import AnswerRefusedError, AuthorityUnreachableError, UsageError

TIMEOUT = 60
"""Seconds for the whole exchange; authorities answer within one or two."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever named one address did not agree to another: an answer that sends us on counts as an error."""

    def redirect_request(self, *_: object) -> None:
        return None


def host_of(url: str) -> str:
    """Name of the machine in an address.

    Raises:
        UsageError: it is no http or https address.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
        parts = urllib.parse.SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{url}: no address that begins with http:// or https://")
    return host


def ask_authority(url: str, request: bytes) -> bytes:
    """Send a request and give the answer as it came.

    Args:
        url: http or https; a proxy that the environment names is used.
        request: DER.

    Raises:
        AuthorityUnreachableError: nothing answered, or not with success.
        AnswerRefusedError: the answer is larger than any time stamp.
    """
    host_of(url)
    opener = urllib.request.build_opener(_NoRedirect())
    call = urllib.request.Request(  # noqa: S310 - host_of took http and https only
        url, data=request, headers={"Content-Type": "application/timestamp-query", "User-Agent": "witnessbox"}
    )
    deadline = time.monotonic() + TIMEOUT
    data = bytearray()
    try:
        with opener.open(call, timeout=TIMEOUT) as answer:
            while len(data) <= MAX_REPLY and (part := answer.read1(MAX_REPLY)):
                data += part
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no whole answer within {TIMEOUT} seconds")
    except urllib.error.HTTPError as error:
        error.close()
        onward = error.headers.get("Location")
        what = f"sends us on to {onward}, name that with --url if it is right" if onward else "check the address"
        raise AuthorityUnreachableError(f"{url}: answered {error.code} {error.reason}; {what}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise AuthorityUnreachableError(
            f"{url}: cannot be reached ({reason}); check address and network, or carry the request with --request FILE"
        ) from error
    if len(data) > MAX_REPLY:
        raise AnswerRefusedError(f"{url}: the answer is larger than {MAX_REPLY} bytes, which no time stamp is")
    return bytes(data)
