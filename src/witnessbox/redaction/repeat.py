"""Rendering a plan again and comparing: whether a rendition is what its plan and its content make."""

from __future__ import annotations

import os

from witnessbox.model.errors import UnknownObjectError
from witnessbox.model.plans import Rendition, Workbench
from witnessbox.model.records import dataclass
from witnessbox.redaction.rendering import Progress, digest_of, said_by, write_rendition
from witnessbox.redaction.workbench import workbench
from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What came of rendering again.

    Attributes:
        sha256: digest of what was rendered now.
        same: whether it is the rendition, bit for bit.
        now: what it was rendered with now.
    """

    sha256: str
    same: bool
    now: Workbench


def render_again(
    case: Case, rendition: Rendition, *, voice: str | None = None, on_progress: Progress | None = None
) -> Repeated:
    """Render the plan of a rendition again, compare the bytes, keep nothing.

    Args:
        case: an open case.
        rendition: what is compared.
        voice: the synthetic voice that read it, where one did.
        on_progress: called with frames done and in all.

    Raises:
        UnknownObjectError: its plan is missing.
        UsageError: there is no such voice.
        UntrustedInputError: the content decodes to other frames than the plan was made for.
        StorageError: there is no room for it.
    """
    with case.writing() as writer:
        plan = writer.catalogue.plan(rendition.plan)
        if plan is None:
            raise UnknownObjectError(f"{rendition.plan}: the plan is missing; run `witnessbox rebuild`")
        with storage_errors("rendering again"):
            descriptor, path = case.objects.unfinished_file()
        try:
            with said_by(case, plan, voice) as (_, said):
                write_rendition(case, rendition.plan, plan, descriptor, voice=said, on_progress=on_progress)
            sha256, _ = digest_of(descriptor)
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)
    return Repeated(sha256=sha256, same=sha256 == rendition.sha256, now=workbench())
