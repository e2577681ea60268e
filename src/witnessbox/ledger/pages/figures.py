"""Figures as pages show them: each with what it was counted from, and why there is no more than a minimum."""

from __future__ import annotations

import json
from collections.abc import Sequence

from witnessbox.ledger.estimates import Estimate, estimates
from witnessbox.ledger.figures import ONE_LIST, Counted, Counting, Figure, Question, Share, counts
from witnessbox.ledger.pages.book import Book, Listing
from witnessbox.ledger.pages.events import EventTold
from witnessbox.ledger.pages.lists import paragraph
from witnessbox.ledger.pages.markup import code, e, table
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.words import count_line, days_line
from witnessbox.model.claims import Count
from witnessbox.model.codec import from_json, to_json
from witnessbox.model.records import dataclass
from witnessbox.model.vocabulary import ClaimType


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one event gives to one figure, as far as it may be seen.

    Attributes:
        counted: what it gives.
        type: of its first claim.
        numbers: what its claims say how many they were.
    """

    counted: Counted
    type: ClaimType
    numbers: tuple[Count, ...]


class FigurePages:
    """Figures, counted while the pages of events are written; what each event gives waits in a file until then.

    Args:
        book: of the pages.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._counting = Counting(book.catalogue, book.comparing)
        self._waiting = {question: book.shelf.nameless() for question in Question}

    def add(self, told: EventTold) -> None:
        """One more event; they come in the order of their ids."""
        claims = [row.claim for row in told.real if counts(row)]
        numbers = tuple(row.claim.count for row in told.rows if row.claim.count is not None)
        for question, counted in self._counting.add(told.event, claims):
            part = Part(counted=counted, type=told.rows[0].claim.type, numbers=numbers)
            self._waiting[question].write(json.dumps(to_json(part)) + "\n")

    def close(self) -> list[Figure]:
        """No more events come: writes the pages and gives the figures."""
        book, found = self._book, self._counting.figures()
        guesses = estimates(book.catalogue)
        listing: Listing[tuple[Question, Part]] = Listing(
            book,
            "figures",
            lambda texts: texts.figures,
            lambda texts: (
                paragraph(texts.figures_lead)
                + figures_table(found, texts)
                + estimates_table(book, guesses, texts)
                + f"<h2>{e(texts.of_events)}</h2>"
            ),
            lambda rows, texts: _parts(book, rows, texts),
        )
        for question, file in self._waiting.items():
            with file:
                file.seek(0)
                for line in file:
                    listing.add((question, from_json(Part, json.loads(line))))
        listing.close()
        return found


def figures_table(found: Sequence[Figure], texts: Texts) -> str:
    """Figures with denominator, origins, period, and why nothing is estimated."""
    heads = (texts.figure, texts.minimum, texts.rests_on, texts.cannot_estimate)
    rows = (
        (
            e(texts.questions[each.question]),
            _minimum(each, texts),
            _basis(each, texts),
            e(texts.one_list if each.estimate == ONE_LIST else each.estimate),
        )
        for each in found
    )
    return table("figures", texts.figures, heads, rows) if found else f"<p>{e(texts.nothing)}</p>"


def estimates_table(book: Book, found: Sequence[Estimate], texts: Texts) -> str:
    """Estimates with the numbers that they come from, or all that is missing for one; no names of lists or people."""
    heads = (texts.figure, texts.lists_seen, texts.cannot_estimate, texts.rests_on)
    rows = ((_counted_whom(book, each, texts), *_estimated(each, texts)) for each in found)
    return f"<h2>{e(texts.estimates)}</h2>" + table("estimates", texts.estimates, heads, rows) if found else ""


def _counted_whom(book: Book, each: Estimate, texts: Texts) -> str:
    whom = e(texts.questions[each.question])
    return f"{whom}<br>{book.name(book.view.key(each.stated.place))}" if each.stated.place else whom


def _estimated(each: Estimate, texts: Texts) -> tuple[str, str, str]:
    seen, told = [], []
    for pair in each.pairs:
        seen.append(texts.on_lists.format(first=pair.on_first, second=pair.on_second, both=pair.on_both))
        if pair.estimate is not None:
            found = pair.estimate
            told.append(texts.chapman.format(number=found.number, low=found.low, high=found.high))
    missing = [texts.not_estimated, *(texts.missing[reason] for reason in each.missing)] if each.missing else []
    period = f"{texts.period}: {days_line(each.first, each.last, texts)}"
    basis = (texts.origins.format(each.origins), period, texts.stated_by_a_person)
    return "<br>".join(map(e, seen)), "<br>".join(map(e, [*told, *missing])), "<br>".join(map(e, basis))


def _minimum(each: Figure, texts: Texts) -> str:
    least = texts.at_least.format(each.minimum) if each.minimum else texts.not_told
    return f"<strong>{e(least)}</strong><br>{e(texts.out_of)}: {e(_denominator(each, texts))}"


def _basis(each: Figure, texts: Texts) -> str:
    period = f"{texts.period}: {days_line(each.first, each.last, texts)}"
    return "<br>".join(map(e, (texts.acts.format(each.acts), texts.origins.format(each.origins), period)))


def _denominator(figure: Figure, texts: Texts) -> str:
    return texts.no_denominator if figure.share is None else _share(figure.share, texts)


def _share(share: Share, texts: Texts) -> str:
    return texts.share_of.format(part=share.part, whole=share.whole, percent=share.percent)


def _parts(book: Book, rows: Sequence[tuple[Question, Part]], texts: Texts) -> str:
    heads = (texts.event, texts.figure, texts.said_claims, texts.rests_on)
    return table("parts", texts.of_events, heads, (_part(book, question, part, texts) for question, part in rows))


def _part(book: Book, question: Question, part: Part, texts: Texts) -> tuple[str, str, str, str]:
    counted = part.counted
    said = dict.fromkeys(count_line(each, texts) for each in part.numbers)
    share = () if counted.share is None else (e(_share(counted.share, texts)),)
    return (
        f"{book.event_link(counted.event, e(texts.types[part.type]))}<br>{code(book.view.id(counted.event))}",
        e(texts.questions[question]),
        "<br>".join([*said, *share]) or e(texts.not_told),
        f"{e(texts.origins.format(counted.origins))}<br>{e(days_line(counted.first, counted.last, texts))}",
    )
