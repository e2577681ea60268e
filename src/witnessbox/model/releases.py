"""What a release is: its signed manifest, and the parts that the writer of a release is handed.

docs/explain/release-format.md defines every byte. Nothing here can hold the raw digest, name, size, path or times of an
original: a release opens the sealed record by salted openings only.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from witnessbox.model.acts import FindingOverruled, Person, PlanApproved, PlanGrown, Point, Role, SealStated
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Entry, Kind, key_id, read_entry
from witnessbox.model.faces import Caption
from witnessbox.model.plans import Rendition
from witnessbox.model.records import dataclass
from witnessbox.model.seal import ItemOpening

RELEASE_FORMAT = "witnessbox-release/1"

DISCLOSED_KINDS = frozenset({Kind.SEAL_STATED, Kind.PLAN_APPROVED, Kind.PLAN_GROWN, Kind.FINDING_OVERRULED})
"""Kinds of entries that a release may show; all others stay in the case."""

DISCLOSED_FIELDS = frozenset({"reference", "kind", "outcome"})
"""Fields of an original that a release may open: none of them tells what the original is."""

EXTENSIONS = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
}
"""Media types of renditions, and the file name endings that go with them."""

LIMITS = (
    (
        "The proofs say that the record is unchanged since this seal. They do not say that what it shows is true. "
        "Whoever sealed something dishonest is found out only by comparing with the original."
    ),
    (
        "That a rendition was made from the original named by its reference is the word of the persons who signed. "
        "Nothing in this release proves it."
    ),
    (
        "No filter makes a picture safe to publish or to look at. Bodies, tattoos, rooms, voices and the mere choice "
        "of files identify people. That no noise pattern or watermark is left cannot be certified."
    ),
    "Whoever holds the footage can recognise it by eye.",
    (
        "Times are what the clock of the machine said; no outside witness confirms them here. Whether a key was "
        "revoked later cannot be seen in this release."
    ),
)
"""What must not be claimed; stands in every manifest, word for word."""


class Sound(StrEnum):
    """What became of the sound."""

    REMOVED = "removed"
    NONE = "none"
    """The original has no sound."""
    PARTLY = "partly"
    """The rendition is silent but for what people opened, tones, and a synthetic voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePerson:
    """Someone who signed for something in the release; the name may be a pseudonym.

    Attributes:
        key: key id.
        name: as it stands in the log.
        roles: what the person may do in the case.
        file: public key in PEM form.
    """

    key: str
    name: str
    roles: tuple[Role, ...]
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLog:
    """The custody log that the proofs lead to.

    Attributes:
        origin: its name in checkpoints, random.
        key: key id of the key that signs its checkpoints.
        file: that public key in PEM form.
        checkpoint: file that holds the signed note.
    """

    origin: str
    key: str
    file: str
    checkpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSeal:
    """The seal that the openings lead to.

    Attributes:
        root: 32 bytes, hexadecimal.
        acquisitions: number of acquisition trees under it.
        words: the twelve words that stand for it.
        entry: digest of the disclosed entry that states it.
    """

    root: str
    acquisitions: int
    words: tuple[str, ...]
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What the rendition hides, in counts, and why.

    Attributes:
        face_tracks: faces followed over time and masked.
        masked_frames: frames with at least one mask.
        sound: what became of the sound.
        why: reasons in words.
    """

    face_tracks: int
    masked_frames: int
    sound: Sound
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's signature for the plan behind a rendition, repeated from its entry."""

    entry: str
    person: str
    settled: tuple[Point, ...]
    stated: str
    pictures_shown: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the second look did not accept, with the moment at which a person can see it."""

    time_us: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """A finding of the second look that a person declared a false alarm, repeated from its entry."""

    entry: str
    person: str
    time_us: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """What the independent audit of the rendition said.

    Attributes:
        by: name, version and digest of what looked.
        frames: frames it looked at.
        findings: what it did not accept; people overruled each of them, or there is no release.
        overruled: at least one record for the time of every finding.
    """

    by: str
    frames: int
    findings: tuple[Finding, ...]
    overruled: tuple[Overruled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRendition:
    """One published rendition.

    Attributes:
        id: its name: first 32 hexadecimal digits of SHA-256 over the canonical JSON of `[plan, sha256]`.
        file: where it lies in the bag.
        sha256: digest of its bytes.
        size: their number.
        mime: media type.
        width: of the displayed picture in pixels.
        height: of the displayed picture in pixels.
        duration_us: microseconds, 0 for a picture or document.
        frames: number of frames, 1 for a picture; of a document, its pages.
        plan: id of the redaction plan it was made by.
        hidden: what it hides and why.
        notes: further remarks in words.
        reference: public name of the original, as its opening proves.
        opening: file that holds the opening.
        approvals: who signed for the plan.
        second_look: the audit of the rendition.
    """

    id: str
    file: str
    sha256: str
    size: int
    mime: str
    width: int
    height: int
    duration_us: int
    frames: int
    plan: str
    hidden: Hidden
    notes: tuple[str, ...]
    reference: str
    opening: str
    approvals: tuple[Approval, ...]
    second_look: SecondLook


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedEntry:
    """One entry of the custody log that the release shows, and its way into the checkpoint.

    Attributes:
        file: the raw line.
        digest: RFC 6962 leaf hash of the line, hexadecimal.
        index: its position in the log.
        path: RFC 6962 audit path at the checkpoint's size, from the leaf upwards, hexadecimal.
    """

    file: str
    digest: str
    index: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCheckpoint:
    """Proof that the log of an earlier size is a prefix of this one, for people who kept that checkpoint.

    Attributes:
        size: the earlier number of entries.
        path: RFC 6962 consistency proof, hexadecimal.
    """

    size: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BagFile:
    """One payload file of the bag."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseManifest:
    """What the persons sign.

    Attributes:
        format: `RELEASE_FORMAT`.
        made: when, nanoseconds since 1970 UTC as a decimal string.
        title: given for the release, may be empty; never the case's own.
        one_approver: whether one person alone approved the plan of any rendition and signed the release.
        signers: key ids of the persons whose signatures lie beside the manifest.
        persons: everyone whose signature is in the release.
        log: the custody log.
        seal: the seal.
        renditions: what is published.
        entries: what the log shows.
        earlier: proofs that earlier sizes of the log are prefixes of this one.
        files: every payload file but the manifest and its signatures, sorted by path.
        limits: `LIMITS`.
    """

    format: str = RELEASE_FORMAT
    made: str
    title: str
    one_approver: bool
    signers: tuple[str, ...]
    persons: tuple[ReleasePerson, ...]
    log: ReleaseLog
    seal: ReleaseSeal
    renditions: tuple[ReleaseRendition, ...]
    entries: tuple[DisclosedEntry, ...]
    earlier: tuple[EarlierCheckpoint, ...] = ()
    files: tuple[BagFile, ...]
    limits: tuple[str, ...] = LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionPart:
    """One rendition as the vault holds it.

    Attributes:
        rendition: its record; the digest of the original in it stays out of the bag.
        source: file with the bytes of the rendition as they are.
        hidden: what it hides and why.
        duration_us: microseconds from its first frame to the end of the last, 0 for a picture or document.
        notes: further remarks in words, for the public.
        captions: words that go with it, in a file beside it.
        opening: opens at least `reference` of one item with the original content, nothing beyond `DISCLOSED_FIELDS`.
    """

    rendition: Rendition
    source: Path
    hidden: Hidden
    duration_us: int
    notes: tuple[str, ...] = ()
    captions: tuple[Caption, ...] = ()
    opening: ItemOpening


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPart:
    """One entry to show: its raw line without line feed, its position, its audit path at the checkpoint's size."""

    line: bytes
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPerson:
    """Someone who signs the release; `sign` returns a 64-byte Ed25519 signature over the bytes it is given."""

    public_key: bytes
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParts:
    """All that the writer of a release needs.

    Attributes:
        made: nanoseconds since 1970 UTC as a decimal string.
        title: for the public, may be empty.
        persons: at least everyone who signed an entry of `entries` or signs the release; others are left out.
        origin: name of the log.
        log_key: raw public key that signs its checkpoints.
        checkpoint: signed note whose size and root the audit paths lead to.
        earlier: size and RFC 6962 consistency proof of checkpoints that people may hold.
        entries: exactly one `seal stated`; every `plan approved` and `finding overruled` of the plans released.
        renditions: what is published.
        signers: who signs, at least one.
        forbidden: byte strings that must not occur in any file of the bag, such as digests, names and paths of
            originals, the case's title, the master key; those shorter than 8 bytes are not searched for, because they
            would be found by chance.
        ledger: pages of the ledger that the release takes along: path below `data/ledger`, and where each lies.
    """

    made: str
    title: str = ""
    persons: tuple[Person, ...]
    origin: str
    log_key: bytes
    checkpoint: bytes
    earlier: tuple[tuple[int, tuple[bytes, ...]], ...] = ()
    entries: tuple[EntryPart, ...]
    renditions: tuple[RenditionPart, ...]
    signers: tuple[SigningPerson, ...]
    forbidden: tuple[bytes, ...] = ()
    ledger: tuple[tuple[str, Path], ...] = ()


