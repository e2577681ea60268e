"""Adding claims: each is held against its source, word by word, and against what the ledger knows already."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from witnessbox.ledger.document import UNKNOWN_OFFSET, LedgerDocument
from witnessbox.ledger.entities import Entities
from witnessbox.ledger.sources import ISOLATION, words_at
from witnessbox.ledger.texts import Span, places_of
from witnessbox.model.acts import Operation
from witnessbox.model.claims import CONFIRMABLE, Claim, Quote, Reference
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.ledger import ClaimStatus, Source
from witnessbox.model.records import dataclass
from witnessbox.model.shown import exact_text
from witnessbox.vault import ledger
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.keys import Signer

TOGETHER = 2000
"""Claims in one operation: some three megabytes of records in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of adding a document.

    Attributes:
        source: the source that its claims rest on.
        new: ids of the claims that are new.
        corrected: ids of those that got a new version.
        known: how many were there already, the same.
        entities: keys of the entities that are new or told anew; pseudonyms for protected people.
    """

    source: str
    new: tuple[str, ...]
    corrected: tuple[str, ...]
    known: int
    entities: tuple[str, ...]


def add_document(case: Case, person: Signer, document: LedgerDocument, *, correct: bool = False) -> Added:
    """Add what a document says.

    Args:
        case: an open case.
        person: who signs, a ledger keeper.
        document: what was read.
        correct: whether claims that are there already and differ get a new version.

    Raises:
        UnknownObjectError: its source is not registered.
        UsageError: it does not fit its source or the ledger; nothing was added.
        KeyProblemError: the person is no ledger keeper.
    """
    with case.writing() as writer:
        return _Adding(writer, person, document, correct=correct).run()


class _Adding:
    def __init__(self, writer: Writer, person: Signer, document: LedgerDocument, *, correct: bool) -> None:
        self.writer, self.person, self.document, self.correct = writer, person, document, correct
        self.catalogue = writer.catalogue
        self.entities = Entities(writer)
        self.new: list[Claim] = []
        self.corrected: list[Claim] = []
        self.known = 0

    def run(self) -> Added:
        document = self.document
        self._check_references()
        source = self._source() if document.claims else None
        claims = document.claims if source is None else _quoted(self.writer.case, source, document.claims)
        pending = [self._sorted_in(claim) for claim in claims]
        self.entities.take(document.entities)
        first: list[tuple[str, object]] = [("entity", each) for each in self.entities.made]
        first += [("event", each) for each in document.events if ledger.event(self.catalogue, each.id) != each]
        known_consents = tuple(ledger.consents(self.catalogue))
        records = [("claim", self.entities.renamed_in(claim)) for claim in pending if claim is not None]
        first += [("consent", each) for each in document.consents if each not in known_consents]
        known_lists = {each for each, _ in ledger.list_statements(self.catalogue)}
        first += [("lists", each) for each in document.lists if each not in known_lists]
        while first or records:
            opened = self.writer.open_operation(Operation.LEDGER, self.person, isolation=ISOLATION)
            self.writer.close_operation(opened, self.person, [[*first, *records[:TOGETHER]]])
            first, records = [], records[TOGETHER:]
        return Added(
            source=document.source,
            new=tuple(claim.id for claim in self.new),
            corrected=tuple(claim.id for claim in self.corrected),
            known=self.known,
            entities=tuple(each.key for each in self.entities.made),
        )

    def _source(self) -> Source:
        source = ledger.source(self.catalogue, self.document.source)
        if source is None:
            raise UnknownObjectError(
                f"{self.document.source}: no such source in the ledger; register its text first with "
                "`witnessbox ledger source CASE FILE`, or name the text with --text FILE"
            )
        told = self.document.note
        if told.sha256 and told.sha256 != source.sha256:
            raise UsageError(
                f"{source.id}: the document rests on other bytes ({told.sha256[:16]}…) than this source; "
                "check which version of the text its spans count in"
            )
        return source

    def _check_references(self) -> None:
        """Everything that claims name must be there, in the document or in the ledger."""
        keys = {each.key for each in self.document.entities}
        ids = {each.id for each in self.document.claims} | {each.event for each in self.document.claims}
        known: dict[str, bool] = {}
        for claim in self.document.claims:
            for key in (claim.place, *(each.source for each in claim.attribution)):
                if key is None or key in keys or key == claim.source:
                    continue
                if key not in known:
                    known[key] = self.entities.knows(key) or ledger.source(self.catalogue, key) is not None
                if not known[key]:
                    raise UsageError(
                        f"{claim.id}: names {key}, which is no entity and no source here; add it to the "
                        "`entities` of the document, or first add a document that has nothing but entities"
                    )
            for tie in claim.relations:
                if tie.target not in ids and not self._there(tie.target):
                    raise UsageError(
                        f"{claim.id}: {tie.kind} {tie.target}, which is no claim and no event here; "
                        "write the target as SOURCE:LABEL, `witnessbox ledger timeline` lists them"
                    )
            for moment in claim.moments:
                if self.catalogue.content(moment.content) is None:
                    raise UnknownObjectError(
                        f"{claim.id}: {moment.content}: no such content in this case; `witnessbox items` lists them"
                    )
        for consent in self.document.consents:
            subject = ledger.entity(self.catalogue, consent.subject)
            if subject is None or subject.protection is None:
                raise UsageError(f"{consent.id}: {consent.subject} is no subject of this ledger; name a pseudonym")

        for stated in self.document.lists:
            if stated.place and stated.place not in keys and not self.entities.knows(stated.place):
                raise UsageError(f"{stated.id}: {stated.place} is no place or facility here; add it to the entities")
            for key in (key for each in stated.lists for key in each.sources):
                if ledger.source(self.catalogue, key) is None:
                    raise UnknownObjectError(
                        f"{stated.id}: {key}: no such source in the ledger; `witnessbox ledger show CASE` lists them"
                    )

    def _there(self, target: str) -> bool:
        if ledger.versions(self.catalogue, target):
            return True
        return next(ledger.claims(self.catalogue, ledger.Wanted(event=target)), None) is not None

    def _sorted_in(self, claim: Claim) -> Claim | None:
        """The claim as it is to be written, None when it is there already."""
        versions = ledger.versions(self.catalogue, claim.id)
        if not versions:
            self.new.append(claim)
            return claim
        last = versions[-1]
        told = replace(self._with_pseudonyms(claim, last), version=last.version)
        if ledger.one_event(self.catalogue, told.event, last.event):  # an export names the one that stands for both
            told = replace(told, event=last.event)
        if told == last or replace(told, proposer=last.proposer) == last:
            self.known += 1
            return None
        if not self.correct:
            names = ", ".join(_differing(told, last)) or "a remark"
            raise UsageError(
                f"{claim.id}: is in the ledger already and differs in {names}; add it with --correct to keep both, "
                "the new one as its correction"
            )
        row = ledger.claim_row(self.catalogue, claim.id)
        if row is not None and row.status is ClaimStatus.RETRACTED:
            raise UsageError(f"{claim.id}: was retracted; add what its source says now as a new claim")
        corrected = replace(told, version=last.version + 1)
        self.corrected.append(corrected)
        return corrected

    def _with_pseudonyms(self, claim: Claim, last: Claim) -> Claim:
        """The same document again: its own keys of protected people stand for the pseudonyms they got then."""
        hidden = {each.key for each in self.document.entities if each.protection is not None}
        if not hidden or len(claim.participants) != len(last.participants):
            return claim
        pairs = zip(claim.participants, last.participants, strict=True)
        return replace(
            claim,
            participants=tuple(
                old if new.entity in hidden and new.refers is Reference.ENTITY and new.role is old.role else new
                for new, old in pairs
            ),
        )


def _differing(one: Claim, other: Claim) -> Iterator[str]:
    return (name for name in CONFIRMABLE if getattr(one, name) != getattr(other, name))


# -- quotes ------------------------------------------------------------------------------------------------------------


def _quoted(case: Case, source: Source, claims: Sequence[Claim]) -> list[Claim]:
    """Claims whose quotes stand in their source where they say.

    Raises:
        UsageError: they do not.
    """
    if source.receipt is not None:  # the words stay where the source is
        return [replace(claim, quotes=tuple(_unworded(claim, quote) for quote in claim.quotes)) for claim in claims]
    unplaced = {each.text for claim in claims for each in claim.quotes if each.start == UNKNOWN_OFFSET and each.text}
    places = _places(case, source, unplaced)
    found = [
        replace(claim, quotes=tuple(_placed(source, claim, each, places) for each in claim.quotes)) for claim in claims
    ]
    spans = sorted({(each.start, each.end) for claim in found for each in claim.quotes})
    words = words_at(case, source, [Span(start=start, end=end) for start, end in spans]) if spans else {}
    for claim in found:
        for quote in claim.quotes:
            if words is None:
                raise UsageError(
                    f"{claim.id}: {source.id} has no plain text to quote from; register it again under another key "
                    "with --text FILE"
                )
            there = words[Span(start=quote.start, end=quote.end)]
            if there != quote.text:
                raise UsageError(
                    f"{claim.id}: at {quote.start} to {quote.end} {source.id} has “{exact_text(there[:60])}”, not "
                    f"“{exact_text(quote.text[:60])}”{_elsewhere(case, source, quote)}"
                )
    return found


def _unworded(claim: Claim, quote: Quote) -> Quote:
    if not 0 <= quote.start <= quote.end:
        raise UsageError(f"{claim.id}: its source is confidential; say by start and end where the words stand in it")
    return replace(quote, text="")


def _placed(source: Source, claim: Claim, quote: Quote, known: Mapping[str, Sequence[Span]]) -> Quote:
    if quote.start != UNKNOWN_OFFSET:
        if not 0 <= quote.start < quote.end or not quote.text:
            raise UsageError(f"{claim.id}: a quote runs from start to end, and has words; mend it or leave both out")
        return quote
    places = known.get(quote.text, ())
    if len(places) != 1:
        how = "do not stand" if not places else "stand more than once"
        raise UsageError(
            f"{claim.id}: “{exact_text(quote.text[:60])}” {how} in {source.id}; copy the words, or say start and end"
        )
    return replace(quote, start=places[0].start, end=places[0].end)


def _elsewhere(case: Case, source: Source, quote: Quote) -> str:
    places = _places(case, source, {quote.text} - {""}).get(quote.text)
    if not places:
        return "; the words stand nowhere in it: copy them from the text as it is, blanks and apostrophes too"
    return f"; the words stand at {places[0].start} to {places[0].end}: say so"


def _places(case: Case, source: Source, words: Collection[str]) -> dict[str, list[Span]]:
    """Where words stand in a source, twice at most; a text is gone through once for all of them."""
    if source.text is None or not words:
        return {}
    descriptor = case.objects.open(source.text)
    try:
        return places_of(descriptor, words)
    finally:
        os.close(descriptor)
