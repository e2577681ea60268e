"""Russian sentences as readings."""

from __future__ import annotations

from witnessbox.ledger.reading.parts import Extent, Mention, Reading
from witnessbox.ledger.reading.russian import Sentence, take_apart
from witnessbox.ledger.reading.russian_notes import clauses_of_notes, clauses_of_threats
from witnessbox.ledger.reading.russian_nouns import clauses_of_nouns
from witnessbox.ledger.reading.russian_parse import parser
from witnessbox.ledger.reading.russian_said import backward, statements, voices
from witnessbox.ledger.reading.russian_states import states
from witnessbox.ledger.reading.sentences import quotations, sentences
from witnessbox.ledger.reading.texts import Paragraph
from witnessbox.model.ledger import EntitySchema


class RussianReader:
    """Reads Russian paragraphs.

    Raises:
        ModelMissingError: the weights are not installed.
    """

    language = "ru"

    def __init__(self) -> None:
        self._parser = parser()

    def extents(self, paragraph: Paragraph) -> list[Extent]:
        """Sentences of a paragraph."""
        return sentences(paragraph.text, quotations(paragraph.text))

    def read(self, paragraph: Paragraph, extent: Extent, surnames: set[str], dates: tuple[Extent, ...]) -> Reading:
        """One sentence of a paragraph.

        Args:
            paragraph: it stands in.
            extent: of the sentence.
            surnames: last names that the document used before.
            dates: words for dates in the paragraph.
        """
        quoted = quotations(paragraph.text)
        dates = tuple(each for each in dates if extent[0] <= each[0] < extent[1])
        made = [
            self._stretch(take_apart(tree, surnames, dates), quoted)
            for tree in self._parser.parse(paragraph.text, extent)
        ]
        return Reading(
            extent=extent,
            clauses=tuple(each for reading in made for each in reading.clauses),
            mentions=tuple(each for reading in made for each in reading.mentions),
            voices=tuple(each for reading in made for each in reading.voices),
            statements=tuple(each for reading in made for each in reading.statements),
            states=tuple(each for reading in made for each in reading.states),
            dates=dates,
            places=tuple(each for reading in made for each in reading.places),
            backward=next((reading.backward for reading in made if reading.backward), None),
        )

    def _stretch(self, sentence: Sentence, quoted: tuple[Extent, ...]) -> Reading:
        said = voices(sentence, quoted)
        mentions = _mentions(sentence)
        nouns = clauses_of_nouns(sentence)
        notes = clauses_of_notes(sentence, nouns)
        threats = clauses_of_threats(sentence)
        spoken = {each.trigger for each in (*threats, *notes)}
        kept = [each for each in (*sentence.clauses, *nouns) if each.trigger not in spoken]
        return Reading(
            extent=sentence.tree.extent,
            clauses=(*kept, *notes, *threats),
            mentions=mentions,
            voices=said,
            statements=statements(sentence, said),
            states=states(sentence),
            places=_places(sentence),
            backward=backward(sentence),
        )


def _mentions(sentence: Sentence) -> tuple[Mention, ...]:
    """Every phrase, those inside of others too, in their order."""
    for word in sentence.tree.words:
        if word.pos in {"NOUN", "PROPN"} and word.rel not in {"flat", "flat:name", "fixed", "appos"}:
            sentence.phrases.mention(word)
    return tuple(sorted(sentence.phrases.made.values(), key=lambda each: each.extent))


def _places(sentence: Sentence) -> tuple[tuple[Extent, str], ...]:
    found = []
    tree = sentence.tree
    for word in tree.words:
        case = [tree.words[each].low for each in word.children if tree.words[each].rel == "case"]
        if word.pos != "PROPN" or not case or case[0] not in {"в", "во", "из", "под", "на", "около"}:
            continue
        mention: Mention = sentence.phrases.mention(word)
        if mention.schema is EntitySchema.PLACE:
            found.append((mention.extent, mention.name))
    return tuple(found)
