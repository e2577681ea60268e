"""Rendering a plan again and comparing: whether a rendition is what its plan and its content make."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from witnessbox.media.client_faces import render
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import UnknownObjectError
from witnessbox.model.plans import Rendition, Workbench
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
    case: Case, rendition: Rendition, *, on_progress: Callable[[int, int], None] | None = None
) -> Repeated:
    """Render the plan of a rendition again, compare the bytes, keep nothing.

    Args:
        case: an open case.
        rendition: what is compared.
        on_progress: called with frames done and in all.

    Raises:
        UnknownObjectError: its plan is missing.
        UntrustedInputError: the content decodes to other frames than the plan was made for.
        StorageError: there is no room for it.
    """
    with case.writing() as writer:
        plan = writer.catalogue.plan(rendition.plan)
        if plan is None:
            raise UnknownObjectError(f"{rendition.plan}: the plan is missing; run `witnessbox rebuild`")
        with storage_errors("rendering again"):
            descriptor, path = case.objects.unfinished_file()
        content = case.objects.open(rendition.content)
        try:
            with Worker(tasks=("render",)) as worker:
                render(worker, content, descriptor, plan.body, on_progress=on_progress)
            with os.fdopen(os.dup(descriptor), "rb") as file:
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        finally:
            path.unlink(missing_ok=True)
            os.close(content)
            os.close(descriptor)
    return Repeated(sha256=sha256, same=sha256 == rendition.sha256, now=workbench())
