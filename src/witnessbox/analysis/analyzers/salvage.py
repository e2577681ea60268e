"""The decodable part of a damaged or cut-off video, as a file that plays; the original stays the evidence."""

from __future__ import annotations

import hashlib
import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media.client_salvage import salvage
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.media import Probe
from witnessbox.model.observations import MediaKind, Observation
from witnessbox.model.salvage import Salvage, Salvaged

SPEC = AnalyzerSpec(name="salvage", version="1", kinds=frozenset({MediaKind.VIDEO}), needs=("probe",), stills=True)
NAME = "decodable-part"
"""The derived file."""
_BLOCK = 256 * 1024


class _WholeError(Exception):
    """Nothing had to be left out."""


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `salvage` for a damaged video, whose value is a `Salvage`; nothing for a whole one.

    The file that it names is written as a derived file of the content: packets are copied, nothing is encoded again.
    """
    if not _is_damaged(view):
        return ()
    descriptor = view.open()
    try:
        with view.still(NAME) as out:
            made = salvage(view.worker, descriptor, out, on_progress=view.progress)
            if made is None:
                raise _WholeError
            value = _described(view, made, out)
    except _WholeError:
        return ()
    finally:
        os.close(descriptor)
    starts = [stream.start_us for stream in made.streams if stream.start_us is not None]
    ends = [stream.end_us for stream in made.streams if stream.end_us is not None]
    start = max(0, min(starts, default=0))
    return (
        Observation(
            content=view.sha256,
            kind="salvage",
            analyzer=SPEC.name,
            version=SPEC.version,
            start_us=start,
            end_us=max(start, max(ends, default=0)),
            value=to_json(value),
        ),
    )


def _is_damaged(view: ContentView) -> bool:
    """Whether the probe met damage; what no decoder opens has no part to keep."""
    for observation in view.observations("probe"):
        probe = from_json(Probe, observation.value)
        return probe.truncated or probe.damage_count > 0
    return False


def _described(view: ContentView, made: Salvaged, out: int) -> Salvage:
    digest, size = hashlib.sha256(), 0
    while data := os.pread(out, _BLOCK, size):
        digest.update(data)
        size += len(data)
    used = sum(stream.size for stream in made.streams)
    return Salvage(sha256=digest.hexdigest(), size=size, source=view.sha256, used=used, made=made)
