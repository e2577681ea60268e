"""`witnessbox messages`: what chat exports hold."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from witnessbox.cli.output import Output, json_path, shown_path
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UnknownObjectError
from witnessbox.model.messages import ChatExport, Message
from witnessbox.vault.case import Case
from witnessbox.vault.chats import chat_exports, messages


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "messages",
        "what chat exports hold",
        "Lists the chat exports of Telegram and WhatsApp that lay in the trove, or the messages of one. People stand\n"
        "as p1, p2, …; who they are lies in the compartment. Texts are as they were written, names in them included.",
        "witnessbox messages saratov.case\nwitnessbox messages saratov.case --export 3f0c",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("--export", metavar="ID", help="messages of this export; the beginning of its id is enough")
    return verb


def run(arguments: argparse.Namespace, output: Output) -> int:
    """List."""
    catalogue = Case(arguments.case).catalogue
    exports = chat_exports(catalogue)
    if arguments.export is None:
        for export in exports:
            output.text(
                f"{export.id[:8]}  {export.program}  {export.messages} messages of {export.peers} people in "
                f"{len(export.chats)} chats  {shown_path(export.place.path)}"
            )
            if export.reason:
                output.text(f"{'':10}{export.state}: {export.reason}")
        if not exports:
            output.text("No chat exports.")
        output.answer({"exports": [_export_json(export) for export in exports]})
        return 0
    found = [export for export in exports if export.id.startswith(arguments.export)]
    if len(found) != 1:
        raise UnknownObjectError(
            f"{arguments.export}: {len(found)} chat exports have an id that begins so; `witnessbox messages` lists them"
        )
    found_messages = messages(catalogue, found[0].id)
    if output.as_json:
        output.answer_rows("messages", _rows(found_messages))
        return 0
    for message in found_messages:
        _tell(message, output)
    return 0


def _tell(message: Message, output: Output) -> None:
    when = message.when.written + (" (local time, no zone)" if message.when.instant is None else "")
    output.text(f"{message.number}  {shown_path(when.encode())}  {message.author or '-'}")
    for line in message.text.split("\n") if message.text else []:
        output.text(f"    {shown_path(line.encode())}")
    for name, value in (
        ("in reply to", message.reply_to),
        ("forwarded from", message.forwarded_from),
        ("action", message.action),
    ):
        if value:
            output.text(f"    {name}: {shown_path(value.encode())}")
    for file in message.files:
        output.text(f"    file: {shown_path(file.written)}  {file.state}  {(file.content or '')[:16]}")


def _rows(rows: Iterator[Message]) -> Iterator[Json]:
    return (to_json(message) for message in rows)


def _export_json(export: ChatExport) -> Json:
    return {
        "id": export.id,
        **json_path(export.place.path),
        "parent": export.place.parent,
        "sha256": export.place.content,
        "program": export.program.value,
        "state": export.state.value,
        "reason": export.reason,
        "chats": list(export.chats),
        "messages": export.messages,
        "peers": export.peers,
    }
