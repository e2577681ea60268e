"""English words of a sentence with what each is there: a tokenizer and a tagger of our own, made for news."""

from __future__ import annotations

import re
from dataclasses import dataclass

from witnessbox.ledger.reading import english_words as words
from witnessbox.ledger.reading.english_frames import ENGLISH_NOUNS
from witnessbox.ledger.reading.english_verbs import BASES, SAME_PAST, VERBS, base_of
from witnessbox.ledger.reading.parts import Extent

_TOKEN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Maj|Gen|Col|Lt|Sgt|Capt|Prof|Insp|Cpl)\.|\bNo\.?\ ?\d+\b|№\ ?\d+"
    r"|(?<=[a-z] )[A-Z]\.(?=,|\s+[a-z])|(?<![\w.])[A-Z]\.(?:\ ?[A-Z]\.)*(?=\ [A-Z][a-z])"
    r"|(?<!\w)(?:[A-Z]\.){2,}|\d+(?:[.,:]\d+)*(?![\w])|\w+(?:[-'.&]\w+)*|[^\w\s]"
)
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
"""A time that stands ahead of a line of show notes."""
_QUALIFIERS = (
    ("more", "than"),
    ("no", "more", "than"),
    ("at", "least"),
    ("at", "most"),
    ("as", "many", "as"),
    ("up", "to"),
    ("fewer", "than"),
    ("less", "than"),
    ("an", "estimated"),
    ("about",),
    ("around",),
    ("some",),
    ("nearly",),
    ("almost",),
    ("over",),
    ("roughly",),
    ("approximately",),
    ("close", "to"),
    ("under",),
    ("not", "less", "than"),
    ("estimated",),
    ("no", "fewer", "than"),
    ("upwards", "of"),
    ("upward", "of"),
    ("in", "excess", "of"),
    ("well", "over"),
    ("only",),
    ("just",),
    ("exactly",),
    ("not", "fewer", "than"),
    ("at", "minimum"),
)
_NOMINAL = frozenset({"DET", "ADJ", "NUM", "NOUN", "NAME", "POSS"})
_COURTS = frozenset("court tribunal judge judges magistrate magistrates jury committee panel".split())
_NEVER_NOUNS = frozenset(
    "go say remain come become keep seem exist believe think know allege insist deny include agree continue persist "
    "happen occur confirm accuse describe".split()
)
_NOUN_TOO = frozenset(
    "charge case report claim search release appeal sentence trial fire leak post film document record place name "
    "work move state head order lead reports claims charges searches releases appeals sentences leaks posts films "
    "documents records orders probe probes group raid raids arrest attack abuse torture rape review exit "
    "statement wish hope plan call demand promise blame help answer question remark stay visit travel return "
    "result cause second present witness witnesses pardon suspect suspects convict convicts murder list rule base "
    "board direct command label brand press file files praise support staff crime kick export permit transfer "
    "exits transfers fine fines strike link share use force forces secret guard guards threat pledge vow award "
    "produce house houses host stream issue issues act acts cover complaint inspect audit halt step interview "
    "contract cost costs fear fears focus study studies limit limits remarks change changes comment comments "
    "contact contacts grant grants increase interest judge judges measure need needs object objects offer offers "
    "pay photograph photographs program reason reasons reward risk risks shock signal struggle target targets "
    "test tests touch trade train trap trust turn turns wait watch wonder worry worries escape escapes estimate "
    "estimates express gather view views deposit deposits exports import imports approach account accounts access "
    "balance ban bans break breaks boss chair chairs control controls copy copies crack cure damage deal deals "
    "design desire doubt doubts dream dreams drink drive drop drug effect exchange excuse fall falls feature "
    "features fight figure form forms gift guess hand hands harm heads hopes hurt influence jail jails joke land "
    "lands lies light looks love market match matter matters mistake mistakes moves notice notices number numbers "
    "parts people permits phone phones picture pictures places plans plants play point points power pressure "
    "prize profit progress protest protests race rank ranks rate rates repair replies request requests research "
    "respect rest results returns rise roles rounds run rush sale score sense shape shares sheet sight signs "
    "sleep slip smile smoke sound sounds source space spread stages states stores stress strikes sanction "
    "sanctions surprise switch talk talks tape tapes taste tears term terms thought tie ties tip tips title tops "
    "tours track tracks treat trick trouble trusts try union values visits voice voices votes walk walks walls "
    "warning warrant warrants wave waves ways weapon winds wishes words works wounds wrap".split()
)


