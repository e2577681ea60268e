"""Rendering approved plans, and the second look at what came of it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from witnessbox.engine.jobs import Job, JobState, JobTable, at_end, mend_table, report, run_jobs, still_wanted
from witnessbox.media.client_faces import CENTERFACE, RETINAFACE, Said, look_again, render
from witnessbox.media.client_pages import add_words, as_pages, require_reader
from witnessbox.media.models import ModelStore
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import Operation
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.faces import RenderResult, SoundUse
from witnessbox.model.items import Access
from witnessbox.model.media import Isolation
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import Plan, RenderingFailed, Rendition
from witnessbox.redaction.voices import find_voice, speak
from witnessbox.redaction.workbench import workbench
from witnessbox.vault.case import PROGRAM, Case
from witnessbox.vault.derived import derived_path
from witnessbox.vault.files import storage_errors

SECOND_LOOK_MODELS = (RETINAFACE, CENTERFACE)
"""Weights of the second look, in the order in which the worker takes them."""

SHARE_OF_RENDERING = 500
"""Permille of a job's progress that rendering takes; the second look takes the rest (measured on 1080p)."""

_SEGMENTS = "segments-"

Progress = Callable[[int, int], None]


def render_plans(
    case: Case, plans: Sequence[tuple[str, Plan]], *, voice: str | None = None, on_progress: Progress | None = None
) -> None:
    """Render plans and take the second look at each rendition; both results go to the vault.

    Args:
        case: an open case.
        plans: ids and plans; a person approved each.
        voice: reads the spans of plans that are for one, as `voices.find_voice` takes it; without one they are silent
            and their words become captions.
        on_progress: called with bytes done and bytes in all.

    Raises:
        ProgramMissingError: a plan asks for searchable text, and Tesseract is not installed; nothing was rendered.
        ModelMissingError: the weights of the second look are not installed; nothing was rendered.
        UsageError: there is no such voice; nothing was rendered.
        StorageError: a rendition could not be written; the same call goes on.
    """
    with case.writing() as writer:
        mend_table(case.derived / "jobs.sqlite")
        if not plans and not writer.catalogue.open_operations(Operation.REDACTION):
            return
        if voice is not None:
            find_voice(voice)
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
                "voice": voice,
            }
            key = canonical(["rendering", plan_id, PROGRAM]).decode()
            jobs.append(Job(key=key, payload=payload, weight=max(content.size, 1)))
            wanted[key] = (plan_id, plan)
        jobs.sort(key=lambda job: (-job.weight, job.key))
        isolation = canonical(to_json(_isolation([wanted[job.key][1] for job in jobs]))).decode()
        operation = writer.open_operation(Operation.REDACTION, writer.program, isolation=isolation)
        table = JobTable(case.derived / "jobs.sqlite", writer.master)
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
            for journal in case.derived.glob(f"*/*/{_SEGMENTS}*"):  # also of plans that went stale meanwhile
                journal.unlink(missing_ok=True)
        finally:
            table.close()
            _worker("render").close()


def _isolation(plans: Sequence[Plan]) -> Isolation:
    """What isolation there is; the same for all workers.

    To start one only to be asked takes as long as many a job, so a single plan is rendered by the one that was asked.
    """
    if len(plans) != 1:
        with Worker() as worker:  # one without tasks is the lightest
            return worker.isolation
    if plans[0].body.canvas.kind is MediaKind.VIDEO:
        _worker("render").prepare({"render"})
    return _worker("render").isolation


# -- in a process of the pool --------------------------------------------------------------------------------------


@functools.cache
def _worker(_task: str) -> Worker:
    """A sandboxed worker of this process for one task, or for what goes with it.

    The second look has one of its own: a content that takes over the worker that renders it must not judge the result.
    """
    worker = Worker(wanted=still_wanted)  # it starts with its first call: only documents are asked for their format
    at_end(worker.close)
    return worker


def work(payload: Json) -> Json:
    """Render one plan and take the second look; called by the engine in another process.

    Finished segments outlive a kill in a derived file, which is dropped when the rendition is on record.
    """
    call = cast(dict[str, Json], payload)
    case = Case(Path(str(call["case"])))
    plan = from_json(Plan, call["plan"])
    models = ModelStore()
    with storage_errors("rendering"):
        descriptor, path = case.objects.unfinished_file()
    journal_path = _journal_path(case, str(call["id"]), plan)
    with storage_errors("keeping the segments of a rendition"):
        journal_path.parent.mkdir(parents=True, exist_ok=True)
        journal = os.open(journal_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    opened = [descriptor, journal, *(models.open(name) for name in SECOND_LOOK_MODELS)]
    try:
        *_, retinaface, centerface = opened
        with said_by(case, plan, call["voice"]) as (voice, said):
            made = write_rendition(
                case,
                str(call["id"]),
                plan,
                descriptor,
                journal=journal,
                voice=said,
                on_progress=_part(0, SHARE_OF_RENDERING),
            )
        made = replace(made, voice=voice)
        sha256, size = digest_of(descriptor)
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
            workbench=workbench(),
        )
    )


def write_rendition(
    case: Case,
    plan_id: str,
    plan: Plan,
    descriptor: int,
    *,
    journal: int | None = None,
    voice: Said | None = None,
    on_progress: Progress | None = None,
) -> RenderResult:
    """Make the file of a rendition from a content by a plan.

    Args:
        case: an open case.
        plan_id: id of the plan.
        plan: the plan.
        descriptor: an empty file, readable and writable.
        journal: keeps finished segments, so that a call can go on where an earlier one was killed.
        voice: what a synthetic voice said for spans of the plan.
        on_progress: called with frames done and in all.

    Raises:
        UntrustedInputError: the content decodes to other frames than the plan was made for, or not at all.
        WorkerDiedError: a worker broke a limit.
    """
    content = case.objects.open(plan.content)
    try:
        with as_pages(_worker("identify"), content, plan.body.canvas.kind) as shown:
            made = render(
                _worker("render"),
                shown,
                descriptor,
                plan.body,
                journal=journal,
                key=canonical([plan_id, PROGRAM]).decode(),
                voice=voice,
                on_progress=on_progress,
            )
    finally:
        os.close(content)
    if plan.body.searchable:
        add_words(_worker("add-words"), descriptor, plan.body)
    return made


def _journal_path(case: Case, plan_id: str, plan: Plan) -> Path:
    """Where finished segments of a rendering are kept until the rendition is on record."""
    return derived_path(case, plan.content, f"{_SEGMENTS}{plan_id[:16]}")


@contextlib.contextmanager
def said_by(case: Case, plan: Plan, wanted: Json) -> Iterator[tuple[str, Said | None]]:
    """What a voice says in a plan's sound, and its name; the file is gone when the block ends."""
    if not isinstance(wanted, str) or all(span.use is not SoundUse.VOICE for span in plan.body.sound_spans):
        yield "", None
        return
    voice = find_voice(wanted)
    with contextlib.ExitStack() as stack:
        with storage_errors("keeping what a voice said"):
            file = stack.enter_context(tempfile.TemporaryFile(dir=case.temporary))
            spoken = speak(voice, plan.body.sound_spans, file, case.temporary)
        yield voice.name, Said(descriptor=file.fileno(), spoken=spoken)


def _part(start: int, end: int) -> Progress:
    def tell(done: int, total: int) -> None:
        if total > 0:
            report(start + (end - start) * min(done, total) // total, 1000)

    return tell


def digest_of(descriptor: int) -> tuple[str, int]:
    """SHA-256 and number of bytes of a file."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return sha256, file.tell()
