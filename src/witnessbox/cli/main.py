"""The command line: `witnessbox VERB CASE …`."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from witnessbox import __version__
from witnessbox.cli.output import Output
from witnessbox.cli.parsing import VerbParser, leaves
from witnessbox.model.errors import WitnessboxError
from witnessbox.vault.files import storage_errors

VERBS = (
    *("init", "people", "models", "intake", "items", "messages", "analyse", "show", "plan", "subject", "approve"),
    *("redact", "masks", "release", "ledger", "report", "source", "export", "verify", "fixity", "anchor", "log"),
    *("rebuild", "status"),
)
"""Every verb in the order of the work; the module `verb_NAME` holds each."""

STOPPED = 130
"""Exit status after Ctrl-C, as shells use it."""


def verb_module(name: str) -> ModuleType:
    """The module of a verb."""
    return import_module(f"witnessbox.cli.verb_{name}")


def parser(names: Sequence[str] = VERBS) -> argparse.ArgumentParser:
    """The parser of the command line, for some verbs only when it is known which one is called.

    To import what all verbs need takes longer than many a call.
    """
    top = argparse.ArgumentParser(
        prog="witnessbox",
        description="From a leaked trove to the witness box: seal it, see what is in it, hide those it would harm, "
        "publish it so that anyone can check it.",
        epilog="Example:\n  witnessbox init saratov.case\n  witnessbox intake saratov.case /media/stick\n"
        "  witnessbox status saratov.case",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"witnessbox {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=VerbParser)
    for module in map(verb_module, names):
        added: argparse.ArgumentParser = module.add_parser(verbs)
        added.formatter_class = argparse.RawDescriptionHelpFormatter
        added.set_defaults(run=module.run)
        for leaf in leaves(added):
            _add_common(leaf)
    return top


def _add_common(leaf: argparse.ArgumentParser) -> None:
    leaf.formatter_class = argparse.RawDescriptionHelpFormatter
    common = leaf.add_argument_group("common")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output, nothing else")
    common.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help="read the passphrase from the first line of this file; nothing is asked then",
    )
    common.add_argument("--as", dest="person", metavar="NAME", help="sign as this person of the case")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one call and return its exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    words = list(sys.argv[1:] if arguments is None else arguments)
    called = [word for word in words[:1] if word in VERBS]
    parsed = parser(called if called or words[:1] == ["--version"] else VERBS).parse_args(words)
    output = Output(as_json=parsed.json)
    try:
        with storage_errors(parsed.verb):
            return int(parsed.run(parsed, output))
    except WitnessboxError as error:
        output.error(str(error), error.exit_code)
        return error.exit_code
    except KeyboardInterrupt:
        output.error(
            "stopped. What was sealed is sealed; run the same command again and it goes on where it stopped", STOPPED
        )
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        output.close()


def run() -> None:
    """Entry point of the installed command."""
    gc.disable()  # what modules make while they load stays: to look through it over and over takes a tenth of the time
    try:
        if sys.argv[1:] and sys.argv[1] in VERBS:
            verb_module(sys.argv[1])
        gc.freeze()
        gc.enable()
        status = main()
    except Exception:  # noqa: BLE001 - the last resort of a program whose users must not be left with nothing
        import traceback  # noqa: PLC0415  most calls end well

        traceback.print_exc()
        print(
            "witnessbox: this is a mistake in the program, not in your material. Nothing that was sealed is lost. "
            "Please report the lines above; they hold no content, but read them before you send them.",
            file=sys.stderr,
        )
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    run()
