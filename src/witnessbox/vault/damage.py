"""What a check of a case can find, with the exit status of each kind of damage."""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.anchors import AnchorState
from witnessbox.model.records import dataclass


class Damage(StrEnum):
    """Kinds of failed checks; `EXIT_CODES` holds the status of each."""

    RECORDS = "record set unreadable"
    OBJECT_CHANGED = "object changed"
    OBJECT_MISSING = "object missing"
    OBJECT_FOREIGN = "object foreign"
    ENTRY_CHANGED = "entry changed"
    CHECKPOINT = "checkpoint does not fit"
    PUBLIC_KEY = "public key replaced"
    CASE_FILE = "case.toml changed"
    TRUNCATED = "log cut"
    ROLLED_BACK = "older copy"
    REWRITTEN = "log rewritten"
    SEAL = "seal does not fit"
    CATALOGUE = "catalogue differs"
    COMPARTMENT = "compartment changed"
    WORDS = "words do not fit"
    SIGNER = "signer unknown"
    ANCHOR = "anchor does not fit"
    AUTHORITY = "authority unknown"


EXIT_CODES = {
    Damage.RECORDS: 20,
    Damage.OBJECT_CHANGED: 21,
    Damage.OBJECT_MISSING: 22,
    Damage.OBJECT_FOREIGN: 23,
    Damage.ENTRY_CHANGED: 24,
    Damage.CHECKPOINT: 25,
    Damage.PUBLIC_KEY: 26,
    Damage.CASE_FILE: 27,
    Damage.TRUNCATED: 28,
    Damage.ROLLED_BACK: 29,
    Damage.REWRITTEN: 30,
    Damage.SEAL: 41,
    Damage.CATALOGUE: 42,
    Damage.COMPARTMENT: 43,
    Damage.WORDS: 39,
    Damage.SIGNER: 40,
    Damage.ANCHOR: 44,
    Damage.AUTHORITY: 45,
}

SEVERITY = (
    Damage.REWRITTEN,
    Damage.ROLLED_BACK,
    Damage.TRUNCATED,
    Damage.PUBLIC_KEY,
    Damage.ENTRY_CHANGED,
    Damage.CASE_FILE,
    Damage.CHECKPOINT,
    Damage.OBJECT_CHANGED,
    Damage.OBJECT_MISSING,
    Damage.OBJECT_FOREIGN,
    Damage.SEAL,
    Damage.WORDS,
    Damage.SIGNER,
    Damage.ANCHOR,
    Damage.AUTHORITY,
    Damage.RECORDS,
    Damage.COMPARTMENT,
    Damage.CATALOGUE,
)
"""When several checks fail, the first of these gives the exit status: causes before their consequences."""


class Verdict(StrEnum):
    """What a check of a case can come to."""

    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One failed check, in words that name what does not fit."""

    damage: Damage
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """What a check of a case found.

    Attributes:
        verdict: `failed`; or `confirmed` against an outside checkpoint; or `unconfirmed` without one.
        complaints: every failed check.
        unfinished: objects of an operation that is still open; the next run completes or removes them.
        entries: entries of the log.
        objects: objects that were read and fit.
        seal: the seal, hexadecimal, None before the first.
        words: the seal in words.
        notes: what a person should know besides.
        anchors: time stamps of others over checkpoints of this log, oldest first.
    """

    verdict: Verdict
    complaints: tuple[Complaint, ...]
    unfinished: tuple[str, ...]
    entries: int
    objects: int
    seal: str | None
    words: tuple[str, ...]
    notes: tuple[str, ...]
    anchors: tuple[AnchorState, ...] = ()

    @property
    def exit_code(self) -> int:
        """0, or the status of the gravest complaint."""
        damages = {complaint.damage for complaint in self.complaints}
        return next((EXIT_CODES[damage] for damage in SEVERITY if damage in damages), 0)
