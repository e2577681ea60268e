"""An authority of others states the time of a checkpoint; OpenSSL plays the authority and checks the result."""

from __future__ import annotations

import base64
import hashlib
import http.server
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from authority import Authority, say, served
from cases import PASSPHRASE, call, copied, empty_case, here, sealed_case, signed, small_trove, workshop
from cryptography.x509.oid import ExtendedKeyUsageOID

from witnessbox.media.client_timestamps import examine_reply
from witnessbox.model.anchors import Anchored, AnchorRequested
from witnessbox.model.codec import from_json
from witnessbox.model.entries import Kind
from witnessbox.model.errors import KeyProblemError, UntrustedInputError
from witnessbox.vault.case import Case
from witnessbox.vault.check import check_case

GARBAGE = b"<html>this hotel has a portal</html>"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(workshop() / "authority")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return copied(empty_case(), tmp_path / "x.case")


def ask(*words: str | Path, code: int = 0) -> Any:
    return here(*words, "--json", code=code).json


def request(case: Path, file: Path) -> bytes:
    here("anchor", case, "--request", file, code=0)
    return file.read_bytes()


def data(case: Path, kind: Kind) -> list[dict[str, Any]]:
    return [dict(entry.body.data) for entry in Case(case).log.find(kind)]


def attach(case: Path, authority: Authority, folder: Path) -> None:
    answer = folder / f"answer-{len(list(folder.iterdir()))}.tsr"
    answer.write_bytes(authority.answer(request(case, folder / f"request-{answer.stem}.tsq")))
    here("anchor", case, "--answer", answer, "--certificate", authority.root, code=0)


def refused(case: Path, folder: Path, reply: bytes, *more: str | Path) -> str:
    """An answer that must not get into the log; gives what was said."""
    file = folder / "refused.tsr"
    file.write_bytes(reply)
    before = (case / "log" / "entries").read_bytes()
    answer = here("anchor", case, "--answer", file, *more, code=16)
    assert (case / "log" / "entries").read_bytes() == before
    return answer.err


# -- what works ----------------------------------------------------------------------------------------------------


def test_by_stick_and_openssl_accepts_the_result_long_after(tmp_path: Path, authority: Authority) -> None:
    case = copied(sealed_case(), tmp_path / "x.case")
    checkpoint = (case / "log" / "checkpoint").read_bytes()
    size = len(Case(case).log.entries)
    sent = request(case, tmp_path / "request.tsq")
    assert hashlib.sha256(checkpoint).digest() in sent
    assert ask("anchor", case, code=4)["waiting"][0]["size"] == size
    (tmp_path / "answer.tsr").write_bytes(authority.answer(sent))
    told = ask("anchor", case, "--answer", tmp_path / "answer.tsr", "--certificate", authority.root)
    assert (told["size"], told["policy"], told["new"], told["checked"]) == (size, "1.2.3.4.1", True, True)
    assert ask("anchor", case)["waiting"] == []
    here(*signed("intake", case, small_trove(tmp_path / "trove")), code=0)  # the log goes on
    assert (case / "log" / "checkpoint").read_bytes() != checkpoint

    (asked,) = data(case, Kind.ANCHOR_REQUESTED)
    assert base64.b64decode(asked["note"]) == checkpoint
    told = ask("anchor", case, "--export", tmp_path / "anchors")
    assert (tmp_path / "anchors" / "anchor-1.checkpoint").read_bytes() == checkpoint
    for command in (
        *told["commands"],
        told["commands"][0].replace("-data anchor-1.checkpoint", "-queryfile anchor-1.tsq"),
    ):
        run = subprocess.run(command.split(), cwd=tmp_path / "anchors", capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout.strip()) == (0, "Verification: OK"), run.stderr
        assert command in (tmp_path / "anchors" / "VERIFY.txt").read_text() or "-queryfile" in command
    (tmp_path / "anchors" / "anchor-1.checkpoint").write_bytes(checkpoint.replace(b"\n", b"\r\n"))
    run = subprocess.run(told["commands"][0].split(), cwd=tmp_path / "anchors", capture_output=True, check=False)
    assert run.returncode != 0, "a checkpoint that went through a text editor is another"

    live = list(Case(case).catalogue.dump())
    here("rebuild", case, code=0)
    assert list(Case(case).catalogue.dump()) == live
    assert f"anchored: entries 1 to {size}, 20" in here("log", case, code=0).out


