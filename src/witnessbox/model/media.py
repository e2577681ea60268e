"""What the media room says about contents: formats, streams, times and places, shots, and how it was isolated."""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.observations import MediaKind
from witnessbox.model.records import dataclass


class NetworkIsolation(StrEnum):
    """What keeps a worker off the network, the strongest that is active."""

    NAMESPACE = "namespace"
    SECCOMP = "seccomp"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """What was really active in a worker before it touched the first untrusted byte; it goes to the log.

    Attributes:
        system: `linux`, `darwin`, ...
        landlock_abi: version of the kernel's Landlock interface that was applied with no exception, 0 for none.
        network: what keeps it off the network.
        seccomp: a system call filter denies opening paths, sockets, new processes and programs.
        user_namespace: it ran in a user namespace of its own.
        capabilities_dropped: it held no privilege of its parent.
        no_new_privileges: it could not gain privileges by running a program.
        rlimits: memory, file size, core dumps and open files were all limited (processor time is, for each task).
    """

    system: str
    landlock_abi: int = 0
    network: NetworkIsolation = NetworkIsolation.NONE
    seccomp: bool = False
    user_namespace: bool = False
    capabilities_dropped: bool = False
    no_new_privileges: bool = False
    rlimits: bool = False


class FormatAuthority(StrEnum):
    """Who told a format."""

    OWN_TABLE = "own_table"
    PUREMAGIC = "puremagic"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What a content is, told by its first bytes and never by its name.

    Attributes:
        mime: media type, `application/octet-stream` when nobody knows it.
        name: the format's name in plain words.
        kind: the broad kind, which decides who looks at it.
        by: who told it; our own table goes first.
        second: the media type that the second opinion gave when it is another one, else None.
    """

    mime: str
    name: str
    kind: MediaKind
    by: FormatAuthority
    second: str | None = None


class StreamKind(StrEnum):
    """What a stream carries."""

    VIDEO = "video"
    SOUND = "sound"
    PICTURE = "picture"
    COVER = "cover"
    SUBTITLE = "subtitle"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One stream of a container, or a still picture, which counts as a container with one stream.

    Attributes:
        index: number in the container.
        kind: what it carries.
        codec: the decoder's name for its coding, None where there is no decoder.
        width: of the displayed frame, after the sample aspect ratio and the rotation.
        height: of the displayed frame.
        stored_width: of the frame as it is stored.
        stored_height: of the frame as it is stored.
        turns: quarter turns clockwise from stored to displayed.
        mirrored: left and right are swapped before turning.
        sample_aspect: width over height of a stored pixel as `num/den`, None for square.
        layout: pixel or sample format in the decoder's words; None where no picture was decoded.
        frame_rate: nominal frames a second as `num/den`.
        announced_frames: how many the container says there are, None if it does not.
        frames: how many were decoded; for sound, how many blocks of samples; None where nothing decodes the stream.
        start_us: time of its first frame in the container's own time base, microseconds.
        end_us: time of its last frame, microseconds from its first.
        sample_rate: samples a second.
        channels: of the sound.
        samples: decoded samples a channel.
        language: as the container says.
    """

    index: int
    kind: StreamKind
    codec: str | None
    width: int | None = None
    height: int | None = None
    stored_width: int | None = None
    stored_height: int | None = None
    turns: int = 0
    mirrored: bool = False
    sample_aspect: str | None = None
    layout: str | None = None
    frame_rate: str | None = None
    announced_frames: int | None = None
    frames: int | None = None
    start_us: int | None = None
    end_us: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    samples: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that the file says of itself, kept as it is written.

    Attributes:
        source: where in the file it stands: `container`, `stream 1`, `exif`, `xmp`, `png`, ...
        key: its name there.
        value: its text, cut to 2,000 characters.
    """

    source: str
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStatement:
    """A time that the file states; several may contradict each other and none is preferred.

    Attributes:
        source: where it stands, as in `Statement`.
        key: its name there.
        value: as written.
        zone: `Z`, an offset such as `+03:00`, or None where the file does not say; a camera that writes local time
            into a field meant for UTC still shows as `Z`.
    """

    source: str
    key: str
    value: str
    zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStatement:
    """A place that the file states.

    Attributes:
        source: where it stands, as in `Statement`.
        key: its name there.
        value: as written.
        latitude: millionths of a degree north, None where the text could not be read as coordinates.
        longitude: millionths of a degree east.
    """

    source: str
    key: str
    value: str
    latitude: int | None = None
    longitude: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageSpan:
    """Damage of one kind, met once or again and again with less than a second between.

    Attributes:
        stream: index of the stream, None for the container.
        start_us: presentation time reached when it was met first, microseconds from the stream's first frame.
        end_us: the same for the last time.
        what: in the decoder's words.
        count: how often.
    """

    stream: int | None
    start_us: int
    end_us: int
    what: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one full decode of a content told; of a document, what its properties say.

    Attributes:
        container: the container's or picture format's name in the decoder's words; of a document, its media type.
        announced_us: duration that the container states, microseconds.
        duration_us: from the first to the end of the last frame that was decoded, over all streams; None for stills.
        streams: all of them, in order.
        metadata: every text the file carries about itself.
        times: those of them that state a time.
        places: those of them that state a place.
        devices: those of them that name a device, its serial number, its owner or its software.
        metadata_omitted: how many more statements there were.
        damage: what could not be read, in order of being met.
        damage_count: how often damage was met in all.
        truncated: the file ends before the end that it announces.
        thumbnail: it carries a small copy of a picture beside the picture.
    """

    container: str
    announced_us: int | None
    duration_us: int | None
    streams: tuple[Stream, ...]
    metadata: tuple[Statement, ...] = ()
    times: tuple[TimeStatement, ...] = ()
    places: tuple[PlaceStatement, ...] = ()
    devices: tuple[Statement, ...] = ()
    metadata_omitted: int = 0
    damage: tuple[DamageSpan, ...] = ()
    damage_count: int = 0
    truncated: bool = False
    thumbnail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A run of frames between two cuts, and the still that stands for it.

    Attributes:
        index: 0 for the first shot.
        first_frame: number of its first frame in presentation order.
        last_frame: number of its last frame, inclusive.
        still: name of the derived picture, None for a shot beyond the number that stills are made for.
        still_us: time of the frame that the still shows, microseconds from the first frame of the video.
    """

    index: int
    first_frame: int
    last_frame: int
    still: str | None
    still_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A contact sheet: small pictures in rows, left to right, in order of time.

    Attributes:
        name: name of the derived picture.
        columns: pictures in a row.
        times_us: the time that each picture shows, microseconds from the first frame.
        frames: how many frames the content has, as far as it could be decoded.
        width: of the displayed frame, in square pixels.
        height: of the displayed frame.
    """

    name: str
    columns: int
    times_us: tuple[int, ...]
    frames: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start_us` to before `end_us`, microseconds from the first frame."""

    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """Shots of a content, each with its span, and its contact sheet; a still picture is one shot of one frame."""

    shots: tuple[Shot, ...]
    spans: tuple[Span, ...]
    sheet: Sheet
