"""Faces over time, what hides them, and what the second look found: the records of redaction.

All boxes are in pixels of the displayed frame: after rotation, before non-square pixels are stretched. Frames are
counted from 0 in the order in which they are shown; a still picture is one frame, a page of a document another.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from witnessbox.model.observations import Box, MediaKind
from witnessbox.model.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class TickRun:
    """Frames that follow each other at one step.

    Attributes:
        first: tick of the first frame of the run.
        step: ticks from one frame to the next; 0 in a run of one frame.
        count: number of frames.
    """

    first: int
    step: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The exact time of every frame, in ticks of `numerator` / `denominator` seconds from the first frame."""

    numerator: int
    denominator: int
    runs: tuple[TickRun, ...]

    @property
    def frames(self) -> int:
        """Number of frames."""
        return sum(run.count for run in self.runs)

    def ticks(self) -> Iterator[int]:
        """Tick of each frame in turn."""
        for run in self.runs:
            for index in range(run.count):
                yield run.first + index * run.step

    def microseconds(self) -> Iterator[int]:
        """Time of each frame in turn, in whole microseconds from the first frame, rounded down."""
        for tick in self.ticks():
            yield tick * self.numerator * 1_000_000 // self.denominator


def timing(numerator: int, denominator: int, ticks: Iterable[int]) -> Timing:
    """Pack the ticks of all frames into runs.

    Args:
        numerator: numerator of the length of a tick in seconds.
        denominator: its denominator.
        ticks: strictly rising; read once.

    Raises:
        ValueError: the ticks do not rise.
    """
    runs: list[TickRun] = []
    first, step, count = 0, 0, 0
    for tick in ticks:
        if count and tick <= first + step * (count - 1):
            raise ValueError(f"frame times do not rise at tick {tick}")
        if count == 1:
            step = tick - first
        if count and tick == first + step * count:
            count += 1
            continue
        if count:
            runs.append(TickRun(first=first, step=step, count=count))
        first, step, count = tick, 0, 1
    if count:
        runs.append(TickRun(first=first, step=step, count=count))
    return Timing(numerator=numerator, denominator=denominator, runs=tuple(runs))


