"""A local language model as proposer: a program that a person names, trusted in nothing that it says.

The program gets the text on standard input and writes `{"claims": [...], "entities": {...}}` in the form of
`witnessbox-claims/1` on standard output. Small models copy their prompt and make up names, so each field must stand
literally in the text: a claim whose quote does not is dropped, and so is every name, place, post and number outside of
it. Dates are resolved from their words by witnessbox itself; a date without words in the quote is dropped.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from witnessbox.ledger.reading.dating import undated
from witnessbox.ledger.relative_dates import anchor_day, find_dates
from witnessbox.model.canonical import Json
from witnessbox.model.claims import AttributionLevel, Count, CountQualifier, Hedge, Part, Quote
from witnessbox.model.errors import UsageError
from witnessbox.model.ledger import EntitySchema
from witnessbox.model.proposals import (
    UNDATED,
    Proposal,
    ProposedCount,
    ProposedDate,
    ProposedPart,
    ProposedPlace,
    ProposedVoice,
)
from witnessbox.model.vocabulary import FORECASTS, VOCABULARY, ClaimKind, ClaimType

LONGEST_ANSWER = 32 * 2**20
"""Bytes of what the program may answer."""
PATIENCE = 3_600
"""Seconds that it may take: models on a laptop are slow."""


def propose_by_program(program: Path, text: str, anchor: str, *, language: str | None = None) -> tuple[Proposal, ...]:
    """What a person's own program proposes, as far as it stands in the text.

    Args:
        program: to start, without a shell.
        text: the document.
        anchor: the day that relative dates count from.
        language: `en` or `ru`, given to the program and to the dates.

    Raises:
        UsageError: the program cannot be started, fails, or does not answer with claims.
    """
    answer = _answer(program, text, anchor, language)
    rows = answer.get("claims")
    if not isinstance(rows, list):
        raise UsageError(f"{program}: answered without `claims`; docs/guide/ledger-reading.md shows the form")
    entities = answer.get("entities")
    names = _names(entities if isinstance(entities, dict) else {})
    made = (_Checked(text, anchor, language, names).claim(row) for row in rows if isinstance(row, dict))
    return tuple(each for each in made if each is not None)


def _answer(program: Path, text: str, anchor: str, language: str | None) -> dict[str, Json]:
    environment = {"PATH": "/usr/bin:/bin", "WITNESSBOX_DATE": anchor, "WITNESSBOX_LANGUAGE": language or ""}
    try:
        done = subprocess.run(
            [str(program.absolute())],
            input=text.encode("utf-8"),
            capture_output=True,
            env=environment,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = "took longer than an hour" if isinstance(error, subprocess.TimeoutExpired) else error.strerror
        raise UsageError(
            f"{program}: cannot be used as a proposer ({reason}); check it, or leave --by model out"
        ) from error
    if done.returncode != 0 or len(done.stdout) > LONGEST_ANSWER:
        raise UsageError(
            f"{program}: ended with status {done.returncode} and {len(done.stdout)} bytes; run it by hand to see why"
        )
    try:
        value = json.loads(done.stdout.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{program}: did not answer with JSON; docs/guide/ledger-reading.md shows the form") from error
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def _names(entities: Mapping[str, Json]) -> dict[str, tuple[str, EntitySchema]]:
    found = {}
    for key, value in entities.items():
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            schema = value.get("schema")
            known = EntitySchema(str(schema)) if schema in set(EntitySchema) else EntitySchema.ORGANIZATION
            found[key] = (str(value["name"]), known)
    return found


class _Checked:
    """Holds what a program says against the text."""

    def __init__(
        self, text: str, anchor: str, language: str | None, names: Mapping[str, tuple[str, EntitySchema]]
    ) -> None:
        self.text, self.anchor, self.language, self.names = text, anchor, language, names
        self.quote = Quote(text="", start=0, end=0)

    def claim(self, row: Mapping[str, Json]) -> Proposal | None:
        """A proposal, or None where type, hedge or quote are not what they must be."""
        quote = self._quoted(row.get("quotes"))
        type_, hedge = row.get("type"), row.get("hedge")
        if quote is None or type_ not in set(ClaimType) or hedge not in set(Hedge):
            return None
        self.quote = quote
        claimed, strength = ClaimType(str(type_)), Hedge(str(hedge))
        kind = VOCABULARY[claimed].kind
        unreal = strength in (Hedge.PREDICTED, Hedge.HOPED) or claimed in FORECASTS
        if unreal and kind in (ClaimKind.EVENT, ClaimKind.STATE):
            return None
        return Proposal(
            type=claimed,
            quote=quote,
            trigger=quote,
            hedge=strength,
            parts=self._parts(row.get("participants")),
            position=self._words(row.get("position")),
            place=self._place(row.get("place")),
            date=self._date(row.get("date"), kind),
            count=self._count(row.get("count")),
            voices=self._voices(row.get("attribution")),
        )

    def _quoted(self, quotes: Json) -> Quote | None:
        first = quotes[0] if isinstance(quotes, list) and quotes else None
        words = first.get("text") if isinstance(first, dict) else None
        if not isinstance(words, str) or not words.strip() or not isinstance(first, dict):
            return None
        start = first.get("start")
        if isinstance(start, int) and self.text[start : start + len(words)] == words and start >= 0:
            return Quote(text=words, start=start, end=start + len(words))
        found = self.text.find(words)
        return None if found < 0 else Quote(text=words, start=found, end=found + len(words))

    def _words(self, words: Json) -> Quote | None:
        """Where words stand in the quote, as whole words."""
        if not isinstance(words, str) or not words.strip():
            return None
        found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", self.quote.text)
        if found is None:
            return None
        return Quote(text=words, start=self.quote.start + found.start(), end=self.quote.start + found.end())

    def _named(self, key: Json) -> tuple[str, EntitySchema, Quote] | None:
        name, schema = self.names.get(str(key), (str(key), EntitySchema.ORGANIZATION))
        words = self._words(name)
        return None if words is None else (name, schema, words)

    def _parts(self, rows: Json) -> tuple[ProposedPart, ...]:
        made = []
        for row in rows if isinstance(rows, list) else []:
            named = self._named(row.get("entity")) if isinstance(row, dict) else None
            if named is not None and isinstance(row, dict) and row.get("role") in set(Part):
                made.append(ProposedPart(role=Part(str(row["role"])), name=named[0], schema=named[1], words=named[2]))
        return tuple(made)

    def _place(self, key: Json) -> ProposedPlace | None:
        named = None if key is None else self._named(key)
        return None if named is None else ProposedPlace(name=named[0], words=named[2])

    def _date(self, row: Json, kind: ClaimKind) -> ProposedDate:
        words = (
            self._words(row.get("as_written")) if isinstance(row, dict) and row.get("as_written") != UNDATED else None
        )
        if words is not None:
            # the whole quote is read, because what an expression means may hang on the words beside it
            for found in find_dates(self.quote.text, anchor_day(self.anchor), self.language):
                start, end = self.quote.start + found.start, self.quote.start + found.end
                if start < words.end and words.start < end:
                    own = Quote(text=self.text[start:end], start=start, end=end)
                    return ProposedDate(date=found.date, words=own)
        return undated(kind, self.anchor)

    def _count(self, row: Json) -> ProposedCount | None:
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("value"), int)
            or row.get("qualifier") not in set(CountQualifier)
        ):
            return None
        value = int(cast("int", row["value"]))
        written = re.search(rf"(?<![\d,.]){value:,}(?![\d,.]*\d)|(?<![\d,.]){value}(?![\d,.]*\d)", self.quote.text)
        if written is None or isinstance(row["value"], bool):
            return None
        unit = self._words(row.get("unit"))
        words = Quote(
            text=written.group(), start=self.quote.start + written.start(), end=self.quote.start + written.end()
        )
        qualifier = CountQualifier(str(row["qualifier"]))
        if qualifier is CountQualifier.BETWEEN:
            return None
        return ProposedCount(count=Count(value=value, unit=unit.text if unit else "", qualifier=qualifier), words=words)

    def _voices(self, rows: Json) -> tuple[ProposedVoice, ...]:
        made = []
        for row in rows if isinstance(rows, list) else []:
            named = self._named(row.get("source")) if isinstance(row, dict) else None
            if named is None or not isinstance(row, dict) or row.get("level") not in set(AttributionLevel):
                continue
            verb = self._words(row.get("verb"))
            made.append(
                ProposedVoice(
                    name=named[0],
                    verb=verb.text if verb else None,
                    level=AttributionLevel(str(row["level"])),
                    words=named[2],
                )
            )
        return tuple(made)
