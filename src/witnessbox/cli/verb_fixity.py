"""`witnessbox fixity`: read objects again and mend what is damaged."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output, size_words
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UsageError
from witnessbox.model.fixity import FixityResult
from witnessbox.vault.case import Case
from witnessbox.vault.damage import EXIT_CODES, Damage
from witnessbox.vault.fixity import FixityReport, check_objects
from witnessbox.vault.fixity_rows import fixity_failures

SHOWN = 20
"""Objects listed on the terminal."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "fixity",
        "read objects again, mend what is damaged",
        "Reads objects again and compares each with its SHA-256: first those never checked, then the oldest checked.\n"
        "Every check is logged. With a budget it stops there, and the next call goes on with the next. With --replica\n"
        "damaged and missing objects are mended from a second copy. No passphrase: the program key signs.\n"
        "Ends with 21 while a damaged object is known, with 22 while a missing one is.",
        "witnessbox fixity saratov.case --budget-seconds 3600 --replica /media/second/saratov.case",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("--budget-seconds", type=_amount, metavar="N", help="stop after so many seconds")
    verb.add_argument("--budget-bytes", type=_amount, metavar="N", help="stop after so many bytes")
    verb.add_argument(
        "--replica", type=Path, metavar="PATH", help="a second copy of the case, or any folder with `objects` in it"
    )
    return verb


def _amount(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Check."""
    case = Case(arguments.case)
    if arguments.replica is not None and not arguments.replica.is_dir():
        raise UsageError(f"{arguments.replica}: no such folder; name a second copy of the case")
    with output.progress("checking") as progress:
        report = check_objects(
            case,
            seconds=arguments.budget_seconds,
            size=arguments.budget_bytes,
            replica=arguments.replica,
            on_progress=progress,
        )
    standing = fixity_failures(case.catalogue, SHOWN)
    _tell(arguments.case, report, output)
    for each in standing:
        output.text(f"{each.result.value.upper()}: {each.sha256}: {each.reason}")
    failed = report.state.damaged + report.state.missing
    if failed > len(standing):
        output.text(f"… and {failed - len(standing)} more; `witnessbox verify {arguments.case}` names all")
    if failed:
        output.text("Mend them from a second copy: witnessbox fixity CASE --replica PATH")
    output.answer(
        {
            "checked": report.checked,
            "bytes": report.size,
            "repaired": report.repaired,
            "left": report.left,
            "examples": to_json(report.examples),
            "state": to_json(report.state),
            "standing": to_json(tuple(standing)),
            "exit_code": _code(report),
        }
    )
    return _code(report)


def _code(report: FixityReport) -> int:
    if report.state.damaged:
        return EXIT_CODES[Damage.OBJECT_CHANGED]
    return EXIT_CODES[Damage.OBJECT_MISSING] if report.state.missing else 0


def _tell(path: Path, report: FixityReport, output: Output) -> None:
    output.text(f"{path}: {report.checked} objects read again, {size_words(report.size)}, {report.left} left.")
    repaired = [each for each in report.examples if each.result is FixityResult.REPAIRED]
    for each in repaired[:SHOWN]:
        kept = f"; the damaged bytes are in derived/damaged/{each.kept}" if each.kept else ""
        output.text(f"REPAIRED: {each.sha256}: {each.reason}{kept}")
    if report.repaired > SHOWN:
        output.text(f"… and {report.repaired - SHOWN} more were repaired")
    if not report.state.damaged + report.state.missing:
        never = report.state.never
        rest = f"; {never} were never checked" if never else ""
        output.text(f"No damage is known{rest}.")
