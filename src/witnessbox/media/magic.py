"""First bytes of formats: our own table, and the few containers that need a closer look.

Every signature here stands in the format's own specification. Formats that share a container (ISO base media, RIFF,
Matroska, Ogg, ASF, ZIP, OLE2) are told apart by what lies a little deeper, never by a file name.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from witnessbox.model.observations import MediaKind

Reader = Callable[[int, int], bytes]

VIDEO, PICTURE, SOUND = MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.SOUND
DOCUMENT, ARCHIVE, OTHER = MediaKind.DOCUMENT, MediaKind.ARCHIVE, MediaKind.OTHER
DISK = MediaKind.DISK
RAW_DISK = "application/x-raw-disk-image"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a format is; `sure` where the signature is long enough that no second opinion is worth its time."""

    mime: str
    name: str
    kind: MediaKind
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """What can be seen of a content: its first bytes, its size, and any other part on request (offset, length)."""

    head: bytes
    size: int
    read: Reader


_SIGNATURES: tuple[tuple[int, bytes, Guess], ...] = (
    (0, b"\xff\xd8\xff", Guess("image/jpeg", "JPEG", PICTURE)),
    (0, b"8BPS", Guess("image/vnd.adobe.photoshop", "Photoshop", PICTURE)),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", Guess("image/jp2", "JPEG 2000", PICTURE)),
    (0, b"\xff\x4f\xff\x51", Guess("image/j2c", "JPEG 2000 code stream", PICTURE)),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", Guess("image/jxl", "JPEG XL", PICTURE)),
    (0, b"II+\x00\x08\x00\x00\x00", Guess("image/tiff", "BigTIFF", PICTURE)),
    (0, b"MM\x00+\x00\x08\x00\x00", Guess("image/tiff", "BigTIFF", PICTURE)),
    (8, b"CR\x02\x00", Guess("image/x-canon-cr2", "Canon raw", PICTURE)),
    (0, b"II*\x00", Guess("image/tiff", "TIFF", PICTURE)),
    (0, b"MM\x00*", Guess("image/tiff", "TIFF", PICTURE)),
    (0, b"FUJIFILMCCD-RAW", Guess("image/x-fuji-raf", "Fujifilm raw", PICTURE)),
    (0, b"\x00\x00\x01\x00", Guess("image/vnd.microsoft.icon", "Windows icon", PICTURE, sure=False)),
    (128, b"DICM", Guess("application/dicom", "DICOM", PICTURE)),
    (0, b"v/1\x01", Guess("image/x-exr", "OpenEXR", PICTURE)),
    (0, b"fLaC", Guess("audio/flac", "FLAC", SOUND)),
    (0, b"#!AMR", Guess("audio/amr", "AMR", SOUND)),
    (0, b"MThd", Guess("audio/midi", "MIDI", SOUND)),
    (0, b"caff\x00\x01", Guess("audio/x-caf", "Core Audio", SOUND)),
    (0, b".snd\x00\x00\x00", Guess("audio/basic", "Sun audio", SOUND)),
    (0, b"MAC ", Guess("audio/x-ape", "Monkey's Audio", SOUND)),
    (0, b"wvpk", Guess("audio/x-wavpack", "WavPack", SOUND)),
    (0, b"TTA1", Guess("audio/x-tta", "True Audio", SOUND)),
    (0, b"MPCK", Guess("audio/x-musepack", "Musepack", SOUND)),
    (0, b"\x0b\x77", Guess("audio/ac3", "AC-3", SOUND, sure=False)),
    (0, b"\x00\x00\x01\xba", Guess("video/mpeg", "MPEG program stream", VIDEO)),
    (0, b"\x00\x00\x01\xb3", Guess("video/mpeg", "MPEG video stream", VIDEO)),
    (0, b".RMF\x00\x00", Guess("application/vnd.rn-realmedia", "RealMedia", VIDEO)),
    (0, b"DHAV", Guess("video/x-dhav", "Dahua recorder", VIDEO)),
    (0, b"HXVS", Guess("video/x-hxvs", "HXVS camera", VIDEO)),
    (0, b"HXVF", Guess("video/x-hxvs", "HXVF camera", VIDEO)),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01", Guess("application/mxf", "MXF", VIDEO)),
    (0, b"DKIF\x00\x00", Guess("video/x-ivf", "IVF", VIDEO)),
    (0, b"\x00\x00\x00\x01\x67", Guess("video/h264", "H.264 stream", VIDEO, sure=False)),
    (0, b"\x00\x00\x00\x01\x09", Guess("video/h264", "H.264 stream", VIDEO, sure=False)),
    (0, b"\x00\x00\x00\x01\x40\x01", Guess("video/h265", "H.265 stream", VIDEO, sure=False)),
    (0, b"{\\rtf", Guess("application/rtf", "Rich Text", DOCUMENT)),
    (0, b"SQLite format 3\x00", Guess("application/vnd.sqlite3", "SQLite database", DOCUMENT)),
    (0, b"AT&TFORM", Guess("image/vnd.djvu", "DjVu", DOCUMENT)),
    (0, b"!BDN", Guess("application/vnd.ms-outlook-pst", "Outlook mail store", ARCHIVE)),
    (0, b"%!PS", Guess("application/postscript", "PostScript", DOCUMENT)),
    (0, b"7z\xbc\xaf\x27\x1c", Guess("application/x-7z-compressed", "7-Zip", ARCHIVE)),
    (0, b"Rar!\x1a\x07", Guess("application/vnd.rar", "RAR", ARCHIVE)),
    (0, b"\x1f\x8b\x08", Guess("application/gzip", "gzip", ARCHIVE)),
    (0, b"BZh", Guess("application/x-bzip2", "bzip2", ARCHIVE, sure=False)),
    (0, b"\xfd7zXZ\x00", Guess("application/x-xz", "xz", ARCHIVE)),
    (0, b"\x28\xb5\x2f\xfd", Guess("application/zstd", "Zstandard", ARCHIVE)),
    (0, b"\x04\x22\x4d\x18", Guess("application/x-lz4", "LZ4", ARCHIVE)),
    (0, b"LZIP\x01", Guess("application/x-lzip", "lzip", ARCHIVE)),
    (0, b"\x1f\x9d\x90", Guess("application/x-compress", "compress", ARCHIVE)),
    (0, b"xar!", Guess("application/x-xar", "xar", ARCHIVE)),
    (0, b"hsqs", Guess("application/vnd.squashfs", "SquashFS", DISK)),
    (2, b"-lh5-", Guess("application/x-lzh", "LHA", ARCHIVE)),
    (0, b"070701", Guess("application/x-cpio", "cpio", ARCHIVE)),
    (0, b"070702", Guess("application/x-cpio", "cpio", ARCHIVE)),
    (0, b"070707", Guess("application/x-cpio", "cpio", ARCHIVE)),
    (257, b"ustar", Guess("application/x-tar", "tar", ARCHIVE)),
    (0, b"MSCF\x00\x00\x00\x00", Guess("application/vnd.ms-cab-compressed", "cabinet", ARCHIVE)),
    (0, b"!<arch>\n", Guess("application/x-archive", "ar", ARCHIVE)),
    (0, b"EVF\x09\x0d\x0a\xff\x00", Guess("application/x-ewf", "EnCase image", DISK)),
    (0, b"EVF2\x0d\x0a\x81\x00", Guess("application/x-ewf", "EnCase image", DISK)),
    (0, b"KDMV", Guess("application/x-vmdk", "VMware disk", DISK)),
    (0, b"vhdxfile", Guess("application/x-vhdx", "Hyper-V disk", DISK)),
    (0, b"QFI\xfb", Guess("application/x-qcow2", "QEMU disk", DISK)),
    (32769, b"CD001", Guess("application/x-iso9660-image", "ISO 9660 disc", DISK)),
    (32769, b"BEA01", Guess("application/x-udf-image", "UDF disc", DISK)),
    (1024, b"H+\x00\x04", Guess(RAW_DISK, "HFS+ volume", DISK)),
    (1024, b"HX\x00\x05", Guess(RAW_DISK, "HFSX volume", DISK)),
    (32, b"NXSB", Guess("application/x-apfs-image", "APFS container", DISK)),
    (0, b"XFSB\x00\x00", Guess("application/x-xfs-image", "XFS volume", DISK)),
    (0, b"conectix", Guess("application/x-vhd", "Virtual PC disk", DISK)),
    (64, b"\x7f\x10\xda\xbe", Guess("application/x-virtualbox-vdi", "VirtualBox disk", DISK)),
    (3, b"NTFS    ", Guess(RAW_DISK, "NTFS volume", DISK)),
    (3, b"EXFAT   ", Guess(RAW_DISK, "exFAT volume", DISK)),
    (82, b"FAT32   ", Guess(RAW_DISK, "FAT32 volume", DISK)),
    (54, b"FAT16   ", Guess(RAW_DISK, "FAT16 volume", DISK)),
    (54, b"FAT12   ", Guess(RAW_DISK, "FAT12 volume", DISK)),
    (0, b"\x7fELF", Guess("application/x-elf", "ELF program", OTHER)),
    (0, b"MZ", Guess("application/vnd.microsoft.portable-executable", "Windows program", OTHER, sure=False)),
    (0, b"FWS", Guess("application/x-shockwave-flash", "Flash", OTHER, sure=False)),
    (0, b"CWS", Guess("application/x-shockwave-flash", "Flash", OTHER, sure=False)),
)

