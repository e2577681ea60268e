"""Russian notes without a verb, and threats that no verb names: «Приговор: год», «звонок: „Дочка у тебя одна“»."""

from __future__ import annotations

import re

from witnessbox.ledger.reading.frames import CLASSES
from witnessbox.ledger.reading.parts import Clause, Mention, Mood, note_clause
from witnessbox.ledger.reading.russian import Sentence
from witnessbox.ledger.reading.russian_parse import Word, words_of
from witnessbox.ledger.reading.russian_turns import NOTES

_NOT_YET = frozenset(
    "впереди нет не ни будет будут может могут возможен возможна возможны вероятен вероятный возможный ждёт ждут ли "
    "без если "
    "никаких когда чтобы бы скоро скорый завтра грозит угрожает требование просьба надежда слух угроза риск "
    "предстоящий "
    "планируемый ожидаемый почему зачем как кто что".split()
)
_STOPS = ";:—."
_LONGEST = 30
_SAYING = frozenset(
    "сказать говорить заявить пообещать обещать сулить посулить грозить пригрозить советовать посоветовать предложить "
    "предлагать намекнуть напомнить шепнуть прошептать спросить бросить позвонить звонить написать предупредить "
    "предупреждать велеть "
    "прийти приходить получить услышать передать добавить крикнуть".split()
)
_SPEAKERS = (
    CLASSES["ru"]["strangers"]
    | CLASSES["ru"]["keepers"]
    | frozenset(
        "полковник майор капитан лейтенант начальник замначальника голос звонок незнакомый незнакомец аноним опер "
        "следователь "
        "куратор участковый записка письмо".split()
    )
)
_WRITTEN = frozenset("звонок письмо записка сообщение смс голос номер телефон".split())
_HARM = (
    r"(?:убь\w+|убить|убил\w*|закро\w+|посад\w+|слома\w+|перелома\w+|сгор\w+|сожг\w+|пожар\w*|пожале\w+|похорон\w+|"
    r"закопа\w+|исчезн\w+"
    r"|сгни\w+|изнасил\w+|опуст\w+|доживё\w+|доживе\w+|не \w+(?:ешь|ёшь|ишь|ете|ите)\b|не (?:выйдешь|увид\w+|доед\w+|"
    r"жить)|ляже\w+|сяде\w+|лиш\w+|отбер\w+|уничтож\w+|порв\w+|прибь\w+)"
)
_OR_ELSE = re.compile(
    rf"\b(?:если|иначе|а то|или|не то)\b.*?{_HARM}|{_HARM}.*?\b(?:если|иначе|а то|не то)\b", re.IGNORECASE | re.DOTALL
)
_PLAIN = re.compile(rf"[«\"—:].*?\b{_HARM}", re.IGNORECASE | re.DOTALL)
_KIN = re.compile(
    r"\b(?:доч\w+|сын\w*|дет(?:и|ях|ей|ям)|реб[её]н\w+|внук\w*|внучк\w*|жен[аыуе]|мать|матери|семь\w+|брат\w*|"
    r"сестр\w+|муж\w*)\b",
    re.IGNORECASE,
)
_EXPOSED = re.compile(
    r"\b(?:одна|один|школ\w+|садик\w*|ходит|ходят|гуля\w+|машин\w*|дорог\w+|подъезд\w*|подумай\w*|подумать|береги\w*|"
    r"авари\w+|мало ли|жалко|уймись)\b",
    re.IGNORECASE,
)


def clauses_of_notes(sentence: Sentence, told: list[Clause]) -> list[Clause]:
    """Clauses made of stretches that have no verb and no noun that was told already."""
    if sentence.text().rstrip('»" )').endswith("?"):
        return []
    tree = sentence.tree
    verbs = {verb.index for verb in sentence.verbs}
    found = []
    for first, last in _stretches(sentence, verbs):
        inside = [word for word in tree.words[first:last] if word.pos != "PUNCT"]
        taken = [each for each in told if any(word.start == each.trigger[0] for word in inside)]
        if any(each.lemma not in NOTES for each in taken):
            continue
        made = _note(sentence, last, inside)
        if made is not None:
            found.append(made)
    return found


