"""Running analysers over contents: what has not run yet, on the engine, results into the vault in batches."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import cast

from witnessbox.analysis import analyzers
from witnessbox.analysis.contract import AnalyzerSpec
from witnessbox.engine.jobs import Job, JobState, JobTable, Result, at_end, mend_table, report, run_jobs
from witnessbox.media.client_pages import lacks_program
from witnessbox.media.models import ModelStore
from witnessbox.media.outside import ProgramMissingError, require
from witnessbox.media.sandbox import Worker
from witnessbox.model.acts import Operation
from witnessbox.model.canonical import Json, canonical
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import ModelMissingError, UsageError
from witnessbox.model.items import Access, Content
from witnessbox.model.observations import Analysis, MediaKind, Observation
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


def all_analyzers() -> dict[str, ModuleType]:
    """Every analyser by name; a new file under `analyzers/` is found by itself."""
    found = [
        importlib.import_module(f"{analyzers.__name__}.{module.name}")
        for module in pkgutil.iter_modules(analyzers.__path__)
    ]
    return {module.SPEC.name: module for module in found}


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
    specs = [
        known[name].SPEC for name in sorted(known) if only == name or (only is None and not known[name].SPEC.program)
    ]
    missing: list[str] = []
    runnable: list[AnalyzerSpec] = []
    for spec in specs:
        try:
            _model(spec)
            if spec.program is not None:
                require(spec.program)
            runnable.append(spec)
        except (ModelMissingError, ProgramMissingError) as error:
            missing.append(f"{spec.name}: {error}")
    ran = 0
    unseen: list[Analysis] = []
    with case.writing() as writer:
        mend_table(case.derived / "jobs.sqlite")
        for stage in _stages(runnable):
            jobs = _jobs(writer, stage, missing)
            for batch in _batches(jobs):
                analyses = _run_batch(writer, batch, on_progress)
                ran += len(analyses)
                unseen.extend(analysis for analysis in analyses if analysis.reason is not None)
    return AnalysisResult(ran=ran, unseen=tuple(unseen), missing=tuple(missing))


def _model(spec: AnalyzerSpec) -> str:
    """Digests of the weights of an analyser, joined.

    Raises:
        ModelMissingError: some are not installed.
    """
    store = ModelStore()
    for name in spec.models:
        if not store.find(name).installed:
            os.close(store.open(name))
    return "+".join(store.find(name).sha256 for name in spec.models)


def _stages(specs: Sequence[AnalyzerSpec]) -> Iterator[list[AnalyzerSpec]]:
    """Analysers in groups, those first that others need."""
    waiting, done = list(specs), set[str]()
    names = {spec.name for spec in specs}
    while waiting:
        ready = [spec for spec in waiting if not (set(spec.needs) & names) - done]
        if not ready:
            raise UsageError(f"analysers need each other: {', '.join(spec.name for spec in waiting)}")
        yield ready
        done |= {spec.name for spec in ready}
        waiting = [spec for spec in waiting if spec not in ready]


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


def _jobs(writer: Writer, specs: Sequence[AnalyzerSpec], missing: list[str]) -> list[tuple[Job, Analysis]]:
    """One job for each content and analyser that have not met, with the analysis that it will become."""
    jobs = []
    for spec in specs:
        model = _model(spec)
        for content in writer.catalogue.contents(spec.kinds):
            if content.access is not Access.OPEN or not _looks_at(spec, content, missing):
                continue
            earlier = writer.catalogue.analysis(content.sha256, spec.name, spec.version, model)
            if earlier is not None and not (spec.stills and _stills_deleted(writer, earlier)):
                continue
            blank = Analysis(content=content.sha256, analyzer=spec.name, version=spec.version, model=model)
            payload: Json = {
                "case": os.fsdecode(os.path.abspath(writer.case.path)),
                "analyzer": spec.name,
                "content": to_json(content),
            }
            key = canonical(["analysis", content.sha256, spec.name, spec.version, model]).decode()
            jobs.append((Job(key=key, payload=payload, weight=max(content.size, 1)), blank))
    # Large contents first, so that the last one does not keep one processor busy alone.
    return sorted(jobs, key=lambda pair: (-pair[0].weight, pair[0].key))


def _stills_deleted(writer: Writer, earlier: AnalysisRow) -> bool:
    """Whether derived files were made and are gone; they may be deleted at any time."""
    if derived_path(writer.case, earlier.content, "any").parent.is_dir():
        return False
    return bool(writer.catalogue.observations(earlier.content, earlier.analyzer))


def _batches(jobs: list[tuple[Job, Analysis]]) -> Iterator[list[tuple[Job, Analysis]]]:
    batch: list[tuple[Job, Analysis]] = []
    size = 0
    for job, blank in jobs:
        batch.append((job, blank))
        size += job.weight
        if len(batch) >= BATCH_JOBS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _run_batch(writer: Writer, batch: list[tuple[Job, Analysis]], on_progress: Progress | None) -> list[Analysis]:
    with Worker(tasks=("identify",)) as worker:  # the lightest: the isolation is the same for all
        isolation = canonical(to_json(worker.isolation)).decode()
    operation = writer.open_operation(Operation.ANALYSIS, writer.program, isolation=isolation)
    blanks = {job.key: blank for job, blank in batch}
    table = JobTable(writer.case.derived / "jobs.sqlite")
    try:
        results = run_jobs([job for job, _ in batch], work, table, on_progress=on_progress)
        analyses = [_analysis(result, blanks[result.key]) for result in results]
        analyses.sort(key=lambda analysis: (analysis.content, analysis.analyzer))
        writer.close_operation(operation, writer.program, [[("analysis", analysis) for analysis in analyses]])
        table.forget(blanks)
    finally:
        table.close()
    return analyses


def _analysis(result: Result, blank: Analysis) -> Analysis:
    if result.state is JobState.DONE:
        return from_json(Analysis, result.value)
    return Analysis(
        content=blank.content,
        analyzer=blank.analyzer,
        version=blank.version,
        model=blank.model,
        reason=result.reason or "unknown",
    )


# -- in a process of the pool --------------------------------------------------------------------------------------


@functools.cache
def _worker() -> Worker:
    """The sandboxed worker of this process."""
    worker = Worker()
    at_end(worker.close)
    return worker


def work(payload: Json) -> Json:
    """Run one analyser over one content; called by the engine in another process."""
    call = cast(dict[str, Json], payload)
    module = all_analyzers()[str(call["analyzer"])]
    spec: AnalyzerSpec = module.SPEC
    content = from_json(Content, call["content"])
    view = View(Path(os.fsencode(str(call["case"])).decode("utf-8", "surrogateescape")), content, spec)
    observations: tuple[Observation, ...] = module.analyse(view)
    analysis = Analysis(
        content=content.sha256,
        analyzer=spec.name,
        version=spec.version,
        model=_model(spec),
        observations=observations,
    )
    return to_json(analysis)


class View:
    """What an analyser sees of one content; implements `analysis.contract.ContentView`."""

    def __init__(self, case: Path, content: Content, spec: AnalyzerSpec) -> None:
        self._case = Case(case)
        self._content = content
        self._spec = spec

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
        return self._case.catalogue.observations(self.sha256, analyzer)

    def still(self, name: str) -> contextlib.AbstractContextManager[int]:
        """A writable derived file of this content."""
        return derived_file(self._case, self.sha256, name)

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work is."""
        report(done, total)
