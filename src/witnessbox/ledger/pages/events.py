"""A page for each event: what sources say of it, in which words, what people did with that, and how they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from witnessbox.ledger.comparing import FieldFit, Fit, Pair, Told
from witnessbox.ledger.pages.book import Book, PageFile
from witnessbox.ledger.pages.markup import bullets, code, e, said, short_hash, table, terms, word
from witnessbox.ledger.pages.texts import Texts
from witnessbox.ledger.pages.words import (
    badges,
    count_line,
    date_line,
    edtf_line,
    participant_line,
    source_words,
    who_line,
)
from witnessbox.model.claims import Attribution, AttributionLevel, Claim, Part, Quote, Relation
from witnessbox.model.ledger import ClaimStatus
from witnessbox.model.records import dataclass
from witnessbox.model.standing import Decision
from witnessbox.model.vocabulary import VOCABULARY
from witnessbox.vault import ledger
from witnessbox.vault.ledger import ClaimRow

_COMPARED = ("type", "kind", "participants", "position", "place", "date", "count", "hedge", "status", "quotes")
"""Fields whose change by a correction is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTold:
    """All that a page says of one event.

    Attributes:
        event: its id in the ledger.
        title: its name, where it has one that may be seen.
        rows: claims as they may be seen.
        real: the same claims as they are.
        versions: earlier versions of each claim, by its shown id.
        decisions: what people did with each.
        told: how they lie to each other, None where there is one claim that nobody denies.
        ties: claims that are tied to each claim or to the event, as they may be seen.
        ids: ids in the ledger of all these claims, by those under which they are shown.
    """

    event: str
    title: str
    rows: tuple[ClaimRow, ...]
    real: tuple[ClaimRow, ...]
    versions: dict[str, tuple[Claim, ...]]
    decisions: dict[str, tuple[Decision, ...]]
    told: Told | None
    ties: tuple[tuple[Claim, Relation], ...]
    ids: dict[str, str]


def events(book: Book) -> Iterator[EventTold]:
    """Every event that may be seen, one at a time, in the order of their ids."""
    targets = ledger.targets(book.catalogue)  # they are few, and asking for each event would be slow
    for rows in ledger.claims_by_event(book.catalogue):
        kept = [row for row in rows if book.view.leaves(row)]
        if kept:
            yield _told(book, kept, targets)


def _told(book: Book, rows: Sequence[ClaimRow], targets: set[str]) -> EventTold:
    view, event = book.view, rows[0].claim.event
    shown = tuple(map(view.row, rows))
    alive = [row for row in rows if row.status is not ClaimStatus.RETRACTED]
    tied = {
        event,
        *(row.claim.id for row in rows),
    } & targets  # among targets the event stands for all that are one with it
    told = book.comparing.told(alive) if alive and (len(alive) > 1 or tied) else None
    ties = [
        (other, view.row(other).claim, tie)
        for target in sorted(tied)
        for other, tie in ledger.related(book.catalogue, target)
        if view.leaves(other)
    ]
    versions = {
        row.claim.id: tuple(view.version(each) for each in ledger.versions(book.catalogue, real.claim.id))
        for row, real in zip(shown, rows, strict=True)
        if real.claim.version > 1
    }
    return EventTold(
        event=event,
        title=_title(book, event, rows),
        rows=shown,
        real=tuple(rows),
        versions=versions,
        decisions={
            row.claim.id: tuple(ledger.decisions(book.catalogue, real.claim.id))
            for row, real in zip(shown, rows, strict=True)
        },
        told=told,
        ties=tuple((claim, tie) for _, claim, tie in ties),
        ids={row.claim.id: real.claim.id for row, real in zip(shown, rows, strict=True)}
        | {claim.id: other.claim.id for other, claim, _ in ties},
    )


def _title(book: Book, event: str, rows: Sequence[ClaimRow]) -> str:
    """The keeper's name for an event; for the public only where nobody is withheld who may stand in it."""
    titled = (ledger.event(book.catalogue, each) for each in book.members(event))
    named = next((each for each in titled if each is not None and each.title), None)
    if named is None or (book.public and any(book.view.is_silent(row.claim) for row in rows)):
        return ""
    return "" if book.view.names_somebody(named.title) else named.title


