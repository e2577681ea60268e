"""What the headers of a video, sound or picture say: streams, sizes, announced length, times, places, devices.

A first look that takes milliseconds a file where a probe decodes everything; what it says is not yet checked against
what can be decoded.
"""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media.client_watch import Part
from witnessbox.model.codec import to_json
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="headers",
    version="3",
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.SOUND}),
    part=Part.HEADERS,
    tasks=("headers",),
    short=True,
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `headers`, whose value is a `Probe` without all that decoding tells."""
    descriptor = view.open()
    try:
        found = view.viewing.headers(descriptor, view.kind, view.progress)
    finally:
        os.close(descriptor)
    value = to_json(found)
    return (Observation(content=view.sha256, kind="headers", analyzer=SPEC.name, version=SPEC.version, value=value),)