_BY_FIRST_BYTE = {
    bytes([first]): tuple(row for row in _SIGNATURES if row[0] > 0 or row[1][0] == first) for first in range(256)
}
"""The rows that a content with this first byte may fit, in the same order: of most contents, one in six."""

_MAX_CHUNKS = 10_000  # of a RIFF or PNG file
_MPEG_TS_PACKET = 188  # bytes, ISO/IEC 13818-1; 192 with the time code of Blu-ray and AVCHD in front
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_BMFF_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"mif1")
_HEIF_SEQUENCE = (b"hevc", b"hevx", b"msf1", b"avis")
_OGG_VIDEO = (b"\x80theora", b"OVP80", b"BBCD\x00", b"\x01video")
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)  # sizes of the header versions

PLAYLISTS = (b"#EXTM3U", b"ffconcat version", b"[playlist]", b"v=0\r\no=", b"v=0\no=")
"""Texts that a player would follow to other files; never opened as media."""


MAIL, MAILBOX = "message/rfc822", "application/mbox"
_HEADERS = re.compile(rb"(?:[!-9;-~]{1,76}:[ \t][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}", re.IGNORECASE)
_OF_MAIL = re.compile(
    rb"^(?:from|date|received|return-path|message-id|mime-version|subject):[ \t]", re.MULTILINE | re.IGNORECASE
)
_FROM_LINE = re.compile(rb"From \S+ [^\r\n]{0,60}\d{4}[^\r\n]{0,20}\r?\n")