_PEOPLE = words.CALLINGS | words.ROLES
_DOERS = words.CALLINGS | {"man", "woman", "car"}
_KINDS = words.ROLES | words.CALLINGS | words.BODIES | words.FACILITIES
_HELPERS = words.HAVE | words.BE | words.MODALS
_TAKEN = words.DETERMINERS | words.PRONOUNS | words.POSSESSIVES
_BEHIND_HER = words.PREPOSITIONS | words.CONJUNCTIONS | words.SUBORDINATORS | (words.ADVERBS - {"then", "even", "only"})
_COMMON = (
    words.ROLES
    | words.CALLINGS
    | words.BODIES
    | words.FACILITIES
    | words.MERE_TITLES
    | words.ADJECTIVES
    | _NOUN_TOO
    | ENGLISH_NOUNS.keys()
)
"""Words that a capital at the start of a sentence does not make names."""
_BASE_AGAIN = frozenset("come become run overcome".split())
"""Verbs whose participle is like their base."""
_ALSO_NOUNS = frozenset("state official criminal minor military public chief head".split())
"""Adjectives that are nouns where a verb follows: "the state paid"."""
_PAST_ACTS = frozenset("paid said told made gave held sent put kept left found brought admitted denied refused".split())
_AWAITED = frozenset("due likely bound poised".split())
"""What is due to happen, or likely to, is expected to."""
_WANTED = frozenset("list lists notice notices poster posters persons man men woman".split())
_ADJECTIVAL = re.compile(r".*(?:-(?:year|month|week|day|hour|old)|ern|al|ic|ive|ary|ish|ese)")
_TO_THINGS = frozenset("subjected subject amounts amounted amount relating related belonging led leads prone".split())
"""What stands before a "to" that a noun follows: "subjected to torture"."""


@dataclass(slots=True)
class Tag:
    """A word, number or mark, and what it is in its sentence.

    Attributes:
        text: as written.
        low: in small letters.
        start: where it begins in the paragraph.
        end: where it ends.
        pos: DET ADJ NUM NOUN NAME PRON POSS PREP SUB CONJ VERB AUX TO NEG ADV QUAL DATE PUNCT.
        lemma: its lemma.
        form: of a verb: b, s, d, n, x or g.
    """

    text: str
    low: str
    start: int
    end: int
    pos: str = ""
    lemma: str = ""
    form: str = ""

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def tokenize(text: str, start: int, end: int) -> list[Tag]:
    """Words of a span; `'s` and `n't` stand alone."""
    found: list[Tag] = []
    for match in _TOKEN.finditer(text, start, end):
        word, first, last = match.group(), match.start(), match.end()
        if word.endswith(".") and len(word) > 1:
            found.append(Tag(word, word[:-1].lower(), first, last))
            continue
        if word in "[]" or (not found and _TIME.fullmatch(word)):
            continue  # an editor's insertion reads as if it were the speaker's
        low = word.lower()
        for ending in ("'s", "n't", "'ll", "'ve", "'re", "'d", "'m"):
            if low.endswith(ending) and len(word) > len(ending):
                cut = last - len(ending)
                found.append(Tag(text[first:cut], low[: -len(ending)], first, cut))
                found.append(Tag(text[cut:last], ending, cut, last))
                break
        else:
            found.append(Tag(word, low, first, last))
    return found


