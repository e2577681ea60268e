"""Office documents as PDF, by LibreOffice in a bubblewrap profile of its own.

LibreOffice cannot work without writing files and starting a helper. So its profile lets it do both, within a folder in
memory that ends with it; there is still no network, no home, and nothing else of the machine but `/usr` and its own
settings. A macro that ran would find the document alone.
"""

from __future__ import annotations

import os
import shutil

from witnessbox.media.outside import Bounds, Program, run_outside
from witnessbox.model.errors import UntrustedInputError

ENDINGS = {
    "application/msword": "doc",
    "application/rtf": "rtf",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""Media types of office documents, and the endings by which LibreOffice knows them."""

BOUNDS = Bounds(memory=6 * 1024**3, seconds=240, output=256 * 1024**2)
"""Its libraries alone take 2 GiB of address space; a table printed in full runs into the time."""

_WRITABLE = 1024**3  # bytes of its folder in memory
_FOLDERS = ("/etc/libreoffice", "/etc/fonts", "/var/lib/libreoffice")
_SETTINGS = (
    "-env:UserInstallation=file:///tmp/profile --headless --invisible --norestore --nologo --nodefault "
    "--nofirststartwizard"
)
_AGAIN = 81  # "start me again", when it has made its settings (desktop/source/app/app.cxx)


def _executable() -> str:
    """The program itself beside the script that starts it, which would start a second process."""
    found = shutil.which("soffice") or shutil.which("libreoffice") or "/usr/lib/libreoffice/program/soffice"
    return os.path.join(os.path.dirname(os.path.realpath(found)), "soffice.bin")


def _program(ending: str) -> Program:
    executable = _executable()
    # Without /proc the loader does not know where a program lies.
    make = f"HOME=/tmp LD_LIBRARY_PATH={os.path.dirname(executable)} {executable} {_SETTINGS}"
    lay_out = f"{make} --convert-to pdf --outdir /tmp/made /content.{ending} >/dev/null"
    script = f"{lay_out} || {{ [ $? = {_AGAIN} ] && {lay_out}; }} && exec cat /tmp/made/content.pdf"
    home = os.path.dirname(os.path.dirname(executable))
    own = () if home.startswith("/usr/") else (home,)
    return Program(
        name="libreoffice",
        command=("/bin/sh", "-c", script),
        version=("-c", f"{make} --version"),
        folders=tuple(folder for folder in (*_FOLDERS, *own) if os.path.isdir(folder)),
        hint="On Debian: apt install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
        needs=(executable,),
        content=f"/content.{ending}",
        writable=_WRITABLE,
        trial=BOUNDS,
    )


LIBREOFFICE = _program("odt")
"""What is asked whether it is there."""


def office_pdf(content: int, ending: str) -> bytes:
    """Lay an office document out.

    Args:
        content: descriptor of the document.
        ending: a value of `ENDINGS`.

    Returns:
        A PDF: untrusted, like everything that met a hostile file.

    Raises:
        UntrustedInputError: LibreOffice cannot read it, or broke a bound.
    """
    made = run_outside(_program(ending), content, BOUNDS)
    if not made.startswith(b"%PDF-"):
        raise UntrustedInputError("LibreOffice made no PDF of it")
    return made
