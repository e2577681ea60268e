"""What `witnessbox plan` can be asked for, and what comes of the words of a call."""

from __future__ import annotations

import argparse
from pathlib import Path

from witnessbox.cli.drawn import read_regions, region
from witnessbox.cli.parsing import microseconds, stretch
from witnessbox.cli.rows import stop_word
from witnessbox.model.captions import CaptionsError, read_captions, voice_spans
from witnessbox.model.errors import UsageError
from witnessbox.model.faces import Caption, Container, Fill, Finding, Sound, SoundSpan, SoundUse
from witnessbox.model.plans import Preset
from witnessbox.redaction.regions import Effect, Region
from witnessbox.redaction.wishes import Wishes
from witnessbox.review.approvals import rendition_of, stop_at, stops_of
from witnessbox.vault.catalogue import Catalogue

NOTHING = "none"
"""Takes captions away instead of naming a file."""


def add_options(verb: argparse.ArgumentParser) -> None:
    """Describe all that a plan can be asked for."""
    verb.add_argument(
        "--preset",
        action="append",
        default=[],
        choices=[preset.value for preset in Preset],
        help="what is hidden; several are joined. Without: as before, faces at first",
    )
    _drawing(verb.add_argument_group("drawing, for one content"))
    _people(verb.add_argument_group("people, for one content"))
    _sound(verb.add_argument_group("sound and words, for one content"))
    form = verb.add_argument_group("form")
    form.add_argument("--container", choices=[each.value for each in Container], help="kind of file of a video")
    form.add_argument("--fill", choices=[each.value for each in Fill], help="what masks are painted with")
    form.add_argument(
        "--smoothed",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="take noise out, against matching by the noise of the sensor",
    )
    form.add_argument(
        "--searchable",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="give documents a layer of the words that can be read on their masked pages (needs Tesseract)",
    )


def _drawing(group: argparse._ArgumentGroup) -> None:
    box = "BOX[@FROM-TO]"
    group.add_argument("--amend", metavar="PLAN", help="add to this plan, and leave its masks of presets as they are")
    group.add_argument("--hide", action="append", default=[], metavar=box, help="hide a box: left,top,right,bottom")
    group.add_argument("--open", action="append", default=[], metavar=box, help="open a box of hidden ground")
    group.add_argument("--from", dest="start", metavar="TIME", help="when boxes begin that do not say so")
    group.add_argument("--to", dest="end", metavar="TIME", help="when boxes end that do not say so")
    group.add_argument("--regions", action="append", default=[], type=Path, metavar="FILE", help="boxes, JSON or CSV")
    group.add_argument(
        "--hide-finding",
        action="append",
        default=[],
        nargs=2,
        metavar=("PLAN", "MOMENT"),
        help="hide what the second look found: its timecode, or stop-N",
    )
    group.add_argument("--afresh", action="store_true", help="leave out all that was drawn and asked for earlier")


def _people(group: argparse._ArgumentGroup) -> None:
    track = "TRACK"
    group.add_argument(
        "--show", action="append", default=[], metavar=track, help="leave this track visible: N, people/N"
    )
    group.add_argument("--name", help="who that is; kept in the case")
    group.add_argument("--why", default="", help="why; kept in the case")


def _sound(group: argparse._ArgumentGroup) -> None:
    span = "FROM-TO"
    group.add_argument("--sound", choices=[each.value for each in Sound], help="none takes all sound away")
    group.add_argument("--open-sound", action="append", default=[], metavar=span, help="let the sound be heard")
    group.add_argument("--beep", action="append", default=[], metavar=span, help="a tone, over a name for example")
    group.add_argument(
        "--read-out", type=Path, metavar="FILE", help="a reviewed transcript (SRT, WebVTT) that a voice reads"
    )
    group.add_argument("--captions", metavar="FILE", help="a reviewed transcript (SRT, WebVTT) that is shown, or none")


def wishes_of(arguments: argparse.Namespace, catalogue: Catalogue) -> Wishes:
    """What a call asks for.

    Raises:
        UsageError: a file or a value cannot be read.
        UnknownObjectError: no such plan or finding.
    """
    return Wishes(
        presets=tuple(Preset(name) for name in dict.fromkeys(arguments.preset)),
        regions=_regions(arguments),
        findings=tuple(_finding(catalogue, plan, moment) for plan, moment in arguments.hide_finding),
        sound=None if arguments.sound is None else Sound(arguments.sound),
        sound_spans=_spans(arguments),
        captions=_captions(arguments.captions),
        container=None if arguments.container is None else Container(arguments.container),
        fill=None if arguments.fill is None else Fill(arguments.fill),
        smoothed=arguments.smoothed,
        searchable=arguments.searchable,
        afresh=arguments.afresh,
        as_planned=bool(arguments.amend or arguments.hide_finding),
    )


def _regions(arguments: argparse.Namespace) -> tuple[Region, ...]:
    start = None if arguments.start is None else microseconds(arguments.start)
    end = None if arguments.end is None else microseconds(arguments.end)
    if (start is not None or end is not None) and not (arguments.hide or arguments.open):
        raise UsageError("--from and --to say when a box is there; name one with --hide or --open")
    drawn = [region(Effect.HIDE, text, start, end) for text in arguments.hide]
    drawn += [region(Effect.OPEN, text, start, end) for text in arguments.open]
    return (*drawn, *(each for path in arguments.regions for each in read_regions(path)))


def _finding(catalogue: Catalogue, plan: str, moment: str) -> Finding:
    return stop_at(stops_of(rendition_of(catalogue, plan)), plan, stop_word(moment)).finding


def _spans(arguments: argparse.Namespace) -> tuple[SoundSpan, ...]:
    asked = [(span, SoundUse.OPEN) for span in arguments.open_sound] + [
        (span, SoundUse.BEEP) for span in arguments.beep
    ]
    spans = [SoundSpan(first_us=first, last_us=last, use=use) for text, use in asked for first, last in [stretch(text)]]
    voice = () if arguments.read_out is None else voice_spans(_transcript(arguments.read_out))
    return (*spans, *voice)


def _captions(file: str | None) -> tuple[Caption, ...] | None:
    if file is None:
        return None
    return () if file == NOTHING else _transcript(Path(file))


def _transcript(path: Path) -> tuple[Caption, ...]:
    try:
        return read_captions(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except CaptionsError as error:
        raise UsageError(f"{path}: {error}; mend the file and try again") from error
