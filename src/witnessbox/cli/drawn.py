"""What a person draws, as it is written on the command line and in files: boxes, times, key frames."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from witnessbox.cli.parsing import microseconds, stretch
from witnessbox.model.errors import UsageError
from witnessbox.redaction.regions import WHOLE_PARTS, Area, Effect, Region, RegionKey

MAX_BYTES = 16 << 20
"""A file of regions is no larger."""

_NUMBER = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?(%?)")
_COLUMNS = {"do", "region", "at", "from", "to", "left", "top", "right", "bottom"}


def area(text: str) -> Area:
    """A box: left, top, right, bottom in pixels of the displayed frame, or all four in percent of it.

    Raises:
        UsageError: it is none.
    """
    return _area(text.split(","), text)


def _area(parts: list[str], text: str) -> Area:
    found = [_NUMBER.fullmatch(part.strip()) for part in parts]
    numbers = [each for each in found if each is not None]
    shares = {bool(each[3]) for each in numbers}
    if len(parts) != 4 or len(numbers) != 4 or len(shares) != 1:
        raise UsageError(f"{text}: write a box as left,top,right,bottom in pixels, or as 10%,20%,30%,40%")
    if shares == {False} and any(each[2] for each in numbers):
        raise UsageError(f"{text}: pixels are whole numbers")
    scale = WHOLE_PARTS // 10_000
    values = [
        (int(each[1]) * 100 + int((each[2] or "0").ljust(2, "0"))) * scale if each[3] else int(each[1])
        for each in numbers
    ]
    left, top, right, bottom = values
    return Area(left=left, top=top, right=right, bottom=bottom, shares=shares == {True})


def region(effect: Effect, text: str, start: int | None, end: int | None) -> Region:
    """A region as it is written in a call: `BOX` or `BOX@FROM-TO`.

    Args:
        effect: what it does.
        text: as written.
        start: when it begins where it does not say so itself.
        end: when it ends, likewise.

    Raises:
        UsageError: it cannot be read.
    """
    box, mark, span = text.partition("@")
    if mark:
        start, end = stretch(span)
    return Region(effect=effect, keys=(RegionKey(time_us=start or 0, area=area(box)),), from_us=start, to_us=end)


def read_regions(path: Path) -> tuple[Region, ...]:
    """Regions out of a file that a person, a page or a script wrote: JSON, or CSV where the name ends so.

    Raises:
        UsageError: it cannot be read; the message names the place.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path}: larger than {MAX_BYTES >> 20} MiB, which no list of regions is")
    try:
        text = data.decode("utf-8-sig")
        return _from_csv(text) if path.suffix.lower() == ".csv" else _from_json(text)
    except (UnicodeDecodeError, ValueError, RecursionError, csv.Error) as error:
        raise UsageError(f"{path}: {error}") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def _effect(value: Any, where: str) -> Effect:
    try:
        return Effect(value)
    except ValueError:
        raise UsageError(f"{where}: `do` is hide or open, not {value!r}") from None


# -- JSON ----------------------------------------------------------------------------------------------------------


def _from_json(text: str) -> tuple[Region, ...]:
    document = json.loads(text)
    if not isinstance(document, dict) or document.keys() != {"regions"} or not isinstance(document["regions"], list):
        raise UsageError('it must be {"regions": […]}')
    return tuple(_json_region(each, f"region {number}") for number, each in enumerate(document["regions"], 1))


def _json_region(value: Any, where: str) -> Region:
    if not isinstance(value, dict) or not value.keys() <= {"do", "from", "to", "box", "keys"}:
        raise UsageError(f"{where}: it has `do`, `from`, `to`, and `box` or `keys`")
    start, end = _moment(value.get("from"), where), _moment(value.get("to"), where)
    if ("box" in value) == ("keys" in value):
        raise UsageError(f"{where}: give either `box` or `keys`")
    keys = value.get("keys", [{"at": None, "box": value.get("box")}])
    if not isinstance(keys, list) or not keys:
        raise UsageError(f"{where}: `keys` is a list of `at` and `box`")
    return _in_order(
        Region(
            effect=_effect(value.get("do"), where),
            keys=tuple(_json_key(key, start or 0, where) for key in keys),
            from_us=start,
            to_us=end,
        )
    )


def _json_key(value: Any, start: int, where: str) -> RegionKey:
    if not isinstance(value, dict) or value.keys() != {"at", "box"}:
        raise UsageError(f"{where}: a key has `at` and `box`")
    box, at = value["box"], _moment(value["at"], where)
    if isinstance(box, list) and all(type(each) in (int, str) for each in box):
        placed = _area([str(each) for each in box], f"{where}: {box}")
    elif isinstance(box, str):
        placed = area(box)
    else:
        raise UsageError(f"{where}: `box` is four numbers")
    return RegionKey(time_us=start if at is None else at, area=placed)


def _moment(value: object, where: str) -> int | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise UsageError(f"{where}: moments are written as text, HH:MM:SS.ffffff")
    return microseconds(value)


# -- CSV -----------------------------------------------------------------------------------------------------------


def _from_csv(text: str) -> tuple[Region, ...]:
    """One row a box; rows of one `region` are key frames of one moving box, each with its `at`."""
    rows = csv.DictReader(io.StringIO(text))
    columns = set(rows.fieldnames or ())
    if not {"do", "left", "top", "right", "bottom"} <= columns <= _COLUMNS:
        raise UsageError(
            "its first line names the columns: do, left, top, right, bottom, and from, to, region, at if needed"
        )
    found: dict[str, Region] = {}
    for row in rows:
        where = f"line {rows.line_num}"
        if None in row or None in row.values():
            raise UsageError(f"{where}: another number of columns than in the first line")
        start, end = _moment(row.get("from"), where), _moment(row.get("to"), where)
        at = _moment(row.get("at"), where)
        sides = [row["left"], row["top"], row["right"], row["bottom"]]
        key = RegionKey(time_us=at if at is not None else start or 0, area=_area(sides, where))
        made = Region(effect=_effect(row["do"], where), keys=(key,), from_us=start, to_us=end)
        name = row.get("region") or where
        found[name] = _joined(found[name], made, where) if name in found else made
    return tuple(_in_order(each) for each in found.values())


def _joined(known: Region, made: Region, where: str) -> Region:
    """A moving region with one more key; it lasts as long as its rows say, together."""
    if known.effect is not made.effect:
        raise UsageError(f"{where}: one region cannot both hide and open")
    starts = [each for each in (known.from_us, made.from_us) if each is not None]
    ends = [each for each in (known.to_us, made.to_us) if each is not None]
    return replace(known, keys=known.keys + made.keys, from_us=min(starts, default=None), to_us=max(ends, default=None))


def _in_order(region: Region) -> Region:
    """Keys in order of time. A moving opening lasts from its first key to its last where nothing else is said."""
    keys = tuple(sorted(region.keys, key=lambda key: key.time_us))
    start, end = region.from_us, region.to_us
    if region.effect is Effect.OPEN and len(keys) > 1:
        start = keys[0].time_us if start is None else start
        end = keys[-1].time_us if end is None else end
    return replace(region, keys=keys, from_us=start, to_us=end)
