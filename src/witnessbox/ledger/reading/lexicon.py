"""How a thesaurus becomes frames: one line for a way to say a type of claim gives each verb and noun its frame.

A line is a frame and the verbs that say it, `VERB` or `VERB/VERB+WORD/WORD`: behind the plus stand words of which the
clause must have one ("lay+off", "push/drive+out/aside"), behind a second plus words of which it must have one as well
("put+behind+bars"). The nouns beside them say the same without a verb: "the dismissal of X", "was handed a sentence",
«провели обыск».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.claims import Part
from witnessbox.model.vocabulary import ClaimType

ANY_VERB = "*"
"""Stands for whatever verb no line names: the words around it tell what it says."""
_DONE = frozenset({ClaimType.RESIGNATION, ClaimType.DEPARTURE, ClaimType.ARRIVAL, ClaimType.ESCAPE})
Frames = dict[str, tuple[Frame, ...]]


@dataclass(frozen=True, slots=True)
class Say:
    """Ways to say one thing.

    Attributes:
        frame: what it makes.
        verbs: verbs with the words that they need.
        nouns: nouns for the same.
    """

    frame: Frame
    verbs: str = ""
    nouns: str = ""


def verb_frames(lexicon: Iterable[Say]) -> Frames:
    """Each verb's frames, in the order of the lexicon."""
    found: dict[str, list[Frame]] = {}
    for say in lexicon:
        for phrase in say.verbs.split():
            verbs, *needed = phrase.split("+")
            frame = say.frame
            if needed and frame.also:
                frame = replace(frame, too=frozenset(needed[0].split("/")))
            elif needed:
                frame = replace(frame, also=frozenset(needed[0].split("/")))
            if len(needed) > 1:
                frame = replace(frame, too=frozenset(needed[1].split("/")))
            for verb in verbs.split("/"):
                found.setdefault(verb, []).append(frame)
    return {verb: tuple(frames) for verb, frames in found.items()}


def noun_frames(lexicon: Iterable[Say]) -> dict[str, Frame]:
    """Each noun's frame; what a verb needs beside it the noun says itself."""
    return {
        noun: replace(say.frame, needs="", bars="", also=frozenset(), too=frozenset())
        for say in lexicon
        for noun in say.nouns.split()
    }


def of_the_doer(frame: Frame) -> bool:
    """Whether it is what somebody does, not what is done to them: whose it is, as a noun, does it."""
    doing = frame.subject in {Part.PATIENT, Part.VICTIM} or frame.type in _DONE
    return frame.object is None and doing and frame.aim is None


def all_verbs(before: Frames, table: Frames, lexicon: Iterable[Say]) -> Frames:
    """Frames of a language by their verbs: what needs further words is tried first, what the lexicon adds last.

    Args:
        before: tried before all.
        table: its own verbs.
        lexicon: ways to say each type.
    """
    said = verb_frames(lexicon)
    return _joined(before, _phrasal(said), table, said)


def _phrasal(table: Frames) -> Frames:
    """The frames of a table that need further words."""
    found = {verb: tuple(frame for frame in frames if frame.also) for verb, frames in table.items()}
    return {verb: frames for verb, frames in found.items() if frames}


def _joined(*tables: Frames) -> Frames:
    """Tables of verbs, those named first tried first."""
    found: dict[str, tuple[Frame, ...]] = {}
    for table in tables:
        for verb, frames in table.items():
            found[verb] = (*found.get(verb, ()), *frames)
    return found