def manifest_of(parts: ReleaseParts, files: tuple[BagFile, ...]) -> ReleaseManifest:
    """Put the manifest together from the parts.

    Args:
        parts: what the lead of the release hands in.
        files: payload files that are written already.

    Raises:
        ValueError: a part is missing or contradicts another; the message says which.
    """
    if not parts.renditions or not parts.signers:
        raise ValueError("a release has at least one rendition and one person who signs it")
    entries = {entry.digest: entry for entry in (read_entry(part.line) for part in parts.entries)}
    if hidden := sorted(
        {entry.body.kind.value for entry in entries.values()} - {kind.value for kind in DISCLOSED_KINDS}
    ):
        raise ValueError(f"entries of kind {', '.join(hidden)} must not be shown in a release")
    signers = tuple(key_id(signer.public_key) for signer in parts.signers)
    persons = _persons(parts, {entry.body.actor for entry in entries.values()} | set(signers))
    renditions = tuple(_rendition(part, entries) for part in parts.renditions)
    log_key = key_id(parts.log_key)
    return ReleaseManifest(
        made=parts.made,
        title=parts.title,
        one_approver=one_approver(persons, signers, renditions),
        signers=signers,
        persons=persons,
        log=ReleaseLog(origin=parts.origin, key=log_key, file=key_file(log_key), checkpoint="data/log/checkpoint"),
        seal=_seal(entries),
        renditions=renditions,
        entries=tuple(
            DisclosedEntry(
                file=f"data/log/{digest}.entry",
                digest=digest,
                index=part.index,
                path=tuple(node.hex() for node in part.path),
            )
            for digest, part in zip(entries, parts.entries, strict=True)
        ),
        earlier=tuple(
            EarlierCheckpoint(size=size, path=tuple(node.hex() for node in path)) for size, path in parts.earlier
        ),
        files=files,
    )


