"""A full decode of a content: what it holds, what it says of itself, what of it is damaged.

Runs inside the sandboxed worker. Damage is only found by decoding everything, so every picture and sound stream is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import av.logging
from av.container import InputContainer
from av.video.frame import VideoFrame
from PIL import Image, ImageFile

from witnessbox.media import decode
from witnessbox.media.animations import is_animation
from witnessbox.media.boxes import add_boxes
from witnessbox.media.chunks import add_structure
from witnessbox.media.ends import announced_end
from witnessbox.media.statements import Statements, clean
from witnessbox.media.tasks import Progress
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import DamageSpan, Probe, Stream, StreamKind
from witnessbox.model.observations import MediaKind

_MAX_DAMAGE = 200  # spans
_JOIN_US = 1_000_000
_MAX_STREAMS = 64
_NUMBER = re.compile(r"-?\b(?:0x[0-9a-fA-F]+|\d+)\b")
_KINDS = {"video": StreamKind.VIDEO, "audio": StreamKind.SOUND, "subtitle": StreamKind.SUBTITLE}
_STATED = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"}
"""FFmpeg's names of the containers that state what each stream holds."""
_ORIENTATIONS = {  # EXIF 2.32, tag 0x0112: mirrored, quarter turns clockwise
    2: (True, 0),
    3: (False, 2),
    4: (True, 2),
    5: (True, 3),
    6: (False, 1),
    7: (True, 1),
    8: (False, 3),
}

warm = decode.warm


def probe(params: Json, inputs: list[int], _outputs: list[int], progress: Progress) -> Json:
    """Task: the `Probe` of one content; params is its `MediaKind`."""
    descriptor = inputs[0]
    if params == MediaKind.PICTURE:
        return to_json(_picture(descriptor))
    with decode.open_container(descriptor) as container:
        return to_json(read_through(container, descriptor, progress))


def read_through(
    container: InputContainer, descriptor: int, progress: Progress, watch: Callable[[VideoFrame], None] | None = None
) -> Probe:
    """Decode everything once.

    Args:
        container: not read from yet.
        descriptor: of the content.
        progress: bytes read, of all.
        watch: given every frame of the stream that a player would show, in turn.
    """
    return _Reading(container, descriptor, progress, watch).result()


def headers(params: Json, inputs: list[int], _outputs: list[int], _progress: Progress) -> Json:
    """Task: the `Probe` of one content as far as its headers tell it; params is its `MediaKind`."""
    descriptor = inputs[0]
    if params == MediaKind.PICTURE:
        return to_json(_picture_headers(descriptor))
    return to_json(headers_of(descriptor))


def headers_of(descriptor: int) -> Probe:
    """What the headers of a container tell.

    Args:
        descriptor: of the content.

    Raises:
        UntrustedInputError: no decoder opens it.
    """
    with decode.open_container(descriptor, decoding=False) as container:
        if container.format.name in _STATED and all(stream.width for stream in container.streams.video):
            return _Reading(container, descriptor, lambda *_: None).headers()
    with decode.open_container(descriptor) as container:
        return _Reading(container, descriptor, lambda *_: None).headers()


class _Damage:
    """Damage as it is met; the same again within a second becomes one span."""

    def __init__(self) -> None:
        self.spans: list[DamageSpan] = []
        self.count = 0
        self._latest: dict[tuple[int | None, str], int] = {}

    def add(self, stream: int | None, time_us: int, what: str) -> None:
        self.count += 1
        what = clean(what, 200)
        at = self._latest.get((stream, what))
        last = self.spans[at] if at is not None else None
        if at is not None and last is not None and time_us <= last.end_us + _JOIN_US:
            self.spans[at] = replace(last, end_us=max(time_us, last.end_us), count=last.count + 1)
        elif len(self.spans) < _MAX_DAMAGE:
            self._latest[(stream, what)] = len(self.spans)
            self.spans.append(DamageSpan(stream=stream, start_us=time_us, end_us=time_us, what=what, count=1))