def mail_type(head: bytes) -> str | None:
    """The media type of a message or a mailbox that begins like this: three lines of a header, two of them of mail."""
    begin = _FROM_LINE.match(head)
    headers = _HEADERS.match(head, begin.end() if begin else 0)
    if headers is None or len({found.lower() for found in _OF_MAIL.findall(headers[0])}) < 2:
        return None
    return MAILBOX if begin else MAIL


def look(sample: Sample) -> Guess | None:
    """Tell a format from its first bytes; None for one that the table does not have."""
    head = sample.head
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(PLAYLISTS):
        return Guess("application/x-playlist", "playlist of other files", OTHER)
    if b"%PDF-" in head[:1024]:
        return Guess("application/pdf", "PDF", DOCUMENT)
    for examine in (_bmff, _riff, _matroska, _ogg, _asf, _flash_video, _gif, _png, _zip, _ole, _aiff, _bmp, _pnm):
        if guess := examine(sample):
            return guess
    for offset, signature, guess in _BY_FIRST_BYTE.get(head[:1], ()):
        if head.startswith(signature, offset):
            return guess
    return _disk(sample) or _mpeg_transport(sample) or _mpeg_audio(sample) or _dv(sample) or _text(sample)


def _disk(sample: Sample) -> Guess | None:
    """A raw image of a disk or of an ext volume; two bytes alone are no proof, so what they head must make sense."""
    head = sample.head
    if sample.size < 16 * 1024 or len(head) < 2048:
        return None
    if head[512:520] == b"EFI PART":
        return Guess(RAW_DISK, "disk with a GPT", DISK)
    inodes, blocks = struct.unpack_from("<II", head, 1024)
    (block_size,) = struct.unpack_from("<I", head, 1048)
    (revision,) = struct.unpack_from("<I", head, 1100)
    if head[1080:1082] == b"\x53\xef" and inodes and blocks and block_size <= 6 and revision <= 1:
        return Guess(RAW_DISK, "ext volume", DISK)
    return Guess(RAW_DISK, "disk with an MBR", DISK) if _is_partition_table(head) else None


