"""Checks a release of witnessbox without trusting it, or the people who made it, or the rest of the program.

This one file lies in every release and needs Python 3.9 or later and the package `cryptography`, nothing else:

    python verify.py RELEASE --key custodian.pem

Use a copy that you got from somewhere else than the release: a forger would replace the copy inside as well.
docs/explain/release-format.md defines every byte that is read here. Everything read is taken for hostile: sizes and
depths are bounded, no link is followed, no path from inside is used before it was seen in the listing of the folder.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import enum
import hashlib
import itertools
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("The package `cryptography` is missing. Install it (pip install cryptography) and run this again.")

FORMAT = "witnessbox-release/1"
ENTRY_FORMAT = "witnessbox-entry/1"
FIELDS = ("reference", "content", "size", "path", "kind", "outcome", "times", "attributes", "origin", "condition")
"""Fields of an item in the order of their leaves."""
WORDS_SHA256 = "d9e41ec5cea3b278cda66f57f11ccc6ccc5f4f99b74fef3f5c93aa4d8064bece"
"""Digest of data/wordlist.txt: with another list, other words could be made to stand for a root."""

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
"""What must not be claimed, whatever the release says of itself."""

MANIFEST = "data/release.json"
WORDLIST = "data/wordlist.txt"
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
ENDINGS = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
}

MAX_FILES = 50_000
MAX_DEPTH = 8
MAX_TEXT = 16 << 20
"""Bytes of anything that is not in the signed list of files with its size."""
MAX_SMALL = 1 << 18
"""Bytes of an entry, opening, checkpoint, key or signature."""
MAX_INTEGER = 2**53 - 1
SAFE_OPEN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A link or a pipe put in the place of a listed file must not lead elsewhere, or hang."""
SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 raw bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410)."""


class Failure(enum.Enum):
    """What can be wrong, with its exit status; the first in this order of severity gives the status of the whole."""

    MANIFEST_CHANGED = ("manifest changed", 34)
    FORGED = ("signature forged", 34)
    NO_SIGNATURE = ("signature missing", 34)
    KEY = ("key replaced", 34)
    MANIFEST = ("manifest or signature changed", 34)
    FORMAT = ("unknown format", 35)
    CHECKPOINT = ("checkpoint does not fit", 37)
    PROOF = ("proof does not fit", 36)
    APPROVAL = ("approval does not fit", 38)
    WORDS = ("words do not fit", 39)
    MISSING = ("missing file", 32)
    EXTRA = ("extra file", 33)
    CHANGED = ("changed file", 31)
    SIGNER = ("signer unknown", 40)


class Check(NamedTuple):
    """One thing that was looked at: its name or that of the failure, what was found, and the failure's exit status."""

    name: str
    ok: bool
    detail: str
    exit_code: int = 0


class Report(NamedTuple):
    """What came of it: every check, the verdict in words, and what the manifest says of itself."""

    checks: tuple[Check, ...]
    verdict: str
    exit_code: int
    one_approver: bool | None
    signers: tuple[str, ...]
    limits: tuple[str, ...] = LIMITS

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON document."""
        return {**self._asdict(), "checks": [check._asdict() for check in self.checks]}

    def text(self) -> str:
        """The report for people, safe to print on a terminal."""
        lines = [f"{'fits  ' if check.ok else 'FAILED'}  {check.name}: {check.detail}" for check in self.checks]
        if self.one_approver:
            lines.append("ONE APPROVER: one person alone approved a rendition in this release and signed the release.")
        lines += ["", f"Verdict: {self.verdict}", "", *self.limits]
        return "\n".join("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line) for line in lines)


class Misfit(ValueError):  # noqa: N818  it says what it is
    """Something does not fit, of another kind than the check in which it came up is about."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


def _demand(fits: object, otherwise: str) -> None:
    if not fits:
        raise ValueError(otherwise)


# ---- JSON and its shapes -------------------------------------------------------------------------------------------


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"the number {text[:40]} is not allowed")


