"""How far the words of an event reach: with what is said in it, and with the words that attribute it."""

from __future__ import annotations

import re

from witnessbox.ledger.reading.drafting import Draft
from witnessbox.ledger.reading.parts import Extent, Reading, Voice
from witnessbox.model.vocabulary import ClaimType

_SAYS = frozenset({ClaimType.COMPLAINT, ClaimType.THREAT})
"""Events that are something said."""
_SAYING = frozenset(
    "complain tell warn say threaten allege пожаловаться жаловаться сказать пригрозить заявить пообещать".split()
)


def completed_extent(text: str, reading: Reading, draft: Draft) -> Extent:
    """A complaint or threat with what it says: "complained to the board that he had been kept in the cells"."""
    start, end = draft.clause.extent
    quoted = re.compile(r":? «[^»]*»").match(text, end) if draft.type is ClaimType.THREAT else None
    if quoted is not None:
        return start, quoted.end()
    if draft.type is ClaimType.THREAT and not draft.clause.nominal:
        hangs = [each for each in reading.clauses if not each.finite and 0 <= each.extent[0] - end < 3]
        end = max([end, *(each.extent[1] for each in hangs)])
    opens = text[max(start, end - 5) : end].endswith(" that") or text[end : end + 6] in {" that ", ", что "}
    if draft.type not in _SAYS or draft.clause.lemma not in _SAYING or not opens:
        return start, end
    later = [each for each in reading.clauses if each.trigger[0] >= end and each.extent[0] <= end + 10]
    return start, max([end, *(each.extent[1] for each in later)])


def with_voice(text: str, extent: Extent, voice: Voice | None) -> Extent:
    """A clause together with the words right beside it that attribute it."""
    if voice is None:
        return extent
    start, end = extent
    if (
        voice.extent[0] >= end
        and voice.extent[0] - end <= 60
        and voice.covers[1] <= voice.extent[0]
        and "." not in text[end : voice.extent[0]]
    ):
        end = voice.extent[1]
    if (
        voice.extent[1] <= start
        and start - voice.extent[1] <= (60 if voice.covers[0] <= voice.extent[0] else 8)
        and not text[voice.extent[1] : start].strip(" ,:«\"'").count(".")
    ):
        start = voice.extent[0]
    return start, end
