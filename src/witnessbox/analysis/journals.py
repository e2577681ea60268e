"""What searches of long videos found so far, in files that outlive a killed run; dropped when it is on record.

Like the table of jobs they are no evidence and carry no signature. Who can write into a case can forge them; who can do
that can also sign false observations with the program key (sentence N5 of the threat model).
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from witnessbox.analysis.contract import AnalyzerSpec
from witnessbox.media.client_search import Kept
from witnessbox.media.client_watch import Part
from witnessbox.media.models import ModelStore
from witnessbox.model.canonical import canonical
from witnessbox.model.errors import ModelMissingError
from witnessbox.model.items import Access
from witnessbox.vault.case import PROGRAM, Case, Writer
from witnessbox.vault.files import storage_errors

WATCH = "watch"
"""The pass over a video that several analysers share; in it, faces are searched for."""

_NAME = re.compile(r"([0-9a-f]{64})\.([a-z-]+)")


def weights_of(spec: AnalyzerSpec) -> str:
    """Digests of the weights of an analyser, joined.

    Raises:
        ModelMissingError: some are not installed.
    """
    store = ModelStore()
    for name in spec.models:
        if not store.find(name).installed:
            os.close(store.open(name))
    return "+".join(store.find(name).sha256 for name in spec.models)


class Journals:
    """Journals of one content, open until its job ends.

    Args:
        case: the case.
        content: SHA-256 of the content.
        specs: analysers that meet it.
    """

    def __init__(self, case: Case, content: str, specs: Sequence[AnalyzerSpec]) -> None:
        self._case = case
        self._content = content
        self._specs = specs
        self._opened = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def keep(self, task: str) -> Kept:
        """The journal of one task of the worker.

        Raises:
            StorageError: it cannot be written.
        """
        (spec,) = (spec for spec in self._specs if _searches(spec, task))
        path = _folder(self._case) / f"{self._content}.{task}"
        with storage_errors("keeping what a search found"):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._opened.callback(os.close, descriptor)
        key = canonical(["search", self._content, task, spec.name, spec.version, weights_of(spec), PROGRAM])
        return Kept(descriptor=descriptor, key=key.decode())


def drop_done(writer: Writer, specs: Iterable[AnalyzerSpec]) -> None:
    """Remove the journals of searches that are on record, or that nobody will go on with.

    Args:
        writer: of the case.
        specs: all analysers.
    """
    with storage_errors("clearing away what searches found"):
        for path in _folder(writer.case).glob("*"):
            if not _is_wanted(writer, path.name, specs):
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # it is not there, or not empty
            _folder(writer.case).rmdir()


def _is_wanted(writer: Writer, name: str, specs: Iterable[AnalyzerSpec]) -> bool:
    found = _NAME.fullmatch(name)
    spec = next((spec for spec in specs if found and _searches(spec, found[2])), None)
    if found is None or spec is None:
        return False
    content = writer.catalogue.content(found[1])
    if content is None or content.access is not Access.OPEN:
        return False
    try:
        return writer.catalogue.analysis(found[1], spec.name, spec.version, weights_of(spec)) is None
    except ModelMissingError:
        return True


def _searches(spec: AnalyzerSpec, task: str) -> bool:
    return spec.part is Part.FACES if task == WATCH else task in spec.tasks


def _folder(case: Case) -> Path:
    return case.derived / "searches"
