"""What the verbs' parsers share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TypeAlias

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where verbs are added."""


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
