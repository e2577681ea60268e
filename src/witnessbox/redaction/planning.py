"""Plans from observations and from what people asked for: proposed by the program, decided by people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from witnessbox.media.client_pages import PAGED, require_reader
from witnessbox.model.acts import Operation
from witnessbox.model.codec import from_json
from witnessbox.model.errors import UnknownObjectError, UsageError
from witnessbox.model.faces import FacesSummary, FaceTrack, TrackKind
from witnessbox.model.growth import Less
from witnessbox.model.items import Access, Content
from witnessbox.model.observations import MediaKind, Observation
from witnessbox.model.plans import Basis, Plan, Preset, joined
from witnessbox.model.records import dataclass
from witnessbox.model.subjects import TrackRef, Visibility
from witnessbox.redaction.presets import Seen
from witnessbox.redaction.sheets import WithoutSheet, make_plan_sheets
from witnessbox.redaction.wishes import Wishes, body_of, presets_for
from witnessbox.vault.case import Case, Writer
from witnessbox.vault.catalogue import AnalysisRow, Catalogue
from witnessbox.vault.recordsets import write_record_set
from witnessbox.vault.signatures import carry
from witnessbox.vault.subjects import subjects

FACES, PEOPLE, TEXTS = "faces", "people", "texts"
"""Analysers on whose observations plans rest. The first also says what frames there are."""

HOW = {
    FACES: "faces were not looked for yet; run `witnessbox analyse`",
    PEOPLE: "nobody looked for whole people yet: add a detector of people (`witnessbox models add people FILE`), then "
    "run `witnessbox analyse --only people`; without one the preset heads hides heads and shoulders",
    TEXTS: "writing was not looked for yet; run `witnessbox analyse --only texts`",
}
"""What to do where an analyser has not run."""

NEEDED = {Preset.PEOPLE: PEOPLE, Preset.TEXT: TEXTS}
"""Analysers without which a preset would hide less than it says."""

MIN_DIGITS = 8
"""Fewest digits by which a content may be named."""

RENDERED_KINDS = (MediaKind.VIDEO, MediaKind.PICTURE, MediaKind.DOCUMENT)
"""Kinds of contents of which a rendition can be made; of documents, those that have pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A content for which no plan was made, and why."""

    content: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """A plan that signatures under the plan before it do not count for, and what it hides less of."""

    plan: str
    less: Less


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningResult:
    """What came of planning.

    Attributes:
        plans: ids of the plans that count for the contents asked for.
        unplanned: contents without one.
        without_sheet: plans without a picture.
        voided: plans that have to be signed for anew, though the plan before was signed for.
    """

    plans: tuple[str, ...]
    unplanned: tuple[Unplanned, ...]
    without_sheet: tuple[WithoutSheet, ...]
    voided: tuple[Voided, ...] = ()


def propose_plans(
    case: Case, names: Sequence[str], wishes: Wishes, *, on_progress: Callable[[int, int], None] | None = None
) -> PlanningResult:
    """Propose a plan for each content, then make the sheets that show them.

    What people asked for earlier is kept. A plan that hides all that the plan before it hides carries the signatures
    under that one.

    Args:
        case: an open case.
        names: SHA-256 of contents, or the beginning of one; all videos and pictures when empty.
        wishes: what is asked for.
        on_progress: called with sheets done and sheets in all.

    Raises:
        UnknownObjectError: no such content.
        UsageError: what is asked for does not fit the content, or is meant for one content and several are named.
        ProgramMissingError: Tesseract, which reads the words, is not installed; nothing was planned.
        StorageError: a sheet could not be written; the plans are on record, and the same call goes on.
    """
    if wishes.searchable:
        require_reader()
    with case.writing() as writer:
        contents = _contents(writer.catalogue, names)
        if wishes.of_one_content and len(contents) != 1:
            raise UsageError("boxes, sounds and captions are of one content; name that content")
        current = {plan.content: (plan_id, plan) for plan_id, plan in writer.catalogue.plans()}
        unplanned = []
        plans: list[tuple[str, Plan]] = []
        for content in contents:
            before = current.get(content.sha256)
            try:
                plan = _plan(writer.catalogue, content, wishes, None if before is None else before[1])
            except UsageError as error:
                if len(contents) == 1:
                    raise
                plan = Unplanned(content=content.sha256, reason=str(error))
            if isinstance(plan, Unplanned):
                unplanned.append(plan)
                continue
            plan_id = hashlib.sha256(write_record_set(writer.master, [("plan", plan)])).hexdigest()
            plans.append((plan_id, plan))
        new = [(plan_id, plan) for plan_id, plan in plans if current.get(plan.content, ("",))[0] != plan_id]
        if new or writer.catalogue.open_operations(Operation.PLANNING):
            operation = writer.open_operation(Operation.PLANNING, writer.program, isolation="no untrusted byte is read")
            writer.close_operation(operation, writer.program, [[("plan", plan)] for _, plan in new])
        voided = _carried(writer, [plan_id for plan_id, _ in plans])
        # After the operation, which reads no untrusted byte; sheets are derived, so nothing rests on them.
        without_sheet = make_plan_sheets(writer, plans, on_progress)
        return PlanningResult(
            plans=tuple(plan_id for plan_id, _ in plans),
            unplanned=tuple(unplanned),
            without_sheet=without_sheet,
            voided=voided,
        )


def _carried(writer: Writer, plans: Iterable[str]) -> tuple[Voided, ...]:
    less = ((plan_id, carry(writer, plan_id)) for plan_id in plans)
    return tuple(Voided(plan=plan_id, less=what) for plan_id, what in less if what is not None)


def _contents(catalogue: Catalogue, names: Sequence[str]) -> list[Content]:
    if not names:
        return [content for content in catalogue.contents(RENDERED_KINDS) if _is_shown(content)]
    return [find_content(catalogue, name) for name in dict.fromkeys(names)]


def _is_shown(content: Content) -> bool:
    """Whether a content is seen as frames: a mailbox or a database has none."""
    kind = content.format.kind
    return kind in RENDERED_KINDS and (kind is not MediaKind.DOCUMENT or content.format.mime in PAGED)


def find_content(catalogue: Catalogue, name: str) -> Content:
    """The content that a digest or the beginning of one names.

    Raises:
        UnknownObjectError: none or several.
    """
    if len(name) < MIN_DIGITS:
        raise UnknownObjectError(f"{name}: give at least {MIN_DIGITS} digits of the SHA-256")
    found = [content for content in catalogue.contents() if content.sha256.startswith(name.lower())]
    if len(found) != 1:
        how = "no such content" if not found else "several contents begin so"
        raise UnknownObjectError(f"{name}: {how}; `witnessbox items CASE` lists them")
    return found[0]


def _plan(catalogue: Catalogue, content: Content, wishes: Wishes, before: Plan | None) -> Plan | Unplanned:
    def unplanned(reason: str) -> Unplanned:
        return Unplanned(content=content.sha256, reason=reason)

    if not _is_shown(content):
        return unplanned(
            f"a {content.format.kind} ({content.format.name}): only videos, pictures and documents with pages (PDF, "
            "office documents) are redacted"
        )
    if content.access is not Access.OPEN:
        return unplanned(f"access is {content.access}")
    presets = presets_for(wishes, None if before is None else before.body, () if before is None else before.presets)
    newest = {row.analyzer: row for row in catalogue.analyses(content.sha256) if row.analyzer in HOW}
    for analyzer in (FACES, *dict.fromkeys(NEEDED[preset] for preset in presets if preset in NEEDED)):
        if analyzer not in newest:
            return unplanned(HOW[analyzer])
        if (reason := newest[analyzer].reason) is not None:
            return unplanned(reason)
    rests_on = [row for row in newest.values() if row.reason is None]
    seen = _observed(catalogue, content.sha256, rests_on)
    summary = next(from_json(FacesSummary, each.value) for each in seen if each.kind == f"{FACES}-summary")
    people = _decided(catalogue, content.sha256, rests_on, seen)
    return Plan(
        content=content.sha256,
        preset=joined(presets),
        analyzer=newest[FACES].analyzer,
        version=newest[FACES].version,
        model=newest[FACES].model,
        body=body_of(presets, summary.canvas, people, wishes, None if before is None else before.body),
        further=tuple(
            Basis(analyzer=row.analyzer, version=row.version, model=row.model)
            for row in rests_on
            if row.analyzer != FACES and _rests_on(presets, row.analyzer)
        ),
    )


def _rests_on(presets: Iterable[Preset], analyzer: str) -> bool:
    if analyzer == TEXTS:
        return Preset.TEXT in presets
    return bool({Preset.HEADS, Preset.PEOPLE} & set(presets))


def _observed(catalogue: Catalogue, content: str, analyses: Sequence[AnalysisRow]) -> list[Observation]:
    """What the newest analyses saw."""
    counting = {(row.analyzer, row.version, row.model) for row in analyses}
    return [
        seen for seen in catalogue.observations(content) if (seen.analyzer, seen.version, seen.model or "") in counting
    ]


def _decided(catalogue: Catalogue, content: str, analyses: Sequence[AnalysisRow], seen: Sequence[Observation]) -> Seen:
    """Tracks of a content, and what people decided of those whom they show."""
    kinds = {kind.value for kind in TrackKind}
    tracks = tuple(from_json(FaceTrack, each.value) for each in seen if each.kind in kinds)
    newest = {row.analyzer: (row.version, row.model) for row in analyses}
    shown, hidden = set(), []
    for row in subjects(catalogue):
        for ref in (ref for ref in row.judged.tracks if ref.content == content):
            track = _track(catalogue, ref)
            if row.judged.visibility is Visibility.HIDDEN:
                hidden.append(track)
            elif newest.get(ref.analyzer) == (ref.version, ref.model):
                # A track of an older analysis may have another number now: whoever was shown is hidden again.
                shown.add((track.kind, track.track))
    return Seen(tracks=tracks, shown=frozenset(shown), hidden=tuple(hidden))


def _track(catalogue: Catalogue, ref: TrackRef) -> FaceTrack:
    kinds = {kind.value for kind in TrackKind}
    for seen in catalogue.observations(ref.content, ref.analyzer):
        if seen.kind in kinds and (seen.version, seen.model or "") == (ref.version, ref.model):
            track = from_json(FaceTrack, seen.value)
            if track.track == ref.track:
                return track
    raise UnknownObjectError(f"track {ref.track} of {ref.analyzer} in {ref.content[:16]}: no such track")


def find_track(catalogue: Catalogue, content: str, analyzer: str, number: int) -> TrackRef:
    """The track of a number in the newest analysis of a content.

    Raises:
        UnknownObjectError: the analyser has not run, or found no such track.
    """
    rows = [row for row in catalogue.analyses(content) if row.analyzer == analyzer and row.reason is None]
    if not rows:
        raise UnknownObjectError(f"{content[:16]}: {HOW.get(analyzer, f'no analyser {analyzer} ran')}")
    newest = rows[-1]
    ref = TrackRef(content=content, analyzer=analyzer, version=newest.version, model=newest.model, track=number)
    _track(catalogue, ref)
    return ref
