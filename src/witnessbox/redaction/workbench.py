"""What the bytes of a rendition depend on besides content, plan and encoder."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import sys
from pathlib import Path

from witnessbox.model.plans import Workbench

LIBRARIES = ("av", "numpy", "pillow", "pi-heif", "onnxruntime", "pypdfium2")
"""Packages that decode, paint and encode; those that are installed are named. FFmpeg and its encoders are in `av`."""

_CPU = Path("/proc/cpuinfo")
_MATTER = ("sse4", "avx", "fma", "amx", "asimd", "sve")
"""Beginnings of the names of abilities by which encoders and runtimes choose what they calculate with."""


@functools.cache
def workbench() -> Workbench:
    """This machine and what is installed on it."""
    return Workbench(processor=_processor(), libraries=tuple(_installed()))


def _installed() -> list[str]:
    known = _known()
    found = [f"Python {platform.python_version()}"]
    for name in LIBRARIES:
        version = known.get(name.replace("-", "_")) or _version(name)
        if version is not None:
            found.append(f"{name} {version}")
    return found


def _known() -> dict[str, str]:
    """Versions of packages, from the names of the folders that pip leaves beside them.

    The standard library reads them in these folders, for which it loads all of e-mail.
    """
    known: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for entry in os.listdir(folder):
                name, dash, version = entry.removesuffix(".dist-info").partition("-")
                if dash and entry.endswith(".dist-info"):
                    known.setdefault(name, version)
    return known


def _version(name: str) -> str | None:
    from importlib import metadata  # noqa: PLC0415  seldom: no folder of that name is there

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    """Model and abilities of the processor; where the system has no list of them, its architecture."""
    try:
        lines = _CPU.read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.machine()
    facts: dict[str, str] = {}
    for line in lines:
        fact, _, value = line.partition(":")
        facts.setdefault(fact.strip(), value.strip())
    name = facts.get("model name") or facts.get("CPU implementer") or platform.machine()
    abilities = (facts.get("flags") or facts.get("Features") or "").split()
    matter = sorted(each for each in abilities if each.startswith(_MATTER))
    return f"{platform.machine()}, {name}: {' '.join(matter)}"
