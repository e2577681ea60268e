"""Expressions of time in Russian."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from witnessbox.ledger import date_senses as sense
from witnessbox.ledger.date_rules import (
    Language,
    Resolve,
    Rule,
    Sense,
    at_point,
    bound_by,
    compiled,
    nameless,
    two_points,
)
from witnessbox.ledger.date_senses import Meaning, Setting, Tense, Unit, Which
from witnessbox.model.edtf import Mark

_MONTHS = "янв фев мар апр май июн июл авг сен окт ноя дек".split()
_WITH_YEAR = "{} {} года"
"""How a point is written with a year behind it."""
_DAYS = "пон вто сре чет пят суб вос".split()
_SEASONS = {"вес": 21, "лет": 22, "осе": 23, "зим": 24}
_WHICH = {
    "прошл": Which.LAST,
    "минувш": Which.JUST_PAST,
    "эт": Which.THIS,
    "текущ": Which.THIS,
    "нынешн": Which.THIS,
    "следующ": Which.NEXT,
    "будущ": Which.NEXT,
    "предстоящ": Which.NEXT,
}
_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "один одну одного одним одной",
            "два две двух двумя",
            "три трёх трех тремя",
            "четыре четырёх четырех четырьмя",
            "пять пяти пятью",
            "шесть шести шестью",
            "семь семи семью",
            "восемь восьми",
            "девять девяти",
            "десять десяти",
        ),
        start=1,
    )
    for word in words.split()
}
_UNITS = {"час": Unit.HOUR, "ден": Unit.DAY, "дн": Unit.DAY, "сут": Unit.DAY, "нед": Unit.WEEK, "мес": Unit.MONTH}
_UNITS |= {"год": Unit.YEAR, "лет": Unit.YEAR, "дес": Unit.DECADE}
_DECADES = {"нулев": 2000, "двадцат": 1920, "тридцат": 1930, "сороков": 1940, "пятидесят": 1950, "шестидесят": 1960}
_DECADES |= {"семидесят": 1970, "восьмидесят": 1980, "девяност": 1990}
_PARTS = {"пер": 0, "вто": 1, "тре": 2, "чет": 3, "i": 0, "ii": 1, "iii": 2, "iv": 3}

_SOFT = r"(?:ь|я|е|ю|[её]м)"
_MONTH = (
    rf"(?:январ{_SOFT}|феврал{_SOFT}|март(?:а|е|у|ом)?|апрел{_SOFT}|ма(?:й|я|е|ю|ем)|июн{_SOFT}|июл{_SOFT}"
    rf"|август(?:а|е|у|ом)?|сентябр{_SOFT}|октябр{_SOFT}|ноябр{_SOFT}|декабр{_SOFT})"
)
_WEEKDAY = (
    r"(?:понедельник[ау]?|вторник[ау]?|сред[уыае](?!\s+обитан)|четверг[ау]?|пятниц[уыае]|суббот[уыае]|воскресень[еяю])"
)
_SEASON_WORD = r"(?:весн(?:ой|ы|у|е|а)|лет(?:ом|о|а)|осен(?:ью|и|ь)|зим(?:ой|ы|у|е|а))"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:-?(?:го|е|ое|му))?"
_ORDINALS = {
    stem: number
    for number, stem in enumerate(
        (
            "перв втор трет четв[её]рт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
            "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
        ).split(),
        start=1,
    )
}
_ORDINAL = (
    rf"(?:(?:двадцать )?(?:{'|'.join(list(_ORDINALS)[:9])})(?:ого|ого|ь?его|ое|ье)"
    rf"|(?:{'|'.join(list(_ORDINALS)[9:])})(?:ого|ое)|тридцат(?:ого|ое)|тридцать перв(?:ого|ое))"
)
"""A day of the month in words: «двадцать пятого»."""
_DAY = rf"(?:{_DAY}|{_ORDINAL})"
_YEAR = r"(?:1[5-9]|20)\d\d"
_A_YEAR = r"(?:год(?:а|у|ом|ами|ах|ов|ы)?|гг?\.)"
_WHICH_WORD = (
    r"(?P<which>прошл|минувш|эт|текущ|нынешн|следующ|будущ|предстоящ)"
    r"(?:ый|ий|ого|его|ом|ем|ому|ему|ую|юю|ой|ей|им|ым|от|у|а|ая|о)"
)
_COUNT = r"(?:\d{1,3}|" + "|".join(_COUNTS) + ")"
_UNIT = (
    r"(?:час(?:а|ов|ом)?|день|дн(?:я|ей|[её]м|ями)|сут(?:ки|ок|ками)|недел(?:я|ю|и|ь|ей|ями)|месяц(?:а|ев|ем|ами)?"
    r"|год(?:а|ом|ами)?|лет|десятилети(?:е|я|й|ем))"
)
_SOME_YEAR = rf"(?: (?:(?P<year>{_YEAR})(?:-го)?(?: {_A_YEAR})?|{_WHICH_WORD} года))"


def _month_number(word: str) -> int:
    start = word[:3].lower()
    return _MONTHS.index("май" if start in ("мая", "мае", "маю") else start) + 1


def _number(word: str) -> int:
    if word[0].isdigit():
        return int(re.sub(r"\D", "", word))
    return _COUNTS.get(word.lower()) or _ordinal(word.lower())


def _ordinal(word: str) -> int:
    """A day of the month: «двадцать пятого»."""
    tens, _, ones = word.rpartition(" ")
    if ones.startswith("тридцат"):
        return 30
    whole = {"двадцать": 20, "тридцать": 30}.get(tens, 0)
    return whole + next((number for stem, number in reversed(_ORDINALS.items()) if re.match(stem, ones)), 0)


def _unit(word: str) -> Unit:
    low = word.lower()
    return next(unit for start, unit in _UNITS.items() if low.startswith(start))


def _weekday_number(word: str) -> int:
    return _DAYS.index(word[:3].lower())


def _year(found: re.Match[str], setting: Setting) -> int | None:
    named = found.groupdict()
    which = _WHICH[named["which"].lower()] if named.get("which") else None
    return sense.in_year(int(named["year"]) if named.get("year") else None, which, setting)


def _month_day(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    result = sense.month_day(_number(found["day"]), _month_number(found["month"]), _year(found, setting), setting)
    named = found["weekday"]
    return sense.with_weekday(result, _weekday_number(named)) if result and named else result


def _numeric(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    return sense.numeric(int(found["a"]), int(found["b"]), int(found["y"]), setting, day_first=True)


def _iso(found: re.Match[str], _: Setting, __: Resolve) -> Meaning | None:
    try:
        when = date.fromisoformat(found.group())
    except ValueError:
        return None
    return sense.meaning(sense.day(when), "day, month and year as written")


def _which_of(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    which, name = _WHICH[found["which"].lower()], found["name"].lower()
    if name[:3] in _DAYS:
        return sense.weekday(_weekday_number(name), which, setting)
    if name[:3] in _SEASONS and name != "лет":
        return sense.season(_SEASONS[name[:3]], None, which, setting)
    if name.startswith(("год", "недел", "месяц")):
        return sense.period(_unit(name), which, setting)
    return sense.month_of(which, _month_number(name), setting)


def _season(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    return sense.season(_SEASONS[found["season"][:3].lower()], _year(found, setting), None, setting)


def _quarter(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    year, word = _year(found, setting), found["part"].lower()
    part, half = _PARTS[word if word in _PARTS else word[:3]], not found["of"].lower().startswith("квартал")
    if year is None or (half and part > 1):
        return None
    return sense.season((40 if half else 33) + part, year, None, setting)


def _decade(found: re.Match[str], _: Setting, __: Resolve) -> Meaning:
    if found["word"]:
        return sense.decade(next(year for word, year in _DECADES.items() if found["word"].lower().startswith(word)))
    number = int(found["tens"])
    return sense.decade(number * 10 if number > 99 else (1900 if number > 1 else 2000) + number * 10)


def _lean(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
    core = resolve(found["core"], setting)
    return None if core is None else sense.part_of(core)


_ISO = r"\d{4}-\d\d-\d\d"
_NUMERIC = rf"(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})\.(?P<y>\d{{4}}|\d\d)(?: {_A_YEAR})?"
_FULL = rf"(?:(?P<weekday>{_WEEKDAY}),? )?(?P<day>{_DAY}) (?P<month>{_MONTH}){_SOME_YEAR}?"
_MONTH_YEAR = rf"(?P<month>{_MONTH}){_SOME_YEAR}"
_NAMED = rf"{_WHICH_WORD} (?P<name>год[ау]?|месяц[ае]?|недел[еюиья]|{_WEEKDAY}|{_SEASON_WORD}|{_MONTH})"
_SEASON = rf"(?P<season>{_SEASON_WORD}){_SOME_YEAR}"
_SEASON_ALONE = r"(?P<season>весной|летом|осенью|зимой)"
_QUARTER = (
    rf"(?P<part>перв|втор|треть|четв[её]рт|IV|I{{1,3}})(?:\w{{2,3}})? "
    rf"(?P<of>квартал|половин|полугоди)\w{{0,2}}{_SOME_YEAR}"
)
_DECADE = rf"(?:(?P<tens>(?:(?:1[5-9]|20)\d|\d))0-[ехи]|(?P<word>{'|'.join(_DECADES)})(?:ых|ые))(?: {_A_YEAR})?"
_THE_YEAR = rf"(?P<year>{_YEAR})(?:-(?:го|м|й|му))? {_A_YEAR}"
_LEAN = r"(?:(?:самом )?(?:начал[еау]|конц[еау]|середин[еыу])|первых числах|последних числах)"

_CLEAR_PARTS = (_ISO, _NUMERIC, _FULL, _MONTH_YEAR, _NAMED, _SEASON, _SEASON_ALONE, _QUARTER, _DECADE, _THE_YEAR)
_CLEAR = "|".join(map(nameless, _CLEAR_PARTS))
_VAGUE = rf"{_MONTH}|{_WEEKDAY}"
_PART_OF_DAY = r"(?: (?:утром|дн[её]м|вечером|ночью|на рассвете))?"
_NEAR = {"сегодня": 0, "нынче": 0, "вчера": -1, "завтра": 1, "позавчера": -2, "послезавтра": 2}
_SPELL = "года|месяца|недели"
"""Alone these are no dates; «начало года» is."""
_POINT = (
    rf"(?:(?:(?:в )?{_LEAN} )?(?:{_CLEAR}|{_VAGUE}|(?:{'|'.join(_NEAR)}){_PART_OF_DAY})"
    rf"|(?:в )?{_LEAN} (?:{_SPELL}))"
)


def _say(pattern: str) -> re.Pattern[str]:
    """Russian words keep their meaning with a capital."""
    return re.compile(compiled(pattern).pattern, re.IGNORECASE)


_POINTS = (
    Rule(_say(_ISO), _iso),
    Rule(_say(_NUMERIC), _numeric),
    Rule(_say(_FULL), _month_day),
    Rule(
        _say(_MONTH_YEAR),
        lambda found, setting, _: sense.month(_month_number(found["month"]), _year(found, setting), setting),
    ),
    Rule(_say(_NAMED), _which_of),
    Rule(_say(_SEASON), _season),
    Rule(_say(_SEASON_ALONE), _season),
    Rule(_say(_QUARTER), _quarter),
    Rule(_say(_DECADE), _decade),
    Rule(_say(_THE_YEAR), lambda found, _, __: sense.year_of(int(found["year"]))),
    Rule(
        _say(rf"(?P<month>{_MONTH})"),
        lambda found, setting, _: sense.month(_month_number(found["month"]), None, setting),
    ),
    Rule(
        _say(rf"(?P<day>{_WEEKDAY})"),
        lambda found, setting, _: sense.weekday(_weekday_number(found["day"]), None, setting),
    ),
    Rule(
        _say(f"(?P<near>{'|'.join(_NEAR)}){_PART_OF_DAY}"),
        lambda found, setting, _: sense.day_away(_NEAR[found["near"].lower()], setting),
    ),
    Rule(_say(rf"(?:в )?{_LEAN} (?P<core>.+)"), _lean),
    Rule(
        _say(rf"(?P<unit>{_SPELL})"),
        lambda found, setting, _: sense.period(_unit(found["unit"]), Which.THIS, setting),
    ),
)


def _years(make: Callable[[Meaning, Meaning], Meaning | None]) -> Sense:
    return lambda found, _, __: make(sense.year_of(int(found["a"])), sense.year_of(int(found["b"])))


def _days(make: Callable[[Meaning, Meaning], Meaning | None]) -> Sense:
    def apply(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
        ends = sense.days_of_month(
            _number(found["first"]),
            _number(found["last"]),
            _month_number(found["month"]),
            _year(found, setting),
            setting,
        )
        return None if ends is None else make(*ends)

    return apply


def _counted(found: re.Match[str]) -> tuple[int, Unit]:
    named = found.groupdict()
    if named.get("half"):
        return 6, Unit.MONTH
    return _number(named["count"]) if named["count"] else 1, _unit(named["unit"])


def _ago(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    return sense.ago(*_counted(found), setting)


def _later(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    count, unit = _counted(found)
    back = (found.groupdict().get("way") or "").lower() in ("ранее", "раньше")
    return sense.later(-count if back else count, unit, setting)


def _counted_from(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
    core = resolve(found["point"], setting)
    if core is None:
        return None
    count, unit = _counted(found)
    return sense.away(count, unit, core.value, f"{core.basis} {count:+} {unit.value}")


def _same(unit: str) -> Unit:
    return Unit.DAY if unit.lower().startswith(("ден", "сут")) else _unit(unit)


_COUNTED = rf"(?:(?P<half>полгода)|(?:(?P<count>{_COUNT}) )?(?P<unit>{_UNIT}))"
_FROM_DAYS = rf"(?P<first>{_DAY})(?: (?:по|и|до) |[-–—])(?P<last>{_DAY}) (?P<month>{_MONTH}){_SOME_YEAR}?"
_FROM_YEARS = rf"(?P<a>{_YEAR})(?:-го)?(?: (?:по|и|до) |[-–—])(?P<b>{_YEAR})(?:-й|-го)? {_A_YEAR}"

_RULES = (
    Rule(_say(r"в (?:эти |прошлые |минувшие )?выходные|на выходных"), lambda _, setting, __: sense.weekend(setting)),
    Rule(
        _say(rf"в ночь (?:с \d{{1,2}}(?: {_MONTH})? )?на (?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.night_to(core)),
    ),
    Rule(_say("накануне"), lambda _, setting, __: sense.eve(setting)),
    Rule(
        _say(r"в последние (?:годы|месяцы|недели|дни)|в последнее время|давно|долгие годы|многие годы"),
        lambda _, setting, __: sense.lasting(setting),
    ),
    Rule(_say("недавно"), lambda _, setting, __: sense.up_to(setting)),
    Rule(
        _say(r"с тех пор|с того времени|с того момента"),
        lambda _, setting, __: sense.since(sense.same(Unit.DAY, setting)),
    ),
    Rule(
        _say(r"(?:позднее|позже) (?:в |на )?(?:тот|том|той) же (?P<unit>день|дня|неделе|месяце|году)"),
        lambda found, setting, _: sense.afterwards(_same(found["unit"]), setting),
    ),
    Rule(
        _say(r"(?:в|на) (?:тот|том|той|ту) же (?P<unit>день|сутки|неделе|неделю|месяце|году)"),
        lambda found, setting, _: sense.same(_same(found["unit"]), setting),
    ),
    Rule(
        _say(
            r"в тот день|тогда же|(?:в )?(?:тот|ту|тем|той) же (?:вечер(?:ом)?|ночь(?:ю)?|утро|утром|дн[её]м|сутки)"
            r"|в (?:тот|ту|то) (?:вечер|ночь|утро)|этим же дн[её]м|в этот же день"
        ),
        lambda _, setting, __: sense.same(Unit.DAY, setting),
    ),
    Rule(
        _say(
            r"на (?:следующий|другой) день|(?:на )?(?:следующее утро|следующим утром|следующим вечером)"
            r"|наутро|назавтра|следующей ночью"
        ),
        lambda _, setting, __: sense.following(Unit.DAY, 1, setting),
    ),
    Rule(
        _say(r"(?:той|тою) же (?P<season>весной|осенью|зимой)|тем же (?P<summer>летом)"),
        lambda found, setting, _: sense.season_near(_SEASONS[(found["season"] or "лет")[:3].lower()], 0, setting),
    ),
    Rule(
        _say(rf"за последни(?:е|й|ю|х|юю) {_COUNTED}"),
        lambda found, setting, _: sense.past_units(*_counted(found), setting),
    ),
    Rule(
        _say(rf"за последнюю (?P<unit>{_UNIT})"),
        lambda found, setting, _: sense.past_units(1, _unit(found["unit"]), setting),
    ),
    Rule(_say(rf"{_COUNTED} (?:тому )?назад"), _ago),
    Rule(_say(rf"(?:через|спустя) {_COUNTED} после (?P<point>{_POINT})"), _counted_from),
    Rule(
        _say(rf"(?:через|спустя) {_COUNTED} после(?! (?:этого|того))"),
        lambda found, setting, _: sense.after_unnamed(*_counted(found), setting),
    ),
    Rule(_say(rf"(?:через|спустя) {_COUNTED}(?: после (?:этого|того))?"), _later),
    Rule(_say(rf"{_COUNTED} (?P<way>спустя|позже|позднее|ранее|раньше)"), _later),
    Rule(_say(rf"(?:с )?{_FROM_DAYS}"), _days(sense.from_to)),
    Rule(_say(rf"между {_FROM_DAYS}"), _days(sense.between)),
    Rule(_say(rf"(?:с |в )?{_FROM_YEARS}"), _years(sense.from_to)),
    Rule(_say(rf"между {_FROM_YEARS}"), _years(sense.between)),
    Rule(_say(rf"со? (?P<a>{_POINT}) (?:по|до) (?P<b>{_POINT})"), two_points(sense.from_to, _WITH_YEAR)),
    Rule(_say(rf"между (?P<a>{_POINT}) и (?P<b>{_POINT})"), two_points(sense.between, _WITH_YEAR)),
    Rule(
        _say(rf"(?:в )?(?P<a>{_MONTH})(?:[-–—/]| и | или )(?:в )?(?P<b>{_MONTH}{nameless(_SOME_YEAR)}?)"),
        two_points(sense.between, _WITH_YEAR),
    ),
    Rule(_say(rf"(?:начиная )?со? (?P<point>{_POINT})"), bound_by(lambda core, _: sense.since(core), Tense.PAST)),
    Rule(_say(rf"(?:вплоть )?до (?P<point>{_POINT})"), bound_by(lambda core, _: sense.until(core))),
    Rule(_say(rf"не (?:позднее|позже) (?P<point>{_POINT})"), bound_by(sense.by)),
    Rule(_say(rf"не (?:ранее|раньше) (?P<point>{_POINT})"), bound_by(lambda core, _: sense.from_then(core))),
    Rule(_say(rf"ранее (?:в |во |на )(?P<point>{_POINT})"), bound_by(sense.earlier_in)),
    Rule(_say(rf"(?:позднее|позже) (?:в |во |на )(?P<point>{_POINT})"), bound_by(sense.later_in, Tense.FUTURE)),
    Rule(_say(rf"(?:ранее|раньше|перед) (?P<point>{_POINT})"), bound_by(lambda core, _: sense.before(core))),
    Rule(_say(rf"после (?P<point>{_POINT})"), bound_by(sense.after)),
    Rule(_say(rf"ко? (?P<point>{_POINT})"), bound_by(sense.by)),
    Rule(
        _say(rf"(?:около|примерно|приблизительно|ориентировочно) (?:в |во )?(?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.marked(core, Mark.APPROXIMATE)),
    ),
    Rule(
        _say(rf"(?:предположительно|вероятно|возможно) (?:в |во )?(?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.marked(core, Mark.UNCERTAIN)),
    ),
    Rule(_say(rf"(?:(?:в|во|на) )?(?P<point>{nameless(_NAMED)})"), at_point),
    Rule(_say(rf"на (?P<point>{_POINT})"), bound_by(lambda core, _: core, Tense.FUTURE)),
    Rule(
        _say(
            rf"(?:(?:(?:утром|дн[её]м|вечером|ночью|на рассвете) )|во? |от )?"
            rf"(?P<point>(?:{_LEAN} )?(?:{_CLEAR}|(?:{'|'.join(_NEAR)}){_PART_OF_DAY}))"
        ),
        at_point,
    ),
    Rule(_say(rf"во? (?P<point>(?:{_LEAN} )?(?:{_VAGUE}))"), at_point),
    Rule(_say(rf"во? (?P<point>{_LEAN} (?:{_SPELL}))"), at_point),
    Rule(_say(r"позднее|позже|впоследствии"), lambda _, setting, __: sense.afterwards(None, setting)),
)

_NOUNS = (
    "стол|дело|тело|число|начало|начала|школа|сила|сели|жила|село|отдел|отдела|генерал|генерала|канал|журнал|портал"
)
_COMING = (
    r"буд(?:ет|ут|ем|у)|состо(?:ится|ятся)|прой?д(?:[её]т|ут)|начн(?:[её]тся|утся)|предстоит|планиру(?:ет|ют)\w*"
    r"|намерен[аы]?|запланирован\w*|намечен\w*|ожидается|при(?:едет|едут|будет)|рассмотрит|вынесет|станет"
)

RUSSIAN = Language(
    code="ru",
    hint=re.compile(
        rf"\b(?:{_MONTH}|{_WEEKDAY}|{_UNIT}|\d{{4}}|\d\d?\.\d\d?\.\d\d|{'|'.join(_NEAR)}|накануне|{_WHICH_WORD}|"
        rf"{_SEASON_WORD}"
        rf"|полгода|позднее|позже|впоследствии|давно|нынче|наутро|назавтра|же|тот|ту|следующ\w+|другой|недавно|годы|"
        rf"году|последние|последнее|тех|ночь|выходн\w+|\d0-[ехи]|{'|'.join(_DECADES)})",
        re.IGNORECASE,
    ),
    points=_POINTS,
    rules=_RULES,
    past=re.compile(
        rf"\b(?!(?:{_NOUNS})\b)\w{{2,}}(?:л|ла|ло|ли|лся|лась|лось|лись|[аеёя]н|[аея]н[аыо]|[ая]т[аыо]?)\b",
        re.IGNORECASE,
    ),
    future=re.compile(rf"\b(?:{_COMING})\b(?:\s+\w+){{0,4}}", re.IGNORECASE),
    perfect=re.compile(r"(?!)"),  # Russian has no such tense: an undated past is bounded by the source's date as well
    said=re.compile(
        r"\b(?:сказал|заявил|сообщил|рассказал|отметил|добавил|подчеркнул|написал|опроверг|объявил)(?:а|о|и)?\b",
        re.IGNORECASE,
    ),
    monday=True,
)
