"""Heads and whole people as tracks over time, where a person added a detector for them."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.analysis.tracked import observations
from witnessbox.media.client_faces import PEOPLE
from witnessbox.media.client_pages import PAGED, as_pages
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="people",
    version="2",
    models=(PEOPLE,),
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT}),
    documents=PAGED,
    where_installed=True,
    tasks=("find-people",),
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Find heads and whole people.

    Returns:
        One observation `people-summary` of what was searched, and one `head` or `person` for each track, with the span
        in which it was seen and the box that holds it throughout.

    Raises:
        UntrustedInputError: no decoder opens the content, or it shows nothing; or the weights are no detector of a
            known form.
        WorkerDiedError: the worker broke a limit.
    """
    content, weights = view.open(), view.model(PEOPLE)
    try:
        with as_pages(view.worker, content, view.kind) as shown:
            found = view.viewing.things("find-people", shown, weights, view.kind, view.progress)
    finally:
        os.close(content)
        os.close(weights)
    return observations(view, SPEC, found)
