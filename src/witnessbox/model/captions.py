"""Transcripts that a person reviewed: SubRip and WebVTT in, WebVTT out.

Reading is strict, because what is read is published: a line that is neither a time nor a text of a caption is an error
with its number, not something to guess about. Marks for looks and places are refused, too: text is text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from witnessbox.model.faces import Caption, SoundSpan, SoundUse

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 16 * 1024 * 1024
"""A transcript of a day has less."""

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"{_TIME} +--> +{_TIME}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufeff]")


class CaptionsError(ValueError):
    """A transcript that cannot be read, with the number of the line."""


def read_captions(data: bytes) -> tuple[Caption, ...]:
    """Read a reviewed transcript.

    Args:
        data: SubRip or WebVTT in UTF-8, without styles, regions, notes and marks within the text.

    Raises:
        CaptionsError: it is something else; captions overlap, go back or last no time.
    """
    if len(data) > MAX_BYTES:
        raise CaptionsError(f"larger than {MAX_BYTES >> 20} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptionsError(f"not UTF-8 at byte {error.start}: save it as UTF-8") from None
    lines = text.replace("\r\n", "\n").split("\n")
    if found := next((number for number, line in enumerate(lines, 1) if _CONTROL.search(line)), None):
        raise CaptionsError(f"line {found}: a control character")
    at, escaped = 0, lines[0] == "WEBVTT"
    if escaped:
        at = 1
        if len(lines) > 1 and lines[1]:
            raise CaptionsError("line 2: an empty line is expected after WEBVTT")
    captions: list[Caption] = []
    while (at := _next(lines, at)) < len(lines):
        caption, at = _cue(lines, at, escaped=escaped)
        if captions and caption.first_us < captions[-1].last_us:
            raise CaptionsError(f"line {at}: this caption begins before the one above ends")
        captions.append(caption)
    if not captions:
        raise CaptionsError("no captions in it")
    return tuple(captions)


def _next(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def _cue(lines: list[str], at: int, *, escaped: bool) -> tuple[Caption, int]:
    """The caption that begins at a line, and the line after it."""
    if "-->" not in lines[at]:  # a number or a name of the caption
        at += 1
    found = _TIMES.fullmatch(lines[at].rstrip(" ")) if at < len(lines) else None
    if found is None:
        raise CaptionsError(
            f"line {at + 1}: a time such as 00:00:12.000 --> 00:00:14.500 is expected, and nothing else"
        )
    first_us, last_us = _microseconds(found.groups()[:4]), _microseconds(found.groups()[4:])
    if last_us <= first_us:
        raise CaptionsError(f"line {at + 1}: the caption ends before it begins")
    start = at = at + 1
    while at < len(lines) and lines[at]:
        if "<" in lines[at] or ">" in lines[at] or "-->" in lines[at]:
            raise CaptionsError(f"line {at + 1}: < and > are marks; write the words alone")
        at += 1
    words = "\n".join(line.strip() for line in lines[start:at])
    if escaped:
        words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if not words.strip():
        raise CaptionsError(f"line {start}: a caption without a text")
    return Caption(first_us=first_us, last_us=last_us, text=words), at


def _microseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + thousandths * 1000


def webvtt(captions: Iterable[Caption]) -> str:
    """Captions as WebVTT, in order of their times: what lies beside a rendition in a release."""
    cues = [
        f"{_clock(caption.first_us)} --> {_clock(caption.last_us)}\n{_plain(caption.text)}\n"
        for caption in sorted(captions, key=lambda each: (each.first_us, each.last_us))
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _clock(time_us: int) -> str:
    seconds, rest = divmod(time_us, 1_000_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest // 1000:03}"


def _plain(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines)


def voice_spans(captions: Iterable[Caption]) -> tuple[SoundSpan, ...]:
    """Spans in which a synthetic voice reads a reviewed transcript, one a caption."""
    return tuple(
        SoundSpan(
            first_us=caption.first_us,
            last_us=caption.last_us,
            use=SoundUse.VOICE,
            text=" ".join(caption.text.split()),
        )
        for caption in captions
    )


def shown_captions(captions: Iterable[Caption], spans: Iterable[SoundSpan], *, spoken: bool) -> tuple[Caption, ...]:
    """What is written beside a rendition: its captions, and what a voice would have read where there was none.

    Args:
        captions: of the plan.
        spans: of the plan's sound.
        spoken: whether a voice read the spans that are for one.
    """
    unspoken = [
        Caption(first_us=span.first_us, last_us=span.last_us, text=span.text)
        for span in spans
        if span.use is SoundUse.VOICE and not spoken
    ]
    captions = tuple(captions)
    said = {(each.first_us, each.last_us) for each in captions}
    return (*captions, *(each for each in unspoken if (each.first_us, each.last_us) not in said))
