"""The decodable part of a damaged video, for callers outside the sandbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from witnessbox.media.client import allowance, checked
from witnessbox.media.sandbox import Worker
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.items import Run
from witnessbox.model.salvage import Salvaged

_PASSES = 3


def salvage(
    worker: Worker,
    content: int,
    out: int,
    *,
    missing: Sequence[Run] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> Salvaged | None:
    """Write the decodable part of a damaged video.

    Args:
        worker: does the work.
        content: descriptor of the video.
        out: descriptor of an empty file, readable and writable. Whatever is in it after an error, or where nothing is
            returned, is nothing.
        missing: ranges of the video that could not be read and hold zeros.
        on_progress: told (done, total).

    Returns:
        What was written, None where nothing had to be left out, so that nothing needs to be written.

    Raises:
        UntrustedInputError: nothing can be decoded; the message is the reason.
        WorkerDiedError: it broke a limit or gave nonsense.
    """
    params: Json = {"missing": [to_json(run) for run in missing]}
    seconds = _PASSES * allowance(os.fstat(content).st_size)
    answer = worker.call("salvage", params, inputs=[content], outputs=[out], on_progress=on_progress, seconds=seconds)
    return None if answer is None else checked(Salvaged, answer)
