"""What says when a content was made: every statement beside the others, none preferred, contradictions named.

Nothing here decides which time is right. A clock may be wrong, a camera may write local time into a field meant for
UTC, a copy may carry the time of copying; a person weighs that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from witnessbox.model.codec import from_json
from witnessbox.model.items import Item
from witnessbox.model.media import Probe, TimeStatement
from witnessbox.model.observations import Observation
from witnessbox.model.outside import OutsideStatements
from witnessbox.model.records import dataclass

TOLERANCE = 120
"""Seconds that two clocks may differ before they are said to contradict each other."""

FARTHEST_ZONE = 14 * 3600
"""Seconds; the largest offset from UTC that is in use (Line Islands)."""

_ODD_ZONES = {(5, 45), (8, 45), (12, 45)}  # Nepal, Eucla, Chatham: the offsets that are not whole or half hours
_MAX_NAMED = 4  # times read from one file name
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Where(StrEnum):
    """Where a time stands."""

    FILE_NAME = "file name"
    FILE_SYSTEM = "file system"
    INSIDE = "inside"
    """In the content: its container, EXIF, XMP, document properties."""
    BURNED_IN = "burned in"
    """In the picture itself, read by a program or a person."""


class Precision(StrEnum):
    """How exactly a time is stated."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"
    FRACTION = "fraction of a second"
    UNREAD = "not read"
    """What is written could not be read as a time; it contradicts nothing."""


