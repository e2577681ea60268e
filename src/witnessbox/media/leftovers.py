"""What other programs read in a finished rendition: they know fields of metadata that nobody here thought of.

ExifTool runs inside the bubblewrap profile where it is installed. Every field that it tells must be one that a file
cannot do without; a field that is not listed is an objection.
"""

from __future__ import annotations

import re

from witnessbox.media.client_outside import exiftool
from witnessbox.media.outside import ProgramMissingError
from witnessbox.model.errors import UntrustedInputError
from witnessbox.model.faces import Finding, FindingKind
from witnessbox.model.records import dataclass

OWN_READERS = ("witnessbox structure 2", "libavformat")
"""What reads every rendition in any case: walks of our own over all bytes, and FFmpeg's library."""

_MOST = 20  # fields that one objection names
_PLAIN = frozenset(
    # of every file
    "FileType FileTypeExtension MIMEType ImageWidth ImageHeight ImageSize Megapixels "
    # of pictures
    "BitDepth ColorType Compression Filter Interlace BitsPerSample ColorComponents EncodingProcess YCbCrSubSampling "
    "JFIFVersion ResolutionUnit XResolution YResolution GIFVersion HasColorMap ColorResolutionDepth BackgroundColor "
    "AnimationIterations FrameCount Duration VP8Version HorizontalScale VerticalScale WebP_Flags VP8Bitstream "
    "TransparentColor ColorSpace AlphaIsUsed "
    # of MP4
    "MajorBrand MinorVersion CompatibleBrands MediaDataSize MediaDataOffset MovieHeaderVersion CreateDate ModifyDate "
    "TimeScale PreferredRate PreferredVolume PreviewTime PreviewDuration PosterTime SelectionTime SelectionDuration "
    "CurrentTime NextTrackID TrackHeaderVersion TrackCreateDate TrackModifyDate TrackID TrackDuration TrackLayer "
    "TrackVolume MatrixStructure MediaHeaderVersion MediaCreateDate MediaModifyDate MediaTimeScale MediaDuration "
    "MediaLanguageCode HandlerType HandlerDescription GraphicsMode OpColor CompressorID SourceImageWidth Balance "
    "SourceImageHeight CompressorName VideoFrameRate AvgBitrate Rotation PixelAspectRatio ColorProfiles BufferSize "
    "ColorPrimaries TransferCharacteristics MatrixCoefficients VideoFullRangeFlag MaxBitrate AverageBitrate "
    "AudioFormat AudioChannels AudioBitsPerSample AudioSampleRate MovieFragmentSequence "
    # of WebM
    "EBMLVersion EBMLReadVersion DocType DocTypeVersion DocTypeReadVersion TimecodeScale MuxingApp WritingApp "
    "TrackNumber TrackUID TrackType TrackDefault TrackLanguage CodecID VideoScanType DisplayWidth DisplayHeight "
    "DisplayUnit SeekPosition VideoCodecID AudioCodecID TrackForced TrackUsed DefaultDuration "
    # of documents
    "PDFVersion Linearized PageCount".split()
)
_EMPTY = re.compile(r"[0: ]*( s)?")
_VALUES = {
    "HandlerDescription": re.compile(r"(Video|Sound)Handler"),
    "CompressorName": re.compile(r""),
    "MuxingApp": re.compile(r"none\W*"),
    "WritingApp": re.compile(r"none\W*"),
    "MediaLanguageCode": re.compile(r"und"),
    "TrackLanguage": re.compile(r"und|eng"),
} | dict.fromkeys(
    (
        *("CreateDate", "ModifyDate", "TrackCreateDate", "TrackModifyDate", "MediaCreateDate", "MediaModifyDate"),
        *("PreviewTime", "PreviewDuration", "PosterTime", "SelectionTime", "SelectionDuration", "CurrentTime"),
    ),
    _EMPTY,
)
"""Fields that a file must have and whose value must say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What programs of others said: objections, and which looked, with their versions."""

    findings: tuple[Finding, ...]
    tools: tuple[str, ...]


def read_back(rendition: int) -> ReadBack:
    """Have every program that is installed read a rendition.

    Args:
        rendition: its descriptor; the file must have a name.
    """
    try:
        said = exiftool(rendition)
    except ProgramMissingError:
        return ReadBack(findings=(), tools=())
    except UntrustedInputError as error:
        why = f"exiftool cannot read it: {error}"
        return ReadBack(findings=(Finding(kind=FindingKind.METADATA, why=why),), tools=())
    odd = [f"{each.source}:{each.key}" for each in said.metadata if not _is_plain(each.key, each.value)]
    if said.omitted:
        odd.append(f"{said.omitted} more")
    why = f"exiftool reads what should not be there: {', '.join(odd[:_MOST])}"
    findings = (Finding(kind=FindingKind.METADATA, why=why),) if odd else ()
    return ReadBack(findings=findings, tools=(f"exiftool {said.version}",))


def _is_plain(name: str, value: str) -> bool:
    if name in _VALUES:
        return _VALUES[name].fullmatch(value) is not None
    return name in _PLAIN
