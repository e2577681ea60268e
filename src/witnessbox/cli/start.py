"""Entry point of the installed command.

Processes of a pool read the file that started the program once more; what that file imports should cost them nothing.
"""

from __future__ import annotations

from importlib import import_module


def run() -> None:
    """Run the command line."""
    import_module("witnessbox.cli.main").run()
