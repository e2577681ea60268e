"""Under which circumstances something of the ledger leaves the case: the same for pages and for exports."""

from __future__ import annotations

from witnessbox.ledger.exports.view import Audience
from witnessbox.model.acts import Exported
from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """For whom and why something leaves the case.

    Attributes:
        audience: who may see it.
        reviewed: keys of suspects whose names go out this time, beside those that a recorded review lets out.
        recipient: for whom, in the person's words; may be empty.
        purpose: what for; may be empty.
        legal_basis: on what ground; may be empty.
    """

    audience: Audience = Audience.PUBLIC
    reviewed: frozenset[str] = frozenset()
    recipient: str = ""
    purpose: str = ""
    legal_basis: str = ""

    def said(self, form: str) -> Exported:
        """What the log says of it, without the digest of what was written.

        Args:
            form: `ledger pages`, `ledger csv`, …
        """
        return Exported(
            form=f"{form} ({self.audience.value})",
            digests=False,
            copy="",
            recipient=self.recipient,
            purpose=self.purpose,
            legal_basis=self.legal_basis,
        )


FOR_THE_PUBLIC = Leaving()
"""For anybody, without a word why."""
