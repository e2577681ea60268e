"""`witnessbox intake`: take a source in and seal it."""

from __future__ import annotations

import argparse
import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from witnessbox.cli.output import Output, json_path, shown_path
from witnessbox.cli.parsing import Verbs, add_verb
from witnessbox.cli.secrets import archive_passwords, unlocking
from witnessbox.model.acts import Circumstances, Recheck
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import SourceUnreadableError, UsageError
from witnessbox.model.members import Bounds, ExpansionState
from witnessbox.vault.case import Case

if TYPE_CHECKING:
    from witnessbox.intake.run import IntakeOptions, IntakeResult

_BOUNDS = (
    ("entries", "N", "most members of one archive or disk image"),
    ("size", "BYTES", "most bytes of all its members"),
    ("ratio", "N", "most bytes of members for each byte of an archive, beyond the first 256 MiB"),
    ("depth", "N", "deepest level of archives inside archives"),
    ("seconds", "N", "seconds to open one, on top of what its size allows"),
    ("memory", "BYTES", "memory to open one"),
)
_CIRCUMSTANCES = (
    (
        "device",
        "what kind of thing the source is, as `USB stick, 64 GB`; no serial number, nothing that leads to a person",
    ),
    ("evidence-bag", "number of the bag or seal that it came in"),
    ("write-blocker", "what keeps it from being written to"),
    ("clock-offset", "how far the clock of this machine is known to be wrong, as `+3 s`"),
    ("zone", "local zone of the place, as `Europe/Vienna` or `+01:00`"),
)
MOST_SAID = 1000
"""Characters of one of these."""
SHOWN = 20
"""Troubles listed on the terminal; all of them stand in `items`."""


