"""Pictures of what the second look found, for callers outside the sandbox."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from witnessbox.media.client import checked, scratch_file
from witnessbox.model.codec import to_json
from witnessbox.model.errors import WorkerDiedError
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from witnessbox.media.sandbox import Worker
    from witnessbox.model.canonical import Json
    from witnessbox.model.faces import Finding
    from witnessbox.model.observations import MediaKind

TASK = "finding-pictures"
"""Task to prepare a worker for."""

_MAX_PICTURE = 8 * 1024 * 1024  # bytes of one picture
_SECONDS = 24 * 3600.0  # a finding at the end of hours of video is reached by decoding them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lengths:
    bytes: tuple[int, ...]


def finding_pictures(
    worker: Worker,
    rendition: int,
    kind: MediaKind,
    findings: Sequence[Finding],
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[bytes | None, ...]:
    """Cut what some findings are about out of their rendition, in one pass.

    Args:
        worker: does the work.
        rendition: descriptor of the rendition.
        kind: video or picture.
        findings: of its second look, at most 200.
        on_progress: told (frames done, of all that are needed).

    Returns:
        For each finding a WebP picture, None where it names no frame: frames one below the other, the first in which it
        was seen, the one that shows it best (with a line around it, and larger beside it), the last. They come from a
        hostile file by way of the sandbox: show them, but decode them only where a browser or a worker would.

    Raises:
        UntrustedInputError: the rendition does not decode.
        WorkerDiedError: the worker broke a limit or gave nonsense.
    """
    wanted: Json = {"kind": kind.value, "findings": [to_json(each) for each in findings]}
    with scratch_file() as scratch:
        answer = worker.call(
            TASK, wanted, inputs=[rendition], outputs=[scratch], on_progress=on_progress, seconds=_SECONDS
        )
        lengths = checked(_Lengths, answer).bytes
        if len(lengths) != len(findings):
            raise WorkerDiedError("the sandboxed process gave another number of pictures than findings")
        pictures: list[bytes | None] = []
        place = 0
        for length in lengths:
            picture = os.pread(scratch, length, place) if 0 < length <= _MAX_PICTURE else b""
            if length and (len(picture) != length or picture[:4] != b"RIFF" or picture[8:12] != b"WEBP"):
                raise WorkerDiedError("the sandboxed process gave something that is no WebP picture")
            pictures.append(picture or None)
            place += length
    return tuple(pictures)
