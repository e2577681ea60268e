"""English sentences as readings."""

from __future__ import annotations

from witnessbox.ledger.reading.english import Sentence, parse
from witnessbox.ledger.reading.english_notes import clauses_of_notes
from witnessbox.ledger.reading.english_nouns import clauses_of_nouns
from witnessbox.ledger.reading.english_said import statements, voices
from witnessbox.ledger.reading.english_states import states
from witnessbox.ledger.reading.english_threats import clauses_of_threats
from witnessbox.ledger.reading.parts import Extent, Reading
from witnessbox.ledger.reading.sentences import quotations, sentences
from witnessbox.ledger.reading.texts import Paragraph
from witnessbox.model.ledger import EntitySchema

_AT = frozenset("in at near to from inside outside into".split())


class EnglishReader:
    """Reads English paragraphs."""

    language = "en"

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
        sentence = parse(paragraph.text, extent, dates, surnames)
        said = voices(sentence, quoted)
        if len(sentence.tags) < 5 and not any(clause.finite for clause in sentence.clauses):
            return Reading(extent=extent, dates=dates)  # a heading in a word or two: "Charges withdrawn."
        nouns = clauses_of_nouns(sentence, surnames)  # this also shortens clauses that nouns stand in
        notes = clauses_of_notes(sentence, nouns)
        threats = clauses_of_threats(sentence)
        spoken = {each.trigger for each in threats}
        kept = (each for each in sentence.clauses if each.trigger not in spoken)
        return Reading(
            extent=extent,
            clauses=(*kept, *nouns, *notes, *threats),
            mentions=tuple(chunk.mention for chunk in sentence.chunks if chunk.mention is not None),
            voices=said,
            statements=statements(sentence, said),
            states=states(sentence),
            dates=dates,
            places=_places(sentence),
        )


def _places(sentence: Sentence) -> tuple[tuple[Extent, str], ...]:
    found = []
    for index, chunk in enumerate(sentence.chunks):
        mention = chunk.mention
        before = sentence.tags[sentence.chunks[index - 1].first].low if index else ""
        if mention is None or before not in _AT:
            continue
        if mention.schema is EntitySchema.PLACE and mention.named:
            found.append((mention.extent, mention.name))
        elif mention.words & {"city", "town", "village", "region"}:
            name = sentence.tags[chunk.last - 1]
            if name.pos == "NAME":
                found.append(((name.start, name.end), name.text))
    return tuple(found)