def _stretches(sentence: Sentence, verbs: set[int]) -> list[tuple[int, int]]:
    """Words from stop to stop without a verb; «Приговор: полтора года» is one."""
    tree = sentence.tree
    stops = [word.index for word in tree.words if word.text in _STOPS]
    edges = [-1, *stops, len(tree.words)]
    parts = [(one + 1, other) for one, other in zip(edges, edges[1:], strict=False) if other - one > 1]
    bare = [
        part for part in parts if not any(index in verbs or tree.words[index].pos == "VERB" for index in range(*part))
    ]
    joined: list[tuple[int, int]] = []
    for part in bare:
        linked = joined and part[0] == joined[-1][1] + 1 and tree.words[joined[-1][1]].text in ":—"
        if linked and part[1] - joined[-1][0] <= _LONGEST:
            joined[-1] = joined[-1][0], part[1]
        else:
            joined.append(part)
    return [part for part in joined if part[1] - part[0] <= _LONGEST]


def _note(sentence: Sentence, last: int, inside: list[Word]) -> Clause | None:
    known = frozenset(each for word in inside for each in words_of(word))
    told = next((word for word in inside if word.lemma in NOTES and word.pos in {"NOUN", "PROPN", "ADJ"}), None)
    anchored = bool(sentence.dated) or any(word.pos in {"NUM", "PROPN"} or word.text.isdigit() for word in inside)
    if told is None or known & _NOT_YET or len(inside) < 2 or not anchored:
        return None
    mentions = [
        (_link(sentence, word), sentence.phrases.mention(word))
        for word in inside
        if word.pos in {"NOUN", "PROPN"} and word is not told and word.index not in sentence.dated
    ]
    return note_clause(
        extent=(inside[0].start, sentence.tree.words[last - 1].end),
        trigger=(told.start, told.end),
        lemma=told.lemma,
        mentions=mentions,
        words=known,
    )


def _link(sentence: Sentence, word: Word) -> str:
    case = [sentence.tree.words[each].low for each in word.children if sentence.tree.words[each].rel == "case"]
    return case[0] if case else {"Dat": "dat", "Ins": "ins", "Gen": "gen"}.get(word.feats.get("Case", ""), "")


def clauses_of_threats(sentence: Sentence) -> list[Clause]:
    """The clauses in which a stranger or keeper says what is a threat; what is said did not happen."""
    text = sentence.tree.text
    start, end = sentence.tree.extent
    for verb, clause in zip(sentence.verbs, sentence.clauses, strict=True):
        if verb.lemma not in _SAYING or clause.mood not in {Mood.REAL, Mood.QUESTION}:
            continue
        said = text[clause.trigger[1] : end]
        if clause.mood is Mood.QUESTION and "«" not in said:
            continue
        by = clause.subject.words if clause.subject is not None else frozenset()
        anonymous = clause.subject is None and verb.feats.get("Number") == "Plur" and verb.feats.get("Person") != "1"
        if not (by & _SPEAKERS or anonymous or clause.words & _WRITTEN):
            continue
        if _menacing(said):
            return [_threat(sentence, clause)]
    lead, colon, said = text[start:end].partition(":")
    verbless = colon and len(lead) < 80 and not any(verb.start < start + len(lead) for verb in sentence.verbs)
    word = next((each for each in sentence.tree.words if each.lemma in _WRITTEN), None)
    if verbless and word is not None and word.start < start + len(lead) and _menacing(":" + said):
        trigger = word.start, word.end
        whole = start, _trimmed(text, start, end)
        return [
            Clause(
                extent=whole, trigger=trigger, lemma="угрожать", words=frozenset({"угроза"}), passive=True, elided=True
            )
        ]
    return []


def _menacing(said: str) -> bool:
    kin = _KIN.search(said) and _EXPOSED.search(said)
    return bool(_OR_ELSE.search(said) or _PLAIN.search(said) or kin)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in ".!?; …":
        end -= 1
    return end


def _threat(sentence: Sentence, clause: Clause) -> Clause:
    end = _trimmed(sentence.tree.text, clause.trigger[1], sentence.tree.extent[1])
    return Clause(
        extent=(clause.extent[0], end),
        trigger=clause.trigger,
        lemma="угрожать",
        subject=clause.subject if clause.subject is not None and clause.subject.human else None,
        object=_told(clause),
        words=clause.words | {"угроза"},
    )


def _told(clause: Clause) -> Mention | None:
    told = [each for link, each in clause.others if link in {"dat", "к"}] + ([clause.object] if clause.object else [])
    return next((each for each in told if each.human or each.pronoun), None)
