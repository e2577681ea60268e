"""Opened sound, a tone, and a voice that reads, from the plan to the release, through the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import av
import numpy as np
import pytest
from cases import ask, call, copied, empty_case, face_clip, needs_faces, signed

RATE = 48_000
QUIET, LOUD = 0.001, 0.05


def test_what_a_plan_lets_be_heard_is_in_the_release_and_nothing_else(tmp_path: Path) -> None:
    needs_faces()
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed: apt-get install espeak-ng")
    case, trove = copied(empty_case(), tmp_path / "heard.case"), tmp_path / "trove"
    trove.mkdir()
    face_clip(trove / "walk.mp4", frames=48, size=(192, 144))
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:01,100 --> 00:00:01,990\nNo.\n")
    call(*signed("intake", case, trove), code=0)
    call("analyse", case, code=0)
    (proposed,) = ask("plan", case)["plans"]
    form = ("--container", "webm", "--fill", "mosaic")
    heard = ("--open-sound", "0:00.2-0:01", "--beep", "0:00.5-0:00.6", "--read-out", words)
    (plan,) = ask("plan", case, proposed["content"][:12], *form, *heard)["plans"]
    call(*signed("approve", case, plan["id"]), code=0)
    call("redact", case, "--voice", "espeak-ng:en", code=0)
    (made,) = ask("redact", case)["renditions"]
    assert (made["state"], made["mime"]) == ("ready", "video/webm")
    out = tmp_path / "release"
    call(*signed("release", case, out, made["id"]), code=0)
    (path,) = (out / "data" / "renditions").iterdir()  # a voice read the words, so no captions lie beside it
    with av.open(str(path)) as container:
        samples = np.concatenate([np.asarray(frame.to_ndarray()) for frame in container.decode(audio=0)], axis=1)

    def most(start: float, end: float) -> float:
        return float(np.abs(samples[:, int(start * RATE) : int(end * RATE)]).max())

    assert most(0, 0.18) < QUIET
    assert most(0.22, 0.48) > LOUD
    assert 0.08 < most(0.52, 0.58) < 0.13  # the tone alone: the clip's own is six times as loud
    assert most(0.62, 0.98) > LOUD
    assert most(1.02, 1.08) < QUIET
    assert most(1.12, 1.7) > LOUD
