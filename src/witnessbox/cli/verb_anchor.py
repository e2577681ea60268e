"""`witnessbox anchor`: have an authority state the time of the log."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.output import Output
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.media.client_timestamps import examine_reply
from witnessbox.model.anchors import MAX_REPLY
from witnessbox.model.canonical import Json
from witnessbox.model.errors import PersonMustActError, UsageError
from witnessbox.vault.anchors import (
    Anchor,
    Request,
    anchors,
    attach_reply,
    export_anchors,
    read_certificates,
    request_anchor,
    time_words,
    waiting,
)
from witnessbox.vault.authority import ask_authority, host_of
from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "anchor",
        "have an authority state that the log existed",
        "Attaches an RFC 3161 time stamp to the checkpoint of the log: an authority of others states that the log was\n"
        "as it is at that time. The authority sees the SHA-256 of the checkpoint and who asks, nothing else.\n"
        "With --url, and only then, the network is used. Without a network: --request FILE writes what can travel on\n"
        "a stick, --answer FILE takes back what the authority said to it. With --certificate the answer must be\n"
        "signed under that certificate; without one its authority is unknown. Without options: what there is.",
        "witnessbox anchor saratov.case --url http://timestamp.example/tsr --certificate authority.pem\n"
        "witnessbox anchor saratov.case --request /media/stick/request.tsq\n"
        "witnessbox anchor saratov.case --answer /media/stick/answer.tsr --certificate authority.pem\n"
        "witnessbox anchor saratov.case --export anchors/",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    what = verb.add_mutually_exclusive_group()
    what.add_argument("--url", metavar="URL", help="ask this authority over the network, http or https")
    what.add_argument("--request", type=Path, metavar="FILE", help="write the request to a file")
    what.add_argument("--answer", type=Path, metavar="FILE", help="take the authority's answer back")
    what.add_argument("--export", type=Path, metavar="DIR", help="write all anchors for `openssl ts -verify`")
    verb.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="certificate of the authority (PEM or DER) from the authority itself; may be given several times",
    )
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Anchor."""
    case = Case(arguments.case)
    certificates = read_certificates(arguments.certificate)
    if certificates and not (arguments.url or arguments.answer):
        raise UsageError("--certificate belongs to --url or --answer; to check anchors: witnessbox verify --authority")
    if arguments.url:
        host = host_of(arguments.url)
        asked = request_anchor(case, host=host)
        output.text(f"Asking {host} for a time stamp over entries 1 to {asked.data.size}.")
        _attached(
            attach_reply(case, ask_authority(arguments.url, asked.data.request), certificates, examine_reply), output
        )
        return 0
    if arguments.request:
        return _request(case, arguments, output)
    if arguments.answer:
        reply = _read(arguments.answer)
        _attached(attach_reply(case, reply, certificates, examine_reply), output)
        return 0
    if arguments.export:
        commands = export_anchors(case, arguments.export)
        output.text(f"Wrote {len(commands)} anchors to {arguments.export}. There, with the authority's certificate:")
        for command in commands:
            output.text(f"    {command}")
        output.answer({"folder": str(arguments.export), "commands": list(commands)})
        return 0
    return _list(case, output)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_REPLY + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


def _request(case: Case, arguments: argparse.Namespace, output: Output) -> int:
    path: Path = arguments.request
    if path.exists():
        raise UsageError(f"{path}: is there already; choose another name")
    asked = request_anchor(case)
    with storage_errors("writing the request"):
        path.write_bytes(asked.data.request)
    output.text(f"Wrote the request for a time stamp over entries 1 to {asked.data.size} to {path}.")
    output.text(f"Carry it to an authority; then: witnessbox anchor {arguments.case} --answer FILE --certificate FILE")
    output.answer({"file": str(path), **_request_document(asked)})
    return 0


def _request_document(asked: Request) -> dict[str, Json]:
    return {"entry": asked.entry, "size": asked.data.size, "root": asked.data.root, "nonce": asked.data.nonce}


def _document(anchor: Anchor) -> dict[str, Json]:
    return {
        "entry": anchor.entry,
        "size": anchor.data.size,
        "root": anchor.data.root,
        "time": anchor.data.time,
        "policy": anchor.data.policy,
        "serial": anchor.data.serial,
        "checked": bool(anchor.data.certificates),
    }


def _line(anchor: Anchor) -> str:
    checked = "checked when attached" if anchor.data.certificates else "AUTHORITY UNKNOWN: no certificate was given"
    return f"{time_words(anchor.data.time)}  entries 1 to {anchor.data.size}  {checked}"


def _attached(anchor: Anchor, output: Output) -> None:
    output.text(("Attached: " if anchor.new else "Attached already: ") + _line(anchor))
    output.answer({**_document(anchor), "new": anchor.new})


def _list(case: Case, output: Output) -> int:
    found, pending = anchors(case), waiting(case)
    for anchor in found:
        output.text(_line(anchor))
    for request in pending:
        output.text(f"waits for an answer: the request over entries 1 to {request.data.size}")
    if not found and not pending:
        output.text("No anchor yet. `witnessbox anchor --help` says how to get one.")
    output.answer(
        {
            "anchors": [_document(anchor) for anchor in found],
            "waiting": [_request_document(request) for request in pending],
        }
    )
    return PersonMustActError.exit_code if pending else 0
