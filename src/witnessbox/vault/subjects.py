"""People who are seen in contents, as people judged them last."""

from __future__ import annotations

import json

from witnessbox.model.codec import from_json
from witnessbox.model.records import dataclass
from witnessbox.model.subjects import SubjectJudged
from witnessbox.vault.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """The latest judgement about someone who is seen.

    Attributes:
        judged: what was decided.
        entry: the entry that closed the judgement.
        key: who decided it.
    """

    judged: SubjectJudged
    entry: str
    key: str


def subjects(catalogue: Catalogue) -> list[SubjectRow]:
    """Everyone who was judged, in the order of their pseudonyms."""
    rows = catalogue.connection.execute("SELECT record, entry, key FROM subjects ORDER BY length(subject), subject")
    return [
        SubjectRow(judged=from_json(SubjectJudged, json.loads(record)), entry=entry, key=key)
        for record, entry, key in rows
    ]
