"""Derived files: stills, sheets, previews. They may be deleted at any time and made again."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from witnessbox.vault.case import Case
from witnessbox.vault.files import storage_errors

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def derived_path(case: Case, content: str, name: str) -> Path:
    """Where a derived file of a content lies or would lie.

    Raises:
        ValueError: the name could leave the folder.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a derived file")
    return case.derived / content[:2] / content / name


@contextlib.contextmanager
def derived_file(case: Case, content: str, name: str) -> Iterator[int]:
    """A writable descriptor; the file takes its place when the block ends well.

    Args:
        case: the case; its lock is held by this process or by its parent.
        content: SHA-256 of the content that it derives from.
        name: lower-case letters, digits, dot, dash.
    """
    path = derived_path(case, content, name)
    unfinished = case.temporary / f"derived.{os.getpid()}.{secrets.token_hex(8)}"
    with storage_errors("writing a derived file"):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        yield descriptor
        with storage_errors("writing a derived file"):
            unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
