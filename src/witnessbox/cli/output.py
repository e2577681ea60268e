"""What people and scripts read: text or one JSON document on standard output, progress and errors on standard error."""

from __future__ import annotations

import base64
import contextlib
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from witnessbox.model.canonical import Json
from witnessbox.model.shown import shown_path as shown_path

QUIET_SECONDS = 1.0
"""Work shorter than this shows no progress bar."""
LINE_SECONDS = 10.0
"""Where there is no terminal, progress is a line now and then."""
RECENT_LINES = 12
"""Lines over which the speed is taken that tells the time left,"""
LATEST_LINES = 3
"""or these where they were slower: what an interrupted run left done is passed by quickly, what follows is not."""


class Output:
    """One call's output.

    Args:
        as_json: print one JSON document instead of text.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._answered = False

    def text(self, line: str = "") -> None:
        """A line for people; nothing with `--json`."""
        if not self.as_json:
            print(line)

    def answer(self, document: Json) -> None:
        """The JSON document; nothing without `--json`."""
        if self.as_json:
            self._answered = True
            print(json.dumps(document, ensure_ascii=True, indent=1))

    def answer_rows(
        self, name: str, rows: Iterable[Json], rest: Callable[[], dict[str, Json]] = dict[str, Json]
    ) -> None:
        """The JSON document `{name: [rows]}`, written row by row: there may be more than memory holds.

        Args:
            name: of the list.
            rows: its members.
            rest: gives what else the document has, once all rows are written.
        """
        if self.as_json:
            self._answered = True
            print(f"{{\n {json.dumps(name)}: [", end="")
            mark = "\n  "
            for row in rows:
                print(mark + json.dumps(row, ensure_ascii=True), end="")
                mark = ",\n  "
            more = "".join(f",\n {json.dumps(key)}: {json.dumps(value)}" for key, value in rest().items())
            print(f"\n ]{more}\n}}")

    def note(self, line: str) -> None:
        """A remark on standard error, shown in both modes."""
        print(line, file=sys.stderr)

    def error(self, message: str, exit_code: int) -> None:
        """An error, once in words and with `--json` once as a document."""
        print(f"witnessbox: {message}", file=sys.stderr)
        if self.as_json and not self._answered:
            print(json.dumps({"error": {"message": message, "exit_code": exit_code}}, indent=1))

    def close(self) -> None:
        """Flush."""
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.flush()

    @contextlib.contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """A progress bar with time left, on standard error; the block gets a function of (done, total)."""
        if sys.stderr.isatty():
            with _bar(what) as advance:
                yield advance
            return
        start = last = time.monotonic()
        recent = deque([(last, 0)], maxlen=RECENT_LINES)

        def tell(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if total and done < total and now - last >= LINE_SECONDS:
                last = now
                known = [recent[0], recent[-min(LATEST_LINES, len(recent))]]
                if done == recent[0][1]:  # nothing was told for a while: the mean of all is the best guess
                    known = [(start, 0)]
                guesses = [(now - since) * (total - done) / (done - had) for since, had in known if done > had]
                left = max(guesses, default=0)
                recent.append((now, done))
                print(f"{what}: {100 * done // total} %, about {left:.0f} s left", file=sys.stderr)

        yield tell


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    # Loading rich takes a tenth of what many a call takes, and scripts have no terminal.
    console = import_module("rich.console").Console(stderr=True, highlight=False)
    rich = import_module("rich.progress")
    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TimeElapsedColumn(),
        rich.TextColumn("left"),
        rich.TimeRemainingColumn(),
    )
    bar = rich.Progress(*columns, console=console, transient=True)
    task = bar.add_task(what, total=None)
    start = time.monotonic()
    shown = False

    def tell(done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - start >= QUIET_SECONDS:
            shown = True
            bar.start()
        bar.update(task, completed=done, total=total or None)

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


def json_path(path: bytes) -> dict[str, Json]:
    """A raw path for scripts: readable, and exact as base64."""
    return {
        "path": path.decode("utf-8", "backslashreplace"),
        "path_bytes": base64.b64encode(path).decode("ascii"),
    }


def timecode(time_us: int) -> str:
    """Microseconds as `HH:MM:SS.ffffff`."""
    seconds, rest = divmod(time_us, 1_000_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:06}"


def size_words(size: int) -> str:
    """A number of bytes for people."""
    if size < 1000:
        return f"{size} B"
    power = min((len(str(size)) - 1) // 3, 4)
    return f"{size / 1000**power:.1f} {('kB', 'MB', 'GB', 'TB')[power - 1]}"
