"""Who sees what of the ledger when it leaves the case.

For the public, victims, witnesses, minors and the informant are pseudonyms unless a consent allows more; suspects'
names wait for a person's review; words that may name any of them are left out, and so are the keeper's remarks. Claims
that nobody confirmed stay in the case. Digests of sealed contents leave with no export: whoever holds the same footage
could tell by them which copy leaked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from witnessbox.model.claims import Claim, ClaimDate, Participant, Quote, Reference
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import ClaimStatus, Entity, EntitySchema, Source
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import ClaimRow
from witnessbox.vault.ledger_named import KeySet, Named, ShownKeys

WITHHELD = "(withheld)"
_OTHERS = frozenset(EntitySchema) - {EntitySchema.PERSON}

ACCUSING = frozenset(
    {
        ClaimType.INVESTIGATION,
        ClaimType.CASE_OPENED,
        ClaimType.CASE_REFUSED,
        ClaimType.CASE_CLOSED,
        ClaimType.CHARGES_PURSUED,
        ClaimType.CHARGE,
        ClaimType.CHARGES_DROPPED,
        ClaimType.HEARING,
        ClaimType.TRIAL,
        ClaimType.CONVICTION,
        ClaimType.SENTENCE,
        ClaimType.ACQUITTAL,
        ClaimType.APPEAL,
        ClaimType.PARDON,
        ClaimType.WANTED_LISTING,
        ClaimType.WANTED_DELISTING,
        ClaimType.ARREST,
        ClaimType.ARREST_IN_ABSENTIA,
        ClaimType.DETENTION,
        ClaimType.SEARCH,
        ClaimType.EXTRADITION,
    }
)
"""Types whose patient is under suspicion, or was."""

PUBLIC = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.DISPUTED})
"""Claims that the public may see: people stand behind them, or did and somebody doubts them."""

_CYRILLIC = re.compile("[а-я]")
_SHORTEST_NAME = 3
"""Letters of a word that counts as part of a name."""


class Audience(StrEnum):
    """For whom an export is."""

    PUBLIC = "public"
    ALL = "all"
    """People of the case, or a court: all that the ledger holds in the clear."""


@dataclass(slots=True)
class View:
    """The ledger as an audience sees it; names and claims come out changed where something must not be seen.

    Args:
        catalogue: of the case.
        audience: for whom.
        today: the day on which consents are asked.
        reviewed: keys of suspects whose names go out this time, beside those that a recorded review lets out.

    Raises:
        UsageError: a review says that one of these names must not go out, or there is nobody of that key.
    """

    catalogue: Catalogue
    audience: Audience
    today: datetime.date
    reviewed: frozenset[str] = frozenset()
    _named: Named = field(init=False)
    _keys: ShownKeys = field(init=False)
    _sources: dict[str, str] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)
    _sources_back: dict[str, str] = field(default_factory=dict)
    _words: KeySet = field(init=False)
    _beginnings: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn who is a suspect, which sources speak of protected people, who is named at all."""
        public = self.audience is Audience.PUBLIC
        self._named = Named(self.catalogue, PUBLIC if public else frozenset(ClaimStatus))
        self._keys, self._words = ShownKeys(self.catalogue), KeySet(self.catalogue)
        self._hide_sources()
        if public:
            self.reviewed |= self._reviewed()
            self._hide_suspects(self._hide_protected())
            self._hide_keys()

    def _reviewed(self) -> set[str]:
        """Keys of those whose names a recorded review lets out; the last one about somebody counts."""
        last = {row.review.subject: row.review for row in ledger.name_reviews(self.catalogue)}
        for key in sorted(self.reviewed):
            if ledger.entity(self.catalogue, key) is None:
                raise UsageError(f"--name {key}: no such entity; `witnessbox ledger show CASE` lists them")
            if key in last and not last[key].public:
                raise UsageError(
                    f"--name {key}: was reviewed, and is not to be named in public ({last[key].ground}); "
                    "`witnessbox ledger review` can say otherwise, with a ground"
                )
        return {key for key, review in last.items() if review.public}

    def _hide_protected(self) -> set[str]:
        """Protected people; gives the keys of those whose story may not be told."""
        allowed: dict[str, set[str]] = {}
        for consent in ledger.consents(self.catalogue):
            for scope in consent.scope:
                if consent.allows(scope, "public", self.today.isoformat()):
                    allowed.setdefault(consent.subject, set()).add(scope)
        silent = set()
        for entity in ledger.protected(self.catalogue):
            subject = entity.subject_id
            if subject is None:
                continue
            scopes = allowed.get(subject, set())
            named = "name" in scopes and entity.identity is None
            if not named:
                self._keys.add(entity.key, subject)
            if "story" not in scopes:
                silent.add(entity.key)
                if entity.identity is None:
                    self._note_words(entity)
                else:  # the name is sealed, so no word can be held against it
                    self._silent.update(self._named.telling_of(entity.key))
        return silent

    def _note_words(self, entity: Entity) -> None:
        for name in (entity.name, *entity.as_written):
            for word in map(_stem, (each for each in _plain(name).split() if len(each) >= _SHORTEST_NAME)):
                self._words.add(word)
                self._beginnings.setdefault(word[:_SHORTEST_NAME], set()).add(len(word))

    def _hide_sources(self) -> None:
        for source in ledger.sources(self.catalogue):
            hidden = self.audience is Audience.PUBLIC and source.receipt is not None
            self._sources[source.id] = f"confidential-{len(self._sources) + 1}" if hidden else source.id

    def _hide_suspects(self, besides: set[str]) -> None:
        """Number those under suspicion in the order in which claims accuse them, some left out."""
        number = 0
        for key in self._named.accused(ACCUSING):
            if key in besides or key in self.reviewed or key in self._keys:
                continue
            entity = ledger.entity(self.catalogue, key)
            if entity is not None and entity.schema is EntitySchema.PERSON and not entity.unnamed:
                number += 1
                self._keys.add(key, f"suspect-{number}")
                self._note_words(entity)

    def _hide_keys(self) -> None:
        """Whatever has a key that names somebody who is not named: a proceeding may be called after people."""
        number = 0
        for entity in ledger.entities(self.catalogue, schemata=_OTHERS) if self._words else ():
            if entity.key not in self._keys and self._titles_somebody(entity.key):
                number += 1
                self._keys.add(entity.key, f"withheld-{number}")

    def leaves(self, row: ClaimRow) -> bool:
        """Whether a claim may be seen at all."""
        return self.audience is Audience.ALL or row.status in PUBLIC

    # -- what is shown -----------------------------------------------------------------------------------------------

    def claims(self) -> Iterator[ClaimRow]:
        """Claims that may be seen, as they may be seen."""
        for row in ledger.claims(self.catalogue):
            if self.leaves(row):
                yield self.row(row)

    def row(self, row: ClaimRow) -> ClaimRow:
        """A claim as it may be seen; ask `leaves` first."""
        return replace(row, claim=self._shown(row.claim))

    def version(self, claim: Claim) -> Claim:
        """An earlier version of a claim that may be seen."""
        return self._shown(claim)

    def sources(self) -> Iterator[Source]:
        """Sources on which they rest."""
        named = self._named.sources()
        for source in ledger.sources(self.catalogue):
            if source.id in named or self.audience is Audience.ALL:
                yield self._shown_source(source)

    def entities(self, schemata: Collection[EntitySchema] = ()) -> Iterator[Entity]:
        """Everybody and everything that these claims name, and what belongs to them; of some schemata or of all."""
        for entity in ledger.entities(self.catalogue, schemata=schemata):
            if entity.key in self._named or self.audience is Audience.ALL:
                yield self._shown_entity(entity)

    def entity(self, shown_key: str) -> Entity | None:
        """One entity by the key under which it is shown."""
        found = ledger.entity(self.catalogue, self._keys.real(shown_key))
        return None if found is None else self._shown_entity(found)

    def named_by(self, shown_key: str) -> list[str]:
        """Keys of the sources that name an entity, all as they are shown."""
        return [self.key(source) for source in self._named.by(self._keys.real(shown_key))]

    def real_key(self, shown_key: str) -> str:
        """The key of an entity by the one under which it is shown."""
        return self._keys.real(shown_key)

    def key(self, key: str) -> str:
        """The key under which an entity or source is shown."""
        return self._keys.get(key) or self._sources.get(key, key)

    def hides(self, key: str) -> bool:
        """Whether an entity is shown under a pseudonym only."""
        return key in self._keys

    @property
    def sealed_names(self) -> bool:
        """Whether some source speaks of somebody whose name is sealed, so that its words are all left out."""
        return bool(self._silent)

    def names_somebody(self, *texts: str) -> bool:
        """Whether words may name somebody who is not named."""
        if not self._words:
            return False
        low = _plain(" ".join(texts))
        if self._beginnings.keys().isdisjoint(map("".join, zip(low, low[1:], low[2:], strict=False))):
            return False
        # There may be thousands of names: only where three letters begin one, whole words are looked for.
        for at in range(len(low) - _SHORTEST_NAME + 1):
            lengths = self._lengths(low[at : at + _SHORTEST_NAME])
            if any(low[at : at + length] in self._words for length in lengths):
                return True
        return False

    def id(self, id_: str) -> str:
        """The id under which a claim or event is shown."""
        source, mark, label = id_.partition(":")
        return f"{self._sources.get(source, source)}{mark}{label}"

    def real_id(self, shown: str) -> str:
        """The id of a claim or event by the one under which it is shown."""
        source, mark, label = shown.partition(":")
        if len(self._sources_back) != len(self._sources):
            self._sources_back = {name: key for key, name in self._sources.items()}
        return f"{self._sources_back.get(source, source)}{mark}{label}"

    def source(self, shown_key: str) -> Source | None:
        """One source by the key under which it is shown."""
        found = ledger.source(self.catalogue, self.real_id(shown_key))
        return None if found is None else self._shown_source(found)

    def _shown_source(self, source: Source) -> Source:
        bare = replace(source, moment=None, origin=self._sources.get(source.origin, source.origin))
        shown = self._sources[source.id]
        if shown == source.id:
            title_names = source.id in self._silent or self._titles_somebody(source.name, source.url)
            return replace(bare, name=WITHHELD if source.name else "", url="") if title_names else bare
        return replace(bare, id=shown, name="", publisher="", published="", url="", origin=shown, receipt=None)

    def _shown_entity(self, entity: Entity) -> Entity:
        organization = None if entity.organization is None else self.key(entity.organization)
        shown = self._keys.get(entity.key)
        if shown is None:
            return replace(self._without_names(entity), organization=organization, identity=None)
        return replace(
            entity,
            key=shown,
            name=shown,
            as_written=(),
            role_as_written=None,
            url=None,
            organization=organization,
            point=None,
            pseudonym=None,
            identity=None,
        )

    def _without_names(self, entity: Entity) -> Entity:
        """An entity whose own name may be shown, without the names of others: a proceeding is called after people."""
        if self._titles_somebody(*entity.as_written, entity.role_as_written or "", entity.url or ""):
            entity = replace(entity, as_written=(), role_as_written=None, url=None)
        if entity.schema is not EntitySchema.PERSON and self._titles_somebody(entity.name):
            entity = replace(entity, name=WITHHELD)
        return entity

    def _titles_somebody(self, *texts: str) -> bool:
        """The same as `names_somebody` for names and titles: there a word begins where a name does."""
        words = re.split(r"[\W_]+", _plain(" ".join(texts))) if self._words else []
        return any(word[:length] in self._words for word in words for length in self._lengths(word))

    def _lengths(self, word: str) -> set[int]:
        """Lengths of the parts of names that begin as a word does."""
        return self._beginnings.get(word[:_SHORTEST_NAME], set())

    def _shown(self, claim: Claim) -> Claim:
        public = self.audience is Audience.PUBLIC
        silent = self.is_silent(claim)
        return replace(
            claim,
            id=self.id(claim.id),
            source=self._sources.get(claim.source, claim.source),
            event=self.id(claim.event),
            participants=tuple(self._shown_participant(each, silent=silent) for each in claim.participants),
            place=None if claim.place is None else self.key(claim.place),
            attribution=tuple(replace(each, source=self.key(each.source)) for each in claim.attribution),
            relations=tuple(replace(each, target=self.id(each.target)) for each in claim.relations),
            position=None if silent else claim.position,
            status=None if silent else claim.status,
            count=replace(claim.count, unit=WITHHELD) if silent and claim.count is not None else claim.count,
            date=_without_words(claim.date) if silent else claim.date,
            quotes=tuple(Quote(text="", start=each.start, end=each.end) for each in claim.quotes)
            if silent
            else claim.quotes,
            notes=None if public else claim.notes,
            moments=(),
            proposer=None if public else claim.proposer,
        )

    def _hidden(self, claim: Claim) -> bool:
        return self.audience is Audience.PUBLIC and any(
            each.refers is Reference.ENTITY and each.entity in self._keys for each in claim.participants
        )

    def is_silent(self, claim: Claim) -> bool:
        """Whether the words of a claim are left out."""
        return self.audience is Audience.PUBLIC and (
            self._hidden(claim) or claim.source in self._silent or self._names_somebody(claim)
        )

    def _names_somebody(self, claim: Claim) -> bool:
        if not self._words:
            return False
        texts = [quote.text for quote in claim.quotes] + [claim.position or "", claim.status or ""]
        texts += [each.entity for each in claim.participants if each.refers is Reference.TEXT]
        texts += [] if claim.date is None else [claim.date.as_written, claim.date.basis]
        texts += [] if claim.count is None else [claim.count.unit]
        return self.names_somebody(*texts)

    def _shown_participant(self, participant: Participant, *, silent: bool) -> Participant:
        if participant.refers is Reference.ENTITY:
            key = self.key(participant.entity)
            return participant if key == participant.entity else replace(participant, entity=key)
        if participant.refers is Reference.EVENT:
            return replace(participant, entity=self.id(participant.entity))
        return replace(participant, entity=WITHHELD) if silent else participant


def _plain(text: str) -> str:
    """Text in which names are looked for: case, and `ё`, which many leave out, make no difference."""
    return text.casefold().replace("ё", "е")


def _stem(word: str) -> str:
    """What of a name stays in all cases of Russian; other languages add to the end."""
    return word[: max(_SHORTEST_NAME, len(word) - 2)] if _CYRILLIC.search(word) else word


def _without_words(date: ClaimDate | None) -> ClaimDate | None:
    return None if date is None else replace(date, as_written=WITHHELD, basis=WITHHELD)
