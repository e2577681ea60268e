"""Anchors: what an authority of others states of the time of a checkpoint (RFC 3161).

Two entries: one holds the checkpoint and the request, the other the answer. Both are whole in the log, so nothing that
the proof needs can be lost apart from it, and neither can be interrupted half-way. Why: docs/decisions/0018.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from witnessbox.model import merkle
from witnessbox.model.acts import CaseCreated
from witnessbox.model.anchors import GRANTED, MAX_REPLY, SHA256_OID, Anchored, AnchorRequested, AnchorState, Reply
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Entry, Kind
from witnessbox.model.errors import AnswerRefusedError, MediaError, UntrustedInputError, UsageError, VerificationError
from witnessbox.model.notes import note_key_hash, read_note
from witnessbox.model.records import dataclass
from witnessbox.vault.case import Case
from witnessbox.vault.damage import Complaint, Damage
from witnessbox.vault.files import storage_errors
from witnessbox.vault.keys import signature_fits

Examine = Callable[[bytes, Sequence[bytes]], Reply]
"""Reads a reply and checks its signature against certificates (DER); `media` does it in the sandboxed worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for a time stamp, with the digest of its entry."""

    entry: str
    data: AnchorRequested


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A time stamp with its request; `new` when this call attached it."""

    entry: str
    data: Anchored
    asked: AnchorRequested
    new: bool = False


def read_certificates(paths: Sequence[Path]) -> tuple[bytes, ...]:
    """Certificates (DER) out of PEM or DER files that a person names.

    Raises:
        UsageError: a file cannot be read or holds no certificate.
    """
    found: list[bytes] = []
    for path in paths:
        try:
            data = path.read_bytes()
            pem = b"-----BEGIN" in data
            loaded = x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise UsageError(f"{path}: no certificate in PEM or DER form; get it from the authority") from error
        found += [each.public_bytes(Encoding.DER) for each in loaded]
    return tuple(dict.fromkeys(found))


def requests(case: Case) -> list[Request]:
    """Every request of the log, oldest first."""
    return [
        Request(entry=entry.digest, data=from_json(AnchorRequested, entry.body.data))
        for entry in case.log.find(Kind.ANCHOR_REQUESTED)
    ]


def anchors(case: Case) -> list[Anchor]:
    """Every time stamp of the log, oldest first."""
    asked = {request.entry: request.data for request in requests(case)}
    attached = [(entry.digest, from_json(Anchored, entry.body.data)) for entry in case.log.find(Kind.ANCHORED)]
    try:
        return [Anchor(entry=digest, data=data, asked=asked[data.request]) for digest, data in attached]
    except KeyError as error:
        raise VerificationError(
            f"{case.log_path}: a time stamp answers {error}, which is no request; `witnessbox verify` names all damage"
        ) from error


def waiting(case: Case) -> list[Request]:
    """Requests without an answer, unless a later one was answered."""
    answered = {anchor.data.request for anchor in anchors(case)}
    found: list[Request] = []
    for request in requests(case):
        found = [] if request.entry in answered else [*found, request]
    return found


def request_anchor(case: Case, *, host: str = "") -> Request:
    """Record that a time stamp over the log as it stands is asked for, and give the request.

    When nothing happened since the last request, it is that one again.

    Args:
        case: an open case.
        host: name of the machine that will be asked over the network, or empty.
    """
    with case.writing() as writer:
        log = case.log
        last = log.entries[-1]
        if last.body.kind is Kind.ANCHOR_REQUESTED:
            known = from_json(AnchorRequested, last.body.data)
            if known.host == host:
                return Request(entry=last.digest, data=known)
        checkpoint = log.checkpoint(case.created.origin)
        note = log.write_checkpoint(case.created.origin, writer.program)
        request = TimestampRequestBuilder(
            data=note, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True
        ).build()
        data = AnchorRequested(
            note=note,
            size=checkpoint.size,
            root=checkpoint.root.hex(),
            request=request.as_bytes(),
            nonce=str(request.nonce),
            host=host,
        )
        entry = writer.append(Kind.ANCHOR_REQUESTED, data, writer.program, rests_on=(last.digest,))
        return Request(entry=entry.digest, data=data)


