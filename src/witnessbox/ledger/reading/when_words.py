"""Where a text gives a date, in words of English or Russian. What the words come to is `ledger/relative_dates.py`'s matter."""

from __future__ import annotations

import re

from witnessbox.ledger.reading.parts import Extent

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:[0-3]?\d(?:st|nd|rd|th)?)"
_YEAR = r"(?:(?:19|20)\d\d)"
_WEEKDAY = r"(?i:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
_UNIT = r"(?i:hours?|days?|weeks?|months?|years?|decades?)"
_FEW = (
    r"(?i:a few|several|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|\d{1,3}|"
    r"a couple of|some|about an?|nearly an?|almost an?)"
)
_NAMED = (
    rf"(?:(?i:the\ )?{_DAY}(?i:\ of)?\ {_MONTH}(?:,?\ {_YEAR})?|{_MONTH}\ {_DAY}\b(?:,?\ {_YEAR})?|"
    rf"(?i:(?:early|late|mid)[-\ ]|(?:the\ )?(?:end|beginning|start|middle|first\ half|second\ half)\ of\ )?{_MONTH}"
    rf"(?:(?i:\ of)?(?:\ {_YEAR}|\ last\ year|\ this\ year))?)"
)
_SEASON = r"(?i:spring|summer|autumn|winter)"
_PART = r"(?i:morning|afternoon|evening|night|noon)"
_SPOKEN = (
    rf"(?i:earlier\ (?:today|this\ (?:week|month|year)))|(?i:earlier|later|late|early)\ (?i:in|on)\ {_NAMED}|"
    rf"(?i:that\ same|the\ same|the\ very\ same|the\ following|the\ next|the\ previous|last|this|next|the\ past|that)\ "
    rf"(?i:week(?:end)?|month|year|day|night|evening|morning|afternoon|{_SEASON}|{_WEEKDAY}|{_MONTH})"
    rf"|(?i:yesterday|today|tonight|the\ day\ before(?:\ yesterday)?)(?:\ {_PART})?"
    rf"|(?i:early\ (?:on\ )?|late\ (?:on\ )?)?{_WEEKDAY}(?:\ {_PART})?(?:,?\ {_NAMED})?"
)
_ENGLISH = re.compile(
    rf"\b(?:(?i:between)\ (?:{_NAMED}|{_YEAR})\ (?i:and)\ (?:{_NAMED}|{_YEAR})"
    rf"|(?i:from)\ (?:{_NAMED}|{_YEAR})\ (?i:to|until|till|through)\ (?:{_NAMED}|{_YEAR})"
    rf"|(?i:in\ the\ early\ hours\ of\ |on\ the\ (?:morning|evening|night)\ of\ )?"
    rf"(?:(?i:since|until|till|by|before|after|in|on|at|of|from|around|during)\ )?(?:(?i:the\ (?:end|beginning|start)\ of)\ )?"
    rf"(?:{_SPOKEN}|{_NAMED})"
    rf"|(?i:since|until|till|by|before|after|in|of|from|around|during|late\ in|early\ in|in\ early|in\ late)\ "
    rf"(?:(?i:the\ )?{_SEASON}\ (?i:of\ ))?{_YEAR}"
    rf"|(?i:in|since|during|last|this)\ (?i:the\ )?{_SEASON}\b"
    rf"|{_FEW}\ {_UNIT}\ (?i:ago|earlier|later|before|after(?=\ )|on\b)"
    rf"|(?i:after|within)\ {_FEW}\ {_UNIT}"
    r")(?!\w)"
)