class _Track:
    """What decoding tells of one stream."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.clock = decode.Clock(decode.frame_interval(stream) if stream.type == "video" else Fraction(1, 50))
        self.frames = 0
        self.samples = 0
        self.start_us: int | None = None
        self.first_picture: Any = None

    def take(self, frame: Any, damage: _Damage) -> None:
        placed = self.clock.place(frame)
        if self.start_us is None and frame.pts is not None and frame.time_base is not None:
            self.start_us = round(frame.pts * frame.time_base * 1_000_000)
        self.frames += 1
        if self.stream.type == "audio":
            self.samples += frame.samples
        else:
            self.first_picture = self.first_picture or frame
        if frame.is_corrupt:
            damage.add(self.stream.index, placed.time_us, "the decoder could only guess parts of it")

    @property
    def end_us(self) -> int:
        """End of what was decoded, microseconds from the first frame."""
        if not self.frames:
            return 0
        if self.stream.type == "audio":
            return round(Fraction(self.samples * 1_000_000, self.stream.codec_context.sample_rate or 1))
        return self.clock.last_us + round(decode.frame_interval(self.stream) * 1_000_000)


class _Reading:
    """One pass over a container."""

    def __init__(
        self,
        container: InputContainer,
        descriptor: int,
        progress: Progress,
        watch: Callable[[VideoFrame], None] | None = None,
    ) -> None:
        self._container = container
        self._watch = watch
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._progress = progress
        self._damage = _Damage()
        self._decoded = False
        self._log: list[tuple[int, str, str]] = []
        self._tracks: dict[int, _Track] = {}
        for stream in list(container.streams)[:_MAX_STREAMS]:
            if stream.type in ("video", "audio") and stream.codec_context is not None:
                decode.prepare(stream)
                self._tracks[stream.index] = _Track(stream)

    def result(self) -> Probe:
        av.logging.set_level(av.logging.ERROR)
        with av.logging.Capture(local=True) as self._log:
            self._decode()
        av.logging.set_level(None)
        ends = [track.end_us for track in self._tracks.values() if track.frames]
        return replace(
            self.headers(),
            duration_us=max(ends, default=0),
            damage=tuple(self._damage.spans),
            damage_count=self._damage.count,
        )

    def headers(self) -> Probe:
        """What can be told of it so far."""
        said = Statements()
        said.add_all("container", self._container.metadata)
        for stream in list(self._container.streams)[:_MAX_STREAMS]:
            said.add_all(f"stream {stream.index}", stream.metadata)
        add_structure(self._descriptor, said)
        end = announced_end(self._descriptor, self._size)
        announced = self._container.duration
        return Probe(
            container="webp" if is_animation(self._descriptor) else self._container.format.name,
            announced_us=announced if announced is not None and announced >= 0 else None,
            duration_us=None,
            streams=tuple(self._stream(stream) for stream in list(self._container.streams)[:_MAX_STREAMS]),
            metadata=tuple(said.all),
            times=tuple(said.times),
            places=tuple(said.places),
            devices=tuple(said.devices),
            metadata_omitted=said.omitted,
            truncated=end is not None and end > self._size,
        )

    def _complaints(self) -> list[str]:
        """What the decoder logged about the last packet: it conceals most damage and raises no error for it."""
        found = dict.fromkeys(_NUMBER.sub("N", message.strip()) for _, _, message in self._log)
        self._log.clear()
        return list(found)

    def _decode(self) -> None:
        self._decoded = True
        if not self._tracks:
            return
        reached = 0
        current: _Track | None = None

        def note(what: str) -> None:
            index = current.stream.index if current is not None else None
            self._damage.add(index, current.clock.last_us if current is not None else 0, what)

        streams = [track.stream for track in self._tracks.values()]
        shown = decode.video_stream(self._container) if self._watch is not None else None
        for packet in decode.packets(self._container, *streams, damaged=note):
            current = self._tracks.get(packet.stream.index)
            if current is None:
                continue
            if packet.is_corrupt:
                note("the container marks a part of it as damaged")
            pictures = decode.decode_packet(packet, note)
            for picture in pictures:
                current.take(picture, self._damage)
            for what in self._complaints():
                note(what)
            if self._watch is not None and shown is not None and packet.stream.index == shown.index:
                for picture in pictures:
                    self._watch(picture)
                self._log.clear()  # what scaling says of a picture is no damage
            if packet.pos is not None and packet.pos > reached + self._size // 100:
                reached = packet.pos
                self._progress(min(reached, self._size), self._size)

    def _stream(self, stream: Any) -> Stream:
        context = stream.codec_context
        kind = _KINDS.get(stream.type, StreamKind.DATA)
        if stream.type == "video" and decode.is_cover(stream):
            kind = StreamKind.COVER
        codec = context.name if context is not None else None
        language = clean(stream.language, 20) if stream.language else None
        track = self._tracks.get(stream.index)
        if track is None:
            return Stream(index=stream.index, kind=kind, codec=codec, language=language)
        common = Stream(
            index=stream.index,
            kind=kind,
            codec=codec,
            language=language,
            frames=track.frames if self._decoded else None,
            announced_frames=stream.frames or None,
            start_us=track.start_us,
            end_us=track.clock.last_us if track.frames else None,
        )
        if stream.type == "audio":
            return replace(
                common,
                layout=context.format.name if context.format else None,
                sample_rate=context.sample_rate or None,
                channels=context.channels,
                samples=track.samples if self._decoded else None,
            )
        return _shape(common, stream, track.first_picture)


def _shape(common: Stream, stream: Any, picture: Any) -> Stream:
    """Add what is known of a video stream's pictures; sizes are those of its first decoded frame."""
    aspect = decode.sample_aspect(stream)
    rate = stream.average_rate or stream.guessed_rate
    stored = replace(
        common,
        sample_aspect=f"{aspect.numerator}/{aspect.denominator}" if aspect else None,
        frame_rate=f"{rate.numerator}/{rate.denominator}" if rate else None,
        stored_width=stream.width or None,
        stored_height=stream.height or None,
    )
    if picture is None:
        return stored
    width, height = decode.displayed_size(picture, aspect)
    shown = decode.orientation(picture)
    return replace(
        stored,
        width=width,
        height=height,
        layout=stream.codec_context.pix_fmt,
        stored_width=picture.width,
        stored_height=picture.height,
        turns=shown.turns,
        mirrored=shown.mirrored,
    )


