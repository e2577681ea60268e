"""Russian noun phrases out of a parsed sentence: who and what it speaks of, with posts, bodies and numbers."""

from __future__ import annotations

from dataclasses import replace

from witnessbox.ledger.reading import russian_words as words
from witnessbox.ledger.reading.parts import Extent, Mention
from witnessbox.ledger.reading.russian_parse import Tree, Word, first_name_gender, nominative, words_of
from witnessbox.model.claims import Count, CountQualifier
from witnessbox.model.ledger import EntitySchema

_OWN = {
    "amod",
    "nmod",
    "nummod",
    "nummod:gov",
    "nummod:entity",
    "det",
    "appos",
    "flat",
    "flat:name",
    "flat:foreign",
    "compound",
    "advmod",
    "fixed",
    "case",
}
_PRONOUNS = frozenset(
    "он она оно они его её ее ему ей им их него неё нее нему ней ним них нём кто который мы вы я меня мне мной мною "
    "нас "
    "нам нами вас вам вами тебя тебе тобой ты".split()
)
_WHOSE = frozenset("его её ее их мой моя моё моего моему моей мою наш наша нашу нашего нашей".split())
_MALE = frozenset("он его ему им него нему ним нём".split())
_FEMALE = frozenset("она её ее ей неё нее ней".split())
_MANY = frozenset("они их ими них ним мы нас нам нами".split())
_OPENING, _CLOSING = '«"', '»"'


