"""Who was spoken of before: last names, pronouns and posts that stand for somebody named earlier.

Only what lies close by is remembered, so memory stays flat in a text of any length.
"""

from __future__ import annotations

import re
from collections import deque

from witnessbox.ledger.reading.parts import Mention
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.records import dataclass

_PEOPLE = 400
"""Names kept; the oldest goes first."""
_RECENT = 12
_ASYLUM = frozenset("asylum refuge refugee убежище беженец".split())

SINGULAR = frozenset("he she him her his himself herself он она его ему им нём ней её ее него неё нее нему".split())
PLURAL = frozenset("they them their themselves those some others они их ими им них тот те".split())
NEUTER = frozenset("it its itself which оно".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody or something spoken of."""

    name: str
    schema: EntitySchema
    words: frozenset[str]
    female: bool | None = None
    plural: bool = False
    human: bool = False


_PATRONYMIC = re.compile(r"\w+(?:вич|вна|ьич|ична|инична)$")


def _surname(name: str) -> str:
    """The word that a person is known by: the last, or the first before a patronymic or initials."""
    parts = name.casefold().split()
    initial = len(parts) > 1 and len(parts[-1].strip(".")) == 1
    if initial or (len(parts) == 3 and _PATRONYMIC.match(parts[-1])):
        return parts[0].rstrip(".")
    return parts[-1]


def _vague(known: Known) -> bool:
    """Whether a mention names nobody in particular: "an eighth", "one of them"."""
    return known.name.casefold().split()[0] in _VAGUE


_VAGUE = frozenset(
    "one eighth seventh sixth fifth fourth third second first another other "
    "others person man two some former один одна двое трое другой второй".split()
)
"""Words for somebody whom no other word will mean."""


class Memory:
    """What a document has spoken of up to here."""

    def __init__(self) -> None:
        self.people: dict[str, Known] = {}
        self.recent: deque[Known] = deque(maxlen=_RECENT)
        self.posts: dict[str, Known] = {}
        self.media = self.asylum = False
        self.media_name = ""
        self.first: Known | None = None
        self.group: tuple[Known, ...] = ()

    @property
    def surnames(self) -> set[str]:
        return {known.name.split()[-1] for known in self.people.values()}

    def note(self, mention: Mention, *, media: bool = False) -> None:
        """Remember a mention."""
        if mention.words & _ASYLUM:
            self.asylum = True
        if media:
            self.media, self.media_name = True, mention.name
        if mention.pronoun:
            return
        known = Known(
            name=self.full_name(mention),
            schema=mention.schema,
            words=mention.words | {mention.head},
            female=mention.female,
            plural=mention.plural,
            human=mention.human,
        )
        person = mention.schema is EntitySchema.PERSON
        if person and mention.named:
            key = _surname(mention.name)
            before = self.people.pop(key, None)
            if before is not None:
                female = known.female if known.female is not None else before.female
                known = Known(
                    name=known.name, schema=known.schema, words=known.words | before.words, female=female, human=True
                )
            self.people[key] = known
            self.first = self.first or known
            while len(self.people) > _PEOPLE:
                del self.people[next(iter(self.people))]
        organised = mention.schema in (EntitySchema.ORGANIZATION, EntitySchema.PUBLIC_BODY)
        if not (mention.human or person or organised):
            return
        if not mention.named and not mention.plural and mention.words & {"a", "an"}:
            return
        if self._stands_for(mention) is not None and not mention.named:
            return
        self.recent = deque((each for each in self.recent if each.name != known.name), maxlen=_RECENT)
        self.recent.append(known)

    def full_name(self, mention: Mention) -> str:
        """A person's longest name so far, else the name as it is."""
        if mention.schema is EntitySchema.PERSON and mention.named:
            known = self.people.get(_surname(mention.name))
            if known is None and " " not in mention.name:
                first = mention.name.casefold()
                called = (each for each in reversed(self.people.values()) if each.name.casefold().split()[0] == first)
                known = next(called, None)
            if known is not None and len(known.name) > len(mention.name):
                return known.name
        return mention.name

    def resolve(self, mention: Mention, besides: frozenset[str] = frozenset()) -> Known:
        """Whom a mention means.

        Args:
            mention: name, pronoun or post.
            besides: names that it cannot be, because they have another part in the same clause.
        """
        if mention.pronoun:
            found = self._by_pronoun(mention, besides)
        else:
            found = self._stands_for(mention)
        if found is not None:
            return found
        return Known(
            name=self.full_name(mention),
            schema=mention.schema,
            words=mention.words,
            female=mention.female,
            plural=mention.plural,
            human=mention.human,
        )

    def _by_pronoun(self, mention: Mention, besides: frozenset[str]) -> Known | None:
        low = mention.pronoun
        likely = [each for each in self.recent if not (low in SINGULAR and _vague(each))]
        named = [each for each in likely if each.name[:1].isupper() and " " in each.name.strip()]
        for known in (*reversed(named), *reversed(likely)) if low in SINGULAR else reversed(self.recent):
            if known.name in besides or low in known.words:
                continue
            if low in NEUTER and not known.human and known.schema is not EntitySchema.PERSON:
                return known
            if mention.plural and (known.plural or known.schema is EntitySchema.GROUP):
                return known
            singular = low in SINGULAR and not mention.plural
            one = singular and known.schema is EntitySchema.PERSON and not known.plural
            if one and (None in (known.female, mention.female) or known.female == mention.female):
                return known
        return None

    def _stands_for(self, mention: Mention) -> Known | None:
        """Somebody named before whom a bare post or noun means: "the minister", "the NGO"."""
        if mention.named or mention.plural or mention.count:
            return None
        for known in reversed(self.recent):
            same = mention.head in known.words and known.name != mention.name
            if same and known.schema is EntitySchema.PERSON and mention.human and " " in known.name:
                return known
            bodies = (EntitySchema.ORGANIZATION, EntitySchema.PUBLIC_BODY)
            if same and known.schema in bodies and mention.schema in bodies and len(mention.words) <= 3:
                return known
        return None
