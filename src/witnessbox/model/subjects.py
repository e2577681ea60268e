"""People who are seen in contents: which tracks are one person, and whether they are hidden or left visible.

Who somebody is, and that two tracks are the same person, is never found out by a program: a person judges it.
"""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.records import dataclass


class Visibility(StrEnum):
    """What a person decided about someone who is seen."""

    HIDDEN = "hidden"
    SHOWN = "shown"
    """Left visible: an official in office, for example."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TrackRef:
    """One track of one analysis of one content.

    Attributes:
        content: SHA-256 of the content.
        analyzer: analyser that found the track.
        version: its version.
        model: digest of the weights that it used.
        track: number of the track.
    """

    content: str
    analyzer: str
    version: str
    model: str
    track: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectJudged:
    """What a person decided about someone who is seen: all of it, each time.

    It stands in a salted record set and in no entry, so no entry tells whom a case hides.

    Attributes:
        subject: pseudonym.
        name: what the people of the case call them; never leaves the case by itself.
        visibility: hidden or left visible.
        tracks: where they are seen, in order.
        why: the person's reason.
    """

    subject: str
    name: str
    visibility: Visibility
    tracks: tuple[TrackRef, ...]
    why: str
