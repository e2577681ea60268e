"""`witnessbox verify`: check a case or a release."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output, shown_path
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.media.client_timestamps import examine_reply
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import NotACaseError, UsageError
from witnessbox.release.verify import verify_release
from witnessbox.vault.anchors import read_certificates, time_words
from witnessbox.vault.check import check_case
from witnessbox.vault.damage import CaseReport
from witnessbox.vault.keys import read_public_pem


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "verify",
        "check a case or a release",
        "A case: the log, every signature, every object, the seal, the catalogue. Whether its end was cut, all of\n"
        "it is an older copy, or it was rewritten by someone with its keys shows only against a checkpoint that was\n"
        "kept outside (--checkpoint, a copy of log/checkpoint); without one the answer is “unconfirmed”.\n"
        "A release: every file, signature and proof. Without --key the answer is “signer unknown”.\n"
        "Each kind of failure has its own exit status: docs/guide/exit-codes.md.",
        "witnessbox verify saratov.case --checkpoint /media/safe/checkpoint\nwitnessbox verify release/ --key anna.pem",
    )
    verb.add_argument("path", type=Path, metavar="PATH", help="a case or a release")
    verb.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint that was kept outside")
    verb.add_argument("--words", metavar="WORDS", help="the twelve words of a seal that were kept outside")
    verb.add_argument("--key", type=Path, metavar="FILE", help="public key (PEM) that you have from the signer")
    verb.add_argument(
        "--authority",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="certificate (PEM or DER) that you have from a time-stamp authority; may be given several times",
    )
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Check."""
    path: Path = arguments.path
    if not path.exists():
        raise NotACaseError(f"{path}: no such folder; name a case or a release")
    checkpoint = None if arguments.checkpoint is None else _read(arguments.checkpoint)
    if not (path / "bagit.txt").exists():
        key = None if arguments.key is None else read_public_pem(_read(arguments.key), str(arguments.key))
        with output.progress("verifying") as progress:
            report = check_case(
                path,
                checkpoint=checkpoint,
                words=arguments.words,
                key=key,
                authorities=read_certificates(arguments.authority),
                examine=examine_reply,
                on_progress=progress,
            )
        return _tell_case(path, report, output)
    return _release(path, arguments, output)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


def _tell_case(path: Path, report: CaseReport, output: Output) -> int:
    for complaint in report.complaints:
        output.text(f"{complaint.damage.value.upper()}: {complaint.detail}")
    for note in report.notes:
        output.text(f"note: {note}")
    if report.unfinished:
        output.text(
            f"{len(report.unfinished)} objects belong to an operation that was interrupted (unfinished): "
            "run the same command again to complete it"
        )
    output.text(f"{path}: {report.entries} entries, {report.objects} objects read and unchanged.")
    if report.words:
        output.text("Seal: " + " ".join(report.words))
    for anchor in report.anchors:
        what = f"entries 1 to {anchor.size} existed on {time_words(anchor.time)}"
        if anchor.trusted:
            output.text(f"Anchored: {what}, says {shown_path(anchor.signer.encode())}")
        else:
            output.text(f"AUTHORITY UNKNOWN: somebody says that {what}: {anchor.distrust}")
    if report.complaints:
        output.text(f"FAILED: {len(report.complaints)} checks failed.")
    if report.verdict == "confirmed":
        output.text("CONFIRMED: log, signatures, objects and seal fit each other and the checkpoint from outside.")
    elif report.verdict == "unconfirmed":
        output.text("Log, signatures, objects and seal fit each other.")
    if report.verdict != "confirmed":
        output.text(
            "unconfirmed: no checkpoint from outside confirms that this log is whole and is the one that was "
            "written. Keep copies of log/checkpoint elsewhere and verify with --checkpoint."
        )
    complaints: list[Json] = [{"damage": each.damage.value, "detail": each.detail} for each in report.complaints]
    output.answer(
        {
            "path": str(path),
            "what": "case",
            "verdict": report.verdict.value,
            "confirmed": report.verdict == "confirmed",
            "complaints": complaints,
            "unfinished": list(report.unfinished),
            "entries": report.entries,
            "objects": report.objects,
            "seal": report.seal,
            "words": list(report.words),
            "notes": list(report.notes),
            "anchors": to_json(report.anchors),
            "exit_code": report.exit_code,
        }
    )
    return report.exit_code


def _release(path: Path, arguments: argparse.Namespace, output: Output) -> int:
    keys = [] if arguments.key is None else [read_public_pem(_read(arguments.key), str(arguments.key))]
    checkpoint = None if arguments.checkpoint is None else _read(arguments.checkpoint)
    report = verify_release(path, keys=keys, checkpoint=checkpoint, words=arguments.words)
    output.text(report.text())
    output.answer({"path": str(path), "what": "release", **report.to_json()})
    return report.exit_code
