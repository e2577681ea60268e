"""The typed side of the worker's task that reads time-stamp replies."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence

from witnessbox.media.client import checked
from witnessbox.media.sandbox import Worker
from witnessbox.model.anchors import Reply

_SECONDS = 30  # real replies take milliseconds


def examine_reply(reply: bytes, certificates: Sequence[bytes]) -> Reply:
    """Read an authority's reply in a sandboxed worker of its own.

    Args:
        reply: DER, as it came.
        certificates: DER; those that the signature may lead to.

    Raises:
        UntrustedInputError: it is no reply.
        WorkerDiedError: the worker died of it.
        SandboxUnavailableError: no sandbox can be had here.
    """
    with Worker(tasks=("time-stamp",)) as worker, tempfile.TemporaryFile() as file:
        file.write(reply)
        file.flush()
        params = [base64.b64encode(each).decode("ascii") for each in certificates]
        answer = worker.call("time-stamp", list(params), inputs=[file.fileno()], seconds=_SECONDS)
    return checked(Reply, answer)
