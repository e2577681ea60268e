"""How rules of a language find expressions of time and make meanings of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from witnessbox.ledger.date_senses import Meaning, Setting, Tense
from witnessbox.model.edtf import Date

BLANK = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+"
"""What may stand between two words: also no-break and zero-width blanks, and marks of direction."""

Resolve = Callable[[str, Setting], Meaning | None]
"""Makes a meaning of a point in time as it is written; None for what is none."""

Sense = Callable[["re.Match[str]", Setting, Resolve], Meaning | None]
"""Makes a meaning of what a rule found."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression and what it means.

    Attributes:
        pattern: the expression.
        sense: makes its meaning; None from it means that the pattern hit something else.
    """

    pattern: re.Pattern[str]
    sense: Sense


@dataclass(frozen=True, slots=True)
class Verbs:
    """Spans of a sentence's words that tell of what was, and of what is to come."""

    was: tuple[tuple[int, int], ...]
    coming: tuple[tuple[int, int], ...]

    def tense(self, start: int, end: int) -> Tense:
        """Tense of the words nearest to an expression."""

        def distance(span: tuple[int, int]) -> int:
            """Code points between the expression and a verb; 0 where they overlap."""
            return max(start - span[1], span[0] - end, 0)

        ahead, back = min(map(distance, self.coming), default=None), min(map(distance, self.was), default=None)
        if ahead is None:
            return Tense.UNCLEAR if back is None else Tense.PAST
        return Tense.FUTURE if back is None or ahead <= back else Tense.PAST


@dataclass(frozen=True, slots=True)
class Language:
    """All that a language brings.

    Attributes:
        code: `en`, `ru`.
        hint: something of it stands in every sentence that holds an expression; most sentences hold none.
        points: rules for points in time by themselves, tried in order.
        rules: rules for whole expressions.
        past: words that tell of what was.
        future: words that tell of what is to come, with the words they govern.
        perfect: a happening that is told without a date (`has been fired`).
        said: a verb of saying.
        monday: whether its weeks surely begin on Monday.
    """

    code: str
    hint: re.Pattern[str]
    points: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    past: re.Pattern[str]
    future: re.Pattern[str]
    perfect: re.Pattern[str]
    said: re.Pattern[str]
    monday: bool

    def resolve(self, text: str, setting: Setting) -> Meaning | None:
        """Meaning of a point in time that makes up the whole of a text."""
        for rule in self.points:
            found = rule.pattern.fullmatch(text)
            if found is not None and (result := rule.sense(found, setting, self.resolve)) is not None:
                return result
        return None

    def verbs(self, sentence: str) -> Verbs:
        """Where its words tell of what was and of what is to come."""
        coming = tuple(found.span() for found in self.future.finditer(sentence))
        was = tuple(
            found.span()
            for found in self.past.finditer(sentence)
            if not any(first <= found.start() < last for first, last in coming)
        )
        return Verbs(was=was, coming=coming)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in which a blank stands for any blanks; between words it ends at word boundaries."""
    return re.compile(rf"(?<!\w){pattern.replace(' ', BLANK)}(?!\w)")


def nameless(pattern: str) -> str:
    """The pattern with its named groups made plain, so that it can stand in another one."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def years_before(words: str, end: Meaning) -> tuple[int, ...]:
    """Years that a start without one may have taken from its end, the likelier first."""
    if not isinstance(end.value, Date) or re.search(r"\d{4}|[Ll]ast|[Tt]his|прошл|эт", words):
        return ()
    year = int(end.value.year.digits)
    return year, year - 1


def at_point(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
    """Resolves the point of a rule."""
    return resolve(found["point"], setting)


def bound_by(make: Callable[[Meaning, Setting], Meaning | None], tense: Tense | None = None) -> Sense:
    """Resolves the point of a rule, in a tense that its words settle, and bounds by it."""

    def apply(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
        core = resolve(found["point"], setting if tense is None else replace(setting, tense=tense))
        return None if core is None else make(core, setting)

    return apply


def two_points(make: Callable[[Meaning, Meaning], Meaning | None], with_year: str) -> Sense:
    """Resolves the two points of a rule, `a` and `b`.

    Args:
        make: puts both together.
        with_year: how the language writes a point and its year, as a format of two.
    """

    def apply(found: re.Match[str], setting: Setting, resolve: Resolve) -> Meaning | None:
        last = resolve(found["b"], setting)
        if last is None:
            return None
        # "From October to March 2020": the year that only the end names is that of the start, or the one before.
        for year in years_before(found["a"], last):
            first = resolve(with_year.format(found["a"], year), setting)
            if first is not None and (whole := make(first, last)) is not None:
                return whole
        first = resolve(found["a"], setting)
        return None if first is None else make(first, last)

    return apply