def tag(tags: list[Tag], dates: tuple[Extent, ...], surnames: frozenset[str] | set[str], *, title: bool) -> None:
    """Say of each word what it is, in place.

    Args:
        tags: the words of one sentence.
        dates: spans of words for dates, which are taken as one.
        surnames: last names that the document used before.
        title: a headline in which most words are capitals.
    """
    _mark_dates(tags, dates)
    for index in range(1, len(tags) - 1):
        if tags[index].low == "one" and tags[index + 1].low == "day" and tags[index - 1].low in words.MODALS:
            tags[index].pos = tags[index + 1].pos = "ADV"
    _mark_qualifiers(tags)
    for word, following in zip(tags, tags[1:], strict=False):
        if word.low in _AWAITED and following.low == "to":
            word.pos, word.lemma, word.form = "VERB", "expect", "x"
    for index, word in enumerate(tags):
        if not word.pos:
            word.pos, word.lemma = _closed(tags, index)
    for index, word in enumerate(tags):
        if not word.pos:
            _open(tags, index, surnames, title=title)


def _mark_dates(tags: list[Tag], dates: tuple[Extent, ...]) -> None:
    for word in tags:
        if word.low in words.BE:
            continue  # "has long been": the verb goes on
        if any(start <= word.start and word.end <= end for start, end in dates):
            word.pos, word.lemma = "DATE", word.low


def _mark_qualifiers(tags: list[Tag]) -> None:
    for index, word in enumerate(tags):
        if word.pos or not _numeral(word):
            continue
        for phrase in _QUALIFIERS:
            before = tags[max(0, index - len(phrase)) : index]
            phrasal = index > 1 and VERBS.get(tags[index - 2].low, ("",))[0] in {
                "hand",
                "pass",
                "turn",
                "give",
                "take",
            }
            if phrase == ("over",) and phrasal:
                continue
            if tuple(each.low for each in before) == phrase and not any(each.pos for each in before):
                for each in before:
                    each.pos, each.lemma = "QUAL", each.low


def _numeral(word: Tag) -> bool:
    return (
        word.text[0].isdigit()
        or words.NUMBERS.get(word.low) is not None
        or word.low in {"dozens", "hundreds", "thousands"}
    )


def _closed(tags: list[Tag], index: int) -> tuple[str, str]:
    word = tags[index]
    low = word.low
    following = tags[index + 1] if index + 1 < len(tags) else None
    if not (word.text[0].isalnum() or low[0] == "'"):
        return "PUNCT", word.text
    if low == "'" or (len(low) == 1 and not low.isalnum()):
        plural = index and tags[index - 1].low.endswith("s") and tags[index - 1].end == word.start
        return ("POSS", "'s") if plural and following and following.text[0].isalnum() else ("PUNCT", "'")
    if low == "'s":
        is_verb = following is not None and (
            following.low in {"not", "been", "a", "the", "what"} or following.low.endswith("ing")
        )
        return ("AUX", "be") if is_verb and tags[index - 1].low in words.PRONOUNS | {"that", "what"} else ("POSS", "'s")
    if low == "to":
        verbal = following is not None and (
            VERBS.get(following.low, ("", ""))[1] in {"b", "x"} or following.low in {"be", *SAME_PAST}
        )
        verbal = verbal and not (
            following is not None and VERBS.get(following.low, ("", ""))[1] == "x" and following.low not in SAME_PAST
        )
        verbal = verbal or (following is not None and following.low in _BASE_AGAIN)
        if index and tags[index - 1].low in _TO_THINGS and following is not None and following.low in _NOUN_TOO:
            verbal = False
        verbal = verbal or (following is not None and following.low in BASES and _takes(tags, index + 2))
        return ("TO", "to") if verbal else ("PREP", "to")
    if low == "'d" and _behind_had(tags, index):
        return "AUX", "have"  # "he'd been hung", "they'd gone"
    for group, pos, lemma in (
        (words.MODALS, "AUX", "will" if low in {"will", "shall", "'ll"} else "may"),
        (words.BE, "AUX", "be"),
        (words.HAVE, "AUX", "have"),
        (words.DO, "AUX", "do"),
    ):
        if low in group and not (low == "may" and word.capital and index):
            return pos, lemma
    return _closed_words(tags, index)


def _behind_had(tags: list[Tag], index: int) -> bool:
    """Whether a participle follows, so that "'d" is "had"."""
    following = next((each for each in tags[index + 1 :] if each.low not in words.ADVERBS | {"not"}), None)
    if following is None:
        return False
    form = VERBS.get(following.low, ("", ""))[1]
    return following.low == "been" or form in {"n", "x"} or following.low.endswith("ed")


