"""Kill the program at random moments, run the same command again, and compare with a run that nobody disturbed."""

from __future__ import annotations

import functools
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_samples import tar
from cases import (
    Answer,
    State,
    ask,
    call,
    copied,
    empty_case,
    face_clip,
    face_picture,
    here,
    kill_group,
    leftovers,
    many_files,
    needs_faces,
    passphrase,
    picture,
    signed,
    small_trove,
    start,
    state,
    workshop,
)
from disk_samples import fat
from media_samples import write_clip
from odd_names import odd_folder

TRIES = 3
"""How often one kill is tried when the program ended before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb under fire.

    Attributes:
        name: of the verb.
        prepare: gives the case that every attempt starts from.
        words: the call, for a copy of that case and a folder for what comes out of it.
    """

    name: str
    prepare: Callable[[], Path]
    words: Callable[[Path, Path], tuple[str | bytes | Path, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a run does that nobody kills."""

    seconds: float
    code: int
    state: State
    released: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What came of many kills."""

    kills: int
    hits: int
    seconds: float


# -- what each verb works on ---------------------------------------------------------------------------------------


def _trove(files: int) -> Path:
    folder = workshop() / f"trove of {files}"
    if not folder.exists():
        many_files(folder, files)
        small_trove(folder / "small")
    return folder


@functools.cache
def _containers(files: int) -> Path:
    """Archives in archives, a disk image with deleted files, holes, odd names, and enough files for processes."""
    folder = workshop() / f"containers of {files}"
    odd_folder(folder)
    many_files(folder / "many", files)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", f"inside {number}")
    tar(folder / "outer.tar.gz", [("in/inner.zip", inner.getvalue()), ("note", b"note")], "w:gz")
    (folder / "make").mkdir()
    fat(folder / "make", 16).path.rename(folder / "stick.img")
    shutil.rmtree(folder / "make")
    return folder


@functools.cache
def _to_analyse(clips: int) -> Path:
    case = copied(empty_case(), workshop() / f"analyse {clips}.case")
    trove = workshop() / f"clips {clips}"
    trove.mkdir()
    for number in range(clips):
        write_clip(trove / f"{number}.mp4", frames=40 + number, size=(160, 120), cut_at=20, sound=number % 2 == 0)
        picture(trove / f"{number}.png", number)
    (trove / "broken.mp4").write_bytes((trove / "0.mp4").read_bytes()[:3000])
    call(*signed("intake", case, trove), code=0)
    return case


@functools.cache
def _to_redact(clips: int) -> Path:
    needs_faces()
    case = copied(empty_case(), workshop() / f"redact {clips}.case")
    trove = workshop() / f"faces {clips}"
    trove.mkdir()
    for number in range(clips):
        face_clip(trove / f"{number}.mp4", frames=16 + number, shift=number)
        face_picture(trove / f"{number}.jpg", (200 + number, 200))
    call(*signed("intake", case, trove), code=0)
    call("analyse", case, code=0)
    plans = ask("plan", case, "--preset", "faces")["plans"]
    assert len(plans) == 2 * clips
    call(*signed("approve", case, "-"), given="\n".join(plan["id"] for plan in plans), code=0)
    return case


@functools.cache
def _to_release(clips: int) -> tuple[Path, tuple[str, ...]]:
    case = copied(_to_redact(clips), workshop() / f"release {clips}.case")
    renditions = ask("redact", case, code=None)["renditions"]
    return case, tuple(each["id"] for each in renditions if each["state"] == "ready")


def verbs(*, files: int, clips: int) -> dict[str, Verb]:
    """The verbs that must survive a pulled plug, over work of some size."""
    return {
        "intake": Verb(
            name="intake",
            prepare=empty_case,
            words=lambda case, _: (*signed("intake", case, _trove(files)), "--json"),
        ),
        "intake of containers": Verb(
            name="intake of containers",
            prepare=empty_case,
            words=lambda case, _: (*signed("intake", case, _containers(files)), "--json"),
        ),
        "analyse": Verb(
            name="analyse",
            prepare=lambda: _to_analyse(clips),
            words=lambda case, _: ("analyse", case, "--json"),
        ),
        "redact": Verb(
            name="redact",
            prepare=lambda: _to_redact(clips),
            words=lambda case, _: ("redact", case, "--json"),
        ),
        "release": Verb(
            name="release",
            prepare=lambda: _to_release(clips)[0],
            words=lambda case, out: (
                "release", case, out / "published", *_to_release(clips)[1], "--passphrase-file", passphrase(), "--json",
            ),
        ),
    }  # fmt: skip


# -- killing -------------------------------------------------------------------------------------------------------


class Ground:
    """A folder in which copies of a case are worked on and killed.

    Args:
        verb: what is under fire.
        folder: an empty folder.
    """

    def __init__(self, verb: Verb, folder: Path) -> None:
        self.verb = verb
        self.folder = folder
        self.undisturbed = self._undisturbed()

    def _undisturbed(self) -> Undisturbed:
        attempt = Attempt(self.verb, self.folder / "undisturbed")
        begun = time.monotonic()
        answer = attempt.run()
        seconds = time.monotonic() - begun
        assert answer.code in (0, 4), f"{self.verb.name}: {answer.out}\n{answer.err}"
        attempt.sound()
        return Undisturbed(seconds=seconds, code=answer.code, state=state(attempt.case), released=attempt.released())

    def kill(self, name: str, moments: list[float]) -> int:
        """Kill one copy at each moment in turn, let it end, and compare; gives the number of kills that hit."""
        attempt = Attempt(self.verb, self.folder / name)
        hits = sum(attempt.killed_after(moment) for moment in moments)
        attempt.completes(self.undisturbed)
        shutil.rmtree(attempt.folder)
        return hits


class Attempt:
    """One copy of a case and what is done to it."""

    def __init__(self, verb: Verb, folder: Path) -> None:
        self.verb = verb
        self.folder = folder
        self.temporary = folder / "temporary"
        self.out = folder / "out"
        self.temporary.mkdir(parents=True)
        self.out.mkdir()
        self.case = copied(verb.prepare(), folder / "home" / "x.case")
        self._words = verb.words(self.case, self.out)

    @property
    def _environment(self) -> dict[str, str]:
        return {"TMPDIR": str(self.temporary)}

    def run(self, **more: Callable[[], None]) -> Answer:
        """Let the call end."""
        return call(*self._words, environment=self._environment, before=more.get("before"))

    def killed_after(self, seconds: float) -> bool:
        """Kill the call after a time; whether it was still running."""
        process = start(*self._words, environment=self._environment)
        time.sleep(seconds)
        hit = kill_group(process)
        wait_for_group(process)
        return hit

    def changes(self, number: int = 0) -> int:
        """Kill the call just before one of its changes to the disk; with 0 let it end and count them."""
        count = self.folder / "count"
        crash_at = Path(__file__).with_name("crash_at.py")
        done = subprocess.run(
            [sys.executable, crash_at, str(number), count, *self._words],
            env={**os.environ, **self._environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            timeout=300,
            check=False,
        )
        if number:
            assert done.returncode == -signal.SIGKILL, done.stderr.decode()
            return number
        return int(count.read_text())

    def completes(self, undisturbed: Undisturbed) -> None:
        """The same command again makes good what was interrupted."""
        answer = self.run()
        assert answer.code == undisturbed.code, f"{self.verb.name} after a kill: {answer.out}\n{answer.err}"
        self.sound()
        reached = state(self.case)
        assert reached.items == undisturbed.state.items
        assert reached.seal == undisturbed.state.seal
        assert reached.rows == undisturbed.state.rows
        assert reached.derived ^ undisturbed.state.derived == set()
        assert reached.objects ^ undisturbed.state.objects == set()
        assert self.released() == undisturbed.released

    def sound(self) -> None:
        """The case verifies and nothing unfinished lies anywhere."""
        here("verify", self.case, code=0)
        assert leftovers(self.case) == []
        assert _names(self.case.parent) == {self.case.name}
        assert _names(self.temporary) == set()
        assert _names(self.out) <= {"published"}
        if (self.out / "published").exists():
            keys = sorted((self.case / "keys").glob("*.key"))
            person = next(path for path in keys if len(path.stem) == 32)
            here("verify", self.out / "published", "--key", person.with_suffix(".pem"), code=0)

    def released(self) -> frozenset[str]:
        """Names and, where they are the same each time, sizes of the files of the release."""
        root = self.out / "published"
        return frozenset(
            f"{path.relative_to(root)} {path.stat().st_size if path.suffix in ('.mp4', '.py') else ''}"
            for path in root.rglob("*")
            if path.is_file() and path.suffix != ".entry"
        )


def campaign(verb: Verb, folder: Path, *, seed: int, kills: int, at_once: int = 1) -> Campaign:
    """Kill at random moments of the duration of an undisturbed run.

    Args:
        verb: what is under fire.
        folder: an empty folder.
        seed: what the moments start from.
        kills: how many.
        at_once: how many of them hit one copy in turn before it may end.
    """
    chance = random.Random(f"{seed} {verb.name}")
    ground = Ground(verb, folder)
    hits = done = 0
    while done < kills:
        number = min(at_once, kills - done)
        hit = 0
        for attempt in range(TRIES):
            # The run that was measured may have been slowed down by others: whoever came too late comes sooner.
            moments = [chance.uniform(0, ground.undisturbed.seconds / 2**attempt) for _ in range(number)]
            try:
                hit = ground.kill(f"{done}.{attempt}", moments)
            except AssertionError as error:
                error.add_note(f"{verb.name}, seed {seed}, killed after {moments} s of {ground.undisturbed.seconds} s")
                raise
            if hit == number:
                break
        hits += hit
        done += number
    return Campaign(kills=kills, hits=hits, seconds=ground.undisturbed.seconds)


def crash_points(verb: Verb, folder: Path, *, most: int | None = None) -> int:
    """Kill just before each change to the disk that the verb makes, or before some of them spread over all.

    Args:
        verb: what is under fire.
        folder: an empty folder.
        most: how many points at most.

    Returns:
        How many points there are.
    """
    ground = Ground(verb, folder)
    counting = Attempt(verb, folder / "counting")
    total = counting.changes()
    counting.completes(ground.undisturbed)
    step = max(1, -(-total // most)) if most else 1
    for number in range(1, total + 1, step):
        attempt = Attempt(verb, folder / str(number))
        attempt.changes(number)
        try:
            attempt.completes(ground.undisturbed)
        except AssertionError as error:
            error.add_note(f"{verb.name}, killed before change {number} of {total}")
            raise
        shutil.rmtree(attempt.folder)
    return total


def wait_for_group(process: subprocess.Popen[bytes]) -> None:
    """Wait until nobody of a killed process group is left."""
    until = time.monotonic() + 30
    while any(_members(process.pid)):
        assert time.monotonic() < until, f"process group {process.pid} outlived its end"
        time.sleep(0.01)


def _members(group: int) -> Iterator[int]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                yield int(name)


def _names(folder: Path) -> set[str]:
    return set(os.listdir(folder)) if folder.is_dir() else set()