def _integer(text: str) -> int:
    return int(text) if len(text) <= 17 and abs(int(text)) <= MAX_INTEGER else _refuse(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _demand(len(dict(pairs)) == len(pairs), "a member stands twice in one object")
    return dict(sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be")))


def _canonical(value: Any) -> bytes:
    """RFC 8785 for a value whose members are in order already, as `_parse` leaves them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _parse(data: bytes) -> Any:
    """Canonical JSON (RFC 8785 without floats); raises ValueError for anything else."""
    hooks: dict[str, Any] = {"parse_int": _integer, "parse_float": _refuse, "parse_constant": _refuse}
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, **hooks)
        _demand(_canonical(value) == data, "not canonical JSON (RFC 8785)")
    except RecursionError:
        raise ValueError("JSON that is nested too deeply") from None
    return value


HEX64 = re.compile(r"[0-9a-f]{64}")
HEX32 = re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"0|[1-9][0-9]{0,19}")
PATH = re.compile(r"data(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}){1,4}")
"""No part is empty, `.` or `..`, and none begins with a dot."""
NATURAL = range(MAX_INTEGER + 1)
OPENING: Any = {
    "fields": [{"name": str, "value": Any, "salt": HEX64, "position": range(len(FIELDS)), "path": [HEX64]}],
    "field_count": range(len(FIELDS), len(FIELDS) + 1),
    "slot": NATURAL,
    "slots": NATURAL,
    "path": [HEX64],
    "acquisition": NATURAL,
    "acquisitions": NATURAL,
    "acquisition_path": [HEX64],
}
ENTRY: Any = {
    "body": {
        "format": str,
        "kind": str,
        "actor": HEX32,
        "time": TIME,
        "rests_on": [HEX64],
        "previous": (None, HEX64),
        "data": Any,
    },
    "signature": str,
}
GROWN: Any = {"plan": str, "grew_from": str, "rule": str}
SHAPE: Any = {
    "format": str,
    "made": TIME,
    "title": str,
    "one_approver": bool,
    "signers": [HEX32],
    "persons": [{"key": HEX32, "name": str, "roles": [str], "file": PATH}],
    "log": {"origin": str, "key": HEX32, "file": PATH, "checkpoint": PATH},
    "seal": {"root": HEX64, "acquisitions": NATURAL, "words": [str], "entry": HEX64},
    "renditions": [
        {
            "id": HEX32,
            "file": PATH,
            "sha256": HEX64,
            "size": NATURAL,
            "mime": str,
            "width": NATURAL,
            "height": NATURAL,
            "duration_us": NATURAL,
            "frames": NATURAL,
            "plan": str,
            "hidden": {"face_tracks": NATURAL, "masked_frames": NATURAL, "sound": str, "why": [str]},
            "notes": [str],
            "reference": HEX32,
            "opening": PATH,
            "approvals": [
                {
                    "entry": HEX64,
                    "person": HEX32,
                    "settled": [str],
                    "stated": str,
                    "pictures_shown": bool,
                    "note": str,
                }
            ],
            "second_look": {
                "by": str,
                "frames": NATURAL,
                "findings": [{"time_us": NATURAL, "what": str}],
                "overruled": [{"entry": HEX64, "person": HEX32, "time_us": NATURAL, "why": str}],
            },
        }
    ],
    "entries": [{"file": PATH, "digest": HEX64, "index": NATURAL, "path": [HEX64]}],
    "earlier": [{"size": NATURAL, "path": [HEX64]}],
    "files": [{"path": PATH, "sha256": HEX64, "size": NATURAL}],
    "limits": [str],
}


def _expect(value: Any, shape: Any, where: str) -> None:
    """Compare a value with a shape: types, patterns, ranges, [members], {names: shapes}, (None, alternative)."""
    if isinstance(shape, dict):
        _demand(isinstance(value, dict) and value.keys() == shape.keys(), f"{where} must have {', '.join(shape)}")
        for name, inner in shape.items():
            _expect(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, list):
        _demand(isinstance(value, list), f"{where} must be a list")
        for number, member in enumerate(value):
            _expect(member, shape[0], f"{where}[{number}]")
    elif isinstance(shape, tuple):
        _expect(value, Any if value is None else shape[1], where)
    elif isinstance(shape, re.Pattern):
        _demand(isinstance(value, str) and shape.fullmatch(value), f"{where} must have the form {shape.pattern}")
    elif isinstance(shape, range):
        _demand(type(value) is int and value in shape, f"{where} must be a number from {shape[0]} to {shape[-1]}")
    else:
        _demand(shape is Any or type(value) is shape, f"{where} must be of type {shape}")


# ---- trees, keys, checkpoints, words -------------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962: SHA-256 of 0x00 and the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[str]) -> bytes:
    """Root that an audit path leads to (RFC 9162, 2.1.3.2); raises ValueError when the path has a wrong length."""
    _demand(index < size, f"position {index} is outside a tree of {size}")
    node, last, steps = leaf, size - 1, [bytes.fromhex(step) for step in reversed(path)]
    while last > 0:
        if index % 2 == 1 or index < last:
            _demand(steps, "the audit path is too short")
            node = node_hash(steps.pop(), node) if index % 2 == 1 else node_hash(node, steps.pop())
        index, last = index // 2, last // 2
    _demand(not steps, "the audit path is too long")
    return node


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[str]) -> bool:
    """Whether the tree of `old` leaves is a prefix of the tree of `new` leaves (RFC 9162, 2.1.4.2)."""
    steps = [bytes.fromhex(step) for step in path]
    if not 0 < old < new:
        return old == new and old_root == new_root and not steps
    steps = [old_root, *steps] if old & (old - 1) == 0 else steps
    first, last = old - 1, new - 1
    while first % 2 == 1:
        first, last = first // 2, last // 2
    left = right = steps[0] if steps else b""
    for step in steps[1:]:
        if last == 0:
            return False
        if first % 2 == 1 or first == last:
            left, right = node_hash(step, left), node_hash(step, right)
            while first % 2 == 0 and first != 0:
                first, last = first // 2, last // 2
        else:
            right = node_hash(right, step)
        first, last = first // 2, last // 2
    return last == 0 and left == old_root and right == new_root


def key_id(public_key: bytes) -> str:
    """Name of a key: first 32 hexadecimal digits of SHA-256 over its 32 raw bytes."""
    return _sha256(public_key)[:32]


def read_key(data: bytes) -> bytes:
    """Raw Ed25519 public key out of a PEM file; raises ValueError for anything else."""
    text = data[:MAX_SMALL].decode("ascii", "replace").strip()
    found = re.fullmatch(r"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----", text)
    blob = base64.b64decode("".join(found.group(1).split())) if found else b""
    _demand(len(blob) == 44 and blob[:12] == SPKI, "no Ed25519 public key in PEM form")
    return blob[12:]


def signature_fits(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether an Ed25519 signature fits."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


class Note(NamedTuple):
    """A checkpoint: origin, size and root of the log, the signed bytes, (name, key hash and signature) of each line."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[tuple[str, bytes], ...]

    def signed_by(self, public_key: bytes) -> bool:
        """Whether the log's key signed it (C2SP signed-note, algorithm 1)."""
        name = (self.origin, hashlib.sha256(self.origin.encode() + b"\n\x01" + public_key).digest()[:4])
        fitting = [raw[4:] for signer, raw in self.signatures if (signer, raw[:4]) == name]
        return any(signature_fits(public_key, signature, self.text) for signature in fitting)


def read_note(data: bytes) -> Note:
    """Take a checkpoint apart; raises ValueError when it is none."""
    head, _, tail = data.decode("utf-8").partition("\n\n")
    lines = head.split("\n")
    fits = len(data) <= MAX_SMALL and len(lines) == 3 and lines[0] and re.fullmatch("0|[1-9][0-9]{0,15}", lines[1])
    _demand(fits, "a checkpoint begins with the lines origin, size and root")
    root = base64.b64decode(lines[2], validate=True)
    _demand(len(root) == 32, "the root of a checkpoint has 32 bytes")
    *signed, end = tail.split("\n")
    _demand(not end, "the last signature line has no end")
    signatures = [line.split(" ") for line in signed]
    _demand(all(len(line) == 3 and line[0] == "\u2014" for line in signatures), "a signature line is not in order")
    raw = tuple((name, base64.b64decode(blob, validate=True)) for _, name, blob in signatures)
    return Note(lines[0], int(lines[1]), root, (head + "\n").encode(), raw)


def words_of(root: bytes, words: Sequence[str]) -> tuple[str, ...]:
    """Twelve words: the first 128 bits of a root, then the first 4 bits of SHA-256 over those, 11 bits a word."""
    bits = int.from_bytes(root[:16], "big") << 4 | hashlib.sha256(root[:16]).digest()[0] >> 4
    return tuple(words[bits >> shift & 2047] for shift in range(121, -1, -11))


def opening_root(opening: dict[str, Any]) -> bytes:
    """Seal that an opening leads to; raises ValueError when its parts contradict each other."""
    roots = set()
    for field in opening["fields"]:
        _demand(FIELDS[field["position"]] == field["name"], f"field {field['name']} stands at a wrong position")
        leaf = leaf_hash(bytes.fromhex(field["salt"]) + _canonical([field["name"], field["value"]]))
        roots.add(root_from_inclusion(leaf, field["position"], len(FIELDS), field["path"]))
    _demand(len(roots) == 1, "the opened fields do not belong to one item")
    acquisition = root_from_inclusion(leaf_hash(roots.pop()), opening["slot"], opening["slots"], opening["path"])
    place, number = opening["acquisition"], opening["acquisitions"]
    return root_from_inclusion(leaf_hash(acquisition), place, number, opening["acquisition_path"])


def tag_files(digests: dict[str, str], sizes: Sequence[int], made: str) -> dict[str, bytes]:
    """The four tag files of the bag: they follow from the payload and the time in the manifest, so nobody signs them.

    Args:
        digests: SHA-256 by path of every payload file.
        sizes: bytes of every payload file.
        made: nanoseconds since 1970 UTC.
    """
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=int(made) // (86_400 * 10**9))
    info = f"Bagging-Date: {day}\nExternal-Description: {FORMAT}\nPayload-Oxum: {sum(sizes)}.{len(sizes)}\n"
    bagit = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    tags = {path: text.encode() for path, text in zip(TAG_FILES, (info, bagit, listed))}  # noqa: B905  Python 3.9
    last = "".join(f"{_sha256(data)}  {path}\n" for path, data in tags.items())
    return {**tags, TAG_FILES[3]: last.encode()}


# ---- the folder ----------------------------------------------------------------------------------------------------


class _Bag:
    """Lists, hashes and reads plain files below one folder without ever following a link."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.files: dict[str, int] = {}  # size of each plain file; -1 stands for links, pipes and devices
        self._digests: dict[str, str] = {}

    def scan(self, folder: str) -> str:
        """List a folder and those in it."""
        with os.scandir(self._root / folder) as found:
            members = sorted(itertools.islice(found, MAX_FILES), key=lambda member: member.name)
        for member in members:
            path, kind = folder + member.name, member.stat(follow_symlinks=False)
            small = path.count("/") < MAX_DEPTH and len(self.files) < MAX_FILES
            _demand(small, f"{path} is beyond {MAX_FILES} files or {MAX_DEPTH} levels of folders")
            if stat.S_ISDIR(kind.st_mode):
                self.scan(path + "/")
            else:
                self.files[path] = kind.st_size if stat.S_ISREG(kind.st_mode) else -1
        return f"{len(self.files)} files"

    def _pieces(self, path: str, limit: int) -> Iterable[bytes]:
        left = self.files.get(path, -1)
        if left < 0:
            raise Misfit(Failure.MISSING, f"{path} is missing")
        if left > limit:
            raise Misfit(Failure.CHANGED, f"{path} has {left} bytes, more than the {limit} that such a file can have")
        with open(self._root / path, "rb", opener=lambda name, flags: os.open(name, flags | SAFE_OPEN)) as stream:
            while left > 0 and (piece := stream.read(min(left, 1 << 20))):
                left -= len(piece)
                yield piece

    def digest(self, path: str, limit: int = MAX_TEXT) -> str:
        """SHA-256 of a listed file, over at most as many bytes as it had then."""
        if path not in self._digests:
            state = hashlib.sha256()
            for piece in self._pieces(path, limit):
                state.update(piece)
            self._digests[path] = state.hexdigest()
        return self._digests[path]

    def read(self, path: str, limit: int = MAX_SMALL) -> bytes:
        """The bytes of a listed file that is small enough."""
        data = b"".join(self._pieces(path, limit))
        if _sha256(data) != self.digest(path):
            raise Misfit(Failure.CHANGED, f"{path} changes while it is being checked")
        return data


# ---- the checks ----------------------------------------------------------------------------------------------------


class _Verifier:
    """Runs every check and keeps what came of it."""

    def __init__(self, root: Path, keys: Iterable[bytes], checkpoint: bytes | None, words: str | None) -> None:
        self.bag = _Bag(root)
        self.known = {key_id(key) for key in keys}
        self.given_checkpoint = checkpoint
        self.given_words = words
        self.checks: dict[Check, None] = {}
        self.manifest: Any = None
        self.keys: dict[str, bytes] = {}
        self.signed_by: list[str] = []
        self.note = Note("", 0, b"", b"", ())
        self.entries: dict[str, Any] = {}
        self.used: set[str] = set()

    def each(self, name: str, failure: Failure, check: Callable[[Any], str], things: Iterable[Any]) -> None:
        """Check one thing after another; what a check raises is a failure, of its own kind or of that given."""
        sound, failed, detail = 0, False, ""
        for thing in things:
            try:
                detail = check(thing)
                sound += 1
                continue
            except OSError as error:
                kind, detail = Failure.MISSING, f"{error.filename} cannot be read: {error.strerror}"
            except (ValueError, RecursionError) as error:
                label = str(
                    thing.get("file", "") if isinstance(thing, dict) else thing if isinstance(thing, str) else ""
                )
                kind = getattr(error, "failure", failure)
                detail = str(error) if label in str(error) else f"{label}: {error}"
            failed = True
            self.checks[Check(kind.value[0], ok=False, detail=detail[:2000], exit_code=kind.value[1])] = None
        if not failed:
            self.checks[Check(name, ok=True, detail=detail if sound == 1 else f"{sound} checked")] = None

    def run(self) -> Report:
        """Every check in turn; what needs the manifest is left out when that cannot be read."""
        self.each("folder", Failure.EXTRA, self.bag.scan, [""])
        self.each("manifest", Failure.FORMAT, self.load, [MANIFEST])
        manifest = self.manifest or {"signers": [], "persons": [], "files": []}
        there = re.findall(rf"^{MANIFEST}\.([0-9a-f]{{32}})\.sig$", "\n".join(self.bag.files), re.MULTILINE)
        signers = sorted({*there, *manifest["signers"]})
        log_key = [manifest["log"]["key"]] if self.manifest else []
        self.each("keys", Failure.KEY, self.key, sorted({*signers, *log_key, *(p["key"] for p in manifest["persons"])}))
        self.each("signatures", Failure.MANIFEST, self.signature, signers)
        self.each("signers", Failure.NO_SIGNATURE, self.signers, [signers])
        if self.manifest:
            signed = {file["path"]: file for file in manifest["files"]}
            own = {MANIFEST: None, **{f"{MANIFEST}.{key}.sig": None for key in manifest["signers"]}}
            paths = sorted({*signed, *own, *TAG_FILES, *self.bag.files})
            expected = {**signed, **own, **dict.fromkeys(TAG_FILES)}
            self.each("files", Failure.CHANGED, lambda path: self.file(path, expected), paths)
            self.each("tag files", Failure.CHANGED, lambda own: self.tags(own, signed), [own])
            self.each("checkpoint", Failure.CHECKPOINT, self.checkpoint, ["data/log/checkpoint"])
            if self.given_checkpoint is not None:
                self.each("your checkpoint", Failure.CHECKPOINT, self.outside, [self.given_checkpoint])
            self.each("log entries", Failure.PROOF, self.entry, manifest["entries"])
            self.each("seal", Failure.PROOF, self.seal, [manifest["seal"]])
            self.each("words", Failure.WORDS, self.words, [manifest["seal"]])
            self.each("openings", Failure.PROOF, self.opening, manifest["renditions"])
            self.each("renditions", Failure.APPROVAL, self.rendition, manifest["renditions"])
            self.each("approvers", Failure.APPROVAL, self.approvers, [manifest])
            if set(manifest["signers"]) <= set(self.signed_by):
                self.each("signer", Failure.SIGNER, self.signer, [manifest])
        return self.report()

    def report(self) -> Report:
        """Sum up: the first failure in order of severity gives the exit status."""
        failed = {check.name for check in self.checks if not check.ok}
        ordered = [failure for failure in Failure if failure.value[0] in failed]
        if not ordered:
            verdict = "All fits, and a person whose key you gave signed it."
        elif ordered == [Failure.SIGNER]:
            verdict = "SIGNER UNKNOWN: all fits, but nobody whose key you gave signed it. Anyone could have made it."
        else:
            kinds = ", ".join(failure.value[0] for failure in ordered)
            verdict = f"DOES NOT FIT: {kinds}. Do not rely on this release; ask the group for another copy."
        alone = self.manifest["one_approver"] if self.manifest else None
        status = ordered[0].value[1] if ordered else 0
        return Report(tuple(self.checks), verdict, status, alone, tuple(self.signed_by))

    # -- the manifest and its signatures

    def load(self, path: str) -> str:
        """Read the manifest; nothing in it is believed yet, but every name in it is what it must be."""
        manifest = _parse(self.bag.read(path, MAX_TEXT))
        known = isinstance(manifest, dict) and manifest.get("format") == FORMAT
        _demand(known, f"{path} is not of the format {FORMAT}; a newer verify.py may know it")
        _expect(manifest, SHAPE, path)
        files = {file["path"]: (file["sha256"], file["size"]) for file in manifest["files"]}
        log, signers, entries = manifest["log"], manifest["signers"], manifest["entries"]
        keys = [person["key"] for person in manifest["persons"]]
        names = {person["file"]: f"data/keys/{person['key']}.pem" for person in [*manifest["persons"], log]}
        names.update({entry["file"]: f"data/log/{entry['digest']}.entry" for entry in entries})
        names.update({log["checkpoint"]: "data/log/checkpoint", WORDLIST: WORDLIST})
        for rendition in manifest["renditions"]:
            file, digest = rendition["file"], rendition["sha256"]
            names[file] = f"data/renditions/{digest}.{ENDINGS.get(rendition['mime'])}"
            names[rendition["opening"]] = f"data/proofs/{rendition['reference']}.json"
            _demand(rendition["id"] == _sha256(_canonical([rendition["plan"], digest]))[:32], f"{file}: another id")
            _demand(files.get(file) == (digest, rendition["size"]), f"{file}: `files` has another digest or size")
        for name, right in names.items():
            _demand(name == right and name in files, f"{name} must be named {right} and listed in `files`")
        for what in (keys, signers, [entry["digest"] for entry in entries], [r["id"] for r in manifest["renditions"]]):
            _demand(what and len(set(what)) == len(what), "persons, signers, entries or renditions: none, or one twice")
        _demand(len(files) == len(manifest["files"]), "a file stands twice in `files`")
        _demand(set(signers) <= set(keys) and log["key"] not in keys, "a signer is no person, or the log's key is one")
        self.manifest = manifest
        return f"{path} is a {FORMAT}, SHA-256 {self.bag.digest(path)}"

    def key(self, key: str) -> str:
        """A public key has the name of its file, which is made from it."""
        path = f"data/keys/{key}.pem"
        public = read_key(self.bag.read(path))
        _demand(key_id(public) == key, f"{path} holds the key {key_id(public)}")
        self.keys[key] = public
        return key

    def signature(self, key: str) -> str:
        """A person's signature fits the manifest."""
        path = f"{MANIFEST}.{key}.sig"
        if path not in self.bag.files:
            raise Misfit(Failure.NO_SIGNATURE, f"{path} is gone")
        if key in self.keys and signature_fits(self.keys[key], self.bag.read(path), self.bag.read(MANIFEST, MAX_TEXT)):
            self.signed_by.append(key)
            return f"{key} signed {MANIFEST}"
        # What the bag says of its files is not signed: a careful forger makes it anew, of a careless one it tells more.
        lines = self.bag.read(TAG_FILES[2], MAX_TEXT).decode("utf-8", "replace").split("\n")
        stated = {line[66:]: line[:64] for line in lines}
        changed = [name for name in (MANIFEST, path) if stated.get(name) != self.bag.digest(name)]
        named = {MANIFEST: Failure.MANIFEST_CHANGED, path: Failure.FORGED}
        kind = named[changed[0]] if len(changed) == 1 else Failure.MANIFEST
        digest = self.bag.digest(MANIFEST)
        raise Misfit(kind, f"{path} is no signature by {key} over {MANIFEST}, whose SHA-256 is {digest}")

    def signers(self, signers: list[str]) -> str:
        """There is at least one signature."""
        _demand(signers, f"nobody signed {MANIFEST}")
        return f"{len(self.signed_by)} of {len(signers)}"

    # -- files

    def file(self, path: str, expected: dict[str, Any]) -> str:
        """A file is there, belongs there and has its bytes."""
        signed = expected.get(path)
        if path not in self.bag.files:
            raise Misfit(Failure.MISSING, f"{path} is missing; its SHA-256 is {signed['sha256'] if signed else 'open'}")
        size = self.bag.files[path]
        if path not in expected or size < 0:
            what = (
                "is a link or something else that is no plain file" if size < 0 else f"with {size} bytes is not listed"
            )
            raise Misfit(Failure.EXTRA, f"{path} {what}")
        if signed:
            right = signed["sha256"]
            _demand(size == signed["size"], f"{path} ({right}) has {size} bytes instead of {signed['size']}")
            found = self.bag.digest(path, size)
            _demand(found == right, f"{path} has the SHA-256 {found}, signed is {right}")
        return path

    def tags(self, own: Iterable[str], signed: dict[str, Any]) -> str:
        """The tag files are not signed, so each must be exactly what follows from what is."""
        present = [path for path in own if self.bag.files.get(path, -1) >= 0]
        digests = {
            **{path: file["sha256"] for path, file in signed.items()},
            **{p: self.bag.digest(p) for p in present},
        }
        sizes = [file["size"] for file in signed.values()] + [self.bag.files[path] for path in present]
        right = tag_files(digests, sizes, self.manifest["made"])
        there = [path for path in TAG_FILES if self.bag.files.get(path, -1) >= 0]
        wrong = [f"{path} ({self.bag.digest(path)})" for path in there if self.bag.read(path, MAX_TEXT) != right[path]]
        _demand(not wrong, f"{', '.join(wrong)}: not what follows from the signed files")
        return f"{len(there)} follow from the signed files"

    # -- the log

    def checkpoint(self, path: str) -> str:
        """The checkpoint is signed by the log's key."""
        log, note = self.manifest["log"], read_note(self.bag.read(path))
        self.note = note
        _demand(note.origin == log["origin"], f"it is of the log {note.origin}, not of {log['origin']}")
        _demand(note.signed_by(self.keys.get(log["key"], b"")), f"it is not signed by the log's key {log['key']}")
        return f"{note.size} entries, root {note.root.hex()}"

    def outside(self, given: bytes) -> str:
        """A checkpoint that somebody kept agrees; one that cannot be compared is no success."""
        note, other = self.note, read_note(given)
        _demand(other.origin == note.origin, f"the one you gave is of another log, {other.origin}")
        signed = other.signed_by(self.keys.get(self.manifest["log"]["key"], b""))
        _demand(signed, "the one you gave is not signed by the key of this log")
        proofs = {note.size: [], **{earlier["size"]: earlier["path"] for earlier in self.manifest["earlier"]}}
        sizes = f"the one you gave has {other.size} entries, the release {note.size}"
        _demand(other.size in proofs, f"unconfirmed: {sizes}; ask the group for a proof that joins them")
        fits = consistent(other.size, other.root, note.size, note.root, proofs[other.size])
        _demand(fits, f"contradiction: {sizes}, and one is no continuation of the other; the log was rewritten")
        return f"{sizes}, and the one continues the other"

    def entry(self, entry: Any) -> str:
        """An entry has its digest, is in the log, and is signed by its actor."""
        path: str = entry["file"]
        line = self.bag.read(path)
        leaf = leaf_hash(line)
        _demand(leaf.hex() == entry["digest"], f"its digest is {leaf.hex()}")
        root = root_from_inclusion(leaf, entry["index"], self.note.size, entry["path"])
        _demand(root == self.note.root, f"not entry {entry['index']} of the log under the checkpoint")
        value = _parse(line)
        _expect(value, ENTRY, path)
        body, signature = value["body"], base64.b64decode(value["signature"], validate=True)
        if not signature_fits(self.keys.get(body["actor"], b""), signature, _canonical(body)):
            raise Misfit(Failure.APPROVAL, f"the signature of {body['actor']} does not fit")
        _demand(body["format"] == ENTRY_FORMAT, f"not of the format {ENTRY_FORMAT}")
        self.entries[entry["digest"]] = body
        return path

    # -- the seal

    def seal(self, seal: Any) -> str:
        """The entry that states the seal says what the manifest says."""
        body = self.entries.get(seal["entry"], {"kind": "", "data": {}})
        stated = {name: seal[name] for name in ("root", "acquisitions", "words")}
        fits = body["kind"] == "seal stated" and body["data"] == stated
        _demand(fits, f"no sound entry {seal['entry']} states the seal {seal['root']}")
        return f"root {seal['root']}"

    def words(self, seal: Any) -> str:
        """The words belong to the root, and are those that the caller was told."""
        listed = self.bag.read(WORDLIST)
        _demand(_sha256(listed) == WORDS_SHA256, f"{WORDLIST} is not the list of this format")
        right = words_of(bytes.fromhex(seal["root"]), listed.decode("ascii").split("\n"))
        read = " ".join(right)
        _demand(list(right) == seal["words"], f"the root {seal['root']} reads: {read}")
        heard = re.findall(r"[^\W\d_]+", (read if self.given_words is None else self.given_words).lower())
        # Four letters tell any word of the list from all others.
        same = len(heard) == 12 and all(len(h) > 3 and w.startswith(h) for h, w in zip(heard, right))  # noqa: B905
        _demand(same, f"the seal of this release reads: {read}; you were told something else")
        return read if self.given_words is None else f"{read}, as you were told"

    def opening(self, rendition: Any) -> str:
        """The reference of a rendition is under the seal."""
        seal, path = self.manifest["seal"], str(rendition["opening"])
        opening = _parse(self.bag.read(path))
        _expect(opening, OPENING, path)
        opened = {field["name"]: field["value"] for field in opening["fields"]}
        _demand(opened.get("reference") == rendition["reference"], f"{path} opens another reference")
        root = opening_root(opening).hex()
        same = root == seal["root"] and opening["acquisitions"] == seal["acquisitions"]
        _demand(same, f"{path} leads to {root}, not to the seal {seal['root']}")
        return path

    # -- people

    def rendition(self, rendition: Any) -> str:
        """What the manifest says of approvals and overruled findings of a rendition is what people signed."""
        look = rendition["second_look"]
        records = [(record, "plan approved") for record in rendition["approvals"]]
        records += [(record, "finding overruled") for record in look["overruled"]]
        for record, kind in records:
            body = self.entries.get(record["entry"], {"kind": "", "actor": "", "data": {}})
            right = {name: value for name, value in record.items() if name not in ("entry", "person")}
            right["plan"] = rendition["plan"]
            if kind == "plan approved":
                right["plan"] = self.signed_plan(record["entry"], body["data"], rendition["plan"])
            # A finding is of one rendition, named by its id or its digest.
            named = body["data"].get("rendition") if isinstance(body["data"], dict) else None
            if kind == "finding overruled" and named in (rendition["id"], rendition["sha256"]):
                right["rendition"] = named
            same = (body["kind"], body["actor"], body["data"]) == (kind, record["person"], right)
            _demand(same, f"entry {record['entry']} is no `{kind}` of {record['person']} as the manifest says")
            self.used.add(record["entry"])
        _demand(rendition["approvals"], "nobody approved its plan")
        bare = {finding["time_us"] for finding in look["findings"]} - {each["time_us"] for each in look["overruled"]}
        _demand(not bare, f"findings at {sorted(bare)} microseconds are not overruled")
        return str(rendition["file"])

    def signed_plan(self, approval: str, data: Any, plan: str) -> Any:
        """The plan that an approval must be of: that of the rendition, or one that this plan grew from.

        That a plan hides all that an earlier one hides is the word of the log's key; only the case can be asked.
        """
        log = self.manifest["log"]["key"]
        links = {
            digest: body["data"]
            for digest, body in self.entries.items()
            if body["kind"] == "plan grown" and body["actor"] == log and approval in body["rests_on"]
        }
        for link in links.values():
            _expect(link, GROWN, "the data of an entry `plan grown`")
        signed = data.get("plan") if isinstance(data, dict) else None
        plans, more, used = {signed}, {signed}, set()
        while more:
            used |= {digest for digest, link in links.items() if link["grew_from"] in more}
            more = {links[digest]["plan"] for digest in used} - plans
            plans |= more
        if plan not in plans:
            return plan
        self.used |= used
        return signed

    def approvers(self, manifest: Any) -> str:
        """ONE APPROVER is said when it must be; persons are told apart by name, for one may have two keys."""
        names = {person["key"]: person["name"] for person in manifest["persons"]}
        groups = [{*manifest["signers"], *(a["person"] for a in r["approvals"])} for r in manifest["renditions"]]
        alone = any(len({names[key] for key in group if key in names}) < 2 for group in groups)
        stated = manifest["one_approver"]
        _demand(alone == stated, f"one_approver is {stated} in the manifest, by the signatures it is {alone}")
        spare = sorted(self.entries.keys() - self.used - {manifest["seal"]["entry"]})
        _demand(not spare, f"the manifest says nothing of the entries {', '.join(spare)}")
        return "one, as the manifest says" if alone else "two or more persons behind each rendition"

    def signer(self, manifest: Any) -> str:
        """Somebody whose key the caller got from elsewhere signed."""
        names = {person["key"]: f"{person['name']} ({person['key']})" for person in manifest["persons"]}
        signers = ", ".join(names[key] for key in manifest["signers"])
        trusted = self.known.intersection(manifest["signers"])
        _demand(self.known, f"signed by {signers}; give a key that you got from them yourself with --key")
        _demand(trusted, f"signed by {signers}; of the keys you gave, {', '.join(sorted(self.known))}, none signed")
        silent = ", ".join(sorted(self.known - trusted))
        return ", ".join(names[key] for key in sorted(trusted)) + (f"; not signed by {silent}" if silent else "")


def verify_release(
    path: bytes | str | Path,
    *,
    keys: Iterable[bytes] = (),
    checkpoint: bytes | None = None,
    words: str | None = None,
) -> Report:
    """Check a release; nothing that lies in it makes this raise.

    Args:
        path: its folder.
        keys: raw Ed25519 public keys that the caller got from elsewhere and trusts (see `read_key`).
        checkpoint: bytes of a checkpoint of the same log that the caller kept.
        words: the twelve words as the caller was told them.
    """
    return _Verifier(Path(os.fsdecode(path)), keys, checkpoint, words).run()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    own = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(prog="verify.py", description="Check a release of witnessbox.")
    parser.add_argument("release", nargs="?", default=own if (own / "bagit.txt").is_file() else ".", metavar="RELEASE")
    parser.add_argument("--key", action="append", default=[], metavar="FILE", help="key of a signer that you trust")
    parser.add_argument("--checkpoint", metavar="FILE", help="checkpoint of the same log that you or a witness kept")
    parser.add_argument("--words", metavar='"..."', help="the twelve words of the seal as you were told them")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args(arguments)
    try:
        keys = [read_key(Path(name).read_bytes()) for name in given.key]
        checkpoint = Path(given.checkpoint).read_bytes() if given.checkpoint else None
    except (OSError, ValueError) as error:
        parser.error(f"a key or checkpoint that you gave cannot be read: {error}")
    report = verify_release(given.release, keys=keys, checkpoint=checkpoint, words=given.words)
    # Names in a release may not fit the terminal's character set.
    sys.stdout.buffer.write((json.dumps(report.to_json()) if given.json else report.text()).encode("utf-8") + b"\n")
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
