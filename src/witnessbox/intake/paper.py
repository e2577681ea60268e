"""The acquisition report in words: parts that a renderer lays out, in one language.

Every string that came from the trove, a worker or a person is shown so that it can neither hide nor pass for something
else; renderers only have to keep it from being taken for markup.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from witnessbox.intake.export_parts import date_time
from witnessbox.intake.report import BATCHES, PlacedExpansion, PlacedItem, Report, Signatory, SignedEntry
from witnessbox.intake.report_reasons import reason_words
from witnessbox.intake.report_texts import TEXTS, Texts
from witnessbox.model.acts import Circumstances
from witnessbox.model.items import Item, Outcome
from witnessbox.model.media import Isolation
from witnessbox.model.shown import exact_path, exact_text, without_digests
from witnessbox.model.spelling import likely_spelling

MOST_SHOWN = 2000
"""Characters of one name or reason; archives can hold names of 64 KiB."""
TABLE_TEXT = 1_000_000
"""Characters of one table, after which it is cut: some hundred pages."""
RANGES = 8
"""Most missing ranges that stand beside one item."""


class Style(StrEnum):
    """How a string is set."""

    PLAIN = "plain"
    NAME = "name"
    """A raw name: letters of one width, and a place to break the line everywhere."""
    CODE = "code"
    """A digest or key, likewise."""
    STRONG = "strong"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a cell or field; it may be broken where it does not fit."""

    text: str
    style: Style = Style.PLAIN


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Names and what stands behind each."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a head.

    Attributes:
        head: one a column.
        widths: shares of the width, one a column; 0 for as little as it needs.
        numbers: columns that hold numbers.
        rows: cells.
    """

    head: tuple[str, ...]
    widths: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The twelve words of a seal."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """Text that must be copied as it is, line by line."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Lines to sign on."""

    labels: tuple[str, ...]


