"""What a person asks of a plan in one call, and the plan body that comes of it."""

from __future__ import annotations

from dataclasses import replace

from witnessbox.model.errors import UsageError
from witnessbox.model.faces import Canvas, Caption, Container, Fill, Finding, Mask, PlanBody, Sound, SoundSpan
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import Preset
from witnessbox.model.records import dataclass
from witnessbox.redaction.presets import Seen, ground_of, preset_masks, rule_of, shown_regions
from witnessbox.redaction.regions import BY_PEOPLE, Effect, Region, finding_mask, region_mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person asks for. What is None or empty stays as it is in the plan that counts now.

    Attributes:
        presets: what is hidden.
        regions: what is drawn besides.
        findings: what a second look found and is hidden besides.
        sound: what becomes of the sound; `none` also takes all spans away.
        sound_spans: what is heard besides.
        captions: words that are shown, instead of those that were.
        container: what kind of file a rendition is.
        fill: what masks are painted with.
        smoothed: whether noise is taken out.
        searchable: whether documents get a layer of the words that can be read on their masked pages.
        afresh: leave out everything that people asked for earlier.
        as_planned: keep the masks of presets as they are instead of making them anew from what analysers saw.
    """

    presets: tuple[Preset, ...] = ()
    regions: tuple[Region, ...] = ()
    findings: tuple[Finding, ...] = ()
    sound: Sound | None = None
    sound_spans: tuple[SoundSpan, ...] = ()
    captions: tuple[Caption, ...] | None = None
    container: Container | None = None
    fill: Fill | None = None
    smoothed: bool | None = None
    searchable: bool | None = None
    afresh: bool = False
    as_planned: bool = False

    @property
    def of_one_content(self) -> bool:
        """Whether it says where or when, so that it can be meant for one content only."""
        return bool(self.regions or self.findings or self.sound_spans or self.captions)


def presets_for(wishes: Wishes, before: PlanBody | None, presets_before: tuple[Preset, ...]) -> tuple[Preset, ...]:
    """The presets of a plan, in their order.

    Raises:
        UsageError: `manual` is joined with others, something is opened where all is shown, or a plan that is amended is
            also to be made anew.
    """
    wanted = set(wishes.presets or (() if before is None else presets_before) or (Preset.FACES,))
    if Preset.MANUAL in wanted and len(wanted) > 1:
        raise UsageError("the preset manual hides what you draw and nothing else; name it alone, or leave it out")
    if wishes.as_planned and (wishes.presets or wishes.afresh):
        raise UsageError("--amend and --hide-finding leave presets and what was drawn as they are; name no others")
    opens = any(region.effect is Effect.OPEN for region in wishes.regions)
    if opens and Preset.EVERYTHING_BUT not in wanted:
        raise UsageError("--open opens hidden ground; there is some with --preset everything-but only")
    return tuple(preset for preset in Preset if preset in wanted)


def body_of(
    presets: tuple[Preset, ...], canvas: Canvas, seen: Seen, wishes: Wishes, before: PlanBody | None
) -> PlanBody:
    """The body of a plan.

    Args:
        presets: what it hides, in their order.
        canvas: frames of the content.
        seen: what analysers saw and people decided of the people in it.
        wishes: what was asked for.
        before: body of the plan that counts now; what people asked for earlier is kept from it.

    Raises:
        UsageError: what was drawn or opened does not fit the content.
        ValueError: a track does not lie within the canvas.
    """
    kept = before if before is not None and not wishes.afresh else None
    if kept is not None and kept.canvas != canvas and _by_people(kept):
        raise UsageError(
            "the analysers see other frames than what people drew was made for; draw it anew, with --afresh to leave "
            "out the old"
        )
    if wishes.as_planned and kept is not None:
        made, shown = tuple(mask for mask in kept.masks if mask.reason not in BY_PEOPLE), kept.shown
    else:
        made, shown = preset_masks(presets, canvas, seen), shown_regions(canvas, seen)
    body = PlanBody(preset=rule_of(presets), canvas=canvas, sound=Sound.NONE, masks=(), ground=ground_of(presets))
    if kept is not None:
        body = replace(kept, preset=body.preset, canvas=canvas, ground=body.ground, openings=kept.openings)
    hidden = [mask for mask in body.masks if mask.reason in BY_PEOPLE]
    drawn = [(region.effect, region_mask(canvas, region)) for region in wishes.regions]
    hidden += [mask for effect, mask in drawn if effect is Effect.HIDE]
    hidden += [finding_mask(canvas, finding) for finding in wishes.findings]
    openings = body.openings + tuple(mask for effect, mask in drawn if effect is Effect.OPEN)
    masks: tuple[Mask, ...] = tuple(dict.fromkeys([*made, *hidden]))
    return _heard(replace(body, masks=masks, openings=tuple(dict.fromkeys(openings)), shown=shown), wishes)


def _by_people(body: PlanBody) -> bool:
    drawn = any(mask.reason in BY_PEOPLE for mask in body.masks)
    return drawn or bool(body.openings or body.sound_spans or body.captions)


def _heard(body: PlanBody, wishes: Wishes) -> PlanBody:
    """The same with sound, words and form as asked for."""
    sound = wishes.sound or (Sound.SPANS if wishes.sound_spans else body.sound)
    spans = () if wishes.sound is Sound.NONE else tuple(dict.fromkeys(body.sound_spans + wishes.sound_spans))
    captions = body.captions if wishes.captions is None else wishes.captions
    if wishes.sound is Sound.NONE and wishes.sound_spans:
        raise UsageError("--sound none takes all sound away; leave it out where something is to be heard")
    if body.canvas.kind is not MediaKind.VIDEO and (sound is Sound.SPANS or captions):
        raise UsageError("only a video has sound and captions")
    return replace(
        body,
        sound=sound,
        sound_spans=spans,
        captions=captions,
        container=wishes.container or body.container,
        fill=wishes.fill or body.fill,
        smoothed=body.smoothed if wishes.smoothed is None else wishes.smoothed,
        searchable=_searchable(body, wishes),
    )


def _searchable(body: PlanBody, wishes: Wishes) -> bool:
    """Words are laid over documents only; asked for all contents, it is meant for those."""
    wanted = body.searchable if wishes.searchable is None else wishes.searchable
    return wanted and body.canvas.kind is MediaKind.DOCUMENT