class Phrases:
    """Mentions of one sentence.

    Args:
        tree: the parsed sentence.
        surnames: last names that the document used before.
    """

    def __init__(self, tree: Tree, surnames: set[str]) -> None:
        self.tree, self.surnames = tree, surnames
        self.people = [name for name in tree.names if name[2] == "PER" and self._person_like(name)]
        self.made: dict[int, Mention] = {}

    def _person_like(self, name: tuple[int, int, str]) -> bool:
        first = self.tree.words[name[0]]
        return first.text[:1].isupper() and first.feats.get("VerbForm") != "Part"

    def mention(self, head: Word) -> Mention:
        """The phrase around a noun, name or pronoun."""
        known = self.made.get(head.index)
        if known is None:
            known = self.made[head.index] = self._mention(head)
        return known

    def span(self, head: Word) -> tuple[int, int]:
        """Indices of the words of a phrase, without clauses that hang on it and without its preposition."""
        inside = {head.index}
        stack = [head.index]
        while stack:
            for child in self.tree.words[stack.pop()].children:
                word = self.tree.words[child]
                near = word.rel in _OWN or (word.rel == "conj" and self._same_phrase(head, word))
                if near and child not in inside and not (word.rel == "case" and word.head == head.index):
                    inside.add(child)
                    stack.append(child)
        first = last = head.index
        while first - 1 in inside or self._bridged(first - 1, inside):
            first -= 1
        while last + 1 in inside or self._bridged(last + 1, inside):
            last += 1
        return self._quoted(first, last + 1)

    def _same_phrase(self, head: Word, word: Word) -> bool:
        return word.pos in {"PROPN", "ADJ"} and head.index < word.index

    def _bridged(self, index: int, inside: set[int]) -> bool:
        """A mark inside a phrase: quotation marks, hyphens, the stop of an initial."""
        if not 0 < index < len(self.tree.words) - 1 or self.tree.words[index].pos != "PUNCT":
            return False
        if self.tree.words[index].text not in '«»".№-—/':
            return False
        return (index - 1 in inside and index + 1 in inside) or (
            self.tree.words[index].text in '«»"' and (index + 1 in inside or index - 1 in inside)
        )

    def _quoted(self, first: int, end: int) -> tuple[int, int]:
        """Take a whole name between quotation marks, or none of its marks."""
        marks = [index for index in range(first, end) if self.tree.words[index].text in "«»"]
        if len(marks) == 1 and self.tree.words[marks[0]].text == "«":
            for index in range(end, min(end + 8, len(self.tree.words))):
                if self.tree.words[index].text == "»":
                    return first, index + 1
        while end - 1 > first and self.tree.words[end - 1].pos == "PUNCT" and self.tree.words[end - 1].text not in '»"':
            end -= 1
        while first < end - 1 and self.tree.words[first].pos == "PUNCT" and self.tree.words[first].text not in '«"':
            first += 1
        if self.tree.words[end - 1].text == "»" and not any(
            self.tree.words[index].text == "«" for index in range(first, end)
        ):
            end -= 1
        if self.tree.words[first].text == "«" and not any(
            self.tree.words[index].text == "»" for index in range(first, end)
        ):
            first += 1
        return first, max(end, first + 1)

    def extent(self, first: int, end: int) -> Extent:
        return self.tree.words[first].start, self.tree.words[end - 1].end

    def _mention(self, head: Word) -> Mention:
        first, end = self.span(head)
        inside = self.tree.words[first:end]
        lemmas = frozenset(each for word in inside for each in words_of(word))
        extent = self.extent(first, end)
        if head.low in _PRONOUNS and head.pos in {"PRON", "DET"}:
            return self._pronoun(head)
        person = self._person(head, first, end)
        if person is not None:
            return self._named(head, first, end, person, lemmas)
        count = self._count(first, end)
        plural = head.feats.get("Number") == "Plur" or (count is not None and count[0].value > 1)
        text = self.tree.text[extent[0] : extent[1]]
        members = self._members(head, first, end)
        whose = next((self.tree.words[at] for at in head.children if self.tree.words[at].low in _WHOSE), None)
        return self._common(
            head,
            Mention(
                extent=extent,
                head=head.lemma,
                words=lemmas,
                name=self._title(head, first, end) or text,
                schema=EntitySchema.COLLECTION,
                plural=plural,
                count=count,
                members=members,
                owner=self._pronoun(whose) if whose is not None else None,
            ),
            first,
            end,
        )

    def _members(self, head: Word, first: int, end: int) -> tuple[Mention, ...]:
        """Names of the people of a group that the phrase lists behind it."""
        if head.feats.get("Number") != "Plur":
            return ()
        listed = [name for name in self.people if first <= name[0] and name[1] <= end and name[0] > head.index]
        apart = [name for name in listed if self.tree.words[name[0]].rel in {"appos", "conj"}]
        if len(apart) < 2:
            return ()
        return tuple(self.mention(self.tree.words[name[0]]) for name in apart)

    def _pronoun(self, head: Word) -> Mention:
        female = True if head.low in _FEMALE else False if head.low in _MALE else None
        return Mention(
            extent=(head.start, head.end),
            head=head.low,
            words=frozenset({head.low}),
            name=head.text,
            schema=EntitySchema.PERSON if female is not None else EntitySchema.GROUP,
            human=head.low not in {"оно", "который"},
            plural=head.low in _MANY and head.feats.get("Number") != "Sing",
            pronoun=head.low,
            female=female,
        )

    def _person(self, head: Word, first: int, end: int) -> tuple[int, int] | None:
        """Words of the personal name that a phrase is about."""
        for start, stop, _ in self.people:
            if not (first <= start and stop <= end):
                continue
            if start <= head.index < stop or self._stands_by(head, self.tree.words[start]):
                return start, stop
        if head.pos == "PROPN" and any(_stem(head.text) == _stem(name) for name in self.surnames):
            return head.index, head.index + 1
        return None

    def _stands_by(self, head: Word, lead: Word) -> bool:
        """Whether a name is that of the noun: beside it, or beside a title beside it; never one that owns it."""
        calling = words.ROLES | words.TITLES | words.CALLINGS
        current = lead
        for _ in range(4):
            if not 0 <= current.head < len(self.tree.words):
                return False
            above = self.tree.words[current.head]
            cases = {current.feats.get("Case"), above.feats.get("Case")}
            same = current.rel == "nmod" and above.lemma in calling and (len(cases) == 1 or cases == {"Gen", "Acc"})
            if current.rel not in {"appos", "flat", "flat:name"} and not same:
                return False
            if above.index == head.index:
                return True
            current = above
        return False

    def _named(self, head: Word, first: int, end: int, person: tuple[int, int], lemmas: frozenset[str]) -> Mention:
        start, stop = person
        parts = [self.tree.words[index] for index in range(start, stop) if self.tree.words[index].pos != "PUNCT"]
        lead = next((word for word in parts if word.feats.get("Case")), parts[0])
        case = head.feats.get("Case") or lead.feats.get("Case", "")
        gender = lead.feats.get("Gender", "")
        name = " ".join(
            nominative(word.text, word.feats.get("Case") or case, word.feats.get("Gender") or gender, True)
            for word in parts
        )
        female = first_name_gender(nominative(parts[0].text, case, gender, True))
        if female is None and gender in {"Fem", "Masc"}:
            female = gender == "Fem"
        before = [word for word in self.tree.words[first:start] if word.pos != "PUNCT"]
        post, body, former = self._post(before)
        return Mention(
            extent=self.extent(first, end),
            head=parts[-1].low,
            words=lemmas,
            name=name,
            schema=EntitySchema.PERSON,
            named=True,
            human=True,
            female=female,
            post=post,
            body=body,
            former=former,
            body_name=self._in_nominative(body) if body else "",
        )

    def _post(self, before: list[Word]) -> tuple[Extent | None, Extent | None, bool]:
        """Post, its body, and whether it is a former one, out of the words before a name."""
        former = any(word.lemma in {"бывший", "экс"} or word.low.startswith("экс-") for word in before)
        role = next((word for word in before if word.lemma in words.ROLES), None)
        if role is None:
            return None, None, former
        stretch = [
            word for word in before if word.lemma not in {"бывший", "его", "её", "ее", "их", "нынешний", "новый"}
        ]
        stretch = [
            word for word in stretch if word.index >= min(role.index, stretch[0].index if stretch else role.index)
        ]
        while stretch and stretch[-1].lemma in words.TITLES:
            stretch.pop()
        if not stretch or (len(stretch) == 1 and role.lemma in words.NO_POSTS):
            return None, None, former
        if role.lemma == "президент":
            return None, None, former
        end = stretch[-1].end
        if self.tree.text[end : end + 1] == "»":
            end += 1
        body_words = [word for word in stretch if word.index > role.index]
        body = (body_words[0].start, end) if body_words else None
        if body is not None and self.tree.text[body[0] - 1] == "«":
            body = body[0] - 1, body[1]
        return (stretch[0].start, end), body, former

    def _in_nominative(self, extent: Extent) -> str:
        """A body's name; between quotation marks it is what stands there."""
        text = self.tree.text[extent[0] : extent[1]].strip('«»"')
        inside = [
            word
            for word in self.tree.words
            if extent[0] <= word.start and word.end <= extent[1] and word.pos != "PUNCT"
        ]
        if not inside:
            return text
        made = []
        leading = True
        for word in inside:
            noun = word.pos in {"NOUN", "PROPN"}
            made.append(
                nominative(word.text, word.feats.get("Case", ""), word.feats.get("Gender", ""), False)
                if leading
                else word.text
            )
            leading = leading and not noun
        return " ".join(made)

    def _title(self, head: Word, first: int, end: int) -> str:
        """The name between quotation marks, of a body that has one."""
        text = self.tree.text[self.tree.words[first].start : self.tree.words[end - 1].end]
        opened, closed = text.find("«"), text.rfind("»")
        if 0 <= opened < closed and (head.lemma in words.BODIES or opened == 0):
            return text[opened + 1 : closed]
        return ""

    def _common(self, head: Word, base: Mention, first: int, end: int) -> Mention:
        """What a noun without a personal name is."""
        title = self._title(head, first, end)
        tagged = {kind for start, stop, kind in self.tree.names if start <= head.index < stop}
        if title:
            return replace(base, schema=EntitySchema.ORGANIZATION, named=True)
        if head.lemma in words.BODIES or "ORG" in tagged:
            public = bool(base.words & words.OFFICIAL)
            schema = EntitySchema.PUBLIC_BODY if public else EntitySchema.ORGANIZATION
            facility = head.lemma in words.FACILITIES or head.low.startswith(("ик-", "сизо-"))
            return replace(
                base,
                schema=EntitySchema.FACILITY if facility else schema,
                named="ORG" in tagged,
                name=self._in_nominative(base.extent),
            )
        if head.lemma in words.FACILITIES or head.low.startswith(("ик-", "сизо")):
            return replace(base, schema=EntitySchema.FACILITY, name=self._in_nominative(base.extent))
        people = head.lemma in words.CALLINGS | words.ROLES | words.TITLES or (
            head.pos == "NUM" and head.lemma in words.NUMBERS
        )
        participle = head.pos == "ADJ" and head.feats.get("Animacy") == "Anim"
        if people or participle or head.feats.get("Animacy") == "Anim":
            role = head.lemma in words.ROLES
            post = base.extent if role and not base.plural else None
            inside = [word for word in self.tree.words[first:end] if word.index > head.index and word.pos != "PUNCT"]
            body = (inside[0].start, base.extent[1]) if role and inside else None
            schema = EntitySchema.GROUP if base.plural else EntitySchema.PERSON
            return replace(
                base,
                schema=schema,
                human=True,
                post=post,
                body=body,
                body_name=self._in_nominative(body) if body else "",
            )
        if "LOC" in tagged or (head.pos == "PROPN" and head.text[:1].isupper()):
            name = nominative(head.text, head.feats.get("Case", ""), head.feats.get("Gender", ""), False)
            return replace(base, schema=EntitySchema.PLACE, named=True, name=name)
        return base

    def _count(self, first: int, end: int) -> tuple[Count, Extent] | None:
        """A number in a phrase, with the words that qualify it."""
        for index in range(first, end):
            word = self.tree.words[index]
            value = _value(word)
            if (
                value is None
                or (word.pos not in {"NUM", "ADJ", "NOUN"})
                or (word.pos == "ADJ" and not word.text.isdigit())
            ):
                continue
            behind = index + 1
            while (
                behind < len(self.tree.words)
                and _value(self.tree.words[behind]) in {1000, 1_000_000}
                and not self.tree.words[behind].text.isdigit()
            ):
                value *= _value(self.tree.words[behind]) or 1
                behind += 1
            if index and self.tree.words[index - 1].text in {"№", "-"}:
                return None
            qualifier, start = self._qualifier(index)
            unit = [each for each in self.tree.words[behind:end] if each.pos != "PUNCT"]
            last = unit[-1].end if unit else self.tree.words[behind - 1].end
            text = self.tree.text[unit[0].start : unit[-1].end] if unit else ""
            return Count(value=value, unit=text, qualifier=qualifier), (start, last)
        return None

    def _qualifier(self, index: int) -> tuple[CountQualifier, int]:
        for size in (3, 2, 1):
            before = self.tree.words[max(0, index - size) : index]
            found = words.QUALIFIERS.get(tuple(word.low for word in before))
            if found is not None:
                return CountQualifier(found), before[0].start
        return CountQualifier.EXACT, self.tree.words[index].start


def _value(word: Word) -> int | None:
    if word.text.isdigit():
        return int(word.text) if len(word.text) < 13 else None
    return words.NUMBERS.get(word.lemma)


def _stem(word: str) -> str:
    low = word.lower()
    return low[: max(4, len(low) - 2)] if len(low) > 5 else low[:4]
