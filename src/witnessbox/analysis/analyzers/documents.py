"""What PDF, office and Rich Text documents say of themselves: titles, people, software, times; no page is laid out."""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.media import client
from witnessbox.model.codec import to_json
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(name="documents", version="1", kinds=frozenset({MediaKind.DOCUMENT}))


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `document`, whose value is a `Probe` without streams; none where nothing is stated.

    Raises:
        UntrustedInputError: the document is damaged, or its properties unpack to more than their bounds.
        WorkerDiedError: the worker broke a limit.
    """
    descriptor = view.open()
    try:
        found = client.document_metadata(view.worker, descriptor)
    finally:
        os.close(descriptor)
    if found is None:
        return ()
    value = to_json(found)
    return (Observation(content=view.sha256, kind="document", analyzer=SPEC.name, version=SPEC.version, value=value),)
