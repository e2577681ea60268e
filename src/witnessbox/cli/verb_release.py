"""`witnessbox release`: publish renditions so that anyone can check them."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from witnessbox.cli.ledger_words import BLIND, identities
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb, names_or_input
from witnessbox.cli.rows import rendition_json
from witnessbox.cli.secrets import unlock_with
from witnessbox.ledger.exports.seeing import Seen
from witnessbox.ledger.exports.view import Audience
from witnessbox.ledger.pages.writing import LANGUAGES, build_pages
from witnessbox.model.errors import PersonMustActError, UsageError
from witnessbox.model.ledger import Identity
from witnessbox.model.plans import RenditionState
from witnessbox.release.make import make_release
from witnessbox.review.approvals import RenditionRow, find_rendition, rendition_rows
from witnessbox.vault.case import Case


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "release",
        "publish renditions with their proofs",
        "Writes a folder with the named renditions, their proofs against the seal, a page for people and a verifier\n"
        "that needs nothing of this program, and signs it. Nothing of an original is in it: no digest, name or size.\n"
        "Where the case has several people, two of them must have signed for the plan of each rendition. Without ids\n"
        "it lists what is ready. With --ledger public pages of the ledger lie beside them, signed like the rest.",
        "witnessbox release saratov.case\n"
        'witnessbox release saratov.case published/ 3b1f0c9a 77aa01fe --title "Saratov, first part"',
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("out", type=Path, nargs="?", metavar="OUT", help="new folder for the release")
    verb.add_argument("renditions", nargs="*", metavar="RENDITION", help="ids, or - to read them from standard input")
    verb.add_argument("--title", default="", help="title for the public; nothing of the case is used by itself")
    verb.add_argument("--ledger", action="store_true", help="take the public pages of the ledger along")
    verb.add_argument(
        "--name", action="append", default=[], metavar="KEY", help="with --ledger: a suspect whose name may go out"
    )
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Release, or list what is ready."""
    case = Case(arguments.case)
    names = names_or_input(arguments.renditions)
    rows = rendition_rows(case.catalogue)
    if not names:
        return _list(rows, output)
    wanted = [find_rendition(rows, name) for name in dict.fromkeys(names)]
    refused = [row.id for row in wanted if row.state is RenditionState.REFUSED]
    if refused:
        raise PersonMustActError(
            f"not released: the second look refused {', '.join(refused)}; `witnessbox redact {case.path}` lists why"
        )
    person, secret = unlock_with(case, arguments)
    hidden = identities(case, person, secret, Audience.PUBLIC, "the ledger in a release") if arguments.ledger else ()
    with output.progress("releasing") as progress, _ledger(case, arguments, hidden, output) as ledger:
        written = make_release(
            case,
            arguments.out,
            [row.rendition for row in {row.id: row for row in wanted}.values()],
            person,
            title=arguments.title,
            ledger=ledger,
            on_progress=progress,
        )
    ids = {row.id for row in wanted}
    done = [row for row in rendition_rows(case.catalogue) if row.id in ids]
    output.text(f"Released {len(done)} renditions to {arguments.out}.")
    if written.manifest.one_approver:
        output.text("ONE APPROVER: only one person's keys stand behind this release, and it says so.")
    output.text(f"Start page: {arguments.out / 'data' / 'index.html'}")
    output.text(f"Anyone can check it: witnessbox verify {arguments.out} --key {case.keys.folder / person.key}.pem")
    output.text("Give your public key (that .pem file) to those who will check, by another way than the release.")
    output.answer(
        {
            "release": str(arguments.out),
            "manifest": written.sha256,
            "one_approver": written.manifest.one_approver,
            "signers": [person.key],
            "renditions": [rendition_json(row) for row in done],
        }
    )
    return 0


@contextmanager
def _ledger(
    case: Case, arguments: argparse.Namespace, hidden: tuple[Identity, ...] | None, output: Output
) -> Iterator[Path | None]:
    """The public pages of the ledger, for as long as they are needed; None where nobody asked for them."""
    if arguments.name and not arguments.ledger:
        raise UsageError("--name lets a name go out in pages of the ledger; give --ledger with it")
    if not arguments.ledger:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="witnessbox-ledger-") as name:
        today = datetime.now(UTC).date()
        seen = Seen(today=today, reviewed=frozenset(arguments.name), identities=hidden)
        if seen.view(case).blind:
            output.note(BLIND)
        build_pages(case, Path(name), tuple(LANGUAGES.values()), seen).close()
        yield Path(name)


def _list(rows: list[RenditionRow], output: Output) -> int:
    ready = [row for row in rows if row.state is RenditionState.READY]
    for row in ready:
        wanting = (
            ""
            if row.countersigned
            else f"  needs a second signature: witnessbox approve CASE {row.rendition.plan[:16]}"
        )
        output.text(f"{row.id}  {row.rendition.made.mime:10}  content {row.rendition.content[:16]}{wanting}")
    output.text(f"{len(ready)} renditions are ready to be released." if ready else "Nothing is ready to be released.")
    output.answer({"renditions": [rendition_json(row) for row in ready]})
    return PersonMustActError.exit_code if ready else 0
