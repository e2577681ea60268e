"""`witnessbox ledger add`: claims from a document, or one claim from the call itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from witnessbox.cli.ledger_words import Names, add_case, claim_line, many, row_json
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.adding import add_document
from witnessbox.ledger.document import MAX_DOCUMENT, LedgerDocument, load, read_document
from witnessbox.ledger.sources import SourceNote, register
from witnessbox.model.canonical import Json
from witnessbox.model.claims import CountQualifier, Hedge, Reference
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.shown import exact_text
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer

SHOWN = 20
"""New claims that are listed; `timeline` lists all."""


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "add",
        "claims from a document, or one by hand",
        "Adds claims from a JSON document (docs/guide/ledger.md shows one), from - (standard input), or one claim\n"
        "from the options. Quotes must stand in their source, character by character. New claims are proposals until\n"
        "people confirm them. A claim that is there and differs is refused; --correct adds it as a correction.",
        "witnessbox ledger add saratov.case claims.json\n"
        "witnessbox ledger add saratov.case --source report --type wanted_listing --who agent=police \\\n"
        "    --who patient=osechkin --date '[2021-11-01..2021-11-24]' --as-written 'earlier in November' \\\n"
        "    --quote 'added Gulagu.net founder Vladimir Osechkin to its wanted list'",
    )
    add_case(action)
    action.add_argument("file", nargs="?", metavar="FILE", help="document with claims; - for standard input")
    action.add_argument("--source", default="", metavar="KEY", help="source that the claims rest on")
    action.add_argument("--text", type=Path, metavar="FILE", help="text of the source, if it is not registered yet")
    action.add_argument("--origin", default="", metavar="KEY", help="origin of a source that is registered with this")
    action.add_argument("--correct", action="store_true", help="claims that differ become corrections")
    one = action.add_argument_group("one claim")
    one.add_argument("--type", metavar="TYPE", help="from the vocabulary; a wrong one lists them all")
    one.add_argument("--label", default="", metavar="LABEL", help="its name within the source; a number without it")
    one.add_argument("--event", metavar="ID", help="the event that it speaks about; without it one of its own")
    one.add_argument("--who", action="append", default=[], metavar="PART=KEY", help="for example patient=petrov")
    one.add_argument(
        "--entity",
        action="append",
        default=[],
        metavar="KEY=SCHEMA:NAME",
        help="a new entity: petrov='Person:I. Petrov'",
    )
    one.add_argument("--position", metavar="TEXT")
    one.add_argument("--place", metavar="KEY")
    one.add_argument("--date", metavar="EDTF", help="when it was so")
    one.add_argument("--as-written", default="(none)", metavar="TEXT", help="words that the date rests on")
    one.add_argument("--basis", default="entered by hand", metavar="TEXT", help="how the words became the date")
    one.add_argument("--precision", default=None, metavar="WORD", help="how the date is to be read; told by its form")
    one.add_argument("--count", type=int, metavar="N")
    one.add_argument("--unit", default="people", metavar="TEXT")
    one.add_argument("--qualifier", choices=[each.value for each in CountQualifier], default="exact")
    one.add_argument("--hedge", choices=[each.value for each in Hedge], default=Hedge.ASSERTED.value)
    one.add_argument("--quote", action="append", default=[], metavar="TEXT", help="words of the source")
    one.add_argument("--tie", action="append", default=[], metavar="KIND=ID", help="for example denies=report:G01")
    one.add_argument("--notes", metavar="TEXT")
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Add."""
    case = Case(arguments.case)
    if (arguments.file is None) == (arguments.type is None):
        raise UsageError("ledger add: name a FILE with claims, or describe one claim with --type and what follows")
    if arguments.file is None and not arguments.source:
        raise UsageError("ledger add: name the source that the claim rests on with --source KEY")
    name = arguments.file or "the claim"
    value = _one_claim(case, arguments) if arguments.file is None else load(_read(arguments.file), name)
    document = read_document(
        value,
        name,
        source=arguments.source,
        known=lambda key: ledger.entity(case.catalogue, key) is not None,
        events=lambda id_: next(ledger.claims(case.catalogue, ledger.Wanted(event=id_)), None) is not None,
    )
    person = unlock(case, arguments)
    if document.claims and ledger.source(case.catalogue, document.source) is None:
        _register(case, person, document, arguments)
    added = add_document(case, person, document, correct=arguments.correct)
    rows = [ledger.claim_row(case.catalogue, id_) for id_ in (*added.new, *added.corrected)[:SHOWN]]
    names = Names(case.catalogue)
    for row in rows:
        output.text("" if row is None else claim_line(row, names))
    more = len(added.new) + len(added.corrected) - len(rows)
    output.text(f"{f'… and {more} more. ' if more > 0 else ''}{_summary(added.new, added.corrected, added.known)}")
    for line in _remarks(case, document, by_hand=arguments.file is None):
        output.note(line)
    if added.new or added.corrected:
        output.text(f"Next: witnessbox ledger confirm {arguments.case} CLAIM…, once you held each against its source")
    output.answer(
        {
            "source": added.source,
            "new": list(added.new),
            "corrected": list(added.corrected),
            "known": added.known,
            "entities": list(added.entities),
            "claims": [row_json(row) for row in rows if row is not None],
        }
    )
    return 0


