"""Pictures of what the second look found, for the person who decides. They are derived files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from witnessbox.media.client_findings import TASK, finding_pictures
from witnessbox.media.sandbox import Worker
from witnessbox.model.errors import MediaError
from witnessbox.model.faces import Finding
from witnessbox.model.plans import Rendition
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.derived import derived_file, derived_path
from witnessbox.vault.files import storage_errors

TOGETHER = 50
"""Pictures made in one call of the sandbox."""


def picture_path(case: Case, rendition: Rendition, number: int) -> Path:
    """Where the picture of a finding lies or would lie; findings are counted from 1."""
    return derived_path(case, rendition.sha256, _name(number))


def _name(number: int) -> str:
    return f"finding-{number:04}.webp"


def make_finding_pictures(case: Case, rendition: Rendition, wanted: Sequence[tuple[int, Finding]]) -> str | None:
    """Make the pictures of some findings that have none.

    Args:
        case: an open case.
        rendition: what was looked at.
        wanted: numbers and findings.

    Returns:
        Why there are none, None when all are there.

    Raises:
        StorageError: a picture could not be written; the same call goes on.
    """
    lacking = [(number, each) for number, each in wanted if not picture_path(case, rendition, number).exists()]
    lacking = [(number, each) for number, each in lacking if each.frame is not None]
    if not lacking:
        return None
    with case.writing() as writer, Worker(tasks=(TASK,)) as worker:
        descriptor = case.objects.open(rendition.sha256)
        try:
            for start in range(0, len(lacking), TOGETHER):
                _make(writer, worker, rendition, descriptor, lacking[start : start + TOGETHER])
        except MediaError as error:  # the findings are on record all the same, with their timecodes
            return str(error)
        finally:
            os.close(descriptor)
    return None


def _make(
    writer: Writer, worker: Worker, rendition: Rendition, descriptor: int, some: Sequence[tuple[int, Finding]]
) -> None:
    pictures = finding_pictures(worker, descriptor, rendition.made.kind, [finding for _, finding in some])
    for (number, _), picture in zip(some, pictures, strict=True):
        if picture is not None:
            with (
                storage_errors("writing the picture of a finding"),
                derived_file(writer.case, rendition.sha256, _name(number)) as out,
                open(out, "wb", closefd=False) as file,
            ):
                file.write(picture)
