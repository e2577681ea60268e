"""Running analysers over contents: what has not run yet, on the engine, results into the vault in batches."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import pkgutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import cast

from witnessbox.analysis import analyzers
from witnessbox.analysis.contract import AnalyzerSpec
from witnessbox.analysis.journals import WATCH, Journals, drop_done, weights_of
from witnessbox.engine.jobs import (
    Job,
    JobState,
    JobTable,
    Result,
    at_end,
    mend_table,
    processes,
    report,
    run_jobs,
    still_wanted,
)
from witnessbox.media.client_pages import lacks_program
from witnessbox.media.client_watch import Part, Viewing
from witnessbox.media.models import ModelStore
from witnessbox.media.outside import ProgramMissingError, require
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import Operation
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import ModelMissingError, UntrustedInputError, UsageError, WorkerDiedError
from witnessbox.model.items import Access, Content
from witnessbox.model.media import Isolation
from witnessbox.model.observations import Analysis, MediaKind, Observation
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.catalogue import AnalysisRow
from witnessbox.vault.derived import derived_file, derived_path

BATCH_JOBS = 2000
"""Most jobs in one operation of the log,"""
BATCH_BYTES = 8 * 1024**3
"""and the bytes of their contents from which it is closed."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisResult:
    """What one run did.

    Attributes:
        ran: analyses that came to their end in this run.
        unseen: those among them that saw nothing, with the reason.
        missing: one message a set of weights or a program that is not installed, for each kind of document that waits.
    """

    ran: int
    unseen: tuple[Analysis, ...]
    missing: tuple[str, ...]


@functools.cache
def all_analyzers() -> Mapping[str, ModuleType]:
    """Every analyser by name; a new file under `analyzers/` is found by itself, once in a process."""
    found = [
        importlib.import_module(f"{analyzers.__name__}.{module.name}")
        for module in pkgutil.iter_modules(analyzers.__path__)
    ]
    return MappingProxyType({module.SPEC.name: module for module in found})


def run_analysis(case: Case, *, only: str | None = None, on_progress: Progress | None = None) -> AnalysisResult:
    """Run what has not run yet over every content that is open.

    Args:
        case: an open case.
        only: name of one analyser; by default all but those that need a program of others.
        on_progress: called with bytes done and bytes in all.

    Raises:
        UsageError: no analyser of that name.
        StorageError: results could not be written; the same call goes on.
    """
    known = all_analyzers()
    if only is not None and only not in known:
        raise UsageError(f"{only}: no such analyser; there are {', '.join(sorted(known))}")
    specs = [known[name].SPEC for name in sorted(known)]
    specs = [spec for spec in specs if (_runs_by_itself(spec) if only is None else spec.name == only)]
    missing: list[str] = []
    runnable: list[AnalyzerSpec] = []
    for spec in specs:
        try:
            weights_of(spec)
            if spec.program is not None:
                require(spec.program)
            runnable.append(spec)
        except (ModelMissingError, ProgramMissingError) as error:
            missing.append(f"{spec.name}: {error}")
    ran = 0
    unseen: list[Analysis] = []
    with case.writing() as writer:
        mend_table(case.derived / "jobs.sqlite")
        for batch in _batches(_jobs(writer, _ordered(runnable), missing)):
            analyses = _run_batch(writer, batch, on_progress)
            ran += len(analyses)
            unseen.extend(analysis for analysis in analyses if analysis.reason is not None)
            drop_done(writer, [module.SPEC for module in known.values()])
        drop_done(writer, [module.SPEC for module in known.values()])
    return AnalysisResult(ran=ran, unseen=tuple(unseen), missing=tuple(missing))


def _runs_by_itself(spec: AnalyzerSpec) -> bool:
    """Whether an analyser runs although nobody named it."""
    if spec.program is not None or spec.by_name:
        return False
    if not spec.where_installed:
        return True
    installed = {model.name for model in ModelStore().models() if model.installed}
    return installed.issuperset(spec.models)


