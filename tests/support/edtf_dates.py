"""EDTF dates of every form, made by a generator of random numbers; none is read by what is under test."""

from __future__ import annotations

import calendar
from random import Random

from hypothesis import strategies as st

_MARKS = ["", "", "", "?", "~", "%"]


def edtf_text(random: Random) -> str:
    """One valid date of any form of levels 0, 1 and 2."""
    forms = [_date, _date, _marked, _unspecified, _season, _long_year, _moment, _interval, _interval, _set, _set]
    return random.choice(forms)(random)


def edtf_texts() -> st.SearchStrategy[str]:
    """The same for hypothesis, which then finds small examples."""
    return st.builds(edtf_text, st.randoms(use_true_random=False))


def seeded(count: int, seed: int) -> list[str]:
    """So many dates, always the same for a seed."""
    random = Random(seed)
    return [edtf_text(random) for _ in range(count)]


def _year(random: Random) -> int:
    return random.choice([random.randint(1990, 2030), random.randint(2019, 2022), random.randint(0, 9999)])


def _date(random: Random, year: int | None = None) -> str:
    before_christ = year is None and random.random() < 0.02
    year = _year(random) if year is None else year
    text = f"{year:04}"
    if random.random() < 0.8:
        month = random.randint(1, 12)
        text += f"-{month:02}"
        if random.random() < 0.7:
            text += f"-{_day(random, year, month):02}"
    return f"-{text}" if before_christ and not text.startswith("0000") else text


def _day(random: Random, year: int, month: int) -> int:
    # The calendar of year 2000 + n mod 400 is that of n; the calendar module knows no year 0.
    return random.randint(1, 28 if month == 2 else calendar.monthrange(2000 + year % 400, month)[1])


def _marked(random: Random, year: int | None = None) -> str:
    parts = _date(random, year).rsplit("-", 2)
    if parts[0] == "":  # a minus before the year
        parts = ["-" + parts[1], *parts[2:]]
    if random.random() < 0.5:
        return "-".join(parts) + random.choice("?~%")
    return "-".join(random.choice(_MARKS) + part + random.choice(_MARKS) for part in parts)


def _unspecified(random: Random) -> str:
    year = f"{_year(random):04}"
    year = "".join("X" if random.random() < 0.25 else digit for digit in year)
    if random.random() < 0.4:
        return year[: random.randint(0, 3)].ljust(4, "X")
    month = random.choice(["XX", "0X", "1X", "X1", "X2", f"{random.randint(1, 12):02}"])
    if random.random() < 0.4:
        return f"{year}-{month}" + random.choice(_MARKS)
    return f"{year}-{month}-" + random.choice(["XX", "0X", "1X", "2X", "X5", f"{random.randint(1, 28):02}"])


def _season(random: Random) -> str:
    return f"{_year(random):04}-{random.randint(21, 41)}" + random.choice(_MARKS)


def _long_year(random: Random) -> str:
    sign = random.choice(["", "-"])
    digits = str(random.randint(10_000, 10**9))
    sure = f"S{random.randint(1, 4)}"
    return random.choice(
        [
            f"Y{sign}{digits}",
            f"Y{sign}{digits}{sure}",
            f"Y{sign}{random.randint(1, 99)}E{random.randint(4, 9)}",
            f"Y{sign}{random.randint(1000, 9999)}E{random.randint(1, 9)}{sure}",
            f"{random.randint(1000, 9999)}{sure}",
        ]
    )


def _moment(random: Random) -> str:
    year, month = _year(random), random.randint(1, 12)
    day = _day(random, year, month)
    clock = f"{random.randint(0, 23):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}"
    return f"{year:04}-{month:02}-{day:02}T{clock}" + random.choice(["", "Z", "+03:00", "-04", "+05:30"])


def _ends(random: Random) -> tuple[str, str]:
    first = random.randint(0, 9990)
    form = random.choice([_date, _marked])
    return form(random, first), form(random, random.randint(first + 1, 9999))


def _interval(random: Random) -> str:
    start, end = _ends(random)
    return random.choice([f"{start}/{end}", f"{start}/{end}", f"{start}/..", f"../{end}", f"{start}/", f"/{end}"])


def _set(random: Random) -> str:
    members = [random.choice([_date, _marked, "range"]) for _ in range(random.randint(1, 3))]
    texts = ["..".join(_ends(random)) if member == "range" else member(random) for member in members]
    if random.random() < 0.3:
        texts[0] = ".." + _ends(random)[1]
    if random.random() < 0.3:
        texts.append(_ends(random)[0] + "..")
    return random.choice(["[{}]", "{{{}}}"]).format(",".join(texts))
