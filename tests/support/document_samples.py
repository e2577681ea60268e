"""Small PDF and office documents that tests make for themselves, byte by byte where a library would not."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

CORE = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Order</dc:title><dc:creator>Ivanov</dc:creator>
<cp:lastModifiedBy>Petrov</cp:lastModifiedBy>
<dcterms:created xsi:type="dcterms:W3CDTF">2021-10-04T12:30:00Z</dcterms:created>
<dcterms:modified xsi:type="dcterms:W3CDTF">2021-10-05T12:30:00Z</dcterms:modified></cp:coreProperties>"""
APP = b"""<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">
<Application>Microsoft Office Word</Application><Company>FSIN</Company></Properties>"""


def docx(core: bytes = CORE, app: bytes = APP) -> bytes:
    """A Word document, as far as its properties go."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b"<w/>",
            "docProps/core.xml": core,
            "docProps/app.xml": app,
        }.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def pdf(info: Mapping[str, str], *, packet: bytes | None = None, filters: bytes = b"") -> bytes:
    """A PDF with an Info dictionary and, where a packet is given, a metadata stream."""
    entries = b" ".join(b"/" + key.encode() + b" (" + value.encode("latin-1") + b")" for key, value in info.items())
    objects = [b"<< /Type /Catalog /Pages 2 0 R" + (b" /Metadata 4 0 R" if packet is not None else b"") + b" >>"]
    objects += [b"<< /Type /Pages /Kids [] /Count 0 >>", b"<< " + entries + b" >>"]
    if packet is not None:
        head = b"<< /Type /Metadata /Subtype /XML /Length " + str(len(packet)).encode()
        objects.append(head + (b" /Filter " + filters if filters else b"") + b" >>\nstream\n" + packet + b"\nendstream")
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += str(number).encode() + b" 0 obj\n" + each + b"\nendobj\n"
    at = len(data)
    data += b"xref\n0 " + str(len(objects) + 1).encode() + b"\n0000000000 65535 f \n"
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    trailer = b"trailer\n<< /Size " + str(len(objects) + 1).encode() + b" /Root 1 0 R /Info 3 0 R >>\n"
    return data + trailer + b"startxref\n" + str(at).encode() + b"\n%%EOF\n"


def ole(properties: Mapping[int, str | int]) -> bytes:
    """An OLE file with one property stream: texts in Windows-1251, integers as times (FILETIME)."""
    entries, values = b"", b""
    rows: dict[int, bytes] = {1: struct.pack("<Ihxx", 2, 1251)}
    for number, value in properties.items():
        if isinstance(value, int):
            rows[number] = struct.pack("<IQ", 64, value)
        else:
            text = value.encode("cp1251") + b"\0"
            text += bytes(-len(text) % 4)
            rows[number] = struct.pack("<II", 30, len(text)) + text
    for number, row in rows.items():
        entries += struct.pack("<II", number, 8 + 8 * len(rows) + len(values))
        values += row
    section = struct.pack("<II", 8 + len(entries) + len(values), len(rows)) + entries + values
    identity = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    stream = struct.pack("<HHI16sI", 0xFFFE, 0, 0x00020006, bytes(16), 1) + identity + struct.pack("<I", 48) + section
    stream += bytes(4096 - len(stream))  # shorter ones would lie in the small streams
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, end, *range(3, 10), end, *[free] * 118)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        row = text.ljust(64, b"\0") + struct.pack("<HBBIII16sI", len(text), kind, 1, free, free, child, bytes(16), 0)
        return row + struct.pack("<QQIQ", 0, 132_776_000_000_000_000 if kind == 5 else 0, start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("\x05SummaryInformation", 2, free, 2, 4096) + bytes(256)
    return header + table + directory + stream


_DRAWING = """<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="1" name="{name}"/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>
<pic:cNvPr id="1" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId1"/><a:stretch>
<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>
</w:r></w:p>"""


def letter(words: str, picture: bytes, inches: tuple[int, int]) -> bytes:
    """A Word document of one page with words, then a JPEG picture of that size."""
    drawn = _DRAWING.format(cx=914_400 * inches[0], cy=914_400 * inches[1], name="face")
    body = f"<w:p><w:r><w:rPr><w:sz w:val='36'/></w:rPr><w:t>{words}</w:t></w:r></w:p>{drawn}"
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{kinds}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
        f'Type="{kinds}/image" Target="media/image1.jpeg"/></Relationships>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("word/media/image1.jpeg", picture)
        archive.writestr("docProps/core.xml", CORE)
    return made.getvalue()


def rich_text(*pages: str) -> bytes:
    """A Rich Text document with a line on each page, Cyrillic too."""
    coded = ["".join(each if each < "\x7f" else f"\\u{ord(each)}?" for each in page) for page in pages]
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Liberation Sans;}}\\f0\\fs36 " + "\\page ".join(coded) + "}").encode()