def _remarks(case: Case, document: LedgerDocument, *, by_hand: bool) -> Iterator[str]:
    """What was taken otherwise than the person may think."""
    if by_hand:
        for claim in document.claims:
            for each in claim.participants:
                if each.refers is Reference.TEXT and " " not in each.entity:
                    name = exact_text(each.entity)
                    yield f"{name} is no entity here and was taken as words; --entity {name}=Person:NAME makes it one."
    source = ledger.source(case.catalogue, document.source) if document.source else None
    if source is not None and document.note.name and not source.name:
        title = exact_text(document.note.name)
        yield f"{source.id} was registered without a title, and stays so; next time: ledger source … --name '{title}'"


def _summary(new: tuple[str, ...], corrected: tuple[str, ...], known: int) -> str:
    told = [f"{many(len(new), 'claim')} added", *([f"{len(corrected)} corrected"] if corrected else [])]
    return ", ".join([*told, *([f"{known} were there already"] if known else [])]) + "."


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.read().encode("utf-8", "surrogateescape")
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_DOCUMENT + 1)
    except OSError as error:
        raise SourceUnreadableError(f"{file}: cannot be read ({error.strerror}); check the path") from error


def _register(case: Case, person: Signer, document: LedgerDocument, arguments: argparse.Namespace) -> None:
    """Register the source that a document names, if its text is at hand."""
    note = document.note
    text = arguments.text
    if text is None and note.file and arguments.file not in (None, "-"):
        beside = Path(arguments.file).with_name(Path(note.file).name)
        text = beside if beside.is_file() else None
    if text is None:
        return  # said with the next step where the source is looked for
    source = SourceNote(
        id=document.source,
        name=note.name,
        publisher=note.publisher,
        published=note.published,
        url=note.url,
        language=note.language,
        origin=arguments.origin or note.origin,
    )
    register(case, person, source, text)


# -- one claim from the call -------------------------------------------------------------------------------------------


def _one_claim(case: Case, arguments: argparse.Namespace) -> dict[str, Json]:
    entities: dict[str, Json] = {
        key: {"schema": schema, "name": name} for key, schema, name in map(_entity, arguments.entity)
    }
    label = arguments.label or _free_label(case, arguments.source)
    claim: dict[str, Json] = {
        "id": label,
        "type": arguments.type,
        "event": arguments.event or label,
        "participants": [dict(zip(("role", "entity"), _pair(each, "--who"), strict=True)) for each in arguments.who],
        "position": arguments.position,
        "place": arguments.place,
        "hedge": arguments.hedge,
        "quotes": [{"text": each} for each in arguments.quote],
        "notes": arguments.notes,
        "relations": [dict(zip(("kind", "target"), _pair(each, "--tie"), strict=True)) for each in arguments.tie],
    }
    if arguments.date is not None:
        claim["date"] = {
            "edtf": arguments.date,
            "as_written": arguments.as_written,
            "basis": arguments.basis,
            "precision": arguments.precision or _precision(arguments.date),
        }
    if arguments.count is not None:
        claim["count"] = {"value": arguments.count, "unit": arguments.unit, "qualifier": arguments.qualifier}
    return {"claims": [claim], "entities": entities}


def _free_label(case: Case, source: str) -> str:
    number = 1
    while ledger.versions(case.catalogue, f"{source}:{number}"):
        number += 1
    return str(number)


def _pair(text: str, option: str) -> tuple[str, str]:
    left, mark, right = text.partition("=")
    if not mark or not left or not right:
        raise UsageError(f"{option} {text}: write it as NAME=VALUE")
    return left, right


def _entity(text: str) -> tuple[str, str, str]:
    key, value = _pair(text, "--entity")
    schema, mark, name = value.partition(":")
    if not mark:
        raise UsageError(f"--entity {text}: write it as KEY=SCHEMA:NAME, for example petrov='Person:Ivan Petrov'")
    return key, schema, name


def _precision(edtf: str) -> str:
    """How a date is to be read, where nobody said: by its form."""
    if edtf.startswith(("[..", "../")):
        return "before" if edtf[0] == "[" else "until"
    if edtf.endswith(("..]", "/..", "/")):
        return "after" if edtf[0] == "[" else "since"
    if edtf[0] in "[{" or "/" in edtf:
        return "range"
    return ("year", "month", "day")[min(edtf.lstrip("-").count("-"), 2)]
