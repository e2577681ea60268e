"""Rendering approved plans, and the second look at what came of it."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from witnessbox.engine.jobs import Job, JobState, JobTable, at_end, mend_table, report, run_jobs
from witnessbox.media.client_faces import CENTERFACE, RETINAFACE, look_again, render
from witnessbox.media.client_pages import add_words, as_pages, require_reader
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import Operation
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.items import Access
from witnessbox.model.plans import Plan, RenderingFailed, Rendition
from witnessbox.vault.case import PROGRAM, Case
from witnessbox.vault.files import storage_errors

SECOND_LOOK_MODELS = (RETINAFACE, CENTERFACE)
"""Weights of the second look, in the order in which the worker takes them."""

SHARE_OF_RENDERING = 500
"""Permille of a job's progress that rendering takes; the second look takes the rest (measured on 1080p)."""

Progress = Callable[[int, int], None]


def render_plans(case: Case, plans: Sequence[tuple[str, Plan]], *, on_progress: Progress | None = None) -> None:
    """Render plans and take the second look at each rendition; both results go to the vault.

    Args:
        case: an open case.
        plans: ids and plans; a person approved each.
        on_progress: called with bytes done and bytes in all.

    Raises:
        ProgramMissingError: a plan asks for searchable text, and Tesseract is not installed; nothing was rendered.
        ModelMissingError: the weights of the second look are not installed; nothing was rendered.
        StorageError: a rendition could not be written; the same call goes on.
    """
    with case.writing() as writer:
        mend_table(case.derived / "jobs.sqlite")
        if not plans and not writer.catalogue.open_operations(Operation.REDACTION):
            return
        models = ModelStore()
        for name in SECOND_LOOK_MODELS:
            os.close(models.open(name))
        if any(plan.body.searchable for _, plan in plans):
            require_reader()
        jobs, wanted = [], {}
        for plan_id, plan in plans:
            content = writer.catalogue.content(plan.content)
            if content is None or content.access is not Access.OPEN:
                continue
            payload: Json = {
                "case": os.path.abspath(case.path),
                "id": plan_id,
                "plan": to_json(plan),
            }
            key = canonical(["rendering", plan_id, PROGRAM]).decode()
            jobs.append(Job(key=key, payload=payload, weight=max(content.size, 1)))
            wanted[key] = (plan_id, plan)
        jobs.sort(key=lambda job: (-job.weight, job.key))
        with Worker(tasks=("identify",)) as worker:  # the lightest: the isolation is the same for all
            isolation = canonical(to_json(worker.isolation)).decode()
        operation = writer.open_operation(Operation.REDACTION, writer.program, isolation=isolation)
        table = JobTable(case.derived / "jobs.sqlite")
        try:
            records: list[tuple[str, object]] = []
            for result in run_jobs(jobs, work, table, on_progress=on_progress):
                plan_id, plan = wanted[result.key]
                if result.state is JobState.DONE:
                    records.append(("rendition", from_json(Rendition, result.value)))
                else:
                    failed = RenderingFailed(content=plan.content, plan=plan_id, reason=result.reason or "unknown")
                    records.append(("rendering failed", failed))
            records.sort(key=lambda pair: canonical(to_json(pair[1])))
            objects = [record.sha256 for _, record in records if isinstance(record, Rendition)]
            writer.close_operation(operation, writer.program, [records], objects=objects)
            table.forget(wanted)
        finally:
            table.close()


# -- in a process of the pool --------------------------------------------------------------------------------------


@functools.cache
def _worker(task: str) -> Worker:
    """A sandboxed worker of this process for one task.

    The second look has one of its own: a content that takes over the worker that renders it must not judge the result.
    """
    worker = Worker(tasks=(task,))
    at_end(worker.close)
    return worker


def work(payload: Json) -> Json:
    """Render one plan and take the second look; called by the engine in another process."""
    call = cast(dict[str, Json], payload)
    case = Case(Path(str(call["case"])))
    plan = from_json(Plan, call["plan"])
    models = ModelStore()
    with storage_errors("rendering"):
        descriptor, path = case.objects.unfinished_file()
    opened = [descriptor, case.objects.open(plan.content), *(models.open(name) for name in SECOND_LOOK_MODELS)]
    try:
        _, content, retinaface, centerface = opened
        with as_pages(_worker("identify"), content, plan.body.canvas.kind) as shown:
            made = render(_worker("render"), shown, descriptor, plan.body, on_progress=_part(0, SHARE_OF_RENDERING))
        if plan.body.searchable:
            add_words(_worker("add-words"), descriptor, plan.body)
        sha256, size = _digest(descriptor)
        looked = look_again(
            _worker("look-again"),
            descriptor,
            plan.body,
            retinaface,
            centerface,
            seed=sha256,
            on_progress=_part(SHARE_OF_RENDERING, 1000),
        )
        with storage_errors("rendering"):
            # Only now, so that a worker that died over the second look leaves nothing unexplained behind.
            case.objects.place([(path, sha256)])
    finally:
        path.unlink(missing_ok=True)
        for each in opened:
            os.close(each)
    return to_json(
        Rendition(
            sha256=sha256,
            size=size,
            content=plan.content,
            plan=str(call["id"]),
            made=made,
            tool=PROGRAM,
            second_look=looked,
            second_look_model="+".join(models.find(name).sha256 for name in SECOND_LOOK_MODELS),
        )
    )


def _part(start: int, end: int) -> Progress:
    def tell(done: int, total: int) -> None:
        if total > 0:
            report(start + (end - start) * min(done, total) // total, 1000)

    return tell


def _digest(descriptor: int) -> tuple[str, int]:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return sha256, file.tell()
