"""Cases and troves for tests: the real program in processes of its own, real files, prepared once and then copied."""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib.util
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from media_samples import drawing, write_clip
from PIL import Image

from witnessbox.analysis.runner import all_analyzers
from witnessbox.cli.main import main
from witnessbox.media.models import ModelStore
from witnessbox.model.entries import Entry, Kind
from witnessbox.model.errors import WitnessboxError
from witnessbox.model.seal import seal_tree
from witnessbox.vault.case import Case
from witnessbox.vault.chats import chat_exports

REPO = Path(__file__).resolve().parents[2]
PASSPHRASE = "eight words nobody would ever guess, not even these\n"
OTHER_PASSPHRASE = "another person, another passphrase\n"
SECONDS = 300
"""A call that takes longer hangs; this is no measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one call."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; more than one, or anything beside it, is an error."""
        return json.loads(self.out)


def program() -> list[str]:
    """The installed command."""
    script = Path(sys.executable).parent / "witnessbox"
    return [str(script)] if script.is_file() else [sys.executable, "-m", "witnessbox.cli.main"]


def call(
    *words: str | bytes | Path,
    given: str = "",
    code: int | None = None,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    wrapper: Sequence[str] = (),
) -> Answer:
    """One call of the command line.

    Args:
        words: verb and arguments.
        given: standard input.
        code: the exit status it must have, None for any.
        cwd: folder in which it runs.
        environment: what is added to this process's environment.
        before: run in the child before the program starts.
        wrapper: another program, with arguments, that starts it.
    """
    done = subprocess.run(
        [*wrapper, *program(), *words],
        input=given.encode(),
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        preexec_fn=before,
        timeout=SECONDS,
        check=False,
    )
    answer = Answer(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
    assert "Traceback" not in answer.err, answer.err
    if code is not None:
        assert answer.code == code, f"{words}: exit {answer.code}\n{answer.out}\n{answer.err}"
    return answer


def here(*words: str | bytes | Path, given: str = "", code: int | None = None) -> Answer:
    """The same in this process, ten times quicker, for what needs no process of its own."""
    out, err = io.StringIO(), io.StringIO()
    handler, stdin = signal.getsignal(signal.SIGTERM), sys.stdin
    sys.stdin = io.StringIO(given)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([os.fsdecode(word) for word in words])
    finally:
        sys.stdin = stdin
        signal.signal(signal.SIGTERM, handler)
    answer = Answer(code=status, out=out.getvalue(), err=err.getvalue())
    if code is not None:
        assert answer.code == code, f"{words}: exit {answer.code}\n{answer.out}\n{answer.err}"
    return answer


def ask(*words: str | bytes | Path, given: str = "", code: int | None = 0) -> Any:
    """One call with --json; gives the document."""
    return call(*words, "--json", given=given, code=code).json


# -- prepared once a process, then copied --------------------------------------------------------------------------


@functools.cache
def workshop() -> Path:
    """A folder of this process that is gone when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="witnessbox-tests-"))
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    return folder


@functools.cache
def passphrase() -> Path:
    """A file with the first person's passphrase."""
    file = workshop() / "passphrase.txt"
    file.write_text(PASSPHRASE)
    return file


@functools.cache
def other_passphrase() -> Path:
    """A file with the second person's passphrase, which opens nothing before there is one."""
    file = workshop() / "other-passphrase.txt"
    file.write_text(OTHER_PASSPHRASE)
    return file


def signed(*words: str | bytes | Path) -> tuple[str | bytes | Path, ...]:
    """The same words, signed by the first person."""
    return (*words, "--passphrase-file", passphrase())


@functools.cache
def empty_case() -> Path:
    """A case without anything in it."""
    case = workshop() / "empty.case"
    call(*signed("init", case, "--name", "anna"), code=0)
    return case


@functools.cache
def other_case() -> Path:
    """A case of somebody else, with something in it."""
    case = workshop() / "other.case"
    trove = workshop() / "other trove"
    trove.mkdir()
    (trove / "a").write_bytes(b"something else")
    call(*signed("init", case, "--name", "boris"), code=0)
    call(*signed("intake", case, trove), code=0)
    return case


@functools.cache
def sealed_case() -> Path:
    """A case with two finished acquisitions and an analysis after them: entries of a person and of the program."""
    case = copied(empty_case(), workshop() / "sealed.case")
    for name in ("first", "second"):
        trove = workshop() / name
        small_trove(trove, name)
        call(*signed("intake", case, trove), code=0)
    call("analyse", case, "--only", "probe", code=0)
    return case


def needs_faces() -> None:
    """Skip where faces cannot be looked for."""
    if "faces" not in all_analyzers():
        pytest.skip("there is no analyser for faces")
    store = ModelStore()
    for name in ("centerface", "retinaface"):
        try:
            installed = store.find(name).installed
        except WitnessboxError as error:
            pytest.skip(f"weights: {error}")
        if not installed:
            pytest.skip(f"the weights {name} are not at {store.directory}; WITNESSBOX_MODELS names another place")
    astronaut()


@functools.cache
def planned_case() -> Path:
    """A case up to approved plans: a moving clip and a still of one face, and a clip without any."""
    needs_faces()
    case = copied(empty_case(), workshop() / "planned.case")
    trove = workshop() / "faces"
    trove.mkdir()
    face_clip(trove / "walk.mp4")
    face_picture(trove / "portrait.jpg")
    write_clip(trove / "nobody.mp4", frames=20, size=(160, 120))
    call(*signed("intake", case, trove), code=0)
    call("analyse", case, code=0)
    plans = ask("plan", case, "--preset", "faces")["plans"]
    call(*signed("approve", case, "-"), given="\n".join(plan["id"] for plan in plans), code=0)
    return case


@functools.cache
def rendered_case() -> Path:
    """A case up to renditions that are ready to be released."""
    case = copied(planned_case(), workshop() / "rendered.case")
    renditions = ask("redact", case)["renditions"]
    assert renditions, "nothing was rendered"
    return case


def copied(case: Path, to: Path) -> Path:
    """A copy of a case to work on or to spoil."""
    shutil.copytree(case, to, symlinks=True)
    return to


# -- troves --------------------------------------------------------------------------------------------------------


def small_trove(folder: Path, name: str = "x") -> Path:
    """A few files: text, a copy, an empty one, a picture, a clip with sound, one cut short, a link, odd names."""
    folder.mkdir(parents=True)
    (folder / "sub" / "deeper").mkdir(parents=True)
    (folder / "note.txt").write_text(f"a note in {name}\n")
    (folder / "sub" / "same note.txt").write_text(f"a note in {name}\n")
    (folder / "sub" / "deeper" / "Показания.txt").write_text(f"свидетель {name}\n")
    (folder / "empty.dat").touch()
    picture(folder / "picture.png", len(name))
    clip = write_clip(folder / f"{name}.mp4", frames=25, size=(96, 64), cut_at=12, sound=True, metadata={"title": name})
    (folder / "cut short.mp4").write_bytes(clip.read_bytes()[: clip.stat().st_size * 2 // 3])
    (folder / "link").symlink_to("/etc/passwd")
    with open(os.fsencode(folder) + b"/\xf1\xed\xe8\xec\xee\xea.jpg", "wb") as file:
        file.write(b"not a jpeg of " + name.encode())
    return folder


def many_files(folder: Path, count: int) -> Path:
    """Many small files, every fifth a copy of another, in folders of a hundred."""
    for number in range(count):
        shelf = folder / f"{number // 100:04}"
        if number % 100 == 0:
            shelf.mkdir(parents=True)
        text = f"file {number - number % 5 if number % 5 == 1 else number}\n"
        (shelf / f"{number:06}.txt").write_bytes(text.encode() * 40)
    return folder


def picture(path: Path, step: int = 0, size: tuple[int, int] = (120, 80)) -> Path:
    """A drawing, written as no renderer would write it."""
    Image.fromarray(drawing(size, step)).save(path, compress_level=1)
    return path


def astronaut() -> Path:
    """A public-domain portrait that a package ships."""
    samples = Path(os.environ.get("WITNESSBOX_SAMPLES") or REPO / "build" / "samples") / "astronaut.png"
    if samples.is_file():
        return samples
    package = importlib.util.find_spec("skimage")
    if package is not None and package.origin is not None:
        inside = Path(package.origin).parent / "data" / "astronaut.png"
        if inside.is_file():
            return inside
    pytest.skip("there is no picture of a face: run scripts/samples, or install scikit-image")


def face_picture(path: Path, size: tuple[int, int] = (256, 256)) -> Path:
    """The portrait, smaller."""
    with Image.open(astronaut()) as whole:
        whole.convert("RGB").resize(size, Image.Resampling.BICUBIC).save(path)
    return path


def face_clip(path: Path, *, frames: int = 24, size: tuple[int, int] = (256, 192), shift: int = 0) -> Path:
    """A slow pan over the portrait, with sound."""
    with Image.open(astronaut()) as opened:
        whole = opened.convert("RGB")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        tone = container.add_stream("aac", rate=48000, layout="mono")
        for number in range(frames):
            left = shift + number * 40 / frames
            crop = whole.resize(size, Image.Resampling.BICUBIC, box=(left, 0, left + 400, 300))
            frame = av.VideoFrame.from_ndarray(np.asarray(crop), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        for block in range(frames * 2000 // 1024):
            wave = np.sin(np.arange(1024) / 20 + block).astype(np.float32).reshape(1, -1)
            samples = av.AudioFrame.from_ndarray(wave, "fltp", "mono")
            samples.sample_rate, samples.pts = 48000, block * 1024
            container.mux(tone.encode(samples))
        container.mux(tone.encode(None))
    return path


def case_of_a_face(folder: Path, *, frames: int) -> Path:
    """A case that took in one such video, small and long."""
    needs_faces()
    case = copied(empty_case(), folder / "long.case")
    trove = folder / "trove"
    trove.mkdir()
    face_clip(trove / "long.mp4", frames=frames, size=(128, 96))
    call(*signed("intake", case, trove), code=0)
    return case


# -- what is in a case, for comparing two ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that must be the same in two copies of a case that did the same work."""

    items: frozenset[tuple[bytes, str, int, str]]
    rows: Mapping[str, tuple[str, ...]]
    seal: str
    derived: frozenset[str]
    objects: frozenset[str]


def state(case: Path) -> State:
    """Read a case without the command line."""
    opened = Case(case)
    catalogue = opened.catalogue
    tables: dict[str, list[str]] = {}
    for line in catalogue.dump():
        table, _, row = line.partition(" ")
        if table in ("analyses", "observations", "contents", "failures", "persons"):
            tables.setdefault(table, []).append(row)
    tables["plans"] = sorted(f"{plan_id} {plan!r}" for plan_id, plan in catalogue.plans())
    tables["renditions"] = sorted(f"{name} {rendition!r}" for name, rendition in catalogue.renditions())
    tables["approvals"] = sorted(f"{row.plan} {row.key}" for row in catalogue.approvals())
    tables["released"] = sorted(catalogue.released())
    tables["releases"] = [str(len(catalogue.manifests()))]
    items = frozenset(
        (row.item.path, row.item.content or "", row.item.size, row.item.outcome.value) for row in catalogue.items()
    )
    roots = catalogue.sealed_roots()
    result = State(
        items=items,
        rows={name: tuple(rows) for name, rows in tables.items()},
        seal=seal_tree(roots).root().hex(),
        derived=frozenset(
            str(path.relative_to(opened.derived))
            for path in opened.derived.rglob("*")
            if path.is_file() and path.name != "jobs.sqlite"
        ),
        objects=frozenset(sha256 for sha256, role, _ in catalogue.objects() if role != "records"),
    )
    catalogue.close()
    return result


def leftovers(case: Path) -> list[str]:
    """Files of a case that no part of it explains."""
    known = {"case.toml", "log", "objects", "keys", "compartment", "derived", "tmp", "catalogue.sqlite"}
    found = [path.name for path in case.iterdir() if path.name not in known]
    found += [f"tmp/{path.name}" for path in (case / "tmp").iterdir()]
    found += [f"log/{path.name}" for path in (case / "log").iterdir() if path.name not in ("entries", "checkpoint")]
    found += [f"keys/{path.name}" for path in (case / "keys").iterdir() if path.suffix not in (".key", ".pem")]
    payloads = {f"{entry.body.data['receipt']}.age" for entry in _acquisitions(case)}
    payloads |= {f"{export.receipt}.age" for export in chat_exports(Case(case).catalogue)}
    found += [
        f"compartment/{path.name}"
        for path in (case / "compartment").iterdir()
        if path.name not in payloads | {"identity.age"}
    ]
    found += [f"{path}" for path in (case / "objects").rglob("*") if path.is_file() and len(path.name) != 64]
    return found


def _acquisitions(case: Path) -> list[Entry]:
    return [entry for entry in Case(case).log.entries if entry.body.kind is Kind.ACQUISITION_OPENED]


def start(*words: str | bytes | Path, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a call as the leader of a process group of its own."""
    return subprocess.Popen(
        [*program(), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )


def kill_group(process: subprocess.Popen[bytes]) -> bool:
    """`kill -9` the whole process group; whether the call was still running."""
    running = process.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=SECONDS)
    return running and process.returncode == -signal.SIGKILL
