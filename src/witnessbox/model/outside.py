"""What programs of others said about a content, with the version that said it."""

from __future__ import annotations

from witnessbox.model.media import PlaceStatement, Statement, TimeStatement
from witnessbox.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideStatements:
    """What ExifTool read.

    Attributes:
        program: its name.
        version: as it told it.
        isolation: what closed it in while it read.
        format: what it took the content for, in its words.
        metadata: every text, with the group that the program sorts it into as source.
        times: those of them that state a time.
        places: those of them that state a place.
        devices: those of them that name a device, its serial number, its owner or its software.
        omitted: how many more statements there were.
    """

    program: str
    version: str
    isolation: str
    format: str | None
    metadata: tuple[Statement, ...] = ()
    times: tuple[TimeStatement, ...] = ()
    places: tuple[PlaceStatement, ...] = ()
    devices: tuple[Statement, ...] = ()
    omitted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatMatch:
    """One format of the PRONOM registry that fits.

    Attributes:
        puid: its number there, for example `fmt/199`.
        name: its name there.
        mime: its media type there, None where the registry has none.
        basis: what fitted: `signature` or `container`.
    """

    puid: str
    name: str
    mime: str | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatMatches:
    """What a program made of PRONOM's signatures.

    Attributes:
        program: its name.
        version: as it told it, with the versions of the signatures.
        isolation: what closed it in while it read.
        matches: every format that fits; none where no signature does.
    """

    program: str
    version: str
    isolation: str
    matches: tuple[FormatMatch, ...] = ()
