"""What the verbs' parsers share."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import TypeAlias

from witnessbox.model.errors import UsageError

_MOMENT = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:\.(\d{1,6}))?")

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where verbs are added."""


class VerbParser(argparse.ArgumentParser):
    """A parser that takes options and names in any order, as people type them.

    Python's own gives up on `approve CASE --json PLAN`, because it fills `PLAN…` with nothing before it sees `--json`.
    """

    _inside = False

    def parse_known_args(  # type: ignore[override]  # the overloads of the base class say no more than this
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, names collected from between the options; the base class calls this again while it does so."""
        if self._inside or self._subparsers is not None:  # what follows an action is for the action's own parser
            return super().parse_known_args(args, namespace)
        self._inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._inside = False


def add_verb(verbs: Verbs, name: str, summary: str, description: str, example: str) -> argparse.ArgumentParser:
    """Add a verb's parser with its example.

    Args:
        verbs: where verbs are added.
        name: the verb.
        summary: one line for the list of verbs.
        description: what it does.
        example: one or more calls, a line each.
    """
    lines = "\n".join(f"  {line}" for line in example.splitlines())
    return verbs.add_parser(name, help=summary, description=description, epilog=f"Example:\n{lines}")


def names_or_input(names: Sequence[str]) -> list[str]:
    """Names from the call; `-` stands for names on standard input, one or more a line."""
    found: list[str] = []
    for name in names:
        found.extend(sys.stdin.read().split() if name == "-" else [name])
    return found


def microseconds(moment: str) -> int:
    """A moment such as `00:01:02.500` in microseconds; hours and minutes may be left out.

    Raises:
        UsageError: it is none.
    """
    found = _MOMENT.fullmatch(moment)
    if found is None:
        raise UsageError(f"{moment}: write the moment as it is listed, HH:MM:SS.ffffff")
    hours, minutes, seconds, rest = (found[number] or "0" for number in range(1, 5))
    if (found[1] and int(minutes) > 59) or (found[2] and int(seconds) > 59):
        raise UsageError(f"{moment}: minutes and seconds end at 59")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000_000 + int(rest.ljust(6, "0"))


def stretch(span: str) -> tuple[int, int]:
    """A stretch of time such as `00:01:02-00:01:10` in microseconds.

    Raises:
        UsageError: it is none, or it ends before it begins.
    """
    first, mark, last = span.partition("-")
    if not mark:
        raise UsageError(f"{span}: write two moments with - between them, such as 00:01:02-00:01:10")
    start, end = microseconds(first), microseconds(last)
    if end <= start:
        raise UsageError(f"{span}: ends before it begins")
    return start, end


def leaves(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parsers that take a verb's options: those of its actions, or the verb's own where it has none."""
    actions = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001 - argparse has no other way to ask
    return [leaf for each in actions for leaf in each.choices.values()] or [parser]
