"""Files stuffed with everything that could tell where they come from, each statement a text found nowhere else.

Every maker takes a `Planted`, which gives the texts out, and a picture; what must not survive is what it gave out.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image, ImageCms, PngImagePlugin

Pixels = NDArray[np.uint8]

SEI_OWNER = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")


class Planted:
    """Gives out texts and remembers them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def text(self, place: str) -> str:
        """A text for one place: letters and digits, so that it stands in any encoding."""
        made = f"Qz{len(self.texts):02}{place.title().replace(' ', '')}Xv"
        self.texts.append(made)
        return made

    def bytes(self, place: str) -> bytes:
        """The same in bytes."""
        return self.text(place).encode()


def jpeg_of(pixels: Pixels, quality: int = 60) -> bytes:
    """A plain JPEG, as a thumbnail or a second picture is."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def exif(planted: Planted, face: Pixels, *, orientation: int = 1) -> bytes:
    """EXIF with serial numbers, names, a place, a maker's note, and a thumbnail of the unmasked picture."""
    made = Image.Exif()
    made.update({
        0x010E: planted.text("description"), 0x010F: planted.text("make"), 0x0110: planted.text("model"),
        0x0112: orientation, 0x0131: planted.text("software"), 0x0132: "2021:10:04 15:31:00",
        0x013B: planted.text("artist"), 0x8298: planted.text("copyright"), 0x013C: planted.text("host computer"),
        0x9C9B: (planted.text("xp title") + "\0").encode("utf-16-le"),
        0x9C9C: (planted.text("xp comment") + "\0").encode("utf-16-le"),
        0x9C9D: (planted.text("xp author") + "\0").encode("utf-16-le"),
        0xC62F: planted.text("camera serial"),
    })  # fmt: skip
    made[0x8769] = {
        0x9003: "2021:10:04 15:30:00", 0x9286: b"ASCII\0\0\0" + planted.bytes("user comment"),
        0xA430: planted.text("owner"), 0xA431: planted.text("body serial"), 0xA435: planted.text("lens serial"),
        0xA420: planted.text("unique id"), 0x927C: b"MKNT\0\1" + planted.bytes("maker note"),
    }  # fmt: skip
    made[0x8825] = {
        1: "N", 2: (51.0, 32.0, 24.5678), 3: "E", 4: (46.0, 0.0, 36.1234), 29: "2021:10:04",
        27: b"ASCII\0\0\0" + planted.bytes("gps method"), 28: b"ASCII\0\0\0" + planted.bytes("gps area"),
    }  # fmt: skip
    block = made.tobytes()
    return _with_thumbnail(block, jpeg_of(face[::4, ::4]) + planted.bytes("behind thumbnail"))


def _with_thumbnail(block: bytes, thumbnail: bytes) -> bytes:
    """Hang a second directory with a small copy behind an EXIF block, as every camera does."""
    head = 6 if block.startswith(b"Exif\0\0") else 0
    tiff = bytearray(block[head:])
    order = ">" if tiff[:2] == b"MM" else "<"
    first = struct.unpack_from(order + "I", tiff, 4)[0]
    count = struct.unpack_from(order + "H", tiff, first)[0]
    start = len(tiff)
    struct.pack_into(order + "I", tiff, first + 2 + 12 * count, start)
    rows = [(0x0103, 3, 1, 6 << 16 if order == ">" else 6), (0x0201, 4, 1, start + 42), (0x0202, 4, 1, len(thumbnail))]
    directory = struct.pack(order + "H", len(rows))
    directory += b"".join(struct.pack(order + "HHII", *row) for row in rows) + struct.pack(order + "I", 0)
    return b"Exif\0\0" + bytes(tiff) + directory + thumbnail


