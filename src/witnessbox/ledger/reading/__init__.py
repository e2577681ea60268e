"""Reads a document and proposes claims; a person decides about each."""

from __future__ import annotations

from witnessbox.ledger.reading.proposing import LANGUAGES, propose, stream

__all__ = ["LANGUAGES", "propose", "stream"]
