"""How people name tracks: `3`, `people/3`, and in several contents `3b1f0c9a/3` or `3b1f0c9a/people/3`."""

from __future__ import annotations

from witnessbox.model.errors import UsageError
from witnessbox.model.subjects import TrackRef
from witnessbox.redaction.planning import FACES, find_content, find_track
from witnessbox.vault.case import Case


def track_of(case: Case, content: str, word: str) -> TrackRef:
    """A track of one content: `N` of the analyser of faces, or `ANALYSER/N`.

    Raises:
        UsageError: it names no track.
        UnknownObjectError: there is no such track.
    """
    analyzer, _, number = word.rpartition("/")
    if not number.isdecimal():
        raise UsageError(f"{word}: name a track by its number, as `witnessbox show CASE SHA256` lists it, or people/N")
    return find_track(case.catalogue, content, analyzer or FACES, int(number))


def track_anywhere(case: Case, word: str) -> TrackRef:
    """A track of any content: `SHA256/N` or `SHA256/ANALYSER/N`.

    Raises:
        UsageError: it names no track.
        UnknownObjectError: there is no such content or track.
    """
    content, mark, track = word.partition("/")
    if not mark:
        raise UsageError(f"{word}: name the track as SHA256/N, or SHA256/people/N")
    return track_of(case, find_content(case.catalogue, content).sha256, track)
