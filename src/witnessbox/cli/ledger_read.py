"""`witnessbox ledger read`: claims that a program proposes from a document."""

from __future__ import annotations

import argparse
import itertools
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from witnessbox.cli.ledger_words import add_case
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import unlock
from witnessbox.ledger.adding import add_document
from witnessbox.ledger.document import read_document
from witnessbox.ledger.reading import LANGUAGES, pieces_of_file, stream
from witnessbox.ledger.reading.model_program import propose_by_program
from witnessbox.ledger.sources import SourceNote, key_from, register
from witnessbox.model.canonical import Json
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.proposals import ClaimsDocument, Proposal, claims_document
from witnessbox.vault import ledger
from witnessbox.vault.case import Case

MOST_ADDED = 50_000
"""Proposals that are added at once: their document would be as large as `ledger add` takes."""


def add_actions(actions: Verbs) -> None:
    """Describe the call."""
    action = add_verb(
        actions,
        "read",
        "claims that a program proposes from a text",
        "Proposes claims, each field with the words that it rests on; nothing of it counts before people confirm it.\n"
        "Forecasts, conditions, denials and questions never become events. The file is plain text; nothing else is\n"
        "opened. Relative dates count from --date, the day on which the text was published. Without --add the case\n"
        "stays as it is: look the proposals over, and give them to `ledger add`.",
        "witnessbox ledger read saratov.case report.txt --date 2021-11-25\n"
        "witnessbox ledger read saratov.case report.txt --date 2021-11-25 --json > proposals.json\n"
        "witnessbox ledger read saratov.case report.txt --date 2021-11-25 --add\n"
        "witnessbox ledger read saratov.case report.txt --date 2021-11-25 --by model --model ./my-model",
    )
    add_case(action)
    action.add_argument("file", type=Path, metavar="FILE", help="the text")
    action.add_argument("--date", required=True, metavar="YYYY-MM-DD", help="the day on which it was published")
    action.add_argument("--language", choices=LANGUAGES, help="told by its letters without this")
    action.add_argument("--encoding", default="utf-8", metavar="NAME", help="of the file, for example windows-1251")
    action.add_argument("--by", choices=["rules", "model"], default="rules", help="who proposes; rules without this")
    action.add_argument("--model", type=Path, metavar="PROGRAM", help="a local program that proposes (--by model)")
    keeping = action.add_argument_group("with --add")
    keeping.add_argument("--add", action="store_true", help="register the text as a source and add the proposals")
    keeping.add_argument("--id", default="", metavar="KEY", help="key of the source; made from the file's name")
    keeping.add_argument("--name", default="", metavar="TEXT", help="its title")
    keeping.add_argument("--publisher", default="", metavar="TEXT")
    keeping.add_argument("--url", default="", metavar="URL", help="where it was found; nothing is fetched")
    keeping.add_argument("--origin", default="", metavar="KEY", help="the source or agency that it goes back to")
    action.set_defaults(act=run)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Propose."""
    case = Case(arguments.case)
    _check(arguments)
    source = arguments.id or key_from(arguments.file)
    with _opened(arguments) as descriptor, output.progress("reading") as tell:
        proposals = _proposals(arguments, descriptor, tell)
        if arguments.add:
            _keep(case, arguments, output, list(_few(proposals, arguments.file)), source)
        elif output.as_json:
            document = ClaimsDocument(proposals)
            rest: dict[str, Json] = {"source": source, "anchor": arguments.date}
            output.answer_rows("claims", document.claims(), lambda: {**document.rest(), **rest})
        else:
            _show(output, proposals, source)
            again = f"witnessbox ledger read {arguments.case} {arguments.file} --date {arguments.date}"
            output.text(f"Next: {again} --add, or --json > proposals.json to look them over first")
    return 0


def _show(output: Output, proposals: Iterable[Proposal], source: str) -> None:
    number = 0
    for number, proposal in enumerate(proposals, 1):
        output.text(f"{source}:P{number:02}  {_line(proposal)}")
    output.text(
        f"{number} claims proposed; none counts before people confirm it. Hold each against the text: rules misread."
    )


def _few(proposals: Iterable[Proposal], file: Path) -> Iterator[Proposal]:
    """As many as one document of claims may hold."""
    for number, proposal in enumerate(proposals):
        if number == MOST_ADDED:
            raise UsageError(
                f"{file}: more than {MOST_ADDED:,} claims are proposed, which is more than is added at once; nothing "
                "was added. Split the text, or write the proposals to files with --json and add those that matter"
            )
        yield proposal


def _keep(case: Case, arguments: argparse.Namespace, output: Output, proposals: list[Proposal], source: str) -> None:
    document = claims_document(proposals)
    added = _add(case, arguments, document, source)
    _show(output, proposals, source)
    output.text(f"{added} claims added as proposals. Next: witnessbox ledger confirm {arguments.case} CLAIM…")
    output.answer({**document, "source": source, "anchor": arguments.date})


def _check(arguments: argparse.Namespace) -> None:
    if arguments.by == "model" and arguments.model is None:
        raise UsageError(
            "--by model: no local language model is given, and witnessbox brings none. Name a program that reads the "
            "text from standard input and writes claims with --model PROGRAM (docs/guide/ledger-reading.md), or leave "
            "--by out"
        )
    if arguments.model is not None and arguments.by != "model":
        raise UsageError("--model PROGRAM: say --by model too; without it rules propose")
    if arguments.add and arguments.encoding.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        raise UsageError(
            "--add: a source is kept as UTF-8; convert the file, so that offsets stay those of what is kept"
        )


@contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[int]:
    try:
        descriptor = os.open(arguments.file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise SourceUnreadableError(f"{arguments.file}: cannot be read ({error.strerror}); check the path") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _proposals(arguments: argparse.Namespace, descriptor: int, tell: Callable[[int, int], None]) -> Iterable[Proposal]:
    if arguments.by == "model":
        text = "".join(piece for _, piece in pieces_of_file(descriptor, str(arguments.file), arguments.encoding))
        return propose_by_program(arguments.model, text, arguments.date, language=arguments.language)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):  # bytes that are no text are found before anything is shown
        for _ in pieces_of_file(descriptor, str(arguments.file), arguments.encoding):
            pass
        os.lseek(descriptor, 0, os.SEEK_SET)
    pieces = pieces_of_file(descriptor, str(arguments.file), arguments.encoding)
    found = stream(_told(pieces, descriptor, tell), arguments.date, language=arguments.language)
    first = list(itertools.islice(found, 1))  # what cannot be read at all is said before anything is shown
    return itertools.chain(first, found)


def _told(
    pieces: Iterable[tuple[int, str]], descriptor: int, tell: Callable[[int, int], None]
) -> Iterator[tuple[int, str]]:
    """The same pieces; each tells how far the file was read when it is asked for the next one, so when it is done."""
    size = os.fstat(descriptor).st_size
    for at, text in pieces:
        done = os.lseek(descriptor, 0, os.SEEK_CUR) if stat.S_ISREG(os.fstat(descriptor).st_mode) else 0
        yield at, text
        tell(done, size)


def _line(proposal: Proposal) -> str:
    who = ", ".join(f"{part.role.value} {part.name}" for part in proposal.parts)
    words = " ".join(proposal.quote.text.split())
    shown = words if len(words) <= 100 else f"{words[:97]}..."
    return f"{proposal.type.value:20} {proposal.date.date.edtf:24} {proposal.hedge.value:20} {who}\n    “{shown}”"


def _add(case: Case, arguments: argparse.Namespace, document: dict[str, Json], source: str) -> int:
    person = unlock(case, arguments)
    note = SourceNote(
        id=source,
        name=arguments.name,
        publisher=arguments.publisher,
        published=arguments.date,
        url=arguments.url,
        language=arguments.language or "",
        origin=arguments.origin,
    )
    claims = read_document(
        document,
        str(arguments.file),
        source=source,
        known=lambda key: ledger.entity(case.catalogue, key) is not None,
        events=lambda id_: next(ledger.claims(case.catalogue, ledger.Wanted(event=id_)), None) is not None,
    )
    register(case, person, note, arguments.file)
    return len(add_document(case, person, claims).new)
