"""What a file says of itself: texts, times, places, devices; kept apart, kept as written, never merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from witnessbox.media.maker_notes import serials
from witnessbox.media.xml_texts import xml_texts
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.media import PlaceStatement, Statement, TimeStatement
from witnessbox.model.times import zone_of

MAX_STATEMENTS = 500
_MAX_TEXT = 2000  # characters

_TIME_KEY = re.compile(
    r"date|time(?!code|scale)|^year$|^icrd$|^idit$|^tdr|^tye|created|modified$|printed|digitized|recorded|\bwhen$",
    re.IGNORECASE,
)
_TIME_VALUE = re.compile(r"\d{4}")
_PLACE_KEY = re.compile(r"location|gps|^geo|©xyz|^xyz$|coordinates|^city$|^country", re.IGNORECASE)
_DEVICE_KEY = re.compile(
    r"make$|model$|manufacturer|software|serial|^encoder$|^encoded_by$|hostcomputer|^artist$|owner|author|copyright|"
    r"cameraid|android|firmware|creatortool|^isft$|^tool$|lens|^modelname$|writing ?app|muxing ?app|"
    r"^(?:initial-|last)?creator$|producer$|^company$|^manager$|^operator$|last_?(?:modified|saved)_?by|"
    r"application$|appversion|^generator$|^template$",
    re.IGNORECASE,
)
_ISO_6709 = re.compile(r"^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")
_XMP_TIME = re.compile(
    r"\b\w+:(CreateDate|DateCreated|DateTimeOriginal|DateTimeDigitized|ModifyDate|MetadataDate)\s*(?:=\s*[\"']|>)([^\"'<]{4,40})"
)
_EXIF_POINTERS = {0x8769: "exif", 0x8825: "gps", 0xA005: "interoperability"}
_IPTC_CREATED, _IPTC_DIGITISED = 55, 62  # a date; the time of day stands 5 further, or next to it
_IPTC = {  # IPTC-IIM 4.2, record 2
    5: "ObjectName",
    55: "DateCreated",
    62: "DigitalCreationDate",
    65: "OriginatingProgram",
    80: "By-line author",
    90: "City",
    101: "Country",
    110: "Credit",
    116: "Copyright",
}
_OFFSETS = {306: 0x9010, 0x9003: 0x9011, 0x9004: 0x9012}  # EXIF 2.31: the zone of each time has a tag of its own


class Statements:
    """Collects what a file says, up to a bound, and sorts out times, places and devices."""

    def __init__(self) -> None:
        self.all: list[Statement] = []
        self._seen: set[Statement] = set()
        self.times: list[TimeStatement] = []
        self.places: list[PlaceStatement] = []
        self.devices: list[Statement] = []
        self.omitted = 0
        self.thumbnail = False

    def add(self, source: str, key: str, value: str, zone: str | None = None) -> None:
        """Take one statement in."""
        statement = Statement(source=source, key=clean(key, 200), value=clean(value))
        if statement in self._seen:  # Pillow gives the XMP packet under two names
            return
        if len(self.all) >= MAX_STATEMENTS:
            self.omitted += 1
            return
        self._seen.add(statement)
        self.all.append(statement)
        if _TIME_KEY.search(statement.key.replace("quicktime", "")) and _TIME_VALUE.search(statement.value):
            zone = zone or zone_of(statement.value)
            self.times.append(TimeStatement(source=source, key=statement.key, value=statement.value, zone=zone))
        elif _PLACE_KEY.search(statement.key):
            self.place(statement)
        last = re.split(r"[.:]", statement.key)[-1]
        if _DEVICE_KEY.search(last) or "android" in statement.key:
            self.devices.append(statement)

    def place(self, statement: Statement, degrees: tuple[int, int] | None = None) -> None:
        """Take a place in; the text is read as ISO 6709 where no coordinates in millionths of a degree are given."""
        if degrees is None and (found := _ISO_6709.match(statement.value)):
            degrees = _millionths(found.group(1)), _millionths(found.group(2))
        self.places.append(
            PlaceStatement(
                source=statement.source,
                key=statement.key,
                value=statement.value,
                latitude=degrees[0] if degrees else None,
                longitude=degrees[1] if degrees else None,
            )
        )

    def add_all(self, source: str, metadata: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
        """Take a container's or stream's texts in."""
        for key, value in metadata.items() if isinstance(metadata, Mapping) else metadata:
            self.add(source, str(key), str(value))

    def add_picture(self, picture: Image.Image) -> None:
        """Take in what a picture carries: EXIF, XMP, comments, texts of PNG and GIF."""
        self._exif_of(picture.getexif)
        block = picture.info.get("exif")
        if isinstance(block, bytes):
            self._makers(block)
        self._iptc(picture)
        for key, value in picture.info.items():
            if key in ("exif", "icc_profile", "transparency", "background", "palette", "mp"):
                continue
            if key in ("xmp", "XML:com.adobe.xmp"):
                self.add_xmp(value if isinstance(value, str) else bytes(value))
            elif isinstance(value, str | int):
                self.add("picture", str(key), str(value))
            elif isinstance(value, bytes) and len(value) <= _MAX_TEXT:
                self.add("picture", str(key), value.decode("utf-8", "replace"))

    def add_exif(self, block: bytes) -> None:
        """Take in an EXIF block that lies elsewhere than where Pillow looks, with or without `Exif` in front."""

        def read() -> Image.Exif:
            exif = Image.Exif()
            exif.load(block)
            return exif

        self._exif_of(read)
        self._makers(block)

    def _exif_of(self, read: Callable[[], Image.Exif]) -> None:
        try:
            self._exif(read())
        except Exception as error:  # noqa: BLE001  Pillow's reader raises whatever a hostile directory makes it raise
            self.add("exif", "unreadable", f"{type(error).__name__}: {error}")

    def _makers(self, block: bytes) -> None:
        for key, value in serials(block):
            self.add("maker note", key, value)

    def _iptc(self, picture: Image.Image) -> None:
        if not isinstance(picture, ImageFile.ImageFile):
            return
        try:
            found = IptcImagePlugin.getiptcinfo(picture) or {}
        except Exception as error:  # noqa: BLE001  as above
            self.add("iptc", "unreadable", f"{type(error).__name__}: {error}")
            return
        for tag, name in _IPTC.items():
            value = found.get((2, tag))
            if isinstance(value, bytes):
                more = found.get((2, tag + 5 if tag == _IPTC_CREATED else tag + 1))
                if tag in (_IPTC_CREATED, _IPTC_DIGITISED) and isinstance(more, bytes):
                    value += b"T" + more
                self.add("iptc", name, value.decode("utf-8", "replace"))

    def _exif(self, exif: Image.Exif) -> None:
        details = exif.get_ifd(0x8769)
        zones = {tag: str(details[offset]) for tag, offset in _OFFSETS.items() if offset in details}
        for tag, value in exif.items():
            if tag not in _EXIF_POINTERS:
                self.add("exif", _tag_name(tag), _text(value), zones.get(tag))
        for tag, value in details.items():
            self.add("exif", _tag_name(tag), _text(value), zones.get(tag))
        self._gps(exif.get_ifd(0x8825))
        thumbnail = exif.get_ifd(ExifTags.IFD.IFD1)
        if thumbnail:
            self.thumbnail = True
            for tag, value in thumbnail.items():
                self.add("exif thumbnail", _tag_name(tag), _text(value))

    def _gps(self, gps: Mapping[int, Any]) -> None:
        if not gps:
            return
        for tag, value in gps.items():
            name = ExifTags.GPSTAGS.get(tag, f"tag {tag}")
            if name in ("GPSDateStamp", "GPSTimeStamp"):
                continue
            self.all.append(Statement(source="exif gps", key=name, value=clean(_text(value))))
        if 29 in gps or 7 in gps:
            hour = ":".join(f"{int(part):02d}" for part in gps[7]) if 7 in gps else ""
            self.add("exif gps", "GPSDateTime", f"{gps.get(29, '')} {hour}".strip(), "Z")
        latitude, longitude = _degrees(gps.get(2), gps.get(1)), _degrees(gps.get(4), gps.get(3))
        if latitude is not None and longitude is not None:
            text = f"{_text(gps[2])} {gps.get(1, '')} {_text(gps[4])} {gps.get(3, '')}"
            self.place(Statement(source="exif gps", key="position", value=clean(text)), (latitude, longitude))

    def add_xmp(self, packet: bytes | str) -> None:
        """Take in an XMP packet: the whole of it, cut to a bound, and each of its properties."""
        text = packet if isinstance(packet, str) else packet.decode("utf-8", "replace")
        self.add("xmp", "packet", text)
        try:
            found = xml_texts(text.encode("utf-8", "replace"))
        except UntrustedInputError as error:
            self.add("xmp", "unreadable", str(error))
            found = [(f"xmp:{key}", value) for key, value in _XMP_TIME.findall(text[:1_000_000])]
        self.add_all("xmp", found)
        sides = dict(found)
        latitude = _xmp_degrees(sides.get("exif:GPSLatitude", ""))
        longitude = _xmp_degrees(sides.get("exif:GPSLongitude", ""))
        if latitude is not None and longitude is not None:
            value = f"{sides['exif:GPSLatitude']} {sides['exif:GPSLongitude']}"
            self.place(Statement(source="xmp", key="position", value=clean(value)), (latitude, longitude))


def clean(text: str, longest: int = _MAX_TEXT) -> str:
    """Cut to a bound, without zero bytes and lone surrogates, which neither JSON nor a terminal can carry."""
    return text[:longest].replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


def _tag_name(tag: int) -> str:
    return ExifTags.TAGS.get(tag, f"tag {tag}")


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value[:_MAX_TEXT].decode("utf-8", "replace") if len(value) < 256 else f"{len(value)} bytes"
    if isinstance(value, tuple | list):
        return " ".join(_text(part) for part in value[:64])
    return str(value)


def _millionths(text: str) -> int:
    return round(float(text) * 1_000_000)


def _degrees(parts: Any, side: Any) -> int | None:
    """Degrees, minutes and seconds as millionths of a degree, negative to the south and west."""
    try:
        degrees = sum(float(part) / 60.0**power for power, part in enumerate(tuple(parts)[:3]))
        value = round(degrees * 1_000_000)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return -value if str(side).strip().upper() in ("S", "W") else value


def _xmp_degrees(text: str) -> int | None:
    """A coordinate of XMP (its specification part 2, 1.2.7.4): `DDD,MM,SSk` or `DDD,MM.mmk`."""
    found = re.fullmatch(r"(\d{1,3}),(\d{1,2}(?:\.\d{1,9})?)(?:,(\d{1,2}(?:\.\d{1,9})?))?([NSEW])", text.strip())
    return None if found is None else _degrees(found.groups(default="0")[:3], found.group(4))
