"""The captions of a rendition: word for word those of its plan, at their times, and nothing else in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from witnessbox.media import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from witnessbox.model.faces import PlanBody

_ROUNDING_US = 2_000  # containers keep times of captions in milliseconds
_QUOTED = 80  # characters of a caption that an objection repeats


def other_captions(descriptor: int, plan: PlanBody, origin: Fraction) -> Iterator[tuple[str, int]]:
    """What stands in the text streams of a rendition and not in its plan, or the other way round.

    Args:
        descriptor: of the rendition.
        plan: what it was made by.
        origin: presentation time of its first picture in seconds.

    Yields:
        What is wrong in words, and its time in microseconds.
    """
    with decode.open_container(descriptor) as container:
        streams: list[Any] = list(container.streams.subtitles)
        written = [row for stream in streams for row in _rows(container, stream, origin)] if streams else []
    planned = Counter((each.text.strip(), each.first_us // _ROUNDING_US) for each in plan.captions)
    for text, first_us in written:
        near = [key for key in planned if key[0] == text and abs(key[1] - first_us // _ROUNDING_US) <= 1]
        if near:
            planned[near[0]] -= 1
            if not planned[near[0]]:
                del planned[near[0]]
        else:
            yield f"a caption that the plan does not have: {text[:_QUOTED]!r}", max(0, first_us)
    for text, at in planned:
        yield f"a caption of the plan is missing: {text[:_QUOTED]!r}", at * _ROUNDING_US


def _rows(container: Any, stream: Any, origin: Fraction) -> Iterator[tuple[str, int]]:
    """Text and time of each caption of one stream; the container is left at its end."""
    container.seek(0)
    for packet in decode.packets(container, stream, damaged=lambda _: None):
        if packet.pts is None or packet.time_base is None:
            continue
        data = bytes(packet)
        if stream.codec_context.name == "mov_text":
            data = data[2 : 2 + int.from_bytes(data[:2], "big")]
        text = data.decode("utf-8", "replace").strip()
        if text:
            yield text, round((packet.pts * packet.time_base - origin) * 1_000_000)