def _ordered(specs: Sequence[AnalyzerSpec]) -> list[AnalyzerSpec]:
    """Analysers, each after those that it needs."""
    waiting, done = list(specs), list[AnalyzerSpec]()
    while waiting:
        names = {spec.name for spec in waiting}
        ready = [spec for spec in waiting if not set(spec.needs) & names]
        if not ready:
            raise UsageError(f"analysers need each other: {', '.join(spec.name for spec in waiting)}")
        done += ready
        waiting = [spec for spec in waiting if spec not in ready]
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One content and the analysers that have not met it, in the order in which they run.

    They run in one job, so that a video is decoded once for all of them.

    Attributes:
        case: its folder.
        content: what they look at.
        blanks: the analyses that come of it, still empty.
    """

    case: str
    content: Content
    blanks: tuple[Analysis, ...]

    def job(self) -> Job:
        """The job, under its natural key."""
        those: list[Json] = [[blank.analyzer, blank.version, blank.model] for blank in self.blanks]
        key = canonical(["analysis", self.content.sha256, those]).decode()
        payload: Json = {
            "case": self.case,
            "analyzers": [blank.analyzer for blank in self.blanks],
            "content": to_json(self.content),
        }
        return Job(key=key, payload=payload, weight=max(self.content.size, 1))

    def without(self, done: Iterable[Analysis]) -> Iterator[_Task]:
        """What is left, one analyser a task: one that kills its worker must not spoil the others."""
        met = {analysis.analyzer for analysis in done}
        for blank in self.blanks:
            if blank.analyzer not in met:
                yield replace(self, blanks=(blank,))


def _looks_at(spec: AnalyzerSpec, content: Content, missing: list[str]) -> bool:
    """Whether an analyser looks at a content; a document waits for the program that turns it into pages."""
    if content.format.kind is not MediaKind.DOCUMENT or not spec.documents:
        return True
    if content.format.mime not in spec.documents:
        return False
    lacking = lacks_program(content.format.mime)
    if lacking is not None and (message := f"{spec.name}, {content.format.name}: {lacking}") not in missing:
        missing.append(message)
    return lacking is None


def _jobs(writer: Writer, specs: Sequence[AnalyzerSpec], missing: list[str]) -> list[_Task]:
    """One task for each content that some analyser has not met."""
    contents: dict[str, Content] = {}
    blanks: dict[str, list[Analysis]] = {}
    for spec in specs:
        model = weights_of(spec)
        for content in writer.catalogue.contents(spec.kinds):
            if content.access is not Access.OPEN or not _looks_at(spec, content, missing):
                continue
            earlier = writer.catalogue.analysis(content.sha256, spec.name, spec.version, model)
            if earlier is not None and not (spec.stills and _stills_deleted(writer, earlier)):
                continue
            blank = Analysis(content=content.sha256, analyzer=spec.name, version=spec.version, model=model)
            contents[content.sha256] = content
            blanks.setdefault(content.sha256, []).append(blank)
    case = os.fsdecode(os.path.abspath(writer.case.path))
    tasks = [_Task(case=case, content=contents[each], blanks=tuple(blanks[each])) for each in contents]
    # Large contents first, so that the last one does not keep one processor busy alone.
    return sorted(tasks, key=lambda task: (-task.content.size, task.content.sha256))


def _stills_deleted(writer: Writer, earlier: AnalysisRow) -> bool:
    """Whether derived files were made and are gone; they may be deleted at any time."""
    if derived_path(writer.case, earlier.content, "any").parent.is_dir():
        return False
    return bool(writer.catalogue.observations(earlier.content, earlier.analyzer))


def _batches(tasks: list[_Task]) -> Iterator[list[_Task]]:
    batch: list[_Task] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += max(task.content.size, 1)
        if len(batch) >= BATCH_JOBS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _run_batch(writer: Writer, batch: list[_Task], on_progress: Progress | None) -> list[Analysis]:
    table = JobTable(writer.case.derived / "jobs.sqlite", writer.master)
    try:
        isolation = canonical(to_json(_isolation(batch))).decode()
        operation = writer.open_operation(Operation.ANALYSIS, writer.program, isolation=isolation)
        analyses: list[Analysis] = []
        keys: list[str] = []
        left: list[_Task] = []
        for task, result in _results(batch, table, on_progress):
            keys.append(result.key)
            done = _analyses(result, task)
            analyses += done
            left += task.without(done)
        for task, result in _results(left, table, on_progress):
            keys.append(result.key)
            (blank,) = task.blanks
            analyses += _analyses(result, task) or [replace(blank, reason=result.reason or "unknown")]
        analyses.sort(key=lambda analysis: (analysis.content, analysis.analyzer))
        writer.close_operation(operation, writer.program, [[("analysis", analysis) for analysis in analyses]])
        table.forget(keys)
    finally:
        table.close()
        _close_ready()
    return analyses


def _isolation(batch: Sequence[_Task]) -> Isolation:
    """What isolation there is; the same for all workers.

    To start one only to be asked takes as long as many a job, so a single job goes on with the one that was asked.
    """
    if len(batch) == 1 and not _ready:
        (task,) = batch
        specs = [all_analyzers()[blank.analyzer].SPEC for blank in task.blanks]
        _ready.append(Worker(tasks=sorted(_tasks(specs, task.content)), wanted=still_wanted))
    if _ready:
        return _ready[-1].isolation
    with Worker() as worker:  # one without tasks is the lightest
        return worker.isolation


def _results(tasks: Sequence[_Task], table: JobTable, on_progress: Progress | None) -> Iterator[tuple[_Task, Result]]:
    by_key = {(job := task.job()).key: (task, job) for task in tasks}
    jobs = [job for _, job in by_key.values()]
    known = all_analyzers()
    short = all(known[blank.analyzer].SPEC.short for task in tasks for blank in task.blanks)
    for result in run_jobs(jobs, work, table, on_progress=on_progress, short=short) if jobs else ():
        yield by_key[result.key][0], result


def _analyses(result: Result, task: _Task) -> list[Analysis]:
    """What came to its end in a job; nothing where the job as a whole did not."""
    if result.state is not JobState.DONE or not isinstance(result.value, list):
        return []
    done = [from_json(Analysis, each) for each in result.value]
    wanted = {blank.analyzer for blank in task.blanks}
    return [analysis for analysis in done if analysis.analyzer in wanted]


# -- in a process of the pool --------------------------------------------------------------------------------------


_mine = threading.local()
_ready: list[Worker] = []  # workers that run already, for the threads of jobs


@contextlib.contextmanager
def started_early(analyzer: str) -> Iterator[None]:
    """Start the workers of an analyser of short jobs in the background, for a `run_analysis` that comes later.

    Args:
        analyzer: its name.
    """
    tasks = all_analyzers()[analyzer].SPEC.tasks
    try:
        _ready.extend(Worker(tasks=tasks, wanted=still_wanted) for _ in range(processes()))
        yield
    finally:
        _close_ready()


def _close_ready() -> None:
    while _ready:
        _ready.pop().close()


def _worker() -> Worker:
    """The sandboxed worker of this thread; a process of the pool has one thread for its jobs."""
    if not hasattr(_mine, "worker"):
        _mine.worker = _ready.pop() if _ready else Worker(wanted=still_wanted)
        at_end(_mine.worker.close)
    return cast(Worker, _mine.worker)


def _tasks(specs: Sequence[AnalyzerSpec], content: Content) -> set[str]:
    """Tasks of the worker that some analysers will call for a content."""
    shared = len(_parts(specs)) > 1 and content.format.kind is MediaKind.VIDEO
    # What takes its part from the shared pass asks for it by itself only where that failed.
    alone = {task for spec in specs if not (shared and spec.part) for task in spec.tasks}
    return alone | {WATCH} if shared else alone


def _parts(specs: Sequence[AnalyzerSpec]) -> frozenset[Part]:
    return frozenset(spec.part for spec in specs if spec.part is not None)


def work(payload: Json) -> Json:
    """Run some analysers over one content, one after the other; called by the engine in another process.

    Returns:
        The analyses that came to their end. Where the worker died over one of several, that one is missing.

    Raises:
        WorkerDiedError: the worker died over the only one.
    """
    call = cast(dict[str, Json], payload)
    names = cast("list[str]", call["analyzers"])
    modules = all_analyzers()
    specs: list[AnalyzerSpec] = [modules[name].SPEC for name in names]
    content = from_json(Content, call["content"])
    case = Path(os.fsencode(str(call["case"])).decode("utf-8", "surrogateescape"))
    _worker().prepare(_tasks(specs, content))
    opened = Case(case)
    with Journals(opened, content.sha256, specs) as journals:
        viewing = Viewing(_worker(), _parts(specs), ModelStore().open, journals.keep)
        done: list[Analysis] = []
        for spec in specs:
            blank = Analysis(content=content.sha256, analyzer=spec.name, version=spec.version, model=weights_of(spec))
            view = View(opened, content, spec, viewing, done)
            try:
                done.append(replace(blank, observations=modules[spec.name].analyse(view)))
            except UntrustedInputError as error:
                done.append(replace(blank, reason=str(error)))
            except WorkerDiedError:
                if len(specs) == 1:
                    raise
        return to_json(done)


class View:
    """What an analyser sees of one content; implements `analysis.contract.ContentView`."""

    def __init__(
        self,
        case: Case,
        content: Content,
        spec: AnalyzerSpec,
        viewing: Viewing | None = None,
        done: Sequence[Analysis] = (),
    ) -> None:
        self._case = case
        self._content = content
        self._spec = spec
        self._viewing = viewing
        self._done = done

    @property
    def sha256(self) -> str:
        """SHA-256 of the content."""
        return self._content.sha256

    @property
    def size(self) -> int:
        """Its number of bytes."""
        return self._content.size

    @property
    def kind(self) -> MediaKind:
        """Its broad kind."""
        return self._content.format.kind

    @property
    def worker(self) -> Worker:
        """The sandboxed worker of this process."""
        return _worker()

    @property
    def viewing(self) -> Viewing:
        """The content, decoded once for all analysers of this job."""
        return self._viewing or Viewing(self.worker)

    def open(self) -> int:
        """Open the content read-only."""
        return self._case.objects.open(self.sha256)

    def model(self, name: str) -> int:
        """Open weights that the spec names."""
        return ModelStore().open(name)

    def model_digest(self, name: str) -> str:
        """Digest of weights that the spec names."""
        return ModelStore().find(name).sha256

    def observations(self, analyzer: str) -> tuple[Observation, ...]:
        """What an analyser of `SPEC.needs` saw."""
        if analyzer not in self._spec.needs:
            raise UsageError(f"{self._spec.name} does not say that it needs {analyzer}")
        for analysis in self._done:  # of this job, so in no catalogue yet
            if analysis.analyzer == analyzer:
                return analysis.observations
        return self._case.catalogue.observations(self.sha256, analyzer)

    def still(self, name: str) -> contextlib.AbstractContextManager[int]:
        """A writable derived file of this content."""
        return derived_file(self._case, self.sha256, name)

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work is."""
        report(done, total)
