"""People's judgements about those who are seen: which tracks are one person, who is hidden, who is left visible."""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.model.acts import Operation
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.subjects import SubjectJudged, TrackRef, Visibility
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer
from witnessbox.vault.subjects import SubjectRow, subjects

PSEUDONYM = "s"
"""Pseudonyms of people who are seen: this letter and a number."""


def find_subject(rows: Sequence[SubjectRow], name: str) -> SubjectRow | None:
    """The person of a pseudonym or a name, None when nobody is called so."""
    return next((row for row in rows if name in (row.judged.subject, row.judged.name)), None)


def judge(
    case: Case,
    person: Signer,
    name: str,
    *,
    tracks: Sequence[TrackRef] = (),
    without: Sequence[TrackRef] = (),
    visibility: Visibility | None = None,
    why: str = "",
) -> SubjectRow:
    """Put on record where someone is seen and whether they are hidden, under a person's key.

    Args:
        case: an open case.
        person: who judges.
        name: pseudonym or name of someone known, or the name of someone new.
        tracks: further tracks of that person.
        without: tracks that are not that person after all.
        visibility: hidden or left visible; None leaves it as it is, and hides someone new.
        why: the person's reason; needed to leave someone visible.

    Raises:
        UsageError: no name, no reason, or a track that is somebody else's already.
        UnknownObjectError: nobody is called so, and no track says who it is.
    """
    with case.writing() as writer:
        known = subjects(writer.catalogue)
        found = find_subject(known, name)
        if not name.strip():
            raise UsageError("name the person who is seen; the name stays in the case")
        if found is None and not tracks:
            raise UnknownObjectError(f"{name}: nobody of that name; say where they are seen with --track")
        taken = {track: row.judged for row in known if row is not found for track in row.judged.tracks}
        for track in tracks:
            if track in taken:
                who = f"{taken[track].name} ({taken[track].subject})"
                raise UsageError(f"track {track.track} of {track.content[:16]} is {who} already; --not-track says else")
        wanted = visibility or (found.judged.visibility if found else Visibility.HIDDEN)
        if wanted is Visibility.SHOWN and not (why or (found and found.judged.why)):
            raise UsageError("say --why somebody is left visible; the reason is kept with the judgement")
        judged = SubjectJudged(
            subject=found.judged.subject if found else f"{PSEUDONYM}{len(known) + 1}",
            name=found.judged.name if found else name,
            visibility=wanted,
            tracks=tuple(sorted({*tracks, *(found.judged.tracks if found else ())} - set(without))),
            why=why or (found.judged.why if found else ""),
        )
        if found is None or judged != found.judged:
            operation = writer.open_operation(Operation.JUDGEMENT, person, isolation="no untrusted byte is read")
            writer.close_operation(operation, person, [[("subject", judged)]])
        return next(row for row in subjects(writer.catalogue) if row.judged.subject == judged.subject)
