"""Lines of writing as tracks over time: signs, captions, clocks, screens. What they say is not read."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.analysis.tracked import observations
from witnessbox.media.client_faces import TEXTS
from witnessbox.media.client_pages import PAGED, as_pages
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="texts",
    version="2",
    models=(TEXTS,),
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT}),
    documents=PAGED,
    by_name=True,
    tasks=("find-texts",),
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Find lines of writing.

    Returns:
        One observation `texts-summary` of what was searched, and one `text` for each track, with the span in which
        it was seen and the box that holds it throughout.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing.
        WorkerDiedError: the worker broke a limit.
    """
    content, weights = view.open(), view.model(TEXTS)
    try:
        with as_pages(view.worker, content, view.kind) as shown:
            found = view.viewing.things("find-texts", shown, weights, view.kind, view.progress)
    finally:
        os.close(content)
        os.close(weights)
    return observations(view, SPEC, found)