class Claim(StrEnum):
    """What is said to have happened then."""

    MADE = "made"
    """The content, or what it shows, came into being."""
    LATER = "made or later"
    """Changed, copied, sent, printed: at the time it was made or after it."""
    OTHER = "other"
    """Something else, such as a colour profile that was made; it contradicts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """One time that something states about a content.

    Attributes:
        where: where it stands.
        source: the exact place there: path of the item and which of its times, or part of the content and key.
        written: as it is written there.
        zone: `Z`, an offset such as `+03:00`, or None for no zone.
        precision: how exactly it is stated.
        claim: what is said to have happened.
        first: earliest moment it can mean, seconds since 1970, counted as UTC where there is no zone; None unread.
        last: the moment after which it cannot be, in the same way.
    """

    where: Where
    source: str
    written: str
    zone: str | None
    precision: Precision
    claim: Claim
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """A stated time, and the others that it contradicts.

    Attributes:
        time: what is stated.
        contradicts: their numbers in the list, from 0.
    """

    time: StatedTime
    contradicts: tuple[int, ...]


# -- reading what is written ---------------------------------------------------------------------------------------

_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d\d[:']?(?:\d\d'?)?)?"
_CLOCK = r"(?P<h>\d\d):?(?P<mi>\d\d)(?::?(?P<s>\d\d)(?:[.,:](?P<f>\d{1,9}))?)?"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WORD = r"(?P<word>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<y>\d{{4}})[-:/.](?P<m>\d\d)[-:/.](?P<d>\d\d)(?:[T ]\s*{_CLOCK}\s*{_ZONE})?",  # ISO 8601, EXIF
        rf"(?:D:)?(?P<y>\d{{4}})(?:(?P<m>\d\d)(?:(?P<d>\d\d)(?:T?{_CLOCK}\s*{_ZONE})?)?)?",  # PDF; ISO 8601, basic
        r"(?P<y>\d{4})[-:](?P<m>\d\d)",
        rf"(?:\w{{3,9}},?\s+)?{_WORD}\s+(?P<d>\d\d?),?\s+{_CLOCK}\s+(?P<y>\d{{4}})",  # asctime, as in AVI
        rf"(?:\w{{3,9}},?\s+)?(?P<d>\d\d?)\s+{_WORD}\s+(?P<y>\d{{4}})(?:\s+{_CLOCK}\s*{_ZONE})?",  # RFC 5322
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    first: int
    last: int
    precision: Precision
    zone: str | None


def zone_of(text: str) -> str | None:
    """The zone that a written time names: `Z`, an offset such as `+03:00`, or None."""
    found = read_time(text)
    return None if found is None else found.zone


def read_time(text: str, zone: str | None = None) -> _Read | None:
    """Read a time as files state them; None for what is no time, is ambiguous, or names a day that never was.

    Args:
        text: as written.
        zone: where another field states the zone.
    """
    text = text.strip("\0 \t\r\n")
    for form in _FORMS:
        if found := form.fullmatch(text):
            named = found.groupdict()
            written = _offset(named.get("zone")) or zone
            if named.get("word"):
                named["m"] = str(_MONTHS.index(named["word"][:3].lower()) + 1)
            return _moment([named.get(key) for key in ("y", "m", "d", "h", "mi", "s", "f")], written)
    return None


def _offset(zone: str | None) -> str | None:
    if zone is None:
        return None
    digits = re.sub(r"\D", "", zone)
    return f"{zone[0]}{digits[:2]}:{digits[2:4] or '00'}" if digits else "Z"


def _moment(parts: Sequence[str | None], zone: str | None) -> _Read | None:
    year, month, day, hour, minute, second = (None if part is None else int(part) for part in parts[:6])
    try:
        start = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, min(second or 0, 59), tzinfo=UTC)
        if month is None:
            precision, end = Precision.YEAR, start.replace(year=start.year + 1)
        elif day is None:
            precision, end = Precision.MONTH, (start + 31 * _DAY).replace(day=1)
        elif hour is None:
            precision, end = Precision.DAY, start + _DAY
        elif second is None:
            precision, end = Precision.MINUTE, start + timedelta(minutes=1)
        else:
            precision = Precision.SECOND if parts[6] is None else Precision.FRACTION
            end = start + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None
    away = 0
    if zone is not None and zone != "Z":
        away = (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60) * (-1 if zone[0] == "-" else 1)
    first, last = ((each - _EPOCH) // timedelta(seconds=1) - away for each in (start, end))
    return _Read(first=first, last=last, precision=precision, zone=zone)


# -- times in file names -------------------------------------------------------------------------------------------

_DATE = r"(?P<y>(?:19|20)\d\d)(?P<sep>[-_.]?)(?P<m>\d\d)(?P=sep)(?P<d>\d\d)"
_HOURS = r"(?P<h>\d\d?)(?P<dot>[-_.:]?)(?P<mi>\d\d)(?P=dot)(?P<s>\d\d)"
_NAMES: tuple[tuple[re.Pattern[str], Claim, str], ...] = tuple(
    (re.compile(form, re.IGNORECASE), claim, meaning)
    for form, claim, meaning in (
        (rf"^(?:IMG|VID|AUD|PTT|DOC|STK)-{_DATE}-WA\d+", Claim.LATER, "WhatsApp"),
        (rf"WhatsApp \w+ {_DATE} (?:at|в|um|à) {_HOURS}(?:\s(?P<half>[AP]M))?", Claim.LATER, "WhatsApp"),
        (r"^(?:photo|video|audio|file|voice)_\d+@(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d{4})_(?P<h>\d\d)-(?P<mi>\d\d)-(?P<s>\d\d)",
         Claim.LATER, "Telegram"),
        (rf"^(?:photo|video)_{_DATE}_{_HOURS}(?!\d)", Claim.LATER, "Telegram"),
        (rf"^signal-{_DATE}-{_HOURS}", Claim.LATER, "Signal"),
        (r"^FB_IMG_(?P<ms>1\d{12})(?!\d)", Claim.LATER, "Facebook"),
        (rf"(?<!\d){_DATE}(?:[-_ T]|,? (?:at|в|um|à) )?{_HOURS}(?:\s(?P<half>[AP]M))?(?=\d{{3}}(?!\d)|(?!\d))",
         Claim.MADE, "date and time of day"),
        (r"(?<!\d)(?P<y>(?:19|20)\d\d)_(?P<m>\d\d)(?P<d>\d\d)_(?P<h>\d\d)(?P<mi>\d\d)(?P<s>\d\d)(?!\d)",
         Claim.MADE, "date and time of day"),
        (rf"(?<!\d){_DATE}(?!\d)", Claim.MADE, "date"),
        (r"^(?:[A-Z]+[-_])?(?P<ms>1[0-9]\d{11})(?!\d)", Claim.MADE, "Unix time in milliseconds"),
        (r"^(?:[A-Z]+[-_])?(?P<unix>1[0-9]\d{8})(?!\d)", Claim.MADE, "Unix time in seconds"),
    )
)  # fmt: skip


def times_in_name(name: str) -> tuple[StatedTime, ...]:
    """Times that a file name states, in the forms that cameras, telephones, recorders and messengers give.

    Args:
        name: without the folder.
    """
    found: list[StatedTime] = []
    taken: list[tuple[int, int]] = []
    for form, claim, meaning in _NAMES:
        for match in form.finditer(name):
            read = _named(match)
            if read is None or any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            found.append(_stated(Where.FILE_NAME, meaning, match.group(), read, claim))
    return tuple(found[:_MAX_NAMED])


def _named(match: re.Match[str]) -> _Read | None:
    named = match.groupdict()
    if unix := named.get("unix") or named.get("ms"):
        moment = int(unix) // (1000 if named.get("ms") else 1)
        precision = Precision.FRACTION if named.get("ms") else Precision.SECOND
        return _Read(first=moment, last=moment + 1, precision=precision, zone="Z")
    if half := named.get("half"):
        named["h"] = str(int(named["h"]) % 12 + (12 if half.upper() == "PM" else 0))
    return _moment([named.get(key) for key in ("y", "m", "d", "h", "mi", "s", "f")], None)


# -- gathering -----------------------------------------------------------------------------------------------------

_LATER_KEY = re.compile(
    r"modif|modify|moddate|metadatadate|^datetime$|exif thumbnail|revtim|buptim|print|saved|tagging|^tdtg$|\btime of |"
    r"\btIME$|when$|archiv|lastaccess",
    re.IGNORECASE,
)
_OTHER_KEY = re.compile(r"profiledate|profile_date|\bicc", re.IGNORECASE)
_NO_ZIP_TIME = "1980:01:01"  # what office programs write there instead of a time
_SAVED = ("meta.xml", "dc:date")  # OpenDocument 1.3, 4.3.2.9: when it was last saved
_FILE_SYSTEM = ("modified", "changed", "accessed", "born")


def stated_times(items: Iterable[tuple[Item, str]], observations: Sequence[Observation]) -> tuple[StatedTime, ...]:
    """Everything that states a time about one content: names and file systems of its items, and the content itself.

    Args:
        items: each with its place in words.
        observations: of the content; those with a `Probe` or times of another program are read.
    """
    found: list[StatedTime] = []
    for item, place in items:
        name = item.path.rpartition(b"/")[2].decode("utf-8", "replace")
        found.extend(replace(each, source=f"{place}: {each.source}") for each in times_in_name(name))
        found.extend(_file_system(item, place))
    probed = {seen.kind for seen in observations}
    for seen in sorted(observations, key=lambda seen: seen.kind == "exiftool"):
        if seen.kind in _READERS and not (seen.kind == "headers" and "probe" in probed):
            by = "" if seen.kind in ("probe", "headers", "document") else f"{seen.analyzer}: "
            found.extend(_inside(each, by) for each in _READERS[seen.kind](seen))
    return tuple(dict.fromkeys(found))


def duration_of(observations: Iterable[Observation]) -> int:
    """Length of a video or sound in whole seconds, rounded up; 0 where none is known."""
    longest = 0
    for seen in observations:
        if seen.kind in ("probe", "headers"):
            probe = from_json(Probe, seen.value)
            longest = max(longest, probe.duration_us or 0, probe.announced_us or 0)
    return -(-longest // 1_000_000)


def _file_system(item: Item, place: str) -> Iterable[StatedTime]:
    for name in _FILE_SYSTEM:
        written: str | None = getattr(item.times, name)
        if written is None:
            continue
        seconds, rest = divmod(int(written), 1_000_000_000)
        zone = None if item.times.local else "Z"
        try:
            shown = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
        except OverflowError:
            yield _stated(Where.FILE_SYSTEM, f"{place}: {name}", f"{written} ns", None, Claim.LATER)
            continue
        precision = Precision.FRACTION if rest else Precision.SECOND
        read = _Read(first=seconds, last=seconds + 1, precision=precision, zone=zone)
        text = shown + (f".{rest:09}".rstrip("0") if rest else "") + (zone or "")
        yield _stated(Where.FILE_SYSTEM, f"{place}: {name}", text, read, Claim.LATER)


def _probe_times(seen: Observation) -> tuple[TimeStatement, ...]:
    return from_json(Probe, seen.value).times


_READERS: dict[str, Callable[[Observation], tuple[TimeStatement, ...]]] = {
    "headers": _probe_times,
    "probe": _probe_times,
    "document": _probe_times,
    "exiftool": lambda seen: from_json(OutsideStatements, seen.value).times,
}


def _inside(said: TimeStatement, by: str) -> StatedTime:
    place = f"{said.source} {said.key}"
    claim = Claim.MADE
    if _OTHER_KEY.search(place) or (said.source == "ZIP" and said.value.startswith(_NO_ZIP_TIME)):
        claim = Claim.OTHER
    elif _LATER_KEY.search(said.key) or said.source == "exif thumbnail" or (said.source, said.key) == _SAVED:
        claim = Claim.LATER
    read = read_time(said.value, said.zone)
    return _stated(Where.INSIDE, by + place, said.value, read, claim)


def _stated(where: Where, source: str, written: str, read: _Read | None, claim: Claim) -> StatedTime:
    return StatedTime(
        where=where,
        source=source,
        written=written,
        zone=None if read is None else read.zone,
        precision=Precision.UNREAD if read is None else read.precision,
        claim=claim,
        first=None if read is None else read.first,
        last=None if read is None else read.last,
    )


# -- side by side --------------------------------------------------------------------------------------------------


def side_by_side(times: Sequence[StatedTime], duration: int = 0) -> tuple[TimeLine, ...]:
    """Every time with those it contradicts.

    Two times of making contradict each other when they lie apart by more than the clocks' tolerance and by anything
    but an offset between zones; a later time contradicts a time of making that lies after it in the same way. Every
    zone may be wrong: many cameras call their local time UTC.

    Args:
        times: any number.
        duration: of the content in seconds; some cameras state its start and others its end.
    """
    return tuple(
        TimeLine(
            time=one,
            contradicts=tuple(
                number for number, other in enumerate(times) if number != here and _contradict(one, other, duration)
            ),
        )
        for here, one in enumerate(times)
    )


def _contradict(one: StatedTime, other: StatedTime, duration: int) -> bool:
    claims = {one.claim, other.claim}
    if Claim.OTHER in claims or claims == {Claim.LATER}:
        return False
    if one.claim is Claim.LATER:
        one, other = other, one
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    if other.first >= one.last:
        apart, before = other.first - one.last + 1, False
    elif one.first >= other.last:
        apart, before = one.first - other.last + 1, True
    else:
        return False
    tolerance = TOLERANCE + duration
    if other.claim is Claim.LATER:
        return before and apart > FARTHEST_ZONE + tolerance
    if {one.precision, other.precision} & {Precision.YEAR, Precision.MONTH, Precision.DAY}:
        return apart > FARTHEST_ZONE + tolerance
    return apart > tolerance and not _is_zone(apart, tolerance)


def _is_zone(apart: int, tolerance: int) -> bool:
    """Whether so many seconds may be an offset between two zones."""
    if apart > FARTHEST_ZONE + tolerance:
        return False
    halves = {hours * 60 + minutes for hours in range(15) for minutes in (0, 30)}
    odd = {hours * 60 + minutes for hours, minutes in _ODD_ZONES}
    return any(abs(apart - minutes * 60) <= tolerance for minutes in halves | odd)