class TrackKind(StrEnum):
    """What a track follows; observations of tracks are of the kind that is called so."""

    FACE = "face"
    HEAD = "head"
    PERSON = "person"
    """A whole person, as far as they can be seen."""
    TEXT = "text"
    """A line of writing: a sign, a caption, a clock, words on a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBox:
    """What a track follows in one frame, as a detector saw it; confidence in permille."""

    frame: int
    time_us: int
    box: Box
    confidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceTrack:
    """One face, or one thing of another kind, over time within one shot.

    Attributes:
        track: number of the track among those of its analyser in this content, from 0.
        shot_first: first frame of the shot in which it lies.
        shot_last: last frame of that shot; nothing that is said of this track holds beyond.
        keys: boxes in rising order of frames; between two keys it moved from one to the other.
        kind: what it follows.
    """

    track: int
    shot_first: int
    shot_last: int
    keys: tuple[KeyBox, ...]
    kind: TrackKind = TrackKind.FACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What a content shows, frame for frame; a plan and a rendition must agree with it.

    Attributes:
        kind: video, picture, or document for whatever has pages: a page is a frame, one second long, in the upper left
            corner of the canvas.
        width: pixels of the displayed frame, after rotation; of a document, those of its widest page.
        height: likewise.
        aspect_numerator: width of a pixel over its height, after rotation.
        aspect_denominator: its denominator.
        timing: the time of every frame.
        pixels: SHA-256 over the pixels of all pages of a document, whose look depends on typefaces and programs of the
            machine; empty for videos and pictures.
    """

    kind: MediaKind
    width: int
    height: int
    aspect_numerator: int
    aspect_denominator: int
    timing: Timing
    pixels: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacesSummary:
    """What a search for faces, people or texts covered.

    Attributes:
        canvas: sizes and times of what was searched.
        cuts: first frame of each shot but the first.
        tracks: number of tracks found.
        damaged: packets that the decoder refused; their frames are in no count.
        turned: degrees clockwise by which the stored frames are turned for display, with `mirrored` before that.
        mirrored: whether stored frames are mirrored left to right for display.
        searched: frames in which the whole picture was searched.
        refined: frames between those in which parts were searched again.
        brightened: frames that were searched once more, brightened.
        upended: frames that were searched once more, turned by 90, 180 and 270 degrees.
    """

    canvas: Canvas
    cuts: tuple[int, ...]
    tracks: int
    damaged: int
    turned: int
    mirrored: bool
    searched: int
    refined: int
    brightened: int = 0
    upended: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFindings:
    """All that one search found."""

    summary: FacesSummary
    tracks: tuple[FaceTrack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskSpan:
    """One box that is filled from one frame through another, both included."""

    first_frame: int
    last_frame: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What hides one thing; spans may overlap in time, every one of them is painted.

    Attributes:
        reason: what is hidden, for example `face`.
        track: number of the face track it was made from, None when a person drew it.
        spans: in rising order of first frames.
    """

    reason: str
    track: int | None
    spans: tuple[MaskSpan, ...]


class Ground(StrEnum):
    """What is seen where neither a mask nor an opening lies."""

    SHOWN = "shown"
    """The content: only what masks cover is hidden."""
    HIDDEN = "hidden"
    """Nothing: everything is hidden except what people opened. Masks lie over openings."""


class Fill(StrEnum):
    """What a mask is painted with."""

    SOLID = "solid"
    MOSAIC = "mosaic"
    """Blocks of grey drawn from noise, never from the picture below."""


class Sound(StrEnum):
    """What becomes of the sound."""

    NONE = "none"
    """The rendition has no sound track at all."""
    SPANS = "spans"
    """It has one, silent but for the spans that people opened or filled."""


class SoundUse(StrEnum):
    """What is heard in a span."""

    OPEN = "open"
    """The sound of the content."""
    BEEP = "beep"
    """A tone, over a name for example; it lies over whatever else the plan says of that time."""
    VOICE = "voice"
    """A synthetic voice that reads the span's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSpan:
    """What is heard for a while, in microseconds from the first frame; the end is not included."""

    first_us: int
    last_us: int
    use: SoundUse
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a synthetic voice said for one span: 16-bit samples, one channel, in a file of all of them.

    Attributes:
        span: number of the span in the plan's `sound_spans`.
        start: byte at which its samples begin.
        samples: number of them.
        rate: samples a second.
    """

    span: int
    start: int
    samples: int
    rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words of a reviewed transcript, shown for a while; times as in `SoundSpan`."""

    first_us: int
    last_us: int
    text: str


class Container(StrEnum):
    """What kind of file a rendition of a video is."""

    MP4 = "mp4"
    """H.264, the index in front: plays everywhere and jumps to any moment at once."""
    FRAGMENTED = "fragmented"
    """H.264 in an MP4 of fragments, for servers that hand a video out piece by piece."""
    WEBM = "webm"
    """VP9; times of frames are whole milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBody:
    """What is hidden in one content, when and where: enough to render it and to check the rendering.

    Attributes:
        preset: the rule the masks were made by, with its version.
        canvas: sizes and times of the content, which the decoder must meet again when it renders.
        sound: what becomes of the sound.
        masks: everything that is painted over.
        ground: what is seen where neither a mask nor an opening lies.
        openings: what a person opened; only on hidden ground.
        fill: what masks are painted with.
        sound_spans: what is heard, and when; only where `sound` says that there is a track.
        captions: words shown with a video.
        container: what kind of file a rendition of a video is.
        smoothed: whether noise is taken out and the picture scaled down and up again, against matching by sensor noise.
        shown: where faces are left visible because a person decided so; the second look expects a face there.
        searchable: whether a document gets a layer of the words that can be read on its masked pages.
    """

    preset: str
    canvas: Canvas
    sound: Sound
    masks: tuple[Mask, ...]
    ground: Ground = Ground.SHOWN
    openings: tuple[Mask, ...] = ()
    fill: Fill = Fill.SOLID
    sound_spans: tuple[SoundSpan, ...] = ()
    captions: tuple[Caption, ...] = ()
    container: Container = Container.MP4
    smoothed: bool = False
    shown: tuple[Mask, ...] = ()
    searchable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMasks:
    """What a plan hides on each picture of a contact sheet.

    Attributes:
        columns: pictures in a row.
        width: of the displayed frame in which the boxes lie.
        height: likewise.
        cells: the boxes that are filled on each picture, in the order of the pictures.
    """

    columns: int
    width: int
    height: int
    cells: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderResult:
    """What rendering wrote.

    Attributes:
        kind: video, picture or document.
        mime: media type of the file.
        suffix: file name ending with its dot.
        width: pixels of the file's frames; one more than the canvas where that is odd and the format wants even.
        height: likewise.
        frames: number of frames.
        painted: number of frames on which something was painted.
        encoder: the encoder and its settings.
        notes: what a person should know of it, such as a second video in the content that is not in the rendition.
        voice: name and digest of the synthetic voice that read, empty where none did.
    """

    kind: MediaKind
    mime: str
    suffix: str
    width: int
    height: int
    frames: int
    painted: int
    encoder: str
    notes: tuple[str, ...] = ()
    voice: str = ""


class FindingKind(StrEnum):
    """What the second look can object to."""

    BARE_FACE = "bare-face"
    MASK_GAP = "mask-gap"
    NOT_SOLID = "not-solid"
    FRAME_COUNT = "frame-count"
    FRAME_TIME = "frame-time"
    FRAME_SIZE = "frame-size"
    STREAM = "stream"
    STRUCTURE = "structure"
    METADATA = "metadata"
    SOUND = "sound"


OVERRULABLE = frozenset({FindingKind.BARE_FACE, FindingKind.MASK_GAP})
"""What can be a false alarm, and what a person may therefore overrule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One objection to a rendition: one stop, which a person settles by one look.

    What is seen at one place over many frames is one finding.

    Attributes:
        kind: what is wrong; only those in `OVERRULABLE` can be false alarms.
        why: in words, for a person.
        frame: the frame that shows it best, None where it is about the whole file.
        time_us: its time from the first frame in microseconds; it names the finding when a person overrules it.
        box: where in the displayed frame, in `frame`.
        confidence: of the detector, permille.
        first_frame: the first frame in which it was seen, None where it is `frame`.
        last_frame: the last one, likewise.
        path: where it was on its way through these frames; empty where it was in one frame only, or stayed in `box`.
    """

    kind: FindingKind
    why: str
    frame: int | None = None
    time_us: int | None = None
    box: Box | None = None
    confidence: int | None = None
    first_frame: int | None = None
    last_frame: int | None = None
    path: tuple[KeyBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """The independent audit of a rendition.

    Attributes:
        passed: nothing was found.
        findings: everything that was found, in order of frames.
        frames: frames in the rendition.
        looked_at: frames that the detector searched.
        detector: its name.
        version: version of the rules of this audit.
        seed: what chose the sample of frames; derived from the rendition's digest.
        tools: programs that read metadata back, with their versions.
    """

    passed: bool
    findings: tuple[Finding, ...]
    frames: int
    looked_at: int
    detector: str
    version: str
    seed: str
    tools: tuple[str, ...] = ()

    def open_findings(self, overruled_us: frozenset[int]) -> tuple[Finding, ...]:
        """Findings that still stop the rendition.

        Args:
            overruled_us: times of findings that a person has looked at and called false alarms.
        """
        return tuple(
            finding
            for finding in self.findings
            if finding.kind not in OVERRULABLE or finding.time_us not in overruled_us
        )


def filled(body: PlanBody) -> Iterator[tuple[Box, ...]]:
    """The boxes that are filled on each frame in turn: the one reading of a plan that everybody uses.

    On hidden ground these are the rectangles around the openings, and masks after them.
    """
    frames = body.canvas.timing.frames
    masks = boxes_of(body.masks, frames)
    if body.ground is Ground.SHOWN:
        yield from masks
        return
    whole = Box(x1=0, y1=0, x2=body.canvas.width, y2=body.canvas.height)
    opened: tuple[Box, ...] | None = None
    closed: tuple[Box, ...] = ()
    for openings, here in zip(boxes_of(body.openings, frames), masks, strict=True):
        if openings != opened:
            opened, closed = openings, _around(whole, openings)
        yield (*closed, *here)


def boxes_of(masks: tuple[Mask, ...], frames: int) -> Iterator[tuple[Box, ...]]:
    """The boxes of some masks on each frame in turn.

    Args:
        masks: in any order.
        frames: number of frames of the content.
    """
    waiting = sorted((span for mask in masks for span in mask.spans), key=lambda span: -span.first_frame)
    active: list[MaskSpan] = []
    for frame in range(frames):
        while waiting and waiting[-1].first_frame <= frame:
            active.append(waiting.pop())
        active = [span for span in active if span.last_frame >= frame]
        yield tuple(span.box for span in active)


def _around(whole: Box, openings: tuple[Box, ...]) -> tuple[Box, ...]:
    """What is left of a frame when the openings are taken out: rectangles that touch and do not overlap."""
    edges = [edge for each in openings for edge in (each.y1, each.y2)]
    rows = sorted({whole.y1, whole.y2, *(min(max(edge, whole.y1), whole.y2) for edge in edges)})
    left: list[Box] = []
    for top, low in pairwise(rows):
        start = whole.x1
        for each in sorted((each for each in openings if each.y1 < low and each.y2 > top), key=lambda each: each.x1):
            if each.x1 > start:
                left.append(Box(x1=start, y1=top, x2=min(each.x1, whole.x2), y2=low))
            start = max(start, each.x2)
        if start < whole.x2:
            left.append(Box(x1=start, y1=top, x2=whole.x2, y2=low))
    return tuple(left)
