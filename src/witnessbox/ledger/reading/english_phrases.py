"""English noun phrases: who and what a sentence speaks of, with posts, bodies and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english_tags import Tag
from witnessbox.ledger.reading.frames import MEDIA
from witnessbox.ledger.reading.parts import Extent, Mention
from witnessbox.model.claims import Count, CountQualifier
from witnessbox.model.ledger import EntitySchema

_PEOPLE = words.ROLES | words.CALLINGS | words.MERE_TITLES
_TITLES = words.ROLES | words.MERE_TITLES | words.PARTS_OF_TITLES
_IN_PHRASE = frozenset({"DET", "ADJ", "NUM", "NOUN", "NAME", "POSS", "QUAL"})
_LONGEST = 40
_QUALIFIED = {
    "more": CountQualifier.MORE_THAN,
    "over": CountQualifier.MORE_THAN,
    "least": CountQualifier.AT_LEAST,
    "upwards": CountQualifier.MORE_THAN,
    "upward": CountQualifier.MORE_THAN,
    "excess": CountQualifier.MORE_THAN,
    "fewer": CountQualifier.LESS_THAN,
    "under": CountQualifier.LESS_THAN,
    "many": CountQualifier.AT_MOST,
    "up": CountQualifier.AT_MOST,
    "most": CountQualifier.AT_MOST,
    "minimum": CountQualifier.AT_LEAST,
}
_EXACT = frozenset({"only", "just", "exactly"})
_GIVING = frozenset("name appoint elect grant give award deny offer hand tell send refuse".split())
_UNITS = frozenset("year month week day hour minute euro crown dollar pound kwacha rouble shilling franc".split())
_ORDINALS = frozenset("first second third fourth fifth sixth seventh another".split())


@dataclass(slots=True)
class Chunk:
    """A stretch of tags that go together: NP, VG or one word of another kind."""

    kind: str
    first: int
    last: int
    mention: Mention | None = None


def chunks(tags: list[Tag], text: str, surnames: set[str]) -> list[Chunk]:
    """Noun phrases with everything else one by one; verbs are put together later."""
    found: list[Chunk] = []
    index = 0
    while index < len(tags):
        pos = tags[index].pos
        if pos == "PRON":
            found.append(Chunk("NP", index, index + 1, pronoun(tags[index])))
            index += 1
        elif pos in _IN_PHRASE:
            end = _phrase_end(tags, index)
            found.append(Chunk("NP", index, end, mention(tags[index:end], text, surnames)))
            index = end
        else:
            found.append(Chunk("VG" if pos in {"VERB", "AUX"} else pos, index, index + 1))
            index += 1
    return _composed(found, tags)


def _phrase_end(tags: list[Tag], start: int) -> int:
    index = start
    while index < len(tags) and index - start < _LONGEST:
        word = tags[index]
        joins = word.low == "to" or (word.low == "and" and start and tags[start - 1].low == "between")
        between = joins and index > start and tags[index - 1].pos == "NUM"
        if (
            between
            and index + 2 < len(tags)
            and tags[index + 1].pos == "NUM"
            and tags[index + 2].pos in {"NOUN", "ADJ"}
        ):
            index += 1  # "60 to 80 patients"
            continue
        if word.pos not in _IN_PHRASE:
            break
        fresh = word.pos in {"DET", "QUAL"} and index > start and tags[index - 1].pos not in {"QUAL", "DET", "POSS"}
        given = index > start and tags[index - 1].pos == "NAME" and word.pos in {"NOUN", "ADJ", "NUM", "QUAL"}
        if given and start and tags[start - 1].lemma in _GIVING:
            break
        measured = word.pos == "NUM" and index > start and tags[index - 1].pos in {"NOUN", "NAME"}
        unit = index + 1 < len(tags) and words.noun_lemma(tags[index + 1].low) in _UNITS
        if measured and unit:
            break  # "gave the turnkey | fifteen years"
        alone = index + 1 >= len(tags) or tags[index + 1].pos not in {"NOUN", "NAME", "ADJ"}
        ends = index + 1 >= len(tags) or tags[index + 1].pos in {"PREP", "PUNCT", "CONJ", "DATE"}
        closing = (
            word.pos == "ADJ"
            and alone
            and (ends or tags[index - 1].pos == "NAME")
            and index > start
            and word.low not in {"martial", "general", "elect"}
        )
        if closing and (tags[index - 1].pos == "NAME" or (tags[index - 1].pos == "NOUN" and tags[start].pos == "DET")):
            break  # "shot the prisoner | dead", "found the warden | guilty"
        if fresh and not (word.pos == "QUAL" and tags[index - 1].pos == "DET"):
            break
        index += 1
    return index


def pronoun(word: Tag) -> Mention:
    """A mention by a pronoun alone."""
    low = word.low
    female = True if low in words.FEMALE else False if low in words.MALE else None
    return Mention(
        extent=(word.start, word.end),
        head=low,
        words=frozenset({low}),
        name=word.text,
        schema=EntitySchema.PERSON if female is not None else EntitySchema.GROUP,
        human=low not in {"it", "itself"},
        plural=low in words.MANY,
        pronoun=low,
        female=female,
    )


def number(tags: list[Tag]) -> tuple[Count, Extent, int] | None:
    """The first number of a phrase, its words, and the index behind it."""
    for index, word in enumerate(tags):
        if word.pos != "NUM":
            continue
        value = _value(word)
        if value is None:
            return None
        end = index + 1
        if end < len(tags) and tags[end].low in {"hundred", "thousand", "million", "dozen"}:
            value *= words.NUMBERS[tags[end].low] or 1
            end += 1
        first = index
        while first and tags[first - 1].pos == "QUAL":
            first -= 1
        before = [each.low for each in tags[first:index]]
        qualifier = CountQualifier.ABOUT if before and not _EXACT.issuperset(before) else CountQualifier.EXACT
        for low in before:
            qualifier = _QUALIFIED.get(low, qualifier)
        if before[:2] in (["no", "more"], ["not", "more"]):
            qualifier = CountQualifier.AT_MOST
        if before[:2] in (["no", "fewer"], ["not", "less"], ["not", "fewer"], ["no", "less"]):
            qualifier = CountQualifier.AT_LEAST
        upper = _upper(tags, end, value)
        if upper is not None:
            end += 2
            qualifier = CountQualifier.BETWEEN
        unit = " ".join(each.text for each in tags[end:] if each.pos in {"NOUN", "ADJ"})
        last = tags[-1].end if unit else tags[end - 1].end
        return Count(value=value, unit=unit, qualifier=qualifier, upper=upper), (tags[first].start, last), end
    return None


def _upper(tags: list[Tag], end: int, value: int) -> int | None:
    """The larger of two numbers: "60 to 80 patients"."""
    if end + 1 >= len(tags) or tags[end].low not in {"to", "and"} or tags[end + 1].pos != "NUM":
        return None
    larger = _value(tags[end + 1])
    return larger if larger is not None and larger > value else None


def _value(word: Tag) -> int | None:
    if word.text[0].isdigit():
        plain = word.text.replace(",", "")
        return int(plain) if plain.isdigit() and len(plain) < 13 else None
    if word.low in words.NUMBERS and word.low != "dozen":
        return words.NUMBERS[word.low]
    return None


def mention(tags: list[Tag], text: str, surnames: set[str]) -> Mention:
    """What a phrase names."""
    core = [word for word in tags if word.pos not in {"DET", "QUAL"}] or tags
    lemmas = frozenset(each for word in tags for each in (word.lemma, word.low) if each)
    extent = tags[0].start, tags[-1].end
    if tags[0].pos == "DET" and len(tags) > 1 and tags[0].low not in words.POSSESSIVES:
        extent = tags[0].start, tags[-1].end
    names = _trailing_names(core)
    found = number(tags)
    head = core[-1]
    base = Mention(
        extent=extent,
        head=head.lemma or head.low,
        words=lemmas,
        name=text[core[0].start : core[-1].end] if core else text[extent[0] : extent[1]],
        schema=EntitySchema.COLLECTION,
        plural=(head.low != head.lemma and head.pos == "NOUN") or head.low in {"staff", "police", "people"},
        count=(found[0], found[1]) if found else None,
    )
    if found and found[0].value > 1:
        base = replace(base, plural=True)
    owner = _owner(tags, text, surnames)
    if owner is not None:
        base = replace(base, owner=owner)
    if names:
        return _named(base, core, names, text, surnames)
    return _unnamed(base, core, tags)


def _owner(tags: list[Tag], text: str, surnames: set[str]) -> Mention | None:
    """Whose a phrase is: "his flat", "Danil Prutkov's term"."""
    if tags[0].pos == "DET" and tags[0].low in words.POSSESSIVES - {"its", "whose"} and len(tags) > 1:
        return pronoun(tags[0])
    mark = next((place for place, word in enumerate(tags) if word.pos == "POSS"), None)
    return mention(tags[:mark], text, surnames) if mark and mark + 1 < len(tags) else None


def _trailing_names(core: list[Tag]) -> list[Tag]:
    names: list[Tag] = []
    for word in reversed(core):
        if word.pos != "NAME":
            break
        names.insert(0, word)
    return names


def _unnamed(base: Mention, core: list[Tag], tags: list[Tag]) -> Mention:
    head = core[-1]
    lemma = head.lemma
    name = base.name
    if base.count or tags[0].low in words.POSSESSIVES:
        name = " ".join(word.text for word in tags if word.text != "'") if not base.count else name
    alone = base.count is not None and base.count[0].value == 1 and not base.plural
    if head.low == "officials" or (base.count and lemma in words.CALLINGS and not alone):
        return replace(base, schema=EntitySchema.GROUP, human=True, plural=True)
    if head.low in words.BODIES or lemma in words.BODIES:
        schema = (
            EntitySchema.PUBLIC_BODY
            if lemma in words.OFFICIAL or head.low in words.OFFICIAL
            else EntitySchema.ORGANIZATION
        )
        human = head.low in {
            "prosecutors",
            "investigators",
            "officials",
            "lawyers",
            "activists",
            "monitors",
            "detectives",
        }
        return replace(base, schema=schema, human=human or head.low == "militia")
    if lemma in words.FACILITIES:
        return replace(base, schema=EntitySchema.FACILITY, name=name)
    people = lemma in _PEOPLE or lemma.endswith(("man", "woman", "person"))
    if (
        people
        or (len(core) == 1 and tags[0].pos == "DET" and head.low in _ORDINALS)
        or (head.pos == "NUM" and not head.low[0].isdigit())
        or lemma in {"other", "former"}
    ):
        many = base.plural or (base.count is not None and not alone)
        if not many and lemma == "staff":
            many = True
        schema = EntitySchema.GROUP if many else EntitySchema.PERSON
        post = (core[0].start, core[-1].end) if lemma in words.ROLES and not many else None
        return replace(base, schema=schema, human=True, plural=many, name=name, post=post)
    return replace(base, schema=EntitySchema.COLLECTION, name=name)


def _named(base: Mention, core: list[Tag], names: list[Tag], text: str, surnames: set[str]) -> Mention:
    titles = _TITLES
    before = core[: len(core) - len(names)]
    proper = list(names)
    lead: list[Tag] = []
    while proper and (proper[0].low in titles or _title_ahead(proper, titles)):
        lead.append(proper.pop(0))
    whole = " ".join(word.text for word in names)
    lows = {word.low for word in names}
    noun = before[-1] if before else None
    if (lows & words.BODIES and not lead and names[-1].low not in words.CALLINGS | words.ROLES) or not proper:
        if not proper:
            return _by_post(base, core)
        public = bool(lows & words.OFFICIAL)
        schema = EntitySchema.PUBLIC_BODY if public else EntitySchema.ORGANIZATION
        return replace(base, schema=schema, name=text[core[0].start : core[-1].end], named=True)
    if lows & words.FACILITIES:
        return replace(base, schema=EntitySchema.FACILITY, name=text[core[0].start : core[-1].end], named=True)
    name = text[proper[0].start : proper[-1].end]
    body = noun is not None and bool({noun.lemma, noun.low} & words.BODIES) and noun.lemma not in words.CALLINGS
    if body and noun is not None and not lead:
        return replace(base, schema=EntitySchema.ORGANIZATION, name=name, named=True, head=noun.lemma)
    known = proper[-1].text in surnames
    called = noun is not None and noun.pos == "NOUN" and noun.lemma in _PEOPLE
    called = called or any(word.lemma in _PEOPLE for word in before)
    compound = 2 <= len(proper) <= 4 and all(word.text[0].isupper() for word in proper) and "." not in whole.rstrip(".")
    if not (known or called or lead or compound):
        schema = EntitySchema.ORGANIZATION if "." in name.rstrip(".") or noun is not None else EntitySchema.PLACE
        return replace(base, schema=schema, name=name, named=True)
    person = replace(
        base,
        schema=EntitySchema.PERSON,
        name=name,
        named=True,
        human=True,
        plural=False,
        head=proper[-1].low,
        count=None,
    )
    if len(proper) > 1:
        first = proper[0].low
        person = replace(person, female=True if first in words.WOMEN else False if first in words.MEN else None)
    return _with_post(person, before, lead, text)


def _title_ahead(proper: list[Tag], titles: frozenset[str] | set[str]) -> bool:
    """Whether a capital word belongs to a title that goes on behind it: "Justice Minister", "Kelvar Governor"."""
    return any(word.low in words.ROLES for word in proper[1:3]) and len(proper) > 2 and proper[0].low not in titles


def _by_post(base: Mention, core: list[Tag]) -> Mention:
    """Somebody named by a post in capitals alone."""
    return replace(base, schema=EntitySchema.PERSON, human=True, head=core[-1].low, named=False)


def _with_post(person: Mention, before: list[Tag], lead: list[Tag], text: str) -> Mention:
    stretch = [*before, *lead]
    roles = [index for index, word in enumerate(stretch) if word.lemma in words.ROLES or word.low in words.ROLES]
    female = person.female
    female = True if any(word.low in {"mrs", "ms", "spokeswoman", "chairwoman"} for word in stretch) else female
    if any(word.low in {"mr", "sir", "lord", "spokesman", "chairman"} for word in stretch):
        female = False
    former = any(word.low in {"former", "ex", "late"} or word.low.startswith("ex-") for word in stretch)
    if not roles:
        return replace(person, female=female, former=former)
    last = roles[-1]
    if all(stretch[index].low in words.MERE_TITLES for index in roles) and not former:
        return replace(person, female=female, former=former)
    first = 0
    body = None
    for index in range(last):
        if stretch[index].pos == "POSS" or (stretch[index].pos == "NAME" and index < roles[0] and index < len(before)):
            first = index + 1
            body = stretch[0].start, stretch[index].end
    while first < last and stretch[first].low in words.MERE_TITLES | {"former", "ex"} - words.ROLES:
        first += 1
    post = stretch[first].start, stretch[last].end
    return replace(person, post=post, body=body, body_name=_body_name(text, body), former=former, female=female)


def _body_name(text: str, body: Extent | None) -> str:
    if body is None:
        return ""
    return text[body[0] : body[1]].removesuffix("'s").removesuffix("'").strip()


def _composed(found: list[Chunk], tags: list[Tag]) -> list[Chunk]:
    """Phrases joined by `of`, and names with the post that stands beside them between commas."""
    made: list[Chunk] = []
    for chunk in found:
        made.append(chunk)
        while _of(made, tags):
            pass
    return _appositions(made, tags)


def _of(made: list[Chunk], tags: list[Tag]) -> bool:
    """Join the last three chunks `NP of NP`."""
    if len(made) < 3 or made[-1].kind != "NP" or made[-3].kind != "NP":
        return False
    link = tags[made[-2].first]
    one, other = made[-3].mention, made[-1].mention
    if made[-2].kind != "PREP" or one is None or other is None or one.pronoun:
        return False
    charge_of = link.low == "for" and (one.inner or one).head in words.ROLES and tags[made[-1].first].capital
    charge_of = charge_of and not (one.inner or one).named
    if link.low != "of" and not charge_of:
        return False
    if made[-1].last - made[-3].first > _LONGEST:
        return False
    joined = replace(
        one,
        extent=(one.extent[0], other.extent[1]),
        words=one.words | other.words,
        inner=_deeper(one.inner, other, link.low),
        name=f"{one.name} {link.low} {other.name}"
        if not (one.named and one.schema is EntitySchema.PERSON)
        else one.name,
        count=one.count or (other.count if one.schema is EntitySchema.COLLECTION else None),
        body=other.extent if one.head in words.ROLES and one.body is None else one.body,
        body_name=other.name if one.head in words.ROLES and one.body is None else one.body_name,
        post=(one.extent[0], other.extent[1]) if one.head in words.ROLES and not one.named else one.post,
    )
    if one.schema is EntitySchema.COLLECTION and one.head in {
        "series",
        "number",
        "group",
        "pair",
        "dozen",
        "dozens",
        "hundreds",
    }:
        joined = replace(
            joined,
            human=other.human,
            head=other.head,
            plural=True,
            schema=EntitySchema.GROUP if other.human else joined.schema,
        )
    if (one.count and (one.head in words.NUMBERS or one.head.isdigit())) or one.head in {"some", "most"}:
        joined = replace(joined, human=other.human or one.human, plural=True)
    made[-3:] = [Chunk("NP", made[-3].first, made[-1].last, joined)]
    return True


def _deeper(inner: Mention | None, other: Mention, link: str) -> Mention:
    """Whom a noun is about, as further phrases follow: "the resignation of | the head | of the service"."""
    if inner is None:
        return other
    if inner.named or inner.head not in words.ROLES:
        return inner
    end = other.extent[1]
    return replace(
        inner,
        extent=(inner.extent[0], end),
        post=(inner.extent[0], end),
        body=inner.body or other.extent,
        body_name=inner.body_name or other.name,
        words=inner.words | other.words,
        name=f"{inner.name} {link} {other.name}",
    )


def _appositions(made: list[Chunk], tags: list[Tag]) -> list[Chunk]:
    index = 0
    while index < len(made):
        step = _apposed(made, index, tags)
        if step is None:
            index += 1
            continue
        mention_, end = step
        made[index:end] = [Chunk("NP", made[index].first, made[end - 1].last, mention_)]
    return made


def _apposed(made: list[Chunk], index: int, tags: list[Tag]) -> tuple[Mention, int] | None:
    """`NAME, the POST of BODY,` or `the POST of BODY, NAME` from here on: one mention, and the index behind it."""
    if index + 2 >= len(made) or made[index].kind != "NP" or made[index + 2].kind != "NP":
        return None
    comma = tags[made[index + 1].first]
    one, other = made[index].mention, made[index + 2].mention
    if made[index + 1].kind != "PUNCT" or comma.text not in ",—-(" or one is None or other is None:
        return None
    closed = index + 3 >= len(made) or (
        made[index + 3].kind == "PUNCT" and tags[made[index + 3].first].text in ",.—-);:"
    )
    person = one.schema is EntitySchema.PERSON and one.named
    if one.words & {"the"} and "capital" in one.words and other.named and other.schema is EntitySchema.PLACE:
        return replace(other, extent=(one.extent[0], other.extent[1])), index + 3
    if person and other.human and not other.named and not other.pronoun and not other.plural and closed:
        return _holder(one, other, (one.extent[0], other.extent[1])), index + 3
    named = other.schema is EntitySchema.PERSON and other.named
    ends = closed or (index + 3 < len(made) and made[index + 3].kind in {"VG", "PREP", "CONJ", "SUB", "DATE"})
    if named and one.human and not one.named and not one.plural and not one.pronoun and ends:
        return _holder(other, one, (one.extent[0], other.extent[1])), index + 3
    if named and one.inner is not None and one.inner.human and not one.inner.named and ends:
        inner = _holder(other, one.inner, (one.inner.extent[0], other.extent[1]))
        return replace(one, extent=(one.extent[0], other.extent[1]), inner=inner), index + 3
    age = tags[made[index + 2].first : made[index + 2].last]
    if person and len(age) == 1 and age[0].text.isdigit() and closed:
        return replace(one, extent=(one.extent[0], other.extent[1])), index + 3
    return None


def _holder(person: Mention, role: Mention, extent: Extent) -> Mention:
    """A named person with what an apposition says of them."""
    joined = replace(
        person, extent=extent, words=person.words | role.words, former=person.former or "former" in role.words
    )
    if role.head not in words.ROLES:
        return joined
    return replace(
        joined,
        post=role.post or role.extent,
        body=role.body,
        body_name=role.body_name,
        female=True if role.head.endswith("woman") else person.female,
    )


def is_media(found: Mention) -> bool:
    """Whether a phrase names recordings, files or papers."""
    return bool(found.words & MEDIA["en"])