def _picture(descriptor: int) -> Probe:
    picture = decode.open_picture(descriptor)
    damage = _Damage()
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture.load()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  Pillow's plugins raise whatever a hostile file makes them raise
        damage.add(0, 0, decode.reason(error))
        picture = decode.open_picture(descriptor)
        decode.load_picture(picture)  # as far as it goes; raises when nothing can be decoded
    found = _pictured(picture, descriptor)
    return replace(
        found,
        damage=tuple(damage.spans),
        damage_count=damage.count,
        truncated=found.truncated or any("truncated" in span.what for span in damage.spans),
    )


def _picture_headers(descriptor: int) -> Probe:
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # Pillow's PNG reader looks for EXIF data behind the pixels
    try:
        return _pictured(decode.open_picture(descriptor), descriptor)
    except UntrustedInputError:
        if os.pread(descriptor, 4, 4) != b"ftyp":
            raise
        return _boxed(descriptor)


def _boxed(descriptor: int) -> Probe:
    """What the boxes of a HEIC picture state, which no decoder here opens."""
    said = Statements()
    width, height = add_boxes(descriptor, said).size
    still = Stream(
        index=0, kind=StreamKind.PICTURE, codec=None, stored_width=width or None, stored_height=height or None
    )
    return _stated("HEIF", still, said, descriptor)


def _pictured(picture: Image.Image, descriptor: int) -> Probe:
    said = Statements()
    if picture.format != "HEIF":  # its boxes state all that it carries, and would state it twice
        said.add_picture(picture)
    add_structure(descriptor, said)
    return _stated(str(picture.format), _still(picture), said, descriptor)


def _stated(container: str, still: Stream, said: Statements, descriptor: int) -> Probe:
    size = os.fstat(descriptor).st_size
    end = announced_end(descriptor, size)
    return Probe(
        container=container,
        announced_us=None,
        duration_us=None,
        streams=(still,),
        metadata=tuple(said.all),
        times=tuple(said.times),
        places=tuple(said.places),
        devices=tuple(said.devices),
        metadata_omitted=said.omitted,
        truncated=end is not None and end > size,
        thumbnail=said.thumbnail,
    )


def _still(picture: Image.Image) -> Stream:
    try:
        orientation = int(picture.getexif().get(0x0112, 1))
        frames = max(1, int(getattr(picture, "n_frames", 1)))
    except Exception as error:
        raise UntrustedInputError(f"the picture cannot be decoded: {decode.reason(error)}") from error
    mirrored, turns = _ORIENTATIONS.get(orientation, (False, 0))
    width, height = picture.size
    return Stream(
        index=0,
        kind=StreamKind.PICTURE,
        codec=str(picture.format).lower(),
        width=height if turns % 2 else width,
        height=width if turns % 2 else height,
        stored_width=width,
        stored_height=height,
        turns=turns,
        mirrored=mirrored,
        layout=picture.mode,
        frames=frames,
    )
