"""`witnessbox ledger import`: claims from FollowTheMoney or a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.ledger_words import add_case, many
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.adding import add_document
from witnessbox.ledger.document import read_document
from witnessbox.ledger.exports.ftm_import import read_ftm
from witnessbox.ledger.exports.imported import Imported
from witnessbox.ledger.exports.table import read_table
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.shown import exact_text
from witnessbox.vault import ledger
from witnessbox.vault.case import Case
from witnessbox.vault.ledger import Wanted

_READERS = ("ftm", "csv")


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "import",
        "claims from FollowTheMoney or a table",
        "Reads claims from entities of FollowTheMoney, one JSON a line, or from a table as `ledger export` writes it.\n"
        "They become proposals of their sources, which must be registered; quotes must stand in them. A table brings\n"
        "no entities: add those that its claims name first, by a document or in the form ftm. Events and\n"
        "posts of other programs' FollowTheMoney rest on the source that --source names. What the ledger has no place\n"
        "for is listed.",
        "witnessbox ledger import saratov.case ledger.ftm.json --form ftm\n"
        "witnessbox ledger import saratov.case positions.json --form ftm --source opensanctions\n"
        "witnessbox ledger import saratov.case claims.csv --form csv",
    )
    add_case(action)
    action.add_argument("file", type=Path, metavar="FILE")
    action.add_argument("--form", required=True, choices=_READERS)
    action.add_argument("--source", default="", metavar="KEY", help="source that foreign events rest on")
    action.add_argument("--correct", action="store_true", help="claims that differ become corrections")
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Import."""
    case = Case(arguments.case)
    found = _read(arguments)
    events = {claim.event for claim in found.claims}
    documents = {
        source: read_document(
            value,
            str(arguments.file),
            source=source,
            known=lambda key: ledger.entity(case.catalogue, key) is not None,
            events=lambda id_: (
                id_ in events or next(ledger.claims(case.catalogue, Wanted(event=id_)), None) is not None
            ),
        )
        for source, value in found.documents().items()
    }
    person = unlock(case, arguments)
    added = [add_document(case, person, document, correct=arguments.correct) for document in documents.values()]
    new, corrected = sum(len(each.new) for each in added), sum(len(each.corrected) for each in added)
    known = sum(each.known for each in added)
    output.text(f"{many(new, 'claim')} added, {corrected} corrected, {known} were there already.")
    for line in found.left_out:
        output.text(f"  left out: {exact_text(line)}")
    if new or corrected:
        output.text(f"Next: witnessbox ledger confirm {arguments.case} CLAIM…, once you held each against its source")
    output.answer(
        {
            "new": [id_ for each in added for id_ in each.new],
            "corrected": [id_ for each in added for id_ in each.corrected],
            "known": known,
            "left_out": list(found.left_out),
        }
    )
    return 0


def _read(arguments: argparse.Namespace) -> Imported:
    name = str(arguments.file)
    try:
        with arguments.file.open(encoding="utf-8-sig", newline="") as file:
            return read_ftm(file, name, arguments.source) if arguments.form == "ftm" else read_table(file, name)
    except OSError as error:
        raise SourceUnreadableError(f"{name}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: no UTF-8 at byte {error.start}; save it as UTF-8") from error