def key_file(key: str) -> str:
    """Where a public key lies in the bag."""
    return f"data/keys/{key}.pem"


def one_approver(
    persons: tuple[ReleasePerson, ...], signers: tuple[str, ...], renditions: tuple[ReleaseRendition, ...]
) -> bool:
    """Whether one person alone stands behind any rendition: approved its plan and signed the release.

    Persons are told apart by name: two keys of one person count once, and two persons of one name too.
    """
    names = {person.key: person.name for person in persons}
    groups = [{*signers, *(approval.person for approval in rendition.approvals)} for rendition in renditions]
    return any(len({names[key] for key in group}) < 2 for group in groups)


def _persons(parts: ReleaseParts, needed: set[str]) -> tuple[ReleasePerson, ...]:
    known = {key_id(person.public_key): person for person in parts.persons}
    # The log's own key may state a seal, but it is no person and approves nothing.
    if missing := sorted(needed - known.keys() - {key_id(parts.log_key)}):
        raise ValueError(f"no person is given for the keys {', '.join(missing)}")
    return tuple(
        ReleasePerson(key=key, name=known[key].name, roles=known[key].roles, file=key_file(key))
        for key in sorted(needed & known.keys())
    )


def _seal(entries: dict[str, Entry]) -> ReleaseSeal:
    stated = [entry for entry in entries.values() if entry.body.kind is Kind.SEAL_STATED]
    if len(stated) != 1:
        raise ValueError(f"a release shows exactly one seal, not {len(stated)}")
    seal = from_json(SealStated, stated[0].body.data)
    return ReleaseSeal(root=seal.root, acquisitions=seal.acquisitions, words=seal.words, entry=stated[0].digest)


