"""What PDF and office documents say of themselves: titles, people, software, times. Pages are never laid out.

Runs inside the sandboxed worker. Only the small parts that hold the properties are read, each up to a bound, because
a document of two kilobytes may unpack to gigabytes.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta

import olefile
import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, PdfObject, StreamObject

from witnessbox.media.decode import DescriptorFile
from witnessbox.media.identify import identify_one
from witnessbox.media.statements import Statements
from witnessbox.media.tasks import Progress
from witnessbox.media.xml_texts import MAX_BYTES, xml_texts
from witnessbox.model.canonical import Json
from witnessbox.model.codec import to_json
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import Probe

_MAX_STREAM = 16 * 1024**2  # bytes a PDF stream may unpack to: an index of two million objects has as many
_BOUNDS = pypdf.Configuration(
    maximum_declared_stream_length=_MAX_STREAM,
    array_based_stream_maximum_output_length=_MAX_STREAM,
    lzw_maximum_output_length=_MAX_STREAM,
    run_length_maximum_output_length=_MAX_STREAM,
    zlib_maximum_output_length=_MAX_STREAM,
    brotli_maximum_output_length=_MAX_STREAM,
    stream_filters_maximum_length=4,  # an index has one or two
    stream_decoding_work_maximum_length=4 * _MAX_STREAM,
    jbig2dec_binary=None,
)
_MAX_PDF_READ = 256 * 1024**2  # bytes of a PDF held at once, which only one with a broken index asks for
_MAX_ZIP_READ = 8 * 1024**2  # bytes of an archive's directory: 100,000 parts
_MAX_PROPERTIES = 1024**2  # bytes of one property stream of an OLE file
_MAX_RTF = 1024**2  # bytes in which a Rich Text document states its properties

_PLAIN_OLE = {"\x05SummaryInformation": "summary", "\x05DocumentSummaryInformation": "document summary"}
_EDITING_TIME = 10  # property of the summary that is a duration in the form of a time
_FIRST_YEAR = 1602  # time 0, "never", reads as 1601
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_SHORT, _LONG, _TEXT, _WIDE_TEXT, _TIME = 2, 3, 30, 31, 64  # types of properties, [MS-OLEPS] 2.15
_MAX_ROWS = 200
_MAX_TEXT = 4000
_RTF_TIME = re.compile(rb"\{\\(creatim|revtim|printim|buptim)((?:\\(?:yr|mo|dy|hr|min|sec)-?\d{1,5}){1,6})")
_RTF_PART = re.compile(rb"\\(yr|mo|dy|hr|min|sec)(\d+)")
_RTF_TEXT = re.compile(
    rb"\{\\(title|subject|author|manager|company|operator|keywords|comment|doccomm) ([^{}\\]{1,400})"
)


class Bounded(io.BufferedReader):
    """A content as a file that never gives more than so many bytes at once."""

    def __init__(self, descriptor: int, bound: int) -> None:
        super().__init__(DescriptorFile(descriptor))
        self._bound = bound
        self._size = os.fstat(descriptor).st_size

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = max(0, self._size - self.tell())
        if size > self._bound:
            raise UntrustedInputError(f"reading its properties would take more than {self._bound} bytes at once")
        return super().read(size)


def document_metadata(_params: Json, inputs: list[int], _outputs: list[int], _progress: Progress) -> Json:
    """Task: the `Probe` of a document, without streams; None for a document of a kind that states nothing."""
    descriptor = inputs[0]
    said = Statements()
    mime = identify_one(descriptor).mime
    if mime == "application/pdf":
        _pdf(descriptor, said)
    elif mime == "application/rtf":
        _rich_text(os.pread(descriptor, _MAX_RTF, 0), said)
    elif os.pread(descriptor, 4, 0) in (b"PK\x03\x04", b"PK\x05\x06"):
        _package(descriptor, said)
    elif os.pread(descriptor, 8, 0) == olefile.MAGIC:
        _ole(descriptor, said)
    else:
        return None
    found = Probe(
        container=mime,
        announced_us=None,
        duration_us=None,
        streams=(),
        metadata=tuple(said.all),
        times=tuple(said.times),
        places=tuple(said.places),
        devices=tuple(said.devices),
        metadata_omitted=said.omitted,
        thumbnail=said.thumbnail,
    )
    return to_json(found)


# -- PDF -----------------------------------------------------------------------------------------------------------


def _pdf(descriptor: int, said: Statements) -> None:
    try:
        with pypdf.apply_configuration(_BOUNDS, disable_legacy_handling=True):
            _pdf_properties(pypdf.PdfReader(Bounded(descriptor, _MAX_PDF_READ), strict=False), said)
    except (MemoryError, UntrustedInputError):
        raise
    except Exception as error:
        raise UntrustedInputError(f"the PDF cannot be read: {type(error).__name__}: {error}") from error


def _pdf_properties(reader: pypdf.PdfReader, said: Statements) -> None:
    said.add("pdf", "version", reader.pdf_header)
    if reader.is_encrypted:
        opened = bool(reader.decrypt(""))
        said.add("pdf", "encryption", "opens without a password" if opened else "needs a password")
        if not opened:
            return
    info, root = _whole(reader.trailer.get("/Info")), _whole(reader.trailer.get("/Root"))
    for key, value in info.items() if isinstance(info, DictionaryObject) else ():
        said.add("pdf info", str(key).lstrip("/"), str(_whole(value)))
    packet = _whole(root.get("/Metadata")) if isinstance(root, DictionaryObject) else None
    if isinstance(packet, StreamObject):
        try:
            said.add_xmp(packet.get_data())
        except (PyPdfError, ValueError, zlib.error) as error:
            said.add("xmp", "unreadable", f"{type(error).__name__}: {error}")


def _whole(value: PdfObject | None) -> PdfObject | None:
    """What a reference stands for."""
    return None if value is None else value.get_object()


# -- ZIP with XML: OOXML, OpenDocument, EPUB -----------------------------------------------------------------------


def _package(descriptor: int, said: Statements) -> None:
    try:
        with zipfile.ZipFile(Bounded(descriptor, _MAX_ZIP_READ)) as archive:
            names = set(archive.namelist())
            for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
                if name in names:
                    _part(archive, name, said)
            if "META-INF/container.xml" in names:
                texts = xml_texts(_member(archive, "META-INF/container.xml"))
                for path in dict.fromkeys(value for key, value in texts if key.endswith("full-path")):
                    if path in names:
                        _part(archive, path, said)
            said.thumbnail = any(
                name.lower().startswith(("docprops/thumbnail.", "thumbnails/thumbnail.")) for name in names
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as error:
        raise UntrustedInputError(f"the document's parts cannot be read: {error}") from error


def _part(archive: zipfile.ZipFile, name: str, said: Statements) -> None:
    year, month, day, hour, minute, second = archive.getinfo(name).date_time
    if year > 1980:  # what Word and its like write instead of a time
        written = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        said.add("zip directory", f"time of {name}", written)
    for key, value in xml_texts(_member(archive, name)):
        last = key.rpartition(".")[2]
        if value and last not in ("size", "baseType") and not last.startswith("xlink:"):
            said.add(name, last, value)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UntrustedInputError(f"its part {name} unpacks to more than {MAX_BYTES} bytes")
    return data


# -- OLE, Rich Text ------------------------------------------------------------------------------------------------


def _ole(descriptor: int, said: Statements) -> None:
    try:
        with olefile.OleFileIO(Bounded(descriptor, _MAX_PDF_READ)) as ole:
            if (saved := ole.root.getmtime()) is not None and saved.year >= _FIRST_YEAR:
                said.add("ole", "root entry modified time", _utc(saved))
            for stream, source in _PLAIN_OLE.items():
                if ole.exists(stream) and ole.get_size(stream) <= _MAX_PROPERTIES:
                    _properties(ole.openstream(stream).read(), source, said)
    except (MemoryError, UntrustedInputError):
        raise
    except Exception as error:
        raise UntrustedInputError(f"the document cannot be read: {type(error).__name__}: {error}") from error


def _properties(data: bytes, source: str, said: Statements) -> None:
    """One property stream ([MS-OLEPS] 2.21). By hand: the library believes any number of values in a vector."""
    names = olefile.OleMetadata.SUMMARY_ATTRIBS if source == "summary" else olefile.OleMetadata.DOCSUM_ATTRIBS
    (start,) = struct.unpack_from("<I", data, 44)
    (count,) = struct.unpack_from("<I", data, start + 4)
    rows = [struct.unpack_from("<II", data, start + 8 + 8 * number) for number in range(min(count, _MAX_ROWS))]
    places = {number: start + offset for number, offset in rows}
    page = struct.unpack_from("<H", data, places[1] + 4)[0] if 1 in places else 1252
    for number, place in places.items():
        name = names[number - 1] if 0 < number <= len(names) else f"property {number}"
        if name == "thumbnail":
            said.thumbnail = True
        elif number not in (1, _EDITING_TIME) and (text := _value(data, place, _encoding(page))):
            said.add(source, name, text)


def _value(data: bytes, place: int, encoding: str) -> str | None:
    """A text, a number or a time ([MS-OLEPS] 2.15); None for what is of another type, empty, or reaches too far."""
    if place + 8 > len(data):
        return None
    kind, length = struct.unpack_from("<HxxI", data, place)
    if kind == _TEXT:
        return data[place + 8 : place + 8 + min(length, _MAX_TEXT)].split(b"\0")[0].decode(encoding, "replace")
    if kind == _WIDE_TEXT:
        return data[place + 8 : place + 8 + 2 * min(length, _MAX_TEXT)].decode("utf-16-le", "replace").split("\0")[0]
    if kind == _SHORT:
        return str(struct.unpack_from("<h", data, place + 4)[0])
    if kind == _LONG:
        return str(struct.unpack_from("<i", data, place + 4)[0])
    if kind == _TIME and place + 12 <= len(data):
        (ticks,) = struct.unpack_from("<Q", data, place + 4)
        try:
            return _utc(_FILETIME_EPOCH + timedelta(microseconds=ticks // 10)) if ticks else None
        except OverflowError:
            return f"{ticks} tenths of a microsecond after 1601"
    return None


def _encoding(page: int) -> str:
    """The Python name of a Windows code page."""
    name = {65001: "utf-8", 1200: "utf-16-le", 10007: "mac-cyrillic"}.get(page, f"cp{page}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def _utc(time: datetime) -> str:
    return time.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")


def _rich_text(data: bytes, said: Statements) -> None:
    page = "cp1251" if b"ansicpg1251" in data[:200] else "cp1252"
    for key, value in _RTF_TEXT.findall(data):
        said.add("rtf info", key.decode("ascii"), value.decode(page, "replace"))
    for key, parts in _RTF_TIME.findall(data):
        fields = {name.decode("ascii"): int(number) for name, number in _RTF_PART.findall(parts)}
        day = "-".join(f"{fields[name]:02}" for name in ("yr", "mo", "dy") if name in fields)
        hour = ":".join(f"{fields[name]:02}" for name in ("hr", "min", "sec") if name in fields)
        said.add("rtf info", f"{key.decode('ascii')} time", f"{day} {hour}".strip())


def warm() -> None:
    """Have the readers load what they load at first use."""
    for page in (437, 850, 866, 874, 932, 936, 949, 950, *range(1250, 1259)):
        _encoding(page)
    _encoding(10007)
    for algorithm in ("RC4-128", "AES-128", "AES-256"):
        made = io.BytesIO()
        writer = pypdf.PdfWriter()
        writer.add_blank_page(10, 10)
        writer.add_metadata({"/Title": "x"})
        writer.encrypt("", "x", algorithm=algorithm)
        writer.write(made)
        pypdf.PdfReader(made).decrypt("")
