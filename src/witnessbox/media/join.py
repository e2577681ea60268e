"""Putting a rendition's file together: packets of all segments and its sound, in a container with nothing else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
from av.audio.frame import AudioFrame
from av.packet import Packet

from witnessbox.media import mp4_parts, webm_parts
from witnessbox.media.decode import DescriptorFile
from witnessbox.media.encode import configure, encoder_of, frame_times, mean_rate
from witnessbox.media.paint import even
from witnessbox.media.sound import BLOCK, RATE
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Container, PlanBody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from witnessbox.media.paint import Colours
    from witnessbox.media.segments import Journal
    from witnessbox.media.sound import SoundTrack

_FORMATS = {
    Container.MP4: ("mp4", {"movflags": "+faststart"}),
    # No index at the end: a fragment says everything of itself.
    Container.FRAGMENTED: ("mp4", {"movflags": "+frag_keyframe+empty_moov+default_base_moof+skip_trailer"}),
    Container.WEBM: ("webm", {}),
}
_BIT_EXACT = 1 << 23  # AV_CODEC_FLAG_BITEXACT: AAC packets carry the encoder's name otherwise
_SOUND = {"aac": 160_000, "libopus": 128_000}  # bits a second
_AAC_DELAY = 1024  # samples by which the encoder begins before the first that it is given


def join(plan: PlanBody, colours: Colours, journal: Journal, out: int, sound: SoundTrack | None) -> None:
    """Write the file of a rendition.

    Args:
        plan: says what kind of file, and the times of its frames.
        colours: what the numbers of the frames mean.
        journal: all segments.
        out: descriptor of an empty file, readable and writable.
        sound: None where the rendition has no sound track at all.

    Raises:
        UntrustedInputError: two frames lie closer together than the container can tell.
    """
    name, options = _FORMATS[plan.container]

    def same_file(*_: object) -> DescriptorFile:
        # The muxer reads back what it wrote, to move it behind the index.
        return DescriptorFile(out, writable=True)

    file = av.open(
        DescriptorFile(out, writable=True),
        "w",
        format=name,
        container_options={"fflags": "+bitexact", **options},
        io_open=same_file,
    )
    with file:
        encoder = encoder_of(plan.container)
        rate = mean_rate(plan.canvas)
        stream: Any = file.add_stream(encoder.codec, rate=rate, options=dict(encoder.options))
        configure(stream.codec_context, plan.canvas, colours, rate)
        stream.time_base = stream.codec_context.time_base
        heard = _Heard(file, sound, "libopus" if plan.container is Container.WEBM else "aac") if sound else None
        file.start_encoding()
        if bytes(stream.codec_context.extradata or b"") != journal.header():
            raise ValueError("segments were made with other settings than the file")
        for packet in _packets(plan, journal, stream):
            if heard is not None:
                heard.up_to(packet.pts * packet.time_base)
            file.mux(packet)
        if heard is not None:
            heard.up_to(None)
    if plan.container is Container.WEBM:
        aspect = Fraction(plan.canvas.aspect_numerator, plan.canvas.aspect_denominator)
        width, height = even(plan.canvas.width), even(plan.canvas.height)
        # The longer side of a pixel is stretched, none is shrunk; whole pixels, so the shape is right to half a one.
        shown = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
        webm_parts.clean(out, shown if aspect != 1 else None)
    else:
        mp4_parts.clean(out)


def _packets(plan: PlanBody, journal: Journal, stream: Any) -> Iterator[Any]:
    """Packets with the times of their frames: without B-frames and hidden frames one packet is one frame."""
    time_base = Fraction(1, plan.canvas.timing.denominator)
    before = -1
    for (data, key), (time, duration) in zip(journal.packets(), frame_times(plan.canvas), strict=True):
        if plan.container is Container.WEBM:
            millisecond = round(1000 * time * time_base)
            if millisecond == before:
                raise UntrustedInputError(
                    "two of its frames lie within one millisecond, which WebM cannot tell: plan MP4"
                )
            before = millisecond
        packet: Any = Packet(data)
        packet.stream = stream
        packet.pts = packet.dts = time
        packet.duration, packet.time_base, packet.is_keyframe = duration, time_base, key
        yield packet


class _Heard:
    """The sound stream of a file, encoded a little at a time so that it lies beside the pictures that it belongs to."""

    def __init__(self, file: Any, sound: SoundTrack, codec: str) -> None:
        self._file = file
        self._blocks = sound.blocks()
        self._stream: Any = file.add_stream(codec, rate=RATE, layout="stereo")
        self._stream.bit_rate = _SOUND[codec]
        self._stream.codec_context.flags |= _BIT_EXACT
        self._codec = codec
        self._place = 0

    def up_to(self, time: Fraction | None) -> None:
        """Write all sound up to a time, or all that is left."""
        while time is None or Fraction(self._place, RATE) <= time:
            block = next(self._blocks, None)
            if block is None:
                if time is None:
                    self._mux(self._stream.encode())
                return
            frame = AudioFrame.from_ndarray(block, "fltp", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._place, Fraction(1, RATE)
            self._place += BLOCK
            self._mux(self._stream.encode(frame))

    def _mux(self, packets: list[Any]) -> None:
        for packet in packets:
            # What AAC makes before the first sample is left out, so that no edit list has to say so.
            if self._codec == "aac" and packet.pts < 0:
                continue
            self._file.mux(packet)