def xmp(planted: Planted) -> bytes:
    """An XMP packet with names, serial numbers, a place and a history."""
    texts = {
        "xmp:CreatorTool": planted.text("creator tool"), "aux:SerialNumber": planted.text("xmp serial"),
        "photoshop:City": planted.text("city"), "xmpMM:DocumentID": planted.text("document id"),
        "exif:GPSLatitude": "51,32.4N", "exif:GPSLongitude": "46,0,36E",
    }  # fmt: skip
    spaces = {
        "xmp": "http://ns.adobe.com/xap/1.0/", "aux": "http://ns.adobe.com/exif/1.0/aux/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/", "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
        "exif": "http://ns.adobe.com/exif/1.0/", "dc": "http://purl.org/dc/elements/1.1/",
    }  # fmt: skip
    named = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    rows = " ".join(f'{name}="{text}"' for name, text in texts.items())
    body = f"<dc:creator><rdf:Seq><rdf:li>{planted.text('dc creator')}</rdf:li></rdf:Seq></dc:creator>"
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" {named} {rows}>{body}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def profile(planted: Planted) -> bytes:
    """An ICC profile of another colour space than sRGB: its description names a monitor."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", made, 128)[0]
    tags = {}
    for index in range(count):
        kind, start, length = struct.unpack_from(">4sII", made, 132 + 12 * index)
        tags[kind] = bytes(made[start : start + length])
    tags[b"rXYZ"], tags[b"gXYZ"] = tags[b"gXYZ"], tags[b"rXYZ"]  # red is green
    text = planted.bytes("icc description") + b"\0"
    tags[b"desc"] = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags[b"cprt"] = b"text\0\0\0\0" + planted.bytes("icc copyright") + b"\0"
    index, bodies, place = b"", b"", 132 + 12 * len(tags)
    for kind, body in tags.items():
        body += bytes(-len(body) % 4)
        index += struct.pack(">4sII", kind, place + len(bodies), len(body))
        bodies += body
    header = bytearray(made[:128])
    header[8:12] = b"\x02\x40\0\0"
    header[84:100] = bytes(16)
    whole = bytes(header) + struct.pack(">I", len(tags)) + index + bodies
    return struct.pack(">I", len(whole)) + whole[4:]


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _iptc(planted: Planted) -> bytes:
    rows = {80: "by line", 90: "iptc city", 105: "headline", 120: "caption", 25: "keyword"}
    records = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text
        for number, place in rows.items()
        for text in (planted.bytes(place),)
    )
    records += bytes(len(records) % 2)
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records


def jpeg(path: Path, pixels: Pixels, planted: Planted, *, orientation: int = 1) -> Path:
    """A JPEG with every kind of segment, a second picture, and bytes behind its end."""
    tables = [[min(255, 3 + number) for number in range(64)], [min(255, 5 + 2 * number) for number in range(64)]]
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", qtables=tables, icc_profile=profile(planted))
    data = buffer.getvalue()
    small = np.ascontiguousarray(pixels[::16, ::16])
    jfxx = b"JFXX\0\x13" + bytes((small.shape[1], small.shape[0])) + small.tobytes()
    more = _segment(0xE0, jfxx) if len(jfxx) < 65_000 else b""
    more += _segment(0xE1, exif(planted, pixels, orientation=orientation))
    more += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(planted))
    more += _segment(
        0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + bytes(8) + planted.bytes("extended xmp")
    )
    more += _segment(0xED, _iptc(planted)) + _segment(0xFE, planted.bytes("comment"))
    more += _segment(0xEB, b"JP\0\1" + planted.bytes("c2pa box")) + _segment(0xE4, planted.bytes("own segment"))
    second = jpeg_of(pixels)
    more += _segment(0xE2, _mpf(len(data) + len(more) + 90, len(second)))
    path.write_bytes(data[:2] + more + data[2:] + second + planted.bytes("behind the end"))
    return path


def _mpf(first: int, second: int) -> bytes:
    """A directory of two pictures (CIPA DC-007)."""
    entries = struct.pack(">IIIHH", 0x030000, first, 0, 0, 0) + struct.pack(">IIIHH", 0x020002, second, first, 0, 0)
    rows = struct.pack(">HHI4s", 0xB000, 7, 4, b"0100") + struct.pack(">HHII", 0xB001, 4, 1, 2)
    rows += struct.pack(">HHII", 0xB002, 7, len(entries), 50)
    return b"MPF\0MM\0*\0\0\0\x08" + struct.pack(">H", 3) + rows + bytes(4) + entries


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(path: Path, pixels: Pixels, planted: Planted) -> Path:
    """A palette PNG with texts of every kind, EXIF, a profile, a chunk of its own and bytes behind its end."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", planted.text("png text"))
    texts.add_text("Comment", planted.text("png packed text") * 20, zip=True)
    texts.add_itxt("Title", planted.text("png unicode text"), "ru", planted.text("png keyword"), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", xmp(planted).decode())
    picture = Image.fromarray(pixels).quantize(64)
    picture.save(path, "PNG", pnginfo=texts, exif=exif(planted, pixels), icc_profile=profile(planted), dpi=(96, 96))
    data = path.read_bytes()
    extra = _chunk(b"tIME", struct.pack(">HBBBBB", 2021, 10, 5, 6, 7, 8)) + _chunk(b"prVt", planted.bytes("png chunk"))
    end = data.rindex(b"IEND") - 4
    behind = zlib.compress(planted.bytes("png behind") * 9)
    path.write_bytes(
        data[:33] + extra + data[33:end] + _chunk(b"spRv", planted.bytes("late chunk")) + data[end:] + behind
    )
    return path


def webp(path: Path, pixels: Pixels, planted: Planted) -> Path:
    """A WebP with EXIF, XMP, a profile and a chunk of its own."""
    Image.fromarray(pixels).save(
        path, "WEBP", exif=exif(planted, pixels), xmp=xmp(planted), icc_profile=profile(planted), quality=80
    )
    own = planted.bytes("webp chunk")
    own += bytes(len(own) % 2)
    data = path.read_bytes() + b"OWNC" + struct.pack("<I", len(own)) + own
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:] + planted.bytes("webp behind"))
    return path


