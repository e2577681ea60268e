"""Faces: where and when they can be seen, as tracks over time."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media.client_faces import CENTERFACE, find_faces
from witnessbox.media.client_pages import PAGED, as_pages
from witnessbox.model.codec import to_json
from witnessbox.model.faces import FaceTrack
from witnessbox.model.observations import Box, MediaKind, Observation

SPEC = AnalyzerSpec(
    name="faces",
    version="1",
    models=(CENTERFACE,),
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT}),
    documents=PAGED,
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Find every face.

    Returns:
        One observation `faces-summary` of what was searched, and one `face` for each track, with the span in which
        the face was seen and the box that holds it throughout.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
        WorkerDiedError: the worker broke a limit.
    """
    content, weights = view.open(), view.model(CENTERFACE)
    try:
        with as_pages(view.worker, content, view.kind) as shown:
            found = find_faces(view.worker, shown, weights, view.kind, on_progress=view.progress)
    finally:
        os.close(content)
        os.close(weights)
    model = view.model_digest(CENTERFACE)
    summary = Observation(
        content=view.sha256,
        kind="faces-summary",
        analyzer=SPEC.name,
        version=SPEC.version,
        model=model,
        value=to_json(found.summary),
    )
    return (summary, *(_observation(view.sha256, model, track) for track in found.tracks))


def _observation(content: str, model: str, track: FaceTrack) -> Observation:
    boxes = [key.box for key in track.keys]
    return Observation(
        content=content,
        kind="face",
        analyzer=SPEC.name,
        version=SPEC.version,
        model=model,
        start_us=track.keys[0].time_us,
        end_us=track.keys[-1].time_us + 1,
        region=Box(
            x1=min(box.x1 for box in boxes),
            y1=min(box.y1 for box in boxes),
            x2=max(box.x2 for box in boxes),
            y2=max(box.y2 for box in boxes),
        ),
        value=to_json(track),
        confidence=max(key.confidence for key in track.keys),
    )
