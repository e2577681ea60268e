"""Typefaces for text whose own are not embedded: those that PDFium brings have no Cyrillic.

PDFium would look for them in the folders of the system, which a closed sandbox does not have. So six files are read
before it closes, and given to PDFium when it asks. Where none of them is installed it uses its own.
"""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium_c

_FOLDERS = ("dejavu", "liberation", "liberation2", "freefont")
_SHARE = Path("/usr/share/fonts/truetype")
_NAMES = {  # whether its letters are as wide as each other, have serifs, are bold
    (False, False, False): ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "FreeSans.ttf"),
    (False, False, True): ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "FreeSansBold.ttf"),
    (False, True, False): ("DejaVuSerif.ttf", "LiberationSerif-Regular.ttf", "FreeSerif.ttf"),
    (False, True, True): ("DejaVuSerif-Bold.ttf", "LiberationSerif-Bold.ttf", "FreeSerifBold.ttf"),
    (True, False, False): ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "FreeMono.ttf"),
    (True, False, True): ("DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf", "FreeMonoBold.ttf"),
}
_FIXED, _SERIFS, _BOLD = 1, 16, 600  # FXFONT_FF_FIXEDPITCH, FXFONT_FF_ROMAN (fpdf_sysfontinfo.h); weight of bold
_SYMBOLS, _CYRILLIC = 2, 204  # character sets, likewise


class _Typefaces:
    """The files, and what PDFium calls to have them: it keeps pointers into this object, so it lives on."""

    def __init__(self) -> None:
        self._keys = list(_NAMES)
        self._files = [_read(names) for names in _NAMES.values()]
        self.answers: Any = pdfium_c.FPDF_SYSFONTINFO()
        self.answers.version = 1
        calls = {
            "Release": lambda _: None,
            "EnumFonts": lambda *_: None,
            "MapFont": self._map,
            "GetFont": lambda *_: None,
            "GetFontData": self._data,
            "GetFaceName": self._name,
            "GetFontCharset": lambda *_: _CYRILLIC,
            "DeleteFont": lambda *_: None,
        }
        for name, kind in pdfium_c.FPDF_SYSFONTINFO._fields_:
            if name in calls:
                setattr(self.answers, name, kind(calls[name]))

    @property
    def found(self) -> bool:
        """Whether any of the files is there."""
        return any(self._files)

    def _map(self, _: Any, weight: int, _italic: int, charset: int, pitch: int, face: Any, _exact: Any) -> int | None:
        if charset == _SYMBOLS:
            return None
        name = ctypes.string_at(face).lower() if face else b""
        fixed = bool(pitch & _FIXED) or b"courier" in name or b"mono" in name
        serifs = not fixed and (bool(pitch & _SERIFS) or b"times" in name or b"serif" in name)
        bold = weight >= _BOLD or b"bold" in name
        number = self._keys.index((fixed, serifs, bold))
        return number + 1 if self._files[number] else None

    def _data(self, _: Any, number: int | None, table: int, buffer: Any, size: int) -> int:
        data = self._files[number - 1] if number else b""
        if table:  # one table of a file; without it PDFium takes the whole file
            return 0
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def _name(self, _: Any, number: int | None, buffer: Any, size: int) -> int:
        name = b"typeface %d\0" % (number or 0)
        if buffer and size >= len(name):
            ctypes.memmove(buffer, name, len(name))
        return len(name)


def _read(names: tuple[str, ...]) -> bytes:
    for folder, name in ((folder, name) for name in names for folder in _FOLDERS):
        path = _SHARE / folder / name
        if path.is_file():
            return path.read_bytes()
    return b""


@functools.cache
def lay_out() -> bool:
    """Read the typefaces and have PDFium ask for them; whether there are any."""
    typefaces = _Typefaces()
    _kept.append(typefaces)
    pdfium_c.FPDF_SetSystemFontInfo(ctypes.byref(typefaces.answers))
    return typefaces.found


_kept: list[_Typefaces] = []
