"""Plans and renditions: what is to be hidden in a content, and the content made from it by an approved plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from witnessbox.model.canonical import canonical
from witnessbox.model.faces import PlanBody, RenderResult, SecondLook
from witnessbox.model.records import dataclass


class Preset(StrEnum):
    """What a plan sets out to hide; several may be joined."""

    FACES = "faces"
    """Every face."""
    HEADS = "heads"
    """Heads and shoulders: faces grown by a fixed rule, and heads where a detector of people ran."""
    PEOPLE = "people"
    """Whole people as a detector saw them, and heads and shoulders besides."""
    EVERYTHING_BUT = "everything-but"
    """Everything but what a person opened; faces within openings are hidden."""
    TEXT = "text"
    """Writing: signs, captions, clocks, words on screens."""
    MANUAL = "manual"
    """Only what a person drew."""


JOINT = "+"
"""Stands between the presets of one plan."""


class PlanState(StrEnum):
    """Where a plan stands."""

    WAITING = "waiting"
    """Nobody signed for it."""
    APPROVED = "approved"
    """Signed for, not rendered yet."""
    RENDERED = "rendered"
    """A rendition of it exists."""
    FAILED = "failed"
    """Signed for, and could not be rendered; the reason is on record."""
    STALE = "stale"
    """Another plan for the same content took its place."""


class RenditionState(StrEnum):
    """Where a rendition stands."""

    READY = "ready"
    """It passed the second look, or people overruled every finding."""
    REFUSED = "refused"
    """The second look found something; it cannot be released."""
    RELEASED = "released"
    """It is part of a release."""


def joined(presets: Iterable[Preset]) -> str:
    """The name of several presets together."""
    wanted = set(presets)
    return JOINT.join(preset.value for preset in Preset if preset in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """An analysis that a plan rests on: analyser, version, digest of its weights."""

    analyzer: str
    version: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is hidden in one content, when and where.

    Attributes:
        content: SHA-256 of the content.
        preset: what it sets out to hide: names of presets in the order of `Preset`, with `JOINT` between them.
        analyzer: analyser whose observations it rests on first: that which told what frames there are.
        version: its version.
        model: digest of the weights that it used.
        body: the masks, and what the decoder must meet again when it renders.
        further: other analyses that it rests on.
    """

    content: str
    preset: str
    analyzer: str
    version: str
    model: str
    body: PlanBody
    further: tuple[Basis, ...] = ()

    @property
    def presets(self) -> tuple[Preset, ...]:
        """The presets one by one.

        Raises:
            ValueError: one is not known.
        """
        return tuple(Preset(name) for name in self.preset.split(JOINT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """What a rendition was made with. Where that is the same, and the encoder with its threads and segments
    (`RenderResult.encoder`), the same plan gives the same bytes.

    Attributes:
        processor: kind of processor and what it can do, as the system calls it.
        libraries: name and version of everything that decodes, paints and encodes.
    """

    processor: str
    libraries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A content made from another by an approved plan.

    Attributes:
        sha256: digest of the rendition.
        size: number of bytes.
        content: SHA-256 of the original.
        plan: id of the plan.
        made: what rendering wrote.
        tool: name and version of what painted and encoded.
        second_look: what the independent audit found.
        second_look_model: digest of the weights that it used.
        workbench: what the same bytes depend on; None in records of earlier versions.
    """

    sha256: str
    size: int
    content: str
    plan: str
    made: RenderResult
    tool: str
    second_look: SecondLook
    second_look_model: str
    workbench: Workbench | None = None

    @property
    def id(self) -> str:
        """Name of the rendition: digest over its plan and its bytes, 32 hexadecimal digits."""
        return hashlib.sha256(canonical([self.plan, self.sha256])).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingFailed:
    """An approved plan that could not be rendered."""

    content: str
    plan: str
    reason: str