def attach_reply(case: Case, reply: bytes, certificates: Sequence[bytes], examine: Examine) -> Anchor:
    """Check an authority's answer and put it into the log.

    Args:
        case: an open case.
        reply: the answer as it came, DER.
        certificates: DER; when there are any, the signature must lead to one of them.
        examine: reads the answer.

    Raises:
        AnswerRefusedError: it is none, it was not granted, it answers no request of this case, or it is signed by
            somebody else; nothing was written.
    """
    if len(reply) > MAX_REPLY:
        raise AnswerRefusedError(
            f"the answer is larger than {MAX_REPLY} bytes, which no time stamp is; ask the authority again"
        )
    try:
        seen = examine(reply, certificates)
    except UntrustedInputError as error:
        raise AnswerRefusedError(f"the answer cannot be used: {error}; ask the authority again") from error
    with case.writing() as writer:
        asked = _asked(seen, requests(case))
        token = seen.token
        if token is None:
            raise AnswerRefusedError("the answer holds no time stamp; ask the authority again")
        if certificates and not token.trusted:
            raise AnswerRefusedError(
                f"the signer of the answer is unknown: {token.distrust}; get the certificate from the authority itself"
            )
        for known in anchors(case):
            # Bytes of a token can be changed without its signature failing, so they are no name for it.
            same = (known.data.request, known.data.serial, known.data.time, known.data.policy)
            if same == (asked.entry, token.serial, token.time, token.policy):
                return known
        data = Anchored(
            request=asked.entry,
            size=asked.data.size,
            root=asked.data.root,
            time=token.time,
            policy=token.policy,
            serial=token.serial,
            reply=reply,
            certificates=tuple(certificates),
        )
        entry = writer.append(Kind.ANCHORED, data, writer.program, rests_on=(asked.entry,))
        return Anchor(entry=entry.digest, data=data, asked=asked.data, new=True)


def _asked(seen: Reply, among: Sequence[Request]) -> Request:
    """The request that a reply answers."""
    if seen.status != GRANTED or seen.token is None:
        words = f" ({'; '.join(seen.words)})" if seen.words else ""
        raise AnswerRefusedError(f"the authority granted no time stamp: status {seen.status}{words}; ask it why")
    for request in among:
        if request.data.nonce == seen.token.nonce:
            why = _misfit(seen, request.data)
            if why:
                raise AnswerRefusedError(f"the answer does not fit the request: {why}; ask the authority again")
            return request
    if any(hashlib.sha256(each.data.note).digest() == seen.token.imprint for each in among):
        raise AnswerRefusedError(
            "the answer has another nonce than the request: it may be an old one; ask the authority again"
        )
    raise AnswerRefusedError("the answer is to no request of this case: neither nonce nor imprint is known here")


def _misfit(seen: Reply, asked: AnchorRequested) -> str | None:
    """What does not fit between a reply and what was asked, in words."""
    token = seen.token
    if seen.status != GRANTED or token is None:
        return f"it was not granted (status {seen.status})"
    if token.algorithm != SHA256_OID or token.imprint != hashlib.sha256(asked.note).digest():
        return "its imprint is not the SHA-256 of the checkpoint"
    return None if token.nonce == asked.nonce else "its nonce is another"


# -- checking ------------------------------------------------------------------------------------------------------


class AnchorCheck:
    """Checks the anchors of a log while and after it is replayed."""

    def __init__(self) -> None:
        self.asked: dict[str, tuple[int, AnchorRequested]] = {}
        self.attached: list[tuple[int, str, Anchored]] = []

    def remember(self, number: int, entry: Entry) -> None:
        """Take in an entry; `number` is its place in the log, from 1.

        Raises:
            ValueError: its data has not the form of its kind.
        """
        if entry.body.kind is Kind.ANCHOR_REQUESTED:
            self.asked[entry.digest] = (number, from_json(AnchorRequested, entry.body.data))
        else:
            self.attached.append((number, entry.digest, from_json(Anchored, entry.body.data)))

    def run(
        self, tree: merkle.Tree, created: CaseCreated, authorities: Sequence[bytes], examine: Examine | None
    ) -> tuple[list[Complaint], list[AnchorState]]:
        """Compare each with the log; a signature counts only where it leads to one of the given certificates."""
        complaints: list[Complaint] = []
        states: list[AnchorState] = []
        for number, asked in self.asked.values():
            why = _wrong_request(number, asked, tree, created)
            if why:
                complaints.append(_complaint(number, why))
        for number, digest, data in self.attached:
            known = self.asked.get(data.request)
            if known is None or known[0] > number:
                complaints.append(_complaint(number, "it answers a request that is not in the log before it"))
            elif (data.size, data.root) != (known[1].size, known[1].root):
                complaints.append(_complaint(number, "size and root are not those of its request"))
            elif examine is not None:
                found = _state(digest, data, known[1], authorities, examine)
                if isinstance(found, str):
                    complaints.append(_complaint(number, found))
                else:
                    states.append(found)
        if authorities:
            complaints += [_unknown(state) for state in states if not state.trusted]
        if authorities and not self.attached:
            why = "no time stamp is in this log, so the authority whose certificate was given states nothing about it"
            complaints.append(Complaint(damage=Damage.AUTHORITY, detail=why))
        return complaints, states


def _complaint(number: int, why: str) -> Complaint:
    return Complaint(damage=Damage.ANCHOR, detail=f"entry {number}: {why}")


def _unknown(state: AnchorState) -> Complaint:
    return Complaint(
        damage=Damage.AUTHORITY,
        detail=f"the time stamp over entries 1 to {state.size} does not lead to a given certificate: {state.distrust}",
    )


