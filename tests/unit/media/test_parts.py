"""Files of renditions hold what their plan asks for and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest
from film_samples import canvas_of, plan_for
from media_samples import opened, write_clip
from odd_videos import tone, wide_pixels

from witnessbox.media import client_faces
from witnessbox.media.parts import check_video
from witnessbox.media.sandbox import Worker
from witnessbox.media.structure import StructureError
from witnessbox.model.faces import Container, PlanBody, Sound, SoundSpan, SoundUse
from witnessbox.model.observations import Box

KINDS = [(container, sound) for container in Container for sound in Sound]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[Container, Sound], tuple[PlanBody, bytes]]]:
    """A rendition of each kind."""
    folder = tmp_path_factory.mktemp("kinds")
    path = tone(folder / "clip.mp4", layout="stereo")
    canvas = canvas_of(path)
    spans = (SoundSpan(first_us=0, last_us=500_000, use=SoundUse.OPEN),)
    result = {}
    with Worker(tasks=("render",)) as worker, opened(path) as content:
        for container, sound in KINDS:
            plan = replace(
                plan_for(canvas, (0, 9, Box(x1=0, y1=0, x2=40, y2=40))),
                container=container,
                sound=sound,
                sound_spans=spans if sound is Sound.SPANS else (),
            )
            out = folder / f"{container}-{sound}"
            target = os.open(out, os.O_RDWR | os.O_CREAT)
            client_faces.render(worker, content, target, plan)
            os.close(target)
            result[container, sound] = plan, out.read_bytes()
    yield result


def told(tmp_path: Path, plan: PlanBody, data: bytes) -> str:
    path = tmp_path / "file"
    path.write_bytes(data)
    with opened(path) as descriptor:
        try:
            check_video(descriptor, plan)
        except StructureError as error:
            return str(error)
    return ""


@pytest.mark.parametrize(("container", "sound"), KINDS)
def test_each_kind_is_as_it_should_be_and_is_no_other_kind(
    made: dict[tuple[Container, Sound], tuple[PlanBody, bytes]], tmp_path: Path, container: Container, sound: Sound
) -> None:
    plan, data = made[container, sound]
    assert told(tmp_path, plan, data) == ""
    for other, (_, foreign) in made.items():
        if other != (container, sound):
            assert told(tmp_path, plan, foreign) != "", f"a file of kind {other} passes"


@pytest.mark.parametrize(("container", "sound"), [kind for kind in KINDS if kind != (Container.MP4, Sound.NONE)])
def test_whatever_is_added_is_found(
    made: dict[tuple[Container, Sound], tuple[PlanBody, bytes]], tmp_path: Path, container: Container, sound: Sound
) -> None:
    plan, data = made[container, sound]
    spoiled = [data + b"abc", data + bytes(64), data[:-1]]
    if container is Container.WEBM:
        spoiled += [
            data + b"\xec\x83abc",  # empty space that is not empty
            data.replace(b"none", b"Lavf", 1),
            data.replace(b"V_VP9", b"V_VP8", 1),
        ]
        empty = data.index(b"\xec\x01")
        spoiled.append(data[: empty + 12] + b"hidden" + data[empty + 18 :])
    else:
        mark = data.index(b"hdlr") + 28
        spoiled += [
            data + b"\0\0\0\x0cuuidabcd",
            data + b"\0\0\0\x0cfreeabcd",
            data + b"\0\0\0\x0cmdatabcd",
            data[:mark] + b"X" + data[mark + 1 :],
            data.replace(b"mvhd\0\0\0\0\0\0\0\0", b"mvhd\0\0\0\0\0\0\0\1"),
            data.replace(b"avc1", b"avc3", 1),
        ]
    for number, changed in enumerate(spoiled):
        assert changed != data, number
        assert told(tmp_path, plan, changed) != "", f"change {number} passes"


def test_a_message_in_a_sample_is_found(
    made: dict[tuple[Container, Sound], tuple[PlanBody, bytes]], tmp_path: Path
) -> None:
    plan, data = made[Container.FRAGMENTED, Sound.NONE]
    first = data.index(b"mdat") + 4
    changed = bytearray(data)
    changed[first + 4] = 6
    assert "type 6" in told(tmp_path, plan, bytes(changed))


def test_pixels_keep_their_shape_in_webm(tmp_path: Path) -> None:
    path = wide_pixels(tmp_path)
    plan = replace(plan_for(canvas_of(path)), container=Container.WEBM)
    out = tmp_path / "out.webm"
    target = os.open(out, os.O_RDWR | os.O_CREAT)
    with Worker(tasks=("render",)) as worker, opened(path) as content:
        client_faces.render(worker, content, target, plan)
    with av.open(str(out)) as file:
        aspect = file.streams.video[0].sample_aspect_ratio
    assert aspect is not None
    assert abs(aspect - Fraction(16, 11)) < Fraction(1, 240)
    check_video(target, plan)
    os.close(target)


def test_the_original_passes_as_nothing(
    made: dict[tuple[Container, Sound], tuple[PlanBody, bytes]], tmp_path: Path
) -> None:
    data = write_clip(tmp_path / "clip.mp4", sound=True, metadata={"title": "a name"}).read_bytes()
    for plan, _ in made.values():
        assert told(tmp_path, plan, data) != ""