def _is_partition_table(head: bytes) -> bool:
    if head[510:512] != b"\x55\xaa":
        return False
    used = 0
    for at in range(446, 510, 16):
        state, kind = head[at], head[at + 4]
        start, length = struct.unpack_from("<II", head, at + 8)
        if state not in (0, 0x80) or (kind == 0) != (start == 0) or (kind == 0) != (length == 0):
            return False
        used += kind != 0
    return used > 0


def _bmff(sample: Sample) -> Guess | None:
    head = sample.head
    if head[4:8] not in _BMFF_FIRST_BOXES or len(head) < 12:
        return None
    if head[4:8] != b"ftyp":
        return Guess("video/quicktime", "QuickTime", VIDEO, sure=False)
    size = min(struct.unpack(">I", head[:4])[0], 4096)
    major, brands = head[8:12], {head[at : at + 4] for at in range(16, size, 4)}
    if major == b"avif" or (major in (b"mif1", b"miaf") and b"avif" in brands):
        return Guess("image/avif", "AVIF", PICTURE)
    if major in _HEIF_SEQUENCE:
        return Guess("image/heif-sequence", "HEIF sequence", VIDEO)
    if major in _HEIF:
        return Guess("image/heic", "HEIC", PICTURE)
    if major == b"crx ":
        return Guess("image/x-canon-cr3", "Canon raw", PICTURE)
    if major == b"qt  ":
        return Guess("video/quicktime", "QuickTime", VIDEO)
    if major[:3] in (b"3gp", b"3gr", b"3gs", b"3ge"):
        return Guess("video/3gpp", "3GPP", VIDEO)
    if major[:3] == b"3g2":
        return Guess("video/3gpp2", "3GPP2", VIDEO)
    if major in (b"M4A ", b"M4B ", b"M4P ", b"F4A "):
        return Guess("audio/mp4", "MPEG-4 audio", SOUND)
    return Guess("video/mp4", "MPEG-4", VIDEO)


def _riff(sample: Sample) -> Guess | None:
    head = sample.head
    if head[:4] not in (b"RIFF", b"RIFX", b"RF64"):
        return None
    kind = head[8:12]
    if kind == b"WEBP":
        if _webp_frames(sample) > 1:
            return Guess("image/webp", "animated WebP", VIDEO)
        return Guess("image/webp", "WebP", PICTURE)
    if kind in (b"AVI ", b"AVIX"):
        return Guess("video/x-msvideo", "AVI", VIDEO)
    if kind == b"WAVE":
        return Guess("audio/wav", "WAV", SOUND)
    return None


def _webp_frames(sample: Sample) -> int:
    """Count the frames of an animation up to two (RFC 9649, 2.7.1: chunk ANMF); 0 for a still picture."""
    if sample.head[12:16] != b"VP8X" or not sample.head[20:21] or not sample.head[20] & 2:
        return 0
    position, count = 12, 0
    for _ in range(_MAX_CHUNKS):
        chunk = sample.read(position, 8)
        if len(chunk) < 8 or count > 1:
            break
        count += chunk[:4] == b"ANMF"
        length = struct.unpack("<I", chunk[4:])[0]
        position += 8 + length + length % 2
    return count


def _matroska(sample: Sample) -> Guess | None:
    head = sample.head
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    webm = b"webm" in head[:4096]
    tracks = re.findall(rb"\x86[\x80-\xa0]([VA])_[A-Z]", head)  # CodecID elements
    if b"V" not in tracks and b"A" in tracks:
        return Guess("audio/webm" if webm else "audio/matroska", "WebM audio" if webm else "Matroska audio", SOUND)
    return Guess("video/webm", "WebM", VIDEO) if webm else Guess("video/matroska", "Matroska", VIDEO)


def _ogg(sample: Sample) -> Guess | None:
    head = sample.head
    if not head.startswith(b"OggS\x00"):
        return None
    if any(mark in head[:8192] for mark in _OGG_VIDEO):
        return Guess("video/ogg", "Ogg video", VIDEO)
    if b"OpusHead" in head[:8192]:
        return Guess("audio/ogg", "Ogg Opus", SOUND)
    return Guess("audio/ogg", "Ogg audio", SOUND)


