"""Who sees what of the ledger when it leaves the case.

For the public, victims, witnesses, minors and the informant are pseudonyms unless a consent allows more; suspects'
names wait for a person's review; words that may name any of them are left out, and so are the keeper's remarks. Claims
that nobody confirmed stay in the case. Keys and ids are words that a keeper typed: the public sees none of them, but a
code of each, which stays the same. Digests of sealed contents leave with no export: whoever holds the same footage
could tell by them which copy leaked.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from witnessbox.ledger.exports.names import Names
from witnessbox.model.claims import Attribution, Claim, ClaimDate, Participant, Quote, Reference
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import ClaimStatus, Entity, EntitySchema, GeoPoint, Identity, Source
from witnessbox.model.vocabulary import ClaimType
from witnessbox.vault import ledger
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.ledger import ClaimRow
from witnessbox.vault.ledger_named import Codes, Named, ShownKeys, by_shown_key

WITHHELD = "(withheld)"

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

_ENTITY_CODE = re.compile("[a-z]{2}")
_LANGUAGE = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,12})?")
_FIELDS = frozenset(each.name for each in dataclasses.fields(Claim))


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
        secret: from which the public's codes for keys and ids are made; without it nobody can tell a key from its code.
        identities: who the subjects are whose names lie in the compartment, so that words can be held against them;
            None where nobody opened it: then no words leave at all, because they may name any of them, and no names
            but those that a person reviewed.

    Raises:
        UsageError: a review says that one of these names must not go out, or there is nobody of that key.
    """

    catalogue: Catalogue
    audience: Audience
    today: datetime.date
    reviewed: frozenset[str] = frozenset()
    secret: bytes = b""
    identities: tuple[Identity, ...] | None = None
    _named: Named = field(init=False)
    _keys: ShownKeys = field(init=False)
    _codes: Codes = field(init=False)
    _names: Names = field(init=False)
    _sources: dict[str, str] = field(default_factory=dict)
    _sources_back: dict[str, str] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)
    _blind: bool = False

    def __post_init__(self) -> None:
        """Learn who is a suspect, which sources speak of protected people, who is named at all."""
        public = self.audience is Audience.PUBLIC
        self._named = Named(self.catalogue, PUBLIC if public else frozenset(ClaimStatus))
        self._keys, self._names = ShownKeys(self.catalogue), Names(self.catalogue)
        self._codes = Codes(self.catalogue, self.secret)
        self._hide_sources()
        if public:
            self.reviewed |= self._reviewed()
            self._hide_suspects(self._hide_protected())
            self._hide_namesakes()

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
        """Protected people; gives the keys of those whose names may not be told."""
        allowed: dict[str, set[str]] = {}
        for consent in ledger.consents(self.catalogue):
            for scope in consent.scope:
                if consent.allows(scope, "public", self.today.isoformat()):
                    allowed.setdefault(consent.subject, set()).add(scope)
        known = {each.subject: each for each in self.identities or ()}
        hidden = set()
        for entity in ledger.protected(self.catalogue):
            subject = entity.subject_id
            if subject is None:
                continue
            scopes = allowed.get(subject, set())
            identity = known.get(entity.key)
            if "name" not in scopes or entity.identity is not None:
                self._keys.add(entity.key, subject)
                hidden.add(entity.key)
                self._note_names(entity if identity is None else identity, unnamed=entity.unnamed)
            if entity.identity is not None and "story" not in scopes:  # its sources may tell who it is without a name
                self._silent.update(self._named.telling_of(entity.key))
            self._blind |= entity.identity is not None and identity is None and not entity.unnamed
        return hidden

    def _note_names(self, who: Entity | Identity, *, unnamed: bool) -> None:
        if not unnamed:
            self._names.add(who.name)
            for name in who.as_written:
                self._names.add(name, alias=True)

    def _hide_sources(self) -> None:
        public = self.audience is Audience.PUBLIC
        for number, source in enumerate(ledger.sources(self.catalogue), start=1):
            shown = f"confidential-{number}" if public and source.receipt is not None else self._source_code(source.id)
            self._sources[source.id] = shown
            self._sources_back[shown] = source.id

    def _source_code(self, key: str) -> str:
        """The key of a source, or of an origin, as it is shown."""
        return key if self.audience is Audience.ALL else f"source-{self._codes.of('source', key)}"

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
                self._note_names(entity, unnamed=False)

    def _hide_namesakes(self) -> None:
        """Whatever has a name that names somebody who is not named: a proceeding may be called after people."""
        for entity in ledger.entities(self.catalogue) if self._names or self._blind else ():
            if entity.key in self._keys or entity.key in self.reviewed or entity.subject_id is not None:
                continue
            if self._blind or self._titles_somebody(entity):
                self._keys.add(entity.key, f"withheld-{self._codes.of('entity', entity.key)}")

    def _titles_somebody(self, entity: Entity) -> bool:
        if entity.schema is EntitySchema.PERSON:  # who may be of the same family
            return self._names.in_title(entity.name)
        return self._names.in_words(entity.name)

    def leaves(self, row: ClaimRow) -> bool:
        """Whether a claim may be seen at all."""
        return self.audience is Audience.ALL or row.status in PUBLIC

    # -- keys and ids ------------------------------------------------------------------------------------------------

    def key(self, key: str) -> str:
        """The key under which an entity or source is shown."""
        shown = self._keys.get(key) or self._sources.get(key)
        if shown is not None or self.audience is Audience.ALL:
            return shown or key
        return f"entity-{self._codes.of('entity', key)}"

    def real_key(self, shown_key: str) -> str:
        """The key of an entity or source by the one under which it is shown."""
        if self.audience is Audience.ALL:
            return shown_key
        key = self._sources_back.get(shown_key) or self._keys.real(shown_key)
        return key if key != shown_key else self._codes.real(shown_key.rpartition("-")[2]) or shown_key

    def id(self, id_: str) -> str:
        """The id under which a claim or event is shown."""
        if self.audience is Audience.ALL:
            return id_
        source = id_.partition(":")[0]
        return f"{self._sources.get(source) or self._source_code(source)}:{self._codes.of('id', id_)}"

    def real_id(self, shown: str) -> str:
        """The id of a claim or event by the one under which it is shown."""
        return shown if self.audience is Audience.ALL else self._codes.real(shown.rpartition(":")[2]) or shown

    def hides(self, key: str) -> bool:
        """Whether an entity is shown under a pseudonym only."""
        return key in self._keys

    # -- words -------------------------------------------------------------------------------------------------------

    @property
    def sealed_names(self) -> bool:
        """Whether some source speaks of somebody whose name is sealed, so that its words are all left out."""
        return bool(self._silent) or self._blind

    @property
    def blind(self) -> bool:
        """Whether names lie in the compartment that nobody opened, so that no words leave, and only reviewed names."""
        return self._blind

    def names_somebody(self, *texts: str | None) -> bool:
        """Whether words may name somebody who is not named."""
        return self._blind or self._names.in_words(*filter(None, texts))

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
        """Everybody and everything that these claims name, and what belongs to them; of some schemata or of all.

        They come by the keys under which they are shown: by their own, a pseudonym would stand at the place of a name.
        """
        found = ledger.entities(self.catalogue, schemata=schemata)
        if self.audience is Audience.ALL:
            yield from map(self._shown_entity, found)
            return
        keys = ((self.key(each.key), each.key) for each in found if each.key in self._named)
        for key in by_shown_key(self.catalogue, keys):
            entity = ledger.entity(self.catalogue, key)
            if entity is not None:
                yield self._shown_entity(entity)

    def entity(self, shown_key: str) -> Entity | None:
        """One entity by the key under which it is shown."""
        found = ledger.entity(self.catalogue, self.real_key(shown_key))
        return None if found is None else self._shown_entity(found)

    def named_by(self, shown_key: str) -> list[str]:
        """Keys of the sources that name an entity, all as they are shown."""
        return [self.key(source) for source in self._named.by(self.real_key(shown_key))]

    def source(self, shown_key: str) -> Source | None:
        """One source by the key under which it is shown."""
        found = ledger.source(self.catalogue, self.real_key(shown_key))
        return None if found is None else self._shown_source(found)

    def _shown_source(self, source: Source) -> Source:
        bare = replace(source, moment=None)
        if self.audience is Audience.ALL:
            return bare
        shown = self._sources[source.id]
        bare = replace(bare, id=shown, origin=self._sources.get(source.origin) or self._source_code(source.origin))
        if source.receipt is not None:
            return replace(bare, name="", publisher="", published="", url="", language="", origin=shown, receipt=None)
        if not _LANGUAGE.fullmatch(source.language):
            bare = replace(bare, language="")
        if source.id in self._silent or self._names_in_source(source):
            # who has the same document could tell by its digest that it is this one
            return replace(
                bare, name="", publisher="", url="", sha256=None, text=None, size=0,
                text_size=0, chars=0,
            )  # fmt: skip
        return bare

    def _names_in_source(self, source: Source) -> bool:
        return self.names_somebody(source.name, source.publisher, source.url) or _is_coded(source.url)

    def _shown_entity(self, entity: Entity) -> Entity:
        if self.audience is Audience.ALL:
            return replace(entity, identity=None)
        organization = None if entity.organization is None else self.key(entity.organization)
        shown = self.key(entity.key)
        if not self.hides(entity.key):
            return replace(self._without_names(entity), key=shown, organization=organization, identity=None)
        return replace(
            entity,
            key=shown,
            name=shown,
            as_written=(),
            role_as_written=None,
            country=None,
            publisher=None,
            published=None,
            url=None,
            organization=organization,
            point=None,
            pseudonym=None,
            identity=None,
        )

    def _without_names(self, entity: Entity) -> Entity:
        """An entity whose own name may be shown, without the names of others."""
        others = (*entity.as_written, entity.role_as_written, entity.url, entity.publisher)
        if self.names_somebody(*others) or _is_coded(entity.url or ""):
            entity = replace(entity, as_written=(), role_as_written=None, url=None, publisher=None)
        country = entity.country if _ENTITY_CODE.fullmatch((entity.country or "").lower()) else None
        return replace(entity, country=country, point=entity.point if _is_place(entity.point) else None)

    def _shown(self, claim: Claim) -> Claim:
        if self.audience is Audience.ALL:
            return replace(claim, moments=())
        silent = self.is_silent(claim)
        count = claim.count
        return replace(
            claim,
            id=self.id(claim.id),
            source=self._sources.get(claim.source) or self._source_code(claim.source),
            event=self.id(claim.event),
            participants=tuple(self._shown_participant(each, silent=silent) for each in claim.participants),
            place=None if claim.place is None else self.key(claim.place),
            attribution=tuple(self._shown_link(each, silent=silent) for each in claim.attribution),
            relations=tuple(replace(each, target=self.id(each.target)) for each in claim.relations),
            position=None if silent else claim.position,
            status=None if silent else claim.status,
            count=replace(count, unit=WITHHELD) if silent and count is not None else count,
            date=_without_words(claim.date) if silent else claim.date,
            quotes=tuple(Quote(text="", start=each.start, end=each.end) for each in claim.quotes)
            if silent
            else claim.quotes,
            inferred_fields=tuple(dict.fromkeys(filter(_FIELDS.__contains__, map(_field, claim.inferred_fields)))),
            notes=None,
            moments=(),
            proposer=None,
        )

    def is_silent(self, claim: Claim) -> bool:
        """Whether the words of a claim are left out."""
        return self.audience is Audience.PUBLIC and (
            claim.source in self._silent
            or any(each.refers is Reference.ENTITY and self.hides(each.entity) for each in claim.participants)
            or self._names_in_claim(claim)
        )

    def _names_in_claim(self, claim: Claim) -> bool:
        texts = [quote.text for quote in claim.quotes] + [claim.position, claim.status]
        texts += [each.entity for each in claim.participants if each.refers is Reference.TEXT]
        texts += [] if claim.date is None else [claim.date.as_written, claim.date.basis]
        texts += [] if claim.count is None else [claim.count.unit]
        texts += [each.verb for each in claim.attribution]
        return self.names_somebody(*texts)

    def _shown_participant(self, participant: Participant, *, silent: bool) -> Participant:
        if participant.refers is Reference.ENTITY:
            return replace(participant, entity=self.key(participant.entity))
        if participant.refers is Reference.EVENT:
            return replace(participant, entity=self.id(participant.entity))
        return replace(participant, entity=WITHHELD) if silent else participant

    def _shown_link(self, link: Attribution, *, silent: bool) -> Attribution:
        return replace(link, source=self.key(link.source), verb=None if silent else link.verb)


def _field(path: str) -> str:
    """The field of a claim in which a part lies (`participants[0].role`)."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _is_coded(url: str) -> bool:
    """Whether the host of an address is written in a way in which no name could be read."""
    return "xn--" in url.lower()


def _is_place(point: GeoPoint | None) -> bool:
    return point is not None and all(map(_DEGREES.fullmatch, (point.latitude, point.longitude)))


def _without_words(date: ClaimDate | None) -> ClaimDate | None:
    return None if date is None else replace(date, as_written=WITHHELD, basis=WITHHELD)
