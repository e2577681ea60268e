"""Synthetic voices that read a reviewed transcript: programs of a person's own, named by that person.

They are given words that a person wrote or reviewed, never a byte of the trove, so they run as they are. The voice is
one and the same for everybody: nothing of how a person speaks goes in, so nothing of it can come out.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import IO, TYPE_CHECKING

from witnessbox.model.errors import UntrustedInputError, UsageError
from witnessbox.model.faces import SoundUse, Spoken
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from witnessbox.model.faces import SoundSpan

_SECONDS = 600
_MOST_RATE = 192_000
_ESPEAK = "espeak-ng"
# Piper draws the rhythm and the sound of a voice by chance; without it the same words make the same samples.
_PIPER_STILL = ("--noise-scale", "0", "--noise-w-scale", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice, and the program that speaks with it.

    Attributes:
        name: for the record: the program, the voice, the digest of its file.
        command: reads words on standard input and writes a WAV file to the path that is put after it.
    """

    name: str
    command: tuple[str, ...]


def find_voice(wanted: str) -> Voice:
    """The voice that a person names.

    Args:
        wanted: a voice of Piper (path of an `.onnx` with its `.onnx.json` beside it), or `espeak-ng:LANGUAGE`.

    Raises:
        UsageError: there is no such voice, or its program is not installed; with the next step.
    """
    if wanted.startswith(f"{_ESPEAK}:"):
        program = shutil.which(_ESPEAK)
        if program is None:
            raise UsageError(f"--voice {wanted}: {_ESPEAK} is not installed; on Debian: apt-get install {_ESPEAK}")
        language = wanted.partition(":")[2]
        if not language.replace("-", "").isalnum():
            raise UsageError(f"--voice {wanted}: a language such as espeak-ng:ru is expected")
        return Voice(name=wanted, command=(program, "-v", language, "--stdin", "-w"))
    path = Path(wanted)
    if path.suffix != ".onnx" or not path.is_file() or not path.with_name(f"{path.name}.json").is_file():
        raise UsageError(f"--voice {wanted}: name a voice of Piper: a file .onnx with its .onnx.json beside it")
    beside = Path(sys.executable).with_name("piper")
    program = str(beside) if beside.is_file() else shutil.which("piper")
    if program is None:
        raise UsageError(
            f"--voice {wanted}: Piper is not installed; install piper-tts, or leave --voice out: captions alone then"
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"piper {path.name} {digest}"
    return Voice(name=name, command=(program, "--model", str(path), *_PIPER_STILL, "--output-file"))


def speak(voice: Voice, spans: Sequence[SoundSpan], out: IO[bytes], folder: Path) -> tuple[Spoken, ...]:
    """Have the text of each span for a voice read.

    Args:
        voice: who reads.
        spans: of a plan.
        out: where samples go, one span after the other.
        folder: where the program writes; on the disk of the case, since these are words of it.

    Returns:
        Where the samples of each such span are.

    Raises:
        UntrustedInputError: a text takes longer to read than its span, or cannot be read; the plan must be changed.
        UsageError: the program failed.
    """
    spoken = []
    for number, span in enumerate(spans):
        if span.use is not SoundUse.VOICE:
            continue
        rate, samples = _read(voice, span.text, folder)
        needed_us = len(samples) // 2 * 1_000_000 // rate
        if needed_us > span.last_us - span.first_us:
            raise UntrustedInputError(
                f"the voice needs {needed_us / 1e6:.1f} s for the words at {span.first_us / 1e6:.1f} s, their span has "
                f"{(span.last_us - span.first_us) / 1e6:.1f} s: lengthen the span or shorten the words, then plan anew"
            )
        spoken.append(Spoken(span=number, start=out.tell(), samples=len(samples) // 2, rate=rate))
        out.write(samples)
    out.flush()
    return tuple(spoken)


def _read(voice: Voice, text: str, folder: Path) -> tuple[int, bytes]:
    """Samples a second, and the samples, of one text."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "said.wav"
        try:
            run = subprocess.run(
                [*voice.command, str(path)],
                input=" ".join(text.split()) + "\n",
                text=True,
                encoding="utf-8",
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UsageError(f"{voice.command[0]}: {error}; try it by hand, or leave --voice out") from error
        if run.returncode != 0 or not path.is_file():
            last = (run.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise UsageError(f"{voice.command[0]} could not speak: {last}; try it by hand, or leave --voice out")
        try:
            with wave.open(str(path), "rb") as file:
                form = file.getnchannels(), file.getsampwidth()
                rate = file.getframerate()
                samples = file.readframes(file.getnframes())
        except (wave.Error, EOFError) as error:
            raise UsageError(f"{voice.command[0]} wrote no WAV file: {error}") from error
    if form != (1, 2) or not 8000 <= rate <= _MOST_RATE:
        raise UsageError(f"{voice.command[0]} wrote {form[0]} channels of {8 * form[1]} bits, not one of 16")
    return rate, samples