def _asf(sample: Sample) -> Guess | None:
    if not sample.head.startswith(_ASF):
        return None
    if _ASF_VIDEO in sample.head:
        return Guess("video/x-ms-wmv", "Windows Media Video", VIDEO)
    return Guess("audio/x-ms-wma", "Windows Media Audio", SOUND)


def _flash_video(sample: Sample) -> Guess | None:
    if not sample.head.startswith(b"FLV\x01") or len(sample.head) < 9:
        return None
    if sample.head[4] & 0b101 == 0b100:
        return Guess("audio/x-flv", "Flash Video, sound only", SOUND)
    return Guess("video/x-flv", "Flash Video", VIDEO)


def _gif(sample: Sample) -> Guess | None:
    if not sample.head.startswith((b"GIF87a", b"GIF89a")):
        return None
    if _gif_frames(sample) > 1:
        return Guess("image/gif", "animated GIF", VIDEO)
    return Guess("image/gif", "GIF", PICTURE)


def _gif_frames(sample: Sample) -> int:
    """Count pictures up to two, walking the blocks of the first 16 MiB."""
    data = sample.head if sample.size <= len(sample.head) else sample.read(0, 1 << 24)
    if len(data) < 13:
        return 0
    position = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    count = 0
    while position + 1 < len(data) and count < 2:
        if data[position] == 0x2C:
            count += 1
            if position + 9 >= len(data):
                break
            flags = data[position + 9]
            position += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1
        elif data[position] == 0x21:
            position += 2
        else:
            break
        while position < len(data) and data[position]:
            position += data[position] + 1
        position += 1
    return count


def _png(sample: Sample) -> Guess | None:
    head = sample.head
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    position = 8
    for _ in range(_MAX_CHUNKS):  # a colour profile of any length may lie before the control chunk
        chunk = sample.read(position, 12)
        if len(chunk) < 12 or chunk[4:8] in (b"IDAT", b"IEND"):
            break
        if chunk[4:8] == b"acTL" and chunk[8:] > b"\x00\x00\x00\x01":
            return Guess("image/apng", "animated PNG", VIDEO)
        position += 12 + struct.unpack(">I", chunk[:4])[0]
    return Guess("image/png", "PNG", PICTURE)


_OPEN_DOCUMENT = {
    b"text": ("application/vnd.oasis.opendocument.text", "OpenDocument text"),
    b"spreadsheet": ("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument table"),
    b"presentation": ("application/vnd.oasis.opendocument.presentation", "OpenDocument slides"),
}
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"),
)


def _zip(sample: Sample) -> Guess | None:
    head = sample.head
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return None
    if head[30:38] == b"mimetype":
        declared = head[38:150]
        for word, (mime, name) in _OPEN_DOCUMENT.items():
            if declared.startswith(b"application/vnd.oasis.opendocument." + word):
                return Guess(mime, name, DOCUMENT)
        if declared.startswith(b"application/epub+zip"):
            return Guess("application/epub+zip", "EPUB", DOCUMENT)
    tail = sample.read(max(0, sample.size - len(head)), len(head))  # the directory lies at the end
    names = head + tail
    if b"[Content_Types].xml" in names:
        for folder, mime, name in _OFFICE:
            if re.search(rb"PK(?:\x01\x02.{42}|\x03\x04.{26})" + re.escape(folder), names, re.DOTALL):
                return Guess(mime, name, DOCUMENT)
    if b"AndroidManifest.xml" in names:
        return Guess("application/vnd.android.package-archive", "Android package", ARCHIVE)
    return Guess("application/zip", "ZIP", ARCHIVE)


