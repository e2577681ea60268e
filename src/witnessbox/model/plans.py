"""Plans and renditions: what is to be hidden in a content, and the content made from it by an approved plan."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from witnessbox.model.canonical import canonical
from witnessbox.model.faces import PlanBody, RenderResult, SecondLook


class Preset(StrEnum):
    """What a plan sets out to hide."""

    FACES = "faces"


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
    """Newer observations of the content led to another plan, which takes its place."""


class RenditionState(StrEnum):
    """Where a rendition stands."""

    READY = "ready"
    """It passed the second look, or people overruled every finding."""
    REFUSED = "refused"
    """The second look found something; it cannot be released."""
    RELEASED = "released"
    """It is part of a release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is hidden in one content, when and where.

    Attributes:
        content: SHA-256 of the content.
        preset: what it sets out to hide.
        analyzer: analyser whose observations it rests on.
        version: its version.
        model: digest of the weights that it used.
        body: the masks, and what the decoder must meet again when it renders.
    """

    content: str
    preset: Preset
    analyzer: str
    version: str
    model: str
    body: PlanBody


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
    """

    sha256: str
    size: int
    content: str
    plan: str
    made: RenderResult
    tool: str
    second_look: SecondLook
    second_look_model: str

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
