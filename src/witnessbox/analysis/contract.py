"""What an analyser is: a frozen spec and one function from a view of a content to observations.

A new analyser is one new file under `analyzers/` with `SPEC` and `analyse`; the contract tests pick it up.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from witnessbox.media.client_watch import Part, Viewing
from witnessbox.media.sandbox import Worker
from witnessbox.model.observations import MediaKind, Observation
from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerSpec:
    """What an analyser is called and what it needs.

    Attributes:
        name: its name on the command line and in every observation.
        version: raised whenever the same content could yield other observations.
        models: names of weights in the models lock file.
        kinds: kinds of content it looks at.
        documents: of documents, the media types it looks at; all of them when empty.
        needs: analysers whose observations of the same content it reads; they run first.
        stills: whether it makes derived files; it runs again when they were deleted.
        program: name of a program of others in `media.outside.PROGRAMS` that it needs.
        by_name: it runs only when a person names it; whatever needs a program of others does.
        where_installed: it runs by itself only where its weights are installed; nobody is told that they are missing.
        part: what it takes from the pass over a video that it shares with others.
        tasks: those of the worker that it calls, to be prepared together.
        short: it takes milliseconds a content.
    """

    name: str
    version: str
    models: tuple[str, ...] = ()
    kinds: frozenset[MediaKind]
    documents: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    stills: bool = False
    program: str | None = None
    by_name: bool = False
    where_installed: bool = False
    part: Part | None = None
    tasks: tuple[str, ...] = ()
    short: bool = False


class ContentView(Protocol):
    """All that an analyser sees of the world: one content, a sandboxed worker, weights, a place for stills."""

    @property
    def sha256(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def kind(self) -> MediaKind: ...

    @property
    def worker(self) -> Worker: ...

    @property
    def viewing(self) -> Viewing:
        """The content, decoded once for all analysers that take a part of it."""
        ...

    def open(self) -> int:
        """Open the content read-only; the caller closes the descriptor."""
        ...

    def model(self, name: str) -> int:
        """Open the weights of that name read-only; the caller closes the descriptor."""
        ...

    def model_digest(self, name: str) -> str:
        """SHA-256 of the weights of that name, hexadecimal."""
        ...

    def observations(self, analyzer: str) -> tuple[Observation, ...]:
        """What the named analyser, one of `SPEC.needs`, saw in this content."""
        ...

    def still(self, name: str) -> AbstractContextManager[int]:
        """A writable descriptor of a derived file of this content; it takes its place when the block ends well."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work on this content is, in any unit."""
        ...