def test_verify_shows_the_time_and_knows_the_authority_only_from_outside(
    case: Path, tmp_path: Path, authority: Authority
) -> None:
    attach(case, authority, tmp_path)
    unknown = call("verify", case, code=0)
    assert "AUTHORITY UNKNOWN" in unknown.out
    assert "Anchored" not in unknown.out
    told = ask("verify", case, "--authority", authority.root)
    assert [(each["size"], each["trusted"], each["signer"]) for each in told["anchors"]] == [(1, True, "CN=Authority")]
    (stamped,) = data(case, Kind.ANCHORED)
    assert told["anchors"][0]["time"] == stamped["time"]
    assert told["verdict"] == "unconfirmed", "a time stamp in the case is no checkpoint from outside"
    assert "Anchored: entries 1 to 1 existed on 20" in here("verify", case, "--authority", authority.root, code=0).out
    other = Authority(tmp_path / "other", "Other")
    told = ask("verify", case, "--authority", other.root, code=45)
    assert told["complaints"][0]["damage"] == "authority unknown"
    assert ask("verify", case, "--authority", other.root, "--authority", authority.root)["complaints"] == []


def test_a_case_whose_time_stamps_are_gone_does_not_satisfy_the_authority(case: Path, authority: Authority) -> None:
    assert "no time stamp" in here("verify", case, "--authority", authority.root, code=45).out