def _rendition(part: RenditionPart, entries: dict[str, Entry]) -> ReleaseRendition:
    rendition, made = part.rendition, part.rendition.made
    if made.mime not in EXTENSIONS:
        raise ValueError(
            f"rendition {rendition.sha256}: {made.mime} cannot be released; known are {', '.join(EXTENSIONS)}"
        )
    approvals, overruled = _approvals(rendition, entries), _overruled(rendition, entries)
    if not approvals:
        raise ValueError(f"rendition {rendition.sha256}: no approval of plan {rendition.plan} is among the entries")
    look = rendition.second_look
    if look.open_findings(frozenset(each.time_us for each in overruled)):
        raise ValueError(f"rendition {rendition.sha256}: the second look has findings that nobody overruled")
    reference = _reference(part)
    return ReleaseRendition(
        id=rendition.id,
        file=f"data/renditions/{rendition.sha256}.{EXTENSIONS[made.mime]}",
        sha256=rendition.sha256,
        size=rendition.size,
        mime=made.mime,
        width=made.width,
        height=made.height,
        duration_us=part.duration_us,
        frames=made.frames,
        plan=rendition.plan,
        hidden=part.hidden,
        notes=part.notes,
        reference=reference,
        opening=f"data/proofs/{reference}.json",
        approvals=approvals,
        second_look=SecondLook(
            by=f"{look.detector} {look.version}, weights {rendition.second_look_model}",
            frames=look.looked_at,
            findings=tuple(
                Finding(time_us=each.time_us or 0, what=f"{each.kind.value}: {each.why}") for each in look.findings
            ),
            overruled=overruled,
        ),
    )


def _reference(part: RenditionPart) -> str:
    opened = {field.name: field.value for field in part.opening.fields}
    if beyond := sorted(opened.keys() - DISCLOSED_FIELDS):
        raise ValueError(f"rendition {part.rendition.sha256}: {', '.join(beyond)} of its original must stay closed")
    reference = opened.get("reference")
    if isinstance(reference, str):
        return reference
    raise ValueError(f"rendition {part.rendition.sha256}: its opening must open the reference")


def _approvals(made: Rendition, entries: dict[str, Entry]) -> tuple[Approval, ...]:
    found = []
    for entry in entries.values():
        if entry.body.kind is not Kind.PLAN_APPROVED:
            continue
        approved = from_json(PlanApproved, entry.body.data)
        if _counts(entry.digest, approved.plan, made.plan, entries):
            found.append(
                Approval(
                    entry=entry.digest,
                    person=entry.body.actor,
                    settled=approved.settled,
                    stated=approved.stated,
                    pictures_shown=approved.pictures_shown,
                    note=approved.note,
                )
            )
    return tuple(found)


def _counts(approval: str, approved: str, plan: str, entries: dict[str, Entry]) -> bool:
    """Whether an approval counts for a plan: it is of that plan, or carried from a plan that it grew from."""
    links = [
        from_json(PlanGrown, entry.body.data)
        for entry in entries.values()
        if entry.body.kind is Kind.PLAN_GROWN and approval in entry.body.rests_on
    ]
    plans: set[str] = set()
    more = {approved}
    while more:
        plans |= more
        more = {link.plan for link in links if link.grew_from in plans} - plans
    return plan in plans


def _overruled(made: Rendition, entries: dict[str, Entry]) -> tuple[Overruled, ...]:
    found = []
    for entry in entries.values():
        if entry.body.kind is not Kind.FINDING_OVERRULED:
            continue
        finding = from_json(FindingOverruled, entry.body.data)
        if finding.plan == made.plan and finding.rendition in (made.id, made.sha256):
            found.append(
                Overruled(entry=entry.digest, person=entry.body.actor, time_us=finding.time_us, why=finding.why)
            )
    return tuple(found)
