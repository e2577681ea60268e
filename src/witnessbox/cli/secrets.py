"""Passphrases: asked on the terminal, or read from a file; never from an argument."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from witnessbox.model.errors import KeyProblemError, UsageError
from witnessbox.vault.case import Case
from witnessbox.vault.keys import Signer

if TYPE_CHECKING:
    from witnessbox.intake.unpacking import Passwords


def read_passphrase(file: str) -> bytes:
    """The first line of a file, without its end.

    Raises:
        KeyProblemError: it cannot be read, or it is empty.
    """
    try:
        line = Path(file).read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise KeyProblemError(f"{file}: the passphrase cannot be read ({error.strerror})") from error
    if not line:
        raise KeyProblemError(f"{file}: the passphrase is empty; put it on the first line of the file")
    return line


def passphrase(arguments: argparse.Namespace, whose: str) -> bytes:
    """The passphrase of someone with a key.

    Raises:
        UsageError: no file was named and there is no terminal to ask on.
    """
    if arguments.passphrase_file:
        return read_passphrase(arguments.passphrase_file)
    return _ask(f"Passphrase of {whose}: ")


def new_passphrase(file: str | None, whose: str, option: str) -> bytes:
    """A new passphrase, asked for twice.

    Raises:
        UsageError: the two differ, it is empty, or there is no terminal to ask on.
    """
    if file:
        return read_passphrase(file)
    first = _ask(f"New passphrase of {whose}: ", option)
    if not first:
        raise UsageError("an empty passphrase protects nothing; choose one")
    if first != _ask("The same again: ", option):
        raise UsageError("the two passphrases differ; try again")
    return first


def _ask(prompt: str, option: str = "--passphrase-file") -> bytes:
    if not sys.stdin.isatty():
        raise UsageError(f"there is no terminal to ask for the passphrase on; use {option} FILE")
    return getpass.getpass(prompt).encode("utf-8", "surrogateescape")


def archive_passwords(arguments: argparse.Namespace) -> Passwords:
    """Passwords of encrypted archives: from a file, one a line, or asked for when there is someone to ask.

    Raises:
        UsageError: the file cannot be read.
    """
    from witnessbox.intake.unpacking import Passwords  # noqa: PLC0415  of intake alone, and every verb asks for keys

    file = arguments.password_file
    if file is None:
        asks = arguments.passphrase_file is None and sys.stdin.isatty()
        return Passwords(ask=_ask_for_archive if asks else None)
    try:
        lines = file.read_text("utf-8", "surrogateescape").split("\n")
    except OSError as error:
        raise UsageError(f"{file}: the passwords cannot be read ({error.strerror})") from error
    return Passwords(known=tuple(line.rstrip("\r") for line in lines if line.rstrip("\r")))


def _ask_for_archive(content: str) -> str | None:
    return getpass.getpass(f"\nPassword of the archive {content[:16]} (empty to go on without it): ") or None


def unlock(case: Case, arguments: argparse.Namespace) -> Signer:
    """The key of the person who makes this call: the one named by --as, else the one that the passphrase opens.

    Raises:
        KeyProblemError: no such key, or the passphrase does not fit.
    """
    _, unlocked = _asked(case, arguments)
    return unlocked()


def unlock_with(case: Case, arguments: argparse.Namespace) -> tuple[Signer, bytes]:
    """The same key, and the passphrase that opened it: it may be that of the compartment too."""
    secret, unlocked = _asked(case, arguments)
    return unlocked(), secret


@contextlib.contextmanager
def unlocking(case: Case, arguments: argparse.Namespace) -> Iterator[Callable[[], Signer]]:
    """Unlock that key while something else is done, for it takes a fifth of a second of one processor.

    The passphrase was asked for when the block begins; what it is given waits for the key, with the errors of `unlock`.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  most calls wait for no key, or have nothing else to do

    _, unlocked = _asked(case, arguments)
    with ThreadPoolExecutor(1, thread_name_prefix="unlocking") as thread:
        yield thread.submit(unlocked).result


def _asked(case: Case, arguments: argparse.Namespace) -> tuple[bytes, Callable[[], Signer]]:
    """The passphrase of who makes this call, and what unlocks their key with it."""
    active = case.catalogue.persons(active=True)
    named = arguments.person
    whose = named or (active[0].name if len(active) == 1 else "a person of this case")
    secret, among = passphrase(arguments, whose), [row.key for row in active]
    return secret, partial(case.keys.unlock, secret, among=among, name=named)
