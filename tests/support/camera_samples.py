"""Pictures and containers with what cameras state in them, put together by hand where no library writes it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from media_samples import write_clip
from PIL import Image, PngImagePlugin

XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmp:CreateDate="2021-10-04T15:30:00.12+03:00"
 xmp:CreatorTool="Editor 9" aux:SerialNumber="XMP777"><exif:GPSLatitude>51,32.4N</exif:GPSLatitude>
<exif:GPSLongitude>46,0,36E</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def camera_exif(note: bytes = b"") -> Image.Exif:
    """EXIF with a camera's make, model, serial numbers, times with and without a zone, and a place."""
    exif = Image.Exif()
    exif.update({0x010F: "Canon", 0x0110: "EOS 90D", 0x0131: "Firmware 1.0", 0x0132: "2021:10:04 15:31:00"})
    details = {0x9003: "2021:10:04 15:30:00", 0x9011: "+03:00", 0x9004: "2021:10:04 15:30:01"}
    details |= {0xA431: "BODY123", 0xA435: "LENS456", 0xA430: "Ivanov"}
    exif[0x8769] = details | ({0x927C: note} if note else {})
    exif[0x8825] = {1: "N", 2: (51.0, 32.0, 24.0), 3: "E", 4: (46.0, 0.0, 36.0), 29: "2021:10:04"}
    return exif


def canon_note(serial: int) -> bytes:
    """The note of a Canon with its serial number, which fits into the entry."""
    return struct.pack(">HHHII", 1, 0x0C, 4, 1, serial) + bytes(4)


def photograph(path: Path) -> Path:
    """JPEG, TIFF, PNG, WebP or AVIF, by its ending."""
    picture = Image.new("RGB", (32, 24), "green")
    exif = camera_exif(canon_note(1234567890) if path.suffix == ".jpg" else b"")
    if path.suffix == ".tif":
        loaded = Image.Exif()  # only one that was read has the directories that the TIFF writer looks for
        loaded.load(exif.tobytes())
        exif = loaded
        exif[700] = XMP
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    more = {".png": {"pnginfo": texts}, ".tif": {}}.get(path.suffix, {"xmp": XMP})
    picture.save(path, exif=exif, **more)
    return path


def png_with_time(path: Path) -> Path:
    """A PNG with texts, a time of change and EXIF."""
    Image.new("RGB", (8, 8)).save(path, exif=camera_exif())

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    data = path.read_bytes()
    extra = chunk(b"tEXt", b"Creation Time\0Mon, 04 Oct 2021 15:30:00 +0300") + chunk(b"tEXt", b"Software\0Snip 1")
    extra += chunk(b"tIME", struct.pack(">HBBBBB", 2021, 10, 5, 6, 7, 8))
    path.write_bytes(data[:33] + extra + data[33:])
    return path


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def heic(path: Path) -> Path:
    """The boxes of a HEIC picture of a telephone, without its pixels."""
    exif = camera_exif().tobytes()
    block = struct.pack(">I", 6) + (exif if exif.startswith(b"Exif") else b"Exif\0\0" + exif)
    entries = [
        _box(b"infe", b"\2\0\0\0", struct.pack(">HH", 1, 0), b"hvc1\0"),
        _box(b"infe", b"\2\0\0\0", struct.pack(">HH", 2, 0), b"Exif\0"),
        _box(b"infe", b"\2\0\0\0", struct.pack(">HH", 3, 0), b"mime\0application/rdf+xml\0"),
    ]
    sizes = [_box(b"ispe", bytes(4), struct.pack(">II", *size)) for size in ((512, 512), (4032, 3024), (320, 240))]

    def meta(start: int) -> bytes:
        places = b"".join(
            struct.pack(">HHHII", number, 0, 1, at, length)
            for number, at, length in ((2, start, len(block)), (3, start + len(block), len(XMP)))
        )
        return _box(
            b"meta",
            bytes(4),
            _box(b"hdlr", bytes(8), b"pict", bytes(13)),
            _box(b"pitm", bytes(4), b"\0\1"),
            _box(b"iinf", bytes(4), struct.pack(">H", len(entries)), *entries),
            _box(b"iprp", _box(b"ipco", *sizes)),
            _box(b"iloc", bytes(4), b"\x44\0", struct.pack(">H", 2), places),
        )

    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    start = len(head) + len(meta(0)) + 8
    path.write_bytes(head + meta(start) + _box(b"mdat", block, XMP))
    return path


def film(path: Path) -> Path:
    """An MP4 whose boxes state different times, with XMP and the notes of an action camera and of a camcorder."""
    write_clip(path, frames=5, metadata={"creation_time": "2021-10-04T12:30:00Z"})
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd")
    struct.pack_into(">I", data, at + 8, 3_716_195_400 + 86_400)
    at = data.index(b"mdhd")
    struct.pack_into(">I", data, at + 12, 0)
    camcorder = b'<NonRealTimeMeta><CreationDate value="2021-10-04T15:30:00+03:00"/>'
    camcorder += b'<Device manufacturer="Sony" modelName="PXW-Z90" serialNo="0101234"/></NonRealTimeMeta>'
    more = _box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), XMP)
    more += _box(b"meta", bytes(4), _box(b"hdlr", bytes(8), b"nrtm", bytes(13)), _box(b"xml ", bytes(4), camcorder))
    more += _box(b"moov", _box(b"udta", _box(b"CAME", bytes(range(16))), _box(b"FIRM", b"HD8.01\0")))
    path.write_bytes(bytes(data) + more)
    return path


def surveillance(path: Path) -> Path:
    """An AVI with the time as its recorder writes it."""
    write_clip(path, codec="mpeg4", frames=5)
    data = path.read_bytes()
    at = data.index(b"hdrl") - 8
    (length,) = struct.unpack_from("<I", data, at + 4)
    extra = b"IDIT" + struct.pack("<I", 26) + b"Mon Oct 04 15:30:00 2021\n\0"
    extra += b"strd" + struct.pack("<I", 24) + b"DVR-SERIAL 00A1B2C3\0\0\0\0\0"
    made = data[: at + 4] + struct.pack("<I", length + len(extra)) + data[at + 8 : at + 8 + length] + extra
    made += data[at + 8 + length :]
    path.write_bytes(made[:4] + struct.pack("<I", len(made) - 8) + made[8:])
    return path
