"""Names by which the files of one archive or disk image belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable

_EWF_VOLUME = re.compile(rb"(.+)\.([eElL])(0[1-9]|[1-9][0-9]|[a-zA-Z]{2})", re.DOTALL)
_NUMBERED_VOLUME = re.compile(rb"(.+)\.([0-9]{3})", re.DOTALL)
_RAR_VOLUME = re.compile(rb"(.+)\.part([0-9]{1,5})\.rar", re.DOTALL | re.IGNORECASE)
_OLD_RAR_VOLUME = re.compile(rb"(.+)\.(rar|[r-z][0-9]{2})", re.DOTALL | re.IGNORECASE)
_ZIP_VOLUME = re.compile(rb"(.+)\.(zip|z[0-9]{2,3})", re.DOTALL | re.IGNORECASE)
_ENDS: tuple[tuple[re.Pattern[bytes], tuple[bytes, ...]], ...] = (
    (_EWF_VOLUME, (b"01", b"02")),
    (_NUMBERED_VOLUME, (b"001", b"002")),
    (_RAR_VOLUME, (b"1", b"2")),
    (_OLD_RAR_VOLUME, (b"rar", b"r00")),
    (_ZIP_VOLUME, (b"zip", b"z01")),
)


def volumes(name: bytes, names: Iterable[bytes]) -> tuple[bytes, ...]:
    """Files that one archive or disk image lies in, in their order, by their names.

    `x.E01` to `x.E99`, `x.EAA`, …; `x.001`, `x.002`, … (raw, 7z, ZIP); `x.part1.rar`, …; `x.rar`, `x.r00`, …;
    `x.z01`, …, `x.zip`. Where a number is missing, the files end before it.

    Args:
        name: of any of them.
        names: of all files in its folder.

    Returns:
        The names, with `name` among them; `name` alone when no others belong to it.
    """
    around = list(names)
    for pattern, first in ((_EWF_VOLUME, None), (_NUMBERED_VOLUME, 1), (_RAR_VOLUME, 1)):
        found = _family(pattern, name, around)
        if not found:
            continue
        if first is None:
            order = sorted(found, key=lambda each: (not each.isdigit(), each))
            return tuple(found[each] for each in order) if b"01" in found else (name,)
        numbered = {int(number): each for number, each in found.items()}
        return _run(name, numbered, first)
    old_rar = _family(_OLD_RAR_VOLUME, name, around)
    if b"RAR" in old_rar:  # `.r00` comes second, `.s00` follows `.r99`
        head = old_rar.pop(b"RAR")
        later = {1 + (end[0] - ord("R")) * 100 + int(end[1:]): each for end, each in old_rar.items()}
        return _run(name, {0: head, **later}, 0)
    parts = _family(_ZIP_VOLUME, name, around)
    if b"ZIP" in parts and b"Z01" in parts:
        last = parts.pop(b"ZIP")
        run = _run(parts[b"Z01"], {int(end[1:]): each for end, each in parts.items()}, 1)
        return (*run, last) if len(run) == len(parts) else (name,)
    return (name,)


def companions(name: bytes) -> tuple[bytes, ...]:
    """Names of which one stands beside a container that lies in several files; none when this name belongs to no such.

    To ask for them is quick, to list a folder of a hundred thousand names for each of its archives is not.
    """
    others: set[bytes] = set()
    for pattern, ends in _ENDS:
        found = pattern.fullmatch(name)
        if found is None:
            continue
        group = found.lastindex or 1
        before, after = name[len(found[1]) : found.start(group)], name[found.end(group) :]
        for end in ends:
            whole = before + end.rjust(len(found[group]), b"0") + after
            others.update(found[1] + suffix for suffix in (whole, whole.lower(), whole.upper()))
    return tuple(sorted(others - {name}))


def _family(pattern: re.Pattern[bytes], name: bytes, names: Iterable[bytes]) -> dict[bytes, bytes]:
    """Names of the same stem by what tells them apart, in capitals; none when the name is not of this kind."""
    found = pattern.fullmatch(name)
    if found is None:
        return {}
    stem = found[1].lower()
    others = ((each, pattern.fullmatch(each)) for each in names)
    return {match[match.lastindex or 1].upper(): each for each, match in others if match and match[1].lower() == stem}


def _run(name: bytes, numbered: dict[int, bytes], first: int) -> tuple[bytes, ...]:
    """Names from the first number on without a gap; the name alone when it is not among them."""
    run: list[bytes] = []
    while (each := numbered.get(first + len(run))) is not None:
        run.append(each)
    return tuple(run) if name in run else (name,)