class EventPages:
    """Writes the pages of events, one sheet after another, event by event.

    Args:
        book: of the pages.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheet = ""
        self._first: EventTold | None = None
        self._open = ExitStack()
        self._pages: list[tuple[Texts, PageFile]] = []

    def add(self, told: EventTold) -> None:
        """One more event; they come in the order of their ids."""
        sheet = self._book.sheet(told.event)
        if sheet != self._sheet:
            self._write()
            self._sheet = sheet
        if self._first is None:
            self._first = told
            return
        if not self._pages:
            self._pages = [
                (texts, self._open.enter_context(self._book.growing(texts, sheet, texts.event)))
                for texts in self._book.languages
            ]
            self._put(self._first)
        self._put(told)

    def _put(self, told: EventTold) -> None:
        for texts, page in self._pages:
            page.write(event_section(self._book, told, texts, alone=False))

    def close(self) -> None:
        """Write the sheet that was begun; no more events come."""
        self._write()

    def _write(self) -> None:
        first, self._first = self._first, None
        if first is None:
            return
        if self._pages:
            self._open.close()
            self._pages = []
            return
        for texts in self._book.languages:
            title = first.title or texts.types[first.rows[0].claim.type]
            self._book.page(texts, self._sheet, title, event_section(self._book, first, texts, alone=True))


def event_section(book: Book, told: EventTold, texts: Texts, *, alone: bool) -> str:
    """One event; one that is alone on its page has its name above already."""
    title = word(told.title) if told.title else e(texts.types[told.rows[0].claim.type])
    origins = len(book.origins(row.claim.source for row in told.rows))
    lead = f"<p>{code(book.view.id(told.event))} · {e(texts.origins.format(origins))}</p>"
    if len(every := book.members(told.event)) > 1:
        lead += f"<p>{e(texts.found_one)}: {', '.join(code(book.view.id(each)) for each in every)}</p>"
    level = 2 if alone else 3
    claims = "".join(_claim(book, row, told, texts, level + 1) for row in told.rows)
    return (
        f'<section class="event" id="{book.anchor(told.event)}">{"" if alone else f"<h2>{title}</h2>"}{lead}'
        f"{_compared(book, told, texts)}<h{level}>{e(texts.said_claims)}</h{level}>{claims}</section>"
    )


# -- one claim -------------------------------------------------------------------------------------------------------


def _claim(book: Book, row: ClaimRow, told: EventTold, texts: Texts, level: int) -> str:
    claim = row.claim
    words = "".join(_quote(each, book.language(claim.source), texts) for each in claim.quotes)
    name = f"<h{level}>{e(texts.types[claim.type])} {code(claim.id)}</h{level}>"
    about = f"{words}{terms(_facts(book, row, texts))}{_ties(book, row, told, texts, level + 1)}"
    done = _history(book, claim, told, texts, level + 1)
    return f'<article class="claim">{name}<p>{badges(row, texts)}</p>{about}{done}</article>'


def _quote(quote: Quote, language: str, texts: Texts) -> str:
    place = f'<p class="quiet">{e(texts.at_characters.format(quote.start, quote.end))}</p>'
    return (said(quote.text, language) if quote.text else f"<p>{e(texts.quote_withheld)}</p>") + place


def _facts(book: Book, row: ClaimRow, texts: Texts) -> Iterator[tuple[str, str]]:
    claim = row.claim
    yield texts.who, who_line(claim, book, texts)
    yield texts.when, _when(claim, texts)
    yield texts.post, word(claim.position) if claim.position else ""
    yield texts.place, book.name(claim.place) if claim.place else ""
    yield texts.count, count_line(claim.count, texts) if claim.count is not None else ""
    yield texts.state, word(claim.status) if claim.status else ""
    yield texts.chain, _chain(book, claim, texts)
    yield texts.source, _source(book, claim.source, texts)
    yield texts.kind, e(texts.kinds[claim.kind])
    code_of_act = VOCABULARY[claim.type].huridocs
    yield texts.huridocs, code(code_of_act) if code_of_act else ""
    inferred = [texts.fields.get(name.partition("[")[0], name) for name in claim.inferred_fields]
    yield texts.inferred, e(", ".join(dict.fromkeys(inferred)))
    if not book.public:
        yield texts.remarks, word(claim.notes) if claim.notes else ""
        tool = claim.proposer
        yield texts.proposed_by, "" if tool is None else word(f"{tool.tool} {tool.version}")


def _when(claim: Claim, texts: Texts) -> str:
    lines = [date_line(claim.date, texts)]
    if claim.date is not None and claim.date.as_written != "(none)":
        lines.append(e(texts.as_written).format(source_words(claim.date.as_written, texts)))
        lines.append(e(texts.basis).format(source_words(claim.date.basis, texts)))
    return "<br>".join(lines)


def _chain(book: Book, claim: Claim, texts: Texts) -> str:
    return " → ".join(_link_of_chain(book, each, texts) for each in claim.attribution)


def _link_of_chain(book: Book, each: Attribution, texts: Texts) -> str:
    name = book.name(each.source)
    how = e(texts.levels[each.level])
    verb = f", {word(f'“{each.verb}”')}" if each.verb and each.level is not AttributionLevel.NARRATOR else ""
    return f"{name} ({how}{verb})"


def _source(book: Book, key: str, texts: Texts) -> str:
    """The source of a claim, said once for all its claims."""
    return book.remember(("source", key, texts.language), lambda: _about_source(book, key, texts))


def _about_source(book: Book, key: str, texts: Texts) -> str:
    source = book.view.source(key)
    if source is None:
        return code(key)
    published = f", {edtf_line(source.published, texts)}" if source.published else ""
    publisher = f", {word(source.publisher)}" if source.publisher and source.name else ""
    named = "" if book.plain_name(key) == key else f" {code(key)}"
    return f"{book.name(key)}{publisher}{published}{named}"


def _ties(book: Book, row: ClaimRow, told: EventTold, texts: Texts, level: int) -> str:
    claim, view = row.claim, book.view
    lines = [
        f"{e(texts.relations[tie.kind])} {_target(book, view.real_id(tie.target), tie.target)}"
        for tie in claim.relations
    ]
    mine = set(map(view.id, (view.real_id(claim.id), *book.members(told.event))))
    for other, tie in told.ties:
        if tie.target in mine:
            link = book.event_link(view.real_id(other.event), code(other.id), depth=2)
            lines.append(f"{e(texts.related_by[tie.kind])} {link}")
    return f"<h{level}>{e(texts.ties)}</h{level}>{bullets(dict.fromkeys(lines))}" if lines else ""


def _target(book: Book, target: str, shown: str) -> str:
    """A claim or an event that a claim is tied to: a link where it may be seen."""
    row = ledger.claim_row(book.catalogue, target)
    if row is not None and book.view.leaves(row):
        return book.event_link(row.claim.event, code(shown), depth=2)
    about = ledger.claims(book.catalogue, ledger.Wanted(event=target))
    if any(book.view.leaves(each) for each in about):
        return book.event_link(target, code(shown), depth=2)
    return code(shown)


# -- what people did with it -------------------------------------------------------------------------------------------


def day_of(time: str) -> str:
    """Day (UTC) of a moment of the log."""
    return datetime.fromtimestamp(int(time) // 10**9, tz=UTC).date().isoformat()


def _history(book: Book, claim: Claim, told: EventTold, texts: Texts, level: int) -> str:
    lines = [_step(book, each, texts) for each in told.decisions[claim.id]]
    versions = told.versions.get(claim.id, ())
    changed = "".join(
        corrected_table(book, old, new, texts, f"{book.anchor(told.event)}-{_safe(new)}")
        for old, new in zip(versions, versions[1:], strict=False)
    )
    if not lines and not changed:
        return ""
    return f"<h{level}>{e(texts.history)}</h{level}>{bullets(dict.fromkeys(lines))}{changed}"


def _safe(claim: Claim) -> str:
    return f"{short_hash(claim.id)}-{claim.version}"


def _step(book: Book, decision: Decision, texts: Texts) -> str:
    step = decision.step
    what = f"{texts.steps[step.kind]} ({_fields(step.fields, texts)})"
    day = day_of(decision.time)
    if book.public:
        return e(texts.step_on.format(day, what))
    why = f" {said(step.why)}" if step.why else ""
    return e(texts.step_by.format(day, what, book.persons.get(decision.key, decision.key))) + why


def _fields(fields: Sequence[str], texts: Texts) -> str:
    return ", ".join(texts.fields.get(name, name) for name in fields) or texts.all_fields


def corrected_table(book: Book, old: Claim, new: Claim, texts: Texts, id_: str) -> str:
    """What a correction changed."""
    rows = [
        (e(texts.fields[name]), value(book, old, name, texts), value(book, new, name, texts))
        for name in _COMPARED
        if getattr(old, name) != getattr(new, name)
    ]
    caption = texts.corrected.format(new.version, old.version)
    return table(id_, caption, (texts.field, texts.was, texts.now), rows) if rows else f"<p>{e(caption)}</p>"


# -- held against each other -------------------------------------------------------------------------------------------


def pairs_seen(told: EventTold) -> list[Pair]:
    """Pairs of claims that may both be seen and do not simply agree."""
    if told.told is None:
        return []
    mine = set(told.ids.values())
    return [pair for pair in told.told.pairs if pair.fit is not Fit.AGREES and {pair.one, pair.other} <= mine]


def _compared(book: Book, told: EventTold, texts: Texts) -> str:
    pairs = pairs_seen(told)
    if not pairs:
        return ""
    claims = {told.ids[claim.id]: claim for claim, _ in told.ties}
    claims |= {told.ids[row.claim.id]: row.claim for row in told.rows}
    rows = [
        (
            e(texts.fields[field.field.partition(".")[0]]),
            _side(book, claims[pair.one], field, pair.one, texts),
            _side(book, claims[pair.other], field, pair.other, texts),
            _lie(field, pair, texts),
        )
        for pair in pairs
        for field in pair.fields
    ]
    heads = (texts.field, texts.first_says, texts.other_says, texts.lie)
    id_ = f"{book.anchor(told.event)}-compared"
    return f"<p>{e(texts.compared_lead)}</p>{table(id_, texts.compared, heads, rows)}"


def _side(book: Book, claim: Claim, field: FieldFit, id_: str, texts: Texts) -> str:
    name, _, part = field.field.partition(".")
    finer = f" <strong>({e(texts.finer)})</strong>" if field.finer == id_ else ""
    words = value(book, claim, "quotes" if name == "event" else name, texts, Part(part) if part else None)
    return f"{words}{finer}<br>{code(claim.id)}"


def _lie(field: FieldFit, pair: Pair, texts: Texts) -> str:
    note = f"<br>{e(texts.one_origin)}" if pair.one_origin else ""
    return f'<strong class="fit-{field.fit.value}">{e(texts.fits[field.fit])}</strong>{note}'


def value(book: Book, claim: Claim, name: str, texts: Texts, part: Part | None = None) -> str:
    """One field of a claim as it may be seen."""
    if name == "participants":
        each = [one for one in claim.participants if part in (None, one.role)]
        if part is not None:
            return ", ".join(participant_line(one, book, texts) for one in each) or e(texts.not_said)
        return who_line(claim, book, texts)
    if name == "date":
        return date_line(claim.date, texts)
    if name == "count":
        return count_line(claim.count, texts) if claim.count is not None else e(texts.not_said)
    if name == "quotes":
        quotes = [word(each.text) if each.text else e(texts.withheld) for each in claim.quotes]
        return "<br>".join(quotes) or e(texts.not_said)
    if name == "place":
        return book.name(claim.place) if claim.place else e(texts.not_said)
    spoken = {"type": texts.types[claim.type], "kind": texts.kinds[claim.kind], "hedge": texts.hedges[claim.hedge]}
    if name in spoken:
        return e(spoken[name])
    text = getattr(claim, name)
    return word(text) if text else e(texts.not_said)