def _takes(tags: list[Tag], index: int) -> bool:
    """Whether what stands here can only be what a verb takes."""
    if index >= len(tags):
        return False
    word = tags[index]
    return word.capital or word.low in _TAKEN


def _closed_words(tags: list[Tag], index: int) -> tuple[str, str]:
    word = tags[index]
    low = word.low
    following = tags[index + 1].low if index + 1 < len(tags) else ""
    if low in {"n't", "not", "never", "cannot", "nor", "neither"}:
        return "NEG", "not"
    if low in {"nobody", "none", "nothing", "no-one"}:
        return "PRON", low
    if low == "no" and (following == "." or following[:1].isdigit()):
        return "NOUN", "number"
    if low in {"her", "his", "its", "their", "our", "my", "your"}:
        alone = not following or not following[0].isalnum() or following in _BEHIND_HER
        return ("PRON", low) if low == "her" and alone else ("DET", low)
    if low in {"that", "which", "what"} and low != "that":
        return "SUB", low
    if low == "that":
        before = tags[index - 1].low if index else ""
        noun = following in words.NUMBERS or following in {"same", "day", "month", "week", "year", "figure", "time"}
        return ("DET", "that") if noun and before not in {"say", "said"} else ("SUB", "that")
    if low in {"who", "whom"}:
        return "SUB", "who"
    if low in words.PRONOUNS:
        return "PRON", low
    if low == "since" and index and tags[index - 1].pos == "AUX":
        return "ADV", low
    if low == "before" and any(word.low in _COURTS for word in tags[index + 1 : index + 6]):
        return "PREP", low
    if low in {"after", "before", "since", "until", "as", "than", "like"}:
        return "SUB", low
    if low in {"all", "both", "each"} and index and tags[index - 1].pos == "AUX":
        return "ADV", low
    if low in words.SUBORDINATORS:
        return "SUB", low
    if low in words.CONJUNCTIONS:
        return "CONJ", low
    if low in words.DETERMINERS:
        return "DET", low
    if low in {"first", "last"} and index and tags[index - 1].pos == "AUX":
        return "ADV", low
    if low == "per" and word.capital and index and following and tags[index + 1].capital:
        return "NAME", low
    if low in words.PREPOSITIONS and not (low == "following" and index and tags[index - 1].lemma == "be"):
        return "PREP", low
    if word.text[0].isdigit() or words.NUMBERS.get(low) is not None or low in {"dozens", "hundreds", "thousands"}:
        return "NUM", low
    if low in words.ADVERBS and not (word.capital and index):
        return "ADV", low
    return "", ""