def avif(path: Path, pixels: Pixels, planted: Planted) -> Path:
    """An AVIF with EXIF, XMP and a profile, and a box behind it."""
    Image.fromarray(pixels).save(
        path, "AVIF", exif=exif(planted, pixels), xmp=xmp(planted), icc_profile=profile(planted), quality=80
    )
    path.write_bytes(path.read_bytes() + box(b"free", planted.bytes("avif free")))
    return path


def tiff(path: Path, pages: list[Pixels], planted: Planted) -> Path:
    """A TIFF of several pages with texts, XMP, a small copy of its first page, and bytes behind its end."""
    pictures = []
    for number, pixels in enumerate(pages):
        picture = Image.fromarray(pixels)
        picture.encoderinfo = {
            "tiffinfo": {
                270: planted.text(f"tiff description {number}"), 305: planted.text(f"tiff software {number}"),
                315: planted.text(f"tiff artist {number}"), 269: planted.text(f"tiff name {number}"),
                700: xmp(planted), 65_000: planted.text(f"tiff own {number}"), 34_675: profile(planted),
            },
            "compression": "tiff_lzw",
        }  # fmt: skip
        pictures.append(picture)
    small = Image.fromarray(np.ascontiguousarray(pages[0][::4, ::4]))
    small.encoderinfo = {"tiffinfo": {254: 1, 270: planted.text("tiff thumbnail")}}
    first, *rest = pictures
    first.save(path, "TIFF", save_all=True, append_images=[*rest, small], **first.encoderinfo)
    path.write_bytes(path.read_bytes() + planted.bytes("tiff behind"))
    return path


