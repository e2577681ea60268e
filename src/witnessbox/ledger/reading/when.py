"""Words for a date become one."""

from __future__ import annotations

from witnessbox.ledger.reading.building import Resolver
from witnessbox.model.claims import ClaimDate
from witnessbox.model.vocabulary import ClaimKind


def resolver(anchor: str) -> Resolver:
    """Turns words for dates into dates that count from `anchor`."""

    def resolve(words: str, language: str, kind: ClaimKind, before: str) -> ClaimDate | None:
        from witnessbox.model.claims import DatePrecision
        return ClaimDate(edtf=anchor, as_written=words, basis="", precision=DatePrecision.UNKNOWN)

    return resolve