def test_over_the_network_and_only_to_the_named_address(case: Path, authority: Authority) -> None:
    met: list[tuple[str, str | None]] = []

    def respond(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        met.append((handler.path, handler.headers["Content-Type"]))
        say(handler, authority.answer(body))

    with served(respond) as url:
        told = ask("anchor", case, "--url", url, "--certificate", authority.root)
    assert met == [("/tsr", "application/timestamp-query")]
    assert told["size"] == 1
    assert data(case, Kind.ANCHOR_REQUESTED)[0]["host"] == "127.0.0.1"
    assert ask("verify", case, "--authority", authority.root)["anchors"][0]["trusted"] is True
    assert "asked of 127.0.0.1" in here("log", case, code=0).out


def test_the_program_signs_and_no_person_may(case: Path, tmp_path: Path, authority: Authority) -> None:
    attach(case, authority, tmp_path)
    opened = Case(case)
    program = opened.keys.program()
    assert [entry.body.actor for entry in opened.log.entries[1:]] == [program.key, program.key]
    (stamped,) = data(case, Kind.ANCHORED)
    with opened.writing() as writer:
        person = opened.keys.unlock(PASSPHRASE.strip().encode(), among=[writer.catalogue.persons()[0].key])
        with pytest.raises(KeyProblemError, match="may not sign"):
            writer.append(Kind.ANCHORED, from_json(Anchored, stamped), person)


def test_each_call_can_be_repeated(case: Path, tmp_path: Path, authority: Authority) -> None:
    first = request(case, tmp_path / "first.tsq")
    assert request(case, tmp_path / "lost and written again.tsq") == first
    reply = authority.answer(first)
    # The status may carry words that nobody signed: other bytes, the same time stamp.
    assert reply[4:9] == b"\x30\x03\x02\x01\x00"
    length = int.from_bytes(reply[2:4]) + 6
    words = b"\x30\x82" + length.to_bytes(2) + b"\x30\x09\x02\x01\x00\x30\x04\x0c\x02ok" + reply[9:]
    for number, bytes_ in enumerate((reply, reply, words)):
        (tmp_path / f"{number}.tsr").write_bytes(bytes_)
        told = ask("anchor", case, "--answer", tmp_path / f"{number}.tsr", "--certificate", authority.root)
        assert told["new"] is (number == 0)
    assert len(data(case, Kind.ANCHORED)) == 1
    assert "is there already" in here("anchor", case, "--request", tmp_path / "first.tsq", code=2).err


def test_two_authorities_may_answer_one_request(case: Path, tmp_path: Path, authority: Authority) -> None:
    other = Authority(tmp_path / "other", "Other")
    sent = request(case, tmp_path / "r.tsq")
    for each in (authority, other):
        (tmp_path / "a.tsr").write_bytes(each.answer(sent))
        here("anchor", case, "--answer", tmp_path / "a.tsr", "--certificate", each.root, code=0)
    assert len(ask("verify", case, "--authority", other.root, "--authority", authority.root)["anchors"]) == 2
    assert ask("verify", case, "--authority", other.root, code=45)["anchors"][1]["trusted"] is True
    commands = ask("anchor", case, "--export", tmp_path / "out")["commands"]
    for command in commands:
        run = subprocess.run(command.split(), cwd=tmp_path / "out", capture_output=True, check=False)
        assert run.returncode == 0, run.stderr


def test_without_a_certificate_it_is_kept_and_called_unknown(case: Path, tmp_path: Path, authority: Authority) -> None:
    (tmp_path / "a.tsr").write_bytes(authority.answer(request(case, tmp_path / "r.tsq")))
    assert "AUTHORITY UNKNOWN" in here("anchor", case, "--answer", tmp_path / "a.tsr", code=0).out
    assert "AUTHORITY UNKNOWN" in here("anchor", case, code=0).out
    (command,) = ask("anchor", case, "--export", tmp_path / "out")["commands"]
    assert "-CAfile AUTHORITY.pem" in command
    subprocess.run(command.replace("AUTHORITY.pem", str(authority.root)).split(), cwd=tmp_path / "out", check=True)


# -- answers that are none -----------------------------------------------------------------------------------------


def test_answers_that_are_refused_say_why(case: Path, tmp_path: Path, authority: Authority) -> None:
    sent = request(case, tmp_path / "r.tsq")
    note = base64.b64decode(data(case, Kind.ANCHOR_REQUESTED)[0]["note"])
    root = ("--certificate", authority.root)

    (tmp_path / "note").write_bytes(note)
    query = ["openssl", "ts", "-query", "-data", tmp_path / "note", "-sha256", "-cert"]
    another = subprocess.run(query, capture_output=True, check=True).stdout
    assert "another nonce" in refused(case, tmp_path, authority.answer(another), *root)
    bare = subprocess.run([*query, "-no_nonce"], capture_output=True, check=True).stdout
    assert "another nonce" in refused(case, tmp_path, authority.answer(bare), *root)
    imprint = hashlib.sha256(note).digest()
    other = sent.replace(imprint, hashlib.sha256(b"something else").digest())
    assert "imprint" in refused(case, tmp_path, authority.answer(other), *root)
    (tmp_path / "note").write_bytes(b"of another case")
    foreign = subprocess.run(query, capture_output=True, check=True).stdout
    assert "no request of this case" in refused(case, tmp_path, authority.answer(foreign), *root)
    assert "granted no time stamp: status 2" in refused(case, tmp_path, authority.answer(sent, digests="sha512"))
    assert "no time-stamp reply" in refused(case, tmp_path, GARBAGE)
    assert "no time-stamp reply" in refused(case, tmp_path, b"")
    assert "no time-stamp reply" in refused(case, tmp_path, authority.answer(sent)[:-1], *root)


def test_signers_that_are_refused_say_why(case: Path, tmp_path: Path, authority: Authority) -> None:
    sent = request(case, tmp_path / "r.tsq")
    stranger = Authority(tmp_path / "stranger", "Authority")  # the same names, other keys
    assert "signer of the answer is unknown" in refused(
        case, tmp_path, stranger.answer(sent), "--certificate", authority.root
    )
    expired = Authority(tmp_path / "expired", expired=True)
    assert "expired" in refused(case, tmp_path, expired.answer(sent), "--certificate", expired.root)
    reply = bytearray(authority.answer(sent))
    reply[-1] ^= 1  # in the signature
    assert "unknown" in refused(case, tmp_path, bytes(reply), "--certificate", authority.root)


def test_a_certificate_for_something_else_stamps_no_time(case: Path, tmp_path: Path) -> None:
    """OpenSSL itself does not answer with such a certificate; the library would not take it either."""
    website = Authority(tmp_path / "website", purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    with pytest.raises(FileNotFoundError):
        website.answer(request(case, tmp_path / "r.tsq"))


def test_a_reply_of_a_hundred_megabytes(case: Path, tmp_path: Path, authority: Authority) -> None:
    with (tmp_path / "huge.tsr").open("wb") as file:
        file.truncate(100_000_000)
    request(case, tmp_path / "r.tsq")
    assert "larger" in here("anchor", case, "--answer", tmp_path / "huge.tsr", code=16).err
    sent = 0

    def respond(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(bytes(1_000_000))
            sent += 1

    with served(respond) as url:
        assert "larger" in here("anchor", case, "--url", url, code=16).err
    assert sent < 100, "the rest was never fetched"
    assert data(case, Kind.ANCHORED) == []


def test_addresses_that_give_no_answer(case: Path, authority: Authority) -> None:
    for wrong in ("ftp://example.org/", "file:///etc/passwd", "tsr", "http://", "http://[x"):
        assert "http" in here("anchor", case, "--url", wrong, code=2).err
    assert data(case, Kind.ANCHOR_REQUESTED) == []
    with served(lambda handler, _: say(handler, b"", 503)) as url:
        assert "503" in here("anchor", case, "--url", url, code=15).err
    assert "cannot be reached" in here("anchor", case, "--url", url, code=15).err
    met: list[bytes] = []
    with served(lambda handler, body: met.append(body)) as elsewhere:  # noqa: SIM117
        with served(lambda handler, _: say(handler, b"", 302, Location=elsewhere)) as url:
            assert elsewhere in here("anchor", case, "--url", url, code=15).err
    assert met == [], "nothing goes where nobody sent it"
    with served(lambda handler, _: say(handler, GARBAGE)) as url:
        assert "no time-stamp reply" in here("anchor", case, "--url", url, code=16).err
    assert len(data(case, Kind.ANCHOR_REQUESTED)) == 1, "the same request is asked again until it is answered"
    with served(lambda handler, body: say(handler, authority.answer(body))) as url:
        here("anchor", case, "--url", url, "--certificate", authority.root, code=0)


def test_calls_that_contradict_themselves(case: Path, tmp_path: Path, authority: Authority) -> None:
    (tmp_path / "none.pem").write_bytes(GARBAGE)
    here("anchor", case, "--answer", tmp_path / "x", "--certificate", tmp_path / "none.pem", code=2)
    here("anchor", case, "--answer", tmp_path / "not there", code=2)
    here("anchor", case, "--certificate", authority.root, code=2)
    here("anchor", case, "--export", tmp_path / "out", code=2)
    here("verify", case, "--authority", tmp_path / "not there", code=2)
    request(case, tmp_path / "r.tsq")
    assert len(Case(case).log.entries) == 2


# -- what lies in the log and does not fit -------------------------------------------------------------------------


def test_whoever_holds_the_program_key_cannot_write_an_anchor(case: Path, tmp_path: Path, authority: Authority) -> None:
    attach(case, authority, tmp_path)
    honest = from_json(Anchored, Case(case).log.entries[-1].body.data)
    asked = from_json(AnchorRequested, Case(case).log.entries[-2].body.data)
    later = str(int(honest.time) - 10**18)
    forgeries: list[tuple[Kind, object, str]] = [
        (Kind.ANCHORED, replace(honest, time=later), "another time"),
        (Kind.ANCHORED, replace(honest, serial="99"), "another time, policy or number"),
        (Kind.ANCHORED, replace(honest, size=5), "size and root"),
        (Kind.ANCHORED, replace(honest, reply=GARBAGE), "cannot be read"),
        (Kind.ANCHORED, replace(honest, reply=bytes(70_000)), "too large"),
        (Kind.ANCHOR_REQUESTED, replace(asked, size=2), "size and root"),
        (Kind.ANCHOR_REQUESTED, replace(asked, note=GARBAGE), "no checkpoint"),
        (Kind.ANCHOR_REQUESTED, replace(asked, note=asked.note.replace(b"\n1\n", b"\n2\n"), size=2), "not signed"),
        (Kind.ANCHOR_REQUESTED, replace(asked, request=GARBAGE), "something else"),
    ]
    for number, (kind, forged, why) in enumerate(forgeries):
        copy = copied(case, tmp_path / f"forged {number}")
        with Case(copy).writing() as writer:
            writer.append(kind, forged, writer.program)
        report = check_case(copy, examine=examine_reply)
        assert report.exit_code == 44, (why, report.complaints)
        assert why in report.complaints[0].detail
        assert "entry 4" in report.complaints[0].detail


def test_what_the_sandboxed_reader_refuses() -> None:
    with pytest.raises(UntrustedInputError):
        examine_reply(b"\x30\x84\xff\xff\xff\xff" + bytes(1000), ())
    with pytest.raises(UntrustedInputError, match="larger"):
        examine_reply(bytes(65_537), ())
