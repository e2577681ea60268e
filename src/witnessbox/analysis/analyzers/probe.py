"""Container, streams, times and places in the metadata, and damage found while decoding everything once."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media.client_watch import Part
from witnessbox.model.codec import to_json
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="probe",
    version="2",
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.SOUND}),
    part=Part.PROBE,
    tasks=("probe",),
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `probe`, whose value is a `Probe`."""
    descriptor = view.open()
    try:
        probe = view.viewing.probe(descriptor, view.kind, view.progress)
    finally:
        os.close(descriptor)
    return (
        Observation(
            content=view.sha256,
            kind="probe",
            analyzer=SPEC.name,
            version=SPEC.version,
            start_us=None if probe.duration_us is None else 0,
            end_us=probe.duration_us,
            value=to_json(probe),
        ),
    )