def _wrong_request(number: int, asked: AnchorRequested, tree: merkle.Tree, created: CaseCreated) -> str | None:
    try:
        checkpoint, signatures = read_note(asked.note)
    except ValueError as error:
        return f"what was to be stamped is no checkpoint ({error})"
    mine = (created.origin, note_key_hash(created.origin, created.program_key))
    signed = any(
        (one.name, one.key_hash) == mine and signature_fits(created.program_key, one.signature, checkpoint.text())
        for one in signatures
    )
    if checkpoint.origin != created.origin or not signed:
        return "the checkpoint that was to be stamped is not signed for this log"
    if (checkpoint.size, checkpoint.root.hex()) != (asked.size, asked.root):
        return "size and root are not those of the checkpoint that was to be stamped"
    if not 0 < checkpoint.size < number or tree.root(checkpoint.size) != checkpoint.root:
        return f"the checkpoint that was to be stamped is not that of the first {checkpoint.size} entries"
    if hashlib.sha256(asked.note).digest() not in asked.request:
        return "the request is for something else than the checkpoint"
    return None


def _state(
    digest: str, data: Anchored, asked: AnchorRequested, authorities: Sequence[bytes], examine: Examine
) -> AnchorState | str:
    """The anchor as its reply has it, or what is wrong with it."""
    if len(data.reply) > MAX_REPLY:
        return "its time stamp is too large"
    try:
        seen = examine(data.reply, authorities)
    except UntrustedInputError as error:
        return f"its time stamp cannot be read: {error}"
    except MediaError as error:
        if error.exit_code != MediaError.exit_code:
            raise  # there is no sandbox: that is no fault of the case
        return f"its time stamp cannot be read: {error}"
    why = _misfit(seen, asked)
    token = seen.token
    if why is not None or token is None:
        return f"its time stamp does not fit the checkpoint: {why}"
    if (data.time, data.policy, data.serial) != (token.time, token.policy, token.serial):
        return "it states another time, policy or number than its time stamp"
    return AnchorState(
        entry=digest,
        size=data.size,
        time=token.time,
        signer=token.signer,
        trusted=token.trusted,
        distrust=token.distrust,
    )


# -- for others ----------------------------------------------------------------------------------------------------


def time_words(time: str) -> str:
    """Nanoseconds since 1970 as a time of day in UTC."""
    return datetime.fromtimestamp(int(time) // 10**9, UTC).isoformat()


def openssl_command(name: str, anchor: Anchor) -> str:
    """The call that checks an exported anchor; certificates count as of the time that is stated."""
    authority = f"{name}.pem" if anchor.data.certificates else "AUTHORITY.pem"
    seconds = int(anchor.data.time) // 10**9
    return f"openssl ts -verify -data {name}.checkpoint -in {name}.tsr -CAfile {authority} -attime {seconds}"


def export_anchors(case: Case, folder: Path) -> list[str]:
    """Write every anchor for `openssl ts -verify`; returns the calls.

    Raises:
        UsageError: there is no anchor, or something is in the folder already.
        StorageError: it could not be written.
    """
    found = anchors(case)
    if not found:
        raise UsageError(f"{case.path}: has no anchor yet; `witnessbox anchor --help` says how to get one")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is not empty; choose another place")
    commands = []
    with storage_errors("writing the anchors"):
        folder.mkdir(parents=True, exist_ok=True)
        for number, anchor in enumerate(found, 1):
            name = f"anchor-{number}"
            (folder / f"{name}.checkpoint").write_bytes(anchor.asked.note)
            (folder / f"{name}.tsq").write_bytes(anchor.asked.request)
            (folder / f"{name}.tsr").write_bytes(anchor.data.reply)
            if anchor.data.certificates:
                (folder / f"{name}.pem").write_bytes(_pem(anchor.data.certificates))
            commands.append(openssl_command(name, anchor))
        (folder / "VERIFY.txt").write_text(_explanation(found, commands), encoding="utf-8")
    return commands


def _pem(certificates: Sequence[bytes]) -> bytes:
    return b"".join(x509.load_der_x509_certificate(each).public_bytes(Encoding.PEM) for each in certificates)


def _explanation(found: Sequence[Anchor], commands: Sequence[str]) -> str:
    lines = [
        "Each .checkpoint is a signed statement of the custody log: its name, the number of its entries, its root.",
        "Each .tsr is the answer of a time-stamp authority (RFC 3161): that these bytes existed at that time.",
        "A .pem holds the certificates that came with the case. Whoever made the case could have made them, too:",
        "compare them with those that the authority publishes, or use those instead.",
        "",
    ]
    for anchor, command in zip(found, commands, strict=True):
        lines += [f"entries 1 to {anchor.data.size}, {time_words(anchor.data.time)}:", f"    {command}", ""]
    return "\n".join(lines)
