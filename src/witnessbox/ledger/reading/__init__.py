"""Reads a document and proposes claims; a person decides about each."""

from __future__ import annotations

from witnessbox.ledger.reading.proposing import LANGUAGES, pieces_of_file, propose, stream

__all__ = ["LANGUAGES", "pieces_of_file", "propose", "stream"]
