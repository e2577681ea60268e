"""What ExifTool and PRONOM's signatures tell of a content: the typed side of programs of others."""

from __future__ import annotations

import json
import re

from witnessbox.media.outside import EXIFTOOL, FIDO, profile_words, require, run_outside
from witnessbox.media.statements import Statements, clean
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.outside import FormatMatch, FormatMatches, OutsideStatements

_MAX_MATCHES = 50
_MATCH = re.compile(r"((?:x-)?fmt/\d{1,6})\t(signature|container)\t([^\t]*)\t([^\t]*)")
_COPY = re.compile(r":Copy\d+$")  # how ExifTool tells fields of one name apart
_OWN = ("SourceFile", "ExifTool:")


def exiftool(content: int) -> OutsideStatements:
    """Have ExifTool read a content.

    Args:
        content: its descriptor.

    Raises:
        ProgramMissingError: ExifTool or bubblewrap is missing.
        UntrustedInputError: it failed, broke a bound, or its answer cannot be read.
    """
    version = require(EXIFTOOL.name)
    try:
        (told,) = json.loads(run_outside(EXIFTOOL, content), parse_float=str, parse_int=str, parse_constant=str)
        rows = dict(told)
    except (ValueError, TypeError, RecursionError) as problem:
        raise UntrustedInputError(f"the answer of {EXIFTOOL.name} cannot be read: {type(problem).__name__}") from None
    if error := rows.get("ExifTool:Error"):
        raise UntrustedInputError(f"{EXIFTOOL.name} says: {clean(_text(error), 200)}")
    said = Statements()
    for key, value in rows.items():
        if not key.startswith(_OWN):
            group, _, name = key.rpartition(":")
            said.add(_COPY.sub("", group), name, _text(value))
    form = rows.get("File:FileType")
    return OutsideStatements(
        program=EXIFTOOL.name,
        version=version,
        isolation=profile_words(),
        format=clean(form, 200) if isinstance(form, str) else None,
        metadata=tuple(said.all),
        times=tuple(said.times),
        places=tuple(said.places),
        devices=tuple(said.devices),
        omitted=said.omitted,
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value[:100])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def pronom(content: int) -> FormatMatches:
    """Compare a content with the signatures of the PRONOM registry.

    Args:
        content: its descriptor.

    Raises:
        ProgramMissingError: the program or bubblewrap is missing.
        UntrustedInputError: it failed or broke a bound.
    """
    version = require(FIDO.name)
    told = run_outside(FIDO, content).decode("utf-8", "replace")
    rows = list(dict.fromkeys(_MATCH.fullmatch(line) for line in told.splitlines()))[:_MAX_MATCHES]
    matches = tuple(
        FormatMatch(
            puid=row[1], basis=row[2], mime=None if row[3] in ("", "None") else clean(row[3]), name=clean(row[4])
        )
        for row in rows
        if row is not None
    )
    return FormatMatches(program=FIDO.name, version=version, isolation=profile_words(), matches=matches)
