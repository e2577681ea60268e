"""The decodable part of a damaged video, as a clean file: packets are copied, nothing is encoded again.

Runs inside the sandboxed worker, in three passes, so that memory does not grow with the file: everything is decoded to
judge each packet; the sound packets are copied; the result is decoded again and counted.

A picture that rests on a damaged one can only be guessed. So after a damaged packet nothing of that stream is kept
before the next key frame, and no picture that reaches back behind that.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

import av
import av.error
import av.logging
from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame

from witnessbox.media import decode
from witnessbox.media.ends import announced_end
from witnessbox.media.statements import clean
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.items import Run
from witnessbox.model.media import StreamKind
from witnessbox.model.salvage import Gap, Method, Salvaged, SalvagedStream

_FRAGMENTED = {
    # The index is written in parts while packets come, so memory stays flat; with the edit list, times stay.
    "movflags": "delay_moov+default_base_moof",
    "frag_duration": "1000000",
    "frag_size": "8000000",
}
_BITEXACT = {"fflags": "+bitexact"}  # no date, no random number, no name of the library in the file
_MATROSKA_FIRST = frozenset({"matroska,webm", "ogg", "asf"})
_OWN = frozenset({"asf", "flv", "avi"})  # containers of streams that no other holds
_KINDS = {"video": StreamKind.VIDEO, "audio": StreamKind.SOUND, "subtitle": StreamKind.SUBTITLE}
_HARMLESS = re.compile(
    # What H.264 and H.265 decoders say of the bookkeeping of many cameras, whose pictures are whole all the same.
    r"mmco: unref short failure|co located POCs unavailable|number of reference frames|illegal short term buffer"
)
_NUMBER = re.compile(r"-?\b(?:0x[0-9a-fA-F]+|\d+)\b")
_MAX_STREAMS = 64
_MAX_GAPS = 500  # listed
_MAX_RUNS = 20_000  # of one stream; a file broken into more pieces is given up at that point
_RECENT = 64  # packets whose pictures may still be inside the decoder: H.264 and H.265 reorder 16 at most
_OVERHEAD = 1 << 20


def warm() -> None:
    """Load what decoding needs, and both muxers."""
    decode.warm()
    if hasattr(os, "memfd_create"):
        _warm_muxers()


def salvage(params: Json, inputs: list[int], outputs: list[int], progress: Progress) -> Json:
    """Task: write the decodable part of a video.

    Args:
        params: `missing`: list of `Run`, ranges of the input that are not its own bytes.
        inputs: the damaged video.
        outputs: an empty file, readable and writable.
        progress: bytes done, of all passes.

    Returns:
        A `Salvaged`, or null where nothing had to be left out.

    Raises:
        UntrustedInputError: nothing can be decoded, or no container holds it.
    """
    asked = cast("dict[str, Json]", params)
    missing = tuple(from_json(Run, each) for each in cast("list[Json]", asked["missing"]))
    made = _copy(inputs[0], outputs[0], missing, progress)
    return None if made is None else to_json(made)


@dataclass(slots=True)
class _Span:
    """Packets `first` to `last` of one stream, counted from 0, both included."""

    first: int
    last: int


class _Track:
    """Judges the packets of one stream as they are decoded."""

    def __init__(self, stream: Any, holes: _Holes) -> None:
        self.stream = stream  # lives as long as its container is open
        self.index = int(stream.index)
        self.video = stream.type == "video"
        self.kept: list[_Span] = []
        self.seen = 0
        self.frames = 0
        self.flaws = 0
        self.reasons: dict[int, str] = {}  # of the first packet of each run left out
        self._holes = holes
        self._waiting = self.video
        self._not_before: int | None = None
        self._recent: deque[tuple[int, int | None, bool]] = deque(maxlen=_RECENT)

    def take(self, packet: Any, complaints: Callable[[], list[str]]) -> None:
        """Decode the next packet and decide on it."""
        number = self.seen
        self.seen += 1
        self._recent.append((number, packet.pts, packet.is_keyframe))
        if packet.is_corrupt:
            self._refuse(number, "the container marks it as damaged or cut off")
            return
        if self._holes.meet(packet):
            self._refuse(number, "bytes that could not be read from the medium")
            return
        if self._waiting and not packet.is_keyframe:
            self._refuse(number, "it rests on pictures that are not there")
            return
        if self._not_before is not None and packet.pts is not None and packet.pts < self._not_before:
            self._leave_out(number, "it reaches back behind a gap")
            return
        said: list[str] = []
        pictures = decode.decode_packet(packet, said.append)
        said += complaints()
        self._count(pictures)
        if said:
            self.flaws += 1
            self._refuse(number, said[0])
            return
        if self._waiting:
            self._not_before = packet.pts
            self._waiting = False
        self._keep(number)

    def finish(self, packet: Any, complaints: Callable[[], list[str]]) -> None:
        """Take what the decoder still holds."""
        said: list[str] = []
        self._count(decode.decode_packet(packet, said.append))
        self.flaws += bool(said + complaints())

    def holds(self, number: int) -> bool:
        """Whether a packet is to be kept."""
        at = bisect_right(self.kept, number, key=lambda span: span.first) - 1
        return at >= 0 and number <= self.kept[at].last

    def _count(self, pictures: list[Any]) -> None:
        self.frames += len(pictures)
        for picture in pictures:
            if picture.is_corrupt:
                self.flaws += 1
                self._take_back(picture.pts)

    def _keep(self, number: int) -> None:
        if self.kept and self.kept[-1].last == number - 1:
            self.kept[-1].last = number
        elif len(self.kept) < _MAX_RUNS:
            self.kept.append(_Span(number, number))
        else:
            self._refuse(number, "it is broken into too many pieces")

    def _leave_out(self, number: int, why: str) -> None:
        starts = number == 0 or self.holds(number - 1)
        if starts and len(self.reasons) <= _MAX_RUNS:
            self.reasons[number] = clean(_NUMBER.sub("N", why.strip()), 200)

    def _refuse(self, number: int, why: str) -> None:
        self._leave_out(number, why)
        self._waiting = self.video

    def _take_back(self, stamp: int | None) -> None:
        """The picture of an earlier packet came out damaged: drop that packet and what was kept behind it.

        What follows the next key frame behind it stays.
        """
        numbers = [number for number, its, _ in self._recent if its == stamp]
        if stamp is None or not numbers or not self.holds(numbers[0]):
            return
        bad = numbers[0]
        later = [number for number, _, key in self._recent if key and number > bad and self.holds(number)]
        again = later[0] if later and self.video else bad + 1
        spans: list[_Span] = []
        while self.kept and self.kept[-1].last >= bad:
            span = self.kept.pop()
            if span.last >= again:
                spans.append(_Span(max(span.first, again), span.last))
            if span.first < bad:
                spans.append(_Span(span.first, bad - 1))
        self.kept += reversed(spans)
        self._leave_out(bad, "the decoder could only guess parts of it")
        if self.video and not later:
            self._waiting = True


class _Holes:
    """Ranges of the file that are not its own bytes."""

    def __init__(self, missing: Sequence[Run]) -> None:
        self._ranges = sorted((run.offset, run.offset + run.length) for run in missing if run.offset is not None)

    def meet(self, packet: Any) -> bool:
        """Whether a packet has such bytes in it."""
        if packet.pos is None or not self._ranges:
            return False
        start, end = packet.pos, packet.pos + packet.size
        at = bisect_right(self._ranges, end - 1, key=lambda each: each[0]) - 1
        return at >= 0 and self._ranges[at][1] > start


class _Judgement:
    """One pass over a container that decodes everything."""

    def __init__(self, container: InputContainer, missing: Sequence[Run], reached: Callable[[int], None]) -> None:
        self._reached = reached
        self._log: list[tuple[int, str, str]] = []
        holes = _Holes(missing)
        self.tracks: dict[int, _Track] = {}
        self.errors = 0
        for stream in list(container.streams)[:_MAX_STREAMS]:
            if _is_wanted(stream):
                decode.prepare(stream)
                self.tracks[stream.index] = _Track(stream, holes)
        av.logging.set_level(av.logging.ERROR)
        try:
            with av.logging.Capture(local=True) as self._log:
                self._read(container)
        finally:
            av.logging.set_level(None)

    def _read(self, container: InputContainer) -> None:
        if not self.tracks:
            return
        for packet in decode.packets(container, *(track.stream for track in self.tracks.values()), damaged=self._error):
            track = self.tracks[packet.stream.index]
            self._reached(packet.pos or 0)
            if _is_flush(packet):
                track.finish(packet, self._complaints)
            else:
                self._log.clear()  # what the demuxer says is no word on this packet: it flags the damaged ones
                track.take(packet, self._complaints)

    def _error(self, _: str) -> None:
        self.errors += 1

    def _complaints(self) -> list[str]:
        found = [message for _, _, message in self._log if not _HARMLESS.search(message)]
        self._log.clear()
        return found


def _is_wanted(stream: Any) -> bool:
    if stream.type not in ("video", "audio") or stream.codec_context is None:
        return False
    return not (stream.type == "video" and decode.is_cover(stream))


def _is_flush(packet: Any) -> bool:
    return packet.size == 0 and packet.pts is None


@dataclass(slots=True)
class _Kept:
    """What was copied of one stream."""

    packets: int = 0
    size: int = 0
    left_out: int = 0
    start_us: int | None = None
    end_us: int | None = None
    last_dts: int | None = None
    gap: Gap | None = None
    reached: int = 0


@dataclass(slots=True)
class _Report:
    """What the copy came to."""

    streams: dict[int, _Kept]
    gaps: list[Gap] = field(default_factory=list)
    gap_count: int = 0

    def close_gap(self, kept: _Kept, next_us: int | None) -> None:
        """A gap has ended, by a packet that is kept or by the end of the file."""
        gap, kept.gap = kept.gap, None
        if gap is None:
            return
        self.gap_count += 1
        if len(self.gaps) < _MAX_GAPS:
            self.gaps.append(
                Gap(
                    stream=gap.stream,
                    start_us=gap.start_us,
                    end_us=next_us,
                    packets=gap.packets,
                    size=gap.size,
                    why=gap.why,
                )
            )


class _Steps:
    """Progress over three passes of the same length."""

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress = progress
        self._size = max(1, size)
        self._step = 0
        self._last = 0

    def next(self) -> None:
        self._step, self._last = self._step + 1, 0
        self._progress(self._step * self._size, 3 * self._size)

    def reached(self, position: int) -> None:
        position = min(position, self._size)
        if position > self._last + self._size // 50:
            self._last = position
            self._progress(self._step * self._size + position, 3 * self._size)


def _copy(source: int, out: int, missing: Sequence[Run], progress: Progress) -> Salvaged | None:
    size = os.fstat(source).st_size
    told = _Steps(progress, size)
    with decode.open_container(source) as container:
        judged = _Judgement(container, missing, told.reached)
        name = container.format.name
    told.next()
    end = announced_end(source, size)
    tracks = {index: track for index, track in judged.tracks.items() if track.kept}
    if not tracks:
        raise UntrustedInputError("nothing of it can be decoded without damage")
    lost = any(track.reasons for track in judged.tracks.values()) or judged.errors
    if not lost and not missing and (end is None or end <= size):
        return None
    report, written = _write(source, out, tracks, name, 2 * size + _OVERHEAD)
    told.next()
    with decode.open_container(out) as container:
        checked = _Judgement(container, (), told.reached)
    with decode.open_container(source) as container:
        streams = _streams(container, report, list(checked.tracks.values()))
    told.next()
    return Salvaged(
        method=Method.COPIED,
        container=written,
        tool=f"PyAV {av.__version__}, libavformat {'.'.join(map(str, av.library_versions['libavformat']))}",
        streams=streams,
        gaps=tuple(sorted(report.gaps, key=lambda gap: (gap.stream, gap.start_us or 0))),
        gap_count=report.gap_count,
        flaws=sum(track.flaws for track in checked.tracks.values()) + checked.errors,
        reached=max(kept.reached for kept in report.streams.values()),
        announced=end,
    )


def _streams(container: InputContainer, report: _Report, checked: list[_Track]) -> tuple[SalvagedStream, ...]:
    streams = []
    place = count()
    for stream in list(container.streams)[:_MAX_STREAMS]:
        kept = report.streams.get(stream.index)
        context = getattr(stream, "codec_context", None)
        at = next(place) if kept is not None else None
        streams.append(
            SalvagedStream(
                index=stream.index,
                kind=_KINDS.get(stream.type, StreamKind.DATA),
                codec=context.name if context is not None else None,
                packets=kept.packets if kept else 0,
                frames=checked[at].frames if at is not None and at < len(checked) else 0,
                size=kept.size if kept else 0,
                left_out=kept.left_out if kept else 0,
                start_us=kept.start_us if kept else None,
                end_us=kept.end_us if kept else None,
            )
        )
    return tuple(streams)


class _Bounded(decode.DescriptorFile):
    """A file that may not grow beyond a bound: an index can name the same bytes again and again."""

    def __init__(self, descriptor: int, limit: int) -> None:
        super().__init__(descriptor, writable=True)
        self._limit = limit
        self.full = False

    def write(self, data: Any) -> int:
        if self.tell() + memoryview(data).nbytes > self._limit:
            self.full = True
            raise OSError("the copy grows beyond its bound")
        return super().write(data)


def _write(source: int, out: int, tracks: dict[int, _Track], name: str, limit: int) -> tuple[_Report, str]:
    """Copy into the first container that holds all streams."""
    forms = ["mp4", "mov", "matroska"]
    if name in _MATROSKA_FIRST:
        forms = ["matroska", *forms[:2]]
    if name in _OWN:
        forms.append(name)
    why = ""
    for form in forms:
        os.ftruncate(out, 0)
        file = _Bounded(out, limit)
        with decode.open_container(source) as container:
            try:
                return _fill(container, file, form, tracks), form
            except (av.error.FFmpegError, OSError, ValueError) as error:
                if isinstance(error, MemoryError):
                    raise
                why = decode.reason(error)
        if file.full:
            raise UntrustedInputError("its index names the same bytes again and again")
    raise UntrustedInputError(f"no container holds what can be decoded of it: {why}")


def _fill(container: InputContainer, file: _Bounded, form: str, tracks: dict[int, _Track]) -> _Report:
    options = {**_BITEXACT, **(_FRAGMENTED if form in ("mp4", "mov") else {})}
    report = _Report({index: _Kept() for index in tracks})
    with av.open(file, "w", format=form, options=options) as output:
        copies = {}
        for index in tracks:
            template = container.streams[index]
            copies[index] = output.add_stream_from_template(cast("Any", template), opaque=True)
            copies[index].time_base = template.time_base
        output.start_encoding()
        numbers = dict.fromkeys(tracks, 0)
        wanted = [container.streams[index] for index in tracks]
        for packet in decode.packets(container, *wanted, damaged=lambda _: None):
            index = packet.stream.index
            if _is_flush(packet):
                continue
            number = numbers[index]
            numbers[index] += 1
            _take(packet, number, tracks[index], report)
            if tracks[index].holds(number):
                _mux(output, packet, copies[index], report.streams[index])
        for kept in report.streams.values():
            report.close_gap(kept, None)
    return report


def _take(packet: Any, number: int, track: _Track, report: _Report) -> None:
    """Count a packet among what is kept or left out."""
    index = track.index
    kept = report.streams[index]
    stamp = packet.pts if packet.pts is not None else packet.dts
    time_us = None if stamp is None else round(stamp * packet.time_base * 1_000_000)
    if track.holds(number):
        report.close_gap(kept, time_us)
        kept.packets += 1
        kept.size += packet.size
        if time_us is not None:
            kept.start_us = time_us if kept.start_us is None else min(kept.start_us, time_us)
            kept.end_us = time_us if kept.end_us is None else max(kept.end_us, time_us)
        kept.reached = max(kept.reached, (packet.pos or 0) + packet.size)
        return
    kept.left_out += 1
    gap = kept.gap
    kept.gap = Gap(
        stream=index,
        start_us=kept.end_us if gap is None else gap.start_us,
        end_us=None,
        packets=1 + (0 if gap is None else gap.packets),
        size=packet.size + (0 if gap is None else gap.size),
        why=track.reasons.get(number, "unknown") if gap is None else gap.why,
    )


def _mux(output: OutputContainer, packet: Any, stream: Any, kept: _Kept) -> None:
    """Write a packet; only a decoding time that does not rise is changed, since no container takes it."""
    if packet.dts is None:
        packet.dts = packet.pts if kept.last_dts is None else kept.last_dts + 1
    if kept.last_dts is not None and packet.dts is not None and packet.dts <= kept.last_dts:
        packet.dts = kept.last_dts + 1
    if packet.pts is not None and packet.dts is not None and packet.pts < packet.dts:
        packet.pts = packet.dts  # time went back in the original: it was cut together, or is damaged
    kept.last_dts = packet.dts
    packet.stream = stream
    output.mux_one(packet)


def _warm_muxers() -> None:
    """Copy a clip of two pictures into each container, so that nothing is loaded later."""
    whole, copy = os.memfd_create("warm"), os.memfd_create("warm")
    try:
        for form in ("matroska", "mp4"):
            os.ftruncate(whole, 0)
            with av.open(decode.DescriptorFile(whole, writable=True), "w", format=form) as output:
                stream = output.add_stream("mpeg4", rate=25)
                stream.width = stream.height = 16
                stream.codec_context.thread_count = 1  # a thread that lingers would keep the sandbox from closing
                for _ in range(2):
                    output.mux(stream.encode(VideoFrame(16, 16, "yuv420p")))
                output.mux(stream.encode())
            _copy(whole, copy, (Run(offset=0, length=1),), lambda *_: None)
    finally:
        os.close(whole)
        os.close(copy)
