"""Making a release out of a case: openings against the seal, signatures, the bag, and the entry that says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from witnessbox.model.acts import Person, ReleaseMade
from witnessbox.model.captions import shown_captions
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Entry, Kind, entry_line
from witnessbox.model.errors import PersonMustActError, UsageError, VerificationError
from witnessbox.model.faces import PlanBody
from witnessbox.model.faces import Sound as PlanSound
from witnessbox.model.media import Probe, StreamKind
from witnessbox.model.observations import MediaKind
from witnessbox.model.plans import Plan, Preset, Rendition
from witnessbox.model.releases import EntryPart, Hidden, ReleaseParts, RenditionPart, SigningPerson, Sound
from witnessbox.model.seal import AcquisitionTree, ItemOpening, acquisition_key, seal_tree
from witnessbox.release.bundle import WrittenRelease, read_release, write_release
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.catalogue import Catalogue
from witnessbox.vault.keys import Signer
from witnessbox.vault.signatures import signatures

OPENED_FIELDS = ("reference", "kind")
"""What a release opens of an original: a random-looking name, and that it is a file."""

WHYS = {
    Preset.FACES: "Every face that a detector found is covered, so that nobody can be recognised by the face.",
    Preset.HEADS: "Heads and shoulders around every face that a detector found are covered.",
    Preset.PEOPLE: "Whole people are covered where a detector found them, heads and shoulders besides.",
    Preset.EVERYTHING_BUT: "Everything is covered but what people opened, and faces that a detector found within it.",
    Preset.TEXT: "Writing that a detector found is covered, so that no name or place can be read.",
    Preset.MANUAL: "What people marked is covered.",
}
"""What each preset hides and why, in words for the public."""

LEFT_VISIBLE = "Some people were left visible by a decision of those who signed."
"""Said where a plan leaves faces visible on purpose; who they are, and how many, stays in the case."""

GROWN = (
    "Some signatures stand under an earlier plan for the same recording. The log states that this plan hides all "
    "that the earlier one hides."
)
DRAWN = "People marked further things to be covered."

Progress = Callable[[int, int], None]


def make_release(
    case: Case,
    out: Path,
    renditions: Sequence[Rendition],
    person: Signer,
    *,
    title: str = "",
    ledger: Path | None = None,
    on_progress: Progress | None = None,
) -> WrittenRelease:
    """Write a release of some renditions, sign it, and log it.

    Args:
        case: an open case.
        out: a new folder.
        renditions: what is published; each passed the second look, or every finding was overruled.
        person: who signs the release.
        title: for the public.
        ledger: folder with pages of the ledger for the public, which the release takes along.
        on_progress: called with bytes done and in all.

    Returns:
        The release; one that lies at `out` already, signed and complete, is taken as it is, so that an interrupted
        call can be repeated.

    Raises:
        PersonMustActError: a second person has to sign for a plan, or to make the release.
        UsageError: something else lies at `out`.
        VerificationError: the parts do not fit each other; nothing was written.
    """
    with case.writing() as writer:
        writer.require(Kind.RELEASE_MADE, person)
        _two_people(case, writer.catalogue, renditions)
        keys = [row.public_key for row in writer.catalogue.persons()]
        written = read_release(out, keys=keys)
        digests = {rendition.sha256 for rendition in renditions}
        if written is None:
            written = write_release(_parts(writer, renditions, person, title, ledger), out, on_progress=on_progress)
        elif {each.sha256 for each in written.manifest.renditions} != digests:
            raise UsageError(f"{out}: holds a release of other renditions; name a new folder")
        if written.sha256 not in writer.catalogue.manifests():
            made = ReleaseMade(
                manifest=written.sha256, renditions=tuple(sorted(digests)), one_approver=written.manifest.one_approver
            )
            writer.append(Kind.RELEASE_MADE, made, person)
        return written


def _two_people(case: Case, catalogue: Catalogue, renditions: Sequence[Rendition]) -> None:
    """Two people sign for each plan before anything goes out, unless the case has one person only."""
    if len({row.name for row in catalogue.persons(active=True)}) < 2:
        return
    names = {row.key: row.name for row in catalogue.persons()}  # one person may have had two keys
    for rendition in renditions:
        signed = {names[each.key] for each in signatures(catalogue, rendition.plan, compare=True)}
        if len(signed) < 2:
            by = f"by {', '.join(sorted(signed))} alone" if signed else "by nobody"
            raise PersonMustActError(
                f"a second person has to sign for {rendition.id}: its plan was approved {by}. Let another person look "
                f"at the rendition and countersign: witnessbox approve {case.path} {rendition.plan[:16]} --as NAME"
            )


def _parts(
    writer: Writer, renditions: Sequence[Rendition], person: Signer, title: str, ledger: Path | None
) -> ReleaseParts:
    case, catalogue = writer.case, writer.catalogue
    log, origin = case.log, case.created.origin
    size = len(log.entries)
    roots = catalogue.sealed_roots()
    stated = catalogue.seal_stated(len(roots))
    if stated is None:
        raise VerificationError("the seal was not stated; run `witnessbox intake` on the source again")
    shown = {stated}
    for rendition in renditions:
        for signature in signatures(catalogue, rendition.plan, compare=True):
            shown |= {signature.entry, *signature.grown}
        shown.update(row.entry for row in catalogue.overrules(rendition.sha256))
    openings = _Openings(writer)
    return ReleaseParts(
        made=str(time.time_ns()),
        title=title,
        persons=tuple(Person(name=row.name, roles=row.roles, public_key=row.public_key) for row in catalogue.persons()),
        origin=origin,
        log_key=writer.program.public_key,
        checkpoint=log.write_checkpoint(origin, writer.program),
        earlier=tuple((old, log.tree.consistency(old, size)) for old in _kept_sizes(log.entries) if old < size),
        entries=tuple(
            EntryPart(line=_line(log.entries[index]), index=index, path=log.tree.inclusion(index, size))
            for index in sorted(catalogue.position(digest) for digest in shown)
        ),
        renditions=tuple(_part(case, catalogue, rendition, openings) for rendition in renditions),
        signers=(SigningPerson(public_key=person.public_key, sign=person.sign),),
        forbidden=(
            writer.master,
            writer.master.hex().encode(),
            *(rendition.content.encode() for rendition in renditions),
        ),
        ledger=() if ledger is None else _files(ledger),
    )


def _files(folder: Path) -> tuple[tuple[str, Path], ...]:
    return tuple((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())


def _line(entry: Entry) -> bytes:
    return entry_line(entry.body, entry.signature)


def _kept_sizes(entries: Sequence[Entry]) -> list[int]:
    """Sizes of the log of which people are likely to hold a checkpoint: after each seal and each release."""
    return [
        position + 1
        for position, entry in enumerate(entries)
        if entry.body.kind in (Kind.SEAL_STATED, Kind.RELEASE_MADE)
    ]


class _Openings:
    """Openings of items; an acquisition tree is grown once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._trees: dict[int, AcquisitionTree] = {}
        self._seal = seal_tree(writer.catalogue.sealed_roots())
        self._acquisitions = {row.entry: row for row in writer.catalogue.acquisitions() if row.number is not None}

    def open(self, content: str) -> ItemOpening:
        sealed = [row for row in self._writer.catalogue.items_with(content) if row.acquisition in self._acquisitions]
        if not sealed:
            raise VerificationError(
                f"{content}: not under the seal yet; run `witnessbox intake` on its source to the end"
            )
        row = sealed[0]
        acquisition = self._acquisitions[row.acquisition]
        number = acquisition.number or 0
        if number not in self._trees:
            key = acquisition_key(self._writer.master, acquisition.trove_id, number)
            self._trees[number] = AcquisitionTree(key, self._writer.catalogue.items_of(row.acquisition))
        return self._trees[number].open(row.item, OPENED_FIELDS, number=number, seal=self._seal)