def add_parser(verbs: Verbs) -> argparse.ArgumentParser:
    """Describe the call."""
    verb = add_verb(
        verbs,
        "intake",
        "take in, identify, seal, print the seal in words",
        "Takes in a folder, a single file or a block device: follows no link, changes nothing in the source, tells\n"
        "what each file is, seals it, and opens archives and disk images, whose members become items of their own.\n"
        "Reads the source once more and compares. Twelve words at the end say the seal: write them down.\n"
        "Running it again on the same source goes on after an interruption, or finds what is new.",
        "witnessbox intake saratov.case /media/stick --probe",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("source", metavar="SOURCE", help="folder, file or block device to take in")
    verb.add_argument("--probe", action="store_true", help="read the headers of each video, picture and sound at once")
    verb.add_argument("--no-recheck", action="store_true", help="do not read the source a second time to compare")
    verb.add_argument(
        "--map", type=Path, metavar="FILE", help="map file that GNU ddrescue wrote beside the single file SOURCE"
    )
    verb.add_argument(
        "--password-file", type=Path, metavar="FILE", help="passwords of encrypted archives, one a line; never prompts"
    )
    for name, unit, meaning in _BOUNDS:
        default = getattr(Bounds(), name)
        verb.add_argument(f"--max-{name}", type=_positive, default=default, metavar=unit, help=f"{meaning} ({default})")
    said = verb.add_argument_group(
        "circumstances", "what the acquisition report says in your words; anyone who sees the log may read it"
    )
    for name, meaning in _CIRCUMSTANCES:
        said.add_argument(f"--{name}", default="", metavar="TEXT", help=meaning)
    return verb


def _circumstances(arguments: argparse.Namespace) -> Circumstances | None:
    said = {name.replace("-", "_"): getattr(arguments, name.replace("-", "_")).strip() for name, _ in _CIRCUMSTANCES}
    for name, text in said.items():
        option = f"--{name.replace('_', '-')}"
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError(f"{option}: not UTF-8 text; write it in the encoding of this terminal") from None
        if len(text) > MOST_SAID:
            raise UsageError(f"{option}: longer than {MOST_SAID} characters; say it shorter")
    return Circumstances(**said) if any(said.values()) else None


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _options(arguments: argparse.Namespace, circumstances: Circumstances | None) -> IntakeOptions:
    from witnessbox.intake.run import IntakeOptions, ranges_missing  # noqa: PLC0415  as in `run`

    return IntakeOptions(
        recheck=not arguments.no_recheck,
        missing=() if arguments.map is None else ranges_missing(arguments.map),
        bounds=Bounds(**{name: getattr(arguments, f"max_{name}") for name, _, _ in _BOUNDS}),
        passwords=archive_passwords(arguments),
        circumstances=circumstances,
    )


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Take in."""
    case = Case(arguments.case)
    circumstances = _circumstances(arguments)
    if arguments.map is not None and not os.path.isfile(arguments.source):
        raise UsageError(f"--map {arguments.map}: goes with a single file, which {arguments.source} is not")
    unseen = 0
    source = os.fsencode(arguments.source)
    from witnessbox.intake.run import early_processes, sandboxed, take_in  # noqa: PLC0415  other verbs take nothing in

    with (
        early_processes(case, source) as early,
        unlocking(case, arguments) as unlocked,
        contextlib.ExitStack() as workers,
    ):
        # Workers start, and reading begins, while the key is derived, which takes a fifth of a second.
        if arguments.probe:
            from witnessbox.analysis.runner import started_early  # noqa: PLC0415

            workers.enter_context(started_early("headers"))
        with sandboxed() as worker:
            options = _options(arguments, circumstances)
            with output.progress("taking in") as progress:
                result = take_in(
                    case, source, unlocked, early=early, worker=worker, options=options, on_progress=progress
                )
        if arguments.probe:
            from witnessbox.analysis.runner import run_analysis  # noqa: PLC0415

            with output.progress("reading headers") as progress:
                unseen = len(run_analysis(case, only="headers", on_progress=progress).unseen)
    _tell(result, output, arguments.case, unseen)
    output.answer(
        {
            "acquisition": result.number,
            "nothing_new": result.number is None,
            "outcomes": dict(result.outcomes),
            "known": result.known,
            "contents": result.contents,
            "troubles": [
                {**json_path(each.path), "outcome": each.outcome.value, "reason": each.reason}
                for each in result.troubles
            ],
            "opened": [{"sha256": each.content, **_object(to_json(each.reading))} for each in result.opened],
            "chats": result.chats,
            "recheck": None if result.recheck is None else result.recheck.value,
            "seal": result.seal,
            "words": list(result.words),
        }
    )
    return SourceUnreadableError.exit_code if result.troubles else 0


def _tell(result: IntakeResult, output: Output, case: Path, unseen: int) -> None:
    if result.number is None and result.seal is None:
        output.text("Nothing was found to take in.")
    elif result.number is None:
        output.text(f"Nothing new: the case holds all {result.known} items already. The seal is unchanged.")
    else:
        count = sum(result.outcomes.values())
        listed = ", ".join(f"{number} {outcome}" for outcome, number in result.outcomes.items())
        output.text(f"Acquisition {result.number}: {count} new items ({listed}), {result.contents} new contents.")
        if result.known:
            output.text(f"{result.known} items were known already.")
    for trouble in result.troubles[:SHOWN]:
        output.text(f"  {trouble.outcome}: {shown_path(trouble.path)}: {trouble.reason}")
    if len(result.troubles) > SHOWN:
        output.text(f"  … and {len(result.troubles) - SHOWN} more; `witnessbox items {case}` lists all")
    _tell_opened(result, output)
    if result.chats:
        output.text(f"Messages of {result.chats} chat exports were read; `witnessbox messages {case}` lists them.")
    if unseen:
        number = "1 content" if unseen == 1 else f"{unseen} contents"
        output.text(f"{number} could not be opened by any decoder; `witnessbox status {case}` says why.")
    output.text("")
    output.text("The seal in words, to write down and to read out:" if result.words else "There is no seal yet.")
    for start in range(0, len(result.words), 4):
        output.text("   " + "  ".join(f"{word:10}" for word in result.words[start : start + 4]))
    if result.troubles:
        output.text("")
        output.text("Some bytes could not be read. Try again with another reader: the same command goes on.")


def _tell_opened(result: IntakeResult, output: Output) -> None:
    """What came of archives and disk images, and of the second reading."""
    if result.recheck is Recheck.DIFFERENT:
        output.text("The second reading of some files gave other bytes than the first: both are in the vault.")
    elif result.recheck not in (None, Recheck.SAME):
        output.text(f"Second reading of the source: {result.recheck}.")
    if result.opened:
        members = sum(each.reading.members for each in result.opened)
        output.text(f"Opened {len(result.opened)} archives and disk images: {members} members.")
    for each in result.opened:
        for alarm in each.reading.alarms:
            output.text(f"  ALARM: {each.content[:16]}: {alarm}")
        if each.reading.state is not ExpansionState.WHOLE:
            output.text(f"  {each.reading.state}: {each.content[:16]}: {each.reading.reason}")
    if any(each.reading.state is ExpansionState.LOCKED for each in result.opened):
        output.text("Locked ones are sealed as they are. With --password-file and the same call they are opened.")
    if any(each.reading.bound for each in result.opened):
        output.text("Those that met a bound are sealed as they are. The same call with a higher bound tries again.")


def _object(value: Json) -> dict[str, Json]:
    return cast(dict[str, Json], value)
