"""Which check of a rendition's file belongs to its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.media.structure_mp4 import check_mp4
from witnessbox.media.structure_webm import check_webm
from witnessbox.model.faces import Container, Sound

if TYPE_CHECKING:
    from witnessbox.model.faces import PlanBody


def check_video(descriptor: int, plan: PlanBody) -> None:
    """Object to anything in the file of a video but what its plan asks for.

    Args:
        descriptor: of the file.
        plan: says what kind of file it is, and whether it has sound.

    Raises:
        StructureError: the first thing that does not belong there.
    """
    sound = plan.sound is not Sound.NONE
    if plan.container is Container.WEBM:
        check_webm(descriptor, sound=sound)
    else:
        check_mp4(descriptor, fragmented=plan.container is Container.FRAGMENTED, sound=sound)
