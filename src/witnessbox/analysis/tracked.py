"""What was found and followed in a content, as observations: one for the search, one for each track."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media.client_search import Found
from witnessbox.model.codec import to_json
from witnessbox.model.faces import FaceTrack
from witnessbox.model.observations import Box, Observation


def observations(view: ContentView, spec: AnalyzerSpec, found: Found) -> tuple[Observation, ...]:
    """The summary under the analyser's name, and each track under what it follows."""
    return tuple(_observations(view, spec, found))


def _observations(view: ContentView, spec: AnalyzerSpec, found: Found) -> Iterator[Observation]:
    (name,) = spec.models
    model = view.model_digest(name)
    yield Observation(
        content=view.sha256,
        kind=f"{spec.name}-summary",
        analyzer=spec.name,
        version=spec.version,
        model=model,
        value=to_json(found.summary),
    )
    for track in found.tracks:
        yield Observation(
            content=view.sha256,
            kind=track.kind.value,
            analyzer=spec.name,
            version=spec.version,
            model=model,
            start_us=track.keys[0].time_us,
            end_us=track.keys[-1].time_us + 1,
            region=_around(track),
            value=to_json(track),
            confidence=max(key.confidence for key in track.keys),
        )


def _around(track: FaceTrack) -> Box:
    """The box that holds a track throughout."""
    boxes = [key.box for key in track.keys]
    return Box(
        x1=min(box.x1 for box in boxes),
        y1=min(box.y1 for box in boxes),
        x2=max(box.x2 for box in boxes),
        y2=max(box.y2 for box in boxes),
    )
