"""Faces: where and when they can be seen, as tracks over time."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.analysis.tracked import observations
from witnessbox.media.client_faces import CENTERFACE
from witnessbox.media.client_pages import PAGED, as_pages
from witnessbox.media.client_watch import Part
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="faces",
    version="4",
    models=(CENTERFACE,),
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT}),
    documents=PAGED,
    part=Part.FACES,
    tasks=("find-faces",),
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
            found = view.viewing.faces(shown, weights, view.kind, view.progress)
    finally:
        os.close(content)
        os.close(weights)
    return observations(view, SPEC, found)