def _open(tags: list[Tag], index: int, surnames: frozenset[str] | set[str], *, title: bool) -> None:
    word = tags[index]
    low = word.low
    first = index == 0 or (tags[index - 1].pos == "PUNCT" and tags[index - 1].text in "\"':.-—*•(")
    known = VERBS.get(low)
    if re.fullmatch(r"(?:no\.?|№) ?\d+", low):
        word.pos, word.lemma = "NAME", low
        return
    if word.capital and word.text.endswith(".") and len(word.text) > 1:
        word.pos, word.lemma = "NAME", low  # an initial
        return
    if word.capital and not title and (not first or _a_name_first(tags, index, surnames)):
        word.pos, word.lemma = "NAME", low
        return
    if word.text in surnames:
        word.pos, word.lemma = "NAME", low
        return
    if low in BASES and index and tags[index - 1].pos in {"TO", "AUX"} and tags[index - 1].lemma not in {"be", "have"}:
        known = low, "b"
    if low in BASES and not known and index and tags[index - 1].low.endswith("s"):
        known = low, "b"
    if (
        low in _BASE_AGAIN
        and index
        and tags[index - 1].pos in {"TO", "AUX"}
        and tags[index - 1].lemma not in {"be", "have"}
    ):
        known = known[0] if known else low, "b"
    if known and _verbal(tags, index, known[1]):
        word.pos, word.lemma, word.form = "VERB", known[0], known[1]
        return
    if title and word.capital and low not in _KINDS and not known:
        common = low.endswith(("ion", "ment", "al", "ing", "ed", "s"))
        word.pos, word.lemma = ("NOUN" if common else "NAME"), words.noun_lemma(low)
        return
    lemma = words.noun_lemma(low)
    if lemma in _PEOPLE and not known:
        word.pos, word.lemma = "NOUN", lemma
        return
    if low in _ALSO_NOUNS and index + 1 < len(tags) and _acts(tags[index + 1]):
        word.pos, word.lemma = "NOUN", low
        return
    describes = low in words.ADJECTIVES or (low.startswith("un") and low.endswith("ed") and not known)
    describes = describes or low.endswith(("ful", "ous", "less", "able", "ible"))
    if describes or (_ADJECTIVAL.fullmatch(low) and _before_a_noun(tags, index)):
        word.pos, word.lemma = "ADJ", low
    elif low.endswith("ly") and low not in {"family", "ally", "july", "assembly", "italy"}:
        word.pos, word.lemma = "ADV", low
    elif known and known[1] in "xn" and low.endswith("ed"):
        word.pos, word.lemma = "ADJ", low
    elif low.endswith("ed") and len(low) > 4 and not known and not _between_nominals(tags, index):
        word.pos, word.lemma, word.form = "VERB", base_of(low) if not low.endswith("eed") else low, "x"
    else:
        word.pos, word.lemma = "NOUN", words.noun_lemma(low)


def _before_a_noun(tags: list[Tag], index: int) -> bool:
    """Whether a word that looks like an adjective is one here: what follows is neither a verb nor a small word."""
    low = tags[index].low
    lemma = words.noun_lemma(low)
    if lemma in _KINDS or lemma in words.MERE_TITLES or low in _NOUN_TOO:
        return False
    after = tags[index + 1] if index + 1 < len(tags) else None
    if after is None or after.pos or not after.text[0].isalpha():
        return False
    return "-" in low or after.low not in VERBS or after.low in _NOUN_TOO


def _a_name_first(tags: list[Tag], index: int, surnames: frozenset[str] | set[str]) -> bool:
    """Whether a capital at the start of a sentence is that of a name."""
    word = tags[index]
    following = tags[index + 1] if index + 1 < len(tags) else None
    if word.text in surnames or "." in word.text or (word.text.isupper() and len(word.text) > 1):
        return True
    if word.low in _COMMON or words.noun_lemma(word.low) in _COMMON or word.low in VERBS:
        return bool(following and following.capital and following.low not in VERBS and word.low in words.MERE_TITLES)
    if following is not None and (following.capital or following.low == "'s"):
        return True
    return not word.low.endswith(("s", "ing", "ly", "ed", "ion", "ment", "ness")) and len(word.low) > 2


def _between_nominals(tags: list[Tag], index: int) -> bool:
    before = tags[index - 1].pos if index else ""
    after = tags[index + 1] if index + 1 < len(tags) else None
    if before in {"PREP", "VERB"} and after is not None and (after.pos or after.low in VERBS):
        return False
    return before in {"DET", "ADJ", "NUM", "POSS", "PREP", "VERB"} and after is not None and after.text[0].isalpha()


def _before(tags: list[Tag], index: int) -> Tag | None:
    """The word before, adverbs left out."""
    for place in range(index - 1, -1, -1):
        if tags[place].pos not in {"ADV", "NEG", "DATE"}:
            return tags[place]
    return None