def _part(case: Case, catalogue: Catalogue, rendition: Rendition, openings: _Openings) -> RenditionPart:
    plan = catalogue.plan(rendition.plan)
    if plan is None:
        raise VerificationError(f"{rendition.plan}: the plan is missing; run `witnessbox rebuild`")
    canvas = plan.body.canvas
    notes = []
    if (rendition.made.width, rendition.made.height) != (canvas.width, canvas.height):
        notes.append("An odd width or height was made even by one row or column of pixels.")
    if any(each.grown for each in signatures(catalogue, rendition.plan)):
        notes.append(GROWN)
    voice = rendition.made.voice
    captions = shown_captions(plan.body.captions, plan.body.sound_spans, spoken=bool(voice))
    if captions:
        notes.append(f"Captions lie beside it: renditions/{rendition.sha256}.vtt")
    if voice:
        notes.append("A synthetic voice reads words that a person reviewed; nobody in the recording speaks so.")
    return RenditionPart(
        rendition=rendition,
        source=case.objects.path(rendition.sha256),
        hidden=Hidden(
            face_tracks=sum(mask.reason == "face" for mask in plan.body.masks),
            masked_frames=rendition.made.painted,
            sound=_sound(catalogue, rendition.content, plan.body),
            why=_why(plan),
        ),
        duration_us=_duration(plan.body),
        notes=tuple(notes),
        captions=captions,
        opening=openings.open(rendition.content),
    )


def _why(plan: Plan) -> tuple[str, ...]:
    why = [WHYS[preset] for preset in plan.presets]
    if Preset.MANUAL not in plan.presets and any(mask.track is None for mask in plan.body.masks):
        why.append(DRAWN)
    if plan.body.shown:
        why.append(LEFT_VISIBLE)
    return tuple(why)


def _duration(body: PlanBody) -> int:
    if body.canvas.kind is not MediaKind.VIDEO:
        return 0
    times = list(body.canvas.timing.microseconds())
    return times[-1] + (times[-1] - times[-2] if len(times) > 1 else 0)


def _sound(catalogue: Catalogue, content: str, body: PlanBody) -> Sound:
    if body.sound_spans and body.sound is not PlanSound.NONE:
        return Sound.PARTLY
    if body.canvas.kind is not MediaKind.VIDEO:
        return Sound.NONE
    probes = [from_json(Probe, seen.value) for seen in catalogue.observations(content, "probe") if seen.kind == "probe"]
    silent = any(all(stream.kind is not StreamKind.SOUND for stream in probe.streams) for probe in probes)
    return Sound.NONE if silent else Sound.REMOVED