_RU_MONTH = r"(?:январ|феврал|март|апрел|ма|июн|июл|август|сентябр|октябр|ноябр|декабр)(?:ь|я|е|ю|а|у|й|ем|ём|ом)?\b"
_RU_YEAR = r"(?:19|20)\d\d(?:-?(?:й|го|м|ом))?"
_RU_YEARS = rf"{_RU_YEAR}(?:\ (?:году|года|год|г\.))?"
_RU_DAY = rf"\d{{1,2}}(?:-го)?\ {_RU_MONTH}(?:\ {_RU_YEARS}|\ (?:прошлого|этого|текущего|того\ же)\ года)?"
_RU_WEEKDAY = r"(?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)(?:у|а|е|ы|ю|я|и)?\b"
_RU_WHICH = r"(?:прошл|эт|т|минувш|следующ|нынешн|текущ|позапрошл|предыдущ|будущ)(?:ой|ом|ую|ую|ем|ей|его|ого|ый|от|у)"
_RU_FEW = (
    r"(?:один|одну|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|несколько|пару|полтора|\d{1,3})"
)
_RU_UNIT = r"(?:час(?:а|ов)?|д(?:ень|ня|ней)|сут(?:ки|ок)|недел(?:ю|и|ь)|месяц(?:а|ев)?|год(?:а)?|лет)"
_RU_PART = r"(?:утром|днём|днем|вечером|ночью)"
_RUSSIAN = re.compile(
    r"\b(?:"
    rf"(?:с|в|за)\ (?:19|20)\d\d\s?[-—]\s?(?:19|20)?\d\d(?:-?(?:й|го|м|х|е))?(?:\ (?:годах|годы|гг\.|году|года|год))?"
    rf"|(?:с|от)\ (?:{_RU_DAY}|{_RU_YEARS}|{_RU_MONTH})\ (?:по|до)\ (?:{_RU_DAY}|{_RU_YEARS}|{_RU_MONTH}(?:\ {_RU_YEARS})?)"
    rf"|(?:(?:ещё|еще|уже|ранее|позже|вечером|утром|ночью|днём)\ )?(?:(?:с|со|к|до|от|по|на|в|после|около|не\ позднее)\ )?{_RU_DAY}"
    rf"|(?:(?:ранее|позже|ещё|еще|тогда\ же)\ )?(?:в|с|к|до|по)\ (?:(?:начале|конце|середине|начала|конца|середины|концу)\ )?"
    rf"{_RU_MONTH}(?:\ {_RU_YEARS}|\ (?:прошлого|этого|текущего|того\ же|позапрошлого)\ года)?"
    rf"|(?:ещё|еще)?\ ?(?:в|с|к|до|по|около)\ (?:(?:начале|конце|середине|начала|конца)\ )?{_RU_YEAR}(?:\ (?:году|года|год|г\.))"
    rf"|(?:в|во|с|со|до)\ (?:(?:прошл|эт|минувш)(?:ый|ую|ое|от|о|у|ой)\ )?{_RU_WEEKDAY}(?:,?\ {_RU_DAY})?(?:\ {_RU_PART})?"
    rf"|(?:в|на|с|к|до)\ {_RU_WHICH}(?:\ же)?\ (?:неделе|недели|месяце|месяца|году|года|год)"
    rf"|в\ тот\ же\ (?:день|вечер|месяц|год)|в\ тот\ день|тогда\ же|на\ следующий\ день|накануне|в\ начале\ недели"
    rf"|(?:сегодня|вчера|позавчера|завтра)(?:\ {_RU_PART})?"
    rf"|(?:(?:прошл|эт|минувш)(?:ой|ым|им)\ )?(?:весной|летом|осенью|зимой)(?:\ {_RU_YEARS}|\ (?:прошлого|этого)\ года)?"
    rf"|(?:через|спустя)\ {_RU_FEW}?\ ?{_RU_UNIT}"
    rf"|(?:{_RU_FEW}\ )?{_RU_UNIT}\ (?:назад|спустя|тому\ назад)"
    r")(?!\w)",
    re.IGNORECASE,
)
_WHOLLY_A_NAME = re.compile(r"(?i:may|march|mar|sun|sat|of|at)")


def date_words(text: str, language: str) -> tuple[Extent, ...]:
    """Spans of words for dates, in order, none within another."""
    found = []
    for match in (_RUSSIAN if language == "ru" else _ENGLISH).finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        if not _WHOLLY_A_NAME.fullmatch(text[start:end]):
            found.append((start, end))
    return tuple(found)
