"""Where a source was: what leads to the informant, and so goes to the compartment and nowhere else."""

from __future__ import annotations

import os
import re
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

_OCTAL = re.compile(rb"\\([0-7]{3})")
_UDEV = {
    "ID_VENDOR": "vendor",
    "ID_MODEL": "model",
    "ID_SERIAL_SHORT": "serial",
    "ID_FS_UUID": "volume",
    "ID_FS_LABEL": "label",
}
"""Properties that udev keeps of a block device (systemd's `udev(7)`, files `/run/udev/data/bMAJOR:MINOR`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What goes to the compartment; everything but place, host and device is empty where the system does not tell.

    Attributes:
        place: absolute path of the source.
        host: name of the machine that read it.
        device: number of the device that held it.
        mount: where its file system was mounted.
        file_system: its type, for example `vfat`.
        vendor: of the disk or stick.
        model: of the disk or stick.
        serial: its serial number.
        volume: serial number or UUID of the file system.
        label: of the file system.
    """

    place: bytes
    host: str
    device: int
    mount: bytes = b""
    file_system: str = ""
    vendor: str = ""
    model: str = ""
    serial: str = ""
    volume: str = ""
    label: str = ""


def source_note(root: bytes, *, system: Path = Path("/")) -> SourceNote:
    """Note what the system tells of a source; nothing of the source itself is opened.

    Args:
        root: real path of a folder, file or block device.
        system: where `proc` and `run` lie.
    """
    status = os.stat(root)
    device = status.st_rdev if stat.S_ISBLK(status.st_mode) else status.st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    mount, kind = _mounted(system / "proc/self/mountinfo", number)
    return SourceNote(
        place=root,
        host=socket.gethostname(),
        device=device,
        mount=mount,
        file_system=kind,
        **_known(system / f"run/udev/data/b{number}"),
    )


def _mounted(table: Path, number: str) -> tuple[bytes, str]:
    """Mount point and type of a device's file system (`proc_pid_mountinfo(5)`)."""
    try:
        lines = table.read_bytes().splitlines()
    except OSError:
        return b"", ""
    for line in lines:
        fields = line.split(b" ")
        if len(fields) > 6 and fields[2] == number.encode() and b"-" in fields:
            kind = fields[fields.index(b"-") + 1].decode("ascii", "replace")
            return _OCTAL.sub(lambda found: bytes([int(found.group(1), 8) & 0xFF]), fields[4]), kind
    return b"", ""


def _known(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.removeprefix("E:").partition("=") for line in lines if line.startswith("E:"))
    return {_UDEV[name]: value for name, _, value in pairs if name in _UDEV}
