"""The second look: another detector, other checks, on the finished rendition and nothing else.

It trusts neither the renderer nor the first detector. Every frame is checked for solid masks; frames near the edges of
masks in time, and a sample of all others, are searched for bare faces.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from witnessbox.media import decode
from witnessbox.media.bare import Eyes
from witnessbox.media.cuts import plane_pixels
from witnessbox.media.detect import CenterFace, Pixels, RetinaFace
from witnessbox.media.faces import reduced, shrunk, weights
from witnessbox.media.fills import luma_of
from witnessbox.media.film import Film
from witnessbox.media.parts import check_video
from witnessbox.media.structure import StructureError, check_jpeg, check_png
from witnessbox.media.webm_parts import NAMELESS
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Canvas, Container, Fill, Finding, FindingKind, PlanBody, SecondLook, Sound, filled
from witnessbox.model.observations import Box, MediaKind

if TYPE_CHECKING:
    from witnessbox.media.tasks import Progress

VERSION = "1"
"""Raised whenever the same rendition could be judged otherwise."""

SAMPLE = 4
"""One frame of so many, drawn anew in each stretch of that length, is searched in any case."""

_LOOK_PIXELS = 1056 * 594  # size at which frames are searched: another one than when the masks were made
_INSET = 4  # pixels at the edge of a mask that the encoder's filters may smear
_LEVELS = (32, 24)  # how far luma and chroma inside a mask may be off; encoding alone stays below 16 and 10
_BLACK = ((16, 128, 128), (0, 0, 0))  # YUV in video levels, RGB
_MAX_FINDINGS = 500
_TOLD_EVERY = 25


def look_again(params: Json, inputs: list[int], _: list[int], progress: Progress) -> Json:
    """Task: audit a rendition against its plan.

    Args:
        params: `plan`: a `PlanBody`; `seed`: what the sample of frames is drawn from, the rendition's digest.
        inputs: the rendition, weights of RetinaFace, weights of CenterFace.
        progress: frames done, of all.

    Returns:
        A `SecondLook`.

    Raises:
        ValueError: the weights are no networks of these kinds.
    """
    wanted = cast("dict[str, Json]", params)
    plan, seed = from_json(PlanBody, wanted["plan"]), str(wanted["seed"])
    eyes = Eyes(RetinaFace(weights(inputs[1])), CenterFace(weights(inputs[2])))
    look = _Look(plan, seed, eyes)
    try:
        if plan.canvas.kind is MediaKind.PICTURE:
            look.picture(inputs[0])
        else:
            look.video(inputs[0], progress)
    except UntrustedInputError as error:
        look.object_to(FindingKind.STREAM, str(error))
    return to_json(look.result())


class _Look:
    """One audit and what it found."""

    def __init__(self, plan: PlanBody, seed: str, eyes: Eyes) -> None:
        self._plan = plan
        self._seed = seed
        self._eyes = eyes
        self._findings: list[Finding] = []
        self._frames = 0
        self._looked_at = 0

    def object_to(self, kind: FindingKind, why: str, **where: Any) -> None:
        if len(self._findings) < _MAX_FINDINGS:
            self._findings.append(Finding(kind=kind, why=why, **where))

    def result(self) -> SecondLook:
        return SecondLook(
            passed=not self._findings,
            findings=tuple(self._findings),
            frames=self._frames,
            looked_at=self._looked_at,
            detector=self._eyes.name,
            version=VERSION,
            seed=self._seed,
        )

    def picture(self, rendition: int) -> None:
        """Audit a still picture."""
        kind = decode.open_picture(rendition).format
        checks = {"PNG": check_png, "JPEG": check_jpeg}
        try:
            if kind not in checks:
                raise StructureError(f"it is a {kind}, not a PNG or JPEG")
            checks[kind](rendition)
        except StructureError as error:
            self.object_to(FindingKind.STRUCTURE, f"the file holds what it should not: {error}")
        pixels = decode.displayed_picture(rendition)
        self._frames = 1
        if not self._same_size(pixels.shape[1], pixels.shape[0], 0):
            return
        boxes = next(filled(self._plan))
        planes = [pixels[:, :, index] for index in range(3)]
        self._check_solid(planes, boxes, _BLACK[1], 0, 0)
        for picture, scale in reduced(pixels):
            self._search(picture, scale, boxes, 0, 0)

    def video(self, rendition: int, progress: Progress) -> None:
        """Audit a video."""
        try:
            check_video(rendition, self._plan)
        except StructureError as error:
            self.object_to(FindingKind.STRUCTURE, f"the file holds what it should not: {error}")
        canvas = self._plan.canvas
        total = canvas.timing.frames
        times_us = list(canvas.timing.microseconds())
        wanted = _frames_to_search(self._plan, self._seed)
        boxes = filled(self._plan)
        mosaic: int | Pixels | None = None
        with Film(rendition) as film:
            self._check_streams(film)
            for frame in film:
                self._frames += 1
                if frame.index >= total:
                    continue
                here, time_us = next(boxes), times_us[frame.index]
                if frame.index == 0 and not self._same_size(*film.size, 1):
                    return
                sizes = (film.size, *[(film.size[0] // 2, film.size[1] // 2)] * 2)
                planes = [plane_pixels(frame.picture, index, *size) for index, size in enumerate(sizes)]
                if mosaic is None:
                    mosaic = luma_of(self._plan, *film.size) if self._plan.fill is Fill.MOSAIC else _BLACK[0][0]
                self._check_solid(planes, here, (mosaic, *_BLACK[0][1:]), frame.index, time_us)
                if frame.index in wanted:
                    picture, scale = shrunk(frame, film, _LOOK_PIXELS)
                    self._search(picture, scale, here, frame.index, time_us)
                if frame.index % _TOLD_EVERY == 0:
                    progress(frame.index, total)
            self._check_times(film.canvas(), film.damaged)
        progress(total, total)

    def _check_streams(self, film: Film) -> None:
        wanted = 1 if self._plan.sound is Sound.NONE else 2
        if film.streams != wanted:
            self.object_to(FindingKind.STREAM, f"{film.streams} streams, there must be {wanted}")
        if film.stream.codec_context.pix_fmt not in ("yuv420p", "yuvj420p"):
            self.object_to(FindingKind.STREAM, f"pixels are {film.stream.codec_context.pix_fmt}, not yuv420p")
        plain = {"major_brand", "minor_version", "compatible_brands", "language", "handler_name"}
        nameless = ("encoder", NAMELESS.decode())  # WebM has to name its writer
        if odd := {name for name, value in film.metadata.items() if name not in plain and (name, value) != nameless}:
            self.object_to(FindingKind.METADATA, f"metadata: {', '.join(sorted(odd))}")

    def _check_times(self, shown: Canvas, damaged: int) -> None:
        canvas = self._plan.canvas
        if damaged:
            self.object_to(FindingKind.STREAM, f"{damaged} packets do not decode")
        if shown.timing.frames != canvas.timing.frames:
            counts = f"{shown.timing.frames} frames, the original has {canvas.timing.frames}"
            self.object_to(FindingKind.FRAME_COUNT, counts)
            return
        tick = Fraction(canvas.timing.numerator, canvas.timing.denominator)
        unit = Fraction(shown.timing.numerator, shown.timing.denominator)
        factor = tick / unit
        # WebM counts milliseconds, and a player no finer.
        loose = Fraction(1, 2000) / unit if self._plan.container is Container.WEBM else Fraction(0)
        pairs = zip(canvas.timing.ticks(), shown.timing.ticks(), strict=True)
        late = next((number for number, (was, now) in enumerate(pairs) if abs(was * factor - now) > loose), None)
        if late is not None:
            self.object_to(FindingKind.FRAME_TIME, "it is shown at another time than in the original", frame=late)
        aspect = Fraction(canvas.aspect_numerator, canvas.aspect_denominator)
        shape = Fraction(shown.aspect_numerator, shown.aspect_denominator)
        # WebM states whole pixels of the shown picture, not the shape of one.
        off = Fraction(1, canvas.width) if self._plan.container is Container.WEBM else Fraction(0)
        if abs(shape - aspect) > off * aspect:
            self.object_to(FindingKind.FRAME_SIZE, "pixels have another shape than in the original")

    def _same_size(self, width: int, height: int, padding: int) -> bool:
        canvas = self._plan.canvas
        if 0 <= width - canvas.width <= padding and 0 <= height - canvas.height <= padding:
            return True
        sizes = f"{width} x {height} pixels, the original has {canvas.width} x {canvas.height}"
        self.object_to(FindingKind.FRAME_SIZE, sizes)
        return False

    def _check_solid(
        self, planes: list[Pixels], boxes: tuple[Box, ...], fill: tuple[int | Pixels, ...], frame: int, time_us: int
    ) -> None:
        for box in boxes:
            for index, plane in enumerate(planes):
                unit = planes[0].shape[1] // plane.shape[1]
                inset = min(_INSET, (box.x2 - box.x1) // 4, (box.y2 - box.y1) // 4)
                rows = slice((box.y1 + inset) // unit, (box.y2 - inset) // unit)
                columns = slice((box.x1 + inset) // unit, (box.x2 - inset) // unit)
                inside = plane[rows, columns]
                level = _LEVELS[min(index, 1)]
                if inside.size and _off(inside, fill[index], rows, columns) > level:
                    why = "something shows through a mask"
                    self.object_to(FindingKind.NOT_SOLID, why, frame=frame, time_us=time_us, box=box)
                    break

    def _search(self, picture: Pixels, scale: float, boxes: tuple[Box, ...], frame: int, time_us: int) -> None:
        self._looked_at += 1
        hidden = np.zeros(picture.shape[1:], bool)
        for box in boxes:
            hidden[int(box.y1 * scale) : int(box.y2 * scale) + 1, int(box.x1 * scale) : int(box.x2 * scale) + 1] = True
        for bare in self._eyes.bare_faces(picture, hidden):
            left, top, right, low = (round(edge / scale) for edge in bare.edges)
            self.object_to(
                FindingKind.BARE_FACE,
                f"{bare.detector} sees a face that no mask covers",
                frame=frame,
                time_us=time_us,
                box=Box(x1=left, y1=top, x2=right, y2=low),
                confidence=min(1000, round(bare.score * 1000)),
            )


def _off(inside: Pixels, fill: int | Pixels, rows: slice, columns: slice) -> int:
    """The greatest distance of any level within a mask from what it should be."""
    if isinstance(fill, int):
        return max(int(inside.max()) - fill, fill - int(inside.min()))
    return int(np.abs(inside.astype(np.int16) - fill[rows, columns]).max())


def _frames_to_search(plan: PlanBody, seed: str) -> frozenset[int]:
    """Frames on both sides of where a mask begins or ends, the first, the last, and a sample of all."""
    total = plan.canvas.timing.frames
    wanted = {0, total - 1}
    for mask in plan.masks:
        covered = -2  # last frame of the spans so far
        for span in sorted(mask.spans, key=lambda span: span.first_frame):
            if span.first_frame > covered + 1:
                wanted |= {covered, covered + 1, span.first_frame - 1, span.first_frame}
            covered = max(covered, span.last_frame)
        wanted |= {covered, covered + 1}
    draw = random.Random(seed)  # noqa: S311  the sample must be the same for everybody who repeats it
    wanted |= {start + draw.randrange(SAMPLE) for start in range(0, total, SAMPLE)}
    return frozenset(frame for frame in wanted if 0 <= frame < total)


def warm() -> None:
    """Load what decoder and runtime load lazily."""
    decode.warm()
