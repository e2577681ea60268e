"""The second look: another detector, other checks, on the finished rendition and nothing else.

It trusts neither the renderer nor the first detector. Every frame is checked for solid masks and glanced at for bare
faces, and closer beside the ends of masks; frames at cuts and at both ends, and a sample of all others, are searched.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from witnessbox.media import decode, pages, quiet
from witnessbox.media.bare import TURNS, Eyes, Hit, is_dark
from witnessbox.media.cuts import CutFinder, luma, plane_pixels
from witnessbox.media.detect import CenterFace, Pixels, RetinaFace
from witnessbox.media.faces import reduced, weights
from witnessbox.media.fills import BLACK, luma_of
from witnessbox.media.film import Film
from witnessbox.media.gaps import Beside, Gap, beside, uncovered
from witnessbox.media.look_pages import look_at_pages
from witnessbox.media.painting import greys
from witnessbox.media.parts import check_video
from witnessbox.media.solid import Solid
from witnessbox.media.structure import StructureError, check_jpeg, check_png
from witnessbox.media.suspects import Suspect, Suspects
from witnessbox.media.views import FrameView, raster
from witnessbox.media.webm_parts import NAMELESS
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import (
    Canvas,
    Container,
    Fill,
    Finding,
    FindingKind,
    KeyBox,
    PlanBody,
    SecondLook,
    Sound,
    boxes_of,
    filled,
)
from witnessbox.model.observations import Box, MediaKind

if TYPE_CHECKING:
    from witnessbox.media.decode import Frame
    from witnessbox.media.tasks import Progress
    from witnessbox.media.tracks import Rect

VERSION = "5"
"""Raised whenever the same rendition could be judged otherwise."""

SAMPLE = 8
"""One frame of so many, drawn anew in each stretch of that length, is searched in any case."""

_BARE = 0.4  # share of a face outside of all masks from which it counts as bare
_BLINK_US = 200_000  # a mask that is away for so long is objected to whatever a detector sees
_SAME_SHOT = 15.0  # grey levels by which what is shown before and after a gap may differ
_STEP = 8  # pixels between those that are compared for that
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
        elif plan.canvas.kind is MediaKind.DOCUMENT:
            look.document(inputs[0], progress)
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
            findings=tuple(sorted(self._findings, key=lambda each: -1 if each.frame is None else each.frame)),
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
        self._frames = self._looked_at = 1
        if not self._same_size(pixels.shape[1], pixels.shape[0], 0):
            return
        boxes, shown = next(filled(self._plan)), next(boxes_of(self._plan.shown, 1))
        solid = Solid([greys(self._plan, pixels.shape[1], pixels.shape[0])[:, :, 0]] * 3)
        solid.check([pixels[:, :, index] for index in range(3)], boxes, 0, 0)
        self._findings += solid.findings()
        for picture, scale in reduced(pixels):
            self._search_picture(picture, scale, (*boxes, *shown))

    def _search_picture(self, picture: Pixels, scale: float, boxes: tuple[Box, ...]) -> None:
        for bare in self._eyes.bare_faces(picture, raster(boxes, picture.shape[1:], scale)):
            left, top, right, low = (round(edge / scale) for edge in bare.edges)
            box = Box(x1=left, y1=top, x2=right, y2=low)
            told = (each.box for each in self._findings if each.kind is FindingKind.BARE_FACE and each.box)
            if any(uncovered((left, top, right, low), (other,)) < 1 - _BARE for other in told):
                continue  # seen at another size already
            self.object_to(
                FindingKind.BARE_FACE,
                f"{bare.detector} sees a face that no mask covers",
                frame=0,
                time_us=0,
                box=box,
                confidence=min(1000, round(bare.score * 1000)),
            )

    def document(self, rendition: int, progress: Progress) -> None:
        """Audit a document."""
        look = look_at_pages(rendition, self._plan, self._eyes, progress)
        self._findings += look.findings[:_MAX_FINDINGS]
        self._frames = self._looked_at = look.pages

    def video(self, rendition: int, progress: Progress) -> None:
        """Audit a video."""
        try:
            check_video(rendition, self._plan)
        except StructureError as error:
            self.object_to(FindingKind.STRUCTURE, f"the file holds what it should not: {error}")
        total = self._plan.canvas.timing.frames
        with Film(rendition) as film:
            self._check_streams(film)
            watch = _Watch(self._plan, self._seed, self._eyes, film)
            for frame in film:
                self._frames += 1
                if frame.index >= total:
                    continue
                if frame.index == 0 and not self._same_size(*film.size, 1):
                    return
                watch.take(frame)
                if frame.index % _TOLD_EVERY == 0:
                    progress(frame.index, total)
            watch.end()
            self._looked_at = watch.searched
            for finding in watch.findings():
                self.object_to(finding.kind, finding.why, **_where(finding))
            self._check_times(film.canvas(), film.damaged)
            self._check_sound(rendition, watch.origin)
        progress(total, total)

    def _check_streams(self, film: Film) -> None:
        plan = self._plan
        wanted = 1 + (plan.sound is not Sound.NONE)
        if film.streams != wanted:
            self.object_to(FindingKind.STREAM, f"{film.streams} streams, there should be {wanted}")
        if film.stream.codec_context.pix_fmt not in ("yuv420p", "yuvj420p"):
            self.object_to(FindingKind.STREAM, f"pixels are {film.stream.codec_context.pix_fmt}, not yuv420p")
        plain = {"major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"}
        nameless = ("encoder", NAMELESS.decode())  # WebM has to name its writer
        if odd := {name for name, value in film.metadata.items() if name not in plain and (name, value) != nameless}:
            self.object_to(FindingKind.METADATA, f"metadata: {', '.join(sorted(odd))}")

    def _check_sound(self, rendition: int, origin: Fraction) -> None:
        for noise in quiet.noises(rendition, self._plan, origin):
            why = (
                f"more than a tone in a beep, up to {noise.last_us} us"
                if noise.beep
                else (
                    f"sound up to {noise.peak:.4f} of full scale until {noise.last_us} us, where the plan has silence"
                )
            )
            self.object_to(FindingKind.SOUND, why, time_us=max(0, noise.first_us))

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


def _where(finding: Finding) -> dict[str, Any]:
    names = ("frame", "time_us", "box", "confidence", "first_frame", "last_frame", "path")
    return {name: getattr(finding, name) for name in names}


class _Watch:
    """Watches the frames of one film: masks, cuts, faces."""

    def __init__(self, plan: PlanBody, seed: str, eyes: Eyes, film: Film) -> None:
        timing = plan.canvas.timing
        self._plan = plan
        self._eyes = eyes
        self._film = film
        self._times_us = list(timing.microseconds())
        self._beside: Beside = beside(plan, self._times_us)
        self._wanted = _frames_to_search(timing.frames, seed) | {
            frame for gap in self._beside.gaps for frame in range(gap.first, gap.last + 1)
        }
        self._boxes = filled(plan)
        self._shown = boxes_of(plan.shown, timing.frames)
        mosaic = plan.fill is Fill.MOSAIC
        size = plan.canvas.width + plan.canvas.width % 2, plan.canvas.height + plan.canvas.height % 2
        self._solid = Solid([luma_of(plan, *size) if mosaic else BLACK[0], *BLACK[1:]])
        self._suspects = Suspects(eyes)
        self._finder = CutFinder()
        self._gaps: dict[int, list[Gap]] = {}
        for gap in self._beside.gaps:
            away_us = self._times_us[gap.last + 1] - self._times_us[gap.first]
            for frame in (gap.first - 1, gap.last + 1) if gap.clear and away_us <= _BLINK_US else ():
                self._gaps.setdefault(frame, []).append(gap)
        self._around: dict[Gap, Pixels] = {}
        self._away: list[Gap] = []
        self._before: tuple[Frame, tuple[Box, ...], bool] | None = None
        self.searched = 0
        self.origin = Fraction(0)

    def take(self, frame: Frame) -> None:
        """Look at the next frame."""
        if frame.index == 0 and frame.picture.pts is not None and frame.picture.time_base is not None:
            self.origin = frame.picture.pts * frame.picture.time_base
        here = next(self._boxes)
        size = self._film.size
        sizes = (size, *[(size[0] // 2, size[1] // 2)] * 2)
        planes = [plane_pixels(frame.picture, index, *each) for index, each in enumerate(sizes)]
        self._solid.check(planes, here, frame.index, self._times_us[frame.index])
        hidden = (*here, *next(self._shown))
        self._watch_gaps(frame, hidden)
        cut = self._finder.starts_shot(frame.picture)
        if cut:
            self._look_back()
            self._suspects.cut()
        thorough = cut or frame.index in self._wanted
        self._look(frame, hidden, thorough=thorough, turned=cut or frame.index == 0)
        self._before = (frame, hidden, thorough)

    def _watch_gaps(self, frame: Frame, hidden: tuple[Box, ...]) -> None:
        """Keep those gaps before and after which the same shot is seen: a mask that goes may look like a cut itself."""
        for gap in self._gaps.get(frame.index, ()):
            grey = luma(frame.picture)[::_STEP, ::_STEP]
            if frame.index < gap.first:
                self._around[gap] = grey.copy()
                continue
            shown = ~raster(hidden, grey.shape, 1 / _STEP)
            change = np.abs(grey.astype(np.int16) - self._around.pop(gap))[shown]
            if not change.size or float(change.mean()) < _SAME_SHOT:
                self._away.append(gap)

    def end(self) -> None:
        """Look at the last frame once more, thoroughly."""
        if self._before is not None:
            frame, hidden, _ = self._before
            self._look(frame, hidden, thorough=True, turned=True)

    def _look_back(self) -> None:
        """Search the last frame before a cut, too."""
        if self._before is not None:
            frame, hidden, searched = self._before
            if not searched:
                self._look(frame, hidden, thorough=True, turned=True)

    def _look(self, frame: Frame, hidden: tuple[Box, ...], *, thorough: bool, turned: bool) -> None:
        view = FrameView(frame, self._film, hidden)
        if thorough:
            turns = TURNS if turned else (TURNS[self.searched % len(TURNS)],)
            self.searched += 1
            picture, _ = view.at(640 * 360)
            dark = is_dark(picture, view.hidden(picture))
            hits = self._eyes.search(view, turns=turns, dark=dark)
        else:
            hits = self._eyes.glance(view, other=frame.index % 2 == 1)
            for box in self._beside.edges.get(frame.index, ()):
                hits += self._eyes.search_near(view, box)
        bare = [hit for hit in hits if uncovered(hit.edges, hidden) >= _BARE]
        places = self._beside.places.get(frame.index, ())

        def expected(hit: Hit) -> bool:
            return bool(places) and 1 - uncovered(hit.edges, places) >= _BARE

        self._suspects.meet(frame.index, self._times_us[frame.index], bare, view, expected)

    def findings(self) -> list[Finding]:
        """Everything that was found, in no order."""
        return [*self._solid.findings(), *self._faces(), *self._blinks()]

    def _faces(self) -> list[Finding]:
        found = []
        for suspect in self._suspects.stops():
            if suspect.best is None:
                continue
            frame, time_us, hit, sure = suspect.best
            frames = suspect.last - suspect.first + 1
            span = "" if frames == 1 else f", frames {suspect.first} to {suspect.last}"
            found.append(
                Finding(
                    kind=FindingKind.BARE_FACE,
                    why=f"{hit.detector} sees a face that no mask covers{span}",
                    frame=frame,
                    time_us=time_us,
                    box=_box(hit.edges),
                    confidence=min(1000, round(sure * 1000)),
                    first_frame=suspect.first,
                    last_frame=suspect.last,
                    path=_path(suspect) if frames > 1 else (),
                )
            )
        return found

    def _blinks(self) -> list[Finding]:
        """Masks that are away for some frames of one shot."""
        return [
            Finding(
                kind=FindingKind.MASK_GAP,
                why=f"a mask is away from frame {gap.first} to {gap.last} and lies there before and after",
                frame=gap.first,
                time_us=self._times_us[gap.first],
                box=gap.box,
                first_frame=gap.first,
                last_frame=gap.last,
            )
            for gap in self._away
        ]


def _box(edges: Rect) -> Box:
    left, top, right, low = (round(edge) for edge in edges)
    return Box(x1=left, y1=top, x2=right, y2=low)


def _path(suspect: Suspect) -> tuple[KeyBox, ...]:
    ends = {suspect.last: (suspect.last, suspect.last_us, suspect.edges, 0.0)}
    if suspect.best is not None:
        frame, time_us, hit, sure = suspect.best
        ends[frame] = (frame, time_us, hit.edges, sure)
    way = {place[0]: place for place in suspect.way} | ends
    return tuple(
        KeyBox(frame=frame, time_us=time_us, box=_box(edges), confidence=min(1000, round(score * 1000)))
        for frame, time_us, edges, score in sorted(way.values())
    )


def _frames_to_search(frames: int, seed: str) -> frozenset[int]:
    """The first frame, the last, and a sample of all."""
    draw = random.Random(seed)  # noqa: S311  the sample must be the same for everybody who repeats it
    wanted = {0, frames - 1} | {start + draw.randrange(SAMPLE) for start in range(0, frames, SAMPLE)}
    return frozenset(frame for frame in wanted if 0 <= frame < frames)


def warm() -> None:
    """Load what decoders and runtime load lazily."""
    pages.warm()
    quiet.warm()