def gif(path: Path, frames: list[Pixels], planted: Planted) -> Path:
    """An animated GIF with comments, an application block and bytes behind its end."""
    first, *rest = [Image.fromarray(pixels).quantize(128) for pixels in frames]
    first.save(path, "GIF", save_all=True, append_images=rest, duration=80, comment=planted.bytes("gif comment"))
    data = path.read_bytes()
    text = planted.bytes("gif application")
    own = b"\x21\xff\x0bOWNBLOCK1.0" + bytes((len(text),)) + text + b"\0"
    path.write_bytes(data[:-1] + own + b"\x3b" + planted.bytes("gif behind"))
    return path


def moving_picture(path: Path, frames: list[Pixels], planted: Planted) -> Path:
    """An animated PNG or WebP, by its ending, with EXIF and a text."""
    first, *rest = [Image.fromarray(pixels) for pixels in frames]
    more: dict[str, object] = {"exif": exif(planted, frames[0])}
    if path.suffix == ".webp":
        more |= {"xmp": xmp(planted), "lossless": True}
    else:
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", planted.text("apng text"))
        more |= {"pnginfo": texts}
    first.save(path, save_all=True, append_images=rest, duration=80, **more)
    return path


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def hevc_still(pixels: Pixels) -> tuple[bytes, bytes]:
    """One HEVC picture: the configuration box and the coded picture."""
    buffer = io.BytesIO()
    height, width = pixels.shape[:2]
    with av.open(buffer, "w", format="mp4") as output:
        stream = output.add_stream("libx265", rate=1, options={"x265-params": "log-level=none:keyint=1", "crf": "12"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        output.mux(stream.encode(VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p", threads=1)))
        output.mux(stream.encode())
    data = buffer.getvalue()
    at = data.index(b"hvcC") - 4
    media = data.index(b"mdat") - 4
    length = struct.unpack_from(">I", data, media)[0]
    return data[at : at + struct.unpack_from(">I", data, at)[0]], data[media + 8 : media + length]


def heic(path: Path, pixels: Pixels, planted: Planted, *, turns: int = 0) -> Path:
    """A HEIC as a telephone writes it: picture, small copy of it, EXIF, XMP, and a box of its own.

    Args:
        path: where it goes.
        pixels: with sides that are multiples of 8.
        planted: gives texts.
        turns: quarter turns counter-clockwise that a viewer makes (ISO/IEC 23008-12, 6.5.10).
    """
    small = np.ascontiguousarray(pixels[::2, ::2])
    (config, coded), (small_config, small_coded) = hevc_still(pixels), hevc_still(small)
    block = exif(planted, pixels)
    items = [coded, small_coded, struct.pack(">I", 6) + block, xmp(planted)]
    kinds = [b"hvc1\0", b"hvc1\0", b"Exif\0", b"mime\0application/rdf+xml\0"]
    entries = [
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), kind) for number, kind in enumerate(kinds, start=1)
    ]
    colour = box(b"colr", b"prof", profile(planted))
    properties = [config, box(b"ispe", bytes(4), struct.pack(">II", pixels.shape[1], pixels.shape[0])), small_config]
    properties += [box(b"ispe", bytes(4), struct.pack(">II", small.shape[1], small.shape[0])), colour]
    properties += [box(b"irot", bytes((turns,)))]
    associations = (
        struct.pack(">I", 2) + struct.pack(">HB4B", 1, 4, 0x81, 2, 5, 0x86) + struct.pack(">HB2B", 2, 2, 0x83, 4)
    )
    references = box(b"thmb", struct.pack(">HHH", 2, 1, 1)) + box(b"cdsc", struct.pack(">HHH", 3, 1, 1))
    references += box(b"cdsc", struct.pack(">HHH", 4, 1, 1))

    def meta(start: int) -> bytes:
        places, at = b"", start
        for number, item in enumerate(items, start=1):
            places += struct.pack(">HHHII", number, 0, 1, at, len(item))
            at += len(item)
        return box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict", bytes(12), planted_name + b"\0"),
            box(b"pitm", bytes(4), b"\0\1"),
            box(b"iinf", bytes(4), struct.pack(">H", len(entries)), *entries),
            box(b"iref", bytes(4), references),
            box(b"iprp", box(b"ipco", *properties), box(b"ipma", bytes(4), associations)),
            box(b"iloc", bytes(4), b"\x44\0", struct.pack(">H", len(items)), places),
        )

    planted_name = planted.bytes("heic handler")
    head = box(b"ftyp", b"heic", bytes(4), b"mif1heic") + box(b"free", planted.bytes("heic free"))
    start = len(head) + len(meta(0)) + 8
    path.write_bytes(head + meta(start) + box(b"mdat", *items) + planted.bytes("heic behind"))
    return path


def mp4(path: Path, frames: list[Pixels], planted: Planted) -> Path:
    """A telephone's MP4: texts, a place in `moov>meta`, messages in the stream, sound, chapters, boxes of its own."""
    plain = path.with_suffix(".plain.mp4")
    height, width = frames[0].shape[:2]
    with av.open(str(plain), "w", options={"movflags": "use_metadata_tags"}) as output:
        output.metadata.update({
            "title": planted.text("mp4 title"), "artist": planted.text("mp4 artist"),
            "comment": planted.text("mp4 comment"), "com.apple.quicktime.make": planted.text("mp4 make"),
            "com.apple.quicktime.location.ISO6709": "+51.5400+046.0100+012.345/",
            "com.apple.quicktime.software": planted.text("mp4 software"), "creation_time": "2021-10-04T12:30:00Z",
        })  # fmt: skip
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.metadata.update({"handler_name": planted.text("mp4 handler"), "language": "rus"})
        tone = output.add_stream("aac", rate=48_000, layout="mono")
        tone.metadata["handler_name"] = planted.text("mp4 sound handler")
        title = {"title": planted.text("chapter")}
        output.set_chapters([{"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": title}])
        for pixels in frames:
            output.mux(stream.encode(VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p", threads=1)))
        output.mux(stream.encode())
        wave = av.AudioFrame.from_ndarray(np.sin(np.arange(1024) / 9).astype(np.float32).reshape(1, -1), "fltp", "mono")
        wave.sample_rate, wave.pts = 48_000, 0
        output.mux(tone.encode(wave))
        output.mux(tone.encode())
    data = plain.read_bytes()
    plain.unlink()
    more = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), xmp(planted))
    more += box(b"free", planted.bytes("mp4 free")) + box(b"skip", zlib.compress(planted.bytes("mp4 packed") * 9))
    more += box(
        b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+51.5400+046.0100/"), box(b"SNum", planted.bytes("mp4 serial"))
    )
    path.write_bytes(data + more + jpeg_of(frames[0]) + planted.bytes("mp4 behind"))
    return path


def mkv(path: Path, frames: list[Pixels], planted: Planted) -> Path:
    """A Matroska file with tags, an attachment, chapters, a subtitle track with a name, and a message in its stream."""
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as output:
        output.metadata.update({"title": planted.text("mkv title"), "ENCODER_SETTINGS": planted.text("mkv tag")})
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.metadata.update({"title": planted.text("mkv track"), "language": "rus"})
        output.add_attachment("face.jpg", "image/jpeg", jpeg_of(frames[0]) + planted.bytes("attachment"))
        for pixels in frames:
            output.mux(stream.encode(VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p", threads=1)))
        output.mux(stream.encode())
    path.write_bytes(path.read_bytes() + planted.bytes("mkv behind"))
    return path


def with_message(path: Path, frames: list[Pixels], planted: Planted) -> Path:
    """An H.264 stream with a message of user data (SEI type 5) before its key pictures."""
    buffer = io.BytesIO()
    height, width = frames[0].shape[:2]
    with av.open(buffer, "w", format="h264") as output:
        stream = output.add_stream("libx264", rate=25, options={"x264-params": "annexb=1:repeat-headers=1:aud=0"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for pixels in frames:
            output.mux(stream.encode(VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p", threads=1)))
        output.mux(stream.encode())
    body = SEI_OWNER + planted.bytes("sei message")
    message = b"\0\0\0\1\x06\x05" + bytes((len(body),)) + body + b"\x80"
    picture = b"\0\0\1\x65"
    path.write_bytes(buffer.getvalue().replace(picture, message[1:] + picture))
    return path


def pdf(path: Path, pages: list[Pixels], planted: Planted) -> Path:
    """A PDF with pictures that carry EXIF, hidden text, notes, an attachment, outlines and XMP."""
    page_count = len(pages)
    bodies: list[bytes] = []

    def add(body: bytes) -> int:
        bodies.append(body)
        return len(bodies)

    def stream(data: bytes, head: bytes = b"") -> bytes:
        packed = zlib.compress(data)
        return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), head, packed)

    add(b"")
    add(b"")
    kids = []
    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, pixels in enumerate(pages):
        height, width = pixels.shape[:2]
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=92, exif=exif(planted, pixels))
        head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        head += b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        picture = add(head % (width, height, len(buffer.getvalue()), buffer.getvalue()))
        hidden = planted.bytes(f"pdf hidden text {number}")
        content = add(stream(
            b"BT /F 12 Tf 3 Tr 20 20 Td (%s) Tj ET q %d 0 0 %d 0 0 cm /I Do Q" % (hidden, width, height)
        ))  # fmt: skip
        note = add(b"<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /F 2 /T (%s) /Contents (%s) >>" % (
            planted.bytes(f"pdf note author {number}"), planted.bytes(f"pdf note {number}")
        ))  # fmt: skip
        kids.append(add(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Annots [%d 0 R] /Resources << /Font "
            b"<< /F %d 0 R >> /XObject << /I %d 0 R >> >> /Thumb %d 0 R >>" % (
                width, height, content, note, font, picture, picture
            )
        ))  # fmt: skip
    attached = add(stream(planted.bytes("pdf attachment"), b"/Type /EmbeddedFile"))
    name = planted.bytes("pdf file name")
    spec = add(b"<< /Type /Filespec /F (%s) /EF << /F %d 0 R >> >>" % (name, attached))
    packet = add(b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(p := xmp(planted)), p))
    outline = add(b"<< /Title (%s) /Parent %d 0 R >>" % (planted.bytes("pdf outline"), len(bodies) + 2))
    outlines = add(b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count 1 >>" % (outline, outline))
    info = add(b"<< /Author (%s) /Producer (%s) /Title <%s> /CreationDate (D:20211004153000+03'00') >>" % (
        planted.bytes("pdf author"), planted.bytes("pdf producer"),
        ("\ufeff" + planted.text("pdf title")).encode("utf-16-be").hex().encode(),
    ))  # fmt: skip
    bodies[0] = (
        b"<< /Type /Catalog /Pages 2 0 R /Metadata %d 0 R /Outlines %d 0 R /Names << /EmbeddedFiles << /Names [(a) "
        b"%d 0 R] >> >> >>" % (packet, outlines, spec)
    )
    bodies[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), page_count)
    data, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    ids = b"<%s>" % planted.bytes("pdf id").hex().encode()
    data += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R /ID [%s %s] >>\n" % (len(bodies) + 1, info, ids, ids)
    data += b"startxref\n%d\n%%%%EOF\n" % at
    path.write_bytes(data + b"%" + planted.bytes("pdf behind") + b"\n")
    return path


Maker = Callable[[Path, Pixels, Planted], Path]

STILLS: dict[str, Maker] = {"jpg": jpeg, "png": png, "webp": webp, "avif": avif, "heic": heic}
"""Still pictures by ending."""

FILMS: dict[str, Callable[[Path, list[Pixels], Planted], Path]] = {
    "mp4": mp4,
    "mkv": mkv,
    "h264": with_message,
    "gif": gif,
    "apng": moving_picture,
    "webp": moving_picture,
}
"""What moves, by ending."""

DOCUMENTS: dict[str, Callable[[Path, list[Pixels], Planted], Path]] = {"tif": tiff, "pdf": pdf}
"""What has pages, by ending."""
