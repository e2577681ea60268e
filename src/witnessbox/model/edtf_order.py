"""How two dates lie to each other, in three answers: certainly, possibly, certainly not.

An answer is certain only if it holds for every day that the dates can mean. Days are taken as the calendar on the spot
showed them; two moments that state their zones are compared as instants.
"""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.edtf import AllOf, Date, DateTime, Edtf, Interval
from witnessbox.model.edtf_bounds import ends, possible_days, starts, written_days
from witnessbox.model.edtf_calendar import Spans

_DAY = 86_400  # seconds


class Answer(StrEnum):
    """How sure something is."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    CERTAINLY_NOT = "certainly not"


def _answer(certain: bool, possible: bool) -> Answer:
    if certain:
        return Answer.CERTAINLY
    return Answer.POSSIBLY if possible else Answer.CERTAINLY_NOT


def before(one: Edtf, other: Edtf) -> Answer:
    """Whether all of `one` was over before `other` began; on one day either may have come first."""
    instants = _instants(one, other)
    if instants:
        return _answer(instants[0] < instants[1], possible=False)
    end, start = ends(one), starts(other)
    return _answer(
        certain=end.last is not None and start.first is not None and end.last < start.first,
        possible=not _later(end.first, start.last),
    )


def after(one: Edtf, other: Edtf) -> Answer:
    """Whether all of `one` came after `other` was over."""
    return before(other, one)


def overlap(one: Edtf, other: Edtf) -> Answer:
    """Whether both were so, or happened, on a same day."""
    instants = _instants(one, other)
    if instants:
        return _answer(instants[0] == instants[1], possible=abs(instants[0] - instants[1]) < _DAY)
    if not possible_days(one).meets(possible_days(other)):
        return Answer.CERTAINLY_NOT
    certain = (
        _surely_up_to(starts(one), ends(other))
        and _surely_up_to(starts(other), ends(one))
        and not isinstance(one, AllOf)
        and not isinstance(other, AllOf)  # between the days of a list there may be gaps
    )
    return _answer(certain, possible=True)


def covers(state: Edtf, when: Edtf) -> Answer:
    """Whether what lasted from the start to the end of `state` was so all through `when`.

    An end that is open or unknown makes nothing certain: "since 2015" was said on some day, and no later day is known.
    """
    begin, end, first, last = starts(state), ends(state), starts(when), ends(when)
    if not possible_days(state).meets(possible_days(when)):
        return Answer.CERTAINLY_NOT
    if isinstance(state, Interval):
        certain = _surely_up_to(begin, first) and _surely_up_to(last, end)
        possible = not _later(begin.first, first.last) and not _later(last.first, end.last)
        return _answer(certain, possible)
    return within(when, state)


def within(one: Edtf, other: Edtf) -> Answer:
    """Whether every day that `one` can mean is one that `other` names: 4 October lies within October.

    Marks on `other` leave it a possibility at most, because nobody knows which days it really means.
    """
    here, there = possible_days(one), possible_days(other)
    if not here.meets(there):
        return Answer.CERTAINLY_NOT
    return _answer(here.inside(written_days(other)) and there == written_days(other), possible=True)


def refines(one: Edtf, other: Edtf) -> bool:
    """Whether `one` is at least as precise as `other` and lies within it: it says more, and nothing else.

    A state refines a state only end by end, and never an event: how long something was so is no sharper date of it.
    """
    if isinstance(one, Interval) != isinstance(other, Interval) or isinstance(one, AllOf) != isinstance(other, AllOf):
        return False
    if isinstance(one, Interval) and isinstance(other, Interval):
        return _end_refines(one, other, first=True) and _end_refines(one, other, first=False)
    if isinstance(one, DateTime) and isinstance(other, DateTime):
        if other.zone and not one.zone:
            return False
        instants = _instants(one, other)
        return instants[0] == instants[1] if instants else (one.date, one.clock) == (other.date, other.clock)
    if isinstance(other, DateTime):
        return False
    if isinstance(one, AllOf) and isinstance(other, AllOf) and not _each_meets(other, one):
        return False  # a list with fewer days says less
    return _days_inside(one, other)


def _days_inside(one: Edtf, other: Edtf) -> bool:
    return written_days(one).inside(written_days(other)) and (
        possible_days(one).inside(possible_days(other)) or one == other
    )


def _end_refines(one: Interval, other: Interval, *, first: bool) -> bool:
    here, there = (one.start, other.start) if first else (one.end, other.end)
    if not isinstance(there, Date):
        return True
    return isinstance(here, Date) and _days_inside(here, there)


def contradicts(one: Edtf, other: Edtf) -> bool:
    """Whether no value could be meant by both.

    States are compared end by end, where both ends are stated; a hull around too many days never contradicts.
    """
    instants = _instants(one, other)
    if instants:
        return instants[0] != instants[1]
    if isinstance(one, Interval) and isinstance(other, Interval):
        return not (starts(one).meets(starts(other)) and ends(one).meets(ends(other)))
    if isinstance(one, AllOf) and isinstance(other, AllOf):
        return not _each_meets(one, other) or not _each_meets(other, one)
    return not possible_days(one).meets(possible_days(other))


def _each_meets(one: AllOf, other: AllOf) -> bool:
    """Whether every member can be among the days of the other list."""
    there = possible_days(other)
    return all(possible_days(AllOf(members=(member,))).meets(there) for member in one.members)


def _surely_up_to(early: Spans, late: Spans) -> bool:
    """Whether every day of `early` lies before, or is, every day of `late`."""
    return early.last is not None and late.first is not None and early.last <= late.first


def _later(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one > other


def _instants(one: Edtf, other: Edtf) -> tuple[int, int] | None:
    """Both in seconds, if both are moments with a zone."""
    if not isinstance(one, DateTime) or not isinstance(other, DateTime) or not one.zone or not other.zone:
        return None
    return _seconds(one), _seconds(other)


def _seconds(moment: DateTime) -> int:
    hours, minutes, seconds = map(int, moment.clock.split(":"))
    shift = 0
    if moment.zone != "Z":
        shift = int(moment.zone[1:3]) * 60 + int(moment.zone[4:6] or 0)
        shift = -shift if moment.zone[0] == "-" else shift
    return (possible_days(moment).first or 0) * _DAY + (hours * 60 + minutes - shift) * 60 + seconds