def _verbal(tags: list[Tag], index: int, form: str) -> bool:
    before = _before(tags, index)
    after = tags[index + 1] if index + 1 < len(tags) else None
    if before is not None and before.pos in {"AUX", "TO"} and tags[index].low != "wanted":
        return not (form in "bs" and before.lemma in {"be", "have"})
    low = tags[index].low
    if low == "wanted" and (
        (after is not None and after.low in _WANTED) or any(each.lemma == "declare" for each in tags[:index])
    ):
        return False
    if (
        low == "wanted"
        and before is not None
        and (before.lemma in {"be", "declare", "list"} or before.pos in {"DET", "POSS"})
    ):
        return False
    if form == "g":
        nominal = before is not None and before.pos in {"DET", "POSS", "ADJ"}
        return not (nominal or (after is not None and after.low == "of"))
    if form in "dxn" and before is not None and before.pos in {"DET", "POSS", "ADJ", "NUM"} and low in words.CALLINGS:
        return False
    if form in "xn" and _describes_doers(tags, index):
        return False
    if (
        form in "dxn"
        and before is not None
        and (before.pos == "PREP" or (before.pos == "VERB" and before is tags[index - 1]))
    ):
        plain = after is not None and not after.pos and not after.capital and after.text[0].isalpha()
        return not (plain and after is not None and after.low not in VERBS)
    if form in "dxn":
        attributive = before is not None and before.pos in {"DET", "ADJ", "NUM", "POSS", "QUAL"}
        return not (
            attributive and after is not None and after.text[0].isalpha() and after.pos not in {"PREP", "SUB", "CONJ"}
        )
    if before is None:
        return False
    joined = before.pos in {"VERB", "AUX"} and tags[index - 1].pos == "NEG"
    if joined or (before.pos == "CONJ" and index > 1 and tags[index - 2].form == form):
        return True
    if before.pos in {"DET", "ADJ", "NUM", "POSS", "PREP", "QUAL"}:
        return False
    return _finite_present(before, after, low, form)


def _acts(word: Tag) -> bool:
    """Whether a word can be nothing but a verb with tense."""
    return word.low in _HELPERS or VERBS.get(word.low, ("", ""))[1] == "d" or (word.low in _PAST_ACTS)


def _describes_doers(tags: list[Tag], index: int) -> bool:
    """Whether a participle describes whoever acts behind it: "masked men had turned", "armed officers came"."""
    if index + 2 >= len(tags) or tags[index + 1].pos or tags[index + 1].capital:
        return False
    if VERBS.get(tags[index].low, ("",))[0] in words.SPEAKING:
        return False
    people = words.noun_lemma(tags[index + 1].low) in _DOERS
    verb = VERBS.get(tags[index + 2].low, ("", ""))[1]
    return people and (verb in {"d", "x"} or tags[index + 2].low in _HELPERS)


def _often_a_noun(low: str) -> bool:
    lemma = words.noun_lemma(low)
    return low in _NOUN_TOO or lemma in _PEOPLE or low in words.BODIES or lemma in words.BODIES


def _finite_present(before: Tag, after: Tag | None, low: str, form: str) -> bool:
    """Whether a base form or one in -s is a verb in the present tense, after a subject and before what a verb takes."""
    takes = (
        after is None
        or after.pos in {"DET", "PRON", "SUB", "TO", "NUM", "QUAL", "DATE"}
        or after.text in '",.'
        or (after.pos in {"PREP", "NEG", "ADV"} or (after.capital and not _often_a_noun(low)))
    )
    if form == "s":
        subject = before.pos in {"NAME", "PRON", "SUB", "NOUN"} or before.text in ',"'
        strong = after is not None and (
            after.pos in {"DET", "PRON", "SUB", "TO"} or (after.capital and before.pos in {"NAME", "NOUN", "PRON"})
        )
        if before.pos == "PUNCT":
            return not _often_a_noun(low) and subject
        if not _often_a_noun(low):
            return subject and before.pos in {"NAME", "PRON", "SUB", "NOUN"}
        return subject and ((takes and not _often_a_noun(low)) or strong or before.pos == "PRON")
    if before.pos == "PRON":
        return True
    if after is not None and after.pos == "PRON" and before.pos in {"NOUN", "NAME"}:
        return True
    if low in _NEVER_NOUNS and before.pos in {"NOUN", "NAME", "SUB"}:
        return True
    if before.pos == "SUB" and before.low in {"as", "than", "like"}:
        return False
    plural = before.low.endswith("s") or before.low in words.IRREGULAR_PLURALS or before.pos == "SUB"
    return (
        plural
        and before.pos in {"NOUN", "PRON", "SUB", "NAME"}
        and (not _often_a_noun(low) or bool(after is not None and after.pos in {"DET", "PRON"} and takes))
    )
