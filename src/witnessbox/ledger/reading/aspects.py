"""Frames of a verb, in either language: a Russian verb without its own has those of its partner of the other aspect."""

from __future__ import annotations

import functools
import re

from witnessbox.ledger.reading.english_frames import ENGLISH
from witnessbox.ledger.reading.parts import Frame
from witnessbox.ledger.reading.russian_frames import RUSSIAN

FRAMES = {"en": ENGLISH, "ru": RUSSIAN}
_ENDINGS = re.compile(r"(?:ывать|ивать|овать|евать|вать|нуть|ать|ять|ить|еть|ть|ти|чь)$")
_ALIKE = str.maketrans({"ш": "с", "ж": "з", "щ": "т", "ч": "т", "а": "о", "я": "е"})


def _root(lemma: str) -> str:
    """What a Russian verb shares with its partner of the other aspect: «рассматривать» and «рассмотреть»."""
    stem = _ENDINGS.sub("", lemma.removesuffix("ся"))
    stem = stem[:-1] if stem.endswith(("вл", "бл", "пл", "мл")) else stem
    return stem.translate(_ALIKE)


@functools.cache
def _partners() -> dict[str, str]:
    """Each root's verb that has frames."""
    return {_root(lemma): lemma for lemma in reversed(RUSSIAN) if len(_root(lemma)) > 3}


def frames_of(language: str, lemma: str) -> tuple[Frame, ...]:
    """A verb's frames; those of its partner of the other aspect for a Russian verb without its own."""
    known = FRAMES[language].get(lemma, ())
    if known or language != "ru" or lemma.endswith("ся") or not lemma.endswith(("ывать", "ивать", "ять", "ать")):
        return known
    return FRAMES[language].get(_partners().get(_root(lemma), ""), ())
