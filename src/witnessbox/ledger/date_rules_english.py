"""Expressions of time in English."""

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

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WITH_YEAR = "{} {}"
"""How a point is written with a year behind it."""
_DAYS = "mon tue wed thu fri sat sun".split()
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_COUNTS = {
    word: number
    for number, words in enumerate("- a|an|one two three four five six seven eight nine ten eleven twelve".split())
    for word in words.split("|")
}
_UNITS = {unit.value: unit for unit in Unit}
_WHICH = {
    "last": Which.LAST,
    "past": Which.JUST_PAST,
    "this": Which.THIS,
    "current": Which.THIS,
    "next": Which.NEXT,
    "coming": Which.NEXT,
}
_PARTS = {"first": 0, "second": 1, "third": 2, "fourth": 3}

# Names are written with a capital, which tells May from may and March from a march.
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_COUNT = (
    r"(?:\d{1,3}|[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven"
    r"|[Tt]welve)"
)
_UNIT = r"(?:hour|day|week|month|year|decade)s?"
_THE_YEAR = rf"(?P<year>{_YEAR})"
_SOME_YEAR = rf"(?:,? (?:of )?(?:{_THE_YEAR}|(?P<which>last|this|next) year))"

# -- points in time by themselves


def _month_number(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _number(word: str) -> int:
    return int(re.sub(r"\D", "", word)) if word[0].isdigit() else _COUNTS[word.lower()]


def _year(found: re.Match[str], setting: Setting) -> int | None:
    named = found.groupdict()
    which = _WHICH[named["which"].lower()] if named.get("which") else None
    return sense.in_year(int(named["year"]) if named.get("year") else None, which, setting)


def _month_day(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    result = sense.month_day(_number(found["day"]), _month_number(found["month"]), _year(found, setting), setting)
    named = found.groupdict().get("weekday")
    return sense.with_weekday(result, _DAYS.index(named[:3].lower())) if result and named else result


def _numeric(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    dotted = "." in found.group()
    return sense.numeric(int(found["a"]), int(found["b"]), int(found["y"]), setting, day_first=dotted)


def _iso(found: re.Match[str], _: Setting, __: Resolve) -> Meaning | None:
    try:
        when = date.fromisoformat(found.group())
    except ValueError:
        return None
    return sense.meaning(sense.day(when), "day, month and year as written")


def _which_of(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    which, name = _WHICH[found["which"].lower()], found["name"].lower()
    if name in _SEASONS:
        return sense.season(_SEASONS[name], None, which, setting)
    if name in _UNITS:
        return sense.period(_UNITS[name], which, setting)
    if name[:3] in _DAYS:
        return sense.weekday(_DAYS.index(name[:3]), which, setting)
    return sense.month_of(which, _month_number(name), setting)


def _day_range(found: re.Match[str], setting: Setting) -> tuple[Meaning, Meaning] | None:
    return sense.days_of_month(
        _number(found["first"]), _number(found["last"]), _month_number(found["month"]), _year(found, setting), setting
    )


_ISO = r"\d{4}-\d\d-\d\d"
_NUMERIC = r"(?P<a>\d{1,2})(?P<dot>[./])(?P<b>\d{1,2})(?P=dot)(?P<y>\d{4}|\d\d)"
_FULL = rf"(?:(?P<weekday>{_WEEKDAY}),? )?(?:the )?(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH}){_SOME_YEAR}?"
_FULL_AMERICAN = rf"(?:(?P<weekday>{_WEEKDAY}),? )?(?P<month>{_MONTH}) (?P<day>{_DAY}){_SOME_YEAR}?"
_MONTH_YEAR = rf"(?P<month>{_MONTH}){_SOME_YEAR}"
_NAMED = (
    r"(?:the )?(?P<which>[Ll]ast|[Tt]his|[Nn]ext|past|current|coming) "
    rf"(?P<name>week|month|year|spring|summer|autumn|fall|winter|{_WEEKDAY}|{_MONTH})"
)
_SEASON = (
    rf"(?:the )?(?P<season>spring|summer|autumn|fall|winter)(?: of)?(?: {_THE_YEAR}|,? (?P<which>last|this|next) year)"
)
_QUARTER = (
    r"(?:the )?(?P<part>first|second|third|fourth) (?P<of>quarter|half) of "
    rf"(?:{_THE_YEAR}|(?P<which>last|this|next) year)"
)
_DECADE = r"(?:the )?(?:(?:early|late|mid)(?:-| ))?(?P<decade>(?:1[5-9]|20)\d)0s"
_LEAN = r"(?:[Ee]arly|[Ll]ate|[Mm]id|(?:the )?(?:very )?(?:end|beginning|start|middle) of)(?:-| )?"

_CLEAR = "|".join(
    nameless(each)
    for each in (
        _ISO,
        r"\d{1,2}([./])\d{1,2}[./](?:\d{4}|\d\d)",
        _FULL,
        _FULL_AMERICAN,
        _MONTH_YEAR,
        _NAMED,
        _SEASON,
        _QUARTER,
        _DECADE,
    )
).replace("([./])", "[./]")
_VAGUE = rf"{_YEAR}|{_MONTH}|{_WEEKDAY}|(?:the )?(?:spring|summer|autumn|fall|winter)"
_NEARBY = (
    r"(?:[Ee]arly |[Ll]ate |[Ee]arlier |[Ll]ater )?(?:[Tt]his (?:morning|afternoon|evening)"
    r"|(?:[Yy]esterday|[Tt]omorrow)(?: (?:morning|afternoon|evening|night))?|[Tt]oday|[Tt]onight)"
)
_SPELL = "year|month|week"
"""Alone these are no dates; "the end of the year" is."""
_POINT = (
    rf"(?:(?:(?:in )?{_LEAN}(?:the )?)?(?:{_CLEAR}|{_VAGUE}|{_NEARBY})"
    rf"|(?:in )?{_LEAN}(?:the )?(?:{_SPELL}))"
)


def _spell(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    return sense.period(_UNITS[found["unit"]], Which.THIS, setting)


def _lean(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
    core = resolve(found["core"], setting)
    return None if core is None else sense.part_of(core)


def _quarter(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
    year, part = _year(found, setting), _PARTS[found["part"].lower()]
    if year is None or (found["of"] == "half" and part > 1):
        return None
    return sense.season((40 if found["of"] == "half" else 33) + part, year, None, setting)


_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}


def _near(words: str) -> int:
    """Days from the source's own: "early yesterday morning", "this evening"."""
    return next((_NEAR[word] for word in words.lower().split() if word in _NEAR), 0)


_POINTS = (
    Rule(compiled(_ISO), _iso),
    Rule(compiled(_NUMERIC), _numeric),
    Rule(compiled(_FULL), _month_day),
    Rule(compiled(_FULL_AMERICAN), _month_day),
    Rule(
        compiled(_MONTH_YEAR),
        lambda found, setting, _: sense.month(_month_number(found["month"]), _year(found, setting), setting),
    ),
    Rule(compiled(_NAMED), _which_of),
    Rule(
        compiled(_SEASON),
        lambda found, setting, _: sense.season(_SEASONS[found["season"]], _year(found, setting), None, setting),
    ),
    Rule(compiled(_QUARTER), _quarter),
    Rule(compiled(_DECADE), lambda found, _, __: sense.decade(int(found["decade"]) * 10)),
    Rule(compiled(_THE_YEAR), lambda found, _, __: sense.year_of(int(found["year"]))),
    Rule(
        compiled(rf"(?P<month>{_MONTH})"),
        lambda found, setting, _: sense.month(_month_number(found["month"]), None, setting),
    ),
    Rule(
        compiled(rf"(?P<day>{_WEEKDAY})(?: (?:morning|afternoon|evening|night))?"),
        lambda found, setting, _: sense.weekday(_DAYS.index(found["day"][:3].lower()), None, setting),
    ),
    Rule(
        compiled(r"(?:the )?(?P<season>spring|summer|autumn|fall|winter)"),
        lambda found, setting, _: sense.season(_SEASONS[found["season"]], None, None, setting),
    ),
    Rule(
        compiled(rf"(?P<near>{_NEARBY})"),
        lambda found, setting, _: sense.day_away(_near(found["near"]), setting),
    ),
    Rule(compiled(rf"(?:in )?{_LEAN}(?:the )?(?P<core>.+)"), _lean),
    Rule(compiled(rf"(?P<unit>{_SPELL})"), _spell),
)

# -- whole expressions


def _days(make: Callable[[Meaning, Meaning], Meaning | None]) -> Sense:
    def apply(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning | None:
        ends = _day_range(found, setting)
        return None if ends is None else make(*ends)

    return apply


def _ago(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    return sense.ago(_number(found["count"]), _unit(found["unit"]), setting)


def _unit(word: str) -> Unit:
    return _UNITS[word.lower().removesuffix("s")]


def _later(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    count = _number(found["count"])
    back = found["way"].startswith(("earlier", "before"))
    return sense.later(-count if back else count, _unit(found["unit"]), setting)


def _counted_from(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
    core = resolve(found["point"], setting)
    if core is None:
        return None
    count = _number(found["count"]) * (-1 if found["way"] == "before" else 1)
    return sense.away(count, _unit(found["unit"]), core.value, f"{core.basis} {count:+} {found['unit']}")


def _past_units(found: re.Match[str], setting: Setting, _: Resolve) -> Meaning:
    count = found.groupdict().get("count")
    return sense.past_units(_number(count) if count else 1, _unit(found["unit"]), setting)


def _since_then(_: re.Match[str], setting: Setting, __: Resolve) -> Meaning:
    return sense.since(sense.same(Unit.DAY, setting))


_TIME_OF_DAY = r"(?:morning|afternoon|evening|night|dawn|daybreak|noon|midnight|lunchtime|teatime)"
_ON = (
    r"(?:(?:(?:[Ii]n|[Oo]n|[Dd]uring|[Aa]t|[Oo]ver|[Bb]y) )?[Tt]he "
    r"(?:early hours|small hours|night|evening|morning|afternoon) (?:of |to )"
    r"|(?:[Ii]n the course of|[Tt]hroughout|[Ff]or most of|[Ff]or much of|[Ww]ith effect from|[Ee]ffective|[Dd]ated|"
    r"[Aa]s of) "
    r"|(?:[Ii]n|[Oo]n|[Dd]uring|[Aa]t|[Oo]ver) )?"
)
_COUNTED = rf"(?P<count>{_COUNT}) (?P<unit>{_UNIT})"
_SAME = r"(?:[Tt]he same|[Tt]hat same|[Tt]hat very|[Tt]he very same|[Tt]hat)"
_FROM_DAYS = rf"(?P<first>{_DAY})(?: (?:to|and|through) |[-–—])(?P<last>{_DAY}) (?P<month>{_MONTH}){_SOME_YEAR}?"
_FROM_DAYS_US = rf"(?P<month>{_MONTH}) (?P<first>{_DAY})(?: (?:to|and|through) |[-–—])(?P<last>{_DAY}){_SOME_YEAR}?"

_RULES = (
    Rule(compiled(r"(?:[Tt]he )?day before yesterday"), lambda _, setting, __: sense.day_away(-2, setting)),
    Rule(compiled(r"(?:[Tt]he )?day after tomorrow"), lambda _, setting, __: sense.day_away(2, setting)),
    Rule(compiled(r"[Ll]ast night|[Oo]vernight"), lambda _, setting, __: sense.last_night(setting)),
    Rule(compiled(rf"(?:[Oo]n )?{_SAME} {_TIME_OF_DAY}"), lambda _, setting, __: sense.same(Unit.DAY, setting)),
    Rule(
        compiled(rf"(?:[Tt]he )?(?:[Nn]ext|[Ff]ollowing) {_TIME_OF_DAY}|[Tt]he {_TIME_OF_DAY} after(?=[,.;:]| that)"),
        lambda _, setting, __: sense.following(Unit.DAY, 1, setting),
    ),
    Rule(
        compiled(rf"[Tt]he (?:(?:previous|preceding) {_TIME_OF_DAY}|(?:{_TIME_OF_DAY}|day) before(?=[,.;:]))"),
        lambda _, setting, __: sense.following(Unit.DAY, -1, setting),
    ),
    Rule(
        compiled(r"(?:[Ii]n )?[Tt]he (?P<unit>day|week|month|year) after(?=[,.;:]|$| that\b)"),
        lambda found, setting, _: sense.following(_unit(found["unit"]), 1, setting),
    ),
    Rule(
        compiled(rf"(?:[Ii]n |[Dd]uring )?{_SAME} (?P<season>{'|'.join(_SEASONS)})"),
        lambda found, setting, _: sense.season_near(_SEASONS[found["season"]], 0, setting),
    ),
    Rule(
        compiled(rf"(?:[Ii]n |[Dd]uring )?[Tt]he (?:following|next) (?P<season>{'|'.join(_SEASONS)})"),
        lambda found, setting, _: sense.season_near(_SEASONS[found["season"]], 1, setting),
    ),
    Rule(
        compiled(
            r"[Oo]n the (?P<day>\d{1,2}(?:st|nd|rd|th))(?: of (?:this|that|the same) month)?(?! (?:day|floor|of)\b)"
        ),
        lambda found, setting, _: sense.day_of_that_month(_number(found["day"]), setting),
    ),
    Rule(
        compiled(r"(?:[Oo]ver|[Aa]t|[Dd]uring|[Oo]n) (?:the|this|last) weekend"),
        lambda _, setting, __: sense.weekend(setting),
    ),
    Rule(compiled(r"[Ee]ffective immediately|[Ww]ith immediate effect"), lambda _, setting, __: sense.at_once(setting)),
    Rule(
        compiled(r"long been|[Ii]n recent (?:days|weeks|months|years)|for years"),
        lambda _, setting, __: sense.lasting(setting),
    ),
    Rule(compiled(r"[Rr]ecently|[Ll]ately"), lambda _, setting, __: sense.up_to(setting)),
    Rule(compiled(r"(?:[Ee]ver )?[Ss]ince then|[Ee]ver since"), _since_then),
    Rule(
        compiled(r"[Ll]ater (?:on )?(?:in )?(?:that|the same) (?P<unit>day|month|year)"),
        lambda found, setting, _: sense.afterwards(_unit(found["unit"]), setting),
    ),
    Rule(
        compiled(r"(?:[Oo]n |[Ii]n )?(?:[Tt]he same|[Tt]hat same|[Tt]hat very|[Tt]hat) (?P<unit>day|week|month|year)"),
        lambda found, setting, _: sense.same(_unit(found["unit"]), setting),
    ),
    Rule(
        compiled(r"(?:[Oo]n |[Ii]n )?[Tt]he (?P<way>next|following|previous|preceding) (?P<unit>day|week|month|year)"),
        lambda found, setting, _: sense.following(
            _unit(found["unit"]), -1 if found["way"].startswith("pre") else 1, setting
        ),
    ),
    Rule(
        compiled(
            rf"(?:[Ii]n|[Oo]ver|[Dd]uring|[Ww]ithin) the (?:past|last) (?:(?P<count>{_COUNT}) )?(?P<unit>{_UNIT})"
        ),
        _past_units,
    ),
    Rule(compiled(rf"{_COUNTED} ago"), _ago),
    Rule(compiled(rf"{_COUNTED} (?P<way>later|afterwards|after that|earlier|before that)"), _later),
    Rule(compiled(rf"{_COUNTED} (?P<way>after|before) (?P<point>{_POINT})"), _counted_from),
    Rule(
        compiled(rf"{_COUNTED} after"),
        lambda found, setting, _: sense.after_unnamed(_number(found["count"]), _unit(found["unit"]), setting),
    ),
    Rule(compiled(rf"(?:[Ff]rom )?{_FROM_DAYS}"), _days(sense.from_to)),
    Rule(compiled(rf"(?:[Ff]rom )?{_FROM_DAYS_US}"), _days(sense.from_to)),
    Rule(compiled(rf"[Bb]etween {_FROM_DAYS}"), _days(sense.between)),
    Rule(compiled(rf"[Bb]etween {_FROM_DAYS_US}"), _days(sense.between)),
    Rule(
        compiled(rf"[Ff]rom (?P<a>{_POINT}) (?:to|until|till|through) (?P<b>{_POINT})"),
        two_points(sense.from_to, _WITH_YEAR),
    ),
    Rule(compiled(rf"(?:[Ii]n )?(?P<a>{_YEAR})[-–—](?P<b>{_YEAR})"), two_points(sense.from_to, _WITH_YEAR)),
    Rule(compiled(rf"[Bb]etween (?P<a>{_POINT}) and (?P<b>{_POINT})"), two_points(sense.between, _WITH_YEAR)),
    Rule(
        compiled(rf"(?:[Ii]n )?(?P<a>{_MONTH})(?:[-–—/]| and | or )(?P<b>{_MONTH}{nameless(_SOME_YEAR)}?)"),
        two_points(sense.between, _WITH_YEAR),
    ),
    Rule(
        compiled(rf"(?:[Ss]ince|[Ss]tarting (?:in|on)) (?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.since(core), Tense.PAST),
    ),
    Rule(
        compiled(rf"(?:[Uu]ntil|[Tt]ill|[Uu]p (?:to|until)) (?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.until(core)),
    ),
    Rule(compiled(rf"(?:[Bb]efore|[Pp]rior to) (?P<point>{_POINT})"), bound_by(lambda core, _: sense.before(core))),
    Rule(compiled(rf"[Aa]fter (?P<point>{_POINT})"), bound_by(sense.after)),
    Rule(compiled(rf"(?:[Bb]y|[Nn]ot? later than|[Oo]n or before) (?P<point>{_POINT})"), bound_by(sense.by)),
    Rule(
        compiled(rf"(?:[Nn]ot? earlier than|[Oo]n or after) (?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.from_then(core)),
    ),
    Rule(
        compiled(
            r"(?:[Aa]round|[Aa]bout|[Cc]irca|[Aa]pproximately|[Rr]oughly) "
            rf"(?:in |on )?(?P<point>{_POINT})(?! [a-z]+s\b)"
        ),
        bound_by(lambda core, _: sense.marked(core, Mark.APPROXIMATE)),
    ),
    Rule(
        compiled(rf"(?:[Pp]ossibly|[Pp]robably|[Pp]resumably|[Pp]erhaps) (?:in |on )?(?P<point>{_POINT})"),
        bound_by(lambda core, _: sense.marked(core, Mark.UNCERTAIN)),
    ),
    Rule(compiled(rf"[Ee]arlier (?:in |on )?(?P<point>{_POINT})"), bound_by(sense.earlier_in)),
    Rule(compiled(rf"[Ll]ater (?:in |on )?(?P<point>{_POINT})"), bound_by(sense.later_in, Tense.FUTURE)),
    Rule(
        compiled(
            rf"{_ON}(?P<point>(?:{_LEAN}(?:the )?)?"
            rf"(?:{_CLEAR}|{_WEEKDAY}(?: {_TIME_OF_DAY})?|{_NEARBY}))"
        ),
        at_point,
    ),
    Rule(compiled(rf"{_ON}(?P<point>{_LEAN}(?:the )?(?:{_VAGUE}|{_SPELL}))"), at_point),
    Rule(
        compiled(
            rf"(?:[Ii]n|[Oo]n|[Dd]uring|[Ii]n the course of|[Tt]hroughout|[Ff]or (?:most|much) of) (?P<point>{_VAGUE})"
        ),
        at_point,
    ),
    Rule(compiled(r"[Ll]ater|[Ss]ubsequently|[Aa]fterwards?"), lambda _, setting, __: sense.afterwards(None, setting)),
)

_IRREGULAR = (
    "was were had has have did said told went came left took got gave found saw held led met fled brought thought sent"
    " spent kept made paid put read set wrote spoke broke chose drove fell grew knew lost rose ran sold stood won began"
    " became"
).replace(" ", "|")
_COMING = (
    r"will|shall|won[’']t|(?:is|are|was|were) (?:due|set|scheduled|expected|planned|slated) to|(?:is|are) to|plans? to"
    r"|going to|scheduled for|planned for|due (?:in|on)"
).replace(" ", r"\s+")

ENGLISH = Language(
    code="en",
    hint=re.compile(
        rf"\b(?:{_MONTH}|{_WEEKDAY}|{_UNIT}|\d{{4}}|\d\d?[./]\d\d?[./]\d\d|[Yy]esterday|[Tt]oday|[Tt]omorrow|"
        rf"[Tt]onight|[Oo]vernight"
        r"|[Ll]ast|[Tt]his|[Nn]ext|past|[Ss]ame|[Ff]ollowing|\d(?:st|nd|rd|th)|morning|evening|night|spring|summer|"
        r"autumn|fall|winter|[Ll]ater|[Ss]ubsequently|[Aa]fterwards?|immediate"
        r"|immediately|[Rr]ecent|[Rr]ecently|[Ll]ately|long|[Ss]ince|weekend|\d{3}0s)(?!\w)"
    ),
    points=_POINTS,
    rules=_RULES,
    past=re.compile(rf"\b(?:{_IRREGULAR}|(?!need|indeed|hundred|sacred|alleged\b)\w{{2,}}ed)\b"),
    future=re.compile(rf"\b(?:{_COMING})(?!\w)(?:\s+\w+){{0,4}}"),
    perfect=re.compile(
        r"\b(?:has|have)\s+(?:(?:also|since|already|now|not|been)\s+)*(?:\w+ed|fled|left|gone|come|taken|given|made|"
        r"sent|held|put|won|lost|said|told)\b"
    ),
    said=re.compile(
        r"\b(?:said|says|told|tells|wrote|writes|announced|stated|added|welcomed|denied|claimed|reported)\b"
    ),
    monday=False,
)
