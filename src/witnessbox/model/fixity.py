"""What came of re-reading an object."""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.records import dataclass


class FixityResult(StrEnum):
    """How an object was left by a fixity check."""

    SOUND = "sound"
    DAMAGED = "damaged"
    MISSING = "missing"
    REPAIRED = "repaired"


FAILED_RESULTS = frozenset({FixityResult.DAMAGED, FixityResult.MISSING})
"""Results after which somebody must find another copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixity:
    """One object, read whole and compared with its name.

    Attributes:
        sha256: name of the object.
        result: how it was left.
        reason: what was wrong, in words; None when it was sound.
        found: SHA-256 of the damaged bytes as they were read; None when they were sound, missing or not readable whole.
        kept: name in `derived/damaged` of the file that was replaced; None when none was.
    """

    sha256: str
    result: FixityResult
    reason: str | None = None
    found: str | None = None
    kept: str | None = None
