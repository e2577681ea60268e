"""Whether one plan hides all that another hides: exact, over every pixel of every frame, every sound and every word.

A signature under a plan counts for a plan that grew from it, and for no other. So this errs on one side only: what it
cannot be sure of counts as less hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from witnessbox.model.faces import Fill, PlanBody, Sound, SoundSpan, SoundUse, boxes_of, filled
from witnessbox.model.observations import Box
from witnessbox.model.records import dataclass

RULE = "hidden/1"
"""Version of this comparison; raised whenever the same two plans could be judged otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Less:
    """Something that a plan hides less of than another.

    Attributes:
        what: in words, for a person.
        time_us: when in the content, where it has a time; microseconds from the first frame.
    """

    what: str
    time_us: int | None = None


def less_hidden(old: PlanBody, new: PlanBody) -> Less | None:
    """The first thing that `new` hides less of than `old`; None when it hides all of it.

    Args:
        old: of a plan that people signed for.
        new: of another plan for the same content.
    """
    if old.canvas != new.canvas:
        return Less(what="it is made for other frames")
    if old.fill is Fill.SOLID and new.fill is not Fill.SOLID:
        return Less(what="masks are no longer solid")
    if old.smoothed and not new.smoothed:
        return Less(what="noise is no longer taken out")
    return _picture(old, new) or _sound(old, new) or _words(old, new)


# -- what is seen --------------------------------------------------------------------------------------------------


def _picture(old: PlanBody, new: PlanBody) -> Less | None:
    whole = Box(x1=0, y1=0, x2=old.canvas.width, y2=old.canvas.height)
    frames = old.canvas.timing.frames
    times = old.canvas.timing.microseconds()
    rows = zip(times, filled(old), filled(new), boxes_of(old.shown, frames), boxes_of(new.shown, frames), strict=True)
    last: tuple[tuple[Box, ...], ...] | None = None
    for time_us, before, after, expected, expecting in rows:
        here = (before, after, expected, expecting)
        if here == last:
            continue
        last = here
        if not _covered(before, after, whole):
            return Less(what="less of the picture is hidden", time_us=time_us)
        if not _covered(expecting, expected, whole):
            return Less(what="the second look is told to expect a face", time_us=time_us)
    return None


def _covered(inner: Iterable[Box], outer: tuple[Box, ...], whole: Box) -> bool:
    """Whether every pixel of the frame that lies in a box of `inner` lies in one of `outer`."""
    known = set(outer)
    return all(box in known or not any(_rest(_within(box, whole), outer)) for box in inner)


def _within(box: Box, whole: Box) -> Box:
    return Box(x1=max(box.x1, whole.x1), y1=max(box.y1, whole.y1), x2=min(box.x2, whole.x2), y2=min(box.y2, whole.y2))


def _rest(box: Box, outer: tuple[Box, ...]) -> Iterator[Box]:
    """What is left of a box when others are taken out of it."""
    left = [box] if box.x1 < box.x2 and box.y1 < box.y2 else []
    for each in outer:
        if not left:
            return
        left = [piece for part in left for piece in _without(part, each)]
    yield from left


def _without(box: Box, hole: Box) -> Iterator[Box]:
    """Up to four rectangles around a hole."""
    x1, y1 = max(box.x1, hole.x1), max(box.y1, hole.y1)
    x2, y2 = min(box.x2, hole.x2), min(box.y2, hole.y2)
    if x1 >= x2 or y1 >= y2:
        yield box
        return
    if box.y1 < y1:
        yield Box(x1=box.x1, y1=box.y1, x2=box.x2, y2=y1)
    if y2 < box.y2:
        yield Box(x1=box.x1, y1=y2, x2=box.x2, y2=box.y2)
    if box.x1 < x1:
        yield Box(x1=box.x1, y1=y1, x2=x1, y2=y2)
    if x2 < box.x2:
        yield Box(x1=x2, y1=y1, x2=box.x2, y2=y2)


# -- what is heard and read ----------------------------------------------------------------------------------------


def _sound(old: PlanBody, new: PlanBody) -> Less | None:
    if new.sound is Sound.NONE or (old.sound, old.sound_spans) == (new.sound, new.sound_spans):
        return None
    if old.sound is Sound.NONE:
        return Less(what="there is a sound track")
    said = {span for span in old.sound_spans if span.use is SoundUse.VOICE}
    for span in new.sound_spans:
        if span.use is SoundUse.VOICE and span not in said:
            return Less(what="a voice reads words that it did not", time_us=span.first_us)
    before = _open(old.sound_spans)
    for first, last in _open(new.sound_spans):
        if not any(start <= first and last <= end for start, end in before):
            return Less(what="more of the sound is open", time_us=first)
    return None


def _open(spans: tuple[SoundSpan, ...]) -> list[tuple[int, int]]:
    """Stretches of time in which nothing but the sound of the content is heard.

    What lies under a voice is left out: each voice of the newer plan is one of the older plan too, so it is the same.
    """
    left: list[tuple[int, int]] = []
    for first, last in sorted((span.first_us, span.last_us) for span in spans if span.use is SoundUse.OPEN):
        if left and first <= left[-1][1]:
            left[-1] = (left[-1][0], max(left[-1][1], last))
        elif first < last:
            left.append((first, last))
    for first, last in ((span.first_us, span.last_us) for span in spans if span.use is not SoundUse.OPEN):
        parts = [part for start, end in left for part in ((start, min(end, first)), (max(start, last), end))]
        left = [(start, end) for start, end in parts if start < end]
    return left


def _words(old: PlanBody, new: PlanBody) -> Less | None:
    known = set(old.captions)
    added = next((caption for caption in new.captions if caption not in known), None)
    return None if added is None else Less(what="a caption shows other words", time_us=added.first_us)
