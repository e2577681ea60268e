"""What ExifTool reads of a content: maker's notes and rare formats that the other analysers leave alone.

A program of others, run only when it is named, only where bubblewrap can close a sandbox around it.
"""

from __future__ import annotations

import os

from witnessbox.analysis.contract import AnalyzerSpec, ContentView
from witnessbox.model.codec import to_json
from witnessbox.model.observations import MediaKind, Observation

SPEC = AnalyzerSpec(
    name="exiftool",
    version="1",
    kinds=frozenset({MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.SOUND, MediaKind.DOCUMENT}),
    program="exiftool",
)


def analyse(view: ContentView) -> tuple[Observation, ...]:
    """Give one observation of kind `exiftool`, whose value is an `OutsideStatements`.

    Raises:
        ProgramMissingError: ExifTool or bubblewrap is missing.
        UntrustedInputError: it failed or broke a bound.
    """
    from witnessbox.media.client_outside import exiftool  # noqa: PLC0415  every run of analysers knows this one

    descriptor = view.open()
    try:
        value = to_json(exiftool(descriptor))
    finally:
        os.close(descriptor)
    return (Observation(content=view.sha256, kind="exiftool", analyzer=SPEC.name, version=SPEC.version, value=value),)
