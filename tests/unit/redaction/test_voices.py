from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from witnessbox.model.errors import UntrustedInputError, UsageError
from witnessbox.model.faces import SoundSpan, SoundUse
from witnessbox.redaction.voices import Voice, find_voice, speak

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng: apt-get install espeak-ng")


def span(first_ms: int, last_ms: int, text: str, use: SoundUse = SoundUse.VOICE) -> SoundSpan:
    return SoundSpan(first_us=first_ms * 1000, last_us=last_ms * 1000, use=use, text=text)


@needs_espeak
@pytest.mark.parametrize(("language", "words"), [("en", "They took him away."), ("ru", "Его увели вечером.")])
def test_words_become_samples(tmp_path: Path, language: str, words: str) -> None:
    voice = find_voice(f"espeak-ng:{language}")
    out = io.BytesIO()
    spans = (span(0, 10, "", SoundUse.OPEN), span(1000, 9000, words), span(9000, 20000, words))
    first, second = speak(voice, spans, out, tmp_path)
    assert (first.span, second.span) == (1, 2)
    assert (first.start, second.start) == (0, 2 * first.samples)
    samples = np.frombuffer(out.getvalue(), "<i2")
    assert samples.size == first.samples + second.samples
    assert np.abs(samples[: first.samples]).max() > 1000
    assert np.array_equal(samples[: first.samples], samples[first.samples :]), "the same words sound the same"
    assert 0.5 < first.samples / first.rate < 5
    assert list(tmp_path.iterdir()) == []


@needs_espeak
def test_words_longer_than_their_span_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UntrustedInputError, match="lengthen the span"):
        speak(find_voice("espeak-ng:en"), (span(0, 200, "These words take longer."),), io.BytesIO(), tmp_path)


def test_words_are_no_options_of_the_program(tmp_path: Path) -> None:
    """Words go to standard input, so words that look like an option are read, not obeyed."""
    program = tmp_path / "program"
    seen = tmp_path / "seen"
    program.write_text(f'#!/bin/sh\ncat >"{seen}"\necho "$@" >>"{seen}"\nexit 3\n')
    program.chmod(0o755)
    with pytest.raises(UsageError, match="could not speak"):
        speak(Voice(name="x", command=(str(program),)), (span(0, 9000, "--help\n-w x"),), io.BytesIO(), tmp_path)
    words, arguments = seen.read_text().splitlines()
    assert words == "--help -w x"
    assert "--help" not in arguments


def test_a_program_that_writes_no_sound_is_told(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho nonsense >"$1"\n')
    program.chmod(0o755)
    with pytest.raises(UsageError, match="no WAV file"):
        speak(Voice(name="x", command=(str(program),)), (span(0, 9000, "a"),), io.BytesIO(), tmp_path)


@pytest.mark.parametrize("wanted", ["nowhere.onnx", "espeak-ng:", "espeak-ng:ru;x", "ru"])
def test_a_voice_that_is_not_there_is_told(wanted: str) -> None:
    with pytest.raises(UsageError, match="--voice"):
        find_voice(wanted)


def test_a_voice_of_piper_needs_its_description_and_its_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"weights")
    with pytest.raises(UsageError, match=r"\.onnx\.json"):
        find_voice(str(model))
    (tmp_path / "voice.onnx.json").write_text("{}")
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(UsageError, match="captions alone"):
        find_voice(str(model))
    (tmp_path / "piper").write_text("")
    voice = find_voice(str(model))
    assert voice.name.startswith("piper voice.onnx ")
    assert voice.command[:3] == (str(tmp_path / "piper"), "--model", str(model))
