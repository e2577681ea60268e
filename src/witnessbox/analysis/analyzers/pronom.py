"""Numbers of the PRONOM registry, by which archives name formats.

A program of others, run only when it is named, only where bubblewrap can close a sandbox around it.
"""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.model.codec import to_json
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="pronom",
    version="1",
    kinds=frozenset(MediaKind) - {MediaKind.EMPTY, MediaKind.DISK},
    program="fido",
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `pronom`, whose value is a `FormatMatches`.

    Raises:
        ProgramMissingError: the program or bubblewrap is missing.
        UntrustedInputError: it failed or broke a bound.
    """
    from witnessbox.media.client_outside import pronom  # noqa: PLC0415  every run of analysers knows this one

    descriptor = view.open()
    try:
        value = to_json(pronom(descriptor))
    finally:
        os.close(descriptor)
    return (Observation(content=view.sha256, kind="pronom", analyzer=SPEC.name, version=SPEC.version, value=value),)