Part = Heading | Paragraph | Fields | Table | Words | Bullets | Verbatim | ByHand


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report in words.

    Attributes:
        language: `en` or `ru`.
        title: on top.
        subtitle: below it, and on every page.
        page: what stands below every page, with `{page}` and `{pages}`.
        made: seconds since 1970 UTC.
        parts: what follows.
    """

    language: str
    title: str
    subtitle: str
    page: str
    made: int
    parts: tuple[Part, ...]


def write_paper(report: Report, language: str) -> Paper:
    """Put a report into words.

    Args:
        report: what was gathered.
        language: one of `TEXTS`.
    """
    texts = TEXTS[language]
    return Paper(
        language=language,
        title=texts.title,
        subtitle=texts.subtitle.format(number=report.number, case=report.case_id),
        page=texts.page,
        made=int(report.made) // 10**9,
        parts=tuple(_Writer(report, texts).parts()),
    )


def _plain(text: object) -> Cell:
    return (Line(text=str(text)),)


def _code(text: str) -> Cell:
    return (Line(text=text, style=Style.CODE),)


def _when(nanoseconds: str) -> str:
    return datetime.fromtimestamp(int(nanoseconds) // 10**9, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _number(value: int) -> str:
    """Digits in groups of three, with blanks that do not break."""
    return f"{value:,}".replace(",", "\u00a0")


class _Writer:
    def __init__(self, report: Report, texts: Texts) -> None:
        self._report, self._texts = report, texts

    def parts(self) -> Iterable[Part]:
        yield Paragraph(text=self._texts.lead)
        yield from self._seal()
        yield from self._acquisition()
        yield from self._results()
        yield from self._not_whole()
        yield from self._recovered()
        yield from self._opened()
        yield from self._items()
        yield from self._log()
        yield from self._anchors()
        yield from self._end()

    # -- what was said and done ------------------------------------------------------------------------------------

    def _seal(self) -> Iterable[Part]:
        texts, seal = self._texts, self._report.seal
        under = str(seal.acquisitions)
        if self._report.acquisitions != seal.acquisitions or seal.acquisitions > 1:
            under = texts.seal_later.format(number=seal.acquisitions, total=self._report.acquisitions)
        yield Heading(text=texts.seal)
        yield Words(words=seal.words)
        yield Paragraph(text=texts.seal_lead)
        yield Fields(rows=((texts.root, _code(seal.root)), (texts.under_seal, _plain(under))))

    def _acquisition(self) -> Iterable[Part]:
        texts, report, request = self._texts, self._report, self._report.request
        said = report.opened.circumstances or Circumstances()
        for_whom = (
            (texts.recipient, request.recipient),
            (texts.purpose, request.purpose),
            (texts.legal_basis, request.legal_basis),
        )
        yield Heading(text=texts.circumstances)
        yield Fields(
            rows=(
                (texts.device, self._said(said.device)),
                (texts.evidence_bag, self._said(said.evidence_bag)),
                (texts.write_blocker, self._said(said.write_blocker)),
                (texts.taken_by, self._who(report.began.name, report.began.key)),
                (texts.began, _plain(_when(report.began.time))),
                (texts.ended, _plain(_when(report.ended.time))),
                (texts.clock_offset, self._said(said.clock_offset)),
                (texts.zone, self._said(said.zone)),
                (texts.program, _plain(exact_text(report.opened.program))),
                (texts.confined, _plain(self._confined(report.isolation))),
                (texts.made, _plain(_when(report.made))),
                (texts.maker, self._who(*report.maker)),
                *((name, self._said(text)) for name, text in for_whom if text),
                (texts.digests, _plain(texts.digests_given if request.digests else texts.digests_withheld)),
            )
        )
        yield Paragraph(text=texts.clock, style=Style.SMALL)
        yield Paragraph(text=texts.informant, style=Style.SMALL)

    def _said(self, text: str) -> Cell:
        return _plain(exact_text(text) if text else self._texts.not_said)

    def _who(self, name: str, key: str) -> Cell:
        return Line(text=exact_text(name)), Line(text=f"{self._texts.key} {key}", style=Style.CODE)

    def _confined(self, isolation: Isolation | None) -> str:
        if isolation is None:
            return self._texts.not_said
        words = self._texts.confined_by
        held = [
            (True, words["process"]),
            (isolation.landlock_abi > 0, words["landlock"].format(abi=isolation.landlock_abi)),
            (True, self._texts.network[isolation.network]),
            (isolation.seccomp, words["seccomp"]),
            (isolation.user_namespace, words["namespace"]),
            (isolation.capabilities_dropped, words["capabilities"]),
            (isolation.rlimits, words["rlimits"]),
        ]
        return ", ".join(word for holds, word in held if holds)

    # -- counts ----------------------------------------------------------------------------------------------------

    def _results(self) -> Iterable[Part]:
        texts, report, closed = self._texts, self._report, self._report.closed
        yield Heading(text=texts.results)
        outcomes = [(each, closed.outcomes[each.value]) for each in Outcome if closed.outcomes.get(each.value)]
        yield Table(
            head=(texts.outcome, texts.meaning, texts.items),
            widths=(0, 1, 0),
            numbers=(2,),
            rows=(
                *(
                    (_strong(texts.outcomes[each]), _plain(texts.outcome_meanings[each]), _plain(_number(number)))
                    for each, number in outcomes
                ),
                (_strong(texts.all_rows), _plain(""), _strong(_number(report.total))),
            ),
        )
        if report.kinds:
            yield self._kinds()
        yield Paragraph(text=texts.contents_why, style=Style.SMALL)
        recheck = texts.rechecks[closed.recheck]
        if closed.compared:
            recheck += f" ({texts.compared.format(number=_number(closed.compared))})"
        batches = report.batches
        interrupted = texts.interrupted.format(resumed=batches.resumed, number=_number(batches.number))
        yield Fields(
            rows=(
                (texts.recheck, _plain(recheck)),
                (texts.read_errors, _plain(self._read_errors())),
                (texts.known, _plain(texts.known_items.format(number=_number(closed.known)))),
                (texts.interruptions, _plain(interrupted if batches.resumed else texts.none)),
            )
        )

    def _kinds(self) -> Table:
        texts, kinds = self._texts, self._report.kinds
        return Table(
            head=(texts.kind, texts.items, texts.contents, texts.size),
            widths=(1, 0, 0, 0),
            numbers=(1, 2, 3),
            rows=(
                *(
                    (
                        _strong(texts.kinds[row.kind]),
                        _plain(_number(row.items)),
                        _plain(_number(row.contents)),
                        _plain(_number(row.size)),
                    )
                    for row in kinds
                ),
                (
                    _strong(texts.all_rows),
                    _strong(_number(sum(row.items for row in kinds))),
                    _strong(_number(sum(row.contents for row in kinds))),
                    _strong(_number(sum(row.size for row in kinds))),
                ),
            ),
        )

    def _read_errors(self) -> str:
        bad = [(each, self._report.source_outcomes.get(each, 0)) for each in (Outcome.UNREADABLE, Outcome.PARTIAL)]
        words = [f"{self._texts.outcomes[each]}: {_number(number)}" for each, number in bad if number]
        return ", ".join(words) or self._texts.none

    # -- lists -----------------------------------------------------------------------------------------------------

    def _not_whole(self) -> Iterable[Part]:
        texts, report = self._texts, self._report
        yield Heading(text=texts.not_whole)
        if not report.not_whole:
            yield Paragraph(text=texts.not_whole_none)
            return
        yield Paragraph(text=texts.not_whole_lead)
        rows = _bounded(
            (
                _plain(row),
                _strong(texts.outcomes[each.item.outcome]),
                self._name(each),
                _plain(_number(each.item.size)),
                (*self._reason(each.item.reason), *self._missing(each.item)),
            )
            for row, each in enumerate(report.not_whole, 1)
        )
        head = (texts.row, texts.what, texts.name, texts.size, texts.why)
        yield Table(head=head, widths=(0, 0, 4, 0, 4), numbers=(3,), rows=rows)
        yield from self._cut(len(rows), report.not_whole_total)
        yield from self._how_names_are_shown()

    def _recovered(self) -> Iterable[Part]:
        texts, report = self._texts, self._report
        if not report.recovered:
            return
        yield Heading(text=texts.recovered)
        yield Paragraph(text=texts.recovered_lead)
        yield Table(
            head=(texts.state, texts.items),
            widths=(1, 0),
            numbers=(1,),
            rows=tuple((_plain(texts.recoveries[state]), _plain(_number(count))) for state, count in report.recovered),
        )
        rows = _bounded(
            (
                _plain(row),
                self._name(each),
                _plain(_number(each.item.size)),
                (
                    *(_plain(texts.recoveries[each.item.recovery]) if each.item.recovery else ()),
                    *self._reason(each.item.reason),
                ),
            )
            for row, each in enumerate(report.recovered_items, 1)
        )
        head = (texts.row, texts.name, texts.size, texts.state)
        yield Table(head=head, widths=(0, 4, 0, 4), numbers=(2,), rows=rows)
        yield from self._cut(len(rows), sum(count for _, count in report.recovered))

    def _opened(self) -> Iterable[Part]:
        texts, report = self._texts, self._report
        yield Heading(text=texts.opened)
        if not report.expansions:
            yield Paragraph(text=texts.opened_none)
            return
        yield Paragraph(text=texts.opened_lead)
        rows = _bounded(self._container(row, each) for row, each in enumerate(report.expansions, 1))
        head = (texts.row, texts.name, texts.state, texts.members, texts.reader)
        yield Table(head=head, widths=(0, 4, 4, 0, 3), numbers=(3,), rows=rows)
        yield from self._cut(len(rows), report.expansions_total)

    def _container(self, row: int, placed: PlacedExpansion) -> tuple[Cell, ...]:
        texts, reading = self._texts, placed.expansion.reading
        state = [Line(text=texts.states[reading.state], style=Style.STRONG)]
        state += [Line(text=f"{texts.alarm}: {self._foreign(alarm)}", style=Style.STRONG) for alarm in reading.alarms]
        if reading.reason not in reading.alarms:
            state += self._reason(reading.reason)
        if reading.bound and reading.bound not in (reading.reason or ""):
            state.append(Line(text=texts.bound.format(bound=exact_text(reading.bound)), style=Style.SMALL))
        again = texts.no_second_count
        if reading.second_reader is not None and reading.second_members is not None:
            again = texts.second_count.format(
                number=_number(reading.second_members), reader=exact_text(reading.second_reader)
            )
        reader = (Line(text=exact_text(reading.reader)), Line(text=again, style=Style.SMALL))
        return _plain(row), self._place(placed.place), tuple(state), _plain(_number(reading.members)), reader

    def _items(self) -> Iterable[Part]:
        texts, report = self._texts, self._report
        if not report.items:
            return
        yield Heading(text=texts.item_list)
        yield Paragraph(text=texts.item_list_lead)
        rows = _bounded(
            (
                _plain(row),
                self._name(each),
                _plain(_number(each.item.size)),
                _plain(self._modified(each.item)),
                _plain(texts.outcomes[each.item.outcome]),
            )
            for row, each in enumerate(report.items, 1)
        )
        head = (texts.row, texts.name, texts.size, texts.modified, texts.what)
        yield Table(head=head, widths=(0, 5, 0, 3, 0), numbers=(2,), rows=rows)
        yield from self._cut(len(rows), report.total)
        yield from self._how_names_are_shown()

    def _name(self, placed: PlacedItem) -> Cell:
        """Where an item is, and its digest where that was decided."""
        content = placed.item.content
        if self._report.request.digests and content is not None:
            return self._place(placed.place, Line(text=f"{self._texts.digest} {content}", style=Style.CODE))
        return self._place(placed.place)

    def _place(self, place: Sequence[bytes], *about: Line) -> Cell:
        """A name, what is said about it, and the containers around it."""
        shown = [self._shown(path) for path in place]
        if len(shown) < 2:
            return (*itertools.chain(*shown), *about)
        inside = self._texts.inside if len(shown) == 2 else self._texts.inside_many
        return (*shown[-1], *about, Line(text=inside, style=Style.SMALL), *itertools.chain(*shown[:-1]))

    def _shown(self, path: bytes) -> Cell:
        """A raw name, and how it was probably meant where it is no UTF-8."""
        line = Line(text=self._hidden(exact_path(path)), style=Style.NAME)
        meant = likely_spelling(path)
        if meant is None:
            return (line,)
        text = self._hidden(exact_path(meant.text.encode()))
        return (line, Line(text=self._texts.meant.format(name=text, code_page=meant.code_page), style=Style.SMALL))

    def _reason(self, reason: str | None) -> Cell:
        return () if reason is None else _plain(self._foreign(reason))

    def _foreign(self, text: str) -> str:
        """What a program wrote, in the language of the paper where there is a translation."""
        return self._hidden(exact_text(reason_words(text, self._texts.language)))

    def _hidden(self, text: str) -> str:
        """Text of bearable length without anything that could be a digest, unless those were asked for."""
        if not self._report.request.digests:
            text = without_digests(text, self._texts.hidden_digits)
        if len(text) <= MOST_SHOWN:
            return text
        return text[:MOST_SHOWN] + self._texts.shortened.format(number=_number(len(text)))

    def _missing(self, item: Item) -> Cell:
        texts = self._texts
        lines = [
            texts.missing.format(first=_number(run.offset or 0), last=_number((run.offset or 0) + run.length - 1))
            for run in item.missing[:RANGES]
        ]
        if len(item.missing) > RANGES:
            lines.append(texts.more_ranges.format(number=_number(len(item.missing) - RANGES)))
        return tuple(Line(text=line, style=Style.SMALL) for line in lines)

    def _modified(self, item: Item) -> str:
        time = date_time(item.times.modified, local=item.times.local)
        if time is None:
            return "–"
        shown = time.replace("T", " ").partition(".")[0].removesuffix("Z")
        return self._texts.no_zone.format(time=shown) if item.times.local else f"{shown} UTC"

    def _cut(self, listed: int, total: int) -> Iterable[Part]:
        if listed < total:
            yield Paragraph(text=self._texts.cut.format(listed=_number(listed), total=_number(total)))

    def _how_names_are_shown(self) -> Iterable[Part]:
        yield Paragraph(text=f"{self._texts.names_how} {self._texts.english}".strip(), style=Style.SMALL)

    # -- the log ---------------------------------------------------------------------------------------------------

    def _log(self) -> Iterable[Part]:
        texts, report = self._texts, self._report
        yield Heading(text=texts.log)
        yield Paragraph(text=texts.log_lead)
        yield Table(
            head=(texts.entry, texts.what_happened, texts.time, texts.signer),
            widths=(0, 5, 0, 3),
            rows=tuple(
                (
                    _plain(entry.position),
                    (Line(text=self._happened(entry)), Line(text=entry.digest, style=Style.CODE)),
                    _plain(_when(entry.time).removesuffix(" UTC")),
                    self._signer(entry.name, entry.key),
                )
                for entry in report.entries
            ),
        )
        listed = min(report.batches.number, BATCHES)
        if listed < report.batches.number:
            yield Paragraph(text=texts.entries_cut.format(listed=listed, total=_number(report.batches.number)))
        yield Table(
            head=(texts.person, texts.role, texts.key_id, texts.signed_entries),
            widths=(2, 3, 4, 0),
            numbers=(3,),
            rows=tuple(
                (
                    self._signer(each.name, each.key, with_key=False),
                    _plain(self._roles(each)),
                    _code(each.key),
                    _plain(_number(each.entries)),
                )
                for each in report.signatories
            ),
        )
        yield Paragraph(text=texts.checked)
        yield Bullets(texts=texts.checks)
        yield Paragraph(text=texts.checkpoint, style=Style.STRONG)
        yield Paragraph(text=texts.checkpoint_lead.format(number=_number(report.log_size), key=report.program_key))
        yield Verbatim(text=report.checkpoint.rstrip("\n"))

    def _happened(self, entry: SignedEntry) -> str:
        words = self._texts.entry_kinds[entry.kind]
        return words.format(operation=self._texts.operations[entry.operation]) if entry.operation else words

    def _signer(self, name: str, key: str, *, with_key: bool = True) -> Cell:
        shown = self._texts.program_key if key == self._report.program_key else exact_text(name)
        return (Line(text=shown), Line(text=key, style=Style.CODE)) if with_key else _plain(shown)

    def _roles(self, signatory: Signatory) -> str:
        texts = self._texts
        words = [texts.roles[role] for role in signatory.roles] + ([texts.revoked] if signatory.revoked else [])
        return ", ".join(words) or "–"

    def _anchors(self) -> Iterable[Part]:
        texts, anchored = self._texts, self._report.anchored
        yield Heading(text=texts.anchors)
        if not anchored:
            yield Paragraph(text=texts.anchors_none)
            return
        yield Paragraph(text=texts.anchor_lead)
        yield Table(
            head=(texts.anchored, texts.anchor_size, texts.anchor_policy, texts.anchor_serial, texts.anchor_checked),
            widths=(0, 0, 3, 4, 4),
            rows=tuple(
                (
                    _plain(_when(each.time).removesuffix(" UTC")),
                    _plain(f"1–{each.size}"),
                    _code(exact_text(each.policy)),
                    _code(exact_text(each.serial)),
                    _plain(texts.anchor_checks[bool(each.certificates)]),
                )
                for each in anchored
            ),
        )

    def _end(self) -> Iterable[Part]:
        texts = self._texts
        yield Heading(text=texts.limits)
        yield Bullets(texts=texts.limits_list)
        yield Heading(text=texts.check)
        yield Bullets(texts=texts.check_steps)
        yield Heading(text=texts.by_hand)
        yield ByHand(labels=texts.by_hand_lines)


def _strong(text: str) -> Cell:
    return (Line(text=text, style=Style.STRONG),)


def _bounded(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows as long as their text is bearable; one at least."""
    taken: list[tuple[Cell, ...]] = []
    text = 0
    for row in rows:
        text += sum(len(line.text) for cell in row for line in cell)
        if taken and text > TABLE_TEXT:
            break
        taken.append(row)
    return tuple(taken)