_OLE = (
    ("WordDocument", "application/msword", "Word 97"),
    ("Workbook", "application/vnd.ms-excel", "Excel 97"),
    ("Book", "application/vnd.ms-excel", "Excel 5"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", "PowerPoint 97"),
    ("__properties_version1.0", "application/vnd.ms-outlook", "Outlook message"),
)


def _ole(sample: Sample) -> Guess | None:
    head = sample.head
    if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") or len(head) < 512:
        return None
    shift, first = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    if shift in (9, 12) and (first + 1) << shift < sample.size:
        directory = sample.read((first + 1) << shift, 4096)
        for stream, mime, name in _OLE:
            encoded = stream.encode("utf-16-le")
            if any(directory.startswith(encoded + b"\x00\x00", at) for at in range(0, len(directory), 128)):
                return Guess(mime, name, DOCUMENT)
    return Guess("application/x-ole-storage", "OLE2 compound file", DOCUMENT)


def _aiff(sample: Sample) -> Guess | None:
    if sample.head[:4] == b"FORM" and sample.head[8:12] in (b"AIFF", b"AIFC"):
        return Guess("audio/aiff", "AIFF", SOUND)
    return None


def _bmp(sample: Sample) -> Guess | None:
    head = sample.head
    if head[:2] == b"BM" and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS:
        return Guess("image/bmp", "BMP", PICTURE)
    return None


def _pnm(sample: Sample) -> Guess | None:
    if re.match(rb"P[1-6]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s", sample.head[:512]):
        return Guess("image/x-portable-anymap", "PNM", PICTURE)
    return None


def _mpeg_transport(sample: Sample) -> Guess | None:
    head = sample.head
    for offset, packet in ((0, _MPEG_TS_PACKET), (4, _MPEG_TS_PACKET + 4)):
        if len(head) > offset + 4 * packet and all(head[offset + packet * n] == 0x47 for n in range(5)):
            return Guess("video/mp2t", "MPEG transport stream", VIDEO)
    return None


# Kilobits per second and samples per second of MPEG audio, ISO/IEC 11172-3 and 13818-3.
_BITRATES = {
    (3, 3): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (3, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (3, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _mpeg_audio(sample: Sample) -> Guess | None:
    """MP3 and AAC streams: an ID3 tag, or two frame headers at the right distance."""
    head = sample.head
    tagged = head.startswith(b"ID3") and len(head) >= 10
    start = 0
    if tagged:
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    frame = sample.read(start, 8) if start + 8 > len(head) else head[start : start + 8]
    if frame.startswith(b"fLaC"):
        return Guess("audio/flac", "FLAC", SOUND)
    length, aac = _audio_frame(frame)
    if length and (tagged or _audio_frame(sample.read(start + length, 8))[0]):
        return Guess("audio/aac", "AAC stream", SOUND) if aac else Guess("audio/mpeg", "MPEG audio", SOUND)
    return Guess("audio/mpeg", "MPEG audio", SOUND, sure=False) if tagged else None


def _audio_frame(header: bytes) -> tuple[int, bool]:
    """Length in bytes of the frame that starts here, 0 for none, and whether it is AAC in ADTS."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0, False
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    if header[1] & 0xF6 == 0xF0:
        return (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5, True
    rate_index, bitrate_index = header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or layer == 0 or rate_index == 3 or bitrate_index in (0, 15):
        return 0, False
    table = _BITRATES[(3, layer) if version == 3 else (2, 3 if layer == 3 else 2)]
    rate, bits, padding = _RATES[version][rate_index], table[bitrate_index] * 1000, header[2] >> 1 & 1
    if layer == 3:
        return (12 * bits // rate + padding) * 4, False
    samples = 72 if layer == 1 and version != 3 else 144
    return samples * bits // rate + padding, False


def _dv(sample: Sample) -> Guess | None:
    if sample.head[:3] == b"\x1f\x07\x00" and sample.size % 80 == 0:
        return Guess("video/x-dv", "DV", VIDEO, sure=False)
    return None


def _text(sample: Sample) -> Guess | None:
    """Mark-up, mail or plain text; only when every byte fits, and never sure."""
    head = sample.head[:8192]
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if lower.startswith((b"<!doctype html", b"<html")):
        return Guess("text/html", "HTML", DOCUMENT, sure=False)
    if lower.startswith(b"<svg") or (lower.startswith(b"<?xml") and b"<svg" in lower):
        return Guess("image/svg+xml", "SVG", DOCUMENT, sure=False)
    if lower.startswith(b"<?xml"):
        return Guess("application/xml", "XML", DOCUMENT, sure=False)
    if mime := mail_type(head):
        return Guess(mime, "mailbox" if mime == MAILBOX else "mail", ARCHIVE, sure=False)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = head[: len(head) // 2 * 2].decode("utf-16", "strict")
        except UnicodeDecodeError:
            return None
        return Guess("text/plain", "text, UTF-16", DOCUMENT) if "\x00" not in text else None
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head):
        return None
    try:
        head[: -3 if len(head) == 8192 else None].decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 8:
            return None
    return Guess("text/plain", "text", DOCUMENT, sure=False)
