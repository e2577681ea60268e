"""Shots, a small still of each, and a contact sheet of the whole content."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media.client_pages import PAGED, as_pages
from witnessbox.media.client_watch import Part
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.media import Probe, StreamKind
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="storyboard",
    version="1",
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT}),
    documents=PAGED,
    needs=("probe",),
    stills=True,
    part=Part.STORYBOARD,
    tasks=("storyboard",),
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `shot` for each shot and one of kind `sheet`; nothing where there is no video.

    The values are `Shot` and `Sheet`; the pictures they name are written as derived files of the content. A page of a
    document is a shot of a second.
    """
    if view.kind is MediaKind.VIDEO and not _has_frames(view):
        return ()
    descriptor = view.open()
    try:
        with as_pages(view.worker, descriptor, view.kind) as shown:
            board, pictures = view.viewing.storyboard(shown, view.kind, view.progress)
    finally:
        os.close(descriptor)
    timed = view.kind is not MediaKind.PICTURE or len(board.shots) > 1
    for name, picture in pictures.items():
        with view.still(name) as still, open(still, "wb", closefd=False) as file:
            file.write(picture)
    shots = [
        Observation(
            content=view.sha256,
            kind="shot",
            analyzer=SPEC.name,
            version=SPEC.version,
            start_us=span.start_us if timed else None,
            end_us=span.end_us if timed else None,
            value=to_json(shot),
        )
        for shot, span in zip(board.shots, board.spans, strict=True)
    ]
    sheet = Observation(
        content=view.sha256, kind="sheet", analyzer=SPEC.name, version=SPEC.version, value=to_json(board.sheet)
    )
    return (*shots, sheet)


def _has_frames(view: ContentView) -> bool:
    """Whether the probe decoded any video frame: an MP4 may hold sound only, or a stream that is all damage."""
    for observation in view.observations("probe"):
        probe = from_json(Probe, observation.value)
        return any(stream.kind is StreamKind.VIDEO and stream.frames for stream in probe.streams)
    return True
